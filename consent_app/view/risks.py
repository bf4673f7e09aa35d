"""What can go wrong: one risk in full, and all of them in tables by how many it happens to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import UNSET

from consent_app import figures
from consent_app.content.model import RISK_GROUPS, Chance, ChoiceField
from consent_app.view import blocks as b
from consent_app.view import words as w

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from consent_app.content.model import Pack, Risk
    from consent_app.view.words import Words

_SHARES = {100: 0.42, 1000: 0.6}
"""The part of the text width for 100 people, and for 1,000 dots."""
_STEPS = tuple(w.SEVERITIES)
_GRAVE = frozenset({"lasting", "life"})
"""What is serious at whatever count."""


def risk(item: Risk, words: Words) -> Iterator[b.Block]:
    """Yield one risk in full: number in both frames, picture, severity, treatment, source."""
    fact = _chance(item, words)
    event = words.fill(item.event)
    if fact is None:
        yield b.NumberLine(words("Not known"))
        yield b.Paragraph(words.fill(str(item.not_known)))
    else:
        yield b.NumberLine(words.chance(fact))
        within = words.fill(fact.within)
        yield b.Paragraph(words("{event}, {within}.").format(event=event, within=within))
        yield b.Paragraph(words("{others} do not.").format(others=words.others(fact)))
        yield b.Picture(
            _array(fact, words), {}, _array_words(fact, event, within, words),
            share=_SHARES[fact.out_of],
        )  # fmt: skip
        if fact.low != fact.high:
            yield b.Paragraph(words("The dashed figures show what we are not sure about."))
        if item.unsure is not UNSET:
            yield b.Paragraph(words.fill(item.unsure), "secondary")
    steps = tuple(words(step) for step in w.SEVERITIES.values())
    yield b.SeverityLine(words("How bad it can be"), steps, _STEPS.index(item.severity))
    yield b.SummaryList(
        (
            (words("What it is like"), words.fill(item.like)),
            (words("How it is found"), words.fill(item.found)),
            (words("What can be done"), words.fill(item.treatment)),
            (words("What makes it more likely"), words.fill(item.raises)),
        )
    )
    if fact is not None:
        yield b.SourceLine(words("Counted in: {who}").format(who=words.attributed(fact)))
    yield from side_by_side(item, words)


def _chance(item: Risk, words: Words) -> Chance | None:
    if item.chance is UNSET:
        return None
    fact = words.pack.facts[item.chance]
    return fact if isinstance(fact, Chance) else None


def _array(fact: Chance, words: Words) -> figures.Figure:
    mirrored = words.say.right_to_left
    return figures.icon_array(fact.low, fact.high, fact.out_of, mirrored=mirrored)


def _array_words(fact: Chance, event: str, within: str, words: Words) -> str:
    if fact.low == fact.high:
        sentence = words("Picture: {chance} {event}, {within}. {others} do not.")
    else:
        sentence = words(
            "Picture: {chance} {event}, {within}. {others} do not. Dashed figures show the range."
        )
    return sentence.format(
        chance=words.chance(fact), event=event, within=within, others=words.others(fact)
    )


def tables(groups: Iterable[str], words: Words) -> Iterator[b.Table]:
    """Yield a table for each group of `RISK_GROUPS` that has risks; all groups if none is named.

    The most frequent stand first, and of the equally frequent the gravest.
    """
    named = tuple(groups)
    for group in (name for name in RISK_GROUPS if name in named or not named):
        table = _unknown(words) if group == "unknown" else _counted(group, words)
        if table.rows:
            yield table


def _counted(group: str, words: Words) -> b.Table:
    members = (item for item in words.pack.risks.values() if group_of(item, words.pack) == group)
    known = _ordered(members, words)
    rows = (
        (
            words.fill(item.title),
            words.chance(fact),
            words(w.SEVERITIES[item.severity]),
            words.attributed(fact),
        )
        for item, fact in known
    )
    head = (words("What can happen"), words("How many"), words("How bad"), words("Counted in"))
    return b.Table(words(w.RISK_GROUPS[group]), head, tuple(rows))


def _ordered(items: Iterable[Risk], words: Words) -> list[tuple[Risk, Chance]]:
    """Return those with a number: the most frequent first, of the equally frequent the gravest."""
    known = [(item, fact) for item in items if (fact := _chance(item, words))]
    known.sort(key=lambda pair: (-pair[1].high / pair[1].out_of, -_STEPS.index(pair[0].severity)))
    return known


def _unknown(words: Words) -> b.Table:
    unknown = [item for item in words.pack.risks.values() if item.not_known is not UNSET]
    unknown.sort(key=lambda item: -_STEPS.index(item.severity))
    rows = (
        (
            words.fill(item.title),
            words(w.SEVERITIES[item.severity]),
            words.fill(str(item.not_known)),
        )
        for item in unknown
    )
    head = (words("What can happen"), words("How bad"), words("Why there is no number"))
    return b.Table(words(w.RISK_GROUPS["unknown"]), head, tuple(rows))


# --- the choices side by side ---------------------------------------------------------------------


def side_by_side(item: Risk, words: Words) -> Iterator[b.SideBySide]:
    """Yield no operation beside the ways of which a number is known; nothing where there is none.

    A way without a number is named, so that it does not look as if it were free of the harm.
    """
    known = {
        each.option: fact
        for each in item.compare
        if isinstance(fact := words.pack.facts[each.chance], Chance)
    }
    if known:
        ways = _ways(known, words)
        sides = [_side(ways[name], fact, item, words) for name, fact in known.items()]
        nothing = _no_operation(next(iter(known.values())), words)
        unknown = words("{option}: no numbers found.")
        yield b.SideBySide(
            item.id, words("The choices side by side"), (nothing, *sides),
            (*(unknown.format(option=ways[name]) for name in ways if name not in known),
             words("Each study counted other people, in its own way. "
                   "A difference may come from that."),
             *_counted_things(known.values(), words)),
            words("Show the choices side by side"), words("Hide the choices side by side"),
        )  # fmt: skip


def _counted_things(facts: Iterable[Chance], words: Words) -> Iterator[str]:
    """Yield a sentence where one number is of people and another one of bones or legs."""
    if len({fact.of for fact in facts}) > 1:
        yield words("They do not all count people: both legs done means at least two bones.")


def _ways(known: Collection[str], words: Words) -> dict[str, str]:
    """Return all answers of the question to which the ways are answers, by their ids."""
    fields = [f for f in words.pack.manifest.fields if isinstance(f, ChoiceField)]
    field = next(f for f in fields if any(option.id in known for option in f.options))
    return {option.id: words.fill(option.label) for option in field.options}


def _side(title: str, fact: Chance, item: Risk, words: Words) -> b.Side:
    described = _array_words(fact, words.fill(item.event), words.fill(fact.within), words)
    picture = b.Picture(_array(fact, words), {}, described)
    return b.Side(title, picture, words.chance(fact), words.attributed(fact))


def _no_operation(fact: Chance, words: Words) -> b.Side:
    """Return the first of the alternatives, which no harm of surgery can come from."""
    title = words.fill(words.pack.alternatives.options[0].title)
    described = words("Picture: without surgery, surgery harms nobody.")
    picture = b.Picture(figures.icon_array(0, 0, fact.out_of), {}, described)
    count = words("None from surgery")
    return b.Side(title, picture, count, words("There is no surgery that could cause it."))


# --- in short, for the record ---------------------------------------------------------------------


def group_of(item: Risk, pack: Pack) -> str:
    """Return the group of `RISK_GROUPS` that a risk falls into."""
    fact = pack.facts.get(str(item.chance))
    return fact.group if isinstance(fact, Chance) else "unknown"


def in_short(shown: Collection[str], words: Words) -> Iterator[b.Block]:
    """Yield what is serious or frequent among the risks that were shown, by their ids."""
    pack = words.pack
    grave = [
        item for name, item in pack.risks.items()
        if name in shown and (item.severity in _GRAVE or group_of(item, pack) == RISK_GROUPS[0])
    ]  # fmt: skip
    rows = tuple(
        (words.fill(item.title), words.chance(fact), words(w.SEVERITIES[item.severity]))
        for item, fact in _ordered(grave, words)
    )
    if rows:
        head = (words("What can happen"), words("How many"), words("How bad"))
        yield b.Table(words("What can go wrong that is serious or frequent"), head, rows)
    yield from _grave_unknown(grave, words)
    yield b.Paragraph(
        words("These are the numbers that were shown. Further below it says who was counted, and "
              "what else can happen."), "secondary"
    )  # fmt: skip


def _grave_unknown(grave: Iterable[Risk], words: Words) -> Iterator[b.Table]:
    """Yield the serious ones without a number by how bad they can be, the gravest first."""
    named: dict[str, list[str]] = {}
    unknown = [item for item in grave if item.not_known is not UNSET]
    for item in sorted(unknown, key=lambda one: -_STEPS.index(one.severity)):
        named.setdefault(words(w.SEVERITIES[item.severity]), []).append(words.fill(item.title))
    if named:
        head = (words("How bad"), words("What can happen"))
        rows = tuple((severity, "; ".join(titles)) for severity, titles in named.items())
        yield b.Table(words("Serious, and counted in no study that we found"), head, rows)
