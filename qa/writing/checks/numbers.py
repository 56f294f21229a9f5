"""Numbers in a text, in digits or in words, with the millions behind them.

In: text and the languages it may be in. Out: each number with all that it may mean: 1.500 is 1500
or 1.5. Words for millions come from CLDR, other numbers in words from `numbers.json`.
"""

import json
import unicodedata
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import lru_cache
from importlib import resources

import regex

from qa.writing.checks.dates import locale
from qa.writing.checks.han import han_number

__all__ = ["Number", "is_scale", "numbers", "placed_numbers"]

# Where, as written, and what it may mean; the place ends behind its millions.
Number = tuple[int, int, str, frozenset[str]]

# Scripts that put no space before a number; Arabic joins *and* and *by* to it.
_JOINING = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\p{Arabic}"
_DIGITS = regex.compile(
    rf"(?V1)(?<![[\p{{L}}--[{_JOINING}]]\p{{N}}])"
    r"(?:\p{Nd}{1,3}(?:[.,'’\u00a0\u202f\u2009 ]\p{Nd}{3})+|\p{Nd}+)(?:[.,]\p{Nd}+)?"
)
# What CLDR leaves out of its short forms.
_MORE_SCALES = {
    "en": {"mn": 10**6, "bn": 10**9, "tn": 10**12},
    "zh": {"千": 10**3, "百万": 10**6, "千万": 10**7, "百亿": 10**10},
}
# Behind the last digit these may be a million and a thousand, or a metre: 2.4m, 1,5 M€.
_BRIEF = regex.compile(r"(?:(?P<m>[mM])|[kK]|\s(?P<m>M)(?=\s?[€$£]))(?!\p{L})")
_CLOCK = regex.compile(
    r"(?<![\p{N}.,:])(\p{Nd}{1,2})(?:[:.h](\p{Nd}{2}))?(?!\p{Nd})(?![.,:]\p{Nd})"
    r"\s*(?P<half>[ap]\.?\s?m\b\.?)?",
    regex.IGNORECASE,
)
_HAN_NUMBER = regex.compile(
    r"(?<![周期\p{Nd}百千万萬亿億])(?!百分)(?:[零〇一二两三四五六七八九十百千]+[万萬亿億]?|[百千万萬亿億]+)"
)


def numbers(text: str, languages: Iterable[str]) -> Iterator[tuple[str, frozenset[str]]]:
    """Give the numbers of a text: as written, and what each may mean."""
    for _, _, written, meant in placed_numbers(text, languages):
        yield written, meant


def placed_numbers(text: str, languages: Iterable[str]) -> Iterator[Number]:
    """Give the numbers of a text with the places where they stand."""
    codes = list(languages)
    yield from _digits(text, codes)
    yield from _spelled(text, codes)


def is_scale(word: str, code: str) -> bool:
    """Tell whether a word is a million, or its like, in a language."""
    return bool(_scales(code)[0].fullmatch(word))


def _digits(text: str, languages: Iterable[str]) -> Iterator[Number]:
    scales = [_scales(code) for code in languages]
    behind = 0
    for found in _DIGITS.finditer(text):
        if found.start() < behind:
            continue
        meant = set(_readings(found[0]))
        clock = _CLOCK.match(text, found.start()) or _CLOCK.match(text, found.start(), found.end())
        scaled = [
            (power, after.end())
            for pattern, powers in scales
            if (after := pattern.match(text, found.end()))
            and (power := powers.get(after["scale"].casefold().rstrip(".")))
        ]
        if scaled:
            end = max(end for _, end in scaled)
            values = {_plain(value * power) for value in meant for power, _ in scaled}
            yield found.start(), end, found[0], frozenset(values)
            continue
        if brief := _BRIEF.match(text, found.end()):
            meant |= {value * (10**6 if brief["m"] else 10**3) for value in meant}
        values = {_plain(value) for value in meant}
        if clock and (time := _time(clock)):
            values = {time} if clock["half"] or ":" in clock[0] else values | {time}
            behind = clock.end()
        elif text[found.end() : found.end() + 1] == ":":
            continue  # the hour of a time that is no time: a score, a verse
        yield *found.span(), found[0], frozenset(values)


def _time(clock: regex.Match[str]) -> str | None:
    hour, minute = int(clock[1]), int(clock[2] or 0)
    half = (clock["half"] or "").casefold()
    if half:
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    return f"{hour}:{minute:02}" if hour <= 24 and minute < 60 else None


def _readings(written: str) -> Iterator[Decimal]:
    ascii_ = "".join(str(unicodedata.digit(c)) if c.isdecimal() else c for c in written)
    parts = regex.split(r"[.,'’\u00a0\u202f\u2009 ]", ascii_)
    whole = "".join(parts)
    if len(parts) == 1:
        yield Decimal(whole)
        return
    if all(len(part) == 3 for part in parts[1:]) and len(parts[0]) <= 3:
        yield Decimal(whole)
    if ascii_[-len(parts[-1]) - 1] in ".,":
        yield Decimal(f"{''.join(parts[:-1])}.{parts[-1]}")


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _spelled(text: str, languages: Iterable[str]) -> Iterator[Number]:
    for code in languages:
        if code in ("zh", "ja"):
            for found in _HAN_NUMBER.finditer(text):
                value = han_number(found[0])
                if value > 1:
                    yield *found.span(), found[0], frozenset({str(value)})
        pattern, values = _number_words(code)
        if not values:
            continue
        scale, powers = _scales(code)
        for found in pattern.finditer(text):
            total = current = 0
            for word in found.captures("word"):
                value = values[" ".join(regex.split(r"[\s-]+", word.casefold()))]
                if value == 100:
                    current = max(1, current) * 100
                elif value == 1000:
                    total, current = total + max(1, current) * 1000, 0
                else:
                    current += value
            meant = {total + current}
            after = scale.match(text, found.end())
            power = powers.get(after["scale"].casefold().rstrip(".")) if after else None
            values_ = frozenset(_plain(Decimal(value) * (power or 1)) for value in meant)
            yield found.start(), after.end() if after and power else found.end(), found[0], values_


@lru_cache(maxsize=64)
def _scales(code: str) -> tuple[regex.Pattern[str], dict[str, Decimal]]:
    """Give a pattern of what follows a number and multiplies it, and by how much."""
    powers: dict[str, Decimal] = {}
    for each in dict.fromkeys((code, "en") if code != "en" else ("en",)):
        known = locale(each)
        for width in ("long", "short"):
            formats = known.compact_decimal_formats.get(width, {}) if known else {}
            for plural in formats.values():
                for size, form in plural.items():
                    pattern = str(getattr(form, "pattern", form))
                    name = regex.sub(r"[0#,.\s\u00a0'¤]+", " ", pattern).strip().casefold()
                    zeros = pattern.count("0")
                    if name and zeros and (len(name) > 1 or not name.isascii()):
                        power = Decimal(int(size)) / 10 ** (zeros - 1)
                        powers.setdefault(name.rstrip("."), power)
        for name, size in _MORE_SCALES.get(each, {}).items():
            powers.setdefault(name, Decimal(size))
    found = "|".join(regex.escape(name) for name in sorted(powers, key=len, reverse=True))
    spaced = r"" if code in ("zh", "ja", "ko", "th") else r"(?!\p{L})"
    return regex.compile(rf"(?i:[\s\u00a0-]?(?P<scale>{found or '(?!)'}){spaced})"), powers


@lru_cache(maxsize=64)
def _number_words(code: str) -> tuple[regex.Pattern[str], dict[str, int]]:
    values = _table().get(code, {})
    found = "|".join(
        regex.escape(word).replace(r"\ ", r"[\s-]+")
        for word in sorted(values, key=len, reverse=True)
    )
    word = rf"(?P<word>{found or '(?!)'})"
    joined = r"[\s-]+(?:and\s|y\s|e\s|und\s)?"
    return (
        regex.compile(rf"(?i:(?<![\p{{L}}]){word}(?:{joined}{word})*(?![\p{{L}}\p{{M}}]))"),
        values,
    )


@lru_cache(maxsize=1)
def _table() -> dict[str, dict[str, int]]:
    text = resources.files("qa.writing.checks").joinpath("numbers.json").read_text(encoding="utf-8")
    table: dict[str, dict[str, int]] = json.loads(text)
    return table
