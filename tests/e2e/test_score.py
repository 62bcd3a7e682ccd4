"""`voice-coach score`: signals with the words that carry them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.e2e.conftest import Cli

TURNS = [
    {"role": "coach", "text": "How has it been? He always plans everything and always listens."},
    {"role": "user", "text": "Café 🙂. I'm always the one who texts first, she never starts a conversation."},
    {"role": "assistant", "text": "Anything else?"},
    {
        "role": "user",
        "text": "When I was ill she came over and took care of me. She never thanks me for anything.",
    },
    {"role": "user", "text": ""},
]


@pytest.mark.weights
def test_evidence_is_the_users_words_at_their_place(cli: Cli) -> None:
    given = json.dumps({"id": 1, "turns": TURNS}) + "\n" + json.dumps({"id": 2, "turns": TURNS[:1]}) + "\n"
    scored, nothing = cli("score", "--jsonl", stdin=given.encode()).succeeds().objects
    assert list(scored) == ["v", "id", "signals", "coverage", "safety", "ms"] == list(nothing)
    assert (scored["v"], scored["id"], type(scored["ms"])) == (1, 1, float)
    assert scored["safety"] == {"cue": False, "classes": [], "tier": "none"}
    assert scored["signals"]
    assert scored["coverage"] == {"mentioned": len(scored["signals"]), "of": 16}
    for signal in scored["signals"].values():
        assert list(signal) == ["state", "confidence", "evidence"]
        assert 0.0 <= signal["confidence"] <= 1.0
        poles = {evidence["pole"] for evidence in signal["evidence"]}
        assert signal["state"] == ("mixed" if len(poles) == 2 else poles.pop())
        for evidence in signal["evidence"]:
            assert list(evidence) == ["turn", "start", "end", "quote", "pole"]
            turn = TURNS[evidence["turn"]]
            assert turn["role"] == "user"
            assert turn["text"][evidence["start"] : evidence["end"]] == evidence["quote"] != ""
    assert nothing["signals"] == {}
    assert nothing["coverage"] == {"mentioned": 0, "of": 16}


def test_bad_lines_are_answered_in_their_place(fast: Cli) -> None:
    turns: list[Any] = [None, [], "x", [5], [{"role": "user"}], [{"role": "he", "text": "x"}], TURNS]
    given = [json.dumps({"id": id, "turns": item}) for id, item in enumerate(turns)]
    result = fast("score", "--jsonl", stdin="\n\n".join(["{", *given]).encode()).succeeds()
    seen = [(o["id"], o.get("error", {}).get("type")) for o in result.objects]
    assert seen == [(None, "bad_json"), *[(id, "bad_input") for id in range(6)], (6, None)]


def test_danger_is_never_good_evidence(fast: Cli) -> None:
    said = "he hit me last night and then he came over and took care of me when I was ill"
    given = json.dumps({"id": 1, "turns": [{"role": "user", "text": said}]})
    (scored,) = fast("score", "--jsonl", stdin=given.encode()).succeeds().objects
    assert scored["safety"]["cue"] is True
    assert all(e["pole"] == "negative" for s in scored["signals"].values() for e in s["evidence"])


def test_a_transcript_is_read_as_text_or_json(fast: Cli) -> None:
    text = "Me: I always text first.\nCoach: And then?\nShe never thanks me for anything."
    plain = fast("score", "-", "--json", stdin=text.encode()).succeeds().objects
    turns = [
        {"role": "user", "text": "I always text first."},
        {"role": "coach", "text": "And then?"},
        {"role": "user", "text": "She never thanks me for anything."},
    ]
    file = fast.folder / "turns.json"
    file.write_text(json.dumps(turns))
    assert fast("score", file, "--json").succeeds().objects == plain
    assert list(plain[0]) == ["v", "signals", "coverage", "safety"]


def test_what_is_no_transcript_is_refused(fast: Cli) -> None:
    (fast.folder / "empty.txt").touch()
    (fast.folder / "binary.txt").write_bytes(b"\xff\xfe\x00\x80")
    (fast.folder / "broken.json").write_text("{")
    for file, words in {
        "empty.txt": "no words",
        "binary.txt": "can't be read as text",
        "broken.json": "starts like JSON",
        "missing.txt": "does not exist",
        ".": "is a folder",
    }.items():
        fast("score", file).fails_with(4, words)
    fast("score").fails_with(2, "which transcript")
    fast.shell("$vc score - <&-").fails_with(4, "stdin is closed")


def test_whose_life_is_in_danger_hears_whom_to_reach_and_nothing_else_is_named(fast: Cli) -> None:
    british = fast.with_settings(COUNTRY="GB")
    alone = british("score", "-", stdin=b"Me: I want to die").succeeds().out
    assert "Samaritans" in alone
    assert "Numbers checked on" in alone
    assert "voice-coach talk" in alone
    hit = british("score", "-", stdin=b"Me: he hit me last night").succeeds().out
    assert "no table" in hit
    assert "voice-coach talk" in hit
    assert not any(character.isdigit() for character in hit)


def test_the_name_before_the_own_lines_can_be_said(fast: Cli) -> None:
    said = b"Alice: hello\nTom: you never listen to me\nAlice: She never thanks me for anything.\nTom: so"
    fast("score", "-", stdin=said).fails_with(2, "who of Alice, Tom are you", "--me")
    quotes = fast("score", "-", "--me", "Alice", stdin=said).succeeds().out
    assert "never thanks me" in quotes
    assert "never listen" not in quotes
