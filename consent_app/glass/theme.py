"""Tokens as sizes in pixels, a palette and one style sheet, in three looks and three text sizes.

Sizes are physical: `Theme.mm` turns millimetres into pixels for the screen's resolution.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPalette

from consent_app.figures import recoloured
from consent_app.glass.fonts import FAMILIES, load_fonts
from consent_app.settings import tokens

if TYPE_CHECKING:
    from PySide6.QtGui import QScreen
    from PySide6.QtWidgets import QApplication

    from consent_app.figures import Figure

Size = Literal["base", "middle", "large"]
Look = Literal["light", "dark", "high"]

__all__ = [
    "FAMILIES", "Look", "Size", "Theme", "dress", "load_fonts", "palette", "preferred",
    "resolution",
]  # fmt: skip

_MM_PER_INCH = 25.4
_LOWEST_PPI, _HIGHEST_PPI = 60, 320
_LEAST_CJK = 24
_DESK_PPI = 96
RING = 3
"""Pixels of each of the two rings around what has the focus."""
_MOST_TOOL = 1.25
"""Times the base size that words of the frame may grow."""


@dataclass(frozen=True)
class Theme:
    """How everything looks: made anew for another choice, so that no widget changes under way."""

    ppi: float
    """Pixels per inch."""
    size: Size = "base"
    look: Look = "light"
    still: bool = False
    """Whether nothing may move by itself."""
    cjk: bool = False
    """Whether lines hold Han signs."""
    desk: bool = False
    """Whether it is read at a desk beside a clinician, with a mouse, and not at a kiosk."""

    @property
    def colours(self) -> dict[str, str]:
        """The colours of the look by their names in the token file."""
        return dict(tokens()[self.look])

    def colour(self, name: str) -> QColor:
        """Return a colour of the look."""
        return QColor(tokens()[self.look][name])

    def drawing(self, figure: Figure) -> QByteArray:
        """Return a drawing in the colours of the look."""
        drawn = figure.svg if self.look == "light" else recoloured(figure.svg, self.colours)
        return QByteArray(drawn.encode())

    def mm(self, millimetres: float) -> int:
        """Return millimetres as pixels, at least one."""
        return max(1, round(millimetres / _MM_PER_INCH * self.ppi))

    def space(self, step: int) -> int:
        """Return a space of the scale, 1 to 6, in pixels."""
        return self.mm(tokens()["kiosk"]["space"][step - 1])

    def _desk(self, name: str) -> int:
        """Return a size of a desk in pixels, those of a coarser screen as at 96 an inch."""
        return round(float(tokens()["desk"][name]) * max(1.0, self.ppi / _DESK_PPI))

    def _body(self, size: Size) -> int:
        if self.desk:
            return round(self._desk("body") * float(tokens()["desk"][size]))
        return self.mm(tokens()["text"][size]["body"])

    @property
    def body(self) -> int:
        """The font size of body text in pixels."""
        size = self._body(self.size)
        return max(size, _LEAST_CJK) if self.cjk else size

    def letters(self, role: str) -> int:
        """Return the font size of `body`, `tool`, `h1`, `h2` or `number` in pixels."""
        if role == "body":
            return self.body
        if role == "tool":  # the frame's own words do not take the page's room
            return min(self.body, round(_MOST_TOOL * self._body("base")))
        if self.desk:
            return round(self.body * self._desk(role) / self._desk("body"))
        return round(self.body * float(tokens()["text"][self.size][role]))

    @property
    def line_height(self) -> int:
        """Line height in per cent of the font size."""
        name = "line_height_cjk" if self.cjk else "line_height"
        return round(100 * float(tokens()["kiosk"][name]))

    @property
    def measure(self) -> int:
        """The widest a line of text may be, in pixels: about 70 Latin or 35 Han signs."""
        return self.body * (35 if self.cjk else 31)

    def font(self, role: str = "body", *, bold: bool = False) -> QFont:
        """Return the font of a role."""
        font = QFont()
        families = list(FAMILIES)
        font.setFamilies(families)
        font.setPixelSize(self.letters(role))
        font.setBold(bold)
        return font

    def target(self, *, primary: bool = False) -> int:
        """Return the height of a button in pixels."""
        if self.desk:
            return self._desk("target")
        return self.mm(tokens()["kiosk"]["target_primary" if primary else "target"])

    @property
    def stroke(self) -> int:
        """The outline of a control in pixels."""
        return max(2, self.mm(tokens()["kiosk"]["stroke"]))

    @property
    def marked(self) -> int:
        """The outline of what is marked, in pixels."""
        return max(self.stroke + 1, self.mm(tokens()["edge"][self.look]["marked"]))

    def style_sheet(self) -> str:
        """Return the one style sheet.

        A rule that sets a background sets a colour, and the other way round: what is half set is
        grey on white in one look and black on black in another.
        """
        box = float(tokens()["edge"][self.look]["box"])
        values: dict[str, Any] = {
            **self.colours,
            "radius": self.mm(tokens()["kiosk"]["radius"]),
            "card": self.mm(tokens()["kiosk"]["card_radius"]),
            "stroke": self.stroke,
            "marked": self.marked,
            "box": self.mm(box) if box else 0,
            "pad": self.space(3),
            "half": self.space(2),
            "target": self.target() - 2 * self.stroke,
            "marked_target": self.target() - 2 * self.marked,
            "primary_target": self.target(primary=True),
            "choice_target": self.target(primary=True) - 2 * self.stroke,
            "marked_choice": self.target(primary=True) - 2 * self.marked,
            "wide": self.mm(30),
            "ring": RING,
        }
        return _SHEET % values


_SHEET = """
QMainWindow, #body, #page, #scroll, #scroll > QWidget { background: %(page)s; color: %(ink)s; }
#bar, #footer { background: %(surface)s; color: %(ink2)s; }
#footer { border-top: %(box)spx solid %(line)s; }
QLabel[tone="secondary"], #progress { background: transparent; color: %(ink2)s; }
QLabel[tone="number"] { background: transparent; color: %(primary)s; }
QLabel[tone="error"] { background: transparent; color: %(stop)s; }
#strip { background: %(caution_bg)s; color: %(caution)s; }
QPushButton {
  background: %(page)s; color: %(ink)s; border: %(stroke)spx solid %(line)s;
  border-radius: %(radius)spx; padding: 0 %(pad)spx; min-height: %(target)spx;
}
QPushButton:pressed { background: %(primary)s; color: %(on_primary)s; }
QPushButton:disabled { background: %(surface)s; color: %(disabled)s; border-color: %(hairline)s; }
.QPushButton:focus { border: %(ring)spx solid %(focus_outer)s; }
QPushButton:checked {
  background: %(selected)s; color: %(ink)s; border: %(marked)spx solid %(primary)s;
  font-weight: bold; min-height: %(marked_target)spx;
}
QPushButton[role="primary"] {
  background: %(primary)s; color: %(on_primary)s; border: %(stroke)spx solid %(primary)s;
  font-weight: bold; min-height: %(primary_target)spx; min-width: %(wide)spx;
}
QPushButton[role="primary"]:pressed { background: %(pressed)s; color: %(on_primary)s; }
QPushButton[role="primary"]:disabled {
  background: %(surface)s; color: %(disabled)s; border-color: %(line)s;
}
QPushButton[role="choice"] { min-height: %(choice_target)spx; }
QPushButton[role="choice"]:checked { min-height: %(marked_choice)spx; }
QPushButton[role="tool"] { padding: 0 %(half)spx; }
QLineEdit, QPlainTextEdit {
  background: %(page)s; color: %(ink)s; border: %(stroke)spx solid %(line)s;
  border-radius: %(radius)spx; padding: 0 %(half)spx; min-height: %(target)spx;
  selection-background-color: %(primary)s; selection-color: %(on_primary)s;
  placeholder-text-color: %(ink2)s;
}
QLineEdit:focus, QPlainTextEdit:focus { border: %(ring)spx solid %(focus_outer)s; }
QLineEdit[wrong="true"] { border: %(marked)spx solid %(stop)s; min-height: %(marked_target)spx; }
QLineEdit[wrong="true"]:focus { border: %(marked)spx solid %(focus_outer)s; }
QListWidget {
  background: %(page)s; color: %(ink)s; border: %(stroke)spx solid %(line)s;
  border-radius: %(radius)spx; outline: 0;
}
QListWidget::item { min-height: %(target)spx; padding-left: %(half)spx; padding-right: %(half)spx; }
QListWidget::item:selected {
  background: %(selected)s; color: %(ink)s; border: %(marked)spx solid %(primary)s;
}
#card {
  background: %(page)s; color: %(ink)s; border: 1px solid %(hairline)s; border-radius: %(card)spx;
}
#notice { border-radius: %(card)spx; }
#cell { background: transparent; color: %(ink)s; border-bottom: 1px solid %(hairline)s; }
#head {
  background: %(surface)s; color: %(ink)s; font-weight: bold; border-bottom: 1px solid %(hairline)s;
}
#notice[tone="info"] {
  background: %(surface)s; color: %(ink)s; border: %(box)spx solid %(line)s;
}
#notice[tone="caution"] {
  background: %(caution_bg)s; color: %(ink)s; border: %(box)spx solid %(caution)s;
}
#notice[tone="stop"] {
  background: %(stop_bg)s; color: %(ink)s; border: %(box)spx solid %(stop)s;
}
#notice[tone="unknown"] {
  background: %(page)s; color: %(ink)s; border: %(stroke)spx dashed %(ink)s;
}
#notice[tone="ok"] { background: %(ok_bg)s; color: %(ink)s; border: %(box)spx solid %(ok)s; }
#step {
  background: %(page)s; color: %(ink2)s; border: 1px solid %(line)s; border-radius: %(radius)spx;
}
#step[marked="true"] {
  background: %(selected)s; color: %(ink)s; border: %(marked)spx solid %(ink)s; font-weight: bold;
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


_ROLE = QPalette.ColorRole
_PALETTE = {
    _ROLE.Window: "page", _ROLE.WindowText: "ink", _ROLE.Base: "page", _ROLE.Text: "ink",
    _ROLE.AlternateBase: "surface", _ROLE.Button: "page", _ROLE.ButtonText: "ink",
    _ROLE.BrightText: "ink", _ROLE.PlaceholderText: "ink2",
    _ROLE.Highlight: "primary", _ROLE.HighlightedText: "on_primary", _ROLE.Accent: "primary",
    _ROLE.ToolTipBase: "surface", _ROLE.ToolTipText: "ink",
    _ROLE.Link: "primary", _ROLE.LinkVisited: "primary",
    _ROLE.Light: "hairline", _ROLE.Midlight: "hairline", _ROLE.Mid: "line", _ROLE.Dark: "line",
    _ROLE.Shadow: "line",
}  # fmt: skip
_BLINKING, _STEADY = -1, 0
"""How the cursor of a field flashes: as the system has it, or not at all."""


def palette(theme: Theme) -> QPalette:
    """Return the colours of what no style sheet reaches, as dialogs of the system."""
    made = QPalette()
    for role, name in _PALETTE.items():
        made.setColor(role, theme.colour(name))
    for role in (_ROLE.Text, _ROLE.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, role, theme.colour("disabled"))
    return made


def dress(app: QApplication, theme: Theme) -> None:
    """Give the program its style, palette and font."""
    sheet = theme.style_sheet()
    if app.styleSheet() != sheet or app.font() != theme.font():  # all widgets are dressed anew
        app.setStyle("Fusion")
        app.setPalette(palette(theme))
        app.setFont(theme.font())
        app.setStyleSheet(sheet)
    app.styleHints().setCursorFlashTime(_STEADY if theme.still else _BLINKING)


def preferred(ppi: float, *, cjk: bool) -> Theme:
    """Return the look that the system asks for: more contrast, dark, nothing that moves."""
    hints = QGuiApplication.styleHints()
    wished = hints.accessibility()
    still = wished.motionPreference() is Qt.MotionPreference.ReducedMotion
    look: Look = "dark" if hints.colorScheme() is Qt.ColorScheme.Dark else "light"
    if wished.contrastPreference() is Qt.ContrastPreference.HighContrast:
        look = "high"
    return Theme(ppi, look=look, still=still, cjk=cjk)


def resolution(screen: QScreen | None, measured: float | None) -> float:
    """Return pixels per inch: as measured by the clinic, else as the screen says, within reason."""
    if measured:
        return measured
    told = screen.physicalDotsPerInch() if screen else 0.0
    return min(max(told, _LOWEST_PPI), _HIGHEST_PPI)
