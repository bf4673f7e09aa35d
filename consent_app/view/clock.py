"""Time to think: the earliest days in words, what starts each period, and their days on a calendar.

Lawful periods name their rule. Our own is always called ours, and never law.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from consent_app import figures
from consent_app.language import mark, pair
from consent_app.regulation import ANY_DAY
from consent_app.view import blocks as b

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from consent_app.content.model import ClockEnd, ClockStart, Requirement
    from consent_app.episode import Episode
    from consent_app.language import Language
    from consent_app.regulation import Clock, Period, Ruling
    from consent_app.view.words import Words

STARTS: Mapping[ClockStart, str] = {
    "quote_signed": mark("the signed quote is handed over"),
    "last_information_talk": mark("the last talk in which you are informed"),
    "information_given": mark("you have been informed"),
    "second_consultation": mark("the second consultation"),
    "first_consultation": mark("the first consultation"),
    "consent_signed": mark("consent is signed"),
}

ENDS: Mapping[ClockEnd, str] = {
    "signature": mark("before the signature"),
    "booking": mark("before a booking or a deposit"),
    "surgery": mark("before surgery"),
}

EARLIEST: Mapping[ClockEnd, str] = {
    "signature": mark("Earliest day to sign consent"),
    "booking": mark("Earliest day to book or to pay a deposit"),
    "surgery": mark("Earliest day for the operation"),
}

_FULL_DAYS = pair("{n} full day", "{n} full days")


def blocks(episode: Episode, words: Words) -> Iterator[b.Block]:
    """Yield the earliest days, the periods, and a calendar for what has begun."""
    if episode.prohibited:  # nothing can be signed, so there is nothing to wait for
        return
    yield b.Heading(words("Time to think"))
    yield b.SummaryList(tuple(earliest(episode, words)))
    yield _periods(episode, words)
    yield from _calendars(episode.clock, episode.ruling, words)
    yield b.Paragraph(
        words("These days are for consent, which you give to your surgeon. They may grow longer "
              "when something new is explained to you."), "secondary"
    )  # fmt: skip


def earliest(episode: Episode, words: Words) -> Iterator[tuple[str, str]]:
    """Yield what there is to wait for, each with its earliest day or what has to happen first."""
    counted = episode.clock
    booked = any(period.closes == "booking" for period in counted.periods)
    for act, label in EARLIEST.items():
        if act != "booking" or booked:
            yield words(label), _first_day(act, counted, episode, words)


def _first_day(act: ClockEnd, counted: Clock, episode: Episode, words: Words) -> str:
    first = counted.first_day(act)
    if first is None:
        open_ones = [p for p in counted.periods if p.first_day(act) is None]
        events = list(dict.fromkeys(words(_start(p, episode.ruling)) for p in open_ones))
        sentence = words("Not known yet. First this has to happen: {events}.")
        return sentence.format(events=words.say.listed(events))
    if first == ANY_DAY:
        return words("No period on file holds it up.")
    day = words.say.date(first)
    if first <= episode.today:
        return words("{day}. This day has come.").format(day=day)
    return words("{day}, not before.").format(day=day)


# --- the periods ----------------------------------------------------------------------------------


def length(period: Period, say: Language) -> str:
    """Return how long a period is, and before what, as in "15 full days before the signature"."""
    days = say.count(_FULL_DAYS, period.days)
    # Translators: as in "15 full days before the signature".
    return say.text("{days} {end}").format(days=days, end=say.text(ENDS[period.closes]))


def start(period: Period, ruling: Ruling, say: Language) -> str:
    """Return what starts a period, in the words of its rule where there are some."""
    return say.text(_start(period, ruling))


def _start(period: Period, ruling: Ruling) -> str:
    asked = _asked(period, ruling)
    return (asked.start if asked else "") or STARTS[period.begins or "information_given"]


def _asked(period: Period, ruling: Ruling) -> Requirement | None:
    """Return what the rule of a period asks for."""
    asked = (n.requirement for n in ruling.requirements if n.rule == period.rule)
    return next((one for one in asked if one.kind == "reflection_days"), None)


def _periods(episode: Episode, words: Words) -> b.Table:
    head = (
        words("Waiting time"), words("What starts it"), words("First day after it"),
        words("Whose rule"),
    )  # fmt: skip
    ruling = episode.ruling
    rows = tuple(
        (length(period, words.say), _began(period, ruling, words), _over(period, words),
         whose(period, ruling, words))
        for period in episode.clock.periods
    )  # fmt: skip
    return b.Table(words("Waiting times"), head, rows)


def _began(period: Period, ruling: Ruling, words: Words) -> str:
    event = start(period, ruling, words.say)
    if period.started is None:
        return words("{event}. Not yet.").format(event=event)
    return words("{event}. On {day}.").format(event=event, day=words.say.date(period.started))


def _over(period: Period, words: Words) -> str:
    return words.say.date(period.over) if period.over else words("Not known yet")


def whose(period: Period, ruling: Ruling, words: Words) -> str:
    """Return the rule of a period with where it was read, or that it is our own."""
    if period.own:
        return words("Our own period, not a law")
    rule = next(rule for rule in ruling.rules if rule.id == period.rule)
    said = words("Rule {id}: {title}. {issuer}.").format(
        id=rule.id, title=rule.source.title_en, issuer=rule.source.issuer
    )
    asked = _asked(period, ruling)
    longer = asked is not None and asked.value != period.days
    return f"{said} {words('The clinic asks for more days.')}" if longer else said


# --- the calendar ---------------------------------------------------------------------------------


def _calendars(counted: Clock, ruling: Ruling, words: Words) -> Iterator[b.Block]:
    """Yield a calendar of what holds up the signature longest, and of the operation if another."""
    longest = (counted.strictest("signature"), counted.strictest("surgery"))
    for period in dict.fromkeys(longest):
        if period.started and period.over:
            yield from _calendar(period, period.started, period.over, ruling, words)


def _calendar(
    period: Period, begun: date, first: date, ruling: Ruling, words: Words
) -> Iterator[b.Block]:
    week = words.say.week
    figure = figures.calendar(begun, first, begins=week[0], mirrored=words.say.right_to_left)
    yield b.Paragraph(words("Calendar: {period}").format(period=length(period, words.say)), "lead")
    rows = tuple(_signs(period, begun, first, ruling, words))
    labels = _labels(figure, words)
    months = [name for key, name in labels.items() if key.startswith("month")]
    told = [words("{sign}: {days}, {what}").format(sign=s, days=d, what=t) for s, d, t in rows]
    sentence = words("A calendar of two months, {months}. {signs}.")
    description = sentence.format(months=words.say.listed(months), signs="; ".join(told))
    yield b.Picture(figure, labels, description)
    head = (words("On the calendar"), words("Day"), words("What it is"))
    yield b.Table(words("The same as a table"), head, rows)


def _signs(
    period: Period, begun: date, first: date, ruling: Ruling, words: Words
) -> Iterator[tuple[str, str, str]]:
    """Yield each sign on the calendar with its days and what they are."""
    say = words.say
    yield words("Ring"), say.date(begun), start(period, ruling, say)
    if period.days:
        day = timedelta(days=1)
        one, last = say.date(begun + day), say.date(first - day)
        days = words("{low} to {high}").format(low=one, high=last) if one != last else one
        yield words("Hatched"), days, say.count(_FULL_DAYS, period.days)
    yield words("Box"), say.date(first), words("the first possible day")


def _labels(figure: figures.Figure, words: Words) -> dict[str, str]:
    """Return the words over a calendar: months, days of the week, days of the month."""
    say, week = words.say, words.say.week
    keys = [anchor.key for anchor in figure.anchors]
    days = {k: date.fromisoformat(k[4:]) for k in keys if k.startswith("day.")}
    months = sorted({day.replace(day=1) for day in days.values()})
    labels = {f"month.{number}": say.month(month) for number, month in enumerate(months)}
    for number in range(len(months)):
        for place, day in enumerate(week):
            labels[f"weekday.{number}.{place}"] = say.weekday(day)
    return labels | {key: say.number(day.day) for key, day in days.items()}
