"""Which sets there are, and how much of each is read.

In: the folder with the sets. Out: items. What is held out is left out.
"""

from collections.abc import Iterator
from pathlib import Path
from random import Random

from training import news_qa
from training.material import sets
from training.material.sets import Item

__all__ = ["items"]

_NEWS = ("passages", "dossiers", "wikinews", "articles", "contrast")
# Of this project alone, by the source they count to.
_OWN = {"news gaps": ("relations", "clauses"), "news papers": ("papers", "pairs")}
# Set, language, and which part of its questions is drawn: what a run of a day can use.
_SQUAD = (
    ("norquad/news.no", "no", 1.0), ("norquad/wikipedia.no", "no", 0.5),
    ("squad_train/v2_part.en", "en", 1.0), ("squad_dev/v2.en", "en", 1.0),
    ("squad_dev/v2.es", "es", 0.4), ("piaf/piaf.fr", "fr", 0.5),
    ("tydiqa/english.en", "en", 0.5), ("tydiqa/russian.ru", "ru", 1.0),
    ("tydiqa/arabic.ar", "ar", 0.5), ("tydiqa/finnish.fi", "fi", 0.5),
    ("tydiqa/korean.ko", "ko", 0.3), ("tydiqa/indonesian.id", "id", 0.6),
    ("faquad/faquad.pt", "pt", 1.0), ("thquad/thquad.tr", "tr", 0.2), ("pquad/pquad.fa", "fa", 0.1),
    ("squadshifts/reddit.en", "en", 0.2), ("squadshifts/new_wiki.en", "en", 0.3),
    ("arcd/arcd.ar", "ar", 0.5), ("cmrc2018/dev_trial.zh", "zh", 0.2),
    ("jaquad/train_dev.ja", "ja", 0.03),
)  # fmt: skip
_MLQA = (("de", 1.0), ("en", 0.5), ("es", 0.15), ("zh", 0.1))


def items(data: Path, random: Random) -> list[Item]:
    """Read every set.

    Args:
        data: The folder that holds them.
        random: Draws from what is larger than a run can use.
    """

    def part(of: Iterator[Item], share: float) -> list[Item]:
        every = list(of)
        return random.sample(every, round(share * len(every))) if share < 1 else every

    held_out = sets.held_out_ids(data)
    made: list[Item] = []
    for name in _NEWS:
        read = sets.dossiers if name == "dossiers" else sets.news
        made += read(data / f"news_qa/{name}.train.jsonl")
    for source, names in _OWN.items():
        for name in names:
            made += sets.news(Path(news_qa.__file__).with_name(f"{name}.train.jsonl"), source)
    made += sets.xquad_pairs(data, random, of_each=4)
    made += sets.unanswerable_xquad(data, ("de", "de", "en", "ru", "es"))
    for language, share in _MLQA:
        file = data / f"mlqa/context.{language}.json"
        made += part(sets.mlqa(file, language, random), share)
    for name, language, share in _SQUAD:
        made += part(sets.squad(data / f"{name}.json", language, held_out), share)
    made += part(sets.qamr(data, random), 0.15)
    made += sets.qed(data)
    return made
