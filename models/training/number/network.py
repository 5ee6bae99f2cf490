"""The number reader: a convolutional network over a field 48 pixels high, its frames read by CTC (Graves et al., ICML 2006).

Two-dimensional convolutions halve width twice and height four times, one convolution spans what height is left, and
residual one-dimensional convolutions of growing dilation give each frame its neighbours (Yu and Koltun 2016). The last
layer gives two frames for each column of features (sub-pixel convolution, Shi et al. 2016): a frame is 2 pixels of the
input, so that a narrow 1 or joined zeros of 10 pixels still have five frames each.
"""

from dataclasses import dataclass

import torch
from torch import nn

from .alphabet import CLASSES
from .preprocess import HEIGHT

FRAME = 2  # input pixels a frame is wide


@dataclass(frozen=True)
class Shape:
    channels: tuple[int, int, int, int] = (24, 48, 96, 160)
    features: int = 288
    dilations: tuple[int, ...] = (1, 2, 4, 8)
    dropout: float = 0.1


def step(inputs: int, outputs: int, kernel: int | tuple[int, int], stride: int = 1, padding: int | tuple[int, int] = 1) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, kernel, stride, padding, bias=False), nn.BatchNorm2d(outputs), nn.ReLU(inplace=True)
    )


class Residual2d(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.body = nn.Sequential(nn.Conv2d(channels, channels, 3, 1, 1, bias=False), nn.BatchNorm2d(channels))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return torch.relu(x + self.body(x))


class Context(nn.Module):
    """Features along the line, looked at with a dilation; height 1."""

    def __init__(self, channels: int, dilation: int, dropout: float) -> None:
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(channels, channels, (1, 3), padding=(0, dilation), dilation=(1, dilation), bias=False),
            nn.BatchNorm2d(channels),
            nn.ReLU(inplace=True),
            nn.Dropout(dropout),
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x + self.body(x)


class NumberReader(nn.Module):
    """float32[N, 1, 48, W], W a multiple of 4 -> logits float32[N, W / 2, CLASSES]."""

    def __init__(self, shape: Shape = Shape()) -> None:
        super().__init__()
        a, b, c, d = shape.channels
        self.eyes = nn.Sequential(
            step(1, a, 5, 2, 2),
            step(a, b, 3),
            nn.MaxPool2d(2),
            step(b, c, 3),
            Residual2d(c),
            Residual2d(c),
            nn.MaxPool2d((2, 1)),
            step(c, d, 3),
            Residual2d(d),
            step(d, shape.features, (HEIGHT // 8, 1), 1, 0),
        )
        self.context = nn.Sequential(*(Context(shape.features, dilation, shape.dropout) for dilation in shape.dilations))
        self.head = nn.Conv2d(shape.features, 2 * CLASSES, 1)

    def forward(self, ink: torch.Tensor) -> torch.Tensor:
        frames = self.head(self.context(self.eyes(ink)))  # [N, 2 * CLASSES, 1, T]
        n, _, _, t = frames.shape
        return frames.reshape(n, 2, CLASSES, t).permute(0, 3, 1, 2).reshape(n, 2 * t, CLASSES)
