"""What ships beside the code hangs together: every id that is named exists."""

from __future__ import annotations

from pathlib import Path

import pytest

from voice_coach import assets
from voice_coach.conversation.prompts import Prompts
from voice_coach.core.pronouns import THEY
from voice_coach.core.scoring import SIGNALS


def test_passages_are_short_enough_to_be_spoken() -> None:
    passages = assets.knowledge().passages
    assert list(passages) == [f"F{number:02}" for number in range(1, 71)]
    for id, passage in passages.items():
        assert passage.id == id
        assert 0 < len(passage.text.split()) < 30, id
        assert passage.section
        assert passage.guide_line >= 1


def test_every_answer_of_the_guide_rests_on_passages() -> None:
    guide = assets.knowledge()
    for id, faq in guide.faqs.items():
        assert faq.id == id
        assert faq.question.endswith("?")
        assert faq.sentences
        for sentence in (*faq.sentences, *faq.more):
            assert sentence.citations, f"{id}: {sentence.text}"
            assert set(sentence.citations) <= set(guide.passages)
            assert sentence.text == sentence.text.strip()


def test_passages_name_faqs_and_signals_that_exist() -> None:
    guide, signals = assets.knowledge(), assets.signals()
    for passage in guide.passages.values():
        assert set(passage.faq) <= set(guide.faqs)
        assert set(passage.signals) <= set(signals)


def test_entries_are_everything_once() -> None:
    guide = assets.knowledge()
    ids = [id for id, _ in guide.entries()]
    assert ids == [*guide.passages, *guide.faqs]
    assert len(set(ids)) == len(ids)


def test_the_sixteen_signals_have_words_for_both_poles_and_for_the_summary() -> None:
    signals, texts = assets.signals(), Prompts(assets.toml("prompts", "summary"))
    assert len(signals) == SIGNALS
    for id, signal in signals.items():
        assert signal.positive_phrases
        assert signal.negative_phrases
        assert signal.follow_up.endswith("?")
        for part in ("positive", "negative", "name", "notice"):
            assert texts.say(f"signal.{id}.{part}", **THEY)


def test_cues_and_help_lines_can_be_read() -> None:
    assert assets.safety_cues()
    assert assets.help_lines()


def test_a_wheel_finds_its_own_copy_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "voice_coach"
    (package / "_assets" / "prompts").mkdir(parents=True)
    (tmp_path / "prompts").mkdir()
    monkeypatch.setattr(assets, "_HERE", package)
    assert assets.folder("prompts") == package / "_assets" / "prompts"
    assert assets.folder("knowledge") == tmp_path / "knowledge"
