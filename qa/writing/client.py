"""The official client of OpenAI's chat completions, kept to what the user named.

In: messages. Out: pieces of text as they come. By itself the client would take keys, addresses,
headers and proxies from the environment, follow redirects with the key, and tell about this
machine: a filter over every request leaves only what is needed.
"""

import asyncio
import queue
import threading
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import regex

from qa.writing.endpoint import Endpoint, key_of_environment

if TYPE_CHECKING:
    import openai

__all__ = ["ChatClient", "LanguageModel", "Message", "WritingError"]

Message = dict[str, str]
_T = TypeVar("_T")

# How often who listens is told that nothing came, so that a question can be cancelled.
_BEAT_S = 0.25
# Characters of one answer: what an endless one is cut off at. The longest answer that is asked for
# has a tenth of it.
_MOST_CHARACTERS = 8_000
_RETRIES = 2
_TAIL = 40
_WHOLE = regex.compile(r"(?:[.!?。！？؟।\])】]|^)[\p{P}\s]*\Z")
_KEPT_HEADERS = frozenset(
    {"accept", "accept-encoding", "connection", "content-length", "content-type", "host"}
)


class WritingError(Exception):
    """Why a language model wrote nothing, or not all; one line for whoever asked."""


class LanguageModel(Protocol):
    """What writes: gives pieces of text for messages. `ChatClient` is the real one."""

    @property
    def name(self) -> str:
        """What it is called."""

    def stream(self, messages: Sequence[Message]) -> Iterator[str]:
        """Give what is written, piece by piece; empty pieces while nothing comes.

        Raises:
            WritingError: It failed; what came before was written all the same.
        """


class ChatClient:
    """Streams what the model at an endpoint writes. Safe to use from several threads.

    Args:
        endpoint: Where it is.
        key: What it asks for; by default `BELEG_LLM_KEY`.

    Raises:
        EndpointError: The client library is not installed.
    """

    def __init__(self, endpoint: Endpoint, key: str | None = None) -> None:
        endpoint.require_client()
        self._endpoint = endpoint
        self._key = key or key_of_environment()

    @property
    def name(self) -> str:
        """The model's name."""
        return self._endpoint.model

    def stream(self, messages: Sequence[Message]) -> Iterator[str]:
        """Stream an answer; see `LanguageModel`. Closing the iterator ends the request."""
        pieces: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        task = asyncio.run_coroutine_threadsafe(self._feed(messages, pieces.put), _loop())
        task.add_done_callback(lambda _: pieces.put(None))
        try:
            while True:
                try:
                    piece = pieces.get(timeout=_BEAT_S)
                except queue.Empty:
                    yield ""
                    continue
                if piece is None:
                    break
                yield piece
        finally:
            task.cancel()
        try:
            task.result()
        finally:
            del task  # it holds what failed, which holds this frame: a circle

    async def _feed(self, messages: Sequence[Message], put: Callable[[str], None]) -> None:
        """Put what comes, and turn whatever fails into a line that names no key and no place."""
        import httpx2
        import openai

        host, patience = self._endpoint.host, self._endpoint.timeout_s
        try:
            async with asyncio.timeout(3 * patience):
                await self._request(messages, put)
        except (TimeoutError, openai.APITimeoutError, httpx2.TimeoutException) as error:
            raise WritingError(
                f"the language model at {host} took too long (more than {patience:g} s for its "
                f"first words, or a third of that between two); ask again, or go without it"
            ) from error
        except openai.APIStatusError as error:
            raise WritingError(self._refused(error)) from error
        except (openai.APIConnectionError, httpx2.HTTPError, OSError) as error:
            raise WritingError(
                f"the language model at {host} cannot be reached, or hung up; start it, or go "
                "without it"
            ) from error
        except (openai.OpenAIError, ValueError, TypeError, AttributeError, LookupError) as error:
            raise WritingError(
                f"what {host} answers is no chat completion; check the address of the language "
                "model"
            ) from error

    async def _request(self, messages: Sequence[Message], put: Callable[[str], None]) -> None:
        import httpx2
        import openai

        patience = self._endpoint.timeout_s
        timeout = httpx2.Timeout(patience, connect=min(10.0, patience))
        async with (
            httpx2.AsyncClient(
                trust_env=False,
                follow_redirects=False,
                timeout=timeout,
                event_hooks={"request": [self._only_ours]},
            ) as http,
            openai.AsyncOpenAI(
                api_key="none", base_url=self._endpoint.url, http_client=http,
                max_retries=_RETRIES, timeout=timeout,
            ) as client,
        ):  # fmt: skip
            stream = await self._started(client, messages)
            try:
                async with stream:
                    kind = stream.response.headers.get("content-type", "")
                    if kind.startswith("application/json"):  # it does not stream
                        body = await _within(patience, stream.response.aread)
                        put(_whole(body))
                        return
                    await self._pieces(stream, put)
            finally:
                # It is closed: this ends its generators here. Left to the garbage collector, they
                # would be ended from any thread, perhaps while this one runs them.
                with suppress(Exception):
                    async for _ in stream:
                        pass

    async def _started(self, client: "openai.AsyncOpenAI", messages: Sequence[Message]) -> Any:
        import openai

        told: Any = {"model": self._endpoint.model, "messages": list(messages), "stream": True}
        try:  # the same question is to have the same answer, where the model can be told so
            return await client.chat.completions.create(**told, temperature=0)
        except openai.BadRequestError:
            return await client.chat.completions.create(**told)

    async def _pieces(self, stream: Any, put: Callable[[str], None]) -> None:
        patience, length, refusal = self._endpoint.timeout_s, 0, ""
        ended, tail = False, ""
        pieces = aiter(stream)
        while True:
            try:
                chunk = await _within(patience if not length else patience / 3, pieces.__anext__)
            except StopAsyncIteration:
                break
            if getattr(chunk, "error", None):
                raise ValueError("an error amid the stream")
            for choice in chunk.choices[:1]:
                refusal += choice.delta.refusal or ""
                ended = ended or choice.finish_reason is not None
                text = choice.delta.content or ""
                length += len(text)
                tail = (tail + text)[-_TAIL:]
                put(text)
            if length > _MOST_CHARACTERS:
                raise WritingError(
                    f"the model {self._endpoint.model!r} wrote without end and was cut off; ask "
                    "again, or name another with --llm-model"
                )
        if refusal:
            raise WritingError(f"the model {self._endpoint.model!r} would not write an answer")
        if not ended and not _WHOLE.search(tail):
            raise OSError("the stream ends amid a sentence, and nothing says that it has ended")
        if not length:
            raise WritingError(
                f"what {self._endpoint.host} answers holds no text; check the address of the "
                "language model"
            )

    async def _only_ours(self, request: Any) -> None:
        """Leave out what the client adds of its own, and send no key but ours."""
        for name in list(request.headers):
            if name.lower() not in _KEPT_HEADERS:
                del request.headers[name]
        request.headers["user-agent"] = "beleg"
        if self._key:
            request.headers["authorization"] = f"Bearer {self._key}"

    def _refused(self, error: "openai.APIStatusError") -> str:
        """Tell what a status means; what the server says is not repeated, it may hold the key."""
        host, model, status = self._endpoint.host, self._endpoint.model, error.status_code
        if status in (401, 403):
            return (
                f"the language model at {host} refuses the key; put the right one into "
                "BELEG_LLM_KEY"
            )
        if status == 404:
            return f"there is no model {model!r} at {host}; check --llm and --llm-model"
        if status == 429:
            return f"the language model at {host} has too much to do; ask again in a while"
        if 300 <= status < 400:
            return (
                f"{host} sends us elsewhere (HTTP {status}), where nothing is sent; name the right "
                "address with --llm"
            )
        return (
            f"the language model at {host} failed (HTTP {status}); look at its log, or go without "
            "it"
        )


def _whole(body: bytes) -> str:
    """Give the text of an answer that came at once."""
    import json

    text = json.loads(body)["choices"][0]["message"]["content"]
    if not isinstance(text, str):
        raise TypeError("no text")
    return text[:_MOST_CHARACTERS]


async def _within(seconds: float, wait: Callable[[], Awaitable[_T]]) -> _T:
    async with asyncio.timeout(seconds):
        return await wait()


@cache
def _loop() -> asyncio.AbstractEventLoop:
    """Give the event loop of all requests: a task in it ends at once when it is cancelled."""
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="beleg-llm", daemon=True).start()
    return loop
