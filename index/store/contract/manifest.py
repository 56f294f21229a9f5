"""The manifest of a generation: what it is made of, as JSON that proves itself.

In: what a build knows about its result. Out: a file from which a reader tells whether the
generation fits its model and is whole.
"""

import dataclasses
import hashlib
import json
from dataclasses import dataclass
from typing import Any

from index.model.encoder import ModelIdentity
from index.store.contract.counts import Counts

__all__ = ["Manifest", "read_fields"]


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation is: everything needed to tell whether it fits and is whole.

    Attributes:
        format: `FORMAT` of the program that wrote it.
        created: When it was built, ISO 8601, UTC.
        model: The model that made its vectors.
        options: The options that shaped its passages.
        roots: The files and folders that it follows, absolute, in the order they were added.
        counts: Articles, passages, sentences.
        files: Size in bytes and SHA-256 of each file, by name.
    """

    format: int
    created: str
    model: ModelIdentity
    options: dict[str, int]
    roots: tuple[str, ...]
    counts: Counts
    files: dict[str, tuple[int, str]]

    def to_json(self) -> str:
        """Write as JSON."""
        fields = {field.name: getattr(self, field.name) for field in dataclasses.fields(self)}
        fields |= {"model": dataclasses.asdict(self.model), "counts": self.counts._asdict()}
        return json.dumps(fields | {"checksum": _checksum(fields)}, indent=1)

    @classmethod
    def from_json(cls, text: str) -> "Manifest":
        """Read what `to_json` wrote; `ValueError`, `KeyError` or `TypeError` for anything else."""
        fields = read_fields(text)
        return cls(
            format=int(fields["format"]),
            created=str(fields["created"]),
            model=ModelIdentity(**fields["model"]),
            options=dict(fields["options"]),
            roots=tuple(fields["roots"]),
            counts=Counts(**fields["counts"]),
            files={name: (int(size), str(sha)) for name, (size, sha) in fields["files"].items()},
        )


def read_fields(text: str) -> dict[str, Any]:
    """Read the fields of a manifest of any format; `ValueError` where one has changed."""
    fields: dict[str, Any] = json.loads(text)
    if fields.pop("checksum") != _checksum(fields):
        raise ValueError("the checksum has changed")
    return fields


def _checksum(fields: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(fields, sort_keys=True).encode()).hexdigest()
