"""Builds that are killed at every step by which they become lasting, while a reader asks."""

import importlib.util
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from benchmarks import kill_watches

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is not known there"),
]

SCRIPT = Path(__file__).parents[2] / "benchmarks" / "kill_builds.py"


@pytest.fixture(scope="module")
def kills() -> ModuleType:
    """The benchmark that kills hundreds; here it kills a few."""
    spec = importlib.util.spec_from_file_location("kill_builds", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["kill_builds"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def builder(kills: ModuleType) -> Iterator[Any]:
    started = kills.Builder()
    yield started
    started.close()


@pytest.fixture(scope="module")
def scene(kills: ModuleType, builder: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    made = kills.Scene(tmp_path_factory.mktemp("killed"))
    kills.prepare(builder, made)
    return made


@pytest.fixture(scope="module")
def planned(kills: ModuleType, builder: Any, scene: Any) -> list[Any]:
    """Around every fsync and rename of an update, and around the last steps of a first build."""
    found = []
    for kill in kills.points(builder, scene):
        lasting = kill.call in ("fsync", "rename", "replace")
        # Before one and after the next: what lies between two calls is the same for both.
        if not kill.first and lasting and (kill.when == "before") == (kill.number % 2 == 0):
            found.append(kill)
        if kill.first and kill.call in ("rename", "replace") and kill.when == "after":
            found.append(kill)
    return found


@pytest.fixture(scope="module")
def report(kills: ModuleType, builder: Any, scene: Any, planned: list[Any]) -> Any:
    return kills.run(builder, scene, planned)


def test_kills_reach_every_fsync_and_rename(
    kills: ModuleType, builder: Any, scene: Any, planned: list[Any], report: Any
) -> None:
    scene.rewrite(everything=False)
    calls = builder.build(scene.store, scene.news)["calls"]
    lasting = {i for i, call in enumerate(calls) if call in ("fsync", "rename", "replace")}
    assert len(lasting) >= 9
    assert {kill.number for kill in planned if not kill.first} == lasting
    assert report.kills == len(planned) >= 10
    assert report.finished == 0


def test_killed_builds_leave_every_question_answered(report: Any) -> None:
    assert report.queries > len(report.places)
    assert report.failed_queries == []


def test_killed_builds_leave_an_index_that_opens_and_verifies(report: Any) -> None:
    assert report.opens > report.kills
    assert report.failed_opens == []


def test_build_after_a_killed_one_publishes_the_newest_texts(report: Any) -> None:
    assert report.failed_builds == []


def test_build_after_a_killed_one_leaves_no_draft(report: Any) -> None:
    assert report.remains == []


@pytest.mark.parametrize("delay", [0.2, 0.5, 0.8])
def test_build_killed_at_work_leaves_the_index_whole(
    delay: float, kills: ModuleType, builder: Any, scene: Any, report: Any
) -> None:
    scene.rewrite(everything=True)
    seconds = builder.build(scene.store, scene.news)["seconds"]
    scene.published[scene.store] = scene.rounds
    killed = kills.run(builder, scene, [kills.Kill(first=False, delay_s=delay * seconds)])
    assert killed.kills + killed.finished == 1
    assert killed.good, killed


def test_reader_notices_a_wrong_answer(kills: ModuleType, tmp_path: Path) -> None:
    scene = kills.Scene(tmp_path)
    (scene.news / "putin.txt").write_text("Ein Geschenk brachte Putin nicht nach Pjöngjang.")
    kills.sync(scene.store, [scene.news], encoder=kills.ENCODER)
    reader = kills.Reader(scene.store)
    reader.start()
    deadline = time.monotonic() + 30
    while not reader.queries and time.monotonic() < deadline:
        time.sleep(0.01)
    reader.stop()
    assert len(reader.failures) == reader.queries > 0


def test_a_killed_watch_leaves_a_whole_index(tmp_path: Path) -> None:
    report = kill_watches.run(10, seed=2)
    assert report.good, report
    assert report.queries > 0
    assert report.published > 0
