import numpy as np
import pytest

from .verdict import Outcome, compare, honest_threshold, lower_bound, lower_difference, mcnemar, threshold_at


def test_mcnemar_is_the_binomial_tail() -> None:
    # By hand: of 9 discordant pairs 8 or 9 for the one side are (9 + 1) of 2^9 = 512.
    assert mcnemar(8, 1) == 10 / 512
    assert mcnemar(0, 0) == 1
    assert mcnemar(5, 5) == (1 + 252 / 1024) / 2  # half of all, and the middle one whole: C(10, 5) = 252
    # 4,000 pairs: too many for floating binomials, and half of them are no evidence.
    assert mcnemar(2000, 2000) == pytest.approx(0.506, abs=1e-3)


def test_the_paired_difference_of_a_published_example() -> None:
    """Approval of a prime minister by 1,600 people, asked twice: 86 and 150 changed their mind (Agresti, Categorical Data
    Analysis, 2nd edition, section 10.1.1): difference 0.04, standard error 0.0095."""
    bound = lower_difference(150, 86, 1600)
    assert bound == pytest.approx(0.04 - 1.645 * 0.0095, abs=3e-4)
    assert lower_difference(86, 150, 1600) < -0.04


def test_the_lower_bound_mirrors_the_upper_one() -> None:
    # All wrong, n times: the rate at which that has probability 0.05 is 0.05^(1/n).
    assert lower_bound(10, 10) == pytest.approx(0.05**0.1, abs=1e-6)
    assert lower_bound(0, 10) == 0
    # Clopper and Pearson's table: 5 of 100 has the 95% one-sided lower limit 0.0199.
    assert lower_bound(5, 100) == pytest.approx(0.0199, abs=5e-5)


N = 20_000
ALL = np.ones(N, bool)


def outcome(wrong: range, unsure: range) -> Outcome:
    """Right but for `wrong`, accepted but for `unsure` and what is wrong, save the first thing that is wrong."""
    right, confidence = ALL.copy(), np.full(N, 0.99)
    right[list(wrong)] = False
    confidence[list(wrong)[1:]] = 0.1
    confidence[list(unsure)] = 0.5
    return Outcome(right, confidence, 0.9)


def failed(candidate: Outcome, serving: Outcome, has_number: np.ndarray = ALL) -> list[str]:
    return [check.name for check in compare(candidate, serving, has_number, rate=0.005) if not check.holds]


SERVING = outcome(range(400), range(1000, 2000))


def test_a_better_candidate_passes() -> None:
    assert failed(outcome(range(300), range(1000, 2000)), SERVING) == []


def test_an_equal_or_luckier_one_does_not() -> None:
    assert failed(SERVING, SERVING) == ["better"]
    # 10 wins and 4 losses: p = 0.09.
    slightly = outcome(range(400), range(1000, 2000))
    slightly.right[:10], slightly.right[500:504] = True, False
    assert failed(slightly, SERVING) == ["better"]


def test_what_is_won_beside_numbers_does_not_pay_for_numbers_lost() -> None:
    has_number = ALL.copy()
    has_number[:400] = False
    lost = range(600, 600 + 150)
    assert failed(outcome(lost, range(1000, 2000)), SERVING, has_number) == ["numbersKept", "coverageKept"]
    assert failed(outcome(range(600, 610), range(1000, 2000)), SERVING, has_number) == []


def test_coverage_may_not_be_lost() -> None:
    assert failed(outcome(range(300), range(1000, 2250)), SERVING) == ["coverageKept"]
    assert failed(outcome(range(300), range(1000, 2010)), SERVING) == []


def test_a_broken_promise_is_told() -> None:
    bold = outcome(range(300), range(1000, 2000))
    bold.confidence[:300] = 0.95  # 300 of 19,000: 1.6%
    assert failed(bold, SERVING) == ["promiseKept"]


def test_coverage_without_right_is_not_held_against_a_candidate() -> None:
    """The serving model accepts 300 things that are wrong, the surer half of what it accepts rightly aside."""
    bold = outcome(range(400), range(0))
    bold.confidence[:300], bold.confidence[10_000:] = 0.95, 0.92
    cautious = outcome(range(300), range(1000, 9000))  # accepts less than `bold` does, more than it may
    assert failed(cautious, bold) == []
    honest = compare(cautious, bold, ALL, rate=0.005)[2].figures
    assert (honest["servingThreshold"], honest["serving"]) == (0.99, 9600 / N)
    # The control: a serving model that keeps its promise has a right to all that it accepts.
    bold.confidence[1:400] = 0.1
    assert failed(cautious, bold) == ["coverageKept"]


def test_where_every_threshold_breaks_the_promise_nothing_is_covered() -> None:
    assert honest_threshold(Outcome(np.zeros(50, bool), np.full(50, 0.95), 0.9), 0.005) == float("inf")
    # Of ties all or none are accepted: one wrong among a hundred that are alike.
    alike = Outcome(np.arange(1000) >= 100, np.full(1000, 0.95), 0.9)
    assert honest_threshold(alike, 0.005) == float("inf")
    assert honest_threshold(alike, 0.1) == 0.9


def test_the_threshold_is_that_of_the_largest_rate_within() -> None:
    rows = [{"maxError": 0.002, "threshold": 0.99}, {"maxError": 0.005, "threshold": 0.95}, {"maxError": 0.01, "threshold": 0.9}]
    accept = {"maxError": 0.005, "threshold": 0.95, "curve": rows}
    assert threshold_at(accept, 0.006) == 0.95
    assert threshold_at(accept, 0.01) == 0.9
    assert threshold_at({"maxError": 0.005, "threshold": 0.962}, 0.01) == 0.962
