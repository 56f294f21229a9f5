"""What only a store on another machine has: an address, a lease, a server that comes back."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from fakes import HashEncoder, WordReader
from servers import MILVUS_MISSING, MilvusServer
from typer.testing import CliRunner

from app import beleg
from index.build import sync
from index.errors import StoreBusyError, StoreError, StoreUnreachableError
from index.store.contract.places import Remote, data_folder, place_of
from index.store.opening import locked, open_store
from qa.bot import Bot

ROOT = Path(__file__).parents[2]
ENCODER = HashEncoder(dimension=32)
QUESTION = "Welches Geschenk brachte Putin nach Pjöngjang?"
ANSWER = "Das Geschenk, das Putin nach Pjöngjang brachte, war eine Limousine."

needs_milvus = pytest.mark.skipif(bool(MILVUS_MISSING), reason=MILVUS_MISSING)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MilvusServer]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        started = MilvusServer(tmp_path_factory.mktemp("milvus"))
        started.start()
        yield started
        started.stop()


@pytest.fixture
def place(server: MilvusServer) -> Remote:
    return server.place(f"i{random.getrandbits(48):x}")


@pytest.fixture
def news(tmp_path: Path) -> Path:
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "gabe.txt").write_text(f"Gastgeschenk\n\n{ANSWER}\n")
    (folder / "brücke.txt").write_text("Die Brücke in Altona ist seit Montag gesperrt.\n")
    return folder


@pytest.mark.parametrize(
    ("written", "uri", "name"),
    [
        ("milvus://db.example:19530/news", "http://db.example:19530", "news"),
        ("milvuss://db.example:443/News_2", "https://db.example:443", "News_2"),
        ("milvus://[::1]:19530/a/", "http://[::1]:19530", "a"),
    ],
)
def test_place_of_reads_addresses(written, uri, name):
    place = place_of(written)
    assert (place.uri, place.name, str(place), place.file) == (uri, name, written, None)
    assert place_of(Path(written)).uri == uri  # of which the system makes one slash
    assert place_of(place) is place


def test_place_of_reads_files_and_folders(tmp_path):
    assert place_of(str(tmp_path)) == tmp_path
    place = place_of(tmp_path / "news.db")
    assert (place.file, str(place)) == (tmp_path / "news.db", str(tmp_path / "news.db"))
    assert data_folder(place) == tmp_path / "news.data"
    assert data_folder(tmp_path) == tmp_path
    assert data_folder(tmp_path, tmp_path / "own") == tmp_path / "own"
    assert data_folder(place_of("milvus://h:1/n")) == Path(".beleg")


@pytest.mark.parametrize(
    "written",
    ["milvus://h/n", "milvus://h:1", "milvus://h:1/a-b", "milvus://h:99999/n", "milvus://h:1/n?x=1",
     "milvus://h:1/1n", "milvus://:1/n", "milvuss://h:1/n/m"],
)  # fmt: skip
def test_place_of_refuses_what_is_no_address(written):
    with pytest.raises(StoreError, match="milvus://HOST:PORT/NAME"):
        place_of(written)


def test_place_of_repeats_no_password():
    with pytest.raises(StoreError, match="BELEG_MILVUS_TOKEN") as raised:
        place_of("milvus://root:secret@h:1/n")
    assert "secret" not in str(raised.value)


@needs_milvus
def test_token_is_not_sent_where_others_can_read_it(monkeypatch):
    monkeypatch.setenv("BELEG_MILVUS_TOKEN", "secret")
    with pytest.raises(StoreError, match="milvuss://") as raised:
        open_store(place_of("milvus://192.0.2.1:19530/n"))
    assert "secret" not in str(raised.value)


@needs_milvus
def test_server_that_does_not_reply_is_told_in_time():
    started = time.monotonic()
    with pytest.raises(StoreUnreachableError, match="does not reply"):
        open_store(place_of("milvus://127.0.0.1:9/n"))
    assert time.monotonic() - started < 60


def test_store_in_milvus_names_the_extra_where_it_is_missing(tmp_path):
    code = (
        "import sys; sys.modules['pymilvus'] = None\n"
        "from index.commands import run\n"
        "from app import beleg\n"
        "run(lambda: beleg(['status', '--store', 'milvus://127.0.0.1:9/n']))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT)
    assert ran.returncode == 1
    assert ran.stderr.startswith("beleg: ") and "pip install 'beleg[milvus]'" in ran.stderr
    assert len(ran.stderr.splitlines()) == 1


def test_index_in_a_folder_imports_no_client_of_servers(tmp_path, news):
    code = (
        "import sys\nfrom fakes import HashEncoder\nfrom index.build import sync\n"
        f"sync({str(tmp_path / 'store')!r}, [__import__('pathlib').Path({str(news)!r})], "
        "encoder=HashEncoder())\n"
        "print(sorted({'pymilvus', 'grpc', 'ray', 'milvus_lite'} & sys.modules.keys()))"
    )
    env = {**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}"}
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=env)
    assert ran.stdout.strip() == "[]", ran.stderr


@needs_milvus
def test_commands_take_an_address_wherever_a_store_is_named(place, news, encoder):
    def told(*words: str) -> dict:
        ran = CliRunner().invoke(beleg, [*words, "--store", str(place)], catch_exceptions=False)
        assert ran.exit_code == 0, ran.output
        return json.loads(ran.stdout)

    assert told("index", str(news), "--json")["added"] == 2
    assert told("status", "--json")["store"] == str(place)
    hits = told("search", QUESTION, "--json")["hits"]
    assert hits[0]["article"]["id"] == "gabe.txt"
    answer = told("ask", QUESTION, "--json")
    text = (news / "gabe.txt").read_text()
    for quote in answer["quotes"]:
        assert text[quote["start"] : quote["end"]] == quote["text"]
    findings = told("doctor", "--json")["findings"]
    assert {"server", "rows", "model", "encoding", "roots"} <= {each["check"] for each in findings}


@needs_milvus
def test_bot_goes_on_when_the_server_is_started_again(tmp_path, news):
    server = MilvusServer(tmp_path / "own")
    server.start()
    try:
        place = server.place("news")
        sync(place, [news], encoder=ENCODER)
        bot = Bot(place, ENCODER, WordReader("Limousine"))
        assert bot.ask(QUESTION).quotes[0].text == ANSWER
        server.stop()
        with pytest.raises(StoreUnreachableError, match="does not reply"):
            bot.ask(QUESTION)
        server.start()
        until = time.monotonic() + 60
        while True:
            try:
                assert bot.ask(QUESTION).quotes[0].text == ANSWER
                break
            except StoreUnreachableError:
                assert time.monotonic() < until
                time.sleep(0.5)
        (news / "neu.txt").write_text("Neues vom Hafen: die Kräne drehen sich wieder.\n")
        assert sync(place, encoder=ENCODER).added == 1
        assert bot.ask(QUESTION).quotes[0].text == ANSWER
    finally:
        server.stop()


@needs_milvus
def test_builder_of_another_machine_is_waited_for_until_its_lease_falls(place, news, monkeypatch):
    sync(place, [news], encoder=ENCODER)
    with locked(place):
        monkeypatch.setattr("index.store.milvus.lease._locked_here", _other_machine)
        with pytest.raises(StoreBusyError, match="its place is free in"):
            sync(place, encoder=ENCODER)
        monkeypatch.setattr("index.store.milvus.lease._FALLS_S", -1.0)
        assert sync(place, encoder=ENCODER).unchanged == 2


class _other_machine:  # noqa: N801  (it stands in for a function)
    def __init__(self, place: Remote) -> None:
        del place

    def __enter__(self) -> str:
        return "elsewhere/1"

    def __exit__(self, *_: object) -> None: ...


@needs_milvus
@pytest.mark.parametrize("delay_s", [0.3, 0.8, 1.5])
def test_killed_build_leaves_the_index_as_it_was(place, news, tmp_path, delay_s):
    sync(place, [news], encoder=ENCODER)
    for number in range(60):
        (news / f"{number}.txt").write_text(f"Meldung {number}: " + "Im Hafen ist es ruhig. " * 40)
    code = (
        "import sys, pathlib\nfrom fakes import HashEncoder\nfrom index.build import sync\n"
        "from index.store.opening import open_store\n"
        "from index.store.contract.places import place_of\n"
        f"open_store(place_of({str(place)!r}))\n"
        "print('ready', flush=True)\n"
        f"sync({str(place)!r}, encoder=HashEncoder(dimension=32))\nprint('done', flush=True)"
    )
    env = {**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}"}
    child = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, env=env)
    assert child.stdout is not None
    assert child.stdout.readline() == b"ready\n"
    time.sleep(delay_s)
    os.kill(child.pid, signal.SIGKILL)
    finished = b"done" in child.communicate()[0]
    store = open_store(place)
    store.verify()
    assert store.manifest.counts.articles == (62 if finished else store.manifest.counts.articles)
    assert store.manifest.counts.articles in (2, 62)
    bot = Bot(place, ENCODER, WordReader("Limousine"))
    assert bot.ask(QUESTION).quotes[0].text == ANSWER
    sync(place, encoder=ENCODER)
    now = open_store(place)
    now.verify()
    assert now.manifest.counts.articles == 62


@needs_milvus
def test_file_that_another_program_has_open_is_told_in_one_line(tmp_path, news, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    file = tmp_path / "news.db"
    sync(file, [news], encoder=ENCODER)
    bot = Bot(file, ENCODER, WordReader("Limousine"))
    assert bot.ask(QUESTION).quotes[0].text == ANSWER
    ran = subprocess.run(
        [sys.executable, "app.py", "status", "--store", str(file)],
        capture_output=True, text=True, cwd=ROOT,
    )  # fmt: skip
    assert ran.returncode == 1
    assert len(ran.stderr.splitlines()) == 1
    assert "milvus-lite server --host 127.0.0.1" in ran.stderr
