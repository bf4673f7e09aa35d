"""What a verification found, in plain words or as JSON."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

import msgspec

from consent_app import events as e
from consent_app.language import mark
from consent_app.paper.audit.verify import LARGEST
from consent_app.view import blocks as b
from consent_app.view import words as w
from consent_app.view.finding import Finding, Findings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from consent_app.evidence import Evidence
    from consent_app.language import Language
    from consent_app.paper.audit.examine import (
        Answer,
        Chain,
        ChainCode,
        Examination,
        File,
        Proof,
        Topic,
    )
    from consent_app.paper.audit.verify import Outcome, Report, Why

_WIDTH = 88
"""Columns of a terminal that sentences keep to."""
_TONES: Mapping[Outcome, b.Tone] = {
    "sealed": "ok", "not_trusted": "caution", "altered": "stop", "unreadable": "unknown",
}  # fmt: skip
_WORDS: Mapping[Outcome, str] = {
    "sealed": mark("Intact"),
    "not_trusted": mark("Intact, key not known here"),
    "altered": mark("Not as it was sealed"),
    "unreadable": mark("Cannot be read"),
}

_WHY: Mapping[Why, tuple[str, ...]] = {
    "intact": (mark("This document is intact. It was sealed by a key that is known here."),),
    "unknown_key": (
        mark("This document is intact, but it was sealed by a key that is not known here."),
        mark("Ask the clinic for the fingerprint of its key, and compare it with the one below."),
    ),
    "foreign": (
        mark("This PDF was not sealed by this program, so nothing can be said about it."),
        mark("Choose the file that the clinic handed out."),
    ),
    "seal_gone": (
        mark("This says it is a document of this program, but no seal of it is left."),
        mark("Another program saved it anew, or somebody took the seal out."),
        mark("Do not rely on it. Ask the clinic for the file as it was first handed out."),
    ),
    "several_seals": (
        mark("There is more in this file than one seal."),
        mark("A second signature was added, or files were put together."),
        mark("Do not rely on it. Ask the clinic for the file as it was first handed out."),
    ),
    "more_behind": (
        mark("Something was added to the file after it was sealed. It may change what you see."),
        mark("Do not rely on it. Ask the clinic for the file as it was first handed out."),
    ),
    "changed": (
        mark("This document is not as it was sealed: something in it was changed."),
        mark("Do not rely on it. Ask the clinic for the file as it was first handed out."),
    ),
    "missing": (mark("There is no file of this name. Check the name and the folder."),),
    "folder": (mark("This is a folder. Choose a file in it."),),
    "no_file": (mark("This is a device or a pipe. Copy it into a file first."),),
    "no_permission": (
        mark("You may not read this file. Ask its owner, or whoever looks after the computer."),
    ),
    "not_read": (
        mark("The disk or the network did not give the whole file."),
        mark("Copy the file to this computer and try again."),
    ),
    "empty": (mark("The file is empty. Copying it went wrong. Ask for it again."),),
    "too_large": (
        mark("The file is larger than {size} MB and was not read."),
        mark("A document of this program is much smaller. Choose the right file."),
    ),
    "no_pdf": (
        mark("The file is no PDF, whatever its name says."),
        mark("Choose the PDF that the clinic handed out."),
    ),
    "encrypted": (
        mark("The file asks for a password. A document of this program never does."),
        mark("Ask the clinic for the file as it was first handed out."),
    ),
    "damaged": (
        mark("The file is not whole. It was cut off or damaged, perhaps while it was copied."),
        mark("Ask for it again."),
    ),
}
"""What happened, and what to do."""

_CHECKS: Mapping[str, str] = {
    "readable": mark("The file can be read"),
    "has_seal": mark("There is a seal"),
    "whole_file": mark("The seal covers the whole file"),
    "seal_form": mark("The seal has the form that this program gives it"),
    "words_unchanged": mark("The pages are as they were sealed"),
    "seal_unchanged": mark("The seal itself is as it was made"),
    "proofs_of_age": mark("Besides the seal there is only proof of its age"),
    "second_opinion": mark("A second, independent check agrees"),
    "known_key": mark("The key of the seal is known here"),
}

_PROOFS: Mapping[Topic, str] = {
    "evidence": mark("It carries its evidence"),
    "fits": mark("The evidence belongs to these pages"),
    "shown": mark("The file begins with the pages that were shown"),
    "events": mark("What happened is a chain without a gap"),
    "replayed": mark("What happened leads to this document again"),
    "remade": mark("Made again: the same, byte by byte"),
}
_ANSWERS: Mapping[Answer, str] = {
    "yes": mark("yes"),
    "no": mark("no"),
    "again": mark("with the same words, laid out once more, as the signature took more pages"),
    "not_here": mark("not possible here"),
    "not_tried": mark("not tried, as the key is not known"),
}
_SIGNS: Mapping[Answer, b.Tone] = {
    "yes": "ok", "no": "stop", "again": "ok", "not_here": "unknown", "not_tried": "unknown",
}  # fmt: skip

_KINDS: Mapping[str, str] = {
    "acknowledgement": mark(
        "Candidate's signed acknowledgement, awaiting the surgeon's confirmation"
    ),
    "information": mark("Information only. Not a consent, not a decision for an operation"),
    "for_ink": mark("To be signed by hand. Nobody has signed this file"),
    "addendum": mark("Added to a sealed document"),
}
_ADDED: Mapping[str, str] = {
    "confirmation": mark("The surgeon's confirmation"),
    "day_of_surgery": mark("Confirmation on the day of surgery"),
    "reaffirmation": mark("Consent reaffirmed during treatment"),
    "withdrawal": mark("Withdrawal"),
    "correction": mark("Correction"),
}

_CHAINS: Mapping[ChainCode, str] = {
    "record_missing": mark("The document that {detail} adds to is not here."),
    "number_missing": mark("Addition {detail} is missing. It has to lie beside the document."),
    "number_twice": mark("{detail}: there are two additions with this number."),
    "other_record": mark("{detail} belongs to another document."),
    "chain_broken": mark("{detail} does not follow what was added before it."),
    "altered": mark("{detail} is not as it was sealed, or it was never sealed."),
    "unreadable": mark("{detail} cannot be read as a document."),
    "not_trusted": mark("{detail} is intact, but its seal is by a key that is not known here."),
    "no_evidence": mark("{detail} does not carry the evidence that it should."),
    "not_a_record": mark("{detail} was not signed, so nothing can be added to it."),
    "is_added": mark("{detail} was itself added to a document. Name that document."),
}


def as_json(found: Examination) -> str:
    """Return all that was found as JSON, with the exit code."""
    fields = {
        "exit_code": found.exit_code,
        "files": [_fields(file) for file in found.files],
        "chains": [_plain(chain) for chain in found.chains],
    }
    return msgspec.json.format(msgspec.json.encode(fields)).decode()


def _fields(file: File) -> dict[str, Any]:
    return {
        "file": str(file.path), "given": file.given, "exit_code": file.exit_code,
        "why": file.report.why, "sha256_as_sealed": file.sha256, **_plain(file.report),
        "proofs": _plain(file.proofs), "evidence": _plain(file.evidence),
    }  # fmt: skip


def _plain(value: object) -> Any:  # noqa: ANN401 - as JSON has it
    return msgspec.to_builtins(value, enc_hook=str)


# --- in words -------------------------------------------------------------------------------------


def in_words(found: Examination, say: Language) -> str:
    """Return what was found for a reader who knows nothing of seals."""
    findings = told(found, say)
    parts = ["\n".join(_printed(one, say)) for one in findings.each]
    if len(parts) > 1:
        parts.append("\n".join(_verdict(findings.verdict)))
    return "\n\n".join(parts)


def _printed(one: Finding, say: Language) -> Iterator[str]:
    yield from _verdict(one.verdict)
    if one.verdict.facts:
        yield ""
    for label, value in one.verdict.facts:
        yield from _wrapped(say.text("{label}: {value}").format(label=label, value=value))
    if one.checks:
        yield ""
        yield say.text("What was checked")
    for _, label, answer in one.checks:
        line = say.text("{label}: {value}").format(label=label, value=answer)
        yield from _wrapped(line, "  ")


def _verdict(verdict: b.Verdict) -> Iterator[str]:
    yield verdict.about
    for line in (verdict.word, *verdict.text):
        yield from _wrapped(line, "  ")


def _wrapped(line: str, indent: str = "") -> list[str]:
    return textwrap.wrap(
        line, _WIDTH, initial_indent=indent, subsequent_indent=indent + "  ",
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip


def told(found: Examination, say: Language) -> Findings:
    """Return what was found in words: each file, each chain, and the worst of all."""
    files = [_file(file, say) for file in found.files]
    chains = [_chain(chain, say) for chain in found.chains if chain.problem or chain.files[1:]]
    return Findings(_together(files, chains, found, say), (*files, *chains))


def _together(
    files: list[Finding], chains: list[Finding], found: Examination, say: Language
) -> b.Verdict:
    order: tuple[b.Tone, ...] = ("unknown", "stop", "caution", "ok")
    every = [one.verdict for one in (*files, *chains)]
    if len(every) == 1:
        return every[0]
    worst = min(every, key=lambda verdict: order.index(verdict.tone))
    looked = {file.path for file in found.files}
    looked |= {path for chain in found.chains for path in chain.files}
    about = say.text("Files together: {n}").format(n=say.number(len(looked)))
    if not found.exit_code:
        line = say.text("All files are intact and sealed by keys that are known here.")
        return b.Verdict(worst.tone, about, say.text("All intact"), (line,), ())
    bad = sum(bool(file.exit_code) for file in found.files)
    line = say.text("Files that are not as they should be: {n} of {all}").format(
        n=say.number(bad), all=say.number(len(files))
    )
    return b.Verdict(
        worst.tone, about, say.text("Not all is well"), (line,) if bad else worst.text, ()
    )


# --- a file ---------------------------------------------------------------------------------------


def _file(file: File, say: Language) -> Finding:
    report = file.report
    word, tone = say.text(_WORDS[report.outcome]), _TONES[report.outcome]
    text = [say.text(line).format(size=LARGEST // 1024**2) for line in _WHY[report.why]]
    if file.wrong:
        word, tone = say.text("Sealed, but it contradicts itself"), "stop"
        text.append(say.text("The evidence inside does not fit. Ask the clinic how this file "
                             "was made."))  # fmt: skip
    if any(proof.code == "remade" and proof.answer == "no" for proof in file.proofs):
        text.append(say.text("As a second proof the pages were made again, and came out "
                             "different. The seal still proves this file."))  # fmt: skip
    if not file.given:
        text.append(say.text("This file was found beside the others."))
    facts = (*_seal(report, say), *_document(file, say)) if file.whole else ()
    verdict = b.Verdict(tone, say.isolate(str(file.path)), word, tuple(text), tuple(facts))
    return Finding(verdict, tuple(_checked(file, say)))


def _checked(file: File, say: Language) -> Iterator[tuple[b.Tone, str, str]]:
    for check in file.report.checks:
        answer = say.text("yes") if check.passed else say.text("no")
        said = check.passed or check.code in {"readable", "known_key"}  # in the words above
        detail = "" if said else check.detail
        yield (
            "ok" if check.passed else "stop",
            say.text(_CHECKS[check.code]),
            _more(answer, (detail,) if detail else (), say),
        )
    for proof in file.proofs:
        yield _SIGNS[proof.answer], say.text(_PROOFS[proof.code]), _answer(proof, say)


def _answer(proof: Proof, say: Language) -> str:
    if proof.code == "evidence" and proof.answer == "not_here":
        return say.text("no")
    return _more(say.text(_ANSWERS[proof.answer]), proof.details, say)


def _more(answer: str, details: tuple[str, ...], say: Language) -> str:
    if not details:
        return answer
    return say.text("{answer} ({details})").format(answer=answer, details="; ".join(details))


def _seal(report: Report, say: Language) -> Iterator[tuple[str, str]]:
    signer = say.isolate(report.signer)
    if report.demonstration:
        note = say.text("This is a DEMONSTRATION key. It stands for no clinic.")
        signer = f"{signer}. {note}"
    yield say.text("Sealed by"), signer
    if report.signed_at is not None:
        yield say.text("Time that the seal claims"), say.moment(report.signed_at)
    for one in report.times:
        authority = say.isolate(one.authority)
        if not one.known:
            authority = say.text("{name}, not known here").format(name=authority)
        value = say.text("{when}, by {name}").format(when=say.moment(one.at), name=authority)
        yield say.text("Time confirmed"), value
    if report.level:
        yield say.text("Level of the seal"), report.level
    yield say.text("Fingerprint of the key (SHA-256)"), report.fingerprint


def _document(file: File, say: Language) -> Iterator[tuple[str, str]]:
    report = file.report
    if not report.document_id:
        return
    yield say.text("Document"), report.document_id
    kind = _KINDS.get(report.kind)
    yield say.text("Kind"), say.text(kind) if kind else report.kind
    if file.evidence is None:
        pack = report.keywords.get("pack", ""), report.keywords.get("pack-version", "")
        yield say.text("Content"), " ".join(pack)
    else:
        yield from _carried(file.evidence, say)


def _carried(evidence: Evidence, say: Language) -> Iterator[tuple[str, str]]:
    content = evidence.content
    if own := evidence.addendum:
        number = say.text("{kind}, number {n}").format(
            kind=say.text(_ADDED[own.kind]), n=say.number(own.number)
        )
        yield say.text("What it adds"), number
    approved = content.approved_by or say.text("not clinically approved")
    yield (
        say.text("Content"),
        say.text("{content} {version}; {approved}").format(
            content=content.id, version=content.version, approved=say.isolate(approved)
        ),
    )
    places = [say.country(code) for code in content.rules]
    yield say.text("Rules applied"), say.listed(places) or say.text("no rule on file")
    hands = list(_hands(evidence, say))
    yield say.text("Signed or confirmed"), "; ".join(hands) or say.text("by nobody in this file")


# --- who signed what ------------------------------------------------------------------------------


def _hands(evidence: Evidence, say: Language) -> Iterator[str]:
    """Yield who signed or confirmed, when, and what it means."""
    name = ""
    conditions: dict[str, str] = {}
    for event in evidence.events:
        match event:
            case e.Answered(values=values):
                name = str(values.get("full_name") or name)
            case e.Signed():
                yield from _signed(event, name, say)
            case e.IndicationRecorded():
                yield _by(event, say.text("recorded the medical reason"), say)
            case e.IndicationConfirmed():
                yield _by(event, say.text("agreed with the medical reason"), say)
            case e.ConditionConfirmed():
                meaning = say.text("confirmed what a rule asks for ({condition})")
                conditions[event.condition] = _by(
                    event, meaning.format(condition=event.condition), say
                )
            case e.ConditionReopened():
                conditions.pop(event.condition, None)
            case e.Added():
                yield from _added(event, say)
    yield from conditions.values()


def _signed(event: e.Signed, name: str, say: Language) -> Iterator[str]:
    line = say.text("{name}, {role}, {when}: {meaning}")
    meaning = say.text("I acknowledge what was explained. This is not consent.")
    yield line.format(
        name=say.isolate(name), role=say.text("Candidate"), when=say.moment(event.at),
        meaning=meaning,
    )  # fmt: skip
    if event.how == "witnessed":
        yield line.format(
            name=say.isolate(event.words), role=say.text("Witness"), when=say.moment(event.at),
            meaning=say.text("This is the person's own wish. I am not part of their care."),
        )  # fmt: skip


def _by(
    event: e.IndicationRecorded | e.IndicationConfirmed | e.ConditionConfirmed | e.Added,
    meaning: str,
    say: Language,
) -> str:
    return say.text("{name}, {role}, {when}: {meaning}").format(
        name=say.isolate(event.by), role=say.text(w.ROLES[event.role]), when=say.moment(event.at),
        meaning=meaning,
    )  # fmt: skip


def _added(event: e.Added, say: Language) -> Iterator[str]:
    what = say.text(_ADDED[event.kind])
    yield _by(event, what, say)
    if event.person:
        yield say.text("{name}, {role}, {when}: {meaning}").format(
            name=say.isolate(event.person), role=say.text("Candidate"),
            when=say.moment(event.at), meaning=what,
        )  # fmt: skip


# --- files that belong together -------------------------------------------------------------------


def _chain(chain: Chain, say: Language) -> Finding:
    about = say.text("Document {id} and what was added to it").format(id=chain.document)
    if chain.problem:
        what = say.text(_CHAINS[chain.problem]).format(detail=chain.detail)
        todo = say.text("Ask the clinic for all files of this document, and check them together.")
        return Finding(b.Verdict("stop", about, say.text("Not complete"), (what, todo), ()))
    facts = tuple((say.number(n), path.name) for n, path in enumerate(chain.files))
    text = (
        say.text("The files follow on each other without a gap, up to number {n}.").format(
            n=say.number(len(chain.files) - 1)
        ),
        say.text("Whether the clinic has added more since cannot be seen from the files."),
    )
    return Finding(b.Verdict("ok", about, say.text("Complete so far"), text, facts))
