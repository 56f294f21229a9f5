"""The route that takes the files that visitors add: `PUT /uploads?name=…`, one file a request.

In: names and bytes from anybody who may use the page. Out: files in the folder of uploads, or the
reason why there is none. It stands beside Gradio's own upload, which keeps what it gets where it
hands it out again, and takes a whole folder or nothing of it.
"""

import asyncio

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from index.errors import BelegError
from index.store.opening import remembered_roots
from web.chat import Chat
from web.corpus.uploads import MOST_BYTES, MOST_WAITING, Full, Kept, Refused, Uploads

__all__ = ["receiving"]

# Files that are held in memory at a time, and how long one may take to arrive.
_AT_ONCE = 4
_MOST_SECONDS = 300
# Of a name; what is longer comes from no file system.
_LONGEST_NAME = 4_000


def receiving(chat: Chat) -> list[Route]:
    """Give the route that adds files to the articles of a chat."""
    uploads = Uploads(chat.data, inside=chat.data != chat.store)
    turns = asyncio.Semaphore(_AT_ONCE)
    arriving = 0

    def keep(name: str, data: bytes) -> Kept:
        uploads.prepare(remembered_roots(chat.store))
        return uploads.keep(name, data)

    async def receive(request: Request) -> Response:
        nonlocal arriving
        name = request.query_params.get("name", "")[:_LONGEST_NAME]
        if arriving >= MOST_WAITING:
            return JSONResponse({"reason": "corpus_busy"}, 503)
        arriving += 1
        try:
            async with turns, asyncio.timeout(_MOST_SECONDS):
                data = await _body(request)
                kept = await asyncio.to_thread(keep, name, data)
        except Full as reason:
            return JSONResponse({"reason": str(reason)}, 507)
        except Refused as reason:
            return JSONResponse({"reason": str(reason)}, 422)
        except BelegError as error:
            return JSONResponse({"message": chat.told(error)}, 409)
        except (TimeoutError, ClientDisconnect):
            return Response(status_code=408)
        finally:
            arriving -= 1
        return JSONResponse(kept._asdict())

    return [Route("/uploads", receive, methods=["PUT"])]


async def _body(request: Request) -> bytes:
    """Read a file, and no more of it than may be kept."""
    data = bytearray()
    async for piece in request.stream():
        data += piece
        if len(data) > MOST_BYTES:
            raise Refused("corpus_too_large")
    return bytes(data)
