"""A page that is sealed to see whether a key works."""

from __future__ import annotations

from typing import TYPE_CHECKING

from consent_app.paper.seals import seal
from consent_app.view.blocks import Document, Paragraph, Section

if TYPE_CHECKING:
    from datetime import datetime

    from consent_app.language import Language
    from consent_app.paper.seals.keys import Key

NUMBER = "0000-0000-0000"


def sealed(key: Key, at: datetime, say: Language) -> seal.Sealed:
    """Lay out one page that says what it is, and seal it.

    Raises:
        PaperError: it cannot be drawn.
        SealError: the key does not work.

    """
    from consent_app.paper.document import render

    return seal.seal(render(_document(key, at, say)), key, at, name=say.text("Seal of the clinic"))


def _document(key: Key, at: datetime, say: Language) -> Document:
    told = say.text("This page was sealed to try out the key of {name}. It is about nobody.")
    return Document(
        kind="information", document_id=NUMBER, language=say.tag,
        direction="rtl" if say.right_to_left else "ltr",
        title=say.text("Trial of a seal"), status=say.text("Only a trial. Not a document"),
        warning="", page_label=say.text("Page {page} of {pages}"), id_label=NUMBER,
        made=at.isoformat(), summary=(),
        sections=(Section(say.text("What this is"), (Paragraph(told.format(name=key.label)),)),),
        signature=None, author=key.label, keywords=(),
    )  # fmt: skip
