"""Fit what tells a name from another word by its vector, for `qa/writing/checks/names.json`.

In: XQuAD (`../shared/data/xquad`), eight languages that write names with a capital. Out: weights of
a logistic regression over the bundled model's vector of the word alone, in small letters, and, with
one language left out at a time, how well it tells names there.
"""

import json
import sys
from collections import Counter
from pathlib import Path

import numpy as np
import regex
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from index.model.encoder import load_default

LANGUAGES = ("en", "es", "ru", "tr", "ro", "vi", "el", "de")
MOST = 16_000
_WORD = regex.compile(r"[\p{L}\p{M}]+")
FILE = Path(__file__).parents[1] / "qa/writing/checks/names.json"


def counted(file: Path) -> tuple[Counter[str], Counter[str]]:
    """Count the words inside sentences, with a capital and without."""
    upper: Counter[str] = Counter()
    lower: Counter[str] = Counter()
    for article in json.loads(file.read_text(encoding="utf-8"))["data"]:
        for paragraph in article["paragraphs"]:
            text = paragraph["context"]
            for found in _WORD.finditer(text):
                word, before = found[0], text[: found.start()].rstrip()
                if len(word) > 1 and before and before[-1] not in '.:!?"“„«([;':
                    (upper if word[0].isupper() else lower)[word.lower()] += 1
    return upper, lower


def main(folder: Path) -> None:
    words = {code: counted(folder / f"xquad.{code}.json") for code in LANGUAGES}
    english = {word for word in words["en"][0] if not words["en"][1][word]}
    rows: list[tuple[str, str, bool]] = []
    for code, (upper, lower) in words.items():
        for word in sorted(set(upper) | set(lower)):
            if code == "de" and upper[word]:  # where every noun has a capital
                if word in english and len(word) > 3:
                    rows.append((code, word, True))
                elif not lower[word] and word not in words["en"][0]:
                    rows.append((code, word, False))
            elif not (upper[word] and lower[word]):
                rows.append((code, word, bool(upper[word])))
    np.random.default_rng(0).shuffle(rows)  # type: ignore[arg-type]
    rows = rows[:MOST]
    vectors = load_default().encode_queries([word for _, word, _ in rows])
    mean = vectors.mean(axis=0)
    codes = np.array([code for code, _, _ in rows])
    named = np.array([str(name) == "True" for _, _, name in rows])

    def fitted(chosen: np.ndarray) -> LogisticRegression:
        return LogisticRegression(C=20, max_iter=500, class_weight="balanced").fit(
            vectors[chosen] - mean, named[chosen]
        )

    for code in LANGUAGES:
        likely = fitted(codes != code).predict_proba(vectors[codes == code] - mean)[:, 1]
        names = named[codes == code]
        print(
            f"{code}: AUC {roc_auc_score(names, likely):.3f}, from 0.3 on "
            f"{(likely[names] >= 0.3).mean():.3f} of names and "
            f"{(likely[~names] >= 0.3).mean():.3f} of other words"
        )
    whole = fitted(np.ones(len(rows), bool))
    FILE.write_text(
        json.dumps(
            {
                "weights": [round(float(each), 4) for each in whole.coef_[0]],
                "mean": [round(float(each), 5) for each in mean],
                "offset": round(float(whole.intercept_[0]), 4),
            }
        )
    )


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/data/xquad"))
