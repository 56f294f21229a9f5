"""What no sentence may hold, whatever it cites, and what in an article speaks to a machine.

In: texts. Out: whether they are links, markup or orders, or in a wrong language. Nothing here is
needed to keep the page safe, where every word is escaped; it keeps what is no answer out of it.
"""

import json
from collections.abc import Sequence
from functools import cache
from importlib import resources

import regex

from index.language import UNDETERMINED, candidates
from qa.writing.checks.quotations import folded, quoted, words

__all__ = ["gives_orders", "is_markup", "is_other_language", "obeys", "speaks_as_machine"]

_MARKUP = regex.compile(
    r"!?\[[^\]]*\]\s*[(\[:]|!\(|</?[\p{L}!?]|(?:https?|ftp|file|data|javascript|mailto)\s*:\s*\S|//\S|"
    r"\bwww\.|`|^\s*#{1,6}\s|\{\{|\$\$|<\||\|>|\[/?INST\]|^\s*\||\|.*\||&(?:#\w+|\p{L}+);|\\u[0-9a-f]{4}|"
    r"^\s*(?:system|assistant|user)\s*:",
    regex.IGNORECASE,
)
_ADDRESS = regex.compile(
    r"(?<![\p{L}\p{N}@])[\p{L}\p{N}][\p{L}\p{N}._-]*(?:@[\p{L}\p{N}-]+)?\.[a-z]{2,18}(?:/\S*)?(?![\p{L}\p{N}])",
    regex.IGNORECASE,
)
_DOMAIN_END = regex.compile(
    r"\.(?:com|org|net|info|biz|io|ai|app|dev|xyz|top|site|online|shop|[a-z]{2}|example|test|invalid)(?:/|$)",
    regex.I,
)
# A word of letters that look like others: a Cyrillic а among Latin ones.
_MIXED = regex.compile(
    r"\p{L}*(?:\p{Latin}[\p{Cyrillic}\p{Greek}]|[\p{Cyrillic}\p{Greek}]\p{Latin})\p{L}*"
)
_UNSEEN = regex.compile(r"(?V1)[[\p{Cf}\p{Co}\p{Cc}]--[\u00ad\u200c\u200d\t\n\r]]")

_BOUND_LEFT = r"(?<![\p{Latin}\p{Cyrillic}\p{Greek}])"
_BOUND = r"(?![\p{Latin}\p{Cyrillic}\p{Greek}])"
_FLAGS = regex.IGNORECASE | regex.V1


@cache
def _orders() -> dict[str, str]:
    """Give the words in which somebody speaks to a machine, by what they are, as patterns."""
    text = resources.files("qa.writing.checks").joinpath("orders.json").read_text(encoding="utf-8")
    return {kind: f"(?:{'|'.join(words)})" for kind, words in json.loads(text).items()}


@cache
def _ordering() -> tuple[regex.Pattern[str], ...]:
    """Give the patterns of orders: a role, dropped rules, a machine addressed, what to answer."""
    said = _orders()
    addressed = (
        rf"(?:^|[.:!?。！؟\n\[(>*-]\s*|\b{said['toward']}\s+{said['the']}?){said['greeting']}?"
        rf"{said['machine']}{_BOUND}.{{0,80}}?{_BOUND_LEFT}{said['order']}{_BOUND}"
    )
    return (
        regex.compile(said["role"], regex.IGNORECASE | regex.MULTILINE),
        _both(said["drop"], said["rules"]),
        regex.compile(addressed, _FLAGS | regex.DOTALL),
        _both(said["order"], said["own_answer"]),
    )


@cache
def _as_machine() -> regex.Pattern[str]:
    return regex.compile(f"{_BOUND_LEFT}{_orders()['as_machine']}{_BOUND}", _FLAGS)


def _both(one: str, other: str) -> regex.Pattern[str]:
    """Find two kinds of words near each other, in either order."""
    a, b = (f"{_BOUND_LEFT}{each}{_BOUND}" for each in (one, other))
    return regex.compile(rf"{a}.{{0,80}}?{b}|{b}.{{0,80}}?{a}", _FLAGS | regex.DOTALL)


# Another language counts from this score on, where the right one has so much less.
_SURE, _UNLIKELY = 0.5, 0.25
_FEWEST_LETTERS = 12
# Share of an order's words, without which a sentence does not repeat it.
_REPEATED = 0.6


def is_markup(sentence: str, known: Sequence[str]) -> bool:
    """Tell whether a sentence holds a link, an image, markup or characters that nobody sees.

    Args:
        sentence: Without citations.
        known: What it was taken from: a name with a dot in it (*Booking.com*) may stand there.
    """
    if _MARKUP.search(sentence) or _UNSEEN.search(sentence):
        return True
    # Quotations are compared letter by letter.
    plain = sentence
    for start, end in sorted(quoted(sentence), reverse=True):
        plain = plain[:start] + plain[end:]
    if any(not any(found[0] in text for text in known) for found in _MIXED.finditer(plain)):
        return True
    return any(
        ("@" in found[0] or "/" in found[0] or _DOMAIN_END.search(found[0]))
        and not (
            "@" not in found[0] and "/" not in found[0] and any(found[0] in text for text in known)
        )
        and not _is_abbreviated(found[0])
        for found in _ADDRESS.finditer(sentence)
    )


def gives_orders(text: str) -> bool:
    """Tell whether a sentence of an article speaks to a machine that reads it."""
    plain = regex.sub(r"[\p{Cf}]", "", text)
    return any(pattern.search(plain) for pattern in _ordering())


def speaks_as_machine(sentence: str) -> bool:
    """Tell whether a sentence is about the model that wrote it, or gives orders itself."""
    return bool(_as_machine().search(sentence)) or gives_orders(sentence)


def obeys(sentence: str, orders: Sequence[str]) -> bool:
    """Tell whether a sentence mostly consists of words of an order."""
    said = {word for word, _, _ in words(sentence) if len(word) > 3 or not word.isascii()}
    return bool(said) and any(
        sum(_begins(word, [other for other, _, _ in words(order)]) for word in said)
        >= _REPEATED * len(said)
        for order in orders
    )


def _begins(word: str, others: Sequence[str]) -> bool:
    """Tell whether a word is among others, but for its ending."""
    stem = word[:-1] if len(word) > 4 else word
    return any(other.startswith(stem) for other in others)


def is_other_language(sentence: str, language: str) -> bool:
    """Tell whether a sentence is in another language than it should be.

    Quotations do not count, nor does what is too short to tell.
    """
    rest = sentence
    for start, end in sorted(quoted(sentence), reverse=True):
        rest = rest[:start] + rest[end:]
    # Names are the same in many languages; of a sentence of names nothing is left to tell by.
    plain = (
        regex.sub(r"(?<=\S\s+)\p{Lu}[\p{L}\p{M}'’-]*|\p{N}+", " ", rest)
        if language != "de"
        else rest
    )
    for text in (plain, rest):
        letters = regex.findall(r"\p{L}", text)
        if len(letters) < (_FEWEST_LETTERS if letters and letters[0].isascii() else 5):
            continue
        if language == UNDETERMINED:
            return False
        said = regex.findall(r"[\p{L}\p{M}]+", text.lower())
        likely = dict(candidates(" ".join(said), 8))
        best = max(likely.values(), default=0.0)
        own = max(likely.get(each, 0.0) for each in (language, *_near(language)))
        if best < _SURE or own >= _UNLIKELY * best:
            return False
    return len(regex.findall(r"\p{L}", rest)) >= _FEWEST_LETTERS or _foreign_script(rest, language)


def _near(language: str) -> tuple[str, ...]:
    """Give languages that the detector takes for one another."""
    near = (
        ("no", "da", "sv"), ("hr", "sr", "bs", "sl", "sh"), ("id", "ms"), ("cs", "sk"),
        ("pt", "gl"), ("ru", "bg"), ("ar", "arz"), ("zh", "wuu", "yue"),
    )  # fmt: skip
    return next((group for group in near if language in group), (language,))


def _foreign_script(text: str, language: str) -> bool:
    latin = len(regex.findall(r"\p{Latin}", text))
    own = {
        "ru": r"\p{Cyrillic}", "uk": r"\p{Cyrillic}", "ar": r"\p{Arabic}", "fa": r"\p{Arabic}",
        "zh": r"\p{Han}", "ja": r"[\p{Han}\p{Hiragana}\p{Katakana}]", "ko": r"\p{Hangul}",
        "el": r"\p{Greek}", "th": r"\p{Thai}", "hi": r"\p{Devanagari}", "he": r"\p{Hebrew}",
    }  # fmt: skip
    if language in own:
        return not regex.search(own[language], text)
    return len(regex.findall(r"\p{L}", text)) > 2 * latin


def _is_abbreviated(text: str) -> bool:
    """Tell whether dots stand between single letters or numbers: z.B., U.S., 3.5."""
    return all(len(part) <= 2 or part.isdigit() for part in folded(text).split("."))
