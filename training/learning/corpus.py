"""Every question and text as tokens, in a few arrays: what training reads.

One file of a few megabytes, from which training starts at once on any machine and needs neither
the sets nor a tokenizer.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["NONE", "Corpus", "Lists"]

Numbers = npt.NDArray[np.int32]

NONE = -1


@dataclass(frozen=True, slots=True)
class Lists:
    """Lists of numbers, one behind the other.

    Attributes:
        flat: All numbers.
        ends: Where each list ends.
    """

    flat: Numbers
    ends: Numbers

    def __getitem__(self, number: int) -> list[int]:
        """Give one list."""
        first = int(self.ends[number - 1]) if number else 0
        found: list[int] = self.flat[first : self.ends[number]].tolist()
        return found

    def __len__(self) -> int:
        """Give how many lists there are."""
        return len(self.ends)

    @classmethod
    def of(cls, lists: Sequence[Sequence[int]]) -> "Lists":
        """Put lists one behind the other."""
        flat = np.fromiter((each for one in lists for each in one), np.int32)
        return cls(flat, np.cumsum([len(each) for each in lists], dtype=np.int32))


@dataclass(frozen=True, slots=True)
class Corpus:
    """Questions over texts.

    Attributes:
        texts: Tokens of each text.
        cuts: Where each sentence of a text ends, in tokens.
        asked: Tokens of each question, then as people type it: in lower case, without a mark.
        text: Of each question: which text it is asked of.
        place: First token and one past the last of its answer, or of what is to be read where
            there is none; both `NONE` where that may be anything.
        answered: Whether the text answers it.
        source: Which of `sources` it comes from.
        silent: Texts about the same thing that do not answer it.
        mined: Texts that retrieval ranks high for it and that lack the answer, best first.
        sources: Names of the sets.
    """

    texts: Lists
    cuts: Lists
    asked: Lists
    text: Numbers
    place: Numbers
    answered: npt.NDArray[np.bool_]
    source: Numbers
    silent: Lists
    mined: Lists
    sources: tuple[str, ...]

    def __len__(self) -> int:
        """Give how many questions there are."""
        return len(self.text)

    def save(self, file: Path) -> None:
        """Write everything into one compressed file."""
        arrays: dict[str, npt.NDArray[Any]] = {"sources": np.array(self.sources)}
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, Lists):
                arrays |= {f"{field.name}.flat": value.flat, f"{field.name}.ends": value.ends}
            elif isinstance(value, np.ndarray):
                arrays[field.name] = value
        np.savez_compressed(file, allow_pickle=False, **arrays)

    @classmethod
    def load(cls, file: Path) -> "Corpus":
        """Read what `save` wrote."""
        if not file.exists():
            raise SystemExit(f"{file} is missing; write it with: python -m training.prepare")
        with np.load(file) as arrays:
            lists = {
                name: Lists(arrays[f"{name}.flat"], arrays[f"{name}.ends"])
                for name in ("texts", "cuts", "asked", "silent", "mined")
            }
            return cls(
                **lists,
                **{name: arrays[name] for name in ("text", "place", "answered", "source")},
                sources=tuple(arrays["sources"].tolist()),
            )
