"""What held-out strings show of a number reader, as pictures: reliability, risk against coverage, which digit for which."""

from pathlib import Path

import numpy as np

from .. import charts
from .alphabet import DIGITS, value_of
from .held_out import Trial

BINS = 15


def draw(folder: Path, trials: list[Trial], confidence: np.ndarray, right: np.ndarray) -> None:
    """Confidence float64[N], 0 where nothing is offered; right bool[N]. Writes three PNG files."""
    offered = confidence > 0
    charts.write(folder / "reliability.png", draw_reliability(confidence[offered], right[offered]))
    charts.write(folder / "risk.png", draw_risk(confidence, right))
    charts.write(folder / "confusion.png", charts.draw_confusion(*pair_digits(trials), list(DIGITS)))


def draw_reliability(confidence: np.ndarray, right: np.ndarray) -> np.ndarray:
    place = np.minimum((confidence * BINS).astype(int), BINS - 1)
    filled = [b for b in range(BINS) if (place == b).any()]
    means = np.array([confidence[place == b].mean() for b in filled])
    shares = np.array([right[place == b].mean() for b in filled])
    curves = {"held-out strings": (means, shares), "calibrated": (np.array([0.0, 1.0]), np.array([0.0, 1.0]))}
    return charts.draw_curves("Reliability", "confidence", "values right", curves)


def draw_risk(confidence: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Of the surest readings, how many are wrong (El-Yaniv and Wiener 2010)."""
    order = np.argsort(-confidence)
    coverage = np.arange(1, len(order) + 1) / len(order)
    risk = np.cumsum(~right[order]) / np.arange(1, len(order) + 1)
    return charts.draw_curves(
        "Risk against coverage", "accepted", "wrong among them", {"held-out strings": (coverage, risk)}, high=(1.0, 0.1)
    )


def pair_digits(trials: list[Trial]) -> tuple[np.ndarray, np.ndarray]:
    """(true, read) int64[M]: digits of values that were read with the right count of them."""
    pairs = [
        (int(true), int(read))
        for trial in trials
        for truth, found in [(value_of(trial.text), value_of(trial.read))]
        if len(truth) == len(found)
        for true, read in zip(truth, found)
    ]
    table = np.array(pairs, np.int64).reshape(-1, 2)
    return table[:, 0], table[:, 1]
