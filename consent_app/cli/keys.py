"""The key that seals, and proof of age for what it has sealed."""

from __future__ import annotations

import sys
from datetime import datetime
from typing import TYPE_CHECKING

import click

from consent_app.cli.shared import (
    FILE,
    FOLDER,
    ask_for,
    english,
    fail,
    key_of,
    no_seal,
    settings_of,
    untimed,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from consent_app.paper.seals.keys import Key
    from consent_app.settings import Settings


# --- keys -----------------------------------------------------------------------------------------


@click.command()
@click.option("--trial", type=FILE, help="Seal a page with it, and write it here.")
@click.option("--keep-passphrase", is_flag=True, help="Ask for it once; the keyring keeps it.")
@click.option("--data", type=FOLDER, help="Data folder; default: your own, by system custom.")
def keys(*, trial: Path | None, keep_passphrase: bool, data: Path | None) -> None:
    """Show which key seals here, whose it is, and until when.

    Exit 0: it can be used. 2: it cannot, or the trial cannot be written.
    """
    settings = settings_of(data=data)
    if keep_passphrase:
        _keep_passphrase(settings)
    key = key_of(settings)
    for line in _described(key):
        click.echo(line)
    if trial:
        _try_seal(key, trial, settings)


def _described(key: Key) -> Iterable[str]:
    from consent_app.paper.seals import cms

    say = english()
    yield say.text("Documents are sealed by: {name}").format(name=key.label)
    if key.demonstration:
        yield say.text("This is a DEMONSTRATION key. It stands for no clinic.")
    for issuer in key.certificates[1:]:
        yield say.text("Issued by: {name}").format(name=cms.name_of(issuer))
    yield say.text("Valid until: {date}").format(date=say.date(key.until.date()))
    yield say.text("SHA-256 of its certificate: {digits}").format(digits=key.fingerprint)
    if key.authority is None:
        yield say.text("Level of each seal: {level}").format(level="PAdES-BASELINE-B")
    else:
        line = say.text("Level of each seal: {level}, or {lower} when {server} does not answer")
        yield line.format(
            level="PAdES-BASELINE-T", lower="PAdES-BASELINE-B", server=key.authority.address
        )


def _keep_passphrase(settings: Settings) -> None:
    from consent_app.paper import errors
    from consent_app.paper.seals import keys as paper

    seal = settings.clinic.seal
    try:
        paper.keep(seal, ask_for(paper.of_what(seal)) or "")
    except errors.SealError as error:
        fail(no_seal(error), 2)


def _try_seal(key: Key, file: Path, settings: Settings) -> None:
    """Seal a page and verify it from the disk."""
    from consent_app.paper import errors
    from consent_app.paper.audit import verify
    from consent_app.paper.seals import files, trial
    from consent_app.paper.seals import keys as paper

    say = english()
    try:
        sealed = trial.sealed(key, datetime.now().astimezone(), say)
        files.write(file, sealed.pdf)
        report = verify.verify_file(file, paper.known_certificates(settings.data))
    except errors.PaperError as error:
        fail(f"{error.code} {error.detail}", 2)
    except errors.SealError as error:
        fail(no_seal(error), 2)
    if sealed.untimed:
        click.echo(untimed(sealed.untimed), err=True)
    click.echo(say.text("A trial was sealed and verified: {file}").format(file=file))
    click.echo(say.text("Its level: {level}").format(level=report.level))
    sys.exit(0 if report.outcome == "sealed" else 2)


@click.command()
@click.argument("file", type=FILE)
@click.option("--out", type=FILE, help="Where the new file goes; else in the place of the old.")
@click.option("--data", type=FOLDER, help="Data folder with settings and known keys.")
def augment(*, file: Path, out: Path | None, data: Path | None) -> None:
    """Let a sealed document be verified longer: add proof of its age behind the seal.

    The server that the settings name confirms the time (level T); then all certificates and what
    their issuers say about them go in (level LTA). Do it again every few years.

    Exit 0: raised. 1: it was not, and is as it was. 2: there is no server, or it cannot be written.
    """
    from consent_app.paper import errors
    from consent_app.paper.seals import augment as paper
    from consent_app.paper.seals import keys as known

    settings, say = settings_of(data=data), english()
    seal = settings.clinic.seal
    try:
        report = paper.augment(
            file, out, known.authority(seal, settings.data),
            lambda: known.known_certificates(settings.data), known.beside(seal, settings.data),
        )  # fmt: skip
    except errors.SealError as error:
        fail(no_seal(error), 1 if error.code in _NOT_RAISED else 2)
    sentence = say.text("{file} now has the level {level}.")
    click.echo(sentence.format(file=out or file, level=report.level))
    for time in report.times:
        line = say.text("Time confirmed by {name}: {when}")
        click.echo(line.format(name=time.authority, when=say.moment(time.at)))
    if report.level != "PAdES-BASELINE-LTA":
        click.echo(say.text("More was not possible: not every issuer said what is needed."))


_NOT_RAISED = frozenset({"not_intact", "not_proven", "no_time"})
