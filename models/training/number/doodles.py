"""Drawings that go round like a digit and are none: faces, hearts, rings with a bar or a ring inside.

In heights, as `marks`. A bar that leans is left out: a ring with one is a slashed zero.
"""

import numpy as np
from numpy.random import Generator

from .marks import arc, lines
from .trajectories import Strokes


def draw_doodle(rng: Generator) -> Strokes:
    draw = (face, heart, barred_ring, ring_in_ring)[rng.integers(4)]
    whole = draw(rng)
    points = whole.points * (rng.uniform(0.75, 1.2), 1) + rng.normal(0, 0.012, whole.points.shape)
    return Strokes(points.astype(np.float32), whole.ends)


def ring(rng: Generator, size: float = 0.5) -> list[tuple[float, float]]:
    """One turn and a little more, not quite closed or overlapping, from anywhere."""
    start = rng.uniform(0, 1)
    return arc(0.5, 0.5, size * rng.uniform(0.75, 1.1), size, start, start + rng.uniform(0.96, 1.1), 24)


def face(rng: Generator) -> Strokes:
    y, apart = rng.uniform(0.3, 0.42), rng.uniform(0.12, 0.22)
    eyes = [[(0.5 + side * apart, y), (0.5 + side * apart, y + rng.uniform(0.01, 0.12))] for side in (-1, 1)]
    glad = arc(0.5, 0.55, 0.25, rng.uniform(0.1, 0.25), 0.05, 0.45)
    sad = arc(0.5, 0.85, 0.22, rng.uniform(0.08, 0.18), 0.55, 0.95)
    flat = [(0.32, 0.72), (0.68, 0.72)]
    return lines(ring(rng), *eyes, (glad, sad, flat)[rng.choice(3, p=(0.6, 0.2, 0.2))])


def heart(rng: Generator) -> Strokes:
    t = np.linspace(0, 2 * np.pi, 28) + rng.uniform(-0.15, 0.15)
    notch = rng.uniform(0.8, 1.4)
    x, y = 16 * np.sin(t) ** 3, 13 * np.cos(t) - 5 * notch * np.cos(2 * t) - 2 * np.cos(3 * t) - np.cos(4 * t)
    x, y = (x + 16) / 32, (y.max() - y) / np.ptp(y)
    return lines(list(zip(x, y)))


def barred_ring(rng: Generator) -> Strokes:
    """A bar across, down or both, within the ring or beyond it; across alone it goes beyond, or it could be an 8."""
    kind = rng.integers(3)
    reach = rng.uniform(0.3 if kind else 0.6, 0.75)
    off = rng.normal(0, 0.05, 2)
    across = [(0.5 - reach, 0.5 + off[0]), (0.5 + reach, 0.5 + off[0] + rng.normal(0, 0.05))]
    down = [(0.5 + off[1], 0.5 - reach), (0.5 + off[1] + rng.normal(0, 0.04), 0.5 + reach)]
    return lines(ring(rng), *((across,), (down,), (across, down))[kind])


def ring_in_ring(rng: Generator) -> Strokes:
    """A second ring, or a mere dot, in the middle of the first."""
    inner = rng.uniform(0.04, 0.3)
    return lines(ring(rng), ring(rng, inner))
