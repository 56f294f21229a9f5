"""What Beleg knows of every language: the files are whole, or say what they lack."""

from dataclasses import fields

import pytest
import regex

from qa.answers.phrases import Phrases
from qa.questions.lexicon import Lexicon
from qa.questions.summary_requests import Asking, Unspaced
from qa.time.named import Around
from qa.time.relative_words import TimeWords
from qa.words import languages, pattern, section

# What every language should have; one of the names of a row does.
SECTIONS = (
    ("phrases",),
    ("greeting",),
    ("thanks",),
    ("fact", "fact_anywhere"),
    ("reason", "reason_anywhere"),
    ("politeness",),
    ("summary",),
    ("lexicon", "points_back"),
)
MORE = {
    "approval",
    "around",
    "attributions",
    "corrections",
    "hedges",
    "lacks",
    "negation",
    "times",
    "where",
    "yes_or_no",
}
FIELDS = {
    "phrases": {*Phrases._fields},
    "summary": {*Asking._fields, *Unspaced._fields, "like"},
    "lexicon": {*Lexicon._fields},
    "times": {each.name for each in fields(TimeWords)},
    "around": {each.name for each in fields(Around)},
    "negation": {"not", "without", "until", "only", "alike", "refused"},
    "hedges": {"attributive", "doubted", "open"},
    "corrections": {"marks", "lead", "right", "wrong", "instead"},
    "attributions": {
        "before",
        "inserted",
        "as",
        "after",
        "verbs",
        "stops",
        "pronouns",
        "keep",
        "articles",
        "sources",
        "leading",
    },
}
PATTERNS = ("approval", "fact", "greeting", "politeness", "reason", "thanks", "yes_or_no")


@pytest.mark.parametrize("language", languages())
def test_language_says_what_it_lacks(language):
    known = languages()[language]
    missing = [names[0] for names in SECTIONS if not set(names) & known.keys()]
    assert missing == known.get("lacks", [])


@pytest.mark.parametrize("language", languages())
def test_language_has_no_section_or_field_that_nothing_reads(language):
    known = languages()[language]
    assert known.keys() <= {name for names in SECTIONS for name in names} | MORE
    for name, read in FIELDS.items():
        assert known.get(name, {}).keys() <= read


@pytest.mark.parametrize("name", [*PATTERNS, "fact_anywhere", "reason_anywhere", "points_back"])
def test_patterns_compile_and_match_no_empty_text(name):
    for language, lines in section(name).items():
        for line in [lines] if isinstance(lines, str) else lines:
            assert not line.startswith("|"), language
            assert not line.endswith("|"), language
        assert not regex.fullmatch(pattern(lines), ""), language


def test_phrases_are_whole():
    for language, said in section("phrases").items():
        assert all(Phrases(**said)), language
