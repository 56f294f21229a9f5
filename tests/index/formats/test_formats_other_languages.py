"""What sites and programs do wrong in whatever language: each in one that no other test has."""

# ruff: noqa: E501  (templates of files)

import io
import json
import zipfile
from pathlib import Path

import pytest

from index import articles
from index.formats.document import Limits
from index.formats.worker import Worker
from index.language import sentences
from index.records import Article, Label, Span


def read(tmp_path: Path, name: str, data: bytes | str) -> list[Article]:
    file = tmp_path / name
    file.write_bytes(data.encode() if isinstance(data, str) else data)
    with Worker(Limits()) as worker:
        found = articles.read(file, name, Limits(), worker)
        return [each for each in found if isinstance(each, Article)]


def test_records_name_their_fields_in_many_languages(tmp_path: Path) -> None:
    records = [
        {"fuente": {"nombre": "El Correo", "url": "https://c.example"}, "titular": "Siete nutrias", "cuerpo": "Siete nutrias volvieron al río.", "fecha_publicacion": "14/03/2025 23:50", "autores": [{"nombre": "Inés Vargas"}]},
        {"source": {"title": {"rendered": "La Gazzetta"}}, "titolo": "Sette lontre", "testo": ["Sette lontre nel fiume.", "Piove."], "data": "14 marzo 2025", "autore": "di Ines Varga"},
        {"titre": "Sept loutres", "texte": "Sept loutres sont revenues.", "date_de_publication": "2025-03-14T23:50:00+01:00", "journal": "Le Courrier", "auteur": "Par Élodie Noël"},
        {"título": "Sete lontras", "texto completo": "Sete lontras voltaram ao rio.", "data de publicação": "14/03/2025", "veículo": "Correio", "autor": "Por Inês Vargas"},
        {"kop": "Zeven otters", "tekst": "Zeven otters zijn terug.", "publicatiedatum": "14 maart 2025", "krant": "De Krant", "auteur": "Door Piet Moor"},
        {"标题": "七隻水獺", "正文": "七隻水獺回到河邊。", "发布时间": "2025年3月14日", "来源": "海岸報", "作者": "王明"},
    ]  # fmt: skip
    found = [each.citation for each in read(tmp_path, "a.json", json.dumps({"articles": records}))]
    assert [(each.title, each.published, each.source, each.author) for each in found] == [
        ("Siete nutrias", "2025-03-14", "El Correo", "Inés Vargas"),
        ("Sette lontre", "2025-03-14", "La Gazzetta", "Ines Varga"),
        ("Sept loutres", "2025-03-14", "Le Courrier", "Élodie Noël"),
        ("Sete lontras", "2025-03-14", "Correio", "Inês Vargas"),
        ("Zeven otters", "2025-03-14", "De Krant", "Piet Moor"),
        ("七隻水獺", "2025-03-14", "海岸報", "王明"),
    ]


TABLES = {
    "Başlık;Metin;Yayın Tarihi;Kaynak;Yazar": "14 Mart 2025",
    "Titulek;Text článku;Datum vydání;Zdroj;Autor": "14. března 2025 v 6:00",
    "Cím;Szöveg;Megjelenés dátuma;Forrás;Szerző": "2025. március 14.",
    "Titlu;Conținut;Data publicării;Sursa;Autor": "14 martie 2025",
    "Заголовок;Текст статті;Дата публікації;Джерело;Автор": "14 березня 2025",
    "Заголовок;Текст статьи;Дата выхода;СМИ;Журналист": "14 марта 2025 г.",
    "Overskrift;Brødtekst;Dato;Kilde;Forfatter": "14. marts 2025",
    "Otsikko;Teksti;Julkaisupäivä;Lähde;Kirjoittaja": "14.3.2025 klo 6.00",
    "Τίτλος;Κείμενο;Ημερομηνία;Πηγή;Συντάκτης": "14 Μαρτίου 2025",
    "العنوان;نص المقال;تاريخ النشر;المصدر;الكاتب": "١٤ آذار ٢٠٢٥",
    "عنوان;متن;تاریخ انتشار;منبع;نویسنده": "۲۴ اسفند ۱۴۰۳",
    "כותרת;תוכן;תאריך פרסום;מקור;מחבר": "14 במרץ 2025",
    "หัวข้อ;เนื้อหา;วันที่;แหล่งข่าว;ผู้เขียน": "14 มี.ค. 2568",
    "शीर्षक;पाठ;दिनांक;स्रोत;लेखक": "१४ मार्च २०२५",
    "Tiêu đề;Nội dung;Ngày đăng;Nguồn;Tác giả": "Ngày 14 tháng 3 năm 2025",
    "Judul;Isi;Tanggal;Sumber;Penulis": "14 Maret 2025",
    "見出し;本文;掲載日;媒体名;筆者": "令和7年3月14日",
    "標題;內文;見報日期;報刊;記者": "民國114年3月14日",
    "제목;기사본문;발행일;언론사;기자": "2025년 3월 14일",
    "Titel / Headline;Volltext;Veröffentlichung;Zeitung;Autor": "Freitag, 14. März 2025",
}


@pytest.mark.parametrize("names", TABLES, ids=lambda names: names.split(";")[0])
def test_table_in_one_language_of_articles_in_another(tmp_path: Path, names: str) -> None:
    row = f"Otters;Seven otters were counted on the river Rau.;{TABLES[names]};Gazette;Ines Varga"
    [found] = (each.citation for each in read(tmp_path, "a.csv", f"{names}\n{row}\n"))
    assert (found.title, found.published, found.source, found.author) == (
        "Otters",
        "2025-03-14",
        "Gazette",
        "Ines Varga",
    )


@pytest.mark.parametrize(
    ("stated", "language", "published"),
    [
        ("14/03/2568", "th", "2025-03-14"),
        ("14/03/2568", "en", None),
        ("1403/12/24", "fa", "2025-03-14"),
        ("1403/12/24", "en", None),
        ("۱۳۹۹/۱۲/۳۰", "en", "2021-03-20"),
        ("1357-11-22", "fa", "1979-02-11"),
        ("1404/12/30", "fa", None),
        ("平成元年1月8日", "ja", "1989-01-08"),
        ("R7.3.14", "ja", "2025-03-14"),
        ("13 ربيع الأول 1446", "ar", None),
        ("1970-01-01T00:00:00Z", "en", None),
        ("Thu, 01 Jan 1970 00:00:00 GMT", "en", None),
        ("1970-01-01", "en", "1970-01-01"),
        ("0001-01-01T00:00:00", "en", None),
        ("9999-12-31", "en", None),
        ("March 2025", "en", None),
    ],
)
def test_day_of_other_calendars_and_of_none(
    tmp_path: Path, stated: str, language: str, published: str | None
) -> None:
    record = {"title": "Otters", "text": "Seven otters.", "date": stated, "language": language}
    [found] = read(tmp_path, "a.json", json.dumps([record]))
    assert found.citation.published == published


def test_feed_whose_markup_is_escaped_twice(tmp_path: Path) -> None:
    text = (
        "<rss><channel><title>Il Corriere</title><item><title>Le lontre &amp;amp; il fiume</title><link>https://c.example/1</link><pubDate>Fri, 14 Mar 2025 23:50:00 +0100</pubDate>"
        "<description>&amp;lt;p&amp;gt;Sette lontre sono tornate.&amp;lt;/p&amp;gt;&amp;lt;p&amp;gt;Ha piovuto &amp;amp;amp; nevicato.&amp;lt;/p&amp;gt;</description></item></channel></rss>"
    )
    [article] = read(tmp_path, "a.xml", text)
    assert (
        article.text
        == "Le lontre & il fiume\n\nSette lontre sono tornate.\n\nHa piovuto & nevicato."
    )


def test_feed_of_an_aggregator(tmp_path: Path) -> None:
    text = (
        '<rss><channel><title>"loutres" - Actualités</title><item><title>Sept loutres – le retour - Le Courrier d\'Ansel</title><link>https://n.example/x</link>'
        '<pubDate>Fri, 14 Mar 2025 07:00:00 GMT</pubDate><description>&lt;ol&gt;&lt;li&gt;&lt;a href="https://x"&gt;Sept loutres – le retour&lt;/a&gt;&amp;nbsp;&lt;font&gt;Le Courrier d\'Ansel'
        '&lt;/font&gt;&lt;/li&gt;&lt;/ol&gt;</description><source url="https://c.example">Le Courrier d\'Ansel</source></item></channel></rss>'
    )
    [article] = read(tmp_path, "a.xml", text)
    assert (article.citation.title, article.citation.source) == (
        "Sept loutres – le retour",
        "Le Courrier d'Ansel",
    )


def test_front_matter_with_colons_and_a_list(tmp_path: Path) -> None:
    text = '---\ntitle: Loutres: le retour - "sept" au Rau\ndate: 2025-03-14\nsource: Le Courrier: Ansel\nauthor: [Élodie Noël, "Tilo Brehm"]\n---\n# Loutres\n\nSept loutres.'
    [article] = read(tmp_path, "a.md", text)
    told = article.citation
    assert (told.title, told.source) == ('Loutres: le retour - "sept" au Rau', "Le Courrier: Ansel")
    assert told.author == "Élodie Noël, Tilo Brehm"


def test_page_that_goes_on_behind_an_advertisement(tmp_path: Path) -> None:
    page = """<html lang=es><head><title>Siete nutrias | El Correo</title><meta property="article:published_time" content="2025-03-14T23:50:00+01:00"></head><body><nav><a href=/>Inicio</a></nav><main><h1>Siete nutrias</h1>
    <div class="story-body"><p>Siete nutrias volvieron al río Rau este invierno, dijo el guarda el viernes.</p><p>El alcalde agradeció a los vecinos su paciencia durante las obras del puente viejo.</p></div>
    <div class="ad-slot"><span>Publicidad</span></div><div class="story-body"><p>El concejo votó después la compra del viejo molino por noventa mil coronas, según el acta.</p><p><b>El precio</b><br>El molino costaba cien mil coronas
    hace dos años, recordó la concejala Olga Costa.</p></div><div class="related"><h3>Te recomendamos</h3><ul><li><a href=/2>Un alcalde dimite tras el escándalo de los puentes</a></li><li><a href=/3>Las diez playas más bonitas</a></li></ul></div></main></body></html>"""
    [article] = read(tmp_path, "a.html", page)
    assert article.citation.source == "El Correo"
    assert "noventa mil coronas" in article.text
    for other in ("Publicidad", "recomendamos", "playas"):
        assert other not in article.text
    labels = {article.text[span.start : span.end]: span.label for span in article.spans}
    assert labels["El precio"] is Label.HEADLINE
    said = [
        article.text[start:end]
        for span in article.spans
        for start, end in sentences(article.text, span, "es")
    ]
    assert any(each.startswith("El molino costaba cien mil coronas") for each in said)


def test_live_blog_whose_title_is_no_source(tmp_path: Path) -> None:
    page = """<html lang=fr><head><title>En direct : la crue du Rau</title><script type="application/ld+json">{"@type":"LiveBlogPosting","headline":"La crue du Rau","datePublished":"2025-03-14T08:00:00+01:00","liveBlogUpdate":[
    {"@type":"BlogPosting","headline":"Le pont fermé","datePublished":"2025-03-14T10:15:00+01:00","articleBody":"Le pont a été fermé à la circulation ce matin."},
    {"@type":"BlogPosting","headline":"Le bac s’arrête","datePublished":"2025-03-14T09:05:00+01:00","articleBody":"Le bac ne circule plus depuis neuf heures."}]}</script></head><body><article><h1>La crue du Rau</h1>
    <div class="entry"><time datetime="2025-03-14T10:15:00+01:00">10h15</time><h2>Le pont fermé</h2><p>Le pont a été fermé à la circulation ce matin.</p></div>
    <div class="entry"><time datetime="2025-03-14T09:05:00+01:00">09h05</time><h2>Le bac s’arrête</h2><p>Le bac ne circule plus depuis neuf heures.</p></div></article></body></html>"""
    [article] = read(tmp_path, "a.html", page)
    assert article.citation.source is None
    assert [entry.time for entry in article.entries] == [
        "2025-03-14T10:15:00+01:00",
        "2025-03-14T09:05:00+01:00",
    ]


@pytest.mark.parametrize(
    ("name", "page"),
    [
        ("Élodie/été", "cp850"),
        ("Źródło/żółw", "cp852"),
        ("новости/мост", "cp866"),
        ("新聞/河", "big5"),
        ("ニュース", "shift_jis"),
        ("뉴스", "cp949"),
    ],
)
def test_names_in_a_zip_of_another_system(tmp_path: Path, name: str, page: str) -> None:
    stream, raw = io.BytesIO(), name.encode(page)
    with zipfile.ZipFile(stream, "w") as opened:
        opened.writestr("x" * len(raw) + ".txt", "Sept loutres sont revenues au Rau.")
    [article] = read(tmp_path, "a.zip", stream.getvalue().replace(b"x" * len(raw), raw))
    assert article.citation.id == f"a.zip#{name}.txt"


@pytest.mark.parametrize(
    ("text", "language", "count"),
    [
        ("Il 1. aprile la F.C. Vauré ha pagato 5 mln. di euro al sig. Rossi. Poi piove.", "it", 2),
        ("Den 3. marts kom kl. 18 ca. 40 personer. Det regnede. Hr. Holm talte bl.a. om vejen.", "da", 3),
        ("Dne 14. března zaplatil FK 1. máj 5 mil. Kč. Pršelo. Tzv. starý mlýn stojí v ul. Nové.", "cs", 3),
        ("El Sr. López pagó 5 mill. de euros en la Av. Central n.º 4 a las 6 p. m. del lunes. Llovió.", "es", 2),
        ("W dn. 14 marca ok. 40 os. przyszło na ul. Nową. Prof. dr hab. Nowak mówił m.in. o młynie.", "pl", 2),
        ("De heer dr. J. van Dam betaalde ca. 5 mln. euro, d.w.z. 10 procent meer. Het regende.", "nl", 2),
    ],
)  # fmt: skip
def test_sentences_of_other_languages(text: str, language: str, count: int) -> None:
    assert len(list(sentences(text, Span(0, len(text), Label.BODY), language))) == count
