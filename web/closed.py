"""What Gradio offers to every visitor and this page has no use for: files, and a way to the web.

By itself Gradio takes files from anybody, hands them out again, and fetches any address of the web
that a visitor names, in an address of its own (`/gradio_api/file=https://…`) or in the place of the
input of any event.
"""

from typing import Any, NoReturn

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

__all__ = ["ask_nobody", "closed"]

_PATHS = ("upload", "file={path:path}", "file/{path:path}", "proxy={path:path}")


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
