"""An answer with what a machine makes of it in the reader's language.

In: an answer and a language. Out: the answer; quotes and short answers in another language have a
translation, and stay what they are.
"""

from dataclasses import replace

from index.language import canonical
from qa.records import Answer, Quote, ShortAnswer, Translation
from qa.translation.protocol import TranslationError, Translator

__all__ = ["translated", "translation_of"]


def translation_of(text: str, source: str, target: str, by: Translator) -> Translation | None:
    """Translate a text; None where it is in that language, or nobody knows in which it is.

    Raises:
        TranslationError: It cannot be; the message says what to do next.
    """
    source, target = canonical(source), canonical(target)
    if source in (target, "und"):
        return None
    said = by.translate(" ".join(text.split()), source, target)
    return Translation(said, source, target, getattr(by, "name", type(by).__name__))


def translated(answer: Answer, target: str, by: Translator) -> Answer:
    """Translate the quotes and short answers of an answer.

    Where that cannot be, the answer says in one line how it could (`notes`).
    """
    try:
        quotes = tuple(_quote(quote, target, by) for quote in answer.quotes)
        languages = {quote.number: quote.article.language for quote in quotes}
        shorts = tuple(
            _short(short, languages[short.quotes[0]], target, by) for short in answer.short_answers
        )
    except TranslationError as error:
        line = str(error)
        return replace(answer, text=f"{answer.text}\n{line}", notes=(*answer.notes, line))
    return replace(answer, quotes=quotes, short_answers=shorts)


def _quote(quote: Quote, target: str, by: Translator) -> Quote:
    made = translation_of(quote.text, quote.article.language, target, by)
    return replace(quote, translation=made)


def _short(short: ShortAnswer, source: str, target: str, by: Translator) -> ShortAnswer:
    return replace(short, translation=translation_of(short.text, source, target, by))
