"""How a reader's scores are to be taken: which reading comes first, and how sure it is.

In: the name of a reader and the folder of what belongs to an index. Out: what was fitted to that
reader there, or, for the bundled one, what ships with it.
"""

import json
import re
from dataclasses import asdict, dataclass, fields
from importlib import resources
from pathlib import Path
from typing import Any

from index.errors import ModelError

__all__ = ["Calibration", "keep", "kept", "shipped"]

_SAFE = re.compile(r"[^A-Za-z0-9._-]+")


@dataclass(frozen=True, slots=True)
class Calibration:
    """Which reading comes first, and how the score of a span becomes a probability.

    The defaults suit any model that was trained with unanswerable questions, no better.

    Attributes:
        retrieval: What one standard deviation in retrieval is worth, in logits of the reader, when
            readings are ranked.
        teaser: What a pointer to another story loses, in the same measure, in ranking and
            probability.
        slope: Of the logistic curve over the score.
        offset: Of the logistic curve.
        behind: Subtracted for each standard deviation that the passage stands behind the best one
            retrieved. How good that one is says little of whether any answers: scores are relative.
        same_language: Added where question and article share a language.
        open: Added where no few words answer: a reason, yes or no, a topic.
        threshold: Confidence below which the question counts as not answered.
    """

    retrieval: float = 1.0
    teaser: float = 1.0
    slope: float = 1.0
    offset: float = 0.0
    behind: float = 0.0
    same_language: float = 0.0
    open: float = 0.0
    threshold: float = 0.5


def shipped() -> dict[str, Any]:
    """Give what `reader.json` says of the bundled reader: `sha256` and `calibration`."""
    text = resources.files("qa.reading").joinpath("reader.json").read_text(encoding="utf-8")
    told: dict[str, Any] = json.loads(text)
    return told


def kept(folder: Path, reader: str | None) -> Calibration | None:
    """Give what was fitted to a reader and kept in a folder; None where nothing was.

    Args:
        folder: Of what belongs to the index.
        reader: The reader's name; None is the bundled one.

    Raises:
        ModelError: The file is damaged.
    """
    file = _file(folder, reader)
    try:
        told = json.loads(file.read_text(encoding="utf-8"))
        return Calibration(**{each.name: float(told[each.name]) for each in fields(Calibration)})
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(
            f"{file} is no calibration ({type(error).__name__}: {error}); delete it, or make it "
            "anew with: beleg calibrate FILE.jsonl"
        ) from error


def keep(folder: Path, reader: str | None, fitted: Calibration) -> Path:
    """Keep what was fitted to a reader; gives the file that it is kept in.

    Raises:
        ModelError: It cannot be written.
    """
    file = _file(folder, reader)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        new = file.with_suffix(".new")
        new.write_text(json.dumps(asdict(fitted), indent=1) + "\n", encoding="utf-8")
        new.replace(file)
    except OSError as error:
        raise ModelError(f"cannot write {file}: {error}; free the disk or name --data") from error
    return file


def _file(folder: Path, reader: str | None) -> Path:
    name = "bundled" if reader is None else _SAFE.sub("_", reader)[-100:]
    return folder / f"calibration-{name}.json"
