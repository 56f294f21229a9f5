"""The politeness in front of a question: *could you tell me who signed it* asks who did.

So does *in short, who signed it*.

In: a question and its language. Out: the question itself.
"""

from functools import cache

import regex

__all__ = ["without_courtesy"]

# Before a question word only, so that *do you know the mayor* keeps its verb.
_COURTESY = {
    "ar": r"هل (?:يمكنك|تستطيع|بإمكانك) (?:أن تخبرني|إخباري|أن تقول لي)|هل (?:تعرف|تعلم)|أخبرني|"
    r"قل لي",
    "da": r"(?:kan|kunne) du (?:fortælle|sige)(?: mig| os)?|ved du|fortæl mig",
    "de": r"(?:bitte )?(?:kannst du|könntest du|können sie|könnten sie|würdest du|würden sie|"
    r"könnt ihr)(?: mir| uns)?(?: bitte| vielleicht)* (?:sagen|erklären|verraten|mitteilen)|weißt "
    r"du|"
    r"wissen sie|weiß jemand|sag(?:en sie|e)?(?: mir| uns)(?: bitte)?|ich (?:möchte|würde gerne?|"
    r"will|wüsste gerne?)(?: wissen)?|"
    r"kurz(?: gesagt| und knapp)?|in kürze",
    "en": r"(?:please )?(?:can|could|would|will) (?:you|anyone|anybody)(?: please| kindly| "
    r"perhaps)? "
    r"(?:tell|show|remind|say|explain)(?: to)?(?: me| us)?(?: please)?|"
    r"(?:do|did|does) (?:you|anyone|anybody)(?: happen to)? (?:know|remember)|"
    r"(?:please )?tell (?:me|us)(?: please)?|i(?:'d| would) like to know|i want to know|i wonder|"
    r"(?:do you have )?any idea|in a nutshell|in short|in brief|to sum up|briefly",
    "es": r"(?:me )?(?:puedes|puede|podrías|podría|podéis) decir(?:me|nos)?|sab(?:es|e|en)|dime|"
    r"dígame|(?:me gustaría|quiero|quisiera) saber|"
    r"en resumen|en breve",
    "fr": r"(?:est-ce que )?(?:(?:tu|vous) (?:peux|pouvez|pourrais|pourriez)|(?:peux|pourrais)-tu|"
    r"(?:pouvez|pourriez)-vous)(?: me| nous)? (?:dire|expliquer)|(?:est-ce que )?(?:tu sais|"
    r"vous savez|sais-tu|savez-vous)|(?:dis|dites)-moi|(?:j'aimerais|je voudrais) savoir|"
    r"en bref|en résumé|bref",
    "hi": r"क्या (?:आप|तुम)(?: मुझे| हमें)? (?:बता सकते (?:हैं|हो)|जानते (?:हैं|हो)|बताएंगे)(?: "
    r"कि)?",
    "it": r"(?:mi )?(?:puoi|può|potresti|potrebbe|potete) dir(?:mi|ci|e)|(?:lo )?sai|dimmi|mi dica|"
    r"vorrei sapere|"
    r"in breve|in sintesi",
    "nl": r"(?:kun je|kunt u|kan je|zou je|zou u)(?: mij| me| ons)?(?: kunnen)? (?:vertellen|"
    r"zeggen|"
    r"uitleggen)|weet (?:je|u)|vertel (?:me|mij)|ik wil(?: graag)? weten",
    "no": r"(?:kan|kunne) du (?:fortelle|si)(?: meg| oss)?|vet du|fortell meg",
    "pl": r"(?:czy )?(?:możesz|możecie|może pani?|mógłbyś|mogłabyś)(?: mi| nam)? powiedzieć|"
    r"(?:czy )?"
    r"(?:wiesz|wiecie)|powiedz(?:cie)?(?: mi)?",
    "pt": r"(?:você )?(?:pode|podes|poderia|podia)(?: me)? dizer(?:-me)?|(?:você )?sabes?(?: me "
    r"dizer)?|diga-me|me diga|gostaria de saber|"
    r"em resumo|em suma",
    "ru": r"(?:не )?(?:можешь|можете|мог(?:ла|ли)? бы)(?: ли)?(?: ты| вы)?(?: мне| нам)? "
    r"(?:сказать|"
    r"подсказать|объяснить)|(?:ты |вы )?(?:не )?зна(?:ешь|ете)(?: ли)?(?: ты| вы)?|"
    r"(?:скажи|подскажи)(?:те)?(?: мне)?(?:,? пожалуйста)?|"
    r"кратко|вкратце|коротко",
    "sv": r"(?:kan|kunde) du (?:säga|berätta)(?: för mig| mig)?|vet du|berätta",
    "uk": r"(?:чи )?(?:можеш|можете|міг би|могла б|могли б)(?: ти| ви)?(?: мені)? (?:сказати|"
    r"підказати)|(?:чи )?(?:ти |ви )?зна(?:єш|єте)(?: ти| ви)?|(?:скажи|скажіть|підкажіть)(?:,? "
    r"будь ласка)?",
}


def without_courtesy(text: str, language: str) -> str:
    """Take off what is said out of politeness in front of a question; the rest is what it asks.

    Args:
        text: The question.
        language: Its ISO 639 code.

    Returns:
        The end of the text, or all of it where it begins with the question.
    """
    if language not in _COURTESY:
        return text
    found = _pattern(language).match(text.replace("’", "'"))
    return text[found.end() :] if found else text


@cache  # and not all of them at the start
def _pattern(language: str) -> regex.Pattern[str]:
    return regex.compile(rf"(?i)^\W*(?:{_COURTESY[language]})\b[\s,:]*(?=\S)")
