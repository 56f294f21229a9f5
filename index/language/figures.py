"""What a short answer says in numbers: amounts with their units, days and hours.

In: a few words of an article and their language. Out: values that can be compared, whatever words,
units or figures they were written in: *zwölf*, 12; *4,2 Mio. Euro*, €4.2 million; *3 October*,
*3.10.2024*. The words are data.
"""

import math
from enum import Enum
from itertools import islice

from index.language.figure_reading import LONGEST_NUMBER, FigureReading
from index.language.figure_records import Amount, Figures
from index.language.figure_tokens import TOKEN
from index.language.figure_words import starts, words_of

__all__ = ["Amount", "Figures", "Likeness", "compared", "figures", "values"]

# Of different systems of units (10 miles, 16 km) one is a rounded form of the other.
_CONVERTED = 0.03
# Half a million less is no rounded form of two millions.
_ROUNDED = 0.1
# Hours of that many are those of a clock (*19 heures*), beside another hour of the day.
_CLOCK = range(5, 25)
# One word for a weight and for money: *200,000 pounds*.
_POUND = 0.45359237
_CALLED_POUND = ("GBP", "EGP", "SYP", "LBP", "SDG")
# A year is no number of years.
_SPANS = ("s", "day", "month")
# Numbers that are looked at: a report has some dozens, a table thousands.
_MOST_READ = 500


class Likeness(Enum):
    """What two answers have to do with each other."""

    SAME = "same"
    DIFFERENT = "different"
    UNCLEAR = "unclear"


def compared(one: Figures, other: Figures) -> Likeness:
    """Compare what two answers say in numbers; unclear where one says something else."""
    one, other = _on_the_clock(one, other), _on_the_clock(other, one)
    if one.calendar and other.calendar:
        common = one.calendar.keys() & other.calendar.keys()
        if not common or one.amounts or other.amounts:
            return Likeness.UNCLEAR
        equal = all(one.calendar[key] == other.calendar[key] for key in common)
        return Likeness.SAME if equal else Likeness.DIFFERENT
    if one.calendar or other.calendar or not one.amounts or not other.amounts:
        return Likeness.UNCLEAR
    if len(one.amounts) != len(other.amounts):
        return Likeness.UNCLEAR
    told = [_alike(*pair) for pair in zip(one.amounts, other.amounts, strict=True)]
    if all(each is Likeness.SAME for each in told):
        return Likeness.SAME
    return Likeness.UNCLEAR if Likeness.UNCLEAR in told else Likeness.DIFFERENT


def _on_the_clock(figures: Figures, beside: Figures) -> Figures:
    """Take hours for the time of day where they stand beside one: *19 heures*, *20h30*."""
    if figures.calendar or beside.calendar.keys() != {"minute"} or len(figures.amounts) != 1:
        return figures
    amount = figures.amounts[0]
    if (amount.unit, amount.system) != ("s", 3600) or amount.value / 3600 not in _CLOCK:
        return figures
    return Figures((), {"minute": int(amount.value // 60)}, figures.rest)


def _alike(one: Amount, other: Amount) -> Likeness:
    if one.unit and other.unit and one.unit != other.unit:
        pounds = _is_money(one, other) or _is_money(other, one)
        equal = math.isclose(one.value / one.system, other.value / other.system, rel_tol=1e-9)
        return Likeness.SAME if pounds and equal else Likeness.UNCLEAR
    if any(_is_year(a) and b.unit in _SPANS for a, b in ((one, other), (other, one))):
        return Likeness.UNCLEAR
    left, right = one.value, other.value
    if not (one.unit and other.unit):  # of one it is not known what it counts
        left, right = left / one.system, right / other.system
    if math.isclose(left, right, rel_tol=1e-9):
        return Likeness.SAME
    if one.unit == other.unit and one.system != other.system:
        whole = all(math.log10(each.system).is_integer() for each in (one, other))
        close = math.isclose(left, right, rel_tol=1e-9 if whole else _CONVERTED)
        return Likeness.SAME if close else Likeness.DIFFERENT
    for rough, exact in ((one, other), (other, one)):
        beyond = (exact.value - rough.value) * rough.bound < 0
        if rough.rounded and rough.value and not beyond and _rounds_to(exact.value, rough.value):
            return Likeness.SAME
    return Likeness.DIFFERENT


def _is_money(one: Amount, other: Amount) -> bool:
    """Tell whether pounds, which may be a weight, are those of a currency."""
    return one.unit == "kg" and one.system == _POUND and other.unit in _CALLED_POUND


def _is_year(amount: Amount) -> bool:
    return not amount.unit and 1000 <= amount.value < 3000 and amount.value.is_integer()


def _rounds_to(exact: float, rough: float) -> bool:
    """Tell whether a number with so few digits is what is left of another one."""
    if not math.isclose(exact, rough, rel_tol=_ROUNDED):
        return False
    digits = len(f"{rough:.6g}".replace(".", "").split("e")[0].strip("0"))
    return math.isclose(float(f"{exact:.{max(1, digits)}g}"), rough, rel_tol=1e-9)


def figures(text: str, language: str, *, before: str = "", behind: str = "") -> Figures:
    """Read what a few words say in numbers.

    Args:
        text: Any text; a long one is read as well, and says much.
        language: Its ISO 639 code; of one that is not known only the figures are understood.
        before: What stands in front of it, which may tell that its number is a rough one.
        behind: The same behind it.
    """
    words = words_of().get(language, words_of()["en"] if language == "und" else {})
    return FigureReading(words).read(text, before, behind)


def values(text: str, language: str) -> set[str]:
    """Give every number of a long text, in figures or in words, whatever it counts.

    Args:
        text: Any text.
        language: Its ISO 639 code.
    """
    words = words_of().get(language, {})
    found: set[str] = set()
    end = 0
    for begin in islice(starts(language).finditer(text), _MOST_READ):
        if begin.start() < end:
            continue
        tokens = list(TOKEN.finditer(text, begin.start(), begin.start() + LONGEST_NUMBER))
        reading = FigureReading(words)
        if tokens and (taken := reading.take(tokens)):
            end = tokens[taken - 1].end()
            found.update(reading.values())
    return found
