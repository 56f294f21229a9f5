"""Several processes learn from one batch, each the next part of it that nobody has taken.

In: a model in shared memory. Out: its gradients. One process with several threads waits for the
slowest of them hundreds of times a step; these wait once, so a busy machine slows them less.
"""

from collections.abc import Callable
from threading import BrokenBarrierError
from typing import Any

import torch
from torch import Tensor
from torch.multiprocessing import get_context
from transformers import BertForQuestionAnswering

from training.learning.mixture import Batch, Stream
from training.learning.objective import Losses, chunks, learn

__all__ = ["Workers", "trained"]

PATIENCE_S = 600  # between two batches: a checkpoint on a busy machine takes seconds


class Workers:
    """This process and `others` beside it; each draws the same batches from its own stream.

    Args:
        model: What is trained; moved to shared memory.
        stream: Makes the stream that this process draws from as well.
        others: How many processes more.
        part: Tokens that are learned from at once.
    """

    def __init__(
        self,
        model: BertForQuestionAnswering,
        stream: Callable[[], Stream],
        *,
        others: int,
        part: int,
    ) -> None:
        context = get_context("spawn")
        self._model = model.share_memory()
        self._part = part
        self._taken = context.Value("i", 0)
        self._together = context.Barrier(others + 1)
        self._losses = context.SimpleQueue()
        total = sum(each.numel() for each in trained(model))
        self._gradients = [torch.zeros(total).share_memory_() for _ in range(others)]
        for gradients in self._gradients:
            shared = (self._taken, self._together, self._losses, gradients)
            context.Process(
                target=_help, args=(self._model, stream, part, *shared), daemon=True
            ).start()

    def learn(self, batch: Batch) -> Losses:
        """Put the gradients of a batch, which all processes have drawn, into the model."""
        self._taken.value = 0
        self._together.wait()
        losses = _take(self._model, batch, self._part, self._taken)
        self._together.wait()
        for gradients in self._gradients:
            losses += self._losses.get()
            at = 0
            for each in trained(self._model):
                theirs = gradients[at : at + each.numel()].view_as(each)
                at += each.numel()
                each.grad = theirs.clone() if each.grad is None else each.grad.add_(theirs)
        return losses


def trained(model: BertForQuestionAnswering) -> list[torch.nn.Parameter]:
    """Give the parameters that are trained."""
    return [each for each in model.parameters() if each.requires_grad]


def _take(model: BertForQuestionAnswering, batch: Batch, part: int, taken: Any) -> Losses:
    parts, losses = chunks(batch, part), Losses()
    while True:
        with taken.get_lock():
            number = taken.value
            taken.value += 1
        if number >= len(parts):
            return losses
        losses += learn(model, parts[number], batch)


def _help(
    model: BertForQuestionAnswering,
    stream: Callable[[], Stream],
    part: int,
    taken: Any,
    together: Any,
    losses: Any,
    gradients: Tensor,
) -> None:
    torch.set_num_threads(1)
    torch.set_flush_denormal(True)
    for batch in stream():
        try:
            together.wait(PATIENCE_S)
        except BrokenBarrierError:
            return  # whoever began this is gone
        found = _take(model, batch, part, taken)
        at = 0
        for each in trained(model):
            gradients[at : at + each.numel()] = 0 if each.grad is None else each.grad.reshape(-1)
            at += each.numel()
            each.grad = None
        losses.put(found)
        together.wait()
