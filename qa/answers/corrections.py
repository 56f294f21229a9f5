"""Which article corrects another: a correction that says so, or a later version of one report.

In: articles. Out: verdicts. The words are data: section `corrections` of `qa/languages/`.
"""

from functools import cache
from typing import NamedTuple

import regex
from rapidfuzz import fuzz

from index.records import Article, Citation, Label
from qa.answers.outlets import outlet_of
from qa.reading.protocol import Reading
from qa.words import pattern, section

__all__ = ["follows", "goes_on", "is_correction", "refutes"]

# A correction says so at its beginning.
_LEAD = 300
_AFTER = 200
# Headlines of versions of a report have the same words, and one has more.
_SAME_REPORT = 80
_FEWEST_WORDS = 2
# What stands between the word and what is corrected.
_ABOUT = "zum?|zur|to|à|au|sur|sobre|al?|do"


class _Words(NamedTuple):
    mark: regex.Pattern[str]
    """Stands alone in a headline or before the text."""
    lead: regex.Pattern[str]
    right: regex.Pattern[str]
    wrong: regex.Pattern[str]
    instead: regex.Pattern[str]


def is_correction(article: Article) -> bool:
    """Tell whether an article says in its headline or its lead that it corrects another one."""
    lead = _lead(article)
    words = _of(article.citation.language)
    marked = words.mark.search(article.citation.title) or words.mark.match(lead)
    return bool(marked or words.lead.search(lead))


def refutes(article: Article, reading: Reading) -> int:
    """Tell whether a correction names an answer as what was wrong: above 0 it does.

    Args:
        article: A correction, which says what was wrong and what is right.
        reading: An answer in it.
    """
    text = article.text[reading.start : reading.end]
    before = article.text[reading.start : (reading.answer or (reading.start,))[0]]
    words = _of(article.citation.language)
    told = 2 * bool(words.instead.search(before))
    return told + bool(words.wrong.search(text)) - bool(words.right.search(text))


def goes_on(article: Article, reading: Reading) -> bool:
    """Tell whether a correction says what is right soon after a sentence of it."""
    after = article.text[reading.end : reading.end + _AFTER]
    return bool(_of(article.citation.language).right.search(after))


def follows(later: Citation, earlier: Citation) -> bool:
    """Tell whether an article is a later version of another report by the same outlet."""
    if later.id == earlier.id or not (later.published and earlier.published):
        return False
    outlet = outlet_of(later)
    if not outlet or outlet != outlet_of(earlier) or later.published <= earlier.published:
        return False
    titles = later.title.casefold(), earlier.title.casefold()
    if min(len(title.split()) for title in titles) < _FEWEST_WORDS and titles[0] != titles[1]:
        return False
    return fuzz.token_set_ratio(*titles) >= _SAME_REPORT


def _lead(article: Article) -> str:
    body = next((span for span in article.spans if span.label is Label.BODY), None)
    return article.text[body.start : min(body.end, body.start + _LEAD)] if body else ""


def _of(language: str) -> _Words:
    """Give the words of a language, and of English where there are none."""
    return _compiled(language if language in section("corrections") else "en")


@cache
def _compiled(language: str) -> _Words:
    words = {name: pattern(lines) for name, lines in section("corrections")[language].items()}
    spaced = language not in ("zh", "ja")
    left, right = (r"(?<![\p{L}\p{N}])", r"(?![\p{L}\p{N}-])") if spaced else ("", "")
    # Alone, or before or behind a sign: a correction of something is another matter.
    begins, ends = r"(?:^|[\[(|:：–—-]\s?|\p{P}\s)\W?", r"\W*(?:$|[:：\])）】|–—\-.,!/]"
    mark = rf"(?i){begins}(?:{words['marks']}){ends}|\s(?:{_ABOUT})\s)"
    found = {
        name: regex.compile(f"(?i){left}(?:{words[name]}){right}")
        for name in ("lead", "right", "wrong")
    }
    # In front of an answer, with a word between them at most.
    found["instead"] = regex.compile(rf"(?i){left}(?:{words['instead']}){right}(?:\s\p{{L}}+)?\s*$")
    return _Words(regex.compile(mark), **found)
