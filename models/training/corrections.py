"""What people corrected, as material: pictures beside which `<key>.correction.json` lies, in a bucket or in a copy of one.

A correction holds for one version of its picture: the reading beside it has to name the same ETag, and so has the bucket
itself; in a folder, whose files have no ETag, the reading alone is asked. What cannot be used is counted by the reason.
Every twelfth picture, by its key, is held out.
"""

import hashlib
import json
from collections import Counter
from dataclasses import dataclass

import cv2
import numpy as np

from .no_digits import in_middle
from .number.alphabet import DIGITS, value_of
from .sources import Digits, SourceFile
from .store import Store

SUFFIX = ".correction.json"
SCHEMA = "digitdrop.correction/1"
MOST_BYTES = 20_000_000  # of a picture, as the service takes
MOST_PIXELS = 50_000_000
MARGIN = 0.35  # heights of the digits around their boxes
HELD_ONE_IN = 12
NO_DIGIT = 10


@dataclass(frozen=True)
class Corrected:
    key: str
    grey: np.ndarray  # uint8[h, w], the place that was read, dark ink on light paper
    value: str | None  # the digits, as a person says they are; None: no number
    text: str | None  # the number as written, as far as it can be told; None where there is none
    said: str  # the digits that the model found; the boxes that the place was cut by are theirs
    file: SourceFile

    @property
    def is_held(self) -> bool:
        return int(hashlib.sha256(self.key.encode()).hexdigest(), 16) % HELD_ONE_IN == 0


def read_corrections(store: Store) -> tuple[list[Corrected], dict[str, int]]:
    """All that can be used, in the order of their keys, and how many cannot, by why."""
    found, left = [], Counter()
    for name, _ in store.names():
        if name.endswith(SUFFIX):
            one = read_one(store, name)
            if isinstance(one, str):
                left[one] += 1
            else:
                found.append(one)
    return found, dict(left)


def read_one(store: Store, name: str) -> Corrected | str:
    """A string says why it cannot be used."""
    key = name.removesuffix(SUFFIX)
    correction, reading = load_json(store, name), load_json(store, f"{key}.json")
    if not isinstance(correction, dict) or correction.get("schema") != SCHEMA or not is_value(correction.get("value")):
        return "no correction"
    etag = correction.get("etag")
    picture = store.get(key)
    if picture is None or not isinstance(reading, dict) or not isinstance(etag, str):
        return "gone"
    source = reading.get("source")
    if not isinstance(source, dict) or source.get("etag") != etag:
        return "of another version"
    if picture.tag.startswith('"') and picture.tag.strip('"') != etag:
        return "of another version"
    grey = decode(picture.body)
    if grey is None:
        return "no picture"
    value, said = correction["value"], reading.get("value") or ""
    text = None if value is None else written(value, reading.get("text") or "")
    file = SourceFile(f"corrections/{key}", hashlib.sha256(picture.body).hexdigest(), 1)
    return Corrected(key, on_light(cut(grey, reading)), value, text, said, file)


def load_json(store: Store, key: str) -> object:
    """None where it is not there or no JSON."""
    found = store.get(key)
    try:
        return None if found is None else json.loads(found.body)
    except ValueError:
        return None


def is_value(value: object) -> bool:
    return value is None or (isinstance(value, str) and 0 < len(value) <= 64 and set(value) <= set(DIGITS))


def decode(body: bytes) -> np.ndarray | None:
    """uint8[h, w], turned as EXIF says; None for what is too large or no picture that OpenCV reads."""
    if not 0 < len(body) <= MOST_BYTES:
        return None
    try:
        grey = cv2.imdecode(np.frombuffer(body, np.uint8), cv2.IMREAD_GRAYSCALE)
    except cv2.error:
        return None
    return None if grey is None or grey.size > MOST_PIXELS else grey


def cut(grey: np.ndarray, reading: dict) -> np.ndarray:
    """Around the boxes of the digits that were found; the whole picture where there are none."""
    height, width = grey.shape
    try:
        boxes = np.array([[digit["box"][side] for side in ("x", "y", "width", "height")] for digit in reading["digits"]], float)
        x, y, w, h = boxes.reshape(-1, 4).T
        margin = MARGIN * h.max()
        left, top, right, bottom = (int(v) for v in (x.min() - margin, y.min() - margin, (x + w).max() + margin, (y + h).max() + margin))
    except (KeyError, TypeError, ValueError, OverflowError):
        return grey
    part = grey[max(0, top) : max(0, min(height, bottom)), max(0, left) : max(0, min(width, right))]
    return part if min(part.shape) >= 8 else grey


def on_light(grey: np.ndarray) -> np.ndarray:
    """Paper is what most of a picture is."""
    low, middle, high = np.percentile(grey, (2, 50, 98))
    return 255 - grey if middle - low < high - middle else grey


def written(value: str, text: str) -> str:
    """The value with the separators that were read, where as many digits were; else the digits alone."""
    if len(value_of(text)) != len(value):
        return value
    digits = iter(value)
    return "".join(next(digits) if character in DIGITS else character for character in text)


def single_digits(corrected: list[Corrected]) -> Digits:
    """Those of one digit, or where the model took for one what is none (label 10), as MNIST has them: uint8[N, 28, 28]."""
    images, labels = [], []
    for one in corrected:
        if len(one.value or one.said) == 1:
            paper, ink = np.percentile(one.grey, (70, 1))
            grey = np.clip((paper - one.grey.astype(np.float32)) / max(paper - ink, 10) * 255, 0, 255).astype(np.uint8)
            if (grey > 60).any():
                images.append(in_middle(grey))
                labels.append(NO_DIGIT if one.value is None else int(one.value))
    return Digits(np.stack(images) if images else np.zeros((0, 28, 28), np.uint8), np.array(labels, np.uint8))
