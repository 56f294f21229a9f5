"""Who stands behind an answer: how many outlets that did not take it from one another.

In: where quotes come from. Out: counts and dates. Copies of one report are one voice, whoever
prints it; versions of a report by one outlet count once.
"""

from collections.abc import Iterable
from urllib.parse import urlsplit

from index.records import Citation, voice_of

__all__ = ["independent", "newest", "outlet_of"]


def outlet_of(article: Citation) -> str:
    """Name the outlet: its source, else the host of its address; nothing where neither is known."""
    if article.source:
        return " ".join(article.source.casefold().split())
    try:
        host = urlsplit(article.url or "").hostname or ""
    except ValueError:
        host = ""
    return host.removeprefix("www.")


def independent(articles: Iterable[Citation]) -> int:
    """Count the outlets; those that print one report, and reports of one outlet, are one."""
    joined: list[set[str]] = []
    for article in articles:
        names = {f"voice {voice_of(article)}"}
        if outlet := outlet_of(article):
            names.add(f"outlet {outlet}")
        apart = [each for each in joined if not each & names]
        joined = [*apart, names.union(*(each for each in joined if each & names))]
    return len(joined)


def newest(articles: Iterable[Citation]) -> str | None:
    """Give the date of the newest article, where one is known."""
    return max((each.published for each in articles if each.published), default=None)
