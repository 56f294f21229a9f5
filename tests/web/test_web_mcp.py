"""The endpoints as tools of the Model Context Protocol, called by its official client."""

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from importlib.util import find_spec

import httpx
import pytest
from fakes import HashEncoder, WordReader, store_of

from index.errors import BelegError
from qa.bot import Bot
from web.chat import Chat
from web.page.layout import page
from web.server.login import Login
from web.server.server import launch

# Gradio does not close the socket with which it has found a port taken; the client of the protocol
# leaves some of its streams open, and is called by a name that it calls old.
pytestmark = [
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]
installed = pytest.mark.skipif(not find_spec("mcp"), reason="needs: pip install 'beleg[mcp]'")

QUESTION = "who opened the bridge?"
LOGIN = ("ada", "päss: wörd@/")


@pytest.fixture(scope="module")
def chat(tmp_path_factory):
    news = {"a b#.txt": "The mayor opened the bridge in May."}
    store = store_of(tmp_path_factory.mktemp("mcp"), news)
    bot = Bot(store, HashEncoder(), WordReader())
    return Chat(store, lambda: bot)


def with_tools(url, use, headers=None):
    """Connect to the tools at `url` and run `use(session)`, in a thread with a loop of its own."""
    from mcp import ClientSession
    from mcp.client.streamable_http import streamablehttp_client

    async def connected():
        async with (
            streamablehttp_client(f"{url}gradio_api/mcp/", headers=headers) as (read, write, _),
            ClientSession(read, write, read_timeout_seconds=timedelta(seconds=120)) as session,
        ):
            await session.initialize()
            return await use(session)

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(connected())).result()


def value(result):
    assert not result.isError, result
    return json.loads(result.content[0].text)


@installed
def test_tools_are_the_five_endpoints(serve, chat):
    url = serve(chat, mcp=True)

    async def use(session):
        tools = {tool.name: tool for tool in (await session.list_tools()).tools}
        assert set(tools) == {"ask", "retrieve", "article", "status", "timeline"}
        assert tools["ask"].inputSchema["properties"].keys() == {
            "question", "since", "until", "source", "language", "translate", "any_time",
        }  # fmt: skip
        assert tools["ask"].inputSchema["required"] == ["question"]
        assert all(tool.description for tool in tools.values())
        answer = value(await session.call_tool("ask", {"question": QUESTION}))
        quote = answer["quotes"][0]
        name = quote["article"]["id"]
        article = value(await session.call_tool("article", {"article_id": name}))
        assert article["text"][quote["start"] : quote["end"]] == quote["text"]
        found = value(await session.call_tool("retrieve", {"question": QUESTION, "k": 3}))
        assert found["hits"][0]["article"]["id"] == name
        assert value(await session.call_tool("status", {}))["articles"] == 1
        failed = await session.call_tool("article", {"article_id": "../secret"})
        assert failed.isError
        assert "no article" in failed.content[0].text

    with_tools(url, use)


@installed
def test_tools_ask_for_the_login_as_well(serve, chat):
    url = serve(chat, mcp=True, login=Login(*LOGIN))
    assert httpx.post(f"{url}gradio_api/mcp/", json={}).status_code == 401

    async def use(session):
        return value(await session.call_tool("status", {}))["articles"]

    header = f"Basic {Login(*LOGIN).header.decode()}"
    assert with_tools(url, use, {"Authorization": header}) == 1


@pytest.mark.skipif(bool(find_spec("mcp")), reason="they are installed here")
def test_tools_that_are_not_installed_are_told_how_to_be(chat):
    with pytest.raises(BelegError, match=r"pip install 'beleg\[mcp\]'"):
        launch(page(chat), chat, mcp=True)


def test_tools_are_not_offered_unasked(serve, chat):
    answer = httpx.post(f"{serve(chat)}gradio_api/mcp/", json={})
    assert answer.status_code in (404, 405)
