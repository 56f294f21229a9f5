"""Answers against golden questions: every measure of `beleg eval`.

In: golden questions and a bot. Out: a result for each question, and figures over all of them.
"""

import string
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import regex

from index.records import Hit
from qa.answers.quoting import MAX_QUOTE
from qa.answers.short_answers import MAX_SHORT
from qa.bot import Bot
from qa.evaluation.golden import Golden
from qa.evaluation.intervals import interval
from qa.records import Answer, Quote

__all__ = ["FIGURES", "Result", "figures", "results", "score", "token_f1"]

_PUNCTUATION = regex.compile(rf"[\p{{P}}{regex.escape(string.punctuation)}]+")
# Articles of the languages in which golden answers are written, as SQuAD drops English ones.
_ARTICLES = {
    "a", "an", "the", "der", "die", "das", "den", "dem", "des", "ein", "eine", "einen", "einem",
    "einer", "eines", "le", "la", "les", "un", "une", "du", "el", "los", "las", "una", "il",
    "lo", "gli", "i", "uno", "o", "os", "as", "um", "uma",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a golden question.

    Attributes:
        id: Of the question.
        language: Of the question.
        kind: What is asked for, where known.
        answerable: Whether the articles say it.
        answered: Whether the bot did.
        confidence: How sure it was.
        rank: Of the first quote that is right, from 1.
        short: F1 of the better of the first two short answers; None where none is asked for.
        bad_slices: Quotes and passages that are not what the article says at their place.
        ms: How long it took.
    """

    id: str
    language: str
    kind: str | None
    answerable: bool
    answered: bool
    confidence: float
    rank: int | None
    short: float | None
    bad_slices: int
    ms: float


def results(bot: Bot, golden: Iterable[Golden]) -> Iterator[Result]:
    """Ask golden questions one by one and tell what became of each."""
    for each in golden:
        started = time.perf_counter()
        answer = bot.ask(each.question)
        took = round(1000 * (time.perf_counter() - started), 1)
        yield Result(
            id=each.id,
            language=each.language,
            kind=each.kind,
            answerable=each.answerable,
            answered=answer.answered,
            confidence=answer.confidence,
            rank=_first_right(bot, each, answer) if each.answerable else None,
            short=_short(each, answer) if each.answerable and each.is_short else None,
            bad_slices=_bad_slices(bot, answer),
            ms=took,
        )


def score(bot: Bot, golden: Sequence[Golden]) -> dict[str, Any]:
    """Ask every golden question and score the answers; see `figures`."""
    return figures(list(results(bot, golden)))


def figures(found: Sequence[Result]) -> dict[str, Any]:
    """Give the figures of results.

    Returns:
        `quote@1` and `quote@3` as means over the answerable questions (a refusal scores 0), `short`
        over those of them that few words answer; `abstention_precision` and `abstention_recall` of
        refusing; `auc`, how well the confidence tells answerable from unanswerable; `bad_slices`,
        quotes that are not what the article says at their place; times in milliseconds; the
        questions missed; `intervals`, from where to where each figure lies in 95 of 100 samples of
        as many questions; the same figures `by_language` and `by_kind`; and every result.
    """
    answerable = [each for each in found if each.answerable]
    ms = [each.ms for each in found]
    return {
        "questions": len(found),
        "answerable": len(answerable),
        **_measured(found),
        "bad_slices": sum(each.bad_slices for each in found),
        "ms_p50": round(float(np.quantile(ms, 0.5)), 1),
        "ms_p95": round(float(np.quantile(ms, 0.95)), 1),
        "misses": [
            *(each.id for each in answerable if each.rank != 1),
            *(each.id for each in found if each.answered and not each.answerable),
        ],
        "intervals": {name: interval(found, measure) for name, measure in FIGURES.items()},
        "by_language": _parted(found, lambda each: each.language),
        "by_kind": _parted(found, lambda each: each.kind or ""),
        "results": [asdict(each) for each in found],
    }


def _parted(found: Sequence[Result], part: Callable[[Result], str]) -> dict[str, dict[str, Any]]:
    """Give the figures of each part, the largest first; none where the file tells no parts."""
    parts = Counter(part(each) for each in found)
    if set(parts) <= {"", "und"}:
        return {}
    grouped = {
        name: [each for each in found if part(each) == name] for name, _ in parts.most_common()
    }
    return {name: {"questions": len(few), **_measured(few)} for name, few in grouped.items()}


def _measured(found: Sequence[Result]) -> dict[str, float | None]:
    values = {name: measure(found) for name, measure in FIGURES.items()}
    return {name: None if value is None else round(value, 4) for name, value in values.items()}


def _quote_at(k: int) -> Callable[[Sequence[Result]], float | None]:
    def share(found: Sequence[Result]) -> float | None:
        return _mean(
            [each.rank is not None and each.rank <= k for each in found if each.answerable]
        )

    return share


def _shorts(found: Sequence[Result]) -> float | None:
    return _mean([each.short for each in found if each.short is not None])


def _precision(found: Sequence[Result]) -> float | None:
    return _mean([not each.answerable for each in found if not each.answered])


def _recall(found: Sequence[Result]) -> float | None:
    return _mean([not each.answered for each in found if not each.answerable])


def _auc(found: Sequence[Result]) -> float | None:
    """Give the probability that an answerable question has more confidence than another."""
    low = [each.confidence for each in found if not each.answerable]
    high = [each.confidence for each in found if each.answerable]
    if not low or not high:
        return None
    wins = np.sign(np.subtract.outer(np.array(high), np.array(low)))
    return float((wins + 1).mean() / 2)


FIGURES: dict[str, Callable[[Sequence[Result]], float | None]] = {
    "quote@1": _quote_at(1),
    "quote@3": _quote_at(3),
    "short": _shorts,
    "abstention_precision": _precision,
    "abstention_recall": _recall,
    "auc": _auc,
}


def _mean(values: Sequence[float]) -> float | None:
    return float(np.mean(values)) if values else None


def _first_right(bot: Bot, golden: Golden, answer: Answer) -> int | None:
    """Give the rank of the first quote that overlaps the evidence."""
    for rank, quote in enumerate(answer.quotes, 1):
        if len(quote.text) <= MAX_QUOTE and any(
            evidence.overlaps(bot.article, quote.article.id, quote.start, quote.end)
            for evidence in golden.evidence
        ):
            return rank
    return None


def _bad_slices(bot: Bot, answer: Answer) -> int:
    stretches: list[Quote | Hit] = [*answer.quotes, *answer.nearest]
    return sum(bot.article(s.article.id).text[s.start : s.end] != s.text for s in stretches)


def _short(golden: Golden, answer: Answer) -> float:
    offered = [short.text for short in answer.short_answers[:2] if len(short.text) <= MAX_SHORT]
    return max((token_f1(text, right) for text in offered for right in golden.answers), default=0.0)


def token_f1(text: str, right: str) -> float:
    """Compare two short answers word by word, as SQuAD does: F1 of their common words.

    Case, punctuation and articles do not count.
    """
    ours, theirs = _words(text), _words(right)
    common = (ours & theirs).total()
    return 2 * common / (ours.total() + theirs.total()) if common else 0.0


def _words(text: str) -> Counter[str]:
    words = _PUNCTUATION.sub("", text.casefold()).split()
    return Counter(word for word in words if word not in _ARTICLES)
