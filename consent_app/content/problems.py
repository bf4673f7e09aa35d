"""What can be wrong with a file that people write, and the sentence that says so.

A problem travels as a code with its values; the sentence is made where it is shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Literal

from consent_app.language import mark

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from consent_app.language import Language

Code = Literal[
    "file_missing", "file_unreadable", "outside_folder", "not_yaml", "alias", "too_deep",
    "duplicate_key", "unknown_key", "missing_key", "wrong_type", "wrong_value", "unknown_id",
    "duplicate_id", "backward_range", "beyond_denominator", "right_answers", "chance_or_unknown",
    "missing_cell", "no_default", "unknown_insert", "no_title", "markup", "file_name", "mixed_page",
    "circular", "untranslated", "no_parent", "placeholder", "durations_or_after",
    "step_missing", "step_misplaced",
    # rules of jurisdictions
    "unknown_place", "retired_place", "backward_dates", "same_days", "no_address", "checked_before",
    # wording, length and reading grade, and the statements that have to be carried
    "number", "per_cent", "one_in", "relative", "frequency", "unused_exception", "long_sentence",
    "long_on_average", "long_page", "hard_to_read", "frames", "uncovered", "outside_text",
    "not_shown",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Problem:
    """A fault at a place: file, line (from 1), the key path, and what is wrong."""

    file: Path
    line: int
    where: str
    code: Code
    value: str = ""
    near: str = ""
    """The closest name that would have been right, or nothing."""


class ContentError(Exception):
    """A pack, a rule file or a journey does not load; carries every problem found."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Keep the problems, in file and line order."""
        self.problems = tuple(sorted(problems, key=lambda p: (str(p.file), p.line, p.where)))
        super().__init__(*(f"{p.file.name}:{p.line} {p.where} {p.code}" for p in self.problems))


def closest(name: str, known: Iterable[str]) -> str:
    """Return the known name most like `name`, or nothing."""
    return next(iter(get_close_matches(name, list(known), n=1, cutoff=0.5)), "")


def explain(problem: Problem, say: Language) -> str:
    """Return ``file:line: where: sentence (did you mean …?)``."""
    sentence = say.text(_SENTENCES[problem.code]).format(value=problem.value)
    place = f"{problem.file}:{problem.line}: "
    where = f"{problem.where}: " if problem.where else ""
    hint = ""
    if problem.near:
        hint = " " + say.text("(did you mean “{near}”?)").format(near=problem.near)
    return place + where + sentence + hint


_SENTENCES: dict[Code, str] = {
    "file_missing": mark("this file is needed and is not there"),
    "file_unreadable": mark("cannot be read: {value}"),
    "outside_folder": mark("“{value}” lies outside the folder"),
    "not_yaml": mark("is not valid YAML: {value}"),
    "alias": mark("anchors and aliases (& and *) are not allowed"),
    "too_deep": mark("is nested too deeply"),
    "duplicate_key": mark("the key “{value}” stands here twice"),
    "unknown_key": mark("unknown key “{value}”"),
    "missing_key": mark("the key “{value}” is missing"),
    "wrong_type": mark("has the wrong kind of value: {value}"),
    "wrong_value": mark("has a value that is not allowed: {value}"),
    "unknown_id": mark("nothing is declared under “{value}”"),
    "duplicate_id": mark("“{value}” is declared twice"),
    "backward_range": mark("the low end is above the high end ({value})"),
    "beyond_denominator": mark("the count is larger than the whole ({value})"),
    "right_answers": mark("needs exactly one right answer, has {value}"),
    "chance_or_unknown": mark("needs either “chance” or “not_known”"),
    "missing_cell": mark("has nothing under the row “{value}”"),
    "no_default": mark("the last duration must hold in every case (“when: {{}}”)"),
    "unknown_insert": mark("unknown insert “{value}”"),
    "no_title": mark("must begin with a title line (“# …”)"),
    "markup": mark("this markup is not supported: {value}"),
    "untranslated": mark("has no translation: {value}"),
    "file_name": mark("the file must be named “{value}”"),
    "mixed_page": mark("chances on one page must share one whole (100 or 1,000)"),
    "step_missing": mark("has no “{value}” in any part"),
    "step_misplaced": mark("“{value}” does not stand where it belongs"),
    "circular": mark("depends on itself: {value}"),
    "no_parent": mark("the country “{value}” of this part has no file"),
    "durations_or_after": mark("needs either “durations” or “after”"),
    "placeholder": mark("the braces are not well formed: {value}"),
    "unknown_place": mark("“{value}” is not the code of a country (ISO 3166) or of a part of one"),
    "retired_place": mark("“{value}” is a code of a country that is no longer in use"),
    "backward_dates": mark("the last day is before the first ({value})"),
    "same_days": mark("“{value}” is declared twice for the same days"),
    "no_address": mark("needs the address at which it was read"),
    "checked_before": mark("is of a later day than the last check ({value})"),
    "number": mark("has a number that is no fact: {value}"),
    "per_cent": mark("has a share as per cent and not out of 100: {value}"),
    "one_in": mark("has a chance as “1 in …” and not out of 100: {value}"),
    "relative": mark("compares chances and does not count them: {value}"),
    "frequency": mark("has a word for how often without its number: {value}"),
    "unused_exception": mark("allows what no text says: {value}"),
    "long_sentence": mark("has a sentence with too many words: {value}"),
    "long_on_average": mark("has too many words in a sentence, on average: {value}"),
    "long_page": mark("has too many words: {value}"),
    "hard_to_read": mark("is too hard to read, as a school grade: {value}"),
    "frames": mark("a chance and its other side do not make up the whole: {value}"),
    "uncovered": mark("no statement stands for sentence {value}"),
    "outside_text": mark("the text has no sentence {value}"),
    "not_shown": mark("what carries the statement does not say: {value}"),
}
