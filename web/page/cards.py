"""The evidence of an answer as cards: its quotes, or the nearest passages of a refusal.

In: answers and the words of the page. Out: HTML, every word of an article or a user escaped.
"""

from collections.abc import Collection, Sequence

from index.records import Citation, Hit
from qa.records import NOT_A_QUESTION, Answer, Quote
from web.dates import time
from web.elements import address, bdi, joined, language, plain, title
from web.page.times import meant
from web.words import Words, number, words

__all__ = ["evidence", "open_link", "quote_links", "sure"]

_COPIES_SHOWN = 20
_ENGLISH = words("en")

# A confidence is the share of such answers whose first quote is right (`training/README.md`).
_SURE = ((0.85, "sure_high"), (0.6, "sure_fair"), (0.0, "sure_low"))


def evidence(
    answer: Answer | None, said: Words = _ENGLISH, *, stale: Collection[int] = (), lang: str = "en"
) -> str:
    """Show the numbered quotes of an answer, or the nearest passages of a refusal.

    Args:
        answer: None before the first.
        said: The words of the page.
        stale: Numbers of the quotes that are no longer at their place in the index.
        lang: The language of the page: quotes in another one can be translated.
    """
    around = f'aria-label="{plain(said["evidence"])}"'
    if answer is None or (answer.refusal and answer.refusal.reason == NOT_A_QUESTION):
        return (
            f'<section class="evidence none" {around}><h2>{plain(said["evidence"])}</h2>'
            f"<p>{plain(said['evidence_hint'])}</p></section>"
        )
    view = _View(said, lang)
    if answer.answered:
        links = quote_links(answer, said, stale)
        cards = "".join(view.quote(quote, links.get(quote.number, "")) for quote in answer.quotes)
        kind, headed = "quotes", plain(said["evidence"])
        hint = ""
    else:
        cards = "".join(map(view.passage, answer.nearest))
        kind, headed = "nearest", plain(said["nearest"] if cards else said["no_passages"])
        hint = f'<p class="hint">{plain(said["rephrase"])}</p>'
    return (
        f'<section class="evidence {kind}" {around}><details open><summary><h2>{headed}</h2>'
        f'</summary><p class="asked" dir="auto">{plain(answer.question)}</p>{hint}{cards}'
        "</details></section>"
    )


def quote_links(answer: Answer, said: Words, stale: Collection[int]) -> dict[int, str]:
    """Link each quote to its place in its article, where the answer's others are marked as well."""
    places: dict[str, list[tuple[int, int]]] = {}
    sound = [quote for quote in answer.quotes if quote.number not in stale]
    for quote in sound:
        places.setdefault(quote.article.id, []).append((quote.start, quote.end))
    return {
        quote.number: open_link(
            f"[{quote.number}]",
            said["quote_in_article"].format(number=quote.number),
            address(quote.article.id, (quote.start, quote.end), places[quote.article.id]),
        )
        for quote in sound
    }


def open_link(label: str, described: str, target: str) -> str:
    """Link to a place in an article, which the page opens beside the conversation."""
    return (
        f'<a class="open" href="{plain(target)}" target="_blank" aria-label="{plain(described)}">'
        f"{label}</a>"
    )


class _View:
    """Cards in the words of one language."""

    def __init__(self, said: Words, lang: str) -> None:
        self._said = said
        self._lang = lang

    def quote(self, quote: Quote, link: str) -> str:
        """Show a quote; without a link, it is no longer at its place."""
        text = plain(quote.text)
        if quote.answer_start is not None and quote.answer_end is not None:
            left, right = quote.answer_start - quote.start, quote.answer_end - quote.start
            pieces = (quote.text[:left], quote.text[left:right], quote.text[right:])
            before, answer, after = map(plain, pieces)
            text = f"{before}<mark>{answer}</mark>{after}"
        before = f'<p class="before" dir="auto">{plain(quote.before)}</p>' if quote.before else ""
        note = meant(quote, self._said)
        note += "" if link else f'<p class="stale">{plain(self._said["quote_stale"])}</p>'
        number = link or f"[{quote.number}]"
        place = (quote.start, quote.end)
        says = f"{plain(self._said['says'])} {bdi(quote.says)}" if quote.says else ""
        note += f'<p class="says">{says}</p>' if says else ""
        after = note + self._copies(quote.copies, max(quote.article.copies, len(quote.copies)))
        return self._card(number, text, quote.article, place, before, quote.page, after)

    def passage(self, hit: Hit) -> str:
        """Show a passage that is near the question and no answer to it."""
        place = (hit.start, hit.end)
        described = self._said["passage_in_article"].format(number=hit.rank)
        link = open_link(f"{hit.rank}.", described, address(hit.article.id, place))
        return self._card(link, plain(hit.text), hit.article, place)

    def _copies(self, copies: Sequence[Citation], count: int) -> str:
        """List the articles that print the same report, one click away."""
        if not copies:
            return ""
        several = self._said["same_report"].format(count=number(count, self._said))
        headed = self._said["same_report_one"] if count == 1 else several
        items = (
            f'<li dir="auto">{title(copy.title, copy.url)} '
            f"<span>{joined([bdi(copy.source), time(copy.published)])}</span></li>"
            for copy in copies[:_COPIES_SHOWN]
        )
        return (
            f'<details class="copies"><summary>{plain(headed)}</summary>'
            f"<ul>{''.join(items)}</ul></details>"
        )

    def _card(
        self,
        link: str,
        text: str,
        article: Citation,
        place: tuple[int, int],
        before: str = "",
        page: int | None = None,
        after: str = "",
    ) -> str:
        headline = title(article.title, article.url)
        lang = "" if article.language == "und" else article.language
        facts = [
            bdi(article.source),
            bdi(article.author),
            time(article.published),
            f"<span>{plain(self._said['page'].format(number=page))}</span>" if page else "",
            f"<span>{language(article.language, self._said['language_unknown'])}</span>",
        ]
        start, end = place
        button = (
            f'<button type="button" class="translate">{plain(self._said["translate"])}</button>'
        )
        return (
            f'<article class="card">{before}<span class="number">{link}</span>'
            f'<blockquote lang="{plain(lang)}" dir="auto">{text}</blockquote>'
            f'<p class="title" dir="auto">{headline}</p>'
            f'<p class="facts">{joined(facts)} {button if lang not in ("", self._lang) else ""}</p>'
            f'<p class="place"><bdi>{plain(article.id)}</bdi> <bdi>{start}–{end}</bdi></p>{after}'
            "</article>"
        )


def sure(answer: Answer, said: Words) -> str:
    """Tell in words how likely the answer is right, and in numbers where the pointer rests."""
    if not answer.answered:
        return ""
    key = next(key for least, key in _SURE if answer.confidence >= least)
    exact = said["confidence"].format(percent=f"{100 * answer.confidence:.0f}")
    return f'<span class="sure" title="{plain(exact)}">{plain(said[key])}</span>'
