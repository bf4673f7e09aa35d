"""Pages of a PDF as pictures, for the preview and the printer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QImage

if TYPE_CHECKING:
    from collections.abc import Iterator

_POINTS_PER_INCH = 72


def pages(pdf: bytes, ppi: float) -> Iterator[QImage]:
    """Yield the pages of a PDF at a resolution in pixels per inch."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        for page in document:
            bitmap = page.render(scale=ppi / _POINTS_PER_INCH, rev_byteorder=True)
            image = QImage(
                bitmap.buffer, bitmap.width, bitmap.height, bitmap.stride,
                QImage.Format.Format_RGB888 if bitmap.n_channels == 3  # noqa: PLR2004
                else QImage.Format.Format_RGBX8888,
            )  # fmt: skip
            yield image.copy()
            page.close()
    finally:
        document.close()
