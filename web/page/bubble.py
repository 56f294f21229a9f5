"""An answer as it stands in the conversation: what answers, who says so, and the one best quote.

In: an answer and the words of the page. Out: HTML, every word of an article or a user escaped. The
other quotes stand in the evidence alone.
"""

import re
from collections.abc import Collection, Mapping
from html import escape

from qa.records import Answer, Quote, ShortAnswer
from web.dates import days, time
from web.elements import bdi, joined, plain
from web.page.cards import quote_links, sure
from web.words import Words, number, words

__all__ = ["told"]

_SHORTEST_S = 0.1  # what was read before takes no time, and nobody believes "0.0 s"

_ENGLISH = words("en")


def told(
    answer: Answer,
    said: Words = _ENGLISH,
    *,
    stale: Collection[int] = (),
    earlier: Answer | None = None,
    address: str = "",
    reading: bool = False,
) -> str:
    """Show an answer: each short answer on a line of its own, and the best quote.

    Args:
        answer: What was said.
        said: The words of the page.
        stale: Numbers of the quotes that are no longer at their place in the index.
        earlier: What was shown before all was read, where it was something else.
        address: Where this answer is found again.
        reading: Whether more is being read.
    """
    links = quote_links(answer, said, stale)
    if answer.refusal:
        message, *notes = answer.text.split("\n")
        shown = f'<span class="refused">{escape(message, quote=False)}</span>'
        shown += "".join(map(_note, notes))
    elif answer.days:
        shown = _timeline(answer, links)
    else:
        shown = _lines(answer, said, links)
    if reading:
        return f'{shown}<span class="waiting">{plain(said["reading_on"])}</span>'
    if not answer.refusal:
        shown += _written(answer, said, links)
        shown += "".join(map(_note, answer.notes))
    shown += _done(answer, said, address)
    if earlier is not None:
        before = _lines(earlier, said, {})
        shown = (
            f'<p class="changed">{plain(said["read_on"])}</p>{shown}'
            f'<div class="earlier"><p>{plain(said["shown_before"])}</p>{before}</div>'
        )
    return shown


def _note(line: str) -> str:
    return f'<p class="note">{plain(line)}</p>'


def _lines(answer: Answer, said: Words, links: Mapping[int, str]) -> str:
    lead, *lines = answer.text.split("\n")
    quotes = {quote.number: quote for quote in answer.quotes}
    if answer.disagreement:
        shown = f'<p class="differ">{plain(said["differ"])}</p>'
    else:
        first = answer.short_answers[0].text if answer.short_answers else ""
        lead = lead[: lead.index(first)] if first and first in lead else lead
        shown = f'<p class="lead" dir="auto">{escape(lead.strip(), quote=False)}</p>'
    if answer.short_answers:
        items = (_short(each, quotes, said, links) for each in answer.short_answers)
        shown += f'<ul class="shorts">{"".join(items)}</ul>'
    for quote in answer.quotes[:1]:
        line = next((each for each in lines if each.endswith(f" [{quote.number}]")), quote.text)
        shown += _best(line, quote, links, alone=not answer.short_answers)
    return shown


def _timeline(answer: Answer, links: Mapping[int, str]) -> str:
    """Show dated sentences, oldest first; where words mean more than a day, all of it."""
    lead = escape(answer.text.split("\n")[0], quote=False)
    items = (
        f"<li>{days(day, _until(quote, day))} "
        f'<span lang="{plain(quote.article.language)}" dir="auto">'
        f"{plain(' '.join(quote.text.split()))}</span> {links.get(quote.number, '')}</li>"
        for day, quote in zip(answer.days, answer.quotes, strict=True)
    )
    return f'<p class="lead" dir="auto">{lead}</p><ol class="days">{"".join(items)}</ol>'


def _until(quote: Quote, day: str) -> str:
    """Give the last day that the words of a quote mean, which begin with a day."""
    return next((each.until for each in quote.times if each.since == day), day)


def _short(
    short: ShortAnswer, quotes: Mapping[int, Quote], said: Words, links: Mapping[int, str]
) -> str:
    """Show a short answer with outlet, date, who says it, and the numbers of its quotes."""
    first = quotes[short.quotes[0]]
    marks = "".join(links.get(each, f"[{each}]") for each in short.quotes)
    several = said["outlets"].format(count=number(short.articles, said))
    facts = [
        f'<em class="corrects">{plain(said["corrects"])}</em>' if short.corrects else "",
        bdi(first.article.source),
        time(short.published),
        f"<span>{plain(said['says'])} {bdi(first.says)}</span>" if first.says else "",
        f"<span>{plain(several)}</span>" if short.articles > 1 else "",
    ]
    about = joined(facts)
    lang = plain(first.article.language)
    return (
        f'<li><strong lang="{lang}" dir="auto">{plain(short.text)}</strong> {marks}'
        f"{f' <small>{about}</small>' if about else ''}</li>"
    )


def _best(line: str, quote: Quote, links: Mapping[int, str], *, alone: bool) -> str:
    """Show the best quote; its facts stand beside the short answer, where there is one."""
    words_, mark = line.rsplit(" [", 1)[0], links.get(quote.number, f"[{quote.number}]")
    about = joined([bdi(quote.article.source), time(quote.article.published)]) if alone else ""
    small = f"<small>{about}</small>" if about else ""
    lang = plain(quote.article.language)
    return (
        f'<blockquote class="best"><span lang="{lang}" dir="auto">{escape(words_, quote=False)}'
        f"</span> {mark}{f' {small}' if small else ''}</blockquote>"
    )


def _written(answer: Answer, said: Words, links: Mapping[int, str]) -> str:
    """Show what a language model wrote and the articles bear out, and by whom it is."""
    written = answer.written
    if written is None:
        return ""
    notes = []
    if written.sentences:
        cited = dict.fromkeys(number for each in written.sentences for number in each.quotes)
        quotes = "".join(f"[{number}]" for number in cited)
        notes.append(said["written_by"].format(model=written.model, quotes=quotes))
    if written.struck:
        notes.append(said["written_struck"].format(count=number(len(written.struck), said)))
    if written.error:
        notes.append(said["written_failed"].format(model=written.model))
    shown = re.sub(
        r"\[([0-9]{1,4})\]",
        lambda found: links.get(int(found[1]), found[0]),
        escape(written.text, quote=False),
    )
    told_ = f'<p class="written" dir="auto">{shown}</p>' if shown else ""
    return f'{told_}<small class="done">{plain(" ".join(notes))}</small>' if notes else ""


def _done(answer: Answer, said: Words, address: str) -> str:
    """Tell how sure the answer is, how long it took, and where it is found again."""
    if "total" not in answer.timings_ms:
        return ""
    took = max(answer.timings_ms["total"] / 1000, _SHORTEST_S)
    seconds = said["done"].format(seconds=number(took, said, 1))
    described = (
        f'class="share" href="{plain(address)}" aria-label="{plain(said["link_to_answer"])}"'
    )
    share = f"<a {described}>{plain(said['link'])}</a>" if address else ""
    # How sure is said of one answer, and a timeline is many sentences.
    how = "" if answer.days else sure(answer, said)
    return f'<small class="done">{joined([how, plain(seconds), share])}</small>'
