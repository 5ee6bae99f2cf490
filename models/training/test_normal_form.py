import json
from pathlib import Path

import numpy as np
import pytest
import torch

from .fixtures import draw_all
from .normal_form import normalise, normalise_batch


def test_a_square_becomes_the_twenty_box_in_the_middle() -> None:
    ink = np.zeros((50, 60))
    ink[10:30, 25:45] = 1
    expected = np.zeros((28, 28))
    expected[4:24, 4:24] = 1
    np.testing.assert_allclose(normalise(ink), expected, atol=1e-12)


def test_the_centre_of_mass_lies_in_the_middle() -> None:
    ink = np.zeros((20, 20))
    ink[:, 2:5] = 1
    ink[15:20, 2:12] = 1  # an L: its mass lies left of and below its box's middle
    out = normalise(ink)
    places = np.arange(28) + 0.5
    assert (out.sum(axis=0) * places).sum() / out.sum() == pytest.approx(14, abs=0.05)
    assert (out.sum(axis=1) * places).sum() / out.sum() == pytest.approx(14, abs=0.05)


def test_the_box_stays_inside_the_field() -> None:
    ink = np.full((20, 20), 0.25)
    ink[:, 19] = 1.0
    ink[0, 0] = 1.0
    ink[1:, 0:17] = 0.0
    out = normalise(ink)
    assert out[:, 0].sum() > 0.9  # the left end of the box lies at the edge of the field, and is not cut


def test_ink_outside_the_box_is_left_out() -> None:
    clean = np.zeros((30, 30))
    clean[8:20, 10:16] = 1
    dirty = clean.copy()
    dirty[25:29, 1:6] = 0.19
    np.testing.assert_array_equal(normalise(dirty), normalise(clean))
    dirty[25:29, 1:6] = 0.21
    assert np.abs(normalise(dirty) - normalise(clean)).max() > 0.1


def test_thin_strokes_are_lifted_and_thick_ones_left() -> None:
    thin = np.zeros((100, 100))
    thin[10:90, 50] = 1
    assert normalise(thin).max() > 0.7
    thick = np.zeros((20, 20))
    thick[:, 5:15] = 0.8
    assert normalise(thick).max() == pytest.approx(0.8)


@pytest.mark.parametrize("ink", [np.zeros((9, 8)), np.full((9, 8), 0.2)])
def test_no_ink_gives_zero(ink: np.ndarray) -> None:
    assert not normalise(ink).any()
    assert not normalise_batch(torch.tensor(ink[None], dtype=torch.float32)).any()


@pytest.mark.parametrize("name", draw_all())
def test_batch_equals_reference_on_drawings(name: str) -> None:
    ink = draw_all()[name]
    np.testing.assert_allclose(normalise_batch(torch.tensor(ink[None]).float())[0], normalise(ink), atol=2e-5)


@pytest.mark.parametrize(("height", "width"), [(12, 12), (28, 28), (56, 56), (90, 40)])
def test_batch_equals_reference_on_blobs(height: int, width: int) -> None:
    random = np.random.default_rng(height)
    blobs = np.zeros((40, height, width), dtype=np.float32)
    for blob in blobs:
        for _ in range(3):
            y, x = random.integers(0, height - 3), random.integers(0, width - 3)
            blob[y : y + random.integers(1, 8), x : x + random.integers(1, 8)] = random.uniform(0.25, 1)
    found = normalise_batch(torch.from_numpy(blobs)).numpy()
    for blob, out in zip(blobs, found):
        np.testing.assert_allclose(out, normalise(blob), atol=2e-5)


def test_the_fixture_file_is_current() -> None:
    path = Path(__file__).parents[2] / "test" / "fixtures" / "normal-form.json"
    for case in json.loads(path.read_text())["cases"]:
        ink = np.array(case["ink"]).reshape(case["height"], case["width"])
        np.testing.assert_allclose(normalise(ink).ravel(), case["expected"], atol=1e-6, err_msg=case["name"])
