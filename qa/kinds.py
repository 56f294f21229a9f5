"""What a question asks for: a few words, sentences, a summary, or nothing but a polite reply.

In: the question and its language. Out: its kind. Told by the words that ask, because a reader that
was trained to find a few words finds some in answer to a greeting as well.
"""

from enum import StrEnum

import regex

from index.language import UNDETERMINED, candidates
from qa.courtesy import without_courtesy
from qa.overview import overview_of

__all__ = ["Kind", "direct", "kind_of", "language_of"]


class Kind(StrEnum):
    """What would answer the question."""

    FACT = "fact"
    """A few words: who, what, when, where, how many."""
    REASON = "reason"
    """A sentence or more: why, what happened."""
    OPEN = "open"
    """Sentences that say something about it: yes or no, a name alone, a statement."""
    SUMMARY = "summary"
    """What the articles say first; of a topic, sentences that say something about it."""
    GREETING = "greeting"
    THANKS = "thanks"


# "Who" in two languages, and a name in all: a name comes before another one or an apostrophe.
_KIM = "kim(?:i|e|de|den|in|ler\\p{L}*|inle|dir)?(?!['’\\p{L}]|\\s+(?-i:\\p{Lu}))"
# Words that ask for a fact, by language; a language that is missing counts as always asking.
_ASKING = {
    "ar": "[وفبل]?(?:من|ما|ماذا|متى|أين|اين|أي|اي|كم|كيف|لمن|بماذا|بكم|ماسم)",
    "cs": "kdo|koho|komu|kým|co|čeho|čemu|kdy|kde|kam|odkud|kter\\p{L}+|jak\\p{L}*|kolik|čí",
    "da": "hvem|hvad|hvornår|hvor|hvilke[nt]?|hvordan|hvis",
    "de": "wer|wen|wem|wessen|was|wann|wo|wohin|woher|welch\\p{L}+|wie|wieviele?|wo(?:r|von|mit|zu|"
          "für|durch|gegen|bei|nach|ran|rin|rüber|rauf|raus|rum|runter)\\p{L}*|nenne\\p{L}*",
    "el": "ποι\\p{L}+|τι|πότε|πού|που|πόσ\\p{L}+|πώς|πως",
    "en": "who|whom|whose|what|what's|who's|when|where|which|how|name an?|name the|list",
    # Without the accent, "que" and its like ask only where they come first.
    "es": "quién(?:es)?|qué|cuándo|dónde|adónde|cuál(?:es)?|cuánt[oa]s?|cómo|nombr[ea]n?|"
          "(?<=^\\W*)(?:(?:a|de|en|con|por) )?(?:quien(?:es)?|que|cuando|donde|cual(?:es)?|"
          "cuant[oa]s?|como)",
    "fi": "kuka|kenet|kenen|kelle|mikä|mitä|minkä|mitkä|milloin|koska|missä|mihin|mistä|kuinka|"
          "miten|montako|monta",
    "fr": "qui|(?<=^\\W*)que|quoi|qu'\\p{L}+|quand|où|quel(?:le)?s?|lequel|laquelle|combien|"
          "comment",
    "hi": "कौन|किस\\p{L}*|किन\\p{L}*|क्या|कब|कहाँ|कहां|कितन\\p{L}*|कैस\\p{L}*|कौन\\p{L}*",
    "hu": "ki|kit|kinek|kik|mi|mit|mik|mikor|hol|hova|hová|honnan|melyik\\p{L}*|hány\\p{L}*|mennyi|"
          "milyen|hogyan",
    "it": "chi|(?<=^\\W*)che|cosa|cos'\\p{L}+|quando|dove|dov'\\p{L}+|quale|quali|qual|"
          "quant[oaie]|come",
    "nl": "wie|wiens|wat|wanneer|waar\\p{L}*|welke?|hoe|hoeveel",
    "no": "hvem|hva|når|hvor|hvilke[nt]?|hvordan|hvilket",
    "pl": "kto|kogo|komu|" + _KIM + "|co|czego|czemu|czym|kiedy|gdzie|dokąd|skąd|któr\\p{L}+|ile|"
          "ilu|jak|jak[iae]\\p{L}*|czyj\\p{L}*",
    "pt": "quem|quê|quando|onde|aonde|qual|quais|quant[oa]s?|"
          "(?<=^\\W*(?:(?:e|mas|então) )?)(?:(?:a|ao|de|do|em|no|com|por|para|sobre|desde) )?"
          "(?:o )?(?:que|como)|o que(?=\\W*$)",
    "ro": "cine|cui|ce|când|cand|unde|care|cât|câți|câte|câtă|cum|cărui\\p{L}*",
    "ru": "кто|кого|кому|кем|ком|что|чего|чему|чем|когда|где|куда|откуда|как|как\\p{L}{2,3}|"
          "сколько|скольк\\p{L}+|чей|чь[яёией]\\p{L}*|котор\\p{L}+|насколько|назов\\p{L}+",
    "sv": "vem|vems|vad|när|var|vart|varifrån|vilke[nt]|vilka|hur",
    "tr": _KIM + "|ney?|ney\\p{L}+|nede|nedir|neler\\p{L}*|nerede\\p{L}*|nereye|nereden|neresi|"
          "hangi\\p{L}*|kaç\\p{L}*|nasıl",
    "uk": "хто|кого|кому|ким|що|чого|чому|чим|коли|де|куди|звідки|як|як\\p{L}{1,3}|скільки|чий|чия|"
          "котр\\p{L}+",
    "vi": "ai|gì|nào|đâu|bao nhiêu|bao giờ|bao lâu|mấy|khi nào|thế nào",
}  # fmt: skip
# Written without spaces, or with endings: found anywhere.
_ASKING_ANYWHERE = {
    # Short questions in one are often taken for the other.
    **dict.fromkeys(
        ("ja", "zh"),
        "谁|誰|什么|什麼|甚麼|何|哪|几|幾|多少|多大|多久|多长|多長|怎么|怎麼|怎样|怎樣|だれ|なに|なん|いつ|"
        "どこ|どの|どれ|どちら|どんな|いくつ|いくら|どう",
    ),
    "ko": "누구|누가|무엇|무슨|뭐|언제|어디|어느|어떤|몇|얼마|어떻게",
    "th": "ใคร|อะไร|เมื่อไ|เมื่อใด|ที่ไหน|ไหน|ใด|เท่าไ|กี่|อย่างไร",
}
_REASON = regex.compile(
    r"""(?ix)\b(?: why | how\ come | for\ what\ reason
    | what(?:\ has|\ have|'s|\ is)?\ (?:really\ )?
      (?:happen(?:ed|s|ing)?|going\ on)
    | warum | wieso | weshalb | weswegen | aus\ welchem\ grund
    | was\ (?:ist|war|sind)\ (?:.{0,40}\ )?(?:passiert|geschehen|los|vorgefallen)
    | was\ (?:passiert\p{L}*|geschah|geschieht)
    | pourquoi | qu(?:e|')\ ?(?:s'est-il|est-ce\ qui\ s'est)\ passé | que\ se\ passe
    | por\ qué | qué\ (?:pasó|sucedió|ocurrió|ha\ pasado|pasa)
    | perché | cosa\ è\ (?:successo|accaduto) | che\ cosa\ è\ (?:successo|accaduto)
    | por\ ?que | porquê | o\ que\ aconteceu
    | почему | зачем | отчего | что\ (?:случилось|произошло|происходит)
    | чому | навіщо | що\ (?:сталося|трапилося)
    | neden | niçin | niye | ne\ oldu | ne\ oluyor
    | waarom | wat\ is\ er\ gebeurd | hvorfor | hva\ (?:skjedde|har\ skjedd) | varför | miksi
    | dlaczego | czemu | co\ się\ (?:stało|wydarzyło) | proč | miért | de\ ce | γιατί | τι\ συνέβη
    | tại\ sao | vì\ sao )\b
    | لماذا | ماذا\ حدث | ماذا\ جرى | क्यों | क्या\ हुआ
    | 为什么 | 為什麼 | 为何 | 為何 | 发生了什么 | 發生了什麼 | なぜ | どうして | 何があった
    | 何が起き | 왜 | 무슨\ 일이 | ทำไม | เกิดอะไรขึ้น"""
)
# A question begins with the word that asks, or with a preposition before it.
_ASKED_WITHIN = 2
# From such a likelihood on the detector is believed; of fewer words, names among them, it may know
# little, and so many languages are looked at.
_SURE, _CANDIDATES = 0.8, 8
# A question that starts so asks for yes or no, whatever follows ("… who …").
_YES_OR_NO = {
    "en": r"(?i)^(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may)\b",
    "fr": r"(?i)^est-ce qu",
    "de": r"(?i)^(?:ist|sind|war|waren|hat|haben|hatten?|wird|werden|wurden?|kann|können|konnten?|"
    r"soll|sollen|muss|müssen|darf|dürfen|will|wollen|gibt|gab|stimmt|kommt|kam)\b",
    "ar": r"^\W*هل\b",
    "hi": r"^\W*क्या\s",
    "ru": r"(?i)\bли\b",
}
_GREETING = regex.compile(
    r"""(?ix)^\W*(?: h(?:i|ello|ey|iya)(?:\ (?:there|all|you|beleg|bot))?
    | good\ (?:morning|afternoon|evening|day)
    | hallo\p{L}*(?:\ (?:zusammen|beleg))? | guten\ (?:morgen|tag|abend) | grüß\ (?:gott|dich)
    | servus | moin(?:\ moin)?
    | bonjour | bonsoir | salut | coucou | hola | buen[oa]s\ (?:días|tardes|noches) | buenas
    | ciao | buongiorno | buonasera | salve | ol[áa] | bom\ dia | boa\ (?:tarde|noite)
    | привет | здравствуй(?:те)? | добр(?:ый|ое|ого)\ (?:день|утро|вечер|дня) | привіт
    | добрий\ день
    | merhaba(?:lar)? | selam | günaydın | iyi\ (?:günler|akşamlar) | cześć | dzień\ dobry
    | ahoj | dobrý\ den
    | hoi | goed\p{L}*(?:morgen|dag|avond|middag)? | hei | hej(?:san)?
    | god\ (?:dag|morgen|kveld) | moi | szia | salutare
    | bună(?:\ ziua)? | γεια(?:\ σου|\ σας)? | καλημέρα | καλησπέρα | xin\ chào | chào
    | مرحبا | أهلا | اهلا | السلام\ عليكم | नमस्ते | 你好 | 您好 | 早上好 | こんにちは
    | おはよう\p{L}* | 안녕\p{L}* | สวัสดี\p{L}*
    )\W*$"""
)
_THANKS = regex.compile(
    r"""(?ix)^\W*(?:(?:ok(?:ay)?|great|super|prima|gut|perfect|perfekt|parfait|vale|хорошо)\W+)?
    (?: thank\ you(?:\ (?:very|so)\ much|\ a\ lot)?
    | thanks(?:\ (?:a\ lot|so\ much|very\ much))? | thx | cheers | many\ thanks
    | danke(?:\ (?:schön|sehr|dir|ihnen|dir\ sehr))? | dankeschön | vielen\ (?:lieben\ )?dank
    | besten\ dank
    | merci(?:\ (?:beaucoup|bien|à\ vous))? | (?:muchas\ |mil\ )?gracias | grazie(?:\ mille)?
    | (?:muito\ )?obrigad[oa]
    | (?:большое\ )?спасибо(?:\ большое)? | благодарю(?:\ вас)? | дякую
    | teşekkür(?:ler|\ ederim|\ ederiz)? | sağ\ ?ol(?:un)?
    | dank\ je(?:\ wel)? | dank\ u(?:\ wel)? | bedankt | takk(?:\ skal\ du\ ha)? | tusen\ takk
    | tack(?:\ så\ mycket)? | tak
    | dziękuję | dzięki | děkuji | díky | köszönöm | kiitos | mulțumesc | ευχαριστώ | cảm\ ơn
    | شكرا(?:\ جزيلا)? | धन्यवाद | शुक्रिया | 谢谢\p{L}* | 謝謝\p{L}* | 多谢 | ありがとう\p{L}*
    | 감사\p{L}* | 고마\p{L}* | ขอบคุณ\p{L}*
    )\W*$"""
)


def kind_of(text: str, language: str) -> Kind:
    """Tell what kind of answer a question wants.

    Args:
        text: The question.
        language: Its ISO 639 code.
    """
    text = text.replace("’", "'")
    if _GREETING.search(text):
        return Kind.GREETING
    if _THANKS.search(text):
        return Kind.THANKS
    text = direct(text, language)
    if overview := overview_of(text, language):
        # Without spaces a word for a summary may be half of another: *when is the closing session*.
        parts = (overview.before, overview.topic if language in _ASKING_ANYWHERE else "")
        if not any(_asks(part, language) for part in parts):
            return Kind.SUMMARY
    if _REASON.search(text):
        return Kind.REASON
    if language in _YES_OR_NO and regex.search(_YES_OR_NO[language], text):
        return Kind.OPEN
    known = language in _ASKING or language in _ASKING_ANYWHERE
    return Kind.FACT if not known or _asks(text, language) else Kind.OPEN


def language_of(question: str) -> str:
    """Tell the language of a question, of a short one by the word that asks.

    *Wer traf Kim?* has one German word and two names that the detector knows from English text.

    Returns:
        Its ISO 639 code; `und` for text without letters.
    """
    found = candidates(question, _CANDIDATES)
    if not found or found[0][1] >= _SURE:
        return found[0][0] if found else UNDETERMINED
    likely = [code for code, _ in found if _asks_first(question, code)]
    others = [code for code in _ASKING if _asks_first(question, code)] if not likely else []
    # A word that asks in one language alone tells it, however unlikely that was.
    if len(others) == 1:
        return others[0]
    return likely[0] if likely else found[0][0]


def direct(text: str, language: str) -> str:
    """Give the question in *could you tell me who signed it*; any other text as it is.

    Args:
        text: The question.
        language: Its ISO 639 code.
    """
    rest = without_courtesy(text, language)
    first = " ".join(rest.split()[:_ASKED_WITHIN])  # "in which year", "to whom"
    return rest if _asks(first, language) or _REASON.match(rest) else text


def _asks(text: str, language: str) -> bool:
    """Tell whether there is a word that asks for a fact."""
    return _asking(text, language) is not None


def _asks_first(text: str, language: str) -> bool:
    """Tell whether the first word asks, as *kim* in *Kim geldi?* does, but not in *Kim Jong Un*."""
    first = text.split(maxsplit=1)[0]
    found = _asking(text, language)
    return found is not None and found.start() < text.index(first) + len(first)


def _asking(text: str, language: str) -> regex.Match[str] | None:
    if language in _ASKING_ANYWHERE:
        return regex.search(_ASKING_ANYWHERE[language], text)
    words = _ASKING.get(language)
    return regex.search(rf"(?i)(?<![\p{{L}}'-])(?:{words})(?!\p{{L}})", text) if words else None
