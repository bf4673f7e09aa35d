"""The pack as blocks: prose with its facts, the data it asks for, tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from consent_app.content.model import Insert, Items, PackPage, Prose
from consent_app.view import blocks as b
from consent_app.view import choosing, costs, drawings, practice, risks, rules, telling
from consent_app.view import words as w
from consent_app.view.about import about
from consent_app.view.pictures import picture

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from consent_app.content.model import Comparison
    from consent_app.episode import Episode
    from consent_app.view.words import Words


def page(
    pack_page: PackPage, episode: Episode, words: Words, *, screen: bool = False
) -> Iterator[b.Block]:
    """Yield the blocks of a page of the pack, its sources last.

    On a `screen` some drawings can be looked through, of which paper has the one of the plan.
    """
    for node in pack_page.body:
        match node:
            case Prose(text=text, level=0):
                yield b.Paragraph(words.fill(text))
            case Prose(text=text):
                yield b.Heading(words.fill(text))
            case Items(kind="plain", items=items):
                yield b.Bullets("plain", tuple(map(words.fill, items)))
            case Items(kind=kind, items=items):
                yield b.Bullets(kind, tuple(map(words.fill, items)), words(w.LISTS[kind]))
            case Insert():
                looked = _looked_through(node, episode, words) if screen else None
                yield from looked or insert(node, episode, words)
            case _:
                assert_never(node)
    if pack_page.sources:
        names = list(dict.fromkeys(w.short(words.pack.sources[name]) for name in pack_page.sources))
        yield b.SourceLine(words("Sources: {names}").format(names=words.say.listed(names)))


def _looked_through(node: Insert, episode: Episode, words: Words) -> Iterator[b.Block] | None:
    """Return what a person can look through, or nothing where the data has no such form."""
    match (node.name, *node.names):
        case ("figure", "distraction"):
            return iter((choosing.distraction(episode, words),))
        case ("figure", "limits"):
            return choosing.limits(episode, words)
        case ("figure", "costs"):
            return choosing.costs(words)
        case ("practice",):
            return practice.asked(episode, words)
        case ("timeline",):
            return choosing.timeline(episode, words)
        case _:
            return None


def insert(node: Insert, episode: Episode, words: Words) -> Iterator[b.Block]:  # noqa: C901, PLR0912 - one branch per insert
    """Yield the blocks of the data that a page asks for; without names, all there is."""
    pack, names = words.pack, node.names
    match node.name:
        case "figure":
            yield from figure(names[0], episode, words)
        case "picture":
            yield picture(names[0], words)
        case "timeline":
            yield from drawings.timeline(episode, words)
        case "plan":
            yield from drawings.plan_table(episode, words)
        case "daily":
            yield daily(names, words)
        case "methods":
            yield comparison(pack.methods, words("The devices side by side"), names, words)
        case "alternatives":
            yield comparison(pack.alternatives, words("Your choices side by side"), names, words)
        case "risk":
            yield from risks.risk(pack.risks[names[0]], words)
        case "risks":
            yield from risks.tables(names, words)
        case "costs":
            yield costs.costs(names, words)
        case "prices":
            yield from costs.prices(words)
        case "suitability":
            yield from telling.suitability(names, episode, words)
        case "practice":
            yield from practice.shown(words)
        case "needs":
            yield telling.needs(episode, words)
        case "rules":
            yield from rules.blocks(episode, words)
        case "about":
            yield b.SummaryList(about(words))
        case "stop_rules":
            yield from stop_rules(words)


def stop_rules(words: Words) -> Iterator[b.Bullets]:
    """Yield when the treatment slows or stops, as agreed beforehand."""
    if record := words.pack.record:
        rules = record.stop_rules
        yield b.Bullets("plain", tuple(map(words.fill, rules.signs)), words.fill(rules.lead))


def figure(name: str, episode: Episode, words: Words) -> Iterator[b.Block]:
    """Yield a drawing of `FIGURES` with what belongs to it."""
    match name:
        case "distraction":
            yield drawings.distraction(words, drawings.device(episode, words.pack))
        case "limits":
            yield from drawings.limits(episode, words)
        case "costs":
            yield from costs.picture(words)


def daily(names: Collection[str], words: Words) -> b.Table:
    """Return daily life in each phase, the same rows for each; a single row stands upright."""
    phases = words.pack.phases
    rows = [row for row in phases.rows if row.id in names or not names]
    labels = [words.fill(row.label) for row in rows]
    titles = [words.fill(phase.title) for phase in phases.phases]
    if len(rows) == 1:
        cells = (words.fill(phase.cells[rows[0].id]) for phase in phases.phases)
        upright = tuple(zip(titles, cells, strict=True))
        return b.Table(words("Daily life in each phase"), (words("Phase"), labels[0]), upright)
    lines = tuple(
        (label, *(words.fill(phase.cells[row.id]) for phase in phases.phases))
        for row, label in zip(rows, labels, strict=True)
    )
    return b.Table(words("Daily life in each phase"), ("", *titles), lines)


def comparison(options: Comparison, caption: str, names: Collection[str], words: Words) -> b.Table:
    """Return options side by side, with the same rows for each."""
    shown = [option for option in options.options if option.id in names or not names]
    head = ("", *(words.fill(option.title) for option in shown))
    rows = tuple(
        (words.fill(row.label), *(words.fill(option.cells[row.id]) for option in shown))
        for row in options.rows
    )
    return b.Table(caption, head, rows)


# --- sources --------------------------------------------------------------------------------------


def bibliography(words: Words) -> tuple[str, ...]:
    """Return full citations of all sources that a fact or page names."""
    pack = words.pack
    used = {fact.source for fact in pack.facts.values()}
    used |= {name for item in pack.pages.values() for name in item.sources}
    used |= {n for c in (pack.methods, pack.alternatives) for o in c.options for n in o.sources}
    used |= {pack.sure.source} if pack.sure else set()
    return tuple(w.citation(source) for name, source in pack.sources.items() if name in used)
