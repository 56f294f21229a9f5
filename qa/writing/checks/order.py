"""Whether a sentence has two things change places around the word that relates them.

In: a sentence and a text in the same language. Out: yes or no. *The warehouse belongs to the port*
becomes *the port belongs to the warehouse*: in languages whose order says who does what, that is
another thing.
"""

import regex

from index.language import terms
from qa.questions.lexicon import LEXICONS
from qa.questions.standalone import words_of

__all__ = ["turned_round"]

# Here the order says who does what. In others endings do, or the verb's place is fixed and what
# stands before it is not: German, Dutch, the languages of Scandinavia.
_ORDERED = frozenset(["en", "fr", "es", "it", "pt", "zh"])
_PARTING = regex.compile(r"[,;:.!?，；、：。！？—–()\"“”„«»]+")
# A clause that begins so goes on about what stands before the comma.
_RELATIVE = regex.compile(r"\s*(?:who|which|qui|que|quien|quem|che)\b", regex.IGNORECASE)
_SHORTEST_HAN = 2


def turned_round(sentence: str, text: str, language: str) -> bool:
    """Tell whether the things on both sides of a word stand on the other side in the text.

    All three are in one clause: *…, said the mayor* is no other than *the mayor said …*.

    Args:
        sentence: Without quotations.
        text: What it was taken from.
        language: ISO 639 code of both.
    """
    if language not in _ORDERED:
        return False
    ours, theirs = _pieces(sentence, text, language), _pieces(text, sentence, language)
    words, others = [word for word, _ in ours], [word for word, _ in theirs]
    both = {word for word in words if words.count(word) == 1 and others.count(word) == 1}
    ours, theirs = ([each for each in half if each[0] in both] for half in (ours, theirs))
    places = {word: at for at, (word, _) in enumerate(theirs)}
    for left, middle, right in zip(ours, ours[1:], ours[2:], strict=False):
        at = places[middle[0]]
        if not 0 < at < len(theirs) - 1 or not left[1] == middle[1] == right[1]:
            continue
        if not theirs[at - 1][1] == theirs[at][1] == theirs[at + 1][1]:
            continue
        before = {word for word, _ in ours[: ours.index(middle)]}
        changed = places[left[0]] > at > places[right[0]]
        if changed and theirs[at - 1][0] not in before and theirs[at + 1][0] in before:
            return True
    return False


def _pieces(text: str, beside: str, language: str) -> list[tuple[str, int]]:
    """Give the words that say something, in order, each with the number of its clause."""
    found, clause = list[tuple[str, int]](), 0
    for part in _PARTING.split(text):
        clause += not _RELATIVE.match(part)
        words = _shared(part, beside) if language == "zh" else _telling(part, language)
        found += [(word, clause) for word in words]
    return found


def _telling(text: str, language: str) -> list[str]:
    """Give the stems of all but small words: frequent verbs relate things too."""
    small = LEXICONS[language].small
    return [
        stem
        for word in words_of(text)
        if word.folded not in small and word.text.isalpha() and len(word.text) > 1
        for stem in terms(word.text, [language])
    ]


def _shared(text: str, beside: str) -> list[str]:
    """Cut Chinese where another text goes on otherwise: what both have in one piece is a piece."""
    found, at = list[str](), 0
    while at < len(text):
        length = 0
        while at + length < len(text) and text[at : at + length + 1] in beside:
            length += 1
        if length >= _SHORTEST_HAN:
            found.append(text[at : at + length])
        at += max(1, length)
    return found
