"""A run on disk: what it goes on from, and the weights that it gives.

In: model, optimiser, averages and place in the stream. Out: `checkpoint.pt`, from which a run goes
on as if it had never stopped; `reader.safetensors`, its averaged weights in 16 bits; and
`run.json`, what they are.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor
from transformers import BertForQuestionAnswering

from qa.reading.packing import WORDS, unpacked
from training.learning.mixture import Place

__all__ = ["Progress", "load_start", "restore", "save"]

_STATE, _WEIGHTS, _RUN = "checkpoint.pt", "reader.safetensors", "run.json"


@dataclass
class Progress:
    """How far a run is.

    Attributes:
        step: Steps of the optimiser.
        tokens: Tokens seen, those of an earlier run that it continues not counted.
        place: In the stream.
    """

    step: int = 0
    tokens: int = 0
    place: Place = field(default_factory=Place)


def load_start(model: BertForQuestionAnswering, start: Path | None) -> None:
    """Put weights of an earlier run in the place of the encoder's; word embeddings stay.

    Args:
        model: Made of the bundled encoder.
        start: `reader.safetensors` of a run, or the packed one of the project.
    """
    if start is None:
        return
    rows = {name: each.numpy() for name, each in load_file(start).items()}
    known = {name: torch.from_numpy(each).float() for name, each in unpacked(rows).items()}
    missing, unknown = model.load_state_dict(known, strict=False)
    if unknown or missing != [WORDS]:
        raise SystemExit(f"{start} is no reader: {missing} missing, {unknown} unknown")


def save(
    folder: Path,
    model: BertForQuestionAnswering,
    optimiser: torch.optim.Optimizer,
    averages: Mapping[str, Tensor],
    progress: Progress,
    settings: Mapping[str, Any],
) -> None:
    """Write everything, each file whole or not at all."""
    weights = {name: each.detach() for name, each in model.named_parameters() if each.requires_grad}
    state = {
        "model": weights,
        "averages": dict(averages),
        "optimiser": optimiser.state_dict(),
        "progress": asdict(progress),
    }
    torch.save(state, folder / f"{_STATE}.new")
    kept = {
        name: averages.get(name, each).half().cpu().contiguous()
        for name, each in model.state_dict().items()
        if name != WORDS
    }
    save_file(kept, folder / f"{_WEIGHTS}.new")
    told = {"step": progress.step, "tokens": progress.tokens, **settings}
    (folder / f"{_RUN}.new").write_text(json.dumps(told, indent=1) + "\n")
    for name in (_STATE, _WEIGHTS, _RUN):
        (folder / f"{name}.new").replace(folder / name)


def restore(
    folder: Path,
    model: BertForQuestionAnswering,
    optimiser: torch.optim.Optimizer,
    averages: dict[str, Tensor],
) -> Progress:
    """Go on from the last checkpoint, or begin where there is none."""
    if not (folder / _STATE).exists():
        return Progress()
    state = torch.load(folder / _STATE, weights_only=True)
    model.load_state_dict(state["model"], strict=False)
    optimiser.load_state_dict(state["optimiser"])
    averages.update(_on(model, state["averages"].items()))
    place = state["progress"]["place"]
    decks = {name: (used, at) for name, (used, at) in place["decks"].items()}
    return Progress(
        state["progress"]["step"],
        state["progress"]["tokens"],
        Place(place["pool"], place["batch"], decks),
    )


def _on(
    model: BertForQuestionAnswering, tensors: Iterable[tuple[str, Tensor]]
) -> dict[str, Tensor]:
    return {name: each.to(model.device) for name, each in tensors}
