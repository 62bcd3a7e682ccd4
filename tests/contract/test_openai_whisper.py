"""The reference Whisper on a tiny model of random weights, written by the test in the package's own format.

What it hears is nonsense; that it opens, answers in the port's terms and says what is wrong needs no more. With real
weights it runs `test_stt.py` as every ear does. Where the package is absent, both skip: `make test-whisper`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from voice_coach import registry
from voice_coach.core.audio import INPUT_RATE, Samples, Utterance
from voice_coach.core.transcript import Transcript, printable
from voice_coach.errors import EngineFailed, ModelNotFound
from voice_coach.ports import Transcriber

torch = pytest.importorskip("torch", reason="torch has an environment of its own: make test-whisper")
pytest.importorskip("whisper", reason="openai-whisper has an environment of its own: make test-whisper")

DIMS = {
    "n_mels": 80,
    "n_audio_ctx": 1500,
    "n_audio_state": 16,
    "n_audio_head": 2,
    "n_audio_layer": 1,
    "n_vocab": 51865,
    "n_text_ctx": 24,
    "n_text_state": 16,
    "n_text_head": 2,
    "n_text_layer": 2,
}


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from whisper.model import ModelDimensions, Whisper

    torch.manual_seed(5)
    path = tmp_path_factory.mktemp("checkpoint") / "tiny.pt"
    model = Whisper(ModelDimensions(**DIMS))
    for weights in model.parameters():
        torch.nn.init.normal_(weights, std=0.3)
    torch.save({"dims": DIMS, "model_state_dict": model.state_dict()}, path)
    return path


def made(**options: Any) -> Any:
    return registry.create("stt", "openai_whisper", {"device": "cpu", **options}, None)


@pytest.fixture(scope="module")
def ear(checkpoint: Path) -> Any:
    engine = made(checkpoint=checkpoint)
    engine.load()
    return engine


@pytest.fixture(scope="module")
def sound() -> Samples:
    rng = np.random.default_rng(3)
    return (0.3 * rng.standard_normal(2 * INPUT_RATE)).astype(np.float32)


def test_it_answers_in_the_terms_of_the_port(ear: Any, sound: Samples) -> None:
    assert isinstance(ear, Transcriber)
    before = sound.copy()
    heard = ear.transcribe(Utterance(sound, start=9 * INPUT_RATE), words=True)
    assert isinstance(heard, Transcript)
    assert heard.text == printable(heard.text)
    assert 0.0 <= heard.confidence <= 1.0
    assert all(0.0 <= w.start <= w.end <= 30.0 and 0.0 <= w.probability <= 1.0 for w in heard.words)
    assert np.array_equal(before, sound)


def test_no_samples_are_no_words(ear: Any) -> None:
    assert not ear.transcribe(Utterance(np.zeros(0, np.float32))).speech


def test_the_weights_are_those_of_the_file(ear: Any, checkpoint: Path) -> None:
    saved = torch.load(checkpoint, weights_only=True)["model_state_dict"]
    for name, weights in ear._model.state_dict().items():
        assert torch.equal(weights, saved[name]), name


def test_a_file_that_is_absent_or_none_of_its_own_is_said(tmp_path: Path) -> None:
    with pytest.raises(ModelNotFound, match="there is no checkpoint"):
        made(checkpoint=tmp_path / "absent.pt").load()
    for content in (b"no checkpoint", b""):
        other = tmp_path / "other.pt"
        other.write_bytes(content)
        with pytest.raises(EngineFailed, match=r"other\.pt"):
            made(checkpoint=other).load()
    torch.save({"some": "thing"}, other)
    with pytest.raises(EngineFailed, match=r"other\.pt"):
        made(checkpoint=other).load()
