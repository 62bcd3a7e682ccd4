"""`python -m evals NAME`: run one eval; without a name, list them."""

from __future__ import annotations

import argparse
import sys
from importlib import import_module

EVALS = {
    "safety": "signs of danger: recall, false alarms, tiers, time, seen and unseen",
    "spoken": "what speech costs: the same questions typed, and spoken and heard",
    "signals": "signals of reciprocity: state, quote, and what must not be scored",
    "answers": "the right passage first, core facts covered, everything else declined",
    "reflection": "twenty whole reflections: manner, lengths, repeats, what was heard",
    "vera": "forty conversations with people in danger, in the form of VERA-MH: five dimensions, three grades",
    "redaction": "names, places, numbers and addresses before remote engines: recall, precision, exact return",
    "fuzz": "anything at every entrance for some minutes: no crash, no hang, no growth",
    "growth": "documents of one's own: right passage, rest declined, and a shelf of 70 to 20,000 passages",
    "trend": "a year of nights: false claims in steady lives, the smallest change that is noticed",
    "llm": "a real language model on loopback (make llm): how often its words hold, what got through",
    "journal": "ten years of entries: opening, listing, searching; a thousand kills and what they lose",
    "checkin": "a check-in in real time: its length, and how much of it is silence of ours (--n 2: a short run)",
    "latency": "speed and size: endpoint to first audio, text answers, start-up, memory, disk",
    "talk": "a spoken talk in real time: waits, cut-ins, barge-in, false stops (--n 8: a short run)",
    "peers": "the same talk with Pipecat, plain loops and openai-whisper, in one table (make peers; --n 3: short)",
    "endurance": "half an hour in real time, two hours of input: frames, memory (--minutes 1 --hours 0.1: short)",
    "wyoming": "what Home Assistant waits for: info, text in to handled, sound, twenty clients at once",
    "ovos": "a turn inside OpenVoiceOS: what its core takes, and what the skill takes (make test-ovos)",
    "serve": "several people at once on one machine: waits, dropped sessions, mix-ups (four minutes)",
    "web": "the voice page in Chromium: first load, captions, and its wait against the terminal's (--n 1: a short run)",
    "wer": "word error rate on recorded human speech against plain faster-whisper",
}


def main(arguments: list[str]) -> int:
    """Run one eval. 1 when a threshold is missed."""
    parser = argparse.ArgumentParser(prog="python -m evals", description=__doc__)
    parser.add_argument("name", nargs="?", choices=list(EVALS), help="which eval")
    parser.add_argument("--baseline", action="store_true", help="keep this run as the committed baseline")
    parser.add_argument("--minutes", type=float, help="fuzz, endurance: for how long")
    parser.add_argument("--hours", type=float, help="endurance: of input, as fast as it goes")
    parser.add_argument("--seed", type=int, help="fuzz: the cases of an earlier run")
    parser.add_argument("--n", type=int, help="talk, checkin, peers, web: at most so many of each kind")
    given = parser.parse_args(arguments)
    if given.name is None:
        for name, what in EVALS.items():
            print(f"{name:10} {what}")
        return 0
    from evals.report import finish

    run = import_module(f"evals.{given.name}.run").run
    given_to: dict[str, tuple[object, ...]] = {
        "fuzz": (10.0 if given.minutes is None else given.minutes, given.seed),
        "endurance": (given.minutes, given.hours),
        "talk": (given.n,),
        "peers": (given.n,),
        "checkin": (given.n,),
        "web": (given.n,),
    }
    result = run(*given_to.get(given.name, ()))
    return finish(given.name, result, given.baseline)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
