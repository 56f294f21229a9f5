"""What a language model's answers are worth, without a judge: the figures of `beleg eval --llm`.

In: golden questions and a bot that writes. Out: how many sentences passed, why others did not, and
what was lost or won against the answers without it.
"""

import time
from collections import Counter
from collections.abc import Iterable
from typing import Any

import numpy as np

from qa.bot import Bot
from qa.evaluation.golden import Golden
from qa.evaluation.scores import token_f1
from qa.records import Answer
from qa.writing.checks.quotations import quoted, words
from qa.writing.sentences import citations

__all__ = ["written_figures"]

# A short answer is told where this much of the words of a right one is.
_TOLD = 0.5


def written_figures(bot: Bot, golden: Iterable[Golden]) -> dict[str, Any]:
    """Let the model write on golden questions.

    Args:
        bot: One with a language model.
        golden: Questions with what is right.

    Returns:
        `answers` that it was asked for, `sentences` it wrote, the share that `passed`, of those
        that did not how many by `verdict`; `citations`, the share of cited numbers that are among
        the quotes; `quotes_exact`, the share of quotations that are slices of what they cite;
        `lost` and `won`, questions whose right answer only the quotes told, or only what was
        written; `nothing_passed` and `failed` answers; and the times in milliseconds to the answer
        without the model, and from there to the first sentence and to the end.
    """
    seen = _Seen()
    for each in golden:
        seen.add(bot, each)
    return seen.figures()


class _Seen:
    def __init__(self) -> None:
        self.verdicts: Counter[str] = Counter()
        self.errors: Counter[str] = Counter()
        self.passed = self.answers = self.nothing = 0
        self.cited: list[bool] = []
        self.exact: list[bool] = []
        self.lost: list[str] = []
        self.won: list[str] = []
        self.quotes_ms: list[float] = []
        self.first_ms: list[float] = []
        self.whole_ms: list[float] = []

    def add(self, bot: Bot, golden: Golden) -> None:
        started = time.perf_counter()
        answer = next(step for step in bot.steps(golden.question) if isinstance(step, Answer))
        self.quotes_ms.append(1000 * (time.perf_counter() - started))
        if not answer.answered:
            return
        self.answers += 1
        began, first = time.perf_counter(), None
        for step in bot.write(answer):
            answer = step or answer
            if first is None and answer.written and answer.written.sentences:
                first = 1000 * (time.perf_counter() - began)
        self.whole_ms.append(1000 * (time.perf_counter() - began))
        self.first_ms += [] if first is None else [first]
        if golden.answerable:
            self._compare(golden, answer)
        self._count(answer)

    def _count(self, answer: Answer) -> None:
        written = answer.written
        if written is None:
            return
        self.passed += len(written.sentences)
        self.nothing += not written.sentences
        self.verdicts.update(each.verdict for each in written.struck)
        if written.error:
            self.errors[written.error] += 1
        texts = {quote.number: quote.text for quote in answer.quotes}
        for sentence in written.sentences:
            self.cited += [number in texts for number in sentence.quotes]
            plain, _ = citations(sentence.text)
            self.exact += [
                any(plain[start:end] in texts.get(number, "") for number in sentence.quotes)
                for start, end in quoted(plain)
            ]

    def _compare(self, golden: Golden, answer: Answer) -> None:
        shorts = [short.text for short in answer.short_answers[:2]]
        before = any(token_f1(text, right) >= _TOLD for text in shorts for right in golden.answers)
        text = answer.written.text if answer.written else ""
        after = any(_holds(text, right) for right in golden.answers)
        if text and before and not after:
            self.lost.append(golden.id)
        if after and not before:
            self.won.append(golden.id)

    def figures(self) -> dict[str, Any]:
        sentences = self.passed + self.verdicts.total()
        return {
            "answers": self.answers,
            "sentences": sentences,
            "passed": _share(self.passed, sentences),
            "verdicts": dict(self.verdicts.most_common()),
            "citations": _share(sum(self.cited), len(self.cited)),
            "quotes_exact": _share(sum(self.exact), len(self.exact)),
            "lost": self.lost,
            "won": self.won,
            "nothing_passed": self.nothing,
            "failed": dict(self.errors),
            "quotes_ms_p50": _median(self.quotes_ms),
            "first_sentence_ms_p50": _median(self.first_ms),
            "written_ms_p50": _median(self.whole_ms),
        }


def _holds(text: str, right: str) -> bool:
    """Tell whether most words of a right answer are in a text."""
    wanted = {word for word, _, _ in words(right)}
    has = {word for word, _, _ in words(text)}
    return bool(wanted) and len(wanted & has) >= _TOLD * len(wanted)


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def _median(values: list[float]) -> float | None:
    return round(float(np.median(values)), 1) if values else None
