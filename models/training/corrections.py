"""What people said stands in images, as material for training: `<key>.correction.json` beside image and reading, in a
bucket's prefix (`s3://bucket/prefix`) or a folder.

A correction holds for the version of the image whose ETag it names; a version that is gone is left out. What says "no
number" teaches neither what a number looks like nor where one is, and is left out as well. Where digits stand, the
reading says; where it cannot be told which digits the corrected value is of, the image is left out. `Found` counts it all.
"""

import hashlib
import json
from dataclasses import dataclass, field

import cv2
import numpy as np

from .sources import Digits
from .store import Store

SUFFIX = ".correction.json"
SCHEMA = "digitdrop.correction/1"
MOST_BYTES = 20_000_000  # as the service takes them
MOST_DIGITS = 64
MARGIN = 0.3  # around the digits of a number, in heights of them, as the service cuts a row
FIELD, BOX = 28, 20  # MNIST's form: normal_form.py


@dataclass(frozen=True)
class Number:
    """grey uint8[h, w], paper light; text as the number model writes it, separators included."""

    grey: np.ndarray
    text: str


@dataclass
class Found:
    numbers: list[Number] = field(default_factory=list)
    digits: list[tuple[np.ndarray, int]] = field(default_factory=list)  # ink uint8[28, 28], label
    left_out: dict[str, int] = field(default_factory=dict)  # why -> how many

    def leave_out(self, why: str) -> None:
        self.left_out[why] = self.left_out.get(why, 0) + 1

    def as_digits(self) -> Digits:
        images = [ink for ink, _ in self.digits] or [np.zeros((0, FIELD, FIELD), np.uint8)]
        shape = (len(self.digits), FIELD, FIELD)
        return Digits(np.array(images, np.uint8).reshape(shape), np.array([label for _, label in self.digits], np.uint8))


def read_corrections(store: Store) -> Found:
    """In the order of keys, so that the same bucket gives the same material."""
    found = Found()
    for key, _ in store.names():
        if key.endswith(SUFFIX):
            take(store, key.removesuffix(SUFFIX), found)
    return found


def take(store: Store, key: str, found: Found) -> None:
    correction, reading = parse(store, key + SUFFIX), parse(store, f"{key}.json")
    if correction is None or correction.get("schema") != SCHEMA:
        return found.leave_out("not a correction")
    value, etag = correction.get("value"), correction.get("etag")
    if value is None:
        return found.leave_out("no number")
    if not is_value(value):
        return found.leave_out("not a correction")
    if reading is None or reading.get("source", {}).get("etag") != etag:
        return found.leave_out("reading of another version")
    image = store.get(key)
    if image is None or len(image.body) > MOST_BYTES or not is_version(image.body, image.tag, etag):
        return found.leave_out("image gone, or another version")
    grey = decode(image.body)
    if grey is None:
        return found.leave_out("not decoded")
    boxes = [digit["box"] for digit in reading.get("digits", [])]
    if len(reading.get("lines", [])) > 1 and len(boxes) != len(value):
        return found.leave_out("several lines")
    text = spell(value, reading.get("text"))
    if text is None:
        return found.leave_out("separators unknown")
    found.numbers.append(Number(cut(grey, boxes, MARGIN), text))
    if len(boxes) == len(value):
        found.digits += [(as_field(cut(grey, [box], 0.1)), int(digit)) for box, digit in zip(boxes, value)]
    return None


def parse(store: Store, key: str) -> dict | None:
    stored = store.get(key)
    try:
        parsed = json.loads(stored.body) if stored is not None else None
    except ValueError:
        return None
    return parsed if isinstance(parsed, dict) else None


def is_value(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= MOST_DIGITS and value.isascii() and value.isdigit()


def is_version(body: bytes, tag: str, etag: object) -> bool:
    """By the store's own ETag; a folder has none, and there the MD5 is what S3 makes of an object put at once."""
    return etag in (tag.strip('"'), hashlib.md5(body, usedforsecurity=False).hexdigest())


def decode(body: bytes) -> np.ndarray | None:
    """Turned as EXIF says, as the reading's boxes are; dark paper is inverted."""
    try:
        grey = cv2.imdecode(np.frombuffer(body, np.uint8), cv2.IMREAD_GRAYSCALE)
    except cv2.error:
        return None
    if grey is None:
        return None
    return 255 - grey if np.median(grey) < 128 else grey


def spell(value: str, text: object) -> str | None:
    """The value with the separators that were read; null where it cannot be told where they stand."""
    read = text if isinstance(text, str) else ""
    if sum(character.isdigit() for character in read) == len(value) and "?" not in read:
        digits = iter(value)
        return "".join(next(digits) if character.isdigit() else character for character in read)
    return value if read.isdigit() or read == "" else None


def cut(grey: np.ndarray, boxes: list[dict], margin: float) -> np.ndarray:
    """The rectangle of all boxes and some heights around it, within the image; all of it where there is no box."""
    if not boxes:
        return grey
    top, left = min(box["y"] for box in boxes), min(box["x"] for box in boxes)
    bottom = max(box["y"] + box["height"] for box in boxes)
    right = max(box["x"] + box["width"] for box in boxes)
    more = margin * (bottom - top)
    y, x = max(0, round(top - more)), max(0, round(left - more))
    part = grey[y : round(bottom + more), x : round(right + more)]
    return part if part.size else grey


def as_field(grey: np.ndarray) -> np.ndarray:
    """A digit's crop -> ink uint8[28, 28], the longer side 20 pixels, in the middle."""
    paper, dark = np.percentile(grey, 80), np.percentile(grey, 2)
    ink = np.clip((paper - grey.astype(np.float32)) / max(paper - dark, 32), 0, 1) * 255
    scale = BOX / max(ink.shape)
    size = (max(1, round(ink.shape[1] * scale)), max(1, round(ink.shape[0] * scale)))
    small = cv2.resize(ink, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    out = np.zeros((FIELD, FIELD), np.uint8)
    y, x = (FIELD - size[1]) // 2, (FIELD - size[0]) // 2
    out[y : y + size[1], x : x + size[0]] = small.round()
    return out
