"""A question as it was typed becomes one that can be searched on its own.

In: the words of the user and the turns before. Out: a `Question`, complete and in a known language.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import regex

from index.errors import QuestionError
from qa.questions.followups import Completed, complete
from qa.questions.kinds import Kind, direct, kind_of, language_of
from qa.questions.lexicon import LEXICONS
from qa.questions.standalone import Asked, Lack
from qa.questions.summary_requests import overview_of
from qa.records import Turn

__all__ = ["MAX_CHARACTERS", "Question", "understand"]

# A question; not an article pasted into the box.
MAX_CHARACTERS = 2_000

_WORD = regex.compile(r"[\p{L}\p{N}]")


@dataclass(frozen=True, slots=True)
class Question:
    """A question that stands on its own.

    Attributes:
        asked: What the user typed, trimmed.
        text: What is searched for and read against the passages; something else than `asked` where
            a follow-up was completed, the user said what to search for, politeness was left out
            (*could you tell me*), or a summary of a topic was asked for.
        language: ISO 639 code of what the user typed.
        kind: What kind of answer it wants.
        articles: Ids of the articles that a follow-up goes on about; their passages come first.
        follow_up: Whether it was completed from the turns before it.
    """

    asked: str
    text: str
    language: str
    kind: Kind = Kind.FACT
    articles: tuple[str, ...] = ()
    follow_up: bool = False


def understand(
    asked: str, history: Sequence[Turn] = (), *, searched: str | None = None
) -> Question:
    """Complete a follow-up from the turns before it; leave any other question alone.

    Args:
        asked: What the user typed.
        history: The turns before, oldest first.
        searched: What to search for instead, as it is, where the user says so.

    Raises:
        QuestionError: It is empty, has no words, or is longer than `MAX_CHARACTERS`.
    """
    asked = _checked(asked)
    language = language_of(asked)
    if searched is not None:
        searched = _checked(searched)
        told = language_of(searched)
        return _of_topic(Question(asked, searched, language, kind_of(searched, told)), told)
    plain = direct(asked, language)
    completed = complete(plain, history)
    if completed is None:
        return _of_topic(Question(asked, plain, language, kind_of(plain, language)), language)
    language = completed.language
    kind = _kind_of_completed(plain, completed, history)
    text = completed.text if len(completed.text) <= MAX_CHARACTERS else plain
    whole = Question(asked, text, language, kind, completed.articles, follow_up=True)
    return _of_topic(whole, language)


def _kind_of_completed(asked: str, completed: Completed, history: Sequence[Turn]) -> Kind:
    """Tell what a follow-up wants: *and Kim* wants what the question before wanted."""
    language = completed.language
    if not completed.text.startswith(asked):  # it took its place in that question
        text = completed.text
        kind = kind_of(text, language)
        return kind if kind is not Kind.OPEN else kind_of(text, language_of(text))
    if language in LEXICONS:
        fragment = Asked(asked, language).lacks() is Lack.VERB
    else:
        fragment = kind_of(asked, language) is Kind.OPEN
    if fragment:
        before = (kind_of(turn.question, language_of(turn.question)) for turn in reversed(history))
        answerable = (Kind.FACT, Kind.REASON, Kind.OPEN, Kind.SUMMARY)
        kind = next((kind for kind in before if kind in answerable), Kind.OPEN)
        return kind if kind is not Kind.SUMMARY else Kind.OPEN
    return kind_of(asked, language)


def _of_topic(question: Question, language: str) -> Question:
    """Turn a summary of something into a question about it: the articles may be silent on that."""
    if question.kind is not Kind.SUMMARY:
        return question
    overview = overview_of(question.text, language)
    if overview is None or not _WORD.search(overview.topic):
        return question
    return replace(question, text=overview.topic, kind=Kind.OPEN)


def _checked(text: str) -> str:
    text = " ".join(text.encode("utf-8", "replace").decode().split())
    if not _WORD.search(text):
        raise QuestionError(
            f"the question has no words: {text!r}; ask for instead: who did what, when, where"
        )
    if len(text) > MAX_CHARACTERS:
        raise QuestionError(
            f"the question has {len(text)} characters; ask one with at most {MAX_CHARACTERS}"
        )
    return text
