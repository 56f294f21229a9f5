"""The column of conversations: found again, renamed, deleted, exported; kept by the browser alone.

In: the conversation that is shown. Out: components, and the events that the page goes on from. The
server keeps nothing of it but the key under which browsers keep theirs. It imports Gradio, and is
imported only when the page is laid out.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gradio as gr

from web.conversations.conversation import Conversation
from web.conversations.export import as_json, as_markdown
from web.conversations.sidebar_events import Keeping
from web.events import PRIVATE, language_of
from web.words import words

__all__ = ["Sidebar", "sidebar"]

# Gives a file to the browser to save, without a copy on the server.
_SAVE = """(file) => {
  if (!file) return;
  const { name, text } = JSON.parse(file);
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/plain;charset=utf-8" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}"""


@dataclass(frozen=True, slots=True)
class Sidebar:
    """What the page needs of the column.

    Attributes:
        new: Begins a new conversation.
        kept: What the browser keeps. It is the last value of each event that takes it.
        keeping: What reads and changes it.
        picker: Its value is the id of the conversation that was chosen.
        search: Words that the listed conversations have.
        name: The box for a new name, visible while it is open.
        remove: Takes away the conversation that is shown.
        undo: Puts back what was deleted last, visible while it can.
        removed: The conversation that is shown has been taken away.
        restored: It has been put back and chosen.
    """

    new: gr.Button
    kept: gr.BrowserState
    keeping: Keeping
    picker: gr.Radio
    search: gr.Textbox
    name: gr.Textbox
    remove: gr.Button
    undo: gr.Button
    removed: Any
    restored: Any

    def keep_after(self, event: Any, past: gr.State) -> None:
        """Keep the conversation once an event has gone on with it."""
        inputs, outputs = [past, self.search, self.kept], [self.kept, self.picker]
        event.then(self.keeping.put, inputs, outputs, **self.keeping.now)

    def close_after(self, event: Any) -> None:
        """Offer no more to rename or put back what was shown before an event."""
        closed = (gr.update(visible=False),) * 2
        event.then(lambda: closed, None, [self.name, self.undo], queue=False, **PRIVATE)


def sidebar(store: Path, past: gr.State, said: Any) -> Sidebar:
    """Lay out the column.

    Args:
        store: Where the index is, and the key beside it.
        past: Holds the conversation that is shown.
        said: The words of the page.
    """
    keeping = Keeping(store)
    now, nothing = keeping.now, {"conversations": list[Any]()}
    kept = gr.BrowserState(nothing, storage_key=keeping.place, secret=keeping.secret)
    elsewhere = gr.HTML("", visible="hidden", js_on_load=keeping.elsewhere)
    trash = gr.State(None)
    new = gr.Button(said("new_chat"), size="sm", elem_id="new")
    search = gr.Textbox(
        elem_id="chat-search", label=said("search_chats"), show_label=False, max_lines=1,
        placeholder=said("search_chats"), max_length=200, container=False,
    )  # fmt: skip
    picker = gr.Radio([], elem_id="chats", label=said("chats"), show_label=False, container=False)
    with gr.Row(elem_id="chat-tools"):
        rename = gr.Button(said("rename"), size="sm", min_width=0)
        remove = gr.Button(said("delete"), size="sm", min_width=0)
        markdown = gr.Button("Markdown", size="sm", min_width=0)
        data = gr.Button("JSON", size="sm", min_width=0)
    undo = gr.Button(said("undo_delete"), size="sm", elem_id="undo", visible=False)
    name = gr.Textbox(
        elem_id="rename", label=said("new_name"), max_lines=1, max_length=200, visible=False,
        submit_btn=True,
    )  # fmt: skip
    file = gr.Textbox(visible=False)

    def show_name(one: Conversation) -> Any:
        return gr.update(value=one.name, visible=bool(one.id))

    def write_markdown(one: Conversation, request: gr.Request) -> str:
        return _file(*as_markdown(one, words(language_of(request))))

    def write_json(one: Conversation) -> str:
        return _file(*as_json(one))

    rename.click(show_name, past, name, **PRIVATE).then(
        None, js="() => document.querySelector('#rename textarea, #rename input')?.focus()"
    )
    name.submit(keeping.rename, [name, past, search, kept], [past, name, kept, picker], **now)
    latest: Any = {"trigger_mode": "always_last", **now}
    search.change(keeping.listed, [search, kept], picker, **latest)
    elsewhere.submit(keeping.followed, [past, search, kept], picker, **latest)
    removed = remove.click(
        keeping.take_away, [past, search, kept], [trash, undo, name, kept, picker], **now
    )
    restored = undo.click(keeping.put_back, [trash, search, kept], [undo, kept, picker], **now)
    for button, write in ((markdown, write_markdown), (data, write_json)):
        button.click(write, past, file, **PRIVATE).then(None, file, js=_SAVE)
    return Sidebar(new, kept, keeping, picker, search, name, remove, undo, removed, restored)


def _file(name: str, text: str) -> str:
    return json.dumps({"name": name, "text": text}, ensure_ascii=False)
