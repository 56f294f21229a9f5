"""Nexis and LexisNexis as they really write: languages of labels, editions, gaps, odd records."""

# ruff: noqa: E501  (templates of files)

import io
from collections.abc import Sequence

import docx
import pytest
from made_exports import rtf
from read_formats import one, read

from index.formats.document import Document
from index.records import Label


def word(lines: Sequence[str]) -> bytes:
    file, written = docx.Document(), io.BytesIO()
    for line in lines:
        file.add_paragraph(line)
    file.save(written)
    return written.getvalue()


def known(document: Document) -> tuple[str | None, str | None, str | None, str | None]:
    return document.title, document.published, document.source, document.author


COVER = [
    "User Name: = A. Reader",
    "Date and Time: = Saturday, 3 May 2025 10:03:00 CEST",
    "Job Number: = 253000000",
    "Documents (2)",
    "1. Seven Otters Come Back: The Rau Is Alive",
    "Client/Matter: -None-",
    "Search Terms: otters",
    "Search Type: Natural Language",
    "Narrowed by:",
    "Content Type",
    "Narrowed by",
    "News",
    "Timeline: Jan 01, 2025 to May 01, 2025; Source: Coast Weekly",
    "2. Pier reopens",
    "Client/Matter: -None-",
]
OTTERS = [
    "Seven otters come back to the Rau",
    "Coast Weekly (Ansel)",
    "April 5, 2025 Saturday",
    "Late Edition - Final",
    "",
    "Copyright 2025 Coast Weekly Ltd. All Rights Reserved",
    "",
    "Section: Section A; Column 0; National Desk; Pg. 1",
    "Length: 14 words",
    "Byline: By Ines Varga and Tilo Brehm; Piet Moor contributed reporting.",
    "Dateline: ANSEL",
    "Highlight: Rangers counted them twice.",
    "Body",
    "",
    "Seven otters were counted on the river Rau, said: the ranger.",
    "Length: that is what divides them, she said.",
    "Correction: April 7, 2025, Monday",
    "An earlier version named another river.",
    "",
    "Graphic",
    "",
    "PHOTO: An otter on the Rau (PHOTOGRAPH BY ADA FINCH)",
    "",
    "Classification",
    "",
    "Language: ENGLISH",
    "Publication-Type: Newspaper",
    "Subject: OTTERS (90%); RIVERS (78%)",
    "Load-Date: April 30, 2025",
    "End of Document",
]
PIER = [
    "Pier reopens",
    "Marweder Tagblatt",
    "2. April 2025 Mittwoch",
    "Copyright 2025 Marweder Tagblatt GmbH Alle Rechte vorbehalten",
    "Section: LOKALES; S. 9",
    "Length: 5 words",
    "Body",
    "Die Mole ist wieder offen.",
    "Classification",
    "Load-Date: April 3, 2025",
    "End of Document",
]


@pytest.mark.parametrize("write", [word, lambda lines: rtf([line for line in lines if line])])
def test_modern_export_with_all_its_fields(write) -> None:
    found, flaws = read("a.docx" if write is word else "a.rtf", write([*COVER, *OTTERS, *PIER]))
    assert not flaws
    assert known(found[0])[:3] == (
        "Seven otters come back to the Rau",
        "2025-04-05",
        "Coast Weekly (Ansel)",
    )
    assert (found[0].author or "").startswith("Ines Varga and Tilo Brehm")
    assert known(found[1]) == ("Pier reopens", "2025-04-02", "Marweder Tagblatt", None)
    text = found[0].text
    assert "Rangers counted them twice." in text
    assert "Length: that is what divides them, she said." in text
    assert "An earlier version named another river." in text
    for other in ("OTTERS (90%)", "Late Edition", "Pg. 1", "Copyright", "Client/Matter", "ANSEL"):
        assert other not in text
    spans = {text[span.start : span.end]: span.label for span in found[0].spans or ()}
    assert spans["PHOTO: An otter on the Rau (PHOTOGRAPH BY ADA FINCH)"] is Label.CAPTION
    assert found[1].text == "Pier reopens\n\nDie Mole ist wieder offen."


MODERN = {
    "de": (
        ["Benutzername: = A. Leser", "Datum und Uhrzeit: = Montag, 5. Mai 2025 9:12:00 MESZ",
         "Auftragsnummer: = 1", "Dokumente (1)", "1. Mole wieder offen", "Mandant/Sache: -Keine-"],
        "2. April 2025 Mittwoch 9:50 PM GMT+1",
        ["Copyright 2025 Anzeiger Alle Rechte vorbehalten", "Rubrik: LOKALES; S. 9; Ausg. 1",
         "Länge: 5 Wörter", "Autor: Von Ines Varga"],
        "Klassifizierung", ["Sprache: GERMAN; DEUTSCH", "Ladedatum: 3. April 2025"],
        "Ende des Dokuments"),
    "fr": (
        ["Nom d'utilisateur : = A. Lecteur", "Date et heure : = lundi 5 mai 2025 09:12:00 CEST",
         "Numéro de tâche : = 1", "Documents (1)", "1. Le môle rouvert"],
        "mercredi 2 avril 2025 04:18 PM GMT",
        ["Copyright 2025 Courrier Tous droits réservés", "Rubrique : RÉGION ; Pg. 9",
         "Longueur : 5 mots", "Auteur : Par Ines Varga"],
        "Classification", ["Langue : FRENCH; FRANÇAIS", "Date de chargement : 3 avril 2025"],
        "Fin du document"),
    "es": (
        ["Nombre de usuario: = A. Lector", "Fecha y hora: = lunes 5 de mayo de 2025 9:12:00 CEST",
         "Número de trabajo: = 1", "Documentos (1)", "1. Reabre el muelle"],
        "2 de abril de 2025 miércoles",
        ["Copyright 2025 Correo Todos los derechos reservados", "Sección: LOCAL; Pág. 9",
         "Longitud: 5 palabras", "Autor: Ines Varga"],
        "Clasificación", ["Idioma: SPANISH", "Fecha de carga: 3 de abril de 2025"],
        "Fin del documento"),
    "it": (
        ["Nome utente: = A. Lettore", "Data e ora: = lunedì 5 maggio 2025 9:12:00 CEST",
         "Numero del lavoro: = 1", "Documenti (1)", "1. Riapre il molo"],
        "2 aprile 2025 mercoledì",
        ["Copyright 2025 Corriere Tutti i diritti riservati", "Sezione: CRONACA; Pag. 9",
         "Lunghezza: 5 parole", "Autore: Ines Varga"],
        "Classificazione", ["Lingua: ITALIAN", "Data di caricamento: 3 aprile 2025"],
        "Fine del documento"),
    "nl": (
        ["Gebruikersnaam: = A. Lezer", "Datum en tijd: = maandag 5 mei 2025 9:12:00 CEST",
         "Taaknummer: = 1", "Documenten (1)", "1. Pier weer open"],
        "2 april 2025 woensdag",
        ["Copyright 2025 Krant Alle rechten voorbehouden", "Sectie: REGIO; Blz. 9",
         "Lengte: 5 woorden", "Auteur: Ines Varga"],
        "Classificatie", ["Taal: DUTCH", "Laaddatum: 3 april 2025"],
        "Einde van document"),
    "pt": (
        ["Nome de usuário: = A. Leitor", "Data e hora: = segunda-feira, 5 de maio de 2025",
         "Número do trabalho: = 1", "Documentos (1)", "1. Reabre o cais"],
        "2 de abril de 2025 quarta-feira",
        ["Copyright 2025 Correio Todos os direitos reservados", "Seção: LOCAL; Pág. 9",
         "Extensão: 5 palavras", "Autor: Ines Varga"],
        "Classificação", ["Idioma: PORTUGUESE", "Data de carregamento: 3 de abril de 2025"],
        "Fim do documento"),
}  # fmt: skip


@pytest.mark.parametrize("code", MODERN)
@pytest.mark.parametrize("body", ["Body", ""])
def test_modern_labels_in(code: str, body: str) -> None:
    cover, day, head, classified, tail, end = MODERN[code]
    said = ["Die Mole ist wieder offen, sagt Ada Finch.", "Es hat neun Monate gedauert."]
    lines = [*cover, "Mole offen: 9. März 2011 bleibt", "Anzeiger (Rau)", day, *head]
    lines += [*([body] if body else []), *said, classified, *tail, end]
    [document], flaws = read("a.DOCX", word(lines))
    assert not flaws
    assert known(document) == (
        "Mole offen: 9. März 2011 bleibt",
        "2025-04-02",
        "Anzeiger (Rau)",
        "Ines Varga",
    )
    assert document.text == "\n\n".join([document.title or "", *said])


def test_modern_article_without_headline_after_the_first() -> None:
    found, _ = read("a.docx", word([*COVER, *OTTERS, *PIER[1:]]))
    assert known(found[1]) == (None, "2025-04-02", "Marweder Tagblatt", None)


def test_modern_record_that_is_only_a_message() -> None:
    sorry = ["This document cannot be displayed.", "End of Document"]
    found, flaws = read("a.docx", word([*COVER, *OTTERS, *sorry, *PIER]))
    assert len(found) == 2
    assert [flaw.reason for flaw in flaws] == ["no article: This document cannot be displayed."]


def test_modern_article_without_date_keeps_title_and_source() -> None:
    lines = [line for line in PIER if line != "2. April 2025 Mittwoch"]
    found, _ = read("a.docx", word([*COVER, *OTTERS, *lines]))
    assert (found[1].title, found[1].source) == ("Pier reopens", "Marweder Tagblatt")
    assert found[1].published is None


def classic(
    number: str,
    head: Sequence[str],
    fields: Sequence[str],
    said: Sequence[str],
    tail: Sequence[str],
) -> str:
    lines = [number.center(78), "", ""]
    for line in head:
        lines += [line.center(78), ""]
    for line in [*fields, *said, *tail]:
        lines += [line, ""]
    return "\r\n".join(lines) + "\r\n"


CLASSIC = {
    "en": ("8 of 383 DOCUMENTS", "March 14, 2025, Friday,, FINAL EDITION", "BYLINE", "SECTION",
           "LENGTH: 30 words", "LOAD-DATE: March 20, 2025", "LANGUAGE", "HEADLINE", "BODY"),
    "de": ("8 von 383 DOKUMENTEN", "14. März 2025 Freitag 9:50 PM GMT+1", "AUTOR", "RUBRIK",
           "LÄNGE: 30 Wörter", "UPDATE: 20. März 2025", "SPRACHE", "HEADLINE", "BODY"),
    "fr": ("8 de 383 DOCUMENTS", "vendredi 14 mars 2025", "AUTEUR", "RUBRIQUE",
           "LONGUEUR: 30 mots", "DATE-CHARGEMENT: 20 mars 2025", "LANGUE", "TITRE", "TEXTE"),
    "es": ("8 de 383 DOCUMENTOS", "14 de marzo de 2025 viernes", "AUTOR", "SECCIÓN",
           "LONGITUD: 30 palabras", "FECHA-CARGA: 20 de marzo de 2025", "IDIOMA", "TITULAR",
           "CUERPO"),
    "it": ("8 di 383 DOCUMENTI", "14 marzo 2025 venerdì", "AUTORE", "SEZIONE",
           "LUNGHEZZA: 30 parole", "DATA-CARICAMENTO: 20 marzo 2025", "LINGUA", "TITOLO", "CORPO"),
    "nl": ("8 van 383 DOCUMENTEN", "14 maart 2025 vrijdag", "AUTEUR", "SECTIE",
           "LENGTE: 30 woorden", "LAAD-DATUM: 20 maart 2025", "TAAL", "KOP", "TEKST"),
    "pt": ("8 de 383 DOCUMENTOS", "14 de março de 2025 sexta-feira", "AUTOR", "SEÇÃO",
           "EXTENSÃO: 30 palavras", "DATA-CARGA: 20 de março de 2025", "IDIOMA", "TÍTULO", "CORPO"),
}  # fmt: skip


@pytest.mark.parametrize("code", CLASSIC)
@pytest.mark.parametrize("labelled", [True, False])
def test_classic_labels_in(code: str, labelled: bool) -> None:
    number, day, by, section, length, load, language, title, body = CLASSIC[code]
    said = ["Sieben Otter lebten an der Rau.", "Achtung: Das ist ein Satz, kein Feld."]
    head = ["Rauer Anzeiger", day] if labelled else ["Rauer Anzeiger", day, "Otter kehren zurück"]
    fields = [f"{section}: LOKALES; S. 4", length, f"{by}: Ines Varga"]
    if labelled:
        fields += [f"{title}: Otter kehren zurück", f"{body}:"]
    tail = [
        load,
        f"{language}: GERMAN",
        "PUBLICATION-TYPE: Zeitung",
        "Copyright 2025 Rauer Anzeiger",
    ]
    article = classic(number, head, fields, said, tail)
    again = article.replace(number, number.replace("8", "9", 1)).replace("Sieben", "Acht")
    found, flaws = read("a.TXT", "\ufeff\r\n" + article + again)
    assert not flaws
    assert [known(each) for each in found] == 2 * [
        ("Otter kehren zurück", "2025-03-14", "Rauer Anzeiger", "Ines Varga")
    ]
    assert found[0].text == "\n\n".join(["Otter kehren zurück", *said])


def test_classic_numbers_need_not_add_up() -> None:
    head = ["Coast Weekly", "March 14, 2025, Friday", "Otters return"]
    parts = [
        classic(f"{n} of {m} DOCUMENTS", head, ["LENGTH: 3 words"], [f"Otter {n}."], [])
        for n, m in ((8, 383), (9, 10), (12, 10))
    ]
    assert len(read("a.txt", "".join(parts))[0]) == 3


def test_classic_abstract_and_inset_belong_to_the_text() -> None:
    fields = ["LENGTH: 30 words", "ABSTRACT:", "Le bac a fermé.", "FULL TEXT:"]
    tail = [
        "ENCART:",
        "Le prix : 42 couronnes.",
        "GRAPHIC: Photo, Un bac",
        "LOAD-DATE: May 1, 2025",
    ]
    text = classic(
        "1 of 1 DOCUMENTS",
        ["Le Courrier", "14 mars 2025", "Le bac"],
        fields,
        ["Il pleuvait."],
        tail,
    )
    document = one("a.txt", text)
    assert document.text.startswith("Le bac\n\nLe bac a fermé.\n\nIl pleuvait.")
    assert "Le prix : 42 couronnes." in document.text
    assert "ENCART" not in document.text
    assert document.published == "2025-03-14"


@pytest.mark.parametrize("charset", ["utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_classic_text_in_any_charset(charset: str, end: str) -> None:
    text = classic(
        "1 of 2 DOCUMENTS",
        ["Süder Kreisblatt", "14. März 2025 Freitag", "Fähre fährt"],
        ["LÄNGE: 30 Wörter"],
        ["Die Fähre fährt übermorgen."],
        ["UPDATE: 1. Mai 2025"],
    )
    text = text + text.replace("1 of 2", "2 of 2").replace("übermorgen", "später")
    found, _ = read("a.TXT", text.replace("\r\n", end).encode(charset))
    assert [known(each)[:3] for each in found] == 2 * [
        ("Fähre fährt", "2025-03-14", "Süder Kreisblatt")
    ]
    assert "übermorgen" in found[0].text


def test_classic_page_saved_by_a_browser() -> None:
    parts = [
        f'<div class="c0"><br /><p class="c1"><span class="c2">{number} of 2 DOCUMENTS</span></p>'
        '</div><div class="c0"><br /><p class="c1"><span class="c2">Coast Weekly</span></p></div>'
        '<div class="c3"><p class="c1"><span class="c4">March</span><span class="c2"> 14, 2025 '
        'Friday\n&nbsp;</span><span class="c2"><br/>Late Edition - Final </span></p></div>'
        f'<div class="c4"><p class="c5"><span class="c6">Otters return {number}: \nthe Rau</span>'
        '</p></div><div class="c4"><p class="c5"><span class="c7">BYLINE: </span><span class="c2">'
        'By Ines Varga </span></p></div><div class="c4"><p class="c5"><span class="c7">SECTION: '
        '</span><span class="c2">News; Pg. 3</span></p></div><div class="c4"><p class="c5"><span '
        f'class="c7">LENGTH: </span><span class="c2">5 words</span></p></div><div class="c4"><p '
        f'class="c8"><span class="c2">Seven <b>otters</b> were\ncounted {number}\ntimes.</span></p>'
        '<p class="c8"><span class="c2">It rained.</span></p></div><div class="c4"><p class="c5">'
        '<span class="c7">URL: </span><span class="c2">http://www.coastweekly.example</span></p>'
        '</div><div class="c4"><p class="c5"><span class="c7">LOAD-DATE: </span><span class="c2">'
        'March 20, 2025</span></p></div><div class="c0"><p class="c1"><span class="c2">Copyright '
        "2025 Coast Weekly<br/>All Rights Reserved</span></p></div>"
        for number in (1, 2)
    ]
    page = (
        "<!-- saved from url=(0027)https://advance.example/doc -->\n<!DOCTYPE html PUBLIC "
        '"-//W3C//DTD XHTML 1.0 Transitional//EN" "x.dtd"><html><head><meta http-equiv="Content-Type"'
        f' content="text/html; charset=UTF-8"/><title>Nexis</title></head><body>{"".join(parts)}'
        "</body></html>"
    )
    found, _ = read("a.HTM", page)
    assert [known(each) for each in found] == [
        (f"Otters return {n}: the Rau", "2025-03-14", "Coast Weekly", "Ines Varga") for n in (1, 2)
    ]
    assert found[0].text.endswith("Seven otters were counted 1 times.\n\nIt rained.")


def test_classic_fields_in_a_language_that_nobody_listed() -> None:
    text = classic(
        "1 of 1 DOCUMENTS",
        ["Kurier Rau", "14 March 2025 Friday", "Wydry wracają"],
        ["DZIAŁ: LOKALNE", "AUTORKA: Ines Varga", "LENGTH: 3 words"],
        ["ANSEL: Siedem wydr wróciło."],
        ["LOAD-DATE: May 1, 2025", "RODZAJ-PUBLIKACJI: Gazeta", "JĘZYK: POLISH"],
    )
    assert one("a.txt", text).text == "Wydry wracają\n\nANSEL: Siedem wydr wróciło."


HANDED_ON = [
    "Pier reopens",
    "Newstex Blogs",
    "Coast Weekly",
    "April 5, 2025 Saturday 8:10 PM EST",
    "Copyright 2025 Newstex LLC All Rights Reserved",
    "Length: 5 words",
    "Byline: Ada Finch",
    "Body",
    "The pier reopened.",
    "Link to the original story.",
    "Notes",
    "The views expressed in any and all content distributed by Newstex and its re-distributors "
    "are solely those of the respective author(s).",
    "Load-Date: April 5, 2025",
    "End of Document",
]


@pytest.mark.parametrize("first", [True, False])
def test_modern_article_that_a_service_handed_on(first: bool) -> None:
    lines = [*COVER, "| About LexisNexis | Copyright © 2025 LexisNexis", "A. Reader"]
    lines += [*HANDED_ON, *OTTERS] if first else [*OTTERS, "Page 2 of 3", *HANDED_ON]
    found, flaws = read("a.docx", word(lines))
    assert not flaws
    pier = found[0 if first else 1]
    assert known(pier) == ("Pier reopens", "2025-04-05", "Coast Weekly", "Ada Finch")
    assert pier.text == "Pier reopens\n\nThe pier reopened."


@pytest.mark.parametrize("write", [word, rtf])
def test_modern_export_whose_spaces_hold_words_together(write) -> None:
    lines = [line.replace(" ", "\u00a0") for line in [*OTTERS, *PIER] if line]
    found, flaws = read("a.docx" if write is word else "a.rtf", write(lines))
    assert not flaws
    assert [each.title for each in found] == ["Seven otters come back to the Rau", "Pier reopens"]
    assert [each.published for each in found] == ["2025-04-05", "2025-04-02"]
