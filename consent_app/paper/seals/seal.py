"""The seal: proof that a file is as the clinic's key left it, byte by byte.

A seal is the clinic's, not the patient's signature: who signed stands on the page. It is a PAdES
signature (ETSI.CAdES.detached, SHA-256) that certifies the file and allows no later change but
proofs of its own age.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from typing import TYPE_CHECKING, Any, Literal

from consent_app.paper.document import Rendered, Signed
from consent_app.paper.errors import SealCode, SealError
from consent_app.paper.join import writer
from consent_app.paper.seals import cms, files, times
from consent_app.paper.seals.keys import (
    DEMONSTRATION,
    Authority,
    Key,
    demonstration_key,
    know,
    known_certificates,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

__all__ = [
    "DEMONSTRATION", "FIELD", "Key", "Level", "SealCode", "SealError", "Sealed",
    "demonstration_key", "embedded", "known_certificates", "seal", "store",
]  # fmt: skip

_LOG = logging.getLogger(__name__)
FIELD = "Seal"
Level = Literal["PAdES-BASELINE-B", "PAdES-BASELINE-T", "PAdES-BASELINE-LT", "PAdES-BASELINE-LTA"]
_ROOM = 2048
"""Bytes that a seal needs besides the certificates, and some more; the rest stays zero."""
_ROOM_FOR_TIME = 8192
"""Bytes that are kept free for a confirmed time, if one is to be asked for."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """A sealed file; `sha256` is that of all its bytes, `content` the digest of its words."""

    pdf: bytes
    sha256: str
    content: str
    level: Level = "PAdES-BASELINE-B"
    """What was reached: T only if the server that confirms times has answered."""
    untimed: str = ""
    """Why the time was not confirmed, where it should have been; for the curious."""


def seal(  # noqa: PLR0913 - the words come from outside
    paper: Rendered | Signed,
    key: Key,
    at: datetime,
    *,
    name: str = "",
    reason: str = "",
    location: str = "",
) -> Sealed:
    """Add the seal of `key` behind the bytes of `paper`.

    If the key names a server that confirms times, it is asked, for 5 seconds at most; without an
    answer the seal is made all the same, at the level B.

    Args:
        paper: what was laid out; an acknowledgement must be signed.
        key: whose seal it is.
        at: the claimed time, with its offset from UTC.
        name: what the seal is, for a screen reader; the key's label if empty.
        reason: what for, in a few words.
        location: where, in a few words.

    Raises:
        SealError: ``not_signed`` for an acknowledgement without signature, ``seal_failed`` with
            the name of the vendor's error; and what `Key.check` and a token raise.

    """
    if not isinstance(paper, Rendered | Signed):
        raise SealError("not_signed", type(paper).__name__)
    if isinstance(paper, Rendered) and paper.document.kind == "acknowledgement":
        raise SealError("not_signed", paper.document.document_id)
    key.check(at)
    from pyhanko.pdf_utils.misc import PdfError

    making = _Making(key)
    try:
        pdf = _sealed(paper.pdf, making, at, name or key.label, reason, location)
    except (PdfError, ValueError) as error:
        raise SealError("seal_failed", f"{type(error).__name__}: {error}") from error
    if making.untimed:  # staff see it wherever a seal is made; the file itself says its level
        _LOG.warning("no confirmed time, the seal is %s: %s", making.level, making.untimed)
    return Sealed(pdf, sha256(pdf).hexdigest(), paper.content, making.level, making.untimed)


@dataclass(slots=True)
class _Making:
    """Makes the bytes of a seal, and remembers which level they have reached."""

    key: Key
    level: Level = "PAdES-BASELINE-B"
    untimed: str = ""

    @property
    def room(self) -> int:
        """Bytes to keep free for it."""
        time = _ROOM_FOR_TIME if self.key.authority else 0
        return sum(map(len, self.key.certificates)) + _ROOM + time

    def __call__(self, covered: bytes) -> bytes:
        """Return the seal of what has this SHA-256."""
        chain = self.key.certificates
        signed = cms.attributes(covered, chain)
        signature = self.key.sign(signed)
        plain = cms.written(cms.Signed(chain, signed, signature))
        if self.key.authority is None:
            return plain
        try:
            token = _confirmed(self.key.authority, signature)
        except SealError as error:
            self.untimed = error.detail
            return plain
        timed = cms.written(cms.Signed(chain, signed, signature, token=token))
        if len(timed) > self.room:
            self.untimed = f"{self.key.authority.address}: {len(token)} bytes"
            return plain
        self.level = "PAdES-BASELINE-T"
        return timed


def _confirmed(authority: Authority, signature: bytes) -> bytes:
    """Return a token for a signature, and know its authority from now on."""
    token, stamp = times.token(authority.address, sha256(signature).digest())
    if authority.folder is not None:
        know(stamp.certificates[0], authority.folder / "keys" / "authorities")
    return token


def _sealed(  # noqa: PLR0913 - as `seal`
    pdf: bytes, making: _Making, at: datetime, name: str, reason: str, location: str
) -> bytes:
    from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
    from pyhanko.sign.signers.cms_embedder import SigMDPSetup
    from pyhanko.sign.signers.constants import ESIC_EXTENSION_1
    from pyhanko.sign.signers.pdf_byterange import SignatureObject

    out = writer(pdf)
    out.register_extension(ESIC_EXTENSION_1)
    about = SignatureObject(
        timestamp=at, subfilter=SigSeedSubFilter.PADES, reason=reason or None,
        location=location or None, bytes_reserved=2 * making.room,
    )  # fmt: skip
    # No change at all is permitted. Neither pyHanko nor EU DSS takes proofs of age (security
    # stores, document timestamps) for one, so that nothing has to be permitted for them.
    no_change = SigMDPSetup("sha256", certify=True, docmdp_perms=MDPPerm.NO_CHANGES)
    return embedded(out, FIELD, name, about, making, no_change)


def embedded(  # noqa: PLR0913 - the parts of one field
    out: IncrementalPdfFileWriter,
    field: str,
    name: str,
    about: Any,  # noqa: ANN401 - untyped vendor
    make: Callable[[bytes], bytes],
    permitted: Any = None,  # noqa: ANN401 - untyped vendor
) -> bytes:
    """Write a file with a new field for a seal or timestamp; `make` fills it from a SHA-256."""
    from pyhanko.sign.fields import InvisSigSettings, SigFieldSpec
    from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigObjSetup

    # Neither PDF/A nor PDF/UA allows an untagged seal on the page: its box lies outside.
    unseen = InvisSigSettings(set_print_flag=True, box_out_of_bounds=True)
    spec = SigFieldSpec(field, invis_sig_settings=unseen, readable_field_name=name)
    steps: Any = PdfCMSEmbedder(spec).write_cms(field, out)
    next(steps)
    steps.send(SigObjSetup(about, mdp_setup=permitted))
    file = BytesIO()
    digest, _ = steps.send(SigIOSetup("sha256", output=file))
    steps.send(make(digest.document_digest))
    return file.getvalue()


def store(sealed: Sealed, path: Path) -> None:
    """Write a sealed file so that `path` holds all of it, or what it held before.

    Folders that are missing are made.

    Raises:
        SealError: ``cannot_write`` with the path and the system's reason.

    """
    files.write(path, sealed.pdf)
