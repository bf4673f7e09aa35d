"""What is added to a sealed document, in words; how it is laid out is tested with `paper`."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, get_args

import pytest
from msgspec import structs

from consent_app import episode as ep
from consent_app import events as e
from consent_app import recall
from consent_app.content.readability import sentences
from consent_app.language import Language
from consent_app.view import addendum, changed, prints
from consent_app.view import blocks as b
from consent_app.view.changed import Past
from consent_app.view.summary import Imprint
from consent_app.view.words import Words

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Way

    from consent_app.content.model import Pack
    from consent_app.episode import Episode

ENGLISH, CHINESE = Language("en"), Language("zh_Hans")
LATER, LAST = timedelta(days=400), date(2027, 1, 1)


@pytest.fixture(scope="module")
def then(walked: Callable[..., Way]) -> Episode:
    return walked().episodes[-1]


def a_past(episode: Episode) -> Past:
    return Past(prints.of_content(episode, ENGLISH), episode, ENGLISH)


def stands(then: Episode, later: timedelta = LATER, **changes: str) -> Episode:
    now = recall.as_of(then, changes, then.last + later)
    assert isinstance(now, ep.Episode)
    return now


def a_matter(then: Episode, kind: e.AddedKind, **others: Any) -> addendum.Matter:  # noqa: ANN401
    added = e.Added(
        at=then.last + LATER, document=then.document_id, kind=kind, number=2, record="a" * 64,
        previous="b" * 64, by="Ida", role="surgeon", on=date(2027, 12, 1), **others,
    )  # fmt: skip
    return addendum.Matter(added, (added,), then.last, a_past(then), stands(then))


def paper(matter: addendum.Matter, content: str = "") -> b.Document:
    imprint = Imprint("Clinic", "+47 1", demo_key=False, languages=(ENGLISH, CHINESE))
    return addendum.document(matter, imprint, b.Format(), content)


@pytest.mark.parametrize("kind", get_args(e.AddedKind))
def test_each_kind_says_who_what_and_to_which_document(
    then: Episode, said: Callable[[object], list[str]], kind: e.AddedKind
) -> None:
    wrong = {"wrong": "Left", "words": "Right"} if kind == "correction" else {}
    matter = a_matter(then, kind, person="Ada Test", stage="start", **wrong)
    document = paper(matter, "c" * 64)
    assert document.second is not None
    assert len(document.second.sections) == len(document.sections)
    words = said(replace(document, second=None))
    for needed in ("a" * 64, "b" * 64, "c" * 64, then.document_id, "Ada Test", "Ida, Surgeon"):
        assert needed in words or needed in " ".join(words)
    own = (sentence for text in words if " · " not in text for sentence in sentences(text))
    assert not [sentence for sentence in own if len(sentence.split()) > 20]
    marks = [x for x in document.signature.blocks if isinstance(x, b.SignatureMark)]  # type: ignore[union-attr]
    assert [mark.how for mark in marks] == ["typed", "typed"]
    assert len({mark.alternative for mark in marks}) == 2


def test_who_does_not_type_a_name_signs_by_hand(then: Episode) -> None:
    unsigned, signed = (paper(a_matter(then, "withdrawal"), content) for content in ("", "c"))
    for document, how in ((unsigned, "none"), (signed, "typed")):
        assert document.signature is not None
        kinds = {type(block): block for block in document.signature.blocks}
        assert b.InkBox in kinds
        assert getattr(kinds[b.SignatureMark], "how") == how  # noqa: B009 - of one kind of block
    assert unsigned.sections == signed.sections


def test_a_withdrawal_tells_what_stopping_means_now_or_at_every_time(then: Episode) -> None:
    assert then.pack.record is not None
    times = len(then.pack.record.withdrawal)
    (table,) = paper(a_matter(then, "withdrawal")).sections[1].blocks
    assert isinstance(table, b.Table)
    assert len(table.rows) == times
    (now,) = paper(a_matter(then, "withdrawal", phase="distraction")).sections[1].blocks
    assert isinstance(now, b.SummaryList)
    assert now.rows[0][1] == "Lengthening"


# --- what has changed -----------------------------------------------------------------------------


def _rows(past: Past, now: Episode) -> tuple[tuple[str, ...], ...]:
    found = changed.blocks(past, now, Words(ENGLISH, now.pack))
    return next((x.rows for x in found if isinstance(x, b.Table) and x.head[0] == "About"), ())


def test_a_later_day_alone_changes_nothing(then: Episode) -> None:
    now = stands(then, timedelta(days=30))
    (told,) = changed.blocks(a_past(then), now, Words(ENGLISH, now.pack))
    assert isinstance(told, b.Notice)
    assert told.tone == "ok"


def test_a_plan_for_another_country_changes_the_rules(then: Episode) -> None:
    rows = _rows(a_past(then), stands(then, country_of_surgery="CN"))
    assert ("Where would the operation be?", "Türkiye", "China") in rows
    assert ("Rules on file", "Rules with conditions were found", "Not allowed") in rows
    assert any(row[0] == "A rule" and row[1] == "Did not count for you" for row in rows)


def test_a_device_that_was_stopped_since_is_told(walked: Callable[..., Way]) -> None:
    planned = {"device": "precice_stryde", "country_of_surgery": "US"}
    then = walked(planned, today=date(2020, 6, 1)).episodes[-1]
    ((about, _, new),) = _rows(a_past(then), stands(then, timedelta(days=730)))
    assert about == "Status of the device"
    assert "Withdrawn since February 12, 2021" in new


def test_without_the_old_content_fingerprints_tell_what_changed(then: Episode, pack: Pack) -> None:
    past = a_past(then)
    place = then.ruling.entries[0]
    entry = pack.jurisdictions[place]
    moved = {**pack.jurisdictions, place: structs.replace(entry, checked_on=LAST)}
    newer = replace(pack, digest="f" * 64, jurisdictions=moved)
    now = stands(replace(then, pack=newer))
    rows = _rows(replace(past, episode=replace(then, pack=newer)), now)
    assert [row[0] for row in rows] == ["Rules on file: Türkiye", "Content and rules"]
