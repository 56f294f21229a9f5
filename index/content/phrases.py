"""What newsrooms write around their reports: pointers to other stories, credits, agencies, authors.

Out: patterns for one line, without its white space at the ends. Phrases are listed for the
languages in which the large outlets publish; a phrase counts only where a line starts with it or
consists of it, and the shape of the rest has to agree: "Read more history, he said." is a sentence.
"""

import regex

from index.content.site import one_of

__all__ = [
    "AGENCY",
    "CAPTION",
    "CREDIT",
    "DATED",
    "FOOTER",
    "LINK",
    "READING_TIME",
    "TEASER",
    "TEASERS_FOLLOW",
    "WRITTEN_BY",
]


def _whole(phrases: str) -> regex.Pattern[str]:
    """Match a line that consists of a phrase, with signs and a number around it."""
    return regex.compile(rf"(?i)^[^\p{{L}}\p{{N}}]*{one_of(phrases)}[^\p{{L}}]{{0,12}}$")


TEASER = regex.compile(
    r"""(?ix)^[\s>»›•*_\-–—|+\[]*(?:
      siehe\s+auch | (?:lesen\s+sie|lies)\s+(?:auch|hier|dazu|mehr) | mehr\s+zum\s+thema
    | auch\s+interessant | das\s+könnte\s+(?:sie|dich)\s+(?:auch\s+)?interessieren
    | ähnliche\s+(?:artikel|nachrichten|beiträge) | zum\s+thema
    | see\s+also | read\s+(?:also|more|next) | also\s+read | related(?:\s+\w+)? | similar\s+news
    | more\s+on\s+this(?:\s+story)? | recommended | you\s+may\s+also\s+like | don['’]t\s+miss
    | (?:à\s+)?lire\s+(?:aussi|également) | à\s+lire | voir\s+aussi | sur\s+le\s+même\s+sujet
    | le[ea]\s+también | lea\s+(?:además|más) | leer\s+más | te\s+puede\s+interesar | ver\s+también
    | leggi\s+anche | potrebbe\s+interessarti | vedi\s+anche
    | leia\s+(?:também|mais) | veja\s+também | saiba\s+mais
    | lees\s+ook | zie\s+ook | läs\s+(?:också|även|mer) | les\s+også | læs\s+også | lue\s+myös
    | czytaj\s+(?:także|też|więcej) | zobacz\s+(?:także|też) | citește\s+și | vezi\s+și
    | čtěte\s+také | přečtěte\s+si | ilgili\s+haber(?:ler)? | ayrıca\s+bak(?:ın|ınız)
    | читайте\s+также | смотрите\s+также | по\s+теме | подробнее | читайте\s+також
    | διαβάστε\s+(?:επίσης|ακόμη) | [اإ]قر[أإ]\s+(?:[أا]يض[اًأ]+|المزيد) | انظر\s+أيضا
    | طالع\s+أيضا | यह\s+भी\s+पढ़ें | xem\s+thêm | อ่านเพิ่มเติม | 相关阅读 | 相关新闻 | 延伸阅读
    | 関連記事 | 관련\s*기사
    )(?:(?P<sign>[*_]*\s*[:：»›>–—|]|\s+-\s|\s{2,})|[*_\]]*\s*$
    # Without a sign between them only a headline, not "Read more Shakespeare, the minister said."
    |\s+(?=(?-i:[\p{Lu}\p{Lo}])|["'„“«「])(?!.*[.。।۔][\s"'“”’»«)」]*$))"""
)

# Headings of lists of other stories; what follows them are headlines.
TEASERS_FOLLOW = _whole("""
    (?:mehr )?zum thema | mehr (?:aus|von|zu|über) .{1,30} | mehr (?:artikel|nachrichten|dazu)
    (?:am )?meist ?gelesen | top[- ]?artikel | empfehlungen | (?:lesen sie|lies) (?:auch|mehr)
    (?:lesen sie|lies) mehr zum thema | das könnte (?:sie|dich) (?:auch )?interessieren
    (?:verwandte|weitere|ähnliche) (?:artikel|meldungen|nachrichten|themen|beiträge) | siehe auch
    read next | (?:most|more) (?:read|popular|viewed|shared|recent) | popular (?:now|stories)
    more (?:stories|news|from|on|like this)(?: .{1,30})? | trending(?: now| stories)? | see also
    (?:related|recommended|latest|top|other|suggested|similar) (?:stories|articles|news|posts)
    (?:related|recommended) (?:reading|content|coverage) | editors?'?s?'? picks? | what to read next
    you (?:may|might) also (?:like|be interested in) | (?:les )?plus lus?
    les plus (?:partagés|commentés) | (?:articles|contenus) (?:liés|similaires) | à lire
    (?:à )?(?:lire|voir) (?:aussi|également|ensuite) | sur le même (?:sujet|thème)
    dans la même rubrique | (?:las? )?(?:noticias|notas|artículos) relacionad[ao]s | más noticias
    (?:lo )?más leído | te puede interesar | articoli correlati | (?:i )?più letti | leggi anche
    potrebbe interessarti | (?:notícias|artigos|matérias) relacionad[ao]s | (?:as )?mais lidas
    (?:veja|leia) também | lees ook | meer over .{1,30} | meest gelezen | läs (?:också|även|mer)
    mest läst | les også | mest lest | læs også | mest læste | lue myös | luetuimmat
    czytaj (?:też|także) | najczęściej czytane | zobacz (?:też|także) | polecane | čtěte také
    nejčtenější | související články | citește și | cele mai citite | ilgili haberler
    en çok okunanlar | διαβάστε (?:επίσης|ακόμη) | δημοφιλή | (?:читайте|смотрите) также
    (?:материалы )?по теме | самое (?:читаемое|популярное) | новости партн[её]ров | рекомендуем
    (?:похожие|другие|последние|главные) (?:новости|материалы|статьи)(?: .{1,20})?
    читайте також | більше новин | ذات صلة | (?:الأكثر|الاكثر) (?:قراءة|مشاهدة|تداولا)
    (?:مقالات|مواضيع|أخبار|مواد|موضوعات) (?:ذات صلة|مشابهة|متعلقة|مرتبطة) | اقرأ أيض[اًأ]+
    قد (?:يعجبك|يهمك) [أا]يض[اً]+ | قصص مقترحة | यह भी पढ़ें | संबंधित (?:खबरें|समाचार)
    tin liên quan | xem thêm | 相关(?:阅读|新闻|文章) | 延伸阅读 | 热门(?:新闻|文章)
    関連(?:記事|ニュース) | 관련\\s?기사 | 많이 본 (?:뉴스|기사)
""")

LINK = _whole("""
    weiter ?lesen | mehr lesen | mehr (?:dazu|erfahren|anzeigen) | zum artikel | jetzt lesen
    (?:mehr|ältere|weitere) (?:beiträge|einträge) (?:laden|anzeigen)
    read more | continue reading | read (?:the )?full (?:story|article) | learn more
    (?:load|show|view|see) (?:more|all|older)(?: \\w+)? | lire (?:la suite|plus) | en savoir plus
    (?:voir|afficher) (?:plus|la suite|tout) | leer más | seguir leyendo | ver (?:más|todo)
    cargar más | leggi (?:tutto|di più) | continua a leggere | mostra altro | carica altri
    ler mais | continuar lendo | ver mais | carregar mais | lees (?:meer|verder) | toon meer
    läs mer | visa fler | les mer | vis flere | læs mere | lue lisää | näytä lisää
    czytaj (?:dalej|więcej) | pokaż więcej | citește mai (?:mult|departe) | číst dále?
    devamını oku | daha fazla(?: göster)? | читать (?:далее|дальше|полностью)
    (?:показать|загрузить) (?:ещё|еще|больше) | читати далі | показати ще | διαβάστε περισσότερα
    [اإ]قر[أإ] المزيد | (?:عرض|تحميل|شاهد) المزيد | और पढ़ें | đọc tiếp | xem thêm | อ่านต่อ
    阅读(?:更多|全文) | 查看更多 | 加载更多 | 続きを読む | もっと見る | 더\\s*보기
""")

CAPTION = regex.compile(
    r"(?i)^\W*"
    + one_of("""
    (?:image |photo )?caption | bildunterschrift | bildtext | légende | pie de foto | didascalia
    onderschrift | bildtext | подпись к фото | описание фото | تعليق الصورة | 图片说明 | 写真説明
    """)
    + r"\s*[:：]"
)

_PICTURE = one_of("""
    fotos? | photos? | photograph | bild(?:er)? | images? | credit | cr[eé]dit(?:o?s)? | quelle
    billede | kuva | zdjęcie | fotoğraf | фото | снимок | صورة | تصوير | الصورة | عدسة | 图片 | 圖
    写真 | 사진
""")
CREDIT = regex.compile(
    r"(?i)^\W*(?:©|\(c\)\s|copyright\s*(?:©|\(c\)|by\b|[:：])|"
    + _PICTURE
    + r"\s*(?:credit|source|nachweis|quelle|photo|by|von|par|de|di)?\s*(?:\(\d+\)\s*)?[:：]"
    r"(?!.{40,}[.!?。।۔]\W*$)|"  # "Bild: Die Zeitung berichtete zuerst …" is a sentence
    # "Photo L'Écho / Romain Tissot", "REUTERS/Ana Whitlock", "(AP Photo/Rui Falcao)"
    r"(?-i:(?:Foto|Photo|Bild|Image|Фото)\s+(?:\p{Lu}|[«„“\"]).{0,40}\s?[/:]\s?\p{Lu})|"
    r"(?:reuters|afp|ap|epa|dpa|getty|apa)(?:\s+photo)?\s?/\s?(?-i:\p{Lu})|"
    r"фото\s+(?:автора|из|предоставлен)|photo\s+(?:d[’']archives?|courtesy)|"
    r"foto\s+(?:d[’']archivio|de archivo)|(?:archiv|symbol)(?:foto|bild)\b)"
)

# Agencies that sign reports; a parenthesis, a slash or a dash has to come with them.
AGENCY = one_of("""
    dpa | afp | ap | upi | reuters | rtr | apa | sda | keystone | sid | kna | epd | dts | ots | ansa
    agi | adnkronos | efe | europa press | lusa | belga | anp | ntb | tt | ritzau | stt | pap | čtk
    ctk | tasr | mti | agerpres | tanjug | beta | hina | bns | delfi | tass | interfax | ukrinform
    anadolu | aa | dha | iha | xinhua | kyodo | jiji | yonhap | bernama | antara | pti | ani | ians
    aap | cp | pa | bloomberg | sputnik | irna | mena | wam | wafa | qna | kuna | spa | petra
    тасс | риа(?: новости)? | интерфакс | укринформ | унн | белта | رويترز | أ\\.?\\s?ف\\.?\\s?ب\\.?
    فرانس برس | أ\\s?ب | د\\s?ب\\s?أ | الأناضول | واس | وام | وفا | قنا | كونا | بترا | سانا | واع
    وكالات | 新[华華]社 | 共同 | 時事 | 中央社 | 연합뉴스
""")

# Whose report it is; at the end of an article, or at the end of its last paragraph.
FOOTER = regex.compile(
    r"(?i)^[\s(\[*_–—-]*"
    + one_of(r"""
    mit (?:material|informationen|agenturmaterial) (?:von|der|des) (?:dpa|(?-i:\p{Lu})|agentur)
    mit agentur\w*\W*$ | quellen?\s*[:：] | mitarbeit\s*[:：]
    das (?:gespräch|interview) führten? (?-i:\p{Lu})
    über dieses thema bericht | dieser (?:artikel|text) (?:erschien|wurde zuerst)
    dies ist eine sich entwickelnde | diese meldung wurde
    (?:additional )?reporting (?:and writing )?by (?-i:\p{Lu}) | writing by (?-i:\p{Lu})
    edit(?:ing|ed) by (?-i:\p{Lu}) | with (?:reporting|files|inputs) (?:by|from)\b
    .{0,80}\bcontributed (?:to )?(?:this|the) (?:report|reporting|story|article)\b
    (?:this|it) is a (?:breaking|developing) (?:news )?story | source\s*[:：]
    (?:the )?(?:views|opinions) expressed (?:in this|are|here) | compiled by (?-i:\p{Lu})
    this (?:article|story|piece) (?:was|is) (?:originally|first|republished|produced)
    contact (?-i:(?:\p{Lu}\S*\s+){1,3})at\b.{0,40}@
    (?:la )?r[ée]daction(?: \w+)? avec\b | (?:texte|propos recueillis)\s*(?:par\b|:)
    reportage (?:de )?(?-i:\p{Lu}).{0,80}\b(?:édité|rédigé|version) | avec (?-i:AFP|Reuters|AP)\W*$
    con información de\b | fuentes?\s*[:：] | fonte\s*[:：] | bron\s*[:：] | źródło\s*[:：]
    com informações d[aeo]\b | kaynak\s*[:：] | källa\s*[:：] | kilde\s*[:：] | lähde\s*[:：]
    zdroj\s*[:：] | sursa\s*[:：] | πηγή\s*[:：] | джерело\s*[:：] | за матеріалами
    источник\s*[:：] | по (?:материалам|информации|сообщениям) .{1,50}$ | соб\.\s?инф
    (?:при участии|подготовил[аи]?) (?-i:\p{Lu}) | специально для [«"„“]
    (?:ال)?مصدر\s*[:：] | تغطية صحفية | إعداد .{2,40} تحرير | 来源\s*[:：] | 來源\s*[:：] | 责任编辑
    출처\s*[:：] | 出典\s*[:：] | स्रोत\s*[:：]
    """)
)

# Who wrote it, at the top or at the end; names have to follow.
WRITTEN_BY = regex.compile(
    r"(?i)^\W{0,3}(?:(?:von|by|par|por|di|door|av|af|przez|de)\s+(?=\W{0,3}(?-i:\p{Lu}))|"
    r"(?:autor(?:in|en)?|author|auteurs?|autora?|autore|автор|текст|text[eo]?(?:\s+(?:par|by|von))?|"
    r"interview|корреспондент|كتبت?|بقلم|تحرير|إعداد|بواسطة|المؤلف|作者|记者|記者|글|기자)\s*[:：/]\s*|"
    r"(?:كتبت?|بقلم|بواسطة)\s+|avec\s+(?:notre|nos)\s+(?:correspondante?s?|envoyée?s?)\b|"
    r"(?:von\s+unser\w+|from\s+our)\s+(?:korrespondent\w*|reporter\w*|correspondent)\b)"
)

# "Aktualisiert am 3. Mai", "Published 2 hours ago"; a number has to follow.
DATED = regex.compile(
    r"(?i)^\W*(?:"
    + one_of("""
    (?:zuletzt )?(?:aktualisiert|veröffentlicht|erstellt|geändert|publiziert) | stand
    (?:first |last |originally )?(?:published|updated|posted|modified|created) | date
    publiée? | mise? à jour | modifiée? | publicado | actualizado | pubblicat[oa] | aggiornat[oa]
    atualizado | gepubliceerd | bijgewerkt | publicerad | uppdaterad | publisert | oppdatert
    offentliggjort | opdateret | julkaistu | päivitetty | opublikowano | aktualizacja | publicat
    actualizat | publikováno | aktualizováno | yayınlanma | güncelleme | опубликовано | обновлено
    дата | оновлено | опубліковано | δημοσίευση | ενημέρωση | نشر(?: في)? | تاريخ النشر
    آخر تحديث | تحديث | 发布时间 | 更新时间 | 公開 | 更新 | 입력 | 수정
    """)
    + r")(?!\p{L})"
)
READING_TIME = regex.compile(
    r"(?i)^\W*(?:"
    + one_of("""
    lesezeit | lesedauer | reading time | (?:temps de )?lecture | tiempo de lectura
    tempo di lettura | tempo de leitura | leestijd | lästid | czas czytania | время чтения
    время на чтение | (?:مدة|وقت) القراءة
    """)
    + r"\W*\d+\W*\p{L}{0,8}|\d+\W*(?:min|мин|دقائق|دقيقة|分)\p{L}{0,8}\W*"
    r"(?:read|lesezeit|lesedauer|de\s+lecture|de\s+lectura|di\s+lettura|чтения|قراءة)?)\W*$"
)
