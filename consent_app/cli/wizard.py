"""The wizard, and journeys that walk through it."""

from __future__ import annotations

import shutil
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

from consent_app import settings as config
from consent_app.cli.shared import (
    FILE,
    FOLDER,
    cannot_write,
    complain,
    english,
    fail,
    make_folder,
    pack_of,
    press_of,
    settings_of,
)
from consent_app.content.problems import ContentError
from consent_app.language import SHIPPED

if TYPE_CHECKING:
    from collections.abc import Callable

    from consent_app.content.journey import Journey
    from consent_app.content.model import Pack
    from consent_app.events import Mode
    from consent_app.settings import Settings
    from consent_app.walk import Walked


# --- the wizard -----------------------------------------------------------------------------------


def _wizard(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of the wizard."""
    for option in (
        click.option("--language", type=click.Choice(SHIPPED), default="en", show_default=True),
        click.option("--pack", type=FOLDER, help="Another pack than leg lengthening."),
        click.option(
            "--data", type=FOLDER, help="Data folder; default: your own, by system custom."
        ),
        click.option("--temp", is_flag=True, help="Store nothing."),
        click.option("--windowed", is_flag=True, help="In a window instead of the whole screen."),
    ):
        command = option(command)
    return command


@click.command()
@_wizard
def kiosk(
    *, windowed: bool, temp: bool, data: Path | None, pack: Path | None, language: str
) -> None:
    """Open the wizard for a candidate."""
    settings = settings_of(data=data, temp=temp, pack=pack)
    sys.exit(_open(settings, language, windowed=windowed))


@click.command()
@_wizard
def counsel(
    *, windowed: bool, temp: bool, data: Path | None, pack: Path | None, language: str
) -> None:
    """Open the wizard for a candidate and a clinician side by side.

    What the rules ask for is confirmed here, and a signature waits for it.
    """
    settings = settings_of(data=data, temp=temp, pack=pack)
    sys.exit(_open(settings, language, windowed=windowed, mode="counselling"))


@click.command()
@click.option("--out", type=FOLDER, default=Path("out"), show_default=True)
@click.option("--data", type=FOLDER, help="Data folder; default: your own, by system custom.")
def run(*, out: Path, data: Path | None) -> None:
    """Open the wizard; without a screen, walk the sample candidate through the real window."""
    from consent_app.glass.app import has_screen

    if has_screen():
        sys.exit(_open(settings_of(data=data), "en", windowed=True))
    say = english()
    click.echo(say.text("There is no screen. A sample candidate walks through the real window."))
    sample = config.resource("samples", "sample-candidate.yaml")
    code = _walk([sample], out, settings_of(data=data), glass=True)
    pdf = out / f"{sample.stem}.pdf"
    if pdf.is_file():
        where = f" --data {data}" if data else ""
        click.echo(say.text("Pictures of each page: {folder}").format(folder=out / sample.stem))
        click.echo(say.text("The sealed document: {file}").format(file=pdf))
        command = f"{_program()} verify {pdf}{where}"
        click.echo(say.text("Check it with: {command}").format(command=command))
    sys.exit(code)


def _program() -> str:
    """Return the command by which this program was started, as short as it can be."""
    return "consent-app" if shutil.which("consent-app") else str(Path(sys.argv[0]))


def _open(settings: Settings, language: str, *, windowed: bool, mode: Mode = "kiosk") -> int:
    from consent_app.glass import app
    from consent_app.records.journal import Journal
    from consent_app.session import JournalError, Session

    pack = pack_of(settings)
    try:
        with Journal(settings.data if settings.store else None) as journal:
            session = Session(
                pack, journal, press_of(settings), language=language, mode=mode,
                reflection_days=settings.clinic.reflection_days,
            )  # fmt: skip
            return app.run(session, settings.clinic, windowed=windowed)
    except JournalError as error:
        sentence = english().text("The journal cannot be used: {why}. Check the data folder.")
        fail(sentence.format(why=error.detail), 2)


# --- journeys -------------------------------------------------------------------------------------


@click.command()
@click.argument("journeys", nargs=-1, required=True, type=FILE)
@click.option("--out", type=FOLDER, required=True, help="Folder for documents and records.")
@click.option("--glass", is_flag=True, help="Click through the real window and keep pictures.")
@click.option("--data", type=FOLDER, help="Data folder whose key seals the documents.")
@click.option("--pack", type=FOLDER, help="Another pack than leg lengthening.")
@click.option("--paper", type=click.Choice(["a4", "letter"]), help="The sheets; else as set.")
@click.option("--points", type=click.Choice(["12", "14", "18"]), help="Size of the text on paper.")
@click.option("--second", type=click.Choice(SHIPPED), help="The other language of the paper.")
def walk(  # noqa: PLR0913 - one name for each switch
    *, journeys: tuple[Path, ...], out: Path, glass: bool, data: Path | None, pack: Path | None,
    paper: str | None, points: str | None, second: str | None,
) -> None:  # fmt: skip
    """Walk declared journeys and compare how they end.

    Exit 0: all ended as declared. 1: a journey did not. 2: a file does not load.
    """
    settings = settings_of(data=data, pack=pack)
    given = {"paper": paper, "points": points and int(points), "second_language": second}
    chosen = {name: value for name, value in given.items() if value is not None}
    clinic = msgspec.structs.replace(settings.clinic, **chosen)
    sys.exit(_walk(list(journeys), out, replace(settings, clinic=clinic), glass=glass))


def _walk(files: list[Path], out: Path, settings: Settings, *, glass: bool) -> int:
    from consent_app import profile, walk
    from consent_app.content import journey as journeys

    content = pack_of(settings)
    say = english()
    try:
        loaded = [(f, journeys.load(f, profile.names(content), SHIPPED)) for f in files]
    except ContentError as error:
        complain(error)
        return 2
    code = 0
    make_folder(out)
    for file, journey in loaded:
        walked = _walk_one(file, journey, content, settings, out, glass=glass)
        try:
            walk.keep(walked, out)
        except OSError as error:
            cannot_write(out, error)
        wrong = walk.differences(walked.outcome, journey)
        word = say.text("ended as declared") if not wrong else say.text("ended differently")
        click.echo(f"{file.stem}: {word} ({walked.outcome.stage}, {walked.outcome.document})")
        for key, declared, found in wrong:
            line = say.text("  {key}: declared {declared}, found {found}")
            click.echo(line.format(key=key, declared=declared or "–", found=found), err=True)
            code = 1
    return code


def _walk_one(  # noqa: PLR0913 - one journey with all that it needs
    file: Path, journey: Journey, pack: Pack, settings: Settings, out: Path, *, glass: bool
) -> Walked:
    from consent_app import walk
    from consent_app.candidate import Candidate
    from consent_app.records.journal import Journal

    with Journal(None) as journal:
        press = press_of(settings, store=False)
        if not glass:
            return walk.replay(file.stem, journey, pack, journal, press)
        from consent_app.glass.drive import Driver, StuckError

        session = walk.session(journey, pack, journal, press)
        driver = Driver(session, Candidate(journey), settings.clinic, out / file.stem)
        stopped = None
        try:
            driver.walk(lambda page: click.echo(f"  {page}") if sys.stdout.isatty() else None)
        except StuckError as stuck:
            stopped = f"{stuck.page}: {stuck.what}"
        finally:
            driver.close()
        return walk.Walked(walk.outcome(file.stem, journey, session, stopped), driver.pdf)
