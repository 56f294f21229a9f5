"""Write `docs/chat.png`: the chat on the shipped articles, the first example answered.

Run it from the root of the project: `python -m docs.screenshot`. It needs Playwright and a Chromium
or Chrome of the system.
"""

import shutil
import tempfile
from pathlib import Path

from web.chat import Chat
from web.commands import EXAMPLES, SEEDS
from web.page import page
from web.server import launch, stay_local

__all__ = ["shoot"]

_FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip


def _find_chromium() -> str | None:
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
    return next(filter(None, map(shutil.which, names)), None)


def shoot(
    url: str, file: Path, *, size: tuple[int, int] = (1280, 800), dark: bool = False,
    question: str | None = EXAMPLES[0], whole: bool = False,
) -> None:  # fmt: skip
    """Photograph the page, with a question answered.

    Args:
        url: Where the chat is.
        file: The picture to write.
        size: Width and height of the window in CSS pixels.
        dark: Whether the system prefers dark colours.
        question: What to ask; None for the page as it greets.
        whole: Whether to show what lies below the window as well.
    """
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_find_chromium(), args=_FLAGS)
        width, height = size
        tab = browser.new_page(
            viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light"
        )
        tab.goto(url)
        box = tab.locator("#question textarea")
        box.wait_for()
        if question:
            box.fill(question)
            box.press("Enter")
            tab.locator(".evidence .card").first.wait_for(timeout=120_000)
        tab.wait_for_timeout(700)  # for what moves
        tab.screenshot(path=file, full_page=whole)
        browser.close()


def _main() -> None:
    stay_local()
    from index.commands import build
    from qa.bot import open_bot

    with tempfile.TemporaryDirectory() as folder:
        build(Path(folder), [SEEDS])
        chat = Chat(Path(folder), lambda: open_bot(folder))
        blocks = page(chat, examples=EXAMPLES)
        shoot(launch(blocks, chat), Path(__file__).with_name("chat.png"))
        blocks.close(verbose=False)


if __name__ == "__main__":
    _main()
