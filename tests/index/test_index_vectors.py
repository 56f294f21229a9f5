"""Vectors in a file: what was added is found again, exactly, and what is damaged is noticed."""

import threading
from pathlib import Path

import faiss
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import StoreDamagedError
from index.store.vectors.nearest import Keys, Matrix, Vectors, paths

DIMENSION = 16


def unit(count: int, seed: int = 1, dimension: int = DIMENSION) -> Matrix:
    """Random rows in a narrow cone, as those of an encoder."""
    rows = np.random.default_rng(seed).standard_normal((count, dimension), dtype=np.float32)
    rows[:, 0] += 4
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return rows


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where a generation has its vectors."""
    folder = tmp_path / "store/generations/000001"
    folder.mkdir(parents=True)
    return folder / "vectors.faiss"


def saved(file: Path, keys: list[int] | Keys, rows: Matrix) -> Vectors:
    vectors = Vectors(rows.shape[1])
    vectors.add(list(keys), rows)
    vectors.save(file)
    return Vectors.open(file)


def nearest(keys: Keys, rows: Matrix, vector: Matrix, k: int) -> list[int]:
    found: list[int] = keys[np.argsort(-(rows @ vector), kind="stable")[:k]].tolist()
    return found


@settings(max_examples=60, deadline=None)
@given(
    keys=st.lists(st.integers(-(2**40), 2**40), unique=True, max_size=40),
    gone=st.sets(st.integers(0, 39)),
    k=st.integers(0, 50),
    data=st.data(),
)
def test_search_gives_what_comparing_with_each_gives(
    tmp_path_factory: pytest.TempPathFactory,
    keys: list[int],
    gone: set[int],
    k: int,
    data: st.DataObject,
) -> None:
    path = tmp_path_factory.mktemp("vectors") / "vectors.faiss"
    rows = unit(len(keys))
    draft = Vectors(DIMENSION)
    half = len(keys) // 2
    draft.add(keys[:half], rows[:half])
    draft.add(keys[half:], rows[half:])
    draft.remove([keys[at] for at in gone if at < len(keys)])
    left = [at for at in range(len(keys)) if at not in gone]
    expected = np.array(keys, dtype=np.int64)[left], rows[left]
    draft.save(path)
    within = data.draw(st.none() | st.lists(st.sampled_from(keys or [7]), max_size=20))
    among = [True if within is None else key in within for key in expected[0].tolist()]
    vector = unit(1, seed=2)[0]
    wanted = nearest(expected[0][among], expected[1][among], vector, k)
    for vectors in (draft, Vectors.open(path), Vectors.open(path, writable=True)):
        assert len(vectors) == len(left)
        assert vectors.keys().tolist() == sorted(expected[0].tolist())
        found = vectors.search(vector, k, within=within)
        assert [key for key, _ in found] == wanted
        for key, cosine in found:
            assert cosine == pytest.approx(float(vectors.get(key) @ vector), abs=1e-6)
            np.testing.assert_array_equal(vectors.get(key), rows[keys.index(key)])


def test_search_puts_equal_cosines_in_the_order_of_their_keys(file: Path) -> None:
    row = unit(1)
    vectors = saved(file, [9, 3, 5], np.repeat(row, 3, axis=0))
    assert [key for key, _ in vectors.search(row[0], 2, within=[9, 5, 3])] == [3, 5]


def test_search_within_keys_that_are_not_there_finds_the_others(file: Path) -> None:
    rows = unit(3)
    vectors = saved(file, [1, 2, 3], rows)
    assert [key for key, _ in vectors.search(rows[0], 5, within=[2, 77, -1, 2])] == [2]


def test_search_in_no_vectors_finds_nothing(file: Path) -> None:
    vectors = saved(file, [], unit(0))
    assert vectors.search(unit(1)[0], 5) == []
    assert len(vectors) == 0
    assert vectors.dimension == DIMENSION


def test_key_that_was_removed_can_be_added_again(file: Path) -> None:
    rows = unit(4)
    saved(file, [1, 2, 3], rows[:3])
    draft = Vectors.open(file, writable=True)
    draft.remove([2, 99])
    draft.add([2], rows[3:])
    draft.save(file)
    np.testing.assert_array_equal(Vectors.open(file).get(2), rows[3])
    assert Vectors.open(file).keys().tolist() == [1, 2, 3]


def test_get_of_a_key_that_is_not_there_names_it(file: Path) -> None:
    with pytest.raises(KeyError, match="77"):
        saved(file, [1], unit(1)).get(77)


def test_vectors_opened_for_reading_cannot_be_changed(file: Path) -> None:
    vectors = saved(file, [1], unit(1))
    with pytest.raises(ValueError, match="open them as writable"):
        vectors.add([2], unit(1))
    with pytest.raises(ValueError, match="open them as writable"):
        vectors.remove([1])
    with pytest.raises(ValueError, match="open them as writable"):
        vectors.save(file)


def test_rows_of_another_length_are_refused() -> None:
    with pytest.raises(ValueError, match="8"):
        Vectors(DIMENSION).add([1], unit(1, dimension=8))


def test_vectors_answer_after_their_file_is_gone(file: Path) -> None:
    rows = unit(5)
    vectors = saved(file, [1, 2, 3, 4, 5], rows)
    file.unlink()
    assert vectors.search(rows[2], 1)[0][0] == 3
    np.testing.assert_array_equal(vectors.get(4), rows[3])


# The file


def test_file_is_one_that_faiss_reads(file: Path) -> None:
    rows = unit(5)
    saved(file, [5, 3, 9, 1, 7], rows)
    index = faiss.read_index(str(file))
    np.testing.assert_array_equal(index.reconstruct(9), rows[2])
    assert index.search(rows[:1], 1)[1].tolist() == [[5]]


def test_file_that_faiss_wrote_is_read_whatever_the_order_of_its_keys(file: Path) -> None:
    rows = unit(5)
    index = faiss.IndexIDMap2(faiss.IndexFlatIP(DIMENSION))
    index.add_with_ids(rows, np.array([5, 3, 9, 1, 7]))
    faiss.write_index(index, str(file))
    vectors = Vectors.open(file)
    assert vectors.keys().tolist() == [1, 3, 5, 7, 9]
    for key, row in zip([5, 3, 9, 1, 7], rows, strict=True):
        np.testing.assert_array_equal(vectors.get(key), row)
        assert vectors.search(row, 1)[0][0] == key
    draft = Vectors.open(file, writable=True)
    draft.remove([3])
    draft.save(file)
    np.testing.assert_array_equal(Vectors.open(file).get(9), rows[2])


HEAD = 82  # bytes in front of the rows


@pytest.mark.parametrize("byte", range(HEAD))
def test_open_notices_a_flipped_bit_in_front_of_the_rows(byte: int, file: Path) -> None:
    saved(file, [1, 2, 3], unit(3))
    data = bytearray(file.read_bytes())
    data[byte] ^= 1
    file.write_bytes(data)
    with pytest.raises(StoreDamagedError, match=r"vectors\.faiss.*--full"):
        Vectors.open(file)


@pytest.mark.parametrize("length", [0, 1, HEAD - 1, HEAD, HEAD + 100, -8, -1])
def test_open_notices_a_file_that_was_cut(length: int, file: Path) -> None:
    saved(file, [1, 2, 3], unit(3))
    file.write_bytes(file.read_bytes()[:length])
    with pytest.raises(StoreDamagedError, match=r"vectors\.faiss"):
        Vectors.open(file)


def test_open_notices_a_file_that_went_on(file: Path) -> None:
    saved(file, [1, 2, 3], unit(3))
    file.write_bytes(file.read_bytes() + b"\0")
    with pytest.raises(StoreDamagedError, match=r"vectors\.faiss"):
        Vectors.open(file)


def test_save_leaves_the_file_and_nothing_else(file: Path) -> None:
    saved(file, [1, 2, 3], unit(3))
    assert list(file.parent.iterdir()) == [file]
    assert not any(path.exists() for path in paths(file))


def test_what_is_added_lies_in_the_folder_that_was_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        Vectors(DIMENSION, folder=tmp_path / "missing")
    Vectors(DIMENSION, folder=tmp_path).add([1], unit(1))
    assert list(tmp_path.iterdir()) == []


def test_search_from_many_threads_finds_the_same(file: Path) -> None:
    rows = unit(200)
    vectors = saved(file, list(range(200)), rows)
    alone = [vectors.search(row, 10) for row in rows]
    found: list[bool] = []

    def look() -> None:
        found.extend(vectors.search(row, 10) == one for row, one in zip(rows, alone, strict=True))

    threads = [threading.Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [True] * 800
