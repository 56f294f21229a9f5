"""The chat in the browser, and the one command `beleg` with everything it can do.

`python app.py` is `beleg`, and `beleg` alone is `beleg chat`. Here is the page and nothing that
answers: questions go to `qa.bot`, rendering is in `qa.markup`. Gradio and the model are imported
only when the chat starts, so that `--help` answers at once.
"""

import ipaddress
import os
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
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

__all__ = ["SEEDS", "Chat", "Conversation", "beleg", "launch", "main", "page"]

SEEDS = Path(__file__).with_name("seeds").resolve()
EXAMPLES = (
    "what did Putin give Kim",
    "Welche früheren Abkommen ersetzt der neue Vertrag?",
    "Où Poutine a-t-il passé la nuit à Pyongyang ?",
    "Rusya Kuzey Kore'den kaç konteyner aldı?",
)

# Two questions at a time keep two cores busy; whoever finds so many waiting is told to come back.
_AT_A_TIME = 2
_WAITING = 32

_FOCUS = "() => document.querySelector('#question textarea')?.focus()"

# Gradio's own page needs inline scripts and compiles templates; all else is forbidden to it, and
# above all every address that is not this server's.
_POLICY = "; ".join(
    (
        "default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "object-src 'none'",
    )
)

_HEADERS = (
    (b"content-security-policy", _POLICY.encode()),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
)

Message = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Conversation:
    """What one visitor has asked and been told, oldest first; kept on the server.

    Attributes:
        messages: What the page shows, escaped.
        turns: What a follow-up question needs to know.
    """

    messages: tuple[Message, ...] = ()
    turns: "tuple[Turn, ...]" = ()

    def with_message(self, role: str, text: str) -> "Conversation":
        """Add a message, to be shown as the very characters of `text`."""
        from qa.markup import plain

        message = {"role": role, "content": [{"type": "text", "text": plain(text)}]}
        return Conversation((*self.messages, message), self.turns)


class Chat:
    """One bot for all visitors: loaded in the background, waited for where it is needed."""

    def __init__(self, store: Path, open_bot: "Callable[[], Bot]") -> None:
        self._store = store
        self._open_bot = open_bot
        self._worker = ThreadPoolExecutor(1, "beleg-load")
        self._lock = Lock()
        self._opening: Future[Bot] | None = None

    def load(self) -> "Future[Bot]":
        """Start to load the bot, or to load it again where that failed before."""
        with self._lock:
            failed = self._opening and self._opening.done() and self._opening.exception()
            if self._opening is None or failed:
                self._opening = self._worker.submit(self._open_bot)
            return self._opening

    def reply(self, question: str, past: Conversation) -> Iterator[tuple[Any, ...]]:
        """Answer on the page.

        Yields:
            Question box, messages, evidence and conversation: first the question alone, then with
            its answer.
        """
        import gradio as gr

        from qa.markup import evidence

        if not question.strip():
            yield (gr.skip(),) * 4
            return
        asked = past.with_message("user", question)
        opening = self.load()
        waiting = "…" if opening.done() else "The model is still loading, one moment …"
        yield "", asked.with_message("assistant", waiting).messages, gr.skip(), gr.skip()
        try:
            answer = opening.result().ask(question, history=past.turns)
        except BelegError as error:
            told = asked.with_message("assistant", str(error))
            yield gr.skip(), told.messages, "", told
            return
        told = asked.with_message("assistant", answer.text)
        told = Conversation(told.messages, (*past.turns, answer.turn))
        yield gr.skip(), told.messages, evidence(answer), told

    def heading(self) -> str:
        """Tell at the top of the page what is indexed."""
        from qa.markup import heading

        with _polite():
            return heading(self._summary())

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
        """Give an article with its text, by its id."""
        with _polite():
            article = self.load().result().article(article_id)
        shown = asdict(article.citation)
        names = ("id", "title", "language", "published", "source", "url")
        return {name: shown[name] for name in names} | {"text": article.text}

    def status(self) -> dict[str, Any]:
        """Tell what is indexed."""
        with _polite():
            return self._summary()

    def _summary(self) -> dict[str, Any]:
        from index.store import open_store

        return open_store(self._store).summary()


@contextmanager
def _polite() -> Iterator[None]:
    """Turn an expected failure into one that Gradio passes on, with its message."""
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

    with gr.Blocks(title="Beleg", analytics_enabled=False) as blocks:
        past = gr.State(Conversation())
        head = gr.HTML(chat.heading())
        with gr.Row(elem_id="columns"):
            with gr.Column(scale=3, min_width=340):
                # The words are escaped and shown as they are: no Markdown, LaTeX or tags.
                messages = gr.Chatbot(
                    elem_id="conversation",
                    show_label=False,
                    container=False,
                    buttons=[],
                    render_markdown=False,
                    latex_delimiters=[],
                    allow_tags=False,
                    placeholder="<p>Ask in your language; the answer is quoted from the articles.</p>",
                    examples=[{"text": example} for example in examples],
                )
                question = gr.Textbox(
                    elem_id="question",
                    label="Question",
                    show_label=False,
                    placeholder="Ask the articles …",
                    max_lines=4,
                    max_length=2000,
                    autofocus=True,
                    submit_btn="Ask",
                    html_attributes=gr.InputHTMLAttributes(enterkeyhint="send"),
                )
                new = gr.Button("New chat", size="sm", variant="secondary")
            with gr.Column(scale=2, min_width=340, elem_id="side"):
                shown = gr.HTML("", elem_id="evidence")

        outputs = [question, messages, shown, past]
        private: Any = {"api_visibility": "private", "show_progress": "hidden"}

        def pick(past: Conversation, chosen: gr.SelectData) -> Iterator[tuple[Any, ...]]:
            yield from chat.reply(str(chosen.value["text"]), past)

        typed = question.submit(chat.reply, [question, past], outputs, **private)
        picked = messages.example_select(pick, past, outputs, **private)
        cleared = new.click(
            _nothing, None, outputs, cancels=[typed, picked], queue=False, **private
        )
        for event in (typed, picked, cleared):
            event.then(None, js=_FOCUS)
        blocks.load(chat.heading, None, head, queue=False, **private)

        for name in ("ask", "retrieve", "article", "status"):
            gr.api(getattr(chat, name), api_name=name)
    blocks.queue(max_size=_WAITING, default_concurrency_limit=_AT_A_TIME)
    return blocks


def _nothing() -> tuple[Any, ...]:
    return "", [], "", Conversation()



class _Guard:
    """ASGI middleware that sends the page's policy along with everything."""

    def __init__(self, app: Any) -> None:
        self._app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        async def guarded(message: Any) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *_HEADERS]
            await send(message)

        await self._app(scope, receive, guarded)


def launch(
    blocks: "gr.Blocks", *, host: str = "127.0.0.1", port: int | None = None, browser: bool = False
) -> str:
    """Start the server in a thread of its own and give the address of the page.

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

    fonts = ("ui-sans-serif", "system-ui", "sans-serif")
    theme = gr.themes.Base(
        primary_hue="stone", neutral_hue="stone", radius_size="sm", font=fonts,
        font_mono=("ui-monospace", "Consolas", "monospace"),
    )  # fmt: skip
    # A page from elsewhere must not reach this server by a name of its own (DNS rebinding).
    hosts = Middleware(TrustedHostMiddleware, allowed_hosts=[host, "localhost"])
    try:
        _, url, _ = blocks.launch(
            server_name=host, server_port=port, inbrowser=browser, prevent_thread_lock=True,
            quiet=True, share=False, ssr_mode=False, pwa=False, mcp_server=False,
            enable_monitoring=False, run_history=False, footer_links=["api"], max_file_size="1kb",
            theme=theme, css=STYLE, app_kwargs={"middleware": [Middleware(_Guard), hosts]},
        )  # fmt: skip
    except OSError as error:
        raise BelegError(
            f"port {port or 7860} cannot be used; name another one with --port"
        ) from error
    return url


Host = Annotated[str, typer.Option("--host", help="Loopback address to listen on.")]
Port = Annotated[
    int | None,
    typer.Option("--port", min=1, max=65535, show_default="7860, or the next that is free"),
]
Open = Annotated[bool, typer.Option("--open", help="Open the page in the browser.")]


def chat(
    host: Host = "127.0.0.1",
    port: Port = None,
    browser: Open = False,
    store: Store = DEFAULT_STORE,
    model: Model = None,
) -> None:
    """Start the chat; without an index, the shipped articles are indexed first."""
    _require_loopback(host)
    _stay_local(host, model)
    from index.store import open_store

    try:
        roots = open_store(store).manifest.roots
    except StoreMissingError:
        _index_seeds(store, model)
        roots = (str(SEEDS),)

    def open_bot() -> "Bot":
        from qa.bot import open_bot

        return open_bot(store, model=model)

    bot = Chat(store, open_bot)
    blocks = page(bot, examples=EXAMPLES if roots == (str(SEEDS),) else ())
    url = launch(blocks, host=host, port=port, browser=browser)
    bot.load().add_done_callback(_tell_failure)  # the page is there before the model is
    typer.echo(f"Beleg is at {url} (Ctrl+C stops it)")
    blocks.block_thread()


def _tell_failure(opening: "Future[Bot]") -> None:
    if isinstance(error := opening.exception(), BelegError):
        typer.echo(f"beleg: {error}", err=True)


def _require_loopback(host: str) -> None:
    try:
        local = host == "localhost" or ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        local = False
    if not local:
        raise BelegError(
            f"the chat has no login yet and cannot be opened to others at {host}; only loopback "
            "addresses can be used: --host 127.0.0.1"
        )


def _stay_local(host: str, model: str | None) -> None:
    """Keep Gradio and the hub off the network; before they are imported, they read this once."""
    from index import weights

    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    bundled = (model or os.environ.get("BELEG_MODEL") or weights.NAME) == weights.NAME
    if bundled and weights.available():
        os.environ["HF_HUB_OFFLINE"] = "1"
    # Gradio calls its own server once to see whether it is up: not by way of a proxy.
    known = os.environ.get("no_proxy") or os.environ.get("NO_PROXY") or ""
    os.environ["no_proxy"] = ",".join(filter(None, (known, host)))


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
            typer.echo(metadata.version("beleg"))
        except metadata.PackageNotFoundError:
            typer.echo("beleg is not installed; it runs from its source folder")
        raise typer.Exit


def _default(
    context: typer.Context,
    host: Host = "127.0.0.1",
    port: Port = None,
    browser: Open = False,
    store: Store = DEFAULT_STORE,
    model: Model = None,
    version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_print_version, help="Tell it.")
    ] = False,
) -> None:
    """Ask a folder of news articles; every answer stands on verbatim quotes.

    Without a command, the chat starts.
    """
    if context.invoked_subcommand is None:
        chat(host, port, browser, store, model)
        return
    for name in context.params:
        source = context.get_parameter_source(name)
        if source is not None and source.name == "COMMANDLINE":
            raise typer.BadParameter(f"--{name} goes after {context.invoked_subcommand}")


beleg = typer.Typer(name="beleg", add_completion=False, pretty_exceptions_enable=False)
beleg.callback(invoke_without_command=True)(_default)
for _command in (chat, index, ask, search, status, doctor):
    beleg.command()(_command)
beleg.command("eval")(evaluate)


def main() -> None:
    """Run the command `beleg`."""
    run(beleg)


if __name__ == "__main__":
    main()
