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
def test_understand_a_follow_up_adds_the_question_before(asked):
    question = understand(asked, [Turn("Who came?"), BEFORE])
    assert question.text == f"{BEFORE.question} {asked}"
    assert question.asked == asked


def test_understand_a_question_that_stands_alone_leaves_it_alone():
    asked = "How many people live in Lisbon?"
    assert understand(asked, [BEFORE]).text == asked
