"""The buttons under an answer: what is clicked is kept, and the visitor is told."""

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor

import gradio as gr
import pytest
from fakes import HashEncoder, WordReader, enter, store_of

from index.errors import BelegError
from qa.bot import Bot
from qa.feedback import FILE, MOST_NOTE
from web.chat import Chat
from web.conversations.conversation import Conversation, Exchange
from web.page import feedback
from web.page.feedback import feedback_row
from web.server.server import stay_local
from web.words import LANGUAGES, words

QUESTION = "who opened the bridge?"
NEWS = "The mayor opened the bridge in May.\n\nNobody <b>closed</b> the bridge.\n"


@pytest.fixture
def bot(tmp_path):
    return Bot(store_of(tmp_path, {"harbour.txt": NEWS}), HashEncoder(), WordReader())


@pytest.fixture
def url(bot):
    """A page with a question box and the buttons, and nothing else."""
    stay_local()
    chat = Chat(bot.store.path, lambda: bot)
    chat.load().result()
    i18n = gr.I18n(**{language: dict(words(language)) for language in LANGUAGES})
    started = []

    def answered(text):
        return Conversation(exchanges=(Exchange(text, bot.ask(text)),))

    async def launched():
        with gr.Blocks(analytics_enabled=False) as blocks:
            started.append(blocks)
            past = gr.State(Conversation())
            question = gr.Textbox(elem_id="question", label="Question")
            row = feedback_row(chat, past, i18n)
            new = gr.Button("New chat")
            asked = question.submit(answered, question, past)
            asked.then(row.begin, past, row.outputs)
            new.click(Conversation, None, past).then(row.begin, past, row.outputs)
        _, address, _ = blocks.launch(
            server_name="127.0.0.1", prevent_thread_lock=True, quiet=True, share=False,
            ssr_mode=False, enable_monitoring=False, i18n=i18n,
            theme=gr.themes.Base(
                primary_hue="stone", neutral_hue="stone", font="serif", font_mono="serif"
            ),
        )  # fmt: skip
        return address

    with ThreadPoolExecutor(1) as thread:
        yield thread.submit(lambda: asyncio.run(launched())).result()
    started[0].close(verbose=False)


def said(tab, text):
    tab.locator("#feedback [role=status]", has_text=text).wait_for(timeout=60_000)


def rows(bot):
    file = bot.store.path / FILE
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


def test_buttons_appear_with_an_answer_and_keep_a_click(tab, url, bot):
    tab.goto(url)
    assert tab.locator("#feedback").count() == 0
    enter(tab, QUESTION)
    said(tab, "Is this right?")
    assert tab.locator("#feedback-note").count() == 0
    status = tab.locator("#feedback [role=status]").element_handle()
    tab.get_by_role("button", name="Right", exact=True).click()
    said(tab, "Noted as right. Thank you.")
    assert status.evaluate("element => element.isConnected")  # so that it is read out
    (row,) = rows(bot)
    assert (row["verdict"], row["question"], row["note"]) == ("right", QUESTION, "")
    assert all(NEWS[q["start"] : q["end"]] == q["text"] for q in row["quotes"])


def test_note_and_second_thoughts_are_kept_as_lines_of_their_own(tab, url, bot):
    tab.goto(url)
    enter(tab, QUESTION)
    said(tab, "Is this right?")
    tab.get_by_role("button", name="Right", exact=True).click()
    said(tab, "Noted as right")
    tab.get_by_role("button", name="Wrong", exact=True).click()
    said(tab, "Noted as wrong")
    note = tab.get_by_role("textbox", name="What is right or wrong about it? (optional)")
    assert note.get_attribute("maxlength") == str(MOST_NOTE)
    note.fill('It was <script>alert(1)</script> the "minister".')
    note.press("Enter")
    said(tab, "Your note is kept.")
    tab.locator("#feedback-note").wait_for(state="detached")
    kept = [(row["verdict"], row["note"]) for row in rows(bot)]
    wrong = ("wrong", 'It was <script>alert(1)</script> the "minister".')
    assert kept == [("right", ""), ("wrong", ""), wrong]
    assert len({row["id"] for row in rows(bot)}) == 1


def test_buttons_begin_anew_with_the_next_answer_and_leave_with_the_chat(tab, url, bot):
    tab.goto(url)
    enter(tab, QUESTION)
    said(tab, "Is this right?")
    tab.get_by_role("button", name="Wrong", exact=True).click()
    tab.locator("#feedback-note").wait_for()
    enter(tab, "who closed the bridge?")
    said(tab, "Is this right?")
    tab.locator("#feedback-note").wait_for(state="detached")
    assert tab.locator("#feedback .primary").count() == 0
    tab.get_by_role("button", name="New chat").click()
    tab.locator("#feedback").wait_for(state="detached")
    enter(tab, QUESTION)
    said(tab, "Is this right?")
    assert len(rows(bot)) == 1


def test_greeting_is_not_judged(tab, url, bot):
    tab.goto(url)
    enter(tab, QUESTION)
    said(tab, "Is this right?")
    enter(tab, "Hello!")
    tab.locator("#feedback").wait_for(state="detached", timeout=60_000)


def test_buttons_speak_the_language_of_the_browser(browser, url):
    context = browser.new_context(locale="de-AT")
    german = context.new_page()
    german.goto(url)
    enter(german, QUESTION)
    said(german, "Stimmt das?")
    german.get_by_role("button", name="Stimmt nicht", exact=True).click()
    said(german, "Als falsch vermerkt. Danke!")
    assert german.get_by_role("textbox", name="Was stimmt oder stimmt nicht").count() == 1
    assert german.get_by_role("button", name="Senden").count() == 1
    context.close()


def test_expected_failure_is_told(tab, url, bot, monkeypatch):
    def full(*arguments, **options):
        raise BelegError("the feedback is full; move it away")

    monkeypatch.setattr(feedback, "record", full)
    tab.goto(url)
    enter(tab, QUESTION)
    said(tab, "Is this right?")
    tab.get_by_role("button", name="Right", exact=True).click()
    said(tab, "the feedback is full; move it away")
    assert tab.locator("#feedback-note").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_buttons_have_no_violation_of_accessibility(tab, url, scheme):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    tab.emulate_media(color_scheme=scheme)
    tab.goto(url)
    enter(tab, QUESTION)
    said(tab, "Is this right?")
    tab.get_by_role("button", name="Right", exact=True).click()
    tab.locator("#feedback-note").wait_for()
    tab.mouse.move(0, 0)
    tab.wait_for_timeout(1_000)  # colours change slowly
    found = axe.run(tab, context="#feedback").response["violations"]
    assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found] == []
