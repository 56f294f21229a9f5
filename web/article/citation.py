"""A quote with where it comes from, to be pasted elsewhere: as text, as Markdown, as BibTeX.

In: a stretch of an article. Out: strings. The quote keeps its words; runs of white space and of
control characters become single spaces: line breaks of a file mean nothing in another text, and
what steers a terminal must not do so where a citation is pasted.
"""

import re
import unicodedata
from dataclasses import dataclass
from hashlib import blake2b

from index.records import Citation
from web.elements import is_web

__all__ = ["Cited", "cite", "escaped", "on_one_line"]

# Embeddings, overrides and isolates turn the direction of all that follows them.
_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_BEGINS, _END = "\u2066\u2067\u2068", "\u2069"
_CONTROLS = re.compile(r"[^\S ]+|[\x00-\x1f\x7f-\x9f\u2028\u2029]")

# What Markdown reads as markup wherever it stands; the rest only where a line begins.
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>()&|~$!:@^=])")
_MARKDOWN_START = re.compile(r"^([#+-]|\d{1,9}(?=[.)]))")

# Braces count for BibTeX even behind a backslash, so none of an article's own may stay.
_BIBTEX = {
    "\\": r"\textbackslash ", "{": r"\textbraceleft ", "}": r"\textbraceright ",
    "~": r"\textasciitilde ", "^": r"\textasciicircum ", '"': r"\textquotedbl ",
}  # fmt: skip
_BIBTEX_TABLE = str.maketrans(
    {sign: f"{{{name}}}" for sign, name in _BIBTEX.items()}
    | {sign: f"\\{sign}" for sign in "$&#%_"}
)


@dataclass(frozen=True, slots=True)
class Cited:
    """A quote with its citation, in three notations."""

    plain: str
    markdown: str
    bibtex: str


def cite(text: str, article: Citation, place: tuple[int, int], page: int | None = None) -> Cited:
    """Cite a quote.

    Args:
        text: The quote, `article.text[start:end]`.
        article: Where it comes from.
        place: Start and end, in code points.
        page: Page on which it starts, where there are pages.
    """
    words = _contained(" ".join(_CONTROLS.sub(" ", text).split()))
    title, author, source = map(on_one_line, (article.title, article.author, article.source))
    date = on_one_line(article.published)
    where = article.url if article.url and is_web(article.url) else article.id
    facts = [source, date, f"p. {page}" if page else ""]
    start, end = place
    span = f"characters {start}–{end}"
    return Cited(
        plain=f"“{words}” — "
        + ", ".join(filter(None, [author, f"“{title}”", *facts, on_one_line(where), span])),
        markdown=_markdown(words, title, author, [*facts, span], on_one_line(where)),
        bibtex=_bibtex(words, article, page, place),
    )


def _contained(words: str) -> str:
    """Keep signs of direction in a quote from turning what follows it.

    They are put between two that isolate them, and those of the same kind inside are paired, as
    one that ends without a beginning would end the outer pair.
    """
    if not _TURNS.search(words):
        return words
    pieces, open_ones = list[str](), 0
    for sign in words:
        if sign == _END and not open_ones:
            continue
        open_ones += (sign in _BEGINS) - (sign == _END)
        pieces.append(sign)
    return f"\u2068{''.join(pieces)}{_END * open_ones}{_END}"


def on_one_line(text: str | None) -> str:
    """Make one line of a title or a name, without signs that turn the direction of others."""
    return _TURNS.sub("", " ".join(_CONTROLS.sub(" ", text or "").split()))


def _markdown(words: str, title: str, author: str, facts: list[str], where: str) -> str:
    shown = escaped(title)
    if is_web(where):
        # In angle brackets an address may hold all but these.
        target = where.replace("\\", "%5C").replace("<", "%3C").replace(">", "%3E")
        cited = f"[{shown}](<{target}>)"
    else:
        cited = f"{shown}, {escaped(where)}"
    origin = ", ".join(filter(None, [escaped(author), cited, *map(escaped, facts)]))
    return f"> {escaped(words)}\n>\n> — {origin}"


def escaped(text: str) -> str:
    """Write a line so that Markdown shows its very characters."""
    return _MARKDOWN_START.sub(_entity, _MARKDOWN.sub(r"\\\1", text))


def _entity(found: re.Match[str]) -> str:
    return f"&#{ord(found[0][0])};{found[0][1:]}"


def _bibtex(words: str, article: Citation, page: int | None, place: tuple[int, int]) -> str:
    start, end = place
    date = on_one_line(article.published)
    fields = {
        # In braces of its own a name is not taken apart into first and last names.
        "author": f"{{{on_one_line(article.author).translate(_BIBTEX_TABLE)}}}"
        if article.author
        else "",
        "title": f"{{{on_one_line(article.title).translate(_BIBTEX_TABLE)}}}",
        "journal": on_one_line(article.source).translate(_BIBTEX_TABLE),
        "date": date.translate(_BIBTEX_TABLE),
        "year": date[:4] if date[:4].isdecimal() else "",
        "pages": str(page) if page else "",
        "url": _address(article.url),
        "note": f"{on_one_line(article.id).translate(_BIBTEX_TABLE)}, characters {start}--{end}",
        "annote": f"``{words.translate(_BIBTEX_TABLE)}''",
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@article{{{_key(article.id, start)},", *lines, "}"])


def _address(url: str | None) -> str:
    """Give the address of a web page in characters that need no care in BibTeX."""
    if not url or not is_web(url):
        return ""
    return re.sub(r"[{}\\\s]", lambda found: f"%{ord(found[0]):02X}", on_one_line(url))


def _key(article_id: str, start: int) -> str:
    """Make a key of letters, digits and hyphens; another article or place has another one."""
    ascii_id = unicodedata.normalize("NFKD", article_id).encode("ascii", "ignore").decode()
    words = re.sub(r"[^A-Za-z0-9]+", "-", ascii_id).strip("-")[:40]
    mark = blake2b(article_id.encode("utf-8", "replace"), digest_size=3).hexdigest()
    return f"{words}-{mark}-{start}".lstrip("-")
