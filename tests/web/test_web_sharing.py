"""The address of an answer: what it asks is what was asked, whoever wrote it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.records import Filter
from qa.records import Answer
from web.conversations.conversation import Exchange
from web.page.sharing import read_shared, shared


@given(
    st.text(min_size=1, max_size=300).map(str.strip).filter(bool),
    st.lists(st.text(min_size=1).filter(str.strip), max_size=3),
)
def test_shared_is_read_again_as_it_was(question, sources):
    question = question.encode("utf-8", "replace").decode()
    sources = tuple(each.encode("utf-8", "replace").decode() for each in sources)
    only = Filter("2024-01-01", "2024-12-31", sources, ("de",))
    found = read_shared(shared(Exchange(question, only=only)))
    assert found == (question, only, None, False)


def test_shared_holds_what_was_searched_for_instead():
    answer = Answer("and Kim?", True, 0.9, "", searched="what did Kim get")
    found = read_shared(shared(Exchange("and Kim?", answer)))
    assert found == ("and Kim?", None, "what did Kim get", False)


def test_shared_leaves_a_time_alone_that_the_user_has_undone():
    found = read_shared(shared(Exchange("what happened last week?", any_time=True)))
    assert found == ("what happened last week?", None, None, True)


@pytest.mark.parametrize(
    "fragment",
    [None, 7, "", "#", "#q=", "#c=1-2", "#q=a&since=never", "#q=%20", "#q=a" + "&source=b" * 9_000],
)
def test_read_shared_of_anything_else_is_nothing_or_a_question(fragment):
    assert read_shared(fragment) is None
