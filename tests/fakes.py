"""Small deterministic stand-ins; each shares a contract test with the real one."""

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from index.build import sync
from index.model.encoder import Encoder, ModelIdentity
from index.records import Citation, Hit, Label
from qa.questions.kinds import Kind
from qa.questions.question import Question
from qa.reading.protocol import Reading

__all__ = [
    "CountingEncoder",
    "HashEncoder",
    "WordReader",
    "ask",
    "enter",
    "hit_of",
    "question_of",
    "store_of",
    "tiny_reader",
]

_TINY_TEXTS = (
    "Der Präsident reiste am Mittwoch nach Nordkorea und schenkte Kim ein Teeservice.",
    "Die Brücke ist gesperrt; sie wird 2027 wieder geöffnet, sagte der Sprecher.",
    "The bakery in Main Street closes in May. Who opened the bridge, and when?",
    "Президент приехал в Пхеньян. 普京访问平壤。 وصل الرئيس إلى بيونغ يانغ.",
)


class HashEncoder:
    """An `Encoder` without a model: texts that share words have similar vectors."""

    def __init__(self, dimension: int = 64, max_tokens: int = 507) -> None:
        self.max_tokens = max_tokens
        self.identity = ModelIdentity(
            name="hash-encoder",
            checksum=hashlib.sha256(b"hash-encoder").hexdigest(),
            dimension=dimension,
            query_prompt="query: ",
            passage_prompt="passage: ",
        )

    def encode_queries(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        return self._encode(self.identity.query_prompt, texts)

    def encode_passages(
        self, texts: Sequence[str], *, progress: Callable[[int], None] | None = None
    ) -> npt.NDArray[np.float32]:
        vectors = self._encode(self.identity.passage_prompt, texts)
        if progress is not None and texts:
            progress(len(texts))
        return vectors

    def encode_tokens(
        self, texts: Sequence[str], *, queries: bool = False
    ) -> list[npt.NDArray[np.float32]]:
        words = [re.findall(r"\w+", text.casefold()) or [""] for text in texts]
        return [np.stack([self._of_word(word) for word in each]) for each in words]

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Count pieces of up to four letters, and signs: about as many as a real tokenizer does."""
        return [len(re.findall(r"\w{1,4}|[^\w\s]", text)) for text in texts]

    def _encode(self, prompt: str, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        vectors = np.zeros((len(texts), self.identity.dimension), np.float32)
        for vector, text in zip(vectors, texts, strict=True):
            # The prompt is a word as well: so no text is empty, and queries are not passages.
            for word in re.findall(r"\w+", (prompt + text).casefold()):
                vector += self._of_word(word)
            vector /= np.linalg.norm(vector)
        return vectors

    def _of_word(self, word: str) -> npt.NDArray[np.float32]:
        seed = int.from_bytes(hashlib.sha256(word.encode()).digest()[:8], "little")
        return np.random.default_rng(seed).standard_normal(self.identity.dimension, np.float32)


class CountingEncoder(HashEncoder):
    """Remembers which passages it was asked to encode."""

    def __init__(self, dimension: int = 16, max_tokens: int = 507) -> None:
        super().__init__(dimension, max_tokens)
        self.encoded: list[str] = []

    def encode_passages(
        self, texts: Sequence[str], *, progress: Callable[[int], None] | None = None
    ) -> npt.NDArray[np.float32]:
        self.encoded += texts
        return super().encode_passages(texts, progress=progress)


class WordReader:
    """A `Reader` that takes every sentence with a word in it for an answer, whatever is asked."""

    def __init__(self, word: str = "") -> None:
        self._word = word

    def threshold(self, question: Question) -> float:
        return 0.0

    def read(self, question: Question, hits: Sequence[Hit]) -> list[Reading]:
        return [
            Reading(hit, start, end, 0.9, (start, min(start + 9, end)))
            for hit in hits
            for start, end in hit.sentences
            if self._word in hit.text[start - hit.start : end - hit.start]
        ]


def tiny_reader(folder: Path, architecture: str = "Bert") -> Path:
    """Save a question-answering model with random weights, and its own tokenizer, in `folder`.

    `architecture` is what transformers calls it: Bert, XLMRoberta, DebertaV2.
    """
    import torch
    import transformers
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors, trainers
    from transformers import PreTrainedTokenizerFast

    special = {"pad": "[PAD]", "unk": "[UNK]", "cls": "[CLS]", "sep": "[SEP]"}
    tokenizer = Tokenizer(models.WordPiece(unk_token=special["unk"]))
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    trainer = trainers.WordPieceTrainer(
        vocab_size=300, special_tokens=list(special.values()), show_progress=False
    )
    tokenizer.train_from_iterator(_TINY_TEXTS, trainer)
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[(name, tokenizer.token_to_id(name)) for name in ("[CLS]", "[SEP]")],
    )
    config = getattr(transformers, f"{architecture}Config")(
        vocab_size=tokenizer.get_vocab_size(),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=514,
        pad_token_id=0,
        # Far apart, so that two spans hardly ever have the same score.
        initializer_range=0.5,
    )
    with torch.random.fork_rng():
        torch.manual_seed(7)
        model = getattr(transformers, f"{architecture}ForQuestionAnswering")(config)
    model.save_pretrained(folder)
    names: dict[str, Any] = {f"{key}_token": name for key, name in special.items()}
    names["model_input_names"] = ["input_ids", "attention_mask"]
    if architecture != "XLMRoberta":
        names["model_input_names"].append("token_type_ids")
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, model_max_length=512, **names
    ).save_pretrained(folder)
    return folder


def store_of(folder: Path, texts: Mapping[str, str], encoder: Encoder | None = None) -> Path:
    """Write texts into the files `folder/news` that they are named after, and index those."""
    for name, text in texts.items():
        file = folder / "news" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="")
    sync(folder / "store", [folder / "news"], encoder=encoder or HashEncoder())
    return folder / "store"


def enter(tab: Any, question: str) -> None:
    """Type a question into the page that a tab shows, and send it."""
    tab.fill("#question textarea", question)
    tab.press("#question textarea", "Enter")


def ask(tab: Any, question: str) -> None:
    """Ask on the page that a tab shows, and wait until all was read and the evidence is there.

    On a small screen the evidence is there too, if folded.
    """
    enter(tab, question)
    evidence = tab.locator(".evidence .asked", has_text=question)
    evidence.wait_for(timeout=60_000, state="attached")
    tab.locator("#conversation .waiting").wait_for(timeout=60_000, state="detached")


def hit_of(
    *sentences: str,
    lead: str = "",
    score: float = 0.0,
    label: Label = Label.BODY,
    language: str = "de",
    name: str = "a.txt",
) -> Hit:
    """Make a passage of these sentences, behind the `lead` of its article."""
    start = at = len(lead)
    spans = []
    for sentence in sentences:
        spans.append((at, at + len(sentence)))
        at += len(sentence) + 1
    text = " ".join(sentences)
    citation = Citation(name, "Title", f"/{name}", language=language)
    return Hit(1, score, start, start + len(text), text, citation, label, tuple(spans), language)


def question_of(kind: Kind = Kind.FACT, language: str = "en") -> Question:
    return Question("what did Putin give Kim", "what did Putin give Kim", language, kind)
