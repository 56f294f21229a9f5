"""Words taken out of files: characters that no text may hold, lines, and titles worth the name.

In: strings as parsers and exports give them. Out: strings that can be stored, shown and quoted.
"""

import regex

__all__ = ["clean", "one_line", "sane_author", "sane_title", "without_source"]

_BREAKS = regex.compile(r"\r\n?|[\v\f\x1c-\x1e\x85\u2028\u2029]")
# Control characters, soft hyphen, zero-width space, byte-order mark, bidirectional overrides:
# nothing a reader sees, and some of it turns the text around.
_UNSEEN = regex.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u200b\u2060\u202a-\u202e\u2066-\u2069\ufeff\ufffe"
    r"\uffff]+"
)
_SURROGATES = regex.compile(r"[\ud800-\udfff]+")  # halves of characters: not to be encoded
_LETTERS = regex.compile(r"[\p{L}\p{M}]")

_BEHIND = regex.compile(r"\s+[-–—|]\s+")

# Longer titles are paragraphs; the longest headline that an agency allows has about 100 characters.
_LINE_LENGTH = 300

# What programs write where nobody filled in a title or a name.
_NO_TITLE = regex.compile(
    r"(?i)^\W*(?:untitled|unbenannt|sans titre|sin título|senza titolo|naamloos|без названия|"
    r"(?:(?:word )?document|dokument|page|slide|title|unspecified|anonymous|none|null|blank)"
    r"\s*\d*)\W*$"
)
_FILE_NAME = regex.compile(
    r"(?i)(?:\.(?:docx?|dotx?|odt|ott|rtf|wpd|pages|indd|qxp|qxd|pub|p65|pdf|e?ps|tex|dvi|txt|md|"
    r"s?html?|php|aspx?|xlsx?|pptx?|csv|xml|jpe?g|png|tiff?)\W*$)|^(?:microsoft|libreoffice|adobe)"
    r"\s+\w+\s+-\s|^(?:https?|file):|^[a-z]:\\|^/"
)
_NO_AUTHOR = regex.compile(
    r"(?i)^\W*(?:(?:system\s*)?admin(?:istrator)?|user\s*\d*|root|owner|unknown|anonymous|none|"
    r"null|unspecified|author|default|test|guest|python-docx|microsoft.*|windows.*|.+\.exe)\W*$"
)


def clean(text: str) -> str:
    r"""Drop what is not seen, make every line break `\n`, and replace lone surrogates."""
    return _SURROGATES.sub("\ufffd", _UNSEEN.sub("", _BREAKS.sub("\n", text)))


def one_line(value: str | None) -> str | None:
    """Put a text in one line without white space around it; None where nothing is left."""
    words = " ".join(clean(value or "").split())
    return words[:_LINE_LENGTH] or None


def sane_title(value: str | None) -> str | None:
    """Give the title from a file's properties, where it is one.

    Programs put the file's name there ("Microsoft Word - 12.doc"), a number, or "untitled".
    """
    title = one_line(value)
    if title is None or _NO_TITLE.match(title) or _FILE_NAME.search(title):
        return None
    identifier = title.isascii() and " " not in title and not title.isalpha()
    letters = len(_LETTERS.findall(title))
    return title if letters > len(title) / 2 and not identifier else None


def sane_author(value: str | None) -> str | None:
    """Give the author from a file's properties, where it is a name and not a program's default."""
    author = one_line(value)
    if author is None or not _LETTERS.search(author) or _NO_AUTHOR.match(author):
        return None
    return author


def without_source(title: str | None, source: str | None) -> str | None:
    """Take the name of the paper off a headline, where an aggregator has put it behind it."""
    last = next(reversed([*_BEHIND.finditer(title or "")]), None)
    if title and source and last and _bare(title[last.end() :]) == _bare(source):
        return title[: last.start()]
    return title


def _bare(name: str) -> str:
    return "".join(filter(str.isalnum, name)).casefold()
