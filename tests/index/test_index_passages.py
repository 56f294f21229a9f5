"""Passages are slices of the article: of whole sentences, all of them, none too long."""

import time
from collections.abc import Sequence

import pytest
from fakes import HashEncoder
from hypothesis import given, settings
from hypothesis import strategies as st

from index import content
from index.language import sentences
from index.model.encoder import Encoder
from index.passages import PassageOptions, split
from index.records import Article, Citation, Label, Passage, Span

count = HashEncoder().count_tokens

LEAD = "Der Präsident reiste am Mittwoch nach Pjöngjang und traf dort den Machthaber."
NEXT = "Beide unterzeichneten einen Vertrag über gegenseitigen Beistand."
LAST = "Am Abend flog er weiter nach Vietnam."


def article(text: str, *, language: str = "de", markdown: bool = False) -> Article:
    citation = Citation("a.txt", "Titel", "/news/a.txt", language=language)
    return Article(citation, text, content.spans(text, markdown=markdown), "0" * 64)


def texts(passages: Sequence[Passage]) -> list[str]:
    return [passage.text for passage in passages]


def test_split_of_nothing_is_nothing() -> None:
    assert split(article(" \r\n"), count, PassageOptions()) == []


def test_split_of_credits_and_links_only_is_nothing() -> None:
    assert split(article("© AFP\nWeiterlesen »\n"), count, PassageOptions()) == []


def test_split_of_a_short_article_is_one_passage() -> None:
    (passage,) = split(article(f"{LEAD}\n\n{NEXT}\n"), count, PassageOptions())
    assert passage.text == f"{LEAD}\n\n{NEXT}"
    assert passage.label is Label.BODY
    assert passage.sentences == ((0, len(LEAD)), (len(LEAD) + 2, len(LEAD) + 2 + len(NEXT)))


def test_split_of_repeated_sentences_gives_each_its_own_place() -> None:
    text = " ".join(["Kim kam."] * 40)
    passages = split(article(text), count, PassageOptions(tokens=10))
    starts = [start for passage in passages for start, _ in passage.sentences]
    assert starts == [9 * number for number in range(40)]


def test_split_packs_as_many_sentences_as_fit() -> None:
    text = " ".join(["Kim kam."] * 9)  # three tokens each
    passages = split(article(text), count, PassageOptions(tokens=10))
    assert [len(passage.sentences) for passage in passages] == [3, 3, 3]


def test_split_keeps_crlf_between_sentences() -> None:
    (passage,) = split(article(f"{LEAD}\r\n\r\n{NEXT}\r\n"), count, PassageOptions())
    assert passage.text == f"{LEAD}\r\n\r\n{NEXT}"


def test_split_starts_a_passage_at_each_headline() -> None:
    text = f"Putin trifft Kim\n\n{LEAD}\n\nDer Vertrag\n\n{NEXT}\n"
    found = texts(split(article(text), count, PassageOptions()))
    assert found == [f"Putin trifft Kim\n\n{LEAD}", f"Der Vertrag\n\n{NEXT}"]


def test_split_keeps_headlines_in_a_row_together() -> None:
    text = f"Putin trifft Kim\n\nEin seltener Besuch\n\n{LEAD}\n"
    assert texts(split(article(text), count, PassageOptions())) == [text.strip()]


def test_split_labels_a_passage_of_headlines_only_as_headline() -> None:
    text = f"# Putin trifft Kim\n\n## Ein Besuch\n\nLesen Sie auch: Rente steigt\n\n{LEAD}\n"
    first = split(article(text, markdown=True), count, PassageOptions())[0]
    assert first.text == "Putin trifft Kim\n\n## Ein Besuch"
    assert first.label is Label.HEADLINE


def test_split_keeps_a_teaser_apart() -> None:
    teaser = "Lesen Sie auch: Rente steigt"
    passages = split(article(f"{LEAD}\n\n{teaser}\n\n{NEXT}\n"), count, PassageOptions())
    assert [(passage.text, passage.label) for passage in passages] == [
        (LEAD, Label.BODY),
        (teaser, Label.TEASER),
        (NEXT, Label.BODY),
    ]


def test_split_keeps_each_teaser_of_a_row_apart() -> None:
    teasers = ["Lesen Sie auch: Rente steigt", "Lesen Sie auch: Bahn streikt"]
    passages = split(article("\n".join([LEAD, *teasers, NEXT])), count, PassageOptions())
    assert texts(passages) == [LEAD, *teasers, NEXT]


def test_split_does_not_join_what_a_credit_sets_apart() -> None:
    passages = split(article(f"{LEAD}\n\nFoto: dpa\n\n{NEXT}\n"), count, PassageOptions())
    assert texts(passages) == [LEAD, NEXT]


def test_split_leaves_out_what_may_not_be_quoted() -> None:
    title = "Putin sagt Nordkorea Hilfe zu"
    text = f"securnews\n\n{title}\n\n{title}\n\n{LEAD}\n\n© AFP\n\nWeiterlesen »\n"
    (passage,) = split(article(text), count, PassageOptions())
    assert passage.text == f"{title}\n\n{LEAD}"
    assert passage.start == text.rindex(title)


def test_split_cuts_a_long_sentence_at_a_clause() -> None:
    clause = "sagte der Präsident am Mittwoch in der Hauptstadt des Landes, "
    passages = split(article(clause * 9), count, PassageOptions(tokens=40))
    assert len(passages) > 1
    assert all(text.endswith(",") for text in texts(passages))


@pytest.mark.parametrize("separator", [" ", "、", "\u3000", ""])
def test_split_cuts_a_sentence_without_clauses(separator: str) -> None:
    text = separator.join(["总统抵达平壤"] * 200)
    passages = split(article(text, language="zh"), count, PassageOptions(tokens=16))
    assert max(count(texts(passages))) <= 16
    assert "".join("".join(texts(passages)).split()) == "".join(text.split()).strip()


def test_split_counts_a_single_character_as_one_piece_however_many_tokens_it_has() -> None:
    passages = split(article("🎉🎉"), lambda texts: [9 for _ in texts], PassageOptions(tokens=2))
    assert texts(passages) == ["🎉", "🎉"]


@pytest.mark.parametrize("character", ["a", "总", "🎉", ".", "ก"])
def test_split_of_a_very_long_line_without_spaces_takes_seconds(character: str) -> None:
    text = character * 300_000
    started = time.perf_counter()
    passages = split(article(text), count, PassageOptions())
    assert time.perf_counter() - started < 60
    assert "".join(texts(passages)) == text


LONG = {
    "de": "Der russische Präsident und der nordkoreanische Machthaber unterzeichneten am Mittwoch "
    "nach stundenlangen Verhandlungen ein umfassendes Partnerschaftsabkommen. ",
    "zh": "俄罗斯总统和朝鲜领导人星期三在平壤举行了长达数小时的会谈，随后签署了战略伙伴关系条约。",
    "th": "ประธานาธิบดีรัสเซียและผู้นำเกาหลีเหนือลงนามในสนธิสัญญาหุ้นส่วนยุทธศาสตร์ที่กรุงเปียงยางเมื่อวันพุธ ",
    "ar": "وقع الرئيس الروسي والزعيم الكوري الشمالي يوم الأربعاء معاهدة شراكة استراتيجية شاملة. ",
    "hi": "रूसी राष्ट्रपति और उत्तर कोरियाई नेता ने बुधवार को व्यापक साझेदारी संधि पर हस्ताक्षर किए। ",
}


@pytest.mark.parametrize("language", LONG)
@pytest.mark.parametrize("limit", [24, 128])
def test_split_with_the_real_tokenizer_stays_within_the_limit(
    language: str, limit: int, encoder: Encoder
) -> None:
    text = LONG[language] * 30
    passages = split(article(text, language=language), encoder.count_tokens, PassageOptions(limit))
    assert max(encoder.count_tokens(texts(passages))) <= limit
    covered = "".join(texts(passages))
    assert "".join(covered.split()) == "".join(text.split())


def test_split_with_the_real_tokenizer_of_a_very_long_line_takes_seconds(encoder: Encoder) -> None:
    text = "ประธานาธิบดีเดินทาง" * 3_000
    started = time.perf_counter()
    passages = split(article(text, language="th"), encoder.count_tokens, PassageOptions())
    assert time.perf_counter() - started < 60
    assert max(encoder.count_tokens(texts(passages))) <= 128


pieces = st.sampled_from(
    [LEAD, NEXT, NEXT, "Kim kam.", "Kim kam.", "Am 3. Mai schrieb Dr. Meier z. B. „Ja.“ zurück.",
     "总统抵达平壤。", "「行きます」と言った。", "وصل الرئيس؟", "राष्ट्रपति पहुँचे।",
     "대통령은 도착했다.", "ประธานาธิบดีเดินทางถึงกรุงเปียงยาง", "🎉🇩🇪👩‍👩‍👧", "Putin trifft Kim",
     "- Tee", "© AFP", "# Titel",
     "Lesen Sie auch: Rente steigt", "Weiterlesen »", "| a | b |", "|---|---|", "> Zitat", "---",
     "a" * 60, ",", "...", "…", " ", "\n", "\n\n", "\r\n", "\t", "\x0b", "\x1c", "\x85", "\u2028",
     "\u200b", "\ufeff", "\u3000", "\xad"]
)  # fmt: skip
news = st.lists(pieces | st.text(max_size=4), max_size=40).map("".join)
languages = st.sampled_from(["de", "en", "zh", "ja", "th", "ar", "hi", "my", "und", "xx"])


@settings(deadline=None)
@given(st.text() | news, languages, st.booleans(), st.sampled_from([1, 4, 16, 128]))
def test_split_of_any_text(text: str, language: str, markdown: bool, limit: int) -> None:
    read = article(text, language=language, markdown=markdown)
    passages = split(read, count, PassageOptions(tokens=limit))

    for passage in passages:
        assert text[passage.start : passage.end] == passage.text
        # Its sentences fill it, in order, without a gap but for white space and Markdown's marks.
        assert passage.sentences[0][0] == passage.start
        assert passage.sentences[-1][1] == passage.end
        assert count([passage.text]) <= [limit] or len(passage.text) == 1
    order = [edge for passage in passages for pair in passage.sentences for edge in pair]
    assert order == sorted(order)
    starts = [passage.start for passage in passages]
    assert starts == sorted(set(starts))

    # Every sentence of the quotable spans is covered once; where one was cut, by its parts.
    quotable = [span for span in read.spans if span.label.quotable]
    whole = [place for span in quotable for place in sentences(text, span, language)]
    parts = [place for passage in passages for place in passage.sentences]
    assert letters(text, parts) == letters(text, whole)

    for passage in passages:
        labels = labels_within(read.spans, passage)
        assert Label.TEASER not in labels or labels == [Label.TEASER]
        assert all(label.quotable for label in labels)
        assert passage.label is (labels[0] if len(set(labels)) == 1 else Label.BODY)
        # A headline comes first or follows another one.
        assert Label.HEADLINE not in labels[labels.count(Label.HEADLINE) :]


def letters(text: str, places: Sequence[tuple[int, int]]) -> list[tuple[int, str]]:
    return [
        (place, text[place])
        for start, end in places
        for place in range(start, end)
        if not text[place].isspace()
    ]


def labels_within(spans: Sequence[Span], passage: Passage) -> list[Label]:
    return [span.label for span in spans if span.start < passage.end and passage.start < span.end]
