from __future__ import annotations

from voice_coach.core.turn import Answer, Reply, Sentence, Spoken


def test_text_is_the_sentences_joined_by_one_space() -> None:
    lines = (Sentence("One.", ("F01", "F02")), Sentence("Two."), Sentence("Three.", ("F01",)))
    assert Answer("answered", lines).text == "One. Two. Three."
    assert Reply("answer", lines).text == "One. Two. Three."


def test_citations_come_in_spoken_order_each_once() -> None:
    lines = (Sentence("One.", ("F02", "F01")), Sentence("Two."), Sentence("Three.", ("F01", "F03")))
    assert Reply("answer", lines).citations == ("F02", "F01", "F03")


def test_heard_is_at_least_one_sentence() -> None:
    assert not Spoken().heard
    assert Spoken(("One.",), complete=False).heard
