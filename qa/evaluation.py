"""How good the answers are: the scores of `beleg eval`.

In: golden questions and a bot. Out: quote@1, quote@3, short, abstention, exactness and time.
"""

import json
import string
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import regex

from index.errors import QuestionError
from index.records import Hit
from qa.bot import Bot
from qa.quoting import MAX_QUOTE
from qa.records import Answer, Quote
from qa.shorts import MAX_SHORT

__all__ = ["Golden", "read_golden", "score", "token_f1"]

_PUNCTUATION = regex.compile(rf"[\p{{P}}{regex.escape(string.punctuation)}]+")
# Articles of the languages in which golden answers are written, as SQuAD drops English ones.
_ARTICLES = {
    "a", "an", "the", "der", "die", "das", "den", "dem", "des", "ein", "eine", "einen", "einem",
    "einer", "eines", "le", "la", "les", "un", "une", "du", "el", "los", "las", "una", "il",
    "lo", "gli", "i", "uno", "o", "os", "as", "um", "uma",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Golden:
    """A question with what counts as right: any of the evidence, any of the answers."""

    id: str
    question: str
    answerable: bool
    evidence: tuple[tuple[str, str], ...]
    answers: tuple[str, ...]


def read_golden(file: Path) -> list[Golden]:
    """Read golden questions, one JSON object a line.

    Raises:
        QuestionError: The file cannot be read, or a line is no golden question.
    """
    try:
        # JSON may hold the other line ends that `splitlines` knows.
        lines = file.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, ValueError) as error:
        raise QuestionError(f"cannot read {file}: {error}; name a JSONL file") from error
    golden = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            golden.append(_golden(json.loads(line)))
        except (ValueError, KeyError, TypeError) as error:
            raise QuestionError(
                f"{file}, line {number} is no golden question ({type(error).__name__}: {error}); "
                "it needs id, question, answerable, evidence and answers"
            ) from error
    if not golden:
        raise QuestionError(f"no golden questions in {file}; write one JSON object a line")
    return golden


def _golden(fields: dict[str, Any]) -> Golden:
    """Check the fields of a golden question; a `TypeError` says which is of another type."""
    answerable, answers = fields["answerable"], fields["answers"]
    evidence = [(each["article"], each["evidence"]) for each in fields["evidence"]]
    if not isinstance(answerable, bool):
        raise TypeError(f"answerable is {answerable!r}, not true or false")
    if not isinstance(answers, list) or not all(isinstance(each, str) for each in answers):
        raise TypeError(f"answers is {answers!r}, not a list of strings")
    if not all(isinstance(each, str) for both in evidence for each in both):
        raise TypeError(f"evidence is {fields['evidence']!r}, not articles and what they say")
    if not isinstance(fields["question"], str):
        raise TypeError(f"question is {fields['question']!r}, not a string")
    return Golden(
        str(fields["id"]), fields["question"], answerable, tuple(evidence), tuple(answers)
    )


def score(bot: Bot, golden: Sequence[Golden]) -> dict[str, Any]:
    """Ask every golden question and score the answers.

    Returns:
        `quote@1`, `quote@3` and `short` as means over the answerable questions (a refusal scores
        0); `abstention_precision` and `abstention_recall` of refusing; `auc`, how well the
        confidence tells answerable from unanswerable; `bad_slices`, quotes that are not what the
        article says at their place; times in milliseconds; and the questions missed.
    """
    answers: list[Answer] = []
    seconds: list[float] = []
    for each in golden:
        started = time.perf_counter()
        answers.append(bot.ask(each.question))
        seconds.append(time.perf_counter() - started)
    pairs = list(zip(golden, answers, strict=True))
    rows = [(each, answer) for each, answer in pairs if each.answerable]
    first = [_first_right(bot, each, answer) for each, answer in rows]
    short = [_short(each, answer) for each, answer in rows]
    refused = [not answer.answered for answer in answers]
    unanswerable = [not each.answerable for each in golden]
    right = sum(a and b for a, b in zip(refused, unanswerable, strict=True))
    return {
        "questions": len(golden),
        "answerable": len(rows),
        "quote@1": _mean([rank == 1 for rank in first]),
        "quote@3": _mean([rank is not None and rank <= 3 for rank in first]),
        "short": _mean(short),
        "abstention_precision": _ratio(right, sum(refused)),
        "abstention_recall": _ratio(right, sum(unanswerable)),
        "auc": _auc([answer.confidence for answer in answers], unanswerable),
        "bad_slices": sum(_bad_slices(bot, answer) for answer in answers),
        "ms_p50": round(1000 * float(np.quantile(seconds, 0.5)), 1),
        "ms_p95": round(1000 * float(np.quantile(seconds, 0.95)), 1),
        "misses": [
            *(each.id for (each, _), rank in zip(rows, first, strict=True) if rank != 1),
            *(each.id for each, answer in pairs if answer.answered and not each.answerable),
        ],
    }


def _first_right(bot: Bot, golden: Golden, answer: Answer) -> int | None:
    """Give the rank of the first quote that overlaps the evidence."""
    for quote in answer.quotes:
        if len(quote.text) <= MAX_QUOTE and any(
            _overlaps(bot, quote, article, evidence) for article, evidence in golden.evidence
        ):
            return quote.number
    return None


def _overlaps(bot: Bot, quote: Quote, article: str, evidence: str) -> bool:
    if quote.article.id != article and not quote.article.id.endswith(f"/{article}"):
        return False
    start = bot.article(quote.article.id).text.find(evidence)
    return start >= 0 and quote.start < start + len(evidence) and start < quote.end


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


def _mean(values: Sequence[float]) -> float | None:
    return round(float(np.mean(values)), 4) if values else None


def _ratio(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def _auc(confidences: Sequence[float], unanswerable: Sequence[bool]) -> float | None:
    """Give the probability that an answerable question has more confidence than another."""
    low = [c for c, none in zip(confidences, unanswerable, strict=True) if none]
    high = [c for c, none in zip(confidences, unanswerable, strict=True) if not none]
    if not low or not high:
        return None
    wins = np.sign(np.subtract.outer(np.array(high), np.array(low)))
    return round(float((wins + 1).mean() / 2), 4)
