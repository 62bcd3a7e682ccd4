"""The invariants of an answer in the contract for programs, whatever the hits are."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from voice_coach import assets
from voice_coach.core.knowledge import Hit, Knowledge, Thresholds, decide

GUIDE = assets.knowledge()
KNOWN = st.sampled_from([id for id, _ in GUIDE.entries()])
SCORES = st.floats(-1.0, 1.01)
HITS = st.lists(st.builds(Hit, KNOWN | st.just("unknown"), SCORES), unique_by=lambda hit: hit.id, max_size=8).map(
    lambda hits: sorted(hits, key=lambda hit: -hit.score)
)


@given(HITS, st.floats(0.1, 0.9), st.floats(0.0, 0.3), st.floats(0.5, 1.0))
def test_an_answer_keeps_the_contract(hits: list[Hit], least: float, margin: float, support: float) -> None:
    answer = decide(hits, GUIDE, Thresholds(answer=least, faq_margin=margin, support=support))
    known = [hit for hit in hits if hit.id != "unknown"]
    if not known or known[0].score < least:
        assert answer is None
        return
    assert answer is not None
    assert answer.outcome == "answered"
    assert answer.sentences
    assert all(sentence.citations for sentence in (*answer.sentences, *answer.more))
    cited = [citation.id for citation in answer.citations]
    assert len(cited) == len(set(cited))
    assert set(cited) == {id for sentence in answer.sentences for id in sentence.citations}
    scores = [citation.score for citation in answer.citations]
    assert scores == sorted(scores, reverse=True), "best first"
    assert all(0.0 <= score <= 1.0 for score in scores)
    assert all(GUIDE.passages[citation.id].section == citation.section for citation in answer.citations)
    assert answer.text == " ".join(sentence.text for sentence in answer.sentences)
    assert not {sentence.text for sentence in answer.sentences} & {sentence.text for sentence in answer.more}


def test_the_best_passage_is_said_and_a_near_second_too() -> None:
    near = decide([Hit("F01", 0.8), Hit("F30", 0.79), Hit("F40", 0.3)], GUIDE, Thresholds())
    far = decide([Hit("F01", 0.8), Hit("F30", 0.5)], GUIDE, Thresholds())
    assert near is not None
    assert far is not None
    assert [s.citations for s in near.sentences] == [("F01",), ("F30",)]
    assert [s.citations for s in far.sentences] == [("F01",)]
    assert [s.citations for s in far.more] == [("F30",)]


def test_a_question_of_the_guide_wins_within_its_margin() -> None:
    hits = [Hit("F01", 0.8), Hit("Q1", 0.75)]
    wide = decide(hits, GUIDE, Thresholds(faq_margin=0.1))
    narrow = decide(hits, GUIDE, Thresholds(faq_margin=0.01))
    assert wide is not None
    assert narrow is not None
    assert wide.sentences == GUIDE.faqs["Q1"].sentences
    assert narrow.sentences[0].citations == ("F01",)


def test_nothing_known_is_no_answer() -> None:
    assert decide([], Knowledge({}, {}), Thresholds()) is None
