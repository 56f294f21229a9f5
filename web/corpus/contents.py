"""What the panel of articles shows, fetched from the index as it is now, and how that is changed.

In: a chat and what a visitor chose. Out: HTML in the words of the page.
"""

from collections.abc import Iterator
from typing import NamedTuple

from index.errors import BelegError, StoreError
from index.records import Filter, SyncReport
from index.store.opening import open_catalogue, remembered_roots
from index.store.summary import NO_SOURCE
from web.chat import Chat
from web.corpus import markup
from web.corpus.filters import Chosen
from web.corpus.index_update import update
from web.corpus.upload_results import Dropped
from web.corpus.uploads import Uploads
from web.elements import language_name
from web.events import whole
from web.words import Words

__all__ = ["Choice", "Choices", "Indexed"]

# More sources than anybody scrolls through, and longer names than anybody reads.
_MOST_SOURCES = 300
_LONGEST_SOURCE = 160

# What is shown, and the value that it stands for.
Choice = tuple[str, str]


class Choices(NamedTuple):
    """What the search can be restricted to, the most frequent first.

    Attributes:
        generation: The generation of the index that holds it; empty where there is none.
        sources: Who published articles.
        languages: In which languages there are passages, by the names their speakers use.
    """

    generation: str = ""
    sources: tuple[Choice, ...] = ()
    languages: tuple[Choice, ...] = ()


class Indexed:
    """The articles of a chat. Nothing of them is held: each look is at the current generation."""

    def __init__(self, chat: Chat) -> None:
        self._chat = chat
        self._uploads = Uploads(chat.data, inside=chat.data != chat.store)

    def listing(self, typed: str, only: Filter | None, said: Words) -> str:
        """Show the articles that are searched and whose titles, sources or ids hold some words."""
        try:
            _, catalogue = open_catalogue(self._chat.store)
            found, count = catalogue.listing(whole(typed), markup.LISTED, within=only)
        except StoreError as error:
            return markup.message(self._chat.told(error, said))
        return markup.listing(found, count, said)

    def restriction(self, chosen: Chosen, said: Words) -> str:
        """Tell which articles are searched, and which of the fields is not understood."""
        try:
            _, catalogue = open_catalogue(self._chat.store)
            count = catalogue.listing(limit=1, within=chosen.only)[1]
        except StoreError as error:
            return markup.message(self._chat.told(error, said))
        return markup.restriction(chosen, count, said)

    def choices(self, said: Words) -> Choices:
        """Tell what the search can be restricted to."""
        try:
            generation, _ = open_catalogue(self._chat.store)
            summary = self._chat.summary(generation)
        except StoreError:
            return Choices()
        sources = dict[str, Choice]()
        for name in summary["sources"]:
            if name != NO_SOURCE and len(name) <= _LONGEST_SOURCE:
                sources.setdefault(name.casefold(), (name, name))
        languages = (
            (language_name(code, said["language_unknown"]), code)
            for code in summary["passage_languages"]
        )
        return Choices(generation, tuple(sources.values())[:_MOST_SOURCES], tuple(languages))

    def update(self, said: Words, dropped: Dropped | None = None) -> Iterator[str]:
        """Bring the index in line with its files, and with those that were added.

        Yields:
            How far that has come, at last what became of it.
        """
        if dropped and not any(each.kept for each in dropped.files):
            yield self._why_not(dropped, said) + markup.results(None, dropped, {}, said)
            return
        yield markup.progress(None, said)
        try:
            for step in self._steps(said):
                if isinstance(step, SyncReport):
                    yield markup.results(step, dropped, self._verdicts(dropped), said)
                else:
                    yield step
        except BelegError as error:
            yield markup.message(self._chat.told(error, said))

    def _why_not(self, dropped: Dropped, said: Words) -> str:
        """Tell why the folder takes no files at all, where it took none."""
        if any(each.reason == "corpus_not_written" for each in dropped.files):
            try:
                self._uploads.prepare(remembered_roots(self._chat.store))
            except BelegError as error:
                return markup.message(self._chat.told(error, said))
        return ""

    def _steps(self, said: Words) -> Iterator[str | SyncReport]:
        store, uploads = self._chat.store, self._uploads
        paths = [uploads.folder] if uploads.exists() else []
        if paths:
            uploads.prepare(remembered_roots(store))
        encoder = self._chat.load().result().encoder
        for step in update(store, paths, encoder):
            yield step if isinstance(step, SyncReport) else markup.progress(step, said)

    def _verdicts(self, dropped: Dropped | None) -> dict[str, str]:
        """Tell why the index skipped files that were added, by the names they have there."""
        if not dropped:
            return {}
        paths = {str(self._uploads.folder / each.kept): each.kept for each in dropped.files}
        _, catalogue = open_catalogue(self._chat.store)
        verdicts = catalogue.verdicts(list(paths))
        return {paths[path]: reason for path, reason in verdicts.items()}
