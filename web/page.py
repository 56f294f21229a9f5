"""The layout of the page, and the names of the endpoints of the API.

In: a chat. Out: Gradio blocks. Gradio is imported only when the page is laid out.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from web.chat import Chat, Conversation
from web.markup import evidence, heading

if TYPE_CHECKING:
    import gradio as gr

__all__ = ["page"]

_FOCUS = "() => document.querySelector('#question textarea')?.focus()"


def page(chat: Chat, *, examples: tuple[str, ...] = ()) -> "gr.Blocks":
    """Lay out the page and name the endpoints of the API.

    Args:
        chat: What answers.
        examples: Questions to begin with.
    """
    import gradio as gr

    class Page(gr.Blocks):
        def get_config_file(self) -> Any:
            # Of the newest protocol, sse_v3, `gradio_client` 2.7 takes every object with a "path"
            # for a file to download, and articles have one. Browsers treat both alike.
            return super().get_config_file() | {"protocol": "sse_v2.1"}

    nothing_yet = evidence(None)
    blocks: gr.Blocks
    with Page(title="Beleg", analytics_enabled=False) as blocks:
        past = gr.State(Conversation())
        head = gr.HTML(heading(chat.status()), apply_default_css=False)
        with gr.Row(elem_id="columns"):
            with gr.Column(scale=3, min_width=340, elem_id="talk"):
                messages = gr.Chatbot(
                    elem_id="conversation", show_label=False, container=False, buttons=[],
                    render_markdown=False, latex_delimiters=[], allow_tags=False,
                    placeholder="Ask in your own language, whatever theirs is.",
                    examples=[{"text": example} for example in examples],
                )  # fmt: skip
                question = gr.Textbox(
                    elem_id="question", label="Question", show_label=False, max_lines=4,
                    placeholder="Ask the articles …", max_length=2000, autofocus=True,
                    submit_btn="Ask", html_attributes=gr.InputHTMLAttributes(enterkeyhint="send"),
                )  # fmt: skip
                new = gr.Button("New chat", size="sm", elem_id="new")
            with gr.Column(scale=2, min_width=340):
                shown = gr.HTML(nothing_yet, apply_default_css=False)

        def pick(past: Conversation, chosen: gr.SelectData) -> Iterator[tuple[Any, ...]]:
            yield from chat.reply(str(chosen.value["text"]), past)

        outputs = [question, messages, shown, past]
        private: Any = {"api_visibility": "private", "show_progress": "hidden"}
        typed = question.submit(chat.reply, [question, past], outputs, **private)
        picked = messages.example_select(pick, past, outputs, **private)
        fresh: tuple[Any, ...] = ("", [], nothing_yet, Conversation())
        cleared = gr.on(
            [new.click, messages.clear], lambda: fresh, None, outputs,
            cancels=[typed, picked], queue=False, **private,
        )  # fmt: skip
        for event in (typed, picked, cleared):
            event.then(None, js=_FOCUS)
        blocks.load(lambda: heading(chat.status()), None, head, queue=False, **private)
        for name in ("ask", "retrieve", "article", "status"):
            gr.events.api(getattr(chat, name), api_name=name)
    # Two questions at a time keep two cores busy; whoever finds 32 waiting is turned away.
    blocks.queue(default_concurrency_limit=2, max_size=32)
    return blocks
