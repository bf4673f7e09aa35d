"""What `consent-app check` found, in plain words or as JSON."""

from __future__ import annotations

import textwrap
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from consent_app.content.problems import explain
from consent_app.language import SHIPPED, Language, mark

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from consent_app.content.coverage import Verdict
    from consent_app.content.problems import Problem
    from consent_app.content.readability import Measure
    from consent_app.view.proof import Proof

_WIDTH = 100
"""Columns of a terminal that the report keeps to; a name that is longer is not broken."""

_VERDICTS: Mapping[Verdict, str] = {
    "as_stated": mark("{n} as stated"),
    "corrected": mark("{n} corrected"),
    "disputed": mark("{n} disputed"),
    "not_repeated": mark("{n} not repeated"),
}


def as_json(proof: Proof, say: Language) -> str:
    """Return the report as JSON; a break of a rule has its sentence beside its code."""
    manifest = proof.pack.manifest
    fields = {
        "pack": manifest.id,
        "version": manifest.version,
        "status": manifest.status,
        "digest": proof.pack.digest,
        "approved": proof.pack.approval,
        "review_due": manifest.review_due,
        "facts": len(proof.pack.facts),
        "unused_facts": proof.unused_facts,
        "sources": len(proof.pack.sources),
        "unused_sources": proof.unused_sources,
        "pages": {name: _numbers(found) for name, found in proof.pages.items()},
        "files": {name: _numbers(found) for name, found in proof.files.items()},
        "languages_not_reviewed": _not_reviewed(),
        "rules_recalled": proof.recalled,
        "statements": proof.statements,
        "breaks": [
            {
                "file": str(found.file), "line": found.line, "where": found.where,
                "code": found.code, "value": found.value, "sentence": explain(found, say),
            }
            for found in proof.breaks
        ],
    }  # fmt: skip
    return msgspec.json.format(msgspec.json.encode(fields)).decode()


def in_words(proof: Proof, say: Language) -> str:
    """Return the report for an author, at most 100 columns wide."""
    parts = (_top, _use, _pages, _files, _unreviewed, _statements, _breaks)
    return "\n\n".join("\n".join(lines) for part in parts if (lines := list(part(proof, say))))


def _top(proof: Proof, say: Language) -> Iterator[str]:
    pack, manifest = proof.pack, proof.pack.manifest
    yield f"{manifest.id} {manifest.version} ({manifest.status})"
    yield say.text(
        "{pages} pages, {facts} facts, {sources} sources, {risks} risks, {rules} places"
    ).format(
        pages=len(pack.pages), facts=len(pack.facts), sources=len(pack.sources),
        risks=len(pack.risks), rules=len(pack.jurisdictions),
    )  # fmt: skip
    yield f"SHA-256 {pack.digest}"


def _use(proof: Proof, say: Language) -> Iterator[str]:
    facts = say.text("Facts: {used} used, {unused} not used")
    yield from _used(facts, proof.pack.facts, proof.unused_facts)
    sources = say.text("Sources: {used} used, {unused} not used")
    yield from _used(sources, proof.pack.sources, proof.unused_sources)


def _used(sentence: str, names: Collection[str], unused: Collection[str]) -> Iterator[str]:
    yield sentence.format(used=len(names) - len(unused), unused=len(unused))
    if unused:
        yield _wrapped(", ".join(unused), "  ")


# --- words and reading grade ----------------------------------------------------------------------


def _pages(proof: Proof, say: Language) -> Iterator[str]:
    yield from _table(say.text("Page"), proof.pages, say)


def _files(proof: Proof, say: Language) -> Iterator[str]:
    read = {name: found for name, found in proof.files.items() if found.words}
    yield from _table(say.text("File"), read, say)


def _table(head: str, rows: Mapping[str, Measure], say: Language) -> Iterator[str]:
    first = max(map(len, (head, *rows)))
    heads = (
        say.text("Words"), say.text("Longest sentence"), say.text("Mean"), say.text("Grade"),
    )  # fmt: skip
    yield "  ".join((head.ljust(first), *heads))
    for name, found in rows.items():
        values = _numbers(found).values() if found.words else (0, "–", "–", "–")
        cells = (str(value).rjust(len(h)) for value, h in zip(values, heads, strict=True))
        yield "  ".join((name.ljust(first), *cells))


def _numbers(found: Measure) -> dict[str, float]:
    return {
        "words": found.words,
        "longest": found.longest,
        "mean": round(found.mean, 1),
        "grade": round(found.grade, 1),
    }


# --- what people have not read --------------------------------------------------------------------


def _unreviewed(proof: Proof, say: Language) -> Iterator[str]:
    yield say.text("What was reviewed")
    given = proof.pack.approval
    if given is None:
        yield "  " + say.text("Content: no clinician has approved it. It is a demonstration.")
    else:
        line = say.text("Content: approved by {name}, {role}, until {date}.")
        until = say.date(given.expires_on)
        yield "  " + line.format(name=given.name, role=given.role, date=until)
    due = say.text("Review due: {date}").format(date=say.date(proof.pack.manifest.review_due))
    yield "  " + due
    names = ", ".join(Language(code).own_name for code in _not_reviewed()) or "–"
    yield "  " + say.text("Translations that nobody has reviewed: {names}").format(names=names)
    line = say.text("Rules that are recalled and not read: {count}")
    yield "  " + line.format(count=len(proof.recalled))
    if proof.recalled:
        yield _wrapped(", ".join(proof.recalled), "    ")


def _not_reviewed() -> tuple[str, ...]:
    return tuple(code for code in SHIPPED if not Language(code).reviewed)


def _statements(proof: Proof, say: Language) -> Iterator[str]:
    if proof.statements:
        yield say.text("Statements of the texts that started this pack")
    for text, counts in proof.statements.items():
        told = (say.text(s).format(n=counts[v]) for v, s in _VERDICTS.items() if counts.get(v))
        yield f"  {text}: {', '.join(told)}"


# --- what breaks a rule ---------------------------------------------------------------------------


def _breaks(proof: Proof, say: Language) -> Iterator[str]:
    if not proof.breaks:
        yield say.text("No rule is broken.")
        return
    yield say.text("Breaks of the rules: {count}").format(count=len(proof.breaks))
    for found in proof.breaks:
        yield _wrapped(explain(_near(found), say), "", "    ")


def _near(found: Problem) -> Problem:
    """Return a problem that names its file from here, where that is shorter."""
    here = Path.cwd()
    inside = found.file.is_relative_to(here)
    return replace(found, file=found.file.relative_to(here)) if inside else found


def _wrapped(words: str, first: str, then: str | None = None) -> str:
    return textwrap.fill(
        words, _WIDTH, initial_indent=first, subsequent_indent=first if then is None else then,
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip
