"""Tables, mailboxes, archives and interfaces of many articles, made of invented ones.

What the benchmark of exports reads besides `made_exports`. The distractors: days of saving, of
crawling and of change beside the day of publication, objects and lists in fields, texts in HTML,
rows above the names of columns, lines of a body that begin with "From ".
"""

import csv
import gzip
import io
import json
from collections.abc import Callable, Sequence
from datetime import timedelta
from html import escape

import exports
from made_exports import Made

__all__ = ["RECORDS"]

Writer = Callable[[Sequence[Made]], bytes]


def story(article: Made) -> exports.Story:
    """Give an article as the writers of `exports` take it."""
    return exports.Story(
        article.title,
        article.text,
        str(article.number),
        article.day.isoformat(),
        article.source,
        article.author or "",
    )


def rows(articles: Sequence[Made]) -> list[list[str]]:
    """Write the rows of a media monitor, its own head above the names of columns."""
    head = [["Media report", "1 January 2026"], [], ["Date", "Headline", "Full Text", "Outlet",
            "Author", "URL", "Exported at"]]  # fmt: skip
    return head + [
        [
            article.day.isoformat(),
            article.title,
            article.text,
            article.source,
            article.author or "",
            article.url,
            "2026-01-01",
        ]
        for article in articles
    ]


def semicolons(articles: Sequence[Made]) -> bytes:
    stream = io.StringIO()
    csv.writer(stream, delimiter=";").writerows(rows(articles)[2:])
    return stream.getvalue().encode("utf-8-sig")


def interface(articles: Sequence[Made]) -> bytes:
    """Write what a news interface answers."""
    return json.dumps(
        {
            "status": "ok",
            "totalResults": len(articles),
            "articles": [
                {
                    "source": {"id": None, "name": article.source},
                    "author": article.author,
                    "title": article.title,
                    "description": article.paragraphs[0][:80],
                    "url": article.url,
                    "publishedAt": f"{article.day}T23:30:00+02:00",
                    "content": article.text,
                }
                for article in articles
            ],
        }
    ).encode()


def crawled(articles: Sequence[Made]) -> bytes:
    """Write what a crawler keeps, a record a line."""
    lines = (
        {
            "authors": [article.author] if article.author else [],
            "date_download": "2026-01-01 10:00:00",
            "date_modify": str(article.day + timedelta(days=3)),
            "date_publish": f"{article.day} 06:30:00",
            "description": None,
            "title": article.title,
            "title_page": "Home",
            "source_domain": article.source,
            "maintext": article.text,
            "text": None,
            "url": article.url,
        }
        for article in articles
    )
    return "\n".join(json.dumps(line, ensure_ascii=False) for line in lines).encode()


def json_feed(articles: Sequence[Made]) -> bytes:
    """Write a JSON Feed whose texts are HTML."""
    return json.dumps(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": "Alle Blätter",
            "items": [
                {
                    "id": article.url,
                    "url": article.url,
                    "title": article.title,
                    "content_html": "".join(f"<p>{escape(p)}</p>" for p in article.paragraphs),
                    "date_published": f"{article.day}T00:30:00+01:00",
                    "date_modified": "2026-01-01T00:00:00Z",
                    "authors": [{"name": article.author}] if article.author else [],
                }
                for article in articles
            ],
        }
    ).encode()


def searched(articles: Sequence[Made]) -> bytes:
    """Write what a search engine answers: records in wrappers."""
    return json.dumps(
        {
            "took": 3,
            "hits": {
                "total": {"value": len(articles)},
                "hits": [
                    {
                        "_index": "news",
                        "_id": str(article.number),
                        "_source": {
                            "headline": article.title,
                            "body": list(article.paragraphs),
                            "publisher": {"title": article.source},
                            "byline": f"By {article.author}" if article.author else None,
                            "published": str(article.day),
                            "indexed": "2026-01-01",
                        },
                    }
                    for article in articles
                ],
            },
        }
    ).encode()


def _stories(write: Callable[[list[exports.Story]], bytes]) -> Writer:
    return lambda articles: write(list(map(story, articles)))


def parquet(articles: Sequence[Made]) -> bytes:
    _, _, names, *table = rows(articles)
    return exports.parquet({name: [row[at] for row in table] for at, name in enumerate(names)})


_ALL = frozenset({"date", "source", "author"})

RECORDS: dict[str, tuple[str, Writer, frozenset[str]]] = {
    "csv": (".csv", semicolons, _ALL),
    "spreadsheet": (".xlsx", lambda articles: exports.workbook(rows(articles)), _ALL),
    "spreadsheet ods": (".ods", lambda articles: exports.open_workbook(rows(articles)), _ALL),
    "parquet": (".parquet", parquet, _ALL),
    "json interface": (".json", interface, _ALL),
    "json lines": (".ndjson", crawled, _ALL),
    "json lines gz": (".jsonl.gz", lambda articles: gzip.compress(crawled(articles)), _ALL),
    "json feed": (".json", json_feed, _ALL - {"source"}),
    "json search": (".json", searched, _ALL),
    "mbox": (".mbox", _stories(exports.mbox), _ALL),
    "mbox html": (".mbox", _stories(lambda each: exports.mbox(each, html=True)), _ALL),
    "warc": (".warc", _stories(exports.warc), _ALL),
    "warc gz": (".warc.gz", _stories(lambda each: exports.warc(each, packed=True)), _ALL),
    "wacz": (".wacz", _stories(exports.wacz), _ALL),
    "epub": (".epub", _stories(exports.epub), frozenset()),
}
