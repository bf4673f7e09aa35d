"""Times that an authority confirms (RFC 3161), within seconds or not at all.

The server that is asked learns a SHA-256 and nothing else.
"""

from __future__ import annotations

import secrets
from queue import SimpleQueue
from threading import Thread
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from consent_app.paper.errors import SealError
from consent_app.paper.seals import cms

SECONDS = 5.0
"""The longest that a server is waited for, from its name to its last byte."""
_LARGEST = 100_000
"""Bytes of an answer."""


def token(address: str, covered: bytes, seconds: float = SECONDS) -> tuple[bytes, cms.Stamp]:
    """Ask a server to confirm the present time for these bytes.

    Args:
        address: of the server, http or https.
        covered: their SHA-256.
        seconds: how long to wait at most.

    Raises:
        SealError: ``no_time`` if there is no answer in time, or not one that can be relied on.

    """
    number = secrets.randbits(63)
    try:
        made = cms.in_form(_granted(_asked(address, _question(covered, number), seconds), number))
        return made, cms.check_stamp(made, covered)
    except Exception as error:  # an answer is of others, and may hold anything
        raise SealError("no_time", f"{address}: {type(error).__name__} {error}".strip()) from error


def _question(covered: bytes, number: int) -> bytes:
    from asn1crypto import tsp

    imprint = {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": covered}
    question = tsp.TimeStampReq(
        {"version": "v1", "message_imprint": imprint, "nonce": number, "cert_req": True}
    )
    return bytes(question.dump())


def _asked(address: str, question: bytes, seconds: float) -> bytes:
    """Send the question; what the system does at a name or a slow server cannot hold us up."""
    answers: SimpleQueue[bytes | Exception] = SimpleQueue()
    Thread(target=_ask, args=(address, question, seconds, answers), daemon=True).start()
    answer = answers.get(timeout=seconds)
    if isinstance(answer, Exception):
        raise answer
    return answer


def _ask(
    address: str, question: bytes, seconds: float, answers: SimpleQueue[bytes | Exception]
) -> None:
    kind = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
    try:
        request = Request(address, question, kind)  # noqa: S310 - the settings allow http(s) only
        with urlopen(request, timeout=seconds) as reply:  # noqa: S310 - the same
            answers.put(reply.read(_LARGEST))
    except HTTPError as error:
        error.close()
        answers.put(error)
    except Exception as error:  # noqa: BLE001 - raised again in the thread that asked
        answers.put(error)


def _granted(answer: bytes, number: int) -> bytes:
    """Return the token in an answer, which has to be one to this question."""
    from asn1crypto import tsp

    found: Any = tsp.TimeStampResp.load(answer, strict=True)
    if found["status"]["status"].native not in {"granted", "granted_with_mods"}:
        raise cms.FormError("refused")
    info = found["time_stamp_token"]["content"]["encap_content_info"]["content"].parsed
    if info["nonce"].native != number:
        raise cms.FormError("other_question")
    return bytes(found["time_stamp_token"].dump())
