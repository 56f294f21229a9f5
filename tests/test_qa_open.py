"""Questions that no few words answer: which sentence, and how sure is that."""

from dataclasses import replace
from math import log

import pytest
from fakes import HashEncoder
from hypothesis import given
from hypothesis import strategies as st
from test_qa_reader import hit_of, question_of

from index.records import Hit
from qa import reader as reader_module
from qa.kinds import Kind
from qa.questions import Question, understand
from qa.reader import KindReader, OpenCalibration, load_reader, open_evidence
from qa.reading import Reading
from qa.sentences import SentenceScorer, sentence_features

TRAIN = ("Der Zug hielt in Bern.", "Niemand stieg aus.")


class Told:
    """A reader that gives back what it was told to."""

    def __init__(self, *readings: Reading, least: float = 0.3) -> None:
        self.readings = list(readings)
        self.least = least

    def read(self, question: Question, hits: list[Hit]) -> list[Reading]:
        return self.readings

    def threshold(self, question: Question) -> float:
        return self.least


def reading_of(hit: Hit, sentence: int, confidence: float) -> Reading:
    return Reading(hit, *hit.sentences[sentence], confidence)


def logit(probability: float) -> float:
    return log(probability / (1 - probability))


def test_open_evidence_is_the_surest_span_of_the_passage_and_the_sentence():
    here, there = hit_of(*TRAIN), hit_of(*TRAIN, name="b.txt")
    found = [reading_of(here, 1, 0.2), reading_of(here, 0, 0.4), reading_of(there, 0, 0.9)]
    told = [reading_of(here, 1, 0.6), reading_of(there, 1, 0.1), reading_of(here, 0, 0.05)]
    expected = [(logit(0.4), logit(0.6)), (logit(0.9), logit(0.1)), (logit(0.4), logit(0.05))]
    assert open_evidence(told, found) == [pytest.approx(each) for each in expected]


def test_open_evidence_of_a_passage_without_spans_is_the_least():
    hit = hit_of(*TRAIN)
    ((span, _),) = open_evidence([reading_of(hit, 0, 0.5)], [])
    assert span == pytest.approx(-10, abs=0.01)


@given(st.floats(0, 1), st.floats(0, 1))
def test_open_evidence_is_finite_however_sure_a_reader_is(span, sentence):
    hit = hit_of(*TRAIN)
    ((of_span, of_sentence),) = open_evidence(
        [reading_of(hit, 0, sentence)], [reading_of(hit, 0, span)]
    )
    assert -10.01 <= of_span <= 10.01
    assert -10.01 <= of_sentence <= 10.01
    assert 0 <= OpenCalibration().confidence(of_span, of_sentence) <= 1


def test_kind_reader_keeps_the_order_of_likeness_and_weighs_both():
    here, there = hit_of(*TRAIN), hit_of(*TRAIN, name="b.txt")
    spans = Told(reading_of(there, 0, 0.9), reading_of(here, 0, 0.2))
    sentences = Told(reading_of(here, 1, 0.6), reading_of(there, 1, 0.5))
    fitted = OpenCalibration(span=2.0, sentence=0.5, offset=1.0, threshold=0.4)
    reader = KindReader(spans, sentences, fitted)
    first, second = reader.read(question_of(Kind.OPEN), [here, there])
    assert (first.hit, first.start) == (here, here.sentences[1][0])
    assert first.confidence == pytest.approx(fitted.confidence(logit(0.2), logit(0.6)))
    assert second.confidence == pytest.approx(fitted.confidence(logit(0.9), logit(0.5)))
    assert second.confidence > first.confidence
    assert reader.threshold(question_of(Kind.OPEN)) == 0.4


def test_kind_reader_is_surer_where_the_passage_holds_a_surer_span():
    hit = hit_of(*TRAIN)
    sentences = Told(reading_of(hit, 0, 0.5))
    fitted = OpenCalibration(span=1.5, sentence=0.7, offset=2.0)
    sure = [
        KindReader(Told(reading_of(hit, 1, span)), sentences, fitted)
        .read(question_of(Kind.OPEN), [hit])[0]
        .confidence
        for span in (0.05, 0.3, 0.8)
    ]
    assert sure == sorted(sure)
    assert sure[0] < 0.5 < sure[-1]


def test_kind_reader_without_hits_reads_nothing():
    assert KindReader(Told(), Told()).read(question_of(Kind.OPEN), []) == []


def test_load_reader_bundled_takes_what_was_fitted_for_open_questions(encoder, monkeypatch):
    monkeypatch.delenv("BELEG_READER", raising=False)
    fitted = OpenCalibration(**reader_module._fitted()["open"])
    assert load_reader(encoder).threshold(question_of(Kind.OPEN)) == fitted.threshold


# Seven sentences that one paper might print; nothing here was used to fit or to choose.
NEWS = (
    "Der Stadtrat von Lindau hat am Montag den Bau einer neuen Seebrücke beschlossen.",
    "Sie soll 14 Millionen Euro kosten und im Frühjahr 2028 eröffnet werden.",
    "Bürgermeisterin Claudia Alfons sprach von einem guten Tag für die Stadt.",
    "Die alte Brücke war im Winter wegen Rostschäden gesperrt worden.",
)


@pytest.mark.parametrize(
    ("answered", "silent"),
    [
        ("Did the town council decide to build a bridge?", "Did the mayor resign?"),
        ("Wurde die alte Brücke gesperrt?", "Wurde am Bahnhof ein Hotel gebaut?"),
        ("Claudia Alfons", "Angela Merkel"),
        ("Стоимость нового моста", "прогноз погоды"),
    ],
)
def test_bundled_reader_is_surer_of_what_the_passages_say(encoder, monkeypatch, answered, silent):
    monkeypatch.delenv("BELEG_READER", raising=False)
    hits = [hit_of(*NEWS[:2], score=2.0), hit_of(*NEWS[2:], score=1.0, name="b.txt")]
    reader = load_reader(encoder)
    sure, unsure = (
        reader.read(understand(question), hits)[0].confidence for question in (answered, silent)
    )
    assert sure > unsure


@pytest.mark.parametrize(
    ("question", "shared"),
    [
        ("Vietnam", 1.0),
        ("Kim Jong Un", 1.0),
        ("Юрий Ушаков", 0.0),
        ("Camden 28", 0.0),
        ("Reiste Kim nach Vietnam?", 1.0),
        ("Kommt Kim aus Bern?", 0.5),
        ("vietnam", 0.0),
    ],
)
def test_sentence_features_counts_a_name_that_stands_alone(encoder, question, shared):
    hit = hit_of("Kim Jong Un reiste nach Vietnam.")
    (row,) = sentence_features(Question(question, question, "de", Kind.OPEN), [hit], encoder)
    assert row[2] == pytest.approx(shared)


@pytest.mark.parametrize(
    ("question", "sentence", "shared"),
    [
        ("Hilft die EU?", "Heute kamen neue Leute.", 0.0),
        ("Hilft die EU?", "Die EU hilft.", 1.0),
        ("Kommt die US?", "Aus dem Haus kam niemand.", 0.0),
        ("Sah man Putin?", "Das ist Putins Wagen.", 1.0),
        ("Kommt Kim?", "Kimchi schmeckt ihm.", 0.0),
        ("Видел ли он Путина?", "Путина ждали.", 1.0),
        ("es kamen 10?", "Es kamen 100.", 0.0),
        ("es kamen 10?", "Es kamen 10,5 Tonnen.", 0.0),
        ("es kamen 10?", "Es kamen 10.", 1.0),
        ("War es 1909, oder später?", "Es war 1909.", 1.0),
        ("Was it in 2024?", "会议于2024年举行。", 1.0),
        ("Is it Google?", "他在Google工作。", 1.0),
    ],
)
def test_sentence_features_counts_names_and_numbers_as_words(question, sentence, shared):
    asked = Question(question, question, "de", Kind.OPEN)
    (row,) = sentence_features(asked, [hit_of(sentence)], HashEncoder())
    assert row[2] == pytest.approx(shared)


def test_sentence_features_take_the_language_of_the_passage_and_not_of_its_article():
    # Only an English stemmer makes one word of these.
    hit = hit_of("They came running.", language="en")
    hit = replace(hit, article=replace(hit.article, language="de"))
    (row,) = sentence_features(question_with("run"), [hit], HashEncoder())
    assert row[1] > 0


def question_with(text: str) -> Question:
    return Question(text, text, "en", Kind.OPEN)


def test_sentence_scorer_prefers_the_sentence_with_the_name_alone(encoder):
    hit = hit_of("Der Präsident reiste weiter.", "In Vietnam wurde er erwartet.")
    question = Question("Vietnam", "Vietnam", "de", Kind.OPEN)
    assert SentenceScorer(encoder).read(question, [hit])[0].start == hit.sentences[1][0]


def test_sentence_features_of_hyphens_without_end_take_no_longer_than_words(encoder):
    text = "A-" * 900 + "b c"
    hit = hit_of("Der Zug hielt in Bern.")
    assert len(sentence_features(Question(text, text, "de", Kind.OPEN), [hit], encoder)) == 1
