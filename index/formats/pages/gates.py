"""Pages that stand in front of an article: consent to cookies, signing in, checks for robots.

In: what a page says. Out: what it is instead of an article, or nothing. Words of the ten main
languages; a page that only speaks of such things says much more besides.
"""

from collections.abc import Sequence

import regex

from index.formats.pages.markup_text import key, letters

__all__ = ["gate"]

_SAID = 1_500  # letters of the longest such page, as a rule; lists of partners are longer
_SHARE = 0.5  # of its text that speaks of nothing else

_CHECK = regex.compile(
    r"(?i)\b(?:just a moment|checking (?:your browser|if the site connection)|access denied|"
    r"verify(?:ing)? (?:that )?you are (?:a )?human|are you a (?:robot|human)|unusual traffic|"
    r"enable javascript and cookies|attention required|captcha|einen moment,? bitte|zugriff "
    r"verweigert|accès refusé|acceso denegado|accesso negato|toegang geweigerd)\b"
)
_CONSENT = regex.compile(
    r"(?i)\b(?:cookies?|consent|we value your privacy|privacy (?:settings|preferences|choices)|"
    r"accept all|reject all|legitimate interest|manage (?:options|preferences)|our partners|"
    r"personali[sz]ed (?:ads|content)|before you continue|"
    r"einwilligung\w*|zustimm\w*|alle (?:akzeptieren|ablehnen)|datenschutzeinstellungen|"
    r"mit werbung (?:und tracking )?(?:weiter)?lesen|werbefrei|pur-abo\w*|unsere partner|"
    r"consentement|tout (?:accepter|refuser)|accepter et continuer|nos partenaires|"
    r"consentimiento|aceptar (?:todo|todas|y continuar)|rechazar todo|nuestros socios|"
    r"consenso|accetta (?:tutto|e continua)|rifiuta tutto|i nostri partner|"
    r"toestemming|alles (?:accepteren|weigeren)|onze partners|"
    r"consentimento|aceitar tudo|nossos parceiros|zgod[aęy]|ciasteczk\w+|zaakceptuj\w*|"
    r"samtycke|godkänn alla|våra partner|согласие|принять все|файлы? cookie)\b|同意|隐私|クッキー"
)
_SIGN_IN = regex.compile(
    r"(?i)\b(?:sign in|log ?in|sign up|create an? (?:free )?account|already (?:a subscriber|have "
    r"an account)|forgot(?:ten)? (?:your )?password|subscribe to (?:continue|read)|register to "
    r"(?:continue|read)|continue with (?:google|apple|facebook)|e-?mail address|password|"
    r"anmelden|einloggen|registrieren|passwort(?: vergessen)?|bereits (?:abonnent\w*|registriert)|"
    r"jetzt abonnieren|se connecter|connectez-vous|créer un compte|mot de passe|déjà abonnée?|"
    r"iniciar sesión|inicia sesión|regístrate|crear (?:una )?cuenta|contraseña|accedi|registrati|"
    r"hai già un account|inloggen|wachtwoord|account aanmaken|iniciar sessão|entrar|senha|"
    r"zaloguj\w*|hasło|logga in|lösenord|войти|вход|пароль|зарегистрир\w*)\b|登录|登錄|ログイン"
)
_FEW = 3  # such words, and no fewer


def gate(title: str, texts: Sequence[str], *, dated: bool) -> str | None:
    """Tell what stands in front of the article, where nothing of the article is there.

    Args:
        title: The page's headline.
        texts: Its blocks of text.
        dated: Whether the page says when it was published: an article does.
    """
    said = sum(letters(key(text)) for text in texts)
    if _CHECK.search(title) and said < _SAID:
        return "a check for robots, not an article"
    for words, kind in (
        (_CONSENT, "a page that asks for consent to cookies, not an article"),
        (_SIGN_IN, "a page to sign in, not an article"),
    ):
        speaking = [text for text in texts if words.search(text)]
        about = sum(letters(key(text)) for text in speaking)
        found = sum(len(words.findall(text)) for text in (title, *texts))
        short = said < (_SAID if not dated else _SAID // 3)
        if found >= _FEW and short and about > _SHARE * said and _dense(found, said):
            return kind
    return None


def _dense(found: int, said: int) -> bool:
    """Whether such words come every few sentences, not now and then as in a report about them."""
    return found * 120 > said
