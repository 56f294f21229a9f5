"""Where sentences end, against a set that was marked by hand."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from index.language import sentences
from index.records import Span

MARKED = Path(__file__).parents[1] / "sentences/marked.txt"


def paragraphs() -> Iterator[tuple[str, list[str]]]:
    language, lines = "", []
    for line in [*MARKED.read_text(encoding="utf-8").splitlines(), ""]:
        if line.startswith("= "):
            language = line[2:]
        elif line and not line.startswith("#"):
            lines.append(line)
        elif lines:
            yield language, lines
            lines = []


def split(text: str, language: str) -> list[str]:
    return [text[a:b] for a, b in sentences(text, Span(0, len(text)), language)]


def test_sentences_of_the_marked_set_are_right_but_for_two():
    wrong = [
        (language, lines)
        for language, lines in paragraphs()
        if split(" ".join(lines), language) != lines
    ]
    assert len(wrong) <= 2, wrong


@pytest.mark.parametrize("joint", ["\n", "\u00a0", "  "])
def test_sentences_stand_apart_by_any_space(joint):
    first, second = "Er spielt für den 1. FC Köln.", "Sie nicht."
    assert split(f"{first}{joint}{second}", "de") == [first, second]


def test_sentences_a_forgotten_space_ends_one():
    assert split("Der Rat tagt heute.Er berät den Haushalt.", "de") == [
        "Der Rat tagt heute.", "Er berät den Haushalt.",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text", ["...", ". . .", "1.", "z. B.", "A.", "\u2028.\u2028", "?!", "„“."]
)
def test_sentences_of_nearly_nothing_lose_nothing(text):
    assert "".join("".join(split(text, "de")).split()) == "".join(text.split())


def test_sentences_of_a_long_block_take_time_in_proportion():
    import time

    def took(times: int) -> float:
        text = "Am 17. Spieltag ruht der Ball, z. B. in Köln. " * times
        started = time.process_time()
        assert len(split(text, "de")) == times
        return time.process_time() - started

    took(10)
    assert took(4000) < 40 * max(took(400), 0.01)
