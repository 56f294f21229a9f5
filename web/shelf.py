"""The column of conversations: found again, renamed, deleted, exported; kept by the browser alone.

In: the conversation that is shown. Out: components, and the events that the page goes on from. The
server keeps nothing of it but the key under which browsers keep theirs. It imports Gradio, and is
imported only when the page is laid out.
"""

import json
import secrets
from contextlib import suppress
from dataclasses import dataclass, replace
from hashlib import blake2b
from pathlib import Path
from typing import Any

import gradio as gr

from web.conversation import Conversation, Shelf
from web.events import PRIVATE
from web.exporting import as_json, as_markdown

__all__ = ["ShelfPanel", "browser_key", "shelf_panel"]

_KEY_FILE = "browser.key"

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
class ShelfPanel:
    """What the page needs of the column.

    Attributes:
        new: Begins a new conversation.
        kept: What the browser keeps: plain data of a `Shelf`.
        picker: Its value is the id of the conversation that was chosen.
        search: Words that the listed conversations have.
        name: The box for a new name, visible while it is open.
        undo: Puts back what was deleted last, visible while it can.
        removed: The conversation that is shown has been taken away.
        restored: It has been put back and chosen.
    """

    new: gr.Button
    kept: gr.BrowserState
    picker: gr.Radio
    search: gr.Textbox
    name: gr.Textbox
    undo: gr.Button
    removed: Any
    restored: Any

    @staticmethod
    def listed(kept: Any, search: str) -> Any:
        """List what the browser keeps."""
        return _listed(Shelf.read(kept), search)

    def keep_after(self, event: Any, past: gr.State) -> None:
        """Keep the conversation once an event has gone on with it."""
        inputs, outputs = [past, self.kept, self.search], [self.kept, self.picker]
        event.then(_keep, inputs, outputs, **PRIVATE)

    def close_after(self, event: Any) -> None:
        """Offer no more to rename or put back what was shown before an event."""
        closed = (gr.update(visible=False),) * 2
        event.then(lambda: closed, None, [self.name, self.undo], queue=False, **PRIVATE)


def shelf_panel(store: Path, past: gr.State, said: Any) -> ShelfPanel:
    """Lay out the column.

    Args:
        store: Where the index is, and the key beside it.
        past: Holds the conversation that is shown.
        said: The words of the page.
    """
    key = browser_key(store)
    # By another key, that of another index, a browser keeps other conversations, not over these.
    place = f"beleg-{blake2b(key.encode(), digest_size=8).hexdigest()}"
    kept = gr.BrowserState({"conversations": []}, storage_key=place, secret=key)
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

    def rename_to(name: str, one: Conversation, kept: Any, search: str) -> tuple[Any, ...]:
        if one.id and name.strip():
            one = replace(one, title=name.encode("utf-8", "replace").decode().strip())
        return (one, gr.update(visible=False), *_keep(one, kept, search))

    def take_away(one: Conversation, kept: Any, search: str) -> tuple[Any, ...]:
        shelf = Shelf.read(kept).without(one.id)
        shown = gr.update(visible=bool(one.id))
        return one, shown, gr.update(visible=False), shelf.kept(), _listed(shelf, search)

    def put_back(one: Conversation | None, kept: Any, search: str) -> tuple[Any, ...]:
        return (gr.update(visible=False), *_keep(one or Conversation(), kept, search))

    def write_markdown(one: Conversation) -> str:
        return _file(*as_markdown(one))

    def write_json(one: Conversation) -> str:
        return _file(*as_json(one))

    rename.click(show_name, past, name, **PRIVATE).then(
        None, js="() => document.querySelector('#rename textarea, #rename input')?.focus()"
    )
    name.submit(rename_to, [name, past, kept, search], [past, name, kept, picker], **PRIVATE)
    search.change(ShelfPanel.listed, [kept, search], picker, trigger_mode="always_last", **PRIVATE)
    removed = remove.click(
        take_away, [past, kept, search], [trash, undo, name, kept, picker], **PRIVATE
    )
    restored = undo.click(put_back, [trash, kept, search], [undo, kept, picker], **PRIVATE)
    for button, write in ((markdown, write_markdown), (data, write_json)):
        button.click(write, past, file, **PRIVATE).then(None, file, js=_SAVE)
    return ShelfPanel(new, kept, picker, search, name, undo, removed, restored)


def browser_key(store: Path) -> str:
    """Give the key under which browsers encrypt what they keep, the same after a restart.

    Where the store cannot be written, a key for this run only.
    """
    file = store / _KEY_FILE
    with suppress(OSError, ValueError):
        if key := file.read_text(encoding="ascii").strip():
            return key
    key = secrets.token_urlsafe(24)
    with suppress(OSError):
        file.touch(mode=0o600)
        file.write_text(key, encoding="ascii")
    return key


def _keep(one: Conversation, kept: Any, search: str) -> tuple[Any, Any]:
    """Put a conversation first on the shelf, once something was answered in it."""
    if not one.id:
        return gr.skip(), gr.skip()
    shelf = Shelf.read(kept).plus(one).fitting()
    return shelf.kept(), _listed(shelf, search, one.id)


def _listed(shelf: Shelf, search: str, chosen: str | None = None) -> Any:
    choices = [(one.name, one.id) for one in shelf.matching(search)]
    known = chosen if any(chosen == each for _, each in choices) else None
    return gr.update(choices=choices, value=known)


def _file(name: str, text: str) -> str:
    return json.dumps({"name": name, "text": text}, ensure_ascii=False)
