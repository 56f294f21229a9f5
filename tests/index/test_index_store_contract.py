"""One contract for every store: what is kept in Milvus answers as a folder of this machine does."""

import json
import random
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from fakes import HashEncoder
from servers import MILVUS_MISSING, MilvusServer

from index.build import BuildOptions, sync
from index.errors import (
    CorpusError,
    StoreBusyError,
    StoreMismatchError,
    StoreMissingError,
)
from index.language import terms
from index.passages import PassageOptions
from index.records import Filter
from index.store.contract.places import Place
from index.store.contract.protocol import Store
from index.store.opening import (
    is_published,
    locked,
    open_catalogue,
    open_store,
    remembered_roots,
    roll_back,
    summarise,
)

ENCODER = HashEncoder(dimension=32)
QUESTION = "Wer hat die Brücke in Altona gesperrt?"
MENU = "Jetzt den Newsletter der Hafenpost bestellen"
PUMPED = (
    "Die Feuerwehr rückte mit vierzig Leuten aus, um das Wasser aus den Kellern am alten Hafen zu "
    "pumpen, und blieb dort bis zum Morgen, während die Anwohner in der Schule schliefen und auf "
    "Nachrichten warteten."
)
TEXTS = {
    "brücke.txt": "Brücke gesperrt\n\nSource: Hafenpost\nDate: 2024-06-19\n\nDie Brücke in Altona "
    "ist gesperrt. Der Sprecher nannte 12 Gründe. 🌉 Sie öffnet im Mai wieder.",
    "kopie.txt": f"Altona: Brücke zu\n\nSource: Elbblatt\nDate: 2024-06-20\n\n{PUMPED}",
    "original.txt": f"Keller unter Wasser\n\nDate: 2024-06-18\n\n{PUMPED}",
    "zoe.txt": "Bakery closes\r\n\r\nThe bakery in Main Street closes in May. Zoë's 100% "
    '"fresh" rolls won\'t be sold any_more, she said.',
    "leer.txt": "",
    "عربي.txt": "وصل الرئيس إلى بيونغ يانغ يوم الأربعاء، وقدم هدية لمضيفه.",
}
# What only formats with fields have: authors, texts that were cut off, a live blog's entries.
RECORDS = {
    "dienst.jsonl": json.dumps(
        {
            "id": "7",
            "title": "Fähre fällt aus",
            "author": "Ina Brandt",
            "source": "Agentur",
            "published": "2024-06-21",
            "text": "Die Fähre nach Finkenwerder fällt bis Freitag aus. Grund ist… [+812 chars]",
        },
        ensure_ascii=False,
    ),
    "ticker.html": '<!doctype html><html lang="de"><head><title>Hafen: der Ticker</title></head>'
    "<body><main><article><h1>Hafen: der Ticker</h1>"
    '<section class="entry"><time datetime="2024-06-22T18:40:00+02:00">vor 3 Minuten</time>'
    "<h2>Kai wieder offen</h2><p>Der Nordkai ist seit dem Abend wieder offen.</p></section>"
    '<section class="entry"><time datetime="2024-06-22T15:05:00+02:00">vor 4 Stunden</time>'
    "<h2>Taucher</h2><p>Taucher suchen am Nordkai nach dem Anker des Frachters.</p></section>"
    '<section class="entry"><time datetime="2024-06-22T14:00:00+02:00">vor 5 Stunden</time>'
    "<h2>Kai gesperrt</h2><p>Der Nordkai ist gesperrt, weil ein Frachter ihn gerammt hat.</p>"
    "</section></article></main></body></html>",
}
IDS = TEXTS.keys() - {"leer.txt"} | {"dienst.jsonl#7", "ticker.html"}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MilvusServer]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        started = MilvusServer(tmp_path_factory.mktemp("milvus"))
        started.start()
        yield started
        started.stop()


def _place(kind: str, request: pytest.FixtureRequest, folder: Path) -> Place:
    if kind == "folder":
        return folder / "store"
    if MILVUS_MISSING:
        pytest.skip(MILVUS_MISSING)
    server: MilvusServer = request.getfixturevalue("server")
    return server.place(f"i{random.getrandbits(48):x}")


def _news(folder: Path) -> Path:
    folder.mkdir()
    for name, text in (TEXTS | RECORDS).items():
        (folder / name).write_text(text, encoding="utf-8", newline="")
    return folder


@pytest.fixture(params=["folder", "milvus"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """Where an index can be made."""
    return _place(request.param, request, tmp_path)


@pytest.fixture
def news(tmp_path: Path) -> Path:
    return _news(tmp_path / "news")


@pytest.fixture(scope="module")
def same_news(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Files that are not to be changed."""
    return _news(tmp_path_factory.mktemp("same") / "news")


@pytest.fixture(scope="module", params=["folder", "milvus"])
def built(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, same_news: Path
) -> Place:
    """An index that is not to be changed."""
    place = _place(request.param, request, tmp_path_factory.mktemp("built"))
    sync(place, [same_news], encoder=ENCODER)
    return place


@pytest.fixture(scope="module")
def twin(tmp_path_factory: pytest.TempPathFactory, same_news: Path) -> Store:
    """The same articles in a folder of this machine."""
    folder = tmp_path_factory.mktemp("twin") / "store"
    sync(folder, [same_news], encoder=ENCODER)
    return open_store(folder)


def asked(store: Store, only: Filter | None = None) -> tuple[list[int], list[int]]:
    """Keys by meaning and by words; scores are compared where it matters."""
    vector = ENCODER.encode_queries([QUESTION])[0]
    near = store.nearest(vector, 50, only=only)
    telling = store.telling(terms(QUESTION, ["de"]), 50, only=only)
    return [key for key, _ in near], [key for key, _ in telling]


def test_store_answers_as_a_folder_does(built, twin):
    store = open_store(built, ENCODER.identity)
    assert asked(store) == asked(twin)
    vector = ENCODER.encode_queries([QUESTION])[0]
    near = store.nearest(vector, 50)
    np.testing.assert_allclose(
        [score for _, score in near], [score for _, score in twin.nearest(vector, 50)], atol=1e-5
    )
    words = terms("Feuerwehr Brücke bakery gesperrt", ["de", "en"])
    np.testing.assert_allclose(
        [score for _, score in store.telling(words, 50)],
        [score for _, score in twin.telling(words, 50)],
        rtol=1e-4,
    )
    keys = [key for key, _ in near]
    assert store.cosines(vector, keys) == pytest.approx(dict(near), abs=1e-5)
    scored = [(key, -float(key)) for key in keys]
    assert store.hits(scored) == twin.hits(scored)


def test_hits_are_slices_of_their_articles(built):
    store = open_store(built)
    hits = store.hits(store.nearest(ENCODER.encode_queries([QUESTION])[0], 50))
    assert {hit.article.id for hit in hits} == IDS
    for hit in hits:
        article = store.article(hit.article.id)
        assert article.text == TEXTS.get(hit.article.id, article.text)
        assert article.text[hit.start : hit.end] == hit.text


@pytest.mark.parametrize(
    "only",
    [
        Filter(since="2024-06-19"),
        Filter(until="2024-06-19"),
        Filter(since="2024-06-19", until="2024-06-19"),
        Filter(sources=("agentur", 'No "such" source')),
        Filter(languages=("en", "ar")),
        Filter(articles=("zoe.txt", "عربي.txt")),
        Filter(articles=("nowhere.txt",)),
        Filter(sources=("Agentur",), languages=("de",), since="2024-01-01"),
        Filter(since="2024-06-19", undated=True),
        Filter(until="2024-06-19", undated=True),
        Filter(since="2024-06-19", until="2024-06-19", undated=True),
        Filter(since="2030-01-01", languages=("en",), undated=True),
        Filter(articles=("dienst.jsonl#7", "ticker.html"), until="2024-06-21"),
    ],
)
def test_filters_leave_out_the_same_as_in_a_folder(built, twin, only):
    store = open_store(built)
    assert asked(store, only) == asked(twin, only)
    assert store.listing(within=only) == twin.listing(within=only)
    assert store.newest(only) == twin.newest(only)


def test_newest_is_the_last_day_of_all_or_of_some(built, twin):
    store = open_store(built)
    assert store.newest() == twin.newest() == "2024-06-22"
    assert store.newest(Filter(sources=("agentur",))) == "2024-06-21"
    assert store.newest(Filter(languages=("ar",))) is None


def test_what_only_some_formats_know_is_kept(built):
    store = open_store(built)
    ferry = store.article("dienst.jsonl#7").citation
    assert (ferry.author, ferry.cut, ferry.source) == ("Ina Brandt", True, "Agentur")
    ticker = store.article("ticker.html")
    assert [entry.time for entry in ticker.entries] == [
        "2024-06-22T18:40:00+02:00",
        "2024-06-22T15:05:00+02:00",
        "2024-06-22T14:00:00+02:00",
    ]
    assert ticker.entry_at(ticker.text.index("gerammt")) == "2024-06-22T14:00:00+02:00"
    assert not ticker.citation.cut


def test_vectors_of_texts_that_are_there_are_given(built, twin):
    store = open_store(built)
    hits = store.hits(store.nearest(ENCODER.encode_queries([QUESTION])[0], 50))
    texts = ["Das steht nirgends.", *(hit.text for hit in hits), hits[0].text]
    found, wanted = store.vectors_of(texts), twin.vectors_of(texts)
    assert found.keys() == wanted.keys() == {*range(1, len(texts))}
    for position, vector in wanted.items():
        np.testing.assert_allclose(found[position], vector, atol=1e-6)


@pytest.mark.parametrize(
    "words", ["", "brücke", "ALTONA elb", "any_", "100%", "'", '"', "\\", "zoe"]
)
def test_listing_finds_the_same_as_in_a_folder(built, twin, words):
    assert open_store(built).listing(words) == twin.listing(words)
    assert open_store(built).listing(words, 1)[0] == twin.listing(words, 1)[0]


def test_articles_files_and_copies_are_those_of_a_folder(built, same_news, twin):
    name, store = open_catalogue(built)
    assert name == open_store(built).name
    for article_id in (*IDS, "leer.txt", "nowhere.txt"):
        assert store.article(article_id) == twin.article(article_id)
        assert store.copies(article_id) == twin.copies(article_id)
    assert [copy.id for copy in store.copies("kopie.txt")] == ["original.txt"]
    paths = [str(same_news / name) for name in TEXTS | RECORDS] + ["/nowhere"]
    assert store.verdicts(paths) == twin.verdicts(paths)
    opened = open_store(built)
    assert opened.files() == twin.files()
    assert opened.skipped() == twin.skipped()
    assert opened.contents() == twin.contents()
    assert opened.languages == twin.languages


def test_summary_tells_what_a_folder_does(built, same_news, twin):
    told, wanted = summarise(built), twin.summary()
    assert told.keys() == wanted.keys()
    own = ("megabytes", "built", "store")
    assert [name for name in told if told[name] != wanted[name] and name not in own] == []
    assert told["store"] == str(built)
    assert remembered_roots(built) == (str(same_news),)


def test_update_changes_what_files_changed(place, news, tmp_path):
    for each in (place, tmp_path / "twin"):
        sync(each, [news], encoder=ENCODER)
    reader = open_store(place)
    before = asked(reader)
    (news / "zoe.txt").unlink()
    (news / "original.txt").unlink()
    (news / "brücke.txt").write_text("Die Brücke in Altona ist wieder offen, sagte Frau Özgür.")
    (news / "neu.txt").write_text("Wer die Brücke in Altona gesperrt hat, weiß niemand.")
    reports = [sync(each, encoder=ENCODER) for each in (place, tmp_path / "twin")]
    assert (reports[0].added, reports[0].changed, reports[0].removed) == (1, 1, 2)
    assert reports[0].passages == reports[1].passages
    assert not reader.is_current()
    assert asked(reader) == before  # whoever has it open keeps it whole
    store, now = open_store(place), open_store(tmp_path / "twin")
    assert asked(store)[0] == asked(now)[0]
    assert store.contents() == now.contents()
    assert store.copies("kopie.txt") == [] == now.copies("kopie.txt")
    assert store.article("zoe.txt") is None
    store.verify()


def test_lines_that_turn_out_to_be_the_site_s_are_labelled_in_old_articles(place, tmp_path):
    news = tmp_path / "site"
    news.mkdir()
    body = "Am {} Tag sprach {} im Rathaus von Altona über das Wetter und den Hafen der Stadt."

    def write(number: int) -> None:
        own = " ".join(
            body.format(number * 7 + each, f"Person{number}x{each}") for each in range(4)
        )
        text = f"Titel {number}\n\nSource: Hafenpost\n\n{own}\n\n{MENU}\n"
        (news / f"{number:02}.txt").write_text(text)

    for number in range(3):
        write(number)
    for each in (place, tmp_path / "twin"):
        sync(each, [news], encoder=ENCODER)
    old = open_store(place)
    for number in range(3, 12):
        write(number)
    for each in (place, tmp_path / "twin"):
        sync(each, encoder=ENCODER)
    store, twin = open_store(place), open_store(tmp_path / "twin")
    vector = ENCODER.encode_queries([MENU])[0]
    keys = [(key, 0.0) for key, _ in twin.nearest(vector, 100)]
    assert store.hits(keys) == twin.hits(keys)
    assert store.article("00.txt") == twin.article("00.txt")
    assert old.article("00.txt") != store.article("00.txt")
    assert MENU not in [
        hit.text[start - hit.start : end - hit.start]
        for hit in store.hits(keys)
        for start, end in hit.sentences
    ]


def test_unchanged_files_publish_nothing(place, news):
    sync(place, [news], encoder=ENCODER)
    name = open_store(place).name
    assert sync(place, encoder=ENCODER).unchanged == len(IDS)
    assert open_store(place).name == name


def test_full_build_encodes_no_text_again_that_the_same_model_has_encoded(place, news, monkeypatch):
    sync(place, [news], encoder=ENCODER)
    monkeypatch.setattr(
        HashEncoder,
        "encode_passages",
        lambda _, texts, **__: _none(texts),
    )
    assert sync(place, encoder=ENCODER, full=True).unchanged == len(IDS)
    open_store(place).verify()


def _none(texts: list[str]) -> np.ndarray:
    assert not texts
    return np.empty((0, ENCODER.identity.dimension), np.float32)


def test_roll_back_gives_the_generation_before(place, news):
    sync(place, [news], encoder=ENCODER)
    before = asked(open_store(place))
    with pytest.raises(StoreMissingError):
        roll_back(place)
    (news / "brücke.txt").write_text("Nichts davon ist wahr, sagte der Sprecher am Montag.")
    sync(place, encoder=ENCODER)
    assert asked(open_store(place)) != before
    assert roll_back(place) == "000001"
    store = open_store(place)
    assert (store.name, asked(store)) == ("000001", before)
    assert summarise(place)["generation_before"] is None
    sync(place, encoder=ENCODER)
    assert open_store(place).name == "000003"  # no number is given twice


def test_other_model_is_refused(place, news):
    sync(place, [news], encoder=ENCODER)
    other = HashEncoder(dimension=48)
    with pytest.raises(StoreMismatchError, match="other weights"):
        open_store(place, other.identity)
    with pytest.raises(StoreMismatchError):
        sync(place, encoder=other)
    with pytest.raises(StoreMismatchError, match="--model"):
        open_store(place).require("another")
    sync(place, encoder=other, full=True)
    assert open_store(place, other.identity).manifest.model == other.identity


def test_other_passages_are_cut_where_the_options_change(place, news):
    sync(place, [news], encoder=ENCODER)
    options = BuildOptions(passages=PassageOptions(tokens=24))
    report = sync(place, encoder=ENCODER, options=options)
    assert (report.unchanged, report.passages) > (len(IDS) - 1, len(IDS))
    open_store(place).verify()


def test_missing_index_is_an_error_that_names_the_command(place, news):
    with pytest.raises(StoreMissingError, match="beleg index FOLDER"):
        open_store(place)
    assert not is_published(place)
    assert remembered_roots(place) == ()
    with pytest.raises(CorpusError):
        sync(place, encoder=ENCODER)


def test_second_builder_is_told(place, news):
    sync(place, [news], encoder=ENCODER)
    with locked(place), pytest.raises(StoreBusyError, match="wait until it has"):
        sync(place, [news], encoder=ENCODER, full=True)
    assert sync(place, encoder=ENCODER).unchanged == len(IDS)


def test_long_texts_come_back_whole(place, tmp_path):
    news = tmp_path / "long"
    news.mkdir()
    text = "\n\n".join(f"Absatz {n}: die Brücke 🌉 ist seit {n} Tagen zu." for n in range(1_500))
    (news / "lang.txt").write_text(text, encoding="utf-8")
    # A word that no tokenizer knows is one token, however long it is.
    (news / "wort.txt").write_text(f"Das Wort {'ॐ' * 30_000} stand da.", encoding="utf-8")
    sync(place, [news], encoder=ENCODER, options=BuildOptions(passages=PassageOptions(tokens=400)))
    store = open_store(place)
    assert store.article("lang.txt").text == text
    for hit in store.hits(store.nearest(ENCODER.encode_queries(["ॐ"])[0], 50)):
        assert store.article(hit.article.id).text[hit.start : hit.end] == hit.text


def test_everything_removed_leaves_an_index_that_finds_nothing(place, news):
    sync(place, [news], encoder=ENCODER)
    assert sync(place, encoder=ENCODER, remove=[news]).removed == len(IDS)
    store = open_store(place)
    assert asked(store) == ([], [])
    assert store.listing() == ([], 0)
