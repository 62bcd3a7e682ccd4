from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from voice_coach import assets
from voice_coach.app import Coach
from voice_coach.conversation.notices import NOTICE_EVERY
from voice_coach.conversation.session import Session
from voice_coach.core.signals import phrases
from voice_coach.core.state import State
from voice_coach.core.transcript import Transcript
from voice_coach.core.turn import Reply, Spoken
from voice_coach.trace import Trace

ROWS = phrases(assets.signals())
STORY = ROWS[0][2]
SIGNS = assets.knowledge().faqs["Q2"].question
COACH = assets.toml("prompts", "coach")
SUMMARY = assets.toml("prompts", "summary")
DANGER = "Sometimes he hits me."


def take(session: Session, text: str, heard: int | None = None) -> Reply:
    """One turn; `heard` is how many of the sentences reached the person (all of them without)."""
    transcript = Transcript(text)
    reply = session.reply(transcript)
    lines = tuple(s.text for s in reply.sentences)
    session.finish(transcript, reply, Spoken(lines if heard is None else lines[:heard], heard is None))
    return reply


def test_the_opening_is_a_notice_and_one_question(coach: Coach) -> None:
    session = coach.session("checkin")
    notice, first = session.opening()
    assert (notice.kind, first.kind) == ("notice", "opening")
    assert (notice.questions, first.questions) == (0, 1)
    assert session.state.questions == 1


def test_reply_changes_nothing_until_something_was_heard(coach: Coach) -> None:
    session = coach.session("talk")
    session.opening()
    before = session.state
    session.reply(Transcript(STORY))
    assert session.state == before


def test_a_turn_that_was_heard_is_in_the_record(coach: Coach) -> None:
    session = coach.session("talk")
    reply = take(session, STORY)
    assert reply.kind == "question"
    assert reply.questions == 1
    assert [turn.text for turn in session.state.turns] == [STORY, reply.text]
    assert session.state.last_said == tuple(s.text for s in reply.sentences)


def test_what_was_cut_off_is_not_in_the_record(coach: Coach) -> None:
    session = coach.session("ask")
    reply = take(session, SIGNS, heard=1)
    assert len(reply.sentences) > 1
    assert session.state.turns[-1].text == reply.sentences[0].text


def test_nothing_heard_keeps_the_persons_words_and_not_the_coachs_step(coach: Coach) -> None:
    session = coach.session("talk")
    take(session, STORY, heard=0)
    assert [turn.text for turn in session.state.turns] == [STORY]
    assert (session.state.questions, session.state.asked) == (0, ())


def test_a_sign_of_danger_counts_even_when_the_reply_was_not_heard(coach: Coach) -> None:
    session = coach.session("talk")
    take(session, STORY)
    take(session, DANGER, heard=0)
    assert session.state.safety.cue
    assert session.summary().sentences == (SUMMARY["frame"]["suspended"][0],)


def test_dont_save_counts_even_when_the_reply_was_not_heard(coach: Coach) -> None:
    session = coach.session("talk")
    take(session, STORY)
    assert coach.engine("journal").entries()
    take(session, "Don't save this.", heard=0)
    assert coach.engine("journal").entries() == []
    take(session, STORY)
    assert coach.engine("journal").entries() == []


def test_under_danger_nothing_of_the_guide_is_said_and_nothing_summed_up(coach: Coach) -> None:
    session = coach.session("talk")
    take(session, STORY)
    reply = take(session, DANGER)
    assert (reply.kind, reply.citations) == ("safety", ())
    assert "hit" not in reply.text, "the other person may be in the room"
    assert take(session, SIGNS).citations == ()
    assert session.summary().sentences == (SUMMARY["frame"]["suspended"][0],)


def test_a_question_in_a_talk_is_answered_and_the_offer_taken_up_by_a_yes(coach: Coach) -> None:
    session = coach.session("talk")
    answer = take(session, SIGNS)
    assert answer.kind == "answer"
    assert answer.answer is not None
    more = take(session, "Yes, please.")
    assert more.sentences == answer.answer.more
    assert take(session, "More").text == COACH["decline"]["nothing_more"][0]


def test_a_yes_to_a_later_question_is_not_a_yes_to_the_offer(coach: Coach) -> None:
    session = coach.session("talk")
    assert take(session, SIGNS).answer
    assert take(session, STORY).kind == "question"
    assert take(session, "Yes.").kind == "question"


def test_repeat_says_the_last_words_again(coach: Coach) -> None:
    session = coach.session("ask")
    assert take(session, "Repeat that").text == COACH["command"]["nothing_to_repeat"][0]
    first = take(session, SIGNS)
    assert take(session, "Say that again").text == first.text
    assert take(session, "Say that again").text == first.text


def test_stop_closes_once_it_was_heard(coach: Coach) -> None:
    session = coach.session("talk")
    take(session, "Stop.", heard=0)
    assert not session.state.closed
    take(session, "Stop.")
    assert session.state.closed


def test_silence_is_answered_and_not_recorded(coach: Coach) -> None:
    session = coach.session("talk")
    said = [take(session, "").text for _ in range(3)]
    assert said[0] == COACH["silence"]["first"][0]
    assert said[2] == COACH["silence"]["again"][0]
    assert session.state.said_by_user() == []


def test_a_checkin_asks_at_most_three_questions(coach: Coach) -> None:
    session = coach.session("checkin")
    asked = sum(reply.questions for reply in session.opening())
    kinds = []
    while not session.state.closed:
        reply = take(session, "He was late again.")
        asked += reply.questions
        kinds.append(reply.kind)
    assert asked == 3
    assert kinds == ["question", "question", "close"]


def test_what_was_mentioned_is_not_asked_about(coach: Coach) -> None:
    session = coach.session("talk")
    questions = {take(session, STORY).sentences[-1].text for _ in range(5)}
    assert assets.signals()[ROWS[0][0]].follow_up not in questions
    assert len(questions) == 5, "never the same question twice"


def test_the_journal_holds_what_a_session_can_be_resumed_from(coach: Coach) -> None:
    moment = datetime(2026, 11, 22, 21, 30, tzinfo=UTC)
    session = coach.session("talk", lambda: moment)
    take(session, STORY)
    take(session, ROWS[7][2])
    [entry] = coach.engine("journal").entries()
    assert (entry.id, entry.flow, entry.moment) == (session.id, "talk", moment)
    assert State.from_json(json.loads(json.dumps(entry.state))) == session.state
    assert ROWS[0][0] in entry.signals


def test_asking_is_not_kept(coach: Coach) -> None:
    take(coach.session("ask"), SIGNS)
    assert coach.engine("journal").entries() == []


def test_a_session_replays_to_the_same_record(make_coach: Callable[..., Coach]) -> None:
    texts = [STORY, SIGNS, "More", "", ROWS[5][2], "Stop."]

    def record() -> State:
        session = make_coach().session("talk")
        for text in texts:
            take(session, text)
        return session.state

    assert record() == record()


def test_the_trace_holds_stages_and_no_words(coach: Coach) -> None:
    trace = Trace()
    coach.session("ask").reply(Transcript("plantedphrase " + SIGNS), trace)
    assert {"safety", "search", "reply"} <= set(trace.spans)
    assert "plantedphrase" not in repr(trace)


@pytest.mark.parametrize("flow", ["ask", "talk", "checkin"])
def test_what_was_said_never_reaches_stdout_or_a_log(
    flow: str, coach: Coach, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(0)
    session = coach.session(flow)  # type: ignore[arg-type]
    session.opening()
    for text in ("plantedphrase and he cancels", "What is plantedphrase?", "plantedphrase he hits me", "Stop."):
        take(session, text)
    session.summary()
    out, err = capfd.readouterr()
    assert "plantedphrase" not in out + err + caplog.text


def test_clear_the_screen_leaves_nothing_behind(coach: Coach) -> None:
    session = coach.session("talk")
    session.opening()
    take(session, "She forgot my birthday again, like every year.")
    assert [entry.id for entry in coach.tools.journal.entries()] == [session.id]
    reply = take(session, "Clear the screen.")
    assert reply.sentences == ()
    assert session.cleared
    assert session.state.closed
    assert session.state.turns == ()
    assert coach.tools.journal.entries() == []


def test_talk_without_saving_keeps_nothing(coach: Coach) -> None:
    session = coach.session("talk", save=False)
    session.opening()
    take(session, "She forgot my birthday again, like every year.")
    assert coach.tools.journal.entries() == []


def test_the_notice_comes_again_after_three_hours(coach: Coach) -> None:
    clock = [datetime(2026, 11, 22, 21, 0, tzinfo=UTC)]
    session = coach.session("talk", now=lambda: clock[0])
    session.opening()
    again = coach.prompts("coach").say("notice.again")
    assert again not in take(session, "She forgot my birthday again.").text
    clock[0] += NOTICE_EVERY
    assert take(session, "And he never rang me back.").text.startswith(again)
    assert again not in take(session, "Nor the week after that.").text


def test_what_was_not_meant_so_is_struck_and_can_be_undone(coach: Coach) -> None:
    session = coach.session("talk")
    take(session, STORY)
    assert ROWS[0][0] in session.summary().score.signals
    reply = take(session, "That's not what I meant.")
    assert reply.questions == 0
    assert ROWS[0][0] not in session.summary().score.signals
    take(session, ROWS[7][2])
    assert session.strike(ROWS[7][2])
    assert not session.summary().score.signals
    assert not session.strike("anything")
    assert session.unstrike()
    assert ROWS[7][0] in session.summary().score.signals
    [entry] = coach.engine("journal").entries()
    assert set(entry.signals) == {ROWS[7][0]}


def test_the_same_words_of_somebody_else_count_after_a_correction(coach: Coach) -> None:
    session = coach.session("talk")
    take(session, STORY)
    take(session, "No, that was my ex.")
    assert not session.summary().score.signals
    take(session, STORY)
    assert {e.turn for e in session.summary().score.signals[ROWS[0][0]].evidence} == {4}


def test_a_quote_is_corrected_and_the_score_follows(coach: Coach) -> None:
    session = coach.session("talk")
    take(session, STORY)
    [quote] = session.quotes
    session.correct(quote, ROWS[7][2])
    assert set(session.summary().score.signals) == {ROWS[7][0]}
    assert session.unstrike()
    assert session.quotes == [quote]
    assert not session.changed
    assert not session.unstrike()


def test_half_a_sentence_that_is_corrected_stays_as_it_was_said(coach: Coach) -> None:
    session = coach.session("talk")
    half = STORY.rstrip(".!?")
    take(session, f"{half} but {ROWS[7][2]}")
    quote = next(quote for quote in session.quotes if half in quote.quote)
    session.correct(quote, ROWS[20][2])
    [turn] = session.state.said_by_user()
    assert turn.text.startswith(f"{half} but ")
    assert set(session.summary().score.signals) == {ROWS[7][0], ROWS[20][0]}
    assert session.unstrike()
    assert quote in session.quotes


def test_more_that_is_said_is_not_undone(coach: Coach) -> None:
    session = coach.session("talk")
    take(session, STORY)
    session.strike(STORY)
    take(session, ROWS[7][2])
    assert session.unstrike()
    assert [turn.text for turn in session.state.said_by_user()] == [STORY, ROWS[7][2]]
    assert len(session.quotes) == 2


def test_danger_in_the_words_of_a_correction_counts(coach: Coach) -> None:
    session = coach.session("talk")
    take(session, STORY)
    session.correct(session.quotes[0], "he hits me in the face")
    assert session.state.safety.gated
    session.unstrike()
    assert session.state.safety.gated, "it was said"
