"""Line illustrations: files of shapes whose colours are names of the token file.

One ink stroke for the whole picture, round joins, and one tint. Only shapes that QtSvg and
WeasyPrint draw alike: rect, path, line, circle and groups.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING
from xml.parsers import expat

from consent_app.content.problems import Code, ContentError, Problem, closest
from consent_app.figures.art import Figure
from consent_app.settings import resource, tokens

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_SHAPE = {"fill", "stroke", "transform"}
_ALLOWED = {
    "svg": {"xmlns", "viewBox"},
    "g": _SHAPE | {"stroke-width", "stroke-linecap", "stroke-linejoin"},
    "rect": _SHAPE | {"x", "y", "width", "height", "rx"},
    "path": _SHAPE | {"d"},
    "line": _SHAPE | {"x1", "y1", "x2", "y2"},
    "circle": _SHAPE | {"cx", "cy", "r"},
}
"""The elements of a picture with their attributes."""
_COLOURS = ("ink", "page", "tint")
_PAINT = {"fill", "stroke"}
_ROUND = {"stroke-linecap", "stroke-linejoin"}
_BOX = re.compile(r"0 0 ([1-9]\d*) ([1-9]\d*)")
"""A view box: it begins at nought."""


def drawn(name: str) -> Figure:
    """Return a picture by its name, as in `content.model.PICTURES`, in the light colours.

    Raises:
        ContentError: the file is not there, or holds what both faces do not draw alike.

    """
    return read(resource("pictures", f"{name}.svg"))


@cache
def read(file: Path) -> Figure:
    """Return the picture of a file.

    Raises:
        ContentError: the file is not there, or holds what both faces do not draw alike.

    """
    return _Reader(file).figure()


class _Reader:
    """Writes the shapes of one file out again, and keeps what is wrong with them."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._begin
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._words
        self._problems: list[Problem] = []
        self._written: list[str] = []
        self._pens: set[str] = set()
        self._width = self._height = 0.0

    def figure(self) -> Figure:
        """Read the file."""
        try:
            self._parser.Parse(self._file.read_bytes(), True)  # noqa: FBT003 - the only part
        except OSError as error:
            self._problems.append(Problem(self._file, 1, "", "file_unreadable", str(error)))
        except expat.ExpatError as error:
            self._fault("markup", expat.ErrorString(error.code))
        if self._problems:
            raise ContentError(self._problems)
        return Figure("".join(self._written), self._width, self._height)

    def _fault(self, code: Code, value: str, near: str = "", where: str = "") -> None:
        line = self._parser.CurrentLineNumber
        self._problems.append(Problem(self._file, line, where, code, value, near))

    def _begin(self, element: str, attributes: Mapping[str, str]) -> None:
        known = _ALLOWED.get(element)
        if known is None:
            self._fault("markup", f"<{element}>", closest(element, _ALLOWED))
            return
        for name in attributes.keys() - known:
            self._fault("unknown_key", name, closest(name, known), element)
        given = {name: self._value(element, name, text) for name, text in attributes.items()}
        if element == "svg":
            given |= self._size(attributes.get("viewBox", ""))
        said = "".join(f' {name}="{text}"' for name, text in given.items())
        self._written.append(f"<{element}{said}>")

    def _end(self, element: str) -> None:
        self._written.append(f"</{element}>")

    def _words(self, words: str) -> None:
        if words.strip():
            self._fault("markup", words.strip())

    def _value(self, element: str, name: str, text: str) -> str:
        """Return the value of an attribute, a colour by its name as that of the light theme."""
        if name in _PAINT and text != "none":
            if text in _COLOURS:
                return str(tokens()["light"][text])
            self._fault("wrong_value", text, closest(text, _COLOURS), f"{element}.{name}")
        if name in _ROUND and text != "round":
            self._fault("wrong_value", text, "round", f"{element}.{name}")
        if name == "stroke-width":
            self._pens.add(text)
            if len(self._pens) > 1:
                self._fault("wrong_value", text, min(self._pens), f"{element}.{name}")
        return text

    def _size(self, box: str) -> dict[str, str]:
        """Return width and height, which WeasyPrint wants beside the view box."""
        found = _BOX.fullmatch(box)
        if found is None:
            self._fault("wrong_value", box, "0 0 240 180", "svg.viewBox")
            return {}
        self._width, self._height = map(float, found.groups())
        return {"width": f"{self._width:g}", "height": f"{self._height:g}"}
