"""`beleg mcp`: the same answers as tools of the Model Context Protocol, over standard input.

In: requests of a desktop assistant or an editor. Out: answers with quotes and places, as structured
data. Standard output belongs to the protocol: nothing else is printed there.
"""

import asyncio
from collections.abc import Awaitable, Callable
from functools import cache
from importlib.util import find_spec
from threading import Lock
from typing import TYPE_CHECKING, Any

from index.commands import DEFAULT_STORE, Model, Store
from index.errors import BelegError
from index.store.contract.places import place_of

if TYPE_CHECKING:
    from mcp.server.fastmcp import FastMCP

    from index.store.contract.places import Place
    from qa.bot import Bot

__all__ = ["mcp", "server"]

_MOST_HITS = 100
_ABOUT = (
    "Answers questions about a folder of news articles, with verbatim quotes and the exact place "
    "of each. Where the articles do not say it, `answered` is false, and `nearest` holds the "
    "nearest passages, which are no answer. Quote word for word, and cite title and date."
)


def mcp(store: Store = DEFAULT_STORE, model: Model = None) -> None:
    """Offer answers to assistants on this machine as tools (MCP, standard input and output)."""
    if find_spec("mcp") is None:
        raise BelegError(
            "the tools need packages that are not installed; install them with: "
            "pip install 'beleg[mcp]'"
        )
    from index.store.opening import open_catalogue

    place = place_of(str(store))
    open_catalogue(place)  # what is wrong with the index is told before an assistant asks
    server(place, model).run()


def server(store: "Place", model: str | None = None) -> "FastMCP[None]":
    """Make the server of the tools; the models are loaded when a tool needs them.

    Args:
        store: The index.
        model: The embedding model; by default the one that `open_bot` takes.
    """
    from mcp.server.fastmcp import FastMCP
    from mcp.types import ToolAnnotations

    tools = _Tools(store, model)
    made: FastMCP[None] = FastMCP("beleg", instructions=_ABOUT, log_level="WARNING")
    given: dict[str, tuple[str, Callable[..., Awaitable[dict[str, Any]]]]] = {
        "ask": ("Ask the articles", tools.ask),
        "retrieve": ("Find passages", tools.retrieve),
        "article": ("Read an article", tools.article),
        "status": ("What is indexed", tools.status),
        "timeline": ("A timeline", tools.timeline),
    }
    for name, (title, tool) in given.items():
        hints = ToolAnnotations(
            title=title, readOnlyHint=True, destructiveHint=False, idempotentHint=True,
            openWorldHint=False,
        )  # fmt: skip
        made.add_tool(tool, name=name, title=title, annotations=hints, structured_output=True)
    return made


class _Tools:
    """The tools; what they say of themselves is what an assistant reads."""

    def __init__(self, store: "Place", model: str | None) -> None:
        self._store = store
        self._model = model
        self._lock = Lock()
        self._open = cache(self._opened)

    def _opened(self) -> "Bot":
        from qa.bot import open_bot

        return open_bot(self._store, model=self._model)

    def _bot(self) -> "Bot":
        with self._lock:
            return self._open()

    async def ask(self, question: str, k: int = 3) -> dict[str, Any]:
        """Answer a question with verbatim quotes from the articles, or say that they do not.

        Args:
            question: In any language.
            k: How many quotes at most.
        """
        from qa.plain_data import answer_dict

        return answer_dict(await asyncio.to_thread(lambda: self._bot().ask(question, k=k)))

    async def retrieve(self, question: str, k: int = 10) -> dict[str, Any]:
        """Find the passages of the articles that are nearest to a question, best first.

        Args:
            question: In any language.
            k: How many passages at most; never more than 100.
        """
        from qa.plain_data import hit_dict

        most = min(k, _MOST_HITS)
        hits = await asyncio.to_thread(lambda: self._bot().retrieve(question, k=most))
        return {"question": question, "hits": [hit_dict(hit) for hit in hits]}

    async def timeline(self, topic: str, k: int = 20) -> dict[str, Any]:
        """Give the dated sentences on a topic, oldest first; none where the articles are silent.

        Args:
            topic: In any language.
            k: How many sentences at most; never more than 100.
        """
        from qa.plain_data import timeline_dict

        most = min(k, _MOST_HITS)
        return timeline_dict(await asyncio.to_thread(lambda: self._bot().timeline(topic, most)))

    async def article(self, article_id: str) -> dict[str, Any]:
        """Give an article with its whole text.

        Args:
            article_id: As answers and passages name it.
        """
        from dataclasses import asdict

        found = await asyncio.to_thread(lambda: self._bot().article(article_id))
        names = ("id", "title", "text", "language", "published", "source", "url", "author")
        known = asdict(found.citation) | {"text": found.text}
        return {name: known[name] for name in names}

    async def status(self) -> dict[str, Any]:
        """Tell what is indexed: how many articles, their sources, languages and dates."""
        from index.store.opening import summarise

        return await asyncio.to_thread(lambda: summarise(self._store))
