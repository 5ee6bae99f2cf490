"""Random pictures of known digits, as photographs and scans would show them, before the normal form.

Everything happens in raster space on whole batches: a warp (affine and elastic in one resampling), a pen or the
original ink, damage (fragments of neighbours, gaps, cut edges, specks), then resolution, blur and noise. The last
step is the normal form, the very one the service applies.

The elastic warp follows Simard, Steinkraus, Platt (ICDAR 2003); the smooth random field is drawn on a coarse grid
and enlarged instead of blurred, which costs less and looks the same.
"""

import math
from dataclasses import dataclass

import torch
import torch.nn.functional as F

from .fields import DISTANCE_UNIT
from .normal_form import normalise_batch

Tensor = torch.Tensor


@dataclass(frozen=True)
class Ranges:
    """How far each change goes at full strength. Lengths are field pixels: a digit is about 40 of them high.

    Each picture draws its own strength from 0 to 1 (square root of a uniform draw times `strength`), and each
    geometric change a uniform part of its range times that. The `…Share` fields are parts of all pictures.
    """

    strength: float = 1.0
    rotation_degrees: float = 15.0
    slant_degrees: float = 25.0  # horizontal shear
    aspect: float = 0.30  # log of width over height
    zoom: tuple[float, float] = (0.75, 1.2)
    shift: float = 3.0
    elastic: tuple[float, float] = (0.0, 2.6)  # standard deviation of the displacement; 2.6 is 1.3 MNIST pixels
    elastic_grid: int = 6  # points across the field; Simard's sigma of 4 in 29 pixels
    pen_share: float = 0.45  # drawn anew along the middle line; the others keep their own ink
    pen_width: tuple[float, float] = (1.2, 10.0)  # fineliner to marker, log-uniform
    pen_edge: tuple[float, float] = (0.6, 3.0)  # width of the edge from paper to full ink
    hard_share: float = 0.4  # of the digits that keep their ink: levels stretched around a random threshold
    hard_gain: tuple[float, float] = (1.5, 8.0)
    hard_level: tuple[float, float] = (0.25, 0.7)  # below one half thickens, above thins
    fade_share: float = 0.25  # ink uneven along the stroke
    fade_depth: float = 0.6
    low_share: float = 0.35  # reduced to a few pixels, as in a 16x16 zip code digit or a distant photograph
    low_height: tuple[float, float] = (12.0, 24.0)  # pixels the digit is high after that
    blur_share: float = 0.35
    blur_sigma: tuple[float, float] = (0.5, 2.6)
    rethreshold_share: float = 0.3  # of the blurred: made hard again, which closes loops and gaps
    fragment_share: float = 0.05  # a neighbour's stroke reaches into the picture
    gap_share: float = 0.05
    gap_radius: tuple[float, float] = (1.0, 3.5)
    cut_share: float = 0.04  # a border stroke cropped
    cut_depth: tuple[float, float] = (1.0, 5.0)
    speck_share: float = 0.05
    noise_share: float = 0.2
    noise: tuple[float, float] = (0.02, 0.12)
    floor_share: float = 0.5  # faint ink taken for paper, as the service's ink finder does
    floor_level: tuple[float, float] = (0.03, 0.3)


class Augment:
    """Draws from its own generator, so that a seed gives the same pictures again."""

    def __init__(self, ranges: Ranges, seed: int, device: torch.device = torch.device("cpu")) -> None:
        self.ranges = ranges
        self.device = device
        self.random = torch.Generator(device=device).manual_seed(seed)

    def __call__(self, fields: Tensor) -> Tensor:
        """Fields uint8[N, 2, H, W] of `make_fields` -> normal form float32[N, 1, 28, 28]."""
        ink = self.damage(self.draw(fields.to(self.device)))
        out = torch.empty(len(ink), 1, 28, 28, device=self.device)
        low = self.chosen(len(ink), self.ranges.low_share)
        # Pictures of one reduced size are worked on together; four groups keep the sizes varied in every batch.
        for part in low.chunk(4):
            if len(part):
                out[part, 0] = normalise_batch(self.floor(self.grain(self.reduce(ink[part]))))
        rest = torch.ones(len(ink), dtype=torch.bool, device=self.device)
        rest[low] = False
        if rest.any():
            out[rest, 0] = normalise_batch(self.floor(self.grain(self.soften(ink[rest]))))
        return out

    # Random draws

    def uniform(self, shape: tuple[int, ...], low: float, high: float) -> Tensor:
        return torch.rand(shape, generator=self.random, device=self.device) * (high - low) + low

    def scalar(self, low: float, high: float) -> float:
        return float(self.uniform((1,), low, high))

    def chosen(self, n: int, share: float) -> Tensor:
        """Indices of about `share` of n pictures, in random order."""
        hit = torch.rand(n, generator=self.random, device=self.device) < share * min(1.0, self.ranges.strength)
        indices = hit.nonzero()[:, 0]
        return indices[torch.randperm(len(indices), generator=self.random, device=self.device)]

    def smooth(self, n: int, channels: int, points: int, size: tuple[int, int]) -> Tensor:
        """A smooth random field of standard deviation about 1 -> [n, channels, H, W]."""
        coarse = torch.randn(n, channels, points, points, generator=self.random, device=self.device)
        # Cubic interpolation between independent points lowers the variance; 1.15 brings it back (measured).
        return 1.15 * F.interpolate(coarse, size, mode="bicubic", align_corners=False)

    # Drawing

    def draw(self, fields: Tensor) -> Tensor:
        """uint8[N, 2, H, W] -> warped ink [N, H, W]."""
        r, n = self.ranges, len(fields)
        strength = self.uniform((n,), 0, 1).sqrt() * r.strength
        pens = self.chosen(n, r.pen_share)
        source = fields[:, :1].float() / 255
        source[pens] = fields[pens, 1:].float() / DISTANCE_UNIT
        padding_value = torch.zeros(n, 1, 1, 1, device=self.device)
        padding_value[pens] = 255 / DISTANCE_UNIT
        # grid_sample pads with zero: make outside the field zero for both kinds by shifting the distances.
        value = F.grid_sample(source - padding_value, self.warp(strength, fields.shape[-2:]), align_corners=False)
        value = (value + padding_value)[:, 0]

        gain, offset = torch.ones(n, device=self.device), torch.zeros(n, device=self.device)
        hard = self.chosen(n, r.hard_share)
        gain[hard] = self.uniform((len(hard),), *r.hard_gain)
        offset[hard] = 0.5 - gain[hard] * self.uniform((len(hard),), *r.hard_level)
        width = self.uniform((len(pens),), *map(math.log, r.pen_width)).exp()
        edge = self.uniform((len(pens),), *r.pen_edge)
        gain[pens], offset[pens] = -1 / edge, width / 2 / edge + 0.5
        return (value * gain[:, None, None] + offset[:, None, None]).clamp(0, 1)

    def warp(self, strength: Tensor, size: tuple[int, int]) -> Tensor:
        """Sampling grid [N, H, W, 2] in the units of grid_sample (-1..1): affine, then elastic."""
        r, n = self.ranges, len(strength)

        def part(limit: float) -> Tensor:
            return self.uniform((n,), -limit, limit) * strength

        turn, slant = part(math.radians(r.rotation_degrees)), torch.tan(part(math.radians(r.slant_degrees)))
        stretch = part(r.aspect) / 2
        zoom = 1 + (self.uniform((n,), *r.zoom) - 1) * strength
        wide, high = stretch.exp() / zoom, (-stretch).exp() / zoom
        cos, sin = turn.cos(), turn.sin()
        rows = torch.stack(
            [cos * wide, (cos * slant - sin) * high, part(2 * r.shift / size[1])]
            + [sin * wide, (sin * slant + cos) * high, part(2 * r.shift / size[0])],
            dim=1,
        ).view(n, 2, 3)
        grid = F.affine_grid(rows, [n, 1, *size], align_corners=False)
        amount = self.uniform((n,), *r.elastic) * strength * 2 / size[0]
        bend = self.smooth(n, 2, r.elastic_grid, size) * amount[:, None, None, None]
        return grid + bend.permute(0, 2, 3, 1)

    # Damage

    def damage(self, ink: Tensor) -> Tensor:
        r = self.ranges
        n, height, width = ink.shape
        xs = torch.arange(width, device=self.device) + 0.5
        ys = torch.arange(height, device=self.device)[:, None] + 0.5
        ink = ink.clone()

        part = self.chosen(n, r.fragment_share)
        if len(part):
            side = 1 if self.scalar(0, 1) < 0.5 else -1
            away = side * int(self.scalar(0.62, 0.72) * width)
            neighbour = torch.roll(ink, 1, dims=0)[part]
            moved = torch.zeros_like(neighbour)
            if away > 0:
                moved[:, :, away:] = neighbour[:, :, :-away]
            else:
                moved[:, :, :away] = neighbour[:, :, -away:]
            ink[part] = torch.maximum(ink[part], moved)

        part = self.chosen(n, r.gap_share)
        x, y = self.uniform((2, len(part), 1, 1), 0.25 * width, 0.75 * width)
        radius = self.uniform((len(part), 1, 1), *r.gap_radius)
        ink[part] *= (torch.hypot(xs - x, ys - y) - radius).clamp(0, 1)

        part = self.chosen(n, r.fade_share)
        fade = self.smooth(len(part), 1, 8, (height, width))[:, 0] if len(part) else ink[part]
        ink[part] *= (1 - r.fade_depth * fade.sigmoid() * self.uniform((len(part), 1, 1), 0, 1)).clamp(0, 1)

        part = self.chosen(n, r.cut_share)
        if len(part):
            depth = self.uniform((len(part), 1), *r.cut_depth)
            profile = ink[part].amax(dim=1) > 0.2
            first = torch.where(profile, xs, width).amin(dim=1, keepdim=True)
            last = torch.where(profile, xs, 0).amax(dim=1, keepdim=True)
            left = self.uniform((len(part), 1), 0, 1) < 0.5
            keep = torch.where(left, xs > first + depth, xs < last - depth)
            ink[part] *= keep[:, None, :]

        part = self.chosen(n, r.speck_share)
        x, y = self.uniform((2, len(part), 1, 1), 0.15 * width, 0.85 * width)
        radius = self.uniform((len(part), 1, 1), 0.5, 1.6)
        ink[part] = torch.maximum(ink[part], (radius - torch.hypot(xs - x, ys - y) + 0.5).clamp(0, 1))
        return ink

    # Resolution, blur, noise

    def reduce(self, ink: Tensor) -> Tensor:
        """Area averaging to a random size at which a digit of 40 field pixels is `low_height` pixels high."""
        size = round(ink.shape[-1] * self.scalar(*self.ranges.low_height) / 40)
        return F.interpolate(ink[:, None], (size, size), mode="area")[:, 0]

    def soften(self, ink: Tensor) -> Tensor:
        """Some blurred, and some of those made hard again."""
        r = self.ranges
        for part in self.chosen(len(ink), r.blur_share).chunk(3):
            if len(part) == 0:
                continue
            blurred = gaussian_blur(ink[part], self.scalar(*r.blur_sigma))
            again = self.chosen(len(part), r.rethreshold_share)
            gain = self.uniform((len(again), 1, 1), 2, 10)
            # A thin pen blurred reaches no high level: thresholds go by each picture's own peak.
            level = self.uniform((len(again), 1, 1), 0.25, 0.65) * blurred[again].amax(dim=(1, 2), keepdim=True)
            blurred[again] = (0.5 + gain * (blurred[again] - level)).clamp(0, 1)
            ink[part] = blurred
        return ink

    def grain(self, ink: Tensor) -> Tensor:
        """Pixel noise at the resolution of the picture."""
        part = self.chosen(len(ink), self.ranges.noise_share)
        amount = self.uniform((len(part), 1, 1), *self.ranges.noise)
        noise = torch.randn(ink[part].shape, generator=self.random, device=self.device)
        # Paper stays cleaner than ink: the service cleans it before this point.
        ink[part] = (ink[part] + noise * amount * (0.3 + 0.7 * ink[part])).clamp(0, 1)
        return ink

    def floor(self, ink: Tensor) -> Tensor:
        part = self.chosen(len(ink), self.ranges.floor_share)
        level = self.uniform((len(part), 1, 1), *self.ranges.floor_level)
        level = level * ink[part].amax(dim=(1, 2), keepdim=True)
        ink[part] = torch.where(ink[part] < level, 0.0, ink[part])
        return ink


def gaussian_blur(ink: Tensor, sigma: float) -> Tensor:
    """[N, H, W], sigma in pixels -> [N, H, W]; two passes with one kernel, zero outside."""
    radius = max(1, math.ceil(2.5 * sigma))
    steps = torch.arange(-radius, radius + 1, device=ink.device)
    kernel = torch.exp(-0.5 * (steps / sigma) ** 2)
    kernel = (kernel / kernel.sum()).view(1, 1, 1, -1)
    rows = F.conv2d(ink[:, None], kernel, padding=(0, radius))
    return F.conv2d(rows, kernel.transpose(2, 3), padding=(radius, 0))[:, 0]
