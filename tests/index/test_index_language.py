"""Languages, sentences and search terms, in every script that news is written in."""

import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.language import UNDETERMINED, canonical, detect, sentences, terms
from index.language.search_terms import _ALGORITHMS
from index.records import Span


def cut(text: str, language: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text, Span(0, len(text)), language)]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Der Präsident traf am Mittwoch in Pjöngjang ein.", "de"),
        ("The president arrived early on Wednesday morning.", "en"),
        ("Le ministre a démissionné après trois semaines de grève.", "fr"),
        ("El volcán de La Palma volvió a entrar en erupción.", "es"),
        ("Президент подписал договор о партнёрстве.", "ru"),
        ("وصل الرئيس إلى العاصمة صباح الأربعاء.", "ar"),
        ("总统星期三凌晨抵达平壤，受到热烈欢迎。", "zh"),
        ("大統領は水曜日の早朝に平壌に到着した。", "ja"),
        ("대통령은 수요일 새벽 평양에 도착했다.", "ko"),
        ("ประธานาธิบดีเดินทางถึงกรุงเปียงยางเมื่อเช้าวันพุธ", "th"),
        ("राष्ट्रपति बुधवार तड़के प्योंगयांग पहुँचे।", "hi"),
        ("Cumhurbaşkanı çarşamba sabahı Pyongyang'a ulaştı.", "tr"),
    ],
)
def test_detect_tells_the_language(text: str, language: str) -> None:
    assert detect(text) == language


@pytest.mark.parametrize("text", ["", " \r\n\t", "19.06.2024 – 10:30", "🎉🎉", "...", "\u200b"])
def test_detect_without_letters_is_undetermined(text: str) -> None:
    assert detect(text) == UNDETERMINED


@pytest.mark.parametrize(
    ("stated", "code"),
    [
        ("de", "de"), ("deu", "de"), ("GER", "de"), ("fre", "fr"), ("cmn", "zh"), ("iw", "he"),
        ("nb", "no"), ("nob", "no"), ("nn", "no"), ("no", "no"), ("fil", "tl"), ("tl", "tl"),
        ("yue", "yue"), ("und", "und"), ("xyz", "xyz"), ("", ""),
    ],
)  # fmt: skip
def test_canonical_is_one_code_for_each_language(stated: str, code: str) -> None:
    assert canonical(stated) == code
    assert canonical(canonical(stated)) == code


@pytest.mark.parametrize("language", sorted(_ALGORITHMS))
def test_canonical_codes_are_those_with_stemmers(language: str) -> None:
    assert canonical(language) == language


def test_detect_tells_both_kinds_of_norwegian_as_one() -> None:
    assert detect("Statsministeren åpnet broen i Oslo på mandag, sa han ikke noe mer.") == "no"
    assert detect("Eg veit ikkje kva dei har gjort, men me kjem heim no.") == "no"


def test_detect_reads_across_line_breaks() -> None:
    assert detect("Der Präsident\r\ntraf am Mittwoch\nin Pjöngjang\u2028ein.") == "de"


@settings(deadline=None)
@given(st.text())
def test_detect_takes_any_text(text: str) -> None:
    assert detect(text)


def test_terms_of_one_word_in_two_cases_are_equal() -> None:
    assert terms("Präsident PRÄSIDENTEN Präsidents", ["de"]) == ["prasident"] * 3


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [
        ("Häuser", "Haus", "de"),
        ("Straße", "STRASSE", "de"),
        ("Mu\u0308ller", "Müller", "de"),  # decomposed and composed
        ("café", "CAFE", "es"),
        ("Ёлка", "елка", "ru"),
        ("Ἀθῆναι", "Αθηναι", "el"),
        ("ﬁnance", "Finance", "en"),
        ("２０２４", "2024", "ja"),
        ("أمريكا", "امريكا", "ar"),
    ],
)
def test_terms_of_two_spellings_are_equal(one: str, other: str, language: str) -> None:
    assert terms(one, [language]) == terms(other, [language])


def test_terms_keep_the_vowel_signs_of_hindi() -> None:
    assert terms("दिन", ["hi"]) != terms("दान", ["hi"])  # day, gift
    assert terms("दिन", ["und"]) == ["दिन"]


def test_terms_of_chinese_are_pairs_of_neighbours() -> None:
    assert terms("总统抵达平壤。", ["zh"]) == ["总统", "统抵", "抵达", "达平", "平壤"]


def test_terms_of_a_single_character_are_that_character() -> None:
    assert terms("雨。", ["zh"]) == ["雨"]


def test_terms_of_thai_share_pairs_with_a_word_inside() -> None:
    sentence = "ประธานาธิบดีเดินทางถึงกรุงเปียงยางเมื่อเช้าวันพุธ"
    assert set(terms("เปียงยาง", ["th"])) <= set(terms(sentence, ["th"]))


@pytest.mark.parametrize("text", ["2024年6月19日", "2024年", "于2024年"])
def test_terms_of_a_number_inside_chinese_are_the_number(text: str) -> None:
    assert "2024" in terms(text, ["zh"])  # what a question in any other language has


def test_terms_of_a_latin_name_inside_japanese_are_the_name() -> None:
    assert set(terms("OpenAI", ["en"])) <= set(terms("新興企業OpenAIの幹部", ["ja", "en"]))


def test_terms_of_japanese_hold_the_long_vowel_within_its_pairs() -> None:
    assert terms("ラーメン", ["ja"]) == ["ラー", "ーメ", "メン"]


def test_terms_in_several_languages_hold_each_stem_once() -> None:
    assert terms("presidents", ["en", "de"]) == ["presid", "president"]
    assert terms("Berlin", ["en", "de", "fr"]) == ["berlin"]
    assert terms("presidents", ["en", "en"]) == ["presid"]


def test_terms_in_a_language_without_stemmer_are_whole_words() -> None:
    assert terms("Rais aliwasili Pyongyang", ["sw"]) == ["rais", "aliwasili", "pyongyang"]


@pytest.mark.parametrize("text", ["", "?!", "🎉", " \r\n", "«»„“"])
def test_terms_of_no_words_are_none(text: str) -> None:
    assert terms(text, ["de", "en"]) == []


@settings(deadline=None)
@given(st.text(), st.lists(st.sampled_from(["de", "en", "zh", "hi", "tr", "ar", "und"])))
def test_terms_of_any_text_hold_no_space_and_are_not_empty(text: str, languages: list[str]) -> None:
    for term in terms(text, languages):
        assert term
        assert not any(character.isspace() for character in term)


def test_terms_in_many_threads_are_those_of_one() -> None:
    text = "Die Präsidenten unterzeichneten die Verträge in den Häusern der Hauptstädte. " * 20
    expected = terms(text, ["de", "en"])
    found: list[list[str]] = []
    threads = [
        threading.Thread(target=lambda: found.append(terms(text, ["de", "en"]))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [expected] * 8


def test_sentences_of_german_do_not_end_at_abbreviations() -> None:
    text = "Am 19. Juni kam Dr. Meier an. Er brachte z. B. Tee mit."
    assert cut(text, "de") == ["Am 19. Juni kam Dr. Meier an.", "Er brachte z. B. Tee mit."]


@pytest.mark.parametrize(
    ("text", "language", "count"),
    [
        ("Kim kam. Putin ging. Kim kam. Putin ging.", "de", 4),
        ("总统抵达平壤。他受到热烈欢迎。", "zh", 2),
        ("राष्ट्रपति पहुँचे। उनका स्वागत हुआ।", "hi", 2),
        ("هل وصل الرئيس؟ نعم، وصل صباح اليوم.", "ar", 2),
        ("🎉 Feier in Berlin! 🎆 Tausende kamen.", "de", 2),
        ("Kein Punkt am Ende", "de", 1),
        ("Kim kam.\r\nPutin ging.", "xx", 2),
    ],
)
def test_sentences_are_counted(text: str, language: str, count: int) -> None:
    assert len(cut(text, language)) == count


def test_sentences_of_an_inner_span_have_offsets_of_the_text() -> None:
    text = "Vorher. Kim kam. Putin ging. Nachher."
    span = Span(text.index("Kim"), text.index(" Nachher"))
    assert [text[a:b] for a, b in sentences(text, span, "de")] == ["Kim kam.", "Putin ging."]


@settings(deadline=None)
@given(st.text(), st.sampled_from(["de", "en", "zh", "th", "ar", "hi", "my", "und", "", "xx"]))
def test_sentences_of_any_text_hold_all_of_it_but_white_space(text: str, language: str) -> None:
    end = 0
    for left, right in sentences(text, Span(0, len(text)), language):
        assert end <= left < right
        assert not text[end:left].strip()
        assert text[left:right] == text[left:right].strip()
        end = right
    assert not text[end:].strip()
