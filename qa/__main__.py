"""`python -m qa ask|search|eval|calibrate …` are `beleg ask|search|eval|calibrate …`."""

import typer

from index.commands import run
from qa.commands import ask, calibrate, evaluate, search

__all__: list[str] = []

if __name__ == "__main__":
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, no_args_is_help=True)
    app.command()(ask)
    app.command()(search)
    app.command()(calibrate)
    app.command("eval")(evaluate)
    run(app)
