"""Mailboxes, captions, scans, books and web archives as programs of other houses write them."""

# ruff: noqa: E501  (templates of files)

from pathlib import Path

import pytest
from exports import answer, record
from read_formats import one, read
from samples import zipped

from index import articles
from index.formats.document import Flaw, Limits, Unreadable
from index.formats.worker import Worker
from index.records import Article

# Mailboxes


PIPERMAIL = """\
From ines at coast.example  Fri Mar 14 23:50:00 2025
From: ines at coast.example (Ines Varga)
Date: Fri, 14 Mar 2025 23:50:00 -0500
Subject: [Otters] Weekly digest
In-Reply-To: <20250301.GA1@coast.example>
Message-ID: <20250314.GA{n}@coast.example>

Seven otters were counted {n} times.

From the river it is far: the ranger walked.
>From there he saw them.

-------------- next part --------------
An HTML attachment was scrubbed...
URL: <http://lists.example/pipermail/otters/attachments/1/attachment.html>
"""


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_mbox_of_an_archive_without_mime(end: str) -> None:
    box = "\n".join(PIPERMAIL.format(n=n) for n in (1, 2)).replace("\n", end)
    found, _ = read("2025-March.txt", box)
    assert [(each.title, each.published, each.author) for each in found] == 2 * [
        ("[Otters] Weekly digest", "2025-03-14", "Ines Varga")
    ]
    assert [each.key for each in found] == [f"20250314.GA{n}@coast.example" for n in (1, 2)]
    assert "\nFrom there he saw them." in found[0].text.replace("\r\n", "\n")
    assert "From the river it is far" in found[0].text


FOOTERS = [
    "_______________________________________________\nOtters mailing list\nOtters@lists.example\nhttps://lists.example/mailman/listinfo/otters",
    '-- \nYou received this message because you are subscribed to the Google Groups "Otters" group.\nTo unsubscribe from this group, send an email to a@b.example.',
    "--\nSie erhalten diese Nachricht, weil Sie die Liste abonniert haben. Abmelden: https://x.example",
    "---------------------------------------------------------------------\nTo unsubscribe, e-mail: dev-unsubscribe@x.example\nFor additional commands, e-mail: dev-help@x.example",
    "_______________________________________________\nListe de diffusion Loutres\nPour se désabonner : https://x.example",
]


@pytest.mark.parametrize("footer", FOOTERS)
def test_mbox_footers_of_lists(footer: str) -> None:
    box = (
        "From a@b.example Fri Mar 14 23:50:00 2025\nFrom: Ines Varga <a@b.example>\nSubject: Otters\nDate: Fri, 14 Mar 2025 23:50:00 +0100\n"
        f"Message-ID: <1@b.example>\nContent-Type: text/plain; charset=utf-8\n\nSeven otters were counted.\n{footer}\n"
    )
    assert one("a.mbox", box).text == "Seven otters were counted."


def test_mbox_text_and_page_that_say_the_same_are_said_once() -> None:
    said = "\n\n".join(
        f"Otter number {n} was counted on the river by the ranger." for n in range(30)
    )
    page = said.replace("\n\n", "<br><br>")
    box = (
        "From 1827@xxx Fri Mar 14 22:50:00 +0000 2025\nX-GM-THRID: 1827\nX-Gmail-Labels: Inbox\nFrom: =?utf-8?q?=C3=89lodie_No=C3=ABl?= <a@b.example>\nSubject: Otters\n"
        'Date: Fri, 14 Mar 2025 23:50:00 +0100\nMessage-ID: <1@b.example>\nMIME-Version: 1.0\nContent-Type: multipart/alternative; boundary="x"\n\n--x\n'
        f"Content-Type: text/plain; charset=utf-8\n\n{said}\n\n--x\nContent-Type: text/html; charset=utf-8\n\n<html><body>{page}</body></html>\n--x--\n"
    )
    document = one("All mail.mbox", box)
    assert document.text.count("Otter number 7 was") == 1
    assert document.author == "Élodie Noël"


# Captions


def test_captions_sentences_run_across_cues_in_all_their_markup() -> None:
    vtt = (
        "\ufeffWEBVTT\nKind: captions\nLanguage: de\n\nSTYLE\n::cue { color: red }\n\nNOTE made by hand\n\n1\n00:00:01.000 --> 00:00:03.000 align:start position:0%\n"
        "<c.yellow>Der Gemeinderat</c> kauft\ndie alte\n\n2\n00:03.000 --> 00:05.000\n<i>Mühle</i> für 90.000 Euro. [Applaus]\n\n00:05.000 --> 00:07.000\n♪ Musik ♪\n\n"
        "00:07.000 --> 00:09.000\nDas sagte Bürgermeister Groß.\n"
    )
    document = one("a.vtt", vtt.replace("\n", "\r\n"))
    assert "Der Gemeinderat kauft die alte Mühle für 90.000 Euro." in document.text
    assert "Das sagte Bürgermeister Groß." in document.text
    assert document.language == "de"
    for other in ("color", "hand", "Musik", "-->", "Kind"):
        assert other not in document.text


def test_captions_that_roll_up_word_by_word() -> None:
    cues = [
        (
            "00:00:00.000 --> 00:00:02.000",
            " \nthe<00:00:00.500><c> council</c><00:00:01.000><c> voted</c>",
        ),
        ("00:00:02.000 --> 00:00:02.010", "the council voted\n "),
        (
            "00:00:02.010 --> 00:00:04.000",
            "the council voted\nto<00:00:02.500><c> buy</c><00:00:03.000><c> the mill</c>",
        ),
        ("00:00:04.000 --> 00:00:04.010", "to buy the mill\n "),
        ("00:00:04.010 --> 00:00:06.000", "to buy the mill\nfor<00:00:05.000><c> ninety</c>"),
    ]
    text = "WEBVTT\nKind: captions\nLanguage: en\n\n" + "\n\n".join("\n".join(cue) for cue in cues)
    assert one("a.vtt", text).text == "the council voted to buy the mill for ninety"


@pytest.mark.parametrize("charset", ["utf-8-sig", "cp1252", "utf-16"])
def test_captions_of_subrip_with_its_tags(charset: str) -> None:
    srt = '1\r\n00:00:01,000 --> 00:00:03,000\r\n{\\an8}<font color="#fff">Le conseil a voté</font>\r\n\r\n2\r\n00:00:03,100 --> 00:00:05,000\r\n- L’achat du moulin.\r\n'
    text = one("a.srt", srt.encode(charset)).text
    assert "Le conseil a voté" in text
    assert "L’achat du moulin." in text
    assert "font" not in text


# Scans


def alto(lines: str, *, old: bool = False) -> str:
    space = "http://schema.ccs-gmbh.com/ALTO" if old else "http://www.loc.gov/standards/alto/ns-v2#"
    return (
        f"<?xml version='1.0' encoding='UTF-8'?>\n<alto xmlns='{space}' xmlns:xlink='http://www.w3.org/1999/xlink'><Description><MeasurementUnit>mm10"
        "</MeasurementUnit><sourceImageInformation><fileName>0001.tif</fileName></sourceImageInformation></Description><Styles><TextStyle ID='T0' FONTSIZE='9'/>"
        f"<TextStyle ID='T1' FONTSIZE='20'/></Styles><Layout><Page ID='P1'><TopMargin/><PrintSpace><ComposedBlock>{lines}</ComposedBlock></PrintSpace></Page></Layout></alto>"
    )


@pytest.mark.parametrize("old", [True, False])
def test_alto_has_the_whole_word_in_another_place(old: bool) -> None:
    block = (
        "<TextBlock ID='B1' STYLEREFS='T0 PAR1'><TextLine><String ID='S1' CONTENT='Der' WC='0.9'/><SP/><String CONTENT='Ge' SUBS_TYPE='HypPart1' SUBS_CONTENT='Gemeinderat'/>"
        "<HYP CONTENT='-'/></TextLine><TextLine><String CONTENT='meinderat' SUBS_TYPE='HypPart2' SUBS_CONTENT='Gemeinderat'/><SP/><String CONTENT='beſchloß'/><SP/>"
        "<String CONTENT='den' SUBS_TYPE='Abbreviation' SUBS_CONTENT='den'/><SP/><String CONTENT='Mühlen-'/></TextLine><TextLine><String CONTENT='kauf.'/></TextLine></TextBlock>"
    )
    document = one("a.XML", alto(block, old=old))
    assert document.text == "Der Gemeinderat beſchloß den Mühlenkauf."
    assert "0001.tif" not in document.text


# Open documents and books


def odt(body: str) -> bytes:
    names = "urn:oasis:names:tc:opendocument:xmlns:"
    content = (
        f"<?xml version='1.0' encoding='UTF-8'?><office:document-content xmlns:office='{names}office:1.0' xmlns:text='{names}text:1.0' xmlns:dc='http://purl.org/dc/elements/1.1/' "
        f"xmlns:style='{names}style:1.0' xmlns:table='{names}table:1.0'><office:automatic-styles><style:style style:name='P1' style:parent-style-name='Title' style:family='paragraph'/></office:automatic-styles>"
        f"<office:body><office:text><text:sequence-decls/>{body}</office:text></office:body></office:document-content>"
    )
    return zipped(
        [
            ("mimetype", b"application/vnd.oasis.opendocument.text"),
            ("content.xml", content.encode()),
        ]
    )


def test_odt_notes_in_a_title_stay_out() -> None:
    note = "<text:note text:id='n' text:note-class='footnote'><text:note-citation>1</text:note-citation><text:note-body><text:p>Nur im Druck.</text:p></text:note-body></text:note>"
    comment = (
        "<office:annotation><dc:creator>A</dc:creator><text:p>prüfen!</text:p></office:annotation>"
    )
    document = one(
        "a.odt",
        odt(
            f"<text:p text:style-name='P1'>Otter{note} kehren{comment} zurück</text:p><text:p>Sieben<text:s text:c='2'/>Otter<text:tab/>leben<text:line-break/>dort.{note}</text:p>"
            "<text:list><text:list-item><text:p>Eins.</text:p></text:list-item></text:list>"
        ),
    )
    assert document.title == "Otter kehren zurück"
    assert document.text.startswith("Otter kehren zurück\n\nSieben Otter leben")
    for other in ("Nur im Druck", "prüfen", "1"):
        assert other not in document.text
    assert "Eins." in document.text


def test_epub_of_a_paper_without_numbers_of_lines_and_pages() -> None:
    html = "<?xml version='1.0' encoding='utf-8'?><!DOCTYPE html><html xmlns='http://www.w3.org/1999/xhtml' xmlns:epub='http://www.idpf.org/2007/ops'><head><title>x</title></head><body>"
    story = (
        f"{html}<h1>Otter kehren zurück</h1><p><span class='linenum'>5</span>Sieben Otter<span epub:type='pagebreak' id='p3'>3</span> leben dort.<a epub:type='noteref' href='#n1'>1</a></p>"
        "<aside epub:type='footnote' id='n1'><p>Nur im Buch.</p></aside></body></html>"
    )
    package = (
        "<package xmlns='http://www.idpf.org/2007/opf' version='2.0'><metadata xmlns:dc='http://purl.org/dc/elements/1.1/'><dc:title>Rauer Anzeiger</dc:title><dc:creator>Ines Varga</dc:creator>"
        "<dc:date>2025-03-14</dc:date></metadata><manifest><item id='ncx' href='toc.ncx' media-type='application/x-dtbncx+xml'/><item id='c' href='cover.xhtml' media-type='application/xhtml+xml'/>"
        "<item id='b' href='b.xhtml' media-type='application/xhtml+xml'/><item id='a' href='a%20b.xhtml' media-type='application/xhtml+xml'/></manifest><spine toc='ncx'><itemref idref='c' linear='no'/>"
        "<itemref idref='b'/><itemref idref='a'/></spine><guide><reference type='cover' href='cover.xhtml'/></guide></package>"
    )
    data = zipped(
        [
            ("mimetype", b"application/epub+zip"),
            (
                "META-INF/container.xml",
                b"<container xmlns='urn:oasis:names:tc:opendocument:xmlns:container'><rootfiles><rootfile full-path='OEBPS/p.opf'/></rootfiles></container>",
            ),
            ("OEBPS/p.opf", package.encode()),
            ("OEBPS/toc.ncx", b"<ncx/>"),
            ("OEBPS/cover.xhtml", f"{html}<img src='c.jpg' alt='Cover'/></body></html>".encode()),
            ("OEBPS/b.xhtml", story.encode()),
            (
                "OEBPS/a b.xhtml",
                story.replace("Otter kehren", "Biber kehren")
                .replace("Sieben Otter", "Acht Biber")
                .encode(),
            ),
        ]
    )
    found, _ = read("a.epub", data)
    assert [each.title for each in found] == ["Otter kehren zurück", "Biber kehren zurück"]
    assert "Sieben Otter leben dort." in found[0].text
    assert "Nur im Buch" not in found[0].text


# Web archives

PAGE = (
    "<!doctype html><html lang=en><head><title>{title} | Coast Weekly</title><meta property='article:published_time' content='2025-03-14T23:50:00+01:00'><meta property='og:site_name' content='Coast Weekly'>"
    "</head><body><article><h1>{title}</h1><p>Seven otters were counted on the river Rau this winter, the ranger said on Friday.</p><p>{more}</p></article></body></html>"
)


def warc_file(
    tmp_path: Path, data: bytes, name: str = "a.warc"
) -> tuple[list[Article], list[Flaw]]:
    file = tmp_path / name
    file.write_bytes(data)
    with Worker(Limits()) as worker:
        found = list(articles.read(file, name, Limits(), worker))
    return [each for each in found if isinstance(each, Article)], [
        each for each in found if isinstance(each, Flaw)
    ]


@pytest.mark.parametrize("wrong", [0, -3, 7, 1_000_000])
def test_warc_with_records_of_all_kinds(tmp_path: Path, wrong: int) -> None:
    pages = [
        PAGE.format(
            title=f"Otters return {n}", more=f"They came back {n} times, and it rained on them."
        ).encode()
        for n in (1, 2)
    ]
    first, second = (
        answer(pages[0], chunked=True, packed=True),
        answer(pages[1], kind="text/html;charset=ISO-8859-1"),
    )
    site = "https://coast.example"
    data = b"".join(
        [
            record(
                "warcinfo",
                "urn:x",
                b"software: Wget/1.21\r\nformat: WARC File Format 1.0\r\n",
                "application/warc-fields",
            ),
            record("response", f"{site}/1", first, length=len(first) + wrong),
            record(
                "resource",
                f"{site}/3",
                PAGE.format(
                    title="Pier reopens", more="The pier was closed for nine months and it rained."
                ).encode(),
                "text/html",
            ),
            record("response", f"{site}/api.json", answer(b'{"a": 1}', kind="application/json")),
            record("response", f"{site}/o.jpg", answer(b"\xff\xd8\xff", kind="image/jpeg")),
            record("resource", f"{site}/p.png", b"\x89PNG\r\n", "image/png"),
            record("response", f"{site}/gone", answer(b"<p>Gone</p>", status="410 Gone")),
            record("response", f"{site}/moved", answer(b"", status="301 Moved Permanently")),
            record("response", f"{site}/2", second, length=len(second) + wrong),
            record("metadata", "urn:m", b"fetchTimeMs: 1\r\n", "application/warc-fields"),
        ]
    )
    found, _ = warc_file(tmp_path, data)
    assert sorted(
        (each.citation.title, each.citation.published, each.citation.source) for each in found
    ) == [
        (title, "2025-03-14", "Coast Weekly")
        for title in ("Otters return 1", "Otters return 2", "Pier reopens")
    ]


def test_zip_of_exports_keeps_their_kinds(tmp_path: Path) -> None:
    mail = PIPERMAIL.format(n=1).encode()
    document, *_ = read("a.zip", zipped([("Takeout/Mail/All mail Including Spam.mbox", mail)]))[0]
    assert document.title == "[Otters] Weekly digest"


def test_page_that_only_asks_for_consent_is_no_article() -> None:
    page = "<html><head><title>Before you continue</title></head><body><form action='https://consent.example/save'><h1>Before you continue</h1><p>We use cookies and data to deliver and maintain our services.</p><button>Accept all</button><button>Reject all</button></form></body></html>"
    with pytest.raises(Unreadable):
        read("a.html", page)
