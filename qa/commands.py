"""The commands that answer: `ask`, `search` and `eval`.

Nothing heavy is imported before a command runs, so that `--help` answers at once.
"""

import sys
from pathlib import Path
from typing import Annotated

import typer

from index.commands import DEFAULT_STORE, AsJson, Model, Store, print_json

__all__ = ["ask", "evaluate", "search"]

Question = Annotated[str, typer.Argument(help="In any language.", show_default=False)]


def ask(
    question: Question,
    k: Annotated[int, typer.Option("-k", min=1, help="How many quotes at most.")] = 3,
    store: Store = DEFAULT_STORE,
    model: Model = None,
    as_json: AsJson = False,
) -> None:
    """Answer a question with quotes, or say that the articles do not."""
    from qa.bot import open_bot
    from qa.records import answer_dict

    answer = open_bot(store, model=model).ask(question, k=k)
    if as_json:
        print_json(answer_dict(answer))
        return
    from rich.console import Console

    from qa.terminal import render

    Console().print(render(answer))


def search(
    question: Question,
    k: Annotated[int, typer.Option("-k", min=1, help="How many passages.")] = 10,
    store: Store = DEFAULT_STORE,
    model: Model = None,
    as_json: AsJson = False,
) -> None:
    """Find the passages nearest to a question."""
    from qa.bot import open_bot
    from qa.records import hit_dict

    hits = open_bot(store, model=model).retrieve(question, k=k)
    if as_json:
        print_json({"question": question, "hits": [hit_dict(hit) for hit in hits]})
        return
    from rich.console import Console

    from qa.terminal import render_hits

    Console().print(render_hits(hits))


def evaluate(
    file: Annotated[Path, typer.Argument(help="Golden questions, one JSON object a line.")],
    store: Store = DEFAULT_STORE,
    model: Model = None,
    as_json: AsJson = False,
) -> None:
    """Score the answers to a file of golden questions."""
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
