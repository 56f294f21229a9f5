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
# Between words of a source: the name of a paper in quotation marks.
_TITLED = regex.compile(r"\s+[«„“\"](?=\p{Lu}[^«»„“”\",.!?]{1,40}[»“”\"])")
_OPENING = regex.compile(r"[«„“\"]")
_PAPERS = {"zeitung", "tageszeitung", "magazin", "nachrichtenmagazin", "sender", "blatt"}
_APOSTROPHES = regex.compile(r"['’]")
_WHERE_SAID = regex.compile(r"(?<=.)在.+[上中时時里裡后後]\s*$")
_COUNT = regex.compile(r"\s\p{N}")
# Beside a name, before the verb: a few words between two commas.
_ASIDE = regex.compile(
    r"(?<=\p{L}), (?P<aside>\p{L}(?:[^,.;:“”«»\"]|(?<=\b(?:Dr|Mrs?|Ms|Prof))\.){2,60}),\s$"
)
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
    articles: frozenset[str]
    """Of a language in which one behind a name begins what is said."""
    sources: frozenset[str]
    leading: bool
    """Whether the source stands first and the verb last."""


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
    if not (by_pronoun or _goes_on(quote.text)):
        return None
    end = start + len(quote.before)
    found, _ = _named(text, start, end, words, answer)
    if found or not by_pronoun:
        return found
    place = _forward(text, start, end, words)  # who the sentence before is about
    named = place is not None and " " in text[slice(*place)]
    return Slice(*place) if place and named and _is_source(text, place, start, words) else None


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
            if forward:
                place = _forward(text, cue.end(), end, words)
            elif words.leading and cues is words.verbs:
                place = _forward(text, start, cue.start(), words)
                if place:  # up to what is counted: *Vali Ahmet Kaya 12 kişinin*
                    count = _COUNT.search(text, *place)
                    place = (place[0], count.start()) if count else place
            else:
                place = _backward(text, start, cue.start(), words)
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
        last = stop.start() if stop else found.end() if found else start
        last -= text[start:last].endswith(("的", "の"))
        return (start, last) if last > start else None
    taken: list[tuple[int, int]] = []
    complete = False
    for word in _WORD.finditer(text, start, end):
        gap = text[taken[-1][1] if taken else start : word.start()]
        titled = bool(taken) and _is_titled(text, taken[-1])
        apart = _BETWEEN.match(text, taken[-1][1], word.start()) if taken else not gap.strip()
        if gap and not titled and not apart:
            break
        lower = word[0].casefold()
        if complete and lower in words.articles:
            break  # *secondo la Regione il ponte*
        if lower in words.stops or (words.verbs and words.verbs.match(text, word.start(), end)):
            break
        small = _APOSTROPHES.split(word[0])[-1][:1].islower()
        if small and lower not in words.keep | words.sources and complete:
            break  # what it does
        taken.append(word.span())
        complete = (word[0][0].isupper() or lower in words.sources) and lower not in words.keep
        if len(taken) == _LONGEST or lower in words.pronouns - words.keep:
            break
    while taken and text[slice(*taken[-1])].casefold() in words.keep:
        taken.pop()
    if not taken:
        return None
    first, last = taken[0][0], taken[-1][1]
    closes = _OPENING.search(text, first, last) and text[last : last + 1] in tuple('»“”"')
    return first, last + bool(closes)


def _is_titled(text: str, before: tuple[int, int]) -> bool:
    """Tell whether the name of a paper follows a word in quotation marks: *газета «Вестник»*."""
    word = text[slice(*before)]
    return (word[0].islower() or word.casefold() in _PAPERS) and bool(
        _TITLED.match(text, before[1])
    )


def _backward(text: str, start: int, end: int, words: _Words) -> tuple[int, int] | None:
    """Take the words of a source that ends at a place: from where its clause begins."""
    if not words.stops:
        found = _UNSPACED.search(text[max(start, end - _LONGEST_UNSPACED) : end])
        piece = regex.split(r"[，。、；：“”]", text[start:end])[-1].lstrip()
        first, where = end - len(piece), _WHERE_SAID.search(piece)
        last = first + where.start() if where else end
        return (first, last) if found and 0 < last - first <= _LONGEST_UNSPACED else None
    if aside := _ASIDE.search(text, start, end):  # *Joan Ash, the union's leader, said*
        said = aside["aside"]
        if all(word[0].isupper() for word in said.split()):
            return aside.span("aside")
        end = aside.start("aside") - 2
    stops = words.stops - words.pronouns
    taken: list[tuple[int, int]] = []
    for word in reversed(list(_WORD.finditer(text, start, end))):
        after = taken[-1][0] if taken else end
        apart = after == word.end() or _BETWEEN.match(text, word.end(), after)
        if not apart or len(taken) == _LONGEST:
            break
        taken.append(word.span())
    taken.reverse()
    while taken and text[slice(*taken[0])].casefold() in stops:
        taken.pop(0)
    if any(text[slice(*each)].casefold() in stops for each in taken):
        last = max(n for n, each in enumerate(taken) if text[slice(*each)].casefold() in stops)
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
        (word[0].isupper() or _APOSTROPHES.split(word)[-1][:1].isupper())
        and (at > start or (len(each) > 1 and word.casefold() not in words.keep))
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

    def compiled(name: str, front: str = "", behind: str = "") -> regex.Pattern[str] | None:
        if name not in words:
            return None
        # In Arabic the preposition is written with what follows.
        last = "" if (language, name) == ("ar", "before") else right
        return regex.compile(f"(?i){front}{left}(?:{words[name]}){last}{behind}")

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
        articles=listed("articles"),
        sources=listed("sources"),
        leading="leading" in words,
    )
