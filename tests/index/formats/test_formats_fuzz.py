"""Random and broken files into every reader: documents, flaws or a reason come out, nothing else.

A few seconds a format; longer by hand, with `FUZZ_EXAMPLES=3000` and `pytest --timeout 0`. What it
finds goes to `tests/fuzz/`, from where every run reads it again.
"""

import io
import os
import time
import zipfile
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_exports import EXPORTS as DATABASES
from made_exports import made
from made_records import RECORDS
from samples import MISSING, TEXT, pdf_of_text, sample, zipped

from index.formats import registry
from index.formats.document import Document, Flaw, Limits, Unreadable
from index.formats.worker import Worker

KEPT = sorted(
    path for path in (Path(__file__).parents[2] / "fuzz").glob("*") if path.name != "README.md"
)
SUFFIXES = sorted(registry.SUFFIXES - MISSING)
LIMITS = Limits(max_bytes=2_000_000, max_characters=300_000, max_pages=20, max_members=500)
MOST_SECONDS = 10
EXPORTS = {name: how for name, how in {**DATABASES, **RECORDS}.items() if how[0] not in MISSING}

fuzzed = settings(
    max_examples=int(os.environ.get("FUZZ_EXAMPLES", "25")),
    deadline=None,
    suppress_health_check=list(HealthCheck),
)

# What means something in one of the formats: broken in the middle, doubled, out of place.
TOKENS = [
    *(b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\r", b"\n", b"\x1a", b"\x85"),
    *(b'"', b'""', b"'", b",", b";", b"\t", b"{", b"}", b"[", b"]", b"\\", b"\\ud800", b"\\u0000"),
    *(b"<", b">", b"</", b"<p>", b"</p>", b"<br>", b"<!--", b"-->", b"<![CDATA[", b"]]>", b"&#0;"),
    *(
        b"&#xD800;",
        b"&amp;",
        b"<table>",
        b"<script>",
        b"<item>",
        b"<entry>",
        b"<?xml ",
        b"<!DOCTYPE",
    ),
    *(b"<<", b">>", b" obj", b"endobj", b"stream\n", b"endstream", b" 0 R", b"/Kids", b"/Length"),
    *(
        b"/Filter /FlateDecode",
        b"/Contents",
        b" Tj",
        b" Td",
        b" Tm",
        b"BT ",
        b" ET",
        b"xref",
        b"%%EOF",
    ),
    *(b"PK\x01\x02", b"PK\x03\x04", b"PK\x05\x06", b"-1", b"99999999999", b"1e999", b"NaN"),
    *(
        b"\r\n\r\n",
        b"Content-Type: ",
        b"multipart/mixed; boundary=",
        b"base64",
        b"=?utf-8?b?",
        b"--",
    ),
    # Between the articles of exports, and around their fields.
    *(b"\n1 of 3 DOCUMENTS\n", b"\nEnd of Document\n", b"\nBody\n", b"\nLENGTH: 3 words\n"),
    *(b"\nMarch 14, 2025 Friday\n", b"\nDocument GZTE000020250314el3e00001\n", b"\n30 words\n"),
    *(b"_" * 60, b"\nFull text: ", b"\nProQuest document ID: 1\n", b"<article>", b"</article>"),
    *(b"{\\rtf1 ", b"\\par ", b"\\'e9", b"\\u8364?", b"\\v ", b"\nTY  - NEWS\n", b"\nER  - \n"),
    *(b"<nitf>", b"<newsItem ", b"<wp:status>", b"[caption]", b"[/caption]", b"<en-note>"),
    *("\u202e".encode(), "\u2028".encode(), "ﷺ".encode(), "😀".encode(), "é".encode("latin-1")),
]
EDITS = st.lists(
    st.tuples(
        st.sampled_from(["cut", "put", "replace", "copy", "swap"]),
        st.floats(0, 1),
        st.floats(0, 1),
        st.one_of(st.sampled_from(TOKENS), st.binary(max_size=8)),
    ),
    min_size=1,
    max_size=12,
)


def edited(data: bytes, edits: Iterable[tuple[str, float, float, bytes]]) -> bytes:
    """Break a file at places that are shares of its length."""
    for how, at, other, token in edits:
        here, there = sorted((int(at * len(data)), int(other * len(data))))
        piece = data[here : min(there, here + 400)]
        match how:
            case "cut":
                data = data[:here] + data[here + len(piece) :]
            case "put":
                data = data[:here] + token + data[here:]
            case "replace":
                data = data[:here] + token + data[here + len(token) :]
            case "copy":
                data = data[:there] + 3 * piece + data[there:]
            case "swap":
                data = data[:here] + data[there:] + data[here:there]
    return data[: LIMITS.max_bytes]


def check(name: str, data: bytes, limits: Limits = LIMITS) -> None:
    """Read a file and look at everything that comes out, and at how long it takes."""
    started = time.monotonic()
    try:
        found = list(registry.documents(name, data, limits))
    except Unreadable as reason:
        assert str(reason)
        return
    finally:
        assert time.monotonic() - started < MOST_SECONDS
    assert found
    keys = [item.key for item in found if isinstance(item, Document)]
    assert len(set(keys)) == len(keys)
    for item in found:
        if isinstance(item, Flaw):
            assert item.where
            assert item.reason
            (item.where + item.reason).encode()
        else:
            check_document(item, limits)


def check_document(document: Document, limits: Limits) -> None:
    text = document.text
    assert text.strip()
    assert len(text) <= limits.max_characters
    for words in (text, document.key, document.title, document.source, document.author):
        (words or "").encode()
    for words in (document.url, document.published, document.language):
        assert words is None or words.isprintable()
    assert (document.published is None) or document.published_from
    ends = 0
    for span in document.spans or ():
        assert ends <= span.start < span.end <= len(text)
        assert text[span.start : span.end].strip() == text[span.start : span.end]
        ends = span.end
    assert all(0 <= start <= len(text) for start in document.pages)
    assert all(before <= after for before, after in pairwise(document.pages))


@pytest.mark.parametrize("suffix", SUFFIXES)
@fuzzed
@given(data=st.binary(min_size=1, max_size=2_000))
def test_readers_survive_random_bytes(suffix: str, data: bytes) -> None:
    check(f"a{suffix}", data)


@pytest.mark.parametrize("suffix", SUFFIXES)
@fuzzed
@given(tokens=st.lists(st.sampled_from(TOKENS), min_size=1, max_size=60))
def test_readers_survive_signs_of_their_format(suffix: str, tokens: list[bytes]) -> None:
    check(f"a{suffix}", b"".join(tokens))


@pytest.mark.parametrize("suffix", SUFFIXES)
@fuzzed
@given(edits=EDITS)
def test_readers_survive_broken_files(
    suffix: str, edits: list[tuple[str, float, float, bytes]]
) -> None:
    check(f"a{suffix}", edited(sample(suffix), edits))


@pytest.mark.parametrize("suffix", SUFFIXES)
@fuzzed
@given(text=st.text(min_size=1, max_size=300), title=st.text(max_size=60))
def test_readers_survive_any_text(suffix: str, text: str, title: str) -> None:
    try:
        data = sample(suffix, text, title)
    except (ValueError, UnicodeEncodeError):  # nobody can write it in this format
        return
    check(f"a{suffix}", data)


@pytest.mark.parametrize("kind", sorted(EXPORTS))
@fuzzed
@given(edits=EDITS)
def test_exports_survive_being_broken(
    kind: str, edits: list[tuple[str, float, float, bytes]]
) -> None:
    suffix, write, _ = EXPORTS[kind]
    check(f"a{suffix}", edited(write(made(3)), edits))


@pytest.mark.parametrize("kind", ["nexis word"])
@fuzzed
@given(edits=EDITS)
def test_word_exports_survive_broken_documents(
    kind: str, edits: list[tuple[str, float, float, bytes]]
) -> None:
    suffix, write, _ = EXPORTS[kind]
    with zipfile.ZipFile(io.BytesIO(write(made(3)))) as opened:
        files = [(name, opened.read(name)) for name in opened.namelist()]
    check(
        f"a{suffix}",
        zipped(
            (name, edited(data, edits) if name == "word/document.xml" else data)
            for name, data in files
        ),
    )


def unpacked_pdf() -> bytes:
    return pdf_of_text(TEXT, "Titel", packed=False)


@fuzzed
@given(edits=EDITS)
def test_pdf_survives_broken_pages(edits: list[tuple[str, float, float, bytes]]) -> None:
    check("a.pdf", edited(unpacked_pdf(), edits))


@fuzzed
@given(edits=EDITS, member=st.sampled_from(["document", "styles", "core", "rels", "types"]))
def test_docx_survives_broken_members(
    edits: list[tuple[str, float, float, bytes]], member: str
) -> None:
    names = {
        "document": "word/document.xml",
        "styles": "word/styles.xml",
        "core": "docProps/core.xml",
        "rels": "_rels/.rels",
        "types": "[Content_Types].xml",
    }
    with zipfile.ZipFile(io.BytesIO(sample(".docx"))) as opened:
        files = [
            (name, edited(opened.read(name), edits) if name == names[member] else opened.read(name))
            for name in opened.namelist()
        ]
    check("a.docx", zipped(files))


@fuzzed
@given(edits=EDITS, suffix=st.sampled_from([each for each in SUFFIXES if each != ".zip"]))
def test_zip_survives_broken_members(
    edits: list[tuple[str, float, float, bytes]], suffix: str
) -> None:
    check("a.zip", zipped([(f"a{suffix}", edited(sample(suffix), edits)), ("b.txt", b"Text.")]))


@pytest.mark.parametrize("path", KEPT, ids=lambda path: path.name)
def test_readers_survive_what_was_found(path: Path) -> None:
    with Worker(Limits(max_seconds=5)) as worker:
        try:
            found = worker.read(path.name, path.read_bytes())
        except Unreadable as reason:
            assert "failed" not in str(reason)
            assert "crashed" not in str(reason)
            return
    for item in found:
        if isinstance(item, Document):
            check_document(item, Limits())
