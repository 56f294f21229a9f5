"""What Beleg says of time, in the language of the question.

In: a language and days. Out: a sentence.
"""

from dataclasses import replace
from datetime import date
from typing import NamedTuple

from qa.records import Answer, AnswerTime
from qa.time.names import written_day

__all__ = ["TimePhrases", "as_of", "said_of_time", "span_of", "time_phrases", "was_widened"]


class TimePhrases(NamedTuple):
    """Sentences of time; `{}` stands for a day, or for the first and the last of some.

    Attributes:
        as_of: Of which day the newest article is.
        only: That only articles of some time were searched.
        widened: That those did not answer, and all were searched.
        timeline: Above the dated sentences on a topic.
        nothing: Instead of them, where no sentence on it has a date.
        undated: Before the number of sentences on it that have none.
    """

    as_of: str
    only: str
    widened: str
    timeline: str
    nothing: str
    undated: str


_PHRASES = {
    "ar": TimePhrases(
        "أحدث مقالة هنا بتاريخ {}.", "بُحث في مقالات هذه الفترة فقط: {}.",
        "لا جواب في مقالات هذه الفترة ({})؛ بُحث في كل المقالات.",
        "التسلسل الزمني:", "لا توجد جمل مؤرخة عن ذلك في المقالات.", "جمل بلا تاريخ",
    ),
    "de": TimePhrases(
        "Der neueste Artikel hier ist vom {}.", "Gesucht wurde nur in Artikeln dieser Zeit: {}.",
        "In Artikeln dieser Zeit ({}) steht keine Antwort; gesucht wurde in allen.",
        "Chronologie:", "Dazu steht kein datierter Satz in den Artikeln.", "Sätze ohne Datum",
    ),
    "el": TimePhrases(
        "Το νεότερο άρθρο εδώ είναι της {}.", "Αναζήτηση μόνο σε άρθρα αυτού του διαστήματος: {}.",
        "Καμία απάντηση σε άρθρα αυτού του διαστήματος ({})· έγινε αναζήτηση σε όλα.",
        "Χρονολόγιο:", "Τα άρθρα δεν έχουν χρονολογημένη πρόταση γι’ αυτό.",
        "προτάσεις χωρίς ημερομηνία",
    ),
    "en": TimePhrases(
        "The newest article here is of {}.", "Only articles of this time were searched: {}.",
        "Articles of this time ({}) do not answer it; all were searched.",
        "Timeline:", "The articles have no dated sentence on this.", "sentences without a date",
    ),
    "es": TimePhrases(
        "El artículo más reciente aquí es del {}.", "Solo se buscó en artículos de esta época: {}.",
        "Los artículos de esta época ({}) no responden; se buscó en todos.",
        "Cronología:", "Los artículos no tienen ninguna frase fechada sobre esto.",
        "frases sin fecha",
    ),
    "fr": TimePhrases(
        "L’article le plus récent ici est du {}.",
        "Seuls les articles de cette période ont été consultés : {}.",
        "Les articles de cette période ({}) n’y répondent pas ; tous ont été consultés.",
        "Chronologie :", "Les articles n’ont aucune phrase datée à ce sujet.", "phrases sans date",
    ),
    "hi": TimePhrases(
        "यहाँ का सबसे नया लेख {} का है।", "केवल इस समय के लेख खोजे गए: {}।",
        "इस समय ({}) के लेखों में उत्तर नहीं है; सभी लेख खोजे गए।",
        "घटनाक्रम:", "इस पर लेखों में कोई दिनांकित वाक्य नहीं है।", "बिना तारीख के वाक्य",
    ),
    "it": TimePhrases(
        "L’articolo più recente qui è del {}.",
        "Sono stati cercati solo articoli di questo periodo: {}.",
        "Gli articoli di questo periodo ({}) non rispondono; si è cercato in tutti.",
        "Cronologia:", "Gli articoli non hanno frasi datate su questo.", "frasi senza data",
    ),
    "ja": TimePhrases(
        "ここで最も新しい記事は{}のものです。", "この期間の記事だけを検索しました：{}。",
        "この期間（{}）の記事には答えがないため、すべての記事を検索しました。",
        "年表：", "これについて日付のある文は記事にありません。", "日付のない文",
    ),
    "ko": TimePhrases(
        "여기서 가장 최근 기사는 {} 자입니다.", "이 기간의 기사만 검색했습니다: {}.",
        "이 기간({})의 기사에는 답이 없어 모든 기사를 검색했습니다.",
        "연표:", "이에 관해 날짜가 있는 문장이 기사에 없습니다.", "날짜 없는 문장",
    ),
    "nl": TimePhrases(
        "Het nieuwste artikel hier is van {}.",
        "Alleen artikelen uit deze tijd zijn doorzocht: {}.",
        "Artikelen uit deze tijd ({}) geven geen antwoord; alle zijn doorzocht.",
        "Tijdlijn:", "De artikelen hebben hierover geen zin met een datum.", "zinnen zonder datum",
    ),
    "no": TimePhrases(
        "Den nyeste artikkelen her er fra {}.",
        "Bare artikler fra denne tiden ble gjennomsøkt: {}.",
        "Artikler fra denne tiden ({}) svarer ikke; alle ble gjennomsøkt.",
        "Tidslinje:", "Artiklene har ingen datert setning om dette.", "setninger uten dato",
    ),
    "pl": TimePhrases(
        "Najnowszy artykuł tutaj jest z {}.", "Przeszukano tylko artykuły z tego okresu: {}.",
        "Artykuły z tego okresu ({}) nie dają odpowiedzi; przeszukano wszystkie.",
        "Oś czasu:", "W artykułach nie ma datowanego zdania na ten temat.", "zdania bez daty",
    ),
    "pt": TimePhrases(
        "O artigo mais recente aqui é de {}.", "Só foram pesquisados artigos deste período: {}.",
        "Os artigos deste período ({}) não respondem; todos foram pesquisados.",
        "Cronologia:", "Os artigos não têm nenhuma frase datada sobre isto.", "frases sem data",
    ),
    "ro": TimePhrases(
        "Cel mai nou articol de aici este din {}.",
        "S-a căutat numai în articole din această perioadă: {}.",
        "Articolele din această perioadă ({}) nu răspund; s-a căutat în toate.",
        "Cronologie:", "Articolele nu au nicio propoziție datată despre aceasta.",
        "propoziții fără dată",
    ),
    "ru": TimePhrases(
        "Самая новая статья здесь — от {}.", "Поиск только в статьях этого времени: {}.",
        "Статьи этого времени ({}) не дают ответа; поиск был во всех.",
        "Хронология:", "В статьях нет датированных предложений об этом.", "предложений без даты",
    ),
    "th": TimePhrases(
        "บทความใหม่สุดที่นี่ลงวันที่ {}", "ค้นหาเฉพาะบทความในช่วงเวลานี้: {}",
        "บทความในช่วงเวลานี้ ({}) ไม่มีคำตอบ จึงค้นหาในทุกบทความ",
        "ลำดับเหตุการณ์:", "ไม่มีประโยคที่ระบุวันที่เกี่ยวกับเรื่องนี้ในบทความ", "ประโยคที่ไม่มีวันที่",
    ),
    "tr": TimePhrases(
        "Buradaki en yeni haber {} tarihli.", "Yalnızca bu zamanın haberleri arandı: {}.",
        "Bu zamanın haberleri ({}) yanıt vermiyor; hepsi arandı.",
        "Zaman çizelgesi:", "Haberlerde bununla ilgili tarihli cümle yok.", "tarihsiz cümleler",
    ),
    "uk": TimePhrases(
        "Найновіша стаття тут — від {}.", "Пошук лише у статтях цього часу: {}.",
        "Статті цього часу ({}) не дають відповіді; пошук був у всіх.",
        "Хронологія:", "У статтях немає датованих речень про це.", "речень без дати",
    ),
    "vi": TimePhrases(
        "Bài mới nhất ở đây là ngày {}.", "Chỉ tìm trong các bài thuộc thời gian này: {}.",
        "Các bài thuộc thời gian này ({}) không trả lời; đã tìm trong tất cả.",
        "Dòng thời gian:", "Không có câu nào có ngày về việc này trong các bài.",
        "câu không có ngày",
    ),
    "zh": TimePhrases(
        "这里最新的文章是{}的。", "只搜索了这段时间的文章：{}。",
        "这段时间（{}）的文章没有答案；已搜索全部文章。",
        "时间线：", "文章中没有关于此事的带日期的句子。", "没有日期的句子",
    ),
}  # fmt: skip


def time_phrases(language: str) -> TimePhrases:
    """Give the phrases of a language; English where there are none."""
    return _PHRASES.get(language, _PHRASES["en"])


def said_of_time(answer: Answer, time: AnswerTime, language: str, *, widened: bool) -> Answer:
    """Say that only articles of some time were searched, or that those did not answer."""
    said = time_phrases(language)
    line = said.widened if widened else said.only
    return _with(answer, line.format(span_of(time.since, time.until, language)))


def was_widened(answer: Answer) -> bool:
    """Tell whether articles of all times were searched, as those of the time did not answer."""
    if answer.time is None:
        return False
    return any(
        said.widened.format(span_of(answer.time.since, answer.time.until, language)) in answer.notes
        for language, said in _PHRASES.items()
    )


def as_of(answer: Answer, day: str | None, language: str) -> Answer:
    """Say as of which day the archive speaks."""
    if day is None:
        return answer
    return replace(
        _with(answer, time_phrases(language).as_of.format(_written(day, language))), as_of=day
    )


def _with(answer: Answer, line: str) -> Answer:
    return replace(answer, text=f"{answer.text}\n{line}", notes=(*answer.notes, line))


def span_of(since: str | None, until: str | None, language: str) -> str:
    """Write some days in a row, of which either end may be open."""
    first, last = (_written(day, language) if day else "…" for day in (since, until))
    return first if first == last else f"{first} – {last}"


def _written(day: str, language: str) -> str:
    try:
        return written_day(date.fromisoformat(day), language)
    except ValueError:  # of an index that somebody made by hand
        return day
