"""Digits and letters as pictures, ready to be set into a string: MNIST, NIST digits, NIST letters.

Of each picture two fields are kept at twice its resolution (`training.fields`): grey as written, and the distance to
the middle line, from which it can be drawn anew with any pen. MNIST has all ten digits, NIST's further digits only some
classes; a string of NIST digits alone would say "never 0, 1 or 7", so the source is drawn for each digit, not each string.
"""

from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

import cv2
import numpy as np

from ..fields import DISTANCE_UNIT, make_fields
from ..mislabelled import MISLABELLED
from ..sources import read_idx

SIDE = 56  # of a field, pixels
INK = 60  # of 255: grey that counts for the box of a glyph
HELD_OUT_EVERY = 12  # every twelfth picture of a source is kept for validation


@dataclass(frozen=True)
class Glyphs:
    """fields uint8[N, 2, 56, 56] (grey, distance), boxes int16[N, 4] (x0, y0, x1, y1, exclusive), indices of each class."""

    fields: np.ndarray
    boxes: np.ndarray
    of_class: tuple[np.ndarray, ...]


def make_glyphs(images: np.ndarray, labels: np.ndarray, classes: int = 10) -> Glyphs:
    fields = make_fields(images).numpy()
    hit = fields[:, 0] > INK
    rows, columns = hit.any(axis=2), hit.any(axis=1)
    boxes = np.stack(
        [columns.argmax(1), rows.argmax(1), SIDE - columns[:, ::-1].argmax(1), SIDE - rows[:, ::-1].argmax(1)], axis=1
    )
    boxes[~rows.any(axis=1)] = (0, 0, SIDE, SIDE)
    return Glyphs(fields, boxes.astype(np.int16), tuple(np.flatnonzero(labels == k) for k in range(classes)))


def part(images: np.ndarray, held_out: bool) -> np.ndarray:
    """Indices of the training or of the held-out pictures of a source."""
    every = np.arange(len(images)) % HELD_OUT_EVERY == HELD_OUT_EVERY - 1
    return np.flatnonzero(every == held_out)


def load_glyphs(cache: Path, name: str, images: np.ndarray, labels: np.ndarray, classes: int = 10) -> Glyphs:
    """`make_glyphs`, kept in `cache` between runs: thinning takes a minute."""
    path = cache / f"{name}-{len(images)}-{crc32(np.ascontiguousarray(images)):08x}.npz"
    if path.exists():
        kept = np.load(path)
        fields, boxes = kept["fields"], kept["boxes"]
        return Glyphs(fields, boxes, tuple(np.flatnonzero(labels == k) for k in range(classes)))
    glyphs = make_glyphs(images, labels, classes)
    cache.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".draft.npz")
    np.savez(draft, fields=glyphs.fields, boxes=glyphs.boxes)
    draft.replace(path)
    return glyphs


def load_digits(
    cache: Path, name: str, images: np.ndarray, labels: np.ndarray, held_out: bool, most: int = 1_000_000
) -> Glyphs:
    indices = part(images, held_out)
    indices = indices[~np.isin(indices, MISLABELLED[name])][:most]
    suffix = "held" if held_out else "train"
    return load_glyphs(cache, f"{name}-{suffix}", images[indices], labels[indices])


def load_letters(cache: Path, folder: Path, held_out: bool) -> Glyphs:
    """All letters as one class; only the training letters (`letters-images`, not `letters-eval`)."""
    images = read_idx(folder / "letters-images-idx3-ubyte.gz")
    images = images[part(images, held_out)]
    suffix = "held" if held_out else "train"
    return load_glyphs(cache, f"letters-{suffix}", images, np.zeros(len(images), np.uint8), classes=1)


# Of a plain printed alphabet, without what passes for a digit (0 O o, 1 I l i, 2 Z, 5 S, 6 b, 8 B, 9 g q).
PRINTED = "ACDEFGHJKLMNPQRTUVWXYacdefhkmnprtuvwxy&%@"
TYPEFACES = (0, 1, 2, 3, 4)  # of OpenCV: Hershey's simplex, plain, duplex, complex, triplex


def draw_printed_letters(held_out: bool) -> Glyphs:
    """Letters of Hershey's typefaces (1967) as OpenCV draws them, 40 pixels high; the triplex face is held out."""
    images = []
    for face in TYPEFACES:
        if (face == TYPEFACES[-1]) != held_out:
            continue
        for letter in PRINTED:
            canvas = np.zeros((112, 112), np.uint8)
            cv2.putText(canvas, letter, (28, 84), face, 3.2 if face == 1 else 1.8, 255, 3, cv2.LINE_AA)
            images.append(cv2.resize(canvas, (28, 28), interpolation=cv2.INTER_AREA))
    return make_glyphs(np.stack(images), np.zeros(len(images), np.uint8), classes=1)


def pen_table(width: float, edge: float = 1.4) -> np.ndarray:
    """uint8[256]: distance (sixteenths of a field pixel) -> ink of a pen `width` field pixels wide."""
    away = np.arange(256) / DISTANCE_UNIT
    return (np.clip((width / 2 - away) / edge + 0.5, 0, 1) * 255).astype(np.uint8)
