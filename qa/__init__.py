"""Ask a folder of news articles; every answer stands on verbatim quotes."""

from typing import TYPE_CHECKING, Any

from index.records import Filter
from qa.records import Answer, Quote, Refusal, ShortAnswer, Turn

if TYPE_CHECKING:
    from qa.bot import Bot, ask, open_bot, retrieve

__all__ = [
    "Answer", "Bot", "Filter", "Quote", "Refusal", "ShortAnswer", "Turn", "ask", "open_bot",
    "retrieve",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    # Only when it is used: `beleg --help` imports this package and answers without numpy.
    if name in __all__:
        from qa import bot

        return getattr(bot, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
