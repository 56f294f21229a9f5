"""Mails that Outlook saves (MSG).

In: bytes. Out: one document. Attachments are not read.
"""

from collections.abc import Iterator
from dataclasses import replace
from email.utils import parseaddr
from typing import Any

from index.formats.clean_text import sane_author
from index.formats.document import Document, Flaw, Limits, Unreadable
from index.formats.mail.body import said, subject_of
from index.formats.mail.sent import day
from index.formats.pages.markup_text import decode

__all__ = ["documents"]

_SENDER_NAMES = (0x0C1A, 0x0042)  # sender, and the one in whose name he sends
_HTML = 0x1013
_NOTES = ("ipm.note", "ipm.post", "ipm.document", "report.ipm.note")


def documents(data: bytes, limits: Limits) -> Iterator[Document | Flaw]:
    """Read a mail.

    Raises:
        Unreadable: It is damaged, something else than a mail, or without text.
    """
    try:
        from oxmsg import Message

        message: Any = Message.load(data)
        kind = str(message.message_class or "ipm.note").lower()
        headers = {name.lower(): value for name, value in message.message_headers.items()}
        plain, page = message.body or "", _page(message)
        title, sent, sender = message.subject, message.sent_date, _sender(message, headers)
    except Exception as error:
        raise Unreadable("damaged, or not a mail of Outlook") from error
    if not kind.startswith(_NOTES):
        raise Unreadable("an entry of Outlook, not a mail")
    published = day(headers.get("date", "")) or (sent.date().isoformat() if sent else None)
    yield replace(
        said(plain, [page] if page else [], limits),
        title=subject_of(title),
        author=sane_author(sender),
        published=published,
        published_from="header" if published else None,
    )


def _page(message: Any) -> str:
    """Give the page of a mail, which may be in another charset than it says."""
    data = message.properties.binary_prop_value(_HTML)
    return decode(data) if data else message.properties.str_prop_value(_HTML) or ""


def _sender(message: Any, headers: dict[str, str]) -> str:
    if "from" in headers:
        return parseaddr(headers["from"])[0]
    found = (message.properties.str_prop_value(number) for number in _SENDER_NAMES)
    return next(filter(None, found), "")
