"""Keys of the articles of one file: their own identifiers, never their place in the file.

In: an identifier, or what an article says where it has none. Out: a key that can stand in an
address.
"""

import hashlib

import regex

from index.formats.clean_text import clean

__all__ = ["key_of", "unique"]

_SAFE = regex.compile(r"[\p{L}\p{N}_][\p{L}\p{M}\p{N}_.:@+=~-]{0,63}")
_DIGITS = 12


def key_of(identity: str, otherwise: str = "") -> str:
    """Name an article by its identifier, or by what it says, so that others may come and go.

    Args:
        identity: What the file calls the article; may be empty.
        otherwise: What tells it from the others where it has no identifier.
    """
    stated = identity.strip()
    if _SAFE.fullmatch(stated):
        return stated
    return hashlib.sha256(clean(stated or otherwise).encode()).hexdigest()[:_DIGITS]


def unique(key: str, given: dict[str, int]) -> str:
    """Number the keys that come again: "a", "a-2", "a-3"."""
    name = key
    while name in given:
        given[key] += 1
        name = f"{key}-{given[key]}"
    given[name] = 1
    return name
