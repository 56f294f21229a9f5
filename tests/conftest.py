"""What all tests share. The real bundled model is one of them: no test runs on a mock of it."""

import os

# Before anything imports a library of Hugging Face, which reads it once.
os.environ["HF_HUB_OFFLINE"] = "1"

import asyncio
import re
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from index.build import sync
from index.model.encoder import Encoder, load_encoder
from qa.bot import Bot
from qa.reading.reader import load_reader
from web.chat import Chat
from web.page.layout import page
from web.server.server import launch, stay_local

SEEDS = Path(__file__).parents[1] / "seeds"

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
]  # fmt: skip

# How long an example takes says more about the machine than about the code.
settings.register_profile("beleg", deadline=None)
settings.load_profile("beleg")


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    """The bundled model, loaded once."""
    return load_encoder()


@pytest.fixture(scope="session")
def seed_store(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of the shipped articles, built once; not to be changed."""
    store = tmp_path_factory.mktemp("seeds") / "store"
    sync(store, [SEEDS], encoder=encoder)
    return store


@pytest.fixture(scope="session")
def bot(seed_store: Path, encoder: Encoder) -> Bot:
    """The bot over the shipped articles."""
    return Bot(seed_store, encoder, load_reader(encoder))


@pytest.fixture(scope="module")
def serve() -> Iterator[Callable[..., str]]:
    """Start a chat in this process and give its address; options are those of `launch`."""
    started = []
    stay_local()

    def start(chat: Chat, *, examples: tuple[str, ...] = (), **options: Any) -> str:
        async def launched() -> str:
            fixed = options.get("read_only", True)
            blocks = page(chat, examples=examples, read_only=fixed, llm=options.pop("llm", None))
            started.append(blocks)
            return launch(blocks, chat, **options)

        # Where no event loop runs, Gradio makes some and does not close them.
        with ThreadPoolExecutor(1) as thread:
            return thread.submit(lambda: asyncio.run(launched())).result()

    yield start
    for blocks in started:
        blocks.close(verbose=False)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """A browser of this system, started once; the test is skipped where there is none."""
    playwright = pytest.importorskip("playwright.sync_api")
    found = next(filter(None, map(shutil.which, _NAMES)), None)
    if not found:
        pytest.skip("no Chromium or Chrome on this system")
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=found, args=_FLAGS)
        yield browser
        browser.close()


# What Chromium and Gradio say of a stream that the page closed itself; their words change.
_CLOSED = re.compile(r"console (AbortError: |(Unexpected error )?Connection errored out\.)")


@pytest.fixture
def tab(browser: Any) -> Iterator[Any]:
    """A tab in which no script of an article may run and no other server may be asked."""
    tab = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
    asked: list[str] = []
    wrong: list[str] = []

    def dismiss(dialog: Any) -> None:
        wrong.append(f"dialog {dialog.message}")
        dialog.dismiss()

    tab.on("request", lambda request: asked.append(request.url))
    tab.on("dialog", dismiss)
    tab.on("pageerror", lambda error: wrong.append(f"error {error}"))
    tab.on("console", lambda told: told.type == "error" and wrong.append(f"console {told.text}"))
    yield tab
    tab.context.close()
    assert asked
    assert [url for url in asked if not re.match(r"(http://127\.0\.0\.1:|data:|blob:)", url)] == []
    if any(told.startswith("console AbortError: ") for told in wrong):
        wrong = [told for told in wrong if not _CLOSED.match(told)]
    assert wrong == []
