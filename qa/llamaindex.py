"""Beleg as a retriever of LlamaIndex.

In: a question. Out: LlamaIndex's nodes with scores, each a passage with where it stands. It needs
`llama-index-core` (`pip install 'beleg[llamaindex]'`), which nothing else of Beleg imports.
"""

import asyncio
from pathlib import Path

from llama_index.core.retrievers import BaseRetriever
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode

from index.records import Filter
from qa.bot import Bot, open_bot
from qa.plain_data import hit_metadata

__all__ = ["BelegRetriever"]


class BelegRetriever(BaseRetriever):
    """Finds passages; their text is the very slice of the article that the metadata names.

    Args:
        store: The index; by default `$BELEG_STORE`, else `.beleg`.
        k: How many passages at most.
        only: Which articles to search.
        bot: An open bot to share, instead of `store`.

    A node's metadata is that of `qa.langchain.BelegRetriever`; models are shown title, source and
    date of it.
    """

    def __init__(
        self,
        store: str | Path | None = None,
        *,
        k: int = 10,
        only: Filter | None = None,
        bot: Bot | None = None,
    ) -> None:
        super().__init__()
        self._bot = bot or open_bot(store)
        self._k = k
        self._only = only

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        hits = self._bot.retrieve(query_bundle.query_str, k=self._k, only=self._only)
        found = []
        for hit in hits:
            metadata = hit_metadata(hit)
            hidden = [name for name in metadata if name not in ("title", "source", "published")]
            node = TextNode(
                id_=f"{hit.article.id}:{hit.start}-{hit.end}",
                text=hit.text,
                metadata=metadata,
                excluded_embed_metadata_keys=hidden,
                excluded_llm_metadata_keys=hidden,
            )
            found.append(NodeWithScore(node=node, score=hit.score))
        return found

    async def _aretrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return await asyncio.to_thread(self._retrieve, query_bundle)
