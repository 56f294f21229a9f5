"""What Gradio offers and the page does not: no file is taken or handed out, no server is asked."""

import asyncio
import socket
from concurrent.futures import ThreadPoolExecutor

import gradio as gr
import gradio.processing_utils
import httpx
import pytest
from fakes import store_of

from index.errors import ModelError, QuestionError, StoreError
from web.chat import Chat
from web.conversation import Conversation
from web.indexed import Indexed
from web.server import launch, stay_local
from web.words import words

# Gradio does not close the socket with which it has found a port taken.
pytestmark = pytest.mark.filterwarnings(
    "ignore:Exception ignored in. <socket:pytest.PytestUnraisableExceptionWarning"
)


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


def test_event_still_takes_a_text(url):
    answer = httpx.post(f"{url}/gradio_api/run/say", json={"data": ["hello"]})
    assert answer.json()["data"] == ["hello"]


def test_gradio_fetches_by_way_of_what_is_closed(url):
    def fetch():
        return asyncio.run(gradio.processing_utils.async_ssrf_protected_get("https://example.org/"))

    # Where a browser is driven by this thread, a loop runs in it already.
    with ThreadPoolExecutor(1) as thread, pytest.raises(ValueError, match="asks no other"):
        thread.submit(fetch).result()


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
