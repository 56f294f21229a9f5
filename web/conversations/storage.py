"""What a browser keeps of conversations, and how much: of more, the oldest exchanges are dropped.

In: conversations, and what a browser gives back, which may be damaged or forged and is checked for
its shape. Out: plain data for a browser to keep.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from qa.records import Answer
from web.conversations.conversation import Conversation, Exchange

__all__ = ["MOST_BYTES", "History"]

# All conversations as JSON. A browser gives a page 5 MB, in which they are kept encrypted.
MOST_BYTES = 2_000_000


@dataclass(frozen=True, slots=True)
class History:
    """The conversations of one browser, the latest first."""

    conversations: tuple[Conversation, ...] = ()

    @classmethod
    def read(cls, kept: Any) -> "History":
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

    def fitting(self) -> "History":
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
        return History(tuple(fitting))

    def plus(self, one: Conversation) -> "History":
        """Put a conversation first, in the place of what it was before."""
        return History((one, *self.without(one.id).conversations))

    def joined(self, one: Conversation) -> Conversation:
        """Take up what is kept of a conversation: another tab may have named it, or gone on."""
        known = self.find(one.id)
        if known is None:
            return one
        both = [*enumerate(known.exchanges), *enumerate(one.exchanges)]
        each = {exchange.asked or f"{place:06}": exchange for place, exchange in both}
        return replace(one, title=known.title, exchanges=tuple(each[key] for key in sorted(each)))

    def without(self, conversation_id: str) -> "History":
        """Take a conversation away."""
        return History(tuple(each for each in self.conversations if each.id != conversation_id))

    def find(self, conversation_id: str) -> Conversation | None:
        """Give a conversation by its id, or None."""
        return next((each for each in self.conversations if each.id == conversation_id), None)

    def matching(self, words: str) -> Sequence[Conversation]:
        """Give the conversations in which all words occur."""
        return [each for each in self.conversations if each.mentions(words)]


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
