"""What mail programs write for each other: drafts and deleted mails, and lines that flow.

In: headers, and the text of a part. Out: why a mail is none that somebody got; the text with its
paragraphs whole.
"""

from collections.abc import Callable

import regex

__all__ = ["put_away", "unflowed"]

# Gmail's labels in the languages of its pages.
_DRAFTS = frozenset(
    (
        *("drafts", "draft", "entwürfe", "entwurf", "brouillons", "borradores", "bozze"),
        *("concepten", "rascunhos", "utkast", "kladder", "черновики", "wersje robocze"),
    )
)
_THROWN_AWAY = frozenset(
    (
        *(
            "trash",
            "bin",
            "spam",
            "papierkorb",
            "corbeille",
            "papelera",
            "cestino",
            "posta indesiderata",
        ),
        *("prullenbak", "lixeira", "papirkurv", "papperskorg", "корзина", "спам", "kosz"),
    )
)
_DELETED = 0x0008  # of X-Mozilla-Status: gone as soon as the folder is compacted
_STATUS = regex.compile(r"[0-9A-Fa-f]{4}")
_QUOTES = regex.compile(r"^(?P<depth>>*)(?P<stuffed> ?)(?P<text>.*)$", regex.DOTALL)


def put_away(header: Callable[[str], str]) -> str:
    """Tell why a mail is none to be read: a draft, or one thrown away; empty for all others.

    Args:
        header: Gives a header by its name, empty where there is none.
    """
    labels = {label.strip(' "').casefold() for label in header("x-gmail-labels").split(",")}
    status = header("x-mozilla-status")
    if labels & _DRAFTS or (header("x-mozilla-draft-info") and not header("received")):
        return "a draft, not a mail that was sent"
    if labels & _THROWN_AWAY:
        return "in the trash or among unwanted mail"
    if _STATUS.fullmatch(status) and int(status, 16) & _DELETED:
        return "deleted in its mailbox"
    return ""


def unflowed(text: str, *, glued: bool) -> str:
    """Join the lines that a program broke (RFC 3676): those that end in a space go on.

    Args:
        text: What a part says whose format is "flowed".
        glued: Whether the space at the end of a line was put there for that alone (DelSp).
    """
    found: list[str] = []
    open_depth = -1  # of the quotation whose line goes on
    for line in text.replace("\r\n", "\n").split("\n"):
        parts = _QUOTES.match(line)
        depth, words = (len(parts["depth"]), parts["text"]) if parts else (0, line)
        signature = words == "-- "
        if depth == open_depth and not signature:
            found[-1] += words
        else:
            found.append(f"{'>' * depth}{' ' if depth else ''}{words}")
        open_depth = depth if words.endswith(" ") and not signature else -1
        if open_depth >= 0 and glued:
            found[-1] = found[-1][:-1]
    return "\n".join(found)
