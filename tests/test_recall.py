"""An episode after its document was sealed: what may be added, and how things stand by then."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from msgspec import structs

from consent_app import episode as ep
from consent_app import events as e
from consent_app import recall

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Way

    from consent_app.content.model import Pack
    from consent_app.episode import Episode

WISH = {"reason": "looks", "side": "left", "depth_cm": 1.0, "country_of_surgery": "NO"}


@pytest.fixture(scope="module")
def way(walked: Callable[..., Way], tiny: Pack) -> Way:
    return walked(WISH, pack=tiny)


def added(now: Episode, **others: Any) -> e.Added:  # noqa: ANN401
    """Return a withdrawal that may be added, changed where something is given."""
    assert now.sealed is not None
    own: dict[str, Any] = {
        "at": now.last, "document": now.document_id, "kind": "withdrawal", "by": "Ida",
        "number": len(now.added) + 1, "record": now.sealed.sha256, "role": "nurse",
        "previous": (now.sealed.sha256, *now.added_sealed)[-1], "on": now.today,
    }  # fmt: skip
    return e.Added(**(own | others))


def stored(now: Episode) -> e.AddedSealed:
    last = now.added[-1]
    return e.AddedSealed(at=now.last, document=last.document, number=last.number, sha256="a")


def test_additions_come_one_after_the_other_each_with_its_file(way: Way) -> None:
    now = way.episodes[-1]
    assert now.finished
    first = ep.step(now, added(now, kind="correction", wrong="x", words="y"))
    assert isinstance(first, ep.Episode)
    assert ep.step(first, added(now)) == ep.Refused("added_before")
    second = ep.step(first, stored(first))
    assert isinstance(second, ep.Episode)
    assert ep.step(second, stored(first)) == ep.Refused("not_the_record")
    assert ep.step(second, added(now)) == ep.Refused("not_the_record")
    third = ep.step(second, added(second))
    assert isinstance(third, ep.Episode)
    assert third.withdrawn == third.added[1]


def test_nothing_is_added_to_what_was_not_signed(walked: Callable[..., Way], tiny: Pack) -> None:
    for decision in ("think", "decline"):
        now = walked(WISH, pack=tiny, decision=decision).episodes[-1]
        assert now.sealed is not None
        assert ep.step(now, added(now)) == ep.Refused("no_record")


def test_a_confirmation_waits_for_the_time_to_think(way: Way) -> None:
    now = way.episodes[-1]
    for days, code in ((14, "clock_running"), (15, None)):
        then = replace(now, last=now.last + timedelta(days=days))
        after = ep.step(then, added(then, kind="confirmation", role="surgeon"))
        assert (after.code if isinstance(after, ep.Refused) else None) == code


def test_of_the_same_content_all_is_known_again(way: Way, tiny: Pack) -> None:
    assert recall.recalled(tiny, way.events) == way.episodes[-1]


def test_of_other_content_the_person_and_the_papers_are_known_again(way: Way, tiny: Pack) -> None:
    other, then = replace(tiny, digest="other"), way.episodes[-1]
    now = recall.recalled(other, way.events)
    assert isinstance(now, ep.Episode)
    for name in ("profile", "opened", "signature", "sealed", "ruling", "informed", "language"):
        assert getattr(now, name) == getattr(then, name)
    assert isinstance(ep.step(now, added(now)), ep.Episode)
    stranger = replace(other, manifest=structs.replace(tiny.manifest, id="other"))
    assert recall.recalled(stranger, way.events) == ep.Refused("other_content")


def test_a_device_that_was_stopped_since_rules_out_the_operation(
    walked: Callable[..., Way],
) -> None:
    planned = {"device": "precice_stryde", "country_of_surgery": "US"}
    way = walked(planned, today=date(2020, 6, 1))
    then = next(now for now in reversed(way.episodes) if now.profile.plan.get("device"))
    years = recall.as_of(then, {}, then.last + timedelta(days=730))
    assert isinstance(years, ep.Episode)
    assert (recall.hindered(then), recall.hindered(years)) == (None, "device_suspended")
    elsewhere = recall.as_of(then, {"country_of_surgery": "CN"}, then.last)
    assert isinstance(elsewhere, ep.Episode)
    assert recall.hindered(elsewhere) == "prohibited"
