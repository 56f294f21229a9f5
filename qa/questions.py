"""A question as it was typed becomes one that can be searched on its own.

In: the words of the user and the turns before. Out: a `Question`, complete and in a known language.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import regex

from index.errors import QuestionError
from index.language import detect
from qa.kinds import Kind, kind_of
from qa.records import Turn

__all__ = ["MAX_CHARACTERS", "Question", "understand"]

# A question; not an article pasted into the box.
MAX_CHARACTERS = 2_000

_WORD = regex.compile(r"[\p{L}\p{N}]")
# Words that point back to the turn before: a connective at the start, or a pronoun.
_POINTS_BACK = regex.compile(
    r"""(?ix)^\W*(?:and|but|so|und|aber|et|mais|y|pero|ed?|ma|mas|и|а|но|ve|peki|و|那|那么|还有)\b
    | \b(?:he|him|his|she|her|hers|they|them|their|it|its|that|there|er|ihm|ihn|sie|ihr|ihnen|es|
    dort|damals|dafür|il|lui|elle|eux|elles|cela|él|ella|ellos|ellas|eso|allí|он|она|они|его|её|ему|
    им|это|там|o|onun|ona|onlar|هو|هي|هم|ذلك)\b
    | [他她它]"""
)


@dataclass(frozen=True, slots=True)
class Question:
    """A question that stands on its own.

    Attributes:
        asked: What the user typed, trimmed.
        text: What is searched for and read against the passages.
        language: ISO 639 code of what the user typed.
        kind: What kind of answer it wants.
    """

    asked: str
    text: str
    language: str
    kind: Kind = Kind.FACT


def understand(asked: str, history: Sequence[Turn] = ()) -> Question:
    """Complete a follow-up from the turn before it; leave any other question alone.

    Args:
        asked: What the user typed.
        history: The turns before, oldest first.

    Raises:
        QuestionError: It is empty, has no words, or is longer than `MAX_CHARACTERS`.
    """
    asked = " ".join(asked.encode("utf-8", "replace").decode().split())
    if not _WORD.search(asked):
        raise QuestionError(
            f"the question has no words: {asked!r}; ask for instead: who did what, when, where"
        )
    if len(asked) > MAX_CHARACTERS:
        raise QuestionError(
            f"the question has {len(asked)} characters; ask one with at most {MAX_CHARACTERS}"
        )
    text = asked
    if history and _POINTS_BACK.search(asked):
        text = f"{history[-1].question} {asked}"[-MAX_CHARACTERS:]
    language = detect(asked)
    return Question(asked, text, language, kind_of(asked, language))
