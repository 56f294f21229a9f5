"""What a block is at the head of a page, above its first sentence, and at the tail, below its last.

In: blocks that are labelled by their own words. Out: the same blocks: menus, authors and dates,
the name of the site, headlines of other stories.
"""

from collections.abc import Iterator

from index.content.blocks import Block
from index.content.lines import (
    LIST_LINE,
    SENTENCE_END,
    ends,
    is_author,
    is_date,
    is_initials,
    is_name,
    words,
)
from index.records import Label

__all__ = ["label_authors", "label_head", "label_tail"]

# Items of a menu, and lines above a headline, have at most so many words.
_MENU_WORDS = 3
_SITE_WORDS = 2
_MENU_RUN = 3  # so many short lines in a row are a menu, at the head or the tail of a page
_TITLE_WORDS = 4
_LEAD_TEXTS = 3  # so many paragraphs from the top, the author may be named between them

_FURNITURE = (Label.NAVIGATION, Label.LEGAL, Label.LINK, Label.TEASER, Label.FOOTER)


def _label_menus(blocks: list[Block], least: int) -> None:
    """Mark runs of short lines: `least` in a row, or any beside a known item of a menu."""
    runs: list[list[Block]] = [[]]
    for block, listed in zip(blocks, _listed(blocks), strict=True):
        item = block.open and words(block.line) <= _MENU_WORDS and _is_item(block.line)
        if block.label is not Label.NAVIGATION and (listed or not item):
            runs.append([])
        elif runs[-1] and runs[-1][-1].gap == 1 < block.gap:  # a menu, then something apart
            runs.append([block])
        else:
            runs[-1].append(block)
    for run in runs:
        known = any(block.label is Label.NAVIGATION for block in run)
        marked = any(LIST_LINE.match(block.line) and not block.linked for block in run)
        if known or (len(run) >= least and not marked):
            for block in run:
                block.label = Label.NAVIGATION


def _listed(blocks: list[Block]) -> Iterator[bool]:
    """Tell for each block whether a colon introduces it: a list of the article's own."""
    listing = False
    for block in blocks:
        yield listing and block.open
        listing = block.open and (listing or block.line.endswith((":", "：")))


def _is_item(line: str) -> bool:
    """Whether a line has the shape of a menu's item, and not that of a table's."""
    ended = SENTENCE_END.search(line) is not None
    return not ended and not any(map(str.isdigit, line)) and any(map(str.isalpha, line))


def label_authors(blocks: list[Block], text: list[int]) -> None:
    """Mark who wrote the article, above its first paragraphs; "By Land and Sea" may be a title."""
    named = [
        i
        for i, block in enumerate(blocks[: text[:_LEAD_TEXTS][-1]])
        if block.open and is_author(block.line)
    ]
    titled = any(
        block.label is Label.HEADLINE or (block.open and i not in named)
        for i, block in enumerate(blocks[: text[0]])
    )
    for i in named:
        if titled or i > text[0]:
            blocks[i].label = Label.HEADER


def label_head(blocks: list[Block], *, ticker: bool) -> None:
    """Tell the headline above the text from the lines around it."""
    _label_menus(blocks, _MENU_RUN)
    for block in blocks:
        hour = block.label is Label.STAMP and not (block.sure or ticker)
        if hour or (block.open and is_date(block.line)):
            block.label = Label.HEADER
        elif block.open and not any(map(str.isalpha, block.line)):
            block.label = Label.NAVIGATION  # how many have read it, or said so
    titles = [i for i, block in enumerate(blocks) if block.label is Label.HEADLINE or block.open]
    if not titles:
        return
    title = max(titles, key=lambda i: (blocks[i].label is Label.HEADLINE, len(blocks[i].line)))
    clear = words(blocks[title].line) >= _TITLE_WORDS or blocks[title].sure
    for i, block in enumerate(blocks):
        if not block.open or i == title:
            continue
        beside = any(
            blocks[j].label is Label.HEADER for j in (i - 1, i + 1) if 0 <= j < len(blocks)
        )
        site = i < title and words(block.line) <= _SITE_WORDS
        plain = block.line.upper() == block.line.lower() or words(block.line) == 1
        name = i > title and words(block.line) <= _MENU_WORDS
        name = name and (is_name(block.line) or (beside and plain))
        if clear and not ends(block.line) and (site or name):
            block.label = Label.HEADER


def label_tail(blocks: list[Block]) -> None:
    """Mark what follows the last sentence: authors, menus, headlines of other stories."""
    if sum(not any(map(str.isalpha, block.line)) for block in blocks) > 1:
        return  # a table
    known = any(block.label in _FURNITURE for block in blocks)
    _label_menus(blocks, _MENU_RUN - known)
    marks = [i for i, block in enumerate(blocks) if block.label in _FURNITURE]
    if not marks:
        return
    for i, (block, listed) in enumerate(zip(blocks, list(_listed(blocks)), strict=True)):
        if not block.open or listed or SENTENCE_END.search(block.line):
            continue
        if is_author(block.line) or is_initials(block.line):
            block.label = Label.FOOTER
        elif i < marks[0]:
            if is_name(block.line) and words(block.line) <= _MENU_WORDS:
                block.label = Label.FOOTER
        else:
            short = words(block.line) <= _MENU_WORDS
            block.label = Label.NAVIGATION if short else Label.TEASER
