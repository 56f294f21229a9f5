"""Numbers, days and hours in a text are read: one pass over its words.

In: tokens of a text and the words of its language. Out: amounts and parts of a date. The words are
data; `index.language.figure_words` has them.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import regex

from index.language.figure_records import Amount, Figures
from index.language.figure_tokens import TOKEN
from index.language.figure_words import han, number_of
from index.language.number_words import NumberWords, phrase

__all__ = ["LONGEST_NUMBER", "FigureReading"]

_HOURS_OF_NOON = 12

_NUMBERS = regex.compile(r"\p{N}+")
# What may stand between a size and what it counts: *quatre millions d'euros*.
_OF = {"de", "di", "of", "von"}
# Behind a currency and a number a letter is a size: *$1.5m*; and between both: *2 M€*, *200 T€*.
_SHORT_SIZES = {"k": 1000, "m": 10**6, "mn": 10**6, "bn": 10**9, "b": 10**9, "tn": 10**12}
_SIZES_BETWEEN = {"k": 1000, "t": 1000, "m": 10**6, "mn": 10**6}
# And beside the number itself, in these letters: *200k*, *3M*.
_SIZES_BESIDE = {"k": 1000, "K": 1000, "M": 10**6}
# Three letters that are the whole name of a month.
_SHORT_MONTHS = {"mai", "mei", "maj", "май", "мая", "мае"}
_HAN_WORD = regex.compile(r"\p{Han}")
_HAN_SIZE = regex.compile(r"[十百千십백천]?[万亿萬億兆만억조]+")
_LONGEST_ABOUT = 4  # words
# Characters beside a text that may tell how exact its number is.
_BESIDE = 30
# Characters in which a number ends that begins a text.
LONGEST_NUMBER = 60


class FigureReading:
    """Reads one text."""

    def __init__(self, words: Mapping[str, Any]) -> None:
        self._numbers: Mapping[str, int] = words.get("numbers", {})
        self._magnitudes: Mapping[str, int] = words.get("magnitudes", {})
        self._units: Mapping[str, tuple[str, float]] = words.get("units", {})
        self._written = NumberWords(self._numbers, self._magnitudes)
        self._months: Mapping[str, int] = words.get("months", {})
        self._weekdays: Mapping[str, int] = words.get("weekdays", {})
        self._decimal: str = words.get("decimal", ".")
        self._parts: Mapping[str, float] = words.get("fractions", {})
        self._half: dict[str, float] = dict.fromkeys(words.get("half", ()), 0.5)
        self._and_half: dict[str, float] = dict.fromkeys(words.get("and_half", ()), 0.5)
        self._half_before: tuple[str, ...] = tuple(words.get("prefixed_half", ()))
        self._amounts: list[Amount] = []
        self._calendar: dict[str, int] = {}
        self._rest: list[str] = []
        self._unit_before = ""
        self._abouts: Mapping[str, int] = words.get("about", {})
        self._abouts_behind: Mapping[str, int] = words.get("about_behind", {})
        self._about: int | None = None

    def read(self, text: str, before: str = "", behind: str = "") -> Figures:
        """Read a whole text; what stands beside it may tell how exact its first number is."""
        tokens = list(TOKEN.finditer(text))
        front = list(TOKEN.finditer(before[-_BESIDE:]))
        at = max(0, len(front) - _LONGEST_ABOUT)
        while at < len(front):
            at += self._roughly(front, at) or 1
        at = 0
        while at < len(tokens):
            at += self._take(tokens, at)
        after = list(TOKEN.finditer(behind[:_BESIDE]))
        if len(self._amounts) == 1 and after:
            self._roughly(after, 0)
        return self._dated() if "month" in self._calendar else self._told()

    def take(self, tokens: list[regex.Match[str]]) -> int:
        """Read what begins at the first token; give how many tokens that were."""
        return self._take(tokens, 0)

    def values(self) -> list[str]:
        """Give what was read, without what it counts."""
        told = [f"{amount.value / amount.system:.12g}" for amount in self._amounts]
        return told + [f"{name} {value}" for name, value in self._calendar.items()]

    def _told(self) -> Figures:
        return Figures(tuple(self._amounts), self._calendar, tuple(self._rest))

    def _dated(self) -> Figures:
        """Beside a month, a small number is its day, and one of four digits the year."""
        others = []
        for amount in self._amounts:
            whole = not amount.unit and float(amount.value).is_integer()
            if whole and amount.value <= 31 and "day" not in self._calendar:
                self._calendar["day"] = int(amount.value)
            elif whole and 1000 <= amount.value < 3000 and "year" not in self._calendar:
                self._calendar["year"] = int(amount.value)
            else:
                others.append(amount)
        self._amounts = others
        return self._told()

    def _take(self, tokens: list[regex.Match[str]], at: int) -> int:
        """Read what begins at a token; give how many tokens that were."""
        token = tokens[at]
        if token["date"]:
            self._date(token["date"])
            return 1
        if token["time"]:
            self._hour(token["time"], token["half"] or "")
            return 1
        if taken := self._number(tokens, at) or self._unit(tokens, at):
            return taken
        if taken := self._roughly(tokens, at):
            return taken
        word = token[0].casefold()
        if not (self._calendar_word(word, token[0]) or token["sign"]):
            self._rest.append(word)
        return 1

    def _number(self, tokens: list[regex.Match[str]], at: int) -> int:
        """Read a number in figures or in words; give how many tokens it takes."""
        token = tokens[at]
        if token["number"]:
            return 1 + self._amount(number_of(token["number"], self._decimal), tokens, at + 1)
        if token["han"]:
            return 1 + self._amount(han(token["han"]), tokens, at + 1)
        if taken := self._halves(tokens, at):
            return taken
        written = self._written.read(tokens, at)
        if written is not None:
            value, taken = written
            return taken + self._amount(value, tokens, at + taken)
        if phrase(self._magnitudes, tokens, at)[0]:  # a million
            return self._amount(1.0, tokens, at)
        return 0

    def _unit(self, tokens: list[regex.Match[str]], at: int) -> int:
        """Read what stands in front of what it counts: *€ 200*, *EUR 200*, 百分之十五."""
        token = tokens[at]
        unit, taken = ("%", 1.0), 1
        if not token["share"]:
            unit, taken = phrase(self._units, tokens, at)
        code = unit and token[0] == unit[0] and token[0].isupper()
        if not unit or not (token["share"] or token["sign"] or code):
            return 0
        self._unit_before = unit[0]
        return taken

    def _roughly(self, tokens: list[regex.Match[str]], at: int) -> int:
        """Read *about*, *more than*, beside a number; give how many tokens that takes."""
        bound, taken = phrase(self._abouts_behind, tokens, at)
        if bound is not None and self._amounts:  # *200'den fazla*
            self._amounts[-1] = replace(self._amounts[-1], rounded=True, bound=bound)
            return taken
        self._about, taken = phrase(self._abouts, tokens, at)
        word = tokens[at][0]
        if not taken and _HAN_WORD.match(word):  # words are not apart: *死亡人数超过200*, *200多人*
            ends = (bound for known, bound in self._abouts.items() if word.endswith(known))
            self._about = next(ends, None)
            more = self._abouts_behind.get(word[0])
            if more is not None and self._amounts and tokens[at - 1].end() == tokens[at].start():
                self._amounts[-1] = replace(self._amounts[-1], rounded=True, bound=more)
        return taken

    def _calendar_word(self, word: str, written: str) -> bool:
        """Take in the name of a month or a weekday; short forms and homonyms need a capital."""
        for name, known in (("month", self._months), ("weekday", self._weekdays)):
            found = known.get(word)
            if found is None and name == "weekday" and len(word) > 5:
                found = next(  # Montagabend
                    (
                        value
                        for day, value in known.items()
                        if len(day) > 5 and word.startswith(day)
                    ),
                    None,
                )
                lower = written.islower() and len(word) < 4 and word not in _SHORT_MONTHS
            lower = written.islower() and len(word) < 4 and word not in _SHORT_MONTHS
            if found is not None and name not in self._calendar and not lower:
                self._calendar[name] = found
                return True
        return False

    def _halves(self, tokens: list[regex.Match[str]], at: int) -> int:
        """Read *half a million*, *one and a half*, *a third*; give how many tokens it takes."""
        half, taken = phrase(self._half, tokens, at)
        sized = [phrase(known, tokens, at + taken)[1] for known in (self._magnitudes, self._units)]
        if half and any(sized):
            return taken + self._amount(half, tokens, at + taken)
        half, taken = phrase(self._and_half, tokens, at)
        if half and self._rest:  # *one and a half*; *an hour and a half*
            kind, factor = self._units.get(self._rest.pop(), ("", 1.0))
            if kind:
                self._put(Amount((1 + half) * factor, kind, factor))
                return taken
            return taken + self._amount(1 + half, tokens, at + taken)
        part, taken = phrase(self._parts, tokens, at) if at == 0 else (None, 0)
        if part:  # *two thirds*
            self._put(Amount(100 * part, "%", part))
            return taken
        word = tokens[at][0].casefold()
        for front in self._half_before:  # *полмиллиона*
            known = word.removeprefix(front)
            if known != word and (known in self._magnitudes or known in self._units):
                kind, factor = self._units.get(known, ("", 1.0))
                size = self._magnitudes.get(known, factor)
                self._put(Amount(size / 2, kind, factor, known in self._magnitudes))
                return 1
        return 0

    def _amount(self, value: float, tokens: list[regex.Match[str]], after: int) -> int:
        """Put a number down, with size and unit behind it; give how many tokens those were."""
        half, taken = phrase(self._and_half, tokens, after)
        value += half or 0
        size, more = phrase(self._magnitudes, tokens, after + taken)
        if size is None and (size := self._short_size(tokens, after)):
            more = 1
        taken += more
        value *= size or 1
        value, taken = self._smaller(value, size or 1, tokens, after, taken)
        half, more = phrase(self._and_half, tokens, after + taken)
        value, taken = value + (half or 0) * (size or 1), taken + more
        of = after + taken < len(tokens) and tokens[after + taken][0].casefold() in _OF
        unit, more = phrase(self._units, tokens, after + taken + of)
        kind, factor = unit or (self._unit_before, 1.0)
        taken += more + (of and more > 0)
        half, more = phrase(self._and_half, tokens, after + taken) if unit else (None, 0)
        value, taken = value + (half or 0), taken + more
        self._unit_before = ""
        self._put(Amount(value * factor, kind, factor, bool(size)))
        return taken

    def _short_size(self, tokens: list[regex.Match[str]], at: int) -> int | None:
        """Read a letter behind a number that is a size and no unit."""
        if at >= len(tokens) or not tokens[at]["word"]:
            return None
        written, short = tokens[at][0], tokens[at][0].casefold()
        if self._unit_before and short in _SHORT_SIZES:
            return _SHORT_SIZES[short]
        behind = tokens[at + 1] if at + 1 < len(tokens) else None
        if behind and behind["sign"] and behind.start() == tokens[at].end():
            return _SIZES_BETWEEN.get(short)
        beside = at > 0 and tokens[at - 1].end() == tokens[at].start()
        return _SIZES_BESIDE.get(written) if beside else None

    def _put(self, amount: Amount) -> None:
        """Put an amount down, with what was said in front of how exact it is."""
        if self._about is not None:
            amount = replace(amount, rounded=True, bound=self._about)
        self._about = None
        self._amounts.append(amount)

    def _smaller(
        self, value: float, size: int, tokens: list[regex.Match[str]], after: int, taken: int
    ) -> tuple[float, int]:
        """Add what follows a Chinese size: *3億5000万*."""
        while (
            0 < after + taken < len(tokens)
            and size > 1
            and _HAN_SIZE.fullmatch(tokens[after + taken - 1][0])
        ):
            token = tokens[after + taken]
            if not (token["number"] or token["han"]):
                break
            more = (
                number_of(token["number"], self._decimal) if token["number"] else han(token["han"])
            )
            smaller, used = phrase(self._magnitudes, tokens, after + taken + 1)
            if more * (smaller or 1) >= size:
                break
            value, taken = value + more * (smaller or 1), taken + 1 + used
            size = smaller or 1
        return value, taken

    def _date(self, written: str) -> None:
        parts = [int(each) for each in _NUMBERS.findall(written)]
        names = ("day", "month", "year")
        if len(_NUMBERS.findall(written)[0]) == 4:  # 2024-10-03, 2024年10月3日
            names = ("year", "month", "day")
        elif "月" in written:
            names = ("month", "day", "year")
        self._calendar.update(zip(names, parts, strict=False))

    def _hour(self, written: str, half: str) -> None:
        hour, minute, *_ = [*map(int, _NUMBERS.findall(written)), 0]
        first = half[:1].casefold()
        if first in ("a", "p"):
            hour = hour % _HOURS_OF_NOON + _HOURS_OF_NOON * (first == "p")
        self._calendar["minute"] = 60 * hour + minute
