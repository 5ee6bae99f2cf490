"""What is no digit, drawn: crosses, ticks, waves, hatching, doodles, blots, printed letters, two digits that touch.

Left out is what may pass for a digit: upright lines (1), closed loops (0), slashes, and letters like O, l, S, Z or B, as the
NIST letters leave them out.
"""

import cv2
import numpy as np
import torch
from numpy.random import Generator

from .fields import DISTANCE_UNIT, make_fields
from .number.doodles import draw_doodle
from .number.marks import arc, lines
from .number.trajectories import Strokes
from .sources import Digits
from .strokes import draw_picture

SIDE = 28
INK = 60  # of 255: grey that counts for a digit's box
PRINTED = "acdefkmnprUVuvwxCEFHJKLMNPRWX&@%"  # not O o I l i j S s Z z B b q g G D Q T t y Y h A
FONTS = (
    *(cv2.FONT_HERSHEY_SIMPLEX, cv2.FONT_HERSHEY_DUPLEX, cv2.FONT_HERSHEY_COMPLEX),
    *(cv2.FONT_HERSHEY_TRIPLEX, cv2.FONT_HERSHEY_SCRIPT_SIMPLEX),
)
SCRIPT = cv2.FONT_HERSHEY_SCRIPT_SIMPLEX  # its capitals and e pass for digits: it prints other small letters only
SCRIPT_LETTERS = "ackmnpruvwx"
NARROW = 7  # pixels; two digits both narrower than this could be one 4, 0 or 11 as well


def draw_marks(rng: Generator, count: int) -> torch.Tensor:
    """-> fields uint8[count, 2, 56, 56]."""
    kinds = (
        *(cross, cross, tick, wave, dash, equals, plus, star, hash_sign, arrow, triangle, hatch, zigzag, tangle, tangle),
        *(draw_doodle, draw_doodle, draw_doodle, draw_doodle),
    )
    return torch.from_numpy(np.stack([draw_picture(rng, kinds[rng.integers(len(kinds))](rng)) for _ in range(count)]))


def shaken(rng: Generator, *strokes: list[tuple[float, float]], by: float = 0.04) -> Strokes:
    whole = lines(*strokes)
    return Strokes(whole.points + rng.normal(0, by, whole.points.shape).astype(np.float32), whole.ends)


def cross(rng: Generator) -> Strokes:
    wide = rng.uniform(0.5, 1.2)
    return shaken(rng, [(0, 0), (wide, 1)], [(wide, 0), (0, 1)], by=0.06)


def zigzag(rng: Generator) -> Strokes:
    count, step = int(rng.integers(6, 14)), rng.uniform(0.1, 0.3)
    return shaken(rng, [(step * i, i % 2 * rng.uniform(0.6, 1.0)) for i in range(count)], by=0.06)


def tangle(rng: Generator) -> Strokes:
    """The pen going round and about: two slow ways and two fast ones on top of each other, crossing themselves often."""
    t = np.linspace(0, 2 * np.pi, 120)
    slow, fast = rng.uniform(1.2, 2.8, 2), rng.integers(4, 9, 2)
    start = rng.uniform(0, 2 * np.pi, 4)
    x = np.cos(slow[0] * t + start[0]) + rng.uniform(0.4, 0.9) * np.cos(fast[0] * t + start[1])
    y = np.sin(slow[1] * t + start[2]) + rng.uniform(0.4, 0.9) * np.sin(fast[1] * t + start[3])
    return lines(list(zip(x, y)))


def tick(rng: Generator) -> Strokes:
    low = rng.uniform(0.25, 0.45)
    return shaken(rng, [(0, rng.uniform(0.45, 0.7)), (low, 1.0), (low + rng.uniform(0.5, 0.9), rng.uniform(-0.1, 0.2))])


def wave(rng: Generator) -> Strokes:
    x = np.linspace(0, rng.uniform(1.2, 2.5), 24)
    return shaken(rng, list(zip(x, 0.5 + rng.uniform(0.1, 0.3) * np.sin(x * rng.uniform(5, 9)))), by=0.01)


def dash(rng: Generator) -> Strokes:
    return shaken(rng, [(0, 0.5), (0.6, 0.5 + rng.normal(0, 0.05)), (1.2, 0.5 + rng.normal(0, 0.12))])


def equals(rng: Generator) -> Strokes:
    gap = rng.uniform(0.15, 0.4)
    return shaken(rng, [(0, 0.5), (0.9, 0.5)], [(0, 0.5 + gap), (0.9, 0.5 + gap)])


def plus(rng: Generator) -> Strokes:
    return shaken(rng, [(0, 0.5), (1, 0.5)], [(0.5, 0), (0.5, 1)], by=0.05)


def star(rng: Generator) -> Strokes:
    return shaken(rng, [(0.1, 0.1), (0.9, 0.9)], [(0.9, 0.1), (0.1, 0.9)], [(0, 0.5), (1, 0.5)])


def hash_sign(rng: Generator) -> Strokes:
    return shaken(rng, [(0.3, 0), (0.2, 1)], [(0.7, 0), (0.6, 1)], [(0, 0.35), (1, 0.35)], [(0, 0.7), (1, 0.7)])


def arrow(rng: Generator) -> Strokes:
    turn = rng.integers(4)
    whole = shaken(rng, [(0, 0.5), (1.2, 0.5)], [(0.85, 0.2), (1.2, 0.5), (0.85, 0.8)])
    points = whole.points @ np.array([[0, 1], [-1, 0]], np.float32) if turn == 1 else whole.points
    return Strokes(points * ((-1, 1) if turn == 2 else (1, 1)), whole.ends)


def triangle(rng: Generator) -> Strokes:
    return shaken(rng, [(0.5, 0), (1, 0.9), (0, 0.9), (0.5, 0)], by=0.06)


def hatch(rng: Generator) -> Strokes:
    """Struck out: many lines to and fro."""
    count = int(rng.integers(4, 8))
    slope = rng.uniform(0.0, 0.8)
    starts = [(0.25 * i, 1 - slope * i / count) for i in range(count)]
    return shaken(rng, *[[(x, y), (x + rng.uniform(0.8, 1.2), y - rng.uniform(0.5, 1.0))] for x, y in starts], by=0.05)


def draw_blots(rng: Generator, count: int) -> torch.Tensor:
    """Filled, roundish: a dot that was cut out alone, or ink spilt. A pen along its middle line would make a stroke of it,
    so the distance is to the blot itself."""
    fields = np.zeros((count, 2, 2 * SIDE, 2 * SIDE), np.uint8)
    for grey, distance in fields:
        around = np.array(arc(28, 28, rng.uniform(12, 20), rng.uniform(12, 20), 0, 1, 14))
        around += rng.normal(0, rng.uniform(0.4, 3), around.shape)
        cv2.fillPoly(grey, [np.round(around * 16).astype(np.int32)], 255, cv2.LINE_AA, 4)
        away = cv2.distanceTransform((grey < 128).astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
        distance[:] = np.minimum(away * DISTANCE_UNIT, 255)
    return torch.from_numpy(fields)


def draw_printed(rng: Generator, count: int) -> torch.Tensor:
    """One letter each of OpenCV's fonts."""
    images = np.zeros((count, SIDE, SIDE), np.uint8)
    for image in images:
        font = FONTS[rng.integers(len(FONTS))]
        letters = SCRIPT_LETTERS if font == SCRIPT else PRINTED
        canvas = np.zeros((160, 160), np.uint8)
        letter = letters[rng.integers(len(letters))]
        cv2.putText(canvas, letter, (40, 110), font, 3.0, 255, int(rng.integers(3, 15)), cv2.LINE_AA)
        image[:] = in_middle(canvas)
    return make_fields(images)


def draw_pairs(rng: Generator, digits: Digits, count: int) -> torch.Tensor:
    """Two digits side by side that touch or nearly so."""
    images = []
    while len(images) < count:
        first, second = (cut_out(digits.images[rng.integers(len(digits.labels))]) for _ in range(2))
        if max(first.shape[1], second.shape[1]) < NARROW:
            continue
        second = cv2.resize(second, (second.shape[1], max(8, round(first.shape[0] * rng.uniform(0.8, 1.2)))))
        overlap = min(int(rng.integers(-1, 4)), first.shape[1] // 2, second.shape[1] // 2)
        height = max(first.shape[0], second.shape[0])
        whole = np.zeros((height, first.shape[1] + second.shape[1] - overlap), np.uint8)
        whole[: first.shape[0], : first.shape[1]] = first
        place = whole[height - second.shape[0] :, first.shape[1] - overlap :]
        np.maximum(place, second, out=place)
        images.append(in_middle(whole))
    return make_fields(np.stack(images))


def cut_out(image: np.ndarray) -> np.ndarray:
    ys, xs = np.nonzero(image > INK)
    return image[ys.min() : ys.max() + 1, xs.min() : xs.max() + 1]


def in_middle(image: np.ndarray) -> np.ndarray:
    """Any size -> uint8[28, 28] with the ink's longer side 20 pixels, as in MNIST."""
    ink = cut_out(image)
    scale = 20 / max(ink.shape)
    size = [max(1, round(side * scale)) for side in ink.shape]
    small = cv2.resize(ink, (size[1], size[0]), interpolation=cv2.INTER_AREA)
    out = np.zeros((SIDE, SIDE), np.uint8)
    top, left = (SIDE - size[0]) // 2, (SIDE - size[1]) // 2
    out[top : top + size[0], left : left + size[1]] = small
    return out
