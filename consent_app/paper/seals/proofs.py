"""Proof that certificates had not been revoked when they were used; kept in a security store.

Whoever reads a file in ten years can ask no server any more. So a file is raised to a higher level
(PAdES LT) by putting into it all certificates up to their roots, and what their issuers said.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from consent_app.paper.seals import cms

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from pyhanko.pdf_utils.reader import PdfFileReader


@dataclass(frozen=True, slots=True)
class Used:
    """A certificate with those above it, DER, and when it was used."""

    chain: tuple[bytes, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class Store:
    """What a security store holds, DER."""

    certificates: tuple[bytes, ...] = ()
    crls: tuple[bytes, ...] = ()
    """Lists of revoked certificates."""
    ocsps: tuple[bytes, ...] = ()
    """Answers about single certificates."""

    def __or__(self, other: Store) -> Store:
        """Return all of both, each once."""
        return Store(
            _once(self.certificates, other.certificates),
            _once(self.crls, other.crls),
            _once(self.ocsps, other.ocsps),
        )

    def proves(self, used: Iterable[Used]) -> bool:
        """Tell whether it holds all that is needed for these certificates, and asks nobody."""
        held = set(self.certificates)
        return all(held.issuperset(one.chain) and gather(one, self) is not None for one in used)


def _once(first: Sequence[bytes], second: Sequence[bytes]) -> tuple[bytes, ...]:
    return tuple(dict.fromkeys((*first, *second)))


def read(reader: PdfFileReader) -> Store | None:
    """Return the security store of a file, or None.

    Raises:
        Exception: whatever the vendor's parser makes of a damaged one.

    """
    root: Any = reader.root
    if "/DSS" not in root:
        return None
    held = root["/DSS"]
    # `get` would give a reference, where this gives what it leads to
    kinds = ("/Certs", "/CRLs", "/OCSPs")
    lists = (held[key] if key in held else () for key in kinds)  # noqa: SIM401
    return Store(*(tuple(bytes(each.get_object().data) for each in many) for many in lists))


def gather(used: Used, known: Store, *, ask: bool = False) -> Store | None:
    """Return what shows that no certificate of a chain had been revoked, or None if it is lacking.

    Args:
        used: must end in a root; a root alone needs no proof.
        known: what is at hand.
        ask: whether the servers that the certificates name are asked for more.

    """
    if not cms.is_root(used.chain[-1]):
        return None
    return asyncio.run(_gather(used, known, ask=ask))


async def _gather(used: Used, known: Store, *, ask: bool) -> Store | None:
    from asn1crypto import x509
    from pyhanko_certvalidator import CertificateValidator, ValidationContext
    from pyhanko_certvalidator.errors import PathError, ValidationError

    loaded = [x509.Certificate.load(der) for der in used.chain]
    context = ValidationContext(
        trust_roots=loaded[-1:], other_certs=loaded, moment=used.at, allow_fetching=ask,
        crls=known.crls, ocsps=known.ocsps, revocation_mode="require",
        time_tolerance=timedelta(minutes=1), retroactive_revinfo=True,
    )  # fmt: skip
    try:
        await CertificateValidator(loaded[0], loaded[1:], context).async_validate_path()
    except (PathError, ValidationError):
        return None
    finally:
        await context.aclose()  # type: ignore[no-untyped-call]
    crls, ocsps = (tuple(one.dump() for one in many) for many in (context.crls, context.ocsps))
    return Store(used.chain, crls, ocsps)
