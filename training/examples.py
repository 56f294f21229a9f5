"""Items become token windows: question, passage, and where the answer starts and ends.

The windows are cut at sentences and as long as the passages of an index, so that the reader learns
on what it will read.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from random import Random
from typing import Any

from index.language import sentences, terms
from index.records import Span
from training.materials import Item, Text
from training.negatives import names_in, other_name, other_relation, other_spelling

__all__ = ["Example", "Tokeniser", "examples"]

# Tokens of the passage at most, drawn for each: those of an index's passages, and shorter ones.
SHORTEST_WINDOW, WINDOW = 72, 136
QUESTION = 48  # tokens of the question

# Shares of the answerable items that come with an unanswerable twin: another passage, another name
# in the question, another question about the same name (where that can be made).
TWINS, OTHER_NAMES, OTHER_RELATIONS = 0.22, 0.12, 0.12
OTHER_SPELLINGS = 0.2  # share of the answerable questions whose names are spelled differently
UNTIDY = 0.2  # share of the questions in lower case without a question mark, as people type


@dataclass(frozen=True, slots=True)
class Example:
    """Tokens `<s> question </s></s> passage </s>` with the answer's first and last token.

    Both are 0, the place of `<s>`, where the passage does not answer.
    """

    ids: list[int]
    passage: int
    start: int
    end: int
    source: str


@dataclass(frozen=True, slots=True)
class _Tokens:
    ids: list[int]
    spans: list[tuple[int, int]]
    sentences: list[tuple[int, int]]  # token ranges


class Tokeniser:
    """The embedder's tokenizer with the places of its tokens, remembering texts it has seen."""

    def __init__(self, tokenizer: Any) -> None:
        self._tokenizer = tokenizer
        self.tokens = lru_cache(maxsize=40_000)(self._tokens)

    def ids(self, text: str) -> list[int]:
        """Give the tokens of a question."""
        ids: list[int] = self._tokenizer(text, add_special_tokens=False)["input_ids"]
        return ids

    def _tokens(self, text: Text) -> _Tokens:
        coded = self._tokenizer(
            text.text, add_special_tokens=False, return_offsets_mapping=True, verbose=False
        )
        spans = coded["offset_mapping"]
        whole = Span(0, len(text.text))
        starts = [start for start, _ in sentences(text.text, whole, text.language)]
        ranges, first = [], 0
        for stop in (*starts[1:], len(text.text)):
            last = first
            while last < len(spans) and spans[last][0] < stop:
                last += 1
            if last > first:
                ranges.append((first, last))
            first = last
        return _Tokens(coded["input_ids"], spans, ranges)


def examples(items: Iterable[Item], tokeniser: Tokeniser, random: Random) -> list[Example]:
    """Make the examples of the items, with unanswerable twins."""
    items = list(items)
    # Nouns are capitalised in German, so most of what looks like a name there is none.
    names = names_in([each for each in items if each.text.language != "de"])
    made = []
    for item in items:
        if item.answer is not None:
            false = []
            if random.random() < OTHER_NAMES:
                false.append(other_name(item, names, random))
            if random.random() < OTHER_RELATIONS:
                false.append(other_relation(item, random))
            made += _examples([each for each in false if each], tokeniser, random)
            if random.random() < OTHER_SPELLINGS:
                item = other_spelling(item, random)
        made += _examples([item], tokeniser, random)
    return made


def _examples(items: Iterable[Item], tokeniser: Tokeniser, random: Random) -> Iterator[Example]:
    for item in items:
        asked = _untidy(item.question, random)
        question = tokeniser.ids(asked)[:QUESTION]
        text, answer = item.text, item.answer
        if item.source.startswith("qamr") and item.answer is not None:
            text, answer = _surrounded(item, random)
        window = _window(tokeniser.tokens(text), answer or item.near, random)
        if window is None:
            continue
        ids, start, end = window
        yield _example(question, ids, *((start, end) if answer else (0, 0)), item.source)
        if answer is not None and random.random() < TWINS:
            other = _without_answer(item, tokeniser, random)
            if other is not None:
                yield _example(question, other, 0, 0, item.source + " twin")


def _example(question: list[int], ids: list[int], start: int, end: int, source: str) -> Example:
    passage = len(question) + 3
    shift = passage if end else 0
    return Example(
        [0, *question, 2, 2, *ids, 2], passage, start + shift, end - 1 + shift if end else 0, source
    )


def _window(
    tokens: _Tokens, answer: tuple[int, int] | None, random: Random
) -> tuple[list[int], int, int] | None:
    """Cut whole sentences, with the answer if there is one: ids, first token, one past the last."""
    first = last = None
    longest = random.randint(SHORTEST_WINDOW, WINDOW)
    if answer is not None:
        inside = [
            index
            for index, (start, end) in enumerate(tokens.spans)
            if start < answer[1] and end > answer[0]
        ]
        if not inside or inside[-1] - inside[0] >= longest // 2:
            return None
        first, last = inside[0], inside[-1] + 1
    total = len(tokens.ids)
    starts = [start for start, _ in tokens.sentences]
    if first is None or last is None:
        start = random.choice([each for each in starts if total - each >= longest] or [0])
    else:
        start = random.choice(
            [each for each in starts if each <= first and last - each <= longest]
            or [max(0, last - longest + random.randrange(longest // 3))]
        )
        start = min(start, first)
    ends = [end for _, end in tokens.sentences if end - start <= longest and end > (last or start)]
    end = ends[-1] if ends else min(total, start + longest)
    if first is None or last is None:
        return tokens.ids[start:end], 0, 0
    end = max(end, last)
    return tokens.ids[start:end], first - start, last - start


def _without_answer(item: Item, tokeniser: Tokeniser, random: Random) -> list[int] | None:
    """Give a passage of the same article that lacks the answer and looks as if it had it."""
    start, end = item.answer or (0, 0)
    answer = item.text.text[start:end].casefold()
    others = [each for each in item.others if answer not in each.text.casefold()]
    # The rest of the long text that holds the answer.
    tokens = tokeniser.tokens(item.text)
    first = next(at for at, span in enumerate(tokens.spans) if span[1] > start)
    rest = [each for each in tokens.sentences if not each[0] <= first < each[1]]
    run = _longest_run(rest)
    if run and (not others or (run[1] - run[0] >= WINDOW // 2 and random.random() < 0.5)):
        left, right = tokens.spans[run[0]][0], tokens.spans[run[1] - 1][1]
        if answer not in item.text.text[left:right].casefold():
            return tokens.ids[run[0] : min(run[1], run[0] + WINDOW)]
    if not others:
        return None
    wanted = set(terms(item.question, [item.text.language]))
    ranked = sorted(
        others, key=lambda each: -len(wanted.intersection(terms(each.text, [each.language])))
    )
    window = _window(tokeniser.tokens(random.choice(ranked[:2])), None, random)
    return window[0] if window else None


def _longest_run(ranges: Sequence[tuple[int, int]]) -> tuple[int, int] | None:
    runs: list[tuple[int, int]] = []
    for start, end in ranges:
        if runs and runs[-1][1] == start:
            runs[-1] = runs[-1][0], end
        else:
            runs.append((start, end))
    return max(runs, key=lambda each: each[1] - each[0], default=None)


def _surrounded(item: Item, random: Random) -> tuple[Text, tuple[int, int]]:
    """Put up to three other sentences of its document around the sentence of the answer."""
    start, end = item.answer or (0, 0)
    answer = item.text.text[start:end].casefold()
    others = [each.text for each in item.others if answer not in each.text.casefold()]
    chosen = random.sample(others, min(len(others), random.randrange(4)))
    place = random.randrange(len(chosen) + 1)
    pieces = [*chosen[:place], item.text.text, *chosen[place:]]
    shift = [0, *accumulate(len(each) + 1 for each in pieces)][place]
    return Text(" ".join(pieces), item.text.language), (start + shift, end + shift)


def _untidy(question: str, random: Random) -> str:
    return question.lower().rstrip("?？؟ ") if random.random() < UNTIDY else question
