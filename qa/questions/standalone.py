"""Whether a question stands on its own, told by its small words, capitals and length.

In: a question and its language. Out: what it lacks, if anything.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import regex

from qa.questions.lexicon import LEXICONS, Lexicon

__all__ = ["Asked", "Lack", "Word", "words_of"]

_WORD = regex.compile(r"\p{L}[\p{L}\p{M}]*|\p{N}+(?:[.,:]\p{N}+)*(?:-?(?:er|s|th|nd|rd|st)\b)?")
_YEAR = regex.compile(r"[12]\p{N}{3}\D*")
_ACRONYM = regex.compile(r"\p{L}+\p{Lu}\p{L}*")
_NEVER_NAMES = {"i"}
_BREAK = regex.compile(r"[,;:()–—،、，；]")
# Beside the few words of a fragment there is no verb: *and in Vietnam*.
_FRAGMENT_WORDS = 4
# Content words, names apart, up to which a question needs something from before it.
_FEW, _FEW_JOINED = 1, 2
# Content words from which *his* in "who moved out of his villa in Vienna" can mean *who*.
_TELLING = 3


class Lack(StrEnum):
    """What a question needs from the turns before it."""

    VERB = "verb"  # it only names something else: "and Kim"
    NAME = "name"  # one of its words points back: "where did he go"
    TOPIC = "topic"  # it has too few words of its own: "since when"
    NOUN = "noun"  # nothing, unless its noun was spoken of: "who closed the harbour"


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a question; `parted` by punctuation from the one before, `joined` by a hyphen."""

    text: str
    folded: str
    start: int
    end: int
    parted: bool
    joined: bool


class Asked:
    """A question under the lexicon of its language."""

    def __init__(self, text: str, language: str) -> None:
        self.text = text
        self.words = words_of(text)
        self.lexicon: Lexicon = LEXICONS[language]
        small = self.lexicon.small
        self.content = [self._is_content(i, small) for i in range(len(self.words))]
        self.names = [self._is_name(i) for i in range(len(self.words))]
        self.opening = self._count_opening()
        asking = (i for i, word in enumerate(self.words) if word.folded in self.lexicon.asking)
        self.first_asking = next(asking, None)

    def _is_content(self, i: int, small: frozenset[str]) -> bool:
        word = self.words[i]
        capital = word.text[0].isupper() and i > 0
        if capital and not self.lexicon.capital_nouns and word.folded not in _NEVER_NAMES:
            return True
        return word.folded not in small and (len(word.text) > 1 or not word.text.isascii())

    def _is_name(self, i: int) -> bool:
        word = self.words[i]
        if _YEAR.fullmatch(word.text):
            return True
        if not (self.content[i] and i > 0 and word.text[0].isupper()):
            return False
        if not self.lexicon.capital_nouns or _ACRONYM.fullmatch(word.text):
            return True
        before = self.words[i - 1]
        lexicon = self.lexicon
        if before.folded in lexicon.definite | lexicon.determiners | lexicon.asking:
            return False
        if before.folded in lexicon.owners | lexicon.these:
            return False
        return not (self.content[i - 1] and before.text.islower())

    def _count_opening(self) -> int:
        count = 0
        for word in self.words[:2]:
            if word.folded not in self.lexicon.connectives:
                break
            count += 1
        return count

    def slice(self, first: int, last: int) -> str:
        """Give the text from one word to another, without cutting a compound in two."""
        while first and self.words[first].joined:
            first -= 1
        return self.text[self.words[first].start : self.words[last].end]

    def lacks(self) -> Lack | None:
        """Tell what it needs from the turns before it; None where it stands on its own."""
        if self.is_fragment():
            return Lack.VERB
        if self.points_back():
            return Lack.NAME
        if not self.says_little():
            return None
        return Lack.NOUN if self.known_noun() else Lack.TOPIC

    def known_noun(self) -> str:
        """Give what an article takes for known, where the question tells something of it.

        Another noun may have its article and be new: *who closed the harbour* tells enough to be
        searched for, as *how long was the ride* does not. Empty for the latter.
        """
        definite = self.lexicon.definite
        at = next((i for i, word in enumerate(self.words) if word.folded in definite), None)
        if at is None or self.opening or any(self.names) or not any(self.content[:at]):
            return ""
        words = zip(self.words[at:], self.content[at:], strict=True)
        return " ".join(word.text for word, told in words if told)

    def opener(self) -> int:
        """Give how many words *what about* and its like take at the start, if any."""
        folded = [word.folded for word in self.words]
        for start in {0, self.opening}:
            for phrase in self.lexicon.openers:
                if tuple(folded[start : start + len(phrase)]) == phrase:
                    return start + len(phrase)
        return 0

    def is_fragment(self) -> bool:
        """Tell whether it only names something else: *and Kim*."""
        opener = self.opener()
        if 0 < opener < len(self.words):
            # *Was ist mit Normalkräften verbunden* is a question.
            return not self.lexicon.capital_nouns or not self.words[-1].text.islower()
        rest = self.words[self.opening :]
        return (
            0 < len(rest) <= _FRAGMENT_WORDS
            and self.opening > 0
            and self.first_asking is None
            and not any(word.folded in self.lexicon.auxiliaries for word in rest)
        )

    def says_little(self) -> bool:
        """Tell whether it has too few words of its own to be searched for."""
        lexicon = self.lexicon
        content = sum(self.content)
        names = sum(self.names)
        if content == 0:
            return True
        if self.first_asking is None:
            return False
        folded = {word.folded for word in self.words}
        if names:
            # *And what did Kim say* names nothing but the speaker.
            return bool(self.opening and content == names and folded & lexicon.telling)
        definite = bool(folded & lexicon.definite)
        how = self.words[self.first_asking].folded in lexicon.manners
        if folded & lexicon.defining and not (definite or self.opening or how):
            return False
        said = definite and not self.lexicon.generic_article  # "the war": one that was spoken of
        return content <= (_FEW_JOINED if self.opening or said else _FEW)

    def points_back(self) -> bool:
        """Tell whether a word means something that the question itself does not name."""
        dummies = set(self._dummies())
        return any(
            self._points(i, word.folded)
            for i, word in enumerate(self.words)
            if i >= self.opening and i not in dummies and not self.names[i]
        )

    def _dummies(self) -> Iterator[int]:
        folded = [word.folded for word in self.words]
        for phrase in self.lexicon.dummies:
            for start in range(len(folded) - len(phrase) + 1):
                if tuple(folded[start : start + len(phrase)]) == phrase:
                    yield from range(start, start + len(phrase))

    def _points(self, i: int, folded: str) -> bool:
        lexicon = self.lexicon
        if folded in lexicon.subjects and not self._is_polite(i):
            return not self._meant_before(i, frozenset(), subject=True)
        if folded in lexicon.neuters:
            return not self._meant_before(i, lexicon.joining, subject=True)
        if folded in lexicon.objects | lexicon.adverbs:
            return not self._meant_before(i, lexicon.joining)
        if folded in lexicon.owners and self._owns(i):
            return not (self._meant_before(i, lexicon.joining) or self._owner_before(i))
        if folded in lexicon.bare:
            return self._stands_alone(i)
        if folded in lexicon.these:
            after = self._after(i)
            if (any(self.names) and not self.opening) or self._meant_before(i, lexicon.joining):
                return False  # "before this trip", where the trip was named
            return after is None or (self.content[i + 1] and after.folded not in lexicon.times)
        return False

    def _is_polite(self, i: int) -> bool:
        """Tell German *Sie* (you) from *sie* (she, they)."""
        return self.lexicon.capital_nouns and i > 0 and self.words[i].text[0].isupper()

    def _owns(self, i: int) -> bool:
        """Tell German *sein* (his) from *sein* (to be): a noun or an adjective follows."""
        return i + 1 < len(self.words) and not self.words[i + 1].parted

    def _after(self, i: int) -> Word | None:
        after = self.words[i + 1] if i + 1 < len(self.words) else None
        return None if after is None or after.parted else after

    def _stands_alone(self, i: int) -> bool:
        """Tell *when was that* from *the treaty that* and *say that he*."""
        lexicon, after = self.lexicon, self._after(i)
        if self.words[i].parted:
            return False
        if after is None:
            return True
        if self.lexicon.capital_nouns:  # "das dem Westen": no noun belongs to the first
            return not self.content[i + 1]
        before = self.words[i - 1].folded if i else ""
        if before in lexicon.telling or (i and self.content[i - 1]):
            return False
        if after.folded in lexicon.auxiliaries and any(self.content[:i]):
            return False
        nouns = lexicon.definite | lexicon.determiners | lexicon.owners
        pronouns = lexicon.subjects | lexicon.neuters | lexicon.bare
        return not self.content[i + 1] and after.folded not in nouns | pronouns

    def _meant_before(self, i: int, joining: frozenset[str], *, subject: bool = False) -> bool:
        """Tell whether a pronoun means something named in another clause of the question."""
        named = [j for j in range(i) if self._can_be_meant(j)]
        asked = [j for j in range(1, i) if self._is_asked(j)]
        if any(self._clause_between(j, i, joining) for j in named + asked):
            return True
        if subject and (named or asked):
            if (
                self.words[i].joined and named
            ):  # "Où Poutine est-il allé": the pronoun repeats the name
                return True
            if (
                self.lexicon.verb_in_front
                and self.words[i - 1].folded not in self.lexicon.auxiliaries
            ):
                return True  # a main clause would have its auxiliary here: "say he would come"
        return self._meant_after(i)

    def _meant_after(self, i: int) -> bool:
        """*After he visited Pyongyang, where did Putin go*."""
        starts = self.words[self.opening].folded
        if starts not in self.lexicon.clauses | self.lexicon.asking:
            return False
        parted = next((k for k in range(i + 1, len(self.words)) if self.words[k].parted), None)
        return parted is not None and any(
            self._can_be_meant(j) for j in range(parted, len(self.words))
        )

    def _owner_before(self, i: int) -> bool:
        """Tell whether *its* means something in its own clause."""
        inverted = (
            self.lexicon.verb_in_front and self.words[i - 1].folded in self.lexicon.auxiliaries
        )
        if inverted:
            return False
        if any(self._can_be_meant(j) or (j and self._is_asked(j)) for j in range(i - 1)):
            return True
        # *Who moved out of his villa in Vienna*.
        return (
            self.first_asking is not None
            and self.first_asking < i
            and (sum(self.content) >= _TELLING)
        )

    def _is_asked(self, i: int) -> bool:
        """Tell the noun of *which country*."""
        return self.content[i] and self.words[i - 1].folded in self.lexicon.asking

    def _can_be_meant(self, i: int) -> bool:
        """Tell whether a pronoun may stand for this word: a name, or a noun with its article."""
        if not self.content[i]:
            return False
        if self.names[i] or i == 0 or not self.lexicon.definite:
            return True
        nouns = self.lexicon.definite | self.lexicon.determiners
        before = [self.words[j].folded for j in range(max(0, i - 2), i)]
        return any(word in nouns for word in before)

    def _clause_between(self, i: int, j: int, joining: frozenset[str]) -> bool:
        begins = self.lexicon.clauses | self.lexicon.asking | joining
        # *In Vietnam, whom did he meet* is one clause, for all its comma.
        fronted = self.words[self.opening].folded in self.lexicon.prepositions
        return any(
            (k != self.first_asking or (self.words[k].parted and not fronted))
            and (self.words[k].folded in begins or self.words[k].parted)
            for k in range(i + 1, j + 1)
            if k < j or self.words[k].parted
        )


def words_of(text: str) -> list[Word]:
    """Cut a text into words."""
    words: list[Word] = []
    end = 0
    for found in _WORD.finditer(text):
        between = text[end : found.start()]
        words.append(
            Word(
                found.group(),
                found.group().casefold(),
                found.start(),
                found.end(),
                bool(words and _BREAK.search(between)),
                between == "-",
            )
        )
        end = found.end()
    return words
