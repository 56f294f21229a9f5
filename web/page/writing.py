"""What a language model writes, on the page: who agrees to it, and how it appears.

In: the conversation and the browser's consent. Out: values of components. Text goes to a host that
is not this machine only after this browser agreed to that very host; the switch takes it back. It
imports Gradio, and is imported only when the page is laid out.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import gradio as gr

from qa.writing.endpoint import Endpoint
from web.chat import Chat
from web.conversations.conversation import Conversation
from web.events import PRIVATE, language_of
from web.page.handlers import Replies, shown
from web.words import words

__all__ = ["Writing", "follow", "writing_switch"]

Shown = tuple[gr.State, list[Any], Callable[[Any, gr.State], Any]]

# What a browser has agreed to, under a name that is the same in all its tabs and after a restart.
_PLACE = "beleg-language-model"


def writing_switch(chat: Chat, endpoint: Endpoint | None) -> "Writing | None":
    """Lay out the switch, where there is a language model."""
    return Writing(chat, endpoint) if endpoint else None


def follow(
    writing: "Writing | None",
    blocks: gr.Blocks,
    asked: Sequence[Any],
    starts: Iterable[Callable[..., Any]],
    shown_by: Shown,
) -> list[Any]:
    """Let the model write once a question is answered.

    Args:
        writing: None where there is no language model.
        blocks: The page.
        asked: Events that answer a question.
        starts: What makes an event of those that begin one: what is being written for the question
            before ends then, or it would come in the place of the next answer.
        shown_by: The conversation, what shows it, and what lets the browser keep it.

    Returns:
        Events that can be cancelled.
    """
    written = writing.follow(blocks, asked, shown_by) if writing else []
    for start in starts if written else ():
        start(None, cancels=written, queue=False, **PRIVATE)
    return written


class Writing:
    """The switch, and the event that lets the model write after an answer.

    Args:
        chat: What answers and writes.
        endpoint: The language model.

    Attributes:
        switch: Whether it may write.
    """

    def __init__(self, chat: Chat, endpoint: Endpoint) -> None:
        self._chat = chat
        self._endpoint = endpoint
        self._named = f"{endpoint.model} {endpoint.url}"
        self._kept = gr.BrowserState("", storage_key=_PLACE, secret=_PLACE)  # no secret at all
        self.switch = gr.Checkbox(
            value=endpoint.is_loopback, elem_id="writing", container=False,
            label=self._label("en"), interactive=True,
        )  # fmt: skip
        self.switch.input(self._keep, self.switch, self._kept, queue=False, **PRIVATE)

    def follow(self, blocks: gr.Blocks, asked: Sequence[Any], shown_by: Shown) -> list[Any]:
        """Let the model write once a question is answered; give the events."""
        past, shows, keep_after = shown_by
        blocks.load(self._recall, self._kept, self.switch, queue=False, **PRIVATE)
        slots: Any = {"concurrency_id": "writing", "concurrency_limit": 2}
        given = [past, self.switch]
        written = [event.then(self._write, given, shows, **slots, **PRIVATE) for event in asked]
        for event in written:
            keep_after(event, past)
        return written

    def _label(self, language: str) -> str:
        said, endpoint = words(language), self._endpoint
        return said["writing_agree"].format(model=endpoint.model, host=endpoint.host)

    def _keep(self, agreed: bool) -> str:
        return f"{'yes' if agreed else 'no'} {self._named}"

    def _recall(self, kept: Any, request: gr.Request) -> Any:
        agreed = self._endpoint.is_loopback
        if kept in (self._keep(True), self._keep(False)):
            agreed = kept == self._keep(True)
        return gr.update(value=agreed, label=self._label(language_of(request)))

    def _write(
        self, past: Conversation, agreed: bool, request: gr.Request
    ) -> Iterator[tuple[Any, ...]]:
        """Show what is written as it passes; what waits between can be cancelled."""
        nothing = (gr.skip(),) * Replies.SHOWN
        if not agreed:
            yield nothing
            return
        language = language_of(request)
        for further in self._chat.write(past):
            yield nothing if further is None else shown(further, language)
