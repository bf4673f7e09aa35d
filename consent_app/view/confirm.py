"""Where clinicians confirm: what the rules ask for, and the two keys on a medical reason."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, cast

from consent_app import events as e
from consent_app.content.model import ChoiceField, DayField, QuantityField
from consent_app.profile import Problem
from consent_app.view import blocks as b
from consent_app.view import words as w

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime

    from consent_app.content.model import IndicationField, PlanField
    from consent_app.episode import Episode, RefusalCode
    from consent_app.gates import Condition
    from consent_app.profile import Value
    from consent_app.view.page import Draft
    from consent_app.view.words import Words

RECORD, SECOND = "key.record", "key.second"
"""The two keys, as things to confirm."""
BY, ROLE, ON, NOTE = "confirm.by", "confirm.role", "confirm.on", "confirm.note"
"""The fields of the small form."""
_AT: Mapping[RefusalCode, str] = {
    "name_missing": BY, "same_person": BY, "not_a_clinician": ROLE, "day_in_future": ON,
    "day_too_old": ON,
}  # fmt: skip
"""The field in which a refusal can be mended; of the others none."""


# --- conditions -----------------------------------------------------------------------------------


def conditions(episode: Episode, words: Words, draft: Draft) -> Iterator[b.Block]:
    """Yield what the rules ask for with its state, and what starts the time to think."""
    asked = [one for one in episode.conditions if one.need]
    events = [one for one in episode.conditions if not one.need]
    if episode.counselling:
        yield b.Paragraph(
            words("Your clinician confirms here, with you, what the rules ask for. You can read on "
                  "before that is done. Only the signature waits.")
        )  # fmt: skip
    elif asked:
        yield b.Paragraph(words("The rules ask for this before an operation. Your team sees to it "
                                "with you. It does not hold up what you do here."))  # fmt: skip
    else:
        yield b.Paragraph(words("We found no rule that asks for anything else."))
    if asked:
        yield _list(words("What the rules ask for"), asked, episode, words, draft)
    if events and episode.counselling:
        yield _list(words("What starts the time to think"), events, episode, words, draft)


def _list(
    label: str, shown: list[Condition], episode: Episode, words: Words, draft: Draft
) -> b.ConfirmList:
    return b.ConfirmList(label, tuple(_item(one, episode, words, draft) for one in shown))


def _item(one: Condition, episode: Episode, words: Words, draft: Draft) -> b.ConfirmItem:
    does: b.ConfirmAction = "reopen" if one.confirmed else "open"
    action = does if episode.counselling else ""
    shown = draft.open == one.id and action == "open"
    return b.ConfirmItem(
        name=one.id, text=text(one, words), details=tuple(_details(one, words)),
        state=state(one, words), done=one.confirmed is not None, action=action,
        action_label=_action(action, words, words("Confirm")),
        form=_form(episode, words, draft, dated=True) if shown else None,
    )  # fmt: skip


def text(one: Condition, words: Words) -> str:
    """Return what is asked for in words."""
    if one.need:
        return words(one.need.requirement.text)
    return words(w.START_EVENTS[one.starts]) if one.starts else one.id


def _details(one: Condition, words: Words) -> Iterator[str]:
    if one.need:
        status = (
            words("Rule {id}. Its text was verified.")
            if one.need.verified
            else words("Rule {id}. Not verified: its text was not seen.")
        )
        yield status.format(id=one.need.rule)
    if one.confirmed and one.confirmed.note:
        yield words("Note: {note}").format(note=words.say.isolate(one.confirmed.note))


def state(one: Condition, words: Words) -> str:
    """Return "Open", or who confirmed it and for which day."""
    found = one.confirmed
    if found is None:
        return words("Open")
    return words("Confirmed by {name}, {role}, on {day}").format(
        name=words.say.isolate(found.by), role=words(w.ROLES[found.role]),
        day=words.say.date(found.on),
    )  # fmt: skip


def _action(action: b.ConfirmAction, words: Words, opens: str) -> str:
    return {"": "", "open": opens, "reopen": words("Reopen")}[action]


def _form(episode: Episode, words: Words, draft: Draft, *, dated: bool) -> b.ConfirmForm:
    """Return the small form: who, role and, where one is asked for, the day and a note."""
    given = {name: str(value) for name, value in draft.values.items()}
    wrong = {p.field: w.problem(p, words.say) for p in draft.problems} or _refused(draft, words)
    roles = tuple((name, words(label)) for name, label in w.ROLES.items())
    labels = {BY: words("Full name of who confirms"), ROLE: words("Role"),
              ON: words("On which day was it so, or did it happen?")}  # fmt: skip
    parts = words("Day"), words("Month"), words("Year")
    fields: tuple[b.FormField, ...] = (
        b.TextField(BY, labels[BY], "", given.get(BY, ""),
                    error=wrong.get(BY, "")),
        b.ChoiceList("answer", ROLE, labels[ROLE], roles, given.get(ROLE),
                     error=wrong.get(ROLE, "")),
    )  # fmt: skip
    if dated:
        fields += (
            b.DateField(ON, labels[ON], "", parts, given.get(ON, ""), wrong.get(ON, "")),
            b.TextField(NOTE, words("Note"), words("You can leave this blank."),
                        given.get(NOTE, "")),
        )  # fmt: skip
    labels |= {item.id: words.fill(item.label) for item in episode.pack.indication.fields}
    summary = _summary(labels, words, draft)
    return b.ConfirmForm(fields, words("Keep this"), words("Close"), summary)


def _summary(labels: Mapping[str, str], words: Words, draft: Draft) -> b.ErrorSummary | None:
    """Return what is wrong in the form and in the fields that it takes with it, if anything is."""
    sentence = words("{label}: {problem}")
    lines = [
        (p.field, sentence.format(label=labels[p.field], problem=w.problem(p, words.say)))
        for p in draft.problems
    ]
    found = tuple(lines or _refused(draft, words).items())
    return b.ErrorSummary(words("There is a problem"), found) if found else None


def _refused(draft: Draft, words: Words) -> dict[str, str]:
    """Return why the form was not taken, by the field in which that can be mended, or by none."""
    code = draft.complaint
    return {_AT.get(code, ""): w.refusal(code, words.say)} if code else {}


# --- two keys -------------------------------------------------------------------------------------


def indication(
    episode: Episode, words: Words, draft: Draft,
    planned: Callable[[PlanField, Value | None, Words, str], b.Block],
) -> Iterator[b.Block]:  # fmt: skip
    """Yield the fields of the medical reason, what contradicts it, and both keys."""
    yield b.Paragraph(words("Two clinicians hold a key each. One records the medical reason. "
                            "Another one confirms it."))  # fmt: skip
    yield from flagged(episode, words)
    known = episode.recorded.values if episode.recorded else {}
    wrong = {p.field: w.problem(p, words.say) for p in draft.problems}
    for item in episode.pack.indication.fields:
        value = draft.values.get(item.id, known.get(item.id))
        error = wrong.get(item.id, "")
        if isinstance(item, DayField):
            parts = words("Day"), words("Month"), words("Year")
            yield b.DateField(item.id, words.fill(item.label), "", parts, str(value or ""), error)
        else:
            yield planned(item, value, words, error)
    yield b.ConfirmList(words("The two keys"), tuple(_keys(episode, words, draft)))


def flagged(episode: Episode, words: Words) -> Iterator[b.Notice]:
    """Yield the contradictions in what was recorded, if there are any."""
    clashes = episode.pack.indication.contradictions
    found = tuple(words.fill(c.text) for c in clashes if c.id in episode.indication_flags)
    if found:
        last = words("It cannot be confirmed until what was recorded is changed.")
        yield b.Notice("stop", words("This contradicts the medical reason"), (*found, last))


def _keys(episode: Episode, words: Words, draft: Draft) -> Iterator[b.ConfirmItem]:
    first, second = episode.recorded, episode.agreed
    may = first is not None and second is None and not episode.indication_flags
    for name, label, held, action, opens in (
        (RECORD, words("First key: the medical reason is recorded"), first, True, words("Record")),
        (SECOND, words("Second key: another clinician confirms it"), second, may, words("Confirm")),
    ):
        does: b.ConfirmAction = "open" if action else ""
        shown = draft.open == name and action
        yield b.ConfirmItem(
            name=name, text=label, details=(), state=_held(held, words), done=held is not None,
            action=does, action_label=_action(does, words, opens),
            form=_form(episode, words, draft, dated=False) if shown else None,
        )  # fmt: skip


def _held(key: e.IndicationRecorded | e.IndicationConfirmed | None, words: Words) -> str:
    if key is None:
        return words("Open")
    sentence = (
        words("Recorded by {name}, {role}, on {day}")
        if isinstance(key, e.IndicationRecorded)
        else words("Confirmed by {name}, {role}, on {day}")
    )
    return sentence.format(
        name=words.say.isolate(key.by), role=words(w.ROLES[key.role]),
        day=words.say.date(key.at.date()),
    )  # fmt: skip


def recorded(episode: Episode, words: Words) -> Iterator[b.Block]:
    """Yield what was recorded of the medical reason and who holds the keys, to be read."""
    yield from flagged(episode, words)
    rows = [(words("First key"), _held(episode.recorded, words)),
            (words("Second key"), _held(episode.agreed, words))]  # fmt: skip
    if episode.recorded:
        values = episode.recorded.values
        rows += [
            (words.fill(item.label), _said(item, values[item.id], words))
            for item in episode.pack.indication.fields
        ]
    yield b.SummaryList(tuple(rows))


def _said(item: IndicationField, value: Value, words: Words) -> str:
    match item:
        case ChoiceField(options=options):
            return words.fill(next(o.label for o in options if o.id == value))
        case QuantityField(unit=unit):
            return words.say.count(w.UNITS[unit], float(value))
        case DayField():
            return words.say.date(date.fromisoformat(str(value)))


# --- what is still open ---------------------------------------------------------------------------


def waiting(episode: Episode, words: Words) -> Iterator[b.Block]:
    """Yield what a signature beside a clinician waits for."""
    reasons = tuple(w.refusal(code, words.say) for code in episode.waiting_for)
    yield b.Notice("caution", words("What is still open"), reasons)
    still = [one for one in episode.conditions if one.required and one.confirmed is None]
    if still:
        names = tuple(text(one, words) for one in still)
        yield b.Bullets("plain", names, words("Not confirmed yet"))
    yield from flagged(episode, words)


# --- from the form to an event --------------------------------------------------------------------


def event(
    episode: Episode, name: str, values: Mapping[str, Value], at: datetime
) -> e.Event | tuple[Problem, ...]:
    """Return what a filled form says happened, or what is missing in it."""
    role, on = values.get(ROLE), _day(str(values.get(ON, "")))
    problems = [] if role else [Problem(ROLE, "empty")]
    if name not in {RECORD, SECOND} and on is None:
        problems.append(Problem(ON, "not_a_date"))
    if problems:
        return tuple(problems)
    by, held = str(values.get(BY, "")).strip(), cast("e.Role", role)
    if name == SECOND:
        return e.IndicationConfirmed(at=at, by=by, role=held)
    if name == RECORD:
        return e.IndicationRecorded(at=at, values=_filled(episode, values), by=by, role=held)
    note = str(values.get(NOTE, "")).strip()
    return e.ConditionConfirmed(
        at=at, condition=name, by=by, role=held, on=on or at.date(), note=note
    )


def _filled(episode: Episode, values: Mapping[str, Value]) -> dict[str, Value]:
    """Return the fields of the medical reason: as written now, else as recorded before."""
    known = episode.recorded.values if episode.recorded else {}
    names = (item.id for item in episode.pack.indication.fields)
    return {n: v for n in names if (v := values.get(n, known.get(n))) is not None}


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None
