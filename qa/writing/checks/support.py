"""Whether cited text says what a sentence says, as far as that can be measured.

In: a sentence and what it cites. Out: yes or no. Names, numbers and quotations were found before;
what is left to see is whether the text is about the same, whether somebody has exchanged the roles
in it, and whether a *not* was dropped.
"""

from collections.abc import Callable, Sequence

import regex

from index.language import terms
from index.model.encoder import Vectors
from index.records import Citation, Hit
from qa.questions.hedges import doubted, leaves_open, verbs_of_saying
from qa.questions.negation import knows_negation, negations, refuses, says_only, without_alike
from qa.questions.question import Question
from qa.reading.protocol import Reader
from qa.writing.checks.measures import measured_otherwise, without_bounds
from qa.writing.checks.names import Known
from qa.writing.checks.order import turned_round
from qa.writing.checks.proper_nouns import candidates, content_words
from qa.writing.checks.quotations import folded, quoted, words
from qa.writing.sources import Source

__all__ = ["Support"]

# Cosine with which a sentence is about the same as what it was taken from. Of XQuAD's sentences 95
# in 100 translations into Chinese have 0.77 with them, into five other languages 0.82 to 0.87; of
# sentences from elsewhere 5 in 100 reach 0.77 to 0.81.
_LIKE = 0.8
# Share of a sentence's words in the cited text from which they are taken for the same sentence.
_SAME_WORDS = 0.75
# A much weaker reading than the best one is a word of the question's topic and no answer.
_SHARE_OF_BEST = 0.5

_CLAUSE = regex.compile(r"[,;:，；：。！？،؛—–]+")

# Verbs and prepositions that turn a sentence round and keep its sense.
_PASSIVE = {
    "de": "von durch wurde wurden", "en": "by was were been", "es": "por fue fueron",
    "fr": "par été fut", "it": "da dal stato stata", "nl": "door werd", "pt": "por foi pelo pela",
    "zh": "被 由", "no": "av ble", "sv": "av blev", "da": "af blev",
}  # fmt: skip
# Here endings say who does what, and the order does not.
_CASES = frozenset(
    ["ru", "uk", "be", "pl", "cs", "sk", "sl", "hr", "sr", "lt", "lv", "et", "fi", "hu", "tr", "el"]
)


class Support:
    """Tells whether cited text supports a sentence.

    Args:
        encode: Gives unit vectors of passages.
        reader: Finds answers in passages.
        question: What was asked.
    """

    def __init__(
        self, encode: Callable[[Sequence[str]], Vectors], reader: Reader, question: Question
    ) -> None:
        self._encode = encode
        self._reader = reader
        self._question = question

    def given(self, sentence: str, language: str, cited: Sequence[Source]) -> bool:
        """Tell whether the cited sentences say it."""
        within = sum(end - start for start, end in quoted(sentence))
        if 2 * within >= len(sentence):
            return True  # most of it was checked letter by letter
        if measured_otherwise(
            _unquoted(sentence), language, [(each.text, each.language) for each in cited]
        ):
            return False
        if _drops_negation(sentence, language, cited) or _drops_doubt(sentence, language, cited):
            return False
        if _exchanges(sentence, language, cited):
            return False
        if _says_other_things(sentence, language, cited):
            return self._answers(sentence, cited)
        return self._is_like(sentence, cited) or self._answers(sentence, cited)

    def _is_like(self, sentence: str, cited: Sequence[Source]) -> bool:
        texts = [each.text for each in cited]
        texts += [" ".join(texts)] if len(texts) > 1 else []
        vectors = self._encode([sentence, *texts])
        return bool((vectors[1:] @ vectors[0]).max() >= _LIKE)

    def _answers(self, sentence: str, cited: Sequence[Source]) -> bool:
        """Tell whether the words that answer the question in the cited text are in the sentence."""
        hits = [_hit(each, number) for number, each in enumerate(cited, 1)]
        has = {word for word, _, _ in words(sentence)}
        readings = self._reader.read(self._question, hits)
        best = max((each.confidence for each in readings), default=0.0)
        least = max(self._reader.threshold(self._question), _SHARE_OF_BEST * best)
        for reading in readings:
            if reading.confidence < least or reading.answer is None:
                continue
            start, end = (at - reading.hit.start for at in reading.answer)
            answer = {word for word, _, _ in words(reading.hit.text[start:end])}
            if answer and answer <= has:
                return True
        return False


def _hit(source: Source, number: int) -> Hit:
    quote = source.quote
    where: Citation = quote.article
    whole = ((quote.start, quote.end),)
    return Hit(
        number, 0.0, quote.start, quote.end, quote.text, where, sentences=whole,
        language=source.language,
    )  # fmt: skip


def _says_other_things(sentence: str, language: str, cited: Sequence[Source]) -> bool:
    """Tell whether half of a sentence's words are none of the cited text, in one language."""
    if any(each.language != language for each in cited):
        return False
    said = content_words(sentence, language)
    known = Known([each.text for each in cited], [language] * len(cited), language)
    strange = [word for word in said if not known.has(word) and not known.has_part(word)]
    return 2 * len(strange) >= len(said) > 0


def _drops_negation(sentence: str, language: str, cited: Sequence[Source]) -> bool:
    """Tell whether one of both says *not* and the other does not, where they say the same else."""
    if not all(map(knows_negation, (language, *(each.language for each in cited)))):
        return False
    only = any(says_only(each.text, each.language) for each in cited)
    said = _denials(sentence, language, until=only)
    only = says_only(sentence, language)
    there = [each for each in cited if _denials(each.text, each.language, until=only)]
    if bool(said) == bool(there):
        return False
    # *Failed to inform* is *did not inform*, and *did not fail to* is not.
    refused = any(refuses(each.text, each.language) for each in cited)
    if refuses(sentence, language) != refused and refused == bool(said):
        return False
    if said:
        return True  # a "not" that is nowhere in what is cited
    return any(_covers(sentence, each.text) and _denied(sentence, language, each) for each in there)


def _denials(text: str, language: str, *, until: bool = False) -> int:
    plain = without_alike(without_bounds(text, language), language, until=until)
    return negations(plain, language)


def _denied(sentence: str, language: str, source: Source) -> bool:
    """Tell whether the clause of a source that says *not* is one that a sentence takes up."""
    if source.language != language:
        return True
    ours = _content(sentence, language)
    clauses = _CLAUSE.split(source.text)
    return any(
        _denials(clause, language) and ours & _content(clause, language) for clause in clauses
    )


def _drops_doubt(sentence: str, language: str, cited: Sequence[Source]) -> bool:
    """Tell whether a sentence says as a fact what the cited text leaves open."""
    if leaves_open(sentence, language):
        return False
    ours = _content(sentence, language)
    for each in cited:
        for clause, about in doubted(each.text, each.language):
            if each.language != language:
                # Of another language only the length tells whether the sentence is about it.
                if not about and _covers(clause, each.text) and _covers(sentence, clause):
                    return True
                continue
            theirs = _content(about or clause, language)
            shared = len(ours & theirs)
            if shared and (about or 2 * shared >= min(len(ours), len(theirs))):
                return True
    return False


def _covers(sentence: str, text: str) -> bool:
    """Tell whether a sentence says most of a text, by length: a clause of it may do without."""
    return len(sentence) >= 0.6 * len(text)


def _exchanges(sentence: str, language: str, cited: Sequence[Source]) -> bool:
    """Tell whether two names have changed places in words that are otherwise the same."""
    for each in cited:
        if each.language != language:
            continue
        ours, theirs = _content(sentence, language), _content(each.text, language)
        if not ours or len(ours & theirs) < _SAME_WORDS * len(ours):
            continue
        one, other = _names(sentence, language), _names(each.text, language)
        if language in _CASES:
            if _ended_otherwise(one, other) > 1:
                return True
            continue
        if _passive(sentence, language) != _passive(each.text, language):
            continue
        # Who says it may be named first or last.
        teller = _teller(sentence, one, language)
        if teller and teller == _teller(each.text, other, language):
            one, other = ([name for name in names if name != teller] for names in (one, other))
        both = [name for name in one if name in other]
        if len(both) > 1 and both != sorted(both, key=other.index):
            return True
        if turned_round(_unquoted(sentence), each.text, language):
            return True
    return False


def _teller(text: str, names: Sequence[str], language: str) -> str | None:
    """Give the name that stands nearest to a verb of saying."""
    verbs = verbs_of_saying(language)
    found = verbs.search(text) if verbs else None
    if not found:
        return None
    places = [
        (min(abs(start - found.end()), abs(found.start() - end)), word)
        for word, start, end in words(text)
        if word in names
    ]
    return min(places)[1] if places else None


def _passive(text: str, language: str) -> set[str]:
    """Give the words of a text that turn a sentence round and keep its sense."""
    words_, spaced = _PASSIVE.get(language, "").split(), language != "zh"
    return {word for word in words_ if (f" {word} " in f" {text} " if spaced else word in text)}


def _content(text: str, language: str) -> set[str]:
    return set(terms(text, [language]))


def _names(text: str, language: str) -> list[str]:
    """Give the names of a text outside quotations, in order, each once."""
    plain = _unquoted(text)
    if language in ("zh", "ja"):
        return []
    found = (word for word, _, _ in candidates(plain, language))
    return list(dict.fromkeys(folded(word) for word in found))


def _unquoted(text: str) -> str:
    for start, end in sorted(quoted(text), reverse=True):
        text = text[:start] + text[end:]
    return text


def _ended_otherwise(one: Sequence[str], other: Sequence[str]) -> int:
    """Count the names that stand in another case than there."""
    return sum(
        name not in other and any(_is_inflected(name, each) for each in other) for name in one
    )


def _is_inflected(one: str, other: str) -> bool:
    short = min(len(one), len(other))
    shared = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), short)
    return shared >= max(3, short - 2) or (short == 2 and one[:2] == other[:2])
