"""`coverage.yaml`: what the texts that started a pack state, and what in the pack carries it.

Every sentence of such a text stands here as one statement or more, in our own words, with our
verdict. What is corrected or disputed names the sources that say so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from consent_app.content import yamlfile
from consent_app.content.model import Declared, Id
from consent_app.content.problems import closest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from consent_app.content.lint import Fill, Said
    from consent_app.content.model import Pack
    from consent_app.content.problems import Problem
    from consent_app.content.yamlfile import Tree

Verdict = Literal["as_stated", "corrected", "disputed", "not_repeated"]
"""Said here as there; said otherwise; said as a matter of dispute; left out."""
_From1 = Annotated[int, Meta(ge=1)]
_Line = Annotated[str, Meta(min_length=1)]


class Outline(Declared, frozen=True, kw_only=True):
    """A text by the number of sentences in each of its paragraphs; `id` is a source."""

    id: Id
    sentences: tuple[_From1, ...]


class Statement(Declared, frozen=True, kw_only=True):
    """One claim of a sentence; paragraphs, and sentences in them, count from 1."""

    text: Id
    paragraph: _From1
    sentence: _From1
    says: _Line
    """The claim in our own words."""
    carried_by: tuple[_Line, ...] = ()
    """Elements of the pack, as in ``page:how_it_works`` or ``risk:nerve_injury``."""
    shows: tuple[_Line, ...] = ()
    """Words that those elements say, in English and with their facts filled in."""
    verdict: Verdict
    by: tuple[Id, ...] = ()
    why: _Line | UnsetType = UNSET


class Coverage(Declared, frozen=True, kw_only=True):
    """`coverage.yaml`, which a pack may leave out."""

    texts: tuple[Outline, ...]
    statements: tuple[Statement, ...]


def read(folder: Path) -> tuple[Coverage, Tree] | None:
    """Return the coverage of a pack with its lines, or nothing where it has none.

    Raises:
        ContentError: the file does not load.

    """
    file = folder / "coverage.yaml"
    if not file.is_file():
        return None
    tree = yamlfile.read(file)
    return yamlfile.convert(tree, Coverage), tree


def faults(
    found: Coverage, tree: Tree, pack: Pack, texts: Iterable[Said], fill: Fill
) -> Iterator[Problem]:
    """Yield sentences that no statement stands for, and statements that do not hold."""
    yield from _outlines(found, pack, tree)
    words = elements(pack, texts, fill)
    for n, statement in enumerate(found.statements):
        yield from _place(statement, found, tree, n)
        yield from _verdict(statement, pack, tree, n)
        yield from _carried(statement, words, tree, n)


def elements(pack: Pack, texts: Iterable[Said], fill: Fill) -> Mapping[str, str]:
    """Return what each element of a pack says in English, by its name in `carried_by`."""
    found: dict[str, str] = {}
    for text in texts:
        if text.owner:
            found[text.owner] = f"{found.get(text.owner, '')} {fill(text.words)}"
    numbers = {f"fact:{name}": name for name in pack.facts}
    numbers |= {f"risk:{r.id}": r.chance for r in pack.risks.values() if r.chance is not UNSET}
    numbers |= {f"cost:{c.id}": c.fact for c in pack.costs.items if c.fact is not UNSET}
    for element, fact in numbers.items():
        found[element] += " " + fill(f"{{{fact}}}")
    for code, entry in pack.jurisdictions.items():
        found[f"rule:{code}"] = " ".join(strings(msgspec.to_builtins(entry)))
    return {name: " ".join(words.split()).casefold() for name, words in found.items()}


def strings(value: object) -> Iterator[str]:
    """Yield every string in plain values, keys left out."""
    match value:
        case str():
            yield value
        case dict():
            yield from (text for child in value.values() for text in strings(child))
        case list() | tuple():
            yield from (text for child in value for text in strings(child))


def _outlines(found: Coverage, pack: Pack, tree: Tree) -> Iterator[Problem]:
    stated = {(s.text, s.paragraph, s.sentence) for s in found.statements}
    seen: set[str] = set()
    for t, text in enumerate(found.texts):
        if text.id in seen:
            yield tree.problem(("texts", t, "id"), "duplicate_id", text.id)
        seen.add(text.id)
        yield from _known(tree, ("texts", t, "id"), text.id, pack.sources)
        for p, count in enumerate(text.sentences, 1):
            for s in range(1, count + 1):
                if (text.id, p, s) not in stated:
                    here = ("texts", t, "sentences", p - 1)
                    yield tree.problem(here, "uncovered", f"{text.id} {p}.{s}")


def _place(statement: Statement, found: Coverage, tree: Tree, n: int) -> Iterator[Problem]:
    outlines = {text.id: text.sentences for text in found.texts}
    yield from _known(tree, ("statements", n, "text"), statement.text, outlines)
    sentences = outlines.get(statement.text, ())
    paragraph, sentence = statement.paragraph, statement.sentence
    if sentences and (paragraph > len(sentences) or sentence > sentences[paragraph - 1]):
        yield tree.problem(("statements", n), "outside_text", f"{paragraph}.{sentence}")


def _verdict(statement: Statement, pack: Pack, tree: Tree, n: int) -> Iterator[Problem]:
    verdict = statement.verdict
    needed = {
        "carried_by": verdict != "not_repeated" and not statement.carried_by,
        "by": verdict in {"corrected", "disputed"} and not statement.by,
        "why": verdict != "as_stated" and statement.why is UNSET,
    }
    for key in (key for key, missing in needed.items() if missing):
        yield tree.problem(("statements", n), "missing_key", key)
    for b, source in enumerate(statement.by):
        yield from _known(tree, ("statements", n, "by", b), source, pack.sources)


def _carried(
    statement: Statement, words: Mapping[str, str], tree: Tree, n: int
) -> Iterator[Problem]:
    for c, name in enumerate(statement.carried_by):
        yield from _known(tree, ("statements", n, "carried_by", c), name, words)
    said = " ".join(words.get(name, "") for name in statement.carried_by)
    for s, shown in enumerate(statement.shows):
        if " ".join(shown.split()).casefold() not in said:
            yield tree.problem(("statements", n, "shows", s), "not_shown", shown)


def _known(
    tree: Tree, path: tuple[str | int, ...], name: str, known: Iterable[str]
) -> Iterator[Problem]:
    names = list(known)
    if name not in names:
        yield tree.problem(path, "unknown_id", name, closest(name, names))
