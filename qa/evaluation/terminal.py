"""The figures of an evaluation, on a terminal.

In: what `figures` and `compared` give. Out: something that rich prints.
"""

from collections.abc import Mapping
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from qa.evaluation.scores import FIGURES

__all__ = ["render"]

_COUNTED = ("questions", "answerable", "bad_slices", "ms_p50", "ms_p95")


def render(scores: Mapping[str, Any]) -> RenderableType:
    """Show figures with their intervals, then by language and kind, then what changed."""
    whole = Table("", "figure", "95 of 100 samples", box=None, pad_edge=False)
    for name in FIGURES:
        ends = scores["intervals"][name]
        whole.add_row(name, _number(scores[name]), "–".join(map(_number, ends)) if ends else "")
    for name in _COUNTED:
        whole.add_row(name, f"{scores[name]:g}")
    shown: list[RenderableType] = [whole]
    for title in ("by_kind", "by_language"):
        if parts := scores[title]:
            table = Table(title.replace("_", " "), "questions", *FIGURES, box=None, pad_edge=False)
            for name, figures in parts.items():
                measured = [_number(figures[figure]) for figure in FIGURES]
                table.add_row(name or "–", str(figures["questions"]), *measured)
            shown += [Text(), table]
    if written := scores.get("written"):
        table = Table("written", "", box=None, pad_edge=False)
        for name, value in written.items():
            table.add_row(name, _told(value))
        shown += [Text(), table]
    if against := scores.get("against"):
        table = Table("against", "before", "after", "change, 95 of 100 samples", box=None)
        for name, each in against["change"].items():
            ends = each["interval"]
            told = " … ".join(f"{end:+.3f}" for end in ends) if ends else ""
            table.add_row(name, _number(each["before"]), _number(each["after"]), told)
        won, lost = (" ".join(against[name]) or "none" for name in ("won", "lost"))
        shown += [Text(), table, Text(f"first quote won: {won}"), Text(f"lost: {lost}")]
    return Group(*shown)


def _told(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {count}" for name, count in value.items()) or "none"
    return (" ".join(value) or "none") if isinstance(value, list) else str(value)


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"
