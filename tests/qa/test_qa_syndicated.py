"""One agency report in several papers is one voice, and filters hold for every question."""

from pathlib import Path

import pytest
import typer
from fakes import HashEncoder, store_of

from index.build import sync
from index.records import Citation, Filter, Hit, voice_of
from index.store.generations import open_store
from qa.bot import Bot
from qa.filter_options import _last_day
from qa.reading.protocol import Reading
from qa.retrieval import _once
from web.page.cards import evidence

ENCODER = HashEncoder()
REPORT = (
    "Der russische Präsident hat seinem Gastgeber am Mittwoch eine Limousine geschenkt. "
    "Bei einer Feier auf dem großen Platz der Hauptstadt überreichte er ihm außerdem ein "
    "Teeservice aus Porzellan. Der Gastgeber bedankte sich nach Angaben der staatlichen "
    "Agentur mit mehreren Büsten und Gemälden. Am Abend fuhren beide mit dem neuen Wagen durch "
    "den Park des Gästehauses. Über den Preis der Geschenke machte keine der beiden Seiten "
    "eine Angabe. Die Delegationen hatten zuvor eineinhalb Stunden lang verhandelt."
)
OWN = (
    "Unser Reporter sah die Limousine mit eigenen Augen vor dem Gästehaus stehen. Ein Fahrer "
    "putzte die Scheiben, zwei Soldaten hielten die Neugierigen fern. Sie ist schwarz und "
    "länger als ein Lieferwagen."
)
PAPERS = {
    "a.md": f"---\ndate: 2024-06-20\nsource: Abendblatt\n---\n\n# Ein Geschenk\n\n{REPORT}\n",
    "b.md": f"---\ndate: 2024-06-19\nsource: Bote\n---\n\n# Limousine für ihn\n\n{REPORT}\n",
    "c.md": f"---\ndate: 2024-06-21\nsource: Kurier\n---\n\n# Teure Gabe\n\n"
    f"{REPORT.replace('am Mittwoch', 'gestern').replace('außerdem', 'auch')}\n",
    "d.md": f"---\ndate: 2024-06-22\nsource: Kurier\n---\n\n# Vor Ort\n\n{OWN}\n",
}


class FindsWord:
    """Takes a word for the answer wherever it stands."""

    def __init__(self, word: str) -> None:
        self._word = word

    def threshold(self, question):
        return 0.5

    def read(self, question, hits):
        return [
            Reading(hit, start, end, 0.9, (at, at + len(self._word)))
            for hit in hits
            for start, end in hit.sentences
            if (at := hit.text.find(self._word, start - hit.start) + hit.start) >= hit.start
            and start <= at < end
        ]


@pytest.fixture
def store(tmp_path: Path) -> Path:
    folder = tmp_path / "news"
    folder.mkdir()
    for name, text in PAPERS.items():
        (folder / name).write_text(text)
    sync(tmp_path / "store", [folder], encoder=ENCODER)
    return tmp_path / "store"


@pytest.fixture
def bot(store: Path) -> Bot:
    return Bot(store, ENCODER, FindsWord("Limousine"))


def test_sync_finds_the_copies_of_a_report(store: Path) -> None:
    known = {each.id: each for each in open_store(store).catalogue.citations()}
    assert {name: (each.voice, each.copies) for name, each in known.items()} == {
        "a.md": ("b.md", 2), "b.md": ("b.md", 2), "c.md": ("b.md", 2), "d.md": (None, 0),
    }  # fmt: skip
    copies = open_store(store).catalogue.copies("c.md")
    assert [copy.id for copy in copies] == ["b.md", "a.md"]


def test_sync_forgets_copies_that_are_gone(store: Path, tmp_path: Path) -> None:
    for name in ("a.md", "b.md"):
        (tmp_path / "news" / name).unlink()
    sync(store, encoder=ENCODER)
    assert {each.voice for each in open_store(store).catalogue.citations()} == {None}


def test_retrieve_gives_a_report_once_and_the_earliest_article(bot: Bot) -> None:
    hits = bot.retrieve("Wer hat die Limousine geschenkt?", k=10)
    assert {voice_of(hit.article) for hit in hits} == {"b.md", "d.md"}
    reports = [hit for hit in hits if "Teeservice" in hit.text]
    assert len(reports) == 1
    assert reports[0].article.id == "b.md"


OTHERS = {
    "owner.txt": "Ermittlung\n\nDem Besitzer Karl Meier gehörte das Lager ohne Erlaubnis.\n",
    "master.txt": "Rücktritt\n\nHafenmeisterin Anna Kruse trat nach dem Brand im Lager zurück.\n",
}
AGENCY = "Brand am Hafen\n\nEin Lager am Hafen brannte am Montag. Niemand wurde verletzt.\n"


@pytest.mark.parametrize("copies", [12, 60, 150])
def test_retrieve_finds_what_is_said_beside_many_copies_of_one_report(copies, tmp_path):
    papers = {f"paper{n}.txt": AGENCY for n in range(copies)}
    store = store_of(tmp_path, papers | OTHERS, ENCODER)
    bot = Bot(store, ENCODER, FindsWord("Lager"))
    hits = bot.retrieve("Ein Lager am Hafen brannte am Montag", k=12)
    assert {hit.article.id for hit in hits} >= OTHERS.keys()
    assert len({hit.text for hit in hits}) == len(hits)
    # Nearly alike as the candidates are, no score is beyond what deviations of a few mean.
    assert all(abs(hit.score) < 100 for hit in hits)


def test_retrieve_more_than_a_hundred_passages_gives_as_many(tmp_path):
    texts = {
        f"{n}.txt": f"Straße {n}\n\nIn der Straße {n} wohnen {n + 7} Leute.\n" for n in range(150)
    }
    bot = Bot(store_of(tmp_path, texts, ENCODER), ENCODER, FindsWord("wohnen"))
    assert len(bot.retrieve("Wer wohnt im Haus?", k=130)) == 130


def hit_in(article: str, text: str, score: float) -> Hit:
    return Hit(1, score, 0, len(text), text, Citation(article, "T", "/t", voice="early", copies=1))


@pytest.mark.parametrize("headline_first", [True, False])
def test_once_a_headline_does_not_stand_for_the_report_that_has_its_words(headline_first):
    headline = hit_in("early", "Minister schenkt Bürgermeister ein Auto", 3.0)
    body = hit_in(
        "late",
        "Zum Auftakt: Minister schenkt Bürgermeister ein Auto und ein Service, wie es hieß; "
        "gefertigt wurde der Wagen in Lindau.",
        2.9 if headline_first else 3.1,
    )
    hits = sorted([headline, body], key=lambda hit: -hit.score)
    assert [hit.text for hit in _once(hits)] == [hit.text for hit in hits]


def test_once_a_copy_with_another_headline_in_front_is_a_repeat():
    late = hit_in("late", f"Ein Brand. {REPORT}", 3.0)
    assert [(hit.article.id, hit.score) for hit in _once([late, hit_in("early", REPORT, 2.0)])] == [
        ("early", 3.0)
    ]


def test_ask_counts_copies_as_one_voice(bot: Bot) -> None:
    answer = bot.ask("Was hat der Präsident geschenkt?")
    assert "Limousine" in answer.short_answers[0].text
    assert "(Artikel: 3, unabhängig voneinander: 1)" in answer.text
    report = next(quote for quote in answer.quotes if quote.article.copies)
    assert [copy.id for copy in report.copies] == ["a.md", "c.md"]
    assert "The same report in 2 other articles" in evidence(answer)
    assert "Teure Gabe" in evidence(answer)


@pytest.mark.parametrize(
    ("only", "ids"),
    [
        (Filter(since="2024-06-22"), {"d.md"}),
        (Filter(until="2024-06-20", sources=("abendblatt",)), {"a.md"}),
        (Filter(sources=("KURIER",)), {"c.md", "d.md"}),
        (Filter(articles=("c.md",)), {"c.md"}),
        (Filter(languages=("en",)), set()),
        (Filter(since="2030-01-01"), set()),
    ],
)
def test_ask_and_retrieve_obey_a_filter(only: Filter, ids: set[str], bot: Bot) -> None:
    assert {hit.article.id for hit in bot.retrieve("Limousine", only=only)} == ids
    answer = bot.ask("Was wurde geschenkt?", only=only)
    assert {quote.article.id for quote in answer.quotes} <= ids
    assert answer.answered == bool(answer.quotes) == bool(ids)
    if not ids:
        assert answer.refusal is not None
        assert answer.refusal.reason == "no article fits the filter"
        assert answer.text == answer.refusal.message == "Kein Artikel passt zu dieser Auswahl."


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2024-06-19", "2024-06-19"),
        ("2024-06", "2024-06-30"),
        ("2024-02", "2024-02-29"),
        ("2023", "2023-12-31"),
    ],
)
def test_until_takes_in_the_whole_month_or_year(written: str, day: str) -> None:
    assert _last_day(written) == day


@pytest.mark.parametrize("written", ["gestern", "2024-13", "19.06.2024", ""])
def test_until_refuses_what_is_no_date(written: str) -> None:
    with pytest.raises(typer.BadParameter, match="is no date"):
        _last_day(written)
