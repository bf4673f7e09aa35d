"""The commands, one small function each."""

from __future__ import annotations

import logging
import shutil
import sys
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, cast, get_args

import click
import msgspec

from consent_app import settings as config
from consent_app.content import approval, places
from consent_app.content.load import devices_on_file, load, rules_on_file
from consent_app.content.model import Indication
from consent_app.content.problems import ContentError, explain
from consent_app.events import AddedKind, Role, TreatmentStage
from consent_app.language import SHIPPED, Language, mark
from consent_app.profile import OLDEST

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from consent_app.content.journey import Journey
    from consent_app.content.model import Device, Jurisdiction, Pack
    from consent_app.episode import Refused
    from consent_app.events import Mode
    from consent_app.evidence import Evidence
    from consent_app.paper.addenda import Done, Order
    from consent_app.paper.audit.examine import Here
    from consent_app.paper.errors import SealError
    from consent_app.paper.press import Press
    from consent_app.paper.seals.keys import Key
    from consent_app.settings import Settings
    from consent_app.view.finding import Findings
    from consent_app.walk import Walked

_FOLDER = click.Path(path_type=Path, file_okay=False)
_FILE = click.Path(path_type=Path, dir_okay=False)


def _say() -> Language:
    """The language of the command line: English for now, as its readers are staff and authors."""
    return Language("en")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="consent-app")
def cli() -> None:
    """Patient education and informed consent: a wizard, its documents and their verification."""


# --- the wizard -----------------------------------------------------------------------------------


def _wizard(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of the wizard."""
    for option in (
        click.option("--language", type=click.Choice(SHIPPED), default="en", show_default=True),
        click.option("--pack", type=_FOLDER, help="Another pack than leg lengthening."),
        click.option(
            "--data", type=_FOLDER, help="Data folder; default: your own, by system custom."
        ),
        click.option("--temp", is_flag=True, help="Store nothing."),
        click.option("--windowed", is_flag=True, help="In a window instead of the whole screen."),
    ):
        command = option(command)
    return command


@cli.command()
@_wizard
def kiosk(
    *, windowed: bool, temp: bool, data: Path | None, pack: Path | None, language: str
) -> None:
    """Open the wizard for a candidate."""
    settings = _settings(data=data, temp=temp, pack=pack)
    sys.exit(_open(settings, language, windowed=windowed))


@cli.command()
@_wizard
def counsel(
    *, windowed: bool, temp: bool, data: Path | None, pack: Path | None, language: str
) -> None:
    """Open the wizard for a candidate and a clinician side by side.

    What the rules ask for is confirmed here, and a signature waits for it.
    """
    settings = _settings(data=data, temp=temp, pack=pack)
    sys.exit(_open(settings, language, windowed=windowed, mode="counselling"))


@cli.command()
@click.option("--out", type=_FOLDER, default=Path("out"), show_default=True)
@click.option("--data", type=_FOLDER, help="Data folder; default: your own, by system custom.")
def run(*, out: Path, data: Path | None) -> None:
    """Open the wizard; without a screen, walk the sample candidate through the real window."""
    from consent_app.glass.app import has_screen

    if has_screen():
        sys.exit(_open(_settings(data=data), "en", windowed=True))
    say = _say()
    click.echo(say.text("There is no screen. A sample candidate walks through the real window."))
    sample = config.resource("samples", "sample-candidate.yaml")
    code = _walk([sample], out, _settings(data=data), glass=True)
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

    pack = _pack(settings)
    try:
        with Journal(settings.data if settings.store else None) as journal:
            session = Session(
                pack, journal, _press(settings), language=language, mode=mode,
                reflection_days=settings.clinic.reflection_days,
            )  # fmt: skip
            return app.run(session, settings.clinic, windowed=windowed)
    except JournalError as error:
        sentence = _say().text("The journal cannot be used: {why}. Check the data folder.")
        _fail(sentence.format(why=error.detail), 2)


# --- journeys -------------------------------------------------------------------------------------


@cli.command()
@click.argument("journeys", nargs=-1, required=True, type=_FILE)
@click.option("--out", type=_FOLDER, required=True, help="Folder for documents and records.")
@click.option("--glass", is_flag=True, help="Click through the real window and keep pictures.")
@click.option("--data", type=_FOLDER, help="Data folder whose key seals the documents.")
@click.option("--pack", type=_FOLDER, help="Another pack than leg lengthening.")
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
    settings = _settings(data=data, pack=pack)
    given = {"paper": paper, "points": points and int(points), "second_language": second}
    chosen = {name: value for name, value in given.items() if value is not None}
    clinic = msgspec.structs.replace(settings.clinic, **chosen)
    sys.exit(_walk(list(journeys), out, replace(settings, clinic=clinic), glass=glass))


def _walk(files: list[Path], out: Path, settings: Settings, *, glass: bool) -> int:
    from consent_app import profile, walk
    from consent_app.content import journey as journeys

    content = _pack(settings)
    say = _say()
    try:
        loaded = [(f, journeys.load(f, profile.names(content), SHIPPED)) for f in files]
    except ContentError as error:
        _complain(error)
        return 2
    code = 0
    _make_folder(out)
    for file, journey in loaded:
        walked = _walk_one(file, journey, content, settings, out, glass=glass)
        try:
            walk.keep(walked, out)
        except OSError as error:
            _cannot_write(out, error)
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
        press = _press(settings, store=False)
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


# --- verification ---------------------------------------------------------------------------------


@cli.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="[FILE]...")
@click.option("--json", "as_json", is_flag=True, help="Print all that was found as JSON.")
@click.option("--window", is_flag=True, help="Open a window to drop files on.")
@click.option("--language", type=click.Choice(SHIPPED), default="en", show_default=True)
@click.option("--data", type=_FOLDER, help="Data folder whose keys are known.")
@click.option("--pack", type=_FOLDER, help="Another pack than leg lengthening.")
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

    say, here = Language(language), _here(_settings(data=data, pack=pack))
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
        _fail(say.text("There is no screen. Name a file, as in: consent-app verify FILE"), 2)

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
        _fail(_say().text("A known key cannot be read: {file}").format(file=error.detail), 2)
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


@cli.command()
@click.argument("kind", type=click.Choice([k.replace("_", "-") for k in get_args(AddedKind)]))
@click.argument("record", type=_FILE)
@click.option("--by", required=True, help="Who takes it down; stands for a typed signature.")
@click.option("--role", type=click.Choice(get_args(Role)), required=True, help="As what.")
@click.option("--person-signs", default="", help="The name as the person types it, to sign.")
@click.option("--stage", type=click.Choice(get_args(TreatmentStage)), help="Of a reaffirmation.")
@click.option("--phase", default="", help="Of a withdrawal: where in treatment.")
@click.option("--wrong", default="", help="Of a correction: what was wrong.")
@click.option("--words", default="", help="What was said; of a correction, what is right.")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="The day it was said; else today.")
@click.option("--plan", multiple=True, metavar="FIELD=VALUE", help="What is another one now.")
@click.option("--old-pack", type=_FOLDER, help="The version that the document was made from.")
@click.option("--pack", type=_FOLDER, help="Another pack than leg lengthening.")
@click.option("--data", type=_FOLDER, help="Data folder with journal and keys.")
@click.option("--out", type=_FOLDER, help="Folder for the new file; else beside the document.")
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
    settings = _settings(data=data, pack=pack)
    old = _pack(_settings(data=data, pack=old_pack)) if old_pack else None
    done = _added(record, order, settings, old, out)
    say = _say()
    if done.first:
        sentence = say.text("What had been begun before was completed first: {file}")
        click.echo(sentence.format(file=done.first.path))
    click.echo(say.text("Added and sealed: {file}").format(file=done.path))
    if done.level:
        click.echo(say.text("Its level: {level}").format(level=done.level))


def _changes(plan: tuple[str, ...]) -> dict[str, str]:
    pairs = [given.partition("=") for given in plan]
    if wrong := next((name for name, sign, _ in pairs if not sign), None):
        _fail(_say().text("Write it as FIELD=VALUE: {given}").format(given=wrong), 2)
    return {name: value for name, _, value in pairs}


def _added(
    record: Path, order: Order, settings: Settings, old: Pack | None, out: Path | None
) -> Done:
    from consent_app.paper.addenda import Addenda, RefusedError
    from consent_app.paper.seals import seal
    from consent_app.records.journal import Journal
    from consent_app.session import JournalError, PressError

    say, pack = _say(), _pack(settings)
    press = _press(settings)
    try:
        with Journal(settings.data) as journal:
            desk = Addenda(
                pack, journal, settings.clinic, lambda: press.key,
                lambda: seal.known_certificates(settings.data), old_pack=old,
            )  # fmt: skip
            return desk.add(record, order, out)
    except RefusedError as error:
        _fail(_refused(error.refused, pack), 1)
    except JournalError as error:
        sentence = say.text("The journal cannot be used: {why}. Check the data folder.")
        _fail(sentence.format(why=error.detail), 2)
    except PressError as error:
        sentence = _NOT_ADDED.get(error.code, mark("The file cannot be made: {detail}"))
        code = 2 if error.code in _CANNOT else 1
        _fail(say.text(sentence).format(detail=error.detail or error.code), code)


def _refused(refused: Refused, pack: Pack) -> str:
    """Return why something may not be added, with what is wrong about each answer."""
    from consent_app.view import devices
    from consent_app.view import words as w

    words = w.Words(_say(), pack)
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


# --- content --------------------------------------------------------------------------------------


@cli.command()
@click.argument("folder", required=False, type=_FOLDER)
@click.option("--strict", is_flag=True, help="Exit 1 where a rule of the content is broken.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
def check(*, folder: Path | None, strict: bool, as_json: bool) -> None:
    """Check a pack: every file and reference, then its words, chances and statements.

    Exit 0: it loads. 1: it does not load, with file and line; with --strict, it breaks a rule.
    """
    from consent_app.view import proof, report

    settings = _settings(pack=folder)
    found = proof.prove(settings.pack, _pack(settings, 1, fresh=True))
    click.echo(report.as_json(found, _say()) if as_json else report.in_words(found, _say()))
    sys.exit(1 if strict and found.breaks else 0)


@cli.command()
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

    jurisdictions, say = _jurisdictions(), _say()
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
        _fail(say.text("Name a place and the reason, as in: consent-app rules FR --indication "
                       "cosmetic. For all places: consent-app rules --table"), 2)  # fmt: skip


def _jurisdictions() -> dict[str, Jurisdiction]:
    try:
        return rules_on_file(config.resource("jurisdictions"))
    except ContentError as error:
        _complain(error)
        sys.exit(2)


def _devices() -> tuple[Device, ...]:
    try:
        return devices_on_file(config.resource("packs", "leg-lengthening"))
    except ContentError as error:
        _complain(error)
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

    say = _say()
    sentence = say.text("There is no country or part of one with the code “{code}”.")
    hint = ""
    if near := law.meant(given, jurisdictions, say):
        hint = " " + say.text("(did you mean “{near}”?)").format(near=near)
    _fail(sentence.format(code=given) + hint, 2)


@cli.command("approver-key")
@click.argument("file", type=_FILE)
@click.option("--passphrase-file", type=_FILE, help="Read the passphrase from here; else asked.")
@click.option("--data", type=_FOLDER, help="Data folder that will know the approver.")
def approver_key(*, file: Path, passphrase_file: Path | None, data: Path | None) -> None:
    """Make the key of a clinician who approves content, and let this clinic know it."""
    say = _say()
    try:
        secret = _passphrase(passphrase_file, new=True)
        known = approval.make_key(file, secret, data or config.data_folder())
    except approval.ApprovalError as error:
        _fail(_why_not(error), 2)
    click.echo(say.text("The key: {file}. Only the approver should have it.").format(file=file))
    line = say.text("Its public half: {file}. Other clinics can put it into their “approvers”.")
    click.echo(line.format(file=known))


@cli.command()
@click.argument("folder", required=False, type=_FOLDER)
@click.option("--key", type=_FILE, required=True, help="The approver's key (approver-key).")
@click.option("--name", required=True, help="Who approves.")
@click.option("--role", required=True, help="In which role, as in “Consultant surgeon”.")
@click.option(
    "--until", type=click.DateTime(["%Y-%m-%d"]), required=True, help="Last day of the approval."
)
@click.option("--passphrase-file", type=_FILE, help="Read the passphrase from here; else asked.")
@click.option("--data", type=_FOLDER, help="Data folder that keeps the approval.")
def approve(  # noqa: PLR0913 - one name for each switch
    *, folder: Path | None, key: Path, name: str, role: str, until: datetime,
    passphrase_file: Path | None, data: Path | None,
) -> None:  # fmt: skip
    """Approve content for use with candidates: sign its digest.

    Exit 0: approved. 1: the content does not load or breaks its own rules. 2: the key is no use.
    """
    from consent_app.view import proof

    settings = _settings(data=data, pack=folder)
    pack = _pack(settings, 1, fresh=True)
    say = _say()
    if proof.prove(settings.pack, pack).breaks:
        _fail(say.text("The content breaks its own rules. See: consent-app check --strict"), 1)
    try:
        who = approval.Approver(name, role, approval.read_key(key, _passphrase(passphrase_file)))
        today = datetime.now().astimezone().date()
        file = approval.approve(pack, who, today, until.date(), settings.data)
        approval.approved(pack, settings.data)
    except approval.ApprovalError as error:
        _fail(_why_not(error), 2)
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
        asked = _say().text("Passphrase of the approver's key")
        return str(click.prompt(asked, hide_input=True, confirmation_prompt=new)).encode()
    try:
        return file.read_bytes().strip()
    except OSError as error:
        sentence = _say().text("Cannot read {place}: {why}")
        _fail(sentence.format(place=file, why=error.strerror or error), 2)


# --- keys -----------------------------------------------------------------------------------------


@cli.command()
@click.option("--trial", type=_FILE, help="Seal a page with it, and write it here.")
@click.option("--keep-passphrase", is_flag=True, help="Ask for it once; the keyring keeps it.")
@click.option("--data", type=_FOLDER, help="Data folder; default: your own, by system custom.")
def keys(*, trial: Path | None, keep_passphrase: bool, data: Path | None) -> None:
    """Show which key seals here, whose it is, and until when.

    Exit 0: it can be used. 2: it cannot, or the trial cannot be written.
    """
    settings = _settings(data=data)
    if keep_passphrase:
        _keep_passphrase(settings)
    key = _key(settings)
    for line in _described(key):
        click.echo(line)
    if trial:
        _try_seal(key, trial, settings)


def _described(key: Key) -> Iterable[str]:
    from consent_app.paper.seals import cms

    say = _say()
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
        paper.keep(seal, _ask_for(paper.of_what(seal)) or "")
    except errors.SealError as error:
        _fail(_no_seal(error), 2)


def _try_seal(key: Key, file: Path, settings: Settings) -> None:
    """Seal a page and verify it from the disk."""
    from consent_app.paper import errors
    from consent_app.paper.audit import verify
    from consent_app.paper.seals import files, trial
    from consent_app.paper.seals import keys as paper

    say = _say()
    try:
        sealed = trial.sealed(key, datetime.now().astimezone(), say)
        files.write(file, sealed.pdf)
        report = verify.verify_file(file, paper.known_certificates(settings.data))
    except errors.PaperError as error:
        _fail(f"{error.code} {error.detail}", 2)
    except errors.SealError as error:
        _fail(_no_seal(error), 2)
    if sealed.untimed:
        click.echo(_untimed(sealed.untimed), err=True)
    click.echo(say.text("A trial was sealed and verified: {file}").format(file=file))
    click.echo(say.text("Its level: {level}").format(level=report.level))
    sys.exit(0 if report.outcome == "sealed" else 2)


def _untimed(why: str) -> str:
    return _say().text("No server has confirmed the time: {why}").format(why=why)


@cli.command()
@click.argument("file", type=_FILE)
@click.option("--out", type=_FILE, help="Where the new file goes; else in the place of the old.")
@click.option("--data", type=_FOLDER, help="Data folder with settings and known keys.")
def augment(*, file: Path, out: Path | None, data: Path | None) -> None:
    """Let a sealed document be verified longer: add proof of its age behind the seal.

    The server that the settings name confirms the time (level T); then all certificates and what
    their issuers say about them go in (level LTA). Do it again every few years.

    Exit 0: raised. 1: it was not, and is as it was. 2: there is no server, or it cannot be written.
    """
    from consent_app.paper import errors
    from consent_app.paper.seals import augment as paper
    from consent_app.paper.seals import keys as known

    settings, say = _settings(data=data), _say()
    seal = settings.clinic.seal
    try:
        report = paper.augment(
            file, out, known.authority(seal, settings.data),
            lambda: known.known_certificates(settings.data), known.beside(seal, settings.data),
        )  # fmt: skip
    except errors.SealError as error:
        _fail(_no_seal(error), 1 if error.code in _NOT_RAISED else 2)
    sentence = say.text("{file} now has the level {level}.")
    click.echo(sentence.format(file=out or file, level=report.level))
    for time in report.times:
        line = say.text("Time confirmed by {name}: {when}")
        click.echo(line.format(name=time.authority, when=say.moment(time.at)))
    if report.level != "PAdES-BASELINE-LTA":
        click.echo(say.text("More was not possible: not every issuer said what is needed."))


def _key(settings: Settings) -> Key:
    """Open the key that seals, or end with a sentence; tell if its certificate ends soon."""
    from consent_app.paper import errors

    try:
        key = _open_key(settings)
    except errors.SealError as error:
        _fail(_no_seal(error), 2)
    if key.ends_soon(datetime.now().astimezone()):
        say = _say()
        line = say.text("The certificate of the seal ends on {date}. Ask for a new one now.")
        click.echo(line.format(date=say.date(key.until.date())), err=True)
    return key


def _open_key(settings: Settings) -> Key:
    from consent_app.paper.seals import keys as paper

    now = datetime.now().astimezone()
    return paper.open_key(settings.clinic.seal, settings.data, _ask_for, now)


def _ask_for(name: str) -> str | None:
    """Ask at the keyboard; None where there is none."""
    asked = _say().text("Passphrase or PIN of {name}").format(name=name)
    try:
        return str(click.prompt(asked, hide_input=True, err=True))
    except click.Abort:
        return None


def _no_seal(error: SealError) -> str:
    return _say().text(_SEAL[error.code]).format(detail=error.detail)


_NOT_RAISED = frozenset({"not_intact", "not_proven", "no_time"})
_SEAL: dict[str, str] = {
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


# --- words ----------------------------------------------------------------------------------------


@cli.command()
@click.option("--check", "only_check", is_flag=True, help="Change nothing; exit 1 when stale.")
def catalogue(*, only_check: bool) -> None:
    """Collect all words into translations/messages.pot and bring the languages up to date."""
    from consent_app.content import extract

    try:
        faults = extract.run(config.translations().parent, check=only_check)
    except ContentError as error:
        _complain(error)
        sys.exit(1)
    for fault in faults:
        click.echo(extract.explain(fault, _say()), err=True)
    sys.exit(1 if faults else 0)


# --- what the commands share ----------------------------------------------------------------------


def _settings(
    *, data: Path | None = None, temp: bool = False, pack: Path | None = None
) -> Settings:
    try:
        found = config.load(data=data, temp=temp, pack=pack)
    except config.SettingsError as error:
        _fail(f"{error.file}: {error.problem}", 2)
    second = found.clinic.second_language
    if second and second not in SHIPPED:
        sentence = _say().text("settings.toml: no second_language “{code}”. There are: {codes}")
        _fail(sentence.format(code=second, codes=", ".join(SHIPPED)), 2)
    return found


def _pack(settings: Settings, code: int = 2, *, fresh: bool = False) -> Pack:
    """Load the content with the clinic's approval and prices; `fresh` reads every file anew."""
    from consent_app.content import prices

    cache = None if fresh else settings.cache
    try:
        pack = load(settings.pack, settings.jurisdictions, cache)
        own = prices.load(settings.data / "prices.yaml", pack)
    except ContentError as error:
        _complain(error)
        sys.exit(code)
    return replace(_approved(pack, settings), prices=own)


def _approved(pack: Pack, settings: Settings) -> Pack:
    """Return the pack with its approval; one that does not hold is named and left out."""
    try:
        return approval.approved(pack, settings.data)
    except approval.ApprovalError as error:
        click.echo(_why_not(error), err=True)
        return pack


def _why_not(error: approval.ApprovalError) -> str:
    return _say().text(_APPROVAL[error.code]).format(detail=error.detail)


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


def _press(settings: Settings, *, store: bool = True) -> Press:
    """Return what seals; samples and what is not stored never get the clinic's own key."""
    from consent_app.paper.press import Press

    folder = settings.data if settings.store else None

    def demonstration() -> Key:
        from consent_app.paper.seals import keys

        return keys.demonstration_key(folder, datetime.now().astimezone())

    if folder is None or not store:
        return Press(settings.clinic, demonstration, None)
    if settings.clinic.seal.kind == "demonstration":
        return Press(settings.clinic, lambda: _open_key(settings), folder)
    # a passphrase is asked for, and a key that cannot be used is told, before a candidate sits here
    key = _key(settings)
    return Press(settings.clinic, lambda: key, folder)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / ".write-test").touch()
        (folder / ".write-test").unlink()
    except OSError as error:
        _cannot_write(folder, error)


def _cannot_write(folder: Path, error: OSError) -> NoReturn:
    sentence = _say().text("Cannot write to {place}: {why}")
    _fail(sentence.format(place=folder, why=error.strerror or error), 2)


def _complain(error: ContentError) -> None:
    say = _say()
    for problem in error.problems:
        click.echo(explain(problem, say), err=True)


def _fail(words: str, code: int) -> NoReturn:
    click.echo(words, err=True)
    sys.exit(code)


def main() -> None:
    """Run the command line; unexpected errors end in one line, with details in the log."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    cli()
