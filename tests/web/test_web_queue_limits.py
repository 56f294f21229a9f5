"""One visitor cannot take all places of the queue."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor

import gradio as gr
import httpx
import pytest
from fakes import store_of

from web.chat import Chat
from web.server.queue_limits import share
from web.server.server import launch, stay_local


@pytest.fixture
def served(tmp_path):
    """A server with an event that lasts until it is told to end, and two places for one visitor."""
    store = store_of(tmp_path, {"a.txt": "The bridge is open."})
    chat = Chat(store, lambda: pytest.fail("nobody asks"))
    go, begun = threading.Event(), threading.Event()
    stay_local()

    def wait(text):
        begun.set()
        go.wait(60)
        return text

    async def launched():
        with gr.Blocks(analytics_enabled=False) as blocks:
            box = gr.Textbox()
            box.submit(wait, box, box, api_name="say")
        blocks.queue(default_concurrency_limit=1)
        share(blocks, most=2)
        return blocks, launch(blocks, chat)

    with ThreadPoolExecutor(1) as thread:
        blocks, url = thread.submit(lambda: asyncio.run(launched())).result()
    yield url.rstrip("/"), go, begun
    go.set()
    blocks.close(verbose=False)


def test_visitor_with_too_many_questions_waiting_is_turned_away(served):
    url, go, begun = served

    def ask(number, language="en"):
        body = {"data": [str(number)], "fn_index": 0, "session_hash": f"s{number}"}
        headers = {"accept-language": language}
        return httpx.post(f"{url}/gradio_api/queue/join", json=body, headers=headers)

    assert ask(0).status_code == 200
    assert begun.wait(30)  # that one is being answered: it waits no longer
    assert [ask(number).status_code for number in (1, 2)] == [200, 200]
    refused = ask(3)
    assert refused.status_code == 503
    assert "2 questions from your address are waiting" in refused.text
    assert "2 Fragen von Ihrer Adresse" in ask(3, "de-AT").text
    go.set()
    with httpx.stream("GET", f"{url}/gradio_api/queue/data?session_hash=s2", timeout=60) as told:
        assert any("process_completed" in line for line in told.iter_lines())
    assert ask(4).status_code == 200
