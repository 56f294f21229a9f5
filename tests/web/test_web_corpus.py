"""The articles in the page: what is indexed, what is searched, and what visitors add."""

import asyncio
import re
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from urllib.parse import quote

import gradio as gr
import httpx
import pytest
from fakes import HashEncoder, WordReader, enter, store_of
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

import app
from index.build import sync
from index.errors import StoreBusyError
from index.records import Citation, Filter, Skipped, SyncReport
from index.store.generations import open_store
from index.store.locking import locked
from qa.bot import Bot
from web import commands
from web.chat import Chat
from web.corpus import markup as corpus_markup
from web.corpus.filters import Chosen, choose, day
from web.corpus.index_update import Stage, update
from web.corpus.panel import corpus_panel
from web.corpus.upload_results import Added, Dropped
from web.corpus.uploads import MOST_BYTES, MOST_WAITING, Room, Uploads
from web.server.server import launch, stay_local
from web.words import LANGUAGES, in_browser, words

HOSTILE = "<img src=x onerror=alert(1)> \u202eturned"
NEWS = {
    "bridge.md": "---\ntitle: The bridge is open\nsource: Harbour Post\ndate: 2024-06-19\n---\n\n"
    "The mayor opened the bridge on Wednesday, the agency reported in the evening.\n",
    "tunnel.md": "---\ntitle: The tunnel is shut\nsource: Tageblatt\ndate: 2023-01-02\n---\n\n"
    "The mayor closed the tunnel on Monday, and nobody knows when it opens again.\n",
    "bruecke.md": "---\ntitle: Die Brücke ist offen\nsource: Tageblatt\ndate: 2024-07-01\n---\n\n"
    "Der Bürgermeister hat die Brücke am Mittwoch wieder für den Verkehr geöffnet.\n",
    "<b>&.md": f"---\ntitle: '{HOSTILE}'\nsource: '<script>alert(2)</script>'\n---\n\n"
    "The hostile article says that nothing happened in the town on that day.\n",
}
SAID = words("en")


class Slow(HashEncoder):
    """Encodes passages only when it is let go."""

    def __init__(self):
        super().__init__()
        self.go = threading.Event()
        self.go.set()
        self.waits = threading.Event()

    def encode_passages(self, texts, *, progress=None):
        self.waits.set()
        assert self.go.wait(60)
        return super().encode_passages(texts, progress=progress)


class Served:
    """A page with the panel and a box for questions, which shows the filter it got."""

    def __init__(self, folder, *, read_only=False):
        self.encoder = Slow()
        self.news, self.store = folder / "news", store_of(folder, NEWS, self.encoder)
        self.added = folder / "store-articles"
        bot = Bot(self.store, self.encoder, WordReader())
        self.chat = Chat(self.store, lambda: bot)
        self.read_only = read_only
        with ThreadPoolExecutor(1) as thread:
            self.url = thread.submit(lambda: asyncio.run(self._launched())).result().rstrip("/")

    async def _launched(self):
        def answer(question, only):
            found = self.chat.load().result().ask(question, only=only)
            return f"{only!r} {[quote.article.id for quote in found.quotes]}"

        with gr.Blocks(analytics_enabled=False, title="Panel") as self.blocks:
            with gr.Row():
                with gr.Column(scale=0, min_width=300):
                    only = corpus_panel(self.chat, in_browser(), read_only=self.read_only).only
                with gr.Column():
                    question = gr.Textbox(label="Question", elem_id="question")
                    said = gr.Textbox(label="Answer", elem_id="answer", interactive=False)
            question.submit(answer, [question, only], said, api_visibility="private")
        self.blocks.queue(default_concurrency_limit=2)
        return launch(self.blocks, self.chat, read_only=self.read_only)

    def put(self, name, data=b"The harbour is closed until May, the mayor said.", **headers):
        url = f"{self.url}/uploads?name={quote(name, safe='')}"
        return httpx.put(url, content=data, headers=headers)

    def ids(self):
        return {citation.id for citation in open_store(self.store).catalogue.citations()}


@pytest.fixture
def served(tmp_path):
    """A page of one's own; asked for before the tab, so that it is there until that is closed."""
    stay_local()
    page = Served(tmp_path)
    yield page
    page.encoder.go.set()
    page.blocks.close(verbose=False)


@pytest.fixture(scope="module")
def fixed(tmp_path_factory):
    """A page that changes nothing, for all tests that do not either."""
    stay_local()
    page = Served(tmp_path_factory.mktemp("fixed"), read_only=True)
    yield page
    page.blocks.close(verbose=False)


def opened(tab, page):
    tab.goto(page.url)
    tab.locator(".corpus-list").wait_for(timeout=60_000)
    return tab


def titles(tab):
    return tab.locator(".corpus-list a").all_text_contents()


def ask(tab, question="the mayor and the bridge"):
    enter(tab, question)
    answer = tab.locator("#answer textarea")
    tab.wait_for_function("document.querySelector('#answer textarea').value", timeout=60_000)
    return answer.input_value()


def restrict(tab):
    tab.get_by_role("button", name="Restrict the search").click()
    tab.locator("#corpus-sources input").wait_for()


def pick(tab, field, name):
    tab.locator(f"#corpus-{field} input").click()
    tab.get_by_role("option", name=name).click()
    tab.locator(".corpus-only", has_text=name).wait_for()
    tab.locator("#question textarea").click()  # closes the list of options


def text_file(name, text="The harbour is closed until May, the mayor said."):
    return {"name": name, "mimeType": "text/plain", "buffer": text.encode()}


def choose_files(tab, *files):
    tab.locator("#corpus-adding input[name=files]").set_input_files(list(files))
    return results(tab)


def results(tab):
    tab.locator("#corpus-happened [role=status]").wait_for(timeout=60_000)
    return tab.locator(".corpus-results li").all_inner_texts()


# What is indexed


def test_list_shows_articles_newest_first_and_links_to_them(tab, fixed):
    opened(tab, fixed)
    hostile = HOSTILE.replace("\u202e", "")  # which would turn the rest
    expected = ["Die Brücke ist offen", "The bridge is open", "The tunnel is shut", hostile]
    assert titles(tab) == expected
    first = tab.locator(".corpus-list li").first
    assert first.locator("p").inner_text() == "Tageblatt · 2024-07-01 · Deutsch"
    assert first.locator("a").get_attribute("lang") == "de"
    for link in tab.locator(".corpus-list a").all():
        with tab.context.expect_page() as page:
            link.click()
        title = page.value.locator("h1")
        assert title.inner_text() in expected
        page.value.close()


def test_search_finds_titles_and_sources_as_one_types(tab, fixed):
    opened(tab, fixed)
    tab.locator("#corpus-search input").press_sequentially("TAGEBL brücke")
    tab.wait_for_function("document.querySelectorAll('.corpus-list a').length === 1")
    assert titles(tab) == ["Die Brücke ist offen"]
    tab.locator("#corpus-search input").fill("<img src=y onerror=alert(3)>")
    tab.locator(".corpus-none").wait_for()


def test_no_more_than_fifty_articles_are_shown():
    found = [Citation(f"{n}.txt", f"Article {n}", "/x") for n in range(50)]
    shown = corpus_markup.listing(found, 1234, SAID)
    assert shown.count("<li>") == corpus_markup.LISTED
    assert "… and 1,184 more" in shown
    assert "more" not in corpus_markup.listing(found, 50, SAID)


# What is searched


def test_question_obeys_the_filter_until_it_is_cleared(tab, fixed):
    opened(tab, fixed)
    restrict(tab)
    pick(tab, "sources", "Tageblatt")
    assert titles(tab) == ["Die Brücke ist offen", "The tunnel is shut"]
    assert tab.locator(".corpus-only").inner_text() == "Articles searched: 2. Tageblatt"
    pick(tab, "languages", "English")
    tab.locator(".corpus-only", has_text="Articles searched: 1.").wait_for()
    assert titles(tab) == ["The tunnel is shut"]
    tab.locator("#corpus-until input").fill("2023")
    tab.locator("#corpus-until input").press("Enter")
    tab.locator(".corpus-only", has_text="2023-12-31").wait_for()
    only = Filter(None, "2023-12-31", ("Tageblatt",), ("en",))
    assert ask(tab) == f"{only!r} ['tunnel.md']"


def test_clear_searches_all_articles_again(tab, fixed):
    opened(tab, fixed)
    assert tab.locator("#corpus-clear").count() == 0
    restrict(tab)
    pick(tab, "sources", "Harbour Post")
    tab.get_by_role("button", name="Search all articles").click()
    tab.locator("#corpus-clear").wait_for(state="detached")
    assert len(titles(tab)) == 4
    assert tab.locator(".corpus-only").count() == 0
    assert ask(tab).startswith("None ")


def test_wrong_day_gives_a_message_and_restricts_nothing(tab, fixed):
    opened(tab, fixed)
    restrict(tab)
    tab.locator("#corpus-since input").fill("<b>soon</b>")
    tab.locator("#corpus-until input").click()  # whoever leaves the field is told
    wrong = tab.locator(".corpus-wrong")
    wrong.wait_for()
    assert wrong.inner_text().startswith("“<b>soon</b>” is no date.")
    assert tab.locator(".corpus-only").count() == 0
    assert ask(tab).startswith("None ")


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024-06-19", "2024-06-19", "2024-06-19"),
        (" 2024-6-1 ", "2024-06-01", "2024-06-01"),
        ("19.6.2024", "2024-06-19", "2024-06-19"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2023", "2023-01-01", "2023-12-31"),
        ("٢٠٢٤-٠٦-١٩", "2024-06-19", "2024-06-19"),
        ("２０２４", "2024-01-01", "2024-12-31"),
        ("", None, None),
    ],
)
def test_day_is_read_as_people_write_it(text, first, last):
    assert (day(text), day(text, last=True)) == (first, last)


@pytest.mark.parametrize(
    "text",
    ["abc", "2024-13", "2023-02-29", "0000", "06/19/2024", "2024-06-19T00", "-", "²⁰²⁴-1-1-1"],
)
def test_day_that_there_is_not_is_refused(text):
    with pytest.raises(ValueError, match=re.escape(text[0])):
        day(text)


@given(st.text(), st.text())
def test_choose_always_gives_a_filter_that_the_index_takes(since, until):
    chosen = choose(["A"], [], since, until)
    assert chosen.only.sources == ("A",)
    shown = corpus_markup.restriction(chosen, 1, SAID)
    assert set(re.findall(r"<(/?\w+)", shown)) <= {"p", "/p", "strong", "/strong", "bdi", "/bdi"}


def test_choose_tells_of_days_in_the_wrong_order():
    assert choose() == Chosen(None)
    assert choose(since="2024", until="2023").wrong[0][0] == "corpus_days_crossed"


# What is added


def test_files_are_added_each_with_its_result(served, tab):
    opened(tab, served)
    told = choose_files(
        tab,
        text_file("Hafen <b>&.txt"),
        text_file("song.mp3"),
        text_file("empty.txt", ""),
        text_file("broken.pdf"),
    )
    assert told == [
        "Hafen <b>&.txt → Hafen _b_&.txt added",
        "broken.pdf skipped: damaged, or not a PDF",
        "song.mp3 skipped: this type of file is not read",
        "empty.txt skipped: empty",
    ]
    assert "Articles added: 1 ·" in tab.locator("#corpus-happened").inner_text()
    assert served.ids() == {*NEWS, "Hafen _b_&.txt"}
    tab.wait_for_function("document.querySelectorAll('.corpus-list a').length === 5")
    assert choose_again(tab, text_file("Hafen <b>&.txt")) == [
        "Hafen <b>&.txt → Hafen _b_&.txt unchanged"
    ]
    assert choose_again(tab, text_file("Hafen <b>&.txt", "Other news from the harbour.")) == [
        "Hafen <b>&.txt → Hafen _b_& 2.txt added"
    ]


def choose_again(tab, *files):
    tab.evaluate("document.querySelector('#corpus-happened [role=status]').remove()")
    return choose_files(tab, *files)


def test_sources_and_languages_follow_what_was_added(served, tab):
    opened(tab, served)
    text = "---\nsource: Le Quotidien\n---\n\nLe maire a rouvert le pont mercredi, dit la mairie."
    choose_files(tab, text_file("pont.md", text))
    restrict(tab)
    pick(tab, "sources", "Le Quotidien")
    pick(tab, "languages", "Français")
    assert ask(tab).endswith(" ['pont.md']")


def test_choices_follow_what_others_change(served, tab):
    opened(tab, served)
    restrict(tab)
    pick(tab, "sources", "Harbour Post")
    for file in served.news.iterdir():
        if "Harbour Post" in file.read_text(encoding="utf-8"):
            file.write_text("---\nsource: New Post\n---\n\nThe bridge is shut again, it says.")
    sync(served.store, encoder=served.encoder)
    tab.locator("#question textarea").click()
    tab.locator("#corpus-languages input").click()
    tab.locator(".corpus-only").wait_for(state="detached")  # what is no longer there is not chosen
    tab.locator("#question textarea").click()
    pick(tab, "sources", "New Post")
    assert "('New Post',)" in ask(tab)


def test_folder_is_added_flat_without_its_hidden_files(served, tab, tmp_path):
    for name in ("a.txt", "2024/a.txt", ".git/b.txt", "2024/.hidden.txt", "c.tmp"):
        file = tmp_path / "dropped" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"The harbour is closed, {name} says, until May.", encoding="utf-8")
    opened(tab, served)
    tab.locator("#corpus-adding input[name=folder]").set_input_files(tmp_path / "dropped")
    assert set(results(tab)) == {
        "a.txt added",
        "2024/a.txt → 2024 - a.txt added",
        "c.tmp skipped: this type of file is not read",
    }
    assert {file.name for file in served.added.glob("[!.]*")} == {"a.txt", "2024 - a.txt"}
    assert served.ids() == {*NEWS, "a.txt", "2024 - a.txt"}


def test_folder_without_files_is_told_to_be_empty(served, tab, tmp_path):
    (tmp_path / "hidden" / ".git").mkdir(parents=True)
    (tmp_path / "hidden" / ".git" / "b.txt").write_text("Not for anybody.", encoding="utf-8")
    opened(tab, served)
    tab.locator("#corpus-adding input[name=folder]").set_input_files(tmp_path / "hidden")
    assert results(tab) == ["hidden skipped: empty"]
    tab.evaluate(
        """() => {
            document.querySelector("#corpus-happened [role=status]").remove();
            const none = { readEntries: (done) => done([]) };
            DataTransferItem.prototype.webkitGetAsEntry = () => (
                { name: "nothing", fullPath: "/nothing", isFile: false, createReader: () => none });
            const dataTransfer = new DataTransfer();
            dataTransfer.items.add(new File([], "nothing"));
            const area = document.querySelector(".corpus-drop");
            area.dispatchEvent(new DragEvent("drop", { bubbles: true, dataTransfer }));
        }"""
    )
    assert results(tab) == ["nothing skipped: empty"]


def test_dropped_files_are_added(served, tab):
    opened(tab, served)
    tab.evaluate(
        """() => {
            const dataTransfer = new DataTransfer();
            const text = "The harbour is closed until May, the mayor said.";
            dataTransfer.items.add(new File([text], "a.txt"));
            dataTransfer.items.add(new File([text], "b.txt"));
            const area = document.querySelector(".corpus-drop");
            area.dispatchEvent(new DragEvent("drop", { bubbles: true, dataTransfer }));
        }"""
    )
    assert results(tab) == ["a.txt added", "b.txt added"]


def test_no_more_files_are_sent_than_may_be_added_at_once(served, tab):
    opened(tab, served)
    tab.evaluate("document.querySelector('.corpus-drop').dataset.files = 2")
    told = choose_files(tab, *(text_file(f"{n}.txt", f"Harbour {n} is shut.") for n in range(5)))
    assert told == ["0.txt added", "1.txt added"]
    left = tab.locator("#corpus-happened .corpus-more").inner_text()
    assert left == "Not added, because more than 200 at once: 3"


def test_file_that_is_too_large_is_refused_before_it_is_sent(served, tab):
    opened(tab, served)
    tab.evaluate("document.querySelector('.corpus-drop').dataset.bytes = 100")
    told = choose_files(tab, text_file("a.txt", "x" * 101), text_file("b.txt"))
    assert told == ["b.txt added", "a.txt skipped: larger than 10 MB"]


def test_up_to_date_tells_what_has_changed(served, tab):
    (served.news / "tunnel.md").write_text("The tunnel is open again.", encoding="utf-8")
    (served.news / "bridge.md").unlink()
    (served.news / "empty.txt").touch()
    opened(tab, served)
    tab.get_by_role("button", name="Bring up to date").click()
    assert results(tab) == ["news/empty.txt skipped: empty"]
    counts = tab.locator("#corpus-happened p").first.inner_text()
    assert counts == "Articles added: 0 · changed: 1 · removed: 1 · unchanged: 2 · files skipped: 1"
    assert served.added.exists() is False


def test_expected_failure_is_one_line(served, tab):
    opened(tab, served)
    with locked(served.store):
        tab.get_by_role("button", name="Bring up to date").click()
        wrong = tab.locator("#corpus-happened .corpus-wrong")
        wrong.wait_for()
        assert wrong.inner_text().startswith("another process is building the index")
    assert tab.locator(".corpus-progress:visible").count() == 0


def test_questions_are_answered_while_the_index_is_built(served, tab):
    opened(tab, served)
    served.encoder.go.clear()
    served.encoder.waits.clear()
    tab.locator("#corpus-adding input[name=files]").set_input_files([text_file("new.txt")])
    assert served.encoder.waits.wait(60)
    tab.locator("#corpus-happened progress").wait_for()
    tab.locator("#corpus-happened", has_text="Indexing passages: 0 of 1").wait_for()
    told = ask(tab)
    assert "bridge.md" in told
    assert "new.txt" not in told
    assert not served.encoder.go.is_set()
    served.encoder.go.set()
    assert results(tab) == ["new.txt added"]
    assert "new.txt" in served.ids()


def test_update_passes_on_how_far_it_is_and_what_went_wrong(served):
    (served.news / "new.txt").write_text("The harbour is closed.", encoding="utf-8")
    served.encoder.go.clear()
    steps = update(served.store, [], served.encoder)
    assert next(steps) in (Stage("reading", 1, 1), Stage("embedding", 0, 1))
    with pytest.raises(StoreBusyError):
        list(update(served.store, [], served.encoder))
    served.encoder.go.set()
    assert list(steps)[-1].added == 1


def test_update_goes_on_when_nobody_listens_any_more(served):
    (served.news / "new.txt").write_text("The harbour is closed.", encoding="utf-8")
    served.encoder.go.clear()
    steps = update(served.store, [], served.encoder)
    next(steps)
    steps.close()
    served.encoder.go.set()
    deadline = time.monotonic() + 60
    while "new.txt" not in served.ids():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_no_file_is_sent_once_there_is_no_room(tmp_path, browser, monkeypatch):
    monkeypatch.setattr(Uploads.__init__, "__defaults__", (Room(files=2),))
    stay_local()
    page = Served(tmp_path)
    tab = opened(browser.new_page(), page)
    told = choose_files(tab, *(text_file(f"{n}.txt", f"Harbour {n} is shut.") for n in range(5)))
    more = tab.locator("#corpus-happened .corpus-more").inner_text()
    tab.context.close()
    page.blocks.close(verbose=False)
    full = "2.txt skipped: no more than 5,000 added files are kept"
    assert told == ["0.txt added", "1.txt added", full]
    assert more == "… and 2 more"


# Who may add


@pytest.mark.parametrize(
    "name",
    [
        "../../outside.txt", "..\\..\\outside.txt", "/outside.txt", "C:\\outside.txt",
        "....//a.txt", "a\0/../../outside.txt", "%2e%2e%2foutside.txt", "x" * 3_000 + ".txt",
        "\u202etxt.a.txt",
    ],
)  # fmt: skip
def test_nothing_is_written_outside_the_folder(served, name):
    before = sorted(served.store.parent.rglob("*"))
    answer = served.put(name)
    assert answer.status_code == 200, answer.text
    (new,) = set(served.store.parent.rglob("*")) - {
        *before,
        served.added,
        served.added / ".uploads",
    }
    assert new == served.added / answer.json()["name"]


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("", b"x", "corpus_unknown_type"),
        ("a.html.exe", b"x", "corpus_unknown_type"),
        ("a.txt", b"", "corpus_empty"),
        ("a.txt", b"x" * (MOST_BYTES + 1), "corpus_too_large"),
    ],
)
def test_file_that_may_not_be_added_is_refused(served, name, data, reason):
    answer = served.put(name, data)
    assert (answer.status_code, answer.json()) == (422, {"reason": reason})
    assert list(served.added.glob("[!.]*")) == []


def test_no_more_files_wait_than_there_are_places(served):
    host, port = served.url.removeprefix("http://").split(":")
    begun = "PUT /uploads?name=a.txt HTTP/1.1\r\nHost: {}\r\nContent-Length: 9\r\n\r\n"
    with ExitStack() as waiting:
        for _ in range(MOST_WAITING):
            sender = waiting.enter_context(socket.create_connection((host, int(port))))
            sender.sendall(begun.format(host).encode())
        deadline = time.monotonic() + 60
        while (answer := served.put("b.txt")).status_code != 503:
            assert time.monotonic() < deadline
        assert answer.json() == {"reason": "corpus_busy"}
    deadline = time.monotonic() + 60
    while served.put("c.txt").status_code != 200:  # once they are gone
        assert time.monotonic() < deadline
        time.sleep(0.1)
    assert "a.txt" not in {file.name for file in served.added.iterdir()}


@pytest.mark.parametrize("origin", ["https://example.org", "null", "http://127.0.0.1:1"])
def test_pages_from_elsewhere_may_add_nothing(served, origin):
    assert served.put("a.txt", origin=origin).status_code == 403
    assert not served.added.exists()
    assert served.put("a.txt", origin=served.url).status_code == 200


def test_folder_of_others_is_left_alone(served, browser):
    served.added.mkdir()
    (served.added / "private.txt").write_text("A private note.", encoding="utf-8")
    answer = served.put("a.txt")
    assert answer.status_code == 409
    assert "was there before" in answer.json()["message"]
    assert sorted(file.name for file in served.added.iterdir()) == ["private.txt"]
    page = opened(browser.new_page(), served)
    assert choose_files(page, text_file("a.txt")) == ["a.txt skipped: could not be saved"]
    assert "was there before" in page.locator("#corpus-happened").inner_text()
    page.context.close()
    assert "private.txt" not in served.ids()


def test_what_was_added_is_served_as_text_only(served):
    page = f"<title>Harbour</title><script>alert(1)</script><p>{'It is closed. ' * 40}</p>"
    name = served.put("evil.html", page.encode()).json()["name"]
    path = served.added / name
    for address in (f"gradio_api/file={path}", f"gradio_api/file/{path}", f"uploads/{name}"):
        assert httpx.get(f"{served.url}/{address}").status_code in (403, 404, 405)
    assert httpx.get(f"{served.url}/uploads").status_code == 405
    sync(served.store, [served.added], encoder=served.encoder)
    article = httpx.get(f"{served.url}/article/{name}")
    assert article.status_code == 200
    assert "alert(1)" not in article.text


def test_read_only_page_has_nothing_that_changes_articles(tab, fixed):
    opened(tab, fixed)
    for gone in ("#corpus-adding", "#corpus-update", "#corpus-happened", "input[type=file]"):
        assert tab.locator(gone).count() == 0
    config = httpx.get(f"{fixed.url}/config").json()
    laid_out = str([config["components"], config["dependencies"]])
    assert "corpus-search" in laid_out
    for gone in ("corpus-adding", "corpus-update", "corpus-drop", "'upload'"):
        assert gone not in laid_out
    assert fixed.put("a.txt").status_code in (404, 405)
    assert not fixed.added.exists()


def test_panel_adds_no_endpoint_to_the_api(served):
    info = httpx.get(f"{served.url}/gradio_api/info").json()
    assert (info["named_endpoints"], info["unnamed_endpoints"]) == ({}, {})


@pytest.mark.parametrize(
    ("options", "read_only"),
    [
        ([], False),
        (["--read-only"], True),
        (["--host", "localhost"], False),
        (["--host", "192.0.2.1", "--public"], True),
        (["--host", "192.0.2.1", "--public", "--no-read-only"], False),
    ],
)
def test_chat_is_read_only_where_others_can_reach_it(monkeypatch, fixed, options, read_only):
    class Started(Exception):  # noqa: N818
        pass

    def start(*args, **settings):
        raise Started(settings["read_only"])

    monkeypatch.setattr(commands, "launch", start)
    done = CliRunner().invoke(app.beleg, ["chat", "--store", str(fixed.store), *options])
    assert isinstance(done.exception, Started), done.output
    assert done.exception.args == (read_only,)


# What comes from a browser, and how it looks

json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)
told = st.fixed_dictionaries(
    {}, optional={key: json | st.text() for key in ("name", "kept", "new", "reason")}
)


@given(json | st.fixed_dictionaries({"files": st.lists(told | json), "left": json, "more": json}))
def test_whatever_a_browser_tells_is_shown_as_text(claimed):
    dropped = Dropped.read(claimed)
    report = SyncReport(1, 2, 3, 4, 5, 6, 0.1, (Skipped("/a/<b>/c", "<i>odd</i>"),))
    for made in (report, None):
        for each in (dropped, None):
            shown = corpus_markup.results(made, each, {"": "", "a": "<i>odd</i>"}, SAID)
            shown.encode()
            tags = {"div", "p", "ul", "li", "bdi", "span"}
            assert set(re.findall(r"<(\w+)", shown)) <= tags


def test_dropped_reads_what_the_page_sends():
    files = [{"name": "a", "kept": "a.txt", "new": True}, {"name": "b", "reason": "corpus_empty"}]
    dropped = Dropped.read({"files": files, "left": 3, "more": 1})
    assert dropped.files == (Added("a", "a.txt", new=True), Added("b", reason="corpus_empty"))
    assert (dropped.left, dropped.more) == (3, 1)
    assert Dropped.read({"files": [{"reason": "tagline"}]}).files[0].reason == "corpus_not_sent"
    assert len(Dropped.read({"files": [{}] * 5_000}).files) < 300


@pytest.mark.parametrize("language", LANGUAGES)
def test_panel_speaks_the_language_of_the_browser(browser, fixed, language):
    context = browser.new_context(locale={"zh": "zh-CN"}.get(language, language))
    page = context.new_page()
    opened(page, fixed)
    said = words(language)
    page.get_by_role("button", name=said["corpus_filters"]).click()
    page.locator("#corpus-until input").fill("?")
    page.locator("#corpus-until input").press("Enter")
    page.locator(".corpus-wrong").wait_for()
    assert page.locator(".corpus-wrong").inner_text() == said["corpus_no_day"].format(text="?")
    assert page.get_by_label(said["corpus_since"]).count() == 1
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_panel_has_no_violation_of_accessibility(served, tab, scheme):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()

    def violations():
        return [
            (found["id"], [node["html"] for node in found["nodes"]])
            for found in axe.run(tab, "#corpus").response["violations"]
        ]

    tab.emulate_media(color_scheme=scheme)
    opened(tab, served)
    assert violations() == []
    restrict(tab)
    pick(tab, "sources", "Tageblatt")
    tab.locator("#corpus-since input").fill("soon")
    tab.locator("#corpus-since input").press("Enter")
    tab.locator(".corpus-wrong").wait_for()
    choose_files(tab, text_file("a.txt"), text_file("b.exe"))
    tab.locator("#question textarea").click()
    assert violations() == []


def test_article_opens_from_all_of_its_entry(tab, fixed):
    opened(tab, fixed)
    for entry in tab.locator(".corpus-list li").all():
        facts = entry.locator("p").bounding_box()
        place = [facts["x"] + facts["width"] / 2, facts["y"] + facts["height"] / 2]
        entry.scroll_into_view_if_needed()
        assert tab.evaluate("([x, y]) => document.elementFromPoint(x, y)?.matches('a')", place)
        assert entry.bounding_box()["height"] >= 44


def test_what_is_chosen_can_be_taken_away_with_a_finger(browser, fixed):
    context = browser.new_context(
        viewport={"width": 360, "height": 800}, has_touch=True, is_mobile=True
    )
    page = opened(context.new_page(), fixed)
    restrict(page)
    pick(page, "sources", "Tageblatt")
    for target in page.locator("#corpus-sources .token-remove").all():
        assert min(target.bounding_box()[side] for side in ("width", "height")) >= 44
    token = page.locator("#corpus-sources .token").first
    assert token.evaluate("each => each.scrollWidth <= each.clientWidth")
    context.close()


@pytest.mark.parametrize("width", [1081, 1280])
def test_example_of_a_date_is_not_cut_off(tab, fixed, width):
    tab.set_viewport_size({"width": width, "height": 800})
    opened(tab, fixed)
    restrict(tab)
    for box in tab.locator("#corpus-filters input[placeholder='YYYY-MM-DD']").all():
        room, needed = box.evaluate(
            """box => {
              const style = getComputedStyle(box);
              const ruler = document.createElement('canvas').getContext('2d');
              ruler.font = style.font;
              const inside = parseFloat(style.paddingLeft) + parseFloat(style.paddingRight);
              return [box.clientWidth - inside, ruler.measureText(box.placeholder).width];
            }"""
        )
        assert needed <= room


def test_panel_fits_its_column(served, tab):
    opened(tab, served)
    restrict(tab)
    pick(tab, "sources", "Tageblatt")
    choose_files(tab, text_file("x" * 100 + ".txt"), text_file("y" * 100 + ".exe"))
    width = tab.locator("#corpus").bounding_box()["width"]
    assert width <= 300
    assert tab.evaluate("document.querySelector('#corpus').scrollWidth") <= width
