"""Held-out strings read by a checkpoint: `python -m training.number.validate CHECKPOINT --mnist DIR --shared DIR`.

Strings of held-out writers and pictures, seeds never trained on. Prints whole texts and values right by what is
written, and how far the confidence of a value can be trusted: calibration error, and how many readings a promised
error rate lets through (`training.calibrate`: the bound is Clopper and Pearson's).
"""

import argparse
from pathlib import Path

import numpy as np
import torch

from ..calibrate import expected_calibration_error, find_threshold
from .alphabet import DIGITS, OTHER, value_of
from .bank import load_bank
from .decode import beam_search, rank_values
from .feed import VALIDATION_SEEDS, draw_example
from .paper import draw_grounds
from .ranges import Ranges
from .read import frames_of, load_reader
from .train import RUNS

FIRST_SEED = VALIDATION_SEEDS + 10**9  # beside those looked at while training
PROMISES = (0.002, 0.005, 0.01, 0.02)


def kinds_of(text: str) -> list[str]:
    """The groups a text counts in."""
    digits = len(value_of(text))
    if not text:
        return ["nothing"]
    if OTHER in text:
        return ["letters"]
    kinds = ["1 to 3 digits" if digits < 4 else "4 to 6 digits" if digits < 7 else "7 and more digits"]
    kinds.append("digits alone" if set(text) <= set(DIGITS) else "with separators")
    if "00" in text:
        kinds.append("with 00")
    return kinds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("--mnist", type=Path, required=True)
    parser.add_argument("--shared", type=Path, required=True)
    parser.add_argument("--cache", type=Path, default=RUNS / "glyphs")
    parser.add_argument("--count", type=int, default=1500)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    network = load_reader(arguments.checkpoint)
    bank, grounds = load_bank(arguments.mnist, arguments.shared, arguments.cache, held_out=True), draw_grounds(2)
    groups: dict[str, list[tuple[bool, bool]]] = {}
    confidence, right = [], []
    for i in range(arguments.count):
        ink, text = draw_example(FIRST_SEED + 2 * i, Ranges(), bank, grounds)
        texts = beam_search(frames_of(network, ink))
        value, sure = rank_values(texts)[0]
        result = (texts[0][0] == text, value == value_of(text))
        for kind in ["all", *kinds_of(text)]:
            groups.setdefault(kind, []).append(result)
        if value:
            confidence.append(min(1.0, sure))
            right.append(result[1])
    for kind, results in groups.items():
        text_share, value_share = np.mean(results, axis=0)
        print(f"{kind:20} {len(results):5}  text {text_share:.1%}  value {value_share:.1%}")
    sure, good = np.array(confidence), np.array(right)
    print(f"calibration error {expected_calibration_error(sure, good):.3f} over {len(sure)} readings with a value")
    for promise in PROMISES:
        try:
            found = find_threshold(sure, good, promise, 0.5)
            print(f"promise {promise}: threshold {found.threshold}, {found.accepted / found.of:.1%} accepted, {found.errors} wrong")
        except ValueError as error:
            print(f"promise {promise}: {error}")


if __name__ == "__main__":
    main()
