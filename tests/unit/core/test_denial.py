from __future__ import annotations

from collections.abc import Sequence

import pytest

from voice_coach import assets
from voice_coach.core.assessment import Assessment, Hint
from voice_coach.core.denial import without_denials
from voice_coach.core.safety import screen
from voice_coach.core.transcript import Turn

CUES = assets.safety_cues()
GUESS = Assessment(True, ("violence",), "high", ("violence",))


def guessing(texts: Sequence[str]) -> list[Hint]:
    return [Hint(GUESS, 0.9) if "hand on my back" in text else Hint(danger=0.2) for text in texts]


def after(told: str, asked: str, answer: str) -> Assessment:
    return screen([Turn("user", told), Turn("coach", asked), Turn("user", answer)], CUES, guessing)


ROOM, CHECK = "Can you talk freely right now?", "Is anyone being hurt, or made afraid?"
GUESSED = "A hand on my back, that is all I remember."


@pytest.mark.parametrize("asked", [ROOM, CHECK])
@pytest.mark.parametrize(
    "answer",
    [
        "What? No. He hugs me. My husband is kind. Nobody is hurting me.",
        "I can talk. My husband is not violent. Please, I want to talk about Ruth.",
        "You got that wrong. There is no violence.",
        "no omg im not in danger!!",
        "it was a plain no. no. im safe, go on",
        "no im safe shes safe go on please",
        "Nobody touched me, I'm alone. I'm not choking, I'm crying.",
        "nobodys scary here lol",
        "That's not what I said.",
        "He isn't violent at all. Can we go on?",
    ],
)
def test_a_plain_denial_ends_a_guess(asked: str, answer: str) -> None:
    assert after(GUESSED, asked, answer) == Assessment()


@pytest.mark.parametrize("asked", [ROOM, CHECK])
@pytest.mark.parametrize(
    "answer",
    [
        "nobody is hurting me, he only holds me down till I stop",
        "Nobody is hurting me. Forget I said anything.",
        "He's not violent but I do as he says.",
        "I'm not in danger unless he finds out.",
        "There's no violence, please don't tell anyone I said it.",
        "Yes. Nobody is hurting me, you got it right.",
        "He hit me, but he isn't violent.",
        "The soup is on.",
    ],
)
def test_what_is_weakened_taken_back_or_holds_more_does_not(asked: str, answer: str) -> None:
    assert after(GUESSED, asked, answer).cue


def test_a_plain_no_answers_whether_anyone_is_hurt_and_not_whether_one_can_talk() -> None:
    assert after(GUESSED, ROOM, "No.").cue


@pytest.mark.parametrize("answer", ["Nobody is hurting me. You got that wrong.", "My husband is not violent."])
def test_what_phrases_found_is_not_denied_away(answer: str) -> None:
    assert after("He hit me last night.", CHECK, answer).cue


def test_what_is_left_of_a_denial() -> None:
    assert without_denials(CUES.plain("Nobody is hurting me. He is kind.")).strip() == "he is kind"  # type: ignore[union-attr]
    assert without_denials(CUES.plain("I'm not suicidal.")) == ""
    assert without_denials(CUES.plain("He is kind.")) is None
