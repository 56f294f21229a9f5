"""JSON whose records are not in a list: columns, objects by their names, values behind each other.

In: what a file of JSON holds. Out: lists of records, and plain values in place of those that
databases write with their types (`{"$date": …}`).
"""

import json
from collections.abc import Callable
from typing import Any

import regex

__all__ = ["listed", "untyped", "values"]

_TYPED = ("$oid", "$date", "$numberLong", "$numberInt", "$numberDouble")
_MOST_TYPED_DEPTH = 6
_MOST_LOOKED_AT = 50
_NUMBER = regex.compile(r"-?\d{1,19}")
_SPACE = regex.compile(r"[\s,\x1e]*")  # \x1e is in front of each record of a JSON text sequence


def values(text: str) -> list[Any] | None:
    """Give the objects that stand behind each other in a text, each on several lines.

    Returns:
        None where the text is something else, or one object a line.
    """
    decoder, found, at = json.JSONDecoder(), list[Any](), 0
    many = False
    while at < len(text):
        start = _SPACE.match(text, at)
        at = start.end() if start else at
        if at >= len(text):
            break
        try:
            value, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            return None
        if not isinstance(value, dict):
            return None
        many = many or "\n" in text[at:end] or "\x1e" in text[max(at - 2, 0) : at]
        found.append(value)
        at = end
    return found if many else None


def listed(value: Any, is_article: Callable[[Any], bool]) -> list[Any] | None:
    """Give the records of an object that holds them by names, or as columns; None for others.

    Args:
        value: What a file holds.
        is_article: Tells a record by its fields.
    """
    if not isinstance(value, dict):
        return None
    columns, rows = value.get("columns"), value.get("data")
    if isinstance(columns, list) and isinstance(rows, list) and rows and isinstance(rows[0], list):
        names = [str(name) for name in columns]
        return [dict(zip(names, row, strict=False)) for row in rows if isinstance(row, list)]
    inner = list(value.values())
    if len(inner) == 1 and isinstance(inner[0], dict):
        return listed(inner[0], is_article)
    if inner and all(isinstance(each, dict) for each in inner[:_MOST_LOOKED_AT]):
        objects = [each for each in inner if isinstance(each, dict)]
        looked_at = objects[:_MOST_LOOKED_AT]
        if 2 * sum(map(is_article, looked_at)) > len(looked_at) > 1:
            return objects
        return _from_columns(value, [list(each) for each in objects], is_article)
    if len(inner) > 1 and all(isinstance(each, list) and each for each in inner):
        lengths = {len(each) for each in inner}
        plain = all(not isinstance(each[0], dict | list) for each in inner)
        if len(lengths) == 1 and plain:
            numbers = [list(range(len(each))) for each in inner]
            return _from_columns(value, numbers, is_article)
    return None


def _from_columns(
    columns: dict[str, Any], rows: list[list[Any]], is_article: Callable[[Any], bool]
) -> list[Any] | None:
    """Turn columns into records, where all have the same rows and these are articles."""
    if len(columns) < 2 or any(each != rows[0] for each in rows):
        return None
    records = [{name: column[row] for name, column in columns.items()} for row in rows[0]]
    return records if any(map(is_article, records[:_MOST_LOOKED_AT])) else None


def untyped(value: Any, depth: int = _MOST_TYPED_DEPTH) -> Any:
    """Give a value without the objects by which MongoDB states its type."""
    if not depth:
        return value
    if isinstance(value, list):
        return [untyped(each, depth - 1) for each in value]
    if not isinstance(value, dict):
        return value
    if len(value) == 1 and (name := next(iter(value))) in _TYPED:
        inner = untyped(value[name], depth - 1)
        whole = isinstance(inner, str) and name.startswith("$number") and _NUMBER.fullmatch(inner)
        return int(inner) if whole else inner
    return {name: untyped(each, depth - 1) for name, each in value.items()}
