"""Short answers: the same said twice is said once, and nothing is said that no quote says."""

from collections.abc import Sequence

import pytest
from fakes import HashEncoder
from hypothesis import given
from hypothesis import strategies as st

from index.model.encoder import Encoder, Vectors
from index.records import Article, Citation, Hit, Span
from qa.answers.short_answers import MAX_SHORT, Group, grouped
from qa.reading.protocol import Reading
from qa.records import Quote, ShortAnswer


def quote(marked: str, *, number: int = 1, score: float = 0.9, language: str = "de") -> Quote:
    """Quote all of an article; its answer stands in square brackets, if it has one."""
    before, bracket, rest = marked.partition("[")
    answer, _, after = rest.partition("]")
    text = before + answer + after
    citation = Citation(f"{number}.txt", "Title", f"/{number}.txt", language=language)
    article = Article(citation, text, (Span(0, len(text)),), "")
    place = (len(before), len(before) + len(answer)) if bracket else None
    return Quote.cut(article, 0, len(text), number=number, score=score, answer=place)


def shorts_of(quotes: Sequence[Quote], encode) -> list[ShortAnswer]:
    """Collect the short answers of quotes with one reading each."""
    hit = Hit(1, 1.0, 0, 1, "x", Citation("a.txt", "Title", "/a.txt"))
    held = []
    for each in quotes:
        known = each.answer_start is not None
        answer = (each.answer_start, each.answer_end) if known else None
        held.append((Reading(hit, each.start, each.end, each.score, answer), each))
    return shown(grouped(held, encode))


def shown(groups: Sequence[Group]) -> list[ShortAnswer]:
    """Give what is shown of each group."""
    return [
        ShortAnswer(group.said.text, group.score, tuple(quote.number for quote in group.quotes))
        for group in groups
    ]


def not_needed(texts: Sequence[str]) -> Vectors:
    """Encode nothing: in one language words are enough."""
    raise AssertionError(f"{texts} were compared by meaning")


def texts_of(*marked: str, language: str = "de") -> list[tuple[str, tuple[int, ...]]]:
    quotes = [quote(each, number=n, language=language) for n, each in enumerate(marked, 1)]
    return [(short.text, short.quotes) for short in shorts_of(quotes, not_needed)]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("ein Teeservice", "Teeservice"),
        ("Teeservice", "ein Teeservice"),
        ("die neue Brücke", "Die neue Brücke"),
        ("DIE NEUE BRÜCKE", "neue Brücke"),
        ("das Teeservice", "einem Teeservice"),
        ("2000", "im Jahr 2000"),
        ("im Jahr 2000", "2000"),
        ("10.000", "10.000 Schiffscontainer"),
        ("Kumsusan State Guest House", "Kumshusan State Guest House"),
        ("Teeservice\n aus  Porzellan", "Teeservice aus Porzellan"),
        ("einen Aurus", "ein Aurus"),
        ("Wladiwostok", "in Wladiwostok"),
        ("in der Hauptstadt", "die Hauptstadt"),
        ("Selenskyj", "Selenskij"),
        ("Putin", "Wladimir Putin"),
        ("der russische Präsident Wladimir Putin", "Putin"),
        ("einen luxuriösen Aurus", "Aurus"),
    ],
)
def test_short_answers_that_say_the_same_are_one(first, second):
    given_texts = texts_of(f"Es war [{first}], hieß es.", f"Und zwar [{second}].")
    assert given_texts == [(" ".join(first.split()), (1, 2))]


@pytest.mark.parametrize(
    ("first", "second", "language"),
    [
        ("10.000", "260.000", "de"),
        ("10.000 Container", "260.000 Container", "de"),
        ("im Jahr 2000", "im Jahr 2001", "de"),
        ("Nordkorea", "Südkorea", "de"),
        ("ein Teeservice", "einen Aurus", "de"),
        ("am Dienstag", "am Donnerstag", "de"),
        ("Kim Jong Un", "Kim Jong Il", "de"),
        ("金正恩", "普京", "zh"),
        ("шампанское", "чайный сервиз", "ru"),
        # One letter or one word apart, and yet not spellings of one thing.
        ("im Juni 2024", "im Juli 2024", "de"),
        ("zwei Millionen Euro", "drei Millionen Euro", "de"),
        ("rund 10 Millionen Euro", "rund 10 Milliarden Euro", "de"),
        ("der nordkoreanische Präsident", "der südkoreanische Präsident", "de"),
        ("the North Korean leader", "the South Korean leader", "en"),
        ("zehn Millionen", "zehn Billionen", "de"),
        ("Ostdeutschland", "Westdeutschland", "de"),
        ("Christian Maier", "Christina Maier", "de"),
        ("the minister", "the ministry", "en"),
        # A word more makes it another thing.
        ("Russia", "Russia's neighbour Norway", "en"),
        ("Putin", "Putins Sprecher Peskow", "de"),
        ("Kim", "Kims Schwester", "de"),
        ("Kim", "Kim Jong Un", "de"),
        ("Kim", "der Onkel von Kim", "de"),
        ("Oslo", "Bergen und Oslo", "de"),
        ("Peter Lang", "Anna Lang", "de"),
        ("guilty", "not guilty", "en"),
        ("prime minister", "deputy prime minister", "en"),
        ("from Moscow", "to Moscow", "en"),
    ],
)
def test_short_answers_that_differ_stay_two_in_order(first, second, language):
    given_texts = texts_of(f"A: [{first}].", f"B: [{second}].", language=language)
    assert given_texts == [(first, (1,)), (second, (2,))]


def test_short_answers_in_three_groups_keep_the_numbers_of_their_quotes():
    assert texts_of(
        "Putin schenkte Kim [einen Aurus].",
        "Er schenkte ihm auch [ein Teeservice].",
        "Kim bekam [das Teeservice] und Blumen.",
        "Kim fuhr [den Aurus].",
        "Putin erhielt [Büsten].",
    ) == [("einen Aurus", (1, 4)), ("ein Teeservice", (2, 3)), ("Büsten", (5,))]


def test_short_answers_have_the_words_and_the_score_of_their_best_quote():
    quotes = [
        quote("Er bekam [ein Teeservice].", number=1, score=0.8),
        quote("Das [Teeservice] war neu.", number=2, score=0.7),
    ]
    (short,) = shorts_of(quotes, not_needed)
    assert (short.text, short.score, short.quotes) == ("ein Teeservice", 0.8, (1, 2))


def test_short_answers_keep_the_numbers_of_quotes_that_do_not_start_at_one():
    (short,) = shorts_of([quote("Kim bekam [ein Teeservice].", number=7)], not_needed)
    assert short.quotes == (7,)


@pytest.mark.parametrize(("length", "shown"), [(MAX_SHORT, 1), (MAX_SHORT + 1, 0)])
def test_short_answers_are_never_longer_than_120_characters(length, shown):
    assert MAX_SHORT == 120
    assert len(texts_of(f"Er sagte: [{'a' * length}].")) == shown


def test_short_answers_skip_a_long_one_and_go_on():
    assert texts_of(f"Er sagte: [{'viel ' * 30}].", "Es war [Kim].") == [("Kim", (2,))]


def test_short_answers_of_quotes_without_an_answer_are_none():
    assert shorts_of([], not_needed) == []
    assert texts_of("Der Zug hielt.", "Niemand stieg aus.") == []
    assert texts_of("Der Zug hielt.", "Nur [Kim] stieg aus.") == [("Kim", (2,))]


def test_short_answers_of_a_quote_inside_an_article_are_cut_at_the_right_place():
    text = "Es regnete. 🎉 Putin schenkte Kim ein Teeservice. Dann fuhr er."
    article = Article(Citation("a.txt", "Title", "/a.txt"), text, (Span(0, len(text)),), "")
    start = text.index("Putin")
    answer = text.index("ein Teeservice")
    cut = Quote.cut(
        article, start, text.index(" Dann"), number=1, score=1, answer=(answer, answer + 14)
    )
    assert [short.text for short in shorts_of([cut], not_needed)] == ["ein Teeservice"]


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("Moscow", "Moskau", [("Moscow", (1, 2))]),
        ("Vladimir Putin", "Wladimir Putin", [("Vladimir Putin", (1, 2))]),
        ("North Korea", "Südkorea", [("North Korea", (1,)), ("Südkorea", (2,))]),
        ("South Korea", "Nordkorea", [("South Korea", (1,)), ("Nordkorea", (2,))]),
        ("Slovakia", "Slowenien", [("Slovakia", (1,)), ("Slowenien", (2,))]),
        ("on Monday", "am Dienstag", [("on Monday", (1,)), ("am Dienstag", (2,))]),
        ("the defendant", "der Kläger", [("the defendant", (1,)), ("der Kläger", (2,))]),
        ("Kim", "Kims Schwester", [("Kim", (1,)), ("Kims Schwester", (2,))]),
        ("in 2000", "im Jahr 2001", [("in 2000", (1,)), ("im Jahr 2001", (2,))]),
        ("10,000", "260.000", [("10,000", (1,)), ("260.000", (2,))]),
        ("a car", "ein Teeservice", [("a car", (1,)), ("ein Teeservice", (2,))]),
    ],
)
def test_short_answers_in_two_languages_are_one_where_they_mean_the_same(
    first, second, expected, encoder: Encoder
):
    quotes = [
        quote(f"It was [{first}].", number=1, language="en"),
        quote(f"Es war [{second}].", number=2, language="de"),
    ]
    shorts = shorts_of(quotes, encoder.encode_queries)
    assert [(short.text, short.quotes) for short in shorts] == expected


def test_short_answers_encode_each_answer_once():
    encoded: list[str] = []

    def encode(texts: Sequence[str]) -> Vectors:
        encoded.extend(texts)
        return HashEncoder(64).encode_queries(texts)

    texts = ("Moscow", "a tea set"), ("Moskau", "ein Service"), ("Москва", "сервиз")
    held = [
        quote(f"X [{text}].", number=3 * i + j + 1, language=language)
        for i, (language, two) in enumerate(zip(("en", "de", "ru"), texts, strict=True))
        for j, text in enumerate(two)
    ]
    shorts_of(held, encode)
    assert sorted(encoded) == sorted(text for two in texts for text in two)


words = st.text("aAeiß 7０.½\u0301字ж،ع🎉„“-\n\u00a0\u200b", min_size=1, max_size=150) | st.text(
    min_size=1, max_size=20
)


@st.composite
def any_quotes(draw: st.DrawFn) -> list[Quote]:
    quotes = []
    for number in range(1, draw(st.integers(0, 5)) + 1):
        text = draw(words)
        citation = Citation(
            f"{number}.txt", "T", "/t", language=draw(st.sampled_from(["de", "zh", "und", "ar"]))
        )
        article = Article(citation, text, (Span(0, len(text)),), "")
        start = draw(st.integers(0, len(text) - 1))
        end = draw(st.integers(start + 1, len(text)))
        left = draw(st.integers(start, end - 1))
        right = draw(st.integers(left + 1, end))
        # What a reader finds is never blank.
        known = draw(st.booleans()) and bool(text[left:right].strip())
        quotes.append(
            Quote.cut(
                article, start, end,
                number=number, score=draw(st.floats(0, 1)), answer=(left, right) if known else None,
            )
        )  # fmt: skip
    return sorted(quotes, key=lambda each: -each.score)


@given(any_quotes())
def test_short_answers_of_any_quotes_are_words_of_theirs(quotes):
    by_number = {each.number: each for each in quotes}
    shorts = shorts_of(quotes, HashEncoder(8).encode_queries)
    assert [short.score for short in shorts] == sorted((s.score for s in shorts), reverse=True)
    numbers = [number for short in shorts for number in short.quotes]
    assert len(numbers) == len(set(numbers))
    for short in shorts:
        assert 1 <= len(short.text) <= MAX_SHORT
        best = by_number[short.quotes[0]]
        assert short.text in " ".join(best.text.split())
        assert all(by_number[number].answer_start is not None for number in short.quotes)


def test_short_answers_of_one_sentence_share_its_quote():
    held = quote("Kim bekam [ein Teeservice] und ein Auto.")
    start = held.text.index("ein Auto")
    hit = Hit(1, 1.0, 0, 1, "x", held.article)
    readings = [
        Reading(hit, 0, held.end, 0.9, (held.answer_start, held.answer_end)),
        Reading(hit, 0, held.end, 0.8, (start, start + len("ein Auto"))),
        Reading(hit, 0, held.end, 0.7, (start - 100, start)),  # lost by a shortened quote
    ]
    shorts = shown(grouped([(each, held) for each in readings], not_needed))
    assert [(each.text, each.quotes) for each in shorts] == [
        ("ein Teeservice", (1,)),
        ("ein Auto", (1,)),
    ]
