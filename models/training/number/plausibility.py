"""How plausible a text is as a number somebody wrote, by where its marks stand; as lib/reading/number/plausibility.ts.

The network reads each mark by its shape, and a leaning 1 has the shape of a stroke. What it cannot know is that a
stroke has digits on both sides, as in a date or a fraction, or closes an amount.

A mark costs by its place: `first` where no digit stands before it, `last` where none stands after it, `between` where
a digit stands directly on either side, `beside` otherwise (a digit before and after, but another mark next to it).
Constants are natural logarithms of odds, by judgement: 3 is "once in twenty times as often", 0 is "usual".
"""

import math

from .alphabet import DIGITS

#        first, between, beside, last
COSTS = {
    ".": (1.0, 0.0, 2.0, 0.0),
    ",": (1.0, 0.0, 2.0, 0.0),
    "-": (0.0, 0.0, 1.0, 0.0),
    "/": (3.0, 0.0, 3.0, 2.0),
    ":": (3.0, 0.0, 3.0, 0.5),
    "'": (3.0, 0.0, 3.0, 3.0),
    "=": (0.5, 2.0, 2.0, 0.0),
    "$": (0.0, 2.0, 2.0, 0.5),
    "€": (0.0, 2.0, 2.0, 0.5),
    "£": (0.0, 2.0, 2.0, 0.5),
    "#": (0.0, 2.0, 2.0, 0.5),
    "*": (0.0, 2.0, 2.0, 0.0),
    "+": (0.0, 1.0, 2.0, 1.0),
    "?": (0.0, 2.0, 1.0, 0.0),  # no part of a number: a letter stands before or after one, hardly between two digits
}
PARTS = "/:"  # a date has two strokes, a time two colons: each further one costs
MOST_PARTS = 2
FURTHER_PART = 3.0
LONG_PART = 1.0  # a stroke beside a run of more than LONGEST_PART digits: no date, and hardly a fraction
LONGEST_PART = 4
NO_THOUSANDS = 2.0  # an apostrophe groups thousands: exactly three digits follow it


def penalty(text: str) -> float:
    """-> natural logarithm, 0 or below."""
    cost = 0.0
    for at, mark in enumerate(text):
        if mark in DIGITS:
            continue
        cost += COSTS[mark][_place(text, at)]
        before, after = _run(text, at, -1), _run(text, at, 1)
        if mark in PARTS and text.count(mark, 0, at) >= MOST_PARTS:
            cost += FURTHER_PART
        if mark == "/" and max(before, after) > LONGEST_PART:
            cost += LONG_PART
        if mark == "'" and after != 3:
            cost += NO_THOUSANDS
    return -cost


def weigh(texts: list[tuple[str, float]]) -> list[tuple[str, float]]:
    """Texts with log probabilities -> the same by probability times plausibility, likeliest first; their sum stays."""
    weighed = [(text, log + penalty(text)) for text, log in texts]
    back = _log_sum([log for _, log in texts]) - _log_sum([log for _, log in weighed])
    return sorted(((text, log + back) for text, log in weighed), key=lambda item: -item[1])


def _place(text: str, at: int) -> int:
    if not any(character in DIGITS for character in text[:at]):
        return 0
    if not any(character in DIGITS for character in text[at + 1 :]):
        return 3
    return 1 if text[at - 1] in DIGITS and text[at + 1] in DIGITS else 2


def _run(text: str, at: int, way: int) -> int:
    """Digits directly before (-1) or after (1) a place."""
    count = 0
    while 0 <= at + way * (count + 1) < len(text) and text[at + way * (count + 1)] in DIGITS:
        count += 1
    return count


def _log_sum(logs: list[float]) -> float:
    top = max(logs, default=0.0)
    return top + math.log(sum(math.exp(log - top) for log in logs)) if logs else 0.0
