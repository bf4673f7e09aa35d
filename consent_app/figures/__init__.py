"""Drawings: shapes only, built from data, the same for screen and paper.

No words inside a drawing: each face lays them over it at the anchors, or beside it, so that they
wrap, scale and are read aloud. Allowed shapes: rect, path, line, circle and group transforms;
hatches are explicit lines. Coordinates are in the drawing's own units; anchors are in the same
units. One file for each story.
"""

from __future__ import annotations

from consent_app.figures.art import EVENT, Anchor, Figure, Texture, recoloured
from consent_app.figures.bone import (
    FRAMES,
    RULER_MM,
    distraction,
    distraction_step,
    millimetres,
)
from consent_app.figures.calendar import WEEK, calendar
from consent_app.figures.gain import Zone, ruler
from consent_app.figures.ladder import STEPS, severity
from consent_app.figures.money import Bar, cost_stack
from consent_app.figures.months import timeline
from consent_app.figures.people import icon_array

__all__ = [
    "EVENT", "FRAMES", "RULER_MM", "STEPS", "WEEK", "Anchor", "Bar", "Figure", "Texture", "Zone",
    "calendar", "cost_stack", "distraction", "distraction_step", "icon_array", "millimetres",
    "recoloured", "ruler", "severity", "timeline",
]  # fmt: skip
