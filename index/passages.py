"""An article's spans become sentences, and whole sentences become passages.

In: an `Article`. Out: `Passage` records whose offsets are proven: every slice equals its text, and
starts strictly increase. Splitters that search for their own pieces get repeated text wrong; here
each offset is the sum of the lengths before it.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from index.copies.recurring_lines import label_of_passage
from index.language import detect, sentences
from index.records import Article, Label, Passage, Span

__all__ = ["PassageOptions", "split"]

# What no other text joins.
_APART = (Label.TEASER, Label.CAPTION)

CountTokens = Callable[[Sequence[str]], list[int]]


@dataclass(frozen=True, slots=True)
class PassageOptions:
    """How large a passage may be.

    Attributes:
        tokens: Size of a passage in tokens of the embedding model, its prompt not counted. A
            sentence that is longer is cut.
    """

    tokens: int = 128


def split(article: Article, count_tokens: CountTokens, options: PassageOptions) -> list[Passage]:
    """Split an article into passages of whole sentences.

    Passages do not overlap, do not mix labels, and never join what the layout sets apart with a
    teaser or a credit in between; a headline starts a new one.

    Args:
        article: The article.
        count_tokens: Lengths of texts in tokens.
        options: Sizes.
    """
    passages: list[Passage] = []
    for group in _groups(article.spans):
        units = [
            unit
            for span in group
            for unit in sentences(article.text, span, article.citation.language)
        ]
        for packed in _packed(article.text, units, count_tokens, options):
            start, end = packed[0][0], packed[-1][1]
            label = label_of_passage(article.spans, start, end)
            text = article.text[start:end]
            language = detect(text, otherwise=article.citation.language)
            passages.append(Passage(start, end, text, label, tuple(packed), language))
    _prove(article.text, passages)
    return passages


def _groups(spans: Sequence[Span]) -> Iterator[list[Span]]:
    group: list[Span] = []
    for span in spans:
        if span.label is Label.DATELINE:
            continue  # "BERLIN (dpa) –" parts no headline from its first sentence
        joins = span.label is Label.BODY and group and group[-1].label not in _APART
        if group and not joins and not (span.label is group[-1].label is Label.HEADLINE):
            yield group
            group = []
        if span.label.quotable:
            group.append(span)
    if group:
        yield group


def _packed(
    text: str, units: list[tuple[int, int]], count_tokens: CountTokens, options: PassageOptions
) -> Iterator[list[tuple[int, int]]]:
    if not units:
        return
    whole = list(_cut(text, units, count_tokens, options.tokens))
    # A piece reaches to the start of the next one, so that pieces joined are the text itself.
    ends = [start for start, _ in whole[1:]] + [whole[-1][1]]
    pieces = [text[start:end] for (start, _), end in zip(whole, ends, strict=True)]
    sizes = dict(zip(pieces, count_tokens(pieces), strict=True)) | {"": 0}
    chunks = _pack(pieces, sizes, options.tokens)
    bounds = accumulate(map(len, chunks), initial=whole[0][0])
    for start, end in pairwise(bounds):
        yield whole[bisect_left(whole, (start,)) : bisect_left(whole, (end,))]


def _cut(
    text: str, units: list[tuple[int, int]], count_tokens: CountTokens, limit: int
) -> Iterator[tuple[int, int]]:
    """Cut the units that are longer than a passage may be, at a clause or a space if possible."""
    lengths = count_tokens([text[start:end] for start, end in units])
    for (start, end), length in zip(units, lengths, strict=True):
        if length <= limit or end - start == 1:
            yield start, end
            continue
        size = max(1, (end - start) * limit // (length + length // 4))
        parts = accumulate(map(len, _clauses(text[start:end], size)), initial=start)
        trimmed = (_trimmed(text, *part) for part in pairwise(parts))
        yield from _cut(text, [part for part in trimmed if part[0] < part[1]], count_tokens, limit)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    return end - len(piece.lstrip()), start + len(piece.rstrip())


def _clauses(sentence: str, characters: int) -> list[str]:
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    return RecursiveCharacterTextSplitter(
        separators=["\n", "; ", ": ", " – ", ", ", "；", "，", "、", "، ", " ", ""],
        keep_separator="end",
        chunk_size=characters,
        chunk_overlap=0,
        strip_whitespace=False,
    ).split_text(sentence)


def _pack(pieces: list[str], sizes: dict[str, int], limit: int) -> list[str]:
    # Imported late: the splitters bring langchain-core, which takes a while to load.
    from langchain_text_splitters import TextSplitter

    class Packer(TextSplitter):
        """Packs given pieces, in order, until the next one would not fit."""

        def split_text(self, text: str) -> list[str]:
            raise NotImplementedError(text)

        def pack(self) -> list[str]:
            return self._merge_splits(pieces, "")

    return Packer(
        chunk_size=limit, chunk_overlap=0, length_function=sizes.__getitem__, strip_whitespace=False
    ).pack()


def _prove(text: str, passages: list[Passage]) -> None:
    end = 0
    for passage in passages:
        if passage.start < end or text[passage.start : passage.end] != passage.text:
            raise AssertionError(f"passage {passage.start}:{passage.end} is not its slice")
        inner = passage.start
        for left, right in passage.sentences:
            if not inner <= left < right <= passage.end:
                raise AssertionError(f"sentence {left}:{right} is out of order")
            inner = right
        end = passage.end
