"""Ray's workers make what this process makes, also when one of them is killed."""

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("ray") is None, reason="the extra beleg[ray] is not installed"
)

# In a process of its own: Ray starts others, and warnings of its own are none of ours.
BUILD = """
import json, os, sys, threading, time
from pathlib import Path
import numpy as np
from fakes import HashEncoder
from index.build import sync
from index.store.generations import open_store
from index.workers import ray_data

folder, kills = Path(sys.argv[1]), sys.argv[2] == "kill"
ray_data._BLOCK = 8  # so that there are blocks before the one that is lost, and behind it
AT_WORK, BUILDS = folder / "at work", os.getpid()

class Encoder(HashEncoder):
    def encode_passages(self, texts, *, progress=None):
        # The first worker that gets this block is killed at it: it waits to be.
        if kills and os.getpid() != BUILDS and any("Satz 250 " in text for text in texts):
            try:
                with AT_WORK.open("x") as file:
                    file.write(f"{os.getpid()}\\n")
                time.sleep(600)
            except FileExistsError:
                pass
        return super().encode_passages(texts, progress=progress)

def make():
    return Encoder(dimension=32)

killed = []

def kill():
    while not (AT_WORK.exists() and AT_WORK.read_text().endswith("\\n")):
        time.sleep(0.05)
    os.kill(int(AT_WORK.read_text()), 9)
    killed.append(True)

def main():
    sync(folder / "alone", [folder / "news"], encoder=make())
    with ray_data.RayWorkers("local", make, make().identity) as workers:
        if kills:
            threading.Thread(target=kill, daemon=True).start()
        told = []
        sync(folder / "rays", [folder / "news"], encoder=make(), workers=workers,
             progress=lambda *step: told.append(step))
    stores = [open_store(folder / name) for name in ("alone", "rays")]
    for store in stores:
        store.verify()
    keys = [store.catalogue.keys() for store in stores]
    rows = [np.stack([store.vectors.get(key) for key in keys[0]]) for store in stores]
    texts = [store.catalogue.passage_texts(keys[0]) for store in stores]
    print(json.dumps({
        "passages": len(keys[0]), "same": keys[0] == keys[1] and texts[0] == texts[1],
        "apart": float(abs(rows[0] - rows[1]).max()), "killed": len(killed),
        "skipped": [len(store.skipped()) for store in stores], "last": told[-1],
    }))

main()
"""


@pytest.mark.timeout(600)
@pytest.mark.parametrize("how", ["whole", "kill"])
def test_ray_workers_make_the_same_index(tmp_path, how):
    news = tmp_path / "news"
    news.mkdir()
    for number in range(12):
        body = " ".join(f"Satz {number * 40 + at} über den Hafen und Putin." for at in range(30))
        (news / f"{number:03}.txt").write_text(f"Meldung {number}\n\n{body}\n")
    (news / "leer.txt").write_text("")
    program = tmp_path / "program.py"
    program.write_text(BUILD)
    env = {
        **os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}", "OMP_NUM_THREADS": "1",
    }  # fmt: skip
    ran = subprocess.run(
        [sys.executable, str(program), str(tmp_path), how], capture_output=True, text=True, env=env
    )
    assert ran.returncode == 0, ran.stderr[-3000:]
    told = json.loads(ran.stdout.splitlines()[-1])
    assert told["same"] and told["apart"] < 1e-6
    assert told["skipped"] == [1, 1]
    assert told["last"] == ["embedding", told["passages"], told["passages"]]
    assert told["passages"] > 3 * 8
    assert told["killed"] == (how == "kill")
