"""Large files of JSON: records are taken from a stream, many at a time.

In: a stream of JSON Lines, or of one list, which may stand in an object. Out: parts of JSON Lines.
"""

import codecs
import json
import re
from collections.abc import Iterator
from typing import IO

from index.formats.containers.part import Part
from index.formats.document import Flaw, Limits

__all__ = ["parts"]

_CHUNK = 1 << 20
_PART = 1 << 18  # bytes of a part, about: what is read anew, one by one, where one of them is bad
_LIST = re.compile(r"\s*(?:\{(?:[^\[\]{}\"]|\"[^\"\\]{0,1000}\"){0,1000}?)?\[\s*(?=\{)")
_BETWEEN = re.compile(r"[\s,]*")
_BREAKS = re.compile(r"[\r\n]+")


def parts(stream: IO[bytes], limits: Limits) -> Iterator[Part | Flaw]:
    """Give records as JSON Lines; flaws for those that are too large."""
    start = stream.read(_CHUNK).removeprefix(codecs.BOM_UTF8)
    first, _, others = start.lstrip().partition(b"\n")
    lines = bool(others.strip()) and _is_record(first)
    found = None if lines else _LIST.match(start.decode("utf-8", "ignore"))
    if found is None:
        yield from _packed(_lines(start, stream, limits), "line", limits)
    else:
        yield from _packed(_listed(start, found.end(), stream, limits), "record", limits)


def _is_record(line: bytes) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _packed(records: Iterator[bytes | Flaw], where: str, limits: Limits) -> Iterator[Part | Flaw]:
    most = min(_PART, limits.max_bytes)
    kept: list[bytes] = []
    size, first = 0, 1
    for number, record in enumerate(records, 1):
        if isinstance(record, Flaw) or size + len(record) + 1 > most:
            if kept:
                yield Part("records.jsonl", b"\n".join(kept), where, line=first)
            kept, size, first = [], 0, number
        if isinstance(record, Flaw):
            yield Flaw(f"{where} {number}", record.reason)
            first = number + 1
        else:
            kept.append(record)
            size += len(record) + 1
    if any(map(bytes.strip, kept)):
        yield Part("records.jsonl", b"\n".join(kept), where, line=first)


def _lines(start: bytes, stream: IO[bytes], limits: Limits) -> Iterator[bytes | Flaw]:
    kept: list[bytes] = []
    size = 0
    data = start
    while data:
        lines = data.split(b"\n")
        for last, line in enumerate(lines, 1 - len(lines)):
            if size <= limits.max_bytes:
                kept.append(line)
            size += len(line)
            if last:
                yield b"".join(kept).strip(b"\r") if size <= limits.max_bytes else _large(limits)
                kept, size = [], 0
        data = stream.read(_CHUNK)
    if size:
        yield b"".join(kept) if size <= limits.max_bytes else _large(limits)


def _large(limits: Limits) -> Flaw:
    return Flaw("", f"larger than {limits.max_bytes / 1e6:g} MB")


def _listed(start: bytes, at: int, stream: IO[bytes], limits: Limits) -> Iterator[bytes | Flaw]:
    decoder, scanner = codecs.getincrementaldecoder("utf-8")("replace"), json.JSONDecoder()
    text = decoder.decode(start)
    while True:
        between = _BETWEEN.match(text, at)
        at = between.end() if between else at
        try:
            _, end = scanner.raw_decode(text, at)
        except RecursionError:
            yield Flaw("", "is nested too deeply; the rest is not read")
            return
        except ValueError:
            if text.startswith("]", at):
                return
            text, at = text[at:], 0
            chunk = stream.read(_CHUNK)
            if not chunk or len(text) > limits.max_bytes:
                if text.strip():
                    why = "is larger than a record may be" if chunk else "was cut short"
                    yield Flaw("", f"{why}, or is no JSON; the rest is not read")
                return
            text += decoder.decode(chunk)
        else:
            yield _BREAKS.sub(" ", text[at:end]).encode("utf-8", "surrogatepass")
            at = end
            if at > _CHUNK:
                text, at = text[at:], 0
