"""What the events of the column of conversations do with what a browser keeps.

In: the conversation that is shown, and what the browser keeps by now. Out: values of components. It
imports Gradio, and is imported only when the page is laid out.
"""

import json
from dataclasses import replace
from hashlib import blake2b
from pathlib import Path
from typing import Any

import gradio as gr

from web.conversations.conversation import Conversation
from web.conversations.encrypted_history import browser_key, unsealed
from web.conversations.storage import History
from web.events import PRIVATE, whole

__all__ = ["Keeping"]

# The component knows what the browser kept when the page was loaded, and another tab may have kept
# more since: an event takes along what is kept now, in its last value.
_NOW = """(...values) => {
  const now = localStorage.getItem(PLACE);
  return now ? [...values.slice(0, -1), now] : values;
}"""

# Browsers tell it to the other tabs alone.
_ELSEWHERE = """addEventListener("storage", ({ key }) => {
  if (key === PLACE) trigger("submit");
});"""


class Keeping:
    """Event handlers; what the browser keeps is their last value.

    Attributes:
        secret: Under which the browser encrypts it.
        place: Where it is in the browser's local storage.
        now: Options of an event that takes it. The queue is passed by: what another tab keeps
            between sending and keeping is lost.
        elsewhere: Script that tells when another tab has kept something.
    """

    def __init__(self, store: Path) -> None:
        self.secret = browser_key(store)
        # By another key, that of another index, a browser keeps others, not over these.
        self.place = f"beleg-{blake2b(self.secret.encode(), digest_size=8).hexdigest()}"
        place = json.dumps(self.place)
        self.now: Any = {**PRIVATE, "queue": False, "js": _NOW.replace("PLACE", place)}
        self.elsewhere = _ELSEWHERE.replace("PLACE", place)

    def read(self, kept: Any) -> History:
        """Read what a browser keeps: as the component gives it, or as the browser has it."""
        return History.read(unsealed(kept, self.secret) if isinstance(kept, str) else kept)

    def listed(self, search: str, kept: Any) -> Any:
        """List what has some words."""
        return _listed(self.read(kept), search)

    def followed(self, one: Conversation, search: str, kept: Any) -> Any:
        """List what another tab has kept; what is shown here stays chosen."""
        return _listed(self.read(kept), search, one.id)

    def put(self, one: Conversation, search: str, kept: Any) -> tuple[Any, Any]:
        """Put a conversation first, once something was answered in it."""
        history = self.read(kept)
        return _put(history.joined(one), history, search)

    def rename(self, name: str, one: Conversation, search: str, kept: Any) -> tuple[Any, ...]:
        """Give a conversation a name; another tab may have gone on with it."""
        history = self.read(kept)
        if one.id and name.strip():
            one = replace(history.find(one.id) or one, title=whole(name).strip())
        return (one, gr.update(visible=False), *_put(one, history, search))

    def take_away(self, one: Conversation, search: str, kept: Any) -> tuple[Any, ...]:
        """Take a conversation away, and hold it for `put_back`."""
        history = self.read(kept).without(one.id)
        shown = gr.update(visible=bool(one.id))
        return one, shown, gr.update(visible=False), history.kept(), _listed(history, search)

    def put_back(self, one: Conversation | None, search: str, kept: Any) -> tuple[Any, ...]:
        """Put back what was taken away."""
        return (gr.update(visible=False), *self.put(one or Conversation(), search, kept))


def _put(one: Conversation, history: History, search: str) -> tuple[Any, Any]:
    """Put a conversation first in the history, once something was answered in it."""
    if not one.id:
        return gr.skip(), gr.skip()
    history = history.plus(one).fitting()
    return history.kept(), _listed(history, search, one.id)


def _listed(history: History, search: str, chosen: str | None = None) -> Any:
    choices = [(one.name, one.id) for one in history.matching(search)]
    known = chosen if any(chosen == each for _, each in choices) else None
    return gr.update(choices=choices, value=known)
