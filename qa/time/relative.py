"""Words of a sentence that name a time from where they stand, and the days they mean.

In: a sentence, the day it was written and its language. Out: places with their first and last day.
Where neither a word nor the tense tells whether *on Sunday* is the one before or the one after,
there is nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import regex

from qa.time.days import Days, in_month, month_of, week_of, year_of
from qa.time.names import months, phrases, weekdays
from qa.time.patterns import ROLLING, number_words, patterns
from qa.time.relative_words import WORDS, TimeWords
from qa.time.tense import Direction, direction

__all__ = ["Named", "relative_times", "rolling"]

# A weekday or a month at most so far from the day it is said: *in March* of years ago has its year.
_MOST_DISTANCE = 60  # units of anything; beyond it *120 years ago* is no day


_BEFORE_LAST = -2
# Units that *the last few* of them may be.
_A_FEW = {"day": 7, "week": 4, "month": 3, "year": 3}

# *In the night to Tuesday*, *dans la nuit de lundi à mardi*.
_NIGHT = r"nacht|night|de \p{Ll}+di|del? \p{Ll}+s|ночь|ніч|noc"


@dataclass(frozen=True, slots=True)
class Named:
    """Words at `[start, end)` that mean some days."""

    start: int
    end: int
    days: Days


def relative_times(
    sentence: str, said: date, language: str, *, otherwise: Direction | None = None
) -> list[Named]:
    """Find the words that name a time by the day they were said on.

    Args:
        sentence: A sentence, or a few.
        said: The day it was written.
        language: ISO 639 code.
        otherwise: What is meant where neither words nor tense tell: the past in questions.

    Returns:
        In order; none overlaps another.
    """
    found = list[Named]()
    if language in WORDS:
        every = _own(sentence, said, language, otherwise)
    else:
        every = _known(sentence, said, language)
    for each in sorted(every, key=lambda named: (named.start, -named.end)):
        if not found or each.start >= found[-1].end:
            found.append(each)
    return found


def rolling(question: str, today: date, language: str) -> list[Named]:
    """Find *in the last three weeks*, which ends today."""
    if language not in ROLLING:
        return []
    words = WORDS[language]
    numbers = "|".join([r"\d{1,3}", *reversed(number_words(words))])
    units = "|".join([*words.units.values(), f"(?P<hours>{words.hours})"])
    pattern = ROLLING[language].replace("{n}", f"(?:(?P<n>{numbers})|(?P<few>{words.few}))")
    pattern = pattern.replace("{u}", f"(?P<u>{units})")
    found = list[Named]()
    for match in regex.finditer(rf"(?i)(?<!\p{{L}}){pattern}", question):
        given = {name: value for name, value in match.groupdict().items() if value is not None}
        unit = _unit(given["u"], words)
        count = _number(given.get("n", ""), words)
        if "hours" in given:
            unit, count = "day", max(1, count // 24)
        elif "few" in given or ("many" in given and "n" not in given):
            count = _A_FEW.get(unit, count)
        days = _counted(-count, unit, today)
        if days is not None:
            since = {
                "day": today - timedelta(count),
                "week": today - timedelta(7 * count),
            }.get(unit, days.since.replace(day=min(today.day, days.until.day)))
            found.append(Named(match.start(), match.end(), Days(since, today)))
    return found


def _own(sentence: str, said: date, language: str, otherwise: Direction | None) -> Iterator[Named]:
    words, every = WORDS[language], patterns(language)
    for match in every.finditer(sentence):
        if _is_something_else(sentence, match, words):
            continue
        told = direction(sentence, match.start(), match.end(), language) or otherwise
        if _stands_behind(sentence, match, words.since):
            told = "past"
        elif otherwise is None and told == "past" and _is_goal(sentence, match, words):
            told = None
        try:
            days = _meant(match, said, told, language)
        except (OverflowError, ValueError):  # before the first year, or after the last
            continue
        if days is not None:
            start, end = match.span()
            start += len(match[0]) - len(match[0].lstrip())
            yield Named(start, end, days)


def _is_something_else(sentence: str, match: "regex.Match[str]", words: TimeWords) -> bool:
    before = sentence[max(0, match.start() - 20) : match.start()]
    unit = match.groupdict().get("unit") or match.groupdict().get("unit2")
    if "month_day" in match.groupdict() and match["month_day"]:
        return False  # *am Morgen*, but *am 3. Mai*
    if unit and _step(match["mod"] or match["mod2"] or "", words) == _BEFORE_LAST:
        return False  # *the week before last*
    other = words.generic if unit else words.not_before
    if other and regex.search(rf"(?i){other}", before):
        return True
    after = sentence[match.end() : match.end() + 20]
    return bool(words.not_after and regex.match(rf"(?i){words.not_after}", after))


def _stands_behind(sentence: str, match: "regex.Match[str]", front: str) -> bool:
    """Tell whether words stand in front of a match, or at its beginning."""
    if not front:
        return False
    before = regex.search(rf"(?i)(?<!\p{{L}})(?:{front})\s?$", sentence[: match.start()])
    return bool(before or regex.match(rf"(?i)\s*(?:{front})\s", match[0]))


def _is_goal(sentence: str, match: "regex.Match[str]", words: TimeWords) -> bool:
    """Tell whether something was put off to a day, or goes on until it."""
    if not _stands_behind(sentence, match, words.to):
        return False
    before = regex.sub(rf"(?i)\s?(?:{words.to})\s?$", "", sentence[: match.start()])
    return not regex.search(rf"(?i)(?:{_NIGHT})\s?$", before)


def _meant(
    match: "regex.Match[str]", said: date, told: Direction | None, language: str
) -> Days | None:
    """Give the days that a match means."""
    given = {name: value for name, value in match.groupdict().items() if value is not None}
    words = WORDS[language]
    for name in given:
        if name.startswith("fixed_"):
            first, last = list(words.days.values())[int(name[6:])]
            return Days(said + timedelta(first), said + timedelta(last))
    count = given.get("ago", given.get("ahead"))
    if count is not None:
        if "ahead" in given and told != "future":
            return None  # *in two days* may tell how long it took
        units = _number(count, words) * (1 if "ahead" in given else -1)
        return _counted(units, _unit(given["count_unit"], words), said)
    if "unit" in given or "unit2" in given:
        unit = _unit(given.get("unit") or given["unit2"], words)
        step = _step(given.get("mod") or given.get("mod2") or "", words)
        return _counted(step, unit, said) if step is not None and unit != "day" else None
    if "weekday" in given:
        return _weekday(given, said, told, language)
    if "month_day" in given:
        month = _of(given["month_name"], months(language)) if "month_name" in given else None
        return _day_of_month(
            int(given["month_day"]), month or int(given["month_number"]), said, told
        )
    if "month" in given:
        number = _of(given["month"], months(language))
        step = _step(given.get("month_mod") or given.get("month_mod2") or "", words)
        return _month(number, step, said, told) if number else None
    if "bare_weekend" in given and told:
        return _weekend(said, 0 if said.weekday() >= 5 else -1 if told == "past" else 0)
    return None


def _counted(step: int, unit: str, said: date) -> Days | None:
    if abs(step) > _MOST_DISTANCE:
        return None
    if unit == "day":
        day = said + timedelta(step)
        return Days(day, day)
    if unit == "week":
        return week_of(said + timedelta(7 * step))
    if unit == "weekend":
        return _weekend(said, step)
    if unit == "month":
        return month_of(said, step)
    return year_of(said.year + step) if 1 <= said.year + step <= 9998 else None


def _weekend(said: date, step: int) -> Days:
    saturday = week_of(said).since + timedelta(5 + 7 * step)
    return Days(saturday, saturday + timedelta(1))


def _weekday(
    given: dict[str, str], said: date, told: Direction | None, language: str
) -> Days | None:
    words = WORDS[language]
    number = _of(given["weekday"], weekdays(language))
    if number is None:
        return None
    modifier = given.get("day_mod") or given.get("day_mod2") or ""
    step = _step(modifier, words)
    if not words.written_apart and step is not None:  # 上周三: of that very week
        day = week_of(said).since + timedelta(7 * step + number)
        return Days(day, day)
    back, ahead = (said.weekday() - number) % 7, (number - said.weekday()) % 7
    if step == -1:
        day = said - timedelta(back or 7)
    elif step == 1:
        day = said + timedelta(ahead or 7)
    elif step == 0:
        day = week_of(said).since + timedelta(number)
    elif told == "past":
        day = said - timedelta(back)
    elif told == "future":
        day = said + timedelta(ahead)
    else:
        return None
    return Days(day, day)


def _day_of_month(day: int, month: int, said: date, told: Direction | None) -> Days | None:
    if told is None:
        return None
    years = (0, -1) if told == "past" else (0, 1)
    for year in (said.year + step for step in years):
        try:
            meant = date(year, month, day)
        except ValueError:
            continue
        if (meant <= said) if told == "past" else (meant >= said):
            return Days(meant, meant)
    return None


def _month(number: int, step: int | None, said: date, told: Direction | None) -> Days | None:
    if step == 0:
        year = said.year
    elif step == -1:
        year = said.year - (number >= said.month)
    elif step == 1:
        year = said.year + (number <= said.month)
    elif told == "past":
        year = said.year - (number > said.month)
    elif told == "future":
        year = said.year + (number < said.month)
    else:
        return None
    return in_month(year, number)


def _number(text: str, words: TimeWords) -> int:
    if text.strip().isdecimal():
        return int(text)
    for number, word in enumerate(number_words(words), 1):
        if regex.fullmatch(rf"(?i){word}", text.strip()):
            return number
    return 1


def _unit(text: str, words: TimeWords) -> str:
    spelled = ((u, p) for u, p in words.units.items() if regex.fullmatch(rf"(?i)(?:{p})", text))
    return next((unit for unit, _ in spelled), "day")


def _step(modifier: str, words: TimeWords) -> int | None:
    for step, pattern in (
        (_BEFORE_LAST, words.before_last),
        (-1, words.last),
        (1, words.next),
        (0, words.this),
    ):
        if regex.fullmatch(rf"(?i)(?:{pattern})", modifier.strip()):
            return step
    return None


def _of(text: str, names: dict[int, str]) -> int | None:
    return next((n for n, p in names.items() if regex.fullmatch(rf"(?i)(?:{p})", text)), None)


def _known(sentence: str, said: date, language: str) -> Iterator[Named]:
    """Find what dateparser knows of a language that is not among `WORDS`."""
    known = phrases(language)
    if not known:
        return
    known = {spelling.casefold(): told for spelling, told in known.items()}
    longest = sorted(known, key=len, reverse=True)
    spelled = "|".join(map(regex.escape, longest))
    apart = any(each.isascii() or " " in each for each in longest)
    edges = (r"(?<!\p{L})", r"(?![\p{L}\p{M}])") if apart else ("", "")
    for match in regex.finditer(
        rf"(?i){edges[0]}(?:{spelled}){edges[1]}", sentence.replace("ς", "σ")
    ):
        meant = known.get(match[0].casefold())
        try:
            days = _counted(meant[1], meant[0], said) if meant else None
        except (OverflowError, ValueError):
            continue
        if days is not None:
            yield Named(match.start(), match.end(), days)
