"""Turn the sets into the one file that training reads.

    python -m training.prepare --data ../shared/data --out runs/corpus.npz [--mine news mlqa.de]

Questions that only look answerable are made from those that are, and names are spelled as other
languages would. `--mine` puts the questions of those sets to the embedder, which takes minutes, to
find what an archive would return for them; the others are read beside their neighbours.
"""

import argparse
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

from transformers import AutoTokenizer

from index.model.encoder import load_encoder
from index.model.weights import unpack
from training.learning.mixture import NEWS
from training.material import collection, mining
from training.material.false_questions import names_in, other_name, other_relation, other_spelling
from training.material.sets import Item, Text
from training.material.tokens import tokenised
from training.xquad import DATA

# Shares of the questions that come again with another name or another relation, and that are
# spelled differently. Those on news are near misses enough as they were written.
OTHER_NAMES, OTHER_RELATIONS, OTHER_SPELLINGS = 0.06, 0.06, 0.12


def varied(items: Sequence[Item], random: Random) -> Iterator[Item]:
    """Add questions that only look answerable, and spell names differently."""
    # Nouns are capitalised in German, so most of what looks like a name there is none.
    names = names_in([each for each in items if each.text.language != "de"])
    for item in items:
        if item.source in NEWS or item.answer is None:
            yield item
            continue
        if random.random() < OTHER_NAMES and (made := other_name(item, names, random)):
            yield made
        if random.random() < OTHER_RELATIONS and (made := other_relation(item, random)):
            yield made
        yield other_spelling(item, random) if random.random() < OTHER_SPELLINGS else item


def negatives(items: Sequence[Item], mined: Sequence[str]) -> list[list[Text]]:
    """Give the texts that each item is read beside."""
    found = mining.neighbours(items)
    of_source: dict[str, list[int]] = defaultdict(list)
    for number, item in enumerate(items):
        of_source[item.source].append(number)
    for source in mined:
        numbers = of_source[source]
        every = mining.retrieved([items[each] for each in numbers], load_encoder())
        for number, texts in zip(numbers, every, strict=True):
            found[number] = texts
        print(f"{source}: {sum(map(len, every)):,} texts for {len(numbers):,} questions")
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--out", type=Path, default=Path("runs/corpus.npz"))
    parser.add_argument("--mine", nargs="*", default=[], help="sets whose negatives are retrieved")
    parser.add_argument("--seed", type=int, default=1)
    wanted = parser.parse_args()
    random = Random(wanted.seed)
    items = list(varied(collection.items(wanted.data, random), random))
    tokenizer = AutoTokenizer.from_pretrained(unpack())
    corpus = tokenised(items, negatives(items, wanted.mine), tokenizer)
    wanted.out.parent.mkdir(parents=True, exist_ok=True)
    corpus.save(wanted.out)
    size = wanted.out.stat().st_size / 1e6
    print(
        f"{len(corpus):,} questions, {corpus.answered.mean():.2f} answered, over "
        f"{len(corpus.texts):,} texts of {len(corpus.texts.flat):,} tokens: {size:.1f} MB"
    )


if __name__ == "__main__":
    main()
