"""When do two short answers in two languages mean the same?

    python -m benchmarks.short_answers

Of every third question of XQuAD, the answers in two languages, without those that hold a number or
are spelled alike (`qa/answers/short_answers.py` tells those without a model): they should be one.
The answer to another question of the same article that is likest to it should not. Below that,
pairs of words that are easily mistaken for each other (`CONFUSED`), and translations of them
(`MEANT`). For each cosine from which two would be one: the share of each that would be.
"""

import argparse
import json
from itertools import combinations
from pathlib import Path

import numpy as np
import regex

from index.model.encoder import Encoder, load_encoder
from training.xquad import DATA, paragraphs

LANGUAGES = ("ar", "de", "en", "es", "ru", "tr", "zh")
EVERY = 3
THRESHOLDS = (0.88, 0.89, 0.9, 0.905, 0.91, 0.92, 0.93, 0.935, 0.94, 0.945, 0.95, 0.96)

# Each answers the same question as the other would.
CONFUSED = [
    ("South Korea", "Nordkorea"), ("North Korea", "Südkorea"), ("East Germany", "Westdeutschland"),
    ("Slovakia", "Slowenien"), ("Iraq", "Iran"), ("Latvia", "Litauen"), ("Austria", "Australien"),
    ("Switzerland", "Schweden"), ("Niger", "Nigeria"), ("Northern Ireland", "Irland"),
    ("on Monday", "am Dienstag"), ("Monday", "Dienstag"), ("June", "Juli"), ("morning", "Abend"),
    ("in the north", "im Süden"), ("three", "vier"), ("two people", "drei Menschen"),
    ("the defendant", "der Kläger"), ("his mother", "sein Vater"), ("wife", "Ehemann"),
    ("the buyer", "der Verkäufer"), ("the president", "der Ministerpräsident"),
    ("the foreign minister", "der Innenminister"), ("increase", "Rückgang"), ("yes", "nein"),
    ("Romania", "Bulgarie"), ("le père", "his mother"), ("martes", "Monday"), ("julio", "June"),
    ("la demandada", "the plaintiff"), ("Corea del Sur", "North Korea"),
    ("Южная Корея", "Nordkorea"),
    ("во вторник", "am Montag"), ("Латвия", "Litauen"), ("министр обороны", "foreign minister"),
    ("韩国", "North Korea"), ("星期二", "Monday"), ("Güney Kore", "North Korea"),
    ("salı", "Monday"),
]  # fmt: skip
MEANT = [
    ("South Korea", "Südkorea"), ("North Korea", "Nordkorea"), ("East Germany", "Ostdeutschland"),
    ("Slovakia", "Slowakei"), ("Iraq", "Irak"), ("Latvia", "Lettland"), ("Austria", "Österreich"),
    ("Switzerland", "Schweiz"), ("Niger", "Niger"), ("Northern Ireland", "Nordirland"),
    ("on Monday", "am Montag"), ("Monday", "Montag"), ("June", "Juni"), ("morning", "Morgen"),
    ("in the north", "im Norden"), ("three", "drei"), ("two people", "zwei Menschen"),
    ("the defendant", "der Beklagte"), ("his mother", "seine Mutter"), ("wife", "Ehefrau"),
    ("the buyer", "der Käufer"), ("the president", "der Präsident"),
    ("the foreign minister", "der Außenminister"), ("increase", "Anstieg"), ("yes", "ja"),
    ("Romania", "Roumanie"), ("le père", "his father"), ("martes", "Tuesday"), ("julio", "July"),
    ("la demandada", "the defendant"), ("Corea del Sur", "South Korea"),
    ("Южная Корея", "Südkorea"),
    ("во вторник", "am Dienstag"), ("Латвия", "Lettland"), ("министр обороны", "defence minister"),
    ("韩国", "South Korea"), ("星期二", "Tuesday"), ("Güney Kore", "South Korea"),
    ("salı", "Tuesday"),
    ("Moscow", "Moskau"), ("Vladimir Putin", "Wladimir Putin"), ("Москва", "Moscow"),
    ("a tea set", "ein Teeservice"), ("a tea set", "чайный сервиз"),
]  # fmt: skip

_NUMBER = regex.compile(r"\p{N}")


def cosines(encoder: Encoder, pairs: list[tuple[str, str]]) -> np.ndarray:
    first, second = (encoder.encode_queries([pair[i] for pair in pairs]) for i in (0, 1))
    return (first * second).sum(axis=1)


def answers(data: Path) -> dict[str, list[tuple[str, str]]]:
    """Give, by language, the article and the answer of each question, in one order."""
    return {
        language: [
            (each.title, each.text[start:end])
            for each in paragraphs(data, language, language)
            for _, (start, end) in each.asked
        ][::EVERY]
        for language in LANGUAGES
    }


def of_xquad(data: Path, encoder: Encoder) -> tuple[list[float], list[float]]:
    """Give the cosines of answers that are the same and of those likest to them that are not."""
    every = answers(data)
    titles = np.array([title for title, _ in every["en"]])
    english = np.array([text.casefold() for _, text in every["en"]])
    plain = np.array([not _NUMBER.search(text) for text in english])
    vectors = {
        language: encoder.encode_queries([text for _, text in of]) for language, of in every.items()
    }
    same, other = [], []
    for one, two in combinations(LANGUAGES, 2):
        likeness = vectors[one] @ vectors[two].T
        for i in np.flatnonzero(plain):
            text = english[i]
            if every[one][i][1].casefold() == every[two][i][1].casefold():
                continue
            same.append(float(likeness[i, i]))
            rivals = [
                j
                for j in np.flatnonzero((titles == titles[i]) & plain)
                if text not in english[j] and english[j] not in text
            ]
            if rivals:
                other.append(float(likeness[i, rivals].max()))
    return same, other


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, default=DATA)
    data = parser.parse_args().data
    encoder = load_encoder()
    same, other = of_xquad(data, encoder)
    kinds = {
        "the same answer": np.array(same),
        "the likest other answer": np.array(other),
        "meant": cosines(encoder, MEANT),
        "confused": cosines(encoder, CONFUSED),
    }
    results = {
        str(threshold): {
            name: round(float((values >= threshold).mean()), 3) for name, values in kinds.items()
        }
        for threshold in THRESHOLDS
    }
    print({name: len(values) for name, values in kinds.items()})
    for threshold, shares in results.items():
        print(threshold, shares)
    for name, pairs in (("meant", MEANT), ("confused", CONFUSED)):
        ranked = sorted(zip(kinds[name].tolist(), pairs, strict=True), reverse=name == "confused")
        print(name, *(f"{value:.3f} {one} | {two}" for value, (one, two) in ranked[:8]), sep="\n  ")
    Path(__file__).with_suffix(".json").write_text(json.dumps(results, indent=1) + "\n")


if __name__ == "__main__":
    main()
