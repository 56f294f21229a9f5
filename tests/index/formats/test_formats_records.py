"""Records as interfaces, crawlers and monitors write them; spreadsheets and Parquet."""

import json
from typing import Any

import pytest
from exports import open_workbook, parquet, workbook
from samples import TEXT

from index.formats.cut_text import uncut
from index.formats.document import Document, Flaw, Limits, Unreadable
from index.formats.tables import json_records, spreadsheet
from index.formats.tables import parquet as parquet_table

LIMITS = Limits()
SAID = "The town library of Port Ansel now stays open until two in the morning."


def read(value: Any) -> list[Document | Flaw]:
    return list(json_records.documents(json.dumps(value).encode(), LIMITS))


def only(value: Any) -> Document:
    [found] = read(value)
    assert isinstance(found, Document)
    return found


ARTICLE = {"title": "Library", "text": SAID, "published": "2025-02-11"}


@pytest.mark.parametrize(
    "wrapped",
    [
        ARTICLE,
        [ARTICLE],
        {"articles": [ARTICLE], "status": "ok"},
        {"response": {"results": [ARTICLE], "total": 1}},
        {"articles": {"results": [ARTICLE]}},
        {"hits": {"total": 1, "hits": [{"_id": "1", "_source": ARTICLE}]}},
        {"data": {"posts": {"edges": [{"node": ARTICLE}]}}},
        {"results": [{"webTitle": "Library", "webPublicationDate": "2025-02-11",
                      "fields": {"bodyText": SAID}}]},
        [{"title": {"rendered": "Library"}, "content": {"rendered": f"<p>{SAID}</p>"},
          "date": "2025-02-11"}],
        {"data": [{"attributes": ARTICLE, "type": "article"}]},
        {**ARTICLE, "comments": [{"text": "First!", "author": "x", "date": "2025-02-12"}]},
        {"article": ARTICLE},
        {"@type": "NewsArticle", "headline": "Library", "articleBody": SAID,
         "datePublished": "2025-02-11"},
        {"db": [{"data": {"posts": [ARTICLE], "tags": [{"name": "x"}]}}]},
    ],
)  # fmt: skip
def test_json_records_are_found_in_their_wrappers(wrapped: Any) -> None:
    found = only(wrapped)
    assert (found.title, found.published) == ("Library", "2025-02-11")
    assert SAID in found.text
    assert "First!" not in found.text


@pytest.mark.parametrize(
    ("record", "source"),
    [
        ({"source": {"id": None, "name": "Courier"}}, "Courier"),
        ({"provider": [{"name": "Courier"}]}, "Courier"),
        ({"source": {"title": "Courier", "uri": "courier.example"}}, "Courier"),
        ({"source": "https://courier.example/a", "source-hostname": "Courier"}, "Courier"),
        ({"source": "https://courier.example/a"}, "courier.example"),
        ({"origin": {"title": "Courier", "htmlUrl": "https://courier.example"}}, "Courier"),
        ({"source_domain": "courier.example"}, "courier.example"),
    ],
)
def test_json_source_in_all_its_forms(record: dict[str, Any], source: str) -> None:
    assert only([{**ARTICLE, **record}]).source == source


@pytest.mark.parametrize(
    ("record", "author"),
    [
        ({"authors": [{"name": "Ivy Lund"}, {"name": "Noor Haddad"}]}, "Ivy Lund, Noor Haddad"),
        ({"author": {"name": "Ivy Lund", "url": "https://courier.example/ivy"}}, "Ivy Lund"),
        ({"byline": {"original": "By Ivy Lund"}}, "Ivy Lund"),
        ({"byline": "by Ivy Lund"}, "Ivy Lund"),
        ({"author": "https://courier.example/ivy"}, None),
        ({"author": None, "creator": ["Ivy Lund"]}, "Ivy Lund"),
    ],
)
def test_json_author_in_all_its_forms(record: dict[str, Any], author: str | None) -> None:
    assert only([{**ARTICLE, **record}]).author == author


@pytest.mark.parametrize(
    ("record", "published"),
    [
        ({"published_at": "2025-02-11", "created_at": "2026-01-01"}, "2025-02-11"),
        ({"published_at": None, "created_at": "2026-01-01"}, None),
        ({"created_at": "2025-02-11"}, "2025-02-11"),
        ({"date_publish": "2025-02-11", "date_download": "2026-01-01"}, "2025-02-11"),
        ({"seendate": "20260101T000000Z"}, None),
    ],
)
def test_json_day_of_saving_is_no_date(record: dict[str, Any], published: str | None) -> None:
    assert only([{"title": "Library", "text": SAID, **record}]).published == published


def test_json_feed_gives_its_title_as_source_of_all() -> None:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Courier",
        "description": "All that is new.",
        "language": "en-GB",
        "items": [{"id": "1", "content_text": SAID}, {"id": "2", "content_html": f"<p>{SAID}</p>"}],
    }
    assert [(each.source, each.language) for each in read(feed) if isinstance(each, Document)] == [
        ("Courier", "en"),
        ("Courier", "en"),
    ]


# Cut texts, and records without


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        (f"{SAID} It is paid for by a… [+2829 chars]", f"{SAID} It is paid for by a…"),
        (f"{SAID} It is paid [1,234 characters]", f"{SAID} It is paid"),
        (f"{SAID} It is paid […]", f"{SAID} It is paid …"),
        (f"{SAID} It is paid [...]", f"{SAID} It is paid …"),
        (f"{SAID} It is paid…", f"{SAID} It is paid…"),
        (f"{SAID} Es wird bezahlt … Weiterlesen »", f"{SAID} Es wird bezahlt …"),
    ],
)
def test_uncut_takes_off_the_note_and_tells(text: str, whole: str) -> None:
    assert uncut(text) == (whole, True)
    found = only([{"title": "Library", "content": text}])
    assert found.cut
    assert found.text.endswith(whole)


@pytest.mark.parametrize(
    "text",
    [SAID, f"{SAID} [12]", f"{SAID} (3 chars)x", f"{TEXT * 9} Und so weiter …", "Read more books."],
)
def test_uncut_leaves_whole_texts(text: str) -> None:
    assert uncut(text) == (text, False)


def test_json_longer_text_is_taken_where_the_first_is_cut() -> None:
    record = {"title": "Library", "content": "The town… [+99 chars]", "full_content": SAID}
    assert only([record]).text == f"Library\n\n{SAID}"
    assert not only([record]).cut


def test_json_teaser_without_a_text_is_an_article_that_was_cut() -> None:
    found = only([{"title": "Library", "description": SAID}])
    assert (found.text, found.cut) == (f"Library\n\n{SAID}", True)


def test_json_text_that_was_removed_is_named() -> None:
    found = read([ARTICLE, {"title": "[Removed]", "content": "[Removed]", "url": "https://x.y"}])
    assert [each for each in found if isinstance(each, Flaw)] == [
        Flaw("record 2", "its source has removed the text")
    ]


@pytest.mark.parametrize(
    "value",
    [
        {"articles": [{"url": "https://a.b/1", "title": "T", "seendate": "20250314T000000Z"}] * 3},
        [{"title": "T", "url": "https://a.b/1"}, {"title": "U", "link": "https://a.b/2"}],
    ],
)
def test_json_of_headlines_alone_is_a_list_of_links(value: Any) -> None:
    with pytest.raises(Unreadable, match="headlines and links, without"):
        read(value)


@pytest.mark.parametrize("value", [{}, [], {"a": {"b": [1, 2]}}, {"name": "beleg"}, "x", 7, None])
def test_json_of_something_else_is_unreadable(value: Any) -> None:
    with pytest.raises(Unreadable):
        read(value)


def test_json_key_is_the_address_where_there_is_no_id() -> None:
    one, two = ({**ARTICLE, "url": f"https://a.b/{n}"} for n in (1, 2))
    before = [each.key for each in read([one, two]) if isinstance(each, Document)]
    changed = {**one, "text": "Changed.", "title": "Other"}
    after = [each.key for each in read([two, changed]) if isinstance(each, Document)]
    assert after == before[::-1]


# Spreadsheets

HEAD = [["Media report 2025"], [], ["Erscheinungsdatum", "Schlagzeile", "Volltext", "Medium"]]


@pytest.mark.parametrize("write", [workbook, open_workbook])
def test_spreadsheet_row_of_names_may_stand_below_a_head(write: Any) -> None:
    data = write([*HEAD, ["2025-03-14", "Otter", SAID, "Courier"], ["2025-03-15", "Leer", "", ""]])
    document, flaw = spreadsheet.documents(data, LIMITS)
    assert isinstance(document, Document)
    assert (document.title, document.published, document.source) == (
        "Otter",
        "2025-03-14",
        "Courier",
    )
    assert flaw == Flaw("row 5", "has no text")


def test_spreadsheet_without_texts_says_what_it_has() -> None:
    with pytest.raises(Unreadable, match="no column holds texts: it has Name, Preis"):
        list(spreadsheet.documents(workbook([["Name", "Preis"], ["Birne", "3"]]), LIMITS))


@pytest.mark.parametrize("data", [b"PK\x03\x04", b"x", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 90])
def test_spreadsheet_that_is_none_is_unreadable(data: bytes) -> None:
    with pytest.raises(Unreadable, match="damaged"):
        list(spreadsheet.documents(data, LIMITS))


def test_spreadsheet_cell_that_is_full_was_cut() -> None:
    full = ("Wort " * 7_000)[:32_767]
    [found] = spreadsheet.documents(workbook([["text"], [full]]), LIMITS)
    assert isinstance(found, Document)
    assert found.cut


def test_parquet_gives_an_article_a_row() -> None:
    pytest.importorskip("pyarrow")
    data = parquet({"headline": ["A", "B"], "body": [SAID, ""], "x": ["1", "2"]})
    document, flaw = parquet_table.documents(data, LIMITS)
    assert isinstance(document, Document)
    assert document.title == "A"
    assert flaw == Flaw("row 2", "has no text")
