"""`python -m index [PATH]...` is `beleg index [PATH]...`."""

import typer

from index.commands import index, run

__all__: list[str] = []

if __name__ == "__main__":
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    app.command()(index)
    run(app)
