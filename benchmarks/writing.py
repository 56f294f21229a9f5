"""What the gate lets through of a language model's sentences: 208 answers with planted faults.

    python -m benchmarks.writing             planted faults and faultless sentences
    python -m benchmarks.writing --verbose   and every sentence that was judged wrongly

Machine independent apart from the times: the same sentences always get the same verdicts. What is
measured with real models is `beleg eval --llm`.
"""

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from index.model.encoder import load_encoder
from qa.reading.reader import load_reader
from qa.writing.client import Message
from qa.writing.writer import Writer

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from planted import KINDS, Case, answer_of, held, planted  # type: ignore[import-not-found]

RESULT = Path(__file__).with_suffix(".json")


class Told:
    """A language model that writes what it is told."""

    name = "told"

    def __init__(self) -> None:
        self.text = ""

    def stream(self, messages: Sequence[Message]) -> Iterator[str]:
        """Write it, whatever is asked."""
        del messages
        yield self.text


def judged(case: Case, text: str, model: Told, writer: Writer) -> Any:
    answer, articles = answer_of(case)
    model.text = text
    return [step for step in writer.write(answer, articles.__getitem__) if step][-1].written


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--verbose", action="store_true")
    parser.add_argument("--count", type=int, default=208)
    options = parser.parse_args()
    encoder = load_encoder()
    model = Told()
    writer = Writer(model, encoder, load_reader(encoder))
    shown: Counter[str] = Counter()
    planted_: Counter[str] = Counter()
    named: Counter[str] = Counter()
    struck = right = 0
    started = time.perf_counter()
    for each in planted(options.count):
        written = judged(each.case, each.text, model, writer)
        passed = {sentence.text for sentence in written.sentences}
        verdicts = {one.text: one.verdict for one in written.struck}
        planted_[each.kind] += 1
        if each.wrong not in verdicts:
            shown[each.kind] += 1
            if options.verbose:
                print(f"shown   {each.kind}: {each.wrong}")
        elif verdicts[each.wrong] in KINDS[each.kind]:
            named[each.kind] += 1
        elif options.verbose:
            print(f"called  {each.kind}: {verdicts[each.wrong]}: {each.wrong}")
        for sentence in each.right:
            right += 1
            if sentence not in passed:
                struck += 1
                if options.verbose:
                    print(f"struck  {verdicts.get(sentence)}: {sentence}")
    seconds = time.perf_counter() - started
    for kind in KINDS:
        print(f"{kind:14} planted {planted_[kind]:3}  shown {shown[kind]:3}  named {named[kind]:3}")
    first = sum(shown[kind] for kind in list(KINDS)[:11])
    report = {
        "answers": options.count,
        "shown_of_first_eleven": first,
        "shown_of_roles": round(shown["roles"] / max(1, planted_["roles"]), 3),
        "shown_of_negation": round(shown["negation"] / max(1, planted_["negation"]), 3),
        "verdict_as_expected": round(sum(named.values()) / options.count, 3),
        "faultless": right,
        "faultless_struck": round(struck / right, 4),
        "ms_a_sentence": round(1000 * seconds / (right + options.count), 1),
    }
    report |= {"held": of_held(model, writer, verbose=options.verbose)}
    RESULT.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(report))


def of_held(model: Told, writer: Writer, *, verbose: bool) -> dict[str, int]:
    """Judge what the gate was not made with; its misses were looked at once, and one mended."""
    counts: Counter[str] = Counter()
    for case, wrong in held():
        text = "\n".join([*case.right, *(each for each, _ in wrong)])
        written = judged(case, text, model, writer)
        passed = {sentence.text for sentence in written.sentences}
        verdicts = {one.text: one.verdict for one in written.struck}
        struck = [sentence for sentence in case.right if sentence not in passed]
        shown = [each for each, _ in wrong if each in passed]
        counts["faultless"] += len(case.right)
        counts["faultless_struck"] += len(struck)
        counts["faults"] += len(wrong)
        counts["faults_shown"] += len(shown)
        counts["verdict_as_expected"] += sum(verdicts.get(each) == said for each, said in wrong)
        for kind, sentences in (("struck", struck), ("shown", shown)) if verbose else ():
            print(*(f"held {kind}: {sentence}" for sentence in sentences), sep="\n")
    return dict(counts)


if __name__ == "__main__":
    main()
