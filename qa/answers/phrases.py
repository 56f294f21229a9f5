"""The few sentences that Beleg says itself, in the language of the question.

In: section `phrases` of `qa/languages/`. Out: the `Phrases` of a language.
"""

from typing import NamedTuple

from qa.words import section

__all__ = ["Phrases", "phrases_for"]


class Phrases(NamedTuple):
    """What Beleg says around the words of the articles.

    Attributes:
        answer: Before an answer.
        refusal: Instead of one, above the nearest passages.
        filtered: Instead of one, where a filter lets no article through.
        empty: Instead of one, where there are no articles.
        greeting: To a greeting.
        thanks: To thanks.
        articles: Before the number of articles that agree, in the form that suits any number.
        independent: Before the number of those that are not copies of one report.
        opening: Opening quotation mark.
        closing: Closing quotation mark.
    """

    answer: str
    refusal: str
    filtered: str
    empty: str
    greeting: str
    thanks: str
    articles: str
    independent: str
    opening: str = "“"
    closing: str = "”"


def phrases_for(language: str) -> Phrases:
    """Give the phrases of a language; English where there are none."""
    known = section("phrases")
    return Phrases(**known.get(language, known["en"]))
