"""HTML as blocks of text: what a reader sees, set apart as the markup sets it apart.

In: the tree of a page, or of a piece of one. Out: `Block` records in the order of the page. Which
of them are the article is decided elsewhere.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

import regex
from lxml import etree
from lxml.html import HtmlElement

from index.formats.pages.markup_text import key, letters, visible

__all__ = ["Block", "Kind", "Region", "blocks"]

_BLOCK_TAGS = frozenset(
    """address article aside blockquote body caption center dd details dialog div dl dt fieldset
    figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu
    nav ol p pre search section summary table tbody td tfoot th thead tr ul""".split()  # noqa: SIM905
)
_UNSEEN_TAGS = frozenset(
    """audio button canvas datalist embed head iframe input map math meter noscript object option
    progress rp rt script select style svg template textarea title video""".split()  # noqa: SIM905
)
_HIDDEN_STYLE = regex.compile(r"(?i)display\s*:\s*none|visibility\s*:\s*hidden")

# The vocabulary of class names is English nearly everywhere, so is this; whole words only.
_NAMES = {
    "comments": "comments?|commenting|disqus|kommentare?|discussion|replies",
    "chrome": "nav|navi|navigation|navbar|menu|breadcrumbs?|cookies?|consent|gdpr|newsletter|"
    "subscribe|share|sharing|sharedaddy|addtoany|shariff|shares|social|sociable|ads?|advert|"
    "advertisement|advertising|sponsored|banner|toolbar|pagination|pager|taglist|login|signup|"
    "footer|skip|logo|brand|masthead|site-?(?:title|name)",
    "related": "related|relatedposts|recommend(?:ed|ations?)?|teasers?|more-on|read-?more|"
    "read-?also|read-?next|see-?also|also-?read|similar|trending|popular|most-?read|latest|"
    "stories|topstories|outbrain|taboola|links?-?(?:list|box|block)|onward|promo",
}
_REGION = {  # but not "has-social" or "no-ads", which say how the page is made
    name: regex.compile(
        rf"(?<![^\s_-])(?<!\b(?:has|no|not|with|without|is)[_-])(?:{words})(?![^\s_-])"
    )
    for name, words in _NAMES.items()
}
_CREDIT = regex.compile(
    r"(?<![^\s_-])(?:credits?|copyright|photographer|attribution|fotograf|bildnachweis|courtesy)"
    r"(?![^\s_-])"
)
_CAPTION = regex.compile(r"(?<![^\s_-])(?:caption|figcaption|bildunterschrift|legende)(?![^\s_-])")
_BYLINE = regex.compile(
    r"(?<![^\s_-])(?:byline|dateline|timestamp|pubdate|authors?|dates?|published|meta|autor)"
    r"(?![^\s_-])"
)
_BLANK_LINE = regex.compile(r"\n\s*\n")
_NAMING = ("class", "id", "role", "itemprop", "data-component", "data-testid")
_HEADING, _HEADING_PIECES = 90, 8  # characters of a heading, and of how many pieces it is
_SENTENCE_END = regex.compile(r"[.!?…:;,。！？]['\"”’»)\]]*$")
_UNSEEN_NAME = regex.compile(r"(?<![^\s_-])(?:sr-only|visually-?hidden|screen-?reader(?:-text)?)")
_CAMEL = regex.compile(r"(?<=[a-z])(?=[A-Z])")


class Kind(StrEnum):
    """What the markup says a block is."""

    TITLE = "h1"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    QUOTE = "quote"
    ROW = "row"
    CAPTION = "caption"
    CREDIT = "credit"
    BYLINE = "byline"


class Region(StrEnum):
    """Which part of a page a block stands in, as far as names and tags tell."""

    MAIN = "main"
    ASIDE = "aside"
    RELATED = "related"
    CHROME = "chrome"  # navigation, forms, advertisements: the page, not what it says
    COMMENTS = "comments"


_RANK = {region: rank for rank, region in enumerate(Region)}
_KINDS = {
    **dict.fromkeys(("h2", "h3", "h4", "h5", "h6", "summary"), Kind.HEADING),
    **dict.fromkeys(("blockquote", "pre"), Kind.QUOTE),
    **dict.fromkeys(("li", "dt", "dd"), Kind.ITEM),
    **dict.fromkeys(("figcaption", "caption"), Kind.CAPTION),
    **dict.fromkeys(("td", "th"), Kind.PARAGRAPH),
    "h1": Kind.TITLE,
    "tr": Kind.ROW,
    "address": Kind.BYLINE,
}
_TAG_REGIONS = {"nav": Region.CHROME, "footer": Region.CHROME, "aside": Region.ASIDE}
# Tags that hold a whole page or article; their class names tell of its topic, not of its role.
_WHOLE = frozenset(("html", "body", "main", "article"))


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of text that the markup sets apart.

    Attributes:
        text: White space collapsed, never blank; line breaks only where the page breaks lines.
        name: Its `key`.
        size: Its `letters`.
        element: The element that it stands in.
        kind: What the markup says it is.
        region: Which part of the page it stands in.
        linked: Share of its characters that are in links, 0 to 1.
        pointer: Letters of its longest link to another page.
        enclosed: Whether it stands in a link, as the parts of a card do.
    """

    text: str
    name: str
    size: int
    element: HtmlElement
    kind: Kind
    region: Region
    linked: float
    pointer: int
    enclosed: bool


@dataclass(slots=True)
class _Open:
    """A block element that is being read."""

    element: HtmlElement
    kind: Kind
    region: Region
    lines: bool = False  # whether line breaks in the text are seen, as in <pre>
    enclosed: bool = False
    pieces: list[str] = field(default_factory=list)
    linked: int = 0
    filled: bool = False
    run: int = 0  # letters of the link that is being read
    pointer: int = 0

    def add(self, text: str | None, links: list[bool]) -> None:
        if text:
            text = "\n".join(map(visible, text.split("\n"))) if self.lines else visible(text)
            self.pieces.append(text)
            self.filled = self.filled or not text.isspace()
            if links:
                self.linked += len(text.strip())
                self.run += letters(key(text)) if links[-1] else 0

    def end_link(self) -> None:
        self.pointer, self.run = max(self.pointer, self.run), 0

    def flush(self) -> Iterator[Block]:
        self.end_link()
        pieces, pointer = "".join(self.pieces), self.pointer
        if not pieces or pieces.isspace():
            self.pieces, self.linked, self.pointer = [], 0, 0
            return
        share = min(1.0, self.linked / max(1, len(pieces.strip())))
        self.pieces, self.linked, self.pointer = [], 0, 0
        if self.kind in (Kind.TITLE, Kind.HEADING):
            pieces = pieces.replace("\n", " ")
        for part in _BLANK_LINE.split(pieces):
            lines = (" ".join(line.split()) for line in part.split("\n"))
            if text := "\n".join(line for line in lines if line):
                name = key(text)
                yield Block(
                    text,
                    name,
                    letters(name),
                    self.element,
                    self.kind,
                    self.region,
                    share,
                    pointer,
                    self.enclosed,
                )


def blocks(tree: HtmlElement) -> list[Block]:
    """Give every block of text of a page, in its order; nothing that the page hides."""
    found: list[Block] = []
    open_ = [_Open(tree, Kind.PARAGRAPH, Region.MAIN)]
    links: list[bool] = []  # for each link around: whether it leads to another page
    walker = etree.iterwalk(tree, events=("start", "end"))
    for event, element in walker:
        tag, here = str(element.tag), open_[-1]
        address = element.get("href") if tag == "a" else None
        if event == "end":
            if here.element is element and len(open_) > 1:
                found.extend(open_.pop().flush())
                here = open_[-1]
            elif address and links:
                here.end_link()
                links.pop()
            if element is not tree:
                here.add(element.tail, links)
        elif _hidden(element, tag):
            walker.skip_subtree()
        elif (inner := _opened(element, tag, here)) is not None:
            found.extend(here.flush())
            inner.enclosed = bool(links)
            inner.add(element.text, links)
            open_.append(inner)
        else:
            if address:
                links.append(not address.startswith("#"))
            if tag == "br" and _behind_heading(element, here):
                here.kind = Kind.HEADING
                found.extend(here.flush())
                here.kind = Kind.PARAGRAPH
            _set_apart(element, tag, here)
            here.add(element.text, links)
    found.extend(open_[0].flush())
    return found


def _behind_heading(line_break: HtmlElement, here: _Open) -> bool:
    """Whether a line break parts a paragraph from a heading that was glued to its front."""
    bold, after = line_break.getprevious(), (line_break.tail or "").strip()
    if here.kind is not Kind.PARAGRAPH or bold is None or bold.tag not in ("b", "strong"):
        return False
    said = "".join(here.pieces[:_HEADING_PIECES]).strip()
    alone = len(here.pieces) <= _HEADING_PIECES and said == visible(bold.text_content()).strip()
    heading = 0 < len(said) <= _HEADING and not _SENTENCE_END.search(said)
    return alone and heading and len(after) > len(said) and not (bold.tail or "").strip()


def _opened(element: HtmlElement, tag: str, around: _Open) -> _Open | None:
    """Tell whether an element starts a block of its own, and of which kind."""
    if around.kind is Kind.ROW:
        return None
    names = _names(element)
    credit = bool(names and _CREDIT.search(names)) or (
        around.kind is Kind.CAPTION and tag in ("cite", "small")
    )
    if tag not in _BLOCK_TAGS and not credit:
        return None
    kind = _KINDS.get(tag, around.kind)
    if kind is Kind.ROW and _is_layout(element):
        kind = Kind.PARAGRAPH
    if tag in ("p", "div", "span") and kind is Kind.PARAGRAPH and names:
        if _CAPTION.search(names):
            kind = Kind.CAPTION
        elif _BYLINE.search(names):
            kind = Kind.BYLINE
    return _Open(
        element,
        Kind.CREDIT if credit else kind,
        _region(tag, names, element, around),
        lines=around.lines or tag == "pre",
    )


def _region(tag: str, names: str, element: HtmlElement, around: _Open) -> Region:
    region = _TAG_REGIONS.get(tag, Region.MAIN)
    if tag == "footer" and any(parent.tag == "blockquote" for parent in element.iterancestors()):
        region = Region.MAIN  # who said it
    if names and tag not in _WHOLE:
        named = next((name for name, words in _REGION.items() if words.search(names)), "main")
        region = max(region, Region(named), key=_RANK.__getitem__)
    return max(region, around.region, key=_RANK.__getitem__)


def _names(element: HtmlElement) -> str:
    given = " ".join(filter(None, map(element.get, _NAMING)))
    return _CAMEL.sub("-", given[:1_000]).lower() if given.strip() else ""


def _hidden(element: HtmlElement, tag: str) -> bool:
    if tag in _UNSEEN_TAGS or element.get("hidden") is not None:
        return True
    if _HIDDEN_STYLE.search(element.get("style") or ""):
        return True
    names = element.get("class") or ""
    return tag not in _WHOLE and bool(names) and bool(_UNSEEN_NAME.search(names[:1_000].lower()))


def _is_layout(row: HtmlElement) -> bool:
    """Whether a table's row only arranges the page."""
    return any(
        element.tag in _BLOCK_TAGS and element.tag not in ("td", "th")
        for element in row.iterdescendants()
    )


def _set_apart(element: HtmlElement, tag: str, here: _Open) -> None:
    """Write the white space that a reader sees and the text of the page does not hold."""
    if tag == "br":
        here.pieces.append("\n")
    elif here.kind is Kind.ROW and tag in ("td", "th") and here.filled:
        here.pieces.append(" | ")
        here.filled = False
    elif here.kind in (Kind.TITLE, Kind.HEADING, Kind.BYLINE) and tag == "span":
        # A kicker and its headline. In a paragraph, spans may well part a word.
        parent, before = element.getparent(), element.getprevious()
        if parent is not None and not (parent.text or "").strip() and before is not None:
            here.pieces.append("" if (before.tail or "").strip() else " ")
