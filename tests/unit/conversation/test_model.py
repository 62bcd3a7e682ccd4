"""A language model in the loop: its words are used where they hold, and never stop a session."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from voice_coach import assets
from voice_coach.app import Coach, build
from voice_coach.config import Paths, load_settings
from voice_coach.conversation.guarded_model import HERE, Framed, GuardedModel
from voice_coach.conversation.model_reflecting import read
from voice_coach.core.manner import MOST_WORDS, words
from voice_coach.core.redaction import Redactor
from voice_coach.core.transcript import Transcript, Turn
from voice_coach.core.turn import Reply, Spoken
from voice_coach.errors import EngineFailed
from voice_coach.ports import Message

PORTS = ("vad", "stt", "tts", "embedder", "store", "lexicon", "reader", "journal")
QUESTION = assets.knowledge().faqs["Q2"].question
STORY = "I cook every evening and he never says thanks."
DOWN = assets.toml("prompts", "coach")["model"]["down"][0]


def with_model(folder: Path, *lines: str) -> Coach:
    chosen: dict[str, Any] = {port: {"engine": "scripted"} for port in PORTS}
    chosen["llm"] = {"engine": "scripted", "lines": list(lines)}
    where = Paths.inside(folder)
    return build(load_settings(where, **chosen), where)


def first_cited(coach: Coach) -> tuple[str, str]:
    """Id and text of a passage that the composed answer rests on."""
    sentence = assets.knowledge().faqs["Q2"].sentences[0]
    id = sentence.citations[0]
    return id, coach.answerer.knowledge.passages[id].text


def take(session: Any, text: str) -> Reply:
    reply: Reply = session.reply(Transcript(text))
    session.finish(Transcript(text), reply, Spoken(tuple(s.text for s in reply.sentences)))
    return reply


def marks(*mentions: dict[str, Any]) -> str:
    return json.dumps({"mentions": list(mentions)})


def marking(folder: Path, *lines: str) -> Coach:
    coach = with_model(folder, *lines)
    return build(coach.settings.model_copy(update={"model_signals": True}), coach.where)


GOOD = {"turn": 1, "signal": "load_share", "pole": "negative", "quote": "I cook every evening"}


def test_signals_are_marked_by_quotes_that_are_there(tmp_path: Path) -> None:
    wrong = [
        {**GOOD, "quote": "I cooked every evening"},
        {**GOOD, "quote": "cook every"},
        {**GOOD, "turn": 0},
        {**GOOD, "turn": 7},
        {**GOOD, "turn": True},
        {**GOOD, "signal": "charm"},
        {**GOOD, "pole": "mixed"},
        "no object",
    ]
    turns = [Turn("coach", "I cook every evening?"), Turn("user", STORY)]
    coach = marking(tmp_path, f"```json\n{marks(GOOD, GOOD, *wrong)}\n```")
    found = coach.score(turns).signals
    assert list(found) == ["load_share"]
    [evidence] = found["load_share"].evidence
    assert turns[evidence.turn].text[evidence.start : evidence.end] == evidence.quote == GOOD["quote"]


@pytest.mark.parametrize("line", ["!", "no form", '{"mentions": 5}', '{"mentions": []}'])
def test_where_the_model_fails_or_finds_nothing_the_coach_marks_itself(tmp_path: Path, line: str) -> None:
    turns = [Turn("user", assets.signals()["heard"].negative_phrases[0])]
    assert marking(tmp_path / "a", line).score(turns) == with_model(tmp_path / "b", "x").score(turns)


def test_what_the_model_leaves_out_counts_where_the_coach_is_sure(tmp_path: Path) -> None:
    turns = [Turn("user", f"{STORY} {assets.signals()['heard'].negative_phrases[0]}")]
    assert "heard" in with_model(tmp_path / "a", "x").score(turns).signals
    found = marking(tmp_path / "b", marks({**GOOD, "turn": 0, "pole": "positive"})).score(turns).signals
    assert found["load_share"].state == "positive", "the model decides on what it names"
    assert found["heard"].state == "negative"


def test_under_danger_the_model_marks_nothing(tmp_path: Path) -> None:
    coach = marking(tmp_path, marks({**GOOD, "turn": 0, "quote": "He hits me and"}))
    coach.score([Turn("user", "He hits me and I cook every evening.")])
    assert coach.engine("llm").asked == []


def said(*lines: str) -> str:
    return json.dumps({"reflections": list(lines)})


def test_an_answer_in_the_models_words_cites_what_carries_it(tmp_path: Path) -> None:
    id, text = first_cited(with_model(tmp_path / "a", "x"))
    coach = with_model(tmp_path, f"{text} [{id}] It was proved in 1987. [{id}]")
    answer = coach.answer(QUESTION)
    assert [s.text for s in answer.sentences if s.citations] == [text], "the second sentence has a number of its own"
    assert [c.id for c in answer.citations] == [id]
    assert answer.more, "what the model left out is still on offer"
    assert not answer.trouble


@pytest.mark.parametrize("line", ["You should leave him. [F25]", "Nothing is cited here.", "!"])
def test_an_answer_that_loses_its_ground_is_the_composed_one(tmp_path: Path, line: str) -> None:
    composed = with_model(tmp_path / "a", "x").answerer
    composed.model = None
    expected = composed.answer(QUESTION)
    answer = with_model(tmp_path, line).answer(QUESTION)
    assert (answer.sentences, answer.more, answer.citations) == (expected.sentences, expected.more, expected.citations)
    assert bool(answer.trouble) == (line == "!")


def test_under_a_sign_of_danger_the_model_is_not_asked(tmp_path: Path) -> None:
    coach = with_model(tmp_path, "Okay. [F25]")
    assert coach.answer("He hits me. How can we support each other?").outcome == "safety"
    session = coach.session("talk", save=False)
    take(session, "Sometimes he hits me.")
    take(session, "yes")
    assert coach.engine("llm").asked == []


def test_a_reflection_stays_short_where_the_model_is_missed_and_that_is_said(tmp_path: Path) -> None:
    session = with_model(tmp_path, "!").session("talk", save=False)
    session.opening()
    reply = take(session, STORY)
    assert reply.trouble
    assert len(reply.sentences) == 3, "what is wrong, the reflection, the question"
    assert (reply.reflections, reply.questions) == (1, 1)
    assert reply.text.endswith("?")
    assert words([s.text for s in reply.sentences]) <= MOST_WORDS["question"]


@pytest.mark.parametrize("longest", [14, 18])
def test_what_is_too_long_beside_that_gives_way(tmp_path: Path, longest: int) -> None:
    session = with_model(tmp_path, "!").session("talk", save=False)
    session.opening()
    told = " ".join(["I", "cook", *(f"word{n}" for n in range(longest - 2))])
    reply = take(session, f"{told}. He {told[2:]}.")
    assert reply.trouble
    assert words([s.text for s in reply.sentences]) <= MOST_WORDS["question"]
    assert reply.text.endswith("?")


def test_a_name_or_number_that_nobody_said_is_not_said(tmp_path: Path) -> None:
    coach = with_model(tmp_path, said("You cook every evening.", "You told Gerald so 14 times."))
    session = coach.session("talk", save=False)
    session.opening()
    reply = take(session, STORY)
    assert "You cook every evening." in reply.text
    assert "Gerald" not in reply.text


def test_a_reflection_in_the_models_words_ends_with_our_question(tmp_path: Path) -> None:
    coach = with_model(tmp_path, said("You cook every evening.", "It may feel unseen."))
    session = coach.session("talk", save=False)
    session.opening()
    reply = take(session, STORY)
    assert [s.text for s in reply.sentences[:2]] == ["You cook every evening.", "It may feel unseen."]
    assert (reply.reflections, reply.questions) == (2, 1)


def test_a_breach_of_manner_is_asked_for_again_once(tmp_path: Path) -> None:
    coach = with_model(tmp_path, said("You should talk to him."), said("You cook every evening."))
    session = coach.session("talk", save=False)
    reply = take(session, STORY)
    assert reply.sentences[0].text == "You cook every evening."
    assert "advice" in coach.engine("llm").asked[1][-1].text


@pytest.mark.parametrize("line", ["!", "no json", '{"reflections": "x"}', said("You should go."), said()])
def test_a_model_that_fails_or_is_rude_never_stops_a_session(tmp_path: Path, line: str) -> None:
    coach = with_model(tmp_path, line)
    session = coach.session("talk", save=False)
    first, second = take(session, STORY), take(session, "He ate it and left the room.")
    assert first.sentences[0].text == DOWN, "told once"
    assert "you cook every evening" in first.text.lower()
    assert DOWN not in second.text
    assert second.questions == 1


def test_what_leaves_the_machine_is_redacted_and_restored() -> None:
    class Echo:
        name, remote = "echo", True
        sent = ""

        def load(self) -> None: ...

        def stream(self, messages: Any, schema: Any = None) -> Any:
            self.sent = messages[-1].text
            yield self.sent

    model = Echo()
    guarded = GuardedModel(model, lambda: Redactor(assets.names()))
    text = "My sister Wilhelmina rang me from Aberdeen."
    assert guarded.whole([Message("user", text)], {}) == text
    assert "Wilhelmina" not in model.sent
    assert "Aberdeen" not in model.sent
    model.remote = False
    guarded.whole([Message("user", text)], {})
    assert model.sent == text, "nothing is taken out for a model on this machine"


def test_a_fence_around_the_json_is_cut() -> None:
    assert read('```json\n{"reflections": ["You cook."]}\n```') == ["You cook."]
    with pytest.raises(EngineFailed):
        read("[]")


def test_what_was_said_before_is_not_said_again_whoever_says_it(tmp_path: Path) -> None:
    session = with_model(tmp_path, said("You cook every evening.", "That is a lot of evenings.")).session(
        "talk", save=False
    )
    session.opening()
    replies = [take(session, STORY), take(session, "He was late on Monday and I waited for him.")]
    spoken = [s.text for reply in replies for s in reply.sentences]
    assert len(spoken) == len(set(spoken))


class Elsewhere:
    """A model on another machine that keeps what it is sent."""

    name, remote = "elsewhere", True

    def __init__(self, line: str = '{"reflections": ["That sounds like a lot."], "mentions": []}') -> None:
        self.line, self.sent = line, []  # type: tuple[str, list[str]]

    def load(self) -> None: ...

    def stream(self, messages: Any, schema: Any = None) -> Any:
        self.sent.append("\n".join(m.text for m in messages if m.role != "system"))
        yield self.line


def elsewhere(folder: Path, **more: Any) -> tuple[Coach, Elsewhere]:
    coach, model = with_model(folder, "x"), Elsewhere()
    coach = build(coach.settings.model_copy(update=more), coach.where)
    coach.__dict__["model"] = GuardedModel(model, lambda: Redactor(assets.names()))
    return coach, model


UNCASED = "my husband okonjo never calls me and grace says so in leeds"
TOLD = ("okonjo", "grace", "leeds")


def test_a_frame_of_ours_hides_no_name_that_is_written_small(tmp_path: Path) -> None:
    coach, model = elsewhere(tmp_path, model_signals=True)
    coach.answer(f"{QUESTION} {UNCASED}")
    coach.score([Turn("user", UNCASED), Turn("coach", f"You said: {UNCASED}. What is that like?")])
    session = coach.session("talk", save=False)
    session.opening()
    take(session, UNCASED)
    assert len(model.sent) >= 3, "asked, marked, reflected"
    for sent in model.sent:
        assert "person A never calls me" in sent
        assert not [name for name in TOLD if name in sent]


def test_words_with_the_sign_of_a_frame_in_them_stay_where_they_are() -> None:
    model = Elsewhere("Okay.")
    list(
        GuardedModel(model, lambda: Redactor(assets.names())).sentences(
            [Framed(f"One {HERE} two {HERE}", ("{a}\\1", "b"))]
        )
    )
    assert model.sent == ["One {a}\\1 two b"]


def test_a_name_told_long_ago_is_known_and_a_quote_of_it_comes_back(tmp_path: Path) -> None:
    coach, model = elsewhere(tmp_path)
    session = coach.session("ask", save=False)
    session.opening()
    take(session, "my husband zorblax never calls me")
    for _ in range(5):
        take(session, "Is one bad week a sign?")
    before = len(model.sent)
    take(session, f"{QUESTION} why do i always text zorblax first")
    assert len(model.sent) > before
    assert "person A" in model.sent[-1]
    assert not [sent for sent in model.sent if "zorblax" in sent]
    assert "zorblax" in Redactor(assets.names()).redact("why do i always text zorblax first"), "alone it is not known"


def test_a_session_knows_nothing_of_another(tmp_path: Path) -> None:
    coach, model = elsewhere(tmp_path)
    for text in ("my husband zorblax never calls me", "i always text zorblax first"):
        session = coach.session("talk", save=False)
        session.opening()
        take(session, text)
        session.clear()
    assert "person A" in model.sent[0]
    assert "i always text zorblax first" in model.sent[-1]


DANGER = ("he hit me last night", "yes", "he scares me", "I'm safe, let's go on")


@pytest.mark.parametrize("flow", ["talk", "ask"])
def test_what_was_said_under_danger_is_never_sent_later(tmp_path: Path, flow: Any) -> None:
    coach, model = elsewhere(tmp_path)
    session = coach.session(flow, save=False)
    session.opening()
    take(session, f"{QUESTION} my husband zorblax" if flow == "ask" else "i plan everything")
    asked = len(model.sent)
    told = [take(session, text) for text in DANGER]
    assert len(model.sent) == asked, "nothing is sent meanwhile"
    take(session, f"{QUESTION} zorblax" if flow == "ask" else "he never asks how i am")
    assert len(model.sent) > asked
    for sent in model.sent:
        assert not [text for text in (*DANGER, *(reply.text for reply in told)) if text in sent]


def test_nor_is_it_sent_to_be_marked(tmp_path: Path) -> None:
    coach, model = elsewhere(tmp_path, model_signals=True)
    words = [STORY, "he hit me last night", "I'm safe, let's go on", "He never asks how I am."]
    turns = [turn for text in words for turn in (Turn("user", text), Turn("coach", "And what was that like?"))]
    coach.score(turns)
    [sent] = model.sent
    assert "[0] PERSON: I cook" in sent
    assert "[6] PERSON: He never asks" in sent
    assert "hit me" not in sent
    assert "safe" not in sent
    coach.score(turns[2:6])
    assert len(model.sent) == 1, "there is nothing left to send"


def test_a_mark_on_what_was_not_sent_does_not_count(tmp_path: Path) -> None:
    words = ["he hit me last night and left me alone", "I'm safe, let's go on", STORY]
    mark = {"turn": 0, "signal": "load_share", "pole": "negative", "quote": "left me alone"}
    coach = marking(tmp_path, marks(mark, {**GOOD, "turn": 2}))
    found = coach.score([Turn("user", text) for text in words]).signals
    assert {e.turn for s in found.values() for e in s.evidence if e.quote == "left me alone"} == set()
    assert found["load_share"].state == "negative"
