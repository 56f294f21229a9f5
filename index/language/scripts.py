"""Scripts that are written without spaces between words.

In: nothing. Out: a pattern of their letters.
"""

__all__ = ["UNSPACED"]

# For use inside the brackets of a set of `regex`.
UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
