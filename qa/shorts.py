"""The words that answer, collected from the quotes: equal ones together, best first.

In: quotes with answers in them. Out: short answers with the numbers of their quotes.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import regex
from rapidfuzz import fuzz

from index.language import terms
from qa.records import Quote, ShortAnswer

__all__ = ["MAX_SHORT", "short_answers"]

MAX_SHORT = 120

# A further short answer is shown when it is at least this likely, in parts of the best one.
_SHARE_OF_BEST = 0.5
# Spellings of one name: "Kumsusan" and "Kumshusan" are 94 alike, "Nordkorea" and "Südkorea" 71.
_SPELLED_ALIKE = 88

_NUMBER = regex.compile(r"\p{N}+")
# Words that say which and how many, not what; nothing depends on the list being complete.
_DETERMINERS = {
    "a", "an", "the", "der", "die", "das", "den", "dem", "des", "ein", "eine", "einen", "einem",
    "einer", "eines", "le", "la", "les", "un", "une", "el", "los", "las", "una", "il", "lo", "gli",
    "i", "uno", "o", "os", "as", "um", "uma", "et", "en", "de", "het", "een",
}  # fmt: skip


@dataclass
class _Group:
    text: str
    words: frozenset[str]
    score: float
    quotes: list[int] = field(default_factory=list)


def short_answers(quotes: Sequence[Quote]) -> list[ShortAnswer]:
    """Collect the short answers of quotes.

    Two are one where they say the same in other words around it (*2000*, *im Jahr 2000*) or are
    two spellings of it; never where their numbers differ.

    Args:
        quotes: Best first.

    Returns:
        Best first, each at most `MAX_SHORT` characters, in the words of its best quote.
    """
    groups: list[_Group] = []
    for quote in quotes:
        if quote.answer_start is None or quote.answer_end is None:
            continue
        text = quote.text[quote.answer_start - quote.start : quote.answer_end - quote.start]
        text = " ".join(text.split())
        if len(text) > MAX_SHORT or (groups and quote.score < _SHARE_OF_BEST * groups[0].score):
            continue
        kept = [word for word in text.split() if word.casefold() not in _DETERMINERS]
        words = frozenset(terms(" ".join(kept), [quote.article.language]))
        group = next((each for each in groups if _same(each, text, words)), None)
        if group is None:
            group = _Group(text, words, quote.score)
            groups.append(group)
        group.quotes.append(quote.number)
    return [ShortAnswer(each.text, each.score, tuple(each.quotes)) for each in groups]


def _same(group: _Group, text: str, words: frozenset[str]) -> bool:
    if sorted(_NUMBER.findall(group.text)) != sorted(_NUMBER.findall(text)):
        return False
    if words and group.words and (words <= group.words or group.words <= words):
        return True
    return fuzz.ratio(group.text.casefold(), text.casefold()) >= _SPELLED_ALIKE
