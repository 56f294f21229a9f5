"""Times: in quotes, in questions, in live blogs, and in order."""

import json
import random
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.times import KINDS, blog, read, scored
from index.build import sync
from index.errors import QuestionError
from index.records import Filter
from qa.bot import Bot
from qa.plain_data import answer_dict, timeline_dict
from qa.reading.reader import load_reader
from qa.time.dating import asks_latest
from qa.time.days import day_of_asking
from qa.time.named import named_time
from qa.time.relative import relative_times
from qa.time.relative_words import WORDS
from qa.time.timeline import topic_of

LEAST_RIGHT = 0.95


@pytest.mark.parametrize("kind", KINDS)
def test_times_are_understood_for_nearly_all_cases(kind, record_property):
    cases = list(scored(kind))
    wrong = [case for case, is_right in cases if not is_right]
    share = 1 - len(wrong) / len(cases)
    record_property(f"share of {kind}", share)
    assert len({case["language"] for case, _ in cases}) >= 4
    assert len(cases) >= 20
    assert share >= LEAST_RIGHT, wrong


@given(
    text=st.text(max_size=60)
    | st.lists(
        st.sampled_from(["yesterday", "on", "Sunday", "999", "weeks", "ago", "31", "June", "last"]),
        max_size=12,
    ).map(" ".join),
    language=st.sampled_from([*WORDS, "und", "el"]),
    day=st.dates(),
)
def test_relative_times_of_anything_are_places_in_order(text, language, day):
    before = 0
    for each in relative_times(text, day, language):
        assert before <= each.start < each.end <= len(text)
        assert each.days.since <= each.days.until
        before = each.end


@given(question=st.text(max_size=80), language=st.sampled_from([*WORDS, "und"]))
def test_named_time_of_anything_is_a_stretch_of_days(question, language):
    time = named_time(question, language, date(2025, 6, 18))
    if time is not None:
        assert time.text in question
        assert time.since or time.until
        assert not (time.since and time.until) or time.since <= time.until


@pytest.mark.parametrize("said", [None, "2024-05-21", date(2024, 5, 21)])
def test_day_of_asking_is_the_one_that_is_told(said, monkeypatch):
    monkeypatch.setenv("BELEG_TODAY", "2024-05-21")
    assert day_of_asking(said) == date(2024, 5, 21)


def test_day_of_asking_that_is_none_says_how_to_write_it():
    with pytest.raises(QuestionError, match="2024-06-19"):
        day_of_asking("yesterday")


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("timeline of the Ansel tunnel", "the Ansel tunnel"),
        ("Was geschah wann beim Zugunglück bei Sollwede?", "Zugunglück bei Sollwede"),
        ("Chronologie: Sturmflut", "Sturmflut"),
        ("大坝的时间线", "大坝"),
        ("Donne-moi la chronologie du naufrage", "naufrage"),
        ("Dame una cronología del hundimiento", "hundimiento"),
        ("Fammi una cronologia del naufragio", "naufragio"),
        ("Faça uma linha do tempo do naufrágio", "naufrágio"),
        ("Przedstaw chronologię katastrofy promu", "katastrofy promu"),
        ("Составь хронологию крушения парома", "крушения парома"),
        ("Склади хронологію аварії", "аварії"),
        ("Aurelia kazasının zaman çizelgesini göster", "Aurelia kazası"),
        ("请给出大坝的时间线", "大坝"),
        ("Zeitlicher Ablauf des Fährunglücks", "Fährunglücks"),
        ("Who drew the timeline?", None),
        ("When did the timeline change?", None),
        ("Was geschah gestern?", None),
    ],
)
def test_topic_of_is_what_a_timeline_is_asked_of(question, topic):
    assert topic_of(question) == topic


def test_asks_latest_of_a_person_by_name_is_false():
    assert asks_latest("Wann ist die Talsperre zuletzt übergelaufen?")
    assert asks_latest("When did the dam last overflow?")
    assert not asks_latest("Who wrote the last chapter of the report?")


def test_page_without_a_live_blog_has_no_entries():
    articles = [case for case in read("blogs") if case["name"].endswith("article")]
    assert articles
    assert all(not blog(case).entries for case in articles)


@pytest.fixture(scope="module")
def news(encoder, tmp_path_factory):
    """A bot over five articles: two floods, one without a date, one live blog, one of a fair."""
    folder = tmp_path_factory.mktemp("times")
    texts = {
        "2023.md": (
            "2023-05-10",
            "Talsperre läuft über",
            "Die Talsperre Rautal ist gestern erstmals seit 1998 übergelaufen. "
            "Der Schaden beträgt 40.000 Euro.",
        ),
        "2024.md": (
            "2024-05-21",
            "Wieder Wasser über der Mauer",
            "Die Talsperre Rautal ist am Sonntag erneut übergelaufen. Verletzt wurde niemand.",
        ),
        "undated.md": (
            "",
            "Der Bau der Markthalle",
            "Die Markthalle in Elmsfurt kostete neun Millionen Euro, so der Stadtrat.",
        ),
        "2022.md": (
            "2022-09-03",
            "Kirmes in Elmsfurt",
            "Die Kirmes in Elmsfurt besuchten im September 12.000 Gäste.",
        ),
        "2025.md": (
            "2025-09-06",
            "Kirmes in Elmsfurt wächst",
            "Die Kirmes in Elmsfurt besuchten im September 15.000 Gäste.",
        ),
    }
    for name, (day, title, text) in texts.items():
        head = f"---\ntitle: {title}\n" + (f"date: {day}\n" if day else "") + "source: Bote\n---\n"
        (folder / name).write_text(head + text + "\n", encoding="utf-8")
    page = next(case["page"] for case in read("blogs") if case["name"] == "de section")
    (folder / "blog.html").write_text(page, encoding="utf-8")
    store = folder / "store"
    sync(store, [folder], encoder=encoder)
    return Bot(store, encoder, load_reader(encoder))


OVERFLOW = "Wann ist die Talsperre Rautal übergelaufen?"


def test_ask_gives_the_days_that_words_of_quotes_mean(news):
    answer = news.ask(OVERFLOW)
    found = {
        quote.text[each.start - quote.start : each.end - quote.start]: each.since
        for quote in answer.quotes
        for each in quote.times
    }
    assert found["gestern"] == "2023-05-09"
    assert found["am Sonntag"] == "2024-05-19"
    told = answer_dict(answer)["quotes"][0]["times"][0]
    assert told.keys() == {"start", "end", "since", "until"}


def test_ask_for_the_last_time_puts_the_newest_first(news):
    answer = news.ask("Wann ist die Talsperre Rautal zuletzt übergelaufen?")
    assert answer.quotes[0].article.id == "2024.md"


def test_ask_of_a_time_of_reports_searches_only_those(news):
    answer = news.ask("Wann ist die Talsperre Rautal diese Woche übergelaufen?", today="2024-05-22")
    assert answer.time is not None
    assert answer.time.filter
    assert (answer.time.since, answer.time.until) == ("2024-05-20", "2024-05-26")
    assert {quote.article.id for quote in answer.quotes} == {"2024.md"}
    assert answer.as_of == "2024-05-21"
    assert "20. Mai 2024" in answer.text


def test_ask_of_a_time_of_reports_without_an_answer_asks_of_all_and_says_so(news):
    question = "Wann ist die Talsperre Rautal letzten Monat übergelaufen?"
    answer = news.ask(question, today="2020-02-01")
    assert answer.answered
    assert answer.time is not None
    assert answer.time.filter
    assert "gesucht wurde in allen" in answer.text
    assert answer.as_of == "2025-11-02"


def test_ask_of_a_time_of_reports_keeps_articles_without_a_date(news):
    answer = news.ask(
        "Was kostete die Markthalle in Elmsfurt, laut Artikeln seit Juni 2024?", today="2025-01-01"
    )
    assert answer.time is not None
    assert answer.time.filter
    assert answer.quotes[0].article.id == "undated.md"
    assert "gesucht wurde in allen" not in answer.text


@pytest.mark.parametrize(("year", "guests"), [("2022", "12.000"), ("2025", "15.000")])
def test_ask_of_a_time_of_an_event_puts_its_articles_first_and_leaves_none_out(news, year, guests):
    question = f"Wie viele Gäste besuchten im September {year} die Kirmes in Elmsfurt?"
    answer = news.ask(question)
    assert answer.time is not None
    assert not answer.time.filter
    assert guests in answer.quotes[0].text
    assert {quote.article.id for quote in answer.quotes} >= {"2022.md", "2025.md"}


def test_ask_at_any_time_leaves_the_time_of_a_question_alone(news):
    question = "Wann ist die Talsperre Rautal diese Woche übergelaufen?"
    answer = news.ask(question, today="2024-05-22", any_time=True)
    assert answer.time is None
    assert "2023.md" in {quote.article.id for quote in answer.quotes}


def test_ask_with_days_by_hand_ignores_those_of_the_question(news):
    question = "Wann ist die Talsperre Rautal diese Woche übergelaufen?"
    answer = news.ask(question, today="2024-05-22", only=Filter(until="2023-12-31"))
    assert answer.time is None
    assert {quote.article.id for quote in answer.quotes} == {"2023.md"}
    assert answer.as_of == "2023-05-10"


def test_ask_tells_entry_and_puts_the_newest_of_a_live_blog_first(news):
    answer = news.ask("Fahren die Fähren nach Sandoog?")
    assert answer.quotes[0].entry == "2025-11-02T21:15:00+01:00"
    assert "seit dem Abend wieder" in answer.quotes[0].text


def test_ask_for_a_timeline_gives_its_quotes_in_order(news):
    answer = news.ask("Chronologie der Talsperre Rautal")
    assert answer.answered
    assert [quote.number for quote in answer.quotes] == list(range(1, len(answer.quotes) + 1))
    assert answer.text.index("2023-05-09") < answer.text.index("2024-05-19")


def test_timeline_of_what_is_not_there_is_empty(news):
    timeline = news.timeline("the price of bananas in Guatemala")
    assert timeline.entries == ()
    assert timeline_dict(timeline) == {
        "topic": "the price of bananas in Guatemala", "entries": [], "undated": 0, "written": None,
    }  # fmt: skip


STEPS = (
    "Der Rat von Marwede berät über den Bau der Hafenbrücke Ostkai.",
    "Der Bau der Hafenbrücke Ostkai wird um {n} Monate verschoben.",
    "Für die Hafenbrücke Ostkai gehen {n} Angebote von Baufirmen ein.",
    "Die Hafenbrücke Ostkai kostet nach neuer Rechnung {n} Millionen Euro.",
    "An der Hafenbrücke Ostkai werden {n} Pfeiler gesetzt.",
    "Gegen die Hafenbrücke Ostkai klagen {n} Anwohner.",
    "Die Arbeiten an der Hafenbrücke Ostkai ruhen seit {n} Tagen.",
    "Beim Bau der Hafenbrücke Ostkai werden {n} alte Schiffsplanken gefunden.",
)


@pytest.fixture(scope="module")
def story(encoder, tmp_path_factory):
    """A bot over forty dated articles on one story, four of them copies, and one without a date."""
    folder, rng = tmp_path_factory.mktemp("story"), random.Random(7)
    days = {}
    for number in range(36):
        day = date(2023, 1, 15) + timedelta(23 * number)
        first = STEPS[number % len(STEPS)].format(n=number + 11)
        second = f"Das teilte die Stadt in ihrer {number + 1}. Mitteilung zum Ostkai mit."
        head = f"title: Hafenbrücke Ostkai, Folge {number + 1}\ndate: {day}\nsource: Tagblatt"
        text = f"---\n{head}\n---\n{first} {second}\n"
        days[f"a{rng.random():.10f}.md"] = (day, text)
    for name, (day, text) in list(days.items())[:4]:
        days[f"copy-{name}"] = (day, text.replace("Tagblatt", "Elmsfurter Anzeiger"))
    for name, (_, text) in days.items():
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "undated.md").write_text(
        "---\ntitle: Hafenbrücke\n---\nDie Hafenbrücke Ostkai bekommt einen neuen Anstrich.\n",
        encoding="utf-8",
    )
    store = folder / "store"
    sync(store, [folder], encoder=encoder)
    return Bot(store, encoder, load_reader(encoder)), {day for day, _ in days.values()}


def test_timeline_of_forty_articles_is_in_order_and_tells_copies_once(story, record_property):
    bot, days = story
    timeline = bot.timeline("Hafenbrücke Ostkai")
    told = [entry.date for entry in timeline.entries]
    assert told == sorted(told)
    texts = [entry.quote.text for entry in timeline.entries]
    assert len(texts) == len(set(texts))
    for entry in timeline.entries:
        quote = entry.quote
        assert bot.article(quote.article.id).text[quote.start : quote.end] == quote.text
    copied = [entry for entry in timeline.entries if entry.copies]
    assert copied
    assert all(entry.copies == 1 for entry in copied)
    covered = {date.fromisoformat(day) for day in told} & days
    record_property("share of the days of the story", len(covered) / len(days))
    assert len(covered) >= 0.8 * len(days)
    json.dumps(timeline_dict(timeline))


def test_timeline_counts_what_has_no_date(story):
    bot, _ = story
    timeline = bot.timeline("Hafenbrücke Ostkai Anstrich", only=Filter(articles=("undated.md",)))
    assert timeline.entries == ()
    assert timeline.undated == 1


def test_timeline_of_few_keeps_the_order(story):
    bot, _ = story
    timeline = bot.timeline("Hafenbrücke Ostkai", 5, only=Filter(since="2024-01-01"))
    told = [entry.date for entry in timeline.entries]
    assert len(told) == 5
    assert told == sorted(told)
    assert told[0] >= "2024-01-01"
