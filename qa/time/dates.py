"""Dates with their year in a text: days, months, years.

In: a text and its language. Out: places with their first and last day. A bare year counts only
where a word says that it is a time (*in 2014*), never in a name (*World Cup 2014*).
"""

from datetime import date
from functools import cache

import regex

from qa.time.days import Days, in_month, year_of
from qa.time.names import months
from qa.time.relative import Named
from qa.time.relative_words import WORDS

__all__ = ["dates"]

_YEAR = r"(?P<year>(?:1[5-9]|20|21)\d\d)(?!\d)"
_ISO = r"(?P<iso>(?:1[5-9]|20|21)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))(?!\d)"
# 19.5.2024; with strokes a day comes first only where a language writes it so.
_DOTTED = r"(?P<day>\d{1,2})\.\s?(?P<month_number>\d{1,2})\.\s?" + _YEAR
_STROKES = r"(?P<day>\d{1,2})/(?P<month_number>\d{1,2})/" + _YEAR
_DAY_FIRST = ("fr", "es", "it", "pt", "ar", "ro", "el", "vi", "nl", "pl", "tr", "ru", "uk")
_HAN = (
    r"(?P<year>(?:1[5-9]|20|21)\d\d)\s?年(?:\s?(?P<month_number>1[0-2]|0?[1-9])\s?月"
    r"(?:\s?(?P<day>3[01]|[12]\d|0?[1-9])\s?[日号])?)"
)
# Not inside a word or a number; but *mid-May*, *mi-mai*.
_LEFT = r"(?<![\p{L}\p{N}.,]|(?<!\bmid?)-)"
# *The 1990s*, *les années 1990*.
_DECADE = (
    r"(?P<decade>(?:1[5-9]|20)\d0)(?:['’]?s(?!\p{L})|er(?!\p{L})|-[хті]+|年代)"
    r"|(?:années|años|década de|anni|anos|jaren|lata(?:ch)?)\s(?P<decade>(?:1[5-9]|20)\d0)(?!\d)"
)
# What stands in front of a year that is a time, or behind it.
_TIME_YEAR = {
    "en": (
        r"(?:in|during|since|before|after|until|till|by|throughout|from|between|and|to)\s+"
        r"(?:the year\s+)?", "",
    ),
    "de": (
        r"(?:(?:im|seit dem|vor dem|nach dem|bis zum) Jahre?|in|seit|vor|nach|bis|ab|von|zwischen"
        r"|und|anno"
        r"|aus|Jahr|gewann|gewannen|war|waren|wurden?|hat|haben|hatten?|gab|es|er|sie|man|sich"
        r"|nicht"
        r"|noch|dort|hier|auch|erst|schon|bereits|kam|starb|fand|ging"
        r"|(?-i:\p{Ll}{2,}(?:en|te)))\s+", "",
    ),
    "fr": (
        r"(?:en|depuis|avant|après|jusqu['’]en|dès|entre|et|courant|fin|début|(?:l['’])?année"
        r"|de (?=(?:1[5-9]|20)\d\d à))\s+", "",
    ),
    "es": (
        r"(?:en|desde|antes de|después de|hasta|durante|entre|y|(?:el )?año"
        r"|tras)\s+(?:el año\s+)?", "",
    ),
    "it": (r"(?:nel|dal|prima del|dopo il|fino al|anno|tra il|e il|durante il)\s+", ""),
    "pt": (r"(?:em|desde|antes de|depois de|até|durante|entre|e|ano|após)\s+", ""),
    "nl": (r"(?:in|sinds|v[oó]+r|na|tot|jaar|vanaf|tussen|en)\s+", ""),
    "pl": (r"(?:w|od|przed|po|do|z)\s+", r"(?:\s+r(?:oku|\.))"),
    "ru": (r"(?:в|с|до|после|за|по)\s+", r"(?:\s*(?:год(?:у|а|ом)?|г\.))"),
    "uk": (r"(?:у|в|з|до|після|за)\s+", r"(?:\s*(?:роц[іи]|року|рік|р\.))"),
    "tr": ("", r"(?:['’]?[dt][ea]n?\b|\s+(?:yılı\p{L}*|senesi\p{L}*|öncesi\p{L}*))"),
    "ar": (r"(?:(?:في )?(?:عام|سنة)|في|منذ|قبل|بعد|حتى|بين|إلى)\s+(?:عام\s+)?", ""),
    "zh": (
        r"(?:在|于|自从?|从|到|至|截至|直到)", r"年(?!\s?\d)",
    ),
}  # fmt: skip
_ZH_YEAR = r"(?P<year>(?:1[5-9]|20|21)\d\d)年(?=以来|以?之?[前后]|谁|哪|有|发生|中|间|的?时候)"


def dates(text: str, language: str) -> list[Named]:
    """Find the dates of a text that have their year.

    Args:
        text: A sentence, or a few.
        language: ISO 639 code; numeric dates are found in any.

    Returns:
        In order; none overlaps another.
    """
    found = list[Named]()
    for match in _pattern(language).finditer(text):
        given = {name: value for name, value in match.groupdict().items() if value is not None}
        days = _days(given, language)
        if days is not None:
            start = match.start("year") if "bare" in given else match.start()
            end = match.end("year") if "bare" in given else match.end()
            found.append(Named(start, end, days))
    return found


def _days(given: dict[str, str], language: str) -> Days | None:
    try:
        if "iso" in given:
            day = date.fromisoformat(given["iso"])
            return Days(day, day)
        if "decade" in given:
            first = int(given["decade"])
            return Days(year_of(first).since, year_of(first + 9).until)
        year = int(given["year"])
        month = int(given["month_number"]) if "month_number" in given else None
        if "month_name" in given:
            names = months(language).items()
            named = given["month_name"]
            month = next((n for n, p in names if regex.fullmatch(rf"(?i)(?:{p})", named)), None)
        if month is None:
            return year_of(year)
        if "day" not in given:
            return in_month(year, month)
        day = date(year, month, int(given["day"]))
        return Days(day, day)
    except ValueError:  # the 31st of June
        return None


@cache
def _pattern(language: str) -> "regex.Pattern[str]":
    apart = language not in ("zh", "ja")
    left, right = (_LEFT, r"(?![\p{L}\p{N}])") if apart else ("", "")
    if language == "ar":  # *and* is written with what follows
        left = rf"(?:{left}|(?<=\sو))"
    either = [_ISO, _DOTTED]
    if language in _DAY_FIRST:
        either.append(_STROKES)
    if not apart:
        either.append(_HAN)
    named = "|".join(months(language).values())
    if named and apart:
        # Both names of a month, as Arabic papers print them: آذار/مارس
        month = rf"(?P<month_name>{named})(?:\s?/\s?(?:{named}))?"
        year = (
            rf"(?:\s+|,\s*)(?:de\s+|del\s+|of\s+|عام\s+)?{_YEAR}(?:\s*(?:года|год|г\.|року|roku))?"
        )
        day = r"(?P<day>\d{1,2})(?:\.|st|nd|rd|th|er|º|°|ª)?\s*(?:de\s+|of\s+|d['’])?"
        either.append(rf"{day}{month}{year}{right}")
        either.append(rf"{month}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+{_YEAR}")
        either.append(rf"{month}{year}{right}")
    before, after = _TIME_YEAR.get(language, ("", "")) if language in WORDS else ("", "")
    either.append(_DECADE)
    either = [f"(?i:{each})" for each in either]
    if before or after:
        # *in 2014 World Cup history*; German writes every noun with a capital.
        guard = "" if after or language == "de" else r"(?!\s+\p{Lu})(?!-)"
        either.append(rf"(?P<bare>(?i:{before})){_YEAR}(?i:{after}){guard}")
    if language == "zh":
        either.append(rf"(?P<bare>){_ZH_YEAR}")
    return regex.compile(rf"{left}(?:{'|'.join(either)})")
