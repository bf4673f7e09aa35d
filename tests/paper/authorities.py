"""A root, keys that it has certified, and servers of its own: what a test of seals needs."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING, Any

from asn1crypto import tsp
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from consent_app.paper.seals import cms

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
PASSPHRASE = "a passphrase that nobody may see"  # noqa: S105 - it opens nothing real


def rsa_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


@dataclass
class Party:
    """A key with its certificate, and who certified it."""

    name: str
    private: Any
    issuer: Party | None = None
    days: tuple[int, int] = (-400, 4000)
    usage: Any = None
    authority: bool = False
    crl: str = ""
    certificate: x509.Certificate = field(init=False)

    def __post_init__(self) -> None:
        by = self.issuer or self
        first, last = (NOW + timedelta(days=day) for day in self.days)
        made = (
            x509.CertificateBuilder(
                _name(by.name), _name(self.name), self.private.public_key(),
                x509.random_serial_number(), first, last,
            )
            .add_extension(x509.BasicConstraints(self.authority, None), critical=True)
            .add_extension(_usage(authority=self.authority), critical=True)
            .add_extension(_identifier(self), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(_identifier(by)),
                critical=False,
            )
        )  # fmt: skip
        if self.usage:
            made = made.add_extension(x509.ExtendedKeyUsage([self.usage]), critical=True)
        if self.crl:
            place = [x509.UniformResourceIdentifier(self.crl)]
            point = x509.DistributionPoint(place, None, None, None)
            made = made.add_extension(x509.CRLDistributionPoints([point]), critical=False)
        self.certificate = made.sign(by.private, SHA256())

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(Encoding.DER)

    @property
    def chain(self) -> tuple[bytes, ...]:
        return (self.der, *(self.issuer.chain if self.issuer else ()))

    def certify(self, name: str, private: Any, **more: Any) -> Party:  # noqa: ANN401
        return Party(name, private, self, **more)

    def revoked(self, *parties: Party) -> bytes:
        """Return the list of revoked certificates, DER."""
        made = x509.CertificateRevocationListBuilder(
            _name(self.name), NOW - timedelta(days=1), NOW + timedelta(days=300)
        )
        for party in parties:
            one = x509.RevokedCertificateBuilder(
                party.certificate.serial_number, NOW - timedelta(days=2)
            )
            made = made.add_revoked_certificate(one.build())
        made = made.add_extension(x509.CRLNumber(1), critical=False).add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(_identifier(self)),
            critical=False,
        )
        return made.sign(self.private, SHA256()).public_bytes(Encoding.DER)

    def p12(self, passphrase: str = PASSPHRASE, above: Sequence[Party] = ()) -> bytes:
        return pkcs12.serialize_key_and_certificates(
            self.name.encode(), self.private, self.certificate,
            [party.certificate for party in above], BestAvailableEncryption(passphrase.encode()),
        )  # fmt: skip


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _identifier(party: Party) -> x509.SubjectKeyIdentifier:
    return x509.SubjectKeyIdentifier.from_public_key(party.private.public_key())


def _usage(*, authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not authority, content_commitment=not authority, key_cert_sign=authority,
        crl_sign=authority, key_encipherment=False, data_encipherment=False, key_agreement=False,
        encipher_only=False, decipher_only=False,
    )  # fmt: skip


def root() -> Party:
    return Party("Root of a test", ec.generate_private_key(ec.SECP256R1()), authority=True)


def authority(of: Party, **more: Any) -> Party:  # noqa: ANN401
    """Return one that confirms times."""
    return of.certify("Clock of a test", rsa_key(), usage=ExtendedKeyUsageOID.TIME_STAMPING, **more)


# --- servers --------------------------------------------------------------------------------------


def answer(clock: Party, question: bytes, at: datetime = NOW) -> bytes:
    """Return what an authority answers to a question (RFC 3161)."""
    asked = tsp.TimeStampReq.load(question)
    info = tsp.TSTInfo(
        {
            "version": "v1", "policy": "1.2.3", "message_imprint": asked["message_imprint"],
            "serial_number": 7, "gen_time": at, "nonce": asked["nonce"],
        }
    ).dump()  # fmt: skip
    signed = _signed_by_clock(clock, info)
    signature = clock.private.sign(signed, PKCS1v15(), SHA256())
    token = cms.written(cms.Signed(clock.chain, signed, signature, content=info))
    from asn1crypto.cms import ContentInfo

    return bytes(
        tsp.TimeStampResp(
            {"status": {"status": "granted"}, "time_stamp_token": ContentInfo.load(token)}
        ).dump()
    )


def _signed_by_clock(clock: Party, info: bytes) -> bytes:
    from asn1crypto import cms as asn1

    named = tsp.ESSCertIDv2({"cert_hash": sha256(clock.der).digest()})
    return bytes(
        asn1.CMSAttributes(
            [
                {"type": "content_type", "values": ["tst_info"]},
                {"type": "message_digest", "values": [sha256(info).digest()]},
                {
                    "type": "signing_certificate_v2",
                    "values": [tsp.SigningCertificateV2({"certs": [named]})],
                },
            ]
        ).dump()
    )


@contextmanager
def served(pages: dict[str, Any]) -> Iterator[str]:
    """Serve bytes, or what a function makes of the question; yield the address."""

    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            given = pages.get(self.path)
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            found = given(body) if callable(given) else given
            self.send_response(404 if found is None else 200)
            self.send_header("Content-Length", str(len(found or b"")))
            self.end_headers()
            self.wfile.write(found or b"")

        do_GET = do_POST = _answer  # noqa: N815 - the names are the base class's

        def log_message(self, *_: object) -> None: ...

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@dataclass(frozen=True)
class Places:
    """A data folder with a clinic's key in it."""

    folder: Path
    root: Party
    clinic: Party
