"""How the reader learns: windows with the right labels, a stream that goes on, losses that fall."""

import json
from dataclasses import replace
from itertools import islice
from pathlib import Path
from random import Random

import numpy as np
import pytest
import torch
from safetensors.torch import load_file
from transformers import AutoTokenizer, BertConfig, BertForQuestionAnswering

from index.model.weights import unpack
from training.learning import examples as examples_module
from training.learning.checkpoint import Progress, restore, save
from training.learning.corpus import Corpus
from training.learning.examples import WINDOW, Mixing, examples
from training.learning.mixture import Place, Stream
from training.learning.model import from_four_bits, in_four_bits, optimiser_of
from training.learning.objective import Losses, chunks, learn, padded
from training.material.sets import Item, Text
from training.material.tokens import tokenised
from training.pack import renumbered

FILLER = "The town has a market on Mondays and a library with a garden behind it. "
FACT = "The mayor, Anna Berg, gave the school a piano from Leipzig in 1987. "
OTHER = Text("The school has four hundred pupils. Anna Berg went there herself. " * 3, "en")


def item(before: int = 0, *, source: str = "news") -> Item:
    text = FILLER * before + FACT + FILLER * 22
    start = text.index("a piano")
    asked = "What did Anna Berg give the school?"
    return Item(asked, Text(text, "en"), (start, start + 7), source, f"{before}", (OTHER,))


@pytest.fixture(scope="module")
def tokenizer():
    return AutoTokenizer.from_pretrained(unpack())


@pytest.fixture(scope="module")
def corpus(tokenizer) -> Corpus:
    items = [item(before) for before in (0, 3, 11, 30)]
    unanswered = replace(items[0], question="Who played?", answer=None, silent=())
    return tokenised([*items, unanswered], [[OTHER]] * 5, tokenizer)


@pytest.fixture
def model() -> BertForQuestionAnswering:
    torch.manual_seed(1)
    config = BertConfig(
        vocab_size=250_037, hidden_size=8, num_hidden_layers=2, num_attention_heads=2,
        intermediate_size=16, hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0,
    )  # fmt: skip
    return BertForQuestionAnswering(config)


@pytest.mark.parametrize("number", range(4))
def test_examples_point_at_the_answer_wherever_it_stands(corpus, tokenizer, number):
    for seed in range(8):
        first, *others = examples(corpus, number, Mixing(rest=3), Random(seed))
        assert tokenizer.decode(first.ids[first.start : first.end + 1]).strip() == "a piano"
        assert first.start >= first.passage
        for each in (first, *others):
            assert len(each.ids) - each.passage <= WINDOW + 1
        for each in others:
            assert (each.start, each.end) == (0, 0)
            assert "piano" not in tokenizer.decode(each.ids)


def test_examples_of_one_question_overlap_nowhere(corpus):
    every = examples(corpus, 2, Mixing(rest=9, silent=0, mined=0), Random(1))
    whole = sum(len(each.ids) - each.passage - 1 for each in every)
    assert len(every) >= 3
    assert whole <= len(corpus.texts[int(corpus.text[2])])


def test_examples_of_an_unanswered_question_have_no_answer(corpus):
    every = examples(corpus, 4, Mixing(rest=2), Random(1))
    assert len(every) >= 2
    assert all(each.end == 0 for each in every)


def test_corpus_comes_back_as_it_was_saved(corpus, tmp_path):
    corpus.save(tmp_path / "corpus.npz")
    again = Corpus.load(tmp_path / "corpus.npz")
    assert len(again) == len(corpus)
    assert again.sources == corpus.sources
    assert again.place.tolist() == corpus.place.tolist()
    assert [again.texts[each] for each in range(len(again.texts))] == [
        corpus.texts[each] for each in range(len(corpus.texts))
    ]


def test_renumbered_says_the_same_in_fewer_tokens(corpus, tokenizer):
    fewer, kept = renumbered(corpus)
    assert fewer.texts.flat.max() < len(kept) < 200
    assert [kept[each] for each in fewer.asked[0]] == corpus.asked[0]
    assert kept[:4] == [0, 1, 2, 3]


def test_in_four_bits_loses_nothing_of_the_bundled_words(encoder):
    rows = load_file(Path(unpack()) / "model.safetensors")["embeddings.word_embeddings.weight"]
    some = rows[:2_000].float().numpy()
    packed = in_four_bits(some)
    assert sum(each.nbytes for each in packed.values()) < 0.15 * some.nbytes
    assert np.abs(from_four_bits(**packed) - some).max() < 1e-6


def test_stream_goes_on_where_it_was(corpus):
    whole = list(islice(iter(Stream(corpus, tokens=1_500)), 40))
    begun = Stream(corpus, tokens=1_500)
    first = list(islice(iter(begun), 17))
    place = json.loads(json.dumps({"pool": begun.place.pool, "batch": begun.place.batch}))
    decks = {name: tuple(each) for name, each in begun.place.decks.items()}
    rest = Stream(corpus, tokens=1_500, place=Place(place["pool"], place["batch"], decks))
    assert first + list(islice(iter(rest), 23)) == whole


def test_stream_asks_every_question_of_a_set_before_any_comes_again(corpus):
    stream = Stream(corpus, tokens=10**9)
    decks: dict[str, tuple[int, int]] = {}
    drawn = [each for part in stream._drawn("news", 5, decks) for each in part]
    assert sorted(drawn) == [0, 1, 2, 3, 4]


def test_chunks_keep_the_windows_of_a_question_together(corpus):
    batch = next(iter(Stream(corpus, tokens=4_000)))
    parts = chunks(batch, 900)
    assert sorted(map(id, batch)) == sorted(id(asked) for part in parts for asked in part)
    assert len(parts) > 1


def test_learn_in_parts_gives_the_gradients_of_the_whole(corpus, model):
    batch = next(iter(Stream(corpus, tokens=3_000)))
    together = learn(model, batch, batch)
    whole = [each.grad.clone() for each in model.parameters() if each.grad is not None]
    model.zero_grad()
    apart = Losses()
    for part in chunks(batch, 700):
        apart += learn(model, part, batch)
    parts = [each.grad for each in model.parameters() if each.grad is not None]
    assert apart.total() == pytest.approx(together.total(), rel=2e-2)
    # In bf16 the sums differ in the last of eight bits.
    for one, other in zip(whole, parts, strict=True):
        assert torch.allclose(one, other, atol=2e-3 + 0.05 * float(one.abs().max()))


def test_learn_loss_is_cross_entropy_and_the_list(corpus, model):
    asked = examples(corpus, 2, Mixing(rest=3), Random(1))
    losses = learn(model, [asked], [asked])
    ids, mask, allowed = padded(asked)
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
        out = model(input_ids=ids, attention_mask=mask)
    windows, listed = 0.0, 0.0
    for logits, places in (
        (out.start_logits, [each.start for each in asked]),
        (out.end_logits, [each.end for each in asked]),
    ):
        rows = np.where(allowed, logits.float().numpy(), -1e4).astype(np.float64)
        likely = rows - np.log(np.exp(rows).sum(1, keepdims=True))
        windows -= sum(likely[row, place] for row, place in enumerate(places)) / 2
        likelier = rows - rows[:, :1]
        total = np.log(np.exp(likelier[:, 1:]).sum())
        listed += (total - likelier[0, places[0]]) / 2
    assert losses.windows.total() == pytest.approx(windows, rel=1e-3)
    assert losses.listed == pytest.approx(listed, rel=1e-3)
    assert losses.questions == 1


def test_learning_again_and_again_finds_the_answer(corpus, model):
    batch = [examples(corpus, 2, Mixing(rest=2), Random(1))]
    optimiser = torch.optim.Adam(model.parameters(), lr=5e-3)
    totals = []
    for _ in range(60):
        totals.append(learn(model, batch, batch).total())
        optimiser.step()
        optimiser.zero_grad()
    assert totals[-1] < 0.5 * totals[0]


def test_restore_goes_on_from_what_was_saved(corpus, model, tmp_path):
    optimiser = optimiser_of(model)
    batch = [examples(corpus, 0, Mixing(rest=2), Random(1))]
    learn(model, batch, batch)
    optimiser.step()
    averages = {name: each.detach().clone() + 1 for name, each in model.named_parameters()}
    place = Place(3, 4, {"news": (1, 2)})
    save(tmp_path, model, optimiser, averages, Progress(7, 900, place), {"rate": 1e-4})
    config = model.config
    other = BertForQuestionAnswering(config)
    again: dict[str, torch.Tensor] = {}
    progress = restore(tmp_path, other, optimiser_of(other), again)
    assert progress == Progress(7, 900, place)
    for one, two in zip(model.parameters(), other.parameters(), strict=True):
        assert torch.equal(one, two)
    assert all(torch.equal(again[name], each) for name, each in averages.items())
    kept = load_file(tmp_path / "reader.safetensors")
    assert "bert.embeddings.word_embeddings.weight" not in kept
    assert json.loads((tmp_path / "run.json").read_text())["tokens"] == 900


def test_restore_without_a_checkpoint_begins(model, tmp_path):
    assert restore(Path(tmp_path), model, optimiser_of(model), {}) == Progress()


def test_window_is_as_long_as_the_reader_reads():
    from qa.reading.models import LIMITS

    assert LIMITS.window == examples_module.WINDOW
