"""What all events of the page have in common."""

from typing import Any

from web.words import spoken

__all__ = ["PRIVATE", "language_of", "whole"]

# No event of the page is an endpoint for programs, and none lays a spinner over what is read.
PRIVATE: Any = {"api_visibility": "private", "show_progress": "hidden"}


def language_of(request: Any) -> str:
    """Tell the language of the page for a request of Gradio or Starlette."""
    return spoken(request.headers.get("accept-language"))


def whole(text: str) -> str:
    """Replace half characters: JSON can say them, and neither a file nor a table can hold them."""
    return text.encode("utf-8", "replace").decode()
