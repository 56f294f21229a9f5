import pytest

from index.errors import QuestionError
from qa.questions.kinds import Kind
from qa.questions.question import MAX_CHARACTERS, understand
from qa.records import Turn

BEFORE = Turn("What did the minister give the mayor?")


def test_understand_a_question_keeps_its_words_and_tells_its_language():
    question = understand("  Was hat der Minister\n dem Bürgermeister geschenkt? ")
    assert question.text == question.asked == "Was hat der Minister dem Bürgermeister geschenkt?"
    assert question.language == "de"


@pytest.mark.parametrize("asked", ["", "   ", "\n\t", "?!…", "😀🎉", "\u200f\u202e"])
def test_understand_without_words_is_an_error_in_one_line(asked):
    with pytest.raises(QuestionError, match="no words") as error:
        understand(asked)
    assert "\n" not in str(error.value)


def test_understand_an_endless_question_names_the_limit():
    with pytest.raises(QuestionError, match=f"at most {MAX_CHARACTERS}"):
        understand("why " * MAX_CHARACTERS)


def test_understand_lone_surrogates_does_not_fail():
    assert understand("who came \udcff late?").asked == "who came ? late?"


@pytest.mark.parametrize(
    "asked", ["And when was that?", "Und wann?", "Et pourquoi ?", "А когда?", "他去了哪里?"]
)
def test_understand_a_follow_up_adds_what_the_question_before_was_about(asked):
    question = understand(asked, [Turn("Who came?"), BEFORE])
    assert question.text == f"{asked} (minister give, mayor)"
    assert question.asked == asked


def test_understand_a_question_that_stands_alone_leaves_it_alone():
    asked = "How many people live in Lisbon?"
    assert understand(asked, [BEFORE]).text == asked


def test_understand_what_the_user_says_to_search_for_is_taken_as_it_is():
    question = understand("Und wann?", [BEFORE], searched="When did he give it to her?")
    assert (question.asked, question.text) == ("Und wann?", "When did he give it to her?")
    assert question.articles == ()


def test_understand_nothing_to_search_for_is_an_error():
    with pytest.raises(QuestionError, match="no words"):
        understand("Und wann?", [BEFORE], searched=" ")


def test_understand_a_long_follow_up_stays_within_the_limit():
    asked = "and when was that " + "very " * ((MAX_CHARACTERS - 20) // 5)
    assert len(understand(asked, [BEFORE]).text) <= MAX_CHARACTERS


@pytest.mark.parametrize(
    ("asked", "topic"),
    [
        ("Summarise what the articles say about the moon landing", "moon landing"),
        ("Fasse die Mondlandung zusammen", "Mondlandung"),
        ("Résume la visite du ministre", "visite du ministre"),
    ],
)
def test_understand_a_summary_of_something_asks_whether_the_articles_speak_of_it(asked, topic):
    question = understand(asked)
    assert (question.kind, question.text, question.asked) == (Kind.OPEN, topic, asked)
    again = understand("Und wann?", searched=asked)
    assert (again.kind, again.text) == (Kind.OPEN, topic)


def test_understand_a_summary_of_all_keeps_its_words():
    question = understand("Summarise the articles")
    assert (question.kind, question.text) == (Kind.SUMMARY, "Summarise the articles")


def test_understand_a_summary_of_what_was_spoken_of_has_that_for_its_topic():
    question = understand("Can you summarise it?", [BEFORE])
    assert (question.kind, question.text) == (Kind.OPEN, "minister give, mayor")


@pytest.mark.parametrize(
    ("before", "asked", "kind"),
    [
        # It takes a place in the question before.
        ("what did Putin give Kim", "and Kim?", Kind.FACT),
        ("Wie alt ist Putin?", "Und Kim?", Kind.FACT),
        ("Who signed it in Paris?", "And in Moscow?", Kind.FACT),
        ("¿Qué regaló Putin?", "¿y Kim?", Kind.FACT),
        ("Did Putin visit Laos in May?", "and in June?", Kind.OPEN),
        ("Why did Putin go to Laos?", "and to Cuba?", Kind.REASON),
        ("Warum reiste Putin nach Laos?", "and to Cuba?", Kind.REASON),
        # It stands beside it.
        ("Why did the bridge close?", "and the tunnel?", Kind.REASON),
        ("When did the bridge close?", "and the tunnel?", Kind.FACT),
        ("Did the bridge close?", "and the tunnel?", Kind.OPEN),
        ("Summarise the articles", "and the tunnel?", Kind.OPEN),
        # It has a verb of its own.
        ("Who is Kim?", "And is he married?", Kind.OPEN),
        ("Did Putin visit Laos?", "Why?", Kind.REASON),
        ("Why did Putin visit Laos?", "And when?", Kind.FACT),
    ],
)
def test_understand_a_follow_up_wants_what_its_question_wants(before, asked, kind):
    question = understand(asked, [Turn(before)])
    assert question.kind is kind
    assert question.text != asked


def test_understand_a_fragment_after_thanks_wants_what_was_asked_before_them():
    turns = [Turn("Why did the bridge close?"), Turn("Thanks!")]
    assert understand("and the tunnel?", turns).kind is Kind.REASON


def test_understand_a_polite_question_searches_for_what_it_asks():
    question = understand("Can you tell me what Putin gave Kim?")
    assert (question.kind, question.text) == (Kind.FACT, "what Putin gave Kim?")
    assert question.asked == "Can you tell me what Putin gave Kim?"


def test_understand_a_polite_follow_up_is_completed():
    question = understand("Do you know when that was?", [BEFORE])
    assert (question.kind, question.text) == (Kind.FACT, "when that was? (minister give, mayor)")


def test_understand_what_the_user_says_to_search_for_keeps_its_politeness():
    said = "Can you tell me what Putin gave Kim?"
    question = understand("Und wann?", searched=said)
    assert (question.kind, question.text) == (Kind.FACT, said)


def test_understand_a_fragment_without_a_lexicon_wants_what_was_wanted_before():
    asked = understand("那瓦尔罗萨呢？", [Turn("布雷纳有多少人死亡？", short_answers=("九",))])
    assert (asked.follow_up, asked.kind) == (True, Kind.FACT)
