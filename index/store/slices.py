"""Proves that every passage and sentence is still the slice of its article that it was.

In: an open catalogue. Out: what is not as it was written.
"""

from collections.abc import Iterator

from index.store.catalogue import Catalogue, text_hash

__all__ = ["broken_slices"]


def broken_slices(catalogue: Catalogue) -> Iterator[str]:
    """Name every passage or sentence that is not the slice it was when it was written."""
    for key, article_id in catalogue.select("SELECT key, id FROM articles"):
        ((text,),) = catalogue.select("SELECT text FROM articles WHERE key = ?", (key,))
        sentences: dict[int, list[tuple[int, int]]] = {}
        for passage, left, right in catalogue.select(
            "SELECT passage, sentences.start, sentences.end FROM passages "
            "JOIN sentences ON passage = key WHERE article = ? ORDER BY passage, sentences.start",
            (key,),
        ):
            sentences.setdefault(passage, []).append((left, right))
        for passage, start, end, written in catalogue.select(
            "SELECT key, start, end, hash FROM passages WHERE article = ?", (key,)
        ):
            place = f"passage {start}:{end} of {article_id}"
            if not 0 <= start < end <= len(text) or text_hash(text[start:end]) != written:
                yield f"{place} has other text than when indexed"
            if passage not in sentences:
                yield f"{place} has no sentences"
            inner = start
            for left, right in sentences.get(passage, ()):
                if not start <= left < right <= end:
                    yield f"sentence {left}:{right} of {article_id} lies outside its passage"
                elif left < inner:
                    yield f"sentence {left}:{right} of {article_id} overlaps the one before"
                inner = right
