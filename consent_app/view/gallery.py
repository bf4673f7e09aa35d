"""Every kind of block in its states, as it stands on the pages of a way; nothing is made up."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any, Literal

from consent_app import episode as ep
from consent_app.language import Language, mark
from consent_app.profile import Problem
from consent_app.view import blocks as b
from consent_app.view import confirm, content
from consent_app.view import page as pages
from consent_app.view.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from consent_app.episode import Episode

State = Literal["rest", "selected", "error", "focus", "pressed", "disabled"]
STATES: Mapping[State, str] = {
    "rest": mark("At rest"),
    "selected": mark("Chosen"),
    "error": mark("Wrong"),
    "focus": mark("In focus"),
    "pressed": mark("Pressed"),
    "disabled": mark("Not to be used"),
}
_KINDS = ("kind", "tone", "asks", "equal", "low", "share", "small", "open", "numeric", "locked")
"""Fields whose values make another component of the same block."""
_WORD = re.compile("(?<!^)(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class Component:
    """A block with its kind, if there are several, and what is the same on paper."""

    name: str
    block: b.Block
    twin: str
    """The name of its macro, or nothing where it is on the screen only."""


def components(episodes: Iterable[Episode], say: Language) -> dict[str, Component]:
    """Return the first block of each kind on the pages of a way, in the order of their names."""
    found: dict[str, Component] = {}
    for page in _pages(episodes, say):
        for block in _blocks(page.blocks):
            name = _name(block)
            found.setdefault(name, Component(name, block, twin(type(block))))
    return dict(sorted(found.items()))


def twin(kind: type) -> str:
    """Return the name of the macro of a kind of block, or nothing where it is not on paper."""
    return "" if kind in b.SCREEN_ONLY else _WORD.sub("_", kind.__name__).lower()


def states(block: b.Block, say: Language) -> Iterator[tuple[State, b.Block]]:
    """Yield a block at rest, chosen and wrong, as far as it can be."""
    yield "rest", block
    if (chosen := _chosen(block)) is not None:
        yield "selected", chosen
    if isinstance(block, b.ChoiceList | b.CountryPicker | b.TextField | b.DateField):
        yield "error", replace(block, error=say.text("Please answer this."))


# --- where they stand -----------------------------------------------------------------------------


def _pages(episodes: Iterable[Episode], say: Language) -> Iterator[b.Page]:
    """Yield each page of a way, with answers that are wrong, and those of a clinician beside it."""
    for now in episodes:
        yield pages.page(now, say)
        if names := now.fields(now.page):
            wrong = tuple(Problem(name, "empty") for name in names)
            yield pages.page(now, say, pages.Draft(problems=wrong))
        if now.page == ep.DOCUMENT:
            yield from _last(now, say)


def _last(now: Episode, say: Language) -> Iterator[b.Page]:
    """Yield the pages for which a document, a clinician or an earlier answer is needed."""
    answered = (ep.CHECK + tried.topic for tried in now.tries)
    for name in (ep.SIGN, ep.DONE, ep.LEGAL_STOP, ep.AGE_STOP, *answered):
        yield pages.page(replace(now, page=name), say)
    beside = replace(now, mode="counselling", page=ep.CONDITIONS)
    yield pages.page(beside, say)
    yield pages.page(replace(beside, page=ep.WELCOME), say)
    for one in beside.conditions:
        draft = pages.Draft(open=one.id, problems=(Problem(confirm.ROLE, "empty"),))
        yield pages.page(beside, say, draft)
    words = Words(say, now.pack)
    for item in now.pack.pages.values():  # as on paper
        yield replace(pages.page(now, say), blocks=tuple(content.page(item, now, words)))


def _blocks(blocks: Iterable[b.Block]) -> Iterator[b.Block]:
    """Yield blocks with those inside them."""
    for block in blocks:
        yield block
        match block:
            case b.Turned(groups=groups):
                for group in groups:
                    yield from _blocks(group)
            case b.Variants(options=options):
                for option in options:
                    yield from _blocks(option.blocks)


def _name(block: b.Block) -> str:
    """Return the kind of a block with what makes it another component."""
    names = {item.name for item in fields(block)}
    said = [_said(name, getattr(block, name)) for name in _KINDS if name in names]
    return " ".join([type(block).__name__, *filter(None, said)])


def _said(name: str, value: Any) -> str:  # noqa: ANN401 - of any field
    if isinstance(value, bool):
        return name if value else ""
    if isinstance(value, float):
        return "beside" if value < 1 else ""
    return str(value)


# --- states ---------------------------------------------------------------------------------------


def _chosen(block: b.Block) -> b.Block | None:
    """Return a block of which something is chosen, if anything can be."""
    match block:
        case b.ChoiceList() | b.CountryPicker():
            return replace(block, chosen=block.options[0][0])
        case b.ValueScale():
            return replace(block, chosen=block.options[0][0])
        case b.NeedsList():
            (name, words, _), *others = block.rows
            return replace(block, rows=((name, words, block.options[0][0]), *others))
        case b.TickList(open=True):
            return replace(block, rows=(replace(block.rows[0], ticked=True), *block.rows[1:]))
        case _:
            return None
