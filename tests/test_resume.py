"""A killed process goes on at the same page with nothing lost, for who knows its code."""

from __future__ import annotations

import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from consent_app import episode as ep
from consent_app import profile, walk
from consent_app.candidate import Candidate
from consent_app.content import journey
from consent_app.glass.drive import Driver
from consent_app.paper.audit.verify import verify_file
from consent_app.paper.press import Press
from consent_app.paper.seals.seal import demonstration_key, known_certificates
from consent_app.records.journal import Journal
from consent_app.session import Session
from consent_app.settings import Clinic, resource

if TYPE_CHECKING:
    from pathlib import Path

    from consent_app.content.model import Pack

SAMPLE = resource("samples", "sample-candidate.yaml")
KILLED_AT = """
import os, signal, sys
from pathlib import Path
from consent_app import profile, walk
from consent_app.candidate import Candidate
from consent_app.content import journey, load
from consent_app.glass.drive import Driver
from consent_app.paper.seals import seal
from consent_app.paper.press import Press
from consent_app.records.journal import Journal
from consent_app.session import Session
from consent_app.settings import Clinic, resource
pack = load.load(resource("packs", "leg-lengthening"), resource("jurisdictions"))
folder, page = Path(sys.argv[1]), sys.argv[2]
who = journey.load(resource("samples", "sample-candidate.yaml"), profile.names(pack), ["en"])
clock = walk.clock(who)
press = Press(Clinic(), lambda: seal.demonstration_key(folder, clock.moment), folder)
session = Session(pack, Journal(folder), press, clock=clock)
driver = Driver(session, Candidate(who), Clinic())
while session.episode.page != page:
    driver.turn()
driver.act()
print(session.code, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def killed_at(folder: Path, page: str) -> str:
    """Start a window, kill it on a page, and return the code that it had shown."""
    done = subprocess.run(
        [sys.executable, "-c", KILLED_AT, folder, page],
        check=False, timeout=120, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert done.returncode == -signal.SIGKILL
    return done.stdout.strip()


@pytest.mark.parametrize(
    "page", ["surgery", "nerve_injury", "check.costs_of_complications", ep.QUESTIONS, ep.SIGN]
)
def test_a_killed_window_opens_again_at_its_page(pack: Pack, tmp_path: Path, page: str) -> None:
    code = killed_at(tmp_path, page)
    with Journal(tmp_path) as journal:
        session = Session(pack, journal, None)  # type: ignore[arg-type]
        # whoever sits there now may be another person
        assert (session.resumed, session.episode.page) == (False, ep.WELCOME)
        assert session.resume(code) is None
        assert (session.resumed, session.episode.page) == (True, page)
        surgery = {"surgery": "TR"}.get(page, session.episode.profile.country_of_surgery)
        assert surgery == "TR"
        if page in {ep.QUESTIONS, ep.SIGN}:
            assert session.episode.questions[0].words
            assert session.episode.understood


def test_a_window_that_was_killed_before_the_signature_signs_and_seals(
    pack: Pack, tmp_path: Path, qapp: object
) -> None:
    assert qapp
    code = killed_at(tmp_path, ep.SIGN)
    declared = journey.load(SAMPLE, profile.names(pack), ["en"])
    press = Press(Clinic(), lambda: demonstration_key(tmp_path, clock.moment), tmp_path)
    clock = walk.clock(declared)
    with Journal(tmp_path) as journal:
        session = Session(pack, journal, press, clock=clock)
        assert session.resume(code) is None
        shown = session.episode.rendered
        driver = Driver(session, Candidate(declared), Clinic())
        driver.walk()
        driver.close()
    assert shown is not None
    assert session.episode.stage == "acknowledged"
    assert session.episode.signature is not None
    assert session.episode.signature.content == shown.content
    stored = tmp_path / "documents" / f"{session.episode.document_id}.pdf"
    assert verify_file(stored, known_certificates(tmp_path)).outcome == "sealed"
