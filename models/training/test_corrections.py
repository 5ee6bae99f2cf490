"""What people corrected, read out of a bucket or a folder: what is used, what is left, and what of it the trainers see."""

import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from .corrections import read_corrections, single_digits
from .number.feed import Feed
from .number.ranges import Ranges
from .number.sample import Sample
from .store import Store
from .store_for_test import KINDS, open_test_store


def picture(dark: bool = True) -> bytes:
    """A 1 of 40 x 60 pixels' room in the middle of 200 x 100."""
    grey = np.full((100, 200), 230, np.uint8)
    cv2.line(grey, (100, 25), (98, 75), 20, 6)
    return cv2.imencode(".png", grey if dark else 255 - grey)[1].tobytes()


def place(store: Store, key: str, body: bytes, value: str | None, said: str = "7", text: str = "7", etag: str | None = None) -> None:
    tag = store.put(key, body)
    named = etag or tag.strip('"')
    box = {"x": 90, "y": 20, "width": 16, "height": 60}
    reading = {"source": {"etag": named}, "value": said, "text": text, "digits": [{"value": "7", "box": box}]}
    store.put(f"{key}.json", json.dumps(reading).encode())
    correction = {"schema": "digitdrop.correction/1", "key": key, "etag": named, "value": value}
    store.put(f"{key}.correction.json", json.dumps(correction).encode())


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_used_and_what_is_left(kind: str, tmp_path: Path) -> None:
    with open_test_store(kind, tmp_path) as store:
        place(store, "a.png", picture(), "1")
        place(store, "light.png", picture(dark=False), "1")
        place(store, "none.png", picture(), None)
        place(store, "sum.png", picture(), "4760", said="4780", text="47,80-")
        place(store, "longer.png", picture(), "17", said="7")
        place(store, "text.png", b"no picture", "1")
        store.put("alone.png.correction.json", b'{"schema": "digitdrop.correction/1", "etag": "x", "value": "1"}')
        store.put("odd.png.correction.json", b"{")
        place(store, "letters.png", picture(), "1a")
        place(store, "old.png", picture(), "1")
        store.put("old.png.json", b'{"source": {"etag": "another"}, "value": "7"}')
        found, left = read_corrections(store)
    assert left == {"no picture": 1, "gone": 1, "no correction": 2, "of another version": 1}
    by_key = {one.key: one for one in found}
    assert {key: (one.value, one.text) for key, one in by_key.items()} == {
        "a.png": ("1", "1"),
        "light.png": ("1", "1"),
        "none.png": (None, None),
        "sum.png": ("4760", "47,60-"),
        "longer.png": ("17", "17"),
    }
    # Cut around the box by a third of its height, and always dark on light.
    assert by_key["a.png"].grey.shape == (100, 58)
    assert np.median(by_key["light.png"].grey) > 128


def test_a_picture_that_was_replaced_is_left() -> None:
    with open_test_store("bucket", Path()) as store:
        place(store, "a.png", picture(), "1")
        assert len(read_corrections(store)[0]) == 1
        store.put("a.png", picture(dark=False))
        assert read_corrections(store) == ([], {"of another version": 1})


def test_single_digits_look_like_mnist_s(tmp_path: Path) -> None:
    with open_test_store("folder", tmp_path) as store:
        place(store, "a.png", picture(), "1")
        place(store, "none.png", picture(), None)
        place(store, "sum.png", picture(), "4760", said="4780")
        digits = single_digits(read_corrections(store)[0])
    assert digits.labels.tolist() == [1, 10]
    assert digits.images.shape == (2, 28, 28)
    ink = np.argwhere(digits.images[0] > 127)
    assert 18 <= np.ptp(ink[:, 0]) + 1 <= 20  # twenty pixels high
    assert digits.images[0, 0].max() == 0


def test_the_feed_gives_corrections_their_share_and_none_where_there_are_none() -> None:
    grey = np.full((60, 120), 230, np.uint8)
    corrected = [Sample(grey, "987")]
    feed = Feed(Ranges(corrected_share=1.0), None, None, 4, 0, corrected)  # type: ignore[arg-type]
    assert {feed.example(seed)[1] for seed in range(20)} == {"987"}
    # Without a bank nothing can be drawn: a feed without corrections tries to.
    with pytest.raises(AttributeError):
        Feed(Ranges(corrected_share=1.0), None, None, 4, 0).example(0)  # type: ignore[arg-type]
