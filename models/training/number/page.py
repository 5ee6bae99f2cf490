"""One piece of a page by its seed: several rows of numbers by one writer, ruled or not, one perhaps crossed out,
perhaps under a heading, then tilted or photographed.

Rows are fields (`field.draw_field`) without margins, laid on one canvas; the canvas and its paper go through one
perspective map, and are cut out around the rows.
"""

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.random import Generator

from .alphabet import OTHER, value_of
from .bank import Bank
from .capture import capture
from .field import Field, draw_field
from .hand import Hand, Row, draw_hand, write_row
from .paper import Grounds, draw_paper
from .pen import ZOOM, draw_even
from .ranges import Ranges
from .strikes import cross_out
from .wording import Wording, choose, digits_of, draw_amount, draw_code, draw_grouped, draw_length


@dataclass(frozen=True)
class PageRanges:
    """Lengths called heights are of the writer's digits; pairs are (least, most) of a uniform draw."""

    rows: tuple[int, int] = (2, 8)
    digit_pixels: tuple[float, float] = (18.0, 45.0)
    pitch: tuple[float, float] = (1.35, 2.4)  # heights from base line to base line
    ruled_share: float = 0.45
    rule_depth: tuple[float, float] = (0.12, 0.7)  # of the paper's grey
    rule_thick: tuple[float, float] = (0.02, 0.07)  # heights
    off_rule: float = 0.07  # normal, heights: base line above the rule
    ragged: tuple[float, float] = (0.05, 1.2)  # heights, deviation of the rows' left ends on one page
    right_share: float = 0.3  # rows stand flush right, as in a sum
    row_drift: float = 0.012  # normal, dy per dx of a row beyond the page's tilt
    row_lift: float = 0.05  # normal, heights
    tilt_share: float = 0.6
    tilt: float = 0.1  # radians, most: about 6 degrees
    photo_share: float = 0.4
    perspective: float = 0.06  # of the side, most that a corner is moved by
    shading: tuple[float, float] = (0.05, 0.45)  # of the paper's grey, lost in the darkest corner of a photograph
    struck_share: float = 0.4  # pages on which a row is crossed out
    strike_pen: tuple[float, float] = (0.7, 1.5)  # of the pen's width
    heading_share: float = 0.15
    underline_share: float = 0.12  # pages on which some rows are underlined
    guilloche_share: float = 0.2  # pages are seldom printed on like cheques
    border: tuple[float, float] = (0.3, 1.5)  # heights of paper around the rows


@dataclass(frozen=True)
class PageRow:
    text: str
    box: tuple[int, int, int, int]  # x0, y0, x1, y1 (exclusive) of its ink in the picture, strokes through it included
    struck: str  # kind of stroke through it; empty where it stands

    @property
    def value(self) -> str:
        return value_of(self.text)


@dataclass(frozen=True)
class Page:
    grey: np.ndarray  # uint8[h, w]
    rows: tuple[PageRow, ...]  # top to bottom, headings (letters) included
    tilt: float  # radians, clockwise


def draw_page(seed: int, r: Ranges, p: PageRanges, bank: Bank, grounds: Grounds) -> Page:
    """The same seed, ranges and bank give the same picture."""
    rng = np.random.Generator(np.random.SFC64(seed))
    hand = draw_hand(rng, r, bank)
    pixels = rng.uniform(*p.digit_pixels)
    one_hand = replace(
        r, slant=(rng.normal(*r.slant), 0.02), drift=p.row_drift, digit_pixels=(pixels, pixels), margin_tight=(0.0, 0.0),
        margin_weights=(1.0, 0.0, 0.0), neighbour_share=0.0, side_bit_share=0.0,
        underline_share=0.35 if rng.random() < p.underline_share else 0.0,
    )  # fmt: skip
    texts = draw_texts(rng, r, p)
    struck = int(rng.integers(len(texts))) if rng.random() < p.struck_share else -1
    if struck >= 0 and OTHER in texts[struck].text:
        struck = -1
    fields, kinds = [], []
    for index, wording in enumerate(texts):
        row = write_row(rng, r, bank, wording, hand)
        kinds.append(cross_out(rng, row, hand, p.strike_pen) if index == struck else "")
        fields.append(draw_field(rng, one_hand, bank, row))
    ink, places, bases = lay_rows(rng, p, fields)
    paper = rule_paper(rng, r, p, grounds, Field(ink, pixels, 0.0, 0.0), bases)
    matrix, tilt, photo = view(rng, p, ink.shape)
    boxes = [map_box(matrix, field.ink, x, y) for field, (x, y) in zip(fields, places)]
    left, top, right, bottom = cut_around(rng, p, boxes, pixels)
    shift = np.array([[1, 0, -left], [0, 1, -top], [0, 0, 1]], float)
    size = (right - left, bottom - top)
    ink = cv2.warpPerspective(ink, shift @ matrix, size, flags=cv2.INTER_LINEAR, borderValue=0)
    paper = cv2.warpPerspective(paper, shift @ matrix, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    if photo:
        paper = paper * shade(rng, p, paper.shape)
    grey = capture(rng, replace(r, low_share=0.0), grounds, Field(ink, pixels, 0.0, 0.0), paper)
    rows = [
        PageRow(wording.text, (x0 - left, y0 - top, x1 - left, y1 - top), kind)
        for wording, (x0, y0, x1, y1), kind in zip(texts, boxes, kinds)
    ]
    return Page(grey, tuple(rows), tilt)


def draw_texts(rng: Generator, r: Ranges, p: PageRanges) -> list[Wording]:
    """What the rows say: mostly of one kind, as in a register, a sum or a list of codes; perhaps letters first."""
    kind = choose(rng, (("free", 4), ("amount", 3), ("grouped", 3), ("code", 1), ("length", 3)))
    length = draw_length(rng, r) + 1
    texts = []
    for _ in range(int(rng.integers(p.rows[0], p.rows[1] + 1))):
        if kind == "free":
            texts.append(Wording(digits_of(rng, draw_length(rng, r))))
        elif kind == "amount":
            texts.append(Wording(draw_amount(rng, r)))
        elif kind == "grouped":
            texts.append(draw_grouped(rng, r))
        elif kind == "code":
            texts.append(Wording(draw_code(rng)))
        else:
            texts.append(Wording(digits_of(rng, length)))
    if rng.random() < p.heading_share:
        texts.insert(0, Wording(OTHER * int(rng.integers(3, 8))))
    return texts


def lay_rows(rng: Generator, p: PageRanges, fields: list[Field]) -> tuple[np.ndarray, list[tuple[int, int]], list[float]]:
    """All rows on one canvas: its ink, each row's corner, the lines that rows stand on. Wide paper lies around them."""
    digit = max(field.digit for field in fields)
    pitch = rng.uniform(*p.pitch) * digit
    ragged = rng.uniform(*p.ragged) * digit
    flush_right = rng.random() < p.right_share
    widest = max(field.ink.shape[1] for field in fields)
    room = int(3 * digit + 0.15 * (widest + pitch * len(fields)) + 3 * ragged)
    tallest = max(field.ink.shape[0] for field in fields)
    height, width = int(2 * room + pitch * len(fields) + tallest), 2 * room + widest
    canvas = np.zeros((height, width), np.uint8)
    places, bases = [], []
    for index, field in enumerate(fields):
        high, wide = field.ink.shape
        base = room + pitch * (index + 1)
        x = int(np.clip(room + (widest - wide if flush_right else 0) + rng.normal(0, ragged), 0, width - wide))
        y = int(np.clip(base - min(high, 1.15 * field.digit) + rng.normal(0, p.row_lift) * digit, 0, height - high))
        target = canvas[y : y + high, x : x + wide]
        np.maximum(target, field.ink, out=target)
        places.append((x, y))
        bases.append(base)
    return canvas, places, bases


def rule_paper(rng: Generator, r: Ranges, p: PageRanges, grounds: Grounds, field: Field, bases: list[float]) -> np.ndarray:
    """Paper with lines under the rows, or without."""
    plain = replace(r, guilloche_share=p.guilloche_share, rule_share=0.0, box_share=0.0, dotted_share=0.0, edge_share=0.0, print_share=0.0)
    paper = draw_paper(rng, plain, grounds, field)
    if rng.random() >= p.ruled_share:
        return paper
    depth = rng.uniform(*p.rule_depth)
    thick = max(1, round(rng.uniform(*p.rule_thick) * field.digit * ZOOM))
    pitch = bases[1] - bases[0] if len(bases) > 1 else 2 * field.digit
    below = rng.normal(0.04, p.off_rule) * field.digit
    lines = np.zeros((field.ink.shape[0] * ZOOM, field.ink.shape[1] * ZOOM), np.uint8)
    for index in range(-2, len(bases) + 2):
        y = (bases[0] + index * pitch + below) * ZOOM
        draw_even(lines, np.array([(0, y), (lines.shape[1], y)], np.float32), np.array([2]), thick)
    lines = cv2.resize(lines, field.ink.shape[::-1], interpolation=cv2.INTER_AREA)
    return paper * (1 - lines.astype(np.float32) * np.float32(depth / 255))


def view(rng: Generator, p: PageRanges, shape: tuple[int, int]) -> tuple[np.ndarray, float, bool]:
    """The map from the canvas to the picture, its tilt, and whether it is a photograph's."""
    height, width = shape
    tilt = rng.uniform(-p.tilt, p.tilt) if rng.random() < p.tilt_share else rng.normal(0, 0.006)
    cos, sin = np.cos(tilt), np.sin(tilt)
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)], float)
    middle = corners.mean(axis=0)
    turned = (corners - middle) @ np.array([[cos, sin], [-sin, cos]]) + middle
    photo = rng.random() < p.photo_share
    if photo:
        turned += rng.uniform(-p.perspective, p.perspective, (4, 2)) * (width, height)
    return cv2.getPerspectiveTransform(corners.astype(np.float32), turned.astype(np.float32)), float(tilt), bool(photo)


def map_box(matrix: np.ndarray, ink: np.ndarray, x: int, y: int) -> tuple[int, int, int, int]:
    """The box of a row's ink after the map."""
    points = np.argwhere(ink > 96)[:, ::-1] + (x + 0.5, y + 0.5)
    if not len(points):
        points = np.array([(x, y), (x + ink.shape[1], y + ink.shape[0])], float)
    mapped = cv2.perspectiveTransform(points[None].astype(np.float32), matrix)[0]
    low, high = np.floor(mapped.min(axis=0)), np.ceil(mapped.max(axis=0))
    return int(low[0]), int(low[1]), int(high[0]), int(high[1])


def cut_around(rng: Generator, p: PageRanges, boxes: list[tuple[int, int, int, int]], digit: float) -> tuple[int, int, int, int]:
    around = rng.uniform(*p.border, 4) * digit
    x0, y0 = min(b[0] for b in boxes), min(b[1] for b in boxes)
    x1, y1 = max(b[2] for b in boxes), max(b[3] for b in boxes)
    return int(x0 - around[0]), int(y0 - around[1]), int(x1 + around[2]), int(y1 + around[3])


def shade(rng: Generator, p: PageRanges, shape: tuple[int, int]) -> np.ndarray:
    """Light that falls off to a side, and a soft shadow's edge now and then."""
    height, width = shape
    y, x = np.mgrid[:height, :width].astype(np.float32)
    angle = rng.uniform(0, 2 * np.pi)
    along = (x / width - 0.5) * np.cos(angle) + (y / height - 0.5) * np.sin(angle)
    along = (along - along.min()) / max(1e-6, float(np.ptp(along)))
    light = 1 - np.float32(rng.uniform(*p.shading)) * along ** np.float32(rng.uniform(0.7, 2.0))
    if rng.random() < 0.3:
        edge = (along - rng.uniform(0.3, 0.8)) * rng.uniform(4, 16)
        light *= 1 - np.float32(rng.uniform(0.05, 0.3)) / (1 + np.exp(-edge))
    return light.astype(np.float32)
