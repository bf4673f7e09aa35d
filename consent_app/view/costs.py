"""What has to be paid for, what it costs elsewhere, and the same as bars on one scale."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from consent_app import figures
from consent_app.content.model import CostKind, Money
from consent_app.view import blocks as b
from consent_app.view import words as w

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from consent_app.content.model import AnyFact, Cost
    from consent_app.figures import Texture
    from consent_app.view.words import Words


def costs(kinds: Collection[str], words: Words) -> b.Table:
    """Return what has to be paid for, of the kinds named or of all."""
    items = [item for item in words.pack.costs.items if item.when in kinds or not kinds]
    rows = tuple(
        (
            words.fill(item.label),
            words(w.COST_KINDS[item.when]),
            _amount(item, words) or words("Ask the clinic"),
            words.fill(item.note),
        )
        for item in items
    )
    head = (words("What"), words("When"), words("How much"), words("Good to know"))
    return b.Table(words("What to budget for"), head, rows)


def in_short(words: Words) -> Iterator[b.Block]:
    """Yield what has to be paid for by when, without amounts but that of a whole quote."""
    pack = words.pack
    named: dict[str, list[str]] = {}
    for kind in _TEXTURES:
        labels = [words.fill(item.label) for item in pack.costs.items if item.when == kind]
        named |= {words(w.COST_KINDS[kind]): labels} if labels else {}
    rows = tuple((when, "; ".join(labels)) for when, labels in named.items())
    head = (words("When"), words("What to budget for"))
    yield b.Table(words("What it costs, as planned and if things go wrong"), head, rows)
    whole = pack.facts.get(str(pack.costs.package))
    if isinstance(whole, Money):
        sentence = words("One published price of a whole quote: {price}. More prices stand below.")
        yield b.Paragraph(sentence.format(price=_published(whole, words)), "secondary")


def _amount(item: Cost, words: Words) -> str:
    """Return the clinic's own price, or what was published, or nothing."""
    own = words.pack.prices
    if own and item.id in own.items:
        price = words.say.isolate(words.say.money(*own.items[item.id], own.currency))
        day = words.say.date(own.as_of)
        return words("{price}, price list of {day}").format(price=price, day=day)
    fact = words.pack.facts.get(str(item.fact))
    return _published(fact, words) if isinstance(fact, Money) else ""


def _published(fact: Money, words: Words) -> str:
    """Return a price with its place and year, and who says so."""
    return words("{price} ({where}; {source})").format(
        price=words.number(fact),
        where=_where(fact, words),
        source=w.short(words.pack.sources[fact.source]),
    )


def prices(words: Words) -> Iterator[b.Block]:
    """Yield whole prices by place and year, each with who says so, and first the clinic's list."""
    if words.pack.prices:
        sentence = words(
            "This clinic has its own price list of {day}. Where it names a price, that price "
            "stands before the published ones."
        )
        yield b.Paragraph(sentence.format(day=words.say.date(words.pack.prices.as_of)))
    rows = []
    for name in words.pack.costs.prices:
        fact = words.pack.facts[name]
        if isinstance(fact, Money):
            source = words.pack.sources[fact.source]
            covers = words.fill(fact.covers)
            rows.append((_where(fact, words), words.number(fact), covers, w.short(source)))
    head = (words("Where"), words("Price"), words("What it covers"), words("Source"))
    yield b.Table(words("Prices that were published"), head, tuple(rows))


def _where(fact: Money, words: Words) -> str:
    year = words("year not given") if fact.year is None else words.say.year(fact.year)
    return words("{place}, {year}").format(place=words.fill(fact.place), year=year)


# --- the picture ----------------------------------------------------------------------------------


class _Line(NamedTuple):
    """A row of the picture; `price` only where it is in the currency of the scale."""

    label: str
    when: CostKind
    amount: str
    price: tuple[int, int] | None


_TEXTURES: Mapping[CostKind, Texture] = {
    "quote": "solid", "outside": "outline", "problem": "hatch", "loss": "dots",
}  # fmt: skip


def picture(words: Words) -> Iterator[b.Block]:
    """Yield every cost as a bar, all to one scale: the whole quote, then what comes on top."""
    yield scale_note(words)
    yield bars(None, words)


def scale_note(words: Words) -> b.Paragraph:
    """Return how the bars are to be read."""
    sentence = words(
        "All bars are drawn to one scale. A solid bar is in the quote. An outlined bar is often "
        "not in it. A hatched bar comes only if something goes wrong. A dotted bar is pay that you "
        "lose. The pale end may or may not have to be paid. A short dashed line means that we "
        "found no price in {currency}."
    )
    return b.Paragraph(sentence.format(currency=_currency(words)))


def bars(kind: CostKind | None, words: Words) -> b.Table:
    """Return the bars of one kind or of all; the scale is the same, that of all."""
    lines = list(_lines(words))
    drawn = figures.cost_stack(
        [figures.Bar(_TEXTURES[line.when], line.price) for line in lines],
        mirrored=words.say.right_to_left,
    )
    shown = [pair for pair in zip(lines, drawn, strict=True) if kind in {None, pair[0].when}]
    head = (words("What"), words("When"), words("How much"))
    rows = tuple((line.label, words(w.COST_KINDS[line.when]), line.amount) for line, _ in shown)
    return b.Table(words("The costs side by side"), head, rows, tuple(d for _, d in shown))


def kinds(words: Words) -> tuple[CostKind, ...]:
    """Return the kinds of cost of which the picture shows any."""
    shown = {line.when for line in _lines(words)}
    return tuple(kind for kind in _TEXTURES if kind in shown)


def _lines(words: Words) -> Iterator[_Line]:
    """Yield the whole quote, unless the clinic's own list prices its parts, then what has a price.

    What has none is told in one line for each kind; the parts of a whole quote need no price.
    """
    pack, own = words.pack, words.pack.prices
    whole = pack.facts.get(str(pack.costs.package))
    parts = {item.id for item in pack.costs.items if item.when == "quote"}
    shown = isinstance(whole, Money) and not (own and parts & own.items.keys())
    if isinstance(whole, Money) and shown:
        amount = _published(whole, words)
        yield _Line(words("The whole quote"), "quote", amount, _scaled(whole, words))
    for kind in _TEXTURES:
        without = []
        for item in (item for item in pack.costs.items if item.when == kind):
            label, amount = words.fill(item.label), _amount(item, words)
            if amount:
                yield _Line(label, kind, amount, _price(item, words))
            else:
                without.append(label)
        if without and not (shown and kind == "quote"):
            yield _Line("; ".join(without), kind, words("No price found"), None)


def _currency(words: Words) -> str:
    """Return the currency of the scale: of the clinic's list, the whole quote, or the first price.

    A pack without any price has none.
    """
    pack = words.pack
    if pack.prices:
        return pack.prices.currency
    names = (pack.costs.package, *(item.fact for item in pack.costs.items))
    facts = (pack.facts.get(str(name)) for name in names)
    return next((fact.currency for fact in facts if isinstance(fact, Money)), "")


def _price(item: Cost, words: Words) -> tuple[int, int] | None:
    own = words.pack.prices
    if own and item.id in own.items:
        return own.items[item.id]
    return _scaled(words.pack.facts.get(str(item.fact)), words)


def _scaled(fact: AnyFact | None, words: Words) -> tuple[int, int] | None:
    """Return a price that can be drawn to the scale, which has one currency."""
    if isinstance(fact, Money) and fact.currency == _currency(words):
        return fact.low, fact.high
    return None
