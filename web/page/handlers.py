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
from qa.questions.question import understand
from qa.records import Draft
from web.chat import Chat
from web.conversations.conversation import Conversation, Exchange, checked
from web.conversations.storage import History
from web.elements import plain
from web.events import language_of
from web.page.bubble import told
from web.page.cards import evidence
from web.page.markup import heading, messages, waiting
from web.page.sharing import read_shared
from web.page.times import restriction
from web.program_inputs import not_asked
from web.words import words

__all__ = ["Replies", "shown"]

logger = logging.getLogger("beleg.web.replies")

Shown = tuple[Any, ...]


class Replies:
    """Event handlers. Those of a conversation give `SHOWN`.

    Args:
        chat: What answers.
        read: Reads what a browser has kept.

    Attributes:
        SHOWN: How many values show a conversation: messages, evidence, the conversation itself,
            the box with what was searched for, the chip with the time that restricted the search,
            and the button that asks for a timeline.
    """

    SHOWN = 6

    def __init__(self, chat: Chat, read: Callable[[Any], History]) -> None:
        self._chat = chat
        self._read = read

    def typed(
        self,
        asked: str,
        past: Conversation,
        only: Filter | None,
        request: gr.Request,
        agreed: bool = False,
    ) -> Iterator[Shown]:
        """Answer what was typed; the question box, which comes first, is emptied.

        A language model is told of the conversation where the browser has `agreed` to it.
        """
        if not asked.strip():
            yield (gr.skip(),) * (1 + self.SHOWN)
            return
        box: Any = ""
        replied = self._replied(asked, past, only, language_of(request), completes=agreed is True)
        for shown in replied:
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

    def any_time(
        self, past: Conversation, only: Filter | None, request: gr.Request
    ) -> Iterator[Shown]:
        """Answer the last question again, whatever time it names."""
        if not past.exchanges:
            yield (gr.skip(),) * self.SHOWN
            return
        asked = past.exchanges[-1].question
        yield from self._replied(asked, past, only, language_of(request), any_time=True)

    def show_timeline(
        self, past: Conversation, only: Filter | None, request: gr.Request
    ) -> Iterator[Shown]:
        """Give what happened when in the matter of the last answer."""
        if past.last is None:
            yield (gr.skip(),) * self.SHOWN
            return
        language, topic = language_of(request), past.last.searched or past.last.question
        asked = words(language)["timeline_question"].format(topic=topic)
        yield from self._replied(asked, past, only, language)

    def shared(self, fragment: Any, past: Conversation, request: gr.Request) -> Iterator[Shown]:
        """Answer what the address of the page asks, where it asks something."""
        found = read_shared(fragment)
        if found is None or past.exchanges:
            yield (gr.skip(),) * self.SHOWN
            return
        language = language_of(request)
        again = Conversation(exchanges=(Exchange(found.question),))
        anew = found.searched is not None or found.any_time
        yield from self._replied(
            found.question,
            again if anew else past,
            found.only,
            language,
            searched=found.searched,
            any_time=found.any_time,
        )

    def opened(self, chosen: str | None, kept: Any, request: gr.Request) -> Shown:
        """Show a conversation that the browser has kept."""
        found = self._read(kept).find(chosen or "") or Conversation()
        return shown(checked(found, self._chat.find), language_of(request))

    def begun(self, request: gr.Request) -> Shown:
        """Begin a new conversation; what was chosen among the old ones comes last."""
        return (*shown(Conversation(), language_of(request)), gr.update(value=None))

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
        any_time: bool = False,
        completes: bool = False,
    ) -> Iterator[Shown]:
        said = words(language)
        before = past.before_last if any_time or searched is not None else past
        steps = self._chat.reply(
            asked, past, said, only=only, searched=searched, any_time=any_time, completes=completes
        )
        for step in steps:
            if isinstance(step, Conversation):
                yield shown(step, language)
            elif isinstance(step, Draft):
                first = messages(before, said, asked, told(step.answer, said, reading=True))
                beside = evidence(step.answer, said, lang=language)
                hidden = (gr.update(visible=False),) * 3
                yield first, beside, *(gr.skip(),) * (self.SHOWN - 5), *hidden
            else:
                pending = messages(before, said, asked, waiting(step, said))
                hidden = (gr.update(visible=False),) * 3
                yield pending, *(gr.skip(),) * (self.SHOWN - 4), *hidden


def shown(one: Conversation, language: str) -> Shown:
    """Show a conversation: messages, evidence, itself, and what was searched for."""
    said, answer = words(language), one.last
    stale = one.exchanges[-1].stale if one.exchanges else ()
    searched, asked = (answer.searched, answer.question) if answer else ("", "")
    completed = bool(searched) and searched.split() != asked.split()
    is_timeline = answer is not None and bool(answer.days)
    restricted = restriction(answer, said, language)
    return (
        messages(one, said),
        evidence(answer, said, stale=stale, lang=language),
        one,
        gr.update(value=searched, visible=completed and not is_timeline),
        gr.update(value=restricted, visible=bool(restricted)),
        gr.update(visible=answer is not None and answer.answered and not is_timeline),
    )
