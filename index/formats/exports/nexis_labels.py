"""The words around the articles of Nexis and LexisNexis exports, in the languages of its pages.

In: a line. Out: which field it names, whether it divides articles, or belongs to a cover page.
"""

import regex

from index.formats.printed_date import first_day

__all__ = [
    "BODY",
    "CLASSIFICATION",
    "COVER",
    "EDITION",
    "END",
    "GRAPHIC",
    "HEADING",
    "RIGHTS",
    "START",
    "field",
    "is_date_line",
    "shouted",
]

# "8 of 383 DOCUMENTS", "Dokument 3 von 10", "Document 2 de 10"
START = regex.compile(
    r"^(?:\d{1,6} (?:of|von|de|van|di) \d{1,6} (?:DOCUMENTS?|DOKUMENTEN?|DOCUMENTOS?|DOCUMENTI|"
    r"DOCUMENTEN)|(?:dokument|document[eo]?) \d{1,6} (?:of|von|de|van|di|sur) \d{1,6})$",
    regex.IGNORECASE,
)
END = regex.compile(
    r"(?i)^(?:end of document|ende des dokuments|dokumentende|fin du document|fin del documento|"
    r"fine del documento|einde van (?:het )?document|fim do documento)\.?$"
)
BODY = regex.compile(
    r"(?i)^(?:body|volltext|textkörper|hauptteil|haupttext|corps|corps du texte|texte intégral|"
    r"cuerpo|texto|corpo|testo|hoofdtekst|tekst)$"
)
CLASSIFICATION = regex.compile(
    r"(?i)^(?:classification|klassifizierung|klassifikation|clasificación|classificazione|"
    r"classificatie|classificação)$"
)
GRAPHIC = regex.compile(
    r"(?i)^(?:graphics?|grafik(?:en)?|graphiques?|illustrations?|gráficos?|grafic[oi]|afbeelding)$"
)
# What stands above a part of a classic article.
HEADING = regex.compile(
    r"^(?:ABSTRACT|FULL TEXT|BODY|TEXT|HIGHLIGHTS?|SUMMARY|ENCART|TEXTE INTÉGRAL|VOLLTEXT|"
    r"RÉSUMÉ):?$"
)
RIGHTS = regex.compile(
    r"(?i)^(?:(?:copyright|copy|©|\(c\)).{0,12}\b(?:1[89]|20)\d\d\b|all rights reserved|"
    r"alle rechte vorbehalten|tous droits réservés|todos los derechos|alle rechten voorbehouden|"
    r"tutti i diritti|todos os direitos)"
)
EDITION = regex.compile(
    r"(?i)^.{0,60}\b(?:edition|édition|edición|edizione|editie|edição|ausgabe|final|correction "
    r"appended)\b.{0,40}$"
)
# What stands on the page in front of the articles.
COVER = regex.compile(
    r"(?i)^(?:(?:user name|date and time|job number|documents?|dokumente?|client/matter|"
    r"search terms?|search type|narrowed by|content type|news|timeline|benutzername|"
    r"datum und uhrzeit|auftragsnummer|mandant|suchbegriffe|suchtyp|eingegrenzt|"
    r"nom d.utilisateur|date et heure|numéro de tâche|termes de (?:la )?recherche|"
    r"type de recherche|filtré par|send to|terms|source|combined source|project id|"
    r"download request|time of request|print request|number of documents)"
    r"\s*(?:\(\d+\)|[:=].*|\s{2,}.*)?$|\d{1,4}\.\s)"
)

_LABEL = regex.compile(r"^(?P<name>\p{L}[\p{L}\p{M} /-]{1,28}?)\s?:(?:\s+(?P<value>.*)|$)", regex.S)

_HEAD = {
    "title": (
        *("headline", "überschrift", "schlagzeile", "titel", "titre", "título", "titular"),
        *("titolo", "titulo", "kop", "manchete", "manchette"),
    ),
    "author": (
        *("byline", "autor", "autoren", "auteur", "author", "autore", "verfasser", "auteurs"),
        *("autores", "autori", "par", "firma del autor", "door"),
    ),
    "body": (
        *("body", "text", "volltext", "textkörper", "texte", "corps", "cuerpo", "texto", "corpo"),
        *("testo", "tekst", "hoofdtekst"),
    ),
    "lead": (
        *("highlight", "highlights", "encart", "insert", "abstract", "kicker", "résumé"),
        *("resumen", "zusammenfassung", "summary", "resumo", "riassunto", "samenvatting"),
    ),
    "correction": (
        *("correction", "korrektur", "berichtigung", "rectification", "corrección", "correzione"),
        *("correctie", "correção", "rectificación"),
    ),
    "": (
        *("section", "rubrik", "ressort", "rubrique", "sección", "seccion", "sezione", "rubriek"),
        *("sectie", "seção", "secção", "secao", "rubrica", "katern"),
        *("length", "länge", "laenge", "longueur", "longitud", "extensión", "lunghezza", "lengte"),
        *("extensão", "extensao", "extension", "comprimento", "umfang"),
        *("dateline", "series", "column", "edition", "ausgabe", "page", "seite", "édition"),
        *("edición", "edizione", "editie", "edição", "página", "pagina", "serie", "datumszeile"),
    ),
}
_TAIL = {
    "caption": ("graphic", "graphics", "grafik", "graphique", "gráfico", "photo", "illustration"),
    "correction": ("correction", "korrektur"),
    "url": ("url",),
    "key": ("acc-no", "accession-number", "document-id"),
    "": (
        *("load-date", "loaddate", "update", "date-chargement", "ladedatum", "fecha-carga"),
        *("date de chargement", "fecha de carga", "data-caricamento", "data di caricamento"),
        *("laad-datum", "laaddatum", "data-carga", "data de carregamento", "data de carga"),
        *("language", "sprache", "langue", "idioma", "lingua", "taal", "publication-type"),
        *("type-publication", "publikationstyp", "tipo-publicación", "pub-type", "subject"),
        *("type de publication", "tipo de publicación", "tipo di pubblicazione", "publicatietype"),
        *("tipo de publicação", "zeitungstyp", "publikationsart"),
        *("sujet", "thema", "company", "societe", "société", "organization", "organisation"),
        *("geographic", "localisation-geo", "industry", "secteur-activite", "activity-sector"),
        *("ticker", "symbole-boursier", "stock-symbol", "person", "personne", "city", "state"),
        *("country", "pays", "journal-code", "journal code", "code-revue", "document-type"),
        *("type", "distribution", "category", "correction-date", "name", "cite", "issn"),
        *("notes", "pub", "publication", "copyright", "product", "firma", "branche", "land"),
    ),
}
_HEAD_FIELDS = {name: field for field, names in _HEAD.items() for name in names}
_TAIL_FIELDS = {name: field for field, names in _TAIL.items() for name in names}


def field(line: str, *, shouted: bool) -> tuple[str, str, bool] | None:
    """Tell which field a line names.

    Args:
        line: A line.
        shouted: Whether labels are in capitals, as in classic exports.

    Returns:
        The field (empty for one that is not needed), its value, and whether it is one of those
        that stand behind the text; None for a line without a label that is known.
    """
    found = _LABEL.match(line)
    if found is None or (shouted and found["name"] != found["name"].upper()):
        return None
    name = found["name"].casefold()
    if name in _TAIL_FIELDS:
        return _TAIL_FIELDS[name], found["value"] or "", True
    if name in _HEAD_FIELDS:
        return _HEAD_FIELDS[name], found["value"] or "", False
    return None


def shouted(line: str) -> bool:
    """Whether a line begins like a field of a classic export, be its name known or not."""
    found = _LABEL.match(line)
    return found is not None and found["name"] == found["name"].upper()


_MOST_BEFORE, _MOST_BEHIND = 24, 70  # characters around a date: weekday, hour, zone, edition


def is_date_line(line: str) -> str | None:
    """Give the day of a line that is nothing but a date with what goes with it."""
    found = first_day(line)
    if found is None:
        return None
    day, start, end = found
    before, behind = line[:start].strip(" ,"), line[end:].strip()
    if len(before) > _MOST_BEFORE or len(before.split()) > 2 or len(behind) > _MOST_BEHIND:
        return None
    if any(sign.isdecimal() for sign in before) or behind.startswith((":", "-", "–", "—")):
        return None
    return day
