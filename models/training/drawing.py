"""Draws a digit anew: an affine and an elastic warp in one resampling, then its own ink or a pen of any width.

The elastic warp follows Simard, Steinkraus, Platt (ICDAR 2003); the smooth random field is drawn on a coarse grid
and enlarged instead of blurred, which costs less and looks the same.
"""

import math

import torch
import torch.nn.functional as F

from .dice import Dice
from .fields import DISTANCE_UNIT
from .ranges import Ranges

Tensor = torch.Tensor


def draw(fields: Tensor, r: Ranges, dice: Dice) -> Tensor:
    """uint8[N, 2, H, W] of `make_fields` -> ink float32[N, H, W]."""
    n = len(fields)
    strength = dice.uniform((n,), 0, 1).sqrt() * r.strength
    pens = dice.chosen(n, r.pen_share)
    source = fields[:, :1].float() / 255
    source[pens] = fields[pens, 1:].float() / DISTANCE_UNIT
    # grid_sample answers zero outside the field; there the distance is far, so it is taken relative to far.
    outside = torch.zeros(n, 1, 1, 1, device=dice.device)
    outside[pens] = 255 / DISTANCE_UNIT
    grid = make_grid(strength, fields.shape[-2:], r, dice)
    value = (F.grid_sample(source - outside, grid, align_corners=False) + outside)[:, 0]

    gain, offset = torch.ones(n, device=dice.device), torch.zeros(n, device=dice.device)
    hard = dice.chosen(n, r.hard_share)
    gain[hard] = dice.uniform((len(hard),), *r.hard_gain)
    offset[hard] = (0.5 - gain[hard] * dice.uniform((len(hard),), *r.hard_level)).clamp_max(0)  # paper stays paper
    width = dice.uniform((len(pens),), *map(math.log, r.pen_width)).exp()
    edge = dice.uniform((len(pens),), *r.pen_edge)
    gain[pens], offset[pens] = -1 / edge, width / 2 / edge + 0.5
    return (value * gain[:, None, None] + offset[:, None, None]).clamp(0, 1)


def make_grid(strength: Tensor, size: tuple[int, int], r: Ranges, dice: Dice) -> Tensor:
    """Strength [N] -> where each pixel comes from, [N, H, W, 2] in grid_sample's units (-1..1)."""
    n = len(strength)

    def part(limit: float) -> Tensor:
        return dice.uniform((n,), -limit, limit) * strength

    turn, slant = part(math.radians(r.rotation_degrees)), torch.tan(part(math.radians(r.slant_degrees)))
    stretch = part(r.aspect) / 2
    zoom = 1 + (dice.uniform((n,), *r.zoom) - 1) * strength
    wide, high = stretch.exp() / zoom, (-stretch).exp() / zoom
    cos, sin = turn.cos(), turn.sin()
    rows = torch.stack(
        [cos * wide, (cos * slant - sin) * high, part(2 * r.shift / size[1])]
        + [sin * wide, (sin * slant + cos) * high, part(2 * r.shift / size[0])],
        dim=1,
    ).view(n, 2, 3)
    grid = F.affine_grid(rows, [n, 1, *size], align_corners=False)
    amount = dice.uniform((n,), *r.elastic) * strength * 2 / size[0]
    bend = dice.smooth(n, 2, r.elastic_grid, size) * amount[:, None, None, None]
    return grid + bend.permute(0, 2, 3, 1)
