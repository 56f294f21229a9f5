"""What the page and its endpoints do: one bot for all visitors, loaded in the background.

In: questions. Out: conversations for the page, plain data for programs.
"""

import logging
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from index.errors import BelegError, QuestionError
from index.records import Article, Filter
from qa.records import Step, answer_dict, hit_dict
from web.conversation import Conversation, Exchange, without_paths
from web.events import whole
from web.words import Words, number, words

if TYPE_CHECKING:
    from qa.bot import Bot

__all__ = ["Chat", "not_asked"]

logger = logging.getLogger("beleg.web.chat")

# Passages for one question: all of a large corpus would keep others waiting.
_MOST_HITS = 100


class Chat:
    """One bot for all visitors: loaded in the background, waited for where it is needed.

    Attributes:
        public: Whether others than this machine are visitors, whom it does not concern where things
            are on its disk.
    """

    def __init__(self, store: Path, open_bot: "Callable[[], Bot]") -> None:
        self.public = False
        self._path = store
        self._open_bot = open_bot
        self._loader = ThreadPoolExecutor(1, "beleg-load")
        self._lock = Lock()
        self._bot: Future[Bot] | None = None
        # Counting everything takes a second for 100,000 articles.
        self.summary = lru_cache(maxsize=1)(self._summarise)

    def find(self, article_id: str) -> Article | None:
        """Give an article by its id, or None; does not wait for the model, as it needs none.

        Raises:
            StoreError: The index cannot be opened.
        """
        from index.store import open_catalogue

        return open_catalogue(self._path)[1].article(article_id)

    def load(self) -> "Future[Bot]":
        """Start to load the bot, or to load it again where that has failed."""
        with self._lock:
            if self._bot is None or (self._bot.done() and self._bot.exception()):
                self._bot = self._loader.submit(self._open_bot)
            return self._bot

    @property
    def store(self) -> Path:
        """Where the index is kept."""
        return self._path

    def told(self, error: BelegError, said: Words | None = None) -> str:
        """Tell a visitor why something failed; what names a place on the disk goes to the log.

        Args:
            error: What failed.
            said: The words of the page; English where there is none.
        """
        if not self.public or isinstance(error, QuestionError):
            return str(error)
        logger.error("%s", error)
        return (said or words())["failed"]

    def reply(
        self,
        question: str,
        past: Conversation,
        said: Words | None = None,
        *,
        only: Filter | None = None,
        searched: str | None = None,
    ) -> Iterator[Step | Conversation | None]:
        """Go on with a conversation.

        Args:
            question: As it was typed, with words in it.
            past: The conversation so far.
            said: The words of the page, in which it tells why it failed; English where there are
                none.
            only: Which articles to search.
            searched: What to search for instead, where the user put that right: what is answered
                takes the place of the last answer.

        Yields:
            None while the model is still loading, then each step, at last the conversation.
        """
        question, asked = whole(question), datetime.now(UTC).isoformat(timespec="microseconds")
        if searched is not None and past.exchanges:
            asked, past = past.exchanges[-1].asked, past.before_last
        bot = self.load()
        if not bot.done():
            yield None
        try:
            steps = bot.result().steps(question, history=past.turns, only=only, searched=searched)
            for step in steps:
                if isinstance(step, Step):
                    yield step
                else:
                    answered = Exchange(question, without_paths(step), only=only, asked=asked)
                    yield _begun(past).plus(answered)
        except QuestionError:
            failure = not_asked(question if searched is None else searched, said or words())
            yield past.plus(Exchange(question, failure=failure, asked=asked))
        except BelegError as error:
            yield past.plus(Exchange(question, failure=self.told(error, said), asked=asked))

    def ask(self, question: str) -> dict[str, Any]:
        """Answer a question with verbatim quotes from the articles, or say that they do not.

        Args:
            question: In any language.
        """
        with self._polite():
            answer = self.load().result().ask(_text(question))
        return answer_dict(without_paths(answer) if self.public else answer)

    def retrieve(self, question: str, k: int = 10) -> dict[str, Any]:
        """Find the passages of the articles that are nearest to a question, best first.

        Args:
            question: In any language.
            k: How many passages at most; never more than 100.
        """
        with self._polite():
            hits = self.load().result().retrieve(_text(question), k=_count(k))
        told = [hit_dict(hit) for hit in hits]
        for hit in told if self.public else ():
            hit["article"]["path"] = ""
        return {"question": question, "hits": told}

    def article(self, article_id: str) -> dict[str, Any]:
        """Give an article with its whole text.

        Args:
            article_id: As answers and passages name it.
        """
        with self._polite():
            article = self.find(_text(article_id))
            if article is None:
                raise QuestionError(
                    f"no article {article_id!r} in the index; name one as answers and passages do"
                )
        known = asdict(article.citation) | {"text": article.text}
        names = ("id", "title", "text", "language", "published", "source", "url")
        return {name: known[name] for name in names}

    def status(self) -> dict[str, Any]:
        """Tell what is indexed: how many articles, their sources, languages and dates."""
        from index.store import open_catalogue

        with self._polite():
            generation, _ = open_catalogue(self._path)
            told = self.summary(generation)
        if not self.public:
            return told
        model = "" if Path(told["model"]).is_absolute() else told["model"]
        return told | {"store": "", "roots": [], "skipped": [], "model": model}

    @contextmanager
    def _polite(self) -> Iterator[None]:
        """Turn an expected failure into one whose message Gradio passes on."""
        import gradio as gr

        try:
            yield
        except BelegError as error:
            raise gr.Error(self.told(error), print_exception=False) from error

    def _summarise(self, generation: str) -> dict[str, Any]:
        from index.store import summarise

        del generation  # for the cache alone
        return summarise(self._path)


def _text(value: Any) -> str:
    """Check what a program sends for a text."""
    if not isinstance(value, str):
        raise QuestionError(f"a text was expected, and it is a {type(value).__name__}; send a text")
    return whole(value)


def _count(value: Any) -> int:
    """Check what a program sends for a number of passages."""
    if not isinstance(value, int):
        raise QuestionError(
            f"k is a {type(value).__name__}; send a whole number, 1 to {_MOST_HITS}"
        )
    return min(value, _MOST_HITS)


def _begun(past: Conversation) -> Conversation:
    if past.id:
        return past
    started = datetime.now(UTC).isoformat(timespec="seconds")
    return replace(past, id=uuid4().hex, started=started)


def not_asked(question: str, said: Words) -> str:
    """Tell why a question is none that can be asked, in the words of the page."""
    from qa.questions import MAX_CHARACTERS  # which `--help` would wait for

    count = len(" ".join(question.split()))
    if count <= MAX_CHARACTERS:
        return said["question_no_words"]
    most = number(MAX_CHARACTERS, said)
    return said["question_too_long"].format(count=number(count, said), most=most)
