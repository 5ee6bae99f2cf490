"""Strokes that cross a row out: one line or two, a zigzag, a wave, a row of crosses, one large cross, loops.

Points are in heights of the row, x to the right from 0 to `length`, y from 0 (top) to 1 (base line).
"""

import numpy as np
from numpy.random import Generator

from .hand import Hand, Row
from .trajectories import Strokes

KINDS = (("line", 0.34), ("two lines", 0.16), ("wave", 0.12), ("zigzag", 0.14), ("hatch", 0.1), ("cross", 0.08), ("loops", 0.06))
STEP = 0.05  # heights between drawn points, at most


def cross_out(rng: Generator, row: Row, hand: Hand, pen: tuple[float, float]) -> str:
    """Adds the strokes to the row; the kind of them. `pen`: least and most of their width, of the pen's own."""
    right = max([part[:, 0].max() for part in row.strokes] + [x + w for _, _, x, _, w, _ in row.pictures] + [0.4])
    kind, strokes = draw_strike(rng, float(right))
    # The row has one pen: another width is drawn as lines beside each other.
    offsets = (0.0,) if rng.uniform(*pen) < 1.2 else (0.0, hand.pen * 0.5)
    for offset in offsets:
        row.add(strokes.points + np.float32(offset), strokes.ends)
    return kind


def draw_strike(rng: Generator, length: float) -> tuple[str, Strokes]:
    """The name of the kind and its strokes; they reach over both ends of the row, or nearly."""
    names, weights = zip(*KINDS)
    kind = names[rng.choice(len(names), p=weights)]
    start, stop = -rng.uniform(-0.1, 0.5), length + rng.uniform(-0.1, 0.5)
    if kind in ("line", "two lines"):
        y, gap = rng.uniform(0.38, 0.62), rng.uniform(0.12, 0.26)
        heights = [y] if kind == "line" else [y - gap / 2, y + gap / 2]
        parts = [level_line(rng, start, stop, height) for height in heights]
    elif kind == "wave":
        x = np.linspace(start, stop, count_steps(stop - start))
        parts = [np.stack([x, 0.5 + rng.uniform(0.08, 0.25) * np.sin(x * 2 * np.pi / rng.uniform(0.4, 1.0) + rng.uniform(0, 6)) ], axis=1)]
    elif kind == "zigzag":
        pitch = rng.uniform(0.18, 0.5)
        x = np.arange(start, stop + pitch, pitch)
        y = 0.5 + np.where(np.arange(len(x)) % 2, 1, -1) * rng.uniform(0.25, 0.5) + rng.normal(0, 0.05, len(x))
        parts = [np.stack([x, y], axis=1)]
    elif kind == "hatch":
        pitch, lean = rng.uniform(0.3, 0.6), rng.uniform(0.2, 0.5)
        parts = []
        for x in np.arange(start + lean / 2, stop, pitch):
            for sign in (-1, 1):
                ends = np.array([(x - sign * lean / 2, rng.normal(0.0, 0.07)), (x + sign * lean / 2, rng.normal(1.0, 0.07))])
                parts.append(ends)
        parts.append(level_line(rng, start, stop, 0.5))
    elif kind == "cross":
        over = rng.uniform(0.0, 0.15)
        parts = [np.array([(start, -over), (stop, 1 + over)]), np.array([(start, 1 + over), (stop, -over)])]
        parts = [part + rng.normal(0, 0.05, part.shape) for part in parts]
    else:
        turns = max(2.0, (stop - start) / rng.uniform(0.3, 0.6))
        t = np.linspace(0, turns * 2 * np.pi, int(turns * 16))
        x = start + (stop - start) * t / t[-1] - 0.3 * np.sin(t)
        parts = [np.stack([x, 0.5 - rng.uniform(0.2, 0.45) * np.cos(t)], axis=1)]
    return kind, Strokes(np.concatenate(parts).astype(np.float32), tuple(int(e) for e in np.cumsum([len(part) for part in parts])))


def level_line(rng: Generator, start: float, stop: float, y: float) -> np.ndarray:
    """Drawn by hand: a little tilted, a little bent."""
    x = np.linspace(start, stop, count_steps(stop - start))
    along = np.linspace(-1, 1, len(x))
    return np.stack([x, y + rng.normal(0, 0.06) * along + rng.normal(0, 0.05) * along**2], axis=1)


def count_steps(length: float) -> int:
    return max(4, int(np.ceil(length / STEP)))
