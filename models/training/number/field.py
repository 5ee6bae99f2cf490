"""A row of writing laid into a field: slant, size, margins, other writing beside it; drawn as an ink map.

The canvas is `pen.ZOOM` times the field and reduced at the end. Ink is uint8, 255 full ink.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.random import Generator

from .bank import Bank
from .glyphs import SIDE, pen_table
from .hand import Row
from .pen import ZOOM, draw_even, draw_varied, vary_width
from .ranges import Ranges

MOST_PIXELS = 760  # width of a field; longer strings are drawn smaller
FIELD_DIGIT = 40.0  # field pixels a digit picture is high (`training.fields`)


@dataclass(frozen=True)
class Field:
    ink: np.ndarray  # uint8[h, w]
    digit: float  # height of a digit, pixels
    left: float  # free of the string's own ink, pixels; below zero it is cut
    right: float
    bare_ends: tuple[bool, bool] = (False, False)  # as `Row.bare_ends`: what looks like a one keeps off there


def draw_field(rng: Generator, r: Ranges, bank: Bank, row: Row) -> Field:
    slant, drift = rng.normal(*r.slant) if row.slant is None else row.slant, rng.normal(0, r.drift)
    pen = row.pen
    points, ends = join(row)
    corners = picture_corners(row)
    spread = np.concatenate([points, corners.reshape(-1, 2)]) if len(points) or len(corners) else np.zeros((1, 2))
    length = np.ptp(spread[:, 0]) + 1.5
    pixels = min(rng.uniform(*r.digit_pixels), MOST_PIXELS / length)
    matrix = np.array([[1.0, -slant], [drift, 1.0 - drift * slant]]) * pixels  # heights -> pixels

    placed, placed_corners = points @ matrix.T, corners @ matrix.T
    spread = np.concatenate([placed, placed_corners.reshape(-1, 2)]) if len(row.text) else np.array([[0, 0], [2.5, 1.0]]) * pixels
    low, high = spread.min(axis=0), spread.max(axis=0)
    if rng.random() < r.underline_share:
        line = underline(rng, low, high, pixels)
        points_under, ends_under = line, np.array([len(line)])
        if rng.random() < 0.7:
            high[1] = max(high[1], line[:, 1].max())
    else:
        points_under, ends_under = np.zeros((0, 2)), np.zeros(0, int)
    left, top, right, bottom = draw_margins(rng, r, pixels)
    if row.bare_ends[0]:
        left = max(left, r.bare_one_margin * pixels)
    if row.bare_ends[1]:
        right = max(right, r.bare_one_margin * pixels)
    reach = pen / 2 * pixels
    low, high = low - reach - (left, top), high + reach + (right, bottom)
    width, height = (np.maximum(high - low, 8)).astype(int)
    canvas = np.zeros((height * ZOOM, width * ZOOM), np.uint8)

    draw_pictures(rng, r, canvas, row, matrix, low, pen)
    own = np.concatenate([placed, points_under])
    own_ends = np.concatenate([ends, ends_under + len(placed)]).astype(int)
    if len(own):
        ink_points = ((own - low) * ZOOM).astype(np.float32)
        thick = pen * pixels * ZOOM
        if rng.random() < 0.6:
            draw_varied(canvas, ink_points, own_ends, vary_width(rng, r, ink_points, own_ends, thick))
        else:
            draw_even(canvas, ink_points, own_ends, thick)
    if rng.random() < r.neighbour_share:
        draw_neighbours(rng, r, canvas, bank, pixels * ZOOM, pen, top * ZOOM, bottom * ZOOM, slant)
    if rng.random() < r.side_bit_share:
        draw_side_bit(rng, canvas, pixels * ZOOM, pen, left * ZOOM, right * ZOOM)
    return Field(cv2.resize(canvas, (width, height), interpolation=cv2.INTER_AREA), pixels, left, right, row.bare_ends)


def join(row: Row) -> tuple[np.ndarray, np.ndarray]:
    """All strokes as one array of points and one of ends."""
    if not row.strokes:
        return np.zeros((0, 2)), np.zeros(0, int)
    starts = np.cumsum([0] + [len(part) for part in row.strokes[:-1]])
    return np.concatenate(row.strokes), np.concatenate([ends + start for ends, start in zip(row.ends, starts)])


def picture_corners(row: Row) -> np.ndarray:
    """[N, 4, 2] in heights."""
    boxes = np.array([picture[2:] for picture in row.pictures]).reshape(-1, 4)
    x, y, w, h = boxes.T
    return np.stack([np.stack(p, axis=1) for p in ((x, y), (x + w, y), (x, y + h), (x + w, y + h))], axis=1)


def draw_margins(rng: Generator, r: Ranges, pixels: float) -> np.ndarray:
    """Left, top, right, bottom, in pixels: mostly of one kind, now and then one side of another."""
    kinds = (r.margin_tight, r.margin_usual, r.margin_loose)
    usual = rng.choice(3, p=r.margin_weights)
    margins = np.empty(4)
    for side in range(4):
        kind = usual if rng.random() < 0.7 else rng.choice(3, p=r.margin_weights)
        margins[side] = rng.uniform(*kinds[kind]) * (r.side_stretch if side % 2 == 0 and kind else 1)
    return margins * pixels


def underline(rng: Generator, low: np.ndarray, high: np.ndarray, pixels: float) -> np.ndarray:
    y = high[1] + rng.uniform(0.08, 0.4) * pixels
    x = np.linspace(low[0] - rng.normal(0, 0.3) * pixels, high[0] + rng.normal(0, 0.3) * pixels, 8)
    return np.stack([x, y + rng.normal(0, 0.06) * pixels * np.linspace(-1, 1, 8) + rng.normal(0, 0.06) * pixels * np.linspace(-1, 1, 8) ** 2], axis=1)


def draw_pictures(rng: Generator, r: Ranges, canvas: np.ndarray, row: Row, matrix: np.ndarray, low: np.ndarray, pen: float) -> None:
    """Digit pictures: as written with stretched levels, or drawn anew with the string's pen along their middle line."""
    if not row.pictures:
        return
    redrawn = rng.random() < r.redrawn_share
    if redrawn:
        table = pen_table(max(2.0, pen * FIELD_DIGIT), rng.uniform(1.2, 3.0))
    else:
        level, gain = rng.uniform(0.3, 0.65), np.exp(rng.uniform(0, np.log(5)))
        table = (np.clip((np.arange(256) / 255 - level) * gain + level, 0, 1) * 255).astype(np.uint8)
        table[0] = 0
    pad = 7 if redrawn else 2
    for fields, (x0, y0, x1, y1), x, y, w, h in row.pictures:
        x0, y0, x1, y1 = max(0, x0 - pad), max(0, y0 - pad), min(SIDE, x1 + pad), min(SIDE, y1 + pad)
        ink = table[fields[int(redrawn), y0:y1, x0:x1]]
        box = row_box_scale(fields, w, h, x1 - x0, y1 - y0, pad)
        to_row = np.array([[box[0], 0, x - pad * box[0]], [0, box[1], y - pad * box[1]]])
        linear = matrix @ to_row[:, :2] * ZOOM
        offset = (matrix @ to_row[:, 2] - low) * ZOOM
        place(canvas, ink, linear, offset)


def row_box_scale(fields: np.ndarray, w: float, h: float, wide: int, high: int, pad: int) -> tuple[float, float]:
    """Heights per field pixel, across and down; the cut has `pad` more pixels on each side than the box."""
    return w / max(1, wide - 2 * pad), h / max(1, high - 2 * pad)


def place(canvas: np.ndarray, ink: np.ndarray, linear: np.ndarray, offset: np.ndarray) -> None:
    """The picture under an affine map, joined to the canvas by the darker of both."""
    high, wide = ink.shape
    corners = np.array([(0, 0), (wide, 0), (0, high), (wide, high)]) @ linear.T + offset
    x0, y0 = np.maximum(np.floor(corners.min(axis=0)), 0).astype(int)
    x1, y1 = np.minimum(np.ceil(corners.max(axis=0)), canvas.shape[::-1]).astype(int)
    if x1 <= x0 or y1 <= y0:
        return
    warp = np.array([[*linear[0], offset[0] - x0], [*linear[1], offset[1] - y0]])
    part = cv2.warpAffine(ink, warp, (int(x1 - x0), int(y1 - y0)), flags=cv2.INTER_LINEAR)
    target = canvas[y0:y1, x0:x1]
    np.maximum(target, part, out=target)


def draw_neighbours(
    rng: Generator, r: Ranges, canvas: np.ndarray, bank: Bank, digit: float, pen: float, top: float, bottom: float, slant: float
) -> None:
    """The lower parts of a line above, or the upper parts of one below, as far as the margin leaves room."""
    height, width = canvas.shape
    writer = bank.writers[rng.integers(len(bank.writers))]
    for above, margin in ((True, top), (False, bottom)):
        reach = min(rng.uniform(*r.neighbour_reach) * digit, margin * 0.85)
        if reach < 3 or rng.random() < 0.3:
            continue
        x = rng.uniform(-0.3, 0.7) * width
        size = digit * rng.uniform(0.7, 1.4)
        for _ in range(int(rng.integers(1, 7))):
            samples = writer[int(rng.integers(0, 10))]
            drawn = samples[rng.integers(len(samples))]
            points = drawn.points * size
            points[:, 0] += x - slant * points[:, 1]
            points[:, 1] += reach - size if above else height - reach
            draw_even(canvas, points, np.array(drawn.ends), pen * digit)
            x += size * rng.uniform(0.5, 1.1)
            if x > width:
                break


def draw_side_bit(rng: Generator, canvas: np.ndarray, digit: float, pen: float, left: float, right: float) -> None:
    """A stroke of something else, cut off at the left or right border."""
    height, width = canvas.shape
    on_left = rng.random() < 0.5
    reach = min(rng.uniform(0.03, 0.25) * digit, (left if on_left else right) * 0.6)
    if reach < 3:
        return
    count = int(rng.integers(3, 6))
    y = np.sort(rng.uniform(0, height, count))
    x = rng.uniform(-0.3, 1, count) * reach
    points = np.stack([x if on_left else width - x, y], axis=1).astype(np.float32)
    draw_even(canvas, points, np.array([count]), pen * digit)
