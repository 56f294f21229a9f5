"""How summaries are asked for, by language.

Data only. Nothing depends on a list being complete: what is missing in `plain` is taken for a
topic, and what is missing elsewhere makes it a question of another kind.
"""

from typing import NamedTuple

import regex

__all__ = ["ASKING", "UNSPACED", "Asking", "Unspaced"]


class Asking(NamedTuple):
    """How one language asks for a summary. Words are separated by spaces, in lower case.

    Attributes:
        verbs: Words that ask wherever only `lead` stands before them.
        nouns: The same, where nothing or punctuation follows, or a word of the lists below.
        lead: Politeness and whatever else may stand in front.
        after: What else follows a noun: prepositions, articles.
        plain: Further words that name no topic.
        units: Words for the pieces of a summary; so is the word before one: *three sentences*.
        pairs: Verbs in two parts, `first=second`, whatever stands between.
        about: Questions that ask for a summary where all their other words are plain, a pattern.
        always: Phrases that ask for one whatever else is said, a pattern.
        last: The words that ask may come last, behind the topic.
    """

    verbs: str
    nouns: str
    lead: str = ""
    after: str = ""
    plain: str = ""
    units: str = ""
    pairs: str = ""
    about: str = ""
    always: str = ""
    last: bool = False


ASKING = {
    "ar": Asking(
        "لخص لخّص لخصي لخصوا تلخيص أوجز",
        "ملخص ملخصا ملخصًا الملخص خلاصة",
        "من فضلك هل يمكنك أن أعطنا أعطني أعطيني اكتب لي لنا رجاء أريد",
        "عن ل حول من",
        "المقالات المقال مقالات للمقالات للمقال للأخبار النصوص النص الأخبار هذه هذا كل جميع ما في "
        "ورد جاء أهم باختصار بإيجاز قصير مختصر موجز",
        "جمل كلمات نقاط",
        about="^عم تتحدث|^عن ماذا تتحدث|^عما تتحدث",
    ),
    "cs": Asking(
        "shrň shrňte shrnout",
        "shrnutí souhrn přehled",
        "prosím můžeš můžete mohl mohla mohli bys byste mi nám dej dejte udělej napiš stručné "
        "stručně krátké krátce chci",
        "o z ze",
        "články článků článek článcích texty textů zprávy zpráv tyto těchto všechny všech co píší",
        "větách vět slovech bodech",
        about="^o čem",
    ),
    "da": Asking(
        "opsummer opsummere sammenfat sammenfatte resumer resumere",
        "sammenfatning resumé resume overblik oversigt opsummering",
        "kan kunne du i jeg vil gerne venligst giv mig os lav skriv et en kort den det",
        "af over om fra på",
        "artiklerne artikler artiklen teksterne tekster nyhederne nyheder disse alle hvad handler "
        "drejer sig står der i kort",
        "sætninger ord punkter",
        about="^hvad (?:handler|drejer)",
    ),
    "de": Asking(
        "",
        "zusammenfassung überblick übersicht kurzfassung",
        "bitte kannst könntest können könnten würdest würden du sie ihr mir uns ich möchte will "
        "hätte gern gerne brauche gib geben geb mach mache erstelle schreib schreibe zeig zeige "
        "verschaff eine einen ein die der den kurze kurzen kurz knappe knappen grobe groben "
        "mal doch jetzt in",
        "der des von vom über zu zum zur aus bitte",
        "artikel artikeln artikels texte texten text nachrichten meldungen meldung berichte "
        "berichten zeitungen inhalt inhalte wichtigste wichtigsten wesentliche wesentlichen "
        "punkte fakten satz alles alle allen aller das dem diese diesen diesem "
        "was um worum als zusammenfassen zusammenzufassen darin hier es denn heute heutigen neues "
        "steht stehen sagen schreiben handeln geht",
        "sätzen sätze worten wörtern stichpunkten stichpunkte punkten",
        "fass=zusammen fasse=zusammen fasst=zusammen fassen=zusammen",
        "^(?:worum (?:geht|dreht)|wovon handel|um was geht)|^was gibt(?: es|'s) neues$",
        "^(?:bitte|kannst|könntest|können|könnten|würdest|würden|ich möchte|ich will)\\b.*"
        "\\bzusammen(?:zu)?fassen$|^was gibt(?: es|'s) neues (?:von|über|zu|zum|zur|aus|in|im)\\b",
    ),
    "el": Asking(
        "συνόψισε συνοψίστε συνοψίσεις περίλαβε",
        "περίληψη σύνοψη επισκόπηση",
        "παρακαλώ μπορείς μπορείτε να μου μας δώσε δώστε κάνε κάνετε γράψε θέλω μια μία μι σύντομη",
        "των του της για από",
        "άρθρα άρθρων άρθρο κείμενα κειμένων νέα ειδήσεις ειδήσεων τα όλα όλων αυτά αυτών λένε τι",
        "προτάσεις λέξεις",
        about="^για τι (?:μιλ|γράφ|λέν)|^τι λένε τα άρθρα",
    ),
    "en": Asking(
        "summarise summarize summarising summarizing recap",
        "summary overview synopsis digest tldr",
        "please can could would will you i i'd i'll d like want need to me us just kindly give "
        "make write show get let have provide a an the short brief quick concise general "
        "hi hello hey ok so now in",
        "of on about for from in please",
        "article articles text texts news story stories report reports paper papers content "
        "contents document documents corpus collection main key important most point facts "
        "fact events event topics topic details everything all every each it this these those that "
        "here and or there say said says write writes tell tells covered about today today's "
        "latest recent newest two three four five nutshell tl dr new what briefly shortly quickly "
        "as up is are",
        "sentence sentences words bullets points paragraph paragraphs lines",
        "sum=up",
        "^what(?:'s| is| are)?(?! about)(?=.*\\babout$)|^what(?:'s| is) new$|"
        "^what do (?:these|the) articles say$",
        "^tl dr\\b|\\btl dr$|\\bin a nutshell$|^in a nutshell\\b|^what(?:'s| is) new "
        "(?:about|on|with|in|from)\\b",
    ),
    "es": Asking(
        "resume resúmeme resumeme resúmenos resúmelo resúmelos resumir resumirme resumirnos "
        "resumirlo resumirlos resuma resuman resumid sintetiza sintetizar sintetice",
        "resumen síntesis sumario",
        "por favor puedes puede podéis podrías podría me nos hazme haznos haz hacer hacerme "
        "hacernos haga dame danos dar da quiero quisiera necesito escribe un una el la breve "
        "corto pequeño en",
        "de del sobre por en",
        "artículo artículos texto textos noticia noticias contenido todo todos todas esto este "
        "esta estos estas ese esos los las lo más importante importantes que qué dicen dice "
        "tratan trata hablan habla brevemente hoy se",
        "frases oraciones palabras puntos líneas",
        about="^de qué (?:se )?(?:trata|habla|van?\\b)|^qué hay de nuevo$",
    ),
    "fr": Asking(
        "résume résumes résumez résumer résumons resume resumes resumez resumer synthétise "
        "synthétisez synthétiser",
        "résumé résumés resumé synthèse aperçu",
        "s'il te vous plaît plait stp svp merci de est ce que peux peut pouvez pourrais pourriez "
        "tu me moi nous je j'ai j'aimerais voudrais veux besoin d'un d'une fais faites faire donne "
        "donnez donner écris écrivez un une le la petit petite court courte bref brève rapide en",
        "de du des d'un d'une sur s'il svp stp",
        "article articles l'article d'articles texte textes nouvelles actualités actualité "
        "l'actualité informations infos contenu tout tous toutes ce cet cette ces ça cela ceci les "
        "qu'il qu'ils t disent dit parlent parle s'agit il ils elles agit dans comme "
        "l'essentiel principal principaux brièvement quoi question",
        "phrases mots points lignes",
        about="^de quoi (?:parle|s'agit|il s'agit|traite|est il question)"
        "|^quoi de neuf$",
    ),
    "hi": Asking(
        "सारांश सारांशित संक्षेप",
        "",
        "कृपया मुझे हमें",
        "",
        "लेखों लेख लेखो खबरों खबर समाचार समाचारों इन इस सभी सब का की के को में से पर एक छोटा "
        "संक्षिप्त दें दो दीजिए दीजिये बताएं बताओ बताइए करें करो कीजिए लिखें क्या है हैं सकते आप",
        "वाक्यों शब्दों बिंदुओं",
        last=True,
    ),
    "it": Asking(
        "riassumi riassumimi riassumici riassumere riassumermi riassumete riassuma sintetizza "
        "sintetizzare",
        "riassunto sintesi sommario panoramica riepilogo",
        "per favore puoi può potete potresti potrebbe mi ci fammi facci fai fare dammi dacci dai "
        "vorrei voglio un una il la breve piccolo piccola in",
        "di del dello della dell dei degli delle su sul sullo sulla sui sugli sulle per",
        "articolo articoli gli testo testi notizia notizie contenuto tutto tutti tutte questo "
        "questi queste quello che cosa dicono parlano parla si tratta brevemente oggi i le lo l",
        "frasi parole punti righe",
        about="^di (?:che )?cosa (?:parl|tratt|si )|^di che (?:parl|si )|^che c'è di nuovo$",
    ),
    "nl": Asking(
        "samenvatten",
        "samenvatting overzicht",
        "alsjeblieft alstublieft aub kun kan kunt zou zou je jij u mij me ons ik wil graag geef "
        "geeft maak schrijf een de het korte kort beknopt beknopte",
        "van over uit alsjeblieft",
        "artikel artikelen tekst teksten nieuws berichten inhoud alles alle dit dat deze die wat "
        "waar staat in gaan gaat belangrijkste vandaag",
        "zinnen woorden punten regels",
        "vat=samen vatten=samen",
        "^waar ga(?:an|at)(?=.*\\bover$)|^wat is er nieuw$",
        "^(?:kun|kunt|kan|zou|wil)\\b.*\\bsamenvatten$",
    ),
    "no": Asking(
        "oppsummer oppsummere oppsummér sammenfatt sammenfatte",
        "sammendrag oppsummering oversikt",
        "kan kunne du jeg vil gjerne vær så snill gi meg oss lag lage skriv et en kort den det",
        "av over om fra på",
        "artiklene artikler artikkelen tekstene tekster nyhetene nyheter disse alle hva handler "
        "dreier seg står i",
        "setninger ord punkter",
        about="^hva (?:handler|dreier)",
    ),
    "pl": Asking(
        "podsumuj podsumujcie podsumować streść streśćcie streścić",
        "podsumowanie streszczenie przegląd skrót",
        "proszę czy możesz możecie może mógłbyś mogłabyś daj dajcie zrób napisz mi nam chcę "
        "krótkie krótko krótki zwięźle",
        "o z ze",
        "artykuły artykułów artykuł artykule artykułach teksty tekstów wiadomości newsy te tych "
        "wszystkie wszystkich co piszą mówią są to w",
        "zdaniach słowach punktach",
        about="^o czym",
    ),
    "pt": Asking(
        "resuma resumam resume resumes resumir resumo-me sintetize sintetiza sintetizar",
        "resumo síntese sumário",
        "por favor pode podes poderia podia você me nos faça faz fazer dê dá dar quero queria "
        "gostaria preciso um uma o a breve pequeno curto em",
        "de do da dos das sobre",
        "artigo artigos texto textos notícia notícias conteúdo tudo todos todas isto isso este "
        "estes estas esse esses os as mais importante que dizem diz tratam trata falam fala hoje",
        "frases palavras pontos linhas",
        about="^(?:do|de) que (?:se )?(?:trata|fala)|^o que há de novo$",
    ),
    "ro": Asking(
        "rezumă rezumați rezuma sintetizează sintetizați",
        "rezumat rezumatul sinteză",
        "te vă rog poți puteți ai putea să îmi mi ne fă faceți dă dați scrie vreau un o scurt "
        "scurtă",
        "al a ale despre din",
        "articol articole articolele articolelor text textele textelor știri știrile știrilor "
        "aceste acestea acestor toate tot ce spun vorbesc este e vorba în",
        "propoziții fraze cuvinte puncte",
        about="^despre ce",
    ),
    "ru": Asking(
        "перескажи перескажите пересказать обобщи обобщите обобщить подытожь подытожьте подытожить "
        "суммируй суммируйте суммировать резюмируй резюмируйте резюмировать",
        "резюме обзор сводка сводку пересказ саммари конспект выжимка выжимку содержание суть "
        "кратко вкратце коротко",
        "пожалуйста можешь можете мог могла могли бы ли ты вы мне нам расскажи расскажите дай "
        "дайте сделай сделайте напиши напишите составь составьте покажи покажите хочу нужен нужна "
        "нужно краткий краткое краткую короткий короткое короткую кратко вкратце коротко общий а",
        "о об по про из",
        "статья статьи статей статью статье статьям статьях текст тексты текстов тексте текстах "
        "новость новости новостей новостях материалы материалов все всё всех эта эти этих этой это "
        "этот этом этими в что говорится пишут пишется рассказывается идёт идет речь главное самое "
        "основное чём чем",
        "предложениях предложения словах пунктах фразах",
        about="^о ч[её]м",
    ),
    "sv": Asking(
        "sammanfatta sammanfattar summera",
        "sammanfattning översikt",
        "kan kunde du jag vill gärna snälla ge mig oss gör skriv en ett kort den det",
        "av över om från på",
        "artiklarna artiklar artikeln texterna texter nyheterna nyheter dessa alla vad handlar "
        "står i",
        "meningar ord punkter",
        about="^vad handla",
    ),
    "tr": Asking(
        "özetle özetler özetleyin özetleyiniz özetleyebilir özetlesene özet özeti özetini",
        "",
        "lütfen bana bize",
        "",
        "makale makaleler makaleleri makalelerin makalelerde haber haberler haberleri haberlerin "
        "metin metinler metinleri yazı yazıları bu şu tüm bütün kısa kısaca bir ver verin verir "
        "yap yapın yapar çıkar çıkarın hazırla yaz misin misiniz mısın mısınız istiyorum lütfen ne "
        "neler hakkında ile ilgili",
        "cümleyle cümlede kelimeyle maddede",
        about="^(?:bu )?(?:makaleler|haberler|metinler) ne hakkında",
        last=True,
    ),
    "uk": Asking(
        "підсумуй підсумуйте підсумувати перекажи перекажіть переказати узагальни узагальніть "
        "узагальнити резюмуй",
        "підсумок резюме огляд переказ зміст суть коротко стисло",
        "будь ласка можеш можете міг могла могли б би ти ви мені нам дай дайте зроби зробіть "
        "напиши напишіть хочу потрібен потрібно короткий коротке стислий коротко стисло",
        "про з із",
        "стаття статті статей статтю статтях текст тексти текстів текстах новини новин матеріали "
        "усе все всі всіх ці цих цю це цей цього у в що йдеться пишуть мова головне",
        "реченнях словах пунктах",
        about="^про що",
    ),
    "vi": Asking(
        "",
        "",
        "hãy xin vui lòng bạn có thể giúp tôi cho làm ơn",
        "",
        "tắt một bản các bài báo bài viết này những tất cả tin tức nội dung văn bản về của được "
        "không ngắn gọn nói gì",
        "câu từ điểm",
        "tóm=tắt",
        about="^các bài (?:báo|viết) (?:này )?nói về",
        always="^(?:hãy )?(?:cho|viết cho) tôi (?:một )?bản tóm tắt",
    ),
}  # fmt: skip


class Unspaced(NamedTuple):
    """The same for a script without spaces, as patterns."""

    asks: regex.Pattern[str]
    plain: regex.Pattern[str]


_HAN = Unspaced(
    regex.compile(
        r"""(?x) ^(?:请你?|請你?|麻烦|帮我?|幫我?|[你您]?(?:能不能|能否|可以|能)|给我|給我|给出|写
            |寫|做|来|用?[一二三四五六七八九十两兩几幾\d]+[句个個份][话話]?|一下|用|简要|簡要|简短|簡短|简单
            |簡單|\W)*+(?:总结|總結|概括|概述|归纳|歸納|摘要|综述|綜述|要約|要约|まとめ)
        | (?:总结|總結|概括|概述|归纳|歸納|摘要|综述|綜述)(?:一下|吧|吗|嗎|好吗|好嗎|呢|\W)*+$
        | (?:要約|まとめ|概要|サマリー)(?:お願い|ください|下さい|教えて|ほしい|欲しい|もらえ|くれ|
            ます|ません|しい|し|を|て|で|に|い|か|る|な|す|\W)*+$"""
    ),
    regex.compile(
        r"""(?x) 请你?|請你?|麻烦|帮我?|幫我?|[你您]?(?:能不能|能否|可以|能)|给我?|給我?|给出|写|寫
        | 做|来 | 用?[一二三四五六七八九十两兩几幾\d]+[句个個份][话話]?|一下|[这這那][些个篇]?
        | 所有|全部|主要|各|篇|文章|新闻|新聞|报道|報導|报导|内容|內容|消息|材料|文本|要点|重点|重點
        | 关于|關於|有关|對於|说|說|讲|講|什么|什麼|些|的|了|吗|嗎|吧|呢|好|并|用|简要|簡要
        | 简短|簡短|简单|簡單|中|里|裡
        | 总结|總結|概括|概述|归纳|歸納|摘要|综述|綜述
        | 要約|まとめ|概要|サマリー|記事|ニュース|本文|全部|すべて|全て|この|これらの?|その|について
        | に関する|簡単|簡潔|短く|お願い|ください|下さい|教えて|ほしい|欲しい|もらえ|くれ|ます
        | ません|しい|[しをてでにいかるなすのはが]"""
    ),
)
UNSPACED = {
    "ja": _HAN,
    "zh": _HAN,  # short questions in one are often taken for the other
    "ko": Unspaced(
        regex.compile(
            r"""(?x) 요약(?:해\s?(?:줘|주세요|줄래|주시겠어요|봐|라)?|을|본|문|좀|부탁|해서|알려
                |주세요|줘|하면|하라|하시오|\W)*+$ | ^\W*요약(?=\s*[:：])"""
        ),
        regex.compile(
            r"""(?x) 요약\p{L}* | 기사\p{L}{0,3} | 뉴스\p{L}{0,2} | (?<!\p{L})이\s | 모든 | 전체
            | 내용\p{L}? | 좀 | 간단히 | 간략히 | 짧게 | 해\s?(?:줘|주세요|줄래) | 주세요
            | 줘 | 줄래 | 부탁\p{L}* | 알려\p{L}* | 에\s?(?:대해|대한|관한|관해)\p{L}?
            | (?<=\p{L})(?:을|를|의)(?!\p{L})"""
        ),
    ),
    "th": Unspaced(
        regex.compile(r"^(?:ช่วย|กรุณา|โปรด|ขอ|ให้|ทำ|บท|คุณ|สามารถ|\W)*+สรุป"),
        regex.compile(
            "ช่วย|กรุณา|โปรด|ขอ|ให้|สรุป|บทความ|บท|ข่าวสาร|ข่าว|เนื้อหา|เหล่านี้|ทั้งหมด|นี้|หน่อย|"
            "เกี่ยวกับ|ว่า|ที่|ของ|จาก|เรื่อง|ครับ|ค่ะ|คะ|ได้ไหม|ไหม|ฉัน|ผม|ฟัง|สั้น|ๆ|ย่อ|คุณ|"
            "สามารถ|ทำ"
        ),
    ),
}
