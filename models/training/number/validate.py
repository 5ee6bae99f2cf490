"""Held-out strings read by a checkpoint: `python -m training.number.validate CHECKPOINT --mnist DIR --shared DIR`.

Prints whole texts and values right by what is written, for fields as drawn in training (most of them usual, the
others damaged) and for `usual` ones alone. `--leave-out NAME…` leaves allographs out of what is drawn.
"""

import argparse
from pathlib import Path

from .held_out import Trial, read_held_out, share
from .ranges import Ranges, usual
from .train import RUNS


def group(trials: list[Trial]) -> dict[str, dict[str, float]]:
    """Kind -> how many, and the shares of texts and values that are right."""
    groups: dict[str, list[Trial]] = {}
    for trial in trials:
        for kind in ["all", *trial.kinds]:
            groups.setdefault(kind, []).append(trial)
    return {
        kind: {
            "count": len(found),
            "text": round(share([trial.text_right for trial in found]), 4),
            "value": round(share([trial.value_right for trial in found]), 4),
        }
        for kind, found in groups.items()
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("--mnist", type=Path, required=True)
    parser.add_argument("--shared", type=Path, required=True)
    parser.add_argument("--cache", type=Path, default=RUNS / "glyphs")
    parser.add_argument("--count", type=int, default=1500)
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--leave-out", nargs="*", default=(), help="names of allographs not to be drawn")
    arguments = parser.parse_args()
    sources = (arguments.mnist, arguments.shared, arguments.cache)
    drawn = Ranges(left_out=tuple(arguments.leave_out))
    for name, ranges in (("as in training", drawn), ("usual", usual(drawn))):
        print(name)
        trials = read_held_out(arguments.checkpoint, sources, ranges, 0, arguments.count, arguments.processes)
        for kind, found in sorted(group(trials).items()):
            print(f"  {kind:24} {found['count']:5}  text {found['text']:.1%}  value {found['value']:.1%}")


if __name__ == "__main__":
    main()
