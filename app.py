"""The one command `beleg` with everything it can do.

`python app.py` is `beleg`, and `beleg` alone is `beleg chat`. Each layer defines its own commands;
here they are put together.
"""

import sys
from importlib import metadata
from typing import Annotated

import typer

from index.commands import doctor, index, run, status
from qa.assistants.mcp_tools import mcp
from qa.commands import ask, calibrate, evaluate, search, timeline
from qa.translation.commands import translate
from web.commands import chat

__all__ = ["beleg", "main"]


def _print_version(wanted: bool) -> None:
    if wanted:
        try:
            typer.echo(f"beleg {metadata.version('beleg')}")
        except metadata.PackageNotFoundError:
            typer.echo("beleg, not installed: it runs from its source folder")
        raise typer.Exit


def _about(
    version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_print_version, help="Tell it.")
    ] = False,
) -> None:
    """Ask a folder of news articles; every answer stands on verbatim quotes.

    Without a command it is `chat`, options and all.
    """


beleg = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
beleg.callback()(_about)
_COMMANDS = (chat, index, ask, search, timeline, translate, status, doctor, calibrate, mcp)
for _command in _COMMANDS:
    beleg.command()(_command)
beleg.command("eval")(evaluate)


def main() -> None:
    """Run `beleg` with the arguments of the process."""
    args = sys.argv[1:]
    if not args or (args[0].startswith("-") and args[0] not in ("--help", "--version")):
        args = ["chat", *args]
    run(lambda: beleg(args, prog_name="beleg"))


if __name__ == "__main__":
    main()
