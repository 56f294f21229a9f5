"""RTF: paragraphs in order, in the code pages of their fonts.

In: bytes. Out: one document whose paragraphs are set apart by blank lines. striprtf takes the text
out; what it is given is put right first: bytes beyond ASCII, addresses in fields, hidden text.
"""

from collections.abc import Iterator

import regex

from index.formats.clean_text import clean, sane_author, sane_title
from index.formats.document import Document, Flaw, Limits, Unreadable

__all__ = ["documents", "paragraphs", "recognises"]

_START = regex.compile(rb"\A(?:\xef\xbb\xbf)?\s{0,40}\{\s*\\rtf")
_BEYOND_ASCII = regex.compile(r"[^\x00-\x7f]")
# The address of a link would be put behind its words.
_FIELD = regex.compile(r"\\field(?![a-z])\s*")
_HIDDEN = regex.compile(r"\\v(?![a-z0])(?:[^{}\\]|\\(?!v0)[^{}])*+(?:\\v0 ?|(?=[{}]))")
_DELETED = regex.compile(r"\{[^{}]{0,200}?\\deleted(?![a-z])[^{}]*+\}")
# A font that names no charset has that of the file (1), not of the next font in the table.
_FONT = regex.compile(r"\{\\f\d{1,5}(?=[^{};]{0,200};)(?![^{};]{0,200}\\fcharset)")
_PAGE = regex.compile(r"\\ansicpg(\d{1,5})")
_PAGES = {
    *("437", "850", "852", "866", "874", "932", "936", "949", "950", "1250", "1251", "1252"),
    *("1253", "1254", "1255", "1256", "1257", "1258"),
}
# Halves of a character beyond the first plane, each written as a number of its own.
_HALVES = regex.compile(r"[\ud800-\udbff][\udc00-\udfff]")
_PROPERTY = r"\{\\%s(?![a-z])\s?((?:[^{}\\]|\\'[0-9a-fA-F]{2}|\\u-?\d{1,5} ?\??|\\[\\{}])*+)\}"
_INFORMATION = regex.compile(r"\{\\info(?![a-z])")
_LONGEST_INFORMATION = 20_000


def recognises(data: bytes) -> bool:
    """Tell RTF by its first word, whatever the file is called."""
    return bool(_START.match(data[:200]))


def documents(data: bytes, limits: Limits) -> Iterator[Document | Flaw]:
    """Read an RTF file.

    Raises:
        Unreadable: It is damaged, without text, or too long.
    """
    source = _prepared(data)
    blocks = _paragraphs(source)
    if not blocks:
        raise Unreadable("holds no text")
    text = "\n\n".join(blocks)
    if len(text) > limits.max_characters:
        raise Unreadable(f"longer than {limits.max_characters:,} characters")
    yield Document(
        text,
        title=sane_title(_property(source, "title")),
        author=sane_author(_property(source, "author")),
    )


def paragraphs(data: bytes) -> list[str]:
    """Give the paragraphs of an RTF file, each in one line; `Unreadable` where it is damaged."""
    return _paragraphs(_prepared(data))


def _prepared(data: bytes) -> str:
    if not recognises(data):
        raise Unreadable("damaged, or not an RTF file")
    data = data.removeprefix(b"\xef\xbb\xbf")
    try:  # never valid by accident
        source = data.decode("utf-8")
        source = _BEYOND_ASCII.sub(lambda found: _as_numbers(found[0]), source)
    except UnicodeDecodeError:
        source = _BEYOND_ASCII.sub(lambda found: f"\\'{ord(found[0]):02x}", data.decode("latin-1"))
    return _FIELD.sub(lambda _: "\\field\\flddirty", source)


def _as_numbers(character: str) -> str:
    halves = character.encode("utf-16-le", "surrogatepass")
    numbers = (int.from_bytes(halves[at : at + 2], "little") for at in range(0, len(halves), 2))
    return "".join(f"\\u{number}\\'3f" for number in numbers)


def _paragraphs(source: str) -> list[str]:
    from striprtf.striprtf import rtf_to_text

    visible = _HIDDEN.sub("", _DELETED.sub("", source)) if "\\v" in source else source
    page = _PAGE.search(source[:2_000])
    encoding = f"cp{page[1]}" if page and page[1] in _PAGES else "cp1252"
    visible = _FONT.sub(lambda found: f"{found[0]}\\fcharset1", visible)
    try:
        text = rtf_to_text(visible, encoding, "replace")  # type: ignore[no-untyped-call]
    except (ValueError, LookupError, TypeError, OverflowError) as error:
        raise Unreadable("damaged, or not an RTF file") from error
    text = clean(_HALVES.sub(_character, text))
    lines = (" ".join(line.split()).strip("|") for line in text.split("\n"))
    return [line.strip() for line in lines if line.strip()]


def _character(halves: regex.Match[str]) -> str:
    return halves[0].encode("utf-16", "surrogatepass").decode("utf-16")


def _property(source: str, name: str) -> str | None:
    start = _INFORMATION.search(source)
    if start is None:
        return None
    information = source[start.start() : start.start() + _LONGEST_INFORMATION]
    found = regex.search(_PROPERTY % name, information)
    if found is None:
        return None
    page = regex.search(r"\\ansicpg\d{1,5}", source[:2_000])
    head = page[0] if page else ""
    try:
        return " ".join(_paragraphs(f"{{\\rtf1{head} {found[1]}}}"))
    except Unreadable:
        return None
