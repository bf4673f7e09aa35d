"""What the law on file says about the plan: the verdict first, places side by side, then each rule.

"No specific rule found" has its own sign and never looks like a permission. What is only recalled
says so wherever it stands.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, get_args

from msgspec import UNSET

from consent_app import regulation
from consent_app.content.model import Indication
from consent_app.profile import Profile
from consent_app.view import blocks as b
from consent_app.view import clock, confirm
from consent_app.view import words as w

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from consent_app.content.model import Jurisdiction, Rule
    from consent_app.episode import Episode
    from consent_app.gates import Condition
    from consent_app.regulation import Clock, Need, Ruling, Verdict
    from consent_app.view.words import Words

TONES: Mapping[Verdict, b.Tone] = {
    "prohibited": "stop",
    "restricted": "caution",
    "permitted_with_conditions": "info",
    "no_specific_rule_found": "unknown",
}
"""The sign of each verdict; none of them is a tick."""

_DECIDES = {"rule_prohibits", "rule_restricts", "rule_sets_conditions"}
_WHO = ("facility", "surgeon")
"""What says who may do it."""


def blocks(episode: Episode, words: Words) -> Iterator[b.Block]:
    """Yield what the rules on file say about the plan, each with source and date."""
    yield from found(episode, words)
    if episode.ruling.rules:
        yield b.Heading(words("The rules one by one"))
    for group in texts(episode, words):
        yield from group
    yield from unruled(episode, words)


def found(episode: Episode, words: Words) -> Iterator[b.Block]:
    """Yield the verdict with what bars a signature, and the places side by side."""
    ruling = episode.ruling
    yield from _warnings(ruling, words)
    yield verdict(ruling, episode.clock, words)
    if ruling.home:
        yield _home(ruling, words)
    if ruling.place:
        yield _places(episode, words)


def texts(episode: Episode, words: Words) -> Iterator[tuple[b.Block, ...]]:
    """Yield each rule: what it says and asks for, where it was read and when."""
    for rule in episode.ruling.rules:
        yield tuple(_rule(rule, words))


def unruled(episode: Episode, words: Words) -> Iterator[b.Paragraph]:
    """Yield whom to ask where no rule was found."""
    if episode.profile.indication == "cosmetic" and episode.ruling.verdict != "prohibited":
        yield b.Paragraph(
            words("Where no rule was found, ask the hospital which rules it follows."), "secondary"
        )


def _warnings(ruling: Ruling, words: Words) -> Iterator[b.Notice]:
    """Yield what keeps anything from being signed: an age below a rule's, checks too long ago."""
    young = [reason.rule for reason in ruling.reasons if reason.code == "under_legal_age"]
    if young:
        lines = [_age(need, words) for need in _needs(ruling, ("minimum_age",))
                 if need.rule in young]  # fmt: skip
        title = words("You are younger than a rule on file asks for")
        yield b.Notice("stop", title, (*lines, words("Nothing can be signed before that age.")))
    if ruling.expired:
        yield b.Notice(
            "caution", words("These rules were not checked for twelve months."),
            (words("They inform; nothing can be signed until they are."),),
        )  # fmt: skip


def _age(need: Need, words: Words) -> str:
    value = need.requirement.value
    if value is UNSET:
        return _said(need, words)
    age = words.say.count(w.UNITS["years of age"], value)
    return words("Rule {id} asks for {age} or more.").format(id=need.rule, age=age)


# --- the verdict ----------------------------------------------------------------------------------


def verdict(ruling: Ruling, counted: Clock, words: Words) -> b.Verdict:
    """Return the answer for the country and reason, what it means, and the key facts."""
    place = _place(ruling.place, words) if ruling.place else words("No country")
    aim = words(w.INDICATIONS[ruling.indication or "cosmetic"])
    return b.Verdict(
        TONES[ruling.verdict],
        words("{country} · {aim}").format(country=place, aim=aim),
        words(w.VERDICTS[ruling.verdict]),
        tuple(meaning(ruling, words)),
        tuple(_facts(ruling, counted, words)),
    )


def meaning(ruling: Ruling, words: Callable[[str], str]) -> tuple[str, ...]:
    """Return what a verdict means, in sentences."""
    on_file = bool(ruling.rules)
    match ruling.verdict:
        case "prohibited":
            return (
                words("This operation may not be done there for this reason."),
                words("This program can inform you. It cannot take a decision or a signature."),
            )
        case "restricted":
            return (words("It may be done only if what is listed below holds for you."),)
        case "permitted_with_conditions":
            return (
                words("The rules we found are for cosmetic surgery in general."),
                words("We did not find a rule that names this operation."),
            )
        case "no_specific_rule_found" if on_file:
            return (
                words("This is not a permission."),
                words("We looked and found only general medical rules."),
            )
        case "no_specific_rule_found":
            return (
                words("This is not a permission."),
                words("There is no rule on file for this country and this reason. Ask the "
                      "hospital and the health authority there."),
            )  # fmt: skip


def _facts(ruling: Ruling, counted: Clock, words: Words) -> Iterator[tuple[str, str]]:
    """Yield who may do it, waiting time, minimum age, since when, source, and the last check."""
    entries = words.pack.jurisdictions
    yield words("Who may do it"), _who(ruling, words)
    if ruling.verdict != "prohibited":
        yield words("Waiting time"), _waiting(ruling, counted, words, own=True)
        ages = [_said(need, words) for need in _needs(ruling, ("minimum_age",))]
        yield words("Minimum age"), " ".join(ages) or words("No rule found")
    if rule := _leading(ruling):
        yield words("Since"), _since(rule, words)
        yield words("Source"), _source(rule, words)
    yield words("Checked on"), _checked_on(ruling, entries, words)


def _needs(ruling: Ruling, kinds: Iterable[str]) -> list[Need]:
    return [need for need in ruling.requirements if need.requirement.kind in kinds]


def _said(need: Need, words: Words) -> str:
    """Return what is asked for; where the rule was only recalled, that it is not verified."""
    return _owned(words(need.requirement.text), words, verified=need.verified)


def _owned(said: str, words: Words, *, verified: bool) -> str:
    return said if verified else words("Not verified: {text}").format(text=said)


def _who(ruling: Ruling, words: Words) -> str:
    if ruling.verdict == "prohibited":
        return words("Nobody there, for this reason")
    lines = (_said(need, words) for need in _needs(ruling, _WHO))
    return " ".join(dict.fromkeys(lines)) or words("No rule found")


def _waiting(ruling: Ruling, counted: Clock, words: Words, *, own: bool = False) -> str:
    """Return the periods of the rules, and our own where asked for."""
    if ruling.verdict == "prohibited":
        return words("Nothing to wait for")
    periods = [period for period in counted.periods if not period.own]
    sentence = words("{period}. Start: {event}.")
    lines = [
        sentence.format(period=clock.length(p, words.say), event=clock.start(p, ruling, words.say))
        for p in periods
    ]
    recalled = [n for n in _needs(ruling, ("reflection_days",)) if not n.verified]
    lines += [_said(need, words) for need in recalled]
    if not lines:
        lines.append(words("No rule found."))
    if own:
        ours = words("{period}: our own, not a law.")
        lines += [ours.format(period=clock.length(p, words.say)) for p in counted.periods if p.own]
    return " ".join(lines)


def _leading(ruling: Ruling) -> Rule | None:
    """Return the first rule that the verdict stands on, else the first one that was read."""
    decides = {reason.rule for reason in ruling.reasons if reason.code in _DECIDES}
    effect = {"prohibited": "prohibits", "restricted": "restricts"}.get(ruling.verdict)

    def rank(rule: Rule) -> tuple[bool, bool, bool]:
        return rule.effect != effect, rule.id not in decides, rule.verification != "read"

    return min(ruling.rules, key=rank, default=None)


def _since(rule: Rule, words: Words) -> str:
    """Return the first day in force or the date of the text, as exactly as it is known."""
    found = re.search(r"\d{4}(?:-\d\d){0,2}", rule.source.date)
    if rule.valid_from is not UNSET:
        said = words.say.date(rule.valid_from)
    elif found is None:
        said = words("Date of the text not known")
    else:
        year, *rest = (int(part) for part in found[0].split("-"))
        day = date(year, *(*rest, 1, 1)[:2])
        when = (words.say.year(year), words.say.month(day), words.say.date(day))[len(rest)]
        said = words("Text of {date}").format(date=when)
    return _owned(said, words, verified=rule.verification == "read")


def _source(rule: Rule, words: Words) -> str:
    said = words("{id}: {title}. {issuer}.").format(
        id=rule.id, title=rule.source.title_en, issuer=rule.source.issuer
    )
    return _owned(said, words, verified=rule.verification == "read")


def _checked_on(ruling: Ruling, entries: Mapping[str, Jurisdiction], words: Words) -> str:
    """Return the day of the oldest check of the entries that were used."""
    days = [entries[code].checked_on for code in ruling.entries]
    if not days:
        return words("Not on file")
    day = words.say.date(min(days))
    if ruling.expired:
        return words("{day}, more than twelve months ago").format(day=day)
    return day


# --- places side by side --------------------------------------------------------------------------


def _places(episode: Episode, words: Words) -> b.StatusTable:
    """Return the country of surgery, then that of residence, then law that countries share."""
    codes = _codes(episode)
    columns = [_column(code, episode, words) for code in codes]
    labels = (
        *(words(w.INDICATIONS[aim]) for aim in get_args(Indication)), words("Who may do it"),
        words("Waiting time"), words("Since"), words("Source"), words("Checked on"),
    )  # fmt: skip
    rows = tuple((label, tuple(col[n] for col in columns)) for n, label in enumerate(labels))
    head = (words("Place"), *(_name(code, episode, words) for code in codes))
    return b.StatusTable(words("The rules of each place"), head, rows)


def _codes(episode: Episode) -> tuple[str, ...]:
    profile, entries = episode.profile, episode.pack.jurisdictions
    places = [p for p in (profile.country_of_surgery, profile.country_of_residence) if p]
    members = {place.partition("-")[0] for place in places}
    shared = (entry.code for entry in entries.values() if members & set(entry.members))
    return tuple(dict.fromkeys((*places, *shared)))


def _place(code: str, words: Words) -> str:
    """Return the name of a country; of a part of it, also its code."""
    name = words.say.country(code)
    return words("{country} ({code})").format(country=name, code=code) if "-" in code else name


def _name(code: str, episode: Episode, words: Words) -> str:
    """Return the name of a place and what it is to the person."""
    name, profile = _place(code, words), episode.profile
    match code:
        case profile.country_of_surgery:
            return words("{country}: operation planned there").format(country=name)
        case profile.country_of_residence:
            return words("{country}: you live there").format(country=name)
    return words("{country}: law that countries share").format(country=name)


def _column(code: str, episode: Episode, words: Words) -> tuple[tuple[b.Tone | None, str], ...]:
    """Return what the rules of a place say: both verdicts, then the facts for the person's."""
    entries = episode.pack.jurisdictions
    aim = episode.profile.indication or "cosmetic"
    rulings = {each: _ruling(code, each, episode) for each in get_args(Indication)}
    ruling = rulings[aim]
    counted = regulation.clock(ruling, {})
    rule = _leading(ruling)
    facts = (
        _who(ruling, words), _waiting(ruling, counted, words),
        _since(rule, words) if rule else words("Not on file"),
        _source(rule, words) if rule else words("Not on file"),
        _checked_on(ruling, entries, words),
    )  # fmt: skip
    verdicts = ((TONES[r.verdict], words(w.VERDICTS[r.verdict])) for r in rulings.values())
    return (*verdicts, *((None, fact) for fact in facts))


def _ruling(code: str, aim: Indication, episode: Episode) -> Ruling:
    on = episode.ruling.on or episode.today
    profile = Profile(country_of_surgery=code, indication=aim)
    return regulation.decide(profile, episode.pack.jurisdictions, on)


def _home(ruling: Ruling, words: Words) -> b.Notice:
    """Return the notice for a person whose home country does not allow what is planned abroad."""
    country = words.say.country(str(ruling.home))
    text = [
        words("A rule in {country} does not allow this operation for this reason.").format(
            country=country
        ),
        words("You can read on, because you plan it in another country."),
    ]
    entry = words.pack.jurisdictions[str(ruling.home)]
    if entry.brokers is not UNSET:
        text.append(words(entry.brokers))
    if ruling.home_rule:
        text.append(w.rule_source(ruling.home_rule, words))
    title = words("Where you live: {country}").format(country=country)
    return b.Notice("caution", title, tuple(text))


# --- one by one -----------------------------------------------------------------------------------


def _rule(rule: Rule, words: Words) -> Iterator[b.Block]:
    """Yield a rule: what it says, what it asks for, where it was read and when."""
    read = rule.verification == "read"
    yield b.Paragraph(_owned(words(rule.statement), words, verified=read))
    if rule.requires:
        needs = tuple(_marked(words(need.text), words, verified=read) for need in rule.requires)
        yield b.Bullets("plain", needs)
    yield b.SourceLine(w.rule_source(rule, words))
    yield b.SourceLine(_checked(rule, words))


def _marked(said: str, words: Words, *, verified: bool) -> str:
    """Return what is asked for with whether the text of its rule was read."""
    if verified:
        return words("{text} (rule verified)").format(text=said)
    return _owned(said, words, verified=False)


def _checked(rule: Rule, words: Words) -> str:
    entry = next(e for e in words.pack.jurisdictions.values() if rule in e.rules)
    status = (
        words("Not verified: the text of this rule was not seen.")
        if rule.verification == "recalled"
        else words("Rule as of {as_of}.").format(as_of=words.say.date(rule.as_of))
    )
    checked = words("Checked on {day}. Entry {id}.").format(
        day=words.say.date(entry.checked_on), id=rule.id
    )
    return f"{status} {checked}"


# --- an interruption ------------------------------------------------------------------------------


def stop(episode: Episode, words: Words) -> tuple[b.Notice, b.SourceLine]:
    """Return what the law says where it forbids the plan, in two sentences, and where it was read.

    The second one tells of the other reason, where the rules on file limit that one.
    """
    ruling = episode.ruling
    rule = _leading(ruling)
    country = words.say.country(str(ruling.place))
    title = words("A rule in {country} does not allow this operation for this reason.").format(
        country=country
    )
    medical = _ruling(str(ruling.place), "medical", episode)
    others = ruling.indication != "medical" and medical.verdict == "restricted"
    text = (words("It may be done there only for medical reasons."),) if others else ()
    return b.Notice("stop", title, text), b.SourceLine(_dated(rule, words) if rule else "")


def _dated(rule: Rule, words: Words) -> str:
    """Return where a rule was read, in one line with its date."""
    return words("Source: {id}: {title}. {issuer}, {date}.").format(
        id=rule.id, title=rule.source.title_en, issuer=rule.source.issuer, date=rule.source.date
    )


# --- what has to be confirmed ---------------------------------------------------------------------


def conditions(episode: Episode, words: Words) -> Iterator[b.Block]:
    """Yield what the rules ask for with how it stands: who confirmed it, as what, on which day."""
    shown = [one for one in episode.conditions if one.need or one.confirmed]
    if episode.prohibited or not shown:
        return
    head = (words("What is asked for"), words("Rule"), words("How it stands"))
    rows = tuple(
        (_asked(one, words), one.need.rule if one.need else "–", confirm.state(one, words))
        for one in shown
    )
    yield b.Table(words("What has to be confirmed"), head, rows)
    if not episode.counselling:
        yield b.Paragraph(words("Your team confirms this with you before you give consent."))


def _asked(one: Condition, words: Words) -> str:
    """Return what a rule asks for and whether that was verified, or what starts a period."""
    said = confirm.text(one, words)
    return _marked(said, words, verified=one.need.verified) if one.need else said
