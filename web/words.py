"""The words of the page itself, in the languages of `languages/`, one JSON file each.

In: what a browser asks for. Out: words by their key. What Beleg says around an answer is in the
language of the question instead (`qa/phrases.py`); words of articles are never translated.
"""

import json
import re
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from types import MappingProxyType

__all__ = ["LANGUAGES", "Words", "spoken", "words"]

# English first: it is spoken where a browser wants none of the others.
LANGUAGES = ("en", "de", "fr", "es", "ru", "ar", "zh", "tr")

Words = Mapping[str, str]


@lru_cache(maxsize=len(LANGUAGES))
def words(language: str = "en") -> Words:
    """Give the words of a language by their keys; English where there are none."""
    known = language if language in LANGUAGES else "en"
    file = resources.files("web").joinpath("languages", f"{known}.json")
    return MappingProxyType(json.loads(file.read_text(encoding="utf-8")))


def spoken(accepted: str | None) -> str:
    """Choose a language of the page.

    Args:
        accepted: What the browser sends as `Accept-Language`, such as `de-AT,de;q=0.9,en;q=0.8`.
    """
    wanted = [part.partition(";q=") for part in re.sub(r"\s", "", accepted or "").split(",")]
    ranked = sorted(wanted, key=lambda part: -_weight(part[2]))
    languages = (tag.lower().partition("-")[0] for tag, _, weight in ranked if weight != "0")
    return next((each for each in languages if each in LANGUAGES), "en")


def _weight(written: str) -> float:
    try:
        return float(written or 1)
    except ValueError:
        return 0.0
