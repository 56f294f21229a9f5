"""Past one machine: every command on an index in Milvus; the compose file of `docs/clusters.md`."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from servers import MILVUS_MISSING
from typer.testing import CliRunner

from app import beleg

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs/clusters"
FLAGSHIP = "what did Putin give Kim"
# What says when, how fast and where; what differs between two stores that answer the same.
OWN = {
    "seconds", "timings_ms", "ms", "ms_p50", "ms_p95", "store", "built", "megabytes", "generation",
}  # fmt: skip


@pytest.fixture(scope="module")
def stores(
    seed_store: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Path, Path]]:
    """The shipped articles, indexed by the command into a file of Milvus Lite, and in a folder."""
    if MILVUS_MISSING:
        pytest.skip(MILVUS_MISSING)
    room = tmp_path_factory.mktemp("lite")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(room / "cache"))
        told = _told(room / "seeds.db", "index", str(ROOT / "seeds"), "--json")
        assert (told["added"], told["skipped"]) == (5, [])
        yield seed_store, room / "seeds.db"


def _told(store: Path, *words: str) -> Any:
    ran = CliRunner().invoke(beleg, [*words, "--store", str(store)], catch_exceptions=False)
    assert ran.exit_code == 0, ran.output
    return json.loads(ran.stdout)


def _same(told: Any, wanted: Any, where: str = "") -> None:
    """Compare plain data; scores to the precision with which vectors are kept."""
    if isinstance(wanted, dict):
        assert told.keys() == wanted.keys(), where
        for name in wanted.keys() - OWN:
            _same(told[name], wanted[name], f"{where}.{name}")
    elif isinstance(wanted, list):
        assert len(told) == len(wanted), where
        for number, (one, other) in enumerate(zip(told, wanted, strict=True)):
            _same(one, other, f"{where}[{number}]")
    elif isinstance(wanted, float):
        assert told == pytest.approx(wanted, abs=1e-3), where
    else:
        assert told == wanted, where


@pytest.mark.parametrize(
    "words",
    [
        ("ask", FLAGSHIP),
        ("ask", FLAGSHIP, "--since", "2024-06-01", "--language", "de"),
        ("ask", "Wer gewann die Fußballweltmeisterschaft 1954?"),
        ("search", FLAGSHIP, "-k", "12"),
        ("timeline", "Putin"),
        ("status",),
    ],
)
def test_commands_tell_the_same_of_a_file_as_of_a_folder(stores, words):
    folder, file = (_told(store, *words, "--json") for store in stores)
    _same(file, folder)


def test_eval_scores_a_file_as_a_folder(stores, tmp_path):
    golden = tmp_path / "some.jsonl"
    lines = (ROOT / "tests/golden/seeds.jsonl").read_text(encoding="utf-8").splitlines()
    golden.write_text("\n".join(lines[::6]), encoding="utf-8")
    folder, file = (_told(store, "eval", str(golden), "--json") for store in stores)
    _same(file, folder)


def test_doctor_finds_nothing_wrong_with_a_file(stores):
    findings = _told(stores[1], "doctor", "--json")["findings"]
    assert {"server", "rows", "model", "encoding", "roots"} <= {each["check"] for each in findings}


def test_index_of_a_file_publishes_nothing_where_nothing_changed(stores):
    told = _told(stores[1], "index", "--json")
    assert (told["unchanged"], told["added"], told["changed"], told["removed"]) == (5, 0, 0, 0)


def test_compose_file_names_only_what_is_there():
    told = yaml.safe_load((FOLDER / "compose.yaml").read_text())
    services = told["services"]
    for service in services.values():
        assert service["image"] and "latest" not in service["image"]
        assert set(service.get("depends_on", ())) <= services.keys()
        for volume in service.get("volumes", ()):
            source = volume.split(":")[0]
            assert source in told["volumes"] or source.startswith("./")
    stores = {services[name]["environment"]["BELEG_STORE"] for name in ("chat1", "chat2", "index")}
    assert stores == {"milvus://milvus:19530/news"}
    assert all(port.startswith("127.0.0.1:") for port in services["front"]["ports"])


def test_load_balancer_keeps_a_visitor_at_one_chat():
    told = (FOLDER / "nginx.conf").read_text()
    services = yaml.safe_load((FOLDER / "compose.yaml").read_text())["services"]
    assert "ip_hash;" in told
    for line in told.splitlines():
        if line.strip().startswith("server ") and ":" in line:
            assert line.split()[1].split(":")[0] in services
