"""Captions (WebVTT, SubRip): what was said becomes a text whose sentences run across cues.

In: bytes. Out: one document. Captions that roll up show a line twice or more: it is said once.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import unescape
from itertools import pairwise

import regex

from index.formats.clean_text import clean, one_line
from index.formats.document import Document, Flaw, Limits, Unreadable
from index.formats.documents.plain import decoded
from index.formats.pages.markup_text import joined
from index.formats.pages.metadata import language_in
from index.records import Label

__all__ = ["documents"]

_CLOCK = r"(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2})[.,](\d{1,3})"
_TIMES = regex.compile(rf"^\s*{_CLOCK}\s*-->\s*{_CLOCK}")
_VOICE = regex.compile(r"<v(?:\.[^\s>]*)?\s+([^>]{1,80})>")
_TAG = regex.compile(r"</?[A-Za-z0-9][^<>]{0,200}>|\{\\[^{}]{0,80}\}")
_SOUND = regex.compile(r"^\W*[\[(（【][^\])）】]{1,80}[\])）】]\W*$|^[\s♪♫#*]+$")
_ASIDE = regex.compile(r"\[[^\[\]]{1,60}\]|♪[^♪]{0,200}♪|[♪♫]")  # within what is said
# Who made the captions, in a cue of its own.
_CREDIT = regex.compile(
    r"(?i)^\W*(?:untertitel(?:ung)?\b.{0,60}(?:\b(?:zdf|ard|swr|wdr|ndr|mdr|br|hr|rbb|orf|srf|funk|"
    r"im auftrag|amara|von|durch|:)|\d{4})|(?:copyright|©)\W*(?:\w+ ){0,4}(?:19|20)\d\d\W*$|"
    r"(?:swr|wdr|ndr|mdr|zdf|ard|br|orf) (?:19|20)\d\d\W*$|"
    r"(?:subtitles?|captions?|captioning|subtitling|transcript(?:ion)?)\b.{0,20}\b(?:by|:)|"
    r"(?:sous-titr\p{L}+|subtítulos|subtitulado|sottotitoli|legendas|ondertiteling|ondertiteld|"
    r"undertekst\p{L}*|textning|napisy)\b.{0,30}"
    r"\b(?:par|por|a cura|de|da|door|av|af|amara|société|:)|"
    r".{0,40}\bamara\.org\b|.{0,40}\bopensubtitles\.org\b)"
)
_SPEAKER = regex.compile(r"^(?:>>+|[-–—]\s)\s*")
_HEADER = regex.compile(r"(?i)^(language|title)\s*:\s*(.+)$")
_END = regex.compile(r"[.!?…。！？؟।]['\"”’»)\]]*$")
_PAUSE = 2.0  # seconds of silence between paragraphs
_LONG, _LONGEST = 600, 1_200  # characters of a paragraph
_ROLLING = 0.3  # share of cues that repeat a line


@dataclass(frozen=True, slots=True)
class _Cue:
    start: float
    end: float
    voice: str
    lines: tuple[str, ...]


def documents(data: bytes, limits: Limits) -> Iterator[Document | Flaw]:
    """Read captions.

    Raises:
        Unreadable: They are none, or say nothing.
    """
    text = clean(decoded(data))
    if len(text) > 2 * limits.max_characters:
        raise Unreadable(f"longer than {2 * limits.max_characters:,} characters")
    head, cues = _parsed(text)
    if not cues:
        raise Unreadable("no captions in it")
    said, spans = joined([(part, Label.BODY) for part in _paragraphs(cues)], limits)
    if not said:
        raise Unreadable("the captions say nothing")
    yield Document(
        said, spans, title=one_line(head.get("title")), language=language_in(head.get("language"))
    )


def _parsed(text: str) -> tuple[dict[str, str], list[_Cue]]:
    """Give what stands above the first cue, and the cues."""
    head: dict[str, str] = {}
    cues: list[_Cue] = []
    lines: list[str] | None = None
    start = end = 0.0
    rows = text.split("\n")
    if rows[0].startswith("WEBVTT") and (title := rows[0][6:].strip(" -–—\t")):
        head["title"] = title
    for row in rows:
        if found := _TIMES.match(row):
            if lines is not None:
                # The number of a cue stands above its times, and so below the lines before.
                if lines and lines[-1].strip().isdecimal():
                    lines.pop()
                _add(cues, start, end, lines)
            start, end = _seconds(found.groups()[:4]), _seconds(found.groups()[4:])
            lines = []
        elif lines is not None:
            lines.append(row)
        elif stated := _HEADER.match(row.strip()):
            head.setdefault(stated[1].lower(), stated[2])
    if lines is not None:
        _add(cues, start, end, lines)
    return head, cues


def _add(cues: list[_Cue], start: float, end: float, lines: Sequence[str]) -> None:
    note = next((at for at, line in enumerate(lines) if line.startswith(("NOTE", "STYLE", "REGION"))
                 and (at == 0 or not lines[at - 1].strip())), None)  # fmt: skip
    lines = lines[:note]
    voice = next((found[1].strip() for line in lines if (found := _VOICE.search(line))), "")
    said = (unescape(_TAG.sub("", line)) for line in lines)
    heard = (line for line in said if not _SOUND.match(line))
    kept = tuple(filter(None, (" ".join(_ASIDE.sub(" ", line).split()) for line in heard)))
    if kept and not _CREDIT.match(" ".join(kept)):
        cues.append(_Cue(start, end, voice, kept))


def _seconds(parts: Sequence[str | None]) -> float:
    hours, minutes, seconds, rest = (int(part or 0) for part in parts)
    return 3600 * hours + 60 * minutes + seconds + rest / float(10 ** len(parts[3] or "0"))


def _paragraphs(cues: Sequence[_Cue]) -> Iterator[str]:
    paragraph = ""
    end, voice = cues[0].start, ""
    for cue, lines in zip(cues, _said_once(cues), strict=True):
        for line in lines:
            spoken = _SPEAKER.sub("", line)
            speaks = spoken != line or (cue.voice and cue.voice != voice)
            pause = cue.start - end > _PAUSE
            done = bool(_END.search(paragraph))
            full = len(paragraph) > (_LONG if done else _LONGEST)
            if paragraph and (speaks or full or (pause and (done or not _punctuated(paragraph)))):
                yield paragraph
                paragraph = ""
            if cue.voice and cue.voice != voice:
                voice, spoken = cue.voice, f"{cue.voice}: {spoken}"
            paragraph = f"{paragraph} {spoken}".strip()
            end = cue.end
        end = max(end, cue.end)
    if paragraph:
        yield paragraph


def _punctuated(text: str) -> bool:
    return any(sign in text for sign in ".!?。！？")


def _said_once(cues: Sequence[_Cue]) -> Iterator[list[str]]:
    """Give what each cue says that those before did not."""
    pairs = list(pairwise(cues))
    rolls = sum(bool({*one.lines} & {*two.lines}) for one, two in pairs)
    grows = sum(_grows(one, two) for one, two in pairs)
    rolling = rolls + grows > _ROLLING * len(pairs)
    before: tuple[str, ...] = ()
    for number, cue in enumerate(cues):
        lines = [line for line in cue.lines if not rolling or line not in before]
        following = cues[number + 1] if number + 1 < len(cues) else None
        if rolling and following is not None and _grows(cue, following):
            lines = lines[:-1]  # the next cue says it whole
        yield lines
        before = cue.lines


def _grows(one: _Cue, two: _Cue) -> bool:
    """Whether the last line goes on in the next cue."""
    return any(line.startswith(one.lines[-1] + " ") for line in two.lines)
