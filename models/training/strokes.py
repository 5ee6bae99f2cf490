"""Pen strokes as digit pictures: the writers' trajectories and the allographs of other countries, one digit each.

A picture is kept as `fields.make_fields` keeps those of files (grey, distance to the middle line), so that drawn digits
go through the very augmentation that photographed ones do, and nothing in the capture tells where a digit came from.
"""

import math

import cv2
import numpy as np
import torch
from numpy.random import Generator

from .fields import DISTANCE_UNIT, ENLARGE
from .normal_form import FIELD
from .number.allographs import SHAPES, count_points, draw_allograph
from .number.pen import FRACTION, ZOOM, draw_varied, vary_width
from .number.ranges import Ranges as HandRanges
from .number.trajectories import Strokes, Writer
from .ranges import DIGIT_HEIGHT

SIDE = FIELD * ENLARGE
PEN = (2.0, 8.0)  # field pixels, log-uniform; augmentation draws half of the pictures anew with pens beyond these
JITTER = (0.01, 0.06)  # heights, standard deviation of an allograph's control points

# The allographs that are still digits when they stand alone: many of the others pass for a letter, a plus or a tick
# without the rest of a number to tell them by.
ALONE = (
    *("zero-slashed", "zero-knot", "zero-open", "zero-gap", "zero-flat"),
    *("one-bare", "one-leaning", "one-flag", "one-upstroke", "one-lambda", "one-serif", "one-foot", "one-hair"),
    *("one-loop", "one-loop-straight", "one-cane", "two-foot-loop", "two-q", "two-q-wide", "two-bow", "two-z", "two-curl"),
    *("two-swan", "two-slim", "two-loop-high", "three-flat", "three-waist", "three-tail"),
    *("four-open", "four-closed", "four-far-bar", "four-leaning", "four-y-joined"),
    *("five-s", "five-bar-apart", "five-bar-far", "five-flag", "six-b", "six-straight", "six-curl", "six-open"),
    *("seven-barred", "seven-serif", "seven-wave", "seven-serif-barred", "seven-bent", "seven-hook-low-bar"),
    *("eight-s", "eight-exit", "eight-exit-loop", "eight-open", "eight-rings", "eight-small-head"),
    *("nine-q", "nine-g", "nine-leaning"),
)


def draw_picture(rng: Generator, strokes: Strokes) -> np.ndarray:
    """Strokes -> uint8[2, SIDE, SIDE]: as MNIST's digits lie in their fields, the longer side 40 pixels, in the middle."""
    width = math.exp(rng.uniform(*map(math.log, PEN)))
    points = strokes.points - strokes.points.min(axis=0)
    size = max(float(points.max()), 1e-3)
    points = (points - points.max(axis=0) / 2) * ((DIGIT_HEIGHT - width) / size) + SIDE / 2
    ends = np.asarray(strokes.ends)
    widths = vary_width(rng, HandRanges(), points, ends, width)
    canvas = np.zeros((SIDE * ZOOM, SIDE * ZOOM), np.uint8)
    draw_varied(canvas, (points * ZOOM).astype(np.float32), ends, np.maximum(widths, 1.2) * ZOOM)
    line = np.full((SIDE, SIDE), 255, np.uint8)
    fixed = np.round(points * (1 << FRACTION)).astype(np.int32)
    cv2.polylines(line, np.split(fixed, ends[:-1]), False, 0, 1, cv2.LINE_8, FRACTION)
    away = cv2.distanceTransform(line, cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    grey = cv2.resize(canvas, (SIDE, SIDE), interpolation=cv2.INTER_AREA)
    return np.stack([grey, np.minimum(away * DISTANCE_UNIT, 255).astype(np.uint8)])


def draw_writers(rng: Generator, writers: list[Writer]) -> tuple[torch.Tensor, np.ndarray]:
    """Every sample of every writer once -> (fields uint8[N, 2, SIDE, SIDE], labels uint8[N])."""
    pairs = [(digit, sample) for writer in writers for digit, samples in sorted(writer.items()) for sample in samples]
    fields = np.stack([draw_picture(rng, sample) for _, sample in pairs])
    return torch.from_numpy(fields), np.array([digit for digit, _ in pairs], np.uint8)


def draw_allographs(rng: Generator, each: int) -> tuple[torch.Tensor, np.ndarray]:
    """Every one of ALONE `each` times, its points moved a little -> (fields, labels)."""
    fields, labels = [], []
    for name in ALONE:
        for _ in range(each):
            offsets = rng.normal(0, rng.uniform(*JITTER), (count_points(name), 2))
            strokes = draw_allograph(name, offsets)
            strokes.points[:, 0] *= math.exp(rng.normal(0, 0.2))
            fields.append(draw_picture(rng, strokes))
            labels.append(SHAPES[name][0])
    return torch.from_numpy(np.stack(fields)), np.array(labels, np.uint8)
