"""The consent process of one candidate, and the only owner of "may".

`step` takes an event or refuses it with a code; `replay` is resume, audit and test in one. Seen is
not understood; understood is not signed; signed is not sealed.
"""

from __future__ import annotations

from consent_app.episode.names import (
    ADDED_LIMIT,
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
    INK_LIMIT,
    LEGAL_STOP,
    NOT_SURE,
    OWN_WORDS,
    PAPER,
    PAUSE,
    PLAN,
    PRACTICE,
    PRESSURE,
    PRIVATE,
    PRIVATE_ANSWERS,
    QUESTIONS,
    RULE_TEXTS,
    RULES,
    SIGN,
    STATEMENTS,
    SURE,
    TRIES,
    VALUES,
    WEIGHTS,
    WELCOME,
    WORDS_LIMIT,
)
from consent_app.episode.state import Question, RefusalCode, Refused, Stage, Status, Try
from consent_app.episode.steps import begin, replay, step
from consent_app.episode.way import Episode

__all__ = [
    "ADDED_LIMIT", "AGAIN", "AGE_STOP", "ANSWERS", "AT_END", "CHECK", "CONDITIONS", "DECISION",
    "DOCUMENT", "DONE", "FIT", "FORMS", "INDICATION", "INK_LIMIT", "LEGAL_STOP", "NOT_SURE",
    "OWN_WORDS", "PAPER", "PAUSE", "PLAN", "PRACTICE", "PRESSURE", "PRIVATE", "PRIVATE_ANSWERS",
    "QUESTIONS", "RULES", "RULE_TEXTS", "SIGN", "STATEMENTS", "SURE", "TRIES", "VALUES",
    "WEIGHTS", "WELCOME", "WORDS_LIMIT", "Episode", "Question", "RefusalCode", "Refused", "Stage",
    "Status", "Try", "begin", "replay", "step",
]  # fmt: skip
