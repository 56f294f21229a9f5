"""Hostile articles and questions, through API, page, `/article/`, citations and export.

`hostile/articles.jsonl` and `hostile/questions.jsonl` hold one each a line, with what it tries;
what is large is written as what is repeated. Wherever they come through: nothing executes (the tab
fails on dialogs, errors and foreign requests), nothing leaks, everything is shown as text.
"""

import http.client
import json
import os
import re
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

import gradio_client
import httpx
import pytest
from fakes import HashEncoder, enter
from markdown_it import MarkdownIt

from index.build import sync
from qa.bot import Bot
from qa.reading.protocol import Reading
from web.article.citation import cite
from web.chat import Chat
from web.conversations.conversation import Conversation
from web.conversations.export import as_json, as_markdown
from web.elements import address
from web.words import words

pytestmark = pytest.mark.skipif(os.name == "nt", reason="no such names of files there")

FOLDER = Path(__file__).parents[1] / "hostile"
KEPT = "the-harbour-master-keeps-4711"
# What no text brings along; what is meant to run or load sits in one of them.
MARKUP = "script, style, img, iframe, object, embed, form, input, base, meta, link, svg[onload]"
EVENTS = "[onerror], [onload], [onclick], [onmouseover], [onfocus], [srcdoc], [formaction]"


def read(name, **paths):
    """The lines of a list, each with its text made from its parts."""
    rows = [json.loads(line) for line in (FOLDER / name).read_text("utf-8").splitlines()]
    for row in rows:
        row["text"] = "".join(
            part
            if isinstance(part, str)
            else paths[part["path"]]
            if "path" in part
            else part["repeat"] * part["times"]
            for part in row["parts"]
        )
    return rows


QUESTIONS = read("questions.jsonl")


class GateEncoder(HashEncoder):
    """An encoder for which it matters most which gate a text is about."""

    @cache  # noqa: B019 - lives as long as the tests
    def _of_word(self, word):
        return super()._of_word(word) * (1_000 if re.fullmatch(r"gate\d\d", word) else 1)


class Gates:
    """A reader that finds the answer in the sentences about the gate that is asked for."""

    def threshold(self, question):
        return 0.0

    def read(self, question, hits):
        asked, found = set(re.findall(r"gate\d\d", question.asked)), []
        for hit in hits:
            for start, end in hit.sentences:
                said = hit.text[start - hit.start : end - hit.start]
                named = set(re.findall(r"gate\d\d", said)) & asked
                found.append(
                    Reading(hit, start, end, 0.9 if named else 0.3, (start, min(end, start + 60)))
                )
        return sorted(found, key=lambda reading: -reading.confidence)


class Hostile:
    """An index of all hostile articles, and the bot on it."""

    def __init__(self, folder):
        self.folder = folder
        (folder / "news").mkdir()
        (folder / "outside").mkdir()
        secret = folder / "outside" / "secret.txt"
        secret.write_text(KEPT, encoding="utf-8")
        self.rows = read("articles.jsonl", secret=str(secret))
        for row in self.rows:
            text = row["text"].encode(row.get("encoding", "utf-8"))
            (folder / "news" / row["name"]).write_bytes(text)
        encoder = GateEncoder()
        self.report = sync(folder / "store", [folder / "news"], encoder=encoder)
        self.bot = Bot(folder / "store", encoder, Gates())
        self.articles = {}
        for name in self.bot.store.catalogue.contents():
            article = self.bot.article(name)
            (gate,) = set(re.findall(r"gate(\d\d) with", article.text))
            self.articles[int(gate)] = article

    def place(self, number):
        """Where an article's sentence about its gate stands, to be marked and cited."""
        text = self.articles[number].text
        start = text.index(f"The mayor opened gate{number:02}")
        end = text.find(" in May.", start, start + 2_000)
        return start, end + 8 if end >= 0 else start + 2_000


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    os.environ["HOSTILE_SECRET"] = KEPT
    yield Hostile(tmp_path_factory.mktemp("hostile"))
    del os.environ["HOSTILE_SECRET"]


@pytest.fixture(scope="module")
def url(serve, hostile):
    return serve(Chat(hostile.bot.store.path, lambda: hostile.bot))


def shown(text):
    """What a browser shows of a text, but for white space and characters that are none."""
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "ignore")
    return " ".join(text.replace("\0", "").replace("\ufffd", "").split())


def ask(url, question):
    """Ask over HTTP as JSON allows it: `gradio_client` cannot send half a character."""
    call = f"{url}gradio_api/call/ask"
    kind = {"content-type": "application/json"}
    sent = httpx.post(call, content=json.dumps({"data": [question]}), headers=kind, timeout=60)
    told = httpx.get(f"{call}/{sent.raise_for_status().json()['event_id']}", timeout=60).text
    event, _, data = told.rstrip().rpartition("\ndata: ")
    assert event.endswith("event: complete"), told
    return json.loads(data)[0]


def leaks(text, hostile):
    """What must not be in an answer: secrets, places on the disk, the inside of the program."""
    forbidden = (KEPT, "root:x:", "Traceback", str(hostile.folder), "site-packages")
    return [word for word in forbidden if word in text]


def test_there_are_sixty_of_each_and_each_tries_something_else(hostile):
    for rows in (hostile.rows, QUESTIONS):
        assert len(rows) == len({row["kind"] for row in rows}) == 60


def test_every_hostile_article_is_indexed_as_one_article(hostile):
    refused = {number for number, row in enumerate(hostile.rows, 1) if "skipped" in row}
    assert hostile.articles.keys() == set(range(1, 61)) - refused
    for number, skipped in zip(sorted(refused), hostile.report.skipped, strict=True):
        assert Path(skipped.path).name == hostile.rows[number - 1]["name"]
        assert hostile.rows[number - 1]["skipped"] in skipped.reason
    for article in hostile.articles.values():
        assert KEPT not in article.text
        assert KEPT not in str(article.citation)
        assert len(article.citation.title) <= 200
        assert Path(article.citation.path).parent == hostile.folder / "news"


def test_articles_of_text_are_their_files(hostile):
    for number, article in hostile.articles.items():
        row = hostile.rows[number - 1]
        if row["name"].endswith((".txt", ".md")):
            assert article.text == row["text"].removeprefix("\ufeff"), row["kind"]


def test_api_answers_hostile_questions_with_slices_or_a_polite_refusal(hostile, url):
    client = gradio_client.Client(url, verbose=False)
    for number, row in enumerate(QUESTIONS, 1):
        if "refused" in row:
            with pytest.raises(gradio_client.exceptions.AppError) as refused:
                client.predict(row["text"], api_name="/ask")
            assert row["refused"] in str(refused.value), row["kind"]
            assert leaks(str(refused.value), hostile) == []
            assert len(str(refused.value)) < 5_000, row["kind"]
            continue
        answer = ask(url, row["text"])
        assert answer["answered"], row["kind"]
        for quote in answer["quotes"]:
            article = hostile.bot.article(quote["article"]["id"])
            assert article.text[quote["start"] : quote["end"]] == quote["text"], row["kind"]
            assert quote["article"].pop("path") == article.citation.path
        if number in hostile.articles:
            assert f"gate{number:02}" in answer["quotes"][0]["text"], row["kind"]
        assert leaks(json.dumps(answer, ensure_ascii=False), hostile) == [], row["kind"]


def test_api_gives_hostile_articles_as_they_are(hostile, url):
    client = gradio_client.Client(url, verbose=False)
    for number, article in hostile.articles.items():
        given = client.predict(article.citation.id, api_name="/article")
        assert given["text"] == article.text, hostile.rows[number - 1]["kind"]
    for wanted in ("../outside/secret.txt", "/etc/passwd", "\0", "", "a" * 100_000):
        with pytest.raises(gradio_client.exceptions.AppError) as refused:
            client.predict(wanted, api_name="/article")
        assert "no article" in str(refused.value)
        assert leaks(str(refused.value), hostile) == []


def test_page_shows_hostile_questions_and_quotes_as_text(hostile, url, tab):
    tab.goto(url)
    for number, row in enumerate(QUESTIONS, 1):
        if number % 15 == 0:
            tab.click("#new")
            tab.locator("[data-testid=user]").first.wait_for(state="detached")
        asked = tab.locator("[data-testid=user]").count()
        text = row["text"][:2_000]  # the box takes no more
        enter(tab, text)
        if not text.strip():
            continue  # nothing is asked
        refused = "refused" in row and text == row["text"]
        if refused:
            said = tab.locator("[data-testid=bot]", has_text=words()["question_no_words"])
            said.last.wait_for(timeout=60_000)
        else:
            named = tab.locator(".evidence .asked", has_text=f"gate{number:02}")
            named.wait_for(timeout=60_000)
        tab.locator("[data-testid=user]").nth(asked).wait_for()
        told = tab.locator("[data-testid=user]").last.text_content()
        assert shown(text) in shown(told), row["kind"]
        if not refused:
            check_cards(hostile, tab, number)
    assert leaks(tab.content(), hostile) == []
    assert tab.evaluate("({}).polluted === undefined && document.title === 'Beleg'")
    assert tab.locator("#question textarea").is_visible()


def check_cards(hostile, tab, number):
    """Each card shows the slice that its link names, and nothing in the page came from a text."""
    cards = tab.evaluate(
        """() => [...document.querySelectorAll(".evidence .card")].map(card => ({
          href: card.querySelector("a.open").getAttribute("href"),
          quote: card.querySelector("blockquote").textContent,
          links: [...card.querySelectorAll("a:not(.open)")].map(link => link.href),
          words: card.textContent,
        }))"""
    )
    assert cards
    for card in cards:
        parts = urlsplit(card["href"])
        name = unquote(parts.path.removeprefix("/article/"))
        start, end = map(int, parts.fragment.removeprefix("c=").split("-"))
        article = hostile.bot.article(name)
        assert card["quote"] == article.text[start:end].replace("\0", "\ufffd")
        assert article.citation.title in card["words"]
        assert all(urlsplit(link).scheme in ("http", "https") for link in card["links"])
    if number in hostile.articles:
        assert f"gate{number:02}" in cards[0]["quote"]
    within = ":is(.evidence, [data-testid=bot], [data-testid=user])"
    assert tab.locator(f"{within} :is({MARKUP}, {EVENTS})").count() == 0


def test_article_pages_show_hostile_articles_as_text_with_their_marks(hostile, url, tab):
    tab.set_default_navigation_timeout(120_000)  # a line of a million characters takes its time
    for number, article in hostile.articles.items():
        kind = hostile.rows[number - 1]["kind"]
        start, end = hostile.place(number)
        tab.goto(url.rstrip("/") + address(article.citation.id, (start, end)))
        page = tab.evaluate(
            """() => ({
              text: document.querySelector("#text").textContent,
              mark: [...document.querySelectorAll("mark")].map(m => m.textContent).join(""),
              title: document.querySelector("h1").textContent,
              cited: Object.keys(document.querySelector(".quote").dataset).sort(),
              links: [...document.querySelectorAll("a")].map(link => link.href),
            })"""
        )
        assert page["text"] == article.text.replace("\0", "\ufffd"), kind
        assert page["mark"] == article.text[start:end].replace("\0", "\ufffd"), kind
        assert page["title"] == article.citation.title, kind
        assert page["cited"] == ["bibtex", "markdown", "plain"], kind
        assert all(urlsplit(link).scheme in ("http", "https") for link in page["links"]), kind
        assert (
            tab.locator(f"body :is({MARKUP.replace('script, style, ', '')}, {EVENTS})").count() == 0
        )
        assert tab.locator("script").count() == 1, kind
        assert leaks(tab.content(), hostile) == [], kind


def test_article_page_headers_are_its_own_whatever_the_id(hostile, url):
    with httpx.Client(base_url=url) as client:
        for article in hostile.articles.values():
            answer = client.get(address(article.citation.id, (0, 1)).split("#")[0])
            assert answer.status_code == 200
            assert {"set-cookie", "location"} & set(answer.headers) == set()
            assert "script-src 'sha256-" in answer.headers["content-security-policy"]


@pytest.mark.parametrize(
    "path",
    [
        "/article/../../outside/secret.txt", "/article/..%2f..%2foutside%2fsecret.txt",
        "/article/%2e%2e/%2e%2e/outside/secret.txt", "/article//etc/passwd",
        "/article/%2Fetc%2Fpasswd", "//evil.example/article/a01.txt",
        "/article/..%5c..%5coutside%5csecret.txt", "/article/%00", "/article/%ff%fe", "/article/%",
        "/article/a01.txt%00.html", "/article/..%252f..%252foutside%252fsecret.txt",
        "/article/file:///etc/passwd", "/article/a01.txt/../../../outside/secret.txt",
        "/gradio_api/file=../outside/secret.txt", "/gradio_api/file=/etc/passwd",
        "/gradio_api/file%3D/etc/passwd", "/article/" + "a/" * 5_000,
    ],
)  # fmt: skip
def test_no_path_leads_out(hostile, url, path):
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname, parts.port)  # sends it as it stands
    connection.request("GET", path)
    answer = connection.getresponse()
    body = answer.read().decode("utf-8", "replace")
    connection.close()
    assert answer.status in (307, 400, 403, 404, 414)
    assert not (answer.getheader("location") or "/").startswith("//")
    assert leaks(body, hostile) == []


def test_citations_of_hostile_articles_hold_no_markup_but_their_own(hostile):
    markdown = MarkdownIt("commonmark").enable("table")
    for number, article in hostile.articles.items():
        kind = hostile.rows[number - 1]["kind"]
        start, end = hostile.place(number)
        cited = cite(article.text[start:end], article.citation, (start, end))
        assert len(cited.plain.splitlines()) == 1, kind
        assert not re.search("[\x00-\x1f\x7f-\x9f]", cited.plain), kind
        html = markdown.render(cited.markdown)
        assert set(re.findall(r"</?([a-zA-Z]+)", html)) <= {"blockquote", "p", "a"}, kind
        assert all(re.match("https?://", link) for link in re.findall('href="([^"]*)"', html)), kind
        depth = 0
        for position, sign in enumerate(cited.bibtex):
            depth += (sign == "{") - (sign == "}")
            assert depth > 0 or position < len("@article") or position == len(cited.bibtex) - 1, (
                kind
            )
        assert depth == 0, kind


def test_export_of_a_hostile_conversation_holds_no_markup_but_its_own(hostile):
    chat, markdown = Chat(hostile.bot.store.path, lambda: hostile.bot), MarkdownIt("commonmark")
    for row in QUESTIONS:
        if not row["text"].strip():
            continue
        *_, one = chat.reply(row["text"], Conversation())
        name, text = as_markdown(one)
        assert re.fullmatch(r"[\w-]+\.md", name), row["kind"]
        assert leaks(text, hostile) == [], row["kind"]
        html = markdown.render(text)
        assert set(re.findall(r"</?([a-zA-Z0-9]+)", html)) <= {"h1", "h2", "blockquote", "p", "a"}
        assert all(re.match("https?://", link) for link in re.findall('href="([^"]*)"', html))
        name, text = as_json(one)
        assert re.fullmatch(r"[\w-]+\.json", name), row["kind"]
        for quote in ((json.loads(text)["exchanges"][0]["answer"] or {}).get("quotes")) or ():
            article = hostile.bot.article(quote["article"]["id"])
            assert article.text[quote["start"] : quote["end"]] == quote["text"], row["kind"]
