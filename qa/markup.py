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

__all__ = ["STYLE", "evidence", "heading"]

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


# System fonts only: the page asks no other server for anything.
STYLE = """
.gradio-container {
  --serif: "Iowan Old Style", "Palatino Linotype", Palatino, "Source Serif 4", "Noto Serif",
    Georgia, "Liberation Serif", "DejaVu Serif", serif;
  --ink: #1c1a17; --faint: #686259; --rule: #d6d0c4; --paper: #fbf9f4; --card: #ffffff;
  --accent: #8c2f1b; --marked: #fbe6a2;
  background: var(--paper) !important; color: var(--ink);
}
.dark .gradio-container, .gradio-container.dark, body.dark .gradio-container {
  --ink: #ebe6dc; --faint: #a8a195; --rule: #46413a; --paper: #191714; --card: #211f1b;
  --accent: #e39a83; --marked: #6b5410;
}
body, body.dark { background: var(--paper); }
.gradio-container .fillable { max-width: 1240px !important; padding: 20px 24px !important; }
.gradio-container .html-container { padding: 0 !important; }
.masthead { border-bottom: 3px double var(--rule); padding-bottom: 10px; }
.masthead h1 { font: 700 2.2rem/1.1 var(--serif); margin: 0; }
.masthead p { margin: 4px 0 0; font-size: .95rem; }
.masthead .indexed { color: var(--faint); font-size: .85rem; }
#columns { gap: 28px; align-items: flex-start; }
#conversation { height: calc(100vh - 310px) !important; min-height: 280px; background: none;
  border-color: var(--rule); }
#conversation .icon-button-wrapper { display: none; }
#conversation .message.bot, #conversation .message.user { background: var(--card);
  border-color: var(--rule); box-shadow: none; padding: 10px 14px; }
#conversation .message.user { background: none; }
#conversation .message .message { padding: 0; }
#conversation .placeholder { padding: 16px; }
#conversation .message-content { white-space: pre-wrap; unicode-bidi: plaintext;
  overflow-wrap: anywhere; font: 400 1rem/1.55 var(--serif); color: var(--ink); }
#conversation .example { background: var(--card); border-color: var(--rule); padding: 10px 14px; }
#conversation .example-content { padding: 0; }
#question { border-color: var(--rule); background: var(--card); }
#question textarea { background: none; color: var(--ink); font-size: 1rem; }
#new { align-self: flex-start; flex-grow: 0; width: auto; background: none; color: var(--faint);
  border: 1px solid var(--rule); }
#new:hover { color: var(--ink); }
#talk { position: sticky; top: 16px; }
.evidence h2 { font: 700 1.1rem/1.3 var(--serif); margin: 0; }
.evidence h2 small { font: 400 .8rem/1 var(--font); color: var(--faint); margin-inline-start: 8px; }
.evidence p { margin: 0; overflow-wrap: anywhere; font-size: .82rem; line-height: 1.45;
  color: var(--faint); }
.evidence .asked { font-size: .9rem; margin: 2px 0 12px; }
.shorts { list-style: none; margin: 0 0 12px; padding: 0; font: 400 1.1rem/1.5 var(--serif); }
.shorts span { color: var(--accent); font: 700 .85rem/1 var(--font); }
.card { display: grid; grid-template-columns: auto 1fr; column-gap: 10px; background: var(--card);
  border: 1px solid var(--rule); border-inline-start: 3px solid var(--accent);
  padding: 12px 16px 12px 12px; margin: 0 0 12px; }
.card > p { grid-column: 2; }
.card .number { color: var(--accent); font-weight: 700; font-size: .9rem; line-height: 1.7; }
.card blockquote { margin: 0 0 8px; font: 400 1.05rem/1.5 var(--serif); white-space: pre-wrap;
  overflow-wrap: anywhere; min-width: 0; }
.card mark { background: var(--marked); color: inherit; }
.card .before { font: italic 400 .88rem/1.45 var(--serif); margin-bottom: 4px; }
.card .title { color: var(--ink); font-weight: 500; }
.card .title a { color: inherit; text-decoration: underline; }
.card .copies { grid-column: 2; font-size: .85rem; color: var(--faint); }
.card .copies summary { cursor: pointer; }
.card .place { font-family: ui-monospace, Menlo, Consolas, monospace; font-size: .75rem; }
.nearest .card { background: none; border: 1px dashed var(--rule); padding-inline-start: 14px; }
.nearest .card .number { color: var(--faint); }
.nearest blockquote { font-size: .95rem; color: var(--faint); }
@media (max-width: 760px) {
  .gradio-container .fillable { padding: 14px !important; }
  .masthead h1 { font-size: 1.8rem; }
  #conversation { height: 50vh !important; }
  #talk { position: static; }
}
"""
