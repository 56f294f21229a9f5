"""Which of the cases pass: files of other hands with what is right about them.

    python -m benchmarks.cases [--cases ../shared/cases] [--only B01 kinds/nexis …]

A folder of cases holds one folder for each, and `expected.jsonl`: an object a line with `id`,
`index` (folders or files to index) and `steps`. A step asks (`ask`, `args` of `beleg ask`,
`history`) or looks at the list of articles (`status`). What is right: `short_contains` in one of
the first two short answers or the first quote; `quote_equals` and `quote_contains` of any quote;
`first_quote_contains`, `first_quote_from`; `only_from` every quote; `must_refuse`;
`must_not_contain` anywhere shown, `shown_contains`; `titles`, `published`, `sources`, `articles` of
the list. In all of them every quote is a slice of its article. Each folder below `kinds/` gives as
many articles as `KINDS` says. Prints what failed, then how many passed; exit 1 where any failed.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from index.build import sync
from index.errors import BelegError, CorpusError
from index.model.encoder import load_encoder
from index.records import Citation, Filter
from qa import Answer, Bot, Turn, open_bot
from qa.plain_data import answer_dict

OTTERS = ("Otters return to the Rau", "2025-03-14", "The Elmsfurt Gazette", "Ines Varga")
FEES = (
    "Beitraege sollen 2026 um 4,5 Prozent steigen", "2025-04-02", "Marweder Tagblatt",
    "Tilo Brehm",
)  # fmt: skip
PIER = ("Three words only", "2025-04-05", "Coast Weekly", None)
THREE = (OTTERS, FEES, PIER)
WITHOUT_AUTHORS = tuple(each[:3] for each in THREE)
Known = tuple[str | None, ...]
# Title, date, source and author of each article, in order of dates; None is not looked at. A number
# alone says how many; words must be in a text, once.
KINDS: dict[str, tuple[tuple[Known, ...] | int, tuple[str, ...]]] = {
    "nexis/classic.TXT": (THREE, ()),
    "nexis/nexis-uni.DOCX": (THREE, ()),
    "factiva/factiva.html": (THREE, ()),
    "factiva/factiva.rtf": (THREE, ()),
    "proquest": (THREE, ()),
    "data/articles.json": (WITHOUT_AUTHORS, ()),
    "data/articles.jsonl.gz": (WITHOUT_AUTHORS, ()),
    "data/articles.ndjson": (WITHOUT_AUTHORS, ()),
    "europresse": (((None, "2025-03-14"), (None, "2025-04-05")), ("Élodie Noël",)),
    "mbox": (2, ()),
    "readlater/omnivore.zip": ((("Pier",), (OTTERS[0], "2025-03-14")), ()),
    "readlater/wallabag.json": (((OTTERS[0], "2025-03-14"),), ()),
    "readlater/pocket.csv": (0, ()),
    "readlater/instapaper.csv": (0, ()),
    "warc": (2, ()),
    "epub": (2, ()),
    "jsonfeed": (2, ()),
    "wxr": (((OTTERS[0], "2025-03-14"),), ()),
    "agency/nitf.xml": (((OTTERS[0], "2025-03-14", OTTERS[2], OTTERS[3]),), ()),
    "agency/newsml-g2.xml": (((None, "2025-03-14"),), ("Seven otters",)),
    "agency/ninjs.json": (((OTTERS[0], "2025-03-14", None, OTTERS[3]),), ()),
    "alto": (1, ("Gemeinderat beſchloß",)),
    "captions": (1, ("the council voted to buy the old mill for ninety thousand crowns",)),
    "enex": (1, ("Piet Moor said",)),
    "rtf": (1, ("Ольга Щукина",)),
    "odt": (1, ()),
}
AT_MOST_ONE_MORE = {"wxr"}  # a page besides the post


class Case:
    """Files in an index of their own, and what was found wrong with what they give."""

    def __init__(self, folder: str, paths: list[Path]) -> None:
        self.store = Path(folder, "store")
        self.bot: Bot | None = None
        try:
            sync(self.store, paths, encoder=load_encoder(None))
            self.bot = open_bot(self.store)
        except CorpusError as error:  # nothing in them is an article
            self.reason = str(error)

    def citations(self) -> list[Citation]:
        """Give all articles, in order of dates."""
        if self.bot is None:
            return []
        found, _ = self.bot.store.listing("", 100_000)
        return sorted(found, key=lambda each: (each.published or "", each.id))

    def text(self) -> str:
        """Give the texts of all articles."""
        if self.bot is None:
            return ""
        texts = (self.bot.article(each.id).text for each in self.citations())
        return "\n\n".join(" ".join(text.split()) for text in texts)


def kind_faults(case: Case, name: str) -> Iterator[str]:
    expected, words = KINDS[name]
    found = case.citations()
    known: tuple[Known, ...] = () if isinstance(expected, int) else expected
    count = expected if isinstance(expected, int) else len(expected)
    if len(found) != count and not (name in AT_MOST_ONE_MORE and len(found) == count + 1):
        yield f"{len(found)} articles instead of {count}"
    given = [(each.title, each.published, each.source, each.author) for each in found]
    for wanted in known:
        if not any(
            all(w in (None, g) for w, g in zip(wanted, each, strict=False)) for each in given
        ):
            yield f"no article is {wanted}; there are {given}"
    text = case.text()
    for phrase in words:
        if text.count(phrase) != 1:
            yield f"{phrase!r} stands {text.count(phrase)} times in the texts"


def steps(case: Case, given: list[dict[str, Any]]) -> Iterator[str]:
    before: list[Turn] = []
    for step in given:
        if step.get("status"):
            yield from list_faults(case, step)
            continue
        if case.bot is None:
            yield f"nothing is indexed: {case.reason}"
            return
        history = before if step.get("history") else []
        answer = case.bot.ask(step["ask"], history=history, only=only(step.get("args", [])))
        before = [*history, answer.turn]
        yield from (f"{step['ask']} {fault}" for fault in answer_faults(case.bot, answer, step))


def only(args: list[str]) -> Filter | None:
    """Read the arguments of `beleg ask` that restrict what is searched."""
    parser = argparse.ArgumentParser()
    for name in ("--since", "--until"):
        parser.add_argument(name)
    for name in ("--source", "--language"):
        parser.add_argument(name, action="append", default=[])
    known = parser.parse_args(args)
    wanted = Filter(known.since, known.until, tuple(known.source), tuple(known.language))
    return wanted or None


def list_faults(case: Case, step: dict[str, Any]) -> Iterator[str]:
    found = case.citations()
    if "articles" in step and len(found) != step["articles"]:
        yield f"{len(found)} articles instead of {step['articles']}"
    for field, values in (
        ("titles", [each.title for each in found]),
        ("sources", [each.source for each in found]),
    ):
        if field in step and sorted(map(str, values)) != sorted(map(str, step[field])):
            yield f"{field} are {values} instead of {step[field]}"
    days = {each.title: each.published for each in found}
    for title, day in step.get("published", {}).items():
        if days.get(title) != day:
            yield f"{title!r} is of {days.get(title)} instead of {day}"


def answer_faults(bot: Bot, answer: Answer, step: dict[str, Any]) -> Iterator[str]:
    for quote in answer.quotes:
        if bot.article(quote.article.id).text[quote.start : quote.end] != quote.text:
            yield f"has a quote that is no slice: {quote.text!r}"
    quotes = [quote.text for quote in answer.quotes]
    first = quotes[0] if quotes else ""
    short = [each.text for each in answer.short_answers[:2]]
    if step.get("must_refuse") and answer.answered:
        yield f"is answered: {answer.text!r}"
    for field, places in (
        ("short_contains", [*short, first]),
        ("quote_contains", quotes),
        ("first_quote_contains", [first]),
    ):
        if field in step and not any(step[field] in place for place in places):
            yield f"{field} {step[field]!r}: {places}"
    yield from shown_faults(answer, step)


def shown_faults(answer: Answer, step: dict[str, Any]) -> Iterator[str]:
    quotes = [quote.text for quote in answer.quotes]
    if "quote_equals" in step and step["quote_equals"] not in quotes:
        yield f"quote_equals {step['quote_equals']!r}: {quotes}"
    files = [quote.article.id.split("#")[0] for quote in answer.quotes]
    if "first_quote_from" in step and files[:1] != [step["first_quote_from"]]:
        yield f"first_quote_from {step['first_quote_from']}: {files}"
    if "only_from" in step and set(files) - set(step["only_from"]):
        yield f"only_from {step['only_from']}: {files}"
    shown = json.dumps(answer_dict(answer), ensure_ascii=False)
    for words in step.get("must_not_contain", []):
        if words in shown:
            yield f"shows {words!r}"
    for words in step.get("shown_contains", []):
        if words not in shown:
            yield f"does not show {words!r}"


def cases(folder: Path) -> Iterator[tuple[str, list[Path], list[dict[str, Any]] | None]]:
    """Give each case: its name, what to index, and its steps; None for a kind of file."""
    expected = folder / "expected.jsonl"
    if expected.exists():
        for line in expected.read_text(encoding="utf-8").splitlines():
            if line.strip():
                case = json.loads(line)
                yield case["id"], [folder / name for name in case["index"]], case["steps"]
    for name in KINDS:
        path = folder / "kinds" / name
        if path.exists():
            yield f"kinds/{name}", [path], None


def main() -> None:
    parser = argparse.ArgumentParser(description="Tell which cases pass.")
    parser.add_argument("--cases", type=Path, default=Path("../shared/cases"))
    parser.add_argument("--only", nargs="*", default=[], metavar="NAME")
    given = parser.parse_args()
    passed = failed = 0
    for name, paths, wanted in cases(given.cases):
        if given.only and not any(name.startswith(each) for each in given.only):
            continue
        with tempfile.TemporaryDirectory() as folder:
            try:
                case = Case(folder, paths)
                kind = name.removeprefix("kinds/")
                faults = list(
                    steps(case, wanted) if wanted is not None else kind_faults(case, kind)
                )
            except BelegError as error:
                faults = [str(error)]
        passed, failed = passed + (not faults), failed + bool(faults)
        print(f"{'passed' if not faults else 'FAILED':7} {name}", flush=True)
        for fault in faults:
            print(f"        {fault}", flush=True)
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
