"""Handing out the sealed document: printed, or saved where the person says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from consent_app.glass.sheets import pages

if TYPE_CHECKING:
    from pathlib import Path

_PRINT_PPI = 200


def can_print() -> bool:
    """Return whether this computer has a printer."""
    from PySide6.QtPrintSupport import QPrinterInfo

    return not QPrinterInfo.defaultPrinter().isNull()


def print_pdf(pdf: bytes) -> None:
    """Print a document on the default printer."""
    from PySide6.QtGui import QPainter
    from PySide6.QtPrintSupport import QPrinter

    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    painter = QPainter(printer)
    for number, image in enumerate(pages(pdf, _PRINT_PPI)):
        if number:
            printer.newPage()
        painter.drawImage(painter.viewport(), image)
    painter.end()


def save(pdf: bytes, target: Path) -> None:
    """Write a copy.

    Raises:
        OSError: it cannot be written there.

    """
    target.write_bytes(pdf)
