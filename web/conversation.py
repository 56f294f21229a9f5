"""Conversations: what was asked and answered, and how a browser keeps it.

In: exchanges, and what a browser gives back. Out: records, and plain data for a browser to keep.
What comes from a browser may be old, damaged or forged: it is checked for its shape, and every
quote in it against its article before it is shown as one (`checked`).
"""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from index.records import Article, Citation, Filter
from qa.records import Answer, Turn

__all__ = ["MOST_BYTES", "Conversation", "Exchange", "Shelf", "checked", "without_paths"]

# All conversations as JSON. A browser gives a page 5 MB, in which they are kept encrypted.
MOST_BYTES = 2_000_000
# Names of the other articles that print the same: all that a card shows.
_COPIES_KEPT = 20
_LONGEST_TITLE = 80


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question with what was said to it.

    Attributes:
        question: As it was asked.
        answer: None where it failed.
        failure: Why, in words a user understands.
        stale: Numbers of the quotes that are no longer at their place in the index.
        only: Which articles were searched; None for all.
        asked: ISO 8601 time when it was asked first, which tells it from the others.
    """

    question: str
    answer: Answer | None = None
    failure: str = ""
    stale: tuple[int, ...] = ()
    only: Filter | None = None
    asked: str = ""


@dataclass(frozen=True, slots=True)
class Conversation:
    """Exchanges, oldest first.

    Attributes:
        id: Any string that no other conversation of this browser has; empty before the first.
        title: Given by the user; empty for that of the first question.
        started: ISO 8601 time of the first question.
        exchanges: Oldest first.
    """

    id: str = ""
    title: str = ""
    started: str = ""
    exchanges: tuple[Exchange, ...] = ()

    @property
    def name(self) -> str:
        """What the list of conversations shows."""
        first = self.exchanges[0].question if self.exchanges else ""
        return " ".join((self.title or first).split())[:_LONGEST_TITLE]

    @property
    def turns(self) -> tuple[Turn, ...]:
        """What a follow-up question needs to know."""
        return tuple(each.answer.turn for each in self.exchanges if each.answer)

    @property
    def last(self) -> Answer | None:
        """The answer that the page shows evidence of."""
        return self.exchanges[-1].answer if self.exchanges else None

    def plus(self, exchange: Exchange) -> "Conversation":
        """Add an exchange."""
        return replace(self, exchanges=(*self.exchanges, exchange))

    @property
    def before_last(self) -> "Conversation":
        """The conversation as it was before its last question."""
        return replace(self, exchanges=self.exchanges[:-1])

    def mentions(self, words: str) -> bool:
        """Tell whether all words occur in it, whatever their case."""
        said = [self.name]
        for each in self.exchanges:
            said += (each.question, each.answer.text if each.answer else "")
        everything = "\n".join(said).casefold()
        return all(word in everything for word in words.casefold().split())


@dataclass(frozen=True, slots=True)
class Shelf:
    """The conversations of one browser, the latest first."""

    conversations: tuple[Conversation, ...] = ()

    @classmethod
    def read(cls, kept: Any) -> "Shelf":
        """Read what a browser gives back; whatever is no conversation is left out."""
        from pydantic import ValidationError

        found = dict[str, Conversation]()
        rows = kept.get("conversations") if isinstance(kept, dict) else None
        for row in rows if isinstance(rows, list) else ():
            try:
                one = _shape(Conversation).validate_python(row)
            except (ValidationError, RecursionError):
                continue
            if one.id and one.exchanges and _is_sound(one):
                found.setdefault(one.id, one)
        return cls(tuple(found.values()))

    def kept(self) -> dict[str, Any]:
        """Give plain data for the browser to keep."""
        shape = _shape(Conversation)  # ten times as fast as `dataclasses.asdict`
        return {"conversations": [shape.dump_python(each) for each in self.conversations]}

    def fitting(self) -> "Shelf":
        """Leave out what a browser cannot keep: the oldest exchanges of the oldest conversations.

        The latest exchange of the first conversation always stays, and names of conversations do.
        """
        bytes_left, fitting = MOST_BYTES, list[Conversation]()
        for one in self.conversations:
            exchanges = list[Exchange]()
            for each in reversed(one.exchanges):
                bytes_left -= _size(each)
                if bytes_left < 0 and (exchanges or fitting):
                    break
                exchanges.insert(0, each)
            if exchanges:
                title = one.title if len(exchanges) == len(one.exchanges) else one.name
                fitting.append(replace(one, title=title, exchanges=tuple(exchanges)))
        return Shelf(tuple(fitting))

    def plus(self, one: Conversation) -> "Shelf":
        """Put a conversation first, in the place of what it was before."""
        return Shelf((one, *self.without(one.id).conversations))

    def joined(self, one: Conversation) -> Conversation:
        """Take up what is kept of a conversation: another tab may have named it, or gone on."""
        known = self.find(one.id)
        if known is None:
            return one
        both = [*enumerate(known.exchanges), *enumerate(one.exchanges)]
        each = {exchange.asked or f"{place:06}": exchange for place, exchange in both}
        return replace(one, title=known.title, exchanges=tuple(each[key] for key in sorted(each)))

    def without(self, conversation_id: str) -> "Shelf":
        """Take a conversation away."""
        return Shelf(tuple(each for each in self.conversations if each.id != conversation_id))

    def find(self, conversation_id: str) -> Conversation | None:
        """Give a conversation by its id, or None."""
        return next((each for each in self.conversations if each.id == conversation_id), None)

    def matching(self, words: str) -> Sequence[Conversation]:
        """Give the conversations in which all words occur."""
        return [each for each in self.conversations if each.mentions(words)]


def checked(one: Conversation, find: Callable[[str], Article | None]) -> Conversation:
    """Mark the quotes that are not, or no longer, what the index has at their place.

    Args:
        one: As a browser gave it back.
        find: Gives an article by its id, or None.
    """
    known = lru_cache(find)

    def is_stale(article_id: str, start: int, end: int, text: str) -> bool:
        article = known(article_id)
        return article is None or article.text[start:end] != text

    def with_marks(each: Exchange) -> Exchange:
        if each.answer is None:
            return each
        numbers: Iterable[int] = (
            quote.number
            for quote in each.answer.quotes
            if is_stale(quote.article.id, quote.start, quote.end, quote.text)
        )
        nearest = tuple(
            hit
            for hit in each.answer.nearest
            if not is_stale(hit.article.id, hit.start, hit.end, hit.text)
        )
        answer = replace(each.answer, nearest=nearest)
        return replace(each, answer=answer, stale=tuple(numbers))

    return replace(one, exchanges=tuple(map(with_marks, one.exchanges)))


def without_paths(answer: Answer) -> Answer:
    """Leave out what is nobody's business in a browser: where the files are on the disk."""

    def shown(article: Citation) -> Citation:
        return replace(article, path="")

    quotes = (
        replace(
            quote,
            article=shown(quote.article),
            copies=tuple(map(shown, quote.copies[:_COPIES_KEPT])),
        )
        for quote in answer.quotes
    )
    nearest = (replace(hit, article=shown(hit.article)) for hit in answer.nearest)
    return replace(answer, quotes=tuple(quotes), nearest=tuple(nearest))


def _size(each: Exchange) -> int:
    row = json.dumps(_shape(Exchange).dump_python(each), ensure_ascii=False)
    return len(row.encode("utf-8", "replace"))


@lru_cache(maxsize=2)
def _shape(record: type) -> Any:
    from pydantic import TypeAdapter

    return TypeAdapter(record)


def _is_sound(one: Conversation) -> bool:
    """Tell whether all places lie where they say, as `Quote.cut` would have made sure."""
    return all(_holds(each.answer) for each in one.exchanges if each.answer)


def _holds(answer: Answer) -> bool:
    for quote in answer.quotes:
        left, right = quote.answer_start, quote.answer_end
        if quote.start < 0 or not quote.text or quote.end - quote.start != len(quote.text):
            return False
        if (left is None) != (right is None):
            return False
        if (
            left is not None
            and right is not None
            and not (quote.start <= left < right <= quote.end)
        ):
            return False
    numbers = {quote.number for quote in answer.quotes}
    cited = [set(short.quotes) for short in answer.short_answers]
    return all(0 <= hit.start < hit.end for hit in answer.nearest) and all(
        each and each <= numbers for each in cited
    )
