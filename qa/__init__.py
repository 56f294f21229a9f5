"""Ask a folder of news articles; every answer stands on verbatim quotes."""

from qa.bot import Bot, ask, open_bot, retrieve
from qa.records import Answer, Quote, Refusal, ShortAnswer, Turn

__all__ = [
    "Answer", "Bot", "Quote", "Refusal", "ShortAnswer", "Turn", "ask", "open_bot", "retrieve",
]  # fmt: skip
