"""Every page of the way on every screen: in all text sizes, longer, mirrored and in Chinese."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, get_args

import pytest
from PySide6.QtCore import QBuffer, QCoreApplication, QEvent, QIODevice, QPoint, QRect, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPdfWriter, QTextLayout
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from consent_app import episode as ep
from consent_app.glass import app, fonts, screens
from consent_app.glass.pager import Height, Part, turned
from consent_app.glass.reading import Body
from consent_app.glass.rows import CheckRow, RadioRow
from consent_app.glass.theme import Size
from consent_app.keeping import Memory
from consent_app.language import PSEUDO, SHIPPED, Language
from consent_app.session import Finished, FixedClock, Session
from consent_app.settings import Clinic

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from pytestqt.qtbot import QtBot

    from consent_app import events as e
    from consent_app.content.model import Pack
    from consent_app.episode import Episode
    from consent_app.glass.lobby import Step
    from consent_app.glass.window import Window


class Screen(NamedTuple):
    """A screen in pixels, and its pixels per inch."""

    width: int
    height: int
    ppi: int


SMALL = Screen(1024, 768, 85), Screen(768, 1024, 85)
SCREENS = (*SMALL, Screen(1080, 1920, 102), Screen(1920, 1080, 100), Screen(3840, 2160, 138))
MOST, MOST_UPRIGHT, MOST_LONG = 3, 4, 8
"""Presses of *More* that a page may need: on any screen; on a small upright one in
large text; and where the words are made longer."""
LATIN, HAN = 75, 40
"""Signs that a line may hold."""
CAP_MM: dict[Size, float] = {"base": 4.8, "large": 7.33}
"""The least height of a capital letter on the screen."""
SIZES = get_args(Size)
TOO_MANY = 20
TARGET = 44
"""The least height of a control at a desk in pixels."""


# --- the pages ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def states(walked: Callable[..., Any]) -> tuple[Episode, ...]:
    """Return a state for each page that there is, and for the forms that some of them take."""
    ways = (
        walked(answers="right"), walked(answers="wrong"), walked(decision="decline"),
        walked({"country_of_surgery": "CN"}), walked({"date_of_birth": date(2012, 1, 1)}),
    )  # fmt: skip
    found: dict[object, Episode] = {}
    for episode in (episode for way in ways for episode in way.episodes):
        topic = ep.Episode.asked_on(episode.page)
        form: object = episode.ruling.verdict if episode.page == ep.RULES else None
        if topic == "law":
            form = [t.right for t in episode.tries if t.topic == topic][-1:]
        found.setdefault((episode.page, str(form)), episode)
    return tuple(found.values())


@dataclass(frozen=True, slots=True)
class Paper:
    """A document that was laid out before."""

    pdf: bytes
    content: str = "0" * 64

    @property
    def base(self) -> bytes:
        return self.pdf


class OnePaper:
    """A press that has the same sheet for everyone."""

    def __init__(self) -> None:
        store = QBuffer()
        store.open(QIODevice.OpenModeFlag.WriteOnly)
        writer = QPdfWriter(store)
        QPainter(writer).end()
        self._paper = Paper(bytes(store.data().data()))

    def preview(self, episode: Episode, say: Language) -> Paper:  # noqa: ARG002
        return self._paper

    def finish(self, episode: Episode, say: Language, events: Iterable[e.Event]) -> Finished:  # noqa: ARG002
        return Finished(self._paper.pdf, self._paper.content, None)

    def aside(self) -> OnePaper:
        return self

    def slip(self, episode: Episode, say: Language, code: str) -> bytes:  # noqa: ARG002
        return self._paper.pdf

    def again(self, episode: Episode) -> Finished:  # noqa: ARG002
        return Finished(self._paper.pdf, self._paper.content, None)


@pytest.fixture
def shown(pack: Pack, states: tuple[Episode, ...], qtbot: QtBot) -> Callable[..., Window]:
    """Open the real window on a screen."""

    def open_window(screen: Screen, mode: Literal["kiosk", "counselling"] = "kiosk") -> Window:
        app.application()
        fonts.load_fonts(everything=True)
        clock = FixedClock(max(episode.last for episode in states))
        session = Session(pack, Memory(), OnePaper(), mode=mode, clock=clock)
        window = app.window(session, Clinic(ppi=screen.ppi))
        qtbot.addWidget(window)
        window.resize(screen.width, screen.height)
        window.show()
        return window

    return open_window


def dressed(window: Window, language: str, size: Size) -> None:
    window.session.episode = replace(window.session.episode, language=language)
    window.look.dress_in(replace(window.theme, size=size))


def drawn(window: Window, states: Iterable[Episode], language: str) -> Iterator[str]:
    """Draw one page after the other; yield its name once nothing moves any more."""
    for state in states:
        window.session.episode = replace(state, language=language)
        window.show_page()
        QCoreApplication.processEvents()  # once: nobody is to see how it is laid out
        while window.busy:
            QCoreApplication.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # the page before
        assert not window.faults.seen
        assert window.overlay is None
        yield state.page


# --- what has to hold -----------------------------------------------------------------------------


def seen(inside: QWidget, *kinds: type[QWidget]) -> list[Any]:
    return [w for kind in kinds for w in inside.findChildren(kind) if w.isVisible()]


def cut(inside: QWidget) -> list[str]:
    """Return the words that do not fit their place."""
    labels = [label for label in seen(inside, QLabel) if label.text() and label.wordWrap()]
    low = [w.text() for w in labels if QLabel.heightForWidth(w, w.width()) > w.height()]
    for row in seen(inside, RadioRow, CheckRow):
        row.setFont(row.font())  # it measures anew
        low += [row.text()] if row.heightForWidth(row.width()) > row.height() else []
    narrow = [label.text() for label in labels if _longest_word(label) > _room(label)]
    buttons = [b.text() for b in seen(inside, QPushButton) if b.sizeHint().width() > b.width()]
    return low + narrow + buttons


def _longest_word(label: QLabel) -> int:
    signs = label.fontMetrics()
    return max(map(signs.horizontalAdvance, label.text().split())) if _breaks(label) else 0


def _breaks(label: QLabel) -> bool:
    """Return whether words are known by their blanks: not so in Chinese, nor in addresses."""
    return bool(label.text().split()) and label.text().isascii() and "/" not in label.text()


def _room(label: QLabel) -> int:
    margins = label.contentsMargins()
    return label.width() - margins.left() - margins.right()


def longest_line(window: Window) -> float:
    """Return the most signs in a line of the longest paragraph, in parts of what it may hold."""
    labels = [w for w in seen(window.frame, QLabel) if w.wordWrap() and w.objectName() != "strip"]
    label = max(labels, key=lambda w: len(w.text()))
    layout = QTextLayout(label.text(), label.font())
    layout.beginLayout()
    lines = []
    while (line := layout.createLine()).isValid():
        line.setLineWidth(_room(label))
        lines.append(label.text()[line.textStart() : line.textStart() + line.textLength()])
    layout.endLayout()
    return max(map(_share, lines))


def _share(line: str) -> float:
    """Return the signs of a line in parts of what it may hold; a Han sign is as wide as two."""
    han = sum(sign >= "⺀" for sign in line)
    latin = len(line.strip()) - han
    return (han + latin / 2) / HAN if han > latin else len(line.strip()) / LATIN


def presses(window: Window) -> int:
    """Return how often *More* can be pressed."""
    number, more = 0, window.frame.more
    while more.isVisible() and more.isEnabled() and number < TOO_MANY:
        more.click()
        number += 1
    return number


def framed(window: Window) -> bool:
    """Say whether all of the frame is there: its own buttons, the title, one primary button."""
    frame = window.frame
    buttons = (frame.primary, frame.back, frame.leave, frame.question, frame.help_button)
    places = [QRect(b.mapTo(window, b.rect().topLeft()), b.size()) for b in buttons]
    primary = [b for b in seen(window.frame, QPushButton) if b.property("role") == "primary"]
    told = frame.title.text() and frame.title.isVisible() and frame.progress.text()
    return bool(told) and primary == [frame.primary] and all(map(window.rect().contains, places))


def small_words(window: Window) -> list[str]:
    """Return the words of the page that are smaller than its text."""
    least = 0.95 * window.theme.body
    labels = window.frame.text.findChildren(QLabel)
    return [w.text() for w in labels if w.isVisible() and w.fontInfo().pixelSize() < least]


def faults(window: Window, most: int) -> Iterator[str]:
    """Yield what is wrong with the page that is shown."""
    body = window.frame.text
    yield from (f"cut: {words}" for words in cut(window.frame))
    yield from (f"small: {words}" for words in small_words(window))
    if not framed(window):
        yield "frame"
    content = body.widget()
    assert content is not None
    if (wide := content.minimumSizeHint().width()) > body.viewport().width():
        yield f"{wide} pixels wide"
    if (line := longest_line(window)) > 1:
        yield f"a line that is {line:.2f} times too long"
    if (pressed := presses(window)) > most:
        yield f"{pressed} times More"


@pytest.mark.parametrize("language", [*SHIPPED, *PSEUDO])
@pytest.mark.parametrize("screen", SCREENS, ids=lambda s: f"{s.width}x{s.height}")
def test_every_page_fits(
    shown: Callable[..., Window], states: tuple[Episode, ...], screen: Screen, language: str
) -> None:
    window, found = shown(screen), []
    for size in SIZES:
        dressed(window, language, size)
        most = MOST_UPRIGHT if (screen, size) == (SMALL[1], "large") else MOST
        most = MOST_LONG if language in PSEUDO else most
        for page in drawn(window, states, language):
            found += [f"{page}, {size}: {f}" for f in faults(window, most)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("language", [*SHIPPED, *PSEUDO])
@pytest.mark.parametrize("screen", SCREENS, ids=lambda s: f"{s.width}x{s.height}")
def test_the_lobby_fits_and_comes_to_rest(
    shown: Callable[..., Window], screen: Screen, language: str
) -> None:
    window, found = shown(screen), []
    steps: tuple[Step, ...] = ("language", "comfort", "start", "code", "curtain", "cleared")
    for size in SIZES:
        window.lobby.language = language
        window.look.wear(replace(window.theme, size=size))
        for step in steps:
            window.lobby.go(step)
            page = window.lobby.screen
            assert isinstance(page, screens.Screen)
            rest = comes_to_rest(page)
            found += [f"{step}, {size}: {fault}" for fault in lobby_faults(page)]
            found += [] if rest else [f"{step}, {size}: laid out for ever"]
    assert not found, "\n".join(found)


def lobby_faults(page: screens.Screen) -> Iterator[str]:
    """Yield what is wrong with a page of the lobby."""
    yield from (f"cut: {words}" for words in cut(page))
    content = page.text.widget()
    assert content is not None
    if (wide := content.minimumSizeHint().width()) > page.text.viewport().width():
        yield f"{wide} pixels wide"
    for made in seen(page, QPushButton):
        inside = content if content.isAncestorOf(made) else page
        if not inside.rect().contains(QRect(made.mapTo(inside, QPoint()), made.size())):
            yield f"outside: {made.text()}"
    high = page.theme.target(primary=True)
    choices = [made for made in seen(page, QPushButton) if made.property("role") == "choice"]
    yield from (f"low: {made.text()}" for made in choices if made.height() < high)


def comes_to_rest(page: QWidget) -> bool:
    """Wait until nothing is laid out once more; False where that never ends."""
    fitted = [QSignalSpy(body.fitted) for body in page.findChildren(Body)]
    for _ in range(TOO_MANY):
        before = [spy.count() for spy in fitted]
        QTest.qWait(10)
        if before == [spy.count() for spy in fitted]:
            return True
    return False


@pytest.mark.parametrize("screen", SCREENS, ids=lambda s: f"{s.width}x{s.height}")
def test_letters_are_as_high_as_they_have_to_be(
    shown: Callable[..., Window], screen: Screen
) -> None:
    window = shown(screen)
    for size, least in CAP_MM.items():
        dressed(window, "en", size)
        millimetres = QFontMetricsF(window.theme.font()).capHeight() * 25.4 / screen.ppi
        assert millimetres >= least - 25.4 / screen.ppi / 2  # half a pixel


def test_a_desk_has_its_own_scale(
    shown: Callable[..., Window], states: tuple[Episode, ...]
) -> None:
    window, found = shown(Screen(1366, 768, 96), "counselling"), []
    wanted = {"plan", ep.RULES, "nerve_injury", "values.1", ep.FIT, ep.SURE, ep.DECISION}
    some = [replace(state, mode="counselling") for state in states if state.page in wanted]
    scale: dict[Size, int] = {"base": 19, "large": 38}
    for size, body in scale.items():
        dressed(window, "en", size)
        assert window.theme.body == body
        for page in drawn(window, some, "en"):
            controls = seen(window.frame, QPushButton, RadioRow, CheckRow)
            low = [made.text() for made in controls if made.height() < TARGET]
            found += [f"{page}, {size}: {words}" for words in (*cut(window.frame), *low)]
    assert not found, "\n".join(found)


def test_rows_stay_whole_unless_one_is_higher_than_the_place() -> None:
    rows = [Height(0, (40,)), Height(0, (50,)), Height(10, (30, 30, 90)), Height(0, (20,))]
    assert turned(rows, 5, 100) == (
        (Part(0, 0, 0), Part(1, 0, 0)),
        (Part(2, 0, 1),),
        (Part(2, 2, 2),),
        (Part(3, 0, 0),),
    )


def test_rows_that_do_not_fit_are_turned_by_keys(
    shown: Callable[..., Window], states: tuple[Episode, ...]
) -> None:
    window = shown(SMALL[0])
    dressed(window, "en", "large")
    state = next(state for state in states if state.page == "chances_often")
    (_,) = drawn(window, [state], "en")
    risks = [label for label in seen(window.frame, QLabel) if label.objectName() == "rowsSeen"]
    before, after = (window.findChild(QPushButton, name) for name in ("rowsBefore", "rowsAfter"))
    assert isinstance(after, QPushButton)
    assert isinstance(before, QPushButton)
    assert not before.isEnabled()
    first = risks[0].text()
    total = first.split()[-1]
    said = {first}
    after.setFocus()
    while after.isEnabled():
        QTest.keyClick(after, Qt.Key.Key_Space)
        said.add(risks[0].text())
    assert any(words.startswith(f"{total} of {total}") for words in said)
    assert before.hasFocus()
    place = risks[0].text()
    window.look.dress_in(replace(window.theme, look="dark"))
    (again,) = [label for label in seen(window.frame, QLabel) if label.objectName() == "rowsSeen"]
    assert again.text() == place
