import numpy as np
import torch

from .augment import Augment
from .ranges import Ranges
from .fields import DISTANCE_UNIT, make_fields, thin


def bar() -> np.ndarray:
    image = np.zeros((28, 28), np.uint8)
    image[5:23, 11:16] = 255
    return image


def test_thinning_keeps_one_unbroken_line() -> None:
    line = thin(torch.from_numpy(bar()[None] > 127))[0]
    assert line.any()
    rows = line.sum(dim=1)
    assert rows.max() == 1  # one pixel wide
    assert rows.sum() >= 12  # about as long as the bar


def test_thinning_keeps_the_hole_of_a_ring() -> None:
    ys, xs = np.mgrid[0:40, 0:40] - 20
    away = np.hypot(xs, ys)
    line = thin(torch.from_numpy((away > 8) & (away < 15))[None])[0].numpy()
    assert not line[20, 20]
    for angle in np.linspace(0, 2 * np.pi, 16):  # every ray from the middle meets the line: it is closed
        reach = np.arange(8, 16, 0.25)
        ray = line[(20 + reach * np.sin(angle)).round().astype(int), (20 + reach * np.cos(angle)).round().astype(int)]
        near = line[(20 + reach * np.sin(angle)).astype(int), (20 + reach * np.cos(angle)).astype(int)]
        assert ray.any() or near.any()


def test_fields_hold_grey_and_distance() -> None:
    fields = make_fields(bar()[None])[0].numpy()
    assert fields.shape == (2, 56, 56)
    assert fields[0, 28, 27] == 255 and fields[0, 28, 5] == 0
    assert fields[1, 28, 26:29].min() <= DISTANCE_UNIT  # the middle line runs through the middle
    assert fields[1, 28, 5] == 255


def test_a_seed_repeats_and_ink_stays_in_range() -> None:
    fields = make_fields(np.stack([bar()] * 64))
    first, again, other = (Augment(Ranges(), seed)(fields) for seed in (1, 1, 2))
    assert torch.equal(first, again)
    assert not torch.equal(first, other)
    assert first.shape == (64, 1, 28, 28)
    assert torch.isfinite(first).all() and first.min() >= 0 and first.max() <= 1
    assert (first.amax(dim=(1, 2, 3)) > 0.5).all()  # no picture loses its ink altogether


def test_paper_stays_paper() -> None:
    clean = Ranges(noise_share=0, speck_share=0, fragment_share=0, floor_share=0)
    out = Augment(clean, 3)(make_fields(np.stack([bar()] * 400)))
    corners = torch.stack([out[:, 0, 0, 0], out[:, 0, 27, 27], out[:, 0, 0, 27], out[:, 0, 27, 0]])
    assert corners.max() < 0.01


def test_without_strength_the_digit_stays_as_it_is() -> None:
    shares = [name for name in vars(Ranges()) if name.endswith("_share")]
    still = Ranges(strength=0.0, **dict.fromkeys(shares, 0.0))
    out = Augment(still, 1)(make_fields(bar()[None]))[0, 0]
    assert out[5:23, 13].min() > 0.9
    assert out[14, 3] == 0 and out[14, 24] == 0


def test_a_rule_runs_below_the_digit() -> None:
    shares = [name for name in vars(Ranges()) if name.endswith("_share")]
    ruled = Ranges(strength=0.0, **dict.fromkeys(shares, 0.0) | {"rule_share": 1.0})
    out = Augment(ruled, 1)(make_fields(np.stack([bar()] * 50)))[:, 0]
    wide = (out > 0.2).sum(dim=2)  # columns inked in each row
    foot, digit = wide[:, 20:].amax(dim=1), wide[:, 8:14].amax(dim=1)
    assert (foot >= digit).all() and (foot > digit).sum() > 40
    assert (wide[:, :14].amax(dim=1) == digit).all()  # nothing above
