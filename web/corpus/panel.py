"""The panel of articles: what is indexed, what the search is restricted to, what is added to it.

In: a chat. Out: Gradio components in the column that is being laid out, and the filter that a
question obeys. Gradio is imported only when the page is laid out.
"""

from collections.abc import Iterator, Sequence
from importlib import resources
from typing import TYPE_CHECKING, Any, NamedTuple

from index.records import Filter
from web.chat import Chat
from web.corpus import markup
from web.corpus.contents import Choice, Indexed
from web.corpus.filters import choose
from web.corpus.upload_results import Dropped
from web.events import PRIVATE, language_of
from web.words import Words, words

if TYPE_CHECKING:
    import gradio as gr

__all__ = ["CorpusPanel", "corpus_panel"]

_SCRIPT = resources.files("web.corpus").joinpath("corpus.js").read_text(encoding="utf-8")


class CorpusPanel(NamedTuple):
    """What the page needs of the panel.

    Attributes:
        only: Which articles a question is to search: a `Filter`, or None for all.
        changed: Events after which the index may be another one.
    """

    only: "gr.State"
    changed: tuple[Any, ...]


def corpus_panel(chat: Chat, i18n: "gr.I18n", *, read_only: bool) -> CorpusPanel:
    """Lay out the panel in the blocks that are being laid out.

    Args:
        chat: Whose articles they are.
        i18n: The words of the page, for the labels.
        read_only: Leave out all that changes the articles: components, events and scripts.
    """
    import gradio as gr

    indexed = Indexed(chat)
    only: gr.State = gr.State(None)
    seen = gr.State("")  # the generation whose sources and languages can be chosen
    many: Any = {"multiselect": True, "value": [], "filterable": True}
    one: Any = {"max_lines": 1, "max_length": 200}
    day: Any = {"placeholder": i18n("corpus_day"), "min_width": 100, **one}
    with gr.Column(elem_id="corpus"):
        typed = gr.Textbox(
            label=i18n("corpus_title"), placeholder=i18n("corpus_search"),
            elem_id="corpus-search", **one,
        )  # fmt: skip
        listed = gr.HTML(elem_id="corpus-listing", apply_default_css=False)
        told = gr.HTML(elem_id="corpus-restriction", apply_default_css=False)
        clear = gr.Button(i18n("corpus_clear"), size="sm", visible=False, elem_id="corpus-clear")
        with gr.Accordion(i18n("corpus_filters"), open=False, elem_id="corpus-filters"):
            sources = gr.Dropdown(
                [], label=i18n("corpus_sources"), elem_id="corpus-sources", **many
            )
            languages = gr.Dropdown(
                [], label=i18n("corpus_languages"), elem_id="corpus-languages", **many
            )
            with gr.Row():
                since = gr.Textbox(label=i18n("corpus_since"), elem_id="corpus-since", **day)
                until = gr.Textbox(label=i18n("corpus_until"), elem_id="corpus-until", **day)

        def look(typed: str, only: Filter | None, request: gr.Request) -> str:
            return indexed.listing(typed, only, _said(request))

        def restrict(
            typed: str,
            sources: list[str],
            languages: list[str],
            since: str,
            until: str,
            request: gr.Request,
        ) -> tuple[Any, ...]:
            chosen, said = choose(sources, languages, since, until), _said(request)
            shown = gr.update(visible=bool(chosen.only or chosen.wrong))
            listing = indexed.listing(typed, chosen.only, said)
            return chosen.only, indexed.restriction(chosen, said), shown, listing

        def follow(
            seen: str, sources: list[str], languages: list[str], request: gr.Request
        ) -> tuple[Any, ...]:
            return _followed(indexed, seen, sources, languages, _said(request))

        restricting = [sources, languages, since, until]
        restricted = [only, told, clear, listed]
        following, followed = [seen, sources, languages], [seen, sources, languages]
        gr.on(
            [sources.change, languages.change, since.submit, since.blur, until.submit, until.blur],
            restrict, [typed, *restricting], restricted, trigger_mode="always_last", **PRIVATE,
        )  # fmt: skip
        clear.click(lambda: ([], [], "", ""), None, restricting, queue=False, **PRIVATE).then(
            restrict, [typed, *restricting], restricted, **PRIVATE
        )
        typed.change(look, [typed, only], listed, trigger_mode="always_last", **PRIVATE)
        gr.on([sources.focus, languages.focus], follow, following, followed, **PRIVATE)
        page = gr.context.Context.root_block
        assert page is not None  # noqa: S101  (a panel is a part of a page)
        page.load(look, [typed, only], listed, queue=False, **PRIVATE)
        page.load(follow, following, followed, queue=False, **PRIVATE)
        changed = () if read_only else _changing(indexed, i18n)
        for event in changed:
            event.then(look, [typed, only], listed, **PRIVATE)
            event.then(follow, following, followed, **PRIVATE)
    return CorpusPanel(only, changed)


def _changing(indexed: Indexed, i18n: "gr.I18n") -> tuple[Any, Any]:
    """Lay out what adds articles and brings the index up to date; give the events of both."""
    import gradio as gr

    area = gr.HTML(
        markup.adding(words()), js_on_load=_SCRIPT, elem_id="corpus-adding", apply_default_css=False
    )
    happened = gr.HTML(elem_id="corpus-happened", apply_default_css=False)
    update = gr.Button(i18n("corpus_update"), size="sm", elem_id="corpus-update")

    def add(dropped: gr.EventData, request: gr.Request) -> Iterator[str]:
        yield from indexed.update(_said(request), Dropped.read(dropped._data))

    def bring_up_to_date(request: gr.Request) -> Iterator[str]:
        yield from indexed.update(_said(request))

    def greet(request: gr.Request) -> str:
        return markup.adding(_said(request))

    # One at a time for all visitors, and none of them takes a turn from the questions.
    turn: Any = {"concurrency_id": "corpus", "concurrency_limit": 1}
    added = area.upload(add, None, happened, trigger_mode="multiple", **turn, **PRIVATE)
    updated = update.click(bring_up_to_date, None, happened, **turn, **PRIVATE)
    page = gr.context.Context.root_block
    assert page is not None  # noqa: S101  (as above)
    page.load(greet, None, area, queue=False, **PRIVATE)
    return added, updated


def _followed(
    indexed: Indexed, seen: str, sources: list[str], languages: list[str], said: Words
) -> tuple[Any, ...]:
    """Offer what can be chosen now, where that is another generation; what is chosen stays."""
    import gradio as gr

    choices = indexed.choices(said)
    if choices.generation == seen:
        return (gr.skip(),) * 3
    return (
        choices.generation,
        gr.update(choices=choices.sources, value=_among(sources, choices.sources)),
        gr.update(choices=choices.languages, value=_among(languages, choices.languages)),
    )


def _among(chosen: Sequence[str], choices: Sequence[Choice]) -> list[str]:
    values = {value for _, value in choices}
    return [each for each in chosen if each in values]


def _said(request: "gr.Request") -> Words:
    return words(language_of(request))
