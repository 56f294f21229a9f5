"""Copies of a story become one cluster, other stories do not, in whatever order they come."""

import random
import time
from collections import defaultdict
from collections.abc import Sequence
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.copies.duplicates import Member, clusters, representative
from index.copies.signatures import MOST_HASHES, hashes, signature, size
from index.records import Label, Span

AGENCY = (
    "Bei einem Brand in einer Lagerhalle am Hafen von Altona sind in der Nacht auf Dienstag zwei "
    "Feuerwehrleute verletzt worden.",
    "Das Feuer war nach Angaben der Polizei kurz nach Mitternacht in einem Müllcontainer "
    "ausgebrochen und griff rasch auf das Dach über.",
    "Rund 120 Einsatzkräfte waren bis zum Morgen damit beschäftigt, ein Übergreifen auf die "
    "benachbarte Reederei zu verhindern.",
    "„Die Löscharbeiten waren wegen der starken Rauchentwicklung sehr schwierig“, sagte ein "
    "Sprecher der Feuerwehr.",
    "Die Höhe des Schadens steht noch nicht fest, die Ermittler schließen Brandstiftung nicht aus.",
)
OTHER = (
    "Der Hamburger Senat will die Elbfähren künftig auch nachts fahren lassen.",
    "Das kündigte Verkehrssenatorin Petra Lang nach einer Sitzung mit den Reedereien am "
    "Landungsplatz an.",
    "Bis zum Herbst sollen dafür sechs neue Schiffe mit elektrischem Antrieb bestellt werden, die "
    "leiser sind als die alten.",
    "Anwohner hatten sich zuvor über den Lärm der Dieselmotoren beschwert.",
    "Die Opposition nannte den Plan unbezahlbar und verlangte eine Prüfung durch den Rechnungshof.",
)
FOOTER = (
    "Dieser Text gehört zu unserem Angebot für Abonnenten, mehr dazu lesen Sie nach der Anmeldung "
    "auf unserer Seite oder in der gedruckten Ausgabe vom Wochenende. Wenn Ihnen ein Fehler "
    "auffällt, schreiben Sie an die Redaktion, wir prüfen jeden Hinweis und antworten bald."
)
ENGLISH = (
    "Two firefighters were hurt when a warehouse burned down in the port of Altona, police said. "
    "The blaze started in a skip shortly after midnight and spread quickly to the roof. About 120 "
    "people worked until the morning to keep the flames away from a shipping company next door. "
    "Investigators have not ruled out arson, and nobody could say how high the damage would be."
)
CHINESE = (
    "汉堡阿尔托纳港口的一座仓库周二凌晨发生火灾，两名消防员受伤。警方称，火势于午夜过后不久从一个垃圾箱燃起，"
    "并迅速蔓延至屋顶。约120名救援人员一直忙到早晨，阻止火势波及邻近的航运公司。损失金额尚不清楚，"
    "调查人员不排除纵火的可能。"
)
JAPANESE = (
    "ハンブルクのアルトナ港で火曜日未明、倉庫が燃え、消防士2人がけがをした。警察によると、火は真夜中過ぎに"
    "ごみ箱から出て、すぐに屋根に燃え移った。約120人が朝まで消火にあたり、隣の海運会社への延焼を防いだ。"
    "損害額はまだ分かっておらず、捜査当局は放火の可能性を排除していない。"
)
THAI = (
    "เกิดเหตุเพลิงไหม้โกดังสินค้าที่ท่าเรืออัลโทนาในเมืองฮัมบวร์คเมื่อคืนวันอังคาร ทำให้นักดับเพลิงสองคนได้รับบาดเจ็บ "
    "ตำรวจกล่าวว่าไฟเริ่มลุกไหม้จากถังขยะหลังเที่ยงคืนไม่นานและลามไปยังหลังคาอย่างรวดเร็ว "
    "เจ้าหน้าที่ราว 120 คนทำงานจนถึงเช้าเพื่อไม่ให้ไฟลามไปยังบริษัทเดินเรือที่อยู่ติดกัน"
)
ARABIC = (
    "أصيب رجلا إطفاء بجروح في حريق اندلع ليلة الثلاثاء في مستودع في ميناء ألتونا بمدينة هامبورغ. "
    "وقالت الشرطة إن النيران اندلعت بعد منتصف الليل بقليل في حاوية للقمامة وامتدت بسرعة إلى السقف. "
    "وعمل نحو 120 شخصا حتى الصباح لمنع وصول النيران إلى شركة الشحن المجاورة، ولم يستبعد المحققون "
    "أن يكون الحريق متعمدا."
)


def body(text: str) -> bytes:
    return signature(text, [Span(0, len(text))])


def said(*sentences: str) -> bytes:
    return body(" ".join(sentences))


def groups(signatures: dict[str, bytes]) -> set[frozenset[str]]:
    together = defaultdict(set)
    for article_id, head in clusters(signatures).items():
        together[head].add(article_id)
    return {frozenset(ids) for ids in together.values()}


def words(number: int, count: int) -> list[str]:
    """Give the words of a story that shares nothing with a story of another number."""
    return [f"wort{number}x{i}" for i in range(count)]


def told(*parts: Sequence[str]) -> bytes:
    return body(" ".join(word for part in parts for word in part))


@pytest.mark.parametrize(
    "copy",
    [
        AGENCY[:3],
        (OTHER[0], *AGENCY[1:]),
        (*AGENCY[:2], OTHER[2], *AGENCY[2:]),
        (*AGENCY, "hbr/dpa"),
        (*AGENCY[:4], AGENCY[4].replace("noch nicht fest", "bisher nicht fest")),
        AGENCY[1:3],
    ],
    ids=["shortened", "other lead", "addition", "byline", "edited", "middle"],
)
def test_clusters_finds_a_copy(copy: tuple[str, ...]) -> None:
    made = {"agency": said(*AGENCY), "copy": said(*copy), "other": said(*OTHER)}
    assert groups(made) == {frozenset({"agency", "copy"})}


def test_clusters_keeps_two_reports_of_one_event_apart() -> None:
    own = (
        "Ein Großfeuer hat eine Halle am Altonaer Hafen zerstört und zwei Helfer verletzt.",
        "Ein Anwohner hatte gegen halb eins Rauch gesehen und den Notruf gewählt, berichtet er am "
        "Morgen vor den Trümmern.",
        AGENCY[3],
        "Die Halle gehört einem Händler für Gewürze, der dort Pfeffer und Zimt lagerte.",
        "Noch am Mittag lag der Geruch über dem ganzen Stadtteil.",
    )
    assert clusters({"agency": said(*AGENCY), "own": said(*own)}) == {}


@pytest.mark.parametrize(
    ("first", "second", "language"),
    [
        ("zwölf Menschen", "15 Menschen", "de"),
        ("zwölf Menschen", "vierzehn Menschen", "de"),
        ("12 Menschen", "15 Menschen", "und"),
    ],
)
def test_clusters_keeps_reports_apart_whose_figures_differ(
    first: str, second: str, language: str
) -> None:
    story = " ".join(AGENCY)
    told = {
        count: f"Bei dem Unglück starben {count}, teilte die Polizei mit. {story}"
        for count in (first, second)
    }
    made = {name: signature(text, [Span(0, len(text))], language) for name, text in told.items()}
    assert clusters(made) == {}


def test_clusters_takes_figures_and_words_for_one_number() -> None:
    texts = [f"Es starben {count} Menschen. {' '.join(AGENCY)}" for count in ("zwölf", "12")]
    made = {text[:16]: signature(text, [Span(0, len(text))], "de") for text in texts}
    assert len(set(clusters(made).values())) == 1


def test_clusters_does_not_link_by_a_footer_that_many_have() -> None:
    long = {f"long{i}": told(words(i, 200), FOOTER.split()) for i in range(5)}
    short = {f"short{i}": told(words(100 + i, 20), FOOTER.split()) for i in range(5)}
    assert clusters(long | short) == {}


def test_clusters_finds_a_copy_in_spite_of_a_footer_that_many_have() -> None:
    others = {f"other{i}": told(words(i, 200), FOOTER.split()) for i in range(5)}
    copies = {
        "long": said(*AGENCY, *OTHER, FOOTER),
        "short": said(*AGENCY[:3], FOOTER),
    }
    assert groups(others | copies) == {frozenset({"long", "short"})}


def test_clusters_does_not_link_tickers_by_their_template() -> None:
    made = {}
    for number in range(6):
        entries = [
            f"+++ {i:02} Uhr +++ {' '.join(words(100 * number + i, 12))} Zurück zur Übersicht"
            for i in range(12)
        ]
        made[f"ticker{number}"] = said(FOOTER, *entries)
    assert clusters(made) == {}


def test_clusters_does_not_link_notices_in_place_of_a_text() -> None:
    notice = "Der Volltext dieses Artikels steht aus rechtlichen Gründen nicht mehr zur Verfügung."
    made = {
        "brexit": said("46 Prozent würden derzeit für den Austritt stimmen.", notice),
        "istanbul": said("Explosion auf der Einkaufsstraße, 40 Verletzte.", notice),
    }
    assert clusters(made) == {}


def test_clusters_keeps_stories_of_one_round_up_apart() -> None:
    fire, ferry = words(1, 60), words(2, 50)
    made = {"a": told(fire), "b": told(ferry), "round-up": told(words(3, 40), fire, ferry)}
    (found,) = groups(made)
    assert found in ({"a", "round-up"}, {"b", "round-up"})


def test_clusters_finds_copies_of_a_story_that_several_round_ups_have() -> None:
    fire = words(1, 60)
    made = {f"round-up{i}": told(words(10 + i, 300), fire) for i in range(4)}
    made |= {"fire": told(fire), "copy": told(fire[:55], words(2, 5))}
    assert frozenset({"fire", "copy"}) in groups(made)


@pytest.mark.parametrize("times", [3, 10, 25])
def test_clusters_finds_a_short_piece_in_a_long_one(times: int) -> None:
    short = words(1, 60)
    made = {"short": told(short), "long": told(words(2, 60 * (times - 1)), short)}
    made["other"] = told(words(3, 60 * times))
    assert clusters(made) == {"long": "long", "short": "long"}


@pytest.mark.parametrize(
    ("story", "cut"),
    [(ENGLISH, 220), (CHINESE, 66), (JAPANESE, 75), (THAI, 140), (ARABIC, 210)],
    ids=["en", "zh", "ja", "th", "ar"],
)
def test_clusters_finds_a_shortened_copy_in_any_script(story: str, cut: int) -> None:
    others = [ENGLISH, CHINESE, JAPANESE, THAI, ARABIC, " ".join(OTHER)]
    made = {f"other{i}": body(text) for i, text in enumerate(others) if text != story}
    made |= {"whole": body(story), "cut": body(story[:cut])}
    assert clusters(made) == {"whole": "whole", "cut": "whole"}


def test_clusters_names_the_fullest_then_the_first_by_id() -> None:
    made = {"b": said(*AGENCY), "a": said(*AGENCY[:3]), "d": said(*OTHER), "c": said(*OTHER)}
    assert clusters(made) == {"a": "b", "b": "b", "c": "c", "d": "c"}


def test_clusters_takes_pairs_as_well() -> None:
    made = {"a": said(*AGENCY), "b": said(*AGENCY)}
    assert clusters(made.items()) == clusters(made) == {"a": "a", "b": "a"}


@pytest.mark.parametrize("made", [{}, {"a": b""}, {"a": b"", "b": b""}, {"a": body(ENGLISH)}])
def test_clusters_of_nothing_alike_is_nothing(made: dict[str, bytes]) -> None:
    assert clusters(made) == {}


@pytest.mark.parametrize("damaged", [b"\x01", b"\x01\0\0\0", body(ENGLISH)[:-1]])
def test_clusters_refuses_a_damaged_signature(damaged: bytes) -> None:
    with pytest.raises(ValueError, match="signature of b is damaged"):
        clusters({"a": body(ENGLISH), "b": damaged})


def test_clusters_of_many_copies_and_a_footer_in_all_takes_no_time() -> None:
    chance = random.Random(3)
    story = words(0, 300)
    made = {}
    for number in range(1000):
        own = story if number % 2 else words(number + 1, 300)
        kept = chance.sample(own, 290)
        made[f"{number:04}"] = told(sorted(kept, key=own.index), FOOTER.split())
    started = time.perf_counter()
    found = clusters(made)
    assert len(found) == 500
    assert len(set(found.values())) == 1
    assert time.perf_counter() - started < 60  # 1 s on an idle machine


# What an article of these tests is made of: a few stretches of some stories, in any order.
stretches = st.lists(
    st.tuples(st.integers(0, 5), st.integers(0, 60), st.integers(15, 80)), min_size=1, max_size=4
)
articles = st.lists(stretches, max_size=14)


def shingles_of(article: list[tuple[int, int, int]]) -> set[tuple[str, ...]]:
    text = [word for story, start, size in article for word in words(story, 140)[start:][:size]]
    return {tuple(text[i : i + 4]) for i in range(len(text) - 3)}


def made_of(articles: list[list[tuple[int, int, int]]]) -> dict[str, bytes]:
    return {
        f"{number:02}": told(*(words(story, 140)[start:][:size] for story, start, size in article))
        for number, article in enumerate(articles)
    }


@settings(deadline=None)
@given(articles, st.randoms(use_true_random=False))
def test_clusters_are_the_same_in_any_order(
    articles: list[list[tuple[int, int, int]]], chance: random.Random
) -> None:
    made = made_of(articles)
    shuffled = list(made.items())
    chance.shuffle(shuffled)
    assert list(clusters(shuffled).items()) == list(clusters(made).items())


@settings(deadline=None)
@given(articles, articles)
def test_clusters_are_the_same_after_additions_and_removals(
    kept: list[list[tuple[int, int, int]]], removed: list[list[tuple[int, int, int]]]
) -> None:
    stored: dict[str, bytes] = {}
    for article_id, made in made_of(removed).items():
        stored[f"removed {article_id}"] = made
        clusters(stored)
    for article_id, made in reversed(made_of(kept).items()):
        stored[article_id] = made
        clusters(stored)
    for article_id in [name for name in stored if name.startswith("removed")]:
        del stored[article_id]
    assert clusters(stored) == clusters(made_of(kept))


@settings(deadline=None)
@given(articles)
def test_clusters_hold_only_articles_with_something_in_common(
    articles: list[list[tuple[int, int, int]]],
) -> None:
    for together in groups(made_of(articles)):
        for a, b in combinations(together, 2):
            assert shingles_of(articles[int(a)]) & shingles_of(articles[int(b)])


@settings(deadline=None)
@given(articles)
def test_clusters_are_named_by_their_fullest_member(
    articles: list[list[tuple[int, int, int]]],
) -> None:
    made = made_of(articles)
    found = clusters(made)
    for article_id, head in found.items():
        assert found[head] == head
        assert (-size(made[head]), head) <= (-size(made[article_id]), article_id)


# Signatures


@pytest.mark.parametrize(
    ("text", "copy"),
    [
        (" ".join(AGENCY), "\r\n\r\n".join(AGENCY).replace("„", "»").replace("“", "«").upper()),
        (" ".join(AGENCY), " ".join(AGENCY).replace("Feuer", "Feu\u00ader").replace(" ", "\u00a0")),
        (" ".join(AGENCY), " ".join(AGENCY).replace("ü", "u\u0308").replace(",", " –")),
        (ENGLISH, ENGLISH.replace(" police", " https://example.org/?utm=1 police")),
        (ARABIC, ARABIC.replace("قالت", "قـــالَت").replace("120", "١٢٠")),
        (CHINESE, CHINESE.replace("，", ", ").replace("120", "１２０")),
    ],
    ids=["case and quotes", "hyphens and spaces", "dashes and accents", "link", "ar", "zh"],
)
def test_signature_is_the_same_for_the_same_words(text: str, copy: str) -> None:
    assert copy != text
    assert body(copy) == body(text)


def test_signature_leaves_out_what_is_not_the_story() -> None:
    text = f"Brand am Hafen\n{ENGLISH}\nLesen Sie auch: Neue Elbfähren\nFoto: Meier/dpa"
    ends = [14, 15 + len(ENGLISH), 15 + len(ENGLISH) + 31, len(text)]
    labels = [Label.HEADLINE, Label.BODY, Label.TEASER, Label.CREDIT]
    spans = [Span(end - 14, end, label) for end, label in zip(ends, labels, strict=True)]
    spans[1] = Span(15, ends[1])
    assert signature(text, spans) == body(ENGLISH)


def test_signature_counts_headings_between_paragraphs() -> None:
    text = f"{ENGLISH}\nThe damage is high\n{ENGLISH}"
    middle = len(ENGLISH) + 1
    spans = [Span(0, middle - 1), Span(middle, middle + 18, Label.HEADLINE)]
    spans.append(Span(middle + 19, len(text)))
    assert signature(text, spans) == body(text)


def test_signature_of_a_short_text_tells_exact_duplicates_only() -> None:
    text = "Brand am Hafen\nDas Feuer ist gelöscht."
    spans = [Span(0, 14, Label.HEADLINE), Span(15, len(text))]
    other = "Brand im Museum\nDas Feuer ist gelöscht."
    other_spans = [Span(0, 15, Label.HEADLINE), Span(16, len(other))]
    made = {"a": signature(text, spans), "b": signature(text.replace(".", "!"), spans)}
    made |= {"c": signature(other, other_spans), "d": body("Das Feuer ist gelöscht.")}
    assert groups(made) == {frozenset({"a", "b"})}


@pytest.mark.parametrize("text", ["", " \r\n", "+++ … ***", "\ud800\udfff"])
def test_signature_of_no_words_is_empty(text: str) -> None:
    assert body(text) == b""


@pytest.mark.parametrize(
    "text",
    [
        "\ud800".join(AGENCY),
        "wort " * 200_000,
        "a" * 1_000_000,
        "字" * 300_000,
        "\u0301" * 100_000 + "e" + "\u0301" * 100_000,
        "https://" + "x" * 500_000,
        " ".join(map(str, range(100_000))),
        "𝔘 ﷺ ㍿ 🧑‍🚒 " * 20_000,
    ],
    ids=["surrogates", "one word", "one line", "one sign", "accents", "link", "numbers", "rare"],
)
def test_signature_of_a_hostile_text_is_small_and_quick(text: str) -> None:
    started = time.perf_counter()
    made = body(text)
    assert len(made) <= 4 + 4 * (MOST_HASHES + 64) <= 1280
    assert clusters({"a": made, "b": made}) == ({"a": "a", "b": "a"} if made else {})
    assert time.perf_counter() - started < 60


@given(st.text())
def test_signature_of_any_text_can_be_read_again(text: str) -> None:
    made = body(text)
    assert len(hashes(made)) <= size(made)


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        (" ".join(AGENCY), "530000008e2d8c0043ae53041d4ff20448786c06"),
        (CHINESE, "5f000000a6caf203491dc907fa5b7809331b400e"),
        (ARABIC, "31000000c33f9f1adef2ad1f76b75e2502290d2a"),
        ("Das Feuer ist gelöscht.", "010000001bda7201a0888232"),
    ],
    ids=["de", "zh", "ar", "short"],
)
def test_signature_stays_what_is_stored(text: str, stored: str) -> None:
    # If this fails, indexes that people have cannot be compared with new articles any more: raise
    # the version of the rules in `index.build`, so that every article is read again.
    assert body(text)[:20].hex() == stored


# The article that is shown


def test_representative_is_the_earliest_then_the_fullest_then_the_first_by_id() -> None:
    late = Member("a", "2024-06-20", 900)
    early = Member("d", "2024-06-19", 100)
    fuller = Member("c", "2024-06-19", 300)
    same = Member("b", "2024-06-19", 300)
    undated = Member("0", None, 5000)
    assert representative([late, undated]) == late
    assert representative([undated, late, early]) == early
    assert representative([early, late, fuller]) == fuller
    assert representative([fuller, early, same, late]) == same
    assert representative([undated, Member("1", None, 6000)]).id == "1"


def test_representative_of_nobody_is_an_error() -> None:
    with pytest.raises(ValueError, match="empty"):
        representative([])
