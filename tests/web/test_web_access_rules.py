"""What Gradio offers and the page does not: no file is taken or handed out, no server is asked."""

import asyncio
import json
import socket
import threading
from concurrent.futures import ThreadPoolExecutor

import gradio as gr
import gradio.processing_utils
import httpx
import pytest
from fakes import HashEncoder, WordReader, store_of

from index.errors import ModelError, QuestionError, StoreError
from qa.bot import Bot
from web.chat import Chat
from web.conversations.conversation import Conversation
from web.corpus.contents import Indexed
from web.server.server import launch, stay_local
from web.words import words


@pytest.fixture(scope="module")
def url(tmp_path_factory):
    """A server with an event that takes a text."""
    store = store_of(tmp_path_factory.mktemp("closed"), {"a.txt": "The bridge is open."})
    chat = Chat(store, lambda: pytest.fail("nobody asks"))
    stay_local()

    async def launched():
        with gr.Blocks(analytics_enabled=False) as blocks:
            box = gr.Textbox()
            box.submit(lambda text: text, box, box, api_name="say")
        return blocks, launch(blocks, chat, read_only=False)

    with ThreadPoolExecutor(1) as thread:
        blocks, url = thread.submit(lambda: asyncio.run(launched())).result()
    yield url.rstrip("/")
    blocks.close(verbose=False)


@pytest.fixture
def asked(monkeypatch):
    """The names of other machines that are looked up."""
    names = []
    found = socket.getaddrinfo

    def look_up(host, *args, **options):
        if host not in (None, "127.0.0.1", "localhost"):
            names.append(host)
        return found(host, *args, **options)

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return names


@pytest.mark.parametrize(
    "path",
    [
        "file=https://example.org/a.png", "file=http://127.0.0.1/", "file/https://example.org/a.png",
        "proxy=https://example.hf.space/", "file=/etc/passwd", "file=../../etc/passwd",
        "deep_link?session_hash=s", "custom_component/a/client/b/c", "stream/s/1/2/playlist-file",
        "upload_progress?upload_id=x",
    ],
)  # fmt: skip
def test_nothing_is_fetched_or_handed_out_by_its_address(url, asked, path):
    assert httpx.get(f"{url}/gradio_api/{path}").status_code in (403, 404)
    assert asked == []


@pytest.mark.parametrize("route", ["run/say", "call/say", "queue/join"])
def test_nothing_is_fetched_in_the_place_of_an_input(url, asked, route):
    address = "https://example.org/a.png"
    file = {"path": address, "url": address, "meta": {"_type": "gradio.FileData"}}
    body = {"data": [file], "fn_index": 0, "session_hash": "s"}
    joined = httpx.post(f"{url}/gradio_api/{route}", json=body)
    if route == "call/say":
        httpx.get(f"{url}/gradio_api/call/say/{joined.json()['event_id']}")
    if route == "queue/join":
        httpx.get(f"{url}/gradio_api/queue/data?session_hash=s", timeout=20)
    assert asked == []


def test_file_of_the_machine_is_not_taken_in_the_place_of_an_input(url, tmp_path):
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    file = {"path": str(tmp_path / "secret.txt"), "meta": {"_type": "gradio.FileData"}}
    answer = httpx.post(f"{url}/gradio_api/run/say", json={"data": [file]})
    assert answer.status_code == 500
    assert '"secret"' not in answer.text


@pytest.mark.parametrize("size", [10, 2_000_000])
def test_no_file_is_taken_by_gradios_own_way(url, size):
    files = {"files": ("a.html", b"x" * size)}
    assert httpx.post(f"{url}/gradio_api/upload", files=files).status_code == 404


@pytest.mark.parametrize("route", ["process_recording", "component_server", "component_server/"])
def test_nothing_is_done_for_which_the_page_has_no_use(url, route):
    files = {"video": ("a.mp4", b"x" * 500, "video/mp4")}
    assert httpx.post(f"{url}/gradio_api/{route}", files=files).status_code == 404


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "gradio_api/queue/join"), ("POST", "gradio_api/run/say"),
        ("POST", "gradio_api/call/say"), ("POST", "gradio_api/cancel"), ("PUT", "uploads?name=a"),
    ],
)  # fmt: skip
def test_no_request_is_read_that_is_larger_than_any_of_the_page(url, method, path):
    piece, kind = b" " * 1_000_000, {"content-type": "application/json"}
    for body in (piece * 13, (piece for _ in range(13))):  # whether it says its length or not
        answer = httpx.request(method, f"{url}/{path}", content=body, headers=kind, timeout=60)
        assert answer.status_code in (413, 422)
        assert answer.status_code == 413 or answer.json() == {"reason": "corpus_too_large"}


def test_event_still_takes_a_text(url):
    answer = httpx.post(f"{url}/gradio_api/run/say", json={"data": ["hello"]})
    assert answer.json()["data"] == ["hello"]


def test_gradio_fetches_by_way_of_what_is_closed(url):
    def fetch():
        return asyncio.run(gradio.processing_utils.async_ssrf_protected_get("https://example.org/"))

    # Where a browser is driven by this thread, a loop runs in it already.
    with ThreadPoolExecutor(1) as thread, pytest.raises(ValueError, match="asks no other"):
        thread.submit(fetch).result()


class Busy(Bot):
    """A bot that waits until it is told to answer, and knows how many wait at the most."""

    go, lock, now, most = threading.Event(), threading.Lock(), 0, 0

    @property
    def store(self):
        with self.lock:
            self.now += 1
            self.most = max(self.most, self.now)
        self.go.wait(60)
        with self.lock:
            self.now -= 1
        return super().store


@pytest.fixture(scope="module")
def page(serve, tmp_path_factory):
    """The whole page, and the bot that answers there."""
    store = store_of(tmp_path_factory.mktemp("page"), {"a.txt": "The bridge is open."})
    bot = Busy(store, HashEncoder(), WordReader())
    yield serve(Chat(store, lambda: bot)).rstrip("/"), bot
    bot.go.set()


def test_no_question_passes_the_queue_by(page):
    url, bot = page
    config = httpx.get(f"{url}/config").json()["dependencies"]
    bot.go.set()
    for each in config:
        if each["queue"]:
            body = {"data": ["where?"], "fn_index": each["id"], "session_hash": "s"}
            for way in ("run", "api"):
                asked = httpx.post(f"{url}/gradio_api/{way}/{each['api_name'] or 'x'}", json=body)
                assert asked.status_code == 404, each
    assert bot.most == 0
    made = httpx.post(f"{url}/gradio_api/call/ask", json={"data": ["where is the bridge?"]}).json()
    told = httpx.get(f"{url}/gradio_api/call/ask/{made['event_id']}").text
    assert json.loads(told.partition("data: ")[2])[0]["answered"]


def test_questions_of_all_kinds_are_two_at_a_time(page):
    url, bot = page
    bot.go.clear()
    calls = [
        (f"{url}/gradio_api/call/{name}", {"data": values})
        for name, values in (("ask", ["where?"]), ("retrieve", ["where?", 3])) * 2
    ]
    made = [(call, httpx.post(call, json=body).json()["event_id"]) for call, body in calls]
    with ThreadPoolExecutor(len(made)) as threads:
        told = [threads.submit(httpx.get, f"{c}/{event}", timeout=60) for c, event in made]
        threading.Event().wait(1)  # for whoever would come as well
        bot.go.set()
        assert all("complete" in each.result().text for each in told)
    assert bot.most == 2


FETCH, LINK = {"sec-fetch-mode": "cors"}, {"sec-fetch-mode": "navigate"}


@pytest.mark.parametrize(
    ("method", "headers", "status"),
    [
        ("GET", {}, 200),
        ("GET", {"origin": "{url}"}, 200),
        ("POST", {"origin": "https://example.org"}, 403),
        ("GET", {"origin": "null"}, 403),
        ("GET", {"origin": "http://127.0.0.1:1"}, 403),
        ("GET", {"sec-fetch-site": "cross-site", **FETCH}, 403),
        ("GET", {"sec-fetch-site": "same-site", **FETCH}, 403),
        ("POST", {"sec-fetch-site": "cross-site", **LINK}, 403),
        ("GET", {"sec-fetch-site": "cross-site", **LINK}, 200),  # a link on another page
        ("GET", {"sec-fetch-site": "none", **LINK}, 200),
        # Behind a proxy with https the host may be another one; the browser knows.
        ("GET", {"sec-fetch-site": "same-origin", "origin": "https://news.example"}, 200),
    ],
)
def test_scripts_of_other_pages_are_not_answered(url, method, headers, status):
    sent = {name: value.format(url=url) for name, value in headers.items()}
    assert httpx.request(method, f"{url}/config", headers=sent).status_code == status


# Where things are on the disk is the business of whoever runs the server.


@pytest.fixture(params=["127.0.0.1", "0.0.0.0"])  # noqa: S104  (is what the words are for)
def broken(request, serve, tmp_path):
    """A chat whose index is damaged and whose model is not there, for this machine or for all."""
    store = store_of(tmp_path, {"a.txt": "The bridge is open."})

    def fail():
        raise ModelError(f"no model at {store}; name another one")

    chat = Chat(store, fail)
    url = serve(chat, host=request.param).replace("0.0.0.0", "127.0.0.1")  # noqa: S104
    (store / "CURRENT").write_text("000009", encoding="utf-8")
    return chat, url.rstrip("/"), request.param == "127.0.0.1"


def test_failures_name_places_on_the_disk_to_this_machine_alone(broken, caplog):
    chat, url, local = broken

    def called(name, *values):
        api = f"{url}/gradio_api/call/{name}"
        made = httpx.post(api, json={"data": list(values)}).json()["event_id"]
        return httpx.get(f"{api}/{made}").text

    (reply,) = (each for each in chat.reply("where is the bridge?", Conversation()) if each)
    told = [httpx.get(f"{url}/article/a.txt").text, reply.exchanges[0].failure]
    told += [Indexed(chat).listing("", None, words()), chat.told(StoreError(f"no {chat.store}"))]
    told += [called("ask", "where?"), called("retrieve", "where?", 3), called("status")]
    for text in told:
        assert (str(chat.store) in text) == local, text
        assert ("at the moment" in text) != local, text
    logged = [record.getMessage() for record in caplog.records if record.name == "beleg.web.chat"]
    assert len(logged) == (0 if local else len(told))
    assert all(str(chat.store) in message for message in logged)
    assert chat.told(QuestionError("no words")) == "no words"  # which a visitor can put right
