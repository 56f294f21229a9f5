"""Articles that answer a question differently: in what, and which of them corrects which.

In: the answers to one question, best first. Out: those that contradict one another, in the order in
which they are to be read: what corrects first, then the newest.
"""

from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Literal

import regex
from rapidfuzz import fuzz

from index.language import terms
from index.language.figures import Figures, Likeness, compared
from index.records import Article
from qa.answers.corrections import follows, goes_on, is_correction, refutes
from qa.answers.matter import SURE, Matter
from qa.answers.outlets import newest
from qa.answers.sameness import understood
from qa.answers.short_answers import MAX_SHORT, Group, Voice
from qa.questions.negation import knows_negation, negations
from qa.reading.protocol import Reading
from qa.records import Quote

__all__ = ["Differing", "corrected", "differing", "opposed"]

ArticleOf = Callable[[str], Article]
Kind = Literal["number", "date", "place", "name", "yes-no", "other"]

# A weak second reading is no contradiction: it is at least so likely, in parts of the best one.
_SHARE_OF_BEST = 0.6

# Names differ in lists as well (who was there?): only where what is said of them is the same.
_SAME_FRAME = 0.5
_UNLIKE = 70
_LONGEST_NAME = 5

# Times as much: reports that contradict one another in a number are nearer to each other.
_FAR_APART = 50

_SCRIPTS = tuple(
    regex.compile(rf"\p{{{name}}}")
    for name in ("Latin", "Cyrillic", "Greek", "Arabic", "Hebrew", "Han", "Hangul", "Thai")
)


@dataclass(frozen=True, slots=True)
class Differing:
    """Answers that contradict one another.

    Attributes:
        kind: In what.
        groups: In the order in which they are to be read.
        correcting: Which of them correct another, by their place.
    """

    kind: Kind
    groups: tuple[Group, ...]
    correcting: frozenset[int]


def corrected(groups: Sequence[Group], article_of: ArticleOf) -> list[Group]:
    """Let each correction stand for what it says is right, and not for what it says was wrong.

    Args:
        groups: Best first.
        article_of: Gives an article by its id.

    Returns:
        The same, without the quotes of corrections that name an answer as wrong; what nothing else
        says is left out.
    """
    if len(groups) < 2:
        return list(groups)
    claims: dict[str, list[Voice]] = {}
    for group in groups:
        for voice in group.voices:
            claims.setdefault(voice.quote.article.id, []).append(voice)
    wrong: set[int] = set()
    for article_id, voices in claims.items():
        article = article_of(article_id)
        if not is_correction(article):
            continue
        told = [refutes(article, voice.reading) for voice in voices]
        # Of several the least refuted stays; one alone goes where what is right comes after it.
        alone = len(voices) == 1 and goes_on(article, voices[0].reading)
        least = 0 if alone else max(min(told), 0)
        wrong |= {id(each) for each, refuted in zip(voices, told, strict=True) if refuted > least}
    kept = (tuple(each for each in group.voices if id(each) not in wrong) for group in groups)
    return [Group(voices) for voices in kept if voices] or list(groups)


def differing(
    groups: Sequence[Group], article_of: ArticleOf, matter: Matter, *, place: bool
) -> Differing | None:
    """Find the answers that contradict the best one.

    Args:
        groups: Best first.
        article_of: Gives an article by its id.
        matter: Tells which passages tell of one matter.
        place: Whether the question asks where.
    """
    if len(groups) < 2:
        return None
    first, kind = groups[0], None
    found = [first]
    for other in groups[1:]:
        if other.score < _SHARE_OF_BEST * first.score:
            break
        told = _contradiction(first, other, article_of, matter)
        if told and kind in (None, told):
            kind = told
            found.append(other)
    if kind is None:
        return None
    return _in_order("place" if kind == "name" and place else kind, found, article_of)


def opposed(
    held: Sequence[tuple[Reading, Quote]], article_of: ArticleOf, matter: Matter
) -> Differing | None:
    """Find the sentence that says no where the best one says yes, or the other way round.

    One of both says *not*, and they share their other words. That *rejected* is the opposite of
    *passed* is not seen.

    Args:
        held: Readings of what no few words answer, best first, each with the quote that holds it.
        article_of: Gives an article by its id.
        matter: Tells which passages tell of one matter.
    """
    voices = [voice for reading, quote in held if (voice := _clause(reading, quote, article_of))]
    if not voices or voices[0].reading is not held[0][0]:
        return None
    first = voices[0]
    for other in voices[1:]:
        if other.reading.confidence < _SHARE_OF_BEST * first.reading.confidence:
            break
        if _denies(first, other) and matter.shared(first.reading.hit, other.reading.hit) >= SURE:
            return _in_order("yes-no", [Group((first,)), Group((other,))], article_of)
    return None


def _clause(reading: Reading, quote: Quote, article_of: ArticleOf) -> Voice | None:
    """Give the words that say yes or no as an answer, where they are few and in the quote."""
    start, end = reading.clause or (0, 0)
    if not quote.start <= start < end <= quote.end or end - start > MAX_SHORT:
        return None
    text = " ".join(article_of(quote.article.id).text[start:end].split())
    said = understood(text, reading.hit.language)
    return Voice(said, reading, quote) if said else None


def _denies(one: Voice, other: Voice) -> bool:
    language = one.said.language
    if language != other.said.language or one.quote.article.id == other.quote.article.id:
        return False
    said, also = (negations(each.said.text, language, without=False) > 0 for each in (one, other))
    return (
        knows_negation(language) and said != also and _same_frame(one.said.words, other.said.words)
    )


def _in_order(kind: Kind, found: list[Group], article_of: ArticleOf) -> Differing:
    correcting = {id(group) for group in found if _corrects(group, found, article_of)}
    # The newest last, and then what corrects, because the sort is stable.
    found.sort(key=lambda group: newest(group.articles) or "", reverse=True)
    found.sort(key=lambda group: id(group) not in correcting)
    places = (at for at, group in enumerate(found) if id(group) in correcting)
    return Differing(kind, tuple(found), frozenset(places))


def _contradiction(one: Group, other: Group, article_of: ArticleOf, matter: Matter) -> Kind | None:
    said, also = one.said, other.said
    apart = {each.id for each in other.articles} - {each.id for each in one.articles}
    if not apart:
        return None  # one article says both: they are two parts of what happened
    values = compared(said.figures, also.figures)
    if values is Likeness.DIFFERENT and _far_apart(said.figures, also.figures):
        return None
    if values is Likeness.DIFFERENT:
        dated = said.figures.calendar or also.figures.calendar
        kind: Kind = "date" if dated else "number"
    elif _are_names(one, other, article_of):
        kind = "name"
    else:
        return None
    hits = (voice.reading.hit for voice in other.voices if voice.quote.article.id in apart)
    return kind if matter.shared(one.voices[0].reading.hit, next(hits)) >= SURE else None


def _far_apart(one: Figures, other: Figures) -> bool:
    """Tell whether two numbers count different things: a year and years, containers and shells."""
    pairs = zip(one.amounts, other.amounts, strict=False)
    return any(max(a.value, b.value) > _FAR_APART * min(a.value, b.value) > 0 for a, b in pairs)


def _are_names(one: Group, other: Group, article_of: ArticleOf) -> bool:
    """Tell whether two answers are names of two, of whom the articles say the same."""
    said, also = one.said, other.said
    figures = (*said.figures.amounts, *also.figures.amounts)
    if figures or said.figures.calendar or also.figures.calendar:
        return False
    if said.language != also.language or _scripts(said.text) != _scripts(also.text):
        return False  # the same name in another language looks like another one
    for each in (said, also):
        cased = each.kept[0][0].isupper() or not each.kept[0][0].islower()
        if not cased or len(each.kept) > _LONGEST_NAME:
            return False
    if said.words & also.words or fuzz.partial_ratio(said.text, also.text) >= _UNLIKE:
        return False
    for group, name in ((one, also.text), (other, said.text)):
        if any(name in article_of(quote.article.id).text for quote in group.quotes[:1]):
            return is_correction(article_of(group.quotes[0].article.id))
    frames = [
        set(terms(group.quotes[0].text, [group.said.language])) - group.said.words
        for group in (one, other)
    ]
    return _same_frame(*frames)


def _same_frame(one: AbstractSet[str], other: AbstractSet[str]) -> bool:
    """Tell whether two sentences share so many words that they say something of the same."""
    fewest = min(len(one), len(other))
    return fewest > 0 and len(one & other) >= _SAME_FRAME * fewest


def _corrects(group: Group, others: Sequence[Group], article_of: ArticleOf) -> bool:
    if any(is_correction(article_of(article.id)) for article in group.articles):
        return True
    return any(
        follows(later, earlier)
        for other in others
        if other is not group
        for later in group.articles
        for earlier in other.articles
    )


def _scripts(text: str) -> frozenset[int]:
    return frozenset(at for at, script in enumerate(_SCRIPTS) if script.search(text))
