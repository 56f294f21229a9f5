"""The command `translate`: which models are there, and how they come and go.

Nothing heavy is imported before it runs, so that `--help` answers at once.
"""

import sys
from pathlib import Path
from typing import Annotated

import typer

__all__ = ["translate"]

_MEGABYTE = 1_000_000
_PAIR = "FROM TO"


def translate(
    listed: Annotated[bool, typer.Option("--list", help="Name the models that are there.")] = False,
    install: Annotated[
        tuple[str, str] | None,
        typer.Option(metavar=_PAIR, help="Install the model for two languages: de en."),
    ] = None,
    files: Annotated[
        Path | None,
        typer.Option("--from", metavar="FOLDER", help="From files that you have: no network."),
    ] = None,
    remove: Annotated[
        tuple[str, str] | None, typer.Option(metavar=_PAIR, help="Take the model away.")
    ] = None,
) -> None:
    """Name, install or remove the models by which quotes are translated on this machine.

    Without --from, a model is fetched from where Firefox gets it; nothing else ever is.
    """
    if files is not None and install is None:
        raise typer.BadParameter("--from says where the files for --install are")
    from qa.translation import models

    if install is not None:
        if files is None:
            size, where = models.offered(*install)
            print(f"fetching {size / _MEGABYTE:.0f} MB from {where}", file=sys.stderr)  # noqa: T201
        place = models.install(*install, files)
        print(f"installed {install[0]} → {install[1]} in {place}")  # noqa: T201
    if remove is not None:
        was_there = models.remove(*remove)
        print(f"{'removed' if was_there else 'not there'}: {remove[0]} → {remove[1]}")  # noqa: T201
    if listed or (install is None and remove is None):
        there = models.installed()
        for (source, target), size in there.items():
            print(f"{source} → {target}  {size / _MEGABYTE:.0f} MB")  # noqa: T201
        if not there:
            print("no models; install one with: beleg translate --install FROM TO")  # noqa: T201
