"""The politeness in front of a question: *could you tell me who signed it* asks who did.

So does *in short, who signed it*.

In: a question and its language. Out: the question itself. What is polite stands in `qa/languages/`.
"""

from functools import cache

import regex

from qa.words import pattern, section

__all__ = ["without_courtesy"]


def without_courtesy(text: str, language: str) -> str:
    """Take off what is said out of politeness in front of a question; the rest is what it asks.

    Args:
        text: The question.
        language: Its ISO 639 code.

    Returns:
        The end of the text, or all of it where it begins with the question.
    """
    courtesy = _courtesy().get(language)
    found = regex.match(courtesy, text.replace("’", "'")) if courtesy else None
    return text[found.end() :] if found else text


@cache
def _courtesy() -> dict[str, str]:
    # Before a question word only, so that *do you know the mayor* keeps its verb.
    return {
        language: rf"(?i)^\W*(?:{pattern(said)})\b[\s,:]*(?=\S)"
        for language, said in section("politeness").items()
    }
