"""Letters of a PDF as they are drawn: together, and where on the page.

In: nothing. Out: the record that reading a page gives, and its lines are made of.
"""

from dataclasses import dataclass

__all__ = ["FILLER", "Piece"]

# Takes up room where pypdf looks for spaces; no text may hold it (Unicode calls it a noncharacter).
FILLER = "\ufdd0"


@dataclass(frozen=True, slots=True)
class Piece:
    r"""Letters that were drawn together.

    Attributes:
        text: As drawn, with `\n` where a line ends.
        x: Where it starts along its line, in points.
        y: How high its line stands, in points; falls down the page.
        size: Height of the letters in points.
        angle: Direction of the line in degrees.
    """

    text: str
    x: float
    y: float
    size: float
    angle: int = 0
