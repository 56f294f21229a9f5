"""The words by which languages write numbers, units and dates, and numerals that are no digits.

In: `figure_words.json`, written by `training/figure_words.py` from what libraries know, and
`figure_forms.json`, by hand: other spellings, halves and other parts, dozens, and what says beside
a number that it is a rough one (0), or that it is more (1) or less (-1). Out: one table a language.
"""

import json
import unicodedata
from functools import lru_cache
from importlib import resources
from typing import Any

import regex

__all__ = ["han", "number_of", "starts", "words_of"]

_GROUP = regex.compile(r"['’٬\s]")


def han(written: str) -> float:
    """Read Chinese numerals below ten thousand."""
    total, digit = 0.0, 0.0
    positional = len(written) > 1 and not any(sign in "十百千" for sign in written)
    for sign in written:
        value = 2.0 if sign in "两兩" else 0.0 if sign in "〇零" else unicodedata.numeric(sign)
        if positional:
            total = 10 * total + value
        elif value >= 10:
            total, digit = total + (digit or 1) * value, 0.0
        else:
            digit = value
    return total + digit


def number_of(written: str, decimal: str) -> float:
    """Read a number in figures, by what a language writes before tenths."""
    written = _GROUP.sub("", written).replace("٫", ",")
    points = [sign for sign in written if sign in ".,"]
    if not points:
        return float(int(written))
    last = points[-1]
    whole, _, part = written.rpartition(last)
    mixed = len(set(points)) > 1
    grouped = len(part) == 3 and (len(points) > 1 or last != decimal)
    if grouped and not mixed:
        return float(int(whole.replace(last, "") + part))
    return float(f"{int(whole.replace(',', '').replace('.', '') or 0)}.{int(part):0{len(part)}}")


@lru_cache(maxsize=16)
def starts(language: str) -> regex.Pattern[str]:
    """Find where a number may begin: what is cheap to tell of every word."""
    words = words_of().get(language, {})
    first = {word.split()[0] for word in words.get("numbers", ())} or {"\0"}
    return regex.compile(
        r"(?<![\p{Latin}\p{Greek}\p{Cyrillic}\p{Nd}])\p{Nd}+|[〇零一二两兩三四五六七八九十百千]+"
        r"|(?i:(?<![\p{L}\p{M}])\L<first>)",
        first=first,
    )


@lru_cache(maxsize=1)
def words_of() -> dict[str, dict[str, Any]]:
    """Give the words of every language, by its ISO 639 code; what stands under `*` is of all."""
    words = _read("figure_words.json")
    more = _read("figure_forms.json")
    for language in words:
        for each in (more["*"], more.get(language, {})):
            for name, told in each.items():
                if isinstance(told, list):
                    words[language][name] = told
                else:
                    words[language][name] = words[language].get(name, {}) | told
        for written, also in words[language].get("respelled", ()):
            numbers = words[language]["numbers"]
            words[language]["numbers"] = {
                **{number.replace(written, also): value for number, value in numbers.items()},
                **numbers,
            }
    return words


def _read(name: str) -> dict[str, dict[str, Any]]:
    text = resources.files("index.language").joinpath(name).read_text(encoding="utf-8")
    told: dict[str, dict[str, Any]] = json.loads(text)
    return told
