"""What a question asks for: a few words, sentences, a summary, or nothing but a polite reply.

In: the question and its language. Out: its kind. Told by the words that ask, because a reader that
was trained to find a few words finds some in answer to a greeting as well. The words stand in
`qa/languages/`; a language whose words are missing counts as always asking for a fact.
"""

from enum import StrEnum
from functools import cache

import regex

from index.language import UNDETERMINED, candidates
from qa.questions.politeness import without_courtesy
from qa.questions.summary_requests import overview_of
from qa.words import pattern, section

__all__ = ["Kind", "asks_where", "direct", "kind_of", "language_of"]


class Kind(StrEnum):
    """What would answer the question."""

    FACT = "fact"
    """A few words: who, what, when, where, how many."""
    REASON = "reason"
    """A sentence or more: why, what happened."""
    OPEN = "open"
    """Sentences that say something about it: yes or no, a name alone, a statement."""
    SUMMARY = "summary"
    """What the articles say first; of a topic, sentences that say something about it."""
    GREETING = "greeting"
    THANKS = "thanks"


# A question begins with the word that asks, or with a preposition before it.
_ASKED_WITHIN = 2
_WHERE = regex.compile("|".join(map(pattern, section("where").values())))
_KANA = regex.compile(r"[\p{Hiragana}\p{Katakana}]")
# From such a likelihood on the detector is believed; of fewer words, names among them, it may know
# little, and so many languages are looked at.
_SURE, _CANDIDATES = 0.8, 8


def asks_where(text: str, language: str) -> bool:
    """Tell whether a question asks for a place.

    Args:
        text: The question.
        language: Its ISO 639 code.
    """
    found = _asking(text, language)
    return found is not None and bool(_WHERE.fullmatch(found[0].casefold()))


def kind_of(text: str, language: str) -> Kind:
    """Tell what kind of answer a question wants.

    Args:
        text: The question.
        language: Its ISO 639 code.
    """
    text = text.replace("’", "'")
    for kind, said in ((Kind.GREETING, _greeting()), (Kind.THANKS, _thanks())):
        if said.search(text):
            return kind
    text = direct(text, language)
    if overview := overview_of(text, language):
        # Without spaces a word for a summary may be half of another: *when is the closing session*.
        parts = (overview.before, overview.topic if language in section("fact_anywhere") else "")
        if not any(_asks(part, language) for part in parts):
            return Kind.SUMMARY
    if _reason().search(text):
        return Kind.REASON
    yes_or_no = section("yes_or_no").get(language)
    if yes_or_no and regex.search(pattern(yes_or_no), text):
        return Kind.OPEN
    known = language in section("fact") or language in section("fact_anywhere")
    return Kind.FACT if not known or _asks(text, language) else Kind.OPEN


def language_of(question: str) -> str:
    """Tell the language of a question, of a short one by the word that asks.

    *Wer traf Kim?* has one German word and two names that the detector knows from English text.

    Returns:
        Its ISO 639 code; `und` for text without letters.
    """
    found = candidates(question, _CANDIDATES)
    if not _KANA.search(question):  # nobody asks in Japanese without them
        found = [("zh" if code == "ja" else code, sure) for code, sure in found]
    if not found or found[0][1] >= _SURE:
        return found[0][0] if found else UNDETERMINED
    likely = [code for code, _ in found if _asks_first(question, code)]
    others = [code for code in section("fact") if _asks_first(question, code)] if not likely else []
    # A word that asks in one language alone tells it, however unlikely that was.
    if len(others) == 1:
        return others[0]
    return likely[0] if likely else found[0][0]


def direct(text: str, language: str) -> str:
    """Give the question in *could you tell me who signed it*; any other text as it is.

    Args:
        text: The question.
        language: Its ISO 639 code.
    """
    rest = without_courtesy(text, language)
    first = " ".join(rest.split()[:_ASKED_WITHIN])  # "in which year", "to whom"
    return rest if _asks(first, language) or _reason().match(rest) else text


def _asks(text: str, language: str) -> bool:
    """Tell whether there is a word that asks for a fact."""
    return _asking(text, language) is not None


def _asks_first(text: str, language: str) -> bool:
    """Tell whether the first word asks, as *kim* in *Kim geldi?* does, but not in *Kim Jong Un*."""
    first = text.split(maxsplit=1)[0]
    found = _asking(text, language)
    return found is not None and found.start() < text.index(first) + len(first)


def _asking(text: str, language: str) -> regex.Match[str] | None:
    if anywhere := section("fact_anywhere").get(language):
        return regex.search(pattern(anywhere), text)
    words = section("fact").get(language)
    if not words:
        return None
    return regex.search(rf"(?i)(?<![\p{{L}}'-])(?:{pattern(words)})(?!\p{{L}})", text)


@cache
def _greeting() -> regex.Pattern[str]:
    return regex.compile(rf"(?i)^\W*(?:{_any('greeting')})\W*$")


@cache
def _thanks() -> regex.Pattern[str]:
    return regex.compile(rf"(?i)^\W*(?:(?:{_any('approval')})\W+)?(?:{_any('thanks')})\W*$")


@cache
def _reason() -> regex.Pattern[str]:
    return regex.compile(rf"(?i)\b(?:{_any('reason')})\b|{_any('reason_anywhere')}")


def _any(name: str) -> str:
    return "|".join(map(pattern, section(name).values()))
