"""A declared journey: who walks, what they answer, and how it must end."""

from __future__ import annotations

from collections.abc import Mapping  # noqa: TC003 - msgspec reads the annotations at run time
from datetime import date
from typing import TYPE_CHECKING, Annotated, Literal

from msgspec import Meta

from consent_app.content import yamlfile
from consent_app.content.model import Declared, SureTheme
from consent_app.content.problems import ContentError, closest

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


class Expect(Declared, frozen=True, kw_only=True):
    """How a journey must end; what is not named is not compared."""

    verdict: (
        Literal["prohibited", "restricted", "permitted_with_conditions", "no_specific_rule_found"]
        | None
    ) = None
    stage: (
        Literal[
            "information_only",
            "stopped",
            "thinking",
            "declined",
            "waiting",
            "acknowledged",
            "to_be_signed_on_paper",
        ]
        | None
    ) = None
    document: Literal["none", "information", "acknowledgement", "for_ink"] | None = None
    reasons: tuple[str, ...] | None = None
    """Codes that must be among the reasons."""


class Confirmed(Declared, frozen=True, kw_only=True):
    """How a condition is confirmed; without a name by the clinician of the journey."""

    on: date
    by: str = ""
    role: Literal["surgeon", "clinician", "psychologist", "nurse", "administrator"] = "surgeon"
    note: str = ""


class Journey(Declared, frozen=True, kw_only=True):
    """One person's way through the wizard."""

    title: Annotated[str, Meta(min_length=1)]
    mode: Literal["kiosk", "counselling", "packet"] = "kiosk"
    language: str = "en"
    today: date
    profile: Mapping[str, str | float]
    """Fields of the person and of the pack's plan; `indication` stands for the first reason of
    that kind."""
    answers: Literal["right", "wrong_then_right", "wrong"] | Mapping[str, str] = "right"
    """For all checks, or an answer's id by item."""
    values: Mapping[str, Annotated[int, Meta(ge=0, le=5)]] = {}
    """How much something matters, 1 to 5, or 0 for "would rather not say"; by its id."""
    reflection_days: Annotated[int, Meta(ge=0)] = 0
    """Days to think it over that the clinic asks for."""
    confirms: Mapping[str, date | Confirmed] = {}
    """What clinicians confirm in counselling mode, by the id of a condition or its kind."""
    indication_facts: Mapping[str, str | float] = {}
    """What a clinician records of a medical reason; the first key."""
    clinician: str = "Dr. First Key"
    second_clinician: str = "Dr. Second Key"
    """Who holds the second key; empty where nobody does."""
    at_stop: Literal["read", "finish"] = "read"
    looking: bool = False
    """Whether the person just looks around."""
    helper: Literal["nobody", "family", "interpreter", "staff"] = "nobody"
    """Who sits beside the person."""
    points: Literal[0, 14, 18] = 0
    """The size of the paper's text that the person chooses, or none."""
    practice: Literal["20", "30", "70"] = "20"
    """The answer on the picture to practise on."""
    changes: Mapping[str, str | float] = {}
    """Fields of the profile that are changed at the list of answers, and their new answers."""
    private: Literal["yes", "no", "not_say", "talk_alone", "unanswered"] = "no"
    """Whether anyone is pushing the person, as answered alone."""
    sure: Mapping[SureTheme, Literal["yes", "no"]] = {}
    """Whether the person is sure, by theme; yes where nothing is declared."""
    needs: Mapping[str, Literal["have", "need", "not_sure"]] = {}
    """What the person has at home, by need; has it where nothing is declared."""
    tells: tuple[str, ...] = ()
    """What the team should know, by factor."""
    phrases: tuple[str, ...] = ()
    """What the person picks as their own words."""
    ink: bool = False
    """Whether the person writes by finger: what matters to them, and a question."""
    questions: tuple[str, ...] = ()
    """Ids of ready questions, or a person's own words."""
    decision: Literal["go_ahead", "think", "decline"] = "go_ahead"
    sign: Literal["drawn", "typed", "witnessed"] = "drawn"
    witness: str = "Test Witness"
    expect: Expect


def load(file: Path, fields: Iterable[str], languages: Iterable[str]) -> Journey:
    """Load a journey. `fields` are the names a profile may have, `languages` those shipped.

    Raises:
        ContentError: with file, line, key and the closest match.

    """
    tree = yamlfile.read(file)
    _dates_as_words(tree)
    journey = yamlfile.convert(tree, Journey)
    known = [*fields, "indication"]
    problems = [
        tree.problem((key, name), "unknown_key", name, closest(name, known))
        for key, answers in (("profile", journey.profile), ("changes", journey.changes))
        for name in answers
        if name not in known
    ]
    if journey.language not in languages:
        near = closest(journey.language, languages)
        problems.append(tree.problem(("language",), "wrong_value", journey.language, near))
    if problems:
        raise ContentError(problems)
    return journey


def _dates_as_words(tree: yamlfile.Tree) -> None:
    """Write the dates of answers as YYYY-MM-DD, the form in which they are given."""
    for key in ("profile", "changes", "indication_facts"):
        answers = tree.value.get(key) if isinstance(tree.value, dict) else None
        if isinstance(answers, dict):
            for name, value in answers.items():
                answers[name] = value.isoformat() if isinstance(value, date) else value
