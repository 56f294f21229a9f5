"""How records of exports and of tables by hand call their fields, in some forty languages.

In: nothing. Out: the table `FIELDS`.
"""

from index.formats.tables.field_names_beyond import MORE

__all__ = ["FIELDS"]

# Names of fields, letters and digits only; of several that are filled in, the first counts. They
# are those of the usual exports, interfaces and data sets (NewsAPI, news-please, trafilatura,
# JSON Feed, wallabag, ninjs, CC-News, WordPress, Zotero, media monitors) and of tables that people
# write by hand.
_USUAL = {
    "id": (
        *("id", "uid", "guid", "uuid", "articleid", "docid", "documentid", "key", "itemid"),
        *("accessionnumber", "accessionno", "messageid", "identifier"),
    ),
    "title": (
        *("title", "headline", "heading", "webtitle", "titel", "überschrift", "schlagzeile"),
        *("titre", "titulo", "título", "titular", "titolo", "kop", "rubrik", "tytuł", "заголовок"),
        *("название", "العنوان", "عنوان", "标题", "標題", "タイトル", "제목", "name"),
        *("encabezado", "manchete", "intestazione", "hauptüberschrift", "haupttitel"),
        *("titelzeile", "otsikko"),
    ),
    "text": (
        *("text", "body", "content", "article", "articlebody", "articletext", "fulltext"),
        *("bodytext", "maintext", "plaintext", "story", "paragraphs", "inhalt", "texte", "contenu"),
        *("contenttext", "contenthtml", "textcontent", "bodyhtml", "fullcontent", "contentfull"),
        *("volltext", "artikeltext", "beitragstext", "texteintegral", "corps"),
        *("texto", "contenido", "cuerpo", "testo", "tekst", "treść", "текст", "النص", "نص"),
        *("正文", "本文", "全文", "内容", "본문", "html", "rawtext"),
        *(
            "textocompleto",
            "textecomplet",
            "testocompleto",
            "corpo",
            "articulo",
            "artículo",
            "articolo",
            "artigo",
            "artikel",
        ),
        *("wortlaut", "transcript", "transkript", "transcription", "ocrtext", "brödtext"),
        *("brødtekst", "matéria"),
    ),
    "summary": (
        *("description", "summary", "abstract", "excerpt", "snippet", "lead", "leadparagraph"),
        *("teaser", "standfirst", "openingtext", "hitsentence", "trailtext", "zusammenfassung"),
        *("vorspann", "résumé", "resumen", "riassunto", "краткоесодержание", "摘要"),
        *(
            "entradilla",
            "bajada",
            "chapô",
            "chapeau",
            "sommario",
            "samenvatting",
            "resumo",
            "kurzfassung",
            "anriss",
        ),
        *("kurzbeschreibung", "beschreibung", "descripción", "descrizione", "descrição"),
        *("beschrijving", "ingress", "intro", "chapo"),
    ),
    "url": (
        *("url", "link", "permalink", "canonicalurl", "articleurl", "weburl", "sourceurl"),
        *("pageurl", "externalurl", "originalurl", "finalurl", "canonical", "alternate", "adresse"),
        *("lien", "enlace", "uri", "href", "ссылка", "链接"),
    ),
    "published": (
        *("published", "date", "pubdate", "datetime", "publishedat", "publisheddate"),
        *("publishdate", "publicationdate", "datepublished", "datepublish", "publicationtime"),
        *("publishedtime", "webpublicationdate", "firstpublished", "publishedon", "versioncreated"),
        *("dateofpublication", "publishtime", "datum", "erscheinungsdatum", "erschienen"),
        *("erschienenam", "veröffentlicht", "veröffentlichtam", "veröffentlichungsdatum"),
        *("datedepublication", "fecha", "fechadepublicación", "data", "datapubblicazione", "дата"),
        *("датапубликации", "التاريخ", "日期", "发布时间", "日付", "날짜"),
        *("fechapublicación", "fechapublicacion", "fechadepublicacion", "publicadoel", "publiéle"),
        *("datepublication", "datedeparution", "dateparution", "datadipubblicazione"),
        *("datapublicação", "datapublicacao", "datadepublicação", "publicadoem", "datapublikacji"),
        *("publicatiedatum", "datumpublicatie", "gepubliceerd", "publiceringsdatum"),
        *(
            "datumuhrzeit",
            "fechayhora",
            "dataeora",
            "dateetheure",
            "publikationsdatum",
            "sendedatum",
        ),
        *("airdate", "broadcastdate", "datedediffusion", "issuedate", "printdate", "publicerad"),
        *("timestamp", "created", "createdat"),
    ),
    "source": (
        *("source", "publisher", "site", "publication", "outlet", "newspaper", "sitename"),
        *("sourcename", "sourcehostname", "sourcetitle", "provider", "origin", "publicationname"),
        *("mediaoutlet", "outletname", "medium", "medienname", "zeitung", "journal", "publikation"),
        *("quelle", "fuente", "medio", "fonte", "testata", "bron", "источник", "издание", "来源"),
        *("媒体", "sourcedomain", "domain", "domainname", "hostname", "sourceid"),
        *(
            "periódico",
            "periodico",
            "jornal",
            "giornale",
            "krant",
            "media",
            "média",
            "veículo",
            "veiculo",
            "źródło",
            "gazeta",
        ),
        *("support", "cabecera", "diario", "tidning", "källa", "kilde", "lähde"),
        *("presseorgan", "extrasourceattributesname", "feedtitle", "feedname", "feed"),
    ),
    "language": (
        "language",
        "lang",
        "languagecode",
        "inlanguage",
        "sprache",
        "langue",
        "idioma",
        "lingua",
        "taal",
    ),
    "author": (
        *("author", "byline", "authors", "creator", "authorname", "publishedby", "writer"),
        *("autor", "autorin", "autoren", "verfasser", "auteur", "auteurs", "autore", "автор"),
        *("作者", "著者", "기자"),
        *(
            "autores",
            "autori",
            "autorka",
            "autora",
            "auteure",
            "journaliste",
            "journalist",
            "periodista",
            "redacteur",
        ),
        *("redakteur", "redakteurin", "rédacteur", "redattore", "giornalista"),
        *("jornalista", "reporter", "författare", "forfatter", "influencer", "contactname"),
        *("extraauthorattributesname",),
    ),
}

# In the letters in which names are compared: Greek has two for a small sigma.
FIELDS = {
    field: tuple(name.casefold() for name in (*names, *MORE[field]))
    for field, names in _USUAL.items()
}
