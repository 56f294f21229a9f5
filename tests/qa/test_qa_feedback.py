"""Verdicts on answers: kept whatever happens, and made into golden questions."""

import json
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from fakes import HashEncoder
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

import app
from index.build import sync
from index.errors import BelegError
from index.records import Article, Citation, Filter
from index.store.generations import open_store
from qa import feedback
from qa.evaluation import read_golden, score
from qa.evaluation.golden import Evidence
from qa.feedback import FILE, MOST_NOTE, answer_id, from_feedback, record
from qa.records import NOT_A_QUESTION, Answer, Quote, Refusal, ShortAnswer

TEXT = "Yes.\nThe mayor opened the bridge in May.\nYes.\nIt was closed in June.\n"
ARTICLE = Article(Citation("harbour.txt", "Harbour", "/harbour.txt", language="en"), TEXT, (), "")
QUESTION = "who opened the bridge?"
REFUSED = Answer(
    "who closed the zoo?", False, 0.1, "The articles do not say.", refusal=Refusal("not in", "…")
)


def quoted(words, number=1, article=ARTICLE, after=0):
    start = article.text.index(words, after)
    return Quote.cut(article, start, start + len(words), number=number, score=1.0)


def answered(*words, shorts=(), question=QUESTION):
    quotes = tuple(quoted(each, number) for number, each in enumerate(words, 1))
    return Answer(question, True, 0.9, "…", quotes=quotes, short_answers=tuple(shorts))


RIGHT = answered(
    "The mayor opened the bridge in May.",
    "It was closed in June.",
    shorts=[ShortAnswer("The mayor", 0.9, (1,)), ShortAnswer("in June", 0.2, (2,))],
)


def lines(store):
    return [json.loads(line) for line in (store / FILE).read_bytes().split(b"\n") if line.strip()]


def made(store, article=ARTICLE):
    return from_feedback(store, lambda name: article if name == "harbour.txt" else None)


def test_record_keeps_what_was_said_and_quoted(tmp_path):
    record(tmp_path, RIGHT, "right", " good\n\tquote ")
    (row,) = lines(tmp_path)
    assert (row["verdict"], row["note"], row["language"]) == ("right", "good quote", "en")
    assert (row["question"], row["searched"]) == (QUESTION, QUESTION)
    assert row["time"].endswith("+00:00")
    assert [short["text"] for short in row["short_answers"]] == ["The mayor", "in June"]
    for quote in row["quotes"]:
        assert TEXT[quote["start"] : quote["end"]] == quote["text"]
        assert quote["article"] == "harbour.txt"


def test_record_cuts_a_long_note_and_takes_no_other_verdict(tmp_path):
    record(tmp_path, RIGHT, "wrong", "x" * 5_000)
    assert lines(tmp_path)[0]["note"] == "x" * MOST_NOTE
    with pytest.raises(ValueError, match="'maybe' is no verdict"):
        record(tmp_path, RIGHT, "maybe")


def test_answer_is_the_same_when_it_is_given_again(tmp_path):
    again = replace(RIGHT, timings_ms={"total": 3.0}, confidence=0.8)
    assert answer_id(again) == answer_id(RIGHT)
    assert answer_id(answered("It was closed in June.")) != answer_id(RIGHT)
    assert answer_id(replace(RIGHT, question="who?")) != answer_id(RIGHT)


def test_last_verdict_on_an_answer_counts(tmp_path):
    record(tmp_path, RIGHT, "right")
    record(tmp_path, RIGHT, "wrong", "it was the minister")
    assert len(lines(tmp_path)) == 2
    assert (made(tmp_path).golden, made(tmp_path).wrong) == ((), 1)
    record(tmp_path, RIGHT, "right")
    assert (len(made(tmp_path).golden), made(tmp_path).wrong) == (1, 0)


def test_right_answer_becomes_a_question_with_evidence(tmp_path):
    record(tmp_path, RIGHT, "right")
    (line,) = made(tmp_path).golden
    assert (line["question"], line["answerable"], line["lang"]) == (QUESTION, True, "en")
    assert line["evidence"] == [
        {"article": "harbour.txt", "evidence": "The mayor opened the bridge in May."}
    ]
    assert line["answers"] == ["The mayor", "in June"]


def test_right_refusal_becomes_a_question_without_an_answer(tmp_path):
    record(tmp_path, REFUSED, "right")
    (line,) = made(tmp_path).golden
    assert (line["question"], line["answerable"]) == ("who closed the zoo?", False)
    assert (line["evidence"], line["answers"]) == ([], [])


def test_follow_up_becomes_what_was_searched_for(tmp_path):
    follow_up = replace(RIGHT, question="and who?", searched="who opened the bridge in May?")
    record(tmp_path, follow_up, "right")
    assert made(tmp_path).golden[0]["question"] == "who opened the bridge in May?"


def test_refusal_of_a_greeting_or_of_some_articles_says_nothing(tmp_path):
    record(tmp_path, replace(REFUSED, refusal=Refusal(NOT_A_QUESTION, "Hello!")), "right")
    record(tmp_path, replace(REFUSED, question="when?"), "right", only=Filter(languages=("de",)))
    record(tmp_path, RIGHT, "right", only=Filter(languages=("en",)))
    assert (len(made(tmp_path).golden), made(tmp_path).unusable) == (1, 2)


def test_answers_to_one_question_are_gathered_from_the_last_refusal_on(tmp_path):
    record(tmp_path, answered("It was closed in June."), "right")
    record(tmp_path, replace(REFUSED, question=QUESTION), "right")
    record(tmp_path, answered("The mayor opened the bridge in May."), "right")
    both = answered("The mayor opened the bridge in May.", "It was closed in June.")
    record(tmp_path, both, "right")
    (line,) = made(tmp_path).golden
    assert [each["evidence"] for each in line["evidence"]] == [
        "The mayor opened the bridge in May."
    ]
    assert line["answerable"]


def test_evidence_that_is_gone_is_left_out_and_counted(tmp_path):
    record(tmp_path, RIGHT, "right")
    moved = replace(ARTICLE, text="News. " + TEXT)
    assert made(tmp_path, moved).golden == made(tmp_path).golden
    changed = replace(ARTICLE, text=TEXT.replace("May", "April"))
    for article in (changed, None):
        assert (made(tmp_path, article).golden, made(tmp_path, article).gone) == ((), 1)


def test_evidence_that_stands_twice_names_its_own_place(tmp_path):
    second = quoted("Yes.", after=10)
    record(tmp_path, Answer(QUESTION, True, 0.9, "…", quotes=(second,)), "right")
    (evidence,) = made(tmp_path).golden[0]["evidence"]
    assert evidence["evidence"].startswith("Yes.")
    assert TEXT.find(evidence["evidence"]) == second.start


def test_line_cut_short_loses_only_itself(tmp_path):
    record(tmp_path, RIGHT, "right")
    whole = (tmp_path / FILE).read_bytes()
    (tmp_path / FILE).write_bytes(whole + whole[:-20])
    record(tmp_path, REFUSED, "right")
    found = made(tmp_path)
    assert (len(found.golden), found.unreadable) == (2, 1)


@settings(max_examples=25, deadline=None)  # each is flushed to the disk
@given(st.binary() | st.recursive(st.none() | st.text(), st.lists).map(lambda x: json.dumps(x)))
def test_line_that_is_no_verdict_is_counted(tmp_path_factory, line):
    store = tmp_path_factory.mktemp("store")
    raw = (line.encode() if isinstance(line, str) else line).replace(b"\n", b" ")
    (store / FILE).write_bytes(raw)
    record(store, RIGHT, "right")
    found = made(store)
    assert (len(found.golden), found.unreadable) == (1, bool(raw.strip()))


@pytest.mark.parametrize(
    "field",
    [{"quotes": [{}]}, {"quotes": None}, {"short_answers": [{"text": "x", "quotes": [[]]}]},
     {"verdict": "perhaps"}, {"answered": "yes"}],
)  # fmt: skip
def test_line_with_a_field_that_is_wrong_is_counted(tmp_path, field):
    record(tmp_path, RIGHT, "right")
    (row,) = lines(tmp_path)
    (tmp_path / FILE).write_text(json.dumps(row | field), encoding="utf-8")
    assert (made(tmp_path).golden, made(tmp_path).unreadable) == ((), 1)


def test_record_many_threads_lose_nothing(tmp_path):
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: record(tmp_path, RIGHT, "right", str(n)), range(32)))
    assert sorted(int(row["note"]) for row in lines(tmp_path)) == list(range(32))


WRITER = """
import sys
from pathlib import Path
sys.path[:0] = sys.argv[2:]
from test_qa_feedback import RIGHT, record
for number in range(20):
    record(Path(sys.argv[1]), RIGHT, "right", "x" * 900)
"""


def test_record_many_processes_lose_nothing(tmp_path):
    folder = Path(__file__).parent
    command = [
        sys.executable,
        "-c",
        WRITER,
        str(tmp_path),
        str(folder),
        *map(str, folder.parents[:2]),
    ]
    running = [subprocess.Popen(command) for _ in range(3)]
    assert [each.wait(120) for each in running] == [0, 0, 0]
    assert [row["note"] for row in lines(tmp_path)] == ["x" * 900] * 60


def test_record_stops_where_the_file_is_full(tmp_path, monkeypatch):
    record(tmp_path, RIGHT, "right")
    size = (tmp_path / FILE).stat().st_size
    monkeypatch.setattr(feedback, "_MOST_BYTES", size + 10)
    with pytest.raises(BelegError, match=r"feedback\.jsonl has reached .* move it away"):
        record(tmp_path, RIGHT, "wrong")
    assert (tmp_path / FILE).stat().st_size == size


def test_record_where_nothing_can_be_written_says_so(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(BelegError, match="cannot write to"):
        record(tmp_path / "file" / "store", RIGHT, "right")
    (tmp_path / FILE).mkdir()
    with pytest.raises(BelegError, match="cannot write to"):
        record(tmp_path, RIGHT, "right")


def test_record_keeps_half_characters_and_line_ends_of_others(tmp_path):
    odd = "a\u2028b\x85c\ud800d"
    article = replace(ARTICLE, text=odd)
    quote = quoted(odd, article=article)
    record(tmp_path, Answer(odd, True, 0.9, "…", quotes=(quote,)), "right")
    (row,) = lines(tmp_path)
    assert row["quotes"][0]["text"] == odd
    assert len(made(tmp_path, article).golden) == 1


@pytest.fixture
def store(tmp_path):
    """An index of one article, with feedback."""
    news = tmp_path / "news"
    news.mkdir()
    (news / "harbour.txt").write_text(TEXT, encoding="utf-8", newline="")
    sync(tmp_path / "store", [news], encoder=HashEncoder())
    record(tmp_path / "store", RIGHT, "right")
    return tmp_path / "store"


def test_feedback_outlives_builds_and_is_not_indexed(store):
    before = (store / FILE).read_bytes()
    roots = [store.parent]  # the store lies in the folder that is indexed
    for full in (False, True, True):
        (store.parent / "news" / "new.txt").write_text(f"Full {full} news of the day.\n")
        sync(store, roots, encoder=HashEncoder(), full=full)
    assert (store / FILE).read_bytes() == before
    assert [name for name in open_store(store).catalogue.files() if "feedback" in name] == []


def run(*arguments):
    return CliRunner().invoke(app.beleg, list(map(str, arguments)))


def test_eval_from_feedback_prints_golden_lines(store, tmp_path):
    record(store, REFUSED, "wrong")
    done = run("eval", "--from-feedback", "--store", store)
    assert done.exit_code == 0
    (tmp_path / "mine.jsonl").write_text(done.stdout, encoding="utf-8")
    (golden,) = read_golden(tmp_path / "mine.jsonl")
    assert golden.question == QUESTION
    assert golden.evidence == (Evidence("harbour.txt", "The mayor opened the bridge in May."),)
    assert "1 called wrong" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_eval_from_feedback_without_any_says_where_it_comes_from(store):
    (store / FILE).unlink()
    done = run("eval", "--from-feedback", "--store", store)
    assert isinstance(done.exception, BelegError)
    assert "no feedback at" in str(done.exception)


@pytest.mark.parametrize("arguments", [[], ["golden.jsonl", "--from-feedback"]])
def test_eval_wants_a_file_or_feedback_and_not_both(arguments):
    done = run("eval", *arguments)
    assert done.exit_code == 2
    assert "--from-feedback" in done.stderr


def test_feedback_on_real_answers_scores_full(bot, seed_store, tmp_path):
    copy = tmp_path / "copy"
    shutil.copytree(seed_store, copy)
    for question in ("what did Putin give Kim", "How do I bake sourdough bread?"):
        record(copy, bot.ask(question), "right")
    done = run("eval", "--from-feedback", "--store", copy)
    (tmp_path / "mine.jsonl").write_text(done.stdout, encoding="utf-8")
    scores = score(bot, read_golden(tmp_path / "mine.jsonl"))
    assert (scores["questions"], scores["answerable"]) == (2, 1)
    assert (scores["quote@1"], scores["short"], scores["abstention_recall"]) == (1, 1, 1)
    assert scores["misses"] == []
