"""Quotes get the days that their words mean, and readings the order that time gives them.

In: quotes and readings with their articles. Out: the same with times, and newest entries first.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

import regex

from index.records import Article, Filter, Label
from qa.reading.protocol import Reading
from qa.records import AnswerTime, Quote, QuoteTime
from qa.time.relative import relative_times

__all__ = ["asks_latest", "in_order", "restricted", "timed", "written_on"]

# A reading of the time that is asked for comes before a surer one of another time, if it is at
# least this sure, in parts of the surest; the same for a newer entry of one live blog.
_SHARE_OF_BEST = 0.5
_SHARE_OF_ENTRIES = 0.4
# For the last of several times, where order alone puts another article first.
_SHARE_OF_LATEST = 0.7


# Words that ask for the last of several times, in any of these languages.
_LATEST = regex.compile(
    r"""(?ix) (?<!\p{L})(?: (?:the\ )?last\ time | most\ recent(?:ly)? | (?:did|was|were|has|have)
    \b[^?]*\blast(?=\s*(?:\?|$|\p{L}+(?:\s\p{L}+)?\s*\?)) | latest
    | zuletzt | das\ letzte\ mal | (?:la\ )?dernière\ fois | (?:la\ )?última\ vez | por\ última\ vez
    | l['’]ultima\ volta | última\ vez | laatste\ keer | laatst | последний\ раз | в\ последний\ раз
    | останній\ раз | ostatni\ raz | ostatnio | son\ kez | en\ son | آخر\ مرة )(?!\p{L})
    | 最近一次 | 最后一次 | 最後一次"""
)


def asks_latest(question: str) -> bool:
    """Tell whether a question asks for the last of several times (*wann zuletzt*)."""
    return bool(_LATEST.search(question))


def written_on(quote: Quote) -> date | None:
    """Give the day a quote was written: of its live blog's entry, else of its article."""
    day = (quote.entry or quote.article.published or "")[:10]
    try:
        return date.fromisoformat(day)
    except ValueError:
        return None


def timed(quote: Quote) -> Quote:
    """Add the days that relative times of a quote mean."""
    day = written_on(quote)
    if day is None:
        return quote
    found = relative_times(quote.text, day, quote.article.language)
    times = tuple(
        QuoteTime(
            quote.start + each.start,
            quote.start + each.end,
            each.days.since.isoformat(),
            each.days.until.isoformat(),
        )
        for each in found
    )
    return replace(quote, times=times)


def restricted(only: Filter | None, time: AnswerTime, *, undated: bool) -> Filter:
    """Give a filter that also lets through no other time.

    Args:
        only: What restricts the search already.
        time: The days that count.
        undated: Whether articles without a date pass.
    """
    return replace(only or Filter(), since=time.since, until=time.until, undated=undated)


def in_order(
    readings: Sequence[Reading],
    article_of: Callable[[str], Article],
    time: AnswerTime | None,
    threshold: float,
    *,
    latest: bool = False,
) -> list[Reading]:
    """Put readings into the order that time gives them.

    Articles of a time that the question names come first, if they answer; so do the newest entries
    among those of one live blog, in the places that these have.

    Args:
        readings: Best first.
        article_of: Gives an article by its id.
        time: What the question names.
        threshold: Least confidence of a reading that answers.
        latest: Whether the question asks for the last of several times: then the newest articles
            come first, if they answer.
    """
    ordered = _newest_entries(readings, article_of, threshold)
    share = _SHARE_OF_LATEST if latest else _SHARE_OF_BEST
    least = max(threshold, share * max((each.confidence for each in ordered), default=0))
    if latest:
        sure = [each for each in ordered if each.confidence >= least]
        sure.sort(key=lambda each: each.hit.article.published or "", reverse=True)
    elif time is not None and not time.filter:
        sure = [each for each in ordered if each.confidence >= least and _is_of(each, time)]
    else:
        return ordered
    first = set(map(id, sure))
    return [*sure, *(each for each in ordered if id(each) not in first)]


def _is_of(reading: Reading, time: AnswerTime) -> bool:
    day = reading.hit.article.published
    return bool(day) and (time.since or "") <= str(day) <= (time.until or "9999")


def _is_headline(article: Article, place: int) -> bool:
    return any(
        span.label is Label.HEADLINE and span.start <= place < span.end for span in article.spans
    )


def _newest_entries(
    readings: Sequence[Reading], article_of: Callable[[str], Article], threshold: float
) -> list[Reading]:
    ordered = list(readings)
    least = max(
        threshold, _SHARE_OF_ENTRIES * max((each.confidence for each in ordered), default=0)
    )
    places: dict[str, list[int]] = {}
    for place, each in enumerate(ordered):
        if each.confidence >= least:
            places.setdefault(each.hit.article.id, []).append(place)
    for article_id, sure in places.items():
        if len({ordered[place].start for place in sure}) == 1:
            continue
        article = article_of(article_id)
        if not article.entries:
            continue
        newest = sorted(
            (ordered[place] for place in sure),
            # Of one entry, what it says before its headline.
            key=lambda each: (
                article.entry_at(each.start) or "",
                not _is_headline(article, each.start),
            ),
            reverse=True,
        )
        for place, each in zip(sure, newest, strict=True):
            ordered[place] = each
    return ordered
