"""Beleg as a retriever of LangChain.

In: a question. Out: LangChain's documents, each a passage with where it stands. It needs
`langchain-core` (`pip install 'beleg[langchain]'`), which nothing else of Beleg imports.
"""

import asyncio
from pathlib import Path
from typing import Any

from langchain_core.callbacks import (
    AsyncCallbackManagerForRetrieverRun,
    CallbackManagerForRetrieverRun,
)
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict, PrivateAttr

from index.records import Filter
from qa.bot import Bot, open_bot
from qa.plain_data import hit_metadata

__all__ = ["BelegRetriever"]


class BelegRetriever(BaseRetriever):
    """Finds passages; their text is the very slice of the article that the metadata names.

    Attributes:
        store: The index; by default `$BELEG_STORE`, else `.beleg`.
        k: How many passages at most.
        only: Which articles to search.
        bot: An open bot to share, instead of `store`.

    A document's metadata: `id`, `title`, `source`, `published`, `url`, `author`, `language`,
    `start`, `end` (offsets in the article, in code points), `score`, `rank`.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    store: str | Path | None = None
    k: int = 10
    only: Filter | None = None
    bot: Any = None
    _opened: Bot | None = PrivateAttr(default=None)

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[Document]:
        del run_manager
        hits = self._open().retrieve(query, k=self.k, only=self.only)
        return [
            Document(page_content=hit.text, metadata=hit_metadata(hit), id=_id(hit_metadata(hit)))
            for hit in hits
        ]

    async def _aget_relevant_documents(
        self, query: str, *, run_manager: AsyncCallbackManagerForRetrieverRun
    ) -> list[Document]:
        return await asyncio.to_thread(
            self._get_relevant_documents, query, run_manager=run_manager.get_sync()
        )

    def _open(self) -> Bot:
        if isinstance(self.bot, Bot):
            return self.bot
        if self._opened is None:
            self._opened = open_bot(self.store)
        return self._opened


def _id(metadata: dict[str, Any]) -> str:
    return f"{metadata['id']}:{metadata['start']}-{metadata['end']}"
