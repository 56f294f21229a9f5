"""Files of every kind on disk, and what is read from them."""

import errno
import hashlib
import os
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.articles import Unreachable, digest, find, read
from index.formats.document import Limits, Unreadable
from index.formats.documents import plain
from index.records import Article, Label, Skipped

OPTIONS = Limits()
TITLE = "Putin trifft Kim"
LEAD = "Der Präsident reiste am Mittwoch nach Pjöngjang und traf dort den Machthaber."
NEXT = "Beide unterzeichneten einen Vertrag über gegenseitigen Beistand."
NEWS = f"{TITLE}\n\n{LEAD}\n\n{NEXT}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "news"
    made.mkdir()
    return made


def written(folder: Path, content: str | bytes, name: str = "artikel.txt") -> Article:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return only(path)


def only(path: Path, limits: Limits = OPTIONS) -> Article:
    (article,) = read(path, path.name, limits)
    assert isinstance(article, Article)
    return article


def reason(folder: Path, content: str | bytes) -> str:
    with pytest.raises(Unreadable) as caught:
        written(folder, content)
    return str(caught.value)


# Text


@pytest.mark.parametrize(
    "text",
    [
        NEWS,
        NEWS.replace("\n", "\r\n"),
        NEWS.replace("\n", "\r"),
        NEWS.rstrip(),
        f" \t{LEAD}\u2028{NEXT}\x85 ",
        f"🎉 {LEAD} 🇩🇪 👩‍👩‍👧",
        f"Mu\u0308ller: {LEAD}",  # decomposed, and to stay so
        f"{LEAD} {LEAD} {LEAD}\n{LEAD}\n",
        "وصل الرئيس إلى العاصمة صباح الأربعاء.",
        "总统星期三凌晨抵达平壤，受到热烈欢迎。",
        "ประธานาธิบดีเดินทางถึงกรุงเปียงยาง",
        "राष्ट्रपति बुधवार तड़के प्योंगयांग पहुँचे।",
        "\uffff\ufffe Nachricht aus Bonn.",
        "Zwei\ufeff Teile.",  # a byte-order mark that is none, being inside
    ],
)
def test_read_text_is_the_decoded_file(text: str, folder: Path) -> None:
    assert written(folder, text).text == text


def test_read_drops_the_byte_order_mark_only(folder: Path) -> None:
    assert written(folder, b"\xef\xbb\xbf" + NEWS.encode()).text == NEWS


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (NEWS, "utf-16"),
        (NEWS, "utf-16-le"),
        (NEWS, "utf-32"),
        (f"{TITLE} – „groß“ für 5 €\n\n{LEAD}\n\n{NEXT}\n", "cp1252"),
        (NEWS, "latin-1"),
        ("Президент подписал договор о стратегическом партнёрстве.\n" * 5, "koi8-r"),
        ("Президент подписал договор о стратегическом партнёрстве.\n" * 5, "cp1251"),
        ("وصل الرئيس إلى العاصمة صباح الأربعاء.\n" * 5, "cp1256"),
        ("总统星期三凌晨抵达平壤，受到热烈欢迎。\n" * 9, "gb18030"),
        ("大統領は水曜日の早朝に平壌に到着した。\n" * 9, "shift_jis"),
    ],
)
def test_read_guesses_the_encoding(text: str, encoding: str, folder: Path) -> None:
    assert written(folder, text.encode(encoding)).text == text


def test_read_of_utf8_with_a_broken_byte_stays_utf8(folder: Path) -> None:
    text = "Der Präsident begrüßte die Gäste in Köln für die Feier.\n" * 20
    broken = text.encode().replace("Köln".encode(), b"K\xc3ln", 1)
    assert written(folder, broken).text == text.replace("Köln", "K\ufffdln", 1)


@pytest.mark.parametrize("content", [b"", b" \r\n\t\n", b"\xef\xbb\xbf", b"\xff\xfe", b"\n" * 9])
def test_read_of_an_empty_file_says_so(content: bytes, folder: Path) -> None:
    assert reason(folder, content) == "empty"


@pytest.mark.parametrize(
    "content",
    [
        NEWS.replace(" ", "\0").encode(),
        bytes(range(256)) * 40,
        b"\x89PNG\r\n\x1a\n" + bytes(range(0, 256, 3)) * 30,
        b"\x01\x02\x03 Putin \x1b[0m trifft \x02\x02\x02",
    ],
)
def test_read_of_a_binary_file_says_so(content: bytes, folder: Path) -> None:
    assert "binary" in reason(folder, content)


def test_read_of_a_file_over_the_limit_names_the_limit(folder: Path) -> None:
    path = folder / "gross.txt"
    path.write_text(LEAD * 30)
    assert only(path, Limits(max_bytes=path.stat().st_size)).text
    with pytest.raises(Unreadable, match=r"^larger than 0\.002 MB$"):
        only(path, Limits(max_bytes=2000))


def test_read_of_a_vanished_file_says_why(folder: Path) -> None:
    with pytest.raises(Unreadable, match=r"^cannot be opened: No such file"):
        only(folder / "weg.txt")


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root may read anything")
def test_read_of_a_forbidden_file_says_why(folder: Path) -> None:
    path = folder / "geheim.txt"
    path.write_text(NEWS)
    path.chmod(0)
    with pytest.raises(Unreadable, match=r"^cannot be opened: Permission denied"):
        only(path)


@settings(deadline=None)
@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_read_of_any_bytes_is_an_article_or_a_reason(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "irgendwas.md"
    path.write_bytes(content)
    try:
        article = only(path)
    except Unreadable as why:
        assert str(why)
        return
    article.text.encode()  # whole code points, no lone surrogates
    assert article.citation.title
    assert article.citation.language
    for span in article.spans:
        assert article.text[span.start : span.end].strip()


def test_digest_is_of_the_bytes_and_that_of_the_article(folder: Path) -> None:
    content = b"\xef\xbb\xbf" + NEWS.encode()
    article = written(folder, content)
    assert article.digest == hashlib.sha256(content).hexdigest()
    assert digest(folder / "artikel.txt", OPTIONS) == article.digest


def test_digest_of_a_file_over_the_limit_is_refused(folder: Path) -> None:
    (folder / "gross.txt").write_text(LEAD)
    with pytest.raises(Unreadable, match="larger than"):
        digest(folder / "gross.txt", Limits(max_bytes=10))


# Metadata


def test_read_takes_id_and_path_as_they_are(folder: Path) -> None:
    article = written(folder, NEWS)
    assert article.citation.id == "artikel.txt"
    assert article.citation.path == str(folder / "artikel.txt")


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (NEWS, TITLE),
        (f"{TITLE}\r\n\r\n{LEAD}\r\n", TITLE),
        (f"{LEAD} {NEXT}\n", LEAD),
        (f"19. Juni 2024\n\n{TITLE}\n\n{LEAD}\n", TITLE),
        ("June 19, 2024\n\nPutin meets Kim\n\nHe arrived on Wednesday.\n", "Putin meets Kim"),
        (f"Lesen Sie auch: Rente\n\n{TITLE}\n\n{LEAD}\n", TITLE),
        (f"Foto: dpa\n\n{TITLE}\n\n{LEAD}\n", TITLE),
        ("🎉", "🎉"),
        ("Kim   kam \t nach\xa0Hause.", "Kim kam nach Hause."),
        ("普京会见金正恩\n\n总统星期三凌晨抵达平壤。\n", "普京会见金正恩"),
    ],
)
def test_read_title_is_the_headline_or_first_sentence(text: str, title: str, folder: Path) -> None:
    assert written(folder, text).citation.title == title


def test_read_title_is_cut_where_it_is_very_long(folder: Path) -> None:
    title = written(folder, "Kim " * 100).citation.title
    assert len(title) == 200
    assert title.endswith("…")


def test_read_title_of_a_file_without_text_is_its_name(folder: Path) -> None:
    assert written(folder, "© AFP\n").citation.title == "artikel"


@pytest.mark.parametrize("heading", [f"# {TITLE}", f"# {TITLE} #", f"{TITLE}\n======"])
def test_read_title_of_markdown_is_its_heading(heading: str, folder: Path) -> None:
    assert written(folder, f"{heading}\n\n{LEAD}\n", "a.md").citation.title == TITLE


@pytest.mark.parametrize(
    ("line", "language_line"),
    [
        ("19. Juni 2024", LEAD),
        ("Mittwoch, 19. Juni 2024", LEAD),
        ("Veröffentlicht am Mittwoch, 19. Juni 2024, 10:30 Uhr", LEAD),
        ("Stand: 19.06.2024", LEAD),
        ("June 19, 2024", "The president arrived in Pyongyang early on Wednesday morning."),
        ("Published: 19 June 2024", "The president arrived in Pyongyang on Wednesday morning."),
        ("2024-06-19", "The president arrived in Pyongyang early on Wednesday morning."),
        ("Le 19 juin 2024", "Le président est arrivé mercredi matin dans la capitale."),
        ("19 de junio de 2024", "El presidente llegó el miércoles por la mañana a la capital."),
        ("19 июня 2024", "Президент прибыл в столицу в среду рано утром."),
        ("19 يونيو 2024", "وصل الرئيس إلى العاصمة صباح الأربعاء."),
        ("١٩ يونيو ٢٠٢٤", "وصل الرئيس إلى العاصمة صباح الأربعاء."),
        ("2024年6月19日", "总统星期三凌晨抵达平壤，受到热烈欢迎。"),
        ("19 जून 2024", "राष्ट्रपति बुधवार तड़के प्योंगयांग पहुँचे।"),
        ("19 มิถุนายน 2024", "ประธานาธิบดีเดินทางถึงกรุงเปียงยางเมื่อเช้าวันพุธ"),
    ],
)
def test_read_finds_the_date_line(line: str, language_line: str, folder: Path) -> None:
    for text in (
        f"{TITLE}\n\n{line}\n\n{language_line}\n\n{language_line[:-1]}!\n",
        f"{line}\n\n{TITLE}\n\n{language_line}\n\n{language_line[:-1]}!\n",
    ):
        assert written(folder, text).citation.published == "2024-06-19"


@pytest.mark.parametrize(
    "line",
    [
        "Im Jahr 2024",
        "Juni 2024",
        "Kosten steigen auf 2024 Euro",
        "12 Tote 2024",
        "Am 19. Juni 2024 kam Putin in Pjöngjang an, wo Kim ihn abholte.",
        "Vor drei Tagen",
        "19. Juni",
        "32. Juni 2024",
    ],
)
def test_read_invents_no_date(line: str, folder: Path) -> None:
    assert written(folder, f"{line}\n\n{LEAD}\n\n{NEXT}\n").citation.published is None


def test_read_date_line_is_no_text_to_quote(folder: Path) -> None:
    article = written(folder, f"19. Juni 2024\n\n{TITLE}\n\n{LEAD}\n")
    assert [span.label for span in article.spans] == [Label.HEADER, Label.HEADLINE, Label.BODY]


MATTER = """---
title: Putin besucht Kim
date: 2024-06-19
source: Tageblatt
url: https://example.org/putin
lang: de-AT
---
"""


def test_read_takes_the_front_matter_of_markdown(folder: Path) -> None:
    citation = written(folder, f"{MATTER}\n# {TITLE}\n\n{LEAD}\n", "a.md").citation
    assert citation.title == "Putin besucht Kim"
    assert citation.published == "2024-06-19"
    assert citation.source == "Tageblatt"
    assert citation.url == "https://example.org/putin"
    assert citation.language == "de"


def test_read_front_matter_that_is_no_yaml_line_by_line(folder: Path) -> None:
    matter = "title: Streik: Bahnen stehen still\nsource: Re: Newsletter\ndate: 2025-03-27"
    told = written(folder, f"---\n{matter}\n---\nAm Donnerstag fuhr keine Bahn.\n", "a.md").citation
    assert (told.title, told.source, told.published) == (
        "Streik: Bahnen stehen still", "Re: Newsletter", "2025-03-27",
    )  # fmt: skip


def test_read_front_matter_of_a_plain_text_is_text(folder: Path) -> None:
    assert written(folder, f"{MATTER}\n{LEAD}\n").citation.source is None


@pytest.mark.parametrize(
    "date",
    [
        "2024-06-19",
        "2024-06-19 10:30:00",
        "2024-06-19T10:30:00Z",
        '"June 19, 2024"',
        "19. Juni 2024",
    ],
)
def test_read_front_matter_date_in_any_notation(date: str, folder: Path) -> None:
    text = f"---\ntitle: x\ndate: {date}\n---\n\n{LEAD}\n"
    assert written(folder, text, "a.md").citation.published == "2024-06-19"


@pytest.mark.parametrize(
    "matter",
    [
        "date: 2024-13-45",  # looks like a date to YAML, and is none
        "date: 2024-06-19 25:99:00",
        "title: " + "[" * 9000,
        "title: [offen",
        "title: !!python/object:os.system x",
        "? {a: b}\n: x",
        "a: &a [*a]\nb: *zz",
        "title:\ndate:\nlang:",
        "- nur\n- eine Liste",
        "\t",
        "title: 17\ndate: yes\nlang: true",
        "title: !!bool x\ndate: !!timestamp x",
        "title: ~\ndate: 0000-00-00\nauthor: !!int ''",
    ],
)
def test_read_of_broken_front_matter_keeps_the_article(matter: str, folder: Path) -> None:
    article = written(folder, f"---\n{matter}\n---\n\n{LEAD}\n", "a.md")
    assert article.citation.title in (LEAD, "17", "x")
    assert article.citation.published is None
    assert article.citation.language == "de"


@pytest.mark.parametrize(
    ("stated", "title"),
    [
        ("1984", "1984"),
        ("007", "007"),
        ("1:1:1", "1:1:1"),
        ("2024-06-19", "2024-06-19"),
        ("0x" + "F" * 5000, "0x" + "F" * 197 + "…"),  # a number with too many digits to be written
        (r'"a\0b \uD800 \e[31mX"', "ab \ufffd [31mX"),
    ],
)
def test_read_front_matter_title_is_what_is_written_there(
    stated: str, title: str, folder: Path
) -> None:
    text = f"---\ntitle: {stated}\n---\n\n{LEAD}\n"
    assert written(folder, text, "a.md").citation.title == title


@pytest.mark.parametrize("name", ["source", "author", "url"])
def test_read_front_matter_with_half_a_character_can_be_stored(name: str, folder: Path) -> None:
    text = f'---\n{name}: "https://example.org/\\uD800"\n---\n\n{LEAD}\n'
    article = written(folder, text, "a.md")
    repr_of_all = f"{article.citation}".encode()
    assert b"\\ud800" not in repr_of_all


def test_read_front_matter_language_is_no_truth_value(folder: Path) -> None:
    text = f"---\nlang: no\n---\n\n{LEAD}\n"
    assert written(folder, text, "a.md").citation.language == "no"


def test_read_of_a_file_that_a_reader_fails_on_costs_that_file(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def documents(*_: object) -> Any:
        raise KeyError("x")

    monkeypatch.setattr(plain, "documents", documents)
    assert reason(folder, NEWS) == "the reader failed on it (KeyError)"


@pytest.mark.parametrize(
    ("stated", "code"),
    [("de", "de"), ("de-DE", "de"), ("de_DE", "de"), ("deu", "de"), ("nb-NO", "no")],
)
def test_read_front_matter_language_is_a_code(stated: str, code: str, folder: Path) -> None:
    text = f"---\nlang: {stated}\n---\n\n{LEAD}\n"
    assert written(folder, text, "a.md").citation.language == code


def test_read_front_matter_language_by_name_is_left_to_the_text(folder: Path) -> None:
    text = f"---\nlang: Deutsch\n---\n\n{LEAD}\n"
    assert written(folder, text, "a.md").citation.language == "de"


def test_read_language_is_that_of_the_text_not_of_the_page(folder: Path) -> None:
    text = f"Read more\nShare\nHome\n\n{LEAD} {NEXT}\n"
    assert written(folder, text).citation.language == "de"


def test_read_of_the_same_title_twice_gives_two_articles(folder: Path) -> None:
    one, two = written(folder, NEWS, "a.txt"), written(folder, NEWS + LEAD, "b.txt")
    assert one.citation.title == two.citation.title
    assert one.citation.id != two.citation.id


# Folders


def names(root: Path) -> list[str]:
    return [found.name for found in find(root) if isinstance(found, Path)]


def reasons(root: Path) -> dict[str, str]:
    return {found.path: found.reason for found in find(root) if isinstance(found, Skipped)}


def test_find_walks_a_folder_in_a_stable_order(folder: Path) -> None:
    for name in ("b.txt", "a.md", "c/d.TXT", "c/a.markdown", "B.txt"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(NEWS)
    found = [path.relative_to(folder).as_posix() for path in find(folder)]
    assert found == ["B.txt", "a.md", "b.txt", "c/a.markdown", "c/d.TXT"]


def test_find_of_a_file_is_that_file(folder: Path) -> None:
    (folder / "a.txt").write_text(NEWS)
    (folder / "b.txt").write_text(NEWS)
    assert list(find(folder / "b.txt")) == [folder / "b.txt"]


def test_find_knows_the_mailboxes_of_apple_by_their_whole_name(tmp_path: Path) -> None:
    exported = tmp_path / "News.mbox"
    exported.mkdir()
    message = b"From a@b Fri Mar 14 10:00:00 2025\nSubject: Pier\n\nIt is open."
    (exported / "mbox").write_bytes(message)
    assert list(find(tmp_path)) == [exported / "mbox"]
    assert [each.text for each in read(exported / "mbox", "a", Limits())] == ["It is open."]


def test_find_of_an_empty_folder_is_nothing(folder: Path) -> None:
    assert list(find(folder)) == []


def test_find_passes_over_what_is_hidden(folder: Path) -> None:
    for name in (".a.txt", ".git/b.txt", "c/.d.txt", ".beleg/e.exe"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(NEWS)
    assert list(find(folder)) == []


@pytest.mark.parametrize("name", ["bild.jpg", "ohne", "artikel.txt.bak"])
def test_find_skips_other_types_and_names_those_it_reads(name: str, folder: Path) -> None:
    (folder / name).write_text(NEWS)
    ((path, reason),) = reasons(folder).items()
    assert path == str(folder / name)
    assert ".md" in reason
    assert ".txt" in reason


def test_find_of_a_file_of_another_type_is_skipped(folder: Path) -> None:
    (folder / "a.exe").write_text(NEWS)
    assert list(reasons(folder / "a.exe")) == [str(folder / "a.exe")]


@pytest.fixture
def links(folder: Path) -> Path:
    try:
        (folder / "probe").symlink_to(folder)
    except OSError:
        pytest.skip("links cannot be made here")
    (folder / "probe").unlink()
    return folder


def test_find_skips_a_link_out_of_the_folder(links: Path, tmp_path: Path) -> None:
    (tmp_path / "geheim.txt").write_text(NEWS)
    (links / "a.txt").symlink_to(tmp_path / "geheim.txt")
    assert reasons(links) == {str(links / "a.txt"): "the link points out of the folder"}


def test_find_follows_a_link_within_the_folder(links: Path) -> None:
    (links / "a.txt").write_text(NEWS)
    (links / "b.txt").symlink_to("a.txt")
    assert names(links) == ["a.txt", "b.txt"]


def test_find_does_not_walk_into_a_linked_folder(links: Path, tmp_path: Path) -> None:
    (tmp_path / "fremd").mkdir()
    (tmp_path / "fremd" / "a.txt").write_text(NEWS)
    (links / "fremd").symlink_to(tmp_path / "fremd")
    (links / "kreis").symlink_to(links)
    assert names(links) == []
    # What the other one leads to is read where it lies.
    assert list(reasons(links)) == [str(links / "fremd")]


def test_find_skips_a_link_to_nothing(links: Path) -> None:
    (links / "a.txt").symlink_to("weg.txt")
    assert reasons(links) == {str(links / "a.txt"): "not a regular file"}


def test_find_skips_a_link_to_itself(links: Path) -> None:
    (links / "a.txt").symlink_to("a.txt")
    assert list(reasons(links)) == [str(links / "a.txt")]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes here")
def test_find_skips_a_pipe(folder: Path) -> None:
    os.mkfifo(folder / "a.txt")
    assert reasons(folder) == {str(folder / "a.txt"): "not a regular file"}


@pytest.mark.skipif(sys.platform != "linux", reason="file names are text here")
def test_find_skips_a_file_name_that_is_no_text(folder: Path) -> None:
    with open(os.fsencode(folder) + b"/a\xff.txt", "wb") as file:  # noqa: PTH123
        file.write(NEWS.encode())
    ((path, reason),) = reasons(folder).items()
    assert path == str(folder / "a?.txt")
    assert "file name" in reason


@pytest.mark.parametrize(
    "name", ["Ä ö.txt", "a\nb.txt", "🎉.txt", "'; DROP.txt", "总统.md", "#1%.txt"]
)
def test_find_takes_any_name_that_is_text(name: str, folder: Path) -> None:
    try:
        (folder / name).write_text(NEWS)
    except OSError:
        pytest.skip("this name cannot be written here")
    assert names(folder) == [name]


@pytest.fixture
def unseen(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file in a folder whose names may be read and no more."""
    file, looked = folder / "zu" / "a.txt", os.stat
    file.parent.mkdir()
    file.write_text(NEWS)

    def stat(path: Any, **options: Any) -> os.stat_result:
        if str(path) == str(file):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
        return looked(path, **options)

    monkeypatch.setattr(os, "stat", stat)
    return file


@pytest.mark.parametrize("root", ["", "zu", "zu/a.txt"])
def test_find_names_a_file_that_cannot_be_looked_at(root: str, unseen: Path, folder: Path) -> None:
    (found,) = find(folder / root)
    assert isinstance(found, Unreachable)
    assert found.path == str(unseen)


@pytest.mark.parametrize("error", [errno.EIO, errno.ESTALE, errno.EACCES])
def test_find_of_a_failing_disk_is_not_an_empty_folder(
    error: int, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "netz").mkdir()
    (folder / "a.txt").write_text(NEWS)
    listed = os.scandir

    def scandir(path: Any) -> Any:
        if str(path).endswith("netz"):
            raise OSError(error, os.strerror(error), path)
        return listed(path)

    monkeypatch.setattr(os, "scandir", scandir)
    found = list(find(folder))
    assert found[0] == folder / "a.txt"
    assert isinstance(found[1], Unreachable)
    assert found[1].reason.endswith(os.strerror(error))
