"""The way through: which pages there are now, in which order, and which of them may open."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from consent_app import profile as p
from consent_app.content.model import Insert
from consent_app.episode.names import (
    AGAIN,
    AGE_STOP,
    ANSWERS,
    AT_END,
    CHECK,
    CONDITIONS,
    DECISION,
    DOCUMENT,
    DONE,
    FIT,
    FORMS,
    INDICATION,
    LEGAL_STOP,
    OWN_WORDS,
    PAPER,
    PAUSE,
    PLAN,
    PRIVATE,
    QUESTIONS,
    RULE_TEXTS,
    RULES,
    SIGN,
    SURE,
    VALUES,
    WELCOME,
)
from consent_app.episode.state import State

if TYPE_CHECKING:
    from consent_app.content.model import Item, Part, SureItem, Topic, Value

_ASKED_TOGETHER = 3
"""Statements on one page."""


@dataclass(frozen=True, slots=True)
class Episode(State):
    """The state after some events. Never changed; `step` returns the next one."""

    _way: dict[str, tuple[tuple[str, ...], ...]] = field(
        default_factory=dict, init=False, compare=False, repr=False
    )
    """The parts, once they were asked for: a page asks some hundred times, and they stay."""

    @property
    def pages(self) -> tuple[str, ...]:
        """All pages of the way as it stands now, in order."""
        return tuple(page for part in self.parts for page in part)

    @property
    def parts(self) -> tuple[tuple[str, ...], ...]:
        """The pages of each part of the pack as the way stands now; none where it ends before."""
        if not self._way:
            self._way["parts"] = self._parts_now()
        return self._way["parts"]

    def _parts_now(self) -> tuple[tuple[str, ...], ...]:
        declared = self.pack.manifest.parts
        if self.under_age:
            person = self._person_pages
            early = (*person[: person.index("person") + 1], AGE_STOP, DONE)
            return (early, *(() for _ in declared[1:]))
        found = [self._part(part) for part in declared]
        if self.prohibited and self.at_stop != "read":
            law = next(n for n, pages in enumerate(found) if LEGAL_STOP in pages)
            upto = found[law][: found[law].index(LEGAL_STOP) + 1]
            end = (DONE,) if self.at_stop else ()
            found[law:] = [(*upto, *end), *(() for _ in found[law + 1 :])]
        return tuple(found)

    def _part(self, part: Part) -> tuple[str, ...]:
        """Return a part's pages: declared ones and the program's own, then what is asked there."""
        own = {
            "@person": self._person_pages,
            "@rules": self._law_pages,
            "@values": () if self.informs_only else self.value_pages,
            "@alone": () if self.informs_only else self.alone_pages,
            AT_END: self._end_pages,
        }
        pages = [p for name in part.pages if name != AT_END for p in own.get(name, (name,))]
        asked = () if self.informs_only else self.topics_of(part)
        end = own[AT_END] if AT_END in part.pages else ()
        return (*pages, *(CHECK + topic.id for topic in asked), *end)

    def topics_of(self, part: Part) -> tuple[Topic, ...]:
        """Return the topics whose page lies in a part."""
        here = {*part.content, *((RULES,) if "@rules" in part.pages else ())}
        return tuple(topic for topic in self.pack.checks.topics if topic.page in here)

    @property
    def _person_pages(self) -> tuple[str, ...]:
        if self.looking:
            return (WELCOME, "reason", "surgery")
        return (WELCOME, *FORMS, *([PLAN] if self.pack.manifest.fields else []))

    @property
    def _law_pages(self) -> tuple[str, ...]:
        if self.prohibited:
            return (RULES, LEGAL_STOP, RULE_TEXTS)
        return (RULES, RULE_TEXTS, *((INDICATION,) if self.needs_keys else ()), CONDITIONS)

    @property
    def _end_pages(self) -> tuple[str, ...]:
        if self.informs_only:
            return (PAPER, DONE)
        way = (*self.again_pages, QUESTIONS, ANSWERS, DECISION)
        if self.decision is None:
            return way
        way = (*way, PAPER)
        if self.stage == "to_be_signed_on_paper":
            return (*way, DOCUMENT, DONE)
        return (*way, DOCUMENT, PAUSE, SIGN, DONE) if self.may_sign else (*way, DONE)

    @property
    def value_pages(self) -> tuple[str, ...]:
        """The pages about what matters to the person; none in a pack without statements."""
        pages = -(-len(self.pack.values.statements) // _ASKED_TOGETHER)
        words = (OWN_WORDS,) if self.pack.values.phrases else ()
        return (*(f"{VALUES}{n}" for n in range(1, pages + 1)), *words, FIT) if pages else ()

    @property
    def asks_privately(self) -> bool:
        """Whether the person is alone with the screen, so that it may ask what nobody should hear.

        A clinician who sits at the side asks in a room of their own.
        """
        return self.mode == "kiosk" and not self.helped_by_family

    @property
    def alone_pages(self) -> tuple[str, ...]:
        """The pages about the choice being the person's own, and being sure of it."""
        return (
            *((PRIVATE,) if self.asks_privately else ()),
            *((SURE,) if self.sure_items else ()),
        )

    @property
    def sure_items(self) -> tuple[SureItem, ...]:
        """The four questions about being sure; none in a pack that leaves them out."""
        return self.pack.sure.items if self.pack.sure else ()

    def statements(self, page: str) -> tuple[Value, ...]:
        """Return what a page asks the weight of."""
        if not page.startswith(VALUES) or page not in self.value_pages:
            return ()
        start = self.value_pages.index(page) * _ASKED_TOGETHER
        return self.pack.values.statements[start : start + _ASKED_TOGETHER]

    def needs_on(self, page: str) -> tuple[str, ...]:
        """Return the needs that a page of the pack asks about; nobody who just looks is asked."""
        asked = not self.looking and not self.prohibited and self._inserts(page, "needs")
        return tuple(item.id for item in self.pack.needs.items) if asked else ()

    def factors_on(self, page: str) -> tuple[str, ...]:
        """Return what a page of the pack lets a person tell the team about themselves."""
        if self.looking or self.prohibited or self.signature:
            return ()
        named = [name for insert in self._inserts(page, "suitability") for name in insert.names]
        groups = named or [item.group for item in self.pack.suitability.items]
        shown = groups if self._inserts(page, "suitability") else []
        return tuple(i.id for i in self.pack.suitability.items if i.group in shown)

    @property
    def again_pages(self) -> tuple[str, ...]:
        """The pages that ask once more what was flagged, or right only after reading again."""
        missed = ("right_after_review", "to_discuss")
        topics = (topic for part in self.pack.manifest.parts for topic in self.topics_of(part))
        return tuple(AGAIN + topic.id for topic in topics if self._at_first(topic.id) in missed)

    @staticmethod
    def asked_on(page: str) -> str | None:
        """Return the topic that a page asks about, or None."""
        found = (page.removeprefix(kind) for kind in (CHECK, AGAIN) if page.startswith(kind))
        return next(found, None)

    def practises(self, page: str) -> bool:
        """Whether a person practises on a page of the pack how chances are read."""
        return bool(self._inserts(page, "practice"))

    def _inserts(self, page: str, name: str) -> list[Insert]:
        """Return where a page of the pack asks for some data."""
        body = self.pack.pages[page].body if page in self.pack.pages else ()
        return [node for node in body if isinstance(node, Insert) and node.name == name]

    def fields(self, page: str) -> tuple[str, ...]:
        """Return the fields that a page about the person asks for."""
        if page == PLAN:
            return tuple(item.id for item in self.pack.manifest.fields)
        return FORMS.get(page, ())

    def complete(self, page: str) -> bool:  # noqa: PLR0911 - one line per kind of page
        """Whether a page has what it needs for the next one to open."""
        if page == LEGAL_STOP:
            return self.at_stop is not None
        if page.startswith(CHECK):
            return self._at_first(page.removeprefix(CHECK)) != "open"
        if page.startswith(AGAIN):
            return any(t.again and AGAIN + t.topic == page for t in self.tries)
        if page.startswith(VALUES):
            return all(value.id in self.ratings for value in self.statements(page))
        if page == SURE:
            return all(item.theme in self.sure for item in self.sure_items)
        if page == DECISION:
            return self.decision is not None
        if page == DOCUMENT:
            return self.rendered is not None and self.rendered.kind == self.document_kind
        if page == SIGN:
            return self.stage == "acknowledged"
        if needs := self.needs_on(page):
            return all(need in self.needs for need in needs)
        needed = (name for name in self.fields(page) if name not in self.pack.manifest.optional)
        return not p.missing(self.profile, needed)

    @property
    def next_page(self) -> str | None:
        """The page that *Continue* opens: back to the question after a review, else in order."""
        if self.review and self.page == self.topic(self.review).page:
            return CHECK + self.review
        pages = self.pages
        place = pages.index(self.page) + 1 if self.page in pages else len(pages)
        if self.changing and ANSWERS in pages:
            place = pages.index(ANSWERS)
        if place >= len(pages) or not self.complete(self.page):
            return None
        todo = (p for p in pages[:place] if p not in self.opened or not self.complete(p))
        return next(todo, pages[place])  # a change may have made an earlier page necessary

    @property
    def previous_page(self) -> str | None:
        """The page that *Back* opens; none once signed, so that what was signed stays as it is."""
        pages = self.pages
        on_way = self.page in pages  # an answer, a birthday or a clock may have changed the way
        if on_way and self.signature:
            return None
        before = pages[: pages.index(self.page)] if on_way else pages
        return next((page for page in reversed(before) if self.may_open(page)), None)

    def may_open(self, page: str) -> bool:
        """Whether a page can be opened: on the way, everything before it opened and complete."""
        pages = self.pages
        if page not in pages or (self.signature and page not in {SIGN, DONE}):
            return False
        before = pages[: pages.index(page)]
        return all(name in self.opened and self.complete(name) for name in before)

    def topic(self, name: str) -> Topic:
        """Return a topic of the pack by its id."""
        return next(topic for topic in self.pack.checks.topics if topic.id == name)

    def item(self, topic: str) -> Item:
        """Return the item that a topic asks now: parallel ones take turns."""
        items = self.topic(topic).items
        return items[sum(t.topic == topic for t in self.tries) % len(items)]
