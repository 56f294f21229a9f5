"""A follow-up becomes a question that can be searched on its own; no model takes part.

In: what was typed and the turns before. Out: what to search for in its place, or nothing where it
stands on its own; and hits with those in the articles that were quoted before among the first.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

import regex

from index.language import terms
from index.language.scripts import UNSPACED
from index.records import Filter, Hit
from qa.questions.kinds import Kind, kind_of, language_of
from qa.questions.lexicon import ELSEWHERE, LEXICONS
from qa.questions.standalone import Asked, Lack, words_of
from qa.records import Turn

__all__ = ["Completed", "complete", "within", "woven"]

# So many words of a question let the detector tell its language without help; that of *And Canada?*
# it takes for Italian.
_SURE_WORDS = 6
# A question of more words has something to say of its own.
_LONG_WORDS = 50
# Words taken over from the turns before, of a question and of a short answer: a line to read.
_MOST_WORDS, _SHORT_CHARACTERS = 16, 60
# A question without a lexicon lacks something when it has at most so many words.
_ELSEWHERE_WORDS = 2
# The same in scripts without spaces, in letters: *为什么*, *什么时候*, *เมื่อไร*.
_UNSPACED_LETTERS = 5
_UNSPACED = regex.compile(rf"[{UNSPACED}]")
_LETTER = regex.compile(r"\p{L}")

# Passages of the articles that were quoted before, to one from anywhere: a follow-up mostly goes on
# about them, which finds more than its words alone do (`benchmarks/followups.json`), and the answer
# before may have been wrong, so the best of all comes third at the latest.
_OF_THEM = 2


class Completed(NamedTuple):
    """A follow-up made whole.

    Attributes:
        text: What to search for.
        language: In which it was asked.
        articles: Ids of the articles that were quoted in the turn it goes back to.
    """

    text: str
    language: str
    articles: tuple[str, ...]


def complete(asked: str, history: Sequence[Turn]) -> Completed | None:
    """Complete a follow-up from the last turn that was about something.

    *And in Vietnam?* takes that place in the question before; any other follow-up gets the words
    that tell what the question before was about, and the short answer to it, behind it in brackets.

    Args:
        asked: What was typed.
        history: The turns before, oldest first.

    Returns:
        None where the question stands on its own, or nothing before it was about anything.
    """
    before = next((turn for turn in reversed(history) if _is_about_something(turn)), None)
    if before is None or len(words_of(asked)) > _LONG_WORDS:
        return None
    spoken = _language(before.question, "")
    language = _language(asked, spoken)
    known = language in LEXICONS and _known(asked, language)
    if not known:
        if not _lacks_elsewhere(asked, 1 if language in LEXICONS else _ELSEWHERE_WORDS):
            return None
        text = _with_context(asked, before, _topic(before.question, spoken))
        return Completed(text, language, _articles(before))
    question = Asked(asked, language)
    lack = question.lacks()
    if lack is None or (lack is Lack.TOPIC and kind_of(asked, language) is Kind.SUMMARY):
        return None
    if lack is Lack.NOUN and not _was_spoken_of(question.known_noun(), language, before):
        return None
    replaced = _replaced(question, before.question, spoken) if lack is Lack.VERB else None
    text = replaced or _with_context(asked, before, _topic(before.question, spoken))
    return Completed(text, language, _articles(before))


def within(articles: Sequence[str], only: Filter | None) -> Filter | None:
    """Narrow a filter to the articles that were quoted before.

    Returns:
        None where there are none of them, or none that the filter lets through.
    """
    narrow = only or Filter()
    known = tuple(each for each in articles if not narrow.articles or each in narrow.articles)
    return replace(narrow, articles=known) if known else None


def woven(known: Sequence[Hit], anywhere: Sequence[Hit], k: int) -> list[Hit]:
    """Mix the hits in the articles that were quoted before with the hits in all of them.

    Args:
        known: Hits in the articles of `Completed.articles`, best first.
        anywhere: Hits in all articles, best first.
        k: How many to give.

    Returns:
        Best first, no passage twice. Each search has its own scale, so a hit with a greater score
        than the one before it gets the score of that one.
    """
    turns: list[Hit] = []
    for i, hit in enumerate(anywhere):
        turns += [*known[_OF_THEM * i : _OF_THEM * (i + 1)], hit]
    turns += known[_OF_THEM * len(anywhere) :]
    chosen = {(hit.article.id, hit.start): hit for hit in reversed(turns)}
    first = list(dict.fromkeys((hit.article.id, hit.start) for hit in turns))[:k]
    score = float("inf")
    hits = []
    for rank, key in enumerate(first, 1):
        score = min(score, chosen[key].score)
        hits.append(replace(chosen[key], rank=rank, score=score))
    return hits


def _is_about_something(turn: Turn) -> bool:
    kind = kind_of(turn.question, language_of(turn.question))
    return kind not in (Kind.GREETING, Kind.THANKS) and bool(words_of(turn.question))


def _articles(turn: Turn) -> tuple[str, ...]:
    return tuple(dict.fromkeys(quote.article.id for quote in turn.quotes))


def _was_spoken_of(noun: str, language: str, turn: Turn) -> bool:
    """Tell whether a turn has a word of these, in whatever form."""
    languages = {language, *(quote.article.language for quote in turn.quotes)}
    said = (turn.question, *turn.short_answers, *(quote.text for quote in turn.quotes))
    return not set(terms(noun, languages)).isdisjoint(terms(" ".join(said), languages))


def _language(asked: str, before: str) -> str:
    """Tell the language of a question that may be too short for a detector.

    Args:
        asked: The question.
        before: Language of the question before, where there was one.
    """
    detected = language_of(asked)
    words = len(words_of(asked))
    if detected in LEXICONS and words >= _SURE_WORDS:
        return detected
    known = {each: _known(asked, each) for each in LEXICONS}
    best = max(LEXICONS, key=lambda each: known[each] + (each == detected) + (each == before) / 2)
    if detected not in LEXICONS and 2 * known[best] <= words:
        return detected
    return best if known[best] else detected


def _known(asked: str, language: str) -> int:
    """Count the small words of a language."""
    return len({word.folded for word in words_of(asked)} & LEXICONS[language].small)


def _lacks_elsewhere(asked: str, most: int) -> bool:
    """Tell whether a question without a word that a lexicon knows needs the turns before it."""
    if ELSEWHERE.search(asked):
        return True
    if _UNSPACED.search(asked):
        return len(_LETTER.findall(asked)) <= _UNSPACED_LETTERS
    words = words_of(asked)
    # A word alone may be a name to look up; with a question mark it is none.
    return len(words) <= most and (len(words) > 1 or asked.endswith(("?", "？", "؟")))


def _topic(question: str, language: str) -> str:
    """Give the words that tell what a question is about, runs of them set apart by commas."""
    if language not in LEXICONS:
        return question.strip(" ?？؟")
    asked = Asked(question, language)
    runs: list[list[int]] = []
    for i in [i for i, told in enumerate(asked.content) if told][:_MOST_WORDS]:
        if not runs or i != runs[-1][-1] + 1 or asked.words[i].parted:
            runs.append([i])
        else:
            runs[-1].append(i)
    return ", ".join(asked.slice(run[0], run[-1]) for run in runs)


def _with_context(asked: str, before: Turn, topic: str) -> str:
    short = next(iter(before.short_answers), "")
    if len(short) > _SHORT_CHARACTERS:
        short = ""
    context = ", ".join(filter(None, (topic, short)))
    return f"{asked} ({context})" if context else asked


def _replaced(asked: Asked, before: str, language: str) -> str | None:
    """Put what a fragment names into the place of its like in the question before."""
    start = asked.opener() or asked.opening
    core = asked.words[start:]
    lexicon = asked.lexicon
    pointing = lexicon.owners | lexicon.objects | lexicon.subjects | lexicon.adverbs
    names_nothing = not any(asked.content[start:])
    if names_nothing or language not in LEXICONS or any(word.folded in pointing for word in core):
        return None
    question = Asked(before, language)
    text = asked.text[core[0].start : core[-1].end]
    if core[0].folded in lexicon.prepositions:
        number = asked.words[-1].text[0].isupper(), asked.words[-1].text[0].isdigit()
        for left, right in reversed(list(_phrases(question, core[0].folded))):
            word = question.words[right]
            if (word.text[0].isupper(), word.text[0].isdigit()) == number:
                return _spliced(before, question.words[left].start, word.end, text)
        return f"{before.rstrip(' ?？.')} {text}?"
    named = [i for i in range(start, len(asked.words)) if asked.names[i]]
    runs = list(_names(question))
    if not named or not runs:
        return None
    if question.lexicon.definite and core[0].folded in lexicon.definite:
        text = asked.text[asked.words[named[0]].start : core[-1].end]
    left, right = runs[0]
    first = before[question.words[left].start : question.words[right].end]
    for other, end in runs[1:]:
        if (
            before[question.words[other].start : question.words[end].end].casefold()
            == text.casefold()
        ):
            before = _spliced(before, question.words[other].start, question.words[end].end, first)
    return _spliced(before, question.words[left].start, question.words[right].end, text)


def _spliced(text: str, start: int, end: int, by: str) -> str:
    return text[:start] + by + text[end:]


def _phrases(question: Asked, preposition: str) -> Iterator[tuple[int, int]]:
    """Find a preposition with its noun: places of its first and last word."""
    for i, word in enumerate(question.words):
        if word.folded != preposition:
            continue
        told = next((j for j in range(i + 1, len(question.words)) if question.content[j]), None)
        if told is None:
            continue
        while told + 1 < len(question.words) and question.names[told] and question.names[told + 1]:
            told += 1
        yield i, told


def _names(question: Asked) -> Iterator[tuple[int, int]]:
    """Find the names: places of the first and the last word of each."""
    i = 0
    while i < len(question.words):
        if question.names[i] and question.words[i].text[0].isalpha():
            end = i
            while (
                end + 1 < len(question.words)
                and question.names[end + 1]
                and not (question.words[end + 1].parted)
            ):
                end += 1
            yield i, end
            i = end
        i += 1
