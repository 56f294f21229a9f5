"""Write the pictures of `docs/pictures/`: the chat on the shipped articles, and on made ones.

    python -m docs.screenshot [--only SCENE …] [--out FOLDER]

Each scene is taken at 360, 768 and 1440 pixels, in light and dark colours: `answer`, `differing`
(outlets that differ, one of which corrects itself), `timeline`, `translation` (a quote in the
reader's language, here by a translator that knows this one sentence: a real one is a model or the
browser), `times` (a question about some months, and the chip that undoes that), `refusal`; and
`article`, the evidence in its article. The made articles stand in `docs/pictures/articles`. It
needs Playwright and a Chromium or Chrome of the system. What is written are whole windows with a
palette of colours; `--out` may be elsewhere to look at a change first.
"""

import argparse
import io
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qa.translation.protocol import TranslationError
from web.chat import Chat
from web.commands import EXAMPLES, SEEDS
from web.page.layout import page
from web.server.server import launch, stay_local

__all__ = ["shoot"]

_PICTURES = Path(__file__).parent / "pictures"
_MADE = _PICTURES / "articles"
_WIDTHS = {360: 740, 768: 1024, 1440: 900}
_COLOURS = 128
_FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip


class OneSentence:
    """A translator that knows, for a picture, one sentence of the shipped articles by heart."""

    name = "one sentence, by hand"

    def translate(self, text: str, source: str, target: str) -> str:
        """Give the English of that sentence."""
        if "luxuriösen Aurus" not in text or target != "en":
            raise TranslationError(f"no {target} of this {source} sentence is known")
        return (
            "During the visit the heads of state also exchanged presents: Kim received a tea set "
            "and a luxurious Aurus made in Russia."
        )


@dataclass(frozen=True)
class Scene:
    """What is asked of which articles, and what is done then."""

    question: str
    made: bool = False
    act: Callable[[Any], None] | None = None


def _open_evidence(tab: Any) -> None:
    """Unfold the evidence, which small screens fold."""
    if not tab.locator(".evidence details").evaluate("each => each.open"):
        tab.locator(".evidence summary").first.click()


def _timeline(tab: Any) -> None:
    tab.locator("#timeline").click()
    tab.locator("#conversation .days li").first.wait_for(timeout=60_000)


def _translation(tab: Any) -> None:
    _open_evidence(tab)
    tab.locator(".card", has_text="luxuriösen Aurus").locator(".translate").first.click()
    shown = tab.locator(".translation label")
    shown.wait_for()
    shown.scroll_into_view_if_needed()


def _article(tab: Any) -> None:
    tab.locator("#conversation a.open").first.click()
    tab.frame_locator(".panel iframe").locator("mark").first.wait_for()


SCENES = {
    "answer": Scene(EXAMPLES[0]),
    "differing": Scene("How many people did the train accident at Ostfeld kill?", made=True),
    "timeline": Scene("What did engineers find in the dam of Ansel?", made=True, act=_timeline),
    "times": Scene(
        "What did engineers find in the dam of Ansel in articles of June 2024?", made=True
    ),
    "translation": Scene(EXAMPLES[0], act=_translation),
    "refusal": Scene("how much did the tea set cost?"),
    "article": Scene(EXAMPLES[0], act=_article),
}


def shoot(browser: Any, url: str, scene: Scene, *, width: int, dark: bool) -> bytes:
    """Photograph the page with a scene, as a PNG.

    Args:
        browser: Of Playwright.
        url: Where the chat is.
        scene: What to ask and to do.
        width: Of the window in CSS pixels; narrow ones are a phone's.
        dark: Whether the system prefers dark colours.
    """
    context = browser.new_context(
        viewport={"width": width, "height": _WIDTHS[width]},
        color_scheme="dark" if dark else "light",
        locale="en",
        has_touch=width < 1000,
        is_mobile=width < 1000,
    )
    tab = context.new_page()
    tab.goto(url)
    box = tab.locator("#question textarea")
    box.wait_for()
    box.fill(scene.question)
    box.press("Enter")
    tab.locator("#conversation .share").wait_for(timeout=120_000)
    tab.locator("#chats label").first.wait_for(state="attached")
    if scene.act:
        scene.act(tab)
    tab.wait_for_timeout(1500)  # for what moves
    taken: bytes = tab.screenshot()
    context.close()
    return taken


def _small(png: bytes) -> bytes:
    """Give a picture with a palette of colours, a third as large."""
    from PIL import Image

    made = io.BytesIO()
    with Image.open(io.BytesIO(png)) as picture:
        picture.convert("RGB").quantize(_COLOURS).save(made, "PNG", optimize=True)
    return made.getvalue()


@contextmanager
def _chat(articles: Path) -> Iterator[str]:
    """Serve the chat on a folder of articles; gives its address."""
    from index.commands import build
    from qa.bot import open_bot

    with tempfile.TemporaryDirectory() as folder:
        build(Path(folder), [articles])
        chat = Chat(Path(folder), lambda: open_bot(folder, translator=OneSentence()))
        blocks = page(chat, examples=EXAMPLES)
        yield launch(blocks, chat)
        blocks.close(verbose=False)


def _main() -> None:
    from playwright.sync_api import sync_playwright

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", nargs="*", choices=SCENES, default=list(SCENES))
    parser.add_argument("--width", nargs="*", type=int, choices=_WIDTHS, default=list(_WIDTHS))
    parser.add_argument("--out", type=Path, default=_PICTURES)
    given = parser.parse_args()
    stay_local()
    given.out.mkdir(parents=True, exist_ok=True)
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
    found = next(filter(None, map(shutil.which, names)), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=_FLAGS)
        for made in (False, True):
            scenes = [name for name in given.only if SCENES[name].made is made]
            if not scenes:
                continue
            with _chat(_MADE if made else SEEDS) as url:
                for name in scenes:
                    for width in given.width:
                        for dark in (False, True):
                            file = f"{name}-{width}-{'dark' if dark else 'light'}.png"
                            taken = shoot(browser, url, SCENES[name], width=width, dark=dark)
                            (given.out / file).write_bytes(_small(taken))
        browser.close()


if __name__ == "__main__":
    _main()
