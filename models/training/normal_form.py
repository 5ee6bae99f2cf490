"""The normal form every digit takes before the network sees it, twice: plain numpy and batched torch.

MNIST's own form (LeCun, Bottou, Bengio, Haffner 1998, section III.A): the digit fits a 20x20 box with its
aspect kept and lies with its centre of mass in the middle of a 28x28 field. What LeCun leaves open is fixed
here, and the service implements the same, step by step:

1. box     = bounding box of pixels with ink > INK_LEVEL; no such pixel: all zero. s = 20 / longer side.
2. centre  = centre of mass of the ink inside the box, in continuous coordinates (pixel j covers [j, j+1]).
             Ink outside the box counts as zero here and below.
3. clamp   = the centre moves so far that the whole box stays inside the 28x28 field.
4. resample with a triangle filter of radius max(1, 1/s) source pixels; the weights are divided by their sum
             over the unbounded pixel lattice, so that the border of the source is paper, not a mirror.
5. gain    = thin strokes fade when reduced; they are lifted until the ink-weighted mean ink is GAIN_TARGET.

Ink is 0 for paper and 1 for full ink. `normalise` is the definition; `normalise_batch` is what training uses,
and a test holds the two together.
"""

import numpy as np
import torch

FIELD = 28  # side of the result, pixels
BOX = 20  # longer side of the digit inside it, pixels
INK_LEVEL = 0.2  # what counts as ink for the bounding box
GAIN_TARGET = 0.75  # ink-weighted mean ink below which a picture is lifted; MNIST's own digits lie above it


def normalise(ink: np.ndarray) -> np.ndarray:
    """float[H, W] in 0..1, any size -> float64[28, 28] in 0..1."""
    ink = np.asarray(ink, dtype=np.float64)
    ys, xs = np.nonzero(ink > INK_LEVEL)
    if len(xs) == 0:
        return np.zeros((FIELD, FIELD))
    x0, x1, y0, y1 = xs.min(), xs.max(), ys.min(), ys.max()
    scale = BOX / max(x1 - x0 + 1, y1 - y0 + 1)
    boxed = np.zeros_like(ink)
    boxed[y0 : y1 + 1, x0 : x1 + 1] = ink[y0 : y1 + 1, x0 : x1 + 1]
    weights_x = _axis_weights(boxed.sum(axis=0), x0, x1, scale)
    weights_y = _axis_weights(boxed.sum(axis=1), y0, y1, scale)
    out = weights_y @ boxed @ weights_x.T
    mean_ink = (out * out).sum() / out.sum()
    return np.minimum(1.0, out * max(1.0, GAIN_TARGET / mean_ink))


def _axis_weights(profile: np.ndarray, first: int, last: int, scale: float) -> np.ndarray:
    """Ink summed per column (or row) [n] -> resampling weights [28, n]."""
    centre = (profile * (np.arange(len(profile)) + 0.5)).sum() / profile.sum()
    half = FIELD / 2 / scale
    centre = min(max(centre, last + 1 - half), first + half)
    positions = (np.arange(FIELD) + 0.5 - FIELD / 2) / scale + centre
    radius = max(1.0, 1.0 / scale)
    lattice = np.arange(np.floor(positions[0] - radius) - 1, np.ceil(positions[-1] + radius) + 2)
    total = np.maximum(0, 1 - np.abs(lattice[None] + 0.5 - positions[:, None]) / radius).sum(axis=1)
    pixels = np.arange(len(profile))
    return np.maximum(0, 1 - np.abs(pixels[None] + 0.5 - positions[:, None]) / radius) / total[:, None]


def normalise_batch(ink: torch.Tensor) -> torch.Tensor:
    """float32[N, H, W] in 0..1 -> float32[N, 28, 28]; each picture as `normalise` would give it."""
    is_ink = ink > INK_LEVEL
    inside_x, x0, x1 = _span(is_ink.any(dim=1))
    inside_y, y0, y1 = _span(is_ink.any(dim=2))
    boxed = ink * inside_x[:, None, :] * inside_y[:, :, None]
    scale = BOX / torch.maximum(x1 - x0 + 1, y1 - y0 + 1)
    weights_x = _axis_weights_batch(boxed.sum(dim=1), x0, x1, scale)
    weights_y = _axis_weights_batch(boxed.sum(dim=2), y0, y1, scale)
    out = weights_y @ boxed @ weights_x.transpose(1, 2)
    mean_ink = (out * out).sum(dim=(1, 2)) / out.sum(dim=(1, 2)).clamp_min(1e-12)
    gain = (GAIN_TARGET / mean_ink.clamp_min(1e-12)).clamp_min(1.0)
    return (out * gain[:, None, None]).clamp_max(1.0)


def _span(hit: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """bool[N, n] -> (mask [N, n] from first to last hit, first [N], last [N]); a row without any: empty mask."""
    n = hit.shape[1]
    pixels = torch.arange(n, device=hit.device)
    first = torch.where(hit, pixels, n).amin(dim=1)
    last = torch.where(hit, pixels, -1).amax(dim=1)
    mask = (pixels >= first[:, None]) & (pixels <= last[:, None])
    some = last >= 0
    return mask, torch.where(some, first, 0).float(), torch.where(some, last, 0).float()


def _axis_weights_batch(
    profile: torch.Tensor, first: torch.Tensor, last: torch.Tensor, scale: torch.Tensor
) -> torch.Tensor:
    """[N, n], [N], [N], [N] -> [N, 28, n]."""
    pixels = torch.arange(profile.shape[1], device=profile.device) + 0.5
    centre = (profile * pixels).sum(dim=1) / profile.sum(dim=1).clamp_min(1e-12)
    half = FIELD / 2 / scale
    centre = torch.minimum(torch.maximum(centre, last + 1 - half), first + half)
    steps = torch.arange(FIELD, device=profile.device) + 0.5 - FIELD / 2
    positions = steps[None, :] / scale[:, None] + centre[:, None]  # [N, 28]
    radius = (1.0 / scale).clamp_min(1.0)[:, None, None]
    # The sum over the unbounded lattice depends only on where a position lies inside its pixel.
    reach = int(radius.max().ceil()) + 1
    offsets = torch.arange(-reach, reach + 1, device=profile.device)
    nearby = positions.floor()[:, :, None] + offsets + 0.5
    total = (1 - (nearby - positions[:, :, None]).abs() / radius).clamp_min(0).sum(dim=2, keepdim=True)
    return (1 - (pixels - positions[:, :, None]).abs() / radius).clamp_min(0) / total
