"""The questions on news that ship with the training: every answer is where its line says."""

import pytest

from training.news_qa.check import FILES, Asked, faults, read

TEXT = "Streik\nDie Bahn fährt ab Montag wieder, sagte Ada Finck."


def asked(answer: tuple[int, str] | None, kind: str = "fact") -> Asked:
    return Asked((TEXT,), "en", kind, "Who said so?", (answer,))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_read_every_answer_stands_in_its_text(file):
    every = list(read(file))
    assert len(every) > 90
    assert [(each.question, found) for each in every if (found := faults(each))] == []


def test_read_nothing_is_trained_and_held():
    texts = {
        part: {text for file in FILES if f".{part}." in file.name for each in read(file)
               for text in each.texts}
        for part in ("train", "held")
    }  # fmt: skip
    assert texts["train"] and texts["held"]
    assert not texts["train"] & texts["held"]


@pytest.mark.parametrize(
    ("answer", "kind", "fault"),
    [
        ((46, "Ada Fink"), "fact", "does not stand"),
        ((45, "Ada Finck"), "fact", "does not stand"),
        ((45, " Ada Finck"), "fact", "space around"),
        ((46, "Ada Finck"), "guess", "kind"),
    ],
)
def test_faults_names_what_is_wrong(answer, kind, fault):
    assert any(fault in each for each in faults(asked(answer, kind)))


def test_faults_of_a_right_question_are_none():
    assert faults(asked((46, "Ada Finck"))) == []
    assert faults(asked(None)) == []
