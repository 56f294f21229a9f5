"""How well are the parts of a page told apart? Scores the labelled articles of `tests/labelled/`.

    python -m benchmarks.cleaning [--held] [--show]
    python -m benchmarks.cleaning --text
    python -m benchmarks.cleaning --recurring 100000

Counted are letters and digits, so that marks and white space weigh nothing. *Body recall*: of the
body, what is labelled as text that may be quoted (body, headline or caption); the same for whole
sentences, each of which must also lie within one span. *Boilerplate precision*: of what is labelled
as anything else, what is. *Recall* of a label asks for that very label. The rules were written with
the open half in view; `--held` scores the half that was labelled before and set aside.

`--text` asks for body recall alone, on what is nothing but text and was written by others: the
articles of XQuAD in twelve languages, their paragraphs under their titles.

`--recurring N` measures `index.copies.recurring_lines` on N articles: sentences of `news_de` in
random order, two a paragraph, as twenty sites would publish them, every page with its site's
fourteen lines around them. One article in ten holds a paragraph that its site often repeats (which
is text), and one in ten comes in five versions that differ in one paragraph. Clocked (processor
time) are hashing and counting; memory is what the process holds at most. The first two thousand
are labelled as well.
"""

import argparse
import hashlib
import json
import random
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from index import content
from index.content.blocks import laid_out
from index.copies.recurring_lines import line_keys, recurring, relabelled
from index.language import sentences
from index.records import Label, Span

ROOT = Path(__file__).parents[1]
LABELLED = ROOT / "tests/labelled"
NEWS = ROOT.parent / "shared/data/news_de/news_de.csv"

KEPT = (Label.BODY, Label.HEADLINE, Label.CAPTION)


@dataclass(frozen=True)
class Labelled:
    """An article with the labels that a person gave it."""

    name: str
    language: str
    text: str
    spans: tuple[Span, ...]
    markdown: bool = False


def labelled(half: str, news: Path | None = NEWS) -> Iterator[Labelled]:
    """Read one half of the set ("open" or "held"); without its file, `news_de` is left out."""
    rows = news.read_text("utf-8").splitlines() if news and news.exists() else []
    for line in (LABELLED / f"{half}.jsonl").read_text("utf-8").splitlines():
        record = json.loads(line)
        if "text" in record:
            text = record["text"]
        elif "row" in record:
            if not rows:
                continue
            text = rows[record["row"]].split(";", 1)[1].strip("'")
        else:
            text = (ROOT / record["id"]).read_bytes().decode("utf-8")
        digest = hashlib.sha256(text.encode()).hexdigest()
        assert record.get("sha256", digest) == digest, f"{record['id']} is another text"
        spans = tuple(Span(start, end, Label(label)) for start, end, label in record["spans"])
        markdown = record.get("markdown", False)
        yield Labelled(record["id"], record["language"], text, spans, markdown)


def by_character(text: str, spans: tuple[Span, ...]) -> list[Label | None]:
    labels: list[Label | None] = [None] * len(text)
    for span in spans:
        labels[span.start : span.end] = [span.label] * (span.end - span.start)
    return labels


def count(article: Labelled, found: tuple[Span, ...]) -> Counter[str]:
    """Count what of one article is right."""
    counts: Counter[str] = Counter()
    for character, right, given in zip(
        article.text,
        by_character(article.text, article.spans),
        by_character(article.text, found),
        strict=True,
    ):
        if right is None or not character.isalnum():
            continue
        counts[f"{right}"] += 1
        counts[f"{right} found"] += given is right
        counts["body kept"] += right is Label.BODY and given in KEPT
        dropped = given is not None and given not in KEPT
        counts["boilerplate"] += right not in KEPT
        counts["boilerplate dropped"] += right not in KEPT and given not in KEPT
        counts["dropped"] += dropped
        counts["dropped rightly"] += dropped and right not in KEPT
    whole = [(span.start, span.end) for span in found if span.label in KEPT]
    for span in article.spans:
        if span.label is Label.BODY:
            for start, end in sentences(article.text, span, article.language):
                counts["sentences"] += 1
                counts["sentences kept"] += any(left <= start and end <= right
                                                for left, right in whole)  # fmt: skip
    return counts


def share(counts: Counter[str], part: str, whole: str) -> float | None:
    return round(counts[part] / counts[whole], 4) if counts[whole] else None


def summary(counts: Counter[str]) -> dict[str, float | None]:
    return {
        "body recall": share(counts, "body kept", "body"),
        "sentence recall": share(counts, "sentences kept", "sentences"),
        "boilerplate precision": share(counts, "dropped rightly", "dropped"),
        "boilerplate recall": share(counts, "boilerplate dropped", "boilerplate"),
    }


def score(articles: list[Labelled]) -> dict[str, object]:
    """Score the rules: all together, by language, by label, and the pages with markup or menus."""
    counts = {
        article.name: count(article, content.spans(article.text, markdown=article.markdown))
        for article in articles
    }
    total: Counter[str] = sum(counts.values(), Counter())
    by_language: dict[str, Counter[str]] = {}
    for article in articles:
        by_language.setdefault(article.language, Counter()).update(counts[article.name])
    pages: Counter[str] = sum(
        (each for name, each in counts.items() if name.startswith("own/")), Counter()
    )
    return {
        "articles": len(articles),
        **summary(total),
        "by language": {language: summary(each) for language, each in by_language.items()},
        "whole pages": summary(pages),
        "recall by label": {label: share(total, f"{label} found", label) for label in Label},
    }


def show(articles: list[Labelled]) -> None:
    """Print every stretch that is labelled otherwise than a person did."""
    for article in articles:
        right = by_character(article.text, article.spans)
        given = by_character(article.text, content.spans(article.text, markdown=article.markdown))
        start = 0
        for end in range(1, len(right) + 1):
            if end == len(right) or (right[end], given[end]) != (right[start], given[start]):
                text = article.text[start:end]
                if right[start] not in (None, given[start]) and any(map(str.isalnum, text)):
                    serious = (right[start] in KEPT) != (given[start] in KEPT)
                    print("!!" if serious else "  ", article.name, f"{right[start]} → "
                          f"{given[start]}:", repr(text[:90]))  # fmt: skip
                start = end


def measure_text(folder: Path) -> dict[str, object]:
    """Give the share of running text that may be quoted, by language."""
    shares: dict[str, object] = {}
    for file in sorted(folder.glob("xquad.*.json")):
        counts: Counter[str] = Counter()
        for article in json.loads(file.read_text("utf-8"))["data"]:
            paragraphs = [paragraph["context"] for paragraph in article["paragraphs"]]
            text = "\n\n".join([article["title"].replace("_", " "), *paragraphs])
            for span in content.spans(text):
                letters = sum(map(str.isalnum, text[span.start : span.end]))
                counts["letters"] += letters
                counts["kept"] += letters * (span.label in KEPT)
        shares[file.name.split(".")[1]] = share(counts, "kept", "letters")
    return {"body recall by language": shares}


SITES = 20
LOOKED_AT = 2000  # articles that are labelled as well
AROUND = (
    "Zwischen den Zeilen", "Unsere Ressorts", "Leserreisen", "Wetter in {}", "Rätsel und Spiele",
    "Das Beste aus {}", "Hier schreibt die Redaktion von {}", "Stellenmarkt {}",
)  # fmt: skip
BELOW = (
    "Wir freuen uns, wenn Sie {} weiterempfehlen und uns Ihre Meinung schreiben.",
    "Alle Angaben auf den Seiten von {} sind sorgfältig geprüft, aber ohne Gewähr.",
    "{} erscheint seit 1949 täglich außer sonntags.", "Trauerfälle in {}", "Archiv von {}",
    "Kleinanzeigen für {}",
)  # fmt: skip


def published(rows: list[str], count: int) -> Iterator[tuple[str, str]]:
    """Make so many articles as (site, text); the same ones every time."""
    chance = random.Random(5)
    pool = [
        row[start:end]
        for row in rows
        for start, end in sentences(row, Span(0, len(row)), "de")
        if end - start > 60 and row[end - 1] == "."
    ]
    made = 0
    while made < count:
        site = f"Blatt {chance.randrange(SITES)}"
        paragraphs = [f"{chance.choice(pool)} {chance.choice(pool)}" for _ in range(12)]
        if chance.random() < 0.1:
            paragraphs[7] = f"Die Hintergründe hat {site} in einer eigenen Reihe beschrieben."
        for _ in range(min(5 if chance.random() < 0.1 else 1, count - made)):
            paragraphs[3] = f"{chance.choice(pool)} {chance.choice(pool)}"
            lines = [*(line.format(site) for line in AROUND), chance.choice(pool)[:60].rstrip(".,")]
            lines += [*paragraphs, *(line.format(site) for line in BELOW)]
            yield site, "\n\n".join(lines)
            made += 1


def measure_recurring(rows: list[str], count: int) -> dict[str, object]:
    """Time hashing and counting; count what is found and what is lost."""
    import resource  # not on every system

    seconds: Counter[str] = Counter()
    keys = []
    for site, text in published(rows, count):
        lines = laid_out(text)  # every line is hashed: the most there can be
        started = time.process_time()
        keys.append((site, line_keys(site, text, lines)))
        seconds["hashing"] += time.process_time() - started
    started = time.process_time()
    found = recurring(keys)
    seconds["counting"] = time.process_time() - started
    counts: Counter[str] = Counter()
    for site, text in islice(published(rows, count), LOOKED_AT):
        around = {line.format(site) for line in AROUND + BELOW}
        spans = content.spans(text)
        for before, after in zip(
            spans, relabelled(spans, line_keys(site, text, spans), found), strict=True
        ):
            kind = "around" if text[before.start : before.end] in around else "text"
            counts[kind] += 1
            counts[f"{kind} dropped before"] += before.label not in KEPT
            counts[f"{kind} dropped"] += after.label not in KEPT
    return {
        "articles": count,
        "lines": sum(len(own) for _, own in keys),
        "seconds": {name: round(value, 1) for name, value in seconds.items()},
        "peak_megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "lines around, dropped without": share(counts, "around dropped before", "around"),
        "lines around, dropped with": share(counts, "around dropped", "around"),
        "lines of text, dropped without": share(counts, "text dropped before", "text"),
        "lines of text, dropped with": share(counts, "text dropped", "text"),
    }


def store(name: str, result: dict[str, object]) -> None:
    """Print a result, and keep it beside the others."""
    for key, value in result.items():
        if isinstance(value, dict):
            print(key)
            for each, shares in value.items():
                print(f"    {each:12}", shares)
        else:
            print(f"{key:32} {value}")
    file = Path(__file__).with_suffix(".json")
    results = json.loads(file.read_text()) if file.exists() else {}
    file.write_text(json.dumps(results | {name: result}, indent=1) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--news", type=Path, default=NEWS)
    parser.add_argument("--held", action="store_true", help="score the half that was set aside")
    parser.add_argument("--show", action="store_true", help="print what is labelled otherwise")
    parser.add_argument("--text", action="store_true", help="measure on text and nothing else")
    parser.add_argument("--recurring", type=int, metavar="N", help="measure N made articles")
    wanted = parser.parse_args()
    if wanted.recurring:
        rows = [line.split(";", 1)[1] for line in wanted.news.read_text("utf-8").splitlines()]
        store("recurring", measure_recurring(rows, wanted.recurring))
        return
    if wanted.text:
        store("text", measure_text(wanted.news.parents[1] / "xquad"))
        return
    half = "held" if wanted.held else "open"
    articles = list(labelled(half, wanted.news))
    if not wanted.news.exists():
        print(f"{wanted.news} is missing: its articles are left out")
    if wanted.show:
        show(articles)
    store(half, score(articles))


if __name__ == "__main__":
    main()
