"""What short answers say in numbers, whatever words and units they were written in."""

import pytest

from index.language.figures import Likeness, compared, figures


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("en", "1.2 kilometres", "1,200 metres"),
        ("en", "12 tonnes", "12,000 kg"),
        ("en", "a dozen", "12"),
        ("en", "two and a half hours", "150 minutes"),
        ("en", "an hour and a half", "90 minutes"),
        ("en", "half a million", "500,000"),
        ("en", "$1.5m", "1.5 million dollars"),
        ("en", "half of the members", "50 percent"),
        ("en", "two thirds", "66.7 percent"),
        ("de", "zweieinhalb Stunden", "2,5 Stunden"),
        ("de", "drei Jahren", "36 Monate"),
        ("de", "eine halbe Million", "500.000"),
        ("fr", "1,5 million d'euros", "1 500 000 €"),
        ("fr", "deux heures et demie", "150 minutes"),
        ("fr", "1er mai", "1 mai 2025"),
        ("fr", "19h30", "19:30"),
        ("fr", "19 heures", "19:00"),
        ("es", "dos horas y media", "2,5 horas"),
        ("it", "un milione e mezzo di euro", "1,5 milioni di euro"),
        ("pt", "R$ 1,5 milhão", "1,5 milhão de reais"),
        ("nl", "anderhalf uur", "90 minuten"),
        ("pl", "półtora miliona złotych", "1,5 mln zł"),
        ("ru", "полмиллиона", "500 тысяч"),
        ("ru", "семеро", "7"),
        ("uk", "півтора мільйона", "1,5 млн"),
        ("tr", "bir buçuk milyon lira", "1,5 milyon lira"),
        ("zh", "150万元", "1500000元"),
        ("zh", "三万五千", "3.5万"),
        ("ja", "3億5000万円", "3.5億円"),
        ("ko", "3억 5천만 원", "3.5억 원"),
        ("en", "£200k", "200,000 pounds"),
        ("en", "two hundred thousand pounds", "£0.2m"),
        ("en", "200k", "200,000"),
        ("en", "3M people", "three million people"),
        ("en", "EUR 2m", "2 million euros"),
        ("en", "2 crore rupees", "₹20 million"),
        ("de", "200 Tsd. Euro", "0,2 Mio. Euro"),
        ("de", "200 T€", "200.000 Euro"),
        ("de", "zweihunderttausend", "200.000"),
        ("fr", "deux cent mille", "200 000"),
        ("fr", "2 M€", "deux millions d'euros"),
        ("fr", "200 k€", "200 000 euros"),
        ("it", "duecentomila", "200.000"),
        ("nl", "tweehonderdduizend", "200.000"),
        ("tr", "iki yüz bin", "200.000"),
        ("ar", "مئتي ألف", "٢٠٠٬٠٠٠"),
        ("ar", "مليوني دولار", "2 مليون دولار"),
        ("ar", "خمسة وثلاثين", "35"),
        ("zh", "百分之十五", "15%"),
    ],
)
def test_compared_of_one_amount_in_other_words_is_the_same(language, one, other):
    assert compared(figures(one, language), figures(other, language)) is Likeness.SAME


@pytest.mark.parametrize(
    ("language", "rough", "exact"),
    [
        ("en", "about 200 people", "203 people"),
        ("en", "more than £2,000", "£2,034"),
        ("en", "nearly 200", "197"),
        ("de", "rund 200", "203"),
        ("de", "knapp 200", "197"),
        ("fr", "plus de 200", "203"),
        ("es", "casi 200", "197"),
        ("it", "oltre 200", "203"),
        ("nl", "ruim 200", "203"),
        ("pl", "około 200", "203"),
        ("ru", "более 200", "203"),
        ("tr", "200'den fazla", "203"),
        ("ar", "نحو ٢٠٠ شخص", "203"),
        ("zh", "约二十万人", "20.3万人"),
        ("zh", "200多人", "203人"),
    ],
)
def test_compared_of_a_rough_number_with_an_exact_one_near_it_is_the_same(language, rough, exact):
    told = figures(rough, language)
    assert compared(told, figures(exact, language)) is Likeness.SAME
    assert compared(told, figures("260", language)) is Likeness.DIFFERENT


@pytest.mark.parametrize(
    ("one", "other"),
    [("more than 200", "197"), ("nearly 200", "203"), ("200 people", "203 people")],
)
def test_compared_of_a_number_on_the_other_side_of_a_bound_tells_them_apart(one, other):
    assert compared(figures(one, "en"), figures(other, "en")) is Likeness.DIFFERENT


def test_figures_beside_a_word_that_makes_them_rough_are_rough():
    assert figures("200", "de", before="Es kamen rund ").amounts[0].rounded
    assert figures("200'den", "tr", behind=" fazla kişi").amounts[0].bound == 1
    assert not figures("200", "de", before="Er ging über die Brücke, ").amounts[0].rounded


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("es", "4 millones de dólares", "4 millones de euros"),
        ("en", "first half", "50 percent"),
        ("en", "24 years", "2000"),
        ("en", "$5m", "5 metres"),
    ],
)
def test_compared_of_amounts_of_something_else_is_unclear(language, one, other):
    assert compared(figures(one, language), figures(other, language)) is Likeness.UNCLEAR


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("fr", "1er mai", "2 mai"),
        ("ru", "5 мая", "6 мая"),
        ("nl", "3 mei", "4 mei"),
        ("sv", "3 maj", "4 maj"),
    ],
)
def test_compared_of_days_of_may_tells_them_apart(language, one, other):
    days = figures(one, language), figures(other, language)
    assert all("month" in each.calendar for each in days)
    assert compared(*days) is Likeness.DIFFERENT


def test_compared_of_an_amount_that_is_far_from_a_rounded_one_tells_them_apart():
    assert compared(figures("1,6 Mio.", "de"), figures("2 Mio.", "de")) is Likeness.DIFFERENT
    assert compared(figures("4,2 Mio.", "de"), figures("4 Mio.", "de")) is Likeness.SAME
