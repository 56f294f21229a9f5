"""Checks that every answer stands where its line says, and counts the questions.

    python -m training.news_qa.check [FILE.jsonl …]

Two forms are read. One text a line: `language`, `section`, `style`, `text` (headline in the first
line) and `questions`, each with `language`, `kind`, `question`, `answer` and `start`, both null
where the text does not answer. A dossier a line: `passages` as above, and `questions` with
`answers`, one a passage, null or `text` and `start`.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

__all__ = ["FILES", "KINDS", "Asked", "faults", "read"]

FILES = tuple(sorted(Path(__file__).parent.glob("*.jsonl")))
KINDS = ("fact", "reason", "yes-no", "topic")
_LONGEST_FACT = 120  # characters: what a short answer may have


@dataclass(frozen=True, slots=True)
class Asked:
    """A question put to the texts of its line.

    Attributes:
        texts: One text, or the passages of a dossier.
        language: ISO 639 code of the question.
        kind: One of `KINDS`.
        question: What is asked.
        answers: For each text where the answer starts and what it is; None where it is silent.
    """

    texts: tuple[str, ...]
    language: str
    kind: str
    question: str
    answers: tuple[tuple[int, str] | None, ...]


def read(file: Path) -> Iterator[Asked]:
    """Read the questions of a file, in its order."""
    for line in file.read_text(encoding="utf-8").splitlines():
        told = json.loads(line)
        texts = tuple(each["text"] for each in told.get("passages", [told]))
        for asked in told["questions"]:
            yield Asked(texts, asked["language"], asked["kind"], asked["question"], _answers(asked))


def _answers(asked: dict[str, Any]) -> tuple[tuple[int, str] | None, ...]:
    if "answers" in asked:
        found = asked["answers"]
        return tuple(None if each is None else (each["start"], each["text"]) for each in found)
    return (None if asked["start"] is None else (asked["start"], asked["answer"]),)


def faults(asked: Asked) -> list[str]:
    """Tell what is wrong with a question; nothing for one that is right."""
    found = []
    if asked.kind not in KINDS:
        found.append(f"kind {asked.kind!r}")
    if len(asked.answers) != len(asked.texts):
        found.append(f"{len(asked.answers)} answers for {len(asked.texts)} texts")
    if not asked.question.strip():
        found.append("no question")
    for text, answer in zip(asked.texts, asked.answers, strict=False):
        if answer is None:
            continue
        start, words = answer
        if not words or text[start : start + len(words)] != words:
            found.append(f"{words!r} does not stand at {start}")
        elif words != words.strip():
            found.append(f"{words!r} has space around it")
        elif asked.kind == "fact" and len(words) > _LONGEST_FACT:
            found.append(f"a fact of {len(words)} characters")
    return found


def main() -> None:
    """Print what is wrong and the counts; exit code 1 where something is wrong."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("files", nargs="*", type=Path, default=FILES)
    wrong = 0
    for file in parser.parse_args().files:
        every = list(read(file))
        for asked in every:
            for fault in faults(asked):
                wrong += 1
                print(f"{file}: {fault} <- {asked.question[:80]!r}", file=sys.stderr)
        languages = Counter(asked.language for asked in every)
        kinds = Counter(asked.kind for asked in every)
        silent = sum(not any(asked.answers) for asked in every)
        told = ", ".join(f"{name} {count}" for name, count in (kinds + languages).most_common())
        print(f"{file.name}: {len(every)} questions, {silent} without an answer; {told}")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
