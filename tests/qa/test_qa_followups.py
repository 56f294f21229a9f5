import json
from pathlib import Path

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from index.records import Citation, Filter, Hit
from qa.questions.followups import complete, within, woven
from qa.questions.lexicon import LEXICONS
from qa.questions.question import MAX_CHARACTERS
from qa.records import Quote, Turn

GIFT = Turn("What did the minister give Anna Berg?", short_answers=("ein Fahrrad",))
CASES = [
    json.loads(line)
    for line in (Path(__file__).parents[1] / "followups.jsonl").read_text("utf-8").splitlines()
]


def searched(asked: str, *history: Turn) -> str | None:
    completed = complete(asked, history or (GIFT,))
    return completed and completed.text


@pytest.mark.parametrize(
    "asked",
    [
        "And what did he get in return?", "when was that?", "Where exactly?",
        "How many were there?",
        "Who criticised his plan?", "And what did Berg say?", "Which car did he give Anna?",
        "Und wann?", "Wo hat sie das gekauft?", "Warum macht das dem Norden Sorgen?",
        "Was bekam er dafür?", "Seit wann?",
        "et après ?", "Quand a-t-il été reçu ?", "Quel cadeau a-t-elle choisi ?", "Pourquoi ?",
        "а когда?", "Где он был?", "Кто его отец?", "¿Y cuándo?", "¿Qué recibió ella?",
        "E quando?", "Quando foi isso?", "En waarom?", "А коли?", "A kiedy?", "Peki ne zaman?",
        "Milloin?", "他去了哪里？", "为什么？", "ومتى؟",
        "Quanto è costato?", "Quando è stato aperto?", "Kaça mal oldu?", "什么时候开放的？",
        "いつ開通しましたか？",
    ],
)  # fmt: skip
def test_complete_a_follow_up_adds_what_the_question_before_was_about(asked):
    assert searched(asked) == f"{asked} (minister give Anna Berg, ein Fahrrad)"


@pytest.mark.parametrize(
    "asked",
    [
        "What did Anna Berg say when she arrived in Oslo?",
        "And who is the mayor of Oslo?",
        "Who closed the harbour?",
        "Which team won the final?",
        "Wer schloss den Hafen?",
        "After he visited Oslo, where did Peter Lang go?",
        "Which country lost its independence in 1990?",
        "Did Anna Berg say that she would resign?",
        "Who moved out of his villa in Vienna after a lawsuit?",
        "Is it true that the mayor of Oslo sold the town hall?",
        "How many islands are there in the Baltic Sea?",
        "What is a referendum?",
        "Che cos'è un referendum?",
        "ブレナ橋はいつ開通しましたか？",
        "What happened in Oslo this year?",
        "How many tapes and DVDs did Peter Lang buy?",
        "Was sagte Anna Berg, als sie in Oslo ankam?",
        "Und wie viele Inseln gibt es in Norwegen?",
        "Können Sie mir sagen, wann die Fähre nach Oslo fährt?",
        "Où le ministre norvégien est-il allé ?",
        "Combien d'îles y a-t-il en Norvège ?",
        "Qu'est-ce qu'un référendum ?",
        "Что сказала Анна Берг, когда она приехала в Осло?",
        "А кто мэр Осло?",
        "Which researchers said they want to build a cheaper screen?",
        "Говорил ли мэр, что он снова встретится с Анной?",
        "ما هي عاصمة النرويج وكم عدد سكانها؟",
        "挪威的首都是哪座城市，它有多少居民？",
        "นายกเทศมนตรีของออสโลคือใคร",
        "Hanoi",
        "Anna Berg",
        "Missä Anna Berg syntyi vuonna 1970?",
    ],
)
def test_complete_a_question_that_stands_alone_leaves_it_alone(asked):
    assert searched(asked) is None


@pytest.mark.parametrize(
    ("before", "asked"),
    [
        (Turn("Where is the harbour of Oslo?"), "Who closed the harbour?"),
        (Turn("Which harbours are there in Oslo?"), "Who closed the harbour?"),
        (
            Turn("Was steht im Norden?", short_answers=("ein alter Hafen",)),
            "Wer schloss den Hafen?",
        ),
        (
            Turn("What is in Oslo?", (Quote(1, "A harbour.", 0, 10, 1.0, Citation("a", "", "a")),)),
            "Who closed the harbour?",
        ),
        (GIFT, "And who closed the harbour?"),
        (GIFT, "How long was the ride?"),
    ],
)
def test_complete_a_question_about_what_was_spoken_of(before, asked):
    told = searched(asked, before)
    assert told
    assert told.startswith(f"{asked} (")


@pytest.mark.parametrize(
    ("before", "asked", "text"),
    [
        ("What did Berg say about the bridge?", "And Lang?", "What did Lang say about the bridge?"),
        ("What did Berg give Lang?", "And Lang?", "What did Lang give Berg?"),
        ("Wie viele leben in Oslo?", "Und in Bergen?", "Wie viele leben in Bergen?"),
        ("What happened in Oslo in 2001?", "And in 2004?", "What happened in Oslo in 2004?"),
        ("What happened in Oslo in 2001?", "What about in 2004?", "What happened in Oslo in 2004?"),
        ("Wie hoch waren die Preise?", "Und in Bergen?", "Wie hoch waren die Preise in Bergen?"),
        ("Кто мэр города Осло?", "А Бергена?", "Кто мэр города Бергена?"),
    ],
)  # fmt: skip
def test_complete_a_fragment_takes_the_place_of_its_like(before, asked, text):
    assert searched(asked, Turn(before)) == text


@pytest.mark.parametrize(
    ("asked", "language"),
    [("And Canada?", "en"), ("Welche Marke war es?", "de"), ("Et la prochaine ?", "fr")],
)
def test_complete_tells_the_language_by_small_words(asked, language):
    completed = complete(asked, [GIFT])
    assert completed and completed.language == language


def test_complete_without_turns_before_leaves_a_question_alone():
    assert complete("And when was that?", []) is None


def test_complete_looks_past_greetings_and_thanks():
    thanked = Turn("Thank you very much!")
    assert searched("when was that?", GIFT, thanked) == searched("when was that?", GIFT)
    assert complete("when was that?", [Turn("Hello"), thanked]) is None


def test_complete_a_chain_keeps_what_it_is_about():
    when = searched("when was that?")
    assert when
    where = searched("And where?", GIFT, Turn(when, short_answers=("im Mai",)))
    assert where and where.startswith("And where? (")
    assert {"Anna", "Berg", "Fahrrad", "Mai"} <= set(regex.findall(r"\w+", where))


def test_complete_an_endless_chain_stays_short():
    turns = [GIFT]
    for number in range(50):
        text = searched("and when?", *turns)
        assert text and len(text) < MAX_CHARACTERS / 4
        turns.append(Turn(text, short_answers=(f"am {number}. Mai um {number} Uhr",)))


def test_complete_an_essay_leaves_it_alone():
    assert complete("and then he gave it to her " * 60, [GIFT]) is None


def test_complete_names_the_articles_that_were_quoted():
    quotes = tuple(
        Quote(n, "Sie kam.", 0, 8, 1.0, Citation(each, "Title", each))
        for n, each in enumerate("aba")
    )
    completed = complete("and when?", [Turn("Who came to Oslo?", quotes)])
    assert completed and completed.articles == ("a", "b")


@given(st.text(max_size=80), st.text(max_size=80), st.text(max_size=20))
def test_complete_whatever_was_typed_gives_text_or_nothing(asked, before, short):
    completed = complete(asked, [Turn(before, short_answers=(short,))])
    assert completed is None or completed.text


def hit(article: str, start: int, score: float) -> Hit:
    return Hit(1, score, start, start + 1, "x", Citation(article, "Title", article))


def test_woven_takes_two_known_for_one_from_anywhere_and_none_twice():
    known = [hit("a", 0, 2.0), hit("a", 5, 1.5), hit("a", 9, 1.0)]
    anywhere = [hit("b", 0, 3.0), hit("a", 5, 2.5), hit("c", 0, 0.5)]
    mixed = woven(known, anywhere, 4)
    assert [(each.article.id, each.start) for each in mixed] == [
        ("a", 0), ("a", 5), ("b", 0), ("a", 9),
    ]  # fmt: skip
    assert [each.rank for each in mixed] == [1, 2, 3, 4]
    scores = [each.score for each in mixed]
    assert scores == sorted(scores, reverse=True)


def test_woven_goes_on_with_what_there_is():
    assert len(woven([], [hit("b", 0, 1.0)], 5)) == 1
    assert len(woven([hit("a", n, 1.0) for n in range(9)], [], 5)) == 5


def test_within_narrows_the_filter_of_the_user():
    assert within((), Filter(languages=("de",))) is None
    assert within(("a",), Filter(articles=("b",))) is None
    assert within(("a", "b"), Filter(articles=("b",), languages=("de",))) == Filter(
        articles=("b",), languages=("de",)
    )


@pytest.mark.parametrize("language", LEXICONS)
def test_lexicon_words_are_single_folded_words(language):
    lexicon = LEXICONS[language]
    words = list(lexicon.small) + [w for p in lexicon.openers + lexicon.dummies for w in p]
    assert [word for word in words if not regex.fullmatch(r"[\p{L}\p{M}]+", word)] == []
    assert [word for word in words if word != word.casefold()] == []


def test_cases_are_many_and_most_of_them_are_set_aside():
    followups = [case for case in CASES if case["expected"]]
    alone = [case for case in CASES if not case["expected"]]
    assert len(followups) >= 60 <= len(alone)
    assert {"de", "en", "fr", "ru"} <= {case["lang"] for case in followups}
    for group in (followups, alone):
        assert sum(case["part"] == "in view" for case in group) / len(group) < 0.4


def test_complete_tells_the_cases_apart():
    told = {
        case["id"]: complete(case["second"], [Turn(case["first"])]) is not None for case in CASES
    }
    right = [told[case["id"]] == bool(case["expected"]) for case in CASES]
    assert sum(right) / len(right) >= 0.93
