"""The bytes of a seal and of a confirmed time, written in one way only.

A seal is signed data (RFC 5652) as PAdES asks for it, a confirmed time is a token of a time-stamp
authority (RFC 3161). Most fields of such data are covered by no signature. So both are written
anew here from the few values that a signature does cover, and whatever differs from that is
refused: no byte is free.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from cryptography.hazmat.primitives.hashes import HashAlgorithm
    from cryptography.x509 import Certificate

CURVES = ("secp256r1", "secp384r1")
"""Elliptic curves on which a seal's key may lie."""
_CURVES_OF_OTHERS = (*CURVES, "secp521r1")
LEAST_BITS = 2048
"""Of an RSA key."""


class FormError(ValueError):
    """Signed data is not in its one form, or not what it should be: carries a code."""

    def __init__(self, code: str) -> None:
        """Keep the code."""
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Signed:
    """The values from which signed data can be written again."""

    certificates: tuple[bytes, ...]
    """DER: that of the key that signed, then those of who issued it, upwards."""
    attributes: bytes
    """DER of the signed attributes, as a set."""
    signature: bytes
    digest: str = "sha256"
    content: bytes | None = None
    """What an authority says (DER of TSTInfo); None where the file around it is what is signed."""
    token: bytes = b""
    """A confirmed time for the signature."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """A time that an authority has confirmed."""

    at: datetime
    certificates: tuple[bytes, ...]

    @property
    def authority(self) -> str:
        """The common name in the authority's certificate."""
        return name_of(self.certificates[0])


# --- writing --------------------------------------------------------------------------------------


def attributes(covered: bytes, certificates: Sequence[bytes]) -> bytes:
    """Return what a seal signs: the digest of the file and that of each certificate (RFC 5035)."""
    from asn1crypto import cms, tsp, x509

    loaded = [x509.Certificate.load(der, strict=True) for der in certificates]
    named = tsp.SigningCertificateV2({"certs": [_named(each) for each in loaded]})
    values = (("content_type", "data"), ("message_digest", covered))
    return bytes(
        cms.CMSAttributes(
            [
                *({"type": kind, "values": [value]} for kind, value in values),
                {"type": "signing_certificate_v2", "values": [named]},
            ]
        ).dump()
    )


def _named(certificate: Any) -> dict[str, Any]:  # noqa: ANN401 - untyped vendor
    from asn1crypto import x509

    issuer = x509.GeneralName({"directory_name": certificate.issuer})
    return {
        "hash_algorithm": {"algorithm": "sha256"},
        "cert_hash": sha256(certificate.dump()).digest(),
        "issuer_serial": {"issuer": [issuer], "serial_number": certificate.serial_number},
    }


def written(signed: Signed) -> bytes:
    """Return the one way to write signed data with these values."""
    from asn1crypto import algos, cms, x509

    chain = [x509.Certificate.load(der, strict=True) for der in signed.certificates]
    algorithm = algos.DigestAlgorithm({"algorithm": signed.digest})
    kind = "v1" if signed.content is None else "v3"
    data = cms.SignedData({
        "version": kind,
        "digest_algorithms": [algorithm],
        "encap_content_info": _content(signed.content),
        "certificates": chain,
        "signer_infos": [_signer(signed, chain[0], algorithm)],
    })  # fmt: skip
    return bytes(cms.ContentInfo({"content_type": "signed_data", "content": data}).dump())


def _content(info: bytes | None) -> Any:  # noqa: ANN401 - untyped vendor
    from asn1crypto import cms, core

    if info is None:
        return {"content_type": "data"}
    octets = core.ParsableOctetString(info)
    return cms.EncapsulatedContentInfo({"content_type": "tst_info", "content": octets})


def _signer(signed: Signed, certificate: Any, algorithm: Any) -> Any:  # noqa: ANN401 - untyped vendor
    from asn1crypto import cms, core

    name = cms.IssuerAndSerialNumber(
        {"issuer": certificate.issuer, "serial_number": certificate.serial_number}
    )
    kind = {"rsa": "rsa", "ec": "ecdsa"}.get(certificate.public_key.algorithm)
    if kind is None:
        raise FormError("kind_of_key")
    values = {
        "version": "v1",
        "sid": cms.SignerIdentifier(name="issuer_and_serial_number", value=name),
        "digest_algorithm": algorithm,
        "signed_attrs": cms.CMSAttributes.load(signed.attributes, strict=True),
        "signature_algorithm": {"algorithm": f"{signed.digest}_{kind}"},
        "signature": core.OctetString(signed.signature),
    }
    if signed.token:
        token = cms.ContentInfo.load(signed.token, strict=True)
        values["unsigned_attrs"] = [{"type": "signature_time_stamp_token", "values": [token]}]
    return cms.SignerInfo(values)


# --- reading --------------------------------------------------------------------------------------


def read(data: bytes) -> Signed:
    """Return the values of signed data; zeros behind it, which fill the room, are left out.

    Raises:
        ValueError, TypeError, KeyError, IndexError: it is no signed data.
        FormError: it is not written in its one form.

    """
    found = _taken_out(data)
    if not (again := written(found)) or data[: len(again)] != again or any(data[len(again) :]):
        raise FormError("not_canonical")
    return found


def _taken_out(data: bytes) -> Signed:
    from asn1crypto import cms, core, tsp

    del tsp  # imported because it teaches `cms` the attributes of time-stamps
    octets = (core.OctetString, core.ParsableOctetString)
    # strict would refuse the zeros behind
    signed = cms.ContentInfo.load(data)["content"]
    info = signed["signer_infos"][0]
    content = signed["encap_content_info"]["content"]
    certificates = [one.chosen.dump() for one in signed["certificates"]]
    token = b""
    if not isinstance(info["unsigned_attrs"], core.Void):
        token = info["unsigned_attrs"][0]["values"][0].dump()
    return Signed(
        _upwards(info["sid"].chosen, certificates), _as_set(info["signed_attrs"].contents),
        info["signature"].native, info["digest_algorithm"]["algorithm"].native,
        bytes(content) if isinstance(content, octets) else None, token,
    )  # fmt: skip


def _as_set(contents: bytes) -> bytes:
    """Return the contents of signed attributes as what was signed, a set (RFC 5652, 5.4)."""
    from asn1crypto import parser

    return bytes(parser.emit(0, 1, 17, contents))


def _upwards(name: Any, certificates: Sequence[bytes]) -> tuple[bytes, ...]:  # noqa: ANN401
    """Return the certificate with this issuer and number, and who issued it; no other is taken."""
    from asn1crypto import x509

    loaded = {der: x509.Certificate.load(der, strict=True) for der in certificates}
    own = [
        der for der, one in loaded.items()
        if one.issuer == name["issuer"] and one.serial_number == name["serial_number"].native
    ]  # fmt: skip
    return path(own[0], certificates)


def path(own: bytes, others: Iterable[bytes]) -> tuple[bytes, ...]:
    """Return a certificate and those above it, as far as they are among `others`.

    Each is the one by whose key the one before it was signed; a root, which has signed itself, is
    the last.
    """
    from cryptography.x509 import load_der_x509_certificate

    known = {der: load_der_x509_certificate(der) for der in others}
    found = [own]
    while True:
        last = load_der_x509_certificate(found[-1])
        above = (der for der, one in known.items() if der not in found and _issued(last, one))
        if _issued(last, last) or (following := next(above, None)) is None:
            return tuple(found)
        found.append(following)


def _issued(certificate: Certificate, by: Certificate) -> bool:
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm

    try:
        certificate.verify_directly_issued_by(by)
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
        return False
    return True


def is_root(der: bytes) -> bool:
    """Tell whether a certificate was signed by its own key."""
    from cryptography.x509 import load_der_x509_certificate

    certificate = load_der_x509_certificate(der)
    return _issued(certificate, certificate)


def _is_bound(der: bytes) -> bool:
    """Tell whether a certificate holds nothing but what it signs, its kind and the signature."""
    from asn1crypto import x509

    found = x509.Certificate.load(der, strict=True)
    signed = found["tbs_certificate"]
    again = x509.Certificate(
        {
            "tbs_certificate": signed,
            "signature_algorithm": signed["signature"],
            "signature_value": found["signature_value"].native,
        }
    )
    return bool(again.dump() == der)


def name_of(der: bytes) -> str:
    """Return the common name in a certificate, or nothing."""
    from asn1crypto import x509

    return str(x509.Certificate.load(der).subject.native.get("common_name", ""))


# --- checking -------------------------------------------------------------------------------------


def check_seal(signed: Signed, covered: bytes) -> None:
    """Check that a seal is one of these bytes, by the key of its first certificate.

    Args:
        signed: what `read` found.
        covered: SHA-256 of what the seal covers.

    Raises:
        FormError: ``words`` for other bytes; else what is wrong with the seal itself.

    """
    values = _values(signed)
    if values["message_digest"].native != covered:
        raise FormError("words")
    if signed.content is not None or signed.digest != "sha256":
        raise FormError("kind_of_seal")
    # every certificate is named in what was signed, so none can be put in another's place
    if signed.attributes != attributes(covered, signed.certificates):
        raise FormError("attributes")
    check_key(signed.certificates[0])
    if _is_authority(signed.certificates[0]):
        raise FormError("kind_of_certificate")
    _check_signature(signed)


def check_stamp(token: bytes, covered: bytes) -> Stamp:
    """Check that a token confirms a time for these bytes.

    Args:
        token: DER, in its one form.
        covered: SHA-256 of what it is for.

    Raises:
        ValueError, TypeError, KeyError, IndexError: it does not.

    """
    from asn1crypto import tsp

    signed = read(token)
    if signed.content is None or signed.token or len(token) != len(written(signed)):
        raise FormError("kind_of_token")
    info = tsp.TSTInfo.load(signed.content, strict=True)
    imprint = info["message_imprint"]
    if imprint["hash_algorithm"]["algorithm"].native != "sha256":
        raise FormError("kind_of_imprint")
    values = _values(signed)
    if imprint["hashed_message"].native != covered:
        raise FormError("other_bytes")
    if values["message_digest"].native != _hashed(signed.digest, signed.content):
        raise FormError("other_content")
    at = info["gen_time"].native
    _check_authority(signed.certificates, values, at)
    _check_signature(signed)
    return Stamp(at, signed.certificates)


def _check_authority(certificates: Sequence[bytes], values: dict[str, Any], at: datetime) -> None:
    """Check that the token names its certificate, which was valid, and is there to confirm times.

    Above it only such certificates may stand as another one there vouches for, up to a root: a
    token names its own alone.
    """
    from asn1crypto import x509

    if "signing_certificate_v2" in values:
        first = values["signing_certificate_v2"]["certs"][0]
        kind = first["hash_algorithm"]["algorithm"].native
    else:
        first, kind = values["signing_certificate"]["certs"][0], "sha1"
    if first["cert_hash"].native != _hashed(kind, certificates[0]):
        raise FormError("attributes")
    own = x509.Certificate.load(certificates[0], strict=True)
    if not _is_authority(certificates[0]):
        raise FormError("not_an_authority")
    if not own.not_valid_before <= at <= own.not_valid_after:
        raise FormError("authority_expired")
    above = certificates[1:]
    if above and not (is_root(above[-1]) and all(map(_is_bound, above))):
        raise FormError("certificate_of_nobody")


def _is_authority(certificate: bytes) -> bool:
    """Tell whether a certificate is for confirming times, and for nothing else."""
    from asn1crypto import x509

    usage = x509.Certificate.load(certificate, strict=True).extended_key_usage_value
    return usage is not None and usage.native == ["time_stamping"]


def _values(signed: Signed) -> dict[str, Any]:
    from asn1crypto import cms

    found = cms.CMSAttributes.load(signed.attributes, strict=True)
    values = {one["type"].native: one["values"][0] for one in found}
    content = "data" if signed.content is None else "tst_info"
    if len(values) != len(found) or values["content_type"].native != content:
        raise FormError("attributes")
    return values


def _hashed(kind: str, data: bytes) -> bytes:
    from cryptography.hazmat.primitives.hashes import Hash

    made = Hash(_algorithm(kind))
    made.update(data)
    return made.finalize()


def _algorithm(kind: str) -> HashAlgorithm:
    from cryptography.hazmat.primitives import hashes

    known: dict[str, HashAlgorithm] = {
        "sha1": hashes.SHA1(), "sha256": hashes.SHA256(),  # noqa: S303 - names a certificate
        "sha384": hashes.SHA384(), "sha512": hashes.SHA512(),
    }  # fmt: skip
    if kind not in known:
        raise FormError("kind_of_digest")
    return known[kind]


def check_key(certificate: bytes) -> None:
    """Check that the key of a certificate is strong enough to seal with, and of a known kind.

    Raises:
        FormError: ``kind_of_key``.

    """
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
    from cryptography.x509 import load_der_x509_certificate

    key = load_der_x509_certificate(certificate).public_key()
    strong = (isinstance(key, RSAPublicKey) and key.key_size >= LEAST_BITS) or (
        isinstance(key, EllipticCurvePublicKey) and key.curve.name in CURVES
    )
    if not strong:
        raise FormError("kind_of_key")


def _check_signature(signed: Signed) -> None:
    if not verifies(signed.certificates[0], signed.signature, signed.attributes, signed.digest):
        raise FormError("signature")


def verifies(certificate: bytes, signature: bytes, data: bytes, digest: str = "sha256") -> bool:
    """Tell whether a signature over `data` is by the key of a certificate, in its one form."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
    from cryptography.x509 import load_der_x509_certificate

    if digest == "sha1":
        return False
    key = load_der_x509_certificate(certificate).public_key()
    try:
        if isinstance(key, RSAPublicKey):
            key.verify(signature, data, PKCS1v15(), _algorithm(digest))
            return True
        if isinstance(key, EllipticCurvePublicKey) and key.curve.name in _CURVES_OF_OTHERS:
            key.verify(signature, data, ECDSA(_algorithm(digest)))
            return signature == lower(signature, key.curve.group_order)
    except InvalidSignature:
        return False
    return False


def lower(signature: bytes, order: int) -> bytes:
    """Return the one of the two forms of a signature by elliptic curve whose number is lower.

    Both are valid; who has one can write down the other.
    """
    from cryptography.hazmat.primitives.asymmetric.utils import (
        decode_dss_signature,
        encode_dss_signature,
    )

    r, s = decode_dss_signature(signature)
    return encode_dss_signature(r, min(s, order - s))


# --- tokens of others -----------------------------------------------------------------------------


def in_form(token: bytes) -> bytes:
    """Return an authority's token in the one form, without what no signature covers.

    Certificates on which its signature does not rest are left out, and so are those above its own
    that no root among them vouches for. What the authority signed stays as it is.

    Raises:
        ValueError, TypeError, KeyError, IndexError: it is no token.

    """
    from dataclasses import replace

    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
    from cryptography.x509 import load_der_x509_certificate

    found = replace(_taken_out(token), token=b"")
    if not is_root(found.certificates[-1]):
        found = replace(found, certificates=found.certificates[:1])
    key = load_der_x509_certificate(found.certificates[0]).public_key()
    if isinstance(key, EllipticCurvePublicKey):
        found = replace(found, signature=lower(found.signature, key.curve.group_order))
    return written(found)
