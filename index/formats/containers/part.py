"""A file inside of another: what containers give, one after the other.

In: nothing. Out: the record `Part`. Standard library only.
"""

from dataclasses import dataclass

__all__ = ["Part"]


@dataclass(frozen=True, slots=True)
class Part:
    """One file, message, page or record of a container.

    Attributes:
        name: How such a file would be called; its suffix proposes the reader.
        data: What it holds.
        where: What it is called in what is said about it.
        key: Its own identifier; empty where what is read from it tells that.
        line: The line of the container in which it starts, where that counts.
    """

    name: str
    data: bytes
    where: str
    key: str = ""
    line: int = 0
