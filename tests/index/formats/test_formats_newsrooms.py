"""Agencies' items and sites' exports as their programs really write them."""

# ruff: noqa: E501  (templates of files)

import json

import pytest
from read_formats import one, read

from index.formats.document import Document, Unreadable


def known(document: Document) -> tuple[str | None, str | None, str | None, str | None]:
    return document.title, document.published, document.source, document.author


# NITF of a newspaper's archive: version's date, slug, two dates, print's data, a byline with its title
ARCHIVE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE nitf SYSTEM "http://www.nitf.org/IPTC/NITF/3.3/specification/dtd/nitf-3-3.dtd">
<nitf change.date="June 10, 2005" change.time="19:30" version="-//IPTC//DTD NITF 3.3//EN">
  <head><title>OTTERS-RETURN</title><meta content="14" name="publication_day_of_month"/>
    <meta content="3" name="publication_month"/><meta content="2005" name="publication_year"/>
    <docdata><doc-id id-string="1650000"/><doc.copyright holder="Coast Weekly" year="2005"/>
      <series series.name="Rivers"/><identified-content><person class="indexing_service">Moor, Piet</person>
      <classifier class="online_producer" type="taxonomic_classifier">Top/News</classifier></identified-content></docdata>
    <pubdata date.publication="20050314T000000" ex-ref="http://x.example/a.html" item-length="1106" name="Coast Weekly" unit-of-measure="word"/></head>
  <body><body.head><hedline><hl1>Otters Return; <em>Rangers</em> Count Seven</hl1><hl2 class="online_headline">Otters return</hl2></hedline>
    <byline class="print_byline">By INES VARGA</byline><byline class="normalized_byline">Varga, Ines</byline>
    <dateline>ANSEL, March 13</dateline><abstract><p>Seven otters were counted.</p></abstract></body.head>
  <body.content><block class="lead_paragraph"><p>Seven otters were counted.</p></block>
    <block class="full_text"><p>Seven otters were counted.</p><p>It rained in <location>Ansel</location>.</p></block></body.content>
  <body.end><tagline class="author_info">Call 555-0101</tagline></body.end></body></nitf>"""


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_nitf_of_an_archive(mark: bytes) -> None:
    document = one("a.xml", mark + ARCHIVE.encode())
    assert document.title == "Otters Return; Rangers Count Seven"
    assert (document.published, document.source) == ("2005-03-14", "Coast Weekly")
    assert (document.author or "").casefold() == "ines varga"
    assert document.text.count("Seven otters were counted.") == 1
    assert "It rained in Ansel." in document.text
    for other in ("555", "Top/News", "ANSEL, March", "1106"):
        assert other not in document.text


def newsml(content: str, meta: str = "", more: str = "") -> str:
    return (
        "<?xml version='1.0' encoding='UTF-8'?><newsMessage xmlns='http://iptc.org/std/nar/2006-10-01/'><header>"
        "<sent>2025-05-01T10:00:00Z</sent></header><itemSet><packageItem guid='p' version='1'><itemMeta><itemClass "
        "qcode='ninat:composite'/></itemMeta><groupSet root='r'><group id='r'><itemRef residref='urn:x:1'/></group></groupSet>"
        "</packageItem><newsItem guid='urn:x:1' version='3' standard='NewsML-G2' xml:lang='fr'><catalogRef href='http://x.example/c.xml'/>"
        "<rightsInfo><copyrightNotice>© Agence</copyrightNotice></rightsInfo><itemMeta><itemClass qcode='ninat:text'/><provider "
        "qcode='nprov:AG'><name>Agence Côte</name></provider><versionCreated>2025-03-15T23:10:00+01:00</versionCreated><firstCreated>"
        f"2025-03-14T23:50:00+01:00</firstCreated><pubStatus qcode='stat:usable'/><role qcode='x'/>{meta}</itemMeta><contentMeta><urgency>3"
        "</urgency><headline>Sept loutres</headline><slugline>LOUTRES-RAU</slugline><by>Par Élodie Noël</by><description role='drol:caption'>x"
        f"</description></contentMeta><contentSet>{content}</contentSet></newsItem>{more}</itemSet></newsMessage>"
    )


def test_newsml_with_a_package_and_a_picture_beside_the_text() -> None:
    page = "<inlineXML contenttype='application/xhtml+xml'><html xmlns='http://www.w3.org/1999/xhtml'><head><title>LOUTRES-RAU</title>"
    page += "</head><body><h1>Sept loutres</h1><p>Sept loutres <strong>sont</strong> là,\n dit-elle.</p><ul><li>une</li></ul></body></html></inlineXML>"
    picture = "<newsItem guid='urn:x:2' version='1'><itemMeta><itemClass qcode='ninat:picture'/></itemMeta><contentMeta><headline>Photo</headline></contentMeta></newsItem>"
    found, flaws = read("a.xml", newsml(page, more=picture))
    assert [known(each) for each in found] == [
        ("Sept loutres", "2025-03-14", "Agence Côte", "Élodie Noël")
    ]
    assert found[0].text == "Sept loutres\n\nSept loutres sont là, dit-elle.\n\nune"
    assert len(flaws) == 2


def test_newsml_of_the_first_version() -> None:
    text = """<?xml version="1.0" encoding="iso-8859-1"?><!DOCTYPE NewsML SYSTEM "NewsML_1.2.dtd"><NewsML><NewsEnvelope>
    <DateAndTime>20250501T100000Z</DateAndTime></NewsEnvelope><NewsItem><Identification><NewsIdentifier><ProviderId>ag.example</ProviderId>
    <DateId>20250314</DateId><NewsItemId>x1</NewsItemId><RevisionId>1</RevisionId></NewsIdentifier></Identification><NewsManagement>
    <NewsItemType FormalName="News"/><FirstCreated>20250314T235000+0100</FirstCreated><ThisRevisionCreated>20250316T080000+0100</ThisRevisionCreated>
    <Status FormalName="Usable"/></NewsManagement><NewsComponent><NewsLines><HeadLine>Sieben Otter</HeadLine><ByLine>Von Ines Varga</ByLine>
    <CreditLine>Agentur Küste</CreditLine></NewsLines><NewsComponent><ContentItem><DataContent><body><p>Sieben Otter, sagt sie.</p><p>Es regnete.</p></body>
    </DataContent></ContentItem></NewsComponent></NewsComponent></NewsItem></NewsML>"""
    document = one("a.xml", text)
    assert known(document) == ("Sieben Otter", "2025-03-14", "Agentur Küste", "Ines Varga")
    assert document.text == "Sieben Otter\n\nSieben Otter, sagt sie.\n\nEs regnete."


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, ("Otters", "2025-03-14", "AG", "Ines Varga")),
        ({"byline": None, "by": "By Ines Varga"}, ("Otters", "2025-03-14", "AG", "Ines Varga")),
        ({"headline": None, "headlines": [{"role": "short", "value": "x"}, {"role": "main", "value": "Otters"}]},
         ("Otters", "2025-03-14", "AG", "Ines Varga")),
        ({"source": None, "infosources": [{"name": "Coast Agency"}]}, ("Otters", "2025-03-14", "Coast Agency", "Ines Varga")),
    ],
)  # fmt: skip
def test_ninjs(more: dict[str, object], expected: tuple[str, ...]) -> None:
    item = {
        "uri": "tag:x", "type": "text", "version": "2", "versioncreated": "2025-03-16T00:00:00Z", "firstcreated": "2025-03-14T23:50:00+01:00",
        "pubstatus": "usable", "urgency": 3, "language": "en-GB", "headline": "Otters", "byline": "By Ines Varga", "source": "AG", "ednote": "Call 555",
        "body_html": "<h1>Otters</h1><p>Seven <b>otters</b>.</p><p>It rained.</p>", "associations": {"main": {"type": "picture", "body_text": "An otter"}},
    }  # fmt: skip
    document = one("a.json", json.dumps(item | more))
    assert known(document) == expected
    assert document.text == "Otters\n\nSeven otters.\n\nIt rained."


# WordPress


def post(number: int = 1, text: str = "<p>Seven otters.</p>", **more: str) -> str:
    given = {"title": "Otters return", "status": "publish", "type": "post", "day": "2025-03-14 23:50:00", "gmt": "2025-03-14 22:50:00",
             "pub": "Fri, 14 Mar 2025 22:50:00 +0000", "excerpt": ""} | more  # fmt: skip
    return (
        f"<item><title><![CDATA[{given['title']}]]></title><link>https://blog.example/otters-{number}/</link><pubDate>{given['pub']}</pubDate>"
        f'<dc:creator><![CDATA[ines]]></dc:creator><guid isPermaLink="false">https://blog.example/?p={number}</guid><description></description>'
        f"<content:encoded><![CDATA[{text}]]></content:encoded><excerpt:encoded><![CDATA[{given['excerpt']}]]></excerpt:encoded><wp:post_id>{number}</wp:post_id>"
        f"<wp:post_date><![CDATA[{given['day']}]]></wp:post_date><wp:post_date_gmt><![CDATA[{given['gmt']}]]></wp:post_date_gmt><wp:comment_status><![CDATA[open]]>"
        f"</wp:comment_status><wp:status><![CDATA[{given['status']}]]></wp:status><wp:post_type><![CDATA[{given['type']}]]></wp:post_type><wp:post_password>"
        '<![CDATA[]]></wp:post_password><category domain="category" nicename="news"><![CDATA[News]]></category><wp:postmeta><wp:meta_key>_edit_last</wp:meta_key>'
        "<wp:meta_value><![CDATA[1]]></wp:meta_value></wp:postmeta><wp:comment><wp:comment_id>7</wp:comment_id><wp:comment_author><![CDATA[Troll]]></wp:comment_author>"
        "<wp:comment_date>2025-03-20 10:00:00</wp:comment_date><wp:comment_content><![CDATA[<p>Otters are a hoax!</p>]]></wp:comment_content></wp:comment></item>"
    )


def site(*posts: str) -> str:
    return (
        '\ufeff<?xml version="1.0" encoding="UTF-8" ?>\n<!-- This is a WordPress eXtended RSS file -->\n<!-- generator="WordPress/6.4" created="2025-05-01 10:00" -->\n'
        '<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        'xmlns:wfw="http://wellformedweb.org/CommentAPI/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">'
        "<channel><title>Coast Blog</title><link>https://blog.example</link><pubDate>Thu, 01 May 2025 10:00:00 +0000</pubDate><language>en-US</language>"
        "<wp:wxr_version>1.2</wp:wxr_version><wp:author><wp:author_id>1</wp:author_id><wp:author_login><![CDATA[ines]]></wp:author_login><wp:author_display_name>"
        f"<![CDATA[Ines Varga]]></wp:author_display_name></wp:author>{''.join(posts)}</channel></rss>"
    )


def test_wordpress_posts_without_comments_and_what_is_not_published() -> None:
    others = [
        post(n + 2, "<p>Never.</p>", status=status)
        for n, status in enumerate(
            ["draft", "future", "private", "pending", "trash", "auto-draft", "inherit"]
        )
    ]
    others += [
        post(n + 20, "<p>Never.</p>", type=kind)
        for n, kind in enumerate(
            ["attachment", "nav_menu_item", "wp_block", "wp_navigation", "custom_css"]
        )
    ]
    document = one("a.xml", site(post(), *others))
    assert known(document) == ("Otters return", "2025-03-14", "Coast Blog", "Ines Varga")
    assert document.text == "Otters return\n\nSeven otters."
    assert document.url == "https://blog.example/otters-1/"


@pytest.mark.parametrize(
    ("dates", "published"),
    [
        ({}, "2025-03-14"),
        ({"day": "0000-00-00 00:00:00", "gmt": "0000-00-00 00:00:00"}, "2025-03-14"),
        (
            {"day": "2025-14-03 nonsense", "gmt": "", "pub": "Wed, 30 Nov -0001 00:00:00 +0000"},
            None,
        ),
        ({"day": "", "pub": "", "gmt": "2025-03-14 22:50:00"}, "2025-03-14"),
    ],
)
def test_wordpress_dates(dates: dict[str, str], published: str | None) -> None:
    assert one("a.xml", site(post(**dates))).published == published


def test_wordpress_post_without_a_title() -> None:
    assert one("a.xml", site(post(title=""))).title is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Eins.\r\n\r\nZwei,\r\ndrei.", "Eins.\n\nZwei,\ndrei."),
        ("Eins [sic] und [die Maire] zwei.", "Eins [sic] und [die Maire] zwei."),
        ("[et_pb_section fb_built=\"1\"][et_pb_row][et_pb_text]<p>Eins.</p>[/et_pb_text][/et_pb_row][/et_pb_section]", "Eins."),
        ("[vc_row][vc_column width=\"1/2\"][vc_column_text]Eins.[/vc_column_text][/vc_column][/vc_row]", "Eins."),
        ("Eins.\n\n[gallery ids=\"1,2\"]\n\n[contact-form-7 id=\"3\" title=\"x\"]\n\nZwei.", "Eins.\n\nZwei."),
        ("Eins[footnote]Quelle[/footnote] zwei.", "Eins zwei."),
        ("[embed]https://v.example/1[/embed]Eins.", "Eins."),
        ("[youtube https://v.example/1]\n\nEins.", "Eins."),
        ("<!-- wp:paragraph {\"a\":1} --><p>Eins.</p><!-- /wp:paragraph --><!-- wp:more --><!--more--><!-- /wp:more --><p>Zwei.</p>", "Eins.\n\nZwei."),
        ("<!-- wp:heading --><h2>Kopf</h2><!-- /wp:heading --><p>Eins &amp; zwei&nbsp;drei.</p>", "Kopf\n\nEins & zwei drei."),
        ("[caption id=\"attachment_1\" align=\"alignnone\" width=\"300\"]<a href=\"o.jpg\"><img src=\"o.jpg\" alt=\"\" /></a> Ein Otter[/caption]\n\nEins.", "Ein Otter\n\nEins."),
        ("[dropcap]E[/dropcap]ins.", "Eins."),
        ("[ads1]\n\nEins.", "Eins."),
        ("<p>Eins.</p><script>var a = 1;</script><style>p {}</style>", "Eins."),
    ],
)  # fmt: skip
def test_wordpress_shortcodes(text: str, said: str) -> None:
    assert one("a.xml", site(post(text=text))).text == f"Otters return\n\n{said}"


# Reading lists


def test_wallabag_days_of_saving_are_none() -> None:
    entry = {
        "id": 1, "uid": None, "title": "Otters", "url": "https://gazette.example/1", "hashed_url": "a", "is_archived": 1, "archived_at": "2025-05-02T10:00:00+0200",
        "is_starred": 0, "content": "<p>Seven otters were counted on the river Rau.</p>", "created_at": "2025-05-01T10:00:00+0200", "updated_at": "2025-05-01T10:00:00+0200",
        "published_at": None, "published_by": ["Ines Varga", ""], "annotations": [], "mimetype": "text/html", "language": "en_GB", "reading_time": 1, "domain_name": "gazette.example",
    }  # fmt: skip
    other = entry | {"id": 2, "published_at": "2025-03-14T23:50:00+0100", "published_by": None}
    doubled = other | {
        "id": 3,
        "0": 3,
        "1": "Otters",
        "published_at": {"date": "2025-03-14 23:50:00.000000", "timezone_type": 1},
    }
    empty = entry | {"id": 4, "content": "<p>Oh, what a shame, no content.</p>"}
    found, flaws = read("a.json", json.dumps([entry, other, doubled, empty]))
    assert [each.published for each in found] == [None, "2025-03-14", "2025-03-14"]
    assert found[0].author == "Ines Varga"
    assert len(flaws) == 1


def test_lists_of_links_are_refused_whatever_their_form() -> None:
    for name, text in (
        (
            "a.csv",
            '\ufeff"title","url","time_added","tags","status"\r\n"A","https://a.example","1","","archive"\r\n',
        ),
        (
            "a.html",
            "<!DOCTYPE html><html><!--So long and thanks for all the fish--><head><title>Pocket Export</title></head><ul><li><a href='x'>A</a></li></ul>",
        ),
        (
            "a.html",
            "<html><head><title>Instapaper: Export</title></head><body><ol><li><a href='x'>A</a></ol></body></html>",
        ),
    ):
        with pytest.raises(Unreadable) as caught:
            read(name, text)
        assert caught.value.kind == "links"


def test_wordpress_leaves_out_blocks_that_lead_elsewhere() -> None:
    text = (
        "<!-- wp:paragraph --><p>The pier reopened.</p><!-- /wp:paragraph -->\n\n"
        '<!-- wp:embed {"url":"https://v.example/1"} --><figure class="wp-block-embed"><div>\n'
        "https://v.example/1\n</div><figcaption>A film</figcaption></figure><!-- /wp:embed -->\n\n"
        '<!-- wp:buttons --><div><!-- wp:button --><div class="wp-block-button"><a href="/s">'
        "Subscribe</a></div><!-- /wp:button --></div><!-- /wp:buttons -->\n\n"
        "<!-- wp:latest-posts /--><!-- wp:paragraph --><p>It rained.</p><!-- /wp:paragraph -->"
    )
    document = one("a.xml", site(post(text=text)))
    assert document.text == "Otters return\n\nThe pier reopened.\n\nA film\n\nIt rained."
