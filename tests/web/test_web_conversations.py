"""Conversations: kept by the browser, found again, renamed, deleted, exported; never trusted."""

import dataclasses
import json
import random
import re
import time
from dataclasses import replace

import httpx
import pytest
from fakes import HashEncoder, ask, enter, store_of
from hypothesis import example, given
from hypothesis import strategies as st

from index.records import Article, Citation, Filter, Hit
from qa.bot import Bot
from qa.questions.question import MAX_CHARACTERS
from qa.reading.protocol import Reading
from qa.records import Answer, Quote, Refusal, ShortAnswer
from web.chat import Chat
from web.conversations.conversation import (
    Conversation,
    Exchange,
    checked,
    without_paths,
)
from web.conversations.encrypted_history import browser_key, unsealed
from web.conversations.export import as_json, as_markdown
from web.conversations.sidebar_events import Keeping
from web.conversations.storage import MOST_BYTES, History
from web.page.cards import evidence
from web.page.markup import messages
from web.words import LANGUAGES, number, words

TEXT = "The mayor opened the bridge in May.\n\nIn June the harbour was closed for good.\n"
CITATION = Citation("a.txt", "Bridge *news*", "/x/a.txt", source="Post", published="2024-06-19")
ARTICLE = Article(CITATION, TEXT, (), "")


def answer(question="who opened the bridge?", searched=""):
    quote = Quote.cut(ARTICLE, 0, 35, number=1, score=0.9, answer=(0, 9), before="It rained.")
    shorts = (ShortAnswer("The mayor", 0.9, (1,)),)
    said = "The articles say: The mayor [1]\n“The mayor opened the bridge in May.” [1]"
    return Answer(
        question, True, 0.9, said, shorts, (quote,), timings_ms={"total": 412.0}, searched=searched
    )


def refusal(question="what does it cost?"):
    hit = Hit(1, 0.5, 0, 35, TEXT[:35], CITATION, sentences=((0, 35),))
    said = Refusal("not in the articles", "The articles do not say this.")
    return Answer(question, False, 0.1, said.message, refusal=said, nearest=(hit,))


def conversation(number=0, *answers):
    only = Filter(since="2024-01-01", sources=("Post",))
    told = answers or (answer(), refusal())
    said = tuple(Exchange(each.question, each, only=only) for each in told)
    return Conversation(f"id{number}", "", "2026-01-02T03:04:05+00:00", said)


def test_history_comes_back_from_a_browser_as_it_was():
    history = History().plus(conversation(1)).plus(conversation(2, answer(searched="else")))
    kept = json.loads(json.dumps(history.kept()))
    assert History.read(kept) == history
    assert [each.id for each in history.conversations] == ["id2", "id1"]
    assert History.read(kept).find("id2").turns[0].question == "else"


def test_history_puts_the_conversation_that_goes_on_first_and_takes_away():
    history = History().plus(conversation(1)).plus(conversation(2)).plus(conversation(1))
    assert [each.id for each in history.conversations] == ["id1", "id2"]
    assert [each.id for each in history.without("id1").conversations] == ["id2"]


def test_history_drops_the_oldest_where_it_grows_too_large():
    long = conversation(0, *[answer(f"{'long ' * 300}{i}") for i in range(40)])
    history = History()
    for each in range(40):
        history = history.plus(Conversation(f"id{each}", "", "", long.exchanges))
    kept = history.fitting().kept()
    assert len(json.dumps(kept, ensure_ascii=False).encode()) < 1.01 * MOST_BYTES
    ids = [row["id"] for row in kept["conversations"]]
    assert ids == [f"id{number}" for number in range(39, 39 - len(ids), -1)]
    assert 1 < len(ids) < 40


def test_history_keeps_the_latest_of_a_conversation_that_is_too_large_alone():
    told = [answer(f"{'long ' * 40_000}{i}") for i in range(20)]
    (one,) = History().plus(conversation(1, *told)).fitting().conversations
    assert 0 < len(one.exchanges) < 20
    assert one.exchanges[-1].question == told[-1].question
    huge = conversation(2, answer("x" * (2 * MOST_BYTES)))
    assert History().plus(huge).fitting().conversations == (huge,)


def test_what_a_browser_keeps_names_no_path_and_few_copies():
    copies = tuple(replace(CITATION, id=f"{i}.txt") for i in range(100))
    quote = replace(answer().quotes[0], copies=copies)
    told = without_paths(replace(answer(), quotes=(quote,), nearest=refusal().nearest))
    assert "/x/a.txt" not in json.dumps(History().plus(conversation(1, told)).kept())
    assert len(told.quotes[0].copies) == 20


def test_what_is_kept_is_all_of_it_and_quickly_so():
    history = History(
        tuple(conversation(i, *(answer(f"{i} {j}?") for j in range(20))) for i in range(20))
    )

    def seconds(make):
        started = time.perf_counter()
        assert make() == history.kept()
        return time.perf_counter() - started

    def slowly():
        return {"conversations": [dataclasses.asdict(each) for each in history.conversations]}

    # Measured once: a tenth.
    assert min(seconds(history.kept) for _ in range(5)) < min(seconds(slowly) for _ in range(5))


def test_conversation_keeps_its_name_where_its_first_questions_are_left_out():
    told = [answer(f"{'long ' * 40_000}{i}") for i in range(20)]
    one = conversation(1, answer("Who?"), *told)
    (cut,) = History((one,)).fitting().conversations
    assert len(cut.exchanges) < len(one.exchanges)
    assert (cut.name, one.name) == ("Who?", "Who?")
    assert History((conversation(2),)).fitting().conversations[0].title == ""


def asked_at(one, *times):
    told = zip(one.exchanges, times, strict=True)
    return replace(one, exchanges=tuple(replace(each, asked=at) for each, at in told))


def test_put_takes_up_what_another_tab_has_kept_of_the_conversation(tmp_path):
    keeping = Keeping(tmp_path)
    both = asked_at(conversation(1), "1", "2")
    mine = both.plus(replace(both.exchanges[0], question="B?", asked="4"))
    other = replace(both.plus(replace(both.exchanges[0], question="A?", asked="3")), title="Name")
    kept, listed = keeping.put(mine, "", History((conversation(2), other)).kept())
    (one, _) = History.read(kept).conversations
    assert [each.question for each in one.exchanges[2:]] == ["A?", "B?"]
    assert one.title == "Name"
    assert listed["value"] == "id1"
    assert listed["choices"][0] == ("Name", "id1")


def test_put_replaces_the_answer_that_was_put_right(tmp_path):
    one = asked_at(conversation(1), "1", "2")
    right = one.before_last.plus(Exchange("what else?", answer(), asked="2"))
    kept, _ = Keeping(tmp_path).put(right, "", History((one,)).kept())
    assert History.read(kept).conversations == (right,)


def test_put_keeps_an_old_conversation_whose_exchanges_have_no_time(tmp_path):
    one = conversation(1)
    later = one.plus(replace(one.exchanges[0], asked="2026-01-01"))
    kept, _ = Keeping(tmp_path).put(later, "", History((one,)).kept())
    assert History.read(kept).conversations == (later,)


def test_delete_and_what_opens_another_conversation_end_what_is_being_answered(url):
    config = httpx.get(f"{url}config").json()
    names = {
        each["id"]: f"{each['props'].get('elem_id')} {each['props'].get('value')}"
        for each in config["components"]
    }
    (asking,) = (
        each["id"] for each in config["dependencies"] for id_, event in each["targets"]
        if names.get(id_, "").startswith("question ") and event == "submit"
    )  # fmt: skip
    ending = [
        names[id_] for each in config["dependencies"] for id_, _ in each["targets"]
        if asking in each["cancels"]
    ]  # fmt: skip
    assert len(ending) == 3
    for wanted in ("new ", "chats ", '"key": "delete"'):
        assert any(wanted in each for each in ending)


def damaged(value, dice):
    """A copy in which something somewhere is something else."""
    if isinstance(value, dict) and value and dice.random() < 0.9:
        key = dice.choice(sorted(value))
        return value | {key: damaged(value[key], dice)}
    if isinstance(value, list) and value and dice.random() < 0.9:
        at = dice.randrange(len(value))
        return [*value[:at], damaged(value[at], dice), *value[at + 1 :]]
    return dice.choice([None, -1, 10**9, 1.5, "", "x", "\ud800", [], {}, [[]], {"a": 1}, True])


@given(st.integers())
def test_history_that_was_tampered_with_is_read_without_harm(seed):
    dice = random.Random(seed)
    kept = History().plus(conversation(1)).plus(conversation(2)).kept()
    history = History.read(damaged(json.loads(json.dumps(kept)), dice))
    for one in history.conversations:
        checked(one, lambda _: ARTICLE)
        as_json(one)
        assert "\n# " not in as_markdown(one)[1]
        for each in filter(None, (exchange.answer for exchange in one.exchanges)):
            for quote in each.quotes:
                assert quote.end - quote.start == len(quote.text) > 0


@pytest.mark.parametrize("kept", [None, [], "x", 1, {}, {"conversations": None}])
def test_history_of_nothing_is_empty(kept):
    assert History.read(kept) == History()


def test_history_finds_conversations_by_all_words_whatever_their_case():
    history = History().plus(conversation(1)).plus(conversation(2, answer("Wer hieß STRASSE?")))
    assert [each.id for each in history.matching("straSSe hiess")] == ["id2"]
    assert [each.id for each in history.matching("MAYOR cost")] == ["id1"]
    assert len(history.matching(" ")) == 2


def test_checked_marks_quotes_that_the_index_has_no_longer():
    one = conversation()
    assert checked(one, lambda _: ARTICLE) == one
    changed = Article(CITATION, TEXT.replace("May", "Mai"), (), "")
    for find in (lambda _: None, lambda _: changed):
        first, second = checked(one, find).exchanges
        assert first.stale == (1,)
        assert second.answer.nearest == ()


def test_quote_that_is_no_longer_at_its_place_is_not_linked_anywhere():
    quotes = tuple(
        Quote.cut(ARTICLE, start, end, number=number, score=0.9)
        for number, (start, end) in enumerate([(0, 35), (37, 76)], 1)
    )
    said = "The articles say: The mayor [1][2]\n“…” [1]\n“…” [2]"
    told = Answer("who?", True, 0.9, said, (ShortAnswer("The mayor", 0.9, (1, 2)),), quotes)
    one = conversation(1, told)
    # The bubble has the best quote alone, the evidence both.
    for stale, links in (((), 3), ((1,), 1), ((1, 2), 0)):
        stored = replace(one, exchanges=(replace(one.exchanges[0], stale=stale),))
        shown = messages(stored, words())[1]["content"][0]["text"]
        assert shown.count("<a ") == links
        bare = re.sub("<[^>]*>", "", shown)
        assert bare.startswith("The articles say:The mayor [1][2]")
        assert bare.endswith("“…” [1]")
        beside = evidence(told, words(), stale=stale)
        for html in (shown, beside):
            assert ("c=0-35" in html) == (1 not in stale)
            assert ("c=37-76" in html) == (2 not in stale)


def test_markdown_shows_the_very_characters():
    hostile = Citation("a.txt", "x](javascript:alert(1)) <b>", "/x", url="javascript:alert(2)")
    text = "# Not a heading <script>alert(3)</script> \u202eturned"
    quote = Quote.cut(Article(hostile, text, (), ""), 0, len(text), number=1, score=1.0)
    told = Answer("**who**\n# me", True, 1.0, f"They say: [1]\n“{text}” [1]", quotes=(quote,))
    name, written = as_markdown(conversation(1, told))
    assert name == "beleg-20260102-who-me.md"
    bare = re.sub(r"\\[^\w\s]", "", written)  # what a backslash does not make plain text
    for live in ("<script", "](java", "\n# me", "**who", "<b>"):
        assert live not in bare
    assert "> \u2068# Not a heading" in written  # no heading: it does not begin its line
    assert written.count("\n## ") == 1


def test_json_holds_each_answer_as_the_command_prints_it():
    name, written = as_json(conversation())
    told = json.loads(written)
    assert name == "beleg-20260102-who-opened-the-bridge.json"
    assert [each["question"] for each in told["exchanges"]] == [
        "who opened the bridge?",
        "what does it cost?",
    ]
    quote = told["exchanges"][0]["answer"]["quotes"][0]
    assert TEXT[quote["start"] : quote["end"]] == quote["text"]


def test_key_of_browsers_outlives_the_server_and_is_nobody_else_s(tmp_path):
    key = browser_key(tmp_path)
    assert len(key) >= 16
    assert browser_key(tmp_path) == key
    assert (tmp_path / "browser.key").stat().st_mode & 0o077 == 0
    assert browser_key(tmp_path / "nowhere") != browser_key(tmp_path / "nowhere")


@pytest.mark.parametrize("language", LANGUAGES)
def test_markdown_says_in_the_words_of_the_page_that_an_article_has_changed(language):
    told = replace(conversation().exchanges[0], stale=(1,))
    written = as_markdown(Conversation("id", exchanges=(told,)), words(language))[1]
    assert f"\n\n({words(language)['quote_stale']})\n" in written


@pytest.mark.parametrize("language", LANGUAGES)
def test_question_that_cannot_be_asked_is_told_in_the_words_of_the_page(chat, language):
    said = words(language)

    def failure(question, **options):
        return list(chat.reply(question, Conversation(), said, **options))[-1].exchanges[0].failure

    assert failure("???") == said["question_no_words"]
    count = said["question_too_long"].format(
        count=number(MAX_CHARACTERS + 1, said), most=number(MAX_CHARACTERS, said)
    )
    assert failure("x" * (MAX_CHARACTERS + 1)) == count
    assert failure("When was the bridge opened?", searched="–") == said["question_no_words"]


# By `openssl enc -aes-256-cbc -md md5 -base64`, as crypto-js does it; the password is the SHA-256
# of "secret" in hexadecimal.
SEALED = "x:U2FsdGVkX19NACAqpaFgYRRuhfspSRC/OfFEXOYYpEK2Ts/tTsMEQefmq0+YDhJA"


def test_unsealed_opens_what_the_browser_has_sealed_with_the_same_secret():
    assert unsealed(SEALED, "secret") == {"a": ["é", 1]}
    assert unsealed(SEALED, "another") is None


@given(st.text() | st.integers(0, len(SEALED)).map(lambda cut: SEALED[:cut]))
@example(SEALED[:-8])
@example("é:é")
def test_unsealed_gives_nothing_for_what_was_not_sealed(text):
    assert unsealed(text, "secret") is None or text == SEALED


# In the browser.


class Months:
    """A reader that answers *when* with the sentence that has a month in it, and nothing else."""

    def threshold(self, question):
        return 0.5

    def read(self, question, hits):
        found = []
        for hit in hits:
            for start, end in hit.sentences:
                text = hit.text[start - hit.start : end - hit.start]
                if "May" in text and "bridge" in question.text:
                    at = start + text.index("May")
                    found.append(Reading(hit, start, end, 0.9, (at, at + 3)))
        return found


@pytest.fixture(scope="module")
def chat(tmp_path_factory):
    folder = tmp_path_factory.mktemp("conversation")
    store = store_of(folder, {"a.txt": TEXT})
    bot = Bot(store, HashEncoder(), Months())
    return Chat(store, lambda: bot)


@pytest.fixture(scope="module")
def url(serve, chat):
    return serve(chat)


def listed(tab):
    return tab.locator("#chats label").all_inner_texts()


def wait_for_list(tab, names):
    tab.wait_for_function(
        "names => JSON.stringify([...document.querySelectorAll('#chats label')]"
        ".map(each => each.innerText.trim())) === JSON.stringify(names)",
        arg=names,
        timeout=30_000,
    )


def asked(tab):
    return tab.locator("[data-testid=user]").all_inner_texts()


def settle(tab):
    """Wait for the last event of an answer: a page that is left before complains."""
    tab.locator("#feedback [role=status]").wait_for()


@pytest.fixture
def two(tab, url):
    """A tab with two conversations, the second of them shown."""
    tab.goto(url)
    tab.locator("#new").wait_for()
    assert not tab.locator("#chat-search").is_visible()  # nothing is kept yet
    ask(tab, "When was the bridge opened?")
    wait_for_list(tab, ["When was the bridge opened?"])
    ask(tab, "What does a <b>bridge</b> cost?")
    tab.click("#new")
    tab.locator(".card").first.wait_for(state="detached")
    ask(tab, "When was the mayor on the bridge?")
    wait_for_list(tab, ["When was the mayor on the bridge?", "When was the bridge opened?"])
    settle(tab)
    return tab


def test_conversations_are_there_after_the_page_is_loaded_again(two):
    two.reload()
    wait_for_list(two, ["When was the mayor on the bridge?", "When was the bridge opened?"])
    settle(two)  # it opens the last one first
    two.locator("#chats label").nth(1).click()
    two.locator("[data-testid=user]").nth(1).wait_for()
    assert asked(two) == ["When was the bridge opened?", "What does a <b>bridge</b> cost?"]
    stored = two.evaluate("JSON.stringify(localStorage)")
    assert '"beleg-' in stored
    assert "bridge" not in stored  # encrypted


def test_conversation_that_is_opened_again_goes_on(two):
    two.locator("#chats label").nth(1).click()
    two.locator("[data-testid=user]").nth(1).wait_for()
    ask(two, "When was the bridge painted?")
    wait_for_list(two, ["When was the bridge opened?", "When was the mayor on the bridge?"])
    assert len(asked(two)) == 3


def test_conversation_is_renamed_searched_and_deleted_and_that_undone(two):
    two.get_by_role("button", name="Rename").click()
    two.locator("#rename :is(input, textarea)").fill("<i>Mayor</i> & bridge")
    two.locator("#rename :is(input, textarea)").press("Enter")
    wait_for_list(two, ["<i>Mayor</i> & bridge", "When was the bridge opened?"])
    two.locator("#chat-search :is(input, textarea)").fill("COST")
    wait_for_list(two, ["When was the bridge opened?"])
    two.locator("#chat-search :is(input, textarea)").fill("zzz")
    wait_for_list(two, [])
    two.wait_for_timeout(300)
    assert two.locator("#chat-search").is_visible()  # to be searched for something else
    two.locator("#chat-search :is(input, textarea)").fill("")
    wait_for_list(two, ["<i>Mayor</i> & bridge", "When was the bridge opened?"])
    two.get_by_role("button", name="Delete").click()
    wait_for_list(two, ["When was the bridge opened?"])
    two.locator("[data-testid=user]").first.wait_for(state="detached")
    two.locator("#undo").click()
    wait_for_list(two, ["<i>Mayor</i> & bridge", "When was the bridge opened?"])
    two.locator("[data-testid=user]").first.wait_for()
    assert asked(two) == ["When was the mayor on the bridge?"]


def test_keys_walk_through_the_conversations_and_the_focus_stays_where_it_is(two):
    focused = "name => document.activeElement?.closest(name) !== null"
    two.locator("#chats input").first.focus()
    for key in ("Tab", "Shift+Tab"):
        before = asked(two)[0]
        two.keyboard.press(key)
        two.keyboard.press("Space")
        two.locator("[data-testid=user]", has_text=before).wait_for(state="detached")
        two.wait_for_timeout(500)
        assert two.evaluate(focused, "#chats")
    enter(two, "When was the bridge sold?")
    two.locator("#corpus-search :is(input, textarea)").focus()
    two.locator(".evidence .asked", has_text="sold").wait_for(timeout=30_000)
    settle(two)
    assert two.evaluate(focused, "#corpus-search")
    two.locator("#chats label").nth(1).click()  # by a pointer: the next question is typed at once
    two.locator("[data-testid=user]", has_text="opened").wait_for()
    two.wait_for_function("document.activeElement?.closest('#question') !== null")


def test_tabs_keep_each_other_s_conversations_and_deletions(two, url):
    mayor, bridge = "When was the mayor on the bridge?", "When was the bridge opened?"
    other = two.context.new_page()  # it reads what is kept by now
    other.goto(url)
    wait_for_list(other, [mayor, bridge])
    two.get_by_role("button", name="Delete").click()
    wait_for_list(two, [bridge])
    wait_for_list(other, [bridge])  # without being asked
    ask(other, "When was the bridge painted?")
    wait_for_list(other, ["When was the bridge painted?", bridge])
    wait_for_list(two, ["When was the bridge painted?", bridge])
    ask(two, "When was the bridge sold?")
    settle(two)
    everything = ["When was the bridge sold?", "When was the bridge painted?", bridge]
    for tab in (two, other):
        wait_for_list(tab, everything)
        tab.reload()
        wait_for_list(tab, everything)


def test_tab_opens_and_renames_what_another_tab_went_on_with(two, url):
    other = two.context.new_page()
    other.goto(url)
    for tab in (two, other):
        tab.locator("#chats label").first.click()
        tab.locator("[data-testid=user]").first.wait_for()
    ask(two, "When was the bridge painted?")
    other.get_by_role("button", name="Rename").click()
    other.locator("#rename :is(input, textarea)").fill("Mayor")
    other.locator("#rename :is(input, textarea)").press("Enter")
    wait_for_list(two, ["Mayor", "When was the bridge opened?"])
    other.locator("#chats label").nth(1).click()
    other.locator("[data-testid=user]", has_text="opened").wait_for()
    other.locator("#chats label").first.click()
    other.locator("[data-testid=user]", has_text="painted").wait_for()
    assert len(asked(other)) == 2


def test_conversation_is_exported_with_its_evidence(two):
    with two.expect_download() as saving:
        two.get_by_role("button", name="JSON").click()
    told = json.loads(saving.value.path().read_text(encoding="utf-8"))
    (exchange,) = told["exchanges"]
    quote = exchange["answer"]["quotes"][0]
    assert TEXT[quote["start"] : quote["end"]] == quote["text"]
    assert saving.value.suggested_filename.endswith("When-was-the-mayor-on-the-bridge.json")
    with two.expect_download() as saving:
        two.get_by_role("button", name="Markdown").click()
    written = saving.value.path().read_text(encoding="utf-8")
    assert "> The mayor opened the bridge in May." in written


def test_what_was_searched_for_is_shown_and_can_be_put_right(tab, url):
    tab.goto(url)
    ask(tab, "When was the bridge opened?")
    assert tab.locator("#searching").count() == 0
    ask(tab, "and when was that?")
    box = tab.locator("#searching textarea")
    box.wait_for()
    assert "bridge" in box.input_value()
    assert tab.locator(".quotes .card").count() == 1
    box.fill("—")  # no question: what was answered stays
    box.press("Enter")
    tab.locator(".toast-body", has_text="There is no word in this").wait_for()
    assert tab.locator(".quotes .card").count() == 1
    box.fill("when was the harbour closed")
    box.press("Enter")
    tab.locator(".nearest .card").first.wait_for(timeout=30_000)
    assert asked(tab) == ["When was the bridge opened?", "and when was that?"]
    assert box.input_value() == "when was the harbour closed"


def test_quote_of_an_article_that_has_changed_is_shown_as_such(tab, serve, tmp_path):
    store = store_of(tmp_path, {"a.txt": TEXT})
    bot = Bot(store, HashEncoder(), Months())
    tab.goto(serve(Chat(store, lambda: bot)))
    ask(tab, "When was the bridge opened?")
    wait_for_list(tab, ["When was the bridge opened?"])
    store_of(tmp_path, {"a.txt": f"Corrected.\n\n{TEXT}"})
    tab.click("#new")
    tab.locator(".card").first.wait_for(state="detached")
    tab.locator("#chats label").click()
    tab.locator(".card .stale").wait_for()
    assert tab.locator(".card a.open").count() == 0
    assert "has changed since" in tab.locator(".card .stale").inner_text()


def test_browser_that_brings_another_key_begins_anew(two, serve, chat, tmp_path):
    key = chat.store / "browser.key"
    known = key.read_text(encoding="ascii")
    key.write_text("another key altogether", encoding="ascii")
    try:
        two.goto(serve(chat))
        two.locator("#question textarea").wait_for()
        two.wait_for_timeout(500)
        assert listed(two) == []
    finally:
        key.write_text(known, encoding="ascii")
