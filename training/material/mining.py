"""Texts that look as if they answered a question: what retrieval ranks high, and its neighbours.

In: items. Out: for each the texts, best first, that lack its answer.
"""

from collections import defaultdict
from collections.abc import Sequence
from itertools import islice

import numpy as np

from index.model.encoder import Encoder
from training.material.sets import Item, Text

__all__ = ["neighbours", "retrieved"]

MOST = 12  # texts for each question
ARTICLE = 100  # texts at most; some sets are one "article" of texts about anything
_AT_ONCE = 512  # questions


def neighbours(items: Sequence[Item]) -> list[list[Text]]:
    """Give the other texts of the article, those with the words of the question first."""
    of_article: dict[str, dict[Text, frozenset[str]]] = defaultdict(dict)
    for each in items:
        of_article[each.article].setdefault(each.text, frozenset(each.text.text.casefold().split()))
    found: list[list[Text]] = []
    for item in items:
        asked = set(item.question.casefold().split())
        near = of_article[item.article]
        if len(near) > ARTICLE:
            found.append([])
            continue
        ranked = sorted(near, key=lambda text: -len(asked & near[text]))  # used now
        found.append(list(islice((each for each in ranked if _lacks(each, item)), MOST)))
    return found


def retrieved(items: Sequence[Item], encoder: Encoder) -> list[list[Text]]:
    """Give the texts of the same set that are nearest to each question.

    Args:
        items: Questions and texts of one set.
        encoder: The embedder of an index.
    """
    texts = list(dict.fromkeys(each.text for each in items))
    article_of = {each.text: each.article for each in items}
    passages = encoder.encode_passages([each.text for each in texts])
    found = []
    for first in range(0, len(items), _AT_ONCE):
        part = items[first : first + _AT_ONCE]
        cosines = encoder.encode_queries([each.question for each in part]) @ passages.T
        for item, row in zip(part, cosines, strict=True):
            # Some of them hold the answer, or are other reports of the same event.
            ranked = (texts[at] for at in np.argsort(-row)[: 2 * MOST])
            kept = [each for each in ranked if article_of[each] != item.article]
            found.append([each for each in kept if _lacks(each, item)][:MOST])
    return found


def _lacks(text: Text, item: Item) -> bool:
    if text == item.text:
        return False
    if item.answer is None:
        return True
    start, end = item.answer
    return item.text.text[start:end].casefold() not in text.text.casefold()
