"""Parts of one line that are something else than the rest: dateline, stamp, credit, teaser.

In: a line or paragraph. Out: its parts with their labels, so that the sentences between them stay.
"""

from collections.abc import Iterator

import regex

from index.content.lines import CLOCK, ends, is_credit, is_initials
from index.content.phrases import AGENCY, TEASER
from index.records import Label

__all__ = ["dateline", "stamp", "trailing"]

# How far from the end of a paragraph another story, a credit or an agency may begin: the longest
# headline that we believe in (`content_page`), and its marker.
_TRAILING = 260
_PARTS = 4  # at the end of one paragraph
_ENDED_CREDIT = 60  # a longer "credit" that ends in a full stop is a sentence

_CLOCK_FIRST = regex.compile(
    # "+++ 15:20 Uhr +++", "[14:15]", "16.05 Uhr:", "17h03 |"
    rf"(?i)^(?P<clear>\+\+\+\s*{CLOCK}\s*(?:\+\+\+|[:|–—-])?|[\[(]\s*{CLOCK}\s*[\])]:?|"
    rf"{CLOCK}\s*[:|–—•-](?=\s)(?!\s*\d)|\d{{1,3}}\.?\s?(?:\+\s?\d{{1,2}}\.?\s?)?(?:minute|min\.?)\s?[:|–-])\s+|"
    # "14:31 In der Nachbarstadt", "74’ Gelb-Rot", "90.+4 Abpfiff"
    rf"^(?:(?>{CLOCK})\.?|\d{{1,3}}(?:\.?\s?\+\s?\d{{1,2}})?['’′´]:?|\d{{1,3}}\.\+\d{{1,2}})\s+"
    r"(?=[\"'„“”«»—–-]?\s?(?-i:[\p{Lu}\p{Lo}]))"
)
_CLOCK = regex.compile(rf"(?i)(?<!\d){CLOCK}")
_NEXT_CLOCK = 60  # how far from the start of a line in a timetable the second time is

# "St. Pölten", "Rio de Janeiro", "Neusiedl am See", "Wien/Graz", "PORT VAREN, Samoria", "Frankfurt
# (Oder)"; a full stop only behind an abbreviation, so that no sentence is taken for a place.
_WORD = r"(?:\p{Lu}\p{L}{0,2}\.|\p{Lu}[\p{L}\p{M}'’]*(?:-[\p{L}\p{M}'’]+)*|[\p{Lo}\p{M}]{2,12})"
_SMALL = r"(?:am|an der|ob der|de|del|de la|dos|da|la|le|les|los|el|al|du|sur|upon|na|над|на)"
_NAME = rf"{_WORD}(?:[ \-](?:{_SMALL}[ \-])?{_WORD}){{0,3}}"
_LAND = r"(?:\s\([\p{L} .\-]{2,30}\))"
_PLACE = rf"{_NAME}(?:\s?[/,،]\s?{_NAME}){{0,2}}{_LAND}?"
_MONTH = r"\p{L}[\p{L}\p{M}]{2,10}"
_ON = (
    rf"(?:[,،]?\s\d{{1,2}}\.?\s{_MONTH}\.?(?:\s{_MONTH})?(?:\s\d{{4}})?|,\s{_MONTH}\.?\s\d{{1,2}})"
)
_BY = rf"(?i:(?:корр\.\s)?{AGENCY}(?:[/,\s]\s?[\p{{L}} .]{{1,20}})?)"
_DASH = r"(?:\s?(?:--|[–—-])\s|\s?:\s)"
_BEGINS = r"(?=[\"'„“”«»‚‘(]?[\p{Lu}\p{Lo}\d])"
# Signed by an agency: "BERLIN (dpa/abc) –", "Берлин, 19 июня. /ТАСС/.", "ПЕРМЬ, 19 апр - РИА
# Новости.", "مسقط - أ ف ب:"; by a station: "RIVERTON, Ohio (WKLM) -"; dated: "LYON, 6 mars -"
_AGENCY_LINE = regex.compile(
    rf"^(?:{_PLACE}{_ON}?\.?\s?(?:\(\s?{_BY}\s?\)|/{_BY}/)(?:{_DASH}|\.?\s)|"
    rf"{_PLACE}{_ON}?\s?[–—-]\s{_BY}(?:[.:]|\s[–—-])\s|\({_BY}\)\s?[–—-]\s{_PLACE}{_ON}?\s?[–—-]\s|"
    rf"{_PLACE}\s\(\p{{Lu}}{{2,8}}\){_DASH}|"
    rf"{_PLACE}{_ON}\s?(?:--|[–—-])\s){_BEGINS}"
)
# "新华社北京6月19日电（记者张三）", "【東京共同】", "(서울=연합뉴스) 홍길동 기자 ="
_ASIAN_LINE = regex.compile(
    r"^(?:\p{Han}{2,12}\d{1,2}月\d{1,2}日[电電讯訊](?:\s?[（(][^）)]{1,30}[）)])?|"
    r"【[^】]{1,20}】|[(（][^()（）=]{1,10}=[^()（）=]{1,10}[)）](?:\s?[^=]{2,20}=)?)\s?"
)
_SIGNS = regex.compile(r"[(/]|[–—:-]\s")
_SIGNED_LENGTH = 80  # how far from the start of a signed dateline its first sign is
# Not signed: "Wien –", "London - ", "BERLIN — "; only at the beginning of an article.
_PLACE_LINE = regex.compile(
    rf"^(?!\p{{Lo}}){_NAME}(?:\s?/\s?{_NAME}){{0,2}}{_LAND}?\s(?:--|[–—-])\s{_BEGINS}"
)
_PLACE_LENGTH = 60
_LEAD = 400  # how far a lead that is not set apart from the text may reach
_SENTENCE_STOP = regex.compile(r"(?:(?<!\d)[.]|[!?…])[\"'“”»)]*\s+(?=\p{Lu})")
_LONG_ENOUGH = 40  # what follows has to be a sentence

_STOP = regex.compile(r"(?<=[.!?…。।؟۔\"'“”’»)\]])\s+|\s+(?=[(\[©])")
_NEW_STORY = regex.compile(r"[.!?…。।۔][\"'“”»)]*\s+\p{Lu}|[.。।۔]$")


def stamp(line: str) -> tuple[int, bool] | None:
    """Find where the hour in front of a ticker's entry ends.

    Returns:
        The offset, and whether its own signs make it clear ("16.05 Uhr:"); without them ("16.05
        Einsatzkräfte …") only a second one in the article does.
    """
    found = _CLOCK_FIRST.match(line)
    if not found or (not found["clear"] and _CLOCK.search(line, found.end(), _NEXT_CLOCK)):
        return None  # "11.00 Bodø, 11.20 Leknes" is a timetable
    return len(found[0].rstrip()), found["clear"] is not None


def dateline(line: str, *, begins: bool) -> tuple[int, int] | None:
    """Find place, date and agency in front of a report's first sentence.

    Args:
        line: A paragraph.
        begins: Whether it is the article's first, where the agency may be missing and a lead that
            the layout does not set apart may come before.

    Returns:
        Where it starts and ends in the line, with the dash.
    """
    found = _ASIAN_LINE.match(line[:_SIGNED_LENGTH])
    if found and len(line) - found.end() >= _LONG_ENOUGH / 2:
        return 0, len(found[0].rstrip())
    if not _SIGNS.search(line[:_LEAD]):
        return None
    found = _AGENCY_LINE.match(line[:_LEAD]) if _SIGNS.search(line[:_SIGNED_LENGTH]) else None
    if found and len(line) - found.end() >= _LONG_ENOUGH:
        return 0, len(found[0].rstrip())
    if not begins:
        return None
    starts = [0, *(stop.end() for stop in _SENTENCE_STOP.finditer(line[:_LEAD]))]
    for start in starts:
        found = _PLACE_LINE.match(line[start : start + 2 * _PLACE_LENGTH])
        if found and len(found[0]) <= _PLACE_LENGTH:
            end = start + len(found[0].rstrip())
            return (start, end) if len(line) - end >= _LONG_ENOUGH else None
    return None


def trailing(line: str) -> Iterator[tuple[int, Label]]:
    """Find what hangs on the end of a paragraph, the last first.

    Yields:
        Where it starts, and its label: the pointer to another story, the credit of a picture,
        the agency. It ends where the one before starts.
    """
    end = len(line)
    for _ in range(_PARTS):
        found = _last(line[:end])
        if found is None:
            return
        yield found
        end = len(line[: found[0]].rstrip())


def _last(line: str) -> tuple[int, Label] | None:
    shift = max(0, len(line) - _TRAILING)
    for stop in _STOP.finditer(line, shift):
        start = stop.end()
        if start == 0 or start == len(line) or not line[: stop.start()].strip():
            continue
        piece = line[start:]
        after = line[: stop.start()].rstrip()[-1:]
        told = TEASER.match(piece)
        if told and told["sign"] and not _NEW_STORY.search(piece, told.end()):
            return start, Label.TEASER
        if is_initials(piece) and after in ".!?…\"'“”»؟。۔":
            return start, Label.FOOTER
        if is_credit(piece) and (len(piece) <= _ENDED_CREDIT or not ends(piece)):
            return start, Label.CREDIT
    return None
