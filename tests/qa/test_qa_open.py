"""Questions that no few words answer: which sentence, and how sure is that."""

import pytest
from fakes import hit_of

from qa.questions.question import understand
from qa.reading.reader import load_reader

# Seven sentences that one paper might print; nothing here was used to fit or to choose.
NEWS = (
    "Der Stadtrat von Lindau hat am Montag den Bau einer neuen Seebrücke beschlossen.",
    "Sie soll 14 Millionen Euro kosten und im Frühjahr 2028 eröffnet werden.",
    "Bürgermeisterin Claudia Alfons sprach von einem guten Tag für die Stadt.",
    "Die alte Brücke war im Winter wegen Rostschäden gesperrt worden.",
)


@pytest.mark.parametrize(
    ("answered", "silent"),
    [
        ("Did the town council decide to build a bridge?", "Did the mayor resign?"),
        ("Wurde die alte Brücke gesperrt?", "Wurde am Bahnhof ein Hotel gebaut?"),
        ("Claudia Alfons", "Angela Merkel"),
        ("Стоимость нового моста", "прогноз погоды"),
    ],
)
def test_bundled_reader_is_surer_of_what_the_passages_say(encoder, monkeypatch, answered, silent):
    monkeypatch.delenv("BELEG_READER", raising=False)
    hits = [hit_of(*NEWS[:2], score=2.0), hit_of(*NEWS[2:], score=1.0, name="b.txt")]
    reader = load_reader(encoder)
    sure, unsure = (
        reader.read(understand(question), hits)[0].confidence for question in (answered, silent)
    )
    assert sure > unsure


def test_bundled_reader_gives_the_sentence_that_tells_yes_or_no(encoder, monkeypatch):
    monkeypatch.delenv("BELEG_READER", raising=False)
    hit = hit_of(*NEWS)
    asked = understand("Was the old bridge closed because of rust?")
    first = load_reader(encoder).read(asked, [hit])[0]
    assert (first.start, first.end) == hit.sentences[3]
    assert first.answer is None  # a sentence tells it, no few words of it
