"""An index that follows its files while they change, with a reader asking all the time."""

import errno
import os
import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from fakes import HashEncoder

from index import watching
from index.build import sync
from index.records import SyncReport
from index.store.generations import open_store
from index.store.locking import locked
from index.watching import follow

ENCODER = HashEncoder(dimension=16)
PATIENCE_S = 20


class Watch:
    """A watch in a thread of its own."""

    def __init__(self, store: Path) -> None:
        self.reports: list[SyncReport] = []
        self._store = store
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        for report in follow(self._store, encoder=ENCODER, stop=self._stop, together_ms=100):
            self.reports.append(report)

    def wait_for(self, ids: list[str]) -> None:
        until = time.monotonic() + PATIENCE_S
        while (now := ids_of(self._store)) != ids:
            assert time.monotonic() < until, f"{now} after {PATIENCE_S} s"
            time.sleep(0.05)

    def end(self) -> None:
        self._stop.set()
        self._thread.join(PATIENCE_S)
        assert not self._thread.is_alive()


def ids_of(store: Path) -> list[str]:
    return [citation.id for citation in open_store(store).catalogue.citations()]


@pytest.fixture
def news(tmp_path: Path) -> Path:
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "a.txt").write_text("Putin schenkte Kim eine Limousine.")
    return folder


@pytest.fixture
def store(tmp_path: Path, news: Path) -> Path:
    sync(tmp_path / "store", [news], encoder=ENCODER)
    return tmp_path / "store"


@pytest.fixture
def watch(store: Path) -> Iterator[Watch]:
    started = Watch(store)
    time.sleep(0.5)  # the system is told what to watch in another thread
    yield started
    started.end()


def test_follow_publishes_what_is_added_changed_and_deleted(
    news: Path, store: Path, watch: Watch
) -> None:
    (news / "b.txt").write_text("Kim schenkte Putin ein Teeservice.")
    watch.wait_for(["a.txt", "b.txt"])
    (news / "unter").mkdir()
    (news / "unter" / "c.md").write_text("# Katze\n\nDie Katze ist wieder da.\n")
    watch.wait_for(["a.txt", "b.txt", "unter/c.md"])
    (news / "a.txt").unlink()
    watch.wait_for(["b.txt", "unter/c.md"])
    (news / "b.txt").rename(news / "d.txt")
    watch.wait_for(["d.txt", "unter/c.md"])
    assert all(report.added or report.changed or report.removed for report in watch.reports)


def test_follow_catches_up_with_what_changed_before(news: Path, store: Path) -> None:
    (news / "b.txt").write_text("Kim schenkte Putin ein Teeservice.")
    watch = Watch(store)
    watch.wait_for(["a.txt", "b.txt"])
    watch.end()


def test_follow_waits_for_another_builder(news: Path, store: Path, watch: Watch) -> None:
    with locked(store):
        (news / "b.txt").write_text("Kim schenkte Putin ein Teeservice.")
        time.sleep(1)
        assert ids_of(store) == ["a.txt"]
    (news / "c.txt").write_text("Die Katze ist wieder da.")
    watch.wait_for(["a.txt", "b.txt", "c.txt"])


def test_follow_of_a_root_that_vanishes_keeps_the_index(
    news: Path, store: Path, watch: Watch
) -> None:
    news.rename(news.with_name("weg"))
    time.sleep(1)
    assert ids_of(store) == ["a.txt"]
    assert watch.reports == []


def test_follow_of_a_full_disk_goes_on(
    news: Path, store: Path, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patched:
        patched.setattr(shutil, "copyfile", full)
        (news / "b.txt").write_text("Kim schenkte Putin ein Teeservice.")
        time.sleep(1)
        assert ids_of(store) == ["a.txt"]
    (news / "c.txt").write_text("Die Katze ist wieder da.")
    watch.wait_for(["a.txt", "b.txt", "c.txt"])


def test_follow_of_one_file_sees_it_replaced(tmp_path: Path, news: Path) -> None:
    store = tmp_path / "einzeln"
    sync(store, [news / "a.txt"], encoder=ENCODER)
    watch = Watch(store)
    time.sleep(0.5)
    (news / "neu").write_text("Nun steht etwas anderes darin.")
    (news / "neu").replace(news / "a.txt")
    until = time.monotonic() + PATIENCE_S
    while "anderes" not in open_store(store).catalogue.article("a.txt").text:  # type: ignore[union-attr]
        assert time.monotonic() < until
        time.sleep(0.05)
    watch.end()


def settled(store: Path) -> Watch:
    watch = Watch(store)
    time.sleep(0.5)  # the system is told what to watch in another thread
    return watch


@pytest.mark.parametrize("name", ["storehouse", "store-alt", ".local/share/news"])
def test_follow_sees_folders_whatever_they_are_called(name: str, tmp_path: Path) -> None:
    folder, store = tmp_path / name, tmp_path / "store"
    folder.mkdir(parents=True)
    (folder / "a.txt").write_text("Putin schenkte Kim eine Limousine.")
    sync(store, [folder], encoder=ENCODER)
    watch = settled(store)
    (folder / "b.txt").write_text("Kim schenkte Putin ein Teeservice.")
    watch.wait_for(["a.txt", "b.txt"])
    watch.end()


def test_follow_sees_a_root_that_is_back_and_what_then_changes_in_it(
    tmp_path: Path, news: Path
) -> None:
    (tmp_path / "andere").mkdir()
    store = tmp_path / "store"
    sync(store, [news, tmp_path / "andere"], encoder=ENCODER)
    watch = settled(store)
    (tmp_path / "andere").rmdir()
    time.sleep(1)
    (tmp_path / "andere").mkdir()
    time.sleep(1)
    (tmp_path / "andere" / "tief").mkdir()
    (tmp_path / "andere" / "tief" / "b.txt").write_text("Kim schenkte Putin ein Teeservice.")
    watch.wait_for(["a.txt", "tief/b.txt"])
    watch.end()


@pytest.mark.parametrize(
    ("path", "concerned"),
    [
        ("/d/news/a.txt", True),
        ("/d/news/unter/a.txt", True),
        ("/d/news", True),
        ("/d/.alt/a.txt", True),
        ("/d/a.txt", True),
        ("/d/store/news/CURRENT", False),
        ("/d/news/.git/a.txt", False),
        ("/d/news/unter/.a.txt", False),
        ("/d/b.txt", False),
        ("/d/newsletter/a.txt", False),
        ("/d/.alt/.a.txt", False),
    ],
)
def test_only_paths_of_roots_concern_a_watch(path: str, concerned: bool) -> None:
    roots = [Path("/d/news"), Path("/d/.alt"), Path("/d/a.txt"), Path("/d/store/news")]
    assert watching._concerns(Path(path), roots, Path("/d/store")) is concerned
