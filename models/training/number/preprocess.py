"""From a grey crop to the network's input, step by step; the service does the same, tolerance 1/255.

Input: grey uint8[h, w], paper light, ink dark, h and w at least 1.

1. width   W = round half up (HEIGHT * w / h * stretch), not below LEAST_WIDTH nor above MOST_WIDTH;
           `stretch` is 1, or another of STRETCHES for a further view of the same crop.
2. resize  to HEIGHT x W with a triangle filter, each axis for itself: the result's pixel i lies at
           c = (i + 0.5) * n / N in the source (pixel j covers [j, j + 1]); radius = max(1, n / N);
           weight of source pixel j = max(0, 1 - |j + 0.5 - c| / radius), divided by the sum of weights of the
           pixels that exist (the border is neither mirrored nor paper). Float arithmetic, no rounding between axes.
3. levels  of the resized grey values: dark = the 1st, paper = the 70th percentile, with linear interpolation between
           ranks (rank = p / 100 * (count - 1)).
4. ink     = (paper - grey) / max(paper - dark, LEAST_CONTRAST), cut to -0.5 … 1.5: paper is 0, ink is 1.
5. pad     on the right with 0 (paper) to a multiple of STRIDE; the batch's wider rows need more of the same.

Polarity is settled before: a caller with light ink on dark paper inverts the crop.
"""

from functools import lru_cache

import numpy as np
import torch

HEIGHT = 48
LEAST_WIDTH = 16
MOST_WIDTH = 1024
STRIDE = 4
STRETCHES = (1.0, 0.88, 1.14)  # the views a string is read in; of eight tried, the best three on held-out strings
SURELY = 0.99  # where the first view is as sure of its value, no other is asked: on held-out strings hardly anything is lost by it
DARK_PERCENTILE = 1.0
PAPER_PERCENTILE = 70.0
LEAST_CONTRAST = 10.0  # grey levels: noise on blank paper is not blown up to ink
LOWEST, HIGHEST = -0.5, 1.5


@lru_cache(maxsize=4096)
def triangle_weights(source: int, target: int) -> torch.Tensor:
    """float32[target, source]; rows sum to 1."""
    centres = (np.arange(target) + 0.5) * source / target
    radius = max(1.0, source / target)
    weights = np.maximum(0, 1 - np.abs(np.arange(source)[None] + 0.5 - centres[:, None]) / radius)
    return torch.from_numpy((weights / weights.sum(axis=1, keepdims=True)).astype(np.float32))


def target_width(height: int, width: int, stretch: float = 1.0) -> int:
    return min(MOST_WIDTH, max(LEAST_WIDTH, int(np.floor(HEIGHT * width / height * stretch + 0.5))))


def resize(grey: np.ndarray, height: int, width: int) -> np.ndarray:
    """[h, w] -> float32[height, width]. By torch: numpy's matrix product starts threads that wait on each other here."""
    rows, columns = triangle_weights(grey.shape[0], height), triangle_weights(grey.shape[1], width)
    return (rows @ torch.from_numpy(grey.astype(np.float32)) @ columns.T).numpy()


def percentiles(values: np.ndarray, wanted: tuple[float, ...]) -> list[float]:
    """Linear interpolation between ranks; sorting is faster than numpy's general routine at these sizes."""
    ordered = np.sort(values, axis=None)
    found = []
    for percent in wanted:
        rank = percent / 100 * (len(ordered) - 1)
        below = int(rank)
        above = min(below + 1, len(ordered) - 1)
        found.append(float(ordered[below] + (ordered[above] - ordered[below]) * (rank - below)))
    return found


def to_ink(grey: np.ndarray) -> np.ndarray:
    """float[h, w] -> float32[h, w], steps 3 and 4."""
    dark, paper = percentiles(grey, (DARK_PERCENTILE, PAPER_PERCENTILE))
    return np.clip((paper - grey) / max(paper - dark, LEAST_CONTRAST), LOWEST, HIGHEST).astype(np.float32)


def preprocess(grey: np.ndarray, stretch: float = 1.0) -> np.ndarray:
    """uint8[h, w] -> float32[HEIGHT, W], steps 1 to 4; padding is `pad_batch`'s."""
    return to_ink(resize(grey, HEIGHT, target_width(*grey.shape, stretch)))


def pad_batch(inks: list[np.ndarray]) -> np.ndarray:
    """float32[HEIGHT, W_i] -> float32[N, 1, HEIGHT, W], W the next multiple of STRIDE."""
    widest = max(ink.shape[1] for ink in inks)
    batch = np.zeros((len(inks), 1, HEIGHT, -(-widest // STRIDE) * STRIDE), np.float32)
    for row, ink in zip(batch, inks):
        row[0, :, : ink.shape[1]] = ink
    return batch
