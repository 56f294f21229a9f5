"""Texts whose encoding is stated falsely or not at all, in the code pages of systems."""

# ruff: noqa: E501  (templates of files)

import pytest

from index.formats import registry
from index.formats.document import Document, Limits
from index.formats.documents.plain import decoded
from index.formats.pages.markup_text import decode

SAID = {
    "en": "The council’s plan was “too dear”, Mayor Olga Shore said – the old mill cost £42 million.",
    "de": "Der Gemeinderat beschloß, die alte Mühle zu kaufen. Bürgermeister Jürgen Groß sagte: Das "
    "Gebäude müsse bleiben.",
    "fr": "Le conseil a voté l'achat du vieux moulin. La maire Hélène Forêt a déclaré que c'était "
    "nécessaire, où qu'il soit. À Vauré, rien.",
    "pt": "A câmara votou a compra do velho moinho. Não há razão, disse a presidente, para a demolição.",
    "it": "Il consiglio ha votato lunedì l’acquisto del mulino. La città è più bella, perché no?",
    "es": "El concejo votó la compra del molino. ¿Cuánto costó? La alcaldesa habló del niño mañana.",
    "sv": "Sju uttrar har återvänt till ån, sade vaktaren. Kommunen köpte den gamla kvarnen.",
    "da": "Syv oddere er vendt tilbage til åen. Kommunen købte den gamle mølle. Æblerne er små.",
    "pl": "Siedem wydr wróciło nad rzekę, powiedział strażnik. Gmina kupiła stary młyn za złotówkę.",
    "cs": "Do řeky se vrátilo sedm vyder, řekl strážce. Obec koupila starý mlýn, protože chtěla.",
    "hu": "Hét vidra tért vissza a folyóhoz, mondta az erdőőr. A község megvette a régi malmot.",
    "tr": "Yedi su samuru nehre geri döndü, dedi bekçi. Belediye eski değirmeni satın aldı.",
    "lt": "Septynios ūdros sugrįžo prie upės, sakė prižiūrėtojas. Savivaldybė nupirko seną malūną.",
    "ru": "Семь выдр вернулись на реку, сказал егерь. Община купила старую мельницу.",
}
PAGES = [
    *(("en", "cp1252"), ("de", "cp1252"), ("de", "cp850"), ("de", "mac_roman"), ("fr", "cp1252")),
    *(("fr", "mac_roman"), ("fr", "cp850"), ("pt", "cp1252"), ("it", "cp1252"), ("es", "cp1252")),
    *(("sv", "cp1252"), ("da", "cp1252"), ("pl", "cp1250"), ("pl", "iso8859-2"), ("cs", "cp1250")),
    *(("cs", "iso8859-2"), ("hu", "cp1250"), ("tr", "cp1254"), ("lt", "cp1257"), ("ru", "cp1251")),
]


@pytest.mark.parametrize(("code", "page"), PAGES)
def test_decoded_without_a_statement(code: str, page: str) -> None:
    assert decoded(SAID[code].encode(page)) == SAID[code]


@pytest.mark.parametrize(
    "head", ['<?xml version="1.0" encoding="UTF-8"?>', '<meta charset="utf-8">']
)
@pytest.mark.parametrize("code", ["en", "de", "fr", "pt", "it", "es"])
def test_decode_what_says_that_it_is_utf_8(code: str, head: str) -> None:
    text = f"{head}<p>{SAID[code]}</p>"
    assert decode(text.encode("cp1252")) == text


def test_decode_a_single_letter_of_windows() -> None:
    text = (
        '<meta charset="utf-8"><p>Seven otters were counted, ranger Zoë Shore said on Monday.</p>'
    )
    assert decode(text.encode("cp1252")) == text


@pytest.mark.parametrize("head", ['<?xml version="1.0" encoding="ISO-8859-1"?>', ""])
@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_decode_what_says_something_else(head: str, charset: str) -> None:
    text = f"{head}<p>{SAID['fr']}</p>"
    assert decode(text.encode(charset)) == text


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.txt", "TY  - NEWS\nT1  - Fähre\nAB  - Die Fähre fährt.\nDA  - 2025/04/05\nER  - \n"),
        ("a.xml", "<?xml version='1.0' encoding='UTF-16'?><nitf><body><body.head><hedline><hl1>Fähre"
         "</hl1></hedline></body.head><body.content><p>Die Fähre fährt.</p></body.content></body>"
         "</nitf>"),
        ("a.json", '[{"title": "Fähre", "text": "Die Fähre fährt."}]'),
        ("a.csv", "title;text\r\nFähre;Die Fähre fährt.\r\n"),
        ("a.srt", "1\n00:00:01,000 --> 00:00:02,000\nDie Fähre fährt.\n"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("charset", ["utf-16", "utf-8-sig"])
def test_documents_with_a_byte_order_mark(name: str, text: str, charset: str) -> None:
    [document] = registry.documents(name, text.encode(charset), Limits())
    assert isinstance(document, Document)
    assert "Die Fähre fährt." in document.text
    assert document.kind != "text"
