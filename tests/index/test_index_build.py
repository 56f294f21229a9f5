"""The index follows its folders: whatever happens there, it ends as if built from nothing."""

import errno
import gc
import io
import json
import os
import random
import shlex
import shutil
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from fakes import CountingEncoder, HashEncoder

from index.articles import digest
from index.build import BuildOptions, require, sync
from index.errors import (
    CorpusError,
    StoreBusyError,
    StoreDamagedError,
    StoreMismatchError,
    StoreMissingError,
)
from index.formats.document import Limits
from index.passages import PassageOptions, _prove
from index.records import Hit, SyncReport
from index.store.generations import Store, open_store, remembered_roots
from index.store.locking import locked

KIM = "Putin trifft Kim\n\nPutin schenkte Kim eine Limousine. Kim dankte ihm dafür.\n"
TEA = "Tee für Putin\n\nKim schenkte Putin ein Teeservice.\n"
CAT = "Katze gerettet\r\n\r\nDie Feuerwehr rettete eine Katze 🐈 vom Dach.\r\n"


@pytest.fixture
def encoder() -> CountingEncoder:
    return CountingEncoder()


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "store"


@pytest.fixture
def news(tmp_path: Path) -> Path:
    folder = tmp_path / "news"
    (folder / "politik").mkdir(parents=True)
    (folder / "politik" / "kim.txt").write_bytes(KIM.encode())
    (folder / "politik" / "tee.md").write_bytes(TEA.encode())
    (folder / "katze.txt").write_bytes(CAT.encode())
    return folder


def counts(report: SyncReport) -> tuple[int, int, int, int]:
    return report.added, report.changed, report.removed, report.unchanged


def ids(store: Path) -> list[str]:
    return [citation.id for citation in open_store(store).catalogue.citations()]


def passages(opened: Store) -> list[tuple[Hit, int]]:
    """All passages with their keys, in the order of article and place."""
    keys = opened.catalogue.keys()
    hits = opened.catalogue.hits([(key, 0.0) for key in keys])
    places = [replace(hit, rank=0) for hit in hits]
    return sorted(
        zip(places, keys, strict=True), key=lambda pair: (pair[0].article.id, pair[0].start)
    )


def vectors(opened: Store) -> npt.NDArray[np.float32]:
    """All vectors, in the same order."""
    rows = [opened.vectors.get(key) for _, key in passages(opened)]
    return np.array(rows).reshape(len(rows), opened.vectors.dimension)


def assert_same(one: Path, other: Path) -> None:
    first, second = open_store(one), open_store(other)
    first.verify()
    assert first.manifest.counts == second.manifest.counts
    assert first.catalogue.citations() == second.catalogue.citations()
    for citation in first.catalogue.citations():
        assert first.catalogue.article(citation.id) == second.catalogue.article(citation.id)
    assert [hit for hit, _ in passages(first)] == [hit for hit, _ in passages(second)]
    np.testing.assert_allclose(vectors(first), vectors(second), atol=1e-6)
    assert set(first.catalogue.skipped()) == set(second.catalogue.skipped())


# What changed


def test_sync_of_a_new_folder_adds_its_articles(
    store: Path, news: Path, encoder: CountingEncoder
) -> None:
    report = sync(store, [news], encoder=encoder)
    assert counts(report) == (3, 0, 0, 0)
    assert report.articles == 3
    assert report.passages == open_store(store).manifest.counts.passages == 3
    assert report.skipped == ()
    assert ids(store) == ["katze.txt", "politik/kim.txt", "politik/tee.md"]


def test_sync_of_one_file_adds_it(store: Path, news: Path, encoder: CountingEncoder) -> None:
    report = sync(store, [news / "katze.txt"], encoder=encoder)
    assert counts(report) == (1, 0, 0, 0)
    assert ids(store) == ["katze.txt"]


def test_sync_counts_what_was_added_changed_removed_and_left(
    store: Path, news: Path, encoder: CountingEncoder
) -> None:
    sync(store, [news], encoder=encoder)
    (news / "neu.txt").write_text("Neues aus Bonn.")
    (news / "katze.txt").write_text("Die Katze ist wieder oben.")
    (news / "politik" / "kim.txt").unlink()
    report = sync(store, encoder=encoder)
    assert counts(report) == (1, 1, 1, 1)
    assert report.articles == 3
    assert ids(store) == ["katze.txt", "neu.txt", "politik/tee.md"]


def test_sync_forgets_the_words_of_what_was_removed(
    store: Path, news: Path, encoder: CountingEncoder
) -> None:
    sync(store, [news], encoder=encoder)
    assert open_store(store).catalogue.search(["limousin"], 5)
    (news / "politik" / "kim.txt").unlink()
    sync(store, encoder=encoder)
    assert open_store(store).catalogue.search(["limousin"], 5) == []


def test_sync_that_finds_nothing_to_do_publishes_nothing(
    store: Path, news: Path, encoder: CountingEncoder
) -> None:
    sync(store, [news], encoder=encoder)
    before = open_store(store)
    report = sync(store, [news], encoder=encoder)
    assert counts(report) == (0, 0, 0, 3)
    assert (report.articles, report.passages) == (3, 3)
    assert before.is_current()


def test_sync_of_a_touched_file_publishes_nothing(
    store: Path, news: Path, encoder: CountingEncoder
) -> None:
    sync(store, [news], encoder=encoder)
    before = open_store(store)
    os.utime(news / "katze.txt", (1, 1))
    assert counts(sync(store, encoder=encoder)) == (0, 0, 0, 3)
    assert before.is_current()


def test_sync_notices_a_change_that_keeps_size_and_time(
    store: Path, news: Path, encoder: CountingEncoder
) -> None:
    file = news / "politik" / "kim.txt"
    sync(store, [news], encoder=encoder)
    stat = file.stat()
    file.write_bytes(KIM.replace("Limousine", "Motoryacht"[:9]).encode())
    os.utime(file, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert counts(sync(store, encoder=encoder)) == (0, 1, 0, 2)


def test_sync_knows_a_file_by_the_bytes_that_it_read(
    store: Path, news: Path, encoder: CountingEncoder
) -> None:
    def change(stage: str, done: int, total: int) -> None:
        if (stage, done) == ("reading", total - 1):  # the last one was found, and not read yet
            (news / "politik" / "tee.md").write_text("Kim schenkte ihm ein Bild.")

    sync(store, [news], encoder=encoder, progress=change)
    article = open_store(store).catalogue.article("politik/tee.md")
    assert article is not None
    assert "Bild" in article.text
    assert article.digest == digest(news / "politik" / "tee.md", Limits())
    assert counts(sync(store, encoder=encoder)) == (0, 0, 0, 3)


def test_sync_of_a_renamed_file_removes_and_adds(
    store: Path, news: Path, encoder: CountingEncoder
) -> None:
    sync(store, [news], encoder=encoder)
    (news / "katze.txt").rename(news / "kater.txt")
    assert counts(sync(store, encoder=encoder)) == (1, 0, 1, 2)


def test_sync_of_a_moved_folder_keeps_its_articles_at_their_new_paths(
    store: Path, news: Path, encoder: CountingEncoder
) -> None:
    sync(store, [news], encoder=encoder)
    moved = news.rename(news.with_name("archiv"))
    encoder.encoded.clear()
    report = sync(store, [moved], remove=[news], encoder=encoder)
    assert counts(report) == (0, 0, 0, 3)
    assert encoder.encoded == []
    paths = [citation.path for citation in open_store(store).catalogue.citations()]
    assert all(Path(path).is_file() for path in paths)


def test_sync_of_the_same_title_and_text_twice_keeps_both(
    store: Path, news: Path, encoder: CountingEncoder
) -> None:
    shutil.copy(news / "katze.txt", news / "kopie.txt")
    report = sync(store, [news], encoder=encoder)
    assert counts(report) == (4, 0, 0, 0)
    open_store(store).verify()


# Which folders


def test_sync_remembers_its_roots(store: Path, news: Path, encoder: CountingEncoder) -> None:
    sync(store, [news], encoder=encoder)
    (news / "neu.txt").write_text("Neues aus Bonn.")
    assert counts(sync(store, encoder=encoder)) == (1, 0, 0, 3)


def test_sync_adds_a_root_to_those_before(
    store: Path, news: Path, tmp_path: Path, encoder: CountingEncoder
) -> None:
    sync(store, [news / "politik"], encoder=encoder)
    (tmp_path / "mehr").mkdir()
    (tmp_path / "mehr" / "neu.txt").write_text("Neues aus Bonn.")
    assert counts(sync(store, [tmp_path / "mehr"], encoder=encoder)) == (1, 0, 0, 2)
    assert remembered_roots(store) == (str(news / "politik"), str(tmp_path / "mehr"))


def test_sync_knows_a_root_by_any_of_its_names(
    store: Path, news: Path, encoder: CountingEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    sync(store, [news], encoder=encoder)
    monkeypatch.chdir(news.parent)
    report = sync(store, [Path("news"), Path("news/../news")], encoder=encoder)
    assert counts(report) == (0, 0, 0, 3)
    assert remembered_roots(store) == (str(news),)


def test_sync_removes_the_articles_of_a_forgotten_root(
    store: Path, news: Path, encoder: CountingEncoder
) -> None:
    sync(store, [news / "politik", news / "katze.txt"], encoder=encoder)
    report = sync(store, remove=[news / "politik"], encoder=encoder)
    assert counts(report) == (0, 0, 2, 1)
    assert remembered_roots(store) == (str(news / "katze.txt"),)


def test_sync_without_the_last_root_leaves_an_empty_index(
    store: Path, news: Path, encoder: CountingEncoder
) -> None:
    sync(store, [news], encoder=encoder)
    report = sync(store, remove=[news], encoder=encoder)
    assert counts(report) == (0, 0, 3, 0)
    assert (report.articles, report.passages) == (0, 0)
    assert ids(store) == []


def test_sync_cannot_forget_what_it_does_not_follow(
    store: Path, news: Path, encoder: CountingEncoder
) -> None:
    sync(store, [news], encoder=encoder)
    before = open_store(store)
    with pytest.raises(CorpusError, match="is not followed") as caught:
        sync(store, remove=[news / "politik"], encoder=encoder)
    assert str(news) in str(caught.value)
    assert before.is_current()


def test_sync_of_a_vanished_root_is_an_error_and_deletes_nothing(
    store: Path, news: Path, encoder: CountingEncoder
) -> None:
    sync(store, [news], encoder=encoder)
    before = open_store(store)
    news.rename(news.with_name("anderswo"))
    with pytest.raises(CorpusError, match="vanished") as caught:
        sync(store, encoder=encoder)
    assert f"beleg index --remove {news}" in str(caught.value)
    assert before.is_current()


@pytest.fixture
def fails(monkeypatch: pytest.MonkeyPatch) -> set[Path]:
    """Folders that cannot be listed, as if their disk or their network failed."""
    failing = set[Path]()
    listed = os.scandir

    def scandir(path: Any) -> Any:
        if str(path) in map(str, failing):
            raise OSError(errno.EIO, os.strerror(errno.EIO), str(path))
        return listed(path)

    monkeypatch.setattr(os, "scandir", scandir)
    return failing


def test_sync_of_a_root_that_cannot_be_listed_is_an_error_and_deletes_nothing(
    store: Path, news: Path, encoder: CountingEncoder, fails: set[Path]
) -> None:
    sync(store, [news], encoder=encoder)
    before = open_store(store)
    fails.add(news)
    with pytest.raises(CorpusError, match="nothing was changed") as caught:
        sync(store, encoder=encoder)
    assert os.strerror(errno.EIO) in str(caught.value)
    assert before.is_current()


def test_sync_keeps_what_lies_in_a_folder_that_cannot_be_listed(
    store: Path, news: Path, encoder: CountingEncoder, fails: set[Path]
) -> None:
    sync(store, [news], encoder=encoder)
    fails.add(news / "politik")
    (news / "katze.txt").unlink()
    report = sync(store, encoder=encoder)
    assert counts(report) == (0, 0, 1, 2)
    assert [skip.path for skip in report.skipped] == [str(news / "politik")]
    assert ids(store) == ["politik/kim.txt", "politik/tee.md"]
    again = sync(store, encoder=encoder)
    assert (counts(again), again.skipped) == ((0, 0, 0, 2), report.skipped)
    fails.clear()
    (news / "politik" / "tee.md").unlink()
    report = sync(store, encoder=encoder)
    assert (counts(report), report.skipped) == ((0, 0, 1, 1), ())


def test_sync_keeps_a_file_that_cannot_be_looked_at(
    store: Path, news: Path, encoder: CountingEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    sync(store, [news], encoder=encoder)
    looked, opened = os.stat, Path.open

    def refuse(path: Any) -> None:
        if str(path) == str(news / "katze.txt"):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))

    def stat(path: Any, **options: Any) -> os.stat_result:
        refuse(path)
        return looked(path, **options)

    def open_(path: Path, *mode: Any, **options: Any) -> Any:
        refuse(path)
        return opened(path, *mode, **options)

    monkeypatch.setattr(os, "stat", stat)
    monkeypatch.setattr(Path, "open", open_)
    report = sync(store, encoder=encoder)
    assert counts(report) == (0, 0, 0, 3)
    assert [skip.path for skip in report.skipped] == [str(news / "katze.txt")]


def test_sync_of_a_folder_that_cannot_be_listed_keeps_nothing_of_its_neighbours(
    store: Path, news: Path, encoder: CountingEncoder, fails: set[Path]
) -> None:
    for name in ("politik-alt", "politik0"):
        (news / name).mkdir()
        (news / name / "a.txt").write_text(f"Neues aus {name}.")
    sync(store, [news], encoder=encoder)
    fails.add(news / "politik")
    for name in ("politik-alt", "politik0"):
        (news / name / "a.txt").unlink()
    assert counts(sync(store, encoder=encoder)) == (0, 0, 2, 3)


def test_sync_keeps_ids_while_a_folder_cannot_be_listed(
    store: Path, tmp_path: Path, encoder: CountingEncoder, fails: set[Path]
) -> None:
    for root in ("nord", "sued"):
        (tmp_path / root / "tag").mkdir(parents=True)
        (tmp_path / root / "tag" / "wetter.txt").write_text(f"Regen in {root}.")
    sync(store, [tmp_path / "nord", tmp_path / "sued"], encoder=encoder)
    before = {each.id: each.path for each in open_store(store).catalogue.citations()}
    fails.add(tmp_path / "nord" / "tag")
    assert counts(sync(store, encoder=encoder)) == (0, 0, 0, 2)
    assert {each.id: each.path for each in open_store(store).catalogue.citations()} == before


def test_sync_of_names_like_those_of_records_keeps_all_articles(
    store: Path, news: Path, encoder: CountingEncoder
) -> None:
    (news / "a.jsonl").write_text(json.dumps({"id": "b.txt", "text": "Regen in Bonn."}))
    (news / "a.jsonl#b.txt").write_text("Sonne in Köln.")
    assert counts(sync(store, [news], encoder=encoder)) == (5, 0, 0, 0)
    assert "news/a.jsonl#b.txt" in ids(store)
    (news / "a.jsonl").rename(news / "z.jsonl")
    sync(store, encoder=encoder)
    assert {"a.jsonl#b.txt", "z.jsonl#b.txt"} <= set(ids(store))


def test_sync_of_names_like_those_of_records_in_another_root_keeps_all_articles(
    store: Path, tmp_path: Path, encoder: CountingEncoder
) -> None:
    for root, name, text in (
        ("eins", "a.jsonl#b.txt", "Sonne in Köln."),
        ("zwei", "a.jsonl", json.dumps({"id": "b.txt", "text": "Regen in Bonn."})),
    ):
        (tmp_path / root).mkdir()
        (tmp_path / root / name).write_text(text)
    roots = [tmp_path / "eins", tmp_path / "zwei"]
    assert counts(sync(store, roots, encoder=encoder)) == (2, 0, 0, 0)
    assert ids(store) == ["a.jsonl#b.txt", "zwei/a.jsonl#b.txt"]


def test_sync_forgets_a_vanished_root_when_told(
    store: Path, news: Path, encoder: CountingEncoder
) -> None:
    sync(store, [news, news / "politik"], encoder=encoder)
    shutil.rmtree(news / "politik")
    assert counts(sync(store, remove=[news / "politik"], encoder=encoder)) == (0, 0, 2, 1)


@pytest.mark.parametrize(
    "call", [require, lambda paths: sync(Path("x"), paths, encoder=HashEncoder())]
)
def test_a_path_that_is_not_there_is_an_error_before_anything_else(
    call: Callable[[list[Path]], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CorpusError, match=r"no such file or folder: .*weg"):
        call([tmp_path / "weg"])
    assert list(tmp_path.iterdir()) == []


def test_sync_of_an_empty_folder_is_an_error_where_nothing_is_indexed(
    store: Path, tmp_path: Path, encoder: CountingEncoder
) -> None:
    (tmp_path / "leer").mkdir()
    with pytest.raises(CorpusError, match="no article to index") as caught:
        sync(store, [tmp_path / "leer"], encoder=encoder)
    assert str(tmp_path / "leer") in str(caught.value)
    assert not (store / "CURRENT").exists()


def test_sync_of_a_folder_that_became_empty_is_none(
    store: Path, news: Path, encoder: CountingEncoder
) -> None:
    sync(store, [news], encoder=encoder)
    for file in [*news.rglob("*.txt"), *news.rglob("*.md")]:
        file.unlink()
    assert counts(sync(store, encoder=encoder)) == (0, 0, 3, 0)


def test_sync_of_unreadable_files_only_says_why(
    store: Path, tmp_path: Path, encoder: CountingEncoder
) -> None:
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "leer.txt").write_text("")
    with pytest.raises(CorpusError, match=r"1 files skipped; .*leer\.txt: empty"):
        sync(store, [tmp_path / "news"], encoder=encoder)


def test_sync_without_any_path_ever_names_the_command(
    store: Path, encoder: CountingEncoder
) -> None:
    with pytest.raises(CorpusError, match="beleg index FOLDER"):
        sync(store, encoder=encoder)
    assert not store.exists()


def test_sync_puts_the_name_of_the_later_root_in_front_where_ids_collide(
    store: Path, tmp_path: Path, encoder: CountingEncoder
) -> None:
    for root in ("a/nord", "a/sued", "b/sued"):
        (tmp_path / root).mkdir(parents=True)
        (tmp_path / root / "wetter.txt").write_text(f"Regen in {root}.")
    roots = [tmp_path / root for root in ("a/nord", "a/sued", "b/sued")]
    assert counts(sync(store, roots, encoder=encoder)) == (3, 0, 0, 0)
    assert ids(store) == ["sued-2/wetter.txt", "sued/wetter.txt", "wetter.txt"]
    assert counts(sync(store, encoder=encoder)) == (0, 0, 0, 3)


def test_sync_puts_the_name_of_the_folder_in_front_where_files_collide(
    store: Path, tmp_path: Path, encoder: CountingEncoder
) -> None:
    for root in ("nord", "sued"):
        (tmp_path / root).mkdir()
        (tmp_path / root / "wetter.txt").write_text(f"Regen im {root}.")
    sync(store, [tmp_path / "nord/wetter.txt", tmp_path / "sued/wetter.txt"], encoder=encoder)
    assert ids(store) == ["sued/wetter.txt", "wetter.txt"]


def test_sync_counts_a_file_under_two_roots_once(
    store: Path, news: Path, encoder: CountingEncoder
) -> None:
    report = sync(store, [news, news / "politik", news / "katze.txt"], encoder=encoder)
    assert counts(report) == (3, 0, 0, 0)


def test_sync_names_a_skipped_file_under_two_roots_once(
    store: Path, news: Path, encoder: CountingEncoder
) -> None:
    (news / "politik" / "bild.jpg").write_bytes(b"\xff\xd8")
    (news / "politik" / "leer.txt").write_bytes(b"")
    report = sync(store, [news, news / "politik"], encoder=encoder)
    assert [Path(skip.path).name for skip in report.skipped] == ["bild.jpg", "leer.txt"]


def test_sync_passes_over_its_own_store(news: Path, encoder: CountingEncoder) -> None:
    store = news / "index"
    assert sync(store, [news], encoder=encoder).skipped == ()
    before = open_store(store)
    assert sync(store, encoder=encoder).skipped == ()
    assert before.is_current()


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_sync_counts_a_file_and_the_link_to_it_once(
    store: Path, news: Path, encoder: CountingEncoder
) -> None:
    (news / "a.txt").symlink_to("katze.txt")
    assert counts(sync(store, [news], encoder=encoder)) == (3, 0, 0, 0)


# Bad files


@pytest.fixture
def bad(news: Path) -> Path:
    """A folder with three good files, and with bad ones before, between and after them."""
    (news / "a.txt").write_bytes(b"")
    (news / "b.txt").write_bytes(b"Nachricht\0" * 9)
    (news / "bild.jpg").write_bytes(b"\xff\xd8")
    (news / "lang.txt").write_text("Kim kam. " * 200)
    (news / "z.md").write_bytes(bytes(range(256)) * 3)
    if sys.platform == "linux":
        with open(os.fsencode(news) + b"/m\xff.txt", "wb") as file:  # noqa: PTH123
            file.write(b"Kim kam.")
        (news / "x.txt").symlink_to("/etc/hostname")
        (news / "y.txt").symlink_to("y.txt")
    return news


OPTIONS = BuildOptions(limits=Limits(max_bytes=1_000))


def test_sync_skips_bad_files_with_a_reason_and_reads_the_rest(
    store: Path, bad: Path, encoder: CountingEncoder
) -> None:
    report = sync(store, [bad], encoder=encoder, options=OPTIONS)
    assert counts(report) == (3, 0, 0, 0)
    reasons = {Path(skip.path).name: skip.reason for skip in report.skipped}
    assert reasons["a.txt"] == "empty"
    assert reasons["b.txt"] == "binary, not text"
    assert reasons["lang.txt"] == "larger than 0.001 MB"
    assert "binary" in reasons["z.md"]
    assert ".jpg" in reasons["bild.jpg"]
    assert len(report.skipped) == (8 if sys.platform == "linux" else 5)
    assert [skip.path for skip in report.skipped] == sorted(skip.path for skip in report.skipped)
    assert set(open_store(store).catalogue.skipped()) == set(report.skipped)


def test_sync_of_files_that_stay_bad_publishes_nothing(
    store: Path, bad: Path, encoder: CountingEncoder
) -> None:
    first = sync(store, [bad], encoder=encoder, options=OPTIONS)
    before = open_store(store)
    again = sync(store, encoder=encoder, options=OPTIONS)
    assert counts(again) == (0, 0, 0, 3)
    assert again.skipped == first.skipped
    assert before.is_current()


def test_sync_of_an_article_gone_bad_removes_it(
    store: Path, news: Path, encoder: CountingEncoder
) -> None:
    sync(store, [news], encoder=encoder)
    (news / "katze.txt").write_bytes(b"\0" * 99)
    report = sync(store, encoder=encoder)
    assert counts(report) == (0, 0, 1, 2)
    assert [Path(skip.path).name for skip in report.skipped] == ["katze.txt"]
    before = open_store(store)
    assert counts(sync(store, encoder=encoder)) == (0, 0, 0, 2)
    assert before.is_current()


def test_sync_of_a_bad_file_made_good_adds_it(
    store: Path, bad: Path, encoder: CountingEncoder
) -> None:
    sync(store, [bad], encoder=encoder, options=OPTIONS)
    (bad / "a.txt").write_text("Jetzt steht etwas darin.")
    report = sync(store, encoder=encoder, options=OPTIONS)
    assert counts(report) == (1, 0, 0, 3)
    assert "a.txt" not in {Path(skip.path).name for skip in report.skipped}


def test_sync_of_broken_front_matter_reads_the_article_and_the_rest(
    store: Path, news: Path, encoder: CountingEncoder
) -> None:
    (news / "datum.md").write_text("---\ntitle: Kim\ndate: 2024-13-45\n---\n\nKim kam.\n")
    assert counts(sync(store, [news], encoder=encoder)) == (4, 0, 0, 0)


def test_sync_of_a_text_whose_offsets_cannot_be_proven_skips_that_file(
    store: Path, news: Path, encoder: CountingEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def prove(text: str, made: list[Any]) -> None:
        if "Katze" in text:
            raise AssertionError("a passage is not the slice that it says")
        _prove(text, made)

    monkeypatch.setattr("index.passages._prove", prove)
    report = sync(store, [news], encoder=encoder)
    assert counts(report) == (2, 0, 0, 0)
    ((path, reason),) = ((skip.path, skip.reason) for skip in report.skipped)
    assert path == str(news / "katze.txt")
    assert "slice" in reason
    open_store(store).verify()


# Vectors


def test_sync_encodes_the_passages_of_new_text_only(
    store: Path, news: Path, encoder: CountingEncoder
) -> None:
    sync(store, [news], encoder=encoder)
    assert len(encoder.encoded) == 3
    encoder.encoded.clear()
    shutil.copy(news / "katze.txt", news / "kopie.txt")
    (news / "neu.txt").write_text("Neues aus Bonn.")
    (news / "politik" / "kim.txt").unlink()
    sync(store, encoder=encoder)
    assert encoder.encoded == ["Neues aus Bonn."]


def test_sync_encodes_what_several_articles_print_once(
    store: Path, news: Path, encoder: CountingEncoder
) -> None:
    shutil.copy(news / "katze.txt", news / "kopie.txt")
    told: list[tuple[str, int, int]] = []
    sync(store, [news], encoder=encoder, progress=lambda *step: told.append(step))
    assert len(encoder.encoded) == len(set(encoder.encoded)) == 3
    assert told[-1] == ("embedding", 4, 4)
    made = open_store(store)
    texts = made.catalogue.passage_texts(made.vectors.keys().tolist())
    np.testing.assert_array_equal(vectors(made), encoder.encode_passages(texts))


def test_sync_in_full_encodes_nothing_it_has(
    store: Path, news: Path, encoder: CountingEncoder
) -> None:
    sync(store, [news], encoder=encoder)
    before = open_store(store)
    encoder.encoded.clear()
    report = sync(store, full=True, encoder=encoder)
    assert encoder.encoded == []
    assert counts(report) == (0, 0, 0, 3)
    assert not before.is_current()
    np.testing.assert_array_equal(vectors(before), vectors(open_store(store)))


def test_sync_with_other_sizes_reads_all_again_and_keeps_the_vectors_it_can(
    store: Path, news: Path, encoder: CountingEncoder
) -> None:
    sync(store, [news], encoder=encoder)
    encoder.encoded.clear()
    options = BuildOptions(passages=PassageOptions(tokens=20))
    report = sync(store, encoder=encoder, options=options)
    assert counts(report) == (0, 0, 0, 3)
    assert report.passages == 4  # one was cut in two, and only those two are new
    assert len(encoder.encoded) == 2
    before = open_store(store)
    sync(store, encoder=encoder, options=options)
    assert before.is_current()


def test_sync_limits_passages_to_what_the_encoder_takes(store: Path, news: Path) -> None:
    encoder = CountingEncoder(max_tokens=5)
    sync(store, [news], encoder=encoder)
    assert max(encoder.count_tokens(encoder.encoded)) <= 5
    assert open_store(store).manifest.options["passage_tokens"] == 5


def test_sync_tells_how_far_it_has_come(store: Path, news: Path, encoder: CountingEncoder) -> None:
    told: list[tuple[str, int, int]] = []

    def progress(stage: str, done: int, total: int) -> None:
        told.append((stage, done, total))

    sync(store, [news], encoder=encoder, progress=progress)
    assert [step for step in told if step[0] == "reading"] == [
        ("reading", done, 3) for done in (1, 2, 3)
    ]
    assert told[-1] == ("embedding", 3, 3)


# Mismatch and damage


def test_sync_with_another_model_is_refused(
    store: Path, news: Path, encoder: CountingEncoder
) -> None:
    sync(store, [news], encoder=encoder)
    before = open_store(store)
    with pytest.raises(StoreMismatchError, match="beleg index --full"):
        sync(store, encoder=CountingEncoder(dimension=8))
    assert before.is_current()


def test_sync_in_full_with_another_model_rebuilds_from_the_remembered_roots(
    store: Path, news: Path, tmp_path: Path, encoder: CountingEncoder
) -> None:
    sync(store, [news], encoder=encoder)
    other = CountingEncoder(dimension=8)
    other.identity = replace(other.identity, name="ein-anderes-modell")
    report = sync(store, full=True, encoder=other)
    assert report.articles == 3
    assert len(other.encoded) == 3
    sync(tmp_path / "frisch", [news], encoder=other)
    assert_same(store, tmp_path / "frisch")


def cut_catalogue(generation: Path) -> None:
    file = generation / "catalogue.sqlite"
    file.write_bytes(file.read_bytes()[:5_000])


def cut_vectors(generation: Path) -> None:
    file = generation / "vectors.faiss"
    file.write_bytes(file.read_bytes()[:50])


def flip_vectors(generation: Path) -> None:
    file = generation / "vectors.faiss"
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)


def lose_vectors(generation: Path) -> None:
    (generation / "vectors.faiss").unlink()


def break_pointer(generation: Path) -> None:
    (generation.parents[1] / "CURRENT").write_bytes(b"kaputt")


@pytest.mark.parametrize(
    "damage", [cut_catalogue, cut_vectors, flip_vectors, lose_vectors, break_pointer]
)
def test_sync_in_full_mends_a_damaged_store(
    damage: Callable[[Path], None],
    store: Path,
    news: Path,
    tmp_path: Path,
    encoder: CountingEncoder,
) -> None:
    sync(store, [news], encoder=encoder)
    damage(store / "generations" / open_store(store).name)
    with pytest.raises(StoreDamagedError):
        open_store(store).verify()
    report = sync(store, full=True, encoder=encoder)
    assert report.articles == 3
    sync(tmp_path / "frisch", [news], encoder=encoder)
    assert_same(store, tmp_path / "frisch")


def test_sync_of_a_damaged_store_names_the_command(
    store: Path, news: Path, encoder: CountingEncoder
) -> None:
    sync(store, [news], encoder=encoder)
    lose_vectors(store / "generations" / open_store(store).name)
    with pytest.raises(StoreDamagedError, match=f"beleg index --full --store {store}"):
        sync(store, encoder=encoder)


def test_messages_name_commands_for_this_store_as_they_are_typed(
    tmp_path: Path, news: Path, encoder: CountingEncoder
) -> None:
    store = tmp_path / "mein Index"
    typed = f"--store {shlex.quote(str(store))}"
    with pytest.raises(CorpusError) as nothing:
        sync(store, encoder=encoder)
    assert f"beleg index FOLDER {typed}" in str(nothing.value)
    with pytest.raises(StoreMissingError) as missing:
        open_store(store)
    assert f"beleg index FOLDER {typed}" in str(missing.value)
    sync(store, [news], encoder=encoder)
    with pytest.raises(StoreMismatchError) as other:
        open_store(store, HashEncoder(32).identity)
    assert f"beleg index --full {typed}" in str(other.value)
    cut_catalogue(store / "generations" / open_store(store).name)
    with pytest.raises(StoreDamagedError) as damaged:
        open_store(store)
    assert f"beleg index --full {typed}" in str(damaged.value)
    news.rename(tmp_path / "weg")
    with pytest.raises(CorpusError) as vanished:
        sync(store, full=True, encoder=encoder)
    assert f"beleg index --remove {news} {typed}" in str(vanished.value)


def test_sync_of_a_store_with_a_changed_byte_does_not_sign_it(
    store: Path, news: Path, encoder: CountingEncoder
) -> None:
    sync(store, [news], encoder=encoder)
    before = open_store(store)
    file = store / "generations" / before.name / "catalogue.sqlite"
    title = b"Katze gerettet"
    file.write_bytes(file.read_bytes().replace(title, b"Tatze gerettet", 1))
    assert before.catalogue.counts() == before.manifest.counts  # it opens, and answers
    assert counts(sync(store, encoder=encoder)) == (0, 0, 0, 3)  # nothing is read for nothing
    (news / "neu.txt").write_text("Neues aus Bonn.")
    with pytest.raises(StoreDamagedError, match="checksum"):
        sync(store, encoder=encoder)
    with pytest.raises(StoreDamagedError, match="checksum"):
        sync(store, encoder=encoder, options=BuildOptions(passages=PassageOptions(tokens=9)))
    assert before.is_current()
    assert sync(store, full=True, encoder=encoder).articles == 4
    assert all("Tatze" not in each.title for each in open_store(store).catalogue.citations())


def test_sync_after_a_first_build_killed_before_its_pointer_starts_anew(
    store: Path, news: Path, encoder: CountingEncoder
) -> None:
    sync(store, [news], encoder=encoder)
    (store / "CURRENT").unlink()
    assert sync(store, encoder=encoder).articles == 3
    open_store(store).verify()


def test_sync_while_another_builds_is_busy(
    store: Path, news: Path, encoder: CountingEncoder
) -> None:
    with locked(store), pytest.raises(StoreBusyError):
        sync(store, [news], encoder=encoder)


def test_sync_that_fails_leaves_the_index_and_no_draft(
    store: Path, news: Path, encoder: CountingEncoder
) -> None:
    class FailingEncoder(CountingEncoder):
        def encode_passages(
            self, texts: Sequence[str], *, progress: Callable[[int], None] | None = None
        ) -> npt.NDArray[np.float32]:
            raise MemoryError("the machine is full")

    sync(store, [news], encoder=encoder)
    before = open_store(store)
    (news / "neu.txt").write_text("Neues aus Bonn.")
    with pytest.raises(MemoryError):
        sync(store, encoder=FailingEncoder())
    assert before.is_current()
    assert [folder.name for folder in (store / "generations").iterdir()] == [before.name]
    assert counts(sync(store, encoder=encoder)) == (1, 0, 0, 3)


FULL_DISK = """
import resource, signal, sys
from pathlib import Path
from fakes import HashEncoder
from index.build import sync
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]),) * 2)
try:
    sync(Path(sys.argv[2]), [Path(sys.argv[3])], encoder=HashEncoder(16))
except Exception as error:
    print(type(error).__name__, error)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no limit can be set there")
@pytest.mark.parametrize("room", [30_000, 150_000, 400_000])
def test_sync_on_a_full_disk_says_so_and_changes_nothing(
    room: int, store: Path, news: Path, encoder: CountingEncoder
) -> None:
    sync(store, [news], encoder=encoder)
    for number in range(60):
        text = "".join(f"Meldung {line} in Ausgabe {number}.\n\n" for line in range(40))
        (news / f"{number}.txt").write_text(text)
    command = [sys.executable, "-c", FULL_DISK, str(room), str(store), str(news)]
    paths = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=paths)
    assert done.stdout.startswith(f"StoreWriteError the index at {store} cannot be written (")
    assert ids(store) == ["katze.txt", "politik/kim.txt", "politik/tee.md"]
    assert not list((store / "generations").glob("draft-*"))


def test_sync_that_fails_in_another_thread_leaves_nothing_open(
    store: Path, tmp_path: Path, encoder: CountingEncoder
) -> None:
    (tmp_path / "leer").mkdir()
    errors = list[Exception]()

    def build() -> None:
        try:
            sync(store, [tmp_path / "leer"], encoder=encoder)
        except CorpusError as error:
            errors.append(error)

    thread = threading.Thread(target=build)
    thread.start()
    thread.join()
    assert errors
    errors.clear()
    gc.collect()  # what cannot be raised there is a warning, and so fails the test


def test_sync_that_finds_nothing_to_do_removes_what_a_killed_build_left(
    store: Path, news: Path, encoder: CountingEncoder
) -> None:
    sync(store, [news], encoder=encoder)
    (store / "generations" / "draft-tot").mkdir()
    sync(store, encoder=encoder)
    assert not (store / "generations" / "draft-tot").exists()


# Several articles in one file


def table(*records: dict[str, str]) -> str:
    return "".join(json.dumps(record) + "\n" for record in records)


ONE = {"id": "eins", "title": "Kim", "text": "Putin schenkte Kim eine Limousine."}
TWO = {"id": "zwei", "title": "Tee", "text": "Kim schenkte Putin ein Teeservice."}
THREE = {"id": "drei", "title": "Katze", "text": "Die Katze Minka ist wieder da."}


def test_sync_of_a_table_makes_an_article_of_each_record(
    store: Path, news: Path, encoder: CountingEncoder
) -> None:
    (news / "feed.jsonl").write_text(table(ONE, TWO))
    assert counts(sync(store, [news / "feed.jsonl"], encoder=encoder)) == (2, 0, 0, 0)
    assert ids(store) == ["feed.jsonl#eins", "feed.jsonl#zwei"]


def test_sync_of_a_changed_table_embeds_the_records_that_changed(
    store: Path, news: Path, encoder: CountingEncoder
) -> None:
    feed = news / "feed.jsonl"
    feed.write_text(table(ONE, TWO))
    sync(store, [feed], encoder=encoder)
    encoder.encoded.clear()
    feed.write_text(table(THREE, TWO | {"text": "Kim gab Putin ein Bild."}))
    assert counts(sync(store, encoder=encoder)) == (1, 1, 1, 0)
    assert not any("Limousine" in text for text in encoder.encoded)
    feed.write_text(table(ONE, THREE, TWO))
    assert counts(sync(store, encoder=encoder)) == (1, 1, 0, 1)


def test_sync_of_a_bad_record_skips_that_record_only(
    store: Path, news: Path, encoder: CountingEncoder
) -> None:
    feed = news / "feed.jsonl"
    feed.write_text(table(ONE) + "{kaputt\n" + table(TWO))
    report = sync(store, [feed], encoder=encoder)
    assert counts(report) == (2, 0, 0, 0)
    (skip,) = report.skipped
    assert skip.path == str(feed)
    assert "2" in skip.reason
    before = open_store(store)
    assert sync(store, encoder=encoder).skipped == report.skipped
    assert before.is_current()


def test_sync_of_a_moved_table_keeps_its_articles(
    store: Path, tmp_path: Path, encoder: CountingEncoder
) -> None:
    (tmp_path / "alt").mkdir()
    (tmp_path / "alt" / "feed.jsonl").write_text(table(ONE, TWO))
    sync(store, [tmp_path / "alt"], encoder=encoder)
    encoder.encoded.clear()
    (tmp_path / "alt").rename(tmp_path / "neu")
    report = sync(store, [tmp_path / "neu"], encoder=encoder, remove=[tmp_path / "alt"])
    assert counts(report) == (0, 0, 0, 2)
    assert encoder.encoded == []
    (citation, _) = open_store(store).catalogue.citations()
    assert citation.path == str(tmp_path / "neu" / "feed.jsonl")


def test_sync_of_a_renamed_file_embeds_nothing(
    store: Path, news: Path, encoder: CountingEncoder
) -> None:
    sync(store, [news], encoder=encoder)
    encoder.encoded.clear()
    (news / "katze.txt").rename(news / "kater.txt")
    assert counts(sync(store, encoder=encoder)) == (1, 0, 1, 2)
    assert encoder.encoded == []


def test_sync_of_an_archive_reads_what_is_in_it(
    store: Path, news: Path, encoder: CountingEncoder
) -> None:
    with zipfile.ZipFile(news / "alt.zip", "w") as archive:
        archive.writestr("2024/kim.txt", KIM)
        archive.writestr("2024/feed.jsonl", table(ONE, TWO))
        archive.writestr("2024/bild.jpg", b"\xff\xd8")
    report = sync(store, [news / "alt.zip"], encoder=encoder)
    assert counts(report) == (3, 0, 0, 0)
    assert ids(store) == [
        "alt.zip#2024/feed.jsonl#eins", "alt.zip#2024/feed.jsonl#zwei", "alt.zip#2024/kim.txt",
    ]  # fmt: skip
    assert ["bild.jpg" in skip.reason for skip in report.skipped] == [True]


# Lines of the site


MENU = "Unser Abo mit allen Vorteilen"


def paper(number: int) -> str:
    own = f"Im Ort Nummer {number} wurde am Abend die Brücke {number} wieder geöffnet."
    more = f"Die Arbeiten am Bauwerk {number} hatten {number + 2} Jahre gedauert."
    return f"Brücke {number} offen\n\n{own}\n\n{more}\n\n{MENU}\n"


def shown(store: Path) -> list[str]:
    """What can be quoted."""
    keys = open_store(store).catalogue.keys()
    hits = open_store(store).catalogue.hits([(key, 0.0) for key in keys])
    return [hit.text[a - hit.start : b - hit.start] for hit in hits for a, b in hit.sentences]


def test_sync_labels_what_recurs_across_a_site_and_takes_it_back(
    store: Path, tmp_path: Path, encoder: CountingEncoder
) -> None:
    folder = tmp_path / "zeitung"
    folder.mkdir()
    for number in range(4):
        (folder / f"{number}.txt").write_text(paper(number))
    sync(store, [folder], encoder=encoder)
    assert MENU in shown(store)  # said by four only, it may be anything
    for number in range(4, 9):
        (folder / f"{number}.txt").write_text(paper(number))
    sync(store, encoder=encoder)
    assert MENU not in shown(store)
    assert sum("Brücke" in text for text in shown(store)) >= 9
    article = open_store(store).catalogue.article("0.txt")
    assert article is not None
    (span,) = [each for each in article.spans if article.text[each.start : each.end] == MENU]
    assert not span.label.quotable
    encoder.encoded.clear()
    for number in range(3, 9):
        (folder / f"{number}.txt").unlink()
    sync(store, encoder=encoder)
    assert encoder.encoded == []
    assert MENU in shown(store)
    fresh = tmp_path / "frisch"
    sync(fresh, [folder], encoder=HashEncoder(dimension=16))
    assert_same(store, fresh)


# Any history


SENTENCES = [
    "Putin schenkte Kim eine Limousine.",
    "Kim dankte ihm am 19. Juni 2024 dafür.",
    "Kim dankte ihm am 19. Juni 2024 dafür.",
    "总统星期三凌晨抵达平壤，受到热烈欢迎。",
    "وصل الرئيس إلى العاصمة صباح الأربعاء.",
    "ประธานาธิบดีเดินทางถึงกรุงเปียงยางเมื่อเช้าวันพุธ",
    "राष्ट्रपति बुधवार को पहुँचे।",
    "🎉 Tausende feierten in Berlin!",
    "Lesen Sie auch: Rente steigt",
    "© AFP",
    "Weiterlesen »",
    "# Eine Überschrift",
    "Kurz gemeldet",
]
STEPS = int(os.environ.get("EDIT_STEPS", "20"))  # more by hand, with `pytest --timeout 0`
GARBAGE = [b"", b"\0" * 50, b"\xff\xd8\xff", bytes(range(256)) * 20, b" \r\n", b"\xef\xbb\xbf"]
NAMES = [
    "a.txt", "b.txt", "c.md", "d/a.txt", "d/b.md", "d/e/a.txt", "bild.jpg", ".geheim.txt",
    "f.jsonl", "d/g.jsonl", "h.html", "d/i.zip",
]  # fmt: skip


def text(chance: random.Random) -> bytes:
    newline = chance.choice(["\n", "\r\n", "\n\n"])
    joined = newline.join(chance.choices(SENTENCES, k=chance.randint(1, 6)))
    return (joined + chance.choice(["", newline])).encode(chance.choice(["utf-8", "utf-8-sig"]))


def content_of(path: Path, chance: random.Random) -> bytes:
    """Make what belongs into a file of this name."""
    match path.suffix:
        case ".jsonl":
            records = [
                {"id": str(chance.randint(1, 5)), "text": chance.choice(SENTENCES)}
                for _ in range(chance.randint(1, 4))
            ]
            return (table(*records) + chance.choice(["", "{kaputt\n"])).encode()
        case ".html":
            body = "".join(f"<p>{line}</p>" for line in chance.choices(SENTENCES, k=5))
            return f"<html><body><article><h1>Kim</h1>{body}</article></body></html>".encode()
        case ".zip":
            packed = io.BytesIO()
            with zipfile.ZipFile(packed, "w") as archive:
                for name in chance.sample(["a.txt", "b.md", "c.jpg"], k=2):
                    archive.writestr(name, text(chance))
            return packed.getvalue()
        case _:
            return text(chance)


def edit(root: Path, chance: random.Random) -> str:
    """Do something to a folder that happens to folders of news; returns what."""
    path = root / chance.choice(NAMES)
    files = sorted(file for file in root.rglob("*") if file.is_file() and file.stem != "fest")
    match chance.choice(["write", "write", "write", "garbage", "delete", "rename", "copy", "tree"]):
        case "write":
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content_of(path, chance))
            return f"write {path.name}"
        case "garbage":
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(chance.choice(GARBAGE))
            return f"garbage {path.name}"
        case "delete" if files:
            chance.choice(files).unlink()
            return "delete"
        case "rename" if files:
            path.parent.mkdir(parents=True, exist_ok=True)
            chance.choice(files).replace(path)
            return f"rename {path.name}"
        case "copy" if files:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(chance.choice(files).read_bytes())
            return f"copy {path.name}"
        case "tree":
            shutil.rmtree(root / "d", ignore_errors=True)
            return "tree"
    return "nothing"


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
def test_sync_after_any_history_equals_a_build_from_nothing(
    seed: int, store: Path, tmp_path: Path, encoder: CountingEncoder
) -> None:
    chance = random.Random(seed)
    roots = [tmp_path / "eins", tmp_path / "zwei"]
    for root in roots:
        root.mkdir()
        (root / "fest.txt").write_text(KIM)
    sync(store, roots, encoder=encoder)
    history: list[str] = []
    for step in range(STEPS):
        history += [edit(root, chance) for root in roots for _ in range(chance.randint(0, 2))]
        sync(store, encoder=encoder)
        fresh = tmp_path / f"frisch-{step}"
        sync(fresh, roots, encoder=HashEncoder(dimension=16))
        try:
            assert_same(store, fresh)
        except AssertionError as error:
            error.add_note(f"seed {seed}, step {step}: {', '.join(history)}")
            raise
        before = open_store(store)
        sync(store, encoder=encoder)
        assert before.is_current(), history
