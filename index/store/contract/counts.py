"""What is counted in an index, and what is known of a file in it. Standard library only."""

import hashlib
from typing import NamedTuple

__all__ = ["Counts", "Indexed", "text_hash"]


class Counts(NamedTuple):
    """How much a catalogue holds."""

    articles: int
    passages: int
    sentences: int


class Indexed(NamedTuple):
    """What a catalogue knows of a file.

    Attributes:
        path: Where it was found.
        digest: SHA-256 of its bytes; empty where it could not be opened or is not read at all.
        reason: Why it was skipped, or None.
        kind: The kind of file it is, as `docs/formats.md` lists them; empty where nothing read it.
    """

    path: str
    digest: str
    reason: str | None = None
    kind: str = ""


def text_hash(text: str) -> bytes:
    """Hash a passage's text: equal texts share a vector."""
    return hashlib.blake2b(text.encode(), digest_size=16).digest()
