"""The words of the page itself, in the languages of `languages/`, one JSON file each.

In: what a browser asks for. Out: words by their key. What Beleg says around an answer is in the
language of the question instead (`qa/words.py`); words of articles are never translated.
"""

import json
import re
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import gradio as gr

__all__ = ["LANGUAGES", "RIGHT_TO_LEFT", "Words", "in_browser", "number", "spoken", "words"]

# English first: it is spoken where a browser wants none of the others.
LANGUAGES = ("en", "de", "fr", "es", "ru", "ar", "zh", "tr")

RIGHT_TO_LEFT = ("ar",)

Words = Mapping[str, str]


@lru_cache(maxsize=len(LANGUAGES))
def words(language: str = "en") -> Words:
    """Give the words of a language by their keys; English where there are none."""
    known = language if language in LANGUAGES else "en"
    file = resources.files("web").joinpath("languages", f"{known}.json")
    return MappingProxyType(json.loads(file.read_text(encoding="utf-8")))


def number(value: float, said: Words, places: int = 0) -> str:
    """Write a number as the language of the page writes it.

    Args:
        value: Any number.
        said: The words of the page, which have a number as a sample.
        places: Digits behind the decimal sign.
    """
    sample = said["number_sample"]
    signs = {ord(","): sample[1], ord("."): sample[-2]}
    return f"{value:,.{places}f}".translate(signs)


def in_browser() -> "gr.I18n":
    """Give the words to Gradio, which chooses among them in the browser as `spoken` does."""
    import gradio as gr

    return gr.I18n(**{language: dict(words(language)) for language in LANGUAGES})


def spoken(accepted: str | None) -> str:
    """Choose the language of the page: the one that the browser prefers, else English.

    Args:
        accepted: What the browser sends as `Accept-Language`, such as `de-AT,de;q=0.9,en;q=0.8`.
            Its first language counts, as in the part of the page that Gradio translates.
    """
    first = re.match(r"\s*([A-Za-z]+)", accepted or "")
    language = first[1].lower() if first else ""
    return language if language in LANGUAGES else "en"
