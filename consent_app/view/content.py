"""The pack as blocks: prose with its facts, the data it asks for, tables, the law."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from msgspec import UNSET

from consent_app.content.model import Insert, Items, PackPage, Prose
from consent_app.view import blocks as b
from consent_app.view import costs, drawings, risks
from consent_app.view import words as w
from consent_app.view.about import about

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from consent_app.content.model import Comparison, Rule
    from consent_app.episode import Episode
    from consent_app.regulation import Ruling
    from consent_app.view.words import Words


def page(pack_page: PackPage, episode: Episode, words: Words) -> Iterator[b.Block]:
    """Yield the blocks of a page of the pack, its sources last."""
    for node in pack_page.body:
        match node:
            case Prose(text=text, level=0):
                yield b.Paragraph(words.fill(text))
            case Prose(text=text):
                yield b.Heading(words.fill(text))
            case Items(kind="plain", items=items):
                yield b.Bullets("plain", tuple(map(words.fill, items)))
            case Items(kind=kind, items=items):
                yield b.Bullets(kind, tuple(map(words.fill, items)), words(w.LISTS[kind]))
            case Insert():
                yield from insert(node, episode, words)
            case _:
                assert_never(node)
    if pack_page.sources:
        names = list(dict.fromkeys(w.short(words.pack.sources[name]) for name in pack_page.sources))
        yield b.SourceLine(words("Sources: {names}").format(names=words.say.listed(names)))


def insert(node: Insert, episode: Episode, words: Words) -> Iterator[b.Block]:  # noqa: C901, PLR0912 - one branch per insert
    """Yield the blocks of the data that a page asks for; without names, all there is."""
    pack, names = words.pack, node.names
    match node.name:
        case "figure":
            yield from figure(names[0], episode, words)
        case "timeline":
            yield from drawings.timeline(episode, words)
        case "plan":
            yield from drawings.plan_table(episode, words)
        case "daily":
            yield daily(names, words)
        case "methods":
            yield comparison(pack.methods, words("The devices side by side"), names, words)
        case "alternatives":
            yield comparison(pack.alternatives, words("Your choices side by side"), names, words)
        case "risk":
            yield from risks.risk(pack.risks[names[0]], words)
        case "risks":
            yield from risks.tables(names, words)
        case "costs":
            yield costs.costs(names, words)
        case "prices":
            yield from costs.prices(words)
        case "suitability":
            yield from suitability(names, words)
        case "rules":
            yield from rules(episode, words)
        case "about":
            yield b.SummaryList(about(words))


def figure(name: str, episode: Episode, words: Words) -> Iterator[b.Block]:
    """Yield a drawing of `FIGURES` with what belongs to it."""
    match name:
        case "distraction":
            yield drawings.distraction(words)
        case "limits":
            yield from drawings.limits(episode, words)
        case "costs":
            yield from costs.picture(words)


def daily(names: Collection[str], words: Words) -> b.Table:
    """Return daily life in each phase, the same rows for each; a single row stands upright."""
    phases = words.pack.phases
    rows = [row for row in phases.rows if row.id in names or not names]
    labels = [words.fill(row.label) for row in rows]
    titles = [words.fill(phase.title) for phase in phases.phases]
    if len(rows) == 1:
        cells = (words.fill(phase.cells[rows[0].id]) for phase in phases.phases)
        upright = tuple(zip(titles, cells, strict=True))
        return b.Table(words("Daily life in each phase"), (words("Phase"), labels[0]), upright)
    lines = tuple(
        (label, *(words.fill(phase.cells[row.id]) for phase in phases.phases))
        for row, label in zip(rows, labels, strict=True)
    )
    return b.Table(words("Daily life in each phase"), ("", *titles), lines)


def comparison(options: Comparison, caption: str, names: Collection[str], words: Words) -> b.Table:
    """Return options side by side, with the same rows for each."""
    shown = [option for option in options.options if option.id in names or not names]
    head = ("", *(words.fill(option.title) for option in shown))
    rows = tuple(
        (words.fill(row.label), *(words.fill(option.cells[row.id]) for option in shown))
        for row in options.rows
    )
    return b.Table(caption, head, rows)


def suitability(names: Collection[str], words: Words) -> Iterator[b.Table]:
    """Yield what about a person bears on the operation, and what to do about it, by groups."""
    head = (words("About you"), words("What to do"), words("Why"))
    for group, caption in w.SUITABILITY_GROUPS.items():
        rows = tuple(
            (words.fill(item.label), words(w.ACTIONS[item.action]), words.fill(item.note))
            for item in words.pack.suitability.items
            if item.group == group and (group in names or not names)
        )
        if rows:
            yield b.Table(words(caption), head, rows)


# --- the law --------------------------------------------------------------------------------------


def rules(episode: Episode, words: Words) -> Iterator[b.Block]:
    """Yield what the rules on file say about the plan, each with source and date."""
    ruling = episode.ruling
    yield verdict(ruling, words)
    if ruling.home:
        yield home(ruling, words)
    for rule in ruling.rules:
        yield b.Paragraph(words(rule.statement))
        needs = tuple(words(need.text) for need in rule.requires)
        if needs:
            yield b.Bullets("plain", needs)
        yield b.SourceLine(w.rule_source(rule, words))
        yield b.SourceLine(_checked(rule, words))
    if episode.profile.indication == "cosmetic" and ruling.verdict != "prohibited":
        yield b.Paragraph(
            words("Where no rule was found, ask the hospital which rules it follows."), "secondary"
        )


def verdict(ruling: Ruling, words: Words) -> b.Notice:
    """Return the answer for the country and reason, in one line and what it means."""
    tones: dict[str, b.Tone] = {"prohibited": "stop", "restricted": "caution"}
    place = words.say.country(ruling.place) if ruling.place else words("No country")
    aim = words(w.INDICATIONS[ruling.indication or "cosmetic"])
    title = words("{country} · {aim}: {verdict}").format(
        country=place, aim=aim, verdict=words(w.VERDICTS[ruling.verdict])
    )
    return b.Notice(tones.get(ruling.verdict, "info"), title, meaning(ruling, words))


def meaning(ruling: Ruling, words: Callable[[str], str]) -> tuple[str, ...]:
    """Return what a verdict means, in sentences."""
    on_file = bool(ruling.rules)
    match ruling.verdict:
        case "prohibited":
            return (
                words("This operation may not be done there for this reason."),
                words("This program can inform you. It cannot take a decision or a signature."),
            )
        case "restricted":
            return (words("It may be done only if what is listed below holds for you."),)
        case "permitted_with_conditions":
            return (
                words("The rules we found are for cosmetic surgery in general."),
                words("We did not find a rule that names this operation."),
            )
        case "no_specific_rule_found" if on_file:
            return (
                words("We looked and found only general medical rules."),
                words("This does not mean that it is allowed."),
            )
        case "no_specific_rule_found":
            return (
                words("There is no rule on file for this country and this reason."),
                words("This does not mean that it is allowed. Ask the hospital and the health "
                      "authority there."),
            )  # fmt: skip


def home(ruling: Ruling, words: Words) -> b.Notice:
    """Return the notice for a person whose home country does not allow what is planned abroad."""
    country = words.say.country(str(ruling.home))
    text = [
        words("A rule in {country} does not allow this operation for this reason.").format(
            country=country
        ),
        words("You can read on, because you plan it in another country."),
    ]
    entry = words.pack.jurisdictions[str(ruling.home)]
    if entry.brokers is not UNSET:
        text.append(words(entry.brokers))
    if ruling.home_rule:
        text.append(w.rule_source(ruling.home_rule, words))
    title = words("Where you live: {country}").format(country=country)
    return b.Notice("caution", title, tuple(text))


def _checked(rule: Rule, words: Words) -> str:
    entry = next(e for e in words.pack.jurisdictions.values() if rule in e.rules)
    status = (
        words("Not verified: the text of this rule was not seen.")
        if rule.verification == "recalled"
        else words("Rule as of {as_of}.").format(as_of=words.say.date(rule.as_of))
    )
    checked = words("Checked on {day}. Entry {id}.").format(
        day=words.say.date(entry.checked_on), id=rule.id
    )
    return f"{status} {checked}"


# --- sources --------------------------------------------------------------------------------------


def bibliography(words: Words) -> tuple[str, ...]:
    """Return full citations of all sources that a fact or page names."""
    pack = words.pack
    used = {fact.source for fact in pack.facts.values()}
    used |= {name for item in pack.pages.values() for name in item.sources}
    used |= {n for c in (pack.methods, pack.alternatives) for o in c.options for n in o.sources}
    return tuple(w.citation(source) for name, source in pack.sources.items() if name in used)
