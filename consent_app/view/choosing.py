"""Drawings that a person looks through on the screen: step by step, or one of several at a time.

Nothing of this is an answer, so nothing of it is recorded; paper has the drawing of the plan.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import structs

from consent_app import figures
from consent_app.content.model import QuantityField, Rate
from consent_app.language import mark
from consent_app.plan import fitting
from consent_app.plan import plan as make_plan
from consent_app.view import blocks as b
from consent_app.view import costs as priced
from consent_app.view import drawings
from consent_app.view import words as w

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from consent_app.content.model import Drawn
    from consent_app.episode import Episode
    from consent_app.plan import Plan
    from consent_app.view.words import Words

# --- step by step ---------------------------------------------------------------------------------

_SHOWN = (
    mark("The bone is cut. The device holds both ends close together."),
    mark("The first repair tissue, drawn as dots, forms in the cut."),
    mark("The ends are a little apart. Young tissue, drawn as stripes, fills the gap."),
    mark("The gap is as long as planned. Stripes of young tissue fill it."),
    mark("The gap is filled with solid new bone."),
)
_HELD: Mapping[Drawn, str] = {
    "nail": mark("A bone on a rod. {step}"),
    "frame": mark("A bone with a frame beside it. {step}"),
    "frame_and_nail": mark("A bone on a rod, with a frame beside it. {step}"),
}


def distraction(episode: Episode, words: Words) -> b.Steps:
    """Return the five steps of slow separation with the person's device."""
    device, titles = drawings.device(episode, words.pack), tuple(map(words, drawings.STEPS))
    said = tuple(map(words, _SHOWN))
    return b.Steps(
        "distraction", words("How the bone gets longer"),
        tuple(_frame(n, device, text, words) for n, text in enumerate(said)),
        tuple(zip(titles, said, strict=True)),
        _ruler(episode, words), figures.RULER_MM,
        words("Previous step"), words("Next step"), words("Play once"), words("Stop"),
    )  # fmt: skip


def _frame(step: int, device: Drawn, said: str, words: Words) -> b.Picture:
    held: Drawn = device
    if device == "frame_and_nail" and step == figures.FRAMES - 1:
        held = "nail"  # the frame has come off
    text = words(_HELD[held]).format(step=said)
    return b.Picture(figures.distraction_step(step, device), {}, text)


def _ruler(episode: Episode, words: Words) -> b.Picture:
    """Return 10 mm in real size; what is said with them is how much a day adds."""
    said = [words("This ruler is 10 mm long in real size, its filled part 1 mm.")]
    for phase in words.pack.phases.phases:
        days = fitting(phase, episode.profile).days if phase.durations else None
        if isinstance(days, Rate):
            rate = words("The bone gets longer by about {rate}.")
            said.insert(0, rate.format(rate=words.fact(days.fact)))
    return b.Picture(figures.millimetres(), {}, " ".join(said))


# --- one of several -------------------------------------------------------------------------------

_GAINS = range(3, 9)
"""Amounts in cm for which the months can be looked at, besides the person's own."""


def timeline(episode: Episode, words: Words) -> Iterator[b.Block]:
    """Yield the months ahead for several amounts, the person's own first; or what is missing."""
    found, profile = words.pack.limits, episode.profile
    own = profile.amount(str(found.field))
    amounts = _amounts(own, words)
    if own is None or len(amounts) < 2 or make_plan(profile, words.pack).high == 0:  # noqa: PLR2004 - one is no choice
        yield from drawings.timeline(episode, words)
        return
    options = []
    for amount in amounts:
        changed = {**profile.plan, str(found.field): amount}
        plan = make_plan(structs.replace(profile, plan=changed), words.pack)
        options.append(_months(amount, plan, words, own=amount == own))
    label = words("How many months for how much length")
    yield b.Variants("gain", label, tuple(options), f"{own:g}")


def _amounts(own: float | None, words: Words) -> list[float]:
    """Return the amounts in cm that a plan can have, with the person's own."""
    name = words.pack.limits.field
    for field in words.pack.manifest.fields:
        if isinstance(field, QuantityField) and field.id == name and field.unit == "cm":
            usual = {float(cm) for cm in _GAINS if field.low <= cm <= field.high}
            return sorted(usual | ({own} if own is not None and usual else set()))
    return []


_MONTH_DAYS = 365.25 / 12


def _months(amount: float, plan: Plan, words: Words, *, own: bool) -> b.Variant:
    length = words.say.isolate(words.say.count(w.UNITS["cm"], amount))
    low, high = (round(days / _MONTH_DAYS) for days in (plan.low, plan.high))
    months = words.say.isolate(words.say.count(w.UNITS["months"], low, high))
    said = words("{length}: about {months} in all").format(length=length, months=months)
    note = words(
        "In all about {days}. The numbers below the bar are months. The lighter part may or may "
        "not be needed."
    )
    days = words.say.isolate(words.say.count(w.UNITS["days"], plan.low, plan.high))
    label = words("{length}, your plan").format(length=length) if own else length
    shown = (
        b.Paragraph(said, "lead"),
        drawings.months(plan, words),
        b.Paragraph(note.format(days=days)),
    )
    return b.Variant(f"{amount:g}", label, said, shown)


def limits(episode: Episode, words: Words) -> Iterator[b.Block]:
    """Yield the ruler of one answer at a time, the person's own first; its button is its title."""
    found = words.pack.limits
    chosen = episode.profile.choice(str(found.choice))
    hoped = episode.profile.amount(str(found.field))
    options = tuple(
        b.Variant(each.option, drawings.option(each, words), drawings.option(each, words),
                  tuple(drawings.ruler(each, hoped, words))[1:])
        for each in found.rulers
    )  # fmt: skip
    named = {option.name for option in options}
    if len(options) > 1:
        first = chosen if chosen in named else options[0].name
        yield b.Variants("limits", words("Which bone to look at"), options, first)
    else:
        yield from (block for option in options for block in option.blocks)
    yield from drawings.limits_note(words)


def costs(words: Words) -> Iterator[b.Block]:
    """Yield all bars of the costs, or those of one kind, all to the same scale."""
    kinds = priced.kinds(words)
    yield priced.scale_note(words)
    if len(kinds) < 2:  # noqa: PLR2004 - one kind is all there is
        yield priced.bars(None, words)
        return
    everything = words("All costs")
    options = [b.Variant("all", everything, everything, (priced.bars(None, words),))]
    for kind in kinds:
        label = words(w.COST_KINDS[kind])
        options.append(b.Variant(kind, label, label, (priced.bars(kind, words),)))
    yield b.Variants("costs", words("Which costs to look at"), tuple(options), "all")
