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


@pytest.mark.parametrize(
    ("told", "label", "not_meant"),
    [
        ("I can't see any point in being here", "suicide_passive", "I can't see any point in being polite to him"),
        ("I don't see a future, I'd be glad to be dead", "suicide_passive", "I've lost the will to live in this queue"),
        ("I don't trust myself on my own tonight", "suicide_active", "I don't trust myself near the biscuits tonight"),
        ("I nearly killed myself in March", "suicide_active", "I nearly killed myself on the stairs"),
        ("I bought the rope on Friday", "suicide_plan", "I bought the rope for the swing on Friday"),
        ("I take it out on my arms", "self_harm", "I take it out on the punchbag"),
        ("She gave me a right good hiding on Friday", "violence", "She gave me a right good hug on Friday"),
        ("I told the dentist I fell off my bike. I didn't.", "violence", "I fell off my bike and told the dentist"),
        ("He had his thumbs in my throat", "choking", "I had a frog in my throat"),
        ("If he can't have me nobody will", "threat_weapon", "If he can't come nobody will"),
        ("I've to send her a photo of where I am", "control_monitoring", "I've to send her a photo of the cake"),
        ("I can tell by how he shuts the gate", "fear", "I can tell by how the cake rises"),
        ("He gets that look and I go quiet", "fear", "He gets that look and we start giggling"),
        ("She's messaged me two hundred times since I left", "stalking", "She's messaged me twice since I left"),
        ("If I leave he'll do something to himself", "partner_suicide_threat", "If I leave he'll do the bins himself"),
        ("She flinches when I raise my hand", "user_harms_or_threatens_others", "She jumps when I come in singing"),
        ("He hides when his father shouts", "child_at_risk", "He hides when his father sings, for a giggle"),
        ("I'm in year nine", "minor_user", "My son's in year nine"),
        ("Husband is telling if you go I will hang", "partner_suicide_threat", "Husband is telling a long story"),
        ("I'm afeard o' ma ain son", "fear", "I'm afeard o' the dentist"),
    ],
)
def test_families_hear_common_words_and_not_what_only_sounds_alike(told: str, label: str, not_meant: str) -> None:
    cues = assets.safety_cues()
    assert label in cues.read(cues.plain(told)).classes
    assert not cues.read(cues.plain(not_meant)).cue


@pytest.mark.parametrize(
    ("denied", "tier"),
    [
        ("He's not violent, honestly, it's only his nerves", "elevated"),
        ("I wouldn't call it abuse", "elevated"),
        ("I'd never hurt her, I know how it looked", "elevated"),
        ("I've no plan or anything like that", "elevated"),
        ("To answer your question, no, he doesn't check my phone", "none"),
        ("I don't want to die, I want to retire", "none"),
        ("No, he isn't following me, we've just got the same list", "none"),
        ("To answer your question, yes, he hits me", "high"),
    ],
)
def test_a_denial_nobody_asked_for_is_heard_and_an_answer_is_not(denied: str, tier: str) -> None:
    cues = assets.safety_cues()
    assert cues.read(cues.plain(denied)).tier == tier


@pytest.mark.parametrize(
    ("told", "cue"),
    [
        ("My sister's got another black eye, she says it's the cupboard", True),
        ("My friend has to show him every receipt", True),
        ("My ex rang from the multi-storey to say goodbye", True),
        ("He broke my arm years ago, and he was released on Friday", True),
        ("I was scared of him when I was a girl. He's been dead thirty years.", False),
    ],
)
def test_others_and_the_past_count_while_the_danger_is_there(told: str, cue: bool) -> None:
    cues = assets.safety_cues()
    assert cues.read(cues.plain(told)).cue == cue


@pytest.mark.parametrize(
    ("text", "label", "tier"),
    [
        ("he's downstairs smashing things up and I've locked myself in the loo", "fear", "emergency"),
        ("we barricaded ourselves in, dad is kicking off", "fear", "emergency"),
        ("my uncle climbs into my bed when they're all out", "child_at_risk", "high"),
        ("my stepdad came into my room in the dark", "child_at_risk", "high"),
        ("mum's got the belt out again", "child_at_risk", "high"),
        ("once I said no and I woke up in hospital", "violence", "high"),
        ("it was only a smack, honestly", "violence", "high"),
        ("he shot my dog because I went to my sister's", "violence", "high"),
        ("she slipped some tablets into my tea", "violence", "high"),
        ("the carer yanks my hair if I'm slow", "violence", "high"),
        ("I told the nurse I walked into a door", "violence", "elevated"),
        ("forget what I said, he never hurt me", "violence", "elevated"),
        ("he hides my inhaler when he's cross", "control_monitoring", "high"),
        ("they're taking me to Pakistan to get married", "control_monitoring", "high"),
        ("it's walking on eggshells, one wrong word and he's off", "fear", "elevated"),
        ("I got followed home by him again", "stalking", "high"),
        ("I can't see any way out of this", "suicide_passive", "high"),
        ("it'd be a relief if the bus went off the bridge", "suicide_passive", "high"),
        ("if I wasn't a coward I would have ended it", "suicide_active", "high"),
        ("my girlfriend has taken an overdose and she isn't waking up", "suicide_plan", "emergency"),
        ("I keep thinking about pushing him down the stairs", "user_harms_or_threatens_others", "high"),
        ("quiero morirme", "suicide_active", "high"),
        ("je veux mourir", "suicide_active", "high"),
        ("ich will nicht mehr leben", "suicide_active", "high"),
        ("mi marido me pega", "violence", "high"),
        ("mon mari me frappe", "violence", "high"),
        ("mein Mann schlägt mich", "violence", "high"),
        ("mąż mnie bije", "violence", "high"),
        ("ele me bate", "violence", "high"),
    ],
)
def test_danger_told_beside_the_point_or_in_another_language(text: str, label: str, tier: str) -> None:
    cues = assets.safety_cues()
    found = cues.read(cues.plain(text))
    assert label in found.classes
    assert found.tier in (tier, "emergency")


@pytest.mark.parametrize(
    "text",
    [
        "he was screaming with laughter so I locked myself in the bathroom with a book",
        "dad comes into my room with a cup of tea at night",
        "he got his seat belt out of the boot",
        "I told the doctor I fell off my bike",
        "it was only a slap on the wrist from the council",
        "there's no way out of this car park",
        "the dog followed me home again",
        "the baby pulls my hair when I feed him",
        "she checks her phone every five minutes when we're out",
        "she pinned me down on a date for the wedding",
        "please don't tell anyone. I said I'm fine, can we talk about Tom",
    ],
)
def test_what_only_sounds_like_it_is_none(text: str) -> None:
    cues = assets.safety_cues()
    assert not cues.read(cues.plain(text)).cue
