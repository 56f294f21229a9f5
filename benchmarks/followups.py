"""Follow-up questions: are they found, and is a question that is none left alone?

    python -m benchmarks.followups [--part "in view"|held|fresh] [--store FOLDER]

The cases are in `tests/followups.jsonl`: two questions of one conversation. Where the second is a
follow-up, `expected` lists texts, and what is searched for in its place has to find a passage with
one of them among the first three. Where it is none (`expected` is empty) it must be left as it was
typed. The articles are `seeds/` and 500 German newspaper articles (10kGNAD); `news_de:N` is line N
of that file, from 0. The first question is asked for good, so a wrong answer to it counts too.

The rules were written with one part of the cases in view. Another, `held`, was scored once, and
again after what it showed was mended (two complete questions that were taken for follow-ups, a
German pronoun, scripts without spaces): "held" and "held again" in the JSON. The third, `fresh`,
was written later, about other articles, by somebody who had not seen the rules, and none of them
was changed after its score.

Beside today's rules stand what was typed, without any, the rule they took over from (one
expression, and the whole question before in front), and today's without a preference for the
articles quoted before. "Quoted" is what a user gets: the text is in one of the three quotes that
are shown. With `held` XQuAD's questions in twelve languages are also asked as if they came second,
most of which are complete.
"""

import argparse
import json
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import regex

from benchmarks.haystack import SEEDS, write_articles
from index.build import sync
from index.model.encoder import Encoder, load_encoder
from qa.bot import Bot
from qa.questions.question import understand
from qa.reading.reader import load_reader
from qa.records import Turn
from qa.retrieval import PASSAGES_READ
from training.xquad import DATA, XQUAD_LANGUAGES, paragraphs

CASES = Path(__file__).parents[1] / "tests/followups.jsonl"
FIRST = 3

_ONE_EXPRESSION = regex.compile(
    r"""(?ix)^\W*(?:and|but|so|und|aber|et|mais|y|pero|ed?|ma|mas|и|а|но|ve|peki|و|那|那么|还有)\b
    | \b(?:he|him|his|she|her|hers|they|them|their|it|its|that|there|er|ihm|ihn|sie|ihr|ihnen|es|
    dort|damals|dafür|il|lui|elle|eux|elles|cela|él|ella|ellos|ellas|eso|allí|он|она|они|его|её|ему|
    им|это|там|o|onun|ona|onlar|هو|هي|هم|ذلك)\b
    | [他她它]"""
)

# What is asked in place of what was typed, and with which turns before it.
Way = Callable[[str, Turn], tuple[str, Sequence[Turn]]]


@dataclass(frozen=True)
class Case:
    """A conversation of two questions."""

    id: str
    lang: str
    first: str
    second: str
    part: str
    expected: tuple[tuple[str, str], ...]


def read_cases(path: Path = CASES) -> list[Case]:
    """Read the cases, one JSON object a line."""
    cases = []
    for line in path.read_text("utf-8").splitlines():
        fields: dict[str, Any] = json.loads(line)
        expected = tuple((_file(each["article"]), each["evidence"]) for each in fields["expected"])
        cases.append(Case(**fields | {"expected": expected}))
    return cases


def _file(article: str) -> str:
    """Give the name under which `write_articles` writes a row."""
    name, _, row = article.partition(":")
    return f"{int(row):03}.txt" if row else name


def open_bot(store: Path, data: Path, encoder: Encoder) -> Bot:
    """Index the seeds and the newspaper articles, and open a bot on them."""
    news = store / "news_de"
    news.mkdir(parents=True, exist_ok=True)
    write_articles(data / "news_de/news_de.csv", news)
    sync(store / "index", [SEEDS, news], encoder=encoder)
    return Bot(store / "index", encoder, load_reader(encoder))


def found(bot: Bot, case: Case, asked: str, history: Sequence[Turn]) -> bool:
    """Tell whether a text that is expected is in one of the first passages that are read."""
    hits = bot.retrieve(asked, PASSAGES_READ, history=history)[:FIRST]
    return any(
        hit.article.id.endswith(article) and evidence in hit.text
        for hit in hits
        for article, evidence in case.expected
    )


def quoted(bot: Bot, case: Case, turn: Turn) -> bool:
    """Tell whether one of the quotes that answer is, at least in part, a text that is expected."""
    for quote in bot.ask(case.second, history=[turn]).quotes[:FIRST]:
        text = bot.article(quote.article.id).text
        for article, evidence in case.expected:
            at = text.find(evidence)
            overlaps = -1 < at < quote.end and quote.start < at + len(evidence)
            if overlaps and quote.article.id.endswith(article):
                return True
    return False


def as_typed(asked: str, turn: Turn) -> tuple[str, Sequence[Turn]]:  # noqa: ARG001
    return asked, ()


def one_expression(asked: str, turn: Turn) -> tuple[str, Sequence[Turn]]:
    return (f"{turn.question} {asked}" if _ONE_EXPRESSION.search(asked) else asked), ()


def words_alone(asked: str, turn: Turn) -> tuple[str, Sequence[Turn]]:
    return understand(asked, [turn]).text, ()


def rules(asked: str, turn: Turn) -> tuple[str, Sequence[Turn]]:
    return asked, [turn]


WAYS: dict[str, Way] = {
    "as typed": as_typed,
    "one expression": one_expression,
    "rules, words alone": words_alone,
    "rules": rules,
}


def share(values: Iterable[bool]) -> float:
    counted = list(values)
    return round(sum(counted) / len(counted), 3) if counted else 0.0


def score(way: Way, cases: list[Case], turns: dict[str, Turn], bot: Bot) -> dict[str, Any]:
    """Score one way of completing questions."""
    right: dict[str, bool] = {}
    for case in cases:
        asked, history = way(case.second, turns[case.first])
        if case.expected:
            right[case.id] = found(bot, case, asked, history)
        else:
            right[case.id] = understand(asked, history).text == understand(case.second).text
    followups = [case for case in cases if case.expected]
    alone = [case for case in cases if not case.expected]
    languages = sorted({case.lang for case in cases})
    return {
        "expected text in the first three": share(right[case.id] for case in followups),
        "left alone": share(right[case.id] for case in alone),
        "by language": {
            language: [
                share(right[case.id] for case in group if case.lang == language)
                for group in (followups, alone)
            ]
            for language in languages
        },
        "misses": [case.id for case in cases if not right[case.id]],
    }


def complete_questions(data: Path, turn: Turn) -> dict[str, dict[str, float]]:
    """Ask XQuAD's questions as if they came second; gives the share left alone."""
    shares: dict[str, dict[str, float]] = {}
    for language in XQUAD_LANGUAGES:
        asked = [text for each in paragraphs(data, language, language) for text, _ in each.asked]
        shares[language] = {
            name: share(
                understand(*way(text, turn)).text == understand(text).text for text in asked
            )
            for name, way in WAYS.items()
            if name != "as typed"
        }
    return shares


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--part", choices=("in view", "held", "fresh"), default="in view")
    parser.add_argument("--store", type=Path, help="keep the index in this folder")
    wanted = parser.parse_args()
    cases = [case for case in read_cases() if case.part == wanted.part]
    encoder = load_encoder()
    with tempfile.TemporaryDirectory() as folder:
        bot = open_bot(wanted.store or Path(folder), wanted.data, encoder)
        turns = {case.first: Turn(case.first) for case in cases}
        turns |= {case.first: bot.ask(case.first).turn for case in cases if case.expected}
        results: dict[str, Any] = {
            "follow-ups": sum(bool(case.expected) for case in cases),
            "complete": sum(not case.expected for case in cases),
        }
        results |= {n: score(way, cases, turns, bot) for n, way in WAYS.items()}
        results["quoted"] = share(quoted(bot, c, turns[c.first]) for c in cases if c.expected)
    if wanted.part == "held":
        results["XQuAD left alone"] = complete_questions(wanted.data, next(iter(turns.values())))
    print(json.dumps(results, indent=1, ensure_ascii=False))
    kept = Path(__file__).with_suffix(".json")
    before = json.loads(kept.read_text("utf-8")) if kept.exists() else {}
    name = "held again" if wanted.part == "held" and "held" in before else wanted.part
    before[name] = results
    kept.write_text(json.dumps(before, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
