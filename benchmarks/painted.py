"""Part of fresh processes: seeing when a widget is painted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QObject

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from consent_app.glass.window import Window


class Painted(QObject):
    """Notes whether a widget was painted since it was made."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.yet = False
        widget.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's own name
        """Look at an event and let it pass."""
        self.yet = self.yet or event.type() == QEvent.Type.Paint
        return False


def wait_until_painted(widget: QWidget) -> None:
    """Handle events until a widget was painted, and with it the window that it is in."""
    painted = Painted(widget)
    while not painted.yet:
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)


def wait_for_page(window: Window) -> None:
    """Handle events until the page that the wizard has just opened is painted."""
    content = window.frame.text.widget()
    assert content is not None  # noqa: S101 - a page always has some
    wait_until_painted(content)
