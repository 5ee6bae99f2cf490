"""Batches for training, drawn while it runs: fields are drawn in groups and sorted by width, so that little is padding."""

from collections.abc import Iterator, Sequence

import numpy as np
import torch

from .alphabet import encode
from .bank import Bank
from .paper import Grounds
from .preprocess import pad_batch
from .ranges import Ranges
from .sample import Sample, draw_sample, stretched_ink

BATCHES_IN_GROUP = 8
MOST_WIDTH = 640  # of a field in training
TRAINING_SEEDS = 0
VALIDATION_SEEDS = 10**12  # far from training's, which count up from 0

Batch = tuple[torch.Tensor, torch.Tensor, torch.Tensor]  # ink [N, 1, H, W], all labels in a row, labels a field


def draw_example(seed: int, r: Ranges, bank: Bank, grounds: Grounds) -> tuple[np.ndarray, str]:
    """(ink float32[HEIGHT, W], text). A text too long for its frames is drawn again with another seed."""
    while True:
        sample = draw_sample(seed, r, bank, grounds)
        ink = stretched_ink(np.random.Generator(np.random.SFC64(seed + 1)), r, sample.grey)
        if fits(ink, sample.text):
            return ink, sample.text
        seed += 5 * 10**11


def make_batch(examples: list[tuple[np.ndarray, str]]) -> Batch:
    labels = [encode(text) for _, text in examples]
    return (
        torch.from_numpy(pad_batch([ink for ink, _ in examples])),
        torch.tensor([code for codes in labels for code in codes], dtype=torch.long),
        torch.tensor([len(codes) for codes in labels], dtype=torch.long),
    )


def fits(ink: np.ndarray, text: str) -> bool:
    """Has the text room in the frames, and the field in the network?"""
    return ink.shape[1] // 2 >= 2 * len(text) + 2 and ink.shape[1] <= MOST_WIDTH


class Feed(torch.utils.data.IterableDataset):
    """Endless batches from `first_seed` on, `BATCHES_IN_GROUP` to a group. Worker w of n draws groups w, w + n, …"""

    def __init__(
        self, r: Ranges, bank: Bank, grounds: Grounds, batch: int, first_seed: int, corrected: Sequence[Sample] = ()
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
        """A drawn field; where there are corrections, now and then one of these."""
        if self.corrected:
            rng = np.random.Generator(np.random.SFC64((seed, 1)))
            if rng.random() < self.ranges.corrected_share:
                sample = self.corrected[rng.integers(len(self.corrected))]
                return stretched_ink(rng, self.ranges, sample.grey), sample.text
        return draw_example(seed, self.ranges, self.bank, self.grounds)
