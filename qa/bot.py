"""The bot: one model and one index, kept open, and what may be asked of them.

One bot keeps one model and one index open. It notices when a new generation of the index is
published, and goes on with the old one where the new one cannot be opened.
"""

import logging
import os
import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import QuestionError, StoreError
from index.model.encoder import Encoder, load_encoder, model_name
from index.records import Article, Filter, Hit
from index.store.contract.places import Place, Remote, data_folder, place_of
from index.store.contract.protocol import Store
from index.store.opening import open_store
from qa.answers import answering
from qa.asking import Asking, timed_step
from qa.questions.kinds import Kind
from qa.questions.question import understand
from qa.reading.calibration import kept
from qa.reading.protocol import Reader
from qa.reading.reader import load_reader, reader_name
from qa.records import Answer, Draft, Step, Timeline, Turn
from qa.time.days import day_of_asking
from qa.time.named import named
from qa.time.timeline import timeline_answer, topic_of
from qa.translation.answers import translated
from qa.translation.engine import LocalTranslator
from qa.translation.protocol import Translator
from qa.writing.endpoint import Endpoint

if TYPE_CHECKING:
    from qa.writing.follow_ups import FollowUps
    from qa.writing.writer import Writer

__all__ = ["Bot", "default_store", "open_bot"]

logger = logging.getLogger("beleg.qa.bot")

QUOTES = 3
MOST_ENTRIES = 40  # of a timeline


class Bot:
    """Answers questions from one index. Safe to use from several threads.

    Attributes:
        writer: Lets a language model write from the quotes, where one was named.
        follow_ups: Lets it complete follow-ups, where it was told to.
    """

    writer: "Writer | None" = None
    follow_ups: "FollowUps | None" = None

    def __init__(
        self,
        store: str | Path | Remote,
        encoder: Encoder,
        reader: Reader,
        translator: Translator | None = None,
    ) -> None:
        """Open the index at `store`; raises a `StoreError` where that cannot be."""
        self.translator = translator or LocalTranslator()
        self._place = place_of(store)
        self._encoder = encoder
        self._reader = reader
        self._store = open_store(self._place, encoder.identity)
        self._opening = threading.Lock()

    @property
    def encoder(self) -> Encoder:
        """The model of questions and passages; it may be shared with a build of the index."""
        return self._encoder

    @property
    def reader(self) -> Reader:
        """What reads the passages."""
        return self._reader

    @property
    def store(self) -> Store:
        """The generation of the index that is current now."""
        if not self._store.is_current() and self._opening.acquire(blocking=False):
            try:
                self._store = open_store(self._place, self._encoder.identity)
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
        understood = understand(question, history)
        return self._asking().hits(understood, _positive(k), only)

    def ask(
        self,
        question: str,
        *,
        history: Sequence[Turn] = (),
        k: int = QUOTES,
        only: Filter | None = None,
        searched: str | None = None,
        any_time: bool = False,
        today: date | str | None = None,
        translate: str | None = None,
    ) -> Answer:
        """Answer a question with quotes, or say that the articles do not.

        Args:
            question: In any language.
            history: `Answer.turn` of the questions before, for a follow-up.
            k: How many quotes at most.
            only: Which articles to search.
            searched: What to search for instead of the question, as it is: `Answer.searched` of an
                earlier answer, put right by the user.
            any_time: Whether a time that the question names (*last week*) is left alone. Days in
                `only` win over it anyway.
            today: The day that such a time is reckoned from; by default `$BELEG_TODAY`, else now.
            translate: A language (ISO 639 code) in which quotes and short answers are given as
                well, by a machine.

        Raises:
            QuestionError: The question is empty, has no words or is too long, `k` is below 1, or
                `today` is no day.
        """
        steps = self.steps(
            question,
            history=history,
            k=k,
            only=only,
            searched=searched,
            any_time=any_time,
            today=today,
            translate=translate,
        )
        answer = next(step for step in steps if isinstance(step, Answer))
        return next((each for each in reversed(list(self.write(answer))) if each), answer)

    def write(self, answer: Answer) -> Iterator[Answer | None]:
        """Let the language model write from the quotes of an answer, where there is one.

        Yields:
            The answer with what was written so far; None while nothing comes.
        """
        if self.writer is not None:
            yield from self.writer.write(answer, self._asking().article_of)

    def steps(
        self,
        question: str,
        *,
        history: Sequence[Turn] = (),
        k: int = QUOTES,
        only: Filter | None = None,
        searched: str | None = None,
        any_time: bool = False,
        today: date | str | None = None,
        translate: str | None = None,
        drafts: bool = False,
        completes: bool = True,
    ) -> Iterator[Step | Draft | Answer]:
        """Answer a question as `ask` does, telling each step before it is taken.

        `drafts` also gives the best answer of what was read first, as soon as it is sure enough.
        Without `completes` no language model is asked for a follow-up.

        Yields:
            What is done next, a first answer where there is one, and at last the answer.
        """
        _positive(k)
        timings: dict[str, float] = {}
        asking = self._asking()
        topic = topic_of(question) if searched is None else None
        with timed_step(timings, "understand"):
            understood = by_rules = understand(topic or question, history, searched=searched)
        if self.follow_ups is not None and completes:
            with timed_step(timings, "complete"):
                count = asking.searched(only)
                understood = yield from self.follow_ups.steps(understood, history, count)
        with timed_step(timings, "understand"):
            time = named(understood, only, day_of_asking(today), any_time=any_time)
        if understood.kind in (Kind.GREETING, Kind.THANKS):
            yield answering.polite(understood)
            return
        if topic is not None:
            yield Step("search", asking.searched(only))
            with timed_step(timings, "timeline"):
                told = asking.timeline(understood, MOST_ENTRIES, only)
            answer = timeline_answer(question, told, understood.language)
        else:
            answer = yield from asking.of_time(understood, k, only, time, timings, drafts=drafts)
            if not answer.answered and understood is not by_rules:  # no answer is lost to a model
                answer = yield from asking.of_time(by_rules, k, only, time, timings)
        if translate is not None:
            with timed_step(timings, "translate"):
                answer = translated(answer, translate, self.translator)
        # Not what passed between the steps, when whoever is told of them had the turn.
        timings["total"] = round(sum(timings.values()), 1)
        yield replace(answer, timings_ms=timings)

    def timeline(
        self, topic: str, k: int = MOST_ENTRIES, *, only: Filter | None = None
    ) -> Timeline:
        """Give the dated sentences on a topic, oldest first; none where the articles are silent.

        Args:
            topic: In any language; a question will do.
            k: How many sentences at most.
            only: Which articles to search.

        Raises:
            QuestionError: The topic is empty, has no words or is too long, or `k` is below 1.
        """
        return self._asking().timeline(understand(topic), _positive(k), only)

    def worded(self, timeline: Timeline) -> Iterator[Timeline | None]:
        """Let the language model word a timeline, where it was told to; see `write`."""
        language = understand(timeline.topic).language
        for step in self.write(timeline_answer(timeline.topic, timeline, language)):
            yield replace(timeline, written=step.written) if step else None

    def article(self, article_id: str) -> Article:
        """Give an article by its id.

        Raises:
            QuestionError: There is no such article.
        """
        return self._asking().article_of(article_id)

    def _asking(self) -> Asking:
        return Asking(self.store, self._encoder, self._reader)


def open_bot(
    store: str | Path | Remote | None = None,
    *,
    model: str | None = None,
    reader: str | None = None,
    translator: Translator | None = None,
    llm: Endpoint | None = None,
) -> Bot:
    """Open a bot on an index; keep it, it holds the models.

    Args:
        store: The index's folder, `milvus://HOST:PORT/NAME` or a file `….db`; by default
            `$BELEG_STORE`, else `.beleg`.
        model: The embedding model; by default `$BELEG_MODEL`, else the bundled one.
        reader: The question-answering model; by default `$BELEG_READER`, else the bundled one.
        translator: Translates quotes where that is asked for; by default an engine on this machine
            with the models that `beleg translate --install` has put there.
        llm: A language model that writes from the quotes, and what else it is told to do; they and
            the questions are sent there.

    Raises:
        StoreMissingError: There is no index yet.
        StoreMismatchError: Another model built it.
        StoreDamagedError: It is not whole.
        ModelError: A model cannot be loaded.
        EndpointError: The client of language models is not installed.
    """
    place = place_of(store) if store is not None else default_store()
    open_store(place).require(model_name(model))  # before the model is loaded, which takes seconds
    if llm:
        llm.require_client()
    if llm and llm.translations and translator is None:
        from qa.writing.translating import open_translator

        translator = open_translator(llm)
    encoder = load_encoder(model)
    fitted = kept(data_folder(place), reader_name(reader))
    read = load_reader(encoder, reader, fitted=fitted)
    bot = Bot(place, encoder, read, translator)
    if llm:
        from qa.writing.follow_ups import open_follow_ups
        from qa.writing.writer import open_writer

        bot.writer = open_writer(llm, encoder, read)
        bot.follow_ups = open_follow_ups(llm, encoder) if llm.follow_ups else None
    return bot


def default_store() -> Place:
    """Give the place of the index where none is named."""
    return place_of(os.environ.get("BELEG_STORE") or ".beleg")


def _positive(k: int) -> int:
    if k < 1:
        raise QuestionError(f"cannot give {k} results; ask for at least 1")
    return k
