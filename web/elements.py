"""The small pieces of HTML that cards and article pages are made of, every word escaped.

In: text of articles and users. Out: HTML without scripts, images or any address that a browser
would load by itself.
"""

from collections.abc import Iterable
from html import escape
from urllib.parse import quote, urlencode, urlsplit

__all__ = [
    "address", "bdi", "is_web", "joined", "language", "language_name", "path", "plain",
    "title",
]  # fmt: skip

# The names by which speakers call their language, for those that Beleg itself speaks.
_LANGUAGES = {
    "ar": "العربية", "de": "Deutsch", "el": "Ελληνικά", "en": "English", "es": "Español",
    "fr": "Français", "hi": "हिन्दी", "it": "Italiano", "ja": "日本語", "ko": "한국어",
    "nl": "Nederlands", "no": "Norsk", "pl": "Polski", "pt": "Português", "ro": "Română",
    "ru": "Русский", "th": "ไทย", "tr": "Türkçe", "uk": "Українська", "vi": "Tiếng Việt",
    "zh": "中文",
}  # fmt: skip

# Line ends and tabs as references: the HTML parser would turn "\r\n" into "\n", and a quote on the
# page is to be the slice of the article, character by character. A zero byte it would drop.
_KEPT = str.maketrans({"\r": "&#13;", "\n": "&#10;", "\t": "&#9;", "\0": "\ufffd"})


def plain(text: str) -> str:
    """Escape a text so that a browser shows its very characters; also fit for an attribute."""
    return escape(text).translate(_KEPT)


def bdi(text: str | None) -> str:
    """Show a text of unknown direction among others; nothing for nothing."""
    return f"<bdi>{plain(text)}</bdi>" if text else ""


def language_name(code: str, unknown: str) -> str:
    """Give the name of a language by which its speakers call it, or else its code.

    Args:
        code: ISO 639, or `und` where it is not known.
        unknown: What to say then.
    """
    return unknown if code == "und" else _LANGUAGES.get(code, code)


def language(code: str, unknown: str) -> str:
    """Show `language_name`."""
    return bdi(language_name(code, unknown))


def joined(facts: Iterable[str]) -> str:
    """Put facts in a row; empty ones are left out."""
    return " · ".join(fact for fact in facts if fact)


def title(words: str, url: str | None) -> str:
    """Show a title, as a link where there is the address of a web page."""
    if url and is_web(url):
        link = f'href="{plain(url)}" target="_blank" rel="noopener noreferrer"'
        return f"<a {link}>{plain(words)}</a>"
    return plain(words)


def is_web(url: str) -> bool:
    """Tell whether this is the address of a web page, and not a script in disguise."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)


def path(article_id: str) -> str:
    """Give the address of an article's page on this server.

    Args:
        article_id: Any id; what would be read as a way up in folders or as an empty step is
            written so that it is not.
    """
    odd = any(part in ("", ".", "..") for part in article_id.split("/"))
    return f"/article/{quote(article_id, safe='' if odd else '/', errors='replace')}"


def address(article_id: str, place: tuple[int, int], others: Iterable[tuple[int, int]] = ()) -> str:
    """Give the address of an article's page, at one of its quotes.

    Args:
        article_id: Any id.
        place: Start and end of the quote to be scrolled to, in code points.
        others: Further quotes to be marked. Whichever of them is scrolled to, the address differs
            only behind its `#`, so that a browser does not load the page again.
    """
    start, end = place
    marked = urlencode([("c", f"{left}-{right}") for left, right in sorted({place, *others})])
    return f"{path(article_id)}?{marked}#c={start}-{end}"
