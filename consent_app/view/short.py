"""In short: what was explained, as the record tells it behind its first page.

Only what the person was shown gets in. Numbers are those of the pages, which say who was counted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import UNSET

from consent_app.content.model import RISK_GROUPS, Insert
from consent_app.view import blocks as b
from consent_app.view import content, costs, risks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from consent_app.content.model import RecordFile, Withdrawal
    from consent_app.episode import Episode
    from consent_app.view.words import Words


def explained(episode: Episode, words: Words) -> Iterator[b.Block]:
    """Yield it all; nothing where the pack has no `record.yaml`, or pages are still unread."""
    record = episode.pack.record
    if record is None or episode.informed is None:
        return
    yield _bullets(words("The operation"), record.procedure, words)
    yield _bullets(words("What it is meant to bring"), record.benefit, words)
    yield _bullets(words("What nobody can promise"), record.not_promised, words)
    yield from risks.in_short(_risks_shown(episode), words)
    yield _choices(words)
    yield _bullets(words("What may become necessary besides"), record.further, words)
    yield _bullets(words("The anaesthetic"), record.anaesthetic, words)
    yield from costs.in_short(words)
    yield stopping(record, words)
    yield from content.stop_rules(words)
    yield _agreed(words)


def _bullets(title: str, texts: Iterable[str], words: Words) -> b.Bullets:
    return b.Bullets("plain", tuple(map(words.fill, texts)), title)


def _risks_shown(episode: Episode) -> frozenset[str]:
    """Return the ids of the risks that stood on a page that was opened."""
    pack = episode.pack
    pages = (page for name, page in pack.pages.items() if name in episode.opened)
    inserts = [node for page in pages for node in page.body if isinstance(node, Insert)]
    named = {name for node in inserts if node.name == "risk" for name in node.names}
    listed = [node.names or RISK_GROUPS for node in inserts if node.name == "risks"]
    groups = {group for names in listed for group in names}
    grouped = {name for name, r in pack.risks.items() if risks.group_of(r, pack) in groups}
    return frozenset(named | grouped)


def _choices(words: Words) -> b.Table:
    """Return every option, no operation among them, with the first row of the comparison."""
    first, *_ = words.pack.alternatives.rows
    rows = tuple(
        (words.fill(option.title), words.fill(option.cells[first.id]))
        for option in words.pack.alternatives.options
    )
    return b.Table(words("The choices"), (words("Choice"), words.fill(first.label)), rows)


def stopping(record: RecordFile, words: Words) -> b.Table:
    """Return, from before the operation to the end, what stopping means and what stays."""
    head = (words("When"), words("What stopping means then"), words("What cannot be undone"))
    rows = tuple(
        (*at_stop(stop, record, words), words.fill(stop.stays)) for stop in record.withdrawal
    )
    return b.Table(words("You can stop at any time: what that means"), head, rows)


def at_stop(stop: Withdrawal, record: RecordFile, words: Words) -> tuple[str, str]:
    """Return a time in words, and what stopping means then."""
    title, means = stop.title, stop.means
    if stop.phase is not UNSET:
        phase = next(one for one in words.pack.phases.phases if one.id == stop.phase)
        title = title or phase.title
        means = means or phase.cells[str(record.stopping)]
    return words.fill(str(title)), words.fill(str(means))


def _agreed(words: Words) -> b.InkBox:
    """Return the place where the surgeon and the person agree on when to stop."""
    rows = (
        (words("Other limits"), ""), (words("Agreed on (date)"), ""), (words("Surgeon"), ""),
    )  # fmt: skip
    note = words("Not filled in yet. This is agreed with the surgeon, and written here by hand.")
    return b.InkBox(words("Agreed with the surgeon"), rows, tall=-1, note=note)
