"""Answers as HTML: pure functions, every word of an article or a user escaped.

In: answers and what `beleg status` tells. Out: HTML for the page, without scripts, images or any
address that a browser would load by itself.
"""

import re
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from index.records import Citation, Hit
from qa.records import NOT_A_QUESTION, Answer, Quote
from web.elements import address, bdi, joined, language, plain, time, title

__all__ = ["evidence", "heading", "told"]

_COPIES_SHOWN = 20


def heading(summary: Mapping[str, Any]) -> str:
    """Show the name of the page and one line about what is indexed.

    Args:
        summary: What `Store.summary` gives.
    """
    count = summary["articles"]
    facts = [f"{count:,} article{'' if count == 1 else 's'}"]
    facts += [f"{language(code)}" for code in list(summary["languages"])[:6]]
    dates = dict.fromkeys(filter(None, (summary["first_published"], summary["last_published"])))
    if dates:
        facts.append(" – ".join(f"<time>{plain(date)}</time>" for date in dates))
    return (
        '<header class="masthead"><h1>Beleg</h1>'
        "<p>Ask the articles. Every answer is a quote you can check.</p>"
        f'<p class="indexed">{" · ".join(facts)}</p></header>'
    )


def told(answer: Answer) -> str:
    """Show the readable text of an answer, with its numbers as links to the quotes.

    What looks like a number inside the words of an article is none.
    """
    links = _links(answer)
    verbatim = [" ".join(quote.text.split()) for quote in answer.quotes]
    verbatim += [short.text for short in answer.short_answers]
    words = "|".join(re.escape(each) for each in sorted(verbatim, key=len, reverse=True) if each)
    found = re.compile(rf"({words or '(?!)'})|\[([0-9]{{1,3}})\]")

    pieces, last = list[str](), 0
    for match in found.finditer(answer.text):
        link = links.get(int(match[2])) if match[2] else None
        before = escape(answer.text[last : match.start()], quote=False)
        pieces += (before, link or escape(match[0], quote=False))
        last = match.end()
    return "".join([*pieces, escape(answer.text[last:], quote=False)])


def evidence(answer: Answer | None) -> str:
    """Show the numbered quotes of an answer, or the nearest passages of a refusal."""
    if answer is None or (answer.refusal and answer.refusal.reason == NOT_A_QUESTION):
        return (
            '<section class="evidence" aria-label="Evidence"><h2>Evidence</h2>'
            "<p>The quotes behind an answer, and where they stand.</p></section>"
        )
    links = _links(answer)
    if answer.answered:
        cards = "".join(_quote(quote, links[quote.number]) for quote in answer.quotes)
        headed = f"Evidence <small>confidence {answer.confidence:.0%}</small>"
    else:
        cards = "".join(map(_passage, answer.nearest))
        headed = "Nearest passages, not an answer" if cards else "No passages found"
    kind = "quotes" if answer.answered else "nearest"
    return (
        f'<section class="evidence {kind}" aria-label="Evidence"><h2>{headed}</h2>'
        f'<p class="asked" dir="auto">{plain(answer.question)}</p>{_shorts(answer, links)}{cards}'
        "</section>"
    )


def _links(answer: Answer) -> dict[int, str]:
    """Link each quote to its place in its article, where the answer's others are marked as well."""
    places: dict[str, list[tuple[int, int]]] = {}
    for quote in answer.quotes:
        places.setdefault(quote.article.id, []).append((quote.start, quote.end))
    return {
        quote.number: _link(
            f"[{quote.number}]",
            f"Quote {quote.number} in its article",
            address(quote.article.id, (quote.start, quote.end), places[quote.article.id]),
        )
        for quote in answer.quotes
    }


def _link(label: str, described: str, target: str) -> str:
    return (
        f'<a class="open" href="{plain(target)}" target="_blank" aria-label="{described}">'
        f"{label}</a>"
    )


def _shorts(answer: Answer, links: Mapping[int, str]) -> str:
    """List the short answers with the numbers of their quotes."""
    languages = {quote.number: quote.article.language for quote in answer.quotes}
    items = [
        f'<li lang="{plain(languages[short.quotes[0]])}" dir="auto">'
        f"<strong>{plain(short.text)}</strong> "
        f"{''.join(links[number] for number in short.quotes)}</li>"
        for short in answer.short_answers
    ]
    return f'<ul class="shorts">{"".join(items)}</ul>' if items else ""


def _quote(quote: Quote, link: str) -> str:
    text = plain(quote.text)
    if quote.answer_start is not None and quote.answer_end is not None:
        left, right = quote.answer_start - quote.start, quote.answer_end - quote.start
        pieces = (quote.text[:left], quote.text[left:right], quote.text[right:])
        before, answer, after = map(plain, pieces)
        text = f"{before}<mark>{answer}</mark>{after}"
    before = f'<p class="before" dir="auto">{plain(quote.before)}</p>' if quote.before else ""
    place = (quote.start, quote.end)
    return _card(link, text, quote.article, place, before, quote.page, _copies(quote.copies))


def _passage(hit: Hit) -> str:
    place = (hit.start, hit.end)
    target = address(hit.article.id, place)
    link = _link(f"{hit.rank}.", f"Passage {hit.rank} in its article", target)
    return _card(link, plain(hit.text), hit.article, place)


def _copies(copies: Sequence[Citation]) -> str:
    """List the articles that print the same report, one click away."""
    if not copies:
        return ""
    count = f"{len(copies)} other article{'s' if len(copies) > 1 else ''}"
    items = (
        f'<li dir="auto">{title(copy.title, copy.url)} '
        f"<span>{joined([bdi(copy.source), time(copy.published)])}</span></li>"
        for copy in copies[:_COPIES_SHOWN]
    )
    return (
        f'<details class="copies"><summary>The same report in {count}</summary>'
        f"<ul>{''.join(items)}</ul></details>"
    )


def _card(
    link: str,
    text: str,
    article: Citation,
    place: tuple[int, int],
    before: str = "",
    page: int | None = None,
    copies: str = "",
) -> str:
    headline = title(article.title, article.url)
    facts = [
        bdi(article.source),
        bdi(article.author),
        time(article.published),
        f"<span>p. {page}</span>" if page else "",
        f"<span>{language(article.language)}</span>",
    ]
    start, end = place
    lang = "" if article.language == "und" else article.language
    return (
        f'<article class="card">{before}<span class="number">{link}</span>'
        f'<blockquote lang="{plain(lang)}" dir="auto">{text}</blockquote>'
        f'<p class="title" dir="auto">{headline}</p>'
        f'<p class="facts">{joined(facts)}</p>'
        f'<p class="place"><bdi>{plain(article.id)}</bdi> <bdi>{start}–{end}</bdi></p>{copies}'
        "</article>"
    )
