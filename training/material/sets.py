"""The question sets the reader learns from, as items: a question over a text, and its answer.

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

from training.xquad import HELD_OUT, XQUAD_LANGUAGES

__all__ = [
    "Item",
    "Text",
    "dossiers",
    "held_out_ids",
    "mlqa",
    "news",
    "qamr",
    "qed",
    "squad",
    "unanswerable_xquad",
    "xquad_pairs",
]

_TOKENISED = {"-LRB-": "(", "-RRB-": ")", "-LSB-": "[", "-RSB-": "]", "``": '"', "''": '"'}
_AROUND = 6  # sentences of its document around one of QAMR


@dataclass(frozen=True, slots=True)
class Text:
    """A text in its language."""

    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Item:
    """A question over a text.

    Attributes:
        question: As it is asked.
        text: What it is asked of.
        answer: Where its answer stands in the text, or None where it has none.
        source: The set it comes from.
        article: What the texts of one article, or the reports of one event, have in common.
        silent: Texts about the same thing that do not answer it.
        near: A place that is to be read, where there is no answer.
    """

    question: str
    text: Text
    answer: tuple[int, int] | None
    source: str
    article: str
    silent: tuple[Text, ...] = ()
    near: tuple[int, int] | None = None


def news(file: Path, source: str = "news") -> Iterator[Item]:
    """Read questions on news articles, an article a line."""
    for number, line in enumerate(_objects(file)):
        text = Text(line["text"], line["language"])
        for asked in line["questions"]:
            start = asked["start"]
            place = None if start is None else (start, start + len(asked["answer"]))
            yield Item(asked["question"], text, place, source, f"{file.stem} {number}")


def dossiers(file: Path) -> Iterator[Item]:
    """Read questions on several reports of one event, each answered or not by each report."""
    for number, line in enumerate(_objects(file)):
        texts = [Text(each["text"], each["language"]) for each in line["passages"]]
        for asked in line["questions"]:
            told = list(zip(texts, asked["answers"], strict=True))
            silent = tuple(text for text, answer in told if answer is None)
            for text, answer in told:
                if answer is None and len(silent) < len(told):
                    continue  # read beside a report that answers
                place = answer and (answer["start"], answer["start"] + len(answer["text"]))
                beside = silent if answer else ()
                article = f"{file.stem} {number}"
                yield Item(asked["question"], text, place, "news", article, beside)


def squad(file: Path, language: str, held_out: frozenset[str]) -> Iterator[Item]:
    """Read a file in SQuAD form, without the articles that hold a question of `held_out`."""
    for number, article in enumerate(_articles(file)):
        paragraphs = article["paragraphs"]
        if held_out & {asked["id"] for each in paragraphs for asked in each["qas"]}:
            continue
        for paragraph in paragraphs:
            text = Text(paragraph["context"], language)
            for asked in paragraph["qas"]:
                question, name = asked["question"].strip(), f"{file.stem} {number}"
                yield Item(question, text, _answer(asked), file.stem, name)


def mlqa(file: Path, language: str, random: Random, *, of_each: int = 2) -> Iterator[Item]:
    """Ask every question of MLQA in English and the text's language, where it is there, or others.

    Args:
        file: Paragraphs in one language.
        language: Theirs.
        random: Draws the other languages.
        of_each: In how many languages a question is asked.
    """
    for number, article in enumerate(_articles(file)):
        for paragraph in article["paragraphs"]:
            text = Text(paragraph["context"], language)
            for asked in paragraph["qas"]:
                in_ = asked["questions"]
                first = [each for each in ("en", language) if each in in_]
                others = sorted(in_.keys() - set(first))
                random.shuffle(others)
                for each in (first + others)[: max(of_each, len(first))]:
                    name = f"mlqa.{language} {number}"
                    yield Item(in_[each], text, _answer(asked), f"mlqa.{language}", name)


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
                    within = by_language[text_in][number]["paragraphs"][place]
                    text, answer = Text(within["context"], text_in), _answer(within["qas"][index])
                    name = f"xquad.{text_in} {number}"
                    yield Item(asked["question"], text, answer, "xquad", name)


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
                        text, name = Text(found["context"], language), f"xquad.{language} {number}"
                        yield Item(asked["question"], text, None, "xquad unanswerable", name)


def qamr(data: Path, random: Random) -> Iterator[Item]:
    """Read QAMR: questions on one sentence, with some of the document's others around it."""
    sentences: dict[str, tuple[str, list[tuple[int, int]]]] = {}
    of_document: dict[str, list[str]] = defaultdict(list)
    for line in _lines(data / "qamr/sentences.tsv"):
        if len(line) == 2:
            sentences[line[0]] = _detokenised(line[1].split(" "))
            of_document[line[0].rsplit(":", 2)[0]].append(line[0])
    surrounded: dict[str, tuple[Text, int]] = {}
    for name in ("dev", "test"):
        for line in _lines(data / f"qamr/{name}.tsv"):
            key, tokens = line[0], sorted(map(int, line[6].split()))
            if key not in sentences or not tokens:
                continue
            sentence, places = sentences[key]
            if tokens != list(range(tokens[0], tokens[-1] + 1)) or tokens[-1] >= len(places):
                continue  # an answer in pieces has no one place
            if key not in surrounded:
                others = [each for each in of_document[key.rsplit(":", 2)[0]] if each != key]
                around = [sentences[each][0] for each in others[:_AROUND]]
                before = around[: random.randrange(len(around) + 1)]
                shift = sum(len(each) + 1 for each in before)
                text = " ".join([*before, sentence, *around[len(before) :]])
                surrounded[key] = Text(text, "en"), shift
            text_, shift = surrounded[key]
            answer = places[tokens[0]][0] + shift, places[tokens[-1]][1] + shift
            yield Item(line[5], text_, answer, "qamr", f"qamr {key}")


def qed(data: Path) -> Iterator[Item]:
    """Read QED: what people typed into a search engine, with the paragraph that answers it."""
    for number, asked in enumerate(_objects(data / "qed/dev.jsonl")):
        spans = [each for answers in asked["original_nq_answers"] for each in answers]
        if spans:
            span = min(spans, key=lambda each: each["end"] - each["start"])
            text = Text(asked["paragraph_text"], "en")
            yield Item(
                asked["question_text"], text, (span["start"], span["end"]), "qed", f"qed {number}"
            )


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


def _objects(file: Path) -> Iterator[dict[str, Any]]:
    with file.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)
