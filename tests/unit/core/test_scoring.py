from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from voice_coach.core.safety import Assessment
from voice_coach.core.scoring import score
from voice_coach.core.signals import Evidence

EVIDENCE = st.lists(
    st.builds(
        Evidence,
        signal=st.sampled_from(["heard", "energy", "repair"]),
        pole=st.sampled_from(["positive", "negative"]),
        turn=st.integers(0, 5),
        start=st.just(0),
        end=st.just(3),
        quote=st.just("one"),
        confidence=st.floats(0, 1),
    )
)


@given(EVIDENCE)
def test_a_state_is_what_its_evidence_says(evidence: list[Evidence]) -> None:
    found = score(evidence)
    assert set(found.signals) == {e.signal for e in evidence}, "what was not mentioned is absent, never zero"
    assert found.mentioned == len(found.signals)
    for name, heard in found.signals.items():
        poles = {e.pole for e in heard.evidence}
        assert heard.evidence == tuple(e for e in evidence if e.signal == name)
        assert {heard.state} == (poles if len(poles) == 1 else {"mixed"})
        assert heard.confidence == max(e.confidence for e in heard.evidence)


def test_safety_travels_with_the_score() -> None:
    danger = Assessment(True, ("fear",), "high")
    assert score([], danger).safety == danger
