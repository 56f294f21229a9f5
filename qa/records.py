"""The records of an answer. Standard library only.

A quote can only be made by slicing an article (`Quote.cut`), so it cannot say what the article
does not.
"""

from bisect import bisect_right
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, Self

from index.records import Article, Citation, Hit

__all__ = [
    "NOT_A_QUESTION", "Answer", "AnswerTime", "Disagreement", "Draft", "Quote", "QuoteTime",
    "Refusal", "Sentence", "ShortAnswer", "Slice", "Step", "Struck", "Timeline", "TimelineEntry",
    "Translation", "Turn", "Written",
]  # fmt: skip

# Why a greeting has no answer: nothing was asked and nothing searched.
NOT_A_QUESTION = "not a question"


@dataclass(frozen=True, slots=True)
class Slice:
    """A stretch `[start, end)` of an article's text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Translation:
    """What a machine makes of a text in another language: ISO 639 codes, and the engine's name."""

    text: str
    source: str
    target: str
    engine: str


@dataclass(frozen=True, slots=True)
class QuoteTime:
    """Words of a quote that name a time by another (*gestern*), and the days they mean."""

    start: int  # where the words start in the article, in code points
    end: int
    since: str  # first day, ISO 8601
    until: str  # last day; one day: both alike


@dataclass(frozen=True, slots=True)
class AnswerTime:
    """A time that a question names.

    Attributes:
        text: The words of the question.
        since: First day that counts, ISO 8601.
        until: Last day that counts.
        filter: Whether only articles of that time were searched; else they rank first.
    """

    text: str
    since: str | None
    until: str | None
    filter: bool


@dataclass(frozen=True, slots=True)
class Quote:
    """A verbatim stretch of an article, at most one sentence.

    Attributes:
        number: What `[n]` in the answer's text refers to, from 1.
        text: The slice `article.text[start:end]`.
        start: Where it starts in the article, in code points.
        end: Where it ends.
        score: How well it answers the question; comparable within one answer.
        article: Where it comes from.
        answer_start: Where the short answer starts in the article, inside the quote, if known.
        answer_end: Where it ends.
        before: The sentence before it, to show who *he* or *it* is; no part of the quote.
        page: Page it starts on, from 1, where the article has pages.
        copies: Other articles that print the same report.
        times: Relative times in it, and the days they mean.
        entry: Date and time, with offset, of the live blog's entry it stands in.
        attribution: Who says it, as a slice of the article.
        translation: What a machine makes of it in the reader's language.
        says: The words of the attribution.
    """

    number: int
    text: str
    start: int
    end: int
    score: float
    article: Citation
    answer_start: int | None = None
    answer_end: int | None = None
    before: str = ""
    page: int | None = None
    copies: tuple[Citation, ...] = ()
    times: tuple[QuoteTime, ...] = ()
    entry: str | None = None
    attribution: Slice | None = None
    translation: Translation | None = None
    says: str = ""

    @classmethod
    def cut(
        cls,
        article: Article,
        start: int,
        end: int,
        *,
        number: int,
        score: float,
        answer: tuple[int, int] | None = None,
        before: str = "",
    ) -> Self:
        """Cut a quote out of an article.

        Raises:
            ValueError: The offsets are not inside the article, or the answer is not inside them.
        """
        if not 0 <= start < end <= len(article.text):
            raise ValueError(f"{start}:{end} is no stretch of {article.citation.id}")
        if answer and not start <= answer[0] < answer[1] <= end:
            raise ValueError(f"the answer {answer} lies outside the quote {start}:{end}")
        text = article.text[start:end]
        left, right = answer or (None, None)
        return cls(
            number, text, start, end, score, article.citation, left, right, before,
            page=bisect_right(article.pages, start) or None, entry=article.entry_at(start),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class ShortAnswer:
    """The answer in a few of the article's own words, with the numbers of its quotes.

    Attributes:
        text: Verbatim.
        score: Calibrated probability that it is right.
        quotes: Numbers of the quotes that give it.
        published: Date of the newest article that gives it, where one is known.
        articles: How many different outlets give it, copies and versions counted once.
        corrects: Whether it corrects another of the answers.
        translation: What a machine makes of it in the reader's language.
    """

    text: str
    score: float
    quotes: tuple[int, ...]
    published: str | None = None
    articles: int = 1
    corrects: bool = False
    translation: Translation | None = None


@dataclass(frozen=True, slots=True)
class Disagreement:
    """In what articles answer a question differently."""

    kind: Literal["number", "date", "place", "name", "yes-no", "other"]
    answers: tuple[int, ...]  # which of the short answers differ, counted from 0


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence that a language model wrote and that the articles bear out."""

    text: str  # as it is shown, with its citations
    quotes: tuple[int, ...]  # numbers of those it cites
    verdict: Literal["verified", "repaired"]  # repaired: a quotation was put right


@dataclass(frozen=True, slots=True)
class Struck:
    """A sentence that a language model wrote and that is not shown as part of the answer."""

    text: str
    verdict: Literal[
        "absent", "altered", "misattributed", "stitched", "uncited", "unsupported", "unsafe"
    ]


@dataclass(frozen=True, slots=True)
class Written:
    """What a language model wrote from the quotes, and what of it the articles bear out.

    Attributes:
        model: Its name.
        text: The sentences that passed, and nothing else.
        sentences: The same one by one.
        struck: What did not pass.
        error: Why nothing or not all was written, in one line.
    """

    model: str
    text: str
    sentences: tuple[Sentence, ...] = ()
    struck: tuple[Struck, ...] = ()
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why there is no answer: a word for programs, a sentence in the question's language."""

    reason: str
    message: str


@dataclass(frozen=True, slots=True)
class Step:
    """What is done for an answer: so many articles are searched, so many passages are read."""

    doing: Literal["search", "read"]
    count: int


@dataclass(frozen=True, slots=True)
class Turn:
    """What a follow-up question needs to know of the question before it.

    Attributes:
        question: What was searched for.
        quotes: What answered it.
        short_answers: In few words, best first.
    """

    question: str
    quotes: tuple[Quote, ...] = ()
    short_answers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer with its evidence, or a refusal with the nearest passages.

    Attributes:
        question: As it was asked.
        answered: Whether the articles say it.
        confidence: Calibrated probability, 0 to 1, that the first quote holds the answer.
        text: Readable, in the question's language, with `[n]` for the quotes.
        short_answers: Best first; where they disagree, corrections first, then the newest.
        quotes: In the same order, numbered from 1; empty for a refusal.
        refusal: Why not, where it is not answered.
        nearest: The nearest passages, only for a refusal.
        timings_ms: How long each step took, and all of them together (`total`).
        searched: What was searched for: the question, completed from the turn before it.
        as_of: Newest date of publication among what was searched.
        time: The time that the question names.
        disagreement: In what the articles differ, where they do.
        written: What a language model wrote of it, where one was asked.
        notes: The last lines of the text: what was searched, as of when, what could not be done.
        days: Of a timeline: the day of each quote, ISO 8601.
    """

    question: str
    answered: bool
    confidence: float
    text: str
    short_answers: tuple[ShortAnswer, ...] = ()
    quotes: tuple[Quote, ...] = ()
    refusal: Refusal | None = None
    nearest: tuple[Hit, ...] = ()
    timings_ms: dict[str, float] = field(default_factory=dict)
    searched: str = ""
    as_of: str | None = None
    time: AnswerTime | None = None
    disagreement: Disagreement | None = None
    written: Written | None = None
    notes: tuple[str, ...] = ()
    days: tuple[str, ...] = ()

    @property
    def turn(self) -> Turn:
        """This question and answer as history for the next one."""
        shorts = tuple(short.text for short in self.short_answers)
        return Turn(self.searched or self.question, self.quotes, shorts)


class Draft(NamedTuple):
    """The best answer of what has been read so far, while the rest is read."""

    answer: Answer


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """A dated sentence of a timeline.

    Attributes:
        date: The day it tells of, ISO 8601.
        dated_by: Whether its own words, its live blog's entry or its article's date say so.
        quote: The sentence.
        copies: How many further articles print the same.
    """

    date: str
    dated_by: Literal["text", "entry", "published"]
    quote: Quote
    copies: int = 0


@dataclass(frozen=True, slots=True)
class Timeline:
    """Dated sentences on a topic, oldest first, and how many could not be dated.

    `written` is what a language model made of them, where one was asked.
    """

    topic: str
    entries: tuple[TimelineEntry, ...] = ()
    undated: int = 0
    written: Written | None = None
