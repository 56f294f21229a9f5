"""What the reader learns from: labels that are right, and nothing of what it is measured on."""

from pathlib import Path
from random import Random

import pytest
from transformers import AutoTokenizer

from index.weights import unpack
from training import examples as examples_module
from training.examples import WINDOW, Tokeniser, examples
from training.materials import Item, Text, held_out_ids, squad, xquad_pairs
from training.negatives import names_in, other_name, other_relation, other_spelling
from training.xquad import DATA, HELD_OUT

NEEDS_DATA = pytest.mark.skipif(
    not DATA.exists(), reason=f"the question sets are not at {DATA}; they are not shipped"
)

FILLER = "The town has a market on Mondays and a library with a garden behind it. "
FACT = "The mayor, Anna Berg, gave the school a piano from Leipzig in 1987. "


def item(question: str = "What did Anna Berg give the school?", before: int = 0) -> Item:
    text = FILLER * before + FACT + FILLER * 12
    start = text.index("a piano")
    other = Text("The school has four hundred pupils. Anna Berg went there herself.", "en")
    return Item(question, Text(text, "en"), (start, start + len("a piano")), (other,), "made up")


@pytest.fixture(scope="module")
def tokeniser() -> Tokeniser:
    return Tokeniser(AutoTokenizer.from_pretrained(unpack()))


def decoded(encoder, ids: list[int]) -> str:
    return encoder.parts.tokenizer.decode(ids).strip()


@pytest.mark.parametrize("before", [0, 3, 11, 30])
def test_examples_point_at_the_answer_wherever_the_window_starts(encoder, tokeniser, before):
    for seed in range(5):
        made = examples([item(before=before)], tokeniser, Random(seed))
        right = [each for each in made if each.end]
        assert len(right) == 1
        for each in right:
            assert decoded(encoder, each.ids[each.start : each.end + 1]) == "a piano"
            assert each.start >= each.passage
            assert len(each.ids) - each.passage <= WINDOW + 1


def test_examples_twins_have_no_answer_and_lack_its_words(encoder, tokeniser, monkeypatch):
    monkeypatch.setattr(examples_module, "TWINS", 1.0)
    made = examples([item()] * 10, tokeniser, Random(0))
    twins = [each for each in made if each.source.endswith("twin")]
    assert twins
    for each in twins:
        assert (each.start, each.end) == (0, 0)
        assert "piano" not in decoded(encoder, each.ids)


def test_other_name_is_of_somebody_else_and_unanswered():
    changed = other_name(item(), ["Bertha Falk"], Random(0))
    assert changed is not None
    assert changed.question == "What did Bertha Falk give the school?"
    assert changed.answer is None
    assert changed.near == item().answer
    assert other_name(item("what did she give?"), ["Bertha Falk"], Random(0)) is None
    assert other_name(item(), ["Anna Falk"], Random(0)) is None


def test_other_relation_asks_what_the_text_does_not_say():
    asked = {each.question for n in range(60) if (each := other_relation(item(), Random(n)))}
    assert len(asked) >= 3
    assert all("Anna Berg" in question for question in asked)
    assert not any("born" in question for question in asked)  # the text holds a year


def test_other_spelling_keeps_the_answer_and_the_first_letters():
    spelled = {other_spelling(item(), Random(n)).question for n in range(30)}
    assert len(spelled) >= 3
    for question in spelled:
        assert question.startswith("What did A")
        assert question.endswith(" give the school?")


def test_names_in_finds_names_and_no_first_words():
    assert names_in([item(), item("Where is Leipzig?")]) == ["Anna Berg", "Leipzig"]


@NEEDS_DATA
@pytest.mark.parametrize(
    "name", ["squad_dev/v1.es.json", "squad_dev/v1.it.json", "squad_dev/v2.es.json"]
)
def test_squad_leaves_out_every_held_out_article(name):
    import json

    held_out = held_out_ids(DATA)
    assert len(held_out) == 200
    kept = {each.text.text for each in squad(DATA / name, "es", held_out)}
    articles = json.loads((DATA / name).read_text("utf-8"))["data"]
    assert kept
    for article in articles:
        paragraphs = article["paragraphs"]
        if held_out & {asked["id"] for each in paragraphs for asked in each["qas"]}:
            assert not kept & {each["context"] for each in paragraphs}


@NEEDS_DATA
def test_xquad_pairs_are_of_other_articles_and_their_answers_in_the_text():
    import json

    english = json.loads((Path(DATA) / "xquad/xquad.en.json").read_text("utf-8"))["data"]
    held_out = {
        each["context"]
        for article in english
        if article["title"] in HELD_OUT
        for each in article["paragraphs"]
    }
    pairs = list(xquad_pairs(DATA, Random(0), of_each=4))
    assert len(pairs) > 2_000
    for each in pairs:
        assert each.answer is not None
        start, end = each.answer
        assert each.text.text[start:end].strip()
        assert each.text.text not in held_out
