"""Reading and encoding as pipelines of Ray Data, on one machine or many.

In: files and texts. Out: the same as this process would make, in the same order. Ray Data sends
blocks to workers as they become free, holds back while those before are not taken, and runs again
what a worker had that died; nothing comes twice. Only what is found is written, by the process that
builds: encoding takes a hundred times as long. Extra `beleg[ray]`.
"""

import os
import pickle
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import chain, groupby
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from index.errors import CorpusError, ModelError, first_line
from index.formats.document import Limits, Unreadable
from index.formats.worker import Worker
from index.model.encoder import Encoder, ModelIdentity
from index.passages import PassageOptions
from index.workers.reading import File, Outcome, read_file

__all__ = ["RayWorkers"]

# Files and texts that are handed out in one go: a model is loaded again for each, which takes
# seconds, and 100,000 passages take most of an hour on two cores.
_FILES, _TEXTS = 20_000, 100_000
# Passages of a block: some seconds of work, which are lost where a worker dies.
_BLOCK = 256
# Parts of a file that are sent together.
_PARTS = 64
_ENCODED = np.float32
# A machine with much else to do takes longer than the half minute that Ray waits for its start.
_STARTS = 3


class RayWorkers:
    """Workers that Ray starts. Use as a context manager.

    Args:
        address: Of a cluster (`ray://HOST:10001`, `HOST:6379`), or "local" for this machine.
        make: Makes the encoder in each worker; where it is a model's name, that model has to be
            there.
        identity: The model that it has to be.
    """

    chunk = _TEXTS

    def __init__(self, address: str, make: Callable[[], Encoder], identity: ModelIdentity) -> None:
        os.environ["RAY_USAGE_STATS_ENABLED"] = "0"  # read when it is imported
        os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")
        try:
            import ray
            import ray.data
        except ImportError as error:
            raise CorpusError(
                "encoding with --ray needs a package that is not installed; install it with: "
                "pip install 'beleg[ray]'"
            ) from error
        self._ray: Any = ray  # half of what it offers has types
        self._make, self._identity = make, identity
        here = address == "local"
        # Workers of this machine see what this process sees; others have Beleg installed.
        paths = os.pathsep.join(filter(None, sys.path))
        variables = {"RAY_USAGE_STATS_ENABLED": "0"} | ({"PYTHONPATH": paths} if here else {})
        for attempt in range(_STARTS):
            try:
                self._ray.init(
                    address="local" if here else address,
                    include_dashboard=False if here else None,
                    log_to_driver=False,
                    logging_level="ERROR",
                    runtime_env={"env_vars": variables},
                )
                break
            except Exception as error:  # Ray raises that itself, where a machine is busy
                ray.shutdown()
                if attempt == _STARTS - 1 or not here:
                    raise CorpusError(
                        f"no Ray at {address} ({first_line(error)[:200]}); start it there, or "
                        "write --ray local"
                    ) from error
        context = ray.data.DataContext.get_current()
        context.execution_options.preserve_order = True
        context.enable_progress_bars = False
        context.print_on_execution_start = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._ray.shutdown()

    @property
    def _workers(self) -> int:
        return max(1, int(self._ray.cluster_resources().get("CPU", 1)))

    def read(
        self, files: Sequence[File], limits: Limits, options: PassageOptions
    ) -> Iterator[tuple[File, Iterator[Outcome]]]:
        """Read files, in their order."""
        made = {"make": self._make, "limits": limits, "options": options}
        for first in range(0, len(files), _FILES):
            some = files[first : first + _FILES]
            rows = self._ray.data.from_items(
                [{"data": pickle.dumps((first + at, file))} for at, file in enumerate(some)],
                override_num_blocks=min(len(some), 8 * self._workers),
            ).map_batches(
                _Read,
                fn_constructor_kwargs=made,
                batch_size=8,
                concurrency=min(self._workers, len(some)),
                num_cpus=1,
            )
            found = (pickle.loads(row["data"]) for row in rows.iter_rows())  # noqa: S301
            for at, parts in groupby(found, key=lambda part: part[0]):
                yield files[at], _outcomes(parts)

    def encode(self, texts: Sequence[str], progress: Callable[[int], None]) -> NDArray[np.float32]:
        """Encode passages, (n, d), in their order."""
        rows, done = np.empty((len(texts), self._identity.dimension), np.float32), 0
        if not texts:
            return rows
        blocks = [
            {"texts": pickle.dumps(texts[at : at + _BLOCK])} for at in range(0, len(texts), _BLOCK)
        ]
        made = self._ray.data.from_items(blocks, override_num_blocks=len(blocks)).map_batches(
            _Encode,
            fn_constructor_kwargs={"make": self._make, "identity": self._identity},
            batch_size=1,
            concurrency=min(self._workers, len(blocks)),
            num_cpus=1,
        )
        for block in made.iter_rows():
            vectors = np.frombuffer(block["rows"], _ENCODED).reshape(-1, rows.shape[1])
            rows[done : done + len(vectors)] = vectors
            done += len(vectors)
            progress(len(vectors))
        return rows


class _Read:
    """A worker that reads; its encoder only counts tokens."""

    def __init__(
        self, make: Callable[[], Encoder], limits: Limits, options: PassageOptions
    ) -> None:
        self._worker = Worker(limits).__enter__()
        self._read = partial(
            read_file, limits=limits, options=options, encoder=make(), worker=self._worker
        )

    def __call__(self, batch: dict[str, Any]) -> Iterator[dict[str, list[bytes]]]:
        for data in batch["data"]:
            at, file = pickle.loads(data)  # noqa: S301  (of the process that builds)
            for outcomes, reason in _told(self._read(file)):
                yield {"data": [pickle.dumps((at, outcomes, reason))]}


class _Encode:
    """A worker that encodes: one model, loaded once."""

    def __init__(self, make: Callable[[], Encoder], identity: ModelIdentity) -> None:
        self._encoder = make()
        if self._encoder.identity != identity:
            raise ModelError(
                f"a worker has other weights of the model {identity.name}; install the same there"
            )

    def __call__(self, batch: dict[str, Any]) -> dict[str, list[bytes]]:
        blocks = [pickle.loads(texts) for texts in batch["texts"]]  # noqa: S301
        made = [self._encoder.encode_passages(texts).astype(_ENCODED) for texts in blocks]
        return {"rows": [rows.tobytes() for rows in made]}


def _told(outcomes: Iterator[Outcome]) -> Iterator[tuple[list[Outcome], Any]]:
    """Give what came of a file in pieces, at last why it came to nothing, where it did."""
    some: list[Outcome] = []
    try:
        for outcome in outcomes:
            some.append(outcome)
            if len(some) == _PARTS:
                yield some, None
                some = []
    except (Unreadable, AssertionError) as error:
        yield [], (str(error), getattr(error, "kind", ""))
    else:
        yield some, None


def _outcomes(parts: Iterator[tuple[int, list[Outcome], Any]]) -> Iterator[Outcome]:
    for _, outcomes, reason in parts:
        if reason is not None:
            told, kind = reason
            error = Unreadable(told)
            error.kind = kind
            raise error
        yield from chain(outcomes)
