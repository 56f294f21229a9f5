"""What is fitted and counted: questions to an archive, first readings, thresholds, misses."""

import json
from dataclasses import replace

import numpy as np
import pytest
from fakes import hit_of, question_of

from qa.reading.calibration import Calibration
from qa.reading.spans import Span
from training import errors
from training.archive import Asked, Found, _packed, _unpacked, held_archive, news_archive
from training.calibrate import calibrate, expected_error, fit_ranking, least_cost
from training.readings import Candidate, Case, figures, ranked

BERN = ("Der Zug hielt in Bern.", "Niemand stieg aus.")
FAR = ("In Basel war Markt.", "Es regnete.")


def case(scores: tuple[float, float, float], *, answerable: bool = True) -> Case:
    """Where the train stopped: two spans of the right article, one of another that is nearer."""
    right, other = hit_of(*BERN, name="a.txt", score=0.0), hit_of(*FAR, name="b.txt", score=2.0)
    spans = [
        (right, Span(13, 21, scores[0])),
        (right, Span(23, 30, scores[1])),
        (other, Span(3, 8, scores[2])),
    ]
    places = (("a.txt", 13, 21),) if answerable else ()
    asked = Asked("where did it stop", "en", "fact", places, ("in Bern",) if answerable else ())
    candidates = []
    for hit, span in spans:
        sentence = next(each for each in hit.sentences if each[0] <= span.start < each[1])
        holds = answerable and (hit.article.id, sentence) == ("a.txt", hit.sentences[0])
        candidates.append(Candidate(hit, span, (hit.article.id, *sentence), holds))
    return Case(Found(asked, question_of(), [right, other]), candidates)


def test_ranked_weighs_span_and_passage():
    assert ranked(case((3.0, 1.0, 2.0)), Calibration(retrieval=0.0))[0].right
    assert not ranked(case((3.0, 1.0, 2.0)), Calibration(retrieval=1.0))[0].right


def test_figures_count_first_quotes_short_answers_and_the_area():
    cases = [
        case((3.0, 1.0, 2.0)),
        case((1.0, 3.0, 2.0)),
        case((-3.0, -4.0, -2.0), answerable=False),
    ]
    told = figures(cases, Calibration(retrieval=0.0, threshold=0.0))
    assert told["quote@1"] == told["fact"] == 0.5
    assert told["quote@3"] == 1.0
    assert told["area"] == 1.0
    assert told["short"] == pytest.approx(0.5)  # of the second question both are others' words


def test_figures_count_a_refusal_as_a_miss():
    cases = [case((3.0, 1.0, 2.0)), case((-3.0, -4.0, -2.0), answerable=False)]
    cases.append(case((-1.0, -2.0, -3.0)))
    told = figures(cases, Calibration(retrieval=0.0, threshold=0.5))
    assert told["quote@1"] == told["quote@3"] == told["short"] == 0.5
    assert told["refused rightly"] == 0.5
    assert told["of those to refuse"] == 1.0


def test_fit_ranking_takes_the_least_weights_with_most_first_quotes():
    assert fit_ranking([case((2.0, 0.0, 1.0))] * 3).retrieval == 0.0
    # Right is what stands in the nearer passage.
    near = case((2.0, 0.0, 1.5))
    other = [replace(each, right=each.hit.article.id == "b.txt") for each in near.candidates]
    assert fit_ranking([replace(near, candidates=other)] * 3).retrieval == 0.5


@pytest.mark.parametrize(
    ("confidences", "right", "answerable", "low", "high"),
    [
        # Refuse the two that nothing answers.
        ([0.9, 0.8, 0.2, 0.1], [1, 1, 0, 0], [1, 1, 0, 0], 0.2, 0.8),
        # A refusal of one with an answer, wrong first, costs as much as the wrong quote: show it.
        ([0.9, 0.8, 0.2, 0.1], [1, 1, 0, 0], [1, 1, 1, 0], 0.1, 0.8),
        # Nothing to refuse.
        ([0.9, 0.8], [1, 1], [1, 1], 0.0, 0.8),
    ],
)
def test_least_cost_weighs_a_refusal_like_a_wrong_quote(confidences, right, answerable, low, high):
    found = least_cost(np.array(confidences), np.array(right, bool), np.array(answerable, bool))
    assert low <= found <= high


def test_least_cost_of_what_is_always_wrong_refuses_everything():
    nothing = np.zeros(3, bool)
    assert least_cost(np.array([0.2, 0.5, 0.9]), nothing, nothing) > 0.9


def test_calibrate_tells_what_is_right_from_what_is_not():
    articles = [case((3.0 + n / 20, 1.0, 0.0)) for n in range(20)]
    silent = [case((-3.0 - n / 20, -4.0, -5.0), answerable=False) for n in range(20)]
    # Each of its own article, as those who are left out go by articles.
    cases = []
    for number, each in enumerate([*articles, *silent]):
        hits = {}
        for found in each.candidates:
            article = replace(found.hit.article, id=f"{number}{found.hit.article.id}")
            hits.setdefault(found.hit, replace(found.hit, article=article))
        candidates = [
            replace(found, hit=hits[found.hit], sentence=(f"{number}", *found.sentence[1:]))
            for found in each.candidates
        ]
        cases.append(replace(each, candidates=candidates))
    fitted = calibrate(cases)
    sure = [each.confidence(each.candidates[0], fitted) for each in cases]
    assert min(sure[:20]) > fitted.threshold > max(sure[20:])


def test_expected_error_is_nothing_where_every_bin_is_right_as_often_as_told():
    assert expected_error(np.full(10, 0.5), np.arange(10) % 2 == 0, bins=5) == pytest.approx(0)
    assert expected_error(np.full(10, 0.9), np.zeros(10, bool)) == pytest.approx(0.9)


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        ((3.0, 1.0, 0.0), None),
        ((1.0, 3.0, 0.0), "wrong sentence"),
        ((1.0, 0.0, 3.0), "wrong article"),
        ((-3.0, -4.0, -5.0), "refused"),
    ],
)
def test_cause_of_tells_what_went_wrong(scores, expected):
    fitted = Calibration(retrieval=0.0, threshold=0.5)
    assert errors.cause_of(case(scores), fitted) == expected


def test_cause_of_a_passage_that_is_not_read():
    lost = case((3.0, 1.0, 0.0))
    asked = replace(lost.found.asked, places=(("c.txt", 0, 5),))
    lost = replace(lost, found=replace(lost.found, asked=asked))
    assert errors.cause_of(lost, Calibration()) == "not retrieved"
    assert errors.cause_of(case((3.0, 1.0, 0.0), answerable=False), Calibration()) is None


def test_found_comes_back_as_it_was_kept():
    found = case((1.0, 2.0, 3.0)).found
    again = _unpacked(json.loads(json.dumps(_packed(found))))
    assert again.asked == found.asked
    assert again.question == found.question
    assert [each.sentences for each in again.hits] == [each.sentences for each in found.hits]
    assert [each.label for each in again.hits] == [each.label for each in found.hits]


def test_archives_keep_the_places_of_answers(tmp_path):
    (tmp_path / "news.csv").write_text("Sport;'Der Zug kam um neun.'\nKultur;'Es \"regnete\".'\n")
    asked = {"article": "n0000.txt", "language": "en", "kind": "fact", "question": "When?"}
    asked |= {"answers": ["um neun"], "evidence": [{"text": "um neun", "start": 12}]}
    (tmp_path / "news.jsonl").write_text(json.dumps(asked) + "\n")
    archive = news_archive(tmp_path / "news.jsonl", tmp_path / "news.csv")
    assert archive.texts == {"n0000.txt": "Der Zug kam um neun.", "n0001.txt": 'Es "regnete".'}
    ((name, start, end),) = archive.asked[0].places
    assert archive.texts[name][start:end] == "um neun"


def test_held_archive_holds_a_text_of_two_files_once(tmp_path):
    question = {"language": "en", "kind": "fact", "question": "When?"}
    line = {"language": "de", "text": "Der Zug kam um neun."}
    one = {**line, "questions": [{**question, "answer": "um neun", "start": 12}]}
    none = {**line, "questions": [{**question, "answer": None, "start": None}]}
    report = {"language": "de", "text": "Vom Zug war nichts zu sehen."}
    told = {**question, "answers": [{"start": 12, "text": "um neun"}, None]}
    for kind in ("passages", "articles", "wikinews", "dossiers", "papers"):
        lines = {"passages": [one], "articles": [none]}.get(kind, [])
        lines = [{"passages": [line, report], "questions": [told]}] if kind == "dossiers" else lines
        for part in ("held", "train"):
            text = "".join(json.dumps(each) + "\n" for each in lines if part == "held")
            (tmp_path / f"{kind}.{part}.jsonl").write_text(text)
    archive = held_archive(tmp_path, own=tmp_path / "papers")
    assert sorted(archive.texts.values()) == [line["text"], report["text"]]
    first, second, third = archive.asked
    assert first.places == third.places == (("passages-0-0.txt", 12, 19),)
    assert (second.places, second.answers) == ((), ())
