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


def test_an_error_at_the_strict_end_is_not_passed_over() -> None:
    confidence = np.linspace(0.5, 1, 100_000)
    right = np.ones(100_000, bool)
    assert calibrate.find_threshold(confidence, right, 0.005, 0.5).threshold == 0.5
    right[-1500::50] = False  # 2% of the surest 1,500 are wrong; all below are right, and would hide it
    with pytest.raises(ValueError, match="no threshold"):
        calibrate.find_threshold(confidence, right, 0.005, 0.5)


def test_the_curve_names_only_rates_the_material_certifies() -> None:
    # 0 errors in n certify 1 - 0.05^(1/n): 598 for 0.005, 2,995 for 0.001 (twice as many are asked for to begin with).
    confidence, right = np.full(6100, 0.999999), np.ones(6100, bool)
    assert min(calibrate.find_curve([(confidence, right)], 0.5)) == 0.001
    few = calibrate.find_curve([(confidence[:1300], right[:1300])], 0.5)
    assert sorted(few) == [0.005, 0.01, 0.02, 0.05]
    assert few[0.005].accepted == 1300 and few[0.005].errors == 0


def test_a_second_trial_only_raises_thresholds() -> None:
    random = np.random.default_rng(4)
    easy = random.uniform(0.5, 1, 50_000), np.ones(50_000, bool)
    confidence = random.uniform(0.5, 1, 50_000)
    harder = confidence, (confidence > 0.9) | (random.uniform(size=50_000) > 0.3)
    alone, both = calibrate.find_curve([easy], 0.5)[0.01], calibrate.find_curve([easy, harder], 0.5)[0.01]
    assert alone.threshold == 0.5
    assert both.threshold > 0.85 and both.errors == 0


def test_no_digit_lowers_the_confidence_and_is_never_right() -> None:
    logits = np.full((2, 11), -9.0)
    logits[:, 3] = logits[:, 10] = 2.0
    confidence, right = calibrate.judge(logits, np.array([3, 10]), 1.0)
    assert confidence == pytest.approx([0.5, 0.5], abs=1e-3)
    assert right.tolist() == [True, False]


def test_area_under_roc() -> None:
    # By hand: of the six pairs 3 > 1, 3 > 2, 2 > 1 count whole, 2 = 2 half, 0 < 1 and 0 < 2 not: 3.5 / 6.
    assert calibrate.area_under_roc(np.array([3.0, 2.0, 0.0]), np.array([1.0, 2.0])) == pytest.approx(3.5 / 6)
