"""What camera, scanner and ink finder make of a digit: fewer pixels, blur, noise, and faint ink taken for paper."""

import math

import torch
import torch.nn.functional as F

from .dice import Dice
from .ranges import DIGIT_HEIGHT, Ranges

Tensor = torch.Tensor


def reduce(ink: Tensor, r: Ranges, dice: Dice) -> Tensor:
    """[N, H, W] -> [N, h, w]: area averaging to one random size at which a digit is `low_height` pixels high."""
    size = round(ink.shape[-1] * dice.scalar(*r.low_height) / DIGIT_HEIGHT)
    return F.interpolate(ink[:, None], (size, size), mode="area")[:, 0]


def soften(ink: Tensor, r: Ranges, dice: Dice) -> Tensor:
    """[N, H, W] -> [N, H, W]: some blurred, and some of those made hard again, which closes loops and gaps."""
    ink = ink.clone()
    for part in dice.chosen(len(ink), r.blur_share).chunk(3):  # three widths of blur a call
        if len(part) == 0:
            continue
        blurred = gaussian_blur(ink[part], dice.scalar(*r.blur_sigma))
        again = dice.chosen(len(part), r.rethreshold_share)
        gain = dice.uniform((len(again), 1, 1), 2, 10)
        # A thin pen blurred reaches no high level, so thresholds go by each picture's own peak.
        level = dice.uniform((len(again), 1, 1), 0.25, 0.65) * blurred[again].amax(dim=(1, 2), keepdim=True)
        offset = (0.5 - gain * level).clamp_max(0)  # paper stays paper
        blurred[again] = (gain * blurred[again] + offset).clamp(0, 1)
        ink[part] = blurred
    return ink


def add_grain(ink: Tensor, r: Ranges, dice: Dice) -> Tensor:
    """[N, H, W] -> [N, H, W]: noise of single pixels. Paper gets less than ink, since the service cleans it first."""
    ink = ink.clone()
    part = dice.chosen(len(ink), r.noise_share)
    amount = dice.uniform((len(part), 1, 1), *r.noise)
    noise = dice.normal(tuple(ink[part].shape))
    ink[part] = (ink[part] + noise * amount * (0.3 + 0.7 * ink[part])).clamp(0, 1)
    return ink


def drop_faint(ink: Tensor, r: Ranges, dice: Dice) -> Tensor:
    """[N, H, W] -> [N, H, W]: below a part of the peak, ink becomes paper."""
    ink = ink.clone()
    part = dice.chosen(len(ink), r.floor_share)
    level = dice.uniform((len(part), 1, 1), *r.floor_level) * ink[part].amax(dim=(1, 2), keepdim=True)
    ink[part] = torch.where(ink[part] < level, 0.0, ink[part])
    return ink


def gaussian_blur(ink: Tensor, sigma: float) -> Tensor:
    """[N, H, W], sigma in pixels -> [N, H, W]; one pass along rows, one along columns, zero outside."""
    radius = max(1, math.ceil(2.5 * sigma))
    steps = torch.arange(-radius, radius + 1, device=ink.device)
    kernel = torch.exp(-0.5 * (steps / sigma) ** 2)
    kernel = (kernel / kernel.sum()).view(1, 1, 1, -1)
    rows = F.conv2d(ink[:, None], kernel, padding=(0, radius))
    return F.conv2d(rows, kernel.transpose(2, 3), padding=(radius, 0))[:, 0]
