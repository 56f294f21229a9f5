"""The options of commands that say which articles count: `--since`, `--source` and the others.

In: a command that takes a filter as `only`. Out: the same with an option for each part of it.
"""

import inspect
from calendar import monthrange
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Annotated, Any

import typer

from index.records import Filter

__all__ = ["filtered"]

_DAYS = ["%Y-%m-%d", "%Y-%m", "%Y"]


def _read(
    since: Annotated[
        datetime | None,
        typer.Option(formats=_DAYS, metavar="DATE", help="Only articles published on it or later."),
    ] = None,
    until: Annotated[
        str | None,
        typer.Option(
            metavar="DATE",
            help="Only articles published on it (or in that month, or year) or before.",
        ),
    ] = None,
    sources: Annotated[
        list[str] | None,
        typer.Option("--source", metavar="NAME", help="Only articles of this source."),
    ] = None,
    languages: Annotated[
        list[str] | None,
        typer.Option("--language", metavar="CODE", help="Only passages in this language: de, en …"),
    ] = None,
    articles: Annotated[
        list[str] | None, typer.Option("--article", metavar="ID", help="Only this article.")
    ] = None,
) -> Filter:
    return Filter(
        since=since.date().isoformat() if since else None,
        until=_last_day(until) if until else None,
        sources=tuple(sources or ()),
        languages=tuple(languages or ()),
        articles=tuple(articles or ()),
    )


def filtered(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command these options in place of its parameter `only`."""
    options = inspect.signature(_read).parameters

    @wraps(command)
    def run(**given: Any) -> None:
        told = {name: given.pop(name) for name in options}
        command(only=_read(**told), **given)

    own = inspect.signature(command).parameters
    shown = [
        each.replace(kind=inspect.Parameter.KEYWORD_ONLY)
        for name, parameter in own.items()
        for each in (options.values() if name == "only" else [parameter])
    ]
    run.__signature__ = inspect.Signature(shown)  # type: ignore[attr-defined]
    run.__annotations__ = {each.name: each.annotation for each in shown}
    return run


def _last_day(written: str) -> str:
    """Give the last day of what is written as a day, a month or a year."""
    for form in _DAYS:
        try:
            day = datetime.strptime(written, form).date()
        except ValueError:
            continue
        if form == "%Y":
            return day.replace(month=12, day=31).isoformat()
        if form == "%Y-%m":
            return day.replace(day=monthrange(day.year, day.month)[1]).isoformat()
        return day.isoformat()
    raise typer.BadParameter(f"{written!r} is no date; write 2024-06-19, 2024-06 or 2024")
