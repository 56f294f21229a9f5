"""Times of an answer: what words of quotes mean, entries, and to which time the search kept.

In: answers and quotes with the words of the page. Out: HTML, every word of an article escaped, and
the words of a chip.
"""

from qa.records import Answer, Quote
from qa.time.phrases import span_of, was_widened
from web.dates import clock, days
from web.elements import bdi, joined, plain
from web.words import Words

__all__ = ["meant", "restriction"]


def meant(quote: Quote, said: Words) -> str:
    """Show beside a quote the days that its words mean, and the time of its live blog's entry."""
    told = [said["entry_of"].format(time=clock(quote.entry))] if quote.entry else []
    facts = [f"<span>{plain(each)}</span>" for each in told]
    for each in quote.times:
        words = quote.text[each.start - quote.start : each.end - quote.start]
        facts.append(f"<span>{bdi(words)}: {days(each.since, each.until)}</span>")
    return f'<p class="times">{joined(facts)}</p>' if facts else ""


def restriction(answer: Answer | None, said: Words, language: str) -> str:
    """Tell to which time the search was restricted, and that one tap undoes it."""
    if answer is None or answer.time is None or not answer.time.filter or was_widened(answer):
        return ""
    return said["any_time"].format(span=span_of(answer.time.since, answer.time.until, language))
