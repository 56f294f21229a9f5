"""Feeds: every item an article, a bad item no harm to the rest, and no entity expanded."""

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.formats.document import Document, Flaw, Limits, Unreadable
from index.formats.feeds.feed import documents
from index.records import Label

LIMITS = Limits()

RSS = """<?xml version="1.0" encoding="UTF-8"?>
<?xml-stylesheet type="text/xsl" href="/feed.xsl"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom"
 xmlns:media="http://search.yahoo.com/mrss/">
<channel>
 <title>Nordkurier am Morgen</title>
 <atom:link href="https://nordkurier.example.de/feed" rel="self"/>
 <link>https://nordkurier.example.de/</link>
 <language>de-DE</language>
 <image><title>Logo</title><url>https://nordkurier.example.de/l.png</url></image>
 <item>
  <title>Elbbrücke bleibt gesperrt &amp;#8211; bis Oktober</title>
  <link>https://nordkurier.example.de/elbbruecke</link>
  <guid isPermaLink="false">region-100</guid>
  <pubDate>Tue, 18 Jun 2024 23:30:00 -0500</pubDate>
  <dc:creator><![CDATA[Katrin Hollmann]]></dc:creator>
  <media:title>Foto der Brücke</media:title>
  <description>Pendler müssen einen Umweg von 14 Kilometern fahren.</description>
  <content:encoded><![CDATA[<p>Die Elbbrücke bleibt bis 14. Oktober gesperrt.</p>
   <figure><figcaption>Die Brücke. <small>Foto: Mara Lenz</small></figcaption></figure>
   <h2>Umweg</h2><p>Er kostet die Pendler 25&nbsp;Minuten.</p>
   <p><a href="/f">Fährbetrieb: Warum die alte Linie zurückkommen soll</a></p>]]></content:encoded>
 </item>
 <item>
  <title>Hafenfest lockt 20.000 Besucher</title>
  <link>/hafenfest</link>
  <guid>https://nordkurier.example.de/hafenfest?id=97</guid>
  <author>redaktion@nordkurier.example.de (Jens Abel)</author>
  <source url="https://agentur.example.de/rss">Agentur Nord</source>
  <description>Das Wetter spielte mit, und R&D & Co. zeigten &euro;-M&uuml;nzen.
Am Sonntag endete das Fest.</description>
 </item>
 <item><title>Nur eine Überschrift</title><link>https://nordkurier.example.de/leer</link></item>
</channel></rss>"""

RDF = """<?xml version="1.0"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="https://calder.example/rss"><title>The Calder Post</title>
 <link>https://calder.example/</link><dc:language>en-gb</dc:language></channel>
<item rdf:about="https://calder.example/strike"><title>Pilots end strike</title>
 <link>https://calder.example/strike</link><dc:date>2023-11-04T22:41:07-05:00</dc:date>
 <dc:creator>Priya Nair</dc:creator>
 <description>The strike had stranded 46 vessels.</description></item>
</rdf:RDF>"""

ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr">
 <title type="html">La Gazette &amp;amp; Cie</title><id>urn:gazette</id>
 <link href="https://gazette.example.fr/"/>
 <entry>
  <title>Les vignerons arrachent un tiers des vignes</title>
  <id>tag:gazette.example.fr,2024:6215</id>
  <link rel="enclosure" href="https://gazette.example.fr/audio.mp3"/>
  <link rel="alternate" href="/vignes"/>
  <updated>2024-02-09T10:00:00Z</updated><published>2024-02-08T11:30:00+01:00</published>
  <author><name>Hélène Marchetti</name><email>h@gazette.example.fr</email></author>
  <summary>La sécheresse pousse les exploitants à renoncer.</summary>
  <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Il ne reste que des
   <em>souches</em>.</p><p>L’État verse 6 000 euros par hectare.</p></div></content>
 </entry>
 <entry xml:lang="en"><title>Signs</title><id>2</id>
  <content type="text">For a &lt; b, and b &lt; c: a &lt; c.</content></entry>
</feed>"""


def read(text: str | bytes, limits: Limits = LIMITS) -> list[Document | Flaw]:
    return list(documents(text.encode() if isinstance(text, str) else text, limits))


def items(text: str | bytes) -> list[Document]:
    return [found for found in read(text) if isinstance(found, Document)]


def channel(*inner: str) -> str:
    return f"<rss version='2.0'><channel><title>Blatt</title>{''.join(inner)}</channel></rss>"


def item(words: str = "", **fields: str) -> str:
    inner = "".join(f"<{name}>{value}</{name}>" for name, value in fields.items())
    return f"<item>{inner}<description>{words}</description></item>"


def blocks(document: Document, label: Label) -> list[str]:
    return [
        document.text[span.start : span.end] for span in document.spans or () if span.label is label
    ]


def assert_sound(document: Document) -> None:
    assert document.spans
    end = 0
    for span in document.spans:
        part = document.text[span.start : span.end]
        assert document.text[end : span.start].strip() == ""
        assert part == part.strip() != ""
        end = span.end
    assert document.key
    assert document.url is None or document.url.startswith("http")
    document.text.encode()


def test_documents_of_rss() -> None:
    first, second, third = read(RSS)
    assert isinstance(first, Document)
    assert isinstance(second, Document)
    assert (first.key, first.title, first.author) == (
        "region-100",
        "Elbbrücke bleibt gesperrt – bis Oktober",
        "Katrin Hollmann",
    )
    assert (first.url, first.source, first.language) == (
        "https://nordkurier.example.de/elbbruecke",
        "Nordkurier am Morgen",
        "de",
    )
    assert (first.published, first.published_from) == ("2024-06-18", "markup")
    assert blocks(first, Label.HEADLINE) == [first.title, "Umweg"]
    assert blocks(first, Label.BODY) == [
        "Pendler müssen einen Umweg von 14 Kilometern fahren.",
        "Die Elbbrücke bleibt bis 14. Oktober gesperrt.",
        "Die Brücke.",
        "Er kostet die Pendler 25 Minuten.",
    ]
    assert blocks(first, Label.CREDIT) == ["Foto: Mara Lenz"]
    assert blocks(first, Label.TEASER) == ["Fährbetrieb: Warum die alte Linie zurückkommen soll"]
    assert (second.author, second.source) == ("Jens Abel", "Agentur Nord")
    assert second.url == "https://nordkurier.example.de/hafenfest"
    assert second.published is second.published_from is None
    assert blocks(second, Label.BODY) == [
        "Das Wetter spielte mit, und R&D & Co. zeigten €-Münzen.",
        "Am Sonntag endete das Fest.",
    ]
    assert third == Flaw("item 3", "no text: Nur eine Überschrift")


def test_documents_of_rdf() -> None:
    (only,) = items(RDF)
    assert_sound(only)
    assert (only.title, only.source, only.author, only.language, only.published, only.url) == (
        "Pilots end strike",
        "The Calder Post",
        "Priya Nair",
        "en",
        "2023-11-04",
        "https://calder.example/strike",
    )


def test_documents_of_atom() -> None:
    first, second = items(ATOM)
    assert (first.title, first.source, first.author, first.language) == (
        "Les vignerons arrachent un tiers des vignes",
        "La Gazette & Cie",
        "Hélène Marchetti",
        "fr",
    )
    assert (first.url, first.published) == ("https://gazette.example.fr/vignes", "2024-02-08")
    assert blocks(first, Label.BODY) == [
        "La sécheresse pousse les exploitants à renoncer.",
        "Il ne reste que des souches.",
        "L’État verse 6 000 euros par hectare.",
    ]
    assert (second.key, second.language) == ("2", "en")
    assert blocks(second, Label.BODY) == ["For a < b, and b < c: a < c."]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1252"])
def test_documents_in_any_encoding(encoding: str) -> None:
    text = RSS.replace("UTF-8", encoding.removesuffix("-sig"))
    assert [found.title for found in items(text.encode(encoding))] == [
        found.title for found in items(RSS)
    ]


def test_documents_without_the_namespaces_they_use() -> None:
    text = RSS.replace('xmlns:content="http://purl.org/rss/1.0/modules/content/"', "")
    assert "Die Elbbrücke bleibt bis 14. Oktober gesperrt." in items(text)[0].text


def test_documents_keys_are_stable_and_differ() -> None:
    feed = channel(
        item("Erstens.", guid="https://blatt.example/1"),
        item("Zweitens.", guid="https://blatt.example/1"),
        item("Drittens.", title="Ohne Kennung"),
        item("Viertens."),
        item("Fünftens.", guid="../../a b"),
    )
    keys = [found.key for found in items(feed)]
    assert len(set(keys)) == 5
    assert keys == [found.key for found in items(feed)]
    assert all(key.isascii() and key.isalnum() and len(key) == 12 for key in keys)


def test_documents_key_does_not_depend_on_the_other_items() -> None:
    last = item("Zweitens.", guid="https://blatt.example/2")
    alone, with_others = items(channel(last)), items(channel(item("Erstens."), last))
    assert alone[0].key == with_others[1].key


def test_documents_with_the_same_item_twice() -> None:
    first, second = read(channel(item("Erstens.", guid="a"), item("Erstens.", guid="a")))
    assert isinstance(first, Document)
    assert first.key == "a"
    assert isinstance(second, Document)
    third = read(channel(*[item("Erstens.", guid="a")] * 3))[2]
    assert third == Flaw("item 3", "repeats an earlier item")


@pytest.mark.parametrize(
    ("stamp", "published"),
    [
        ("Tue, 18 Jun 2024 23:30:00 GMT", "2024-06-18"),
        ("18 Jun 24 23:30 +0200", "2024-06-18"),
        ("2024-06-18T23:30:00Z", "2024-06-18"),
        ("20240618", "2024-06-18"),
        ("18. Juni 2024", "18. Juni 2024"),  # in words: the caller knows the language
        ("Tue, 99 Foo 2024", "Tue, 99 Foo 2024"),
        ("soon", None),
        ("0000-00-00", None),
        ("", None),
    ],
)
def test_documents_date(stamp: str, published: str | None) -> None:
    (only,) = items(channel(item("Erstens.", pubDate=stamp)))
    assert only.published == published
    assert (only.published_from is None) == (published is None)


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "file:///etc/passwd", "http://[", "data:text/html,x", " "]
)
def test_documents_with_a_link_that_is_none(link: str) -> None:
    (only,) = items(channel(item("Erstens.", link=link)))
    assert only.url is None


def test_documents_with_one_broken_item() -> None:
    broken = "<item><title>Kaputt<b></title><description>weg"
    feed = channel(item("Erstens.", title="Eins"), broken, item("Drittens.", title="Drei"))
    titles = [found.title for found in items(feed)]
    assert titles[0] == "Eins"
    assert titles[-1] == "Drei"


def test_documents_with_markup_that_is_not_escaped() -> None:
    (only,) = items(channel(item("<p>Erster Absatz.</p><p>Zweiter, mit <b>Fettem</b>.</p>")))
    assert blocks(only, Label.BODY) == ["Erster Absatz.", "Zweiter, mit Fettem."]


def test_documents_takes_the_text_and_not_its_beginning_twice() -> None:
    feed = channel(
        item(
            "Die Brücke bleibt gesperrt, und zwar bis …",
            title="Sperrung",
            **{"content:encoded": "Sperrung\nDie Brücke bleibt gesperrt, und zwar bis Oktober."},
        )
    )
    (only,) = items(feed)
    assert only.text == "Sperrung\n\nDie Brücke bleibt gesperrt, und zwar bis Oktober."


BOMB = "<!DOCTYPE r [<!ENTITY a 'lol'>" + "".join(
    f"<!ENTITY {chr(98 + i)} '{f'&{chr(97 + i)};' * 10}'>" for i in range(9)
)
NO_FEEDS = {
    "bomb": (f"{BOMB}]>{channel(item('&j;'))}", "the feed declares entities, which are not"),
    "external entity": (
        f"<!DOCTYPE r [<!ENTITY x SYSTEM 'file:///etc/hostname'>]>{channel(item('&x;'))}",
        "the feed declares entities, which are not",
    ),
    "page": ("<!DOCTYPE html><html><body><p>Hallo.</p></body></html>", "not a feed"),
    "site map": ("<urlset><url><loc>https://a.example</loc></url></urlset>", "not a feed"),
    "text": ("Kein Feed.", "not a feed"),
    "empty": (" ", "not a feed"),
    "binary": (bytes(range(256)) * 20, None),
    "no items": (channel(), "the feed has no items"),
}


@pytest.mark.parametrize("name", NO_FEEDS)
def test_documents_of_what_is_no_feed(name: str) -> None:
    data, reason = NO_FEEDS[name]
    with pytest.raises(Unreadable, match=reason):
        read(data)


def test_documents_over_the_limits() -> None:
    feed = channel(*(item(f"Satz Nummer {i}.") for i in range(5)))
    with pytest.raises(Unreadable, match="larger than"):
        read(feed, Limits(max_bytes=50))
    assert [type(found) for found in read(feed, Limits(max_members=3))] == [
        *[Document] * 3,
        Flaw,
    ]
    long = channel(item("Kurz."), item("Lang. " * 99))
    assert read(long, Limits(max_characters=100))[1] == Flaw("item 2", "longer than 100 characters")


HOSTILE = {
    "nested": "<rss><channel><item><description>" + "<a>" * 200_000,
    "nested text": channel(item("&lt;div&gt;" * 100_000 + "Erstens.")),
    "attributes": "<rss><channel><item " + " ".join(f"a{i}='1'" for i in range(100_000)) + ">",
    "namespaces": "<rss "
    + " ".join(f"xmlns:a{i}='x{i}'" for i in range(50_000))
    + "><item/></rss>",
    "ampersands": channel(item("&" * 1_000_000 + "&a" * 300_000)),
    "less than": channel(item("<" * 500_000)),
    "comments": "<rss><channel>" + "<!--" * 300_000,
    "cdata": channel(item("<![CDATA[" * 200_000)),
    "items": channel("<item/>" * 300_000),
    "titles": channel(item("Erstens.", title="&lt;b&gt;" * 50_000)),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_documents_of_a_hostile_feed_ends_in_time(name: str) -> None:
    start = time.process_time()
    try:
        for found in read(HOSTILE[name]):
            if isinstance(found, Document):
                assert_sound(found)
    except Unreadable as error:
        assert str(error)
    assert time.process_time() - start < 60  # 4 s at most on a machine at rest


PIECES = [
    *("<item>", "</item>", "<title>", "</title>", "<description>", "</description>", "<guid>"),
    *("<link>", "</link>", "<entry>", "<content type='xhtml'>", "</content>", "<![CDATA[", "]]>"),
    *(
        "<p>",
        "</p>",
        "&lt;p&gt;",
        "&amp;",
        "&",
        "&nbsp;",
        "&#xD800;",
        "&#0;",
        "\0",
        "\x0b",
        "\u2028",
    ),
    *(
        "<pubDate>",
        "2024-06-18",
        "<dc:creator>",
        "<atom:link href='x'/>",
        "<?x",
        "?>",
        "<!--",
        "-->",
    ),
    *("Ein Satz.", "新闻。", "https://a.example/1", "javascript:x", "😀", "\u202e", "\xad"),
]


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(st.sampled_from(PIECES), max_size=40),
    st.sampled_from(["<rss><channel>", "<feed xmlns='http://www.w3.org/2005/Atom'>", ""]),
)
def test_documents_of_any_pieces_is_sound_or_says_why_not(pieces: list[str], start: str) -> None:
    keys = set()
    try:
        for found in read((start + "".join(pieces)).encode("utf-8", "surrogatepass")):
            if isinstance(found, Document):
                assert_sound(found)
                assert found.key not in keys
                keys.add(found.key)
            else:
                assert found.where
                assert found.reason
    except Unreadable as error:
        assert str(error)


def feed_of(item: str) -> bytes:
    channel = f"<channel><title>Search</title><item>{item}</item></channel>"
    return f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0">{channel}</rss>'.encode()


def only(item: str) -> Document:
    (document,) = documents(feed_of(item), Limits())
    assert isinstance(document, Document)
    return document


def test_documents_markup_escaped_twice_is_markup():
    text = "&amp;lt;p&amp;gt;Auf die Fähre passen 180&amp;amp;nbsp;Gäste.&amp;lt;/p&amp;gt;"
    found = only(f"<title>Fish &amp;amp;amp; Chips</title><description>{text}</description>")
    assert found.title == "Fish & Chips"
    assert found.text.endswith("Auf die Fähre passen 180 Gäste.")


@pytest.mark.parametrize(
    "text",
    [
        "&lt;p&gt;Ein &amp;lt;em&amp;gt; hebt hervor.&lt;/p&gt;",
        "Ein &amp;lt;em&amp;gt; hebt hervor.",
    ],
)
def test_documents_a_tag_that_is_told_of_stays(text):
    found = only(f"<title>Kurs</title><description>{text}</description>")
    assert found.text.endswith("Ein <em> hebt hervor.")


@pytest.mark.parametrize(
    ("title", "source", "headline"),
    [
        ("Toll stays - for now - Coast Weekly", "Coast Weekly", "Toll stays - for now"),
        ("Toll stays | Coast Weekly", "coast weekly", "Toll stays"),
        ("Toll stays - for now", "Coast Weekly", "Toll stays - for now"),
        ("Coast Weekly", "Coast Weekly", "Coast Weekly"),
    ],
)
def test_documents_an_aggregator_puts_the_paper_behind_the_headline(title, source, headline):
    item = f"<title>{title}</title><source url='https://x.example'>{source}</source>"
    found = only(f"{item}<description>It was decided on Friday.</description>")
    assert (found.title, found.source) == (headline, source)


def test_documents_links_of_an_aggregator_are_no_text():
    links = (
        "&lt;a href='https://a.example/1'&gt;Toll stays&lt;/a&gt;&amp;nbsp;"
        "&lt;font&gt;Coast Weekly&lt;/font&gt;"
        "&lt;a href='https://a.example/all'&gt;See all&lt;/a&gt;"
    )
    found = only(f"<title>Toll stays</title><description>{links}</description>")
    assert found.text == "Toll stays"
