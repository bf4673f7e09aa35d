"""What the words of a pack must keep to, beyond loading: no loose numbers, short plain sentences.

The rules are those of its English source. A number stands in a fact, where it has its source, and a
text names the fact in braces. `prose.yaml` names the words that may break a rule, and why.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated

from msgspec import Meta

from consent_app.content import load, readability, yamlfile
from consent_app.content.model import Declared, FactFile, Items, Prose
from consent_app.content.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from msgspec import Struct

    from consent_app.content.model import Pack, PackPage
    from consent_app.content.problems import Code
    from consent_app.content.readability import Measure
    from consent_app.content.yamlfile import Tree

    Fill = Callable[[str], str]
    """Puts the facts of a text in place of their ids, in English."""

LONGEST, MEAN = 20, 14.0
"""Words that a sentence may have, and those of one page on average."""
WHOLE_PAGE = 60
"""Words that the paragraphs and bullets of a page may have together."""
GRADE = 8.0
"""The highest school grade that a page or a file may take."""


def faults(folder: Path, pack: Pack, texts: Iterable[Said], fill: Fill) -> Iterator[Problem]:
    """Yield every break of a rule of wording, length or reading grade.

    `texts` are all texts of the pack, from `said`.

    Raises:
        ContentError: `prose.yaml` is there and does not load.

    """
    exceptions = _Exceptions.of(folder)
    for text in texts:
        for hit in (h for s in readability.sentences(text.words) for h in hits(s, fill(s))):
            if not (text.counts and hit.code in _NUMBERS) and not exceptions.cover(hit):
                yield text.problem(hit.code, hit.quote)
        yield from () if text.counts else _too_long(text, fill)
    yield from exceptions.unused()
    for name, found in pages(pack, fill).items():
        yield from _size(folder / "pages" / f"{name}.md", found)
    for name, found in files(texts, fill).items():
        yield from _grade(folder / name, found)


# --- the texts of a pack --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Said:
    """A text of a pack, its place, and what it belongs to, as in ``risk:nerve_injury``."""

    words: str
    file: Path
    line: int
    where: str
    owner: str
    counts: bool = False
    """Whether it tells who was counted, how and when: a part of the fact, as its number is."""

    def problem(self, code: Code, value: str) -> Problem:
        """Return a problem of this text."""
        return Problem(self.file, self.line, self.where, code, value)


_COUNTS = frozenset({"population", "method", "within", "covers"})
_OWNERS = {
    ("risks", "risks"): "risk", ("methods", "options"): "method",
    ("alternatives", "options"): "alternative", ("phases", "phases"): "phase",
    ("suitability", "items"): "suitability", ("costs", "items"): "cost",
    ("questions", "questions"): "question",
}  # fmt: skip
"""What the entries of a list in a file are called."""


def said(folder: Path, pack: Pack) -> tuple[Said, ...]:
    """Return all texts of a pack that loaded, in the order of its files."""
    declared = (t for name, kind in load.files(folder).items() for t in _file(folder / name, kind))
    return (*declared, *(t for page in pack.pages.values() for t in _page(folder / "pages", page)))


def _file(file: Path, kind: type[Struct]) -> Iterator[Said]:
    tree, facts = yamlfile.read(file), kind is FactFile
    for path, words in load.texts(tree.value, kind):
        name = "fact" if facts else _OWNERS.get((file.stem, str(path[0])), "")
        owner = f"{name}:{tree.value[path[0]][path[1]]['id']}" if name else ""
        counts = facts and path[-1] in _COUNTS
        yield Said(words, file, tree.line(path), tree.where(path), owner, counts)


def _page(folder: Path, page: PackPage) -> Iterator[Said]:
    file, here = folder / f"{page.id}.md", 0
    lines = [" ".join(n.lstrip("#- ").split()) for n in file.read_text("utf-8").splitlines()]
    for words in load.page_texts(page):
        starts = (n for n in range(here, len(lines)) if lines[n] and words.startswith(lines[n]))
        here = next(starts, here)
        yield Said(words, file, here + 1, "", f"page:{page.id}")


def pages(pack: Pack, fill: Fill) -> dict[str, Measure]:
    """Measure the paragraphs and bullets of each page, in reading order."""
    return {name: _measure(_prose(pack.pages[name]), fill) for name in pack.manifest.content}


def files(texts: Iterable[Said], fill: Fill) -> dict[str, Measure]:
    """Measure the whole sentences of each YAML file; a label without a stop is none."""
    found: dict[str, list[str]] = {}
    for text in texts:
        if text.file.suffix == ".yaml" and text.file.parent.name != "facts":
            whole = [text.words] if text.words.endswith((".", "?", "!")) else []
            found[text.file.name] = found.get(text.file.name, []) + whole
    return {name: _measure(words, fill) for name, words in found.items()}


def _prose(page: PackPage) -> Iterator[str]:
    for node in page.body:
        match node:
            case Prose(text=text, level=0):
                yield text
            case Items(kind="plain", items=items):
                yield from items


def _measure(texts: Iterable[str], fill: Fill) -> Measure:
    return readability.measure(fill(s) for text in texts for s in readability.sentences(text))


# --- rules of wording -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Hit:
    """Words of a sentence, from `start` to `end`, that break a rule."""

    code: Code
    sentence: str
    start: int
    end: int

    @property
    def quote(self) -> str:
        """The words with their neighbours, in quotation marks."""
        left = self.sentence.rfind(" ", 0, max(0, self.start - _NEIGHBOURS)) + 1
        right = self.sentence.find(" ", self.end + _NEIGHBOURS)
        after = self.sentence[self.end : right] + "…" if right >= 0 else self.sentence[self.end :]
        return f"“{'…' if left else ''}{self.sentence[left : self.end]}{after}”"


_NEIGHBOURS = 20
FACT = re.compile(r"(?<!\{)\{[A-Za-z][\w.-]*\}(?!\})")
"""The id of a fact in its braces."""
_DIGITS = r"[\d\u00b2\u00b3\u00b9\u00bc-\u00be\u2070-\u2089\u2150-\u218b\u2460-\u249b]"
_COUNT = (
    "three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen"
    "|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
    "|hundreds?|thousands?|[mb]illions?|dozens?"
)
_PARTS = (
    "half|halves|halved|halving|quarters?|twice|thrice|doubl(?:e[ds]?|ing)|tripl(?:e[ds]?|ing)"
    "|(?:four|fif|six|seven|eigh|nin|ten|eleven|twelf|twentie|hundred|thousand)ths?"
    # "the third phase" and "a third operation" are in order; "a third of them", "a third had" not
    r"|thirds|(?:one|two)[ -]third|third of"
    r"|a third(?! (?!(?:to|and|or|as|more|less|had|have|has|get|got|were|was|need|needed)\b)[a-z])"
)
_NUMBERS: dict[Code, str] = {
    "number": rf"{_DIGITS}+(?:[.,]\d+)*|\b(?:{_COUNT}|{_PARTS})\b",
    "per_cent": r"[%\u066a\u2030]|\bper ?cent(?:age)?s?\b",
}
"""Numbers outside of facts; who was counted may hold them. “One”, “two” and “first” are words."""
_CHANCES: dict[Code, str] = {
    "one_in": r"\b(?:one|\d[\d,.]*) in (?:every |each )?(?!(?:19|20)\d\d\b)(?:\d|two\b)",
    "relative": (
        r"\btimes (?:as (?!long)|more|less|fewer|higher|lower|greater|the (?:chance|risk))"
        rf"|\b\w+-fold\b|\b(?:{_COUNT}|two|many|several)fold\b|\d ?fold\b"
        r"|\b(?:twice|double|triple|half) (?:as|the (?:chance|risk))|\bas likely\b"
        r"|\b(?:relative|odds|risk|hazard) (?:risk|ratio)"
    ),
}
"""Chances as people misread them: “1 in 20”, “twice as likely”."""
_FREQUENCY = (
    r"\b(?:(?:un)?common(?:ly)?|rare(?:r|st|ly)?|(?:in)?frequent(?:ly)?"
    r"|(?:un)?like(?:ly|lier|liest))\b"
)
"""Words for how often, which people read as far more than is meant; fine beside a number."""


def hits(sentence: str, filled: str) -> Iterator[Hit]:
    """Yield what breaks a rule of wording in one sentence, as written and with its facts."""
    bare = FACT.sub(lambda fact: "\0" * len(fact[0]), sentence)
    for code, pattern in _BARE.items():
        for found in pattern.finditer(bare):
            yield Hit(code, sentence, *found.span())
    for code, pattern in _FILLED.items():
        for found in pattern.finditer(filled):
            yield Hit(code, filled, *found.span())
    if bare == sentence:
        for found in _ALONE.finditer(sentence):
            yield Hit("frequency", sentence, *found.span())


def _compiled(rules: Mapping[Code, str]) -> dict[Code, re.Pattern[str]]:
    return {code: re.compile(pattern, re.IGNORECASE) for code, pattern in rules.items()}


_BARE, _FILLED = _compiled(_NUMBERS), _compiled(_CHANCES)
_ALONE = re.compile(_FREQUENCY, re.IGNORECASE)


# --- exceptions -----------------------------------------------------------------------------------


class Allowed(Declared, frozen=True, kw_only=True):
    """Words that may break a rule of wording, and why."""

    words: Annotated[str, Meta(min_length=1)]
    why: Annotated[str, Meta(min_length=1)]


class ProseFile(Declared, frozen=True, kw_only=True):
    """`prose.yaml`, which a pack may leave out."""

    allowed: tuple[Allowed, ...] = ()


@dataclass(slots=True)
class _Exceptions:
    tree: Tree
    allowed: tuple[str, ...] = ()
    used: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, folder: Path) -> _Exceptions:
        file = folder / "prose.yaml"
        if not file.is_file():
            return cls(yamlfile.Tree(file))
        tree = yamlfile.read(file)
        return cls(tree, tuple(one.words for one in yamlfile.convert(tree, ProseFile).allowed))

    def cover(self, hit: Hit) -> bool:
        """Say whether what was hit lies inside of allowed words."""
        for words in self.allowed:
            for found in re.finditer(re.escape(words), hit.sentence):
                if found.start() <= hit.start and hit.end <= found.end():
                    self.used.add(words)
                    return True
        return False

    def unused(self) -> Iterator[Problem]:
        for n, words in enumerate(self.allowed):
            if words not in self.used:
                yield self.tree.problem(("allowed", n, "words"), "unused_exception", words)


# --- length and reading grade ---------------------------------------------------------------------


def _too_long(text: Said, fill: Fill) -> Iterator[Problem]:
    for sentence in map(fill, readability.sentences(text.words)):
        length = len(readability.words(sentence))
        if length > LONGEST:
            begin = sentence[: 2 * _NEIGHBOURS].rpartition(" ")[0]
            yield text.problem("long_sentence", f"{length} > {LONGEST}: “{begin} …”")


def _size(file: Path, found: Measure) -> Iterator[Problem]:
    if found.words > WHOLE_PAGE:
        yield Problem(file, 1, "", "long_page", f"{found.words} > {WHOLE_PAGE}")
    if round(found.mean, 1) > MEAN:
        yield Problem(file, 1, "", "long_on_average", f"{found.mean:.1f} > {MEAN:g}")
    yield from _grade(file, found)


def _grade(file: Path, found: Measure) -> Iterator[Problem]:
    if round(found.grade, 1) > GRADE:
        yield Problem(file, 1, "", "hard_to_read", f"{found.grade:.1f} > {GRADE:g}")
