"""Numbers, days and hours in a text are read: one pass over its words.

In: tokens of a text and the words of its language. Out: amounts and parts of a date. The words are
data; `index.language.figure_words` has them.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import regex

from index.language.figure_words import han, number_of

__all__ = ["LONGEST_NUMBER", "TOKEN", "Amount", "FigureReading", "Figures"]

_HOURS_OF_NOON = 12

TOKEN = regex.compile(
    r"""(?x) (?P<date>\b\p{N}{1,2}\.\ ?\p{N}{1,2}\.\ ?\p{N}{4}\b | \b\p{N}{4}-\p{N}{2}-\p{N}{2}\b
      | \p{N}{4}\ ?年\ ?(?:\p{N}{1,2}\ ?月\ ?(?:\p{N}{1,2}\ ?日)?)?
      | \p{N}{1,2}\ ?月\ ?\p{N}{1,2}\ ?[日号])
    | (?P<time>\b\p{N}{1,2}(?::|\s?h(?:eures?)?\s?)\p{N}{2}\b(?!\s?min)
      | \b\p{N}{1,2}(?:[.]\p{N}{2})?(?=\s?(?i:uhr\b|[ap]\.?\ ?m\b)))
      (?:\s?(?P<half>(?i:uhr|[ap]\.?\ ?m))\b\.?)?
    | (?P<number>\p{Nd}+(?:[.,٫٬'’\u00a0\u202f\u2009\ ]\p{Nd}{3}(?!\p{Nd}))*(?:[.,٫]\p{Nd}+)?)
    | (?P<han>(?<!\p{Nd}\s?)[〇零一二两兩三四五六七八九十百千]+(?=[^\p{L}]|$|[\p{Han}]))
    | (?P<word>(?<=[\p{Nd}〇零一二两兩三四五六七八九十百千]\s?)[十百千십백천]?[万亿萬億兆만억조]+)
    | (?P<sign>(?:US|AU|CA|CN|HK|JP|R|A|C)[$¥] | [%€$£¥₹₩°]\p{L}?)
    | (?P<word>km/h | [\p{L}\p{M}]+²?(?:['’.-](?=[\p{L}])[\p{L}\p{M}]+)*)"""
)
_NUMBERS = regex.compile(r"\p{N}+")
# Words that may stand inside a number that is written out.
_JOINING = {"und", "and", "et", "e", "y", "en", "och", "og", "și", "i", "و", "και"}
_LONGEST_PHRASE = 4
# What may stand between a size and what it counts: *quatre millions d'euros*.
_OF = {"de", "di", "of", "von"}
_ELIDED = ("d'", "d’")
# Behind a currency and a number a letter is a size: *$1.5m*.
_SHORT_SIZES = {"k": 1000, "m": 10**6, "mn": 10**6, "bn": 10**9, "b": 10**9, "tn": 10**12}
# Three letters that are the whole name of a month.
_SHORT_MONTHS = {"mai", "mei", "maj", "май", "мая", "мае"}
_HAN_SIZE = regex.compile(r"[十百千십백천]?[万亿萬億兆만억조]+")
# Characters in which a number ends that begins a text.
LONGEST_NUMBER = 60


@dataclass(frozen=True, slots=True)
class Amount:
    """A number, and of what.

    Attributes:
        value: In the unit.
        unit: One that others are converted to, the code of a currency, or nothing.
        system: What it was converted by; 1 where it was not.
        rounded: Whether it was written with a word for its size: *4,2 Mio.*
    """

    value: float
    unit: str = ""
    system: float = 1.0
    rounded: bool = False


@dataclass(frozen=True, slots=True)
class Figures:
    """What a text says in numbers.

    Attributes:
        amounts: In the order of the text.
        calendar: Year, month, day, weekday (from 0) and minute of the day, where it names them.
        rest: Its other words, in lower case.
    """

    amounts: tuple[Amount, ...] = ()
    calendar: Mapping[str, int] = field(default_factory=dict)
    rest: tuple[str, ...] = ()


class FigureReading:
    """Reads one text."""

    def __init__(self, words: Mapping[str, Any]) -> None:
        self._numbers: Mapping[str, int] = words.get("numbers", {})
        self._magnitudes: Mapping[str, int] = words.get("magnitudes", {})
        self._units: Mapping[str, tuple[str, float]] = words.get("units", {})
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

    def read(self, text: str) -> Figures:
        """Read a whole text."""
        tokens = list(TOKEN.finditer(text))
        at = 0
        while at < len(tokens):
            at += self._take(tokens, at)
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
        if token["number"]:
            return 1 + self._amount(number_of(token["number"], self._decimal), tokens, at + 1)
        if token["han"]:
            return 1 + self._amount(han(token["han"]), tokens, at + 1)
        if taken := self._halves(tokens, at):
            return taken
        written = self._written(tokens, at)
        if written is not None:
            value, taken = written
            return taken + self._amount(value, tokens, at + taken)
        if self._phrase(self._magnitudes, tokens, at)[0]:  # a million
            return self._amount(1.0, tokens, at)
        unit, taken = self._phrase(self._units, tokens, at)
        if unit and token["sign"]:
            self._unit_before = unit[0]
            return taken
        word = token[0].casefold()
        if not (self._calendar_word(word, token[0]) or token["sign"]):
            self._rest.append(word)
        return 1

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

    def _written(self, tokens: list[regex.Match[str]], at: int) -> tuple[float, int] | None:
        """Read a number in words: *three hundred and forty*, *dreihundertvierzig*."""
        total, taken, smallest = 0, 0, math.inf
        while at + taken < len(tokens):
            word = tokens[at + taken][0].casefold()
            joins = taken > 0 and word in _JOINING
            value, used = self._phrase(self._numbers, tokens, at + taken + joins)
            if value is None:
                value, used = self._compound(tokens, at + taken + joins)
            if value is None or value >= smallest:
                break
            smallest = 10 ** (len(str(value)) - len(str(value).rstrip("0")))
            total, taken = total + value, taken + used + joins
            if smallest == 1:
                break
        return (float(total), taken) if taken else None

    def _compound(self, tokens: list[regex.Match[str]], at: int) -> tuple[int | None, int]:
        """Take apart a number that is written in one word or with a hyphen."""
        word = tokens[at][0].casefold() if at < len(tokens) else ""
        for cut in range(len(word) - 2, 2, -1):
            left = self._numbers.get(word[:cut].rstrip("-"))
            right = self._numbers.get(word[cut:].lstrip("-").removeprefix("und"))
            if left and right and right < left and not left % 10 and str(left)[1:].strip("0") == "":
                return left + right, 1
        return None, 0

    def _halves(self, tokens: list[regex.Match[str]], at: int) -> int:
        """Read *half a million*, *one and a half*, *a third*; give how many tokens it takes."""
        half, taken = self._phrase(self._half, tokens, at)
        sized = [
            self._phrase(known, tokens, at + taken)[1] for known in (self._magnitudes, self._units)
        ]
        if half and any(sized):
            return taken + self._amount(half, tokens, at + taken)
        half, taken = self._phrase(self._and_half, tokens, at)
        if half and self._rest:  # *one and a half*; *an hour and a half*
            kind, factor = self._units.get(self._rest.pop(), ("", 1.0))
            if kind:
                self._amounts.append(Amount((1 + half) * factor, kind, factor))
                return taken
            return taken + self._amount(1 + half, tokens, at + taken)
        part, taken = self._phrase(self._parts, tokens, at) if at == 0 else (None, 0)
        if part:  # *two thirds*
            self._amounts.append(Amount(100 * part, "%", part))
            return taken
        word = tokens[at][0].casefold()
        for front in self._half_before:  # *полмиллиона*
            known = word.removeprefix(front)
            if known != word and (known in self._magnitudes or known in self._units):
                kind, factor = self._units.get(known, ("", 1.0))
                size = self._magnitudes.get(known, factor)
                self._amounts.append(Amount(size / 2, kind, factor, known in self._magnitudes))
                return 1
        return 0

    def _amount(self, value: float, tokens: list[regex.Match[str]], after: int) -> int:
        """Put a number down, with size and unit behind it; give how many tokens those were."""
        half, taken = self._phrase(self._and_half, tokens, after)
        value += half or 0
        size, more = self._phrase(self._magnitudes, tokens, after + taken)
        short = tokens[after][0].casefold() if after < len(tokens) else ""
        if size is None and self._unit_before and short in _SHORT_SIZES:
            size, more = _SHORT_SIZES[short], 1
        taken += more
        value *= size or 1
        value, taken = self._smaller(value, size or 1, tokens, after, taken)
        half, more = self._phrase(self._and_half, tokens, after + taken)
        value, taken = value + (half or 0) * (size or 1), taken + more
        of = after + taken < len(tokens) and tokens[after + taken][0].casefold() in _OF
        unit, more = self._phrase(self._units, tokens, after + taken + of)
        kind, factor = unit or (self._unit_before, 1.0)
        taken += more + (of and more > 0)
        half, more = self._phrase(self._and_half, tokens, after + taken) if unit else (None, 0)
        value, taken = value + (half or 0), taken + more
        self._unit_before = ""
        self._amounts.append(Amount(value * factor, kind, factor, bool(size)))
        return taken

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
            smaller, used = self._phrase(self._magnitudes, tokens, after + taken + 1)
            if more * (smaller or 1) >= size:
                break
            value, taken = value + more * (smaller or 1), taken + 1 + used
            size = smaller or 1
        return value, taken

    @staticmethod
    def _phrase(
        known: Mapping[str, Any], tokens: list[regex.Match[str]], at: int
    ) -> tuple[Any, int]:
        """Find the longest phrase that begins at a token among known ones."""
        for length in range(min(_LONGEST_PHRASE, len(tokens) - at), 0, -1):
            words = " ".join(token[0].casefold() for token in tokens[at : at + length])
            forms = [words, words.replace("-", " "), words.replace("ё", "е")]
            forms += [words[2:]] if words.startswith(_ELIDED) else []
            forms += [words.replace("’", "'").replace("ʼ", "'")] if "’" in words else []
            for form in forms:
                if form in known:
                    return known[form], length
        return None, 0

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
