"""A question becomes token windows: the one that answers it, and others that look as if they did.

In: a `Corpus` and the number of a question. Out: its windows, cut at sentences and as long as an
index's passages, so that the reader learns on what it will read. Most of the others are the rest of
the same article: of the misses on real news two in three were the wrong sentence of the right one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from training.learning.corpus import Corpus

__all__ = ["WINDOW", "Example", "Mixing", "examples"]

# Tokens of the text at most, drawn for each question; the windows of one question are alike.
SHORTEST_WINDOW, WINDOW = 84, 136
LEAST_WINDOW = 16  # a shorter rest of a text says nothing
UNTIDY = 0.15  # share of the questions in lower case without a question mark, as people type
_FALLING = 0.35  # how fast the share of negatives falls with their rank, as an exponent


@dataclass(frozen=True, slots=True)
class Mixing:
    """What a question is read beside.

    Attributes:
        rest: Windows of the same text at most.
        silent: Share of the questions with a text about the same thing that does not answer.
        mined: Share with a text that retrieval ranks high and that lacks the answer.
    """

    rest: int = 1
    silent: float = 0.7
    mined: float = 0.8


@dataclass(frozen=True, slots=True)
class Example:
    """Tokens `<s> question </s></s> window </s>` with the answer's first and last token.

    Both are 0, the place of `<s>`, where the window does not answer.
    """

    ids: list[int]
    passage: int
    start: int
    end: int
    source: str


def examples(corpus: Corpus, number: int, mixing: Mixing, random: Random) -> list[Example]:
    """Make the windows of one question, the one that answers it first.

    Args:
        corpus: Questions and texts.
        number: Of the question.
        mixing: What it is read beside.
        random: Draws all that is drawn.

    Returns:
        Nothing where the answer is longer than a window.
    """
    question = corpus.asked[2 * number + (random.random() < UNTIDY)]
    source = corpus.sources[corpus.source[number]]
    text = int(corpus.text[number])
    ids, cuts = corpus.texts[text], corpus.cuts[text]
    first, last = (int(each) for each in corpus.place[number])
    longest = random.randint(SHORTEST_WINDOW, WINDOW)

    def window(of: Sequence[int], name: str) -> Example:
        return _example(question, of, (0, 0), f"{source} {name}")

    made: list[Example] = []
    answer: list[int] = []
    if first < 0:
        cut = list(_tiles(0, len(ids), cuts, longest))
        made += [
            window(ids[start:end], "none")
            for start, end in random.sample(cut, min(len(cut), mixing.rest))
        ]
    else:
        if last - first >= longest // 2:
            return []
        start, end = _around(first, last, len(ids), cuts, longest, random)
        if not corpus.answered[number]:
            return [window(ids[start:end], "made")]
        answer = ids[first:last]
        made.append(_example(question, ids[start:end], (first - start, last - start), source))
        rest = [
            ids[left:right]
            for stretch in ((0, start), (end, len(ids)))
            for left, right in _tiles(*stretch, cuts, longest)
        ]
        # What says the answer again may answer as well.
        rest = [each for each in rest if not _holds(each, answer)]
        made += [window(each, "rest") for each in random.sample(rest, min(len(rest), mixing.rest))]
    silent, mined = corpus.silent[number], corpus.mined[number]
    if silent and random.random() < mixing.silent:
        made.append(window(_part(corpus, random.choice(silent), longest, random), "silent"))
    if mined and random.random() < mixing.mined:
        rank = min(int(random.expovariate(_FALLING)), len(mined) - 1)
        part = _part(corpus, mined[rank], longest, random)
        if not _holds(part, answer):
            made.append(window(part, "mined"))
    return made


def _example(
    question: Sequence[int], ids: Sequence[int], answer: tuple[int, int], source: str
) -> Example:
    passage, (start, end) = len(question) + 3, answer
    joined = [0, *question, 2, 2, *ids, 2]
    if not end:
        return Example(joined, passage, 0, 0, source)
    return Example(joined, passage, start + passage, end - 1 + passage, source)


def _around(
    first: int, last: int, total: int, cuts: Sequence[int], longest: int, random: Random
) -> tuple[int, int]:
    """Cut whole sentences around an answer; where one is too long, a part of it."""
    starts = [each for each in (0, *cuts[:-1]) if each <= first and last - each <= longest]
    start = random.choice(starts or [max(0, last - longest + random.randrange(longest // 3))])
    start = min(start, first)
    ends = [each for each in cuts if last <= each <= start + longest]
    return start, ends[-1] if ends else max(last, min(total, start + longest))


def _tiles(start: int, end: int, cuts: Sequence[int], longest: int) -> Iterator[tuple[int, int]]:
    """Cut a stretch of a text into windows of whole sentences, one behind the other."""
    while end - start >= LEAST_WINDOW:
        ends = [each for each in cuts if start < each <= min(end, start + longest)]
        last = ends[-1] if ends else min(end, start + longest)
        yield start, last
        start = last


def _part(corpus: Corpus, text: int, longest: int, random: Random) -> list[int]:
    """Cut a window out of a text."""
    ids = corpus.texts[text]
    cut = list(_tiles(0, len(ids), corpus.cuts[text], longest)) or [(0, longest)]
    start, end = random.choice(cut)
    return ids[start:end]


def _holds(ids: Sequence[int], answer: Sequence[int]) -> bool:
    """Tell whether the tokens of an answer stand somewhere; one alone may stand anywhere."""
    return len(answer) > 1 and any(
        ids[at : at + len(answer)] == answer
        for at in range(len(ids) - len(answer) + 1)
        if ids[at] == answer[0]
    )
