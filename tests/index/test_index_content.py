"""What a line of a news page is: text that may be quoted, or something around it."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.content import front_matter_end, relabelled, spans
from index.records import Label, Span

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


@pytest.mark.parametrize(
    "line",
    [
        "Startseite > Politik > Ausland",
        "Home / News / Europe",
        "Accueil › Société › Éducation",
        "Inicio > Internacional",
        "Главная / Новости / Город",
        "الرئيسية / أخبار / علوم",
        "首页 > 国际",
        "Teilen",
        "Drucken",
        "Share this article",
        "Print",
        "Partager",
        "Compartir",
        "Condividi",
        "Partilhar",
        "Delen",
        "Dela",
        "Udostępnij",
        "Sdílet",
        "Paylaş",
        "Поделиться",
        "شارك",
        "分享",
        "シェア",
        "공유",
        "Anzeige",
        "Advertisement",
        "Publicité",
        "Publicidad",
        "Pubblicità",
        "Advertentie",
        "Annons",
        "Reklama",
        "Reklam",
        "Реклама",
        "إعلان",
        "广告",
        "広告",
        "광고",
        "Tags: Russland, Nordkorea",
        "Themen: Putin | Kim",
        "Schlagworte: Krieg",
        "Mots-clés : Russie, Corée",
        "Temas: Rusia",
        "Теги: Россия, КНДР",
        "كلمات مفتاحية: روسيا، كوريا",
        "标签：俄罗斯",
        "12 Kommentare",
        "37 comments",
        "5 комментариев",
        "Facebook Twitter WhatsApp",
        "Folgen Sie uns auf Instagram.",
        "Follow us on Facebook",
        "Abonnez-vous à notre newsletter",
        "Síguenos en Telegram",
        "Подписывайтесь на наш Telegram-канал",
        "تابعونا على تلغرام",
        "Sign up for our newsletter",
        "Home | News | Sport | Weather | Login",
    ],
)
def test_spans_label_what_leads_elsewhere(line: str) -> None:
    assert label_of(line) is Label.NAVIGATION


@pytest.mark.parametrize(
    "line",
    [
        "© 2024 Der Bote",
        "Copyright 2024 The Daily Paper",
        "Alle Rechte vorbehalten.",
        "All rights reserved",
        "© Der Bote 2024. Alle Rechte vorbehalten.",
        "Tous droits réservés",
        "Todos los derechos reservados",
        "Tutti i diritti riservati",
        "Wszelkie prawa zastrzeżone",
        "Tüm hakları saklıdır",
        "Все права защищены.",
        "جميع الحقوق محفوظة",
        "版权所有",
        "Impressum | Datenschutz | AGB",
        "Privacy Policy",
        "Terms of Use",
        "Mentions légales",
        "Politique de confidentialité",
        "Aviso legal",
        "Política de privacidad",
        "Gizlilik politikası",
        "Политика конфиденциальности",
        "سياسة الخصوصية",
        "Wir verwenden Cookies, um Inhalte zu personalisieren.",
        "We use cookies to improve your experience.",
        "Nous utilisons des cookies pour améliorer votre expérience.",
        "16+",
    ],
)
def test_spans_label_rights_and_terms(line: str) -> None:
    assert label_of(line) is Label.LEGAL


@pytest.mark.parametrize(
    "line",
    [
        "(dpa/abc)",
        "dpa/abc",
        "(APA, red, 19.6.2024)",
        "(Anna Muster, 19.6.2024)",
        "Mit Material von dpa und AFP",
        "(Mit Agenturmaterial)",
        "Das Gespräch führte Anna Muster.",
        "Reporting by Anna Smith; editing by John Doe",
        "The Associated Press contributed to this report.",
        "Anna Smith in London contributed to this report.",
        "This is a developing story and will be updated.",
        "Dies ist eine sich entwickelnde Geschichte.",
        "La rédaction avec AFP",
        "Propos recueillis par Anne Martin",
        "Con información de EFE",
        "Fonte: ANSA",
        "Bron: ANP",
        "Źródło: PAP",
        "Kaynak: AA",
        "Источник: ТАСС",
        "По материалам агентств",
        "المصدر: وكالات",
        "来源：新华社",
        "출처: 연합뉴스",
    ],
)
def test_spans_label_whose_report_it_is(line: str) -> None:
    assert label_of(line) is Label.FOOTER


@pytest.mark.parametrize(
    "line",
    [
        "10:32 Uhr",
        "14.05 Uhr",
        "14:05",
        "2:05 p.m.",
        "14.05 GMT",
        "22h40",
        "vor 3 Stunden",
        "2 hours ago",
        "il y a 6 heures",
        "hace 5 minutos",
        "3 ore fa",
        "5 часов назад",
        "منذ 9 ساعات",
        "3 saat önce",
        "2小时前",
        "3時間前",
    ],
)
def test_spans_label_the_hour_of_an_entry(line: str) -> None:
    assert label_of(line) is Label.STAMP


@pytest.mark.parametrize(
    "line",
    [
        "Aktualisiert am 3. Mai 2024, 14:05 Uhr",
        "Stand: 19.06.2024 10:30 Uhr",
        "Published 19 June 2024",
        "Last updated 2 hours ago",
        "Publié le 12 mars 2024 à 08h12",
        "Mis à jour le 16/02/2024 à 19:04",
        "Publicado el 19/06/2024",
        "Aggiornato il 19 giugno 2024",
        "Опубликовано 19 июня 2024",
        "آخر تحديث: 19 يونيو 2024",
        "Lesezeit: 3 Minuten",
        "5 min read",
        "Temps de lecture : 3 min",
    ],
)
def test_spans_label_when_it_was_published(line: str) -> None:
    assert label_of(line) is Label.HEADER


@pytest.mark.parametrize(
    "line",
    [
        "Image caption: The two men shook hands.",
        "Bildunterschrift: Die beiden Männer im Park",
        "Légende : les deux hommes dans le parc",
        "Подпись к фото: Двое в парке",
    ],
)
def test_spans_label_what_a_picture_shows(line: str) -> None:
    assert label_of(line) is Label.CAPTION


@pytest.mark.parametrize(
    "line",
    [
        "Mehr anzeigen",
        "Load more",
        "Показать ещё",
        "عرض المزيد",
        "Ver todo",
    ],
)
def test_spans_label_a_request_for_more(line: str) -> None:
    assert label_of(line) is Label.LINK


@pytest.mark.parametrize(
    "line",
    [
        "Das könnte Sie auch interessieren",
        "Most read",
        "Related stories",
        "Les plus lus",
        "Noticias relacionadas",
        "Più letti",
        "Mais lidas",
        "Meest gelezen",
        "Похожие новости",
        "مواضيع ذات صلة",
        "相关新闻",
        "관련 기사",
    ],
)
def test_spans_label_a_heading_of_other_stories(line: str) -> None:
    assert label_of(line) is Label.TEASER


DATELINES = [
    (
        "BERLIN (dpa) –",
        "Der Bundestag hat am Mittwoch über das neue Gesetz beraten und es beschlossen.",
    ),
    (
        "Berlin (dpa/tmn) -",
        "Der Bundestag hat am Mittwoch über das neue Gesetz beraten und es beschlossen.",
    ),
    (
        "Wien/Graz –",
        "Der Bundestag hat am Mittwoch über das neue Gesetz beraten und es beschlossen.",
    ),
    (
        "Frankfurt (Oder) –",
        "Der Bundestag hat am Mittwoch über das neue Gesetz beraten und es beschlossen.",
    ),
    (
        "St. Pölten –",
        "Der Bundestag hat am Mittwoch über das neue Gesetz beraten und es beschlossen.",
    ),
    (
        "WASHINGTON, June 19 (Reuters) -",
        "The House passed the bill on Wednesday after a debate of nine hours.",
    ),
    (
        "KYIV, Ukraine (AP) —",
        "The House passed the bill on Wednesday after a debate of nine hours.",
    ),
    ("RIO DE JANEIRO —", "The House passed the bill on Wednesday after a debate of nine hours."),
    ("Paris (AFP) –", "L’Assemblée a adopté mercredi le projet de loi après neuf heures de débat."),
    (
        "LYON, 6 mars (Reuters) -",
        "L’Assemblée a adopté mercredi le projet de loi après neuf heures de débat.",
    ),
    (
        "MADRID, 19 jun. (EUROPA PRESS) -",
        "El Congreso aprobó el miércoles la ley tras nueve horas de debate.",
    ),
    (
        "(ANSA) - ROMA, 19 GIU -",
        "La Camera ha approvato mercoledì la legge dopo nove ore di dibattito.",
    ),
    (
        "МОСКВА, 19 июн - РИА Новости.",
        "Госдума приняла в среду закон после девяти часов обсуждения в зале.",
    ),
    (
        "МОСКВА, 19 июня. /ТАСС/.",
        "Госдума приняла в среду закон после девяти часов обсуждения в зале.",
    ),
    (
        "القاهرة (رويترز) -",
        "وافق البرلمان يوم الأربعاء على القانون بعد نقاش استمر تسع ساعات كاملة.",
    ),
    ("عمان - بترا -", "وافق البرلمان يوم الأربعاء على القانون بعد نقاش استمر تسع ساعات كاملة."),
    ("ANKARA (AA) -", "Meclis, çarşamba günü dokuz saatlik görüşmeden sonra yasayı kabul etti."),
    ("WARSZAWA (PAP) –", "Sejm przyjął w środę ustawę po dziewięciu godzinach debaty w sali."),
    (
        "新华社北京6月19日电",
        "国会星期三经过九个小时的辩论通过了这项法律，总统将于下周签署这项法律。",
    ),
    (
        "【東京共同】",
        "国会は水曜日、九時間の審議を経て法律を可決し、大統領は来週これに署名する予定だ。",
    ),
    (
        "(서울=연합뉴스) 홍길동 기자 =",
        "국회는 수요일 아홉 시간의 토론 끝에 법안을 통과시켰다고 밝혔다.",
    ),
]


@pytest.mark.parametrize(("dateline", "sentence"), DATELINES)
def test_spans_split_the_dateline_off_the_first_sentence(dateline: str, sentence: str) -> None:
    text = f"Nachricht des Tages\n\n{dateline} {sentence}\n\n{sentence}\n"
    assert labelled(text)[1:] == [
        (dateline, Label.DATELINE),
        (sentence, Label.BODY),
        (sentence, Label.BODY),
    ]


def test_spans_split_a_dateline_behind_a_lead_in_the_same_line() -> None:
    lead = "Gewerkschaft will ein neues Gesetz."
    body = "Die Gewerkschaft fordert seit Montag ein neues Gesetz, das allen hilft."
    assert labelled(f"{lead} Wien – {body}\n") == [
        (lead, Label.BODY),
        ("Wien –", Label.DATELINE),
        (body, Label.BODY),
    ]


def test_spans_look_for_an_unsigned_dateline_in_the_first_paragraph_only() -> None:
    text = f"{LEAD}\n\nWien – {NEXT}\n\nROM (dpa) – {LAST}{LAST}\n"
    assert of_label(Label.DATELINE, text) == ["ROM (dpa) –"]


CURIOUS = [
    "10.32 Uhr stand auf der Uhr am Bahnhof, als der Zug endlich einfuhr.",
    "10:32 war es, als der Zug endlich einfuhr.",
    "20.15 Uhr ist für viele noch immer die beste Sendezeit.",
    "1:0 gewann der Gastgeber nach einer Stunde.",
    "90 Minuten dauerte das Gespräch der beiden Staatschefs.",
    "14. Juni 2024: Der Vertrag tritt in Kraft, und die Zölle fallen weg.",
    "Berlin – das ist für ihn die Stadt der Jugend.",
    "Nein – das komme nicht infrage, sagte der Minister am Montag.",
    "Anna Müller – die Ministerin – trat am Abend zurück.",
    "Von Berlin nach Paris fährt der Zug künftig acht Stunden.",
    "Von Anna Müller hat seit Mai niemand mehr gehört.",
    "By Monday the river had fallen by two metres, officials said.",
    "By Anna Smith’s account, the meeting lasted an hour.",
    "Par Toutatis, le ciel nous tombe sur la tête, a plaisanté la ministre.",
    "Por Madrid pasan cada día dos mil trenes.",
    "Quelle surprise, a dit le ministre en quittant la salle.",
    "Quelle est la suite ? demande la députée.",
    "Source of the leak was a valve, the operator said.",
    "Follow us, the officer told the two boys, and they did.",
    "Subscribe to that theory if you like, the judge said.",
    "Share this with nobody, the email said.",
    "Home is where the heart is, she told the court.",
    "Home sales fell by six percent in March.",
    "Menu prices rose again, the chain said on Tuesday.",
    "Search teams found the boat at noon.",
    "Print runs are falling everywhere, the publisher said.",
    "Contact with the probe was lost at 23:11, the agency said.",
    "Comments by the minister angered the opposition.",
    "Cookies were sold at the school fair for a dollar each.",
    "Privacy is a right, the court held.",
    "Terms of the deal were not disclosed.",
    "All rights reserved for women were abolished in 1851, the historian writes.",
    "Alle Rechte vorbehalten hat sich bisher kein Anbieter.",
    "Tous droits réservés aux nobles furent abolis cette nuit-là.",
    "Все права защищены законом, напомнил судья.",
    "Updated figures show 34 dead, the ministry said.",
    "Published in 1999, the book sold two million copies.",
    "Veröffentlicht wurde der Bericht am 3. Mai 2024 in Wien.",
    "Stand 2024 leben hier noch 41 Menschen.",
    "Published reports put the number at 30.",
    "Reporting by this newspaper in 1971 found the same thing.",
    "Editing by hand takes weeks, the archivist said.",
    "Mit Material von der Baustelle bauten sie eine Barrikade.",
    "Das Interview führte zum Rücktritt des Ministers.",
    "Recommended reading for every minister, the critic wrote.",
    "Jetzt wollen die Länder das Gesetz testen.",
    "Newsletter sind wieder in Mode, sagt die Verlegerin.",
    "Tags darauf trat der Minister zurück.",
    "Tag: So begrüßen sich die Fischer.",
    "Themen waren die Rente und der Krieg.",
    "Video zeigt, wie der Wagen von der Straße abkommt.",
    "Audio recordings prove it, the lawyer said.",
    "Подробнее о планах завод расскажет в ноябре.",
    "Источник в полиции сообщил, что задержаны двое.",
    "Источник: так называется роман, который читает вся страна.",
    "Автор романа отказался от премии.",
    "Текст договора опубликуют в пятницу.",
    "Фото автора висит в каждом классе, рассказала директор.",
    "Главная причина аварии — износ трубы.",
    "Подписывайтесь только под тем, что читали, советует юрист.",
    "المصدر الوحيد للمياه هو البئر القديمة، قال الأهالي.",
    "كتب الوزير رسالة إلى البرلمان يوم الاثنين.",
    "شارك في المسيرة أكثر من ألفي شخص.",
    "اشترك الطلاب في المسابقة يوم السبت.",
    "منذ ساعات الصباح تتساقط الأمطار على المدينة.",
    "تحديث الجيش يحتاج إلى عشر سنوات، قال الخبير.",
    "نشر الجيش صورا للموقع يوم الأحد.",
    "بحث الوزيران مستقبل المعبر.",
    "إعلان الحرب فاجأ الجميع.",
    "Depuis 8h30, la place est vide.",
    "À 15 heures, la fumée se voyait encore depuis la plage.",
    "Reuters berichtete am Montag, der Konzern wolle 300 Stellen streichen.",
    "AP und AFP meldeten übereinstimmend drei Tote.",
    "(Er meinte die Rede vom 3.5.2024.)",
    "Start ist um 20 Uhr in der Stadthalle.",
    "Suche nach Vermissten geht weiter, teilte die Polizei mit.",
    "Kommentare dazu wollte der Minister nicht abgeben.",
    "Image: das ist alles, was zählt, sagt der Berater.",
    "Teilen: Das war für sie immer selbstverständlich.",
    "Abo oder Einzelkarte, das ist in Wien die Frage.",
    "Werbung für Tabak ist ab Januar verboten.",
    "Lire la suite du procès sera éprouvant, prévient l’avocat.",
    "En savoir plus sur le coupable, voilà ce que veut la famille.",
    "X is no longer welcome in Brazil, the judge ruled.",
    "Twitter sperrte das Konto am Abend.",
    "18+ Jahre alt müssen die Bewerber sein.",
    "© ist das Zeichen für geschützte Werke, erklärte der Anwalt.",
    "Mehr von allem verlangt der Trainer.",
    "Mehr aus dem Spiel machte nur der Gast.",
    "Most read: that was the paper’s boast in 1970.",
    "Top Artikel verkaufe er nicht, sagt der Händler.",
    "Trending toward peace, the talks resumed in Doha.",
]


@pytest.mark.parametrize("sentence", CURIOUS)
@pytest.mark.parametrize(
    "around",
    [
        f"{LEAD}\n\n{{}}\n\n{NEXT}\n",
        f"Nachricht des Tages\n\n{{}}\n\n{NEXT}\n",
        f"{LEAD}\n\n{{}}\n\nTeilen\n",
    ],
    ids=["between", "first", "last"],
)
def test_spans_leave_a_curious_sentence_as_body(sentence: str, around: str) -> None:
    assert (sentence, Label.BODY) in labelled(around.format(sentence))


ENTRY = "Der Konvoi hat die Grenze erreicht, sagte ein Sprecher."


@pytest.mark.parametrize(
    "stamp",
    [
        "16.05 Uhr:",
        "18h47.",
        "17h03 :",
        "15.47 Uhr |",
        "[14:15]",
        "19:32",
        "10:48 p.m. ET",
        "88. Minute:",
        "74’",
        "الساعة 18:10:",
        "10:00 МСК.",
        "+++ 14:32 Uhr +++",
    ],
)
def test_spans_split_the_hour_off_an_entry_of_a_ticker(stamp: str) -> None:
    text = f"Die Lage im Überblick\n\n{stamp} {ENTRY}\n\n14:05 {NEXT}\n\n13:10 {LEAD}\n"
    assert labelled(text)[1:3] == [(stamp, Label.STAMP), (ENTRY, Label.BODY)]


def test_spans_keep_the_hour_in_front_of_a_single_sentence() -> None:
    assert label_of(f"19:32 {ENTRY}") is Label.BODY


def test_spans_keep_a_timetable() -> None:
    lines = ["11.00 Bodø, 11.20 Leknes, 11.25 Svolvær", "11.35 Trondheim, 12.00 Molde, 12.05 Florø"]
    text = "\n".join([LEAD, *lines, NEXT])
    assert of_label(Label.STAMP, text) == []


@pytest.mark.parametrize(
    "credit",
    [
        "Foto: Kay Nietfeld/dpa",
        "(Foto: privat)",
        "© Reuters",
        "(AP Photo/Rui Falcao)",
        "Photo L’Écho / Romain Tissot",
        "REUTERS/Ana Whitlock/File Photo",
        "Фото: ТАСС",
        "صورة: رويترز",
    ],
)
def test_spans_split_a_caption_from_its_credit(credit: str) -> None:
    caption = "Die beiden Männer am Mittwoch im Park der Hauptstadt."
    text = f"{LEAD}\n\n{caption} {credit}\n\n{NEXT}\n"
    assert (caption, Label.CAPTION) in labelled(text)
    assert (NEXT, Label.BODY) in labelled(text)


def test_spans_label_a_line_glued_to_a_credit_as_caption() -> None:
    caption = "Beamte sichern im Februar 2002 Spuren vor der Filiale in Kiel."
    for glued in (f"Foto: dpa\n{caption}", f"{caption}\nFoto: dpa"):
        text = f"{LEAD}\n\n{glued}\n\n{NEXT}\n"
        assert of_label(Label.CAPTION, text) == [caption]


@pytest.mark.parametrize("sign", ["(dpa/abc)", "(APA, red, 19.6.2024)", "(Anna Muster, 19.6.2024)"])
def test_spans_split_the_agency_off_the_last_paragraph(sign: str) -> None:
    assert labelled(f"{LEAD}\n\n{NEXT} {sign}\n")[1:] == [
        (NEXT, Label.BODY),
        (sign, Label.FOOTER),
    ]


MENU = "Politik\nWirtschaft\nKultur\nSport und Spiel"


def test_spans_label_short_lines_above_the_headline_as_navigation() -> None:
    text = f"{MENU}\n\nPutin trifft Kim in der Hauptstadt\n\n{LEAD}\n"
    assert of_label(Label.NAVIGATION, text) == MENU.split("\n")
    assert of_label(Label.HEADLINE, text) == ["Putin trifft Kim in der Hauptstadt"]


def test_spans_label_short_lines_below_the_text_as_navigation() -> None:
    text = f"{LEAD}\n\n{NEXT}\n\n{MENU}\n"
    assert of_label(Label.NAVIGATION, text) == MENU.split("\n")


def test_spans_keep_a_list_at_the_end_that_a_colon_introduces() -> None:
    text = f"{LEAD}\n\nNominiert sind:\n\n{MENU}\n"
    assert of_label(Label.NAVIGATION, text) == []


def test_spans_keep_short_lines_between_paragraphs() -> None:
    text = f"{LEAD}\n\n{MENU}\n\n{NEXT}\n"
    assert of_label(Label.NAVIGATION, text) == []


@pytest.mark.parametrize(
    "author",
    ["Von Anna Müller und Jan Meier", "By ELENA DRUMM and JOSE PRATT", "Par Hélène Marchetti",
     "Por Ana García", "Автор: Илья Морозов", "Текст: Ольга Синицына", "كتب: وليد نجم",
     "Anna Müller", "19. Juni 2024", "16:42 19.04.2024", "June 4, 2023 8:05 a.m.", "3 hours ago"],
)  # fmt: skip
def test_spans_label_who_and_when_under_the_headline_as_header(author: str) -> None:
    text = f"Putin trifft Kim in der Hauptstadt\n\n{author}\n\n{LEAD}\n"
    assert labelled(text)[:2] == [
        ("Putin trifft Kim in der Hauptstadt", Label.HEADLINE),
        (author, Label.HEADER),
    ]


def test_spans_label_an_author_under_the_lead_as_header() -> None:
    text = f"Putin trifft Kim in der Hauptstadt\n\n{LEAD}\n\nVon Anna Müller\n\n{NEXT}\n\n{LAST}\n"
    assert of_label(Label.HEADER, text) == ["Von Anna Müller"]


def test_spans_label_a_title_that_begins_as_a_name_does_as_headline() -> None:
    assert of_label(Label.HEADLINE, f"By Land and Sea\n\n{LEAD}\n") == ["By Land and Sea"]


def test_spans_keep_a_list_behind_a_teaser_that_a_colon_introduces() -> None:
    own = ["Geprüft werden noch:", "vier Masken aus Holz", "sechs Speere"]
    text = "\n\n".join([LEAD, "Lesen Sie auch: Kim reist", *own, "Teilen"])
    found = dict(labelled(text))
    assert all(found[line] in (Label.BODY, Label.HEADLINE) for line in own)


def test_spans_label_the_headlines_of_a_list_of_other_stories_as_teasers() -> None:
    others = ["Kim fährt mit dem Zug", "Wer bezahlt den Bahnhof?"]
    text = f"{LEAD}\n\nMehr zum Thema\n{others[0]}\n{others[1]}\n\n{NEXT}\n"
    assert of_label(Label.TEASER, text) == ["Mehr zum Thema", *others]


def test_spans_keep_the_heading_behind_a_list_of_other_stories() -> None:
    text = f"{LEAD}\nMehr zum Thema\nKim fährt mit dem Zug\nWer zahlt?\nDer Vertrag\n{NEXT}\n"
    assert of_label(Label.HEADLINE, text) == ["Der Vertrag"]


def test_spans_of_markdown_that_are_only_links_are_menus_or_teasers() -> None:
    text = (
        f"# Putin trifft Kim\n\n{LEAD}\n\n"
        "[Warum Kim nie mit dem Flugzeug reist](/kim)\n\n"
        f"{NEXT} [Quelle](/q)\n\n- [Merken](#a)\n- [Lob](#b)\n- [Tadel](#c)\n"
    )
    found = [label for _, label in labelled(text, markdown=True)]
    assert found == [
        Label.HEADLINE, Label.BODY, Label.TEASER, Label.BODY, *[Label.NAVIGATION] * 3
    ]  # fmt: skip


def test_spans_of_markdown_under_a_heading_of_other_stories_are_teasers() -> None:
    text = f"# Putin trifft Kim\n\n{LEAD}\n\n## Related stories\n\n- [Kim reist](/a)\n"
    assert [label for _, label in labelled(text, markdown=True)][2:] == [Label.TEASER] * 2


def blocks_of(*marked: tuple[str, Label]) -> tuple[str, list[Span]]:
    text, found = "", []
    for line, label in marked:
        found.append(Span(len(text), len(text) + len(line), label))
        text += line + "\n\n"
    return text, found


def test_relabelled_labels_body_by_its_words() -> None:
    text, blocks = blocks_of(
        ("Putin trifft Kim", Label.HEADLINE),
        (f"BERLIN (dpa) – {LEAD}", Label.BODY),
        ("Lesen Sie auch: Kim reist", Label.BODY),
        (f"{NEXT} (dpa/abc)", Label.BODY),
    )
    assert [(text[x.start : x.end], x.label) for x in relabelled(text, blocks)] == [
        ("Putin trifft Kim", Label.HEADLINE),
        ("BERLIN (dpa) –", Label.DATELINE),
        (LEAD, Label.BODY),
        ("Lesen Sie auch: Kim reist", Label.TEASER),
        (NEXT, Label.BODY),
        ("(dpa/abc)", Label.FOOTER),
    ]


def test_relabelled_keeps_what_the_markup_says() -> None:
    labels = [label for label in Label if label is not Label.BODY]
    text, blocks = blocks_of(*((f"{LEAD} {label}", label) for label in labels))
    assert relabelled(text, blocks) == tuple(blocks)


def test_relabelled_finds_a_heading_that_announces_other_stories() -> None:
    text, blocks = blocks_of(
        ("Putin trifft Kim", Label.HEADLINE),
        (LEAD, Label.BODY),
        ("Related stories", Label.HEADLINE),
        ("Kim fährt mit dem Zug", Label.BODY),
    )
    assert [block.label for block in relabelled(text, blocks)][2:] == [Label.TEASER] * 2


@settings(deadline=None)
@given(st.lists(st.tuples(lines | st.text(min_size=1, max_size=20), st.sampled_from(Label))))
def test_relabelled_keeps_order_and_never_makes_body(marked: list[tuple[str, Label]]) -> None:
    text, blocks = blocks_of(*((line.strip() or "x", label) for line, label in marked))
    found = relabelled(text, blocks)
    end = 0
    for span in found:
        assert end <= span.start < span.end <= len(text)
        end = span.end
    for block in blocks:
        inside = [span for span in found if block.start <= span.start and span.end <= block.end]
        kept = "".join(text[span.start : span.end] for span in inside)
        assert "".join(kept.split()) == "".join(text[block.start : block.end].split())
        if block.label is not Label.BODY:
            assert all(span.label is not Label.BODY for span in inside)


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
    sorted(set(Label) - {Label.BODY, Label.HEADLINE, Label.CAPTION, Label.TEASER}),
    ids=lambda label: str(label),
)
def test_label_of_what_surrounds_an_article_is_not_quotable(label: Label) -> None:
    assert not label.quotable


@pytest.mark.parametrize("character", ["a", ".", "…", ",", '"', ">", "总", "🎉", "|"])
def test_spans_of_a_very_long_line_are_found_within_seconds(character: str) -> None:
    text = character * 100_000 + "x"
    started = time.process_time()
    assert [(span.start, span.end) for span in spans(text)] == [(0, 100_001)]
    assert time.process_time() - started < 60  # 1 s where they are found one after the other


def test_spans_of_four_times_the_lines_take_about_four_times_as_long() -> None:
    line = "Die Nachricht Nummer {} aus der Hauptstadt ist noch nicht fertig ..."

    def seconds(count: int) -> float:
        text = "\n".join(line.format(number) for number in range(count))
        started = time.process_time()
        assert len(spans(text)) == count
        return time.process_time() - started

    # Sixteen times as long, were every line compared with every other.
    assert seconds(20_000) < 10 * min(seconds(5_000) for _ in range(2))
