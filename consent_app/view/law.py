"""What the rules on file say, as text: of one place, of all places, and what is out of date."""

from __future__ import annotations

import textwrap
from datetime import date
from typing import TYPE_CHECKING, get_args

import msgspec
from msgspec import UNSET

from consent_app import regulation
from consent_app.content import places
from consent_app.content.model import Indication
from consent_app.content.problems import closest
from consent_app.language import mark
from consent_app.profile import Profile
from consent_app.view import clock, devices, rules, signing
from consent_app.view import words as w

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from consent_app.content.model import Device, Jurisdiction, Rule
    from consent_app.language import Language
    from consent_app.regulation import Period, Ruling, Verdict

SHORT: Mapping[Verdict, str] = {
    "prohibited": mark("Not allowed"),
    "restricted": mark("Strict conditions"),
    "permitted_with_conditions": mark("Conditions"),
    "no_specific_rule_found": mark("No specific rule found"),
}
"""Verdicts for a narrow column."""

_WIDTH = 100
"""Columns of a terminal that words keep to; an address that is longer is not broken."""
_NONE = "–"


def ruling(
    place: str, indication: Indication, age: int | None,
    jurisdictions: Mapping[str, Jurisdiction], on: date,
) -> Ruling:  # fmt: skip
    """Decide for a place and a reason, at an age in full years where one is given."""
    born = None if age is None else date(max(date.min.year, on.year - age), 1, 1)
    profile = Profile(country_of_surgery=place, indication=indication, date_of_birth=born)
    return regulation.decide(profile, jurisdictions, on)


def meant(given: str, jurisdictions: Iterable[str], say: Language) -> str:
    """Return the code of the place that was most likely meant, by its code or name, or nothing."""
    code = given.strip().upper()
    if len(code) > len("ABC") and "-" not in code:
        names = {say.country(known).casefold(): known for known in sorted(places.COUNTRIES)}
        return names.get(closest(code.casefold(), names), "")
    return places.near(code, jurisdictions)


# --- one place ------------------------------------------------------------------------------------


def as_json(found: Ruling) -> str:
    """Return the answer as JSON; what was not found is null or absent."""
    fields = {
        "jurisdiction": found.place,
        "indication": found.indication,
        "verdict": found.verdict,
        "requirements": [
            {"kind": asked.kind, "value": None if asked.value is UNSET else asked.value,
             "verified": need.verified}
            for need in found.requirements for asked in (need.requirement,)
        ],
        "reasons": [{"code": r.code, "rule": r.rule or None} for r in found.reasons],
        "sources": _sources(found.rules),
        "as_of": _oldest(found.rules),
    }  # fmt: skip
    return msgspec.json.format(msgspec.json.encode(fields)).decode()


def _sources(rules: Iterable[Rule]) -> list[dict[str, str]]:
    """Return where the rules were read, each place once."""
    found = []
    for source in (rule.source for rule in rules):
        fields = {
            "title": source.title_en, "issuer": source.issuer, "date": source.date,
            "url": source.url, "grade": source.grade,
        }  # fmt: skip
        if fields not in found:
            found.append(fields)
    return found


def _oldest(rules: Iterable[Rule]) -> date | None:
    return min((rule.as_of for rule in rules), default=None)


def in_words(found: Ruling, jurisdictions: Mapping[str, Jurisdiction], say: Language) -> str:
    """Return the answer in words: verdict, needs, waiting times, rules with their sources."""
    entries = [jurisdictions[code] for code in found.entries]
    parts = (
        _answer(found, say), _warnings(found, entries, say), _needs(found, say),
        _waiting(found, say), _signature(found, jurisdictions, say), _rules(found, say),
        _dates(found, entries, say),
    )  # fmt: skip
    return "\n\n".join("\n".join(lines) for part in parts if (lines := list(part)))


def _answer(found: Ruling, say: Language) -> Iterator[str]:
    code = str(found.place)
    yield say.text("{country} ({code}) · {aim}: {verdict}").format(
        country=say.country(code), code=code,
        aim=say.text(w.INDICATIONS[found.indication or "cosmetic"]),
        verdict=say.text(w.VERDICTS[found.verdict]),
    )  # fmt: skip
    for sentence in rules.meaning(found, say.text):
        yield _wrapped(sentence, "  ")
    if "-" in code and found.entries and code not in found.entries:
        sentence = say.text("There is no entry for {code} alone. These are rules of its country.")
        yield _wrapped(sentence.format(code=code), "  ")


def _warnings(found: Ruling, entries: Iterable[Jurisdiction], say: Language) -> Iterator[str]:
    """Yield what a reader has to know first: an age that bars, and checks that are too old."""
    for reason in found.reasons:
        if reason.code == "under_legal_age":
            yield f"! {reason.rule}: {say.text(w.REASONS[reason.code])}"
    for entry in entries:
        if found.on and entry.stale(found.on):
            sentence = say.text(
                "Out of date: the rules of {code} were last checked on {day}, more than 12 months "
                "before. Check them again before you rely on them."
            )
            day = say.date(entry.checked_on)
            yield _wrapped(sentence.format(code=entry.code, day=day), "! ", "  ")


def _needs(found: Ruling, say: Language) -> Iterator[str]:
    if not found.requirements:
        return
    yield say.text("What is asked for")
    for need in found.requirements:
        head = f"  {_status(say, verified=need.verified)}  {need.rule:<8}"
        yield _wrapped(say.text(need.requirement.text), head, " " * len(head))
    yield _wrapped(
        say.text("What was not found is not listed. It may be needed all the same."), "  "
    )


def _status(say: Language, *, verified: bool) -> str:
    words = say.text("verified"), say.text("NOT VERIFIED")
    return words[not verified].ljust(max(map(len, words)))


def _waiting(found: Ruling, say: Language) -> Iterator[str]:
    """Yield the periods that run; there are none where nothing can be signed."""
    if found.verdict == "prohibited":
        return
    yield say.text("Time to think")
    for period in regulation.clock(found, {}).periods:
        yield _wrapped(_period(period, found, say), "  ")


def _signature(
    found: Ruling, jurisdictions: Mapping[str, Jurisdiction], say: Language
) -> Iterator[str]:
    if found.verdict == "prohibited":
        return
    rule = regulation.signature(found.place, found.indication, jurisdictions)
    yield say.text("How consent is signed there")
    yield _wrapped(signing.level(rule, say.text), "  ")
    if rule:
        yield _wrapped(say.text(rule.statement), "  ")
        yield _wrapped(w.rule_source(rule, say.text), "  ")


def noticed(
    found: Ruling, declared: Iterable[Device], jurisdictions: Mapping[str, Jurisdiction],
    say: Language,
) -> str:  # fmt: skip
    """Return how each device stands at the place on the day; nothing for one without a notice."""
    codes = regulation.authorities(found.place, jurisdictions)
    lines = []
    for device in declared:
        notice = regulation.status(device, found.place, found.on or date.max, codes).notice
        if notice is None:
            continue
        entry = notice.last
        read = entry.verification == "read"
        line = say.text("{status}  {device}: {state} since {day}. {statement} [{source}]").format(
            status=_status(say, verified=read), device=say.text(device.title),
            state=say.text(devices.STATES[entry.state]), day=devices.since(notice.first, say),
            statement=say.text(entry.statement), source=entry.source,
        )  # fmt: skip
        lines.append(_wrapped(line, "  ", "    "))
    head = say.text("Devices with a notice there") if lines else say.text(
        "We found no notice about devices there. That does not mean cleared."
    )  # fmt: skip
    return "\n".join((head, *lines))


def _period(period: Period, found: Ruling, say: Language) -> str:
    whose = say.text("Rule {id}.").format(id=period.rule)
    if period.own:
        whose = say.text(
            "No rule on file sets days before the signature. This is our own minimum, not law."
        )
    sentence = say.text("{period}. What starts it: {event}.").format(
        period=clock.length(period, say), event=clock.start(period, found, say)
    )
    return f"{sentence} {whose}"


def _rules(found: Ruling, say: Language) -> Iterator[str]:
    if found.rules:
        yield say.text("Rules and where they were read")
    for rule in found.rules:
        read = rule.verification == "read"
        yield f"  {rule.id}  {_status(say, verified=read).rstrip()}"
        yield _wrapped(say.text(rule.statement), "    ")
        yield _wrapped(w.rule_source(rule, say.text), "    ")
        if read:
            as_of = say.text("Rule as of {as_of}.").format(as_of=say.date(rule.as_of))
            yield _wrapped(as_of, "    ")


def _dates(found: Ruling, entries: Iterable[Jurisdiction], say: Language) -> Iterator[str]:
    if oldest := _oldest(found.rules):
        yield say.text("The oldest of these rules is as of {day}.").format(day=say.date(oldest))
    for entry in entries:
        line = say.text("{code}: checked on {day}.")
        yield line.format(code=entry.code, day=say.date(entry.checked_on))


# --- all places -----------------------------------------------------------------------------------


def table(jurisdictions: Mapping[str, Jurisdiction], on: date, say: Language) -> str:
    """Return a line for each entry: both verdicts, days to wait, youngest age, last check."""
    head = (
        say.text("Place"), *(say.text(w.INDICATIONS[aim]) for aim in get_args(Indication)),
        say.text("Waiting days"), say.text("Minimum age"), say.text("Checked on"),
    )  # fmt: skip
    rows = [head, *(_row(jurisdictions, code, on, say) for code in sorted(jurisdictions))]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(map(str.ljust, row, widths)).rstrip() for row in rows]
    notes = (
        say.text("Two values: to be taller / for a medical reason. {none}: none was found. "
                 "No specific rule found is never permission.").format(none=_NONE),
        say.text("* more than 12 months before {day}: check it again.").format(day=say.date(on)),
    )  # fmt: skip
    old = any(entry.stale(on) for entry in jurisdictions.values())
    return "\n".join((*lines, "", *(_wrapped(note, "") for note in notes[: 1 + old])))


def _row(
    jurisdictions: Mapping[str, Jurisdiction], code: str, on: date, say: Language
) -> tuple[str, ...]:
    found = [ruling(code, aim, None, jurisdictions, on) for aim in get_args(Indication)]
    entry = jurisdictions[code]
    return (
        f"{code:<6} {say.country(code)}",
        *(say.text(SHORT[one.verdict]) for one in found),
        " / ".join(dict.fromkeys(_most(one, "reflection_days") for one in found)),
        " / ".join(dict.fromkeys(_most(one, "minimum_age") for one in found)),
        f"{entry.checked_on}{' *' if entry.stale(on) else ''}",
    )


def _most(found: Ruling, kind: str) -> str:
    """Return the highest value of a kind that a verified rule asks for."""
    needs = (n.requirement for n in found.requirements if n.verified)
    values = [n.value for n in needs if n.kind == kind and n.value is not UNSET]
    return str(max(values)) if values else _NONE


def stale(jurisdictions: Mapping[str, Jurisdiction], on: date, say: Language) -> str:
    """Return the entries whose check is too old on a day, and the rules that nobody has read."""
    entries = [jurisdictions[code] for code in sorted(jurisdictions)]
    old = [entry for entry in entries if entry.stale(on)]
    line = say.text("Entries that were last checked more than 12 months before {day}: {count}")
    unchecked = (f"  {e.code:<6}  {e.checked_on}  {say.country(e.code)}" for e in old)
    unread = [r.id for e in entries for r in e.rules if r.verification == "recalled"]
    lines = [line.format(day=say.date(on), count=len(old)), *unchecked, ""]
    line = say.text("Rules that are recalled and not read: {count}")
    lines += [line.format(count=len(unread)), _wrapped(", ".join(unread), "  ")]
    return "\n".join(lines).rstrip()


def _wrapped(words: str, first: str, then: str | None = None) -> str:
    return textwrap.fill(
        words.strip(), _WIDTH, initial_indent=first,
        subsequent_indent=first if then is None else then,
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip
