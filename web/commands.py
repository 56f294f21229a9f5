"""The command of the page: `chat`.

Nothing heavy is imported before it runs, so that `--help` answers at once.
"""

import ipaddress
from concurrent.futures import Future
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from index.commands import DEFAULT_STORE, Model, Store, build
from index.errors import BelegError, CorpusError, StoreMissingError
from web.chat import Chat
from web.page import page
from web.server import launch, stay_local

if TYPE_CHECKING:
    from qa.bot import Bot

__all__ = ["EXAMPLES", "SEEDS", "chat"]

SEEDS = Path(__file__).resolve().parents[1] / "seeds"
EXAMPLES = (
    "what did Putin give Kim",
    "Welche früheren Abkommen ersetzt der neue Vertrag?",
    "Où Poutine a-t-il dormi à Pyongyang ?",
    "Rusya Kuzey Kore'den kaç konteyner aldı?",
)


def chat(
    host: Annotated[str, typer.Option(help="Loopback address to listen on.")] = "127.0.0.1",
    port: Annotated[
        int | None, typer.Option(min=1, max=65535, show_default="7860 or the next that is free")
    ] = None,
    browser: Annotated[bool, typer.Option("--open", help="Open the page in the browser.")] = False,
    store: Store = DEFAULT_STORE,
    model: Model = None,
) -> None:
    """Start the chat; where nothing is indexed yet, index the shipped articles first."""
    _require_loopback(host)
    stay_local(host, model)
    from index.store import open_store
    from qa.bot import open_bot

    try:
        roots = open_store(store).manifest.roots
    except StoreMissingError:
        _index_seeds(store, model)
        roots = (str(SEEDS),)

    visitors = Chat(store, lambda: open_bot(store, model=model))
    blocks = page(visitors, examples=EXAMPLES if roots == (str(SEEDS),) else ())
    url = launch(blocks, visitors, host=host, port=port, browser=browser)
    visitors.load().add_done_callback(_tell_failure)  # the page is there before the model is
    typer.echo(f"Beleg is at {url} (Ctrl+C stops it)")
    blocks.block_thread()


def _tell_failure(bot: "Future[Bot]") -> None:
    if isinstance(error := bot.exception(), BelegError):
        typer.echo(f"beleg: {error}", err=True)


def _require_loopback(host: str) -> None:
    with suppress(ValueError):
        if host == "localhost" or ipaddress.IPv4Address(host).is_loopback:
            return
    raise BelegError(
        f"the chat has no login yet, so it is not opened to others at {host}; "
        "only loopback addresses can be used: --host 127.0.0.1"
    )


def _index_seeds(store: Path, model: str | None) -> None:
    if not SEEDS.is_dir():
        raise CorpusError(
            f"no index at {store}, and no articles at {SEEDS} to begin with; build one with: "
            f"beleg index FOLDER --store {store}"
        )
    report = build(store, [SEEDS], model=model)
    typer.echo(f"indexed the {report.articles} articles of {SEEDS} in {report.seconds:.1f} s")
