"""A language model in the loop: its words are used where they hold, and never stop a session."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from voice_coach import assets
from voice_coach.app import Coach, build
from voice_coach.config import Paths, load_settings
from voice_coach.conversation.guarded_model import GuardedModel, WordsUnfit
from voice_coach.conversation.notices import Notices
from voice_coach.conversation.prompts import Prompts
from voice_coach.core.manner import MOST_WORDS, words
from voice_coach.core.redaction import Redactor
from voice_coach.core.transcript import Transcript, Turn
from voice_coach.core.turn import Reply, Sentence, Spoken
from voice_coach.ports import Message

PORTS = ("vad", "stt", "tts", "embedder", "store", "lexicon", "reader", "journal")
QUESTION = assets.knowledge().faqs["Q2"].question
STORY = "I cook every evening and he never says thanks."
NOTICES = assets.toml("prompts", "coach")["model"]

SCRIPTED: dict[str, Any] = {port: {"engine": "scripted"} for port in PORTS}
NOW = datetime(2026, 11, 29, 21, 30, tzinfo=UTC)


def with_model(folder: Path, *lines: str) -> Coach:
    chosen = {**SCRIPTED, "llm": {"engine": "scripted", "lines": list(lines)}}
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


FAILS = [("!", "down"), ("no json", "unfit"), (said("You should go."), "unfit"), (said(), "unfit")]


@pytest.mark.parametrize(("line", "why"), FAILS)
def test_where_the_model_has_no_part_that_is_said_beside_the_whole_reflection(
    tmp_path: Path, line: str, why: str
) -> None:
    where = Paths.inside(tmp_path / "a")
    alone = take(build(load_settings(where, **SCRIPTED), where).session("talk", save=False), STORY)
    reply = take(with_model(tmp_path / "b", line).session("talk", save=False), STORY)
    assert reply.trouble
    assert reply.sentences[0].text in NOTICES[why]
    assert reply.sentences[1:] == alone.sentences
    assert (reply.reflections, reply.questions) == (alone.reflections, alone.questions)
    assert reply.reflections
    assert words([s.text for s in reply.sentences]) <= MOST_WORDS["question"]


@pytest.mark.parametrize("why", ["down", "unfit"])
@pytest.mark.parametrize("length", [1, *range(18, 36)])
def test_the_notice_gives_way_and_never_the_reflection(why: str, length: int) -> None:
    notices = Notices(Prompts(assets.toml("prompts", "coach")), NOW)
    told = tuple(Sentence(text) for text in (" ".join(["word"] * (length - 1)), "Well?") if text)
    reply = Reply("question", told, reflections=1, questions=1, trouble="It failed.", unfit=why == "unfit")
    first = notices.before(reply, None, NOW)
    assert first.sentences[-len(told) :] == told
    assert words([s.text for s in first.sentences]) <= MOST_WORDS["question"]
    short = Reply("question", (Sentence("You cook."), Sentence("Well?")), reflections=1, trouble="It failed.")
    later = [notices.before(short, None, NOW) for _ in range(3)]
    said_in = [len(r.sentences) - len(t) for r, t in [(first, told), *((r, short.sentences) for r in later)]]
    assert sum(said_in) == 1, "once a session"
    assert said_in[0] or length > MOST_WORDS["question"] - 4, "at once, where there is any room"


def test_each_notice_is_shorter_than_the_one_before_it() -> None:
    for texts in NOTICES.values():
        lengths = [words([text]) for text in texts]
        assert lengths == sorted(set(lengths), reverse=True)


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
    notices = [text for texts in NOTICES.values() for text in texts]
    assert first.sentences[0].text in notices, "told once"
    assert "you cook every evening" in first.text.lower()
    assert not any(text in second.text for text in notices)
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


class Told:
    """A model that says these pieces, and knows how many were taken."""

    name, remote = "told", False

    def __init__(self, *pieces: str) -> None:
        self.pieces, self.taken = pieces, 0

    def load(self) -> None: ...

    def stream(self, messages: Any, schema: Any = None) -> Any:
        for piece in self.pieces:
            self.taken += 1
            yield piece


def strings(*pieces: str) -> list[str]:
    guarded = GuardedModel(Told(*pieces), lambda: Redactor(assets.names()))
    return list(guarded.strings([Message("user", "a")], {}, "reflections"))


@pytest.mark.parametrize(
    ("reply", "lines"),
    [
        (said("You cook."), ["You cook."]),
        (said("You cook.", "Every evening, it is you."), ["You cook.", "Every evening, it is you."]),
        (f"```json\n{said('You cook.')}\n```", ["You cook."]),
        (said('He said "no", and "never".', "It's [all] {yours}, \\ it seems."), None),
        (
            json.dumps({"reflections": ["Du kochst täglich…", "’so’"]}, ensure_ascii=True),
            ["Du kochst täglich…", "’so’"],
        ),
        ('{ "reflections" : [ "A b c." , "D e f." ] }', ["A b c.", "D e f."]),
        (said(), []),
    ],
)
def test_each_reflection_comes_as_soon_as_it_is_whole(reply: str, lines: list[str] | None) -> None:
    expected = json.loads(reply)["reflections"] if lines is None else lines
    assert strings(reply) == strings(*reply) == expected, "in one piece, and letter by letter"


@pytest.mark.parametrize(
    "reply",
    [
        "[]",
        "no json",
        '{"reflections": "x"}',
        '{"reflections": ["You cook."',
        '{"reflections": ["You cook.", 5]}',
        '{"reflections": [["You cook."]]}',
        '{"reflections": ["a"], "reflections": ["b"]}',
        '{"reflections": ["\\x"]}',
    ],
)
def test_another_form_is_said_so_however_it_came(reply: str) -> None:
    for pieces in ([reply], list(reply)):
        with pytest.raises(WordsUnfit):
            strings(*pieces)


def test_what_may_not_be_said_ends_the_try_before_the_rest_is_in(tmp_path: Path) -> None:
    coach = with_model(tmp_path, "x")
    told = Told('{"reflections": ["You should', ' go.",', *[" "] * 50, '"You cook."]}')
    object.__setattr__(coach.model, "model", told)
    reply = take(coach.session("talk", save=False), STORY)
    assert told.taken == 2 + len(told.pieces), "the first try up to its fault, the second one whole"
    assert "You cook." in reply.text
    assert "should" not in reply.text


def test_what_was_said_before_is_not_said_again_whoever_says_it(tmp_path: Path) -> None:
    session = with_model(tmp_path, said("You cook every evening.", "That is a lot of evenings.")).session(
        "talk", save=False
    )
    session.opening()
    replies = [take(session, STORY), take(session, "He was late on Monday and I waited for him.")]
    spoken = [s.text for reply in replies for s in reply.sentences]
    assert len(spoken) == len(set(spoken))


CANCELS = "I always plan everything and then he cancels"


def served(folder: Path, chat_server: Any, *lines: str | tuple[str, ...], **limits: float) -> Reply:
    """The first reply of a reflection with a model on loopback that says these lines."""
    pytest.importorskip("langchain_openai", reason="the extra 'llm' is not installed")
    chat_server.script = list(lines)
    llm = {"engine": "langchain", "base_url": chat_server.url, "first_s": 5, "total_s": 8, **limits}
    where = Paths.inside(folder)
    session = build(load_settings(where, **{**SCRIPTED, "llm": llm}), where).session("talk", save=False)
    session.opening()
    return take(session, CANCELS)


BAD = [
    ("Oh shut up, you whining idiot. This is boring.", "rude"),
    ("You are being gaslit.", "label"),
    ("He cancels because he is afraid of closeness. He probably does not value you.", "motive"),
    ("You have been married twelve years.", "invented"),
    ("You deserve better than him.", "side"),
    ("And do you still plan it?", "asks_first"),
]


@pytest.mark.parametrize(("line", "rule"), BAD)
def test_what_a_served_model_may_not_say_is_asked_for_again_and_never_spoken(
    tmp_path: Path, chat_server: Any, line: str, rule: str
) -> None:
    reply = served(tmp_path, chat_server, said(line))
    assert line not in reply.text
    assert reply.sentences[0].text in NOTICES["unfit"]
    assert "you always plan everything" in reply.text.lower(), "the embedded coach gives it back"
    assert reply.reflections
    assert len(chat_server.requests) == 2
    assert rule in chat_server.requests[1]["messages"][-1]["content"]


@pytest.mark.parametrize(("line", "rule"), BAD)
def test_what_holds_beside_it_is_said_after_the_retry(tmp_path: Path, chat_server: Any, line: str, rule: str) -> None:
    reply = served(tmp_path, chat_server, said(line, "You plan everything, and he cancels."))
    assert [s.text for s in reply.sentences[:-1]] == ["You plan everything, and he cancels."]
    assert not reply.trouble


def test_a_served_model_that_keeps_the_manner_speaks(tmp_path: Path, chat_server: Any) -> None:
    lines = ["You plan everything, and then he cancels.", "It sounds tiring to be the one who plans."]
    reply = served(tmp_path, chat_server, said(*lines))
    assert [s.text for s in reply.sentences[:2]] == lines
    assert len(chat_server.requests) == 1


def test_a_served_model_that_has_begun_in_time_is_waited_for(tmp_path: Path, chat_server: Any) -> None:
    whole = said("You plan everything, and then he cancels.", "It sounds tiring to be the one.")
    cut = whole.index('", ') + 2
    chat_server.pause = 0.35
    reply = served(tmp_path, chat_server, (whole[:cut], *re.findall(r"\S+\s*", whole[cut:])), first_s=1.5, total_s=15)
    assert "It sounds tiring to be the one." in reply.text
    assert not reply.trouble
