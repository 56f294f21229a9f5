"""A quote that is copied says the same in every notation."""

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from index.records import Citation
from web.article.citation import cite

ARTICLE = Citation(
    "2024/bridge.pdf", "Bridge reopens", "/news/2024/bridge.pdf", source="Harbour Post",
    published="2024-06-19", language="en", url="https://example.org/bridge?a=1&b=2",
    author="Ada Lind",
)  # fmt: skip
words = st.text(min_size=1).filter(str.strip)


def test_cite_gives_the_quote_and_where_it_stands():
    cited = cite("The mayor\nopened  it.", ARTICLE, (10, 31), 3)
    assert cited.plain == (
        "“The mayor opened it.” — Ada Lind, “Bridge reopens”, Harbour Post, 2024-06-19, p. 3, "
        "https://example.org/bridge?a=1&b=2, characters 10–31"
    )
    assert cited.markdown == (
        "> The mayor opened it.\n>\n> — Ada Lind, "
        "[Bridge reopens](<https://example.org/bridge?a=1&b=2>), Harbour Post, 2024-06-19, p. 3, "
        "characters 10–31"
    )
    key, *fields, last = cited.bibtex.split("\n")
    assert re.fullmatch(r"@article\{2024-bridge-pdf-[0-9a-f]{6}-10,", key)
    assert last == "}"
    assert fields == [
        "  author = {{Ada Lind}},", "  title = {{Bridge reopens}},", "  journal = {Harbour Post},",
        "  date = {2024-06-19},", "  year = {2024},", "  pages = {3},",
        "  url = {https://example.org/bridge?a=1&b=2},",
        "  note = {2024/bridge.pdf, characters 10--31},", "  annote = {``The mayor opened it.''},",
    ]  # fmt: skip


def test_cite_names_the_file_where_there_is_no_address():
    cited = cite("Zu.", Citation("brücke.txt", "Brücke", "/x", url="javascript:alert(1)"), (0, 3))
    assert cited.plain == "“Zu.” — “Brücke”, brücke.txt, characters 0–3"
    assert "javascript" not in "".join((cited.plain, cited.markdown, cited.bibtex))


def test_cite_gives_different_articles_different_keys():
    keys = {
        cite("A.", Citation(name, "A", "/x"), (start, 9)).bibtex.split(",")[0]
        for name in ("普京.txt", "金正恩.txt", "a b.txt", "a-b.txt")
        for start in (0, 1)
    }
    assert len(keys) == 8


def test_cite_keeps_turned_text_from_turning_the_rest():
    article = Citation("a.txt", "safe \u202egpj.exe", "/x")
    cited = cite("He said \u202eolleh", article, (0, 14))
    assert cited.plain.startswith("“\u2068He said \u202eolleh\u2069” — “safe gpj.exe”")


@pytest.mark.parametrize(
    ("words", "contained"),
    [
        ("a \u2067b", "\u2068a \u2067b\u2069\u2069"),
        ("a\u2069\u202e b", "\u2068a\u202e b\u2069"),
        ("\u2067a\u2069 b", "\u2068\u2067a\u2069 b\u2069"),
    ],
)
def test_cite_pairs_the_signs_of_direction_within_a_quote(words, contained):
    assert cite(words, Citation("a.txt", "A", "/x"), (0, 9)).plain.startswith(f"“{contained}” — ")


def test_cite_leaves_out_what_steers_a_terminal():
    cited = cite("It \x1b[31mred\x07\x9b.", Citation("a.txt", "A\x1b[2J", "/x"), (0, 9))
    assert cited.plain == "“It [31mred .” — “A [2J”, a.txt, characters 0–9"


def shown(markdown):
    """What a reader sees of Markdown: its text, and the tags in which it stands."""
    rendered = MarkdownIt("commonmark").render(markdown)
    tags = set(re.findall(r"<(\w+)", rendered))
    text = html.unescape(re.sub(r"<[^>]*>", "", rendered))
    return " ".join(text.split()), tags


@pytest.mark.parametrize(
    "text",
    [
        "# no heading", "- no list", "1. no list", "> no quote", "![map](http://x/y.png)",
        "[shut](javascript:alert(1))", "<img src=x onerror=alert(1)>", "**bold** _it_ `code` ~~x~~",
        "a | b", "&lt;b&gt; &amp;", "```", "\\* \\\\", "===", "$$x^2$$", "+ a", "http://x.org",
        "</textarea><script>alert(1)</script>", "    indented", "[1]: http://x", "---",
    ],
)  # fmt: skip
def test_cite_in_markdown_shows_the_very_characters(text):
    article = Citation("a.txt", text, "/x", source=text, author=text)
    told, tags = shown(cite(text, article, (0, 1)).markdown)
    quoted = " ".join(text.split())
    assert told == f"{quoted} — {quoted}, {quoted}, a.txt, {quoted}, characters 0–1"
    assert tags == {"blockquote", "p"}


@given(words, words, words)
def test_cite_in_markdown_makes_nothing_of_any_text(text, title, source):
    cited = cite(text, Citation("a.txt", title, "/x", source=source), (0, 1)).markdown
    assert cited.count("\n") == 2
    told, tags = shown(cited)
    assert tags == {"blockquote", "p"}
    printable = re.sub(r"[\s\x00-\x1f\x7f-\x9f\u2066-\u2069]", "", text)
    told = re.sub("[\u2066-\u2069]", "", told)
    assert printable in "".join(told.split())


@given(words, words, words, st.text(), st.text())
def test_cite_in_bibtex_closes_what_it_opens(text, title, name, author, url):
    article = Citation(name, title, "/x", author=author, url=f"https://x.org/{url}", source=title)
    bibtex = cite(text, article, (0, 1)).bibtex
    depth = 0
    for position, sign in enumerate(bibtex):
        depth += (sign == "{") - (sign == "}")
        assert depth > 0 or position < bibtex.index("{") or position == len(bibtex) - 1
    assert depth == 0
    assert re.match(r"@article\{[A-Za-z0-9-]+,\n", bibtex)
    assert bibtex.count("\n") <= 10
