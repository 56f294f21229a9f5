"""The best readings become quotes, cut from the articles and nowhere else.

In: readings and the articles. Out: numbered quotes, each at most one sentence and 400 characters.
"""

from collections.abc import Callable, Sequence

import regex

from index.records import Article
from qa.reading.protocol import Reading
from qa.records import Quote

__all__ = ["MAX_QUOTE", "select"]

# Short enough to check at a glance.
MAX_QUOTE = 400

_CLAUSE_END = regex.compile(r"[,;:–—。，；：、،؛](?=\s|$|[^\s\d])|\s-(?=\s)")


def select(
    readings: Sequence[Reading], article_of: Callable[[str], Article], *, most: int
) -> tuple[list[Quote], list[tuple[Reading, Quote]]]:
    """Turn the best readings into quotes.

    Args:
        readings: Best first.
        article_of: Gives an article by its id.
        most: How many quotes at most.

    Returns:
        Quotes, best first, numbered from 1, no text twice, with the answer marked where it is
        short enough; and the readings, best first, each with
        the quote that holds its sentence. Several may share one.
    """
    quotes: list[Quote] = []
    held: list[tuple[Reading, Quote]] = []
    sentences: dict[tuple[str, int, int], Quote] = {}
    texts: set[str] = set()
    for reading in readings:
        sentence = reading.hit.article.id, reading.start, reading.end
        if sentence in sentences:
            held.append((reading, sentences[sentence]))
            continue
        if len(quotes) == most:
            continue
        article = article_of(reading.hit.article.id)
        answer = _short_enough(reading.answer)
        start, end = _shortened(article.text, reading)
        text = " ".join(article.text[start:end].casefold().split())
        if text in texts:
            continue
        texts.add(text)
        quote = Quote.cut(
            article,
            start,
            end,
            number=len(quotes) + 1,
            score=reading.confidence,
            answer=answer,
            before=_before(article.text, reading),
        )
        quotes.append(quote)
        sentences[sentence] = quote
        held.append((reading, quote))
    return quotes, held


def _before(text: str, reading: Reading) -> str:
    """Give the sentence before in the same passage, if it is short enough to show."""
    earlier = [each for each in reading.hit.sentences if each[1] <= reading.start]
    start, end = max(earlier, default=(0, 0))
    return text[start:end] if end - start <= MAX_QUOTE else ""


def _short_enough(answer: tuple[int, int] | None) -> tuple[int, int] | None:
    """Leave out an answer that no quote can hold: the blanks of a table, a word without end."""
    return answer if answer and answer[1] - answer[0] <= MAX_QUOTE else None


def _shortened(text: str, reading: Reading) -> tuple[int, int]:
    """Give the sentence, or, where it is too long, the clauses around the answer that fit."""
    start, end = reading.start, reading.end
    if end - start <= MAX_QUOTE:
        return start, end
    left, right = reading.answer or (start, start)
    if right - left > MAX_QUOTE:
        right = left
    cuts = [found.end() for found in _CLAUSE_END.finditer(text, start, end)]
    first = min(cut for cut in (start, *cuts, left) if cut <= left and right - cut <= MAX_QUOTE)
    furthest = first + MAX_QUOTE
    last = max((cut for cut in (*cuts, end) if max(right, first + 1) <= cut <= furthest), default=0)
    if not last:  # no clause ends in reach: cut at a space, or right here
        last = max(text.rfind(" ", max(right, first + 1), furthest), right, first + 1)
        last = last if last > max(right, first + 1) else furthest
    piece = text[first:last]
    return last - len(piece.lstrip()), first + len(piece.rstrip())
