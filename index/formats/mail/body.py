"""What a mail says: its text or its page, without what lists and programs hang below it.

In: the plain texts and pages of a message. Out: a document of the text alone.
"""

from collections.abc import Sequence
from operator import itemgetter

import regex

from index.formats.clean_text import clean, one_line
from index.formats.document import Document, Limits, Unreadable
from index.formats.mail.furniture import within
from index.formats.pages import html
from index.formats.pages.markup_text import joined

__all__ = ["said", "subject_of"]

# A text part this short may only say that the mail has to be read as HTML.
_STUB = 1_000
_REPLY = regex.compile(
    r"(?i)^(?:(?:re|fwd?|aw|wg|antw|tr|rv|rif|odp|sv|vs|vb|пересл|回复|转发|返信)"
    r"\s*(?:\[\d+\])?\s*[:：]\s*)+"
)
_PARAGRAPH = regex.compile(r"\S(?:.|\n(?!\s*\n))*")
_SIGNATURE = 8  # lines of the longest: https://www.rfc-editor.org/rfc/rfc3676#section-4.3
_FOOTER = 15  # lines of the longest
_RULE = regex.compile(r"\s*(?:[_=*-]{20,}|-- ?)\s*$")
_LIST = regex.compile(
    r"(?i)mailing[ -]?list|unsubscribe|mailman|listinfo|list archive|abbestellen|abmelden|"
    r"désabonner|désinscri|cancelar (?:la )?suscripción|darse de baja|disiscri|uitschrijven"
)


def said(plain: str, pages: Sequence[str], limits: Limits) -> Document:
    """Give the text of a mail: the plain one, or that of the page where it says much more.

    Raises:
        Unreadable: It has no text, or too long a one.
    """
    text = _without_furniture(_without_footer(clean(plain).strip()))
    if len(text) > limits.max_characters:
        raise Unreadable(f"longer than {limits.max_characters:,} characters")
    document = Document(text)
    if pages and len(text) < _STUB:
        parts = [part for page in pages for part in html.piece(page)]
        marked, spans = joined(within(parts, itemgetter(0)), limits)
        if len(marked) > 2 * len(text):
            document = Document(marked, spans)
    if not document.text:
        raise Unreadable("the mail has no text")
    return document


def subject_of(header: str) -> str | None:
    """Give a subject without the signs of replies and forwards."""
    return one_line(_REPLY.sub("", header))


def _without_furniture(text: str) -> str:
    """Drop what a newsletter writes around its text, and the signature below a mail."""
    paragraphs = list(_PARAGRAPH.finditer(text))
    kept = within(paragraphs, lambda found: str(found[0]))
    if len(kept) < len(paragraphs):
        text = text[kept[0].start() : kept[-1].end()]
    head, rule, below = text.rpartition("\n-- \n")
    return head.rstrip() if rule and head.strip() and below.count("\n") < _SIGNATURE else text


def _without_footer(text: str) -> str:
    """Drop what a mailing list hangs below every message."""
    lines = text.split("\n")
    for at in range(max(len(lines) - _FOOTER, 1), len(lines)):
        if _RULE.match(lines[at]) and any(map(_LIST.search, lines[at + 1 :])):
            return "\n".join(lines[:at]).rstrip()
    return text
