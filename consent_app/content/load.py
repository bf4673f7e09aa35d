"""Reading a pack: every file checked on its own, then against the others, then frozen.

Nothing loads half: all problems that can be seen at once are reported at once.
"""

from __future__ import annotations

import hashlib
import string
from datetime import date
from typing import TYPE_CHECKING, Any, Literal, TypeVar, get_args

from msgspec import UNSET, Struct

from consent_app.content import kept, markdown, model, places, statute, yamlfile
from consent_app.content.problems import ContentError, Problem, closest
from consent_app.language import SHIPPED

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
    from pathlib import Path

    from consent_app.content.yamlfile import Tree

S = TypeVar("S", bound=Struct)

FILES: dict[str, type[Struct]] = {
    "pack.yaml": model.Manifest,
    "sources.yaml": model.SourceFile,
    "phases.yaml": model.PhaseFile,
    "methods.yaml": model.Comparison,
    "alternatives.yaml": model.Comparison,
    "risks.yaml": model.RiskFile,
    "costs.yaml": model.CostFile,
    "suitability.yaml": model.SuitabilityFile,
    "checks.yaml": model.CheckFile,
    "questions.yaml": model.QuestionFile,
}
"""The files that every pack has and what each holds; beside them `facts/*.yaml`, `pages/*.md`."""

OPTIONAL: dict[str, type[Struct]] = {
    "values.yaml": model.ValueFile,
    "sure.yaml": model.SureFile,
    "needs.yaml": model.NeedFile,
    "limits.yaml": model.LimitFile,
    "record.yaml": model.RecordFile,
    "indication.yaml": model.IndicationFile,
    "devices.yaml": model.DeviceFile,
}
"""Files that a pack may leave out."""

_LISTS = (
    ("pack.yaml", "reasons"), ("pack.yaml", "fields"), ("pack.yaml", "parts"),
    ("sources.yaml", "sources"), ("phases.yaml", "rows"),
    ("phases.yaml", "phases"), ("methods.yaml", "rows"), ("methods.yaml", "options"),
    ("alternatives.yaml", "rows"), ("alternatives.yaml", "options"), ("risks.yaml", "risks"),
    ("costs.yaml", "items"), ("suitability.yaml", "items"), ("checks.yaml", "topics"),
    ("questions.yaml", "questions"), ("questions.yaml", "topics"), ("values.yaml", "statements"),
    ("values.yaml", "phrases"), ("needs.yaml", "items"),
    ("indication.yaml", "fields"), ("indication.yaml", "contradictions"),
    ("devices.yaml", "devices"), ("record.yaml", "withdrawal"),
    ("record.yaml", "reaffirmation"),
)  # fmt: skip
"""Lists whose entries have ids that must differ."""

RULES_PAGE = "rules"
"""The program's own page about the law; a topic may point to it."""
OWN_PAGES = frozenset({
    "welcome", "reason", "residence", "surgery", "person", "plan", RULES_PAGE, "rule_texts",
    "indication", "conditions", "legal_stop", "age_stop", "fit", "own_words", "private", "sure",
    "questions", "answers", "decision", "paper", "document", "before_signing",
    "sign", "done",
})  # fmt: skip
"""Pages that the program makes itself; a pack's page may not take their names."""
OWN_PREFIXES = ("check.", "again.", "values.")
"""How the names of pages begin that the program makes of a pack's topics and statements."""
OWN_FIELDS = frozenset({
    "full_name", "date_of_birth", "record_number", "country_of_residence", "country_of_surgery",
    "reason", "indication",
})  # fmt: skip
"""Fields that every pack has; a pack's own field may not take their names."""


def load(folder: Path, jurisdictions: Path, cache: Path | None = None) -> model.Pack:
    """Load a pack and the rules of all jurisdictions on file.

    With a folder for a `cache`, content that loaded before is taken from there, by its digest.

    Raises:
        ContentError: with every problem found, each with file, line and the closest match.

    """
    bound = digest([folder, jurisdictions])
    if cache and (known := kept.read(cache, bound)):
        return known
    pack = _load(folder, jurisdictions, bound)
    if cache:
        kept.write(cache, pack)
    return pack


def rules_on_file(folder: Path) -> dict[str, model.Jurisdiction]:
    """Load only the rules of all jurisdictions on file, by code.

    Raises:
        ContentError: as for `load`.

    """
    problems: list[Problem] = []
    found = _rules(folder, problems)
    if problems:
        raise ContentError(problems)
    return found


def manifest_on_file(folder: Path) -> model.Manifest:
    """Load only what a pack says about itself, unchecked against its other files.

    Raises:
        ContentError: as for `load`.

    """
    return yamlfile.convert(yamlfile.read(folder / "pack.yaml"), model.Manifest)


def devices_on_file(folder: Path) -> tuple[model.Device, ...]:
    """Load only the devices of a pack, in the order in which they are declared.

    Raises:
        ContentError: as for `load`.

    """
    file = folder / "devices.yaml"
    if not file.is_file():
        return ()
    return yamlfile.convert(yamlfile.read(file), model.DeviceFile).devices


def files(folder: Path) -> dict[str, type[Struct]]:
    """Return the YAML files of a pack by their names below its folder, and what each holds."""
    more = {name: kind for name, kind in OPTIONAL.items() if (folder / name).is_file()}
    facts = sorted(path.name for path in (folder / "facts").glob("*.yaml"))
    return FILES | more | {f"facts/{name}": model.FactFile for name in facts}


def _load(folder: Path, jurisdictions: Path, bound: str) -> model.Pack:
    problems: list[Problem] = []
    trees: dict[str, Tree] = {}
    parts: dict[str, Any] = {}
    for name, kind in files(folder).items():
        with _Collect(problems):
            _inside(folder, folder / name)
            trees[name] = yamlfile.read(folder / name)
            parts[name] = yamlfile.convert(trees[name], kind)
    pages = _pages(folder, problems)
    rules = _rules(jurisdictions, problems)
    if problems:
        raise ContentError(problems)
    facts = [fact for name in parts if name.startswith("facts/") for fact in parts[name].facts]
    pack = model.Pack(
        manifest=parts["pack.yaml"],
        facts=_by_id(facts),
        sources=_by_id(parts["sources.yaml"].sources),
        pages=pages,
        phases=parts["phases.yaml"],
        methods=parts["methods.yaml"],
        alternatives=parts["alternatives.yaml"],
        risks=_by_id(parts["risks.yaml"].risks),
        costs=parts["costs.yaml"],
        suitability=parts["suitability.yaml"],
        checks=parts["checks.yaml"],
        questions=parts["questions.yaml"],
        values=parts.get("values.yaml", model.ValueFile()),
        limits=parts.get("limits.yaml", model.LimitFile()),
        indication=parts.get("indication.yaml", model.IndicationFile()),
        jurisdictions=rules,
        digest=bound,
        devices=_by_id(parts.get("devices.yaml", model.DeviceFile()).devices),
        sure=parts.get("sure.yaml"),
        needs=parts.get("needs.yaml", model.NeedFile()),
        record=parts.get("record.yaml"),
    )
    problems += _cross_check(pack, parts, trees, folder)
    if problems:
        raise ContentError(problems)
    return pack


def digest(folders: Iterable[Path]) -> str:
    """Return the SHA-256 (hex) over the names and bytes of all content files, in name order."""
    total = hashlib.sha256()
    for folder in folders:
        for file in sorted(p for p in folder.rglob("*") if p.suffix in {".yaml", ".md"}):
            data = file.read_bytes()
            total.update(f"{file.relative_to(folder).as_posix()}\0{len(data)}\0".encode())
            total.update(data)
    return total.hexdigest()


class _Collect:
    """Gather the problems of one file and go on to the next."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> bool:
        if isinstance(error, ContentError):
            self.problems += error.problems
            return True
        return False


def _inside(folder: Path, file: Path) -> None:
    """Refuse a file that only links to a place outside: the pack would not be whole."""
    if file.is_symlink() and not file.resolve().is_relative_to(folder.resolve()):
        raise ContentError([Problem(file, 1, "", "outside_folder", str(file.resolve()))])


def _pages(folder: Path, problems: list[Problem]) -> dict[str, model.PackPage]:
    pages = {}
    for file in sorted((folder / "pages").glob("*.md")):
        with _Collect(problems):
            _inside(folder, file)
            try:
                text = file.read_text(encoding="utf-8")
            except (OSError, UnicodeDecodeError) as error:
                raise ContentError([Problem(file, 1, "", "file_unreadable", str(error))]) from None
            pages[file.stem] = markdown.page(text, file)
    return pages


def _rules(folder: Path, problems: list[Problem]) -> dict[str, model.Jurisdiction]:
    found: dict[str, model.Jurisdiction] = {}
    for file in sorted(folder.glob("*.yaml")):
        with _Collect(problems):
            _inside(folder, file)
            tree = yamlfile.read(file)
            entry = yamlfile.convert(tree, model.Jurisdiction)
            if file.stem != entry.code.lower():
                name = f"{entry.code.lower()}.yaml"
                problems.append(tree.problem(("code",), "file_name", name))
            problems += statute.faults(tree, entry)
            problems += (
                tree.problem(path, "placeholder", words)
                for path, words in texts(tree.value, model.Jurisdiction)
                if "{" in words or "}" in words
            )
            found[entry.code] = entry
    for code in found:
        country, _, part = code.partition("-")
        if part and country not in found:
            file = folder / f"{code.lower()}.yaml"
            problems.append(Problem(file, 1, "code", "no_parent", country))
    return found


def _by_id(items: Iterable[S]) -> dict[str, S]:
    """Return items by id; of two with one id the first, so that what names it still fits."""
    found: dict[str, S] = {}
    for item in items:
        found.setdefault(item.id, item)  # type: ignore[attr-defined]
    return found


def _duplicates(tree: Tree, path: tuple[str | int, ...], items: Iterable[Any]) -> Iterator[Problem]:
    seen = set()
    for number, item in enumerate(items):
        if item.id in seen:
            yield tree.problem((*path, number, "id"), "duplicate_id", item.id)
        seen.add(item.id)


# --- checks across files --------------------------------------------------------------------------


def _cross_check(
    pack: model.Pack, parts: Mapping[str, Any], trees: Mapping[str, Tree], folder: Path
) -> Iterator[Problem]:
    for name, key in _LISTS:
        if name in parts:
            yield from _duplicates(trees[name], (key,), getattr(parts[name], key))
    yield from _check_manifest(pack, trees["pack.yaml"])
    seen: set[str] = set()
    for name in (name for name in parts if name.startswith("facts/")):
        yield from _check_facts(pack, parts[name].facts, trees[name], seen)
    yield from _check_phases(pack, trees["phases.yaml"])
    yield from _check_risks(pack, parts["risks.yaml"].risks, trees["risks.yaml"])
    yield from _check_costs(pack, trees["costs.yaml"])
    yield from _check_topics(pack, trees["checks.yaml"])
    yield from _check_questions(pack, trees["questions.yaml"])
    yield from _check_optional(pack, parts, trees)
    for name, comparison in (("methods", pack.methods), ("alternatives", pack.alternatives)):
        yield from _check_comparison(pack, trees[f"{name}.yaml"], comparison)
    yield from _check_pages(pack, folder / "pages")
    for name, tree in trees.items():
        yield from _check_placeholders(pack, tree, (FILES | OPTIONAL).get(name, model.FactFile))


def _check_optional(
    pack: model.Pack, parts: Mapping[str, Any], trees: Mapping[str, Tree]
) -> Iterator[Problem]:
    """Check the files that a pack may leave out, where they are there."""
    if "values.yaml" in trees:
        yield from _check_values(pack, trees["values.yaml"])
    if "sure.yaml" in trees:
        yield from _check_sure(pack, parts["sure.yaml"], trees["sure.yaml"])
    if "limits.yaml" in trees:
        yield from _check_limits(pack, trees["limits.yaml"])
    if "record.yaml" in trees:
        yield from _check_record(pack, parts["record.yaml"], trees["record.yaml"])
    if "indication.yaml" in trees:
        yield from _check_indication(pack, trees["indication.yaml"])
    if "devices.yaml" in trees:
        yield from _check_devices(pack, parts["devices.yaml"].devices, trees["devices.yaml"])


def _missing(
    tree: Tree, path: tuple[str | int, ...], name: str, known: Iterable[str]
) -> Iterator[Problem]:
    names = list(known)
    if name not in names:
        yield tree.problem(path, "unknown_id", name, closest(name, names))


def _check_manifest(pack: model.Pack, tree: Tree) -> Iterator[Problem]:
    for n, code in enumerate(pack.manifest.languages):
        yield from _missing(tree, ("languages", n), code, SHIPPED)
    yield from _check_parts(pack, tree)
    for n, item in enumerate(pack.manifest.fields):
        if item.id in OWN_FIELDS:
            yield tree.problem(("fields", n, "id"), "duplicate_id", item.id)
        if isinstance(item, model.ChoiceField):
            yield from _duplicates(tree, ("fields", n, "options"), item.options)
        if isinstance(item, model.QuantityField):
            yield from _check_quantity(item, n, tree)


def _check_quantity(item: model.QuantityField, place: int, tree: Tree) -> Iterator[Problem]:
    if item.low >= item.high:
        yield tree.problem(("fields", place, "low"), "backward_range", f"{item.low} > {item.high}")
    if item.usual is not UNSET and not item.low <= item.usual <= item.high:
        yield tree.problem(("fields", place, "usual"), "wrong_value", str(item.usual))


def _check_parts(pack: model.Pack, tree: Tree) -> Iterator[Problem]:
    """Yield pages that no file holds or that stand twice, and steps that miss or are misplaced."""
    way = [(("parts", p, "pages", n), page) for p, part in enumerate(pack.manifest.parts)
           for n, page in enumerate(part.pages)]  # fmt: skip
    seen: list[str] = []
    for here, page in way:
        yield from _missing(tree, here, page, [*model.STEPS, *pack.pages])
        if page in seen or page in OWN_PAGES or page.startswith(OWN_PREFIXES):
            yield tree.problem(here, "duplicate_id", page)
        earlier = [step for step in seen if step in model.STEPS]
        if page in model.STEPS and any(page in _before(step) for step in earlier):
            yield tree.problem(here, "step_misplaced", page)
        seen.append(page)
    for step in model.STEPS:
        if step not in seen:
            yield tree.problem(("parts",), "step_missing", step)
    for place, step in ((0, model.STEPS[0]), (-1, model.STEPS[-1])):
        here, page = way[place]
        if step in seen and page != step:
            yield tree.problem(here, "step_misplaced", step)


def _before(step: str) -> tuple[str, ...]:
    """Return the steps that come before one."""
    return model.STEPS[: model.STEPS.index(step)]


def _check_facts(
    pack: model.Pack, facts: Iterable[model.AnyFact], tree: Tree, seen: set[str]
) -> Iterator[Problem]:
    for n, fact in enumerate(facts):
        if fact.id in seen:
            yield tree.problem(("facts", n, "id"), "duplicate_id", fact.id)
        seen.add(fact.id)
        yield from _missing(tree, ("facts", n, "source"), fact.source, pack.sources)
        if isinstance(fact, model.Moment):
            try:
                date(*fact.parts)
            except ValueError:
                yield tree.problem(("facts", n, "when"), "wrong_value", fact.when)
            continue
        if fact.low > fact.high:
            yield tree.problem(("facts", n, "low"), "backward_range", f"{fact.low} > {fact.high}")
        if isinstance(fact, model.Chance) and fact.high > fact.out_of:
            value = f"{fact.high} / {fact.out_of}"
            yield tree.problem(("facts", n, "high"), "beyond_denominator", value)


def _check_phases(pack: model.Pack, tree: Tree) -> Iterator[Problem]:
    choices = {f.id: f for f in pack.manifest.fields if isinstance(f, model.ChoiceField)}
    amounts = [
        f.id for f in pack.manifest.fields if isinstance(f, model.QuantityField) and f.unit == "cm"
    ]
    rows = [row.id for row in pack.phases.rows]
    earlier: list[str] = []
    for n, phase in enumerate(pack.phases.phases):
        at = ("phases", n)
        for row in rows:
            if row not in phase.cells:
                yield tree.problem((*at, "cells"), "missing_cell", row)
        for name in phase.cells:
            yield from _missing(tree, (*at, "cells", name), name, rows)
        yield from _check_span(pack, tree, at, phase)
        for d, duration in enumerate(phase.durations):
            here = (*at, "durations", d)
            yield from _check_when(choices, tree, (*here, "when"), duration)
            days = duration.days
            yield from _missing(tree, (*here, "days", "fact"), days.fact, pack.facts)
            if not isinstance(days, model.Fixed):
                yield from _missing(tree, (*here, "days", "field"), days.field, amounts)
            yield from _check_unit(pack, tree, here, days)
            if isinstance(days, model.Index) and days.minus is not UNSET:
                yield from _missing(tree, (*here, "days", "minus"), days.minus, earlier)
        earlier.append(phase.id)


def _check_span(
    pack: model.Pack, tree: Tree, at: tuple[str | int, ...], phase: model.Phase
) -> Iterator[Problem]:
    """A stretch has durations, the last for every case; a point of time has `after` instead."""
    if bool(phase.durations) == (phase.after is not UNSET):
        yield tree.problem(at, "durations_or_after")
    if phase.after is not UNSET:
        yield from _check_amount(pack, tree, (*at, "after"), phase.after, _SPANS)
    if phase.durations and phase.durations[-1].when:
        yield tree.problem((*at, "durations"), "no_default")


def _check_when(
    choices: Mapping[str, model.ChoiceField],
    tree: Tree,
    here: tuple[str | int, ...],
    duration: model.Duration,
) -> Iterator[Problem]:
    for name, value in duration.when.items():
        known = [o.id for o in choices[name].options] if name in choices else choices
        yield from _missing(tree, (*here, name), value if name in choices else name, known)


_SPANS = ("days", "weeks", "months", "years")
_UNITS: dict[type, tuple[str, ...]] = {
    model.Fixed: _SPANS,
    model.Rate: ("mm/day",),
    model.Index: ("days/cm",),
}


def _check_unit(
    pack: model.Pack,
    tree: Tree,
    here: tuple[str | int, ...],
    days: model.Fixed | model.Rate | model.Index,
) -> Iterator[Problem]:
    fact = pack.facts.get(days.fact)
    unit = getattr(fact, "unit", None)
    allowed = _UNITS[type(days)]
    if fact is not None and unit not in allowed:
        yield tree.problem(
            (*here, "days", "fact"), "wrong_value", f"{days.fact}: {unit}", allowed[0]
        )
    elif isinstance(days, model.Rate) and isinstance(fact, model.Quantity) and fact.low <= 0:
        yield tree.problem((*here, "days", "fact"), "wrong_value", f"{days.fact}: {fact.low}")


def _check_amount(
    pack: model.Pack, tree: Tree, path: tuple[str | int, ...], name: str, units: tuple[str, ...]
) -> Iterator[Problem]:
    """Yield when a name is not that of an amount in one of the units."""
    facts = pack.facts.items()
    amounts = [n for n, f in facts if isinstance(f, model.Quantity) and f.unit in units]
    yield from _missing(tree, path, name, amounts)


def _check_risks(pack: model.Pack, risks: Iterable[model.Risk], tree: Tree) -> Iterator[Problem]:
    chances = [name for name, fact in pack.facts.items() if isinstance(fact, model.Chance)]
    for n, risk in enumerate(risks):
        if (risk.chance is UNSET) == (risk.not_known is UNSET):
            yield tree.problem(("risks", n), "chance_or_unknown")
        if risk.chance is not UNSET:
            yield from _missing(tree, ("risks", n, "chance"), risk.chance, chances)
        yield from _check_compared(pack, risk, tree, n)


def _check_compared(
    pack: model.Pack, risk: model.Risk, tree: Tree, place: int
) -> Iterator[Problem]:
    """Yield what cannot stand side by side: no chance, no answer, or out of another whole."""
    fields = [f for f in pack.manifest.fields if isinstance(f, model.ChoiceField)]
    options = [option.id for field in fields for option in field.options]
    chances = {name: f for name, f in pack.facts.items() if isinstance(f, model.Chance)}
    wholes: set[int] = set()
    for n, each in enumerate(risk.compare):
        here = ("risks", place, "compare", n)
        yield from _missing(tree, (*here, "option"), each.option, options)
        yield from _missing(tree, (*here, "chance"), each.chance, chances)
        if each.chance in chances:
            wholes.add(chances[each.chance].out_of)
    if len(wholes) > 1:
        yield tree.problem(("risks", place, "compare"), "wrong_value", str(max(wholes)))


def _check_costs(pack: model.Pack, tree: Tree) -> Iterator[Problem]:
    prices = [name for name, fact in pack.facts.items() if isinstance(fact, model.Money)]
    for n, name in enumerate(pack.costs.prices):
        yield from _missing(tree, ("prices", n), name, prices)
    if pack.costs.package is not UNSET:
        yield from _missing(tree, ("package",), pack.costs.package, prices)
    for n, item in enumerate(pack.costs.items):
        if item.fact is not UNSET:
            yield from _missing(tree, ("items", n, "fact"), item.fact, prices)


def _check_topics(pack: model.Pack, tree: Tree) -> Iterator[Problem]:
    listed = pack.manifest.content
    seen: set[str] = set()
    for n, topic in enumerate(pack.checks.topics):
        if topic.page.startswith("check."):
            yield tree.problem(("topics", n, "page"), "circular", topic.page)
        else:
            yield from _missing(tree, ("topics", n, "page"), topic.page, [RULES_PAGE, *listed])
        for i, item in enumerate(topic.items):
            here = ("topics", n, "items", i)
            if item.id in seen:
                yield tree.problem((*here, "id"), "duplicate_id", item.id)
            seen.add(item.id)
            right = sum(answer.right for answer in item.answers)
            if right != 1:
                yield tree.problem((*here, "answers"), "right_answers", str(right))
            yield from _duplicates(tree, (*here, "answers"), item.answers)


def _check_questions(pack: model.Pack, tree: Tree) -> Iterator[Problem]:
    pages = [*OWN_PAGES, *pack.pages]
    topics = [topic.id for topic in pack.questions.topics]
    for n, question in enumerate(pack.questions.questions):
        for p, page in enumerate(question.pages):
            yield from _missing(tree, ("questions", n, "pages", p), page, pages)
        yield from _missing(tree, ("questions", n, "topic"), question.topic, topics)


def _check_values(pack: model.Pack, tree: Tree) -> Iterator[Problem]:
    options = [option.id for option in pack.alternatives.options]
    for n, value in enumerate(pack.values.statements):
        for option in options:
            if option not in value.fits:
                yield tree.problem(("statements", n, "fits"), "missing_cell", option)
        for name in value.fits:
            yield from _missing(tree, ("statements", n, "fits", name), name, options)


def _check_sure(pack: model.Pack, sure: model.SureFile, tree: Tree) -> Iterator[Problem]:
    yield from _missing(tree, ("source",), sure.source, pack.sources)
    themes = [item.theme for item in sure.items]
    for n, theme in enumerate(themes):
        if theme in themes[:n]:
            yield tree.problem(("items", n, "theme"), "duplicate_id", theme)


def _check_record(pack: model.Pack, record: model.RecordFile, tree: Tree) -> Iterator[Problem]:
    fields = [item.id for item in pack.manifest.fields]
    for n, shown in enumerate(record.plan):
        yield from _missing(tree, ("plan", n, "field"), shown.field, fields)
    rows = [row.id for row in pack.phases.rows]
    phases = [phase.id for phase in pack.phases.phases]
    for n, stop in enumerate(record.withdrawal):
        here = ("withdrawal", n)
        if stop.phase is UNSET:
            needed = {"title": stop.title, "means": stop.means}
            lacking = (key for key, value in needed.items() if value is UNSET)
            yield from (tree.problem(here, "missing_key", key) for key in lacking)
        else:
            yield from _missing(tree, (*here, "phase"), stop.phase, phases)
            if stop.means is UNSET:
                yield from _missing(tree, ("stopping",), str(record.stopping or ""), rows)


def _check_limits(pack: model.Pack, tree: Tree) -> Iterator[Problem]:
    fields = pack.manifest.fields
    amounts = [f.id for f in fields if isinstance(f, model.QuantityField) and f.unit == "cm"]
    choices = {f.id: f for f in fields if isinstance(f, model.ChoiceField)}
    limits = pack.limits
    yield from _missing(tree, ("field",), str(limits.field), amounts)
    yield from _missing(tree, ("choice",), str(limits.choice), choices)
    options = choices[str(limits.choice)].options if limits.choice in choices else ()
    for n, ruler in enumerate(limits.rulers):
        at = ("rulers", n)
        yield from _missing(tree, (*at, "option"), ruler.option, [o.id for o in options])
        yield from _check_amount(pack, tree, (*at, "often"), ruler.often, ("cm",))
        yield from _check_amount(pack, tree, (*at, "more"), ruler.more, ("cm",))


def _check_indication(pack: model.Pack, tree: Tree) -> Iterator[Problem]:
    fields = {item.id: item for item in pack.indication.fields}
    for n, item in enumerate(pack.indication.fields):
        if item.id == "reason":
            yield tree.problem(("fields", n, "id"), "duplicate_id", item.id)
        if isinstance(item, model.ChoiceField):
            yield from _duplicates(tree, ("fields", n, "options"), item.options)
        if isinstance(item, model.QuantityField) and item.low >= item.high:
            yield tree.problem(("fields", n, "low"), "backward_range", f"{item.low} > {item.high}")
    for n, clash in enumerate(pack.indication.contradictions):
        for name, asked in clash.when.items():
            here = ("contradictions", n, "when", name)
            yield from _missing(tree, here, name, ("reason", *fields))
            yield from _check_clash(pack, tree, here, fields.get(name), asked)


def _check_clash(
    pack: model.Pack, tree: Tree, here: tuple[str | int, ...],
    item: model.IndicationField | None, asked: str | model.Limit,
) -> Iterator[Problem]:  # fmt: skip
    """Yield when what is asked of a field does not fit its kind."""
    match item:
        case model.QuantityField():
            fits = isinstance(asked, model.Limit) and asked.below is not UNSET
        case model.DayField():
            fits = isinstance(asked, model.Limit) and asked.older_months is not UNSET
        case _:
            fits = isinstance(asked, str)
    if not fits:
        yield tree.problem(here, "wrong_value", str(asked))
    elif isinstance(asked, str):
        options = item.options if isinstance(item, model.ChoiceField) else pack.manifest.reasons
        yield from _missing(tree, here, asked, [option.id for option in options])


def _check_devices(
    pack: model.Pack, devices: Iterable[model.Device], tree: Tree
) -> Iterator[Problem]:
    """Yield what does not fit the plan's own field, where a device is named by its id."""
    choices = {f.id: f for f in pack.manifest.fields if isinstance(f, model.ChoiceField)}
    yield from _missing(tree, ("devices",), model.DEVICE, choices)
    asked = choices.get(model.DEVICE)
    named = [option.id for option in asked.options] if asked else []
    for name in named:
        yield from _missing(tree, ("devices",), name, pack.devices)
    methods = [option.id for option in choices["method"].options] if "method" in choices else []
    for n, device in enumerate(devices):
        yield from _missing(tree, ("devices", n, "id"), device.id, named)
        yield from _missing(tree, ("devices", n, "method"), device.method, methods)
        yield from _check_statuses(pack, device.statuses, tree, ("devices", n, "statuses"))


def _check_statuses(
    pack: model.Pack, statuses: Iterable[model.DeviceStatus], tree: Tree, at: tuple[str | int, ...]
) -> Iterator[Problem]:
    """Yield days, places and sources that do not exist, and two states for one day at a place."""
    seen: set[tuple[str, date]] = set()
    for n, status in enumerate(statuses):
        yield from _missing(tree, (*at, n, "source"), status.source, pack.sources)
        if not places.known(status.place):
            near = places.near(status.place)
            yield tree.problem((*at, n, "place"), "unknown_place", status.place, near)
        try:
            day = (status.place, status.first_day)
        except ValueError:
            yield tree.problem((*at, n, "from"), "wrong_value", status.since)
            continue
        if day in seen:
            yield tree.problem((*at, n, "from"), "same_days", status.since)
        seen.add(day)


def _check_comparison(
    pack: model.Pack, tree: Tree, comparison: model.Comparison
) -> Iterator[Problem]:
    rows = [row.id for row in comparison.rows]
    for n, option in enumerate(comparison.options):
        for row in rows:
            if row not in option.cells:
                yield tree.problem(("options", n, "cells"), "missing_cell", row)
        for name in option.cells:
            yield from _missing(tree, ("options", n, "cells", name), name, rows)
        for s, source in enumerate(option.sources):
            yield from _missing(tree, ("options", n, "sources", s), source, pack.sources)


def _check_pages(pack: model.Pack, folder: Path) -> Iterator[Problem]:
    for page in pack.pages.values():
        file = folder / f"{page.id}.md"
        wholes = set[int]()
        for node in page.body:
            if isinstance(node, model.Insert):
                yield from _check_insert(pack, node, file)
                wholes |= {fact.out_of for fact in _chances(pack, node)}
        if len(wholes) > 1:
            yield Problem(file, 1, "", "mixed_page")
        for source in page.sources:
            if source not in pack.sources:
                near = closest(source, pack.sources)
                yield Problem(file, 1, "sources", "unknown_id", source, near)
        for code, name in (bad for words in page_texts(page) for bad in _bad_braces(words, pack)):
            near = closest(name, pack.facts) if code == "unknown_id" else ""
            yield Problem(file, _line_of(file, name), "", code, name, near)


def _check_insert(pack: model.Pack, node: model.Insert, file: Path) -> Iterator[Problem]:
    known = _NAMES[node.name](pack)
    for name in node.names:
        if name not in known:
            near = closest(name, known)
            yield Problem(file, node.line, node.name, "unknown_id", name, near)
    if node.name == "needs" and not pack.needs.items:
        yield Problem(file, node.line, node.name, "unknown_id", "needs.yaml")
    if node.name == "stop_rules" and pack.record is None:
        yield Problem(file, node.line, node.name, "unknown_id", "record.yaml")
    if node.name in {"figure", "picture", "risk"} and len(node.names) != 1:
        yield Problem(file, node.line, node.name, "wrong_value", " ".join(node.names))


_NAMES: dict[str, Callable[[model.Pack], Collection[str]]] = {
    "figure": lambda _: model.FIGURES,
    "picture": lambda _: model.PICTURES,
    "timeline": lambda _: (),
    "plan": lambda _: (),
    "daily": lambda pack: [row.id for row in pack.phases.rows],
    "methods": lambda pack: [option.id for option in pack.methods.options],
    "alternatives": lambda pack: [option.id for option in pack.alternatives.options],
    "risk": lambda pack: pack.risks.keys(),
    "risks": lambda _: model.RISK_GROUPS,
    "costs": lambda _: get_args(model.CostKind),
    "prices": lambda _: (),
    "suitability": lambda _: get_args(model.SuitabilityGroup),
    "rules": lambda _: (),
    "about": lambda _: (),
    "stop_rules": lambda _: (),
    "needs": lambda _: (),
    "practice": lambda _: (),
}
"""What each insert may name, to show only that part."""


def _chances(pack: model.Pack, node: model.Insert) -> Iterator[model.Chance]:
    """Yield the chances that an insert shows."""
    for risk in pack.risks.values():
        fact = pack.facts.get(str(risk.chance))
        if isinstance(fact, model.Chance) and (
            (node.name == "risk" and risk.id in node.names)
            or (node.name == "risks" and (not node.names or fact.group in node.names))
        ):
            yield fact


def _line_of(file: Path, name: str) -> int:
    lines = file.read_text(encoding="utf-8").splitlines()
    return next((n for n, line in enumerate(lines, 1) if f"{{{name}" in line), 1)


def _bad_braces(
    words: str, pack: model.Pack
) -> Iterator[tuple[Literal["unknown_id", "placeholder"], str]]:
    """Yield what stands in braces and is not just the id of a fact; a broken brace as it stands."""
    try:
        found = list(string.Formatter().parse(words))
    except ValueError:
        yield "placeholder", words
        return
    for _, name, form, conversion in found:
        if name is None:
            continue
        if form or conversion or "." in name or "[" in name:
            yield "placeholder", name
        elif name not in pack.facts:
            yield "unknown_id", name


def _check_placeholders(pack: model.Pack, tree: Tree, kind: type[Struct]) -> Iterator[Problem]:
    for path, words in texts(tree.value, kind):
        for code, name in _bad_braces(words, pack):
            near = closest(name, pack.facts) if code == "unknown_id" else ""
            yield tree.problem(path, code, name, near)


# --- the sentences of a pack ----------------------------------------------------------------------


def texts(value: Any, kind: type[Struct]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Yield (path, sentence) for every `Text` in plain values of a struct type, in file order."""
    import msgspec  # noqa: PLC0415 - the inspect part is slow to import

    yield from _texts(value, msgspec.inspect.type_info(kind), ())


def _texts(  # noqa: C901, PLR0912 - one branch per kind of type
    value: Any, node: Any, path: tuple[str | int, ...]
) -> Iterator[tuple[tuple[str | int, ...], str]]:
    import msgspec.inspect as i  # noqa: PLC0415

    match node:
        case i.Metadata(type=inner, extra=extra):
            if extra and extra.get("translate") and isinstance(value, str):
                yield path, value
            else:
                yield from _texts(value, inner, path)
        case i.UnionType(types=types):
            for one in types:
                if _fits(value, one):
                    yield from _texts(value, one, path)
        case i.StructType(fields=fields) if isinstance(value, dict):
            for item in fields:
                if item.encode_name in value:
                    yield from _texts(value[item.encode_name], item.type, (*path, item.encode_name))
        case i.DictType(value_type=inner) if isinstance(value, dict):
            for key, child in value.items():
                yield from _texts(child, inner, (*path, key))
        case i.VarTupleType(item_type=inner) if isinstance(value, list):
            for number, child in enumerate(value):
                yield from _texts(child, inner, (*path, number))


def _fits(value: Any, node: Any) -> bool:
    import msgspec.inspect as i  # noqa: PLC0415

    inner = node.type if isinstance(node, i.Metadata) else node
    if isinstance(inner, i.StructType):
        return isinstance(value, dict) and value.get(inner.tag_field, inner.tag) == inner.tag
    if isinstance(inner, i.StrType):
        return isinstance(value, str)
    return True


def page_texts(page: model.PackPage) -> Iterator[str]:
    """Yield the sentences of a page of prose, title first."""
    yield page.title
    for node in page.body:
        match node:
            case model.Prose(text=text):
                yield text
            case model.Items(items=items):
                yield from items
