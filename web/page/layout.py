"""The layout of the page, and the names of the endpoints of the API.

In: a chat. Out: Gradio blocks. Gradio is imported only when the page is laid out.
"""

from typing import TYPE_CHECKING, Any

from qa.writing.endpoint import Endpoint
from web.chat import Chat
from web.conversations.conversation import Conversation
from web.events import PRIVATE
from web.page.cards import evidence
from web.page.markup import heading
from web.program_inputs import left_out
from web.words import in_browser

if TYPE_CHECKING:
    import gradio as gr

__all__ = ["page"]

_FOCUS = "() => document.querySelector('#question textarea')?.focus()"
# A screen keyboard would cover what was answered; and who types, reads or walks by keys elsewhere
# stays there.
_FOCUS_UNLESS_ELSEWHERE = """() => {
  const box = document.querySelector('#question textarea');
  const now = document.activeElement;
  const elsewhere = now?.closest('.panel') || now?.matches(':focus-visible:not(#talk *, body)');
  if (matchMedia('(pointer: coarse)').matches) box?.blur();
  else if (!elsewhere) box?.focus({ preventScroll: true });
}"""
# The newest answer is in view, whole where the window is high enough, from its question on; what is
# in view already stays where it is.
_TO_NEWEST = """() => requestAnimationFrame(() => {
  const asked = [...document.querySelectorAll('#conversation [data-testid=user]')].at(-1);
  const answer = [...document.querySelectorAll('#conversation [data-testid=bot]')].at(-1);
  if (!asked || !answer) return;
  const { top } = asked.getBoundingClientRect();
  const chips = document.querySelector('#more');
  const { bottom } = (chips?.offsetHeight ? chips : answer).getBoundingClientRect();
  const box = document.querySelector('#question')?.closest('.form')?.getBoundingClientRect();
  const end = Math.min(innerHeight, box?.top ?? innerHeight);
  if (top < 12 || bottom > end) scrollBy({ top: top - 24 });
})"""
# The endpoints, and which of them take a turn as questions do.
_ENDPOINTS = {"ask": True, "retrieve": True, "timeline": True, "article": False, "status": False}
# What the address of the page asks is asked, but not again where the page is loaded anew.
_FRAGMENT = "() => history.state?.conversation ? '' : location.hash"
# A conversation is opened again only then: it would cancel this event, and with it Gradio's stream.
_LANDED = "() => document.dispatchEvent(new Event('beleg-landed'))"


def page(
    chat: Chat,
    *,
    examples: tuple[str, ...] = (),
    read_only: bool = True,
    llm: Endpoint | None = None,
) -> "gr.Blocks":
    """Lay out the page and name the endpoints of the API.

    Args:
        chat: What answers.
        examples: Questions to begin with.
        read_only: Leave out what adds articles and brings the index up to date.
        llm: The language model that the bot has, which a browser may have to agree to.
    """
    import gradio as gr

    from web.conversations.sidebar import sidebar
    from web.corpus.panel import corpus_panel
    from web.page.feedback import feedback_row
    from web.page.handlers import Replies
    from web.page.writing import follow, writing_switch

    class Page(gr.Blocks):
        def get_config_file(self) -> Any:
            # Of the newest protocol, sse_v3, `gradio_client` 2.7 takes every object with a "path"
            # for a file to download, and articles have one. Browsers treat both alike.
            return super().get_config_file() | {"protocol": "sse_v2.1"}

        def validate_inputs(self, block_fn: Any, inputs: list[Any]) -> None:
            # A program without Gradio's client need not send what has a default.
            if block_fn.api_name in _ENDPOINTS:
                inputs += left_out(getattr(chat, block_fn.api_name), len(inputs))
            super().validate_inputs(block_fn, inputs)

    said: Any = in_browser()
    blocks: gr.Blocks
    with Page(title="Beleg", analytics_enabled=False) as blocks:
        past = gr.State(Conversation())
        head = gr.HTML(heading(chat.status()), apply_default_css=False)
        # The element stays and its words change, so that screen readers say them.
        state = gr.HTML(
            "", elem_id="state", apply_default_css=False, js_on_load=None,
            html_template='<p role="status">${value}</p>',
        )  # fmt: skip
        with gr.Row(elem_id="columns"):
            with gr.Column(scale=2, min_width=220, elem_id="side"):
                column = sidebar(chat.data, past, said)
                replies = Replies(chat, column.keeping.read)
                corpus = corpus_panel(chat, said, read_only=read_only)
                only = corpus.only
            with gr.Column(scale=5, min_width=320, elem_id="talk"):
                talk = gr.Chatbot(
                    elem_id="conversation", show_label=False, container=False, buttons=[],
                    render_markdown=False, latex_delimiters=[], allow_tags=False, autoscroll=False,
                    placeholder=said("welcome"),
                    examples=[{"text": example} for example in examples],
                )  # fmt: skip
                fragment = gr.Textbox(visible="hidden", elem_id="fragment")
                chip = gr.Textbox(
                    elem_id="searching", label=said("searching_for"), visible=False, max_lines=3,
                    max_length=2000, submit_btn=True,
                )  # fmt: skip
                with gr.Row(elem_id="more"):
                    restricted = gr.Button(
                        "", elem_id="any-time", visible=False, size="sm", min_width=0
                    )
                    dated = gr.Button(
                        said("timeline"), elem_id="timeline", visible=False, size="sm", min_width=0
                    )
                question = gr.Textbox(
                    elem_id="question", label=said("question"), show_label=False, max_lines=4,
                    placeholder=said("ask_placeholder"), max_length=2000, autofocus=True,
                    submit_btn=said("ask"),
                    html_attributes=gr.InputHTMLAttributes(enterkeyhint="send"),
                )  # fmt: skip
                writing = writing_switch(chat, llm)
            with gr.Column(scale=4, min_width=320, elem_id="beside"):
                shown = gr.HTML(evidence(None), apply_default_css=False)
                verdict = feedback_row(chat, past, said)

        shows = [talk, shown, past, chip, restricted, dated]
        # Two questions at a time keep two cores busy, however they are asked.
        turn: Any = {"concurrency_id": "questions", "concurrency_limit": 2}
        typed = question.submit(
            replies.typed,
            [question, past, only, *([writing.switch] if writing else [])],
            [question, *shows],
            trigger_mode="always_last",
            **turn,
            **PRIVATE,
        )
        picked = talk.example_select(replies.picked, [past, only], shows, **turn, **PRIVATE)
        again = chip.submit(replies.searched, [chip, past, only], shows, **turn, **PRIVATE)
        anew = restricted.click(replies.any_time, [past, only], shows, **turn, **PRIVATE)
        story = dated.click(replies.show_timeline, [past, only], shows, **turn, **PRIVATE)
        landed = blocks.load(None, None, fragment, js=_FRAGMENT).then(
            replies.shared, [fragment, past], shows, **turn, **PRIVATE
        )
        asked: Any = [typed, picked, again, anew, story, landed]
        for event in asked:
            column.keep_after(event, past)
        starts = (question.submit, talk.example_select, chip.submit)
        asked += follow(writing, blocks, asked, starts, (past, shows, column.keep_after))
        fresh = column.new.click(
            replies.begun, None, [*shows, column.picker], cancels=asked, queue=False, **PRIVATE
        )
        # What comes would bring back what is taken away.
        column.remove.click(None, cancels=asked, queue=False, **PRIVATE)
        gone = column.removed.then(replies.begun, None, [*shows, column.picker], **PRIVATE)
        chosen = [column.picker, column.kept]
        opened = column.picker.input(
            replies.opened, chosen, shows, cancels=asked, **column.keeping.now
        )
        back = column.restored.then(replies.opened, chosen, shows, **column.keeping.now)
        landed.then(None, js=_LANDED)
        talk.change(None, js=_TO_NEWEST)
        for event in (*asked, opened, back):
            event.then(None, js=_FOCUS_UNLESS_ELSEWHERE)
        for event in (fresh, gone):
            event.then(None, js=_FOCUS)
        for event in (fresh, opened):
            column.close_after(event)
        for changed in corpus.changed:
            changed.then(replies.headed, None, head, **PRIVATE)
        for event in (*asked, opened, back, fresh, gone):
            event.then(verdict.begin, past, verdict.outputs, queue=False, **PRIVATE)
        blocks.load(replies.greeted, None, [head, shown], queue=False, **PRIVATE)
        blocks.load(replies.loaded, None, state, concurrency_limit=None, **PRIVATE)
        blocks.load(column.keeping.listed, [column.search, column.kept], column.picker, **PRIVATE)
        _offer(chat, turn)
    # Whoever finds 128 events waiting is turned away: fifty people who ask at once are not
    # (`benchmarks/people.py`). Nobody passes the queue by.
    blocks.queue(default_concurrency_limit=2, max_size=128, api_open=False)
    return blocks


def _offer(chat: Chat, turn: dict[str, Any]) -> None:
    """Offer the endpoints to programs.

    Args:
        chat: What answers.
        turn: How those that ask take their turn.
    """
    import gradio as gr

    for name, asks in _ENDPOINTS.items():
        gr.events.api(getattr(chat, name), api_name=name, **(turn if asks else {}))
