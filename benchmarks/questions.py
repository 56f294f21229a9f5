"""What is understood of a question: its language, and that it asks for a fact.

    python -m benchmarks.questions

Every question of XQuAD in its twelve languages. Nearly all ask for a fact; the others are reasons,
yes-or-no questions and orders, so the last figure cannot reach 1.
"""

import argparse
import json
from pathlib import Path

import numpy as np

from qa.questions.kinds import Kind, kind_of, language_of
from training.xquad import DATA, XQUAD_LANGUAGES, paragraphs


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, default=DATA)
    data = parser.parse_args().data
    results = {}
    for language in XQUAD_LANGUAGES:
        asked = [text for each in paragraphs(data, language, language) for text, _ in each.asked]
        detected = [language_of(text) for text in asked]
        kinds = [kind_of(text, found) for text, found in zip(asked, detected, strict=True)]
        results[language] = {
            "language detected": round(float(np.mean([each == language for each in detected])), 3),
            "taken for a fact": round(float(np.mean([each is Kind.FACT for each in kinds])), 3),
            "taken for a reason": round(float(np.mean([each is Kind.REASON for each in kinds])), 3),
        }
        print(language, results[language], flush=True)
    means = {
        name: round(float(np.mean([each[name] for each in results.values()])), 3)
        for name in results["en"]
    }
    print("mean", means)
    Path(__file__).with_suffix(".json").write_text(
        json.dumps(results | {"mean": means}, indent=1) + "\n"
    )


if __name__ == "__main__":
    main()
