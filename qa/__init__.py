"""Ask a folder of news articles; every answer stands on verbatim quotes.

In: a question and an open store. Out: an `Answer`. Here stand the bot and its commands; questions,
reading and answers are rooms, and none of them imports the bot.
"""

from typing import TYPE_CHECKING, Any

from index.records import Filter
from qa.records import Answer, Quote, Refusal, ShortAnswer, Turn
from qa.writing.endpoint import Endpoint

if TYPE_CHECKING:
    from qa.bot import Bot, open_bot
    from qa.shared import ask, retrieve

__all__ = [
    "Answer", "Bot", "Endpoint", "Filter", "Quote", "Refusal", "ShortAnswer", "Turn", "ask",
    "open_bot", "retrieve",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    # Only when it is used: `beleg --help` imports this package and answers without numpy.
    if name in __all__:
        from qa import bot, shared

        return getattr(shared if name in shared.__all__ else bot, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
