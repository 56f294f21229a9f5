"""Which field a name means: as it is listed, without its accents, or with words around it.

In: a column's or field's name ("pub_date", "Titre de l'article", "News Text"). Out: the name under
which `FIELDS` lists it, else the name without case and signs.
"""

import unicodedata
from functools import lru_cache

import regex

from index.formats.tables.field_names import FIELDS

__all__ = ["is_listed", "plain"]

_SIGNS = regex.compile(r"[^\p{L}\p{M}\p{N}]+")
_ENDING = regex.compile(r"_(?:ss?|t|txt|dt|tdt|en|de|fr|es|it|nl|pt|ru|pl)$")  # Solr's; languages
_BESIDE = regex.compile(r"[/|()]")
_MARKS = regex.compile(r"\p{M}+")
_LISTED = {name: field for field, names in FIELDS.items() for name in names}

_SMALL = frozenset(
    (
        *("of", "the", "a", "to", "in", "for", "de", "du", "des", "la", "le", "les", "l"),
        *("d", "del", "della", "dell", "dello", "di", "do", "da", "el", "los", "las"),
        *("den", "der", "die", "das", "van", "het", "een", "y", "e", "et", "und", "och"),
    )
)
# Words that say no more than that it is the article's.
_OF_ARTICLE = frozenset(
    (
        *("article", "articles", "artikel", "artikels", "articulo", "articolo", "artigo"),
        *("beitrag", "beitrags", "news", "noticia", "noticias", "notizia", "nachricht"),
        *("meldung", "story", "item", "document", "clip", "full", "complete", "completo"),
        *("complet", "vollstandiger", "kompletter", "integral", "gmt", "utc"),
        *("clanku", "clanek", "clanka", "artykułu", "artykuł", "cikk", "articolului"),
        *("статьи", "статті", "новости", "новини", "публикации", "публікації", "материала"),
        *("αρθρου", "αρθρο", "ειδησης", "haberin", "makale", "baiviet", "berita", "artikkelin"),
        *("המאמר", "הכתבה", "כתבה", "المقال", "المقالة", "الخبر", "مقاله", "خبر"),
    )
)
# They name the medium or the author; alone they name the article.
_NAME = frozenset(
    (
        *("name", "nom", "nome", "nombre", "naam", "titre", "titel", "titulo", "titolo"),
        *("title",),
    )
)
_COMPOUNDS = (
    *("artikel", "beitrags", "nachrichten", "meldungs", "presse", "medien"),
    *("article", "news", "story"),
)


def is_listed(name: str) -> bool:
    """Whether a name stands in `FIELDS`, whatever its case and signs."""
    return _SIGNS.sub("", name.casefold()) in _LISTED


@lru_cache(maxsize=4096)
def plain(name: str) -> str:
    """Give a field's name as `FIELDS` lists it; one that is not known without case and signs."""
    bare = _SIGNS.sub("", name.casefold())
    if bare in _LISTED:
        return bare
    if (folded := _folded(bare)) in _unaccented():
        return _unaccented()[folded]
    words = [_folded(word) for word in _SIGNS.split(_ENDING.sub("", name.casefold())) if word]
    words = [word for word in words if word not in _SMALL]
    told = [word for word in words if word not in _OF_ARTICLE]
    for some in (words, told):
        known = _unaccented().get("".join(some))
        if known and known != "name":
            return known
    if not told:  # "Full Article"
        return next((word for word in words if _LISTED.get(word) == "text"), bare)
    unnamed = [word for word in told if word not in _NAME]
    if len(unnamed) < len(told):
        known = _unaccented().get("".join(unnamed), "")
        if _LISTED.get(known) in ("source", "author"):
            return known
    for start in _COMPOUNDS:
        known = _unaccented().get(folded.removeprefix(start), "")
        if folded.startswith(start) and known and known != "name":
            return known if start != "medien" or _LISTED[known] != "title" else "medium"
    return _twice(name) or bare


def _twice(name: str) -> str:
    """Give the first of names that all mean one field ("Titel / Headline")."""
    parts = [_folded(_SIGNS.sub("", part)) for part in _BESIDE.split(name.casefold())]
    known = [_unaccented().get(part, "") for part in parts if part]
    fields = {_LISTED.get(each) for each in known}
    return known[0] if len(known) > 1 and len(fields) == 1 and None not in fields else ""


def _folded(word: str) -> str:
    return _MARKS.sub("", unicodedata.normalize("NFKD", word))


@lru_cache(maxsize=1)
def _unaccented() -> dict[str, str]:
    return {_folded(name): name for name in reversed(_LISTED)}
