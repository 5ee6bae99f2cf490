"""The digit network: a small residual CNN, 28x28 ink in, eleven logits out: the digits, and `?` for what is none.

A 3x3 stem at full resolution, a strided 5x5 down to 14x14 (strided convolution instead of pooling: Springenberg
et al. 2015), one residual block (He et al. 2016) at 14x14 and one at 7x7, a strided 3x3 down to 4x4, and a dense
layer over all positions: where a stroke lies matters for a digit that is already centred, so there is no global
average. Batch norm follows every convolution and is folded into it on export.
"""

import torch
from torch import nn

from .widen import widen

LABELS = [*(str(digit) for digit in range(10)), "?"]
NO_DIGIT = 10  # the place of `?`: a letter, a cross, a scribble, two digits at once


class ConvNorm(nn.Sequential):
    """Convolution (same padding, no bias) and batch norm; ReLU unless `relu=False`."""

    def __init__(self, inputs: int, outputs: int, size: int, stride: int = 1, relu: bool = True) -> None:
        layers = [nn.Conv2d(inputs, outputs, size, stride, size // 2, bias=False), nn.BatchNorm2d(outputs)]
        super().__init__(*layers, *([nn.ReLU()] if relu else []))


class Residual(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.first = ConvNorm(width, width, 3)
        self.second = ConvNorm(width, width, 3, relu=False)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return torch.relu(x + self.second(self.first(x)))


class DigitNet(nn.Module):
    """float[N, 1, 28, 28], ink = 1 and paper = 0 -> logits float[N, 11]."""

    def __init__(self, widths: tuple[int, int, int, int] = (32, 64, 144, 128), dropout: float = 0.3) -> None:
        super().__init__()
        stem, middle, deep, last = widths
        self.features = nn.Sequential(
            ConvNorm(1, stem, 3),
            ConvNorm(stem, middle, 5, stride=2),
            Residual(middle),
            ConvNorm(middle, deep, 3, stride=2),
            Residual(deep),
            ConvNorm(deep, last, 3, stride=2),
            nn.Flatten(),
        )
        self.head = nn.Sequential(nn.Dropout(dropout), nn.Linear(last * 16, len(LABELS)))

    def forward(self, ink: torch.Tensor) -> torch.Tensor:
        return self.head(self.features(ink))


def begin_with(network: DigitNet, weights: dict[str, torch.Tensor], renew: bool) -> None:
    """Takes over a trained network's weights, widened where it was narrower; one of ten classes gives an eleventh that
    begins at zero.

    `renew`: the last convolution and the dense layer stay as they were drawn, so that runs of several seeds differ.
    """
    weights = dict(weights)
    for name in ("head.1.weight", "head.1.bias"):
        missing = len(LABELS) - len(weights[name])
        weights[name] = torch.cat([weights[name], weights[name].new_zeros(missing, *weights[name].shape[1:])])
    like = network.state_dict()
    if any(value.shape != like[name].shape for name, value in weights.items()):
        weights = widen(weights, like)
    if renew:
        weights |= {name: value for name, value in network.state_dict().items() if name.startswith(("features.5", "head"))}
    network.load_state_dict(weights)
