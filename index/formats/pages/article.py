"""The article among the blocks of a page, and what each of its blocks is.

In: the page's tree and blocks. Out: the article's blocks, labelled. trafilatura tells which text is
the article; the page's own markup tells where blocks start and end, and which captions and
pointers to other stories stand between them.
"""

from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, NamedTuple

import regex
from lxml.etree import LxmlError
from lxml.html import HtmlElement
from trafilatura import bare_extraction

from index.formats.pages.blocks import Block, Kind, Region
from index.formats.pages.entries import Entries
from index.formats.pages.markup_text import is_large, key
from index.records import Label

__all__ = ["Part", "Selection", "label", "points", "says", "select"]

# trafilatura takes seconds where there is more text, or it is in more elements. Pages of news have
# 500 to 5,000 elements, long live blogs 20,000. The rest is read by its markup alone.
_MOST_CHARACTERS = 500_000

_SENTENCE = regex.compile(r"[.!?…。！？।؟۔։](?:[\s\"'“”’»«›‹）)\]」』]|\[\d+\])*$")
_RIGHTS = regex.compile(r"(?i)\W*(?:©|\(c\)\s|copyright\b)")
_END = 40  # characters in which a sentence ends, with all its quotation marks and brackets
# Letters of a paragraph that is more than a label, of one that counts although it ends without a
# stop, of a headline in a link, and of an article below which another reading is tried.
_PARAGRAPH, _LONG_PARAGRAPH, _POINTER, _SHORT = 25, 120, 20, 240
_NO_STATEMENTS = (Kind.TITLE, Kind.HEADING, Kind.BYLINE, Kind.CREDIT)
_LISTED = (Kind.ITEM, Kind.ROW)
_ARTICLE_REGIONS = (Region.MAIN, Region.ASIDE)
_LINKED = 0.7  # share of a block in links from which it is a pointer and not a statement
_DEPTH = 60  # levels of the markup above a paragraph that are looked at
_AROUND = 0.85  # share of the statements that the article's element holds: not the page's last line
_SAME = 20  # letters that two tellings of a text have in common, at least
_BYLINE_LENGTH = 80


def says(block: Block) -> bool:
    """Tell whether a block is a statement: a sentence or more that is no link."""
    if block.kind in _NO_STATEMENTS or block.enclosed or block.linked >= _LINKED:
        return False
    stops = block.size >= _PARAGRAPH and bool(_SENTENCE.search(block.text[-_END:]))
    return stops or block.size >= _LONG_PARAGRAPH


def points(block: Block) -> bool:
    """Tell whether a block is a pointer to a story on another page."""
    return block.pointer >= _POINTER and (block.linked >= _LINKED or block.enclosed)


def label(block: Block) -> Label:
    """Label a block of an article by its markup."""
    if block.kind is Kind.CREDIT:
        return Label.CREDIT
    if block.enclosed or block.region is Region.RELATED:
        return Label.TEASER
    if block.linked >= _LINKED and not _SENTENCE.search(block.text[-_END:]):
        if points(block):
            return Label.TEASER
        return Label.BODY if block.kind in (*_LISTED, Kind.CAPTION) else Label.LINK
    if block.kind in (Kind.TITLE, Kind.HEADING):
        return Label.HEADLINE
    if block.kind is Kind.BYLINE and len(block.text) <= _BYLINE_LENGTH and not says(block):
        return Label.HEADER
    return Label.BODY


class Part(NamedTuple):
    """A block of an article's text, what it is, and the time of its entry in a live blog."""

    text: str
    label: Label
    time: str | None = None


@dataclass(frozen=True, slots=True)
class Selection:
    """The blocks of an article, and what is needed to judge those that stand among them.

    Attributes:
        found: All blocks of the page.
        kept: The numbers of those that are the article's text, in order.
        around: The innermost element that holds nearly all of them.
        parents: The elements that they stand in directly.
        lists: The elements of lists and tables that are more than links.
    """

    found: Sequence[Block]
    kept: Sequence[int]
    around: HtmlElement | None
    parents: frozenset[HtmlElement | None]
    lists: frozenset[HtmlElement | None]

    def inner(self) -> Sequence[Block]:
        """Give the blocks from the article's first to its last; all, where there is none."""
        return self.found[self.kept[0] : self.kept[-1] + 1] if self.kept else self.found

    def parts(self, headline: str, described: str, entries: Entries) -> Iterator[Part]:
        """Give the article's text without its headline, and what stands in it, labelled.

        Args:
            headline: The `key` of the headline.
            described: The `key` of the page's own summary, by which the lead is known.
            entries: The entries of a live blog, which may well say the same.
        """
        if not self.kept:
            return
        start = self._start(headline)
        shown = self.found[start : self.kept[-1] + 3]
        times = entries.times((block.name, block.element) for block in shown)
        inside, told = set(self.kept), {(headline, None), *((headline, t) for t in times)}
        for number, (block, time) in enumerate(zip(shown, times, strict=True), start):
            name = block.name
            if (name, time) in told or (block.kind is Kind.TITLE and headline and headline in name):
                continue
            if number in inside:
                given: Label | None = label(block)
            elif number < self.kept[0]:
                given = _above(block, described)
            else:
                given = self._among(number, block)
            if given is None:
                continue
            if len(name) > 2 * _SAME:  # pages tell a text twice, for wide and for narrow screens
                told.add((name, time))
            if time and (time, name) in entries.stamps:
                given = Label.STAMP
            yield Part(block.text, given, time)

    def _start(self, headline: str) -> int:
        """Find the headline above the text, after which the lead and the first picture come."""
        for number in range(self.kept[0], -1, -1):
            block, name = self.found[number], self.found[number].name
            above = block.kind is Kind.TITLE and headline in name
            if headline and (above or (block.kind is Kind.HEADING and headline == name)):
                return number
        return self.kept[0]

    def _among(self, number: int, block: Block) -> Label | None:
        """Label a block that was not taken for the article's text; None leaves it out."""
        if block.region in (Region.CHROME, Region.COMMENTS):
            return None
        beside = block.region is Region.MAIN and block.element.getparent() in self.parents
        if number > self.kept[-1]:
            return Label.BODY if beside and says(block) else None
        if block.kind in (Kind.CAPTION, Kind.CREDIT):
            return label(block)
        if not _is_inside(block, self.around):
            return None
        if block.region is Region.MAIN and block.element.getparent() in self.lists:
            return label(block)
        if block.linked >= _LINKED or block.enclosed or block.region is Region.RELATED:
            if block.kind in _LISTED:
                return None  # a list of other stories is the site's, a pointer is the author's
            return Label.TEASER if block.pointer >= _POINTER else None
        return label(block) if beside else Label.BODY if says(block) else None


def _above(block: Block, described: str) -> Label | None:
    """Label a block between the headline and the text: a lead, a caption, or nothing."""
    if block.region in (Region.CHROME, Region.COMMENTS):
        return None
    if block.kind in (Kind.CAPTION, Kind.CREDIT):
        return label(block)
    lead = len(block.name) > _SAME and block.name in described
    return Label.BODY if lead or (block.region is Region.MAIN and says(block)) else None


def select(tree: HtmlElement, found: list[Block]) -> Selection:
    """Tell which blocks of a page are its article.

    What trafilatura finds counts, unless it finds next to nothing where the page has statements.
    """
    kept = _extracted(tree, found)
    found = _trusted(found, kept)
    own = [
        number
        for number, block in enumerate(found)
        if says(block) and block.region in _ARTICLE_REGIONS and block.kind is not Kind.CAPTION
    ]
    said = _said(found[number] for number in kept)
    if said < _SHORT and 2 * said < _said(found[number] for number in own):
        kept = own
    else:
        rest = _rest(found, kept, own)
        if 2 * _said(found[number] for number in rest) > said:
            kept = sorted({*kept, *rest})
    around = _around(found[number] for number in kept)
    kept = [number for number in kept if _belongs(found[number], around)]
    parents = frozenset(found[number].element.getparent() for number in kept)
    plain = (block for block in found if block.kind in _LISTED and block.linked < _LINKED)
    lists = frozenset(block.element.getparent() for block in plain)
    return Selection(found, kept, around, parents, lists)


def _rest(found: Sequence[Block], kept: Sequence[int], own: Sequence[int]) -> list[int]:
    """Find the statements of the same article element that trafilatura leaves out.

    It takes the first of several elements that hold an article's parts.
    """
    around = _around(found[number] for number in kept)
    home = None if around is None else _home((around, *around.iterancestors()))
    if home is None:
        return []
    inside = set(kept)
    return [
        number
        for number in own
        if number not in inside
        and _home(_chain(found[number])) is home
        and found[number].region is Region.MAIN
    ]


def _home(elements: Iterable[HtmlElement]) -> HtmlElement | None:
    return next((element for element in elements if element.tag == "article"), None)


def _extracted(tree: HtmlElement, found: Sequence[Block]) -> list[int]:
    """Give the numbers of the blocks that trafilatura takes for the article."""
    if is_large(tree) or sum(len(block.text) for block in found) > _MOST_CHARACTERS:
        return []
    try:
        document = bare_extraction(deepcopy(tree), include_comments=False, fast=True)
    except (AttributeError, LookupError, AssertionError, RecursionError, LxmlError):
        return []  # markup made to break it
    body: Any = getattr(document, "body", None)
    if body is None:
        return []
    text = key("".join(body.itertext()))
    alone = {key("".join(element.itertext())) for element in body.iter("p", "head", "item", "cell")}
    return [number for number, block in enumerate(found) if _is_in(block.name, text, alone)]


def _is_in(name: str, text: str, alone: set[str]) -> bool:
    if len(name) < _SAME:
        return name in alone
    if name in text:
        return True
    pieces = [name[at : at + _SAME] for at in range(0, len(name) - _SAME + 1, _SAME)]
    return sum(piece in text for piece in pieces) > 0.6 * len(pieces)


def _said(found: Iterable[Block]) -> int:
    return sum(block.size for block in found if says(block))


def _trusted(found: list[Block], kept: Sequence[int]) -> list[Block]:
    """Forget the regions where their names tell of the whole page and not of a part of it."""
    inside = [found[number] for number in kept] or found
    main = _said(block for block in inside if block.region in _ARTICLE_REGIONS)
    if 2 * main >= _said(inside):
        return found
    return [replace(block, region=Region.MAIN) for block in found]


def _around(statements: Iterable[Block]) -> HtmlElement | None:
    held: dict[HtmlElement, int] = {}
    for block in filter(says, statements):
        for element in _chain(block):
            held[element] = held.get(element, 0) + block.size
    most = max(held.values(), default=0)
    nearly = [element for element, size in held.items() if size >= _AROUND * most]
    return min(nearly, key=held.__getitem__, default=None)


def _chain(block: Block) -> Iterator[HtmlElement]:
    yield block.element
    yield from islice(block.element.iterancestors(), _DEPTH)


def _is_inside(block: Block, around: HtmlElement | None) -> bool:
    return around is None or any(element is around for element in _chain(block))


def _belongs(block: Block, around: HtmlElement | None) -> bool:
    """Whether what trafilatura keeps is more than links at the side and rights at the bottom."""
    if _is_inside(block, around):
        return True
    if block.linked >= _LINKED or _RIGHTS.match(block.text):
        return False
    return says(block) or block.region in _ARTICLE_REGIONS
