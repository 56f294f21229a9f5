"""What a line is by its own words and shape, wherever it stands.

In: one line or paragraph. Out: its label, or a yes or no about its shape.
"""

import regex

from index.content.phrases import (
    AGENCY,
    CAPTION,
    CREDIT,
    DATED,
    FOOTER,
    LINK,
    READING_TIME,
    TEASER,
    TEASERS_FOLLOW,
    WRITTEN_BY,
)
from index.content.site import (
    HOME,
    LEGAL,
    LEGAL_ITEM,
    NAVIGATION,
    NAVIGATION_ITEM,
    PROMOTION,
    RIGHTS,
)
from index.records import Label

__all__ = [
    "CLOCK",
    "LIST_LINE",
    "SENTENCE_END",
    "alone",
    "announces_teasers",
    "ends",
    "is_author",
    "is_credit",
    "is_date",
    "is_initials",
    "is_name",
    "is_sentence",
    "words",
]

# How long a line of each kind is at most, in characters; the longest that was met among the
# labelled articles (tests/labelled), and half as much again.
_LINK_LENGTH = 40
_CREDIT_LENGTH = 120
_ITEM_LENGTH = 60
_MENU_LENGTH = 200
_PROMOTION_LENGTH = 200
_FOOTER_LENGTH = 250
_DATE_LENGTH = 110
_AUTHOR_LENGTH = 110
_TEXT_LENGTH = 300  # longer than any headline: text, however it ends

# Letters of a date line that are no part of a date; fewer where it ends in a full stop: "8:05 a.m."
_DATE_LEFT = 30
_ENDED_DATE_LEFT = 10

# A shorter "sentence" may be a button ("Danke!"), and does not tell where the article begins.
_SENTENCE_WORDS = 6

# The end of a sentence, or of what introduces a list or a quotation: no headline ends so.
SENTENCE_END = regex.compile(r"[.!?…。！？।؟۔։።។:;,](?:[\s\"'“”’»«›‹）)\]」』]|\[\d+\])*$")
_FULL_STOP = regex.compile(r"[.!?…。！？।؟۔։።។](?:[\s\"'“”’»«›‹）)\]」』*_]|\[\d+\])*$")
_INNER_STOP = regex.compile(  # not that of "Dr. Kim" or "St. Pölten"
    r"[\p{L}\p{M}]{4}[.!?…][\"'“”»)]*\s+[\"'„“«]?\p{Lu}|[。۔]."
)
LIST_LINE = regex.compile(r"^(?:(?:[-*•‣–—·▪]|\d{1,3}[.)]|[a-z][.)])\s+|[|<`])")
_UNSPACED = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]")

_ZONE = (
    r"(?:uhr|h|ч\.?|a\.?\s?m\.?|p\.?\s?m\.?|[a-z]{1,3}t|utc|мск|hrs?|ora|saat|"
    r"صباح[اً]*|مساء|ظهر[اً]*|ص|م|시|時)(?!\p{L})"
)
CLOCK = (
    r"(?:(?:um|à|at|kl\.?|في|الساعة|в)\s+)?"
    r"(?:(?:[01]?\d|2[0-4])\s?[:.hH]\s?[0-5]\d(?::[0-5]\d)?(?!\d)"
    rf"(?:\s?{_ZONE}){{0,2}}|(?:[01]?\d|2[0-4])\s?(?:uhr|a\.?m\.?|p\.?m\.?|h)(?!\p{{L}}))"
)
_DAY = (
    r"(?:\d{1,4}\s?[./-]\s?\d{1,2}\s?[./-]\s?\d{2,4}|\d{4}\s?年\s?\d{1,2}\s?月\s?\d{1,2}\s?日|"
    r"\d{1,2}(?:\.|er|º)?\s+(?:de\s+)?\p{L}[\p{L}\p{M}]{2,11}\.?[,،]?\s+(?:de\s+)?\d{4}|"
    r"(?<!\p{L})\p{L}[\p{L}\p{M}]{2,11}\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+\d{4})"
)
_AGO = (
    r"(?:\d+\s*(?:hours?|hrs?|h|minutes?|mins?|m|days?|d)\s+ago|an?\s+hour\s+ago|just\s+now|"
    r"vor\s+\d+\s*(?:stunden?|std\.?|minuten?|min\.?|tage?n?)|vor\s+einer\s+stunde|"
    r"il\s+y\s+a\s+(?:\d+|une)\s*(?:heures?|h|minutes?|min|jours?)|"
    r"hace\s+\d+\s*(?:horas?|minutos?|días?)|"
    r"\d+\s*(?:ore|ora|minuti|giorni)\s+fa|há\s+\d+\s*(?:horas?|minutos?|dias?)|"
    r"\d+\s*(?:uur|minuten|dagen)\s+geleden|för\s+\d+\s*(?:timmar|minuter)\s+sedan|"
    r"(?:\d+\s*)?(?:час\p{L}*|минут\p{L}*|дн\p{L}+|день)\s+назад|(?:منذ|قبل)\s+(?:\d+\s*)?"
    r"(?:ساع[اةت]+|ساعتين|دقائق|دقيقة|دقيقتين|أيام|يوم(?:ين)?)|\d+\s*(?:saat|dakika|gün)\s+önce|"
    r"\d+\s*(?:小时|分钟|天)前|\d+\s*(?:時間|分|日)前|\d+\s*(?:시간|분|일)\s*전)"
)
_TODAY = (
    r"(?:heute|gestern|today|yesterday|aujourd[’']hui|hier|hoy|ayer|oggi|ieri|сегодня|вчера|"
    r"اليوم|أمس)"
)
_NUMBERS = regex.compile(r"\d{4}|\d\s?[./:h]\s?\d")
_STAMP = regex.compile(rf"(?i)^\W*(?:{_TODAY}\W+)?(?:{CLOCK}|{_AGO})\W*$")
_DATE_PART = regex.compile(rf"(?i){_DAY}|{_AGO}|(?<!\d){CLOCK}")
_FULL_DATE = regex.compile(rf"(?i)(?<!\d){_DAY}(?!\d)|^\W*{_TODAY}\W+{CLOCK}")
_DAY_OR_TIME = regex.compile(rf"(?i)(?<!\d)(?:{_DAY}|{CLOCK})|{_AGO}|\d{{1,2}}\.?\s+\p{{L}}{{3,}}")

# "Stringer/Getty Images", "Name Surname / POOL / AFP": names between slashes and nothing else.
_WORD = r"[\p{L}\p{M}.'’»“”\"\-]*"
_NAME = rf"[\p{{Lu}}\p{{Lo}}«„“\"]{_WORD}"
_CREDIT_SLASHES = regex.compile(
    rf"^{_NAME}(?:\s+{_NAME}){{0,3}}(?:\s*/\s*{_NAME}(?:\s+[\p{{L}}\p{{M}}]{_WORD}){{0,2}})+$"
)
_CREDIT_AGENCY = regex.compile(rf"(?i)^[(\[]\s*{AGENCY}(?:\s*[/,]\s*[^)\]]{{1,30}})?\s*[)\]]$")
# "(dpa/abc)", "dpa/stt", "(APA, red, 17.1.2024)", "(Anna Muster, 2.1.2016)", "abc/def", "س ع/ن ح"
_SIGN = r"(?:[\p{Lo}\p{M}]{1,2}(?:[\s.][\p{Lo}\p{M}]{1,2}){0,2})"
_INITIALS = regex.compile(
    rf"^(?i:\(\s*{AGENCY}(?:\s*[/,;.]\s*[^()]{{1,40}})?\s*\)|"
    rf"{AGENCY}(?:\s?[/,]\s?[\p{{Ll}}\p{{Lo}}]{{2,5}})+)$|"
    r"^\([^()]{3,60}[,;]\s?\d{1,2}\.\s?\d{1,2}\.\s?\d{2,4}\)$|"
    r"^\(?\p{Ll}{2,5}(?:\s?/\s?\p{Ll}{2,5}){1,4}\)?$|^\(\p{Ll}{2,4}\)$|"
    rf"^\(?{_SIGN}(?:\s?/\s?{_SIGN})+\)?$"
)
_AND = (
    r"(?:und|and|et|y|e|i|en|och|og|ja|a|și|ve|и|і|και|&|von|van|de|der|den|del|di|du|da|al|el|bin|"
    r"avec|with|für|mit|aus|in|à|from)"
)
_PERSON = regex.compile(
    rf"^\p{{Lu}}[\p{{L}}\p{{M}}.'’\-]*(?:\s+(?:\p{{Lu}}[\p{{L}}\p{{M}}.'’\-]*|{_AND})){{1,4}}$"
)
_AUTHOR = r"[\p{Lu}\p{Lo}«„“\"@][\p{L}\p{M}\p{N}.'’»“”\"\-]*"
_AUTHORS = regex.compile(
    rf"^{_AUTHOR}(?:[\s,|/·]+(?:{_AUTHOR}|(?i:{_AND})|\p{{Ll}}[\p{{L}}\-]+(?=,|$))){{0,12}}$"
)
_ITEMS = regex.compile(r"\s*[|·•›»>→]+\s*|\s+[/–—]\s+|\s{2,}")
_CRUMBS = regex.compile(r"\s*[›»>→]\s*")
_BREADCRUMB_START = regex.compile(rf"(?i)^\W*{HOME}\s*(?:[|›»>→/]|$)")
_RIGHTS = regex.compile(rf"(?i)^\W*{RIGHTS}(?P<end>\W*$|\s*[.!|·©(–—-])?")
_RIGHTS_WITHIN = regex.compile(rf"(?i)[©|·.–—-]\s?{RIGHTS}\W*")


def words(line: str) -> int:
    """Count the words; in scripts without spaces, two characters count as one."""
    unspaced = len(_UNSPACED.findall(line[:1000]))
    return max(len(line.split()), 1) + unspaced // 2


def ends(line: str) -> bool:
    """Whether a line ends as a sentence does, with a full stop or its like."""
    return bool(_FULL_STOP.search(line))


def is_sentence(line: str) -> bool:
    """Whether a line is running text: a sentence ends in it, and it is long enough for one."""
    if len(line) > _TEXT_LENGTH:
        return True
    ended = ends(line) or _INNER_STOP.search(line)
    return bool(ended) and words(line) >= _SENTENCE_WORDS and not is_date(line)


def is_name(line: str) -> bool:
    """Whether a line may be the name of a person, and nothing more."""
    return len(line) <= _ITEM_LENGTH and bool(_PERSON.match(line))


def is_author(line: str) -> bool:
    """Whether a line says who wrote the article: "Von Anna Muster und Jan Meier"."""
    found = WRITTEN_BY.match(line) if len(line) <= _AUTHOR_LENGTH else None
    if not found:
        return False
    names = line[found.end() :].strip(" *_")
    return not ends(names) and (not names or bool(_AUTHORS.match(names)))


def is_date(line: str) -> bool:
    """Whether a line says when the article was published, and little more."""
    if len(line) > _DATE_LENGTH or not _NUMBERS.search(line) or not _FULL_DATE.search(line):
        return False
    left = sum(map(str.isalpha, _DATE_PART.sub("", line)))
    return left <= (_ENDED_DATE_LEFT if ends(line) else _DATE_LEFT)


def is_credit(line: str) -> bool:
    """Whether a line or the end of one says who took a picture."""
    if len(line) > _CREDIT_LENGTH or (is_sentence(line) and line[0] not in "(["):
        return False
    return bool(CREDIT.match(line) or _CREDIT_SLASHES.match(line) or _CREDIT_AGENCY.match(line))


def is_initials(line: str) -> bool:
    """Whether a line, or the end of one, names agencies or editors: "(dpa/abc)"."""
    return len(line) <= 80 and bool(_INITIALS.match(line))


def announces_teasers(line: str) -> bool:
    """Whether a line is the heading of a list of other stories."""
    return len(line) <= _ITEM_LENGTH and not ends(line) and bool(TEASERS_FOLLOW.match(line))


def alone(line: str) -> Label:
    """Label a line by its own words; body where they say nothing."""
    if len(line) <= _LINK_LENGTH and LINK.match(line):
        return Label.LINK
    if (site := _site(line)) is not Label.BODY:
        return site
    if (TEASER.match(line) and not _goes_on(line)) or announces_teasers(line):
        return Label.TEASER
    if CAPTION.match(line):
        return Label.CAPTION
    if is_initials(line):
        return Label.FOOTER
    if is_credit(line):
        return Label.CREDIT
    if len(line) <= _FOOTER_LENGTH and FOOTER.match(line) and not _explains(line):
        return Label.FOOTER
    return _dated(line)


def _goes_on(line: str) -> bool:
    """Tell "Related: the mayor drives to work." from "Related: Mayor fined"."""
    found = TEASER.match(line)
    rest = line[found.end() :].lstrip() if found else ""
    return rest[:1].islower() and ends(line)


def _explains(line: str) -> bool:
    """Tell "Quelle: Der Bericht erschien zuerst in London." from "Quelle: dpa"."""
    return regex.search("[:：]", line[:30]) is not None and is_sentence(line)


def _dated(line: str) -> Label:
    if len(line) > _DATE_LENGTH:
        return Label.BODY
    if _STAMP.match(line):
        return Label.STAMP
    if READING_TIME.match(line):
        return Label.HEADER
    found = DATED.match(line)
    if not found:
        return Label.BODY
    rest = line[found.end() :]
    bare = not any(map(str.isalnum, rest))
    clear = _DAY_OR_TIME.search(rest) and (not ends(line) or is_date(line))
    return Label.HEADER if bare or clear else Label.BODY


def _site(line: str) -> Label:
    """Label what belongs to the site: menus, buttons, subscriptions, rights."""
    found = _RIGHTS.match(line)
    if LEGAL.match(line) or (found and (found["end"] is not None or not ends(line))):
        return Label.LEGAL
    if len(line) <= _MENU_LENGTH:
        if _RIGHTS_WITHIN.search(line) or LEGAL_ITEM.match(line):
            return Label.LEGAL
        if len(line) <= _ITEM_LENGTH and NAVIGATION_ITEM.match(line):
            return Label.NAVIGATION
        if NAVIGATION.match(line) and not ends(line):
            return Label.NAVIGATION
        if (menu := _menu(line)) is not Label.BODY:
            return menu
    if len(line) <= _PROMOTION_LENGTH and PROMOTION.match(line):
        return Label.NAVIGATION
    return Label.BODY


def _menu(line: str) -> Label:
    """Label several items in one line: "Impressum | AGB", "Home > Politics > Europe"."""
    items = [item for item in _ITEMS.split(line.strip("|·•›»>→/ ")) if item]
    if len(items) < 2 or max(map(len, items)) > _ITEM_LENGTH or ends(line):
        return Label.BODY
    legal = sum(bool(LEGAL_ITEM.match(item)) for item in items)
    known = legal + sum(bool(NAVIGATION_ITEM.match(item)) for item in items)
    if 2 * known > len(items):
        return Label.LEGAL if 2 * legal >= known else Label.NAVIGATION
    crumbs = [item for item in _CRUMBS.split(line) if item]
    if _BREADCRUMB_START.match(line) or (len(crumbs) > 2 and max(map(len, crumbs)) <= _ITEM_LENGTH):
        return Label.NAVIGATION
    return Label.BODY
