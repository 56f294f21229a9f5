"""PDF and Word files: what is said on their pages, and what is only printed around it."""

import io
import struct
import zipfile
import zlib
from datetime import UTC, datetime
from pathlib import Path

import docx
import pypdf
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from samples import TEXT, TITLE, Drawn, pdf, pdf_of_text, stream, word, zipped

from index.formats.document import Document, Flaw, Limits, Unreadable
from index.formats.documents import docx as word_reader
from index.formats.documents import pdf as pdf_reader
from index.records import Label

LIMITS = Limits()


def read_pdf(data: bytes, limits: Limits = LIMITS) -> Document:
    found = list(pdf_reader.documents(data, limits))
    assert len(found) == 1
    assert isinstance(found[0], Document)
    return found[0]


def read_word(data: bytes, limits: Limits = LIMITS) -> Document:
    [found] = word_reader.documents(data, limits)
    assert isinstance(found, Document)
    return found


def saved(written: docx.document.Document) -> bytes:
    target = io.BytesIO()
    written.save(target)
    return target.getvalue()


def lines(*texts: str, y: float = 700, size: float = 11, x: float = 72) -> list[Drawn]:
    """Lines below each other, at the distance of a word processor."""
    return [Drawn(text, x, y - 1.25 * size * row, size) for row, text in enumerate(texts)]


def labelled(document: Document) -> list[tuple[str, Label]]:
    assert document.spans is not None
    return [(document.text[span.start : span.end], span.label) for span in document.spans]


# PDF: paragraphs


def test_pdf_wrapped_lines_are_one_paragraph() -> None:
    assert read_pdf(pdf_of_text(TEXT, TITLE)).text == f"{TITLE}\n\n{TEXT}"


@pytest.mark.parametrize(
    ("first", "second", "whole"),
    [
        ("Die Donaudampfschiff-", "fahrt wurde eingestellt.", "Donaudampfschifffahrt wurde"),
        ("Sie reisten nach Nordrhein-", "Westfalen und weiter nach Bonn.", "Nordrhein-Westfalen"),
        ("Es geht um die Ein-", "und Ausfuhr von Gütern aller Art.", "Ein- und Ausfuhr"),
        (
            "It was a long and very well-",
            "known story. All knew the well-known story.",
            "well-known story. All",
        ),
        ("Das war eine lange Ver\xad", "handlung, und sie war schwierig.", "Verhandlung, und"),
        (
            "Die Mitarbeiter haben gemäß Bank-",
            "der-Regionen-Vertrag Chancen.",
            "Bank-der-Regionen-V",
        ),
        ("Die ersten Küken sind heuer am", "7. Juni geschlüpft, wie es hieß.", "heuer am 7. Juni"),
        ("Wir waren uns einig darüber", "– wenn es um die Sache ging.", "darüber – wenn"),
        ("Was he there in 2024 –", "or was he never there at all?", "2024 – or was"),
    ],
)
def test_pdf_divided_words_are_whole_again(first: str, second: str, whole: str) -> None:
    assert whole in read_pdf(pdf([lines(first, second)])).text


def test_pdf_paragraphs_are_told_by_space_indent_and_short_lines() -> None:
    full = "Zeile, die bis an den rechten Rand des Satzspiegels reicht und dort umbricht"
    page = lines(f"Erste {full}", "und hier endet.", f"Zweite {full}", f"Dritte {full}", full)
    page[3] = Drawn(page[3].text, page[3].x + 15, page[3].y)
    page += lines(f"Vierte {full}", full, y=620)
    found = read_pdf(pdf([page])).text.split("\n\n")
    assert [part.split()[0] for part in found] == ["Erste", "Zweite", "Dritte", "Vierte"]


def test_pdf_paragraph_runs_on_in_next_column_and_on_next_page() -> None:
    first = lines("Der Absatz beginnt in der linken", "Spalte und geht dann in der", y=100)
    second = lines(
        "rechten Spalte weiter und auf der", "nächsten Seite, wo er auch noch", y=700, x=320
    )
    third = lines("nicht endet, sondern erst hier.", y=700)
    document = read_pdf(pdf([[*first, *second], third]))
    assert document.text == (
        "Der Absatz beginnt in der linken Spalte und geht dann in der rechten Spalte weiter und "
        "auf der nächsten Seite, wo er auch noch nicht endet, sondern erst hier."
    )
    assert document.text[document.pages[1] :] == "nicht endet, sondern erst hier."


def test_pdf_lists_keep_their_items() -> None:
    page = lines("• Eine Limousine der Marke Aurus", "• Ein Teeservice", "• Ein Dolch")
    assert read_pdf(pdf([page])).text.count("\n\n") == 2


@pytest.mark.parametrize(
    ("drawn", "text"),
    [
        (
            lines("北京时间今天上午举行了新闻发布会，", "外交部发言人回答了记者的提问。"),
            "会，外交部",
        ),
        (
            lines("Путин подарил Ким Чен Ыну автомобиль,", "сообщили агентства."),
            "автомобиль, сообщили",
        ),
        (lines("ﬁnal ﬂight of the oﬃce"), "final flight of the office"),
    ],
)
def test_pdf_scripts(drawn: list[Drawn], text: str) -> None:
    assert text in read_pdf(pdf([drawn])).text


def test_pdf_right_to_left_words_drawn_from_the_left_are_in_reading_order() -> None:
    # As browsers do it: the letters of each word from the left, and each space by itself.
    drawn = [
        ("2024.", 72),
        (" ", 105),
        ("ماع", 110),
        (" ", 130),
        ("يف", 140),
        (" ", 155),
        ("راز", 160),
    ]
    words = [Drawn(text, x, 700) for text, x in drawn]
    assert read_pdf(pdf([words])).text == "زار في عام 2024."


def test_pdf_of_lines_that_divide_no_words_keeps_the_hyphens_of_words() -> None:
    page = [f"Die {n}. Zeile ist so lang wie die anderen Zeilen {'i' * (n % 3)}" for n in range(55)]
    text = read_pdf(pdf([lines(*page, "und die Bilder sind schwarz-", "weiß.", y=800)])).text
    assert text.endswith("schwarz-weiß.")


# What a browser (Chromium, Skia) made of a page with two columns, soft hyphens and eight scripts.
BROWSER = """\
Das Abkommen in vielen Sprachen

Die Verhandlungen über das Abkommen wurden am Mittwoch in Pjöngjang fortgesetzt. Nach Angaben \
der Delegationen sollen die Außenministerinnen beider Länder noch vor der Sommerpause \
zusammentreffen; die Wirtschaftsministerien bereiten bereits Durchführungsbestimmungen vor.

The office said on Wednesday that the first flight had been delayed. “We do not yet know why”, a \
spokeswoman told reporters, “but the final report will say.”

Le président a déclaré que l’accord serait signé la semaine prochaine, après plusieurs mois de \
négociations entre les deux parties.

Президент подарил лимузин во время визита, сообщили информационные агентства со ссылкой на \
помощника. Взамен он получил двух собак.

Ο πρόεδρος δήλωσε ότι η συμφωνία θα υπογραφεί την επόμενη εβδομάδα, μετά από διαπραγματεύσεις \
πολλών μηνών.

قال الرئيس إن الاتفاق سيوقع في الأسبوع المقبل بعد مفاوضات استمرت عدة أشهر بين الطرفين في \
العاصمة. وأضاف أن شركة Google شاركت في المحادثات عام 2024 وأن النتائج ستعلن قريبا.

प्रधानमंत्री ने कहा कि समझौते पर अगले सप्ताह हस्ताक्षर किए जाएंगे, जिसके लिए कई महीनों से बातचीत \
चल रही थी।

הנשיא אמר כי ההסכם ייחתם בשבוע הבא לאחר משא ומתן שנמשך חודשים רבים בין הצדדים בבירה, והוסיף כי \
25 מדינות השתתפו.

外交部发言人在例行记者会上回答了记者的提问，表示双方将继续就有关问题保持沟通。会谈持续了三个小时，双方签署了五项协议。"""


def test_pdf_of_a_browser_comes_back_as_it_was_written() -> None:
    document = read_pdf((Path(__file__).parents[2] / "documents/browser.pdf").read_bytes())
    assert document.text == BROWSER
    assert document.title == "Das Abkommen in vielen Sprachen"
    assert document.url == "http://example.org/abkommen.html"
    assert document.published is None


# As browsers write it: a space for a soft hyphen that is not needed, and clusters of Devanagari.
STANDS_FOR = """BT /F1 11 Tf 1 0 0 1 72 600 Tm <{}> Tj
/Span << /ActualText <{}> >> BDC 22 0 Td <{}> Tj 16 0 Td <{}> Tj EMC 5 0 Td <{}> Tj ET
"""


@pytest.mark.parametrize(
    ("before", "actual", "drawn", "after", "text"),
    [
        ("Gewerk", "\xad", "  ", "schaft", "Gewerkschaft"),
        ("कहा ", "कि", "ab", " समझौ", "कहा कि समझौ"),
        ("of", "XY", "ab", "ce", "of a bce"),
    ],
)
def test_pdf_text_that_glyphs_stand_for(
    before: str, actual: str, drawn: str, after: str, text: str
) -> None:
    letters = sorted({*"Zeile", *before, *drawn, *after})

    def codes(word: str) -> str:
        return "".join(f"{letters.index(letter) + 1:04x}" for letter in word)

    said = f"feff{actual.encode('utf-16-be').hex()}"
    shown = STANDS_FOR.format(codes(before), said, codes(drawn[0]), codes(drawn[1]), codes(after))
    page = [Drawn("".join(letters), y=20, size=1), Drawn("Zeile")]
    assert text in read_pdf(pdf([page], operators=shown)).text


# PDF: what is printed around the text


def test_pdf_headers_and_page_numbers_are_left_out() -> None:
    paragraphs = [
        f"{word} ist die Nachricht, die an dieser Stelle steht und über mehrere Zeilen läuft, "
        f"damit die Seiten voll werden, so wie es in {word} üblich ist und bleibt."
        for word in ("Wien", "Rom", "Oslo", "Paris", "London", "Berlin", "Madrid", "Lissabon") * 5
    ]
    text = "\n\n".join(f"{part} ({'i' * n})" for n, part in enumerate(paragraphs, start=1))
    document = read_pdf(pdf_of_text(text))
    assert len(document.pages) > 2
    assert document.text == text
    assert list(document.pages) == sorted(document.pages)


def test_pdf_single_page_number_is_left_out_but_a_last_year_is_not() -> None:
    page = [*lines("Der Vertrag gilt seit dem", "Jahr 2020"), Drawn("- 3 -", 290, 30, 9)]
    assert read_pdf(pdf([page])).text == "Der Vertrag gilt seit dem Jahr 2020"
    assert read_pdf(pdf([page[:2]])).text.endswith("Jahr 2020")


def test_pdf_rows_of_numbers_are_no_headers() -> None:
    pages = [
        lines(f"{n} {n + 1} {n + 2}", "Text der Seite, der hier steht.", y=800 - n)
        for n in range(3)
    ]
    assert "0 1 2" in read_pdf(pdf(pages)).text


def test_pdf_printed_by_browser_keeps_the_address_and_drops_the_rest() -> None:
    around = [
        Drawn("19.06.2024, 10:30 Limousine - Blatt", y=820, size=8),
        Drawn("https://example.org/welt/limousine 1/1", y=20, size=8),
    ]
    document = read_pdf(pdf([[*lines("Putin schenkt Kim etwas."), *around]]))
    assert document.text == "Putin schenkt Kim etwas."
    assert document.url == "https://example.org/welt/limousine"


# PDF: metadata


@pytest.mark.parametrize(
    ("stated", "title"),
    [
        ("Microsoft Word - Entwurf 12.doc", None),
        ("limousine_final.indd", None),
        ("untitled", None),
        ("A4-Layout_03", None),
        ("12345", None),
        ("Der Besuch in Pjöngjang", "Der Besuch in Pjöngjang"),
        ("Путин в Пхеньяне", "Путин в Пхеньяне"),
        ("新闻发布会", "新闻发布会"),
    ],
)
def test_pdf_title_is_no_file_name(stated: str, title: str | None) -> None:
    info = f"/Title <feff{stated.encode('utf-16-be').hex()}>"
    assert read_pdf(pdf([lines("Der Text der Seite.")], info=info)).title == title


def test_pdf_title_of_the_page_comes_before_one_that_is_not_on_it() -> None:
    data = pdf_of_text(TEXT, TITLE, info="/Title (Putin schenkt Kim eine Limousine - Blatt)")
    assert read_pdf(data).title == TITLE


@pytest.mark.parametrize(
    ("stated", "published"),
    [
        ("D:20240619103000+02'00'", "2024-06-19T10:30:00+02:00"),
        ("D:20240619", "2024-06-19T00:00:00"),
        ("D:19040101000000Z", None),
        ("D:29990101000000Z", None),
        ("gestern", None),
    ],
)
def test_pdf_date(stated: str, published: str | None) -> None:
    document = read_pdf(pdf([lines("Der Text.")], info=f"/CreationDate ({stated})"))
    assert document.published == published
    assert document.published_from == ("field" if published else None)


def test_pdf_date_of_printing_is_none_of_the_article() -> None:
    info = "/CreationDate (D:20240619103000Z) /Creator (Mozilla/5.0 Firefox)"
    assert read_pdf(pdf([lines("Der Text.")], info=info)).published is None


def test_pdf_author_is_no_account() -> None:
    assert read_pdf(pdf([lines("Text.")], info="/Author (Administrator)")).author is None
    assert read_pdf(pdf([lines("Text.")], info="/Author (Anna Beispiel)")).author == "Anna Beispiel"


# PDF: files that are not to be read


def encrypted(user: str) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf_of_text(TEXT, TITLE)))
    writer.encrypt(user, "owner", algorithm="AES-256")
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def test_pdf_with_a_password_is_unreadable() -> None:
    with pytest.raises(Unreadable, match="password"):
        read_pdf(encrypted("secret"))


def test_pdf_that_only_forbids_printing_is_read() -> None:
    assert read_pdf(encrypted("")).text.endswith(TEXT)


def scan() -> bytes:
    picture = stream(
        b"\0", packed=False, entries="/Type /XObject /Subtype /Image /Width 1 /Height 1"
    )
    return pdf([[]], more=[picture], resources="/XObject << /Im1 6 0 R >>")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (scan(), "pictures of pages"),
        (pdf([[]]), "no text"),
        (pdf([]), "no pages"),
        (pdf([[Drawn("3", 290, 30)], [Drawn("4", 290, 30)]]), "no text"),
        (b"%PDF-1.7\nnothing else", "damaged"),
        (b"no pdf at all", "damaged"),
        (pdf([[Drawn("\ue000\ue001\ue002 \ue003\ue004")]]), "fonts"),
    ],
)
def test_pdf_without_text_says_why(data: bytes, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        read_pdf(data)


def test_pdf_cut_short_is_read_or_unreadable() -> None:
    data = pdf_of_text(TEXT, TITLE)
    for length in range(0, len(data), 97):
        try:
            read_pdf(data[:length])
        except Unreadable as reason:
            assert str(reason)


def test_pdf_pages_over_the_limit_are_a_flaw() -> None:
    data = pdf([lines(f"Seite mit dem Wort {word}.") for word in ("eins", "zwei", "drei")])
    document, flaw = pdf_reader.documents(data, Limits(max_pages=2))
    assert isinstance(document, Document)
    assert "zwei" in document.text
    assert "drei" not in document.text
    assert flaw == Flaw("page 3", "more than 2 pages; the rest is not read")


def test_pdf_text_over_the_limit_is_a_flaw() -> None:
    data = pdf([lines("Die erste Seite ist kurz."), lines(*["Die zweite Seite ist lang."] * 30)])
    document, flaw = pdf_reader.documents(data, Limits(max_characters=100))
    assert isinstance(document, Document)
    assert document.text == "Die erste Seite ist kurz."
    assert isinstance(flaw, Flaw)
    assert flaw.where == "page 2"


def test_pdf_endless_page_tree_is_unreadable() -> None:
    data = pdf([lines("Text.")]).replace(b"/Kids [6 0 R]", b"/Kids [2 0 R]")
    with pytest.raises(Unreadable):
        read_pdf(data)


# DOCX


def test_docx_headings_are_headlines_and_rows_are_blocks() -> None:
    written = docx.Document()
    written.add_heading(TITLE, level=0)
    written.add_paragraph("Der Präsident reiste nach Pjöngjang.")
    written.add_heading("Was bekam Kim?", level=2)
    rows = written.add_table(rows=2, cols=2)
    for cell, text in zip(
        [cell for row in rows.rows for cell in row.cells],
        ["Geschenk", "Wert", "Dolch", "100 Euro"],
        strict=True,
    ):
        cell.text = text
    written.add_paragraph("Der Dolch im Futteral", style="Caption")
    written.add_paragraph("Ein Punkt", style="List Bullet")
    document = read_word(saved(written))
    assert labelled(document) == [
        (TITLE, Label.HEADLINE),
        ("Der Präsident reiste nach Pjöngjang.", Label.BODY),
        ("Was bekam Kim?", Label.HEADLINE),
        ("Geschenk | Wert", Label.BODY),
        ("Dolch | 100 Euro", Label.BODY),
        ("Der Dolch im Futteral", Label.BODY),
        ("Ein Punkt", Label.BODY),
    ]
    assert document.title == TITLE


def test_docx_without_styles_leaves_headlines_to_the_layout() -> None:
    document = read_word(word(f"{TITLE}\n\n{TEXT}"))
    assert document.spans is None
    assert document.text == f"{TITLE}\n\n{TEXT}"


def test_docx_style_derived_from_a_heading_is_one() -> None:
    written = docx.Document()
    style = written.styles.add_style("Unsere Überschrift", 1)
    style.base_style = written.styles["Heading 1"]
    written.add_paragraph("Zwischenruf", style=style)
    written.add_paragraph("Und der Text dazu.")
    assert labelled(read_word(saved(written)))[0] == ("Zwischenruf", Label.HEADLINE)


def test_docx_table_that_sets_columns_is_read_cell_by_cell() -> None:
    written = docx.Document()
    cells = written.add_table(rows=1, cols=2).rows[0].cells
    for cell, name in zip(cells, ("links", "rechts"), strict=True):
        cell.text = f"Erster Absatz {name}."
        cell.add_paragraph(f"Zweiter Absatz {name}.")
    assert read_word(saved(written)).text == (
        "Erster Absatz links.\n\nZweiter Absatz links.\n\n"
        "Erster Absatz rechts.\n\nZweiter Absatz rechts."
    )


MARKUP = """<w:p {ns} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">
<w:r><w:t>Gültig </w:t></w:r>
<w:ins w:id="1" w:author="a"><w:r><w:t>eingefügt </w:t></w:r></w:ins>
<w:del w:id="2" w:author="a"><w:r><w:delText>gelöscht </w:delText></w:r></w:del>
<w:moveFrom w:id="3" w:author="a"><w:r><w:t>verschoben </w:t></w:r></w:moveFrom>
<w:r><w:rPr><w:vanish/></w:rPr><w:t>verborgen </w:t></w:r>
<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>sichtbar </w:t></w:r>
<w:sdt><w:sdtContent><w:r><w:t>gesteuert</w:t></w:r></w:sdtContent></w:sdt>
<w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:tab/><w:t>Ende</w:t></w:r>
<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:txbxContent><w:p><w:r><w:t>Im Kasten</w:t>
</w:r></w:p></w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent><w:p><w:r><w:t>Im Kasten</w:t>
</w:r></w:p></w:txbxContent></mc:Fallback></mc:AlternateContent></w:r></w:p>"""


def test_docx_reads_what_is_shown_and_nothing_else() -> None:
    written = docx.Document()
    written.element.body.insert(0, parse_xml(MARKUP.format(ns=nsdecls("w"))))
    assert read_word(saved(written)).text == "Gültig eingefügt sichtbar gesteuert Ende\n\nIm Kasten"


def test_docx_table_of_contents_is_header() -> None:
    written = docx.Document()
    written.styles.add_style("toc 1", 1)
    written.add_paragraph("Erstes Kapitel 1", style="toc 1")
    written.add_heading("Erstes Kapitel", level=1)
    assert labelled(read_word(saved(written)))[0][1] is Label.HEADER


def test_docx_properties() -> None:
    written = docx.Document()
    written.add_paragraph("Der Text.")
    written.core_properties.title = "Der Besuch in Pjöngjang"
    written.core_properties.author = "Anna Beispiel"
    written.core_properties.created = datetime(2024, 6, 19, 10, 30, tzinfo=UTC)
    document = read_word(saved(written))
    assert (document.title, document.author) == ("Der Besuch in Pjöngjang", "Anna Beispiel")
    assert (document.published, document.published_from) == ("2024-06-19T10:30:00+00:00", "field")


def test_docx_properties_of_the_template_are_none() -> None:
    document = read_word(word("Der Text."))
    assert (document.title, document.author, document.published) == (None, None, None)


def changed(data: bytes, member: str, new: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        return zipped(
            (name, new if name == member else opened.read(name)) for name in opened.namelist()
        )


def bomb(declared: int) -> bytes:
    """A Word file whose text says that it unpacks to less than it does."""
    data = changed(word("Text."), "word/document.xml", b" " * 50_000_000)
    real, false = struct.pack("<I", 50_000_000), struct.pack("<I", declared)
    return data.replace(real, false)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "encrypted, or in the old DOC"),
        (b"PK\x03\x04 and no more", "damaged"),
        (zipped([("a.txt", b"text")]), "not a Word file"),
        (word(""), "no text"),
        (changed(word("Text."), "word/document.xml", b"<w:document"), "damaged"),
        (bomb(50_000_000), "larger than"),
        (bomb(9_900_000), "zip bomb"),
        (bomb(500_000), "damaged"),
        (
            changed(word("Text."), "word/document.xml", b"<a>" * 100_000 + b"</a>" * 100_000),
            "damaged",
        ),
    ],
)
def test_docx_that_is_none_says_why(data: bytes, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        read_word(data)


def test_docx_entities_are_not_multiplied() -> None:
    entities = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(9))
    xml = (
        f'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY e0 "lol">{entities}]>'
        f"<w:document {nsdecls('w')}><w:body><w:p><w:r><w:t>Text &e9;</w:t></w:r></w:p></w:body>"
        f"</w:document>"
    )
    try:
        document = read_word(changed(word("Text."), "word/document.xml", xml.encode()))
    except Unreadable:
        return
    assert len(document.text) < 100


def test_docx_over_the_limit_is_unreadable() -> None:
    with pytest.raises(Unreadable, match="longer than 100 characters"):
        read_word(word(TEXT), Limits(max_characters=100))


def test_docx_packed_with_another_method_is_unreadable() -> None:
    with zipfile.ZipFile(io.BytesIO(word("Text."))) as opened:
        files = [(name, opened.read(name)) for name in opened.namelist()]
    with pytest.raises(Unreadable, match="method"):
        read_word(zipped(files, zipfile.ZIP_BZIP2))


def test_samples_are_packed_as_they_say() -> None:
    assert zlib.decompress(stream(b"abc", packed=True).split(b"stream\n")[1][:-10]) == b"abc"
