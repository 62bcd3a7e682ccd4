"""Whole talks in which nothing is dangerous: how often the coach breaks in, and whether a plain no lets it go on.

By other hands, and never tuned on. One line for each talk: `{"id", "relation", "style", "turns": [{"role", "text"}]}`.
"""

from __future__ import annotations

from rich.progress import track

from evals.report import Figure
from evals.split import read
from voice_coach.app import Coach
from voice_coach.core.transcript import Turn


def figures(coach: Coach) -> list[Figure]:
    """Turns and talks taken for danger, and talks that are still shut after the person says no."""
    turns = broken = shut = taken = 0
    talks = read("ordinary")
    for talk in track(talks, "Ordinary talks"):
        said = [Turn("user" if turn["role"] == "user" else "coach", turn["text"]) for turn in talk["turns"]]
        own = [turn.text for turn in said if turn.role == "user"]
        turns += len(own)
        taken += sum(coach.screener.turn(text).gated for text in own)
        if coach.screener.screen(said).gated:
            broken += 1
            shut += coach.screener.screen(denied(coach, said)).gated
    return [
        Figure("ordinary turns taken for danger", taken / turns, "", n=turns),
        Figure("ordinary talks broken into", broken / len(talks), "", n=len(talks)),
        Figure("ordinary talks that a no does not open again", shut / len(talks), "", n=len(talks)),
    ]


def denied(coach: Coach, said: list[Turn]) -> list[Turn]:
    """The same talk as it would go: where the coach breaks in, it asks whether it heard right, and is told no."""
    check = coach.prompts("safety").say("check.any")
    told: list[Turn] = []
    for turn in said:
        told.append(turn)
        if turn.role == "user" and coach.screener.screen(told).guessed:
            told += [Turn("coach", check), Turn("user", "No, nothing like that.")]
    return told
