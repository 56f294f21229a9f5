"""The time that a question names, and whether it says when something was reported.

In: a question, its language and the day it is asked. Out: an `AnswerTime`, or nothing. *Last week*,
*since June 2024* and *articles of March 2023* are about reports and restrict a search; *who won in
September 2015* is about an event, and a paper may have told of it at any time.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import regex

from index.records import Filter
from qa import words
from qa.questions.question import Question
from qa.records import AnswerTime
from qa.time.dates import dates
from qa.time.days import in_month, year_of
from qa.time.names import months
from qa.time.periods import parts, seasons
from qa.time.ranges import between
from qa.time.relative import Named, relative_times, rolling
from qa.time.relative_words import WORDS
from qa.time.tense import direction

__all__ = ["Around", "named", "named_time"]

_NEVER = "(?!)"
# Words for today that may mean no more than *now*.
_NOW = {
    "today", "heute", "aujourd'hui", "aujourd’hui", "hoy", "oggi", "hoje", "vandaag", "dziś",
    "dzisiaj", "сегодня", "сьогодні", "bugün", "اليوم", "今天", "今日", "idag", "i dag",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Around:
    """The words around a time that tell which days count; in front of it or behind it.

    Attributes:
        since: From its first day on.
        after: From the day after its last one on.
        before: Up to the day before its first one.
        until: Up to its last day.
        ranges: In front of the first of two times, and between them; *and* comes first.
        reports: Nouns for what papers print, in front of a time.
        reported: Verbs for what papers do, anywhere.
        linking: What may stand between such a noun and the time.
        since_behind: Like `since`, behind the time; and so on.
        after_behind: Like `after`.
        before_behind: Like `before`.
        until_behind: Like `until`.
    """

    ranges: tuple[str, str]
    linking: str = ""
    reports: str = _NEVER
    reported: str = _NEVER
    since: str = _NEVER
    after: str = _NEVER
    before: str = _NEVER
    until: str = _NEVER
    since_behind: str = _NEVER
    after_behind: str = _NEVER
    before_behind: str = _NEVER
    until_behind: str = _NEVER


_AROUND = {
    code: Around(**{**told, "ranges": tuple(told["ranges"])})
    for code, told in words.section("around").items()
}


def named(
    question: Question, only: Filter | None, today: date, *, any_time: bool
) -> AnswerTime | None:
    """Find the time that counts for a question: none where the days are chosen by hand.

    Args:
        question: What is asked; a completed follow-up may have the time of the question before it.
        only: What restricts the search already.
        today: The day it is asked on.
        any_time: Whether a time is left alone.
    """
    if any_time or (only and (only.since or only.until)):
        return None
    return named_time(question.text, question.language, today) or (
        named_time(question.asked, question.language, today)
    )


def named_time(question: str, language: str, today: date) -> AnswerTime | None:
    """Find the time that a question names.

    Args:
        question: As it is asked.
        language: ISO 639 code.
        today: The day it is asked on.

    Returns:
        Where it names several, one that restricts the search before one that does not; None where
        it names none.
    """
    around = _AROUND.get(language)
    gone = [
        each
        for each in [*rolling(question, today, language), *_relative(question, today, language)]
        if each.days.since <= today
    ]
    stated = dates(question, language)
    calendar = [each for each in stated if not _inside(each, gone)]
    if around and (stretch := between(question, calendar, today, language, around.ranges)):
        named_days, by_day = stretch
        filters = by_day or _is_reported(question, named_days.start, around)
        days = [day.isoformat() for day in named_days.days]
        text = question[named_days.start : named_days.end].strip()
        return AnswerTime(text, days[0], days[1], filters)
    gone = [each for each in gone if not _inside(each, stated)]
    loose = [
        each
        for each in _bare(question, today, language)
        if not _inside(each, [*gone, *calendar]) and _is_past(question, each, around, language)
    ]
    pieces = parts(question, language, [*calendar, *gone, *loose])
    narrowed = [part.named for part in pieces]
    ends = [part.named for part in pieces if part.last]
    by_today = [part.named for part in pieces if part.whole in [*gone, *loose]]
    stated_parts = [part.named for part in pieces if part.named not in by_today]
    for each, told in seasons(question, language, today):
        if not _inside(each, [*calendar, *narrowed]):
            (by_today if told else stated_parts).append(each)
    # *In May* is found without its help, *since May* is not.
    gone += [each for each in loose if around and _side(question, each, around)]
    gone = [each for each in gone if not _inside(each, [*narrowed, *by_today])] + by_today
    calendar = [each for each in calendar if not _inside(each, narrowed)] + stated_parts
    found = [
        _time(question, each, around, relative=each in gone, ending=each in ends)
        for each in [*gone, *calendar]
    ]
    return next((each for each in found if each.filter), found[0] if found else None)


def _relative(question: str, today: date, language: str) -> list[Named]:
    """Find *yesterday* and its like; *today* may mean no more than *now*."""
    found = list[Named]()
    for each in relative_times(question, today, language, otherwise="past"):
        now = question[each.start : each.end].casefold() in _NOW
        if not now or direction(question, each.start, each.end, language) == "past":
            found.append(each)
    return found


def _inside(one: Named, others: list[Named]) -> bool:
    return any(each.start < one.end and one.start < each.end and each != one for each in others)


def _is_past(question: str, named: Named, around: Around | None, language: str) -> bool:
    """Tell whether a question is about what was: *from May on* may as well be ahead."""
    told = direction(question, named.start, named.end, language)
    return told == "past" or (told is None and _is_reported(question, named.start, around))


def _bare(question: str, today: date, language: str) -> list[Named]:
    """Find months without their year, which are the last ones, and years without a number.

    A month has its capital where a language writes one: *may* is a verb.
    """
    found = list[Named]()
    for number, names in months(language).items():
        pattern = rf"(?i)(?<!\p{{L}})(?:{names})(?!\p{{L}})(?!\.?,?\s*(?:de\s|of\s)?\d{{4}})"
        for each in regex.finditer(pattern, question):
            if each[0].islower() and language in ("en", "de"):
                continue
            year = today.year - (number > today.month)
            found.append(Named(each.start(), each.end(), in_month(year, number)))
    unit = WORDS[language].units["year"] if language in WORDS else _NEVER
    for each in regex.finditer(rf"(?i)(?<!\p{{L}})(?:{unit})(?!\p{{L}}|\s?\d)", question):
        found.append(Named(each.start(), each.end(), year_of(today.year)))
    return found


def _side(question: str, named: Named, around: Around) -> tuple[str, int, int] | None:
    """Tell which side of a time counts, and where the words for it and for that begin and end."""
    for word, behind, side in (
        (around.since, around.since_behind, "since"),
        (around.after, around.after_behind, "after"),
        (around.before, around.before_behind, "before"),
        (around.until, around.until_behind, "until"),
    ):
        before = regex.search(rf"(?i)(?<!\p{{L}})(?:{word})\s*$", question[: named.start])
        edge = "" if around in (_AROUND["zh"], _AROUND["ja"]) else r"(?!\p{L})"
        after = regex.match(rf"(?i)\s*(?:{behind}){edge}", question[named.end :])
        # Or the words hold it already: *seit Sonntag*. But *vor drei Tagen* is no *vor*.
        inside = side in ("since", "until") and regex.match(
            rf"(?i)(?:{word})\s", question[named.start : named.end]
        )
        if before or after or inside:
            start = before.start() if before else named.start
            return side, start, named.end + after.end() if after else named.end
    return None


def _time(
    question: str, named: Named, around: Around | None, *, relative: bool, ending: bool = False
) -> AnswerTime:
    """Tell which days count, by the words around a time."""
    since: date | None = named.days.since
    until: date | None = named.days.until
    side, start, end = (around and _side(question, named, around)) or ("", named.start, named.end)
    if side == "since":
        until = None
    elif side == "after":
        since, until = named.days.until + timedelta(1), None
    elif side == "before":
        # What was before the end of May was in May as well.
        since, until = None, named.days.until if ending else named.days.since - timedelta(1)
    elif side == "until":
        since = None
    filters = relative or side == "since" or _is_reported(question, start, around)
    days = [day.isoformat() if day else None for day in (since, until)]
    return AnswerTime(question[start:end].strip(), days[0], days[1], filters)


def _is_reported(question: str, start: int, around: Around | None) -> bool:
    """Tell whether the time is that of a report and not of what it tells."""
    if around is None:
        return False
    left, right = (
        ("", "") if around in (_AROUND["zh"], _AROUND["ja"]) else (r"(?<!\p{L})", r"(?!\p{L})")
    )
    if regex.search(rf"(?i){left}(?:{around.reports})\s*{around.linking}$", question[:start]):
        return True
    return bool(regex.search(rf"(?i){left}(?:{around.reported}){right}", question))
