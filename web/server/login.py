"""The login: one name and password before everything that the server answers.

In: what `--auth` names. Out: a guard in front of Gradio's routes and ours alike. It is HTTP's own
Basic login, which browsers and programs know, so a link to an article asks for it as well. The
connection itself is not encrypted: beyond a trusted network, a proxy in front has to do that.
"""

import asyncio
from base64 import b64encode
from dataclasses import dataclass, field
from hmac import compare_digest
from pathlib import Path
from typing import Any

from index.errors import BelegError

__all__ = ["Guard", "Login", "read_login"]

# Short ones are found by guessing, even at one guess a second.
_SHORTEST_PASSWORD = 8
_SECONDS_PER_GUESS = 1.0
# So many wait; whoever mistypes is not to stand behind all guesses of others.
_MOST_GUESSES = 16

# Gradio asks itself for this when it starts, and it tells nothing.
_OPEN = "/gradio_api/startup-events"


@dataclass(frozen=True, slots=True)
class Login:
    """Who is let in; the password is never shown."""

    user: str
    password: str = field(repr=False)

    @property
    def header(self) -> bytes:
        """What a client sends behind `Basic`."""
        return b64encode(f"{self.user}:{self.password}".encode())


def read_login(written: str) -> Login:
    """Read `USER:PASSWORD-FILE`; the password is the first line of the file.

    Raises:
        BelegError: It is not written like that, or the file holds no password that will do.
    """
    user, colon, name = written.partition(":")
    if not (user and colon and name):
        raise BelegError(f"{written!r} names no login; write --auth USER:PASSWORD-FILE")
    try:
        first, *_ = Path(name).expanduser().read_text(encoding="utf-8-sig").splitlines() or [""]
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise BelegError(
            f"cannot read the password in {name}: {reason}; write it into the first line of a file "
            "of text, and name that: --auth USER:PASSWORD-FILE"
        ) from error
    if len(first) < _SHORTEST_PASSWORD:
        raise BelegError(
            f"the password in {name} is too short: its first line must have at least "
            f"{_SHORTEST_PASSWORD} characters"
        )
    return Login(user, first)


class Guard:
    """ASGI middleware that asks for the login before anything is answered."""

    def __init__(self, app: Any, login: Login) -> None:
        self._app = app
        self._expected = login.header
        self._guessing = asyncio.Lock()
        self._guesses = 0

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Pass the request on, or answer that a login is needed."""
        if scope["type"] == "lifespan" or scope["path"] == _OPEN:
            await self._app(scope, receive, send)
            return
        given = dict(scope["headers"]).get(b"authorization", b"")
        scheme, _, value = given.partition(b" ")
        if scheme.lower() == b"basic" and compare_digest(value.strip(), self._expected):
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
            return
        headers = [(b"content-type", b"text/plain; charset=utf-8")]
        if given and self._guesses >= _MOST_GUESSES:
            status, told = 429, b"Too many wrong passwords. Try again in a while."
        else:
            status, told = 401, b"Beleg asks for a name and a password."
            headers.append((b"www-authenticate", b'Basic realm="Beleg", charset="UTF-8"'))
            if given:
                await self._wait()
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": told})

    async def _wait(self) -> None:
        """Let wrong guesses wait for each other, so that guessing takes forever."""
        self._guesses += 1
        try:
            async with self._guessing:
                await asyncio.sleep(_SECONDS_PER_GUESS)
        finally:
            self._guesses -= 1
