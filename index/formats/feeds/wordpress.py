"""WordPress exports (WXR): what a site has published, without drafts, menus and pictures.

In: bytes. Out: a document for each published post and page. Texts are HTML, blocks, or plain lines
with blank lines between paragraphs, all with shortcodes in them; the day is that of the site's own
clock.
"""

from collections.abc import Iterator

import regex
from lxml import etree

from index.formats.document import Document, Flaw, Limits, Unreadable
from index.formats.entries.record import Record
from index.formats.entries.record import documents as as_documents
from index.formats.feeds.feed_xml import content_of, fields, name_of, tree_of
from index.formats.pages.html import piece
from index.formats.pages.markup_text import decode
from index.formats.pages.metadata import language_in
from index.formats.printed_date import printed_day
from index.records import Label

__all__ = ["documents", "recognises"]

_HEAD = regex.compile(rb"(?i)<(?:\w+:)?wxr_version>|wordpress\.org/export/1\.\d")
_SPACE = "{http://wordpress.org/export/"
_PUBLISHED = ("publish",)
# Types that WordPress and its usual plug-ins keep beside posts; those of a site's own are articles.
_NO_ARTICLE = regex.compile(
    r"(?:attachment|nav_menu_item|revision|custom_css|customize_changeset|oembed_cache|"
    r"user_request|feedback|elementor_\w+|shop_\w+|product\w*|acf-\w+|wp_\w+|wpcf7_\w+|mc4wp\w*|"
    r"tablepress_\w+|popup\w*|jp_\w+|et_\w+|vc_\w+|fl-\w+|ml-slide\w*|amn_\w+|schema|patterns_\w+)$"
)

_BLOCK_MARK = regex.compile(r"<!--(?:(?!-->).)*+-->", regex.DOTALL)
# Blocks of the editor that a theme fills, or that only lead elsewhere.
_NO_TEXT = regex.compile(
    r"<!--\s*wp:(?P<name>buttons?|search|navigation|latest-\w+|social-links|tag-cloud|categories|"
    r"archives|calendar|query|rss|jetpack/(?:subscriptions|related-posts|contact-form|sharing\S*)|"
    r"newsletterglue/\S+|mailpoet/\S+)\s(?:(?!-->).)*+(?<!/)-->"
    r"(?:(?!<!--\s*/wp:(?P=name)\s).)*+<!--\s*/wp:(?P=name)\s*-->",
    regex.DOTALL,
)
_ADDRESS = regex.compile(r"\s*https?://\S+\s*$")  # what is to be embedded
_CAPTION = regex.compile(
    r"\[(?:wp_)?caption\b[^\[\]]*+\](?P<inner>(?:(?!\[/(?:wp_)?caption\]).)*+)\[/(?:wp_)?caption\]",
    regex.DOTALL | regex.IGNORECASE,
)
# Their inside is an address or code.
_EMPTIED = regex.compile(
    r"\[(?P<name>embed|audio|video|playlist|code|sourcecode|youtube|googlemaps|script|html|"
    r"footnote|fn|ref|efn_note|mfn)\b"
    r"[^\[\]]*+\](?:(?!\[/(?P=name)\]).)*+\[/(?P=name)\]",
    regex.DOTALL | regex.IGNORECASE,
)
_NOTES = {"footnote", "fn", "ref", "efn_note", "mfn"}  # within a sentence
# They stand within words.
_IN_WORDS = {"dropcap", "highlight", "tooltip", "abbr", "su_dropcap", "su_highlight", "su_tooltip"}
_ESCAPED = regex.compile(r"\[(\[[^\[\]]*+\])\]")
_SHORTCODE = regex.compile(r"\[(?P<end>/?)(?P<name>[A-Za-z][\w-]*+)(?P<rest>[^\[\]]*+)\]")
_KNOWN = {
    *("gallery", "caption", "embed", "audio", "video", "playlist", "more", "nextpage", "toc"),
    *("youtube", "vimeo", "twitter", "tweet", "instagram", "facebook", "soundcloud", "spotify"),
    *("button", "buttons", "row", "column", "columns", "tabs", "tab", "accordion", "toggle"),
    *("divider", "spacer", "clear", "slider", "map", "form", "dropcap", "highlight", "pullquote"),
    *("adsense", "ad", "ads", "sitemap", "breadcrumb", "archives", "polldaddy", "poll", "gist"),
    *("su_spacer", "one_half", "one_third", "two_third", "section", "box", "alert", "icon"),
}
_BLOCK = regex.compile(
    r"(?i)<(?:p|div|h[1-6]|ul|ol|li|table|blockquote|figure|figcaption|pre|section|article|hr|"
    r"iframe|dl|tr|td|/)[\s>/]?"
)


def recognises(data: bytes) -> bool:
    """Tell an export by its version or its namespace."""
    return bool(_HEAD.search(data[:20_000]))


def documents(data: bytes, limits: Limits) -> Iterator[Document | Flaw]:
    """Read an export.

    Raises:
        Unreadable: It is damaged, or nothing in it is published.
    """
    root = tree_of(decode(data))
    if root is None:
        raise Unreadable("damaged: not XML")
    channel = next((each for each in root.iter(etree.Element) if name_of(each) == "channel"), root)
    given = fields(channel)
    source = _said(given.get("title")) or None
    language = language_in(_said(given.get("language")))
    people = {_wp(each, "author_login"): _wp(each, "author_display_name") for each in channel}
    records = []
    for item in channel.iterchildren(etree.Element):
        if name_of(item) == "item" and _is_published(item):
            record = _record(item, people)
            record.source, record.language = source, language
            records.append(record)
    if not records:
        raise Unreadable("nothing in it is published: drafts, menus, pictures")
    yield from as_documents(records, limits)


def _wp(element: etree._Element, name: str) -> str:
    """Give a field of WordPress's own, whichever version of the format it is in."""
    for child in element.iterchildren(etree.Element):
        tag = str(child.tag)
        if tag.startswith(_SPACE) and tag.endswith(f"}}{name}"):
            return (child.text or "").strip()
    return ""


def _said(element: etree._Element | None) -> str:
    return " ".join(content_of(element).split())


def _is_published(item: etree._Element) -> bool:
    kind = _wp(item, "post_type") or "post"
    return (
        (_wp(item, "status") or "publish") in _PUBLISHED
        and not _NO_ARTICLE.fullmatch(kind)
        and not _wp(item, "post_password")
    )


def _record(item: etree._Element, people: dict[str, str]) -> Record:
    given = fields(item)
    title = " ".join(text for text, _ in piece(_said(given.get("title")) or "&nbsp;"))
    record = Record(title or _said(given.get("link")) or "a post", title=title or None)
    record.key = _wp(item, "post_id") or _own_address(given)
    record.url = _said(given.get("link"))
    login = _said(given.get("dc:creator"))
    record.author = people.get(login) or login or None
    for stated in (_wp(item, "post_date"), _said(given.get("pubDate")), _wp(item, "post_date_gmt")):
        if day := printed_day(stated):
            record.published = day
            break
    text = content_of(given.get("content:encoded"))
    record.parts = _blocks(text) if text.strip() else []
    if not record.said:
        record.flaw = f"has no text: {record.where}"
    return record


def _own_address(given: dict[str, etree._Element]) -> str:
    return _said(given.get("guid"))


def _blocks(text: str) -> list[tuple[str, Label]]:
    text = _BLOCK_MARK.sub("\n\n", _NO_TEXT.sub("\n\n", text))
    parts = [
        ("\n".join(line for line in part.split("\n") if not _ADDRESS.match(line)), label)
        for part, label in piece(_paragraphs(_without_shortcodes(text)))
    ]
    return [(part, label) for part, label in parts if part]


def _without_shortcodes(text: str) -> str:
    text = _EMPTIED.sub(lambda each: "" if each["name"].lower() in _NOTES else "\n\n", text)
    text = _CAPTION.sub(
        lambda found: f"\n\n<figure><figcaption>{found['inner']}</figcaption></figure>\n\n", text
    )
    escaped: list[str] = []

    def keep(found: regex.Match[str]) -> str:
        escaped.append(found[1])
        return f"\x00{len(escaped) - 1}\x00"

    text = _SHORTCODE.sub(_replaced, _ESCAPED.sub(keep, text))
    return regex.sub(r"\x00(\d+)\x00", lambda found: escaped[int(found[1])], text)


def _replaced(found: regex.Match[str]) -> str:
    """Leave out a shortcode, and leave what a newsroom puts in brackets: "[sic]", "[the mayor]"."""
    name, rest = found["name"].lower(), found["rest"].strip()
    program = (
        found["end"]
        or name in _KNOWN
        or "_" in name
        or "=" in rest
        or rest.endswith("/")
        or ("-" in name and not rest)
        or (not rest and found["name"].islower() and _is_alone(found))
    )
    if name in _IN_WORDS:
        return ""
    return " " if program else found[0]


def _is_alone(found: regex.Match[str]) -> bool:
    """Whether nothing else stands in its line or element."""
    text, start, end = found.string, found.start(), found.end()
    before = text[max(start - 80, 0) : start].rstrip(" \t\r")
    after = text[end : end + 80].lstrip(" \t\r")
    return before[-1:] in ("", "\n", ">") and after[:1] in ("", "\n", "<")


def _paragraphs(text: str) -> str:
    """Mark up what blank lines set apart, and single line breaks, as the page shows them."""
    found = []
    for chunk in regex.split(r"\n\s*\n", text.replace("\r\n", "\n")):
        inner = chunk.strip()
        if inner and not _BLOCK.match(inner):
            inner = f"<p>{inner.replace(chr(10), '<br/>')}</p>"
        found.append(inner)
    return "\n".join(found)
