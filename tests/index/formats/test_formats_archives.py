"""Zip archives: their files are read as if they lay in a folder, and bombs do not go off."""

import io
import stat
import struct
import warnings
import zipfile
from collections.abc import Iterable

import pytest
from samples import json_lines, sample, zipped

from index.formats import registry
from index.formats.containers import zip_archive as archives
from index.formats.document import Document, Flaw, Limits, Unreadable

LIMITS = Limits()


def read(data: bytes, limits: Limits = LIMITS) -> list[Document | Flaw]:
    return list(archives.documents(data, limits))


def keys(found: Iterable[Document | Flaw]) -> list[str]:
    return [each.key for each in found if isinstance(each, Document)]


def flaws(found: Iterable[Document | Flaw]) -> dict[str, str]:
    return {each.where: each.reason for each in found if isinstance(each, Flaw)}


def nested(depth: int) -> bytes:
    data = zipped([("tief.txt", b"Ganz unten.")])
    for number in range(depth):
        data = zipped([(f"{number}.zip", data), (f"{number}.txt", b"Daneben.")])
    return data


# Members


def test_documents_are_keyed_by_path_and_inner_key() -> None:
    found = read(
        zipped(
            [
                ("Welt/a.txt", b"Ein Text."),
                ("b.jsonl", json_lines([("Eins", "Text."), ("Zwei", "Text.")])),
                (
                    "c.zip",
                    zipped([("d.md", b"# Titel\n\nText."), ("e.jsonl", json_lines([("E", "T.")]))]),
                ),
            ]
        )
    )
    assert keys(found) == ["Welt/a.txt", "b.jsonl#0", "b.jsonl#1", "c.zip/d.md", "c.zip/e.jsonl#0"]
    assert not flaws(found)


@pytest.mark.parametrize("suffix", [".txt", ".md", ".csv", ".jsonl", ".docx", ".pdf", ".html"])
def test_documents_are_read_by_their_suffix(suffix: str) -> None:
    [found] = read(zipped([(f"a{suffix}", sample(suffix))]))
    assert isinstance(found, Document)
    assert "Limousine" in found.text


def test_documents_passes_over_folders_and_hidden_files_in_silence() -> None:
    names = [".DS_Store", "__MACOSX/._a.txt", ".git/b.txt", "Ordner/", "a.txt"]
    found = read(zipped((name, b"Text." if not name.endswith("/") else b"") for name in names))
    assert keys(found) == ["a.txt"]
    assert not flaws(found)


def test_documents_names_files_that_are_not_read() -> None:
    found = read(
        zipped(
            [
                ("a.txt", b"Text."),
                ("b.exe", b"MZ"),
                ("ohne", b"?"),
                ("leer.txt", b""),
                ("c.jsonl", b'{"text": "Gut."}\n[]\n'),
            ]
        )
    )
    assert keys(found)[0] == "a.txt"
    assert flaws(found) == {
        "b.exe": "file type .exe is not read",
        "ohne": "file type without suffix is not read",
        "leer.txt": "empty",
        "c.jsonl, line 2": "is no JSON object",
    }


@pytest.mark.parametrize(
    "name", ["../a.txt", "a/../../b.txt", "/etc/a.txt", "C:\\a.txt", "..\\a.txt"]
)
def test_documents_with_paths_out_of_the_archive_are_flaws(name: str) -> None:
    found = read(zipped([("gut.txt", b"Text."), (name, b"Text.")]))
    assert keys(found) == ["gut.txt"]
    assert list(flaws(found).values()) == ["its path points out of the archive"]


def test_documents_of_the_same_name_are_flaws() -> None:
    with warnings.catch_warnings(action="ignore", category=UserWarning):
        data = zipped([("a.txt", b"Eins."), ("a.txt", b"Zwei."), ("A.txt", b"Drei.")])
    found = read(data)
    assert keys(found) == ["a.txt", "A.txt"]
    assert flaws(found) == {"a.txt": "a second file of this name"}


def test_documents_links_are_flaws() -> None:
    link = zipfile.ZipInfo("a.txt")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as opened:
        opened.writestr(link, "/etc/passwd")
        opened.writestr("b.txt", "Text.")
    assert flaws(read(stream.getvalue())) == {"a.txt": "a link, not a file"}


def test_documents_names_in_utf8_that_do_not_say_so() -> None:
    data = zipped([("Grxxße.txt", b"Text.")]).replace(b"Grxx", "Grö".encode())
    assert keys(read(data)) == ["Größe.txt"]


def test_documents_with_control_characters_in_their_names_are_flaws() -> None:
    found = read(zipped([("a\nb.txt", b"Text."), ("c.txt", b"Text."), ("x" * 600 + ".txt", b"T.")]))
    assert keys(found) == ["c.txt"]
    assert len(flaws(found)) == 2


# Bombs


def test_documents_encrypted_member_is_a_flaw() -> None:
    data = zipped([("a.txt", b"Text."), ("b.txt", b"Text.")])
    first = data.index(b"PK\x01\x02")
    for offset in (6, first + 8):  # the flags in its header and in the directory
        data = data[:offset] + b"\x01" + data[offset + 1 :]
    assert flaws(read(data)) == {"a.txt": "encrypted"}
    assert keys(read(data)) == ["b.txt"]


def test_documents_ratio_is_limited() -> None:
    found = read(zipped([("a.txt", b"a" * 5_000_000), ("b.txt", b"Text. " * 1000)]))
    assert flaws(found) == {"a.txt": "unpacks to more than 200 times its size, as a zip bomb"}
    assert keys(found) == ["b.txt"]


def test_documents_size_of_a_member_is_limited() -> None:
    found = read(zipped([("a.txt", b"Text. " * 200), ("b.txt", b"Text.")]), Limits(max_bytes=1000))
    assert flaws(found) == {"a.txt": "larger than 0.001 MB"}


def declaring(size: int) -> bytes:
    """An archive whose first member says that it is so large, and is of 60,000 bytes."""
    data = zipped([("a.txt", b"Text. " * 10_000), ("b.txt", b"Text.")])
    return data.replace(struct.pack("<I", 60_000), struct.pack("<I", size))


def test_documents_larger_than_their_header_says_are_damaged() -> None:
    found = read(declaring(10))
    assert (keys(found), flaws(found)) == (["b.txt"], {"a.txt": "damaged"})


def test_documents_smaller_than_their_header_says_are_read() -> None:
    first, _ = read(declaring(100_000))
    assert isinstance(first, Document)
    assert len(first.text) == 60_000


def test_documents_whose_headers_say_too_much_are_not_unpacked() -> None:
    with pytest.raises(Unreadable, match="unpacks to more than 1,000 MB"):
        read(declaring(4_000_000_000), Limits(max_unpacked=1_000_000_000))


def test_documents_sum_of_sizes_is_limited_also_within_archives() -> None:
    inner = zipped([(f"{n}.txt", b"Text. " * 100) for n in range(10)])
    data = zipped([(f"{n}.zip", inner) for n in range(10)])
    found = read(data, Limits(max_unpacked=20_000))
    assert 10 < len(keys(found)) < 33
    assert any("unpacks to too much" in reason for reason in flaws(found).values())


def test_documents_number_is_limited_also_within_archives() -> None:
    inner = zipped([(f"{n}.txt", b"Text.") for n in range(10)])
    with pytest.raises(Unreadable, match="more than 9 files"):
        read(inner, Limits(max_members=9))
    found = read(zipped([(f"{n}.zip", inner) for n in range(10)]), Limits(max_members=25))
    assert len(keys(found)) < 25
    assert any("too many files" in reason for reason in flaws(found).values())


def test_documents_depth_is_limited() -> None:
    assert "1.zip/0.zip/tief.txt" in keys(read(nested(2)))
    found = read(nested(4))
    assert keys(found) == ["3.zip/2.zip/1.txt", "3.zip/2.txt", "3.txt"]
    assert flaws(found) == {"3.zip/2.zip/1.zip": "archives are nested too deeply"}


def test_documents_that_share_their_data_are_a_bomb() -> None:
    data = zipped([("a.txt", b"Text. " * 100), ("b.txt", b"Text. " * 100)])
    second = data.index(b"PK\x03\x04", 4)
    directory = data.rindex(b"PK\x01\x02")
    assert struct.unpack_from("<I", data, directory + 42)[0] == second
    bomb = bytearray(data)
    struct.pack_into("<I", bomb, directory + 42, 0)
    with pytest.raises(Unreadable, match="overlap"):
        read(bytes(bomb))


def test_documents_packed_with_another_method_are_flaws() -> None:
    data = zipped([("a.txt", b"Text. " * 100)], zipfile.ZIP_LZMA)
    with pytest.raises(Unreadable, match="method"):
        read(data)


# Archives that are none


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"PK\x03\x04 no more", "damaged"),
        (b"", "damaged"),
        (zipped([]), "no file in it is an article"),
        (zipped([("a.exe", b"MZ")]), "no file in it is an article; a.exe: file type .exe"),
    ],
)
def test_documents_of_no_archive_say_why(data: bytes, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        read(data)


def test_documents_of_an_archive_cut_short_are_unreadable() -> None:
    data = zipped([("a.txt", b"Text."), ("b.txt", b"Text.")])
    for length in range(len(data)):
        with pytest.raises(Unreadable):
            read(data[:length])


def test_documents_of_damaged_members_are_flaws() -> None:
    data = zipped([("a.txt", b"Der Text ist lang genug. " * 5), ("b.txt", b"Text.")])
    position = data.index(b"a.txt") + 10
    damaged = data[:position] + b"\xff\xff" + data[position + 2 :]
    assert flaws(read(damaged)) == {"a.txt": "damaged"}


# The registry


def test_registry_reads_by_suffix_whatever_its_case() -> None:
    [found] = registry.documents("NEWS.TXT", b"Text.", LIMITS)
    assert isinstance(found, Document)


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.exe", b"MZ", "file type .exe is not read"),
        ("README", b"Text.", "file type without suffix is not read"),
        (".txt", b"Text.", "without suffix"),
        ("a.txt", b"", "empty"),
        ("a.txt", b"x" * 1001, "larger than"),
    ],
)
def test_registry_refuses(name: str, data: bytes, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        list(registry.documents(name, data, Limits(max_bytes=1000)))


@pytest.mark.parametrize(
    ("name", "data", "bounded"),
    [
        ("a.TXT", b"<p>Text</p>", True),
        ("a.md", b"Text", True),
        ("a.csv", b"text\nText\n", True),
        ("a.csv", b"text\n<p>Text</p>\n", False),
        ("a.jsonl", b'{"text": "\\u003cp>"}', False),
        ("a.jsonl", '{"text": "<p>"}'.encode("utf-16"), False),
        ("a.pdf", b"%PDF", False),
        ("a.zip", b"PK", False),
    ],
)
def test_registry_knows_what_is_bounded(name: str, data: bytes, bounded: bool) -> None:
    assert registry.is_bounded(name, data) is bounded
