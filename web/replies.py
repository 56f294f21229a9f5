"""What the parts of the page do: from what was typed or chosen to what is shown.

In: values of components. Out: values of components. It imports Gradio, and is imported only when
the page is laid out.
"""

import logging
from collections.abc import Callable, Iterator
from typing import Any

import gradio as gr

from index.errors import BelegError, QuestionError
from index.records import Filter
from qa.questions import understand
from web.chat import Chat, not_asked
from web.conversation import Conversation, Shelf, checked
from web.elements import plain
from web.events import language_of
from web.markup import evidence, heading, messages, waiting
from web.words import words

__all__ = ["Replies"]

logger = logging.getLogger("beleg.web.replies")

Shown = tuple[Any, ...]


class Replies:
    """Event handlers. Those of a conversation give `SHOWN`.

    Args:
        chat: What answers.
        read: Reads what a browser has kept.

    Attributes:
        SHOWN: How many values show a conversation: messages, evidence, the conversation itself, and
            the box with what was searched for.
    """

    SHOWN = 4

    def __init__(self, chat: Chat, read: Callable[[Any], Shelf]) -> None:
        self._chat = chat
        self._read = read

    def typed(
        self, asked: str, past: Conversation, only: Filter | None, request: gr.Request
    ) -> Iterator[Shown]:
        """Answer what was typed; the question box, which comes first, is emptied."""
        if not asked.strip():
            yield (gr.skip(),) * (1 + self.SHOWN)
            return
        box: Any = ""
        for shown in self._replied(asked, past, only, language_of(request)):
            yield (box, *shown)
            box = gr.skip()  # the next question may already stand in it

    def picked(
        self,
        past: Conversation,
        only: Filter | None,
        request: gr.Request,
        chosen: gr.SelectData,
    ) -> Iterator[Shown]:
        """Answer an example."""
        yield from self._replied(str(chosen.value["text"]), past, only, language_of(request))

    def searched(
        self, searched: str, past: Conversation, only: Filter | None, request: gr.Request
    ) -> Iterator[Shown]:
        """Answer the last question again from what the user says it is to be searched for."""
        if not past.exchanges or not searched.strip():
            yield (gr.skip(),) * self.SHOWN
            return
        asked, language = past.exchanges[-1].question, language_of(request)
        try:
            understand(asked, searched=searched)
        except QuestionError:
            # And what was answered stays.
            gr.Warning(not_asked(searched, words(language)))
            yield (gr.skip(),) * self.SHOWN
            return
        yield from self._replied(asked, past, only, language, searched=searched)

    def opened(self, chosen: str | None, kept: Any, request: gr.Request) -> Shown:
        """Show a conversation that the browser has kept."""
        found = self._read(kept).find(chosen or "") or Conversation()
        return _shown(checked(found, self._chat.find), language_of(request))

    def begun(self, request: gr.Request) -> Shown:
        """Begin a new conversation; what was chosen among the old ones comes last."""
        return (*_shown(Conversation(), language_of(request)), gr.update(value=None))

    def greeted(self, request: gr.Request) -> tuple[str, str]:
        """Give heading and evidence as they are before the first question."""
        language = language_of(request)
        return self.headed(request), evidence(None, words(language), lang=language)

    def headed(self, request: gr.Request) -> str:
        """Tell what is indexed."""
        return heading(self._chat.status(), words(language_of(request)))

    def loaded(self, request: gr.Request) -> Iterator[str]:
        """Tell whether the model is being loaded, is ready, or cannot be had."""
        said, bot = words(language_of(request)), self._chat.load()
        if not bot.done():
            yield said["loading"]
        failed = bot.exception()
        if failed is None:
            yield said["ready"]
        elif isinstance(failed, BelegError):
            yield plain(self._chat.told(failed, said))
        else:
            logger.error("the model cannot be loaded", exc_info=failed)
            yield said["failed"]

    def _replied(
        self,
        asked: str,
        past: Conversation,
        only: Filter | None,
        language: str,
        *,
        searched: str | None = None,
    ) -> Iterator[Shown]:
        said = words(language)
        before = past if searched is None else past.before_last
        for step in self._chat.reply(asked, past, said, only=only, searched=searched):
            if isinstance(step, Conversation):
                yield _shown(step, language)
            else:
                pending = messages(before, said, asked, waiting(step, said))
                yield pending, *(gr.skip(),) * (self.SHOWN - 2), gr.update(visible=False)


def _shown(one: Conversation, language: str) -> Shown:
    said, answer = words(language), one.last
    stale = one.exchanges[-1].stale if one.exchanges else ()
    searched, asked = (answer.searched, answer.question) if answer else ("", "")
    completed = bool(searched) and searched.split() != asked.split()
    return (
        messages(one, said),
        evidence(answer, said, stale=stale, lang=language),
        one,
        gr.update(value=searched, visible=completed),
    )
