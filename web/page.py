"""The layout of the page, and the names of the endpoints of the API.

In: a chat. Out: Gradio blocks. Gradio is imported only when the page is laid out.
"""

from typing import TYPE_CHECKING, Any

from web.chat import Chat
from web.conversation import Conversation
from web.events import PRIVATE
from web.markup import evidence, heading
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
# A long answer is read from its beginning, not from its end.
_TO_NEWEST = """() => requestAnimationFrame(() => {
  const asked = [...document.querySelectorAll('#conversation [data-testid=user]')].at(-1);
  const around = asked?.closest('.bubble-wrap');
  if (!around) return;
  const above = asked.getBoundingClientRect().top - around.getBoundingClientRect().top;
  around.scrollTo({ top: around.scrollTop + above - 16 });
  const { top } = asked.getBoundingClientRect();
  if (top < 0 || top > innerHeight - 48) scrollBy({ top: top - 16 });
})"""


def page(chat: Chat, *, examples: tuple[str, ...] = (), read_only: bool = True) -> "gr.Blocks":
    """Lay out the page and name the endpoints of the API.

    Args:
        chat: What answers.
        examples: Questions to begin with.
        read_only: Leave out what adds articles and brings the index up to date.
    """
    import gradio as gr

    from web.corpus import corpus_panel
    from web.feedback import feedback_row
    from web.replies import Replies
    from web.shelf import shelf_panel

    class Page(gr.Blocks):
        def get_config_file(self) -> Any:
            # Of the newest protocol, sse_v3, `gradio_client` 2.7 takes every object with a "path"
            # for a file to download, and articles have one. Browsers treat both alike.
            return super().get_config_file() | {"protocol": "sse_v2.1"}

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
                shelf = shelf_panel(chat.store, past, said)
                replies = Replies(chat, shelf.keeping.read)
                corpus = corpus_panel(chat, said, read_only=read_only)
                only = corpus.only
            with gr.Column(scale=5, min_width=320, elem_id="talk"):
                talk = gr.Chatbot(
                    elem_id="conversation", show_label=False, container=False, buttons=[],
                    render_markdown=False, latex_delimiters=[], allow_tags=False, autoscroll=False,
                    placeholder=said("welcome"),
                    examples=[{"text": example} for example in examples],
                )  # fmt: skip
                chip = gr.Textbox(
                    elem_id="searching", label=said("searching_for"), visible=False, max_lines=3,
                    max_length=2000, submit_btn=True,
                )  # fmt: skip
                question = gr.Textbox(
                    elem_id="question", label=said("question"), show_label=False, max_lines=4,
                    placeholder=said("ask_placeholder"), max_length=2000, autofocus=True,
                    submit_btn=said("ask"),
                    html_attributes=gr.InputHTMLAttributes(enterkeyhint="send"),
                )  # fmt: skip
            with gr.Column(scale=4, min_width=320, elem_id="beside"):
                shown = gr.HTML(evidence(None), apply_default_css=False)
                verdict = feedback_row(chat, past, said)

        shows = [talk, shown, past, chip]
        # Two questions at a time keep two cores busy, however they are asked.
        turn: Any = {"concurrency_id": "questions", "concurrency_limit": 2}
        typed = question.submit(
            replies.typed,
            [question, past, only],
            [question, *shows],
            trigger_mode="always_last",
            **turn,
            **PRIVATE,
        )
        picked = talk.example_select(replies.picked, [past, only], shows, **turn, **PRIVATE)
        again = chip.submit(replies.searched, [chip, past, only], shows, **turn, **PRIVATE)
        asked: Any = [typed, picked, again]
        for event in asked:
            shelf.keep_after(event, past)
        fresh = shelf.new.click(
            replies.begun, None, [*shows, shelf.picker], cancels=asked, queue=False, **PRIVATE
        )
        # What comes would bring back what is taken away.
        shelf.remove.click(None, cancels=asked, queue=False, **PRIVATE)
        gone = shelf.removed.then(replies.begun, None, [*shows, shelf.picker], **PRIVATE)
        chosen = [shelf.picker, shelf.kept]
        opened = shelf.picker.input(
            replies.opened, chosen, shows, cancels=asked, **shelf.keeping.now
        )
        back = shelf.restored.then(replies.opened, chosen, shows, **shelf.keeping.now)
        talk.change(None, js=_TO_NEWEST)
        for event in (*asked, opened, back):
            event.then(None, js=_FOCUS_UNLESS_ELSEWHERE)
        for event in (fresh, gone):
            event.then(None, js=_FOCUS)
        for event in (fresh, opened):
            shelf.close_after(event)
        for changed in corpus.changed:
            changed.then(replies.headed, None, head, **PRIVATE)
        for event in (*asked, opened, back, fresh, gone):
            event.then(verdict.begin, past, verdict.outputs, queue=False, **PRIVATE)
        blocks.load(replies.greeted, None, [head, shown], queue=False, **PRIVATE)
        blocks.load(replies.loaded, None, state, concurrency_limit=None, **PRIVATE)
        blocks.load(shelf.keeping.listed, [shelf.search, shelf.kept], shelf.picker, **PRIVATE)
        for name in ("ask", "retrieve"):
            gr.events.api(getattr(chat, name), api_name=name, **turn)
        for name in ("article", "status"):
            gr.events.api(getattr(chat, name), api_name=name)
    # Whoever finds 128 events waiting is turned away: fifty people who ask at once are not
    # (`benchmarks/people.py`). Nobody passes the queue by.
    blocks.queue(default_concurrency_limit=2, max_size=128, api_open=False)
    return blocks
