"""Files that visitors add: whatever they are called, they lie in their own folder."""

import ntpath
import os
import unicodedata
from pathlib import Path, PureWindowsPath
from threading import Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.articles import find
from index.errors import CorpusError
from index.formats.document import Limits
from web.corpus import uploads as module
from web.corpus.uploads import (
    LIMITS,
    LONGEST_NAME,
    MOST_BYTES,
    Full,
    Kept,
    Refused,
    Room,
    Uploads,
    safe_name,
)
from web.words import words


@pytest.fixture
def uploads(tmp_path):
    made = Uploads(tmp_path / ".beleg")
    made.prepare()
    return made


def files(uploads):
    """What the index finds there, and what else lies there."""
    found = {path.name: path.read_bytes() for path in find(uploads.folder)}
    hidden = {path.name for path in uploads.folder.iterdir()} - found.keys()
    assert hidden == {".uploads"}
    return found


@pytest.mark.parametrize(
    ("store", "folder"),
    [(".beleg", "beleg-articles"), ("news", "news-articles"), ("...", "beleg-articles")],
)
def test_uploads_lie_beside_the_store_they_belong_to(tmp_path, store, folder):
    assert Uploads(tmp_path / store).folder == tmp_path.resolve() / folder


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("Brücke gesperrt.txt", "Brücke gesperrt.txt"),
        ("Bru\u0308cke.txt", "Brücke.txt"),
        ("ملخص الأخبار.html", "ملخص الأخبار.html"),
        ("平壤.pdf", "平壤.pdf"),
        ("news/2024/June/a.txt", "news - 2024 - June - a.txt"),
        ("C:\\Users\\me\\a.txt", "C_ - Users - me - a.txt"),
        ("../../etc/passwd.txt", "etc - passwd.txt"),
        ("/etc/passwd.txt", "etc - passwd.txt"),
        ("..\\..\\a.txt", "a.txt"),
        (".hidden.txt", "hidden.txt"),
        ("...", "_"),
        ("", "_"),
        ("a.txt. . ", "a.txt"),
        ("con.txt", "_con.txt"),
        ("CON", "_CON"),
        ("LPT¹ .txt", "_LPT¹.txt"),
        ("console.txt", "console.txt"),
        ("a\0b\n c\t.txt", "ab c.txt"),
        ("a\u202etxt.exe", "atxt.exe"),
        ("\u2066a\u2069\ufeff.txt", "a.txt"),
        ('<img src=x onerror="alert(1)">.txt', "_img src=x onerror=_alert(1)__.txt"),
        ("a:b|c?d*e.txt", "a_b_c_d_e.txt"),
        ("\ud800.txt", "txt"),
    ],
)
def test_safe_name_keeps_what_a_person_recognises(name, safe):
    assert safe_name(name) == safe


@pytest.mark.parametrize("letter", ["a", "é", "京", "😀"])
def test_safe_name_is_cut_in_front_of_its_suffix(letter):
    cut = safe_name(f"{letter * 500}.html")
    assert LONGEST_NAME - 4 < len(cut.encode()) <= LONGEST_NAME
    assert cut.strip(letter) == ".html"


def is_reserved(name):
    if hasattr(ntpath, "isreserved"):  # since Python 3.13
        return ntpath.isreserved(name)
    return PureWindowsPath(name).is_reserved()


odd = st.text(st.sampled_from("./\\ :*~-_aCONcon1¹\0\n\u202e\u0308\u2028e\ud800😀"), max_size=40)


@given(st.text(max_size=300) | odd | st.builds("{}.{}".format, odd, odd))
def test_safe_name_never_leaves_the_folder(name):
    safe = safe_name(name)
    folder = Path("/somewhere/inside")
    assert (folder / safe).resolve().parent == folder
    assert safe not in ("", ".", "..")
    assert not set(safe) & set('/\\<>:"|?*')
    assert safe[0] not in ". "
    assert safe[-1] not in ". "
    assert len(safe.encode()) <= LONGEST_NAME
    assert all(unicodedata.category(letter)[0] != "C" for letter in safe)
    assert unicodedata.is_normalized("NFC", safe)
    assert not is_reserved(safe)
    assert safe_name(safe) == safe


@given(
    st.lists(st.tuples(odd.map("{}a.txt".format), st.binary(min_size=1, max_size=2)), max_size=6)
)
def test_files_lie_flat_and_none_replaces_another(tmp_path_factory, added):
    uploads = Uploads(tmp_path_factory.mktemp("uploads") / "store")
    uploads.prepare()
    kept = {}
    for name, data in added:
        name, new = uploads.keep(name, data)
        assert new == (name not in kept)
        assert kept.setdefault(name, data) == data
    assert files(uploads) == kept


def test_same_content_is_unchanged_and_other_content_gets_a_number(uploads):
    assert uploads.keep("a.txt", b"one") == Kept("a.txt", new=True)
    assert uploads.keep("a.txt", b"one") == Kept("a.txt", new=False)
    assert uploads.keep("a.txt", b"two") == Kept("a 2.txt", new=True)
    assert uploads.keep("a.txt", b"three") == Kept("a 3.txt", new=True)
    assert uploads.keep("a.txt", b"two") == Kept("a 2.txt", new=False)
    assert files(uploads) == {"a.txt": b"one", "a 2.txt": b"two", "a 3.txt": b"three"}


def test_what_a_killed_server_was_writing_is_removed_and_takes_no_room(uploads):
    uploads.keep("a.txt", b"one")
    for name in (".0123.part", ".4567.part"):
        (uploads.folder / name).write_bytes(b"half")
    os.utime(uploads.folder / ".0123.part", (0, 0))
    uploads.prepare()
    left = {file.name for file in uploads.folder.iterdir()}
    assert left == {".uploads", "a.txt", ".4567.part"}  # which may be being written now


def test_number_fits_a_long_name(uploads):
    name = "é" * 200 + ".html"
    names = {uploads.keep(name, str(number).encode()).name for number in range(12)}
    assert len(names) == 12
    assert all(len(each.encode()) <= LONGEST_NAME and each.endswith(".html") for each in names)


def test_many_at_once_overwrite_nothing(uploads):
    threads = [
        Thread(target=uploads.keep, args=("a.txt", str(number).encode())) for number in range(20)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(files(uploads).values()) == sorted(str(number).encode() for number in range(20))


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.exe", b"x", "corpus_unknown_type"),
        ("a", b"x", "corpus_unknown_type"),
        (".txt", b"x", "corpus_unknown_type"),
        ("a.txt\u202e.exe", b"x", "corpus_unknown_type"),
        ("a.txt/", b"", "corpus_empty"),
        ("a.txt", bytes(MOST_BYTES + 1), "corpus_too_large"),
    ],
)
def test_file_is_refused_with_its_reason(uploads, name, data, reason):
    with pytest.raises(Refused, match=reason):
        uploads.keep(name, data)
    assert files(uploads) == {}


def test_largest_file_that_is_kept_is_the_largest_that_is_read(uploads):
    assert Limits().max_bytes == MOST_BYTES
    assert uploads.keep("a.txt", b"x" * MOST_BYTES).new


def test_file_that_cannot_be_written_is_refused(uploads):
    (uploads.folder / ".uploads").unlink()
    uploads.folder.rmdir()
    with pytest.raises(Refused, match="corpus_not_written"):
        uploads.keep("a.txt", b"x")


@pytest.mark.parametrize("target", ["nowhere.txt", "kept.txt"])
def test_link_is_never_followed_to_write(uploads, tmp_path, target):
    (tmp_path / "kept.txt").write_bytes(b"outside")
    (uploads.folder / "a.txt").symlink_to(tmp_path / target)
    assert uploads.keep("a.txt", b"x") == Kept("a 2.txt", new=True)
    assert (tmp_path / "kept.txt").read_bytes() == b"outside"
    assert not (tmp_path / "nowhere.txt").exists()


def test_folder_that_was_there_before_is_left_alone(tmp_path):
    (tmp_path / "news-articles").mkdir()
    (tmp_path / "news-articles" / "private.txt").write_text("private", encoding="utf-8")
    with pytest.raises(CorpusError, match="was there before"):
        Uploads(tmp_path / "news").prepare()
    uploads = Uploads(tmp_path / "news")
    uploads.prepare((str(uploads.folder),))  # the index follows it: its owner wants that
    assert uploads.keep("a.txt", b"x").new


def test_folder_that_has_vanished_is_not_made_again(uploads):
    uploads.keep("a.txt", b"x")
    roots = (str(uploads.folder),)
    uploads.prepare(roots)
    uploads.folder.rename(uploads.folder.with_name("elsewhere"))
    with pytest.raises(CorpusError, match="has vanished"):
        uploads.prepare(roots)
    assert not uploads.folder.exists()


def test_folder_that_cannot_be_made_is_an_expected_failure(tmp_path):
    (tmp_path / "news-articles").write_text("a file", encoding="utf-8")
    with pytest.raises(CorpusError, match="cannot write"):
        Uploads(tmp_path / "news").prepare()


def test_folder_takes_so_many_files_and_no_more(tmp_path):
    uploads = Uploads(tmp_path / "store", Room(files=2))
    uploads.prepare()
    uploads.keep("a.txt", b"a")
    uploads.keep("b.txt", b"b")
    with pytest.raises(Full, match="corpus_full_files"):
        uploads.keep("c.txt", b"c")
    assert uploads.keep("a.txt", b"a") == Kept("a.txt", new=False)  # it is there already
    (uploads.folder / "a.txt").unlink()
    assert uploads.keep("c.txt", b"c").new
    assert files(uploads) == {"b.txt": b"b", "c.txt": b"c"}


def test_folder_takes_so_many_bytes_and_no_more(tmp_path):
    uploads = Uploads(tmp_path / "store", Room(bytes=10))
    uploads.prepare()
    uploads.keep("a.txt", b"x" * 6)
    with pytest.raises(Full, match="corpus_full_bytes"):
        uploads.keep("b.txt", b"x" * 5)
    assert uploads.keep("b.txt", b"x" * 4).new


def test_disk_keeps_room_for_the_index(tmp_path, monkeypatch):
    uploads = Uploads(tmp_path / "store", Room(free=100))
    uploads.prepare()
    usage = module.shutil.disk_usage(tmp_path)
    monkeypatch.setattr(module.shutil, "disk_usage", lambda _: usage._replace(free=110))
    uploads.keep("a.txt", b"x" * 10)
    with pytest.raises(Full, match="corpus_full_disk"):
        uploads.keep("b.txt", b"x" * 11)


def test_reasons_that_name_a_limit_have_a_place_for_it():
    for reason in LIMITS:
        assert {"{size}", "{most}"} & set(words()[reason].split()), reason
