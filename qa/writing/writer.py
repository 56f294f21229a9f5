"""An answer with quotes gets a few sentences that a language model writes from them.

In: an answer. Out: the same answer, again and again, each time with one more sentence that the gate
lets through or strikes. What the model does never takes away what was answered without it.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from index.model.encoder import Encoder, is_default
from index.records import Article
from qa.questions.question import understand
from qa.reading.protocol import Reader
from qa.records import Answer, Sentence, Struck, Written
from qa.writing.checks.names import NameFinder
from qa.writing.checks.support import Support
from qa.writing.client import ChatClient, LanguageModel, WritingError
from qa.writing.endpoint import Endpoint
from qa.writing.gate import Gate
from qa.writing.prompt import messages
from qa.writing.sentences import Sentences
from qa.writing.sources import Source, sources

__all__ = ["Writer", "open_writer"]


class Writer:
    """Lets a language model write from the quotes of answers. Safe to use from several threads.

    Args:
        model: What writes.
        encoder: Compares what it wrote with the articles.
        reader: Finds in them what was asked.
        timelines: Whether it words timelines as well.
    """

    def __init__(
        self, model: LanguageModel, encoder: Encoder, reader: Reader, *, timelines: bool = False
    ) -> None:
        self._timelines = timelines
        self._model = model
        self._encoder = encoder
        self._reader = reader
        self._names = NameFinder(encoder, fitted=is_default(encoder))

    @property
    def model(self) -> str:
        """The name of the language model."""
        return self._model.name

    def write(
        self, answer: Answer, article_of: Callable[[str], Article]
    ) -> Iterator[Answer | None]:
        """Write from the quotes of an answer.

        Args:
            answer: A refusal is left alone, and no model is asked; nor is it for a timeline, where
                it does not word them.
            article_of: Gives an article by its id.

        Yields:
            The answer with what was written so far, after each sentence and at the end; None while
            nothing comes, so that who waits can go away. Closing the iterator ends the request.
        """
        if not answer.answered or not answer.quotes or (answer.days and not self._timelines):
            return
        started = time.perf_counter()
        asked = understand(answer.question, searched=answer.searched or None)
        given = sources(answer, article_of)
        support = Support(self._encoder.encode_passages, self._reader, asked)
        gate = Gate(asked.text, given, asked.language, self._names, support)
        whole = Sentences(asked.language)
        asking = messages(asked.text, given, asked.language, answer.days)
        judged: list[Sentence | Struck] = []
        error: str | None = None
        try:
            for piece in self._model.stream(asking):
                found = [gate.judge(each) for each in whole.add(piece)] if piece else []
                judged += found
                yield _with(answer, given, self.model, judged) if found else None
        except WritingError as failure:
            error = str(failure)
        judged += (gate.judge(each) for each in whole.end())
        done = _with(answer, given, self.model, judged, error)
        spent = round(1000 * (time.perf_counter() - started), 1)
        yield replace(done, timings_ms={**answer.timings_ms, "write": spent})


def open_writer(endpoint: Endpoint, encoder: Encoder, reader: Reader) -> Writer:
    """Let the model at an endpoint write; see `Writer`."""
    return Writer(ChatClient(endpoint), encoder, reader, timelines=endpoint.timelines)


def _with(
    answer: Answer,
    given: Sequence[Source],
    model: str,
    judged: Sequence[Sentence | Struck],
    error: str | None = None,
) -> Answer:
    """Put into an answer what was written, and what it cites behind the quotes."""
    passed = tuple(each for each in judged if isinstance(each, Sentence))
    struck = tuple(each for each in judged if isinstance(each, Struck))
    cited = {number for each in passed for number in each.quotes}
    beside = (each.quote for each in given if not each.is_quote and each.number in cited)
    text = " ".join(each.text for each in passed)
    return replace(
        answer,
        quotes=(*answer.quotes, *beside),
        written=Written(model, text, passed, struck, error),
    )
