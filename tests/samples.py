"""Files of every format, written from texts: what the tests and the benchmark of readers read."""

import gzip
import io
import json
import plistlib
import textwrap
import zipfile
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from html import escape
from importlib.util import find_spec

import docx
import made_exports

__all__ = [
    "TEXT",
    "TITLE",
    "Drawn",
    "endless_pdf",
    "json_lines",
    "pdf",
    "pdf_of_text",
    "rss",
    "sample",
    "stream",
    "table",
    "word",
    "zipped",
]

TITLE = "Putin schenkt Kim eine Limousine"
TEXT = """\
Der russische Präsident Wladimir Putin hat dem nordkoreanischen Machthaber Kim Jong Un bei seinem \
Besuch in Pjöngjang eine Limousine der Marke Aurus geschenkt. Das teilte ein Berater des Kremls mit.

Kim überreichte Putin im Gegenzug zwei Hunde und eine Büste. Über den Wert der Geschenke machten \
beide Seiten keine Angaben.

Beobachter werten den Austausch als Zeichen der Annäherung. Die Vereinten Nationen haben die \
Ausfuhr von Luxusgütern nach Nordkorea untersagt."""


@dataclass(frozen=True)
class Drawn:
    """Letters on a page of a PDF: where they start, in points from the lower left, and how high."""

    text: str
    x: float = 72
    y: float = 700
    size: float = 11


def pdf(
    pages: Sequence[Iterable[Drawn]],
    *,
    info: str = "",
    packed: bool = False,
    trailer: str = "",
    more: Sequence[bytes] = (),
    resources: str = "",
    operators: str = "",
) -> bytes:
    """Write a PDF with one font that knows every letter used.

    Args:
        pages: What is drawn on each.
        info: Entries of the document's information, as they stand in the file.
        packed: Whether the pages are compressed.
        trailer: Further entries of the trailer.
        more: Further objects, with numbers from 6 on.
        resources: Further entries of every page's resources.
        operators: What every page does at its end.
    """
    drawn = [list(page) for page in pages]
    letters = sorted({letter for page in drawn for piece in page for letter in piece.text})
    codes = {letter: number for number, letter in enumerate(letters, start=1)}
    first = 6 + len(more)
    kids = " ".join(f"{first + 2 * number} 0 R" for number in range(len(drawn)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(drawn)} >>".encode(),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /Sample /Encoding /Identity-H"
        b" /DescendantFonts [<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Sample /DW 500"
        b" /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>]"
        b" /ToUnicode 4 0 R >>",
        stream(_letters_of(codes), packed=packed),
        f"<< {info} >>".encode(),
        *more,
    ]
    for number, page in enumerate(drawn):
        shown = "".join(
            f"BT /F1 {piece.size} Tf 1 0 0 1 {piece.x} {piece.y} Tm "
            f"<{''.join(f'{codes[letter]:04x}' for letter in piece.text)}> Tj ET\n"
            for piece in page
        )
        objects += [
            (
                f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] "
                f"/Contents {first + 2 * number + 1} 0 R "
                f"/Resources << /Font << /F1 3 0 R >> {resources} >> >>"
            ).encode(),
            stream((shown + operators).encode(), packed=packed),
        ]
    return _file(objects, f"/Root 1 0 R /Info 5 0 R {trailer}")


def endless_pdf() -> bytes:
    """Write a small PDF that takes hours: forms that draw forms that draw long texts."""
    entries = (
        "/Type /XObject /Subtype /Form /BBox [0 0 9 9] "
        "/Resources << /Font << /F1 3 0 R >> /XObject << /Fm {} 0 R >> >>"
    )
    chain = [
        stream(b"/Fm Do " * 20, packed=True, entries=entries.format(number)) for number in (7, 8, 9)
    ]
    text = stream(b"BT /F1 9 Tf <0001> Tj ET\n" * 20_000, packed=True, entries=entries.format(3))
    resources = "/XObject << /Fm 6 0 R >>"
    return pdf([[Drawn("Text")]], more=[*chain, text], resources=resources, operators="/Fm Do")


def pdf_of_text(
    text: str, title: str = "", *, lines: int = 50, info: str = "", packed: bool = True
) -> bytes:
    """Write a PDF as a word processor would: wrapped lines, pages, a header and page numbers."""
    rows: list[tuple[str, float]] = [(title, 20.0), ("", 11.0)] if title else []
    for paragraph in text.split("\n\n"):
        rows += [(line, 11.0) for line in textwrap.wrap(paragraph, 90)] + [("", 11.0)]
    chunks = [rows[start : start + lines] for start in range(0, len(rows), lines)]
    pages = []
    for number, chunk in enumerate(chunks, start=1):
        page = [Drawn("Nachrichten aus aller Welt", y=810, size=9)] if len(chunks) > 1 else []
        page += [
            Drawn(line, y=780 - 14 * row, size=size)
            for row, (line, size) in enumerate(chunk)
            if line
        ]
        page.append(Drawn(f"{number}", x=290, y=30, size=9))
        pages.append(page)
    return pdf(pages, info=info, packed=packed)


def word(text: str, title: str = "", *, created: datetime | None = None) -> bytes:
    """Write a DOCX with a title and paragraphs."""
    written = docx.Document()
    if title:
        written.add_heading(title, level=0)
    for paragraph in text.split("\n\n"):
        written.add_paragraph(paragraph)
    if created is not None:
        written.core_properties.created = created
    stream = io.BytesIO()
    written.save(stream)
    return stream.getvalue()


def zipped(files: Iterable[tuple[str, bytes]], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Write a zip file."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as opened:
        for name, data in files:
            opened.writestr(name, data)
    return stream.getvalue()


def html(text: str, title: str) -> bytes:
    """Write a page as news sites make them."""
    return (
        f'<!doctype html><html lang="de"><head><meta charset="utf-8"><title>{escape(title)} | Blatt'
        f'</title><meta property="og:title" content="{escape(title)}"></head><body><nav><ul><li>'
        f'<a href="/">Start</a></li><li><a href="/welt">Welt</a></li></ul></nav><main><article>'
        f"<h1>{escape(title)}</h1>\n{_paragraphs(text)}</article></main><footer><p>Impressum</p></footer>"
        f"</body></html>"
    ).encode()


def mail(text: str, title: str) -> bytes:
    """Write a message with a plain text and a page."""
    message = EmailMessage()
    message["Subject"] = title
    message["From"] = "Redaktion <redaktion@example.org>"
    message["Date"] = "Wed, 19 Jun 2024 10:30:00 +0200"
    message.set_content(text)
    message.add_alternative(html(text, title).decode(), subtype="html")
    return message.as_bytes()


def apple_mail(text: str, title: str) -> bytes:
    message = mail(text, title)
    return b"%d\n%b%b" % (len(message), message, plistlib.dumps({"flags": 1}))


def web_archive(text: str, title: str) -> bytes:
    """Write a page as browsers save it in one file."""
    message = EmailMessage()
    message["From"] = "<Saved by a browser>"
    message["Snapshot-Content-Location"] = "https://example.org/welt/limousine"
    message["Subject"] = title
    message.set_content(html(text, title).decode(), subtype="html", cte="quoted-printable")
    message.make_related()
    return message.as_bytes()


def rss(articles: Iterable[tuple[str, str]]) -> bytes:
    """Write a feed with the whole text of each article."""
    pages = [(title, _paragraphs(text)) for title, text in articles]
    items = "".join(
        f"<item><title>{escape(title)}</title><link>https://example.org/{number}</link>"
        f"<guid>https://example.org/{number}</guid>"
        f"<pubDate>Wed, 19 Jun 2024 08:30:00 GMT</pubDate>"
        f"<description>{escape(page)}</description></item>\n"
        for number, (title, page) in enumerate(pages)
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0"><channel><title>Blatt</title>'
        f"<link>https://example.org/</link><description>Alles</description>{items}</channel></rss>"
    ).encode()


def atom(articles: Iterable[tuple[str, str]]) -> bytes:
    """Write an Atom feed."""
    entries = "".join(
        f"<entry><title>{escape(title)}</title><id>urn:example:{number}</id>"
        f'<link href="https://example.org/{number}"/><updated>2024-06-19T08:30:00Z</updated>'
        f'<content type="text">{escape(text)}</content></entry>'
        for number, (title, text) in enumerate(articles)
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom">'
        f"<title>Blatt</title><id>urn:example</id><updated>2024-06-19T08:30:00Z</updated>{entries}"
        "</feed>"
    ).encode()


def json_lines(articles: Iterable[tuple[str, str]]) -> bytes:
    """Write JSON Lines."""
    lines = (
        json.dumps({"id": number, "title": title, "text": text, "published": "2024-06-19"})
        for number, (title, text) in enumerate(articles)
    )
    return "\n".join(lines).encode()


def table(articles: Iterable[tuple[str, str]], delimiter: str = ",") -> bytes:
    """Write a CSV table."""
    quoted = (
        delimiter.join(
            '"' + field.replace('"', '""') + '"' for field in (title, "2024-06-19", text)
        )
        for title, text in articles
    )
    return "\r\n".join([delimiter.join(("title", "date", "text")), *quoted]).encode()


def sample(suffix: str, text: str = TEXT, title: str = TITLE) -> bytes:
    """Write a file of this type that holds this article."""
    return _WRITERS[suffix](text, title)


def _one(text: str, title: str) -> made_exports.Made:
    return made_exports.Made(1, "de", title, tuple(text.split("\n\n")))


def plain(text: str, title: str) -> bytes:
    """Write a text file."""
    return f"{title}\n\n{text}\n".encode()


def archive(text: str, title: str) -> bytes:
    """Write a zip file with the article as text and as a table."""
    return zipped([("a.txt", plain(text, title)), ("Tabelle/b.csv", table([(title, text)]))])


_WRITERS: dict[str, Callable[[str, str], bytes]] = {
    ".txt": plain,
    ".md": lambda text, title: f"---\ndate: 2024-06-19\n---\n# {title}\n\n{text}\n".encode(),
    ".html": html,
    ".eml": mail,
    ".mhtml": web_archive,
    ".rss": lambda text, title: rss([(title, text)]),
    ".atom": lambda text, title: atom([(title, text)]),
    ".pdf": pdf_of_text,
    ".docx": word,
    ".jsonl": lambda text, title: json_lines([(title, text)]),
    ".csv": lambda text, title: table([(title, text)]),
    ".tsv": lambda text, title: table([(title, text)], "\t"),
    ".zip": archive,
}
_WRITERS |= {
    suffix: lambda text, title, write=write: write([_one(text, title)])
    for suffix, write in (
        (".enex", made_exports.evernote),
        (".newsml", made_exports.newsml),
        (".nitf", made_exports.nitf),
        (".ris", made_exports.ris),
        (".wxr", made_exports.wordpress),
    )
}
_WRITERS |= dict.fromkeys((".rtf", ".doc"), lambda text, title: made_exports.rtf([title, text]))


def _exported(name: str, *, pack: bool = False) -> Callable[[str, str], bytes]:
    """Write a file of `exports` that holds this article."""

    def write(text: str, title: str) -> bytes:
        import exports

        story = exports.Story(title, text)
        made = getattr(exports, name)
        match name:
            case "workbook" | "open_workbook":
                data = made([["date", "title", "text"], [story.published, title, text]])
            case "parquet":
                data = made({"title": [title], "text": [text], "date": [story.published]})
            case "odt":
                data = made(text, title)
            case "captions" | "alto":
                data = made(text)
            case "outlook":
                data = made(story)
            case _:
                data = made([story])
        return bytes(gzip.compress(data) if pack else data)

    return write


_WRITERS |= {
    ".json": lambda text, title: b"[" + json_lines([(title, text)]) + b"]",
    ".xlsx": _exported("workbook"),
    ".ods": _exported("open_workbook"),
    ".parquet": _exported("parquet"),
    ".mbox": _exported("mbox"),
    ".msg": _exported("outlook"),
    ".emlx": apple_mail,
    ".odt": _exported("odt"),
    ".epub": _exported("epub"),
    ".vtt": _exported("captions"),
    ".srt": _exported("captions"),
    ".warc": _exported("warc"),
    ".wacz": _exported("wacz"),
    ".gz": _exported("warc", pack=True),
}
# What only an extra reads.
MISSING = set() if find_spec("pyarrow") else {".parquet"}
_SAME = {
    **dict.fromkeys((".xlsm", ".xlsb", ".xls"), ".xlsx"),
    ".mbx": ".mbox",
} | {".markdown": ".md", ".htm": ".html", ".mht": ".mhtml", ".xml": ".rss", ".ndjson": ".jsonl"}
_WRITERS |= {suffix: _WRITERS[same] for suffix, same in _SAME.items()}


def _paragraphs(text: str) -> str:
    return "".join(f"<p>{escape(part)}</p>\n" for part in text.split("\n\n"))


def _letters_of(codes: dict[str, int]) -> bytes:
    """Say which letter each code stands for."""
    rows = [f"<{code:04x}> <{letter.encode('utf-16-be').hex()}>" for letter, code in codes.items()]
    blocks = [rows[start : start + 100] for start in range(0, len(rows), 100)]
    shown = "".join(
        f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar\n" for block in blocks
    )
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
        "1 begincodespacerange <0000> <ffff> endcodespacerange\n"
        f"{shown}endcmap end end"
    ).encode()


def stream(data: bytes, *, packed: bool, entries: str = "") -> bytes:
    if packed:
        data, entries = zlib.compress(data), f"/Filter /FlateDecode {entries}"
    return f"<< /Length {len(data)} {entries} >>\nstream\n".encode() + data + b"\nendstream"


def _file(objects: Sequence[bytes], trailer: str) -> bytes:
    parts, offsets = [b"%PDF-1.7\n"], []
    for number, written in enumerate(objects, start=1):
        offsets.append(sum(map(len, parts)))
        parts.append(b"%d 0 obj\n%b\nendobj\n" % (number, written))
    start = sum(map(len, parts))
    rows = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    parts.append(
        f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{rows}"
        f"trailer\n<< /Size {len(objects) + 1} {trailer} >>\nstartxref\n{start}\n%%EOF\n".encode()
    )
    return b"".join(parts)
