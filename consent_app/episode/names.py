"""The names of the program's own pages, of what is asked there, and the limits of answers."""

from __future__ import annotations

TRIES = 3
"""Wrong answers to a topic before it is left for the team."""
WORDS_LIMIT, ADDED_LIMIT = 500, 1000
"""Characters of a question in a person's own words; of words in what is added to a document."""
INK_LIMIT = 20_000
"""Points of what is written by finger at one place."""
NOT_SURE = "not_sure"
WEIGHTS = range(6)
"""How much something matters: 1 not at all, to 5 a great deal; 0 for who would rather not say."""

INDICATION, CONDITIONS = "indication", "conditions"
"""Where clinicians hold their keys, and where they confirm what the rules ask for."""
WELCOME, RULES, LEGAL_STOP, AGE_STOP = "welcome", "rules", "legal_stop", "age_stop"
RULE_TEXTS = "rule_texts"
"""The page with the text of each rule on file, after the one that says what follows from them."""
QUESTIONS, DECISION, DOCUMENT, SIGN, DONE = "questions", "decision", "document", "sign", "done"
PAUSE = "before_signing"
"""The page that interrupts before the first signature: it does not bind anyone to go ahead."""
AT_END = "@end"
"""Where the program's last pages stand in the parts of a pack."""
CHECK = "check."
"""A page that asks about a topic is named by this and the topic's id."""
AGAIN = "again."
"""A page near the end that asks once more about a topic is named by this and the topic's id."""
ANSWERS, PAPER = "answers", "paper"
"""A page that lists all answers, and one on which the size of the paper's text is chosen."""
STATEMENTS = ("read", "not_consent", "can_change")
"""What a person ticks before they sign."""
PRACTICE = ("20", "30", "70")
"""Answers on the picture to practise on, the right one first: how many shapes are full."""
VALUES, FIT = "values.", "fit"
"""Pages that ask what matters are named by this and their number from 1; then one shows the fit."""
OWN_WORDS = "own_words"
"""The page on which a person says what matters in their own words: phrases to pick, or ink."""
PRIVATE, SURE = "private", "sure"
"""A page that is answered alone and for the clinician alone, and one about being sure."""
PRESSURE = "pressure"
"""What the private page asks: whether anyone pushes the person."""
PRIVATE_ANSWERS = ("yes", "no", "not_say", "talk_alone")

FORMS: dict[str, tuple[str, ...]] = {
    "reason": ("reason",),
    "residence": ("country_of_residence",),
    "surgery": ("country_of_surgery",),
    "person": ("full_name", "date_of_birth", "record_number"),
}
"""Pages about the person and their fields; the page "plan" holds the pack's own fields."""
PLAN = "plan"
