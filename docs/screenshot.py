"""Write the pictures of this folder: the chat on the shipped articles.

`chat.png` (an answer), `article.png` (its evidence in the article), `refusal.png` (a question that
the articles are silent about) and `phone.png` (dark, on a small screen, in German). Run it from the
root of the project: `python -m docs.screenshot`. It needs Playwright and a Chromium or Chrome of
the system.
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
    url: str, file: Path, *, question: str, size: tuple[int, int] = (1280, 800),
    dark: bool = False, language: str = "en", article: bool = False,
) -> None:  # fmt: skip
    """Photograph the page, with a question answered.

    Args:
        url: Where the chat is.
        file: The picture to write.
        question: What to ask.
        size: Width and height of the window in CSS pixels.
        dark: Whether the system prefers dark colours.
        language: What the browser prefers.
        article: Whether to open the article at the first quote.
    """
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_find_chromium(), args=_FLAGS)
        width, height = size
        tab = browser.new_page(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            locale=language,
        )
        tab.goto(url)
        box = tab.locator("#question textarea")
        box.wait_for()
        box.fill(question)
        box.press("Enter")
        tab.locator(".evidence .card").first.wait_for(timeout=120_000)
        tab.locator("#chats label").first.wait_for()
        if article:
            tab.locator(".evidence .card a.open").first.click()
            tab.frame_locator(".panel iframe").locator("mark").first.wait_for()
        tab.wait_for_timeout(700)  # for what moves
        tab.screenshot(path=file)
        browser.close()


def _main() -> None:
    stay_local()
    from index.commands import build
    from qa.bot import open_bot

    here = Path(__file__).parent
    flagship, german, *_ = EXAMPLES
    with tempfile.TemporaryDirectory() as folder:
        build(Path(folder), [SEEDS])
        chat = Chat(Path(folder), lambda: open_bot(folder))
        blocks = page(chat, examples=EXAMPLES)
        url = launch(blocks, chat)
        shoot(url, here / "chat.png", question=flagship)
        shoot(url, here / "article.png", question=flagship, article=True)
        shoot(url, here / "refusal.png", question="how much did the tea set cost?")
        phone = {"size": (390, 844), "dark": True, "language": "de"}
        shoot(url, here / "phone.png", question=german, **phone)
        blocks.close(verbose=False)


if __name__ == "__main__":
    _main()
