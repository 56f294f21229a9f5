"""One question on one generation of the index: passages → readings → quotes → answer.

In: a question that stands alone. Out: an answer, or a timeline, and each step before it is taken.
"""

from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from time import perf_counter

from index.errors import QuestionError
from index.model.encoder import Encoder, Vectors
from index.records import Article, Citation, Filter, Hit
from index.store.contract.protocol import Store
from qa import retrieval
from qa.answers import answering
from qa.answers.matter import Matter
from qa.answers.topic import on_topic
from qa.questions import followups
from qa.questions.kinds import Kind
from qa.questions.question import Question
from qa.reading.lead_sentences import leads
from qa.reading.protocol import Reader, Reading
from qa.records import Answer, AnswerTime, Draft, Quote, Step, Timeline
from qa.retrieval import PASSAGES_READ, RetrievalOptions
from qa.time.dating import asks_latest, in_order, restricted, timed
from qa.time.phrases import as_of, said_of_time
from qa.time.timeline import timeline_of

__all__ = ["READ_FIRST", "READ_IF_SURE", "Asking", "timed_step"]

# After so many passages a first answer may be shown, where it is so much surer than it need be, and
# no more than so many are read then: what comes after them is hardly ever the first quote
# (`benchmarks/selection.py`), and takes a third of the time.
READ_FIRST = ((2, 0.2), (4, 0.1))
READ_IF_SURE = 8


class Asking:
    """Searches and reads for one question.

    Args:
        store: The generation of the index that is asked.
        encoder: The model that built it.
        reader: Reads passages.
    """

    def __init__(self, store: Store, encoder: Encoder, reader: Reader) -> None:
        self.store = store
        self._encoder = encoder
        self._reader = reader
        # The same few articles are cut up several times for one answer.
        self.article_of = cache(self._article)

    def answered(
        self,
        asked: Question,
        k: int,
        only: Filter | None,
        time: AnswerTime | None,
        timings: dict[str, float],
        *,
        drafts: bool = False,
    ) -> Generator[Step | Draft, None, Answer]:
        """Search and read for one answer, telling each step before it is taken.

        Args:
            asked: What is asked.
            k: How many quotes at most.
            only: Which articles to search.
            time: A time of an event that it names: articles of that time come first.
            timings: Milliseconds of each step so far; what is spent here is added.
            drafts: Whether to give the best answer as soon as that is sure enough.
        """
        yield Step("search", self.searched(only))
        with timed_step(timings, "retrieve"):
            hits = self.hits(asked, PASSAGES_READ, only, time)
        yield Step("read", len(hits))
        if asked.kind is Kind.SUMMARY:
            with timed_step(timings, "read"):
                readings = leads(hits, self.article_of)
            with timed_step(timings, "compose"):
                return self._composed(asked, hits, readings, k, 0.0, only, None)
        threshold = self._reader.threshold(asked)
        with timed_step(timings, "read"):
            first = self._sure(asked, hits, time, threshold)
        if first:
            if drafts:
                with timed_step(timings, "draft"):
                    # The best alone: what else so few passages say is seldom said in the end.
                    draft = self._composed(asked, hits, first[:1], 1, threshold, only, time)
                yield Draft(draft)
            with timed_step(timings, "retrieve"):
                hits = self._beside(first[0].hit, hits[: max(READ_IF_SURE, k)], only)
        with timed_step(timings, "read"):  # the reader remembers what it has read
            readings = self._read(asked, hits, time, threshold)
        with timed_step(timings, "compose"):
            return self._composed(asked, hits, readings, k, threshold, only, time)

    def of_time(
        self,
        asked: Question,
        k: int,
        only: Filter | None,
        time: AnswerTime | None,
        timings: dict[str, float],
        *,
        drafts: bool = False,
    ) -> Generator[Step | Draft, None, Answer]:
        """Answer as `answered` does from the articles of a time that the question names.

        Where they do not say it, all others are searched too, and the answer says so.
        """
        within = restricted(only, time, undated=True) if time and time.filter else only
        answer = yield from self.answered(asked, k, within, time, timings, drafts=drafts)
        if time and time.filter:
            widened = not answer.answered
            if widened:
                within = only
                answer = yield from self.answered(asked, k, only, None, timings)
            answer = said_of_time(answer, time, asked.language, widened=widened)
        answer = as_of(answer, self.store.newest(within), asked.language)
        return replace(answer, time=time)

    def _sure(
        self, asked: Question, hits: Sequence[Hit], time: AnswerTime | None, threshold: float
    ) -> list[Reading]:
        """Read the first passages; gives nothing where they leave it open, or are all."""
        for most, surer in READ_FIRST:
            if len(hits) > most:
                readings = self._read(asked, hits[:most], time, threshold)
                if readings and readings[0].confidence >= threshold + surer:
                    return readings
        return []

    def _read(
        self, asked: Question, hits: Sequence[Hit], time: AnswerTime | None, threshold: float
    ) -> list[Reading]:
        readings = self._reader.read(asked, hits)
        latest = asks_latest(asked.text)
        return in_order(readings, self.article_of, time, threshold, latest=latest)

    def _composed(
        self,
        asked: Question,
        hits: Sequence[Hit],
        readings: Sequence[Reading],
        k: int,
        threshold: float,
        only: Filter | None,
        time: AnswerTime | None,
    ) -> Answer:
        answer = answering.compose(
            asked,
            hits,
            readings,
            self.article_of,
            self._encoder.encode_queries,
            self.vectors,
            threshold=threshold,
            most_quotes=k,
            filtered=bool(only),
            of_a_time=time is not None and not time.filter,
        )
        quotes = (replace(timed(each), copies=tuple(self.copies(each))) for each in answer.quotes)
        return replace(answer, quotes=tuple(quotes))

    def vectors(self, texts: Sequence[str]) -> list[Vectors]:
        """Give the vectors of passages: the index has them."""
        known = self.store.vectors_of(texts)
        new = [text for position, text in enumerate(texts) if position not in known]
        encoded = iter(self._encoder.encode_passages(new) if new else ())
        return [known[at] if at in known else next(encoded) for at in range(len(texts))]

    def timeline(self, topic: Question, k: int, only: Filter | None) -> Timeline:
        """Give the dated sentences on a topic, `k` at most."""
        asked = replace(topic, kind=Kind.OPEN)
        hits = self.hits(asked, max(PASSAGES_READ, k), only)
        read = self._reader.read(asked, hits)
        readings = on_topic(asked, hits, read, self._reader.threshold(asked))
        return timeline_of(topic.text, readings, self.article_of, self.copies, most=k)

    def hits(
        self,
        asked: Question,
        k: int,
        only: Filter | None,
        time: AnswerTime | None = None,
    ) -> list[Hit]:
        """Find the passages for a question; of a time it names, those of its articles as well."""
        vector = self._encoder.encode_queries([asked.text])[0]

        def found(within: Filter | None) -> list[Hit]:
            return retrieval.retrieve(
                asked,
                self.store,
                self._encoder,
                k=k,
                options=RetrievalOptions(),
                only=within,
                vector=vector,
            )

        known = followups.within(asked.articles, only)
        if known is None and time is not None and not time.filter:
            known = restricted(only, time, undated=False)
        return found(only) if known is None else followups.woven(found(known), found(only), k)

    def _beside(self, told: Hit, hits: Sequence[Hit], only: Filter | None) -> list[Hit]:
        """Read other articles that may tell the same in the place of what is least near."""
        return retrieval.beside(told, hits, self.store, Matter(self.vectors), only=only)

    def copies(self, quote: Quote) -> list[Citation]:
        """Give the other articles that print the same as the one that a quote is of."""
        return self.store.copies(quote.article.id) if quote.article.copies else []

    def searched(self, only: Filter | None) -> int:
        """Count the articles that a filter lets through."""
        if not only:
            return self.store.manifest.counts.articles
        return self.store.listing(limit=1, within=only)[1]

    def _article(self, article_id: str) -> Article:
        article = self.store.article(article_id)
        if article is None:
            raise QuestionError(
                f"no article {article_id!r} in the index; list them with: beleg status"
            )
        return article


@contextmanager
def timed_step(timings: dict[str, float], step: str) -> Iterator[None]:
    """Add the milliseconds that are spent inside to those of a step."""
    started = perf_counter()
    yield
    spent = 1000 * (perf_counter() - started)
    timings[step] = round(timings.get(step, 0.0) + spent, 1)
