"""The whole way from a question to an answer, with the real model over the shipped articles."""

import json
import re
import shutil
import threading
import time
from pathlib import Path

import pytest
from fakes import HashEncoder
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.build import sync
from index.errors import QuestionError, StoreMismatchError, StoreMissingError
from index.records import Label
from qa import bot as bot_module
from qa import shared
from qa.bot import Bot, open_bot
from qa.plain_data import answer_dict
from qa.questions.question import understand
from qa.reading.protocol import Reading
from qa.reading.reader import load_reader

FLAGSHIP = "what did Putin give Kim"


class AlwaysSure:
    """A reader that takes every sentence for the answer, in the order found."""

    sure_from = 0.0

    def threshold(self, question):
        return self.sure_from

    def read(self, question, hits):
        return [Reading(hit, *sentence, 1.0) for hit in hits for sentence in hit.sentences]


class Counting(AlwaysSure):
    """Remembers which hits it was given."""

    def __init__(self):
        self.read_hits = []

    def read(self, question, hits):
        self.read_hits.append(list(hits))
        return super().read(question, hits)


class NeverSure(AlwaysSure):
    sure_from = 2.0


@pytest.fixture
def small(tmp_path):
    """A store of two articles, built with the stand-in encoder, and its folder."""
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "bridge.txt").write_text(
        "Die Brücke ist gesperrt.\r\n\r\nSie wird 2027 wieder geöffnet."
    )
    (folder / "bakery.md").write_text(
        "# Bakery closes\n\nThe bakery in Main Street closes in May.\n"
    )
    sync(tmp_path / "store", [folder], encoder=HashEncoder())
    return tmp_path / "store", folder


def test_ask_in_english_quotes_german_articles_in_an_english_frame(bot):
    answer = bot.ask("Which presents did the North Korean leader receive?")
    assert answer.answered
    assert any("Teeservice" in quote.text for quote in answer.quotes)
    assert answer.text.startswith("The articles say:")


@pytest.mark.parametrize(
    "question", [FLAGSHIP, "Was hat Putin Kim geschenkt?", "Что Путин подарил Киму?"]
)
def test_ask_quotes_another_article_that_tells_the_same(bot, question):
    answer = bot.ask(question)
    presents = ("Teeservice", "Auras", "Aurus")
    assert {quote.article.id[:3] for quote in answer.quotes} == {"000", "001"}
    for each in (*answer.quotes, *answer.short_answers):  # and nothing else
        assert any(present in each.text for present in presents)


def test_ask_reads_what_tells_of_the_same_in_the_place_of_the_last_passages(tmp_path):
    folder = tmp_path / "news"
    folder.mkdir()
    for number in range(14):
        text = f"Meldung über Schiffe {number}. Zum Hafen kamen {number} Schiffe aus Bergen."
        (folder / f"{number:02}.txt").write_text(text)
    sync(tmp_path / "store", [folder], encoder=HashEncoder())
    reader = Counting()
    asking = Bot(tmp_path / "store", HashEncoder(), reader)
    hits = asking.retrieve("Hafen Schiffe", 12)
    assert asking.ask("Wie viele Schiffe kamen zum Hafen?").answered
    first, whole = reader.read_hits
    assert len(first) == 2
    assert [hit.text for hit in whole[:2]] == [hit.text for hit in first]
    assert len({hit.text for hit in whole}) == len(whole) == 8 < len(hits)
    assert [hit.rank for hit in whole] == list(range(1, 9))


@pytest.mark.parametrize(
    ("question", "frame"),
    [
        ("Was hat Putin Kim geschenkt?", "In den Artikeln steht:"),
        ("le service à thé", "Les articles disent"),
        ("Что Путин подарил Киму?", "В статьях говорится:"),
        ("普京送给金正恩什么礼物?", "文章中写道"),
    ],
)
def test_ask_frames_the_answer_in_the_language_of_the_question(bot, question, frame):
    answer = bot.ask(question)
    assert answer.answered
    assert answer.text.startswith(frame)


def test_ask_politely_is_answered_as_well(bot):
    answer = bot.ask("Can you tell me what Putin gave Kim?")
    assert answer.answered
    assert "Teeservice" in " ".join(short.text for short in answer.short_answers)


def test_ask_every_number_in_the_text_has_its_quote(bot):
    answer = bot.ask(FLAGSHIP)
    numbers = [int(n) for n in re.findall(r"\[(\d+)\]$", answer.text, re.MULTILINE)]
    assert numbers[-len(answer.quotes) :] == [quote.number for quote in answer.quotes]
    marks = {int(n) for n in re.findall(r"\[(\d+)\]", answer.text)}
    assert marks == set(range(1, len(answer.quotes) + 1))


def test_ask_something_else_entirely_is_refused_with_the_nearest_passages(bot):
    answer = bot.ask("How do I bake sourdough bread?")
    assert not answer.answered
    assert answer.quotes == ()
    assert answer.short_answers == ()
    assert answer.refusal is not None
    assert answer.text.startswith(answer.refusal.message)
    assert answer.nearest
    for hit in answer.nearest:
        assert bot.article(hit.article.id).text[hit.start : hit.end] == hit.text


def test_ask_k_limits_the_quotes(bot):
    assert len(bot.ask(FLAGSHIP, k=1).quotes) == 1


def test_ask_a_follow_up_searches_with_what_the_question_before_was_about(bot):
    before = bot.ask("Where did Kim and Putin meet in September?")
    answer = bot.ask("And where does it lie?", history=[before.turn])
    assert answer.searched.startswith("And where does it lie? (Kim, Putin meet, September")
    assert answer.question == "And where does it lie?"


def test_ask_searches_for_what_the_user_says_instead(bot):
    before = bot.ask(FLAGSHIP)
    answer = bot.ask("And when?", history=[before.turn], searched="When was Putin born?")
    assert (answer.question, answer.searched) == ("And when?", "When was Putin born?")


def test_retrieve_a_follow_up_finds_passages_of_the_articles_quoted_before(bot):
    before = bot.ask("What did Barış Adıbelli say about North Korea?")
    hits = bot.retrieve("Which university is he from?", k=3, history=[before.turn])
    quoted = {quote.article.id for quote in before.quotes}
    assert [hit.rank for hit in hits] == [1, 2, 3]
    assert {hit.article.id for hit in hits[:2]} <= quoted
    assert any("Dumlupınar" in hit.text for hit in hits)


def test_ask_times_every_step(bot):
    timings = bot.ask(FLAGSHIP).timings_ms
    assert {"understand", "retrieve", "read", "compose", "total"} == set(timings)
    assert timings["total"] >= timings["read"] > 0


def test_steps_time_what_the_bot_does_and_not_what_its_caller_does(small):
    *steps, answer = (
        (step, time.sleep(0.5))[0]
        for step in Bot(small[0], HashEncoder(), AlwaysSure()).steps("When does it open?")
    )
    assert len(steps) == 2
    parts = {name: took for name, took in answer.timings_ms.items() if name != "total"}
    assert answer.timings_ms["total"] == pytest.approx(sum(parts.values()))


@pytest.mark.parametrize("question", ["When does it open?", "Hello", "?"])
def test_ask_k_below_one_is_an_error_before_anything_is_read(small, question):
    class NotAsked(AlwaysSure):
        def read(self, question, hits):
            raise AssertionError("it was read")

    with pytest.raises(QuestionError, match="at least 1"):
        Bot(small[0], HashEncoder(), NotAsked()).ask(question, k=0)


def test_ask_a_follow_up_encodes_its_question_once(small):
    encoded: list[str] = []

    class Counting(HashEncoder):
        def encode_queries(self, texts):
            encoded.extend(texts)
            return super().encode_queries(texts)

    bot = Bot(small[0], Counting(), AlwaysSure())
    before = bot.ask("When does the bridge open?")
    encoded.clear()
    bot.retrieve("And why is it closed?", history=[before.turn])
    assert len(encoded) == 1


def test_ask_reads_an_article_once_for_an_answer(small, monkeypatch):
    bot = Bot(small[0], HashEncoder(), AlwaysSure())
    read = []
    catalogue = type(bot.store.catalogue)
    article = catalogue.article
    monkeypatch.setattr(
        catalogue, "article", lambda self, name: (read.append(name), article(self, name))[1]
    )
    answer = bot.ask("the bridge", k=10)
    assert len(answer.quotes) == 4
    assert sorted(read) == ["bakery.md", "bridge.txt"]


def test_ask_from_threads_that_come_first_opens_one_bot(small, monkeypatch):
    opened = []

    def open_slowly(store):
        opened.append(store)
        time.sleep(0.3)
        return Bot(store, HashEncoder(), AlwaysSure())

    monkeypatch.setattr(bot_module, "open_bot", open_slowly)
    threads = [
        threading.Thread(target=shared.ask, args=("Brücke?",), kwargs={"store": small[0]})
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert opened == [small[0].resolve()]


@pytest.mark.parametrize(
    "question",
    [
        "Kim",
        "?? Kim ??",
        'Putin" OR "Kim',
        "NEAR(Putin Kim)",
        "'; DROP TABLE articles; --",
        "مرحبا Kim שלום",
    ],
)
def test_ask_odd_questions_get_an_answer_or_a_refusal(bot, question):
    answer = bot.ask(question)
    assert answer.answered == bool(answer.quotes)


@pytest.mark.parametrize("question", ["", "   ", "😀"])
def test_ask_without_words_is_an_error(bot, question):
    with pytest.raises(QuestionError):
        bot.ask(question)


def test_retrieve_ranks_from_one_and_slices_the_article(bot):
    hits = bot.retrieve(FLAGSHIP, k=10)
    assert [hit.rank for hit in hits] == list(range(1, 11))
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    for hit in hits:
        assert Path(hit.article.path).read_bytes().decode()[hit.start : hit.end] == hit.text


def test_retrieve_one_article_does_not_crowd_out_the_others(bot):
    hits = bot.retrieve(FLAGSHIP, k=6)
    assert max(sum(h.article.id == hit.article.id for h in hits) for hit in hits) <= 3


def test_retrieve_never_gives_the_same_text_twice(tmp_path, small):
    store, folder = small
    for name in ("copy.txt", "again.txt"):
        shutil.copy(folder / "bridge.txt", folder / name)
    sync(store, encoder=HashEncoder())
    texts = [hit.text for hit in Bot(store, HashEncoder(), AlwaysSure()).retrieve("Brücke", k=10)]
    assert len(texts) == len(set(texts))


def test_retrieve_k_below_one_is_an_error(bot):
    with pytest.raises(QuestionError, match="at least 1"):
        bot.retrieve(FLAGSHIP, k=0)


def test_retrieve_finds_a_name_that_only_the_words_know(bot):
    assert any("Dumlupınar" in hit.text for hit in bot.retrieve("Dumlupinar", k=3))


def test_article_that_is_not_there_is_an_error(bot):
    with pytest.raises(QuestionError, match=r"nowhere\.txt"):
        bot.article("nowhere.txt")


def test_ask_quotes_are_slices_of_the_files_on_disk(small):
    store, _ = small
    answer = Bot(store, HashEncoder(), AlwaysSure()).ask("the bridge", k=10)
    assert len(answer.quotes) == 4
    for quote in answer.quotes:
        text = Path(quote.article.path).read_bytes().decode()
        assert text[quote.start : quote.end] == quote.text


def test_ask_a_reader_that_is_never_sure_is_a_refusal(small):
    store, _ = small
    answer = Bot(store, HashEncoder(), NeverSure()).ask("When does the bridge open?")
    assert not answer.answered
    assert len(answer.nearest) == 2


def test_ask_an_empty_index_is_a_refusal(small):
    store, folder = small
    for file in folder.iterdir():
        file.unlink()
    sync(store, encoder=HashEncoder())
    answer = Bot(store, HashEncoder(), AlwaysSure()).ask("When does the bridge open?")
    assert not answer.answered
    assert answer.nearest == ()
    assert answer.refusal is not None
    assert answer.refusal.reason == "nothing indexed"
    assert answer.text == answer.refusal.message == "There are no articles to search yet."


def test_bot_notices_a_new_generation_while_it_runs(small):
    store, folder = small
    bot = Bot(store, HashEncoder(), AlwaysSure())
    (folder / "harbour.txt").write_text("The harbour froze on Sunday.")
    assert not any("harbour" in hit.text for hit in bot.retrieve("harbour"))
    sync(store, encoder=HashEncoder())
    assert any("harbour" in hit.text for hit in bot.retrieve("harbour"))


def test_bot_goes_on_with_the_old_index_when_the_new_one_is_of_another_model(small):
    store, _ = small
    bot = Bot(store, HashEncoder(), AlwaysSure())
    sync(store, full=True, encoder=HashEncoder(dimension=32))
    assert bot.ask("When does the bridge open?").answered
    with pytest.raises(StoreMismatchError, match="beleg index --full"):
        Bot(store, HashEncoder(), AlwaysSure())


def test_open_bot_without_an_index_names_the_command(tmp_path):
    with pytest.raises(StoreMissingError, match="beleg index"):
        open_bot(tmp_path / "none")


def test_ask_from_many_threads_gives_everyone_their_own_answer(small):
    store, _ = small
    bot = Bot(store, HashEncoder(), AlwaysSure())
    questions = ["Brücke gesperrt", "bakery Main Street"] * 10
    answers: dict[int, str] = {}

    def work(number: int) -> None:
        answers[number] = bot.ask(questions[number], k=1).question

    threads = [threading.Thread(target=work, args=(n,)) for n in range(len(questions))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [answers[n] for n in range(len(questions))] == questions


@settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(st.text(max_size=60))
def test_ask_any_text_keeps_the_contract(small, question):
    bot = Bot(small[0], HashEncoder(), AlwaysSure())
    try:
        answer = bot.ask(question)
    except QuestionError:
        return
    plain = json.loads(json.dumps(answer_dict(answer)))
    assert set(plain) == {
        "question", "answered", "confidence", "text", "refusal", "nearest", "short_answers",
        "quotes", "timings_ms", "as_of", "time", "disagreement", "written",
    }  # fmt: skip
    for quote in plain["quotes"]:
        article = bot.article(quote["article"]["id"])
        assert article.text[quote["start"] : quote["end"]] == quote["text"]


def test_teaser_comes_after_a_body_sentence_that_is_as_like(encoder, tmp_path):
    folder = tmp_path / "news"
    folder.mkdir()
    line = "Der Bürgermeister schenkte der Schule ein Klavier."
    (folder / "a.txt").write_text(f"Siehe auch: {line}\n\nEs war ein sonniger Tag in der Stadt.")
    (folder / "b.txt").write_text(f"Rathaus\n\n{line} Die Kinder freuten sich sehr.")
    sync(tmp_path / "store", [folder], encoder=encoder)
    bot = Bot(tmp_path / "store", encoder, load_reader(encoder))
    answer = bot.ask("Was schenkte der Bürgermeister der Schule?")
    assert answer.quotes[0].article.id == "b.txt"
    labels = {hit.label for hit in bot.retrieve("Klavier")}
    assert Label.TEASER in labels


@pytest.mark.parametrize("question", [FLAGSHIP, "Kim Jong Un", "Why did Putin travel?"])
def test_reader_without_hits_reads_nothing(encoder, question):
    assert load_reader(encoder).read(understand(question), []) == []


@pytest.mark.parametrize(
    ("greeting", "reply"),
    [("Hello!", "Hello."), ("Guten Tag", "Hallo."), ("Спасибо большое", "Пожалуйста")],
)
def test_ask_a_greeting_is_met_politely_and_not_searched(bot, greeting, reply):
    answer = bot.ask(greeting)
    assert not answer.answered
    assert answer.text.startswith(reply)
    assert answer.refusal is not None
    assert answer.refusal.reason == "not a question"
    assert answer.nearest == ()
    assert "retrieve" not in answer.timings_ms


def test_ask_for_a_summary_quotes_what_each_article_says_first(bot):
    answer = bot.ask("Summarise the articles")
    assert answer.answered
    assert answer.short_answers == ()
    assert len({quote.article.id for quote in answer.quotes}) == len(answer.quotes) == 3


@pytest.mark.parametrize(
    "asked",
    [
        "Summarise what the articles say about the moon landing",
        "Fasse zusammen, was die Artikel über die Mondlandung sagen",
        "Did flights from Frankfurt resume after the strike?",
        "Перескажи, что пишут о высадке на Луну",
    ],
)
def test_ask_for_a_summary_of_what_no_article_speaks_of_is_refused(bot, asked):
    answer = bot.ask(asked)
    assert not answer.answered
    assert answer.confidence < 0.5


def test_ask_for_a_summary_of_a_topic_quotes_what_is_said_of_it(bot):
    answer = bot.ask("Summarise what the articles say about the tea set")
    assert answer.answered
    assert "Teeservice" in answer.quotes[0].text
    assert answer.searched == "tea set"


def test_ask_flagship_names_both_presents_and_marks_them_in_the_quotes(bot):
    answer = bot.ask(FLAGSHIP)
    named = " ".join(short.text for short in answer.short_answers)
    assert "Teeservice" in named
    assert "Aurus" in named
    assert answer.short_answers[0].text in answer.text.splitlines()[0]
    for quote in answer.quotes:
        assert quote.start <= quote.answer_start < quote.answer_end <= quote.end
    for short in answer.short_answers:
        assert short.text in " ".join(answer.quotes[short.quotes[0] - 1].text.split())
    first = answer.quotes[0]
    marked = first.text[first.answer_start - first.start : first.answer_end - first.start]
    assert " ".join(marked.split()) == answer.short_answers[0].text
