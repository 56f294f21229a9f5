"""What a line of a news page is: text that may be quoted, or something around it."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.content import front_matter_end, spans
from index.records import Label

LEAD = "Der Präsident reiste am Mittwoch nach Pjöngjang und traf dort den Machthaber."
NEXT = "Beide unterzeichneten einen Vertrag über gegenseitigen Beistand."
LAST = "Am Abend flog er weiter nach Vietnam."


def labelled(text: str, *, markdown: bool = False) -> list[tuple[str, Label]]:
    return [(text[span.start : span.end], span.label) for span in spans(text, markdown=markdown)]


def label_of(line: str, *, between: tuple[str, str] = (LEAD, NEXT)) -> Label:
    """Label a line that stands alone between two paragraphs."""
    found = dict(labelled(f"{between[0]}\n\n{line}\n\n{between[1]}\n"))
    return found[line]


def of_label(label: Label, text: str, *, markdown: bool = False) -> list[str]:
    return [line for line, found in labelled(text, markdown=markdown) if found is label]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r", "\u2028", "\n\n", "\n \t \n"])
def test_spans_split_at_every_kind_of_line_break(newline: str) -> None:
    text = newline.join([LEAD, NEXT, LAST])
    assert [line for line, _ in labelled(text)] == [LEAD, NEXT, LAST]


@pytest.mark.parametrize("text", ["", " ", "\r\n\t\n"])
def test_spans_of_nothing_are_none(text: str) -> None:
    assert spans(text) == ()
    assert spans(text, markdown=True) == ()


def test_spans_without_final_newline_reach_the_end() -> None:
    assert spans(LEAD)[-1].end == len(LEAD)


lines = st.sampled_from(
    [LEAD, NEXT, NEXT, "Weiterlesen »", "Lesen Sie auch: Kim", "Foto: dpa", "Kurz gesagt", "Ja.",
     "- Tee", "# Titel", "> Zitat", "| a | b |", "|---|---|", "```", "---", "title: x", "*",
     "1. Eins", "普京会见金正恩", "وصل الرئيس.", "🎉", "…", "", " ", "\r", "\x1c",
     "date 2024-06 Kim kam"]
)  # fmt: skip
pages = st.lists(lines | st.text(max_size=20), max_size=30).map("\n".join)


@settings(deadline=None)
@given(pages | st.text(), st.booleans())
def test_spans_are_in_order_and_trimmed(text: str, markdown: bool) -> None:
    end = 0
    for span in spans(text, markdown=markdown):
        assert end <= span.start < span.end <= len(text)
        assert text[span.start : span.end] == text[span.start : span.end].strip()
        end = span.end


@settings(deadline=None)
@given(pages | st.text())
def test_spans_of_plain_text_leave_out_white_space_only(text: str) -> None:
    found = "".join(text[span.start : span.end] for span in spans(text))
    assert "".join(found.split()) == "".join(text.split())


@pytest.mark.parametrize(
    "line",
    [
        "Lesen Sie auch: Was der Vertrag bedeutet",
        "Lesen Sie auch Was der Vertrag bedeutet",
        "Mehr zum Thema – Putin auf dem Weg zu seinen Waffenbrüdern",
        "Siehe auch\xa0 Trump News: Dem Außenministerium fehlen die Worte.",
        "» Siehe auch: Kims Reise nach Wladiwostok",
        "Read also: What the treaty means",
        "READ MORE: What the treaty means",
        "Read more Putin meets Kim in Pyongyang",
        "Related: North Korea fires two missiles",
        "You may also like: Ten photos from Hanoi",
        "À lire aussi : Ce que prévoit le traité",
        "Lire aussi « Un voyage rare »",
        "Lea también: Qué dice el tratado",
        "Te puede interesar: Diez fotos de Hanói",
        "Leggi anche: Che cosa prevede il trattato",
        "Leia também: O que diz o tratado",
        "Lees ook: Wat het verdrag betekent",
        "Läs också: Vad avtalet betyder",
        "Czytaj także: Co oznacza traktat",
        "İlgili haberler: Antlaşma ne getiriyor",
        "Читайте также: Что означает договор",
        "اقرأ أيضا: ماذا تعني المعاهدة",
        "यह भी पढ़ें: संधि का क्या मतलब है",
        "相关阅读：条约意味着什么",
        "関連記事：条約の意味",
        "관련 기사: 조약의 의미",
    ],
)
def test_spans_label_a_pointer_to_another_story_as_teaser(line: str) -> None:
    assert label_of(line) is Label.TEASER


@pytest.mark.parametrize(
    "line",
    [
        "Weiterlesen »",
        "Mehr lesen",
        "Read more",
        "[Read more]",
        "CONTINUE READING →",
        "Lire la suite…",
        "Seguir leyendo",
        "Continua a leggere >",
        "Lees verder",
        "Devamını oku",
        "Читать далее",
        "اقرأ المزيد",
        "और पढ़ें",
        "阅读全文",
        "続きを読む",
    ],
)
def test_spans_label_a_line_that_only_says_read_more_as_link(line: str) -> None:
    assert label_of(line) is Label.LINK


@pytest.mark.parametrize(
    "line",
    [
        "© Kristina Kormilitsyna / POOL / AFP",
        "(c) dpa",
        "Foto: dpa",
        "Foto: Kay Nietfeld/dpa.",
        "Fotos (2): Reuters",
        "Photo: Gavriil Grigorov, Sputnik",
        "Photo credit: AP",
        "Photo by: Kim Won Jin",
        "Image source: Getty Images",
        "Bild: IMAGO / ZUMA",
        "Quelle: KCNA",
        "Crédit photo : AFP",
        "Crédits : AFP",
        "Фото: ТАСС",
        "صورة: رويترز",
        "图片：新华社",
        "写真：共同通信",
        "Stringer/Getty Images",
        "Gavriil Grigorov / POOL / AFP",
    ],
)
def test_spans_label_who_took_the_photograph_as_credit(line: str) -> None:
    assert label_of(line) is Label.CREDIT


# Sentences of news that begin as a pointer, a credit or a link would, and are none of them.
TRICKY = [
    # English
    "Read more books than ever, says the minister, and you will understand the world better.",
    "Read more Shakespeare, the minister told pupils in Leeds on Monday.",
    "Read also stands for “studied” at Cambridge, where she read history.",
    "Read next to the grave, the letter moved the mourners.",
    "Related Companies said on Monday it would build a tower in Manhattan.",
    "Related crimes have risen by a fifth since the summer, police said.",
    "Related-party deals are being examined, the regulator said.",
    "Recommended doses vary from country to country, the agency said.",
    "See also the report that the Senate published in March, he said.",
    "Similar News Corp titles were sold last year, the company said.",
    "Don’t miss the deadline, the tax office warned on Friday.",
    "You may also like what the governor did next: he resigned.",
    "Share prices fell by three percent in Tokyo on Friday.",
    "Print is not dead, the publisher said.",
    "Photo finish: Smith beat Jones by a hundredth of a second.",
    "Photo ID: voters must now show a passport at the polling station.",
    "Image problems: the party has lost 12 points since May.",
    "Images of the strike: three dead, dozens injured, hospital says.",
    "Credit Suisse: the bank fell within a weekend.",
    "Credit where it is due: the goalkeeper saved the match.",
    "Copyright law is to be reformed by 2026, the commission said.",
    "Date 2024-06 was written on the letter that the chancellor received.",
    "Published 2024-05-01 in a journal, the study covers 4,000 patients.",
    # German
    "Mehr zum Thema Rente will die Regierung im Herbst vorlegen.",
    "Zum Thema Ukraine hat der Bundestag am Donnerstag debattiert.",
    "Zum Thema machte die Opposition den Brief erst im Mai.",
    "Siehe auch Artikel 5 des Vertrags, schrieb das Gericht in seinem Urteil.",
    "Lesen Sie mehr Bücher, riet der Minister den Schülern.",
    "Lesen Sie hier nicht zwischen den Zeilen, sagte der Kanzler.",
    "Auch interessant war die Reaktion der Börse, die um drei Prozent nachgab.",
    "Ähnliche Nachrichten kamen am Abend aus Charkiw.",
    "Ähnliche Beiträge zahlen die Versicherten in Österreich.",
    "Das könnte Sie interessieren, sagte der Makler und zeigte auf die Villa.",
    "Bild der Verwüstung: Im Ahrtal stehen noch Ruinen.",
    "Bild: Die Zeitung berichtete zuerst über den Rücktritt.",
    "Bilder aus Kiew: Hunderte harren in den Bahnhöfen aus.",
    "Quelle des Streits: ein Zaun zwischen den Grundstücken.",
    "Foto: Der Preis geht an Anja Niedringhaus, teilte die Jury mit.",
    "Teilen will die Stadt ihre Daten nicht.",
    "Drucken lassen darf jeder, urteilte das Gericht.",
    # French
    "À lire les journaux, la crise est finie.",
    "À lire Proust, on oublie le temps, dit le ministre.",
    "Lire aussi Balzac serait utile, estime la ministre.",
    "Voir aussi Naples fut le rêve de sa vie, raconte sa sœur.",
    "Sur le même sujet, Macron s’est montré prudent mardi.",
    "Photo de famille : les dirigeants du G7 ont posé à Hiroshima.",
    "Image forte : le pape a embrassé les détenus.",
    "Crédit agricole : la banque annonce un bénéfice record.",
    # Spanish
    "Lea más libros, dijo la ministra a los alumnos.",
    "Lea también a Borges, aconsejó el ministro.",
    "Leer más Cervantes, esa es la propuesta del ministro.",
    "Te puede interesar Madrid si buscas trabajo, dijo el alcalde.",
    "Ver también Toledo cuesta poco más, explica el guía.",
    "Foto de familia: los líderes posaron en Hiroshima.",
    # Russian
    "По теме Украины президент не высказался.",
    "По теме пенсий министр обещал новый закон.",
    "Фото дня обошло весь мир: президент плачет.",
    # Arabic, Hindi, Chinese
    "اقرأ المزيد من الكتب، قال الوزير للطلاب يوم الاثنين.",
    "यह भी पढ़ें कि मंत्री ने क्या कहा।",
    "相关新闻报道说，总统星期三抵达平壤。",
]


@pytest.mark.parametrize("sentence", TRICKY)
def test_spans_leave_a_sentence_that_begins_like_a_marker_as_body(sentence: str) -> None:
    assert label_of(sentence) is Label.BODY


POINTER = "Mehr zum Thema – Putin auf dem Weg zu seinen Waffenbrüdern"


@pytest.mark.parametrize(
    "pointer",
    [
        POINTER,
        "Lesen Sie auch: Was der Vertrag bedeutet",
        "READ MORE: What the treaty means",
        "Lire aussi : Ce que prévoit le traité",
        "Читайте также: Что означает договор",
        "اقرأ أيضا: ماذا تعني المعاهدة",
        "延伸阅读：条约意味着什么",
        "Siehe auch: Wer zahlt für den Vertrag?",
    ],
)
def test_spans_split_a_pointer_off_the_end_of_a_paragraph(pointer: str) -> None:
    text = f"{NEXT}\n\n{LEAD} {pointer}\n\n{LAST}\n"
    assert labelled(text) == [
        (NEXT, Label.BODY),
        (LEAD, Label.BODY),
        (pointer, Label.TEASER),
        (LAST, Label.BODY),
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "Lesen Sie auch das Kleingedruckte: Es lohnt sich.",
        "Zum Thema Rente schweigt er.",
        "Lesen Sie auch: Der Vertrag. So hieß das Buch, das er verschenkte.",
        "Er zeigte auf ein Bild: Kims Vater",
    ],
)
def test_spans_keep_a_sentence_that_begins_as_a_pointer_in_its_paragraph(sentence: str) -> None:
    paragraph = f"{LEAD} {sentence}"
    assert label_of(paragraph, between=(NEXT, LAST)) is Label.BODY


TEASED = [
    "Rente steigt im Juli um vier Prozent, teilte das Ministerium mit.",
    "Lokführer streiken ab Mittwoch, die Bahn stellt einen Notfahrplan auf.",
]


def test_spans_before_each_link_of_a_list_are_teasers() -> None:
    text = f"{LEAD}\n{NEXT}\n{TEASED[0]}\nWeiterlesen »\n{TEASED[1]}\nWeiterlesen »\n"
    assert of_label(Label.TEASER, text) == TEASED
    assert of_label(Label.BODY, text) == [LEAD, NEXT]


def test_spans_before_a_single_link_are_body() -> None:
    text = f"{LEAD}\n{NEXT}\nWeiterlesen »\n"
    assert of_label(Label.BODY, text) == [LEAD, NEXT]


def test_spans_at_the_start_with_links_only_do_not_fail() -> None:
    assert of_label(Label.LINK, "Weiterlesen »\nWeiterlesen »\n") != []


def test_spans_label_the_first_short_line_as_headline() -> None:
    assert labelled(f"Putin trifft Kim\n\n{LEAD}\n")[0] == ("Putin trifft Kim", Label.HEADLINE)


@pytest.mark.parametrize("title", ["Putin trifft Kim.", "„Wir sind bereit!“", "普京会见金正恩。"])
def test_spans_label_a_first_line_that_is_a_sentence_as_body(title: str) -> None:
    assert labelled(f"{title}\n\n{LEAD}\n")[0] == (title, Label.BODY)


@pytest.mark.parametrize(
    "sentence",
    [
        "صدر بدھ کو دارالحکومت پہنچے۔",
        "राष्ट्रपति बुधवार को पहुँचे।",
        "سأل: هل وصل الرئيس؟",
        "សង្គ្រាមបានបញ្ចប់។",
        "Պատերազմն ավարտվեց։",
        "他说：“我来了。”",
        "Er fragte: „Wer kommt?“",
    ],
)
def test_spans_know_the_end_of_a_sentence_in_every_script(sentence: str) -> None:
    assert label_of(sentence) is Label.BODY


def test_spans_label_a_short_line_between_paragraphs_as_headline() -> None:
    text = f"{LEAD}\n\nERST NACH 24 JAHREN\n\n{NEXT}\n"
    assert of_label(Label.HEADLINE, text) == ["ERST NACH 24 JAHREN"]


def test_spans_label_a_short_last_line_as_body() -> None:
    assert labelled(f"{LEAD}\n\n{NEXT}\n\nKein Ende")[-1] == ("Kein Ende", Label.BODY)


@pytest.mark.parametrize("line", ["- Tee", "• Tee", "3. Tee", "2) Tee", "a) Tee"])
def test_spans_label_a_line_of_a_list_as_body(line: str) -> None:
    assert label_of(line) is Label.BODY


def test_spans_label_a_title_that_comes_twice_as_header_once() -> None:
    title = "Putin sagt Nordkorea Hilfe zu"
    text = f"Oktober 5, 2024\n\nsecurnews\n\n{title}\n\n{title}\n\n{LEAD}\n"
    assert labelled(text) == [
        ("Oktober 5, 2024", Label.HEADER),
        ("securnews", Label.HEADER),
        (title, Label.HEADER),
        (title, Label.HEADLINE),
        (LEAD, Label.BODY),
    ]


def test_spans_label_a_lead_that_is_cut_short_as_header() -> None:
    cut = LEAD[:60] + "..."
    text = f"Putin trifft Kim\n\n{cut}\n\n{LEAD}\n\n{NEXT}\n"
    assert of_label(Label.HEADER, text) == [cut]
    assert LEAD in of_label(Label.BODY, text)


def test_spans_label_a_paragraph_that_ends_in_dots_as_body() -> None:
    trailing = "Niemand im Saal wusste, wie es nach dieser Rede weitergehen sollte ..."
    assert label_of(trailing) is Label.BODY


def test_spans_label_a_lead_that_comes_twice_as_header_once() -> None:
    text = f"{LEAD}\n\n{LEAD}\n\n{NEXT}\n"
    assert [label for _, label in labelled(text)] == [Label.HEADER, Label.BODY, Label.BODY]


@pytest.mark.parametrize("mark", ["Anzeige", "* * *", "–", "Advertisement"])
def test_spans_between_repeated_marks_stay_body(mark: str) -> None:
    text = f"Kurz gemeldet am Abend\n\n{LEAD}\n\n{mark}\n\n{NEXT}\n\n{mark}\n\n{LAST}\n"
    assert of_label(Label.HEADLINE, text)[0] == "Kurz gemeldet am Abend"
    assert [line for line in of_label(Label.BODY, text) if line != mark] == [LEAD, NEXT, LAST]


def test_spans_keep_the_short_answers_of_an_interview() -> None:
    questions = ["Treten Sie zurück?", "Haben Sie das Geld genommen?", "Wusste der Kanzler davon?"]
    text = "\n\n".join(f"{question}\n\nNein." for question in questions)
    assert of_label(Label.BODY, text) == [x for question in questions for x in (question, "Nein.")]


def test_spans_label_what_a_crawler_wrote_in_front_as_header() -> None:
    text = f" date 2024-06 Putin trifft Kim\n\n{LEAD}\n"
    assert labelled(text)[:2] == [
        ("date 2024-06", Label.HEADER),
        ("Putin trifft Kim", Label.HEADLINE),
    ]


WRAPPED = """Putin trifft Kim in Nordkorea

Der russische Präsident Wladimir Putin ist am Mittwoch zu einem
Staatsbesuch in Nordkorea eingetroffen. Er wurde am Flughafen von
Machthaber Kim Jong Un mit militärischen Ehren empfangen und
umarmt.

Beide Seiten wollen ein Abkommen unterzeichnen, das gegenseitigen
Beistand vorsieht. Zu den Geschenken gehören:
- eine Limousine russischer Produktion, die bereits die zweite ist
- ein Teeservice
- ein Dolch für Admirale

Die Reise dauert zwei Tage. Danach fliegt der Präsident weiter nach
Vietnam, wo er am Donnerstag erwartet wird.
"""


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_spans_join_the_lines_of_hard_wrapped_text(newline: str) -> None:
    text = WRAPPED.replace("\n", newline)
    joined = [line.replace(newline, " ") for line, _ in labelled(text)]
    assert joined == [
        "Putin trifft Kim in Nordkorea",
        "Der russische Präsident Wladimir Putin ist am Mittwoch zu einem Staatsbesuch in Nordkorea "
        "eingetroffen. Er wurde am Flughafen von Machthaber Kim Jong Un mit militärischen Ehren "
        "empfangen und umarmt.",
        "Beide Seiten wollen ein Abkommen unterzeichnen, das gegenseitigen Beistand vorsieht. Zu "
        "den Geschenken gehören:",
        "- eine Limousine russischer Produktion, die bereits die zweite ist",
        "- ein Teeservice",
        "- ein Dolch für Admirale",
        "Die Reise dauert zwei Tage. Danach fliegt der Präsident weiter nach Vietnam, wo er am "
        "Donnerstag erwartet wird.",
    ]


def test_spans_keep_the_headline_of_hard_wrapped_text_apart() -> None:
    assert labelled(WRAPPED)[0] == ("Putin trifft Kim in Nordkorea", Label.HEADLINE)


def test_spans_do_not_join_paragraphs_longer_than_a_wrapped_line() -> None:
    paragraphs = [LEAD, NEXT, LAST, LEAD + " " + NEXT]
    assert [line for line, _ in labelled("\n".join(paragraphs))] == paragraphs


def test_spans_do_not_join_short_paragraphs_of_a_line_each() -> None:
    paragraphs = [LEAD, NEXT, *TEASED, NEXT.replace("Beide", "Alle"), LEAD[:60] + "."]
    assert [line for line, _ in labelled("\n".join(paragraphs))] == paragraphs


def test_spans_of_markdown_are_its_blocks_without_their_marks() -> None:
    text = (
        "# Putin trifft Kim\n\n"
        "> Das Zitat des Tages lautet: Freundschaft.\n\n"
        "- Erster Punkt steht hier.\n- Zweiter Punkt\n  über zwei Zeilen.\n\n"
        "1. Nummer eins.\n\n"
        "Text mit [Link](https://example.org)\nund *Betonung*.\n\n"
        "## Unterkapitel\n\n***\n\n"
        "Noch ein Satz.\n"
    )
    assert labelled(text, markdown=True) == [
        ("Putin trifft Kim", Label.HEADLINE),
        ("Das Zitat des Tages lautet: Freundschaft.", Label.BODY),
        ("Erster Punkt steht hier.", Label.BODY),
        ("Zweiter Punkt\n  über zwei Zeilen.", Label.BODY),
        ("Nummer eins.", Label.BODY),
        ("Text mit [Link](https://example.org)\nund *Betonung*.", Label.BODY),
        ("Unterkapitel", Label.HEADLINE),
        ("Noch ein Satz.", Label.BODY),
    ]


@pytest.mark.parametrize(
    "heading", ["# Putin trifft Kim #", "Putin trifft Kim\n====", "### Putin trifft Kim"]
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_spans_of_a_markdown_heading_are_its_words(heading: str, newline: str) -> None:
    text = f"{heading}\n\n{LEAD}\n".replace("\n", newline)
    assert labelled(text, markdown=True)[0] == ("Putin trifft Kim", Label.HEADLINE)


def test_spans_of_a_markdown_table_are_body() -> None:
    text = f"# Opfer\n\n{LEAD}\n\n| Land | Tote |\n|------|------|\n| Italien | 3 |\n\n{NEXT}\n"
    assert of_label(Label.HEADLINE, text, markdown=True) == ["Opfer"]
    assert "| Italien | 3 |" in of_label(Label.BODY, text, markdown=True)


def test_spans_of_markdown_hold_each_row_of_a_table_once() -> None:
    text = "| Land | Tote |\n|------|------|\n| Italien | 3 |\n"
    found = [line for line, _ in labelled(text, markdown=True)]
    assert found == ["| Land | Tote |", "| Italien | 3 |"]


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_spans_label_front_matter_as_header(newline: str) -> None:
    matter = "---\ntitle: Putin trifft Kim\ndate: 2024-06-19\n---".replace("\n", newline)
    text = f"{matter}{newline}{newline}{LEAD}{newline}"
    assert labelled(text, markdown=True) == [(matter, Label.HEADER), (LEAD, Label.BODY)]


def test_spans_of_plain_text_know_no_front_matter() -> None:
    assert ("title: Putin", Label.HEADLINE) in labelled(f"---\ntitle: Putin\n---\n\n{LEAD}\n")


@pytest.mark.parametrize(
    "text", ["", "---\ntitle: x\n", "--- \nKim", f"{LEAD}\n---\ntitle: x\n---\n", "----\nx\n----\n"]
)
def test_front_matter_end_without_front_matter_is_zero(text: str) -> None:
    assert front_matter_end(text) == 0


def test_front_matter_end_is_where_the_text_starts() -> None:
    matter = "---\ntitle: Kim\n---\n"
    assert front_matter_end(matter + LEAD) == len(matter)
    assert front_matter_end(matter.strip()) == len(matter.strip())


@pytest.mark.parametrize(
    "label",
    set(Label) - {Label.BODY, Label.HEADLINE, Label.CAPTION, Label.TEASER},
    ids=lambda label: str(label),
)
def test_label_of_what_surrounds_an_article_is_not_quotable(label: Label) -> None:
    assert not label.quotable


@pytest.mark.parametrize("character", ["a", ".", "…", ",", '"', ">", "总", "🎉", "|"])
def test_spans_of_a_very_long_line_are_found_within_seconds(character: str) -> None:
    text = character * 100_000 + "x"
    started = time.process_time()
    assert [(span.start, span.end) for span in spans(text)] == [(0, 100_001)]
    assert time.process_time() - started < 5


@pytest.mark.timeout(60)
def test_spans_of_very_many_lines_are_found_within_seconds() -> None:
    line = "Die Nachricht Nummer {} aus der Hauptstadt ist noch nicht fertig ..."
    text = "\n".join(line.format(number) for number in range(20_000))
    started = time.process_time()
    assert len(spans(text)) == 20_000
    assert time.process_time() - started < 5
