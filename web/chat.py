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

from index.errors import BelegError, QuestionError
from index.records import Article, Filter
from index.store.contract.places import Place, data_folder, place_of
from qa.plain_data import answer_dict, hit_dict, timeline_dict
from qa.records import Answer, Draft, Step
from web.conversations.conversation import Conversation, Exchange, goes_on, without_paths
from web.events import whole
from web.program_inputs import count_of, filter_of, given, not_asked, text_of
from web.words import Words, words

if TYPE_CHECKING:
    from qa.bot import Bot

__all__ = ["Chat"]

logger = logging.getLogger("beleg.web.chat")

# Characters that are translated at a time: the longest quote.
_MOST_SAID = 400


class Chat:
    """One bot for all visitors: loaded in the background, waited for where it is needed.

    Attributes:
        public: Whether others than this machine are visitors, whom it does not concern where things
            are on its disk.
        data: The folder of what belongs to the chat and not to the index.
    """

    def __init__(
        self,
        store: str | Place,
        open_bot: "Callable[[], Bot]",
        *,
        data: Path | None = None,
    ) -> None:
        self.public = False
        self._place = place_of(store)
        self.data = data_folder(self._place, data)
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
        from index.store.opening import open_catalogue

        return open_catalogue(self._place)[1].article(article_id)

    def load(self) -> "Future[Bot]":
        """Start to load the bot, or to load it again where that has failed."""
        with self._lock:
            if self._bot is None or (self._bot.done() and self._bot.exception()):
                self._bot = self._loader.submit(self._open_bot)
            return self._bot

    @property
    def store(self) -> Place:
        """Where the index is kept."""
        return self._place

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
        any_time: bool = False,
        completes: bool = False,
    ) -> Iterator[Step | Draft | Conversation | None]:
        """Go on with a conversation.

        Args:
            question: As it was typed, with words in it.
            past: The conversation so far.
            said: The words of the page, in which it tells why it failed; English where there are
                none.
            only: Which articles to search.
            searched: What to search for instead, where the user put that right: what is answered
                takes the place of the last answer.
            any_time: Whether a time that the question names is left alone: takes its place as well.
            completes: Whether the language model, where there is one that does, may be told of the
                conversation to complete a follow-up.

        Yields:
            None while the model is still loading, then each step, a first answer where there is one
            before all is read, at last the conversation.
        """
        question, asked = whole(question), datetime.now(UTC).isoformat(timespec="microseconds")
        if (any_time or searched is not None) and past.exchanges:
            asked, past = past.exchanges[-1].asked or asked, past.before_last
        bot = self.load()
        if not bot.done():
            yield None
        try:
            steps = bot.result().steps(
                question,
                history=past.turns,
                only=only,
                searched=searched,
                any_time=any_time,
                drafts=True,
                completes=completes,
            )
            first: Answer | None = None
            for step in steps:
                if isinstance(step, Step):
                    yield step
                elif isinstance(step, Draft):
                    first = without_paths(step.answer)
                    yield Draft(first)
                else:
                    whole_answer = without_paths(step)
                    earlier = first if first and not goes_on(first, whole_answer) else None
                    answered = Exchange(
                        question, whole_answer, only=only, asked=asked, earlier=earlier,
                        any_time=any_time,
                    )  # fmt: skip
                    yield past.begun().plus(answered)
        except QuestionError:
            failure = not_asked(question if searched is None else searched, said or words())
            yield past.plus(Exchange(question, failure=failure, asked=asked))
        except BelegError as error:
            yield past.plus(Exchange(question, failure=self.told(error, said), asked=asked))

    def write(self, past: Conversation) -> Iterator[Conversation | None]:
        """Let the language model write from the quotes of the last answer, where there is one.

        Yields:
            The conversation with what was written so far; None while nothing comes.
        """
        answer, bot = past.last, self.load().result()
        for step in bot.write(answer) if answer else ():
            if step is None:
                yield None
                continue
            last = replace(past.exchanges[-1], answer=without_paths(step))
            yield past.before_last.plus(last)

    def ask(
        self,
        question: str,
        since: str | None = None,
        until: str | None = None,
        source: str | None = None,
        language: str | None = None,
        translate: str | None = None,
        any_time: bool = False,
    ) -> dict[str, Any]:
        """Answer a question with verbatim quotes from the articles, or say that they do not.

        Args:
            question: In any language.
            since: Only articles published on this day or later, such as 2024-06-19.
            until: Only articles published on this day or before.
            source: Only articles of this source.
            language: Only passages in this language, such as de.
            translate: A language in which quotes are given as well, by a machine, such as en.
            any_time: Leave alone a time that the question names, such as last week.
        """
        with self._polite():
            only = filter_of(since, until, source, language)
            answer = (
                self.load()
                .result()
                .ask(
                    text_of(question),
                    only=only,
                    any_time=any_time is True,
                    translate=given(translate),
                )
            )
        return answer_dict(without_paths(answer) if self.public else answer)

    def timeline(
        self,
        topic: str,
        k: int = 40,
        since: str | None = None,
        until: str | None = None,
        source: str | None = None,
        language: str | None = None,
    ) -> dict[str, Any]:
        """Give the dated sentences of the articles on a topic, oldest first, each a quote.

        Args:
            topic: In any language.
            k: How many sentences at most; never more than 100.
            since: Only articles published on this day or later, such as 2024-06-19.
            until: Only articles published on this day or before.
            source: Only articles of this source.
            language: Only passages in this language, such as de.
        """
        with self._polite():
            only = filter_of(since, until, source, language)
            told = timeline_dict(
                self.load().result().timeline(text_of(topic), count_of(k), only=only)
            )
        for entry in told["entries"] if self.public else ():
            entry["quote"]["article"]["path"] = ""
        return told

    def translation(self, article_id: str, start: int, end: int, target: str) -> dict[str, str]:
        """Translate a stretch of an article, such as a quote, by a machine on this machine.

        Args:
            article_id: As answers name it.
            start: Where it starts in the text.
            end: Where it ends.
            target: The language wanted, such as en.

        Raises:
            QuestionError: There is no such stretch, or it is longer than a quote.
            TranslationError: It cannot be translated.
        """
        from qa.translation.answers import translation_of

        article = self.find(text_of(article_id))
        if article is None or not 0 <= start < end <= min(len(article.text), start + _MOST_SAID):
            raise QuestionError(f"no stretch {start} to {end} of {article_id!r} in the index")
        text, source = article.text[start:end], article.citation.language
        made = translation_of(text, source, target, self.load().result().translator)
        return asdict(made) if made else {}

    def retrieve(self, question: str, k: int = 10) -> dict[str, Any]:
        """Find the passages of the articles that are nearest to a question, best first.

        Args:
            question: In any language.
            k: How many passages at most; never more than 100.
        """
        with self._polite():
            hits = self.load().result().retrieve(text_of(question), k=count_of(k))
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
            article = self.find(text_of(article_id))
            if article is None:
                raise QuestionError(
                    f"no article {article_id!r} in the index; name one as answers and passages do"
                )
        known = asdict(article.citation) | {"text": article.text}
        names = ("id", "title", "text", "language", "published", "source", "url", "author", "cut")
        return {name: known[name] for name in names}

    def status(self) -> dict[str, Any]:
        """Tell what is indexed: how many articles, their sources, languages and dates."""
        from index.store.opening import open_catalogue

        with self._polite():
            generation, _ = open_catalogue(self._place)
            told = self.summary(generation)
        if not self.public:
            return told
        model = "" if Path(told["model"]).is_absolute() else told["model"]
        return told | {"store": "", "roots": [], "files": [], "skipped": [], "model": model}

    @contextmanager
    def _polite(self) -> Iterator[None]:
        """Turn an expected failure into one whose message Gradio passes on."""
        import gradio as gr

        try:
            yield
        except BelegError as error:
            raise gr.Error(self.told(error), print_exception=False) from error

    def _summarise(self, generation: str) -> dict[str, Any]:
        from index.store.opening import summarise

        del generation  # for the cache alone
        return summarise(self._place)
