"""Finds prompts/ and knowledge/, in a checkout and in an installed wheel, and reads them."""

from __future__ import annotations

import json
import tomllib
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from voice_coach.core.commands import Commands
from voice_coach.core.cues import Cues, compile_cues
from voice_coach.core.heads import Heads
from voice_coach.core.help_lines import HelpLine, read_lines
from voice_coach.core.knowledge import Faq, Knowledge, Passage
from voice_coach.core.lexical import Phrasing
from voice_coach.core.named import Named, read_lists
from voice_coach.core.output_check import OutputRule, read_rules
from voice_coach.core.short_answers import ShortAnswers
from voice_coach.core.signals import Signal
from voice_coach.core.turn import Sentence

_HERE = Path(__file__).resolve().parent


def folder(name: str) -> Path:
    """The folder `prompts` or `knowledge`: beside the package in a checkout, inside it in a wheel."""
    bundled = _HERE / "_assets" / name
    return bundled if bundled.is_dir() else _HERE.parent / name


@cache
def knowledge() -> Knowledge:
    """The guide as passages, with the composed answers to its own questions."""
    home = folder("knowledge")
    passages: dict[str, Passage] = {}
    for line in (home / "passages.jsonl").read_text("utf-8").splitlines():
        raw = json.loads(line)
        passages[raw["id"]] = Passage(
            raw["id"],
            raw["text"],
            raw["section"],
            raw["guide_line"],
            tuple(raw["faq"]),
            tuple(raw["signals"]),
            raw["unsafe_under_abuse"],
            raw["escalation_risk"],
        )
    faqs = {
        id: Faq(id, raw["question"], _sentences(raw["sentences"]), _sentences(raw["more"]))
        for id, raw in json.loads((home / "faq.json").read_text("utf-8")).items()
    }
    return Knowledge(passages, faqs)


@cache
def phrasings() -> tuple[Phrasing, ...]:
    """How people ask what the guide answers, and what it does not answer. Written for this project."""
    lines = (folder("knowledge") / "phrasings.jsonl").read_text("utf-8").splitlines()
    read = map(json.loads, lines)
    return tuple(Phrasing(raw["text"], raw["target"], raw.get("statement", False)) for raw in read)


@cache
def guide_runs() -> NDArray[np.uint64]:
    """Hashes of the guide's runs of eight words: the guide itself is not here."""
    return np.asarray(np.load(folder("knowledge") / "guide_runs.npy", allow_pickle=False), np.uint64)


def passages_as_phrasings() -> tuple[Phrasing, ...]:
    """The words of each passage, which a question may share too."""
    return tuple(Phrasing(passage.text, passage.id) for passage in knowledge().passages.values())


def _sentences(raw: list[dict[str, Any]]) -> tuple[Sentence, ...]:
    return tuple(Sentence(item["text"], tuple(item["citations"])) for item in raw)


@cache
def signals() -> dict[str, Signal]:
    """The sixteen signals by id."""
    raw = json.loads((folder("knowledge") / "signals.json").read_text("utf-8"))
    return {
        item["id"]: Signal(
            item["id"],
            item["label"],
            item["subject"],
            tuple(item["positive_phrases"]),
            tuple(item["negative_phrases"]),
            item["follow_up"],
        )
        for item in raw["signals"]
    }


@cache
def safety_cues() -> Cues:
    """The reviewed signs of danger."""
    return compile_cues(toml("knowledge", "safety_cues"))


@cache
def heads() -> Heads:
    """The trained heads of the coach's own encoder; plain arrays, nothing is executed."""
    with np.load(folder("knowledge") / "encoder" / "heads.npz", allow_pickle=False) as arrays:
        return Heads.read(arrays)


@cache
def names() -> Named:
    """What redaction knows of names and places."""
    given, places, everyday = ((folder("knowledge") / f"{n}.txt").read_text("utf-8") for n in _NAME_LISTS)
    return read_lists(given, places, everyday, toml("knowledge", "name_cues"))


_NAME_LISTS = ("names", "places", "everyday")


@cache
def help_lines() -> tuple[HelpLine, ...]:
    """Help lines by country; see knowledge/resources.json for the source and status of each."""
    return read_lines(json.loads((folder("knowledge") / "resources.json").read_text("utf-8"))["resources"])


@cache
def help_lines_checked() -> date:
    """The day on which the help lines were last compared with their sources."""
    return date.fromisoformat(json.loads((folder("knowledge") / "resources.json").read_text("utf-8"))["checked"])


@cache
def output_rules() -> tuple[OutputRule, ...]:
    """What may never be said."""
    return read_rules(toml("knowledge", "output_rules"))


def toml(kind: str, name: str) -> dict[str, Any]:
    """One TOML file of the folder `kind`."""
    return tomllib.loads((folder(kind) / f"{name}.toml").read_text("utf-8"))


@cache
def short_answers() -> ShortAnswers:
    """What answers of a word or a few say to the coach's own questions, reviewed."""
    told = toml("knowledge", "short_answers")
    return ShortAnswers.read({name: told[name] for name in signals()})


@cache
def commands() -> Commands:
    """Words that steer a session, reviewed."""
    return Commands(toml("knowledge", "commands"))
