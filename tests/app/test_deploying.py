"""The steps of `docs/deploying.md`: a user's own, in an empty folder, from a tree nobody can write.

The store is elsewhere. Building the container, the unit and the proxy are not run: the document
says so.
"""

import ctypes
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).parents[2]
_NOBODY = 65534
_KEEP_CAPABILITIES, _AMBIENT, _RAISE = 8, 47, 2  # of prctl(2)
_CAPABILITIES_VERSION, _MAY_READ = 0x20080522, 2  # of capset(2); CAP_DAC_READ_SEARCH


def as_another_user():
    """Let a program that root starts be another user's, who may read all of it: Python lies there.

    What it writes it writes as that user; who is not root is another user than root already.
    """
    if os.geteuid() != 0:
        return
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_KEEP_CAPABILITIES, 1, 0, 0, 0)
    os.setgroups([])
    os.setresgid(_NOBODY, _NOBODY, _NOBODY)
    os.setresuid(_NOBODY, _NOBODY, _NOBODY)
    only = 1 << _MAY_READ
    header = (ctypes.c_uint32 * 2)(_CAPABILITIES_VERSION, 0)
    kept = (ctypes.c_uint32 * 6)(only, only, only, 0, 0, 0)
    if libc.capset(header, kept) or libc.prctl(_AMBIENT, _RAISE, _MAY_READ, 0, 0):
        raise OSError(ctypes.get_errno(), "no rights to give away")


def own(folder):
    """Make a folder that belongs to that user."""
    folder.mkdir()
    if os.geteuid() == 0:
        os.chown(folder, _NOBODY, _NOBODY)
    return folder


@pytest.fixture
def place():
    """A folder that everybody may enter, as those of pytest are not."""
    with tempfile.TemporaryDirectory(prefix="beleg-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.fixture
def tree(place):
    """The program as it is installed: nobody can write it."""
    tree = place / "beleg"
    tree.mkdir()
    for name in ("index", "qa", "web", "seeds"):
        shutil.copytree(ROOT / name, tree / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "app.py", tree)
    every = [tree, *tree.rglob("*")]
    for each in every:
        each.chmod(each.stat().st_mode & ~0o222)
    yield tree
    for each in every:
        each.chmod(each.stat().st_mode | 0o200)


@pytest.fixture
def started(tree, place):
    """Start a command in an empty folder, with state of its own."""
    empty = place / "empty"
    empty.mkdir()
    empty.chmod(0o555)
    state, home, temporary = (own(place / name) for name in ("state", "home", "tmp"))
    env = {
        "PATH": os.environ["PATH"], "HOME": str(home), "TMPDIR": str(temporary),
        "XDG_CACHE_HOME": os.environ.get("XDG_CACHE_HOME", str(Path.home() / ".cache")),
        "HF_HUB_OFFLINE": "1", "PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": "1",
        "BELEG_STORE": str(state / "store"),
    }  # fmt: skip

    def start(*args):
        return subprocess.Popen(
            [sys.executable, tree / "app.py", *args], cwd=empty, env=env, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, preexec_fn=as_another_user,
        )  # fmt: skip

    yield start
    empty.chmod(0o755)


@pytest.mark.slow
def test_installed_program_serves_from_a_tree_it_cannot_write(started, tree, place, encoder):
    assert encoder.identity.checksum  # by now the model is unpacked where it is looked for
    before = sorted(each.name for each in tree.rglob("*"))
    told, _ = (indexing := started("index", str(tree / "seeds"))).communicate(timeout=280)
    assert indexing.returncode == 0, told
    if os.geteuid() == 0:
        assert (place / "state/store").stat().st_uid == _NOBODY
    password = place / "password"
    password.write_text("correct horse battery staple\n")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    chat = started("chat", "--port", str(port), "--auth", f"ada:{password}", "--read-only")
    try:
        until = time.monotonic() + 200
        answer = None
        while answer is None and time.monotonic() < until and chat.poll() is None:
            try:
                answer = httpx.get(f"http://127.0.0.1:{port}/", timeout=4)  # the health check
            except httpx.HTTPError:
                time.sleep(0.5)
        assert answer is not None, chat.stdout.read() if chat.stdout else ""
        assert answer.status_code == 401
        login = ("ada", "correct horse battery staple")
        page = httpx.get(f"http://127.0.0.1:{port}/", auth=login, timeout=30)
        assert page.status_code == 200
        assert "Beleg" in page.text
    finally:
        chat.kill()
        chat.communicate()
    assert sorted(each.name for each in tree.rglob("*")) == before
    assert list((place / "empty").iterdir()) == []
