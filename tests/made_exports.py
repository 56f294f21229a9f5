"""Exports of press databases, agencies and reading lists, made of invented articles.

What the tests and the benchmark of exports read. The distractors are those that real exports have:
days of loading and saving, dates in headlines, equal headlines, articles without author or length,
cover pages that list the headlines, search summaries, certificates, lines that look like fields.
"""

import io
import json
import random
import textwrap
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape

import docx
from babel.dates import format_date

__all__ = ["EXPORTS", "Made", "made", "nitf", "press_review", "rtf"]

_NAMES = ["Ines Varga", "Tilo Brehm", "Élodie Noël", "Piet Moor", "Ada Finch", "Jörg Quandt"]
_PAPERS = {
    "en": ["The Elmsfurt Gazette", "Coast Weekly", "The Ansel Courier (London)"],
    "de": ["Marweder Tagblatt", "Süder Kreisblatt", "Rauer Anzeiger"],
    "fr": ["Le Courrier d’Ansel", "L’Écho de Vauré", "Vauré Matin"],
}
_WORDS = {
    "en": (
        ["The council", "A ranger", "The ferry", "Mayor Olga Shore", "The harbour master"],
        ["counted", "paid for", "closed", "rebuilt", "praised", "sold"],
        ["seven otters on the river Rau", "the old mill", "a bridge of 42 metres", "the night bus"],
        ["last winter", "on Monday", "after nine months", "for 4.2 million crowns", "at 6:30 p.m."],
    ),
    "de": (
        [
            "Der Gemeinderat",
            "Die Försterin",
            "Die Fähre",
            "Bürgermeister Jürgen Groß",
            "Der Verband",
        ],
        ["zählte", "bezahlte", "schloss", "erneuerte", "verkaufte", "lobte"],
        ["sieben Otter an der Rau", "die alte Mühle", "eine Brücke von 42 Metern", "den Nachtbus"],
        ["im Winter", "am Montag", "nach neun Monaten", "für 4,2 Millionen Euro", "um 18.30 Uhr"],
    ),
    "fr": (
        ["Le conseil", "La garde forestière", "Le bac", "La maire Hélène Forêt", "Le port"],
        ["a compté", "a payé", "a fermé", "a reconstruit", "a vendu", "a salué"],
        ["sept loutres sur la Rau", "le vieux moulin", "un pont de 42 mètres", "le bus de nuit"],
        ["cet hiver", "lundi", "après neuf mois", "pour 4,2 millions d’euros", "à 18 h 30"],
    ),
}


@dataclass(frozen=True)
class Made:
    """An invented article."""

    number: int
    language: str
    title: str
    paragraphs: tuple[str, ...]
    day: date = date(2024, 6, 19)
    source: str = "Marweder Tagblatt"
    author: str | None = "Ines Varga"

    @property
    def url(self) -> str:
        return f"https://gazette.example/{self.day:%Y/%m}/{self.number}?a=1&b=2"

    @property
    def text(self) -> str:
        return "\n\n".join(self.paragraphs)

    def day_in_words(self, form: str = "long") -> str:
        return format_date(self.day, form, locale=self.language)


def made(count: int, seed: int = 7) -> list[Made]:
    """Invent articles in three languages."""
    chance = random.Random(seed)
    return [_made(number, chance) for number in range(count)]


def _sentence(chance: random.Random, language: str, number: int) -> str:
    who, does, what, when = (chance.choice(words) for words in _WORDS[language])
    return f"{who} {does} {what} {when} ({number}.{chance.randrange(1000)})."


def _made(number: int, chance: random.Random) -> Made:
    language = ("en", "de", "fr")[number % 3]
    day = date(2019, 1, 1) + timedelta(days=chance.randrange(2200))
    sentences = [_sentence(chance, language, number) for _ in range(chance.randrange(4, 22))]
    paragraphs, at = [], 0
    while at < len(sentences):
        size = chance.randrange(1, 4)
        paragraphs.append(" ".join(sentences[at : at + size]))
        at += size
    title = sentences[0].partition(" (")[0]
    if number % 11 == 3:
        title = f"{title}: {format_date(date(2011, 3, 9), 'long', locale=language)}"
    if number % 13 == 5:
        title = "Briefs"  # equal headlines
    return Made(
        number,
        language,
        title,
        tuple(paragraphs),
        day,
        chance.choice(_PAPERS[language]),
        None if number % 5 == 4 else chance.choice(_NAMES),
    )


def _weekday(article: Made) -> str:
    return format_date(article.day, "EEEE", locale=article.language)


def _nexis_date(article: Made) -> str:
    if article.language == "fr":
        return article.day_in_words("full")
    return f"{article.day_in_words()} {_weekday(article)}"


_NEXIS_LABELS = {
    "en": ("BYLINE", "SECTION", "LENGTH", "words", "LOAD-DATE", "LANGUAGE", "PUBLICATION-TYPE"),
    "de": ("AUTOR", "RUBRIK", "LÄNGE", "Wörter", "UPDATE", "SPRACHE", "PUBLICATION-TYPE"),
    "fr": (
        "AUTEUR",
        "RUBRIQUE",
        "LONGUEUR",
        "mots",
        "DATE-CHARGEMENT",
        "LANGUE",
        "TYPE-PUBLICATION",
    ),
}


def _fields(article: Made, *, shouted: bool) -> tuple[list[str], list[str]]:
    by, section, length, words, load, language, kind = _NEXIS_LABELS[article.language]
    head = [f"{section}: NEWS; Pg. {article.number % 40}"]
    if article.number % 7:
        head.append(f"{length}: {len(article.text.split())} {words}")
    if article.author:
        head.insert(article.number % 2, f"{by}: {article.author}")
    tail = [
        f"{load}: {format_date(date(2025, 5, 1), 'long', locale=article.language)}",
        f"{language}: ENGLISH",
        f"{kind}: Newspaper",
    ]
    if not shouted:
        head, tail = ([line.partition(":")[0].title() + ":" + line.partition(":")[2] for line in part]
                      for part in (head, tail))  # fmt: skip
    return head, tail


def nexis_text(articles: Sequence[Made]) -> bytes:
    """Write a classic export as text, broken at 78 characters."""
    lines = ["", "", f"Download Request: Selected Items: 1-{len(articles)}"]
    lines += ["Time Of Request: Monday, May 05, 2025  09:12:00", ""]
    for number, article in enumerate(articles, 1):
        head, tail = _fields(article, shouted=True)
        stated = f"{number} of {len(articles) + number % 3} DOCUMENTS"
        lines += ["", stated.center(78), "", "", article.source.center(78), ""]
        lines += [_nexis_date(article).center(78)]
        lines += ["Late Edition - Final".center(78)] * (article.number % 9 == 2)
        lines += ["", *textwrap.wrap(article.title, 78), ""]
        for line in head:
            lines += [line, ""]
        for paragraph in article.paragraphs:
            lines += [*textwrap.wrap(paragraph, 78), ""]
        for line in tail:
            lines += [line, ""]
        lines += ["", f"Copyright 2025 {article.source}".center(78)]
        lines += ["All Rights Reserved".center(78), ""]
    return ("\ufeff" + "\r\n".join(lines)).encode()


def _modern_lines(articles: Sequence[Made]) -> list[str]:
    lines = ["User Name: = A. Reader", "Date and Time: = Monday, May 5, 2025 9:12:00 AM CEST"]
    lines += ["Job Number: = 251000000", f"Documents ({len(articles)})"]
    for number, article in enumerate(articles, 1):
        lines += [f"{number}. {article.title.upper()}", "Client/Matter: -None-"]
        lines += ["Search Terms: otters OR pier", "Search Type: Terms and Connectors"]
    for article in articles:
        head, tail = _fields(article, shouted=False)
        lines += [article.title, article.source, _nexis_date(article)]
        lines += [f"Copyright 2025 {article.source} All Rights Reserved", *head, "Body"]
        lines += [*article.paragraphs, "Classification", *tail, "End of Document"]
    return lines


def nexis_word(articles: Sequence[Made]) -> bytes:
    """Write an export of Nexis Uni as a Word file."""
    file, written = docx.Document(), io.BytesIO()
    for line in _modern_lines(articles):
        file.add_paragraph(line)
    file.save(written)
    return written.getvalue()


def rtf(lines: Sequence[str], page: int = 1252) -> bytes:
    def escaped(line: str) -> str:
        line = line.replace("\\", "\\\\").replace("{", "\\{").replace("}", "\\}")
        return "".join(
            sign if sign < "\x80" else f"\\u{ord(sign) - 65536 * (ord(sign) > 32767)}?"
            for sign in line
        )

    head = f"{{\\rtf1\\ansi\\ansicpg{page}\\deff0{{\\fonttbl{{\\f0\\fswiss Arial;}}}}"
    body = "".join(f"\\pard {escaped(line)}\\par\r\n" for line in lines)
    return f"{head}{{\\info{{\\title Export}}{{\\creatim\\yr2025\\mo5\\dy5}}}}\r\n{body}}}".encode(
        "ascii"
    )


def nexis_rtf(articles: Sequence[Made]) -> bytes:
    """Write an export of Nexis Uni as RTF."""
    return rtf(_modern_lines(articles))


def nexis_html(articles: Sequence[Made]) -> bytes:
    """Write a classic export as a page."""
    parts = ["<HTML><HEAD><TITLE>&nbsp;</TITLE></HEAD><BODY><DIV CLASS='c5'>Terms: otters</DIV>"]
    for number, article in enumerate(articles, 1):
        head, tail = _fields(article, shouted=True)
        month, _, rest = _nexis_date(article).partition(" ")
        parts.append(
            f"<A NAME='DOC_ID_0_{number}'></A><BR><DIV CLASS='c0'><P CLASS='c1'><SPAN CLASS='c2'>"
            f"{number} of {len(articles)} DOCUMENTS</SPAN></P></DIV><BR><DIV CLASS='c0'><P CLASS='c1'>"
            f"<SPAN CLASS='c2'>{escape(article.source)}</SPAN></P></DIV><BR><DIV CLASS='c3'><P "
            f"CLASS='c1'><SPAN CLASS='c4'>{month}</SPAN><SPAN CLASS='c2'> {rest}</SPAN><SPAN>&nbsp;"
            f"<BR>City Final Edition</SPAN></P></DIV><BR><DIV CLASS='c5'><P CLASS='c6'><SPAN "
            f"CLASS='c7'>{escape(article.title)}</SPAN></P></DIV>"
        )
        for line in [*head, "", *article.paragraphs, "", *tail]:
            label, colon, value = line.partition(": ")
            if colon and label.isupper():
                line = f"<SPAN CLASS='c8'>{label}: </SPAN><SPAN CLASS='c2'>{escape(value)}</SPAN>"
            else:
                line = f"<SPAN CLASS='c2'>{escape(line)}</SPAN>"
            parts.append(f"<BR><DIV CLASS='c5'><P CLASS='c6'>{line}</P>\n</DIV>")
        parts.append(f"<BR><DIV CLASS='c0'><P><SPAN>Copyright 2025 {escape(article.source)}<BR>"
                     "All Rights Reserved</SPAN></P></DIV>")  # fmt: skip
    return "\n".join([*parts, "</BODY></HTML>"]).encode()


def _accession(article: Made) -> str:
    return f"GZTE{article.number:04}{article.day:%Y%m%d}el3e{article.number:05x}"


def _factiva_day(article: Made) -> str:
    form = "d. MMMM y" if article.language == "de" else "d MMMM y"
    return format_date(article.day, form, locale=article.language)


_COUNTED = {"en": ("words", "English"), "de": ("Wörter", "Deutsch"), "fr": ("mots", "Français")}


def factiva_page(articles: Sequence[Made]) -> bytes:
    """Write a page with unnamed fields and with tables of codes, in turns."""
    parts = ["<html><head><meta charset='ISO-8859-1'><title>Factiva</title></head><body><form>"
             f"<table><tr><td>{len(articles) + 1} headlines selected</td></tr></table>"]  # fmt: skip
    for article in articles:
        code = article.language
        words, language = _COUNTED[code]
        said = [f"<p class='articleParagraph {code}articleParagraph'>{escape(paragraph)}</p>"
                for paragraph in article.paragraphs]  # fmt: skip
        count = f"{len(article.text.split()):,} {words}"
        if article.number % 2:
            rows = [("SE", "News"), ("HD", escape(article.title))]
            rows += [("BY", f"By {article.author}")] * bool(article.author)
            rows += [("WC", count), ("PD", _factiva_day(article)), ("ET", "05:00 AM")]
            rows += [("SN", article.source), ("SC", "GZTE"), ("LA", language)]
            rows += [
                ("CY", f"(c) 2025 {article.source}"),
                ("LP", said[0]),
                ("TD", "".join(said[1:])),
            ]
            rows += [("IN", "i1 : Fishing"), ("AN", f"Document {_accession(article)}")]
            inner = "".join(f"<tr><td><b>{a}</b>&nbsp;</td><td>{b}</td></tr>" for a, b in rows)
            inner = f"<table>{inner}</table>"
        else:
            author = f"<div class='author'>By {article.author}</div>" if article.author else ""
            facts = [count, _factiva_day(article), article.source, "GZTE", "3", language]
            facts.append(f"(c) 2025 {article.source}")
            inner = (
                f"<p><div>News</div><div id='hd'><span class='{code}Headline'>{escape(article.title)}"
                f"</span></div>{author}{''.join(f'<div>{fact}</div>' for fact in facts)}</p>"
                f"{''.join(said)}<p>Document {_accession(article)}</p>"
            )
        parts.append(f"<div id='article-{_accession(article)}'><div class='article {code}Article'>"
                     f"{inner}</div></div><br/>")  # fmt: skip
    parts.append("</form><div>Search Summary</div><div>Text: otters</div></body></html>")
    return "".join(parts).encode()


def factiva_rtf(articles: Sequence[Made]) -> bytes:
    """Write an export as RTF."""
    lines: list[str] = []
    for number, article in enumerate(articles, 1):
        words, language = _COUNTED[article.language]
        lines += [f"{number}) {article.title}", *([f"By {article.author}"] * bool(article.author))]
        lines += [f"{len(article.text.split())} {words}", _factiva_day(article), "05:00"]
        lines += [article.source, "GZTE", "3", language, f"(c) 2025 {article.source}"]
        lines += [*article.paragraphs, f"Document {_accession(article)}"]
    lines += ["Search Summary", "Text", "otters", "Date", "01/02/2025 to 05/05/2025"]
    return rtf(["Factiva RTF Display Format", *lines][1:]).replace(b"Export", b"Factiva")


def europresse(articles: Sequence[Made]) -> bytes:
    """Write a page in Windows' charset that says it is UTF-8."""
    parts = [
        "<!doctype html><html><head><meta charset='utf-8'><title>Europresse</title></head><body>"
    ]
    for article in articles:
        first, _, rest = article.paragraphs[0].partition(" ")
        marked = f"{escape(first[:-2])}<mark>{escape(first[-2:])}</mark> {escape(rest)}"
        said = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in article.paragraphs[1:])
        author = f"<div class='docAuthors'>{article.author}</div>" if article.author else ""
        number = f"news·{article.day:%Y%m%d}·CA·{article.number}"
        parts.append(
            f"<article><header><div class='rdp__DocPublicationName'><span class='DocPublicationName'>"
            f"{escape(article.source)}, no. {800 + article.number}</span></div><div><span class="
            f"'DocHeader'>Région, {article.day_in_words('full')}, p. 4</span></div><div class="
            f"'titreArticle'><p class='titreArticleVisu rdp__articletitle'>{escape(article.title)}</p>"
            f"</div>{author}</header><section><div class='DocText'><div class='docOcurrContainer'><p>"
            f"{marked}</p>{said}</div></div></div></section><aside><div><b>Note(s) :</b> 1 mai 2025"
            f"</div></aside><footer><small>© 2025 {escape(article.source)}.</small><p>Numéro de "
            f"document : {number}</p><div><span>Ce certificat est émis à <b>A. Reader</b></span>"
            "<b><span>2025-05-04</span></b></div></footer></article>"
        )
    return "".join([*parts, "</body></html>"]).encode("cp1252")


def proquest(articles: Sequence[Made]) -> bytes:
    """Write an export as text."""
    rule = "_" * 60
    parts = []
    for number, article in enumerate(articles, 1):
        day = format_date(article.day, "MMM d, y", locale="en")
        parts += [
            rule,
            f"Document {number} of {len(articles)}",
            f"{article.title}: [FINAL Edition]",
        ]
        parts += [f"Author: {article.author or ''}"]
        parts += [
            f"Publication info: {article.source}; Elmsfurt. {day}.",
            "Abstract: None available.",
        ]
        parts += [
            "Full text: " + "\n".join(article.paragraphs),
            "Subject: Rivers; Language: English",
        ]
        parts += [f"Publication title: {article.source}; Elmsfurt", "Publication year: 2025"]
        parts += [f"Publication date: {day}", f"ProQuest document ID: {300000 + article.number}"]
        parts += ["Copyright: Copyright 2025", "Last updated: 2025-05-01", "Database: Newsstream"]
    return "\n\n".join([*parts, rule, "Contact us at: http://support.example"]).encode()


def ris(articles: Sequence[Made]) -> bytes:
    """Write references with the whole text as abstract."""
    lines = []
    for article in articles:
        lines += ["TY  - NEWS", f"T1  - {article.title}", f"JF  - {article.source}"]
        lines += [f"AU  - {article.author}"] * bool(article.author)
        lines += [f"DA  - {article.day:%Y/%m/%d}/", f"AB  - {' '.join(article.paragraphs)}"]
        lines += [f"AN  - {300000 + article.number}", "Y2  - 2025/05/01/", "ER  - ", ""]
    return "\r\n".join(lines).encode()


def wordpress(articles: Sequence[Made]) -> bytes:
    """Write an export with drafts, scheduled posts, pictures, menus and comments beside the posts."""
    source = articles[0].source if articles else "Gazette"
    items = []
    for article in articles:
        said = list(article.paragraphs)
        said.insert(1, '[caption id="a" width="300"]<img src="o.jpg" /> [/caption]')
        said.insert(2, '[gallery ids="1,2"][vc_row el_class="x"][/vc_row]')
        text = "\n\n".join(said)
        if article.number % 2:
            blocks = (f"<!-- wp:paragraph -->\n<p>{p}</p>\n<!-- /wp:paragraph -->" for p in said)
            text = "\n\n".join(blocks)
        items.append((article.title, article.number, text, "publish", "post", article))
        if article.number % 6 == 0:
            items.append(
                ("UNCHECKED", 9000 + article.number, "The mayor resigns.", "draft", "post", None)
            )
            items.append(
                ("Tomorrow", 8000 + article.number, "It will rain.", "future", "post", None)
            )
            items.append(("o.jpg", 7000 + article.number, "", "inherit", "attachment", None))
            items.append(("Home", 6000 + article.number, "Menu", "publish", "nav_menu_item", None))
    written = []
    for title, number, text, status, kind, article in items:
        day = f"{article.day} 23:30:00" if article else "0000-00-00 00:00:00"
        author = (article.author if article else None) or ""
        written.append(
            f"<item><title>{escape(title)}</title><link>https://blog.example/?p={number}</link><pubDate>"
            f"Wed, 30 Nov -0001 00:00:00 +0000</pubDate><dc:creator>{author}</dc:creator><guid "
            f"isPermaLink='false'>https://blog.example/?p={number}</guid><content:encoded><![CDATA[{text}"
            f"]]></content:encoded><wp:post_id>{number}</wp:post_id><wp:post_date><![CDATA[{day}]]>"
            f"</wp:post_date><wp:status>{status}</wp:status><wp:post_type>{kind}</wp:post_type><wp:comment>"
            f"<wp:comment_content>First!</wp:comment_content></wp:comment></item>"
        )
    return (
        '<?xml version="1.0" encoding="UTF-8" ?><rss version="2.0" xmlns:content='
        '"http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>'
        f"{escape(source)}</title><wp:wxr_version>1.2</wp:wxr_version>{''.join(written)}</channel></rss>"
    ).encode()


def newsml(articles: Sequence[Made]) -> bytes:
    """Write a message with two versions of each item, cancelled items and pictures."""
    items = []
    for article in articles:
        for version in (2, 1):
            said = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in article.paragraphs)
            said = said if version == 2 else "<p>Old.</p>"
            by = f"<by>By {article.author}</by>" if article.author else ""
            items.append(
                f"<newsItem guid='urn:x:{article.number}' version='{version}' xml:lang='{article.language}'>"
                "<itemMeta><itemClass qcode='ninat:text'/><provider literal='x'><name>"
                f"{escape(article.source)}</name></provider><versionCreated>2025-05-0{version}T06:00:00Z"
                f"</versionCreated><pubStatus qcode='stat:usable'/><edNote>desk@x.example</edNote></itemMeta>"
                f"<contentMeta><contentCreated>{article.day}T23:30:00-05:00</contentCreated>{by}<headline>"
                f"{escape(article.title)}</headline></contentMeta><contentSet><inlineXML><html xmlns="
                f"'http://www.w3.org/1999/xhtml'><head><title>slug</title></head><body>{said}</body></html>"
                "</inlineXML></contentSet></newsItem>"
            )
    items.append("<newsItem guid='c' version='1'><itemMeta><itemClass qcode='ninat:text'/><pubStatus qcode="
                 "'stat:canceled'/></itemMeta><contentMeta><headline>Gone</headline></contentMeta></newsItem>"
                 "<newsItem guid='p' version='1'><itemMeta><itemClass qcode='ninat:picture'/></itemMeta>"
                 "</newsItem>")  # fmt: skip
    return ("<?xml version='1.0'?><newsMessage xmlns='http://iptc.org/std/nar/2006-10-01/'><header><sent>"
            f"2025-05-05T05:00:01Z</sent></header><itemSet>{''.join(items)}</itemSet></newsMessage>"
            ).encode()  # fmt: skip


def nitf(articles: Sequence[Made]) -> bytes:
    """Write the first article as NITF."""
    article = articles[0]
    said = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in article.paragraphs)
    by = f"<byline>By <person>{article.author}</person></byline>" if article.author else ""
    return (
        "<?xml version='1.0'?><!DOCTYPE nitf SYSTEM 'http://www.nitf.org/nitf-3-2.dtd'><nitf version="
        "'-//IPTC//DTD NITF 3.2//EN' change.date='October 10, 2003'><head><title>otters-slug</title>"
        f"<docdata><doc-id id-string='x1'/><date.issue norm='{article.day:%Y%m%d}T060000+0100'/></docdata>"
        f"<pubdata name='{escape(article.source)}' date.publication='{article.day:%Y%m%d}'/></head><body>"
        f"<body.head><hedline><hl1>{escape(article.title)}</hl1></hedline><note>call</note>{by}</body.head>"
        f"<body.content><block>{said}</block></body.content><body.end><tagline>desk@x.example</tagline>"
        "</body.end></body></nitf>"
    ).encode()


def ninjs(articles: Sequence[Made]) -> bytes:
    """Write a list of items."""
    return json.dumps(
        [
            {
                "uri": f"urn:x:{article.number}",
                "type": "text",
                "versioncreated": "2025-05-01T05:00:00Z",
                "firstcreated": f"{article.day}T23:30:00-05:00",
                "pubstatus": "usable",
                "language": article.language,
                "headline": article.title,
                "byline": f"By {article.author}" if article.author else None,
                "source": article.source,
                "ednote": "Call the desk.",
                "body_html": "".join(f"<p>{escape(part)}</p>" for part in article.paragraphs),
            }
            for article in articles
        ]
    ).encode()


def wallabag(articles: Sequence[Made]) -> bytes:
    """Write an export."""
    return json.dumps(
        [
            {
                "is_archived": 0,
                "is_starred": 0,
                "id": article.number,
                "title": article.title,
                "url": article.url,
                "content": "".join(f"<p>{escape(part)}</p>" for part in article.paragraphs),
                "created_at": "2025-05-01T06:00:00+01:00",
                "updated_at": "2025-05-01T06:00:00+01:00",
                "published_at": f"{article.day}T00:00:00+01:00",
                "published_by": [article.author] if article.author else None,
                "annotations": [{"text": "check", "quote": "Seven otters"}],
                "domain_name": "gazette.example",
            }
            for article in articles
        ]
    ).encode()


def omnivore(articles: Sequence[Made]) -> bytes:
    """Write an export: data, texts and highlights in files beside each other."""
    files: list[tuple[str, bytes]] = []
    known = []
    for article in articles:
        slug = f"story-{article.number}"
        known.append(
            {
                "id": f"id{article.number}",
                "slug": slug,
                "title": article.title,
                "author": article.author,
                "url": article.url,
                "savedAt": "2025-05-01T06:00:00.000Z",
                "publishedAt": f"{article.day}T05:00:00.000Z",
            }
        )
        said = "".join(f"<p>{escape(part)}</p>" for part in article.paragraphs)
        files.append((f"content/{slug}.html", f"<DIV class='page'>{said}</DIV>".encode()))
        files.append((f"highlights/{slug}.md", b"> Seven otters\n\n my note\n"))
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as opened:
        opened.writestr("metadata_0_to_20.json", json.dumps(known))
        for path, data in files:
            opened.writestr(path, data)
    return written.getvalue()


def evernote(articles: Sequence[Made]) -> bytes:
    """Write a notebook."""
    notes = []
    for article in articles:
        said = "".join(f"<div>{escape(part)}</div>" for part in article.paragraphs)
        author = f"<author>{article.author}</author>" if article.author else ""
        notes.append(
            f"<note><title>{escape(article.title)}</title><created>20250501T060000Z</created>"
            f"<note-attributes>{author}<source>web.clip7</source><source-url>{escape(article.url)}"
            "</source-url></note-attributes><content><![CDATA[<?xml version='1.0'?><!DOCTYPE en-note "
            f"SYSTEM 'http://xml.evernote.com/pub/enml2.dtd'><en-note>{said}<en-media hash='aa'/></en-note>"
            "]]></content><resource><data encoding='base64'>iVBORw0KGgo=</data></resource></note>"
        )
    return ("<?xml version='1.0'?><!DOCTYPE en-export SYSTEM 'http://xml.evernote.com/evernote-export4.dtd'>"
            f"<en-export export-date='20250501T080000Z'>{''.join(notes)}</en-export>").encode()  # fmt: skip


def press_review(articles: Sequence[Made], told: str = "bookmarks") -> bytes:
    """Write articles behind each other as a PDF, told by bookmarks, contents or heads alone."""
    import pypdf
    from samples import Drawn, pdf

    front = [Drawn("Pressespiegel", y=720, size=20), Drawn("5. Mai 2025", y=690)]
    pages, starts = [front], []
    for article in articles:
        starts.append(len(pages))
        head = f"{article.source} | {article.day_in_words()} | Seite {article.number % 30 + 1}"
        drawn = [Drawn(head, y=760, size=9)]
        lines = textwrap.wrap(article.title, 40)
        drawn += [Drawn(line, y=720 - 24 * n, size=18) for n, line in enumerate(lines)]
        y = 700.0 - 24 * len(lines)
        drawn += [Drawn(f"Von {article.author}", y=y + 10, size=9)] * bool(article.author)
        y -= 14
        for paragraph in article.paragraphs:
            for line in textwrap.wrap(paragraph, 80):
                if y < 80:
                    pages.append(drawn)
                    drawn, y = [], 740.0
                drawn.append(Drawn(line, y=y))
                y -= 14
            y -= 16
        pages.append(drawn)
    if told == "contents":
        rows = [(f"{a.title} ..... {n + 1}") for a, n in zip(articles, starts, strict=True)]
        pages[0] = [*front, *(Drawn(row, y=660 - 16 * n) for n, row in enumerate(rows))]
    writer = pypdf.PdfWriter(io.BytesIO(pdf(pages)))
    if told == "bookmarks":
        for article, page in zip(articles, starts, strict=True):
            writer.add_outline_item(title=article.title, page_number=page)
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


Writer = Callable[[Sequence[Made]], bytes]
# What each is called, how its name ends, and which fields it states.
EXPORTS: dict[str, tuple[str, Writer, frozenset[str]]] = {
    "nexis text": (".TXT", nexis_text, frozenset({"date", "source", "author"})),
    "nexis word": (".DOCX", nexis_word, frozenset({"date", "source", "author"})),
    "nexis rtf": (".RTF", nexis_rtf, frozenset({"date", "source", "author"})),
    "nexis html": (".HTML", nexis_html, frozenset({"date", "source", "author"})),
    "factiva html": (".html", factiva_page, frozenset({"date", "source", "author"})),
    "factiva rtf": (".rtf", factiva_rtf, frozenset({"date", "source", "author"})),
    "europresse": (".html", europresse, frozenset({"date", "source", "author"})),
    "proquest": (".txt", proquest, frozenset({"date", "source", "author"})),
    "ris": (".ris", ris, frozenset({"date", "source", "author"})),
    "wordpress": (".xml", wordpress, frozenset({"date", "author"})),
    "newsml": (".xml", newsml, frozenset({"date", "source", "author"})),
    "ninjs": (".json", ninjs, frozenset({"date", "source", "author"})),
    "wallabag": (".json", wallabag, frozenset({"date", "author"})),
    "omnivore": (".zip", omnivore, frozenset({"date", "author"})),
    "press-review pdf": (".pdf", press_review, frozenset({"date", "source", "author"})),
    "evernote": (".enex", evernote, frozenset({"author"})),
}
