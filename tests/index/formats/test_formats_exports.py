"""Exports of press databases and reading lists: one file, many articles, each with its own head."""

import json
from collections.abc import Sequence

import pytest
from made_exports import EXPORTS, Made, made, rtf
from read_formats import one, read

from index.formats.document import Document, Limits, Unreadable
from index.formats.printed_date import printed_day

LIMITS = Limits()


def matched(found: Sequence[Document], article: Made) -> Document:
    [document] = [each for each in found if f"({article.number}." in each.text]
    return document


@pytest.mark.parametrize("kind", EXPORTS)
def test_export_gives_every_article_with_what_is_stated(kind: str) -> None:
    suffix, write, fields = EXPORTS[kind]
    written = made(30)
    found, _ = read(f"a{suffix}", write(written))
    assert len(found) == len(written)
    for article in written:
        document = matched(found, article)
        assert document.title == article.title
        assert "date" not in fields or document.published == article.day.isoformat()
        assert "source" not in fields or document.source == article.source
        assert document.author == article.author
        said = " ".join(document.text.split())
        assert all(paragraph in said for paragraph in article.paragraphs)
        assert not any(f"({other.number}." in said for other in written if other is not article)


@pytest.mark.parametrize("kind", EXPORTS)
def test_key_has_nothing_of_the_place_in_the_file(kind: str) -> None:
    suffix, write, _ = EXPORTS[kind]
    later = [each for each in made(12) if each.title != "Briefs"]
    before = {each.key for each in read(f"a{suffix}", write(later[1:]))[0]}
    assert before <= {each.key for each in read(f"a{suffix}", write(later))[0]}
    assert before == {each.key for each in read(f"a{suffix}", write(later[:0:-1]))[0]}


@pytest.mark.parametrize("kind", EXPORTS)
def test_kind_is_named(kind: str) -> None:
    suffix, write, _ = EXPORTS[kind]
    found, _ = read(f"a{suffix}", write(made(2)))
    assert {each.kind for each in found} == {kind.split()[0]} or suffix == ".zip"


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("May 2, 2002, Thursday,, FINAL EDITION", "2002-05-02"),
        ("27. Februar 2012 Montag 9:50 PM GMT+1", "2012-02-27"),
        ("2018 年 10 月 7 日", "2018-10-07"),
        ("Do, 31 Okt 2019", "2019-10-31"),
        ("28 Mrz 2025 MEZ", "2025-03-28"),
        ("Région, vendredi 14 mars 2025, p. 4", "2025-03-14"),
        ("20150510T233000-0500", "2015-05-10"),
        ("31 de diciembre de 2023", "2023-12-31"),
        ("14 марта 2025 г.", "2025-03-14"),
        ("٣ مارس ٢٠٢٤", "2024-03-03"),
        ("14/03/2025", "2025-03-14"),
        ("03/04/2025", None),
        ("March 2025", None),
        ("no. 812 of 2025", None),
        ("0000-00-00 00:00:00", None),
        ("31 June 2024", None),
    ],
)
def test_printed_day_of(line: str, day: str | None) -> None:
    assert printed_day(line) == day


# Nexis

OLD = """
                               8 of 383 DOCUMENTS

                 Copyright 2002 The Elmsfurt Gazette Company
                             All Rights Reserved

                             The Elmsfurt Gazette

                     May 2, 2002, Thursday,, FINAL EDITION

SECTION: NEWS; Pg. 3

LENGTH: 30 words

HEADLINE: Otters return; Ranger counts
seven

BYLINE: By Ines Varga, ivarga@gazette.example

DATELINE: ELMSFURT

HIGHLIGHT: Seven were counted.

BODY:

Seven otters were counted on the river Rau.

GRAPHIC: PHOTO: An otter

LOAD-DATE: May 9, 2002
"""


def test_nexis_reads_the_older_layout() -> None:
    document = one("a.txt", OLD)
    assert document.title == "Otters return; Ranger counts seven"
    assert document.published == "2002-05-02"
    assert document.source == "The Elmsfurt Gazette"
    assert document.author == "Ines Varga"
    assert "ELMSFURT" not in document.text
    assert "Seven were counted.\n\nSeven otters were counted on the river Rau." in document.text
    assert "Copyright" not in document.text


def test_nexis_names_a_record_that_is_only_a_message() -> None:
    sorry = "We are sorry but there is an error in this document and it cannot be displayed."
    found, flaws = read("a.txt", f"{OLD}\n\n 9 of 383 DOCUMENTS\n\n\n{sorry}\n")
    assert len(found) == 1
    assert sorry in flaws[0].reason


def test_nexis_reads_an_article_without_a_headline() -> None:
    text = OLD.replace("HEADLINE: Otters return; Ranger counts\nseven\n", "")
    assert one("a.txt", text).title is None


def test_nexis_takes_the_printed_day_and_not_one_in_the_headline() -> None:
    lines = ["Cover", "May 9, 2011: what remains", "Coast Weekly", "April 5, 2025 Saturday"]
    lines += ["Copyright 2025 Coast Weekly", "Body", "The pier reopened.", "Classification"]
    lines += ["Load-Date: May 1, 2025", "End of Document"]
    document = one("a.RTF", rtf(lines))
    assert (document.title, document.published) == ("May 9, 2011: what remains", "2025-04-05")


def test_nexis_keeps_equal_headlines_apart_by_what_they_say() -> None:
    second = OLD.replace("on the river Rau", "on the river Ansel")
    first, _ = read("a.txt", OLD + second)
    other, _ = read("a.txt", second + OLD)
    assert len({each.key for each in first}) == 2
    assert {each.key for each in first} == {each.key for each in other}


def test_nexis_is_not_told_where_a_text_speaks_of_documents() -> None:
    assert one("a.txt", "Inventory\n\n2 of 3 DOCUMENTS\n\nwere lost in the fire.").kind == "text"


# Factiva

CODES = """<html><body><div class="article deArticle"><table>
<tr><td><b>SE</b>&nbsp;</td><td>Lokales</td></tr>
<tr><td><b>HD</b>&nbsp;</td><td><span class="deHeadline">1) Otter kehren zurück</span></td></tr>
<tr><td><b>WC</b></td><td>1.234 Wörter</td></tr><tr><td><b>PD</b></td><td>14. März 2025</td></tr>
<tr><td><b>SN</b></td><td>Marweder Tagblatt</td></tr>
<tr><td><b>LP</b></td><td><p class="articleParagraph">Sieben Otter wurden gezählt.</p></td></tr>
<tr><td><b>TD</b></td><td><p class="articleParagraph">IN der Rau lebte keiner mehr.</p></td></tr>
<tr><td><b>AN</b></td><td>Dokument MARWT00020250314el3e0000a</td></tr>
</table></div></body></html>"""


def test_factiva_reads_the_table_of_codes() -> None:
    document = one("a.html", CODES)
    assert document.title == "Otter kehren zurück"
    assert (document.published, document.source) == ("2025-03-14", "Marweder Tagblatt")
    assert document.key == "MARWT00020250314el3e0000a"
    body = "Sieben Otter wurden gezählt.\n\nIN der Rau lebte keiner mehr."
    assert document.text == f"Otter kehren zurück\n\n{body}"


def test_factiva_tells_section_from_headline() -> None:
    lines = ["News", "Otters return to the Rau", "30 words", "14 March 2025", "Coast Weekly", "CW"]
    lines += ["English", "(c) 2025 Coast Weekly", "Seven were counted.", "Document CWKLY0002025"]
    lines[-1] = "Document CWKLY00020250314el3e00001"
    assert one("a.rtf", rtf(lines)).title == "Otters return to the Rau"


# Europresse and ProQuest


def test_europresse_survives_tags_that_are_not_balanced() -> None:
    page = EXPORTS["europresse"][1](made(3)).replace(b"</section>", b"</div></div></section></p>")
    assert len(read("a.HTM", page)[0]) == 3


def test_proquest_marks_what_is_only_an_abstract_as_cut() -> None:
    text = (
        f"{'_' * 60}\n\nOtters return: [National Desk]\n\nAbstract: Seven were counted.\n\n"
        "Full text: None available.\n\nPublication title: Coast Weekly, Late Edition (East); Ansel"
        "\n\nPublication date: Mar 14, 2025\n\nProQuest document ID: 7\n\nLast updated: 2025-05-01"
    )
    document = one("a.txt", text)
    assert document.cut
    assert document.title == "Otters return"
    assert (document.source, document.published) == ("Coast Weekly", "2025-03-14")


def test_proquest_reads_a_page_of_nested_pages() -> None:
    pages = "".join(
        f"<html><head><title>x</title></head><body><p>Document {n} of 2</p><p>Story {n}</p><p>"
        f"<strong>Full text: </strong>It happened {n} times.</p><p><strong>Publication title: "
        f"</strong>Coast Weekly</p><p><strong>Publication date: </strong>Mar {n}, 2025</p><p>"
        f"<strong>ProQuest document ID: </strong>{n}</p></body></html>"
        for n in (1, 2)
    )
    found, _ = read("a.html", f"<html><body>{pages}</body></html>")
    assert [each.title for each in found] == ["Story 1", "Story 2"]
    assert [each.published for each in found] == ["2025-03-01", "2025-03-02"]


# Reading lists


@pytest.mark.parametrize(
    ("name", "text", "maker"),
    [
        ("a.csv", "title,url,time_added,tags,status\nA,https://a.example,1,,unread\n", "Pocket"),
        ("a.csv", "URL,Title,Selection,Folder,Timestamp\nhttps://a.example,A,,U,1\n", "Instapaper"),
        ("a.html", "<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<DL><DT><A HREF='x'>A</A>", "bookmarks"),
    ],
)
def test_links_are_named_as_what_they_are(name: str, text: str, maker: str) -> None:
    with pytest.raises(Unreadable, match=maker) as caught:
        read(name, text)
    assert caught.value.kind == "links"


def test_wallabag_names_what_was_not_fetched() -> None:
    entry = {"id": 1, "title": "A", "url": "https://a.example", "is_archived": 0}
    entries = [entry | {"content": "<p>Oh, what a shame, no content.</p>"}]
    with pytest.raises(Unreadable, match="could not be fetched"):
        read("a.json", json.dumps(entries))


def test_wallabag_reads_fields_that_are_doubled_by_number() -> None:
    entry = {"0": 1, "id": 1, "1": "A", "title": "A", "url": "https://a.example", "is_read": 0}
    document = one("a.json", json.dumps([entry | {"content": "<p>The pier reopened.</p>"}]))
    assert (document.key, document.title) == ("1", "A")


# RTF


def test_rtf_reads_code_pages_numbers_and_what_is_beyond_the_first_plane() -> None:
    text = rb"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}{\f1\fcharset204 Arial;}}"
    text += rb"{\info{\title Gr\'fc\'dfe aus Elmsfurt}}\f0 \u-10179?\u-8704? caf\'e9 {\v hidden}"
    text += rb"{\field{\*\fldinst{HYPERLINK \"http://x.example\"}}{\fldrslt{linked}}}\par "
    text += rb"\f1 \'cc\'ee\'f1\'f2\par}"
    document = one("a.rtf", text.replace(b'\\"', b'"'))
    assert document.text == "😀 café linked\n\nМост"
    assert document.title == "Grüße aus Elmsfurt"
