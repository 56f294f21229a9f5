"""From spans to readings: each in its sentence, best first, with a calibrated confidence."""

from collections.abc import Sequence
from dataclasses import replace
from math import exp
from pathlib import Path

import pytest
from fakes import HashEncoder, hit_of, question_of, tiny_reader
from hypothesis import given
from hypothesis import strategies as st

from index.build import sync
from index.errors import ModelError
from index.records import Hit, Label
from qa.bot import Bot
from qa.questions.kinds import Kind
from qa.reading import reader as reader_module
from qa.reading.calibration import Calibration
from qa.reading.reader import SpanReader, load_reader, reader_name
from qa.reading.spans import Span

PLAIN = Calibration(retrieval=0)


class FoundSpans:
    """A span model that finds what it was told to, passage by passage."""

    def __init__(self, *found: list[Span]) -> None:
        self.found = found
        self.asked: list[tuple[str, list[str]]] = []

    def find(self, question: str, passages: Sequence[str], *, most: int = 3) -> list[list[Span]]:
        self.asked.append((question, list(passages)))
        assert len(passages) == len(self.found)
        return list(self.found)


def span_of(hit: Hit, words: str, score: float = 1.0) -> Span:
    start = hit.text.index(words)
    return Span(start, start + len(words), score)


def logistic(logit: float) -> float:
    return 1 / (1 + exp(-logit))


TRAIN = ("Der Zug hielt in Bern.", "Niemand stieg aus.")


def test_read_gives_the_sentence_of_the_answer():
    hit = hit_of(*TRAIN, lead="Titel\n\n")
    model = FoundSpans([span_of(hit, "in Bern")])
    (reading,) = SpanReader(model, PLAIN).read(question_of(), [hit])
    article = "Titel\n\n" + hit.text
    assert reading.hit is hit
    assert article[reading.start : reading.end] == TRAIN[0]
    assert article[slice(*reading.answer)] == "in Bern"
    assert model.asked == [("what did Putin give Kim", [hit.text])]


def test_read_without_hits_gives_nothing():
    assert SpanReader(FoundSpans(), PLAIN).read(question_of(), []) == []


def test_read_without_spans_gives_nothing():
    assert SpanReader(FoundSpans([]), PLAIN).read(question_of(), [hit_of(*TRAIN)]) == []


def test_read_a_hit_without_sentences_gives_nothing():
    hit = replace(hit_of(*TRAIN), sentences=())
    assert SpanReader(FoundSpans([Span(0, 5, 1)]), PLAIN).read(question_of(), [hit]) == []


@pytest.mark.parametrize(
    ("words", "sentence", "answer"),
    [
        ("Bern. Niemand stieg", 1, "Niemand stieg"),
        ("hielt in Bern. Nie", 0, "hielt in Bern."),
    ],
)
def test_read_a_span_over_two_sentences_is_put_into_the_one_that_holds_more(
    words, sentence, answer
):
    hit = hit_of(*TRAIN)
    (reading,) = SpanReader(FoundSpans([span_of(hit, words)]), PLAIN).read(question_of(), [hit])
    assert (reading.start, reading.end) == hit.sentences[sentence]
    assert hit.text[slice(*reading.answer)] == answer


def test_read_every_span_of_a_sentence_is_a_reading_best_first():
    hit = hit_of(*TRAIN)
    found = [span_of(hit, "in Bern", 2.0), span_of(hit, "Der Zug", 1.0), span_of(hit, "aus", 0.5)]
    readings = SpanReader(FoundSpans(found), PLAIN).read(question_of(), [hit])
    assert [hit.text[slice(*each.answer)] for each in readings] == ["in Bern", "Der Zug", "aus"]
    backwards = SpanReader(FoundSpans(found[::-1]), PLAIN).read(question_of(), [hit])
    assert backwards == readings


def test_read_the_same_place_in_two_articles_is_two_readings():
    hits = [hit_of(*TRAIN, name=name) for name in ("a.txt", "b.txt")]
    found = FoundSpans(*([span_of(hit, "in Bern")] for hit in hits))
    readings = SpanReader(found, PLAIN).read(question_of(), hits)
    assert [each.hit.article.id for each in readings] == ["a.txt", "b.txt"]


def test_read_sorts_by_score():
    hits = [hit_of(*TRAIN, name=f"{n}.txt") for n in range(3)]
    found = FoundSpans(
        [span_of(hits[0], "in Bern", -1.0), span_of(hits[0], "aus", 3.0)],
        [span_of(hits[1], "in Bern", 4.0)],
        [span_of(hits[2], "in Bern", 0.0)],
    )
    readings = SpanReader(found, PLAIN).read(question_of(), hits)
    assert [each.hit.article.id for each in readings] == ["1.txt", "0.txt", "2.txt", "0.txt"]
    confidences = [each.confidence for each in readings]
    assert confidences == sorted(confidences, reverse=True)


def test_read_confidence_is_one_half_where_the_span_is_as_likely_as_none():
    hit = hit_of(*TRAIN)
    model = FoundSpans([span_of(hit, "in Bern", 0.0)])
    (reading,) = SpanReader(model, PLAIN).read(question_of(), [hit])
    assert reading.confidence == 0.5


FITTED = Calibration(
    retrieval=0.5, teaser=2.0, slope=0.25, offset=-1.0, same_language=-0.75, threshold=0.3
)


@pytest.mark.parametrize(
    ("score", "label", "language", "logit"),
    [
        (0.0, Label.BODY, "de", 0.25 * 6 - 1),
        (3.0, Label.BODY, "de", 0.25 * 6 - 1),
        (-3.0, Label.HEADLINE, "de", 0.25 * 6 - 1),
        (0.0, Label.TEASER, "de", 0.25 * (6 - 2) - 1),
        (0.0, Label.BODY, "en", 0.25 * 6 - 1 - 0.75),
        (3.0, Label.TEASER, "en", 0.25 * (6 - 2) - 1 - 0.75),
    ],
)
def test_read_confidence_follows_the_calibration(score, label, language, logit):
    hit = hit_of(*TRAIN, score=score, label=label, language=language)
    model = FoundSpans([span_of(hit, "in Bern", 6.0)])
    (reading,) = SpanReader(model, FITTED).read(question_of(language="en"), [hit])
    assert reading.confidence == pytest.approx(logistic(logit))


def test_read_retrieval_decides_which_comes_first_and_not_how_sure_it_is():
    hits = [hit_of(*TRAIN, name=f"{n}.txt", score=score) for n, score in enumerate((0.0, 4.0))]
    found = FoundSpans([span_of(hits[0], "in Bern", 6.0)], [span_of(hits[1], "in Bern", 5.0)])
    readings = SpanReader(found, FITTED).read(question_of(), hits)
    assert [each.hit.article.id for each in readings] == ["1.txt", "0.txt"]
    assert readings[0].confidence < readings[1].confidence


def test_read_a_passage_behind_the_best_one_is_less_sure():
    hits = [hit_of(*TRAIN, name=f"{n}.txt", score=score) for n, score in enumerate((3.0, 1.0))]
    found = FoundSpans([span_of(hits[0], "in Bern", 6.0)], [span_of(hits[1], "in Bern", 6.0)])
    fitted = replace(FITTED, behind=0.5)
    readings = SpanReader(found, fitted).read(question_of(), hits)
    logits = [0.25 * 6 - 1, 0.25 * 6 - 1 - 0.5 * (3.0 - 1.0)]
    assert [each.confidence for each in readings] == pytest.approx([*map(logistic, logits)])


@pytest.mark.parametrize(("score", "confidence"), [(1e9, 1.0), (-1e9, 0.0)])
def test_read_an_extreme_score_does_not_overflow(score, confidence):
    hit = hit_of(*TRAIN)
    model = FoundSpans([span_of(hit, "in Bern", score)])
    (reading,) = SpanReader(model, PLAIN).read(question_of(), [hit])
    assert reading.confidence == pytest.approx(confidence)


def test_read_a_reason_is_the_sentence_without_an_answer_inside():
    hit = hit_of(*TRAIN)
    model = FoundSpans([span_of(hit, "in Bern")])
    (reading,) = SpanReader(model, PLAIN).read(question_of(Kind.REASON), [hit])
    assert (reading.start, reading.end) == hit.sentences[0]
    assert reading.answer is None


@pytest.mark.parametrize("kind", Kind)
def test_span_reader_has_one_threshold_for_every_kind(kind):
    assert SpanReader(FoundSpans(), FITTED).threshold(question_of(kind)) == 0.3


@given(st.data())
def test_read_any_spans_gives_answers_inside_sentences_of_the_hits(data):
    word = st.text("ab字🎉", min_size=1, max_size=8)
    hits = [
        hit_of(*data.draw(st.lists(word, min_size=1, max_size=4)), lead=lead, name=f"{len(lead)}")
        for lead in data.draw(st.lists(st.text("x", max_size=3), max_size=3, unique=True))
    ]
    found = []
    for hit in hits:
        starts = st.integers(0, len(hit.text) - 1)
        drawn = data.draw(st.lists(st.tuples(starts, starts, st.floats(-30, 30)), max_size=4))
        found.append([Span(min(a, b), max(a, b) + 1, score) for a, b, score in drawn])
    readings = SpanReader(FoundSpans(*found), FITTED).read(question_of(), hits)
    confidences = [each.confidence for each in readings]
    assert confidences == sorted(confidences, reverse=True)
    for reading in readings:
        assert (reading.start, reading.end) in reading.hit.sentences
        assert reading.start <= reading.answer[0] < reading.answer[1] <= reading.end
        assert 0 <= reading.confidence <= 1


# Which reader reads.


@pytest.mark.parametrize(
    ("name", "variable", "expected"),
    [
        (None, None, None),
        (None, "", None),
        (None, "from/variable", "from/variable"),
        ("from/argument", "from/variable", "from/argument"),
        ("from/argument", None, "from/argument"),
        ("", "from/variable", "from/variable"),
    ],
)
def test_reader_name_is_the_argument_or_the_variable(name, variable, expected, monkeypatch):
    monkeypatch.delenv("BELEG_READER", raising=False)
    if variable is not None:
        monkeypatch.setenv("BELEG_READER", variable)
    assert reader_name(name) == expected


@pytest.fixture(scope="module")
def tiny_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_reader(tmp_path_factory.mktemp("tiny") / "reader")


@pytest.fixture
def own_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the reader that other tests share where it is kept."""
    fresh = reader_module.lru_cache(maxsize=1)(reader_module._model.__wrapped__)
    monkeypatch.setattr(reader_module, "_model", fresh)


@pytest.mark.usefixtures("own_cache")
@pytest.mark.parametrize("kind", Kind)
def test_load_reader_of_a_folder_reads_every_kind(kind, tiny_folder):
    hits = [hit_of(*TRAIN, lead="Titel\n\n"), hit_of("Es regnete.", name="b.txt")]
    articles = {"a.txt": "Titel\n\n" + hits[0].text, "b.txt": hits[1].text}
    readings = load_reader(HashEncoder(), name=str(tiny_folder)).read(question_of(kind), hits)
    assert readings
    assert all(0 <= each.confidence <= 1 for each in readings)
    for reading in readings:
        text = articles[reading.hit.article.id][reading.start : reading.end]
        assert text in (*TRAIN, "Es regnete.")
        assert kind is Kind.FACT or reading.answer is None
        if reading.answer:
            assert reading.start <= reading.answer[0] < reading.answer[1] <= reading.end


@pytest.mark.usefixtures("own_cache")
def test_load_reader_takes_the_folder_from_the_variable(tiny_folder, monkeypatch):
    monkeypatch.setenv("BELEG_READER", str(tiny_folder))
    hit = hit_of(*TRAIN)
    by_variable = load_reader(HashEncoder()).read(question_of(), [hit])
    monkeypatch.delenv("BELEG_READER")
    assert by_variable == load_reader(HashEncoder(), str(tiny_folder)).read(question_of(), [hit])


@pytest.mark.usefixtures("own_cache")
def test_load_reader_that_cannot_be_found_names_the_variable(monkeypatch):
    monkeypatch.setenv("BELEG_READER", "nobody/no-such-reader")
    with pytest.raises(ModelError, match="BELEG_READER"):
        load_reader(HashEncoder())


@pytest.mark.usefixtures("own_cache")
def test_bot_with_a_reader_of_another_name_answers_in_slices(tiny_folder, tmp_path):
    (tmp_path / "news").mkdir()
    (tmp_path / "news/bridge.txt").write_text(
        "Die Brücke ist seit Mittwoch gesperrt.\r\n\r\nSie wird 2027 wieder geöffnet. 🎉 Kim kam."
    )
    encoder = HashEncoder()
    sync(tmp_path / "store", [tmp_path / "news"], encoder=encoder)
    bot = Bot(tmp_path / "store", encoder, load_reader(encoder, str(tiny_folder)))
    for question in ("Wann wird die Brücke geöffnet?", "Warum ist sie gesperrt?", "Brücke"):
        answer = bot.ask(question)
        for stretch in (*answer.quotes, *answer.nearest):
            text = bot.article(stretch.article.id).text
            assert text[stretch.start : stretch.end] == stretch.text


def test_load_reader_bundled_is_calibrated(encoder, monkeypatch):
    monkeypatch.delenv("BELEG_READER", raising=False)
    bundled = load_reader(encoder)
    fitted = reader_module.calibrated()
    assert bundled.threshold(question_of()) == fitted.threshold
    present = "Uschakow sagte, der russische Staatschef habe Kim auch ein Teeservice geschenkt."
    hits = [hit_of(present, score=3.0), hit_of("Der Zug hielt in Bern.", score=0.0, name="b.txt")]
    readings = bundled.read(question_of(), hits)
    assert readings[0].hit.article.id == "a.txt"
    assert "Teeservice" in present[slice(*readings[0].answer)]
