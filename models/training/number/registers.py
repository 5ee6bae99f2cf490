"""Pieces of pages of a bound register, one number each, as files with their labels: beside the page the dark ground that
the book lies on and the grey edges of its other leaves; on it rules, the lines of a table, and print at the foot.

`python -m training.number.registers OUT --count 400 --seed 1 --mnist DIR --shared DIR --cache DIR [--hard]`

Writers and pictures are those held out from training, the files those of `pages`. Nothing is trained on such pieces.
"""

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.random import Generator

from .bank import Bank, load_bank
from .page import Page, PageRanges, draw_page
from .pages import FEW_ALLOGRAPHS, SEEDS_APART, drawing_parser, write_pages
from .paper import WORDS, Grounds, draw_grounds
from .ranges import Ranges, usual

REGISTER_SEEDS = 4 * 10**12  # far from the pages'

PAGES = PageRanges(
    rows=(1, 1), digit_pixels=(12.0, 32.0), ruled_share=0.7, rule_depth=(0.03, 0.35), tilt=0.03, photo_share=0.0,
    struck_share=0.0, heading_share=0.0, underline_share=0.6, guilloche_share=0.0, border=(1.6, 6.0),
)  # fmt: skip


@dataclass(frozen=True)
class RegisterRanges:
    """Shares of the page's own width where nothing else is said; pairs are (least, most) of a uniform draw."""

    ground: tuple[float, float] = (0.2, 0.9)
    ground_grey: tuple[float, float] = (0.0, 0.14)
    leaves_share: float = 0.75  # of pieces: the edges of other leaves are seen
    leaves: tuple[float, float] = (0.01, 0.16)
    leaf_pixels: tuple[int, int] = (1, 4)  # the most excluded
    leaf_grey: tuple[float, float] = (0.4, 1.0)  # of the page's grey
    lean: float = 0.01  # normal, dx per dy of the book's edge
    column_share: float = 0.7  # of pieces: the line of a table's column at the other side
    head_share: float = 0.5  # of those: a line across meets it
    line_grey: tuple[float, float] = (0.05, 0.6)
    foot_share: float = 0.4  # of pieces: print at the foot of the page


def draw_piece(seed: int, r: Ranges, p: RegisterRanges, bank: Bank, grounds: Grounds) -> Page:
    """The same seed, ranges and bank give the same picture."""
    page = draw_page(seed, r, PAGES, bank, grounds)
    rng = np.random.Generator(np.random.SFC64(seed + SEEDS_APART // 2))
    paper = add_foot(rng, p, page.grey) if rng.random() < p.foot_share else page.grey
    at_left = bool(rng.random() < 0.5)
    grey = np.ascontiguousarray(paper if at_left else paper[:, ::-1])
    print_table(rng, p, grey)
    beside = draw_beside(rng, p, grey)
    grey = np.concatenate([beside, grey], axis=1)
    shift = beside.shape[1] if at_left else 0
    rows = tuple(replace(row, box=(row.box[0] + shift, row.box[1], row.box[2] + shift, row.box[3])) for row in page.rows)
    return Page(np.ascontiguousarray(grey if at_left else grey[:, ::-1]), rows, page.tilt)


def print_table(rng: Generator, p: RegisterRanges, grey: np.ndarray) -> None:
    """Lines far from the writing, which has 1.6 of its heights around it: the column's at the right, one across at the top."""
    if rng.random() >= p.column_share:
        return
    high, wide = grey.shape
    shade = int(255 * rng.uniform(*p.line_grey))
    thick = int(rng.integers(1, 4))
    x = int(wide - 1 - rng.uniform(0, 12))
    y = int(rng.uniform(0, 12))
    bottom = high if rng.random() < 0.5 else int(high * rng.uniform(0.8, 1))
    cv2.line(grey, (x, y), (x + int(rng.normal(0, p.lean) * high), bottom), shade, thick, cv2.LINE_AA)
    if rng.random() < p.head_share:
        cv2.line(grey, (int(wide * rng.uniform(0, 0.4)), y), (x, y), shade, thick, cv2.LINE_AA)


def draw_beside(rng: Generator, p: RegisterRanges, grey: np.ndarray) -> np.ndarray:
    """uint8[h, w]: the ground, and the leaves' edges where they are seen; both lean alike."""
    high, wide = grey.shape
    ground = np.full(max(8, round(wide * rng.uniform(*p.ground))), rng.uniform(*p.ground_grey))
    levels = [*ground]
    if rng.random() < p.leaves_share:
        end = len(levels) + wide * rng.uniform(*p.leaves)
        while len(levels) < end:
            levels += [rng.uniform(*p.leaf_grey)] * int(rng.integers(*p.leaf_pixels))
    profile = np.concatenate([np.array(levels), np.ones(8)]).astype(np.float32)
    light = cv2.GaussianBlur(np.repeat(profile[None], high, 0), (0, 0), rng.uniform(0.4, 1.2))
    lean = np.array([[1, rng.normal(0, p.lean), 0], [0, 1, 0]], np.float32)
    light = cv2.warpAffine(light, lean, light.shape[::-1], borderMode=cv2.BORDER_REPLICATE)
    paper = float(np.median(grey))
    noise = rng.normal(0, 2.0, light.shape)
    return np.clip(light * paper + noise, 0, 255).astype(np.uint8)


def add_foot(rng: Generator, p: RegisterRanges, grey: np.ndarray) -> np.ndarray:
    """The page and below it a strip of the same paper with a line of print."""
    strip = cv2.flip(grey[-int(rng.integers(16, 30)) :], 0)
    words = " ".join(WORDS[i] for i in rng.integers(len(WORDS) - 3, size=6))
    at = (int(rng.uniform(0.05, 0.5) * grey.shape[1]), len(strip) - int(rng.integers(3, 7)))
    cv2.putText(strip, words, at, cv2.FONT_HERSHEY_PLAIN, rng.uniform(0.6, 0.9), int(255 * rng.uniform(*p.line_grey)), 1, cv2.LINE_AA)
    return np.concatenate([grey, strip])


def main() -> None:
    arguments = drawing_parser(__doc__, 400).parse_args()
    bank = load_bank(arguments.mnist, arguments.shared, arguments.cache, held_out=True)
    grounds = draw_grounds(3)
    first = REGISTER_SEEDS + arguments.seed * SEEDS_APART
    hands = Ranges() if arguments.hard else usual(FEW_ALLOGRAPHS)
    pieces = [draw_piece(first + i, hands, RegisterRanges(), bank, grounds) for i in range(arguments.count)]
    write_pages(arguments.out, pieces)
    print(f"{len(pieces)} pieces")


if __name__ == "__main__":
    main()
