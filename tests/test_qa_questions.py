import pytest

from index.errors import QuestionError
from qa.questions import MAX_CHARACTERS, understand
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
