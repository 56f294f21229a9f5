"""What a block is by what stands around it: repeats, lists of other stories, pictures, headings.

In: blocks that are labelled by their own words. Out: the same blocks, labelled further.
"""

from itertools import pairwise

import regex

from index.content.blocks import Block
from index.content.edges import label_authors, label_head, label_tail
from index.content.lines import (
    LIST_LINE,
    SENTENCE_END,
    announces_teasers,
    ends,
    is_sentence,
    words,
)
from index.records import Label

__all__ = ["label_by_place"]

# Longest headline and section heading that we believe in, in characters. Longer "headlines" are
# standfirsts; agency style guides ask for fewer than 100.
_HEADLINE_LENGTH = 220
_HEADING_LENGTH = 90

# What the page prints twice has to be at least this long to be no accident.
_REPEAT_LENGTH = 40
_REPEAT_LETTERS = 3
# How many blocks from the top may belong to the page's header, where a title comes again.
_HEAD_BLOCKS = 12

_MENU_WORDS = 3  # the item of a menu has at most so many; a headline or a caption has more
_LINKED = 0.9  # share of a line's characters that are links, from which it is nothing else

_TEASER_LENGTH = 200
_CAPTION_LENGTH = 350
_CUT_SHORT = regex.compile(r"(?:\.\.\.|…)\W{0,9}$")  # bounded: a line may be 100,000 dots
_ASKS = regex.compile(r"[?!؟？！][\"'“”’»)]*$")


def label_by_place(blocks: list[Block]) -> None:
    """Label blocks by what stands around them."""
    _label_repeats(blocks)
    _label_linked_teasers(blocks)
    _label_teaser_lists(blocks)
    _label_links(blocks)
    _label_pictures(blocks)
    text = [i for i, block in enumerate(blocks) if block.open and is_sentence(block.line)]
    if text:
        label_authors(blocks, text)
        ticker = sum(block.label is Label.STAMP for block in blocks) > 1
        label_head(blocks[: text[0]], ticker=ticker)
        label_tail(blocks[text[-1] + 1 :])
    _label_headlines(blocks)


def _label_repeats(blocks: list[Block]) -> None:
    """Mark what the page prints twice: the title above the headline, a lead cut short with "…"."""
    lines = [" ".join(block.line.split()).casefold() for block in blocks]
    last = {line: i for i, line in enumerate(lines)}
    for i, line in enumerate(lines):
        if not blocks[i].open or sum(map(str.isalpha, line)) < _REPEAT_LETTERS:
            continue
        long, ended = len(line) > _REPEAT_LENGTH, bool(SENTENCE_END.search(line))
        if i != last[line] and (long or not ended):  # "No." may well be said twice
            blocks[i].label = Label.HEADER
            # The page's title, then the article's: what comes before them is the page's head.
            if last[line] < _HEAD_BLOCKS and not ended and (long or last[line] == i + 1):
                for block in blocks[:i]:
                    block.label = Label.HEADER if block.open else block.label
        elif i < _HEAD_BLOCKS and _CUT_SHORT.search(line):
            stem = _CUT_SHORT.sub("", line).rstrip("“”\"'»« ")
            if len(stem) > _REPEAT_LENGTH and any(stem in other for other in lines[i + 1 :]):
                blocks[i].label = Label.HEADER


def _label_linked_teasers(blocks: list[Block]) -> None:
    """Where "read more" links come in a list, each closes the teaser of another story."""
    if sum(block.label is Label.LINK for block in blocks) < 2:
        return
    for before, block in pairwise(blocks):
        if block.label is Label.LINK and before.open:
            before.label = Label.TEASER


def _label_teaser_lists(blocks: list[Block]) -> None:
    """Mark the headlines under "Most read" and its like, up to the next running text."""
    listed: list[Block] = []
    listing = spaced = False
    for i, block in enumerate(blocks):
        if block.label in (Label.TEASER, Label.HEADLINE) and announces_teasers(block.line):
            block.label = Label.TEASER
            listing, spaced = True, i + 1 < len(blocks) and blocks[i + 1].gap > 1
            listed = []
        elif listing and block.open and _is_headline(block.line) and (spaced or block.gap < 2):
            block.label = Label.TEASER
            listed.append(block)
        elif block.open or block.sure:
            # Where nothing sets them apart, the last line before the text is the text's heading.
            if len(listed) > 1 and block.open and block.gap == listed[-1].gap:
                listed[-1].label = Label.BODY
            listing, listed = False, []


def _label_links(blocks: list[Block]) -> None:
    """Mark lines that are nothing but links: headlines of other stories, or items of a menu."""
    only = [
        block.open and block.linked >= _LINKED and not ends(block.line) and bool(block.line)
        for block in blocks
    ]
    for i, block in enumerate(blocks):
        if not only[i] or (i > 0 and blocks[i - 1].line.endswith((":", "："))):
            continue  # what a colon introduces is the article's own list
        if words(block.line) > _MENU_WORDS:
            block.label = Label.TEASER
        elif any(only[j] for j in (i - 1, i + 1) if 0 <= j < len(blocks)):
            block.label = Label.NAVIGATION


def _is_headline(line: str) -> bool:
    ended = SENTENCE_END.search(line) and not _ASKS.search(line)
    return len(line) <= _TEASER_LENGTH and not ended


def _label_pictures(blocks: list[Block]) -> None:
    """Mark captions: what is set together with a credit, and apart from the paragraphs."""
    named = [i for i, block in enumerate(blocks) if block.label is Label.CREDIT]
    gallery = {i for a, b in pairwise(named) if b - a == 2 for i in (a, b)}
    gaps = [block.gap for block in blocks] + [2]
    for i in named:
        if i > 0 and gaps[i] == 0:
            _caption(blocks[i - 1])
        elif i + 1 < len(blocks) and (i in gallery or (gaps[i] > 1 == gaps[i + 1] < gaps[i + 2])):
            _caption(blocks[i + 1])
        elif i > 0 and gaps[i - 1] > 1 == gaps[i] < gaps[i + 1]:
            _caption(blocks[i - 1])


def _caption(block: Block) -> None:
    if block.open and len(block.line) <= _CAPTION_LENGTH and words(block.line) > _MENU_WORDS:
        block.label = Label.CAPTION


def _label_headlines(blocks: list[Block]) -> None:
    """Mark the headline at the top and the section headings: short lines that are no sentence."""
    quotable = [block for block in blocks if block.label.quotable]
    text = {id(block): after for block, after in pairwise(quotable)}
    first = True
    for block in quotable:
        if block.label is Label.HEADLINE:
            first = False
        if not block.open:
            continue
        after = text.get(id(block))
        length = _HEADLINE_LENGTH if first else _HEADING_LENGTH
        introduces = after is not None and after.label in (Label.BODY, Label.CAPTION)
        heading = len(block.line) <= length and not SENTENCE_END.search(block.line)
        heading = heading and any(map(str.isalpha, block.line))
        if heading and introduces and not LIST_LINE.match(block.line):
            block.label = Label.HEADLINE
        first = False
