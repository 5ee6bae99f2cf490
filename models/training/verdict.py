"""Does a candidate beat the model that serves? Both read the same pictures, and the answers are compared in pairs.

`better`         McNemar's exact test (1947, the binomial form), one-sided at LEVEL: among the pictures that only one of
                 the two gets right, the candidate has more than chance explains.
`numbersKept`    of the pictures that hold a number, the share that is read right is not lower by more than TOLERANCE;
`coverageKept`   nor is the share that is accepted at the rate which the serving model promises by default. Both by the
                 one-sided lower bound of the paired difference (Agresti and Min 2005: Wald's, with half a picture added
                 to each of the four cells), so that a small set cannot hide a loss.
                 A serving model whose errors refute its promise on these pictures is taken at the threshold at which it
                 would keep it: coverage that it has no right to is not held against the candidate.
`promiseKept`    errors among what the candidate accepts do not refute the rate: Clopper and Pearson's lower bound is
                 not above it.

Right is: the number's value, and of a picture without a number that it is not accepted.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import comb, sqrt
from pathlib import Path

import numpy as np

from .calibrate import upper_bound

LEVEL = 0.05  # of each test and bound, one-sided
QUANTILE = 1.6448536269514722  # of the normal distribution, at 1 - LEVEL
TOLERANCE = 0.005  # half a percentage point


@dataclass(frozen=True)
class Outcome:
    """What a model makes of each picture."""

    right: np.ndarray  # bool[N]
    confidence: np.ndarray  # float64[N], 0 where it would accept none, however sure
    threshold: float  # at the promised rate

    @property
    def accepted(self) -> np.ndarray:
        return self.confidence >= self.threshold


@dataclass(frozen=True)
class GateSet:
    description: str
    has_number: np.ndarray  # bool[N]
    read: Callable[[dict, Path, float], Outcome]  # entry, its file, the promised rate that is accepted at


@dataclass(frozen=True)
class Check:
    name: str
    holds: bool
    figures: dict[str, float | None]


def compare(
    candidate: Outcome, serving: Outcome, has_number: np.ndarray, rate: float, tolerance: float = TOLERANCE
) -> list[Check]:
    """`has_number`: bool[N]. `rate`: the promised error rate both accept at."""
    wins, losses = count(candidate.right, serving.right)
    p = mcnemar(wins, losses)
    errors, accepted = errors_of(candidate)
    bound = lower_bound(errors, accepted)
    honest = honest_threshold(serving, rate)
    return [
        Check("better", p <= LEVEL, {"wins": wins, "losses": losses, "p": p, "level": LEVEL}),
        keeps("numbersKept", candidate.right[has_number], serving.right[has_number], tolerance),
        keeps(
            "coverageKept",
            candidate.accepted[has_number],
            (serving.confidence >= honest)[has_number],
            tolerance,
            servingThreshold=min(1.0, round(honest, 6)),
        ),
        Check(
            "promiseKept",
            bound <= rate,
            {"errors": errors, "accepted": accepted, "lowerBound": round(bound, 6), "rate": rate},
        ),
    ]


def keeps(name: str, candidate: np.ndarray, serving: np.ndarray, tolerance: float, **more: float) -> Check:
    gains, losses = count(candidate, serving)
    bound = lower_difference(gains, losses, len(candidate))
    shares = {"candidate": round(float(candidate.mean()), 6), "serving": round(float(serving.mean()), 6)}
    return Check(name, bound >= -tolerance, shares | {"lowerDifference": round(bound, 6), "tolerance": tolerance} | more)


def errors_of(outcome: Outcome) -> tuple[int, int]:
    """What is accepted and wrong, and what is accepted."""
    return int((outcome.accepted & ~outcome.right).sum()), int(outcome.accepted.sum())


def honest_threshold(outcome: Outcome, rate: float) -> float:
    """The model's own, or where its errors refute the rate, the most lenient one above at which no more than `rate` of what
    is accepted is wrong; infinite where there is none."""
    if lower_bound(*errors_of(outcome)) <= rate:
        return outcome.threshold
    order = np.argsort(-outcome.confidence[outcome.accepted], kind="stable")
    confidence, wrong = outcome.confidence[outcome.accepted][order], ~outcome.right[outcome.accepted][order]
    last_of_its_like = np.append(confidence[:-1] != confidence[1:], True)
    holds = last_of_its_like & (wrong.cumsum() <= rate * np.arange(1, len(wrong) + 1))
    return float(confidence[np.flatnonzero(holds)[-1]]) if holds.any() else float("inf")


def count(candidate: np.ndarray, serving: np.ndarray) -> tuple[int, int]:
    """Pictures that only the candidate has, and that only the serving model has."""
    return int((candidate & ~serving).sum()), int((serving & ~candidate).sum())


def mcnemar(wins: int, losses: int) -> float:
    """The chance of so many wins or more where both models were equally good. Exact: whole numbers until the division."""
    n = wins + losses
    return sum(comb(n, k) for k in range(wins, n + 1)) / 2**n


def lower_difference(gains: int, losses: int, n: int) -> float:
    """Lower bound of the difference of two paired shares."""
    b, c, whole = gains + 0.5, losses + 0.5, n + 2
    return ((b - c) - QUANTILE * sqrt(b + c - (b - c) ** 2 / whole)) / whole


def lower_bound(errors: int, n: int) -> float:
    """Clopper and Pearson's lower bound of an error rate: one less the upper bound of the rate of what is right."""
    return 0.0 if errors == 0 else 1 - upper_bound(n - errors, n)


def threshold_at(accept: dict, rate: float) -> float:
    """That of the largest certified rate which is not above `rate`, as lib/model/accept.ts."""
    rows = [row for row in accept.get("curve", [accept]) if row["maxError"] <= rate]
    return max(rows, key=lambda row: row["maxError"])["threshold"]
