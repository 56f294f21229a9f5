"""The commands that answer: `ask`, `search` and `eval`.

Nothing heavy is imported before a command runs, so that `--help` answers at once.
"""

import json
import sys
from calendar import monthrange
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from index.commands import DEFAULT_STORE, AsJson, Model, Store, print_json
from index.records import Filter

__all__ = ["ask", "evaluate", "search"]

_DAYS = ["%Y-%m-%d", "%Y-%m", "%Y"]

Since = Annotated[
    datetime | None,
    typer.Option(formats=_DAYS, metavar="DATE", help="Only articles published on it or later."),
]
Until = Annotated[
    str | None,
    typer.Option(
        metavar="DATE", help="Only articles published on it (or in that month, or year) or before."
    ),
]
Sources = Annotated[
    list[str] | None, typer.Option("--source", metavar="NAME", help="Only articles of this source.")
]
Languages = Annotated[
    list[str] | None,
    typer.Option("--language", metavar="CODE", help="Only passages in this language: de, en …"),
]
Articles = Annotated[
    list[str] | None, typer.Option("--article", metavar="ID", help="Only this article.")
]
Question = Annotated[str, typer.Argument(help="In any language.", show_default=False)]


def ask(
    question: Question,
    k: Annotated[int, typer.Option("-k", min=1, help="How many quotes at most.")] = 3,
    since: Since = None,
    until: Until = None,
    sources: Sources = None,
    languages: Languages = None,
    articles: Articles = None,
    store: Store = DEFAULT_STORE,
    model: Model = None,
    as_json: AsJson = False,
) -> None:
    """Answer a question with quotes, or say that the articles do not."""
    only = _filter(since, until, sources, languages, articles)
    from qa.bot import open_bot
    from qa.records import answer_dict

    answer = open_bot(store, model=model).ask(question, k=k, only=only)
    if as_json:
        print_json(answer_dict(answer))
        return
    from rich.console import Console

    from qa.terminal import render

    Console().print(render(answer))


def search(
    question: Question,
    k: Annotated[int, typer.Option("-k", min=1, help="How many passages.")] = 10,
    since: Since = None,
    until: Until = None,
    sources: Sources = None,
    languages: Languages = None,
    articles: Articles = None,
    store: Store = DEFAULT_STORE,
    model: Model = None,
    as_json: AsJson = False,
) -> None:
    """Find the passages nearest to a question."""
    only = _filter(since, until, sources, languages, articles)
    from qa.bot import open_bot
    from qa.records import hit_dict

    hits = open_bot(store, model=model).retrieve(question, k=k, only=only)
    if as_json:
        print_json({"question": question, "hits": [hit_dict(hit) for hit in hits]})
        return
    from rich.console import Console

    from qa.terminal import render_hits

    Console().print(render_hits(hits))


def evaluate(
    file: Annotated[
        Path | None,
        typer.Argument(help="Golden questions, one JSON object a line.", show_default=False),
    ] = None,
    feedback: Annotated[
        bool,
        typer.Option(
            "--from-feedback", help="Print golden questions made of what users said was right."
        ),
    ] = False,
    store: Store = DEFAULT_STORE,
    model: Model = None,
    as_json: AsJson = False,
) -> None:
    """Score the answers to a file of golden questions, or make such a file from feedback."""
    if feedback == bool(file):
        raise typer.BadParameter("name a file of golden questions, or --from-feedback, one of both")
    if feedback:
        _print_golden(store)
        return
    assert file is not None  # noqa: S101 - as was just made sure of
    from qa.bot import open_bot
    from qa.evaluation import read_golden, score

    golden = read_golden(file)
    scores = score(open_bot(store, model=model), golden)
    if as_json:
        print_json(scores)
        return
    for name, value in scores.items():
        if name != "misses":
            print(f"{name:24} {value}")  # noqa: T201
    for miss in scores["misses"]:
        print(f"missed {miss}", file=sys.stderr)  # noqa: T201


def _print_golden(store: Path) -> None:
    """Print what the feedback of a store says is right, and tell what it leaves open."""
    from index.store import open_store
    from qa.feedback import FILE, from_feedback

    made = from_feedback(store, open_store(store).catalogue.article)
    for line in made.golden:
        print(json.dumps(line, ensure_ascii=False))  # noqa: T201
    told = [
        f"{made.wrong} called wrong: what is right they do not say, so write golden questions for "
        f"them by hand from the notes in {store / FILE}",
        f"{made.gone} quotes left out: their articles no longer say so",
        f"{made.unusable} refusals left out: they were greetings, or asked of some articles only",
        f"{made.unreadable} lines left out: they are no feedback",
    ]
    counts = (made.wrong, made.gone, made.unusable, made.unreadable)
    if any(counts):
        said = "; ".join(text for text, count in zip(told, counts, strict=True) if count)
        print(f"beleg: {said}", file=sys.stderr)  # noqa: T201


def _filter(
    since: datetime | None,
    until: str | None,
    sources: list[str] | None,
    languages: list[str] | None,
    articles: list[str] | None,
) -> Filter:
    return Filter(
        since=since.date().isoformat() if since else None,
        until=_last_day(until) if until else None,
        sources=tuple(sources or ()),
        languages=tuple(languages or ()),
        articles=tuple(articles or ()),
    )


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
