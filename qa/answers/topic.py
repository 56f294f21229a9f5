"""Which sentences are on a topic: what the reader says answers to it, and what shares its words.

In: a topic, hits and readings. Out: readings, those first that share most. A topic is no question,
and of a name alone a reader cannot tell what would be an answer; but a sentence that has the name,
in a passage that has the other words as well, is about it.
"""

from collections.abc import Sequence
from functools import cache

import regex

from index.language import function_words, terms
from index.records import Hit
from qa.questions.question import Question
from qa.reading.protocol import Reading

__all__ = ["on_topic"]

# Share of the topic's words that a passage with its headline has.
_SHARED = 0.66
_WORD = regex.compile(r"[\p{L}\p{M}\p{N}]+")
_NAME = regex.compile(r"(?V1)(?<=\w\W+)[\p{Lu}&&\p{Latin}][\p{L}-]{2,}")
_NAME_START = 5  # letters of a name that its forms in several languages have in common
_LATIN = regex.compile(r"\p{Latin}{3}")


def on_topic(
    topic: Question, hits: Sequence[Hit], readings: Sequence[Reading], threshold: float
) -> list[Reading]:
    """Give the sentences on a topic.

    Args:
        topic: What it is of.
        hits: Passages that may be on it.
        readings: What a reader made of them, best first.
        threshold: Confidence from which a reading counts by itself.

    Returns:
        One reading a sentence; those that share more of the topic's words first, then the surer.
    """
    sure: dict[tuple[str, int], Reading] = {}
    for each in readings:
        sure.setdefault((each.hit.article.id, each.start), each)
    found = list[tuple[float, Reading]]()
    unheard = _names_nothing(topic.text, hits)
    for hit in hits:
        wanted = _telling(topic.text, topic.language, hit.language)
        around = _terms(f"{hit.article.title} {hit.text}", hit.language)
        about = bool(wanted) and len(wanted & around) >= _SHARED * len(wanted)
        for start, end in hit.sentences:
            reading = sure.get((hit.article.id, start))
            confidence = reading.confidence if reading else 0.0
            text = hit.text[start - hit.start : end - hit.start]
            shared = len(wanted & _terms(text, hit.language)) / max(1, len(wanted))
            if (confidence >= threshold and not unheard) or (about and shared):
                found.append((shared, reading or Reading(hit, start, end, round(shared, 4))))
    found.sort(key=lambda each: (-each[0], -each[1].confidence))
    return [reading for _, reading in found]


def _names_nothing(topic: str, hits: Sequence[Hit]) -> bool:
    """Tell whether a topic has names and no passage has any of them.

    Names look alike across the languages that share a script; in the others that is not known.
    """
    names = [name[:_NAME_START].casefold() for name in _NAME.findall(topic)]
    texts = [f"{hit.article.title} {hit.text}".casefold() for hit in hits]
    if not names or not all(_LATIN.search(text) for text in texts):
        return False
    return not any(name in text for name in names for text in texts)


@cache
def _telling(text: str, *languages: str) -> frozenset[str]:
    """Give the terms of a topic without its small words; all, where there are no others."""
    small = frozenset().union(*map(function_words, languages))
    words = [word for word in _WORD.findall(text) if word.casefold() not in small]
    return _terms(" ".join(words) or text, *languages)


def _terms(text: str, *languages: str) -> frozenset[str]:
    return frozenset(terms(text, dict.fromkeys(languages)))
