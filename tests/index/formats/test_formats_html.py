"""Web pages: the article's text and metadata, and nothing of what the site puts around it."""

import time
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.formats.document import Document, Limits, Unreadable
from index.formats.pages.html import documents, page
from index.records import Label

PAGES = Path(__file__).parents[2] / "pages"
LIMITS = Limits()
ENCODINGS = {"ru_zavod": "windows-1251", "zh_ditie": "gb18030"}

SENTENCES = (
    "The council of Marsh End voted on Tuesday to close two of its five libraries.",
    "Closing them will save 410,000 pounds a year, the treasurer told the meeting.",
    "Some 300 people had gathered outside the town hall to protest.",
    "“A library is not a luxury,” said Ruth Calloway, who runs a reading group.",
    "The buildings will be sold next spring, and the books moved to schools.",
    "A final decision on staff is expected in March.",
)
PARAGRAPHS = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)
HEADLINE = "Marsh End to close two libraries"


def saved(name: str) -> bytes:
    """A page as the site would send it."""
    return (PAGES / f"{name}.html").read_text("utf-8").encode(ENCODINGS.get(name, "utf-8"))


def read(data: bytes | str, limits: Limits = LIMITS) -> Document:
    (document,) = documents(data.encode() if isinstance(data, str) else data, limits)
    assert isinstance(document, Document)
    return document


def site(body: str, *, title: str = HEADLINE, head: str = "") -> str:
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>{head}'
        f"</head><body><nav><a href='/news'>News</a></nav>{body}"
        "<footer><p>© 2024 Marsh Gazette. All rights reserved.</p></footer></body></html>"
    )


def blocks(document: Document, *labels: Label) -> list[str]:
    assert document.spans is not None
    return [
        document.text[span.start : span.end]
        for span in document.spans
        if not labels or span.label in labels
    ]


def assert_sound(document: Document) -> None:
    """Spans slice trimmed text, in order, and nothing but white space is left between them."""
    assert document.spans
    end = 0
    for span in document.spans:
        assert document.text[end : span.start].strip() == ""
        assert span.start < span.end
        part = document.text[span.start : span.end]
        assert part == part.strip() != ""
        end = span.end
    assert end == len(document.text)
    for words in (document.title, document.source, document.author, document.published):
        assert words is None or (words.isprintable() and words == words.strip() != "")
    assert document.url is None or document.url.startswith(("http://", "https://"))
    (document.text + str(document.title)).encode()  # no halves of surrogate pairs


@dataclass(frozen=True)
class Expected:
    """What is true of a page."""

    title: str
    source: str
    author: str | None
    url: str | None
    published: str
    published_from: str
    language: str | None
    body: tuple[str, ...]
    teasers: tuple[str, ...] = ()
    credits: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()


EXPECTED = {
    "de_bruecke": Expected(
        title="Elbbrücke in Wernau: Sperrung dauert bis Oktober",
        source="Nordkurier am Morgen",
        author="Katrin Hollmann; Jens Abel",
        url="https://www.nordkurier-am-morgen.example.de/region/elbbruecke-wernau-sperrung-100.html",
        published="2024-06-19",
        published_from="json-ld",
        language="de",
        body=(
            "Die Elbbrücke in Wernau bleibt länger gesperrt als geplant. Pendler müssen einen "
            "Umweg von 14 Kilometern fahren.",
            "Risse im Tragwerk: die gesperrte Elbbrücke am Dienstag.",
            "Die Elbbrücke in Wernau bleibt bis mindestens 14. Oktober für den Autoverkehr "
            "gesperrt. Das teilte der Landesbetrieb Straßenbau am Dienstag mit.",
            "Bei einer Prüfung hatten Gutachter im Mai 37 neue Risse im Tragwerk gefunden. „Wir "
            "können die Brücke nicht guten Gewissens freigeben“, sagte Betriebsleiterin Anke "
            "Rohde.",
            "Täglich nutzten zuletzt rund 11.800 Fahrzeuge die Brücke. Sie müssen nun über "
            "Lauenbeck ausweichen. Der Umweg ist nach Angaben des Landesbetriebs 14 Kilometer "
            "lang.",
            "Fußgänger dürfen die Brücke weiter benutzen.",
            "Radfahrer müssen absteigen.",
            "Der Busverkehr wird eingestellt.",
            "„Für uns ist jeder Tag ohne Brücke ein verlorener Tag.“",
            "Die Sanierung soll 4,3 Millionen Euro kosten. Den größten Teil trägt das Land.",
            "Nach Plänen des Ministeriums beginnt 2027 ein Neubau neben der alten Brücke.",
        ),
        teasers=("Fährbetrieb in Wernau: Warum die alte Linie zurückkommen soll",),
        credits=("Foto: Mara Lenz / Nordbild",),
        absent=("Cookies", "Newsletter", "Teilen", "Hafenfest", "Impressum", "Anzeige", "Sport"),
    ),
    "en_harbour": Expected(
        title="Harbour pilots in Calder vote to end 11-day strike",
        source="The Calder Post",
        author="Priya Nair",
        url="https://calderpost.example.com/news/uk-67312345",
        published="2023-11-04",
        published_from="meta",
        language="en",
        body=(
            "Tugs waited outside the harbour for much of last week",
            "Pilots who guide ships into Calder harbour have voted to return to work, ending a "
            "strike that stranded 46 vessels.",
            "Members of the Pilots' Union backed the deal by 112 votes to 31.",
            "The agreement raises pay by 6.4% and limits shifts to nine hours.",
            '"It is a fair offer after a hard fortnight," said the union\'s secretary, Tom Ridley.',
            "The port authority said the first ship, a grain carrier, would dock at 06:00 on "
            "Monday.",
            "Economists at the University of Calder put the cost of the strike at £38m.",
            "Day | Ships",
            "Friday | 46",
            "Talks on pensions will continue in January.",
        ),
        credits=("Getty Images",),
        absent=(
            "842 partners",
            "price of coffee",
            "Weather",
            "Image caption",
            "Related topics",
            "Storm Edda",
        ),
    ),
    "fr_vigne": Expected(
        title="Dans le Minervois, les vignerons arrachent un tiers des vignes",
        source="La Gazette du Midi",
        author="Hélène Marchetti",
        url="https://www.gazettedumidi.example.fr/economie/article/2024/02/08/"
        "dans-le-minervois_6215.html",
        published="2024-02-08",
        published_from="meta",
        language="fr",
        body=(
            "La sécheresse et la chute des ventes poussent les exploitants à renoncer à des "
            "parcelles parfois centenaires.",
            "Une parcelle arrachée près d’Olonzac (Hérault), le 2 février.",
            "Sur la colline, il ne reste que des souches. En trois semaines, Bernard Cazal a fait "
            "arracher 9 hectares de carignan, plantés par son grand-père en 1931.",
            "« On ne vend plus le vin qu’à 62 euros l’hectolitre, soupire le vigneron. En dessous "
            "de 90, je perds de l’argent. »",
            "L’État verse 6 000 euros par hectare arraché. La chambre d’agriculture a reçu 1 204 "
            "demandes avant la date limite du 31 janvier.",
            "Selon elle, près d’un tiers du vignoble aura disparu d’ici à 2026 : un "
            "bouleversement pour les 14 caves coopératives.",
            "Le vignoble du Minervois compte 15 000 hectares répartis sur 61 communes de l’Aude "
            "et de l’Hérault.",
            "Bernard Cazal, lui, plantera des pistachiers au printemps.",
        ),
        teasers=("Lire aussi : Le rosé ne fait plus recette, même en été",),
        credits=("PAUL ESCANDE POUR « LA GAZETTE »",),
        absent=("Actualités", "Réutiliser", "réseaux sociaux"),
    ),
    "ru_zavod": Expected(
        title="Завод в Каменке остановил две линии из-за нехватки сырья",
        source="Вестник Приозёрья",
        author=None,
        url=None,
        published="2021-03-12",
        published_from="markup",
        language=None,
        body=(
            "Завод «Прибой» в посёлке Каменка остановил две из пяти производственных линий. "
            "Причина — перебои с поставками целлюлозы, сообщил директор предприятия Олег Дорохин.",
            "По его словам, запасов хватит до 20 марта. «Если вагоны не придут, мы отправим в "
            "отпуск 340 человек», — сказал он.",
            "Завод выпускает картон с 1968 года и даёт работу каждому четвёртому жителю посёлка. "
            "В прошлом году он произвёл 61 тысячу тонн продукции.",
            "Администрация района пообещала найти другого поставщика. Переговоры с комбинатом в "
            "Сегеже начнутся в понедельник.",
        ),
        absent=("Форум", "Погода", "новый мост", "перепечатке"),
    ),
    "ar_miyah": Expected(
        title="محطة جديدة لتحلية المياه في ميناء الرمل تبدأ العمل",
        source="أخبار الساحل",
        author="أخبار الساحل",
        url="https://www.sahelnews.example.net/economy/2022/9/14/%D9%85%D8%AD%D8%B7%D8%A9-"
        "%D8%AA%D8%AD%D9%84%D9%8A%D8%A9",
        published="2022-09-14",
        published_from="json-ld",
        language="ar",
        body=(
            "عمال يفحصون الأنابيب في المحطة الجديدة (وكالة الساحل)",
            "بدأت محطة جديدة لتحلية مياه البحر العمل يوم الأربعاء في مدينة ميناء الرمل، وستوفر "
            "مياه الشرب لنحو 450 ألف شخص.",
            "وقالت مديرة المشروع سلمى الحداد إن المحطة تنتج 90 ألف متر مكعب يوميا، وإن كلفتها "
            "بلغت 310 ملايين دولار.",
            'وأضافت الحداد "لن تنقطع المياه عن الأحياء الشرقية بعد اليوم".',
            "لكن نقابة الصيادين طالبت بدراسة أثر المياه المالحة التي تعيدها المحطة إلى البحر. "
            "وقال رئيسها يوسف بركات إن المصايد تراجعت بمقدار الربع.",
            "ومن المقرر أن تجتمع لجنة من الوزارة مع النقابة في الثالث من أكتوبر/تشرين الأول.",
        ),
        absent=("صيادو الميناء", "رياضة", "جميع الحقوق"),
    ),
    "zh_ditie": Expected(
        title="临江地铁四号线延伸段开通 新增七座车站",
        source="临江新闻网",
        author="陈晓雯",
        url=None,
        published="2023-12-28",
        published_from="meta",
        language=None,
        body=(
            "12月28日，市民在新开通的南湖站候车。记者 周立 摄",
            "临江地铁四号线延伸段28日上午正式开通运营，全长11.6公里，新增七座车站。",
            "据市交通局介绍，延伸段连接南湖新区与高铁东站，全程只需要19分钟，预计每天运送乘客14万人次。",
            "“以前上班要换两次公交车，现在一趟地铁就到了。”家住南湖新区的李女士说。",
            "延伸段工程2019年开工，总投资98亿元。施工期间，工人们在南湖站发现了一处宋代古井，目前已移交市"
            "博物馆保护。",
            "按照规划，四号线二期将于2026年建成。",
        ),
        absent=("高铁东站站前广场改造工程全部完成", "体育", "版权所有", "当前位置"),
    ),
}


@pytest.mark.parametrize("name", EXPECTED)
def test_documents_of_a_page(name: str) -> None:
    document, expected = read(saved(name)), EXPECTED[name]
    assert_sound(document)
    assert (document.title, document.source, document.author, document.url) == (
        expected.title,
        expected.source,
        expected.author,
        expected.url,
    )
    assert (document.published, document.published_from) == (
        expected.published,
        expected.published_from,
    )
    assert document.language == expected.language
    assert blocks(document)[0] == expected.title
    body = blocks(document, Label.BODY)
    assert [part for part in expected.body if part not in body] == []
    assert tuple(blocks(document, Label.TEASER)) == expected.teasers
    assert tuple(blocks(document, Label.CREDIT)) == expected.credits
    assert [words for words in expected.absent if words in document.text] == []
    # One line at most that the rules about words have to tell: who wrote it, or a source.
    assert len(body) <= len(expected.body) + 3


@pytest.mark.parametrize("name", EXPECTED)
def test_documents_in_any_encoding(name: str) -> None:
    text = (PAGES / f"{name}.html").read_text("utf-8")
    expected = read(saved(name)).text
    assert read(text.encode("utf-8-sig")).text == expected
    assert read(text.encode("utf-16")).text == expected
    assert read(text.encode("utf-8")).text == expected  # whatever it declares


def test_documents_in_an_undeclared_encoding() -> None:
    text = (PAGES / "ru_zavod.html").read_text("utf-8").replace("charset=windows-1251", "")
    assert "Завод «Прибой» в посёлке Каменка" in read(text.encode("windows-1251")).text


def test_documents_with_a_broken_byte() -> None:
    data = saved("ar_miyah").replace("سلمى".encode(), "سلمى".encode() + b"\xff")
    assert "وقالت مديرة المشروع سلمى" in read(data).text


@pytest.mark.parametrize("charset", ["punycode", "zlib", "utf-7", "idna", "utf-16", "nonsense"])
def test_documents_declared_in_what_is_no_charset(charset: str) -> None:
    text = site(f"<h1>{HEADLINE}</h1>{PARAGRAPHS}").replace('"utf-8"', f'"{charset}"')
    assert SENTENCES[0] in blocks(read(text.encode("windows-1252", "replace")))


def test_documents_in_a_stateful_encoding() -> None:
    text = (
        '<html><head><meta charset="iso-2022-jp"><title>橋が閉鎖される</title></head><body>'
        "<h1>橋が閉鎖される</h1><p>市は火曜日、老朽化した橋を十月まで閉鎖すると発表した。</p>"
        "<p>住民は十四キロの回り道をしなければならない。工事費は四億円の見込みだ。</p></body></html>"
    )
    document = read(text.encode("iso-2022-jp"))
    assert document.title == "橋が閉鎖される"
    assert "工事費は四億円の見込みだ" in document.text


@pytest.mark.parametrize(
    ("title", "head", "body", "expected"),
    [
        pytest.param(f"{HEADLINE} | Marsh Gazette", "", "", HEADLINE, id="site after a bar"),
        pytest.param(f"{HEADLINE} - Marsh Gazette", "", "", HEADLINE, id="site after a dash"),
        pytest.param(
            "A year on – what is left", "", "", "A year on – what is left", id="dash of its own"
        ),
        pytest.param(
            f"{HEADLINE} - Marsh Gazette",
            "",
            f"<h1 class='logo'>Marsh Gazette</h1><h2>{HEADLINE}</h2>",
            HEADLINE,
            id="the site as h1",
        ),
        pytest.param(
            "Libraries close: what it means for you | Marsh Gazette",
            "",
            "<h1>“Not a luxury any more”</h1>",
            "“Not a luxury any more”",
            id="another title for search engines",
        ),
        pytest.param(
            f"{HEADLINE} | Marsh Gazette",
            "",
            f"<aside><h1>Most read stories today</h1></aside><h1>{HEADLINE}</h1>",
            HEADLINE,
            id="several h1",
        ),
        pytest.param(
            "Marsh Gazette",
            f'<meta property="og:title" content="{HEADLINE}">'
            '<meta property="og:site_name" content="Marsh Gazette">',
            "",
            HEADLINE,
            id="meta",
        ),
        pytest.param(
            HEADLINE,
            "",
            f"<h1><span>Towns</span><span>{HEADLINE}</span></h1>",
            HEADLINE,
            id="kicker in the headline",
        ),
        pytest.param(
            "Marsh End to close two libr…",
            "",
            f"<h1>{HEADLINE}</h1>",
            HEADLINE,
            id="cut short",
        ),
        pytest.param("", "", f"<h1>{HEADLINE}</h1>", HEADLINE, id="h1 alone"),
        pytest.param("", "", "", None, id="none"),
    ],
)
def test_documents_title(title: str, head: str, body: str, expected: str | None) -> None:
    document = read(site(f"{body}<article>{PARAGRAPHS}</article>", title=title, head=head))
    assert document.title == expected
    assert (blocks(document, Label.HEADLINE)[:1] or [None])[0] == expected
    assert blocks(document, Label.BODY) == list(SENTENCES)


@pytest.mark.parametrize(
    ("head", "published", "origin"),
    [
        pytest.param(
            '<script type="application/ld+json">{"@type":["Article","X"],'
            '"datePublished":"2024-05-03T23:59:00-08:00"}</script>'
            '<meta name="date" content="2020-01-01">',
            "2024-05-03",
            "json-ld",
            id="json-ld, in its own time zone",
        ),
        pytest.param(
            '<script type="application/ld+json">{"@type":"Article",\n"headline":"a\nb",}'
            '"datePublished": "2024-05-03"</script>',
            "2024-05-03",
            "json-ld",
            id="broken json-ld",
        ),
        pytest.param(
            '<script type="application/ld+json">{"@type":"Article","datePublished":"0000-00-00"}'
            '</script><meta property="article:published_time" content="2024-05-03T10:00:00Z">',
            "2024-05-03",
            "meta",
            id="impossible date in json-ld",
        ),
        pytest.param('<meta name="DC.date.issued" content="1987-05-03">', "1987-05-03", "meta"),
        pytest.param("", "2024-05-03", "markup", id="time"),
    ],
)
def test_documents_date(head: str, published: str, origin: str) -> None:
    stamp = '<time datetime="2024-05-03T08:00">3 May</time>' if origin == "markup" else ""
    text = site(f"<article><h1>{HEADLINE}</h1>{stamp}{PARAGRAPHS}</article>", head=head)
    document = read(text)
    assert (document.published, document.published_from) == (published, origin)


@pytest.mark.parametrize(
    "sentence",
    [
        "On 2019-03-04 the company was founded in Holm.",
        "Am 12.03.2019 wurde die Firma in Holm gegründet, und niemand hat es bemerkt.",
    ],
)
def test_documents_takes_no_date_from_the_text(sentence: str) -> None:
    text = site(f"<article><h1>{HEADLINE}</h1><p>{sentence}</p>{PARAGRAPHS}</article>")
    assert read(text).published is None


@pytest.mark.parametrize(
    ("head", "url"),
    [
        ("<base href='javascript:alert(1)'><link rel=canonical href='javascript:alert(2)'>", None),
        ("<link rel=canonical href='data:text/html,x'>", None),
        ("<link rel=canonical href='/relative'>", None),
        ("<meta property='og:url' content='http://[::1/'>", None),
        ("<meta property='og:url' content='https://a.example/x\x01\ny'>", None),
        ("<link rel=canonical href='https://a.example/story'>", "https://a.example/story"),
    ],
)
def test_documents_url(head: str, url: str | None) -> None:
    assert read(site(f"<h1>{HEADLINE}</h1>{PARAGRAPHS}", head=head)).url == url


@pytest.mark.parametrize(
    "comment",
    [
        "<!-- saved from url=(0029)https://gazette.example/a/123 -->",
        "<!--\n Page saved with SingleFile \n url: https://gazette.example/a/123 \n-->",
    ],
)
def test_documents_url_of_a_page_saved_by_a_browser(comment: str) -> None:
    text = site(PARAGRAPHS).replace("<html", f"{comment}<html")
    assert read(text).url == "https://gazette.example/a/123"


def test_documents_cleans_what_the_page_says_about_itself() -> None:
    head = (
        '<meta property="og:site_name" content="Marsh\u202e \x07Gazette\n&amp;amp; Co">'
        f'<meta name="author" content="{"x" * 9000}">'
    )
    document = read(site(f"<h1>Marsh\x01 End &lt;votes&gt;</h1>{PARAGRAPHS}", title="", head=head))
    assert_sound(document)
    assert document.title == "Marsh End <votes>"
    assert document.source == "Marsh Gazette & Co"
    assert len(document.author or "") <= 300


def test_documents_keeps_words_whole() -> None:
    body = "<p>The <b>li</b>brary was <i>closed</i><span>,</span> they said on&nbsp;Tuesday "
    body += "and nobody&shy; in the town was sur&#173;prised about it.</p>"
    expected = "The library was closed, they said on Tuesday and nobody in the town was surprised "
    assert expected + "about it." in blocks(read(site(f"<h1>{HEADLINE}</h1>{body}{PARAGRAPHS}")))


def test_documents_with_line_breaks_for_paragraphs() -> None:
    body = f"<div>{HEADLINE}</div><div>{'<br><br>'.join(SENTENCES)}</div>"
    assert blocks(read(site(body)), Label.BODY) == list(SENTENCES)


def test_documents_with_bare_divisions() -> None:
    body = "".join(f"<div>{sentence}</div>" for sentence in SENTENCES)
    assert blocks(read(site(f"<h2>{HEADLINE}</h2>{body}")), Label.BODY) == list(SENTENCES)


def test_documents_with_preformatted_text() -> None:
    body = "<pre>" + "\n\n".join(SENTENCES) + "</pre>"
    assert blocks(read(site(f"<h1>{HEADLINE}</h1>{body}")), Label.BODY) == list(SENTENCES)


def test_documents_with_parts_in_several_elements() -> None:
    parts = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES[:3])
    more = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES[3:])
    body = f"<article><h1>{HEADLINE}</h1><div class='article-body'>{parts}</div>"
    body += f"<div class='ad'>Advertisement</div><div class='two'>{more}</div></article>"
    assert blocks(read(site(body)), Label.BODY) == list(SENTENCES)


def test_documents_with_the_markup_left_open() -> None:
    body = "<font><b>" * 300 + f"<h1>{HEADLINE}</h1>{PARAGRAPHS}"
    assert blocks(read(site(body)), Label.BODY) == list(SENTENCES)


def test_documents_with_a_link_left_open() -> None:
    body = f"<a href='/start'><h1>{HEADLINE}</h1>{PARAGRAPHS}"
    assert blocks(read(site(body)), Label.BODY) == list(SENTENCES)


def test_documents_with_data_of_several_articles() -> None:
    other = '{"@type":"NewsArticle","headline":"Another","datePublished":"2020-01-01"}'
    own = f'{{"@type":"NewsArticle","headline":"{HEADLINE}","datePublished":"2024-05-03"}}'
    script = f'<script type="application/ld+json">[{other},{own}]</script>'
    document = read(site(f"<article>{PARAGRAPHS}</article>", head=script))
    assert (document.title, document.published) == (HEADLINE, "2024-05-03")


def test_documents_with_text_in_its_data_alone() -> None:
    told = r"\n\n".join(sentence.replace('"', r"\"") for sentence in SENTENCES)
    script = f'{{"@type":"NewsArticle","headline":"{HEADLINE}","articleBody":"{told}"}}'
    text = site(
        "<div id='root'></div><noscript>Please enable JavaScript to run this app.</noscript>",
        head=f'<script type="application/ld+json">{script}</script>',
    )
    document = read(text)
    assert blocks(document) == [HEADLINE, *SENTENCES]


def test_documents_leaves_out_comments_of_readers() -> None:
    opinion = "I think that this is a very bad idea, and the council should be ashamed of it."
    comments = f"<div class='comment'><p>{opinion}</p></div>" * 9
    body = f"<article><h1>{HEADLINE}</h1>{PARAGRAPHS}</article><section id='comments'>{comments}"
    assert opinion not in read(site(body + "</section>")).text


def test_documents_leaves_out_the_next_article_of_an_endless_page() -> None:
    second = "".join(f"<p>The pier of Holm was damaged in place number {i}.</p>" for i in range(9))
    body = f"<article><h1>{HEADLINE}</h1>{PARAGRAPHS}</article>"
    document = read(site(f"{body}<article><h1>Storm damages pier</h1>{second}</article>"))
    assert blocks(document, Label.BODY) == list(SENTENCES)


def test_documents_labels_a_card_in_the_text_as_teaser() -> None:
    card = "<aside><a href='/van'><h3>The last library van of the county</h3>"
    card += "<p>It has been driving for forty years.</p></a></aside>"
    half = len(PARAGRAPHS) // 2
    middle = PARAGRAPHS.index("<p>", half)
    body = f"<article><h1>{HEADLINE}</h1>{PARAGRAPHS[:middle]}{card}{PARAGRAPHS[middle:]}"
    document = read(site(body + "</article>"))
    assert blocks(document, Label.TEASER) == [
        "The last library van of the county",
        "It has been driving for forty years.",
    ]
    assert blocks(document, Label.BODY) == list(SENTENCES)


def test_documents_keeps_lists_with_links() -> None:
    items = "<li><a href='/1'>The Long Way Home</a></li><li><a href='/2'>Salt</a> by Ann Ray</li>"
    start = f"<h1>{HEADLINE}</h1><p>{SENTENCES[0]}</p><p>These books were chosen:</p>"
    body = f"<article>{start}<ul>{items}</ul><p>{SENTENCES[4]}</p></article>"
    assert blocks(read(site(body)), Label.BODY)[2:4] == ["The Long Way Home", "Salt by Ann Ray"]


def test_documents_tells_a_text_twice_only_once() -> None:
    body = f"<article><h1>{HEADLINE}</h1><p>{SENTENCES[0]}</p>{PARAGRAPHS}</article>"
    assert blocks(read(site(body)), Label.BODY) == list(SENTENCES)


def test_documents_of_a_breaking_story() -> None:
    line = "One person was injured in a fire in Holm on Monday morning, the fire brigade said."
    body = f"<article><h1>Fire in Holm: one injured</h1><p>{line}</p></article>"
    assert blocks(read(site(body, title="Fire in Holm: one injured")), Label.BODY) == [line]


PAGES_WITHOUT_ARTICLE = {
    "empty": (b"", "the page is empty"),
    "blank": (b" \n\t ", "the page is empty"),
    "comments": (b"<!-- nothing -->", "the page is empty"),
    "scripts": (b"<html><body><script>var a = 1;</script></body></html>", "the page has no text"),
    "front page": (saved("de_startseite"), "a list of links to other pages, not an article"),
    "links": (
        site(
            "".join(
                f"<li><a href='/{i}'>Headline number {i} of the stories of today</a></li>"
                for i in range(30)
            )
        ).encode(),
        "a list of links to other pages, not an article",
    ),
    "login": (
        site(
            "<h1>Sign in to continue</h1><p>To read this article you need an account with us.</p>"
            "<form><input type=email><input type=password><button>Sign in</button></form>"
        ).encode(),
        "a login page, not an article",
    ),
    "not found": (
        site(
            "<h1>Page not found</h1><p>The page you are looking for was moved or deleted.</p>",
            title="404 - Not found",
        ).encode(),
        "an error page, not an article",
    ),
    "navigation": (site("<p>Menu</p><p>Start</p>").encode(), "no article text in the page"),
    "picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9, None),
}


@pytest.mark.parametrize("name", PAGES_WITHOUT_ARTICLE)
def test_documents_of_a_page_without_article(name: str) -> None:
    data, reason = PAGES_WITHOUT_ARTICLE[name]
    with pytest.raises(Unreadable) as raised:
        read(data)
    assert reason is None or str(raised.value) == reason


def test_documents_over_the_limits() -> None:
    text = site(f"<h1>{HEADLINE}</h1>{PARAGRAPHS}")
    with pytest.raises(Unreadable, match="larger than"):
        read(text, Limits(max_bytes=100))
    with pytest.raises(Unreadable, match="longer than 100 characters"):
        read(text, Limits(max_characters=100))


LONG = SENTENCES[0] + " "
HOSTILE = {
    "nested": "<div>" * 100_000 + LONG + "</div>" * 100_000,
    "nested lists": "<ul><li>one" * 1_000 + f"<p>{LONG * 9}",
    "nested tables": "<table><tr><td>" * 600 + f"<p>{LONG * 9}",
    "unclosed": "<p>" + "<b>" * 100_000 + LONG,
    "one line": f"<p>{LONG * 13_000}",
    "attributes": "<p " + " ".join(f"a{i}=1" for i in range(300_000)) + f">{LONG * 9}",
    "hidden attributes": "<p x='>' " + " ".join(f"a{i}='1'" for i in range(99_000)) + f">{LONG}",
    "long attribute": f"<p class='{'a-' * 1_000_000}'>{LONG * 9}",
    "elements": f"<p></p>{LONG}" * 200_000,
    "rows": "<table>" + "<tr><td>a<td>b" * 30_000 + f"</table><p>{LONG * 9}",
    "cells": "<table><tr>" + "<td>a" * 60_000 + f"</table><p>{LONG * 9}",
    "breaks": "<p>" + "word<br>" * 60_000,
    "open comments": "<!--" * 500_000,
    "open tags": "<a " * 500_000,
    "open quotes": "<a b=\"'" * 500_000,
    "less than": "<" * 1_000_000,
    "entities": "<p>" + "&amp;" * 500_000 + "&#x110000;&#xD800;&#0;&nosuch;" + LONG * 9,
    "nulls": f"<p>{LONG * 9}" + "\0" * 1_000_000,
    "dots": f"<p>{LONG}{'. ”' * 400_000}",
    "digits": f"<p>{LONG}{'1' * 1_000_000}",
    "dates": f"<p>{LONG * 9}{'12.12.2012 ' * 40_000}",
    "bars": f"<title>{'a | ' * 100_000}</title><h1>b</h1>{PARAGRAPHS}",
    "headlines": f"<title>x</title>{'<h1>' + 'b ' * 100 + '</h1>'}" * 5_000,
    "data": f"<script type='application/ld+json'>{'[' * 500_000}</script>{PARAGRAPHS}",
    "wrong data": "<script type='application/ld+json'>"
    '[{"@type":"Article","author":{"name":[[{}]]},"articleBody":{},"headline":7,"url":[]},3,null]'
    f"</script>{PARAGRAPHS}",
    "metas": "<meta name='date' content='2024-99-99'>" * 30_000 + PARAGRAPHS,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_documents_of_a_hostile_page_ends_in_time(name: str) -> None:
    start = time.process_time()
    try:
        assert_sound(read(HOSTILE[name]))
    except Unreadable as error:
        assert str(error)
    assert time.process_time() - start < 60  # 4 s at most on a machine at rest


MARKUP = [
    *("<p>", "</p>", "<div class='related'>", "</div>", "<a href='/x'>", "</a>", "<br>", "<td>"),
    *("<table>", "<tr>", "</table>", "<ul>", "<li>", "<h1>", "</h1>", "<h2>", "<pre>", "</pre>"),
    *("<figure>", "<figcaption>", "<aside>", "<nav>", "</nav>", "<span class='credit'>", "</span>"),
    *("<article>", "</article>", "<blockquote>", "<form>", "<script>", "</script>", "<!--", "-->"),
    *("<head>", "<title>", "</title>", "<body>", "<html lang='xx'>", "&shy;", "&#x202e;", "\0"),
    *("&#xD800;", "<meta property='og:title' content='", "'>", "\u2028", "\x1d", "<time datetime="),
    *("<script type='application/ld+json'>", '{"@type":"Article","headline":"', '"}'),
    *SENTENCES,
    *("عاجل: ", "新闻。", "🏛️", "Читайте также", "...", "\r\n\r\n", "\xa0"),
]


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.sampled_from(MARKUP), max_size=60))
def test_documents_of_any_markup_is_sound_or_unreadable(pieces: list[str]) -> None:
    try:
        assert_sound(page("".join(pieces), LIMITS))
    except Unreadable as error:
        assert str(error)
