"""Train the reader: `python -m training.train --corpus runs/corpus.npz --out runs/reader`.

Starts from the bundled reader or from weights of another run (`--start`), keeps a checkpoint every
few minutes and when it is told to end (SIGTERM), and goes on from it when called again with the
same folder. Word embeddings are not trained, so that the embedder's can be used. What it gives is
a running average of the weights, which reads better than the last of them: the learning rate stays,
so that a run can be ended at any time and go on later. With `--cool` it falls to 0 in the last
minutes; do that in a copy of the folder if the run is to go on.

On a processor it is fastest with bf16 (AMX or AVX-512), and with one process for each core.
"""

import argparse
import json
import signal
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import torch
from transformers import BertForQuestionAnswering

from training.learning.checkpoint import Progress, restore, save
from training.learning.corpus import Corpus
from training.learning.mixture import SHARES, Batch, Place, Stream
from training.learning.model import SHIPPED, optimiser_of, reader
from training.learning.objective import LISTWISE, Losses, chunks, learn
from training.learning.workers import Workers, trained

RATE = 1.5e-4  # of the head twice as much
WARM_UP = 150  # steps
AVERAGED = 250  # steps that the running average of the weights looks back on
CHECKPOINT_S = 300
LOGGED = 20  # steps


def stream_of(
    corpus: Path, tokens: int, seed: int, shares: dict[str, float], place: Place
) -> Stream:
    """Make the stream of a run; every process makes its own."""
    return Stream(Corpus.load(corpus), tokens=tokens, seed=seed, place=place, shares=shares)


def part_of(written: str) -> tuple[str, float]:
    """Read `SOURCE=PART`."""
    source, _, part = written.rpartition("=")
    if source not in SHARES:
        raise argparse.ArgumentTypeError(f"{source!r} is no source; there are: {', '.join(SHARES)}")
    return source, float(part)


def alone(model: BertForQuestionAnswering, part: int) -> Callable[[Batch], Losses]:
    """Learn in this process only."""

    def learned(batch: Batch) -> Losses:
        losses = Losses()
        for each in chunks(batch, part):
            losses += learn(model, each, batch)
        return losses

    return learned


class Log:
    """Writes smoothed losses by source, a line every few steps."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._means: dict[str, float] = {}
        self._begun, self._seen = time.monotonic(), 0

    def add(self, progress: Progress, losses: Losses, tokens: int, rate: float) -> None:
        """Take in a step."""
        self._seen += tokens
        news = {each: losses.windows[each] / n for each, n in losses.counts.items()}
        told = {each: loss for each, loss in news.items() if each.startswith("news")}
        listed = losses.listed / max(1, losses.questions)
        for name, value in {"loss": losses.total(), "listwise": listed, **told}.items():
            self._means[name] = 0.98 * self._means.get(name, value) + 0.02 * value
        if progress.step % LOGGED == 0:
            speed = round(self._seen / (time.monotonic() - self._begun))
            line = {"step": progress.step, "tokens": progress.tokens, "speed": speed, "rate": rate}
            line |= {name: round(value, 3) for name, value in sorted(self._means.items())}
            with self._file.open("a") as lines:
                lines.write(json.dumps(line) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--corpus", type=Path, default=Path("runs/corpus.npz"))
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--model", type=Path, help="folder that training.pack wrote")
    parser.add_argument("--start", type=Path, help="weights of another run; else the bundled ones")
    parser.add_argument("--minutes", type=float, default=float("inf"))
    parser.add_argument("--tokens", type=float, default=float("inf"), help="seen at most")
    parser.add_argument("--cool", type=float, default=0, help="last minutes, of a falling rate")
    parser.add_argument("--batch", type=int, default=6_144, help="tokens a step")
    parser.add_argument("--part", type=int, default=1_536, help="tokens that are read at once")
    parser.add_argument("--rate", type=float, default=RATE)
    parser.add_argument("--frozen", type=int, default=2, help="lowest layers that stay")
    parser.add_argument(
        "--share", type=part_of, action="append", default=[], metavar="SOURCE=PART",
        help="parts of the questions, where they are others than in training.learning.mixture",
    )  # fmt: skip
    parser.add_argument("--dropout", type=float, default=0.0)
    parser.add_argument("--seed", type=int, default=1, help="of the order of what is read")
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--processes", type=int, default=2)
    wanted = parser.parse_args()
    wanted.out.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(1 if wanted.processes > 1 else torch.get_num_threads())
    torch.set_flush_denormal(True)  # the smallest numbers take a processor a hundred times longer

    start = wanted.start or (None if wanted.model else SHIPPED)
    model = reader(
        wanted.model, start, frozen=wanted.frozen, dropout=wanted.dropout, device=wanted.device
    )
    optimiser = optimiser_of(model)
    averages = {
        name: each.detach().clone() for name, each in model.named_parameters() if each.requires_grad
    }
    progress = restore(wanted.out, model, optimiser, averages)
    print(f"from step {progress.step}, {progress.tokens:,} tokens", flush=True)
    shares = SHARES | dict(wanted.share)
    streamed = partial(stream_of, wanted.corpus, wanted.batch, wanted.seed, shares, progress.place)
    stream = streamed()
    several = wanted.processes > 1
    learned = (
        Workers(model, streamed, others=wanted.processes - 1, part=wanted.part).learn
        if several
        else alone(model, wanted.part)
    )
    settings = {
        "start": str(start and start.name), "rate": wanted.rate, "warm up": WARM_UP,
        "batch": wanted.batch, "averaged": AVERAGED, "frozen": wanted.frozen, "listwise": LISTWISE,
        "dropout": wanted.dropout, "seed": wanted.seed, "shares": dict(wanted.share),
    }  # fmt: skip
    log = Log(wanted.out / "log.jsonl")
    told: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _: told.append(number))
    begun = saved = time.monotonic()
    for batch in stream:
        now = time.monotonic()
        left = wanted.minutes - (now - begun) / 60
        if told or left <= 0 or progress.tokens >= wanted.tokens:
            break
        rate = min(1.0, (progress.step + 1) / WARM_UP)
        rate *= min(1.0, left / wanted.cool) if wanted.cool else 1.0
        for group, times in zip(optimiser.param_groups, (1, 2), strict=True):
            group["lr"] = wanted.rate * times * rate
        losses = learned(batch)
        torch.nn.utils.clip_grad_norm_(trained(model), 1.0)
        optimiser.step()
        optimiser.zero_grad(set_to_none=True)
        tokens = sum(len(each.ids) for asked in batch for each in asked)
        progress = Progress(progress.step + 1, progress.tokens + tokens, stream.place)
        # Quick at first, so that the start does not weigh for long.
        share = 1 / min(progress.step + 1, AVERAGED)
        weights = dict(model.named_parameters())
        with torch.no_grad():
            torch._foreach_lerp_(  # public in effect: optimisers are written on it
                list(averages.values()), [weights[name] for name in averages], share
            )
        log.add(progress, losses, tokens, round(rate, 3))
        if now - saved > CHECKPOINT_S:
            saved = now
            save(wanted.out, model, optimiser, averages, progress, settings)
    save(wanted.out, model, optimiser, averages, progress, settings)
    print(f"at step {progress.step}, {progress.tokens:,} tokens", flush=True)


if __name__ == "__main__":
    main()
