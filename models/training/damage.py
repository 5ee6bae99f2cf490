"""What happens to a digit on real paper: a neighbour reaches in, ink is missing, an edge is cut off, dirt, a ruled line.

Each function changes a random part of ink [N, H, W] in place; `damage` works on a copy.
"""

import torch

from .dice import Dice
from .ranges import Ranges

Tensor = torch.Tensor


def damage(ink: Tensor, r: Ranges, dice: Dice) -> Tensor:
    """[N, H, W] -> [N, H, W]."""
    ink = ink.clone()
    for change in (add_fragments, add_gaps, fade, cut_edges, add_specks, add_rules):
        change(ink, r, dice)
    return ink


def add_fragments(ink: Tensor, r: Ranges, dice: Dice) -> None:
    """The edge of another digit of the batch, moved so far aside that little of it reaches in."""
    part = dice.chosen(len(ink), r.fragment_share)
    if len(part) == 0:
        return
    away = round(dice.scalar(0.62, 0.72) * ink.shape[2])
    neighbour = torch.roll(ink, 1, dims=0)[part]
    moved = torch.zeros_like(neighbour)
    if dice.scalar(0, 1) < 0.5:
        moved[:, :, away:] = neighbour[:, :, :-away]
    else:
        moved[:, :, :-away] = neighbour[:, :, away:]
    ink[part] = torch.maximum(ink[part], moved)


def add_gaps(ink: Tensor, r: Ranges, dice: Dice) -> None:
    part = dice.chosen(len(ink), r.gap_share)
    radius = dice.uniform((len(part), 1, 1), *r.gap_radius)
    ink[part] *= (distance_to_a_point(ink, len(part), 0.25, dice) - radius).clamp(0, 1)


def fade(ink: Tensor, r: Ranges, dice: Dice) -> None:
    """Ink that comes and goes along the stroke."""
    part = dice.chosen(len(ink), r.fade_share)
    if len(part):
        depth = r.fade_depth * dice.uniform((len(part), 1, 1), 0, 1)
        ink[part] *= 1 - depth * dice.smooth(len(part), 1, 8, ink.shape[1:])[:, 0].sigmoid()


def cut_edges(ink: Tensor, r: Ranges, dice: Dice) -> None:
    """A strip of the digit's left or right side lost."""
    part = dice.chosen(len(ink), r.cut_share)
    xs = torch.arange(ink.shape[2], device=dice.device) + 0.5
    first, last = reach(ink[part].amax(dim=1) > 0.2, xs)
    depth = dice.uniform((len(part), 1), *r.cut_depth)
    from_left = dice.uniform((len(part), 1), 0, 1) < 0.5
    # A stroke of a few pixels is a whole digit: never cut more than a quarter of the width.
    depth = torch.minimum(depth, (last - first) / 4)
    ink[part] *= torch.where(from_left, xs > first + depth, xs < last - depth)[:, None, :]


def add_specks(ink: Tensor, r: Ranges, dice: Dice) -> None:
    part = dice.chosen(len(ink), r.speck_share)
    radius = dice.uniform((len(part), 1, 1), *r.speck_radius)
    speck = (radius - distance_to_a_point(ink, len(part), 0.15, dice) + 0.5).clamp(0, 1)
    ink[part] = torch.maximum(ink[part], speck)


def add_rules(ink: Tensor, r: Ranges, dice: Dice) -> None:
    """A piece of the line that a digit was written on, cut out with it; or of one above it."""
    part = dice.chosen(len(ink), r.rule_share)
    height, width = ink.shape[1:]
    n = (len(part), 1)
    ys, xs = torch.arange(height, device=dice.device) + 0.5, torch.arange(width, device=dice.device) + 0.5
    first_y, last_y = reach(ink[part].amax(dim=2) > 0.2, ys)
    first_x, last_x = reach(ink[part].amax(dim=1) > 0.2, xs)
    away, half = dice.uniform(n, *r.rule_away), dice.uniform(n, *r.rule_width) / 2
    is_above = dice.uniform(n, 0, 1) < r.rule_above_share
    middle = torch.where(is_above, first_y - away, last_y + away)
    left, right = (dice.uniform(n, *r.rule_beyond) for _ in range(2))
    along = ((xs >= first_x - left) & (xs <= last_x + right)).float()
    level = middle + dice.uniform(n, -r.rule_slope, r.rule_slope) * (xs - width / 2)
    across = (half[:, :, None] + 0.5 - (ys[:, None] - level[:, None, :]).abs()).clamp(0, 1)
    rule = across * along[:, None, :] * dice.uniform((len(part), 1, 1), *r.rule_ink)
    ink[part] = torch.maximum(ink[part], rule)


def reach(hit: Tensor, positions: Tensor) -> tuple[Tensor, Tensor]:
    """bool[N, n] and their positions [n] -> the first and the last position that is hit, [N, 1] each."""
    end = positions[-1] + 0.5
    first = torch.where(hit, positions, end).amin(dim=1, keepdim=True)
    return first, torch.where(hit, positions, 0).amax(dim=1, keepdim=True)


def distance_to_a_point(ink: Tensor, n: int, margin: float, dice: Dice) -> Tensor:
    """Pixels from one random point each, no nearer to the edge than `margin` of the side -> [n, H, W]."""
    height, width = ink.shape[1:]
    x = dice.uniform((n, 1, 1), margin * width, (1 - margin) * width)
    y = dice.uniform((n, 1, 1), margin * height, (1 - margin) * height)
    xs = torch.arange(width, device=dice.device) + 0.5
    ys = torch.arange(height, device=dice.device)[:, None] + 0.5
    return torch.hypot(xs - x, ys - y)
