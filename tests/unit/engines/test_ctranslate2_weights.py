"""A tiny Whisper in CTranslate2's file format, written here number by number, comes out under the reference's names."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from voice_coach.engines import ctranslate2_weights
from voice_coach.errors import EngineFailed

WIDE = 4
"""Width of the tiny model."""
LAYER = {
    "self_attention/linear_0": 3,
    "self_attention/linear_1": 1,
    "attention/linear_0": 1,
    "attention/linear_1": 2,
    "attention/linear_2": 1,
}
"""How many matrices lie in one."""
Arrays = dict[str, NDArray[np.float16]]


def tiny() -> Arrays:
    rng = np.random.default_rng(7)

    def made(*shape: int) -> NDArray[np.float16]:
        return rng.standard_normal(shape).astype(np.float16)

    found: Arrays = {
        "encoder/conv1/weight": made(WIDE, 80, 3),
        "encoder/conv1/bias": made(WIDE),
        "encoder/conv2/weight": made(WIDE, WIDE, 3),
        "encoder/conv2/bias": made(WIDE),
        "encoder/position_encodings/encodings": made(1500, WIDE),
        "decoder/position_encodings/encodings": made(448, WIDE),
        "decoder/embeddings/weight": made(9, WIDE),
    }
    for side in ("encoder", "decoder"):
        found |= {f"{side}/layer_norm/gamma": made(WIDE), f"{side}/layer_norm/beta": made(WIDE)}
        for part, number in LAYER.items():
            if side == "decoder" or part.startswith("self"):
                top = f"{side}/layer_0/{part}"
                found |= {f"{top}/weight": made(number * WIDE, WIDE), f"{top}/bias": made(number * WIDE)}
    found |= {"decoder/layer_0/ffn/linear_0/weight": made(16, WIDE), "decoder/layer_0/ffn/layer_norm/gamma": made(WIDE)}
    return found


def write(path: Path, arrays: Arrays, version: int = 6, kind: str = "WhisperSpec") -> Path:
    def text(value: str) -> bytes:
        return struct.pack("H", len(value) + 1) + value.encode() + b"\0"

    heads = np.array(2, np.int16)
    everything = {**arrays, "encoder/num_heads": heads, "decoder/num_heads": heads}
    out = struct.pack("I", version) + text(kind) + struct.pack("II", 3, len(everything))
    for name, array in everything.items():
        number = {"float16": 4, "int16": 2}[str(array.dtype)]
        out += text(name) + struct.pack(f"=B{array.ndim}I", array.ndim, *array.shape)
        out += struct.pack("B", number) + struct.pack("I", array.nbytes) + array.tobytes()
    path.write_bytes(out)
    return path


def test_each_number_comes_out_where_the_reference_looks_for_it(tmp_path: Path) -> None:
    arrays = tiny()
    state = ctranslate2_weights.state(ctranslate2_weights.read(write(tmp_path / "model.bin", arrays)))
    fused = arrays["decoder/layer_0/attention/linear_1/weight"]
    expected = {
        "encoder.conv1.weight": arrays["encoder/conv1/weight"],
        "encoder.ln_post.bias": arrays["encoder/layer_norm/beta"],
        "decoder.ln.weight": arrays["decoder/layer_norm/gamma"],
        "decoder.token_embedding.weight": arrays["decoder/embeddings/weight"],
        "decoder.positional_embedding": arrays["decoder/position_encodings/encodings"],
        "encoder.blocks.0.attn.query.bias": arrays["encoder/layer_0/self_attention/linear_0/bias"][:WIDE],
        "encoder.blocks.0.attn.out.weight": arrays["encoder/layer_0/self_attention/linear_1/weight"],
        "decoder.blocks.0.cross_attn.key.weight": fused[:WIDE],
        "decoder.blocks.0.cross_attn.value.weight": fused[WIDE:],
        "decoder.blocks.0.mlp.0.weight": arrays["decoder/layer_0/ffn/linear_0/weight"],
        "decoder.blocks.0.mlp_ln.weight": arrays["decoder/layer_0/ffn/layer_norm/gamma"],
    }
    for name, array in expected.items():
        assert np.array_equal(state[name], array), name
    assert not [name for name in state if name.endswith("key.bias")], "the reference's keys have no bias"


def test_the_model_is_as_large_as_its_arrays_say(tmp_path: Path) -> None:
    found = ctranslate2_weights.dims(ctranslate2_weights.read(write(tmp_path / "model.bin", tiny())))
    assert found == {
        "n_mels": 80,
        "n_audio_ctx": 1500,
        "n_audio_state": WIDE,
        "n_audio_head": 2,
        "n_audio_layer": 1,
        "n_vocab": 9,
        "n_text_ctx": 448,
        "n_text_state": WIDE,
        "n_text_head": 2,
        "n_text_layer": 1,
    }


def test_what_is_no_such_file_is_said(tmp_path: Path) -> None:
    other = write(tmp_path / "other.bin", tiny(), kind="TransformerSpec")
    newer = write(tmp_path / "newer.bin", tiny(), version=9)
    cut = tmp_path / "cut.bin"
    cut.write_bytes(write(tmp_path / "whole.bin", tiny()).read_bytes()[:-40])
    for path in (other, newer, cut, tmp_path / "absent.bin"):
        with pytest.raises(EngineFailed, match=path.name):
            ctranslate2_weights.read(path)
