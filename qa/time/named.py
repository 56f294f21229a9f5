"""The time that a question names, and whether it says when something was reported.

In: a question, its language and the day it is asked. Out: an `AnswerTime`, or nothing. *Last week*,
*since June 2024* and *articles of March 2023* are about reports and restrict a search; *who won in
September 2015* is about an event, and a paper may have told of it at any time.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import regex

from index.records import Filter
from qa.questions.question import Question
from qa.records import AnswerTime
from qa.time.dates import dates
from qa.time.days import Days, in_month
from qa.time.names import months
from qa.time.relative import Named, relative_times, rolling
from qa.time.tense import direction

__all__ = ["named", "named_time"]


@dataclass(frozen=True, slots=True)
class _Around:
    """The words around a time that tell which days count; in front of it or behind it.

    Attributes:
        since: From its first day on.
        after: From the day after its last one on.
        before: Up to the day before its first one.
        until: Up to its last day.
        ranges: In front of the first of two times, and between them.
        reports: Nouns for what papers print, in front of a time.
        reported: Verbs for what papers do, anywhere.
        behind: Whether the words that tell stand behind the time.
        linking: What may stand between such a noun and the time.
    """

    since: str
    after: str
    before: str
    until: str
    ranges: tuple[str, str]
    reports: str
    reported: str
    linking: str
    since_behind: str = "(?!)"
    after_behind: str = "(?!)"
    before_behind: str = "(?!)"
    until_behind: str = "(?!)"


_AROUND = {
    "en": _Around(
        r"since|starting(?: in| from| on)?|from(?=[^?]*\bon(?:wards?)?\b)", "after|later than",
        "before|prior to|earlier than", "until|till|up to|by|through",
        ("between|from", "and|to|until|till|through|–|-"),
        "articles?|reports?|stor(?:y|ies)|news|coverage|headlines?|papers?|issues?|posts?",
        r"reported|what news|published|written|printed|covered|(?<=\bpapers? )(?:say|wrote)",
        r"(?:published |written |from |of |in |on |dated |during |the )*",
    ),
    "de": _Around(
        "seit(?: dem)?|ab(?: dem)?|von(?=[^?]*\\ban\\b)", "nach(?: dem)?", "vor(?: dem)?",
        "bis(?: zum| einschließlich| einschließlich zum)?",
        ("zwischen(?: dem)?|von|vom", "und(?: dem)?|bis(?: zum)?|–|-"),
        r"Artikeln?|Berichten?|Berichts?|Meldung(?:en)?|Nachrichten|Beiträgen?|Schlagzeilen?"
        r"|Presse|"
        "Zeitung(?:en)?|Ausgaben?",
        "berichtet\\p{L}*|gemeldet\\p{L}*|veröffentlicht\\p{L}*|erschien\\p{L}*|geschrieben"
        "|schrieb\\p{L}*|st(?:and|eht)\\b[^?]*\\bin (?:der|den) (?:Zeitung(?:en)?|Presse|Artikeln)",
        r"(?:aus |vom |von |des |der |dem |im |in |am |zum )*(?:Monat |Jahr )?",
    ),
    "fr": _Around(
        r"depuis(?: le| la)?|à partir d[eu]|dès", "après(?: le| la)?", "avant(?: le| la| l['’])?",
        r"jusqu['’](?:en|au|à la|à)", ("entre(?: le)?|de|du", "et(?: le)?|à|au|–|-"),
        "articles?|reportages?|nouvelles|actualités?|dépêches?|presse|journaux|unes?",
        r"publiée?s?|parue?s?|rapportée?s?|écrite?s?|(?:ont|a) (?:rapporté|publié|écrit)",
        r"(?:de la |de l['’]|d['’]|de |du |des |en |le |la |publiés |parus |datés )*",
    ),
    "es": _Around(
        "desde(?: el| la)?|a partir de(?:l)?", "después de(?:l| la)?|tras", "antes de(?:l| la)?",
        "hasta(?: el| la)?", ("entre(?: el)?|desde(?: el)?|de(?:l)?", "y(?: el)?|hasta(?: el)?"
        "|al?|–|-"),
        "artículos?|noticias?|notas?|reportajes?|informaciones|prensa|periódicos?|titulares?",
        "publicad[oa]s?|public(?:ó|aron)|informaron|informó|reportaron|reportó|escrit[oa]s?|escribieron",
        r"(?:publicad[oa]s |de la |del |de |en |el |la )*",
    ),
    "it": _Around(
        "da(?:l|lla|ll['’])?|a partire da(?:l)?", "dopo(?: il| la)?", "prima d(?:i|el|ella)",
        "fino a(?:l|lla)?", ("tra(?: il)?|fra|da(?:l)?", "e(?: il)?|a(?:l)?|–|-"),
        "articol[oi]|notizi[ae]|giornal[ei]|stampa|titol[oi]", "pubblicat[oaie]|riportat[oaie]"
        "|scritt[oaie]",
        r"(?:pubblicati |della |dell['’]|del |di |nel |in |il |la )*",
    ),
    "pt": _Around(
        "desde(?: o| a)?|a partir d[eoa]", "depois d[eoa]|após", "antes d[eoa]", "até(?: o| a)?",
        ("entre|de", "e|a|até|–|-"),
        "artigos?|notícias?|reportage(?:m|ns)|matérias?|jorna(?:l|is)|imprensa|manchetes?",
        "publicad[oa]s?|noticiad[oa]s?|escrit[oa]s?|noticiaram|publicaram",
        r"(?:publicad[oa]s |da |do |de |em |no |na |o |a )*",
    ),
    "nl": _Around(
        "sinds|vanaf", "na", "v[oó]+r", "tot(?: en met)?", ("tussen|van", "en|tot(?: en met)?|–|-"),
        "artikel(?:en)?|berichten?|nieuws|kranten?|koppen", "bericht|gepubliceerd|geschreven"
        "|gemeld",
        r"(?:uit |van |de |in |op )*",
    ),
    "pl": _Around(
        "od", "po", "przed", "do", ("między|pomiędzy|od", "a|i|do|–|-"),
        "artykuł\\p{L}*|wiadomości|doniesie\\p{L}+|prasa|gazet\\p{L}*", "opublikowan\\p{L}+"
        "|napisan\\p{L}+|donosi\\p{L}+",
        r"(?:z |ze |w |we |na )*",
    ),
    "ru": _Around(
        "со?|начиная с", "после", "до|перед|ранее", "по", ("между|со?|от", "и|по|до|–|-"),
        r"стат(?:ь\p{L}+|ей)|новост\p{L}+|сообщени\p{L}+|публикаци\p{L}+|газет\p{L}*|пресс\p{L}"
        r"|заметк\p{L}+",
        r"сообща\p{L}+|опубликова\p{L}+|писал\p{L}*|напечатан\p{L}+|публикова\p{L}+",
        r"(?:за |от |из |с |в |на |опубликованные )*",
    ),
    "uk": _Around(
        "з|із|від|починаючи з", "після", "до|перед", "по", ("між|з|від", "і|та|до|по|–|-"),
        r"статт\p{L}+|новин\p{L}*|повідомлен\p{L}+|публікаці\p{L}+", r"повідомля\p{L}+"
        r"|опублікован\p{L}+|писал\p{L}*",
        r"(?:за |від |з |у |в |на )*",
    ),
    "tr": _Around(
        "(?!)", "(?!)", "(?!)", "(?!)", ("(?!)", "(?:ile|ve|–|-)"),
        r"haber\p{L}*|makale\p{L}*|yazı\p{L}*|gazete\p{L}*", r"yayımlan\p{L}+|bildir\p{L}+"
        r"|yazıl\p{L}+|haberleri?",
        r"(?:\s)*",
        since_behind=r"(?:['’]?\p{Ll}{1,4})?\s*(?:günün\p{L}+\s*)?(?:beri|itibaren|bu yana)",
        after_behind=r"(?:['’]?\p{Ll}{1,4})?\s*sonra",
        before_behind=r"(?:['’]?\p{Ll}{1,4})?\s*önce",
        until_behind=r"(?:['’]?\p{Ll}{1,4})?\s*(?:kadar|dek)",
    ),
    "ar": _Around(
        "منذ|ابتداء من|اعتبارا من", "بعد", "قبل", "حتى|إلى غاية", ("بين|من", "و|إلى|حتى|–|-"),
        r"(?:ال)?(?:مقالات?|أخبار|تقارير|تقرير|صحف|صحيفة)", "نشرت?|ورد|كتبت?|ذكرت الصحف",
        r"(?:في |من |عن |منذ |شهر |عام |المنشورة )*",
    ),
    "ja": _Around(
        "(?!)", "(?!)", "(?!)", "(?!)", ("(?!)", "から|–|-|～"), "(?!)",
        "記事|報道|ニュース|新聞|報じ", "",
        since_behind="(?:以降|以来|から)(?:の)?", after_behind="(?:より後|の後)(?:の)?",
        before_behind="(?:以前|より前|の前)(?:の)?", until_behind="まで(?:の)?",
    ),
    "sv": _Around(
        "sedan|från och med", "efter", "före|innan", "till och med|till|fram till",
        ("mellan|från", "och|till|–|-"),
        "artik(?:el|eln|lar|larna)|nyhet(?:er|erna)?|tidning(?:en|ar|arna)?|rapporter",
        "rapporterad\\p{L}*|publicera\\p{L}*|skrev|skriver|skrivit", "(?:från |i |den |av )*",
    ),
    "zh": _Around(
        "自从?|从(?=.{4,12}(?:以来|起|开始))", "(?!)", "(?!)", "到|截至|直到",
        ("从|在|自", "到|至|和|与|–|-"),
        "(?:报道|文章|新闻|消息|报纸)", "报道|发表|刊登|新闻|文章|消息", r"(?:在|于|的)*",
        since_behind="(?:以来|起|开始|至今)(?:的)?", after_behind="(?:以后|之后|后)(?:的)?",
        before_behind="(?:以前|之前|前)(?:的)?", until_behind="(?:为止)",
    ),
}  # fmt: skip


def named(
    question: Question, only: Filter | None, today: date, *, any_time: bool
) -> AnswerTime | None:
    """Find the time that counts for a question: none where the days are chosen by hand.

    Args:
        question: What is asked; a completed follow-up may have the time of the question before it.
        only: What restricts the search already.
        today: The day it is asked on.
        any_time: Whether a time is left alone.
    """
    if any_time or (only and (only.since or only.until)):
        return None
    return named_time(question.text, question.language, today) or (
        named_time(question.asked, question.language, today)
    )


def named_time(question: str, language: str, today: date) -> AnswerTime | None:
    """Find the time that a question names.

    Args:
        question: As it is asked.
        language: ISO 639 code.
        today: The day it is asked on.

    Returns:
        Where it names several, one that restricts the search before one that does not; None where
        it names none.
    """
    around = _AROUND.get(language)
    gone = [
        each
        for each in [*rolling(question, today, language), *_relative(question, today, language)]
        if each.days.since <= today
    ]
    stated = dates(question, language)
    calendar = [each for each in stated if not _inside(each, gone)]
    for number, first in enumerate(calendar[:-1]):
        if around and (time := _range(question, first, calendar[number + 1], around)):
            return time
    for each in calendar:
        if around and (
            time := _range(question, _begun(question, each, around, language), each, around)
        ):
            return time
    found = [
        _time(question, each, around, relative=True) for each in gone if not _inside(each, stated)
    ]
    found += [_time(question, each, around, relative=False) for each in calendar]
    return next((each for each in found if each.filter), found[0] if found else None)


def _relative(question: str, today: date, language: str) -> list[Named]:
    """Find *yesterday* and its like; *today* may mean no more than *now*."""
    found = list[Named]()
    for each in relative_times(question, today, language, otherwise="past"):
        now = each.days == Days(today, today)
        if not now or direction(question, each.start, each.end, language) == "past":
            found.append(each)
    return found


def _inside(one: Named, others: list[Named]) -> bool:
    return any(each.start < one.end and one.start < each.end and each != one for each in others)


def _begun(question: str, second: Named, around: _Around, language: str) -> Named | None:
    """Find the month that a range begins with, its year being behind: *March to May 2024*."""
    _, middle = around.ranges
    named = "|".join(months(language).values())
    if not named:
        return None
    begun = rf"(?i)(?<!\p{{L}})(?P<month>{named})(?=\s*(?:{middle})\s*$)"
    found = regex.search(begun, question[: second.start])
    names = months(language).items()
    month = found and next(
        (n for n, p in names if regex.fullmatch(rf"(?i)(?:{p})", found[0])), None
    )
    if not found or not month:
        return None
    return Named(found.start(), found.end(), in_month(second.days.since.year, month))


def _range(question: str, first: Named | None, second: Named, around: _Around) -> AnswerTime | None:
    if first is None:
        return None
    opening, middle = around.ranges
    if not regex.fullmatch(rf"(?i)\W*(?:{middle})\W*", question[first.end : second.start]):
        return None
    start, opened = first.start, regex.search(rf"(?i)(?:{opening})\s*$", question[: first.start])
    if opened is None and opening != "(?!)":
        return None
    if opened:
        start = opened.start()
    since, until = first.days.since, second.days.until
    if since > until:
        return None
    filters = _is_reported(question, start, around)
    text = question[start : second.end]
    return AnswerTime(text, since.isoformat(), until.isoformat(), filters)


def _time(question: str, named: Named, around: _Around | None, *, relative: bool) -> AnswerTime:
    """Tell which days count, by the words around a time."""
    since: date | None = named.days.since
    until: date | None = named.days.until
    start, end, open_end = named.start, named.end, False
    if around is not None:
        for word, behind, side in (
            (around.since, around.since_behind, "since"),
            (around.after, around.after_behind, "after"),
            (around.before, around.before_behind, "before"),
            (around.until, around.until_behind, "until"),
        ):
            before = regex.search(rf"(?i)(?<!\p{{L}})(?:{word})\s*$", question[: named.start])
            edge = "" if around in (_AROUND["zh"], _AROUND["ja"]) else r"(?!\p{L})"
            after = regex.match(rf"(?i)\s*(?:{behind}){edge}", question[named.end :])
            # Or the words hold it already: *seit Sonntag*. But *vor drei Tagen* is no *vor*.
            inside = side in ("since", "until") and regex.match(
                rf"(?i)(?:{word})\s", question[named.start : named.end]
            )
            if not (before or after or inside):
                continue
            start = before.start() if before else start
            end = named.end + after.end() if after else end
            if side == "since":
                until, open_end = None, True
            elif side == "after":
                since, until = named.days.until + timedelta(1), None
            elif side == "before":
                since, until = None, named.days.since - timedelta(1)
            else:
                since = None
            break
    filters = relative or open_end or _is_reported(question, start, around)
    days = [day.isoformat() if day else None for day in (since, until)]
    return AnswerTime(question[start:end].strip(), days[0], days[1], filters)


def _is_reported(question: str, start: int, around: _Around | None) -> bool:
    """Tell whether the time is that of a report and not of what it tells."""
    if around is None:
        return False
    left, right = (
        ("", "") if around in (_AROUND["zh"], _AROUND["ja"]) else (r"(?<!\p{L})", r"(?!\p{L})")
    )
    if regex.search(rf"(?i){left}(?:{around.reports})\s*{around.linking}$", question[:start]):
        return True
    return bool(regex.search(rf"(?i){left}(?:{around.reported}){right}", question))
