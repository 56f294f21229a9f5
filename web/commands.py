"""The command of the page: `chat`.

Nothing heavy is imported before it runs, so that `--help` answers at once.
"""

from concurrent.futures import Future
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from index.commands import DEFAULT_STORE, Data, Model, Store, build
from index.errors import BelegError, CorpusError, StoreMissingError
from index.store.contract.places import Place, data_folder, place_of
from qa.commands import Reader
from qa.writing.endpoint import endpoint_of
from qa.writing.options import LlmFollowUps, LlmModel, LlmTimelines, LlmUrl, NoLlm
from web.chat import Chat
from web.page.layout import page
from web.server.login import Login, read_login
from web.server.server import is_loopback, launch, stay_local

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
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[
        int | None, typer.Option(min=1, max=65535, show_default="7860 or the next that is free")
    ] = None,
    browser: Annotated[bool, typer.Option("--open", help="Open the page in the browser.")] = False,
    auth: Annotated[
        str | None,
        typer.Option(
            metavar="USER:PASSWORD-FILE",
            envvar="BELEG_AUTH",
            help="Ask for this login.",
        ),
    ] = None,
    public: Annotated[
        bool, typer.Option("--public", help="Let in everybody who can reach the address.")
    ] = False,
    mcp: Annotated[
        bool, typer.Option("--mcp", help="Offer the same to programs as tools (MCP).")
    ] = False,
    read_only: Annotated[
        bool | None,
        typer.Option(
            "--read-only/--no-read-only",
            help="Let nobody add articles in the browser.",
            show_default="only on this machine they can be added",
        ),
    ] = None,
    data: Data = None,
    store: Store = DEFAULT_STORE,
    model: Model = None,
    reader: Reader = None,
    llm: LlmUrl = None,
    llm_model: LlmModel = None,
    no_llm: NoLlm = False,
    llm_follow_ups: LlmFollowUps = False,
    llm_timelines: LlmTimelines = False,
) -> None:
    """Start the chat; where nothing is indexed yet, index the shipped articles first."""
    login = _login(host, auth, public=public)
    endpoint = endpoint_of(
        llm, llm_model, off=no_llm, follow_ups=llm_follow_ups, timelines=llm_timelines
    )
    if endpoint:
        endpoint.require_client()
    fixed = not is_loopback(host) if read_only is None else read_only
    stay_local(host, model)
    from index.store.opening import open_catalogue, remembered_roots
    from qa.bot import open_bot

    place = place_of(store)
    try:
        open_catalogue(place)
    except StoreMissingError:
        _index_seeds(place, model)

    _made(data_folder(place, data))
    visitors = Chat(
        place, lambda: open_bot(place, model=model, reader=reader, llm=endpoint), data=data
    )
    examples = EXAMPLES if remembered_roots(place) == (str(SEEDS),) else ()
    blocks = page(visitors, examples=examples, read_only=fixed, llm=endpoint)
    url = launch(
        blocks, visitors, host=host, port=port, browser=browser, login=login, mcp=mcp,
        read_only=fixed,
    )  # fmt: skip
    visitors.load().add_done_callback(_tell_failure)  # the page is there before the model is
    typer.echo(f"Beleg is at {url} (Ctrl+C stops it)")
    blocks.block_thread()


def _tell_failure(bot: "Future[Bot]") -> None:
    if error := bot.exception():
        typer.echo(f"beleg: {error if isinstance(error, BelegError) else repr(error)}", err=True)


def _login(host: str, auth: str | None, *, public: bool) -> Login | None:
    """Tell who is let in; others than this machine only with a password, or on purpose."""
    if auth and public:
        raise typer.BadParameter("--auth lets in who knows the password, --public everybody")
    if auth:
        return read_login(auth)
    if public or is_loopback(host):
        return None
    raise BelegError(
        f"at {host} others can reach the chat: give it a password with --auth USER:PASSWORD-FILE "
        "(or BELEG_AUTH), or open it to everybody with --public"
    )


def _made(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BelegError(
            f"{folder} cannot be made ({error.strerror or error}); name another with --data DIR"
        ) from error


def _index_seeds(store: Place, model: str | None) -> None:
    if not SEEDS.is_dir():
        raise CorpusError(
            f"no index at {store}, and no articles at {SEEDS} to begin with; build one with: "
            f"beleg index FOLDER --store {store}"
        )
    report = build(store, [SEEDS], model=model)
    typer.echo(f"indexed the {report.articles} articles of {SEEDS} in {report.seconds:.1f} s")
