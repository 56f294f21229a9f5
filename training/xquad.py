"""XQuAD as folders of articles with questions in any of its languages over text in any other.

Every article becomes one text file, its paragraphs set apart by an empty line, as a news article
would be. Questions and answers are parallel: question i of paragraph j is the same everywhere.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.build import BuildOptions, sync
from index.model.encoder import Encoder
from index.store.generations import Store, open_store

__all__ = [
    "DATA",
    "HELD_OUT",
    "XQUAD_LANGUAGES",
    "Asked",
    "Paragraph",
    "indexed",
    "paragraphs",
    "questions",
    "unanswerable",
]

DATA = Path(__file__).parents[2] / "shared/data"

XQUAD_LANGUAGES = ("ar", "de", "el", "en", "es", "hi", "ro", "ru", "th", "tr", "vi", "zh")

# Never trained on, in any language; what is reported is measured on these.
HELD_OUT = {
    "Warsaw", "Southern_California", "Oxygen", "Fresno,_California", "Yuan_dynasty",
    "American_Broadcasting_Company", "Civil_disobedience", "Prime_number",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, the article id that answers it, and where: `[start, end)` in its text."""

    question: str
    language: str
    title: str
    article_id: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph in one language with its questions in another.

    Attributes:
        title: Of its article.
        text: The paragraph.
        asked: Questions, each with the place of its answer in the text.
    """

    title: str
    text: str
    asked: list[tuple[str, tuple[int, int]]]


def paragraphs(data: Path, asked_in: str, text_in: str) -> Iterator[Paragraph]:
    """Give every paragraph in one language with its questions in another."""
    for asking, article in zip(_read(data, asked_in), _read(data, text_in), strict=True):
        for questions_of, paragraph in zip(
            asking["paragraphs"], article["paragraphs"], strict=True
        ):
            asked = []
            for question, answered in zip(questions_of["qas"], paragraph["qas"], strict=True):
                answer = answered["answers"][0]
                start = answer["answer_start"]
                asked.append((question["question"], (start, start + len(answer["text"]))))
            yield Paragraph(article["title"], paragraph["context"], asked)


def questions(data: Path, asked_in: str, text_in: str) -> Iterator[Asked]:
    """Give every question in one language with its answer's place in another."""
    title, offset = "", 0
    for paragraph in paragraphs(data, asked_in, text_in):
        title, offset = paragraph.title, offset if paragraph.title == title else 0
        for question, (start, end) in paragraph.asked:
            yield Asked(question, asked_in, title, f"{title}.txt", offset + start, offset + end)
        offset += len(paragraph.text) + len(_BREAK)


def unanswerable(data: Path) -> Iterator[tuple[str, str]]:
    """Give the Spanish questions written to look answerable, with the title of their article."""
    title_of = {
        question["id"]: article["title"]
        for article in _read(data, "en")
        for paragraph in article["paragraphs"]
        for question in paragraph["qas"]
    }
    for article in json.loads((data / "squad_dev/v2.es.json").read_text("utf-8"))["data"]:
        for paragraph in article["paragraphs"]:
            titles = {title_of[each["id"]] for each in paragraph["qas"] if each["id"] in title_of}
            for asked in paragraph["qas"] if titles else ():
                if not asked["answers"]:
                    yield min(titles), asked["question"]


def indexed(
    data: Path, language: str, folder: Path, encoder: Encoder, options: BuildOptions | None = None
) -> Store:
    """Write the articles of one language below `folder`, index them and open the index."""
    texts, store = folder / language, folder / f"{language}.beleg"
    texts.mkdir(parents=True, exist_ok=True)
    for article in _read(data, language):
        text = _BREAK.join(paragraph["context"] for paragraph in article["paragraphs"])
        (texts / f"{article['title']}.txt").write_bytes(text.encode())
    sync(store, [texts], encoder=encoder, options=options)
    return open_store(store, encoder.identity)


_BREAK = "\n\n"


def _read(data: Path, language: str) -> list[dict[str, Any]]:
    file = data / f"xquad/xquad.{language}.json"
    if not file.exists():
        raise SystemExit(f"{file} is missing; name the folder that holds xquad/ with --data")
    articles: list[dict[str, Any]] = json.loads(file.read_text("utf-8"))["data"]
    return articles
