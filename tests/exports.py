"""Files that hold many articles, written from texts: what exports, crawlers and mailers make."""

import gzip
import io
import json
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from email.message import EmailMessage
from html import escape

from samples import zipped

__all__ = [
    "Story",
    "alto",
    "captions",
    "epub",
    "mbox",
    "odt",
    "outlook",
    "parquet",
    "wacz",
    "warc",
    "workbook",
]

_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:"


@dataclass(frozen=True)
class Story:
    """An article as an export tells it."""

    title: str
    text: str
    key: str = "1"
    published: str = "2024-06-19"
    source: str = "Blatt"
    author: str = "Ines Varga"

    @property
    def url(self) -> str:
        """Its address."""
        return f"https://blatt.example/{self.key}"


def page(story: Story, charset: str = "utf-8", head: str = "") -> bytes:
    """Write a page as news sites make them."""
    paragraphs = "".join(f"<p>{escape(part)}</p>" for part in story.text.split("\n\n"))
    data = json.dumps(
        {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "headline": story.title,
            "datePublished": story.published,
            "author": {"@type": "Person", "name": story.author},
            "publisher": {"@type": "Organization", "name": story.source},
        }
    )
    return (
        f'<!doctype html><html lang="de"><head><meta charset="{charset}">'
        f"<title>{escape(story.title)}</title>"
        f'<script type="application/ld+json">{data}</script>{head}</head><body><nav>'
        f'<a href="/">Start</a></nav><article><h1>{escape(story.title)}</h1>{paragraphs}'
        "</article></body></html>"
    ).encode(charset, "xmlcharrefreplace")


def record(
    kind: str, url: str, block: bytes, content: str = "", length: int | None = None
) -> bytes:
    """Write a record of a web archive."""
    number = zlib.crc32(url.encode())
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\n"
        f"WARC-Date: 2025-03-20T10:00:00Z\r\nWARC-Record-ID: <urn:uuid:{number:032x}>\r\n"
        f"Content-Type: {content or 'application/http; msgtype=response'}\r\n"
        f"Content-Length: {len(block) if length is None else length}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def answer(
    body: bytes,
    *,
    status: str = "200 OK",
    kind: str = "text/html; charset=utf-8",
    packed: bool = False,
    chunked: bool = False,
) -> bytes:
    """Write what a server answers."""
    more = ""
    if packed:
        body, more = gzip.compress(body), "Content-Encoding: gzip\r\n"
    if chunked:
        pieces = [body[at : at + 100] for at in range(0, len(body), 100)]
        body = b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"
        more += "Transfer-Encoding: chunked\r\n"
    return f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n{more}\r\n".encode() + body


def warc(stories: Iterable[Story], *, packed: bool = False) -> bytes:
    """Write a web archive with what else a crawler meets."""
    records = [record("warcinfo", "urn:info", b"software: x\r\n", "application/warc-fields")]
    for number, story in enumerate(stories):
        records.append(record("request", story.url, b"GET / HTTP/1.1\r\n\r\n"))
        body = answer(page(story), packed=number % 2 == 0, chunked=number % 3 == 0)
        records.append(record("response", story.url, body))
    other = "https://blatt.example"
    records += [
        record("response", f"{other}/robots.txt", answer(b"User-agent: *", kind="text/plain")),
        record("response", f"{other}/a.png", answer(b"\x89PNG\r\n\x1a\n", kind="image/png")),
        record("response", f"{other}/weg", answer(b"<p>Weg.</p>", status="404 Not Found")),
        record("revisit", f"{other}/1", b"HTTP/1.1 200 OK\r\n\r\n"),
        record("metadata", f"{other}/1", b"via: x", "application/warc-fields"),
    ]
    return b"".join(gzip.compress(each) if packed else each for each in records)


def wacz(stories: Iterable[Story]) -> bytes:
    """Write a web archive as browsers' tools pack it."""
    return zipped(
        [
            ("archive/data.warc.gz", warc(stories, packed=True)),
            ("pages/pages.jsonl", b'{"format": "json-pages-1.0"}\n'),
            ("datapackage.json", b"{}"),
        ]
    )


def message(story: Story, *, html: bool = False, head: str = "") -> bytes:
    """Write a newsletter."""
    mail = EmailMessage()
    mail["From"] = f"{story.author} <redaktion@blatt.example>"
    mail["To"] = "leser@example.org"
    mail["Subject"] = story.title
    mail["Date"] = f"{_day(story.published)} 23:30:00 +0200"
    mail["Message-ID"] = f"<{story.key}@blatt.example>"
    mail["List-Id"] = f'"{story.source}" <brief.blatt.example>'
    mail.set_content(story.text)
    if html:
        mail.add_alternative(page(story, head=head).decode(), subtype="html", cte="base64")
    return mail.as_bytes()


def _day(published: str) -> str:
    return date.fromisoformat(published).strftime("%a, %d %b %Y")


def mbox(stories: Iterable[Story], *, html: bool = False) -> bytes:
    """Write a mailbox, lines that begin with "From " escaped as most writers do."""
    messages = []
    for story in stories:
        lines = message(story, html=html).replace(b"\nFrom ", b"\n>From ")
        messages.append(b"From 17@xxx Wed Jun 19 10:30:00 +0000 2024\n" + lines + b"\n\n")
    return b"".join(messages)


def workbook(
    rows: Sequence[Sequence[str | float]], sheet: str = "Artikel", merged: Sequence[str] = ()
) -> bytes:
    """Write an Excel workbook with texts and numbers in its cells, and cells over several."""
    cells = "".join(
        f'<row r="{number}">'
        + "".join(_cell(f"{chr(65 + column)}{number}", cell) for column, cell in enumerate(row))
        + "</row>"
        for number, row in enumerate(rows, 1)
    )
    ranges = "".join(f'<mergeCell ref="{each}"/>' for each in merged)
    below = f"<mergeCells>{ranges}</mergeCells>" if merged else ""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    return zipped(
        [
            (
                "[Content_Types].xml",
                f'<Types xmlns="{package}/content-types"><Default Extension="rels" ContentType='
                f'"application/vnd.openxmlformats-package.relationships+xml"/><Override PartName='
                f'"/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/><Override PartName='
                f'"/xl/worksheets/sheet1.xml" ContentType="{kind}.worksheet+xml"/>'
                "</Types>".encode(),
            ),
            (
                "_rels/.rels",
                f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" Type='
                f'"{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>'.encode(),
            ),
            (
                "xl/workbook.xml",
                f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets><sheet name="{escape(sheet)}"'
                f' sheetId="1" r:id="r1"/></sheets></workbook>'.encode(),
            ),
            (
                "xl/_rels/workbook.xml.rels",
                f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" Type='
                f'"{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'.encode(),
            ),
            (
                "xl/worksheets/sheet1.xml",
                f'<worksheet xmlns="{main}"><sheetData>{cells}</sheetData>{below}'
                "</worksheet>".encode(),
            ),
        ]
    )


def _cell(place: str, value: str | float) -> str:
    if not isinstance(value, str):
        return f'<c r="{place}"><v>{value}</v></c>'
    text = escape(_xml(value))
    return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def open_workbook(rows: Sequence[Sequence[str]], sheet: str = "Artikel") -> bytes:
    """Write an OpenDocument workbook with texts in its cells."""
    table = "".join(
        "<table:table-row>"
        + "".join(
            '<table:table-cell office:value-type="string">'
            + "".join(f"<text:p>{escape(_xml(line))}</text:p>" for line in cell.split("\n"))
            + "</table:table-cell>"
            for cell in row
        )
        + "</table:table-row>"
        for row in rows
    )
    content = (
        f'<office:document-content xmlns:office="{_OFFICE}office:1.0" xmlns:table="{_OFFICE}'
        f'table:1.0" xmlns:text="{_OFFICE}text:1.0" office:version="1.2"><office:body>'
        f'<office:spreadsheet><table:table table:name="{escape(sheet)}">{table}</table:table>'
        f"</office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    return zipped([("mimetype", kind.encode()), _manifest(kind), ("content.xml", content.encode())])


def _manifest(kind: str) -> tuple[str, bytes]:
    space = f"{_OFFICE}manifest:1.0"
    return (
        "META-INF/manifest.xml",
        (
            f'<manifest:manifest xmlns:manifest="{space}"><manifest:file-entry '
            f'manifest:full-path="/" manifest:media-type="{kind}"/></manifest:manifest>'
        ).encode(),
    )


def _xml(text: str) -> str:
    """Give a text without what XML cannot hold; fails where nothing can be written."""
    if any((ord(sign) < 32 and sign not in "\t\n\r") or sign in "\ufffe\uffff" for sign in text):
        raise ValueError("no character of XML")
    text.encode()
    return text


def odt(text: str, title: str = "") -> bytes:
    """Write an OpenDocument text."""
    head = f'<text:h text:outline-level="1">{escape(_xml(title))}</text:h>' if title else ""
    paragraphs = "".join(f"<text:p>{escape(_xml(part))}</text:p>" for part in text.split("\n\n"))
    content = (
        f'<office:document-content xmlns:office="{_OFFICE}office:1.0" xmlns:text="{_OFFICE}'
        f'text:1.0"><office:body><office:text>{head}{paragraphs}</office:text></office:body>'
        f"</office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.text"
    return zipped([("mimetype", kind.encode()), _manifest(kind), ("content.xml", content.encode())])


def epub(stories: Sequence[Story], title: str = "Blatt [Mi., 19 Juni 2024]") -> bytes:
    """Write a newspaper as calibre makes them."""
    html = '<html xmlns="http://www.w3.org/1999/xhtml"><head><title/></head><body>'
    items, chapters = [], []
    for number, story in enumerate(stories):
        paragraphs = "".join(f"<p>{escape(_xml(part))}</p>" for part in story.text.split("\n\n"))
        bar = '<div class="calibre_navbar">| <a href="x.xhtml">Weiter</a> |</div>'
        below = f"<p>This article was downloaded by <b>calibre</b> from {story.url}</p>"
        chapters.append(
            (
                f"feed_0/article_{number}.xhtml",
                f"{html}{bar}<h2>{escape(_xml(story.title))}</h2>{paragraphs}{below}</body></html>",
            )
        )
        items.append((f"a{number}", f"feed_0/article_{number}.xhtml"))
    links = "".join(
        f'<li><a href="{path}">{escape(_xml(story.title))}</a></li>'
        for story, (_, path) in zip(stories, items, strict=True)
    )
    manifest = "".join(
        f'<item id="{key}" href="{path}" media-type="application/xhtml+xml"/>'
        for key, path in items
    )
    spine = "".join(f'<itemref idref="{key}"/>' for key, _ in items)
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata '
        'xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{escape(title)}</dc:title><dc:language>de</dc:language>"
        "<dc:date>2024-06-18T22:00:00+00:00</dc:date><dc:creator>calibre</dc:creator></metadata>"
        f'<manifest><item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" '
        f'properties="nav"/>{manifest}</manifest><spine><itemref idref="nav"/>{spine}</spine>'
        "</package>"
    )
    container = (
        '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
        '<rootfile full-path="content.opf"/></rootfiles></container>'
    )
    return zipped(
        [
            ("mimetype", b"application/epub+zip"),
            ("META-INF/container.xml", container.encode()),
            ("content.opf", package.encode()),
            ("nav.xhtml", f"{html}<nav><ol>{links}</ol></nav></body></html>".encode()),
            *((path, data.encode()) for path, data in chapters),
        ]
    )


def captions(text: str, *, vtt: bool = True) -> bytes:
    """Write captions, six words a cue, sentences across them."""
    words = text.split()
    point = "." if vtt else ","
    cues = []
    for number, at in enumerate(range(0, len(words), 6)):
        start, end = (f"00:{second // 60:02}:{second % 60:02}{point}000" for second in
                      (2 * number, 2 * number + 2))  # fmt: skip
        line = escape(" ".join(words[at : at + 6]), quote=False)
        count = "" if vtt else f"{number + 1}\n"
        cues.append(f"{count}{start} --> {end}\n{line}\n")
    return (("WEBVTT\n\n" if vtt else "") + "\n".join(cues)).encode()


def alto(text: str, *, divided: bool = True) -> bytes:
    """Write what optical character recognition makes of a page, some words divided."""
    blocks = []
    for part in text.split("\n\n"):
        lines: list[str] = []
        line: list[str] = []
        begun = ""
        for number, word in enumerate(part.split(), 1):
            word = escape(_xml(word))
            line.append(begun + f'<String CONTENT="{word}"/>')
            begun = ""
            if number % 7 == 0 and divided and len(word) > 6 and word.isalpha():
                whole = f'SUBS_CONTENT="{word}"'
                line[-1] = f'<String CONTENT="{word[:3]}" SUBS_TYPE="HypPart1" {whole}/><HYP/>'
                begun = f'<String CONTENT="{word[3:]}" SUBS_TYPE="HypPart2" {whole}/><SP/>'
            if number % 7 == 0:
                lines.append("<SP/>".join(line))
                line = []
        if line or begun:
            lines.append("<SP/>".join(line) if line else begun)
        rows = "".join(f"<TextLine>{each}</TextLine>" for each in lines)
        blocks.append(f"<TextBlock>{rows}</TextBlock>")
    return (
        '<?xml version="1.0" encoding="UTF-8"?><alto xmlns="http://www.loc.gov/standards/alto/'
        f'ns-v4#"><Layout><Page><PrintSpace>{"".join(blocks)}</PrintSpace></Page></Layout></alto>'
    ).encode()


def outlook(story: Story) -> bytes:
    """Write a mail as Outlook saves it."""
    days = date.fromisoformat(story.published).toordinal() - date(1601, 1, 1).toordinal()
    texts = {0x001A: "IPM.Note", 0x0037: story.title, 0x1000: story.text, 0x0C1A: story.author}
    stated = [(0x0039, 0x0040, (days * 86_400 + 36_000) * 10_000_000)]
    stated += [(number, 0x001F, 2 * len(text) + 2) for number, text in texts.items()]
    properties = bytes(32) + b"".join(
        kind.to_bytes(2, "little")
        + number.to_bytes(2, "little")
        + (6).to_bytes(4, "little")
        + value.to_bytes(8, "little")
        for number, kind, value in stated
    )
    streams = {"__properties_version1.0": properties}
    for number, text in texts.items():
        streams[f"__substg1.0_{number:04X}001F"] = text.encode("utf-16-le")
    return compound_file(streams)


_SECTOR, _SMALL = 512, 64
_FREE, _END = 0xFFFFFFFF, 0xFFFFFFFE


def compound_file(streams: dict[str, bytes]) -> bytes:
    """Write a compound file of Microsoft with streams in its root, small ones together."""
    table: list[int] = []
    small_table: list[int] = []
    body, small = b"", b""

    def put(data: bytes) -> int:
        nonlocal body
        body += data.ljust(-(-len(data) // _SECTOR) * _SECTOR, b"\0")
        return _chain(table, -(-len(data) // _SECTOR))

    starts = []
    for data in streams.values():
        if len(data) >= 4_096:
            starts.append(put(data))
        else:
            count = max(-(-len(data) // _SMALL), 1)
            small += data.ljust(count * _SMALL, b"\0")
            starts.append(_chain(small_table, count))
    entries = [_entry("Root Entry", 5, 1, put(small), len(small))]
    for number, ((name, data), first) in enumerate(zip(streams.items(), starts, strict=True), 1):
        right = number + 1 if number < len(streams) else _FREE
        entries.append(_entry(name, 2, _FREE, first, len(data), right))
    packed = b"".join(each.to_bytes(4, "little") for each in small_table)
    small_count = -(-len(packed) // _SECTOR)
    small_at = put(packed.ljust(small_count * _SECTOR, b"\xff"))
    folder_at = put(b"".join(entries))
    tables, at = -(-(len(table) + 20) // 128), len(table)
    table += [0xFFFFFFFD] * tables
    packed = b"".join(each.to_bytes(4, "little") for each in table)
    body += packed.ljust(tables * _SECTOR, b"\xff")
    head = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16)
    head += b"".join(
        value.to_bytes(size, "little")
        for value, size in (
            *((0x3E, 2), (3, 2), (0xFFFE, 2), (9, 2), (6, 2), (0, 6), (0, 4), (tables, 4)),
            *((folder_at, 4), (0, 4), (4_096, 4), (small_at, 4), (small_count, 4), (_END, 4)),
            (0, 4),
            *((at + each, 4) for each in range(tables)),
        )
    )
    return head.ljust(512, b"\xff") + body


def _chain(table: list[int], count: int) -> int:
    """Add a chain of sectors to a table; gives the first."""
    first = len(table)
    table += [*range(first + 1, first + count), _END]
    return first


def _entry(name: str, kind: int, child: int, start: int, size: int, right: int = _FREE) -> bytes:
    named = name.encode("utf-16-le") + b"\0\0"
    return (
        named.ljust(64, b"\0")
        + len(named).to_bytes(2, "little")
        + bytes([kind, 1])
        + (0xFFFFFFFF).to_bytes(4, "little")
        + right.to_bytes(4, "little")
        + child.to_bytes(4, "little")
        + bytes(36)
        + start.to_bytes(4, "little")
        + size.to_bytes(8, "little")
    )


def parquet(columns: dict[str, list[str]]) -> bytes:
    """Write a Parquet table."""
    import pyarrow as arrow
    from pyarrow import parquet as files

    stream = io.BytesIO()
    files.write_table(arrow.table(columns), stream)
    return stream.getvalue()
