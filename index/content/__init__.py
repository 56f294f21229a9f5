"""What each stretch of an article is: headline, text, caption, teaser, credit, menu, rights.

In: the decoded text. Out: labelled spans over it. The text itself is never edited, so offsets into
it stay true. The rules come from how news pages are made, not from any one site or language: where
a block stands (`blocks`, `page`, `edges`), what its words and its shape are
(`lines`), and which of its parts are something else (`parts`).
"""

from collections.abc import Iterator, Sequence

import regex

from index.content.blocks import Block, front_matter_end, laid_out, marked_down, trimmed
from index.content.lines import alone, is_sentence
from index.content.page import label_by_place
from index.content.parts import dateline, stamp, trailing
from index.records import Label, Span

__all__ = ["front_matter_end", "relabelled", "spans"]

# What a crawler writes in front of the text it saved: "date 2024-06 Headline of the article".
_CRAWLED = regex.compile(
    r"(?i)^(?:date|datum|published|pubdate)\b[\s:=]*\d{4}(?:-\d{2}){1,2}\b[\s:]*"
)
_NEWLINE = regex.compile(r"\r\n?|\n|[\v\f\x1c-\x1e\x85\u2028\u2029]")
_IMAGE = regex.compile(r"!\[([^\]\n]{0,300})\]\([^)\n]{0,2000}\)")
_ANCHOR = regex.compile(r"\[([^\]\n]{0,500})\]\([^)\n]{0,2000}\)")
_MARKS = regex.compile(r"\*\*|__|[`*]")

# A longer block of Markdown is looked at with its marks; nobody writes a menu of that length.
_MARKED_UP = 10_000


def spans(text: str, *, markdown: bool = False) -> tuple[Span, ...]:
    """Label every block of a text, and the parts of a block that are something else.

    A block is a paragraph, a headline, a list line: what the layout sets apart. Spans are in
    order, do not overlap, and have no white space at their ends.

    Args:
        text: The decoded file.
        markdown: Whether the blocks follow Markdown's syntax instead of the line breaks.
    """
    blocks = marked_down(text) if markdown else laid_out(text)
    return _labelled(text, _uncrawled(text, blocks), markdown=markdown)


def relabelled(text: str, blocks: Sequence[Span]) -> tuple[Span, ...]:
    """Label further the blocks that a reader of markup found.

    Body is looked at as in `spans`: by words, place, and parts. A heading may turn out to announce
    other stories. All other labels stay: the markup knows better.

    Args:
        text: The article's text.
        blocks: Its blocks, in order, not overlapping.
    """
    return _labelled(text, [block for block in blocks if block.start < block.end])


def _uncrawled(text: str, blocks: list[Span]) -> list[Span]:
    """Take what a crawler wrote off the first block."""
    if not blocks or not (found := _CRAWLED.match(text[blocks[0].start : blocks[0].end])):
        return blocks
    first, cut = blocks[0], blocks[0].start + found.end()
    parts = [trimmed(text, first.start, cut, Label.HEADER), trimmed(text, cut, first.end)]
    return [part for part in parts if part is not None] + blocks[1:]


def _labelled(text: str, found: list[Span], *, markdown: bool = False) -> tuple[Span, ...]:
    whole = [_block(text, span, markdown=markdown) for span in found]
    blocks = list(_parts(text, whole, markdown=markdown))
    label_by_place(blocks)
    return tuple(_datelined(text, blocks))


def _block(text: str, span: Span, *, markdown: bool) -> Block:
    """Make a block of a span, and label it by its own words where nothing is known of it."""
    line, linked = text[span.start : span.end], 0.0
    if markdown and len(line) < _MARKED_UP:
        line = _IMAGE.sub(r"\1", line)
        anchors = sum(map(len, _ANCHOR.findall(line)))
        line = _MARKS.sub("", _ANCHOR.sub(r"\1", line)).strip()
        linked = anchors / max(len(line), 1)
    sure = span.label is not Label.BODY
    label = span.label if sure else alone(line)
    return Block(span.start, span.end, label, line, sure=sure, linked=linked)


def _parts(text: str, blocks: list[Block], *, markdown: bool) -> Iterator[Block]:
    """Split the blocks where a part is something else than the rest."""
    stamps = [stamp(text[block.start : block.end]) if block.open else None for block in blocks]
    alone_too = sum(block.label is Label.STAMP for block in blocks)
    ticker = sum(found is not None for found in stamps) + alone_too > 1
    end = 0
    for block, found in zip(blocks, stamps, strict=True):
        gap = len(_NEWLINE.findall(text, end, block.start))
        end, start = block.end, block.start
        pieces: list[Span | None] = []
        if found and (found[1] or ticker):
            start += found[0]
            pieces.append(trimmed(text, block.start, start, Label.STAMP))
        hanging = list(trailing(text[start:end])) if block.open or pieces else []
        if not pieces and not hanging:
            block.gap = gap
            yield block
            continue
        starts = [(start, Label.BODY), *((start + cut, label) for cut, label in hanging[::-1])]
        stops = [*(cut for cut, _ in starts[1:]), end]
        for (cut, label), stop in zip(starts, stops, strict=True):
            pieces.append(trimmed(text, cut, stop, label))
        for piece in pieces:
            if piece is not None:
                part = _block(text, piece, markdown=markdown)
                part.gap, gap = gap, 0
                yield part


def _datelined(text: str, blocks: list[Block]) -> Iterator[Span]:
    """Give the spans, with place and agency taken off the first sentence of a report."""
    begun = False
    for block in blocks:
        cut = None
        if block.label is Label.BODY:
            begins = not begun and is_sentence(block.line)
            cut = dateline(text[block.start : block.end], begins=begins)
            begun = begun or begins
        if cut is None:
            yield Span(block.start, block.end, block.label)
            continue
        start, end = block.start + cut[0], block.start + cut[1]
        parts = [
            trimmed(text, block.start, start),
            trimmed(text, start, end, Label.DATELINE),
            trimmed(text, end, block.end),
        ]
        yield from (part for part in parts if part is not None)
