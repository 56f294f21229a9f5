"""Was it right? Two buttons under the last answer, and a line for a note.

In: a visitor's conversation, whose last answer is judged. Out: components of the page; what is
clicked is kept beside the index by `qa/feedback.py`. A click counts at once; the note is asked for
afterwards, and nobody has to write one.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from index.errors import BelegError
from qa.feedback import MOST_NOTE, Verdict, record
from qa.records import NOT_A_QUESTION, Answer
from web.chat import Chat
from web.conversations.conversation import Conversation
from web.elements import plain
from web.events import PRIVATE, language_of
from web.words import Words, words

if TYPE_CHECKING:
    import gradio as gr

__all__ = ["FeedbackRow", "feedback_row"]

_NOTED: dict[Verdict, str] = {"right": "feedback_noted_right", "wrong": "feedback_noted_wrong"}

# The element stays and its words change, so that screen readers say them.
_TOLD = '<span role="status">${value}</span>'


class FeedbackRow(NamedTuple):
    """The buttons, and how they follow the answers.

    Attributes:
        begin: Gives new values for `outputs` for a conversation, to be run after each event that
            changes it: `event.then(row.begin, past, row.outputs)`. It hides the buttons where there
            is nothing to judge.
        outputs: The components that `begin` sets.
    """

    begin: Callable[..., list[Any]]
    outputs: "list[gr.components.Component | gr.Column]"


def feedback_row(chat: Chat, past: "gr.State", i18n: "gr.I18n") -> FeedbackRow:
    """Lay out the buttons in the Blocks that are open.

    Args:
        chat: Where the answers come from, and beside whose index the verdicts are kept.
        past: Holds the `Conversation` of the visitor.
        i18n: Knows the words of the page.
    """
    import gradio as gr

    given = gr.State(None)
    with gr.Column(visible=False, elem_id="feedback") as column:
        with gr.Row(elem_id="feedback-verdict"):
            told = gr.HTML("", html_template=_TOLD, js_on_load=None, apply_default_css=False)
            right = gr.Button(i18n("feedback_right"), size="sm", min_width=0)
            wrong = gr.Button(i18n("feedback_wrong"), size="sm", min_width=0)
        with gr.Row(visible=False, elem_id="feedback-note") as noting:
            note = gr.Textbox(
                label=i18n("feedback_note"), show_label=False, placeholder=i18n("feedback_note"),
                max_lines=1, max_length=MOST_NOTE, scale=4, container=False,
            )  # fmt: skip
            send = gr.Button(i18n("feedback_send"), size="sm", min_width=0)
    buttons: dict[Verdict, gr.Button] = {"right": right, "wrong": wrong}
    judged = [told, right, wrong, noting, note, given]

    def shown(text: str, verdict: Verdict | None) -> list[Any]:
        pressed = [gr.Button(variant="primary" if v == verdict else "secondary") for v in buttons]
        return [plain(text), *pressed, gr.Row(visible=verdict is not None), "", verdict]

    def begin(one: Conversation, request: gr.Request) -> list[Any]:
        text = _words(request)["feedback_asked"]
        return [gr.Column(visible=_can_be_judged(one.last)), *shown(text, None)]

    def judging(verdict: Verdict) -> Callable[..., list[Any]]:
        def judge(one: Conversation, request: gr.Request) -> list[Any]:
            said = _words(request)
            failed = _keep(chat, one, verdict, "", said)
            if failed is None:
                return shown(said[_NOTED[verdict]], verdict)
            return shown(failed, None)

        return judge

    def write(one: Conversation, verdict: Any, text: str, request: gr.Request) -> list[Any]:
        if not text.strip():
            return [gr.skip()] * 3
        said = _words(request)
        failed = _keep(chat, one, verdict, text, said)
        if failed is None:
            return [plain(said["feedback_note_kept"]), gr.Row(visible=False), ""]
        return [plain(failed), gr.skip(), gr.skip()]

    private = {**PRIVATE, "queue": False}
    for verdict, button in buttons.items():
        button.click(judging(verdict), past, judged, **private)
    written = [note.submit, send.click]
    gr.on(written, write, [past, given, note], [told, noting, note], **private)
    return FeedbackRow(begin, [column, *judged])


def _can_be_judged(answer: Answer | None) -> bool:
    """Tell whether there is something to judge: not in the reply to a greeting."""
    return answer is not None and not (answer.refusal and answer.refusal.reason == NOT_A_QUESTION)


def _words(request: "gr.Request") -> Words:
    return words(language_of(request))


def _keep(
    chat: Chat, one: Conversation, verdict: Verdict | None, note: str, said: Words
) -> str | None:
    """Keep a verdict; where that is not possible, say why."""
    if one.last is None or verdict is None:  # the conversation was left meanwhile
        return ""
    try:
        record(chat.data, one.last, verdict, note, only=one.exchanges[-1].only)
    except BelegError as error:
        return chat.told(error, said)
    return None
