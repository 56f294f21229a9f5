"""ALTO: the words of a scanned page, line by line, in blocks.

In: bytes. Out: one document. Words that are divided at the end of a line are whole again; letters
are as they were printed, long s too: search folds it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from statistics import median

import regex
from lxml import etree

from index.formats.clean_text import clean
from index.formats.document import Document, Flaw, Limits, Unreadable
from index.formats.documents.packed_xml import local, parse_xml
from index.records import Label, Span

__all__ = ["documents", "recognises"]

_LOOKED_AT = 4_096
_ROOT = regex.compile(rb"<(?:[\w.-]{1,20}:)?alto[\s>]")
_DIVIDED = regex.compile(r"(?<=\p{L})[-\u00ad\u2010\u2011\u2e17\u00ac=]$")
_MARGINS = ("TopMargin", "BottomMargin", "LeftMargin", "RightMargin")  # page numbers, titles
_LARGE = 1.3  # how much larger the letters of a headline are
_HEADLINE = 200  # characters
_LANGUAGE = regex.compile(r"[A-Za-z]{2,3}")


@dataclass(slots=True)
class _Block:
    words: list[str] = field(default_factory=list)
    sizes: list[float] = field(default_factory=list)
    open: bool = False  # whether its last word goes on in the next line
    whole: str = ""  # the last word that was told whole at the end of a line

    @property
    def text(self) -> str:
        return clean(" ".join(self.words)).strip()

    @property
    def size(self) -> float:
        return median(self.sizes) if self.sizes else 0.0


def recognises(data: bytes) -> bool:
    """Tell such a file by its first element."""
    return bool(_ROOT.search(data[:_LOOKED_AT]))


def documents(data: bytes, limits: Limits) -> Iterator[Document | Flaw]:
    """Read the pages of a file.

    Raises:
        Unreadable: It is damaged, or holds no words.
    """
    root = parse_xml(data)
    sizes = _font_sizes(root)
    pages = [each for each in root.iter(etree.Element) if local(each) == "Page"] or [root]
    found = [_blocks(page, sizes) for page in pages]
    usual = [block.size for blocks in found for block in blocks for _ in block.words if block.size]
    large = _LARGE * median(usual) if usual else 0.0
    texts: list[str] = []
    spans: list[Span] = []
    starts: list[int] = []
    at = 0
    for blocks in found:
        starts.append(at)
        for block in blocks:
            text = block.text
            if not text:
                continue
            head = large and block.size >= large and len(text) <= _HEADLINE
            spans.append(Span(at, at + len(text), Label.HEADLINE if head else Label.BODY))
            texts.append(text)
            at += len(text) + 2
            if at > limits.max_characters:
                raise Unreadable(f"longer than {limits.max_characters:,} characters")
    if not texts:
        raise Unreadable("holds no words")
    stated = (each.get("LANG") or each.get("language") or "" for each in root.iter(etree.Element))
    language = next((code[0] for each in stated if (code := _LANGUAGE.match(each))), None)
    whole = "\n\n".join(texts)
    starts = [min(start, len(whole)) for start in starts]
    yield Document(
        whole,
        spans=tuple(spans),
        language=language.lower() if language else None,
        pages=tuple(starts) if len(starts) > 1 else (),
    )


def _font_sizes(root: etree._Element) -> dict[str, float]:
    found: dict[str, float] = {}
    for element in root.iter(etree.Element):
        if local(element) == "TextStyle":
            try:
                found[element.get("ID", "")] = float(element.get("FONTSIZE", ""))
            except ValueError:
                continue
    return found


def _blocks(page: etree._Element, sizes: dict[str, float]) -> list[_Block]:
    found: list[_Block] = []
    for element in page.iter(etree.Element):
        if local(element) != "TextBlock" or any(
            local(around) in _MARGINS for around in element.iterancestors()
        ):
            continue
        # A paragraph that ends in half a word goes on in the next column.
        block = found[-1] if found and _goes_on(found[-1], element) else _Block()
        last = found[-1].words[-1] if found else ""
        for line in element.iter(etree.Element):
            if local(line) == "TextLine":
                _add(line, block, last, sizes)
        if block.words and not (found and block is found[-1]):
            found.append(block)
    return found


def _goes_on(block: _Block, element: etree._Element) -> bool:
    """Whether a block ends in a word of which the other half stands in this one."""
    if block.open:
        return True
    first = next((each for each in element.iter(etree.Element) if local(each) == "String"), None)
    half = first is not None and first.get("SUBS_TYPE") == "HypPart2"
    return half and block.words[-1] == block.whole


def _add(line: etree._Element, block: _Block, last: str, sizes: dict[str, float]) -> None:
    """Add the words of a line; `last` is the one in front of the block."""
    for element in line.iterchildren(etree.Element):
        name = local(element)
        if name == "HYP":
            block.open = block.open or (bool(block.words) and block.words[-1] != block.whole)
        elif name == "String":
            _measure(element, line, block, sizes)
            _add_word(element, block, block.words[-1] if block.words else last)
    if block.words and block.words[-1] != block.whole:
        divided = _DIVIDED.search(block.words[-1])
        if divided:
            block.words[-1] = block.words[-1][: divided.start()]
            block.open = True


def _add_word(element: etree._Element, block: _Block, before: str) -> None:
    word = element.get("CONTENT", "").strip()
    whole, part = element.get("SUBS_CONTENT", "").strip(), element.get("SUBS_TYPE", "")
    if part == "HypPart1" and whole:
        word = block.whole = whole
    elif part == "HypPart2" and whole:
        if before == whole:  # its first half has told it
            word = ""
        elif block.words and whole.startswith(before.rstrip("-")):
            block.words[-1], word = whole, ""
    elif block.open and block.words and word:
        glue = "" if word[:1].islower() else "-"
        block.words[-1], word = f"{before}{glue}{word}", ""
    block.open = False
    if word:
        block.words.append(word)


def _measure(
    element: etree._Element, line: etree._Element, block: _Block, sizes: dict[str, float]
) -> None:
    styles = (element.get("STYLEREFS") or line.get("STYLEREFS") or "").split()
    parent = line.getparent()
    if not styles and parent is not None:
        styles = (parent.get("STYLEREFS") or "").split()
    size = next((sizes[style] for style in styles if style in sizes), 0.0)
    if size:
        block.sizes.append(size)
