"""Sentences with their facts filled in, and the words for codes.

Every table below maps the codes of a lower room to message ids; nothing is said before a language
is at hand.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from msgspec import UNSET

from consent_app.content.model import Chance, Moment, Money, Quantity
from consent_app.language import mark, pair, undrawable

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from consent_app.content.model import (
        AnyFact,
        ClockStart,
        Fit,
        Pack,
        Rule,
        SignatureRule,
        Source,
    )
    from consent_app.episode import RefusalCode
    from consent_app.events import Role
    from consent_app.language import Language
    from consent_app.plan import Stretch
    from consent_app.profile import Problem, ProblemCode
    from consent_app.regulation import ReasonCode, Verdict


@dataclass(frozen=True, slots=True)
class Words:
    """A language together with a pack: what `fill` and the number sentences need."""

    say: Language
    pack: Pack

    def __call__(self, message: str) -> str:
        """Return a sentence of the program."""
        return self.say.text(message)

    def fill(self, message: str) -> str:
        """Return a sentence of the pack with its facts in place of their ids."""
        return self.say.text(message).format_map(_Facts(self))

    def fact(self, name: str) -> str:
        """Return a fact as number, unit and whole."""
        return self.number(self.pack.facts[name])

    def number(self, fact: AnyFact) -> str:
        """Return "4 to 9 out of 100 people", "7 days", "USD 75,000 to 125,000", "May 2021"."""
        match fact:
            case Chance():
                return self.chance(fact)
            case Quantity():
                return self.say.isolate(self.say.count(UNITS[fact.unit], fact.low, fact.high))
            case Money():
                return self.say.isolate(self.say.money(fact.low, fact.high, fact.currency))
            case Moment():
                return self.say.isolate(self.when(fact))

    def when(self, fact: Moment) -> str:
        """Return a year, a month or a day, as exactly as it is known."""
        day = date(*fact.parts)
        match fact.when.count("-"):
            case 0:
                return self.say.year(day.year, decade=fact.decade)
            case 1:
                return self.say.month(day)
            case _:
                return self.say.date(day)

    def chance(self, fact: Chance) -> str:
        """Return the share that had the event."""
        return self._out_of(fact.low, fact.high, fact)

    def others(self, fact: Chance) -> str:
        """Return the share that did not: the same whole, seen from the other side."""
        return self._out_of(fact.out_of - fact.high, fact.out_of - fact.low, fact)

    def _out_of(self, low: int, high: int, fact: Chance) -> str:
        return self.say.isolate(
            self.say.text(WHOLES[fact.of]).format(
                n=self.say.span(low, high), whole=self.say.number(fact.out_of)
            )
        )

    def attributed(self, fact: AnyFact) -> str:
        """Return the number's source in short: who was counted, by which method, where read."""
        sentence = self(mark("{population}; {method}. {source}"))
        return sentence.format(
            population=self.fill(fact.population),
            method=self.fill(fact.method),
            source=short(self.pack.sources[fact.source]),
        )

    def days(self, stretch: Stretch) -> str:
        """Return the length of a phase in days."""
        return self.say.isolate(self.say.count(UNITS["days"], stretch.low, stretch.high))


class _Facts(dict[str, str]):
    """Facts by id, worded when a sentence asks for them."""

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words

    def __missing__(self, name: str) -> str:
        return self._words.fact(name)


UNITS: Mapping[str, tuple[str, str]] = {
    "days": pair("{n} day", "{n} days"),
    "weeks": pair("{n} week", "{n} weeks"),
    "months": pair("{n} month", "{n} months"),
    "years": pair("{n} year", "{n} years"),
    "nights": pair("{n} night", "{n} nights"),
    "mm/day": pair("{n} mm a day", "{n} mm a day"),
    "days/cm": pair("{n} day for each cm", "{n} days for each cm"),
    "cm": pair("{n} cm", "{n} cm"),
    "mm": pair("{n} mm", "{n} mm"),
    "kg": pair("{n} kg", "{n} kg"),
    "times/day": pair("{n} time a day", "{n} times a day"),
    "times/week": pair("{n} time a week", "{n} times a week"),
    "operations/year": pair("{n} operation a year", "{n} operations a year"),
    "years of age": pair("age {n}", "age {n}"),
    "hours": pair("{n} hour", "{n} hours"),
    "studies": pair("{n} study", "{n} studies"),
    "people": pair("{n} person", "{n} people"),
    "operations": pair("{n} operation", "{n} operations"),
    "visits": pair("{n} visit", "{n} visits"),
    "degrees": pair("{n} degree", "{n} degrees"),
    "fold": pair("{n} time", "{n} times"),
}

UNIT_NAMES: Mapping[str, str] = {
    "cm": mark("cm"),
    "mm": mark("mm"),
    "kg": mark("kg"),
    "years": mark("years"),
}

WHOLES: Mapping[str, str] = {
    "people": mark("{n} out of {whole} people"),
    "bones": mark("{n} out of {whole} lengthened bones"),
    "legs": mark("{n} out of {whole} legs"),
    "nails": mark("{n} out of {whole} nails"),
    "removals": mark("{n} out of {whole} removals"),
    "operations": mark("{n} out of {whole} operations"),
}

SEVERITIES: Mapping[str, str] = {
    "treatable": mark("Goes away with treatment"),
    "operation": mark("Another operation"),
    "lasting": mark("Can last for life"),
    "life": mark("Can end life"),
}
"""From what goes away to the gravest."""

RISK_GROUPS: Mapping[str, str] = {
    "over_10": mark("More than 10 out of 100"),
    "one_to_10": mark("1 to 10 out of 100"),
    "under_1": mark("Fewer than 1 out of 100"),
    "unknown": mark("Chances that are not known"),
}

VERDICTS: Mapping[Verdict, str] = {
    "prohibited": mark("Not allowed"),
    "restricted": mark("Allowed only under strict conditions"),
    "permitted_with_conditions": mark("Rules with conditions were found"),
    "no_specific_rule_found": mark("No specific rule found"),
}

REASONS: Mapping[ReasonCode, str] = {
    "rule_prohibits": mark("A rule on file does not allow it."),
    "rule_restricts": mark("A rule on file limits who may do it, where, or for which reason."),
    "rule_sets_conditions": mark("Rules for cosmetic surgery in general set conditions."),
    "only_general_rules": mark("Only general medical rules were found."),
    "no_rule_on_file": mark("There is no rule on file for this country and this reason."),
    "rule_not_verified": mark("A rule is said to exist, but its text was not checked."),
    "under_legal_age": mark("A rule on file asks for a higher age."),
    "home_prohibits": mark("A rule in the country where you live does not allow it there."),
    "place_not_given": mark("No country was chosen."),
}

INDICATIONS: Mapping[str, str] = {
    "cosmetic": mark("To be taller"),
    "medical": mark("For a medical reason"),
}

DECISIONS: Mapping[str, str] = {
    "go_ahead": mark("I want to go ahead"),
    "think": mark("I want to think about it"),
    "decline": mark("I do not want to go ahead"),
}

WEIGHTS: Mapping[int, str] = {
    1: mark("Not at all"),
    2: mark("A little"),
    3: mark("Somewhat"),
    4: mark("A lot"),
    5: mark("A great deal"),
    0: mark("I would rather not say"),
}

PRIVATE_ANSWERS: Mapping[str, str] = {
    "yes": mark("Yes"),
    "no": mark("No"),
    "not_say": mark("I would rather not say"),
    "talk_alone": mark("I want to talk alone"),
}

NEED_ANSWERS: dict[str, str] = {
    "have": mark("I have this"),
    "need": mark("I need this"),
    "not_sure": mark("I am not sure"),
}
PAPER_SIZES: Mapping[int, str] = {14: mark("Normal"), 18: mark("Large")}
"""The sizes of a paper's text in points."""
YES_NO: Mapping[str, str] = {
    "yes": mark("Yes"),
    "no": mark("No"),
}

TALKS = pair(
    "Your team will talk with you about {n} thing", "Your team will talk with you about {n} things"
)

FITS: Mapping[Fit, str] = {
    "fits": mark("Fits"),
    "partly": mark("Fits in part"),
    "not": mark("Does not fit"),
}

TOPIC_STATUS: Mapping[str, str] = {
    "open": mark("Not answered"),
    "right": mark("Answered rightly"),
    "right_after_review": mark("Answered rightly after reading again"),
    "to_discuss": mark("To go through with the team"),
}

ACTIONS: Mapping[str, str] = {
    "ask": mark("Ask the team"),
    "pause": mark("Pause until it is settled"),
    "refer": mark("Stop and see a specialist first"),
}

COST_KINDS: Mapping[str, str] = {
    "quote": mark("Usually in the quote"),
    "outside": mark("Often not in the quote"),
    "problem": mark("Only if something goes wrong"),
    "loss": mark("Money you may not earn"),
}

SUITABILITY_GROUPS: Mapping[str, str] = {
    "health": mark("Things to tell the team: your health"),
    "life": mark("Things to tell the team: your life"),
    "mind": mark("Things to tell the team: your mind and mood"),
}

STATES: Mapping[str, str] = {
    "draft": mark("Draft"),
    "final": mark("Final"),
}
"""What the authors think of their content; approval is another's."""

LISTS: Mapping[str, str] = {
    "do": mark("Do"),
    "dont": mark("Do not"),
    "emergency": mark("Emergency: call an ambulance"),
    "urgent": mark("Urgent: call your team the same day"),
    "soon": mark("Soon: call within a few days"),
}

FIELDS: Mapping[str, str] = {
    "full_name": mark("Your full name"),
    "date_of_birth": mark("Your date of birth"),
    "record_number": mark("Your record number, if you have one"),
    "country_of_residence": mark("Where do you live?"),
    "country_of_surgery": mark("Where would the operation be?"),
    "reason": mark("Why are you thinking about this operation?"),
}

PROBLEMS: Mapping[ProblemCode, str] = {
    "empty": mark("Please answer this."),
    "too_long": mark("This is too long: {low} characters, and {high} fit."),
    "unprintable": mark("This has a character that cannot be printed. Please type it again."),
    "undrawable": mark("This cannot be printed: {signs}. Please write it in other letters."),
    "not_a_date": mark("This is not a date. Write day, month and year in numbers."),
    "in_future": mark("This date is in the future."),
    "too_old": mark("This date is more than {high} years ago. Please check the year."),
    "not_a_number": mark("Please write a number from {span}."),
    "out_of_range": mark("This program can plan {span}. Please choose in between."),
    "not_an_option": mark("Please choose one of the answers."),
    "not_a_country": mark("Please choose a country from the list."),
    "unknown_field": mark("This question does not exist."),
    "device_suspended": mark("This device cannot be planned there."),
}

REFUSALS: Mapping[RefusalCode, str] = {
    "not_begun": mark("Nothing has been started yet."),
    "already_begun": mark("This has been started already."),
    "other_content": mark("The content has changed since this was started. Please start again."),
    "clock_back": mark("The clock of this computer was set back. Please ask the staff."),
    "no_such_page": mark("This page is not part of your way."),
    "page_not_open": mark("Please go through the pages before this one first."),
    "not_complete": mark("Something on this page is still open."),
    "invalid_answer": mark("Please check what you wrote."),
    "not_stopped": mark("Nothing stops you here."),
    "prohibited": mark("The operation is not allowed there, so nothing can be decided or signed."),
    "under_age": mark("This cannot be decided or signed at your age."),
    "nothing_kept": mark("You are just looking, so nothing is kept."),
    "parked": mark("The screen was cleared. Go on with your code, or ask the staff."),
    "still_sealing": mark(
        "Your document is still being sealed. Please wait a minute, then type your code again."
    ),
    "no_such_code": mark("Nobody waits with this code. Please check each digit."),
    "too_many_codes": mark("The code was wrong too often. Please ask the staff."),
    "no_such_item": mark("This question does not exist."),
    "not_asked_now": mark("Please read the page again first."),
    "no_such_question": mark("This question is no longer in your list."),
    "question_empty": mark("Please write your question first."),
    "question_undrawable": mark("A sign in this question cannot be printed. Please leave it out."),
    "question_too_long": mark("This question is too long. Please write it in two parts."),
    "check_open": mark("Some questions about what we explained are still open."),
    "not_decided": mark("The document does not fit your decision. Please go back one page."),
    "not_rendered": mark("The document has not been shown yet."),
    "not_what_was_shown": mark("The document is not the one that was shown. Please read it again."),
    "empty_signature": mark("There is no signature yet."),
    "signature_undrawable": mark("A sign in this name cannot be printed. Please write it again."),
    "already_signed": mark("This has been signed and cannot be changed."),
    "not_signed": mark("This has not been signed."),
    "statements_open": mark("Please tick each line that is so, and then sign."),
    "no_such_language": mark("This language is not there."),
    "finished": mark("This has been finished."),
    "content_expired": mark("This content is past its date. It informs, and cannot be signed."),
    "no_such_statement": mark("This statement does not exist."),
    "no_such_weight": mark("This answer does not exist."),
    "record_damaged": mark("The record was changed or damaged outside of this program."),
    "other_mode": mark("This was started in another mode: alone, or beside a clinician."),
    "not_in_kiosk": mark("This is confirmed only with a clinician beside you."),
    "under_legal_age": mark("A rule on file asks for a higher age, so this cannot be signed."),
    "rules_expired": mark("The rules on file were not checked for twelve months. They inform, and "
                          "nothing can be signed until they are checked."),
    "device_suspended": mark("The device that you named was stopped at the place of the operation. "
                             "Please name another one first."),
    "sign_by_hand": mark("A rule there asks for a signature by hand, on paper."),
    "no_record": mark("This was not signed, so nothing can be added to it."),
    "not_the_record": mark("This is not the document that the journal knows, or a newer one "
                           "follows it."),
    "added_before": mark("Something was begun before and has to be completed first."),
    "withdrawn": mark("Consent was withdrawn. Only a correction can still be added."),
    "not_the_surgeon": mark("Only the surgeon can confirm consent."),
    "stage_missing": mark("Please say at which stage of treatment."),
    "words_missing": mark("Please say what was wrong, and what is right."),
    "words_too_long": mark("This is too long. Please say it in fewer words."),
    "day_before_record": mark("This day is before the document was sealed."),
    "no_such_condition": mark("The rules on file do not ask for this."),
    "day_in_future": mark("This day is in the future."),
    "day_too_old": mark("This day is too long ago. Please check the year."),
    "name_missing": mark("Please write the name of the person who confirms, in plain letters."),
    "same_person": mark("Another person than the one who recorded it has to confirm it."),
    "not_a_clinician": mark("This is recorded and confirmed by clinicians only."),
    "indication_not_recorded": mark("The medical reason has not been recorded yet."),
    "indication_contradicted": mark("What was recorded contradicts the medical reason."),
    "indication_not_confirmed": mark("A second clinician has not confirmed the medical reason."),
    "conditions_open": mark("Something that the rules ask for is not confirmed."),
    "clock_running": mark("The time to think it over is not over."),
}  # fmt: skip

ROLES: Mapping[Role, str] = {
    "surgeon": mark("Surgeon"),
    "clinician": mark("Another clinician"),
    "psychologist": mark("Psychologist or psychiatrist"),
    "nurse": mark("Nurse"),
    "administrator": mark("Office staff"),
}
"""What someone of the clinic is."""

START_EVENTS: Mapping[ClockStart, str] = {
    "quote_signed": mark("The signed quote was handed over."),
    "last_information_talk": mark("The last talk with the doctors was held."),
    "information_given": mark("The person had this information before, on an earlier day."),
    "second_consultation": mark("The second consultation was held."),
    "first_consultation": mark("The first consultation was held."),
    "consent_signed": mark("Consent was signed."),
}
"""What starts the time to think it over, as something to confirm."""


def refusal(code: RefusalCode, say: Language) -> str:
    """Return why an event may not happen."""
    return say.text(REFUSALS[code])


def problem(found: Problem, say: Language) -> str:
    """Return why an answer cannot be taken."""
    sentence = say.text(PROBLEMS[found.code])
    span = say.count(UNITS[found.unit], found.low, found.high) if found.unit else ""
    return sentence.format(
        low=say.number(found.low), high=say.number(found.high), span=span, signs=found.signs
    )


def short(source: Source) -> str:
    """Return a citation in one line: first author or publisher, year."""
    who = source.authors if source.authors is not UNSET else source.publisher
    name = str(who) if who is not UNSET else source.title
    first = name.split(",")[0]
    several = source.authors is not UNSET and "," in name
    year = f" {source.year}" if source.year is not UNSET else ""
    return f"{first}{' et al.' if several else ''}{year}"


def citation(source: Source) -> str:
    """Return a citation with the one address that finds it again: DOI, else PMID, else web."""
    address: object = source.url
    if source.doi is not UNSET:
        address = f"doi:{source.doi}"
    elif source.pmid is not UNSET:
        address = f"PMID {source.pmid}"
    parts = (source.authors, source.title, source.publisher, source.year, address)
    named = [str(part).rstrip(".") for part in parts if part is not UNSET and part]
    return ". ".join(named).replace("?. ", "? ") + "."


def rule_source(rule: Rule | SignatureRule, words: Callable[[str], str]) -> str:
    """Return where a rule was read: document, issuer, date, how it was seen, day of the check."""
    source = rule.source
    sentence = words("Source: {title}. {issuer}, {date}. Seen as: {seen}. {address}")
    named = source.title_original not in {source.title_en, ""}
    if named and not undrawable(source.title_original):
        sentence = words(
            "Source: {title} ({original}). {issuer}, {date}. Seen as: {seen}. {address}"
        )
    return sentence.format(
        title=source.title_en,
        original=source.title_original,
        issuer=source.issuer,
        date=source.date,
        seen=words(source.seen_as),
        address=source.url,
    )
