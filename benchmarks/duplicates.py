"""Are copies of an article found, and only copies? And how long do 100,000 articles take?

    python -m benchmarks.duplicates [--data DIR] [--scale 100000]

Stories: 500 German newspaper articles (10kGNAD) and the paragraphs of XQuAD in five languages, each
taken for a story; those next to each other tell of the same subject and are distinct. Of every
story copies are made, one kind at a time, and clustered together with all stories. Pairs: a copy
is found when it is in the cluster of its story; a pair is wrong when its articles are of two
stories. The traps have no copies in them: every pair that is found there is wrong.

The thresholds were chosen on the first, third, fifth … story; everything else is measured on the
others. With `pip install datasketch` the sketch is compared with MinHash of k functions.
"""

import argparse
import json
import platform
import random
import resource
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np

from index import content
from index.copies import duplicates, signatures
from index.copies.duplicates import clusters
from index.copies.signatures import hashes, reach, signature
from index.language import sentences
from index.records import Span

DATA = Path(__file__).parents[2] / "shared/data"
LANGUAGES = ("en", "ru", "zh", "ar", "th")
# What a dozen rows of the newspaper consist of but for a sentence: no stories, but a real trap.
NOTICE = "Der Volltext dieses auf Agenturmeldungen basierenden Artikels"
# Paragraphs of fewer sentences are hardly the same story when the first one is another.
FEWEST_SENTENCES = 4


@dataclass(frozen=True)
class Story:
    """A story, or a copy of one, in sentences."""

    language: str
    headline: str
    lines: tuple[str, ...]

    @property
    def glue(self) -> str:
        """What stands between two sentences."""
        return "" if self.language == "zh" else " "

    def text(self) -> str:
        """Write it as a file: headline, then paragraphs of three sentences or eight clauses."""
        size = 8 if self.language == "th" else 3
        parts = [self.lines[i : i + size] for i in range(0, len(self.lines), size)]
        return "\n\n".join([self.headline, *(self.glue.join(part) for part in parts)])


def story(text: str, language: str) -> Story:
    if language == "th":  # has no sign for the end of a sentence; clauses end in a space
        lines = tuple(text.split())
    else:
        lines = tuple(text[a:b] for a, b in sentences(text, Span(0, len(text)), language))
    return Story(language, lines[0][:60].strip(" .,。،"), lines)


def newspaper(data: Path) -> tuple[list[Story], list[str]]:
    """Give the stories, and the texts that are little more than a notice."""
    rows = (data / "news_de/news_de.csv").read_text("utf-8").splitlines()
    texts = [row.split(";", 1)[1].strip("'") for row in rows]
    stories = [story(text, "de") for text in texts if NOTICE not in text]
    kept = [each for each in stories if len(each.lines) >= FEWEST_SENTENCES]
    return kept, [text for text in texts if NOTICE in text]


def read(data: Path) -> dict[str, list[Story]]:
    groups = {"de": newspaper(data)[0]}
    for language in LANGUAGES:
        articles = json.loads((data / f"xquad/xquad.{language}.json").read_text("utf-8"))["data"]
        texts = [each["context"] for article in articles for each in article["paragraphs"]]
        found = [story(text, language) for text in texts]
        groups[language] = [each for each in found if len(each.lines) >= FEWEST_SENTENCES]
    return groups


@cache
def spans(text: str) -> tuple[Span, ...]:
    return content.spans(text)


def signed(text: str) -> bytes:
    return signature(text, spans(text))


# Copies. Each is made from a story, another one that lends its words, and a source of chance.


def shortened(own: Story, _other: Story, _chance: random.Random) -> Story:
    return replace(own, lines=own.lines[: max(1, round(0.6 * len(own.lines)))])


def thinned(own: Story, _other: Story, chance: random.Random) -> Story:
    kept = sorted(chance.sample(range(len(own.lines)), max(1, round(0.6 * len(own.lines)))))
    return replace(own, lines=tuple(own.lines[i] for i in kept))


def other_lead(own: Story, other: Story, _chance: random.Random) -> Story:
    return replace(own, lines=(other.lines[0], *own.lines[1:]))


def other_headline(own: Story, other: Story, _chance: random.Random) -> Story:
    return replace(own, headline=other.headline)


def local_addition(own: Story, other: Story, chance: random.Random) -> Story:
    at = chance.randint(1, len(own.lines))
    lent = other.lines[: min(3, -(-len(own.lines) // 5))]
    return replace(own, lines=(*own.lines[:at], *lent, *own.lines[at:]))


def teasers_inside(own: Story, other: Story, _chance: random.Random) -> Story:
    return replace(own, lines=(own.lines[0], f"\n• {other.headline}\n" * 3, *own.lines[1:]))


SIGNS = str.maketrans({'"': "„", "“": "«", "”": "»", "'": "’", "-": "–", "–": " - ", ",": " ,"})


def other_signs(own: Story, _other: Story, _chance: random.Random) -> Story:
    lines = (line.translate(SIGNS).replace(" ", "\u00a0\u200b") for line in own.lines)
    return replace(own, lines=tuple(line[:4] + "\u00ad" + line[4:] for line in lines))


def words_changed(own: Story, other: Story, chance: random.Random) -> Story:
    """Change every twentieth word; in scripts without spaces, two characters of forty."""
    spaced = own.language not in ("zh", "th")
    lent = " ".join(other.lines).split() if spaced else list("".join(other.lines))

    def changed(line: str) -> str:
        units = line.split(" ") if spaced else [line[i : i + 2] for i in range(0, len(line), 2)]
        size = 1 if spaced else 2
        for i in range(len(units)):
            if chance.random() < 0.05:
                units[i] = "".join(chance.choice(lent) for _ in range(size))
        return (" " if spaced else "").join(units)

    return replace(own, lines=tuple(changed(line) for line in own.lines))


def everything(own: Story, other: Story, chance: random.Random) -> Story:
    """Do all of it to one copy: an agency report as a local paper prints it."""
    for change in (shortened, other_lead, other_headline, local_addition, words_changed):
        own = change(own, other, chance)
    return other_signs(own, other, chance)


def brief(own: Story, _other: Story, _chance: random.Random) -> Story:
    """Keep the first sentences, 40 words or 80 characters of them at least."""
    least, said, kept = (80, len, 1) if own.glue == "" else (40, lambda x: len(x.split()), 1)
    if own.language == "th":
        least, said = 200, len
    while kept < len(own.lines) and said(" ".join(own.lines[:kept])) < least:
        kept += 1
    return replace(own, lines=own.lines[:kept])


Change = Callable[[Story, Story, random.Random], Story]
KINDS: tuple[Change, ...] = (
    shortened, thinned, other_lead, other_headline, local_addition, teasers_inside, other_signs,
    words_changed, everything, brief,
)  # fmt: skip


# Traps. Each is a folder of distinct stories that have something in common.


def footers(stories: Sequence[Story]) -> list[str]:
    """Give every story the same three sentences at its end; every second one is a brief."""
    footer = stories[0].lines[:3]
    told = [brief(s, s, random.Random(0)) if i % 2 else s for i, s in enumerate(stories[1:])]
    return [replace(each, lines=each.lines + footer).text() for each in told]


def two_with_footer(stories: Sequence[Story]) -> list[str]:
    """Give each two stories, and only these two, a sentence in common at their end."""
    told = []
    for a, b in zip(stories[::2], stories[1::2], strict=False):
        told += [a.text() + "\n\n" + a.lines[0], b.text() + "\n\n" + a.lines[0]]
    return told


def background(stories: Sequence[Story]) -> list[str]:
    """Give each two stories a background in common, up to a third of the shorter one."""
    told = []
    for a, b in zip(stories[::2], stories[1::2], strict=False):
        room, lent = min(len(a.text()), len(b.text())) / 3, []
        while len(lent) < len(a.lines) and len(a.glue.join([*lent, a.lines[len(lent)]])) <= room:
            lent.append(a.lines[len(lent)])
        told += [a.text(), replace(b, lines=(*b.lines, *lent)).text()]
    return told


def tickers(stories: Sequence[Story]) -> list[str]:
    """Tell every story in a ticker: the same introduction, time stamps and separators."""
    intro = stories[0].glue.join(stories[0].lines[:2])
    told = []
    for number, each in enumerate(stories[1:]):
        entries = [
            f"+++ {(number + i) % 24:02}:{7 * i % 60:02} +++\n{line}"
            for i, line in enumerate(each.lines)
        ]
        told.append("\n\n".join(["Live-Ticker", intro, *entries, stories[0].lines[-1]]))
    return told


TRAPS: tuple[Callable[[Sequence[Story]], list[str]], ...] = (
    footers, two_with_footer, background, tickers,
)  # fmt: skip


def copied(stories: Sequence[Story], others: Sequence[Story], change: Change) -> list[str]:
    chance = random.Random(f"{change.__name__} {len(stories)}")
    lending = (others[i % len(others)] for i in range(len(stories)))
    return [change(own, each, chance).text() for own, each in zip(stories, lending, strict=True)]


def pairs(found: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    together = defaultdict(list)
    for article_id, head in found.items():
        together[head].append(article_id)
    for ids in together.values():
        yield from combinations(ids, 2)


def judged(texts: Mapping[str, str]) -> tuple[Counter[str], int]:
    """Cluster texts named `kind/story`.

    Returns:
        By kind, how many copies are in the cluster of their original; and the wrong pairs.
    """
    found: Counter[str] = Counter()
    wrong = 0
    for a, b in pairs(clusters((name, signed(text)) for name, text in texts.items())):
        (kind, of), (other_kind, of_other) = a.split("/"), b.split("/")
        if of != of_other:
            wrong += 1
        elif "original" in (kind, other_kind):
            found[min(kind, other_kind, key="original".__eq__)] += 1
    return found, wrong


def accuracy(all_stories: Sequence[Story], half: int) -> dict[str, Any]:
    """Score every kind of copy and every trap on one half; the other one lends its words."""
    stories, others = all_stories[half::2], all_stories[1 - half :: 2]
    originals = {f"original/{i}": each.text() for i, each in enumerate(stories)}
    kinds: dict[str, Any] = {}
    everywhere = dict(originals)
    for change in KINDS:
        name = change.__name__
        copies = {f"{name}/{i}": text for i, text in enumerate(copied(stories, others, change))}
        found, wrong = judged(originals | copies)
        kinds[name] = {
            "recall": round(found[name] / len(stories), 3),
            "too short": sum(len(hashes(signed(text))) == 0 for text in copies.values()),
            "wrong": wrong,
        }
        everywhere |= copies
    found, wrong = judged(everywhere)
    right = sum(found.values())
    together = {
        "recall": round(right / len(stories) / len(KINDS), 3),
        "precision": round(right / max(1, right + wrong), 4),
    }
    traps = {trap.__name__: judged_trap(trap(stories)) for trap in TRAPS}
    return {"stories": len(stories), "kinds": kinds, "all kinds": together, "traps": traps}


def judged_trap(texts: Sequence[str]) -> int:
    return judged({f"trap/{i}": text for i, text in enumerate(texts)})[1]


TRIED = [
    *((8, fewest, 0.5) for fewest in (16, 24, 28, 32)),
    *((8, 28, link) for link in (0.3, 0.4, 0.6)),
    *((shingle, 28, 0.5) for shingle in (6, 10)),
]


def sweep(data: Path) -> list[dict[str, Any]]:
    """Try weights of a shingle, fewest shingles and shares for a link on the first half."""
    groups, notices = read(data), newspaper(data)[1]
    shipped = signatures._SHINGLE, signatures._FEWEST_SHINGLES, duplicates._LINK
    rows = []
    for tried in TRIED:
        signatures._SHINGLE, signatures._FEWEST_SHINGLES, duplicates._LINK = tried
        scored = [accuracy(stories, 0) for stories in groups.values()]
        kinds = [kind for each in scored for kind in each["kinds"].items()]
        hard = [kind["recall"] for name, kind in kinds if name == "everything"]
        listed = [kind["recall"] for name, kind in kinds if name != "everything"]
        rows.append(
            dict(zip(("shingle", "fewest", "link"), tried, strict=True))
            | {
                "mean recall": round(float(np.mean(listed)), 4),
                "worst recall": min(listed),
                "everything, de": hard[0],
                "wrong pairs": sum(kind["wrong"] for _, kind in kinds),
                "wrong in traps": sum(sum(each["traps"].values()) for each in scored),
                "wrong notices": judged_trap(notices),
            }
        )
        print(rows[-1], flush=True)
    signatures._SHINGLE, signatures._FEWEST_SHINGLES, duplicates._LINK = shipped
    return rows


def containment_errors(stories: Sequence[Story]) -> list[dict[str, Any]]:
    """Compare sketches of 1 KB: how well they tell the share of a brief that a long text holds."""
    try:
        from datasketch import MinHash
    except ImportError:
        return []
    chance = random.Random(5)
    sentence = [line for each in stories for line in each.lines if len(line.split()) > 5]
    rows = []
    for ratio in (2, 5, 10, 20, 40):
        errors: dict[str, list[float]] = {"bottom-k": [], "k functions": []}
        for _ in range(60):
            own = chance.sample(sentence, 4)
            others = chance.sample(sentence, 4 * (ratio - 1))
            # The long text has three or two of the four sentences.
            short, long = " ".join(own), " ".join(others + own[: chance.choice((2, 4))])
            sets = [set(signatures._shingles(signatures._tokens(x))) for x in (short, long)]
            true = len(sets[0] & sets[1]) / len(sets[0])
            few, many = (hashes(signature(x, [Span(0, len(x))])) for x in (short, long))
            if not len(few) or len(sets[0]) > len(sets[1]):
                continue
            part = few[few <= reach(many)]
            told = duplicates._shared(part, many) / len(part) if len(part) else 0.0
            errors["bottom-k"].append(told - true)
            hashed = []
            for each in sets:
                made = MinHash(num_perm=256)
                made.update_batch([x.encode() for x in each])
                hashed.append(made)
            same = hashed[0].jaccard(hashed[1])
            told = same * (len(sets[0]) + len(sets[1])) / (1 + same) / len(sets[0])
            errors["k functions"].append(told - true)
        rms = {k: round(float(np.sqrt(np.mean(np.square(v)))), 3) for k, v in errors.items()}
        rows.append({"times as long": ratio, **rms})
    return rows


# Time and memory.


def generated(stories: Sequence[Story], corpus: str, count: int) -> Iterator[tuple[str, bytes]]:
    """Make articles of the newspaper's sentences, named `number/story`.

    `copies`: of every five articles, four are copies of the first, whose words are in an order of
    its own. `mixed`: 8 to 30 sentences of any articles, so that every shingle is in hundreds of
    articles and none is a copy: the most work there can be. `reordered`: the sentences of one
    article in another order, hundreds of times.
    """
    chance = random.Random(7)
    lines = [line for each in stories for line in each.lines]
    kinds = (shortened, other_lead, local_addition, words_changed)
    own = stories[0]
    for number in range(count):
        of = number
        if corpus == "reordered":
            of = number % len(stories)
            lines_of = stories[of].lines
            made = replace(own, lines=tuple(chance.sample(lines_of, len(lines_of))))
        elif corpus == "copies" and number % 5:
            of = number - number % 5
            made = kinds[number % 5 - 1](own, chance.choice(stories), chance)
        else:
            some = chance.sample(lines, chance.randint(8, 30))
            if corpus == "copies":
                words = " ".join(some).split()
                chance.shuffle(words)
                some = [" ".join(words[i : i + 15]) for i in range(0, len(words), 15)]
            made = own = Story("de", "", tuple(some))
        text = " ".join(made.lines)
        yield f"{number:06}/{of}", signature(text, [Span(0, len(text))])


def megabytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def clock(data: Path, corpus: str, count: int) -> dict[str, Any]:
    made = dict(generated(newspaper(data)[0], corpus, count))
    before, started, busy = megabytes(), time.perf_counter(), time.process_time()
    found = clusters(made)
    seconds, busy = time.perf_counter() - started, time.process_time() - busy
    stories = defaultdict(set)
    for name, head in found.items():
        stories[head].add(name.split("/")[1])
    mixed = sum(len(each) > 1 for each in stories.values())
    return {
        "articles": count,
        "signatures MB": round(sum(map(len, made.values())) / 1e6),
        "seconds": round(seconds, 1),
        "processor seconds": round(busy, 1),
        "MB before": before,
        "MB peak": megabytes(),
        "in clusters": len(found),
        "clusters": len(set(found.values())),
        "clusters of several stories": mixed,
    }


def signatures_per_second(stories: Sequence[Story]) -> int:
    texts = [each.text() for each in stories]
    blocks = [spans(text) for text in texts]
    started = time.process_time()
    for text, labelled in zip(texts, blocks, strict=True):
        signature(text, labelled)
    return round(len(texts) / (time.process_time() - started))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--scale", type=int, default=100_000, help="articles for time and memory")
    parser.add_argument("--sweep", action="store_true", help="try thresholds on the other half")
    parser.add_argument("--clock", help=argparse.SUPPRESS)
    wanted = parser.parse_args()
    if wanted.clock:
        print(json.dumps(clock(wanted.data, wanted.clock, wanted.scale)))
        return
    groups = read(wanted.data)
    file = Path(__file__).with_suffix(".json")
    results = json.loads(file.read_text("utf-8")) if file.exists() else {}
    if wanted.sweep:
        results["chosen on"] = sweep(wanted.data)
    results["wrong notices"] = judged_trap(newspaper(wanted.data)[1])
    results["machine"] = f"{platform.machine()}, Python {platform.python_version()}, one core"
    results["held out"] = {k: accuracy(stories, 1) for k, stories in groups.items()}
    for name, scored in results["held out"].items():
        print(name, json.dumps(scored, indent=1))
    results["error of containment"] = containment_errors(groups["de"])
    print(*results["error of containment"], sep="\n")
    results["signatures per processor second"] = signatures_per_second(groups["de"])
    results["clustering"] = {}
    for corpus, count in (
        ("copies", wanted.scale // 10),
        *((corpus, wanted.scale) for corpus in ("copies", "mixed", "reordered")),
    ):
        command = [sys.executable, "-m", "benchmarks.duplicates", "--clock", corpus]
        command += ["--data", str(wanted.data), "--scale", str(count)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        results["clustering"][f"{count} {corpus}"] = json.loads(done.stdout)
        print(corpus, done.stdout, flush=True)
    file.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    main()
