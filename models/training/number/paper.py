"""Paper and print behind the writing, and the field's own lines, as grey float32[h, w], 1 white, 0 black.

Grounds of guilloche and grain are drawn once at start and cut from: drawing them for each field would take most of
the time.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.random import Generator

from .field import Field
from .ranges import Ranges

BESIDE_BARE = 0.6  # of the margin beside a bare one, from the picture's side: no border stands nearer to it
SHEET = (224, 1024)  # pixels of a stored ground; fields are smaller
GROUNDS = 64
STAMPS = ("PAGADO", "PAID", "COPIA", "COPY", "BEZAHLT", "KONTIERT", "PAYE", "RECU", "RECIBIDO", "ENTERED", "POSTED", "BANCO", "CAJA 3", "2 NOV 2019")
WORDS = ("No", "Nr.", "Betrag", "Euro", "Total", "CLP", "Datum", "Amount", "Importe", "Trykt for", "Seite", "Row", "EUR", "Suma", "0", "12", "2019")


@dataclass(frozen=True)
class Grounds:
    grain: np.ndarray  # float32[2 * SHEET], standard normal, white
    soft: np.ndarray  # the same, blurred, standard deviation 1
    guilloche: np.ndarray  # uint8[GROUNDS, *SHEET], 255 on a line


def draw_grounds(seed: int) -> Grounds:
    rng = np.random.default_rng(seed)
    grain = rng.standard_normal((SHEET[0] * 2, SHEET[1] * 2), np.float32)
    soft = cv2.GaussianBlur(grain, (0, 0), 1.6)
    return Grounds(grain, soft / soft.std(), np.stack([draw_guilloche(rng) for _ in range(GROUNDS)]))


def draw_guilloche(rng: Generator) -> np.ndarray:
    """Families of waved lines, hatching, dots or tiny letters, as on cheques; period 3 to 14 pixels."""
    high, wide = SHEET
    y, x = np.mgrid[:high, :wide].astype(np.float32)
    sheet = np.zeros(SHEET, np.float32)
    kind = rng.random()
    if kind < 0.72:
        for _ in range(int(rng.integers(1, 4))):
            angle = rng.normal(0, 0.25) + (np.pi / 2 if rng.random() < 0.75 else rng.uniform(0, np.pi))
            period = rng.uniform(3, 12)
            wave = rng.uniform(0, 14) * np.sin(x * rng.uniform(0.005, 0.12) + y * rng.normal(0, 0.02) + rng.uniform(0, 6))
            wave += rng.uniform(0, 8) * np.sin(y * rng.uniform(0.01, 0.1) + x * rng.normal(0, 0.02))
            phase = (x * np.cos(angle) + y * np.sin(angle) + wave) * (2 * np.pi / period)
            duty = rng.uniform(0.3, 0.9)
            np.maximum(sheet, np.clip((np.sin(phase) - duty) * 4, 0, 1), out=sheet)
    elif kind < 0.88:
        step_x, step_y = rng.uniform(3, 9, 2)
        dots = np.sin(x * 2 * np.pi / step_x + y * rng.normal(0, 0.1)) * np.sin(y * 2 * np.pi / step_y)
        sheet = np.clip((dots - rng.uniform(0.1, 0.6)) * 4, 0, 1)
    else:
        canvas = np.zeros(SHEET, np.uint8)
        for line in range(0, high, int(rng.integers(9, 16))):
            word = WORDS[rng.integers(len(WORDS))].upper() + " "
            cv2.putText(canvas, word * 60, (-int(rng.integers(0, 60)), line), cv2.FONT_HERSHEY_PLAIN, rng.uniform(0.5, 0.8), 255, 1, cv2.LINE_AA)
        sheet = canvas.astype(np.float32) / 255
    return (sheet * 255).astype(np.uint8)


def cut(rng: Generator, sheet: np.ndarray, height: int, width: int) -> np.ndarray:
    """A random piece, perhaps mirrored."""
    if height > sheet.shape[0] or width > sheet.shape[1]:
        sheet = np.tile(sheet, (-(-height // sheet.shape[0]), -(-width // sheet.shape[1])))
    y, x = rng.integers(0, sheet.shape[0] - height + 1), rng.integers(0, sheet.shape[1] - width + 1)
    piece = sheet[y : y + height, x : x + width]
    return piece[:, ::-1] if rng.random() < 0.5 else piece


def draw_paper(rng: Generator, r: Ranges, grounds: Grounds, field: Field) -> np.ndarray:
    """The ground that `field.ink` lies on."""
    (height, width), digit = field.ink.shape, field.digit
    paper = np.full((height, width), rng.uniform(*r.paper_grey), np.float32)
    slope = rng.normal(0, r.light_depth)
    paper += np.linspace(-slope / 2, slope / 2, width, dtype=np.float32)[None]
    paper += np.linspace(0, rng.normal(0, r.light_depth / 2), height, dtype=np.float32)[:, None]
    if rng.random() < r.noise_share:
        sheet = grounds.grain if rng.random() < 0.4 else grounds.soft
        paper += cut(rng, sheet, height, width) * np.float32(rng.uniform(*r.grain))
    if rng.random() < r.guilloche_share:
        depth = np.exp(rng.uniform(*np.log(r.guilloche_depth)))
        sheet = grounds.guilloche[rng.integers(len(grounds.guilloche))]
        paper -= cut(rng, sheet, height, width) * np.float32(depth / 255)
    if rng.random() < r.stain_share:
        paper -= stain(rng, height, width)
    draw_lines(rng, r, paper, field)
    if rng.random() < r.cell_share:
        draw_cell(rng, r, paper, field)
    if rng.random() < r.squared_share:
        draw_squares(rng, r, paper, digit)
    if rng.random() < r.print_share:
        draw_print(rng, paper, digit)
    if rng.random() < r.stamp_share:
        draw_stamp(rng, r, paper, digit)
    np.maximum(paper, r.least_paper, out=paper)
    if rng.random() < r.edge_share:
        draw_edge(rng, paper, field)
    return paper


def sides_of(field: Field) -> tuple[tuple[float, bool], tuple[float, bool]]:
    """Left and right: pixels free of the string's ink, and whether a bare one stands at that end."""
    return (field.left, field.bare_ends[0]), (field.right, field.bare_ends[1])


def stain(rng: Generator, height: int, width: int) -> np.ndarray:
    coarse = np.clip(rng.normal(0, 1, (3, max(3, width // 40))), 0, None).astype(np.float32)
    return cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC) * np.float32(rng.uniform(0.03, 0.2))


def draw_lines(rng: Generator, r: Ranges, paper: np.ndarray, field: Field) -> None:
    """Printed rules near the upper and lower border, dotted rules, vertical borders of a box or comb.

    Beside a bare one at an end the borders keep to the margin, and a comb is short: one behind a border is not to be seen.
    """
    (height, width), digit = paper.shape, field.digit
    sides = sides_of(field)
    shade = float(paper[height // 2, width // 2]) * (1 - rng.uniform(*r.rule_depth))
    thick = max(1, round(digit * np.exp(rng.uniform(np.log(0.02), np.log(0.1)))))
    if rng.random() < r.rule_share:
        for low, share in ((True, 0.75), (False, 0.4)):
            if rng.random() < share:
                y = height - 1 - rng.uniform(0, 0.35) * digit if low else rng.uniform(0, 0.3) * digit
                tilt = rng.normal(0, 0.012) * width
                cv2.line(paper, (0, int(y - tilt)), (width, int(y + tilt)), shade, thick, cv2.LINE_AA)
    if rng.random() < r.box_share:
        if rng.random() < 0.6:
            left, right = (0.3 * digit if not bare else min(0.3 * digit, BESIDE_BARE * room) for room, bare in sides)
            for x in (rng.uniform(0, 1) * left, width - 1 - rng.uniform(0, 1) * right):
                if rng.random() < 0.7:
                    cv2.line(paper, (int(x), 0), (int(x + rng.normal(0, 1.5)), height), shade, thick, cv2.LINE_AA)
        else:  # a comb: short or full verticals at even steps
            pitch, start = digit * rng.uniform(0.7, 1.5), rng.uniform(0, 1) * digit
            top = 0 if rng.random() < 0.4 and not any(field.bare_ends) else int(height * rng.uniform(0.6, 0.9))
            for x in np.arange(start, width, pitch):
                cv2.line(paper, (int(x), top), (int(x), height), shade, max(1, thick // 2), cv2.LINE_AA)
    if rng.random() < r.dotted_share:
        y = int(height - 1 - rng.uniform(0.02, 0.35) * digit)
        size = max(1, int(digit * rng.uniform(0.03, 0.08)))
        pitch = max(2 * size, int(digit * rng.uniform(0.1, 0.25)))
        for x in range(int(rng.integers(0, pitch)), width, pitch):
            paper[max(0, y) : y + size, x : x + size] = shade


def draw_cell(rng: Generator, r: Ranges, paper: np.ndarray, field: Field) -> None:
    """The lines of a table's cell: one or two on each side that leaves room for them, running out of the picture."""
    (height, width), digit = paper.shape, field.digit
    mask = np.zeros(paper.shape, np.uint8)
    thick, tilt = max(1, round(digit * np.exp(rng.uniform(*np.log(r.cell_line))))), rng.normal(0, 0.012)
    for at_end, (room, bare) in zip((False, True), sides_of(field)):
        if room < 3 or rng.random() < 0.15:
            continue
        x = rng.uniform(0, BESIDE_BARE if bare else 0.9) * room
        for step in (0, digit * rng.uniform(0.08, 0.3))[: 1 + (rng.random() < 0.15)]:
            at = width - 1 - x + step if at_end else x - step
            cv2.line(mask, (round(at + tilt * height / 2), 0), (round(at - tilt * height / 2), height), 255, thick, cv2.LINE_AA)
    for at_end in (False, True):
        if rng.random() < 0.15:
            continue
        y = rng.uniform(0, 0.35) * digit
        at = height - 1 - y if at_end else y
        cv2.line(mask, (0, round(at - tilt * width / 2)), (width, round(at + tilt * width / 2)), 255, thick, cv2.LINE_AA)
    paper *= 1 - mask * np.float32(rng.uniform(*r.rule_depth) / 255)


def draw_squares(rng: Generator, r: Ranges, paper: np.ndarray, digit: float) -> None:
    """Squared paper, a little tilted."""
    height, width = paper.shape
    mask = np.zeros(paper.shape, np.uint8)
    pitch = max(5.0, digit * rng.uniform(*r.squared_pitch))
    thick, tilt = max(1, round(digit * rng.uniform(0.01, 0.05))), rng.normal(0, 0.012)
    for y in np.arange(rng.uniform(-pitch, 0), height + pitch, pitch):
        cv2.line(mask, (0, round(y - tilt * width / 2)), (width, round(y + tilt * width / 2)), 255, thick, cv2.LINE_AA)
    for x in np.arange(rng.uniform(-pitch, 0), width + pitch, pitch):
        cv2.line(mask, (round(x + tilt * height / 2), 0), (round(x - tilt * height / 2), height), 255, thick, cv2.LINE_AA)
    paper *= 1 - mask * np.float32(rng.uniform(*r.squared_depth) / 255)


def draw_print(rng: Generator, paper: np.ndarray, digit: float) -> None:
    """A printed word, small, in a corner or cut off at the border."""
    height, width = paper.shape
    word = WORDS[rng.integers(len(WORDS))]
    scale = digit * rng.uniform(0.2, 0.45) / 22
    y = int(digit * rng.uniform(0.05, 0.25)) if rng.random() < 0.5 else height - int(digit * rng.uniform(-0.2, 0.05))
    x = int(rng.uniform(-0.1, 0.9) * width)
    mask = np.zeros(paper.shape, np.uint8)
    cv2.putText(mask, word, (x, y), int(rng.choice((0, 2, 3))), scale, 255, 1, cv2.LINE_AA)
    paper *= 1 - mask * np.float32(rng.uniform(0.3, 0.9) / 255)


def draw_stamp(rng: Generator, r: Ranges, paper: np.ndarray, digit: float) -> None:
    """A word in capitals, often in a ring or a frame, turned a little, and perhaps cut off by the border."""
    height, width = paper.shape
    word, font = STAMPS[rng.integers(len(STAMPS))], int(rng.choice((0, 2, 3, 4)))
    high, thick = digit * rng.uniform(*r.stamp_height), max(1, round(digit * rng.uniform(0.03, 0.1)))
    (across, down), _ = cv2.getTextSize(word, font, 1, thick)
    scale = high / down
    half = (round(across * scale / 2 + 0.5 * high), round(1.1 * high))
    stamp = np.zeros((4 * half[1], 2 * half[0] + 2 * half[1]), np.uint8)
    middle = (stamp.shape[1] // 2, stamp.shape[0] // 2)
    cv2.putText(stamp, word, (middle[0] - round(across * scale / 2), middle[1] + round(high / 2)), font, scale, 255, thick, cv2.LINE_AA)
    kind = rng.random()
    if kind < 0.35:
        cv2.ellipse(stamp, middle, (half[0], round(half[1] * rng.uniform(1, 1.7))), 0, 0, 360, 255, thick, cv2.LINE_AA)
    elif kind < 0.6:
        cv2.rectangle(stamp, (middle[0] - half[0], middle[1] - half[1]), (middle[0] + half[0], middle[1] + half[1]), 255, thick, cv2.LINE_AA)
    turn = cv2.getRotationMatrix2D(middle, rng.normal(0, 12), 1)
    turn[:, 2] += (rng.uniform(0, width) - middle[0], rng.uniform(0, height) - middle[1])
    placed = cv2.warpAffine(stamp, turn, (width, height), flags=cv2.INTER_LINEAR)
    if rng.random() < 0.5:  # worn: ink is missing in places
        coarse = rng.uniform(0.2, 1.4, (max(2, height // 8), max(2, width // 8))).astype(np.float32)
        placed = np.clip(placed * cv2.resize(coarse, (width, height)), 0, 255)
    paper *= 1 - placed * np.float32(rng.uniform(*r.stamp_depth) / 255)


def draw_edge(rng: Generator, paper: np.ndarray, field: Field) -> None:
    """A black book edge, or the ground a page lies on, where a side leaves room for it; it may fade into the page."""
    at_left = field.left >= field.right
    room, bare = sides_of(field)[0 if at_left else 1]
    if room < 3:
        return
    shade, soft = np.float32(rng.uniform(0.0, 0.2)), rng.uniform(0.5, 0.15 * room + 0.6)
    reach = rng.uniform(0.2, BESIDE_BARE if bare else 0.8) * room
    profile = np.clip((np.arange(paper.shape[1]) - reach) / soft + 0.5, 0, 1).astype(np.float32)
    if not at_left:
        profile = profile[::-1]
    paper *= profile[None]
    paper += (np.float32(1) - profile)[None] * shade
