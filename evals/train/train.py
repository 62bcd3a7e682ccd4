"""Rebuild the trained weights: `python -m evals.train.train --out knowledge/encoder`.

One encoder is fine-tuned for all tasks, so that a turn is embedded once: which passage answers a question
(or none does), which danger is hinted at, which words carry which signal. Exported as int8 ONNX with the
heads beside it as plain arrays. Takes under an hour on two cores. See requirements.txt beside this file.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import time
from collections.abc import Callable, Collection
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from safetensors.torch import load_file, save_file

from evals.train import data
from evals.train.network import MAX_TOKENS, Network, base_model
from evals.train.visits import Visits
from evals.train.warm import start_from
from voice_coach import assets

BATCH = 32
STORIED = {"questions": 0.15, "followups": 0.0, "dangers": 0.25}
"""Share of texts that are learned with something ordinary said beside them."""
QUESTIONS = 3000
"""How many spoken questions are learned each epoch, others each time."""
ORDINARY = 6000
"""How many ordinary things that people say of a relationship stand against the signs of danger, new ones each epoch."""


def main() -> None:
    """Train and export."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--base", type=Path, default=Path("build/minilm"))
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--rate", type=float, default=1e-4)
    parser.add_argument("--threshold", type=float, default=0.5, help="from where danger is a cue")
    parser.add_argument("--keep", type=Path, default=Path("build/network.safetensors"), help="written each epoch")
    parser.add_argument("--resume", type=Path, help="such a file, to go on from")
    parser.add_argument("--new", nargs="*", default=[], metavar="PART", help="of other parts, some lines an epoch")
    parser.add_argument("--every", type=int, default=2, metavar="N", help="of other parts than the new, one line in N")
    parser.add_argument("--share", type=float, default=1.0, help="of the lines on danger and signals, the hardest")
    parser.add_argument("--minutes", type=float, default=math.inf, help="stop then; the pace falls accordingly")
    parser.add_argument("--warm", type=Path, help="a folder with an exported encoder, to go on from")
    given = parser.parse_args()
    random.seed(1)
    torch.manual_seed(1)
    network = Network(base_model(given.base), signal_labels())
    if given.resume:
        network.load_state_dict(load_file(given.resume))
    if given.warm:
        start_from(network, given.warm)
    given.keep.parent.mkdir(parents=True, exist_ok=True)
    if not (given.resume or given.warm):
        start_prototypes(network, sets(0, given.new, given.every)["questions"])
    train(network, given)
    export(network, given.out, given.threshold)


def signal_labels() -> list[tuple[str, str]]:
    """What a token may carry, in the order of the head's columns."""
    return [(name, pole) for name in assets.signals() for pole in ("positive", "negative")]


def sets(epoch: int, new: Collection[str], every: int = 2) -> dict[str, list[data.Example]]:
    """The examples of each task. With `new` parts: of the others one line in `every`, others next time."""

    def keep(part: str, line: int) -> bool:
        return not new or part in new or (line + epoch) % every == 0

    passages = [data.Example(p.text, data.TARGETS.index(p.id), ()) for p in assets.knowledge().passages.values()]
    asked = [data.Example(f.question, data.TARGETS.index(f.id), ()) for f in assets.knowledge().faqs.values()]
    return {
        "questions": [*random.sample(data.questions(), QUESTIONS), *passages, *asked],
        "followups": data.followups(assets.knowledge()),
        "dangers": data.dangers(keep) + data.ordinary(ORDINARY, random.Random(random.random()), keep),
        "signals": data.signals(keep),
    }


def batches(examples: dict[str, list[data.Example]], chance: random.Random) -> list[tuple[str, list[data.Example]]]:
    """All tasks mixed, each text as it may be heard; texts of like length together, because padding is work too."""
    found: list[tuple[str, list[data.Example]]] = []
    stories = [x.text for x in examples["signals"]]
    for task, items in examples.items():
        # Neighbours, among them many twins, are learned near each other.
        pairs = [items[at : at + 2] for at in range(0, len(items), 2)]
        shuffled = [x for pair in chance.sample(pairs, len(pairs)) for x in pair]
        if task == "signals":
            shuffled = [data.told(x, chance.choice(items), chance) for x in shuffled]
        else:
            if task == "dangers":
                shuffled = [data.turned(x, chance) for x in shuffled]
            noisy = (data.storied(data.noisy(x.text, chance), stories, chance, STORIED[task]) for x in shuffled)
            shuffled = [replace(x, text=text) for x, text in zip(shuffled, noisy, strict=True)]
        for at in range(0, len(shuffled), BATCH * 20):
            group = sorted(shuffled[at : at + BATCH * 20], key=lambda x: len(x.text) + len(x.question))
            found += [(task, group[i : i + BATCH]) for i in range(0, len(group), BATCH)]
    chance.shuffle(found)
    return found


def train(network: Network, given: argparse.Namespace) -> None:
    """AdamW, linear warm-up and decay; heads learn faster than the encoder. What was learned is kept each epoch."""
    rate = given.rate
    encoder = [p for p in network.encoder.parameters() if p.requires_grad]
    heads = [p for name, p in network.named_parameters() if not name.startswith("encoder.")]
    groups = [{"params": encoder, "lr": rate}, {"params": heads, "lr": 20 * rate}]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01, fused=True)
    chance, began = random.Random(2), time.time()
    losses = {
        "questions": network.loss_of_questions,
        "followups": network.loss_of_followups,
        "dangers": network.loss_of_dangers,
        "signals": network.loss_of_signals,
    }
    average = torch.optim.swa_utils.AveragedModel(
        network, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(0.998)
    )
    visits = Visits(given.share)
    for epoch in range(given.epochs):
        examples = sets(epoch, given.new, given.every)
        for task in ("dangers", "signals"):
            examples[task] = visits.choose(task, examples[task], partial(measured, network, losses[task]), chance)
        network.train()
        print({task: len(items) for task, items in examples.items()}, flush=True)
        seen: dict[str, list[float]] = {}
        order = batches(examples, chance)
        for at, (task, batch) in enumerate(order):
            done = max((epoch + at / len(order)) / given.epochs, (time.time() - began) / 60 / given.minutes)
            if done >= 1:
                break
            pace = min(1.0, (epoch * len(order) + at + 1) / 100, max(0.02, 1.15 * (1 - done)))
            for group, top in zip(optimizer.param_groups, (rate, 20 * rate), strict=True):
                group["lr"] = pace * top
            each = losses[task](batch, [x.text for x in batch])
            visits.saw(batch, each.tolist())
            loss = each.mean()
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            average.update_parameters(network)
            seen.setdefault(task, []).append(float(loss.detach()))
            if at % 50 == 49:
                recent = {name: round(float(np.mean(values[-30:])), 3) for name, values in seen.items()}
                print(f"epoch {epoch + 1}, {at + 1} of {len(order)}: {recent}, {time.time() - began:.0f} s", flush=True)
        means = {task: round(float(np.mean(values)), 3) for task, values in seen.items()}
        print(f"epoch {epoch + 1}/{given.epochs}: {means}, {time.time() - began:.0f} s", flush=True)
        save_file({name: value.contiguous() for name, value in average.module.state_dict().items()}, given.keep)
        if done >= 1:
            break
    network.load_state_dict(average.module.state_dict())


def measured(network: Network, loss: Callable[..., Any], examples: list[data.Example]) -> list[float]:
    """How well each example is known now."""
    network.eval()
    found: list[float] = []
    with torch.no_grad():
        for at in range(0, len(examples), BATCH):
            some = examples[at : at + BATCH]
            found += loss(some, [x.text for x in some]).tolist()
    return found


def start_prototypes(network: Network, questions: list[data.Example]) -> None:
    """Begin at the mean vector of each target's questions; `none` begins at questions of its own."""
    network.eval()
    with torch.no_grad():
        texts = [x.text for x in questions]
        vectors = torch.cat([network.encode(texts[a : a + 64])[0] for a in range(0, len(texts), 64)])
        wanted = torch.tensor([x.target for x in questions])
        for target in range(data.NONE):
            network.prototypes[target] = F.normalize(vectors[wanted == target].mean(0), dim=-1)
        others = vectors[wanted == data.NONE]
        network.prototypes[data.NONE :] = others[torch.randperm(len(others))[: len(network.prototypes) - data.NONE]]


class _Plain(torch.nn.Module):
    """What is exported: ids and mask in, token vectors out."""

    def __init__(self, encoder: Any) -> None:
        super().__init__()
        self.encoder = encoder

    def forward(self, input_ids: Any, attention_mask: Any, token_type_ids: Any) -> Any:
        """Token vectors, shape (n, t, 384)."""
        coded = {"input_ids": input_ids, "attention_mask": attention_mask, "token_type_ids": token_type_ids}
        return self.encoder(**coded).last_hidden_state


def export(network: Network, out: Path, threshold: float) -> None:
    """model.onnx (int8), tokenizer.json, heads.npz."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    out.mkdir(parents=True, exist_ok=True)
    network.eval()
    network.encoder.config._attn_implementation = "eager"
    example = torch.ones(2, 8, dtype=torch.long)
    names = ["input_ids", "attention_mask", "token_type_ids"]
    full = out / "full.onnx"
    torch.onnx.export(
        _Plain(network.encoder),
        (example, example, torch.zeros_like(example)),
        str(full),
        input_names=names,
        output_names=["tokens"],
        dynamic_axes={name: {0: "n", 1: "t"} for name in [*names, "tokens"]},
        opset_version=17,
        dynamo=False,
    )
    quantize_dynamic(full, out / "model.onnx", weight_type=QuantType.QInt8)
    full.unlink()
    tokenizer = json.loads(network.tokenizer.backend_tokenizer.to_str())
    tokenizer["truncation"] = tokenizer["padding"] = None
    (out / "tokenizer.json").write_text(json.dumps(tokenizer, ensure_ascii=False), "utf-8")
    np.savez_compressed(out / "heads.npz", **arrays(network, threshold))
    size = sum(path.stat().st_size for path in out.iterdir()) / 1e6
    print(f"{out}: {size:.1f} MB, texts are cut at {MAX_TOKENS} tokens")


def arrays(network: Network, threshold: float) -> dict[str, Any]:
    """The heads as float32 arrays; biases are the last column."""

    def affine(layer: Any) -> Any:
        return torch.cat([layer.weight, layer.bias.unsqueeze(1)], 1).detach().numpy().astype(np.float32)

    nones = len(network.prototypes) - data.NONE
    targets = [*data.TARGETS[: data.NONE], *["none"] * nones]
    assert math.isclose(threshold, min(max(threshold, 0.0), 1.0))
    return {
        "targets": np.array(targets),
        "prototypes": F.normalize(network.prototypes, dim=-1).detach().numpy().astype(np.float32),
        "danger": affine(network.danger),
        "danger_threshold": np.float32(threshold),
        "grade": affine(network.grade),
        "signals": np.array([f"{name}:{pole}" for name, pole in network.labels]),
        "token": affine(network.token),
    }


if __name__ == "__main__":
    main()
