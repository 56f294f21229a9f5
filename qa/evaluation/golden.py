"""Golden questions: what is asked, and what counts as right.

In: a file with one JSON object a line. Out: `Golden` records. Two forms are read, each told by its
fields: one names what an article says (`evidence` with an article and its words), the other the
places where an answer stands (`article`, and `evidence` with words and their start).
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.errors import QuestionError
from index.records import Article

__all__ = ["Evidence", "Golden", "read_golden"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What an article says.

    Attributes:
        article: Id of the article, or how it ends behind a `/`.
        text: The words.
        start: Where they start in the article, in code points; None: where they first stand.
    """

    article: str
    text: str
    start: int | None = None

    def overlaps(
        self, article_of: Callable[[str], Article], article_id: str, start: int, end: int
    ) -> bool:
        """Tell whether a stretch of an article shares a character with it."""
        if article_id != self.article and not article_id.endswith(f"/{self.article}"):
            return False
        at = self.start
        if at is None:
            at = article_of(article_id).text.find(self.text)
        return at >= 0 and start < at + len(self.text) and at < end


@dataclass(frozen=True, slots=True)
class Golden:
    """A question with what counts as right: any of the evidence, any of the answers.

    Attributes:
        id: What names it in a result; made of its line where the file gives none.
        question: What is asked.
        answerable: Whether the articles say it.
        evidence: Where they say it.
        answers: In few words.
        language: ISO 639 code of the question, `und` where the file does not say.
        kind: What is asked for ("fact", "reason", "yes-no", "topic"), where the file says so.
    """

    id: str
    question: str
    answerable: bool
    evidence: tuple[Evidence, ...]
    answers: tuple[str, ...]
    language: str = "und"
    kind: str | None = None

    @property
    def is_short(self) -> bool:
        """Whether few words answer it, so that the short answer counts."""
        return self.kind in (None, "fact")


def read_golden(file: Path) -> list[Golden]:
    """Read golden questions, one JSON object a line.

    Raises:
        QuestionError: The file cannot be read, or a line is no golden question.
    """
    try:
        # JSON may hold the other line ends that `splitlines` knows.
        lines = file.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, ValueError) as error:
        raise QuestionError(f"cannot read {file}: {error}; name a JSONL file") from error
    golden = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            golden.append(_golden(json.loads(line), number))
        except (ValueError, KeyError, TypeError) as error:
            raise QuestionError(
                f"{file}, line {number} is no golden question ({type(error).__name__}: {error}); "
                "it needs id, question, answerable, evidence and answers, or article, question, "
                "answers and evidence with text and start"
            ) from error
    if not golden:
        raise QuestionError(f"no golden questions in {file}; write one JSON object a line")
    return golden


def _golden(fields: dict[str, Any], number: int) -> Golden:
    """Check the fields of a golden question; a `TypeError` says which is of another type."""
    answers, question = fields["answers"], fields["question"]
    answerable = fields["answerable"] if "article" not in fields else bool(answers)
    if not isinstance(answerable, bool):
        raise TypeError(f"answerable is {answerable!r}, not true or false")
    if not isinstance(answers, list) or not all(isinstance(each, str) for each in answers):
        raise TypeError(f"answers is {answers!r}, not a list of strings")
    if not isinstance(question, str):
        raise TypeError(f"question is {question!r}, not a string")
    evidence = tuple(_evidence(each, fields) for each in fields["evidence"])
    language = fields.get("language") or fields.get("lang") or "und"
    kind = fields.get("kind")
    if not isinstance(language, str) or not isinstance(kind, str | None):
        raise TypeError(f"language and kind are {language!r} and {kind!r}, not strings")
    named = str(fields["id"] if "article" not in fields else fields.get("id", f"line {number}"))
    return Golden(named, question, answerable, evidence, tuple(answers), language, kind)


def _evidence(each: Any, fields: dict[str, Any]) -> Evidence:
    if "article" in fields:
        article, text, start = fields["article"], each["text"], each["start"]
    else:
        article, text, start = each["article"], each["evidence"], None
    strings = isinstance(article, str) and isinstance(text, str)
    if not strings or isinstance(start, bool) or not isinstance(start, int | None):
        raise TypeError(f"evidence is {each!r}, not an article, what it says and where")
    return Evidence(article, text, start)
