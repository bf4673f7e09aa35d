"""From a document in words to a PDF: laid out, tagged, with every font inside.

HTML comes from `sheet` and is laid out by WeasyPrint. The same document gives the same bytes. The
file claims PDF/A-3a and PDF/UA-1.
"""

from __future__ import annotations

import hashlib
import logging
import threading
from dataclasses import dataclass, fields
from importlib.resources import files
from io import BytesIO
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import quote, urlsplit
from urllib.request import url2pathname

import msgspec

from consent_app.paper.errors import NotWhatWasShownError, PaperError
from consent_app.paper.page.fonts import characters, families_for
from consent_app.paper.page.lean import lighten
from consent_app.paper.page.measure import sheet_of
from consent_app.paper.page.qr import stamp
from consent_app.paper.page.reading import Reading
from consent_app.paper.page.sheet import SIGNATURE, Part, page, style
from consent_app.settings import resource
from consent_app.view.blocks import Block, Document, SignatureMark

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path
    from types import TracebackType

    import weasyprint
    from weasyprint.document import Document as WeasyDocument

    from consent_app.paper.join import Attachment


@dataclass(frozen=True, slots=True)
class Rendered:
    """A document as laid out and shown, its signature section empty."""

    pdf: bytes
    base: bytes
    """The file without the pages of the signature section; what is sealed begins with it."""
    content: str
    """The digest of its words."""
    pages: int
    base_pages: int
    document: Document


@dataclass(frozen=True, slots=True)
class Signed:
    """What was shown, with the signature section as it was filled in behind it."""

    pdf: bytes
    base: bytes
    content: str
    pages: int
    document: Document


# --- the words, and what identifies them ----------------------------------------------------------


def digest(document: Document) -> str:
    """Return the SHA-256 of all that a document shows apart from its signature section, in hex.

    What is hashed is the document's canonical JSON (sorted keys, no spaces), each block in a pair
    with the name of its type.
    """
    return hashlib.sha256(msgspec.json.encode(_said(document), order="sorted")).hexdigest()


def _said(document: Document) -> dict[str, Any]:
    said: dict[str, Any] = {f.name: getattr(document, f.name) for f in fields(document)}
    del said["signature"]
    said["second"] = _said(document.second) if document.second else None
    said["summary"] = _named(document.summary)
    said["sections"] = [
        {"title": part.title, "fresh_page": part.fresh_page, "blocks": _named(part.blocks)}
        for part in document.sections
    ]
    return said


def _named(blocks: Iterable[Block]) -> list[tuple[str, Block]]:
    return [(type(block).__name__, block) for block in blocks]


# --- rendering and signing ------------------------------------------------------------------------


def render(document: Document) -> Rendered:
    """Lay a document out.

    Raises:
        PaperError: ``unknown_glyph`` for a character that no font of ours can draw;
            ``unknown_block`` for a block that is for the screen only; ``renderer_complaint`` for
            anything that the renderer warns about; ``cannot_write`` where there is no room for
            the renderer's temporary files.

    """
    from consent_app.paper.join import join

    content = digest(document)
    with _Complaints() as complaints:
        whole = _laid_out(document, "all")
        total = len(whole.pages)
        first = _signature_page(whole)
        base = _written(whole.copy(whole.pages[:first]), document, content, 0, total)
        pdf = base
        if first < total:
            rest = _written(whole.copy(whole.pages[first:]), document, content, first, total)
            pdf = join(base, rest)
    complaints.check()
    return Rendered(pdf, base, content, total, first, document)


def sign(
    rendered: Rendered, document: Document, attach: Callable[[bytes], Attachment] | None = None
) -> Signed:
    """Put the signature section, now filled in, behind the pages that were shown.

    Only that section is laid out. Should it take more or fewer pages than its empty place did, all
    pages are laid out once more, as each of them tells how many there are.

    Args:
        rendered: what was shown.
        document: the same words with the signature section filled in.
        attach: returns what is attached, given the pages that stand before the signature's.

    Raises:
        NotWhatWasShownError: apart from the signature, the words are not those of `rendered`.
        PaperError: ``nothing_signed`` if there is no signature in the document, and as `render`.

    """
    from consent_app.paper.join import join

    if (content := digest(document)) != rendered.content:
        raise NotWhatWasShownError(rendered.content, content)
    blocks = document.signature.blocks if document.signature else ()
    if not any(isinstance(block, SignatureMark) and block.how != "none" for block in blocks):
        raise PaperError("nothing_signed", document.document_id)
    first, total = rendered.base_pages, rendered.pages
    with _Complaints() as complaints:
        section = _laid_out(document, "signature", first, total)
        fits = len(section.pages) == total - first
        rest = _written(section, document, content, first, total) if fits else b""
    complaints.check()
    if not fits:
        again = render(document)
        pdf = join(again.pdf, attachment=attach(again.base) if attach else None)
        return Signed(pdf, again.base, content, again.pages, document)
    pdf = join(rendered.base, rest, attach(rendered.base) if attach else None)
    return Signed(pdf, rendered.base, content, total, document)


def _laid_out(document: Document, part: Part, first: int = 0, total: int = 0) -> WeasyDocument:
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import FatalURLFetchingError

    families = families_for(characters(document))
    fetcher, fonts = _fetcher(), FontConfiguration()
    try:
        sheet = weasyprint.CSS(
            string=style(families, document), font_config=fonts, url_fetcher=fetcher
        )
        html = weasyprint.HTML(string=page(document, part, first, total), url_fetcher=fetcher)
        return html.render(
            fonts, color_profiles=_colours(), stylesheets=[sheet], pdf_variant="pdf/a-3a"
        )
    except FatalURLFetchingError as error:
        raise PaperError("renderer_complaint", str(error)) from error
    except OSError as error:  # the fonts are laid out in the folder for temporary files
        raise PaperError("cannot_write", f"{error.filename}: {error.strerror}") from error


def _signature_page(laid_out: WeasyDocument) -> int:
    """Return the number from 0 of the page on which the signature section begins, or of pages."""
    found = (n for n, page in enumerate(laid_out.pages) if SIGNATURE in page.anchors)
    return next(found, len(laid_out.pages))


def _written(
    laid_out: WeasyDocument, document: Document, content: str, first: int, total: int
) -> bytes:
    _describe(laid_out.metadata, document, content)
    name = f"{document.document_id} {content} {first}"
    reading = Reading(laid_out)

    def finish(_: WeasyDocument, pdf: Any) -> None:  # noqa: ANN401 - a vendor's type
        reading.put(pdf)
        stamp(
            pdf, sheet_of(document.format), document_id=document.document_id, first=first + 1,
            total=total, revision=document.revision, mirrored=document.direction == "rtl",
        )  # fmt: skip
        lighten(pdf)
        _put_rows_apart(pdf)

    pdf: bytes = laid_out.write_pdf(
        pdf_variant="pdf/a-3a",
        finisher=finish,
        pdf_identifier=hashlib.sha256(name.encode()).digest()[:16],
        output_intent="given above",
    )
    _only_ours(font.name for font in laid_out.fonts.values())
    return pdf


def _put_rows_apart(pdf: Any) -> None:  # noqa: ANN401 - a vendor's type
    """Make each page's row of the parent tree an object, so that more can follow at little cost."""

    def found(reference: bytes) -> Any:  # noqa: ANN401
        return pdf.objects[int(reference.split()[0])]

    rows = found(found(pdf.catalog["StructTreeRoot"])["ParentTree"])["Nums"]
    for number in range(1, len(rows), 2):
        pdf.add_object(rows[number])
        rows[number] = rows[number].reference


def pango_version() -> str:
    """Return the version of the library that breaks the lines, as a number: 15600 is 1.56."""
    from weasyprint.text.ffi import pango

    return str(pango.pango_version())


def _colours() -> dict[str, Any]:
    """Return WeasyPrint's own sRGB profile; opening it here closes the file as well."""
    from weasyprint.css import ColorProfile

    data = BytesIO((files("weasyprint") / "pdf" / "sRGB2014.icc").read_bytes())
    channels = (["r"], ["g"], ["b"])
    return {"srgb": ColorProfile(data, "sRGB2014.icc", "relative-colorimetric", channels)}


def _only_ours(names: Iterable[bytes]) -> None:
    """Refuse a document into which the renderer has taken a font of the system.

    Raises:
        PaperError: ``renderer_complaint`` with the name of the font.

    """
    for name in names:
        if b"ConsentSans" not in name.replace(b"-", b""):
            raise PaperError("renderer_complaint", f"font {name.decode(errors='replace')}")


# --- what the file says about itself --------------------------------------------------------------

# PDF/UA is not among the XMP schemas that PDF/A knows, so the claim brings its own description.
_PDFUA_CLAIM = b"""\
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1"/>
<rdf:Description rdf:about=""
 xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 that the file follows</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
"""


def _describe(metadata: Any, document: Document, content: str) -> None:  # noqa: ANN401 - untyped vendor
    own = (f"document={document.document_id}", f"kind={document.kind}", f"content={content}")
    names = {word.partition("=")[0] for word in own}
    rest = (word for word in document.keywords if word.partition("=")[0] not in names)
    # the list is joined by commas, so a value must not have one
    metadata.keywords = [quote(word, safe="= :/;+@") for word in (*own, *rest)]
    standard = type(metadata).generate_rdf_metadata

    def with_claim(*about: object) -> bytes:
        # one RDF element: a reader takes no notice of a second one
        plain: bytes = standard(metadata, *about)
        return plain.replace(b"</rdf:RDF>", _PDFUA_CLAIM + b"</rdf:RDF>")

    metadata.generate_rdf_metadata = with_claim


# --- a complaint is an error ----------------------------------------------------------------------


class _Complaints(logging.Handler):
    """Hears what the renderer warns about, in this thread, while the block runs."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._thread = threading.get_ident()
        self._heard: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.thread == self._thread:
            self._heard.append(record.getMessage())

    def __enter__(self) -> Self:
        for name in ("weasyprint", "fontTools"):
            logging.getLogger(name).addHandler(self)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for name in ("weasyprint", "fontTools"):
            logging.getLogger(name).removeHandler(self)

    def check(self) -> None:
        """Raise what was heard.

        Raises:
            PaperError: ``renderer_complaint`` with the renderer's own words.

        """
        if self._heard:
            raise PaperError("renderer_complaint", "\n".join(self._heard))


def _fetcher() -> weasyprint.URLFetcher:
    """Return what opens addresses for the renderer: inline data, and files of `resources/`."""
    from weasyprint import URLFetcher

    class Fetcher(URLFetcher):  # type: ignore[misc]
        """Refuses the network and the rest of the disk."""

        def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> Any:  # noqa: ANN401
            parts = urlsplit(url)
            if parts.scheme == "file" and not _inside(url2pathname(parts.path)):
                raise ValueError(url)
            return super().fetch(url, headers)

    return Fetcher(allowed_protocols=("data", "file"), allow_redirects=False, fail_on_errors=True)


def _inside(path: str | Path) -> bool:
    root = resource().resolve()
    return (root / path).resolve().is_relative_to(root)
