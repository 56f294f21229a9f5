"""Questions that look answerable and are not, made from ones that are.

Two kinds that bots fall for: the right relation with somebody else (*what did Xi give Kim?* where
Putin did), and the right person with a relation the text is silent about (*how old is Kim?*). Lest
every other letter be taken for another name, names are also spelled as another language would
(*Poutine*), with the answer kept.
"""

from collections.abc import Sequence
from dataclasses import replace
from random import Random

import regex

from training.material.sets import Item

__all__ = ["names_in", "other_name", "other_relation", "other_spelling"]

# Names as they are written in Latin script: capitalised words that follow another word.
_NAMES = regex.compile(r"(?<=[\p{L},] )\p{Lu}[\p{L}.'’-]+(?: \p{Lu}[\p{L}.'’-]+)*")
_YEARS = regex.compile(r"\b1[5-9]\d\d\b|\b20[0-2]\d\b")

# A question in several languages, and the words of a text that may answer it. Only languages of
# the answerable questions: of another one a reader would learn that it is never answered.
_RELATIONS: tuple[tuple[tuple[str, ...], str], ...] = (
    (("How old is {}?", "Wie alt ist {}?", "¿Qué edad tiene {}?",
      "Сколько лет {}?", "{} kaç yaşında?", "{}多大了？"),
     r"age|old|alt|alter|jahre|años|edad|born|gebor|nac|лет|возраст|родил|yaş|岁|歲"),
    (("What is the name of {}'s wife?", "Wie heißt die Frau von {}?", "¿Quién es la esposa de {}?",
      "Who is {} married to?", "Как зовут жену {}?"),
     r"wife|marri|spouse|husband|frau|heirat|ehe|espos|casad|mujer|жен|муж|eş|妻"),
    (("How many children does {} have?", "Wie viele Kinder hat {}?", "¿Cuántos hijos tiene {}?",
      "Сколько детей у {}?"),
     r"child|kind|son|daughter|sohn|tochter|söhne|töchter|hij|дет|сын|доч|çocuk|孩|子女"),
    (("How much did {} cost?", "Wie viel hat {} gekostet?", "¿Cuánto costó {}?",
      "What was the price of {}?", "Сколько стоил {}?"),
     r"cost|price|\$|€|£|dollar|euro|million|milliard|billion|kost|preis|precio|euros|стои|цен|价"),
    (("How tall is {}?", "Wie groß ist {}?", "¿Cuánto mide {}?", "How much does {} weigh?"),
     r"tall|high|height|met|feet|foot|inch|cm|groß|höhe|hoch|mide|altura|weigh|pound|kilo|kg"),
    (("What is the population of {}?", "Wie viele Einwohner hat {}?", "How many people live in {}?",
      "¿Cuántos habitantes tiene {}?"),
     r"popul|inhabit|people|resid|einwohn|bevölk|mensch|habitant|poblac|personas|насел|жител|人口"),
    (("When was {} born?", "Wann wurde {} geboren?", "¿Cuándo nació {}?"),
     r"born|birth|gebor|geburt|nac|родил|рожд|doğ|生于|出生|\d{4}"),
    (("What did {} say about the weather?", "Was sagte {} zum Wetter?", "What does {} earn?",
      "Wie viel verdient {}?", "What car does {} drive?", "Welches Auto fährt {}?",
      "What is {}'s favourite food?", "Was isst {} am liebsten?", "What is {}'s phone number?",
      "Which school did {} attend?", "Welche Schule besuchte {}?", "Who is {}'s lawyer?",
      "Wer ist der Anwalt von {}?", "What illness does {} have?", "Woran starb {}?",
      "How did {} die?", "¿Cómo murió {}?", "What religion does {} belong to?"),
     r"weather|wetter|earn|salar|verdien|gehalt|car|auto|food|eat|ess|phone|school|schul|univers|"
     r"lawyer|anwalt|ill|sick|diseas|krank|die|dea|kill|star|tod|tot|tötet|mur|religi|church|kirch|"
     r"christ|musl|jud|jew|buddh|cathol|kathol|protest|college|studi|gehen|rain|snow|storm"),
)  # fmt: skip


# How letters of a name change from language to language; never its first one.
_SPELLINGS = tuple(
    (rf"(?<=\p{{L}}){before}", after)
    for before, after in (
        ("sch", "sh"), ("(?<!c)sh", "sch"), ("tsch", "ch"), ("ch(?!w)", "tsch"), ("v", "w"),
        ("w", "v"), ("c(?![hk])", "k"), ("k", "c"), ("y", "i"), ("i", "y"), ("j", "y"), ("ou", "u"),
        ("u(?!o)", "ou"), ("ph", "f"), ("f", "ph"), ("oo", "u"), ("ee", "i"), ("ts", "z"),
        ("z", "s"), ("s(?!c)", "z"), ("ck", "k"), ("x", "ks"), ("qu", "kw"), ("th", "t"),
        ("ah", "a"), ("in$", "ine"), ("ov$", "off"), ("ev$", "ew"), ("a$", "e"), ("e$", "a"),
        ("o$", "us"), ("y$", "ij"), ("n$", "ne"), ("(.)\\1", "\\1"),
        ("([lnrst])(?=[aeiou])", "\\1\\1"), ("ae", "ä"), ("oe", "ö"), ("ue", "ü"), ("ia$", "ien"),
    )
)  # fmt: skip


def other_name(item: Item, names: Sequence[str], random: Random) -> Item | None:
    """Put another name, or another year, where the question names one of the text.

    Args:
        item: An answerable item.
        names: Names from other questions.
        random: Draws the name.

    Returns:
        The question without an answer, or None where it names nothing.
    """
    places = [each for each in _NAMES.finditer(item.question) if each.group() in item.text.text]
    years = [each for each in _YEARS.finditer(item.question) if each.group() in item.text.text]
    if years and (not places or random.random() < 0.3):
        found, other = random.choice(years), str(random.randrange(1850, 2025))
    elif places:
        found, other = random.choice(places), random.choice(names)
    else:
        return None
    about = " ".join((item.question, item.text.text)).casefold()
    if any(word in about for word in other.casefold().split()):
        return None
    question = item.question[: found.start()] + other + item.question[found.end() :]
    return replace(item, question=question, answer=None, near=item.answer)


def other_spelling(item: Item, random: Random) -> Item:
    """Spell the names that the question shares with its text as another language might."""
    question = item.question
    for name in _NAMES.findall(question):
        if name in item.text.text:
            question = question.replace(name, _respelled(name, random))
    return replace(item, question=question)


def _respelled(name: str, random: Random) -> str:
    fitting = [rule for rule in _SPELLINGS if regex.search(rule[0], name)]
    for before, after in random.sample(fitting, min(len(fitting), random.choice((1, 1, 2)))):
        name = regex.sub(before, after, name, count=1)
    return name


def other_relation(item: Item, random: Random) -> Item | None:
    """Ask something of a name in the question that the text does not say of anything.

    Returns:
        The new question, or None where the item names nothing or the text may answer it.
    """
    places = [each for each in _NAMES.findall(item.question) if each in item.text.text]
    forms, telling = random.choice(_RELATIONS)
    if not places or regex.search(telling, item.text.text.casefold()):
        return None
    question = random.choice(forms).format(random.choice(places))
    return replace(item, question=question, answer=None)


def names_in(items: Sequence[Item]) -> list[str]:
    """Collect the names of persons, places and the like in the questions."""
    return sorted({name for item in items for name in _NAMES.findall(item.question)})
