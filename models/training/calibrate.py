"""From logits to a confidence that can be held to: a temperature, and for each promised error rate a threshold.

Temperature: Guo, Pleiss, Sun, Weinberger (ICML 2017), over all labels. Confidence is the best digit's softmax of logits /
temperature: what speaks for "no digit" lowers it. Threshold: candidates are tested from strict to lenient, and the last
one is taken before the first whose upper bound (Clopper and Pearson 1934, one-sided 95%) exceeds the promised error;
testing in a fixed order keeps the bound valid although many thresholds are tried (Angelopoulos et al., "Learn then Test",
2021). The first candidate is the strictest that accepts enough for the bound to be within reach; which one that is does
not depend on the errors.
"""

from dataclasses import dataclass
from math import lgamma

import numpy as np

CANDIDATES = np.round(
    np.concatenate([[0.99999, 0.9999, 0.9998], np.arange(0.9995, 0.9895, -0.0005), np.arange(0.989, 0.4995, -0.001)]), 5
)
BOUND_LEVEL = 0.95
ROOM = 2  # the first candidate accepts this many times what the bound takes without any error
RATES = (0.0005, 0.001, 0.002, 0.003, 0.005, 0.01, 0.02, 0.05)  # promised error rates that are tried


@dataclass(frozen=True)
class Threshold:
    threshold: float
    accepted: int
    of: int
    errors: int
    upper_bound: float  # of the error rate among accepted, one-sided 95%


def softmax(logits: np.ndarray, temperature: float = 1.0) -> np.ndarray:
    """[N, classes] -> probabilities [N, classes], in float64."""
    scaled = logits.astype(np.float64) / temperature
    scaled -= scaled.max(axis=1, keepdims=True)
    powers = np.exp(scaled)
    return powers / powers.sum(axis=1, keepdims=True)


def judge(logits: np.ndarray, labels: np.ndarray, temperature: float) -> tuple[np.ndarray, np.ndarray]:
    """logits [N, 11], labels -> (confidence float64[N] of the best digit, bool[N]: it is right). No digit is never right."""
    chances = softmax(logits, temperature)[:, :10]
    return chances.max(axis=1), chances.argmax(axis=1) == labels


def nll(logits: np.ndarray, labels: np.ndarray, temperature: float = 1.0) -> float:
    """Mean negative log likelihood, in nats."""
    chosen = softmax(logits, temperature)[np.arange(len(labels)), labels]
    return float(-np.log(np.maximum(chosen, 1e-300)).mean())


def fit_temperature(logits: np.ndarray, labels: np.ndarray) -> float:
    """The temperature of least NLL between 0.1 and 10, by golden section on its logarithm."""
    low, high = np.log(0.1), np.log(10.0)
    golden = (np.sqrt(5) - 1) / 2
    for _ in range(60):
        left, right = high - golden * (high - low), low + golden * (high - low)
        if nll(logits, labels, float(np.exp(left))) < nll(logits, labels, float(np.exp(right))):
            high = right
        else:
            low = left
    return float(np.exp((low + high) / 2))


def expected_calibration_error(confidence: np.ndarray, right: np.ndarray, bins: int = 15) -> float:
    """Mean distance between confidence and accuracy over equal-width bins, weighted by their counts."""
    place = np.minimum((confidence * bins).astype(int), bins - 1)
    gaps = [abs(confidence[place == b].sum() - right[place == b].sum()) for b in range(bins)]
    return float(sum(gaps) / len(confidence))


def upper_bound(errors: int, n: int, level: float = BOUND_LEVEL) -> float:
    """Clopper-Pearson: the error rate at which `errors` or fewer in n has probability 1 - level."""
    if errors >= n:
        return 1.0
    k = np.arange(errors + 1)
    choose = np.array([lgamma(n + 1) - lgamma(i + 1) - lgamma(n - i + 1) for i in k])
    low, high = errors / n, 1.0
    for _ in range(60):
        p = (low + high) / 2
        tail = np.exp(choose + k * np.log(p) + (n - k) * np.log1p(-p)).sum()
        low, high = (p, high) if tail > 1 - level else (low, p)
    return high


def measure(confidence: np.ndarray, right: np.ndarray, threshold: float) -> Threshold:
    taken = confidence >= threshold
    accepted, errors = int(taken.sum()), int((taken & ~right).sum())
    bound = upper_bound(errors, accepted) if accepted else 1.0
    return Threshold(float(threshold), accepted, len(right), errors, bound)


def find_threshold(confidence: np.ndarray, right: np.ndarray, max_error: float, floor: float) -> Threshold:
    """The most lenient threshold (not below `floor`) that keeps the promise; ValueError if none can be shown to."""
    kept = None
    enough = ROOM * np.log(1 - BOUND_LEVEL) / np.log1p(-max_error)
    for candidate in CANDIDATES[CANDIDATES >= floor]:
        result = measure(confidence, right, candidate)
        if result.accepted < enough:
            continue
        if result.upper_bound > max_error:
            break
        kept = result
    if kept is None:
        raise ValueError(f"no threshold keeps the error within {max_error} on {len(right)} pictures")
    return kept


def find_curve(trials: list[tuple[np.ndarray, np.ndarray]], floor: float) -> dict[float, Threshold]:
    """{rate: the strictest of what each trial (confidence, right) takes}, only rates that the first trial certifies.

    The figures told are the first trial's; the others may only raise a threshold.
    """
    curve = {}
    for rate in RATES:
        try:
            found = find_threshold(*trials[0], rate, floor).threshold
        except ValueError:
            continue
        for trial in trials[1:]:
            try:
                found = max(found, find_threshold(*trial, rate, floor).threshold)
            except ValueError:
                pass
        curve[rate] = measure(*trials[0], found)
    return curve


def area_under_roc(positive: np.ndarray, negative: np.ndarray) -> float:
    """The chance that a positive scores above a negative, ties counted half (Mann and Whitney 1947)."""
    ordered = np.sort(negative)
    below, not_above = np.searchsorted(ordered, positive, "left"), np.searchsorted(ordered, positive, "right")
    return float((below + not_above).mean() / 2 / len(negative))
