"""Answers as HTML: pure functions, every word of an article or a user escaped.

In: answers, what `beleg status` tells, and the words of the page. Out: HTML for the page, without
scripts, images or any address that a browser would load by itself.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from html import escape
from typing import Any

from index.records import Citation, Hit
from qa.records import NOT_A_QUESTION, Answer, Quote, Step
from web.conversation import Conversation
from web.elements import address, bdi, joined, language, plain, time, title
from web.words import Words, number, words

__all__ = ["evidence", "heading", "messages", "told", "waiting"]

_COPIES_SHOWN = 20
_ENGLISH = words("en")

# A confidence is the share of such answers whose first quote is right (`training/README.md`).
_SURE = ((0.85, "sure_high"), (0.6, "sure_fair"), (0.0, "sure_low"))


def heading(summary: Mapping[str, Any], said: Words = _ENGLISH) -> str:
    """Show the name of the page and one line about what is indexed.

    Args:
        summary: What `Store.summary` gives.
        said: The words of the page.
    """
    count = summary["articles"]
    several = said["articles"].format(count=number(count, said))
    facts = [said["article_one"] if count == 1 else several]
    unknown = said["language_unknown"]
    facts += [language(code, unknown) for code in list(summary["languages"])[:6]]
    dates = dict.fromkeys(filter(None, (summary["first_published"], summary["last_published"])))
    if dates:
        range_ = " – ".join(f"<time>{plain(date)}</time>" for date in dates)
        facts.append(f'<span dir="ltr">{range_}</span>')
    return (
        '<header class="masthead"><h1>Beleg</h1>'
        f"<p>{plain(said['tagline'])}</p>"
        f'<p class="indexed">{" · ".join(facts)}</p></header>'
    )


def messages(one: Conversation, said: Words, *new: str) -> list[dict[str, Any]]:
    """Give a conversation as the messages of a chatbot.

    The text of a chatbot is taken for HTML even where its Markdown is switched off.

    Args:
        one: All that has been said.
        said: The words of the page.
        new: A question that is being answered, and how far that has come, as HTML.
    """
    shown = list[str]()
    for each in one.exchanges:
        reply = escape(each.failure, quote=False)
        if each.answer:
            reply = told(each.answer, said, stale=each.stale)
        shown += (escape(each.question, quote=False), reply)
    if new:
        shown += (escape(new[0], quote=False), *new[1:])
    return [
        {"role": ("user", "assistant")[i % 2], "content": [{"type": "text", "text": text}]}
        for i, text in enumerate(shown)
    ]


def waiting(step: Step | None, said: Words) -> str:
    """Tell what is done for an answer; without a step, that the model is still loading."""
    text = said["loading"]
    if step:
        doing = said["searching"] if step.doing == "search" else said["reading"]
        text = doing.format(count=number(step.count, said))
    return f'<span class="waiting">{plain(text)}</span>'


def told(answer: Answer, said: Words = _ENGLISH, *, stale: Collection[int] = ()) -> str:
    """Show the readable text of an answer, with its numbers as links to the quotes.

    What looks like a number inside the words of an article is none.

    Args:
        answer: What was said.
        said: The words of the page.
        stale: Numbers of the quotes that are no longer at their place in the index.
    """
    links = _links(answer, said, stale)
    languages = {quote.number: quote.article.language for quote in answer.quotes}
    shorts = {short.text: languages[short.quotes[0]] for short in answer.short_answers}
    verbatim = [" ".join(quote.text.split()) for quote in answer.quotes] + list(shorts)
    found = "|".join(re.escape(each) for each in sorted(verbatim, key=len, reverse=True) if each)
    pattern = re.compile(rf"({found or '(?!)'})|\[([0-9]{{1,3}})\]")

    pieces, last = list[str](), 0
    first_line = answer.text.find("\n") if "\n" in answer.text else len(answer.text)
    for match in pattern.finditer(answer.text):
        shown = (links.get(int(match[2])) if match[2] else None) or escape(match[0], quote=False)
        named = answer.text.startswith(" [", match.end(), first_line)  # and not a count of articles
        if named and match[1] in shorts:
            shown = f'<strong lang="{plain(shorts[match[1]])}">{shown}</strong>'
        pieces += (escape(answer.text[last : match.start()], quote=False), shown)
        last = match.end()
    text = "".join([*pieces, escape(answer.text[last:], quote=False)])
    if answer.refusal:
        return f'<span class="refused">{text}</span>{_done(answer, said)}'
    return f"{text}{_done(answer, said)}"


def _done(answer: Answer, said: Words) -> str:
    """Tell how long it took, and how sure the answer is."""
    if "total" not in answer.timings_ms:
        return ""
    seconds = said["done"].format(seconds=number(answer.timings_ms["total"] / 1000, said, 1))
    return f'\n<small class="done">{joined([_sure(answer, said), plain(seconds)])}</small>'


def _sure(answer: Answer, said: Words) -> str:
    """Tell in words how likely the answer is right, and in numbers where the pointer rests."""
    if not answer.answered:
        return ""
    key = next(key for least, key in _SURE if answer.confidence >= least)
    exact = said["confidence"].format(percent=f"{100 * answer.confidence:.0f}")
    return f'<span class="sure" title="{plain(exact)}">{plain(said[key])}</span>'


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
            f'<section class="evidence" {around}><h2>{plain(said["evidence"])}</h2>'
            f"<p>{plain(said['evidence_hint'])}</p></section>"
        )
    view = _View(said, lang)
    if answer.answered:
        links = _links(answer, said, stale)
        cards = "".join(view.quote(quote, links.get(quote.number, "")) for quote in answer.quotes)
        kind, headed = "quotes", f"{plain(said['evidence'])} <small>{_sure(answer, said)}</small>"
        hint = ""
    else:
        cards = "".join(map(view.passage, answer.nearest))
        kind, headed = "nearest", plain(said["nearest"] if cards else said["no_passages"])
        hint = f'<p class="hint">{plain(said["rephrase"])}</p>'
    return (
        f'<section class="evidence {kind}" {around}><h2>{headed}</h2>'
        f'<p class="asked" dir="auto">{plain(answer.question)}</p>{hint}{cards}</section>'
    )


def _links(answer: Answer, said: Words, stale: Collection[int]) -> dict[int, str]:
    """Link each quote to its place in its article, where the answer's others are marked as well."""
    places: dict[str, list[tuple[int, int]]] = {}
    sound = [quote for quote in answer.quotes if quote.number not in stale]
    for quote in sound:
        places.setdefault(quote.article.id, []).append((quote.start, quote.end))
    return {
        quote.number: _link(
            f"[{quote.number}]",
            said["quote_in_article"].format(number=quote.number),
            address(quote.article.id, (quote.start, quote.end), places[quote.article.id]),
        )
        for quote in sound
    }


def _link(label: str, described: str, target: str) -> str:
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
        note = "" if link else f'<p class="stale">{plain(self._said["quote_stale"])}</p>'
        number = link or f"[{quote.number}]"
        place = (quote.start, quote.end)
        after = note + self._copies(quote.copies, max(quote.article.copies, len(quote.copies)))
        return self._card(number, text, quote.article, place, before, quote.page, after)

    def passage(self, hit: Hit) -> str:
        """Show a passage that is near the question and no answer to it."""
        place = (hit.start, hit.end)
        described = self._said["passage_in_article"].format(number=hit.rank)
        link = _link(f"{hit.rank}.", described, address(hit.article.id, place))
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
