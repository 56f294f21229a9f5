"""The queue is shared: how much of it one visitor can take.

Gradio has one limit for all who wait, so that a single visitor could take every place. Where others
than this machine can reach the page, each address gets a part of them.
"""

from typing import TYPE_CHECKING, Any

from web.events import language_of
from web.words import number, words

if TYPE_CHECKING:
    import gradio as gr

__all__ = ["MOST_WAITING", "share"]

# A question takes a place or two, and a tab that is opened three: enough for a family behind one
# address, and an eighth of the places there are.
MOST_WAITING = 16


def share(blocks: "gr.Blocks", most: int = MOST_WAITING) -> None:
    """Turn away who has too many events waiting, as Gradio does where all places are taken.

    Args:
        blocks: A page whose queue has been set up.
        most: Events of one address that may wait; those that are being answered do not count.
    """
    queue = blocks._queue
    push = queue.push

    async def fairly(body: Any, request: Any, username: str | None) -> Any:
        address, said = _address(request), words(language_of(request))
        waiting = [
            event
            for events in queue.event_queue_per_concurrency_id.values()
            for event in events.queue
            if _address(event.request) == address
        ]
        if len(waiting) >= most:
            told = said["queue_share"].format(count=number(len(waiting), said))
            return False, told, "queue_full"
        taken, why, state = await push(body, request, username)
        return taken, said["queue_full"] if state == "queue_full" else why, state

    queue.push = fairly  # type: ignore[method-assign]


def _address(request: Any) -> str:
    return request.client.host if request.client else ""
