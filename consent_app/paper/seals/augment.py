"""Raise a sealed file to a higher level: proof that will still hold when its certificates do not.

What is added stands behind the seal; every byte of the sealed file stays where it is. A seal whose
time nobody has confirmed gets a timestamp over the whole file (PAdES T). Then come all certificates
up to their roots, what their issuers said about them, and a timestamp over that (LTA). Done again
before the last authority's certificate ends, it holds on.
"""

from __future__ import annotations

from functools import reduce
from operator import or_
from pathlib import Path
from typing import TYPE_CHECKING, Any

from consent_app.paper.audit.verify import seal_of, verify
from consent_app.paper.errors import SealError
from consent_app.paper.join import writer
from consent_app.paper.seals import cms, files, keys, proofs, times
from consent_app.paper.seals.seal import embedded

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from consent_app.paper.audit.verify import Report

_ROOM = 8192
"""Bytes that are kept free for a token."""
_KEPT = ".before"
"""What the name of the file as it was ends with, until the new one has been verified."""


def raised(data: bytes, authority: keys.Authority, more: Sequence[bytes] = ()) -> bytes:
    """Return a sealed file with proofs of its age behind it.

    Args:
        data: a sealed file that was found to be intact.
        authority: who confirms the time.
        more: certificates up to the roots that the file lacks, DER.

    Raises:
        SealError: ``no_time`` if the authority does not answer; ``not_proven`` if the file has a
            confirmed time already and no more can be proven about it.

    """
    timed = data if seal_of(data).stamps else _stamped(data, authority)
    store = _store(timed, more)
    if store is None and timed is data:
        raise SealError("not_proven", cms.name_of(seal_of(data).certificate))
    return timed if store is None else _stamped(timed, authority, store)


def _stamped(data: bytes, authority: keys.Authority, store: proofs.Store | None = None) -> bytes:
    """Return a file with a timestamp over all of it, and over a security store if there is one."""
    from pyhanko.sign.signers.pdf_byterange import DocumentTimestamp

    def make(covered: bytes) -> bytes:
        token, stamp = times.token(authority.address, covered)
        if authority.folder is not None:
            keys.know(stamp.certificates[0], authority.folder / "keys" / "authorities")
        if len(token) > _ROOM:
            raise SealError("no_time", f"{authority.address}: {len(token)} bytes")
        return token

    out = writer(data)
    if store is not None:
        _put(out, store)
    name = f"Timestamp {len(seal_of(data).ends)}"
    about = DocumentTimestamp(2 * _ROOM)  # type: ignore[no-untyped-call]
    return embedded(out, name, name, about, make)


def _store(data: bytes, more: Sequence[bytes]) -> proofs.Store | None:
    """Return all that proves the certificates in a file, or None if something is lacking."""
    from io import BytesIO

    from pyhanko.pdf_utils.reader import PdfFileReader

    known = proofs.read(PdfFileReader(BytesIO(data))) or proofs.Store()
    seal = seal_of(data)
    every = [seal.certificates, *(stamp.certificates for stamp in seal.stamps)]
    others = [*(der for chain in every for der in chain), *known.certificates, *more]
    moments = [seal.stamps[0].at, *(stamp.at for stamp in seal.stamps)]
    used = [
        proofs.Used(cms.path(chain[0], others), at)
        for chain, at in zip(every, moments, strict=True)
    ]
    found = [proofs.gather(one, known) or proofs.gather(one, known, ask=True) for one in used]
    complete = [one for one in found if one is not None]
    return reduce(or_, complete, known) if len(complete) == len(found) else None


def _put(out: Any, store: proofs.Store) -> None:  # noqa: ANN401 - untyped vendor
    """Name a new security store in the catalogue; an older one is repeated in it."""
    from pyhanko.pdf_utils import generic

    g: Any = generic

    def streams(many: Sequence[bytes]) -> Any:  # noqa: ANN401 - untyped vendor
        return g.ArrayObject([out.add_object(g.StreamObject(stream_data=one)) for one in many])

    kinds = {"/Certs": store.certificates, "/CRLs": store.crls, "/OCSPs": store.ocsps}
    entries = {g.pdf_name(kind): streams(many) for kind, many in kinds.items() if many}
    made = g.DictionaryObject({g.pdf_name("/Type"): g.pdf_name("/DSS"), **entries})
    out.root[g.pdf_name("/DSS")] = out.add_object(made)
    out.update_root()


def augment(
    file: Path,
    out: Path | None,
    authority: keys.Authority,
    known: Callable[[], Sequence[bytes]],
    more: Sequence[bytes] = (),
) -> Report:
    """Raise a file on the disk, and return what the new one was found to be.

    Args:
        file: a sealed document.
        out: where the new one goes; in its own place if None. What was there is kept beside it
            until the new one has been verified from the disk.
        authority: who confirms the time.
        known: returns the certificates that this clinic knows, DER.
        more: certificates up to the roots that the file lacks, DER.

    Raises:
        SealError: ``not_intact`` if it is not as it was sealed, by a key that is known here;
            ``no_time``, ``not_proven`` as `raised`; ``cannot_write``.

    """
    data = _read(file)
    if verify(data, known()).outcome != "sealed":
        raise SealError("not_intact", str(file))
    made = raised(data, authority, more)
    place, kept = out or file, file.with_name(file.name + _KEPT)
    if out is None:
        files.write(kept, data)
    files.write(place, made)
    report = verify(_read(place), known())
    if report.outcome != "sealed":
        if out is None:
            files.write(file, data)
        raise SealError("seal_failed", str(place))
    if out is None:
        kept.unlink(missing_ok=True)
    return report


def _read(file: Path) -> bytes:
    try:
        return Path(file).read_bytes()
    except OSError as error:
        raise SealError("not_intact", f"{file}: {error.strerror}") from error
