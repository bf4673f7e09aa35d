"""What the commands share: settings, content, keys, and how an error is told."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from consent_app import settings as config
from consent_app.content import approval
from consent_app.content.load import load
from consent_app.content.problems import ContentError, explain
from consent_app.language import SHIPPED, Language, mark

if TYPE_CHECKING:
    from consent_app.content.model import Pack
    from consent_app.glass.screen import Problem
    from consent_app.keeping import JournalCode, JournalError, Staff
    from consent_app.paper.errors import SealError
    from consent_app.paper.press import Press
    from consent_app.paper.seals.keys import Key
    from consent_app.records.staff import StaffCode, StaffError
    from consent_app.settings import Settings


FOLDER = click.Path(path_type=Path, file_okay=False)
FILE = click.Path(path_type=Path, dir_okay=False)


def english() -> Language:
    """The language of the command line: English for now, as its readers are staff and authors."""
    return Language("en")


# --- what the commands share ----------------------------------------------------------------------


def settings_of(
    *, data: Path | None = None, temp: bool = False, pack: Path | None = None
) -> Settings:
    """Return the clinic's settings with the switches of a command, or end with a sentence."""
    try:
        found = config.load(data=data, temp=temp, pack=pack)
    except config.SettingsError as error:
        fail(f"{error.file}: {error.problem}", 2)
    second = found.clinic.second_language
    if second and second not in SHIPPED:
        sentence = english().text("settings.toml: no second_language “{code}”. There are: {codes}")
        fail(sentence.format(code=second, codes=", ".join(SHIPPED)), 2)
    return found


def pack_of(settings: Settings, code: int = 2, *, fresh: bool = False) -> Pack:
    """Load the content with the clinic's approval and prices; `fresh` reads every file anew."""
    from consent_app.content import prices

    cache = None if fresh else settings.cache
    try:
        pack = load(settings.pack, settings.jurisdictions, cache)
        own = prices.load(settings.data / "prices.yaml", pack)
    except ContentError as error:
        complain(error)
        sys.exit(code)
    return replace(_approved(pack, settings), prices=own)


def _approved(pack: Pack, settings: Settings) -> Pack:
    """Return the pack with its approval; one that does not hold is named and left out."""
    try:
        return approval.approved(pack, settings.data)
    except approval.ApprovalError as error:
        click.echo(why_not(error), err=True)
        return pack


def why_not(error: approval.ApprovalError) -> str:
    """Return why an approval does not count, as a sentence."""
    return english().text(_APPROVAL[error.code]).format(detail=error.detail)


_APPROVAL: dict[approval.Code, str] = {
    "key_missing": mark("There is no key at {detail}. Make one with: consent-app approver-key"),
    "key_there": mark("{detail} exists already and is left as it is. Choose another name."),
    "key_unreadable": mark("{detail} is not an approver's key."),
    "wrong_passphrase": mark("The passphrase does not open {detail}."),
    "already_expired": mark("The approval would end on {detail}. It has to end after today."),
    "approval_unreadable": mark("The approval {detail} cannot be read and does not count."),
    "approval_forged": mark("The approval {detail} was changed and does not count."),
    "approver_unknown": mark(
        "The approval {detail} is not by a known approver. It does not count."
    ),
    "cannot_write": mark("Cannot write: {detail}"),
}


def press_of(settings: Settings, *, store: bool = True, apart: bool = False) -> Press:
    """Return what seals; samples and what is not stored never get the clinic's own key.

    With `apart` pages are laid out in a process of their own, as where the wizard runs all day.
    """
    from consent_app.paper.press import Press
    from consent_app.paper.workshop import Workshop

    folder = settings.data if settings.store else None
    workshop = Workshop() if apart else None

    def demonstration() -> Key:
        from consent_app.paper.seals import keys

        return keys.demonstration_key(folder, datetime.now().astimezone())

    if folder is None or not store:
        return Press(settings.clinic, demonstration, None, workshop)
    if settings.clinic.seal.kind == "demonstration":
        return Press(settings.clinic, lambda: open_key(settings), folder, workshop)
    # a passphrase is asked for, and a key that cannot be used is told, before a candidate sits here
    key = key_of(settings)
    return Press(settings.clinic, lambda: key, folder, workshop)


def needs_screen() -> None:
    """End with a sentence where no window can be shown, or no word in it."""
    from consent_app.glass import fonts, screen

    say = english()
    if found := screen.problem():
        code, detail = found
        fail(say.text(_SCREEN[code]).format(detail=detail), 2)
    screen.application()
    fonts.load_fonts()
    if not fonts.drawable():
        fail(
            say.text("There are no fonts, so no words can be shown. Install the program again."), 2
        )


_SCREEN: dict[Problem, str] = {
    "none": mark("There is no screen. Neither DISPLAY nor WAYLAND_DISPLAY names one."),
    "x11": mark("The screen {detail} does not answer, or does not let this user in."),
    "wayland": mark("The screen {detail} does not answer."),
    "library": mark("Nothing can be drawn on this screen. A library is missing: {detail}"),
}


def make_folder(folder: Path) -> None:
    """Make a folder in which something can be written, or end with a sentence."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / ".write-test").touch()
        (folder / ".write-test").unlink()
    except OSError as error:
        cannot_write(folder, error)


def cannot_write(folder: Path, error: OSError) -> NoReturn:
    """End with a sentence about a place that cannot be written."""
    sentence = english().text("Cannot write to {place}: {why}")
    fail(sentence.format(place=folder, why=error.strerror or error), 2)


def complain(error: ContentError) -> None:
    """Tell every mistake in the content."""
    say = english()
    for problem in error.problems:
        click.echo(explain(problem, say), err=True)


def fail(words: str, code: int) -> NoReturn:
    """End with a sentence and an exit code."""
    click.echo(words, err=True)
    sys.exit(code)


# --- the journal ----------------------------------------------------------------------------------


def no_journal(error: JournalError) -> str:
    """Return why the journal cannot be used, as a sentence."""
    return english().text(_JOURNAL[error.code]).format(detail=error.detail)


_NO_JOURNAL = mark("The journal cannot be used: {detail}. Check the data folder.")
_JOURNAL: dict[JournalCode, str] = {
    "cannot_open": _NO_JOURNAL,
    "cannot_write": _NO_JOURNAL,
    "chain_broken": _NO_JOURNAL,
    "key_missing": mark(
        "The key of the journal is missing: {detail}. Without it nothing in the journal can be "
        "read. Put it back, or look at [store] in settings.toml."
    ),
    "key_wrong": mark(
        "The key does not open the journal in {detail}. Look at [store] in settings.toml."
    ),
    "key_open": mark("Others can read {detail}. Let its owner alone read it: chmod 600"),
    "no_keyring": mark("The system has no keyring that could hold the key of the journal."),
}


def staff_of(settings: Settings) -> Staff | None:
    """Return the PIN of the staff if one is set, or end with a sentence."""
    from consent_app.records import staff

    try:
        return staff.find(settings.data)
    except staff.StaffError as error:
        fail(no_pin(error), 2)


def no_pin(error: StaffError) -> str:
    """Return why the PIN of the staff is no use, as a sentence."""
    return english().text(_STAFF[error.code]).format(detail=error.detail)


_STAFF: dict[StaffCode, str] = {
    "pin_form": mark("A PIN has 4 to 12 digits and nothing else."),
    "staff_unreadable": mark(
        "{detail} cannot be read. Set the PIN of the staff again: consent-app pin"
    ),
    "cannot_write": mark("Cannot write: {detail}"),
}


# --- the key -------------------------------------------------------------------------------------


def key_of(settings: Settings) -> Key:
    """Open the key that seals, or end with a sentence; tell if its certificate ends soon."""
    from consent_app.paper import errors

    try:
        key = open_key(settings)
    except errors.SealError as error:
        fail(no_seal(error), 2)
    if key.ends_soon(datetime.now().astimezone()):
        say = english()
        line = say.text("The certificate of the seal ends on {date}. Ask for a new one now.")
        click.echo(line.format(date=say.date(key.until.date())), err=True)
    return key


def open_key(settings: Settings) -> Key:
    """Open the key that the settings name; its passphrase is asked for where that is needed."""
    from consent_app.paper.seals import keys as paper

    now = datetime.now().astimezone()
    return paper.open_key(settings.clinic.seal, settings.data, ask_for, now)


def ask_for(name: str) -> str | None:
    """Ask at the keyboard; None where there is none."""
    asked = english().text("Passphrase or PIN of {name}").format(name=name)
    try:
        return str(click.prompt(asked, hide_input=True, err=True))
    except click.Abort:
        return None


def no_seal(error: SealError) -> str:
    """Return why a key or a seal is no use, as a sentence."""
    return english().text(SEAL_WORDS[error.code]).format(detail=error.detail)


SEAL_WORDS: dict[str, str] = {
    "not_signed": mark("{detail} is not signed, so it is not sealed."),
    "seal_failed": mark("The seal failed: {detail}"),
    "cannot_write": mark("Cannot write: {detail}"),
    "key_missing": mark("There is no file {detail}. Look at [seal] in settings.toml."),
    "key_unreadable": mark("{detail} is not a key or certificate in a form that can be read."),
    "key_alone": mark("{detail} holds no certificate for its key. Name one as “certificate”."),
    "certificate_alone": mark("{detail} holds no private key of that name."),
    "key_kind": mark("{detail}: the key must be RSA with 2048 bits or more, or P-256 or P-384."),
    "key_several": mark("{detail} holds several keys. Name one as “key” in settings.toml."),
    "certificate_expired": mark("The certificate of the seal ended on {detail}. Get a new one."),
    "certificate_early": mark("The certificate of the seal begins on {detail}. Check the clock."),
    "passphrase_missing": mark(
        "There is no passphrase for {detail}, and nobody can be asked for it here."
    ),
    "passphrase_open": mark("Others can read {detail}. Let its owner alone read it: chmod 600"),
    "passphrase_wrong": mark("The passphrase does not open {detail}."),
    "no_keyring": mark("The system has no keyring that could hold the passphrase of {detail}."),
    "module_unusable": mark("The library {detail} cannot be used with a token."),
    "token_missing": mark("The token {detail} is not there. Put it in and try again."),
    "token_locked": mark("The token {detail} is locked. Who issued it can unlock it."),
    "pin_wrong": mark("The PIN of {detail} is wrong. After a few such tries a token locks itself."),
    "token_failed": mark("The token does not work: {detail}"),
    "not_intact": mark("{detail} is not as it was sealed by a known key. It stays as it is."),
    "no_server": mark("No server for times is named. Set “tsa” in [seal] of settings.toml."),
    "no_time": mark("The server has not confirmed the time, and nothing was changed: {detail}"),
    "not_proven": mark(
        "Nothing more can be proven now about “{detail}” or those who issued it. "
        "Put certificates that are missing into the file that settings.toml names."
    ),
}


def untimed(why: str) -> str:
    """Return why a seal has no confirmed time, as a sentence."""
    return english().text("No server has confirmed the time: {why}").format(why=why)
