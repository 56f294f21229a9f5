"""Translations: pieces, models in the cache, answers; a small class stands for the engine.

No model is at hand here: `Shouting` has the one method of `Translator` and no more. That the engine
itself is reached is told by what it says of files that are no model.
"""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import BelegError
from qa.bot import Bot
from qa.plain_data import answer_dict
from qa.reading.reader import load_reader
from qa.translation import models
from qa.translation.answers import translation_of
from qa.translation.engine import LocalTranslator
from qa.translation.pieces import pieces
from qa.translation.protocol import TranslationError

ENGINE = pytest.importorskip("fxtranslate")


class Shouting:
    """A `Translator` that writes in capitals."""

    def translate(self, text, source, target):
        return f"{source}>{target}: {text.upper()}"


class Silent:
    """A `Translator` without a model."""

    def translate(self, text, source, target):
        raise TranslationError("no model; install it with: beleg translate --install de en")


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    monkeypatch.setattr(models, "folder", lambda: tmp_path / "translation")
    return tmp_path / "translation"


@given(st.text() | st.text("ab, .\n", max_size=2_000) | st.text("漢字。，", max_size=600))
def test_pieces_of_anything_joined_are_the_text(text):
    assert "".join(part + gap for part, gap in pieces(text)) == text


@given(st.text("abc ,.", min_size=300, max_size=2_000) | st.text("漢字，", min_size=300))
def test_pieces_of_long_text_are_short(text):
    assert all(len(part) <= 240 for part, _ in pieces(text))


def test_pieces_part_sentences_and_keep_what_fits_together():
    text = "The dam is full. It overflowed, said the mayor, on Sunday."
    assert [part for part, _ in pieces(text)] == [
        "The dam is full.", "It overflowed, said the mayor, on Sunday.",
    ]  # fmt: skip


def test_translation_of_a_text_in_that_language_is_none():
    assert translation_of("Hallo", "de", "de", Shouting()) is None
    assert translation_of("Hallo", "und", "en", Shouting()) is None


def test_translate_without_a_model_says_how_to_get_it():
    with pytest.raises(TranslationError, match="beleg translate --install de en"):
        LocalTranslator().translate("Hallo", "de", "en")


def test_install_of_no_model_keeps_nothing(tmp_path):
    (tmp_path / "model.deen.bin").write_bytes(b"no model")
    (tmp_path / "vocab.deen.spm").write_bytes(b"no words")
    with pytest.raises(TranslationError, match="no model"):
        models.install("de", "en", tmp_path)
    assert models.installed() == {}


def test_install_from_a_folder_without_files_says_what_it_takes(tmp_path):
    with pytest.raises(TranslationError, match="vocab"):
        models.install("de", "en", tmp_path)


@pytest.mark.parametrize("language", ["../en", "EN", "e", "en/..", ""])
def test_install_of_what_is_no_language_touches_nothing(language, tmp_path):
    (tmp_path / "model.deen.bin").write_bytes(b"x")
    (tmp_path / "vocab.deen.spm").write_bytes(b"x")
    with pytest.raises(BelegError):
        models.install("de", language, tmp_path)
    assert not (tmp_path / "translation").exists()


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """A model that is installed; the engine takes any file for one."""
    monkeypatch.setattr(models, "engine_of", lambda model: model)
    files = tmp_path / "files" / "de-en"
    files.mkdir(parents=True)
    for name in ("model.deen.bin", "vocab.deen.spm", "lex.deen.bin"):
        (files / name).write_bytes(name.encode())
    models.install("de", "en", tmp_path / "files")
    return tmp_path / "translation" / "de_en"


def test_load_gives_the_files_that_were_installed(kept):
    assert models.load("de", "en") == {
        "model": b"model.deen.bin", "vocab": b"vocab.deen.spm", "shortlist": b"lex.deen.bin",
    }  # fmt: skip
    assert list(models.installed()) == [("de", "en")]


def test_load_of_a_changed_file_is_refused(kept):
    (kept / "vocab.bin").write_bytes(b"changed")
    with pytest.raises(TranslationError, match="not what was installed"):
        models.load("de", "en")


def test_remove_takes_a_model_away(kept):
    assert models.remove("de", "en")
    assert not models.remove("de", "en")
    assert models.installed() == {}


def test_translate_goes_over_english_where_no_model_leads_straight(monkeypatch):
    loaded = []

    class Leg:
        def __init__(self, name):
            self.name = name

        def translate(self, text):
            return f"{self.name}({text})"

    there = {("de", "en"): 1, ("en", "fr"): 1}
    monkeypatch.setattr(models, "installed", lambda: there)
    monkeypatch.setattr(models, "load", lambda *leg: loaded.append(leg) or {"leg": leg})
    monkeypatch.setattr(models, "engine_of", lambda model: Leg("-".join(model["leg"])))
    assert LocalTranslator().translate("Hallo. Welt.", "de", "fr").startswith("en-fr(de-en(Hallo.")
    assert loaded == [("de", "en"), ("en", "fr")]


def test_ask_translates_quotes_and_short_answers_and_changes_neither(seed_store, encoder):
    reader = load_reader(encoder)
    plain = Bot(seed_store, encoder, reader, Shouting()).ask("what did Putin give Kim")
    answer = Bot(seed_store, encoder, reader, Shouting()).ask(
        "what did Putin give Kim", translate="en"
    )
    assert [quote.text for quote in answer.quotes] == [quote.text for quote in plain.quotes]
    told = answer_dict(answer)
    for found in (*told["quotes"], *told["short_answers"]):
        assert found["translation"]["source"] == "de"
        assert found["translation"]["target"] == "en"
        assert found["translation"]["engine"] == "Shouting"
        words = " ".join(found["text"].split()).upper()
        assert found["translation"]["text"] == f"de>en: {words}"
    json.dumps(told)


def test_ask_for_a_translation_without_a_model_answers_and_says_how_to_get_it(seed_store, encoder):
    bot = Bot(seed_store, encoder, load_reader(encoder), Silent())
    answer = bot.ask("what did Putin give Kim", translate="en")
    assert answer.answered
    assert all(quote.translation is None for quote in answer.quotes)
    assert answer.text.endswith("install it with: beleg translate --install de en")
