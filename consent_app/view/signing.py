"""Which signature the law of the place asks for, and the paper that is signed by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from consent_app.language import mark
from consent_app.view import blocks as b
from consent_app.view import words as w

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from consent_app.content.model import SignatureLevel, SignatureRule
    from consent_app.episode import Episode
    from consent_app.view.words import Words

LEVELS: Mapping[SignatureLevel, str] = {
    "simple": mark("An electronic signature on a screen can be enough"),
    "ink": mark("By hand, on paper"),
    "qualified": mark("By hand, or with a qualified electronic signature"),
}


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


def boxes(episode: Episode, statements: tuple[str, ...], words: Words) -> b.Section:
    """Return the places to sign by hand: the person, who helped or saw it, the clinician."""
    person = episode.profile.full_name
    known = words.say.isolate(person) if person else ""
    helped = words("Only if somebody interpreted, or if the person cannot sign.")
    made = (
        b.Bullets("plain", statements),
        _box(words("The person"), known, "", words),
        _box(words("Interpreter or witness"), "", helped, words),
        _box(words("Clinician"), "", words("I gave this paper and talked it through."), words),
    )
    return b.Section(words("To be signed by hand"), made, fresh_page=True)


def _box(title: str, name: str, note: str, words: Words) -> b.InkBox:
    rows = (
        (words("Name"), name), (words("Signature"), ""), (words("Date"), ""), (words("Place"), ""),
    )  # fmt: skip
    return b.InkBox(title, rows, tall=1, note=note)
