"""Strings of writers and pictures that training never saw, read as the service reads: what calibration and figures rest on."""

from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import torch

from .alphabet import DIGITS, OTHER, value_of
from .bank import load_bank
from .export import OnnxReader
from .feed import VALIDATION_SEEDS
from .paper import draw_grounds
from .ranges import Ranges
from .read import load_reader, read_crop
from .sample import draw_sample

FIRST_SEED = VALIDATION_SEEDS + 10**9  # beside those looked at while training
SEEDS_A_PART = 10**8


@dataclass(frozen=True)
class Trial:
    text: str  # as drawn
    read: str
    raw: float  # pooled probability of the value, not calibrated

    @property
    def text_right(self) -> bool:
        return self.read == self.text

    @property
    def value_right(self) -> bool:
        return value_of(self.read) == value_of(self.text)

    @property
    def offered(self) -> bool:
        """The service could accept it: there is a value, and nothing in the text that is no part of a number."""
        return bool(value_of(self.read)) and OTHER not in self.read

    @property
    def kinds(self) -> list[str]:
        """The groups the string counts in."""
        digits = len(value_of(self.text))
        if not self.text:
            return ["nothing written"]
        if OTHER in self.text:
            return ["letters, scribbles" if not digits else "letters beside digits"]
        kinds = ["1 to 3 digits" if digits < 4 else "4 to 6 digits" if digits < 7 else "7 and more digits"]
        kinds.append("digits alone" if set(self.text) <= set(DIGITS) else "with separators")
        return kinds + ["with 00"] * ("00" in self.text)


def read_held_out(
    model: Path, sources: tuple[Path, Path, Path], r: Ranges, part: int, count: int, processes: int
) -> list[Trial]:
    """`model`: a checkpoint (`.pt`) or an exported file. `sources`: MNIST's folder, the shared one, the cache. Parts are drawn from seeds of their own."""
    first = FIRST_SEED + part * SEEDS_A_PART
    shares = [range(first + 2 * i, first + 2 * count, 2 * processes) for i in range(processes)]
    read = partial(read_share, model, sources, r)
    if processes == 1:
        return read(shares[0])
    with get_context("spawn").Pool(processes) as pool:
        return [trial for share in pool.map(read, shares) for trial in share]


def read_share(model: Path, sources: tuple[Path, Path, Path], r: Ranges, seeds: range) -> list[Trial]:
    torch.set_num_threads(1)
    network = load_reader(model) if model.suffix == ".pt" else OnnxReader(model)
    bank, grounds = load_bank(*sources, held_out=True), draw_grounds(2)
    trials = []
    for seed in seeds:
        sample = draw_sample(seed, r, bank, grounds)
        found = read_crop(network, sample.grey)
        trials.append(Trial(sample.text, found.text, found.confidence))
    return trials


def share(flags: list[bool]) -> float:
    return float(np.mean(flags)) if flags else 0.0
