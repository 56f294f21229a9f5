"""What sites write around their articles: menus, buttons, subscriptions, rights and terms.

Out: patterns for one line, without its white space at the ends. The lists hold what is common to
many sites of a language, a line for each language; a phrase counts only where a line consists of it
or starts with it.
"""

import regex

__all__ = [
    "HOME",
    "LEGAL",
    "LEGAL_ITEM",
    "NAVIGATION",
    "NAVIGATION_ITEM",
    "PROMOTION",
    "RIGHTS",
    "one_of",
]

_PHRASE = regex.compile(r"\s+\|\s+|\n")


def one_of(phrases: str) -> str:
    """Make one pattern of phrases, set apart by lines or by a bar between blanks.

    A blank stands for any white space ("log ?in": or none), an apostrophe for any apostrophe.
    """
    listed = (phrase.strip() for phrase in _PHRASE.split(phrases))
    joined = "|".join(phrase for phrase in listed if phrase)
    blanks = joined.replace(" ?", r"\s?").replace(" ", r"\s+")
    return "(?:" + blanks.replace("'", "['’]") + ")"


HOME = one_of("""
    start | startseite | home | accueil | inicio | portada | início | inizio | forside | hem
    etusivu | strona główna | úvod | acasă | ana sayfa | главная | головна | αρχική | (?:ال)?رئيسية
    الصفحة (?:الرئيسية|الأولى) | होम | trang chủ | หน้าแรก | 首页 | 首頁 | ホーム | 홈
""")

_SERVICES = one_of("""
    facebook | twitter | (?-i:X) | instagram | whats ?app | telegram | linkedin | youtube | tiktok
    xing | pinterest | mastodon | bluesky | threads | reddit | flipboard | snapchat
    messenger | pocket | viber | skype | rss | pdf | вконтакте | вк | дзен
    одноклассники | فيسبوك | تويتر | واتس ?[اآ]ب
    (?:تلغرام|تليغرام|تيليجرام) | إنستغرام | يوتيوب | 微博 | 微信 | 카카오톡
""")

NAVIGATION_ITEM = regex.compile(
    r"(?i)^[^\p{L}\p{N}]*(?:"
    + HOME
    + "|"
    + rf"{_SERVICES}(?:\W+{_SERVICES})*|"
    + one_of("""
    menü | suche | merkliste | (?:artikel )?merken | anmelden | abmelden | login | registrieren
    mein konto | abo(?:nnieren)? | e-?paper | newsletter(?: abonnieren)? | (?:artikel )?teilen
    drucken | kommentare?(?: .{1,20})? | (?:jetzt )?kommentieren | vorlesen | feedback | anzeige
    werbung | nach oben | zurück | zum inhalt(?: springen)? | mediathek | alle akzeptieren
    (?:cookie-?)?einstellungen | push-?nachrichten .{1,20} | ticker .{1,15}
    per e?-?mail(?: teilen)?
    menu | sections | search | log ?in | sign ?(?:in|up) | register | my (?:account|news) | e?-?mail
    subscribe(?: now)? | share(?: (?:this )?(?:page|article|story))? | print | save
    bookmark | listen
    (?:view |leave a |post a )?(?:comments?|reply) | copy link | advert(?:isement|ising)? | ad
    sponsored | skip to .{1,30} | back to top | next | previous | accept all | newsletters
    manage (?:cookies|preferences) | top stories | about us | contact(?: us)? | refresh | livestream
    watch live | live reporting | (?:related|suggested|all) (?:topics|tags|links)
    à la une | rechercher | se connecter | connexion | s'abonner | je m'abonne(?: .{1,25})?
    je m'inscris | mon compte | partager | imprimer | envoyer(?: par e-?mail)? | commenter | réagir
    commentaires? | publicité | aller au contenu | (?:article )?réservé (?:aux|à nos) abonnés
    écouter(?: cet article)? | suivre | contribuer | (?:retour en haut|haut de page)
    (?:ajouter|ajouté) à (?:mes|vos) .{1,20} | activer les notifications | (?:votre|un) commentaire
    réagissez.{0,25} | téléchargez .{1,30}application | nos offres.{0,25}
    menú | buscar | iniciar sesión | suscr[ií]bete | compartir | imprimir | comentarios? | guardar
    publicidad | ir al contenido | cerca | accedi | abbonati | condividi | stampa | commenti
    pubblicità | entrar | assine | compartilhar | partilhar | comentários | publicidade
    zoeken | inloggen | abonneren | delen | reacties | advertentie | sök | logga in | dela | annons
    søk | logg inn | annonse | søg | log ind | annonce | haku | kirjaudu | jaa | mainos
    szukaj | zaloguj(?: się)? | udostępnij | komentarze | reklama | hledat | přihlásit(?: se)?
    sdílet | diskuse | caută | autentificare | distribuie | publicitate
    giriş(?: yap)? | abone ol | paylaş | yazdır | yorumlar | reklam
    меню | поиск | войти | вход | регистрация | подписка | подписаться | оформить подписку
    поделиться(?: .{1,15})? | распечатать | комментари(?:и|й|ев|я) | оставить комментарий | ваше имя
    отправить(?: ссылку)? | нравится | обновить | реклама | наверх | перейти (?:в|к) .{1,25}
    пошук | увійти | поділитися | коментарі | αναζήτηση | σύνδεση | κοινοποίηση | σχόλια | διαφήμιση
    (?:ال)?قائمة | بحث(?: متقدم)? | تسجيل (?:الدخول|الخروج) | دخول | اشترك(?: الآن)? | حفظ | مشاركة
    شارك(?: (?:الخبر|المقال|على .{1,15}))? | طباعة | إرسال | (?:ال)?تعليقات? | أضف تعليقا?
    اترك (?:رد|تعليق).{0,8} | إعلانا?ت? | تخطى? إلى .{1,25} | (?:ال)?بث (?:ال)?مباشر
    حد[ّ]?ث الصفحة | فع[ّ]?ل الإشعارات | غرد .{1,15} | كلمات (?:مفتاحية|دلالية)
    खोजें | साझा करें | टिप्पणियाँ | विज्ञापन | tìm kiếm | chia sẻ | bình luận | quảng cáo
    搜索 | 登[录錄] | 注册 | 分享(?:到)? | 评论 | 打印 | 广告 | 検索 | ログイン | シェア | コメント
    広告 | 검색 | 로그인 | 공유 | 댓글 | 광고
    """)
    + r")(?:[^\p{L}]{0,12}|\W+scroll\s+to\s+continue)$"
)

# A line that starts so is navigation, unless it ends as a sentence does.
NAVIGATION = regex.compile(
    r"(?i)^[^\p{L}\p{N}]*(?:"
    + one_of("""
    tags? | topics? | themen? | schlag(?:worte?|wörter) | stichw(?:orte?|örter) | sujets? | temas?
    mots[- ]clés | etiquetas | argomenti | onderwerpen | ämnen | tagi | tematy? | štítky | etichete
    etiketler | теги? | темы | метки | ключевые слова | ετικέτες | كلمات (?:مفتاحية|دلالية)
    (?:ال)?وسوم | 标签 | 關鍵字 | タグ | 태그 | (?:artikel )?teilen | share | partager | compartir
    condividi | поделиться | شارك | sie (?:sind|befinden sich) hier | you are here | vous êtes ici
    player | audio | video | vidéo | видео | аудио | فيديو | размер (?:текста|шрифта)
    """)
    + r"\s*[:：]|(?:audio|video)\s+\d+[:.]\d\d|"
    r"\d+\s*(?:kommentare?|comments?|commentaires?|comentarios?|commenti|комментари\p{L}+|تعليقا?ت?|"
    r"views?|aufrufe|vues|просмотр\p{L}*|مشاهد\p{L}+|shares?)\W*$)"
)

# Asks the reader to subscribe, follow or install something; may end in a full stop.
PROMOTION = regex.compile(
    r"(?i)^[^\p{L}\p{N}\"'„“«]*"
    + one_of(r"""
    folgen sie uns | folge uns | abonnieren sie (?:unser|den|jetzt|hier) | newsletter\s?[:：]
    jetzt .{1,30} (?:testen|abonnieren|sichern|anmelden)\b[^.]*$ | mehr aus dem web
    melden sie sich (?:hier|jetzt) | (?:auf|bei|über|via) \S+ teilen$
    follow us (?:on|at) | subscribe to (?:our|the) .{0,30}(?:newsletter|channel|podcast)
    sign up (?:for|to) (?:our|the|get) | download (?:our|the) (?:free )?app | enjoyed this
    have an opinion on this | join (?:us|our \w+) on | get (?:the|our) .{1,40}(?:inbox|newsletter)
    support (?:the|our) \S+$ | fund independent | become a (?:member|subscriber)
    share (?:on|via|with) \S+$ | partager (?:sur|par) .{1,20}$
    suivez(?:-nous| toute) | abonnez-vous | inscrivez-vous | recevez (?:chaque|tou|nos|notre)
    accédez à (?:plus|tou|nos) | síguenos | suscríbete (?:a|para) | seguici su | iscriviti all?a
    siga-nos | inscreva-se | volg ons | följ oss | følg oss? | seuraa meitä | obserwuj nas
    sledujte nás | urmărește-ne | bizi takip | підписуйтесь | ακολουθήστε
    подпи(?:сывайтесь|шитесь) на | присоединяйтесь к на | следите за .{0,30}(?:нов|канал)
    наш (?:telegram|канал) | нашли (?:ошибку|опечатку) | понравилась (?:новость|статья)
    (?:لل?مزيد .{0,30})?تابعونا | تابعنا على | اشترك (?:في|معنا) | انضم إلى | حم[ّ]?ل التطبيق
    हमें फॉलो | theo dõi chúng tôi | 关注(?:我们|公众号) | フォローする
    """)
)

RIGHTS = one_of("""
    alle rechte vorbehalten | all rights (?:are )?reserved | nachdruck (?:nur|verboten)
    tous (?:les )?droits (?:de \\S+ )?(?:et \\S+ \\S+ )?réservés | reproduction interdite
    todos (?:los|os) (?:derechos|direitos) reservados | tutti i diritti riservati
    reservados todos los derechos | alle rechten voorbehouden | wszelkie prawa zastrzeżone
    všechna práva vyhrazena | toate drepturile rezervate | tüm hakları saklıdır
    все права защищены | (?:усі|всі) права захищені | με την επιφύλαξη παντός δικαιώματος
    (?:جميع )?(?:ال)?حقوق (?:ال)?(?:طبع |نشر )?(?:والنشر )?(?:ال)?محفوظة | 版[权權]所有 | 無断転載
    무단\\s?전재
""")

# A line that starts so is about rights, cookies or the licence of the site.
LEGAL = regex.compile(
    r"(?i)^[^\p{L}\p{N}©]*(?:"
    r"(?:©|\(c\)|copyright)\W{0,3}\d{4}(?!\d)|©.{2,60}(?<!\d)\d{4}(?!\d)|(?:0|6|12|16|18)\+$|"
    + one_of("""
    (?:wir|diese (?:web)?seite) (?:verwende[nt]|nutz(?:en|t)) cookies | die redaktion haftet
    (?:we|this (?:web)?site) uses? cookies | this material may not be published
    (?:toute )?reproduction (?:.{1,40} )?(?:est )?interdite
    (?:nous|ce site) utilis(?:ons|e) des cookies | utilizamos cookies | utilizziamo i? ?cookie
    (?:мы|сайт) использу(?:ем|ет) (?:файлы )?cookie | свидетельство о регистрации
    (?:при )?(?:перепечатк|использовани|цитировани)[ие] (?:любых )?материал
    сетевое издание .{0,80}зарегистрирован | редакция не нес[её]т ответственности
    (?:نستخدم|يستخدم (?:هذا )?الموقع) (?:ملفات تعريف الارتباط|الكوكيز)
    (?:يمنع|لا يجوز|يحظر) (?:نقل|نسخ|إعادة نشر)
    """)
    + ")"
)

LEGAL_ITEM = regex.compile(
    r"(?i)^\W*"
    + one_of("""
    impressum | datenschutz(?:erklärung|hinweise?|einstellungen)? | agb | nutzungsbedingungen
    cookies?(?:[- ](?:einstellungen|settings|policy|preferences|richtlinie))? | barrierefreiheit
    privacy(?: (?:policy|notice|statement|settings|center))? | accessibility | disclaimer
    terms(?: (?:of (?:use|service|sale)|(?:and|&) conditions))? | legal(?: notice)? | public file
    do not sell(?: or share)? my personal (?:information|data) | (?:your )?privacy choices
    mentions légales | cgu | cgv | données personnelles | politique de confidentialité
    gestion des cookies | conditions (?:générales|d'utilisation)(?: .{1,20})? | charte .{1,30}
    aviso legal | política de (?:privacidad|privacidade|cookies) | términos(?: y condiciones)?
    note legali | informativa .{1,20} | privacybeleid | algemene voorwaarden | colofon
    integritetspolicy | personvern | privatlivspolitik | tietosuoja | polityka prywatności
    regulamin | ochrana osobních údajů | termeni și condiții | gizlilik (?:politikası|sözleşmesi)
    künye | kvkk
    политика (?:конфиденциальности|обработки .{1,30}) | (?:условия|правила) использования
    правовая информация | пользовательское соглашение | політика конфіденційності
    όροι χρήσης | πολιτική απορρήτου | سياسة (?:الخصوصية|ملفات .{1,30})
    (?:شروط|أحكام)(?: و\\S+)? الاستخدام | الشروط والأحكام | إخلاء (?:ال)?مسؤولية
    隐私(?:政策|权) | 使用条款 | 免责声明 | プライバシーポリシー | 利用規約 | 개인정보.{0,8}
    """)
    + r"\W*$"
)
