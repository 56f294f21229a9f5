"""Quotes are slices, short enough, and never twice the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.records import Article, Citation, Hit, Span
from qa.answers.quoting import MAX_QUOTE, select
from qa.reading.reader import Reading
from qa.records import Quote


def article_of(text: str, article_id: str = "a.txt") -> Article:
    return Article(Citation(article_id, "Title", f"/{article_id}"), text, (Span(0, len(text)),), "")


def reading(text: str, start: int, end: int, answer=None, confidence=0.5, article_id="a.txt"):
    citation = Citation(article_id, "Title", f"/{article_id}")
    hit = Hit(1, 1.0, 0, len(text), text, citation, sentences=((0, len(text)),))
    return Reading(hit, start, end, confidence, answer)


def test_cut_outside_the_article_is_refused():
    with pytest.raises(ValueError, match="no stretch"):
        Quote.cut(article_of("Kurz."), 0, 6, number=1, score=1)


def test_cut_with_an_answer_outside_is_refused():
    with pytest.raises(ValueError, match="outside"):
        Quote.cut(article_of("Das Haus brannte."), 4, 8, number=1, score=1, answer=(0, 3))


def test_select_numbers_quotes_from_one_and_keeps_the_order():
    text = "Der Zug hielt. Niemand stieg aus. Es regnete."
    article = article_of(text)
    quotes, _ = select([reading(text, 15, 33), reading(text, 0, 14)], lambda _: article, most=3)
    assert [(q.number, q.text) for q in quotes] == [
        (1, "Niemand stieg aus."),
        (2, "Der Zug hielt."),
    ]


def test_select_the_same_words_from_two_articles_quotes_them_once():
    articles = {name: article_of("Der Zug hielt.", name) for name in ("a.txt", "b.txt")}
    readings = [reading("Der Zug hielt.", 0, 14, article_id=name) for name in articles]
    assert len(select(readings, articles.__getitem__, most=3)[0]) == 1


def test_select_a_long_sentence_is_cut_at_a_clause_around_the_answer():
    clauses = [f"dass die {n}. Brücke über den Fluss gesperrt wird" for n in range(30)]
    text = "Der Sprecher sagte, " + ", ".join(clauses) + "."
    start = text.index("20. Brücke")
    answer = (start, start + len("20. Brücke"))
    ((quote,), _) = select(
        [reading(text, 0, len(text), answer)], lambda _: article_of(text), most=1
    )
    assert len(quote.text) <= MAX_QUOTE
    assert quote.text == text[quote.start : quote.end]
    assert (quote.answer_start, quote.answer_end) == answer
    assert text[quote.end - 1] == ","
    assert text[quote.start - 2] == ","


@given(
    st.text(alphabet="ab ,;:–。، \n\u00a0", min_size=1, max_size=1500).filter(str.strip),
    st.data(),
)
def test_select_any_sentence_gives_a_short_slice_with_the_answer_inside(text, data):
    start = len(text) - len(text.lstrip())
    end = len(text.rstrip())
    answer = None
    if data.draw(st.booleans()):
        left = data.draw(st.integers(start, end - 1))
        answer = (left, data.draw(st.integers(left + 1, end)))
    ((quote,), _) = select([reading(text, start, end, answer)], lambda _: article_of(text), most=1)
    assert quote.text == text[quote.start : quote.end]
    assert 1 <= len(quote.text) <= MAX_QUOTE
    if answer and answer[1] - answer[0] <= MAX_QUOTE:
        assert quote.start <= answer[0] < answer[1] <= quote.end


@pytest.mark.parametrize(
    ("before", "answer", "after"),
    [
        ("The captain is called ", "Anna" + " " * 460 + "Kruse", ", as the register has it."),
        ("The full name, as chemists write it, is ", "methionyl" + "threonyl" * 60, "."),
        ("", "x" * 401, ""),
        ("x" * 500, "y" * 500, "z" * 500),
        ("Ship:" + " " * 390 + "of, ", " " * 400 + "Altona", ""),
    ],
)
def test_select_an_answer_that_no_quote_can_hold_is_not_marked(before, answer, after):
    text = before + answer + after
    found = reading(text, 0, len(text), (len(before), len(before + answer)))
    ((quote,), held) = select([found], lambda _: article_of(text), most=1)
    assert quote.text == text[quote.start : quote.end]
    assert 1 <= len(quote.text) <= MAX_QUOTE
    assert (quote.answer_start, quote.answer_end) == (None, None)
    assert held == [(found, quote)]


def test_select_readings_of_one_sentence_share_a_quote():
    text = "Der Zug hielt. Kim stieg aus."
    readings = [reading(text, 15, 29, (15, 18)), reading(text, 15, 29, (25, 28))]
    quotes, held = select(readings, lambda _: article_of(text), most=1)
    assert [quote.text for quote in quotes] == ["Kim stieg aus."]
    assert [(each.answer, quote.number) for each, quote in held] == [((15, 18), 1), ((25, 28), 1)]
