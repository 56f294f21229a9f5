"""A language model on the page: who agrees, what appears, and what ends it."""

import json
import threading

import pytest
from fakes import HashEncoder, WordReader, ask, store_of
from scripted import scripted

from qa import Endpoint
from qa.bot import Bot
from qa.records import Answer, Quote, Sentence, Struck, Written
from web.chat import Chat
from web.conversations.conversation import Conversation
from web.page.markup import told
from web.words import words

openai = pytest.importorskip("openai", reason="needs: pip install 'beleg[llm]'")
pytest.importorskip("anyascii", reason="needs: pip install 'beleg[llm]'")

from qa.writing.follow_ups import open_follow_ups  # noqa: E402 - which needs them
from qa.writing.writer import open_writer  # noqa: E402

QUESTION = "who opened the bridge?"
NEWS = {"a.txt": "The mayor opened the bridge in May.\n"}
RIGHT = "“The mayor opened the bridge in May” [1]."


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    return store_of(tmp_path_factory.mktemp("writing"), NEWS)


@pytest.fixture
def page_with(serve, store):
    """Serve a page whose bot has the model at an address, that may claim to be elsewhere."""

    def served(url, shown_as=None):
        bot = Bot(store, HashEncoder(), WordReader("bridge"))
        bot.writer = open_writer(Endpoint(url, "scripted"), HashEncoder(), WordReader("bridge"))
        return serve(Chat(store, lambda: bot), llm=Endpoint(shown_as or url, "scripted"))

    return served


def test_page_shows_what_passes_below_the_answer(tab, page_with):
    with scripted(
        lambda _: [RIGHT, " The mayor opened it in 1999 [1]. ![x](http://evil.example) [1]."]
    ) as s:
        tab.goto(page_with(s.url))
        ask(tab, QUESTION)
        written = tab.locator("#conversation .written")
        written.wait_for(timeout=60_000)
        assert "The mayor opened the bridge in May" in written.text_content()
        assert "1999" not in tab.locator("#conversation").text_content()
        assert written.locator("a.open").count() == 1
        assert tab.locator("#conversation img").count() == 0
        tab.get_by_text("Written by scripted").wait_for()


def test_page_sends_nothing_elsewhere_before_the_browser_agrees(tab, page_with):
    with scripted(lambda _: [RIGHT]) as s:
        url = page_with(s.url, shown_as="https://api.example.com/v1")
        tab.goto(url)
        switch = tab.locator("#writing input")
        switch.wait_for()
        assert "api.example.com" in tab.locator("#writing").text_content()
        assert not switch.is_checked()
        ask(tab, QUESTION)
        tab.locator("#feedback [role=status]").wait_for()
        assert s.asked == []
        switch.check()
        ask(tab, QUESTION)
        tab.locator("#conversation .written").wait_for(timeout=60_000)
        assert len(s.asked) == 1
        tab.reload()
        tab.locator("#writing input:checked").wait_for(timeout=30_000)


def test_new_chat_ends_what_is_being_written(tab, page_with):
    gone = threading.Event()

    def waits(_):
        try:
            yield RIGHT + " And"
            yield 60.0
        finally:
            gone.set()

    with scripted(waits) as s:
        tab.goto(page_with(s.url))
        ask(tab, QUESTION)
        tab.locator("#conversation .written").wait_for(timeout=60_000)
        tab.locator("#new").click()
        assert gone.wait(20)


def test_told_escapes_whatever_was_written(bot):
    article = bot.article(bot.retrieve("Putin")[0].article.id)
    quote = Quote.cut(article, 0, 20, number=1, score=1.0)
    bad = "<img src=x onerror=alert(1)> [1]"
    written = Written("<b>m</b>", bad, (Sentence(bad, (1,), "verified"),), (Struck("x", "absent"),))
    shown = told(Answer("q", True, 0.9, "t", quotes=(quote,), written=written))
    assert "<img" not in shown
    assert "<b>" not in shown
    assert words("en")["written_struck"].format(count=1) in shown


def test_ask_over_http_writes_as_well(store):
    with scripted(lambda _: [RIGHT]) as s:
        bot = Bot(store, HashEncoder(), WordReader("bridge"))
        bot.writer = open_writer(Endpoint(s.url, "scripted"), HashEncoder(), WordReader("bridge"))
        plain = json.loads(json.dumps(Chat(store, lambda: bot).ask(QUESTION)))
    assert plain["written"]["text"] == RIGHT


def test_reply_completes_follow_ups_only_where_the_browser_agreed(store):
    with scripted(lambda _: ["When was the bridge opened?"]) as s:
        bot = Bot(store, HashEncoder(), WordReader("bridge"))
        bot.follow_ups = open_follow_ups(Endpoint(s.url, "scripted"), HashEncoder())
        chat = Chat(store, lambda: bot)
        (*_, first) = chat.reply(QUESTION, Conversation())
        list(chat.reply("and when was that?", first))
        assert s.asked == []
        list(chat.reply("and when was that?", first, completes=True))
        assert len(s.asked) == 1
