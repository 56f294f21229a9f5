"""One regular expression for all the ways in which a language names a time from where it stands.

In: the words of a language. Out: a pattern, whose groups tell what was found.
"""

from functools import cache

import regex

from qa.time.names import months, weekdays
from qa.time.relative_words import WORDS, TimeWords

__all__ = ["ROLLING", "number_words", "patterns"]

# So many units up to today: *in the last two weeks*. A number is no need.
ROLLING = {
    "en": r"(?:in|over|during|within|for|of|from) the (?:last|past) (?:{n}\s)?{u}(?P<many>(?<=s))?",
    "de": r"(?:in|während|innerhalb|aus) de(?:r|(?P<many>n)) (?:letzten|vergangenen) (?:{n}\s)?{u}",
    "fr": r"(?P<many>(?:ces|les|des) (?:{n} derni(?:er|ère)s {u}|derni(?:er|ère)s {u}))",
    "es": r"(?:en |durante )(?:(?P<many>los|las)|el|la) últim[oa]s? (?:{n}\s)?{u}",
    "it": r"(?:(?P<many>negli|nelle|nei)|nell['’]) ?ultim[aoie] (?:{n}\s)?{u}",
    "pt": r"(?:(?P<many>nos|nas)|no|na) últim[oa]s? (?:{n}\s)?{u}",
    "nl": r"(?:(?:in|tijdens) )?de (?:laatste|afgelopen) (?:{n}\s)?{u}(?P<many>(?<=en))?",
    "ru": r"(?:за|в) последн(?P<many>ие)?\p{L}* (?:{n}\s)?{u}",
    "uk": r"(?:за|в|у) останн(?P<many>і)?\p{L}* (?:{n}\s)?{u}",
    "pl": r"(?:w ciągu|przez|w) ostatni(?P<many>ch|e)?\p{L}* (?:{n}\s)?{u}",
    "tr": r"son (?:{n} )?{u}(?P<many>l[ae]r)?(?:d[ae])?",
    "ar": r"(?:خلال|في) (?:ال{n} {u}|ال{u} ال{n}|ال(?P<many>{u})) (?:الأخيرة|الماضية)",
    "zh": r"(?:最近|过去|近)(?:的)?{n}个?{u}",
}


# In front of a month that is a time; without its year, it is one of the twelve around.
_IN = {
    "en": "in", "de": "im", "fr": "en", "es": "en", "it": "a|in", "pt": "em", "nl": "in",
    "pl": "w", "ru": "в", "uk": "у|в",
}  # fmt: skip
_IN = {language: f"(?:{words})" for language, words in _IN.items()}
_AT_WEEKEND = {"en": "(?:at|on|over) the", "de": "am", "fr": "ce", "es": "el"}


def number_words(words: TimeWords) -> list[str]:
    """Give the number words of a language as regular expressions, one first."""
    return [each.replace("\\", "") for each in regex.split(r"(?<!\\) ", words.numbers)]


@cache
def patterns(language: str) -> "regex.Pattern[str]":
    """Put all that a language says into one expression; the longest at a place comes first."""
    words = WORDS[language]
    apart = words.written_apart
    gap, left, right = (
        (r"(?:\s+|(?<=['’])(?=\p{L}))", r"(?<![\p{L}\p{N}-])", r"(?![\p{L}\p{N}])")
        if apart
        else ("", "", "")
    )
    fixed = "|".join(f"(?P<fixed_{number}>{pattern})" for number, pattern in enumerate(words.days))
    modifier = f"{words.before_last}|{words.last}|{words.next}|{words.this}"
    units = "|".join(pattern for pattern in words.units.values())
    numbers = "|".join([r"\d{1,3}", *reversed(number_words(words))])
    counted = []
    for name, pattern in (("ago", words.ago), ("ahead", words.ahead)):
        said = rf"(?P<{name}>{numbers}){gap or chr(92) + 's*个?'}(?P<count_unit>{units})"
        counted.append(pattern.format(said))
        if words.single:
            counted.append(pattern.format(rf"(?P<{name}>)(?P<count_unit>{words.single})"))
    # One name for a group in both: the `regex` module allows it.
    days = "|".join(weekdays(language).values())
    part = rf"(?:{gap and '[ -]?'}{words.parts})?" if words.parts else ""
    named = "|".join(months(language).values())
    on = rf"(?:{words.on}){gap}" if words.on else ""
    either = [rf"(?:{fixed})"]
    either += [rf"(?:{each})" for each in counted]
    either.append(rf"(?P<mod>{modifier}){gap}(?P<unit>{units})")
    either.append(rf"(?P<unit2>{units}){gap or ' '}(?P<mod2>{modifier})")
    optional = rf"(?:{on})?"
    either.append(rf"{optional}(?P<day_mod>{modifier}){gap}(?P<weekday>{days}){part}")
    if apart:
        either.append(rf"{optional}(?P<weekday>{days}){part}{gap}(?P<day_mod2>{modifier})")
        of = r"(?:de\s+|d['’])?"
        dated = rf"(?P<month_day>\d{{1,2}})(?:\.|st|nd|rd|th|er|º)?{gap}{of}(?P<month_name>{named})"
        tail = r"(?!\.?\s*,?\s*(?:(?:de|del|of|года?)\s+)?\d{4})"
        either.append(rf"{dated}{right}{tail}")
        either.append(
            rf"(?P<month_name>{named})\s+(?P<month_day>\d{{1,2}})(?:st|nd|rd|th)?(?!\d){tail}"
        )
        either.append(
            rf"(?P<month_mod>{modifier}){gap}(?P<month>{named})"
            rf"|(?P<month>{named}){gap}(?P<month_mod2>{modifier})"
            rf"|{_IN.get(language, '(?!)')}{gap}(?P<month>{named}){right}{tail}(?!\.?\s+\d)"
        )
    else:
        either.append(
            r"(?<!\d年)(?P<month_number>1[0-2]|[1-9])月(?P<month_day>3[01]|[12]\d|[1-9])日"
        )
    then_date = r"(?!,?\s+(?:den\s+|le\s+)?\d)" if apart else ""
    bare = rf"|(?<={words.bare})" if words.bare else ""
    either.append(rf"(?:{on}{bare})(?P<weekday>{days}){part}{right}{then_date}")
    if words.owner:
        either.append(rf"(?P<weekday>{days})(?=(?:{words.owner})\s)")
    if "weekend" in words.units and language in _AT_WEEKEND:
        either.append(rf"(?P<bare_weekend>{_AT_WEEKEND[language]}{gap}{words.units['weekend']})")
    return regex.compile(rf"(?i){left}(?:{'|'.join(either)}){right}")
