"""Items of news agencies, and what sites export: drafts, cancelled items and notes stay out."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from made_exports import EXPORTS, made, nitf

from index.formats import registry
from index.formats.document import Document, Flaw, Limits, Unreadable
from index.records import Label

LIMITS = Limits()


def read(name: str, data: bytes | str) -> list[Document | Flaw]:
    given = data.encode() if isinstance(data, str) else data
    return list(registry.documents(name, given, LIMITS))


def item(inner: str, *, meta: str = "", kind: str = "text") -> str:
    return (
        "<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a 'b'>]><newsItem xmlns="
        "'http://iptc.org/std/nar/2006-10-01/' guid='urn:x:1' version='1'><itemMeta><itemClass "
        f"qcode='ninat:{kind}'/>{meta}</itemMeta><contentSet>{inner}</contentSet></newsItem>"
    )


def test_nitf_takes_headline_and_day_of_the_printed_issue() -> None:
    article = made(1)[0]
    [document] = read("a.xml", nitf([article]))
    assert isinstance(document, Document)
    assert (document.title, document.published) == (article.title, article.day.isoformat())
    assert (document.source, document.author) == (article.source, article.author)
    assert document.key == ""
    assert "desk@x.example" not in document.text
    assert "call" not in document.text


def test_nitf_keeps_sentences_whole_that_are_marked_up() -> None:
    [document] = read(
        "a.xml",
        "<nitf><head><title>otters-slug</title></head><body><body.content><p>Seven otters were "
        "counted on <location>the\nRau</location>, <em>ranger</em> Moor said.</p><media>"
        "<media-caption>An otter</media-caption></media></body.content></body></nitf>",
    )
    assert isinstance(document, Document)
    assert document.title is None
    assert document.text.startswith("Seven otters were counted on the Rau, ranger Moor said.")
    assert [span.label for span in document.spans or ()] == [Label.BODY, Label.CAPTION]


def test_newsml_reads_text_with_tags_that_calls_itself_plain() -> None:
    said = "&lt;p&gt;The pier reopened.&lt;/p&gt;&lt;p&gt;It rained.&lt;/p&gt;"
    [document] = read("a.xml", item(f"<inlineData contenttype='text/plain'>{said}</inlineData>"))
    assert isinstance(document, Document)
    assert document.text == "The pier reopened.\n\nIt rained."


def test_newsml_takes_the_headline_of_the_nitf_in_it() -> None:
    inner = (
        "<nitf><head><title>slug</title></head><body><body.head><hedline><hl1>Pier reopens</hl1>"
    )
    inner += (
        "</hedline></body.head><body.content><p>The pier reopened.</p></body.content></body></nitf>"
    )
    [document] = read("a.xml", item(f"<inlineXML>{inner}</inlineXML>"))
    assert isinstance(document, Document)
    assert document.title == "Pier reopens"


@pytest.mark.parametrize(
    ("meta", "kind", "reason"),
    [
        ("<pubStatus qcode='stat:canceled'/>", "text", "cancelled"),
        ("<pubStatus qcode='stat:withheld'/>", "text", "cancelled"),
        ("", "picture", "a picture"),
        (f"<embargoed>{datetime.now(UTC) + timedelta(days=2):%Y-%m-%dT%H:%M:%SZ}</embargoed>",
         "text", "under embargo until"),
    ],
    ids=["cancelled", "withheld", "picture", "embargo"],
)  # fmt: skip
def test_newsml_leaves_out_and_names(meta: str, kind: str, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        read("a.xml", item("<inlineData>The pier reopened.</inlineData>", meta=meta, kind=kind))


def test_newsml_reads_what_was_under_embargo() -> None:
    meta = "<embargoed>2020-01-01T00:00:00Z</embargoed>"
    [document] = read("a.xml", item("<inlineData>The pier reopened.</inlineData>", meta=meta))
    assert isinstance(document, Document)


def test_newsml_keeps_the_last_version_whatever_the_order() -> None:
    found = read("a.xml", EXPORTS["newsml"][1](made(3)))
    assert all("Old." not in each.text for each in found if isinstance(each, Document))


def test_wordpress_leaves_brackets_of_the_newsroom() -> None:
    page = EXPORTS["wordpress"][1](made(1)).decode()
    page = page.replace("]]></content", "\n\nHe said [sic] so, [the mayor] agreed.]]></content")
    [document] = read("a.xml", page)
    assert isinstance(document, Document)
    assert "He said [sic] so, [the mayor] agreed." in document.text
    assert "[caption" not in document.text
    assert "vc_row" not in document.text


def test_wordpress_divides_paragraphs_at_blank_lines() -> None:
    article = made(3)[2]
    [document] = read("a.xml", EXPORTS["wordpress"][1]([article]))
    assert isinstance(document, Document)
    assert "\n\n".join(article.paragraphs[2:]) in document.text


def test_wordpress_without_anything_published_is_refused() -> None:
    page = EXPORTS["wordpress"][1](made(1)).replace(b">publish<", b">draft<")
    with pytest.raises(Unreadable, match="nothing in it is published"):
        read("a.xml", page)


def test_newsml_leaves_out_the_notepad_of_editors() -> None:
    inner = "<html><body><section class='main'><p>The pier reopened.</p></section><section class="
    inner += "'notepad'><h2>Notes</h2><p>Author: +49 30 1234</p></section></body></html>"
    meta = "<provider qcode='nprov:DPA'/>"
    [document] = read("a.xml", item(f"<inlineXML>{inner}</inlineXML>", meta=meta))
    assert isinstance(document, Document)
    assert document.text == "The pier reopened."


@pytest.mark.parametrize(
    "below",
    [
        ["dpa-Notizblock", "## Internet", "- [Rau](https://rau.example)"],
        [
            "* * * *",
            "Die folgenden Informationen sind nicht zur Veröffentlichung bestimmt",
            "Tel. 1",
        ],
        ["dpa iv xx n1 tb"],
        ["iv/tb"],
        ["___"],
        ["EDITORS: Ines Varga is at the desk."],
    ],
)
@pytest.mark.parametrize("kind", ["nitf", "newsml", "ninjs"])
def test_notes_to_newsrooms_below_a_text_stay_out(kind: str, below: list[str]) -> None:
    paragraphs = "".join(f"<p>{each}</p>" for each in ["The pier reopened.", "It rained.", *below])
    files = {
        "nitf": f"<nitf><head/><body><body.content>{paragraphs}</body.content></body></nitf>",
        "newsml": item(f"<inlineXML><html><body>{paragraphs}</body></html></inlineXML>"),
        "ninjs": json.dumps({"uri": "x:1", "versioncreated": "2025-03-14", "type": "text",
                             "body_xhtml": paragraphs}),
    }  # fmt: skip
    [document] = read("a.json" if kind == "ninjs" else "a.xml", files[kind])
    assert isinstance(document, Document)
    assert document.text == "The pier reopened.\n\nIt rained."


def test_nitf_byline_without_the_name_of_its_agency() -> None:
    [document] = read(
        "a.xml",
        "<nitf><head><docdata><doc.copyright holder='dpa'/></docdata></head><body><body.head>"
        "<byline>Von Ines Varga, dpa</byline></body.head><body.content><p>The pier is open.</p>"
        "</body.content></body></nitf>",
    )
    assert isinstance(document, Document)
    assert document.author == "Ines Varga"
