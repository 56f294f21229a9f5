"""What makes expressions and parsers slow: a megabyte of one sign, behind the start of a file."""

import time

import pytest
from made_exports import EXPORTS, made

from index.formats import registry
from index.formats.document import Limits, Unreadable

SIZE = 1_000_000
SECONDS = 10  # two at most on a machine at rest
REPEATED = {
    "blank lines": "\n",
    "line ends": "\r\n",
    "one line": "a",
    "spaces within a line": " ",
    "tags": "<",
    "open paragraphs": "<p>",
    "comments": "<!--",
    "brackets": "[a",
    "labels": "LENGTH: x\n",
    "unknown labels": "ABC: x\n\n",
    "dates": "14 March 2025\n",
    "rules": "_",
}


@pytest.mark.parametrize("what", REPEATED)
@pytest.mark.parametrize("kind", ["nexis text", "proquest", "factiva html", "ris", "page"])
def test_documents_of_a_megabyte_of_one_sign_end_in_time(kind: str, what: str) -> None:
    head, suffix = b"<html><body><p>Seven otters were counted.</p>", ".html"
    if kind != "page":
        suffix, write, _ = EXPORTS[kind]
        head = write(made(2))
    sign = REPEATED[what].encode()
    data = head + b"\nHEADLINE: a" + sign * (SIZE // len(sign)) + b"a\n"
    started = time.process_time()
    try:
        list(registry.documents(f"a{suffix}", data, Limits()))
    except Unreadable as reason:
        assert str(reason)
    assert time.process_time() - started < SECONDS
