"""The small words of questions, by language: what asks, what points back, what says little.

In: section `lexicon` of `qa/languages/`. Out: a `Lexicon` for each language that has one. A word
with an apostrophe or a hyphen counts as its parts.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import regex

from qa.words import pattern, section, words

__all__ = ["ELSEWHERE", "LEXICONS", "Lexicon"]


class Lexicon(NamedTuple):
    """The small words of one language.

    Attributes:
        connectives: Words a question may begin with and be complete all the same.
        openers: Beginnings of a question that names nothing but another thing: *what about*.
        asking: Interrogatives; inside a sentence most of them begin a clause.
        subjects: Pronouns that are the subject of their clause.
        objects: Pronouns that are not, and so mean somebody else than the subject.
        owners: Possessives.
        neuters: Pronouns that may mean nothing at all: *it takes long*.
        dummies: Phrases in which a pronoun means nothing: *is it true*, *are there*.
        bare: Demonstratives that point back where no noun follows: *when was that*.
        these: Demonstratives that point back before a noun or at the end: *this treaty*.
        adverbs: Words for a place, a time or a thing said before.
        times: Nouns with which a demonstrative means now: *this year*.
        clauses: Words that begin a clause, apart from the interrogatives.
        joining: Words that join two clauses or two words.
        auxiliaries: Verbs that carry no meaning of their own.
        defining: Forms of *is* in *what is a treaty*.
        manners: Interrogatives that never ask what a thing is: *quanto è*.
        definite: Definite articles.
        determiners: What else stands before a noun.
        telling: Verbs that need something said before: *and what did Kim say*.
        prepositions: They may begin an answer: *and in Vietnam*.
        little: Everything else that does not tell one topic from another.
        capital_nouns: Whether all nouns have a capital, not only names.
        verb_in_front: Whether a question puts an auxiliary before its subject, and no other clause.
        generic_article: Whether an article may mean the kind: *los cilios* are cilia in general.
    """

    connectives: frozenset[str]
    openers: tuple[tuple[str, ...], ...]
    asking: frozenset[str]
    subjects: frozenset[str]
    objects: frozenset[str]
    owners: frozenset[str]
    neuters: frozenset[str]
    dummies: tuple[tuple[str, ...], ...]
    bare: frozenset[str]
    these: frozenset[str]
    adverbs: frozenset[str]
    times: frozenset[str]
    clauses: frozenset[str]
    joining: frozenset[str]
    auxiliaries: frozenset[str]
    defining: frozenset[str]
    manners: frozenset[str]
    definite: frozenset[str]
    determiners: frozenset[str]
    telling: frozenset[str]
    prepositions: frozenset[str]
    little: frozenset[str]
    capital_nouns: bool
    verb_in_front: bool
    generic_article: bool

    @property
    def small(self) -> frozenset[str]:
        """Every word that does not say what a question is about."""
        return frozenset().union(*(words for words in self if isinstance(words, frozenset)))


def _lexicon(language: str) -> Lexicon:
    read: dict[str, Callable[[Any], Any]] = dict.fromkeys(_SWITCHES, bool)
    read |= {"openers": _phrases, "dummies": _phrases}
    known = dict.fromkeys(Lexicon._fields, "") | section("lexicon")[language]
    return Lexicon(**{name: read.get(name, _words)(value) for name, value in known.items()})


def _words(lines: str | list[str]) -> frozenset[str]:
    return frozenset(words(lines).casefold().split())


def _phrases(lines: str | list[str]) -> tuple[tuple[str, ...], ...]:
    phrases = pattern(lines).casefold().split("|")
    return tuple(tuple(each.split()) for each in phrases if each)


_SWITCHES = ("capital_nouns", "verb_in_front", "generic_article")
# Where a question fits several alike, it counts as the first.
_ORDER = ("en", "de", "fr", "es", "it", "pt", "nl", "ru", "uk", "pl", "tr")
LEXICONS = {
    language: _lexicon(language)
    for language in sorted(
        section("lexicon"),
        key=lambda each: _ORDER.index(each) if each in _ORDER else len(_ORDER),
    )
}

# What a question that points back begins with in languages without a lexicon.
ELSEWHERE = regex.compile("|".join(map(pattern, section("points_back").values())))
