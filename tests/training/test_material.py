"""What the reader learns from: labels that are right, and nothing of what it is measured on."""

import json
from random import Random

import pytest

from training.material import mining
from training.material.false_questions import (
    names_in,
    other_name,
    other_relation,
    other_spelling,
)
from training.material.sets import (
    Item,
    Text,
    dossiers,
    held_out_ids,
    mlqa,
    news,
    squad,
    xquad_pairs,
)
from training.xquad import DATA, HELD_OUT

NEEDS_DATA = pytest.mark.skipif(
    not DATA.exists(), reason=f"the question sets are not at {DATA}; they are not shipped"
)

FACT = "The mayor, Anna Berg, gave the school a piano from Leipzig in 1987. "
FILLER = "The town has a market on Mondays and a library with a garden behind it. "


def item(question: str = "What did Anna Berg give the school?") -> Item:
    text = FACT + FILLER * 12
    start = text.index("a piano")
    place = start, start + len("a piano")
    return Item(question, Text(text, "en"), place, "made up", "school 1")


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


def test_neighbours_are_of_the_same_article_and_lack_the_answer():
    asked = item()
    silent = Item("Who sings?", Text("Anna Berg sings in the school.", "en"), None, "x", "school 1")
    holding = Item("What?", Text("It is A PIANO of course.", "en"), None, "x", "school 1")
    elsewhere = Item("Who?", Text("Anna Berg gave it.", "en"), None, "x", "town 2")
    found = mining.neighbours([asked, silent, holding, elsewhere])
    assert found[0] == [silent.text]
    assert found[3] == []


def test_news_and_dossiers_slice_their_answers(tmp_path):
    passage = {"language": "de", "text": "Der Zug kam um neun. Er war leer."}
    asked = {
        "language": "en",
        "kind": "fact",
        "question": "When?",
        "answer": "um neun",
        "start": 12,
    }
    none = {**asked, "question": "Who drove?", "answer": None, "start": None}
    (tmp_path / "a.jsonl").write_text(json.dumps({**passage, "questions": [asked, none]}) + "\n")
    one, two = news(tmp_path / "a.jsonl")
    assert one.text.text[slice(*one.answer)] == "um neun"
    assert two.answer is None
    other = {"language": "de", "text": "Vom Zug war nichts zu sehen."}
    question = {"language": "en", "kind": "fact", "question": "When?",
                "answers": [{"start": 12, "text": "um neun"}, None]}  # fmt: skip
    lost = {**question, "question": "Who?", "answers": [None, None]}
    line = {"passages": [passage, other], "questions": [question, lost]}
    (tmp_path / "d.jsonl").write_text(json.dumps(line) + "\n")
    told, first, second = dossiers(tmp_path / "d.jsonl")
    assert told.text.text[slice(*told.answer)] == "um neun"
    assert told.silent == (Text(other["text"], "de"),)
    assert (first.answer, second.answer, first.silent) == (None, None, ())
    assert first.text != second.text


@NEEDS_DATA
def test_mlqa_asks_in_english_and_the_language_of_the_text_where_it_can():
    items = list(mlqa(DATA / "mlqa/context.de.json", "de", Random(1)))
    assert len(items) > 8_000
    for each in items[:500]:
        start, end = each.answer or (0, 0)
        assert each.text.text[start:end].strip()


@NEEDS_DATA
@pytest.mark.parametrize(
    "name", ["squad_dev/v1.es.json", "squad_dev/v1.it.json", "squad_dev/v2.es.json"]
)
def test_squad_leaves_out_every_held_out_article(name):
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
    english = json.loads((DATA / "xquad/xquad.en.json").read_text("utf-8"))["data"]
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
