"""The gate on one sentence and what it cites: what passes, and the verdict of what does not."""

import pytest
from planted import Case, answer_of

from qa.reading.reader import load_reader
from qa.records import Sentence

pytest.importorskip("anyascii", reason="needs: pip install 'beleg[llm]'")

from qa.questions.question import understand
from qa.writing.checks.names import NameFinder
from qa.writing.checks.numbers import numbers
from qa.writing.checks.support import Support
from qa.writing.gate import Gate
from qa.writing.sources import sources


@pytest.fixture(scope="module")
def judged(encoder):
    """Give the verdict of a sentence that cites the first of some sentences of articles."""
    reader = load_reader(encoder)
    names = NameFinder(encoder, fitted=True)

    def verdict(language, sentence, *texts, written_in=None, asked=None):
        asked = asked or sentence
        told = tuple((text, written_in or language) for text in texts)
        answer, articles = answer_of(Case(language, asked, told, (), (), (), ()))
        given = sources(answer, articles.__getitem__)
        support = Support(encoder.encode_passages, reader, understand(asked))
        stop = "" if "[" in sentence else " [1]"
        found = Gate(asked, given, language, names, support).judge(sentence + stop)
        return "passed" if isinstance(found, Sentence) else found.verdict

    return verdict


@pytest.mark.parametrize(
    ("language", "text", "meant"),
    [
        ("zh", "工厂损失约150万元", {"1500000"}),  # no space before a number
        ("zh", "工厂损失约1.5百万元", {"1500000"}),
        ("zh", "上升3.2个百分点", {"3.2"}),
        ("ja", "少なくとも15人が負傷した", {"15"}),
        ("ar", "أصيب و12 عاملا", {"12"}),
        ("en", "a fine of £2.4m", {"2400000"}),
        ("en", "a fine of £2.4bn", {"2400000000"}),
        ("fr", "un coût de 1,5 M€", {"1500000"}),
    ],
)
def test_numbers_are_read_as_each_language_writes_them(language, text, meant):
    assert any(each >= meant for _, each in numbers(text, [language, "en"]))


def test_numbers_in_names_are_none():
    assert list(numbers("The G20 met in hall A4 about Covid19", ["en"])) == []
    assert list(numbers("上升3.2个百分点", ["zh"])) == [("3.2", frozenset({"3.2"}))]


def test_number_behind_a_chinese_letter_is_checked(judged):
    text = "工厂损失约150万元，至少造成15人受伤。"
    assert judged("zh", "工厂损失约150万元", text) == "passed"
    assert judged("zh", "至少造成十五人受伤", text) == "passed"
    assert judged("zh", "工厂损失约250万元", text) == "absent"
