"""Names in zip archives, which are in UTF-8, in the code page of a system, or do not say which.

In: the directory of an archive. Out: the paths of its members, with `/`.
"""

import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Sequence

__all__ = ["names"]

_UTF8 = 0x800  # the flag by which a name says that it is
_UNICODE_PATH = 0x7075  # the extra field that repeats the name in UTF-8
_FIELD = struct.Struct("<HH")
_CODE_PAGES = (
    *("gb18030", "big5", "shift_jis", "euc_kr", "cp866", "cp1251", "cp1250", "cp1252", "cp1256"),
    *("cp850", "cp852", "cp437"),
)
_LOOKED_AT = 4_000
# Where double-byte code pages have the characters that are in frequent use: first bytes.
_COMMON = {
    "gb18030": (0xB0, 0xD7),
    "big5": (0xA4, 0xC6),
    "shift_jis": (0x88, 0x97),
    "euc_kr": (0xB0, 0xC8),
}


def names(members: Sequence[zipfile.ZipInfo]) -> list[str]:
    """Give the paths of all members; those of one archive are all in one code page."""
    raw = [_raw(member) for member in members]
    unknown = [name for name in raw if isinstance(name, bytes)]
    page = _code_page(unknown) if unknown else "utf-8"
    paths = (name if isinstance(name, str) else name.decode(page, "replace") for name in raw)
    return [path.replace("\\", "/") for path in paths]


def _raw(member: zipfile.ZipInfo) -> str | bytes:
    """Give a name that is known, or its bytes."""
    name = member.filename
    if member.flag_bits & _UTF8 or name.isascii():
        return name
    try:
        data = name.encode("cp437")
    except UnicodeEncodeError:
        return name
    return _repeated(member.extra, data) or data


def _repeated(extra: bytes, name: bytes) -> str | None:
    """Give the name as a field of its own repeats it, if that is still its name."""
    while len(extra) >= _FIELD.size:
        kind, size = _FIELD.unpack_from(extra)
        field, extra = extra[4 : 4 + size], extra[4 + size :]
        known = kind == _UNICODE_PATH and len(field) > 5 and field[0] == 1
        if known and struct.unpack_from("<I", field, 1)[0] == zlib.crc32(name):
            return field[5:].decode("utf-8", "replace")
    return None


def _code_page(found: Sequence[bytes]) -> str:
    """Tell in which code page names are: the one in which they look most like words."""
    data = b" ".join(found)[:_LOOKED_AT]
    likely: dict[str, float] = {}
    for page in ("utf-8", *_CODE_PAGES):
        try:
            text = data.decode(page)
        except UnicodeDecodeError:
            continue
        if page == "utf-8":
            return page
        likely[page] = _likeness(text, page)
    return max(likely, key=likely.__getitem__)


def _likeness(text: str, page: str) -> float:
    """Rate a text by its characters beyond ASCII: frequent ideographs, letters among letters."""
    total = weight = 0.0
    for before, sign, behind in zip(f" {text}", text, f"{text[1:]} ", strict=False):
        if not sign.isascii():
            size = 2 if page in _COMMON else 1
            weight += size
            total += size * _rate(before, sign, behind, page)
    return total / weight if weight else 0.0


def _rate(before: str, sign: str, behind: str, page: str) -> float:
    script = _script(sign)
    if page in _COMMON and script in ("HIRAGANA", "KATAKANA", "CJK", "HANGUL"):
        first, last = _COMMON[page]
        frequent = script.endswith("KANA") or first <= sign.encode(page)[0] <= last
        # Syllables of Korean stand where frequent ideographs of Chinese do, not the other way.
        return (1.1 if script == "HANGUL" else 1.0) if frequent else 0.1
    beside_latin = any(each.isascii() and each.isalpha() for each in (before, behind))
    if not sign.isalpha():
        return -1.0
    if sign.isupper() and before.islower():
        return -0.5
    if script == "LATIN":
        return 0.9 if beside_latin else 0.2
    if beside_latin:
        return -0.5
    cased = sign.isupper() or sign.islower()
    return (0.95 if cased else 1.0) if script in (_script(before), _script(behind)) else 0.0


def _script(sign: str) -> str:
    return unicodedata.name(sign, "").partition(" ")[0]
