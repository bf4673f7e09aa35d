"""What a verification found, in plain words or as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from consent_app.language import mark

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from consent_app.language import Language
    from consent_app.paper.verify import Report

_OUTCOMES: Mapping[str, str] = {
    "sealed": mark("This document is intact. It was sealed by a key that is known here."),
    "not_trusted": mark(
        "This document is intact, but it was sealed by a key that is not known here."
    ),
    "altered": mark("This document is not as it was sealed, or it was never sealed."),
    "unreadable": mark("This file cannot be read as a document."),
}

_CHECKS: Mapping[str, str] = {
    "readable": mark("The file can be read"),
    "has_seal": mark("There is a seal"),
    "whole_file": mark("The seal covers the whole file"),
    "seal_form": mark("The seal has the form that this program gives it"),
    "words_unchanged": mark("The pages are as they were sealed"),
    "seal_unchanged": mark("The seal itself is as it was made"),
    "second_opinion": mark("A second, independent check agrees"),
    "known_key": mark("The key of the seal is known here"),
}

_KINDS: Mapping[str, str] = {
    "acknowledgement": mark(
        "Candidate's signed acknowledgement, awaiting the surgeon's confirmation"
    ),
    "information": mark("Information only. Not a consent, not a decision for an operation"),
    "for_ink": mark("To be signed by hand. Nobody has signed this file"),
}


def as_json(report: Report) -> str:
    """Return the report as JSON with its exit code."""
    fields = {**msgspec.to_builtins(report), "exit_code": report.exit_code}
    return msgspec.json.format(msgspec.json.encode(fields)).decode()


def in_words(report: Report, file: Path, say: Language) -> str:
    """Return the report for a reader who knows nothing of seals."""
    lines = [str(file), say.text(_OUTCOMES[report.outcome]), ""]
    for check in report.checks:
        answer = say.text("yes") if check.passed else say.text("no")
        line = f"  {say.text(_CHECKS[check.code])}: {answer}"
        lines.append(f"{line} ({check.detail})" if check.detail and not check.passed else line)
    if report.signer:
        lines.append("")
        lines.append(say.text("Sealed by: {signer}").format(signer=report.signer))
        if report.demonstration:
            lines.append(say.text("This is a DEMONSTRATION key. It stands for no clinic."))
        if report.signed_at is not None:
            when = say.moment(report.signed_at)
            lines.append(say.text("Time that the seal claims: {when}").format(when=when))
    if report.document_id and report.outcome in {"sealed", "not_trusted"}:
        lines.append(say.text("Document: {id}").format(id=report.document_id))
        kind = _KINDS.get(report.kind)
        lines.append(say.text("Kind: {kind}").format(kind=say.text(kind) if kind else report.kind))
        pack, version = report.keywords.get("pack", ""), report.keywords.get("pack-version", "")
        lines.append(say.text("Content: {pack} {version}").format(pack=pack, version=version))
    return "\n".join(lines)
