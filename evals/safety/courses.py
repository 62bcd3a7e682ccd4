"""What becomes of a sign of danger in a talk: explained, over, denied, taken back, building up, told late, safe now.

Of the same form as the items of kind multi_turn. One set was written for tuning (courses.jsonl), one by other hands
and never tuned on (courses_b.jsonl: "fresh"), and one by a writer who had seen nothing of the rules, in pairs that
differ in their last turn only (courses_c.jsonl: "pairs"). In still_there.jsonl nothing ends: reviewers wrote it against
the rules.
"""

from __future__ import annotations

from collections import defaultdict

from rich.progress import track

from evals.report import Figure
from evals.split import read
from voice_coach.app import Coach
from voice_coach.core.transcript import Turn


def figures(coach: Coach) -> list[Figure]:
    """The share of talks after which the state is as a careful reader would have it: danger that stays, danger that
    ends, and by what happens."""
    sets = {"courses": "seen", "courses_b": "fresh", "courses_c": "pairs", "still_there": "against the rules"}
    return [figure for name, part in sets.items() for figure in _of(coach, name, part)]


def twins(coach: Coach) -> list[Figure]:
    """Pairs that differ in one clause: cues that are noticed, and their harmless twins that are taken for danger.

    The last lines of a part whose others are learned from.
    """
    found: dict[bool, list[bool]] = {True: [], False: []}
    for item in read("safety_twins"):
        found[item["cue"]].append(coach.screener.turn(item["text"]).cue)
    names = {True: "near twins, cues noticed", False: "near twins, harmless ones taken for danger"}
    return [Figure(names[cue], sum(some) / len(some), "", n=len(some)) for cue, some in found.items()]


def _of(coach: Coach, name: str, part: str) -> list[Figure]:
    right: dict[str, list[bool]] = defaultdict(list)
    for talk in track(read(name), f"Courses, {part}"):
        turns = [Turn("user" if turn["role"] == "user" else "coach", turn["text"]) for turn in talk["turns"]]
        found = coach.screener.screen(turns).cue == talk["cue"]
        right["danger that stays" if talk["cue"] else "no danger, or none any more"].append(found)
        if name != "still_there":
            right[talk["note"]].append(found)
    return [
        Figure(f"course, {part}: {note}", sum(found) / len(found), "", n=len(found)) for note, found in right.items()
    ]
