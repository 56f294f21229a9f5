"""Lines that recur across the articles of one source: menus, footers, calls to subscribe.

In: for every article, its source and the keys of its lines (64-bit hashes, small enough to be
kept with it). Out: the keys that recur, and new labels for the lines that have them. No span is
moved, so passages keep their boundaries and their vectors.

Versions of one story share most of their lines as well, and so do copies; their sentences must not
be taken for a site's. So only articles count of which at least half of the running text is their
own, and running text has to recur far more often than a line that is no sentence: agencies write
"Russia invaded Ukraine in February 2022." in one report of twenty.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice

import numpy as np
import regex
from numpy.typing import NDArray

from index.records import Label, Span

__all__ = ["Keys", "label_of_passage", "line_keys", "quotable", "recurring", "relabelled", "within"]

Keys = NDArray[np.uint64]

# A line recurs in at least so many articles, and in this share of its source's.
_ARTICLES = 5
_SHARE = 0.05
_ARTICLES_OF_TEXT = 10
_SHARE_OF_TEXT = 0.3

# Text that comes this often at most is an article's own; saved twice, it still is.
_OWN = 2

# Distinct lines that are counted at a time (12 bytes each); where there are more, those that were
# met once are forgotten, and may be counted too low by the times that this happens.
_MOST_KEYS = 8_000_000
_BATCH = 4096  # articles

_NUMBER = regex.compile(r"\d+")
_TEXT_BIT = np.uint64(1)
_NONE = np.uint64(0)


def line_keys(source: str, text: str, spans: Sequence[Span]) -> Keys:
    """Hash the lines of an article that might turn out to be its site's.

    Args:
        source: Who published it; lines are compared within one source only.
        text: The article's text.
        spans: Its labelled spans.

    Returns:
        (n,) uint64, one for each span; 0 for those that never change: what is labelled as
        something else than body or headline, or is a short answer. Odd for running text.
    """
    return np.array([_key(source, text[s.start : s.end], s.label) for s in spans], np.uint64)


def _key(source: str, line: str, label: Label) -> int:
    if label not in (Label.BODY, Label.HEADLINE):
        return 0
    # The rules of the text take a while to load, and asking needs none of them.
    from index.content.lines import ends, is_sentence

    running = is_sentence(line)
    if not any(map(str.isalpha, line)) or (ends(line) and not running):
        return 0  # "No." and "Why?" are said in many interviews
    # "3 comments" and "17 comments" are one line; two sentences with other numbers are not.
    words = line if running else _NUMBER.sub("0", line)
    named = f"{source}\0{' '.join(words.split()).casefold()}".encode("utf-8", "replace")
    number = int.from_bytes(hashlib.blake2b(named, digest_size=8).digest(), "big")
    return number | 1 if running else number & ~1


def recurring(articles: Iterable[tuple[str, Keys]]) -> Keys:
    """Find the lines that recur across the articles of one source.

    Args:
        articles: Source and `line_keys` of every article; gone through twice, so no generator.

    Returns:
        The keys of these lines, sorted, for `relabelled`. For 100,000 articles of 30 lines it
        takes seconds and under 200 MB (`benchmarks/cleaning.py --recurring`).
    """
    if iter(articles) is articles:
        raise TypeError("articles are gone through twice; give a list, not a generator")
    known, counts = _counted(articles)
    common = known[counts > _OWN]
    candidates = known[counts >= _ARTICLES]
    found = np.zeros(len(candidates), np.int64)
    home = np.full(len(candidates), -1, np.int64)
    numbers: dict[str, int] = {}
    sizes: Counter[int] = Counter()
    for source, keys in articles:
        own = np.unique(keys)
        running = own[(own & _TEXT_BIT) == _TEXT_BIT]
        if not len(running) or 2 * np.count_nonzero(within(running, common)) > len(running):
            continue
        number = numbers.setdefault(source, len(numbers))
        sizes[number] += 1
        places = np.searchsorted(candidates, own[within(own, candidates)])
        found[places] += 1
        home[places] = number
    articles_of = np.array([sizes[number] for number in range(len(numbers))] or [0])[home]
    text = (candidates & _TEXT_BIT) == _TEXT_BIT
    least = np.where(
        text,
        np.maximum(_ARTICLES_OF_TEXT, _SHARE_OF_TEXT * articles_of),
        np.maximum(_ARTICLES, _SHARE * articles_of),
    )
    return candidates[found >= least]


def _counted(articles: Iterable[tuple[str, Keys]]) -> tuple[Keys, NDArray[np.int64]]:
    """Count in how many articles each line stands."""
    known, counts = np.zeros(0, np.uint64), np.zeros(0, np.int64)
    for batch in _batches(np.unique(keys[keys != _NONE]) for _, keys in articles):
        new, times = np.unique(np.concatenate(batch), return_counts=True)
        old = within(new, known)
        counts[np.searchsorted(known, new[old])] += times[old]
        places = np.searchsorted(known, new[~old])
        known = np.insert(known, places, new[~old])
        counts = np.insert(counts, places, times[~old])
        if len(known) > _MOST_KEYS:
            known, counts = known[counts > 1], counts[counts > 1]
    return known, counts


def _batches(arrays: Iterator[Keys]) -> Iterator[list[Keys]]:
    while batch := list(islice(arrays, _BATCH)):
        yield batch


def within(keys: Keys, known: Keys) -> NDArray[np.bool_]:
    """Tell which keys are among the known ones, which are sorted."""
    if not len(known):
        return np.zeros(len(keys), bool)
    places = np.minimum(np.searchsorted(known, keys), len(known) - 1)
    return np.asarray(known[places] == keys)


def relabelled(spans: Sequence[Span], keys: Keys, found: Keys) -> tuple[Span, ...]:
    """Label the lines of an article that recur: header above its own text, footer or menu below.

    Args:
        spans: The article's spans as they were labelled without the other articles.
        keys: Their `line_keys`.
        found: What `recurring` gave.

    Returns:
        The same spans, some with another label; the very same ones where nothing recurs, or where
        nothing but such lines would be left.
    """
    known = within(keys, found) & (keys != _NONE)
    running = (keys & _TEXT_BIT) == _TEXT_BIT
    own = [
        i
        for i, span in enumerate(spans)
        if span.label is Label.BODY and running[i] and not known[i]
    ]
    if not own or not known.any():
        return tuple(spans)
    labels = {}
    for i in map(int, np.flatnonzero(known)):
        below = Label.FOOTER if running[i] and i > own[-1] else Label.NAVIGATION
        labels[i] = Label.HEADER if i < own[0] else below
    return tuple(replace(s, label=labels[i]) if i in labels else s for i, s in enumerate(spans))


def label_of_passage(spans: Sequence[Span], start: int, end: int) -> Label:
    """Label a passage by its article's spans, as they are labelled now.

    Args:
        spans: The article's spans, in order.
        start: Where the passage starts.
        end: Where it ends.

    Returns:
        Body where any of it is, else the first label that may be quoted, else the first label.
    """
    labels = [span.label for span in spans if span.start < end and start < span.end]
    if Label.BODY in labels or not labels:
        return Label.BODY
    return next((label for label in labels if label.quotable), labels[0])


def quotable(
    spans: Sequence[Span], sentences: Sequence[tuple[int, int]]
) -> tuple[tuple[int, int], ...]:
    """Keep the sentences of a passage that may be quoted, by the spans as they are labelled now."""
    open_spans = [(span.start, span.end) for span in spans if span.label.quotable]
    return tuple(
        (start, end)
        for start, end in sentences
        if any(left <= start and end <= right for left, right in open_spans)
    )
