"""Models that read: one contract for all of them, how they are loaded, the search for spans."""

import hashlib
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from importlib import resources
from pathlib import Path

import numpy as np
import pytest
import torch
from fakes import tiny_reader
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from safetensors.numpy import load as unpack_rows
from safetensors.torch import load_file, save, save_file
from transformers import AutoConfig, AutoTokenizer, BertForQuestionAnswering

from index.errors import ModelError
from index.model.weights import unpack
from qa.reading import models as weights
from qa.reading import packing
from qa.reading.reader import bundled_model
from qa.reading.spans import (
    _LONGEST,
    Span,
    SpanModel,
    _apart,
    _best_spans,
    _trimmed,
    _whole_words,
    _Window,
)

QUESTION = "Was hat Putin Kim geschenkt?"
GERMAN = (
    "Uschakow sagte, der russische Staatschef habe Kim auch ein Teeservice geschenkt. "
    "Putin landete am frühen Mittwochmorgen."
)
PASSAGES = {
    "german": GERMAN,
    "one word": "Kim",
    "long": "Die Brücke ist gesperrt, sagte der Sprecher. " * 55 + GERMAN,
    "one long word": "Donaudampfschiff" * 130,
    "emoji": "🎉 Kim 🇰🇵 👨‍👩‍👧‍👦 freut sich über 🫖! 🎉🎉",
    "mixed direction": "وصل بوتين (Putin) إلى بيونغ يانغ في 19 يونيو 2024 وقال: \u200f„Danke“.",
    "chinese": "普京访问平壤，并送给金正恩一套茶具。谢谢！",
    "white space around": " \t\r\n Der Zug hielt.\u00a0\u3000\n\n",
    "signs": "„…“ (–) ; : , . ! ?",
    "shared places": "½ ½ ㎏ ﷺ Cafe\u0301",
}
BLANK = ("", " ", "\n\t\u00a0")


@pytest.fixture(scope="module")
def tiny_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_reader(tmp_path_factory.mktemp("tiny") / "reader")


@pytest.fixture(scope="module")
def bundled(encoder) -> SpanModel:
    return bundled_model(encoder)


@pytest.fixture(scope="module", params=["tiny", "bundled"])
def model(request: pytest.FixtureRequest) -> SpanModel:
    if request.param == "tiny":
        return weights.named(str(request.getfixturevalue("tiny_folder")))
    return request.getfixturevalue("bundled")


def overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def places(spans: list[Span]) -> list[tuple[int, int]]:
    return [(span.start, span.end) for span in spans]


def assert_sound(spans: list[Span], text: str, most: int) -> None:
    assert len(spans) <= most
    assert [span.score for span in spans] == sorted((s.score for s in spans), reverse=True)
    for number, span in enumerate(spans):
        assert 0 <= span.start < span.end <= len(text)
        found = text[span.start : span.end]
        assert found == found.strip()
        assert not any(overlap(span, other) for other in spans[:number])


# What holds for every model.


@pytest.mark.parametrize("most", [1, 3, 10])
def test_find_gives_sound_spans_for_every_passage(model, most):
    found = model.find(QUESTION, list(PASSAGES.values()), most=most)
    assert len(found) == len(PASSAGES)
    for spans, text in zip(found, PASSAGES.values(), strict=True):
        assert_sound(spans, text, most)


def test_find_gives_spans_wherever_there_are_words(model):
    named = [name for name in PASSAGES if name not in ("signs", "one long word")]
    for name, spans in zip(
        named, model.find(QUESTION, [PASSAGES[name] for name in named]), strict=True
    ):
        assert spans, name


def test_find_in_no_passages_gives_nothing(model):
    assert model.find(QUESTION, []) == []


@pytest.mark.parametrize("blank", BLANK)
def test_find_in_a_blank_passage_alone_gives_no_spans(model, blank):
    assert model.find(QUESTION, [blank]) == [[]]


def test_find_blank_passages_among_others_have_no_spans(model):
    found = model.find(QUESTION, [BLANK[0], GERMAN, BLANK[1], GERMAN, BLANK[2]])
    assert [bool(spans) for spans in found] == [False, True, False, True, False]
    assert found[1] == found[3]


@pytest.mark.parametrize(
    "piece",
    ["Wer kam nach Nordkorea? ", "a b ", "?!", "1a", "何", "🎉", "كم؟ ", "ﷺ"],
    ids=["words", "letters", "signs", "codes", "chinese", "emoji", "arabic", "ligature"],
)
@pytest.mark.parametrize("times", [1, 5], ids=["short passage", "passage of usual length"])
def test_find_with_a_question_of_5000_characters_still_reads(model, piece, times):
    question = (piece * 5000)[:5000]
    (spans,) = model.find(question, [GERMAN * times])
    assert_sound(spans, GERMAN * times, 3)
    assert spans


@pytest.mark.parametrize("question", ["", " ", "?"])
def test_find_with_a_question_without_words_still_reads(model, question):
    (spans,) = model.find(question, [GERMAN])
    assert_sound(spans, GERMAN, 3)


def test_find_the_same_twice_gives_the_same(model):
    passages = list(PASSAGES.values())
    assert model.find(QUESTION, passages) == model.find(QUESTION, passages)


def test_find_reads_a_passage_once_for_a_question(tiny_folder):
    model, read = weights.named(str(tiny_folder)), []
    score = model._score
    model._score = lambda ids, *rest: read.append(len(ids)) or score(ids, *rest)
    first = model.find(QUESTION, [GERMAN, PASSAGES["emoji"], GERMAN])
    assert sum(read) == 2
    assert model.find(QUESTION, [PASSAGES["emoji"], GERMAN]) == first[1:]
    assert sum(read) == 2
    assert model.find(QUESTION, [GERMAN], most=1) == [first[0][:1]]
    model.find("Wer kam?", [GERMAN])
    assert sum(read) == 4


def test_find_forgets_what_was_read_long_ago(tiny_folder, monkeypatch):
    monkeypatch.setattr("qa.reading.spans._REMEMBERED", 3)
    model = weights.named(str(tiny_folder))
    found = [model.find(QUESTION, [f"{number} {GERMAN}"]) for number in range(5)]
    assert len(model._known) == 3
    assert model.find(QUESTION, [f"0 {GERMAN}"]) == found[0]


def test_find_from_four_threads_gives_the_same_as_one_after_another(model):
    passages = [PASSAGES[name] for name in ("german", "emoji", "chinese", "mixed direction")]
    asked = [(question, passages[at:]) for at in range(4) for question in (QUESTION, "Wer kam?")]
    alone = [model.find(*each) for each in asked]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda each: model.find(*each), asked))
    assert together == alone


def test_find_does_not_depend_on_the_other_passages(model):
    passages = list(PASSAGES.values())
    together = model.find(QUESTION, passages)
    backwards = model.find(QUESTION, passages[::-1])[::-1]
    alone = [model.find(QUESTION, [text])[0] for text in passages]
    for name, *readings in zip(PASSAGES, together, backwards, alone, strict=True):
        first = readings[0]
        for other in readings[1:]:
            assert places(other) == places(first), name
            scores = [span.score for span in other]
            assert scores == pytest.approx([span.score for span in first], abs=1e-3), name


def test_find_scores_are_those_of_the_model_run_by_hand(tiny_folder):
    text = "Der Präsident reiste am Mittwoch."
    model = weights.named(str(tiny_folder))
    tokenizer = AutoTokenizer.from_pretrained(tiny_folder)
    coded = tokenizer(QUESTION, text, return_tensors="pt", return_offsets_mapping=True)
    inside = [at for at, part in enumerate(coded.sequence_ids(0)) if part == 1]
    offsets = coded.pop("offset_mapping")[0].tolist()
    # With all that the tokenizer gives, segments included: BERT was trained with them.
    with torch.inference_mode():
        out = BertForQuestionAnswering.from_pretrained(tiny_folder).eval()(**coded)
    starts, ends = out.start_logits[0], out.end_logits[0]
    # The best one with a word in it: the vocabulary is another each time, and so is what is best.
    score, first, last = max(
        (float(starts[i] + ends[j]), i, j)
        for i in inside
        for j in inside
        if i <= j and text[offsets[i][0] : offsets[j][1]].strip(".")
    )
    (spans,) = model.find(QUESTION, [text], most=1)
    assert [span.score for span in spans] == pytest.approx(
        [score - float(starts[0] + ends[0])], abs=1e-4
    )
    assert places(spans) == [_trimmed(text, offsets[first][0], offsets[last][1])]


# What holds for the bundled one only.


def test_find_bundled_finds_the_present(bundled):
    (spans,) = bundled.find(QUESTION, [GERMAN])
    assert "Teeservice" in GERMAN[spans[0].start : spans[0].end]
    assert spans[0].score > 0


def test_find_bundled_reads_a_long_passage_to_its_end(bundled):
    text = PASSAGES["long"]
    spans, elsewhere = bundled.find(QUESTION, [text, text.removesuffix(GERMAN)])
    assert "Teeservice" in text[spans[0].start : spans[0].end]
    assert spans[0].start > len(text) - len(GERMAN)
    assert all(span.score < spans[0].score for span in elsewhere)


def test_bundled_shares_the_word_embeddings_of_the_encoder(bundled, encoder):
    assert bundled._score._words is encoder.parts.words


def test_bundled_leaves_the_encoder_as_it_was(encoder):
    texts = [GERMAN, PASSAGES["long"]]
    before, counts = encoder.encode_passages(texts), encoder.count_tokens(texts)
    bundled_model(encoder).find(QUESTION, texts)
    assert encoder.count_tokens(texts) == counts
    np.testing.assert_array_equal(encoder.encode_passages(texts), before)


def test_bundled_in_float32_scores_as_transformers_does(encoder):
    packed = resources.files("qa.reading").joinpath("reader.safetensors").read_bytes()
    theirs = BertForQuestionAnswering.from_pretrained(unpack())
    state = {
        name: torch.from_numpy(rows) for name, rows in packing.unpacked(unpack_rows(packed)).items()
    }
    theirs.load_state_dict(state, strict=False)
    coded = AutoTokenizer.from_pretrained(unpack())(QUESTION, GERMAN, return_tensors="pt")
    with torch.inference_mode():
        out = theirs.eval()(**coded)
    ids, mask = coded["input_ids"].numpy(), coded["attention_mask"].numpy().astype(np.int32)
    for exact, error in ((True, 1e-3), (False, 0.5)):
        model = weights.assembled(encoder, packed, exact=exact)
        starts, ends = model._score(ids, np.zeros_like(ids), mask)
        np.testing.assert_allclose(starts, out.start_logits.numpy(), atol=error)
        np.testing.assert_allclose(ends, out.end_logits.numpy(), atol=error)


def test_bundled_and_encoder_can_work_at_once(bundled, encoder):
    texts = [GERMAN, PASSAGES["chinese"]]
    work: list[Callable[[], object]] = [
        lambda: bundled.find(QUESTION, texts),
        lambda: encoder.encode_passages(texts).tolist(),
        lambda: encoder.count_tokens(texts),
    ]
    alone = [each() for each in work]
    with ThreadPoolExecutor(6) as pool:
        together = list(pool.map(lambda each: each(), work * 4))
    assert together == alone * 4


# Loading.


def edit_config(folder: Path, **changes: object) -> None:
    file = folder / "config.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | changes))


def cut_weights(folder: Path) -> None:
    file = folder / "model.safetensors"
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def drop_head(folder: Path) -> None:
    file = folder / "model.safetensors"
    kept = {name: each for name, each in load_file(file).items() if "qa_outputs" not in name}
    assert kept
    save_file(kept, file, {"format": "pt"})


def remove(folder: Path, pattern: str) -> None:
    for file in folder.glob(pattern):
        file.unlink()


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(partial(remove, pattern="*"), id="empty folder"),
        pytest.param(partial(remove, pattern="config.json"), id="no config"),
        pytest.param(lambda folder: (folder / "config.json").write_text("{"), id="config cut"),
        pytest.param(lambda folder: (folder / "config.json").write_text("[]"), id="config a list"),
        pytest.param(partial(edit_config, architectures=["BertForMaskedLM"]), id="other kind"),
        pytest.param(partial(edit_config, architectures=None), id="no kind"),
        pytest.param(partial(edit_config, model_type="none-such"), id="unknown model"),
        pytest.param(cut_weights, id="weights cut"),
        pytest.param(partial(remove, pattern="model.safetensors"), id="no weights"),
        pytest.param(drop_head, id="weights without the head"),
        pytest.param(partial(remove, pattern="tokenizer*"), id="no tokenizer"),
    ],
)
def test_named_a_damaged_folder_is_refused_in_one_line(damage, tmp_path):
    folder = tiny_reader(tmp_path / "reader")
    damage(folder)
    with pytest.raises(ModelError) as caught:
        weights.named(str(folder))
    message = str(caught.value)
    assert str(folder) in message
    assert "BELEG_READER" in message
    assert "\n" not in message


@pytest.mark.parametrize("name", ["nobody/no-such-reader", "nowhere/at/all", "/nowhere/at/all"])
def test_named_that_cannot_be_found_is_refused_in_one_line(name):
    with pytest.raises(ModelError) as caught:
        weights.named(name)
    message = str(caught.value)
    assert name in message
    assert "BELEG_READER" in message
    assert "\n" not in message


def test_named_says_nothing(tiny_folder, capfd):
    weights.named(str(tiny_folder))
    assert capfd.readouterr() == ("", "")


def test_bundled_with_another_checksum_is_refused(encoder):
    with pytest.raises(ModelError, match=r"reader\.safetensors") as caught:
        weights.bundled(encoder, sha256="0" * 64)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("file", ["layers.onnx", "head.npy"])
def test_bundled_that_was_damaged_in_the_cache_is_one_line(file, encoder, tmp_path, monkeypatch):
    def damaged(name: str, make: Callable[[Path], None]) -> Path:
        (tmp_path / name).mkdir()
        make(tmp_path / name)
        (tmp_path / name / file).write_bytes(b"cut short")
        return tmp_path / name

    packed = resources.files("qa.reading").joinpath("reader.safetensors").read_bytes()
    monkeypatch.setattr(weights, "made_once", damaged)
    with pytest.raises(ModelError, match="delete that folder") as caught:
        weights.bundled(encoder, sha256=hashlib.sha256(packed).hexdigest())
    assert "\n" not in str(caught.value)


@pytest.fixture(scope="module")
def untrained(encoder) -> dict[str, torch.Tensor]:
    """Random weights for the architecture of the bundled reader."""
    config = AutoConfig.from_pretrained(unpack())
    config.vocab_size = config.pad_token_id + 1
    with torch.random.fork_rng():
        torch.manual_seed(3)
        return BertForQuestionAnswering(config).state_dict()


def test_pack_gives_nearly_the_same_weights_back(untrained):
    unpacked = packing.unpacked(unpack_rows(packing.pack(untrained)))
    assert unpacked.keys() == untrained.keys() - {packing.WORDS}
    for name, rows in unpacked.items():
        given = untrained[name].numpy()
        if given.ndim == 1:
            np.testing.assert_array_equal(rows, given)
        else:
            largest = np.abs(given).max(axis=1, keepdims=True)
            assert (np.abs(rows - given) <= 0.01 * largest).all(), name


def test_pack_keeps_rows_of_zeros_and_of_half_precision():
    rows = torch.tensor([[0.0, 0.0], [1e-3, -5e-4], [3.0, -127.0]], dtype=torch.float16)
    (back,) = packing.unpacked(unpack_rows(packing.pack({"w": rows}))).values()
    assert back.dtype == np.float32
    given = rows.float().numpy()
    assert (np.abs(back - given) <= 0.01 * np.abs(given).max(axis=1, keepdims=True)).all()


def test_pack_leaves_out_the_word_embeddings(untrained):
    assert packing.WORDS in untrained
    assert packing.WORDS not in unpack_rows(packing.pack(untrained))


@pytest.mark.parametrize("change", ["missing", "unknown", "other shape"])
def test_assembled_from_another_architecture_is_refused(change, untrained, encoder):
    changed = dict(untrained)
    if change == "missing":
        del changed["qa_outputs.bias"]
    elif change == "unknown":
        changed["pooler.bias"] = torch.zeros(3)
    else:
        changed["qa_outputs.weight"] = torch.zeros(2, 5)
    with pytest.raises(ModelError, match="no reader") as caught:
        weights.assembled(encoder, packing.pack(changed))
    assert "\n" not in str(caught.value)


def test_assembled_from_another_model_is_refused(tiny_folder, encoder):
    data = packing.pack(load_file(tiny_folder / "model.safetensors"))
    with pytest.raises(ModelError):
        weights.assembled(encoder, data)


def test_assembled_from_no_weights_is_refused(encoder):
    with pytest.raises(ModelError):
        weights.assembled(encoder, save({}))


# The search for spans, without a model.


@st.composite
def windows(draw: st.DrawFn) -> tuple[_Window, np.ndarray, np.ndarray, str]:
    """A window over words, behind a question of one word, with scores for each token."""
    words = draw(st.lists(st.text("abcäж字", min_size=1, max_size=4), min_size=1, max_size=40))
    offsets, text = [], ""
    for word in words:
        text += draw(st.sampled_from(["", " ", "  "]))
        offsets.append((len(text), len(text) + len(word)))
        text += word
    lead = [(0, 0), (0, 3), (0, 0)]
    length = len(lead) + len(words) + 1
    # Few distinct values, so that there are ties.
    elements = st.one_of(st.integers(-3, 3).map(float), st.floats(-20, 20, width=32))
    starts, ends = (draw(arrays(np.float32, length, elements=elements)) for _ in range(2))
    window = _Window(
        0, [1] * length, [0] * length, [*lead, *offsets, (0, 0)], slice(3, 3 + len(words))
    )
    return window, starts, ends, text


def by_brute_force(
    window: _Window, starts: np.ndarray, ends: np.ndarray, most: int
) -> list[tuple[int, int, float]]:
    """All pairs by their score, each taken unless it overlaps one before it."""
    tokens = range(window.inside.start, window.inside.stop)
    pairs = [(first, last) for first in tokens for last in tokens if 0 <= last - first < _LONGEST]
    pairs.sort(key=lambda pair: (-(starts[pair[0]] + ends[pair[1]]), pair))
    taken: list[tuple[int, int]] = []
    for first, last in pairs:
        if all(last < other[0] or other[1] < first for other in taken):
            taken.append((first, last))
    null = float(starts[0] + ends[0])
    return [
        (window.offsets[i][0], window.offsets[j][1], float(starts[i] + ends[j]) - null)
        for i, j in taken[:most]
    ]


@given(windows(), st.integers(1, 6))
def test_best_spans_are_those_of_all_pairs_tried(drawn, most):
    window, starts, ends, text = drawn
    found = list(_best_spans(window, starts, ends, most, [text]))
    assert [(span.start, span.end, span.score) for span in found] == by_brute_force(
        window, starts, ends, most
    )


@given(windows(), st.integers(1, 6))
def test_best_spans_never_overlap_and_come_best_first(drawn, most):
    window, starts, ends, text = drawn
    found = list(_best_spans(window, starts, ends, most, [text]))
    assert found
    assert_sound(found, text, most)
    assert _apart(found, most) == found


TEXTS = st.text('aB7ж字 .,;:!?。、–(){}[]„“”«»‚‘’"\u00a0\n🎉', max_size=30)


@given(TEXTS, st.data())
def test_trimmed_never_grows_and_keeps_letters(text, data):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    left, right = _trimmed(text, start, end)
    assert start <= left <= right <= end
    assert [c for c in text[left:right] if c.isalnum()] == [
        c for c in text[start:end] if c.isalnum()
    ]
    assert text[left:right] == text[left:right].strip()
    assert _trimmed(text, left, right) == (left, right)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (" ein Teeservice. ", "ein Teeservice"),
        ("„Danke“", "„Danke“"),
        ("„Danke", "Danke"),
        ("Danke“,", "Danke"),
        ("(Nordkorea)", "(Nordkorea)"),
        ("Nordkorea)", "Nordkorea"),
        ("der U.S.", "der U.S."),
        ("ein Auto, sagte er", "ein Auto, sagte er"),
        ("茶具。", "茶具"),
        ("هدية؟", "هدية"),
        ("10.000,", "10.000"),
        (" ,;– ", ""),
    ],
)
def test_trimmed_leaves_out_what_stands_around_an_answer(text, kept):
    start, end = _trimmed(text, 0, len(text))
    assert text[start:end] == kept


spans = st.builds(
    lambda start, length, score: Span(start, start + length, score),
    st.integers(0, 50),
    st.integers(1, 12),
    st.floats(-9, 9),
)


@pytest.mark.parametrize(
    ("text", "part", "whole"),
    [
        ("Es sind 17.786.419 Menschen.", ".786", "17.786.419"),
        ("Es sind 17.786.419 Menschen.", "17", "17.786.419"),
        ("um 18:30 Uhr", "18", "18:30"),
        ("mehr Sauerstoff-18 als", "-18", "Sauerstoff-18"),
        ("in den 1970er-Jahren", "1970er", "1970er-Jahren"),
        ("eine Tonne", "nne", "Tonne"),
        ("1, 2 und 3", "1", "1"),
        ("Ende 1999. Neu", "1999", "1999"),
        ("1998–2003 war", "1998", "1998"),
        ("2001年访问莫斯科", "莫斯科", "莫斯科"),
        ("2001年访问莫斯科", "2001", "2001"),
        ("100% sicher", "100", "100"),
    ],
)
def test_whole_words_takes_in_the_rest_of_a_word_or_number(text, part, whole):
    start = text.index(part)
    span = _whole_words(text, Span(start, start + len(part), 1.0))
    assert (text[span.start : span.end], span.score) == (whole, 1.0)


@given(st.lists(spans, max_size=12), st.integers(1, 5))
def test_apart_takes_the_best_that_do_not_overlap(given_spans, most):
    taken = _apart(given_spans, most)
    assert len(taken) <= most
    assert [span.score for span in taken] == sorted((s.score for s in taken), reverse=True)
    for number, span in enumerate(taken):
        assert not any(overlap(span, other) for other in taken[:number])
    if len(taken) < most:
        for left_out in given_spans:
            assert any(
                left_out == span or (overlap(left_out, span) and left_out.score <= span.score)
                for span in taken
            )
