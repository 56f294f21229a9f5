"""Lines that recur across the articles of one source, and what becomes of them."""

import random

import numpy as np
import pytest

from index.content import spans
from index.copies.recurring_lines import (
    Keys,
    label_of_passage,
    line_keys,
    quotable,
    recurring,
    relabelled,
)
from index.records import Label, Span

MENU = ["Zwischen den Zeilen", "Unsere Leserreisen im Mai"]
CLAIM = "Der Bote erscheint seit 1949 an jedem Tag, auch sonntags."
BELOW = "Wir freuen uns über jede Zuschrift an den Boten und seine Leute."
BACKGROUND = "Russland war im Februar des Jahres 2022 in die Ukraine einmarschiert."
SCHOOL = "Die Schule im Nachbarort bekommt im Herbst ein neues Dach, beschloss der Rat am {}. Mai."


def paragraph(chance: random.Random) -> str:
    words = "".join(chance.choices("abcdefgh", k=9)) + " und " + "".join(chance.choices("ijk", k=9))
    return f"Am Abend sprach {words} vor dem Rathaus mit den Leuten über das Wetter."


def page(chance: random.Random, *, lines: int = 6) -> str:
    body = [paragraph(chance) for _ in range(lines)]
    return "\n\n".join([*MENU, CLAIM, "Rathaus wird teurer als gedacht", *body, BELOW])


def read(source: str, texts: list[str]) -> list[tuple[str, Keys]]:
    return [(source, line_keys(source, text, spans(text))) for text in texts]


def labels(source: str, text: str, found: Keys) -> dict[str, Label]:
    before = spans(text)
    after = relabelled(before, line_keys(source, text, before), found)
    assert [(x.start, x.end) for x in before] == [(x.start, x.end) for x in after]
    return {text[span.start : span.end]: span.label for span in after}


@pytest.fixture
def pages() -> list[str]:
    chance = random.Random(3)
    return [page(chance) for _ in range(30)]


def test_recurring_lines_of_a_site_are_labelled_by_their_place(pages: list[str]) -> None:
    found = labels("Bote", pages[0], recurring(read("Bote", pages)))
    assert [found[line] for line in [*MENU, CLAIM]] == [Label.HEADER] * 3
    assert found[BELOW] is Label.FOOTER
    assert list(found.values()).count(Label.BODY) == 6


def test_recurring_counts_each_source_on_its_own(pages: list[str]) -> None:
    few = read("Bote", pages[:4]) + read("Kurier", pages[4:8])
    assert not len(recurring(few))
    found = recurring(read("Bote", pages))
    assert labels("Kurier", pages[0], found)[BELOW] is Label.BODY


def test_recurring_text_of_some_articles_stays_body(pages: list[str]) -> None:
    told = [f"{text}\n\n{BACKGROUND}" if i % 5 == 0 else text for i, text in enumerate(pages)]
    found = labels("Bote", told[0], recurring(read("Bote", told)))
    assert found[BACKGROUND] is Label.BODY


def test_recurring_leaves_the_versions_of_one_story_alone() -> None:
    chance = random.Random(4)
    story = [paragraph(chance) for _ in range(8)]
    versions = ["\n\n".join([*story, paragraph(chance)]) for _ in range(40)]
    assert not len(recurring(read("Bote", versions)))


def test_recurring_leaves_the_versions_of_one_story_alone_among_others(pages: list[str]) -> None:
    chance = random.Random(5)
    story = [paragraph(chance) for _ in range(8)]
    versions = ["\n\n".join([*MENU, *story, paragraph(chance), BELOW]) for _ in range(40)]
    found = labels("Bote", versions[0], recurring(read("Bote", pages + versions)))
    assert found[BELOW] is Label.FOOTER
    assert [found[line] for line in story] == [Label.BODY] * 8


def test_recurring_sentences_that_differ_in_a_number_stay_body() -> None:
    chance = random.Random(6)
    texts = [f"{page(chance)}\n\n{SCHOOL.format(day)}" for day in range(1, 31)]
    assert labels("Bote", texts[0], recurring(read("Bote", texts)))[SCHOOL.format(1)] is Label.BODY


def test_recurring_lines_that_differ_in_a_number_are_one_line() -> None:
    chance = random.Random(7)
    texts = [f"{page(chance)}\n\nSchon {n} Leute sahen dies" for n in range(30)]
    found = labels("Bote", texts[0], recurring(read("Bote", texts)))
    assert found["Schon 0 Leute sahen dies"] is Label.NAVIGATION


def test_recurring_of_nothing_is_nothing() -> None:
    assert len(recurring([])) == 0
    assert len(recurring([("Bote", np.zeros(0, np.uint64))])) == 0


def test_recurring_of_a_generator_is_an_error(pages: list[str]) -> None:
    with pytest.raises(TypeError, match="list"):
        recurring(each for each in read("Bote", pages))


def test_recurring_does_not_depend_on_the_order(pages: list[str]) -> None:
    read_in = read("Bote", pages)
    assert recurring(read_in).tolist() == recurring(read_in[::-1]).tolist()


def test_recurring_is_the_same_in_batches(
    pages: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = recurring(read("Bote", pages)).tolist()
    monkeypatch.setattr("index.copies.recurring_lines._BATCH", 4)
    assert recurring(read("Bote", pages)).tolist() == whole


def test_recurring_forgets_rare_lines_where_there_are_too_many(
    pages: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.copies.recurring_lines._BATCH", 10)
    monkeypatch.setattr("index.copies.recurring_lines._MOST_KEYS", 50)
    found = labels("Bote", pages[0], recurring(read("Bote", pages)))
    assert found[BELOW] is Label.FOOTER


def test_line_keys_are_zero_for_what_is_labelled_already() -> None:
    text = "Putin trifft Kim\nFoto: dpa\nNein.\n"
    own = spans(text)
    assert [bool(key) for key in line_keys("Bote", text, own)] == [
        span.label is not Label.CREDIT and text[span.start : span.end] != "Nein." for span in own
    ]


def test_relabelled_keeps_an_article_of_nothing_but_recurring_lines(pages: list[str]) -> None:
    found = recurring(read("Bote", pages))
    text = "\n\n".join([*MENU, BELOW])
    before = spans(text)
    assert relabelled(before, line_keys("Bote", text, before), found) == before


def test_label_of_a_passage_is_body_where_any_of_it_is() -> None:
    marked = (Span(0, 5, Label.HEADER), Span(6, 9, Label.BODY), Span(10, 20, Label.NAVIGATION))
    assert label_of_passage(marked, 0, 9) is Label.BODY
    assert label_of_passage(marked, 10, 20) is Label.NAVIGATION
    assert label_of_passage(marked, 0, 5) is Label.HEADER


def test_label_of_a_passage_without_body_is_the_first_that_may_be_quoted() -> None:
    marked = (Span(0, 5, Label.HEADER), Span(6, 9, Label.HEADLINE))
    assert label_of_passage(marked, 0, 9) is Label.HEADLINE


def test_quotable_sentences_are_those_in_spans_that_may_be_quoted() -> None:
    marked = (Span(0, 10, Label.BODY), Span(11, 20, Label.FOOTER))
    assert quotable(marked, [(0, 4), (5, 10), (11, 20)]) == ((0, 4), (5, 10))
