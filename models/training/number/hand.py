"""One writer's string: each character drawn or chosen, then set in a row.

The row is in heights: x to the right, y from 0 (top of a digit) to 1 (base line), upright; slant and size come later.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.random import Generator

from .allographs import count_points, draw_allograph, names_of, shares_of
from .alphabet import DIGITS, OTHER
from .bank import Bank
from .doodles import draw_doodle
from .marks import MarkHand, draw_mark, draw_mark_hand, draw_scribble
from .ranges import Ranges
from .trajectories import Strokes, Writer
from .wording import Wording

BARE_ONE = "one-bare"


@dataclass
class Row:
    """Strokes and pictures set in place. A picture: its two fields, box, and corner, size of the box in heights."""

    text: str
    pen: float  # width, heights
    slant: float | None = None  # dx per dy; None where the field may have any
    bare_ends: tuple[bool, bool] = (False, False)  # a bare one stands at the left, the right end
    strokes: list[np.ndarray] = field(default_factory=list)
    ends: list[np.ndarray] = field(default_factory=list)
    pictures: list[tuple[np.ndarray, np.ndarray, float, float, float, float]] = field(default_factory=list)

    def add(self, points: np.ndarray, ends: tuple[int, ...] | np.ndarray) -> None:
        self.strokes.append(points)
        self.ends.append(np.asarray(ends))


@dataclass(frozen=True)
class Hand:
    """What stays the same through one string."""

    pen: float  # width, heights
    raster: bool
    writer: Writer | None
    allographs: dict[str, tuple[str, np.ndarray]]
    aspect: float
    gap: float
    size_jitter: float
    base_jitter: float
    zero_size: float
    one_size: float
    one_lean: float  # dx per dy, beyond the other digits'
    bare_ones: bool  # one stroke, nearly upright
    zero_runs: bool
    joined: bool
    printed: bool  # letters, where there are any, are printed ones
    marks: MarkHand


def draw_hand(rng: Generator, r: Ranges, bank: Bank) -> Hand:
    raster = bool(rng.random() < r.raster_share)
    share = r.allograph_raster_share if raster else r.allograph_string_share
    allographs: dict[str, tuple[str, np.ndarray]] = {}
    if rng.random() < share:
        for digit in np.flatnonzero(rng.random(10) < r.allograph_digit_share).tolist():
            names = names_of(digit, r.left_out)
            if names:
                name = names[rng.choice(len(names), p=shares_of(digit, r.left_out))]
                allographs[str(digit)] = (name, rng.normal(0, rng.uniform(*r.allograph_jitter), (count_points(name), 2)))
    bare_ones = BARE_ONE not in r.left_out and bool(rng.random() < r.bare_one_share)
    if bare_ones:
        allographs["1"] = (BARE_ONE, rng.normal(0, r.allograph_jitter[0], (count_points(BARE_ONE), 2)))
    mixed = rng.random() < r.writer_mix_share
    wide = rng.random() < r.wide_gap_share
    return Hand(
        pen=float(np.exp(rng.uniform(*np.log(r.pen_width)))),
        raster=raster,
        writer=None if raster or mixed else bank.writers[rng.integers(len(bank.writers))],
        allographs=allographs,
        aspect=float(np.exp(rng.normal(0, r.aspect))),
        gap=float(rng.uniform(*r.wide_gap) if wide else max(r.gap_least, rng.normal(*r.gap))),
        size_jitter=rng.uniform(*r.size_jitter),
        base_jitter=rng.uniform(*r.base_jitter),
        zero_size=float(rng.uniform(*r.small_zero)) if rng.random() < r.small_zero_share else 1.0,
        one_size=float(rng.uniform(*r.tall_one)) if rng.random() < r.tall_one_share else 1.0,
        one_lean=float(rng.uniform(*r.leaning_one)) if not bare_ones and rng.random() < r.leaning_one_share else 0.0,
        bare_ones=bare_ones,
        zero_runs=bool(rng.random() < r.zero_run_share),
        joined=bool(rng.random() < r.joined_share),
        printed=bool(rng.random() < r.printed_share),
        marks=draw_mark_hand(rng),
    )


def write_row(rng: Generator, r: Ranges, bank: Bank, wording: Wording, hand: Hand) -> Row:
    text = wording.text
    row = Row(text, hand.pen)
    if hand.bare_ones:
        row.slant = float(rng.normal(*r.bare_one_slant))
        row.bare_ends = text[:1] == "1", text[-1:] == "1"
    x, pen_at = 0.0, None  # where the next character may begin; where the pen left the last one
    edge = 0.0  # right end of what stands there already
    small_size, small_x = float(rng.uniform(0.5, 0.8)), 0.0
    i = 0
    while i < len(text):
        character = text[i]
        small = wording.small_from is not None and i >= wording.small_from
        if small and i == wording.small_from:
            small_x = x
        size = float(np.exp(rng.normal(0, hand.size_jitter)))
        lift = rng.normal(0, hand.base_jitter)
        if character == "0":
            size = max(size * hand.zero_size, r.least_zero)
        if character == "1" and hand.one_size != 1:
            lift += rng.uniform(0, size * hand.one_size - size)
            size *= hand.one_size
        if small:
            size *= small_size
            lift -= 1 - small_size
        run = 1
        start = None
        bare = hand.bare_ones and character == "1"
        if bare and i:
            x = max(x, edge + hand.pen + rng.uniform(*r.bare_one_clear))
        if character in DIGITS or character == OTHER:
            if character == "0" and hand.zero_runs:
                while i + run < len(text) and text[i + run] == "0":
                    run += 1
            picture = None
            if run > 1:
                drawn = draw_zero_run(rng, run)
            elif character == OTHER:
                share = r.lone_scribble_share if len(text) == 1 else r.scribble_share
                scribble = draw_scribble if rng.random() < r.plain_scribble_share else draw_doodle
                drawn, picture = (scribble(rng), None) if rng.random() < share else (None, pick_letter(rng, bank, hand.printed))
                size *= rng.uniform(0.7, 1.15)
            elif character in hand.allographs:
                name, offsets = hand.allographs[character]
                drawn = draw_allograph(name, offsets + rng.normal(0, r.allograph_wobble, offsets.shape))
            elif hand.raster:
                drawn, picture = None, pick(rng, bank, character, r.second_source_share)
            else:
                writer = hand.writer or bank.writers[rng.integers(len(bank.writers))]
                samples = writer[int(character)]
                drawn = samples[rng.integers(len(samples))]
            if picture is not None:
                fields, box = picture
                scale = size / max(1, box[3] - box[1])
                width = (box[2] - box[0]) * scale * (hand.aspect if box[2] - box[0] > 14 else 1)
                row.pictures.append((fields, box, x, 1 - size + lift, width, size))
                pen_at = None
            else:
                points = bend(rng, r, drawn.points, hand.aspect if run == 1 else 1.0, size)
                if character == "1":
                    points[:, 0] -= hand.one_lean * points[:, 1]
                points[:, 1] += 1 - size + lift
                points[:, 0] += x - points[:, 0].min()
                start = points[0]
                if hand.joined and pen_at is not None and rng.random() < r.joined_digit_share:
                    link(rng, row, pen_at, start)
                row.add(points, drawn.ends)
                pen_at = points[-1]
                width = points[:, 0].max() - x
            edge = x + width
            gap = hand.gap * (0.8 if small else 1) + rng.normal(0, r.gap_jitter)
            x = edge + (max(gap, hand.pen + rng.uniform(*r.bare_one_clear)) if bare else gap)
        else:
            drawn = draw_mark(rng, character, hand.marks, hand.pen)
            points = drawn.points * size if character in "$€£#*+" else drawn.points.copy()
            # A mark keeps clear of the ink at both sides, or it could not be told from it.
            near = edge + hand.pen * rng.uniform(0.9, 1.5) + 0.02
            left = near if character in ".,'" and rng.random() < 0.6 else max(near, x)
            points[:, 0] += (left if i else 0.0) - points[:, 0].min()
            points[:, 1] += lift
            if character == "-" and pen_at is not None and rng.random() < r.joined_dash_share:
                link(rng, row, pen_at, points[0])
            row.add(points, drawn.ends)
            edge = points[:, 0].max()
            tall = character in "/$€£#*+"
            x = edge + hand.pen * rng.uniform(0.9, 1.5) + rng.uniform(0.0 if tall else 0.02, 0.2) + max(0.0, hand.gap * 0.5)
            pen_at = None
        i += run
    if wording.small_from is not None and rng.random() < 0.5:
        y = small_size + rng.uniform(0.05, 0.25)
        for _ in range(int(rng.integers(1, 3))):
            row.add(np.array([(small_x - 0.03, y), ((small_x + x) / 2, y + 0.02), (x, y + rng.normal(0, 0.03))], np.float32), (3,))
            y += 0.12
    return row


def pick(rng: Generator, bank: Bank, character: str, nist_share: float):
    """A picture of the digit: (fields [2, S, S], box [4])."""
    digit = int(character)
    second = len(bank.nist.of_class[digit]) > 0 and rng.random() < nist_share
    source = bank.nist if second else bank.mnist
    indices = source.of_class[digit]
    index = indices[rng.integers(len(indices))]
    return source.fields[index], source.boxes[index]


def pick_letter(rng: Generator, bank: Bank, printed: bool):
    """A picture of any letter, as `pick`'s."""
    source = bank.printed if printed else bank.letters
    index = rng.integers(len(source.fields))
    return source.fields[index], source.boxes[index]


def bend(rng: Generator, r: Ranges, points: np.ndarray, aspect: float, size: float) -> np.ndarray:
    """A copy, waved, turned and scaled."""
    a, b, turn = rng.normal(0, r.wave), rng.normal(0, r.wave), rng.normal(0, r.turn_jitter)
    p, q = rng.uniform(0, 6.3, 2)
    x, y = points[:, 0], points[:, 1]
    u = x * aspect + a * np.sin(3.2 * y + p)
    v = y + b * np.sin(3.2 * x + q)
    out = np.empty_like(points)
    cos, sin = np.cos(turn) * size, np.sin(turn) * size
    out[:, 0] = u * cos - (v - 0.5) * sin
    out[:, 1] = u * sin + (v - 0.5) * cos + 0.5 * size
    return out


def link(rng: Generator, row: Row, start: np.ndarray, stop: np.ndarray) -> None:
    """The pen not lifted: a slightly sagging line, if the way is short."""
    if abs(stop[0] - start[0]) + abs(stop[1] - start[1]) < 1.3:
        middle = (start + stop) / 2 + rng.normal(0, 0.05, 2)
        row.add(np.stack([start, middle, stop]).astype(np.float32), (3,))


def draw_zero_run(rng: Generator, count: int) -> Strokes:
    """Joined zeros: rings chained at their tops, or the loops of a running hand (a trochoid)."""
    half, pitch = rng.uniform(0.2, 0.5), rng.uniform(0.55, 1.2)
    if rng.random() < 0.6:
        rings = []
        for k in range(count):
            t = np.linspace(rng.uniform(-0.5, 0.3), 2 * np.pi + rng.uniform(-0.5, 0.9), 18)
            high = rng.normal(0.5, 0.03)
            rings.append(np.stack([k * pitch + rng.normal(0, 0.03) - half * np.sin(t), 1 - high - high * np.cos(t)], axis=1))
        points = np.concatenate(rings)
        if rng.random() < 0.35:
            return Strokes(points.astype(np.float32), tuple(18 * (k + 1) for k in range(count)))
    else:
        t = np.linspace(rng.uniform(-1.5, 0), 2 * np.pi * (count - 0.1) + rng.uniform(0, 1.2), count * 20)
        up = 1 if rng.random() < 0.6 else -1
        points = np.stack([pitch * 0.85 * t / (2 * np.pi) - up * half * np.sin(t), 0.5 - up * 0.5 * np.cos(t)], axis=1)
    points[:, 1] -= points[:, 1].min()
    points[:, 1] /= points[:, 1].max()
    return Strokes(points.astype(np.float32), (len(points),))
