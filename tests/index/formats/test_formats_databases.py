"""Factiva, Europresse, ProQuest and references as those houses really write them."""

# ruff: noqa: E501  (templates of files)

import pytest
from made_exports import rtf
from read_formats import one, read

from index.formats.document import Document
from index.records import Label


def known(document: Document) -> tuple[str | None, str | None, str | None, str | None]:
    return document.title, document.published, document.source, document.author


# Factiva: words, day, language, the accession number's label, the summary at the end

FACTIVA = {
    "en": ("1,234 words", "14 March 2025", "English", "Document", "Search Summary", "By "),
    "de": ("1.234 Wörter", "14. März 2025", "Deutsch", "Dokument", "Suchzusammenfassung", "Von "),
    "fr": ("1234 mots", "14 mars 2025", "Français", "Document", "Résumé de la recherche", "Par "),
    "es": (
        "1,234 palabras",
        "14 de marzo de 2025",
        "Español",
        "Documento",
        "Resumen de la búsqueda",
        "Por ",
    ),
    "it": (
        "1234 parole",
        "14 marzo 2025",
        "Italiano",
        "Documento",
        "Riepilogo della ricerca",
        "di ",
    ),
    "pt": (
        "1.234 palavras",
        "14 março 2025",
        "Português",
        "Documento",
        "Resumo da pesquisa",
        "Por ",
    ),
    "nl": ("1234 woorden", "14 maart 2025", "Nederlands", "Document", "Zoekoverzicht", "Door "),
    "ru": ("1234 слова", "14 Март 2025", "Русский", "Документ", "Сводка поиска", ""),
    "zh": ("1234 字", "2025 年 3 月 14 日", "中文 - 简体", "文件", "搜索摘要", ""),
}


def factiva_lines(code: str, *, by: bool = True) -> list[str]:
    words, day, language, document, _, of = FACTIVA[code]
    return [
        "Regional",
        "Seven otters come back to the Rau",
        *([f"{of}Ines Varga"] if by else []),
        words,
        day,
        "05:16",
        "Coast Weekly",
        "CWKLY",
        "A3",
        "Late Edition",
        language,
        "(c) 2025 Coast Weekly. All rights reserved.",
        "Seven otters were counted on the river Rau, the ranger said: 42 words were enough.",
        "It rained.",
        f"{document} CWKLY00020250314el3e0000a",
    ]


@pytest.mark.parametrize("by", [True, False])
@pytest.mark.parametrize("code", FACTIVA)
@pytest.mark.parametrize("kind", ["rtf", "txt", "html"])
def test_factiva_without_names_of_fields_in(code: str, by: bool, kind: str) -> None:
    lines = factiva_lines(code, by=by)
    again = [line.replace("0000a", "0000b").replace("Seven", "Eight") for line in lines]
    end = [FACTIVA[code][4], "Text", "otters", "Date", "01/02/2025 to 05/05/2025"]
    if kind == "rtf":
        data = rtf([*lines, *again, *end])
    elif kind == "txt":
        data = "\r\n\r\n".join(["Factiva", *lines, *again, *end][1:]).encode()
    else:
        data = factiva_page(code, [lines, again], end, by=by)
    found, flaws = read(f"a.{kind}", data)
    assert not flaws
    assert {known(each) for each in found} == {
        (title, "2025-03-14", "Coast Weekly", "Ines Varga" if by else None)
        for title in ("Seven otters come back to the Rau", "Eight otters come back to the Rau")
    }
    assert found[0].text.endswith(
        "Seven otters were counted on the river Rau, the ranger said: 42 words were enough.\n\nIt rained."
    )
    assert found[0].text.count("\n\n") == 2
    assert [each.key for each in found] == [
        "CWKLY00020250314el3e0000a",
        "CWKLY00020250314el3e0000b",
    ]


def factiva_page(code: str, articles: list[list[str]], end: list[str], *, by: bool) -> bytes:
    parts = []
    for lines in articles:
        head, said, number = lines[2 + by : -3], lines[-3:-1], lines[-1]
        parts.append(
            f"<div id='article-{number.split()[-1]}'><div class=\"article {code}Article\"><p>"
            f"<div>{lines[0]}</div><div id='hd'><span class='{code}Headline'>\n{lines[1]} </span></div>"
            + (f"<div class='author'>{lines[2]} </div>" if by else "")
            + "".join(f"<div>{line}</div>" for line in head)
            + "</p>"
            + "".join(
                f"<p class='articleParagraph {code}articleParagraph'>\n{line}</p>" for line in said
            )
            + f"<p>{number}</p></div></div><br/><span></span>"
        )
    return (
        "<!DOCTYPE html><html><head><meta http-equiv='Content-Type' content='text/html; charset="
        f"iso-8859-1'><title>Factiva</title></head><body>{''.join(parts)}"
        f"<div>{'</div><div>'.join(end)}</div></body></html>"
    ).encode()


@pytest.mark.parametrize("code", ["en", "de", "fr", "es", "it", "pt", "ru"])
def test_factiva_table_of_codes_in(code: str) -> None:
    words, day, language, document, end, of = FACTIVA[code]
    rows = [
        ("SE", "Regional"), ("HD", "1) Seven otters come back to the Rau"), ("BY", f"{of}Ines Varga"),
        ("CR", "Coast Agency"), ("WC", words), ("PD", day), ("ET", "05:16 AM"), ("SN", "Coast Weekly"),
        ("SC", "CWKLY"), ("ED", "Late Edition"), ("PG", "A3"), ("VOL", "12"), ("LA", language),
        ("CY", "(c) 2025 Coast Weekly"),
        ("LP", "<p class='articleParagraph'>Seven otters were counted.</p>"),
        ("TD", "<p class='articleParagraph'>IN Ansel it rained.</p><p>SE winds were strong.</p>"),
        ("CO", "coastw : Coast Weekly Ltd"), ("IN", "i1 : Fishing"), ("NS", "gcat : News"),
        ("RE", "eland : Ansel"), ("IPD", "Otters"), ("PUB", "Coast Press"),
        ("AN", f"{document} CWKLY00020250314el3e0000a"),
    ]  # fmt: skip
    table = "".join(
        f"<tr><td class='index' align='right'><b>{name}</b>&nbsp;</td><td>{value}</td></tr>"
        for name, value in rows
    )
    page = (
        f"<html><body><div class='article {code}Article'><table>{table}</table></div>"
        f"<table><tr><td>{end}</td></tr></table></body></html>"
    )
    found = one("a.htm", page)
    assert known(found) == (
        "Seven otters come back to the Rau",
        "2025-03-14",
        "Coast Weekly",
        "Ines Varga",
    )
    assert found.text.partition("\n\n")[2] == (
        "Seven otters were counted.\n\nIN Ansel it rained.\n\nSE winds were strong."
    )


def test_factiva_codes_in_rtf_behind_each_other() -> None:
    lines = ["HD\tSeven otters come back", "BY\tBy Ines Varga", "WC\t30 words", "PD\t14 March 2025"]
    lines += ["SN\tCoast Weekly", "SC\tCWKLY", "LA\tEnglish", "CY\t(c) 2025 Coast Weekly", "LP\t"]
    lines += [
        "Seven otters were counted.",
        "TD\t",
        "It rained.",
        "AN\tDocument CWKLY00020250314el3e0000a",
    ]
    again = [line.replace("0000a", "0000b").replace("Seven", "Eight") for line in lines]
    found, _ = read("a.rtf", rtf([*lines, *again, "Search Summary"]))
    assert [known(each) for each in found] == [
        (f"{count} otters come back", "2025-03-14", "Coast Weekly", "Ines Varga")
        for count in ("Seven", "Eight")
    ]
    assert found[0].text.endswith("Seven otters were counted.\n\nIt rained.")


# Europresse


def europresse(
    day: str = "lundi 14 mars 2025",
    title: str = "Le bac a fermé",
    said: str = "",
    head: str = "utf-8",
) -> str:
    return (
        f"<html xmlns='http://www.w3.org/1999/xhtml'><head><meta charset='{head}'></head><body>"
        "<article><header><div class='rdp__DocPublicationName'><span class='DocPublicationName'>"
        "L’Écho de Vauré (site web) - Région, no. 21 345</span></div><div><span class='DocHeader'>Région,"
        f"  {day}, p. VR12\n - 480 mots</span></div><div class='titreArticle'><p class='rdp__articletitle "
        f"titreArticleVisu'>{title}</p><p class='sm-margin-TopBottom'>Le prix monte</p></div><div class="
        "'sm-margin-bottomNews'>Élodie Noël</div></header><section><div class='DocText clearfix'><div class="
        f"'docOcurrContainer'><p>Le b<mark>ac</mark> a fermé lundi.</p><p>Il pleuvait.{said}</p></div></div>"
        "</section><aside><div><b>Illustration(s) :</b><p>Photo Noël</p></div><p>Note(s) : 15 mars 2025</p>"
        "</aside><footer><small>© 2025 L’Écho. Tous droits réservés.</small><div class='publiC-lblNodoc'>"
        "news·20250314·EV·0123</div><div class='certificat'>Certificat émis le 5 mai 2025 à Univ</div></footer></article>"
    )


@pytest.mark.parametrize(
    ("day", "published"),
    [
        ("lundi 14 mars 2025", "2025-03-14"),
        ("vendredi 1er août 2025", "2025-08-01"),
        ("Friday, March 14, 2025", "2025-03-14"),
        ("viernes, 14 de marzo de 2025", "2025-03-14"),
        ("Freitag, 14. März 2025", "2025-03-14"),
        ("jeudi 14 février 2019 17:41 +0100", "2019-02-14"),
    ],
)
def test_europresse_days(day: str, published: str) -> None:
    document = one("a.HTML", europresse(day) + "</body></html>")
    assert document.published == published


@pytest.mark.parametrize(("head", "charset"), [("utf-8", "cp1252"), ("iso-8859-1", "utf-8")])
def test_europresse_charset_is_not_what_it_says(head: str, charset: str) -> None:
    page = europresse(head=head) + europresse(title="« Œuvre » [Édition 2]", head=head)
    first, second = read("a.html", page.encode(charset))[0]
    assert known(first)[0] == "Le bac a fermé"
    assert first.author == "Élodie Noël"
    assert (first.source or "").startswith("L’Écho de Vauré")
    assert "no." not in (first.source or "")
    assert second.title == "« Œuvre »"
    assert "Le bac a fermé lundi.\n\nIl pleuvait." in first.text
    for other in ("Certificat", "Photo", "Tous droits", "15 mars", "480 mots"):
        assert other not in first.text


def test_europresse_nested_pages_without_ends() -> None:
    page = europresse(said="</div></div>") + europresse(title="Le pont").replace("0123", "0124")
    assert [each.title for each in read("a.html", page)[0]] == ["Le bac a fermé", "Le pont"]


# ProQuest

RULE = "_" * 100


def proquest(*records: str, first: str = "") -> str:
    return first + f"\n\n{RULE}\n\n".join(["", *records, ""])


def record(number: int = 1, **more: str) -> str:
    fields = {
        "Author": "Varga, Ines; Brehm, Tilo.",
        "Publication info": "Coast Weekly, Late Edition (East Coast); Ansel, N.Y. [Ansel, N.Y]. 14 Mar 2025: A.3.",
        "ProQuest document link": "https://www.proquest.example/docview/1",
        "Abstract": "None available.",
        "Full text": f"Seven otters were counted {number} times.\nNote: it rained.\n\nThe end came.",
        "Subject": "Otters; Rivers",
        "Location": "Rau",
        "Title": f"Otters return {number}: [National Desk]",
        "Publication title": "Coast Weekly, Late Edition (East Coast); Ansel, N.Y.",
        "Pages": "A.3",
        "Publication year": "2025",
        "Publication date": "Mar 14, 2025",
        "Section": "A",
        "ProQuest document ID": f"30000{number}",
        "Document URL": f"https://www.proquest.example/docview/{number}",
        "Copyright": "Copyright Coast Weekly Mar 14, 2025",
        "Last updated": "2025-05-01",
        "Database": "Newsstream",
    } | more
    said = "\n\n".join(f"{name}: {value}" for name, value in fields.items() if value)
    return f"Otters return {number}: [National Desk]\n\n{said}"


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_proquest_text(end: str) -> None:
    table = "Table of contents\n\n1. Otters return 1\n\n2. Otters return 2\n\n"
    text = proquest(record(1), record(2), first=table).replace("\n", end)
    found, flaws = read("a.txt", ("\ufeff" + text).encode())
    assert not flaws
    assert [known(each)[:3] for each in found] == [
        (f"Otters return {n}", "2025-03-14", "Coast Weekly") for n in (1, 2)
    ]
    assert "Varga" in (found[0].author or "")
    assert found[0].text == (
        "Otters return 1\n\nSeven otters were counted 1 times.\n\nNote: it rained.\n\nThe end came."
    )


def test_proquest_saved_page_is_not_dated_by_its_update() -> None:
    text = proquest(record(1, **{"Publication date": "", "Publication info": ""}))
    document = one("a.txt", text)
    assert document.published is None
    assert document.source == "Coast Weekly"


def test_proquest_page_of_whole_pages() -> None:
    pages = "".join(
        "<!DOCTYPE html><html><head><title>ProQuest</title><meta charset='utf-8'></head><body><div class="
        f"'docCitation'><p style='font-weight:bold'>Otters return {n}: [1]</p></div><p><strong>Author: </strong>"
        "Varga, Ines</p><p><strong>Publication info: </strong>Coast Weekly ; Ansel [Ansel]. 14 Mar 2025.</p>"
        f"<p><strong>Full text: </strong></p><p>Seven otters were <em>counted</em> {n} times.<p>It rained."
        f"</p><p><strong>Subject: </strong>Otters</p><p><strong>Publication title: </strong>Coast Weekly; Ansel</p>"
        "<p><strong>Publication date: </strong>Mar 14, 2025</p><p><strong>ProQuest document ID: </strong>"
        f"{n}</p><p><strong>Last updated: </strong>2025-05-01</p><p><strong>Database: </strong>X</p></body></html>"
        for n in (1, 2)
    )
    found, _ = read(
        "a.html", f"<html><body>{pages}<p>Copyright 2025 ProQuest LLC</p></body></html>"
    )
    assert [known(each)[:3] for each in found] == [
        (f"Otters return {n}", "2025-03-14", "Coast Weekly") for n in (1, 2)
    ]
    assert found[1].text == "Otters return 2\n\nSeven otters were counted 2 times.\n\nIt rained."


# References


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["TY  - NEWS", "AU  - Varga, Ines", "AU  - Brehm, Tilo", "TI  - Otters return: [National Desk]",
          "JF  - Coast Weekly; Ansel", "PY  - 2025", "DA  - 2025 Mar 14", "AB  - Seven were counted.",
          "N2  - x", "Y2  - 2025/05/01/", "AN  - 3000", "ER  - "],
         ("Otters return", "2025-03-14", "Coast Weekly", "Varga, Ines; Brehm, Tilo")),
        (["TY  - NEWS", "A1  - Ines Varga", "T1  - Otters return", "T2  - Coast Weekly", "DA  - 2025/03/14/",
          "Y1  - 2025/01/01/", "N2  - Seven were", "counted.", "UR  - https://x.example/1", "ER  -"],
         ("Otters return", "2025-03-14", "Coast Weekly", "Ines Varga")),
        (["TY  - NEWS", "T1  - Otters return", "JO  - Coast Weekly", "Y1  - 2025/03/14/Friday",
          "AB  - Seven were counted.", "ER  - "], ("Otters return", "2025-03-14", "Coast Weekly", None)),
        (["TY  - NEWS", "T1  - Otters return", "JO  - Coast Weekly", "DA  - March 14, 2025",
          "AB  - Seven were counted.", "ER  - "], ("Otters return", "2025-03-14", "Coast Weekly", None)),
        (["TY  - NEWS", "T1  - Otters return", "JO  - Coast Weekly", "PY  - 2025//",
          "AB  - Seven were counted.", "ER  - "], ("Otters return", None, "Coast Weekly", None)),
    ],
)  # fmt: skip
def test_references(lines: list[str], expected: tuple[str | None, ...]) -> None:
    document = one("a.RIS", "\ufeff" + "\r\n".join(lines) + "\r\n\r\n")
    assert known(document) == expected
    assert "counted." in document.text


def test_europresse_without_notes_of_where_it_was_printed() -> None:
    page = (
        '<article><header><span class="DocPublicationName">Le Courrier</span><span class='
        '"DocHeader">vendredi 14 mars 2025</span></header><p class="titreArticleVisu">Les loutres'
        '</p><section><div class="docOcurrContainer"><p>Sept loutres.</p><p>Cet article est paru '
        "dans Le Courrier (site web)</p><p>Illustration(s) :</p><p>Photo : Ada Finch</p></div>"
        "</section><footer><div>news\u00b720250314\u00b7LC\u00b7123_45</div><div>Date : 14 mars</div>"
        "</footer></article>"
    )
    document = one("a.html", page)
    assert document.text == "Les loutres\n\nSept loutres.\n\nPhoto : Ada Finch"
    assert [span.label for span in document.spans or ()][-1] is Label.CAPTION
    assert document.key.endswith("123_45")


def test_proquest_nobody_is_no_author() -> None:
    record = (
        "Pier reopens\n\nAuthor: Anonymous\n\nFull text: The pier reopened.\n\nPublication title: "
        "Coast Weekly; Ansel\n\nPublication date: Apr 5, 2025\n\nProQuest document ID: 12\n"
    )
    document = one("a.txt", record)
    assert (document.title, document.author) == ("Pier reopens", None)


PROQUEST_ELSEWHERE = {
    "es": "Documento 1 de 2|Autor|Texto completo|Título de publicación|Fecha de publicación"
    "|ID del documento de ProQuest|Resumen: Ninguno disponible.|14 de marzo de 2025",
    "fr": "Document 1 sur 2|Auteur |Texte intégral |Titre de la publication |Date de publication "
    "|Identifiant de document ProQuest |Résumé : Aucun disponible.|mars 14, 2025",
    "de": "Dokument 1 von 2|Autor|Volltext|Publikationstitel|Publikationsdatum"
    "|ProQuest-Dokument-ID|Zusammenfassung: Nicht verfügbar.|14. März 2025",
    "pt": "Documento 1 de 2|Autor|Texto completo|Título da publicação|Data de publicação"
    "|ID do documento ProQuest|Resumo: Nenhum disponível.|14 de março de 2025",
    "it": "Documento 1 di 2|Autore|Testo completo|Titolo della pubblicazione"
    "|Data di pubblicazione|ID documento ProQuest|Sommario: Nessuno disponibile.|14 marzo 2025",
}


@pytest.mark.parametrize("code", PROQUEST_ELSEWHERE)
def test_proquest_page_in(code: str) -> None:
    number, author, text, source, day, key, nothing, date = PROQUEST_ELSEWHERE[code].split("|")
    rule = "_" * 60
    record = (
        f"{rule}\n\n{number}\n\nOtters return\n\n{author}: Varga, Ines\n\n{nothing}\n\n"
        f"{text}: Seven otters were counted.\n\nThema: the last was seen in 1974.\n\n"
        f"{source}: The Gazette; Elmsfurt\n\n{day}: {date}\n\n{key}: {{}}\n\n"
    )
    found, flaws = read("a.txt", record.format(300001) + record.format(300002))
    assert not flaws
    assert [each.key for each in found] == ["300001", "300002"]
    assert {(each.title, each.published, each.source, each.author) for each in found} == {
        ("Otters return", "2025-03-14", "The Gazette", "Varga, Ines")
    }
    assert found[0].text.startswith("Otters return\n\nSeven otters were counted.")


def test_proquest_names_of_other_languages_are_text_in_english() -> None:
    data = (
        f"{'_' * 60}\n\nOtters\n\nFull text: Seven otters.\n\nThema: the last one.\n\n"
        "Publication title: The Gazette\n\nPublication date: Mar 14, 2025\n\n"
        "ProQuest document ID: 300001\n"
    )
    [found], _ = read("a.txt", data)
    assert found.text == "Otters\n\nSeven otters.\n\nThema: the last one."


def test_factiva_codes_in_text_behind_each_other() -> None:
    lead = "Seven otters were counted on the river Rau this winter, ranger Piet Moor said."
    data = "".join(
        f"HD  Otters return {number}\nBY  By Ines Varga\nWC  30 words\nPD  14 March 2025\n"
        f"SN  The Gazette\nSC  ELMG\nLA  English\nCY  (c) 2025 The Gazette\nLP  {lead}\n"
        "TD  The last otter had been seen there in 1974, before a weir was taken down.\n"
        f"NS  grivr : Rivers\nAN  Document ELMG000020250314el3e0000{number}\n\n"
        for number in (1, 2)
    )
    found, flaws = read("a.txt", data)
    assert not flaws
    assert [each.text.split("\n\n")[1:] for each in found] == 2 * [
        [lead, "The last otter had been seen there in 1974, before a weir was taken down."]
    ]
