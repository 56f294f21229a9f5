"""Whether a question asks for a summary, and of what.

In: a question and its language. Out: what is left of it beside the words that ask: the topic, or
nothing where everything is to be summed up.

Only a request counts: the words that ask come first, behind nothing but politeness (*could you
please give me a short summary*), or last in languages that put the verb there. *Did talks resume*
and *summary executions* ask for none.
"""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, NamedTuple

import regex

from qa.questions.lexicon import LEXICONS
from qa.words import pattern, section, words

__all__ = ["Overview", "overview_of"]

_WORD = regex.compile(r"[\p{L}\p{M}\p{N}]+(?:'[\p{L}\p{M}\p{N}]+)*")
_PARTED = regex.compile(r"[^\s'-]")
_LETTER = regex.compile(r"[\p{L}\p{N}]")


class Asking(NamedTuple):
    """How one language asks for a summary. Words in any case.

    Attributes:
        verbs: Words that ask wherever only `lead` stands before them.
        nouns: The same, where nothing or punctuation follows, or a word of the lists below.
        lead: Politeness and whatever else may stand in front.
        after: What else follows a noun: prepositions, articles.
        plain: Further words that name no topic.
        units: Words for the pieces of a summary; so is the word before one: *three sentences*.
        pairs: Verbs in two parts, `first=second`, whatever stands between.
        about: Questions that ask for a summary where all their other words are plain, a pattern.
        always: Phrases that ask for one whatever else is said, a pattern.
        last: The words that ask may come last, behind the topic.
    """

    verbs: str = ""
    nouns: str = ""
    lead: str = ""
    after: str = ""
    plain: str = ""
    units: str = ""
    pairs: str = ""
    about: str = ""
    always: str = ""
    last: bool = False


class Unspaced(NamedTuple):
    """The same for a script without spaces, as patterns."""

    asks: regex.Pattern[str]
    plain: regex.Pattern[str]


class Overview(NamedTuple):
    """A request for a summary.

    Attributes:
        before: What stands in front of the words that ask.
        topic: What is to be summed up; empty for everything.
    """

    before: str
    topic: str


def overview_of(text: str, language: str) -> Overview | None:
    """Tell whether a question asks for a summary, and of what.

    Args:
        text: The question.
        language: Its ISO 639 code.

    Returns:
        None where it asks for something else.
    """
    text = text.replace("’", "'")
    if unspaced := _unspaced_scripts().get(language):
        return _unspaced(text, unspaced)
    found = list(_WORD.finditer(text))
    # A detector takes short requests for ones in a related language.
    languages = sorted(_asking(), key=lambda each: each != language)
    return next((asked for each in languages if (asked := _spaced(text, found, each))), None)


def _spaced(text: str, words: Sequence[regex.Match[str]], language: str) -> Overview | None:
    asking = _asking()[language]
    # In lower case the Turkish İ is an i with one more dot.
    said = [word.group().casefold().replace("\u0307", "") for word in words]
    asks = _asks_about(said, asking, _known(language)) or _asks_always(said, asking)
    if not asks and (at := _asked_at(text, words, said, language)) is not None:
        asks = range(at, at + 1)
    if not asks:
        return None
    plain = _known(language)
    if language in LEXICONS:
        plain |= LEXICONS[language].small
    pieces = {i - 1 for i, word in enumerate(said) if word in asking.units.split()}
    told = [
        i for i, word in enumerate(said) if i not in asks and i not in pieces and word not in plain
    ]
    topic = text[words[told[0]].start() : words[told[-1]].end()] if told else ""
    return Overview(text[: words[asks.start].start()], topic)


def _asked_at(
    text: str, words: Sequence[regex.Match[str]], said: Sequence[str], language: str
) -> int | None:
    """Find the word that asks: which one, or none."""
    asking, known = _asking()[language], _known(language)
    verbs, nouns, lead = asking.verbs.split(), asking.nouns.split(), asking.lead.split()
    after = {*asking.after.split(), *asking.plain.split(), *lead}
    pairs = dict(each.split("=") for each in asking.pairs.split())
    for i, word in enumerate(said):
        if word in verbs or pairs.get(word) in said[i + 1 :]:
            return i
        end = i + 1 == len(said)
        if word in nouns and (
            end
            or said[i + 1] in after
            or _PARTED.search(text, words[i].end(), words[i + 1].start())
        ):
            return i
        if word not in lead:
            break
    if not asking.last and not known.issuperset(said):
        return None
    for i in reversed(range(len(said))):
        if said[i] in (*verbs, *nouns):
            return i
        if said[i] not in known:
            break
    return None


def _asks_about(said: Sequence[str], asking: Asking, known: frozenset[str]) -> range | None:
    """Tell whether it asks what the articles are about; give the words that do."""
    found = regex.search(asking.about, " ".join(said)) if asking.about else None
    if not found:
        return None
    asks = range(len(found.group().split()))
    return asks if known.issuperset(said[asks.stop :]) else None


def _asks_always(said: Sequence[str], asking: Asking) -> range | None:
    """Tell whether a phrase in it asks; give where that begins."""
    found = regex.search(asking.always, " ".join(said)) if asking.always else None
    if not found:
        return None
    first = len(found.string[: found.start()].split())
    return range(first, first + 1)


@cache
def _asking() -> dict[str, Asking]:
    read: dict[str, Callable[[Any], Any]] = {"about": pattern, "always": pattern, "last": bool}
    return {
        language: Asking(**{name: read.get(name, _folded)(value) for name, value in said.items()})
        for language, said in section("summary").items()
        if "asks" not in said
    }


def _folded(lines: str | Sequence[str]) -> str:
    return words(lines).casefold()


@cache
def _unspaced_scripts() -> dict[str, Unspaced]:
    return {
        language: Unspaced(*(regex.compile(pattern(said[name])) for name in Unspaced._fields))
        for language, said in section("summary").items()
        if "asks" in said
    }


@cache
def _known(language: str) -> frozenset[str]:
    """Give every word that names no topic."""
    asking = _asking()[language]
    parts = " ".join(asking.pairs.split()).replace("=", " ")
    lists = (
        asking.verbs, asking.nouns, asking.lead, asking.after, asking.plain, asking.units, parts,
    )  # fmt: skip
    return frozenset(" ".join(lists).split())


def _unspaced(text: str, asking: Unspaced) -> Overview | None:
    found = asking.asks.search(text)
    if not found:
        return None
    left = asking.plain.sub(lambda plain: " " * len(plain.group()), text)
    told = [letter.start() for letter in _LETTER.finditer(left)]
    return Overview(text[: found.start()], text[told[0] : told[-1] + 1] if told else "")
