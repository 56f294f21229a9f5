"""Who says what a quote says: the source that the sentence, or the one before, names.

In: an article and a quote of it. Out: a stretch of the article. What introduces a source is data,
by language: section `attributions` of `qa/languages/`; a language that is missing names none.
"""

from dataclasses import dataclass, replace
from functools import cache

import regex

from index.records import Article
from qa.records import Quote, Slice
from qa.words import pattern, section

__all__ = ["attributed", "attribution"]

_LONGEST = 9  # words of a source
_LONGEST_UNSPACED = 16  # characters

_WORD = regex.compile(r"[\p{L}\p{M}\p{N}]+(?:['’&./-][\p{L}\p{M}\p{N}]+)*['’]?")
_BETWEEN = regex.compile(
    r"(?:\s+|(?<=\b\p{Lu})\.\s*|(?<=\b(?:Dr|Mr|Mrs|Ms|Prof|St|Sr|Sra)\b)\.\s*)$"
)
_UNSPACED = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}A-Za-z0-9·]+")
_CASED = regex.compile(r"\p{Lu}")
_LETTERS_WITH_CASE = regex.compile(r"\p{Ll}")


@dataclass(frozen=True, slots=True)
class _Words:
    before: regex.Pattern[str] | None
    inserted: regex.Pattern[str] | None
    after: regex.Pattern[str] | None
    verbs: regex.Pattern[str] | None
    introducing: regex.Pattern[str] | None
    stops: frozenset[str]
    pronouns: frozenset[str]
    keep: frozenset[str]
    sources: frozenset[str]


def attributed(article: Article, quote: Quote) -> Quote:
    """Put down with a quote who says it; see `attribution`."""
    found = attribution(article, quote)
    says = " ".join(article.text[found.start : found.end].split()) if found else ""
    return replace(quote, attribution=found, says=says)


def attribution(article: Article, quote: Quote) -> Slice | None:
    """Find who says what a quote says.

    Args:
        article: Where it stands.
        quote: The quote, with the sentence before it, which may say whose words follow.

    Returns:
        The source as it is named, or None; never words of the short answer itself.
    """
    words = _of(quote.article.language)
    if words is None:
        return None
    text = article.text
    answer = (quote.answer_start or 0, quote.answer_end or 0)
    found, by_pronoun = _named(text, quote.start, quote.end, words, answer)
    start = text.rfind(quote.before, 0, quote.start)
    if found or not quote.before or start < 0:
        return found
    if by_pronoun or _goes_on(quote.text):
        return _named(text, start, start + len(quote.before), words, answer)[0]
    return None


def _goes_on(text: str) -> bool:
    """Tell whether a sentence is somebody's words that began before it."""
    return text.startswith(("„", "“", "«", "»", '"', "‚", "–", "—")) and text[-1:] not in '”“»"'


def _named(
    text: str, start: int, end: int, words: _Words, answer: tuple[int, int]
) -> tuple[Slice | None, bool]:
    """Give the source in a sentence, and whether a pronoun stands for it."""
    by_pronoun = False
    for cues, forward in (
        (words.before, True), (words.inserted, True), (words.introducing, True),
        (words.verbs, True), (words.after, False), (words.verbs, False),
    ):  # fmt: skip
        if cues is None:
            continue
        for cue in cues.finditer(text, start, end):
            place = (
                _forward(text, cue.end(), end, words)
                if forward
                else _backward(text, start, cue.start(), words)
            )
            if place is None:
                continue
            if text[slice(*place)].casefold() in words.pronouns:
                by_pronoun = True
            elif _is_source(text, place, start, words) and not _overlap(place, answer):
                return Slice(*place), False
    return None, by_pronoun


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _forward(text: str, start: int, end: int, words: _Words) -> tuple[int, int] | None:
    """Take the words of a source that begins at a place."""
    if not words.stops:
        found = _UNSPACED.match(text, start, min(end, start + _LONGEST_UNSPACED))
        stop = found and (words.after.search(text, start, found.end()) if words.after else None)
        return (start, stop.start() if stop else found.end()) if found else None
    taken: list[tuple[int, int]] = []
    complete = False
    for word in _WORD.finditer(text, start, end):
        gap = text[taken[-1][1] if taken else start : word.start()]
        if gap and not _BETWEEN.match(gap if taken else f" {gap.lstrip()}"):
            break
        lower = word[0].casefold()
        if lower in words.stops or (words.verbs and words.verbs.match(text, word.start(), end)):
            break
        if word[0][0].islower() and lower not in words.keep | words.sources and complete:
            break  # what it does
        taken.append(word.span())
        complete = (word[0][0].isupper() or lower in words.sources) and lower not in words.keep
        if len(taken) == _LONGEST or lower in words.pronouns - words.keep:
            break
    while taken and text[slice(*taken[-1])].casefold() in words.keep:
        taken.pop()
    return (taken[0][0], taken[-1][1]) if taken else None


def _backward(text: str, start: int, end: int, words: _Words) -> tuple[int, int] | None:
    """Take the words of a source that ends at a place: from where its clause begins."""
    if not words.stops:
        found = _UNSPACED.search(text[max(start, end - _LONGEST_UNSPACED) : end])
        pieces = regex.split(r"[，。、；：“”]", text[start:end])
        length = len(pieces[-1].strip())
        return (end - length, end) if found and 0 < length <= _LONGEST_UNSPACED else None
    taken: list[tuple[int, int]] = []
    for word in reversed(list(_WORD.finditer(text, start, end))):
        gap = text[word.end() : taken[-1][0] if taken else end]
        if (gap and not _BETWEEN.match(gap)) or len(taken) == _LONGEST:
            break
        taken.append(word.span())
    taken.reverse()
    while taken and text[slice(*taken[0])].casefold() in words.stops:
        taken.pop(0)
    if any(text[slice(*each)].casefold() in words.stops for each in taken):
        last = max(
            n for n, each in enumerate(taken) if text[slice(*each)].casefold() in words.stops
        )
        taken = taken[last + 1 :]
    return (taken[0][0], taken[-1][1]) if taken else None


def _is_source(text: str, place: tuple[int, int], start: int, words: _Words) -> bool:
    """Tell whether a stretch can be somebody: a name, or what is known to say things."""
    said = text[slice(*place)]
    each = [(found.start() + place[0], found[0]) for found in _WORD.finditer(said)]
    if not each or each[0][1].casefold() in words.pronouns - words.keep:
        return False
    if not _LETTERS_WITH_CASE.search(said) and not _CASED.search(said):
        return not any(char.isnumeric() for char in said)  # a script without capitals
    named = any(
        word[0].isupper() and (at > start or (len(each) > 1 and word.casefold() not in words.keep))
        for at, word in each
        if word.casefold() not in words.keep
    )
    known = any(part in words.sources for _, word in each for part in word.casefold().split("-"))
    return (named or known) and not all(word[0].isnumeric() for _, word in each)


@cache
def _of(language: str) -> _Words | None:
    known = section("attributions").get(language)
    if known is None:
        return None
    words = {name: pattern(lines) for name, lines in known.items()}
    spaced = "stops" in words
    left, right = (r"(?<![\p{L}\p{N}])", r"(?![\p{L}\p{N}])") if spaced else ("", "")
    if language == "ar":  # the preposition is written with what follows
        right = ""

    def compiled(name: str, front: str = "", behind: str = "") -> regex.Pattern[str] | None:
        if name not in words:
            return None
        return regex.compile(f"(?i){front}{left}(?:{words[name]}){right}{behind}")

    def listed(name: str) -> frozenset[str]:
        return frozenset(part for part in words.get(name, "").casefold().split("|") if part)

    return _Words(
        before=compiled("before"),
        inserted=compiled(
            "inserted", r"(?<=[,“”»\"–—]\s?)", r"(?=\s+\p{Lu}|\s+\p{L}{2,3}\s\p{Lu})"
        ),
        after=compiled("after"),
        verbs=compiled("verbs"),
        introducing=compiled(
            "as", r"(?<=[,“”»\"–—]\s?|^)", rf"(?=[^,.;:]{{2,80}}?\b(?:{words['verbs']})\b)"
        )
        if "verbs" in words
        else None,
        stops=listed("stops"),
        pronouns=listed("pronouns"),
        keep=listed("keep"),
        sources=listed("sources"),
    )
