"""What the page and its endpoints do: one bot for all visitors, and what each has been told.

In: questions. Out: messages and evidence for the page, plain data for programs.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from html import escape
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from index.errors import BelegError
from index.records import Article
from qa.records import Turn, answer_dict, hit_dict
from web.markup import evidence, told

if TYPE_CHECKING:
    from index.store import Store
    from qa.bot import Bot

__all__ = ["Chat", "Conversation"]


@dataclass(frozen=True, slots=True)
class Conversation:
    """What one visitor has asked and been told, oldest first; kept on the server.

    Attributes:
        messages: What the page shows, escaped.
        turns: What a follow-up question needs to know.
    """

    messages: tuple[dict[str, Any], ...] = ()
    turns: tuple[Turn, ...] = ()

    def plus(self, role: str, shown: str, *turns: Turn) -> "Conversation":
        """Add a message, as HTML, and what it was about.

        The text of a chatbot is taken for HTML even where its Markdown is switched off.
        """
        message = {"role": role, "content": [{"type": "text", "text": shown}]}
        return Conversation((*self.messages, message), (*self.turns, *turns))


class Chat:
    """One bot for all visitors: loaded in the background, waited for where it is needed."""

    def __init__(self, store: Path, open_bot: "Callable[[], Bot]") -> None:
        self._path = store
        self._open_bot = open_bot
        self._loader = ThreadPoolExecutor(1, "beleg-load")
        self._lock = Lock()
        self._bot: Future[Bot] | None = None
        self._index: Store | None = None

    def find(self, article_id: str) -> Article | None:
        """Give an article by its id, or None; does not wait for the model, as it needs none.

        Raises:
            StoreError: The index cannot be opened.
        """
        from index.store import open_store

        with self._lock:
            if self._index is None or not self._index.is_current():
                self._index = open_store(self._path)
            index = self._index
        return index.catalogue.article(article_id)

    def load(self) -> "Future[Bot]":
        """Start to load the bot, or to load it again where that has failed."""
        with self._lock:
            if self._bot is None or (self._bot.done() and self._bot.exception()):
                self._bot = self._loader.submit(self._open_bot)
            return self._bot

    def reply(self, question: str, past: Conversation) -> Iterator[tuple[Any, ...]]:
        """Answer on the page.

        Yields:
            Question box, messages, evidence and conversation: first with the question alone, then
            with its answer.
        """
        import gradio as gr

        if not question.strip():
            yield (gr.skip(),) * 4
            return
        asked = past.plus("user", escape(question, quote=False))
        bot = self.load()
        waiting = "…" if bot.done() else "The model is still loading, one moment …"
        yield "", asked.plus("assistant", waiting).messages, gr.skip(), gr.skip()
        try:
            answer = bot.result().ask(question, history=past.turns)
        except BelegError as error:
            failed = escape(str(error), quote=False)
            past, shown = asked.plus("assistant", failed), evidence(None)
        else:
            past = asked.plus("assistant", told(answer), answer.turn)
            shown = evidence(answer)
        yield gr.skip(), past.messages, shown, past

    def ask(self, question: str) -> dict[str, Any]:
        """Answer a question with verbatim quotes from the articles, or say that they do not.

        Args:
            question: In any language.
        """
        with _polite():
            return answer_dict(self.load().result().ask(question))

    def retrieve(self, question: str, k: int = 10) -> dict[str, Any]:
        """Find the passages of the articles that are nearest to a question, best first.

        Args:
            question: In any language.
            k: How many passages at most.
        """
        with _polite():
            hits = self.load().result().retrieve(question, k=k)
        return {"question": question, "hits": [hit_dict(hit) for hit in hits]}

    def article(self, article_id: str) -> dict[str, Any]:
        """Give an article with its whole text.

        Args:
            article_id: As answers and passages name it.
        """
        with _polite():
            article = self.load().result().article(article_id)
        known = asdict(article.citation) | {"text": article.text}
        names = ("id", "title", "text", "language", "published", "source", "url")
        return {name: known[name] for name in names}

    def status(self) -> dict[str, Any]:
        """Tell what is indexed: how many articles, their sources, languages and dates."""
        from index.store import summarise

        with _polite():
            return summarise(self._path)


@contextmanager
def _polite() -> Iterator[None]:
    """Turn an expected failure into one whose message Gradio passes on."""
    import gradio as gr

    try:
        yield
    except BelegError as error:
        raise gr.Error(str(error), print_exception=False) from error
