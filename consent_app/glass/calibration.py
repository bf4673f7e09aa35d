"""Measuring a screen with a bank card, so that millimetres on it are true."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QHBoxLayout, QWidget

from consent_app.glass.asking import button
from consent_app.glass.overlay import Overlay
from consent_app.glass.reading import Label
from consent_app.settings import SCREENS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtGui import QPaintEvent, QScreen

    from consent_app.glass.theme import Theme
    from consent_app.language import Language

CARD_MM = (85.60, 53.98)
"""A bank card (ISO/IEC 7810, ID-1)."""
_MM_PER_INCH = 25.4
_STEP = 0.5
"""Pixels per inch by which a tap changes the outline; a button that is held goes on."""
_LEAST, _MOST = 40.0, 400.0


def name(screen: QScreen) -> str:
    """Return by what a screen is known again."""
    parts = (screen.name(), screen.manufacturer(), screen.model(), screen.serialNumber())
    return " ".join(part for part in parts if part)


def save(data: Path, screen: str, ppi: float) -> None:
    """Keep the pixels per inch of a screen for the next start.

    Raises:
        OSError: it cannot be written.

    """
    file = data / SCREENS
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        found = {}
    known = found if isinstance(found, dict) else {}
    data.mkdir(parents=True, exist_ok=True)
    new = file.with_suffix(f".{os.getpid()}")
    new.write_text(json.dumps({**known, screen: ppi}, ensure_ascii=False), encoding="utf-8")
    new.replace(file)


class Outline(QWidget):
    """An outline as large as a bank card would be at a resolution."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.set(theme.ppi)

    def set(self, ppi: float) -> None:
        """Show it at so many pixels per inch."""
        self.ppi = ppi
        self.setFixedSize(*(round(side / _MM_PER_INCH * ppi) for side in CARD_MM))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        width = self._theme.stroke
        painter.setPen(QPen(self._theme.colour("ink"), width))
        half = width / 2
        painter.drawRect(QRectF(self.rect()).adjusted(half, half, -half, -half))


class Calibration(Overlay):
    """The outline, made larger or smaller until a card covers it; `measured` is told the result."""

    def __init__(
        self, say: Language, theme: Theme, parent: QWidget, measured: Callable[[float], None]
    ) -> None:
        texts = [
            say.text("Hold a bank card against the outline. Make both the same size."),
        ]
        super().__init__(say.text("Measure the screen"), texts, theme, parent)
        self.outline = Outline(theme)
        self.outline.setAccessibleName(say.text("Outline of a bank card"))
        self.rows.addWidget(self.outline)
        line = QHBoxLayout()
        line.setSpacing(theme.mm(3))
        for words, made_by, spoken in (
            ("\N{MINUS SIGN}", -_STEP, say.text("Smaller")), ("+", _STEP, say.text("Larger")),
        ):  # fmt: skip
            made = button(words, theme, name="smaller" if made_by < 0 else "larger")
            made.setAccessibleName(spoken)
            made.setAutoRepeat(True)
            made.clicked.connect(lambda _on, by=made_by: self._change(by))
            line.addWidget(made)
        line.addStretch(1)
        self.rows.addLayout(line)
        self.told = Label("", theme, tone="secondary")
        self.rows.addWidget(self.told)
        self._say = say
        self.offer(say.text("Save"), "save", lambda: measured(self.outline.ppi), main=True)
        self._change(0)

    def _change(self, by: float) -> None:
        """Change the outline by pixels per inch, within reason."""
        self.outline.set(min(max(self.outline.ppi + by, _LEAST), _MOST))
        words = self._say.text("{n} pixels per inch")
        self.told.setText(words.format(n=self._say.number(round(self.outline.ppi, 1))))
