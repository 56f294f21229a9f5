"""Which articles are copies of one another: shortened, retitled, edited, or part of a longer one.

In: the signatures of all articles. Out: clusters. They depend on the signatures alone: whatever
order articles came in, and whether all at once or one by one, the result is the same. Time and
memory grow with the number of articles, whatever they have in common: `benchmarks/duplicates.py`.
"""

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from index.copies.signatures import Hashes, differ, figures, hashes, reach, size

__all__ = ["Member", "clusters", "representative"]

# Share of the shorter article's shingles that the longer one must hold for a link, and what any
# two articles of a cluster must share at least. With 0.4, more stories that share a part are taken
# for copies; with 0.6, three in ten copies that were edited in six ways at once are missed (the
# sweep in benchmarks/duplicates.json).
_LINK = 0.5
_TOUCH = 0.2

# Hashes that two articles must share, however small the part that the sketches let us compare.
_FEWEST_SHARED = 5

# Each hash links an article with so many of the fullest that have it, so that a footer in every
# article costs a fixed time for each. Up to 9 articles that share it, every pair is compared.
_PIVOTS = 8

# Members of a cluster that a newcomer is held against, besides the fullest one, where it could
# have nothing in common with some.
_COMPARED = 16

# A hash that fuller articles of so many stories have is no sign of any of them.
_STORIES = 3

# A sketch's rank and a hash's place in it share 32 bits, which is enough for 16 million articles.
_PLACE_BITS = 8
_PLACE = 2**_PLACE_BITS - 1

# Articles whose pairs are counted at a time: 16 MB at worst.
_BATCH = 1024

_Indices = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Member:
    """What must be known of a cluster's articles to choose the one that is shown.

    Attributes:
        id: The article.
        published: ISO 8601 date, where there is one.
        size: How much it says, in any unit that all members share (`size` of the signature).
    """

    id: str
    published: str | None
    size: int


def representative(members: Iterable[Member]) -> Member:
    """Choose the article that stands for a cluster: the earliest, then the fullest, then by id.

    Articles without a date come after those with one.

    Raises:
        ValueError: There are no members.
    """
    return min(members, key=lambda member: (member.published or "~", -member.size, member.id))


def clusters(signatures: Mapping[str, bytes] | Iterable[tuple[str, bytes]]) -> dict[str, str]:
    """Find the articles that tell the same text.

    An article joins the cluster of a fuller one that holds half of its shingles or more, if it has
    something in common with every other member: two stories that share a place in a round-up stay
    apart, and so do reports of which each has a number that the other has not. Words that
    many articles share, such as a footer, link nothing by themselves; so a copy
    of a text whose every sentence is in many other stories may be missed.

    Args:
        signatures: Article ids with what `signature` made of each.

    Returns:
        Article id → id of the fullest member of its cluster (of equals the first by id), for all
        articles that are not alone, in the order of their ids. It does not depend on the order of
        the input.

    Raises:
        ValueError: A signature is damaged.
    """
    alike: dict[bytes, list[str]] = {}
    for article_id, made in sorted(dict(signatures).items()):
        if made:
            alike.setdefault(made, []).append(article_id)
    # The fullest come first: whatever a pair's order is decided by, it is decided by rank.
    ranked = sorted(alike, key=lambda made: (-size(made), alike[made][0]))
    sketches = [_sketch(made, alike[made][0]) for made in ranked]
    heads = _heads(sketches, [figures(made) for made in ranked])
    found: dict[str, str] = {}
    together: dict[int, list[str]] = {}
    for rank, head in enumerate(heads):
        together.setdefault(head, []).extend(alike[ranked[rank]])
    for head, ids in together.items():
        if len(ids) > 1:
            found.update(dict.fromkeys(ids, alike[ranked[head]][0]))
    return dict(sorted(found.items()))


def _sketch(made: bytes, article_id: str) -> Hashes:
    try:
        return hashes(made)
    except ValueError as error:
        raise ValueError(f"signature of {article_id} is damaged: {error}") from error


def _heads(sketches: Sequence[Hashes], numbers: Sequence[Hashes]) -> list[int]:
    """Give the rank of the fullest member of its cluster for every sketch, by rank.

    Args:
        sketches: The fullest first.
        numbers: The hashes of the numbers in each.
    """
    heads = np.arange(len(sketches))
    others: dict[int, list[int]] = {}  # members by head, and those that hold only a part of it
    partial: dict[int, list[int]] = {}
    for rank, fuller, common in _candidates(sketches, heads):
        sketch = sketches[rank]
        telling = np.delete(sketch, common) if len(common) else sketch
        for other in fuller:
            if _held(sketch, telling, sketches[other]) < _LINK:
                continue
            head = int(heads[other])
            members = [head, *others.get(head, [])[:_COMPARED]]
            if any(differ(numbers[rank], numbers[member]) for member in members):
                continue
            # Two that hold so much of the fullest one must overlap enough: among a thousand
            # copies, not every pair need be compared.
            most = _coverage(sketch, sketches[head]) >= (1 + _TOUCH) / 2
            doubtful = (partial if most else others).get(head, [])[:_COMPARED]
            if all(
                _held(sketch, telling, sketches[member], least=1) >= _TOUCH
                for member in ([] if most else [head]) + doubtful
            ):
                others.setdefault(head, []).append(rank)
                if not most:
                    partial.setdefault(head, []).append(rank)
                heads[rank] = head
                break
    result: list[int] = heads.tolist()
    return result


def _held(sketch: Hashes, telling: Hashes, fuller: Hashes, *, least: int = _FEWEST_SHARED) -> float:
    """Estimate how much of an article a fuller one holds, or how far they resemble each other.

    Args:
        sketch: All hashes of the shorter article.
        telling: Those of them that are not common to several stories.
        fuller: All hashes of the longer one.
        least: How many telling hashes they must share for their share to count.

    Returns:
        The larger of containment, of the telling hashes, and resemblance, of all of them: an
        article that has nothing of its own can still be the copy of another one like it.
    """
    limit = reach(fuller)
    part = telling[: telling.searchsorted(limit, "right")]
    told = _shared(part, fuller)
    contained = told / len(part) if told >= least else 0.0
    if contained == 1.0:
        return contained
    whole = sketch[: sketch.searchsorted(limit, "right")]
    both = _shared(whole, fuller)
    union = len(whole) + int(fuller.searchsorted(reach(sketch), "right")) - both
    return max(contained, both / union if union else 0.0)


def _coverage(sketch: Hashes, fuller: Hashes) -> float:
    """Estimate how much of a fuller article one holds."""
    part = fuller[: fuller.searchsorted(reach(sketch), "right")]
    return _shared(part, sketch) / max(1, len(part))


def _shared(few: Hashes, many: Hashes) -> int:
    places = many.searchsorted(few)
    return int((many[np.minimum(places, len(many) - 1)] == few).sum())


def _candidates(
    sketches: Sequence[Hashes], heads: _Indices
) -> Iterator[tuple[int, list[int], _Indices]]:
    """Find fuller sketches that may hold enough of each one; by rank, ascending.

    Args:
        sketches: The fullest first.
        heads: The cluster of every sketch, known for all before the one that is asked for.

    Yields:
        The rank, the ranks of the fuller ones, the best first, and the places of its hashes in
        its sketch that are common to several stories.
    """
    entries, starts = _postings(sketches)
    lengths = np.array([len(sketch) for sketch in sketches])
    reaches = np.array([reach(sketch) for sketch in sketches])
    for first in range(0, len(sketches), _BATCH):
        low, high = first << _PLACE_BITS, (first + _BATCH) << _PLACE_BITS
        at = np.flatnonzero((entries >= low) & (entries < high))
        ranks, fuller, shared = _counted(entries, starts, at)
        # About so many of its hashes are within the reach of both.
        part = lengths[ranks] * np.minimum(1.0, reaches[fuller] / reaches[ranks])
        share = shared / part
        likely = (shared >= _FEWEST_SHARED) & (share >= _LINK / 2)
        ranks, fuller, share = ranks[likely], fuller[likely], share[likely]
        # By rank; the best first; of equals the one that is closest in size.
        order = np.lexsort((-fuller, -share, ranks))
        ranks, fuller = ranks[order], fuller[order]
        at = at[np.argsort(entries[at])]  # by rank
        owned = np.searchsorted(entries[at], np.arange(low, high + 1, _PLACE + 1, dtype=np.uint32))
        bounds = np.flatnonzero(np.diff(ranks, prepend=-1, append=-1))
        for begin, end in pairwise(bounds.tolist()):
            rank = int(ranks[begin])
            own = at[owned[rank - first] : owned[rank - first + 1]]
            common = own[_common(entries, starts, own, heads)]
            yield rank, fuller[begin:end].tolist(), entries[common] & _PLACE


def _common(
    entries: Hashes, starts: NDArray[np.int32], at: _Indices, heads: _Indices
) -> NDArray[np.bool_]:
    """Tell of entries whether fuller articles of several stories have the same hash."""
    depth = at - starts[at]
    common = depth >= _STORIES
    if not common.any():
        return common
    first, last = starts[at[common], np.newaxis], at[common, np.newaxis] - 1
    pivots = np.minimum(first + np.arange(min(_PIVOTS, depth.max())), last)
    stories = heads[entries[pivots] >> _PLACE_BITS]
    if (stories == stories[:, :1]).all():  # quick: mostly they are copies of one another
        common[:] = False
        return common
    stories.sort(axis=1)
    common[common] = (np.diff(stories, axis=1) > 0).sum(axis=1) >= _STORIES - 1
    return common


def _postings(sketches: Sequence[Hashes]) -> tuple[Hashes, NDArray[np.int32]]:
    """List who has each hash that several have.

    Returns:
        Entries (rank of the sketch and place in it), by hash, then by rank; and for every entry
        the place of the first one with the same hash.
    """
    joined = np.empty(sum(map(len, sketches)), dtype=np.uint64)
    filled = 0
    for rank, sketch in enumerate(sketches):
        entry = (rank << _PLACE_BITS) + np.arange(len(sketch), dtype=np.uint64)
        joined[filled : filled + len(sketch)] = (sketch.astype(np.uint64) << 32) | entry
        filled += len(sketch)
    joined.sort()
    halves = joined.view(np.uint32).reshape(-1, 2)  # a copy would cost 200 MB
    low, high = (0, 1) if sys.byteorder == "little" else (1, 0)
    follows = np.zeros(len(joined), dtype=np.bool_)
    np.equal(halves[1:, high], halves[:-1, high], out=follows[1:])
    several = follows.copy()
    several[:-1] |= follows[1:]
    entries = halves[:, low][several]
    del joined, halves
    follows = follows[several]
    del several
    starts = np.arange(len(entries), dtype=np.int32)
    starts[follows] = 0
    return entries, np.maximum.accumulate(starts, out=starts)


def _counted(
    entries: Hashes, starts: NDArray[np.int32], at: _Indices
) -> tuple[_Indices, _Indices, _Indices]:
    """Count the hashes that some sketches share with the fullest that have them.

    Args:
        entries: All entries.
        starts: Where those with the same hash start.
        at: The places of the sketches' entries.

    Returns:
        Ranks, ascending; ranks of fuller ones; counts.
    """
    first = starts[at]
    depth, own = at - first, (entries[at] >> _PLACE_BITS).astype(np.uint64) << 32
    found = []
    for pivot in range(_PIVOTS):
        later = depth > pivot
        depth, own, first = depth[later], own[later], first[later]
        found.append(own | (entries[first + pivot] >> _PLACE_BITS))
    pairs = np.concatenate(found)
    pairs.sort()
    new = np.concatenate([pairs[:1] == pairs[:1], pairs[1:] != pairs[:-1]])
    bounds = np.append(np.flatnonzero(new), len(pairs))
    once = pairs[bounds[:-1]].view(np.uint32).reshape(-1, 2).astype(np.int64)
    low, high = (0, 1) if sys.byteorder == "little" else (1, 0)
    return once[:, high], once[:, low], np.diff(bounds)
