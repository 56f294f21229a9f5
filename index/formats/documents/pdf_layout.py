"""What the lines of a PDF say: whole paragraphs, and words that no line end divides.

In: lines with their place and size, in reading order. Out: one text, a paragraph a line. No rule
knows a language; what counts is where lines stand, how long they are, and which words the text has.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

import regex

from index.formats.documents.pdf_lines import Line

__all__ = ["Layout", "compose"]

# Lengths are in units of the letters' size.
_SAME_SIZE = 0.08  # lines of one paragraph differ by less than this share
_TITLE_SIZE = 1.15  # how many times as large as the text a title is, at least
_INDENT = 0.8  # of a paragraph's first line, at least
_GAP = 1.3  # between paragraphs, in usual distances of lines
_LEADING = 1.2  # the usual distance of lines, where a page does not tell
_BACK = -0.3  # a line that stands higher than the one before it begins a column
# A line is short when the next word would have fitted. Widths are guessed to about a tenth, so
# where no sentence ends there must be room for much more.
_FITS_AFTER_SENTENCE = 0.9
_FITS = 0.6
# Typesetters divide a word in one of ten lines; without them one line in a hundred ends in a word
# that has a hyphen of its own. (Two sentences tell nothing.)
_DIVIDED_SHARE = 0.02
_ENOUGH_LINES = 50
_LETTERS_OF_TITLE = (3, 220)

_NARROW = frozenset("fijlrtI.,:;!|'’‘“”\"()[]/- ")
_WIDE = frozenset("mwMWОЖШЩЮжшщюМ—")

_WORD = regex.compile(r"[\p{L}\p{M}]+(?:[-‐][\p{L}\p{M}]+)*")
_DIVIDED = regex.compile(r"([\p{L}\p{M}]+)[-‐]$")
_AFTER_NUMBER = regex.compile(r"\p{N}[-‐]$")  # "2:1- | victory"
_FIRST_WORD = regex.compile(r"[\p{L}\p{M}]+")
_COMPOUND = regex.compile(r"[\p{L}\p{M}]+[-‐]\p{L}")
_UNSPACED = regex.compile(
    r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}、。，「」『』（）]"
)
_SQUARE = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\u3000-\u303f\uff00-\uff60]")
_RIGHT_TO_LEFT = regex.compile(r"[\p{Hebrew}\p{Arabic}\p{Syriac}\p{Thaana}\p{Nko}]")
_BULLET = regex.compile(r"^[•‣▪●○◦■□➢✓·]")
# Also where a sentence is broken in two: "on 7. | June", "he said | – and left".
_MAYBE_ITEM = regex.compile(r"^(?:[-*–—]|\(?(?:\d{1,3}|[a-z])[.)])\s")
_ENDS_ITEM = regex.compile(r"[.!?…:;。！？।؟]\W*$")
_SENTENCE_END = regex.compile(r"[.!?…。！？।؟۔։።][\s\"'“”’»«›‹）)\]」』]*$")
# After these an open hyphen is meant: "pre- and post-war", "Ein- und Ausfuhr".
_CONJUNCTIONS = frozenset(
    (
        *("and", "or", "to", "und", "oder", "bzw", "sowie", "bis", "et", "ou", "y", "o", "u", "e"),
        *("en", "of", "och", "eller", "og", "ja", "tai", "i", "lub", "и", "или", "та"),
    )
)


@dataclass(frozen=True, slots=True)
class Layout:
    """What pages say.

    Attributes:
        text: Paragraphs, set apart by blank lines.
        pages: Where each page starts in the text; a paragraph may run across.
        title: The largest words at the top of the first page, where they are larger than others.
    """

    text: str
    pages: tuple[int, ...]
    title: str | None


def compose(lines: Sequence[Line], pages: int) -> Layout:
    """Make one text of the lines of so many pages."""
    words = Counter(
        word.casefold() for line in lines for word in _WORD.findall(line.text.rstrip("-‐"))
    )
    divides = _divides(lines)
    parts: list[str] = []
    starts: list[int] = []
    length = 0
    titles: list[tuple[float, str]] = []
    for block in _blocks(lines):
        if parts:
            parts.append("\n\n")
            length += 2
        began = len(parts)
        for before, line in zip([None, *block], block, strict=False):
            if before is not None:
                kept, glue = _join(before.text, line.text, words, divides=divides)
                if kept < len(before.text):
                    parts[-1] = parts[-1][: kept - len(before.text)]
                    length += kept - len(before.text)
                parts.append(glue)
                length += len(glue)
            starts += [length] * (line.page + 1 - len(starts))
            parts.append(line.text)
            length += len(line.text)
        if block[0].page == 0:
            titles.append((block[0].size, "".join(parts[began:])))
    starts += [length] * (pages - len(starts))
    return Layout("".join(parts), tuple(starts), _title(titles, _usual_size(lines)))


def _blocks(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Find the paragraphs, headlines and items of lists."""
    usual, body = _leadings(lines), _usual_size(lines)
    open_block: list[Line] = []
    for run in _runs(lines, usual):
        for block in _paragraphs(run):
            if open_block and _goes_on(open_block[-1], block[0], body):
                open_block += block
            else:
                if open_block:
                    yield open_block
                open_block = block
    if open_block:
        yield open_block


def _runs(lines: Sequence[Line], usual: dict[int, float]) -> Iterator[list[Line]]:
    """Find lines that follow each other on a page, in one size, at one distance."""
    run: list[Line] = []
    for line in lines:
        if run and not _follows(run[-1], line, usual):
            yield run
            run = []
        run.append(line)
    if run:
        yield run


def _follows(before: Line, line: Line, usual: dict[int, float]) -> bool:
    if (before.page, before.angle) != (line.page, line.angle):
        return False
    if not _same_size(before, line):
        return False
    fallen = (before.y - line.y) / max(line.size, 1.0)
    return 0 < fallen < _GAP * usual.get(round(line.size), _LEADING)


def _same_size(before: Line, line: Line) -> bool:
    return abs(before.size - line.size) <= _SAME_SIZE * max(before.size, line.size)


def _paragraphs(run: list[Line]) -> Iterator[list[Line]]:
    """Cut a run where a line is indented, begins an item, or ends before the margin."""
    widths = [_width(line.text) for line in run]
    full = median(width for width in widths if width >= _FITS * max(widths))
    block = run[:1]
    for before, line in pairwise(run):
        if _ends(before, line, block, full):
            yield block
            block = []
        block.append(line)
    yield block


def _ends(before: Line, line: Line, block: list[Line], full: float) -> bool:
    if _DIVIDED.search(before.text) or _AFTER_NUMBER.search(before.text):
        return False
    if _BULLET.match(line.text):
        return True
    word = "" if _UNSPACED.search(line.text) else line.text.split(" ", 1)[0]
    share = _FITS_AFTER_SENTENCE if _SENTENCE_END.search(before.text) else _FITS
    if _width(f"{before.text} {word}") < share * full:
        return True
    if _MAYBE_ITEM.match(line.text) and _ENDS_ITEM.search(before.text):
        return True
    if _RIGHT_TO_LEFT.search(line.text) or _is_item(block[0]):
        return False  # their left edge says nothing
    return line.x - before.x > _INDENT * line.size


def _is_item(line: Line) -> bool:
    return bool(_BULLET.match(line.text) or _MAYBE_ITEM.match(line.text))


def _goes_on(before: Line, line: Line, body: float) -> bool:
    """Whether a paragraph runs on in the next column or on the next page."""
    if before.page == line.page and (before.y - line.y) / max(line.size, 1.0) > _BACK:
        return False
    if line.page > before.page + 1 or before.angle != line.angle or not _same_size(before, line):
        return False
    text = abs(before.size - body) <= _SAME_SIZE * body
    return text and not _SENTENCE_END.search(before.text) and not _BULLET.match(line.text)


def _divides(lines: Sequence[Line]) -> bool:
    """Whether words are divided where lines end; if not, a hyphen there is one of the word."""
    divided = sum(bool(_DIVIDED.search(line.text)) for line in lines)
    return len(lines) < _ENOUGH_LINES or divided > _DIVIDED_SHARE * len(lines)


def _join(before: str, after: str, words: Counter[str], *, divides: bool) -> tuple[int, str]:
    """Say how much of a line stays, and what comes between it and the next."""
    divided, first = _DIVIDED.search(before), _FIRST_WORD.match(after)
    if divided and first:
        left, right = divided[1].casefold(), first[0].casefold()
        if right in _CONJUNCTIONS:
            return len(before), " "
        whole, hyphened = words[left + right], words[f"{left}-{right}"]
        # "Bank- | der-Regionen" has hyphens of its own, and "Nordrhein- | Westfalen" must have one.
        likely = divides and first[0][0].islower() and not _COMPOUND.match(after)
        if whole > hyphened or (whole == hyphened and likely):
            return len(before) - 1, ""
        return len(before), ""
    if (
        divided
        or _AFTER_NUMBER.search(before)
        or (_UNSPACED.match(before[-1]) and _UNSPACED.match(after[0]))
    ):
        return len(before), ""
    return len(before), " "


def _leadings(lines: Sequence[Line]) -> dict[int, float]:
    """Find the usual distance of lines for each size of letters."""
    found: dict[int, Counter[float]] = {}
    for before, line in pairwise(lines):
        fallen = (before.y - line.y) / max(line.size, 1.0)
        if before.page == line.page and _same_size(before, line) and 0.8 < fallen < 3:
            found.setdefault(round(line.size), Counter())[round(fallen, 1)] += 1
    # The smaller one of two that are as frequent: gaps between paragraphs are the wider ones.
    return {
        size: max(counted, key=lambda fallen: (counted[fallen], -fallen))
        for size, counted in found.items()
    }


def _usual_size(lines: Sequence[Line]) -> float:
    """Find the size in which most letters are set, in points."""
    counted: Counter[float] = Counter()
    for line in lines:
        counted[round(line.size, 1)] += len(line.text)
    return max(counted, key=lambda size: counted[size]) if counted else 1.0


def _title(blocks: Sequence[tuple[float, str]], body: float) -> str | None:
    shortest, longest = _LETTERS_OF_TITLE
    fitting = [
        (size, text)
        for size, text in blocks
        if size >= _TITLE_SIZE * body and shortest <= len(text) <= longest and _WORD.search(text)
    ]
    return max(fitting, key=lambda each: each[0])[1] if fitting else None


def _width(text: str) -> float:
    """Guess how wide a line is, in letters of usual width."""
    narrow = sum(letter in _NARROW for letter in text)
    wide = sum(letter in _WIDE for letter in text)
    return len(text) - 0.45 * narrow + 0.5 * wide + len(_SQUARE.findall(text))
