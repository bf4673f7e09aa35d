"""More behind a file that is there: pages with their tags, and attachments.

What is added is an incremental update: every byte of the file stays where it is, so that a sealed
document begins with exactly the bytes that a person was shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import datetime

    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.pdf_utils.reader import PdfFileReader


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file inside the file, as PDF/A-3 asks for it."""

    name: str
    mime: str
    description: str
    data: bytes
    at: datetime
    """When it was made, with its offset."""


def join(base: bytes, pages: bytes = b"", attachment: Attachment | None = None) -> bytes:
    """Return `base` with pages of another file behind its own, and with an attachment.

    Both files are tagged as WeasyPrint does it: one element *Document*, and for each page an array
    in the parent tree. The same input gives the same bytes.
    """
    out = writer(base)
    if pages:
        _add_pages(out, pages)
    if attachment:
        _attach(out, attachment)
    stream = BytesIO()
    out.write(stream)  # type: ignore[no-untyped-call]
    return stream.getvalue()


def _generic() -> Any:  # noqa: ANN401
    """Return pyHanko's objects of a PDF; the vendor declares few of their types."""
    from pyhanko.pdf_utils import generic

    return generic


def writer(pdf: bytes) -> IncrementalPdfFileWriter:
    """Return what adds to a file, and leaves alone what the file says about itself.

    Left to itself, pyHanko would name itself as a producer, take the day from this computer's
    clock, and draw a new identifier; then the same input would not give the same bytes.
    """
    g = _generic()
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    class Writer(IncrementalPdfFileWriter):
        """As its parent, without anything of its own."""

        def _update_meta(self) -> None:
            """Leave it."""

        @classmethod
        def _handle_id(cls, prev: PdfFileReader) -> Any:  # noqa: ANN401
            names = _bytes(prev.trailer["/ID"][0]), sha256(pdf).digest()[:16]
            return g.ArrayObject(map(g.ByteStringObject, names))

    return Writer(BytesIO(pdf))


# --- pages ----------------------------------------------------------------------------------------


def _add_pages(out: IncrementalPdfFileWriter, pages: bytes) -> None:
    g = _generic()
    from pyhanko.pdf_utils.reader import PdfFileReader

    more = PdfFileReader(BytesIO(pages))
    shared = _shared_fonts(out, more)
    # one import for all of it: a page and an element that names it must stay the same two objects
    bundle = g.ArrayObject(map(g.ArrayObject, _taken_out(more)))
    bundle.container_ref = more.root.container_ref
    taken: Any = out.import_object(bundle)
    sheets, elements, parents, marks = taken
    for sheet in sheets:
        sheet.get_object()["/Resources"]["/Font"].update(shared)
    own, tree = out.root["/Pages"], out.root["/StructTreeRoot"]
    own[g.pdf_name("/Count")] = g.NumberObject(own["/Count"] + len(sheets))
    _adopt(out, own, "/Kids", sheets, "/Parent")
    _adopt(out, tree["/K"][0], "/K", elements, "/P")
    _number(out, [sheet.get_object() for sheet in sheets], parents)
    _name_apart(elements)
    _bookmark(out, marks)


def _taken_out(more: PdfFileReader) -> tuple[list[Any], ...]:
    """Return pages, elements, rows of the parent tree and bookmarks, without what they hang on."""
    tree = more.root["/StructTreeRoot"]
    rows = _references(tree["/ParentTree"]["/Nums"])[1::2]
    sheets, elements = _references(more.root["/Pages"]["/Kids"]), _references(tree["/K"][0]["/K"])
    marks = []
    if "/Outlines" in more.root:
        marks.append(more.root["/Outlines"].raw_get("/First"))
    for up, things in (("/Parent", sheets), ("/P", elements), ("/Parent", marks)):
        for thing in things:
            del thing.get_object()[up]
    return sheets, elements, rows, marks


def _shared_fonts(out: IncrementalPdfFileWriter, more: PdfFileReader) -> dict[Any, Any]:
    """Take those fonts out of the other file that are in this one with all glyphs it needs.

    Return ours by the names that the other file has for them. Both files number the glyphs of a
    font as the font itself does.
    """
    ours, theirs, shared = _fonts(out), _fonts(more), {}
    own = {ours[name]["/BaseFont"]: ours[name] for name in ours}
    for name in list(theirs):
        same = own.get(theirs[name]["/BaseFont"])
        if same is not None and _glyphs(theirs[name]) <= _glyphs(same):
            shared[name] = _reference(out, same)
            del theirs[name]
    return shared


def _fonts(file: IncrementalPdfFileWriter | PdfFileReader) -> Any:  # noqa: ANN401
    """Return the fonts of a file, all of which its pages share."""
    resources = file.root["/Pages"]["/Kids"][0]["/Resources"]
    return resources["/Font"] if "/Font" in resources else {}  # noqa: SIM401 - get() follows nothing


def _glyphs(font: Any) -> set[int]:  # noqa: ANN401
    """Return the glyphs of a font that have a width: pairs of the first one and their widths."""
    widths = list(font["/DescendantFonts"][0]["/W"])
    pairs = zip(widths[::2], widths[1::2], strict=True)
    return {first + n for first, some in pairs for n in range(len(some.get_object()))}


def _references(array: Any) -> list[Any]:  # noqa: ANN401
    return [array.raw_get(n) for n in range(len(array))]


def _adopt(
    out: IncrementalPdfFileWriter,
    parent: Any,  # noqa: ANN401
    kids: str,
    added: Any,  # noqa: ANN401
    up: str,
) -> None:
    """Hang objects below another one, at the end of its children."""
    for child in added:
        child.get_object()[up] = _reference(out, parent)
        parent[kids].append(child)
    out.update_container(parent[kids])
    out.update_container(parent)


def _reference(out: IncrementalPdfFileWriter, thing: Any) -> Any:  # noqa: ANN401
    g = _generic()
    place = thing.container_ref
    return g.IndirectObject(place.idnum, place.generation, out)


def _number(out: IncrementalPdfFileWriter, sheets: list[Any], parents: Any) -> None:  # noqa: ANN401
    """Give each page the next number in the parent tree, and its row there."""
    g = _generic()
    rows = out.root["/StructTreeRoot"]["/ParentTree"]["/Nums"]
    following = len(rows) // 2
    for number, (sheet, parent) in enumerate(zip(sheets, parents, strict=True), following):
        sheet[g.pdf_name("/StructParents")] = g.NumberObject(number)
        rows.append(g.NumberObject(number))
        rows.append(parent)
    out.update_container(rows)


def _name_apart(elements: Any) -> None:  # noqa: ANN401
    """Give the cells of tables names that no cell of the other file has."""
    g = _generic()
    todo = [element.get_object() for element in elements]
    while todo:
        element = todo.pop()
        if "/ID" in element:
            element[g.pdf_name("/ID")] = _apart(element["/ID"])
        about = element.get("/A")
        if about is not None and "/Headers" in about:
            about[g.pdf_name("/Headers")] = g.ArrayObject(map(_apart, about["/Headers"]))
        kids = (kid.get_object() for kid in element.get("/K", ()))
        todo += [kid for kid in kids if isinstance(kid, g.DictionaryObject) and "/S" in kid]


def _apart(name: Any) -> Any:  # noqa: ANN401
    return _generic().ByteStringObject(b"signature-" + _bytes(name))


def _bytes(text: Any) -> bytes:  # noqa: ANN401
    """Return a string of a PDF as it is in the file; pyHanko reads some as text."""
    return bytes(text.original_bytes if hasattr(text, "original_bytes") else text)


def _bookmark(out: IncrementalPdfFileWriter, marks: Any) -> None:  # noqa: ANN401
    """Put the bookmark of the added pages behind the last one under the title."""
    g = _generic()
    top = out.root["/Outlines"]
    title = top["/First"]
    for mark in marks:
        new = mark.get_object()
        new[g.pdf_name("/Parent")] = _reference(out, title)
        if "/Last" in title:
            last = title["/Last"]
            new[g.pdf_name("/Prev")] = _reference(out, last)
            last[g.pdf_name("/Next")] = mark
            out.update_container(last)
        else:
            title[g.pdf_name("/First")] = mark
        title[g.pdf_name("/Last")] = mark
        for above in (title, top):
            above[g.pdf_name("/Count")] = g.NumberObject(above["/Count"] + 1)
            out.update_container(above)


# --- attachments ----------------------------------------------------------------------------------


def _attach(out: IncrementalPdfFileWriter, file: Attachment) -> None:
    """Embed a file and name it in the catalogue.

    pyHanko's own way would raise the version to PDF 2.0, on which PDF/A-3 does not stand.
    """
    from pyhanko.pdf_utils.embed import EmbeddedFileObject, EmbeddedFileParams, FileSpec

    g = _generic()
    about = EmbeddedFileParams(creation_date=file.at, modification_date=file.at)
    embedded = EmbeddedFileObject.from_file_data(out, file.data, params=about, mime_type=file.mime)
    spec = FileSpec(
        file.name, file.name, embedded, file.description, af_relationship=g.pdf_name("/Data")
    )
    place = out.add_object(spec.as_pdf_object())
    tree = g.DictionaryObject({
        g.pdf_name("/Names"): g.ArrayObject([g.pdf_string(file.name), place])
    })  # fmt: skip
    names = out.root.get("/Names", g.DictionaryObject())
    names[g.pdf_name("/EmbeddedFiles")] = out.add_object(tree)
    out.root[g.pdf_name("/Names")] = names
    out.root[g.pdf_name("/AF")] = g.ArrayObject([place])
    out.update_container(names)
    out.update_root()  # type: ignore[no-untyped-call]


def attached(pdf: bytes, name: str) -> bytes | None:
    """Return the file of this name inside a file, or None if there is none.

    Only for a file whose seal was found whole: the vendor's parser may raise anything on others.
    """
    from pyhanko.pdf_utils.reader import PdfFileReader

    root = PdfFileReader(BytesIO(pdf)).root
    files = root.get("/AF", ())
    for number in range(len(files)):  # not by iteration, which yields references
        file = files[number]
        if str(file["/UF"]) == name:
            return bytes(file["/EF"]["/F"].data)
    return None
