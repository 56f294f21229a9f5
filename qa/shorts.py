"""The words that answer, collected from the quotes: equal ones together, best first.

In: quotes with answers in them. Out: short answers with the numbers of their quotes.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import regex
from rapidfuzz import fuzz

from index.encoder import Vectors
from index.language import terms
from qa.lexicon import LEXICONS
from qa.reading import Reading
from qa.records import Quote, ShortAnswer

__all__ = ["MAX_SHORT", "short_answers"]

MAX_SHORT = 120

# A further short answer is shown when it is at least this likely, in parts of the best one.
_SHARE_OF_BEST = 0.45
_MOST = 3
# Spellings of one word differ inside it, not at its ends: "Kumsusan" and "Kumshusan", but neither
# "Millionen" and "Billionen" nor "Christian" and "Christina". In short words every letter counts
# (Juni, Juli), and in longer ones one in eight may differ.
_SPELLED_ALIKE, _LONG_WORD = 88, 6

# Cosine from which two short answers in two languages mean the same. "South Korea" and "Nordkorea"
# reach 0.920, "Slovakia" and "Slowenien" 0.930; of 39 such pairs none is above this, of 44
# translations 0.409 are: rather two answers too many than two made one
# (`python -m benchmarks.short_answers`).
_MEANT_ALIKE = 0.935

_NUMBER = regex.compile(r"\p{N}+")
# Words that say which and how many, not what; nothing depends on the list being complete.
_DETERMINERS = {
    "a", "an", "the", "der", "die", "das", "den", "dem", "des", "ein", "eine", "einen", "einem",
    "einer", "eines", "le", "la", "les", "un", "une", "el", "los", "las", "una", "il", "lo", "gli",
    "i", "uno", "o", "os", "as", "um", "uma", "et", "en", "de", "het", "een",
}  # fmt: skip
# Words in front that say where and when, and do not change it as "from" and "before" would.
_PLACING = {
    "in", "on", "at", "im", "am", "an", "auf", "à", "au", "aux", "dans", "sur", "nel", "nella",
    "em", "no", "na", "op", "te", "i", "på", "w", "we", "v", "ve", "в", "во", "на", "у",
}  # fmt: skip
# Words that make a thing of somebody's, or two things, of what follows them.
_JOINING = {
    word
    for lexicon in LEXICONS.values()
    for word in lexicon.prepositions | lexicon.joining | lexicon.owners
}


@dataclass
class _Group:
    text: str
    language: str
    said: tuple[str, ...]
    """Its words, without those that say which, where and when."""
    words: frozenset[str]
    """What is the same in all their forms."""
    score: float
    quotes: list[int] = field(default_factory=list)
    vector: Vectors | None = None  # where it was needed


def short_answers(
    held: Sequence[tuple[Reading, Quote]], encode: Callable[[Sequence[str]], Vectors]
) -> list[ShortAnswer]:
    """Collect the short answers of quotes.

    Two are one where they say the same but for an article or a preposition in front (*Moskau*,
    *in Moskau*), have the same number with more words beside it (*2000*, *im Jahr 2000*), are two
    spellings of it, are a name with and without more in front (*Präsident Wladimir Putin*), or mean
    the same in two languages; never where their numbers differ. Other words more may make it
    another thing: *Kim*, *Kims Schwester*, *der Onkel von Kim*.

    Args:
        held: Readings, best first, each with the quote that holds it.
        encode: Gives unit vectors, to compare answers from articles in different languages.

    Returns:
        Best first, each at most `MAX_SHORT` characters, in the words of its best quote.
    """
    groups: list[_Group] = []
    for reading, quote in held:
        text = _answer(reading, quote)
        score = reading.confidence
        if not 0 < len(text) <= MAX_SHORT or (groups and score < _SHARE_OF_BEST * groups[0].score):
            continue
        kept = [word for number, word in enumerate(text.split()) if not _determines(word, number)]
        if not kept or (len(text) <= 2 and text.isalpha() and text.islower()):
            continue  # "ein", "er": said of what is asked for, and not it
        language = quote.article.language
        words = frozenset(terms(" ".join(kept), [language]))
        found = _Group(text, language, tuple(kept), words, score)
        group = next((each for each in groups if _same(each, found, encode)), None)
        if group is None:
            group = found
            groups.append(group)
        if quote.number not in group.quotes:
            group.quotes.append(quote.number)
    return [ShortAnswer(each.text, each.score, tuple(each.quotes)) for each in groups[:_MOST]]


def _answer(reading: Reading, quote: Quote) -> str:
    """Cut the answer out of the quote; nothing where a shortened quote has lost it."""
    start, end = reading.answer or (0, 0)
    inside = quote.start <= start < end <= quote.end
    return " ".join(quote.text[start - quote.start : end - quote.start].split()) if inside else ""


def _same(one: _Group, other: _Group, encode: Callable[[Sequence[str]], Vectors]) -> bool:
    numbers = sorted(_NUMBER.findall(one.text))
    if numbers != sorted(_NUMBER.findall(other.text)):
        return False
    if one.words and one.words == other.words:
        return True
    if numbers and (one.words <= other.words or other.words <= one.words):
        return True
    if _spelled_alike(one.text.casefold().split(), other.text.casefold().split()):
        return True
    if _is_fuller(one.said, other.said) or _is_fuller(other.said, one.said):
        return True
    if one.language == other.language:
        return False
    return float(_vector(one, encode) @ _vector(other, encode)) >= _MEANT_ALIKE


def _is_fuller(fuller: tuple[str, ...], name: tuple[str, ...]) -> bool:
    """Tell whether one is the other, a name, with more in front that joins nothing else to it."""
    more = fuller[: -len(name)]
    return (
        name[0][0].isupper()
        and fuller[len(more) :] == name
        and not any(word.casefold() in _DETERMINERS | _PLACING | _JOINING for word in more)
    )


def _vector(group: _Group, encode: Callable[[Sequence[str]], Vectors]) -> Vectors:
    """Encode an answer once, however many others it is compared with."""
    if group.vector is None:
        group.vector = encode([group.text])[0]
    return group.vector


def _determines(word: str, number: int) -> bool:
    """Tell whether a word only says which; in "Kim Jong Un" it is a name, hence the capital."""
    if number == 0 and word.casefold() in _PLACING:
        return True
    return word.casefold() in _DETERMINERS and (number == 0 or word.islower())


def _spelled_alike(one: Sequence[str], other: Sequence[str]) -> bool:
    return len(one) == len(other) and all(
        a == b
        or (
            min(len(a), len(b)) >= _LONG_WORD
            and a[:2] == b[:2]
            and a[-1] == b[-1]
            and fuzz.ratio(a, b) >= _SPELLED_ALIKE
        )
        for a, b in zip(one, other, strict=True)
    )
