"""What `consent-app check` finds in a pack that loads: what breaks a rule, and what is not used.

Here and not in `content`, because part of it holds for words with their facts filled in: how long a
sentence is, what a statement's elements show, whether a chance and its other side make up a whole.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import msgspec

from consent_app import settings
from consent_app.content import coverage, lint
from consent_app.content.model import Chance
from consent_app.content.problems import ContentError, Problem
from consent_app.language import SHIPPED, Language
from consent_app.view.words import WHOLES, Words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from consent_app.content.coverage import Coverage, Verdict
    from consent_app.content.model import Pack
    from consent_app.content.readability import Measure


@dataclass(frozen=True, slots=True)
class Proof:
    """What was found in a pack."""

    pack: Pack
    breaks: tuple[Problem, ...]
    """Every break of a rule, in the order of files and lines."""
    pages: Mapping[str, Measure]
    files: Mapping[str, Measure]
    """The paragraphs and bullets of each page, the whole sentences of each YAML file."""
    unused_facts: tuple[str, ...]
    unused_sources: tuple[str, ...]
    statements: Mapping[str, Mapping[Verdict, int]]
    """By the text that they come from, how many statements have which verdict."""

    @property
    def recalled(self) -> tuple[str, ...]:
        """Rules whose text nobody has seen."""
        rules = (rule for entry in self.pack.jurisdictions.values() for rule in entry.rules)
        return tuple(rule.id for rule in rules if rule.verification == "recalled")


def prove(folder: Path, pack: Pack) -> Proof:
    """Hold a pack that was loaded from a folder against all rules beyond loading."""
    texts, fill = lint.said(folder, pack), Words(Language("en"), pack).fill
    breaks = [*frames(pack), *_tried(lint.faults(folder, pack, texts, fill))]
    breaks += untranslated(pack, texts)
    covered = None
    try:
        covered = coverage.read(folder)
    except ContentError as error:
        breaks += error.problems
    if covered:
        breaks += coverage.faults(*covered, pack, texts, fill)
    facts, sources = _unused(pack, covered[0] if covered else None)
    return Proof(
        pack=pack,
        breaks=tuple(sorted(breaks, key=lambda p: (str(p.file), p.line, p.where, p.code))),
        pages=lint.pages(pack, fill),
        files=lint.files(texts, fill),
        unused_facts=facts,
        unused_sources=sources,
        statements=_verdicts(covered[0]) if covered else {},
    )


def untranslated(pack: Pack, texts: Iterable[lint.Said]) -> Iterator[Problem]:
    """Yield the texts that a language in which the pack is offered does not have."""
    offered = [Language(code) for code in pack.manifest.languages]
    for text in texts:
        missing = [say.own_name for say in offered if not say.has(text.words)]
        if missing:
            yield text.problem("untranslated", f"{', '.join(missing)}: “{text.words[:60]}”")


def _tried(found: Iterator[Problem]) -> Iterator[Problem]:
    try:
        yield from found
    except ContentError as error:
        yield from error.problems


def _verdicts(found: Coverage) -> Mapping[str, Mapping[Verdict, int]]:
    return {
        text.id: Counter(s.verdict for s in found.statements if s.text == text.id)
        for text in found.texts
    }


# --- what is not used -----------------------------------------------------------------------------


def _unused(pack: Pack, found: Coverage | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return facts that nothing names, and sources of neither a used fact nor anything else."""
    rest = msgspec.to_builtins(replace(pack, facts={}, sources={}))
    named = set(coverage.strings(rest))
    facts = named | {name for words in named for name in re.findall(r"\{([\w.-]+)\}", words)}
    facts &= pack.facts.keys()
    sources = named | {pack.facts[name].source for name in facts}
    if found:
        sources |= {text.id for text in found.texts} | {b for s in found.statements for b in s.by}
    return _without(pack.facts, facts), _without(pack.sources, sources)


def _without(names: Iterable[str], used: set[str]) -> tuple[str, ...]:
    return tuple(name for name in names if name not in used)


# --- both frames of a chance ----------------------------------------------------------------------

_WHOLE_FIRST = frozenset({"zh_Hans"})
"""Languages that name the whole before the part, as in "of 100 people 4 to 9"."""
_COUNT = re.compile(r"\d+(?:[.,\u2019\u00a0\u202f]\d{3})*")


def frames(pack: Pack) -> Iterator[Problem]:
    """Yield wordings of a chance that lose or swap its numbers, for each language.

    Both frames are put into words and read back, so a wrong translation is found as well.
    """
    for code in SHIPPED:
        words = Words(Language(code), pack)
        wrong = set[str]()
        for fact in pack.facts.values():
            if not isinstance(fact, Chance) or fact.of in wrong:
                continue
            chance, others = words.chance(fact), words.others(fact)
            if not adds_up(fact, chance, others, whole_first=code in _WHOLE_FIRST):
                wrong.add(fact.of)
                file, line = _message(code, WHOLES[fact.of])
                yield Problem(file, line, fact.id, "frames", f"{chance} / {others}")


def adds_up(fact: Chance, chance: str, others: str, *, whole_first: bool) -> bool:
    """Say whether the numbers of both wordings are those of a fact and make up its whole."""
    counted = _read_back(chance, whole_first=whole_first)
    rest = _read_back(others, whole_first=whole_first)
    if counted != (fact.low, fact.high, fact.out_of) or rest is None:
        return False
    low, high, whole = rest
    return fact.low + high == fact.high + low == whole == fact.out_of


def _read_back(words: str, *, whole_first: bool) -> tuple[int, int, int] | None:
    """Return low end, high end and whole, as they stand; None where the numbers are not so many."""
    found = [int(re.sub(r"\D", "", number)) for number in _COUNT.findall(words)]
    if len(found) not in {2, 3}:
        return None
    whole = found.pop(0 if whole_first else -1)
    return found[0], found[-1], whole


def _message(code: str, message: str) -> tuple[Path, int]:
    """Return where a message of the catalogue stands."""
    name = ("messages.pot",) if code == "en" else (code, "LC_MESSAGES", "messages.po")
    file = settings.translations().joinpath(*name)
    lines = file.read_text(encoding="utf-8").splitlines() if file.is_file() else []
    wanted = f'msgid "{message}"'
    return file, lines.index(wanted) + 1 if wanted in lines else 1
