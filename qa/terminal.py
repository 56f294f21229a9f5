"""Answers and passages on a terminal, coloured and readable."""

from collections.abc import Iterable, Sequence

from rich.console import Group, RenderableType
from rich.text import Text

from index.records import Citation, Hit
from qa.records import Answer, Quote

__all__ = ["render", "render_hits"]

_COPIES_SHOWN = 5


def render(answer: Answer) -> RenderableType:
    """Show an answer: its quotes with the answer in bold and where they stand, or the refusal."""
    if not answer.answered:
        message = Text(_printable(answer.text), style="yellow")
        return Group(message, Text(), render_hits(answer.nearest))
    first_line = answer.text.splitlines()[0]
    parts: list[RenderableType] = [_one_line(first_line)]
    for quote in answer.quotes:
        parts += [Text(), _quoted(quote), _place(quote.article, quote.start, quote.end, quote.page)]
        if quote.copies:
            also = ", ".join(_printable(copy.id) for copy in quote.copies[:_COPIES_SHOWN])
            parts.append(Text(f"    the same report: {also}", style="dim"))
    return Group(*parts, Text(), Text(f"confidence {answer.confidence:.0%}", style="dim"))


def render_hits(hits: Sequence[Hit]) -> RenderableType:
    """Show passages with their rank and where they stand."""
    parts: list[RenderableType] = []
    for hit in hits:
        head = Text(f"{hit.rank}. ", style="bold cyan")
        parts += [head + _one_line(hit.text), _place(hit.article, hit.start, hit.end), Text()]
    return Group(*parts[:-1])


def _quoted(quote: Quote) -> Text:
    shown = Text(f"[{quote.number}] ", style="bold cyan")
    if quote.answer_start is None or quote.answer_end is None:
        return shown + _one_line(quote.text)
    left, right = quote.answer_start - quote.start, quote.answer_end - quote.start
    pieces = (quote.text[:left], quote.text[left:right], quote.text[right:])
    for piece, style in zip(pieces, ("", "bold green", ""), strict=True):
        shown.append(_printable(piece), style=style)
    return shown


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
