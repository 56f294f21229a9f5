"""How languages ask, and what Beleg says in them: `languages/`, one JSON file a language.

In: the name of a section. Out: what each language has there. Words are separated by spaces and
patterns by bars; what is too long for a line is a list of lines. Nothing depends on a list being
complete: a language that lacks a section gets the general rules.

Sections:
    phrases: What Beleg says itself; see `qa.answers.phrases`.
    greeting, thanks, approval: All that is said, and what may stand before thanks.
    fact, reason: Words that ask for a few words, or for sentences.
    fact_anywhere, reason_anywhere: The same for scripts without spaces and words with prefixes.
    where: Words that ask for a place.
    yes_or_no: How a question begins that asks for yes or no, whatever follows.
    politeness: What stands in front of a question and asks nothing.
    summary: How summaries are asked for; see `qa.questions.summary_requests`.
    lexicon: The small words of questions; see `qa.questions.lexicon`.
    negation: Words that say *not*; see `qa.questions.negation`.
    hedges: Words that leave open whether a thing is so; see `qa.questions.hedges`.
    corrections: How corrections say so; see `qa.answers.corrections`.
    attributions: How a source is named; see `qa.answers.attribution`.
    times: How a day is named from another: yesterday, last week; see `qa.time.relative_words`.
    around: Words around a time that tell which days count; see `qa.time.named`.
    points_back: How a question begins that needs the one before, for a language without a lexicon.
"""

import json
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources
from typing import Any

__all__ = ["languages", "pattern", "section", "words"]


@cache
def languages() -> Mapping[str, Mapping[str, Any]]:
    """Give all that is known of every language, by its ISO 639 code."""
    files = resources.files("qa").joinpath("languages").iterdir()
    read = ((file.name, file.read_text(encoding="utf-8")) for file in files)
    return {name.removesuffix(".json"): json.loads(text) for name, text in sorted(read)}


@cache
def section(name: str) -> Mapping[str, Any]:
    """Give a section of every language that has it.

    Where it is `{"like": CODE}`, the other language's serves both: short questions in Japanese are
    often taken for Chinese, and the other way round.
    """
    found = {code: known[name] for code, known in languages().items() if name in known}
    return {
        code: found[value["like"]] if isinstance(value, dict) and "like" in value else value
        for code, value in found.items()
    }


def words(lines: str | Iterable[str]) -> str:
    """Give words, however many lines they take, separated by spaces."""
    return lines if isinstance(lines, str) else " ".join(lines)


def pattern(lines: str | Iterable[str]) -> str:
    """Give alternatives of a pattern, however many lines they take, separated by bars."""
    return lines if isinstance(lines, str) else "|".join(lines)
