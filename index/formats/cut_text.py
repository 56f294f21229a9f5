"""Texts that their source had cut off, and the signs of it at their end.

In: a text as an export or interface gives it. Out: the text without what only says that it goes
on elsewhere, and whether it was cut. Standard library and `regex` only.
"""

import regex

__all__ = ["uncut"]

# "[+2829 chars]", "... [1234 chars]", "[…]", "(more…)"
_COUNT = regex.compile(
    r"(?i)\s*[\[(]\s*\+?\s*[\d.,]{1,12}\s*(?:more\s+)?(?:chars?|characters?|zeichen|words?|wörter|"
    r"caractères|caracteres|caratteri|знаков|字符?)\s*[\])]\s*$"
)
_BRACKETED = regex.compile(r"\s*[\[(]\s*(?:\.{3}|…|&hellip;|&#8230;)\s*[\])]\s*$")
_DOTS = regex.compile(r"(?:\.{3}|…)\s*$")
_MORE = regex.compile(
    r"(?i)\s*(?:[\[(]|\b)(?:read more|continue reading|read the full (?:story|article)|more|"
    r"weiterlesen|mehr lesen|lire la suite|leer más|seguir leyendo|continua a leggere|lees verder|"
    r"läs mer|les mer|læs mere|lue lisää|czytaj dalej|leia mais|читать далее|阅读全文|続きを読む)"
    r"\s*(?:\.{3}|…|»|›|→|>)*\s*[\])]?\s*$"
)
_LOOKED_AT = 200  # characters at the end
_TEASER = 1_500  # a text that ends in dots is cut where it is no longer than this


def uncut(text: str) -> tuple[str, bool]:
    """Give a text without the note that it was cut off, and whether it was."""
    head, end = text[:-_LOOKED_AT], text[-_LOOKED_AT:]
    counted = _COUNT.sub("", end)
    if counted != end:
        return (head + counted).rstrip(), True
    bracketed = _BRACKETED.sub("", end)
    if bracketed != end:
        return f"{(head + bracketed).rstrip()} …", True
    more = _MORE.sub("", end)
    if more != end and _DOTS.search(more) and (head + more).strip():
        return (head + more).rstrip(), True
    return text, len(text) <= _TEASER and bool(_DOTS.search(end))
