"""The lines above the date of an article that ends with "End of Document".

In: those lines. Out: the headline and the source among them, and what is no line of the article.
"""

from collections.abc import Sequence

import regex

from index.formats.exports import nexis_labels as labels

__all__ = ["is_furniture", "title_and_source"]

_LISTED = regex.compile(r"^\d{1,4}\.\s+(?P<title>.+)$")
_FURNITURE = regex.compile(
    r"(?i)^(?:(?:page|seite|página|pagina|blz\.?|p\.) \d{1,5} (?:of|von|de|di|van|sur) \d{1,5}|"
    r"\|?\s*about lexisnexis\b.*|link to (?:the )?original (?:story|article|post)\.?|"
    r"the views expressed in any and all content distributed by newstex\b.*)$"
)


def is_furniture(line: str) -> bool:
    """Whether a line belongs to the page, or is what a distributor hangs below all its texts."""
    return bool(_FURNITURE.match(line))


def title_and_source(before: Sequence[str], *, first: bool) -> tuple[str | None, str | None]:
    """Tell headline and source of an article.

    Args:
        before: What stands above its date: the headline, perhaps the service that handed it on,
            and the source; in front of them, for the first, the cover page.
        first: Whether it is the first of the file.
    """
    if not before:
        return None, None
    *above, source = before
    listed = {_bare(found["title"]) for line in above if (found := _LISTED.match(line))}
    told = [line for line in above if _bare(line) in listed]
    if told:
        return told[-1], source
    if not above or (first and labels.COVER.match(above[-1])):
        return None, source
    return above[-1] if first else above[0], source


def _bare(title: str) -> str:
    return "".join(filter(str.isalnum, title)).casefold()
