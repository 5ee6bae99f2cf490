import numpy as np
import pytest

from . import calibrate


def sample(n: int, temperature: float, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Logits whose labels are drawn from their own softmax at `temperature`."""
    random = np.random.default_rng(seed)
    logits = random.normal(0, 3, (n, 10))
    chances = calibrate.softmax(logits, temperature)
    labels = (chances.cumsum(axis=1) > random.uniform(size=(n, 1))).argmax(axis=1)
    return logits, labels


@pytest.mark.parametrize("temperature", [0.5, 1.0, 2.5])
def test_finds_the_temperature_labels_were_drawn_with(temperature: float) -> None:
    logits, labels = sample(40_000, temperature)
    assert calibrate.fit_temperature(logits, labels) == pytest.approx(temperature, rel=0.03)


def test_calibration_error_sees_overconfidence() -> None:
    logits, labels = sample(40_000, 2.0)
    right = logits.argmax(axis=1) == labels

    def error(temperature: float) -> float:
        return calibrate.expected_calibration_error(calibrate.softmax(logits, temperature).max(axis=1), right)

    assert error(2.0) < 0.01
    assert error(1.0) > 0.1


@pytest.mark.parametrize(
    # One-sided 95% Clopper-Pearson. k = 0: the closed form 1 - 0.05^(1/n). 1 in 100: 4.656% in the usual tables.
    ("errors", "n", "expected"),
    [(0, 600, 1 - 0.05 ** (1 / 600)), (0, 10, 1 - 0.05**0.1), (1, 100, 0.04656), (5, 5, 1.0)],
)
def test_upper_bound(errors: int, n: int, expected: float) -> None:
    assert calibrate.upper_bound(errors, n) == pytest.approx(expected, rel=1e-3)


def test_threshold_keeps_the_promise_and_no_more() -> None:
    random = np.random.default_rng(2)
    confidence = random.uniform(0.5, 1, 50_000)
    right = random.uniform(size=50_000) > np.where(confidence > 0.8, 0.001, 0.2)
    found = calibrate.find_threshold(confidence, right, max_error=0.005, floor=0.5)
    assert 0.78 < found.threshold <= 0.81
    assert found.upper_bound <= 0.005
    assert found.errors / found.accepted < found.upper_bound
    assert found.accepted == (confidence >= found.threshold).sum()


def test_threshold_stays_above_the_floor_and_is_refused_when_there_is_none() -> None:
    confidence = np.random.default_rng(3).uniform(0.3, 1, 5000)
    assert calibrate.find_threshold(confidence, np.ones(5000, bool), 0.005, 0.5).threshold == 0.5
    with pytest.raises(ValueError, match="no threshold"):
        calibrate.find_threshold(confidence, np.arange(5000) % 10 > 0, 0.005, 0.5)
