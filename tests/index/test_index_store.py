"""The index on disk: what was saved is found again, and damage never passes for an index."""

import dataclasses
import json
import shutil
import struct
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from fakes import HashEncoder
from hypothesis import given, settings
from hypothesis import strategies as st

import index.store.generations
from index import content
from index.errors import (
    StoreBusyError,
    StoreDamagedError,
    StoreError,
    StoreMismatchError,
    StoreMissingError,
)
from index.language import terms
from index.passages import PassageOptions, split
from index.records import Article, Citation, Filter, Hit, Passage, Skipped
from index.store.catalogue import Indexed
from index.store.generations import Store, open_store, remembered_roots
from index.store.layout import FORMAT
from index.store.locking import locked
from index.store.publishing import Draft, roll_back

ENCODER = HashEncoder(dimension=8)
ROOTS = ("/news",)
NEWS = {
    "kim.txt": "Putin trifft Kim\n\nPutin schenkte Kim eine Limousine. Kim dankte ihm dafür.\n",
    "tee.txt": "Tee für Putin\n\nKim schenkte Putin ein Teeservice. Kim schenkte Putin ein Bild.\n",
    "crlf.txt": "Feier in Berlin 🎉\r\n\r\nTausende kamen am Abend. Tausende kamen am Abend.\r\n",
    "zh.txt": "总统星期三凌晨抵达平壤，受到热烈欢迎。随后签署条约。",
    "ar.txt": "وصل الرئيس إلى العاصمة صباح الأربعاء.",
    "leer.txt": "© AFP\n",  # an article without a passage
}
# How many passages the helpers below make of it, so that one that is lost is missed.
PASSAGES = 5


def article(article_id: str, text: str) -> Article:
    citation = Citation(article_id, article_id, f"/news/{article_id}", language="de")
    return Article(citation, text, content.spans(text), "0" * 64)


def add(draft: Draft, read: Article, passages: list[Passage]) -> list[int]:
    draft.catalogue.set_file(read.citation.id, Indexed(read.citation.path, read.digest))
    return draft.catalogue.add(read.citation.id, read, passages)


def publish(
    store: Path,
    news: dict[str, str],
    *,
    encoder: HashEncoder = ENCODER,
    vectors: Callable[[list[str]], npt.NDArray[np.float32]] | None = None,
    roots: tuple[str, ...] = ROOTS,
) -> Store:
    """Publish a generation of exactly these texts, and open it."""
    encode = vectors or encoder.encode_passages
    with locked(store), Draft(store, None, encoder.identity.dimension) as draft:
        for article_id, text in news.items():
            read = article(article_id, text)
            passages = split(read, encoder.count_tokens, PassageOptions())
            keys = add(draft, read, passages)
            draft.vectors.add(keys, encode([passage.text for passage in passages]))
        draft.publish(encoder.identity, {"rules": 1}, roots)
    return open_store(store, encoder.identity)


def found(store: Store, question: str, k: int = 10) -> list[Hit]:
    """Everything that a question finds, by meaning and by words."""
    (vector,) = ENCODER.encode_queries([question])
    words = terms(question, store.languages)
    hits = store.catalogue.hits(store.vectors.search(vector, k))
    return hits + store.catalogue.hits(store.catalogue.search(words, k))


def generations(store: Path) -> list[str]:
    return sorted(folder.name for folder in (store / "generations").iterdir())


def generation(store: Path) -> Path:
    """The folder of the published generation."""
    return store / "generations" / (store / "CURRENT").read_text().strip()


@pytest.fixture
def store(tmp_path: Path) -> Path:
    publish(tmp_path / "store", NEWS)
    return tmp_path / "store"


# Save, open, search


def test_open_store_finds_what_was_published(store: Path) -> None:
    opened = open_store(store, ENCODER.identity)
    assert opened.manifest.counts == opened.catalogue.counts()
    assert opened.manifest.counts.articles == len(NEWS)
    assert opened.manifest.counts.passages == len(opened.vectors) == PASSAGES
    assert {citation.id for citation in opened.catalogue.citations()} == set(NEWS)
    hits = found(opened, "Limousine")
    assert "Putin schenkte Kim eine Limousine." in hits[0].text
    assert hits[0].rank == 1


def test_open_store_gives_every_hit_as_its_slice(store: Path) -> None:
    opened = open_store(store)
    hits = found(opened, "Kim Tausende 总统 الرئيس", k=PASSAGES)
    assert {hit.article.id for hit in hits} == set(NEWS) - {"leer.txt"}
    for hit in hits:
        assert NEWS[hit.article.id][hit.start : hit.end] == hit.text
        assert hit.sentences[0][0] == hit.start
        assert hit.sentences[-1][1] == hit.end


def test_open_store_gives_the_articles_as_they_were(store: Path) -> None:
    opened = open_store(store)
    for article_id, text in NEWS.items():
        assert opened.catalogue.article(article_id) == article(article_id, text)
    assert opened.catalogue.article("fehlt.txt") is None


def test_verify_of_a_new_store_is_silent(store: Path) -> None:
    open_store(store).verify()


@pytest.mark.parametrize("name", ["ein Ordner", "a#b?c%20d", "Ä🎉", "'; DROP"])
def test_open_store_in_a_folder_of_any_name(name: str, tmp_path: Path) -> None:
    assert found(publish(tmp_path / name, NEWS), "Limousine")


def test_open_store_of_no_articles_finds_nothing(tmp_path: Path) -> None:
    opened = publish(tmp_path, {})
    assert found(opened, "Limousine") == []
    opened.verify()


texts = st.lists(
    st.sampled_from([*NEWS.values(), "Kim kam. Kim kam.", "🎉 Ja!", "राष्ट्रपति पहुँचे।"])
    | st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1),
    max_size=6,
)


@settings(max_examples=40, deadline=None)
@given(texts, st.integers(0, 2**32 - 1))
def test_publish_then_open_gives_the_same_hits(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str], seed: int
) -> None:
    random = np.random.default_rng(seed)

    def vectors(passages: list[str]) -> npt.NDArray[np.float32]:
        rows = random.standard_normal((len(passages), 8), np.float32)
        rows /= np.linalg.norm(rows, axis=1, keepdims=True)
        saved.extend(rows)
        return rows

    saved: list[npt.NDArray[np.float32]] = []
    path = tmp_path_factory.mktemp("store")
    news = {f"{number}.txt": text for number, text in enumerate(texts)}
    opened = publish(path, news, vectors=vectors)
    opened.verify()
    again = open_store(path)
    assert len(again.vectors) == len(saved)
    for row in saved:
        nearest = opened.vectors.search(row, 3)
        assert nearest == again.vectors.search(row, 3)
        key, cosine = nearest[0]
        assert cosine == pytest.approx(1, abs=1e-5)
        np.testing.assert_array_equal(
            again.vectors.get(key), saved[again.catalogue.keys().index(key)]
        )
    for number, text in enumerate(texts):
        for hit in found(again, text):
            assert news[hit.article.id][hit.start : hit.end] == hit.text
        stored = again.catalogue.article(f"{number}.txt")
        assert stored is not None
        assert stored.text == text


@pytest.mark.parametrize(
    "question",
    ['"', "'", "?", "*", "(", "_", "NEAR(", "AND OR NOT", "terms:x", "-", "", "^x"],
)
def test_search_takes_any_words(question: str, store: Path) -> None:
    opened = open_store(store)
    assert opened.catalogue.search(terms(question, ["de"]), 5) == []
    assert opened.catalogue.search([question], 5) == []


def test_search_ranks_by_the_words_in_common(store: Path) -> None:
    catalogue = open_store(store).catalogue
    scored = catalogue.search(terms("Schenkte Kim ein Teeservice?", ["de"]), 5)
    assert [hit.article.id for hit in catalogue.hits(scored)][:2] == ["tee.txt", "kim.txt"]
    scores = [score for _, score in scored]
    assert scores == sorted(scores, reverse=True)
    assert scores[-1] > 0


def test_search_gives_at_most_k(store: Path) -> None:
    opened = open_store(store)
    assert len(opened.catalogue.search(["kim"], 1)) == 1
    (vector,) = ENCODER.encode_queries(["Kim"])
    assert len(opened.vectors.search(vector, 2)) == 2
    assert len(opened.vectors.search(vector, 99)) == PASSAGES
    assert opened.vectors.search(vector, 0) == []


def test_vectors_of_gives_those_of_known_texts(store: Path) -> None:
    opened = open_store(store)
    (text, *_) = (hit.text for hit in found(opened, "Limousine"))
    vectors = opened.vectors_of(["Unbekannt.", text])
    assert list(vectors) == [1]
    np.testing.assert_allclose(vectors[1], ENCODER.encode_passages([text])[0], atol=1e-6)


def test_catalogue_answers_from_many_threads(store: Path) -> None:
    opened = open_store(store)
    expected = found(opened, "Kim")
    answers: list[list[Hit]] = []
    threads = [
        threading.Thread(target=lambda: answers.extend(found(opened, "Kim") for _ in range(20)))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [expected] * 80


# Generations


def test_is_current_until_the_next_publication(store: Path) -> None:
    first = open_store(store)
    assert first.is_current()
    second = publish(store, NEWS)
    assert not first.is_current()
    assert second.is_current()
    assert second.name > first.name


def test_is_current_while_the_pointer_is_gone(store: Path) -> None:
    opened = open_store(store)
    (store / "CURRENT").unlink()
    assert opened.is_current()  # it goes on answering


def test_publish_keeps_the_generation_before_and_removes_older_ones(store: Path) -> None:
    assert generations(store) == ["000001"]
    for expected in (["000001", "000002"], ["000002", "000003"], ["000003", "000004"]):
        publish(store, NEWS)
        assert generations(store) == expected


@pytest.mark.skipif(sys.platform == "win32", reason="open files cannot be removed there")
def test_reader_of_an_older_generation_answers_after_two_publications(store: Path) -> None:
    old = open_store(store, ENCODER.identity)
    expected = found(old, "Limousine")
    for number in range(2):
        publish(store, {"neu.txt": f"Ganz andere Nachricht Nummer {number}."})
    assert old.name not in generations(store)
    assert found(old, "Limousine") == expected
    assert found(open_store(store), "Limousine")[0].article.id == "neu.txt"


def test_open_store_follows_two_publications_between_its_steps(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_pointer = index.store.generations.current

    def slowly(path: Path) -> str:
        name = read_pointer(path)
        monkeypatch.undo()  # only the first reading is slow: what it names will soon be removed
        for text in ("Erste Nachricht.", "Zweite Nachricht."):
            publish(store, {"neu.txt": text})
        return name

    monkeypatch.setattr("index.store.generations.current", slowly)
    opened = open_store(store)
    assert opened.name == "000003"
    assert found(opened, "Nachricht")[0].text == "Zweite Nachricht."


def test_draft_that_is_not_published_leaves_nothing(store: Path) -> None:
    with pytest.raises(KeyboardInterrupt), locked(store), Draft(store, None, 8) as draft:
        add(draft, article("neu.txt", "Neu."), [])
        assert len(generations(store)) == 2
        raise KeyboardInterrupt
    assert generations(store) == ["000001"]
    open_store(store).verify()


def test_draft_removes_what_a_killed_build_left(store: Path) -> None:
    shutil.copytree(generation(store), store / "generations" / "draft-tot")
    assert open_store(store).name == "000001"
    with locked(store), Draft(store, open_store(store), 8):
        pass
    assert generations(store) == ["000001"]


def test_draft_writes_no_article_again_whose_voice_stays(store: Path) -> None:
    voices = {"kim.txt": ("kim.txt", 1), "tee.txt": ("kim.txt", 1)}
    with locked(store), Draft(store, open_store(store), 8) as draft:
        catalogue, written = draft.catalogue, list[int]()
        for now in (voices, voices, {}, {}, {"ar.txt": ("ar.txt", 2)}):
            before = catalogue._connection.total_changes
            catalogue.set_voices(now)
            written.append(catalogue._connection.total_changes - before)
            told = {each.id: (each.voice, each.copies) for each in catalogue.citations()}
            assert {name: voice for name, voice in told.items() if voice != (None, 0)} == now
        assert written == [2, 0, 2, 0, 1]
        catalogue.set_recurring(catalogue.recurring())
        before = catalogue._connection.total_changes
        catalogue.set_recurring(catalogue.recurring())
        assert catalogue._connection.total_changes - before == 2  # the one row of the lines


def test_draft_of_a_base_starts_with_all_of_it(store: Path) -> None:
    base = open_store(store)
    with locked(store), Draft(store, base, 8) as draft:
        draft.vectors.remove(draft.catalogue.remove("kim.txt"))
        draft.catalogue.set_file("a.jpg", Indexed("/news/a.jpg", "", "kein Text"))
        draft.publish(ENCODER.identity, {"rules": 1}, ROOTS)
    opened = open_store(store)
    opened.verify()
    assert {citation.id for citation in opened.catalogue.citations()} == set(NEWS) - {"kim.txt"}
    assert all(hit.article.id != "kim.txt" for hit in found(opened, "Limousine"))
    assert opened.catalogue.skipped() == [Skipped("/news/a.jpg", "kein Text")]
    assert found(base, "Limousine")[0].article.id == "kim.txt"  # the base is as it was


def test_publish_refuses_vectors_that_do_not_fit(store: Path) -> None:
    with (
        pytest.raises(StoreDamagedError, match="vectors"),
        locked(store),
        Draft(store, open_store(store), 8) as draft,
    ):
        draft.vectors.remove([draft.catalogue.keys()[0]])
        draft.publish(ENCODER.identity, {"rules": 1}, ROOTS)
    assert generations(store) == ["000001"]


def test_summary_tells_what_is_indexed(store: Path) -> None:
    summary = open_store(store).summary()
    assert summary["articles"] == len(NEWS)
    assert summary["languages"] == {"de": len(NEWS)}
    assert summary["roots"] == list(ROOTS)
    assert summary["store"] == str(store)
    json.dumps(summary)


# Damage


def assert_helpful(error: StoreError, store: Path) -> None:
    message = str(error)
    assert "\n" not in message
    assert str(store) in message
    assert "beleg index" in message


def test_open_store_where_there_is_none_names_the_command(tmp_path: Path) -> None:
    with pytest.raises(StoreMissingError) as caught:
        open_store(tmp_path / "store")
    assert_helpful(caught.value, tmp_path / "store")
    assert not (tmp_path / "store").exists()


def test_open_store_of_an_empty_folder_is_missing(tmp_path: Path) -> None:
    with pytest.raises(StoreMissingError):
        open_store(tmp_path)


def truncate(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def empty(file: Path) -> None:
    file.write_bytes(b"")


def extend(file: Path) -> None:
    file.write_bytes(file.read_bytes() + b"\0")


def zero(file: Path) -> None:
    file.write_bytes(bytes(file.stat().st_size))


def into_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


DAMAGES = [Path.unlink, truncate, empty, extend, zero, into_folder]
FILES = ["catalogue.sqlite", "vectors.faiss"]


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("file", FILES)
def test_open_store_notices_a_damaged_file(
    file: str, damage: Callable[[Path], None], store: Path
) -> None:
    damage(generation(store) / file)
    with pytest.raises(StoreDamagedError) as caught:
        open_store(store)
    assert_helpful(caught.value, store)


@pytest.mark.parametrize("damage", [Path.unlink, truncate, empty, zero, into_folder])
def test_open_store_notices_a_damaged_manifest(damage: Callable[[Path], None], store: Path) -> None:
    damage(generation(store) / "manifest.json")
    with pytest.raises(StoreDamagedError) as caught:
        open_store(store)
    assert_helpful(caught.value, store)


@pytest.mark.parametrize(
    "pointer", [b"", b"\n", b"latest", b"000009", b"-1", b"../000001", b"\xff\xfe", "²".encode(),
                b"000001\n000002", b"\0" * 7, b"1"]
)  # fmt: skip
def test_open_store_notices_a_pointer_to_nothing(pointer: bytes, store: Path) -> None:
    (store / "CURRENT").write_bytes(pointer)
    with pytest.raises(StoreDamagedError) as caught:
        open_store(store)
    assert_helpful(caught.value, store)


def test_open_store_of_a_first_build_killed_before_its_pointer_is_missing(store: Path) -> None:
    (store / "CURRENT").unlink()
    with pytest.raises(StoreMissingError) as caught:
        open_store(store)
    assert_helpful(caught.value, store)


def test_open_store_notices_a_lost_pointer(store: Path) -> None:
    publish(store, NEWS)
    (store / "CURRENT").unlink()
    with pytest.raises(StoreDamagedError, match="CURRENT") as caught:
        open_store(store)
    assert_helpful(caught.value, store)


def test_open_store_notices_a_lost_generation(store: Path) -> None:
    shutil.rmtree(generation(store))
    with pytest.raises(StoreDamagedError) as caught:
        open_store(store)
    assert_helpful(caught.value, store)


@pytest.mark.parametrize(
    "manifest",
    ["", "null", "[]", "{}", '"x"', "1", "{", "\ufeff{}", '{"format": null}', '{"format": "x"}'],
)
def test_open_store_notices_a_manifest_that_is_none(manifest: str, store: Path) -> None:
    (generation(store) / "manifest.json").write_text(manifest)
    with pytest.raises(StoreDamagedError) as caught:
        open_store(store)
    assert_helpful(caught.value, store)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("model", None),
        ("model", {}),
        ("model", "e5"),
        ("options", 1),
        ("roots", None),
        ("roots", "/news"),
        ("roots", [1]),
        ("counts", {"articles": 1}),
        ("counts", {"articles": "6", "passages": "5", "sentences": "9"}),
        ("files", []),
        ("files", {}),
        ("files", {"catalogue.sqlite": 1}),
        ("files", {"catalogue.sqlite": ["x", "y"]}),
    ],
)
def test_open_store_notices_a_manifest_of_wrong_types(
    field: str, value: object, store: Path
) -> None:
    file = generation(store) / "manifest.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | {field: value}))
    with pytest.raises(StoreDamagedError) as caught:
        open_store(store)
    assert_helpful(caught.value, store)


@pytest.mark.parametrize("field", ["model", "options", "roots", "counts", "files", "created"])
def test_open_store_notices_a_manifest_without_a_field(field: str, store: Path) -> None:
    file = generation(store) / "manifest.json"
    fields = json.loads(file.read_text())
    del fields[field]
    file.write_text(json.dumps(fields))
    with pytest.raises(StoreDamagedError) as caught:
        open_store(store)
    assert_helpful(caught.value, store)


def flipped(file: Path, place: float, bit: int) -> None:
    data = bytearray(file.read_bytes())
    data[int(place * len(data))] ^= 1 << bit
    file.write_bytes(data)


@pytest.mark.parametrize("place", [number / 16 for number in range(16)])
@pytest.mark.parametrize("file", [*FILES, "manifest.json"])
def test_verify_notices_a_flipped_bit(file: str, place: float, store: Path) -> None:
    flipped(generation(store) / file, place, 0)
    with pytest.raises(StoreError) as caught:
        open_store(store, ENCODER.identity).verify()
    assert_helpful(caught.value, store)


OPEN = """
import resource, sys
from pathlib import Path
from index.errors import StoreDamagedError
from index.store.generations import open_store
resource.setrlimit(resource.RLIMIT_AS, (16 << 30, 16 << 30))
try:
    open_store(Path(sys.argv[1]))
except StoreDamagedError as error:
    print(error)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="memory cannot be limited there")
@pytest.mark.parametrize("numbers", [PASSAGES, PASSAGES * 8])
def test_open_store_does_not_reserve_what_a_damaged_size_asks_for(
    numbers: int, store: Path
) -> None:
    file = generation(store) / "vectors.faiss"
    data = file.read_bytes()
    size = struct.pack("<Q", numbers)  # of the keys, of the vectors
    assert size in data
    at = data.rindex(size)
    file.write_bytes(data[:at] + struct.pack("<Q", numbers + (1 << 38)) + data[at + 8 :])
    with run(OPEN, store) as other:
        message, _ = other.communicate()
    assert other.returncode == 0
    assert_helpful(StoreDamagedError(message.rstrip("\n")), store)


@pytest.mark.parametrize("file", FILES)
def test_verify_notices_a_file_of_another_generation(file: str, store: Path) -> None:
    first = generation(store)
    publish(store, NEWS | {"kim.txt": NEWS["kim.txt"].replace("Limousine", "Motoryacht")})
    assert (first / file).stat().st_size == (generation(store) / file).stat().st_size
    shutil.copy(first / file, generation(store) / file)
    with pytest.raises(StoreDamagedError, match=file) as caught:
        open_store(store).verify()
    assert_helpful(caught.value, store)


@pytest.mark.parametrize("file", FILES)
def test_verify_notices_a_file_that_vanished_while_open(file: str, store: Path) -> None:
    opened = open_store(store)
    (generation(store) / file).unlink()
    with pytest.raises(StoreDamagedError) as caught:
        opened.verify()
    assert_helpful(caught.value, store)


def test_verify_names_a_sentence_outside_its_passage(store: Path) -> None:
    with locked(store), Draft(store, None, 8) as draft:
        read = article("kim.txt", NEWS["kim.txt"])
        (passage,) = split(read, ENCODER.count_tokens, PassageOptions())
        wrong = dataclasses.replace(passage, sentences=((0, 9_999),))
        draft.vectors.add(add(draft, read, [wrong]), ENCODER.encode_passages(["Kim"]))
        with pytest.raises(StoreDamagedError, match=r"sentence 0:9999 of kim\.txt"):
            draft.publish(ENCODER.identity, {"rules": 1}, ROOTS)


def test_verify_names_a_passage_that_is_not_its_slice(store: Path) -> None:
    with locked(store), Draft(store, None, 8) as draft:
        read = article("kim.txt", NEWS["kim.txt"])
        (passage,) = split(read, ENCODER.count_tokens, PassageOptions())
        wrong = dataclasses.replace(passage, text="Putin schenkte Kim nichts.")
        draft.vectors.add(add(draft, read, [wrong]), ENCODER.encode_passages(["Kim"]))
        with pytest.raises(StoreDamagedError, match=r"passage 0:\d+ of kim\.txt"):
            draft.publish(ENCODER.identity, {"rules": 1}, ROOTS)


# Mismatch


@pytest.mark.parametrize("rest", [{}, {"options": None, "roots": {"new": "layout"}}])
def test_open_store_of_another_format_names_the_command(
    rest: dict[str, object], store: Path
) -> None:
    file = generation(store) / "manifest.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | {"format": FORMAT + 1} | rest))
    with pytest.raises(StoreMismatchError, match="format") as caught:
        open_store(store)
    assert_helpful(caught.value, store)


def test_open_store_with_another_model_names_both_and_the_command(store: Path) -> None:
    other = dataclasses.replace(ENCODER.identity, name="ein-anderes-modell")
    with pytest.raises(StoreMismatchError, match="hash-encoder, not ein-anderes-modell") as caught:
        open_store(store, other)
    assert_helpful(caught.value, store)
    assert "--full" in str(caught.value)


@pytest.mark.parametrize(
    "changed", [{"checksum": "1" * 64}, {"query_prompt": ""}, {"passage_prompt": "p: "}]
)
def test_open_store_with_other_weights_or_prompts_is_refused(
    changed: dict[str, str], store: Path
) -> None:
    with pytest.raises(StoreMismatchError, match="other weights or prompts") as caught:
        open_store(store, dataclasses.replace(ENCODER.identity, **changed))
    assert_helpful(caught.value, store)


def test_open_store_without_a_model_opens_for_looking(store: Path) -> None:
    assert open_store(store).manifest.model == ENCODER.identity


# Roots and lock


def test_remembered_roots_where_there_is_no_index_are_none(tmp_path: Path) -> None:
    assert remembered_roots(tmp_path) == ()


def lose_pointer(store: Path) -> None:
    (store / "CURRENT").unlink()


def lose_files(store: Path) -> None:
    for file in FILES:
        (generation(store) / file).unlink()


@pytest.mark.parametrize("damage", [lose_pointer, lose_files])
def test_remembered_roots_outlive_damage(damage: Callable[[Path], None], store: Path) -> None:
    damage(store)
    publish(store, NEWS)
    damage(store)
    assert remembered_roots(store) == ROOTS


def test_remembered_roots_fall_back_to_the_generation_before(store: Path) -> None:
    publish(store, NEWS)
    (generation(store) / "manifest.json").write_text("{")
    assert remembered_roots(store) == ROOTS


def test_remembered_roots_of_another_format_are_known(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.store.layout.FORMAT", FORMAT + 1)
    with pytest.raises(StoreMismatchError):
        open_store(store)
    assert remembered_roots(store) == ROOTS


def test_remembered_roots_are_those_of_the_published_generation(store: Path) -> None:
    publish(store, NEWS, roots=("/a", "/b"))
    assert remembered_roots(store) == ("/a", "/b")
    (store / "CURRENT").write_text("000001\n")
    assert remembered_roots(store) == ROOTS


def run(code: str, *arguments: object) -> subprocess.Popen[str]:
    command: Sequence[str] = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


HOLD = """
import sys
from pathlib import Path
from index.store.locking import locked
with locked(Path(sys.argv[1])):
    print("locked", flush=True)
    sys.stdin.read()
"""


def test_locked_by_another_process_is_busy_in_one_line(tmp_path: Path) -> None:
    with run(HOLD, tmp_path) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "locked\n"
        with pytest.raises(StoreBusyError) as caught, locked(tmp_path):
            pytest.fail("two builders at a time")
        other.communicate("")
    assert "\n" not in str(caught.value)
    assert str(tmp_path) in str(caught.value)
    with locked(tmp_path):
        pass


def test_locked_by_a_killed_process_is_free(tmp_path: Path) -> None:
    with run(HOLD, tmp_path) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "locked\n"
        other.kill()
    with locked(tmp_path):
        pass


def test_locked_by_another_thread_is_busy(tmp_path: Path) -> None:
    caught: list[BaseException] = []

    def build() -> None:
        try:
            with locked(tmp_path):
                pass
        except StoreBusyError as error:
            caught.append(error)

    with locked(tmp_path):
        thread = threading.Thread(target=build)
        thread.start()
        thread.join()
    assert len(caught) == 1


def test_locked_in_a_place_that_is_a_file_says_so(tmp_path: Path) -> None:
    (tmp_path / "store").write_text("")
    with pytest.raises(StoreError, match="--store") as caught, locked(tmp_path / "store"):
        pytest.fail("a file holds no index")
    assert "\n" not in str(caught.value)
    assert str(tmp_path / "store") in str(caught.value)


def test_open_store_that_is_a_file_says_so(tmp_path: Path) -> None:
    (tmp_path / "store").write_text("")
    with pytest.raises(StoreError) as caught:
        open_store(tmp_path / "store")
    assert_helpful(caught.value, tmp_path / "store")


# Filters

DATED = (
    Citation("a.txt", "A", "/a", "Tageblatt", "2024-06-19", "de"),
    Citation("b.txt", "B", "/b", "TAGEBLATT", "2024-06-30", "de"),
    Citation("c.txt", "C", "/c", "Straße", "2025-01-01", "de"),
    Citation("d.txt", "D", "/d", None, None, "de"),
)
ENGLISH = (
    "The president gave his host a limousine and a tea service during the visit on Wednesday "
    "morning, the agency reported."
)


@pytest.fixture
def dated(tmp_path: Path) -> Store:
    """Four German articles with dates and sources, an English passage in the last."""
    store = tmp_path / "store"
    with locked(store), Draft(store, None, ENCODER.identity.dimension) as draft:
        for citation in DATED:
            text = f"Kim kam in {citation.title} an."
            text += f"\n\n> {ENGLISH}\n" if citation.id == "d.txt" else ""
            spans = content.spans(text)
            passages = split(
                Article(citation, text, spans, "0" * 64),
                ENCODER.count_tokens,
                PassageOptions(tokens=35),
            )
            keys = add(draft, Article(citation, text, spans, "0" * 64), passages)
            vectors = ENCODER.encode_passages([passage.text for passage in passages])
            draft.vectors.add(keys, vectors)
        draft.publish(ENCODER.identity, {"rules": 1}, ROOTS)
    return open_store(store, ENCODER.identity)


@pytest.mark.parametrize(
    ("wanted", "ids"),
    [
        (Filter(), "abcd"),
        (Filter(since="2024-06-30"), "bc"),
        (Filter(until="2024-06-30"), "ab"),
        (Filter(since="2024-06-20", until="2024-12-31"), "b"),
        (Filter(sources=("tageblatt",)), "ab"),
        (Filter(sources=("STRASSE",)), "c"),
        (Filter(sources=("Tageblatt", "Straße")), "abc"),
        (Filter(sources=("'; DROP TABLE articles; --",)), ""),
        (Filter(languages=("en",)), "d"),
        (Filter(languages=("de", "en")), "abcd"),
        (Filter(languages=("deu",)), "abcd"),
        (Filter(languages=("ENG",)), "d"),
        (Filter(languages=("\ud800",)), ""),
        (Filter(sources=("\ud800", "straße")), "c"),
        (Filter(articles=("\ud800", "a.txt")), "a"),
        (Filter(articles=("d.txt", *map(str, range(300_000)))), "d"),
        (Filter(articles=("a.txt", "d.txt", "fehlt.txt")), "ad"),
        (Filter(since="2024-06-20", sources=("tageblatt",), articles=("a.txt",)), ""),
    ],
)
def test_matching_lets_through_what_fits_every_condition(
    wanted: Filter, ids: str, dated: Store
) -> None:
    keys = dated.catalogue.matching(wanted)
    found = {hit.article.id for hit in dated.catalogue.hits([(key, 0.0) for key in keys])}
    assert found == {f"{each}.txt" for each in ids}
    vector = ENCODER.encode_queries(["Kim kam an"])[0]
    near = dated.vectors.search(vector, 10, within=keys)
    assert sorted(key for key, _ in near) == keys
    words = dated.catalogue.search(terms("Kim president", ["de", "en"]), 10, within=wanted)
    assert {key for key, _ in words} <= set(keys)
    assert bool(words) == bool(keys)


def test_search_within_gives_the_cosines_of_the_search_without(dated: Store) -> None:
    vector = ENCODER.encode_queries(["Kim kam an"])[0]
    every = dict(dated.vectors.search(vector, 10))
    keys = dated.catalogue.matching(Filter(sources=("tageblatt",)))
    assert dict(dated.vectors.search(vector, 1, within=keys)) == {
        key: every[key] for key in [max(keys, key=every.__getitem__)]
    }


def test_passage_in_another_language_than_its_article_says_so(dated: Store) -> None:
    (hit,) = dated.catalogue.hits([(dated.catalogue.matching(Filter(languages=("en",)))[0], 0.0)])
    assert (hit.language, hit.article.language) == ("en", "de")


def test_nothing_is_called_half_a_character(dated: Store) -> None:
    assert dated.catalogue.article("\ud800") is None
    assert dated.catalogue.listing("\ud800") == ([], 0)
    assert dated.catalogue.copies("\ud800") == []
    assert dated.catalogue.verdicts(["\ud800"]) == {}
    assert dated.catalogue.search(["\ud800"], 5) == []


@pytest.mark.parametrize("day", ["gestern", "2024-6-1", "20240619", "2024-06-31", "2024-06-19T10"])
def test_filter_refuses_what_is_no_date(day: str) -> None:
    with pytest.raises(ValueError, match=day[:4]):
        Filter(since=day)


# Going back


def test_roll_back_publishes_the_generation_before(store: Path) -> None:
    before = open_store(store)
    publish(store, {"neu.txt": "Neu ist das."})
    current = open_store(store)
    assert roll_back(store) == before.name
    assert open_store(store).name == before.name
    assert not current.is_current()
    assert found(open_store(store), "Limousine")


def test_roll_back_twice_needs_two_generations(store: Path) -> None:
    publish(store, {"neu.txt": "Neu ist das."})
    roll_back(store)
    with pytest.raises(StoreMissingError, match="no generation before") as caught:
        roll_back(store)
    assert_helpful(caught.value, store)


def test_build_after_a_roll_back_takes_away_what_was_rolled_back(store: Path) -> None:
    publish(store, {"neu.txt": "Neu ist das."})
    roll_back(store)
    publish(store, {"anders.txt": "Anders ist das."})
    assert [each.id for each in open_store(store).catalogue.citations()] == ["anders.txt"]
    roll_back(store)
    assert found(open_store(store), "Limousine")


def test_roll_back_without_an_index_makes_no_folder(tmp_path: Path) -> None:
    with pytest.raises(StoreMissingError):
        roll_back(tmp_path / "vertippt")
    assert list(tmp_path.iterdir()) == []


def test_is_current_of_what_was_rolled_back_is_false_for_ever(store: Path) -> None:
    publish(store, {"neu.txt": "Neu ist das."})
    reader = open_store(store)
    before = roll_back(store)
    publish(store, {"anders.txt": "Anders ist das."})
    assert not reader.is_current()
    assert open_store(store).name > reader.name
    assert generations(store) == [before, open_store(store).name]
    assert roll_back(store) == before


def test_publish_clears_away_what_a_killed_build_had_no_time_to_name(store: Path) -> None:
    shutil.copytree(generation(store), store / "generations" / "000002")
    publish(store, {"neu.txt": "Neu ist das."})
    assert generations(store) == ["000001", "000003"]
    assert roll_back(store) == "000001"


def test_roll_back_to_a_damaged_generation_changes_nothing(store: Path) -> None:
    folder = generation(store)
    publish(store, {"neu.txt": "Neu ist das."})
    current = open_store(store).name
    truncate(folder / "catalogue.sqlite")
    with pytest.raises(StoreDamagedError):
        roll_back(store)
    assert open_store(store).name == current
