"""Firefox's translation engine (fxtranslate) over models in the user's cache.

In: a text and two languages. Out: its translation, whole: piece by piece, as the engine drops what
is too long for it. Its own download of models is never used here.
"""

import threading
from functools import lru_cache
from typing import Any

from qa.translation import models
from qa.translation.pieces import pieces
from qa.translation.protocol import TranslationError

__all__ = ["LocalTranslator"]

# Where no model leads from one language to another, two lead over this one.
_PIVOT = "en"
_MOST_LOADED = 4  # models of some 40 MB


class LocalTranslator:
    """Translates on this machine; a `Translator`. Safe to use from several threads."""

    name = "fxtranslate"

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loaded = lru_cache(maxsize=_MOST_LOADED)(_load)

    def translate(self, text: str, source: str, target: str) -> str:
        """Translate a text of any length; see `Translator`."""
        with self._lock:
            for engine in self._way(source, target):
                text = "".join(
                    engine.translate(part) + gap if part.strip() else part + gap
                    for part, gap in pieces(text)
                )
        return text

    def _way(self, source: str, target: str) -> list[Any]:
        there = models.installed()
        legs = [(source, target)]
        over = [(source, _PIVOT), (_PIVOT, target)]
        if legs[0] not in there and _PIVOT not in legs[0] and set(over) <= there.keys():
            legs = over
        return [self._loaded(*leg) for leg in legs]


def _load(source: str, target: str) -> Any:
    model = models.load(source, target)
    try:
        return models.engine_of(model)
    except TranslationError as error:
        raise TranslationError(f"{source} into {target}: {error}") from error
