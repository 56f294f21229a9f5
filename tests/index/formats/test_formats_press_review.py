"""Press reviews: several articles behind each other in one PDF."""

from datetime import date

import pytest
from made_exports import Made, made, press_review
from samples import Drawn, pdf

from index.formats import registry
from index.formats.document import Document, Limits

LIMITS = Limits()


def read(data: bytes) -> list[Document]:
    found = registry.documents("a.pdf", data, LIMITS)
    return [item for item in found if isinstance(item, Document)]


@pytest.mark.parametrize("told", ["bookmarks", "contents", "heads"])
def test_press_review_is_divided(told: str) -> None:
    written = made(12)
    found = read(press_review(written, told))
    assert len(found) == len(written)
    for document, article in zip(found, written, strict=True):
        assert document.kind == "press-review"
        assert document.title == article.title
        assert (document.published, document.source) == (article.day.isoformat(), article.source)
        said = " ".join(document.text.split())
        assert all(paragraph in said for paragraph in article.paragraphs)


def test_pages_have_the_numbers_that_they_have_in_the_file() -> None:
    found = read(press_review(made(4)))
    ends = [sum(start == 0 for start in document.pages) for document in found]
    assert ends == sorted(ends)
    assert ends[0] == 2  # the first article begins on the second page


def test_key_has_nothing_of_the_place_in_the_file() -> None:
    written = made(6)
    before = {each.key for each in read(press_review(written[1:]))}
    assert before <= {each.key for each in read(press_review(written))}


def test_one_article_of_many_pages_stays_whole() -> None:
    article = made(1)[0]
    long = Made(1, "de", article.title, article.paragraphs * 9, date(2025, 3, 14))
    [document] = read(press_review([long]))
    assert document.kind == "pdf"


def test_paper_with_its_name_and_day_on_each_page_stays_whole() -> None:
    pages = [
        [
            Drawn("The Elmsfurt Gazette | March 14, 2025", y=760, size=9),
            *(Drawn(text[:90], y=700 - 20 * n) for n, text in enumerate(article.paragraphs)),
        ]
        for article in made(9)[::3]
    ]
    [document] = read(pdf(pages))
    assert document.kind == "pdf"
