"""The types of a pack and of a jurisdiction's rules.

Every struct is frozen and refuses unknown keys. A field of type `Text` holds a sentence that people
read: it is a message id of the catalogue, in the pack's own language (English), and it may name
facts in braces, as in ``"The device is turned {PROCE-004} a day."``.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType
from msgspec import field as named

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
    "days", "weeks", "months", "years", "nights", "hours", "mm/day", "days/cm", "cm", "mm", "kg",
    "times/day", "times/week", "operations/year", "years of age", "studies", "people", "operations",
    "visits", "degrees", "fold",
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
    of: Literal["people", "bones", "legs", "nails", "removals", "operations"]
    within: Text
    """The time window, as in "within about 6 years"."""

    @property
    def group(self) -> str:
        """The group of `RISK_GROUPS` that the high end falls into."""
        share = self.high / self.out_of
        return "over_10" if share > _OFTEN else "one_to_10" if share >= _SELDOM else "under_1"


RISK_GROUPS = ("over_10", "one_to_10", "under_1", "unknown")
"""Chances by their high end: above 10 in 100, 1 to 10 in 100, under 1 in 100; not counted."""
_OFTEN, _SELDOM = 0.1, 0.01


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


class Moment(Fact, frozen=True, kw_only=True, tag="moment"):
    """When something happened: a year, a month, a day, or the ten years from `when`."""

    when: Annotated[str, Meta(pattern=r"^(19|20)\d\d(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$")]
    decade: bool = False

    @property
    def parts(self) -> tuple[int, int, int]:
        """Year, month and day; the first where only a longer time is known."""
        year, month, day = (int(part) for part in (self.when + "-01-01").split("-")[:3])
        return year, month, day


AnyFact = Chance | Quantity | Money | Moment


class Reason(Declared, frozen=True, kw_only=True):
    """An answer to "why do you think about this operation", and the indication it stands for."""

    id: Id
    label: Text
    indication: Indication


Drawn = Literal["nail", "frame", "frame_and_nail"]
"""What holds the bone in a drawing."""
Bone = Literal["thigh", "shin"]
"""Which bone a drawing shows."""


class Option(Declared, frozen=True, kw_only=True):
    """One of the answers of a choice field."""

    id: Id
    label: Text
    drawn: Drawn | UnsetType = UNSET
    """For a device: how it is drawn in the steps of the bone."""


class ChoiceField(Declared, frozen=True, kw_only=True, tag_field="kind", tag="choice"):
    """A question about the plan with fixed answers."""

    id: Id
    label: Text
    options: Annotated[tuple[Option, ...], Meta(min_length=2)]
    optional: bool = False
    """Whether it may stay blank."""


class QuantityField(Declared, frozen=True, kw_only=True, tag_field="kind", tag="quantity"):
    """A question about the plan that is answered with a number of `unit`, `low` to `high`."""

    id: Id
    label: Text
    unit: Literal["cm", "mm", "kg", "years"]
    low: float
    high: float
    step: Annotated[float, Meta(gt=0)]
    optional: bool = False
    """Whether it may stay blank."""
    usual: float | UnsetType = UNSET
    """What drawings show to who just looks and has no plan."""


PlanField = ChoiceField | QuantityField


class DayField(Declared, frozen=True, kw_only=True, tag_field="kind", tag="day"):
    """A question that is answered with a day in the past, or today."""

    id: Id
    label: Text


IndicationField = ChoiceField | QuantityField | DayField


class Limit(Declared, frozen=True, kw_only=True):
    """Either a bound of a number in its field's unit, or of the age of a day in months."""

    below: float | UnsetType = UNSET
    older_months: Annotated[int, Meta(ge=1)] | UnsetType = UNSET


class Contradiction(Declared, frozen=True, kw_only=True):
    """Answers that do not fit together, all of them at once, and what to say about it."""

    id: Id
    when: Annotated[Mapping[Id, Id | Limit], Meta(min_length=1)]
    """By field, or "reason" for the person's own: an option's id, or a limit."""
    text: Text


class IndicationFile(Declared, frozen=True, kw_only=True):
    """`indication.yaml`, which a pack may leave out: what a clinician records of a medical reason.

    A second clinician confirms it; not while a contradiction holds.
    """

    fields: tuple[IndicationField, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()


STEPS = ("@person", "@rules", "@values", "@alone", "@end")
"""Where the program's own pages stand in the parts of a pack, each once and in this order: about
the person, about the law, about what matters, what is asked alone, and from the last questions to
the decision and the copy."""
OnTheWay = Annotated[str, Meta(pattern=r"^@?[A-Za-z][A-Za-z0-9_.-]*$", max_length=64)]
"""The id of a page, or one of `STEPS`."""


class Part(Declared, frozen=True, kw_only=True):
    """A chapter of the wizard and the ids of its pages, in reading order.

    Checks of topics whose page lies in a part come at its end, without being named.
    """

    id: Id
    title: Text
    pages: Annotated[tuple[OnTheWay, ...], Meta(min_length=1)]

    @property
    def content(self) -> tuple[str, ...]:
        """The pages of the pack itself, without the program's own."""
        return tuple(page for page in self.pages if not page.startswith("@"))


class Manifest(Declared, frozen=True, kw_only=True):
    """`pack.yaml`: what the pack is and in which order it is read."""

    id: Id
    title: Text
    languages: Annotated[tuple[Id, ...], Meta(min_length=1)]
    """Those in which it is offered; each of its sentences has a translation in each of them."""
    operation: Text
    """The operation in a noun phrase, as in "leg lengthening"."""
    version: Annotated[str, Meta(pattern=r"^\d+\.\d+\.\d+$")]
    status: Literal["draft", "final"]
    """What its authors think of it. Approval is something else: a clinician's signature."""
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

    @property
    def optional(self) -> frozenset[str]:
        """The ids of the plan's fields that may stay blank."""
        return frozenset(item.id for item in self.fields if item.optional)

    @property
    def usual(self) -> dict[str, str | float]:
        """The plan that drawings show to who has none: the first option of each choice."""
        found: dict[str, str | float] = {}
        for item in self.fields:
            if isinstance(item, ChoiceField) and not item.optional:
                found[item.id] = item.options[0].id
            elif isinstance(item, QuantityField) and item.usual is not UNSET:
                found[item.id] = item.usual
        return found

    @property
    def content(self) -> tuple[str, ...]:
        """The pages of the pack itself, in reading order."""
        return tuple(page for part in self.parts for page in part.content)


class FactFile(Declared, frozen=True, kw_only=True):
    """One of `facts/*.yaml`."""

    facts: tuple[AnyFact, ...]


class SourceFile(Declared, frozen=True, kw_only=True):
    """`sources.yaml`."""

    sources: tuple[Source, ...]


class Fixed(Declared, frozen=True, kw_only=True, tag_field="kind", tag="fixed"):
    """As long as the fact says (unit days, weeks or months)."""

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
    """A stretch of the months after the operation, or a point of time in them.

    Of the `durations`, the first that fits is used. A point of time has `after` instead.
    """

    id: Id
    title: Text
    texture: Literal["outline", "solid", "hatch", "dots"]
    summary: Text
    durations: tuple[Duration, ...] = ()
    after: Id | UnsetType = UNSET
    """The fact that says how long after the operation it happens."""
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


class Compared(Declared, frozen=True, kw_only=True):
    """A way to have the operation, and a chance of the same harm as it was counted with it."""

    option: Id
    """An answer of a choice field."""
    chance: Id


class Risk(Declared, frozen=True, kw_only=True):
    """Something that can go wrong. Either `chance` names a fact or `not_known` says why none."""

    id: Id
    title: Text
    event: Text
    """Completes "4 to 9 out of 100 people ...", as in "get an infection in the bone"."""
    like: Text
    severity: Severity
    found: Text
    """How it is noticed."""
    treatment: Text
    raises: Text
    chance: Id | UnsetType = UNSET
    not_known: Text | UnsetType = UNSET
    unsure: Text | UnsetType = UNSET
    """Why the range is wide, in one plain sentence."""
    compare: Annotated[tuple[Compared, ...], Meta(max_length=2)] = ()
    """Ways with a number, to stand beside having no operation; all out of the same whole."""


class RiskFile(Declared, frozen=True, kw_only=True):
    """`risks.yaml`."""

    risks: Annotated[tuple[Risk, ...], Meta(min_length=1)]


CostKind = Literal["quote", "outside", "problem", "loss"]
"""In the usual quote; not in it; only if things go wrong; money not earned."""


class Cost(Declared, frozen=True, kw_only=True):
    """A cost that a person should ask about; `fact` names a price where one was found."""

    id: Id
    label: Text
    when: CostKind
    note: Text
    fact: Id | UnsetType = UNSET


class CostFile(Declared, frozen=True, kw_only=True):
    """`costs.yaml`."""

    prices: tuple[Id, ...]
    """Facts with whole prices by country, in the order shown."""
    package: Id | UnsetType = UNSET
    """The price of a whole quote, which the picture of costs starts with."""
    items: Annotated[tuple[Cost, ...], Meta(min_length=1)]


SuitabilityGroup = Literal["health", "life", "mind"]


class Suitability(Declared, frozen=True, kw_only=True):
    """Something about a person that bears on the operation; never a diagnosis."""

    id: Id
    label: Text
    note: Text
    action: Literal["ask", "pause", "refer"]
    """Ask the team; pause until settled; stop and refer."""
    group: SuitabilityGroup


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


class QuestionTopic(Declared, frozen=True, kw_only=True):
    """What a few questions are about."""

    id: Id
    label: Text


class ReadyQuestion(Declared, frozen=True, kw_only=True):
    """A question for the surgeon that can be picked without typing."""

    id: Id
    text: Text
    topic: Id
    pages: tuple[Id, ...] = ()
    """Pages on which it is offered first."""


class QuestionFile(Declared, frozen=True, kw_only=True):
    """`questions.yaml`."""

    topics: Annotated[tuple[QuestionTopic, ...], Meta(min_length=1)]
    questions: tuple[ReadyQuestion, ...]


Fit = Literal["fits", "partly", "not"]
"""How an option fits what matters to a person; never a sum, never a rank."""


class Value(Declared, frozen=True, kw_only=True):
    """Something that may matter to a person; completes "How much does this matter to you?"."""

    id: Id
    text: Text
    fits: Mapping[Id, Fit]
    """For every option of `alternatives.yaml`."""


class Phrase(Declared, frozen=True, kw_only=True):
    """Something a person can pick as their own words."""

    id: Id
    text: Text


class Need(Declared, frozen=True, kw_only=True):
    """Something that a person needs at home in the months ahead."""

    id: Id
    text: Text


class NeedFile(Declared, frozen=True, kw_only=True):
    """`needs.yaml`, which a pack may leave out; a page asks about them by its insert ``needs``."""

    items: tuple[Need, ...] = ()


class ValueFile(Declared, frozen=True, kw_only=True):
    """`values.yaml`, which a pack may leave out."""

    statements: tuple[Value, ...] = ()
    phrases: tuple[Phrase, ...] = ()
    """What people say about the choice in their own words, to pick from."""


class Shown(Declared, frozen=True, kw_only=True):
    """A field of the plan on the first page of the record, by a short label."""

    field: Id
    label: Text


class Withdrawal(Declared, frozen=True, kw_only=True):
    """What it means to stop at a time, and what cannot be undone by then.

    Of a phase, what stopping means stands in `phases.yaml`; any other time has its own words.
    """

    id: Id
    title: Text | UnsetType = UNSET
    """When; the title of the phase if it has none of its own."""
    phase: Id | UnsetType = UNSET
    means: Text | UnsetType = UNSET
    stays: Text


class StopRules(Declared, frozen=True, kw_only=True):
    """When the treatment slows or stops, as agreed beforehand."""

    lead: Text
    signs: Annotated[tuple[Text, ...], Meta(min_length=1)]


class Reaffirmation(Declared, frozen=True, kw_only=True):
    """A time in treatment at which the person is asked once more, and what they say then."""

    id: Literal["start", "halfway", "end"]
    title: Text
    statements: Annotated[tuple[Text, ...], Meta(min_length=3, max_length=3)]


class RecordFile(Declared, frozen=True, kw_only=True):
    """`record.yaml`, which a pack may leave out: what the record tells in short."""

    operation: Text
    """The operation in one sentence, in plain words."""
    plan: tuple[Shown, ...] = ()
    procedure: Annotated[tuple[Text, ...], Meta(min_length=1)]
    benefit: Annotated[tuple[Text, ...], Meta(min_length=1)]
    """What it is meant to bring."""
    not_promised: Annotated[tuple[Text, ...], Meta(min_length=1)]
    further: Annotated[tuple[Text, ...], Meta(min_length=1)]
    """Procedures that may become necessary besides."""
    anaesthetic: Annotated[tuple[Text, ...], Meta(min_length=1)]
    stopping: Id | UnsetType = UNSET
    """The row of `phases.yaml` that says what stopping means."""
    withdrawal: Annotated[tuple[Withdrawal, ...], Meta(min_length=1)]
    """From before the operation until after the end of treatment."""
    stop_rules: StopRules
    reaffirmation: tuple[Reaffirmation, ...] = ()


SureTheme = Literal["certain", "informed", "weighed", "supported"]
"""What the four questions are about: oneself, what is known, what counts, help from others."""


class SureItem(Declared, frozen=True, kw_only=True):
    """A question to be answered by yes or no."""

    theme: SureTheme
    text: Text


class SureFile(Declared, frozen=True, kw_only=True):
    """`sure.yaml`, which a pack may leave out: whether a person is sure of the choice."""

    source: Id
    """Where the test is from."""
    items: Annotated[tuple[SureItem, ...], Meta(min_length=4, max_length=4)]
    """One for each theme."""


class Ruler(Declared, frozen=True, kw_only=True):
    """How far an amount goes for one answer of a choice field, as facts in cm."""

    option: Id
    often: Id
    """Its high end closes the zone of what is often done."""
    more: Id
    """Its high end closes the zone of more problems; above it nothing is offered."""
    drawn: Bone | UnsetType = UNSET
    """The bone beside the ruler; without one a piece of a bone is drawn."""


class LimitFile(Declared, frozen=True, kw_only=True):
    """`limits.yaml`, which a pack may leave out: how much length is possible."""

    field: Id | UnsetType = UNSET
    """The amount that the person hopes for."""
    choice: Id | UnsetType = UNSET
    """The choice field that the rulers stand for."""
    rulers: tuple[Ruler, ...] = ()
    note: Text | UnsetType = UNSET
    """Whose limits these are."""


DEVICE = "device"
"""The plan field that names a device of `devices.yaml`."""
DeviceState = Literal["cleared", "limited", "suspended", "withdrawn", "resumed"]
STOPPED: tuple[DeviceState, ...] = ("suspended", "withdrawn")
"""What a device may not be planned in."""


class DeviceStatus(Declared, frozen=True, kw_only=True):
    """What a regulator said of a device at a place, and from when on it holds."""

    place: CountryCode
    """A country, or "EU" for those that share its law."""
    since: Annotated[
        str, Meta(pattern=r"^(19|20)\d\d(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$")
    ] = named(name="from")
    """A year, a month or a day, as exactly as it was read."""
    state: DeviceState
    statement: Text
    source: Id
    verification: Literal["read", "recalled"]
    """Recalled: shown as "not verified", and never a ground to refuse a device."""

    @property
    def first_day(self) -> date:
        """The first day on which it holds.

        Of a month or a year it is the first day for what limits the device, and the last for what
        frees it: of the readings that are possible, never the looser one.
        """
        year, month, day = (*(int(part) for part in self.since.split("-")), 0, 0)[:3]
        if self.state in {"cleared", "resumed"}:
            return _last_day(year, month) if not day else date(year, month, day)
        return date(year, month or 1, day or 1)


def _last_day(year: int, month: int) -> date:
    """Return the last day of a month, or of the year where the month is 0."""
    if not month:
        return date(year, 12, 31)
    return date(year, month, monthrange(year, month)[1])


class Device(Declared, frozen=True, kw_only=True):
    """A device by name; `method` is the answer of the plan field of that name which it belongs to.

    Without a status nothing was found, which is never "cleared".
    """

    id: Id
    title: Text
    method: Id
    statuses: tuple[DeviceStatus, ...] = ()


class DeviceFile(Declared, frozen=True, kw_only=True):
    """`devices.yaml`, which a pack may leave out."""

    devices: tuple[Device, ...] = ()


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


ClockStart = Literal[
    "quote_signed", "last_information_talk", "information_given", "second_consultation",
    "first_consultation", "consent_signed",
]  # fmt: skip
ClockEnd = Literal["signature", "booking", "surgery"]


class Requirement(Declared, frozen=True, kw_only=True):
    """Something that the rule asks for. `value` counts days for a period, years for an age."""

    kind: Literal[
        "reflection_days", "minimum_age", "second_consultation", "psychological_assessment",
        "written_quote", "facility", "surgeon", "diagnosis", "written_consent", "insurance",
        "language", "referral", "device_document", "guardian", "aftercare", "no_deposit",
    ]  # fmt: skip
    text: Text
    value: Annotated[int, Meta(ge=0)] | UnsetType = UNSET
    start: Text | UnsetType = UNSET
    """For a period: the event that starts the clock, in words."""
    begins: ClockStart | UnsetType = UNSET
    """For a period: that event as a code."""
    closes: ClockEnd | UnsetType = UNSET
    """For a period: what may not happen before it is over."""


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
    valid_from: date | UnsetType = UNSET
    valid_until: date | UnsetType = UNSET
    """First and last day on which the rule holds, where one is known."""
    requires: tuple[Requirement, ...] = ()


SignatureLevel = Literal["simple", "ink", "qualified"]
"""Any electronic one; only by hand; by hand, or with a certificate that the law calls qualified."""


class SignatureRule(Declared, frozen=True, kw_only=True):
    """Which signature the law of a place asks for under a consent."""

    indications: Annotated[tuple[Indication, ...], Meta(min_length=1)] = ("cosmetic", "medical")
    level: SignatureLevel
    statement: Text
    source: RuleSource
    as_of: date
    verification: Literal["read", "recalled"]
    """Recalled: shown as "not verified"; then a signature on the screen is taken all the same."""

    @property
    def by_hand(self) -> bool:
        """Whether a signature that this program takes on the screen is less than is asked for."""
        return self.level != "simple" and self.verification == "read"


class Jurisdiction(Declared, frozen=True, kw_only=True):
    """`jurisdictions/<code>.yaml`. The file name is the code in lower case."""

    code: CountryCode
    checked_on: date
    rules: Annotated[tuple[Rule, ...], Meta(min_length=1)]
    members: tuple[CountryCode, ...] = ()
    """For law that countries share: those for which it holds."""
    brokers: Text | UnsetType = UNSET
    """For residents who plan surgery abroad: what to know of agents and fake records."""
    signature: tuple[SignatureRule, ...] = ()
    """The first that fits the indication holds; without one, no rule was found."""

    def stale(self, on: date) -> bool:
        """Whether the last check is more than twelve months ago; the law may have changed since."""
        last = self.checked_on
        return (on.year - 1, on.month, on.day) > (last.year, last.month, last.day)


FIGURES = ("distraction", "limits", "costs")
"""Drawings that a page can ask for by name."""
PICTURES = (
    "bone", "nail", "frame", "leg", "crutches", "visits", "questions", "law", "money",
)  # fmt: skip
"""Line illustrations that a page can ask for by name."""


# --- a page of prose ------------------------------------------------------------------------------


class Prose(Struct, frozen=True, tag="prose"):
    """A paragraph (`level` 0) or a subheading (`level` 2)."""

    text: str
    level: int = 0


class Items(Struct, frozen=True, tag="items"):
    """A list: plain, things to do, things not to do, or when to get help."""

    kind: Literal["plain", "do", "dont", "emergency", "urgent", "soon"]
    items: tuple[str, ...]


class Insert(Struct, frozen=True, tag="insert"):
    """A place where data is shown: a figure, a table, a risk; `names` say which part of it."""

    name: str
    names: tuple[str, ...]
    line: int


class PackPage(Struct, frozen=True):
    """`pages/<id>.md`."""

    id: str
    title: str
    body: tuple[Prose | Items | Insert, ...]
    sources: tuple[str, ...] = ()


class PriceList(Declared, frozen=True, kw_only=True):
    """A clinic's own prices, which stand before those that were published."""

    as_of: date
    currency: Annotated[str, Meta(pattern=r"^[A-Z]{3}$")]
    items: Mapping[Id, tuple[Annotated[int, Meta(ge=0)], Annotated[int, Meta(ge=0)]]]
    """Lowest and highest price by the id of the cost, in whole units."""


class Approval(Declared, frozen=True, kw_only=True):
    """A clinician's signed word that this very content may be used with candidates."""

    name: str
    role: str
    approved_on: date
    expires_on: date


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
    values: ValueFile
    limits: LimitFile
    indication: IndicationFile
    jurisdictions: Mapping[str, Jurisdiction]
    digest: str
    approval: Approval | None = None
    prices: PriceList | None = None
    devices: Mapping[str, Device] = field(default_factory=dict)
    sure: SureFile | None = None
    needs: NeedFile = NeedFile()  # noqa: RUF009 - frozen
    record: RecordFile | None = None

    @property
    def listed(self) -> frozenset[str]:
        """The ids of all pages that are read on the way."""
        return frozenset(self.manifest.content)

    @property
    def demonstration(self) -> bool:
        """Whether no clinician has approved the content."""
        return self.approval is None

    def expired(self, on: date) -> bool:
        """Whether the content may inform and no longer be signed: approval or review is overdue."""
        last = self.approval.expires_on if self.approval else self.manifest.review_due
        return on > last
