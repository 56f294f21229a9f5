"""Do Ray's workers make the index that one process makes, and what do they cost?

    python -m benchmarks.rays FOLDER --articles 100

`beleg index FOLDER` and `beleg index FOLDER --ray local` run as commands, one after the other, each
into a store of its own. Told are: whether passages and texts are the same, how far their vectors
are apart, and the seconds of each, from the start of the command to its end. Each worker loads the
model, which one process does once.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from shutil import copy
from typing import Any

import numpy as np

from benchmarks.stores import keep
from index.store.generations import open_store

ROOT = Path(__file__).parents[1]


def compared(folder: Path, articles: int) -> dict[str, Any]:
    """Index some articles of a folder both ways."""
    with tempfile.TemporaryDirectory() as name:
        room = Path(name)
        seconds = {}
        news = room / "news"
        news.mkdir()
        for file in sorted(folder.iterdir())[:articles]:
            copy(file, news)
        for how, words in (("alone", ()), ("ray", ("--ray", "local"))):
            started = time.perf_counter()
            subprocess.run(
                [sys.executable, "app.py", "index", str(news), "--store", str(room / how), *words],
                check=True,
                cwd=ROOT,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            seconds[f"{how}_s"] = round(time.perf_counter() - started, 1)
            print(seconds, flush=True)
        stores = [open_store(room / how) for how in ("alone", "ray")]
        keys = [store.catalogue.keys() for store in stores]
        texts = [store.catalogue.passage_texts(of) for store, of in zip(stores, keys, strict=True)]
        rows = [np.stack([store.vectors.get(key) for key in keys[0]]) for store in stores]
        return {
            "articles": articles,
            "passages": len(keys[0]),
            "same keys and texts": keys[0] == keys[1] and texts[0] == texts[1],
            "vectors apart by": float(np.abs(rows[0] - rows[1]).max()),
            "least cosine": float((rows[0] * rows[1]).sum(axis=1).min()),
            "workers": os.cpu_count(),
            **seconds,
        }


def main() -> None:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--articles", type=int, default=100)
    parser.add_argument("--out", type=Path, default=Path(__file__).with_suffix(".json"))
    options = parser.parse_args()
    keep(options.out, "local", compared(options.folder, options.articles))


if __name__ == "__main__":
    main()
