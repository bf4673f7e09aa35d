"""What a screen reader hears besides what Qt tells it: headings, groups, what is covered.

Qt asks the factory for each widget once a screen reader is there, and never otherwise.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAccessible, QAccessibleActionInterface, QAccessibleInterface
from PySide6.QtWidgets import QAbstractButton, QAccessibleWidget, QLabel, QWidget

if TYPE_CHECKING:
    from collections.abc import Callable

_Relation = tuple[QAccessibleInterface, QAccessible.RelationFlag]
_Made = QAccessibleWidget | None


class _Heading(QAccessibleWidget):
    """The title of a page or of a card; nothing else has this role."""

    def role(self) -> QAccessible.Role:
        return QAccessible.Role.Heading

    def text(self, kind: QAccessible.Text) -> str:
        title = _widget(self)
        if kind is QAccessible.Text.Name and isinstance(title, QLabel):
            return title.text()
        return super().text(kind)


class _Graphic(QAccessibleWidget):
    """A drawing; its name says what it shows."""

    def role(self) -> QAccessible.Role:
        return QAccessible.Role.Graphic


class _Group(QAccessibleWidget):
    """A frame; one that has a name is a group of what is in it."""

    def role(self) -> QAccessible.Role:
        named = bool(_widget(self).accessibleName())
        return QAccessible.Role.Grouping if named else super().role()


class _Answer(QAccessibleWidget):
    """One of several answers, which the question above them labels."""

    def role(self) -> QAccessible.Role:
        return QAccessible.Role.RadioButton

    def state(self) -> QAccessible.State:
        state, row = super().state(), _widget(self)
        state.checkable = True
        state.checked = isinstance(row, QAbstractButton) and row.isChecked()
        return state

    def relations(
        self, match: QAccessible.RelationFlag = QAccessible.RelationFlag.AllRelations
    ) -> list[_Relation]:
        question = _named(_widget(self).parentWidget())
        wanted = QAccessible.RelationFlag.Label
        if question is None or not match & wanted:
            return []
        return [(QAccessible.queryAccessibleInterface(question), wanted)]

    def actionNames(self) -> list[str]:
        return [QAccessibleActionInterface.toggleAction(), *super().actionNames()]

    def doAction(self, name: str) -> None:
        row = _widget(self)
        if name == QAccessibleActionInterface.toggleAction() and isinstance(row, QAbstractButton):
            row.click()
        else:
            super().doAction(name)


class _Page(QAccessibleWidget):
    """The frame; while a card lies over it there is nothing but the card."""

    def _parts(self) -> list[QWidget]:
        direct = Qt.FindChildOption.FindDirectChildrenOnly
        parts = _widget(self).findChildren(QWidget, options=direct)
        cards = [part for part in parts if part.property("covers") and not part.isHidden()]
        return cards[-1:] or [part for part in parts if not part.isWindow()]

    def childCount(self) -> int:
        return len(self._parts())

    def child(self, index: int) -> QAccessibleInterface:
        parts = self._parts()
        if 0 <= index < len(parts):
            return QAccessible.queryAccessibleInterface(parts[index])
        return super().child(-1)  # none

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        parts: list[QObject] = list(self._parts())
        return parts.index(child.object()) if child.object() in parts else -1


_KINDS: dict[str, Callable[[QWidget], QAccessibleWidget]] = {
    "Title": _Heading,
    "FigureView": _Graphic,
    "Described": _Graphic,
    "RadioRow": _Answer,
    "Frame": _Page,
    "QFrame": _Group,
}
"""By the name of a widget's class, or of the one it is made from."""

_alive: list[QAccessibleWidget] = []
"""Qt holds no reference to what Python made; what Qt has taken away is dropped from here."""
_MANY = 500
"""Interfaces after which the dropped ones are looked for."""


def install() -> None:
    """Let Qt ask here first; once for a run of the program."""
    if _make not in _installed:
        _installed.append(_make)
        QAccessible.installFactory(_make)


_installed: list[Callable[[str, QObject], _Made]] = []


def _make(kind: str, about: QObject) -> _Made:
    """Return the interface of a widget, or None to leave it to Qt."""
    made = _KINDS.get(kind)
    if made is None or not isinstance(about, QWidget):
        return None
    if len(_alive) > _MANY:
        _alive[:] = [one for one in _alive if shiboken6.isValid(one)]
    _alive.append(made(about))
    return _alive[-1]


def _widget(about: QAccessibleWidget) -> QWidget:
    found = about.widget()
    assert found is not None  # noqa: S101 - Qt takes the interface away before the widget
    return found


def _named(widget: QWidget | None) -> QWidget | None:
    """Return the nearest widget around that has a name."""
    while widget is not None and not widget.accessibleName():
        widget = widget.parentWidget()
    return widget
