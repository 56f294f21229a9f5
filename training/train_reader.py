"""Train the reader: `python -m training.train_reader --data FOLDER --out runs/reader`.

Starts from the bundled encoder, or from weights of an earlier run (`--start`). Word embeddings are
not trained, so that the embedder's can be used. What comes out is a running average of the weights,
which reads better than the last of them. Keeps a checkpoint every few minutes and goes on
from it when called again with the same folder.
"""

import argparse
import json
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, islice
from pathlib import Path
from random import Random

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor
from torch.nn.functional import cross_entropy
from transformers import AutoTokenizer, BertForQuestionAnswering

from index.weights import unpack
from training import materials
from training.examples import Example, Tokeniser, examples
from training.materials import Item
from training.xquad import DATA

_BATCH_TOKENS = 3_072
_POOL = 960  # examples sorted by length together, so that batches hold little padding
_LEARNING_RATE, _HEAD_RATE = 6e-5, 1.2e-4
_WARM_UP = 60  # steps
_FALLING = 0.8  # last part of the run, in which the learning rate falls to 0
_AVERAGED = 500  # steps that the running average of the weights looks back on
_CHECKPOINT_S = 600


def mixture(data: Path, random: Random) -> list[Item]:
    """Draw the items of one pass: mostly short spans, a third of them across languages."""
    held_out = materials.held_out_ids(data)

    def drawn(items: Iterator[Item], most: int) -> list[Item]:
        every = list(items)
        random.shuffle(every)
        return every[:most]

    def squad(name: str, most: int = 100_000) -> list[Item]:
        language = name.split(".")[-2]
        return drawn(materials.squad(data / name, language, held_out), most)

    drawn_items = [
        *materials.xquad_pairs(data, random, of_each=5),
        *drawn(materials.unanswerable_xquad(data, ("de", "de", "en", "ru")), 900),
        *squad("squadshifts/new_wiki.en.json"),
        *squad("squadshifts/reddit.en.json", 7_000),
        *squad("squadshifts/amazon_reviews.en.json", 4_000),
        *squad("squad_train/v2_part.en.json"),
        *squad("squad_dev/v2.es.json"),
        *squad("norquad/news.no.json"),
        *squad("norquad/wikipedia.no.json"),
        *squad("arcd/arcd.ar.json", 700),
        *squad("cmrc2018/dev_trial.zh.json", 700),
        *squad("drcd/dev_test.zh.json", 500),
        *squad("jaquad/train_dev.ja.json", 700),
        *drawn(materials.qamr(data), 5_000),
        *drawn(materials.qed(data), 1_400),
    ]
    random.shuffle(drawn_items)
    return drawn_items


def batches(every: Sequence[Example], random: Random) -> list[list[Example]]:
    """Put examples of like length together, `_BATCH_TOKENS` tokens a batch, in random order."""
    made: list[list[Example]] = []
    for first in range(0, len(every), _POOL):
        batch: list[Example] = []
        for example in sorted(every[first : first + _POOL], key=lambda each: len(each.ids)):
            if batch and (len(batch) + 1) * len(example.ids) > _BATCH_TOKENS:
                made.append(batch)
                batch = []
            batch.append(example)
        made.append(batch)
    random.shuffle(made)
    return made


def padded(batch: Sequence[Example]) -> tuple[Tensor, Tensor, Tensor]:
    """Give token ids, attention mask and the mask of the places an answer may have."""
    longest = max(len(each.ids) for each in batch)
    ids = torch.full((len(batch), longest), 1)
    allowed = torch.zeros(len(batch), longest, dtype=torch.bool)
    allowed[:, 0] = True
    for row, each in enumerate(batch):
        ids[row, : len(each.ids)] = torch.tensor(each.ids)
        allowed[row, each.passage : len(each.ids) - 1] = True
    return ids, (ids != 1).long(), allowed


def loss_of(model: BertForQuestionAnswering, batch: Sequence[Example]) -> Tensor:
    """Give the mean cross-entropy of the first and the last token of the answers."""
    ids, mask, allowed = padded(batch)
    out = model(input_ids=ids, attention_mask=mask)
    starts = out.start_logits.masked_fill(~allowed, -1e4)
    ends = out.end_logits.masked_fill(~allowed, -1e4)
    return (
        cross_entropy(starts, torch.tensor([each.start for each in batch]))
        + cross_entropy(ends, torch.tensor([each.end for each in batch]))
    ) / 2


def load_start(model: BertForQuestionAnswering, start: Path | None) -> None:
    """Put weights of an earlier run in the place of the encoder's; embeddings stay."""
    if start is not None:
        missing, unknown = model.load_state_dict(
            {name: each.float() for name, each in load_file(start).items()}, strict=False
        )
        if unknown or missing != ["bert.embeddings.word_embeddings.weight"]:
            raise SystemExit(f"{start} is no reader: {missing} missing, {unknown} unknown")


def save_reader(
    model: BertForQuestionAnswering, averages: Mapping[str, Tensor], file: Path
) -> None:
    """Write all weights but the word embeddings, averaged, in half precision."""
    kept = {
        name: averages.get(name, each).half().contiguous()
        for name, each in model.state_dict().items()
        if "word_embeddings" not in name
    }
    save_file(kept, file)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--start", type=Path, help="reader.safetensors of an earlier run")
    parser.add_argument("--tokens", type=int, default=5_000_000, help="tokens to train on")
    parser.add_argument("--frozen", type=int, default=4, help="lowest layers that stay as they are")
    parser.add_argument("--seed", type=int, default=1)
    wanted = parser.parse_args()
    wanted.out.mkdir(parents=True, exist_ok=True)

    torch.manual_seed(wanted.seed)
    folder = unpack()
    # Without dropout: hardly anything is seen twice, and random numbers cost time on a processor.
    model = BertForQuestionAnswering.from_pretrained(
        folder, hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0
    )
    load_start(model, wanted.start)
    model.bert.embeddings.requires_grad_(False)
    model.bert.encoder.layer[: wanted.frozen].requires_grad_(False)
    model.train()
    head = list(model.qa_outputs.parameters())
    body = [each for each in model.bert.parameters() if each.requires_grad]
    optimiser = torch.optim.AdamW(
        [{"params": body, "weight_decay": 0.01}, {"params": head, "weight_decay": 0.0}],
        betas=(0.9, 0.98),
        fused=True,
    )
    random = Random(wanted.seed)
    made = examples(
        mixture(wanted.data, random), Tokeniser(AutoTokenizer.from_pretrained(folder)), random
    )
    random.shuffle(made)
    counts = Counter(each.source for each in made)
    empty = sum(each.end == 0 for each in made)
    tokens = sum(len(each.ids) for each in made)
    print(f"{len(made)} examples, {empty} without answer, {tokens:,} tokens: {counts}", flush=True)
    steps = chain.from_iterable(
        batches(random.sample(made, len(made)), random) for _ in range(1_000)
    )

    trained = {name: each for name, each in model.named_parameters() if each.requires_grad}
    averages = {name: each.detach().clone() for name, each in trained.items()}
    step = seen = 0
    state = wanted.out / "checkpoint.pt"
    if state.exists():
        saved = torch.load(state, weights_only=True)
        model.load_state_dict(saved["model"], strict=False)
        optimiser.load_state_dict(saved["optimiser"])
        averages = saved["averages"]
        step, seen = saved["step"], saved["seen"]
        print(f"going on from step {step}, {seen:,} tokens", flush=True)
    started, saved_at, begun = time.monotonic(), time.monotonic(), seen
    mean = None
    for batch in islice(steps, step, None):
        done = seen / wanted.tokens
        if done >= 1:
            break
        rate = min(1.0, (step + 1) / _WARM_UP, (1 - done) / _FALLING)
        for group, base in zip(optimiser.param_groups, (_LEARNING_RATE, _HEAD_RATE), strict=True):
            group["lr"] = base * rate
        loss = loss_of(model, batch)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(body, 1.0)
        optimiser.step()
        optimiser.zero_grad(set_to_none=True)
        step += 1
        # Quick at first, so that the start does not weigh for long.
        share = 1 / min(step + 1, _AVERAGED)
        with torch.no_grad():
            torch._foreach_lerp_(list(averages.values()), list(trained.values()), share)
        seen += sum(len(each.ids) for each in batch)
        mean = loss.item() if mean is None else 0.98 * mean + 0.02 * loss.item()
        now = time.monotonic()
        if step % 20 == 0:
            speed = (seen - begun) / (now - started)
            line = {"step": step, "tokens": seen, "loss": round(mean, 4), "speed": round(speed)}
            with (wanted.out / "log.jsonl").open("a") as log:
                log.write(json.dumps(line) + "\n")
        if now - saved_at > _CHECKPOINT_S:
            saved_at = now
            kept = {"model": trained, "averages": averages, "optimiser": optimiser.state_dict()}
            torch.save({**kept, "step": step, "seen": seen}, state.with_suffix(".new"))
            state.with_suffix(".new").replace(state)
            save_reader(model, averages, wanted.out / "reader.safetensors")
    save_reader(model, averages, wanted.out / "reader.safetensors")


if __name__ == "__main__":
    main()
