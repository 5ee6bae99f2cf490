"""Separators, signs and scribbles as strokes, in heights: x from 0, y 0 at the top of a digit and 1 on the base line."""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from .trajectories import Strokes

LEAST_POINT = 0.09  # heights, width and length of a point together


@dataclass(frozen=True)
class MarkHand:
    """How one writer makes marks; drawn once a string."""

    dot: float  # length of a point's stroke
    dash: float
    dash_height: float
    comma: float
    bend: float
    hooked: float  # share of dashes that are no straight line


def draw_mark_hand(rng: Generator) -> MarkHand:
    return MarkHand(
        dot=float(rng.choice((0.01, 0.03, 0.07), p=(0.45, 0.35, 0.2))),
        dash=float(np.exp(rng.uniform(np.log(0.2), np.log(1.1)))),
        dash_height=rng.uniform(0.38, 0.75),
        comma=rng.uniform(0.15, 0.45),
        bend=rng.normal(0, 0.05),
        hooked=float(rng.choice((0.0, 0.7), p=(0.75, 0.25))),
    )


def lines(*parts: list[tuple[float, float]]) -> Strokes:
    points = np.array([point for part in parts for point in part], np.float32)
    return Strokes(points, tuple(int(e) for e in np.cumsum([len(part) for part in parts])))


def arc(x: float, y: float, rx: float, ry: float, start: float, stop: float, count: int = 12) -> list[tuple[float, float]]:
    """Angles in turns, clockwise on the page from the right."""
    t = np.linspace(start, stop, count) * 2 * np.pi
    return list(zip(x + rx * np.cos(t), y + ry * np.sin(t)))


def dash_line(rng: Generator, hand: MarkHand, y: float, length: float) -> list[tuple[float, float]]:
    tilt = rng.normal(0, 0.05)
    return [(0, y - tilt), (length / 2, y + hand.bend), (length, y + tilt)]


def closing_dash(rng: Generator, hand: MarkHand, y: float, length: float) -> list[tuple[float, float]]:
    """A dash as a quick hand makes it: with a hook where it begins, wavy, or rising."""
    kind = rng.random()
    if kind < 0.4:
        hook = rng.uniform(0.06, 0.2)
        return [(0, y + hook), (length * 0.12, y - 0.03), (length * 0.3, y + hook * 0.3), (length, y + rng.normal(-0.04, 0.05))]
    if kind < 0.7:
        depth = rng.uniform(0.04, 0.12)
        return [(length * t, y - depth * float(np.sin(6.28 * t))) for t in (0, 0.17, 0.33, 0.5, 0.67, 0.83, 1)]
    rise = rng.uniform(0.1, 0.35) * length
    return [(0, y + rise / 2), (length / 2, y + hand.bend * 0.5), (length, y - rise / 2)]


def draw_mark(rng: Generator, character: str, hand: MarkHand, pen: float = 0.05) -> Strokes:
    """One separator or sign of the alphabet; a comma is longer than the pen (heights) is wide, or it were a point."""
    n = rng.normal
    if character == ".":
        y = 0.97 + n(0, 0.04)
        length = max(hand.dot, LEAST_POINT - pen)  # of a fine pen a point is a short stroke, or nobody would see it
        return lines([(0, y), (length * 0.6, y + length * n(0.5, 0.5))])
    if character == ",":
        y = 0.92 + n(0, 0.05)
        length = hand.comma + pen
        return lines([(0.06, y), (0.08, y + length * 0.5), (0.0, y + length)])
    if character == "-":
        draw = closing_dash if rng.random() < hand.hooked else dash_line
        return lines(draw(rng, hand, hand.dash_height + n(0, 0.04), hand.dash * float(np.exp(n(0, 0.15)))))
    if character == "=":
        length, gap = min(hand.dash, 0.8) * np.exp(n(0, 0.15)), rng.uniform(0.12, 0.3)
        y = hand.dash_height + n(0, 0.04)
        return lines(dash_line(rng, hand, y - gap / 2, length), dash_line(rng, hand, y + gap / 2, length))
    if character == "/":
        # Longer than a digit at both ends, and leaning more, or it could not be told from a leaning 1.
        run, above, below = rng.uniform(0.35, 0.85), rng.uniform(0.08, 0.4), rng.uniform(0.15, 0.45)
        return lines([(run, -above), (run / 2 + hand.bend, 0.5), (0, 1 + below)])
    if character == ":":
        top = rng.uniform(0.3, 0.6)
        return lines([(0, top), (hand.dot * 0.5, top + 0.02)], [(0, 0.95 + n(0, 0.03)), (hand.dot * 0.5, 0.97)])
    if character == "'":
        return lines([(0.06, -0.08 + n(0, 0.05)), (0.0, 0.14 + pen + n(0, 0.05))])
    if character == "+":
        return lines([(0, 0.58), (0.5, 0.56 + n(0, 0.03))], [(0.26, 0.3), (0.24 + n(0, 0.03), 0.85)])
    if character == "*":
        return lines([(0.05, 0.3), (0.4, 0.75)], [(0.4, 0.3), (0.05, 0.75)], [(0, 0.53), (0.46, 0.52)])
    if character == "#":
        return lines([(0.2, 0.1), (0.1, 0.95)], [(0.45, 0.1), (0.35, 0.95)], [(0, 0.4), (0.58, 0.37)], [(-0.04, 0.7), (0.54, 0.67)])
    if character == "$":
        s = arc(0.28, 0.28, 0.24, 0.24, -0.08, -0.72) + arc(0.28, 0.74, 0.26, 0.24, -0.25, 0.4)
        x = 0.28 + n(0, 0.03)
        lean, up, down = n(0.02, 0.06), rng.uniform(0.03, 0.2), rng.uniform(0.03, 0.2)
        at = ((0.0,), (0.0,), (-0.06, 0.06))[rng.integers(3)]
        bars = [[(x + by + lean, -up), (x + by - lean, 1 + down)] for by in at]
        if rng.random() < 0.2:  # only above and below the S
            bars = [part for (top, bottom) in bars for part in ([top, (top[0], 0.15)], [(bottom[0], 0.85), bottom])]
        return lines(s, *bars)
    if character == "€":
        return lines(arc(0.4, 0.5, 0.34, 0.5, -0.12, -0.88, 16), [(-0.04, 0.4), (0.5, 0.38)], [(-0.06, 0.6), (0.45, 0.58)])
    if character == "£":
        return lines(arc(0.38, 0.25, 0.2, 0.25, 0.0, -0.5, 8) + [(0.18, 0.6), (0.14, 0.95), (0.0, 1.0)], [(0.0, 1.0), (0.55, 0.96)], [(0.0, 0.55), (0.4, 0.53)])
    raise ValueError(f"no mark for {character!r}")


def draw_scribble(rng: Generator) -> Strokes:
    """A cross, a tick, a loop or a zigzag about one digit large: writing that is no digit."""
    kind = rng.integers(0, 4)
    if kind == 0:
        points = np.array([(0, 0.05), (0.6, 1), (0.6, 0.02), (0, 0.96)], np.float32) + rng.normal(0, 0.06, (4, 2)).astype(np.float32)
        return Strokes(points, (2, 4))
    count = int(rng.integers(6, 14))
    if kind == 3:  # a tick: short down, long up to the right
        points = np.array([(0, 0.55), (0.25, 1), (rng.uniform(0.8, 1.3), rng.uniform(-0.2, 0.1))], np.float32)
        return Strokes(points + rng.normal(0, 0.05, (3, 2)).astype(np.float32), (3,))
    if kind == 1:  # zigzag
        points = np.stack([np.linspace(0, rng.uniform(0.4, 1.4), count), np.arange(count) % 2 * rng.uniform(0.4, 1)], axis=1)
        points += rng.normal(0, 0.08, points.shape)
        return Strokes(points.astype(np.float32), (count,))
    t = np.linspace(0, rng.uniform(3, 6) * np.pi * 2, count * 6)
    points = np.stack([0.4 + 0.35 * np.cos(t) + 0.1 * np.sin(t * 0.37), 0.5 + 0.45 * np.sin(t * rng.uniform(0.9, 1.1))], axis=1)
    return Strokes(points.astype(np.float32), (len(points),))
