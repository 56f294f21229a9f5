"""Questions to an archive of articles, and the passages that retrieval finds for each of them.

    python -m training.archive --data ../shared/data --golden ../shared/golden --out runs/hits

In: `news.jsonl` with its articles, or the held questions of `news_qa`. Out: `Asked` records with
places that answer, and the hits of the bot for each, kept in a file: retrieval does not depend on
the reader, so a reader is tried on them without an index.
"""

import argparse
import csv
import json
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from index.build import sync
from index.model.encoder import load_encoder
from index.records import Citation, Hit, Label
from qa.bot import Bot
from qa.questions.kinds import Kind
from qa.questions.question import Question, understand
from qa.reading.reader import load_reader
from qa.retrieval import PASSAGES_READ
from training import news_qa
from training.xquad import DATA

__all__ = ["Archive", "Asked", "Found", "found", "found_in", "held_archive", "news_archive"]

HELD = ("passages", "articles", "wikinews", "dossiers")
OWN = Path(news_qa.__file__).with_name("papers")  # of this project alone
OTHERS = 5  # every fifth text of those to learn from stands between the held ones, as in an archive


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to an archive.

    Attributes:
        question: As it is asked.
        language: ISO 639 code of the question.
        kind: `fact`, `reason`, `yes-no` or `topic`, as whoever wrote it says.
        places: What answers it, `(article, start, end)`; none where the archive does not.
        answers: Words that answer it, several as good.
        about: Articles that it was written for, where they are known.
    """

    question: str
    language: str
    kind: str
    places: tuple[tuple[str, int, int], ...]
    answers: tuple[str, ...]
    about: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Archive:
    """Articles by their file names, and questions to them."""

    texts: dict[str, str]
    asked: list[Asked]


@dataclass(frozen=True, slots=True)
class Found:
    """A question with what the bot understood of it, and the passages it would read."""

    asked: Asked
    question: Question
    hits: list[Hit]

    @property
    def stands_alone(self) -> bool:
        """Whether the question says enough to be put to an archive: its article is found."""
        return any(hit.article.id in self.asked.about for hit in self.hits)


def news_archive(golden: Path, articles: Path) -> Archive:
    """Read the questions to newspaper articles.

    Args:
        golden: `news.jsonl`, one question a line.
        articles: `news_de.csv`, whose line NNNN is the article `nNNNN.txt`.
    """
    with articles.open(encoding="utf-8", newline="") as lines:
        rows = csv.reader(lines, delimiter=";", quotechar="'")
        texts = {f"n{number:04}.txt": row[1] for number, row in enumerate(rows)}
    asked = []
    for each in _lines(golden):
        places = tuple(
            (each["article"], place["start"], place["start"] + len(place["text"]))
            for place in each["evidence"]
        )
        answers, about = tuple(each["answers"]), (each["article"],)
        asked.append(
            Asked(each["question"], each["language"], each["kind"], places, answers, about)
        )
    return Archive(texts, asked)


def held_archive(folder: Path, own: Path = OWN) -> Archive:
    """Read the held questions of `news_qa`, with other texts around theirs.

    Args:
        folder: `news_qa`.
        own: What the names of the files begin with that only this project has.
    """
    texts: dict[str, str] = {}
    known: dict[str, str] = {}
    asked: list[Asked] = []

    def article(text: str, name: str) -> str:
        """Give the name of a text; one that stands in two files is one article."""
        if text not in known:
            known[text] = name
            texts[name] = text
        return known[text]

    for file in (*(folder / kind for kind in HELD), own):
        kind = file.name
        for number, each in enumerate(_lines(file.with_name(f"{kind}.held.jsonl"))):
            held = each.get("passages", [each])
            names = [
                article(passage["text"], f"{kind}-{number}-{place}.txt")
                for place, passage in enumerate(held)
            ]
            asked += [_asked(question, names) for question in each["questions"]]
        for number, each in enumerate(_lines(file.with_name(f"{kind}.train.jsonl"))):
            if number % OTHERS == 0 and "text" in each:
                article(each["text"], f"other-{kind}-{number}.txt")
    return Archive(texts, asked)


def _asked(question: dict[str, Any], names: Sequence[str]) -> Asked:
    answers = question.get("answers")
    if answers is None:
        start, text = question["start"], question["answer"]
        answers = [None if start is None else {"start": start, "text": text}]
    right = [(name, each) for name, each in zip(names, answers, strict=True) if each]
    return Asked(
        question["question"],
        question["language"],
        question["kind"],
        tuple((name, each["start"], each["start"] + len(each["text"])) for name, each in right),
        tuple(each["text"] for _, each in right),
        tuple(names),
    )


def found(archive: Archive, cache: Path) -> list[Found]:
    """Give the passages that the bot reads for each question; kept in `cache`, found once."""
    if not cache.exists():
        lines = [json.dumps(_packed(each), ensure_ascii=False) for each in _retrieved(archive)]
        cache.parent.mkdir(parents=True, exist_ok=True)
        new = cache.with_suffix(".new")
        new.write_text("\n".join(lines) + "\n", encoding="utf-8")
        new.replace(cache)
    return found_in(cache)


def found_in(cache: Path) -> list[Found]:
    """Read what `found` has kept."""
    if not cache.exists():
        raise SystemExit(f"{cache} is missing; write it with: python -m training.archive")
    return [_unpacked(each) for each in _lines(cache)]


def _retrieved(archive: Archive) -> Iterator[Found]:
    encoder = load_encoder()
    with tempfile.TemporaryDirectory() as folder:
        texts, store = Path(folder) / "texts", Path(folder) / "store"
        texts.mkdir()
        for name, text in archive.texts.items():
            (texts / name).write_bytes(text.encode())
        sync(store, [texts], encoder=encoder)
        bot = Bot(store, encoder, load_reader(encoder))
        for each in archive.asked:
            yield Found(each, understand(each.question), bot.retrieve(each.question, PASSAGES_READ))


def _packed(each: Found) -> dict[str, Any]:
    # The path is that of a folder which is gone.
    hits = [replace(hit, article=replace(hit.article, path="")) for hit in each.hits]
    return asdict(replace(each, hits=hits))


def _unpacked(fields: dict[str, Any]) -> Found:
    asked, question = fields["asked"], fields["question"]
    places = tuple((name, start, end) for name, start, end in asked["places"])
    return Found(
        Asked(
            **{
                **asked,
                "places": places,
                "answers": tuple(asked["answers"]),
                "about": tuple(asked["about"]),
            }
        ),
        Question(
            **{
                **question,
                "kind": Kind(question["kind"]),
                "articles": tuple(question["articles"]),
            }
        ),
        [
            Hit(
                **{
                    **hit,
                    "article": Citation(**hit["article"]),
                    "label": Label(hit["label"]),
                    "sentences": tuple((start, end) for start, end in hit["sentences"]),
                }
            )
            for hit in fields["hits"]
        ],
    )


def _lines(file: Path) -> Iterator[dict[str, Any]]:
    with file.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--golden", type=Path, default=DATA.parent / "golden")
    parser.add_argument("--out", type=Path, default=Path("runs/hits"))
    wanted = parser.parse_args()
    archives = {
        "held": held_archive(wanted.data / "news_qa"),
        "news": news_archive(wanted.golden / "news.jsonl", wanted.data / "news_de/news_de.csv"),
    }
    for name, archive in archives.items():
        every = found(archive, wanted.out / f"{name}.jsonl")
        print(f"{name}: {len(every):,} questions to {len(archive.texts):,} articles", flush=True)


if __name__ == "__main__":
    main()
