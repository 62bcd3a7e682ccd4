"""The weights between two stages of training: `python -m evals.train.average OLD NEW --share 0.5 --out DIR`.

A stage learns new voices and loses a little of the old ones; between the two the encoder does better than at either.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from safetensors.torch import load_file

from evals.train.network import Network, base_model
from evals.train.train import export, signal_labels


def main() -> None:
    """Average and export."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("old", type=Path, help="what --keep of evals.train.train wrote")
    parser.add_argument("new", type=Path, help="the same, of a run that went on from it")
    parser.add_argument("--share", type=float, default=0.5, help="of the old one (default: %(default)s)")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--base", type=Path, default=Path("build/minilm"))
    parser.add_argument("--threshold", type=float, default=0.5, help="from where danger is a cue")
    given = parser.parse_args()
    old, new = load_file(given.old), load_file(given.new)
    network = Network(base_model(given.base), signal_labels())
    network.load_state_dict(
        {
            name: given.share * old[name] + (1 - given.share) * value if value.is_floating_point() else value
            for name, value in new.items()
        }
    )
    export(network, given.out, given.threshold)


if __name__ == "__main__":
    main()
