"""From logits to a confidence that can be held to: a temperature, and a threshold with a bound on its error.

Temperature: Guo, Pleiss, Sun, Weinberger (ICML 2017). Confidence is the largest softmax of logits / temperature.
Threshold: candidates are tested from strict to lenient, and the last one is taken before the first whose upper
bound (Clopper and Pearson 1934, one-sided 95%) exceeds the promised error. Testing in a fixed order keeps the bound
valid although many thresholds are tried (Angelopoulos et al., "Learn then Test", 2021).
"""

from dataclasses import dataclass
from math import lgamma

import numpy as np

CANDIDATES = np.round(np.concatenate([np.arange(0.9999, 0.9895, -0.0005), np.arange(0.989, 0.4995, -0.001)]), 4)
BOUND_LEVEL = 0.95


@dataclass(frozen=True)
class Threshold:
    threshold: float
    accepted: int
    of: int
    errors: int
    upper_bound: float  # of the error rate among accepted, one-sided 95%


def softmax(logits: np.ndarray, temperature: float = 1.0) -> np.ndarray:
    """[N, 10] -> probabilities [N, 10], in float64."""
    scaled = logits.astype(np.float64) / temperature
    scaled -= scaled.max(axis=1, keepdims=True)
    powers = np.exp(scaled)
    return powers / powers.sum(axis=1, keepdims=True)


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
    """The most lenient threshold (not below `floor`) that keeps the promise; ValueError if none does."""
    kept = None
    for candidate in CANDIDATES[CANDIDATES >= floor]:
        result = measure(confidence, right, candidate)
        if result.upper_bound <= max_error:
            kept = result
        elif kept is not None:
            break
    if kept is None:
        raise ValueError(f"no threshold keeps the error within {max_error} on {len(right)} pictures")
    return kept
