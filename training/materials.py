"""The question sets the reader learns from, as one stream of items.

Every set is read as it is distributed; what is measured on (`xquad.HELD_OUT`) is left out in every
language, found by the ids of its questions, because translations carry translated titles.
"""

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from training.xquad import HELD_OUT

__all__ = [
    "XQUAD_LANGUAGES",
    "Item",
    "Text",
    "held_out_ids",
    "qamr",
    "qed",
    "squad",
    "unanswerable_xquad",
    "xquad_pairs",
]

XQUAD_LANGUAGES = ("ar", "de", "el", "en", "es", "hi", "ro", "ru", "th", "tr", "vi", "zh")

_TOKENISED = {"-LRB-": "(", "-RRB-": ")", "-LSB-": "[", "-RSB-": "]", "``": '"', "''": '"'}


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph in its language."""

    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Item:
    """A question over a text.

    Attributes:
        question: As it is asked.
        text: The paragraph it is asked of.
        answer: Where its answer stands in the paragraph, or None where it has none.
        others: Further paragraphs of the same article, which do not answer it.
        source: The set it comes from.
        near: A place that is to be read, where there is no answer.
    """

    question: str
    text: Text
    answer: tuple[int, int] | None
    others: tuple[Text, ...]
    source: str
    near: tuple[int, int] | None = None


def squad(file: Path, language: str, held_out: frozenset[str]) -> Iterator[Item]:
    """Read a file in SQuAD form, without the articles that hold a question of `held_out`."""
    for article in _articles(file):
        paragraphs = article["paragraphs"]
        if held_out & {asked["id"] for each in paragraphs for asked in each["qas"]}:
            continue
        texts = [Text(each["context"], language) for each in paragraphs]
        # The neighbours are the likeliest to speak of the same thing.
        for place, paragraph in enumerate(paragraphs):
            others = (*texts[max(0, place - 4) : place], *texts[place + 1 : place + 5])
            for asked in paragraph["qas"]:
                yield Item(asked["question"], texts[place], _answer(asked), others, file.stem)


def held_out_ids(data: Path) -> frozenset[str]:
    """Give the ids of the questions that are measured on, the same in every translation."""
    return frozenset(
        asked["id"]
        for article in _articles(data / "xquad/xquad.en.json")
        if article["title"] in HELD_OUT
        for paragraph in article["paragraphs"]
        for asked in paragraph["qas"]
    )


def xquad_pairs(data: Path, random: Random, *, of_each: int) -> Iterator[Item]:
    """Ask every question of XQuAD in `of_each` pairs of a language and a text's language.

    Three pairs of English and German are always among them, for news archives to be asked in
    another language; the others are drawn at random, German and English texts more often.
    """
    by_language = {each: _articles(data / f"xquad/xquad.{each}.json") for each in XQUAD_LANGUAGES}
    for number, article in enumerate(by_language["en"]):
        if article["title"] in HELD_OUT:
            continue
        for place, paragraph in enumerate(article["paragraphs"]):
            for index in range(len(paragraph["qas"])):
                pairs = {("en", "de"), ("de", "de"), ("en", "en")}
                while len(pairs) < of_each:
                    asked_in = random.choice(XQUAD_LANGUAGES)
                    pairs.add((asked_in, random.choice(("de", "de", "en", *XQUAD_LANGUAGES))))
                for asked_in, text_in in sorted(pairs):
                    asked = by_language[asked_in][number]["paragraphs"][place]["qas"][index]
                    texts = [
                        Text(each["context"], text_in)
                        for each in by_language[text_in][number]["paragraphs"]
                    ]
                    answered = by_language[text_in][number]["paragraphs"][place]["qas"][index]
                    others = tuple(texts[:place] + texts[place + 1 :])
                    yield Item(asked["question"], texts[place], _answer(answered), others, "xquad")


def unanswerable_xquad(data: Path, languages: tuple[str, ...]) -> Iterator[Item]:
    """Ask the Spanish questions written to be unanswerable of the same paragraphs elsewhere."""
    place_of = _places(_articles(data / "xquad/xquad.en.json"))
    by_language = {each: _articles(data / f"xquad/xquad.{each}.json") for each in languages}
    for article in _articles(data / "squad_dev/v2.es.json"):
        for paragraph in article["paragraphs"]:
            known = {place_of[each["id"]] for each in paragraph["qas"] if each["id"] in place_of}
            for number, place in known:
                for asked in paragraph["qas"]:
                    for language in () if asked["answers"] else languages:
                        found = by_language[language][number]["paragraphs"][place]
                        text = Text(found["context"], language)
                        yield Item(asked["question"], text, None, (), "xquad unanswerable")


def qamr(data: Path) -> Iterator[Item]:
    """Read QAMR: questions on one sentence, with the document's other sentences around it."""
    sentences: dict[str, tuple[str, list[tuple[int, int]]]] = {}
    of_document: dict[str, list[str]] = defaultdict(list)
    for line in _lines(data / "qamr/sentences.tsv"):
        if len(line) == 2:
            sentences[line[0]] = _detokenised(line[1].split(" "))
            of_document[line[0].rsplit(":", 2)[0]].append(line[0])
    for name in ("dev", "test"):
        for line in _lines(data / f"qamr/{name}.tsv"):
            tokens = sorted(map(int, line[6].split()))
            if line[0] not in sentences or not tokens:
                continue
            sentence, places = sentences[line[0]]
            if tokens != list(range(tokens[0], tokens[-1] + 1)) or tokens[-1] >= len(places):
                continue  # an answer in pieces has no one place
            document = of_document[line[0].rsplit(":", 2)[0]]
            others = tuple(Text(sentences[key][0], "en") for key in document if key != line[0])
            answer = places[tokens[0]][0], places[tokens[-1]][1]
            yield Item(line[5], Text(sentence, "en"), answer, others, "qamr")


def qed(data: Path) -> Iterator[Item]:
    """Read QED: what people typed into a search engine, with the paragraph that answers it."""
    for line in (data / "qed/dev.jsonl").read_text("utf-8").splitlines():
        asked = json.loads(line)
        spans = [each for answers in asked["original_nq_answers"] for each in answers]
        if spans:
            span = min(spans, key=lambda each: each["end"] - each["start"])
            text = Text(asked["paragraph_text"], "en")
            yield Item(asked["question_text"], text, (span["start"], span["end"]), (), "qed")


def _places(english: list[dict[str, Any]]) -> dict[str, tuple[int, int]]:
    """Give article and paragraph of the questions of XQuAD that may be learned from, by id."""
    return {
        asked["id"]: (number, place)
        for number, article in enumerate(english)
        for place, paragraph in enumerate(article["paragraphs"])
        for asked in paragraph["qas"]
        if article["title"] not in HELD_OUT
    }


def _detokenised(tokens: list[str]) -> tuple[str, list[tuple[int, int]]]:
    """Join tokens as they would be written; give the text and every token's place in it."""
    text, places, opened = "", [], False
    for token in tokens:
        written = _TOKENISED.get(token, token)
        closing = token in {".", ",", ";", ":", "!", "?", "%", "-RRB-", "-RSB-", "''", "n't"}
        if written == '"':
            closing, opened = opened, not opened
        if text and not closing and text[-1] not in "([" and not written.startswith("'"):
            text += "" if text[-1] == '"' and opened and written != '"' else " "
        places.append((len(text), len(text) + len(written)))
        text += written
    return text, places


def _answer(asked: dict[str, Any]) -> tuple[int, int] | None:
    if not asked["answers"]:
        return None
    first = asked["answers"][0]
    return first["answer_start"], first["answer_start"] + len(first["text"])


def _articles(file: Path) -> list[dict[str, Any]]:
    articles: list[dict[str, Any]] = json.loads(file.read_text("utf-8"))["data"]
    return articles


def _lines(file: Path) -> Iterator[list[str]]:
    for line in file.read_text("utf-8").splitlines():
        yield line.split("\t")
