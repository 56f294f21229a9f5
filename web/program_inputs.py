"""What people and programs send, checked: Gradio passes on whatever stands in their JSON.

In: any values. Out: texts, numbers and filters, or a `QuestionError` that says what to send.
"""

import inspect
from collections.abc import Callable
from typing import Any

from index.errors import QuestionError
from index.records import Filter
from web.events import whole
from web.words import Words, number

__all__ = ["count_of", "filter_of", "given", "left_out", "not_asked", "text_of"]

# Passages for one question: all of a large corpus would keep others waiting.
_MOST_HITS = 100


def text_of(value: Any) -> str:
    """Check what a program sends for a text."""
    if not isinstance(value, str):
        raise QuestionError(f"a text was expected, and it is a {type(value).__name__}; send a text")
    return whole(value)


def given(value: Any) -> str | None:
    """Check what a program may send for a text, or leave out."""
    return text_of(value).strip() or None if value is not None else None


def left_out(function: Callable[..., Any], count: int) -> list[Any]:
    """Give the defaults of what a program has left out behind its first inputs.

    Args:
        function: What is called.
        count: How many inputs it sent.
    """
    missing = [each.default for each in inspect.signature(function).parameters.values()][count:]
    return [] if inspect.Parameter.empty in missing else missing


def filter_of(since: Any, until: Any, source: Any, language: Any) -> Filter | None:
    """Make a filter of what a program sends."""
    source, language = given(source), given(language)
    try:
        return (
            Filter(
                since=given(since),
                until=given(until),
                sources=(source,) if source else (),
                languages=(language,) if language else (),
            )
            or None
        )
    except ValueError as error:
        raise QuestionError(str(error)) from error


def count_of(value: Any) -> int:
    """Check what a program sends for a number of passages."""
    if not isinstance(value, int):
        raise QuestionError(
            f"k is a {type(value).__name__}; send a whole number, 1 to {_MOST_HITS}"
        )
    return min(value, _MOST_HITS)


def not_asked(question: str, said: Words) -> str:
    """Tell why a question is none that can be asked, in the words of the page."""
    from qa.questions.question import MAX_CHARACTERS  # which `--help` would wait for

    count = len(" ".join(question.split()))
    if count <= MAX_CHARACTERS:
        return said["question_no_words"]
    most = number(MAX_CHARACTERS, said)
    return said["question_too_long"].format(count=number(count, said), most=most)
