import numpy as np
import pytest
import torch

from .fields import keep_fields, make_fields
from .material import SHARES, Part, weigh
from .network import NO_DIGIT, DigitNet, begin_with
from .no_digits import PRINTED, draw_blots, draw_marks, draw_pairs, draw_printed, in_middle
from .number.allographs import SHAPES
from .number.trajectories import Strokes
from .sources import Digits
from .strokes import ALONE, draw_allographs, draw_picture, draw_writers

SIDE = 56


def rng() -> np.random.Generator:
    return np.random.default_rng(7)


def ring() -> np.ndarray:
    ys, xs = np.mgrid[0:28, 0:28] - 13.5
    away = np.hypot(xs, ys)
    return np.where((away > 6) & (away < 10), 255, 0).astype(np.uint8)


def part(name: str, labels: list[int]) -> Part:
    return Part(name, torch.zeros(len(labels), 2, 4, 4, dtype=torch.uint8), np.array(labels, np.uint8))


def test_a_stroke_is_drawn_where_its_points_are_and_its_distance_is_to_them() -> None:
    upright = Strokes(np.array([[0, 0], [0, 1]], np.float32), (2,))
    for _ in range(10):
        grey, distance = draw_picture(rng(), upright)
        rows = np.flatnonzero(grey.max(axis=1) > 127)
        assert 36 <= rows[-1] - rows[0] + 1 <= 44  # about 40 pixels, as MNIST's digits in their fields
        assert distance[28, 28] <= 16 and grey[28, 28] > 200  # the line runs through the middle
        assert distance[28, 36] == pytest.approx(8 * 16, abs=16)  # 8 pixels beside it, in sixteenths
        assert grey[28, 44] == 0


def test_writers_samples_keep_their_labels() -> None:
    stroke = Strokes(np.array([[0, 0], [0.5, 1]], np.float32), (2,))
    fields, labels = draw_writers(rng(), [{0: [stroke], 7: [stroke, stroke]}])
    assert fields.shape == (3, 2, SIDE, SIDE) and labels.tolist() == [0, 7, 7]


def test_every_digit_has_shapes_that_stand_alone() -> None:
    assert {SHAPES[name][0] for name in ALONE} == set(range(10))
    fields, labels = draw_allographs(rng(), 2)
    assert len(fields) == 2 * len(ALONE)
    assert labels[: 2 * 5].tolist() == [0] * 10


def test_what_is_no_digit_has_ink_and_varies() -> None:
    digits = Digits(np.stack([ring()] * 4), np.zeros(4, np.uint8))
    for fields in (draw_marks(rng(), 12), draw_blots(rng(), 12), draw_printed(rng(), 12), draw_pairs(rng(), digits, 12)):
        assert fields.shape == (12, 2, SIDE, SIDE) and fields.dtype == torch.uint8
        assert (fields[:, 0].amax(dim=(1, 2)) > 200).all()
        assert len({field.numpy().tobytes() for field in fields}) >= 6


def test_a_pair_of_rings_is_wider_than_high() -> None:
    digits = Digits(np.stack([ring()] * 4), np.zeros(4, np.uint8))
    for grey in draw_pairs(rng(), digits, 10)[:, 0].numpy():
        ys, xs = np.nonzero(grey > 60)
        assert np.ptp(xs) > 1.3 * np.ptp(ys)
    alone = make_fields(ring()[None])[0, 0].numpy()
    ys, xs = np.nonzero(alone > 60)
    assert np.ptp(xs) < 1.1 * np.ptp(ys)


def test_letters_that_pass_for_digits_are_not_printed() -> None:
    assert not set(PRINTED) & set("OoIlijSsZzBbqgGDQTtyYhA0123456789")


def test_in_middle_scales_to_twenty_pixels() -> None:
    canvas = np.zeros((100, 100), np.uint8)
    canvas[10:90, 40:60] = 255
    ys, xs = np.nonzero(in_middle(canvas))
    assert (ys.min(), ys.max(), xs.min(), xs.max()) == (4, 23, 11, 15)


def test_weights_follow_the_shares_and_keep_classes_equal() -> None:
    # NIST without 0 and 1; MNIST with few 1s.
    parts = [part("mnist", [*range(10), *range(2, 10), 0, 0]), part("nist", [*range(2, 10)] * 3), part("letters", [NO_DIGIT] * 7)]
    weights = weigh(parts).numpy()
    labels = np.concatenate([each.labels for each in parts])
    classes = np.bincount(labels, weights)
    assert classes[:10] == pytest.approx([classes[:10].mean()] * 10)
    total = SHARES["mnist"] + SHARES["nist"] + SHARES["letters"]
    assert classes[NO_DIGIT] == pytest.approx(SHARES["letters"] / total)
    assert weights.sum() == pytest.approx(1)
    ends = np.cumsum([len(each.labels) for each in parts])
    mnist = weights[: ends[0]]
    assert mnist[labels[: ends[0]] == 0].sum() > mnist[labels[: ends[0]] == 5].sum()  # makes up for NIST's missing 0s


def test_all_shares_together_are_one() -> None:
    assert sum(SHARES.values()) == pytest.approx(1)


def test_fields_are_kept_by_content(tmp_path) -> None:
    images = np.stack([ring(), 255 - ring()])
    first = keep_fields(images, tmp_path)
    assert torch.equal(first, make_fields(images))
    (path,) = tmp_path.iterdir()
    np.save(path, np.zeros((2, 2, 56, 56), np.uint8))
    assert keep_fields(images, tmp_path).sum() == 0  # read from the folder this time
    assert torch.equal(keep_fields(images[::-1].copy(), tmp_path), make_fields(images[::-1]))


def test_ten_classes_begin_eleven() -> None:
    torch.manual_seed(1)
    ten = {name: value.clone() for name, value in DigitNet((4, 6, 8, 8)).state_dict().items()}
    ten["head.1.weight"], ten["head.1.bias"] = ten["head.1.weight"][:10], ten["head.1.bias"][:10]
    torch.manual_seed(2)
    network = DigitNet((4, 6, 8, 8))
    begin_with(network, ten, renew=False)
    assert torch.equal(network.head[1].weight[:10], ten["head.1.weight"])
    assert network.head[1].weight[10].abs().sum() == 0
    assert torch.equal(network.features[0][0].weight, ten["features.0.0.weight"])


def test_renewing_keeps_the_body_alone() -> None:
    torch.manual_seed(1)
    trained = DigitNet((4, 6, 8, 8)).state_dict()
    torch.manual_seed(2)
    network = DigitNet((4, 6, 8, 8))
    drawn = network.head[1].weight.clone()
    begin_with(network, trained, renew=True)
    assert torch.equal(network.head[1].weight, drawn)
    assert torch.equal(network.features[4].first[0].weight, trained["features.4.first.0.weight"])
    assert not torch.equal(network.features[5][0].weight, trained["features.5.0.weight"])
