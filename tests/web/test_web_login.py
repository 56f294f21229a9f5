"""The login stands before every route, Gradio's and ours."""

import asyncio
import threading
import time

import gradio_client
import httpx
import pytest
import typer
from fakes import store_of

from index.errors import BelegError
from web.chat import Chat
from web.commands import _login
from web.server import login
from web.server.login import Guard, Login, read_login
from web.server.server import is_loopback

ALL_HOSTS = "0.0.0.0"  # noqa: S104  (is what the login is for)
KNOWN = ("Zoë", "päss: wörd")


@pytest.fixture(scope="module")
def url(serve, tmp_path_factory):
    news = {"a.txt": "The mayor opened the bridge."}
    never = threading.Event()
    chat = Chat(store_of(tmp_path_factory.mktemp("login"), news), lambda: never.wait(60))
    yield serve(chat, login=Login(*KNOWN)).rstrip("/")
    never.set()


@pytest.mark.parametrize(
    "path",
    [
        "/", "/config", "/article/a.txt", "/article/nowhere", "/theme.css", "/gradio_api/info",
        "/gradio_api/queue/status", "/gradio_api/file=/etc/passwd", "/static/img/logo.svg", "/x",
        "//article/a.txt", "/gradio_api/startup-events/../../article/a.txt", "/monitoring",
    ],
)  # fmt: skip
def test_every_route_asks_for_the_login(url, path):
    answer = httpx.get(url + path)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Basic ")
    assert "frame-ancestors" in answer.headers["content-security-policy"]
    assert "bridge" not in answer.text
    assert httpx.post(url + path).status_code == 401


def test_login_opens_page_article_and_api(url):
    assert httpx.get(url, auth=KNOWN).status_code == 200
    assert "The mayor opened the bridge." in httpx.get(f"{url}/article/a.txt", auth=KNOWN).text
    client = gradio_client.Client(url, verbose=False, httpx_kwargs={"auth": KNOWN})
    assert client.predict(api_name="/status")["articles"] == 1


def test_login_that_is_wrong_is_not_let_in(url):
    for wrong in (("Zoë", "wrong"), ("", ""), ("zoë", KNOWN[1])):
        assert httpx.get(url, auth=wrong, timeout=30).status_code == 401
    for header in ("Basic", "Basic !!!", "Bearer x", "x" * 9000):
        answer = httpx.get(url, headers={"authorization": header}, timeout=30)
        assert answer.status_code == 401


def test_login_in_the_browser_opens_the_whole_page(browser, url):
    credentials = {"username": KNOWN[0], "password": KNOWN[1]}
    context = browser.new_context(http_credentials=credentials)
    tab = context.new_page()
    tab.goto(url)
    tab.locator(".masthead", has_text="1 article").wait_for()
    tab.goto(f"{url}/article/a.txt#c=4-9")
    assert tab.locator("mark").text_content() == "mayor"
    context.close()


def guessed(count):
    """What so many wrong guesses at a time are told, in the order of the answers."""

    async def app(scope, receive, send):
        raise AssertionError("let in")

    sent = []

    async def send(message):
        sent.append(message)

    guard = Guard(app, Login("a", "password"))
    scope = {"type": "http", "path": "/", "headers": [(b"authorization", b"Basic eDp5")]}

    async def guess():
        await asyncio.gather(*(guard(scope, None, send) for _ in range(count)))

    thread = threading.Thread(target=lambda: asyncio.run(guess()))
    thread.start()
    thread.join()
    return [message["status"] for message in sent if "status" in message]


def test_guesses_wait_for_each_other():
    started = time.monotonic()
    assert guessed(2) == [401, 401]
    assert time.monotonic() - started >= 2


def test_guesses_beyond_some_are_turned_away_at_once(monkeypatch):
    monkeypatch.setattr(login, "_SECONDS_PER_GUESS", 0.01)
    assert guessed(30) == [429] * 14 + [401] * 16


def test_guard_lets_no_other_protocol_through():
    async def app(scope, receive, send):
        raise AssertionError("let in")

    sent = []

    async def send(message):
        sent.append(message)

    scope = {"type": "websocket", "path": "/", "headers": []}
    guarded = Guard(app, Login("a", "password"))(scope, None, send)
    with pytest.raises(StopIteration):
        guarded.send(None)
    assert sent == [{"type": "websocket.close", "code": 1008}]


def test_read_login_takes_the_first_line(tmp_path):
    file = tmp_path / "pass:word"
    file.write_text("\ufeffcorrect horse \nsecond line\n", encoding="utf-8")
    read = read_login(f"ada:{file}")
    assert read == Login("ada", "correct horse ")
    assert "horse" not in repr(read)


@pytest.mark.parametrize(
    ("written", "content", "told"),
    [
        ("ada", b"", "names no login"),
        (":{file}", b"long enough", "names no login"),
        ("ada:", b"", "names no login"),
        ("ada:{file}", None, "cannot read"),
        ("ada:{file}", b"\xff\xfe\xff", "cannot read"),
        ("ada:{file}", b"", "too short"),
        ("ada:{file}", b"short\nbut the second line is long", "too short"),
    ],
)
def test_read_login_says_what_is_wrong(tmp_path, written, content, told):
    if content is not None:
        (tmp_path / "file").write_bytes(content)
    with pytest.raises(BelegError, match=told):
        read_login(written.format(file=tmp_path / "file"))


@pytest.mark.parametrize(
    "host", [ALL_HOSTS, "192.168.1.2", "example.org", "", "127.0.0.1.evil.org"]
)
def test_other_hosts_need_a_password_or_a_purpose(tmp_path, host):
    (tmp_path / "file").write_text("long enough", encoding="utf-8")
    assert not is_loopback(host)
    with pytest.raises(BelegError, match="--auth USER:PASSWORD-FILE"):
        _login(host, None, public=False)
    assert _login(host, None, public=True) is None
    assert _login(host, f"ada:{tmp_path / 'file'}", public=False) == Login("ada", "long enough")
    with pytest.raises(typer.BadParameter):
        _login(host, f"ada:{tmp_path / 'file'}", public=True)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "localhost"])
def test_this_machine_needs_none(host):
    assert is_loopback(host)
    assert _login(host, None, public=False) is None
