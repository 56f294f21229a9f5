"""A question-answering model reads passages: where in each of them the answer stands, if it does.

In: a question and passages. Out: for every passage the best spans, scored against "not here".
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import regex

if TYPE_CHECKING:
    from transformers import PreTrainedModel, PreTrainedTokenizerBase

__all__ = ["Span", "SpanModel"]

Scores = npt.NDArray[np.float32]

_WINDOW = 384  # tokens of a passage read at once, as most such models were trained
_QUESTION = 128  # tokens of the question: of a longer one the passage would have no room left
_LONGEST = 30  # tokens of an answer
_BATCH_TOKENS = 1_536

_FIELDS = ("input_ids", "token_type_ids")
_WORD = regex.compile(r"[\p{L}\p{N}]")
# Letters of scripts that put spaces between words.
_SPACED = regex.compile(
    r"(?V1)[\p{L}\p{M}--[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]]"
)
_BLANK = regex.compile(r"[\s\p{Cf}]")
_LOOSE = ",;:،؛、，；：–—"
_PAIRS = ("()", "[]", "„“”", "«»", "‹›", "‚‘’", '""', "「」", "《》", "（）")
# A full stop behind a word; behind a lone letter it is that letter's (U.S.).
_STOPPED = regex.compile(r"(?<=[\p{L}\p{N}\p{Pe}\p{Pf}]{2})[.。!?！？؟।]$")


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a passage that may be the answer.

    Attributes:
        start: Where it starts in the passage, in code points.
        end: Where it ends.
        score: How much likelier than "not in this passage", in logits; above 0 means likelier.
    """

    start: int
    end: int
    score: float


@dataclass(frozen=True, slots=True)
class _Window:
    passage: int
    fields: dict[str, list[int]]
    """What the model takes in: token ids, and segments where it knows them."""
    offsets: list[tuple[int, int]]
    inside: slice
    """Which tokens are the passage's."""

    def __len__(self) -> int:
        return len(self.fields["input_ids"])


class SpanModel:
    """An extractive question-answering model of transformers, with "not here" at its first token.

    Args:
        model: Any `…ForQuestionAnswering`, best one trained with unanswerable questions (SQuAD 2).
        tokenizer: Its tokenizer, a fast one: it must tell the places of the tokens.
        turn: Opens a context in which model and tokenizer may be used, one thread at a time.
        window: Tokens of a passage that are read at once; a longer one is read in overlapping
            windows. As many as the model was trained on: longer ones it reads worse.
    """

    def __init__(
        self,
        model: "PreTrainedModel",
        tokenizer: "PreTrainedTokenizerBase",
        turn: Callable[[], AbstractContextManager[None]],
        *,
        window: int = _WINDOW,
    ) -> None:
        model.train(False)
        self._model = model
        self._tokenizer = tokenizer
        self._turn = turn
        self._window = window

    def find(self, question: str, passages: Sequence[str], *, most: int = 3) -> list[list[Span]]:
        """Find the best spans of every passage, best first, none overlapping another.

        Args:
            question: Only its first 128 tokens are read.
            passages: Of any length; a long one is read in windows.
            most: How many spans of a passage at most.
        """
        if not passages:
            return []
        found: list[list[Span]] = [[] for _ in passages]
        with self._turn():
            windows = list(self._windows(question, passages))
            # Neighbours in length share a batch, so that little is padded.
            windows.sort(key=len)
            for batch in _batches(windows):
                starts, ends = self._scores(batch)
                for row, window in enumerate(batch):
                    length = len(window)
                    found[window.passage] += _best_spans(
                        window, starts[row, :length], ends[row, :length], most, passages
                    )
        return [
            _apart([_whole_words(text, span) for span in spans], most)
            for text, spans in zip(passages, found, strict=True)
        ]

    def _windows(self, question: str, passages: Sequence[str]) -> Iterator[_Window]:
        most = min(512, self._tokenizer.model_max_length)
        question = self._cut(question, min(_QUESTION, most // 4))
        asked = len(self._tokenizer(question, "")["input_ids"])
        window = min(self._window, most - asked)
        coded = self._tokenizer(
            [question] * len(passages),
            list(passages),
            truncation="only_second",
            max_length=asked + window,
            stride=window // 3,
            return_overflowing_tokens=True,
            return_offsets_mapping=True,
            padding=False,
        )
        names = [name for name in _FIELDS if name in coded]
        for row in range(len(coded["input_ids"])):
            places = [at for at, part in enumerate(coded.sequence_ids(row)) if part == 1]
            if places:
                yield _Window(
                    coded["overflow_to_sample_mapping"][row],
                    {name: coded[name][row] for name in names},
                    coded["offset_mapping"][row],
                    slice(places[0], places[-1] + 1),
                )

    def _cut(self, question: str, tokens: int) -> str:
        coded = self._tokenizer(
            question,
            add_special_tokens=False,
            truncation=True,
            max_length=tokens,
            return_offsets_mapping=True,
        )
        places = coded["offset_mapping"]
        # One token can be a part of a character, so a few may become more again.
        return question[: places[-1][1]] if len(places) == tokens else question

    def _scores(self, batch: Sequence[_Window]) -> tuple[Scores, Scores]:
        """Give the logits of every token to be the first and the last of the answer."""
        import torch

        rows = {name: [window.fields[name] for window in batch] for name in batch[0].fields}
        coded: Any = self._tokenizer.pad(rows, return_tensors="pt")
        with torch.inference_mode():
            out = self._model(**coded)
        return out.start_logits.float().numpy(), out.end_logits.float().numpy()


def _batches(windows: Sequence[_Window]) -> Iterator[list[_Window]]:
    """Cut windows sorted by length into batches of some `_BATCH_TOKENS` with the padding."""
    batch: list[_Window] = []
    for window in windows:
        if batch and (len(batch) + 1) * len(window) > _BATCH_TOKENS:
            yield batch
            batch = []
        batch.append(window)
    if batch:
        yield batch


def _best_spans(
    window: _Window, starts: Scores, ends: Scores, most: int, passages: Sequence[str]
) -> Iterator[Span]:
    """Give the best pairs of first and last token that do not overlap."""
    null = float(starts[0] + ends[0])
    offsets = window.offsets[window.inside]
    scores = starts[window.inside, None] + ends[None, window.inside]
    lengths = np.arange(len(offsets))[None, :] - np.arange(len(offsets))[:, None]
    scores = np.where((lengths >= 0) & (lengths < _LONGEST), scores, -np.inf)
    for _ in range(most):
        first, last = divmod(int(scores.argmax()), len(offsets))
        if scores[first, last] == -np.inf:
            return
        text = passages[window.passage]
        start, end = _trimmed(text, offsets[first][0], offsets[last][1])
        if _WORD.search(text, start, end):
            yield Span(start, end, float(scores[first, last]) - null)
        # Nothing that reaches into this span.
        scores[: last + 1, first:] = -np.inf


def _whole_words(text: str, span: Span) -> Span:
    """Take in the rest of a word of which a token is a part."""
    start, end = span.start, span.end
    while start > 0 and _SPACED.match(text, start) and _SPACED.match(text, start - 1):
        start -= 1
    while end < len(text) and _SPACED.match(text, end - 1) and _SPACED.match(text, end):
        end += 1
    return Span(start, end, span.score)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Leave out what stands around an answer: space, commas, a full stop, half a pair of quotes."""
    while start < end:
        first, last, piece = text[start], text[end - 1], text[start:end]
        if _BLANK.match(first) or first in _LOOSE or _is_half(first, piece):
            start += 1
        elif (
            _BLANK.match(last) or last in _LOOSE or _is_half(last, piece) or _STOPPED.search(piece)
        ):
            end -= 1
        else:
            break
    return start, end


def _is_half(sign: str, piece: str) -> bool:
    """Tell whether a bracket or a quotation mark has no partner in the piece."""
    pair = next((each for each in _PAIRS if sign in each), None)
    return pair is not None and sum(piece.count(each) for each in set(pair)) < 2


def _apart(spans: Sequence[Span], most: int) -> list[Span]:
    """Take the best spans; windows of one passage share some."""
    taken: list[Span] = []
    for span in sorted(spans, key=lambda each: -each.score):
        if all(span.end <= other.start or other.end <= span.start for other in taken):
            taken.append(span)
    return taken[:most]
