import hashlib
import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from .corrections import read_corrections, spell
from .number.feed import Feed
from .store import Store
from .store_for_test import KINDS, open_test_store


def draw(values: str) -> tuple[bytes, list[dict]]:
    """Dark bars of different heights on light paper, one for each digit, and their boxes."""
    grey = np.full((60, 40 * len(values) + 20, 3), 240, np.uint8)
    boxes = []
    for i in range(len(values)):
        x, y, height = 20 + 40 * i, 10, 25 + i
        grey[y : y + height, x : x + 8] = 20
        boxes.append({"x": x, "y": y, "width": 8, "height": height})
    return cv2.imencode(".png", grey)[1].tobytes(), boxes


def lay(store: Store, key: str, value: str | None, read: str, **more: object) -> None:
    body, boxes = draw(read)
    etag = more.get("etag", hashlib.md5(body).hexdigest())
    digits = [{"value": digit, "box": box} for digit, box in zip(read, boxes)]
    reading = {"source": {"key": key, "etag": etag}, "digits": digits, "lines": [], "text": more.get("text", read)}
    store.put(key, body)
    store.put(f"{key}.json", json.dumps(reading).encode())
    correction = {"schema": "digitdrop.correction/1", "key": key, "etag": etag, "value": value}
    store.put(f"{key}.correction.json", json.dumps(correction).encode())


@pytest.mark.parametrize("kind", KINDS)
def test_corrected_values_become_numbers_and_digits(kind: str, tmp_path: Path) -> None:
    with open_test_store(kind, tmp_path) as store:
        lay(store, "in/a.png", "47", "41")
        lay(store, "in/b ä.png", "123", "12")
        found = read_corrections(store)
    assert [number.text for number in found.numbers] == ["47", "123"]
    # Around both bars, not the whole picture.
    assert found.numbers[0].grey.shape[0] < 60 and found.numbers[0].grey.shape[1] >= 48
    assert [label for _, label in found.digits] == [4, 7]
    digits = found.as_digits()
    assert digits.images.shape == (2, 28, 28) and digits.labels.tolist() == [4, 7]
    assert digits.images[0, 14].max() > 200 and digits.images[0, 0].max() == 0
    assert found.left_out == {}


@pytest.mark.parametrize("kind", KINDS)
def test_what_does_not_hold_is_left_out_and_counted(kind: str, tmp_path: Path) -> None:
    with open_test_store(kind, tmp_path) as store:
        lay(store, "none.png", None, "4")
        lay(store, "old.png", "4", "4", etag="0" * 32)
        lay(store, "letters.png", "4a", "4")
        lay(store, "separated.png", "47", "4", text="4,-")
        store.put("foreign.png.correction.json", b'{"hello": 1}')
        store.put("broken.png.correction.json", b"{")
        lay(store, "gone.png", "4", "4")
        store.put("gone.png", b"another")
        found = read_corrections(store)
    assert (found.numbers, found.digits) == ([], [])
    assert found.left_out == {
        "no number": 1,
        "image gone, or another version": 2,
        "not a correction": 3,
        "separators unknown": 1,
    }


def test_separators_stay_where_they_were_read() -> None:
    assert spell("4760", "47,80") == "47,60"
    assert spell("4760", "4780") == "4760"
    assert spell("476", "4780") == "476"
    assert spell("476", "47,80") is None
    assert spell("4", None) == "4"


def test_without_corrections_the_feed_draws_as_it_did(monkeypatch: pytest.MonkeyPatch) -> None:
    from .number import feed
    from .number.ranges import Ranges

    drawn: list[int] = []

    def draw_example(seed: int, *_: object) -> tuple[np.ndarray, str]:
        drawn.append(seed)
        return np.zeros((48, 64), np.float32), "1"

    monkeypatch.setattr(feed, "draw_example", draw_example)
    next(iter(Feed(Ranges(), None, None, 4, 7)))
    assert drawn == list(range(7, 7 + 4 * feed.BATCHES_IN_GROUP))
    drawn.clear()
    corrected = [feed_number("47")]
    seen = [next(iter(Feed(Ranges(), None, None, 4, seed, corrected))) for seed in range(0, 320, 32)]
    share = 1 - len(drawn) / (10 * 4 * feed.BATCHES_IN_GROUP)
    assert 0.03 < share < 0.25 and len(seen) == 10


def feed_number(text: str):
    from .corrections import Number

    return Number(cv2.imdecode(np.frombuffer(draw(text)[0], np.uint8), cv2.IMREAD_GRAYSCALE), text)
