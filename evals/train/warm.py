"""Go on from an encoder that was exported: its int8 weights become floats again, which costs almost nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import torch

from evals.train.network import Network

_PARTS = (
    "attention.self.query",
    "attention.self.key",
    "attention.self.value",
    "attention.output.dense",
    "intermediate.dense",
    "output.dense",
)
"""In the order in which a layer multiplies by them; their names are lost in the export, their biases' are not."""


def start_from(network: Network, folder: Path) -> None:
    """Put the weights of model.onnx and heads.npz into the network."""
    import onnx
    from onnx import numpy_helper

    graph = onnx.load(str(folder / "model.onnx")).graph
    found = {item.name: numpy_helper.to_array(item) for item in graph.initializer}
    state: dict[str, Any] = {name: value for name, value in found.items() if name in network.state_dict()}
    products = [node.input[1] for node in graph.node if node.op_type == "MatMulInteger"]
    for at, name in enumerate(products):
        layer, part = divmod(at, len(_PARTS))
        stem = name.removesuffix("_quantized")
        steps = found[name].astype(np.float32) - found[f"{stem}_zero_point"]
        state[f"encoder.encoder.layer.{layer}.{_PARTS[part]}.weight"] = (steps * found[f"{stem}_scale"]).T
    with np.load(folder / "heads.npz", allow_pickle=False) as heads:
        state["prototypes"] = heads["prototypes"]
        for name in ("danger", "grade", "token"):
            state[f"{name}.weight"], state[f"{name}.bias"] = heads[name][:, :-1], heads[name][:, -1]
    tensors = {name: torch.tensor(np.ascontiguousarray(value)) for name, value in state.items()}
    missing = network.load_state_dict(tensors, strict=False).missing_keys
    # The tables of words stay as the base model has them: they were never trained.
    assert all("embeddings" in name or "pooler" in name for name in missing), missing
