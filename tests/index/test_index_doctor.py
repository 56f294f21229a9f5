"""`beleg status` and `beleg doctor`: what is indexed, what is damaged, and what mends it."""

import dataclasses
import functools
import hashlib
import io
import json
import re
import shlex
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fakes import HashEncoder
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console

import app
from index.build import sync
from index.checks.doctor import examine_store
from index.formats.document import Flaw
from index.model import bundled, weights
from index.model.encoder import Encoder
from index.records import Article, Citation
from index.store.catalogue import Indexed
from index.store.contract.manifest import Manifest
from index.store.generations import open_store, summarise
from index.store.layout import FORMAT
from index.store.locking import locked
from index.store.publishing import Draft, roll_back
from index.store.vectors.nearest import Vectors
from index.terminal import render_summary

ENCODER = HashEncoder(dimension=8)
MODEL = ENCODER.identity.name
NEWS = {
    "kim.txt": "Putin trifft Kim\n\nPutin schenkte Kim eine Limousine. Kim dankte ihm dafür.\n",
    "tee.txt": "Tee für Putin\n\nKim schenkte Putin ein Teeservice. Kim schenkte Putin ein Bild.\n",
    "2024-06-19-feier.txt": "Feier in Berlin 🎉\r\n\r\nLeute kamen am Abend. Leute sangen.\r\n",
    "zh.txt": "总统星期三凌晨抵达平壤，受到热烈欢迎。随后签署条约。",
    "leer.txt": "",
    "photo.jpg": "no article",
}
STORE_CHECKS = [
    "pointer", "manifest", "catalogue.sqlite", "vectors.faiss", "database", "rows", "slices",
    "spans", "full text", "vectors", "generation before", "model", "encoding", "roots", "disk",
    "lock", "leftovers",
]  # fmt: skip
CHECKS = ["versions", "packages", "bundled model", *STORE_CHECKS]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `news` and, in `the store`, an index of two generations; not to be changed."""
    folder = tmp_path_factory.mktemp("built")
    news = folder / "news"
    news.mkdir()
    for name, text in NEWS.items():
        (news / name).write_bytes(text.encode())
    sync(folder / "the store", [news], encoder=ENCODER)
    # Of the same length, so that a file of the one generation has the size of the other's.
    (news / "kim.txt").write_bytes(NEWS["kim.txt"].replace("Limousine", "Motoryacht").encode())
    sync(folder / "the store", encoder=ENCODER)
    return folder


@pytest.fixture
def store(built: Path, tmp_path: Path) -> Path:
    """A store of one's own, in a folder whose name must be quoted; it follows `built / "news"`."""
    shutil.copytree(built / "the store", tmp_path / "the store")
    return tmp_path / "the store"


@pytest.fixture
def lonely(built: Path, tmp_path: Path) -> Path:
    """A store of one generation."""
    sync(tmp_path / "lonely", [built / "news"], encoder=ENCODER)
    return tmp_path / "lonely"


# Half a second a call, and the same for all tests but one.
_packages_distributions = functools.cache(metadata.packages_distributions)

Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def beleg(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    """Run `beleg ARGS…` in this process; gives exit code, output, errors."""
    monkeypatch.setattr("index.model.encoder.load_encoder", lambda name=None: ENCODER)
    monkeypatch.setattr(metadata, "packages_distributions", _packages_distributions)
    monkeypatch.delenv("BELEG_STORE", raising=False)
    monkeypatch.delenv("BELEG_MODEL", raising=False)

    def call(*args: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["beleg", *map(str, args)])
        with pytest.raises(SystemExit) as exit_:
            app.main()
        out, err = capsys.readouterr()
        code = exit_.value.code or 0
        assert isinstance(code, int)
        return code, out, err

    return call


def generation(store: Path) -> Path:
    """The folder of the newest generation."""
    return max((store / "generations").glob("[0-9]*"))


def older(store: Path) -> Path:
    return min((store / "generations").glob("[0-9]*"))


# Damage that a disk or a hand does


def on(name: str, damage: Callable[[Path], object]) -> Callable[[Path], None]:
    def do(store: Path) -> None:
        damage(generation(store) / name)

    return do


def truncate(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def empty(file: Path) -> None:
    file.write_bytes(b"")


def zero(file: Path) -> None:
    file.write_bytes(bytes(file.stat().st_size))


def extend(file: Path) -> None:
    file.write_bytes(file.read_bytes() + b"\0")


def flip(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)


def into_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


def changed(file: Path, **fields: object) -> None:
    """Write a manifest with other fields, as whole as the old one."""
    manifest = Manifest.from_json(file.read_text())
    file.write_text(dataclasses.replace(manifest, **fields).to_json())  # type: ignore[arg-type]


def age(file: Path) -> None:
    changed(file, format=FORMAT - 1)


def rejuvenate(file: Path) -> None:
    changed(file, format=FORMAT + 1)


def taken_from_before(name: str) -> Callable[[Path], None]:
    def do(store: Path) -> None:
        shutil.copy(older(store) / name, generation(store) / name)

    return do


def swapped(store: Path) -> None:
    catalogue, vectors = (
        generation(store) / name for name in ("catalogue.sqlite", "vectors.faiss")
    )
    catalogue.rename(store / "aside")
    vectors.rename(catalogue)
    (store / "aside").rename(vectors)


def pointer(content: bytes) -> Callable[[Path], None]:
    def do(store: Path) -> None:
        (store / "CURRENT").write_bytes(content)

    return do


def lost_pointer(store: Path) -> None:
    (store / "CURRENT").unlink()


def pointer_into_folder(store: Path) -> None:
    into_folder(store / "CURRENT")


def lost_generation(store: Path) -> None:
    shutil.rmtree(generation(store))


def lost_generations(store: Path) -> None:
    shutil.rmtree(store / "generations")


def lock_into_folder(store: Path) -> None:
    (store / "lock").unlink(missing_ok=True)
    (store / "lock").mkdir()


def killed_build(store: Path) -> None:
    shutil.copytree(generation(store), store / "generations" / "draft-k3x9")


def damaged_before(store: Path) -> None:
    flip(older(store) / "catalogue.sqlite")


# Damage that a defect does: the files are those of the manifest, but what they hold is wrong


@contextmanager
def rewritten(store: Path) -> Iterator[Path]:
    """Change the newest generation's files, then give it a manifest that knows them."""
    folder = generation(store)
    yield folder
    files = {
        name: (len(data), hashlib.sha256(data).hexdigest())
        for name in ("catalogue.sqlite", "vectors.faiss")
        for data in [(folder / name).read_bytes()]
    }
    changed(folder / "manifest.json", files=files)


def sql(*statements: str) -> Callable[[Path], None]:
    def do(store: Path) -> None:
        with rewritten(store) as folder:
            connection = sqlite3.connect(folder / "catalogue.sqlite")
            with connection:
                for statement in statements:
                    connection.execute(statement)
            connection.close()

    return do


def vectors(change: Callable[[Vectors, int], None]) -> Callable[[Path], None]:
    def do(store: Path) -> None:
        with rewritten(store) as folder:
            opened = Vectors.open(folder / "vectors.faiss", writable=True)
            change(opened, int(opened.keys()[0]))
            opened.save(folder / "vectors.faiss")

    return do


def lose(opened: Vectors, key: int) -> None:
    opened.remove([key])


def replace_by(row: np.ndarray[Any, Any]) -> Callable[[Vectors, int], None]:
    def change(opened: Vectors, key: int) -> None:
        opened.remove([key])
        opened.add([key], row.reshape(1, -1).astype(np.float32))

    return change


def rename(opened: Vectors, key: int) -> None:
    row = opened.get(key)
    opened.remove([key])
    opened.add([999], row.reshape(1, -1))


def half_a_manifest(file: Path) -> None:
    files = Manifest.from_json(file.read_text()).files
    changed(file, files={"catalogue.sqlite": files["catalogue.sqlite"]})


def other_weights(file: Path) -> None:
    changed(file, model=dataclasses.replace(ENCODER.identity, checksum="1" * 64))


def other_counts(file: Path) -> None:
    counts = Manifest.from_json(file.read_text()).counts
    changed(file, counts=counts._replace(articles=99))


DAMAGES = {
    # What was damaged: how, the check that must name it, and a word of what it says.
    **{
        f"{file} {damage.__name__}": (on(file, damage), check, says)
        for damage, catalogue, vectors_, manifest in (
            (truncate, "bytes instead of", "bytes instead of", "cannot be read"),
            (empty, "0 bytes instead of", "0 bytes instead of", "cannot be read"),
            (zero, "checksum", "checksum", "cannot be read"),
            (flip, "checksum", "checksum", "cannot be read"),
            (Path.unlink, "is missing", "is missing", "is missing"),
            (into_folder, "is no file", "is no file", "cannot be read"),
            (extend, "bytes instead of", "bytes instead of", "cannot be read"),
        )
        for file, check, says in (
            ("catalogue.sqlite", "catalogue.sqlite", catalogue),
            ("vectors.faiss", "vectors.faiss", vectors_),
            ("manifest.json", "manifest", manifest),
        )
    },
    "catalogue of the generation before": (
        taken_from_before("catalogue.sqlite"), "catalogue.sqlite", "checksum"),
    "vectors of the generation before": (
        taken_from_before("vectors.faiss"), "vectors.faiss", "checksum"),
    "catalogue and vectors swapped": (swapped, "vectors.faiss", "bytes instead of"),
    "older format": (on("manifest.json", age), "manifest", "an older Beleg"),
    "newer format": (on("manifest.json", rejuvenate), "manifest", "a newer Beleg"),
    "manifest without vectors": (
        on("manifest.json", half_a_manifest), "manifest", "has other files"),
    "lost pointer": (lost_pointer, "pointer", "CURRENT is missing"),
    "empty pointer": (pointer(b""), "pointer", "no generation"),
    "garbage pointer": (pointer(b"\xff\xfe"), "pointer", "cannot be read"),
    "pointer out of the store": (pointer(b"../000001"), "pointer", "../000001"),
    "pointer to nothing": (pointer(b"000099"), "pointer", "000099"),
    "pointer into folder": (pointer_into_folder, "pointer", "cannot be read"),
    "lost generation": (lost_generation, "pointer", "no generation"),
    "lost generations": (lost_generations, "pointer", "no generation"),
    "damaged generation before": (damaged_before, "generation before", "checksum"),
    "lock into folder": (lock_into_folder, "lock", "is no file"),
    "killed build": (killed_build, "leftovers", "draft-k3x9"),
    "changed text": (
        sql("UPDATE articles SET text = replace(text, 'Kim', 'Tim')"), "slices", "other text"),
    "moved passage": (
        sql("UPDATE passages SET start = start + 1"), "slices", "other text"),
    "passage beyond the text": (
        sql("UPDATE passages SET end = 9999"), "slices", "9999 of"),
    "sentence outside its passage": (
        sql("UPDATE sentences SET end = 9999"), "slices", "sentence"),
    "overlapping sentences": (
        sql("UPDATE sentences SET start = start - 1 WHERE start > "
            "(SELECT start FROM passages WHERE key = passage)",
            "UPDATE sentences SET end = end + 1 WHERE end < "
            "(SELECT end FROM passages WHERE key = passage)"), "slices", "sentence"),
    "lost sentences": (sql("DELETE FROM sentences WHERE passage = 1"), "rows", "sentences"),
    "lost article": (
        sql("DELETE FROM articles WHERE id = 'kim.txt'"), "rows", "3 articles"),
    "lost words": (
        sql("DELETE FROM words WHERE rowid = (SELECT MIN(key) FROM passages)"),
        "rows", "full-text table"),
    "other words": (
        sql("UPDATE words SET terms = 'ganz anders'"), "full text", "other search words"),
    "span beyond the text": (
        sql("UPDATE articles SET spans = '[[0, 9999, \"body\"]]'"), "spans", "0:9999"),
    "span without a label": (
        sql("UPDATE articles SET spans = '[[0, 1, \"advert\"]]'"), "spans", "advert"),
    "spans that are none": (sql("UPDATE articles SET spans = '{'"), "spans", "cannot be read"),
    "pages beyond the text": (sql("UPDATE articles SET pages = '[9999]'"), "spans", "pages"),
    "columns of other types": (
        sql("UPDATE passages SET start = 'x', end = x'00ff'"), "slices", "cannot be read"),
    "lost table": (sql("DROP TABLE sentences"), "rows", "no such table"),
    "other counts": (on("manifest.json", other_counts), "rows", "99 articles"),
    "lost vector": (vectors(lose), "vectors", "vectors for"),
    "vector under another key": (vectors(rename), "vectors", "under other keys"),
    "vector that is no number": (
        vectors(replace_by(np.full(8, np.nan))), "vectors", "has length nan"),
    "vector too long": (vectors(replace_by(np.ones(8))), "vectors", "has length 2.83"),
    "other weights": (on("manifest.json", other_weights), "model", "other weights"),
    "vector of another text": (
        vectors(replace_by(ENCODER.encode_passages(["Ganz anders"])[0])), "encoding", "cosine"),
}  # fmt: skip


def read(out: str) -> dict[str, str]:
    """The lines of a doctor's visit by their check; a line of any other kind is an error."""
    lines = [re.fullmatch(r"([✓✗]) ([a-z. ]+): (\S.*)", line) for line in out.splitlines()]
    assert all(lines), out
    found = {match[2]: f"{match[1]} {match[3]}" for match in lines if match}
    assert len(found) == len(lines), out
    return found


def commands(problem: str) -> list[str]:
    """The commands that a problem ends in."""
    assert " with: " in problem
    return problem.rpartition(" with: ")[2].split(", then: ")


def visit(beleg: Call, store: Path) -> tuple[int, dict[str, str]]:
    code, out, err = beleg("doctor", "--store", store, "--model", MODEL)
    assert err == ""
    return code, read(out)


def test_doctor_finds_nothing_wrong_with_a_whole_store(beleg: Call, store: Path) -> None:
    code, found = visit(beleg, store)
    assert [f"{check}: {line}" for check, line in found.items() if line[0] != "✓"] == []
    assert list(found) == CHECKS
    assert code == 0


def test_doctor_changes_nothing(beleg: Call, store: Path) -> None:
    def state() -> dict[Path, bytes]:
        return {path: path.read_bytes() for path in store.rglob("*") if path.is_file()}

    before = state()
    visit(beleg, store)
    assert state() == before


@pytest.mark.parametrize("damage", DAMAGES)
def test_doctor_names_damage_and_its_commands_mend_it(
    damage: str, beleg: Call, store: Path, built: Path
) -> None:
    do, check, says = DAMAGES[damage]
    do(store)
    code, found = visit(beleg, store)
    assert code == 1
    assert found[check][0] == "✗", found
    assert says in found[check]
    failed = {name: line for name, line in found.items() if line[0] == "✗"}
    for line in failed.values():
        assert str(store) in line
        assert commands(line)

    for _ in range(2):  # where two things are wrong, each has its own command
        for command in commands(next(iter(failed.values()))):
            mend(beleg, command.replace("FOLDER", shlex.quote(str(built / "news"))))
        code, found = visit(beleg, store)
        failed = {name: line for name, line in found.items() if line[0] == "✗"}
        if not failed:
            break
    assert (code, failed) == (0, {})


def mend(beleg: Call, command: str) -> None:
    name, *words = shlex.split(command)
    if name == "beleg":
        code, _, err = beleg(*words)
        assert code == 0, err
    else:
        assert name in ("rm", "echo")
        subprocess.run(command, shell=True, check=True)  # noqa: S602  (it is what is tested)


@pytest.mark.parametrize("damage", ["catalogue.sqlite flip", "older format", "lost pointer"])
def test_doctor_of_a_store_of_one_generation_rebuilds_it(
    damage: str, beleg: Call, lonely: Path
) -> None:
    do, check, _ = DAMAGES[damage]
    do(lonely)
    code, found = visit(beleg, lonely)
    assert (code, found[check][0]) == (1, "✗")
    for command in commands(found[check]):
        mend(beleg, command)
    code, found = visit(beleg, lonely)
    failed = [name for name, line in found.items() if line[0] == "✗"]
    if failed == ["generation before"]:  # what was damaged is now the one before
        mend(beleg, *commands(found["generation before"]))
        code, found = visit(beleg, lonely)
    assert code == 0


def test_doctor_prefers_going_back_to_encoding_everything_again(beleg: Call, store: Path) -> None:
    flip(generation(store) / "vectors.faiss")
    _, found = visit(beleg, store)
    quoted = shlex.quote(str(store))
    assert commands(found["vectors.faiss"]) == [
        f"beleg index --rollback --store {quoted}",
        f"beleg index --store {quoted} --model {MODEL}",
    ]


def test_doctor_does_not_go_back_to_a_damaged_generation(beleg: Call, store: Path) -> None:
    flip(generation(store) / "vectors.faiss")
    truncate(older(store) / "manifest.json")
    _, found = visit(beleg, store)
    quoted = shlex.quote(str(store))
    assert commands(found["vectors.faiss"]) == [
        f"beleg index --full --store {quoted} --model {MODEL}"
    ]


def test_doctor_going_back_keeps_the_roots_that_were_added_since(
    beleg: Call, store: Path, tmp_path: Path
) -> None:
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "neu.txt").write_text("Neu ist das. Und das auch.")
    sync(store, [tmp_path / "more"], encoder=ENCODER)
    flip(generation(store) / "catalogue.sqlite")
    for command in commands(visit(beleg, store)[1]["catalogue.sqlite"]):
        mend(beleg, command)
    assert visit(beleg, store)[0] == 0
    assert str(tmp_path / "more") in summarise(store)["roots"]


def test_doctor_audits_the_slices_where_the_vectors_are_lost(beleg: Call, store: Path) -> None:
    sql("UPDATE articles SET text = replace(text, 'Kim', 'Tim')")(store)
    (generation(store) / "vectors.faiss").unlink()
    _, found = visit(beleg, store)
    assert found["vectors.faiss"][0] == found["slices"][0] == "✗"
    assert found["rows"][0] == "✓"


def test_doctor_without_an_index_says_how_to_build_one(beleg: Call, tmp_path: Path) -> None:
    code, found = visit(beleg, tmp_path / "nowhere")
    assert code == 1
    assert list(found) == ["versions", "packages", "bundled model", "pointer", "model"]
    assert f"beleg index FOLDER --store {tmp_path / 'nowhere'}" in found["pointer"]
    assert not (tmp_path / "nowhere").exists()


def test_doctor_of_a_file_says_so(beleg: Call, tmp_path: Path) -> None:
    (tmp_path / "store").write_text("")
    code, found = visit(beleg, tmp_path / "store")
    assert code == 1
    assert "is a file, no index" in found["pointer"]


def test_doctor_names_a_model_of_another_name(beleg: Call, store: Path) -> None:
    code, out, _ = beleg("doctor", "--store", store, "--model", "ein-anderes")
    found = read(out)
    assert code == 1
    assert f"built with the model {MODEL}, not ein-anderes" in found["model"]
    assert f"--model {MODEL}" in found["model"]
    assert commands(found["model"]) == [
        f"beleg index --full --store {shlex.quote(str(store))} --model ein-anderes"
    ]
    assert "encoding" not in found


def test_doctor_names_vanished_roots_and_forgets_them(
    beleg: Call, built: Path, tmp_path: Path
) -> None:
    store, gone = tmp_path / "store", [tmp_path / "ein Ordner", tmp_path / "noch einer"]
    for number, folder in enumerate(gone):
        folder.mkdir()
        (folder / f"{number}.txt").write_text(f"Nachricht Nummer {number}. Sie ist kurz.")
    sync(store, [built / "news", *gone], encoder=ENCODER)
    for folder in gone:
        shutil.rmtree(folder)
    code, found = visit(beleg, store)
    assert code == 1
    assert all(str(folder) in found["roots"] for folder in gone)
    for command in commands(found["roots"]):
        mend(beleg, command)
    assert visit(beleg, store)[0] == 0


def test_doctor_says_where_the_disk_is_full(
    beleg: Call, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(store)._replace(free=1_000)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage)
    code, found = visit(beleg, store)
    assert code == 1
    assert found["disk"].startswith("✗ 1.0 kB free")
    assert commands(found["disk"]) == [f"rm -r {shlex.quote(str(older(store)))}"]
    assert "beleg index" in found["disk"]


def test_doctor_takes_no_running_build_for_a_killed_one(beleg: Call, store: Path) -> None:
    killed_build(store)
    with locked(store, clear=False):
        code, found = visit(beleg, store)
    assert (code, found["lock"]) == (0, "✓ a build is running")


def test_doctor_does_not_mind_a_generation_that_was_left_by_going_back(
    beleg: Call, store: Path
) -> None:
    roll_back(store)
    code, found = visit(beleg, store)
    assert (code, found["generation before"]) == (0, "✓ none is kept")


def test_doctor_does_not_go_back_to_another_format(beleg: Call, store: Path) -> None:
    age(older(store) / "manifest.json")
    code, found = visit(beleg, store)
    assert code == 0
    assert "no way back" in found["generation before"]


def test_doctor_names_another_package_called_index(
    beleg: Call, store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    info = tmp_path / "site" / "other-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: other\nVersion: 1.0\n")
    (info / "top_level.txt").write_text("index\n")
    monkeypatch.setattr(metadata, "packages_distributions", _packages_distributions.__wrapped__)
    monkeypatch.syspath_prepend(info.parent)
    code, found = visit(beleg, store)
    assert code == 1
    assert "other also installs a package called 'index'" in found["packages"]
    assert "pip uninstall -y other" in found["packages"]


def test_doctor_follows_a_build_that_takes_away_what_it_looks_at(
    store: Path, built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.model.encoder.load_encoder", lambda name=None: ENCODER)
    looked = examine_store(store, MODEL)
    found = [next(looked)]
    for _ in range(2):
        sync(store, full=True, encoder=ENCODER)
    found += looked
    assert [finding.check for finding in found] == STORE_CHECKS
    assert all(finding.ok for finding in found)


def test_doctor_reads_the_pointer_again_where_its_generation_was_taken_away(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.model.encoder.load_encoder", lambda name=None: ENCODER)
    read_text = Path.read_text

    def slowly(path: Path, **how: Any) -> str:
        text = read_text(path, **how)
        if path.name == "CURRENT":
            monkeypatch.setattr(Path, "read_text", read_text)  # only the first reading is slow
            for _ in range(2):
                sync(store, full=True, encoder=ENCODER)
        return text

    monkeypatch.setattr(Path, "read_text", slowly)
    found = list(examine_store(store, MODEL))
    assert found[0].detail == "generation 000004"
    assert all(finding.ok for finding in found)


def test_doctor_notices_that_the_bundled_model_has_changed(
    encoder: Encoder, seed_store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not weights.available():
        pytest.skip("no bundled model for this system")
    monkeypatch.setattr("index.model.encoder.load_encoder", lambda name=None: encoder)
    monkeypatch.delenv("BELEG_MODEL", raising=False)
    shutil.copytree(seed_store, tmp_path / "store")
    assert all(finding.ok for finding in examine_store(tmp_path / "store"))
    other = np.eye(1, encoder.identity.dimension)
    vectors(replace_by(other))(tmp_path / "store")
    (failed,) = (finding for finding in examine_store(tmp_path / "store") if not finding.ok)
    assert failed.check == "encoding"
    assert commands(failed.problem or "") == [
        shlex.join(["rm", "-r", str(bundled.folder())]),
        shlex.join(["beleg", "doctor", "--store", str(tmp_path / "store")]),
    ]


def test_doctor_json_is_one_object(beleg: Call, store: Path) -> None:
    flip(generation(store) / "vectors.faiss")
    code, out, err = beleg("doctor", "--json", "--store", store, "--model", MODEL)
    findings = json.loads(out)["findings"]
    assert (code, err) == (1, "")
    assert all(set(each) == {"check", "ok", "detail", "problem"} for each in findings)
    assert [each["check"] for each in findings if not each["ok"]] == ["vectors.faiss"]
    assert all(each["ok"] == (each["problem"] is None) for each in findings)


def test_doctor_lets_no_file_name_steer_the_terminal(beleg: Call, tmp_path: Path) -> None:
    news = tmp_path / "news\x1b[31m\n✗ store"
    news.mkdir()
    (news / "kim.txt").write_text(NEWS["kim.txt"])
    sync(tmp_path / "store", [news], encoder=ENCODER)
    code, found = visit(beleg, tmp_path / "store")
    assert code == 0
    assert r"news\x1b[31m\n✗ store" in found["roots"]
    _, out, _ = beleg("status", "--store", tmp_path / "store")
    assert "\x1b" not in out


def same(name: str, old: bytes, new: bytes) -> bool:
    """Tell whether a file still says what it said."""
    if name == "CURRENT":
        return new.decode("ascii", "replace").strip() in ("000001", "000002")
    if name == "manifest.json":
        try:
            return bool(json.loads(new) == json.loads(old))
        except ValueError:
            return False
    return new == old


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_doctor_survives_random_bytes_in_random_files(
    built: Path, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    store = tmp_path_factory.mktemp("random") / "store"
    shutil.copytree(built / "the store", store)
    files = sorted(path for path in store.rglob("*") if path.is_file() and path.name != "lock")
    whole = True
    for file in data.draw(st.lists(st.sampled_from(files), min_size=1, max_size=3, unique=True)):
        old = file.read_bytes()
        start = data.draw(st.integers(0, len(old)))
        piece = data.draw(st.binary(max_size=200))
        end = start + data.draw(st.sampled_from((len(piece), 0, len(old))))  # put over, in, or last
        new = old[:start] + piece + old[end:]
        file.write_bytes(new)
        whole &= same(file.name, old, new)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("index.model.encoder.load_encoder", lambda name=None: ENCODER)
        found = list(examine_store(store, MODEL))
    assert all(" with: " in finding.problem for finding in found if finding.problem)
    assert all(finding.ok for finding in found) == whole
    shutil.rmtree(store)


# Status


def test_status_json_counts_by_source_language_and_date(beleg: Call, store: Path) -> None:
    code, out, err = beleg("status", "--json", "--store", store)
    summary = json.loads(out)
    assert (code, err) == (0, "")
    assert summary["articles"] == 4
    assert summary["sources"] == {"(no source)": 4}
    assert summary["languages"] == {"de": 3, "zh": 1}
    assert sum(summary["passage_languages"].values()) == summary["passages"]
    assert summary["months"] == {"2024-06": 1}
    assert summary["years"] == {"2024": 1}
    assert summary["undated"] == 3
    assert summary["first_published"] == summary["last_published"] == "2024-06-19"
    assert sum(summary["skipped_reasons"].values()) == len(summary["skipped"]) == 2
    assert summary["generation_before"] == older(store).name
    assert summary == open_store(store).summary()


def test_status_prints_what_is_indexed_and_what_was_skipped(beleg: Call, store: Path) -> None:
    code, out, err = beleg("status", "--store", store)
    assert (code, err) == (0, "")
    words = " ".join(out.split())
    assert "4 articles" in words
    assert "(no source) 4" in words
    assert "zh 1" in words
    assert "undated 3" in words
    assert "photo.jpg" in words
    assert "beleg index --rollback" in words


def test_status_says_where_there_is_no_way_back(beleg: Call, store: Path) -> None:
    age(older(store) / "manifest.json")
    assert summarise(store)["generation_before"] is None
    assert "none is kept" in beleg("status", "--store", store)[1]


def test_status_names_twenty_skipped_files_and_counts_all(beleg: Call, tmp_path: Path) -> None:
    news = tmp_path / "news"
    news.mkdir()
    (news / "kim.txt").write_text(NEWS["kim.txt"])
    for number in range(30):
        (news / f"{number}.jpg").write_bytes(b"\xff\xd8")
        (news / f"{number}.txt").write_bytes(b"")
    sync(tmp_path / "store", [news], encoder=ENCODER)
    _, out, _ = beleg("status", "--store", tmp_path / "store")
    assert len(re.findall(r"/\d+\.(?:jpg|txt)", "".join(out.split()))) == 20
    assert "and 40 more" in out
    _, out, _ = beleg("status", "--json", "--store", tmp_path / "store")
    assert len(json.loads(out)["skipped"]) == 60


def test_status_does_not_read_the_vectors(beleg: Call, store: Path) -> None:
    (generation(store) / "vectors.faiss").unlink()
    assert beleg("status", "--store", store)[0] == 0


def test_status_of_no_articles(beleg: Call, store: Path, built: Path) -> None:
    sync(store, remove=[built / "news"], encoder=ENCODER)
    code, out, _ = beleg("status", "--store", store)
    assert code == 0
    assert "0 articles" in out
    assert "nothing" in out
    assert visit(beleg, store)[0] == 0


def test_summarise_ranks_by_frequency_and_orders_dates(tmp_path: Path) -> None:
    known: list[dict[str, str]] = [
        {"source": "Tageblatt", "published": "2024-06-19", "language": "de"},
        {"source": "Agence", "published": "2024-07-01", "language": "fr"},
        {"source": "Tageblatt", "published": "2019-12-31", "language": "de"},
        {"source": "Agence", "published": "2024-06-02", "language": "fr"},
        {"source": "Tageblatt", "language": "en"},
        {"published": "2024-06-02", "language": "de"},
    ]
    with locked(tmp_path), Draft(tmp_path, None, 8) as draft:
        for number, fields in enumerate(known):
            citation = Citation(f"{number}.txt", f"Nr. {number}", f"/{number}.txt", **fields)
            draft.catalogue.set_file(citation.id, Indexed(citation.path, "0" * 64))
            draft.catalogue.add(citation.id, Article(citation, "Text", (), "0" * 64), [])
        draft.catalogue.set_file("a.pdf", Indexed("/a.pdf", "", "is encrypted"))
        flaws = [Flaw("line 3", "has no text"), Flaw("line 7", "has no text")]
        draft.catalogue.set_file("b.jsonl", Indexed("/b.jsonl", "1" * 64), flaws)
        draft.publish(ENCODER.identity, {}, ())
    summary = summarise(tmp_path)
    assert list(summary["sources"].items()) == [("Tageblatt", 3), ("Agence", 2), ("(no source)", 1)]
    assert list(summary["languages"].items()) == [("de", 3), ("fr", 2), ("en", 1)]
    assert list(summary["years"].items()) == [("2019", 1), ("2024", 4)]
    assert list(summary["months"].items()) == [("2019-12", 1), ("2024-06", 3), ("2024-07", 1)]
    assert (summary["first_published"], summary["last_published"]) == ("2019-12-31", "2024-07-01")
    assert summary["undated"] == 1
    assert list(summary["skipped_reasons"].items()) == [("has no text", 2), ("is encrypted", 1)]
    shown = " ".join(rendered(summary).split())
    assert "has no text 2 /b.jsonl (line 3) /b.jsonl (line 7) is encrypted 1 /a.pdf" in shown
    assert "2024 · · · · · 3 1 · · · · · 4" in shown


def rendered(summary: dict[str, Any], width: int = 80) -> str:
    console = Console(width=width, file=io.StringIO())
    console.print(render_summary(summary))
    return console.file.getvalue()  # type: ignore[attr-defined]


def test_render_summary_of_many_years_and_sources_fits_the_terminal(store: Path) -> None:
    months = {f"{year}-{month:02}": 12_345 for year in range(1990, 2026) for month in range(1, 13)}
    years = {str(year): 12 * 12_345 for year in range(1990, 2026)}
    sources = {f"Die sehr lange Quelle [b]Nummer[/b] {n} in der Stadt": 100 - n for n in range(99)}
    known = {"years": years, "months": months, "sources": sources, "articles": 5_333_040}
    shown = rendered(summarise(store) | known)
    assert max(map(len, shown.splitlines())) <= 80
    assert "to 2013" in shown
    assert "12k" in shown
    assert "5,333,040 articles" in shown
    assert "84 more" in shown
    assert "[b]Nummer[/b] 3" in " ".join(shown.split())


@pytest.mark.parametrize("damage", ["lost pointer", "older format", "catalogue.sqlite zero"])
def test_status_of_a_damaged_store_is_one_line(damage: str, beleg: Call, store: Path) -> None:
    DAMAGES[damage][0](store)
    code, out, err = beleg("status", "--store", store)
    assert (code, out) == (1, "")
    assert err.count("\n") == 1
