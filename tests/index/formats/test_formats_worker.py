"""The process that reads files: it hangs, crashes and bloats in place of the one that asks."""

import io
import logging
import os
import signal
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from samples import MISSING, TEXT, TITLE, endless_pdf, sample, word, zipped

from index.errors import BelegError
from index.formats import registry
from index.formats import worker_process as child
from index.formats.document import Document, Flaw, Limits, Unreadable
from index.formats.worker import Worker
from index.records import Label, Span

ROOT = Path(__file__).parents[3]
LIMITS = Limits()
HEAVY = ("torch", "faiss", "gradio")

linux = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc, limits memory")
posix = pytest.mark.skipif(sys.platform == "win32", reason="sends signals")


@pytest.fixture
def worker() -> Iterator[Worker]:
    with Worker() as started:
        yield started


@pytest.fixture(scope="module")
def shared() -> Iterator[Worker]:
    """One for all tests that leave it as it was."""
    with Worker() as started:
        yield started


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], None]:
    """Put another library of this name before the one that a reader uses, in the child alone."""

    def write(name: str, code: str) -> None:
        (tmp_path / f"{name}.py").write_text(code, encoding="utf-8")
        monkeypatch.syspath_prepend(tmp_path)

    return write


def is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{process}/stat")
    return not status.exists() or status.read_text().rpartition(")")[2].split()[0] != "Z"


def waits_until(condition: Callable[[], bool], seconds: float = 20.0) -> bool:
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


# What it gives


@pytest.mark.parametrize("suffix", sorted(registry.SUFFIXES - MISSING))
def test_read_gives_what_the_reader_gives(shared: Worker, suffix: str) -> None:
    data = sample(suffix)
    assert shared.read(f"a{suffix}", data) == list(registry.documents(f"a{suffix}", data, LIMITS))


def test_read_gives_the_reason_of_the_reader(shared: Worker) -> None:
    for _ in range(2):  # and the child lives on
        with pytest.raises(Unreadable, match=r"^damaged, or not a PDF$"):
            shared.read("a.pdf", b"no pdf")


@pytest.mark.parametrize(("name", "data"), [("a.exe", b"MZ"), ("a.pdf", b""), ("a.zip", b"")])
def test_read_refuses_without_a_child(worker: Worker, name: str, data: bytes) -> None:
    with pytest.raises(Unreadable):
        worker.read(name, data)
    assert worker.process_id is None


def test_read_starts_a_child_where_the_format_needs_one_and_keeps_it(worker: Worker) -> None:
    for suffix in (".txt", ".md", ".csv", ".jsonl"):
        worker.read(f"a{suffix}", sample(suffix))
    worker.read("a.zip", sample(".zip"))  # of texts and tables
    assert worker.process_id is None
    worker.read("a.docx", sample(".docx"))
    first = worker.process_id
    assert first is not None
    worker.read("a.pdf", sample(".pdf"))
    assert worker.process_id == first


def test_read_takes_tables_that_hold_markup_to_the_child(worker: Worker) -> None:
    [document] = worker.read("a.csv", b"text\n<p>Eine Limousine.</p>\n")
    assert isinstance(document, Document)
    assert document.text == "Eine Limousine."
    assert worker.process_id is not None


def test_close_ends_the_child_and_a_further_read_starts_another(worker: Worker) -> None:
    worker.read("a.docx", sample(".docx"))
    first = worker.process_id
    assert first is not None
    worker.close()
    worker.close()
    assert not is_running(first)
    assert worker.read("a.docx", sample(".docx"))
    assert worker.process_id != first


# Files that do not end well


def test_read_stops_what_takes_too_long() -> None:
    with Worker(Limits(max_seconds=1.5)) as worker:
        started = time.monotonic()
        with pytest.raises(Unreadable, match=r"^took longer than 1\.5 s$"):
            worker.read("a.pdf", endless_pdf())
        assert time.monotonic() - started < 10
        assert worker.read("a.txt", b"Der Text.")


def test_read_uses_a_fresh_child_after_one_that_was_stopped() -> None:
    with Worker(Limits(max_seconds=3)) as worker:
        worker.read("a.docx", sample(".docx"))
        first = worker.process_id
        assert first is not None
        with pytest.raises(Unreadable, match="took longer"):
            worker.read("a.pdf", endless_pdf())
        assert not is_running(first)
        assert worker.read("a.docx", sample(".docx"))


@linux
def test_read_stops_what_needs_too_much_memory(library: Callable[[str, str], None]) -> None:
    library("pypdf", "kept = [bytes(10_000_000) for _ in range(1_000)]")
    with Worker(Limits(max_memory=300_000_000)) as worker:
        worker.read("a.docx", sample(".docx"))
        first = worker.process_id
        with pytest.raises(Unreadable, match=r"^needs more than 0\.3 GB of memory$"):
            worker.read("a.pdf", sample(".pdf"))
        assert worker.read("a.docx", sample(".docx"))
        assert worker.process_id != first


@linux
def test_read_knows_what_libraries_in_c_say_without_memory() -> None:
    numbers = "".join(f"<w:p><w:r><w:t>{n * 7919 % 99991}</w:t></w:r></w:p>" for n in range(50_000))
    names = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    with_text = zipped(
        (name, data if name != "word/document.xml" else text.encode())
        for name, data in members(word("Text."))
        for text in [f"<w:document {names}><w:body>{numbers}</w:body></w:document>"]
    )
    with Worker(Limits(max_memory=60_000_000)) as worker, pytest.raises(Unreadable, match="memory"):
        worker.read("a.docx", with_text)


def members(data: bytes) -> list[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        return [(name, opened.read(name)) for name in opened.namelist()]


@posix
def test_read_survives_a_crash(worker: Worker, library: Callable[[str, str], None]) -> None:
    library("pypdf", "import os; os.abort()")
    with pytest.raises(Unreadable, match=r"^the reader crashed on it$"):
        worker.read("a.pdf", sample(".pdf"))
    assert worker.read("a.docx", sample(".docx"))


@posix
def test_read_survives_a_child_that_the_system_kills(worker: Worker) -> None:
    def kill() -> None:
        if waits_until(lambda: worker.process_id is not None):
            time.sleep(0.5)
            os.kill(worker.process_id or 0, signal.SIGKILL)

    killer = threading.Thread(target=kill)
    killer.start()
    with pytest.raises(Unreadable, match="memory"):  # who else would kill it
        worker.read("a.pdf", endless_pdf())
    killer.join()
    assert worker.read("a.docx", sample(".docx"))


def test_read_tells_a_defect_of_a_reader_and_goes_on(
    worker: Worker, library: Callable[[str, str], None], caplog: pytest.LogCaptureFixture
) -> None:
    library("pypdf", "1 / 0")
    with (
        caplog.at_level(logging.ERROR, "beleg.index.formats.worker"),
        pytest.raises(Unreadable, match=r"^the reader failed on it \(ZeroDivisionError\)$"),
    ):
        worker.read("secret.pdf", sample(".pdf"))
    assert "Traceback" in caplog.text
    assert worker.read("a.docx", sample(".docx"))


def test_read_is_not_disturbed_by_what_libraries_print(
    worker: Worker, library: Callable[[str, str], None]
) -> None:
    library("pypdf", "import os; print('x' * 100_000); os.write(1, b'y' * 100_000); 1 / 0")
    with pytest.raises(Unreadable, match="ZeroDivisionError"):
        worker.read("a.pdf", sample(".pdf"))


@pytest.mark.parametrize(
    "code",
    [
        "import socket; socket.create_connection(('127.0.0.1', 9))",
        "import subprocess; subprocess.run(['true'])",
        "import os; os.system('true')",
    ],
)
def test_read_lets_no_library_connect_or_start_programs(
    worker: Worker, library: Callable[[str, str], None], code: str
) -> None:
    library("pypdf", code)
    with pytest.raises(Unreadable, match=r"\(PermissionError\)"):
        worker.read("a.pdf", sample(".pdf"))


@posix
def test_read_that_is_interrupted_does_not_mix_up_answers(worker: Worker) -> None:
    def interrupt(number: int, frame: object) -> None:
        raise KeyboardInterrupt

    worker.read("a.docx", sample(".docx"))
    before = signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, 0.5)
    try:
        with pytest.raises(KeyboardInterrupt):
            worker.read("a.pdf", endless_pdf())
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    [document] = worker.read("a.docx", sample(".docx"))
    assert isinstance(document, Document)
    assert document.title == TITLE


# Archives


def test_read_of_an_archive_stops_the_file_that_hangs_and_reads_the_others() -> None:
    data = zipped([("a.docx", word(TEXT)), ("b.pdf", endless_pdf()), ("c.docx", word(TEXT))])
    with Worker(Limits(max_seconds=2)) as worker:
        found = worker.read("a.zip", data)
    assert [each.key for each in found if isinstance(each, Document)] == ["a.docx", "c.docx"]
    assert [each for each in found if isinstance(each, Flaw)] == [
        Flaw("b.pdf", "took longer than 2 s")
    ]


@posix
def test_read_gives_an_archive_up_when_one_file_after_the_other_has_to_be_stopped(
    worker: Worker, library: Callable[[str, str], None]
) -> None:
    library("pypdf", "import os; os.abort()")
    with pytest.raises(Unreadable, match="more than 10 of its files had to be stopped"):
        worker.read("a.zip", zipped((f"{n}.pdf", b"%PDF") for n in range(40)))


# The process


def test_read_without_a_python_to_run_is_an_error_of_the_machine(
    worker: Worker, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    with pytest.raises(BelegError, match="cannot start a process to read files in"):
        worker.read("a.docx", sample(".docx"))


def test_read_with_a_child_that_ends_at_once_is_an_error_of_the_machine(
    worker: Worker, library: Callable[[str, str], None]
) -> None:
    library("index", "raise SystemExit(3)")
    with pytest.raises(BelegError, match="ended with 3"):
        worker.read("a.docx", sample(".docx"))


@linux
def test_child_loads_nothing_heavy() -> None:
    with Worker() as worker:
        for suffix in sorted(registry.SUFFIXES - MISSING - {".zip"}):
            try:
                worker.read(f"a{suffix}", sample(suffix))
            except Unreadable as reason:
                assert "ModuleNotFoundError" in str(reason)
        worker.read("a.docx", sample(".docx"))
        maps = Path(f"/proc/{worker.process_id}/maps").read_text()
    assert "lxml" in maps
    assert [name for name in HEAVY if f"/{name}/" in maps] == []


MODULES = """
import importlib, sys
from index.formats import registry, worker
from index.formats import worker_process as child
for module in {names!r}:
    importlib.import_module("index.formats." + module)
print(*({heavy!r} & sys.modules.keys()))
"""


def test_readers_load_nothing_heavy() -> None:
    names = sorted(path.stem for path in (ROOT / "index/formats").glob("[!_]*.py"))
    code = MODULES.format(names=names, heavy=set(HEAVY) | {"transformers"})
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == []


SCRIPT = """
import sys
print("started", flush=True)  # once: the child does not run this script
from index.formats.worker import Worker
worker = Worker()
for name in sys.argv[1:]:
    with open(name, "rb") as file:
        print(len(worker.read(name, file.read())), flush=True)
worker.close()
"""


@pytest.mark.parametrize("way", ["script", "standard input", "command line"])
def test_read_works_whatever_the_main_module_is(tmp_path: Path, way: str) -> None:
    (tmp_path / "a.docx").write_bytes(sample(".docx"))
    (tmp_path / "main.py").write_text(SCRIPT, encoding="utf-8")
    (tmp_path / "json.py").write_text("raise SystemExit('the wrong json')", encoding="utf-8")
    how = {"script": ["main.py"], "standard input": ["-"], "command line": ["-c", SCRIPT]}
    done = subprocess.run(
        [sys.executable, "-P", *how[way], "a.docx"],
        cwd=tmp_path,
        input=SCRIPT if way == "standard input" else None,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout.split(), done.stderr) == (["started", "1"], "")


ORPHAN = """
import pathlib, sys, threading, time
from index.formats.document import Limits
from index.formats.worker import Worker
worker = Worker(Limits(max_seconds=1))
def tell():
    while worker.process_id is None:
        time.sleep(0.01)
    print(worker.process_id, flush=True)
threading.Thread(target=tell, daemon=True).start()
worker.read(sys.argv[1], pathlib.Path(sys.argv[1]).read_bytes())
time.sleep(60)
"""


@posix
@pytest.mark.parametrize("name", ["a.docx", "a.pdf"])
def test_child_ends_after_its_parent_is_killed(tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    file.write_bytes(sample(".docx") if name == "a.docx" else endless_pdf())
    parent = subprocess.Popen(
        [sys.executable, "-c", ORPHAN, str(file)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout is not None
    with parent, parent.stdout:
        process = int(parent.stdout.readline())
        parent.kill()
    assert waits_until(lambda: not is_running(process))


# The messages


def test_messages_come_back_as_they_were() -> None:
    document = Document(
        "Titel\n\nText \ud800 😀",
        spans=(Span(0, 5, Label.HEADLINE), Span(7, 13)),
        key="a",
        pages=(0, 7),
    )
    stream = io.BytesIO()
    child.send(stream, ["document", child.encode(document)])
    child.send(stream, ["flaw", child.encode(Flaw("line 1", "bad"))])
    stream.seek(0)
    for expected in (document, Flaw("line 1", "bad")):
        (kind, values), size = child.receive(stream)
        assert size > 10
        assert child.decode(kind, values) == expected
    with pytest.raises(EOFError):
        child.receive(stream)


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", EOFError),
        (b"\0\0", EOFError),
        (b"\0\0\0\x09{}", EOFError),
        (b"\0\0\0\x02{]", ValueError),
        (b"\0\0\0\x02\xff\xff", ValueError),
        (b"\xff\xff\xff\xff", MemoryError),
    ],
)
def test_receive_of_no_message_is_an_error(data: bytes, error: type[Exception]) -> None:
    with pytest.raises(error):
        child.receive(io.BytesIO(data), 1000)
