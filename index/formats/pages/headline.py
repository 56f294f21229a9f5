"""The headline of a page, told from the names of its site and section and from other headlines.

In: what the page says about itself, and its blocks. Out: the headline, and the site's name.
"""

from collections.abc import Iterable
from urllib.parse import urlsplit

import regex

from index.formats.pages.blocks import Block, Kind, Region
from index.formats.pages.markup_text import key
from index.formats.pages.metadata import Metadata

__all__ = ["site", "title"]

_LENGTH = 300  # no headline is longer
# "Headline | Site": bars and dashes with space around them; bars and "_" also without.
_PARTS = regex.compile(r"\s+(?:[-–—|｜·•»«›‹/~]|::)\s+|\s*[|｜]\s*|(?<=\w{4})_+(?=\w)")
_SITE_LENGTH = 40
_CUT_SHORT = regex.compile(r"\s*(?:\.\.\.|…)$")
_SHORTEST = 4  # letters of a headline; Chinese says much in four


def title(given: Metadata, blocks: Iterable[Block], first: int) -> str | None:
    """Tell the article's headline from the names of the site, of the section and of other pages.

    Args:
        given: What the page says about itself.
        blocks: The page's blocks.
        first: Number of the first block of the article.
    """
    sites = {key(site) for site in given.sites if len(key(site)) > 2}
    shown = [
        (number, block)
        for number, block in enumerate(blocks)
        if block.kind in (Kind.TITLE, Kind.HEADING)
        and block.region is not Region.CHROME
        and len(block.name) >= _SHORTEST
        and block.name not in sites
        and len(block.text) <= _LENGTH
    ]
    stated = [line for line in given.headlines if key(line) not in sites]
    for bare in (key(_without_site(line, sites)) for line in stated):
        if same := next((block for _, block in shown if block.name == bare), None):
            return same.text
    titles = [(number, block.text) for number, block in shown if block.kind is Kind.TITLE]
    for _, line in titles:
        if same_line := next(filter(None, (_common(line, other) for other in stated)), None):
            return same_line
    above = [line for number, line in titles if number <= first]
    if above and len(key(above[-1])) > 2 * _SHORTEST:
        return above[-1]
    for other in stated:
        if len(key(line := _without_site(other, sites))) >= _SHORTEST:
            return line
    return titles[0][1] if titles else None


def site(given: Metadata, headline: str | None, address: str | None) -> str | None:
    """Tell the site by what the page's title has besides the headline, or by its address."""
    told = key(headline or "")
    for line in given.headlines if headline else ():
        parts = [part for part in _PARTS.split(line) if key(part) not in told]
        alone = len(parts) == 1 and told in key(line) and told not in key(parts[0])
        if alone and len(parts[0]) <= _SITE_LENGTH:
            return parts[0]
        _, bar, tail = line.rpartition(" | ")
        if bar and len(tail) <= _SITE_LENGTH:
            return tail
    return (urlsplit(address).hostname or "").removeprefix("www.") or None if address else None


def _common(shown: str, stated: str) -> str | None:
    """Give the shorter of two tellings of one headline: without kicker, without site."""
    a, b = key(shown), key(stated)
    if not _CUT_SHORT.search(stated) and b in a and 2 * len(b) >= len(a):
        return stated if len(b) < len(a) else shown
    return shown if a in b or (len(b) > 20 and a.startswith(b)) else None


def _without_site(line: str, sites: set[str]) -> str:
    for _ in range(3):
        cuts = list(_PARTS.finditer(line))
        if not cuts:
            break
        head, tail = line[: cuts[-1].start()], line[cuts[-1].end() :]
        first, rest = line[: cuts[0].start()], line[cuts[0].end() :]
        short = len(tail) <= _SITE_LENGTH
        named = short and any(site in key(tail) or key(tail) in site for site in sites)
        # A name does not start with a small letter: "Ein Jahr danach – was bleibt" is whole.
        if named or (short and len(tail) < len(head) and not tail[:1].islower()):
            line = head
        elif key(first) in sites:
            line = rest
        else:
            break
    return line
