"""Whether a sentence speaks of what was or of what will be, around a place in it.

In: a sentence, a place in it, its language. Out: past, future, or that the words do not tell.
Precision counts: a verb that may be either (*agreed to meet on Friday*) tells nothing.
"""

from dataclasses import dataclass
from typing import Literal

import regex

__all__ = ["Direction", "direction"]

Direction = Literal["past", "future"]

_PARTICIPLE_DE = (
    r"(?:\p{Ll}*ge\p{Ll}+(?:t|en)|(?:be|ver|er|ent|zer|miss|über|unter|wider)\p{Ll}+(?:t|en)"
    r"|\p{Ll}+iert|worden|gewesen)"
)
_STATE_DE = (
    r"(?:geöffnet|geschlossen|geplant|vorgesehen|angesetzt|angekündigt|erwartet|gefragt|gefordert"
    r"|eingeladen|terminiert|verabredet|gesperrt|bereit|verpflichtet)"
)
_STRONG_DE = (
    r"war|wurd|hatt|geschah|kam|ging|gab|fand|starb|fuhr|sprach|traf|nahm|hielt|ließ|stieg|fiel|lag|stand"
    r"|begann|brach|schlug|zog|trat|wies|rief|schrieb|erschien|blieb|verlor|gewann|entschied"
    r"|beschloss|lief|floh|sank|schoss|flog|griff|stieß|bat|sah|las|schloss|verließ|wuchs|sprang"
    r"|hieß|empfing|unterschrieb|erhielt|verschwand|entstand|barst|riss|trug"
)
_WEAK_DE = (
    r"sag|teil|passier|ereign|erklär|kündig|stürz|verletz|forder|führ|mach|stell|einig|zeig|leg|setz|stimm|sieg"
    r"|kauf|ramm|feier|spiel|wähl|erreich|besuch|lös|prall|lehn|warn|bestätig|räum|sperr|verkünd"
    r"|eröffn|muss|konn|durf|folg|kehr|lob|kritisier|hol|droh|rück|brann|nann|brach|wuss|kann"
    r"|sammel|versammel|wechsel|überquer|erteil|beschlagnahm|fehl|dauer|steiger"
)
_IRREGULAR_EN = (
    "was|were|had|did|said|told|went|came|took|gave|made|met|began|broke|fell|rose|won|lost|held|"
    "left|found|sent|struck|shot|saw|became|brought|built|bought|caught|drew|drove|flew|got|grew|"
    "hit|kept|knew|led|paid|put|ran|sank|sat|sold|set|shut|spoke|spent|stood|stole|swept|taught|"
    "thought|threw|wrote|died|burst|cut|fought|forbade|fled|heard|laid|lay|sought|swore|withdrew|"
    "overran|overflowed|has|have"
)
_NO_VERB_EN = (
    "(?:need|speed|indeed|hundred|seed|feed|exceed|proceed|succeed|united|red|bed|weed|breed|shed|"
    "hatred|sacred|wed|led light|unprecedented)"
)
_NOT_INFINITIVE_EN = (
    "(?:the|a|an|his|her|its|their|our|my|your|this|that|these|those|all|one|two|three|be|hospital"
    "|work|school|safety|prison|death|power|police|jail|court|town|people|data|reporters)"
)


@dataclass(frozen=True, slots=True)
class _Cues:
    """Verb forms: of what was, of what will be, and of what may be either.

    Where several begin at one place, the first of `open`, `future`, `past` that matches counts,
    and what it holds counts no further.
    """

    past: str
    future: str
    open: str = "(?!)"
    clause: str = r"[;:()“”„«»\n]|\s[–—-]\s"
    last: bool = False  # whether the verb comes last, and the one behind the words counts


_CUES = {
    "en": _Cues(
        rf"(?:{_IRREGULAR_EN})\b|\b(?!{_NO_VERB_EN}\b)\p{{Ll}}+ed\b",
        r"(?:will|shall|won['’]t|would|\p{L}+['’]ll)\b(?:\s+(?:not|also|be|have|been|then|only"
        r"|\p{Ll}+ly))*\s+\p{Ll}+|(?:is|are|was|were)\s+(?:also\s+|now\s+)?going\s+to\s+\p{Ll}+"
        r"|(?:is|are)\s+(?:also\s+|now\s+)?(?:expected|scheduled|planned|due|set|slated|poised)\b"
        r"(?:\s+to\s+(?:be\s+)?\p{Ll}+)?|(?:is|are)\s+to\s+(?:be\s+)?\p{Ll}+",
        r"(?:may|might|could|should|must|can)\b(?:\s+(?:not|be))*\s+\p{Ll}+"
        rf"|(?<!according )to\s+(?!{_NOT_INFINITIVE_EN}\b)\p{{Ll}}+(?:\s+\p{{Ll}}+ed)?"
        r"|(?:is|are|be|being)\s+(?:\p{Ll}+ly\s+)?\p{Ll}+ed\b"
        r"|(?:expected|scheduled|planned|due|set|slated)\s+for\b"
        r"|(?:was|were|had)\s+(?:been\s+)?(?:expected|scheduled|planned|due|set|slated)\b",
    ),
    "de": _Cues(
        rf"(?:ist|sind|hat|haben|sei|seien|habe|hätten?|wären?)\b(?:(?!\b{_STATE_DE}\b).)*?"
        rf"\b(?!{_STATE_DE}\b){_PARTICIPLE_DE}\b"
        rf"|(?:soll|sollen|dürften?)\b.*?{_PARTICIPLE_DE}\s+(?:haben|sein)\b"
        rf"|\p{{Ll}}{{0,9}}(?:{_STRONG_DE})(?:e|en)?\b|\p{{Ll}}{{0,9}}(?:{_WEAK_DE})(?:te|ten)\b"
        rf"|\p{{Ll}}+iert(?:e|en)\b|(?!(?:heute|letzte|erste|zweite)n?\b)\p{{Ll}}{{3,}}(?:ete"
        rf"|eten)\b"
        rf"|{_PARTICIPLE_DE}\s+(?:ist|sind|hat|haben|sei|seien|habe|hätten?|wären?|wurden?)\b",
        r"(?:wird|werden|werde|würden?)\b|(?:soll|sollen|will|wollen)\b",
        r"(?:kann|können|könnten?|müssen?|darf|dürfen|möchten?|solle|sollten?|wolle)\b"
        r"|\bzu\s+\p{Ll}+en\b"
        rf"|(?:ist|sind|bleibt|bleiben)\b[^,;]*?\b{_STATE_DE}\b",
        clause=r"[,;:()“”„«»\n]|\s[–—-]\s",
    ),
    "fr": _Cues(
        r"(?:a|ont|est|sont|avait|avaient|était|étaient|aurait|auraient)"
        r"(?:-(?:t-)?(?:ils?|elles?|on))?\s+(?:\p{Ll}+ment\s+|été\s+"
        r"|pas\s+|déjà\s+|aussi\s+|eu\s+)*\p{Ll}+(?:é|ée|és|ées|i|ie|is|ies|it|ite|u|ue|us|ues"
        r"|ert|erte|ort|orte|orts|fait|rt)\b|\p{Ll}{2,}(?:èrent|irent|urent)\b|(?:fut|eut|eurent)\b"
        r"|(?!(?:fait|lait|trait|souhait|portrait|retrait)\b)\p{Ll}{2,}(?<!r)(?:ait|aient)\b",
        r"(?:va|vont)\s+\p{Ll}+(?:er|ir|re)\b|(?:doit|doivent)\s+\p{Ll}+(?:er|ir|re)\b"
        r"|(?:est|sont)\s+(?:prévue?s?|attendue?s?|programmée?s?|censée?s?)\b"
        r"|(?!(?:opéra|caméra|extra)\b)\p{Ll}{2,}(?:era|eront|ira|iront|dra|dront|vra|vront|rra"
        r"|rront)"
        r"\b|(?:aura|auront|fera|feront)\b",
        r"\p{Ll}+r(?:ait|aient)\b|(?:peut|peuvent)\s+\p{Ll}+r\b|(?:de|à"
        r"|pour)\s+(?:se\s+)?\p{Ll}+(?:er|ir)\b"
        r"|(?:est|sont)\s+(?:ouverte?s?|fermée?s?)\b",
    ),
    "es": _Cues(
        r"(?!(?:más|está|allá)\b)\p{Ll}+(?:ó|aron|ieron|eron)\b|(?:fue|fueron|era|eran|estaban?"
        r"|había|habían|tenían?|decían?|hizo|hicieron|dijo|tuvo|pudo|puso|vino|quiso|dio|vio)\b"
        r"|\p{Ll}*(?:tuv|pus|hic|quis|pud|sup|vin)(?:o|ieron)\b|\p{Ll}*(?:dij|traj|duj)(?:o|eron)\b"
        r"|(?:ha|han)\s+(?:sido\s+)?\p{Ll}+(?:ado|ido|ada|ida|to|cho)\b|\p{Ll}{2,}ab(?:a|an)\b",
        r"\p{Ll}+(?:rá|rán)\b|(?:va|van)\s+a\s+\p{Ll}+r\b"
        r"|(?:está|están)\s+(?:previst|programad)[oa]s?\b|se\s+prevé\b",
        r"(?:debe|deben|puede|pueden|podrían?|debería)\b(?:\s+\p{Ll}+r)?|(?:para|de"
        r"|a)\s+\p{Ll}+[aei]r\b"
        r"|\p{Ll}+r(?:ía|ían)\b",
    ),
    "it": _Cues(
        r"(?:ha|hanno|è|sono|era|erano|aveva|avevano)\s+(?:stat[oaie]\s+|già\s+|anche\s+)*\p{Ll}+"
        r"(?:at|ut|it|s|tt|rt|st|nt)[oaie]\b|(?:fu|furono|disse|ebbe)\b|\p{Ll}{2,}(?:ò|arono"
        r"|irono|erono)"
        r"\b|\p{Ll}{2,}av(?:a|ano)\b|(?:era|erano)\b",
        r"\p{Ll}{2,}(?:rà|ranno)\b|(?:è|sono)\s+previst[oaie]\b",
        r"(?:può|possono|deve|devono|dovrebbe|potrebbe)\b(?:\s+\p{Ll}+re)?|(?:di|a"
        r"|per)\s+\p{Ll}+[aei]re\b",
    ),
    "pt": _Cues(
        r"(?!(?:museu|europeu|judeu|pneu|troféu)\b)\p{Ll}{2,}(?:ou|aram|eram|iram|iu|[^s]eu)\b|(?:foi|foram|era|estava|estavam|tinha|tinham|havia|"
        r"disse|fez|deteve|manteve|propôs|trouxe|teve|veio|deu|morreu|venceu|perdeu)\b",
        r"\p{Ll}+(?:rá|rão)\b|(?:vai|vão)\s+\p{Ll}+r\b|(?:está|estão)\s+(?:previst|marcad)[oa]s?\b",
        r"(?:deve|devem|pode|podem|poderia)\b(?:\s+\p{Ll}+r)?|(?:para|de|a)\s+\p{Ll}+[aei]r\b",
    ),
    "nl": _Cues(
        r"(?:werd|werden|was|waren|had|hadden|zei|zeiden|kwam|kwamen|gebeurde|gebeurden|ging|gingen|gaf|vond|viel"
        r"|stierf"
        r"|brak|begon|reed|nam|hield|liet|sprak|won|verloor|meldde|meldden|maakte|overleed|opende|sloot|trok|schreef|verdween|vertrok)\b"
        r"|(?!(?:ziekte|sterkte|vlakte|markten|gedeelte)n?\b)\p{Ll}{3,}(?:tte|tten|kte|kten|pte|pten"
        r"|gde|gden|elde|eerde|eerden|ierde)\b"
        r"|(?:heeft|hebben|is|zijn)\b[^,;]*?\b(?:ge|be|ver|ont|her|over)\p{Ll}+(?:d|t|en)\b",
        r"(?:zal|zullen|gaat|gaan|wordt|worden)\b",
        r"(?:is|zijn|blijft|blijven)\b[^,;]*?\b(?:gesloten|geopend|gepland|voorzien|verwacht)\b"
        r"|(?:kan|kunnen|moet|moeten|mag|wil|willen|zou|zouden)\b|\bte\s+\p{Ll}+en\b",
        clause=r"[,;:()“”„\n]|\s[–—-]\s",
    ),
    "pl": _Cues(
        r"(?!(?:był|mały|całą?|cały|stały|biały|udziały?)\b)\p{Ll}{2,}(?:ł|ła|ło|li|ły)\b"
        r"|był[aoy]?\b|byli\b",
        r"(?:będzie|będą|zostanie|zostaną|zagłosuj[eą]|zdecyduj[eą]|rozpatrz[yą]|spotka|spotkają|wróci|wrócą"
        r"|otworzy|zamknie|podpisze|przyjedzie|odwiedzi|wystąpi|ogłosi|rusz[yą]|odbędzie|odbędą|planuje|planują|zamierza|rozpocznie"
        r"|ma|mają)\b",
        r"(?:może|mogą|powin\p{L}+|należy|trzeba)\b|(?:aby|żeby)\b",
    ),
    "ru": _Cues(
        r"(?!(?:если|или|дело|тело|село|число|около|мало|сила|школа|недели|земли|цели|канал|зал|"
        r"материал|финал|персонал|капитал|журнал|вокзал|сигнал|генерал|скандал|филиал|квартал|"
        r"металл|отдел|раздел|предел|стол|пол|гол|футбол|угол|модели|дела|стали|посла|масла|апрели)"
        r"\b)\p{Ll}{2,}(?:л|ла|ло|ли|лся|лась|лось|лись)\b|(?:погиб|умер|вырос|сбежал|произошёл)\b"
        r"|(?:был[аои]?\s+)?\p{Ll}{3,}(?:ан|ен|ён)[аоы]?\b(?<=\b(?:убит|ранен|задержан|открыт|"
        r"закрыт|подписан|арестован|перекрыт)[аоы]?)",
        r"(?:будет|будут|планиру\p{L}+|намерен\p{L}*|ожида\p{L}+ся|запланирован\p{L}*|предстоит|"
        r"собира\p{L}+ся|пройд[её]т|пройдут|состоится|состоятся|проголосу[ею]т|рассмотр[ия]т|подпиш[еу]т|реш[иа]т|верн[её]тся|посетит|"
        r"прилетит|приедет|при[её]дет|объявит|откроет|закроет|за?кроют|обсуд[ия]т|собер[её]тся|начн[её]тся|начнутся|откро[её]тся|"
        r"откроют\p{L}*|завершится|продолжится|примет|примут|выступит|встретится|прибудет)\b",
        r"(?:может|могут|долж\p{L}+|следует|нужно|чтобы|хот\p{L}+)\b",
        clause=r"[,;:()“”„«»\n]|\s[–—-]\s",
    ),
    "uk": _Cues(
        r"(?!(?:якщо|або|діло|тіло|село|число|коло|мало|сила|школа|коли|неділі)\b)\p{Ll}{2,}"
        r"(?:ла|ло|ли|вся|лася|лося|лися|ав|ив|ував|нув|йшов|був)\b|(?:загинув|помер|був)\b",
        r"(?:буде|будуть|плану\p{L}+|має|мають|проголосу[єю]\p{L}*|розгляне|розглянуть|підпиш[еу]\p{L}*|вирішить|повернеться"
        r"|відвідає|оголосить|відкри[єю]\p{L}*|зустрінеться|відбудеться|відбудуться|розпочнеться"
        r"|очіку\p{L}+ся)\b",
        r"(?:може|можуть|повинн\p{L}+|щоб)\b",
        clause=r"[,;:()“”„«»\n]|\s[–—-]\s",
    ),
    "tr": _Cues(
        r"(?!(?:kendi|şimdi|yedi|altı|hadi|haydi|ciddi|maddi|adı|tadı)\b)\p{Ll}{2,}(?:dı|di|du|dü"
        r"|tı|ti|tu"
        r"|tü)(?:lar|ler)?\b|\p{Ll}{2,}(?:mış|miş|muş|müş)(?:tır|tir|tur|tür)?\b",
        r"(?!gelecek\b|yiyecek\b|içecek\b)\p{Ll}{2,}(?:acak|ecek)(?:lar|ler|tır|tir)?\b"
        r"|\p{Ll}+(?:acağ|eceğ)\p{Ll}+",
        r"\p{Ll}+(?:meli|malı)\b|\p{Ll}+ebilir\b|\p{Ll}+abilir\b",
        last=True,
    ),
    "ar": _Cues(
        r"[وف]?(?:كان|حدث|حدثت|حصل|حصلت|كانت|قال|قالت|أعلن|أعلنت|أكد|أكدت|ذكر|ذكرت|أفاد|أفادت|قتل|قُتل|قتلت|أصيب"
        r"|أصيبت|"
        r"وقع|وقعت|وصل|وصلت|تم|تمت|جرى|جرت|شهد|شهدت|بدأ|بدأت|انتهى|انتهت|أطلق|أطلقت|توفي|توفيت"
        r"|التقى|"
        r"زار|زارت|وقّع|افتتح|افتتحت|فاز|فازت|خسر|غادر|غادرت|أغلق|أغلقت|انفجر|انفجرت|لقي|أدى|أدت"
        r"|عقد|"
        r"عقدت|اندلع|اندلعت|هاجم|استقبل|فتح|فتحت|نفذ|نفذت|ألقى|قرر|قررت|وافق|وافقت|لقيت|ضرب|انهار|"
        r"انهارت|غرق|غرقت|اعتقل|اعتقلت|حضر|اجتمع|دشن|هطلت|فاض)(?!\p{L})",
        r"(?:سوف|(?<!\p{L})[وف]?س[يتن]\p{L}{2,}|من المقرر|من المتوقع|يعتزم|تعتزم|ينوي)(?!\p{L})",
        r"(?:قد ي\p{L}+|يمكن|يجب|أن [يت]\p{L}+)(?!\p{L})",
        clause=r"[؛;:()“”«»\n]",
    ),
    "zh": _Cues(
        r"了|已经?|曾|表示|宣布|指出|报道|发生|死亡|遇难|身亡|爆发|沉没|坠毁|倒塌|辞职|去世|逝世|被捕|受伤|起火|烧毁|击败|当选|获胜|抵达|举行(?!了)?(?=了)|通报|称",
        r"将|会(?=[在于举开有继])|计划|预计|拟|即将|准备|定于",
        r"应|可能|可以|需要",
        clause=r"[,，;；:：“”（）。\n]",
    ),
}  # fmt: skip


def direction(sentence: str, start: int, end: int, language: str) -> Direction | None:
    """Tell whether the verb that belongs to the words at a place is of the past or the future.

    Args:
        sentence: It, or some neighbouring ones.
        start: Where the words start.
        end: Where they end.
        language: ISO 639 code.
    """
    cues = _CUES.get(language)
    if cues is None:
        return None
    left, right = 0, len(sentence)
    for cut in regex.finditer(rf"{cues.clause}|[.!?。！？؟](?=\s|$)", sentence):
        if cut.end() <= start:
            left = cut.end()
        elif cut.start() >= end:
            right = cut.start()
            break
    apart = "" if language == "zh" else r"(?<!\p{L})"
    pattern = rf"{apart}(?:(?P<open>{cues.open})|(?P<future>{cues.future})|(?P<past>{cues.past}))"
    around = sentence[left:start] + " " * (end - start) + sentence[end:right]
    found = [(each.start() + left, each.end() + left, each.lastgroup) for each in
             regex.finditer(pattern, around)]  # fmt: skip
    if not found:
        return None
    kinds = {kind for *_, kind in found}
    if len(kinds) == 1:
        kind = kinds.pop()
    elif cues.last:
        kind = next((kind for at, _, kind in found if at >= end), found[-1][2])
    elif language in ("de", "nl"):
        kind = "open"  # verbs stand around what they tell of
    elif language == "zh":
        kind = "future" if "future" in kinds else "open"
    else:
        before = [kind for _, to, kind in found if to <= start]
        kind = before[-1] if before else found[0][2]
    return kind if kind in ("past", "future") else None  # type: ignore[return-value]
