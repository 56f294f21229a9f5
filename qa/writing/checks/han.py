"""Chinese numerals, which Japanese uses as well.

In: numerals. Out: their value.
"""

__all__ = ["han_number"]

_HAN_DIGITS = {each: i for i, each in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_HAN_TENS = {"十": 10, "百": 100, "千": 1000}
_HAN_POWERS = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}


def han_number(text: str) -> int:
    """Give the value of a numeral, of digits, tens and powers."""
    total = section = digit = 0
    for sign in text:
        if sign in _HAN_DIGITS:
            digit = _HAN_DIGITS[sign]
        elif sign in _HAN_TENS:
            section += max(1, digit) * _HAN_TENS[sign]
            digit = 0
        else:
            total += max(1, section + digit) * _HAN_POWERS[sign]
            section = digit = 0
    return total + section + digit
