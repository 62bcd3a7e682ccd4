"""Whisper's weights out of CTranslate2's file, under the names that the `openai-whisper` package gives them.

The file keeps each number as it was published (float16), so nothing is lost on the way back: the weights that are
in the model store serve the reference implementation too.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from voice_coach.errors import EngineFailed

Weights = dict[str, NDArray[Any]]

_VERSION = 6
"""Of the file format, as CTranslate2 4 writes it."""
_TYPES = {0: np.float32, 1: np.int8, 2: np.int16, 3: np.int32, 4: np.float16}
_KINDS = {"weight": "weight", "bias": "bias", "gamma": "weight", "beta": "bias"}
_TOP = {
    "encoder/conv1": "encoder.conv1",
    "encoder/conv2": "encoder.conv2",
    "encoder/layer_norm": "encoder.ln_post",
    "decoder/layer_norm": "decoder.ln",
    "decoder/embeddings": "decoder.token_embedding",
}
_POSITIONS = "position_encodings/encodings"
_LAYER = re.compile(r"(encoder|decoder)/layer_(\d+)/(.+)/(\w+)")
_PARTS = {
    "self_attention/layer_norm": ("attn_ln",),
    "self_attention/linear_0": ("attn.query", "attn.key", "attn.value"),
    "self_attention/linear_1": ("attn.out",),
    "attention/layer_norm": ("cross_attn_ln",),
    "attention/linear_0": ("cross_attn.query",),
    "attention/linear_1": ("cross_attn.key", "cross_attn.value"),
    "attention/linear_2": ("cross_attn.out",),
    "ffn/layer_norm": ("mlp_ln",),
    "ffn/linear_0": ("mlp.0",),
    "ffn/linear_1": ("mlp.2",),
}
"""What is in a layer: its name there and here; several where several matrices lie in one."""


def read(path: Path) -> Weights:
    """The arrays of a model file by CTranslate2's names. Raises EngineFailed for anything else."""
    try:
        with path.open("rb") as file:
            return dict(_arrays(file))
    except (OSError, struct.error, KeyError, ValueError, UnicodeDecodeError) as failure:
        raise EngineFailed(f"{path} can't be read as a CTranslate2 model: {failure}") from None


def state(weights: Weights) -> Weights:
    """The same as the state of `whisper.model.Whisper`, which has no bias for its keys."""
    found: Weights = {}
    for name, array in weights.items():
        top, _, last = name.rpartition("/")
        if layer := _LAYER.fullmatch(name):
            side, number, part, kind = layer.groups()
            pieces = zip(_PARTS[part], np.split(array, len(_PARTS[part])), strict=True)
            found |= {f"{side}.blocks.{number}.{here}.{_KINDS[kind]}": piece for here, piece in pieces}
        elif top in _TOP:
            found[f"{_TOP[top]}.{_KINDS[last]}"] = array
    for side in ("encoder", "decoder"):
        found[f"{side}.positional_embedding"] = weights[f"{side}/{_POSITIONS}"]
    return {name: array for name, array in found.items() if not name.endswith(".key.bias")}


def dims(weights: Weights) -> dict[str, int]:
    """The fields of `whisper.model.ModelDimensions`."""
    vocabulary, text = weights["decoder/embeddings/weight"].shape
    audio, mels, _ = weights["encoder/conv1/weight"].shape
    return {
        "n_mels": mels,
        "n_audio_ctx": len(weights[f"encoder/{_POSITIONS}"]),
        "n_audio_state": audio,
        "n_audio_head": int(weights["encoder/num_heads"]),
        "n_audio_layer": _layers(weights, "encoder"),
        "n_vocab": vocabulary,
        "n_text_ctx": len(weights[f"decoder/{_POSITIONS}"]),
        "n_text_state": text,
        "n_text_head": int(weights["decoder/num_heads"]),
        "n_text_layer": _layers(weights, "decoder"),
    }


def _arrays(file: BinaryIO) -> Iterator[tuple[str, NDArray[Any]]]:
    if (version := _number(file, "I")) != _VERSION:
        raise ValueError(f"its format is {version}, not {_VERSION}")
    kind, _ = _text(file), _number(file, "I")
    if kind != "WhisperSpec":
        raise ValueError(f"it holds a {kind}")
    for _ in range(_number(file, "I")):
        name = _text(file)
        shape = tuple(_number(file, "I") for _ in range(_number(file, "B")))
        numbers, size = _TYPES[_number(file, "B")], _number(file, "I")
        yield name, np.frombuffer(file.read(size), numbers).reshape(shape)


def _number(file: BinaryIO, kind: str) -> int:
    return int(struct.unpack(kind, file.read(struct.calcsize(kind)))[0])


def _text(file: BinaryIO) -> str:
    return file.read(_number(file, "H")).rstrip(b"\0").decode()


def _layers(weights: Weights, side: str) -> int:
    return len({found[2] for name in weights if (found := _LAYER.fullmatch(name)) and found[1] == side})
