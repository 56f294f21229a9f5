"""JSON in the shapes that data tools write, what blogs export, and front matter of all makers."""

import json

import pytest
from read_formats import one, read

PIER = "The pier of Port Ansel reopened after nine years."
OTTERS = "Seven otters were counted on the river Rau this winter."
RECORDS = [
    {"title": "Otters", "text": OTTERS, "date": "2025-03-14"},
    {"title": "Pier", "text": PIER, "date": "2025-04-05"},
]
NAMES = list(RECORDS[0])
COLUMNS = {name: [record[name] for record in RECORDS] for name in NAMES}
SHAPES = {
    "by their names": {"a1": RECORDS[0], "a2": RECORDS[1]},
    "by their names, wrapped": {"articles": {"1": RECORDS[0], "2": RECORDS[1]}},
    "columns with numbers": {name: {"0": a, "1": b} for name, (a, b) in COLUMNS.items()},
    "columns": COLUMNS,
    "split": {
        "columns": NAMES,
        "index": [0, 1],
        "data": [list(record.values()) for record in RECORDS],
    },
}
FILES = {
    **{name: json.dumps(shape) for name, shape in SHAPES.items()},
    "behind each other": "\n".join(json.dumps(record, indent=2) for record in RECORDS),
    "a text sequence": "".join(f"\x1e{json.dumps(record)}\n" for record in RECORDS),
    "of MongoDB": "\n".join(
        json.dumps({"_id": {"$oid": f"65f{n}"}} | record | {"date": {"$date": record["date"]}})
        for n, record in enumerate(RECORDS)
    ),
    "of Solr": json.dumps(
        {"response": {"docs": [
            {"title_s": each["title"], "text_txt": [each["text"]], "date_dt": each["date"]}
            for each in RECORDS
        ]}}
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("suffix", [".json", ".ndjson"])
def test_json_in_all_the_shapes_of_data_tools(name: str, suffix: str) -> None:
    found, flaws = read(f"a{suffix}", FILES[name])
    assert not flaws
    assert [(each.title, each.published) for each in found] == [
        ("Otters", "2025-03-14"),
        ("Pier", "2025-04-05"),
    ]
    assert found[1].text == f"Pier\n\n{PIER}"


def test_json_object_of_objects_may_be_one_article() -> None:
    wrapped = {"article": RECORDS[0], "meta": {"version": 1}}
    assert one("a.json", json.dumps(wrapped)).title == "Otters"


def test_json_name_of_a_wrapper_is_no_source() -> None:
    hits = {"hits": {"hits": [{"_id": "z1", "_source": RECORDS[0]}]}}
    document = one("a.json", json.dumps(hits))
    assert (document.title, document.source, document.key) == ("Otters", None, "z1")


def entry(kind: str, title: str, *, more: str = "") -> str:
    return (
        f"<entry><id>tag:blogger.com,1999:{title}</id><published>2025-04-05T08:00:00Z</published>"
        "<category scheme='http://schemas.google.com/g/2005#kind' term='http://schemas.google.com/"
        f"blogger/2008/kind#{kind}'/><title type='text'>{title}</title><content type='html'>"
        f"&lt;p&gt;{PIER}&lt;/p&gt;</content>{more}</entry>"
    )


def test_feed_of_a_blogger_export_gives_published_posts_alone() -> None:
    draft = "<app:control><app:draft>yes</app:draft></app:control>"
    entries = [
        entry("template", "Template"),
        entry("settings", "Settings"),
        entry("post", "Pier"),
        entry("page", "About"),
        entry("post", "Draft", more=draft),
        entry("comment", "Nice"),
    ]
    found, flaws = read(
        "a.xml",
        "<feed xmlns='http://www.w3.org/2005/Atom' xmlns:app='http://purl.org/atom/app#'>"
        f"<title>Coast Blog</title>{''.join(entries)}</feed>",
    )
    assert [each.title for each in found] == ["Pier", "About"]
    assert len(flaws) == 4


def test_feed_without_buttons_and_related_posts() -> None:
    text = (
        f"<p>{PIER}</p><div class='sharedaddy'><h3>Share this:</h3><ul><li><a href='/f'>Facebook"
        "</a></li></ul></div><div class='jp-relatedposts'><h3>Related</h3></div>"
    )
    document = one(
        "a.rss",
        "<rss version='2.0'><channel><title>Coast</title><item><title>Pier</title><description>"
        f"<![CDATA[{text}]]></description></item></channel></rss>",
    )
    assert document.text == f"Pier\n\n{PIER}"


@pytest.mark.parametrize(
    "matter",
    [
        '+++\ntitle = "Pier reopens"\ndate = 2025-04-05\nauthor = "Ada Finch"\n'
        'source = "https://coast.example/pier"\n+++\n',
        '---\ntitle: "Pier reopens"\nsource: "https://coast.example/pier"\nauthor:\n'
        '  - "[[Ada Finch]]"\npublished: 2025-04-05\ncreated: 2025-10-01\n---\n',
        "---\ntitle: Pier reopens\nauthor: Ada Finch\ndate_saved: 2025-10-01\n"
        "date_published: 2025-04-05\nurl: https://coast.example/pier\nsite: coast.example\n---\n",
    ],
)
def test_markdown_front_matter_of(matter: str) -> None:
    document = one("a.md", f"{matter}\n{PIER}\n")
    assert (document.title, document.author) == ("Pier reopens", "Ada Finch")
    assert (document.published, document.source) == ("2025-04-05", "coast.example")
    assert document.url == "https://coast.example/pier"


def test_alto_margins_of_a_page_stay_out() -> None:
    line = "<TextBlock><TextLine><String CONTENT='{}'/></TextLine></TextBlock>"
    document = one(
        "a.xml",
        "<alto xmlns='http://www.loc.gov/standards/alto/ns-v3#'><Layout><Page><TopMargin>"
        f"{line.format('Seite3')}</TopMargin><PrintSpace>{line.format('Beschlossen.')}"
        f"</PrintSpace><BottomMargin>{line.format('9')}</BottomMargin></Page></Layout></alto>",
    )
    assert document.text == "Beschlossen."


def test_json_words_with_their_markup_are_one_text() -> None:
    text = ["Otters return. ", {"type": "bold", "text": "Seven"}, " were counted on the Rau."]
    messages = {"name": "Coast", "messages": [{"id": 2, "date": "2025-03-14", "text": text}]}
    document = one("a.json", json.dumps(messages))
    assert document.text == "Otters return. Seven were counted on the Rau."


def test_json_of_a_reader_names_the_feed() -> None:
    entry = {"title": "Otters", "content": f"<p>{OTTERS}</p>", "feed": {"id": 2, "title": "Coast"}}
    assert one("a.json", json.dumps({"entries": [entry]})).source == "Coast"


def test_feed_keeps_a_note_beside_a_text_that_has_a_link() -> None:
    note = "The otter is a mammal that lives by rivers and by the sea, see <a href='/o'>here</a>."
    pointer = "Related: <a href='/p'>The pier reopens after nine years</a>"
    document = one(
        "a.rss",
        "<rss version='2.0'><channel><title>Coast</title><item><title>Pier</title><description>"
        f"<![CDATA[<p>{PIER}</p><aside>{note}</aside><aside>{pointer}</aside>]]></description>"
        "</item></channel></rss>",
    )
    assert "The otter is a mammal" in document.text
    assert "Related" not in document.text
