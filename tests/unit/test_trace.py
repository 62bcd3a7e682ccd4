from __future__ import annotations

import pytest

from voice_coach.trace import STAGES, Trace


def test_a_stage_that_ran_twice_is_added_up() -> None:
    trace = Trace()
    trace.add("stt", 0.25)
    trace.add("stt", 0.5)
    assert trace.stages() == {**dict.fromkeys(STAGES, 0.0), "stt": 750.0}


def test_a_span_counts_also_when_the_block_fails() -> None:
    trace = Trace()
    with pytest.raises(ValueError, match="inside"), trace.span("search"):
        raise ValueError("inside")
    assert list(trace.spans) == ["search"]
    assert trace.spans["search"] >= 0


def test_the_stages_are_those_of_the_contract_in_order() -> None:
    assert list(Trace().stages()) == ["vad", "stt", "safety", "search", "reply", "tts"]
