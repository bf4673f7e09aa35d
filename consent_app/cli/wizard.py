"""The wizard, and journeys that walk through it."""

from __future__ import annotations

import shutil
import sys
from dataclasses import replace
from functools import partial
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
    needs_screen,
    no_journal,
    pack_of,
    press_of,
    settings_of,
    staff_of,
)
from consent_app.content.problems import ContentError
from consent_app.language import SHIPPED, Language

if TYPE_CHECKING:
    from collections.abc import Callable

    from consent_app.content.journey import Journey
    from consent_app.content.model import Pack
    from consent_app.events import Mode
    from consent_app.glass.attract import Attract
    from consent_app.paper.press import Press
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
@click.option("--data", type=FOLDER, help="Data folder; default: your own, by system custom.")
def calibrate(*, data: Path | None) -> None:
    """Measure the screen with a bank card, so that sizes in millimetres are true."""
    needs_screen()
    from consent_app.glass import app

    settings = settings_of(data=data)
    try:
        sys.exit(app.calibrate(settings.clinic, settings.data))
    except OSError as error:
        cannot_write(settings.data, error)


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
    needs_screen()
    press = press_of(settings, apart=True)  # may ask at the terminal, so nothing covers that yet
    page = _first_page(settings, language, windowed=windowed) if mode == "kiosk" else None
    from consent_app.glass import opening

    with opening.told_on(page):
        pack = opening.meanwhile(partial(_loaded, settings), page)
        if page is not None:
            _keep_first_page(page, pack, settings, language)
        return _run(pack, press, settings, language, windowed=windowed, mode=mode)


def _run(  # noqa: PLR0913 - one name for each part of a session
    pack: Pack, press: Press, settings: Settings, language: str, *, windowed: bool, mode: Mode
) -> int:
    from consent_app.glass import app
    from consent_app.records.journal import Journal
    from consent_app.session import JournalError, Session

    try:
        with Journal(settings.data if settings.store else None, settings.clinic.store) as journal:
            session = Session(
                pack, journal, press, language=language, mode=mode,
                reflection_days=settings.clinic.reflection_days, staff=staff_of(settings),
            )  # fmt: skip
            if mode == "kiosk" and not windowed and session.staff is None:
                say = english()
                click.echo(say.text("This kiosk is not locked: Ctrl+Q closes it."), err=True)
                command = say.text("Set a PIN for the staff with: {command}")
                click.echo(command.format(command="consent-app pin"), err=True)
            data = settings.data if settings.store else None
            return app.run(session, settings.clinic, windowed=windowed, data=data)
    except JournalError as error:
        fail(no_journal(error), 2)


def _loaded(settings: Settings) -> Pack:
    """Load the content and, while the first page stands, what the window is made of."""
    import consent_app.glass.app
    import consent_app.records.journal  # noqa: F401

    return pack_of(settings)


def _first_page(settings: Settings, language: str, *, windowed: bool) -> Attract | None:
    """Return the first page: as it stands already, or made from what is quickly read."""
    from consent_app.content.load import manifest_on_file
    from consent_app.glass import app, opening

    if found := opening.shown():
        return found
    try:
        manifest = manifest_on_file(settings.pack)
    except ContentError:  # told with all else that is wrong, when the pack is loaded
        return None
    say = Language(language)
    words = opening.words(manifest, settings.clinic, say)
    return app.first_page(words, settings.clinic, cjk=say.cjk, windowed=windowed)


def _keep_first_page(page: Attract, pack: Pack, settings: Settings, language: str) -> None:
    """Let the page say what the content says now, and keep it for the next start."""
    from consent_app.glass import app, opening

    say = Language(language)
    words = opening.words(pack.manifest, settings.clinic, say)
    theme = app.look(settings.clinic, cjk=say.cjk)
    if words != page.words:
        page.show_words(words)
    seal = settings.clinic.seal
    asks = seal.kind != "demonstration" and seal.passphrase == "prompt"  # noqa: S105 - where it is
    if settings.cache is not None and asks:
        opening.forget(settings.cache)
    elif settings.cache is not None:
        opening.keep(settings.cache, words, theme, page.size().toTuple())


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
        lobby = journey.mode == "kiosk"
        who = Candidate(journey)
        driver = Driver(session, who, settings.clinic, out / file.stem, lobby=lobby)
        stopped = None
        try:
            driver.walk(lambda page: click.echo(f"  {page}") if sys.stdout.isatty() else None)
        except StuckError as stuck:
            stopped = f"{stuck.page}: {stuck.what}"
        finally:
            driver.close()
        return walk.Walked(walk.outcome(file.stem, journey, session, stopped), driver.pdf)
