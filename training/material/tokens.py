"""Items become tokens.

In: items, and for each the texts it is read beside. Out: a `Corpus`.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from index.language import sentences
from index.records import Span
from training.learning.corpus import NONE, Corpus, Lists
from training.material.sets import Item, Text

__all__ = ["tokenised"]

QUESTION = 48  # tokens of a question


def tokenised(items: Sequence[Item], negatives: Sequence[Sequence[Text]], tokenizer: Any) -> Corpus:
    """Turn items into tokens; those whose answer lies in no token are left out.

    Args:
        items: Questions over texts.
        negatives: Texts without the answer, for each item, best first.
        tokenizer: The embedder's, a fast one of transformers.
    """
    every = dict.fromkeys(
        text
        for item, lacking in zip(items, negatives, strict=True)
        for text in (item.text, *item.silent, *lacking)
    )
    number_of = {text: number for number, text in enumerate(every)}
    coded = [_tokens(text, tokenizer) for text in every]
    sources = list(dict.fromkeys(each.source for each in items))
    rows: list[tuple[int, int, int, int, bool]] = []
    asked: list[str] = []
    silent: list[list[int]] = []
    mined: list[list[int]] = []
    for item, lacking in zip(items, negatives, strict=True):
        number = number_of[item.text]
        place = item.answer or item.near
        first, end = _place(coded[number][1], place) if place else (NONE, NONE)
        if place and first == end:
            continue
        rows.append((number, first, end, sources.index(item.source), item.answer is not None))
        asked += [item.question, item.question.lower().rstrip("?？؟ ")]
        silent.append([number_of[each] for each in item.silent])
        mined.append([number_of[each] for each in lacking])
    questions = tokenizer(asked, add_special_tokens=False)["input_ids"]
    table = np.array(rows, np.int32).reshape(-1, 5)
    return Corpus(
        Lists.of([ids for ids, _, _ in coded]),
        Lists.of([cuts for _, _, cuts in coded]),
        Lists.of([each[:QUESTION] for each in questions]),
        table[:, 0],
        table[:, 1:3],
        table[:, 4].astype(bool),
        table[:, 3],
        Lists.of(silent),
        Lists.of(mined),
        tuple(sources),
    )


def _tokens(text: Text, tokenizer: Any) -> tuple[list[int], list[tuple[int, int]], list[int]]:
    """Give the tokens of a text, their places in it, and after which of them sentences end."""
    coded = tokenizer(
        text.text, add_special_tokens=False, return_offsets_mapping=True, verbose=False
    )
    places: list[tuple[int, int]] = coded["offset_mapping"]
    starts = [start for start, _ in sentences(text.text, Span(0, len(text.text)), text.language)]
    cuts = np.searchsorted([start for start, _ in places], [*starts[1:], len(text.text)])
    return coded["input_ids"], places, sorted({int(each) for each in cuts if each})


def _place(places: Sequence[tuple[int, int]], answer: tuple[int, int]) -> tuple[int, int]:
    """Give the first token of an answer and one past its last; the same where it has none."""
    inside = [
        number
        for number, (start, end) in enumerate(places)
        if start < answer[1] and end > answer[0]
    ]
    return (inside[0], inside[-1] + 1) if inside else (0, 0)
