"""Readings become an answer with numbered quotes, or an honest refusal.

In: readings, best first. Out: an `Answer` whose every word is an article's, apart from the frame.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from index.model.encoder import Vectors
from index.records import Article, Citation, Hit, voice_of
from qa.answers.attribution import attributed
from qa.answers.disagreement import Differing, corrected, differing, opposed
from qa.answers.matter import DOUBTFUL, Matter
from qa.answers.outlets import independent, newest
from qa.answers.phrases import Phrases, phrases_for
from qa.answers.quoting import select
from qa.answers.sameness import Encode
from qa.answers.short_answers import Group, grouped
from qa.questions.kinds import Kind, asks_where
from qa.questions.question import Question
from qa.reading.protocol import Reading
from qa.records import NOT_A_QUESTION, Answer, Disagreement, Quote, Refusal, ShortAnswer

__all__ = ["NEAREST", "Cuts", "compose", "polite"]

# How many passages a refusal shows.
NEAREST = 3

_MOST = 3  # short answers


@dataclass(frozen=True, slots=True)
class Cuts:
    """What is much less sure than the first is not shown: least confidences, in parts of its own.

    Chosen on held questions on news (`benchmarks/selection.py`).

    Attributes:
        answers: Of a short answer.
        quotes: Of a further quote that answers a question for few words or a reason.
        agreeing: Of one that gives an answer again that is shown: a weak reading bears it out.
        topic: Of one that is about a topic, of which many sentences tell something.
    """

    answers: float = 0.5
    quotes: float = 0.4
    agreeing: float = 0.2
    topic: float = 0.25


_CUTS = Cuts()


def compose(
    question: Question,
    hits: Sequence[Hit],
    readings: Sequence[Reading],
    article_of: Callable[[str], Article],
    encode: Encode,
    vectors: Callable[[Sequence[str]], Sequence[Vectors]],
    *,
    threshold: float,
    most_quotes: int,
    filtered: bool = False,
    of_a_time: bool = False,
    cuts: Cuts = _CUTS,
) -> Answer:
    """Make the answer.

    Args:
        question: What was asked.
        hits: What retrieval found, best first: shown where there is no answer.
        readings: What the reader made of them, best first.
        article_of: Gives an article by its id.
        encode: Gives unit vectors of short texts.
        vectors: Gives the vectors of passages.
        threshold: Least confidence of the best reading that counts as an answer.
        most_quotes: How many quotes at most.
        filtered: Whether a filter restricted what was searched.
        of_a_time: Whether the question names the time of what it asks for: what holds at another
            time contradicts nothing.
        cuts: What is sure enough to be shown.
    """
    confidence = readings[0].confidence if readings else 0.0
    if not readings or confidence < threshold:
        return _refused(question, hits, confidence, filtered=filtered)
    matter = Matter(vectors)
    telling = _telling(question, readings, matter, cuts)
    every, held = select(telling, article_of, most=len(telling))
    claimed = grouped(held, encode)
    if question.kind is Kind.FACT:
        every, claimed = _sure_or_agreeing(every, claimed, cuts)
    groups = corrected(claimed, article_of)
    where = asks_where(question.text, question.language)
    told = None if of_a_time else differing(groups, article_of, matter, place=where)
    if not of_a_time and question.kind is Kind.OPEN:
        told = opposed(held, article_of, matter)
    if told:
        groups = [*told.groups, *(each for each in groups if each not in told.groups)]
        every = list(dict.fromkeys([*_in_order(groups), *([] if claimed else every)]))
    else:
        wrong = _numbers(claimed) - _numbers(groups)
        every = [quote for quote in every if quote.number not in wrong]
    least = cuts.answers * max((group.score for group in groups), default=0.0)
    groups = [group for group in groups if group.score >= least]
    every = every[:most_quotes]
    numbers = {quote.number: new for new, quote in enumerate(every, 1)}
    quotes = [
        attributed(article_of(quote.article.id), replace(quote, number=new))
        for new, quote in enumerate(every, 1)
    ]
    shorts = _shorts(groups, numbers, told)
    return Answer(
        question=question.asked,
        answered=True,
        confidence=round(confidence, 4),
        text=_text(quotes, shorts, question.language),
        short_answers=tuple(shorts),
        quotes=tuple(quotes),
        searched=question.text,
        disagreement=_disagreement(told, shorts),
    )


def _telling(
    question: Question, readings: Sequence[Reading], matter: Matter, cuts: Cuts
) -> list[Reading]:
    """Give the readings that are sure enough beside the first, and of the same matter."""
    first = readings[0]
    if question.kind not in (Kind.FACT, Kind.REASON):  # what is said of a topic is of many matters
        return [each for each in readings if each.confidence >= cuts.topic * first.confidence]
    cut = cuts.agreeing if question.kind is Kind.FACT else cuts.quotes
    least = cut * first.confidence
    sure = (each for each in readings if each.confidence >= least)
    return [each for each in sure if matter.shared(first.hit, each.hit) >= DOUBTFUL]


def _sure_or_agreeing(
    every: Sequence[Quote], groups: Sequence[Group], cuts: Cuts
) -> tuple[list[Quote], list[Group]]:
    """Leave out what is less sure, but for what gives an answer again that is shown.

    Returns:
        Quotes, after the best those that give answers that are shown; and groups, best first.
    """
    best, *others = every
    shown = cuts.answers * max((group.score for group in groups), default=0.0)
    sure = cuts.quotes * best.score
    kept: list[Group] = []
    telling: set[int] = set()
    for group in groups:
        if group.score >= shown:
            kept.append(group)
            telling |= _numbers([group])
        elif voices := tuple(each for each in group.voices if each.reading.confidence >= sure):
            kept.append(Group(voices))
    of_these = [each for each in others if each.number in telling]
    rest = [each for each in others if each.number not in telling and each.score >= sure]
    return [best, *of_these, *rest], kept


def _in_order(groups: Sequence[Group]) -> list[Quote]:
    """Give the quotes in the order of the answers; what is left over comes after one of each."""
    first = [group.quotes[0] for group in groups]
    others = [quote for group in groups for quote in group.quotes]
    return list({quote.number: quote for quote in (*first, *others)}.values())


def _numbers(groups: Sequence[Group]) -> set[int]:
    return {quote.number for group in groups for quote in group.quotes}


def _shorts(
    groups: Sequence[Group], numbers: Mapping[int, int], told: Differing | None
) -> list[ShortAnswer]:
    """Give the short answers of the quotes that are shown, with all who say so.

    Args:
        groups: In the order in which they are read.
        numbers: New numbers of the quotes that are shown.
        told: Which of the groups contradict one another.
    """
    found = []
    for place, group in enumerate(groups):
        shown = tuple(numbers[each.number] for each in group.quotes if each.number in numbers)
        if shown:
            short = ShortAnswer(
                group.said.text,
                group.score,
                shown,
                published=newest(group.articles),
                articles=independent(group.articles),
                corrects=told is not None and place in told.correcting,
            )
            found.append(short)
    return found[:_MOST]


def _disagreement(told: Differing | None, shorts: Sequence[ShortAnswer]) -> Disagreement | None:
    """Tell which short answers differ, where at least two of them are shown."""
    differ = [] if told is None else [group.said.text for group in told.groups]
    answers = tuple(at for at, short in enumerate(shorts) if short.text in differ)
    if told is None or len(answers) < 2:
        return None
    return Disagreement(told.kind, answers)


def _refused(
    question: Question, hits: Sequence[Hit], confidence: float, *, filtered: bool
) -> Answer:
    phrases = phrases_for(question.language)
    reason, message = "not in the articles", phrases.refusal
    if not hits and filtered:
        reason, message = "no article fits the filter", phrases.filtered
    elif not hits:
        reason, message = "nothing indexed", phrases.empty
    return Answer(
        question=question.asked,
        answered=False,
        confidence=round(confidence, 4),
        text=message,
        refusal=Refusal(reason, message),
        nearest=tuple(hits[:NEAREST]),
        searched=question.text,
    )


def polite(question: Question) -> Answer:
    """Meet a greeting or thanks, which ask for nothing."""
    phrases = phrases_for(question.language)
    message = phrases.thanks if question.kind is Kind.THANKS else phrases.greeting
    return Answer(
        question=question.asked,
        answered=False,
        confidence=0.0,
        text=message,
        refusal=Refusal(NOT_A_QUESTION, message),
        searched=question.text,
    )


def _text(quotes: Sequence[Quote], shorts: Sequence[ShortAnswer], language: str) -> str:
    phrases = phrases_for(language)
    cited = {quote.number: quote.article for quote in quotes}
    found = []
    for short in shorts:
        marks = "".join(f"[{number}]" for number in short.quotes)
        agreed = _agreed([cited[number] for number in short.quotes], phrases)
        found.append(f"{short.text} {marks}{agreed}")
    lines = (
        f"{phrases.opening}{' '.join(quote.text.split())}{phrases.closing} [{quote.number}]"
        for quote in quotes
    )
    return "\n".join([" ".join([phrases.answer, "; ".join(found)]).strip(), *lines])


def _agreed(articles: Sequence[Citation], phrases: Phrases) -> str:
    """Tell how many articles say it, and how many of them did not take it from one another."""
    voices = {voice_of(article): 1 + article.copies for article in articles}
    every = sum(voices.values())
    if every < 2:
        return ""
    alone = f", {phrases.independent}: {len(voices)}" if len(voices) < every else ""
    return f" ({phrases.articles}: {every}{alone})"
