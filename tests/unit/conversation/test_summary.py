from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from voice_coach import assets
from voice_coach.conversation.prompts import Prompts
from voice_coach.conversation.summary import summarise
from voice_coach.core.pronouns import HE
from voice_coach.core.safety import Assessment
from voice_coach.core.scoring import score
from voice_coach.core.signals import Evidence

SIGNALS = assets.signals()
PROMPTS = Prompts(assets.toml("prompts", "summary"))
FRAME = assets.toml("prompts", "summary")["frame"]
EVIDENCE = st.lists(
    st.builds(
        Evidence,
        signal=st.sampled_from(list(SIGNALS)),
        pole=st.sampled_from(["positive", "negative"]),
        turn=st.just(0),
        start=st.just(0),
        end=st.just(1),
        quote=st.sampled_from(["and so, he drove me there.", "well I plan it all {x}", "um " * 40, "but"]),
        confidence=st.floats(0.5, 1),
    ),
    max_size=30,
)


@given(EVIDENCE)
def test_a_summary_can_always_be_spoken_within_a_minute(evidence: list[Evidence]) -> None:
    summary = summarise(score(evidence), SIGNALS, PROMPTS)
    assert summary.sentences
    assert all(sentence.strip() for sentence in summary.sentences)
    assert len(summary.spoken.split()) <= 180, "about sixty seconds at three words a second"
    if evidence:
        assert summary.sentences[0] == FRAME["intro"][0]
        assert summary.sentences[-1] == FRAME["caveat"][0]


def of(signal: str, pole: str, quote: str, confidence: float = 0.9) -> Evidence:
    return Evidence(signal, pole, 0, 0, len(quote), quote, confidence)  # type: ignore[arg-type]


def test_under_a_cue_nothing_is_summed_up() -> None:
    found = score([of("heard", "positive", "he listened")], Assessment(True, ("fear",), "high"))
    assert summarise(found, SIGNALS, PROMPTS).sentences == (FRAME["suspended"][0],)


def test_a_childs_age_alone_does_not_suspend_it() -> None:
    found = score([of("heard", "positive", "he listened")], Assessment(True, ("minor_user",), "elevated"))
    assert len(summarise(found, SIGNALS, PROMPTS).sentences) > 1


def test_nothing_heard_says_so() -> None:
    assert summarise(score([]), SIGNALS, PROMPTS).sentences == (FRAME["nothing"][0],)


def test_quotes_of_both_poles_are_told() -> None:
    surest = [of(name, "negative", f"quote of {name}", 0.9) for name in list(SIGNALS)[:4]]
    other = of(list(SIGNALS)[5], "positive", "he drove me there", 0.6)
    spoken = summarise(score([*surest, other]), SIGNALS, PROMPTS).spoken
    assert "'he drove me there'" in spoken
    assert "'quote of" in spoken


def test_a_mixed_signal_quotes_both_sides() -> None:
    found = score([of("heard", "positive", "she listened to me"), of("heard", "negative", "she cut me off")])
    spoken = summarise(found, SIGNALS, PROMPTS).spoken
    assert "'she listened to me'" in spoken
    assert "'she cut me off'" in spoken


def test_a_quote_drops_its_joining_word_and_its_stop() -> None:
    spoken = summarise(score([of("heard", "positive", "And then he really listened.")]), SIGNALS, PROMPTS).spoken
    assert "'he really listened'" in spoken


def test_the_same_words_are_told_once() -> None:
    asked = "she did ask how my day was on Sunday, which was nice"
    found = score([of("initiation", "positive", asked), of("comfort_celebrate", "negative", asked, 0.6)])
    spoken = summarise(found, SIGNALS, PROMPTS).spoken
    assert spoken.count("she did ask how my day was") == 1
    assert PROMPTS.say("signal.comfort_celebrate.negative") not in spoken


def test_what_was_asked_about_is_not_called_untouched() -> None:
    found = score([of("repair", "positive", "he came to me and said sorry")])
    first, second = (PROMPTS.say(f"signal.{name}.name") for name in list(SIGNALS)[:2])
    assert f"{first} or {second}" in summarise(found, SIGNALS, PROMPTS).spoken
    spoken = summarise(found, SIGNALS, PROMPTS, list(SIGNALS)[:2]).spoken
    assert first not in spoken
    assert second not in spoken


def test_a_quote_begins_with_its_own_clause() -> None:
    found = score([of("load_share", "positive", "supper, now he does the crossword and I do the washing up")])
    assert "'now he does the crossword and I do the washing up'" in summarise(found, SIGNALS, PROMPTS).spoken


@given(EVIDENCE, st.lists(st.sampled_from(["", "sister", "mum", "mother-in-law", "boss"]), min_size=30, max_size=30))
def test_each_of_several_people_is_told_by_what_is_theirs(evidence: list[Evidence], people: list[str]) -> None:
    whole = score(evidence, about=people[: len(evidence)])
    summary = summarise(whole, SIGNALS, PROMPTS)
    assert len(summary.spoken.split()) <= 180
    assert ("About your" in summary.spoken) == bool(whole.people)


def test_what_is_said_of_one_person_stands_under_their_name() -> None:
    sister = Evidence("initiation", "negative", 0, 0, 1, "my sister never rings", 0.9)
    mum = Evidence("shows_up", "positive", 1, 0, 1, "my mum came every evening", 0.8)
    said = summarise(score([mum, sister], about=["mum", "sister"]), SIGNALS, PROMPTS).sentences
    at = {who: said.index(f"About your {who}.") for who in ("mum", "sister")}
    assert "came every evening" in said[at["mum"] + 1]
    assert "never rings" in said[at["sister"] + 1]


def test_whoever_is_spoken_of_is_he_or_she_where_that_is_known() -> None:
    found = score([of("shows_up", "positive", "My husband drove me there.")])
    assert "They showed up when it counted" in summarise(found, SIGNALS, PROMPTS).spoken
    assert "He showed up when it counted" in summarise(found, SIGNALS, PROMPTS, them=HE).spoken


def test_what_is_noticed_of_one_person_is_not_of_whom_the_talk_came_to() -> None:
    told = [of("heard", "negative", "My mum never listens to me")]
    assert "tell her" in summarise(score(told, about=["mum"]), SIGNALS, PROMPTS, them=HE).spoken
    assert "tell him" in summarise(score(told, about=[""]), SIGNALS, PROMPTS, them=HE).spoken
