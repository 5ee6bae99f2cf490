"""One synthetic field by its seed: wording, hand, field, paper, capture, in that order."""

from dataclasses import dataclass

import numpy as np

from .alphabet import OTHER, value_of
from .bank import Bank
from .capture import capture
from .field import draw_field
from .hand import draw_hand, write_row
from .labels import add_label
from .paper import Grounds, draw_paper
from .preprocess import HEIGHT, to_ink, resize, target_width
from .ranges import Ranges, usual
from .strikes import cross_out
from .wording import draw_wording, end_in_one

LEAST_STRUCK = 2  # digits; one with a stroke through it may be a barred 7 or a slashed 0


@dataclass(frozen=True)
class Sample:
    grey: np.ndarray  # uint8[h, w]
    text: str


def draw_sample(seed: int, r: Ranges, bank: Bank, grounds: Grounds) -> Sample:
    """The same seed, ranges and bank give the same picture."""
    rng = np.random.Generator(np.random.SFC64(seed))
    if rng.random() < r.usual_share:
        r = usual(r)
    wording = draw_wording(rng, r)
    hand = draw_hand(rng, r, bank)
    if hand.bare_ones and rng.random() < r.bare_one_last_share:
        wording = end_in_one(wording)
    row = write_row(rng, r, bank, wording, hand)
    digits = len(value_of(row.text))
    if digits >= LEAST_STRUCK and rng.random() < r.struck_share:
        cross_out(rng, row, hand, r.strike_pen)
        row.text = OTHER * digits
    field = draw_field(rng, r, bank, row)
    text = row.text
    beside = np.random.Generator(np.random.SFC64([seed, 1]))  # its own dice: what has no label is drawn as ever
    share = r.label_share if digits else r.label_alone_share
    if OTHER not in text and beside.random() < share:
        field, text = add_label(beside, r, field, text)
    paper = draw_paper(rng, r, grounds, field)
    grey = capture(rng, r, grounds, field, paper)
    return Sample(grey, text)


def stretched_ink(rng: np.random.Generator, r: Ranges, grey: np.ndarray) -> np.ndarray:
    """The network's input with its width stretched a little, as a field cut with other proportions would give."""
    width = round(target_width(*grey.shape) * np.exp(rng.normal(0, r.stretch)))
    return to_ink(resize(grey, HEIGHT, max(16, width)))
