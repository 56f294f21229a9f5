"""The address of an answer: question, filter and time behind the `#`, and nothing on a server.

In: an exchange. Out: a fragment; and back to what is to be asked, whoever wrote the fragment.
"""

from typing import NamedTuple
from urllib.parse import parse_qs, urlencode

from index.records import Filter
from qa.questions.question import MAX_CHARACTERS
from web.conversations.conversation import Exchange
from web.events import whole

__all__ = ["Shared", "read_shared", "shared"]

# Of a forged fragment no more is read.
_LONGEST, _MOST_VALUES = 20_000, 200


class Shared(NamedTuple):
    """What an address asks.

    Attributes:
        question: As it is to be asked.
        only: Which articles to search; None for all.
        searched: What to search for instead, where it was completed or put right.
        any_time: Whether a time that the question names is left alone.
    """

    question: str
    only: Filter | None = None
    searched: str | None = None
    any_time: bool = False


def shared(exchange: Exchange) -> str:
    """Give the fragment by which an answer is found again on the same articles."""
    only = exchange.only or Filter()
    answer = exchange.answer
    searched = answer.searched if answer and answer.searched != exchange.question else ""
    fields = [("q", exchange.question), ("searched", searched)]
    fields += [("time", "any" if exchange.any_time else "")]
    fields += [("since", only.since or ""), ("until", only.until or "")]
    fields += [("source", each) for each in only.sources]
    fields += [("language", each) for each in only.languages]
    written = [(name, value) for name, value in fields if value]
    return f"#{urlencode(written, errors='replace')}"


def read_shared(fragment: object) -> Shared | None:
    """Read a fragment; None where it asks nothing, or what could not be asked."""
    if not isinstance(fragment, str) or not fragment.startswith("#q="):
        return None
    try:
        fields = parse_qs(whole(fragment[1:_LONGEST]), max_num_fields=_MOST_VALUES)
        question = fields["q"][0].strip()
        only = Filter(
            since=fields.get("since", [None])[0],
            until=fields.get("until", [None])[0],
            sources=tuple(fields.get("source", ())),
            languages=tuple(fields.get("language", ())),
        )
    except (KeyError, ValueError):
        return None
    searched = fields.get("searched", [None])[0]
    any_time = fields.get("time") == ["any"]
    return Shared(question[:MAX_CHARACTERS], only or None, searched, any_time) if question else None
