"""Columns of a PDF's page, and words that were drawn from the wrong end."""

from index.formats.documents.pdf_columns import by_column
from index.formats.documents.pdf_lines import gather
from index.formats.documents.pdf_pieces import Piece

LEFT = [
    "The roof of the Elm Lane school", "was paid for by the county and", "by the parents who sold",
    "cakes at the market every week.", "The storm had torn off a third.",
]  # fmt: skip
RIGHT = [
    "The Tolliver bakery won the", "golden rolling pin on Saturday.", "Its rye bread needs forty",
    "hours before it can be sold.", "A second shop opens in spring.",
]  # fmt: skip


def drawn(*parts: tuple[str, float], y: float) -> list[Piece]:
    return [Piece(text, x, y, 11.0) for text, x in parts]


def rows() -> list[list[Piece]]:
    pairs = enumerate(zip(LEFT, RIGHT, strict=True))
    return [drawn((a, 56), (f" {b}", 316), y=700 - 15 * n) for n, (a, b) in pairs]


def texts(lines: list[list[Piece]]) -> list[str]:
    return ["".join(piece.text for piece in line).strip() for line in lines]


def test_by_column_reads_one_column_after_the_other():
    assert texts(by_column(rows())) == LEFT + RIGHT


def test_by_column_a_line_across_both_parts_what_is_above_from_what_is_below():
    across = "A headline that runs across the whole page and both of its columns of text"
    between = drawn((across, 56), y=600)
    assert texts(by_column([*rows(), between, *rows()])) == [
        *LEFT, *RIGHT, across, *LEFT, *RIGHT,
    ]  # fmt: skip


def test_by_column_a_table_keeps_its_rows():
    lines = [drawn((f"Day {n}", 56), (f" {n * 7} ships", 316), y=700 - 15 * n) for n in range(9)]
    assert by_column(lines) == lines


def test_by_column_a_chance_gap_is_no_column():
    lines = [drawn((text, 56), y=700 - 15 * n) for n, text in enumerate(LEFT * 3)]
    lines[4] = drawn(("said the", 56), (" mayor of the town", 316), y=640)
    assert by_column(lines) == lines


def test_gather_turns_words_that_were_drawn_from_the_left():
    words = [("רשגה", 376.0), ("שדחה", 346.0), ("חתפנ", 316.0), ("םויב", 286.0), ("ןושאר", 250.0)]
    pieces = [Piece(text, x, 760.0, 12.0) for text, x in words]
    assert [line.text for line in gather(pieces, 0)] == ["הגשר החדש נפתח ביום ראשון"]


def test_gather_leaves_words_as_they_are_read():
    words = [("הגשר", 376.0), ("נפתח", 346.0), ("ביום", 316.0), ("ראשון", 280.0)]
    pieces = [Piece(text, x, 760.0, 12.0) for text, x in words]
    assert [line.text for line in gather(pieces, 0)] == ["הגשר נפתח ביום ראשון"]
