"""What is closed: to pages from elsewhere everything, to visitors what the page has no use for.

By itself Gradio takes files from anybody, hands them out again, converts films, writes the state of
a page to the disk, and fetches any address of the web that a visitor names, in an address of its
own (`/gradio_api/file=https://…`) or in the place of the input of any event. And where its address
is not that of this machine alone, it lets pages from anywhere speak to it in the name of a visitor,
whose browser knows the login.
"""

from typing import Any, NoReturn
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

__all__ = ["SameOrigin", "ask_nobody", "closed"]

_PATHS = (
    "upload", "upload_progress", "file={path:path}", "file/{path:path}", "proxy={path:path}",
    "process_recording", "deep_link", "component_server{path:path}", "custom_component/{path:path}",
    "stream/{path:path}",
)  # fmt: skip


def closed() -> list[Route]:
    """Give routes that answer before those of Gradio do: there is nothing."""

    def nothing(request: Request) -> Response:
        del request
        return Response(status_code=404)

    return [Route(f"/gradio_api/{path}", nothing, methods=["GET", "POST"]) for path in _PATHS]


def ask_nobody() -> None:
    """Let Gradio fetch nothing from the web, whoever names an address; for the whole process."""
    import safehttpx

    async def refuse(*_: Any, **__: Any) -> NoReturn:
        raise ValueError("this server asks no other one")

    # All that Gradio fetches for others goes through one of these two.
    safehttpx.get = refuse
    safehttpx.async_validate_url = refuse


class SameOrigin:
    """ASGI middleware that answers the page and programs, and no script of a page from elsewhere.

    Over https, and on this machine, browsers say by themselves whether a request comes from the
    same origin; else the origin that they name must be the host that was asked.
    """

    def __init__(self, app: Any) -> None:
        self._app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Pass the request on, or answer that it is not from this page."""
        if scope["type"] == "http" and _is_foreign(scope):
            await Response("not from this page", 403)(scope, receive, send)
            return
        await self._app(scope, receive, send)


def _is_foreign(scope: Any) -> bool:
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    site = headers.get("sec-fetch-site")
    if site is not None:
        followed = headers.get("sec-fetch-mode") == "navigate" and scope["method"] == "GET"
        return site not in ("same-origin", "none") and not followed
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc != headers.get("host")
