"""Whether two short answers say the same, and whether they contradict each other.

In: short answers with their languages. Out: verdicts, by words, by the values of their figures,
and, in two languages, by meaning.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import regex
from rapidfuzz import fuzz

from index.language import terms
from index.language.figures import Figures, Likeness, compared, figures
from index.model.encoder import Vectors
from qa.questions.lexicon import LEXICONS

__all__ = ["Encode", "Said", "same", "understood"]

Encode = Callable[[Sequence[str]], Vectors]

# Spellings of one word differ inside it, not at its ends: "Kumsusan" and "Kumshusan", but neither
# "Millionen" and "Billionen" nor "Christian" and "Christina". In short words every letter counts
# (Juni, Juli), and in longer ones one in eight may differ.
_SPELLED_ALIKE, _LONG_WORD = 88, 6

# Cosine from which two short answers in two languages mean the same. "South Korea" and "Nordkorea"
# reach 0.920, "Slovakia" and "Slowenien" 0.930; of 39 such pairs none is above this, of 44
# translations 0.409 are: rather two answers too many than two made one
# (`python -m benchmarks.short_answers`).
_MEANT_ALIKE = 0.935

# Beside a number, so many words say what is counted.
_COUNTED = 2

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
class Said:
    """A short answer, and what it says.

    Attributes:
        text: Verbatim.
        language: ISO 639 code.
        kept: Its words, without those that say which, where and when.
        words: What is the same in all their forms.
        figures: Its amounts, days and hours.
    """

    text: str
    language: str
    kept: tuple[str, ...]
    words: frozenset[str]
    figures: Figures
    _vector: Vectors | None = field(default=None, repr=False)

    def vector(self, encode: Encode) -> Vectors:
        """Encode it once, however many others it is compared with."""
        if self._vector is None:
            self._vector = encode([self.text])[0]
        return self._vector


def understood(text: str, language: str, *, before: str = "", behind: str = "") -> Said | None:
    """Read a short answer; nothing where it only says which (*ein*, *er*).

    Args:
        text: Verbatim, in one line.
        language: ISO 639 code.
        before: What stands in front of it in its sentence: *about*.
        behind: What stands behind it.
    """
    kept = tuple(word for number, word in enumerate(text.split()) if not _determines(word, number))
    if not kept or (len(text) <= 2 and text.isalpha() and text.islower()):
        return None
    words = frozenset(terms(" ".join(kept), [language]))
    told = figures(text, language, before=before, behind=behind)
    return Said(text, language, kept, words, told)


def same(one: Said, other: Said, encode: Encode) -> bool:
    """Tell whether two answers are one.

    They are where they say the same but for an article or a preposition in front (*Moskau*, *in
    Moskau*), have the same amount or day in other words or units (*zwölf*, 12), or with more words
    beside it (*2000*, *im Jahr 2000*), are two spellings of it, are a name with and without more in
    front (*Präsident Wladimir Putin*), or mean the same in two languages; never where their numbers
    differ. Other words more may make it another thing: *Kim*, *Kims Schwester*.

    Args:
        one: An answer.
        other: Another one.
        encode: Gives unit vectors, to compare answers from articles in different languages.
    """
    values = compared(one.figures, other.figures)
    if values is Likeness.DIFFERENT:
        return False
    if values is Likeness.SAME and _counts_alike(one, other):
        return True
    numbers = sorted(_NUMBER.findall(one.text))
    if values is not Likeness.SAME and numbers != sorted(_NUMBER.findall(other.text)):
        return False
    if one.words and one.words == other.words:
        return True
    if numbers and (one.words <= other.words or other.words <= one.words):
        return True
    if _spelled_alike(one.text.casefold().split(), other.text.casefold().split()):
        return True
    if _is_fuller(one.kept, other.kept) or _is_fuller(other.kept, one.kept):
        return True
    if one.language == other.language:
        return False
    return float(one.vector(encode) @ other.vector(encode)) >= _MEANT_ALIKE


def _counts_alike(one: Said, other: Said) -> bool:
    """Tell whether two equal values are of the same, as far as their few words tell."""
    left, right = one.figures, other.figures
    if left.calendar:
        return True
    if not left.rest or not right.rest or one.language != other.language:
        return len(left.rest) <= _COUNTED and len(right.rest) <= _COUNTED
    return bool(set(left.rest) & set(right.rest)) or one.words <= other.words


def _is_fuller(fuller: tuple[str, ...], name: tuple[str, ...]) -> bool:
    """Tell whether one is the other, a name, with more in front that joins nothing else to it."""
    more = fuller[: -len(name)]
    return (
        name[0][0].isupper()
        and fuller[len(more) :] == name
        and not any(word.casefold() in _DETERMINERS | _PLACING | _JOINING for word in more)
    )


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
