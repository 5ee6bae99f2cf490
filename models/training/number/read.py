"""Read fields with a network in PyTorch: for validation while training and for evaluation afterwards."""

from pathlib import Path

import numpy as np
import torch
from torch import nn

from .alphabet import value_of
from .decode import best_path
from .network import NumberReader
from .preprocess import pad_batch


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
