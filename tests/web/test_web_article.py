"""An article as a page: the very text, with quotes marked by code points, and no one's markup."""

import re
from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import web.article.article_page
from index.records import Article, Citation, Label, Span
from web.article.article_page import POLICY, message_page, page, places
from web.elements import address
from web.words import LANGUAGES, words

VOID = {"meta", "br"}


class Read(HTMLParser):
    """The text of the article, the marked stretches of it, and every tag with its attributes."""

    def __init__(self, markup):
        super().__init__()
        self.open, self.tags, self.text, self.marked, self.names = [], [], "", "", []
        self.feed(markup)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self.names += [name for name, _ in attrs]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if "main" in self.open:
            self.text += data
            self.marked += data if "mark" in self.open else ""

    def ids(self):
        return [attrs["id"] for tag, attrs in self.tags if attrs.get("class") == "quote"]


def article(text, spans=(), pages=(), **known):
    citation = Citation(**({"id": "a.txt", "title": "A title", "path": "/a.txt"} | known))
    return Article(citation, text, spans, "", pages)


@st.composite
def articles(draw):
    """Any text with blocks that do not overlap, pages, and stretches that may."""
    text = draw(st.text(min_size=1, max_size=60))
    inside = st.integers(0, len(text))
    cuts = sorted(draw(st.sets(inside, max_size=6)))
    labels = st.sampled_from(list(Label))
    spans = tuple(
        Span(left, right, draw(labels)) for left, right in pairwise(cuts) if draw(st.booleans())
    )
    pages = tuple(sorted(draw(st.sets(st.integers(0, len(text) - 1), max_size=3))))
    marked = draw(st.lists(st.tuples(inside, inside), max_size=4))
    name = draw(st.text(min_size=1))
    known = {"title": name, "id": name, "source": name, "url": name, "language": name}
    return article(text, spans, pages, **known), [f"{start}-{end}" for start, end in marked]


@given(articles())
def test_page_is_the_text_with_the_stretches_marked(drawn):
    shown, written = drawn
    marked = places(written, len(shown.text))
    read = Read(page(shown, marked))
    kept = shown.text.replace("\0", "\ufffd")
    assert read.text == kept
    covered = [
        sign for at, sign in enumerate(kept) if any(start <= at < end for start, end in marked)
    ]
    assert read.marked == "".join(covered)
    assert read.ids() == [f"c={start}-{end}" for start, end in marked]
    assert {tag for tag, _ in read.tags} <= {
        "html", "head", "meta", "title", "style", "body", "header", "p", "bdi", "h1", "section",
        "button", "span", "main", "mark", "br", "script",
    }  # fmt: skip
    assert not [name for name in read.names if name.startswith("on") or name in ("src", "style")]


def test_page_counts_code_points_not_utf_16_units():
    read = Read(page(article("😀😀 The mayor 👨‍👩‍👧 opened it."), [(3, 12)]))
    assert read.marked == "The mayor"


def test_page_copies_what_is_marked_with_its_page():
    read = Read(page(article("One. Two.", pages=(0, 5)), [(5, 9)]))
    (quote,) = [attrs for _, attrs in read.tags if attrs.get("class") == "quote"]
    assert quote["data-plain"] == "“Two.” — “A title”, p. 2, a.txt, characters 5–9"
    assert quote["data-markdown"].startswith("> Two\\.") or quote["data-markdown"].startswith("> T")
    assert quote["data-bibtex"].startswith("@article{a-txt-")
    begins = [attrs["data-page"] for _, attrs in read.tags if "data-page" in attrs]
    assert begins == ["p. 1", "p. 2"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_names_its_pages_in_the_words_of_the_reader(language):
    read = Read(page(article("One. Two.", pages=(0, 5)), spoken=language))
    begins = [attrs["data-page"] for _, attrs in read.tags if "data-page" in attrs]
    assert begins == [words(language)["page"].format(number=number) for number in (1, 2)]
    style = (
        Path(web.article.article_page.__file__).with_name("article.css").read_text(encoding="utf-8")
    )
    assert not re.search(r'content: *"', style)  # no words of its own


def test_page_does_not_copy_a_long_stretch_twice_over():
    text = "word " * 200_000
    marked = page(article(text), [(0, len(text))])
    assert len(marked) < 1.1 * len(text) + 20_000
    assert "data-plain" not in marked.split("<script>")[0]


@pytest.mark.parametrize(
    ("state", "told"), [("same", None), ("changed", "has changed"), ("gone", "no longer")]
)
def test_page_tells_what_became_of_the_file(state, told):
    notes = re.findall(r'role="note">([^<]*)', page(article("A."), state=state))
    assert len(notes) == (1 if told else 0)
    assert told is None or told in notes[0]


def test_page_has_language_and_direction():
    shown = page(article("وصل الرئيس.", language="ar"))
    assert '<main id="text" lang="ar" dir="auto">' in shown
    assert "العربية" in shown
    assert 'lang=""' in page(article("A.", language="und"))


def test_policy_lets_in_the_page_s_own_style_and_script_only():
    shown = page(article("A."), [(0, 1)])
    for tag in ("style", "script"):
        (inner,) = re.findall(f"<{tag}>(.*?)</{tag}>", shown, re.DOTALL)
        digest = b64encode(sha256(inner.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in POLICY
    assert "unsafe" not in POLICY
    assert "default-src 'none'" in POLICY


def test_message_page_escapes_what_it_says():
    read = Read(message_page("<b>", "<script>alert(1)</script>"))
    assert [tag for tag, _ in read.tags if tag in ("b", "script")] == ["script"]  # its own


@pytest.mark.parametrize(
    ("written", "found"),
    [
        (["3-5", "0-2", "3-5"], [(0, 2), (3, 5)]),
        (["5-3", "4-4", "0-11", "-1-3", "a-b", "", "1-2-3", "1–3", "٣-٥", "0-9999999999"], []),
        ([f"{n}-10" for n in range(10)] * 1000, [(n, 10) for n in range(10)]),
    ],
)
def test_places_are_inside_the_text(written, found):
    assert places(written, 10) == found


def test_places_are_not_without_number():
    assert len(places([f"{n}-1000" for n in range(1000)], 1000)) == 50


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("a/b c.txt", "/article/a/b%20c.txt"),
        ("x.zip#../../etc/passwd", "/article/x.zip%23..%2F..%2Fetc%2Fpasswd"),
        ("a//b", "/article/a%2F%2Fb"),
        ("100%2F?.txt", "/article/100%252F%3F.txt"),
        ("日本\n.txt", "/article/%E6%97%A5%E6%9C%AC%0A.txt"),
    ],
)
def test_address_says_the_id_and_no_way_through_folders(name, path):
    assert address(name, (3, 5), [(7, 9)]) == f"{path}?c=3-5&c=7-9#c=3-5"
