"""What a kiosk says before, between and after its people: pages outside of every episode."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from consent_app.language import Language, mark, pair
from consent_app.view import blocks as b

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from consent_app.content.model import Pack
    from consent_app.events import Helper
    from consent_app.view.words import Words

CODE_DIGITS = 6
"""As many as a code by which somebody goes on has."""
_WORDS_A_MINUTE = 130
"""What a slow reader reads."""
_SIGNS_A_WORD = 1.7
"""Han signs that are read in the time of a word."""
_WORD = re.compile(r"[^\W\u3400-\u9fff]+")
_HAN = re.compile(r"[\u3400-\u9fff]")
_MOST_WAITING = 12
"""People in the list for staff: those who have waited longest are closed first."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A way on: what its button is called, and what it says."""

    name: str
    words: str
    about: str = ""
    """A sentence below it."""
    main: bool = False


@dataclass(frozen=True, slots=True)
class Screen:
    """A page that fills the screen; it says nothing of anybody."""

    name: str
    title: str
    texts: tuple[str, ...] = ()
    wrong: str = ""
    """What was wrong with what was typed."""
    offers: tuple[Offer, ...] = ()
    """Large buttons on the page."""
    feet: tuple[Offer, ...] = ()
    """Buttons below it."""


def languages(pack: Pack, say: Language) -> Screen:
    """Return the page on which a language is chosen: its names stand in their own scripts."""
    codes = pack.manifest.languages
    return Screen(
        "language",
        say.text("Choose your language"),
        (say.text("Another language? Please ask the staff."),),
        offers=tuple(Offer(f"speak:{code}", Language(code).own_name) for code in codes),
        feet=(Offer("lobby:back", say.text("Back")),),
    )


def comfort(say: Language) -> Screen:
    """Return the page on which the screen is made comfortable; its choices are widgets."""
    return Screen(
        "comfort",
        say.text("Make it comfortable"),
        (say.text("The screen changes at once. You can change it later as well."),),
        feet=(
            Offer("lobby:back", say.text("Back")),
            Offer("lobby:on", say.text("Continue"), main=True),
        ),
    )


def helpers(say: Language) -> tuple[str, tuple[tuple[Helper, str], ...]]:
    """Return the question who helps, with its answers."""
    question = say.text("Is someone helping you?")
    return question, tuple((name, say.text(words)) for name, words in _HELPERS.items())


_HELPERS: Mapping[Helper, str] = {
    "nobody": mark("Nobody"),
    "family": mark("Family or a friend"),
    "interpreter": mark("An interpreter"),
    "staff": mark("The staff"),
}


def start(say: Language, *, codes_only: bool) -> Screen:
    """Return the page on which somebody begins, goes on, or just looks."""
    begin = Offer("lobby:start", say.text("Start"), say.text(
        "Your answers are kept for your team. You get a code, so that you can go on later."
    ), main=True)  # fmt: skip
    code = Offer("lobby:code", say.text("I have a code"), say.text(
        "You go on where you stopped. You can also hold your slip under the scanner."
    ), main=codes_only)  # fmt: skip
    looking = Offer("lobby:looking", say.text("I am just looking"), say.text(
        "Nothing is kept, and nobody sees what you read."
    ))  # fmt: skip
    offers = (code, looking) if codes_only else (begin, code, looking)
    back = Offer("lobby:back", say.text("Back"))
    return Screen("start", say.text("How do you want to begin?"), offers=offers, feet=(back,))


def code(say: Language, complaint: str = "") -> Screen:
    """Return the page on which a code is typed."""
    texts = (say.text("Type the six digits of your code."),)
    back = Offer("lobby:back", say.text("Back"))
    return Screen("code", say.text("Your code"), texts, complaint, feet=(back,))


def curtain(say: Language, complaint: str = "", *, codes: bool = True) -> Screen:
    """Return the neutral page that hides what somebody was in the middle of."""
    texts = [say.text("What was entered here is kept, and nobody can see it.")]
    if codes:
        texts.append(say.text("To go on, type your code, or ask the staff."))
    else:
        texts.append(say.text("To go on, ask the staff."))
    return Screen(
        "curtain",
        say.text("Someone is still in the middle of this"),
        tuple(texts),
        complaint,
        feet=(
            Offer("lobby:staff", say.text("Staff")),
            Offer("lobby:anew", say.text("Start anew")),
        ),
    )


def cleared(say: Language) -> Screen:
    """Return the page that says so when somebody has gone."""
    return Screen("cleared", say.text("This screen is clear. Thank you."))


# --- warnings -------------------------------------------------------------------------------------

_SECONDS = pair(
    "In {n} second this screen is hidden. Nothing is lost.",
    "In {n} seconds this screen is hidden. Nothing is lost.",
)
_SECONDS_LOOKING = pair(
    "In {n} second this screen is cleared.", "In {n} seconds this screen is cleared."
)


def countdown(seconds: int, say: Language, *, looking: bool) -> str:
    """Return how long the page stays."""
    return say.count(_SECONDS_LOOKING if looking else _SECONDS, seconds)


def reading_seconds(texts: Iterable[str]) -> float:
    """Return how long a slow reader needs for words: 130 a minute, or 221 Han signs."""
    words = 0.0
    for text in texts:
        words += len(_WORD.findall(text)) + len(_HAN.findall(text)) / _SIGNS_A_WORD
    return 60 * words / _WORDS_A_MINUTE


# --- how this works -------------------------------------------------------------------------------


def how_it_works(words: Words, *, looking: bool) -> Iterator[b.Block]:
    """Yield what a person should know before the first question."""
    yield b.Paragraph(words.fill(words.pack.manifest.lead), "lead")
    yield b.Bullets("plain", _looking(words) if looking else _alone(words))


def _alone(words: Words) -> tuple[str, ...]:
    return (
        words("It takes about 25 minutes. You can stop at any time, and go back to any page."),
        words("Your answers and your questions are kept in this clinic. Only your team sees them."),
        words("This is not consent to an operation. Your surgeon has to talk with you first."),
        words("Your doctor answers your questions. Put them on the list at any time."),
        words("You can change your mind at any time, before and after you sign."),
    )


def _looking(words: Words) -> tuple[str, ...]:
    return (
        words("You can stop at any time, and go back to any page."),
        words("You are just looking: nothing is kept, and nobody sees what you read."),
        words("Your doctor answers your questions."),
    )


def with_code(page: b.Page, code: str, say: Language) -> b.Page:
    """Return the first page with the code by which the person can go on later."""
    said = say.text("Your code is {code}").format(code=spaced(code, say))
    about = say.text("With it you can go on later. Please write it down.")
    lead, *others = page.blocks
    return replace(page, blocks=(lead, b.Notice("info", said, (about,)), *others))


def spaced(code: str, say: Language) -> str:
    """Return a code in two groups, as it is read aloud."""
    half = len(code) // 2
    return say.isolate(f"{code[:half]}\u00a0{code[half:]}")


# --- for the staff --------------------------------------------------------------------------------


class Waits(Protocol):
    """Somebody who was parked, without a name."""

    @property
    def handle(self) -> str:
        """By which the staff let them in."""

    @property
    def since(self) -> datetime:
        """When they stopped."""

    @property
    def part(self) -> str:
        """Where, as a message; may be empty."""

    @property
    def signed(self) -> bool:
        """Whether a signature waits for its seal."""


def staff(say: Language, waiting: Sequence[Waits], faults: Sequence[str]) -> Screen:
    """Return what the staff can do here; of who waits only since when, and where they stopped."""
    offers = [Offer(f"let-in:{one.handle}", _waits(one, say)) for one in waiting[:_MOST_WAITING]]
    told = say.text("Let somebody go on:") if offers else say.text("Nobody waits to go on.")
    broke = [say.text("What did not work: {what}").format(what=what) for what in faults]
    feet = (
        Offer("close", say.text("Close")),
        Offer("staff:calibrate", say.text("Measure the screen")),
        Offer("staff:quit", say.text("End the program")),
    )
    title = say.text("For the staff")
    return Screen("staff", title, (*broke, told), offers=tuple(offers), feet=feet)


def _waits(one: Waits, say: Language) -> str:
    since = say.moment(one.since)
    if one.signed:
        return say.text("{since}: signed, not sealed yet").format(since=since)
    if not one.part:
        return since
    return say.text("{since}: {part}").format(since=since, part=say.text(one.part))


def call(say: Language, whom: str) -> str:
    """Return how to get help from a person."""
    if whom:
        return say.text("To call the staff: {whom}").format(whom=whom)
    return say.text("You can call the staff at any time.")
