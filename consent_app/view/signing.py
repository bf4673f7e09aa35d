"""Which signature the law of the place asks for, the signature page, and what is filled in by hand.

The page of signatures is laid out apart, so it says itself what is signed: title, person, document
and the fingerprint of its words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from consent_app.language import mark
from consent_app.view import blocks as b
from consent_app.view import confirm
from consent_app.view import words as w
from consent_app.view.summary import identifiers, listed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from consent_app.content.model import SignatureLevel, SignatureRule
    from consent_app.episode import Episode
    from consent_app.events import Signed
    from consent_app.view.words import Words

LEVELS: Mapping[SignatureLevel, str] = {
    "simple": mark("An electronic signature on a screen can be enough"),
    "ink": mark("By hand, on paper"),
    "qualified": mark("By hand, or with a qualified electronic signature"),
}
_WAYS: Mapping[str, str] = {
    "drawn": mark("Signed by hand on the screen"),
    "typed": mark("Signed by typing the name"),
    "witnessed": mark("Could not sign; confirmed by a witness"),
}


# --- the law --------------------------------------------------------------------------------------


def blocks(episode: Episode, words: Words) -> Iterator[b.Block]:
    """Yield what was found about signatures under a consent, or that nothing was."""
    if episode.prohibited:  # nothing can be signed there
        return
    rule = episode.signature_rule
    yield b.Heading(words("How consent is signed there"))
    yield b.Paragraph(level(rule, words))
    if rule is None:
        return
    yield b.Paragraph(words(rule.statement))
    if rule.by_hand:
        yield b.Paragraph(
            words("So this program takes no signature there. You get a paper to sign by hand.")
        )
    yield b.SourceLine(w.rule_source(rule, words))
    if rule.verification == "read":
        yield b.SourceLine(words("Rule as of {as_of}.").format(as_of=words.say.date(rule.as_of)))


def level(rule: SignatureRule | None, words: Callable[[str], str]) -> str:
    """Return the level in words; where it was only recalled, that it is not verified."""
    if rule is None:
        return words("We found no rule about electronic signatures here.")
    said = words(LEVELS[rule.level])
    if rule.verification == "read":
        return words("{text}.").format(text=said)
    return words("Not verified: {text}").format(text=words("{text}.").format(text=said))


# --- the signature page ---------------------------------------------------------------------------


def section(episode: Episode, title: str, statements: tuple[str, ...], words: Words) -> b.Section:
    """Return the page of signatures: what is signed, and the marks, or empty places for them."""
    signed = episode.signature
    made: list[b.Block] = [
        _signed_words(episode, title, words),
        b.Bullets("plain", statements),
        _person(episode, words),
    ]
    if signed and signed.how == "witnessed":
        made.append(_witness(signed, words))
    if episode.counselling:
        made += [_clinician_box(words), _interpreter_box(words)]
    return b.Section(words("Signatures"), tuple(made))


def _signed_words(episode: Episode, title: str, words: Words) -> b.SummaryList:
    name, born, _, (_, number) = identifiers(episode, words)
    signed = episode.signature
    fingerprint = signed.content if signed else words("Not signed yet")
    label = words("Fingerprint of the words signed (SHA-256)")
    paper = words("{title}, document {id}").format(title=title, id=number)
    return listed(((words("Document"), paper), name, born, (label, fingerprint)), words)


def _person(episode: Episode, words: Words) -> b.SignatureMark:
    signed = episode.signature
    name = words.say.isolate(episode.profile.full_name or "")
    meaning = words("I acknowledge what was explained. This is not consent.")
    who = words("{name}, {role}").format(name=name, role=words("Candidate"))
    way = words(_WAYS[signed.how]) if signed else words("Not signed yet")
    label = words("Signed by") if signed else words("To be signed by")
    rows = ((label, who), (words("Way"), way), *_rows(signed, meaning, words))
    if signed is None:
        return b.SignatureMark("none", name, rows, (), "", way)
    alternative = words("Signature of {name}, candidate. {way}, {when}. {meaning}").format(
        name=name, way=way, when=words.say.moment(signed.at), meaning=meaning
    )
    written = way if signed.how == "witnessed" else words.say.isolate(signed.words)
    return b.SignatureMark(signed.how, name, rows, signed.strokes, written, alternative)


def _witness(signed: Signed, words: Words) -> b.SignatureMark:
    name = words.say.isolate(signed.words)
    meaning = words("This is the person's own wish. I am not part of their care.")
    who = words("{name}, {role}").format(name=name, role=words("Witness"))
    rows = ((words("Confirmed by"), who), *_rows(signed, meaning, words))
    alternative = words("Name of {name}, witness, typed. {when}. {meaning}").format(
        name=name, when=words.say.moment(signed.at), meaning=meaning
    )
    return b.SignatureMark("typed", name, rows, (), name, alternative)


def _rows(signed: Signed | None, meaning: str, words: Words) -> tuple[tuple[str, str], ...]:
    """Return when and what for; the same rows for a place that is still empty."""
    when = words.say.moment(signed.at) if signed else words("Not signed yet")
    return (words("Date and time"), when), (words("Meaning"), meaning)


# --- what is filled in by hand --------------------------------------------------------------------


def _clinician_box(words: Words) -> b.InkBox:
    title = words("Clinician: I gave this paper and talked it through")
    return _statement(title, words("Name, registration"), words)


def _interpreter_box(words: Words) -> b.InkBox:
    title = words("Interpreter: I interpreted into a language that the person knows")
    return _statement(title, words("Name, language"), words)


def _statement(title: str, name: str, words: Words) -> b.InkBox:
    return b.InkBox(title, ((name, ""), (words("Signature, date"), "")), tall=-1)


def by_hand(episode: Episode, words: Words) -> Iterator[b.Block]:
    """Yield places for what the program does not ask: they are empty until a pen fills them."""
    yield b.Paragraph(
        words("Nobody provided this so far. It is written by hand on the printed paper, and is "
              "not part of the sealed file."), "secondary"
    )  # fmt: skip
    yield from _assessment(episode, words)
    if episode.document_kind == "acknowledgement" and not episode.counselling:
        yield _interpreter_box(words)
    refused = tuple((words("Procedure"), "") for _ in range(3))
    yield b.InkBox(words("What I do not want without talking again"), refused, tall=-1)
    given = ((words("Given: yes or no"), ""), (words("To whom, when"), ""))
    yield b.InkBox(words("Copy of this paper"), given, tall=-1)
    yield b.Paragraph(words("Who cannot sign has a witness confirm it, at the end."))
    yield b.Paragraph(
        words("Consent, its confirmation on the day of the operation, and a withdrawal come "
              "later. Each is a paper of its own that names this one.")
    )  # fmt: skip


def _assessment(episode: Episode, words: Words) -> Iterator[b.InkBox]:
    """Yield the place for the result of a psychological assessment, where a rule asks for one."""
    asked = [one for one in episode.conditions if one.kind == "psychological_assessment"]
    for one in asked[:1]:
        rows = (
            (words("Test or interview"), ""), (words("Result"), ""),
            (words("How it stands"), confirm.state(one, words)),
        )  # fmt: skip
        yield b.InkBox(words("Psychological assessment, as a rule asks"), rows, tall=-1)


def boxes(episode: Episode, statements: tuple[str, ...], words: Words) -> b.Section:
    """Return the places to sign by hand: the person, who helped or saw it, the clinician."""
    person = episode.profile.full_name
    known = words.say.isolate(person) if person else ""
    helped = words("Only if somebody interpreted, or if the person cannot sign.")
    talked = words("I gave this paper and talked it through.")
    registered = words("Name, registration")
    made = (
        b.Bullets("plain", statements),
        _box(words("The person"), (words("Name"), known), "", words),
        _box(words("Interpreter or witness"), (words("Name"), ""), helped, words),
        _box(words("Clinician"), (registered, ""), talked, words),
    )
    return b.Section(words("To be signed by hand"), made, fresh_page=True)


def _box(title: str, name: tuple[str, str], note: str, words: Words) -> b.InkBox:
    rows = (name, (words("Signature"), ""), (words("Date"), ""), (words("Place"), ""))
    return b.InkBox(title, rows, tall=1, note=note)
