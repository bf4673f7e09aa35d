"""Drawings with their words: how the bone grows, the months ahead, how far an amount goes."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from msgspec import UNSET

from consent_app import figures
from consent_app.content.model import ChoiceField, Quantity
from consent_app.language import mark
from consent_app.plan import plan as make_plan
from consent_app.view import blocks as b
from consent_app.view import words as w

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from consent_app.content.model import Drawn, Pack, Phase, Ruler
    from consent_app.episode import Episode
    from consent_app.plan import Plan
    from consent_app.view.words import Words


STEPS = (
    mark("1. The bone is cut"),
    mark("2. Waiting for first repair"),
    mark("3. The device opens the gap"),
    mark("4. The planned length is reached"),
    mark("5. The new bone hardens"),
)
_PANELS: Mapping[Drawn, str] = {
    "nail": mark(
        "Five drawings of a bone on a rod. The bone is cut. First repair tissue forms. The gap "
        "opens slowly and fills with young tissue. The gap is long. The new bone is solid."
    ),
    "frame": mark(
        "Five drawings of a bone with a frame beside it. The bone is cut. First repair tissue "
        "forms. The gap opens slowly and fills with young tissue. The gap is long. The new bone "
        "is solid."
    ),
    "frame_and_nail": mark(
        "Five drawings of a bone on a rod, with a frame beside it. The bone is cut. First repair "
        "tissue forms. The gap opens slowly and fills with young tissue. The gap is long. The "
        "frame is off, and the new bone is solid."
    ),
}


def distraction(words: Words, device: Drawn = "nail") -> b.Picture:
    """Return the five steps of slow separation."""
    named = {f"step.{n}": words(label) for n, label in enumerate(STEPS)}
    figure = figures.distraction(device, mirrored=words.say.right_to_left)
    return b.Picture(figure, named, words(_PANELS[device]))


def device(episode: Episode, pack: Pack) -> Drawn:
    """Return how the device that a person named is drawn; without an answer as a nail."""
    for field in pack.manifest.fields:
        if isinstance(field, ChoiceField):
            chosen = episode.profile.choice(field.id)
            for option in field.options:
                if option.id == chosen and option.drawn is not UNSET:
                    return option.drawn
    return "nail"


# --- the months ahead -----------------------------------------------------------------------------


def _stretches(words: Words) -> tuple[Phase, ...]:
    """Return the phases that last; the others are points of time."""
    return tuple(phase for phase in words.pack.phases.phases if phase.durations)


def timeline(episode: Episode, words: Words) -> Iterator[b.Block]:
    """Yield the bar of the months ahead for the person's plan, or say what is missing."""
    plan = make_plan(episode.profile, words.pack)
    if plan.high == 0:
        yield b.Paragraph(words("Tell us your plan first; then the months are drawn here."))
        return
    yield months(plan, words)
    whole = words.say.count(w.UNITS["days"], plan.low, plan.high)
    yield b.Paragraph(
        words(
            "In all about {days} for your plan. The numbers below the bar are months. The lighter "
            "part may or may not be needed."
        ).format(days=whole)
    )


def months(plan: Plan, words: Words) -> b.Picture:
    """Return the bar of a plan over a ruler in months."""
    phases = _stretches(words)
    mirrored = words.say.right_to_left
    figure = figures.timeline(plan, tuple(p.texture for p in phases), mirrored=mirrored)
    named = [
        words("{phase}: {days}").format(phase=words.fill(phase.title), days=words.days(stretch))
        for phase, stretch in zip(phases, plan.stretches, strict=True)
    ]
    labels = {f"phase.{n}": name for n, name in enumerate(named)}
    for anchor in figure.anchors:
        kind, _, value = anchor.key.partition(".")
        if kind == "month":
            labels[anchor.key] = words.say.number(int(value))
    description = words("Time line in days. {phases}. The ruler below counts months.")
    return b.Picture(figure, labels, description.format(phases=words.say.listed(named)))


def plan_table(episode: Episode, words: Words) -> Iterator[b.Block]:
    """Yield days, sum and basis of each phase, and when each point of time is."""
    plan = make_plan(episode.profile, words.pack)
    if not plan.stretches:
        return
    stretches = {stretch.phase: stretch for stretch in plan.stretches}
    rows = []
    for phase in words.pack.phases.phases:
        if phase.after is not UNSET:
            name = phase.after
            time = words("{time} after the operation").format(time=words.fact(name))
        else:
            name, time = stretches[phase.id].fact, words.days(stretches[phase.id])
        rows.append((words.fill(phase.title), time, _basis(name, words)))
    head = (words("Phase"), words("Days for your plan"), words("What this stands on"))
    yield b.Table(words("Your plan in days"), head, tuple(rows))


def _basis(name: str, words: Words) -> str:
    fact = words.pack.facts[name]
    return words("{number}: {source}").format(
        number=words.number(fact), source=words.attributed(fact)
    )


# --- how far an amount goes -----------------------------------------------------------------------


class _Limit(NamedTuple):
    """A zone of a ruler in cm, in words, with the fact that draws its line."""

    zone: figures.Zone
    name: str
    amount: str
    fact: str


_SCALE_CM = 10


def limits(episode: Episode, words: Words) -> Iterator[b.Block]:
    """Yield the ruler for the answer that was given, or all of them, and whose limits they are."""
    found = words.pack.limits
    chosen = episode.profile.choice(str(found.choice))
    hoped = episode.profile.amount(str(found.field))
    own = [each for each in found.rulers if each.option == chosen]
    for each in own or found.rulers:
        yield from ruler(each, hoped, words)
    yield from limits_note(words)


def limits_note(words: Words) -> Iterator[b.Paragraph]:
    """Yield whose limits they are, and how a bone beside them is drawn."""
    found = words.pack.limits
    said = [words.fill(found.note)] if found.note else []
    if any(each.drawn for each in found.rulers):
        said.append(words("The bones are drawn shorter than they are."))
    if said:
        yield b.Paragraph(" ".join(said), "secondary")


def ruler(each: Ruler, hoped: float | None, words: Words) -> Iterator[b.Block]:
    """Yield one ruler with its title and its table."""
    often = _high(each.often, words)
    more = max(often, _high(each.more, words))
    scale = max(_SCALE_CM, math.ceil(max(more, hoped or 0)))
    found = list(_limits(each, (often, more, scale), words))
    title = option(each, words)
    labels = {f"cm.{cm}": words.say.number(cm) for cm in range(0, scale + 1, 2)}
    sentence = words("{zone}: {amount}")
    lines = [sentence.format(zone=limit.name, amount=limit.amount) for limit in found]
    labels |= {f"zone.{n}": line for n, line in enumerate(lines)}
    if hoped is not None:
        amount = words.say.isolate(words.say.count(w.UNITS["cm"], hoped))
        labels["marker"] = words("You hope for {amount}").format(amount=amount)
        lines.append(labels["marker"])
    sentence = words("{title}. A ruler from 0 to {end} beside a bone. {zones}.")
    end = words.say.count(w.UNITS["cm"], scale)
    description = sentence.format(title=title, end=end, zones=words.say.listed(lines))
    yield b.Paragraph(title, "lead")
    bone = each.drawn or None
    figure = figures.ruler([x.zone for x in found], hoped, scale, bone)
    yield b.Picture(figure, labels, description)
    head = (words("How much length"), words("How far"), words("What this stands on"))
    rows = tuple((limit.name, limit.amount, _basis(limit.fact, words)) for limit in found)
    yield b.Table(words("The same as a table"), head, rows)


def _limits(ruler: Ruler, ends: tuple[float, float, float], words: Words) -> Iterator[_Limit]:
    """Yield the zones that are longer than nought; `ends` are where they end, in cm."""
    often, more, scale = ends

    def cm(low: float, high: float) -> str:
        return words.say.isolate(words.say.count(w.UNITS["cm"], low, high))

    amount = words("up to {amount}").format(amount=cm(often, often))
    yield _Limit(figures.Zone(0, often, 0), words("Often done"), amount, ruler.often)
    if more > often:
        zone = figures.Zone(often, more, 1)
        yield _Limit(zone, words("More problems"), cm(often, more), ruler.more)
    if scale > more:
        amount = words("above {amount}").format(amount=cm(more, more))
        zone = figures.Zone(more, scale, 2)
        yield _Limit(zone, words("Not offered there"), amount, ruler.more)


def _high(name: str, words: Words) -> float:
    fact = words.pack.facts[name]
    return fact.high if isinstance(fact, Quantity) else 0


def option(ruler: Ruler, words: Words) -> str:
    """Return the answer that a ruler stands for, in the words of its question."""
    choice = words.pack.limits.choice
    fields = (f for f in words.pack.manifest.fields if f.id == choice)
    field = next(f for f in fields if isinstance(f, ChoiceField))
    return words.fill(next(o.label for o in field.options if o.id == ruler.option))
