"""JSON Lines and CSV: a record is an article, and a bad one spoils nothing but itself."""

import json

import pytest
from samples import TEXT, TITLE, json_lines, table

from index.formats.document import Document, Flaw, Limits, Unreadable
from index.formats.tables.delimited import documents as csv_documents
from index.formats.tables.json_records import documents as json_documents
from index.records import Label

LIMITS = Limits()
Found = list[Document | Flaw]


def read_json(*records: object, limits: Limits = LIMITS) -> Found:
    lines = (each if isinstance(each, str) else json.dumps(each) for each in records)
    return list(json_documents("\n".join(lines).encode("utf-8", "surrogatepass"), limits))


def read_csv(text: str, limits: Limits = LIMITS) -> Found:
    return list(csv_documents(text.encode(), limits))


def only(found: Found) -> Document:
    [document] = found
    assert isinstance(document, Document)
    return document


def documents(found: Found) -> list[Document]:
    return [each for each in found if isinstance(each, Document)]


def flaws(found: Found) -> list[Flaw]:
    return [each for each in found if isinstance(each, Flaw)]


# Fields


def test_json_fields_are_known_by_their_usual_names() -> None:
    document = only(
        read_json(
            {
                "ID": "a-1",
                "Headline": "Besuch",
                "maintext": "Der Text.",
                "source_url": "https://example.org/1",
                "date_publish": "2024-06-19T10:30:00",
                "Publisher": "Blatt",
                "languageCode": "de-DE",
                "authors": ["Anna", "Ben"],
            }
        )
    )
    assert document == Document(
        "Besuch\n\nDer Text.",
        key="a-1",
        title="Besuch",
        source="Blatt",
        author="Anna, Ben",
        url="https://example.org/1",
        published="2024-06-19T10:30:00",
        published_from="field",
        language="de",
    )


def test_json_source_may_be_an_object_and_text_a_list() -> None:
    record = {"source": {"id": None, "name": "Blatt"}, "paragraphs": ["Erstens.", "Zweitens."]}
    document = only(read_json(record))
    assert (document.source, document.text) == ("Blatt", "Erstens.\n\nZweitens.")


def test_json_first_name_that_is_filled_in_counts() -> None:
    assert (
        only(read_json({"text": "", "body": "Der Text.", "content": "Anderes."})).text
        == "Der Text."
    )


@pytest.mark.parametrize(
    ("stated", "published"),
    [
        ("19. Juni 2024", "19. Juni 2024"),
        (1718785800, "2024-06-19T08:30:00+00:00"),
        (1718785800000, "2024-06-19T08:30:00+00:00"),
        ("1718785800.5", "2024-06-19T08:30:00+00:00"),
        (20240619, "20240619"),
        ("20240619", "20240619"),
        (True, None),
        (1e308, "1e+308"),
        (None, None),
    ],
)
def test_json_dates(stated: object, published: str | None) -> None:
    assert only(read_json({"text": "Text.", "date": stated})).published == published


@pytest.mark.parametrize("url", ["javascript:alert(1)", "file:///etc/passwd", "example.org", 17])
def test_json_url_is_one_of_the_web_or_none(url: object) -> None:
    assert only(read_json({"text": "Text.", "url": url})).url is None


@pytest.mark.parametrize("language", ["German", "d", "", "deu/x", 7])
def test_json_language_is_a_code_or_none(language: object) -> None:
    assert only(read_json({"text": "Text.", "lang": language})).language is None


# Title and text


def test_json_title_stands_above_the_text_once() -> None:
    above = only(read_json({"title": TITLE, "text": TEXT}))
    assert above.text == f"{TITLE}\n\n{TEXT}"
    within = only(read_json({"title": TITLE, "text": f"{TITLE.upper()}\n{TEXT}"}))
    assert within.text == f"{TITLE.upper()}\n{TEXT}"


def test_json_text_holds_nothing_that_cannot_be_stored() -> None:
    document = only(read_json('{"text": "a\\u0000b\\ud800c\\r\\nd\\u202ee\\ud83d\\ude00"}'))
    assert document.text == "ab\ufffdc\nde😀"
    assert document.text.encode()


def test_json_text_in_html_becomes_text_with_its_blocks() -> None:
    page = "<h2>Was bekam Kim?</h2><p>Eine Limousine &amp; <b>mehr</b>.</p><script>x()</script>"
    document = only(read_json({"title": "Putin &amp; Kim", "content": page}))
    assert document.title == "Putin & Kim"
    assert document.text == "Putin & Kim\n\nWas bekam Kim?\n\nEine Limousine & mehr."
    assert document.spans is not None
    assert [span.label for span in document.spans] == [
        Label.HEADLINE,
        Label.HEADLINE,
        Label.BODY,
    ]


def test_json_text_that_speaks_of_tags_is_no_html() -> None:
    text = "Das Zeichen <p> beginnt einen Absatz, und 3 < 5 > 2."
    assert only(read_json({"text": text})).text == text


# Keys


def test_json_key_is_the_id_or_a_hash_that_other_rows_do_not_change() -> None:
    first, second = {"title": "A", "text": "Eins."}, {"title": "B", "text": "Zwei."}
    before = [each.key for each in documents(read_json(first, second))]
    after = [each.key for each in documents(read_json({"text": "Neu."}, first, second))]
    assert after[1:] == before
    assert len(set(after)) == 3


@pytest.mark.parametrize(
    "identity", ["https://example.org/a", "../../x", "a b", "#1", "x" * 65, "/"]
)
def test_json_unsafe_id_becomes_a_hash_that_the_text_does_not_change(identity: str) -> None:
    keys = {only(read_json({"id": identity, "text": text})).key for text in ("Alt.", "Neu.")}
    assert len(keys) == 1
    assert keys.pop().isalnum()


def test_json_ids_that_come_again_are_numbered() -> None:
    records = [{"id": identity, "text": "Text."} for identity in ("a", "a", "a-2", "a", 7, "7")]
    keys = [each.key for each in documents(read_json(*records))]
    assert keys == ["a", "a-2", "a-2-2", "a-3", "7", "7-2"]


# Bad records


def test_json_bad_lines_are_flaws_and_the_rest_goes_on() -> None:
    found = read_json(
        {"text": "Eins."},
        "",
        "{broken",
        [1, 2],
        {"title": "Nur ein Titel"},
        "[" * 100_000,
        '{"text": ' + "9" * 5000 + "}",
        {"text": float("nan")},
        {"text": "Zwei."},
    )
    assert [each.text for each in documents(found)] == ["Eins.", "Zwei."]
    assert [(each.where, each.reason[:11]) for each in flaws(found)] == [
        ("line 3", "is no JSON "),
        ("line 4", "is no JSON "),
        ("line 5", "has no text"),
        ("line 6", "is nested t"),
        ("line 7", "is no JSON "),
        ("line 8", "has no text"),
    ]


def test_json_line_breaks_within_texts_do_not_cut_lines() -> None:
    assert only(read_json('{"text": "Eins.\u2028Zwei.\x85Drei."}')).text == "Eins.\nZwei.\nDrei."


def test_json_without_any_article_is_unreadable() -> None:
    with pytest.raises(Unreadable, match="line 1 is no JSON object"):
        read_json([], [])


def test_json_records_over_the_limit_are_a_flaw() -> None:
    found = read_json(*({"text": f"Text {n}."} for n in range(5)), limits=Limits(max_members=3))
    assert len(documents(found)) == 3
    assert flaws(found) == [Flaw("line 4", "more than 3 records; the rest is not read")]


def test_json_text_over_the_limit_is_a_flaw() -> None:
    found = read_json({"text": "x" * 101}, {"text": "Kurz."}, limits=Limits(max_characters=100))
    assert flaws(found) == [Flaw("line 1", "longer than 100 characters")]


# CSV


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_csv_delimiter_is_found(delimiter: str) -> None:
    text = 'Er sagte: "Ja", dann; ging\ter | fort.\nZweite Zeile.'
    document = only(list(csv_documents(table([("Titel", text)], delimiter), LIMITS)))
    assert document.text == f"Titel\n\n{text}"
    assert document.published == "2024-06-19"


def test_csv_names_in_other_languages() -> None:
    document = only(read_csv("Titel;Datum;Inhalt\nBesuch;19.06.2024;Der Text, lang.\n"))
    assert (document.title, document.published) == ("Besuch", "19.06.2024")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_csv_encodings(encoding: str) -> None:
    rows = "".join(f"Größe {n},Über Pjöngjang führte die Straße nach Süden.\r\n" for n in range(20))
    found = list(csv_documents(f"title,text\r\n{rows}".encode(encoding), LIMITS))
    assert documents(found)[3].text == "Größe 3\n\nÜber Pjöngjang führte die Straße nach Süden."


def test_csv_line_that_names_the_separator_is_none_of_the_table() -> None:
    found = read_csv("sep=;\ntext;id\nDer Text, lang.;a\n;b\n")
    assert documents(found)[0].key == "a"
    assert flaws(found) == [Flaw("line 4", "has no text")]


def test_csv_bad_rows_are_flaws_and_the_rest_goes_on() -> None:
    found = read_csv('id,text\n1,"Zwei\nZeilen."\n\n2,zu,viel\n3\n4,Gut.,\n')
    assert [each.key for each in documents(found)] == ["1", "4"]
    assert flaws(found) == [
        Flaw("line 5", "has 3 fields, but there are 2 columns"),
        Flaw("line 6", "has no text"),
    ]


def test_csv_without_a_column_of_texts_names_what_it_has_and_what_is_wanted() -> None:
    with pytest.raises(Unreadable, match="it has Name, Preis, one must be text, body"):
        read_csv("Name,Preis\nBirne,3\n")


def test_csv_very_long_field() -> None:
    assert len(only(read_csv(f'text\n"{"Wort " * 300_000}"\n')).text) == 1_499_999


@pytest.mark.parametrize("data", [b"\n\n\n", b"text\n", b'text\n"', b"\0\0\0", b"text,text\n,\n"])
def test_csv_without_any_article_is_unreadable(data: bytes) -> None:
    with pytest.raises(Unreadable):
        list(csv_documents(data, LIMITS))


def test_csv_nul_characters_are_left_out() -> None:
    assert only(read_csv("text\nEin\0 Text.\n")).text == "Ein Text."


def test_json_and_csv_of_the_same_articles_say_the_same() -> None:
    articles = [(f"{TITLE} {n}", TEXT) for n in range(3)]
    from_json = list(json_documents(json_lines(articles), LIMITS))
    from_csv = list(csv_documents(table(articles), LIMITS))
    assert [each.text for each in documents(from_json)] == [
        each.text for each in documents(from_csv)
    ]
