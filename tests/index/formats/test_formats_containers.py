"""Containers: mailboxes, web archives, packed files and large JSON, read part by part."""

import gzip
import io
import json
import random
import re
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from exports import Story, answer, mbox, message, page, record, wacz, warc
from samples import TEXT, endless_pdf, json_lines, sample, zipped

from index import articles
from index.formats import registry
from index.formats.containers import mbox as boxes
from index.formats.containers import streaming, warc_records
from index.formats.document import Document, Flaw, Limits, Unreadable
from index.formats.worker import Worker
from index.records import Article

LIMITS = Limits()
STORIES = [
    Story(f"Meldung {n} vom Fluss", f"{TEXT}\n\nDie Nummer ist {n}.", f"m{n}") for n in range(5)
]


def read(name: str, data: bytes, limits: Limits = LIMITS) -> list[Document | Flaw]:
    return list(streaming.documents(name, io.BytesIO(data), limits))


def documents(found: Iterable[Document | Flaw]) -> list[Document]:
    return [each for each in found if isinstance(each, Document)]


def flaws(found: Iterable[Document | Flaw]) -> dict[str, str]:
    return {each.where: each.reason for each in found if isinstance(each, Flaw)}


def bodies(data: bytes, limits: Limits = LIMITS) -> list[bytes]:
    return [part.data for part in boxes.parts(io.BytesIO(data), limits)]


# Mailboxes

HEAD = b"From a@b Wed Mar 26 05:58:00 2025\nFrom: A <a@b.example>\nSubject: %d\n\n"


def test_mbox_gives_each_message_with_its_own_identifier() -> None:
    found = documents(read("a.mbox", mbox(STORIES)))
    assert [each.key for each in found] == [f"{story.key}@blatt.example" for story in STORIES]
    assert [each.title for each in found] == [story.title for story in STORIES]
    assert {(each.published, each.source, each.author, each.kind) for each in found} == {
        ("2024-06-19", "Blatt", "Ines Varga", "mbox")
    }


def test_mbox_message_added_in_front_leaves_the_keys_of_the_others() -> None:
    without = [HEAD % number + b"Der Text.\n\n" for number in range(3)]
    keys = [part.key for part in boxes.parts(io.BytesIO(b"".join(without[1:])), LIMITS)]
    assert [part.key for part in boxes.parts(io.BytesIO(b"".join(without)), LIMITS)][1:] == keys


def test_mbox_behind_a_mark_of_utf_8() -> None:
    message = "From a@b.example Fri Mar 14 06:00:00 2025\nSubject: {}\n\nSeven otters.\n\n"
    data = b"\xef\xbb\xbf" + "".join(map(message.format, ("One", "Two"))).encode()
    found = registry.documents("a.mbox", data, Limits())
    assert [each.title for each in found if isinstance(each, Document)] == ["One", "Two"]


@pytest.mark.parametrize(
    "line",
    [
        b"From the harbour master we hear that the crane is next: it is red.",
        b"From Monday 26 to Friday 30 March 2025 the ferry rests.",
        b"From here on: nothing.\nSubject: no",
        b">From 1 July a berth costs 12 crowns.",
        b"From 1 July: a berth costs 12 crowns.",
    ],
)
@pytest.mark.parametrize("blank", [b"", b"\n"])
def test_mbox_line_of_a_body_splits_nothing(line: bytes, blank: bytes) -> None:
    data = HEAD % 1 + b"Text.\n" + blank + line + b"\nMore.\n\n" + HEAD % 2 + b"Ende.\n"
    assert len(bodies(data)) == 2
    assert line.removeprefix(b">") in bodies(data)[0]


@pytest.mark.parametrize(
    "line",
    [
        b"From 1792384@xxx Wed Mar 26 05:58:00 +0000 2025",  # Takeout
        b"From - Wed Mar 26 05:58:00 2025",  # Thunderbird
        b"From ",
        b"From user at example.com  Wed Mar 26 05:58:00 2025",  # archives of lists
        b"From MAILER-DAEMON 2025-03-26 05:58:00",
    ],
)
@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_mbox_separators_of_all_programs(line: bytes, end: bytes) -> None:
    rows = [line, b"From: A <a@b.example>", b"Subject: Eins", b"", b"Der Text.", b""]
    data = end.join([*rows, *rows])
    assert boxes.recognises(data)
    assert len(bodies(data)) == 2


@pytest.mark.parametrize("size", [1, 7, 100, 4_096, 5_000])
def test_mbox_is_split_alike_however_it_arrives(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    data = mbox(STORIES, html=True)
    whole = bodies(data)
    monkeypatch.setattr(boxes, "_CHUNK", size)
    assert bodies(data) == whole
    assert len(whole) == len(STORIES)


def test_mbox_message_with_large_attachments_keeps_its_text() -> None:
    large = HEAD % 1 + b"Der Text.\n" + b"A" * 50_000 + b"\n\n"
    first, second = bodies(large + HEAD % 2 + b"Ende.\n", Limits(max_bytes=10_000))
    assert len(first) == 10_000
    assert b"Der Text." in first
    assert b"Ende." in second


def test_mbox_messages_that_come_again_are_left_out() -> None:
    assert len(documents(read("a.mbox", mbox([*STORIES, *STORIES])))) == len(STORIES)


def test_mbox_footer_of_a_list_is_no_text() -> None:
    footer = (
        "\n\n_______________________________________________\nRau mailing list\nRau@example.org"
    )
    [found] = documents(read("a.mbox", mbox([Story("Otter", TEXT + footer)])))
    assert found.text == TEXT


def test_text_file_that_is_a_mailbox_is_read_as_one() -> None:
    with Worker() as worker:
        found = worker.read("2025-March.txt", mbox(STORIES))
    assert [each.kind for each in documents(found)] == ["mbox"] * len(STORIES)


# Web archives


def test_warc_gives_pages_and_counts_what_else_there_is() -> None:
    found = read("a.warc", warc(STORIES))
    assert [each.title for each in documents(found)] == [story.title for story in STORIES]
    assert [each.url for each in documents(found)] == [story.url for story in STORIES]
    assert {(each.published, each.source, each.author) for each in documents(found)} == {
        ("2024-06-19", "Blatt", "Ines Varga")
    }
    assert flaws(found) == {"records": "left out 2 that are no pages (image/png: 1, answer 404: 1)"}


def test_warc_packed_record_by_record_or_as_a_whole_says_the_same() -> None:
    found = read("a.warc", warc(STORIES))
    assert read("a.warc.gz", warc(STORIES, packed=True)) == found
    assert read("a.warc.gz", gzip.compress(warc(STORIES))) == found
    assert [each.text for each in documents(read("a.wacz", wacz(STORIES)))] == [
        each.text for each in documents(found)
    ]


def test_warc_day_of_the_crawl_is_no_date_of_publication(tmp_path: Path) -> None:
    bare = f"<html><body><article><h1>Otter</h1><p>{TEXT}</p></article></body></html>"
    path = tmp_path / "crawl-2025-03-20.warc"
    path.write_bytes(record("response", "https://blatt.example/1", answer(bare.encode())))
    [article] = articles.read(path, path.name, LIMITS)
    assert isinstance(article, Article)
    assert article.citation.published is None


@pytest.mark.parametrize("wrong", [-9, 7, 100_000, 10**12])
def test_warc_with_wrong_lengths_loses_nothing(wrong: int) -> None:
    data = re.sub(
        rb"Content-Length: (\d+)",
        lambda found: b"Content-Length: %d" % max(int(found[1]) + wrong, 0),
        warc(STORIES),
    )
    titles = [each.title for each in documents(read("a.warc", data))]
    assert titles == [story.title for story in STORIES]


def test_warc_resource_is_a_page_and_other_records_are_none() -> None:
    data = b"".join(
        [
            record("resource", STORIES[0].url, page(STORIES[0]), "text/html"),
            record("resource", "urn:thumbnail:x", b"\x89PNG", "image/png"),
            record("resource", "https://blatt.example/d.json", b"{}", "application/json"),
            record("conversion", STORIES[1].url, TEXT.encode(), "text/plain"),
        ]
    )
    assert [each.url for each in documents(read("a.warc", data))] == [
        STORIES[0].url,
        STORIES[1].url,
    ]


def test_warc_charset_of_the_header_counts() -> None:
    story = Story("Klärwerk", "Das Klärwerk von Marwede kostet 31 Millionen Euro.")
    bare = page(story, "cp1252").replace(b'<meta charset="cp1252">', b"")
    data = record("response", story.url, answer(bare, kind="text/html; charset=windows-1252"))
    [found] = documents(read("a.warc", data))
    assert found.title == "Klärwerk"


@pytest.mark.parametrize("size", [1, 50, 101, 1_000])
def test_warc_is_split_alike_however_it_arrives(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    data = warc(STORIES[:2])
    whole = list(warc_records.records(io.BytesIO(data), 10_000))
    monkeypatch.setattr(warc_records, "_CHUNK", size)
    assert list(warc_records.records(io.BytesIO(data), 10_000)) == whole


def test_warc_page_that_unpacks_to_too_much_costs_itself_alone() -> None:
    bomb = answer(b"<p>" + b"a" * 30_000_000, packed=True)
    data = record("response", "https://blatt.example/bombe", bomb) + warc(STORIES)
    found = read("a.warc", data)
    assert len(documents(found)) == len(STORIES)
    assert flaws(found)["https://blatt.example/bombe"] == "larger than 10 MB"


# Packed files


@pytest.mark.parametrize("suffix", [".txt", ".html", ".jsonl", ".csv", ".rss", ".eml", ".docx"])
def test_gzip_holds_any_file(suffix: str) -> None:
    packed = gzip.compress(sample(suffix))
    [found] = documents(read(f"a{suffix}.gz", packed))
    assert "Limousine" in found.text
    assert found.kind != "gzip"


@pytest.mark.parametrize("suffix", [".html", ".jsonl", ".rss", ".mbox", ".warc", ".pdf"])
def test_gzip_without_a_name_is_told_by_content(suffix: str) -> None:
    [found] = documents(read("a.gz", gzip.compress(sample(suffix))))
    assert "Limousine" in found.text


def test_gzip_bomb_is_refused_in_time() -> None:
    with pytest.raises(Unreadable, match="unpacks to more than 200 times its size"):
        read("a.jsonl.gz", gzip.compress(b"a" * 60_000_000))


def test_gzip_that_is_cut_short_gives_what_is_there() -> None:
    random.seed(7)
    lines = [(f"Titel {n}", random.randbytes(3_000).hex()) for n in range(400)]
    packed = gzip.compress(warc([Story(title, text, title[6:]) for title, text in lines]))
    found = read("a.warc.gz", packed[: len(packed) // 2])
    assert 50 < len(documents(found)) < 400
    assert flaws(found)["end"] == "the file is damaged or was cut short here"


@pytest.mark.parametrize("data", [b"", b"no gzip", b"\x1f\x8b", gzip.compress(b"", mtime=0)])
def test_gzip_that_is_none_is_unreadable(data: bytes) -> None:
    with pytest.raises(Unreadable), Worker() as worker:
        worker.read("a.json.gz", data)


# Large JSON


def large(data: bytes) -> tuple[str, Limits]:
    """Limits under which a file of this size is read part by part."""
    return "a.json", Limits(max_bytes=len(data) // 3)


@pytest.mark.parametrize("wrapped", ["lines", "list", "articles", "indented"])
def test_json_larger_than_a_file_may_be_is_read_record_by_record(wrapped: str) -> None:
    records = [{"id": story.key, "title": story.title, "text": story.text} for story in STORIES]
    match wrapped:
        case "lines":
            data = "\n".join(map(json.dumps, records))
        case "list":
            data = json.dumps(records)
        case "articles":
            data = json.dumps({"status": "ok", "articles": records})
        case _:
            data = json.dumps(records, indent=2)
    name, limits = large(data.encode())
    with Worker(limits) as worker:
        found = worker.read(name, data.encode())
    assert [each.key for each in documents(found)] == [story.key for story in STORIES]


def test_json_lines_say_where_the_bad_ones_are() -> None:
    lines = json_lines([(f"T{n}", TEXT * 3) for n in range(9)]).split(b"\n")
    lines[4] = b"{broken"
    lines[6] = b'{"text": "' + b"x" * 9_000 + b'"}'
    data = b"\n".join(lines)
    with Worker(Limits(max_bytes=8_000)) as worker:
        found = worker.read("a.jsonl", data)
    assert len(documents(found)) == 7
    assert {where: why[:11] for where, why in flaws(found).items()} == {
        "line 5": "is no JSON ",
        "line 7": "larger than",
    }


# Archives of containers


def test_zip_with_a_mailbox_larger_than_a_file_may_be() -> None:
    data = zipped([("Takeout/Mail/Alle.mbox", mbox(STORIES)), ("a.txt", b"Der Text.")])
    with Worker(Limits(max_bytes=3_000)) as worker:
        found = worker.read("takeout.zip", data)
    keys = [each.key for each in documents(found)]
    assert keys == [
        *(f"Takeout/Mail/Alle.mbox#{story.key}@blatt.example" for story in STORIES),
        "a.txt",
    ]


@pytest.mark.parametrize(
    ("page", "name"),
    [
        ("gb18030", "新闻/水獭回到河边.txt"),
        ("big5", "新聞/水獺回到河邊.txt"),
        ("shift_jis", "ニュース/川にカワウソが戻る.txt"),
        ("euc_kr", "뉴스/수달이 강으로 돌아왔다.txt"),
        ("cp866", "Новости/Выдры вернулись.txt"),
        ("cp1251", "Новости/Выдры вернулись.txt"),
        ("cp850", "Größe über Straße.txt"),
        ("cp1252", "Größe über Straße.txt"),
        ("cp1250", "Zażółć gęślą jaźń.txt"),
        ("cp1256", "أخبار اليوم.txt"),
    ],
)
def test_zip_names_in_the_code_pages_of_systems(page: str, name: str) -> None:
    stream = io.BytesIO()
    raw = name.encode(page)
    with zipfile.ZipFile(stream, "w") as opened:
        opened.writestr("x" * len(raw), "Der Text.")
    data = stream.getvalue().replace(b"x" * len(raw), raw)
    [found] = documents(read("a.zip", data))
    assert found.key == name


# Reading


def test_stream_gives_articles_before_the_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.mbox"
    path.write_bytes(mbox(STORIES * 400, html=True))
    with Worker() as worker, path.open("rb") as file:
        found: Iterator[Document | Flaw] = worker.stream(path.name, file, path.stat().st_size)
        assert isinstance(next(found), Document)
        assert file.tell() < path.stat().st_size


@pytest.mark.slow
def test_stream_part_that_takes_too_long_costs_itself_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = b"".join(
        [
            record("response", "https://blatt.example/0", answer(page(STORIES[0]))),
            record(
                "response",
                "https://blatt.example/endlos",
                answer(endless_pdf(), kind="application/pdf"),
            ),
            record("response", "https://blatt.example/1", answer(page(STORIES[1]))),
        ]
    )
    with Worker(Limits(max_seconds=12)) as worker:
        found = worker.read("a.warc", data)
    assert [each.title for each in documents(found)] == [story.title for story in STORIES[:2]]
    assert list(flaws(found)) == ["https://blatt.example/endlos"]


def test_read_of_a_file_with_many_flaws_names_some_and_counts_the_rest() -> None:
    data = b"".join(HEAD % n + b"\n\n" for n in range(150)) + mbox(STORIES)
    found = read("a.mbox", data)
    assert len(documents(found)) == len(STORIES)
    assert flaws(found)["50 more"] == "the mail has no text"


def test_message_of_a_newsletter_names_its_list() -> None:
    [found] = documents(read("a.mbox", b"From - \n" + message(STORIES[0])))
    assert found.source == "Blatt"
