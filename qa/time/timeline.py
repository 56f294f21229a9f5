"""A timeline: dated sentences on a topic, oldest first, each a quote.

In: readings of passages on the topic. Out: a `Timeline`. A sentence is dated by its own words, else
by the live blog's entry it stands in, else by its article.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

import regex
from rapidfuzz import fuzz

from index.records import Article, Citation, Label
from qa.answers.quoting import select
from qa.reading.protocol import Reading
from qa.records import Answer, Quote, Timeline, TimelineEntry
from qa.time.dates import dates
from qa.time.dating import timed, written_on
from qa.time.phrases import time_phrases

__all__ = ["timeline_answer", "timeline_of", "topic_of"]

# Sentences of one day are the same report from this likeness of their words on, if their numbers
# are the same.
_REPEATED = 88
_NUMBER = regex.compile(r"\p{N}+")

# The words that ask for a timeline in front of its topic, or, in the second place, behind it.
_ASKING = (
    r"(?:(?:give|show|make|draw|write)\s+(?:me\s+)?)?(?:an?\s+|the\s+)?(?:timeline|chronology)"
    r"(?:\s+(?:of|for|on|about))?",
    r"what happened when\b(?:\s+(?:in|with|at|during|around))?",
    r"(?:(?:zeig\p{L}*|gib|erstell\p{L}*)\s+(?:mir\s+)?)?(?:eine\s+|die\s+)?(?:chronologie"
    r"|zeitleiste|zeitstrahl|zeittafel)(?:\s+(?:des|der|von|vom|zum|zur|zu|über))?",
    r"was (?:geschah|passierte|war) wann(?:\s+(?:bei[mr]?|in|mit|im|auf|um))?",
    r"(?:(?:donne[sz]?|fais|faites|dresse[sz]?|montre[sz]?|établis)(?:-moi)?\s+)?(?:(?:la|une)\s+)?"
    r"(?:chronologie|frise chronologique)"
    r"(?:\s+(?:de la|de l['’]|du|des|de|d['’]|sur))?",
    r"que s['’]est-il passé quand",
    r"(?:(?:dame|haz(?:me)?|muestra|muéstrame|crea)\s+)?(?:(?:la|una)\s+)?"
    r"(?:cronología|línea de(?:l)? tiempo)"
    r"(?:\s+(?:de la|del|de los|de las|de|sobre))?",
    r"qué (?:pasó|ocurrió) (?:y )?cuándo(?:\s+(?:en|con))?",
    r"(?:(?:fammi|dammi|mostrami|crea|faça|mostre|crie|dê-me)\s+)?(?:(?:l?a|una|uma)\s+)?cronologia(?:\s+(?:della|dello|dell['’]|del|dei|di|da|do|de|sobre|su))?",
    r"(?:(?:fammi|dammi|mostrami|crea|faça|mostre|crie|dê-me)\s+)?(?:(?:l?a|una|uma)\s+)?"
    r"(?:linea del tempo|linha do tempo)(?:\s+(?:del|della|di|da|do|de))?",
    r"(?:(?:состав|покаж|да[йв]|сдела)\p{L}*\s+(?:мне\s+)?)?(?:хронологи[яю]|лента)(?:\s+(?:событий))?",
    r"что (?:и )?когда (?:случилось|произошло)(?:\s+(?:с|в|на))?",
    r"(?:(?:склад|покаж|да[йв]|зроб)\p{L}*\s+(?:мені\s+)?)?хронологі[яю](?:\s+подій)?",
    r"що коли (?:сталося|відбулося)",
    r"(?:(?:geef|maak|toon)\s+(?:me\s+|mij\s+)?)?(?:een\s+|de\s+)?(?:tijdlijn|chronologie)"
    r"(?:\s+(?:van|over))?",
    r"wat gebeurde wanneer(?:\s+(?:bij|in|met))?",
    r"(?:(?:przedstaw|pokaż|podaj|stwórz|zrób)\s+(?:mi\s+)?)?"
    r"(?:oś czasu|chronologi[aę]|kalendarium)",
    r"zaman çizelgesi(?=\s*:)",
    r"(?:التسلسل|الجدول|الخط) الزمني(?:\s+(?:ل|لـ|عن))?|ماذا حدث ومتى(?:\s+في)?",
    r"(?:时间线|時間線|大事记|时间轴)[:：]?",
    r"(?:zeitlicher ablauf|ablauf der ereignisse)(?:\s+(?:des|der|von|vom|zum|zur|bei[mr]?))?",
)
_BEHIND = (
    r"(?:['’]?n?[ıiuü]n\s+)?(?:zaman çizelgesi|kronolojisi)(?:ni\s+\p{L}+)?|ne zaman ne oldu",
    r"的?(?:时间线|時間線|大事记|时间轴)",
    r"の?年表",
    r"\s*연표",
    r"(?<!\b(?:the|an?|die|der|eine|la|una|une))(?::\s*|\s+)"
    r"(?:what happened when|was geschah wann|timeline|chronologie|cronología|хронология)",
)
_POLITE_HAN = regex.compile(r"^(?:请|請)?(?:给出|給出|列出|给我|給我|整理)")
# The last four mark which way a part of a text is read.
_EDGES = " \t\"'“”„«»?？!.。:：،؟\u2066\u2067\u2068\u2069"


@dataclass(slots=True)
class _Dated:
    """A quote with its day, and who else prints it."""

    day: date
    by: Literal["text", "entry", "published"]
    quote: Quote
    copies: set[str]
    words: str

    @property
    def order(self) -> tuple[str, str, str, int]:
        quote = self.quote
        # On one day the report that was written first comes first.
        written = quote.entry or quote.article.published or ""
        return self.day.isoformat(), written, quote.article.id, quote.start


def topic_of(question: str) -> str | None:
    """Give the topic that a question asks a timeline of; None where it asks for something else."""
    text = question.strip(_EDGES)
    asked = (regex.match(rf"(?i)\W*(?:{asking})(?!\p{{L}})\s*:?", text) for asking in _ASKING)
    topics = [text[found.end() :] for found in asked if found]
    behind = (regex.search(rf"(?i)(?:{asking})$", text) for asking in _BEHIND)
    topics += [text[: found.start()] for found in behind if found]
    told = [topic for each in topics if (topic := _POLITE_HAN.sub("", each.strip(_EDGES)))]
    return min(told, key=len, default=None)  # what takes most of the asking words away


def timeline_of(
    topic: str,
    readings: Sequence[Reading],
    article_of: Callable[[str], Article],
    copies_of: Callable[[Quote], Iterable[Citation]],
    *,
    most: int,
) -> Timeline:
    """Make a timeline.

    Args:
        topic: What it is of.
        readings: Sentences on the topic, the surest first.
        article_of: Gives an article by its id.
        copies_of: Gives the other articles that print the same as the one that a quote is of.
        most: How many entries at most; the surest ones stay.
    """
    quotes, _ = select(_without_titles(readings), article_of, most=len(readings))
    found, undated = list[_Dated](), 0
    for quote in map(timed, quotes):
        dated = _dated(quote)
        if dated is None:
            undated += 1
            continue
        like = next((each for each in found if _same(each, dated)), None)
        if like is not None:
            like.copies.add(quote.article.id)
        elif len(found) < most:
            found.append(dated)
    for each in found:
        others = [copy.id for copy in copies_of(each.quote)]
        each.copies.update(others)
        each.copies.discard(each.quote.article.id)
    entries = [
        TimelineEntry(
            each.day.isoformat(), each.by, replace(each.quote, number=number), len(each.copies)
        )
        for number, each in enumerate(sorted(found, key=lambda each: each.order), 1)
    ]
    return Timeline(topic, tuple(entries), undated)


def timeline_answer(asked: str, timeline: Timeline, language: str) -> Answer:
    """Give a timeline as an answer: its quotes in their order, and a line of text for each."""
    said = time_phrases(language)
    quotes = tuple(entry.quote for entry in timeline.entries)
    lines = [said.timeline if quotes else said.nothing]
    for entry in timeline.entries:
        words = " ".join(entry.quote.text.split())
        lines.append(f"{entry.date} · {words} [{entry.quote.number}]")
    notes = (f"({said.undated}: {timeline.undated})",) if timeline.undated else ()
    lines += notes
    confidence = max((quote.score for quote in quotes), default=0.0)
    return Answer(
        question=asked,
        answered=bool(quotes),
        confidence=round(confidence, 4),
        text="\n".join(lines),
        quotes=quotes,
        searched=timeline.topic,
        notes=notes,
        days=tuple(entry.date for entry in timeline.entries),
    )


def _without_titles(readings: Sequence[Reading]) -> list[Reading]:
    """Leave out pointers to other stories, and headlines of articles that say it themselves."""
    telling = {each.hit.article.id for each in readings if each.hit.label is Label.BODY}
    return [
        each
        for each in readings
        if each.hit.label is not Label.TEASER
        and (each.hit.label is not Label.HEADLINE or each.hit.article.id not in telling)
    ]


def _dated(quote: Quote) -> _Dated | None:
    """Date a quote: by a day in its words before a month or a year, by where it stands else."""
    words = " ".join(quote.text.casefold().split())
    own = [
        *((each.days.since, each.days.until) for each in dates(quote.text, quote.article.language)),
        *((date.fromisoformat(each.since), date.fromisoformat(each.until)) for each in quote.times),
    ]
    if own:
        day = min(own, key=lambda days: (days[1] - days[0]).days)[0]
        return _Dated(day, "text", quote, set(), words)
    written = written_on(quote)
    if written is None:
        return None
    return _Dated(written, "entry" if quote.entry else "published", quote, set(), words)


def _same(one: _Dated, other: _Dated) -> bool:
    return (
        one.day == other.day
        and one.quote.article.id != other.quote.article.id
        and fuzz.token_set_ratio(one.words, other.words) >= _REPEATED
        and 2 * min(len(one.words), len(other.words)) >= max(len(one.words), len(other.words))
        and _NUMBER.findall(one.words) == _NUMBER.findall(other.words)
    )
