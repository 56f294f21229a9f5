"""The chat in the browser, and the one command `beleg` with everything it can do.

`python app.py` is `beleg`, and `beleg` alone is `beleg chat`. Here is the page and nothing that
answers: questions go to `qa.bot`, answers are rendered by `qa.markup`. Gradio and the model are
imported only when the chat starts, so that `--help` answers at once.
"""

import ipaddress
import os
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from html import escape
from importlib import metadata
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Annotated, Any

import typer

from index.commands import DEFAULT_STORE, Model, Store, build, doctor, index, run, status
from index.errors import BelegError, CorpusError, StoreMissingError
from qa.commands import ask, evaluate, search

if TYPE_CHECKING:
    import gradio as gr

    from qa.bot import Bot
    from qa.records import Turn

__all__ = [
    "EXAMPLES", "SEEDS", "Chat", "Conversation", "beleg", "launch", "main", "page", "stay_local",
]  # fmt: skip

SEEDS = Path(__file__).with_name("seeds").resolve()
EXAMPLES = (
    "what did Putin give Kim",
    "Welche früheren Abkommen ersetzt der neue Vertrag?",
    "Où Poutine a-t-il dormi à Pyongyang ?",
    "Rusya Kuzey Kore'den kaç konteyner aldı?",
)

_FOCUS = "() => document.querySelector('#question textarea')?.focus()"

# Gradio's own page needs inline scripts and compiles templates. Whatever else a page may do, it
# cannot ask another server for anything, and no other page can frame it.
_HEADERS = (
    (
        b"content-security-policy",
        b"default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:; base-uri 'self'; "
        b"form-action 'self'; frame-ancestors 'none'; object-src 'none'",
    ),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
)


@dataclass(frozen=True, slots=True)
class Conversation:
    """What one visitor has asked and been told, oldest first; kept on the server.

    Attributes:
        messages: What the page shows, escaped.
        turns: What a follow-up question needs to know.
    """

    messages: tuple[dict[str, Any], ...] = ()
    turns: "tuple[Turn, ...]" = ()

    def plus(self, role: str, text: str, *turns: "Turn") -> "Conversation":
        """Add a message, shown as the very characters of `text`, and what it was about."""
        # The text of a chatbot is taken for HTML even where its Markdown is switched off.
        shown = escape(text, quote=False)
        message = {"role": role, "content": [{"type": "text", "text": shown}]}
        return Conversation((*self.messages, message), (*self.turns, *turns))


class Chat:
    """One bot for all visitors: loaded in the background, waited for where it is needed."""

    def __init__(self, store: Path, open_bot: "Callable[[], Bot]") -> None:
        self._store = store
        self._open_bot = open_bot
        self._loader = ThreadPoolExecutor(1, "beleg-load")
        self._lock = Lock()
        self._bot: Future[Bot] | None = None

    def load(self) -> "Future[Bot]":
        """Start to load the bot, or to load it again where that has failed."""
        with self._lock:
            if self._bot is None or (self._bot.done() and self._bot.exception()):
                self._bot = self._loader.submit(self._open_bot)
            return self._bot

    def reply(self, question: str, past: Conversation) -> Iterator[tuple[Any, ...]]:
        """Answer on the page.

        Yields:
            Question box, messages, evidence and conversation: first with the question alone, then
            with its answer.
        """
        import gradio as gr

        from qa.markup import evidence

        if not question.strip():
            yield (gr.skip(),) * 4
            return
        asked = past.plus("user", question)
        bot = self.load()
        waiting = "…" if bot.done() else "The model is still loading, one moment …"
        yield "", asked.plus("assistant", waiting).messages, gr.skip(), gr.skip()
        try:
            answer = bot.result().ask(question, history=past.turns)
        except BelegError as error:
            told, shown = asked.plus("assistant", str(error)), evidence(None)
        else:
            told, shown = asked.plus("assistant", answer.text, answer.turn), evidence(answer)
        yield gr.skip(), told.messages, shown, told

    def ask(self, question: str) -> dict[str, Any]:
        """Answer a question with quotes, or say that the articles do not; waits for the model."""
        from qa.records import answer_dict

        with _polite():
            return answer_dict(self.load().result().ask(question))

    def retrieve(self, question: str, k: int = 10) -> dict[str, Any]:
        """Find the passages nearest to a question; waits for the model."""
        from qa.records import hit_dict

        with _polite():
            hits = self.load().result().retrieve(question, k=k)
        return {"question": question, "hits": [hit_dict(hit) for hit in hits]}

    def article(self, article_id: str) -> dict[str, Any]:
        """Give an article with its text, by its id; waits for the model."""
        with _polite():
            article = self.load().result().article(article_id)
        known = asdict(article.citation) | {"text": article.text}
        names = ("id", "title", "text", "language", "published", "source", "url")
        return {name: known[name] for name in names}

    def status(self) -> dict[str, Any]:
        """Tell what is indexed."""
        from index.store import summarise

        with _polite():
            return summarise(self._store)


@contextmanager
def _polite() -> Iterator[None]:
    """Turn an expected failure into one whose message Gradio passes on."""
    import gradio as gr

    try:
        yield
    except BelegError as error:
        raise gr.Error(str(error), print_exception=False) from error


def page(chat: Chat, *, examples: tuple[str, ...] = ()) -> "gr.Blocks":
    """Lay out the page and name the endpoints of the API.

    Args:
        chat: What answers.
        examples: Questions to begin with.
    """
    import gradio as gr

    from qa.markup import evidence, heading

    class Page(gr.Blocks):
        def get_config_file(self) -> Any:
            # Of the newest protocol, sse_v3, `gradio_client` 2.7 takes every object with a "path"
            # for a file to download, and articles have one. Browsers treat both alike.
            return super().get_config_file() | {"protocol": "sse_v2.1"}

    nothing_yet = evidence(None)
    blocks: gr.Blocks
    with Page(title="Beleg", analytics_enabled=False) as blocks:
        past = gr.State(Conversation())
        head = gr.HTML(heading(chat.status()), apply_default_css=False)
        with gr.Row(elem_id="columns"):
            with gr.Column(scale=3, min_width=340, elem_id="talk"):
                messages = gr.Chatbot(
                    elem_id="conversation", show_label=False, container=False, buttons=[],
                    render_markdown=False, latex_delimiters=[], allow_tags=False,
                    placeholder="Ask in your own language, whatever theirs is.",
                    examples=[{"text": example} for example in examples],
                )  # fmt: skip
                question = gr.Textbox(
                    elem_id="question", label="Question", show_label=False, max_lines=4,
                    placeholder="Ask the articles …", max_length=2000, autofocus=True,
                    submit_btn="Ask", html_attributes=gr.InputHTMLAttributes(enterkeyhint="send"),
                )  # fmt: skip
                new = gr.Button("New chat", size="sm", elem_id="new")
            with gr.Column(scale=2, min_width=340):
                shown = gr.HTML(nothing_yet, apply_default_css=False)

        def pick(past: Conversation, chosen: gr.SelectData) -> Iterator[tuple[Any, ...]]:
            yield from chat.reply(str(chosen.value["text"]), past)

        outputs = [question, messages, shown, past]
        private: Any = {"api_visibility": "private", "show_progress": "hidden"}
        typed = question.submit(chat.reply, [question, past], outputs, **private)
        picked = messages.example_select(pick, past, outputs, **private)
        fresh: tuple[Any, ...] = ("", [], nothing_yet, Conversation())
        cleared = gr.on(
            [new.click, messages.clear], lambda: fresh, None, outputs,
            cancels=[typed, picked], queue=False, **private,
        )  # fmt: skip
        for event in (typed, picked, cleared):
            event.then(None, js=_FOCUS)
        blocks.load(lambda: heading(chat.status()), None, head, queue=False, **private)
        for name in ("ask", "retrieve", "article", "status"):
            gr.events.api(getattr(chat, name), api_name=name)
    # Two questions at a time keep two cores busy; whoever finds 32 waiting is turned away.
    blocks.queue(default_concurrency_limit=2, max_size=32)
    return blocks


class _Headers:
    """ASGI middleware that sends `_HEADERS` along with every response."""

    def __init__(self, app: Any) -> None:
        self._app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        async def sent(message: Any) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *_HEADERS]
            await send(message)

        await self._app(scope, receive, sent)


def stay_local(host: str = "127.0.0.1", model: str | None = None) -> None:
    """Keep Gradio and the model hub off the network; call it before they are imported."""
    from index import weights

    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    bundled = (model or os.environ.get("BELEG_MODEL") or weights.NAME) == weights.NAME
    if bundled and weights.available():
        os.environ["HF_HUB_OFFLINE"] = "1"
    # Gradio calls its own server to see whether it is up: not by way of a proxy.
    known = os.environ.get("no_proxy") or os.environ.get("NO_PROXY") or ""
    os.environ["no_proxy"] = ",".join(filter(None, (known, host)))


def launch(
    blocks: "gr.Blocks", *, host: str = "127.0.0.1", port: int | None = None, browser: bool = False
) -> str:
    """Start the server in threads of its own and give the address of the page.

    Args:
        blocks: The page.
        host: Loopback address to listen on.
        port: By default 7860 or the next that is free.
        browser: Open the page in the browser.

    Raises:
        BelegError: The port is taken.
    """
    import gradio as gr
    from starlette.middleware import Middleware
    from starlette.middleware.trustedhost import TrustedHostMiddleware

    from qa.markup import STYLE

    theme = gr.themes.Base(  # system fonts only: others come from another server
        primary_hue="stone", neutral_hue="stone", radius_size="sm",
        font=("ui-sans-serif", "system-ui", "sans-serif"),
        font_mono=("ui-monospace", "Consolas", "monospace"),
    )  # fmt: skip
    # A page from elsewhere must not reach this server by a name of its own (DNS rebinding).
    hosts = Middleware(TrustedHostMiddleware, allowed_hosts=[host, "localhost"])
    try:
        _, url, _ = blocks.launch(
            server_name=host, server_port=port, inbrowser=browser, prevent_thread_lock=True,
            quiet=True, share=False, ssr_mode=False, pwa=False, mcp_server=False,
            enable_monitoring=False, run_history=False, footer_links=[], max_file_size="1kb",
            theme=theme, css=STYLE, app_kwargs={"middleware": [Middleware(_Headers), hosts]},
        )  # fmt: skip
    except OSError as error:
        raise BelegError(f"port {port or 7860} is taken; name another one with --port") from error
    return url


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

    chat = Chat(store, lambda: open_bot(store, model=model))
    blocks = page(chat, examples=EXAMPLES if roots == (str(SEEDS),) else ())
    url = launch(blocks, host=host, port=port, browser=browser)
    chat.load().add_done_callback(_tell_failure)  # the page is there before the model is
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


def _print_version(wanted: bool) -> None:
    if wanted:
        try:
            typer.echo(f"beleg {metadata.version('beleg')}")
        except metadata.PackageNotFoundError:
            typer.echo("beleg, not installed: it runs from its source folder")
        raise typer.Exit


def _about(
    version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_print_version, help="Tell it.")
    ] = False,
) -> None:
    """Ask a folder of news articles; every answer stands on verbatim quotes.

    Without a command it is `chat`, options and all.
    """


beleg = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
beleg.callback()(_about)
for _command in (chat, index, ask, search, status, doctor):
    beleg.command()(_command)
beleg.command("eval")(evaluate)


def main() -> None:
    """Run `beleg` with the arguments of the process."""
    args = sys.argv[1:]
    if not args or (args[0].startswith("-") and args[0] not in ("--help", "--version")):
        args = ["chat", *args]
    run(lambda: beleg(args, prog_name="beleg"))


if __name__ == "__main__":
    main()
