"""The small words of questions, by language: what asks, what points back, what says little.

Data only. A language that is missing gets the general rules; nothing depends on a list being
complete. A word with an apostrophe or a hyphen counts as its parts.
"""

from typing import NamedTuple

import regex

__all__ = ["ELSEWHERE", "LEXICONS", "Lexicon"]


class Lexicon(NamedTuple):
    """The small words of one language.

    Attributes:
        connectives: Words a question may begin with and be complete all the same.
        openers: Beginnings of a question that names nothing but another thing: *what about*.
        asking: Interrogatives; inside a sentence most of them begin a clause.
        subjects: Pronouns that are the subject of their clause.
        objects: Pronouns that are not, and so mean somebody else than the subject.
        owners: Possessives.
        neuters: Pronouns that may mean nothing at all: *it takes long*.
        dummies: Phrases in which a pronoun means nothing: *is it true*, *are there*.
        bare: Demonstratives that point back where no noun follows: *when was that*.
        these: Demonstratives that point back before a noun or at the end: *this treaty*.
        adverbs: Words for a place, a time or a thing said before.
        times: Nouns with which a demonstrative means now: *this year*.
        clauses: Words that begin a clause, apart from the interrogatives.
        joining: Words that join two clauses or two words.
        auxiliaries: Verbs that carry no meaning of their own.
        defining: Forms of *is* in *what is a treaty*.
        definite: Definite articles.
        determiners: What else stands before a noun.
        telling: Verbs that need something said before: *and what did Kim say*.
        prepositions: They may begin an answer: *and in Vietnam*.
        little: Everything else that does not tell one topic from another.
    """

    connectives: frozenset[str]
    openers: tuple[tuple[str, ...], ...]
    asking: frozenset[str]
    subjects: frozenset[str]
    objects: frozenset[str]
    owners: frozenset[str]
    neuters: frozenset[str]
    dummies: tuple[tuple[str, ...], ...]
    bare: frozenset[str]
    these: frozenset[str]
    adverbs: frozenset[str]
    times: frozenset[str]
    clauses: frozenset[str]
    joining: frozenset[str]
    auxiliaries: frozenset[str]
    defining: frozenset[str]
    definite: frozenset[str]
    determiners: frozenset[str]
    telling: frozenset[str]
    prepositions: frozenset[str]
    little: frozenset[str]

    @property
    def small(self) -> frozenset[str]:
        """Every word that does not say what a question is about."""
        return frozenset().union(*(words for words in self if isinstance(words, frozenset)))


def _lexicon(openers: str = "", dummies: str = "", **words: str) -> Lexicon:
    single = [name for name in Lexicon._fields if name not in ("openers", "dummies")]
    sets = {name: frozenset(words.pop(name, "").casefold().split()) for name in single}
    if words:
        raise TypeError(f"no such words: {sorted(words)}")
    return Lexicon(openers=_phrases(openers), dummies=_phrases(dummies), **sets)


def _phrases(text: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(each.split()) for each in text.casefold().split("|") if each.strip())


LEXICONS = {
    "en": _lexicon(
        connectives="and but so then also or well ok okay yes no now plus",
        openers="what about|how about|and of|same for",
        asking="who whom whose what which when where why how",
        subjects="he she they",
        objects="him them",
        owners="his her their its hers theirs",
        neuters="it",
        dummies="is it called|was it determined|is it true|is it possible|was it possible|"
                "it take|it takes|it took|it rain|it that|is there|are there|was there|"
                "were there|be there|been there|there is|there are|there was|there were|there be",
        bare="that",
        these="this these those",
        adverbs="there then afterwards thereafter therefore",
        times="year years month months week weeks day days time morning evening night summer "
              "winter spring autumn century season weekend",
        clauses="while after before because since if although though that as until whether than "
                "once",
        joining="and or",
        auxiliaries="do does did is are was were be been being am has have had can could will "
                    "would shall should may might must s t don didn doesn isn wasn aren weren hasn",
        defining="is are mean means",
        definite="the",
        determiners="a an many much some any no each every",
        telling="say says said think thinks thought get gets got want wants wanted answer answered "
                "respond responded react reacted reply replied do doing done",
        prepositions="of in on at to from for with by about into over under between among against "
                     "during without within across through toward towards near per since until "
                     "before after around behind",
        little="not else exactly precisely again already still ever never just only too very more "
               "most less least few long often far close old big high late early later earlier ago "
               "first second third last next new same other another others both all such really "
               "actually once soon today yesterday tomorrow now i you we me us my your our "
               "tell told happen happened happens mean means meant go went gone make made makes "
               "take took taken takes come came call called named reason reasons cause causes "
               "result results date place kind sort type number amount way name names detail "
               "details example people person thing things article articles text story",
    ),
    "de": _lexicon(
        connectives="und aber oder also dann auch doch nun ok okay ja nein",
        openers="was ist mit|was war mit|wie ist es mit|wie sieht es mit|wie steht es mit|"
                "wie sieht es bei|wie ist es bei|wie steht es um",
        asking="wer wen wem wessen was welche welcher welches welchen welchem wann wo wohin woher "
               "warum wieso weshalb weswegen wie womit wofür wovon woran worauf worin worüber "
               "wodurch wozu wobei worum wonach wogegen",
        subjects="er sie",
        objects="ihm ihn ihnen",
        owners="ihr ihre ihren ihrem ihrer ihres sein seine seinen seinem seiner seines",
        neuters="es",
        dummies="gibt es|gab es|es gibt|es gab|geht es|ging es|es geht|es ging|kommt es|kam es|"
                "es kommt|es kam|handelt es|es handelt|dauert es|dauerte es|es dauert|heißt es|"
                "es heißt|stimmt es|regnet es|ist es wahr|ist es möglich",
        bare="das",
        these="dies diese dieser dieses diesen diesem jene jener jenes",
        adverbs="dort dorthin damals dafür davon dazu dabei danach davor daran darauf darin "
                "darüber dagegen dadurch damit daher deshalb deswegen daraufhin",
        times="jahr jahre jahres jahren monat monats woche tag tage tagen mal sommer winter "
              "frühjahr herbst jahrhundert saison wochenende",
        clauses="als wenn nachdem bevor weil dass daß ob während obwohl damit bis seit sobald "
                "sodass indem",
        joining="und oder denn",
        auxiliaries="ist sind war waren sei bin hat haben hatte hatten habe wird werden wurde "
                    "wurden würde würden worden gewesen kann können konnte konnten soll sollen "
                    "sollte sollten muss müssen musste mussten darf dürfen will wollen wollte "
                    "wollten möchte",
        defining="ist sind bedeutet bedeuten",
        definite="der die das den dem des im am zum zur vom beim ins",
        determiners="ein eine einen einem einer eines kein keine keinen viel viele vielen wenige "
                    "einige alle",
        telling="sagt sagte gesagt sagen meint meinte denkt dachte bekam bekommen bekommt erhielt "
                "will wollte antwortete reagierte reagiert macht machte gemacht tat getan",
        prepositions="in im an am auf aus bei beim mit nach von vom vor zu zum zur über unter "
                     "zwischen gegen für durch ohne um seit während wegen bis ab pro per",
        little="nicht noch schon auch nur sehr mehr genau eigentlich sonst wieder immer je jemals "
               "zuletzt zuerst vorher nachher später früher heute gestern morgen jetzt lange lang "
               "oft weit alt groß hoch erste ersten zweite zweiten letzte letzten nächste nächsten "
               "neu neue andere anderen gleiche so sich mir mich uns ich wir sie geht ging gehen "
               "passiert passierte geschah geschehen machen tun kommt kam kommen heißt hieß heißen "
               "bedeutet gilt galt steht gibt gab grund gründe ursache zeit datum ort art zahl "
               "name namen artikel text beispiel menschen leute person personen",
    ),
    "fr": _lexicon(
        connectives="et mais ou donc alors puis aussi ok oui non",
        openers="qu en est il de|qu en est il du|qu en est il des|et pour|quid de|quid du|"
                "que dire de",
        asking="qui que quoi qu quand où quel quelle quels quelles lequel laquelle lesquels "
               "lesquelles combien comment pourquoi",
        subjects="il elle ils elles",
        objects="lui eux",
        owners="son sa ses leur leurs sien sienne",
        dummies="y a t il|y avait il|y aura t il|il y a|il y avait|faut il|fallait il|faudra t il|"
                "il faut|agit il|il s agit|est il vrai|est il possible|pleut il|s est il passé|"
                "se passe t il",
        bare="cela ça celui celle ceux celles",
        these="ce cet cette ces",
        adverbs="là alors ensuite dessus dedans",
        times="an année mois semaine jour fois matin soir été hiver siècle saison nuit années "
              "jours",
        clauses="lorsque lorsqu après avant parce dont si puisque puisqu comme pendant tandis "
                "tant depuis",
        joining="et ou",
        auxiliaries="est sont était étaient être été sera seront serait a ont avait avaient avoir "
                    "eu aura auront aurait va vont peut peuvent pouvait pourrait doit doivent "
                    "devait fut furent eut",
        defining="est sont signifie",
        definite="le la les l du des au aux",
        determiners="un une plusieurs quelques beaucoup tout tous toute toutes",
        telling="dit dire pense pensait reçu reçoit reçut obtenu veut voulait répondu réagi fait",
        prepositions="à au aux en dans sur sous par pour avec sans entre contre vers chez depuis "
                     "pendant avant après jusqu selon de du des parmi",
        little="ne n pas plus très encore déjà toujours jamais exactement précisément environ se s "
               "me m te t nous vous on y c j je ci peu autre autres même mêmes premier première "
               "dernier dernière deuxième second seconde prochain prochaine nouveau nouvelle fois "
               "faire font faisait passé passe arrive aller allé raison raisons cause temps date "
               "ans années jours lieu nom noms nombre personnes gens exemple article articles "
               "texte aujourd hui maintenant",
    ),
    "es": _lexicon(
        connectives="y e pero o entonces también pues vale sí no ahora",
        openers="qué hay de|qué hay del|qué tal|qué pasa con|y de",
        asking="quién quiénes qué cuándo dónde adónde cuál cuáles cuánto cuánta cuántos cuántas "
               "cómo quien quienes que cuando donde cual cuanto cuantos como",
        subjects="él ella ellos ellas",
        owners="su sus suyo suya suyos suyas",
        bare="esto eso aquello ello",
        these="este esta estos estas ese esa esos esas aquel aquella aquellos aquellas",
        adverbs="allí ahí allá entonces luego",
        times="año mes semana día vez mañana tarde noche verano invierno siglo temporada",
        clauses="cuando mientras tras después antes porque si aunque hasta pues",
        joining="y o",
        auxiliaries="es son era eran fue fueron ser sido será ha han había habían haber hay hubo "
                    "puede pueden podía debe deben está están estaba estaban estuvo va van",
        defining="es son significa",
        definite="el la los las del al lo",
        determiners="un una unos unas mucho muchos muchas algún alguna todo todos todas",
        telling="dijo dice dicho piensa recibió recibe obtuvo quiere quería respondió reaccionó "
                "hizo hace",
        prepositions="de a en con por para sin sobre entre contra hacia desde hasta durante según "
                     "ante tras del al",
        little="no más muy ya aún todavía siempre nunca exactamente se le les me te nos lo mismo "
               "misma otro otra otros otras primero primera último última próximo próxima nuevo "
               "nueva pasó pasa sucedió ocurrió llama llamaba significa razón razones motivo causa "
               "tiempo fecha años días lugar nombre nombres número personas gente ejemplo artículo "
               "artículos texto hoy ayer cambio",
    ),
    "it": _lexicon(
        connectives="e ed ma o allora poi anche quindi ok sì no",
        openers="che dire di|che ne è di|e per|come va con",
        asking="chi che cosa quando dove quale quali qual quanto quanta quanti quante come perché "
               "cos dov com",
        subjects="lui lei loro egli ella essi esse",
        objects="gli",
        owners="suo sua suoi sue",
        bare="ciò questo quello",
        these="questa questi queste quella quei quelle quegli quel quest quell",
        adverbs="lì là allora",
        times="anno mese settimana giorno volta mattina sera notte estate inverno secolo stagione",
        clauses="mentre dopo prima se benché finché poiché",
        joining="e o",
        auxiliaries="è sono era erano fu furono essere stato stata stati ha hanno aveva avevano "
                    "avere può possono poteva deve devono sta stanno sarà",
        defining="è sono significa",
        definite="il lo la i gli le l del della dello dei degli delle al alla nel nella dal dalla",
        determiners="un uno una molti molte alcuni tutti ogni",
        telling="detto dice disse pensa ricevuto riceve ottenuto vuole voleva risposto reagito "
                "fatto",
        prepositions="di a da in con su per tra fra senza contro verso durante secondo",
        little="non più molto già ancora sempre mai esattamente si mi ti ne stesso stessa altro "
               "altra altri altre primo prima ultimo ultima prossimo prossima nuovo nuova successo "
               "accaduto chiama significa ragione ragioni motivo causa tempo data anni giorni "
               "luogo nome nomi numero persone gente esempio articolo articoli testo oggi ieri "
               "cambio",
    ),
    "pt": _lexicon(
        connectives="e mas ou então também ok sim não agora",
        openers="e quanto a|que tal|e sobre",
        asking="quem que quê quando onde aonde qual quais quanto quanta quantos quantas como "
               "porquê",
        subjects="ele ela eles elas",
        objects="lhe lhes",
        owners="seu sua seus suas dele dela deles delas",
        bare="isso isto aquilo disso nisso disto",
        these="este esta estes estas esse essa esses essas aquele aquela nesse nessa desse dessa",
        adverbs="lá ali então aí",
        times="ano mês semana dia vez manhã tarde noite verão inverno século temporada",
        clauses="enquanto depois antes porque se embora até",
        joining="e ou pois",
        auxiliaries="é são era eram foi foram ser sido será tem têm tinha tinham ter há houve "
                    "havia pode podem podia deve devem está estão estava estavam vai vão",
        defining="é são significa",
        definite="o a os as do da dos das no na nos nas ao à pelo pela",
        determiners="um uma muito muitos muitas algum alguma todo todos todas",
        telling="disse diz dito pensa recebeu recebe obteve quer queria respondeu reagiu fez faz",
        prepositions="de a em com por para sem sobre entre contra desde até durante segundo",
        little="não mais muito já ainda sempre nunca exatamente se me te mesmo mesma outro outra "
               "outros outras primeiro primeira último última próximo próxima novo nova aconteceu "
               "passou chama significa razão razões motivo causa tempo data anos dias lugar nome "
               "nomes número pessoas gente exemplo artigo artigos texto hoje ontem troca",
    ),
    "nl": _lexicon(
        connectives="en maar of dus dan ook nou ok oké ja nee",
        openers="hoe zit het met|wat met|en hoe is het met",
        asking="wie wiens wat welke welk wanneer waar waarom hoe hoeveel waarheen waarmee waarvoor "
               "waarover waarin",
        subjects="hij zij ze",
        objects="hem hen hun",
        owners="zijn haar hun",
        neuters="het",
        dummies="is het waar|gaat het|ging het|duurt het|het gaat|het duurt|is het mogelijk",
        bare="dat dit",
        these="deze die",
        adverbs="daar toen daarvoor daarvan daarna daarover daarmee daarheen erna ervoor ervan",
        times="jaar maand week dag keer zomer winter eeuw seizoen weekend",
        clauses="als toen nadat voordat omdat dat terwijl hoewel tot sinds",
        joining="of en want",
        auxiliaries="is zijn was waren ben heeft hebben had hadden wordt worden werd werden kan "
                    "kunnen kon konden zal zullen zou zouden moet moeten moest mag mogen wil wilde",
        defining="is zijn",
        definite="de het",
        determiners="een geen veel vele enkele alle",
        telling="zei zegt gezegd denkt dacht kreeg krijgt gekregen wil wilde antwoordde reageerde "
                "deed doet gedaan",
        prepositions="in op aan van voor met door naar bij over onder tussen tegen tijdens zonder "
                     "uit om sinds tot per na",
        little="niet nog al ook alleen zeer meer precies eigenlijk anders weer altijd ooit nooit "
               "laatst eerst vandaag gisteren nu lang vaak ver oud groot hoog eerste laatste "
               "volgende nieuw andere zelfde zo zich er te gebeurde gebeurd gaat ging komt kwam "
               "heet heette betekent reden oorzaak tijd datum plaats soort aantal naam artikel "
               "tekst voorbeeld mensen persoon",
    ),
    "ru": _lexicon(
        connectives="а и но или да ну так тогда же значит также ещё еще",
        openers="что насчёт|что насчет|как насчёт|как насчет|как же|что с|что же",
        asking="кто кого кому кем ком что чего чему чем когда где куда откуда почему зачем отчего "
               "как какой какая какое какие какого какую каким каких какому каком какими сколько "
               "скольких чей чья чьё чьи который которая которое которые которого которой которых "
               "насколько",
        subjects="он она они оно",
        objects="ему им ей ими ею него неё нее нему ней ним нём нем них ними",
        owners="его её ее их",
        bare="это этого этому этим этом",
        these="этот эта эти этих этой эту этими тот та те той тех",
        adverbs="там туда оттуда тогда потом затем поэтому здесь",
        times="год году года месяц месяце неделя неделе неделю день дня раз лето летом зиму век",
        clauses="чтобы если потому после пока хотя поскольку прежде",
        joining="и или а",
        auxiliaries="был была было были есть будет будут быть является являются стал стала может "
                    "могут мог могла должен должна должны ли бы",
        defining="такое такой такая такие является значит означает",
        telling="сказал сказала сказали говорит думает получил получила хочет хотел ответил "
                "отреагировал сделал сделала",
        prepositions="в во на с со к ко от до из у о об обо про по при за под над между перед "
                     "через для без против во",
        little="не ни уже ещё еще только очень более менее именно точно примерно опять снова "
               "всегда никогда сегодня вчера завтра теперь сейчас долго часто далеко первый "
               "первая второй вторая последний последняя следующий новый новая другой другая "
               "другие тот же сам себя свой свою своей своего свои мне нам вам мы вы я произошло "
               "случилось значит зовут называется причина причины время времени дата лет годы "
               "дней дни место имя имена число количество человек люди людей пример статья "
               "статье статьи текст",
    ),
    "uk": _lexicon(
        connectives="а і й та але або так тоді ну ж",
        openers="що щодо|як щодо|а щодо|що з",
        asking="хто кого кому ким ком що чого чому чим коли де куди звідки навіщо як який яка яке "
               "які якого яку яким яких скільки чий чия чиє чиї котрий",
        subjects="він вона вони воно",
        objects="йому їм їй ними нею нього неї ньому ній ним них",
        owners="його її їх їхній їхня їхні",
        bare="це цього цьому цим",
        these="цей ця ці цих цієї цю",
        adverbs="там туди звідти тоді потім тому тут",
        times="рік році року місяць місяці тиждень тижня день дня раз літо зиму вік",
        clauses="щоб якщо бо після поки хоча й перш",
        joining="і або а",
        auxiliaries="був була було були є буде будуть бути може можуть міг повинен чи би",
        defining="таке такий така такі є",
        telling="сказав сказала говорить думає отримав хоче хотів відповів зробив",
        prepositions="в у на з із зі до від о об про по при за під над між перед через для без "
                     "проти",
        little="не ні вже ще тільки дуже більше менше саме точно приблизно знову завжди ніколи "
               "сьогодні вчора завтра тепер зараз довго часто перший другий останній наступний "
               "новий інший сам себе свій свою своєї мені нам ми ви я сталося трапилося означає "
               "звати причина причини час дата років дні місце число кількість людей люди "
               "приклад стаття статті текст",
    ),
    "pl": _lexicon(
        connectives="a i ale lub albo więc wtedy też no tak nie",
        openers="co z|a co z|jak z",
        asking="kto kogo komu kim co czego czemu czym kiedy gdzie dokąd skąd dlaczego jak jaki "
               "jaka jakie jakiego jaką jakim który która które którzy którego ile ilu czyj czyja",
        subjects="on ona oni one ono",
        objects="jemu mu jej im nim nich nią niego niej nimi",
        owners="jego jej ich",
        bare="to tego temu tym",
        these="ten ta te tej tę tych",
        adverbs="tam wtedy potem dlatego stamtąd",
        times="rok roku miesiąc miesiącu tydzień tygodniu dzień dnia raz lato zimę wiek sezon",
        clauses="gdy kiedy po zanim ponieważ bo że żeby jeśli choć aż",
        joining="i lub a",
        auxiliaries="jest są był była było byli być będzie będą może mogą mógł musi został została "
                    "czy by",
        defining="jest są",
        telling="powiedział powiedziała mówi myśli dostał otrzymał chce chciał odpowiedział zrobił",
        prepositions="w we na z ze do od o po przy za pod nad między przed przez dla bez przeciw u",
        little="nie już jeszcze tylko bardzo więcej mniej dokładnie znowu zawsze nigdy dziś "
               "wczoraj teraz długo często pierwszy ostatni następny nowy inny ten sam się swój "
               "swoją mi nam my wy ja stało wydarzyło znaczy nazywa powód przyczyna czas data "
               "lat dni miejsce imię liczba osób ludzi przykład artykuł tekst",
    ),
    "tr": _lexicon(
        connectives="peki ya ve ama fakat yani tamam evet hayır",
        openers="peki ya",
        asking="kim kime kimi kimin kimden kiminle kimler ne neyi neye neler nerede nereye nereden "
               "neresi nasıl neden niçin niye kaç hangi hangisi hangileri",
        subjects="o onlar",
        objects="ona onu onlara onları ondan onunla onlarla onlardan",
        owners="onun onların",
        bare="bunu buna bunun bundan bununla",
        these="bu şu",
        adverbs="orada oraya oradan burada",
        times="yıl yılı ay hafta gün kez kış yaz sezon",
        clauses="çünkü eğer ki",
        joining="ve veya",
        auxiliaries="mi mı mu mü var yok oldu olan olarak idi ise etti eder edildi",
        defining="nedir kimdir demek",
        telling="dedi söyledi aldı yaptı istedi",
        prepositions="için ile gibi göre kadar sonra önce karşı",
        little="bir de da den dan ten tan e a ye ya i ı u ü yi yı nin nın nun nün in ın un ün le "
               "la değil daha en çok az hemen tam yine hep hiç bugün dün şimdi ilk son yeni "
               "diğer aynı başka zaman neden sebep tarih yer ad adı sayı kişi insan insanlar "
               "örnek haber makale verdi geldi kendi",
    ),
}  # fmt: skip

# What a question that points back begins with in languages without a lexicon, and pronouns; after
# a comma a pronoun may mean what was named before it.
ELSEWHERE = regex.compile(
    r"""(?x) ^[^،，,、]*(?:(?<!其)他|[她它])
    | ^\W*(?:那么|那|还有|然后|でも|それで|じゃあ|では|그리고|그럼|그런데|แล้ว)
    | ^[^،，,、]*(?:それ|そこ|彼|그는|그가|그녀|그것|거기)
    | ^[^,]*(?<!\p{M}|\p{L})(?:वह|वे|उसने|उसे|उसका|उसकी|उनका|वहाँ|वहां)(?!\p{M}|\p{L})
    | ^[^,]*\b(?:αυτός|αυτή|αυτό|αυτοί|αυτόν|εκεί|τότε|el|ea|ei|ele|acolo|atunci
    | hän|he|sen|siellä|silloin|ő|ott|akkor|han|hon|hun|där|då|ông\ ấy|bà\ ấy|nó|họ)\b
    """
)
