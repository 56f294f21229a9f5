"""Readers by name, and what is fitted to them."""

import json
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest
from fakes import hit_of, question_of, tiny_reader

from index.errors import ModelError, QuestionError
from qa.evaluation.calibrating import Read, calibrate, least_cost
from qa.reading.calibration import Calibration, keep, kept
from qa.reading.reader import load_reader

FITTED = Calibration(retrieval=0.5, slope=2.0, offset=-1.0, same_language=0.25, threshold=0.4)


@pytest.mark.parametrize("architecture", ["Bert", "XLMRoberta", "DebertaV2"])
def test_load_reader_of_any_architecture_reads(architecture, encoder, tmp_path):
    hits = [hit_of("Der Präsident schenkte Kim ein Teeservice.", "Die Brücke ist gesperrt.", *more)
            for more in ((), ("Niemand stieg aus. " * 60,))]  # fmt: skip
    reader = load_reader(encoder, str(tiny_reader(tmp_path, architecture)), fitted=FITTED)
    readings = reader.read(question_of(), hits)
    assert readings
    assert reader.threshold(question_of()) == FITTED.threshold
    for each in readings:
        assert (each.start, each.end) in each.hit.sentences
        assert each.answer is None or each.start <= each.answer[0] < each.answer[1] <= each.end


def test_kept_gives_what_was_kept_for_that_reader_alone(tmp_path):
    keep(tmp_path, "someone/large-squad2", FITTED)
    assert kept(tmp_path, "someone/large-squad2") == FITTED
    assert kept(tmp_path, None) is None
    assert kept(tmp_path / "nowhere", None) is None


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"slope": "steep"}'])
def test_kept_a_damaged_file_is_named(tmp_path, text):
    keep(tmp_path, None, FITTED).write_text(text)
    with pytest.raises(ModelError, match=r"calibration-bundled\.json is no calibration"):
        kept(tmp_path, None)


def reads(count: int = 400, seed: int = 3) -> list[Read]:
    """Questions of which every fourth has no answer; retrieval tells right spans from others."""
    random = np.random.default_rng(seed)
    made = []
    for number in range(count):
        answerable = number % 4 != 0
        right = np.array([answerable, False, False])
        score = random.normal([3.0 if answerable else -1.0, 2.0, -2.0], 1.5)
        retrieval = random.normal([2.0, -1.0, 0.0], 0.5)
        none = np.zeros(3)
        made.append(Read(answerable, score, retrieval, none, none, right))
    return made


def test_calibrate_weighs_retrieval_and_tells_how_sure():
    fitted = calibrate(reads(), Calibration())
    assert fitted.retrieval > 0
    assert fitted.slope > 0
    assert 0 < fitted.threshold < 1
    right = sum(bool(each.right[np.argmax(each.score + fitted.retrieval * each.retrieval)])
                for each in reads(seed=4))  # fmt: skip
    alone = sum(bool(each.right[np.argmax(each.score)]) for each in reads(seed=4))
    assert right > alone


def test_calibrate_too_few_questions_are_an_error():
    with pytest.raises(QuestionError, match="name a file with more questions"):
        calibrate(reads(20), Calibration())


def test_least_cost_refuses_what_is_wrong_and_no_more():
    sure = np.array([0.1, 0.2, 0.3, 0.6, 0.7, 0.9])
    right = np.array([False, False, False, True, True, True])
    assert 0.2 < least_cost(sure, right, np.array([False, False, True, True, True, True])) < 0.3


def test_calibrate_command_keeps_what_the_bot_then_reads_with(bot, monkeypatch, tmp_path):
    from typer.testing import CliRunner

    import qa.bot
    from app import beleg

    golden = tmp_path / "golden.jsonl"
    line = {"answerable": True, "answers": [], "question": "what did Putin give Kim"}
    golds = Path(__file__).parents[1] / "golden/seeds.jsonl"
    first = json.loads(golds.read_text("utf-8").splitlines()[0])
    lines = [
        line
        | {
            "id": str(number),
            "answerable": number % 2 == 0,
            "evidence": first["evidence"] * (number % 2 == 0),
        }
        for number in range(60)
    ]
    golden.write_text("\n".join(json.dumps(each) for each in lines))
    monkeypatch.setattr(qa.bot, "open_bot", lambda *_, **__: bot)
    data = tmp_path / "data"
    done = CliRunner().invoke(beleg, ["calibrate", str(golden), "--data", str(data), "--json"])
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert told["questions"] == 60
    fitted = kept(data, None)
    assert fitted is not None
    assert asdict(fitted) == {name: told[name] for name in asdict(fitted)}
    assert replace(fitted, threshold=0.0).teaser == bot.reader.calibration.teaser
