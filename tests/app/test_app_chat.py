"""The chat as its visitors meet it: in a browser, and over HTTP."""

import gc
import os
import re
import signal
import socket
import subprocess
import sys
import threading
from html.parser import HTMLParser
from pathlib import Path

import gradio_client
import httpx
import pytest
from fakes import HashEncoder
from hypothesis import given
from hypothesis import strategies as st

import app
from index.build import sync
from index.errors import BelegError, ModelError
from index.records import Article, Citation, Filter, Hit
from qa.bot import Bot
from qa.reading.protocol import Reading
from qa.records import Answer, Quote, Refusal, Step
from qa.retrieval import PASSAGES_READ
from web.chat import Chat
from web.commands import EXAMPLES
from web.conversations.conversation import Conversation, Exchange
from web.page.cards import evidence
from web.page.markup import heading
from web.words import LANGUAGES
from web.words import words as page_words

FLAGSHIP = "what did Putin give Kim"
HOSTILE_TITLE = "<img src=x onerror=alert(1)>"
HOSTILE_NAME = 'a"onclick=alert(2) <b>&lt;.md'
HOSTILE = f"""---
title: '{HOSTILE_TITLE}'
url: javascript:alert(3)
source: '<script>alert(4)</script>'
date: 2024-06-19
lang: en" onmouseover="alert(5)
---

The mayor closed <script>alert(6)</script> the old bridge & "the tunnel".

The bridge ![map](http://example.org/map.png) was [shut](javascript:alert(7)) by the mayor.

The mayor paid $$\\href{{javascript:alert(8)}}{{x}}$$ ${{alert(9)}} {{{{alert(10)}}}} for it.
"""


class FirstWord:
    """A reader that takes every sentence for an answer, and its first word for the short one."""

    def threshold(self, question):
        return 0.0

    def read(self, question, hits):
        return [
            Reading(hit, start, end, 1.0, (start, start + 3))
            for hit in hits
            for start, end in hit.sentences
        ]


@pytest.fixture(scope="module")
def url(serve, bot, seed_store):
    return serve(Chat(seed_store, lambda: bot), examples=EXAMPLES)


@pytest.fixture(scope="module")
def hostile_url(serve, tmp_path_factory):
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "news").mkdir()
    (folder / "news" / HOSTILE_NAME).write_text(HOSTILE, encoding="utf-8", newline="")
    encoder = HashEncoder()
    sync(folder / "store", [folder / "news"], encoder=encoder)
    bot = Bot(folder / "store", encoder, FirstWord())
    return serve(Chat(folder / "store", lambda: bot))


@pytest.fixture(scope="module")
def client(url):
    return gradio_client.Client(url, verbose=False)


def ask(tab, question):
    """Type a question and wait for its answer."""
    before = tab.locator("[data-testid=bot]").count()
    tab.fill("#question textarea", question)
    tab.press("#question textarea", "Enter")
    # On a phone the evidence is folded.
    asked = tab.locator(".evidence .asked", has_text=question)
    asked.wait_for(state="attached", timeout=60_000)
    assert tab.locator("[data-testid=bot]").count() == before + 1


def has_focus(tab):
    tab.wait_for_timeout(300)
    return tab.evaluate("document.activeElement?.closest('#question') !== null")


def is_wide(tab):
    return tab.evaluate("document.documentElement.scrollWidth > window.innerWidth")


def test_page_answers_with_quotes_that_are_slices_of_their_article(tab, url, bot):
    tab.goto(url)
    assert "5 articles" in tab.locator(".masthead").inner_text()
    ask(tab, FLAGSHIP)
    assert tab.locator("[data-testid=bot]").last.inner_text().startswith("The articles say:")
    cards = tab.locator(".quotes .card")
    assert cards.count() >= 1
    for number, card in enumerate(cards.all(), 1):
        place, id_ = card.locator(".place bdi").last.inner_text(), card.locator(".place bdi").first
        start, end = map(int, place.split("–"))
        quote = card.locator("blockquote")
        assert quote.text_content() == bot.article(id_.inner_text()).text[start:end]
        assert quote.get_attribute("lang") == "de"
        assert card.locator(".number").inner_text() == f"[{number}]"
    assert has_focus(tab)
    assert not is_wide(tab)


def test_page_takes_a_second_question_and_a_new_chat(tab, url):
    tab.goto(url)
    ask(tab, FLAGSHIP)
    tab.keyboard.type("How do I bake sourdough bread?")  # the box has the focus already
    tab.keyboard.press("Enter")
    tab.locator(".nearest .card").first.wait_for(timeout=60_000)
    assert tab.locator(".nearest h2").inner_text() == "Nearest passages, not an answer"
    assert tab.locator(".quotes").count() == 0
    assert tab.locator("[data-testid=user]").count() == 2
    assert has_focus(tab)
    tab.click("#new")
    tab.locator(".example").first.wait_for()
    assert tab.locator("[data-testid=user]").count() == 0
    assert tab.locator(".card").count() == 0
    assert has_focus(tab)


def test_page_examples_are_asked_when_clicked(tab, url):
    tab.goto(url)
    tab.locator(".example").first.click()
    tab.locator(".evidence .asked", has_text=EXAMPLES[0]).wait_for(timeout=60_000)
    assert has_focus(tab)


def test_page_tells_an_expected_failure_as_a_message(tab, url):
    tab.goto(url)
    tab.fill("#question textarea", "???")
    tab.press("#question textarea", "Enter")
    told = tab.locator("[data-testid=bot]", has_text="There is no word in this")
    told.wait_for(timeout=30_000)
    assert "Traceback" not in tab.content()


def test_page_fits_a_phone_with_the_evidence_below(tab, url):
    tab.set_viewport_size({"width": 390, "height": 844})
    tab.goto(url)
    ask(tab, FLAGSHIP)
    assert not is_wide(tab)
    box = tab.locator("#question").bounding_box()
    card = tab.locator(".card").first.bounding_box()
    assert card["y"] > box["y"] + box["height"]
    assert card["x"] >= 0
    assert card["x"] + card["width"] <= 390


@pytest.mark.parametrize("width", [700, 768, 1024, 1440])
def test_evidence_is_covered_by_nothing_wherever_the_page_stands(tab, url, width):
    tab.set_viewport_size({"width": width, "height": 900})
    tab.goto(url)
    ask(tab, FLAGSHIP)
    if not tab.locator(".card").first.is_visible():  # folded, where there is little room
        tab.locator(".evidence summary").first.click()
    seen = 0
    for part in (0, 0.25, 0.5, 0.75, 1):
        tab.evaluate("part => scrollTo(0, part * document.documentElement.scrollHeight)", part)
        seen += tab.evaluate(
            """() => [...document.querySelectorAll('.card blockquote')].filter(each => {
              const { x, y, width, height } = each.getBoundingClientRect();
              if (y < 0 || y + height > innerHeight) return false;
              const top = document.elementFromPoint(x + width / 2, y + height / 2);
              if (!each.contains(top)) throw Error(`${top.outerHTML} covers a quote`);
              return true;
            }).length"""
        )
    assert seen > 2
    assert not is_wide(tab)


def test_evidence_higher_than_the_window_begins_beside_the_newest_answer(tab, url):
    tab.set_viewport_size({"width": 1024, "height": 600})
    tab.goto(url)
    for question in (EXAMPLES[1], FLAGSHIP, "How do I bake sourdough bread?", FLAGSHIP):
        ask(tab, question)
        tab.wait_for_timeout(1000)  # longer than a component takes that would scroll
        first = tab.locator(".card").first.bounding_box()
        assert tab.locator(".evidence h2").bounding_box()["y"] > 0
        assert first["y"] + 40 < 600
    assert tab.locator("#beside").bounding_box()["height"] > 600
    tab.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    last = tab.locator(".card").last.bounding_box()
    assert last["y"] + last["height"] <= 600  # all of it can be reached


def test_page_shows_a_hostile_article_as_text(tab, hostile_url):
    tab.goto(hostile_url)
    assert tab.locator(".example").count() == 0  # they are about other articles
    question = '<img src=x onerror=alert(11)> who closed **the bridge** $$x^2$$ "why"?'
    ask(tab, question)
    shown = tab.locator(".card").all_inner_texts()
    assert all(HOSTILE_TITLE in card for card in shown)
    assert all("<script>alert(4)</script> · 2024-06-19 · English" in card for card in shown)
    assert all(HOSTILE_NAME in card for card in shown)
    quotes = tab.locator(".card blockquote").all_text_contents()
    assert all(quote in HOSTILE for quote in quotes)
    assert any("<script>alert(6)</script>" in quote for quote in quotes)
    assert tab.locator(".card mark").first.text_content() == "The"
    answer = tab.locator("[data-testid=bot]").last.inner_text()
    assert "closed <script>alert(6)</script>" in answer
    told = "".join(quotes)
    assert "![map](http://example.org/map.png) was [shut](javascript:alert(7))" in told
    assert tab.locator("[data-testid=user]").inner_text() == question
    for forbidden in ("img", "script", "a:not(.open, .share)", "b", "strong", ".katex"):
        assert tab.locator(f":is(#conversation, .evidence) {forbidden}").count() == 0
    for card in tab.locator(".card *").all():
        card.dispatch_event("mouseover")
        card.dispatch_event("click")


def test_page_does_not_need_the_model_to_appear(tab, serve, bot, seed_store):
    go = threading.Event()

    def open_bot():
        go.wait(30)
        return bot

    tab.goto(serve(Chat(seed_store, open_bot)))
    tab.fill("#question textarea", FLAGSHIP)
    tab.press("#question textarea", "Enter")
    tab.locator("[data-testid=bot]", has_text="still loading").wait_for()
    go.set()
    tab.locator(".quotes .card").first.wait_for(timeout=60_000)


def test_api_has_five_endpoints_and_ask_needs_the_question_only(client):
    endpoints = client.view_api(return_format="dict", print_info=False)
    assert set(endpoints["named_endpoints"]) == {
        "/ask", "/retrieve", "/article", "/status", "/timeline",
    }  # fmt: skip
    assert endpoints["unnamed_endpoints"] == {}
    parameters = endpoints["named_endpoints"]["/ask"]["parameters"]
    needed = [each["parameter_name"] for each in parameters if not each["parameter_has_default"]]
    assert needed == ["question"]


def test_api_answers_like_the_command_line(client, bot):
    answer = client.predict(FLAGSHIP, api_name="/ask")
    assert set(answer) == {
        "question", "answered", "confidence", "text", "refusal", "nearest", "short_answers",
        "quotes", "timings_ms", "as_of", "time", "disagreement", "written",
    }  # fmt: skip
    for quote in answer["quotes"]:
        article = client.predict(quote["article"]["id"], api_name="/article")
        assert set(article) == {
            "id", "title", "text", "language", "published", "source", "url", "author", "cut",
        }  # fmt: skip
        assert article["text"][quote["start"] : quote["end"]] == quote["text"]
    found = client.predict(FLAGSHIP, 3, api_name="/retrieve")
    assert [hit["text"] for hit in found["hits"]] == [hit.text for hit in bot.retrieve(FLAGSHIP, 3)]
    assert len(client.predict(FLAGSHIP, api_name="/retrieve")["hits"]) == 10
    assert client.predict(api_name="/status")["articles"] == 5


@pytest.mark.parametrize(
    ("endpoint", "args", "message"),
    [
        ("/ask", ["???"], "the question has no words"),
        ("/article", ["nowhere.txt"], "no article 'nowhere.txt'"),
        ("/retrieve", [FLAGSHIP, 0], "ask for at least 1"),
    ],
)
def test_api_passes_on_the_message_of_an_expected_failure(client, endpoint, args, message):
    with pytest.raises(gradio_client.exceptions.AppError, match=message):
        client.predict(*args, api_name=endpoint)


def test_server_guards_its_answers_and_its_name(url):
    headers = httpx.get(url).headers
    assert "default-src 'self'" in headers["content-security-policy"]
    assert headers["referrer-policy"] == "no-referrer"
    assert httpx.get(url, headers={"host": "example.org"}).status_code == 400


def test_launch_says_that_the_port_is_taken(serve, bot, seed_store):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(BelegError, match=f"port {port} is taken"):
            serve(Chat(seed_store, lambda: bot), port=port)
    gc.collect()  # the socket that Gradio leaves open, while the warning of it is expected


def reply(chat, question, past, **more):
    """The steps that are told, and what the conversation becomes."""
    *steps, last = chat.reply(question, past, **more)
    return steps, last


def test_reply_tells_its_steps_and_hands_a_follow_up_the_turns_before_it(bot, seed_store):
    chat = Chat(seed_store, lambda: bot)
    chat.load().result()
    steps, told = reply(chat, FLAGSHIP, Conversation())
    assert [each for each in steps if isinstance(each, Step)] == [
        Step("search", 5), Step("read", PASSAGES_READ),
    ]  # fmt: skip
    assert told.id
    _, later = reply(chat, "and when did he give it to him?", told)
    assert (later.id, later.started) == (told.id, told.started)
    assert "" < later.exchanges[0].asked < later.exchanges[1].asked
    first, second = (turn.question for turn in later.turns)
    assert first == FLAGSHIP
    assert "and when did he give it to him?" in second
    assert "Putin" in second


def test_reply_searches_for_what_the_user_puts_right(bot, seed_store):
    chat = Chat(seed_store, lambda: bot)
    before = Conversation("id", exchanges=(Exchange("and what did he get?", asked="then"),))
    _, told = reply(chat, "and what did he get?", before, searched=FLAGSHIP)
    assert [each.asked for each in told.exchanges] == ["then"]  # in the place of what was there
    assert told.last.question == "and what did he get?"
    assert told.last.searched == FLAGSHIP
    known = bot.ask(FLAGSHIP).quotes
    assert [quote.text for quote in told.last.quotes] == [quote.text for quote in known]
    assert all(quote.article.path for quote in known)
    assert {quote.article.path for quote in told.last.quotes} == {""}  # nobody's business


def test_reply_searches_only_what_the_filter_lets_through(bot, seed_store):
    chat = Chat(seed_store, lambda: bot)
    _, told = reply(chat, FLAGSHIP, Conversation(), only=Filter(languages=("fr",)))
    assert told.last.refusal.reason == "no article fits the filter"


def test_load_is_tried_again_after_a_failure(bot, seed_store):
    results = iter([ModelError("no such model"), bot])

    def open_bot():
        result = next(results)
        if isinstance(result, Exception):
            raise result
        return result

    chat = Chat(seed_store, open_bot)
    _, told = reply(chat, FLAGSHIP, Conversation())
    assert told.exchanges == (
        Exchange(FLAGSHIP, failure="no such model", asked=told.exchanges[0].asked),
    )
    assert told.id == ""  # nothing was answered: nothing to keep
    _, told = reply(chat, FLAGSHIP, told)
    assert told.last.text.startswith("The articles say:")


def test_chat_without_an_index_starts_on_the_shipped_articles(tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    command = [sys.executable, "-u", "-m", "app", "--store", str(tmp_path / "s"), "--port", port]
    environment = os.environ | {"PYTHONPATH": str(Path(app.__file__).parent)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as running:
        try:
            lines = [running.stdout.readline(), running.stdout.readline()]
            assert lines[0].startswith("indexed the 5 articles of")
            assert lines[1] == f"Beleg is at http://127.0.0.1:{port}/ (Ctrl+C stops it)\n"
            config = httpx.get(f"http://127.0.0.1:{port}/config").json()
            assert [label in str(config) for label in EXAMPLES] == [True] * 4
        finally:
            # Where the tests run in the background, their children are told to ignore Ctrl+C.
            ignored = signal.getsignal(signal.SIGINT) is signal.SIG_IGN
            running.send_signal(signal.SIGTERM if ignored else signal.SIGINT)


class Blocks(HTMLParser):
    """Collects the text of every block quote, and every tag with its attributes."""

    def __init__(self, html):
        super().__init__()
        self.quotes, self.tags, self.open = [], [], []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.open.append(tag)
        if tag == "blockquote":
            self.quotes.append("")

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if "blockquote" in self.open:
            self.quotes[-1] += data


TAGS = {"section", "h2", "small", "p", "article", "span", "blockquote", "mark", "bdi", "time", "a"}
TAGS |= {"button", "details", "summary"}
words = st.text(min_size=1).filter(str.strip)


@given(words, words, words, words)
def test_evidence_is_the_quote_and_no_markup_of_others(text, title, name, question):
    citation = Citation(name, title, "/x", source=title, published=name, language=name, url=title)
    article = Article(citation, text, (), "")
    middle = len(text) // 2
    quote = Quote.cut(article, 0, len(text), number=1, score=1.0, answer=(middle, len(text)))
    page = Blocks(evidence(Answer(question, True, 1.0, text, quotes=(quote,))))
    assert page.quotes == [text.replace("\0", "\ufffd")]  # as no browser shows it
    assert set(page.tags) <= TAGS
    hit = Hit(1, 1.0, 0, len(text), text, citation)
    refusal = Refusal("not in the articles", text)
    page = Blocks(evidence(Answer(question, False, 0.0, text, refusal=refusal, nearest=(hit,))))
    assert page.quotes == [text.replace("\0", "\ufffd")]  # as no browser shows it
    assert set(page.tags) <= TAGS


@pytest.mark.parametrize(
    ("url", "linked"),
    [
        ("https://example.org/news?a=1&b=2", True),
        ("javascript:alert(1)", False),
        ("http://[", False),
        ("//example.org", False),
        (None, False),
    ],
)
def test_evidence_links_only_to_web_pages(url, linked):
    hit = Hit(1, 1.0, 0, 1, "A", Citation("a.txt", "A", "/a.txt", url=url))
    html = evidence(Answer("?", False, 0.0, "", nearest=(hit,)))
    assert ('rel="noopener noreferrer"' in html) == linked


@pytest.mark.parametrize("language", LANGUAGES)
def test_heading_says_in_words_that_a_language_is_not_known(language):
    said = page_words(language)
    summary = {"articles": 2, "languages": {"und": 2}, "first_published": "", "last_published": ""}
    shown = heading(summary, said)
    assert said["language_unknown"] in shown
    assert "und<" not in shown


def test_heading_tells_articles_languages_and_dates():
    summary = {
        "articles": 1234, "languages": {"de": 1200, "xx": 34},
        "first_published": "2024-01-02", "last_published": "2024-06-19",
    }  # fmt: skip
    text = re.sub("<[^>]+>", "", heading(summary))
    assert text.endswith("1,234 articles · Deutsch · xx · 2024-01-02 – 2024-06-19")
