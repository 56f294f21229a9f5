"""The words by which a text is found.

In: text and its languages. Out: search terms, case-folded, without accents, stemmed.
"""

import threading
import unicodedata
from collections.abc import Iterable
from functools import cache
from typing import Any

import regex

from index.language.scripts import UNSPACED

__all__ = ["terms"]

# Written without spaces between words: a "word" there would be a whole sentence.
_SCRIPTS = rf"[{UNSPACED}ー]"
_UNSPACED = regex.compile(_SCRIPTS)
# A number or a Latin name amid such a script is a word of its own: "2024年" must match "2024".
_WORD = regex.compile(rf"(?V1)[\w&&{_SCRIPTS}]+|[\w--{_SCRIPTS}]+")
# Scripts in which a combining mark is an accent; in Hindi or Thai it is a vowel and stays.
_ACCENT = regex.compile(r"(?<=[\p{Latin}\p{Greek}\p{Cyrillic}])\p{Mn}+")

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
def _stemmer(algorithm: str | None) -> Any:
    import Stemmer

    return Stemmer.Stemmer(algorithm) if algorithm else None
