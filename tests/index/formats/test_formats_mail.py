"""Mails and saved pages: which part is read, what the headers say, and how deep it goes."""

import plistlib
import time
from base64 import b64encode
from email.message import EmailMessage
from email.policy import SMTP

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.formats.document import Document, Flaw, Limits, Unreadable
from index.formats.mail import apple
from index.formats.mail.message import documents
from index.records import Label

LIMITS = Limits()
TEXT = (
    "Die Elbbrücke in Wernau bleibt bis mindestens 14. Oktober gesperrt.\n\n"
    "Pendler müssen einen Umweg von 14 Kilometern fahren, sagte Anke Rohde.\n"
)
SENTENCES = TEXT.split("\n\n")
HTML = (
    "<html><head><style>p{color:red}</style></head><body>"
    "<div style='display:none'>Vorschau</div><table><tr><td><h1>Sperrung bis Oktober</h1>"
    + "".join(f"<p>{sentence.strip()}</p>" for sentence in SENTENCES)
    + "<p><a href='https://nordkurier.example.de/x'>Fährbetrieb: Warum die alte Linie "
    "zurückkommen soll</a></p></td></tr></table></body></html>"
)


def mail(
    text: str | None = TEXT, html: str | None = None, subject: str = "Brücke gesperrt"
) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message["From"] = "Katrin Hollmann <k.hollmann@nordkurier.example.de>"
    message["To"] = "leser@example.de"
    message["Subject"] = subject
    message["Date"] = "Wed, 19 Jun 2024 23:58:00 -0700"
    message["Message-ID"] = "<1@nordkurier.example.de>"
    if text is not None:
        message.set_content(text)
    if html is not None:
        if text is None:
            message.set_content(html, subtype="html")
        else:
            message.add_alternative(html, subtype="html")
    return message


def read(message: EmailMessage | bytes, limits: Limits = LIMITS) -> list[Document | Flaw]:
    data = message if isinstance(message, bytes) else message.as_bytes()
    return list(documents(data, limits))


def only(message: EmailMessage | bytes) -> Document:
    (document,) = read(message)
    assert isinstance(document, Document)
    return document


def blocks(document: Document, label: Label) -> list[str]:
    return [
        document.text[span.start : span.end] for span in document.spans or () if span.label is label
    ]


def test_documents_of_a_plain_mail() -> None:
    document = only(mail())
    assert document == Document(
        TEXT.strip(),
        title="Brücke gesperrt",
        author="Katrin Hollmann",
        published="2024-06-19",
        published_from="header",
    )


def test_documents_prefers_plain_text() -> None:
    long = TEXT * 8
    assert only(mail(long, HTML)).text == long.strip()
    assert only(mail(TEXT, f"<p>{TEXT}</p>")).text == TEXT.strip()


def test_documents_prefers_html_to_a_stub() -> None:
    document = only(mail("Ihr Programm zeigt kein HTML.", HTML))
    assert blocks(document, Label.HEADLINE) == ["Sperrung bis Oktober"]
    assert blocks(document, Label.BODY) == [sentence.strip() for sentence in SENTENCES]
    assert blocks(document, Label.TEASER) == ["Fährbetrieb: Warum die alte Linie zurückkommen soll"]
    assert "Vorschau" not in document.text


def test_documents_of_a_mail_with_html_alone() -> None:
    assert blocks(only(mail(None, HTML)), Label.BODY) == [part.strip() for part in SENTENCES]


@pytest.mark.parametrize("charset", ["iso-8859-1", "utf-8", "windows-1252"])
@pytest.mark.parametrize("cte", ["quoted-printable", "base64"])
def test_documents_in_any_encoding(charset: str, cte: str) -> None:
    message = mail(None)
    message.set_content(TEXT, charset=charset, cte=cte)
    assert only(message).text == TEXT.strip()


def test_documents_in_utf_16() -> None:
    head = b"Content-Type: text/plain; charset=utf-16\nContent-Transfer-Encoding: base64\n\n"
    assert only(head + b64encode(TEXT.encode("utf-16"))).text == TEXT.strip()


@pytest.mark.parametrize(
    "charset", ["iso-8859-1", "utf-8", "punycode", "zlib", "x\x00", "nonsense"]
)
def test_documents_in_an_encoding_that_is_false(charset: str) -> None:
    head = f"Subject: Elbbrücke\r\nContent-Type: text/plain; charset={charset}\r\n\r\n"
    document = only(head.encode() + TEXT.encode())
    assert document.text == TEXT.strip()
    assert document.title == "Elbbrücke"


@pytest.mark.parametrize(
    ("subject", "title"),
    [
        ("Fwd: Re: AW: Brücke gesperrt", "Brücke gesperrt"),
        ("Re[2]: 回复：桥梁关闭", "桥梁关闭"),
        ("Regen: morgen mehr", "Regen: morgen mehr"),
        ("=?utf-8?b?8J+Mtw==?= Frühling", "🌷 Frühling"),
        ("", None),
    ],
)
def test_documents_title(subject: str, title: str | None) -> None:
    assert only(f"Subject: {subject}\n\n{TEXT}".encode()).title == title


@pytest.mark.parametrize(
    "stamp", ["", "yesterday", "Wed, 99 Jun 2024 10:00:00", "Mon, 1 Jan 99999 00:00:00 +0000"]
)
def test_documents_with_a_date_that_is_none(stamp: str) -> None:
    document = only(f"Subject: a\nDate: {stamp}\n\n{TEXT}".encode())
    assert document.published is document.published_from is None


def test_documents_leaves_out_attachments() -> None:
    message = mail()
    message.add_attachment("Geheimer Anhang.", filename="a.txt")
    message.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="a.pdf")
    assert only(message).text == TEXT.strip()


def test_documents_of_a_mail_with_mails_in_it() -> None:
    inner, innermost = mail("Die zweite Meldung.", subject="Zwei"), mail("Die dritte Meldung.")
    inner.add_attachment(innermost)
    outer = mail(subject="Eins")
    outer.add_attachment(inner)
    found = [item for item in read(outer) if isinstance(item, Document)]
    assert [(item.key, item.title, item.text) for item in found] == [
        ("1", "Eins", TEXT.strip()),
        ("1.1", "Zwei", "Die zweite Meldung."),
        ("1.1.1", "Brücke gesperrt", "Die dritte Meldung."),
    ]


def test_documents_of_mails_nested_too_deeply() -> None:
    message = mail("Ganz innen.")
    for number in range(5):
        outer = mail(f"Meldung {number}.")
        outer.add_attachment(message)
        message = outer
    assert read(message)[-1] == Flaw("message 1.1.1.1", "messages are nested too deeply")


def test_documents_of_a_forwarded_mail_without_words_of_its_own() -> None:
    outer = EmailMessage()
    outer["Subject"] = "Fwd"
    outer.make_mixed()
    outer.add_attachment(mail())
    assert only(outer).title == "Brücke gesperrt"
    assert only(outer).key == ""


PAGE = (
    "<html lang=de><head><title>Sperrung bis Oktober | Nordkurier</title>"
    "<meta property='article:published_time' content='2024-06-19'></head><body>"
    "<nav><a href='/'>Start</a></nav><article><h1>Sperrung bis Oktober</h1>"
    + "".join(f"<p>{sentence.strip()}</p>" for sentence in SENTENCES * 2)
    + "</article></body></html>"
)


def web_archive(**headers: str) -> bytes:
    lines = [
        "From: <Saved by Blink>",
        *(f"{name.replace('_', '-')}: {value}" for name, value in headers.items()),
        "Subject: Sperrung bis Oktober | Nordkurier",
        "Date: Thu, 1 Aug 2024 10:00:00 -0000",
        "MIME-Version: 1.0",
        'Content-Type: multipart/related; type="text/html"; boundary="--x"',
        "",
        "----x",
        "Content-Type: text/css",
        "Content-Location: https://nordkurier.example.de/a.css",
        "",
        "p { color: red }",
        "----x",
        "Content-Type: text/html",
        "Content-ID: <frame@mhtml.blink>",
        "Content-Transfer-Encoding: 8bit",
        "Content-Location: https://nordkurier.example.de/region/100",
        "",
        PAGE,
        "----x",
        "Content-Type: text/html",
        "Content-Location: https://ads.example/frame",
        "",
        "<html><body><p>Kaufen Sie jetzt unsere neuen und sehr guten Waschmaschinen!</p></body>",
        "----x--",
    ]
    return "\r\n".join(lines).encode()


@pytest.mark.parametrize(
    ("headers", "url"),
    [
        (
            {"Snapshot_Content_Location": "https://nordkurier.example.de/region/100?saved"},
            "https://nordkurier.example.de/region/100?saved",
        ),
        ({}, "https://nordkurier.example.de/region/100"),
        ({"Snapshot_Content_Location": "javascript:alert(1)"}, None),
    ],
)
def test_documents_of_a_saved_page(headers: dict[str, str], url: str | None) -> None:
    document = only(web_archive(**headers))
    assert (document.title, document.source, document.url, document.language) == (
        "Sperrung bis Oktober",
        "Nordkurier",
        url,
        "de",
    )
    # Not the day on which it was saved.
    assert (document.published, document.published_from) == ("2024-06-19", "meta")
    assert blocks(document, Label.BODY) == [sentence.strip() for sentence in SENTENCES]
    assert "Waschmaschinen" not in document.text


def test_documents_of_a_saved_page_that_is_no_article() -> None:
    data = web_archive().replace(PAGE.encode(), b"<html><body></body></html>")
    with pytest.raises(Unreadable, match="the page has no text"):
        read(data)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "not a mail message"),
        (b"Just some words.\nAnd more.\n", "not a mail message"),
        (bytes(range(256)) * 9, "not a mail message"),
        (b"Subject: a\n\n \n", "the mail has no text"),
        (b"Subject: a\nContent-Type: image/png\n\nxx", "the mail has no text"),
        (b"From: <Saved by Blink>\nContent-Type: text/plain\n\nxx", "the saved page has no HTML"),
    ],
)
def test_documents_of_what_is_no_mail(data: bytes, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        read(data)


def test_documents_over_the_limits() -> None:
    with pytest.raises(Unreadable, match="larger than"):
        read(mail(), Limits(max_bytes=50))
    with pytest.raises(Unreadable, match="longer than 50 characters"):
        read(mail(), Limits(max_characters=50))


def nested(depth: int) -> bytes:
    heads = [
        f"Content-Type: multipart/mixed; boundary=b{number}\n\n--b{number}\n"
        for number in range(depth)
    ]
    return ("MIME-Version: 1.0\n" + "".join(heads) + f"\n{TEXT}").encode()


HOSTILE = {
    "nested parts": nested(3_000),
    "parts": b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nText.\n" * 200_000,
    "headers": b"".join(b"X-%d: a\n" % i for i in range(200_000)) + b"Subject: a\n\nText.",
    "long subject": b"Subject: " + b"=?utf-8?q?=C3=A9?= " * 100_000 + b"\n\nText.",
    "open comment": b"From: " + b"(" * 500_000 + b"\nSubject: a\n\nText.",
    "open quotes": b"From: " + b'"\\' * 500_000 + b"\nSubject: a\n\nText.",
    "type": b"Content-Type: text/plain" + b"; a*0*=x'y'z" * 50_000 + b"\n\nText.",
    "encoded": b"Subject: a\nContent-Transfer-Encoding: base64\n\n" + b"!=" * 1_000_000,
    "unix": b"Subject: a\nContent-Transfer-Encoding: x-uuencode\n\n" + b"begin 644 a\nM\n" * 99_999,
    "rights to left": "Subject: \u202eab\u2028\nFrom: \ud800 <a@b>\n\nText.".encode(
        "utf-8", "surrogatepass"
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_documents_of_a_hostile_mail_ends_in_time(name: str) -> None:
    start = time.process_time()
    try:
        for found in read(HOSTILE[name]):
            if isinstance(found, Document):
                (found.text + str(found.title) + str(found.author)).encode()
                assert found.title is None or found.title.isprintable()
    except Unreadable as error:
        assert str(error)
    assert time.process_time() - start < 60  # 4 s at most on a machine at rest


PIECES = [
    *(b"Subject: ", b"From: ", b"Date: ", b"Content-Type: ", b"multipart/mixed; boundary=x", b"\n"),
    *(b"\n\n", b"--x\n", b"--x--\n", b"text/html", b"text/plain", b"; charset=", b"utf-8", b"big5"),
    *(b"message/rfc822", b"Content-Transfer-Encoding: base64", b"quoted-printable", b"=\n", b"=ZZ"),
    *(
        b"=?utf-8?b?",
        b"?=",
        b'"',
        b"(",
        b"<",
        b">",
        b"@",
        b";",
        b"\0",
        b"\xff",
        b"\xe4",
        b"\r",
        b" ",
    ),
    *(b"<p>", "Ein längerer Satz über die Brücke.".encode(), b"Content-Disposition: attachment"),
    *(b"MIME-Version: 1.0\n", b"Snapshot-Content-Location: https://a.example/\n", b"*0*=x'y'"),
]


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.sampled_from(PIECES), max_size=40))
def test_documents_of_any_pieces_gives_texts_or_says_why_not(pieces: list[bytes]) -> None:
    try:
        for found in read(b"".join(pieces)):
            if isinstance(found, Document):
                assert found.text == found.text.strip() != ""
                found.text.encode()
            else:
                assert found.reason
    except Unreadable as error:
        assert str(error)


def written(headers: str, text: str) -> bytes:
    return f"From: Coast <c@a.example>\nSubject: Pier\n{headers}\n\n{text}".encode()


LETTER = (
    "The pier reopened.\n\nView the harbour from it.\n\nYou received this right in 1974, she said."
)


@pytest.mark.parametrize(
    ("above", "below"),
    [
        (
            "View this email in your browser\nhttps://a.example/1",
            "Unsubscribe: https://a.example/u",
        ),
        (
            "Trouble viewing this email? Click here",
            "You received this email because you signed up.",
        ),
        (
            "Newsletter im Browser ansehen",
            "Sie erhalten diese E-Mail, weil Sie sich angemeldet haben.",
        ),
        (
            "Zur Online-Version: https://a.example",
            "Wenn Sie keine Newsletter mehr erhalten möchten",
        ),
        ("Voir dans votre navigateur", "Vous recevez ce message car vous êtes abonné."),
        ("Ver este correo en tu navegador", "Darse de baja"),
        ("Bekijk deze mail in je browser", "Uitschrijven | Voorkeuren"),
        ("Visualizza nel tuo browser", "Hai ricevuto questa newsletter perché sei iscritto."),
    ],
)
@pytest.mark.parametrize("page", [False, True])
def test_documents_of_a_newsletter_without_what_is_around_it(
    above: str, below: str, page: bool
) -> None:
    text = f"{above}\n\n{LETTER}\n\n{below}\n\nCoast Weekly, 1 Mill Lane"
    if page:
        text = "".join(f"<p>{part}</p>" for part in text.split("\n\n"))
    kind = "html" if page else "plain"
    [found] = read(written(f"Content-Type: text/{kind}; charset=utf-8", text))
    assert isinstance(found, Document)
    assert found.text == LETTER


def test_documents_whose_lines_flow_are_joined() -> None:
    text = "The pier reopened \nin April.\n\n> It is \n> open.\nSo it is.\n-- \nAda Finch\nTel. 1"
    [found] = read(written("Content-Type: text/plain; format=flowed", text))
    assert isinstance(found, Document)
    assert found.text == "The pier reopened in April.\n\n> It is open.\nSo it is."


@pytest.mark.parametrize(
    ("headers", "reason"),
    [
        ("X-Gmail-Labels: =?UTF-8?Q?Entw=C3=BCrfe,Newsletter?=", "draft"),
        ("X-Gmail-Labels: Spam", "unwanted"),
        ("X-Mozilla-Draft-Info: internal/draft; vcard=0", "draft"),
        ("X-Mozilla-Status: 0009", "deleted"),
    ],
)
def test_documents_that_were_put_away_are_named(headers: str, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        read(written(headers, LETTER))


@pytest.mark.parametrize("headers", ["X-Gmail-Labels: Inbox,Opened", "X-Mozilla-Status: 0011"])
def test_documents_that_were_read_stay(headers: str) -> None:
    assert len(read(written(headers, LETTER))) == 1


@pytest.mark.parametrize(
    "stamp",
    [
        "Fr, 14 Mär 2025 06:00:00 +0100",
        "2025-03-14 06:00:00",
        "vendredi 14 mars 2025 06:00",
        "14 مارس 2025",
    ],
)
def test_documents_date_in_the_words_of_a_country(stamp: str) -> None:
    assert only(f"Subject: x\nDate: {stamp}\n\n{TEXT}".encode()).published == "2025-03-14"


@pytest.mark.parametrize("stamp", ["", "Date: Thu, 01 Jan 1970 00:00:00 +0000\n"])
def test_documents_date_of_the_first_carrier(stamp: str) -> None:
    head = (
        "Received: from b by c; Sat, 15 Mar 2025 00:10:00 +0100\n"
        "Received: from a by b;\n\tFri, 14 Mar 2025 23:59:00 +0100\n"
    )
    document = only(f"{head}{stamp}Subject: x\n\n{TEXT}".encode())
    assert (document.published, document.published_from) == ("2025-03-14", "header")


PACKED = b64encode(TEXT.encode()).decode()
LINES = "\n".join(PACKED[at : at + 76] for at in range(0, len(PACKED), 76))
IN_BASE64 = "Subject: x\nContent-Type: text/plain\nContent-Transfer-Encoding: base64\n\n"


def test_documents_in_base64_that_is_cut_short() -> None:
    assert only((IN_BASE64 + LINES[:-10]).encode()).text.startswith(SENTENCES[0])


@pytest.mark.parametrize("dots", [0, 1, 2])  # how many, decides what base64 ends in
def test_documents_in_base64_with_a_footer_that_is_not(dots: int) -> None:
    told = TEXT.strip() + "." * dots
    packed = b64encode(told.encode()).decode()
    lines = "\n".join(packed[at : at + 76] for at in range(0, len(packed), 76))
    footer = f"\n{'_' * 47}\nRau mailing list\nhttps://x.example/mailman/listinfo/rau\n"
    assert only((IN_BASE64 + lines + footer).encode()).text == told


@pytest.mark.parametrize(("charset", "text"), [
    ("koi8-r", "Этой зимой на реке Рау насчитали семь выдр, последнюю видели в 1974 году.\n" * 3),
    ("cp1252", TEXT),
])  # fmt: skip
def test_documents_that_only_say_that_they_are_ascii(charset: str, text: str) -> None:
    head = b"Subject: x\nContent-Type: text/plain; charset=us-ascii\n\n"
    assert only(head + text.encode(charset)).text == text.strip()


PROPERTIES = plistlib.dumps({"flags": 8590195713, "subject": "Brücke"})


@pytest.mark.parametrize("length", ["{}\n", "{}   \r\n", "12\n", "99999999\n"])
def test_apple_mail_of_any_length(length: str) -> None:
    message = mail().as_bytes()
    data = length.format(len(message)).encode() + message + PROPERTIES
    [document] = apple.documents(data, LIMITS)
    assert isinstance(document, Document)
    assert (document.text, document.title) == (TEXT.strip(), "Brücke gesperrt")


@pytest.mark.parametrize(("flags", "reason"), [(1 << 1, "deleted"), (1 << 6, "draft")])
def test_apple_mail_that_was_put_away_is_named(flags: int, reason: str) -> None:
    message = mail().as_bytes()
    data = b"%d\n%b%b" % (len(message), message, plistlib.dumps({"flags": flags}))
    with pytest.raises(Unreadable, match=reason):
        list(apple.documents(data, LIMITS))


@pytest.mark.parametrize("data", [b"12\n", b"5\nhello<?xml version='1.0'?><plist><dict>", b"x"])
def test_apple_mail_that_is_none_is_unreadable(data: bytes) -> None:
    with pytest.raises(Unreadable, match="not a mail"):
        list(apple.documents(data, LIMITS))
