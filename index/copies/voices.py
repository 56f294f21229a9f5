"""Articles that print the same speak with one voice: which, and who stands for them.

In: the signatures of all articles. Out: who stands for each article that is not alone.
"""

from collections.abc import Iterable

from index.copies.duplicates import Member, clusters, representative
from index.copies.signatures import size

__all__ = ["voices"]


def voices(
    signatures: Iterable[tuple[str, str | None, bytes]],
) -> dict[str, tuple[str, int]]:
    """Find the articles that print the same, and for each of them the one that stands for all.

    Args:
        signatures: Id, date and signature of every article.

    Returns:
        Id of an article that is not alone → id of the one that stands for all of them, and how
        many others there are.
    """
    known = {name: (day, made) for name, day, made in signatures}
    groups: dict[str, list[Member]] = {}
    for name, head in clusters({name: made for name, (_, made) in known.items()}).items():
        day, made = known[name]
        groups.setdefault(head, []).append(Member(name, day, size(made)))
    return {
        member.id: (representative(members).id, len(members) - 1)
        for members in groups.values()
        for member in members
    }
