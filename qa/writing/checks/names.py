"""Names in a sentence, and whether its sources have them, in whatever spelling, script or language.

In: texts and an encoder. Out: the names that no source has. A name is found in its own letters, in
another case or spelling, in Latin letters where the scripts differ, by what CLDR calls a country or
a city elsewhere, or, between two languages, by the likeness of its vector.
"""

import json
import threading
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

import numpy as np
import regex

from index.language import terms
from index.model.encoder import Encoder, Vectors
from qa.writing.checks.places import called_elsewhere
from qa.writing.checks.proper_nouns import candidates
from qa.writing.checks.quotations import folded
from qa.writing.checks.spelling import inflected, latin, spelled_alike

__all__ = ["Known", "NameFinder"]

_WORD = regex.compile(r"[\p{L}\p{M}\p{N}]+(?:[-‐‑'’.&][\p{L}\p{M}\p{N}]+)*")
_HAN = regex.compile(r"[\p{Han}\p{Katakana}ー・]+")
_SCRIPTS = {
    name: regex.compile(rf"\p{{{name}}}")
    for name in ("Latin", "Cyrillic", "Greek", "Arabic", "Han", "Hebrew", "Devanagari", "Thai",
                 "Hangul", "Katakana", "Hiragana")
}  # fmt: skip
# Cosine from which two names mean the same, between languages of one script and of two. Of 120
# countries, in six languages, and 20 people, in three, 0.9 in 100 of others reach it
# So measured on the bundled encoder.
_MEANT_ALIKE, _MEANT_ALIKE_ELSEWHERE = 0.91, 0.88
_EASED = 0.02
# Probability from which a word without a capital of its own is a name (`training/fit_names.py`).
_NAME = 0.25
_REMEMBERED = 4_096  # words with their vectors


@dataclass(frozen=True, slots=True)
class _Written:
    """A word of a sentence that may be a name."""

    text: str
    sure: bool  # that it is one, by its capital


class NameFinder:
    """Tells which names of a sentence its sources lack.

    Args:
        encoder: Gives vectors of short texts.
        fitted: Whether what tells names from other words was fitted to it.
    """

    def __init__(self, encoder: Encoder, *, fitted: bool) -> None:
        self._encoder = encoder
        self._fitted = fitted
        self._vectors: OrderedDict[str, Vectors] = OrderedDict()
        self._lock = threading.Lock()

    def lacking(
        self, sentence: str, language: str, sources: Sequence[str], languages: Sequence[str]
    ) -> list[str]:
        """Give the names that no source has.

        Args:
            sentence: Without citations.
            language: Its ISO 639 code.
            sources: What it was taken from.
            languages: Theirs, in the same order.
        """
        known = Known(sources, languages, language)
        unknown = [run for run in self._runs(sentence, language, known) if run]
        if not unknown:
            return []
        foreign = any(each != language for each in languages)
        lacks: list[str] = []
        for run in unknown:
            left = run
            if foreign:
                left = self._unlike(run, known)
            lacks += [each.text for each in left if each.sure or self._is_name(each.text)]
        return lacks

    def _runs(self, sentence: str, language: str, known: "Known") -> Iterator[list[_Written]]:
        """Give words that may be names and that no source has in any spelling, side by side."""
        run: list[_Written] = []
        last = 0
        for word, start, sure in candidates(sentence, language):
            if run and sentence[last:start].strip(" \u00a0'’-"):
                yield run
                run = []
            last = start + len(word)
            if known.has(word) or (not sure and language in ("de", "lb") and known.has_part(word)):
                yield run
                run = []
            else:
                run.append(_Written(word, sure))
        yield run

    def _unlike(self, run: list[_Written], known: "Known") -> list[_Written]:
        """Leave out what means the same as some words of the sources."""
        phrases = known.phrases
        if not phrases:
            return run
        whole = " ".join(each.text for each in run)
        texts = [whole, *(each.text for each in run)]
        likeness = self._encode(texts) @ self._encode(phrases).T
        least = np.array(
            [
                _MEANT_ALIKE if _script(whole) == _script(phrase) else _MEANT_ALIKE_ELSEWHERE
                for phrase in phrases
            ]
        )
        # What may be a name by its place alone, at the beginning or among German nouns; several
        # words may be likened by one that means the same, so of them no less is asked.
        eased = np.array([False, *(not each.sure for each in run)])
        found = np.any(likeness >= least[None, :] - _EASED * eased[:, None], axis=1).tolist()
        if found[0]:
            return []
        return [
            each
            for each, alike in zip(run, found[1:], strict=True)
            if not alike or len(each.text) < 3
        ]

    def _encode(self, texts: Sequence[str]) -> Vectors:
        """Encode texts; the words of a source are asked for with every sentence."""
        with self._lock:
            found = {text: self._vectors[text] for text in texts if text in self._vectors}
        new = [text for text in dict.fromkeys(texts) if text not in found]
        if new:
            found.update(zip(new, self._encoder.encode_queries(new), strict=True))
        with self._lock:
            self._vectors.update(found)
            while len(self._vectors) > _REMEMBERED:
                self._vectors.popitem(last=False)
        return np.stack([found[text] for text in texts])

    def _is_name(self, word: str) -> bool:
        """Tell whether a word whose capital says nothing is a name."""
        small, large = self._encoder.count_tokens([word.lower(), word])
        if small < large:  # the model's vocabulary knows it better without a capital
            return False
        if not self._fitted:
            return True
        weights, mean, offset = _weights()
        vector = self._encode([word.lower()])[0]
        return bool(1 / (1 + np.exp(-((vector - mean) @ weights + offset))) >= _NAME)


class Known:
    """The words of sources, and what they are elsewhere.

    Args:
        sources: What they say.
        languages: Theirs, in the same order.
        wanted: The language in which they are looked for.
    """

    def __init__(self, sources: Sequence[str], languages: Sequence[str], wanted: str) -> None:
        self._text = "\n".join(sources)
        self._languages = list(dict.fromkeys([*languages, wanted]))
        self._words = [found[0] for found in _WORD.finditer(self._text)]
        self._folded = {folded(word) for word in self._words}
        self._folded |= {folded(part) for word in self._words for part in _parts(word)}
        self._joined = folded(regex.sub(r"\W+", "", self._text))
        self._stems = set(terms(self._text, self._languages))
        self._latin = {latin(word) for word in self._words} - {""}
        self._wanted = wanted
        self._aliases = called_elsewhere(self._text, tuple(languages), wanted)

    @property
    def phrases(self) -> list[str]:
        """Up to three words side by side, one of them with a capital where there are any."""
        found: dict[str, None] = {}
        for text in self._text.split("\n"):
            words = [each[0] for each in _WORD.finditer(text)]
            cased = any(word[0] != word[0].lower() for word in words)
            for first in range(len(words)):
                for length in (1, 2, 3):
                    part = words[first : first + length]
                    if len(part) == length and (
                        not cased or length == 1 or any(word[0].isupper() for word in part)
                    ):
                        found[" ".join(part)] = None
        return list(found)

    def has(self, word: str) -> bool:
        """Tell whether a word is among them in any case, spelling or script, or by another name."""
        return all(self._has(part) for part in _parts(word)) or self._has(word)

    def has_part(self, word: str) -> bool:
        """Tell whether a German noun and one of these have a part in common: Bau, Bauzeit."""
        plain = folded(word)
        return any(
            len(other) > 2 and (plain.startswith(other) or plain.endswith(other))
            for other in self._folded
        ) or any(
            (len(plain) > 3 and plain in other) or (len(plain) == 3 and other.endswith(plain))
            for other in self._folded
        )

    def _has(self, word: str) -> bool:
        plain = folded(word)
        if plain in self._folded or plain in self._aliases:
            return True
        if _HAN.search(word) and all(sign in self._joined for sign in plain):
            return True
        stems = set(terms(word, self._languages))
        if stems and stems & self._stems and not word.isdigit():
            return True
        if any(inflected(plain, other) for other in self._folded | self._aliases):
            return True
        plain = latin(word)
        return any(spelled_alike(plain, other) for other in self._latin)


def _parts(word: str) -> list[str]:
    return [part for part in regex.split(r"[-‐‑'’.&]", word) if part] or [word]


def _script(text: str) -> str:
    return next((name for name, pattern in _SCRIPTS.items() if pattern.search(text)), "")


@lru_cache(maxsize=1)
def _weights() -> tuple[Vectors, Vectors, float]:
    text = resources.files("qa.writing.checks").joinpath("names.json").read_text(encoding="utf-8")
    fitted = json.loads(text)
    weights, mean = (np.array(fitted[key], np.float32) for key in ("weights", "mean"))
    return weights, mean, float(fitted["offset"])
