"""The few sentences that Beleg says itself, in the language of the question."""

from typing import NamedTuple

__all__ = ["Phrases", "phrases_for"]


class Phrases(NamedTuple):
    """How an answer is introduced, and how a question is declined."""

    answer: str
    refusal: str
    opening: str = "“"
    closing: str = "”"


_ENGLISH = Phrases(
    "The articles say:",
    "The articles do not say this. These are the closest passages, not an answer.",
)

_PHRASES = {
    "ar": Phrases(
        "تقول المقالات:", "لا تذكر المقالات ذلك. هذه أقرب المقاطع وليست إجابة.", "«", "»",
    ),
    "de": Phrases(
        "In den Artikeln steht:",
        "Das steht nicht in den Artikeln. Dies sind die nächstliegenden Stellen, keine Antwort.",
        "„", "“",
    ),
    "el": Phrases(
        "Τα άρθρα αναφέρουν:",
        "Τα άρθρα δεν το αναφέρουν. Αυτά είναι τα πλησιέστερα αποσπάσματα, όχι απάντηση.",
        "«", "»",
    ),
    "en": _ENGLISH,
    "es": Phrases(
        "Los artículos dicen:",
        "Los artículos no lo dicen. Estos son los pasajes más cercanos, no una respuesta.",
        "«", "»",
    ),
    "fr": Phrases(
        "Les articles disent :",
        "Les articles ne le disent pas. Voici les passages les plus proches, pas une réponse.",
        "« ", " »",
    ),
    "hi": Phrases("लेखों में लिखा है:", "लेखों में यह नहीं लिखा है। ये सबसे निकट के अंश हैं, उत्तर नहीं।"),
    "it": Phrases(
        "Gli articoli dicono:",
        "Gli articoli non lo dicono. Questi sono i passaggi più vicini, non una risposta.",
        "«", "»",
    ),
    "ja": Phrases(
        "記事には次のようにあります：",
        "記事には書かれていません。以下は最も近い箇所で、"
        "答えではありません。",
        "「", "」",
    ),
    "ko": Phrases(
        "기사 내용:",
        "기사에는 나와 있지 않습니다. "
        "아래는 가장 가까운 대목이며 답은 아닙니다.",
    ),
    "nl": Phrases(
        "In de artikelen staat:",
        "Dat staat niet in de artikelen. Dit zijn de meest verwante passages, geen antwoord.",
    ),
    "no": Phrases(
        "I artiklene står det:",
        "Dette står ikke i artiklene. Dette er de nærmeste avsnittene, ikke et svar.",
        "«", "»",
    ),
    "pl": Phrases(
        "W artykułach jest napisane:",
        "Artykuły o tym nie mówią. To są najbliższe fragmenty, a nie odpowiedź.",
        "„", "”",
    ),
    "pt": Phrases(
        "Os artigos dizem:",
        "Os artigos não dizem isso. Estas são as passagens mais próximas, não uma resposta.",
    ),
    "ro": Phrases(
        "Articolele spun:",
        "Articolele nu spun acest lucru. Acestea sunt pasajele cele mai apropiate, nu un răspuns.",
        "„", "”",
    ),
    "ru": Phrases(
        "В статьях говорится:",
        "В статьях об этом не говорится. Это ближайшие отрывки, а не ответ.",
        "«", "»",
    ),
    "th": Phrases("ในบทความระบุว่า:", "บทความไม่ได้กล่าวถึงเรื่องนี้ นี่คือข้อความที่ใกล้เคียงที่สุด ไม่ใช่คำตอบ"),
    "tr": Phrases(
        "Makalelerde şöyle deniyor:",
        "Makaleler bunu söylemiyor. Bunlar en yakın bölümlerdir, yanıt değildir.",
    ),
    "uk": Phrases(
        "У статтях сказано:",
        "У статтях про це не сказано. Це найближчі уривки, а не відповідь.",
        "«", "»",
    ),
    "vi": Phrases(
        "Các bài báo viết:",
        "Các bài báo không nói điều này. Đây là những đoạn gần nhất, không phải câu trả lời.",
    ),
    "zh": Phrases("文章中写道：", "文章中没有提到这一点。以下是最接近的段落，并非答案。"),
}  # fmt: skip


def phrases_for(language: str) -> Phrases:
    """Give the phrases of a language; English where there are none."""
    return _PHRASES.get(language, _ENGLISH)
