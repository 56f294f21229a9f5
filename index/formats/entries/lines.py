"""The lines of an export, whatever it is packed in: Word, RTF, a web page or plain text.

In: bytes. Out: its paragraphs in order, each with whether a gap is in front of it. Lines that a
program broke at the edge of a page are put together again.
"""

from dataclasses import dataclass
from typing import Any

import regex

from index.formats.document import Limits, Unreadable

__all__ = ["Line", "glimpse", "lines", "markup_lines", "unwrapped"]

_ZIP = b"PK\x03\x04"
_RTF = b"{\\rtf"
_HTML = regex.compile(rb"(?i)<(?:!doctype html|html|head|body|div|p|span|table|meta)\b")
_TAG = regex.compile(rb"<[^<>]{0,2000}>")
_RTF_BREAK = regex.compile(rb"\\(?:par|line|page|sect|cell|row)\b ?")
_RTF_SPACE = regex.compile(rb"\\~|\\u160 ?\?|\\'a0")
_RTF_WORD = regex.compile(rb"\\[a-z]{1,32}-?\d{0,10} ?|[{}]|\\\*")

# Text of telex services is broken at 60 to 90 characters; longer lines are whole paragraphs.
_WIDEST = 100
_FULL = 64  # characters with the next word: no program breaks a line earlier
_RUN = regex.compile(r"[^\S\n]{9,}+")  # of white space within a line: no more than eight count
_SPACES = dict.fromkeys(map(ord, "\u00a0\u2007\u202f"), " ")
_SLACK = 8  # characters that a broken line may be shorter than its next word would need
_LOOKED_AT = 400_000


@dataclass(frozen=True, slots=True)
class Line:
    """A line of an export.

    Attributes:
        text: Its words, without white space around them.
        gap: Whether it starts a paragraph of its own.
    """

    text: str
    gap: bool = True


def lines(
    data: bytes, limits: Limits, *, broken: bool = True, first: regex.Pattern[str] | None = None
) -> list[Line]:
    """Give the lines of a file.

    Args:
        data: The file.
        limits: How far to go.
        broken: Whether plain text may be broken at the edge of a page.
        first: What a line begins with that goes on with none, however full that is.

    Raises:
        Unreadable: It is damaged, or no text.
    """
    if data.startswith(_ZIP):
        from index.formats.documents.docx import paragraphs as word_paragraphs

        texts = word_paragraphs(data, limits)
        found = (line for block in texts for line in block.split("\n"))
        return [Line(_spaced(line)) for line in found if line]
    if _is_rtf(data):
        from index.formats.documents.rtf import paragraphs as rtf_paragraphs

        return [Line(_spaced(text)) for text in rtf_paragraphs(data)]
    if _HTML.search(data[:4_000]):
        return _markup_lines(data)
    from index.formats.documents.plain import decoded

    text = decoded(data)
    if "\0" in text:
        raise Unreadable("binary, not text")
    return unwrapped(text, broken=broken, first=first)


def _spaced(line: str) -> str:
    """Give a line without spaces that hold words together, which marks and labels have as well."""
    return _RUN.sub(" " * 8, line.translate(_SPACES))


def _is_rtf(data: bytes) -> bool:
    return data[:64].lstrip(b"\xef\xbb\xbf \r\n\t").startswith(_RTF)


def glimpse(data: bytes) -> bytes:
    """Give the words at the start of a file without its markup, by which its kind is told.

    One line a paragraph; nothing is decoded but the packing of a Word file.
    """
    if data.startswith(_ZIP):
        from index.formats.containers.zip_limits import open_zip, unpack

        limits = Limits()
        try:
            with open_zip(data, limits) as packed:
                member = packed.getinfo("word/document.xml")
                data = unpack(packed, member, limits)[: 4 * _LOOKED_AT]
        except (Unreadable, KeyError):
            return b""
        return _filled(_TAG.sub(b"", data.replace(b"</w:p>", b"\n").replace(b"<w:br/>", b"\n")))
    start = data[:_LOOKED_AT]
    if _is_rtf(data):
        start = _RTF_SPACE.sub(b" ", start)
        return _filled(_RTF_WORD.sub(b"", _RTF_BREAK.sub(b"\n", start)))
    if _HTML.search(data[:4_000]):
        return _filled(_TAG.sub(b"\n", start))
    return _filled(start)


def _filled(words: bytes) -> bytes:
    """Leave out blank lines, which say nothing and take expressions their time."""
    words = words.replace(b"\xc2\xa0", b" ").replace(b"&#160;", b" ").replace(b"&nbsp;", b" ")
    return b"\n".join(line.strip() for line in words.splitlines() if line.strip())


def unwrapped(
    text: str, *, broken: bool = True, first: regex.Pattern[str] | None = None
) -> list[Line]:
    """Give the lines of a text; those that were broken for want of room are one again."""
    given = [_spaced(line.strip()) for line in regex.split(r"\r\n?|\n|\f|\v", text)]
    width = max((len(line) for line in given), default=0)
    found: list[Line] = []
    before = ""
    for line in given:
        if not line:
            before = ""
            continue
        word = len(line.split(None, 1)[0])
        full = len(before) + 1 + word > min(width - _SLACK, _FULL)
        full = full and not (first and first.match(line))
        if broken and before and width <= _WIDEST and full:
            found[-1] = Line(f"{found[-1].text} {line}", found[-1].gap)
        else:
            found.append(Line(line, gap=not before))
        before = line
    return found


def _markup_lines(data: bytes) -> list[Line]:
    from index.formats.pages.markup_text import decode, parse

    return [Line(text, gap) for text, gap in markup_lines(parse(decode(data)))]


# Elements inside of which nothing is read, and those that a line ends at.
_UNREAD = {"script", "style", "head", "title", "noscript", "template", "svg", "select"}
_INLINE = {
    *("a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "del", "dfn", "em", "font", "i"),
    *("ins", "kbd", "label", "mark", "q", "s", "samp", "small", "span", "strike", "strong"),
    *("sub", "sup", "time", "tt", "u", "var", "wbr", "img"),
}


def markup_lines(tree: Any) -> list[tuple[str, bool]]:
    """Give the lines of a parsed page: text between the edges of blocks and line breaks."""
    found = _Lines()
    found.read(tree)
    found.end(paragraph=True)
    return found.lines


class _Lines:
    def __init__(self) -> None:
        self.lines: list[tuple[str, bool]] = []
        self._words: list[str] = []
        self._gap = True

    def read(self, tree: Any) -> None:
        from lxml import etree

        unread = 0  # how many elements around this place are not read
        for event, element in etree.iterwalk(tree, events=("start", "end")):
            tag = element.tag if isinstance(element.tag, str) else ""
            edge = event == "start"
            passed = tag in _UNREAD or not tag
            unread += passed if edge else -passed
            if not unread or (unread == 1 and edge and passed):
                if tag not in _INLINE:
                    self.end(paragraph=tag != "br")
                if not (edge and passed):
                    self._words.append((element.text if edge else element.tail) or "")

    def end(self, *, paragraph: bool) -> None:
        text = " ".join("".join(self._words).split())
        self._words.clear()
        if text:
            self.lines.append((text, self._gap))
            self._gap = False
        self._gap = self._gap or paragraph
