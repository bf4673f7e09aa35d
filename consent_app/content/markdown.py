"""Pages of prose: a small part of Markdown, parsed by markdown-it.

Title (`# …`), subheadings (`## …`), paragraphs, bullet lists, and fenced inserts: a fence named
``do``, ``dont``, ``emergency``, ``urgent`` or ``soon`` holds a list of that kind; ``sources`` holds
source ids; any other name asks for data at this place, as in ```` ```risk deep_infection ````.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from consent_app.content.model import Insert, Items, PackPage, Prose
from consent_app.content.problems import ContentError, Problem, closest

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Literal

    from markdown_it.token import Token

    Kind = Literal["plain", "do", "dont", "emergency", "urgent", "soon"]

INSERTS = (
    "figure", "timeline", "plan", "daily", "methods", "alternatives", "risk", "risks", "costs",
    "prices", "suitability", "rules", "about", "stop_rules", "needs", "picture", "practice",
)  # fmt: skip
"""Names of the data that a page can ask for."""

_LISTS: dict[str, Kind] = {
    "do": "do", "dont": "dont", "emergency": "emergency", "urgent": "urgent", "soon": "soon",
}  # fmt: skip

_IN_LIST = {"list_item_open", "list_item_close", "paragraph_open", "paragraph_close", "inline"}


def page(text: str, file: Path) -> PackPage:  # noqa: C901, PLR0912 - one branch per token
    """Parse a page; its id is the file's name without the ending.

    Raises:
        ContentError: no title, markup that is not supported, or an unknown insert.

    """
    from markdown_it import MarkdownIt  # noqa: PLC0415 - only where a page is parsed

    tokens = MarkdownIt("zero").enable(["heading", "list", "fence"]).parse(text)
    title, body, sources = "", list[Prose | Items | Insert](), tuple[str, ...]()
    position = 0
    while position < len(tokens):
        token = tokens[position]
        line = (token.map[0] if token.map else 0) + 1
        if not title and token.tag != "h1":
            raise ContentError([Problem(file, line, "", "no_title")])
        match token.type:
            case "heading_open":
                words = _inline(tokens[position + 1], file)
                if token.tag == "h1" and not title:
                    title = words
                elif token.tag == "h2":
                    body.append(Prose(words, 2))
                else:
                    raise ContentError([Problem(file, line, "", "markup", words)])
                position += 3
            case "paragraph_open":
                body.append(Prose(_inline(tokens[position + 1], file)))
                position += 3
            case "bullet_list_open":
                end = _close(tokens, position)
                for inner in tokens[position + 1 : end]:
                    if inner.type not in _IN_LIST:
                        where = (inner.map[0] if inner.map else 0) + 1
                        raise ContentError([Problem(file, where, "", "markup", inner.type)])
                body.append(Items("plain", _items(tokens[position:end], file)))
                position = end + 1
            case "fence":
                name, _, argument = token.info.strip().partition(" ")
                lines = [item.strip() for item in token.content.splitlines() if item.strip()]
                if name == "sources":
                    sources = tuple(lines)
                elif name in _LISTS:
                    body.append(Items(_LISTS[name], tuple(i.removeprefix("- ") for i in lines)))
                elif name in INSERTS:
                    body.append(Insert(name, tuple(argument.split()), line))
                else:
                    near = closest(name, [*INSERTS, *_LISTS, "sources"])
                    raise ContentError([Problem(file, line, "", "unknown_insert", name, near)])
                position += 1
            case _:
                raise ContentError([Problem(file, line, "", "markup", token.type)])
    if not title:
        raise ContentError([Problem(file, 1, "", "no_title")])
    return PackPage(file.stem, title, tuple(body), sources)


_MARKUP = re.compile(r"\*\*|__|`|\]\(|<[a-z/]")
"""Bold, code, links, HTML: what would be shown as signs, as words are plain here."""


def _inline(token: Token, file: Path) -> str:
    """Join the lines of a paragraph as one message."""
    if found := _MARKUP.search(token.content):
        line = (token.map[0] if token.map else 0) + 1
        raise ContentError([Problem(file, line, "", "markup", found[0])])
    return " ".join(token.content.split())


def _close(tokens: list[Token], start: int) -> int:
    depth = 0
    for position in range(start, len(tokens)):
        depth += tokens[position].nesting
        if depth == 0:
            return position
    return len(tokens) - 1


def _items(tokens: list[Token], file: Path) -> tuple[str, ...]:
    return tuple(_inline(token, file) for token in tokens if token.type == "inline")
