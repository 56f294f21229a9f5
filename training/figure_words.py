"""Write `index/language/figure_words.json`: how languages write numbers, units and dates in words.

    python -m training.figure_words

Words for numbers come from `num2words` (LGPL) and from the tables of `number-parser` (BSD, made of
CLDR's spell-out rules), magnitudes (*Mio.*), units, currencies, months and weekdays from CLDR by
way of Babel (Unicode licence). What is written are facts about languages; neither package is
needed to run Beleg: `pip install num2words number-parser` before this.
"""

import importlib
import json
from pathlib import Path

import regex
from babel import Locale
from babel.numbers import get_currency_name, get_currency_symbol, get_decimal_symbol
from babel.units import format_unit

FILE = Path(__file__).parents[1] / "index" / "language" / "figure_words.json"
LANGUAGES = (
    "ar", "cs", "da", "de", "el", "en", "es", "fi", "fr", "he", "hi", "hu", "id", "it", "ja", "ko",
    "nl", "no", "pl", "pt", "ro", "ru", "sv", "th", "tr", "uk", "vi", "zh",
)  # fmt: skip
# Which unit, and how many of it one is: `index/language/figures.py` compares in these.
UNITS = {
    "length-kilometer": ("m", 1000), "length-meter": ("m", 1), "length-centimeter": ("m", 0.01),
    "length-millimeter": ("m", 0.001), "length-mile": ("m", 1609.344), "length-foot": ("m", 0.3048),
    "length-inch": ("m", 0.0254), "length-yard": ("m", 0.9144),
    "area-hectare": ("m2", 10_000), "area-square-kilometer": ("m2", 1e6),
    "area-square-meter": ("m2", 1), "area-acre": ("m2", 4046.8564224),
    "mass-kilogram": ("kg", 1), "mass-gram": ("kg", 0.001), "mass-tonne": ("kg", 1000),
    "mass-pound": ("kg", 0.45359237), "volume-liter": ("l", 1), "volume-cubic-meter": ("l", 1000),
    "duration-second": ("s", 1), "duration-minute": ("s", 60), "duration-hour": ("s", 3600),
    "duration-day": ("day", 1), "duration-week": ("day", 7), "duration-month": ("month", 1),
    "duration-year": ("month", 12), "speed-kilometer-per-hour": ("km/h", 1),
    "temperature-celsius": ("°C", 1), "concentr-percent": ("%", 1), "power-kilowatt": ("kW", 1),
    "power-megawatt": ("kW", 1000), "power-gigawatt": ("kW", 1e6),
    "energy-kilowatt-hour": ("kWh", 1),
}  # fmt: skip
CURRENCIES = (
    "EUR", "USD", "GBP", "CHF", "JPY", "CNY", "RUB", "UAH", "TRY", "PLN", "SEK", "NOK", "DKK",
    "CZK", "HUF", "INR", "KRW", "BRL", "RON",
)  # fmt: skip
# In reports a dollar is one of the USA, unless another is named; CLDR has the full name alone.
_PLAIN = {
    "USD": {"de": "dollar", "en": "dollar dollars", "fr": "dollar dollars", "es": "dólar dólares",
            "it": "dollaro dollari", "pt": "dólar dólares", "nl": "dollar", "ru": "доллар доллара "
            "долларов", "uk": "долар долара доларів", "pl": "dolar dolara dolarów", "tr": "dolar "
            "dolara", "sv": "dollar", "no": "dollar", "da": "dollar", "ar": "دولار", "zh": "美元"},
    "RUB": {"ru": "рубль рубля рублей", "de": "rubel", "en": "rouble roubles ruble rubles"},
    "TRY": {"tr": "lira"}, "GBP": {"en": "pound pounds", "de": "pfund"},
    "%": {"de": "v h", "en": "percent per cent", "fr": "pour cent pourcent", "es": "por ciento",
          "it": "per cento", "pt": "por cento", "ru": "процент процента процентов",
          "tr": "yüzde"},
}  # fmt: skip
_ROUND = [*range(2, 101), *range(200, 1000, 100), *range(1000, 21_000, 1000)]
_PATTERN = regex.compile(r"[0#,]+|\s|'")


def numbers(language: str) -> dict[str, int]:  # noqa: C901  # forms of each
    """Give the words for numbers from two up; one is an article in many languages."""
    from num2words import CONVERTER_CLASSES, num2words

    found: dict[str, int] = {}
    if language in CONVERTER_CLASSES:
        cases: list[dict[str, str]] = [{}]
        if language == "ru":
            cases = [{"case": case, "gender": gender} for case in "ngdaip" for gender in "mf"]
        for value in _ROUND:
            for case in cases:
                try:
                    word = num2words(value, lang=language, **case)
                except (NotImplementedError, KeyError, TypeError):
                    continue
                found.setdefault(" ".join(word.casefold().split()), value)
    try:
        info = importlib.import_module(f"number_parser.data.{language}").info
    except ModuleNotFoundError:
        info = {}
    for name in ("UNIT_NUMBERS", "DIRECT_NUMBERS", "TENS", "HUNDREDS"):
        for word, value in dict(info.get(name, {})).items():
            if value > 1:
                found.setdefault(word.casefold(), value)
    # "einhundert", "one hundred" are said without the one as well.
    for word, value in list(found.items()):
        for one in ("ein", "one ", "en ", "et", "ett", "o ", "one-"):
            if value in (100, 1000) and word.startswith(one) and len(word) > len(one) + 3:
                found.setdefault(word.removeprefix(one), value)
    return {word: value for word, value in found.items() if not word.isnumeric()}


def magnitudes(locale: Locale) -> dict[str, int]:
    """Give the words for thousands, millions and so on, long and short."""
    found: dict[str, int] = {}
    for form in ("long", "short"):
        for patterns in locale.compact_decimal_formats.get(form, {}).values():
            for power, pattern in patterns.items():
                written = str(getattr(pattern, "pattern", pattern)).split(";")[0]
                digits = written.count("0")
                word = " ".join(_PATTERN.sub(" ", written).casefold().split()).rstrip(" .")
                if word and digits:
                    found[word] = int(int(power) / 10 ** (digits - 1))
    # A lone letter is something else in most texts.
    return {word: value for word, value in found.items() if len(word) > 1 or not word.isascii()}


def units(  # noqa: C901  # a few forms of each
    language: str, locale: Locale
) -> dict[str, list[object]]:
    """Give what units and currencies are called, with what they are and how many."""
    found: dict[str, list[object]] = {}
    for name, (unit, factor) in UNITS.items():
        for length in ("long", "short", "narrow"):
            for count in (1, 2, 5, 1.5):
                written = format_unit(count, name, length, locale=locale)  # type: ignore[arg-type]
                word = regex.sub(r"[\p{N}.,٫٬]+|\p{Cf}", " ", written).strip().casefold()
                if word and (len(word) > 1 or not word.isalpha() or word in "mgлмkgt"):
                    found.setdefault(" ".join(word.split()).rstrip("."), [unit, factor])
    for code in CURRENCIES:
        names = [get_currency_name(code, count=count, locale=locale) for count in (None, 1, 2, 5)]
        names += [code, get_currency_symbol(code, locale=locale)]
        if code == "USD":
            names.append("$")
        for word in names:
            found.setdefault(word.casefold(), [code, 1])
    for unit, words in _PLAIN.items():
        phrases = words.get(language, "")
        several = {"v h", "per cent", "pour cent", "por ciento", "per cento", "por cento"}
        for phrase in (each for each in several if each in phrases):
            found.setdefault(phrase, [unit, 1])
            phrases = phrases.replace(phrase, "")
        for word in phrases.split():
            found.setdefault(word, [unit, 1])
    return found


def calendar(locale: Locale) -> tuple[dict[str, int], dict[str, int]]:
    """Give the names of the months, 1 to 12, and of the weekdays, 0 to 6 from Monday."""
    both: tuple[dict[str, int], dict[str, int]] = ({}, {})
    for found, named in zip(both, (locale.months, locale.days), strict=True):
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for place, word in named[context][width].items():
                    word = word.casefold().rstrip(".")
                    if len(word) > 1 and not word.isnumeric():
                        found.setdefault(word, place)
    return both


def main() -> None:
    told = {}
    for language in LANGUAGES:
        locale = Locale.parse("nb" if language == "no" else language)
        months, weekdays = calendar(locale)
        told[language] = {
            "decimal": get_decimal_symbol(locale),
            "numbers": numbers(language),
            "magnitudes": magnitudes(locale),
            "units": units(language, locale),
            "months": months,
            "weekdays": weekdays,
        }
    rows = (
        f"{json.dumps(language)}: {{\n"
        + ",\n".join(
            f" {json.dumps(name)}: {json.dumps(words, ensure_ascii=False)}"
            for name, words in kinds.items()
        )
        + "\n}"
        for language, kinds in told.items()
    )
    FILE.write_text("{" + ",\n".join(rows) + "}\n", encoding="utf-8")
    print(f"{FILE.name}: {len(told)} languages, {FILE.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
