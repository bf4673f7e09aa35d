"""The first page: painted from what the run before kept, while everything else is loaded.

What is kept is only a first sight: once the content is there, its own words replace it.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import sys
import threading
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFont, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication

from consent_app import folders
from consent_app.glass import fonts, screen
from consent_app.glass.attract import Attract, AttractWords

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from consent_app.content.model import Manifest
    from consent_app.glass.theme import Theme
    from consent_app.language import Language
    from consent_app.settings import Clinic

T = TypeVar("T")
_FILE = "first-page.json"
_MM_PER_INCH = 25.4
_ROLES = ("h1", "h2", "body", "tool")
_COLOURS = ("page", "ink")
_A_MOMENT = 1000
"""Milliseconds of loading after which it asks for patience."""
_TRY_AGAIN = 60 * 1000
"""Milliseconds after which a program that cannot begin ends, so that it may be started again."""
_LAST_LINES = 6


@dataclass(frozen=True, slots=True)
class Kept:
    """How the page looked last: its words, and as much of a `theme.Theme` as paints it."""

    words: AttractWords
    ppi: float
    colours: dict[str, str]
    sizes: dict[str, int]
    """Pixels of the font of a role."""
    size: tuple[int, int]
    """Of a window that does not fill the screen, in pixels."""

    def colour(self, name: str) -> QColor:
        """Return a colour of the look."""
        return QColor(self.colours[name])

    def font(self, role: str = "body", *, bold: bool = False) -> QFont:
        """Return the font of a role."""
        font = QFont()
        font.setFamilies(list(fonts.FAMILIES))
        font.setPixelSize(self.sizes[role])
        font.setBold(bold)
        return font

    def mm(self, millimetres: float) -> int:
        """Return millimetres as pixels."""
        return max(1, round(millimetres / _MM_PER_INCH * self.ppi))


def words(manifest: Manifest, clinic: Clinic, say: Language) -> AttractWords:
    """Return what the page says, from the pack and the clinic's settings."""
    from consent_app.language import Language

    return AttractWords(
        clinic=clinic.clinic,
        title=say.text("{title}: learn, check, ask").format(title=say.text(manifest.title)),
        languages=tuple(Language(code).own_name for code in manifest.languages),
        touch=say.text("Touch the screen to begin"),
        wait=say.text("One moment, please."),
        calm=say.text("This screen cannot be used right now. Please call the staff."),
        why=say.text("For the staff: {reason}"),
    )


# --- from one run to the next ---------------------------------------------------------------------


def keep(cache: Path, words: AttractWords, theme: Theme, size: tuple[int, int]) -> None:
    """Keep the page for the next start with the same arguments; a full disk is no fault here."""
    kept = {
        "arguments": sys.argv[1:],
        "words": asdict(words),
        "ppi": theme.ppi,
        "colours": {name: theme.colour(name).name() for name in _COLOURS},
        "sizes": {role: theme.letters(role) for role in _ROLES},
        "size": size,
    }
    text, file = json.dumps(kept, ensure_ascii=False), cache / _FILE
    with contextlib.suppress(OSError):
        if not file.is_file() or file.read_text(encoding="utf-8") != text:
            cache.mkdir(parents=True, exist_ok=True, mode=0o700)
            new = file.with_suffix(f".{os.getpid()}")
            new.write_text(text, encoding="utf-8")
            new.replace(file)


def forget(cache: Path) -> None:
    """Keep nothing: the next start has to ask something at the terminal first."""
    with contextlib.suppress(OSError):
        (cache / _FILE).unlink(missing_ok=True)


def kept(arguments: Sequence[str]) -> Kept | None:
    """Return what the run before kept, if it was started with just these arguments."""
    file = folders.cache_folder(_data(arguments)) / _FILE
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
        if found.pop("arguments") != list(arguments):
            return None
        words = found.pop("words")
        languages = tuple(words.pop("languages"))
        made = Kept(words=AttractWords(languages=languages, **words), **found)
        usable = all(made.colour(name).isValid() for name in _COLOURS) and made.mm(1) > 0
        return made if usable and all(made.font(role).pixelSize() > 0 for role in _ROLES) else None
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None


def _data(arguments: Sequence[str]) -> Path:
    """Return the data folder that a command line names, as the command line itself reads it."""
    given = list(arguments)
    for number, word in enumerate(given):
        if word.startswith("--data="):
            return Path(word.removeprefix("--data="))
        if word == "--data" and number + 1 < len(given):
            return Path(given[number + 1])
    return folders.data_folder()


# --- on the screen --------------------------------------------------------------------------------


def painted(arguments: Sequence[str]) -> Attract | None:
    """Paint the page as it was kept; None where nothing fitting was, or nothing can be shown."""
    found = None if "--temp" in arguments else kept(arguments)
    if found is None or screen.problem() is not None:
        return None
    screen.application()
    fonts.load_fonts()
    made = Attract(found.words, found)
    made.resize(*found.size)
    show(made, windowed="--windowed" in arguments)
    return made


def show(made: Attract, *, windowed: bool) -> None:
    """Show the page, and see to it that it is painted before anything else happens."""
    if windowed:
        made.resize(made.size().boundedTo(made.screen().availableSize()))
        made.show()
    else:
        screen.fill(made)
    loop = QEventLoop()
    made.painted.connect(loop.quit, Qt.ConnectionType.QueuedConnection)
    QTimer.singleShot(_A_MOMENT, loop, loop.quit)  # a screen that is off shows nothing
    loop.exec()
    made.painted.disconnect(loop.quit)


def shown() -> Attract | None:
    """Return the page where it stands alone on the screen, before there is a window."""
    tops = QApplication.topLevelWidgets() if QApplication.instance() else []
    return next((top for top in tops if isinstance(top, Attract) and top.isVisible()), None)


# --- while everything else is loaded --------------------------------------------------------------


class _Ended(QObject):
    """Says from any thread that something has ended."""

    ended = Signal()


def meanwhile(call: Callable[[], T], page: Attract | None) -> T:
    """Return what a call returns, or raise what it raises; the page lives on while it runs.

    Raises:
        SystemExit: the page was closed meanwhile.

    """
    if page is None:
        return call()
    found: list[tuple[T | None, BaseException | None]] = []
    loop, told = QEventLoop(), _Ended()
    told.ended.connect(loop.quit, Qt.ConnectionType.QueuedConnection)

    def work() -> None:
        try:
            found.append((call(), None))
        except BaseException as error:  # noqa: BLE001 - raised again where it was called
            found.append((None, error))
        told.ended.emit()

    with _patience(page):
        threading.Thread(target=work, daemon=True).start()
        loop.exec()
    if not found:  # nobody waits any more
        raise SystemExit(0)
    result, error = found[0]
    if error is not None:
        raise error
    return cast("T", result)


@contextlib.contextmanager
def _patience(page: Attract) -> Iterator[None]:
    """Ask for patience after a moment, or at once whoever has touched the screen."""
    late = QTimer(page)
    late.setSingleShot(True)
    late.timeout.connect(page.wait)
    page.touched.connect(page.wait)
    late.start(0 if page.begun else _A_MOMENT)
    try:
        yield
    finally:
        late.stop()
        page.touched.disconnect(page.wait)


# --- where nothing can begin ----------------------------------------------------------------------


@contextlib.contextmanager
def told_on(page: Attract | None) -> Iterator[None]:
    """Tell on the page, too, why the program ends; it then stands until staff close it."""
    if page is None or screen.unseen():
        yield
        return
    heard = _Heard(sys.stderr)
    try:
        with contextlib.redirect_stderr(cast("Any", heard)):
            yield
    except (Exception, SystemExit) as error:
        if page.isVisible() and not (isinstance(error, SystemExit) and not error.code):
            complain(page, heard.last() or f"{type(error).__name__}: {error}")
        raise


def complain(page: Attract, reason: str) -> None:
    """Say calmly that nothing can begin here, until the page is closed or a minute is over."""
    page.complain(reason)
    loop = QEventLoop()
    for keys in ("Esc", "Ctrl+Q"):
        QShortcut(QKeySequence(keys), page).activated.connect(loop.quit)
    app = QApplication.instance()
    if app is not None:
        app.aboutToQuit.connect(loop.quit)
    QTimer.singleShot(_TRY_AGAIN, loop, loop.quit)
    loop.exec()
    page.hide()


class _Heard(io.TextIOBase):
    """The stream for errors, which remembers what was said."""

    def __init__(self, stream: Any) -> None:  # noqa: ANN401 - whatever stands in for the stream
        super().__init__()
        self._stream, self._words = stream, ""

    def write(self, words: str) -> int:
        self._words += words
        return int(self._stream.write(words) or 0)

    def flush(self) -> None:
        self._stream.flush()

    def last(self) -> str:
        """Return the last lines, which say the most."""
        return "\n".join(self._words.strip().splitlines()[-_LAST_LINES:])
