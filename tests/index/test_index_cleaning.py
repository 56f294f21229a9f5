"""How well the parts of a page are told apart, measured on articles that a person labelled."""

from collections import Counter

import pytest

from benchmarks.cleaning import KEPT, LABELLED, ROOT, Labelled, count, labelled, summary
from index import content
from index.records import Label, Span

# What was asked of the rules. They reach more (benchmarks/cleaning.json); a change that falls below
# what they reach should be known, one that falls below this should not be made.
BODY_RECALL = 0.99
BOILERPLATE_PRECISION = 0.95
BOILERPLATE_RECALL = 0.8

LANGUAGES = {"de", "en", "fr", "ru", "ar"}


def scores(articles: list[Labelled]) -> dict[str, float | None]:
    counts: Counter[str] = Counter()
    for article in articles:
        counts += count(article, content.spans(article.text, markdown=article.markdown))
    return summary(counts)


@pytest.mark.parametrize("half", ["open", "held"])
def test_scores_of_the_labelled_articles_do_not_fall(half: str) -> None:
    found = scores(list(labelled(half)))
    assert found["body recall"] is not None and found["body recall"] >= BODY_RECALL
    assert found["sentence recall"] is not None and found["sentence recall"] >= BODY_RECALL
    precision = found["boilerplate precision"]
    assert precision is not None and precision >= BOILERPLATE_PRECISION
    assert found["boilerplate recall"] is not None
    assert found["boilerplate recall"] >= BOILERPLATE_RECALL


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_body_survives_in_every_language(language: str) -> None:
    articles = [
        article
        for half in ("open", "held")
        for article in labelled(half)
        if article.language == language
    ]
    found = scores(articles)["body recall"]
    assert found is not None and found >= BODY_RECALL


def test_labelled_articles_are_enough_and_in_all_languages() -> None:
    lines = [
        line
        for half in ("open", "held")
        for line in (LABELLED / f"{half}.jsonl").read_text("utf-8").splitlines()
    ]
    assert len(lines) >= 60
    for half in ("open", "held"):
        assert {article.language for article in labelled(half, None)} == LANGUAGES


@pytest.mark.parametrize("half", ["open", "held"])
def test_labels_given_by_hand_cover_a_page_once(half: str) -> None:
    for article in labelled(half, None):
        end = 0
        for span in article.spans:
            assert end <= span.start < span.end <= len(article.text), article.name
            assert (
                article.text[span.start : span.end].strip() == article.text[span.start : span.end]
            )
            end = span.end
        if not article.markdown:
            inside = "".join(article.text[span.start : span.end] for span in article.spans)
            assert "".join(inside.split()) == "".join(article.text.split()), article.name


def test_halves_share_no_article() -> None:
    open_half, held = ({article.name for article in labelled(half)} for half in ("open", "held"))
    assert not open_half & held


def test_text_of_news_de_is_not_part_of_this_project() -> None:
    for half in ("open", "held"):
        for line in (LABELLED / f"{half}.jsonl").read_text("utf-8").splitlines():
            assert ("news_de" in line[:20]) == ('"row"' in line)
            assert not ('"row"' in line and '"text"' in line)


def test_count_tells_lost_body_and_kept_boilerplate() -> None:
    text = "Kim kam an. Teilen"
    right = (Span(0, 11), Span(12, 18, Label.NAVIGATION))
    article = Labelled("own/x", "de", text, right)
    assert summary(count(article, right)) == {
        "body recall": 1.0,
        "sentence recall": 1.0,
        "boilerplate precision": 1.0,
        "boilerplate recall": 1.0,
    }
    swapped = (Span(0, 11, Label.NAVIGATION), Span(12, 18))
    assert set(summary(count(article, swapped)).values()) == {0.0}


def test_count_takes_a_sentence_that_is_cut_for_lost() -> None:
    article = Labelled("own/x", "de", "Kim kam an.", (Span(0, 11),))
    cut = (Span(0, 3), Span(4, 11))
    assert summary(count(article, cut))["body recall"] == 1.0
    assert summary(count(article, cut))["sentence recall"] == 0.0


def test_kept_labels_are_those_of_the_own_story() -> None:
    assert {label for label in Label if label.quotable} - {Label.TEASER} == set(KEPT)
    assert (ROOT / "index").is_dir()
