"""Line illustrations with what they show, for those who do not see them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from consent_app.figures import pictures
from consent_app.language import mark
from consent_app.view import blocks as b

if TYPE_CHECKING:
    from collections.abc import Mapping

    from consent_app.view.words import Words

_SHARE = 0.4
"""The part of the text's width that it takes beside the words."""
PICTURES: Mapping[str, str] = {
    "bone": mark("Drawing: a thigh bone in two parts, with new bone between them."),
    "nail": mark("Drawing: a thigh bone in two parts, held by a nail inside it."),
    "frame": mark("Drawing: a lower leg inside a frame of three rings and two rods."),
    "leg": mark("Drawing: a leg beside a ruler."),
    "crutches": mark("Drawing: two crutches."),
    "visits": mark("Drawing: a calendar and a clock."),
    "questions": mark("Drawing: two speech bubbles. One of them holds a question mark."),
    "law": mark("Drawing: a pair of scales in balance."),
    "money": mark("Drawing: a bill and a few coins."),
}
"""By the names that a page uses, as in `content.model.PICTURES`."""


def picture(name: str, words: Words) -> b.Picture:
    """Return an illustration by its name."""
    return b.Picture(pictures.drawn(name), {}, words(PICTURES[name]), _SHARE, small=True)
