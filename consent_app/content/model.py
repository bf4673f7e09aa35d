"""The types of a pack and of a jurisdiction's rules.

Every struct is frozen and refuses unknown keys. A field of type `Text` holds a sentence that people
read: it is a message id of the catalogue, in the pack's own language (English), and it may name
facts in braces, as in ``"The device is turned {PROCE-004} a day."``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

Text = Annotated[str, Meta(min_length=1, extra={"translate": True})]
"""A sentence or label that is translated; a message id."""

Id = Annotated[str, Meta(pattern=r"^[A-Za-z][A-Za-z0-9_.-]*$", max_length=64)]
"""An identifier: a letter, then letters, digits, dots, dashes or underscores."""

CountryCode = Annotated[str, Meta(pattern=r"^[A-Z]{2}(-[A-Z0-9]{1,3})?$")]
"""ISO 3166-1 alpha-2, or ISO 3166-2 for a part of a country."""

Indication = Literal["cosmetic", "medical"]
Grade = Literal["A", "B", "C"]
"""A: review, meta-analysis, regulator or survey. B: single study. C: provider, news or web, shown
with its name. Anything weaker may not carry a number and does not load."""

Unit = Literal[
    "days", "weeks", "months", "years", "nights", "mm/day", "days/cm", "cm", "mm", "times/day",
    "times/week", "operations/year", "years of age",
]  # fmt: skip


class Declared(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of all that is read from a pack file: frozen, named fields only, none unknown."""


class Source(Declared, frozen=True, kw_only=True):
    """Where something was read."""

    id: Id
    title: str
    kind: Literal["study", "review", "regulator", "law", "provider", "news", "survey", "text"]
    authors: str | UnsetType = UNSET
    publisher: str | UnsetType = UNSET
    year: Annotated[int, Meta(ge=1900, le=2100)] | UnsetType = UNSET
    url: str | UnsetType = UNSET
    doi: str | UnsetType = UNSET
    pmid: str | UnsetType = UNSET


class Fact(Declared, frozen=True, kw_only=True, tag_field="kind"):
    """Common part of every number that may be shown."""

    id: Id
    population: Text
    """Who was counted or measured."""
    method: Text
    """By which method of treatment, or "all methods"."""
    source: Id
    grade: Grade
    verification: Literal["read"]
    """Only numbers that were seen in their source can load."""
    statement: Text
    """The fact in one sentence, without its number."""
    evidence: str | UnsetType = UNSET
    """How the number follows from what was read, for an author or auditor; not shown."""


class Chance(Fact, frozen=True, kw_only=True, tag="chance"):
    """`low` to `high` out of `out_of` `of` had the event within a time."""

    low: Annotated[int, Meta(ge=0, le=1000)]
    high: Annotated[int, Meta(ge=0, le=1000)]
    out_of: Literal[100, 1000]
    of: Literal["people", "bones", "legs", "nails", "removals"]
    within: Text
    """The time window, as in "within about 6 years"."""


class Quantity(Fact, frozen=True, kw_only=True, tag="quantity"):
    """A measured amount, as one value (`low` = `high`) or a range, in `unit`."""

    low: Annotated[float, Meta(ge=0)]
    high: Annotated[float, Meta(ge=0)]
    unit: Unit


class Money(Fact, frozen=True, kw_only=True, tag="money"):
    """A price range in whole units of an ISO 4217 currency, for a place and a year."""

    low: Annotated[int, Meta(ge=0)]
    high: Annotated[int, Meta(ge=0)]
    currency: Annotated[str, Meta(pattern=r"^[A-Z]{3}$")]
    place: Text
    year: Annotated[int, Meta(ge=1990, le=2100)] | None
    """None where the source names no year; the page then says so."""
    covers: Text


AnyFact = Chance | Quantity | Money


class Reason(Declared, frozen=True, kw_only=True):
    """An answer to "why do you think about this operation", and the indication it stands for."""

    id: Id
    label: Text
    indication: Indication


class Option(Declared, frozen=True, kw_only=True):
    """One of the answers of a choice field."""

    id: Id
    label: Text


class ChoiceField(Declared, frozen=True, kw_only=True, tag_field="kind", tag="choice"):
    """A question about the plan with fixed answers."""

    id: Id
    label: Text
    options: Annotated[tuple[Option, ...], Meta(min_length=2)]


class QuantityField(Declared, frozen=True, kw_only=True, tag_field="kind", tag="quantity"):
    """A question about the plan that is answered with a number of `unit`, `low` to `high`."""

    id: Id
    label: Text
    unit: Literal["cm", "mm", "kg", "years"]
    low: float
    high: float
    step: Annotated[float, Meta(gt=0)]


PlanField = ChoiceField | QuantityField


class Part(Declared, frozen=True, kw_only=True):
    """A chapter of the wizard and the ids of its pages, in reading order."""

    id: Id
    title: Text
    pages: Annotated[tuple[Id, ...], Meta(min_length=1)]


class Manifest(Declared, frozen=True, kw_only=True):
    """`pack.yaml`: what the pack is and in which order it is read."""

    id: Id
    title: Text
    operation: Text
    """The operation in a noun phrase, as in "leg lengthening"."""
    version: Annotated[str, Meta(pattern=r"^\d+\.\d+\.\d+$")]
    status: Literal["draft", "approved"]
    written_on: date
    review_due: date
    funding: Text
    update_policy: Text
    lead: Text
    """One sentence for the welcome page: what the person can do here."""
    minimum_age: Mapping[Indication, Annotated[int, Meta(ge=0, le=100)]]
    """Our own limit in full years, never shown as law."""
    reasons: Annotated[tuple[Reason, ...], Meta(min_length=2)]
    fields: tuple[PlanField, ...]
    parts: Annotated[tuple[Part, ...], Meta(min_length=1)]


class FactFile(Declared, frozen=True, kw_only=True):
    """`facts.yaml`."""

    facts: tuple[AnyFact, ...]


class SourceFile(Declared, frozen=True, kw_only=True):
    """`sources.yaml`."""

    sources: tuple[Source, ...]


class Fixed(Declared, frozen=True, kw_only=True, tag_field="kind", tag="fixed"):
    """Days as the fact says (unit days)."""

    fact: Id


class Rate(Declared, frozen=True, kw_only=True, tag_field="kind", tag="rate"):
    """Days = amount in `field` (cm) divided by the fact (mm/day)."""

    field: Id
    fact: Id


class Index(Declared, frozen=True, kw_only=True, tag_field="kind", tag="index"):
    """Days = amount in `field` (cm) times the fact (days/cm), less the days of phase `minus`.

    A healing index counts from the first day of lengthening, so the lengthening is taken off.
    """

    field: Id
    fact: Id
    minus: Id | UnsetType = UNSET


class Duration(Declared, frozen=True, kw_only=True):
    """A formula that holds when every named choice field has the given answer."""

    when: Mapping[Id, Id]
    days: Fixed | Rate | Index


class Phase(Declared, frozen=True, kw_only=True):
    """A stretch of the months after the operation. The first duration that fits is used."""

    id: Id
    title: Text
    texture: Literal["outline", "solid", "hatch", "dots"]
    summary: Text
    durations: Annotated[tuple[Duration, ...], Meta(min_length=1)]
    cells: Mapping[Id, Text]


class Row(Declared, frozen=True, kw_only=True):
    """A row of a comparison, the same for every option."""

    id: Id
    label: Text


class PhaseFile(Declared, frozen=True, kw_only=True):
    """`phases.yaml`: `rows` name what each phase says about daily life."""

    rows: tuple[Row, ...]
    phases: Annotated[tuple[Phase, ...], Meta(min_length=1)]


class Alternative(Declared, frozen=True, kw_only=True):
    """One option of a comparison, with the same rows as its neighbours."""

    id: Id
    title: Text
    cells: Mapping[Id, Text]
    sources: tuple[Id, ...] = ()


class Comparison(Declared, frozen=True, kw_only=True):
    """`methods.yaml` and `alternatives.yaml`: options side by side, in equal detail."""

    rows: Annotated[tuple[Row, ...], Meta(min_length=1)]
    options: Annotated[tuple[Alternative, ...], Meta(min_length=1)]


Severity = Literal["treatable", "operation", "lasting", "life"]
"""Goes away with treatment; another operation; lasts for life; can end life."""


class Risk(Declared, frozen=True, kw_only=True):
    """Something that can go wrong. Either `chance` names a fact or `not_known` says why none."""

    id: Id
    title: Text
    event: Text
    """Completes "4 to 9 out of 100 people ...", as in "get an infection in the bone"."""
    like: Text
    severity: Severity
    treatment: Text
    raises: Text
    chance: Id | UnsetType = UNSET
    not_known: Text | UnsetType = UNSET
    unsure: Text | UnsetType = UNSET
    """Why the range is wide, in one plain sentence."""


class RiskFile(Declared, frozen=True, kw_only=True):
    """`risks.yaml`."""

    risks: Annotated[tuple[Risk, ...], Meta(min_length=1)]


class Cost(Declared, frozen=True, kw_only=True):
    """A cost that a person should ask about; `fact` names a price where one was found."""

    id: Id
    label: Text
    when: Literal["quote", "outside", "problem", "loss"]
    """In the usual quote; not in it; only if things go wrong; money not earned."""
    note: Text
    fact: Id | UnsetType = UNSET


class CostFile(Declared, frozen=True, kw_only=True):
    """`costs.yaml`."""

    prices: tuple[Id, ...]
    """Facts with whole prices by country, in the order shown."""
    items: Annotated[tuple[Cost, ...], Meta(min_length=1)]


class Suitability(Declared, frozen=True, kw_only=True):
    """Something about a person that bears on the operation; never a diagnosis."""

    id: Id
    label: Text
    note: Text
    action: Literal["ask", "pause", "refer"]
    """Ask the team; pause until settled; stop and refer."""


class SuitabilityFile(Declared, frozen=True, kw_only=True):
    """`suitability.yaml`."""

    items: Annotated[tuple[Suitability, ...], Meta(min_length=1)]


class Answer(Declared, frozen=True, kw_only=True):
    """An answer to a question of understanding, with feedback in words."""

    id: Id
    text: Text
    right: bool = False
    feedback: Text


class Item(Declared, frozen=True, kw_only=True):
    """A scenario with one right answer. "I am not sure" is added to every item by the program."""

    id: Id
    scenario: Text
    answers: Annotated[tuple[Answer, ...], Meta(min_length=2, max_length=4)]


class Topic(Declared, frozen=True, kw_only=True):
    """Something that must be understood; `page` is where it was explained ("rules" or a page)."""

    id: Id
    title: Text
    page: Id
    items: Annotated[tuple[Item, ...], Meta(min_length=1)]


class CheckFile(Declared, frozen=True, kw_only=True):
    """`checks.yaml`: the parallel items of each topic are asked in turn."""

    topics: Annotated[tuple[Topic, ...], Meta(min_length=1)]


class ReadyQuestion(Declared, frozen=True, kw_only=True):
    """A question for the surgeon that can be picked without typing."""

    id: Id
    text: Text
    pages: tuple[Id, ...] = ()
    """Pages on which it is offered first."""


class QuestionFile(Declared, frozen=True, kw_only=True):
    """`questions.yaml`."""

    questions: tuple[ReadyQuestion, ...]


class RuleSource(Declared, frozen=True, kw_only=True):
    """Where a rule was read: the document, its issuer, its date and the address."""

    title_original: str
    title_en: str
    issuer: str
    date: str
    url: str
    seen_as: Text
    """How it was seen, as in "press report that sums up the notice"."""
    grade: Grade


class Requirement(Declared, frozen=True, kw_only=True):
    """Something that the rule asks for. `value` counts days for a period, years for an age."""

    kind: Literal[
        "reflection_days", "minimum_age", "second_consultation", "psychological_assessment",
        "written_quote", "facility", "surgeon", "diagnosis", "written_consent", "insurance",
        "language",
    ]  # fmt: skip
    text: Text
    value: Annotated[int, Meta(ge=0)] | UnsetType = UNSET
    start: Text | UnsetType = UNSET
    """For a period: the event that starts the clock."""


class Rule(Declared, frozen=True, kw_only=True):
    """One rule of a jurisdiction for one indication, or for both."""

    id: Id
    indications: Annotated[tuple[Indication, ...], Meta(min_length=1)]
    effect: Literal["prohibits", "restricts", "conditions", "informs"]
    statement: Text
    source: RuleSource
    as_of: date
    verification: Literal["read", "recalled"]
    """Recalled: no text was checked; shown as "not verified" and never as a ground to stop."""
    requires: tuple[Requirement, ...] = ()


class Jurisdiction(Declared, frozen=True, kw_only=True):
    """`jurisdictions/<code>.yaml`. The file name is the code in lower case."""

    code: CountryCode
    checked_on: date
    rules: Annotated[tuple[Rule, ...], Meta(min_length=1)]
    brokers: Text | UnsetType = UNSET
    """For residents who plan surgery abroad: what to know of agents and fake records."""


# --- a page of prose ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Prose:
    """A paragraph (`level` 0) or a subheading (`level` 2)."""

    text: str
    level: int = 0


@dataclass(frozen=True, slots=True)
class Items:
    """A list: plain, things to do, things not to do, or when to get help."""

    kind: Literal["plain", "do", "dont", "emergency", "urgent", "soon"]
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Insert:
    """A place where data is shown: a figure, a table, a risk."""

    name: str
    argument: str
    line: int


@dataclass(frozen=True, slots=True)
class PackPage:
    """`pages/<id>.md`."""

    id: str
    title: str
    body: tuple[Prose | Items | Insert, ...]
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pack:
    """A loaded pack with the rules of all jurisdictions on file; `digest` is SHA-256 of both."""

    manifest: Manifest
    facts: Mapping[str, AnyFact]
    sources: Mapping[str, Source]
    pages: Mapping[str, PackPage]
    phases: PhaseFile
    methods: Comparison
    alternatives: Comparison
    risks: Mapping[str, Risk]
    costs: CostFile
    suitability: SuitabilityFile
    checks: CheckFile
    questions: QuestionFile
    jurisdictions: Mapping[str, Jurisdiction]
    digest: str

    @property
    def demonstration(self) -> bool:
        """Whether no clinician has approved the content."""
        return self.manifest.status != "approved"
