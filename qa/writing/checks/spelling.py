"""Whether two words are one name in other spellings, cases or scripts.

In: words. Out: yes or no.
"""

from functools import lru_cache

import regex
from rapidfuzz import fuzz

__all__ = ["inflected", "latin", "spelled_alike"]

_SPELLED_ALIKE = 80


def inflected(one: str, other: str) -> bool:
    """Tell whether one is the other with another ending: Putins, Путина, North Koreans."""
    short, long = sorted((one, other), key=len)
    if len(short) < 3:
        return False
    common = 0
    for a, b in zip(short, long, strict=False):
        if a != b:
            break
        common += 1
    most = 1 if len(short) < 5 else 3 if len(short) < 8 else 4
    return (
        common >= max(3, len(short) - (1 if len(short) < 6 else 2)) and len(long) - common <= most
    )


@lru_cache(maxsize=8192)
def latin(word: str) -> str:
    """Write a word in plain Latin letters, those that languages spell differently alike."""
    from anyascii import anyascii

    text = regex.sub(r"[^a-z0-9]", "", anyascii(word).casefold())
    for old, new in (
        ("tsch", "ch"), ("sch", "sh"), ("dsch", "j"), ("ph", "f"), ("ck", "k"), ("kh", "h"),
        ("ou", "u"), ("oo", "u"), ("w", "v"), ("ij", "i"), ("yy", "i"), ("iy", "i"), ("yi", "i"),
        ("y", "i"), ("j", "i"), ("ae", "a"), ("oe", "o"), ("ue", "u"), ("ss", "s"), ("c", "k"),
        ("q", "k"), ("z", "s"), ("x", "ks"),
    ):  # fmt: skip
        text = text.replace(old, new)
    return regex.sub(r"(.)\1+", r"\1", text)


def spelled_alike(one: str, other: str) -> bool:
    """Tell whether two words in plain letters are spellings of one name."""
    if not one or not other:
        return False
    if one == other:
        return len(one) > 1
    if min(len(one), len(other)) < 5:
        bare, plain = (regex.sub("[aeiou]", "", each) for each in (one, other))
        return bare == plain and len(bare) >= 3 and min(len(one), len(other)) >= 4
    return (
        one[0] == other[0]
        and fuzz.ratio(one, other) >= _SPELLED_ALIKE
        and (_bones(one) == _bones(other) or fuzz.ratio(one, other) >= 88)
    )


def _bones(word: str) -> str:
    return regex.sub(r"(.)\1+", r"\1", regex.sub("[aeiouh]", "", word))
