"""The golden questions over the shipped articles, through the real model."""

from pathlib import Path

from qa.evaluation import read_golden, score

GOLDEN = Path(__file__).parents[1] / "golden/seeds.jsonl"


def test_golden_questions_find_their_quotes(bot):
    scores = score(bot, read_golden(GOLDEN))
    assert scores["questions"] == 36
    assert scores["bad_slices"] == 0
    assert scores["quote@3"] >= 0.70
