"""Read what a file holds, as an index does: articles, and what was left out."""

from index.formats import registry
from index.formats.document import Document, Flaw, Limits

__all__ = ["one", "read"]


def read(name: str, data: bytes | str) -> tuple[list[Document], list[Flaw]]:
    given = data.encode() if isinstance(data, str) else data
    found = list(registry.documents(name, given, Limits()))
    return (
        [item for item in found if isinstance(item, Document)],
        [item for item in found if isinstance(item, Flaw)],
    )


def one(name: str, data: bytes | str) -> Document:
    [document], _ = read(name, data)
    return document
