"""The fonts that ship with the program, and what is done where they are not there.

Light on purpose: the first page needs this module before anything else is loaded.
"""

from __future__ import annotations

from PySide6.QtGui import QFont, QFontDatabase, QFontMetrics

from consent_app.folders import resource

FAMILIES = (
    "Consent Sans", "Consent Sans SC", "Consent Sans Arabic", "Consent Sans Hebrew",
    "Consent Sans Devanagari", "Consent Sans Thai", "Consent Sans Kana Hangul",
    "Consent Sans SC Names",
)  # fmt: skip
_FIRST = ("ConsentSans-Regular.ttf", "ConsentSans-Bold.ttf", "ConsentSansSC-Regular.otf")
"""What the first page needs: its own words, and the names of the languages."""


def load_fonts(*, everything: bool = False) -> None:
    """Load the fonts of the first page, or all others too.

    One that is missing or damaged is named in the log; the system's fonts then stand in for it.
    """
    folder = resource("fonts")
    names = sorted(f.name for f in folder.glob("*") if f.suffix in {".ttf", ".otf"})
    for name in (*_FIRST, *(names if everything else ())):
        if name not in _loaded:
            _loaded.add(name)
            if QFontDatabase.addApplicationFont(str(folder / name)) < 0:
                _tell(name)


def drawable() -> bool:
    """Return whether there is any font that has letters, of ours or of the system."""
    font = QFont()
    font.setFamilies(list(FAMILIES))
    return QFontMetrics(font).inFontUcs4(ord("a"))


def _tell(name: str) -> None:
    import logging  # where all is well, nobody waits for it

    logging.getLogger(__name__).warning("font missing or damaged: %s", name)


_loaded: set[str] = set()
"""Qt keeps application fonts for the life of the program; this only spares it the second load."""
