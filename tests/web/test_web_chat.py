"""What a chat tells programs and the page: to whom, how much, and what became of its model."""

import json
import logging
from concurrent.futures import Future
from types import SimpleNamespace

import gradio as gr
import pytest
from fakes import HashEncoder, WordReader, store_of

from index.errors import ModelError
from qa.bot import Bot
from web.chat import Chat
from web.commands import _tell_failure
from web.corpus.contents import Indexed
from web.page.handlers import Replies
from web.words import LANGUAGES, words

NEWS = {f"{i}.txt": f"The mayor opened bridge {i} in May.\n" for i in range(120)}
QUESTION = "who opened the bridge?"


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    folder = tmp_path_factory.mktemp("chat")
    (folder / "news").mkdir()
    (folder / "news" / "bad.pdf").write_bytes(b"no PDF")
    return store_of(folder, NEWS)


@pytest.fixture
def chat(store):
    bot = Bot(store, HashEncoder(), WordReader())
    return Chat(store, lambda: bot)


@pytest.mark.parametrize("public", [True, False])
def test_endpoints_name_places_on_the_disk_to_this_machine_alone(chat, store, public):
    chat.public = public
    answer, found, status = chat.ask(QUESTION), chat.retrieve(QUESTION), chat.status()
    for told in (answer, found, status):
        assert (str(store.parent) in json.dumps(told)) != public
    articles = [each["article"] for each in (*answer["quotes"], *found["hits"])]
    assert articles
    assert all(bool(each["path"]) != public for each in articles)
    assert bool(status["store"] and status["roots"] and status["skipped"]) != public
    assert (status["articles"], len(status)) == (len(NEWS), len(chat.summary("")))


def test_status_does_not_name_the_folder_of_a_model_to_others(chat):
    chat.summary = lambda _: {"model": "/srv/models/e5", "articles": 1}
    assert chat.status()["model"] == "/srv/models/e5"
    chat.public = True
    assert chat.status()["model"] == ""
    chat.summary = lambda _: {"model": "intfloat/multilingual-e5-small"}
    assert chat.status()["model"] == "intfloat/multilingual-e5-small"


def test_retrieve_gives_no_more_than_a_hundred_passages(chat):
    assert len(chat.retrieve(QUESTION, k=10**12)["hits"]) == 100
    assert len(chat.retrieve(QUESTION, k=7)["hits"]) == 7


@pytest.mark.parametrize("k", ["3", 2.5, None, [], 0, -1])
def test_retrieve_is_polite_about_what_is_no_number(chat, k):
    with pytest.raises(gr.Error):
        chat.retrieve(QUESTION, k=k)


@pytest.mark.parametrize("text", [5, None, ["x"], {"a": 1}])
@pytest.mark.parametrize("name", ["ask", "retrieve", "article"])
def test_endpoints_are_polite_about_what_is_no_text(chat, name, text):
    with pytest.raises(gr.Error, match="a text was expected"):
        getattr(chat, name)(text)


def test_half_a_character_is_looked_for_in_vain(chat):
    with pytest.raises(gr.Error, match="no article"):
        chat.article("\ud800")
    assert chat.retrieve("the bridge \ud800")["hits"]
    assert words()["corpus_none"] in Indexed(chat).listing("\ud800", None, words())


def test_article_does_not_wait_for_the_model(store):
    chat = Chat(store, lambda: pytest.fail("nobody asks"))
    assert chat.article("7.txt")["text"] == NEWS["7.txt"]
    assert chat.find("nowhere") is None


class MissingError(Exception):
    pass


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_does_not_say_ready_where_the_model_cannot_be_loaded(store, language, caplog):
    said, request = words(language), SimpleNamespace(headers={"accept-language": language})

    def last(open_bot):
        chat = Chat(store, open_bot)
        chat.load().exception()
        return list(Replies(chat, lambda kept: None).loaded(request))[-1]

    def fail(error):
        raise error

    assert last(lambda: None) == said["ready"]
    assert last(lambda: fail(ModelError("no such model"))) == "no such model"
    with caplog.at_level(logging.ERROR, "beleg"):
        assert last(lambda: fail(MissingError("no weights"))) == said["failed"]
    assert "no weights" in caplog.text


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (ModelError("no model"), "beleg: no model\n"),
        (MissingError("x"), "beleg: MissingError('x')\n"),
    ],
)
def test_terminal_says_why_the_model_cannot_be_loaded(error, told, capsys):
    bot = Future()
    bot.set_exception(error)
    _tell_failure(bot)
    assert capsys.readouterr().err == told
