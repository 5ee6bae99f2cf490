"""Random draws for augmentation, all from one seeded generator, so that a seed gives the same pictures again."""

import torch
import torch.nn.functional as F

Tensor = torch.Tensor


class Dice:
    def __init__(self, seed: int, device: torch.device) -> None:
        self.device = device
        self.generator = torch.Generator(device=device).manual_seed(seed)

    def uniform(self, shape: tuple[int, ...], low: float, high: float) -> Tensor:
        return torch.rand(shape, generator=self.generator, device=self.device) * (high - low) + low

    def scalar(self, low: float, high: float) -> float:
        return float(self.uniform((1,), low, high))

    def normal(self, shape: tuple[int, ...]) -> Tensor:
        return torch.randn(shape, generator=self.generator, device=self.device)

    def chosen(self, n: int, share: float) -> Tensor:
        """Indices of about `share` of n pictures, in random order."""
        hit = torch.rand(n, generator=self.generator, device=self.device) < share
        indices = hit.nonzero()[:, 0]
        return indices[torch.randperm(len(indices), generator=self.generator, device=self.device)]

    def smooth(self, n: int, channels: int, points: int, size: tuple[int, int]) -> Tensor:
        """A smooth random field of standard deviation about 1 -> [n, channels, H, W]; points a side it is drawn at."""
        coarse = self.normal((n, channels, points, points))
        # Cubic interpolation between independent points lowers the variance; 1.15 brings it back (measured).
        return 1.15 * F.interpolate(coarse, size, mode="bicubic", align_corners=False)
