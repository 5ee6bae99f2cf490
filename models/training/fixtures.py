"""Writes test/fixtures/normal-form.json: drawn inputs and the normal form the numpy reference gives them.

    cd models && python -m training.fixtures ../test/fixtures/normal-form.json

The service's tests hold its own normal form against this file (to 1e-4). Everything is drawn here; no picture
from a data set is in it. No ink lies within 0.01 of the box threshold, so float32 and float64 agree on the box.
"""

import json
import sys
from pathlib import Path

import numpy as np

from .normal_form import INK_LEVEL, normalise

ORIGIN = "cd models && python -m training.fixtures ../test/fixtures/normal-form.json"


def draw_strokes(width: int, height: int, points: list[tuple[float, float]], pen: float, soft: float) -> np.ndarray:
    """A polyline through `points` (x, y in pixels), `pen` pixels wide, edge `soft` pixels wide -> [H, W]."""
    ys, xs = np.mgrid[0:height, 0:width] + 0.5
    distance = np.full((height, width), np.inf)
    for (ax, ay), (bx, by) in zip(points, points[1:]):
        length2 = (bx - ax) ** 2 + (by - ay) ** 2 or 1.0
        along = np.clip(((xs - ax) * (bx - ax) + (ys - ay) * (by - ay)) / length2, 0, 1)
        distance = np.minimum(distance, np.hypot(xs - ax - along * (bx - ax), ys - ay - along * (by - ay)))
    return np.clip((pen / 2 - distance) / soft + 0.5, 0, 1)


def ring(width: int, height: int, cx: float, cy: float, rx: float, ry: float, pen: float, soft: float) -> np.ndarray:
    angles = np.linspace(0, 2 * np.pi, 33)
    return draw_strokes(width, height, [(cx + rx * np.cos(a), cy + ry * np.sin(a)) for a in angles], pen, soft)


def draw_all() -> dict[str, np.ndarray]:
    """Name -> ink [H, W]."""
    boxes = np.zeros((30, 24))
    boxes[5:9, 3:20] = 1.0
    boxes[14:26, 15:19] = 0.7
    boxes[2:4, 1:3] = 0.15  # below the level: outside the box, so ignored though it has ink
    diagonal = np.zeros((60, 60))
    diagonal[np.arange(6, 55), np.arange(55, 6, -1)] = 1.0
    faint = np.zeros((40, 22))
    faint[np.arange(3, 38), 4 + np.arange(3, 38) // 3] = 0.45
    dot = np.zeros((12, 12))
    dot[7, 3] = 0.9
    tiny = np.zeros((9, 8))
    tiny[1:8, 4] = 1.0
    tiny[2, 2:4] = [0.35, 0.8]
    heavy = np.zeros((40, 40))
    heavy[4:38, 30:36] = 1.0  # the mass lies far right: the clamp must hold the box in the field
    heavy[5, 2:30] = 0.3
    touching = np.zeros((16, 16))
    touching[0:16, 6:9] = 1.0
    touching[0:3, 0:16] = 0.6
    noise = np.random.default_rng(3).uniform(0, 1, (17, 23))
    return {
        "zero": ring(28, 28, 14, 14, 6, 9, 3, 1.0),
        "seven-off-centre": draw_strokes(50, 36, [(28, 4), (46, 5), (34, 32)], 2.5, 1.5),
        "boxes-with-ink-outside": boxes,
        "thin-diagonal": diagonal,
        "faint-thin-stroke": faint,
        "single-dot": dot,
        "large-two": draw_strokes(
            120, 90, [(35, 25), (50, 10), (75, 12), (84, 28), (60, 55), (34, 80), (90, 79)], 7, 1.0
        ),
        "tiny-one": tiny,
        "wide-dash": draw_strokes(44, 12, [(4, 6), (40, 7)], 3, 1.0),
        "heavy-on-one-side": heavy,
        "touching-every-edge": touching,
        "noise": noise,
        "all-zero": np.zeros((10, 14)),
    }


def away_from_level(ink: np.ndarray) -> np.ndarray:
    """Rounded to 4 decimals, and nothing within 0.01 of the box threshold."""
    near = np.abs(ink - INK_LEVEL) < 0.01
    return np.round(np.where(near, INK_LEVEL - 0.02, ink), 4)


def main() -> None:
    cases = []
    for name, drawn in draw_all().items():
        ink = away_from_level(drawn)
        cases.append(
            {
                "name": name,
                "width": ink.shape[1],
                "height": ink.shape[0],
                "ink": [float(v) if v % 1 else int(v) for v in ink.ravel()],
                "expected": [float(v) if v % 1 else int(v) for v in np.round(normalise(ink), 6).ravel()],
            }
        )
    text = ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases)
    Path(sys.argv[1]).write_text('{"origin":%s,"cases":[\n%s\n]}\n' % (json.dumps(ORIGIN), text))


if __name__ == "__main__":
    main()
