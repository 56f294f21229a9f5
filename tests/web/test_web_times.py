"""Times and translations on the page and for programs."""

import json
from dataclasses import replace

import pytest
from fakes import HashEncoder, WordReader, ask, store_of
from gradio import Error
from starlette.applications import Starlette
from starlette.testclient import TestClient

from index.records import Article, Citation, Entry, Span
from qa.bot import Bot
from qa.records import Answer, AnswerTime, Quote, QuoteTime, Translation
from qa.time.phrases import said_of_time
from qa.time.timeline import topic_of
from qa.translation.protocol import TranslationError
from web.chat import Chat
from web.conversations.conversation import Conversation, Exchange
from web.conversations.export import as_markdown
from web.page.times import meant, restriction
from web.server.article_route import routes
from web.words import LANGUAGES, words

NEWS = {
    "a.md": "---\ntitle: Dam\ndate: 2024-05-21\nsource: Courier\n---\n"
    "The dam of Ansel overflowed on Sunday <b>again</b>.\n",
    "b.md": "---\ntitle: Dam\ndate: 2023-02-01\nsource: Gazette\n---\n"
    "The dam of Ansel was full in the winter.\n",
}


WEEK = AnswerTime("last week", "2025-06-09", "2025-06-15", True)


class Shouting:
    """Has the one method of `Translator`, and no more."""

    def translate(self, text, source, target):
        if target == "xx":
            raise TranslationError("no model; install it with: beleg translate --install en xx")
        return text.upper()


@pytest.fixture(scope="module")
def chat(tmp_path_factory):
    folder = tmp_path_factory.mktemp("times")
    (folder / "news").mkdir()
    store = store_of(folder, NEWS)
    bot = Bot(store, HashEncoder(), WordReader(), Shouting())
    return Chat(store, lambda: bot)


def quote_of(text, times=(), entry=None):
    citation = Citation("a.md", "Dam", "", published="2024-05-21", language="en")
    entries = (Entry(0, entry),) if entry else ()
    article = Article(citation, text, (Span(0, len(text)),), "", (), "", entries)
    quote = Quote.cut(article, 0, len(text), number=1, score=1.0)
    return replace(quote, times=tuple(times))


def test_meant_shows_days_and_entry_beside_the_words_escaped():
    quote = quote_of(
        "It burned <last night> again.",
        [QuoteTime(10, 22, "2024-05-20", "2024-05-21")],
        "2024-05-21T18:40:00+02:00",
    )
    shown = meant(quote, words("en"))
    assert "&lt;last night&gt;" in shown
    assert "<last night>" not in shown
    assert "2024-05-20" in shown
    assert "18:40" in shown


def test_meant_of_a_quote_without_times_is_nothing():
    assert meant(quote_of("It burned."), words("en")) == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_restriction_names_the_days_in_every_language(language):
    shown = restriction(Answer("q", True, 1.0, "", time=WEEK), words(language), language)
    assert shown
    assert "{" not in shown
    event = AnswerTime("in 2015", "2015-01-01", "2015-12-31", False)
    assert restriction(Answer("q", True, 1.0, "", time=event), words(language), language) == ""


def test_restriction_is_none_where_all_times_were_searched():
    told = said_of_time(Answer("q", True, 1.0, "", time=WEEK), WEEK, "de", widened=True)
    assert restriction(told, words("en"), "en") == ""
    told = said_of_time(Answer("q", True, 1.0, "", time=WEEK), WEEK, "de", widened=False)
    assert restriction(told, words("en"), "en") != ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_question_of_the_button_asks_for_a_timeline(language):
    asked = words(language)["timeline_question"].format(topic="Ansel")
    assert topic_of(asked) == "Ansel"


def test_reply_at_any_time_takes_the_place_of_the_last_answer(chat):
    def last(**options):
        return list(chat.reply("What did the dam do in articles since 2024?", **options))[-1]

    first = last(past=Conversation())
    assert first.last.time is not None
    again = last(past=first, any_time=True)
    assert again.last.time is None
    assert len(again.exchanges) == 1
    assert again.exchanges[0].asked == first.exchanges[0].asked


@pytest.fixture(scope="module")
def url(serve, chat):
    return serve(chat)


@pytest.fixture
def shown(tab, url):
    """A tab with an answer from the articles of a time that the question names."""
    tab.goto(url)
    ask(tab, "What did the dam do in articles since 2024?")
    tab.locator("#any-time", has_text="Only reports of January 1, 2024").wait_for()
    return tab


def places(tab):
    return tab.locator(".quotes .card .place").all_inner_texts()


def test_chip_undoes_the_time_of_a_question_with_one_tap(shown):
    assert [place.split()[0] for place in places(shown)] == ["a.md"]
    shown.locator("#any-time").click()
    shown.locator("#any-time").wait_for(state="hidden")
    shown.locator(".quotes .card .place", has_text="b.md").wait_for()
    assert shown.locator("[data-testid=user]").count() == 1  # the answer took the other's place
    shown.locator("#feedback [role=status]").wait_for()
    # And its address asks what was answered in the end.
    shown.wait_for_function("location.hash.includes('time=any')")
    address = shown.url
    shown.goto("about:blank")
    shown.goto(address)
    shown.locator(".quotes .card .place", has_text="b.md").wait_for(timeout=60_000)
    assert not shown.locator("#any-time").is_visible()
    assert shown.locator("[data-testid=user]").count() == 1
    shown.locator("#feedback [role=status]").wait_for()


def test_button_shows_the_timeline_of_the_matter(shown):
    shown.locator("#timeline").click()
    shown.locator("#conversation .days li").nth(1).wait_for()
    days = shown.locator("#conversation .days li > time:first-child").all_inner_texts()
    assert days == ["2023-02-01", "2024-05-19"]  # a day that its words mean, not the article's
    assert shown.locator("[data-testid=user]").last.inner_text().startswith("Timeline: ")
    assert not shown.locator("#timeline").is_visible()
    shown.locator("#feedback [role=status]").wait_for()


def test_ask_over_http_takes_filters_and_a_translation(chat):
    told = chat.ask("What did the dam of Ansel do?", until="2023-12-31", translate="de")
    assert {quote["article"]["id"] for quote in told["quotes"]} == {"b.md"}
    assert told["quotes"][0]["translation"]["target"] == "de"
    assert told["as_of"] == "2023-02-01"
    told = chat.ask("What did the dam of Ansel do?", source="Courier", language="en")
    assert {quote["article"]["id"] for quote in told["quotes"]} == {"a.md"}


@pytest.mark.parametrize("given", [{"since": "last week"}, {"source": 3}, {"until": "2024-99-99"}])
def test_ask_over_http_is_polite_about_what_is_no_filter(chat, given):
    with pytest.raises(Error):
        chat.ask("What did the dam of Ansel do?", **given)


def test_timeline_over_http_is_in_order_and_names_no_place_on_the_disk_to_others(chat):
    told = chat.timeline("dam of Ansel")
    days = [entry["date"] for entry in told["entries"]]
    assert days == sorted(days)
    assert days
    chat.public = True
    try:
        assert 'path": "/' not in json.dumps(chat.timeline("dam of Ansel"))
    finally:
        chat.public = False


def test_translation_of_a_quote_over_http(chat):
    client = TestClient(Starlette(routes=routes(chat)))
    quote = chat.ask("What did the dam of Ansel do?", source="Courier")["quotes"][0]
    asked = {"article": "a.md", "start": quote["start"], "end": quote["end"]}
    made = client.get("/translation", params={**asked, "to": "de"})
    assert made.status_code == 200
    assert made.json()["text"] == quote["text"].upper()
    assert made.json()["engine"] == "Shouting"
    missing = client.get("/translation", params={**asked, "to": "xx"})
    assert missing.status_code == 503
    assert "beleg translate --install" in missing.json()["message"]


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"article": "a.md", "start": "x", "end": "5", "to": "de"},
        {"article": "no.md", "start": "0", "end": "5", "to": "de"},
        {"article": "a.md", "start": "0", "end": "99999", "to": "de"},
        {"article": "a.md", "start": "-5", "end": "5", "to": "de"},
        {"article": "../../etc/passwd", "start": "0", "end": "5", "to": "de"},
    ],
)
def test_translation_of_what_is_no_quote_is_refused(chat, asked):
    answer = TestClient(Starlette(routes=routes(chat))).get("/translation", params=asked)
    assert answer.status_code in (400, 404)
    assert answer.json()["message"]


def test_markdown_has_the_translation_labelled_as_the_machines():
    made = Translation("The dam *overflowed*.", "de", "en", "Shouting")
    quote = replace(quote_of("Der Damm lief über."), translation=made)
    answer = Answer("q", True, 1.0, "In den Artikeln steht:", quotes=(quote,))
    text = as_markdown(Conversation(exchanges=(Exchange("q", answer),)))[1]
    assert "Der Damm lief über." in text
    assert "The dam \\*overflowed\\*. (Machine translation, Shouting)" in text
