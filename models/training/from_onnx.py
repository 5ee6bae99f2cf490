"""A published digit.onnx as weights that training can begin with (`--start`), where the run's own folder is gone:

    python -m training.from_onnx digit.onnx --mnist DIR --out training/runs/NAME/best.pt

The file has batch norm folded into its convolutions. It is set up anew from what each convolution gives over pictures of
the training part, so that the network computes the same, and batch norm starts where it would be after training.
"""

import argparse
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import nn

from .half import HALF
from .network import ConvNorm, DigitNet
from .score import to_ink
from .sources import read_source

PICTURES = 2000  # that batch norm's figures are measured over


def unfold(path: Path, ink: torch.Tensor) -> dict[str, torch.Tensor]:
    """Weights of a DigitNet that computes what the file does; `ink` float32[N, 1, 28, 28] as seen in training."""
    constants = {
        value.name.removesuffix(HALF): torch.from_numpy(numpy_helper.to_array(value).astype(np.float32))
        for value in onnx.load(path).graph.initializer
    }
    folded = iter([value for value in constants.values() if value.dim() == 4])
    offsets = iter([value for name, value in constants.items() if value.dim() == 1 and not name.startswith("head")])
    network = DigitNet()
    network.head[1] = nn.Linear(constants["head.1.weight"].shape[1], len(constants["head.1.bias"]))
    network.head[1].load_state_dict({"weight": constants["head.1.weight"], "bias": constants["head.1.bias"]})
    network.eval()

    def measure(norm: nn.BatchNorm2d, given: tuple[torch.Tensor]) -> None:
        mean, variance = given[0].mean((0, 2, 3)), given[0].var((0, 2, 3), unbiased=False)
        norm.running_mean.copy_(mean)
        norm.running_var.copy_(variance)
        norm.weight.data = (variance + norm.eps).sqrt()
        norm.bias.data = mean + next(offsets)

    for layer in [module for module in network.modules() if isinstance(module, ConvNorm)]:
        layer[0].weight.data = next(folded)
        layer[1].register_forward_pre_hook(measure)
    with torch.no_grad():
        network(ink)
    return network.state_dict()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path)
    parser.add_argument("--mnist", type=Path, required=True, help="folder with MNIST's IDX files")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    digits = read_source("mnist", options.mnist, test=False)[0]
    chosen = np.random.default_rng(1).choice(len(digits.labels), PICTURES, replace=False)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    torch.save(unfold(options.model, to_ink(digits.take(chosen))), options.out)


if __name__ == "__main__":
    main()
