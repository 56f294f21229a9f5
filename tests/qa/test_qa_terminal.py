"""What is printed of answers: readable, and nothing that steers a terminal."""

from io import StringIO

import pytest
from rich.console import Console, RenderableType

from index.records import Article, Citation, Hit
from qa.records import Answer, Quote, Refusal, ShortAnswer
from qa.terminal import render, render_hits

# Sets the title of the window, clears it, writes backwards, rings.
STEERING = "a \x1b]0;owned\x07\x1b[2J\u202e\x9b1mcar"
CITATION = Citation("a.txt", "Title", "/a.txt")


def printed(shown: RenderableType) -> str:
    out = StringIO()
    Console(file=out, width=200).print(shown)
    return out.getvalue()


def answer_of(short: str) -> Answer:
    text = f"Kim got {short}."
    end = 8 + len(short)
    quote = Quote.cut(Article(CITATION, text, (), ""), 0, len(text), number=1, score=0.9,
                      answer=(8, end))  # fmt: skip
    return Answer(
        "q", True, 0.9, f"The articles say: {short} [1]\n“{text}” [1]",
        (ShortAnswer(short, 0.9, (1,)),), (quote,),
    )  # fmt: skip


def refusal_of(words: str) -> Answer:
    hit = Hit(1, 1.0, 0, len(words), words, CITATION)
    return Answer("q", False, 0.1, words, refusal=Refusal("reason", words), nearest=(hit,))


@pytest.mark.parametrize("answer", [answer_of(STEERING), refusal_of(STEERING)])
def test_render_lets_no_article_steer_the_terminal(answer):
    shown = printed(render(answer))
    assert all(char.isprintable() or char == "\n" for char in shown)
    assert "car" in shown


def test_render_hits_lets_no_article_steer_the_terminal():
    shown = printed(render_hits(refusal_of(STEERING).nearest))
    assert all(char.isprintable() or char == "\n" for char in shown)


def test_render_says_the_short_answer_first_and_quotes_it():
    lines = printed(render(answer_of("a car"))).splitlines()
    assert lines[0].startswith("The articles say: a car [1]")
    assert lines[2].startswith("[1] Kim got a car.")
