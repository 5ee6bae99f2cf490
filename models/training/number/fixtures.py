"""Writes drawn crops and the network input `preprocess` makes of them, for the service's tests to hold to (to 1/255).

    cd models && python -m training.number.fixtures OUT.json

Each case: `grey` (uint8 rows), `height`, `width`, and `ink` (rows of 48, four decimals). Everything is drawn here.
"""

import json
import sys
from pathlib import Path

import numpy as np

from ..fixtures import draw_strokes, ring
from .preprocess import preprocess

ORIGIN = "cd models && python -m training.number.fixtures OUT.json"


def grey_of(ink: np.ndarray, paper: float, dark: float) -> np.ndarray:
    return np.round(paper + (dark - paper) * ink).astype(np.uint8)


def draw_all() -> dict[str, np.ndarray]:
    """Name -> grey uint8[h, w]: enlarged, reduced, odd sizes, shaded paper, faint ink, blank, very narrow, noise."""
    pair = np.maximum(ring(40, 30, 11, 15, 7, 11, 3, 1), draw_strokes(40, 30, [(26, 4), (36, 4), (28, 26)], 3, 1))
    large = np.maximum(ring(90, 97, 24, 48, 16, 40, 7, 2), draw_strokes(90, 97, [(60, 8), (62, 90)], 8, 2))
    shaded = grey_of(pair, 230, 40).astype(float) - np.linspace(0, 60, 40)[None]
    return {
        "enlarged": grey_of(pair, 255, 0),
        "reduced": grey_of(large, 200, 90),
        "same-height": grey_of(ring(31, 48, 15, 24, 9, 18, 4, 1.5), 180, 60),
        "shaded": np.round(shaded).astype(np.uint8),
        "faint": grey_of(pair, 140, 134),
        "blank": np.full((20, 25), 200, np.uint8),
        "narrow": grey_of(draw_strokes(4, 60, [(2, 5), (2, 55)], 2, 1), 250, 20),
        "noise": np.random.default_rng(5).integers(0, 256, (17, 23)).astype(np.uint8),
    }


def main() -> None:
    cases = {}
    for name, grey in draw_all().items():
        ink = preprocess(grey)
        rows = [[round(float(v), 4) for v in row] for row in ink]
        cases[name] = {"height": grey.shape[0], "width": grey.shape[1], "grey": grey.tolist(), "ink": rows}
    Path(sys.argv[1]).write_text(json.dumps({"origin": ORIGIN, "cases": cases}) + "\n")


if __name__ == "__main__":
    main()
