"""Beleg inside other people's programs: LangChain, LlamaIndex, plain scripts, MCP over stdio."""

import asyncio
import importlib
import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path

import pytest
from scripted import numbered, scripted

from index.records import Filter

ROOT = Path(__file__).parents[2]
FLAGSHIP = "what did Putin give Kim"
METADATA = {
    "id", "title", "source", "published", "url", "author", "language", "start", "end", "score",
    "rank",
}  # fmt: skip
langchain = pytest.mark.skipif(
    not find_spec("langchain_core"), reason="needs: pip install 'beleg[langchain]'"
)
llamaindex = pytest.mark.skipif(
    not find_spec("llama_index"), reason="needs: pip install 'beleg[llamaindex]'"
)
llm = pytest.mark.skipif(not find_spec("openai"), reason="needs: pip install 'beleg[llm]'")
mcp = pytest.mark.skipif(not find_spec("mcp"), reason="needs: pip install 'beleg[mcp]'")


def is_slice(bot, text, metadata):
    article = bot.article(metadata["id"])
    return article.text[metadata["start"] : metadata["end"]] == text


@langchain
def test_langchain_retriever_gives_slices_with_their_places(bot):
    from qa.langchain import BelegRetriever

    found = BelegRetriever(bot=bot, k=4).invoke(FLAGSHIP)
    assert len(found) == 4
    for each in found:
        assert set(each.metadata) == METADATA
        assert is_slice(bot, each.page_content, each.metadata)
    assert [each.metadata["rank"] for each in found] == [1, 2, 3, 4]


@langchain
def test_langchain_retriever_filters_and_waits_for_nobody(bot):
    from qa.langchain import BelegRetriever

    name = bot.retrieve(FLAGSHIP)[0].article.id
    retriever = BelegRetriever(bot=bot, k=3, only=Filter(articles=(name,)))
    with ThreadPoolExecutor(1) as thread:
        found = thread.submit(lambda: asyncio.run(retriever.ainvoke(FLAGSHIP))).result()
    assert {each.metadata["id"] for each in found} == {name}
    assert [each.page_content for each in found] == [
        each.page_content for each in retriever.invoke(FLAGSHIP)
    ]


@llamaindex
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_llamaindex_retriever_gives_slices_with_their_places(bot):
    BelegRetriever = importlib.import_module("qa.llamaindex").BelegRetriever  # noqa: N806

    name = bot.retrieve(FLAGSHIP)[0].article.id
    retriever = BelegRetriever(bot=bot, k=3, only=Filter(articles=(name,)))
    found = retriever.retrieve(FLAGSHIP)
    assert len(found) == 3
    for each in found:
        assert set(each.node.metadata) == METADATA
        assert is_slice(bot, each.node.get_content(), each.node.metadata)
    with ThreadPoolExecutor(1) as thread:
        later = thread.submit(lambda: asyncio.run(retriever.aretrieve(FLAGSHIP))).result()
    assert [each.node.node_id for each in later] == [each.node.node_id for each in found]


def run(example, *args):
    done = subprocess.run(
        [sys.executable, ROOT / "examples" / example, *args], cwd=ROOT, text=True, timeout=240,
        capture_output=True, env=None, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(autouse=True)
def importable(monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(ROOT))


def test_plain_script_retrieves(seed_store):
    assert run("retrieve.py", seed_store, FLAGSHIP).startswith("1. ")


@llamaindex
def test_llamaindex_example_retrieves(seed_store):
    assert ".txt:" in run("llamaindex_retriever.py", seed_store, FLAGSHIP)


@langchain
@llm
def test_langchain_example_runs_its_chain(seed_store):
    def script(messages):
        assert numbered([messages[0]])
        yield "Putin gave Kim a car [1]."

    with scripted(script, streams=False) as server:
        told = run("langchain_chain.py", seed_store, FLAGSHIP, server.url, "scripted")
    assert told == "Putin gave Kim a car [1].\n"
    assert FLAGSHIP in server.asked[0]["messages"][-1]["content"]


@mcp
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_mcp_over_stdio_gives_structured_answers(seed_store):
    from mcp import ClientSession, StdioServerParameters
    from mcp.client.stdio import stdio_client

    parameters = StdioServerParameters(
        command=sys.executable,
        args=[str(ROOT / "app.py"), "mcp", "--store", str(seed_store)],
        env={"PYTHONPATH": str(ROOT), "HF_HUB_OFFLINE": "1", "HOME": str(Path.home())},
    )

    async def use():
        async with (
            stdio_client(parameters) as (read, write),
            ClientSession(read, write) as session,
        ):
            await session.initialize()
            tools = {tool.name: tool for tool in (await session.list_tools()).tools}
            assert set(tools) == {"ask", "retrieve", "article", "status", "timeline"}
            for tool in tools.values():
                assert tool.description
                assert tool.annotations.readOnlyHint
                assert not tool.annotations.openWorldHint
                assert tool.outputSchema
            answer = (await session.call_tool("ask", {"question": FLAGSHIP})).structuredContent
            quote = answer["quotes"][0]
            known = {"article_id": quote["article"]["id"]}
            article = (await session.call_tool("article", known)).structuredContent
            assert article["text"][quote["start"] : quote["end"]] == quote["text"]
            found = await session.call_tool("retrieve", {"question": FLAGSHIP, "k": 2})
            assert len(found.structuredContent["hits"]) == 2
            assert json.loads(found.content[0].text) == found.structuredContent
            told = (await session.call_tool("timeline", {"topic": "Putin"})).structuredContent
            assert told["topic"] == "Putin"
            assert (await session.call_tool("status", {})).structuredContent["articles"] == 5
            failed = await session.call_tool("article", {"article_id": "../secret"})
            assert failed.isError
            assert "no article" in failed.content[0].text

    with ThreadPoolExecutor(1) as thread:
        thread.submit(lambda: asyncio.run(use())).result(240)
