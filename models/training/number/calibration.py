"""The pooled probability of a value -> a confidence that can be held to.

confidence = sigmoid(slope * logit(raw) + offset), Platt's scaling (1999) of the log odds, fitted by Newton's method on the
log likelihood. Calibrated on one part of the held-out strings; thresholds are certified on another
(`training.calibrate`).
"""

from dataclasses import dataclass

import numpy as np

CERTAIN = 1e-6  # raw is kept this far from 0 and 1


@dataclass(frozen=True)
class Calibration:
    slope: float
    offset: float

    def confidence(self, raw: np.ndarray) -> np.ndarray:
        return 1 / (1 + np.exp(-(self.slope * logit(raw) + self.offset)))


def logit(raw: np.ndarray) -> np.ndarray:
    kept = np.clip(raw, CERTAIN, 1 - CERTAIN)
    return np.log(kept) - np.log1p(-kept)


def fit(raw: np.ndarray, right: np.ndarray) -> Calibration:
    """raw float64[N], right bool[N], both outcomes among them."""
    features = np.stack([logit(raw), np.ones(len(raw))], axis=1)
    weights = np.array([1.0, 0.0])
    for _ in range(30):
        chance = 1 / (1 + np.exp(-features @ weights))
        spread = chance * (1 - chance)
        hessian = (features * spread[:, None]).T @ features + 1e-9 * np.eye(2)
        weights = weights + np.linalg.solve(hessian, features.T @ (right - chance))
    return Calibration(round(float(weights[0]), 5), round(float(weights[1]), 5))
