"""Random pictures of known digits, as photographs and scans would show them, in the normal form.

Everything happens in raster space on whole batches: drawing (warp and pen), damage, then capture (resolution, blur,
noise). The last step is the normal form, the very one the service applies.
"""

import torch

from .capture import add_grain, drop_faint, reduce, soften
from .damage import damage
from .dice import Dice
from .drawing import draw
from .normal_form import FIELD, normalise_batch
from .ranges import Ranges

LOW_GROUPS = 4  # sizes of reduced pictures in one call; pictures of one size are worked on together


class Augment:
    def __init__(self, ranges: Ranges, seed: int, device: torch.device = torch.device("cpu")) -> None:
        self.ranges = ranges
        self.dice = Dice(seed, device)

    def __call__(self, fields: torch.Tensor) -> torch.Tensor:
        """Fields uint8[N, 2, H, W] of `make_fields` -> normal form float32[N, 1, 28, 28]."""
        r, dice = self.ranges, self.dice
        ink = damage(draw(fields.to(dice.device), r, dice), r, dice)
        low = dice.chosen(len(ink), r.low_share)
        rest = torch.ones(len(ink), dtype=torch.bool, device=dice.device)
        rest[low] = False
        out = torch.empty(len(ink), 1, FIELD, FIELD, device=dice.device)
        out[rest, 0] = self.finish(soften(ink[rest], r, dice))
        for part in low.chunk(LOW_GROUPS):
            if len(part):
                out[part, 0] = self.finish(reduce(ink[part], r, dice))
        return out

    def finish(self, ink: torch.Tensor) -> torch.Tensor:
        """[N, H, W] of any size -> normal form [N, 28, 28]."""
        return normalise_batch(drop_faint(add_grain(ink, self.ranges, self.dice), self.ranges, self.dice))
