"""The page in the languages it speaks, its visible steps, translation where a browser has it."""

import re
import threading

import pytest
from fakes import HashEncoder, WordReader, ask, enter, store_of

from qa.bot import Bot
from qa.reading.protocol import Reading
from qa.translation.protocol import TranslationError
from web.chat import Chat
from web.words import LANGUAGES, RIGHT_TO_LEFT, number, words

TEXT = "Der Bürgermeister eröffnete im Mai die Brücke über den Fluss und dankte allen Helfern."
TAGS = {"en": "en-GB", "de": "de-AT", "fr": "fr-CA", "es": "es-MX", "ru": "ru-RU", "ar": "ar-EG",
        "zh": "zh-CN", "tr": "tr-TR"}  # fmt: skip

# What a browser with the Translator API offers, as far as the page uses it.
TRANSLATOR = """
self.Translator = {
  availability: async ({ sourceLanguage, targetLanguage }) =>
    targetLanguage === "fr" ? "unavailable" : "available",
  create: async ({ sourceLanguage, targetLanguage }) => ({
    translate: async (text) => `<b>${sourceLanguage}-${targetLanguage}</b> ${text.length}`,
  }),
};
"""


class Bridge:
    """A reader that knows about the bridge alone, and waits until it is told to read."""

    def __init__(self):
        self.go = threading.Event()
        self.go.set()

    def threshold(self, question):
        return 0.5

    def read(self, question, hits):
        self.go.wait(60)
        start = TEXT.index("im Mai")
        known = hits if "bridge" in question.text else []
        return [Reading(hit, 0, len(TEXT), 0.7, (start, start + 6)) for hit in known]


class Shouting:
    """A machine of the server's that makes capitals of a text, and knows no French."""

    def translate(self, text, source, target):
        if target == "fr":
            raise TranslationError("no model translates; install one with: beleg translate")
        return text.upper()


@pytest.fixture(scope="module")
def reader():
    return Bridge()


@pytest.fixture(scope="module")
def url(serve, tmp_path_factory, reader):
    store = store_of(tmp_path_factory.mktemp("page"), {"a.txt": TEXT})
    bot = Bot(store, HashEncoder(), reader, Shouting())
    return serve(Chat(store, lambda: bot))


@pytest.fixture
def speaking(browser):
    """Open a tab in a browser that prefers a language."""
    opened = []

    def open_tab(tag):
        context = browser.new_context(locale=tag, viewport={"width": 1280, "height": 800})
        opened.append(context)
        return context.new_page()

    yield open_tab
    for context in opened:
        context.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_speaks_the_language_of_the_browser(speaking, url, language):
    tab, said = speaking(TAGS[language]), words(language)
    tab.goto(url)
    tab.locator(".masthead", has_text=said["tagline"]).wait_for()
    box = tab.locator("#question textarea")
    assert box.get_attribute("placeholder") == said["ask_placeholder"]
    assert tab.get_by_role("button", name=said["new_chat"]).is_visible()
    assert tab.locator("#question button").inner_text().strip() == said["ask"]
    assert tab.locator("html").get_attribute("lang") == language
    direction = "rtl" if language in RIGHT_TO_LEFT else "ltr"
    for place in (".masthead", "#talk", ".evidence"):
        assert tab.locator(place).evaluate("each => getComputedStyle(each).direction") == direction
    ask(tab, "who opened the bridge?")
    assert tab.locator("[data-testid=bot]").inner_text().startswith("The articles say:")
    sure = tab.locator("#conversation .sure").last
    assert sure.inner_text() == said["sure_fair"]
    assert sure.get_attribute("title") == said["confidence"].format(percent=70)
    tab.locator(".card a.open").first.click()
    tab.get_by_role("dialog", name=said["panel"]).wait_for()
    frame = tab.frame_locator(".panel iframe")
    frame.get_by_role("button", name=said["copy_quote"]).wait_for()
    assert frame.locator("html").get_attribute("dir") == direction
    tab.get_by_role("button", name=said["close"]).click()
    ask(tab, "Who is Ada Lovelace?")
    assert tab.locator(".nearest h2").inner_text() == said["nearest"]
    assert tab.locator(".nearest .hint").inner_text() == said["rephrase"]
    seconds = tab.locator("#conversation .done").last.inner_text()
    assert re.search(
        said["done"].format(seconds=number(8.8, said, 1)).replace("8", r"\d+"), seconds
    )
    rename = tab.get_by_role("button", name=said["rename"])
    rename.wait_for()
    assert "__i18n__" not in tab.locator("body").inner_text()


def test_page_shows_the_steps_while_they_are_taken(tab, url, reader):
    reader.go.clear()
    tab.goto(url)
    enter(tab, "who opened the bridge?")
    tab.locator(".waiting", has_text="Reading 1 passages …").wait_for()
    assert tab.locator(".card").count() == 0
    reader.go.set()
    tab.locator(".quotes .card").first.wait_for(timeout=30_000)
    assert tab.locator(".waiting").count() == 0
    assert tab.locator(".done").inner_text().startswith("probably right · ")


def test_question_that_is_sent_while_another_is_answered_comes_next(tab, url, reader):
    reader.go.clear()
    tab.goto(url)
    enter(tab, "who opened the bridge first?")
    tab.locator(".waiting", has_text="Reading").wait_for()
    enter(tab, "who opened the bridge second?")
    reader.go.set()
    tab.locator(".evidence .asked", has_text="second").wait_for(timeout=30_000)
    asked = tab.locator("[data-testid=user]").all_inner_texts()
    assert [each.strip() for each in asked] == [
        "who opened the bridge first?",
        "who opened the bridge second?",
    ]
    assert tab.locator("#question textarea").input_value() == ""


def test_conversation_that_is_deleted_while_an_answer_comes_stays_deleted(tab, url, reader):
    tab.goto(url)
    ask(tab, "who opened the bridge?")
    tab.locator("#chats label").wait_for()
    tab.locator("#feedback [role=status]").wait_for()
    reader.go.clear()
    enter(tab, "who opened the bridge again?")
    tab.locator(".waiting", has_text="Reading").wait_for()
    tab.get_by_role("button", name="Delete").click()
    tab.locator("#undo").wait_for()
    reader.go.set()
    tab.wait_for_timeout(2000)  # longer than the answer takes
    assert tab.locator("#chats label").count() == 0
    assert tab.locator("[data-testid=user]").count() == 0
    ask(tab, "who opened the bridge in May?")  # and what is asked next is answered
    tab.locator("#chats label", has_text="in May").wait_for()


def test_page_lays_nothing_out_anew_while_an_answer_comes(tab, url, reader):
    tab.goto(url)
    ask(tab, "who opened the bridge?")
    places = ("#conversation", "#beside", "#side", "#question")

    def where():  # on the page, wherever that is scrolled to
        boxes = [
            tab.locator(place).evaluate(
                "each => { const box = each.getBoundingClientRect();"
                " return [box.x + scrollX, box.width, box.y + scrollY] }"
            )
            for place in places
        ]
        return boxes, boxes[-1].pop()  # what is said moves the box for questions down

    tab.evaluate("scrollTo(0, 0)")
    before, box = where()
    reader.go.clear()
    enter(tab, "who opened the bridge again?")
    tab.locator(".waiting").wait_for()
    tab.evaluate("scrollTo(0, 0)")
    during, lower = where()
    reader.go.set()
    tab.locator(".evidence .asked", has_text="again").wait_for(timeout=30_000)
    tab.evaluate("scrollTo(0, 0)")
    after, lowest = where()
    assert before == during == after
    assert box <= lower <= lowest
    assert tab.locator("#searching").count() == 1  # what was searched for has its place too


@pytest.mark.parametrize("width", [360, 1440])
def test_newest_answer_is_in_view_whole_from_its_question(tab, serve, tmp_path, width):
    sentences = (
        f"{name} helped {'and helped again ' * 6}until the bridge was open.\n\n"
        for name in ("Anna Berg", "Lena Lang", "Nora Frei", "Olga Rund")
    )
    store = store_of(tmp_path, {"a.txt": "".join(sentences)})
    bot = Bot(store, HashEncoder(), WordReader())
    tab.set_viewport_size({"width": width, "height": 640})
    tab.goto(serve(Chat(store, lambda: bot)))
    for question in ("who helped at the bridge?", "who opened the bridge and helped?"):
        ask(tab, question)
        # Longer than a component takes that would scroll once the answer is laid out.
        tab.wait_for_timeout(1000)
        asked = tab.locator("[data-testid=user]", has_text=question).bounding_box()
        answer = tab.locator("[data-testid=bot]").last.bounding_box()
        box = tab.locator("#question").bounding_box()
        # Whole, above the box for the next question; and nothing scrolls inside the page.
        assert asked["y"] >= 0
        assert answer["y"] + answer["height"] <= box["y"] + 1
        assert tab.evaluate(SCROLLING) == []


SCROLLING = """() => [...document.querySelectorAll('#columns *')]
  .filter((each) => /auto|scroll/.test(getComputedStyle(each).overflowY))
  .filter((each) => each.tagName !== 'TEXTAREA' && each.scrollHeight > each.clientHeight + 2)
  .map((each) => each.outerHTML.slice(0, 80))"""


def test_address_of_an_answer_asks_it_again(tab, url):
    tab.goto(url)
    ask(tab, "who opened the bridge?")
    tab.wait_for_function("location.hash.startsWith('#q=')")
    address = tab.url
    tab.goto("about:blank")
    tab.goto(address)
    tab.locator(".quotes .card").first.wait_for(timeout=60_000)
    assert tab.locator("[data-testid=user]").inner_text() == "who opened the bridge?"


def test_page_that_is_loaded_again_shows_its_conversation_and_asks_nothing(tab, url):
    tab.goto(url)
    ask(tab, "who opened the bridge?")
    tab.locator("#chats label.selected").wait_for()
    kept = tab.evaluate("JSON.stringify(localStorage)")
    ask(tab, "who opened the bridge again?")
    tab.wait_for_function("kept => JSON.stringify(localStorage) !== kept", arg=kept)
    tab.locator("#feedback [role=status]").wait_for()
    address = tab.url
    tab.reload()
    tab.locator("[data-testid=user]").nth(1).wait_for()
    tab.locator("#feedback [role=status]").wait_for()
    assert tab.url == address
    assert tab.locator("#chats label").count() == 1
    assert tab.locator("[data-testid=user]").count() == 2


@pytest.mark.parametrize(("width", "is_open"), [(360, False), (768, True), (1440, True)])
def test_evidence_is_folded_on_a_small_screen_one_tap_away(tab, url, width, is_open):
    tab.set_viewport_size({"width": width, "height": 740})
    tab.goto(url)
    ask(tab, "who opened the bridge?")
    evidence = tab.locator(".evidence details").first
    tab.wait_for_function("document.querySelector('.evidence details').dataset.folded")
    assert evidence.evaluate("each => each.open") is is_open
    if not is_open:
        tab.locator(".evidence summary").first.click()
    tab.locator(".quotes .card blockquote").first.wait_for()


# Contrast of two colours as WCAG 2 defines it; and what the browser makes of `rgb(…)`.
CONTRAST = """([front, back]) => {
  const light = (colour) => {
    const [r, g, b] = colour.match(/[0-9.]+/g).map((each) => each / 255)
      .map((each) => (each <= 0.04045 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05;
  };
  const [more, less] = [light(front), light(back)].sort((a, b) => b - a);
  return more / less;
}"""
BEHIND = """box => {
  for (let each = box; each; each = each.parentElement) {
    const colour = getComputedStyle(each).backgroundColor;
    if (!/, 0\\)$/.test(colour)) return colour;
  }
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_page_can_be_used_with_a_finger(browser, url, scheme):
    context = browser.new_context(
        viewport={"width": 360, "height": 640}, has_touch=True, is_mobile=True, color_scheme=scheme
    )
    tab = context.new_page()
    tab.goto(url)
    ask(tab, "who opened the bridge?")
    tab.get_by_role("button", name="Rename").wait_for()
    targets = tab.locator(
        "button:visible:not(.translate), textarea:visible, input.scroll-hide:visible"
    )
    low = [
        each.evaluate("each => each.outerHTML")
        for each in targets.all()
        if each.bounding_box()["height"] < 44
    ]
    share = tab.locator("#conversation .share")
    low += [
        each.evaluate("each => each.outerHTML")
        for each in [*tab.locator(".submit-button:visible").all(), share]
        if min(each.bounding_box()[side] for side in ("width", "height")) < 44
    ]
    assert low == []
    links = tab.locator("a.open:visible").all()
    assert links
    assert all(
        min(each.bounding_box()[side] for side in ("width", "height")) >= 24 for each in links
    )
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for box in tab.locator(":is(input, textarea)[placeholder]:visible").all():
        front = box.evaluate("box => getComputedStyle(box, '::placeholder').color")
        assert tab.evaluate(CONTRAST, [front, box.evaluate(BEHIND)]) >= 4.5
        assert float(box.evaluate("box => getComputedStyle(box).fontSize").removesuffix("px")) >= 16
    context.close()


def test_page_prints_what_was_said_and_the_evidence_in_dark_ink(tab, url):
    tab.emulate_media(color_scheme="dark")
    tab.set_viewport_size({"width": 700, "height": 800})  # about that of paper, where it is folded
    tab.goto(url)
    ask(tab, "who opened the bridge?")
    tab.emulate_media(media="print", color_scheme="dark")
    tab.evaluate("dispatchEvent(new Event('beforeprint'))")
    quote = tab.locator(".card blockquote")
    assert quote.evaluate("each => each.checkVisibility({contentVisibilityAuto: true})")
    assert quote.bounding_box()["height"] > 20
    colours = [quote.evaluate("each => getComputedStyle(each).color"), "rgb(255, 255, 255)"]
    assert tab.evaluate(CONTRAST, colours) > 7
    for left_out in ("#side", "#question", "#feedback"):
        assert not tab.locator(left_out).is_visible()
    tab.evaluate("dispatchEvent(new Event('afterprint'))")
    assert tab.locator("body.dark").count() == 1


def test_words_of_the_page_keep_their_direction_in_an_answer_of_another(speaking, url):
    tab = speaking("ar")
    tab.goto(url)
    ask(tab, "who opened the bridge?")
    done = tab.locator("#conversation .done").last
    first, last = done.locator(".sure").bounding_box(), done.locator(".share").bounding_box()
    assert first["x"] > last["x"]
    ends = done.evaluate("each => each.getBoundingClientRect().right")
    assert ends - first["x"] - first["width"] < 2  # at its beginning, on the right


def test_buttons_stay_where_they_are_when_a_verdict_is_given(tab, url):
    tab.set_viewport_size({"width": 800, "height": 800})
    tab.goto(url)
    ask(tab, "who opened the bridge?")
    wrong = tab.locator("#feedback").get_by_role("button", name="Wrong")
    wrong.click()
    note = tab.locator("#feedback-note input")
    note.wait_for()
    right = tab.locator("#feedback").get_by_role("button", name="Right", exact=True)
    assert right.bounding_box()["y"] == wrong.bounding_box()["y"]
    assert note.evaluate("each => getComputedStyle(each).textOverflow") == "ellipsis"


def test_quote_can_be_translated_where_the_browser_can(tab, url):
    tab.add_init_script(TRANSLATOR)
    tab.goto(url)
    ask(tab, "who opened the bridge?")
    button = tab.get_by_role("button", name="Translate")
    button.click()
    shown = tab.locator(".card .translation", has_text="Machine translation")
    shown.wait_for()
    assert f"<b>de-en</b> {len(TEXT)}" in shown.inner_text()  # as text, under the quote
    assert tab.locator(".card blockquote").text_content() == TEXT
    assert shown.get_attribute("lang") == "en"
    button.click()
    assert tab.locator(".translation").count() == 0


def test_quote_that_cannot_be_translated_says_so_and_what_to_do(speaking, url):
    tab = speaking("fr")
    tab.add_init_script(TRANSLATOR)
    tab.goto(url)
    ask(tab, "who opened the bridge?")
    tab.get_by_role("button", name="Traduire").click()
    told = tab.locator(".translation", has_text="Traduction impossible")
    told.wait_for()
    assert told.locator("small").inner_text().endswith("install one with: beleg translate")
    assert told.locator("input").count() == 0


def test_quote_is_translated_by_the_server_where_the_browser_cannot(tab, url):
    tab.add_init_script("delete self.Translator")
    tab.goto(url)
    ask(tab, "who opened the bridge?")
    tab.get_by_role("button", name="Translate").click()
    shown = tab.locator(".card .translation", has_text="Machine translation, Shouting")
    shown.wait_for()
    assert TEXT.upper() in shown.inner_text()


def test_quote_is_translated_by_the_server_where_the_browser_had_to_fetch_a_model(tab, url):
    tab.add_init_script(
        "self.Translator = {availability: async () => 'downloadable',"
        " create: () => new Promise(() => {})};"
    )
    tab.goto(url)
    ask(tab, "who opened the bridge?")
    tab.get_by_role("button", name="Translate").click()
    tab.locator(".card .translation", has_text=TEXT.upper()).wait_for()


def test_wish_to_translate_always_is_remembered_and_taken_back(tab, url):
    tab.add_init_script("delete self.Translator")
    tab.goto(url)
    ask(tab, "who opened the bridge?")
    tab.get_by_role("button", name="Translate").click()
    tab.get_by_label("always translate").check()
    tab.goto("about:blank")
    tab.goto(url)
    ask(tab, "who opened the bridge again?")
    tab.locator(".card .translation", has_text=TEXT.upper()).wait_for()  # without a click
    tab.get_by_label("always translate").uncheck()
    tab.goto("about:blank")
    tab.goto(url)
    ask(tab, "who opened the bridge?")
    tab.wait_for_timeout(1000)  # longer than the translation took
    assert tab.locator(".translation").count() == 0


def test_quote_in_the_language_of_the_page_needs_no_translation(speaking, url):
    tab = speaking("de-DE")
    tab.add_init_script(TRANSLATOR)
    tab.goto(url)
    ask(tab, "who opened the bridge?")
    assert tab.locator("button.translate").count() == 0
