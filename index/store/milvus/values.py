"""What stands in the rows of Milvus, and how a condition writes it.

In: texts. Out: texts that fit into a field, and literals.
"""

import json
from collections.abc import Iterator, Sequence
from typing import Any

__all__ = ["FOREVER", "LONGEST", "ROWS", "Row", "batches", "cut", "quoted"]

Row = dict[str, Any]

# Rows that nothing has replaced yet die at the end of all generations.
FOREVER = 2**62
# Bytes of a text field, of the 65,535 that it may have.
LONGEST = 60_000
# Rows and bytes of one request: servers take 64 MB, and a killed one costs no more than this.
ROWS, _BYTES = 1_000, 8_000_000


def cut(text: str, most: int = LONGEST) -> str:
    """Shorten what a field holds or is compared with, without control characters."""
    plain = "".join(char if char.isprintable() else " " for char in text)
    return plain.encode("utf-8", "replace")[:most].decode("utf-8", "ignore")


def quoted(value: str) -> str:
    """Write a text for a condition."""
    return json.dumps(cut(value), ensure_ascii=False)


def batches(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """Divide rows into requests of a size that servers take."""
    batch: list[Row] = []
    size = 0
    for row in rows:
        weight = sum(4 * len(value) for value in row.values() if hasattr(value, "__len__"))
        if batch and (len(batch) == ROWS or size + weight > _BYTES):
            yield batch
            batch, size = [], 0
        batch.append(row)
        size += weight
    if batch:
        yield batch
