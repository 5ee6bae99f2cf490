"""Strokes to ink: polylines drawn with a pen whose width follows pressure, direction and the stroke's ends.

The canvas is drawn at `ZOOM` times its size and reduced, so that widths of half a pixel can be told apart.
"""

import cv2
import numpy as np
from numpy.random import Generator

from .ranges import Ranges

cv2.setNumThreads(1)

ZOOM = 2
FRACTION = 4  # bits of OpenCV's sub-pixel coordinates


def draw_even(canvas: np.ndarray, points: np.ndarray, ends: np.ndarray, width: float) -> None:
    """Points float32[N, 2] in canvas pixels (already zoomed), ends of strokes, width in canvas pixels."""
    fixed = np.round(points * (1 << FRACTION)).astype(np.int32)
    lines = np.split(fixed, ends[:-1])
    cv2.polylines(canvas, lines, False, 255, max(1, round(width)), cv2.LINE_AA, FRACTION)


def draw_varied(canvas: np.ndarray, points: np.ndarray, ends: np.ndarray, widths: np.ndarray) -> None:
    """As `draw_even` with a width for each point; runs of one rounded width are drawn as one line."""
    fixed = np.round(points * (1 << FRACTION)).astype(np.int32)
    steps = np.maximum(1, np.round(widths)).astype(np.int32)
    breaks = np.flatnonzero(np.diff(steps)) + 1
    stops = set(ends.tolist())
    start = 0
    by_width: dict[int, list[np.ndarray]] = {}
    for stop in sorted(stops.union(breaks.tolist())):
        # A run goes on to the first point of the next one unless the stroke ends there.
        last = stop if stop in stops else stop + 1
        by_width.setdefault(int(steps[start]), []).append(fixed[start:last])
        start = stop
    for width, lines in by_width.items():
        cv2.polylines(canvas, lines, False, 255, width, cv2.LINE_AA, FRACTION)


def vary_width(rng: Generator, r: Ranges, points: np.ndarray, ends: np.ndarray, width: float) -> np.ndarray:
    """A width for each point: a smooth change (pressure), a nib's direction, tapered ends."""
    count = len(points)
    depth = rng.uniform(*r.pressure)
    knots = rng.normal(0, 1, max(2, count // 9 + 2))
    widths = width * np.exp(depth * 0.6 * np.interp(np.arange(count), np.linspace(0, count, len(knots)), knots))
    if rng.random() < r.nib_share:
        step = np.gradient(points, axis=0) if count > 1 else np.zeros_like(points)
        angle = np.arctan2(step[:, 1], step[:, 0]) - rng.uniform(0.3, 1.2)
        widths *= 1 + rng.uniform(0.2, 0.7) * (np.abs(np.sin(angle)) - 0.5)
    if rng.random() < r.pointed_share and count > 1:
        step = np.gradient(points, axis=0)
        up = np.clip(0.5 - step[:, 1] / (2 * np.hypot(step[:, 0], step[:, 1]) + 1e-6), 0, 1)
        widths *= 1.15 - rng.uniform(*r.pointed) * 1.3 * up
    if rng.random() < r.taper_share:
        starts = np.concatenate([[0], ends[:-1]])
        sizes = np.repeat(ends - starts, ends - starts)
        place = np.arange(count) - np.repeat(starts, ends - starts)
        least, reach = rng.uniform(0.3, 0.8), rng.uniform(2, 6)
        to_end = sizes - 1 - place
        if rng.random() < 0.5:
            to_end = np.minimum(to_end, place)
        widths *= np.where(sizes > 4, np.clip(least + (1 - least) * to_end / reach, least, 1), 1)
    return widths
