"""Batches for training, drawn while it runs: fields are drawn in groups and sorted by width, so that little is padding."""

from collections.abc import Iterator, Sequence

import numpy as np
import torch

from ..corrections import Number
from .alphabet import encode
from .bank import Bank
from .paper import Grounds
from .preprocess import pad_batch
from .ranges import Ranges
from .sample import draw_sample, stretched_ink

BATCHES_IN_GROUP = 8
CORRECTED_SHARE = 0.1  # of the fields, where people have corrected some
TRAINING_SEEDS = 0
VALIDATION_SEEDS = 10**12  # far from training's, which count up from 0

Batch = tuple[torch.Tensor, torch.Tensor, torch.Tensor]  # ink [N, 1, H, W], all labels in a row, labels a field


def draw_example(seed: int, r: Ranges, bank: Bank, grounds: Grounds) -> tuple[np.ndarray, str]:
    """(ink float32[HEIGHT, W], text). A text too long for its frames is drawn again with another seed."""
    while True:
        sample = draw_sample(seed, r, bank, grounds)
        ink = stretched_ink(np.random.Generator(np.random.SFC64(seed + 1)), r, sample.grey)
        if ink.shape[1] // 2 >= 2 * len(sample.text) + 2 and ink.shape[1] <= 640:
            return ink, sample.text
        seed += 5 * 10**11


def take_corrected(seed: int, r: Ranges, corrected: Sequence[Number]) -> tuple[np.ndarray, str] | None:
    """Now and then a field that a person has read, by the seed; none where it is too long for its frames."""
    rng = np.random.Generator(np.random.SFC64((seed, 1)))
    if not corrected or rng.random() >= CORRECTED_SHARE:
        return None
    number = corrected[rng.integers(len(corrected))]
    ink = stretched_ink(rng, r, number.grey)
    return (ink, number.text) if ink.shape[1] // 2 >= 2 * len(number.text) + 2 and ink.shape[1] <= 640 else None


def make_batch(examples: list[tuple[np.ndarray, str]]) -> Batch:
    labels = [encode(text) for _, text in examples]
    return (
        torch.from_numpy(pad_batch([ink for ink, _ in examples])),
        torch.tensor([code for codes in labels for code in codes], dtype=torch.long),
        torch.tensor([len(codes) for codes in labels], dtype=torch.long),
    )


class Feed(torch.utils.data.IterableDataset):
    """Endless batches from `first_seed` on, `BATCHES_IN_GROUP` to a group. Worker w of n draws groups w, w + n, …"""

    def __init__(
        self, r: Ranges, bank: Bank, grounds: Grounds, batch: int, first_seed: int, corrected: Sequence[Number] = ()
    ) -> None:
        self.ranges, self.bank, self.grounds, self.batch, self.first_seed = r, bank, grounds, batch, first_seed
        self.corrected = corrected

    def __iter__(self) -> Iterator[Batch]:
        worker = torch.utils.data.get_worker_info()
        index, count = (worker.id, worker.num_workers) if worker else (0, 1)
        size = self.batch * BATCHES_IN_GROUP
        group = index
        while True:
            first = TRAINING_SEEDS + self.first_seed + group * size
            examples = [self.example(first + i) for i in range(size)]
            examples.sort(key=lambda example: example[0].shape[1])
            for k in np.random.default_rng(first).permutation(BATCHES_IN_GROUP):
                yield make_batch(examples[k * self.batch : (k + 1) * self.batch])
            group += count

    def example(self, seed: int) -> tuple[np.ndarray, str]:
        corrected = take_corrected(seed, self.ranges, self.corrected)
        return draw_example(seed, self.ranges, self.bank, self.grounds) if corrected is None else corrected
