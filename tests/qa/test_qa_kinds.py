"""What kind of answer a question wants, told in many languages."""

import time

import pytest

from qa.questions.kinds import Kind, direct, kind_of, language_of

QUESTIONS = [
    ("en", Kind.FACT, "what did Putin give Kim"),
    ("en", Kind.FACT, "Who opened the bridge?"),
    ("en", Kind.FACT, "How many containers did Russia receive?"),
    ("en", Kind.FACT, "Where did they meet, and when?"),
    ("en", Kind.FACT, "Name the adviser of Putin."),
    ("en", Kind.FACT, "What does the WG I Summary for Policymakers say?"),
    ("en", Kind.FACT, "Which article mentions an overview of the sanctions?"),
    ("en", Kind.FACT, "In which year was the treaty signed?"),
    ("en", Kind.REASON, "Why did Putin travel to North Korea?"),
    ("en", Kind.REASON, "What happened at the airport?"),
    ("en", Kind.REASON, "How come the bakery closes?"),
    ("en", Kind.REASON, "What's happening in Pyongyang?"),
    ("en", Kind.OPEN, "Did Putin give Kim a car?"),
    ("en", Kind.OPEN, "Is the bridge open again?"),
    ("en", Kind.OPEN, "Has Kim said when he will travel to Moscow?"),
    ("en", Kind.OPEN, "Kim Jong Un"),
    ("en", Kind.OPEN, "sanctions against North Korea"),
    ("en", Kind.OPEN, "Tell me about the tea set"),
    ("en", Kind.SUMMARY, "Summarise the articles."),
    ("en", Kind.SUMMARY, "Can you summarize this?"),
    ("en", Kind.SUMMARY, "Please give me an overview"),
    ("en", Kind.SUMMARY, "What are the articles about?"),
    ("en", Kind.SUMMARY, "tl;dr"),
    ("en", Kind.GREETING, "Hello"),
    ("en", Kind.GREETING, "hi there!"),
    ("en", Kind.GREETING, "Good morning"),
    ("en", Kind.THANKS, "Thank you very much!"),
    ("en", Kind.THANKS, "ok, thanks"),
    ("en", Kind.FACT, "Hello, who is Kim?"),
    ("en", Kind.FACT, "Thanks, and who is Uschakow?"),
    ("de", Kind.FACT, "Was hat Putin Kim geschenkt?"),
    ("de", Kind.FACT, "Wie viele Tonnen Munition hat Russland bekommen?"),
    ("de", Kind.FACT, "Womit fuhren sie?"),
    ("de", Kind.FACT, "Auf welchem Platz wurde Putin empfangen?"),
    ("de", Kind.FACT, "Seit wann regiert Kim?"),
    ("de", Kind.REASON, "Warum reiste Putin nach Nordkorea?"),
    ("de", Kind.REASON, "Weshalb gibt es Sanktionen?"),
    ("de", Kind.REASON, "Was ist in Pjöngjang passiert?"),
    ("de", Kind.REASON, "Was geschah am Flughafen?"),
    ("de", Kind.OPEN, "Hat Putin Kim ein Auto geschenkt?"),
    ("de", Kind.OPEN, "Ist die Brücke wieder offen?"),
    ("de", Kind.OPEN, "Wurde ein Vertrag unterschrieben?"),
    ("de", Kind.OPEN, "Teeservice"),
    ("de", Kind.OPEN, "Sanktionen gegen Nordkorea"),
    ("de", Kind.SUMMARY, "Fasse die Artikel zusammen."),
    ("de", Kind.SUMMARY, "Bitte fassen Sie das Wichtigste zusammen"),
    ("de", Kind.SUMMARY, "Gib mir einen Überblick"),
    ("de", Kind.SUMMARY, "Worum geht es in den Artikeln?"),
    ("de", Kind.SUMMARY, "Zusammenfassung bitte"),
    ("de", Kind.GREETING, "Guten Tag!"),
    ("de", Kind.GREETING, "Hallo zusammen"),
    ("de", Kind.THANKS, "Vielen Dank!"),
    ("de", Kind.THANKS, "Danke schön"),
    ("fr", Kind.FACT, "Qu'est-ce que Poutine a offert à Kim ?"),
    ("fr", Kind.FACT, "Qu’est-ce que Poutine a offert à Kim ?"),
    ("fr", Kind.FACT, "Combien de conteneurs la Russie a-t-elle reçus ?"),
    ("fr", Kind.FACT, "À qui Poutine a-t-il offert une voiture ?"),
    ("fr", Kind.REASON, "Pourquoi Poutine est-il allé en Corée du Nord ?"),
    ("fr", Kind.REASON, "Que s'est-il passé à l'aéroport ?"),
    ("fr", Kind.REASON, "Qu'est-ce qui s'est passé à Pyongyang ?"),
    ("fr", Kind.OPEN, "Est-ce que Poutine a offert une voiture à Kim ?"),
    ("fr", Kind.OPEN, "Poutine a-t-il rencontré Kim ?"),
    ("fr", Kind.OPEN, "Est-ce que Kim sait qui arrive ?"),
    ("fr", Kind.OPEN, "Kim Jong Un"),
    ("fr", Kind.SUMMARY, "Résume les articles"),
    ("fr", Kind.SUMMARY, "De quoi parlent les articles ?"),
    ("fr", Kind.GREETING, "Bonjour !"),
    ("fr", Kind.THANKS, "Merci beaucoup"),
    ("es", Kind.FACT, "¿Qué regaló Putin a Kim?"),
    ("es", Kind.FACT, "¿Cuántos contenedores recibió Rusia?"),
    ("es", Kind.REASON, "¿Por qué viajó Putin a Corea del Norte?"),
    ("es", Kind.REASON, "¿Qué pasó en el aeropuerto?"),
    ("es", Kind.OPEN, "¿Regaló Putin un coche a Kim?"),
    ("es", Kind.OPEN, "Kim Jong Un"),
    ("es", Kind.SUMMARY, "Resume los artículos"),
    ("es", Kind.SUMMARY, "¿De qué tratan los artículos?"),
    ("es", Kind.GREETING, "¡Hola!"),
    ("es", Kind.GREETING, "Buenos días"),
    ("es", Kind.THANKS, "Muchas gracias"),
    ("ru", Kind.FACT, "Что Путин подарил Киму?"),
    ("ru", Kind.FACT, "Сколько контейнеров получила Россия?"),
    ("ru", Kind.FACT, "Где остановился Путин?"),
    ("ru", Kind.REASON, "Почему Путин поехал в Северную Корею?"),
    ("ru", Kind.REASON, "Зачем Путин приехал?"),
    ("ru", Kind.REASON, "Что произошло в аэропорту?"),
    ("ru", Kind.OPEN, "Подарил ли Путин Киму машину?"),
    ("ru", Kind.OPEN, "Ким Чен Ын"),
    ("ru", Kind.SUMMARY, "Кратко перескажи статьи"),
    ("ru", Kind.SUMMARY, "О чём эти статьи?"),
    ("ru", Kind.GREETING, "Здравствуйте!"),
    ("ru", Kind.GREETING, "Привет"),
    ("ru", Kind.GREETING, "Добрый день"),
    ("ru", Kind.THANKS, "Спасибо большое!"),
    ("ar", Kind.FACT, "ماذا أهدى بوتين لكيم؟"),
    ("ar", Kind.FACT, "من هو مستشار بوتين؟"),
    ("ar", Kind.FACT, "متى وصل بوتين؟"),
    ("ar", Kind.REASON, "لماذا زار بوتين كوريا الشمالية؟"),
    ("ar", Kind.REASON, "ماذا حدث في المطار؟"),
    ("ar", Kind.OPEN, "هل أهدى بوتين سيارة لكيم؟"),
    ("ar", Kind.OPEN, "كيم جونغ أون"),
    ("ar", Kind.SUMMARY, "لخص المقالات"),
    ("ar", Kind.GREETING, "مرحبا"),
    ("ar", Kind.GREETING, "السلام عليكم"),
    ("ar", Kind.THANKS, "شكرا جزيلا"),
    ("zh", Kind.FACT, "普京送给金正恩什么礼物？"),
    ("zh", Kind.FACT, "俄罗斯收到了多少集装箱？"),
    ("zh", Kind.REASON, "普京为什么访问朝鲜？"),
    ("zh", Kind.REASON, "平壤发生了什么？"),
    ("zh", Kind.OPEN, "普京送给金正恩一辆汽车吗？"),
    ("zh", Kind.OPEN, "金正恩"),
    ("zh", Kind.SUMMARY, "请总结这些文章"),
    ("zh", Kind.GREETING, "你好！"),
    ("zh", Kind.THANKS, "谢谢"),
    ("tr", Kind.FACT, "Putin Kim'e ne hediye etti?"),
    ("tr", Kind.FACT, "Rusya kaç konteyner aldı?"),
    ("tr", Kind.FACT, "Putin nerede kaldı?"),
    ("tr", Kind.REASON, "Putin neden Kuzey Kore'ye gitti?"),
    ("tr", Kind.REASON, "Havaalanında ne oldu?"),
    ("tr", Kind.SUMMARY, "Makaleleri özetle"),
    ("tr", Kind.GREETING, "Merhaba"),
    ("tr", Kind.THANKS, "Teşekkür ederim"),
    ("it", Kind.FACT, "Che cosa ha regalato Putin a Kim?"),
    ("it", Kind.FACT, "Quanti container ha ricevuto la Russia?"),
    ("it", Kind.FACT, "Dov'è andato Putin?"),
    ("it", Kind.REASON, "Perché Putin è andato in Corea del Nord?"),
    ("it", Kind.REASON, "Cosa è successo all'aeroporto?"),
    ("it", Kind.OPEN, "Putin ha regalato un'auto a Kim?"),
    ("it", Kind.SUMMARY, "Riassumi gli articoli"),
    ("it", Kind.GREETING, "Buongiorno"),
    ("it", Kind.THANKS, "Grazie mille!"),
    ("ja", Kind.FACT, "プーチンは金正恩に何を贈りましたか。"),
    ("ja", Kind.FACT, "プーチンはいつ到着しましたか。"),
    ("ja", Kind.REASON, "なぜプーチンは北朝鮮を訪れたのですか。"),
    ("ja", Kind.OPEN, "プーチンは車を贈りましたか。"),
    ("ja", Kind.SUMMARY, "記事を要約してください"),
    ("ja", Kind.GREETING, "こんにちは"),
    ("ja", Kind.THANKS, "ありがとうございます"),
    ("ko", Kind.FACT, "푸틴은 김정은에게 무엇을 선물했나요?"),
    ("ko", Kind.REASON, "푸틴은 왜 북한을 방문했나요?"),
    ("ko", Kind.OPEN, "푸틴이 자동차를 선물했나요?"),
    ("ko", Kind.GREETING, "안녕하세요"),
    ("ko", Kind.THANKS, "감사합니다"),
    ("pt", Kind.FACT, "O que Putin deu a Kim?"),
    ("pt", Kind.REASON, "Por que Putin foi à Coreia do Norte?"),
    ("pt", Kind.OPEN, "Putin deu um carro a Kim?"),
    ("pt", Kind.THANKS, "Obrigado!"),
    ("nl", Kind.FACT, "Wat gaf Poetin aan Kim?"),
    ("nl", Kind.REASON, "Waarom ging Poetin naar Noord-Korea?"),
    ("nl", Kind.OPEN, "Heeft Poetin Kim een auto gegeven?"),
    ("nl", Kind.SUMMARY, "Vat de artikelen samen"),
    ("pl", Kind.FACT, "Co Putin dał Kimowi?"),
    ("pl", Kind.REASON, "Dlaczego Putin pojechał do Korei?"),
    ("pl", Kind.OPEN, "Czy Putin dał Kimowi samochód?"),
    ("pl", Kind.GREETING, "Dzień dobry"),
    ("uk", Kind.FACT, "Що Путін подарував Кіму?"),
    ("uk", Kind.REASON, "Чому Путін поїхав до Кореї?"),
    ("uk", Kind.OPEN, "Чи подарував Путін машину?"),
    ("hi", Kind.FACT, "पुतिन ने किम को क्या दिया?"),
    ("hi", Kind.REASON, "पुतिन उत्तर कोरिया क्यों गए?"),
    ("hi", Kind.THANKS, "धन्यवाद"),
    ("sv", Kind.FACT, "Vad gav Putin till Kim?"),
    ("sv", Kind.OPEN, "Gav Putin en bil till Kim?"),
    ("vi", Kind.FACT, "Putin tặng Kim cái gì?"),
    ("vi", Kind.REASON, "Tại sao Putin đến Triều Tiên?"),
    ("tr", Kind.OPEN, "Köprü tekrar açıldı mı?"),
    ("tr", Kind.OPEN, "Kuzey Kore'ye yaptırımlar"),
    ("fr", Kind.OPEN, "les sanctions contre la Corée du Nord"),
    ("ru", Kind.OPEN, "санкции против Северной Кореи"),
    ("en", Kind.GREETING, "Hi Beleg"),
    ("de", Kind.FACT, "Hallo, wann kam Putin?"),
]
# The word that asks elsewhere asks for nothing here: "than", "that", "from", a name.
MISLEADING = [
    ("de", Kind.OPEN, "Ist Kim so alt wie Putin?"),
    ("fr", Kind.OPEN, "Le traité prévoit-il que la Russie aide la Corée du Nord ?"),
    ("es", Kind.OPEN, "¿Dijo Putin que Rusia ayudará a Corea del Norte?"),
    ("ru", Kind.OPEN, "Правда ли, что Путин подарил Киму машину?"),
    ("ar", Kind.OPEN, "هل عاد بوتين من كوريا الشمالية؟"),
    ("tr", Kind.OPEN, "Putin Kim'e araba hediye etti mi?"),
    ("tr", Kind.OPEN, "Kim Jong Un"),
    ("hi", Kind.OPEN, "क्या पुतिन ने किम को कार दी?"),
    ("pl", Kind.OPEN, "Kim Dzong Un"),
    ("pt", Kind.OPEN, "É verdade que Putin deu um carro a Kim?"),
    ("pt", Kind.OPEN, "Kim é tão velho como Putin?"),
    ("pt", Kind.FACT, "Em que ano Putin visitou a Coreia?"),
    ("pt", Kind.FACT, "E que carro era?"),
    ("en", Kind.OPEN, "Can you tell me whether Putin gave Kim a car?"),
    ("en", Kind.OPEN, "Could Putin tell Kim what he wanted?"),
    ("en", Kind.OPEN, "Do you know Kim?"),
    ("de", Kind.OPEN, "Können Sie die Brücke sehen?"),
    ("en", Kind.REASON, "Can you tell me why the bridge closed?"),
]
# Asked politely, and what is asked.
POLITE = [
    ("en", "Can you tell me what Putin gave Kim?", "what Putin gave Kim?"),
    ("en", "Could you please tell me in which year it was?", "in which year it was?"),
    ("en", "Do you know when Putin arrived?", "when Putin arrived?"),
    ("en", "I’d like to know who came.", "who came."),
    ("en", "Tell me why the bridge closed", "why the bridge closed"),
    ("en", "Tell me about the bridge", "Tell me about the bridge"),
    ("en", "Can you tell me whether it closed?", "Can you tell me whether it closed?"),
    ("en", "In a nutshell: who is Kim?", "who is Kim?"),
    ("de", "Kurz gesagt, wer kam?", "wer kam?"),
    ("ru", "Кратко: кто такой Ким?", "кто такой Ким?"),
    ("ru", "Кратко перескажи статьи", "Кратко перескажи статьи"),
    ("de", "Kannst du mir sagen, was Putin Kim schenkte?", "was Putin Kim schenkte?"),
    ("de", "Können Sie mir sagen, wer kam?", "wer kam?"),
    ("fr", "Est-ce que vous pouvez me dire qui a signé ?", "qui a signé ?"),
    ("es", "¿Puedes decirme qué regaló Putin?", "qué regaló Putin?"),
    ("it", "Puoi dirmi chi ha firmato?", "chi ha firmato?"),
    ("pt", "Pode me dizer o que Putin deu a Kim?", "o que Putin deu a Kim?"),
    ("ru", "Можете ли вы сказать, кто подписал договор?", "кто подписал договор?"),
    ("uk", "Чи знаєте ви, хто підписав?", "хто підписав?"),
    ("pl", "Czy możesz mi powiedzieć, kto przyjechał?", "kto przyjechał?"),
    ("nl", "Kun je me vertellen wie het verdrag tekende?", "wie het verdrag tekende?"),
    ("sv", "Kan du säga vem som kom?", "vem som kom?"),
    ("ar", "هل تعرف متى وصل بوتين؟", "متى وصل بوتين؟"),
    ("hi", "क्या आप बता सकते हैं कि कौन आया?", "कौन आया?"),
    ("ja", "誰が来ましたか。", "誰が来ましたか。"),
]

# Words that start many of the patterns, or are half of one.
REPEATED = [
    "why ", "what ", "what is ", "was ist ", "was ist ein ", "fass ", "fasse alles ", "vat ", "qu'",
    "qu'est-ce qui ", "wo", "wor", "what's the ", "hallo ", "ok ", "danke ", "h", "a", "1 ", " ",
    "!", "?!", "何", "什", "ありがとう", "안녕", "كم", "のどの", "’", "' ", "-", "e\u0301", "🎉",
]  # fmt: skip


@pytest.mark.parametrize(("language", "kind", "text"), QUESTIONS + MISLEADING)
def test_kind_of_a_question(language, kind, text):
    assert kind_of(text, language) is kind


@pytest.mark.parametrize(("language", "text", "asked"), POLITE)
def test_direct_gives_the_question_without_politeness(language, text, asked):
    assert direct(text, language) == asked
    assert kind_of(text, language) is kind_of(asked, language)


def test_kind_of_is_tried_in_many_languages():
    assert len({language for language, _, _ in QUESTIONS}) >= 15
    assert {kind for _, kind, _ in QUESTIONS} == set(Kind)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("sw", "Putin alimpa Kim gari?"),
        ("und", "Putin 2024"),
        ("", "Kim Jong Un"),
        ("fa", "آیا پوتین به کیم ماشین داد؟"),
    ],
)
def test_kind_of_in_an_unknown_language_is_a_fact(language, text):
    assert kind_of(text, language) is Kind.FACT


@pytest.mark.parametrize("language", ["sw", "und", "en"])
def test_kind_of_a_greeting_needs_no_known_language(language):
    assert kind_of("Bonjour !", language) is Kind.GREETING
    assert kind_of("Danke!", language) is Kind.THANKS


@pytest.mark.parametrize(
    "text",
    [
        "What does the WG I Summary for Policymakers say?",
        "Who wrote the summary?",
        "Which overview did the UN publish?",
    ],
)
def test_kind_of_a_question_about_some_summary_is_a_fact(text):
    assert kind_of(text, "en") is Kind.FACT


@pytest.mark.parametrize(
    ("text", "language"),
    [("WHAT DID PUTIN GIVE KIM", "en"), ("что путин подарил киму", "ru"), ("WER KAM?", "de")],
)
def test_kind_of_does_not_depend_on_case(text, language):
    assert kind_of(text, language) is kind_of(text.lower(), language) is Kind.FACT


@pytest.mark.parametrize("piece", REPEATED)
def test_kind_of_2000_characters_takes_no_time(piece):
    text = (piece * 2000)[:2000]
    started = time.perf_counter()
    for language in ("en", "de", "fr", "ar", "zh", "tr", "und"):
        assert kind_of(text, language) in Kind
        assert kind_of(f"{text[:-4]} xyz", language) in Kind
    # Fourteen calls; one that tries every split of the text would take minutes.
    assert time.perf_counter() - started < 20


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Wer traf Kim in Pjöngjang?"),
        ("de", "Welches Auto bekam Kim?"),
        ("de", "In welchem Jahr traf Putin Kim?"),
        ("nl", "Wat kreeg Kim?"),
        ("en", "who is kim"),
        ("en", "putin kim"),
        ("tr", "Kim geldi?"),
        ("ru", "Кто такой Ким?"),
        ("und", "??"),
    ],
)
def test_language_of_a_short_question_is_that_of_the_word_that_asks(language, text):
    assert language_of(text) == language
