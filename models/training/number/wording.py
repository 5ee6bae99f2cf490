"""What is written: the text of a string, drawn from the kinds of numbers that forms, cheques and registers hold."""

from dataclasses import dataclass, replace

from numpy.random import Generator

from .alphabet import OTHER
from .ranges import Ranges

CLOSINGS = ((".", 10), (".-", 10), ("-", 16), (",-", 5), (".--", 2), (",--", 2), ("--", 2), ("=", 8), ("//", 2),
            (",", 4), ("/", 2), (".=", 3), ("#", 1), ("*", 2), (":", 1))  # fmt: skip
PREFIXES = (("$", 14), ("€", 4), ("£", 4), ("#", 3), ("*", 2), ("-", 3), ("+", 2), ("=", 1), ("$=", 1), ("Fr", 0))


@dataclass(frozen=True)
class Wording:
    text: str  # characters of the alphabet
    small_from: int | None = None  # index from which digits are written small and raised (cents)


def choose(rng: Generator, weighted: tuple[tuple[str, float], ...]) -> str:
    point = rng.random() * sum(weight for _, weight in weighted)
    for value, weight in weighted:
        point -= weight
        if point < 0:
            return value
    return weighted[-1][0]


def digits_of(rng: Generator, count: int) -> str:
    return "".join(map(str, rng.integers(0, 10, count)))


def repeat(rng: Generator, digits: str) -> str:
    """Some neighbouring digits made the same as the first of them: two to four, most often two."""
    if len(digits) < 2:
        return digits
    count = min(len(digits), 2 + int(rng.choice(3, p=(0.55, 0.33, 0.12))))
    at = int(rng.integers(0, len(digits) - count + 1))
    return digits[:at] + digits[at] * count + digits[at + count :]


def end_in_one(wording: Wording) -> Wording:
    """The last digit made a 1, where a digit ends it."""
    return replace(wording, text=wording.text[:-1] + "1") if wording.text[-1:].isdigit() else wording


def draw_length(rng: Generator, r: Ranges) -> int:
    weights = r.length_weights
    return 1 + int(choose(rng, tuple((str(i), w) for i, w in enumerate(weights))))


def draw_amount(rng: Generator, r: Ranges) -> str:
    """Whole units, no separators; the first digit is never 0; often round."""
    length = 1 + int(rng.choice(8, p=(0.03, 0.09, 0.17, 0.26, 0.24, 0.13, 0.06, 0.02)))
    digits = digits_of(rng, length)
    if digits[0] == "0":
        digits = str(rng.integers(1, 10)) + digits[1:]
    if rng.random() < r.round_share and length > 1:
        zeros = int(rng.integers(1, length))
        digits = digits[: length - zeros] + "0" * zeros
    elif rng.random() < r.repeated_share:
        digits = repeat(rng, digits)
    return digits


def group(digits: str, mark: str) -> str:
    first = len(digits) % 3 or 3
    return mark.join([digits[:first], *(digits[i : i + 3] for i in range(first, len(digits), 3))])


def draw_grouped(rng: Generator, r: Ranges) -> Wording:
    """`97.924`, `1.234,56`, `12'500`, `3,45`; a group mark may be a mere gap, which is not written down."""
    mark = choose(rng, ((".", 12), (",", 5), ("'", 2), ("", 2)))
    text = group(draw_amount(rng, r), mark)
    small = None
    if rng.random() < 0.4:
        cents = choose(rng, (("00", 3), (digits_of(rng, 2), 5), (f"{rng.integers(1, 10)}0", 2)))
        if rng.random() < r.small_cents_share:
            small = len(text)
            text += cents
        else:
            text += ("," if mark != "," else ".") + cents
    return Wording(text, small)


def draw_date(rng: Generator) -> str:
    mark = choose(rng, (("/", 3), (".", 3), ("-", 3)))
    day, month = int(rng.integers(1, 32)), int(rng.integers(1, 13))
    year = choose(rng, ((str(rng.integers(1800, 2035)), 3), (f"{rng.integers(0, 100):02d}", 2)))
    padded = rng.random() < 0.5
    return mark.join([f"{day:02d}" if padded else str(day), f"{month:02d}" if padded else str(month), year])


def draw_code(rng: Generator) -> str:
    """Telephone numbers, zip codes with a suffix, years, times, fractions."""
    kind = rng.integers(0, 5)
    if kind == 0:
        return f"{digits_of(rng, 5)}-{digits_of(rng, 4)}"
    if kind == 1:
        return "-".join(digits_of(rng, int(n)) for n in rng.integers(2, 5, int(rng.integers(2, 4))))
    if kind == 2:
        return str(rng.integers(1700, 2035))
    if kind == 3:
        return f"{rng.integers(0, 24)}:{rng.integers(0, 60):02d}"
    return f"{rng.integers(1, 1000)}/{rng.integers(1, 100)}"


def draw_wording(rng: Generator, r: Ranges) -> Wording:
    kind = choose(rng, r.kind_weights)
    if kind == "nothing":
        return Wording("")
    if kind == "letters":
        return Wording(OTHER * max(1, int(rng.integers(-1, 8))))
    if kind == "mixed":  # an abbreviation or a name beside the number
        letters, digits = OTHER * int(rng.integers(1, 6)), digits_of(rng, int(rng.integers(1, 7)))
        return Wording(letters + digits if rng.random() < 0.6 else digits + letters)
    if kind == "date":
        return Wording(draw_date(rng))
    if kind == "code":
        return Wording(draw_code(rng))
    if kind == "row":
        return Wording(str(rng.integers(0, 10 ** int(rng.integers(1, 4)))) + (choose(rng, ((".", 4), ("", 6), (":", 1)))))
    small = None
    if kind == "free":
        text = digits_of(rng, draw_length(rng, r))
        if rng.random() < r.repeated_share:
            text = repeat(rng, text)
        if rng.random() < 0.12:  # marks anywhere, so that none is tied to its usual place
            mark = choose(rng, ((".", 6), (",", 4), ("-", 4), ("/", 2), (":", 2), ("'", 1), ("=", 1)))
            at = int(rng.integers(1 if mark == "/" else 0, len(text) + 1))  # nobody could tell a slash that leads from a 1
            text = text[:at] + mark + text[at:]
    elif kind == "amount":
        text = draw_amount(rng, r)
    else:
        wording = draw_grouped(rng, r)
        text, small = wording.text, wording.small_from
    if kind != "free" and rng.random() < r.closing_share:
        text += choose(rng, CLOSINGS)
    if rng.random() < r.prefix_share:
        prefix = choose(rng, PREFIXES)
        text = prefix + text
        small = None if small is None else small + len(prefix)
    return Wording(text, small)
