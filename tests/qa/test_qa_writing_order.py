"""Two things that change places around a word: what is another thing, and what is the same."""

import pytest

from qa.writing.checks.order import turned_round


@pytest.mark.parametrize(
    ("language", "sentence", "text"),
    [
        ("en", "Nordhafen Logistics belongs to the warehouse.",
         "The warehouse belongs to Nordhafen Logistics, which stores batteries there."),
        ("en", "The bakery runs Maria Lindqvist across the street.",
         "“Never,” said Maria Lindqvist, who runs the bakery across the street."),
        ("en", "The harbour sued the ferry company.",
         "The ferry company sued the harbour on Monday."),
        ("fr", "Le syndicat accuse le ministre.", "Le ministre accuse le syndicat de mensonge."),
        ("es", "El sindicato denunció al hospital.", "El hospital denunció al sindicato en mayo."),
        ("zh", "金正恩送给普京一辆奥鲁斯豪华轿车",
         "俄罗斯总统普京在2024年6月访问平壤期间送给金正恩一辆奥鲁斯豪华轿车。"),
    ],
)  # fmt: skip
def test_turned_round_sees_two_things_change_places(language, sentence, text):
    assert turned_round(sentence, text, language)
    assert not turned_round(text, text, language)


@pytest.mark.parametrize(
    ("language", "sentence", "text"),
    [
        ("en", "In return Kim gave Putin two dogs.", "Kim gave two dogs to Putin in return."),
        ("en", "Kim gave two dogs to Putin in return.", "In return Kim gave Putin two dogs."),
        ("en", "Twelve people were hurt, said the fire service.",
         "The fire service said twelve people were hurt."),
        ("en", "On Tuesday the mayor opened the bridge.",
         "The mayor opened the bridge on Tuesday."),
        ("en", "After the tax increase prices rose sharply.",
         "Prices rose sharply after the tax increase."),
        ("en", "The warehouse, where batteries are stored, belongs to Nordhafen Logistics.",
         "The warehouse belongs to Nordhafen Logistics, which stores batteries there."),
        ("fr", "Le pont a coûté cher, a déclaré le maire.",
         "Le maire a déclaré que le pont a coûté cher."),
        ("es", "Según la consejera, el hospital costó 120 millones.",
         "El hospital costó 120 millones, según la consejera."),
        ("zh", "2024年6月，普京在平壤送给金正恩一辆豪华轿车",
         "俄罗斯总统普京在2024年6月访问平壤期间送给金正恩一辆奥鲁斯豪华轿车。"),
        ("de", "Die Brücke eröffnete die Bürgermeisterin.",
         "Die Bürgermeisterin eröffnete die Brücke."),
        ("en", "", "The mayor opened the bridge."),
        ("zh", "", "普京"),
    ],
)  # fmt: skip
def test_turned_round_leaves_the_same_in_another_order(language, sentence, text):
    assert not turned_round(sentence, text, language)
