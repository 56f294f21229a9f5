"""The gate: what of a model's sentences is shown, and why not what is not.

In: a sentence with its citations, and what it could have been taken from. Out: the sentence as it
may be shown, or the verdict that strikes it. No network and no language model: the same sentence
always comes to the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from qa.records import Sentence, Struck
from qa.writing.checks.facts import Facts, facts_of, lacking
from qa.writing.checks.names import NameFinder
from qa.writing.checks.quotations import Quotations, check, quoted, words
from qa.writing.checks.support import Support
from qa.writing.checks.unsafe import (
    gives_orders,
    is_markup,
    is_other_language,
    obeys,
    speaks_as_machine,
)
from qa.writing.sentences import citations
from qa.writing.sources import Source

__all__ = ["Gate"]

Verdict = Literal[
    "absent", "altered", "misattributed", "stitched", "uncited", "unsupported", "unsafe"
]


@dataclass(frozen=True)
class Gate:
    """Judges sentences that were written from the same sources.

    Attributes:
        asked: The question.
        given: All that could be cited.
        language: ISO 639 code of the language to write in.
        names: Finds names.
        support: Tells whether cited text says what a sentence says.
    """

    asked: str
    given: tuple[Source, ...]
    language: str
    names: NameFinder
    support: Support

    def judge(self, written: str) -> Sentence | Struck:
        """Judge a sentence.

        Args:
            written: With its citations.
        """
        text, numbers = citations(written)
        by_number = {each.number: each for each in self.given}
        cited = [by_number[number] for number in numbers if number in by_number]
        if self._is_unsafe(text, cited):
            return Struck(written, "unsafe")
        if not numbers or len(cited) < len(numbers):
            return Struck(written, "uncited")
        checked = check(text, cited, self.given)
        if checked.fault:
            return Struck(written, checked.fault)
        if is_other_language(text, self.language):
            return Struck(written, "unsafe")
        verdict = self._facts(text, cited) or self._names(text, cited)
        if verdict is None and not self.support.given(text, self.language, cited):
            verdict = "unsupported"
        if verdict:
            return Struck(written, verdict)
        shown = _shown(written, text, checked)
        return Sentence(shown, numbers, "repaired" if checked.repaired else "verified")

    def _is_unsafe(self, text: str, cited: Sequence[Source]) -> bool:
        return (
            is_markup(text, [each.text for each in cited])
            or speaks_as_machine(text)
            or any(each.text in self._orders for each in cited)
            or obeys(text, self._orders)
        )

    @cached_property
    def _orders(self) -> list[str]:
        return [each.text for each in self.given if gives_orders(each.text)]

    def _facts(self, text: str, cited: Sequence[Source]) -> Verdict | None:
        said = facts_of(_unquoted(text), (self.language,), whole=False)
        if not lacking(said, self._known(cited)):
            return None
        return "absent" if lacking(said, self._known(self.given)) else "misattributed"

    def _known(self, among: Sequence[Source]) -> Facts:
        texts = [self._facts_of(each) for each in among]
        return Facts(
            tuple(each for facts in texts for each in facts.numbers),
            tuple(each for facts in texts for each in facts.days),
            frozenset(day for facts in texts for day in facts.weekdays),
        )

    def _facts_of(self, source: Source) -> Facts:
        known = self._read.get(source.number)
        if known is None:
            times = [(each.since, each.until) for each in source.quote.times]
            if source.quote.entry:
                times.append((source.quote.entry[:10],) * 2)
            known = facts_of(source.text, (source.language, "en"), more=times)
            self._read[source.number] = known
        return known

    @cached_property
    def _read(self) -> dict[int, Facts]:
        return {}

    def _names(self, text: str, cited: Sequence[Source]) -> Verdict | None:
        plain = _unquoted(text)
        lacks = self._lacks(plain, cited)
        if not lacks:
            return None
        nowhere = self._lacks(plain, self.given)
        asked = {word for word, _, _ in words(self.asked)}
        # Whom the question names is meant by *he* and *the president* in what answers it, where
        # the articles name them as well.
        lacks = [
            name
            for name in lacks
            if name in nowhere or not all(word in asked for word, _, _ in words(name))
        ]
        if not lacks:
            return None
        return "absent" if any(name in nowhere for name in lacks) else "misattributed"

    def _lacks(self, text: str, among: Sequence[Source]) -> list[str]:
        return self.names.lacking(
            text, self.language, [each.text for each in among], [each.language for each in among]
        )


def _unquoted(text: str) -> str:
    """Leave out what was quoted: it was checked letter by letter."""
    for start, end in sorted(quoted(text), reverse=True):
        text = f"{text[:start]}{text[end:]}"
    return text


def _shown(written: str, text: str, checked: Quotations) -> str:
    """Put repaired quotations into the sentence as it was written, citations and all."""
    if not checked.repaired:
        return written
    old = [text[start:end] for start, end in quoted(text)]
    new = [checked.text[start:end] for start, end in quoted(checked.text)]
    if len(old) != len(new):
        return written
    at = 0
    for before, after in zip(old, new, strict=True):
        found = written.find(before, at)
        if found < 0:
            continue
        written = written[:found] + after + written[found + len(before) :]
        at = found + len(after)
    return written
