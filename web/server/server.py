"""The server of the page: how it is started, what it sends along, whom it answers.

In: the page. Out: its address. Gradio is imported only when the server starts.
"""

import ipaddress
import json
import os
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from index.errors import BelegError
from web.chat import Chat
from web.server.login import Guard, Login
from web.words import LANGUAGES, RIGHT_TO_LEFT, in_browser, words

if TYPE_CHECKING:
    import gradio as gr
    from gradio.mcp import GradioMCPServer

__all__ = ["is_loopback", "launch", "stay_local"]

_WEB = Path(__file__).parents[1]
_STYLE, _SCRIPT = (_WEB / f"page/page.{kind}" for kind in ("css", "js"))
_CORPUS_STYLE = _WEB / "corpus/corpus.css"

# The words that the script of the page says.
_SCRIPT_WORDS = (
    "article", "close", "copied", "evidence", "machine_translation", "next", "not_translated",
    "open_in_tab", "panel", "position", "previous", "translate_always", "translating",
)  # fmt: skip

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


# Of a request: more than a file that is added has (`web.corpus.uploads.MOST_BYTES`), and than a
# browser keeps of conversations (`web.conversations.storage.MOST_BYTES`) when encrypted.
_MOST_BYTES = 12_000_000


class _Headers:
    """ASGI middleware that sends `_HEADERS` along with every response that has none of its own."""

    def __init__(self, app: Any) -> None:
        self._app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        async def sent(message: Any) -> None:
            if message["type"] == "http.response.start":
                own = {name.lower() for name, _ in message["headers"]}
                added = [(name, value) for name, value in _HEADERS if name not in own]
                message["headers"] = [*message["headers"], *added]
            await send(message)

        await self._app(scope, receive, sent)


def stay_local(host: str = "127.0.0.1", model: str | None = None) -> None:
    """Keep Gradio and the model hub off the network; call it before they are imported."""
    from index.model import weights

    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    # Gradio sums up in a table, after each event, how long all of them took; nobody reads it.
    os.environ["GRADIO_ANALYTICS_CACHE_FREQUENCY"] = "1000000000"
    bundled = (model or os.environ.get("BELEG_MODEL") or weights.NAME) == weights.NAME
    if bundled and weights.available():
        os.environ["HF_HUB_OFFLINE"] = "1"
    # Gradio calls its own server to see whether it is up: not by way of a proxy.
    known = os.environ.get("no_proxy") or os.environ.get("NO_PROXY") or ""
    os.environ["no_proxy"] = ",".join(filter(None, (known, host, "localhost")))


def is_loopback(host: str) -> bool:
    """Tell whether only this machine can reach an address."""
    with suppress(ValueError):
        return host == "localhost" or ipaddress.IPv4Address(host).is_loopback
    return False


def launch(
    blocks: "gr.Blocks",
    chat: Chat,
    *,
    host: str = "127.0.0.1",
    port: int | None = None,
    browser: bool = False,
    login: Login | None = None,
    mcp: bool = False,
    read_only: bool = True,
) -> str:
    """Start the server in threads of its own and give the address of the page.

    Args:
        blocks: The page.
        chat: What knows the articles that are shown as pages of their own.
        host: Address to listen on.
        port: By default 7860 or the next that is free.
        browser: Open the page in the browser.
        login: Who is let in; by default whoever reaches the address.
        mcp: Offer the endpoints as tools of the Model Context Protocol too.
        read_only: Take no files that visitors add.

    Raises:
        BelegError: The port is taken, or what `mcp` needs is not installed.
    """
    if mcp and find_spec("mcp") is None:
        raise BelegError(
            "--mcp needs packages that are not installed; install them with: "
            "pip install 'beleg[mcp]'"
        )
    import gradio as gr
    from starlette.middleware import Middleware
    from starlette.middleware.trustedhost import TrustedHostMiddleware

    from web.server.access_rules import SameOrigin, ask_nobody, closed
    from web.server.article_route import routes
    from web.server.queue_limits import share
    from web.server.upload_route import receiving

    theme = gr.themes.Base(  # system fonts only: others come from another server
        primary_hue="stone", neutral_hue="stone", radius_size="sm",
        font=("ui-sans-serif", "system-ui", "sans-serif"),
        font_mono=("ui-monospace", "Consolas", "monospace"),
    )  # fmt: skip
    # A page from elsewhere must not reach this server by a name of its own (DNS rebinding).
    names = [host, "localhost"] if is_loopback(host) else ["*"]
    guards = [
        Middleware(_Headers),
        Middleware(TrustedHostMiddleware, allowed_hosts=names),
        Middleware(SameOrigin),
    ]
    if login:
        guards.append(Middleware(Guard, login=login))
    ask_nobody()
    chat.public = not is_loopback(host)
    if chat.public:
        share(blocks)
    ours = [*routes(chat), *closed(), *([] if read_only else receiving(chat))]
    try:
        _, url, _ = blocks.launch(
            server_name=host, server_port=port, inbrowser=browser, prevent_thread_lock=True,
            quiet=True, share=False, ssr_mode=False, pwa=False, mcp_server=mcp,
            enable_monitoring=False, run_history=False, footer_links=[], max_file_size="1kb",
            theme=theme, css_paths=[_STYLE, _CORPUS_STYLE],
            i18n=in_browser(), head=_head(),
            app_kwargs={"middleware": guards, "routes": ours, "max_body_size": _MOST_BYTES},
        )  # fmt: skip
    except OSError as error:
        raise BelegError(f"port {port or 7860} is taken; name another one with --port") from error
    if mcp and blocks.mcp_error:
        blocks.close(verbose=False)
        raise BelegError(f"the tools cannot be offered ({blocks.mcp_error}); go without --mcp")
    if tools := blocks.mcp_server_obj:
        _fit(tools, url, login)
    return url


def _head() -> str:
    said = {code: {key: words(code)[key] for key in _SCRIPT_WORDS} for code in LANGUAGES}
    for code, each in said.items():
        each["direction"] = "rtl" if code in RIGHT_TO_LEFT else "ltr"
    written = json.dumps(said, ensure_ascii=False).replace("<", "\\u003c")
    script = _SCRIPT.read_text(encoding="utf-8")
    return f'<script>"use strict";{{const belegWords = {written};\n{script}}}</script>'


def _fit(tools: "GradioMCPServer", url: str, login: Login | None) -> None:
    """Let Gradio's tools give JSON instead of what Python prints, and know the login."""
    told = tools.postprocess_output_data

    def in_json(data: Any, root_url: str) -> Any:
        return told([json.dumps(each, ensure_ascii=False) for each in data], root_url)

    tools.postprocess_output_data = in_json  # type: ignore[method-assign]
    if login:  # they call the server from outside, which lets in nobody without it
        user, password = quote(login.user, safe=""), quote(login.password, safe="")
        tools._local_url = url.replace("://", f"://{user}:{password}@", 1)
