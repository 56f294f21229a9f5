"""The XML of feeds: parsed whatever its faults, and its names without their namespaces.

In: the characters of a feed. Out: its tree, and the names and contents of its elements.
"""

import html

import regex
from lxml import etree

from index.formats.document import Unreadable

__all__ = ["content_of", "fields", "name_of", "parse", "tree_of"]

_ENTITIES = regex.compile(r"(?i)<!ENTITY\b")
_DOCTYPE = regex.compile(
    r"""<!DOCTYPE(?:[^\[\]<>"']|"[^"]*+"|'[^']*+')*+(?:\[(?:[^\]"']|"[^"]*+"|'[^']*+')*+\]\s*+)?+>""",
    regex.IGNORECASE,
)
_PROLOGUE = regex.compile(r"\A\s*<\?xml\b[^>]{0,500}\?>")
# What follows an ampersand, outside of CDATA: HTML's names are no XML, and "R&D" is none at all.
_AMPERSAND = regex.compile(
    r"(?P<kept><!\[CDATA\[.*?(?:\]\]>|\Z)|&(?:amp|lt|gt|quot|apos|#\d{1,9}|#x[0-9a-fA-F]{1,8});)"
    r"|&(?P<name>[A-Za-z][A-Za-z0-9]{1,31});|(?P<bare>&+)",
    regex.DOTALL,
)
# XML has no such characters, and lxml cannot read halves of surrogate pairs written as numbers.
_NUMBER = regex.compile(r"&#(?:(?P<decimal>\d{1,9})|[xX](?P<hexadecimal>[0-9a-fA-F]{1,8}));")
_NO_XML = regex.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ATOM = ("http://www.w3.org/2005/Atom", "http://purl.org/atom/ns#")
_PREFIXES = {
    "http://purl.org/rss/1.0/": "",
    "http://my.netscape.com/rdf/simple/0.9/": "",
    "http://channel.netscape.com/rdf/simple/0.9/": "",
    "http://backend.userland.com/rss2": "",
    "http://blogs.law.harvard.edu/tech/rss": "",
    "http://purl.org/rss/1.0/modules/content/": "content:",
    "http://purl.org/dc/elements/1.1/": "dc:",
    "http://purl.org/dc/terms/": "dcterms:",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf:",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner:",
    **dict.fromkeys(_ATOM, "atom:"),
}


def parse(text: str) -> etree._Element:
    """Parse a feed, however broken; no entity that it declares is expanded.

    Raises:
        Unreadable: It declares entities, or is no feed.
    """
    if _ENTITIES.search(text):
        raise Unreadable("the feed declares entities, which are not expanded")
    root = tree_of(text)
    if root is None or name_of(root) not in ("rss", "rdf:RDF", "feed", "RDF"):
        raise Unreadable("not a feed (RSS or Atom)")
    return root


def tree_of(text: str) -> etree._Element | None:
    """Parse XML, however broken; None where nothing of it is left.

    A document type is left out, with all that it declares; HTML's names of characters are known.
    """
    text = _DOCTYPE.sub("", text, count=1)
    text = _NO_XML.sub("", _NUMBER.sub(_valid, _PROLOGUE.sub("", text)))
    text = _AMPERSAND.sub(_escaped, text)
    parser = etree.XMLParser(
        recover=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
        huge_tree=True,  # for texts of more than 10 MB and 256 levels; the rest stays bounded
    )
    try:
        return etree.fromstring(text.strip().encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        return None


def _valid(found: regex.Match[str]) -> str:
    number = int(found["decimal"] or found["hexadecimal"], 10 if found["decimal"] else 16)
    valid = number <= 0x10FFFF and not _NO_XML.match(chr(number))
    return found[0] if valid else ""


def _escaped(found: regex.Match[str]) -> str:
    if found["bare"]:
        return "&amp;" * len(found["bare"])
    if found["kept"]:
        return found["kept"]
    character = html.unescape(found[0])
    return f"&amp;{found['name']}" if character == found[0] else html.escape(character)


def name_of(element: etree._Element) -> str:
    """Give an element's name with the usual prefix of its vocabulary, none for the feed's own."""
    name = str(element.tag)
    if not name.startswith("{"):
        return name
    space, _, local = name[1:].partition("}")
    parent = element.getparent()
    if space in _ATOM and (parent is None or str(parent.tag).startswith("{" + space)):
        return local
    return _PREFIXES.get(space, "other:") + local


def fields(element: etree._Element) -> dict[str, etree._Element]:
    """Give the children of an element by their names, the first of each."""
    found: dict[str, etree._Element] = {}
    for child in element.iterchildren(etree.Element):
        found.setdefault(name_of(child), child)
    return found


def content_of(element: etree._Element | None) -> str:
    """Give what an element holds: its text, or the markup in it."""
    if element is None:
        return ""
    if len(element) == 0:
        return element.text or ""
    for inner in element.iter(etree.Element):
        space, _, local = str(inner.tag).rpartition("}")
        if space and ":" not in local:
            inner.tag = local
    inside = (etree.tostring(child, encoding="unicode", method="html") for child in element)
    return html.escape(element.text or "", quote=False) + "".join(inside)
