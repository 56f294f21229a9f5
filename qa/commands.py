"""The commands that answer: `ask`, `search`, `timeline` and `eval`.

Nothing heavy is imported before a command runs, so that `--help` answers at once.
"""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from index.commands import DEFAULT_STORE, AsJson, Data, Model, Store, print_json
from index.records import Filter
from index.store.contract.places import data_folder, place_of
from qa.filter_options import filtered
from qa.writing.options import LlmModel, LlmTimelines, LlmTranslate, LlmUrl, NoLlm

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import Console

    from qa.records import Answer, Timeline

__all__ = ["Reader", "ask", "calibrate", "evaluate", "search", "timeline"]

Reader = Annotated[
    str | None,
    typer.Option(
        "--reader", metavar="NAME", envvar="BELEG_READER",
        help="Question-answering model of transformers, by name or folder, in the bundled one's "
        "place.",
    ),
]  # fmt: skip
Golden = Annotated[
    Path, typer.Argument(help="Golden questions, one JSON object a line.", show_default=False)
]
Question = Annotated[str, typer.Argument(help="In any language.", show_default=False)]


@filtered
def ask(
    question: Question,
    k: Annotated[int, typer.Option("-k", min=1, help="How many quotes at most.")] = 3,
    only: Filter | None = None,
    any_time: Annotated[
        bool, typer.Option("--any-time", help="Leave alone a time that the question names.")
    ] = False,
    translate: Annotated[
        str | None,
        typer.Option(metavar="LANG", help="Give quotes in this language as well, by a machine."),
    ] = None,
    store: Store = DEFAULT_STORE,
    model: Model = None,
    reader: Reader = None,
    llm: LlmUrl = None,
    llm_model: LlmModel = None,
    no_llm: NoLlm = False,
    llm_timelines: LlmTimelines = False,
    llm_translate: LlmTranslate = False,
    as_json: AsJson = False,
) -> None:
    """Answer a question with quotes, or say that the articles do not.

    Where it names when something was reported (*last week*), only articles of that time are
    searched, reckoned from today or from $BELEG_TODAY.
    """
    from qa.writing.endpoint import endpoint_of

    endpoint = endpoint_of(
        llm, llm_model, off=no_llm, timelines=llm_timelines, translations=llm_translate
    )
    from qa.bot import open_bot
    from qa.plain_data import answer_dict

    bot = open_bot(store, model=model, reader=reader, llm=endpoint)
    if as_json:
        answer = bot.ask(question, k=k, only=only, any_time=any_time, translate=translate)
        print_json(answer_dict(answer))
        return
    from rich.console import Console

    from qa.records import Answer
    from qa.terminal import render

    steps = bot.steps(question, k=k, only=only, any_time=any_time, translate=translate)
    answer = next(step for step in steps if isinstance(step, Answer))
    console = Console()
    console.print(render(answer))
    _print_written(bot.write(answer), console)


@filtered
def search(
    question: Question,
    k: Annotated[int, typer.Option("-k", min=1, help="How many passages.")] = 10,
    only: Filter | None = None,
    store: Store = DEFAULT_STORE,
    model: Model = None,
    as_json: AsJson = False,
) -> None:
    """Find the passages nearest to a question."""
    from qa.bot import open_bot
    from qa.plain_data import hit_dict

    hits = open_bot(store, model=model).retrieve(question, k=k, only=only)
    if as_json:
        print_json({"question": question, "hits": [hit_dict(hit) for hit in hits]})
        return
    from rich.console import Console

    from qa.terminal import render_hits

    Console().print(render_hits(hits))


@filtered
def timeline(
    topic: Annotated[str, typer.Argument(help="In any language.", show_default=False)],
    k: Annotated[int, typer.Option("-k", min=1, help="How many sentences at most.")] = 40,
    only: Filter | None = None,
    store: Store = DEFAULT_STORE,
    model: Model = None,
    reader: Reader = None,
    llm: LlmUrl = None,
    llm_model: LlmModel = None,
    no_llm: NoLlm = False,
    llm_timelines: LlmTimelines = False,
    as_json: AsJson = False,
) -> None:
    """Give the dated sentences on a topic, oldest first, copies once.

    A language model is asked only with --llm-timelines.
    """
    from qa.writing.endpoint import endpoint_of

    off = no_llm or not llm_timelines
    endpoint = endpoint_of(llm, llm_model, off=off, timelines=llm_timelines)
    from qa.bot import open_bot
    from qa.plain_data import timeline_dict

    bot = open_bot(store, model=model, reader=reader, llm=endpoint)
    told = bot.timeline(topic, k, only=only)
    if as_json:
        steps = [step for step in bot.worded(told) if step]
        print_json(timeline_dict(steps[-1] if steps else told))
        return
    from rich.console import Console

    from qa.terminal import render_timeline

    console = Console()
    console.print(render_timeline(told))
    _print_written(bot.worded(told), console)


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
    against: Annotated[
        Path | None,
        typer.Option(metavar="RESULT", help="Compare with what `--json` printed earlier."),
    ] = None,
    data: Data = None,
    store: Store = DEFAULT_STORE,
    model: Model = None,
    reader: Reader = None,
    llm: LlmUrl = None,
    llm_model: LlmModel = None,
    no_llm: NoLlm = False,
    as_json: AsJson = False,
) -> None:
    """Score the answers to a file of golden questions, or make such a file from feedback."""
    if feedback == bool(file):
        raise typer.BadParameter("name a file of golden questions, or --from-feedback, one of both")
    if feedback:
        _print_golden(store, data)
        return
    assert file is not None  # noqa: S101 - as was just made sure of
    from rich.console import Console
    from rich.progress import track

    from qa.bot import open_bot
    from qa.evaluation import read_golden
    from qa.evaluation.comparison import compared, read_results
    from qa.evaluation.scores import figures, results
    from qa.evaluation.terminal import render
    from qa.writing.endpoint import endpoint_of

    golden = read_golden(file)
    endpoint = endpoint_of(llm, llm_model, off=no_llm)
    before = read_results(against) if against else None
    asked = results(open_bot(store, model=model, reader=reader), golden)
    console = Console(stderr=True)
    found = list(track(asked, "asking", len(golden), console=console, transient=True))
    scores = figures(found)
    if before is not None:
        scores["against"] = compared(before, found)
    if endpoint:
        from qa.evaluation.written import written_figures

        writing = open_bot(store, model=model, reader=reader, llm=endpoint)
        scores["written"] = written_figures(
            writing, track(golden, "writing", console=console, transient=True)
        )
    if as_json:
        print_json(scores)
        return
    Console().print(render(scores))
    for miss in scores["misses"]:
        print(f"missed {miss}", file=sys.stderr)  # noqa: T201


def calibrate(
    file: Golden,
    data: Data = None,
    store: Store = DEFAULT_STORE,
    model: Model = None,
    reader: Reader = None,
    as_json: AsJson = False,
) -> None:
    """Fit ranking, confidence and refusals of the reader to golden questions, and keep them."""
    from dataclasses import asdict

    from rich.console import Console
    from rich.progress import track

    from index.errors import ModelError
    from qa.bot import open_bot
    from qa.evaluation import read_golden
    from qa.evaluation.calibrating import calibrate, read
    from qa.reading.calibration import keep
    from qa.reading.reader import SpanReader, reader_name

    golden = read_golden(file)
    bot = open_bot(store, model=model, reader=reader)
    if not isinstance(bot.reader, SpanReader):
        raise ModelError(f"{bot.reader} cannot be calibrated; name another with --reader")
    asked = read(bot, bot.reader.model, golden)
    console = Console(stderr=True)
    found = list(track(asked, "reading", len(golden), console=console, transient=True))
    fitted = calibrate(found, bot.reader.calibration)
    kept = keep(data_folder(place_of(store), data), reader_name(reader), fitted)
    if as_json:
        print_json({"file": str(kept), "questions": len(found), **asdict(fitted)})
        return
    told = f"fitted to {len(found)} questions and kept in {kept}; start a running chat again"
    print(told)  # noqa: T201


def _print_written(
    steps: "Iterable[Answer | None] | Iterable[Timeline | None]", console: "Console"
) -> None:
    """Print what a language model writes, as it passes, and at last what did not."""
    from qa.terminal import render_written

    told, written = 0, None
    for step in steps:
        written = step.written if step else written
        if written and len(written.sentences) > told:
            console.print(render_written(written, told, done=False))
            told = len(written.sentences)
    if written and (written.struck or written.error):
        console.print(render_written(written, told, done=True))


def _print_golden(store: str, data: Path | None) -> None:
    """Print what the feedback of a store says is right, and tell what it leaves open."""
    from index.store.opening import open_store
    from qa.feedback import FILE, from_feedback

    place = place_of(store)
    folder = data_folder(place, data)
    made = from_feedback(folder, open_store(place).article)
    for line in made.golden:
        print(json.dumps(line, ensure_ascii=False))  # noqa: T201
    told = [
        f"{made.wrong} called wrong: what is right they do not say, so write golden questions for "
        f"them by hand from the notes in {folder / FILE}",
        f"{made.gone} quotes left out: their articles no longer say so",
        f"{made.unusable} refusals left out: they were greetings, or asked of some articles only",
        f"{made.unreadable} lines left out: they are no feedback",
    ]
    counts = (made.wrong, made.gone, made.unusable, made.unreadable)
    if any(counts):
        said = "; ".join(text for text, count in zip(told, counts, strict=True) if count)
        print(f"beleg: {said}", file=sys.stderr)  # noqa: T201
