"""The pack as blocks: prose with its facts, risks, tables, the law, the plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from msgspec import UNSET

from consent_app import figures
from consent_app.content.model import Chance, Insert, Items, Money, PackPage, Prose
from consent_app.plan import plan as make_plan
from consent_app.view import blocks as b
from consent_app.view import words as w

if TYPE_CHECKING:
    from collections.abc import Iterator

    from consent_app.content.model import Comparison, Risk, Rule
    from consent_app.episode import Episode
    from consent_app.regulation import Ruling
    from consent_app.view.words import Words

_ARRAY_SHARE = 0.42


def page(pack_page: PackPage, episode: Episode, words: Words) -> Iterator[b.Block]:
    """Yield the blocks of a page of the pack, its sources last."""
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
                yield from insert(node, episode, words)
            case _:
                assert_never(node)
    if pack_page.sources:
        names = list(dict.fromkeys(w.short(words.pack.sources[name]) for name in pack_page.sources))
        yield b.SourceLine(words("Sources: {names}").format(names=words.say.listed(names)))


def insert(node: Insert, episode: Episode, words: Words) -> Iterator[b.Block]:  # noqa: C901 - one branch per insert
    """Yield the blocks of the data that a page asks for."""
    pack = words.pack
    match node.name:
        case "figure":
            yield distraction(words)
        case "timeline":
            yield from timeline(episode, words)
        case "plan":
            yield from plan_table(episode, words)
        case "daily":
            yield daily(words)
        case "methods":
            yield comparison(pack.methods, words("The devices side by side"), words)
        case "alternatives":
            yield comparison(pack.alternatives, words("Your choices side by side"), words)
        case "risk":
            yield from risk(pack.risks[node.argument], words)
        case "risks":
            yield from all_risks(words)
        case "costs":
            yield costs(words)
        case "prices":
            yield from prices(words)
        case "suitability":
            yield suitability(words)
        case "rules":
            yield from rules(episode, words)


def distraction(words: Words) -> b.Picture:
    """Return the five steps of slow separation."""
    labels = (
        words("1. The bone is cut"),
        words("2. Waiting for first repair"),
        words("3. The device opens the gap"),
        words("4. The planned length is reached"),
        words("5. The new bone hardens"),
    )
    description = words(
        "Five drawings of a bone on a rod. The bone is cut. First repair tissue forms. The gap "
        "opens slowly and fills with young tissue. The gap is long. The new bone is solid."
    )
    named = {f"step.{n}": label for n, label in enumerate(labels)}
    return b.Picture(figures.distraction(), named, description)


def timeline(episode: Episode, words: Words) -> Iterator[b.Block]:
    """Yield the bar of the months ahead for the person's plan, or say what is missing."""
    plan = make_plan(episode.profile, words.pack)
    if plan.high == 0:
        yield b.Paragraph(words("Tell us your plan first; then the months are drawn here."))
        return
    phases = words.pack.phases.phases
    mirrored = words.say.right_to_left
    figure = figures.timeline(plan, tuple(p.texture for p in phases), mirrored=mirrored)
    labels = {}
    for n, (phase, stretch) in enumerate(zip(phases, plan.stretches, strict=True)):
        labels[f"phase.{n}"] = words.fill(phase.title)
        labels[f"days.{n}"] = words.days(stretch)
    for anchor in figure.anchors:
        kind, _, value = anchor.key.partition(".")
        if kind == "month":
            labels[anchor.key] = words.say.number(int(value))
    spoken = words.say.listed(
        [
            words("{phase}: {days}").format(phase=words.fill(p.title), days=words.days(s))
            for p, s in zip(phases, plan.stretches, strict=True)
        ]
    )
    description = words("Time line in days. {phases}. The ruler below counts months.")
    yield b.Picture(figure, labels, description.format(phases=spoken))
    whole = words.say.count(w.UNITS["days"], plan.low, plan.high)
    yield b.Paragraph(
        words("In all about {days} for your plan. The lighter part may or may not be needed.")
        .format(days=whole)
    )  # fmt: skip


def plan_table(episode: Episode, words: Words) -> Iterator[b.Block]:
    """Yield days, sum and basis of each phase."""
    plan = make_plan(episode.profile, words.pack)
    if not plan.stretches:
        return
    rows = []
    for phase, stretch in zip(words.pack.phases.phases, plan.stretches, strict=True):
        fact = words.pack.facts[stretch.fact]
        basis = words("{number}: {source}").format(
            number=words.number(fact), source=words.attributed(fact)
        )
        rows.append((words.fill(phase.title), words.days(stretch), basis))
    head = (words("Phase"), words("Days for your plan"), words("What this stands on"))
    yield b.Table(words("Your plan in days"), head, tuple(rows))


def daily(words: Words) -> b.Table:
    """Return daily life in each phase, the same rows for each."""
    phases = words.pack.phases
    head = ("", *(words.fill(phase.title) for phase in phases.phases))
    rows = tuple(
        (words.fill(row.label), *(words.fill(phase.cells[row.id]) for phase in phases.phases))
        for row in phases.rows
    )
    return b.Table(words("Daily life in each phase"), head, rows)


def comparison(options: Comparison, caption: str, words: Words) -> b.Table:
    """Return options side by side, with the same rows for each."""
    head = ("", *(words.fill(option.title) for option in options.options))
    rows = tuple(
        (words.fill(row.label), *(words.fill(o.cells[row.id]) for o in options.options))
        for row in options.rows
    )
    return b.Table(caption, head, rows)


def risk(item: Risk, words: Words) -> Iterator[b.Block]:
    """Yield one risk in full: number in both frames, picture, severity, treatment, source."""
    fact = _chance(item, words)
    event = words.fill(item.event)
    if fact is None:
        yield b.NumberLine(words("Not known"))
        yield b.Paragraph(words.fill(str(item.not_known)))
    else:
        yield b.NumberLine(words.chance(fact))
        within = words.fill(fact.within)
        yield b.Paragraph(words("{event}, {within}.").format(event=event, within=within))
        yield b.Paragraph(words("{others} do not.").format(others=words.others(fact)))
        yield b.Picture(
            figures.icon_array(fact.low, fact.high, fact.out_of), {},
            _array_words(fact, event, within, words), share=_ARRAY_SHARE,
        )  # fmt: skip
        if fact.low != fact.high:
            yield b.Paragraph(words("The dashed figures show what we are not sure about."))
        if item.unsure is not UNSET:
            yield b.Paragraph(words.fill(item.unsure), "secondary")
    steps = tuple(words(step) for step in w.SEVERITIES.values())
    yield b.SeverityLine(words("How bad it can be"), steps, list(w.SEVERITIES).index(item.severity))
    yield b.SummaryList(
        (
            (words("What it is like"), words.fill(item.like)),
            (words("What can be done"), words.fill(item.treatment)),
            (words("What makes it more likely"), words.fill(item.raises)),
        )
    )
    if fact is not None:
        yield b.SourceLine(words("Counted in: {who}").format(who=words.attributed(fact)))


def _chance(item: Risk, words: Words) -> Chance | None:
    if item.chance is UNSET:
        return None
    fact = words.pack.facts[item.chance]
    return fact if isinstance(fact, Chance) else None


def _array_words(fact: Chance, event: str, within: str, words: Words) -> str:
    if fact.low == fact.high:
        sentence = words("Picture: {chance} {event}, {within}. {others} do not.")
    else:
        sentence = words(
            "Picture: {chance} {event}, {within}. {others} do not. Dashed figures show the range."
        )
    return sentence.format(
        chance=words.chance(fact), event=event, within=within, others=words.others(fact)
    )


def all_risks(words: Words) -> Iterator[b.Block]:
    """Yield a table of all risks: those with a number first, most frequent on top."""
    known = [(r, f) for r in words.pack.risks.values() if (f := _chance(r, words))]
    known.sort(key=lambda pair: -pair[1].high / pair[1].out_of)
    rows = [
        (
            words.fill(item.title),
            words.chance(fact),
            words(w.SEVERITIES[item.severity]),
            words.attributed(fact),
        )
        for item, fact in known
    ]
    counted = (words("What can happen"), words("How many"), words("How bad"), words("Counted in"))
    yield b.Table(words("Chances that were counted"), counted, tuple(rows))
    unknown = tuple(
        (words.fill(r.title), words(w.SEVERITIES[r.severity]), words.fill(str(r.not_known)))
        for r in words.pack.risks.values()
        if r.not_known is not UNSET
    )
    if unknown:
        head = (words("What can happen"), words("How bad"), words("Why there is no number"))
        yield b.Table(words("Chances that are not known"), head, unknown)


def costs(words: Words) -> b.Table:
    """Return what has to be paid for, grouped by when it falls due."""
    rows = tuple(
        (
            words.fill(item.label),
            words(w.COST_KINDS[item.when]),
            words("Ask the clinic") if item.fact is UNSET else words.fact(item.fact),
            words.fill(item.note),
        )
        for item in words.pack.costs.items
    )
    head = (words("What"), words("When"), words("How much"), words("Good to know"))
    return b.Table(words("What to budget for"), head, rows)


def prices(words: Words) -> Iterator[b.Block]:
    """Yield whole prices by place and year, each with who says so."""
    rows = []
    for name in words.pack.costs.prices:
        fact = words.pack.facts[name]
        if isinstance(fact, Money):
            year = words("year not given") if fact.year is None else str(fact.year)
            source = words.pack.sources[fact.source]
            rows.append(
                (words.fill(fact.place), words.number(fact), year, words.fill(fact.covers),
                 w.short(source))
            )  # fmt: skip
    head = (words("Where"), words("Price"), words("Year"), words("What it covers"), words("Source"))
    yield b.Table(words("Prices that were published"), head, tuple(rows))


def suitability(words: Words) -> b.Table:
    """Return what about a person bears on the operation, and what to do about it."""
    rows = tuple(
        (words.fill(item.label), words(w.ACTIONS[item.action]), words.fill(item.note))
        for item in words.pack.suitability.items
    )
    head = (words("About you"), words("What to do"), words("Why"))
    return b.Table(words("Things to tell the team"), head, rows)


# --- the law --------------------------------------------------------------------------------------


def rules(episode: Episode, words: Words) -> Iterator[b.Block]:
    """Yield what the rules on file say about the plan, each with source and date."""
    ruling = episode.ruling
    yield verdict(ruling, words)
    if ruling.home:
        yield home(ruling, words)
    for rule in ruling.rules:
        yield b.Paragraph(words(rule.statement))
        needs = tuple(words(need.text) for need in rule.requires)
        if needs:
            yield b.Bullets("plain", needs)
        yield b.SourceLine(w.rule_source(rule, words))
        yield b.SourceLine(_checked(rule, words))
    if episode.profile.indication == "cosmetic" and ruling.verdict != "prohibited":
        yield b.Paragraph(
            words("Where no rule was found, ask the hospital which rules it follows."), "secondary"
        )


def verdict(ruling: Ruling, words: Words) -> b.Notice:
    """Return the answer for the country and reason, in one line and what it means."""
    tones: dict[str, b.Tone] = {"prohibited": "stop", "restricted": "caution"}
    place = words.say.country(ruling.place) if ruling.place else words("No country")
    aim = words(w.INDICATIONS[ruling.indication or "cosmetic"])
    title = words("{country} · {aim}: {verdict}").format(
        country=place, aim=aim, verdict=words(w.VERDICTS[ruling.verdict])
    )
    return b.Notice(tones.get(ruling.verdict, "info"), title, _meaning(ruling, words))


def _meaning(ruling: Ruling, words: Words) -> tuple[str, ...]:
    on_file = bool(ruling.rules)
    match ruling.verdict:
        case "prohibited":
            return (
                words("This operation may not be done there for this reason."),
                words("This program can inform you. It cannot take a decision or a signature."),
            )
        case "restricted":
            return (words("It may be done only if what is listed below holds for you."),)
        case "permitted_with_conditions":
            return (
                words("The rules we found are for cosmetic surgery in general."),
                words("We did not find a rule that names this operation."),
            )
        case "no_specific_rule_found" if on_file:
            return (
                words("We looked and found only general medical rules."),
                words("This does not mean that it is allowed."),
            )
        case "no_specific_rule_found":
            return (
                words("There is no rule on file for this country and this reason."),
                words("This does not mean that it is allowed. Ask the hospital and the health "
                      "authority there."),
            )  # fmt: skip


def home(ruling: Ruling, words: Words) -> b.Notice:
    """Return the notice for a person whose home country does not allow what is planned abroad."""
    country = words.say.country(str(ruling.home))
    text = [
        words("A rule in {country} does not allow this operation for this reason.").format(
            country=country
        ),
        words("You can read on, because you plan it in another country."),
    ]
    entry = words.pack.jurisdictions[str(ruling.home)]
    if entry.brokers is not UNSET:
        text.append(words(entry.brokers))
    rule = next(r for r in entry.rules if r.id == ruling.reasons[-1].rule)
    text.append(w.rule_source(rule, words))
    title = words("Where you live: {country}").format(country=country)
    return b.Notice("caution", title, tuple(text))


def _checked(rule: Rule, words: Words) -> str:
    entry = next(e for e in words.pack.jurisdictions.values() if rule in e.rules)
    status = (
        words("Not verified: the text of this rule was not seen.")
        if rule.verification == "recalled"
        else words("Rule as of {as_of}.").format(as_of=words.say.date(rule.as_of))
    )
    checked = words("Checked on {day}. Entry {id}.").format(
        day=words.say.date(entry.checked_on), id=rule.id
    )
    return f"{status} {checked}"


# --- sources --------------------------------------------------------------------------------------


def bibliography(words: Words) -> tuple[str, ...]:
    """Return full citations of all sources that a fact or page names."""
    pack = words.pack
    used = {fact.source for fact in pack.facts.values()}
    used |= {name for item in pack.pages.values() for name in item.sources}
    used |= {n for c in (pack.methods, pack.alternatives) for o in c.options for n in o.sources}
    return tuple(w.citation(source) for name, source in pack.sources.items() if name in used)
