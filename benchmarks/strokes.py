"""A fresh process: a name is written in the box for the signature; prints seconds per event.

Arguments: width and height of the window.
"""

from __future__ import annotations

import json
import os
import sys
import time
from math import cos, sin

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from benchmarks import sample
from benchmarks.painted import wait_until_painted
from consent_app.glass import app, theme
from consent_app.glass.ink import InkBox

STROKES, POINTS = 6, 60
_LEFT = Qt.MouseButton.LeftButton


def main() -> None:
    """Print one list of seconds per stroke event, and one of painting all again."""
    width, height = (int(number) for number in sys.argv[1:3])
    application, look = app.application(), app.look(sample.CLINIC, cjk=False)
    theme.load_fonts()
    theme.dress(application, look)
    window = QWidget()
    box = InkBox("Signature", look)
    QVBoxLayout(window).addWidget(box)
    window.resize(width, height)
    window.show()
    wait_until_painted(box)
    written, again = [], []
    for stroke in range(STROKES):
        QTest.mousePress(box, _LEFT, pos=_point(box, stroke, 0))
        for number in range(1, POINTS):
            begun = time.perf_counter()
            QTest.mouseMove(box, _point(box, stroke, number))
            wait_until_painted(box)
            written.append(time.perf_counter() - begun)
        QTest.mouseRelease(box, _LEFT, pos=_point(box, stroke, POINTS - 1))
        QApplication.processEvents()
        for _ in range(POINTS):
            begun = time.perf_counter()
            box.repaint()
            again.append(time.perf_counter() - begun)
    print(json.dumps([written, again]), flush=True)
    os._exit(0)


def _point(box: InkBox, stroke: int, number: int) -> QPoint:
    """Return a place on a line with loops, as handwriting has."""
    along = (stroke + number / POINTS) / STROKES
    x = 0.1 + 0.8 * along + 0.02 * cos(number / 3)
    y = 0.5 + 0.3 * sin(number / 4)
    return QPoint(round(x * box.width()), round(y * box.height()))


if __name__ == "__main__":
    main()
