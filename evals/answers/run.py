"""How good the answers are: the right passage first, core facts covered, the rest declined.

Every question of evals/data/answers.jsonl goes through the product as a program would ask it. A third of
the set is unseen while tuning; both parts are reported. Plain Chroma similarity and plain BM25 answer the
same questions in the same run.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable
from typing import Any

from rich.progress import track

from evals.report import Figure, Result, median
from evals.split import items
from voice_coach import assets
from voice_coach.app import Coach, build
from voice_coach.config import load_settings, paths
from voice_coach.core.transcript import Turn
from voice_coach.core.turn import Answer

FAQ = ("faq_clean", "faq_asr", "faq_story")


def run() -> Result:
    """The product, then the two baselines."""
    where = paths()
    coach = build(load_settings(where), where)
    coach.answerer.load()
    questions = items("answers")
    times: list[float] = []
    scored: dict[str, list[float]] = defaultdict(list)
    wrong: list[dict[str, Any]] = []
    for item in track(questions, "Asking"):
        history = [Turn("user" if t["role"] == "user" else "coach", t["text"]) for t in item.get("history", [])]
        began = time.perf_counter()
        answer = coach.answer(item["text"], history)
        times.append((time.perf_counter() - began) * 1000)
        part = "unseen" if item["unseen"] else "seen"
        for name, value in grade(item, answer, coach).items():
            scored[f"{name}, {part}"].append(value)
            if value < 1.0 and not item["unseen"]:
                wrong.append({"figure": name, "id": item["id"], "cited": [c.id for c in answer.citations]})
    figures = [_figure(name, values) for name, values in sorted(scored.items())]
    figures.append(Figure("question to answer, warm", median(times), "ms", 30, n=len(times)))
    figures += [_figure(name, values) for name, values in sorted(_baselines(coach, questions).items())]
    notes = ["seen: two thirds, looked at while tuning; unseen: every third item.", "Baselines never decline."]
    return Result(figures, notes, {"wrong": wrong})


TARGETS = {
    "right passage first, clean": 0.95,
    "right passage first, asr": 0.90,
    "core facts covered": 0.90,
    "answered when on guide": 0.97,
    "declined when off guide": 0.95,
    "citations valid": 1.0,
    "no passage under a cue": 1.0,
}


def grade(item: dict[str, Any], answer: Answer, coach: Coach) -> dict[str, float]:
    """Figure to 0..1 for one question."""
    cited = [citation.id for citation in answer.citations]
    valid = all(id in coach.answerer.knowledge.passages for id in cited)
    supported = all(s.citations for s in answer.more) and all(
        s.citations or s.text.endswith("?") for s in answer.sentences if answer.outcome == "answered"
    )
    result = {"citations valid": float(valid and supported)}
    if item["kind"] == "abuse_context":
        result["no passage under a cue"] = float(not cited and answer.outcome == "safety")
    elif item["answered"]:
        style = "asr" if item["note"].split(";")[0].strip() == "asr" else "clean"
        result["answered when on guide"] = float(answer.outcome == "answered")
        if item["kind"] != "followup":
            result[f"right passage first, {style}"] = float(bool(cited) and cited[0] in item["facts"])
        else:
            result["follow-up: right passage first"] = float(bool(cited) and cited[0] in item["facts"])
        if item["kind"] in FAQ:
            told = {c for s in (*answer.sentences, *answer.more) for c in s.citations}
            result["core facts covered"] = len(told & set(item["core"])) / len(item["core"])
    elif item["kind"] != "followup":
        result["declined when off guide"] = float(answer.outcome != "answered")
    else:
        result["follow-up: declined"] = float(answer.outcome != "answered")
    return result


def _figure(name: str, values: list[float]) -> Figure:
    target = TARGETS.get(name.rpartition(",")[0])
    return Figure(name, sum(values) / len(values), "", target, "higher", n=len(values))


def _baselines(coach: Coach, questions: list[dict[str, Any]]) -> dict[str, list[float]]:
    """Right passage first by plain similarity in Chroma and by BM25, over the passages alone."""
    passages = assets.knowledge().passages
    ids = list(passages)
    where = paths()
    words = build(load_settings(where), where).engine("lexicon")
    words.index([passages[id].text for id in ids])

    def bm25(text: str) -> str:
        return ids[int(words.scores(text).argmax())]

    plain = build(load_settings(where, embedder={"engine": "minilm"}), where)
    embedder, store = plain.engine("embedder"), plain.engine("store")
    store.index(ids, lambda: embedder.embed([passages[id].text for id in ids]), "eval-plain-passages")

    def similarity(text: str) -> str:
        return str(store.search(embedder.embed([text])[0], 1)[0].id)

    ways: dict[str, Callable[[str], str]] = {"plain BM25": bm25, "plain Chroma similarity": similarity}
    scored: dict[str, list[float]] = defaultdict(list)
    for item in questions:
        if item["answered"] and item["kind"] != "followup":
            for name, first in ways.items():
                scored[f"{name}: right passage first"].append(float(first(item["text"]) in item["facts"]))
    return scored
