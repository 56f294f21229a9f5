"""Answers as HTML: pure functions, every word of an article or a user escaped.

In: answers and what `beleg status` tells. Out: HTML for the page, without scripts, images or any
address that a browser would load by itself.
"""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any
from urllib.parse import urlsplit

from index.records import Citation, Hit
from qa.records import NOT_A_QUESTION, Answer, Quote

__all__ = ["evidence", "heading"]

# The names by which speakers call their language, for those that Beleg itself speaks.
_LANGUAGES = {
    "ar": "العربية", "de": "Deutsch", "el": "Ελληνικά", "en": "English", "es": "Español",
    "fr": "Français", "hi": "हिन्दी", "it": "Italiano", "ja": "日本語", "ko": "한국어",
    "nl": "Nederlands", "no": "Norsk", "pl": "Polski", "pt": "Português", "ro": "Română",
    "ru": "Русский", "th": "ไทย", "tr": "Türkçe", "uk": "Українська", "vi": "Tiếng Việt",
    "zh": "中文", "und": "language unknown",
}  # fmt: skip

_COPIES_SHOWN = 20

# Line ends and tabs as references: the HTML parser would turn "\r\n" into "\n", and a quote on the
# page is to be the slice of the article, character by character.
_KEPT = str.maketrans({"\r": "&#13;", "\n": "&#10;", "\t": "&#9;"})


def heading(summary: Mapping[str, Any]) -> str:
    """Show the name of the page and one line about what is indexed.

    Args:
        summary: What `Store.summary` gives.
    """
    count = summary["articles"]
    facts = [f"{count:,} article{'' if count == 1 else 's'}"]
    facts += [f"{_language(code)}" for code in list(summary["languages"])[:6]]
    dates = dict.fromkeys(filter(None, (summary["first_published"], summary["last_published"])))
    if dates:
        facts.append(" – ".join(f"<time>{_plain(date)}</time>" for date in dates))
    return (
        '<header class="masthead"><h1>Beleg</h1>'
        "<p>Ask the articles. Every answer is a quote you can check.</p>"
        f'<p class="indexed">{" · ".join(facts)}</p></header>'
    )


def evidence(answer: Answer | None) -> str:
    """Show the numbered quotes of an answer, or the nearest passages of a refusal."""
    if answer is None or (answer.refusal and answer.refusal.reason == NOT_A_QUESTION):
        return (
            '<section class="evidence" aria-label="Evidence"><h2>Evidence</h2>'
            "<p>The quotes behind an answer, and where they stand.</p></section>"
        )
    if answer.answered:
        cards = "".join(map(_quote, answer.quotes))
        title = f"Evidence <small>confidence {answer.confidence:.0%}</small>"
    else:
        cards = "".join(map(_passage, answer.nearest))
        title = "Nearest passages, not an answer" if cards else "No passages found"
    kind = "quotes" if answer.answered else "nearest"
    return (
        f'<section class="evidence {kind}" aria-label="Evidence"><h2>{title}</h2>'
        f'<p class="asked" dir="auto">{_plain(answer.question)}</p>{_shorts(answer)}{cards}'
        "</section>"
    )


def _shorts(answer: Answer) -> str:
    """List the short answers with the numbers of their quotes."""
    languages = {quote.number: quote.article.language for quote in answer.quotes}
    items = [
        f'<li lang="{_plain(languages[short.quotes[0]])}" dir="auto">'
        f"<strong>{_plain(short.text)}</strong> "
        f"{''.join(f'<span>[{number}]</span>' for number in short.quotes)}</li>"
        for short in answer.short_answers
    ]
    return f'<ul class="shorts">{"".join(items)}</ul>' if items else ""


def _quote(quote: Quote) -> str:
    text = _plain(quote.text)
    if quote.answer_start is not None and quote.answer_end is not None:
        left, right = quote.answer_start - quote.start, quote.answer_end - quote.start
        pieces = (quote.text[:left], quote.text[left:right], quote.text[right:])
        before, answer, after = map(_plain, pieces)
        text = f"{before}<mark>{answer}</mark>{after}"
    before = f'<p class="before" dir="auto">{_plain(quote.before)}</p>' if quote.before else ""
    place = (quote.start, quote.end)
    return _card(
        f"[{quote.number}]", text, quote.article, place, before, quote.page, _copies(quote.copies)
    )


def _passage(hit: Hit) -> str:
    return _card(f"{hit.rank}.", _plain(hit.text), hit.article, (hit.start, hit.end))


def _copies(copies: Sequence[Citation]) -> str:
    """List the articles that print the same report, one click away."""
    if not copies:
        return ""
    count = f"{len(copies)} other article{'s' if len(copies) > 1 else ''}"
    items = (
        f'<li dir="auto">{_title(copy)} <span>{_joined([_bdi(copy.source), _time(copy.published)])}'
        "</span></li>"
        for copy in copies[:_COPIES_SHOWN]
    )
    return (
        f'<details class="copies"><summary>The same report in {count}</summary>'
        f"<ul>{''.join(items)}</ul></details>"
    )


def _title(article: Citation) -> str:
    title = _plain(article.title)
    if article.url and _is_web(article.url):
        link = f'href="{_plain(article.url)}" target="_blank" rel="noopener noreferrer"'
        return f"<a {link}>{title}</a>"
    return title


def _card(
    label: str,
    text: str,
    article: Citation,
    place: tuple[int, int],
    before: str = "",
    page: int | None = None,
    copies: str = "",
) -> str:
    title = _title(article)
    language = f"<span>{_language(article.language)}</span>"
    facts = [
        _bdi(article.source),
        _bdi(article.author),
        _time(article.published),
        f"<span>p. {page}</span>" if page else "",
        language,
    ]
    start, end = place
    lang = "" if article.language == "und" else article.language
    return (
        f'<article class="card">{before}<span class="number">{label}</span>'
        f'<blockquote lang="{_plain(lang)}" dir="auto">{text}</blockquote>'
        f'<p class="title" dir="auto">{title}</p>'
        f'<p class="facts">{_joined(facts)}</p>'
        f'<p class="place"><bdi>{_plain(article.id)}</bdi> <bdi>{start}–{end}</bdi></p>{copies}'
        "</article>"
    )


def _is_web(url: str) -> bool:
    """Tell whether this is the address of a web page, and not a script in disguise."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)


def _language(code: str) -> str:
    return f"<bdi>{_plain(_LANGUAGES.get(code, code))}</bdi>"


def _bdi(text: str | None) -> str:
    return f"<bdi>{_plain(text)}</bdi>" if text else ""


def _time(date: str | None) -> str:
    return f'<time datetime="{_plain(date)}">{_plain(date)}</time>' if date else ""


def _joined(facts: Sequence[str]) -> str:
    return " · ".join(fact for fact in facts if fact)


def _plain(text: str) -> str:
    return escape(text).translate(_KEPT)
