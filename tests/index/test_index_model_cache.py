"""Folders in the cache: made by one process, waited for by the others."""

from pathlib import Path

import pytest
from filelock import FileLock

from index.errors import ModelError
from index.model import cache as cached
from index.model.cache import made_once


@pytest.fixture
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(cached, "user_cache_path", tmp_path.joinpath)
    return tmp_path / "beleg" / "models"


def test_made_once_makes_it_once(models: Path) -> None:
    made = list[Path]()
    assert made_once("x", made.append) == made_once("x", made.append) == models / "x"
    assert len(made) == 1


def test_made_once_where_another_process_hangs_is_not_a_full_disk(
    models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cached, "_LOCK_TIMEOUT_S", 0.1)
    models.mkdir(parents=True)
    with FileLock(models / "x.lock"), pytest.raises(ModelError, match="another process"):
        made_once("x", lambda folder: None)


def test_made_once_where_nothing_can_be_written_says_what_to_do(models: Path) -> None:
    models.parent.write_text("")
    with pytest.raises(ModelError, match="XDG_CACHE_HOME"):
        made_once("x", lambda folder: None)
