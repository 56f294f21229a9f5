"""The entries of a live blog, each with its own time.

In: a page's tree and its JSON-LD records. Out: which time the text of an element, or a text, was
published at. Markup tells it where entries stand side by side, each with one time in it; the page's
data (schema.org `liveBlogUpdate`) tells the rest.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import islice
from typing import Any, NamedTuple

import regex
from lxml.html import HtmlElement

from index.formats.pages.markup_text import clean, key
from index.records import Entry, Label, Span

__all__ = ["Entries", "Update", "entries", "starts", "updates"]

# So many neighbours with a time each are a live blog, and so many where the page says it is one: an
# article has one time above and one below.
_NEIGHBOURS, _DECLARED = 3, 2
# An element with fewer letters than that holds the time alone, and the text comes after it.
_NO_TEXT = 60
# Letters by which a text of the page is found in the page's data.
_KNOWN_BY = 60
_MOST_UPDATES = 5_000
_DEPTH = 60
_TAG = regex.compile(r"<[^<>]{0,2000}>")
_EPOCH = regex.compile(r"1\d{9}(?:\d{3})?")


class Update(NamedTuple):
    """An entry as the page's data state it."""

    time: str
    headline: str
    text: str


class Entries(NamedTuple):
    """Which time what stands in a page was published at.

    Attributes:
        of_element: Of the elements that an entry's text stands in.
        stamps: For each time of an entry, what the page shows for it (*3 minutes ago*), as `key`.
        updates: What the page's data state.
    """

    of_element: Mapping[HtmlElement, str]
    stamps: frozenset[tuple[str, str]]
    updates: Sequence[Update]

    def times(self, texts: Iterable[tuple[str, HtmlElement]]) -> list[str | None]:
        """Give the time of each text, with the element that it stands in."""
        known = [key(f"{each.headline} {each.text}") for each in self.updates]
        firsts = [0]
        for each in known:
            firsts.append(firsts[-1] + len(each) + 1)
        whole, found = "\0".join(known), list[str | None]()
        for name, element in texts:
            time = next((self.of_element[e] for e in _chain(element) if e in self.of_element), None)
            if time is None and whole and name:
                at = whole.find(name[:_KNOWN_BY])
                time = self.updates[bisect_right(firsts, at) - 1].time if at >= 0 else None
            found.append(time)
        return found


def entries(tree: HtmlElement, data: Sequence[dict[str, Any]]) -> Entries:
    """Find the entries of a page; none where it is no live blog."""
    stated = updates(data)
    containers = _containers(tree, _DECLARED if stated else _NEIGHBOURS)
    of_element = dict[HtmlElement, str]()
    stamps = set[tuple[str, str]]()
    for container, (time, shown) in containers.items():
        of_element[container] = time
        stamps.update((time, key(text)) for text in shown)
        if len(key("".join(container.itertext()))) < _NO_TEXT:
            for after in container.itersiblings():
                if after in containers:
                    break
                of_element[after] = time
    return Entries(of_element, frozenset(stamps), stated)


def updates(data: Sequence[dict[str, Any]]) -> list[Update]:
    """Read the entries that a page's JSON-LD records state, in their order."""
    found = list[Update]()
    for item in data:
        given = item.get("liveBlogUpdate")
        for each in islice(given if isinstance(given, list) else [given], _MOST_UPDATES):
            if isinstance(each, dict) and (time := _time(each.get("datePublished"))):
                texts = (each.get("headline"), each.get("articleBody"))
                headline, text = (_plain(text) if isinstance(text, str) else "" for text in texts)
                found.append(Update(time, headline, text))
    return found


def starts(spans: Sequence[Span], times: Sequence[str | None]) -> tuple[Entry, ...]:
    """Tell where each entry starts in the text.

    Args:
        spans: The blocks of the text, in order.
        times: The time of each; None for what stands in no entry.
    """
    found, before = list[Entry](), None
    for span, time in zip(spans, times, strict=True):
        if time != before or (time and span.label is Label.STAMP and found[-1].start < span.start):
            found.append(Entry(span.start, time))
        before = time
    return tuple(found)


def _containers(tree: HtmlElement, least: int) -> dict[HtmlElement, tuple[str, list[str]]]:
    """Find the elements, side by side, that hold one time each, with what they show for it."""
    inside = dict[HtmlElement, set[str]]()
    stamped = list[tuple[HtmlElement, str]]()
    for element in tree.iter("time", "meta", "span", "div", "a", "abbr"):
        if time := _stated(element):
            stamped.append((element, time))
            for around in _chain(element):
                inside.setdefault(around, set()).add(time)
    found = dict[HtmlElement, tuple[str, list[str]]]()
    for element, time in stamped:
        container = element
        for around in _chain(element):
            if len(inside[around]) > 1:
                break
            container = around
        shown = [clean("".join(element.itertext()))] if element.tag != "meta" else []
        found.setdefault(container, (time, []))[1].extend(shown)
    beside = dict[tuple[HtmlElement | None, Any], int]()
    for container in found:
        place = (container.getparent(), container.tag)
        beside[place] = beside.get(place, 0) + 1
    return {
        container: told
        for container, told in found.items()
        if beside[container.getparent(), container.tag] >= least
    }


def _stated(element: HtmlElement) -> str | None:
    if element.tag == "time":
        return _time(element.get("datetime"))
    if element.tag == "meta":
        published = element.get("itemprop") == "datePublished"
        return _time(element.get("content")) if published else None
    return _time(element.get("data-timestamp"))


def _time(stated: Any) -> str | None:
    """Give a date with a time of day in ISO 8601; None for anything else."""
    text = str(stated).strip()[:40] if isinstance(stated, str | int) else ""
    try:
        if _EPOCH.fullmatch(text):
            return datetime.fromtimestamp(int(text[:10]), UTC).isoformat()
        return datetime.fromisoformat(text).isoformat() if len(text) > len("2025-05-04T") else None
    except (ValueError, OverflowError):
        return None


def _plain(text: str) -> str:
    return clean(_TAG.sub(" ", text))


def _chain(element: HtmlElement) -> Iterator[HtmlElement]:
    yield element
    yield from islice(element.iterancestors(), _DEPTH)
