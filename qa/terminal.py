"""Answers and passages on a terminal, coloured and readable."""

from collections.abc import Iterable, Sequence
from itertools import zip_longest

from rich.console import Group, RenderableType
from rich.text import Text

from index.records import Citation, Hit
from qa.records import Answer, Quote, Timeline, Translation, Written

__all__ = ["render", "render_hits", "render_timeline", "render_written"]

_COPIES_SHOWN = 5


def render(answer: Answer) -> RenderableType:
    """Show an answer: its quotes with the answer in bold and where they stand, or the refusal."""
    if not answer.answered:
        message = Text("\n".join(map(_printable, answer.text.splitlines())), style="yellow")
        return Group(message, Text(), render_hits(answer.nearest))
    first_line = answer.text.splitlines()[0]
    parts: list[RenderableType] = [_one_line(first_line)]
    parts += [
        Text(f"    {_printable(short.text)} = ") + _one_line(short.translation.text)
        for short in answer.short_answers
        if short.translation
    ]
    for quote, day in zip_longest(answer.quotes, answer.days):
        parts += [
            Text(),
            *([Text(day, style="bold cyan")] if day else []),
            _quoted(quote),
            *_translated(quote.translation),
            *_times(quote),
        ]
        parts.append(_place(quote.article, quote.start, quote.end, quote.page))
        if quote.copies:
            also = ", ".join(_printable(copy.id) for copy in quote.copies[:_COPIES_SHOWN])
            parts.append(Text(f"    the same report: {also}", style="dim"))
    parts += [Text(), *(Text(_printable(line), style="dim") for line in answer.notes)]
    return Group(*parts, Text(f"confidence {answer.confidence:.0%}", style="dim"))


def render_hits(hits: Sequence[Hit]) -> RenderableType:
    """Show passages with their rank and where they stand."""
    parts: list[RenderableType] = []
    for hit in hits:
        head = Text(f"{hit.rank}. ", style="bold cyan")
        parts += [head + _one_line(hit.text), _place(hit.article, hit.start, hit.end), Text()]
    return Group(*parts[:-1])


def _translated(translation: Translation | None) -> list[Text]:
    """Show what a machine makes of a quote, called what it is."""
    if translation is None:
        return []
    label = f" (machine translation, {_printable(translation.engine)})"
    return [Text("    ") + _one_line(translation.text) + Text(label, style="dim")]


def render_written(written: Written, shown: int, *, done: bool) -> RenderableType:
    """Show what a language model has written since: the sentences that passed, then why no more.

    Args:
        written: All of it.
        shown: How many of its sentences have been shown.
        done: Whether nothing more comes.
    """
    parts: list[RenderableType] = []
    if not shown and written.sentences:
        model = _printable(written.model)
        parts.append(Text(f"\nwritten by {model}, checked against the quotes:", style="dim"))
    parts += [_one_line(sentence.text) for sentence in written.sentences[shown:]]
    if done and written.struck:
        parts.append(Text(f"left out, not borne out: {len(written.struck)}", style="dim"))
    if done and written.error:
        parts.append(Text(_printable(written.error), style="yellow"))
    return Group(*parts)


def _quoted(quote: Quote) -> Text:
    shown = Text(f"[{quote.number}] ", style="bold cyan")
    if quote.answer_start is None or quote.answer_end is None:
        return shown + _one_line(quote.text)
    left, right = quote.answer_start - quote.start, quote.answer_end - quote.start
    pieces = (quote.text[:left], quote.text[left:right], quote.text[right:])
    for piece, style in zip(pieces, ("", "bold green", ""), strict=True):
        shown.append(_printable(piece), style=style)
    return shown


def _times(quote: Quote) -> list[Text]:
    """Tell the days that words of a quote mean, and the time of its live blog's entry."""
    told = []
    for each in quote.times:
        words = _printable(quote.text[each.start - quote.start : each.end - quote.start])
        days = each.since if each.since == each.until else f"{each.since} – {each.until}"
        told.append(f"{words}: {days}")
    if quote.entry:
        told.append(quote.entry[:16].replace("T", " "))
    return [Text(f"    {' · '.join(told)}", style="cyan")] if told else []


def render_timeline(timeline: Timeline) -> RenderableType:
    """Show dated sentences, oldest first, each with where it stands."""
    parts: list[RenderableType] = []
    for entry in timeline.entries:
        quote = entry.quote
        parts.append(Text(f"{entry.date}  ", style="bold cyan") + _one_line(quote.text))
        parts.append(_place(quote.article, quote.start, quote.end, quote.page))
        if entry.copies:
            parts.append(Text(f"    further articles that print the same: {entry.copies}", "dim"))
    if not parts:
        parts.append(Text("no dated sentence on this", style="yellow"))
    if timeline.undated:
        parts.append(Text(f"sentences without a date: {timeline.undated}", style="dim"))
    return Group(*parts)


def _place(article: Citation, start: int, end: int, page: int | None = None) -> Text:
    known: Iterable[str | None] = (
        article.source,
        article.author,
        article.published,
        f"p. {page}" if page else None,
        article.language,
    )
    facts = " · ".join(_printable(fact) for fact in known if fact)
    where = f"{_printable(article.id)}:{start}-{end}"
    return Text(f"    {_printable(article.title)} · {facts}\n    {where}", style="dim")


def _one_line(text: str) -> Text:
    return Text(_printable(" ".join(text.split())), style="")


def _printable(text: str) -> str:
    """Take out control characters: articles must not steer the terminal."""
    return "".join(char if char.isprintable() else " " for char in text)
