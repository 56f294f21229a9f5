"""XML in zip files: what OpenDocument and EPUB files consist of.

In: an opened zip file. Out: parsed members; no entity is expanded and nothing is fetched.
"""

import zipfile

from lxml import etree

from index.formats.containers.zip_limits import unpack
from index.formats.document import Limits, Unreadable

__all__ = ["local", "member", "parse_xml"]


def parse_xml(data: bytes) -> etree._Element:
    """Parse XML, however broken.

    Raises:
        Unreadable: It is none.
    """
    parser = etree.XMLParser(
        recover=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
        huge_tree=True,
    )
    try:
        root = etree.fromstring(data.lstrip(), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Unreadable("damaged") from error
    if root is None:
        raise Unreadable("damaged")
    return root


def member(packed: zipfile.ZipFile, name: str, limits: Limits) -> bytes | None:
    """Give what a file in it holds; None where there is none of this name.

    Raises:
        Unreadable: It is damaged, or is not to be unpacked.
    """
    try:
        found = packed.getinfo(name)
    except KeyError:
        return None
    return unpack(packed, found, limits)


def local(element: etree._Element) -> str:
    """Give an element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]
