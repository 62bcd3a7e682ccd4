from __future__ import annotations

import pytest

from voice_coach import assets
from voice_coach.core.asked_outright import told_by_answer
from voice_coach.core.assessment import CLEAR, Assessment
from voice_coach.core.safety import screen
from voice_coach.core.transcript import Turn

CUES = assets.safety_cues()
ASK = assets.toml("prompts", "safety")["question"]


def after(*said: str) -> Assessment:
    """The state after what was said by turns, the person first."""
    turns = [Turn("coach" if at % 2 else "user", text) for at, text in enumerate(said)]
    return screen(turns, CUES)


@pytest.mark.parametrize(
    ("said", "question", "answer", "named", "tier"),
    [
        ("he hit me last night", "danger", "yes", "violence", "emergency"),
        ("he hit me last night", "danger", "I think so", "violence", "emergency"),
        ("I want to kill myself", "plan", "yes I have everything ready", "suicide_plan", "emergency"),
        ("I want to kill myself", "plan", "maybe", "suicide_plan", "emergency"),
        ("I'm so tired of all of it", "thoughts", "I suppose I am", "suicide_active", "high"),
        ("I'm so tired of all of it", "thoughts", "sometimes", "suicide_active", "high"),
        ("I'm so tired of all of it", "thoughts", "not really", "suicide_passive", "elevated"),
        ("I slapped my wife", "hurt", "I might", "user_harms_or_threatens_others", "emergency"),
        ("he shook the baby", "child", "yes", "child_at_risk", "emergency"),
        ("she says she will kill herself if I leave", "them", "yes, now", "partner_suicide_threat", "emergency"),
        ("he gets so cross", "harm", "yes", "fear", "high"),
    ],
)
def test_a_yes_to_a_direct_question_is_a_sign_of_danger(
    said: str, question: str, answer: str, named: str, tier: str
) -> None:
    found = after(said, ASK[question], answer)
    assert named in found.classes
    assert found.tier == tier


@pytest.mark.parametrize("answer", ["no", "No, nothing like that.", "never", "the dog barked", "what do you mean?"])
@pytest.mark.parametrize("question", ["danger", "thoughts", "plan", "hurt", "child", "them", "harm", "threat"])
def test_no_other_answer_is(question: str, answer: str) -> None:
    assert after("she forgot my birthday", ASK[question], answer) == CLEAR


@pytest.mark.parametrize(
    "asked", ["How was your day?", "Would one small step help?", "When did you last need him, and what did he do?"]
)
def test_a_yes_to_anything_else_is_none(asked: str) -> None:
    assert told_by_answer(CUES.plain(asked), "yes", CLEAR) == CLEAR


def test_not_being_safe_from_somebody_is_an_emergency() -> None:
    assert after("he hit me last night", "Are you safe right now?", "No.").tier == "emergency"
    assert after("he hit me last night", "Are you safe right now?", "yes").tier == "high"


def test_what_is_affirmed_is_not_ended_by_going_on() -> None:
    said = ("he hit me last night", ASK["danger"], "yes", "Go now.", "I'm safe, let's go on")
    assert after(*said).tier == "emergency"
