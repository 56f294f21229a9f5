"""Answers, hits and timelines as plain data: what `--json` prints and the endpoints give.

In: records. Out: dictionaries, lists, texts and numbers, whose names are promised to programs.
"""

import dataclasses
from typing import Any

from index.records import Citation, Hit
from qa.records import Answer, Quote, Timeline

__all__ = ["answer_dict", "hit_dict", "hit_metadata", "timeline_dict"]

# What programs are promised; the records hold more, for people who look at the page.
_ARTICLE_FIELDS = (
    "id", "title", "path", "source", "published", "language", "url", "author", "cut",
)  # fmt: skip
_QUOTE_FIELDS = (
    "number", "text", "start", "end", "score", "answer_start", "answer_end", "entry", "page",
)  # fmt: skip


def hit_dict(hit: Hit) -> dict[str, Any]:
    """Give a hit as plain data, as `beleg search --json` prints it."""
    names = ("rank", "score", "start", "end", "text")
    fields = {name: getattr(hit, name) for name in names}
    return fields | {"article": _article_dict(hit.article)}


def hit_metadata(hit: Hit) -> dict[str, Any]:
    """Give what other programs keep beside a passage's text: its article, place and score."""
    names = ("id", "title", "source", "published", "url", "author")
    known = {name: getattr(hit.article, name) for name in names}
    place = {"start": hit.start, "end": hit.end, "score": hit.score, "rank": hit.rank}
    return known | {"language": hit.language} | place


def answer_dict(answer: Answer) -> dict[str, Any]:
    """Give an answer as plain data, as `beleg ask --json` prints it."""
    return {
        "question": answer.question,
        "answered": answer.answered,
        "confidence": answer.confidence,
        "text": answer.text,
        "refusal": dataclasses.asdict(answer.refusal) if answer.refusal else None,
        "nearest": [hit_dict(hit) for hit in answer.nearest],
        "short_answers": [dataclasses.asdict(short) for short in answer.short_answers],
        "quotes": [_quote_dict(quote) for quote in answer.quotes],
        "timings_ms": answer.timings_ms,
        "as_of": answer.as_of,
        "time": _plain(answer.time),
        "disagreement": _plain(answer.disagreement),
        "written": _plain(answer.written),
    }


def timeline_dict(timeline: Timeline) -> dict[str, Any]:
    """Give a timeline as plain data, as `beleg timeline --json` prints it."""
    return {
        "topic": timeline.topic,
        "entries": [
            {
                "date": each.date,
                "dated_by": each.dated_by,
                "quote": _quote_dict(each.quote),
                "copies": each.copies,
            }
            for each in timeline.entries
        ],
        "undated": timeline.undated,
        "written": _plain(timeline.written),
    }


def _plain(record: Any) -> dict[str, Any] | None:  # of any of the records above
    return None if record is None else dataclasses.asdict(record)


def _quote_dict(quote: Quote) -> dict[str, Any]:
    fields = {name: getattr(quote, name) for name in _QUOTE_FIELDS}
    return fields | {
        "times": [dataclasses.asdict(each) for each in quote.times],
        "attribution": _plain(quote.attribution),
        "translation": _plain(quote.translation),
        "article": _article_dict(quote.article),
    }


def _article_dict(article: Citation) -> dict[str, Any]:
    return {name: getattr(article, name) for name in _ARTICLE_FIELDS}
