"""Tables of media monitors as they come: names of columns with words around them, days in numbers.

Names of columns are those that monitoring services and interfaces write in their exports.
"""

import io
import json

import pytest
from exports import workbook
from read_formats import one, read

from index.formats.document import Unreadable

SAID = "Seven otters were counted on the river Rau this winter."
FACTS = [
    "Otters return",
    "14/03/2025",
    "The Gazette",
    "Ines Varga",
    SAID,
    "https://gazette.example/o",
]


def known(document):
    fields = ("title", "published", "source", "author", "text", "url")
    return [getattr(document, name) for name in fields]


EXPECTED = [*FACTS[:1], "2025-03-14", *FACTS[2:4], f"Otters return\n\n{SAID}", FACTS[5]]


@pytest.mark.parametrize(
    "names",
    [
        "News Headline;News Date;Outlet Name;Contact Name;News Text;News URL",
        "Headline;Publication Date;Source;Author(s);Full Article;Article URL",
        "Headline;Date (GMT);Media Title;Influencer;Transcript;Link to article",
        "Titular de la noticia;Fecha;Nombre del medio;Periodista;Texto de la noticia;Enlace",
        "Titre de l'article;Date de parution;Nom du média;Journaliste;Texte intégral;URL",
        "Titolo dell'articolo;Data di pubblicazione;Testata;Giornalista;Testo dell'articolo;Link",
        "Título da notícia;Data da publicação;Nome do veículo;Jornalista;Texto completo;Link",
        "Artikeltitel;Publikationsdatum;Medientitel;Redakteur;Artikelinhalt;Artikellink",
        "Artikelkop;Publicatiedatum;Medium;Redacteur;Artikeltekst;Link",
        "title;published;extra_source_attributes.name;extra_author_attributes.name;content;url",
    ],
)
@pytest.mark.parametrize("kind", [".csv", ".xlsx"])
def test_columns_with_words_around_their_names(names: str, kind: str) -> None:
    rows = [names.split(";"), FACTS]
    table = "\r\n".join(map(";".join, rows)).encode("utf-8-sig")
    assert known(one(f"a{kind}", table if kind == ".csv" else workbook(rows))) == EXPECTED


def test_column_of_another_thing_is_none_of_the_article() -> None:
    record = {
        "title": "Otters return",
        "text": SAID,
        "full_name": "A. Reader",
        "source_type": "Online",
        "image_url": "https://gazette.example/o.jpg",
        "author_url": "https://gazette.example/v",
        "Article Type": "News",
        "post_author": 1,
    }
    document = one("a.json", json.dumps([record]).encode())
    assert known(document) == ["Otters return", None, None, None, f"Otters return\n\n{SAID}", None]


def test_column_with_its_own_name_comes_before_one_with_words_around() -> None:
    table = f"News Title,News Text,Title,Text\nNo,No text,Otters return,{SAID}\n".encode()
    assert one("a.csv", table).text == f"Otters return\n\n{SAID}"


@pytest.mark.parametrize(
    ("dates", "days"),
    [
        (["05/04/2025", "14/03/2025 10:00"], ["2025-04-05", "2025-03-14"]),
        (["4/5/2025", "3/14/2025 5:11 PM"], ["2025-04-05", "2025-03-14"]),
        (["05/04/2025", "2025-03-14"], ["05/04/2025", "2025-03-14"]),
        (["05/04/2025", "14/03/2025", "3/14/2025"], ["05/04/2025", "14/03/2025", "3/14/2025"]),
    ],
)
def test_days_in_numbers_are_told_by_the_others_of_the_table(
    dates: list[str], days: list[str]
) -> None:
    rows = "".join(f"Otters {n},{date},{SAID}\n" for n, date in enumerate(dates))
    found, _ = read("a.csv", io.StringIO(f"title,date,text\n{rows}").read().encode())
    assert [each.published for each in found] == days


def test_teaser_that_tells_something_is_taken_from_several() -> None:
    record = {"headline": "Otters", "abstract": "Otters.", "lead_paragraph": SAID}
    document = one("a.json", json.dumps([record]).encode())
    assert document.text == f"Otters\n\n{SAID}"
    assert document.cut


def test_headline_without_the_name_of_the_paper_behind_it() -> None:
    record = {
        "title": "Pier - a day - Coast Weekly",
        "source": {"name": "Coast Weekly"},
        "content": SAID,
    }
    assert one("a.json", json.dumps({"articles": [record]}).encode()).title == "Pier - a day"


@pytest.mark.parametrize(
    "state",
    [{"status": "draft"}, {"status": "Scheduled"}, {"draft": True}, {"post_status": "private"}],
)
def test_drafts_are_named_and_left_out(state: dict[str, object]) -> None:
    posts = [{"title": "Otters return", "html": SAID, "status": "published"}]
    posts.append({"title": "Not yet", "html": "Nothing of this is published."} | state)
    found, flaws = read("a.json", json.dumps({"db": [{"data": {"posts": posts}}]}))
    assert [each.title for each in found] == ["Otters return"]
    assert "not published" in flaws[0].reason


def test_site_gives_names_in_place_of_numbers() -> None:
    post = {
        "title": {"rendered": "Otters"},
        "content": {"rendered": f"<p>{SAID}</p><aside>Related: <a href='/p'>Pier</a></aside>"},
        "author": 3,
        "_embedded": {"author": [{"id": 3, "name": "Ines Varga"}]},
    }
    document = one("a.json", json.dumps([post]))
    assert (document.author, document.text) == ("Ines Varga", f"Otters\n\n{SAID}")


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_row_of_names_may_stand_below_a_head(delimiter: str) -> None:
    rows = [["Coverage report"], ["Generated", "15 April 2025"], []]
    rows += [["Headline", "Date", "Outlet Name", "Contact Name", "News Text", "Link"], FACTS]
    table = "\r\n".join(map(delimiter.join, rows)).encode("utf-8-sig")
    assert known(one("a.csv", table)) == EXPECTED


def test_csv_text_that_speaks_of_titles_is_no_row_of_names() -> None:
    with pytest.raises(Unreadable, match="no column holds texts"):
        read("a.csv", "a,b\n1,2\nText,Title\n")


@pytest.mark.parametrize(
    "day", ["45730", 45730, "/Date(1741950000000)/", "/Date(1741950000000+0100)/"]
)
def test_days_that_programs_count(day):
    assert one(
        "a.json", json.dumps([{"title": "Otters", "text": SAID, "date": day}])
    ).published in (
        "2025-03-14",
        "2025-03-14T11:00:00+00:00",
    )


def test_spreadsheet_cell_over_several_rows_says_the_same_in_each():
    rows = [
        ["Datum", "Medium", "Titel", "Text"],
        [45730, "Courier", "One", SAID],
        ["", "", "Two", f"{SAID} Two."],
        ["", "", "Three", f"{SAID} Three."],
        ["", "", "", ""],
    ]
    found, flaws = read("a.xlsx", workbook(rows, merged=["A2:A3", "B2:B5", "A1:A1"]))
    assert [(each.title, each.published, each.source) for each in found] == [
        ("One", "2025-03-14", "Courier"),
        ("Two", "2025-03-14", "Courier"),
        ("Three", None, "Courier"),
    ]
    assert not flaws


def test_row_of_names_that_comes_again_is_no_article():
    rows = [["Titel", "Text"], ["One", SAID], ["Titel", "Text"], ["Two", f"{SAID} Two."]]
    table = "\n".join(";".join(row) for row in rows)
    for name, data in (("a.xlsx", workbook(rows)), ("a.csv", table)):
        found, flaws = read(name, data)
        assert [each.title for each in found] == ["One", "Two"]
        assert not flaws
