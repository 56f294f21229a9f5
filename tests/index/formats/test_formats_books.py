"""ODT, EPUB, captions, scanned pages, and mails of Outlook."""

import io
import zipfile

import pytest
from exports import Story, alto, captions, epub, odt, outlook
from samples import TEXT, TITLE, zipped

from index.formats.books import epub as books
from index.formats.document import Document, Limits, Unreadable
from index.formats.documents import odt as texts
from index.formats.mail import outlook as mails
from index.formats.scans import alto as scans
from index.formats.transcripts import captions as spoken
from index.records import Label

LIMITS = Limits()
STORIES = [Story(f"Meldung {n}", f"{TEXT} Nummer {n}.", str(n)) for n in range(3)]


def read(reader: object, data: bytes) -> list[Document]:
    found = reader.documents(data, LIMITS)  # type: ignore[attr-defined]
    return [each for each in found if isinstance(each, Document)]


def changed(data: bytes, name: str, old: str, new: str) -> bytes:
    """Change a member of a zip file."""
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        files = [(each, opened.read(each)) for each in opened.namelist()]
    assert any(each == name and old.encode() in member for each, member in files)
    return zipped(
        (each, member.replace(old.encode(), new.encode()) if each == name else member)
        for each, member in files
    )


# ODT


def test_odt_gives_headings_and_paragraphs() -> None:
    [found] = read(texts, odt(TEXT, TITLE))
    assert found.text == f"{TITLE}\n\n{TEXT}"
    assert found.spans is not None
    assert found.spans[0].label is Label.HEADLINE


def test_odt_notes_comments_and_deleted_text_stay_out() -> None:
    more = (
        "<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>Die Note."
        "</text:p></text:note-body></text:note><office:annotation><text:p>Kommentar</text:p>"
        "</office:annotation></text:h>"
    )
    data = changed(odt(TEXT, TITLE), "content.xml", "</text:h>", more)
    data = changed(
        data,
        "content.xml",
        "<office:text>",
        "<office:text><text:tracked-changes><text:deletion><text:p>Weg.</text:p></text:deletion>"
        "</text:tracked-changes>",
    )
    [found] = read(texts, data)
    assert found.text == f"{TITLE}\n\n{TEXT}"


@pytest.mark.parametrize("data", [b"PK\x03\x04", zipped([("a", b"b")]), b"<a/>", b"x"])
def test_odt_that_is_none_is_unreadable(data: bytes) -> None:
    with pytest.raises(Unreadable):
        read(texts, data)


# EPUB


def test_epub_gives_articles_in_order_without_navigation() -> None:
    found = read(books, epub(STORIES))
    assert [each.title for each in found] == [story.title for story in STORIES]
    assert [each.url for each in found] == [story.url for story in STORIES]
    assert {each.source for each in found} == {"Blatt"}
    assert not any("calibre" in each.text or "Weiter" in each.text for each in found)
    assert len({each.key for each in found}) == 3


def test_epub_file_without_a_heading_goes_on_with_the_chapter_before() -> None:
    data = changed(epub(STORIES), "feed_0/article_1.xhtml", "<h2>Meldung 1</h2>", "")
    data = changed(data, "nav.xhtml", "feed_0/article_1.xhtml", "feed_0/article_0.xhtml")
    found = read(books, data)
    assert [each.title for each in found] == ["Meldung 0", "Meldung 2"]
    assert "Nummer 1." in found[0].text


def test_epub_numbers_of_lines_and_pages_stay_out() -> None:
    data = changed(
        epub(STORIES[:1]),
        "feed_0/article_0.xhtml",
        "Das teilte",
        '<span class="linenum">15</span><span epub:type="pagebreak">7</span>Das teilte',
    )
    [found] = read(books, data)
    assert "geschenkt. Das teilte" in found.text


def test_epub_protected_or_damaged_is_unreadable() -> None:
    with pytest.raises(Unreadable, match="not an EPUB"):
        read(books, zipped([("a.txt", b"x")]))


# Captions


@pytest.mark.parametrize("vtt", [True, False])
def test_captions_sentences_run_across_cues(vtt: bool) -> None:
    [found] = read(spoken, captions(TEXT, vtt=vtt))
    assert " ".join(found.text.split()) == " ".join(TEXT.split())


ROLLING = """WEBVTT
Kind: captions
Language: en-GB

00:00:00.240 --> 00:00:02.150 align:start position:0%
{blank}
the<00:00:00.500><c> council</c><00:00:00.900><c> voted</c>

00:00:02.150 --> 00:00:02.160
the council voted
{blank}

00:00:02.160 --> 00:00:04.500
the council voted
to<00:00:02.400><c> buy</c> the mill

00:00:04.500 --> 00:00:06.000
to buy the mill
[Applause]
"""


def test_captions_that_roll_say_a_thing_once() -> None:
    [found] = read(spoken, ROLLING.replace("{blank}", " ").encode())
    assert (found.text, found.language) == ("the council voted to buy the mill", "en")


def test_captions_that_do_not_roll_keep_what_is_said_twice() -> None:
    cues = "".join(
        f"{n}\n00:00:0{n},000 --> 00:00:0{n},900\n{line}\n\n"
        for n, line in enumerate(["No.", "No.", "I said it.", "Twice.", "And again."], 1)
    )
    [found] = read(spoken, cues.encode())
    assert found.text == "No. No. I said it. Twice. And again."


def test_captions_name_who_speaks() -> None:
    data = (
        b"WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ada Finch>It is open.\n\n"
        b"00:02.000 --> 00:03.000\n<v Piet Moor>Since when?\n"
    )
    [found] = read(spoken, data)
    assert found.text == "Ada Finch: It is open.\n\nPiet Moor: Since when?"


@pytest.mark.parametrize(
    "credit",
    [
        "Untertitelung des ZDF, 2020",
        "Untertitel im Auftrag des ZDF für funk, 2017",
        "Subtitles by the Amara.org community",
        "Sous-titrage Société Radio-Canada",
        "Subtítulos realizados por la comunidad de Amara.org",
        "SWR 2021",
    ],
)
def test_captions_without_those_who_made_them(credit: str) -> None:
    cues = "1\n00:00:01,000 --> 00:00:02,000\nIt is open.\n\n2\n00:00:03,000 --> 00:00:04,000\n"
    [found] = read(spoken, f"{cues}{credit}".encode())
    assert found.text == "It is open."


@pytest.mark.parametrize("data", [b"WEBVTT\n", b"1\n", b"\0\1", b"00:01 --> 00:02\n[Music]\n"])
def test_captions_that_say_nothing_are_unreadable(data: bytes) -> None:
    with pytest.raises(Unreadable):
        read(spoken, data)


# Scanned pages


def test_alto_words_that_are_divided_are_whole() -> None:
    [found] = read(scans, alto(TEXT))
    assert found.text == "\n\n".join(" ".join(part.split()) for part in TEXT.split("\n\n"))


def test_alto_words_that_go_on_in_the_next_block_are_whole() -> None:
    lines = [
        '<String CONTENT="Der"/><String CONTENT="Gemeinde" SUBS_TYPE="HypPart1" '
        'SUBS_CONTENT="Gemeinderat"/><HYP/>',
        '<String CONTENT="rat" SUBS_TYPE="HypPart2" SUBS_CONTENT="Gemeinderat"/>'
        '<String CONTENT="tagte"/><String CONTENT="be-"/>',
        '<String CONTENT="ſchloß."/>',
    ]
    blocks = "".join(f"<TextBlock><TextLine>{line}</TextLine></TextBlock>" for line in lines)
    [found] = read(scans, f"<alto><Layout><Page>{blocks}</Page></Layout></alto>".encode())
    assert found.text == "Der Gemeinderat tagte beſchloß."


def test_alto_large_letters_are_a_headline() -> None:
    data = alto(f"Neues Rathaus\n\n{TEXT}").decode()
    styles = '<Styles><TextStyle ID="a" FONTSIZE="24"/><TextStyle ID="b" FONTSIZE="9"/></Styles>'
    data = data.replace("<Layout>", f"{styles}<Layout>").replace(
        "<TextBlock>", '<TextBlock STYLEREFS="b">'
    )
    data = data.replace('STYLEREFS="b"', 'STYLEREFS="a"', 1)
    [found] = read(scans, data.encode())
    assert found.spans is not None
    assert [span.label for span in found.spans][:2] == [Label.HEADLINE, Label.BODY]


# Outlook


def test_outlook_gives_subject_day_and_sender() -> None:
    [found] = read(mails, outlook(Story("AW: Otter", TEXT)))
    assert (found.title, found.published, found.author) == ("Otter", "2024-06-19", "Ines Varga")
    assert found.text == TEXT


@pytest.mark.parametrize("data", [b"x", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 300])
def test_outlook_that_is_none_is_unreadable(data: bytes) -> None:
    with pytest.raises(Unreadable, match="damaged"):
        read(mails, data)
