"""Sentences are encoded once, as long as they are remembered."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from fakes import HashEncoder
from test_qa_reader import hit_of

from index.encoder import Encoder, Vectors
from qa.kinds import Kind
from qa.questions import Question
from qa.remembering import Remembering
from qa.sentences import SentenceScorer

SENTENCES = ("Der Zug hielt in Bern.", "Niemand stieg aus.", "Es regnete.")


class Counting(HashEncoder):
    """Notes what it is asked to encode."""

    def __init__(self) -> None:
        super().__init__()
        self.encoded: list[str] = []

    def encode_tokens(self, texts: Sequence[str], *, queries: bool = False) -> list[Vectors]:
        self.encoded += texts
        return super().encode_tokens(texts, queries=queries)


def same(one: Sequence[Vectors], other: Sequence[Vectors]) -> bool:
    return all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))


def test_encode_tokens_again_gives_the_same_and_encodes_only_what_is_new():
    encoder = Counting()
    remembering = Remembering(encoder)
    first = remembering.encode_tokens([*SENTENCES[:2], SENTENCES[0]])
    again = remembering.encode_tokens([SENTENCES[2], *SENTENCES[:2]])
    assert encoder.encoded == list(SENTENCES)
    assert same(first, HashEncoder().encode_tokens([*SENTENCES[:2], SENTENCES[0]]))
    assert same(again, HashEncoder().encode_tokens([SENTENCES[2], *SENTENCES[:2]]))


def test_encode_tokens_of_questions_are_not_those_of_sentences():
    encoder = Counting()
    remembering = Remembering(encoder)
    remembering.encode_tokens(SENTENCES[:1], queries=True)
    remembering.encode_tokens(SENTENCES[:1])
    assert encoder.encoded == [SENTENCES[0]] * 2


def test_encode_tokens_forgets_what_was_not_asked_for_longest():
    encoder = Counting()
    remembering = Remembering(encoder, most=8)  # five words, three, two
    remembering.encode_tokens(SENTENCES[:2])
    remembering.encode_tokens(SENTENCES[:1])
    remembering.encode_tokens(SENTENCES[2:])
    encoder.encoded.clear()
    remembering.encode_tokens(SENTENCES[:1])
    assert encoder.encoded == []
    remembering.encode_tokens(SENTENCES[1:2])
    assert encoder.encoded == [SENTENCES[1]]


def test_encode_tokens_beyond_what_is_remembered_are_given_all_the_same():
    remembering = Remembering(HashEncoder(), most=1)
    for _ in range(2):
        assert same(remembering.encode_tokens(SENTENCES), HashEncoder().encode_tokens(SENTENCES))
    assert remembering.encode_tokens([]) == []


def test_encode_tokens_from_many_threads_keeps_within_its_limit():
    remembering = Remembering(HashEncoder(), most=40)
    texts = [[f"Satz {n} von {m}" for n in range(10)] for m in range(40)]
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(remembering.encode_tokens, texts))
    assert all(
        same(got, HashEncoder().encode_tokens(of)) for got, of in zip(found, texts, strict=True)
    )
    assert remembering._tokens == sum(map(len, remembering._known.values())) <= 40


def test_sentence_scorer_reads_the_same_again(encoder: Encoder):
    question = Question("Bern", "Bern", "de", Kind.OPEN)
    scorer = SentenceScorer(encoder)
    hits = [hit_of(*SENTENCES)]
    assert scorer.read(question, hits) == scorer.read(question, hits)
    assert scorer.read(question, hits) == SentenceScorer(encoder).read(question, hits)
