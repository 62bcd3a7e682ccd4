from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_coach import assets
from voice_coach.core.cues import compile_cues
from voice_coach.core.normalise import normalise, plain
from voice_coach.core.phrases import Slots, compile_phrases, expand, needed

ROOT = Path(__file__).resolve().parents[3]
SLOTS = Slots({"he": ["he", "my (husband|wife)s?"], "hits": ["hit(s|ting)?", "slap(s|ped)"]})


@pytest.mark.parametrize(
    ("phrase", "text", "matches"),
    [
        ("{he} {hits} me", "he hits me ", True),
        ("{he} {hits} me", "my wifes slapped me ", True),
        ("{he} {hits} me", "she hits me ", False),
        ("{he} ~ {hits} me", "he then just really hit me ", True),
        ("{he} ~ {hits} me", "he then just really badly hit me ", False),
        ("{he} ~1 {hits} me", "he just really hit me ", False),
        ("he [has] hit (me|my (arm|leg))", "he hit my leg ", True),
        ("he [has] hit (me|my (arm|leg))", "he has hit me ", True),
        ("hit me", "whit me ", False),
        ("hit me", "hit men ", False),
        ("strangl\\w* me", "strangled me ", True),
    ],
)
def test_a_phrase_matches_whole_words(phrase: str, text: str, matches: bool) -> None:
    assert bool(compile_phrases([phrase], SLOTS).search(text)) == matches


def test_no_phrases_match_nothing() -> None:
    assert not compile_phrases([], SLOTS).search("")


@pytest.mark.parametrize(
    ("phrase", "heads"),
    [
        ("{he} hits me", {"hits"}),
        ("{he} ~ {hits}", {"hit", "slap"}),
        ("(strangl\\w*|chok(e|ed)) [me]", {"strangl", "chok"}),
        ("ribs? ~3", {"rib"}),
        ("raped?", {"rape"}),
        ("[really] (a|i) ~2", set()),
        ("\\w+ ~", set()),
        ("(want|\\w+) to", {"to"}),
    ],
)
def test_what_a_phrase_cannot_do_without(phrase: str, heads: set[str]) -> None:
    assert needed(phrase, SLOTS) == heads


def test_phrases_find_what_one_regular_expression_of_all_of_them_finds() -> None:
    """The reviewed lists, on sentences that hold signs of danger and others."""
    raw = assets.toml("knowledge", "safety_cues")
    slots = Slots(raw["slots"])
    lists = [cue[name] for cue in raw["cue"] for name in ("phrases", "unless") if name in cue][:16]
    lines = (ROOT / "evals" / "train" / "safety" / "mixed-b.jsonl").read_text("utf-8").splitlines()[::14]
    texts = [plain(json.loads(line)["text"], raw["heard"]) for line in lines]
    assert len(texts) >= 100
    found = 0
    for phrases in lists:
        one = re.compile(r"(?<![^ ])(?:" + "|".join(expand(phrase, slots) for phrase in phrases) + ")")
        several = compile_phrases(phrases, slots)
        for text in texts:
            for match, other in ((one.search(text), several.search(text)), (one.match(text), several.match(text))):
                assert (match and match.span()) == (other and other.span()), text
                found += bool(match)
    assert found > 20


@pytest.mark.parametrize(("phrase", "error"), [("{she} hits", KeyError), ("slap[s]? me", ValueError)])
def test_a_slip_in_a_phrase_is_refused(phrase: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        expand(phrase, SLOTS)


def test_a_slot_that_does_not_exist_is_refused_by_name() -> None:
    raw = {"cue": [{"class": "fear", "tier": "high", "phrases": ["{nobody_knows}"]}]}
    with pytest.raises(ValueError, match="nobody_knows"):
        compile_cues(raw)


@given(st.text(st.characters()))
def test_both_forms_of_a_text_hold_only_words(text: str) -> None:
    assert re.fullmatch(r"(?:[a-z0-9']+(?: [a-z0-9']+)*)?", normalise(text))
    assert re.fullmatch(r"(?:[a-z0-9]+ )*", plain(text))


@pytest.mark.parametrize(
    ("heard", "meant"),
    [
        ("I’m not gonna go, he's there!", "i am not going to go he is there "),
        ("im not going to go hes there", "i am not going to go he is there "),
        ("um he he like hit me uh", "he hit me "),
        ("He did not; I don't", "he didnt i dont "),
        ("dont' tell", "dont tell "),
        ("it's not like he hit me", "it is not like he hit me "),
        ("I'm 15", "i am fifteen "),
        ("I'll go, she'll stay", "i will go she will stay "),
    ],
)
def test_written_and_recognised_text_come_out_alike(heard: str, meant: str) -> None:
    assert plain(heard) == meant


@pytest.mark.parametrize(
    ("misheard", "label"),
    [
        ("i feel sue a side all", "suicide_active"),
        ("i am having sewer side thoughts", "suicide_active"),
        ("he strangel me on friday", "choking"),
        ("he choke me last night", "choking"),
        ("he had a nife to me", "threat_weapon"),
        ("i been self farming again", "self_harm"),
        ("my has band slap me", "violence"),
        ("my ex is storking me", "stalking"),
    ],
)
def test_common_mishearings_are_understood(misheard: str, label: str) -> None:
    cues = assets.safety_cues()
    assert label in cues.read(cues.plain(misheard)).classes
