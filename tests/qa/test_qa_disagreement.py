"""Answers that differ, correct one another, say the same in other words, and who says so.

The readings are given: what is told here is what is made of them.
"""

import json
from collections import Counter
from pathlib import Path

import pytest

from index.model.encoder import Encoder
from index.records import Article, Citation, Hit, Span
from qa.answers.answering import compose
from qa.answers.attribution import attribution
from qa.questions.question import understand
from qa.reading.protocol import Reading
from qa.records import Answer, Quote

LABELLED = Path(__file__).parents[1] / "labelled"
# Of each kind so many are right: what is not stands in the message of the test.
LEAST = {"differing": 0.9, "opposed": 0.9, "corrected": 0.9, "same": 0.9, "attributed": 0.9}


def read(name):
    lines = (LABELLED / name).read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def answered(case, encoder: Encoder, scores=(0.9, 0.85, 0.8)) -> Answer:
    """Compose an answer of articles whose answers stand in square brackets."""
    articles, readings, hits = {}, [], []
    for number, told in enumerate(case["articles"], 1):
        before, _, rest = told["text"].partition("[")
        answer, _, after = rest.partition("]")
        text = before + answer + after
        start = max(before.rfind(". ") + 2, 0) if ". " in before else 0
        citation = Citation(
            f"{number}.txt", told["title"], "", told["source"], told["published"],
            told["language"],
        )  # fmt: skip
        articles[citation.id] = Article(citation, text, (Span(0, len(text)),), "")
        hit = Hit(number, 1.0, 0, len(text), text, citation, language=told["language"])
        place = len(before), len(before) + len(answer)
        few = {"clause" if case.get("kind") in ("opposed", "agreed") else "answer": place}
        readings.append(Reading(hit, start, len(text), scores[number - 1], **few))
        hits.append(hit)
    return compose(
        understand(case["question"] or "who"), hits, readings, articles.__getitem__,
        encoder.encode_queries, encoder.encode_passages, threshold=0.5, most_quotes=3,
    )  # fmt: skip


def is_right(case, answer: Answer) -> bool:
    texts = [short.text for short in answer.short_answers]
    if case["kind"] == "same":
        return texts == case["order"] and answer.short_answers[0].articles == 2
    if answer.disagreement is None or answer.disagreement.kind != case["differs"]:
        return False
    corrects = [short.text for short in answer.short_answers if short.corrects]
    if corrects != case.get("corrects", []):
        return False
    in_order = sorted(texts) == sorted(case["order"]) if case.get("any_order") else False
    return in_order or texts == case["order"]


@pytest.mark.parametrize("kind", ["differing", "opposed", "corrected", "same"])
def test_compose_tells_answers_that_differ_from_those_that_are_one(kind, encoder, record_property):
    cases = [case for case in read("differing.jsonl") if case["kind"] == kind]
    assert len(cases) >= 20
    assert len({case["language"] for case in cases}) >= 4
    answers = [answered(case, encoder) for case in cases]
    wrong = [
        (case["order"], [short.text for short in answer.short_answers], answer.disagreement)
        for case, answer in zip(cases, answers, strict=True)
        if not is_right(case, answer)
    ]
    share = 1 - len(wrong) / len(cases)
    record_property(f"share of the {len(cases)} cases that is right", share)
    assert share >= LEAST[kind], wrong


def test_compose_of_reports_that_both_say_yes_or_both_no_tells_no_disagreement(encoder):
    cases = [case for case in read("differing.jsonl") if case["kind"] == "agreed"]
    assert len(cases) >= 6
    for case in cases:
        answer = answered(case, encoder)
        assert answer.answered
        assert (answer.disagreement, answer.short_answers) == (None, ()), case


@pytest.mark.parametrize(
    ("question", "texts"),
    [
        (
            "Wann war Varga zuletzt in Bergen?",
            (
                "Minister Varga war in Bergen zuletzt im Jahr [2000] zu Gast.",
                "Minister Varga war in Bergen zum ersten Mal seit [24 Jahren] zu Gast.",
            ),
        ),
        (
            "How many shells does Orland have in stock?",
            (
                "Orland sent [more than 10,000] containers with shells to Bergen since May.",
                "Orland is said to have [ten million] shells in stock, enough for Bergen.",
            ),
        ),
    ],
)
def test_compose_of_numbers_that_are_far_apart_tells_no_disagreement(encoder, question, texts):
    language = "de" if question.startswith("Wann") else "en"
    articles = [
        {"title": text, "source": text[-9:], "published": None, "language": language, "text": text}
        for text in texts
    ]
    answer = answered({"question": question, "articles": articles}, encoder)
    assert len(answer.short_answers) == 2
    assert answer.disagreement is None


def test_attribution_names_who_says_it(record_property):
    cases, wrong = read("attributed.jsonl"), []
    for case in cases:
        before = case.get("before", "")
        start = len(before) + bool(before)
        text = f"{before} {case['text']}" if before else case["text"]
        at = text.index(case["answer"], start)
        citation = Citation("a.txt", "Title", "", language=case["language"])
        article = Article(citation, text, (Span(0, len(text)),), "")
        quote = Quote.cut(
            article, start, len(text), number=1, score=1.0, before=before,
            answer=(at, at + len(case["answer"])),
        )  # fmt: skip
        found = attribution(article, quote)
        says = text[found.start : found.end] if found else ""
        if says != case["says"]:
            wrong.append((case["text"], says))
    languages = Counter(case["language"] for case in cases)
    assert len(cases) >= 20
    assert len(languages) >= 4
    share = 1 - len(wrong) / len(cases)
    record_property(f"share of the {len(cases)} cases that is right", share)
    assert share >= LEAST["attributed"], wrong


@pytest.mark.parametrize(
    ("language", "text", "answer", "says"),
    [
        ("it", "Secondo la Regione il nuovo ponte è costato 3 milioni.", "3 milioni", "la Regione"),
        ("fr", "Selon le maire Jean Roux le pont a coûté 4 millions.", "4 millions",
         "le maire Jean Roux"),
        ("ar", "أصيب 200 شخص، وفق ما أعلنت وزارة الصحة.", "200", "وزارة الصحة"),
        ("en", "The fire caused damage of £200k, insurers said.", "£200k", "insurers"),
        ("en", "Twelve people were hurt in the crash on Monday.", "Twelve", ""),
    ],
)  # fmt: skip
def test_attribution_ends_where_what_is_said_begins(language, text, answer, says):
    at = text.index(answer)
    article = Article(Citation("a.txt", "Title", "", language=language), text, (), "")
    quote = Quote.cut(
        article, 0, len(text), number=1, score=1.0, before="", answer=(at, at + len(answer))
    )
    found = attribution(article, quote)
    assert (text[found.start : found.end] if found else "") == says


def test_compose_of_a_weak_second_reading_tells_no_disagreement(encoder):
    case = next(case for case in read("differing.jsonl") if case["kind"] == "differing")
    answer = answered(case, encoder, scores=(0.9, 0.3))
    assert answer.disagreement is None
    assert [short.text for short in answer.short_answers] == [case["order"][-1]]


def test_compose_leaves_out_what_is_said_of_another_matter(encoder):
    articles = [
        {"title": "Feuer", "source": "A", "published": "2025-01-01", "language": "de",
         "text": "Beim Brand in Talheim starben [fünf] Menschen."},
        {"title": "Ernte", "source": "B", "published": "2025-01-02", "language": "de",
         "text": "Die Apfelernte am Bodensee brachte [sieben] Tonnen mehr als im Vorjahr."},
    ]  # fmt: skip
    answer = answered({"question": "Wie viele?", "articles": articles}, encoder)
    assert answer.disagreement is None
    assert [short.text for short in answer.short_answers] == ["fünf"]


def test_compose_of_a_correction_alone_quotes_what_is_right(encoder):
    text = (
        "In unserem Bericht über das Zugunglück hieß es, 15 Menschen seien gestorben. "
        "Richtig ist: Es starben 14 Menschen."
    )
    citation = Citation("c.txt", "Korrektur", "", "Anzeiger", "2025-02-06", "de")
    article = Article(citation, text, (Span(0, len(text)),), "")
    hit = Hit(1, 1.0, 0, len(text), text, citation, language="de")
    end = text.index(" Richtig")
    places = [(text.index(count), text.index(count) + 2) for count in ("15", "14")]
    readings = [
        Reading(hit, 0, end, 0.9, places[0]),
        Reading(hit, end + 1, len(text), 0.8, places[1]),
    ]
    answer = compose(
        understand("Wie viele Menschen starben?"), [hit], readings, lambda _: article,
        encoder.encode_queries, encoder.encode_passages, threshold=0.5, most_quotes=3,
    )  # fmt: skip
    assert [short.text for short in answer.short_answers] == ["14"]
    assert [quote.text for quote in answer.quotes] == ["Richtig ist: Es starben 14 Menschen."]


@pytest.mark.parametrize(
    ("wrong", "right", "language"),
    [
        (
            "In our report of Tuesday we wrote that the accident had killed 15 people.",
            "That was wrong. In fact 14 people died.",
            "en",
        ),
        (
            "In unserem Bericht vom Dienstag hieß es, der Unfall habe 15 Tote gefordert.",
            "Richtig ist: Es starben 14 Menschen.",
            "de",
        ),
        (
            "Dans notre article de mardi, nous avons écrit que 15 personnes étaient mortes.",
            "En réalité, 14 personnes sont mortes.",
            "fr",
        ),
    ],
)
def test_compose_of_a_correction_takes_no_answer_that_it_takes_back(
    encoder, wrong, right, language
):
    title = {"en": "Correction", "de": "Korrektur", "fr": "Rectificatif"}[language]
    articles, readings = {}, []
    for name, head, text, day in (
        ("old.txt", "Accident", "The accident killed 12 people.", "2025-03-04"),
        ("new.txt", title, f"{wrong} {right}", "2025-03-06"),
    ):
        citation = Citation(name, head, "", "Courier", day, language)
        articles[name] = Article(citation, text, (Span(0, len(text)),), "")
        hit = Hit(1, 1.0, 0, len(text), text, citation, language=language)
        number = "12" if name == "old.txt" else "15"
        end = len(text) if name == "old.txt" else len(wrong)
        at = text.index(number)
        readings.append(Reading(hit, 0, end, 0.9 - 0.05 * len(readings), (at, at + 2)))
    answer = compose(
        understand("How many people did the accident kill?"), [each.hit for each in readings],
        readings, articles.__getitem__, encoder.encode_queries, encoder.encode_passages,
        threshold=0.5, most_quotes=3,
    )  # fmt: skip
    assert [short.text for short in answer.short_answers] == ["12"]
