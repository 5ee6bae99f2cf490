"""What a form prints beside a field, in the picture with the number because the field is cut too large: a word before it,
perhaps with a colon, or a unit after it. Its letters are written down as `?`, one a letter, and its colon as it is.

Most words are in another face than those of `forms`.
"""

from dataclasses import replace

import cv2
import numpy as np
from numpy.random import Generator

from .alphabet import OTHER
from .field import Field
from .ranges import Ranges

UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÜ"
LOWER = "aaaabcddeeeeeefghhiiijkllmmnnnnooopqrrrrsssttttuuvwxyzäöüéß"  # about as often as they come
STROKE_FONTS = (cv2.FONT_HERSHEY_DUPLEX, cv2.FONT_HERSHEY_COMPLEX, cv2.FONT_HERSHEY_TRIPLEX)
FACE_SHARE = 0.7  # of labels; the others are in a stroke font
LEAST_SEEN = 0.75  # of the width of a letter that the picture's border cuts, or it is left out


def add_label(rng: Generator, r: Ranges, field: Field, text: str) -> tuple[Field, str]:
    """The field with a word printed beside the string, and what is then to be read."""
    after = bool(rng.random() < r.label_after_share)
    word = draw_word(rng, after)
    print_, ends, base = print_word(rng, word, field.digit * rng.uniform(*r.label_height))
    first, lost = (0, 0) if after or rng.random() < 0.4 else cut_off(rng, ends)
    print_ = print_[:, first:]
    height, wide = field.ink.shape
    room = print_.shape[1] + round(field.digit * rng.uniform(*r.label_gap))
    ink = np.zeros((height, wide + room), np.uint8)
    ink[:, 0 if after else room :][:, :wide] = field.ink
    rows = np.flatnonzero((field.ink > 96).any(axis=1))
    stands = rows[-1] if len(rows) else height
    top = round(stands + rng.normal(0, r.label_lift) * field.digit) - base
    place = slice(max(0, top), min(height, top + print_.shape[0]))
    x = wide + room - print_.shape[1] if after else 0
    target = ink[place, x : x + print_.shape[1]]
    np.maximum(target, print_[place.start - top : place.stop - top] * np.float32(rng.uniform(*r.label_ink)), out=target, casting="unsafe")
    letters = "".join(character if character == ":" else OTHER for character in word[lost:])
    before, behind = field.bare_ends
    if after:
        return replace(field, ink=ink, right=0.0, bare_ends=(before, False)), text + letters
    return replace(field, ink=ink, left=0.0, bare_ends=(False, behind)), letters + text


def draw_word(rng: Generator, after: bool) -> str:
    """A unit of one to three letters; or the word before a field, of which a few letters may be all that is seen."""
    count = int(rng.integers(1, 4)) if after else int(rng.integers(2, 9))
    capitals = rng.random() < 0.12
    letters = [str(rng.choice(list(UPPER if capitals or (i == 0 and rng.random() < 0.7) else LOWER))) for i in range(count)]
    return "".join(letters) + (":" if not after and rng.random() < 0.5 else "")


def print_word(rng: Generator, word: str, high: float) -> tuple[np.ndarray, list[int], int]:
    """Ink uint8[h, w], the column where each character ends, and the row that the word stands on; capitals are `high` pixels."""
    lean = rng.uniform(0.1, 0.3) if rng.random() < 0.25 else 0.0
    size = max(7, round(high / 0.72))
    weight = int(rng.choice((300, 400, 700)))
    face = cv2.FontFace("uni") if rng.random() < FACE_SHARE else None
    font, thick = int(rng.choice(STROKE_FONTS)), max(1, round(high * rng.uniform(0.04, 0.12)))
    scale = high / 21
    word = word if face else "".join(character if character.isascii() else "o" for character in word)
    canvas = np.zeros((2 * size, size * (len(word) + 2)), np.uint8)
    base, pad = round(1.4 * size), size // 2

    def end_of(part: str) -> int:
        if face:
            return pad + cv2.getTextSize(canvas.shape[::-1], part, (0, base), face, size, weight)[2]
        return pad + cv2.getTextSize(part, font, scale, thick)[0][0]

    ends = [end_of(word[: i + 1]) for i in range(len(word))]
    if face:
        cv2.putText(canvas, word, (pad, base), (255, 255, 255), face, size, weight)
    else:
        cv2.putText(canvas, word, (pad, base), font, scale, 255, thick, cv2.LINE_AA)
    if lean:
        shear = np.array([[1, -lean, lean * base], [0, 1, 0]], np.float32)
        canvas = cv2.warpAffine(canvas, shear, canvas.shape[::-1])
    tail = round(0.25 * size)  # p and g reach below the line
    return canvas[base - size : base + tail, pad : ends[-1] + 2], [end - pad for end in ends], size


def cut_off(rng: Generator, ends: list[int]) -> tuple[int, int]:
    """The first column left by a cut through the word, and how many of its characters are lost: one hardly seen is none."""
    lost = int(rng.integers(0, max(1, len(ends) - 1)))
    start, stop = (ends[lost - 1] if lost else 0), ends[lost]
    return start + round(rng.uniform(0, 1 - LEAST_SEEN) * (stop - start)), lost
