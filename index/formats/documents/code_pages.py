"""The code page of a text in the Latin script: the one whose letters its language has.

In: bytes that are no UTF-8, and a first guess at what they say. Out: the name of a code page. A
statistical guess confuses the pages of Western and of Central Europe where few letters tell them
apart ("não" and "năo", "£42" and "Ł42"); an alphabet does not.
"""

import regex

from index.language.detection import detect

__all__ = ["latin_page"]

# In the order of how common they are: of equals the first counts.
_PAGES = ("cp1252", "cp1250", "iso8859-2", "cp1254", "cp1257", "mac_roman", "cp850")
_LOOKED_AT = 200_000  # bytes
_LATIN = 0.6  # share of unaccented letters from which on a text is in the Latin script

# The letters of each language beyond ASCII: those of its alphabet and of its usual loans.
_ALPHABETS = {
    "en": "éèêëïîçñöüäáàâóôåøíúœæ", "de": "äöüßéèàáçñôêëï", "fr": "àâæçéèêëîïôœùûüÿñö",
    "es": "áéíóúüñçàèïòªº", "pt": "áâãàçéêíóôõúüªº", "it": "àèéìíîòóùúªº", "nl": "éèêëïíóöüáàâç",
    "ca": "àèéíïòóúüç", "gl": "áéíóúüñçï", "eu": "ñçü", "da": "æøåéäöüé", "no": "æøåéèêóòâôäöü",
    "sv": "åäöéüáàèæø", "fi": "äöåéšžü", "is": "áðéíóúýþæö", "pl": "ąćęłńóśźżéüöä",
    "cs": "áčďéěíňóřšťúůýžöüä", "sk": "áäčďéíĺľňóôŕšťúýžöü", "hu": "áéíóöőúüűä",
    "ro": "ăâîșțşţéáöüó", "hr": "čćđšžéá", "bs": "čćđšžéá", "sr": "čćđšžéá", "sl": "čšžćđéäöü",
    "tr": "çğıöşüâîûÇĞİÖŞÜé", "et": "äõöüšžé", "lv": "āčēģīķļņšūžéö", "lt": "ąčęėįšųūžéö",
    "sq": "ëçéá", "ga": "áéíóú", "cy": "âêîôûŵŷáéïö", "id": "éè", "ms": "éè", "tl": "ñéáíóú",
}  # fmt: skip
_BEYOND = regex.compile(r"(?P<before>\p{Ll}?)(?P<sign>[^\x00-\x7f])")
_PRINTED = set("\u2018\u2019\u201a\u201c\u201d\u201e\u2013\u2014\u2026\u2022«»‹›€£°§¿¡\xa0\xad")
_LETTER = regex.compile(r"\p{L}")


def latin_page(data: bytes, guess: str) -> str | None:
    """Name the code page of a text.

    Args:
        data: The text as it stands in the file.
        guess: What it says, by a first guess, which may be wrong in the letters beyond ASCII.

    Returns:
        None where the text is of another script, or of a language that is not known here.
    """
    letters = _LETTER.findall(guess[:_LOOKED_AT])
    plain = sum(letter.isascii() for letter in letters)
    if not letters or plain < _LATIN * len(letters):
        return None
    known = set(_ALPHABETS.get(detect(guess), ""))
    if not known:
        return None
    start = data[:_LOOKED_AT]
    scores = {page: _score(start.decode(page, "replace"), known) for page in _PAGES}
    return max(_PAGES, key=lambda page: scores[page])


def _score(text: str, known: set[str]) -> int:
    """Count the letters and signs that newspapers of a language print, less all others.

    A capital within a word is none of them.
    """
    fitting = unfitting = 0
    for found in _BEYOND.finditer(text):
        sign = found["sign"]
        small = sign in known or (not found["before"] and sign.lower() in known)
        if small or sign in _PRINTED:
            fitting += 1
        else:
            unfitting += 1
    return fitting - unfitting
