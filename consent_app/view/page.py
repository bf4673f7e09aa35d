"""One page of the wizard: what stands on it and what its buttons do."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from consent_app import episode as ep
from consent_app.content.model import ChoiceField, PlanField, QuantityField
from consent_app.language import Language
from consent_app.profile import PERSON
from consent_app.view import (
    answers,
    clock,
    confirm,
    content,
    devices,
    lobby,
    rules,
    signing,
    telling,
    values,
)
from consent_app.view import blocks as b
from consent_app.view import words as w
from consent_app.view.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from consent_app.content.model import ReadyQuestion
    from consent_app.episode import Episode, RefusalCode
    from consent_app.profile import Problem, Value


@dataclass(frozen=True, slots=True)
class Draft:
    """What is on the screen but not yet in the journal: typed values and what was wrong."""

    values: Mapping[str, Value] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    picked: str | None = None
    """The answer marked on a page that asks, before it is given."""
    open: str = ""
    """What is being confirmed in the small form."""
    complaint: RefusalCode | None = None
    """Why that was not taken."""


EMPTY = Draft()
_ASKED = "?\uff1f\u061f"
"""Signs that end a question."""
_LAW_BARS = ("under_legal_age", "rules_expired", "device_suspended")


def page(episode: Episode, say: Language, draft: Draft = EMPTY) -> b.Page:
    """Return the page that the episode stands on."""
    words = Words(say, episode.pack)
    caption, progress, done = _progress(episode, words)
    title, blocks = _content(episode, words, draft)
    primary, does, enabled, why_not = _primary(episode, words, draft)
    return b.Page(
        id=episode.page,
        caption=caption,
        title=title,
        progress=progress,
        blocks=tuple(blocks),
        primary=primary,
        does=does,
        enabled=enabled,
        why_not="" if enabled else why_not,
        back=episode.previous_page is not None,
        direction="rtl" if say.right_to_left else "ltr",
        notice=notice(episode, words),
        ready=ready(episode, words),
        done=done,
    )


def notice(episode: Episode, words: Words) -> str:
    """Return what every page has to own up to: draft content, a translation nobody reviewed."""
    lines = []
    if episode.pack.demonstration:
        lines.append(words("Demonstration content, not clinically approved"))
    if episode.expired:
        lines.append(words("Past its date: for information only"))
    lines += devices.flag(episode, words)
    if not words.say.reviewed:
        lines.append(words("Translation not reviewed"))
    return " · ".join(lines)


def ready(episode: Episode, words: Words) -> tuple[tuple[str, str], ...]:
    """Return the ready questions that fit the page; all of them where none is meant for it."""
    questions = episode.pack.questions.questions
    fitting = [q for q in questions if episode.page in q.pages] or list(questions)
    return tuple((q.id, words.fill(q.text)) for q in fitting[:6])


def _progress(episode: Episode, words: Words) -> tuple[str, str, float]:
    parts = parts_of(episode, words)
    pages = [name for _, names in parts for name in names]
    done = pages.index(episode.page) / max(1, len(pages) - 1) if episode.page in pages else 0
    for number, (title, names) in enumerate(parts, 1):
        if episode.page in names:
            sentence = words("Part {part} of {parts} · Page {page} of {pages}")
            progress = sentence.format(
                part=words.say.number(number), parts=words.say.number(len(parts)),
                page=words.say.number(names.index(episode.page) + 1),
                pages=words.say.number(len(names)),
            )  # fmt: skip
            return title, progress, done
    return "", "", done


def parts_of(episode: Episode, words: Words) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the parts of the way with their pages; a part without pages is left out."""
    later = (ep.PAPER, ep.DOCUMENT, *(() if episode.by_hand else (ep.PAUSE, ep.SIGN)), ep.DONE)
    undecided = episode.decision is None and ep.DECISION in episode.pages
    found = []
    for part, pages in zip(episode.pack.manifest.parts, episode.parts, strict=True):
        more = later if undecided and ep.AT_END in part.pages else ()
        found.append((words.fill(part.title), (*pages, *more)))
    return tuple((title, pages) for title, pages in found if pages)


# --- content --------------------------------------------------------------------------------------


def _content(episode: Episode, words: Words, draft: Draft) -> tuple[str, Iterator[b.Block]]:  # noqa: PLR0911, PLR0912, C901 - one branch per page
    name = episode.page
    if name in episode.pack.pages:
        item = episode.pack.pages[name]
        return words.fill(item.title), content.page(item, episode, words, screen=True)
    if topic := episode.asked_on(name):
        return words.fill(episode.topic(topic).title), _check(episode, topic, words, draft)
    if name.startswith(ep.VALUES):
        return words("How much does this matter to you?"), values.scales(episode, words)
    match name:
        case ep.WELCOME:
            alone = episode.mode == "kiosk"
            title = words("How this works") if alone else words("Take your time to decide")
            return title, _welcome(episode, words)
        case ep.RULES:
            return words("Rules where you are"), rules.found(episode, words)
        case ep.RULE_TEXTS:
            return words("The rules one by one"), _rule_texts(episode, words)
        case ep.INDICATION:
            title = words("The medical reason, with two keys")
            return title, confirm.indication(episode, words, draft, _planned)
        case ep.CONDITIONS:
            return words("Conditions, and time to think"), _conditions(episode, words, draft)
        case ep.LEGAL_STOP:
            return words("This is not allowed there"), _legal_stop(episode, words)
        case ep.AGE_STOP:
            return words("We do not offer this at your age"), _age_stop(episode, words)
        case ep.OWN_WORDS:
            return words("In your own words"), telling.own_words(episode, words)
        case ep.FIT:
            return words("How the choices fit what matters to you"), _fit(episode, words)
        case ep.PRIVATE:
            return words("A question for you alone"), _private(words, draft)
        case ep.SURE:
            return words("How sure are you?"), _sure(episode, words)
        case ep.QUESTIONS:
            return words("Your questions for the team"), _questions(episode, words)
        case ep.ANSWERS:
            return words("Check your answers"), answers.page(episode, words)
        case ep.PAPER:
            return words("How large is the text on your paper?"), _paper(episode, words)
        case ep.DECISION:
            return words("What do you want for now?"), _decision(episode, words)
        case ep.DOCUMENT:
            return words("Your document, as it will be sealed"), _document(episode, words)
        case ep.PAUSE:
            return words("Your signature does not mean that you must go ahead"), _pause(words)
        case ep.SIGN:
            return words("Sign your document"), _sign(episode, words)
        case ep.DONE:
            return _done_title(episode, words), _done(episode, words)
    return _form_title(name, words), _form(episode, words, draft)


def _form_title(name: str, words: Words) -> str:
    titles = {
        "reason": words("Your reason"),
        "residence": words("Where you live"),
        "surgery": words("Where the operation would be"),
        "person": words("Who you are"),
        ep.PLAN: words("Your plan so far"),
    }
    return titles[name]


def _welcome(episode: Episode, words: Words) -> Iterator[b.Block]:
    if episode.mode == "kiosk":
        yield from lobby.how_it_works(words, looking=episode.looking)
        return
    offered = tuple((code, Language(code).own_name) for code in episode.pack.manifest.languages)
    yield b.LanguageGrid(offered, words.say.code)
    yield b.Paragraph(words.fill(episode.pack.manifest.lead), "lead")
    yield b.Bullets(
        "plain",
        (
            words("You can stop at any time, and go back to any page."),
            words("Your answers and your questions go to your team."),
            words("Your signature here is not consent. Your surgeon has to talk with you first."),
            words("You can change your mind at any time, before and after you sign."),
        ),
    )


def _form(episode: Episode, words: Words, draft: Draft) -> Iterator[b.Block]:
    fields = episode.fields(episode.page)
    if draft.problems:
        lines = tuple((p.field, _wrong(p, words)) for p in draft.problems)
        yield b.ErrorSummary(words("There is a problem"), lines)
    for name in fields:
        error = next((devices.problem(p, words) for p in draft.problems if p.field == name), "")
        yield _field(name, episode, words, draft, error)


def _wrong(found: Problem, words: Words) -> str:
    label = _label(found.field, words).rstrip(_ASKED)  # a colon follows
    return words("{label}: {problem}").format(label=label, problem=devices.problem(found, words))


def _label(name: str, words: Words) -> str:
    if name in w.FIELDS:
        return words(w.FIELDS[name])
    item = next(f for f in words.pack.manifest.fields if f.id == name)
    return words.fill(item.label)


def _value(name: str, episode: Episode, draft: Draft) -> Value | None:
    if name in draft.values:
        return draft.values[name]
    profile = episode.profile
    stored = getattr(profile, name) if name in PERSON else profile.plan.get(name)
    return str(stored) if hasattr(stored, "isoformat") else stored


def _field(name: str, episode: Episode, words: Words, draft: Draft, error: str) -> b.Block:
    value = _value(name, episode, draft)
    label = _label(name, words)
    match name:
        case "reason":
            options = tuple((r.id, words.fill(r.label)) for r in words.pack.manifest.reasons)
            chosen = str(value) if value else None
            return b.ChoiceList("answer", name, label, options, chosen, error=error)
        case "country_of_residence" | "country_of_surgery":
            return b.CountryPicker(
                name, label, words("Type the first letters, then choose."),
                words.say.countries, str(value) if value else None, error,
            )  # fmt: skip
        case "date_of_birth":
            parts = (words("Day"), words("Month"), words("Year"))
            hint = words("For example 27 3 1999")
            return b.DateField(name, label, hint, parts, str(value or ""), error)
        case "full_name":
            hint = words("As in your passport or identity card")
            return b.TextField(name, label, hint, str(value or ""), error=error)
        case "record_number":
            return b.TextField(name, label, words("You can leave this blank."), str(value or ""),
                               error=error)  # fmt: skip
    item = next(f for f in words.pack.manifest.fields if f.id == name)
    return _planned(item, value, words, error)


def _planned(item: PlanField, value: Value | None, words: Words, error: str) -> b.Block:
    label = words.fill(item.label)
    match item:
        case ChoiceField():
            options = tuple((o.id, words.fill(o.label)) for o in item.options)
            chosen = str(value) if value else None
            if item.optional:
                options, chosen = (*options, ("", words("I do not know yet"))), chosen or ""
            return b.ChoiceList("answer", item.id, label, options, chosen, error=error)
        case QuantityField():
            shown = words.say.number(value) if isinstance(value, float) else str(value or "")
            span = words.say.count(w.UNITS[item.unit], item.low, item.high)
            hint = words("From {span}").format(span=span)
            return b.TextField(
                item.id, label, hint, shown, words(w.UNIT_NAMES[item.unit]), error, numeric=True
            )


def _rule_texts(episode: Episode, words: Words) -> Iterator[b.Block]:
    groups = tuple(rules.texts(episode, words))
    if groups:
        yield b.Turned(words("Rules"), groups)
    yield from rules.unruled(episode, words)
    yield from devices.blocks(episode, words)
    yield from signing.blocks(episode, words)


def _conditions(episode: Episode, words: Words, draft: Draft) -> Iterator[b.Block]:
    yield from confirm.conditions(episode, words, draft)
    yield from clock.blocks(episode, words)


def _legal_stop(episode: Episode, words: Words) -> Iterator[b.Block]:
    """An interruption: what the law says, what the person can do now, the source; nothing else."""
    said, source = rules.stop(episode, words)
    yield said
    label = words("What would you like to do?")
    options = (
        ("read", words("Read on, for information only")),
        ("finish", words("Finish here")),
    )
    yield b.ChoiceList("stop", episode.page, label, options, episode.at_stop, equal=True)
    yield source


def _age_stop(episode: Episode, words: Words) -> Iterator[b.Block]:
    indication = episode.profile.indication or "cosmetic"
    limit = episode.pack.manifest.minimum_age.get(indication, 0)
    sentence = words("This program takes decisions and signatures from age {age}.")
    yield b.Notice("caution", sentence.format(age=words.say.number(limit)), (
        words("This is our own limit. The rules of your country may say more."),
        words("Please talk with the staff. A parent or guardian can be there."),
    ))  # fmt: skip


def _check(episode: Episode, topic: str, words: Words, draft: Draft) -> Iterator[b.Block]:
    """The question, and after an answer the feedback in words; never a score."""
    again = episode.page.startswith(ep.AGAIN)
    tries = [t for t in episode.tries if t.topic == topic and t.again == again]
    waiting = not episode.complete(episode.page) and episode.review is None
    if not tries or waiting:
        item, chosen = episode.item(topic), draft.picked
    else:
        asked = tries[-1].item
        item = next(i for i in episode.topic(topic).items if i.id == asked)
        chosen = tries[-1].answer
    if not tries:
        yield b.Paragraph(
            words("We ask this once more, to check how well we explained it.") if again
            else words("We want to check how well we explained this."), "secondary",
        )  # fmt: skip
    yield b.Paragraph(words.fill(item.scenario), "lead")
    options = (
        *((a.id, words.fill(a.text)) for a in item.answers),
        (ep.NOT_SURE, words("I am not sure")),
    )
    label = words("Choose one answer")
    yield b.ChoiceList("check", item.id, label, options, chosen, locked=not waiting)
    if not waiting:
        yield _feedback(episode, tries[-1], words)


def _feedback(episode: Episode, last: ep.Try, words: Words) -> b.Notice:
    topic = last.topic
    item = next(i for i in episode.topic(topic).items if i.id == last.item)
    given = next((a for a in item.answers if a.id == last.answer), None)
    right = next(a for a in item.answers if a.right)
    said = words.fill((given or right).feedback)
    if last.right:
        return b.Notice("ok", words("That is right"), (said,))
    if episode.status(topic) == "to_discuss":
        return b.Notice("info", words("We will go through this one with your team."), (said,))
    title = words("Let us look again") if given else words("That is fine")
    then = words("Let us look at that page again. Then we ask in another way.")
    return b.Notice("info", title, (said, then))


def _fit(episode: Episode, words: Words) -> Iterator[b.Block]:
    yield from values.fit(episode, words)
    yield b.Paragraph(words("You can go back and change your answers."))


def _private(words: Words, draft: Draft) -> Iterator[b.Block]:
    """Ask what only the clinician gets to know; nothing that was answered before is shown."""
    yield b.Bullets("plain", (
        words("Only the clinicians who look after you get your answer."),
        words("It is not in your document, and not shown once you leave this page."),
        words("Is someone beside you? Then you can go on without an answer."),
    ))  # fmt: skip
    options = tuple((name, words(label)) for name, label in w.PRIVATE_ANSWERS.items())
    label = words("Is anyone pushing you to have this operation?")
    yield b.ChoiceList("private", ep.PRESSURE, label, options, draft.picked)


def _sure(episode: Episode, words: Words) -> Iterator[b.Block]:
    yield b.Paragraph(
        words("There is no right answer. A “no” stops nothing. It tells your team how to help.")
    )
    options = tuple((name, words(label)) for name, label in w.YES_NO.items())
    for item in episode.sure_items:
        chosen = episode.sure.get(item.theme)
        label = words.fill(item.text)
        yield b.ChoiceList("sure", item.theme, label, options, chosen, low=True)


def _questions(episode: Episode, words: Words) -> Iterator[b.Block]:
    yield b.Paragraph(words("Pick what you want to ask. Your team gets this list."))
    picked = {q.ready for q in episode.questions}
    groups = (
        (label, tuple((q.id, words.fill(q.text), q.id in picked) for q in questions))
        for label, questions in by_topic(words)
    )
    written = words("Written by finger")
    own = tuple(
        (n, words.say.isolate(q.words) if q.words else written)
        for n, q in enumerate(episode.questions)
        if not q.ready
    )
    yield b.QuestionList(
        words("Ready questions"),
        tuple(groups),
        own,
        words("Your own question"),
        words("Add"),
        words("Remove"),
        ep.WORDS_LIMIT,
    )


def by_topic(words: Words) -> Iterator[tuple[str, tuple[ReadyQuestion, ...]]]:
    """Yield what the ready questions are about, each with its questions, as declared."""
    declared = words.pack.questions
    for topic in declared.topics:
        found = tuple(q for q in declared.questions if q.topic == topic.id)
        if found:
            yield words.fill(topic.label), found


def _decision(episode: Episode, words: Words) -> Iterator[b.Block]:
    yield b.Paragraph(
        words("Each answer is fine. It is not final, and it is not consent to an operation.")
    )
    if episode.to_discuss:
        titles = [words.fill(episode.topic(name).title) for name in episode.to_discuss]
        yield b.Notice("info", words("Your team will go through this with you first"), (
            words("{topics}.").format(topics=words.say.listed(titles)),
            words("You can say what you want now. You sign after that talk."),
        ))  # fmt: skip
    options = tuple((name, words(label)) for name, label in w.DECISIONS.items())
    label = words("What do you want for now?")
    yield b.ChoiceList("decide", episode.page, label, options, episode.decision, equal=True)


def _paper(episode: Episode, words: Words) -> Iterator[b.Block]:
    yield b.Paragraph(
        words("Choose what you read with ease. Without a choice it has the clinic's usual size.")
    )
    options = tuple((str(points), words(label)) for points, label in w.PAPER_SIZES.items())
    label = words("Text on your paper")
    chosen = str(episode.points) if episode.points else None
    yield b.ChoiceList("paper", ep.PAPER, label, options, chosen)


def _document(episode: Episode, words: Words) -> Iterator[b.Block]:
    if episode.by_hand:
        yield b.Notice("info", words("You sign this one by hand, on paper"), (
            words("A rule there asks for more than a signature on a screen. Please read it here."),
            words("It is sealed as it is. You and your team sign the printed paper."),
        ))  # fmt: skip
    else:
        yield b.Paragraph(
            words("Please read it. This is what will be sealed once you have signed.")
        )
    yield b.DocumentPreview(
        words("Your document is being made. This takes a few seconds."),
        words("Page {n} of {total}"),
    )


def statements(words: Words) -> tuple[str, ...]:
    """Return what the signature stands for, line by line, as named in `episode.STATEMENTS`."""
    return (
        words("I have read this document."),
        words("I know that it is not consent to an operation."),
        words("I can change my mind at any time."),
    )


def _pause(words: Words) -> Iterator[b.Block]:
    """An interruption before what is signed: one sentence, and nothing to do but go on or back."""
    yield b.Notice(
        "info", words("You can change your mind at any time, before and after you sign.")
    )


def _sign(episode: Episode, words: Words) -> Iterator[b.Block]:
    yield b.SignatureBox(
        person=words.say.isolate(episode.profile.full_name or ""),
        statements=tuple(zip(ep.STATEMENTS, statements(words), strict=True)),
        ways=(
            ("drawn", words("Sign by hand")),
            ("typed", words("Type my name")),
            ("witnessed", words("I cannot sign")),
        ),
        draw_hint=words("Sign in the box with your finger, a pen or the mouse"),
        type_label=words("Type your full name as your signature"),
        witness_hint=words(
            "A witness who is not part of your care confirms that this is your own wish."
        ),
        witness_label=words("Full name of the witness"),
        clear_label=words("Clear"),
    )


def _done_title(episode: Episode, words: Words) -> str:  # noqa: PLR0911 - one line per stage
    match episode.stage:
        case "acknowledged":
            return words("Your document is sealed")
        case "declined":
            return words("You decided not to go ahead")
        case "thinking":
            return words("Take the time that you need")
        case "waiting":
            return words("Your signature has to wait")
        case "to_be_signed_on_paper":
            return words("Your document is to be signed by hand")
        case "information_only":
            return words("Thank you for reading")
        case "stopped" if episode.decision:
            return words("Your team will talk with you first")
        case _:
            return words("Thank you")


def _done(episode: Episode, words: Words) -> Iterator[b.Block]:  # noqa: C901 - one line per stage
    match episode.stage:
        case "acknowledged":
            yield b.Paragraph(words("Your surgeon reads it and talks with you before any consent."))
        case "declined":
            yield b.Paragraph(
                words("That is a good decision if it is yours. Nothing else follows.")
            )
        case "thinking":
            yield b.Paragraph(words("Take your copy home. You can start again at any time."))
        case "to_be_signed_on_paper":
            yield b.Paragraph(words("Print it. You sign it by hand, with your team, on paper."))
            yield b.Paragraph(words("Nobody has signed it yet. It is not consent to an operation."))
        case "information_only":
            yield b.Paragraph(words("You have read for information only. Nothing was decided."))
        case "waiting":
            yield b.Paragraph(words("Nothing is lost. Your decision and your answers are kept on "
                                    "your copy."))  # fmt: skip
            yield from confirm.waiting(episode, words)
            yield b.SummaryList(tuple(clock.earliest(episode, words)))
        case "stopped" if episode.decision and episode.barred in _LAW_BARS:
            yield b.Paragraph(w.refusal(episode.barred, words.say))
        case "stopped" if episode.decision and episode.expired:
            yield b.Paragraph(words("This content is past its date. It informs, and cannot be "
                                    "signed. Your team has to renew it first."))  # fmt: skip
        case "stopped" if episode.decision:
            yield b.Paragraph(words("Some things are still open. Your team goes through them with "
                                    "you, and then you can sign."))  # fmt: skip
        case _:
            yield b.Paragraph(words("Please talk with the staff if you have questions."))
    if episode.decision in {"go_ahead", "think"}:
        yield from _talks(episode, words)
    if episode.document_kind:
        yield b.SummaryList(((words("Document number"), episode.document_id),))
        slip = "" if episode.looking else words("Print a slip")
        waiting = words("Your copy is being made.")
        yield b.CopyActions(waiting, words("Print"), words("Save a copy"), slip)
    yield b.Paragraph(words("“Finish” clears this screen for the next person."), "secondary")


def _talks(episode: Episode, words: Words) -> Iterator[b.Block]:
    """Say how many things the team talks about, and never which: others may read this page."""
    if not episode.talks:
        return
    title = words.say.count(w.TALKS, episode.talks)
    same = words("With everyone they talk about whether the choice is their own.")
    yield b.Notice("info", title, (same,) if episode.mode == "kiosk" else ())


# --- the primary button ---------------------------------------------------------------------------


def _primary(episode: Episode, words: Words, draft: Draft) -> tuple[str, b.Does, bool, str]:  # noqa: PLR0911 - one line per kind of page
    name = episode.page
    forward = words("Continue")
    if name == ep.DONE:
        return words("Finish"), "finish", True, ""
    if name == ep.SIGN:
        return words("Sign and seal"), "sign", True, ""
    if episode.fields(name):
        return forward, "submit", True, ""
    if episode.asked_on(name):
        if episode.review:
            return words("Show me that page"), "review", True, ""
        if not episode.complete(name):
            why = words("Choose an answer first.")
            return words("Check my answer"), "check", draft.picked is not None, why
    if episode.review and name == episode.topic(episode.review).page:
        return words("Back to the question"), "next", True, ""
    if episode.needs_on(name):
        return forward, "next", episode.next_page is not None, words("Choose an answer for each.")
    if name.startswith(ep.VALUES):
        why = words("Choose an answer for each. You may also choose not to say.")
        return forward, "next", episode.next_page is not None, why
    reasons = {
        ep.SURE: words("Choose an answer for each."),
        ep.DECISION: words("Choose one of the three answers."),
        ep.LEGAL_STOP: words("Choose one of the two answers."),
        ep.DOCUMENT: words("Your document is being made."),
    }
    return forward, "next", episode.next_page is not None, reasons.get(name, "")
