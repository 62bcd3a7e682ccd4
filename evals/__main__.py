"""`python -m evals NAME`: run one eval; without a name, list them."""

from __future__ import annotations

import argparse
import sys
from importlib import import_module

EVALS = {
    "safety": "signs of danger: recall, false alarms, tiers, time, seen and unseen",
    "signals": "signals of reciprocity: state, quote, and what must not be scored",
    "answers": "the right passage first, core facts covered, everything else declined",
    "reflection": "twenty whole reflections: manner, lengths, repeats, what was heard",
    "vera": "forty conversations with people in danger, in the form of VERA-MH: five dimensions, three grades",
    "redaction": "names, places, numbers and addresses before remote engines: recall, precision, exact return",
    "latency": "speed and size: endpoint to first audio, text answers, start-up, memory, disk",
    "wer": "word error rate on recorded human speech against plain faster-whisper",
}


def main(arguments: list[str]) -> int:
    """Run one eval. 1 when a threshold is missed."""
    parser = argparse.ArgumentParser(prog="python -m evals", description=__doc__)
    parser.add_argument("name", nargs="?", choices=list(EVALS), help="which eval")
    parser.add_argument("--baseline", action="store_true", help="keep this run as the committed baseline")
    given = parser.parse_args(arguments)
    if given.name is None:
        for name, what in EVALS.items():
            print(f"{name:10} {what}")
        return 0
    from evals.report import finish

    return finish(given.name, import_module(f"evals.{given.name}.run").run(), given.baseline)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
