"""Whatever breaks between signature and seal: a whole record or none, and a way to go on."""

from __future__ import annotations

import os
import resource as limits
import shutil
import signal
import sys
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import pytest

from consent_app.figures import Figure
from consent_app.paper.audit.verify import verify_file
from consent_app.paper.document import render
from consent_app.paper.errors import PaperError
from consent_app.paper.press import Press
from consent_app.paper.seals.seal import (
    Sealed,
    SealError,
    known_certificates,
    store,
)
from consent_app.session import PressError
from consent_app.settings import Clinic
from consent_app.view.blocks import Block, Paragraph, Picture, Section

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from types import FrameType

    from conftest import Clinicroom

    from consent_app.paper.seals.keys import Key


# --- killed ---------------------------------------------------------------------------------------

OWN = (
    "seals/seal.py", "seals/files.py", "paper/press.py", "paper/join.py", "records/journal.py",
    "session.py",
)  # fmt: skip


def _dies_at(call: int) -> Callable[[FrameType, str, object], None]:
    """Return what kills the process when so many functions that seal and record were called."""
    left = [call]

    def watch(frame: FrameType, what: str, _: object) -> None:
        if what in {"call", "return"} and frame.f_code.co_filename.endswith(OWN):
            left[0] -= 1
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    return watch


def _forked(work: Callable[[], None]) -> int:
    """Run something in a copy of this process; return how the copy ended."""
    child = os.fork()
    if child == 0:
        try:
            work()
        finally:
            os._exit(0)
    return os.waitpid(child, 0)[1]


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_a_process_killed_at_any_moment_leaves_a_record_or_none_and_goes_on(
    room: Clinicroom, tmp_path: Path
) -> None:
    def last_tap(folder: Path, call: int) -> None:
        session = room.session(folder)
        sys.setprofile(_dies_at(call))
        room.sign_and_seal(session)

    found = []
    for call in range(3, 900, 17):
        folder = shutil.copytree(room.folder, tmp_path / str(call))
        ended = _forked(partial(last_tap, folder, call))
        for stored in (folder / "documents").glob("*.pdf"):
            assert verify_file(stored, known_certificates(folder)).outcome == "sealed"
        again = room.session(folder)
        found.append((again.episode.signature is not None, again.episode.sealed is not None))
        if again.episode.sealed is None:
            room.sign_and_seal(again)
        room.check(folder, again)
        if not os.WIFSIGNALED(ended):
            break
    assert {(False, False), (True, False), (True, True)} == set(found)
    assert not os.WIFSIGNALED(ended)


# --- no room, no right to write -------------------------------------------------------------------


@contextmanager
def _no_file_above(size: int) -> Iterator[None]:
    """Let no file of this process grow beyond so many bytes, as on a disk that is full."""
    before = limits.getrlimit(limits.RLIMIT_FSIZE)
    usual = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        limits.setrlimit(limits.RLIMIT_FSIZE, (size, before[1]))
        yield
    finally:
        limits.setrlimit(limits.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, usual)


def _fails(room: Clinicroom, folder: Path) -> str:
    """Do the last tap, which must fail; return the code of the error."""
    session = room.session(folder)
    with pytest.raises(PressError) as failed:
        room.sign_and_seal(session)
    assert session.episode.sealed is None
    assert failed.value.detail
    return failed.value.code


def _goes_on(room: Clinicroom, folder: Path) -> None:
    """Seal what was signed before, now that nothing stands in the way."""
    again = room.session(folder)
    assert again.episode.signature is not None
    room.sign_and_seal(again)
    room.check(folder, again)


def test_a_full_disk_leaves_the_signature_and_no_half_document(
    room: Clinicroom, folder: Path
) -> None:
    with _no_file_above(200_000):
        assert _fails(room, folder) == "cannot_write"
    assert not list((folder / "documents").glob("*"))
    _goes_on(room, folder)


def test_a_full_disk_keeps_the_document_that_was_there(tmp_path: Path) -> None:
    place = tmp_path / "documents" / "a.pdf"
    store(Sealed(b"old", "", ""), place)
    with _no_file_above(1000), pytest.raises(SealError, match="cannot_write"):
        store(Sealed(b"new" * 1000, "", ""), place)
    assert [file.read_bytes() for file in place.parent.iterdir()] == [b"old"]


def test_a_folder_that_is_not_writable_leaves_the_signature(room: Clinicroom, folder: Path) -> None:
    (folder / "documents").symlink_to("/sys")  # which nobody may write to, root included
    assert _fails(room, folder) == "cannot_write"
    (folder / "documents").unlink()
    _goes_on(room, folder)


# --- no key ---------------------------------------------------------------------------------------


def test_a_token_that_is_locked_leaves_the_signature(room: Clinicroom, folder: Path) -> None:
    session = room.session(folder)

    def locked() -> Key:
        raise SealError("token_locked", "Clinic")

    session.press = Press(Clinic(), locked, folder)
    with pytest.raises(SealError, match="token_locked"):
        room.sign_and_seal(session)
    assert session.episode.signature is not None
    assert session.episode.sealed is None
    assert not (folder / "documents").exists()
    _goes_on(room, folder)


# --- what cannot be drawn -------------------------------------------------------------------------

BROKEN: dict[str, tuple[Block, str]] = {
    "a character without a font": (Paragraph("\U0001f9b4"), "unknown_glyph"),
    "a picture that is not there": (
        Picture(Figure('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9" '
                       'viewBox="0 0 9 9"><image href="gone.png" width="9" height="9"/></svg>',
                       9, 9, ()), {}, "A bone"),
        "renderer_complaint",
    ),
    "a drawing that cannot be read": (
        Picture(Figure("<svg", 9, 9, ()), {}, "A bone"), "renderer_complaint",
    ),
}  # fmt: skip


@pytest.mark.parametrize("broken", BROKEN)
def test_what_cannot_be_drawn_stops_the_document(room: Clinicroom, broken: str) -> None:
    block, code = BROKEN[broken]
    document = replace(room.shown.document, sections=(Section("Part", (block,)),))
    with pytest.raises(PaperError, match=code):
        render(document)
