"""What becomes of a sign of danger in a talk: explained, over, denied, taken back, building up, told late, safe now.

Written for tuning (evals/data/courses.jsonl, as the items of kind multi_turn): the parts of the set itself are reported
beside it.
"""

from __future__ import annotations

from collections import defaultdict

from rich.progress import track

from evals.report import Figure
from evals.split import read
from voice_coach.app import Coach
from voice_coach.core.transcript import Turn


def figures(coach: Coach) -> list[Figure]:
    """The share of talks after which the state is as a careful reader would have it, whole and by what happens."""
    right: dict[str, list[bool]] = defaultdict(list)
    for talk in track(read("courses"), "Courses"):
        turns = [Turn("user" if turn["role"] == "user" else "coach", turn["text"]) for turn in talk["turns"]]
        right[talk["note"]].append(coach.screener.screen(turns).cue == talk["cue"])
    whole = [found for some in right.values() for found in some]
    shares = [Figure(f"course: {note}", sum(found) / len(found), "", n=len(found)) for note, found in right.items()]
    return [Figure("courses right", sum(whole) / len(whole), "", n=len(whole)), *shares]
