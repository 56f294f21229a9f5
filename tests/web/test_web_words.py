"""The words of the page, in every language it speaks."""

import json
import re
import string
from pathlib import Path

import pytest

import web
from web.words import LANGUAGES, number, spoken, words

FOLDER = Path(web.__file__).parent
FIELDS = string.Formatter()


def fields(text):
    return {name for _, name, _, _ in FIELDS.parse(text) if name is not None}


@pytest.mark.parametrize("language", LANGUAGES)
def test_language_has_every_word_and_every_place_in_it(language):
    known, english = words(language), words("en")
    assert list(known) == list(english)
    for key, text in known.items():
        assert text.strip(), key
        assert fields(text) == fields(english[key]), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_number_is_written_as_the_sample_of_the_language(language):
    said = words(language)
    assert re.fullmatch(r"1\D234\D5", said["number_sample"])
    assert number(1234.5, said, 1) == said["number_sample"]
    assert number(0.449, said, 1) == f"0{said['number_sample'][-2]}4"
    assert number(7, said) == "7"


def test_number_has_the_signs_of_its_language():
    million = [number(1_234_567, words(each)) for each in ("en", "de", "fr", "ru")]
    assert million == ["1,234,567", "1.234.567", "1\u202f234\u202f567", "1\u00a0234\u00a0567"]


def test_every_file_of_words_is_a_language_of_the_page():
    assert {file.stem for file in (FOLDER / "languages").iterdir()} == set(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_stands_twice_in_a_file(language):
    def once(pairs):
        names = [name for name, _ in pairs]
        assert len(set(names)) == len(names)
        return dict(pairs)

    text = (FOLDER / "languages" / f"{language}.json").read_text(encoding="utf-8")
    json.loads(text, object_pairs_hook=once)


def test_every_word_is_used():
    code = "\n".join(
        file.read_text(encoding="utf-8")
        for kind in ("py", "js")
        for file in FOLDER.rglob(f"*.{kind}")
    )
    written = set(re.findall(r"\w+", code))
    assert [key for key in words() if key not in written] == []


def test_words_of_an_unknown_language_are_english():
    assert words("xx") == words("en")


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("de-AT,de;q=0.9,en;q=0.8", "de"),
        (" zh-Hant-TW", "zh"),
        ("nl,fr;q=0.1", "en"),
        ("FR-ca", "fr"),
        ("tr;q=0.2", "tr"),
        ("nl", "en"),
        ("*", "en"),
        ("", "en"),
        (None, "en"),
    ],
)
def test_page_speaks_what_the_browser_asks_for(accepted, language):
    assert spoken(accepted) == language
