"""Read fields with a network in PyTorch: for validation while training and for evaluation afterwards."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import nn

from .alphabet import OTHER, value_of
from .decode import best_path, pool_views, rank_values
from .locate import candidates
from .network import NumberReader
from .plausibility import weigh
from .preprocess import STRETCHES, SURELY, pad_batch, preprocess

LATER = 0.4  # what a candidate's place in the finder's order costs; by judgement, not fitted


def load_reader(path: Path) -> NumberReader:
    """The running mean of the weights from a checkpoint, ready to read."""
    network = NumberReader()
    network.load_state_dict(torch.load(path, map_location="cpu", weights_only=True)["mean"])
    return network.eval()


def frames_of(network: nn.Module, ink: np.ndarray) -> np.ndarray:
    """float32[HEIGHT, W] -> logits float32[T, C]."""
    device = next(network.parameters()).device
    with torch.no_grad():
        return network(torch.from_numpy(pad_batch([ink])).to(device))[0].float().cpu().numpy()


def score_examples(network: nn.Module, examples: list[tuple[np.ndarray, str]]) -> dict[str, float]:
    """Share of fields with the whole text, and with the whole value, right by best path."""
    texts = values = 0
    for ink, text in examples:
        read = best_path(frames_of(network, ink))
        texts += read == text
        values += value_of(read) == value_of(text)
    return {"text": round(texts / len(examples), 4), "value": round(values / len(examples), 4)}


@dataclass(frozen=True)
class Read:
    value: str
    confidence: float  # probability of the value, summed over the texts that hold it; not calibrated
    text: str  # the likeliest text of that value
    box: tuple[int, int, int, int]


def read_crop(network: nn.Module, grey: np.ndarray, stretches: tuple[float, ...] = STRETCHES) -> Read:
    """uint8[h, w], a crop that holds one number, read in a view of each stretch, or in the first alone where that is sure."""
    views: list[np.ndarray] = []
    for count in (1, len(stretches)):
        views += [frames_of(network, preprocess(grey, stretch)) for stretch in stretches[len(views) : count]]
        texts = weigh(pool_views(views))
        value, confidence = rank_values(texts)[0]
        if confidence >= SURELY:
            break
    text = next(text for text, _ in texts if value_of(text) == value)
    return Read(value, min(1.0, confidence), text, (0, 0, grey.shape[1], grey.shape[0]))


def read_page(network: nn.Module, grey: np.ndarray) -> Read:
    """uint8[h, w], a piece of a page: each candidate is read, the one that reads best as a number is taken.

    A reading is worth its confidence, less for each character that is no part of a number, and less for each place
    further down the finder's order.
    """
    best, worth = None, -1.0
    for place, (x0, y0, x1, y1) in enumerate(candidates(grey)):
        found = read_crop(network, grey[y0:y1, x0:x1])
        other = found.text.count(OTHER) / max(1, len(found.text))
        value = (found.confidence if found.value else 0.0) * (1 - other) ** 2 * LATER**place
        if value > worth:
            best, worth = Read(found.value, found.confidence, found.text, (x0, y0, x1, y1)), value
    return best
