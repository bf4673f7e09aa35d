"""A small window for anyone: drop sealed documents on it, and read whether they are intact."""

from __future__ import annotations

import threading
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLayout,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)  # fmt: skip

from consent_app.glass import app as apps
from consent_app.glass import theme as themes
from consent_app.glass.asking import button
from consent_app.glass.reading import Body, Label, Sign, as_notice, column
from consent_app.glass.verdict import Facts, signed
from consent_app.glass.work import Task
from consent_app.language import FSI, PDI

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent

    from consent_app.glass.theme import Theme
    from consent_app.language import Language
    from consent_app.view import blocks as b
    from consent_app.view.finding import Finding, Findings

    Look = Callable[[Sequence[Path], Callable[[float], None]], Findings]
    """Looks at files, and tells which part is done; that may raise to stop it."""

_FINE = 1000
"""Steps of the progress bar."""
_SIZE_MM = (250, 200)


class _StoppedError(Exception):
    """The person does not want to wait."""


class VerifyWindow(QWidget):
    """Takes files by drop or choice, has them looked at in another thread, shows what was found."""

    part_done = Signal(float)
    """Which part of the files has been looked at, 0 to 1; sent from the other thread."""

    def __init__(self, look: Look, say: Language, theme: Theme) -> None:
        super().__init__()
        self._look, self.say, self._theme = look, say, theme
        self._task: Task | None = None
        self._stop = threading.Event()
        self.found: Findings | None = None
        """What is shown."""
        self.setObjectName("page")
        self.setWindowTitle(say.text("Check a document"))
        self.setAcceptDrops(True)
        if say.right_to_left:
            self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self._build()
        self.part_done.connect(self._progress)
        for key in (QKeySequence.StandardKey.Cancel, QKeySequence.StandardKey.Close):
            QShortcut(QKeySequence(key), self).activated.connect(self._leave)
        self.chooser.setFocus()

    def sizeHint(self) -> QSize:
        return QSize(*(self._theme.mm(side) for side in _SIZE_MM))

    # --- parts ------------------------------------------------------------------------------------

    def _build(self) -> None:
        theme, say = self._theme, self.say
        rows = QVBoxLayout(self)
        # the person sets the size, not the words that happen to be shown
        rows.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        side = theme.space(4)
        rows.setContentsMargins(side, side, side, side)
        rows.setSpacing(theme.space(3))
        self.title = Label(say.text("Is this document intact?"), theme, "h1", bold=True)
        rows.addWidget(self.title)
        rows.addWidget(self._place())
        rows.addWidget(self._waiting())
        self.results = Body()
        self.results.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.results.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.results.setAccessibleName(say.text("What was found"))
        rows.addWidget(self.results, 1)
        self._busy(on=False)

    def _place(self) -> QFrame:
        """Return the place to drop files on, with the button to choose them."""
        theme, say = self._theme, self.say
        frame, rows = column(theme.space(2))
        as_notice(frame, "unknown", theme)
        words = say.text(
            "Drop sealed documents here, or choose them. Nothing leaves this computer."
        )
        rows.addWidget(Label(words, theme))
        self.chooser = button(say.text("Choose files"), theme, "primary", "choose")
        self.chooser.clicked.connect(self.choose)
        rows.addWidget(self.chooser, 0, Qt.AlignmentFlag.AlignLeft)
        return frame

    def _waiting(self) -> QFrame:
        """Return the bar that moves while files are looked at, with the way out."""
        theme, say = self._theme, self.say
        self._wait = QFrame()
        line = QHBoxLayout(self._wait)
        line.setContentsMargins(0, 0, 0, 0)
        self.bar = QProgressBar()
        self.bar.setObjectName("thin")
        self.bar.setTextVisible(False)
        self.bar.setRange(0, _FINE)
        self.bar.setAccessibleName(say.text("Looking at the files"))
        self.cancel = button(say.text("Cancel"), theme, name="cancel")
        self.cancel.clicked.connect(self.stop)
        line.addWidget(Label(say.text("Looking at the files"), theme))
        line.addWidget(self.bar, 1)
        line.addWidget(self.cancel)
        return self._wait

    def _busy(self, *, on: bool) -> None:
        self._wait.setVisible(on)
        self.chooser.setEnabled(not on)
        self.setAcceptDrops(not on)
        if on:
            self.cancel.setFocus()

    # --- files ------------------------------------------------------------------------------------

    def choose(self) -> None:
        """Ask for files."""
        words = self.say.text("Choose files")
        names, _ = QFileDialog.getOpenFileNames(self, words, str(Path.home()), "PDF (*.pdf);;* (*)")
        self.check([Path(name) for name in names])

    def check(self, paths: Sequence[Path]) -> None:
        """Look at files in another thread; what was found is shown when it is done."""
        if not paths or self._task is not None:
            return
        self._stop = stop = threading.Event()
        self.bar.setValue(0)
        self._busy(on=True)
        look = partial(self._look, tuple(paths), partial(self._tell, stop))
        self._task = task = Task(look, self)

        def ended(result: object) -> None:
            if self._task is task:
                self._show(cast("Findings", result))

        def failed(error: Exception) -> None:
            if self._task is task:
                self._failed(error)

        task.start(ended, failed)

    def _tell(self, stop: threading.Event, part: float) -> None:
        """Pass on how far it is; called in the other thread."""
        if stop.is_set():
            raise _StoppedError
        self.part_done.emit(part)

    def stop(self) -> None:
        """Wait no longer. The other thread ends at its next word, and nobody listens to it."""
        self._stop.set()
        if self._task is not None:
            self._rest()
            self._announce(self.say.text("Cancelled"))

    def _rest(self) -> None:
        """Be ready for other files."""
        self._task = None
        self._busy(on=False)
        self.chooser.setFocus()

    def _progress(self, part: float) -> None:
        self.bar.setValue(round(part * _FINE))

    def _failed(self, error: Exception) -> None:
        self._rest()
        sentence = self.say.text("This could not be checked: {why}")
        words = sentence.format(why=type(error).__name__)
        frame, rows = column(self._theme.space(2))
        rows.addWidget(signed("unknown", words, self._theme, "h2"))
        self.results.show_content(frame)
        self._announce(words)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        urls = event.mimeData().urls()
        self.check([Path(url.toLocalFile()) for url in urls if url.isLocalFile()])

    def closeEvent(self, event: QCloseEvent) -> None:
        self._stop.set()
        super().closeEvent(event)

    def _leave(self) -> None:
        """Stop what is at work; else close."""
        if self._task is not None:
            self.stop()
        else:
            self.close()

    # --- what was found ---------------------------------------------------------------------------

    def _show(self, findings: Findings) -> None:
        theme = self._theme
        self.found = findings
        self._rest()
        frame, rows = column(theme.space(4))
        rows.setContentsMargins(0, 0, theme.space(2), 0)
        if len(findings.each) > 1:
            rows.addWidget(self._together(findings))
        for finding in findings.each:
            rows.addWidget(self._card(finding))
        rows.addStretch(1)
        self.results.show_content(frame)
        self.results.verticalScrollBar().setValue(0)
        self.results.setFocus()
        verdict = findings.verdict
        self._announce(" ".join((verdict.word, *verdict.text)))

    def _together(self, findings: Findings) -> QFrame:
        verdict, theme = findings.verdict, self._theme
        frame, rows = column(theme.space(1))
        rows.addWidget(Label(verdict.about, theme, tone="secondary"))
        rows.addWidget(self._headline(verdict))
        rows.addWidget(Label(" ".join(verdict.text), theme))
        return frame

    def _card(self, finding: Finding) -> QFrame:
        """Return one file: its verdict large, what it means, and the details below."""
        verdict, theme = finding.verdict, self._theme
        frame, rows = column(theme.space(2))
        rows.addWidget(self._headline(verdict))
        rows.addWidget(Label(self._short(verdict.about), theme, bold=True))
        for line in verdict.text:
            rows.addWidget(Label(line, theme))
        if verdict.facts or finding.checks:
            details = self._details(finding)
            rows.addWidget(self._opener(verdict.about, details), 0, Qt.AlignmentFlag.AlignLeft)
            rows.addWidget(details)
        as_notice(frame, verdict.tone, theme)
        frame.setAccessibleName(" ".join((verdict.about, verdict.word, *verdict.text)))
        return frame

    def _headline(self, verdict: b.Verdict) -> QWidget:
        """Return the word of a verdict after its sign, both large."""
        box = signed(verdict.tone, verdict.word, self._theme, "h1")
        side = 2 * self._theme.body
        for sign in box.findChildren(Sign):
            sign.setFixedSize(side, side)
        return box

    def _short(self, about: str) -> str:
        """Return the name of a file without its folder."""
        return self.say.isolate(Path(about.strip(FSI + PDI)).name)

    def _opener(self, about: str, details: QWidget) -> QPushButton:
        """Return the button that shows the details and hides them again."""
        words = self.say.text("Details")
        made = button(words, self._theme, "tool", "details")
        made.setAccessibleName(self.say.text("{label}: {value}").format(label=words, value=about))
        made.setCheckable(True)
        made.setMinimumWidth(made.sizeHint().width() + self._theme.body)  # bold when pressed
        made.toggled.connect(details.setVisible)
        made.toggled.connect(self.results.fit)
        details.setVisible(False)
        return made

    def _details(self, finding: Finding) -> QFrame:
        theme = self._theme
        frame, rows = column(theme.space(2))
        if finding.verdict.facts:
            facts = tuple((label, _breakable(value)) for label, value in finding.verdict.facts)
            rows.addWidget(Facts(facts, theme, self.width() - 2 * theme.space(6)))
        if finding.checks:
            rows.addWidget(Label(self.say.text("What was checked"), theme, bold=True))
        for tone, label, answer in finding.checks:
            words = self.say.text("{label}: {value}").format(label=label, value=answer)
            line = signed(tone, words, theme)
            line.setAccessibleName(words)
            rows.addWidget(line)
        return frame

    def _announce(self, words: str) -> None:
        """Let a screen reader say what was found."""
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))


_LONGEST = 24
"""Characters after which a word may be broken, as fingerprints have to be."""


def _breakable(words: str) -> str:
    """Return words in which the very long ones can be broken between lines."""
    pieces = (
        "\u200b".join(word[at : at + 8] for at in range(0, len(word), 8))
        if len(word) > _LONGEST else word
        for word in words.split(" ")
    )  # fmt: skip
    return " ".join(pieces)


def window(look: Look, say: Language) -> VerifyWindow:
    """Return a dressed window; not yet shown."""
    app = apps.application()
    offscreen = app.platformName() in {"offscreen", "minimal"}
    ppi = themes.resolution(app.primaryScreen(), apps.OFFSCREEN_PPI if offscreen else None)
    themes.load_fonts(everything=True)
    theme = themes.preferred(ppi, cjk=say.cjk)
    themes.dress(app, theme)
    made = VerifyWindow(look, say, theme)
    made.resize(made.sizeHint().boundedTo(app.primaryScreen().availableSize()))
    return made


def run(look: Look, say: Language, paths: Sequence[Path]) -> int:
    """Show the window until it is closed, with files to begin with or without; return 0."""
    made = window(look, say)
    made.show()
    made.check(paths)
    return apps.application().exec()
