"""Tokens as sizes in pixels, a palette and one style sheet.

Sizes are physical: `Theme.mm` turns millimetres into pixels for the screen's resolution.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette

from consent_app.settings import resource, tokens

if TYPE_CHECKING:
    from PySide6.QtGui import QScreen
    from PySide6.QtWidgets import QApplication

FAMILIES = (
    "Consent Sans", "Consent Sans SC", "Consent Sans Arabic", "Consent Sans Hebrew",
    "Consent Sans Devanagari", "Consent Sans Thai", "Consent Sans Kana Hangul",
    "Consent Sans SC Names",
)  # fmt: skip
_FIRST_FONTS = ("ConsentSans-Regular.ttf", "ConsentSans-Bold.ttf", "ConsentSansSC-Regular.otf")
"""What the first page needs: its own words, and the names of the languages."""
_MM_PER_INCH = 25.4
_LOWEST_PPI, _HIGHEST_PPI = 60, 320
_LEAST_CJK = 24
_MOST_TOOL = 1.25
"""Times the base size that words of the frame may grow."""


def colour(name: str) -> QColor:
    """Return a colour of the light theme."""
    return QColor(tokens()["light"][name])


@dataclass(frozen=True)
class Theme:
    """One look: resolution in pixels per inch, text size, and whether lines hold Han signs."""

    ppi: float
    large: bool = False
    cjk: bool = False

    def mm(self, millimetres: float) -> int:
        """Return millimetres as pixels, at least one."""
        return max(1, round(millimetres / _MM_PER_INCH * self.ppi))

    def space(self, step: int) -> int:
        """Return a space of the scale, 1 to 6, in pixels."""
        return self.mm(tokens()["kiosk"]["space"][step - 1])

    @property
    def body(self) -> int:
        """The font size of body text in pixels."""
        size = self.mm(tokens()["kiosk"]["body_large" if self.large else "body"])
        return max(size, _LEAST_CJK) if self.cjk else size

    def size(self, role: str) -> int:
        """Return the font size of `body`, `tool`, `h1`, `h2` or `number` in pixels."""
        if role == "body":
            return self.body
        if role == "tool":  # the frame's own words do not take the page's room
            return min(self.body, round(_MOST_TOOL * self.mm(tokens()["kiosk"]["body"])))
        factor = tokens()["kiosk"][f"{role}_large" if self.large else role]
        return round(self.body * float(factor))

    @property
    def line_height(self) -> int:
        """Line height in per cent of the font size."""
        name = "line_height_cjk" if self.cjk else "line_height"
        return round(100 * float(tokens()["kiosk"][name]))

    @property
    def measure(self) -> int:
        """The widest a line of text may be, in pixels: about 70 Latin or 38 Han signs."""
        return self.body * 35

    def font(self, role: str = "body", *, bold: bool = False) -> QFont:
        """Return the font of a role."""
        font = QFont()
        families = list(FAMILIES)
        font.setFamilies(families)
        font.setPixelSize(self.size(role))
        font.setBold(bold)
        return font

    def target(self, *, primary: bool = False) -> int:
        """Return the height of a button in pixels."""
        return self.mm(tokens()["kiosk"]["target_primary" if primary else "target"])

    def style_sheet(self) -> str:
        """Return the one style sheet. Every rule that sets a background sets a colour."""
        values = {
            **tokens()["light"],
            "radius": self.mm(tokens()["kiosk"]["radius"]),
            "card": self.mm(tokens()["kiosk"]["card_radius"]),
            "stroke": max(2, self.mm(tokens()["kiosk"]["stroke"])),
            "pad": self.space(3),
            "half": self.space(2),
            "target": self.target() - 2 * max(2, self.mm(tokens()["kiosk"]["stroke"])),
            "primary_target": self.target(primary=True),
            "wide": self.mm(30),
            "ring": 3,
        }
        return _SHEET % values


_SHEET = """
QWidget { color: %(ink)s; }
QMainWindow, #body, #page, #scroll, #scroll > QWidget { background: %(page)s; color: %(ink)s; }
#bar, #footer { background: %(surface)s; color: %(ink2)s; }
QLabel { background: transparent; color: %(ink)s; }
QLabel[tone="secondary"], QLabel#caption, QLabel#progress { color: %(ink2)s; }
QLabel[tone="number"] { color: %(primary)s; }
QLabel[tone="error"] { color: %(stop)s; }
#strip { background: %(caution_bg)s; color: %(caution)s; }
#strip QLabel { color: %(caution)s; }
QPushButton {
  background: %(page)s; color: %(ink)s; border: %(stroke)spx solid %(line)s;
  border-radius: %(radius)spx; padding: 0 %(pad)spx; min-height: %(target)spx;
}
QPushButton:pressed { background: %(selected)s; color: %(ink)s; }
QPushButton:disabled { background: %(surface)s; color: %(disabled)s; border-color: %(hairline)s; }
QPushButton:focus { border: %(ring)spx solid %(focus_outer)s; }
QPushButton:checked {
  background: %(selected)s; color: %(ink)s; border-color: %(primary)s; font-weight: bold;
}
QPushButton[role="primary"] {
  background: %(primary)s; color: %(on_primary)s; border: %(stroke)spx solid %(primary)s;
  font-weight: bold; min-height: %(primary_target)spx; min-width: %(wide)spx;
}
QPushButton[role="primary"]:pressed { background: %(pressed)s; color: %(on_primary)s; }
QPushButton[role="primary"]:disabled {
  background: %(surface)s; color: %(disabled)s; border-color: %(line)s;
}
QPushButton[role="primary"]:focus { border: %(ring)spx solid %(focus_inner)s; }
QPushButton[role="tool"] { padding: 0 %(half)spx; }
QLineEdit, QPlainTextEdit {
  background: %(page)s; color: %(ink)s; border: %(stroke)spx solid %(line)s;
  border-radius: %(radius)spx; padding: 0 %(half)spx; min-height: %(target)spx;
  selection-background-color: %(primary)s; selection-color: %(on_primary)s;
}
QLineEdit:focus, QPlainTextEdit:focus { border: %(ring)spx solid %(focus_outer)s; }
QLineEdit[wrong="true"] { border-color: %(stop)s; }
QListWidget {
  background: %(page)s; color: %(ink)s; border: %(stroke)spx solid %(line)s;
  border-radius: %(radius)spx; outline: 0;
}
QListWidget::item { min-height: %(target)spx; padding-left: %(half)spx; padding-right: %(half)spx; }
QListWidget::item:selected { background: %(selected)s; color: %(ink)s; }
#card {
  background: %(page)s; color: %(ink)s; border: 1px solid %(hairline)s; border-radius: %(card)spx;
}
#cell { background: transparent; color: %(ink)s; border-bottom: 1px solid %(hairline)s; }
#head { background: %(surface)s; color: %(ink)s; font-weight: bold; }
#notice[tone="info"] { background: %(surface)s; color: %(ink)s; border-radius: %(card)spx; }
#notice[tone="caution"] { background: %(caution_bg)s; color: %(ink)s; border-radius: %(card)spx; }
#notice[tone="stop"] { background: %(stop_bg)s; color: %(ink)s; border-radius: %(card)spx; }
#notice[tone="unknown"] {
  background: %(page)s; color: %(ink)s; border: %(stroke)spx dashed %(ink)s;
  border-radius: %(card)spx;
}
#notice[tone="ok"] { background: %(ok_bg)s; color: %(ink)s; border-radius: %(card)spx; }
#step {
  background: %(page)s; color: %(ink2)s; border: 1px solid %(line)s; border-radius: %(radius)spx;
}
#step[marked="true"] {
  background: %(selected)s; color: %(ink)s; border: %(stroke)spx solid %(ink)s; font-weight: bold;
}
#overlay { background: %(surface)s; color: %(ink)s; }
#overlayCard {
  background: %(page)s; color: %(ink)s; border: 1px solid %(hairline)s; border-radius: %(card)spx;
}
#thin { background: %(hairline)s; color: %(ink)s; border: 0; }
#thin::chunk { background: %(primary)s; color: %(on_primary)s; }
QScrollBar { background: %(surface)s; color: %(ink)s; width: %(half)spx; border: 0; }
QScrollBar::handle { background: %(line)s; color: %(ink)s; border-radius: 4px; min-height: 40px; }
QScrollBar::add-line, QScrollBar::sub-line { height: 0; }
"""


def dress(app: QApplication, theme: Theme) -> None:
    """Give the program its style, palette and font."""
    app.setStyle("Fusion")
    palette = QPalette()
    for role, name in (
        (QPalette.ColorRole.Window, "page"),
        (QPalette.ColorRole.Base, "page"),
        (QPalette.ColorRole.Button, "page"),
        (QPalette.ColorRole.WindowText, "ink"),
        (QPalette.ColorRole.Text, "ink"),
        (QPalette.ColorRole.ButtonText, "ink"),
        (QPalette.ColorRole.Highlight, "primary"),
        (QPalette.ColorRole.HighlightedText, "on_primary"),
        (QPalette.ColorRole.PlaceholderText, "ink2"),
    ):
        palette.setColor(role, colour(name))
    app.setPalette(palette)
    app.setFont(theme.font())
    app.setStyleSheet(theme.style_sheet())


def load_fonts(*, everything: bool = False) -> None:
    """Load the fonts of the first page, or all others too."""
    folder = resource("fonts")
    names = sorted(f.name for f in folder.iterdir() if f.suffix in {".ttf", ".otf"})
    for name in names if everything else _FIRST_FONTS:
        if name not in _loaded:
            QFontDatabase.addApplicationFont(str(folder / name))
            _loaded.add(name)


_loaded: set[str] = set()
"""Qt keeps application fonts for the life of the program; this only spares it the second load."""


def resolution(screen: QScreen | None, measured: float | None) -> float:
    """Return pixels per inch: as measured by the clinic, else as the screen says, within reason."""
    if measured:
        return measured
    told = screen.physicalDotsPerInch() if screen else 0.0
    return min(max(told, _LOWEST_PPI), _HIGHEST_PPI)
