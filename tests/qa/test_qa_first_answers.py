"""What is shown before all is read, and whether the whole answer goes on from it."""

from dataclasses import replace
from pathlib import Path

import pytest

from index.build import sync
from qa.bot import Bot
from qa.reading.reader import load_reader
from qa.records import Draft
from web.conversations.conversation import goes_on

MADE = Path(__file__).parents[2] / "docs/pictures/articles"


@pytest.fixture(scope="module")
def reader(encoder):
    return load_reader(encoder)


@pytest.fixture(scope="module")
def differing(encoder, reader, tmp_path_factory):
    store = tmp_path_factory.mktemp("differing") / "store"
    sync(store, [MADE], encoder=encoder)
    return Bot(store, encoder, reader)


def asked(bot, question, **options):
    """Give the first answers of a question, and the whole one."""
    *steps, whole = bot.steps(question, **options)
    return [step.answer for step in steps if isinstance(step, Draft)], whole


@pytest.mark.parametrize(
    "question", ["what did Putin give Kim", "Что Путин подарил Киму?", "Wer empfing Putin?"]
)
def test_first_answer_is_the_best_one_alone(seed_store, encoder, reader, question):
    (first,), whole = asked(Bot(seed_store, encoder, reader), question, drafts=True)
    assert len(first.quotes) == 1
    assert len(first.short_answers) <= 1
    assert first.disagreement is None
    assert first.quotes[0].text in {quote.text for quote in whole.quotes}


def test_nothing_is_shown_first_where_it_is_not_sure_or_not_wanted(seed_store, encoder, reader):
    bot = Bot(seed_store, encoder, reader)
    first, whole = asked(bot, "how much did the tea set cost?", drafts=True)
    assert (first, whole.answered) == ([], False)
    first, whole = asked(bot, "what did Putin give Kim")
    assert (first, whole.answered) == ([], True)


def test_answer_that_tells_the_first_among_those_that_differ_goes_on_from_it(differing):
    question = "How many people did the train accident at Ostfeld kill?"
    (first,), whole = asked(differing, question, drafts=True)
    assert whole.disagreement
    assert len(whole.short_answers) == 3
    assert goes_on(first, whole)
    assert not goes_on(first, replace(whole, quotes=whole.quotes[:1]))
    assert not goes_on(first, replace(whole, disagreement=None))
