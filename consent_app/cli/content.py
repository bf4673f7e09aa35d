"""What the program says: content, rules, approvals, catalogues."""

from __future__ import annotations

import sys
from datetime import datetime
from typing import TYPE_CHECKING, NoReturn, get_args

import click

from consent_app import settings as config
from consent_app.cli.shared import (
    FILE,
    FOLDER,
    complain,
    english,
    fail,
    pack_of,
    settings_of,
    why_not,
)
from consent_app.content import approval, places
from consent_app.content.load import devices_on_file, rules_on_file
from consent_app.content.model import Indication
from consent_app.content.problems import ContentError
from consent_app.profile import OLDEST

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from consent_app.content.model import Device, Jurisdiction


# --- content --------------------------------------------------------------------------------------


@click.command()
@click.argument("folder", required=False, type=FOLDER)
@click.option("--strict", is_flag=True, help="Exit 1 where a rule of the content is broken.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
def check(*, folder: Path | None, strict: bool, as_json: bool) -> None:
    """Check a pack: every file and reference, then its words, chances and statements.

    Exit 0: it loads. 1: it does not load, with file and line; with --strict, it breaks a rule.
    """
    from consent_app.view import proof, report

    settings = settings_of(pack=folder)
    found = proof.prove(settings.pack, pack_of(settings, 1, fresh=True))
    click.echo(report.as_json(found, english()) if as_json else report.in_words(found, english()))
    sys.exit(1 if strict and found.breaks else 0)


@click.command()
@click.argument("place", required=False, metavar="[CC[-SUB]]")
@click.option("--indication", type=click.Choice(get_args(Indication)), help="Why it is wanted.")
@click.option("--age", type=click.IntRange(0, OLDEST), help="Age in full years on that day.")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="The day that counts; else today.")
@click.option("--table", is_flag=True, help="All places, for both reasons.")
@click.option("--stale", is_flag=True, help="What was not checked for 12 months, or never read.")
@click.option("--json", "as_json", is_flag=True, help="Print the answer for a place as JSON.")
def rules(  # noqa: PLR0913 - one name for each switch
    *, place: str | None, indication: Indication | None, age: int | None, on: datetime | None,
    table: bool, stale: bool, as_json: bool,
) -> None:  # fmt: skip
    """Say what the rules on file ask for in a country (FR) or in a part of one (US-CA).

    Exit 0: there is an answer, whatever it is. 2: there is no such place, or a rule does not load.
    """
    from consent_app.view import law

    jurisdictions, say = _jurisdictions(), english()
    day = (on or datetime.now().astimezone()).date()
    if table:
        click.echo(law.table(jurisdictions, day, say))
    elif stale:
        click.echo(law.stale(jurisdictions, day, say))
    elif place and indication:
        code = _place(place, jurisdictions)
        found = law.ruling(code, indication, age, jurisdictions, day)
        if as_json:
            click.echo(law.as_json(found))
            return
        click.echo(law.in_words(found, jurisdictions, say))
        click.echo("\n" + law.noticed(found, _devices(), jurisdictions, say))
    else:
        fail(say.text("Name a place and the reason, as in: consent-app rules FR --indication "
                       "cosmetic. For all places: consent-app rules --table"), 2)  # fmt: skip


def _jurisdictions() -> dict[str, Jurisdiction]:
    try:
        return rules_on_file(config.resource("jurisdictions"))
    except ContentError as error:
        complain(error)
        sys.exit(2)


def _devices() -> tuple[Device, ...]:
    try:
        return devices_on_file(config.resource("packs", "leg-lengthening"))
    except ContentError as error:
        complain(error)
        sys.exit(2)


def _place(given: str, jurisdictions: Iterable[str]) -> str:
    """Return the code of a place, in capitals."""
    code = given.strip().upper()
    if not places.known(code):
        _no_place(given, jurisdictions)
    return code


def _no_place(given: str, jurisdictions: Iterable[str]) -> NoReturn:
    """Say which code was meant by a name or a wrong code."""
    from consent_app.view import law

    say = english()
    sentence = say.text("There is no country or part of one with the code “{code}”.")
    hint = ""
    if near := law.meant(given, jurisdictions, say):
        hint = " " + say.text("(did you mean “{near}”?)").format(near=near)
    fail(sentence.format(code=given) + hint, 2)


@click.command("approver-key")
@click.argument("file", type=FILE)
@click.option("--passphrase-file", type=FILE, help="Read the passphrase from here; else asked.")
@click.option("--data", type=FOLDER, help="Data folder that will know the approver.")
def approver_key(*, file: Path, passphrase_file: Path | None, data: Path | None) -> None:
    """Make the key of a clinician who approves content, and let this clinic know it."""
    say = english()
    try:
        secret = _passphrase(passphrase_file, new=True)
        known = approval.make_key(file, secret, data or config.data_folder())
    except approval.ApprovalError as error:
        fail(why_not(error), 2)
    click.echo(say.text("The key: {file}. Only the approver should have it.").format(file=file))
    line = say.text("Its public half: {file}. Other clinics can put it into their “approvers”.")
    click.echo(line.format(file=known))


@click.command()
@click.argument("folder", required=False, type=FOLDER)
@click.option("--key", type=FILE, required=True, help="The approver's key (approver-key).")
@click.option("--name", required=True, help="Who approves.")
@click.option("--role", required=True, help="In which role, as in “Consultant surgeon”.")
@click.option(
    "--until", type=click.DateTime(["%Y-%m-%d"]), required=True, help="Last day of the approval."
)
@click.option("--passphrase-file", type=FILE, help="Read the passphrase from here; else asked.")
@click.option("--data", type=FOLDER, help="Data folder that keeps the approval.")
def approve(  # noqa: PLR0913 - one name for each switch
    *, folder: Path | None, key: Path, name: str, role: str, until: datetime,
    passphrase_file: Path | None, data: Path | None,
) -> None:  # fmt: skip
    """Approve content for use with candidates: sign its digest.

    Exit 0: approved. 1: the content does not load or breaks its own rules. 2: the key is no use.
    """
    from consent_app.view import proof

    settings = settings_of(data=data, pack=folder)
    pack = pack_of(settings, 1, fresh=True)
    say = english()
    if proof.prove(settings.pack, pack).breaks:
        fail(say.text("The content breaks its own rules. See: consent-app check --strict"), 1)
    try:
        who = approval.Approver(name, role, approval.read_key(key, _passphrase(passphrase_file)))
        today = datetime.now().astimezone().date()
        file = approval.approve(pack, who, today, until.date(), settings.data)
        approval.approved(pack, settings.data)
    except approval.ApprovalError as error:
        fail(why_not(error), 2)
    line = say.text("{content} {version} is approved by {name}, {role}, until {date}.")
    click.echo(line.format(
        content=pack.manifest.id, version=pack.manifest.version, name=name, role=role,
        date=say.date(until.date()),
    ))  # fmt: skip
    click.echo(say.text("The approval: {file}").format(file=file))
    click.echo(f"SHA-256 {pack.digest}")


def _passphrase(file: Path | None, *, new: bool = False) -> bytes:
    """Return a passphrase from a file or the keyboard; never from the command line."""
    if file is None:
        asked = english().text("Passphrase of the approver's key")
        return str(click.prompt(asked, hide_input=True, confirmation_prompt=new)).encode()
    try:
        return file.read_bytes().strip()
    except OSError as error:
        sentence = english().text("Cannot read {place}: {why}")
        fail(sentence.format(place=file, why=error.strerror or error), 2)


# --- words ----------------------------------------------------------------------------------------


@click.command()
@click.option("--check", "only_check", is_flag=True, help="Change nothing; exit 1 when stale.")
def catalogue(*, only_check: bool) -> None:
    """Collect all words into translations/messages.pot and bring the languages up to date."""
    from consent_app.content import extract

    try:
        faults = extract.run(config.translations().parent, check=only_check)
    except ContentError as error:
        complain(error)
        sys.exit(1)
    for fault in faults:
        click.echo(extract.explain(fault, english()), err=True)
    sys.exit(1 if faults else 0)
