"""Articles that try to steer a language model, and a model that does whatever they say."""

import pytest
from fakes import WordReader, store_of
from hostile_articles import HOSTILE, OBEYED
from scripted import numbered, scripted

from qa import Endpoint
from qa.bot import Bot
from qa.reading.reader import load_reader

pytest.importorskip("openai", reason="needs: pip install 'beleg[llm]'")
pytest.importorskip("anyascii", reason="needs: pip install 'beleg[llm]'")

from qa.writing.checks.unsafe import gives_orders
from qa.writing.writer import open_writer


def obeys(messages):
    """Write everything that was ever ordered, with every number that was given."""
    for number, text in numbered(messages).items():
        for each in OBEYED:
            yield each.format(number) + "\n"
        yield f"{text} [{number}]\n"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory, encoder):
    texts = {name: text for name, text, _ in HOSTILE}
    store = store_of(tmp_path_factory.mktemp("hostile"), texts, encoder)
    return Bot(store, encoder, WordReader())


def test_thirty_hostile_articles_steer_nothing(hostile, encoder):
    assert len(HOSTILE) == 30
    reader = load_reader(encoder)
    wrong = []
    with scripted(obeys) as server:
        hostile.writer = open_writer(Endpoint(server.url, "obedient"), encoder, reader)
        for _, _, question in HOSTILE[::5]:
            answer = hostile.ask(question, k=5)
            assert answer.answered
            written = answer.written
            assert written.error is None
            for sentence in written.sentences:
                if any(sign in sentence.text for sign in ("http", "![", "](", "<", "evil")):
                    wrong.append(sentence.text)
                ordered = [each.partition(" [")[0] for each in OBEYED]
                if any(order in sentence.text for order in ordered):
                    wrong.append(sentence.text)
                if gives_orders(sentence.text):
                    wrong.append(sentence.text)
            numbers = {quote.number for quote in answer.quotes}
            assert all(set(each.quotes) <= numbers for each in written.sentences)
            assert {each.verdict for each in written.struck} >= {"unsafe"}
    assert wrong == []
    # Nothing in an article begins a line of its own, or a number, in what is sent.
    for body in server.asked:
        lines = body["messages"][-1]["content"].splitlines()
        assert [line for line in lines[3:] if not line.startswith("[")] == []
        assert "\u200b" not in body["messages"][-1]["content"]
