"""Requests for a summary, and what of, told in many languages."""

import time

import pytest

from qa.questions.kinds import Kind, direct, kind_of
from qa.questions.summary_requests import overview_of

# Of everything.
WHOLE = [
    ("en", "Summarise the articles."),
    ("en", "Could you please provide a brief summary of what these articles are about?"),
    ("en", "Can you summarise the main points of all these articles in three sentences?"),
    ("en", "I need a quick overview of the news"),
    ("en", "Summarise today's news"),
    ("en", "In a nutshell, what do the articles say?"),
    ("en", "What is it about?"),
    ("en", "Can you tell me what the articles are about?"),
    ("en", "sum it up"),
    ("de", "tl;dr"),  # as the detector has it
    ("la", "sum it up"),
    ("de", "Fass mir bitte kurz zusammen, worum es geht"),
    ("de", "Kannst du mir bitte eine kurze Zusammenfassung aller Artikel geben?"),
    ("de", "Gib mir die wichtigsten Punkte aller Artikel als Zusammenfassung"),
    ("de", "Fasse die Artikel in drei Sätzen zusammen"),
    ("de", "Was gibt es Neues?"),
    ("fr", "De quoi s'agit-il ?"),
    ("fr", "Peux-tu résumer les articles en trois phrases ?"),
    ("fr", "Résumé des articles, s’il vous plaît"),
    ("es", "Hazme un resumen breve de todos los artículos"),
    ("es", "¿De qué tratan los artículos?"),
    ("it", "Di cosa parlano gli articoli?"),
    ("pt", "Pode fazer um resumo das notícias?"),
    ("ru", "О чём говорится в статьях?"),
    ("ru", "Перескажи статьи в трёх предложениях"),
    ("ru", "Можешь кратко пересказать, о чём эти статьи?"),
    ("uk", "Про що ці статті?"),
    ("tr", "Bana tüm makalelerin kısa bir özetini ver"),
    ("tr", "MAKALELERİ özetle"),
    ("sv", "Kun je de artikelen kort samenvatten?"),
    ("nl", "Waar gaan de artikelen over?"),
    ("sv", "Kan du lage et kort sammendrag av artiklene?"),
    ("da", "Kan du sammanfatta artiklarna?"),
    ("pl", "O czym są te artykuły?"),
    ("cs", "Shrň články"),
    ("ro", "Rezumă articolele"),
    ("el", "Περίληψη των άρθρων"),
    ("vi", "Hãy tóm tắt nội dung các bài viết này"),
    ("ar", "هل يمكنك تلخيص المقالات؟"),
    ("hi", "इन लेखों का संक्षिप्त सारांश दीजिए"),
    ("zh", "你能总结一下这些新闻吗？"),
    ("zh", "请用三句话概括主要内容"),
    ("ja", "ニュースを簡単にまとめてください"),
    ("ko", "모든 기사를 간단히 요약해 줘"),
    ("th", "ช่วยสรุปข่าวทั้งหมดให้หน่อย"),
]
TOPICS = [
    ("en", "Summarise what the articles say about the moon landing", "moon landing"),
    ("en", "Summarize the visit to Lisbon in three sentences", "visit to Lisbon"),
    ("en", "Give me a short summary of the treaty", "treaty"),
    ("en", "TL;DR of the strike", "strike"),
    ("en", "What's new in Lisbon?", "Lisbon"),
    ("de", "Fasse zusammen, was die Artikel über die Mondlandung sagen", "Mondlandung"),
    ("de", "Kannst du mir die Artikel über Vietnam zusammenfassen?", "Vietnam"),
    ("de", "Gib mir einen Überblick über die Sanktionen", "Sanktionen"),
    ("fr", "Peux-tu me faire un résumé de la visite au Vietnam ?", "visite au Vietnam"),
    ("es", "¿Puedes hacerme un resumen de la visita a Vietnam?", "visita a Vietnam"),
    ("it", "Fammi un riassunto della visita", "visita"),
    ("ru", "Перескажи, что пишут о высадке на Луну", "высадке на Луну"),
    ("tr", "Ay'a inişi özetle", "Ay'a inişi"),
    ("nl", "Kun je het bezoek van Poetin samenvatten?", "bezoek van Poetin"),
    ("da", "Opsummer artiklerne om Vietnam", "Vietnam"),
    ("pl", "Streść wizytę prezydenta w Korei", "wizytę prezydenta w Korei"),
    ("vi", "Tóm tắt chuyến thăm của Putin", "chuyến thăm của Putin"),
    ("vi", "Cho tôi một bản tóm tắt về chuyến thăm", "chuyến thăm"),
    ("ar", "لخص زيارة الرئيس إلى كوريا", "زيارة الرئيس إلى كوريا"),
    ("hi", "राष्ट्रपति की यात्रा का सारांश दें", "राष्ट्रपति की यात्रा"),
    ("zh", "总结一下关于登月的文章", "登月"),
    ("zh", "请总结普京的访问", "普京的访问"),
    ("ja", "大統領の訪問について要約して", "大統領の訪問"),
    ("ko", "대통령의 방문을 요약해 주세요", "대통령의 방문"),
    ("th", "ช่วยสรุปข่าวเกี่ยวกับการเยือนของปูติน", "การเยือนของปูติน"),
]
# Words that ask for a summary elsewhere, or in other questions.
NONE = [
    ("en", "Did flights from Frankfurt resume after the strike?"),
    ("en", "Have peace talks resumed?"),
    ("en", "Did the junta carry out summary executions?"),
    ("en", "Summary executions in Iran"),
    ("en", "Was he summarily dismissed?"),
    ("en", "Did the minister summarize his views?"),
    ("en", "Can the summary be trusted?"),
    ("en", "Who wrote the summary?"),
    ("en", "What is the treaty about?"),
    ("de", "Hat die Regierung den Überblick verloren?"),
    ("de", "Worum geht es in dem Abkommen?"),
    ("fr", "De quoi parlent le ministre et le maire ?"),
    ("fr", "Le rapport a-t-il été résumé ?"),
    ("es", "¿De qué hablan el ministro y el alcalde?"),
    ("it", "Di cosa parlano il ministro e il sindaco?"),
    ("ru", "О чём договорились президенты?"),
    ("ru", "О чем говорили министр и мэр?"),
    ("tr", "Bakan raporu özetledi mi?"),
    ("zh", "总统总结了什么？"),
    ("zh", "总结会议何时举行？"),
    ("ja", "要約とは何ですか"),
    ("vi", "Bản tóm tắt của bộ trưởng nói gì về chiến tranh?"),
]


@pytest.mark.parametrize(("language", "text"), WHOLE)
def test_overview_of_everything_has_no_topic(language, text):
    overview = overview_of(direct(text, language), language)
    assert overview is not None
    assert overview.topic == ""
    assert kind_of(text, language) is Kind.SUMMARY


@pytest.mark.parametrize(("language", "text", "topic"), TOPICS)
def test_overview_of_something_names_it_in_the_words_of_the_question(language, text, topic):
    overview = overview_of(text, language)
    assert overview is not None
    assert overview.topic == topic
    assert overview.topic in text


@pytest.mark.parametrize(("language", "text"), NONE)
def test_kind_of_a_question_that_asks_for_no_summary(language, text):
    assert kind_of(text, language) is not Kind.SUMMARY


@pytest.mark.parametrize(
    "piece", ["please ", "fass ", "tóm ", "can you ", "请", "まとめて", "요약해", "สรุป", "'", "a"]
)
def test_overview_of_2000_characters_takes_no_time(piece):
    text = (piece * 2000)[:2000]
    started = time.perf_counter()
    for language in ("en", "de", "vi", "zh", "ja", "ko", "th", "und"):
        overview_of(text, language)
        overview_of(f"{text[:-4]} xyz", language)
    # Sixteen calls; one that tries every split of the text would take minutes.
    assert time.perf_counter() - started < 20
