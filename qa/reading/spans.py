"""A question-answering model reads passages: where in each of them the answer stands, if it does.

In: a question and passages. Out: for every passage the best spans, scored against "not here".
"""

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt
import regex

from index.language.scripts import UNSPACED
from index.model.network import batches, filled

if TYPE_CHECKING:
    from tokenizers import Encoding, Tokenizer

__all__ = ["Limits", "Scorer", "Scores", "Span", "SpanModel"]

Scores = npt.NDArray[np.float32]

_QUESTION = 128  # tokens of the question: of a longer one the passage would have no room left
_LONGEST = 30  # tokens of an answer
_REMEMBERED = 4_096  # passages, as they were read for a question

_WORD = regex.compile(r"[\p{L}\p{N}]")
# A word, a number, or several in one: *17.786.419*, *18:30*, *Sauerstoff-18*. Of the letters, those
# of scripts that put spaces between words.
_LETTERS = rf"(?:[\p{{L}}\p{{M}}--[{UNSPACED}]]|\p{{N}})+"
_WHOLE = regex.compile(rf"(?V1){_LETTERS}(?:(?:[-‐‑]|(?<=\p{{N}})[.,:](?=\p{{N}})){_LETTERS})*")
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


class Scorer(Protocol):
    """Any model that says of each token how well an answer would begin or end there."""

    def __call__(
        self,
        ids: npt.NDArray[np.int64],
        segments: npt.NDArray[np.int64],
        mask: npt.NDArray[np.int32],
    ) -> tuple[Scores, Scores]:
        """Give the logits of every token to be the first and the last of the answer.

        The first token of all stands for "not here". May be called by several threads at once.

        Args:
            ids: Tokens of question and passage, (windows, tokens).
            segments: 1 where they are the passage's, as the tokenizer tells.
            mask: 1 where there is a token.

        Returns:
            Both (windows, tokens).
        """


@dataclass(frozen=True, slots=True)
class Limits:
    """What a model takes in.

    Attributes:
        window: Tokens of a passage that are read at once; a longer one is read in overlapping
            windows. As many as the model was trained on: longer ones it reads worse.
        whole: Tokens of question and passage together.
        padding: The token that fills up what is shorter.
    """

    window: int = 384  # as most such models were trained
    whole: int = 512
    padding: int = 0


@dataclass(frozen=True, slots=True)
class _Window:
    passage: int
    ids: list[int]
    segments: list[int]
    offsets: list[tuple[int, int]]
    inside: slice
    """Which tokens are the passage's."""


class SpanModel:
    """An extractive question-answering model with "not here" at its first token.

    Args:
        score: The model, best one trained with unanswerable questions (SQuAD 2).
        tokenizer: Its tokenizer, which pads and cuts nothing by itself.
        limits: What the model takes in.
    """

    def __init__(self, score: Scorer, tokenizer: "Tokenizer", limits: Limits) -> None:
        self._score = score
        self._tokenizer = tokenizer
        self._limits = limits
        # What a passage says to a question depends on both alone, so it is good for every index.
        self._known: dict[tuple[str, int, str], list[Span]] = {}
        self._knowing = threading.Lock()

    def find(self, question: str, passages: Sequence[str], *, most: int = 3) -> list[list[Span]]:
        """Find the best spans of every passage, best first, none overlapping another.

        Args:
            question: Only its first 128 tokens are read.
            passages: Of any length; a long one is read in windows.
            most: How many spans of a passage at most.
        """
        with self._knowing:
            known = {text: self._known.get((question, most, text)) for text in passages}
        new = [text for text, spans in known.items() if spans is None]
        read = dict(zip(new, self._read(question, new, most), strict=True))
        with self._knowing:
            self._known |= {(question, most, text): spans for text, spans in read.items()}
            for oldest in list(self._known)[:-_REMEMBERED]:
                del self._known[oldest]
        return [read[text] if text in read else known[text] or [] for text in passages]

    def _read(self, question: str, passages: Sequence[str], most: int) -> list[list[Span]]:
        found: list[list[Span]] = [[] for _ in passages]
        windows = list(self._windows(question, passages)) if passages else []
        for batch in batches([len(each.ids) for each in windows]):
            chosen = [windows[place] for place in batch]
            ids, mask = filled([each.ids for each in chosen], self._limits.padding)
            segments, _ = filled([each.segments for each in chosen], 0)
            starts, ends = self._score(ids, segments, mask)
            for row, window in enumerate(chosen):
                length = len(window.ids)
                found[window.passage] += _best_spans(
                    window, starts[row, :length], ends[row, :length], most, passages
                )
        return [
            _apart([_whole_words(text, span) for span in spans], most)
            for text, spans in zip(passages, found, strict=True)
        ]

    def _windows(self, question: str, passages: Sequence[str]) -> Iterator[_Window]:
        limits = self._limits
        asked = self._tokenizer.encode(question, add_special_tokens=False)
        asked.truncate(min(_QUESTION, limits.whole // 4))
        rest = limits.whole - len(asked.ids) - self._tokenizer.num_special_tokens_to_add(True)
        window = min(limits.window, rest)
        coded = self._tokenizer.encode_batch(list(passages), add_special_tokens=False)
        for number, passage in enumerate(coded):
            passage.truncate(window, stride=window // 3)
            for part in (passage, *passage.overflowing):
                yield from self._window(number, asked, part)

    def _window(self, number: int, asked: "Encoding", part: "Encoding") -> Iterator[_Window]:
        """Join a question and a part of a passage that has tokens."""
        pair = self._tokenizer.post_process(asked, part)
        places = [at for at, side in enumerate(pair.sequence_ids) if side == 1]
        if places:
            inside = slice(places[0], places[-1] + 1)
            yield _Window(number, pair.ids, pair.type_ids, pair.offsets, inside)


def _best_spans(
    window: _Window, starts: Scores, ends: Scores, most: int, passages: Sequence[str]
) -> Iterator[Span]:
    """Give the best pairs of first and last token that do not overlap."""
    null = float(starts[0] + ends[0])
    offsets = window.offsets[window.inside]
    scores = starts[window.inside, None] + ends[None, window.inside]
    lengths = np.arange(len(offsets))[None, :] - np.arange(len(offsets))[:, None]
    scores = np.where((lengths >= 0) & (lengths < _LONGEST), scores, -np.inf)
    while most:
        first, last = divmod(int(scores.argmax()), len(offsets))
        if scores[first, last] == -np.inf:
            return
        text = passages[window.passage]
        start, end = _trimmed(text, offsets[first][0], offsets[last][1])
        if _WORD.search(text, start, end):
            yield Span(start, end, float(scores[first, last]) - null)
            most -= 1
        # Nothing that reaches into this span.
        scores[: last + 1, first:] = -np.inf


def _whole_words(text: str, span: Span) -> Span:
    """Take in the rest of a word or a number of which a token is a part."""
    start, end = span.start, span.end
    for word in _WHOLE.finditer(text):
        if word.start() < span.start < word.end():
            start = word.start()
        if word.start() < span.end < word.end():
            end = word.end()
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
