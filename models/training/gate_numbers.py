"""Strings at the gate (`gate_pictures`): fields of held-out writers and pictures, from seeds of their own."""

from functools import partial
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import torch

from .number.alphabet import ALPHABET, OTHER, value_of
from .number.bank import load_bank
from .number.calibration import Calibration
from .number.export import OnnxReader
from .number.held_out import FIRST_SEED, SEEDS_A_PART
from .number.paper import draw_grounds
from .number.ranges import Ranges
from .number.read import read_crop
from .number.sample import draw_sample
from .verdict import GateSet, Outcome, threshold_at

GATE_PART = 9  # of the held-out seeds: publishing and validating have others
CACHE = Path(__file__).parent / "runs" / "glyphs"


def draw_numbers(mnist: Path, shared: Path, seed: int, count: int, processes: int) -> GateSet:
    """Fields as drawn in training, most of them usual ones."""
    first = FIRST_SEED + GATE_PART * SEEDS_A_PART + 2 * (seed % (SEEDS_A_PART // 2 - count))
    shares = [range(first + 2 * i, first + 2 * count, 2 * processes) for i in range(processes)]
    sources = (mnist, shared, CACHE)
    texts = in_processes(partial(draw_texts, sources), shares)
    has_number = np.array([bool(value_of(text)) for text in texts])
    return GateSet(f"{count} held-out number fields", has_number, partial(read_numbers, sources, shares))


def in_processes(work: partial, shares: list[range]) -> list:
    """The results of all shares, one share a process."""
    if len(shares) == 1:
        return work(shares[0])
    with get_context("spawn").Pool(len(shares)) as pool:
        return [item for share in pool.map(work, shares) for item in share]


def draw_texts(sources: tuple[Path, Path, Path], seeds: range) -> list[str]:
    bank, grounds = load_bank(*sources, held_out=True), draw_grounds(2)
    return [draw_sample(seed, Ranges(), bank, grounds).text for seed in seeds]


def read_numbers(
    sources: tuple[Path, Path, Path], shares: list[range], entry: dict, model: Path, rate: float
) -> Outcome:
    """As `number.publish` judges: a value that is right, and that could be accepted."""
    if entry["output"]["labels"] != list(ALPHABET):
        raise ValueError(f"expected the labels {ALPHABET}, got {''.join(entry['output']['labels'])}")
    stretches = tuple(view["stretch"] for view in entry["input"]["views"])
    found = np.array(in_processes(partial(read_share, sources, model, stretches), shares))
    raw, value_right, offered, has_number = found[:, 0], *(found[:, 1:].T == 1)
    calibration = Calibration(entry["calibration"]["slope"], entry["calibration"]["offset"])
    confidence, threshold = offered * calibration.confidence(raw), threshold_at(entry["accept"], rate)
    return Outcome(np.where(has_number, value_right, confidence < threshold), confidence, threshold)


def read_share(
    sources: tuple[Path, Path, Path], model: Path, stretches: tuple[float, ...], seeds: range
) -> list[tuple[float, bool, bool, bool]]:
    """Of each field: pooled probability of the value, the value is right, could be accepted, there is a number."""
    torch.set_num_threads(1)
    bank, grounds, network = load_bank(*sources, held_out=True), draw_grounds(2), OnnxReader(model)
    results = []
    for seed in seeds:
        sample = draw_sample(seed, Ranges(), bank, grounds)
        read = read_crop(network, sample.grey, stretches)
        value = value_of(read.text)
        offered = bool(value) and OTHER not in read.text
        results.append((read.confidence, value == value_of(sample.text), offered, bool(value_of(sample.text))))
    return results
