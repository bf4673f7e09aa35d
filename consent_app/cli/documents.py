"""Sealed documents: verified, and added to."""

from __future__ import annotations

import sys
from contextlib import suppress
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, cast, get_args

import click

from consent_app.cli.shared import (
    FILE,
    FOLDER,
    english,
    fail,
    no_journal,
    pack_of,
    press_of,
    settings_of,
)
from consent_app.content import approval
from consent_app.content.load import load
from consent_app.content.problems import ContentError
from consent_app.events import AddedKind, Role, TreatmentStage
from consent_app.language import SHIPPED, Language, mark

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from consent_app.content.model import Pack
    from consent_app.episode import Refused
    from consent_app.evidence import Evidence
    from consent_app.paper.addenda import Done, Order
    from consent_app.paper.audit.examine import Here
    from consent_app.settings import Settings
    from consent_app.view.finding import Findings


# --- verification ---------------------------------------------------------------------------------


@click.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="[FILE]...")
@click.option("--json", "as_json", is_flag=True, help="Print all that was found as JSON.")
@click.option("--window", is_flag=True, help="Open a window to drop files on.")
@click.option("--language", type=click.Choice(SHIPPED), default="en", show_default=True)
@click.option("--data", type=FOLDER, help="Data folder whose keys are known.")
@click.option("--pack", type=FOLDER, help="Another pack than leg lengthening.")
def verify(  # noqa: PLR0913 - one name for each switch
    *, files: tuple[Path, ...], as_json: bool, window: bool, language: str, data: Path | None,
    pack: Path | None,
) -> None:  # fmt: skip
    """Say whether sealed documents are intact, and whether they belong together.

    Files that were added to a document are looked for in its folder. Without a FILE a window opens.

    Exit 0: intact and sealed by known keys. 1: altered, not sealed by one, or not complete.
    2: unreadable. Of several files the worst counts.
    """
    from consent_app.paper.audit import examine, report

    say, here = Language(language), _here(settings_of(data=data, pack=pack))
    if window or not files:
        sys.exit(_verify_window(files, here, say))
    found = examine.examine(files, here)
    click.echo(report.as_json(found) if as_json else report.in_words(found, say))
    sys.exit(found.exit_code)


def _verify_window(files: tuple[Path, ...], here: Here, say: Language) -> int:
    """Open the window, with files or without; return its exit code."""
    from consent_app.glass import app, verifying
    from consent_app.paper.audit import examine, report

    if not app.has_screen():
        fail(say.text("There is no screen. Name a file, as in: consent-app verify FILE"), 2)

    def look(paths: Sequence[Path], tell: Callable[[float], None]) -> Findings:
        return report.told(examine.examine(paths, here, tell), say)

    return verifying.run(look, say, files)


def _here(settings: Settings) -> Here:
    """Return the keys, the content and the press that files are compared with."""
    from consent_app.paper import press
    from consent_app.paper.audit import examine
    from consent_app.paper.seals import seal

    @cache
    def installed() -> Pack | None:
        try:
            return load(settings.pack, settings.jurisdictions, settings.cache)
        except ContentError:  # the seal can be verified without any content
            return None

    def remake(evidence: Evidence) -> bytes:
        pack = _with_own(installed(), settings)
        return press.remake(evidence, pack) if pack else b""

    try:
        known = seal.known_certificates(settings.data)
    except seal.SealError as error:
        fail(english().text("A known key cannot be read: {file}").format(file=error.detail), 2)
    return examine.Here(known, installed, remake)


def _with_own(pack: Pack | None, settings: Settings) -> Pack | None:
    """Return content with this clinic's approval and prices, as far as they hold."""
    from consent_app.content import prices

    if pack is None:
        return None
    with suppress(ContentError, approval.ApprovalError):
        pack = approval.approved(pack, settings.data)
        pack = replace(pack, prices=prices.load(settings.data / "prices.yaml", pack))
    return pack


# --- what is added to a sealed document -----------------------------------------------------------


@click.command()
@click.argument("kind", type=click.Choice([k.replace("_", "-") for k in get_args(AddedKind)]))
@click.argument("record", type=FILE)
@click.option("--by", required=True, help="Who takes it down; stands for a typed signature.")
@click.option("--role", type=click.Choice(get_args(Role)), required=True, help="As what.")
@click.option("--person-signs", default="", help="The name as the person types it, to sign.")
@click.option("--stage", type=click.Choice(get_args(TreatmentStage)), help="Of a reaffirmation.")
@click.option("--phase", default="", help="Of a withdrawal: where in treatment.")
@click.option("--wrong", default="", help="Of a correction: what was wrong.")
@click.option("--words", default="", help="What was said; of a correction, what is right.")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="The day it was said; else today.")
@click.option("--plan", multiple=True, metavar="FIELD=VALUE", help="What is another one now.")
@click.option("--old-pack", type=FOLDER, help="The version that the document was made from.")
@click.option("--pack", type=FOLDER, help="Another pack than leg lengthening.")
@click.option("--data", type=FOLDER, help="Data folder with journal and keys.")
@click.option("--out", type=FOLDER, help="Folder for the new file; else beside the document.")
def add(  # noqa: PLR0913 - one name for each switch
    *, kind: str, record: Path, by: str, role: Role, person_signs: str,
    stage: TreatmentStage | None, phase: str, wrong: str, words: str, on: datetime | None,
    plan: tuple[str, ...], old_pack: Path | None, pack: Path | None, data: Path | None,
    out: Path | None,
) -> None:  # fmt: skip
    """Add a sealed file to a sealed document, which stays as it is.

    Exit 0: added. 1: the document is not intact or not known, or it may not be added. 2: a file
    cannot be read or written.
    """
    from consent_app.paper import addenda

    order = addenda.Order(
        kind=cast("AddedKind", kind.replace("-", "_")), by=by, role=role, person=person_signs,
        stage=stage, phase=phase, wrong=wrong, words=words, on=on.date() if on else None,
        changes=_changes(plan),
    )  # fmt: skip
    settings = settings_of(data=data, pack=pack)
    old = pack_of(settings_of(data=data, pack=old_pack)) if old_pack else None
    done = _added(record, order, settings, old, out)
    say = english()
    if done.first:
        sentence = say.text("What had been begun before was completed first: {file}")
        click.echo(sentence.format(file=done.first.path))
    click.echo(say.text("Added and sealed: {file}").format(file=done.path))
    if done.level:
        click.echo(say.text("Its level: {level}").format(level=done.level))


def _changes(plan: tuple[str, ...]) -> dict[str, str]:
    pairs = [given.partition("=") for given in plan]
    if wrong := next((name for name, sign, _ in pairs if not sign), None):
        fail(english().text("Write it as FIELD=VALUE: {given}").format(given=wrong), 2)
    return {name: value for name, _, value in pairs}


def _added(
    record: Path, order: Order, settings: Settings, old: Pack | None, out: Path | None
) -> Done:
    from consent_app.paper.addenda import Addenda, RefusedError
    from consent_app.paper.seals import seal
    from consent_app.records.journal import Journal
    from consent_app.session import JournalError, PressError

    say, pack = english(), pack_of(settings)
    press = press_of(settings)
    try:
        with Journal(settings.data, settings.clinic.store) as journal:
            desk = Addenda(
                pack, journal, settings.clinic, lambda: press.key,
                lambda: seal.known_certificates(settings.data), old_pack=old,
            )  # fmt: skip
            return desk.add(record, order, out)
    except RefusedError as error:
        fail(_refused(error.refused, pack), 1)
    except JournalError as error:
        fail(no_journal(error), 2)
    except PressError as error:
        sentence = _NOT_ADDED.get(error.code, mark("The file cannot be made: {detail}"))
        code = 2 if error.code in _CANNOT else 1
        fail(say.text(sentence).format(detail=error.detail or error.code), code)


def _refused(refused: Refused, pack: Pack) -> str:
    """Return why something may not be added, with what is wrong about each answer."""
    from consent_app.view import devices
    from consent_app.view import words as w

    words = w.Words(english(), pack)
    lines = [f"  {one.field}: {devices.problem(one, words)}" for one in refused.problems]
    return "\n".join((w.refusal(refused.code, words.say), *lines))


_CANNOT = frozenset({"unreadable", "cannot_write", "key_unreadable", "no_evidence"})
_NOT_ADDED: dict[str, str] = {
    "unreadable": mark("{detail} cannot be read as a document."),
    "altered": mark("{detail} is not as it was sealed, or it was never sealed."),
    "not_trusted": mark("{detail} is intact, but its seal is by a key that is not known here."),
    "no_evidence": mark("{detail} does not carry the evidence that it should."),
    "not_a_record": mark("{detail} was not signed, so nothing can be added to it."),
    "is_added": mark("{detail} was itself added to a document. Name that document."),
    "number_missing": mark("Addition {detail} is missing. It has to lie beside the document."),
    "number_twice": mark("{detail}: there are two additions with this number."),
    "other_record": mark("{detail} belongs to another document."),
    "chain_broken": mark("{detail} does not follow what was added before it."),
    "other_episode": mark("{detail} does not tell what the journal here tells."),
    "no_such_stage": mark("The content has nothing to ask at this stage: {detail}"),
    "no_such_phase": mark("There is no such time in treatment. There are: {detail}"),
    "not_that_content": mark("The old version is not the one of the document: {detail}"),
    "in_the_way": mark("{detail} exists already and is left as it is."),
    "cannot_write": mark("Cannot write: {detail}"),
}
