"""What is learned: where the answer stands in each window, and in which window it stands.

In: a model and windows. Out: gradients and losses. Two losses are added up:

- in each window the cross entropy of the answer's first and last token, "not here" among them;
- over the windows of a question that one of them answers, the cross entropy of the right first and
  last token among all tokens, each taken as the bot compares them: how much likelier than "not
  here" in its window.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Self

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy
from transformers import BertForQuestionAnswering

from training.learning.examples import Example
from training.learning.mixture import Batch

__all__ = ["Losses", "chunks", "learn"]

LISTWISE = 1.0  # weight of the second loss
_OUT = -1e4  # logit of what cannot be answered with


@dataclass
class Losses:
    """Sums over windows.

    Attributes:
        windows: Loss of each window's source, and how many windows.
        listed: The second loss of the questions that have one.
        questions: How many.
    """

    windows: Counter[str] = field(default_factory=Counter)
    counts: Counter[str] = field(default_factory=Counter)
    listed: float = 0.0
    questions: int = 0

    def __iadd__(self, other: "Losses") -> Self:
        """Add those of other windows."""
        self.windows.update(other.windows)
        self.counts.update(other.counts)
        self.listed += other.listed
        self.questions += other.questions
        return self

    def total(self) -> float:
        """Give what is minimised."""
        windows = sum(self.windows.values()) / max(1, self.counts.total())
        return float(windows + LISTWISE * self.listed / max(1, self.questions))


def chunks(batch: Batch, tokens: int) -> list[Batch]:
    """Part a batch into parts of like length, whole questions each, with little padding.

    Args:
        batch: Questions with their windows.
        tokens: Of a part at most, padding included; a question that has more stands alone.
    """
    parts: list[Batch] = []
    longest = size = 0
    for asked in sorted(batch, key=_longest, reverse=True):
        if not parts or (size + len(asked)) * longest > tokens:
            parts.append([])
            longest, size = _longest(asked), 0
        parts[-1].append(asked)
        size += len(asked)
    return parts


def learn(model: BertForQuestionAnswering, part: Batch, whole: Batch) -> Losses:
    """Add the gradients of a part of a batch to the model's.

    Args:
        model: What is trained, on any device.
        part: Questions with their windows.
        whole: The batch they are of: the loss is its mean.
    """
    windows = sum(map(len, whole))
    questions = sum(_is_listed(asked) for asked in whole)
    every = [each for asked in part for each in asked]
    device = model.device
    ids, mask, allowed = (each.to(device) for each in padded(every))
    group = torch.tensor([number for number, asked in enumerate(part) for _ in asked])
    listed = torch.tensor(
        [asked[0].end > 0 and len(asked) > 1 for asked in part for _ in asked], dtype=torch.bool
    )
    rows = torch.tensor([each.end > 0 for each in every]) & listed
    group, rows = group.to(device), rows.to(device)
    with torch.autocast(device.type, torch.bfloat16, enabled=_multiplies_in_bf16(device)):
        out = model(input_ids=ids, attention_mask=mask)
    each_window: Tensor = torch.zeros(len(every), device=device)
    in_list: Tensor = torch.zeros((), device=device)
    for logits, places in (
        (out.start_logits, [each.start for each in every]),
        (out.end_logits, [each.end for each in every]),
    ):
        logits = logits.float().masked_fill(~allowed, _OUT)
        right = torch.tensor(places, device=device)
        each_window = each_window + cross_entropy(logits, right, reduction="none") / 2
        likelier = logits - logits[:, :1]
        among = _logsumexp(torch.logsumexp(likelier[:, 1:], 1), group, len(part))
        missed = among[group] - likelier.gather(1, right[:, None])[:, 0]
        in_list = in_list + missed[rows].sum() / 2
    (each_window.sum() / windows + LISTWISE * in_list / max(1, questions)).backward()  # type: ignore[no-untyped-call]
    losses = Losses(listed=in_list.item(), questions=int(rows.sum()))
    for each, loss in zip(every, each_window.tolist(), strict=True):
        losses.windows[each.source] += loss
        losses.counts[each.source] += 1
    return losses


def padded(windows: Sequence[Example]) -> tuple[Tensor, Tensor, Tensor]:
    """Give token ids, attention mask and the mask of the places an answer may have."""
    longest = max(len(each.ids) for each in windows)
    ids = torch.full((len(windows), longest), 1)
    allowed = torch.zeros(len(windows), longest, dtype=torch.bool)
    allowed[:, 0] = True
    for row, each in enumerate(windows):
        ids[row, : len(each.ids)] = torch.tensor(each.ids)
        allowed[row, each.passage : len(each.ids) - 1] = True
    return ids, (ids != 1).long(), allowed


def _multiplies_in_bf16(device: torch.device) -> bool:
    """Tell whether a device does so itself; a processor that does not is faster in float32."""
    return device.type != "cpu" or torch.ops.mkldnn._is_mkldnn_bf16_supported()


def _logsumexp(values: Tensor, group: Tensor, groups: int) -> Tensor:
    """Give the log of the sum of exponentials of each group."""
    lowest = torch.full((groups,), -1e9, device=values.device)
    most = lowest.scatter_reduce(0, group, values.detach(), "amax")
    sums = torch.zeros(groups, device=values.device)
    return torch.log(sums.index_add(0, group, torch.exp(values - most[group]))) + most


def _is_listed(asked: Sequence[Example]) -> bool:
    return asked[0].end > 0 and len(asked) > 1


def _longest(asked: Iterable[Example]) -> int:
    return max(len(each.ids) for each in asked)
