"""Where the blocks of a text are: paragraphs, headlines, list lines, by layout or by Markdown.

In: the decoded text. Out: spans that are body unless the markup says otherwise.
"""

from dataclasses import dataclass, replace
from itertools import pairwise

import regex
from markdown_it import MarkdownIt

from index.content.lines import LIST_LINE, SENTENCE_END
from index.records import Label, Span

__all__ = ["Block", "front_matter_end", "laid_out", "marked_down", "trimmed"]

_LINE = regex.compile(r"[^\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+")
_NEWLINE = regex.compile(r"\r\n?|\n")

# Hard-wrapped text (mail, telex, e-books) breaks lines at 60 to 90 characters; a page saved as
# text has one line a paragraph, which is longer than this in any article worth the name.
_WRAP_WIDTH = 100
_WRAPPED_SHARE = 0.6

_FRONT_MATTER = regex.compile(
    r"\A(---|\+\+\+)[ \t]*\r?\n.{0,20000}?\r?\n\1[ \t]*(?:\r?\n|\Z)", regex.DOTALL
)
_MARKDOWN_MARKS = regex.compile(r"\A(?:[>\s]|#{1,6}\s|[-*+]\s|\d{1,9}[.)]\s)*")
_MARKDOWN_CLOSE = regex.compile(r"\s#+\s*\Z|\n(?:=+|-+)\s*\Z")  # the end of a heading
_MARKDOWN_LEAVES = {
    "paragraph_open",
    "heading_open",
    "fence",
    "code_block",
    "html_block",
    "tr_open",
}


@dataclass(slots=True)
class Block:
    """A block while it is being labelled.

    Attributes:
        start: Where it starts in the text.
        end: Where it ends.
        label: What it is taken for.
        line: Its words, without what is only markup.
        sure: Whether its label comes from the markup.
        gap: How many line breaks are in front of it.
        linked: Which share of its words are links.
    """

    start: int
    end: int
    label: Label
    line: str
    sure: bool = False
    gap: int = 1
    linked: float = 0.0

    @property
    def open(self) -> bool:
        """Whether nothing is known of it so far."""
        return self.label is Label.BODY and not self.sure


def front_matter_end(text: str) -> int:
    """Find where the metadata block at the top of a Markdown file ends; 0 where there is none."""
    found = _FRONT_MATTER.match(text)
    return found.end() if found else 0


def trimmed(text: str, start: int, end: int, label: Label = Label.BODY) -> Span | None:
    """Give the span without white space at its ends; None where nothing is left."""
    inner = text[start:end]
    left = len(inner) - len(inner.lstrip())
    right = len(inner.rstrip())
    return Span(start + left, start + right, label) if left < right else None


def laid_out(text: str) -> list[Span]:
    """Find the blocks of plain text: its lines, or its paragraphs where they are hard-wrapped."""
    lines = [
        span
        for found in _LINE.finditer(text)
        if (span := trimmed(text, found.start(), found.end())) is not None
    ]
    return _unwrapped(text, lines) if lines else []


def _unwrapped(text: str, lines: list[Span]) -> list[Span]:
    """Join the lines of a hard-wrapped text into paragraphs; leave any other text alone."""
    width = max(line.end - line.start for line in lines)
    follows = [
        len(_NEWLINE.findall(text, before.end, after.start)) == 1
        for before, after in pairwise(lines)
    ]
    full = [line.end - line.start >= _WRAPPED_SHARE * width for line in lines[:-1]]
    broken = sum(a and b for a, b in zip(follows, full, strict=True))
    ended = sum(
        a and b and bool(SENTENCE_END.search(text[line.start : line.end]))
        for a, b, line in zip(follows, full, lines, strict=False)
    )
    if width > _WRAP_WIDTH or broken < 3 or broken < _WRAPPED_SHARE * sum(follows):
        return lines
    if ended > broken / 2:  # short paragraphs, a line each
        return lines
    joined = lines[:1]
    for line, glue in zip(
        lines[1:], (a and b for a, b in zip(follows, full, strict=True)), strict=True
    ):
        if glue and not LIST_LINE.match(text[line.start : line.end]):
            joined[-1] = replace(joined[-1], end=line.end)
        else:
            joined.append(line)
    return joined


def marked_down(text: str) -> list[Span]:
    """Find the blocks of Markdown, without the marks in front of them."""
    head = front_matter_end(text)
    starts = [head, *(found.end() for found in _NEWLINE.finditer(text, head)), len(text)]
    blocks = [span] if (span := trimmed(text, 0, head, Label.HEADER)) else []
    for token in MarkdownIt("commonmark").enable("table").parse(text[head:]):
        if token.type not in _MARKDOWN_LEAVES or token.map is None:
            continue
        start, end = starts[token.map[0]], starts[min(token.map[1], len(starts) - 1)]
        start = max(start, blocks[-1].end if blocks else 0)
        if token.type != "fence":
            start = end - len(_MARKDOWN_MARKS.sub("", text[start:end]))
        label = Label.BODY
        if token.type == "heading_open":
            label = Label.HEADLINE
            end = start + len(_MARKDOWN_CLOSE.sub("", text[start:end]))
        if (span := trimmed(text, start, end, label)) is not None:
            blocks.append(span)
    return blocks
