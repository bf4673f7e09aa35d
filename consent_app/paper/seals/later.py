"""What may stand behind a seal: proofs of how old it is, and nothing else.

A file is raised to a higher level by more revisions, each of which ends in a timestamp over all
bytes before it. No byte of them is free then; but anyone can add such a revision. So each is
compared with the one before: it may name a security store in the catalogue, and add unseen fields
for its timestamps. Whatever else has changed is refused, however harmless it looks.
"""

from __future__ import annotations

import re
from io import BytesIO
from itertools import pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pyhanko.pdf_utils.reader import HistoricalResolver, PdfFileReader

_HEAD = re.compile(rb"\d\s+\d+\s+obj\b")
_FIELD = {"/FT", "/T", "/TU", "/Type", "/Subtype", "/F", "/Rect", "/P", "/V"}
_STAMP = {"/Type", "/Filter", "/SubFilter", "/Contents", "/ByteRange"}


class ChangedError(ValueError):
    """A revision holds more than proofs of age."""


def check(data: bytes, ends: Sequence[int]) -> None:
    """Check all revisions behind the seal.

    Args:
        data: the file, whose seal and timestamps have been checked.
        ends: where the sealed file ends, and each revision behind it.

    Raises:
        ChangedError: with the number of an object, or what else is wrong.
        Exception: whatever the vendor's parser makes of them.

    """
    from pyhanko.pdf_utils.reader import PdfFileReader

    reader = PdfFileReader(BytesIO(data))
    sealed = _revision_at(reader, ends[0])
    if reader.xrefs.total_revisions - 1 - sealed != len(ends) - 1 or reader.encrypted:
        raise ChangedError("revisions")
    for number, (start, end) in enumerate(pairwise(ends), sealed + 1):
        _check_plain(reader, number, data[start:end])
        _check_revision(reader, number)


def _revision_at(reader: PdfFileReader, end: int) -> int:
    """Return the number of the last revision that ends before a place."""
    starts = (reader.xrefs.get_startxref_for_revision(n) for n in range(reader.total_revisions))
    return sum(start < end for start in starts) - 1


def _check_plain(reader: PdfFileReader, number: int, added: bytes) -> None:
    """Check that another reader finds the same objects in the bytes of a revision as we do."""
    listed = len(reader.xrefs.explicit_refs_in_revision(number))
    once = added.count(b"startxref") == added.count(b"%%EOF") == 1
    if not once or b"/ObjStm" in added or len(_HEAD.findall(added)) != listed:
        raise ChangedError("form")


def _check_revision(reader: PdfFileReader, number: int) -> None:
    before, after = (reader.get_historical_resolver(n) for n in (number - 1, number))
    if reader.xrefs.refs_freed_in_revision(number):
        raise ChangedError("freed")
    old, new = (_plain(resolver.trailer_view, _TRAILER) for resolver in (before, after))
    if old != new:
        raise ChangedError("trailer")
    fields: list[Any] = []
    annotations: list[Any] = []
    changed = [
        ref for ref in reader.xrefs.explicit_refs_in_revision(number)
        if not before.is_ref_unassignable(ref) and _is_there(before, ref)
    ]  # fmt: skip
    for ref in changed:
        _compare(before.get_object(ref), after.get_object(ref), fields, annotations)
    if list(map(_written, fields)) != list(map(_written, annotations)) or len(fields) != 1:
        raise ChangedError("fields")
    _check_field(fields[0].get_object())


_TRAILER = {"/Root", "/Info", "/Encrypt"}


def _is_there(resolver: HistoricalResolver, ref: Any) -> bool:  # noqa: ANN401 - untyped vendor
    from pyhanko.pdf_utils.misc import PdfReadError

    try:
        return str(resolver.get_object(ref)) != "NullObject"
    except PdfReadError:
        return False


def _compare(old: Any, new: Any, fields: list[Any], annotations: list[Any]) -> None:  # noqa: ANN401
    """Compare an object with what it was; take note of what was added to the form and to a page."""
    kind = _kind(old)
    if kind is None or _kind(new) != kind:
        raise ChangedError("object")
    key = {"catalogue": "/DSS", "form": "/Fields", "page": "/Annots"}[kind]
    if _plain(old, set(old) - {key}) != _plain(new, set(new) - {key}):
        raise ChangedError(kind)
    if kind == "form":
        fields += _added(old, new, key)
    elif kind == "page":
        annotations += _added(old, new, key)


def _kind(thing: Any) -> str | None:  # noqa: ANN401 - untyped vendor
    from pyhanko.pdf_utils.generic import DictionaryObject, StreamObject

    if not isinstance(thing, DictionaryObject) or isinstance(thing, StreamObject):
        return None
    if "/Fields" in thing:
        return "form"
    return {"/Catalog": "catalogue", "/Page": "page"}.get(str(thing.get("/Type", "")))


def _added(old: Any, new: Any, key: str) -> Iterator[Any]:  # noqa: ANN401 - untyped vendor
    """Return what was put behind the end of a list."""
    was, now = (_items(each, key) for each in (old, new))
    if list(map(_written, now[: len(was)])) != list(map(_written, was)):
        raise ChangedError(key)
    yield from now[len(was) :]


def _items(holder: Any, key: str) -> list[Any]:  # noqa: ANN401 - untyped vendor
    """Return the members of a list as they stand there, references as references."""
    # `get` would give a reference, where this gives what it leads to
    found: Any = holder[key] if key in holder else ()  # noqa: SIM401
    return [found.raw_get(number) for number in range(len(found))]


def _check_field(field: Any) -> None:  # noqa: ANN401 - untyped vendor
    """Check that a new field cannot be seen, and holds a timestamp alone."""
    stamp = field["/V"]
    plain = (
        set(field) == _FIELD
        and set(stamp) == _STAMP
        and (field["/FT"], field["/Subtype"]) == ("/Sig", "/Widget")
        and all(place < 0 for place in field["/Rect"])
        and (stamp["/Type"], stamp["/SubFilter"]) == ("/DocTimeStamp", "/ETSI.RFC3161")
    )
    if not plain:
        raise ChangedError("field")


def _plain(holder: Any, keys: Iterable[str]) -> dict[str, bytes]:  # noqa: ANN401 - untyped vendor
    """Return the values of a dictionary as they are written, references as references."""
    return {key: _written(holder.raw_get(key)) for key in keys if key in holder}


def _written(thing: Any) -> bytes:  # noqa: ANN401 - untyped vendor
    stream = BytesIO()
    thing.write_to_stream(stream, None)
    return stream.getvalue()
