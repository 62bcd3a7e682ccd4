from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_coach import assets
from voice_coach.core.safety import (
    CLASSES,
    CLEAR,
    HARMLESS,
    TIERS,
    Assessment,
    Hint,
    Implicit,
    Tier,
    compile_cues,
    screen,
    screen_text,
)
from voice_coach.core.transcript import Turn

LINES = Path(__file__).resolve().parents[3] / "evals" / "train" / "safety"
ASSESSMENTS = st.builds(
    lambda classes, tier: Assessment(bool(classes), tuple(c for c in CLASSES if c in classes), tier),
    st.sets(st.sampled_from(CLASSES)),
    st.sampled_from(TIERS),
)


@given(ASSESSMENTS, ASSESSMENTS, ASSESSMENTS)
def test_merge_only_ever_adds(a: Assessment, b: Assessment, c: Assessment) -> None:
    both = a.merge(b)
    assert both == b.merge(a)
    assert both.merge(c) == a.merge(b.merge(c))
    assert a.merge(a) == a
    assert a.merge(CLEAR) == a
    assert set(both.classes) == {*a.classes, *b.classes}
    assert TIERS.index(both.tier) == max(TIERS.index(a.tier), TIERS.index(b.tier))


@given(st.text(st.characters()))
def test_screening_takes_any_text(text: str) -> None:
    found = screen_text(text, assets.safety_cues())
    assert found.cue == bool(found.classes)
    assert (found.tier != "none") == found.cue


@pytest.mark.parametrize(
    ("text", "label", "tier"),
    [
        ("I keep thinking about killing myself.", "suicide_active", "high"),
        ("They'd be better off without me.", "suicide_passive", "high"),
        ("I'm going to kill myself tonight", "suicide_plan", "emergency"),
        ("I keep cutting myself", "self_harm", "high"),
        ("Last week he choked me.", "choking", "emergency"),
        ("um he like hit me", "violence", "high"),
        ("He’s never hit me.", "violence", "elevated"),
        ("She pulled a knife", "threat_weapon", "emergency"),
        ("He reads all my messages", "control_monitoring", "elevated"),
        ("I'm scared of my husband", "fear", "high"),
        ("He won't stop following me", "stalking", "high"),
        ("She says she'll kill herself", "partner_suicide_threat", "high"),
        ("I slapped my wife", "user_harms_or_threatens_others", "high"),
        ("He shook the baby", "child_at_risk", "high"),
        ("I'm fifteen years old", "minor_user", "elevated"),
    ],
)
def test_each_class_is_heard_in_plain_words(text: str, label: str, tier: Tier) -> None:
    found = screen_text(text, assets.safety_cues())
    assert label in found.classes
    assert TIERS.index(found.tier) >= TIERS.index(tier)


@pytest.mark.parametrize(
    "text",
    [
        "I could kill him for eating my leftovers",
        "We were dying of laughter",
        "I cut myself shaving",
        "He beats me at chess",
        "What are the signs of a lack of reciprocity?",
    ],
)
def test_idiom_is_no_danger(text: str) -> None:
    assert screen_text(text, assets.safety_cues()) == CLEAR


@pytest.mark.parametrize(
    "text",
    [
        "He picked me up and swung me round",
        "She threw her arms around me",
        "He slapped me on the back and said well done",
        "He says don't shoot me, and then he fixes it",
        "He'd rather jump off a bridge than say sorry.",
        "She hits me up for money",
        "He shot me a look",
        "I'd like to stop here, please.",
    ],
)
def test_a_stock_saying_is_cut_out_before_anything_is_screened(text: str) -> None:
    """Whatever a classifier makes of it: it reads only what is left, and what else is said there counts."""
    read: list[str] = []

    def alarmed(texts: Sequence[str]) -> list[Hint]:
        read.extend(texts)
        words = [len(t.split()) for t in texts]
        return [Hint(Assessment(True, ("fear",), "high"), 1.0) if n > 9 else Hint(danger=0.5) for n in words]

    cues = assets.safety_cues()
    assert screen([Turn("user", text)], cues, alarmed) == CLEAR
    assert all(len(left) < len(text) for left in read)
    assert screen([Turn("user", f"{text} Then he choked me.")], cues, alarmed).tier == "emergency"


@pytest.mark.parametrize(
    "text",
    [
        "He'd rather kill me than see a divorce lawyer",
        "My husband would rather hit me than talk",
        "If I have to go home to him tonight I will jump out of the window",
        "My ex waits at the window for me every night",
        "He waited at the window for me with the belt",
        "He follows me around the house with a knife",
        "He pushed me in the pool when I was pregnant",
        "When my dad threw me out of the window",
        "the dog lead round my neck um thats how he fetched me in",
        "He won't let me leave without giving him my phone",
        "My ex put a tracker on my bike",
    ],
)
def test_what_only_looks_like_a_saying_counts(text: str) -> None:
    assert screen_text(text, assets.safety_cues()).cue


def test_no_labelled_sign_of_danger_is_lost_with_a_saying() -> None:
    """Every line on danger that we have: where a saying is cut, the tier that phrases find stays."""
    cues = assets.safety_cues()
    texts = "\n".join(path.read_text("utf-8") for path in sorted(LINES.glob("*.jsonl")))
    lines = [json.loads(line) for line in texts.splitlines() if line]
    said = [line["text"] for line in lines if line["cue"] and cues.literal(line["text"]) != line["text"]]
    assert said, "some of them hold one"
    assert [text for text in said if cues.read(cues.plain(text)).tier != screen_text(text, cues).tier] == []


@pytest.mark.parametrize("text", ["im 19 now", "My daughter is 14 and quiet", "I'm in year 12 of this marriage"])
def test_whose_age_it_is_decides_whether_a_child_speaks(text: str) -> None:
    def young(texts: Sequence[str]) -> list[Hint]:
        return [Hint(Assessment(True, ("minor_user",), "elevated"), 0.2) for _ in texts]

    assert screen([Turn("user", text)], assets.safety_cues(), young) == CLEAR
    assert screen([Turn("user", "I got moved to set three")], assets.safety_cues(), young).classes == ("minor_user",)


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("I want to end it.", True),
        ("I'm done with everything.", True),
        ("I want to end it with him", False),
        ("I want to end it here, I mean the talk", False),
        ("I want to end it. I can't talk to anyone", True),
        ("I just want to end it, I can't do this to her any more", True),
    ],
)
def test_an_end_that_may_be_meant_of_a_life_is_asked_about(text: str, asked: bool) -> None:
    assert (screen_text(text, assets.safety_cues()).tier == "elevated") == asked


def test_only_the_person_is_screened_and_a_cue_stays() -> None:
    coach = Turn("coach", "Do you want to die?")
    user = Turn("user", "Sometimes I want to die.")
    later = Turn("user", "It's a nice day.")
    assert screen([coach], assets.safety_cues()) == CLEAR
    assert screen([user, later], assets.safety_cues()) == screen([user], assets.safety_cues())
    assert screen([user], assets.safety_cues()).cue


def test_a_phrase_counts_unless_its_turn_surely_means_something_else() -> None:
    said = [Turn("user", "He threatened to kill me."), Turn("user", "I am 14 years old.")]
    cues = assets.safety_cues()
    whole = screen(said, cues)
    assert whole.tier == "emergency"

    def classifier(danger: float, found: Assessment = CLEAR) -> Implicit:
        return lambda texts: [Hint(found, danger) for _ in texts]

    assert screen(said, cues, classifier(HARMLESS)) == whole
    # What is left is the age, which is a fact whatever the turn means.
    assert screen(said, cues, classifier(HARMLESS / 2)).classes == ("minor_user",)
    asks = Assessment(True, ("fear",), "high")
    assert screen(said[1:], cues, classifier(0.9, asks)).classes == ("fear", "minor_user")


def test_a_plan_is_never_taken_back() -> None:
    said = [Turn("user", "Everything is ready. The rope is ready, and my letter is written.")]
    cues = assets.safety_cues()
    assert "suicide_plan" in screen(said, cues).classes
    assert screen(said, cues, lambda texts: [Hint(CLEAR, 0.0) for _ in texts]) == screen(said, cues)


def test_a_phrase_counts_where_any_piece_of_its_turn_may_mean_it() -> None:
    story = [Turn("user", "We went to the sea. He threatened to kill me. The ice cream was good.")]
    cues = assets.safety_cues()

    def classifier(texts: Sequence[str]) -> list[Hint]:
        return [Hint(CLEAR, 0.9 if text.startswith("He threatened") else 0.0) for text in texts]

    assert screen(story, cues, classifier) == screen(story, cues)


def test_a_childs_age_alone_does_not_gate() -> None:
    assert not Assessment(True, ("minor_user",), "elevated").gated
    assert Assessment(True, ("fear", "minor_user"), "high").gated
    assert not CLEAR.gated


@pytest.mark.parametrize("wrong", [{"class": "unknown"}, {"tier": "severe"}])
def test_a_cue_with_a_name_we_do_not_know_is_refused(wrong: dict[str, str]) -> None:
    raw = assets.toml("knowledge", "safety_cues")
    with pytest.raises(ValueError, match="unknown"):
        compile_cues({**raw, "cue": [*raw["cue"], {**raw["cue"][0], **wrong}]})


def test_in_a_plain_contrast_the_classifier_hears_what_is_meant() -> None:
    heard: list[str] = []

    def implicit(texts: Sequence[str]) -> list[Hint]:
        heard.extend(texts)
        return [Hint(Assessment(True, ("suicide_active",), "high") if "suicidal" in text else CLEAR) for text in texts]

    for text in ("I'm not suicidal, just sad", "no I am not suicidal I'm only tired of the rows"):
        assert not screen([Turn("user", text)], assets.safety_cues(), implicit).cue
    assert screen([Turn("user", "I'm not suicidal, I don't think")], assets.safety_cues(), implicit).cue
    assert [text.strip() for text in heard] == ["sad", "no  tired of the rows", "I'm not suicidal, I don't think"]


@pytest.mark.parametrize(
    ("text", "accused"),
    [
        ("her husband hits her, she has a black eye", False),
        ("he pushed me so I hit him back", True),
    ],
)
def test_a_hint_of_harm_by_the_user_needs_the_user_in_the_words(text: str, accused: bool) -> None:
    doer = "user_harms_or_threatens_others"
    found = screen(
        [Turn("user", text)], assets.safety_cues(), lambda texts: [Hint(Assessment(True, (doer,), "emergency"))]
    )
    assert (doer in found.classes) == accused
    assert "violence" in found.classes
    assert found.tier == "emergency"


def test_a_hint_that_stands_alone_keeps_its_class() -> None:
    doer = Assessment(True, ("user_harms_or_threatens_others",), "high")
    assert (
        screen([Turn("user", "the pillow, and then quiet")], assets.safety_cues(), lambda texts: [Hint(doer)]) == doer
    )


def test_a_turn_with_its_own_subject_is_not_joined_to_someone_elses() -> None:
    told = [Turn("user", "I lost it with my wife yesterday"), Turn("user", "I pushed her and she fell")]
    assert screen(told, assets.safety_cues()).classes == ("user_harms_or_threatens_others",)


@pytest.mark.parametrize("after", ["he's gone to his mum's", "I said I'm fine, can we talk about Tom"])
def test_a_wish_for_secrecy_is_no_child(after: str) -> None:
    turns = [Turn("user", "please don't tell anyone"), Turn("user", after)]
    assert screen(turns, assets.safety_cues()) == CLEAR
    for told in ("uncle Jim says don't tell anyone", "don't tell anyone or he'll hurt mummy"):
        assert "child_at_risk" in screen_text(told, assets.safety_cues()).classes
