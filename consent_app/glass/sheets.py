"""Pages of a PDF as pictures, for the preview and the printer."""

from __future__ import annotations

import atexit
import contextlib
import threading
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, overload

from PySide6.QtGui import QImage

if TYPE_CHECKING:
    from collections.abc import Iterator

_POINTS_PER_INCH = 72


class Sheets(Sequence[QImage]):
    """The pages of a PDF, each drawn when it is looked at: all at once would fill the memory."""

    def __init__(self, pdf: bytes, ppi: float) -> None:
        """Take the file and the resolution in pixels per inch; the first page is drawn ahead."""
        self._pdf, self._ppi = pdf, ppi
        with _opened(pdf) as document:
            self._count = len(document)
        self._last = (0, self._draw(0))

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, number: int) -> QImage: ...
    @overload
    def __getitem__(self, number: slice) -> list[QImage]: ...
    def __getitem__(self, number: int | slice) -> QImage | list[QImage]:
        if isinstance(number, slice):
            return [self[n] for n in range(*number.indices(self._count))]
        place = range(self._count)[number]
        if self._last[0] != place:
            self._last = (place, self._draw(place))
        return self._last[1]

    def _draw(self, number: int) -> QImage:
        with _opened(self._pdf) as document:
            return _picture(document[number], self._ppi)


def pages(pdf: bytes, ppi: float) -> Iterator[QImage]:
    """Yield the pages of a PDF at a resolution in pixels per inch."""
    with _opened(pdf) as document:
        for page in document:
            yield _picture(page, ppi)


_ONE_AT_A_TIME = threading.RLock()
"""PDFium breaks where two threads are in it, or where one is while the program ends."""


@cache
def _library() -> Any:  # noqa: ANN401 - a vendor's module
    import pypdfium2

    atexit.register(_ONE_AT_A_TIME.acquire)  # before the library's own end, which came earlier
    return pypdfium2


@contextlib.contextmanager
def _opened(pdf: bytes) -> Iterator[Any]:
    with _ONE_AT_A_TIME:
        document = _library().PdfDocument(pdf)
        try:
            yield document
        finally:
            document.close()


def _picture(page: Any, ppi: float) -> QImage:  # noqa: ANN401 - a vendor's type
    bitmap = page.render(scale=ppi / _POINTS_PER_INCH, rev_byteorder=True)
    image = QImage(
        bitmap.buffer, bitmap.width, bitmap.height, bitmap.stride,
        QImage.Format.Format_RGB888 if bitmap.n_channels == 3  # noqa: PLR2004
        else QImage.Format.Format_RGBX8888,
    )  # fmt: skip
    own = image.copy()
    bitmap.close()
    page.close()
    return own
