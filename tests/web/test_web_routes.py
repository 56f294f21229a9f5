"""The page of an article over HTTP and in a browser."""

import shutil
import threading
from urllib.parse import quote

import httpx
import pytest
from fakes import HashEncoder

from index.build import sync
from web.article.article_page import POLICY
from web.chat import Chat
from web.elements import address

NAMES = (
    "plain.txt", "deep/er/ä b.txt", "100%.txt", "50%2Foff.txt", "what?.txt", "no#hash.txt",
    "普京访问.txt", "مقال.txt", "line\nend.txt", "…..txt", "a+b&c=d.txt", 'quote".txt',
    "back\\slash.txt", "<script>alert(1)<.txt",
)  # fmt: skip
EMOJI = "😀👨‍👩‍👧 𝔘 Before.\r\n\r\n"
SENTENCE = "The mayor <script>alert(1)</script> opened the bridge 🌉 on Monday."
LONG = EMOJI + "Nothing happened here.\r\n\r\n" * 200 + SENTENCE + "\r\n\r\nThe end came later.\r\n"
START, END = LONG.index(SENTENCE), LONG.index(SENTENCE) + len(SENTENCE)
TURNED = "safe \u202etxt.exe </textarea> javascript:alert(1)"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    root = tmp_path_factory.mktemp("articles")
    for name in NAMES:
        file = root / "news" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"{name} is here.\n\nIt is a text.", encoding="utf-8", newline="")
    (root / "news" / "long.txt").write_text(LONG, encoding="utf-8", newline="")
    for name in ("changed", "gone", "folder"):
        (root / "news" / f"{name}.txt").write_text("As it was indexed.", encoding="utf-8")
    head = f"---\ntitle: '{TURNED}'\nurl: javascript:alert(2)\nlang: ar\n---\n\n"
    (root / "news" / "turned.md").write_text(f"{head}وصل الرئيس إلى بيونغ يانغ.", encoding="utf-8")
    huge = f"---\ntitle: '{TURNED * 25_000}'\n---\n\nA text of its own.\n"
    (root / "news" / "huge.md").write_text(huge, encoding="utf-8")
    (root / "secret.txt").write_text("Not for anybody.", encoding="utf-8")
    sync(root / "store", [root / "news"], encoder=HashEncoder())
    (root / "news" / "changed.txt").write_text("Now it says something else.", encoding="utf-8")
    (root / "news" / "gone.txt").unlink()
    (root / "news" / "folder.txt").unlink()
    (root / "news" / "folder.txt").mkdir()
    return root


@pytest.fixture(scope="module")
def url(serve, folder):
    """A chat whose model never comes: articles are shown without it."""
    never = threading.Event()
    yield serve(Chat(folder / "store", lambda: never.wait(60))).rstrip("/")
    never.set()


@pytest.mark.parametrize("name", NAMES)
def test_article_is_found_by_any_id(url, name):
    answer = httpx.get(url + address(name, (0, 2)))
    assert answer.status_code == 200
    assert httpx.get(f"{url}/article/{quote(name, safe='')}").status_code == 200
    assert 'id="c=0-2"' in answer.text


@pytest.mark.parametrize(
    "path",
    [
        "nowhere.txt", "..%2Fsecret.txt", "%2e%2e%2fsecret.txt", "..%252Fsecret.txt",
        "%2Fetc%2Fpasswd", "news%2F..%2Fplain.txt", ".%2Fplain.txt", "plain.txt%00",
        "plain.txt%2F", "PLAIN.TXT", "%FF%FE", "x" * 20_000, "%3Cscript%3Ealert(1)%3C%2Fscript%3E",
        "' OR 1=1 --",
    ],
)  # fmt: skip
def test_article_that_is_not_in_the_catalogue_is_not_found(url, path):
    answer = httpx.get(f"{url}/article/{path}")
    assert answer.status_code == 404
    assert "No such article" in answer.text
    assert "<script>alert" not in answer.text
    assert answer.headers["content-security-policy"] == POLICY


def test_article_has_a_policy_of_its_own_and_headers_of_all(url):
    headers = httpx.get(f"{url}/article/plain.txt").headers
    assert headers.get_list("content-security-policy") == [POLICY]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["content-type"] == "text/html; charset=utf-8"
    assert httpx.get(f"{url}/article/plain.txt", headers={"host": "x.org"}).status_code == 400


@pytest.mark.parametrize(
    ("name", "note"),
    [("changed", "has changed since"), ("gone", "no longer where"), ("folder", "no longer where")],
)
def test_article_is_the_text_as_indexed_and_says_what_became_of_its_file(url, name, note):
    text = httpx.get(f"{url}/article/{name}.txt").text
    assert "As it was indexed." in text
    assert note in text


def test_article_follows_a_new_index(serve, tmp_path):
    (tmp_path / "news").mkdir()
    file = tmp_path / "news" / "a.txt"
    file.write_text("The first text.", encoding="utf-8")
    store = tmp_path / "store"
    sync(store, [tmp_path / "news"], encoder=HashEncoder())
    chat = Chat(store, lambda: None)
    assert chat.find("a.txt").text == "The first text."
    file.write_text("The second text.", encoding="utf-8")
    sync(store, [], encoder=HashEncoder())
    assert chat.find("a.txt").text == "The second text."


def test_article_of_an_index_that_is_gone_says_so(serve, tmp_path, folder):
    shutil.copytree(folder / "store", tmp_path / "store")
    chat = Chat(tmp_path / "store", lambda: None)
    url = serve(chat)
    (tmp_path / "store" / "CURRENT").write_text("000009", encoding="utf-8")
    answer = httpx.get(f"{url}article/plain.txt")
    assert answer.status_code == 503
    assert "beleg index" in answer.text


def in_view(tab, selector):
    return tab.locator(selector).evaluate(
        "found => { const box = found.getBoundingClientRect();"
        " return box.top >= 0 && box.bottom <= innerHeight }"
    )


def test_article_is_marked_and_scrolled_to_by_its_address(tab, url):
    tab.goto(f"{url}/article/long.txt#c={START}-{END}")
    mark = tab.locator("mark")
    mark.wait_for()
    assert mark.text_content() == SENTENCE
    assert in_view(tab, "mark")
    assert tab.locator("main").text_content() == LONG
    tab.evaluate("location.hash = '#c=0-1'")
    tab.locator("[id='c=0-1']").wait_for(state="attached")
    assert tab.locator("mark").count() == 2


def test_article_can_be_read_without_scripts(browser, url):
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(f"{url}/article/long.txt?c={START}-{END}#c={START}-{END}")
    assert tab.locator("mark").text_content() == SENTENCE
    assert tab.locator(".tools").is_hidden()
    context.close()


def test_article_copies_the_quote_with_its_citation(tab, url):
    tab.context.grant_permissions(["clipboard-read", "clipboard-write"])
    tab.goto(f"{url}/article/long.txt?c=0-2#c={START}-{END}")
    tab.locator(f"[id='c={START}-{END}']").wait_for(state="attached")
    copied = {}
    for name in ("Copy quote", "Markdown", "BibTeX", "Link"):
        tab.get_by_role("button", name=name).press("Enter")
        tab.get_by_role("status").get_by_text("Copied").wait_for()
        copied[name] = tab.evaluate("navigator.clipboard.readText()")
    assert SENTENCE in copied["Copy quote"]
    assert copied["Markdown"].startswith("> The mayor \\<script\\>")
    assert copied["BibTeX"].startswith("@article{long-txt-")
    assert copied["Link"] == f"{url}/article/long.txt#c={START}-{END}"


def test_article_copies_where_the_browser_has_no_clipboard_to_offer(tab, url):
    tab.add_init_script("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    tab.goto(f"{url}/article/long.txt?c={START}-{END}")
    tab.get_by_role("button", name="Copy quote").click()
    tab.get_by_role("status").get_by_text("Copied").wait_for()
    assert in_view(tab, "mark")


def test_article_with_hostile_title_is_text(tab, url):
    tab.goto(f"{url}/article/turned.md?c=0-3")
    assert tab.locator("h1").text_content() == TURNED.replace("\u202e", "")
    assert tab.locator("a, textarea, img").count() == 0
    assert tab.locator("main").get_attribute("lang") == "ar"
    assert "وصل الرئيس" in tab.locator("main").inner_text()
    tab.goto(f"{url}/article/huge.md?c=0-3")  # with a title of a megabyte
    assert 0 < len(tab.locator("h1").text_content()) < 2_000
    assert tab.locator("a, textarea, img").count() == 0
    for name in NAMES:
        tab.goto(url + address(name, (0, 2)))
        assert tab.locator(".place").text_content() == name
