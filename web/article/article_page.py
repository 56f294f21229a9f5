"""An article as a page of its own: its whole text, with quotes marked in it.

In: an article and stretches of it. Out: HTML with one small style sheet and one small script, and
the content security policy that lets these two in and nothing else. Marks are set here, where
offsets count code points; the script only asks for the page again where the address names a
stretch that is not marked yet (`/article/<id>#c=START-END`), and copies quotes. Without it the page
can be read.
"""

import re
from base64 import b64encode
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from hashlib import sha256
from importlib import resources
from itertools import pairwise

from index.records import Article, Label
from web.article.citation import cite
from web.dates import time
from web.elements import bdi, joined, language, plain, title
from web.words import RIGHT_TO_LEFT, Words, number, words

__all__ = ["POLICY", "message_page", "page", "places"]

_STYLE, _SCRIPT = (
    resources.files("web.article").joinpath(name).read_text(encoding="utf-8")
    for name in ("article.css", "article.js")
)


def _hashed(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


# The page may be framed by the chat, which shows it beside the answer.
POLICY = (
    f"default-src 'none'; style-src {_hashed(_STYLE)}; script-src {_hashed(_SCRIPT)}; "
    "img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)

# An answer has three quotes; who writes addresses by hand gets as many marks as can be looked at.
_MOST_PLACES = 50
# A quote is at most 400 characters long; a longer stretch is marked and not offered for copying.
_LONGEST_CITED = 2_000

_PLACE = re.compile(r"([0-9]{1,9})-([0-9]{1,9})")


def places(written: Iterable[str], length: int) -> list[tuple[int, int]]:
    """Read the stretches `START-END` that an address names; what lies outside the text is ignored.

    Args:
        written: As they stand in the address.
        length: Length of the text in code points.

    Returns:
        Each once, in the order of the text.
    """
    found = set[tuple[int, int]]()
    for value in written:
        if match := _PLACE.fullmatch(value):
            start, end = int(match[1]), int(match[2])
            if start < end <= length and len(found) < _MOST_PLACES:
                found.add((start, end))
    return sorted(found)


def page(
    article: Article,
    marked: Sequence[tuple[int, int]] = (),
    *,
    state: str = "same",
    spoken: str = "en",
) -> str:
    """Show an article.

    Args:
        article: All words of it are shown as they are, whatever they say.
        marked: Stretches of its text, as `places` gives them.
        state: Whether its file is the "same" as when it was indexed, or "changed", or "gone".
        spoken: Language of what the page itself says.
    """
    citation, said, pages = article.citation, words(spoken), len(article.pages)
    facts = [
        bdi(citation.source),
        bdi(citation.author),
        time(citation.published),
        language(citation.language, said["language_unknown"]),
        said["pages"].format(count=number(pages, said)) if pages > 1 else "",
    ]
    notes = {"changed": said["file_changed"], "gone": said["file_gone"]}
    note = f'<p class="note" role="note">{plain(notes[state])}</p>' if state in notes else ""
    lang = "" if citation.language == "und" else citation.language
    return _document(
        citation.title,
        f'<header><p class="place"><bdi>{plain(citation.id)}</bdi></p>'
        f'<h1 lang="{plain(lang)}" dir="auto">{title(citation.title, citation.url)}</h1>'
        f'<p class="facts">{joined(facts)}</p>{note}</header>{_tools(spoken) if marked else ""}'
        f'<main id="text" lang="{plain(lang)}" dir="auto">{_text(article, marked, said)}</main>',
        spoken,
    )


def message_page(heading: str, message: str, *, spoken: str = "en") -> str:
    """Show a message where an article was asked for and there is none to show."""
    body = f"<header><h1>{plain(heading)}</h1><p>{plain(message)}</p></header>"
    return _document(heading, body, spoken)


def _tools(spoken: str) -> str:
    said = {key: plain(text) for key, text in words(spoken).items()}
    return (
        f'<section class="tools" aria-label="{said["copy_marked"]}" hidden>'
        f'<button type="button" value="plain">{said["copy_quote"]}</button>'
        '<button type="button" value="markdown">Markdown</button>'
        '<button type="button" value="bibtex">BibTeX</button>'
        f'<button type="button" value="link">{said["link"]}</button>'
        f'<span role="status" data-copied="{said["copied"]}" '
        f'data-failed="{said["not_copied"]}"></span></section>'
    )


def _document(name: str, body: str, spoken: str) -> str:
    direction = "rtl" if spoken in RIGHT_TO_LEFT else "ltr"
    return (
        f'<!doctype html><html lang="{spoken}" dir="{direction}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{plain(name[:200])} – Beleg</title><style>{_STYLE}</style></head>"
        f"<body>{body}<script>{_SCRIPT}</script></body></html>"
    )


def _text(article: Article, marked: Sequence[tuple[int, int]], said: Words) -> str:
    """Show the text, cut wherever a label, a mark or a page begins or ends."""
    text, spans = article.text, article.spans
    starts = [span.start for span in spans]
    anchors = {start: "" for start, _ in marked}
    for start, end in marked:
        anchors[start] += _anchor(article, start, end)
    numbers = {start: number for number, start in enumerate(article.pages, 1)}
    cuts = {0, len(text), *numbers, *(cut for place in marked for cut in place)}
    cuts |= {cut for span in spans for cut in (span.start, span.end)}
    shown, ordered = [], sorted(cuts)
    for left, right in pairwise(ordered):
        piece = _lines(text[left:right])
        if any(start <= left < end for start, end in marked):
            piece = f"<mark>{piece}</mark>"
        at = bisect_right(starts, left) - 1
        label = spans[at].label if at >= 0 and left < spans[at].end else Label.BODY
        if label is not Label.BODY:
            piece = f'<span class="{label if label.quotable else "aside"}">{piece}</span>'
        if left in numbers:
            begins = plain(said["page"].format(number=numbers[left]))
            shown.append(f'<span class="page" data-page="{begins}"></span>')
        shown += (anchors.get(left, ""), piece)
    return "".join(shown)


def _lines(text: str) -> str:
    """Escape a text; a line that ends in a bare carriage return is shown to end there as well."""
    return re.sub(r"&#13;(?!&#10;)", "&#13;<br>", plain(text))


def _anchor(article: Article, start: int, end: int) -> str:
    """Mark the place where a quote begins, with what the buttons copy."""
    data = ""
    if end - start <= _LONGEST_CITED:
        number = bisect_right(article.pages, start) or None
        cited = cite(article.text[start:end], article.citation, (start, end), number)
        notations = {"plain": cited.plain, "markdown": cited.markdown, "bibtex": cited.bibtex}
        data = "".join(f' data-{name}="{plain(text)}"' for name, text in notations.items())
    return f'<span class="quote" id="c={start}-{end}"{data}></span>'
