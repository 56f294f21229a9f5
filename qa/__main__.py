"""`python -m qa ask|search|eval …` are `beleg ask|search|eval …`."""

import typer

from index.commands import run
from qa.commands import ask, evaluate, search

__all__: list[str] = []

if __name__ == "__main__":
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, no_args_is_help=True)
    app.command()(ask)
    app.command()(search)
    app.command("eval")(evaluate)
    run(app)
