"""What people said about answers: kept beside the index, and made into golden questions.

In: answers with a verdict. Out: one JSON line a verdict in `feedback.jsonl` of the store, and from
these, golden lines for `beleg eval`. The file only ever grows: who thinks again adds a line, and
the last one of an answer counts. Nothing leaves the machine.
"""

import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path
from typing import Any, Literal, get_args

from index.errors import BelegError
from index.records import Article, Filter
from qa.questions.kinds import language_of
from qa.records import NOT_A_QUESTION, Answer

__all__ = ["FILE", "MOST_NOTE", "FromFeedback", "Verdict", "answer_id", "from_feedback", "record"]

Verdict = Literal["right", "wrong"]

FILE = "feedback.jsonl"
MOST_NOTE = 1_000  # characters
# Some 25,000 verdicts; a page that is open to everybody must not fill the disk.
_MOST_BYTES = 50_000_000
# A line is written in less than a millisecond; who waits longer waits for a broken disk.
_WAIT_S = 10.0
# What is quoted may stand in its article more than once; so much after it tells which is meant.
_LONGEST_EVIDENCE = 800


@dataclass(frozen=True, slots=True)
class FromFeedback:
    """Golden questions made of feedback, and what could not be made into one.

    Attributes:
        golden: One object for each question, as `read_golden` reads it.
        wrong: Answers that were called wrong, by their last verdict.
        gone: Quotes of right answers that their articles no longer hold, or which are gone.
        unusable: Refusals called right that say nothing about the articles: of a greeting, or
            of a question that was asked of some of the articles only.
        unreadable: Lines that are no verdict, such as one cut short by a power cut.
    """

    golden: tuple[dict[str, Any], ...]
    wrong: int = 0
    gone: int = 0
    unusable: int = 0
    unreadable: int = 0


def answer_id(answer: Answer, only: Filter | None = None) -> str:
    """Name an answer by question, filter and quotes: the same one, asked for again, is one."""
    places = [(quote.article.id, quote.start, quote.end, quote.text) for quote in answer.quotes]
    said = json.dumps([answer.searched or answer.question, asdict(only) if only else None, places])
    return blake2b(said.encode(), digest_size=8).hexdigest()


def record(
    store: Path, answer: Answer, verdict: Verdict, note: str = "", *, only: Filter | None = None
) -> None:
    """Append a verdict on an answer. Safe to call from several threads and processes at once.

    Args:
        store: The folder of the index.
        answer: What was judged.
        verdict: Whether it is right; for a refusal, whether it is right to refuse.
        note: What else they say; made one line, of which the first `MOST_NOTE` characters count.
        only: Which articles were searched, where not all were.

    Raises:
        BelegError: The file has reached its largest size, or cannot be written.
        ValueError: No such verdict.
    """
    if verdict not in get_args(Verdict):
        raise ValueError(f"{verdict!r} is no verdict")
    fields = {
        "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "id": answer_id(answer, only),
        "verdict": verdict,
        "note": " ".join(note.split())[:MOST_NOTE],
        "question": answer.question,
        "searched": answer.searched or answer.question,
        "language": language_of(answer.question.encode("utf-8", "replace").decode()),
        "answered": answer.answered,
        "reason": answer.refusal.reason if answer.refusal else None,
        "only": asdict(only) if only else None,
        "short_answers": [
            {"text": short.text, "quotes": list(short.quotes)} for short in answer.short_answers
        ],
        "quotes": [
            {
                "number": quote.number, "article": quote.article.id,
                "start": quote.start, "end": quote.end, "text": quote.text,
            }
            for quote in answer.quotes
        ],
    }  # fmt: skip
    # Half a character, which a damaged table may hold, is written as JSON writes it.
    line = json.dumps(fields, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n"
    _append(store, line)


def _append(store: Path, line: bytes) -> None:
    from filelock import FileLock, Timeout

    file = store / FILE
    try:
        with (
            FileLock(store / "feedback.lock", timeout=_WAIT_S),
            file.open("ab+", buffering=0) as out,
        ):
            size = out.seek(0, os.SEEK_END)
            if size + len(line) >= _MOST_BYTES:
                raise BelegError(
                    f"the feedback in {file} has reached {_MOST_BYTES // 1_000_000} MB; move it "
                    "away, and the next verdict begins a new one"
                )
            if size:
                out.seek(size - 1)
                if out.read(1) != b"\n":  # the line before was cut short: only it is lost
                    line = b"\n" + line
            written = out.write(line)
            if written != len(line):
                raise BelegError(f"cannot write to {file}: the disk is full; make room")
            os.fsync(out.fileno())
    except Timeout:
        raise BelegError(f"cannot write to {file}: others are writing; try again") from None
    except OSError as error:
        raise BelegError(f"cannot write to {file}: {error.strerror or error}") from error


def from_feedback(store: Path, article: Callable[[str], Article | None]) -> FromFeedback:
    """Make golden questions of what was called right.

    A right answer makes its first quote, and those behind its first short answer, the evidence, and
    its short answers the answers; a right refusal makes a question without an answer. A follow-up
    becomes what was searched for, which stands on its own. Where a question was judged more than
    once, evidence and answers of all its right answers count, from the last right refusal on.

    Args:
        store: The folder of the index.
        article: Gives an article by its id, to see whether it still holds what was quoted.

    Raises:
        BelegError: There is no feedback, or it cannot be read.
    """
    rows, unreadable = _last_of_each_answer(store / FILE)
    by_question: dict[str, list[Mapping[str, Any]]] = {}
    wrong = unusable = 0
    for row in rows:
        if row["verdict"] == "wrong":
            wrong += 1
        elif not row["answered"] and (row["only"] or row["reason"] == NOT_A_QUESTION):
            unusable += 1
        elif row["answered"]:
            by_question.setdefault(row["searched"], []).append(row)
        else:
            by_question[row["searched"]] = [row]
    golden, gone = list[dict[str, Any]](), 0
    for question, judged in by_question.items():
        evidence = list[dict[str, str]]()
        for quote in (quote for row in judged for quote in _behind(row)):
            found = _evidence(article(quote["article"]), quote)
            gone += found is None
            if found and (each := {"article": quote["article"], "evidence": found}) not in evidence:
                evidence.append(each)
        answers = dict.fromkeys(
            short["text"] for row in judged if row["answered"] for short in row["short_answers"]
        )
        answerable = judged[-1]["answered"]
        if answerable and not evidence:
            continue
        golden.append(
            {
                "id": f"feedback-{judged[-1]['id']}", "lang": judged[-1]["language"],
                "question": question, "answerable": answerable, "evidence": evidence,
                "answers": list(answers),
            }
        )  # fmt: skip
    return FromFeedback(tuple(golden), wrong, gone, unusable, unreadable)


def _last_of_each_answer(file: Path) -> tuple[list[Mapping[str, Any]], int]:
    """Read the last verdict on each answer, oldest first, and count what is none."""
    last: dict[str, Mapping[str, Any]] = {}
    unreadable = 0
    try:
        with file.open("rb") as lines:
            for line in lines:
                row = _read(line)
                if row:
                    last.pop(row["id"], None)
                    last[row["id"]] = row
                unreadable += row is None and bool(line.strip())
    except FileNotFoundError:
        raise BelegError(
            f"no feedback at {file} yet; it comes from the buttons under an answer in: beleg chat"
        ) from None
    except OSError as error:
        raise BelegError(f"cannot read {file}: {error.strerror or error}") from error
    return list(last.values()), unreadable


# What a line must hold, and as what.
_KINDS: Mapping[str, type | tuple[type, ...]] = {
    "id": str, "verdict": str, "searched": str, "language": str, "answered": bool,
    "reason": (str, type(None)), "only": (dict, type(None)), "short_answers": list, "quotes": list,
}  # fmt: skip
_QUOTE_KINDS = {"number": int, "article": str, "start": int, "text": str}


def _read(line: bytes) -> Mapping[str, Any] | None:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not _has(row, _KINDS) or row["verdict"] not in get_args(Verdict):
        return None
    whole = all(_has(quote, _QUOTE_KINDS) for quote in row["quotes"]) and all(
        _has(short, {"text": str, "quotes": list})
        and all(isinstance(number, int) for number in short["quotes"])
        for short in row["short_answers"]
    )
    return row if whole else None


def _has(row: Any, kinds: Mapping[str, type | tuple[type, ...]]) -> bool:
    return isinstance(row, dict) and all(
        name in row and isinstance(row[name], kind) for name, kind in kinds.items()
    )


def _behind(row: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Give the quotes on which a right answer stands: its first, and those of its first words."""
    shorts: Sequence[Mapping[str, Any]] = row["short_answers"]
    wanted = {1, *(shorts[0]["quotes"] if shorts else ())}
    yield from (quote for quote in row["quotes"] if quote["number"] in wanted)


def _evidence(article: Article | None, quote: Mapping[str, Any]) -> str | None:
    """Give what an article says where the quote stands; None where it no longer says it.

    Whoever reads golden lines looks for the first place with these words. Where the same words
    stand further up, some of what follows is taken along.
    """
    text: str = quote["text"]
    if article is None or not text or text not in article.text:
        return None
    start: int = quote["start"]
    if not article.text.startswith(text, start):
        return text  # moved, with the text around it
    for end in range(start + len(text), min(len(article.text), start + _LONGEST_EVIDENCE) + 1):
        if article.text.find(article.text[start:end]) == start:
            return article.text[start:end]
    return text
