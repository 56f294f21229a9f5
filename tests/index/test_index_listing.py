"""The list of what is indexed: searched, filtered, and never fetched whole."""

import time

import pytest

from index.records import Article, Citation, Filter, Label, Passage, Span
from index.store.catalogue import Catalogue, Indexed
from index.store.catalogue_draft import DraftCatalogue
from index.store.generations import open_catalogue

TEXT = "Die Brücke ist seit Mittwoch gesperrt."
NEWS = (
    Citation("a.txt", "Brücke gesperrt", "/n/a.txt", "Tageblatt", "2024-06-19", "de"),
    Citation("b.txt", "Die BRÜCKE öffnet", "/n/b.txt", "TAGEBLATT", "2024-06-30", "de"),
    Citation("c.txt", "Straße frei", "/n/c.txt", "Straße & Weg", "2025-01-01", "en"),
    Citation("folder/d.txt", "100 % <b>'; DROP TABLE articles; --", "/n/folder/d.txt"),
)


def written(path, citations):
    """A catalogue of articles that all say the same."""
    draft = DraftCatalogue.create(path)
    for citation in citations:
        article = Article(citation, TEXT, (Span(0, len(TEXT)),), "0" * 64)
        draft.set_file(citation.id, Indexed(citation.path, "0" * 64))
        whole = (0, len(TEXT))
        passage = Passage(*whole, TEXT, Label.BODY, (whole,), citation.language)
        draft.add(citation.id, article, [passage])
    draft.set_file("empty.txt", Indexed("/n/empty.txt", "", "empty"))
    draft.close()
    return Catalogue.open(path)


@pytest.fixture(scope="module")
def news(tmp_path_factory):
    return written(tmp_path_factory.mktemp("news") / "catalogue.sqlite", NEWS)


@pytest.mark.parametrize(
    ("words", "within", "ids"),
    [
        ("", None, "cbad"),
        ("brücke", None, "ba"),
        ("BRÜCKE gesp", None, "a"),
        ("strasse", None, "c"),
        ("tageblatt", None, "ba"),
        ("folder/", None, "d"),
        ("100 %", None, "d"),
        ("_", None, ""),
        ("'; DROP TABLE", None, "d"),
        ("nowhere", None, ""),
        ("", Filter(since="2024-06-20"), "cb"),
        ("", Filter(sources=("tageblatt",)), "ba"),
        ("", Filter(languages=("en", "und")), "cd"),
        ("", Filter(languages=("de",), until="2024-06-20"), "a"),
        ("öffnet", Filter(languages=("en",)), ""),
        ("frei", Filter(languages=("en",)), "c"),
    ],
)
def test_listing_finds_articles_by_words_and_filter_newest_first(news, words, within, ids):
    found, count = news.listing(words, within=within)
    assert "".join(citation.id[-5] for citation in found) == ids
    assert count == len(ids)
    assert found == [each for each in found if each in NEWS]


def test_listing_tells_how_many_there_are_beyond_its_limit(news):
    assert [len(news.listing(limit=limit)[0]) for limit in (1, 3, 4, 5)] == [1, 3, 4, 4]
    assert {news.listing(limit=limit)[1] for limit in (1, 3, 4, 5)} == {4}


def test_verdicts_tell_why_a_file_was_skipped(news):
    paths = ["/n/a.txt", "/n/empty.txt", "/n/unknown.txt"]
    assert news.verdicts(paths) == {"/n/a.txt": "", "/n/empty.txt": "empty"}
    assert news.verdicts([]) == {}


def test_time_for_a_listing_grows_no_faster_than_the_articles(tmp_path):
    def seconds(many):
        path = tmp_path / f"{many}.sqlite"
        catalogue = written(
            path, [Citation(f"{n}.txt", f"Brücke {n}", f"/n/{n}.txt") for n in range(many)]
        )
        started = time.process_time()
        for words in ("", "brücke", "brücke 7"):
            assert len(catalogue.listing(words, 20)[0]) == 20
        return time.process_time() - started

    assert seconds(2_000) < 30 * seconds(200)  # ten times as many, and three times for luck


def test_open_catalogue_names_the_generation(seed_store):
    name, catalogue = open_catalogue(seed_store)
    assert (seed_store / "CURRENT").read_text(encoding="ascii").strip() == name
    assert catalogue.counts().articles == 5
