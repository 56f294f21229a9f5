"""The command `beleg`: how it is called, what it prints, and how it fails."""

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

import app

SEEDS = Path(__file__).parents[2] / "seeds"
FLAGSHIP = "what did Putin give Kim"
COMMANDS = ("chat", "index", "ask", "search", "status", "doctor", "calibrate", "eval")
HEAVY = ("faiss", "gradio", "langchain_text_splitters", "numpy", "sentence_transformers", "torch")

ARTICLE = {"id", "title", "path", "source", "published", "language", "url", "author", "cut"}
HIT = {"rank", "score", "start", "end", "text", "article"}
QUOTE = {
    "number", "text", "start", "end", "score", "answer_start", "answer_end", "article", "entry",
    "page", "times", "attribution", "translation",
}  # fmt: skip
SHORT = {"text", "score", "quotes", "published", "articles", "corrects", "translation"}
ANSWER = {
    "question", "answered", "confidence", "text", "refusal", "nearest", "short_answers", "quotes",
    "timings_ms", "as_of", "time", "disagreement", "written",
}  # fmt: skip
REPORT = {
    "added", "changed", "removed", "unchanged", "skipped", "articles", "passages", "seconds",
}  # fmt: skip


@pytest.fixture
def beleg(monkeypatch, capsys, encoder):
    """Run `beleg ARGS…` in this process, on the one model; gives exit code, output, errors."""
    monkeypatch.setattr("index.model.encoder.load_encoder", lambda name=None: encoder)
    monkeypatch.setattr("qa.bot.load_encoder", lambda name=None: encoder)
    monkeypatch.delenv("BELEG_STORE", raising=False)
    monkeypatch.delenv("BELEG_MODEL", raising=False)

    def call(*args):
        monkeypatch.setattr(sys, "argv", ["beleg", *map(str, args)])
        with pytest.raises(SystemExit) as exit_:
            app.main()
        out, err = capsys.readouterr()
        return exit_.value.code or 0, out, err

    return call


def on_disk(article):
    return Path(article["path"]).read_bytes().decode("utf-8-sig")


def test_help_of_every_command_imports_nothing_heavy():
    program = f"""
import sys, app
for args in ([], *([name] for name in {COMMANDS})):
    sys.argv = ["beleg", *args, "--help"]
    try:
        app.main()
    except SystemExit as done:
        assert not done.code, args
print("imported", [name for name in {HEAVY} if name in sys.modules])
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "imported []"


def test_help_answers_at_once():
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "app", "--help"], capture_output=True, text=True, check=True
    )
    assert time.perf_counter() - started < 10  # 0.5 s on a machine at rest
    assert all(name in done.stdout for name in COMMANDS)


def test_version_is_told(beleg):
    code, out, _ = beleg("--version")
    assert (code, out.split()[0].strip(",")) == (0, "beleg")


@pytest.mark.parametrize(
    "args",
    [
        ("index", "{tmp}/nowhere", "--store", "{tmp}/store"),
        ("index", "{tmp}/empty", "--store", "{tmp}/store"),
        ("index", "--store", "{tmp}/store"),
        ("ask", FLAGSHIP, "--store", "{tmp}/store"),
        ("search", FLAGSHIP, "--store", "{tmp}/store"),
        ("status", "--store", "{tmp}/store"),
        ("eval", "{tmp}/nowhere.jsonl", "--store", "{tmp}/store"),
        ("ask", "???", "--store", "{seed_store}"),
        ("chat", "--host", "0.0.0.0", "--store", "{tmp}/store"),  # noqa: S104  (is refused)
        ("--host", "example.org"),
    ],
)
def test_expected_failure_is_one_line_and_exit_code_1(beleg, tmp_path, seed_store, args):
    (tmp_path / "empty").mkdir()
    code, out, err = beleg(*(arg.format(tmp=tmp_path, seed_store=seed_store) for arg in args))
    assert code == 1
    assert out == ""
    assert err.startswith("beleg: ")
    assert err.count("\n") == 1
    assert len(err) > len("beleg: ") + 20


def test_chat_without_index_and_without_shipped_articles_says_what_to_do(
    beleg, tmp_path, monkeypatch
):
    monkeypatch.setattr("web.commands.SEEDS", tmp_path / "seeds")
    code, _, err = beleg("--store", tmp_path / "store")
    assert code == 1
    assert f"beleg index FOLDER --store {tmp_path / 'store'}" in err


@pytest.mark.parametrize(
    "args",
    [
        ("ask",),
        ("ask", FLAGSHIP, "-k", "0"),
        ("answer", FLAGSHIP),
        ("status", "--no-such-option"),
        ("chat", "--port", "0"),
        ("--store", "somewhere", "ask", FLAGSHIP),
    ],
)
def test_wrong_usage_has_exit_code_2(beleg, args):
    code, out, err = beleg(*args)
    assert code == 2
    assert out == ""
    assert "Usage: beleg" in err


def test_ask_json_keeps_the_contract_and_quotes_the_files(beleg, seed_store):
    code, out, err = beleg("ask", FLAGSHIP, "--json", "--store", seed_store)
    answer = json.loads(out)
    assert (code, err) == (0, "")
    assert set(answer) == ANSWER
    assert answer["answered"]
    assert (answer["refusal"], answer["nearest"]) == (None, [])
    assert 0 <= answer["confidence"] <= 1
    assert answer["quotes"]
    for number, quote in enumerate(answer["quotes"], 1):
        assert set(quote) == QUOTE
        assert set(quote["article"]) == ARTICLE
        assert quote["number"] == number
        assert on_disk(quote["article"])[quote["start"] : quote["end"]] == quote["text"]
    for short in answer["short_answers"]:
        assert set(short) == SHORT


def test_ask_json_shows_the_nearest_passages_of_a_refusal(beleg, seed_store):
    _, out, _ = beleg("ask", "How do I bake sourdough bread?", "--json", "--store", seed_store)
    answer = json.loads(out)
    assert set(answer) == ANSWER
    assert not answer["answered"]
    assert (answer["quotes"], answer["short_answers"]) == ([], [])
    assert set(answer["refusal"]) == {"reason", "message"}
    assert answer["nearest"]
    for hit in answer["nearest"]:
        assert set(hit) == HIT
        assert on_disk(hit["article"])[hit["start"] : hit["end"]] == hit["text"]


def test_ask_prints_the_quotes_and_where_they_stand(beleg, seed_store):
    code, out, _ = beleg("ask", FLAGSHIP, "-k", "1", "--store", seed_store)
    assert code == 0
    assert "[1]" in out
    assert ".txt:" in out


def test_search_json_keeps_the_contract(beleg, seed_store):
    code, out, _ = beleg("search", FLAGSHIP, "-k", "4", "--json", "--store", seed_store)
    found = json.loads(out)
    assert code == 0
    assert set(found) == {"question", "hits"}
    assert [hit["rank"] for hit in found["hits"]] == [1, 2, 3, 4]
    for hit in found["hits"]:
        assert set(hit) == HIT
        assert set(hit["article"]) == ARTICLE
        assert on_disk(hit["article"])[hit["start"] : hit["end"]] == hit["text"]


def test_index_json_keeps_the_contract_and_counts_articles(beleg, tmp_path):
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "bridge.txt").write_bytes("Die Brücke ist gesperrt.\r\n\r\nBis Mai.".encode())
    (folder / "photo.jpg").write_bytes(b"\xff\xd8")
    code, out, err = beleg("index", folder, "--json", "--store", tmp_path / "store")
    report = json.loads(out)
    assert code == 0
    assert set(report) == REPORT
    assert (report["added"], report["articles"]) == (1, 1)
    assert [set(skip) for skip in report["skipped"]] == [{"path", "reason"}]
    assert report["skipped"][0]["path"] == str(folder / "photo.jpg")
    assert "photo.jpg" in err
    assert err.count("\n") == 1


def test_status_json_is_one_object(beleg, seed_store):
    code, out, _ = beleg("status", "--json", "--store", seed_store)
    summary = json.loads(out)
    assert code == 0
    assert summary["articles"] == 5
    assert summary["languages"] == {"de": 5}
    assert summary["roots"] == [str(SEEDS)]


def test_all_names_in_dunder_all_exist():
    from web import commands

    for module in (app, commands):
        assert all(hasattr(module, name) for name in module.__all__)
