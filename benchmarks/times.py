"""How often times are understood: words of sentences, times of questions, entries of live blogs.

In: the files of `tests/times`. Out: the share that is right, by kind and language, and what is not.

    python -m benchmarks.times
"""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from index.formats.document import Document, Limits
from index.formats.pages import html
from qa.time.named import named_time
from qa.time.relative import relative_times

CASES = Path(__file__).parents[1] / "tests" / "times"


def read(kind: str) -> list[dict[str, Any]]:
    lines = (CASES / f"{kind}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def relative_found(case: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Give the words and days that are found; words may have a preposition in front."""
    text, said = case["text"], date.fromisoformat(case["written"])
    found = relative_times(text, said, case["language"])
    return [
        (text[each.start : each.end], each.days.since.isoformat(), each.days.until.isoformat())
        for each in found
    ]


def relative_right(case: dict[str, Any]) -> bool:
    found = relative_found(case)
    return len(found) == len(case["times"]) and all(
        words in got[0] and got[1:] == (since, until)
        for got, (words, since, until) in zip(found, case["times"], strict=True)
    )


def named_right(case: dict[str, Any]) -> bool:
    found = named_time(case["question"], case["language"], date.fromisoformat(case["today"]))
    wanted = (case["since"], case["until"], case["filter"])
    return wanted == ((found.since, found.until, found.filter) if found else (None, None, None))


def blog(case: dict[str, Any]) -> Document:
    return html.page(case["page"], Limits())


def blog_right(case: dict[str, Any]) -> bool:
    """Tell whether each text stands in the entry of its time."""
    document = blog(case)
    for words, time in case["entries"]:
        at = document.text.find(words)
        before = [entry for entry in document.entries if entry.start <= at]
        if at < 0 or (before[-1].time if before else None) != time:
            return False
    return all(words not in quotable(document) for words in case.get("unquoted", ()))


def quotable(document: Document) -> str:
    spans = document.spans or ()
    return "\n".join(document.text[span.start : span.end] for span in spans if span.label.quotable)


KINDS: dict[str, Callable[[dict[str, Any]], bool]] = {
    "relative": relative_right,
    "named": named_right,
    "blogs": blog_right,
}


def scored(kind: str) -> Iterator[tuple[dict[str, Any], bool]]:
    for case in read(kind):
        yield case, KINDS[kind](case)


def main() -> None:
    for kind in KINDS:
        right, every, wrong = Counter[str](), Counter[str](), list[str]()
        for case, is_right in scored(kind):
            every[case["language"]] += 1
            right[case["language"]] += is_right
            if not is_right:
                wrong.append(case.get("question") or case.get("text") or case["name"])
        share = right.total() / every.total()
        languages = " ".join(f"{name} {right[name]}/{every[name]}" for name in every)
        print(f"{kind:9} {right.total()}/{every.total()} = {share:.3f}   {languages}")
        for text in wrong:
            print(f"          not: {text}")


if __name__ == "__main__":
    main()
