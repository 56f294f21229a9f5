"""What an index holds, on a terminal: counts with bars, months in a calendar.

In: what `index.store.generations.summarise` gives. Out: something that rich prints.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path, PurePath
from typing import Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from index.errors import Mending, printable

__all__ = ["render_summary"]

_BAR = 24
_MOST_SOURCES = 15
_MOST_YEARS = 12
_MOST_REASONS = 15
_MOST_PATHS = 20
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def render_summary(summary: Mapping[str, Any]) -> RenderableType:
    """Show what is indexed, the most frequent first; `--json` has all of it."""
    parts = [_headline(summary)]
    if summary["articles"]:
        parts += [_sources(summary["sources"]), _languages(summary), _calendar(summary)]
    if several := [file for file in summary["files"] if file["articles"]]:
        parts.append(_files(several))
    if summary["skipped"]:
        parts.append(_skipped(summary["skipped_reasons"], summary["skipped"]))
    parts.append(_place(summary))
    spaced = [piece for part in parts for piece in (Text(), part)]
    return Group(*spaced, Text())


def _headline(summary: Mapping[str, Any]) -> RenderableType:
    line = Text()
    for name in ("articles", "passages", "sentences"):
        line.append(f"  {summary[name]:,}", style="bold").append(f" {name}  ")
    first, last = summary["first_published"], summary["last_published"]
    if first:
        days = first if first == last else f"{first} to {last}"
        line.append(f"\n  published {printable(days)}", style="dim")
    return line


def _columns(*heads: str, most: int = 44, padding: int = 2) -> Table:
    table = Table(box=None, padding=(0, padding, 0, 0), header_style="bold", show_edge=False)
    table.add_column(f"  {heads[0]}", min_width=11, max_width=most, overflow="fold")
    for head in heads[1:]:
        table.add_column(head, justify="right" if head else "left", no_wrap=True)
    return table


def _named(name: str, indent: int = 2) -> RenderableType:
    return Padding(Text(printable(name)), (0, 0, 0, indent))


def _bar(count: int, most: int) -> Text:
    eighths = max(1, round(count / most * _BAR * 8))
    return Text("█" * (eighths // 8) + " ▏▎▍▌▋▊▉"[eighths % 8].strip(), style="cyan")


def _sources(counts: Mapping[str, int]) -> RenderableType:
    table, most = _columns("source", "articles", ""), max(counts.values())
    for name, count in list(counts.items())[:_MOST_SOURCES]:
        table.add_row(_named(name), f"{count:,}", _bar(count, most))
    if rest := list(counts.values())[_MOST_SOURCES:]:
        table.add_row(Text(f"  {len(rest):,} more", style="dim"), f"{sum(rest):,}", "")
    return table


def _languages(summary: Mapping[str, Any]) -> RenderableType:
    articles, passages = summary["languages"], summary["passage_languages"]
    table, most = _columns("language", "articles", "passages", ""), max(articles.values())
    for code in [*articles, *(code for code in passages if code not in articles)]:
        count = articles.get(code, 0)
        bar = _bar(count, most) if count else Text()
        shown = _named("unknown" if code == "und" else code)
        table.add_row(shown, f"{count:,}", f"{passages.get(code, 0):,}", bar)
    return table


def _calendar(summary: Mapping[str, Any]) -> RenderableType:
    if not summary["years"]:
        return Text("  no article says when it was published", style="dim")
    table = _columns("published", *_MONTHS, "all", padding=1)
    for column in table.columns[1:-1]:
        column.min_width, column.header_style = 4, "dim"
    years, months = summary["years"], summary["months"]
    most = max(months.values(), default=0)
    shown = list(years)[-_MOST_YEARS:]
    if earlier := sum(count for year, count in years.items() if year not in shown):
        table.add_row(f"  to {int(shown[0]) - 1}", *[""] * 12, f"{earlier:,}")
    for year in shown:
        counts = [months.get(f"{year}-{number:02}", 0) for number in range(1, 13)]
        days = (_month(count, most) for count in counts)
        table.add_row(_named(year), *days, f"{years[year]:,}")
    if summary["undated"]:
        table.add_row("  undated", *[""] * 12, f"{summary['undated']:,}")
    return table


def _month(count: int, most: int) -> Text:
    if not count:
        return Text("·", style="dim")
    short = str(count) if count < 1_000 else f"{count / 1_000:.0f}k"
    return Text(short, style="bold cyan" if 2 * count > most else "cyan")


def _files(files: list[dict[str, Any]]) -> RenderableType:
    table = _columns("files of several articles", "kind", "articles", "cut off", most=70)
    for file in sorted(files, key=lambda file: -file["articles"])[:_MOST_PATHS]:
        cut = f"{file['cut']:,}" if file["cut"] else ""
        name = printable(PurePath(file["path"]).name)
        table.add_row(_named(name), printable(file["kind"]), f"{file['articles']:,}", cut)
    if (more := len(files) - _MOST_PATHS) > 0:
        table.add_row(f"  … and {more:,} more; all: beleg status --json", style="dim")
    return table


def _skipped(counts: Mapping[str, int], skipped: list[dict[str, str]]) -> RenderableType:
    table = _columns("skipped because", "count", most=70)
    table.columns[1].style = "yellow"
    reasons = list(counts)[:_MOST_REASONS]
    places: dict[str, list[str]] = {reason: [] for reason in reasons}
    for skip in skipped:
        for reason, place in _readings(skip):
            if reason in places:
                places[reason].append(place)
                break
    each = max(1, _MOST_PATHS // len(reasons))
    named = 0
    for reason in reasons:
        table.add_row(_named(reason), f"{counts[reason]:,}")
        for place in places[reason][: min(each, _MOST_PATHS - named)]:
            table.add_row(_named(place, 4), "", style="dim")
            named += 1
    if more := len(skipped) - named:
        table.add_row(f"  … and {more:,} more; all: beleg status --json", "", style="dim")
    return table


def _readings(skip: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Take a reason apart in every way: for a part of a file, it starts with where that is."""
    words = skip["reason"].split(": ")
    for first in range(len(words)):
        where = f" ({': '.join(words[:first])})" if first else ""
        yield ": ".join(words[first:]), skip["path"] + where


def _place(summary: Mapping[str, Any]) -> RenderableType:
    table = Table(box=None, padding=(0, 2, 0, 0), show_header=False, show_edge=False)
    table.add_column(style="bold", no_wrap=True, min_width=14)
    table.add_column(overflow="fold")
    built = datetime.fromisoformat(summary["built"]).strftime("%Y-%m-%d %H:%M UTC")
    store = summary["store"]
    rows = {
        "follows": "\n".join(map(printable, summary["roots"])) or "nothing",
        "model": printable(summary["model"]),
        "index": f"{printable(store)}, {summary['megabytes']:,} MB",
        "generation": f"{summary['generation']} of {built}",
        "before it": "none is kept",
    }
    if kept := summary["generation_before"]:
        command = Mending(Path(store)).roll_back()
        rows["before it"] = f"{kept}; go back with: {printable(command)}"
    for name, value in rows.items():
        table.add_row(f"  {name}", Text(value))
    return table
