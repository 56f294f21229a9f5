"""The few sentences that Beleg says itself, in the language of the question."""

from typing import NamedTuple

__all__ = ["Phrases", "phrases_for"]


class Phrases(NamedTuple):
    """What Beleg says around the words of the articles.

    Attributes:
        answer: Before an answer.
        refusal: Instead of one, above the nearest passages.
        filtered: Instead of one, where a filter lets no article through.
        empty: Instead of one, where there are no articles.
        greeting: To a greeting.
        thanks: To thanks.
        articles: Before the number of articles that agree, in the form that suits any number.
        independent: Before the number of those that are not copies of one report.
        opening: Opening quotation mark.
        closing: Closing quotation mark.
    """

    answer: str
    refusal: str
    filtered: str
    empty: str
    greeting: str
    thanks: str
    articles: str
    independent: str
    opening: str = "“"
    closing: str = "”"


_PHRASES = {
    "ar": Phrases(
        "تقول المقالات:",
        "لا تذكر المقالات ذلك. هذه أقرب المقاطع وليست إجابة.",
        "لا توجد مقالة تطابق هذا التحديد.",
        "لا توجد مقالات للبحث فيها بعد.",
        "مرحبًا. اسألني عمّا ورد في المقالات: من، ماذا، متى، أين.",
        "على الرحب والسعة.",
        "عدد المقالات",
        "مصادر مستقلة",
        "«", "»",
    ),
    "de": Phrases(
        "In den Artikeln steht:",
        "Das steht nicht in den Artikeln. Dies sind die nächstliegenden Stellen, keine Antwort.",
        "Kein Artikel passt zu dieser Auswahl.",
        "Es gibt noch keine Artikel zum Durchsuchen.",
        "Hallo. Frag mich, was in den Artikeln steht: wer, was, wann, wo.",
        "Gern geschehen.",
        "Artikel",
        "unabhängig voneinander",
        "„", "“",
    ),
    "el": Phrases(
        "Τα άρθρα αναφέρουν:",
        "Τα άρθρα δεν το αναφέρουν. Αυτά είναι τα πλησιέστερα αποσπάσματα, όχι απάντηση.",
        "Κανένα άρθρο δεν ταιριάζει με αυτή την επιλογή.",
        "Δεν υπάρχουν ακόμη άρθρα για αναζήτηση.",
        "Γεια σας. Ρωτήστε με τι λένε τα άρθρα: ποιος, τι, πότε, πού.",
        "Παρακαλώ.",
        "άρθρα",
        "ανεξάρτητα",
        "«", "»",
    ),
    "en": Phrases(
        "The articles say:",
        "The articles do not say this. These are the closest passages, not an answer.",
        "No article fits this selection.",
        "There are no articles to search yet.",
        "Hello. Ask me what the articles say: who, what, when, where.",
        "You are welcome.",
        "articles",
        "independent",
    ),
    "es": Phrases(
        "Los artículos dicen:",
        "Los artículos no lo dicen. Estos son los pasajes más cercanos, no una respuesta.",
        "Ningún artículo corresponde a esta selección.",
        "Todavía no hay artículos en los que buscar.",
        "Hola. Pregúntame qué dicen los artículos: quién, qué, cuándo, dónde.",
        "De nada.",
        "artículos",
        "independientes",
        "«", "»",
    ),
    "fr": Phrases(
        "Les articles disent :",
        "Les articles ne le disent pas. Voici les passages les plus proches, pas une réponse.",
        "Aucun article ne correspond à cette sélection.",
        "Il n’y a pas encore d’articles à consulter.",
        "Bonjour. Demandez-moi ce que disent les articles : qui, quoi, quand, où.",
        "Avec plaisir.",
        "articles",
        "indépendants",
        "« ", " »",
    ),
    "hi": Phrases(
        "लेखों में लिखा है:",
        "लेखों में यह नहीं लिखा है। ये सबसे निकट के अंश हैं, उत्तर नहीं।",
        "कोई लेख इस चयन के अनुरूप नहीं है।",
        "खोजने के लिए अभी कोई लेख नहीं है।",
        "नमस्ते। पूछिए कि लेखों में क्या लिखा है: कौन, क्या, कब, कहाँ।",
        "आपका स्वागत है।",
        "लेख",
        "स्वतंत्र",
    ),
    "it": Phrases(
        "Gli articoli dicono:",
        "Gli articoli non lo dicono. Questi sono i passaggi più vicini, non una risposta.",
        "Nessun articolo corrisponde a questa selezione.",
        "Non ci sono ancora articoli in cui cercare.",
        "Ciao. Chiedimi che cosa dicono gli articoli: chi, che cosa, quando, dove.",
        "Prego.",
        "articoli",
        "indipendenti",
        "«", "»",
    ),
    "ja": Phrases(
        "記事には次のようにあります：",
        "記事には書かれていません。以下は最も近い箇所で、答えではありません。",
        "この条件に合う記事はありません。",
        "検索できる記事がまだありません。",
        "こんにちは。記事の内容について、誰が、何を、いつ、どこで、とお尋ねください。",
        "どういたしまして。",
        "記事数",
        "独立した記事",
        "「", "」",
    ),
    "ko": Phrases(
        "기사 내용:",
        "기사에는 나와 있지 않습니다. 아래는 가장 가까운 대목이며 답은 아닙니다.",
        "이 조건에 맞는 기사가 없습니다.",
        "아직 검색할 기사가 없습니다.",
        "안녕하세요. 기사에 나온 내용을 누가, 무엇을, 언제, 어디서 했는지 물어보세요.",
        "천만에요.",
        "기사 수",
        "독립 기사",
    ),
    "nl": Phrases(
        "In de artikelen staat:",
        "Dat staat niet in de artikelen. Dit zijn de meest verwante passages, geen antwoord.",
        "Geen artikel past bij deze selectie.",
        "Er zijn nog geen artikelen om te doorzoeken.",
        "Hallo. Vraag me wat er in de artikelen staat: wie, wat, wanneer, waar.",
        "Graag gedaan.",
        "artikelen",
        "onafhankelijk",
    ),
    "no": Phrases(
        "I artiklene står det:",
        "Dette står ikke i artiklene. Dette er de nærmeste avsnittene, ikke et svar.",
        "Ingen artikkel passer til dette utvalget.",
        "Det finnes ingen artikler å søke i ennå.",
        "Hei. Spør meg om hva som står i artiklene: hvem, hva, når, hvor.",
        "Bare hyggelig.",
        "artikler",
        "uavhengige",
        "«", "»",
    ),
    "pl": Phrases(
        "W artykułach jest napisane:",
        "Artykuły o tym nie mówią. To są najbliższe fragmenty, a nie odpowiedź.",
        "Żaden artykuł nie pasuje do tego wyboru.",
        "Nie ma jeszcze artykułów do przeszukania.",
        "Dzień dobry. Zapytaj, co jest w artykułach: kto, co, kiedy, gdzie.",
        "Nie ma za co.",
        "liczba artykułów",
        "niezależne",
        "„", "”",
    ),
    "pt": Phrases(
        "Os artigos dizem:",
        "Os artigos não dizem isso. Estas são as passagens mais próximas, não uma resposta.",
        "Nenhum artigo corresponde a esta seleção.",
        "Ainda não há artigos onde procurar.",
        "Olá. Pergunte-me o que dizem os artigos: quem, o quê, quando, onde.",
        "De nada.",
        "artigos",
        "independentes",
    ),
    "ro": Phrases(
        "Articolele spun:",
        "Articolele nu spun acest lucru. Acestea sunt pasajele cele mai apropiate, "
        "nu un răspuns.",
        "Niciun articol nu corespunde acestei selecții.",
        "Nu există încă articole în care să se caute.",
        "Bună ziua. Întrebați-mă ce spun articolele: cine, ce, când, unde.",
        "Cu plăcere.",
        "articole",
        "independente",
        "„", "”",
    ),
    "ru": Phrases(
        "В статьях говорится:",
        "В статьях об этом не говорится. Это ближайшие отрывки, а не ответ.",
        "Ни одна статья не подходит под этот отбор.",
        "Пока нет статей для поиска.",
        "Здравствуйте. Спросите, что говорится в статьях: кто, что, когда, где.",
        "Пожалуйста.",
        "статей",
        "независимых",
        "«", "»",
    ),
    "th": Phrases(
        "ในบทความระบุว่า:",
        "บทความไม่ได้กล่าวถึงเรื่องนี้ นี่คือข้อความที่ใกล้เคียงที่สุด ไม่ใช่คำตอบ",
        "ไม่มีบทความที่ตรงกับตัวเลือกนี้",
        "ยังไม่มีบทความให้ค้นหา",
        "สวัสดี ถามได้เลยว่าบทความเขียนอะไรไว้: ใคร อะไร เมื่อไร ที่ไหน",
        "ด้วยความยินดี",
        "จำนวนบทความ",
        "อิสระ",
    ),
    "tr": Phrases(
        "Makalelerde şöyle deniyor:",
        "Makaleler bunu söylemiyor. Bunlar en yakın bölümlerdir, yanıt değildir.",
        "Bu seçime uyan makale yok.",
        "Henüz aranacak makale yok.",
        "Merhaba. Makalelerde ne yazdığını sorun: kim, ne, ne zaman, nerede.",
        "Rica ederim.",
        "makale",
        "bağımsız",
    ),
    "uk": Phrases(
        "У статтях сказано:",
        "У статтях про це не сказано. Це найближчі уривки, а не відповідь.",
        "Жодна стаття не відповідає цьому відбору.",
        "Ще немає статей для пошуку.",
        "Вітаю. Запитайте, що сказано у статтях: хто, що, коли, де.",
        "Будь ласка.",
        "статей",
        "незалежних",
        "«", "»",
    ),
    "vi": Phrases(
        "Các bài báo viết:",
        "Các bài báo không nói điều này. Đây là những đoạn gần nhất, không phải câu trả lời.",
        "Không có bài báo nào phù hợp với lựa chọn này.",
        "Chưa có bài báo nào để tìm kiếm.",
        "Xin chào. Hãy hỏi các bài báo viết gì: ai, cái gì, khi nào, ở đâu.",
        "Không có chi.",
        "số bài báo",
        "độc lập",
    ),
    "zh": Phrases(
        "文章中写道：",
        "文章中没有提到这一点。以下是最接近的段落，并非答案。",
        "没有文章符合这一筛选条件。",
        "还没有可供搜索的文章。",
        "您好。您可以问文章里写了什么：谁、什么、何时、何地。",
        "不客气。",
        "文章数",
        "独立报道",
    ),
}  # fmt: skip


def phrases_for(language: str) -> Phrases:
    """Give the phrases of a language; English where there are none."""
    return _PHRASES.get(language, _PHRASES["en"])
