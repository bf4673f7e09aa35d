"""Slow work off the window's own thread."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal

if TYPE_CHECKING:
    from collections.abc import Callable


class Task(QObject):
    """A call in a thread of its own; its result or its error comes back to the window's thread."""

    done = Signal(object)
    failed = Signal(object)

    def __init__(self, call: Callable[[], object], parent: QObject) -> None:
        super().__init__(parent)
        self._call = call
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self, done: Callable[[object], None], failed: Callable[[Exception], None]) -> None:
        """Start; `done` or `failed` is called later, in the window's thread."""
        self.done.connect(done, Qt.ConnectionType.QueuedConnection)
        self.failed.connect(failed, Qt.ConnectionType.QueuedConnection)
        for end in (self.done, self.failed):
            end.connect(self._clear, Qt.ConnectionType.QueuedConnection)
        self._thread.start()

    @property
    def running(self) -> bool:
        """Whether it is still at work."""
        return self._thread.is_alive()

    def _run(self) -> None:
        try:
            result = self._call()
        except Exception as error:  # noqa: BLE001 - handed to the window, which says what happened
            self.failed.emit(error)
        else:
            self.done.emit(result)

    def _clear(self) -> None:
        """Leave nothing behind: a kiosk makes thousands of documents in one window."""
        self._thread.join()
        self._call = _nothing
        self.deleteLater()


def _nothing() -> None:
    """Hold nothing of the last person."""
