import json

import pytest

from index.errors import QuestionError
from qa.evaluation import read_golden, score, token_f1


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
