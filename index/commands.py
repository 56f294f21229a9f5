"""The commands of the index: `index`, `status` and `doctor`, and how every command fails.

Nothing heavy is imported before a command runs, so that `--help` answers at once.
"""

import dataclasses
import json
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from index.errors import BelegError, printable
from index.records import SyncReport
from index.store.contract.places import Place, place_of

if TYPE_CHECKING:
    from index.model.encoder import Encoder
    from index.workers.ray_data import RayWorkers

__all__ = [
    "DEFAULT_STORE", "AsJson", "Data", "Model", "Store", "build", "doctor", "index", "print_json",
    "run", "status",
]  # fmt: skip

Store = Annotated[
    str,
    typer.Option(
        "--store", metavar="DIR", envvar="BELEG_STORE",
        help="Where the index is kept: a folder, milvus://HOST:PORT/NAME or a file NAME.db.",
        show_default=".beleg in the current folder",
    ),
]  # fmt: skip
Model = Annotated[
    str | None,
    typer.Option(
        "--model", metavar="NAME", envvar="BELEG_MODEL",
        help="Embedding model: a Sentence Transformers name or folder instead of the bundled one.",
    ),
]  # fmt: skip
Data = Annotated[
    Path | None,
    typer.Option(
        "--data", metavar="DIR", envvar="BELEG_DATA",
        help="Where the chat keeps its key, feedback and what visitors add.",
        show_default="beside the index",
    ),
]  # fmt: skip
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
DEFAULT_STORE = ".beleg"

# So many skipped files are named on the terminal; --json and `beleg status` name all.
_SKIPPED_SHOWN = 20


def run(command: Callable[[], Any]) -> None:
    """Run a Typer application; an expected failure becomes one line and exit code 1."""
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8", errors="replace")
    try:
        command()
    except BelegError as error:
        print(f"beleg: {printable(' '.join(str(error).split()))}", file=sys.stderr)  # noqa: T201
        sys.exit(1)


def print_json(value: dict[str, Any]) -> None:
    """Print one JSON object to standard output."""
    print(json.dumps(value, ensure_ascii=False, indent=1))  # noqa: T201


def index(
    paths: Annotated[
        list[Path] | None, typer.Argument(metavar="[PATH]...", help="Files and folders to follow.")
    ] = None,
    remove: Annotated[
        list[Path] | None, typer.Option(metavar="PATH", help="Follow this path no longer.")
    ] = None,
    full: Annotated[bool, typer.Option("--full", help="Read everything again.")] = False,
    watch: Annotated[
        bool, typer.Option("--watch", help="Go on: follow the files as they change.")
    ] = False,
    ray: Annotated[
        str | None,
        typer.Option(
            metavar="ADDRESS", help="Read and encode on a Ray cluster, or on workers here: local."
        ),
    ] = None,
    rollback: Annotated[
        bool, typer.Option("--rollback", help="Go back to the generation before, and do no more.")
    ] = False,
    store: Store = DEFAULT_STORE,
    model: Model = None,
    as_json: AsJson = False,
) -> None:
    """Bring the index in line with its files and folders; name new ones to add them."""
    if rollback:
        if paths or remove or full or watch:
            raise typer.BadParameter("--rollback goes alone: it changes no files and reads none")
        _roll_back(store, as_json=as_json)
        return
    report = build(
        store, paths or [], remove=remove or [], full=full, model=model, ray=ray, show=not as_json
    )
    _tell(report, as_json=as_json)
    if watch:
        _watch(store, model, as_json=as_json)


def _tell(report: SyncReport, *, as_json: bool) -> None:
    for skip in report.skipped[: None if as_json else _SKIPPED_SHOWN]:
        print(printable(f"skipped {skip.path}: {skip.reason}"), file=sys.stderr)  # noqa: T201
    if as_json:
        print_json(dataclasses.asdict(report))
        return
    if len(report.skipped) > _SKIPPED_SHOWN:
        more = len(report.skipped) - _SKIPPED_SHOWN
        print(f"… and {more} more; all: beleg status --json", file=sys.stderr)  # noqa: T201
    typer.echo(
        f"{report.articles} articles, {report.passages} passages "
        f"({report.added} added, {report.changed} changed, {report.removed} removed, "
        f"{report.unchanged} unchanged) in {report.seconds:.1f} s"
    )


def _watch(store: str, model: str | None, *, as_json: bool) -> None:
    from index.model.encoder import load_encoder
    from index.watching import follow

    typer.echo("following the files; stop with Ctrl+C", err=True)
    stop = threading.Event()
    try:
        for report in follow(place_of(store), encoder=load_encoder(model), stop=stop):
            _tell(report, as_json=as_json)
    except KeyboardInterrupt:
        stop.set()


def _roll_back(store: str, *, as_json: bool) -> None:
    from index.store.opening import open_store, roll_back

    place = place_of(store)
    name = roll_back(place)
    counts = open_store(place).manifest.counts
    if as_json:
        print_json({"generation": name, **counts._asdict()})
        return
    typer.echo(f"back at generation {name}: {counts.articles} articles, {counts.passages} passages")


def build(
    store: str | Place,
    paths: list[Path],
    *,
    remove: list[Path] | None = None,
    full: bool = False,
    model: str | None = None,
    ray: str | None = None,
    show: bool = True,
) -> SyncReport:
    """Run `index.build.sync` with a progress bar on standard error."""
    from index.build import require, sync
    from index.model.encoder import load_encoder, model_name
    from index.store.opening import is_published, open_store

    place = place_of(store)
    require(paths)  # before the model is loaded: what is wrong should not take seconds to say
    if not full and is_published(place):
        open_store(place).require(model_name(model))
    with _progress(show) as tell:
        encoder = load_encoder(model)
        with _workers(ray, model, encoder) as workers:
            return sync(
                place, paths, encoder=encoder, remove=remove or [], full=full, progress=tell,
                workers=workers,
            )  # fmt: skip


@contextmanager
def _workers(
    ray: str | None, model: str | None, encoder: "Encoder"
) -> Iterator["RayWorkers | None"]:
    if ray is None:
        yield None
        return
    from index.model.encoder import load_encoder
    from index.workers.ray_data import RayWorkers

    with RayWorkers(ray, partial(load_encoder, model), encoder.identity) as workers:
        yield workers


@contextmanager
def _progress(show: bool) -> Iterator[Callable[[str, int, int], None]]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

    columns = ("{task.description:<15}", BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    with Progress(
        *columns, console=console, disable=not (show and console.is_terminal), transient=True
    ) as bars:
        tasks = {"loading model": bars.add_task("loading model", total=None)}

        def tell(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(stage)
                bars.update(tasks["loading model"], visible=False)
            bars.update(tasks[stage], completed=done, total=total)

        yield tell


def status(store: Store = DEFAULT_STORE, as_json: AsJson = False) -> None:
    """Tell what is indexed: by source, language and date, and what was skipped and why."""
    from index.store.opening import summarise

    summary = summarise(place_of(store))
    if as_json:
        print_json(summary)
        return
    from rich.console import Console

    from index.terminal import render_summary

    Console().print(render_summary(summary))


def doctor(store: Store = DEFAULT_STORE, model: Model = None, as_json: AsJson = False) -> None:
    """Check store, model, offsets and versions; each failure says what mends it."""
    from index.checks.doctor import examine

    findings = []
    for finding in examine(place_of(store), model):
        findings.append(finding)
        if not as_json:
            mark = typer.style("✓", fg="green") if finding.ok else typer.style("✗", fg="red")
            typer.echo(f"{mark} {finding.check}: {printable(finding.problem or finding.detail)}")
    if as_json:
        known = ("check", "ok", "detail", "problem")
        print_json(
            {"findings": [{name: getattr(each, name) for name in known} for each in findings]}
        )
    if not all(finding.ok for finding in findings):
        raise typer.Exit(1)
