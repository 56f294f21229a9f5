"""The bot: question → passages → readings → quotes → answer.

One bot keeps one model and one index open. It notices when a new generation of the index is
published, and goes on with the old one where the new one cannot be opened.
"""

import logging
import os
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cache, lru_cache
from pathlib import Path

from index.encoder import Encoder, load_encoder, model_name
from index.errors import QuestionError, StoreError
from index.records import Article, Filter, Hit
from index.store import Store, open_store
from qa import answering, followups, questions, retrieval
from qa.kinds import Kind
from qa.questions import Question
from qa.reader import load_reader
from qa.reading import Reader
from qa.records import Answer, Step, Turn
from qa.retrieval import RetrievalOptions
from qa.summary import leads

__all__ = ["READ", "Bot", "ask", "default_store", "open_bot", "retrieve"]

logger = logging.getLogger("beleg.qa.bot")

# Passages that are read for one answer. The passage with the answer is among the first 8 for 97 in
# 100 questions of XQuAD, and among the first 12 for 98 (`benchmarks/passage_size.py`).
READ = 12
QUOTES = 3

_sharing = threading.Lock()


class Bot:
    """Answers questions from one index. Safe to use from several threads."""

    def __init__(self, store: Path, encoder: Encoder, reader: Reader) -> None:
        """Open the index at `store`; raises a `StoreError` where that cannot be."""
        self._path = store
        self._encoder = encoder
        self._reader = reader
        self._store = open_store(store, encoder.identity)
        self._opening = threading.Lock()

    @property
    def encoder(self) -> Encoder:
        """The model of questions and passages; it may be shared with a build of the index."""
        return self._encoder

    @property
    def store(self) -> Store:
        """The generation of the index that is current now."""
        if not self._store.is_current() and self._opening.acquire(blocking=False):
            try:
                self._store = open_store(self._path, self._encoder.identity)
            except StoreError as error:
                logger.warning("going on with the index that is open: %s", error)
            finally:
                self._opening.release()
        return self._store

    def retrieve(
        self,
        question: str,
        k: int = 10,
        *,
        history: Sequence[Turn] = (),
        only: Filter | None = None,
    ) -> list[Hit]:
        """Find the passages nearest to a question, best first.

        Args:
            question: In any language.
            k: How many passages at most.
            history: `Answer.turn` of the questions before, for a follow-up.
            only: Which articles to search.

        Raises:
            QuestionError: The question is empty, has no words or is too long, or `k` is below 1.
        """
        understood = questions.understand(question, history)
        return self._hits(understood, self.store, _positive(k), only)

    def ask(
        self,
        question: str,
        *,
        history: Sequence[Turn] = (),
        k: int = QUOTES,
        only: Filter | None = None,
        searched: str | None = None,
    ) -> Answer:
        """Answer a question with quotes, or say that the articles do not.

        Args:
            question: In any language.
            history: `Answer.turn` of the questions before, for a follow-up.
            k: How many quotes at most.
            only: Which articles to search.
            searched: What to search for instead of the question, as it is: `Answer.searched` of an
                earlier answer, put right by the user.

        Raises:
            QuestionError: The question is empty, has no words or is too long, or `k` is below 1.
        """
        steps = self.steps(question, history=history, k=k, only=only, searched=searched)
        return next(step for step in steps if isinstance(step, Answer))

    def steps(
        self,
        question: str,
        *,
        history: Sequence[Turn] = (),
        k: int = QUOTES,
        only: Filter | None = None,
        searched: str | None = None,
    ) -> Iterator[Step | Answer]:
        """Answer a question as `ask` does, telling each step before it is taken.

        Yields:
            What is done next, and at last the answer.
        """
        _positive(k)
        timings: dict[str, float] = {}
        store = self.store

        @cache  # the same few articles are cut up several times for one answer
        def article_of(article_id: str) -> Article:
            return _article(store, article_id)

        with _timed(timings, "understand"):
            understood = questions.understand(question, history, searched=searched)
        if understood.kind in (Kind.GREETING, Kind.THANKS):
            yield answering.polite(understood)
            return
        yield Step("search", _searched(store, only))
        with _timed(timings, "retrieve"):
            hits = self._hits(understood, store, READ, only)
        yield Step("read", len(hits))
        with _timed(timings, "read"):
            if understood.kind is Kind.SUMMARY:
                readings, threshold = leads(hits, article_of), 0.0
            else:
                readings = self._reader.read(understood, hits)
                threshold = self._reader.threshold(understood)
        with _timed(timings, "compose"):
            answer = answering.compose(
                understood,
                hits,
                readings,
                article_of,
                self._encoder.encode_queries,
                threshold=threshold,
                most_quotes=k,
                filtered=bool(only),
            )
            quotes = tuple(
                replace(quote, copies=tuple(store.catalogue.copies(quote.article.id)))
                if quote.article.copies
                else quote
                for quote in answer.quotes
            )
        # Not what passed between the steps, when whoever is told of them had the turn.
        timings["total"] = round(sum(timings.values()), 1)
        yield replace(answer, quotes=quotes, timings_ms=timings)

    def _hits(self, asked: Question, store: Store, k: int, only: Filter | None) -> list[Hit]:
        vector = self._encoder.encode_queries([asked.text])[0]

        def found(within: Filter | None) -> list[Hit]:
            return retrieval.retrieve(
                asked,
                store,
                self._encoder,
                k=k,
                options=RetrievalOptions(),
                only=within,
                vector=vector,
            )

        known = followups.within(asked.articles, only)
        return found(only) if known is None else followups.woven(found(known), found(only), k)

    def article(self, article_id: str) -> Article:
        """Give an article by its id.

        Raises:
            QuestionError: There is no such article.
        """
        return _article(self.store, article_id)


def open_bot(
    store: str | Path | None = None, *, model: str | None = None, reader: str | None = None
) -> Bot:
    """Open a bot on an index; keep it, it holds the models.

    Args:
        store: The index's folder; by default `$BELEG_STORE`, else `.beleg`.
        model: The embedding model; by default `$BELEG_MODEL`, else the bundled one.
        reader: The question-answering model; by default `$BELEG_READER`, else the bundled one.

    Raises:
        StoreMissingError: There is no index yet.
        StoreMismatchError: Another model built it.
        StoreDamagedError: It is not whole.
        ModelError: A model cannot be loaded.
    """
    path = Path(store) if store is not None else default_store()
    open_store(path).require(model_name(model))  # before the model is loaded, which takes seconds
    encoder = load_encoder(model)
    return Bot(path, encoder, load_reader(encoder, reader))


def ask(
    question: str,
    *,
    store: str | Path | None = None,
    history: Sequence[Turn] = (),
    k: int = QUOTES,
    only: Filter | None = None,
) -> Answer:
    """Answer a question from an index; see `Bot.ask`. The bot is opened once and kept."""
    return _shared_bot(_resolved(store)).ask(question, history=history, k=k, only=only)


def retrieve(
    question: str,
    *,
    store: str | Path | None = None,
    k: int = 10,
    only: Filter | None = None,
) -> list[Hit]:
    """Find passages in an index; see `Bot.retrieve`. The bot is opened once and kept."""
    return _shared_bot(_resolved(store)).retrieve(question, k=k, only=only)


def default_store() -> Path:
    """Give the folder of the index where none is named."""
    return Path(os.environ.get("BELEG_STORE") or ".beleg")


def _resolved(store: str | Path | None) -> Path:
    return (Path(store) if store is not None else default_store()).resolve()


def _shared_bot(store: Path) -> Bot:
    with _sharing:  # or several threads that ask first would each open one
        return _opened_bot(store)


@lru_cache(maxsize=4)
def _opened_bot(store: Path) -> Bot:
    return open_bot(store)


def _article(store: Store, article_id: str) -> Article:
    article = store.catalogue.article(article_id)
    if article is None:
        raise QuestionError(f"no article {article_id!r} in the index; list them with: beleg status")
    return article


def _searched(store: Store, only: Filter | None) -> int:
    if not only:
        return store.manifest.counts.articles
    return store.catalogue.listing(limit=1, within=only)[1]


def _positive(k: int) -> int:
    if k < 1:
        raise QuestionError(f"cannot give {k} results; ask for at least 1")
    return k


@contextmanager
def _timed(timings: dict[str, float], step: str) -> Iterator[None]:
    started = time.perf_counter()
    yield
    timings[step] = round(1000 * (time.perf_counter() - started), 1)
