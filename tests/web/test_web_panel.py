"""The evidence beside the answer: from a number or a quote to its place in the article."""

import re

import pytest
from fakes import HashEncoder, WordReader, ask, store_of
from hypothesis import given
from hypothesis import strategies as st

from index.records import Article, Citation
from qa.bot import Bot
from qa.records import Answer, Quote, ShortAnswer
from web.chat import Chat
from web.page.bubble import told

QUESTION = "who opened the bridge?"
FILLER = "\n\n".join(["Nothing that matters was said in the council on that day."] * 60)
# The three sentences are quotes of one matter: they share its names.
NEWS = {
    "harbour #1%.txt": f"😀 {FILLER}\n\nWho opened the bridge? Mayor Berg of Ostfeld opened the "
    f"bridge on 3 May 2019 with Anna Lang.\n\n{FILLER}\n\n"
    "The bridge was opened again by the mayor in June.\n",
    "<script>alert(1)<.txt": f"{FILLER}\n\nOn 3 May 2019, Mayor Berg of Ostfeld opened the bridge "
    f"[1] </textarea>.\n\n{FILLER}\n",
}


@pytest.fixture(scope="module")
def bot(tmp_path_factory):
    store = store_of(tmp_path_factory.mktemp("panel"), NEWS)
    return Bot(store, HashEncoder(), WordReader("bridge"))


@pytest.fixture(scope="module")
def url(serve, bot):
    return serve(Chat(bot.store.path, lambda: bot))


@pytest.fixture
def answered(tab, url):
    """A tab with an answer that has three quotes."""
    tab.goto(url)
    ask(tab, QUESTION)
    assert tab.locator(".quotes .card").count() == 3
    tab.locator("#chats label").wait_for()  # the conversation is kept
    tab.locator("#feedback [role=status]").wait_for()  # and no event is left
    return tab


def current(tab):
    """What the panel shows now: the marked sentence that is scrolled to, in view."""
    frame = tab.frame_locator(".panel iframe")
    mark = frame.locator(".quote:target + mark")
    mark.wait_for()
    box = mark.bounding_box()
    assert 0 < box["y"] < 800 - box["height"]
    return mark.text_content()


def quotes(tab):
    return tab.locator(".quotes blockquote").all_text_contents()


def focused(tab):
    return tab.evaluate("document.activeElement.outerHTML")


def test_panel_opens_at_the_quote_that_is_clicked(answered):
    wanted = quotes(answered)
    answered.locator(".quotes blockquote").nth(1).click()
    assert current(answered) == wanted[1]
    assert answered.get_by_role("dialog", name="Evidence in its article").is_visible()
    assert answered.locator(".panel [role=status]").inner_text() == "2 of 3"


def test_panel_opens_from_a_number_in_the_chat_and_marks_all_quotes_of_the_article(answered):
    links = answered.locator("[data-testid=bot] a.open")
    same = [each for each in links.all() if "harbour" in each.get_attribute("href")]
    same[0].click()
    current(answered)
    assert answered.frame_locator(".panel iframe").locator("mark").count() == 2
    assert answered.locator(".panel a").get_attribute("href").split("#c=")[0].endswith(".txt")


def test_panel_goes_by_the_keyboard_alone(answered):
    wanted = quotes(answered)
    link = answered.locator(".quotes .card a.open").first
    link.focus()
    opener = focused(answered)
    answered.keyboard.press("Enter")
    assert current(answered) == wanted[0]
    assert answered.evaluate("document.querySelector('.panel').contains(document.activeElement)")
    for expected in (1, 2, 0):
        answered.keyboard.press("ArrowRight")
        answered.locator(".panel [role=status]", has_text=f"{expected + 1} of 3").wait_for()
        answered.wait_for_timeout(200)
        assert current(answered) == wanted[expected]
    answered.frame_locator(".panel iframe").locator("body").press("ArrowLeft")
    answered.locator(".panel [role=status]", has_text="3 of 3").wait_for()
    answered.frame_locator(".panel iframe").locator("body").press("Escape")
    answered.locator(".panel").wait_for(state="hidden")
    assert focused(answered) == opener


def test_panel_closes_and_leaves_the_focus_where_it_was(answered):
    link = answered.locator("[data-testid=bot] a.open").first
    link.click()
    answered.get_by_role("button", name="Next evidence").click()
    answered.get_by_role("button", name="Close").click()
    answered.locator(".panel").wait_for(state="hidden")
    assert answered.evaluate("document.activeElement.closest('[data-testid=bot]') !== null")
    answered.locator("[aria-current]").first.wait_for(state="detached")


def test_panel_fills_a_phone(answered):
    answered.set_viewport_size({"width": 360, "height": 800})
    answered.locator(".evidence summary").click()
    answered.locator(".quotes .card a.open").first.click()
    current(answered)
    box = answered.locator(".panel").bounding_box()
    assert (box["x"], box["width"]) == (0, 360)
    close = answered.get_by_role("button", name="Close").bounding_box()
    assert close["x"] + close["width"] <= 360
    answered.keyboard.press("Escape")
    answered.locator(".panel").wait_for(state="hidden")


def test_way_back_closes_the_panel_on_a_phone_and_leaves_no_step(answered):
    answered.set_viewport_size({"width": 360, "height": 800})
    answered.locator(".evidence summary").click()
    panel, steps = answered.locator(".panel"), answered.evaluate("history.length")
    for close in (answered.go_back, lambda: answered.keyboard.press("Escape")):
        answered.locator(".quotes .card a.open").first.click()
        current(answered)
        close()
        panel.wait_for(state="hidden")
        answered.wait_for_function("history.state?.beleg === undefined")
        assert answered.locator(".quotes .card").count() == 3
    assert answered.evaluate("history.length") <= steps + 1


def test_panel_with_one_quote_has_the_focus(tab, serve, tmp_path):
    bot = Bot(store_of(tmp_path, {"a.txt": "The bridge is open."}), HashEncoder(), WordReader())
    tab.goto(serve(Chat(bot.store.path, lambda: bot)))
    ask(tab, QUESTION)
    tab.locator("#feedback [role=status]").wait_for()
    tab.locator(".quotes .card a.open").first.press("Enter")
    tab.frame_locator(".panel iframe").locator("mark").wait_for()
    assert tab.locator(".panel [name=next]").is_hidden()
    assert tab.evaluate("document.querySelector('.panel').contains(document.activeElement)")


def test_evidence_opens_in_a_tab_of_its_own_too(answered):
    link = answered.locator(".quotes .card a.open").first
    with answered.context.expect_page() as opened:
        link.click(modifiers=["ControlOrMeta"])
    assert "/article/" in opened.value.url
    assert answered.locator(".panel").count() == 0
    opened.value.close()


def test_page_with_the_panel_has_no_other_frame_around_it(answered):
    framed = answered.evaluate(
        "fetch('/').then(page => page.headers.get('content-security-policy'))"
    )
    assert "frame-ancestors 'none'" in framed


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_page_panel_and_article_have_no_violation_of_accessibility(answered, scheme):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()

    def violations(tab):
        return [
            (found["id"], [node["html"] for node in found["nodes"]])
            for found in axe.run(tab).response["violations"]
        ]

    answered.emulate_media(color_scheme=scheme)
    answered.reload()
    answered.locator(".quotes .card").first.wait_for(timeout=60_000)  # it is opened again
    answered.locator("#chats label.selected").wait_for()
    answered.locator("#feedback [role=status]").wait_for()
    assert violations(answered) == []
    answered.locator(".quotes .card a.open").first.click()
    current(answered)
    assert violations(answered) == []
    article = answered.context.new_page()
    article.emulate_media(color_scheme=scheme)
    article.goto(answered.locator(".quotes .card a.open").first.evaluate("link => link.href"))
    article.locator(".tools").wait_for()
    assert violations(article) == []


words = st.text(min_size=1).filter(str.strip)


def test_told_links_numbers_but_none_inside_an_article_s_words():
    text = "It says [2] here."
    citation = Citation('a"b<c>/../d.txt', "A", "/x")
    quote = Quote.cut(Article(citation, text, (), ""), 0, len(text), number=1, score=1.0)
    shorts = (ShortAnswer("[2] here", 1.0, (1,)),)
    said = "They say: [2] here [1] [7]\n“It says [2] here.” [1]"
    shown = told(Answer("?", True, 1.0, said, quotes=(quote,), short_answers=shorts))
    assert re.sub("<[^>]*>", "", shown) == "They say:[2] here [1]“It says [2] here.” [1]"
    assert shown.count("<a ") == 2
    href = f"/article/a%22b%3Cc%3E%2F..%2Fd.txt?c=0-{len(text)}#c=0-{len(text)}"
    assert shown.count(f'href="{href}"') == 2


def test_told_prints_the_short_answer_in_bold_and_not_what_only_looks_like_it():
    text = "On 3 May 3 ships came."
    quote = Quote.cut(Article(Citation("a", "A", "/x"), text, (), ""), 0, 22, number=1, score=1.0)
    said = f"They say: 3 [1] (articles: 3, independent: 3)\n“{text}” [1]"
    shorts = (ShortAnswer("3", 1.0, (1,)),)
    shown = told(Answer("?", True, 1.0, said, quotes=(quote,), short_answers=shorts))
    assert shown.count("<strong") == 1
    assert '<li><strong lang="und" dir="auto">3</strong> <a ' in shown


@given(words, words, words)
def test_told_shows_the_text_and_links_within_this_server_only(text, name, said):
    quote = Quote.cut(
        Article(Citation(name, name, "/x"), text, (), ""), 0, len(text), number=1, score=1.0
    )
    shown = told(Answer("?", True, 1.0, f"{said} {text} [1]", quotes=(quote,)))
    assert all(link.startswith("/article/") for link in re.findall('href="([^"]*)"', shown))
    tags = {"a", "p", "blockquote", "span"}
    assert set(re.findall(r"<(/?\w+)", shown)) <= tags | {f"/{tag}" for tag in tags}
