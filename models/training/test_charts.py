import numpy as np

from . import charts, evaluate
from .network import LABELS


def test_a_confusion_shades_errors_and_not_what_is_right() -> None:
    image = charts.draw_confusion(np.array([3] * 50 + [5]), np.array([3] * 50 + [8]), LABELS)

    def shade(row: int, column: int) -> list[int]:
        return image[charts.MARGIN + row * charts.CELL + 2, charts.MARGIN + column * charts.CELL + 2].tolist()

    assert shade(3, 3) == shade(0, 0) == [240, 240, 240]
    assert shade(5, 8) == [85, 85, 255]


def test_a_curve_runs_where_its_points_lie() -> None:
    image = charts.draw_curves("t", "x", "y", {"c": (np.array([0, 1]), np.array([0.5, 0.5]))})
    middle = charts.MARGIN + charts.SIDE // 2
    blue, _, red = image[middle, charts.MARGIN + 111].tolist()
    assert blue > 150 and red < 60
    assert image[middle - 25, charts.MARGIN + 111].tolist() == [255, 255, 255]


def test_a_sheet_shows_ink_dark() -> None:
    picture = np.zeros((28, 28), np.uint8)
    picture[:14] = 255
    image = charts.draw_sheet(np.stack([picture] * 13), ["1>7"] * 13, columns=12)
    assert image.shape[0] == 2 * (charts.GLYPH + 22)
    assert image[6, 10].max() < 20 and image[50, 10].min() > 235


def test_a_receiver_curve_of_two_and_two() -> None:
    # Levels 0.9 (digit), 0.8 (letter), 0.7 (digit), 0.1 (letter), from strict to lenient.
    x, y = evaluate.receiver_curve(np.array([0.9, 0.7]), np.array([0.8, 0.1]))
    assert x.tolist() == [0, 0, 0.5, 0.5, 1]
    assert y.tolist() == [0, 0.5, 0.5, 1, 1]


def test_what_is_surely_no_digit_has_no_confidence() -> None:
    logits = np.zeros((3, 11))
    logits[0, 4], logits[1, 10], logits[2, 10] = 9, 9, 2.5
    sure = evaluate.sureness(logits, 1.0)
    assert sure[0] > 0.99 and sure[1] == 0 and 0 < sure[2] < 0.2


def test_score_counts_letters_that_pass_as_errors() -> None:
    logits = np.zeros((3, 11))
    logits[0, 4] = logits[1, 4] = logits[2, 10] = 12
    result, _ = evaluate.score(logits, np.array([4, 10, 10]), 1.0, 0.9)
    assert result["right"] == 1 and result["accepted"] == 2 and result["acceptedErrors"] == 1 and result["refused"] == 1
