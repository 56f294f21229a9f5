import json

import pytest

from index.errors import QuestionError
from qa.evaluation import read_golden, score, token_f1
from qa.evaluation.comparison import compared, read_results
from qa.evaluation.scores import Result, figures


@pytest.mark.parametrize(
    ("ours", "right", "f1"),
    [
        ("ein Teeservice", "Teeservice", 1.0),
        ("Das Teeservice!", "ein teeservice", 1.0),
        ("im Jahr 2000", "2000", 0.5),
        ("gestern", "morgen", 0.0),
        ("", "morgen", 0.0),
    ],
)
def test_token_f1_compares_words_without_articles(ours, right, f1):
    assert token_f1(ours, right) == pytest.approx(f1)


@pytest.mark.parametrize("line", ["{", "[]", '{"id": "x"}', '"text"'])
def test_read_golden_a_bad_line_is_named(tmp_path, line):
    file = tmp_path / "golden.jsonl"
    file.write_text("\n" + line + "\n")
    with pytest.raises(QuestionError, match="line 2"):
        read_golden(file)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("answers", "Moscow"),
        ("answers", [3]),
        ("answers", None),
        ("answerable", "false"),
        ("answerable", 1),
        ("question", ["Who?"]),
        ("question", None),
        ("evidence", "said so"),
        ("evidence", [{"article": "a.txt", "evidence": 3}]),
        ("evidence", [{"article": "a.txt"}]),
    ],
)
def test_read_golden_a_field_of_another_type_is_named(tmp_path, field, value):
    right = {"id": "x", "question": "Who?", "answerable": True, "evidence": [], "answers": ["Kim"]}
    file = tmp_path / "golden.jsonl"
    file.write_text("\n".join(json.dumps(each) for each in (right, right | {field: value})))
    with pytest.raises(QuestionError, match="line 2 is no golden question"):
        read_golden(file)


def test_read_golden_a_missing_file_is_named(tmp_path):
    with pytest.raises(QuestionError, match=r"nowhere\.jsonl"):
        read_golden(tmp_path / "nowhere.jsonl")


def test_score_counts_right_quotes_and_refusals(bot, tmp_path):
    evidence = {"article": "000_84a23492e85e8f38.txt", "evidence": "Kim auch ein Teeservice"}
    elsewhere = evidence | {"evidence": "eine neuntägige Marathon-Zugreise"}
    common = {"question": "Was hat Putin Kim geschenkt?", "answerable": True, "answers": []}
    lines = [
        common | {"id": "right", "evidence": [evidence]},
        common | {"id": "wrong", "evidence": [elsewhere]},
        common | {"id": "none", "evidence": [], "answerable": False},
    ]
    file = tmp_path / "golden.jsonl"
    file.write_text("\n".join(json.dumps(line) for line in lines))
    scores = score(bot, read_golden(file))
    assert (scores["questions"], scores["answerable"]) == (3, 2)
    assert scores["quote@3"] == 0.5
    assert scores["abstention_recall"] == 0
    assert scores["bad_slices"] == 0
    assert "wrong" in scores["misses"]
    assert "none" in scores["misses"]


PLACED = {
    "article": "000_84a23492e85e8f38.txt", "language": "en", "kind": "fact",
    "question": "Was hat Putin Kim geschenkt?", "answers": ["Teeservice"],
}  # fmt: skip


def result_of(name: str, **fields: object) -> Result:
    given = {"language": "en", "kind": "fact", "answerable": True, "answered": True,
             "confidence": 0.9, "rank": 1, "short": 1.0, "bad_slices": 0, "ms": 5.0}  # fmt: skip
    return Result(id=name, **(given | fields))


def test_read_golden_reads_places_of_answers(tmp_path):
    file = tmp_path / "golden.jsonl"
    lines = [
        PLACED | {"evidence": [{"text": "Teeservice", "start": 7}]},
        PLACED | {"answers": [], "evidence": [], "kind": "yes-no", "language": "tr"},
    ]
    file.write_text("\n".join(json.dumps(line) for line in lines))
    first, second = read_golden(file)
    assert (first.id, first.answerable, first.language) == ("line 1", True, "en")
    assert (first.evidence[0].article, first.evidence[0].start) == (PLACED["article"], 7)
    assert (second.answerable, second.language, second.is_short) == (False, "tr", False)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("article", 3),
        ("evidence", [{"text": "Teeservice"}]),
        ("evidence", [{"text": "Teeservice", "start": "7"}]),
        ("evidence", [{"text": None, "start": 7}]),
        ("kind", 3),
        ("language", ["de"]),
    ],
)
def test_read_golden_a_place_of_another_type_is_named(tmp_path, field, value):
    file = tmp_path / "golden.jsonl"
    file.write_text(json.dumps(PLACED | {"evidence": [{"text": "x", "start": 7}]} | {field: value}))
    with pytest.raises(QuestionError, match="line 1 is no golden question"):
        read_golden(file)


def test_score_counts_quotes_at_the_places_of_answers(bot, tmp_path):
    text = bot.article(PLACED["article"]).text
    there, elsewhere = text.index("Kim auch ein Teeservice"), text.index("Marathon-Zugreise")
    lines = [
        PLACED | {"evidence": [{"text": "Kim auch ein Teeservice", "start": there}]},
        PLACED | {"evidence": [{"text": "Teeservice", "start": elsewhere}], "kind": "reason"},
    ]
    file = tmp_path / "golden.jsonl"
    file.write_text("\n".join(json.dumps(line) for line in lines))
    scores = score(bot, read_golden(file))
    assert scores["by_kind"]["fact"]["quote@3"] == 1
    assert scores["by_kind"]["reason"]["quote@3"] == 0
    assert scores["by_kind"]["reason"]["short"] is None
    assert list(scores["by_language"]) == ["en"]


def test_figures_lie_in_their_intervals():
    found = [result_of(str(n), rank=None if n % 3 else 1) for n in range(90)]
    scores = figures(found)
    low, high = scores["intervals"]["quote@1"]
    assert scores["quote@1"] == pytest.approx(1 / 3, abs=1e-4)
    assert 0.2 < low < scores["quote@1"] < high < 0.46
    assert scores["intervals"]["abstention_recall"] is None


def test_compared_tells_what_was_won_and_lost(tmp_path):
    before = [result_of("a", rank=2), result_of("b"), result_of("c"), result_of("gone")]
    after = [result_of("a"), result_of("b", rank=None), result_of("c"), result_of("new")]
    file = tmp_path / "before.json"
    file.write_text(json.dumps(figures(before)))
    told = compared(read_results(file), after)
    assert (told["questions"], told["won"], told["lost"]) == (3, ["a"], ["b"])
    low, high = told["change"]["quote@1"]["interval"]
    assert low < 0 < high


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"results": [{"id": "a"}]}'])
def test_read_results_another_file_is_named(tmp_path, text):
    file = tmp_path / "before.json"
    file.write_text(text)
    with pytest.raises(QuestionError, match=r"before\.json is no result"):
        read_results(file)


def test_compared_without_a_common_question_is_an_error():
    with pytest.raises(QuestionError, match="no question in common"):
        compared([result_of("a")], [result_of("b")])
