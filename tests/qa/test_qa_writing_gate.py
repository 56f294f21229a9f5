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


@pytest.mark.parametrize(
    ("language", "text", "right", "wrong"),
    [
        ("de", "Die Grundsteuer steigt um 3,2 Prozentpunkte.",
         "Die Grundsteuer steigt um 3,2 Prozentpunkte", "Die Grundsteuer steigt um 3,2 Prozent"),
        ("en", "Regulators fined Calder £2.4 million.",
         "Regulators fined Calder 2.4 million pounds", "Regulators fined Calder $2.4 million"),
        ("en", "The pipe is 12 miles long.", "The pipe is 12 miles long", "The pipe is 12 km long"),
        ("en", "The strike lasted 6 hours.", "The strike went on for six hours",
         "The strike lasted 6 days"),
        ("ru", "Ущерб оценивается в 1,5 млн рублей.", "Ущерб оценивается в 1,5 миллиона рублей",
         "Ущерб оценивается в 1,5 млн долларов"),
        ("zh", "工厂损失约150万元。", "工厂损失约150万元", "工厂损失约150万美元"),
        ("tr", "Fiyatlar yüzde 5 arttı.", "Fiyatlar %5 arttı", "Fiyatlar 5 puan arttı"),
        ("en", "At least nine workers were hurt.", "No fewer than nine workers were hurt",
         "At most nine workers were hurt"),
        ("de", "Mehr als 600 Bürger unterschrieben.", "Über 600 Bürger unterschrieben",
         "Weniger als 600 Bürger unterschrieben"),
        ("ru", "Погибли не менее пяти человек.", "Погибли по меньшей мере пять человек",
         "Погибли не более пяти человек"),
        ("zh", "爆炸至少造成15人受伤。", "爆炸造成15人以上受伤", "爆炸至多造成15人受伤"),
        ("fr", "Plus de 300 personnes ont voté.", "Au moins 300 personnes ont voté",
         "Moins de 300 personnes ont voté"),
    ],
)  # fmt: skip
def test_number_of_another_thing_is_struck(judged, language, text, right, wrong):
    assert judged(language, right, text) == "passed"
    assert judged(language, wrong, text) in ("unsupported", "absent")  # as a Chinese word is one


def test_number_of_another_thing_in_another_language_is_unsupported(judged):
    text = "Die Behörde verhängte eine Strafe von mindestens 1,5 Mio. Euro."
    right = "The authority imposed a fine of at least 1.5 million euros"
    assert judged("en", right, text, written_in="de") == "passed"
    for wrong in (right.replace("euros", "dollars"), right.replace("least", "most")):
        assert judged("en", wrong, text, written_in="de") == "unsupported"


@pytest.mark.parametrize(
    ("language", "text", "right", "wrong"),
    [
        ("en", "The manager, Desmond Achebe, allegedly ignored two warnings.",
         "Desmond Achebe is accused of ignoring two warnings",
         "The manager, Desmond Achebe, ignored two warnings"),
        ("de", "Der Unternehmer Rolf Senger soll angeblich 40.000 Euro gezahlt haben.",
         "Rolf Senger wird vorgeworfen, 40.000 Euro gezahlt zu haben",
         "Der Unternehmer Rolf Senger hat 40.000 Euro gezahlt"),
        ("fr", "L'entrepreneur Gilles Rocheteau aurait versé 20 000 euros.",
         "L'entrepreneur Gilles Rocheteau est soupçonné d'avoir versé 20 000 euros",
         "L'entrepreneur Gilles Rocheteau a versé 20 000 euros"),
        ("ru", "Директор Олег Кравцов якобы знал о неисправности.",
         "По данным следствия, директор Олег Кравцов знал о неисправности",
         "Директор Олег Кравцов знал о неисправности"),
        ("ar", "يزعم المحامي فادي حداد أن الشركة أخفت تقرير السلامة.",
         "قال فادي حداد إن الشركة أخفت تقرير السلامة", "أخفت الشركة تقرير السلامة"),
        ("zh", "据称，厂长王德发曾收受30万元贿赂。", "据称王德发曾收受30万元贿赂",
         "厂长王德发曾收受30万元贿赂"),
    ],
)  # fmt: skip
def test_fact_made_of_what_is_left_open_is_unsupported(judged, language, text, right, wrong):
    assert judged(language, right, text) == "passed"
    assert judged(language, wrong, text) == "unsupported"


def test_what_is_not_left_open_may_be_said(judged):
    text = "Ray Smith, who allegedly stole three cars, was arrested in Tarnmoor."
    assert judged("en", "Ray Smith was arrested in Tarnmoor", text) == "passed"
    text = "A man accused of stealing 40 bicycles was sentenced to 2 years in prison in Leeds."
    assert judged("en", "A man was sentenced to 2 years in prison in Leeds", text) == "passed"
    assert judged("en", "The man was stealing 40 bicycles", text) == "unsupported"
    text = "Police arrested the alleged thief in Tarnmoor on Monday."
    assert judged("en", "Police made an arrest in Tarnmoor on Monday", text) == "passed"
    assert judged("en", "Police arrested the thief in Tarnmoor", text) == "unsupported"


@pytest.mark.parametrize(
    ("language", "text", "right", "written_in"),
    [
        ("en", "The firm did not inform the town until six hours after the blast.",
         "The firm informed the town only six hours after the blast", "en"),
        ("de", "The firm did not inform the town until six hours after the blast.",
         "Die Firma informierte die Stadt erst sechs Stunden nach der Explosion", "en"),
        ("en", "The firm did not inform the town.", "The firm failed to inform the town", "en"),
        ("en", "При пожаре погибли не менее пяти человек.",
         "At least five people died in the fire", "ru"),
        ("zh", "非洲国家代表周四抵达。", "非洲国家代表周四到达", "zh"),
        ("zh", "工厂损失约150万元，保险公司尚未赔付。", "工厂损失约150万元", "zh"),
    ],
)  # fmt: skip
def test_same_without_a_not_passes(judged, language, text, right, written_in):
    assert judged(language, right, text, written_in=written_in) == "passed"


@pytest.mark.parametrize(
    "wrong",
    ["The firm informed the town after the blast", "The firm informed the town before the blast"],
)
def test_not_until_is_still_a_not(judged, wrong):
    text = "The firm did not inform the town until six hours after the blast."
    assert judged("en", wrong, text) == "unsupported"


def test_not_refused_is_no_refusal(judged):
    assert (
        judged("en", "The mayor did not refuse to sign", "The mayor refused to sign.") != "passed"
    )


def test_letters_of_another_script_in_a_word_are_unsafe(judged):
    text = "Der Stadtrat von Hallberg hat beschlossen, das Freibad zu sanieren."
    assert judged("de", text.replace("a", "\u0430", 3), text) == "unsafe"
    text = "Путину подарили новый IPхон в Тарнмуре."
    assert judged("ru", text, text) == "passed"  # the article writes it so


def test_row_of_a_table_is_unsafe(judged):
    text = "Das Freibad am Mühlbach kostet 1,5 Mio. Euro."
    assert judged("de", "Freibad | 1,5 Mio. Euro | Mühlbach", text) == "unsafe"


@pytest.mark.parametrize(
    ("language", "text", "right"),
    [
        ("de", "Der Stadtrat von Hallberg hat die Sanierung beschlossen.",
         "Der Rat von Hallberg hat die Sanierung beschlossen"),
        ("ru", "Компания «Луцкхим» купила завод у концерна «Азотпром».",
         "Завод был куплен компанией «Луцкхим» у «Азотпрома»"),
        ("fr", "La gare de Belmaure fermera du 1er juillet au 15 septembre 2025.",
         "La gare de Belmaure fermera le 1er juillet 2025"),
        ("de", "Das Bad ist vom 3. bis 15. September 2025 geschlossen.",
         "Das Bad ist ab dem 3. September 2025 geschlossen"),
        ("fr", "La gare de Belmaure fermera en juillet, a annoncé mardi la SNCF.",
         "La SNCF a annoncé mardi que la gare de Belmaure fermera en juillet"),
    ],
)  # fmt: skip
def test_same_in_another_form_passes(judged, language, text, right):
    assert judged(language, right, text) == "passed"


@pytest.mark.parametrize(
    ("language", "text", "wrong"),
    [
        ("fr", "Claire Fontanel a menti, a déclaré Marc Delorme.",
         "Marc Delorme a menti, a déclaré Claire Fontanel"),
        ("de", "Das Bad ist vom 3. bis 15. September 2025 geschlossen.",
         "Das Bad ist ab dem 5. September 2025 geschlossen"),
        ("fr", "La gare de Belmaure fermera du 1er juillet au 15 septembre 2025.",
         "La gare de Belmaure fermera le 1er juillet 2024"),
        ("ru", "Компания «Луцкхим» купила завод у концерна «Азотпром».",
         "Завод был куплен компанией «Лукойл» у «Азотпрома»"),
    ],
)  # fmt: skip
def test_another_thing_in_the_same_form_is_struck(judged, language, text, wrong):
    assert judged(language, wrong, text) != "passed"
