"""A conversation: what was asked and answered, and what of it an index still bears out.

In: exchanges. Out: records. What comes back from a browser may be old or forged: every quote in it
is compared with its article before it is shown as one (`checked`).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from uuid import uuid4

from index.records import Article, Citation, Filter
from qa.records import Answer, Turn

__all__ = ["Conversation", "Exchange", "checked", "goes_on", "without_paths"]

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
        earlier: What was shown while more was read, where the whole answer is another.
        any_time: Whether a time that the question names was left alone.
    """

    question: str
    answer: Answer | None = None
    failure: str = ""
    stale: tuple[int, ...] = ()
    only: Filter | None = None
    asked: str = ""
    earlier: Answer | None = None
    any_time: bool = False


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

    def begun(self) -> "Conversation":
        """Give it a name and a beginning, where it has none yet."""
        if self.id:
            return self
        started = datetime.now(UTC).isoformat(timespec="seconds")
        return replace(self, id=uuid4().hex, started=started)

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
        stale = tuple(numbers)
        # What was written from quotes that are gone is borne out by nothing.
        written = None if stale else each.answer.written
        answer = replace(each.answer, nearest=nearest, written=written)
        return replace(each, answer=answer, stale=stale, earlier=None)

    return replace(one, exchanges=tuple(map(with_marks, one.exchanges)))


def goes_on(first: Answer, answer: Answer) -> bool:
    """Tell whether an answer begins as the first one did, or differs, and leaves out nothing."""
    quotes = {quote.text for quote in answer.quotes}
    shorts = {short.text for short in answer.short_answers}
    return (
        bool(answer.quotes)
        and (answer.quotes[0].text == first.quotes[0].text or answer.disagreement is not None)
        and {short.text for short in first.short_answers} <= shorts
        and {quote.text for quote in first.quotes} <= quotes
    )


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
