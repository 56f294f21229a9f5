"""Vectors beyond the number that is compared one by one: hardly a neighbour is missed.

Sixty thousand vectors are few for a large store, and enough that lists are made of them.
"""

import hashlib
import random
import struct
import threading
from collections.abc import Callable
from pathlib import Path

import faiss
import numpy as np
import pytest

from index.errors import StoreDamagedError
from index.store.vectors.approximate import Lists
from index.store.vectors.nearest import EXACT, Keys, Matrix, Vectors, paths

DIMENSION = 32
SIZE = EXACT + 2_000
TOPICS = 200


def rows_like_passages(count: int, seed: int) -> tuple[Matrix, Keys]:
    """Rows in a narrow cone that gather around topics, and the topic of each."""
    centres = np.random.default_rng(0).standard_normal((TOPICS, DIMENSION))
    chance = np.random.default_rng(seed)
    topics = chance.integers(TOPICS, size=count)
    rows = centres[topics] + 0.6 * chance.standard_normal((count, DIMENSION))
    rows[:, 0] += 8
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return rows.astype(np.float32), topics


ROWS, OF_TOPIC = rows_like_passages(SIZE, 1)
KEYS = np.arange(SIZE, dtype=np.int64) * 2 + 1
QUESTIONS, _ = rows_like_passages(50, 2)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The vectors of a large generation; not to be changed."""
    return build(tmp_path_factory.mktemp("store") / "vectors.faiss", KEYS, ROWS)


def build(file: Path, keys: Keys, rows: Matrix) -> Path:
    draft = Vectors(DIMENSION, folder=file.parent)
    for first in range(0, len(keys), 10_000):
        draft.add(keys[first : first + 10_000].tolist(), rows[first : first + 10_000])
    assert draft.save(file) == (file, *paths(file))
    return file


@pytest.fixture
def copied(made: Path, tmp_path: Path) -> Path:
    """A copy to damage."""
    folder = tmp_path / "store/generations/000001"
    folder.mkdir(parents=True)
    for file in (made, *paths(made)):
        (folder / file.name).write_bytes(file.read_bytes())
    return folder / made.name


def exact(keys: Keys, rows: Matrix, vector: Matrix, k: int = 10) -> set[int]:
    return set(keys[np.argsort(-(rows @ vector))[:k]].tolist())


def recall(vectors: Vectors, keys: Keys, rows: Matrix, within: Keys | None = None) -> float:
    shares = []
    for vector in QUESTIONS:
        found = vectors.search(vector, 10, within=within)
        wanted = exact(keys, rows, vector)
        shares.append(len(wanted & {key for key, _ in found}) / len(wanted))
    return float(np.mean(shares))


def test_search_finds_what_comparing_with_each_finds(made: Path) -> None:
    vectors = Vectors.open(made)
    assert recall(vectors, KEYS, ROWS) >= 0.98
    for key, cosine in vectors.search(QUESTIONS[0], 100):
        assert cosine == pytest.approx(float(ROWS[key // 2] @ QUESTIONS[0]), abs=1e-6)


def test_search_gives_as_many_as_were_asked_for_best_first(made: Path) -> None:
    vectors = Vectors.open(made)
    for k in (1, 100, 3_000):
        found = vectors.search(QUESTIONS[0], k)
        assert len({key for key, _ in found}) == k
        assert [cosine for _, cosine in found] == sorted((each for _, each in found), reverse=True)


@pytest.mark.parametrize("share", [0.0001, 0.01, 0.1, 0.5, 0.99])
def test_search_within_a_share_finds_what_is_nearest_of_it(share: float, made: Path) -> None:
    chosen = np.random.default_rng(3).random(SIZE) < share
    vectors = Vectors.open(made)
    assert recall(vectors, KEYS[chosen], ROWS[chosen], KEYS[chosen]) >= 0.98
    for key, _ in vectors.search(QUESTIONS[0], 10, within=KEYS[chosen].tolist()):
        assert chosen[key // 2]


def test_search_within_a_topic_far_away_finds_what_is_nearest_of_it(made: Path) -> None:
    # Lists near to the question hold nothing of it.
    centre = ROWS[OF_TOPIC == 0].mean(axis=0)
    far = np.argsort([-(ROWS[each == OF_TOPIC].mean(axis=0) @ centre) for each in range(TOPICS)])
    chosen = np.isin(OF_TOPIC, far[-40:])
    vectors = Vectors.open(made)
    assert recall(vectors, KEYS[chosen], ROWS[chosen], KEYS[chosen]) >= 0.98


def test_search_within_all_is_the_search_without(made: Path) -> None:
    vectors = Vectors.open(made)
    everything = np.concatenate([KEYS, [0, 2, 10**7, -4]])
    for vector in QUESTIONS[:5]:
        assert vectors.search(vector, 10, within=everything) == vectors.search(vector, 10)


def test_one_more_goes_into_the_lists_that_are_there(made: Path, tmp_path: Path) -> None:
    draft = Vectors.open(made, writable=True)
    row = rows_like_passages(1, 4)[0]
    draft.remove(KEYS[:3].tolist())
    draft.add([10**6], row)
    draft.save(tmp_path / made.name)
    vectors = Vectors.open(tmp_path / made.name)
    assert vectors.search(row[0], 1)[0][0] == 10**6
    assert vectors.search(ROWS[1], 1)[0][0] != KEYS[1]
    assert len(vectors) == SIZE - 2
    assert vectors.holds(np.append(KEYS[3:], 10**6))
    before, after = (paths(file)[0].read_bytes() for file in (made, tmp_path / made.name))
    assert len(before) == len(after)
    same = np.frombuffer(before, np.uint8) == np.frombuffer(after, np.uint8)
    assert same.mean() > 0.7  # the centres are those that were found; the lists have moved


def test_row_that_changed_is_found_where_it_is_now(made: Path, tmp_path: Path) -> None:
    draft = Vectors.open(made, writable=True)
    row = rows_like_passages(1, 5)[0]
    draft.remove([int(KEYS[7])])
    draft.add([int(KEYS[7])], row)
    draft.save(tmp_path / made.name)
    vectors = Vectors.open(tmp_path / made.name)
    assert vectors.search(row[0], 1)[0][0] == KEYS[7]
    assert vectors.holds(KEYS)


def test_additions_and_removals_lose_no_neighbours(made: Path, tmp_path: Path) -> None:
    keys, rows, file = KEYS, ROWS, made
    chance = random.Random(6)
    for step in range(3):
        gone = np.array(sorted(chance.sample(keys.tolist(), 2_000)))
        more, _ = rows_like_passages(4_000, 7 + step)
        new = np.arange(4_000) + 10**6 * (step + 1)
        draft = Vectors.open(file, writable=True)
        draft.remove(gone.tolist())
        draft.add(new.tolist(), more)
        (folder := tmp_path / str(step)).mkdir()
        file = folder / made.name
        draft.save(file)
        kept = ~np.isin(keys, gone)
        keys, rows = np.concatenate([keys[kept], new]), np.concatenate([rows[kept], more])
    vectors = Vectors.open(file)
    assert vectors.holds(keys)
    assert recall(vectors, keys, rows) >= 0.98


def test_lists_are_made_again_when_they_are_outgrown(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("index.store.vectors.nearest.EXACT", 1_000)
    file = build(tmp_path / "vectors.faiss", KEYS[:1_500], ROWS[:1_500])
    sizes = [paths(file)[0].stat().st_size]
    for count in (2_900, 20_000):
        draft = Vectors.open(file, writable=True)
        draft.add(KEYS[len(draft) : count].tolist(), ROWS[len(draft) : count])
        draft.save(file)
        sizes.append(paths(file)[0].stat().st_size)
        assert recall(Vectors.open(file), KEYS[:count], ROWS[:count]) >= 0.98
    assert sizes[0] == sizes[1] < sizes[2]


def test_lists_go_when_few_are_left(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("index.store.vectors.nearest.EXACT", 1_000)
    file = build(tmp_path / "vectors.faiss", KEYS[:1_500], ROWS[:1_500])
    draft = Vectors.open(file, writable=True)
    draft.remove(KEYS[900:].tolist())
    assert draft.save(file) == (file,)
    assert list(tmp_path.iterdir()) == [file]
    assert recall(Vectors.open(file), KEYS[:900], ROWS[:900]) == 1


def test_large_file_without_lists_answers_exactly(made: Path, tmp_path: Path) -> None:
    (tmp_path / made.name).write_bytes(made.read_bytes())
    vectors = Vectors.open(tmp_path / made.name)
    assert recall(vectors, KEYS, ROWS) == 1
    draft = Vectors.open(tmp_path / made.name, writable=True)
    draft.remove([int(KEYS[0])])
    assert len(draft.save(tmp_path / made.name)) == 3
    assert recall(Vectors.open(tmp_path / made.name), KEYS[1:], ROWS[1:]) >= 0.98


def test_lists_of_an_earlier_form_are_made_anew(copied: Path, tmp_path: Path) -> None:
    index = faiss.IndexIVFScalarQuantizer(
        faiss.IndexFlatL2(DIMENSION), DIMENSION, 16, faiss.ScalarQuantizer.QT_8bit
    )
    index.train(ROWS[:1_000])
    empty = faiss.serialize_index(index)
    table = np.zeros((16, 3), dtype="<u8")
    body = struct.pack("<QQ", SIZE, len(empty)) + empty.tobytes() + table.tobytes()
    head, codes = paths(copied)
    head.write_bytes(hashlib.sha256(body).digest() + body)
    codes.write_bytes(b"")
    assert recall(Vectors.open(copied), KEYS, ROWS) == 1  # exact meanwhile
    draft = Vectors.open(copied, writable=True)
    draft.remove([int(KEYS[0])])
    draft.save(tmp_path / copied.name)
    vectors = Vectors.open(tmp_path / copied.name)
    assert vectors.holds(KEYS[1:])
    assert recall(vectors, KEYS[1:], ROWS[1:]) >= 0.98


def test_what_comes_back_has_the_code_it_had(made: Path, tmp_path: Path) -> None:
    # It goes where others were: into the last block of its list.
    some = np.random.default_rng(9).random(SIZE) < 0.03
    keys, rows = KEYS[some], ROWS[some]
    draft = Vectors.open(made, writable=True)
    draft.remove(keys.tolist())
    draft.add(keys.tolist(), rows)
    draft.save(tmp_path / made.name)
    lists = Lists.open(tmp_path / made.name)
    assert lists is not None
    shares = []
    for vector in QUESTIONS:
        near = lists.nearest(vector, 50, scanned=SIZE, within=keys)
        shares.append(np.isin(list(exact(keys, rows, vector)), near).mean())
    assert np.mean(shares) >= 0.98


def test_vectors_answer_after_their_files_are_gone(copied: Path) -> None:
    vectors = Vectors.open(copied)
    for file in (copied, *paths(copied)):
        file.unlink()
    assert recall(vectors, KEYS, ROWS) >= 0.98


# Damage


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-100])


def go_on(file: Path) -> None:
    file.write_bytes(file.read_bytes() + b"\0" * 8)


def empty(file: Path) -> None:
    file.write_bytes(b"")


@pytest.mark.parametrize("which", [0, 1])
@pytest.mark.parametrize("damage", [cut, go_on, empty])
def test_open_notices_damaged_lists(
    which: int, damage: Callable[[Path], None], copied: Path
) -> None:
    damage(paths(copied)[which])
    with pytest.raises(StoreDamagedError, match="--full"):
        Vectors.open(copied)


def test_open_notices_lost_codes(copied: Path) -> None:
    paths(copied)[1].unlink()
    with pytest.raises(StoreDamagedError, match="--full"):
        Vectors.open(copied)


@pytest.mark.parametrize("part", range(16))
def test_open_notices_a_flipped_bit_in_what_says_how_to_read(part: int, copied: Path) -> None:
    head = paths(copied)[0]
    data = bytearray(head.read_bytes())
    data[part * len(data) // 16] ^= 1
    head.write_bytes(data)
    with pytest.raises(StoreDamagedError, match="checksum"):
        Vectors.open(copied)


def test_damaged_codes_give_other_candidates_and_nothing_worse(copied: Path) -> None:
    codes = paths(copied)[1]
    noise = np.random.default_rng(8).integers(256, size=codes.stat().st_size, dtype=np.uint8)
    codes.write_bytes(noise.tobytes())
    vectors = Vectors.open(copied)
    assert not vectors.holds(KEYS)
    for within in (None, KEYS[::2]):
        for key, cosine in vectors.search(QUESTIONS[0], 10, within=within):
            assert cosine == pytest.approx(float(ROWS[key // 2] @ QUESTIONS[0]), abs=1e-6)


def test_search_from_many_threads_finds_the_same(made: Path) -> None:
    vectors = Vectors.open(made)
    asked = QUESTIONS[:10]
    alone = [vectors.search(row, 10, within=KEYS[::2]) for row in asked]
    found: list[bool] = []

    def look() -> None:
        for row, one in zip(asked, alone, strict=True):
            found.append(vectors.search(row, 10, within=KEYS[::2]) == one)

    threads = [threading.Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [True] * 40
