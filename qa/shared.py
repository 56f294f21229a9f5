"""`ask` and `retrieve` without a bot at hand: one for each index, opened once and kept.

In: a question and the place of an index. Out: what its bot says.
"""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from threading import Lock

from index.records import Filter, Hit
from index.store.contract.places import Place, Remote, place_of
from qa import bot
from qa.records import Answer, Turn

__all__ = ["ask", "retrieve"]

_sharing = Lock()


def ask(
    question: str,
    *,
    store: str | Path | Remote | None = None,
    history: Sequence[Turn] = (),
    k: int = bot.QUOTES,
    only: Filter | None = None,
    any_time: bool = False,
    today: date | str | None = None,
    translate: str | None = None,
) -> Answer:
    """Answer a question from an index; see `Bot.ask`. The bot is opened once and kept."""
    return _shared_bot(_resolved(store)).ask(
        question,
        history=history,
        k=k,
        only=only,
        any_time=any_time,
        today=today,
        translate=translate,
    )


def retrieve(
    question: str,
    *,
    store: str | Path | Remote | None = None,
    k: int = 10,
    only: Filter | None = None,
) -> list[Hit]:
    """Find passages in an index; see `Bot.retrieve`. The bot is opened once and kept."""
    return _shared_bot(_resolved(store)).retrieve(question, k=k, only=only)


def _resolved(store: str | Path | Remote | None) -> Place:
    place = place_of(store) if store is not None else bot.default_store()
    return place.resolve() if isinstance(place, Path) else place


def _shared_bot(store: Place) -> bot.Bot:
    with _sharing:  # or several threads that ask first would each open one
        return _opened_bot(store)


@lru_cache(maxsize=4)
def _opened_bot(store: Place) -> bot.Bot:
    return bot.open_bot(store)
