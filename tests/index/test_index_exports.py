"""Exports in the index: what changed is embedded alone, and what a file gave is told."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from fakes import CountingEncoder
from made_exports import EXPORTS, Made, made
from made_records import RECORDS

from index.build import sync
from index.store.opening import open_catalogue, summarise

KINDS = [
    *("nexis text", "factiva html", "europresse", "proquest", "wordpress"),
    *("json lines", "mbox", "spreadsheet"),
]
WRITERS = {**EXPORTS, **RECORDS}


def _written(folder: Path, kind: str, articles: list[Made]) -> Path:
    suffix, write, _ = WRITERS[kind]
    file = folder / f"export{suffix}"
    file.write_bytes(write(articles))
    return file


@pytest.fixture(scope="module")
def encoder() -> CountingEncoder:
    return CountingEncoder()


@pytest.mark.parametrize("kind", KINDS)
def test_sync_embeds_the_one_article_of_an_export_that_changed(
    tmp_path: Path, encoder: CountingEncoder, kind: str
) -> None:
    articles = made(200)
    file = _written(tmp_path, kind, articles)
    sync(tmp_path / "store", [file], encoder=encoder)
    before = len(encoder.encoded)
    changed = replace(articles[120], paragraphs=("The bridge was painted green on Sunday.",))
    _written(tmp_path, kind, [*articles[:120], changed, *articles[121:]])
    report = sync(tmp_path / "store", encoder=encoder)
    assert report.changed == 1
    assert (report.added, report.removed, report.unchanged) == (0, 0, 199)
    assert all("painted green" in text for text in encoder.encoded[before:])
    assert len(encoder.encoded) > before


@pytest.mark.parametrize("kind", KINDS)
def test_sync_embeds_the_one_article_that_was_added_in_front(
    tmp_path: Path, encoder: CountingEncoder, kind: str
) -> None:
    articles = made(200)
    file = _written(tmp_path, kind, articles)
    sync(tmp_path / "store", [file], encoder=encoder)
    before = len(encoder.encoded)
    said = ("The lighthouse was painted blue on Sunday.",)
    new = replace(articles[0], number=999, title="Blue lighthouse", paragraphs=said)
    _written(tmp_path, kind, [new, *articles])
    report = sync(tmp_path / "store", encoder=encoder)
    assert (report.added, report.changed, report.removed, report.unchanged) == (1, 0, 0, 200)
    assert all("lighthouse" in text for text in encoder.encoded[before:])


def test_status_tells_what_each_file_gave(tmp_path: Path, encoder: CountingEncoder) -> None:
    export = _written(tmp_path, "proquest", made(3))
    links = tmp_path / "links.csv"
    links.write_text("title,url,time_added,tags,status\nA,https://a.example,1,,unread\n")
    whole = tmp_path / "whole.txt"
    whole.write_text("Otters return\n\nSeven otters were counted on the river Rau this winter.")
    short = tmp_path / "short.ris"
    short.write_text("TY  - NEWS\nT1  - Pier\nAB  - The pier reopened.\nDA  - 2025/04/05\nER  - \n")
    sync(tmp_path / "store", [export, links, whole, short], encoder=encoder)
    told = summarise(tmp_path / "store")["files"]
    assert {
        Path(each["path"]).name: (each["kind"], each["articles"], each["cut"]) for each in told
    } == {
        "export.txt": ("proquest", 3, 0),
        "links.csv": ("links", 0, 0),
        "short.ris": ("ris", 1, 1),
    }
    json.dumps(told)
    [cut] = [each for each in open_catalogue(tmp_path / "store")[1].listing()[0] if each.cut]
    assert cut.cut is True
    assert (cut.title, cut.published) == ("Pier", "2025-04-05")
