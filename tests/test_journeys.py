"""Every declared journey, walked with the real press, ends as it declares."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pytest

from consent_app import profile, walk
from consent_app.candidate import Candidate
from consent_app.content import journey
from consent_app.glass.drive import Driver
from consent_app.language import SHIPPED
from consent_app.paper.press import Press
from consent_app.paper.seals.seal import demonstration_key
from consent_app.records.journal import Journal
from consent_app.settings import Clinic, resource

if TYPE_CHECKING:
    from conftest import QuickPress

    from consent_app.content.model import Pack
    from consent_app.paper.seals.seal import Key

FILES = [
    *sorted((Path(__file__).parent / "journeys").glob("*.yaml")),
    *sorted(resource("samples").glob("*.yaml")),
]


@pytest.fixture(scope="session")
def key() -> Key:
    return demonstration_key(None, datetime(2026, 11, 21, tzinfo=UTC))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_journey_ends_as_it_declares(file: Path, pack: Pack, key: Key) -> None:
    declared = journey.load(file, profile.names(pack), SHIPPED)
    with Journal(None) as journal:
        walked = walk.replay(file.stem, declared, pack, journal, Press(Clinic(), lambda: key, None))
        assert walk.differences(walked.outcome, declared) == ()
        assert journal.unfinished() is None
    if walked.outcome.document == "none":
        assert (walked.pdf, walked.outcome.sha256) == (None, None)
    else:
        assert walked.pdf is not None
        assert walked.pdf.startswith(b"%PDF-1.7")
        assert hashlib.sha256(walked.pdf).hexdigest() == walked.outcome.sha256


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_clicking_through_the_window_ends_the_same(
    file: Path, pack: Pack, key: Key, qapp: object, tmp_path: Path
) -> None:
    assert qapp
    declared = journey.load(file, profile.names(pack), SHIPPED)
    shots = tmp_path if file.parent.name == "samples" else None
    with Journal(None) as journal:
        session = walk.session(declared, pack, journal, Press(Clinic(), lambda: key, None))
        driver = Driver(session, Candidate(declared), Clinic(), shots)
        driver.walk()
        driver.close()
    outcome = walk.outcome(file.stem, declared, session, None)
    assert walk.differences(outcome, declared) == ()
    assert (driver.pdf is None) == (outcome.document == "none")
    assert shots is None or len(list(shots.glob("*.png"))) >= len(session.episode.opened)


def test_every_way_to_end_is_walked(pack: Pack) -> None:
    expected = [journey.load(file, profile.names(pack), SHIPPED).expect for file in FILES]
    stages = {"information_only", "stopped", "thinking", "declined", "waiting", "acknowledged"}
    assert {one.stage for one in expected} >= stages
    assert {one.document for one in expected} >= {"none", "information", "acknowledgement"}
    assert {one.verdict for one in expected} >= {
        "prohibited", "restricted", "permitted_with_conditions", "no_specific_rule_found",
    }  # fmt: skip


def test_the_same_journey_leaves_the_same_record_of_itself(pack: Pack, press: QuickPress) -> None:
    declared = journey.load(FILES[0], profile.names(pack), SHIPPED)
    ends = []
    for _ in range(2):
        with Journal(None) as journal:
            end = walk.replay("again", declared, pack, journal, press).outcome
        ends.append(msgspec.structs.replace(end, document_id="random", sha256="random"))
    assert ends[0] == ends[1]
