"""What augmentation draws from: each digit once as smooth grey, and once as the distance to its middle line.

Both are kept at twice the source's resolution (56x56 for MNIST). The grey field is the digit as it was written.
The distance field lets a digit be drawn anew with a pen of any width: ink where the distance to the middle line
is below half the pen. Thinning alone would break strokes; a pen along the middle line keeps them whole.
The middle line is found by Zhang and Suen's thinning (CACM 27(3), 1984), all digits at once.
"""

import hashlib
from pathlib import Path

import cv2
import numpy as np
import torch
import torch.nn.functional as F

ENLARGE = 2
DISTANCE_UNIT = 16  # distances are stored as uint8 in sixteenths of a field pixel: up to 15.9


def make_fields(images: np.ndarray) -> torch.Tensor:
    """uint8[N, H, W] -> uint8[N, 2, 2H, 2W]: grey (0..255), distance to the middle line (sixteenths of a pixel)."""
    n, height, width = images.shape
    size = (width * ENLARGE, height * ENLARGE)
    fields = np.empty((n, 2, size[1], size[0]), dtype=np.uint8)
    for field, image in zip(fields, images):
        cv2.resize(image, size, dst=field[0], interpolation=cv2.INTER_CUBIC)
    for start in range(0, n, 2000):
        part = slice(start, start + 2000)
        lines = thin(torch.from_numpy(fields[part, 0] > 127)).numpy()
        for field, line in zip(fields[part], lines):
            away = cv2.distanceTransform((~line).astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
            field[1] = np.minimum(away * DISTANCE_UNIT, 255) if line.any() else 255
    return torch.from_numpy(fields)


def keep_fields(images: np.ndarray, cache: Path) -> torch.Tensor:
    """`make_fields`, kept in the folder `cache` by the pictures' hash: thinning 60,000 digits takes two minutes."""
    path = cache / f"fields-{hashlib.sha256(images.tobytes()).hexdigest()[:16]}.npy"
    if not path.exists():
        cache.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(".draft.npy")
        np.save(draft, make_fields(images).numpy())
        draft.replace(path)
    return torch.from_numpy(np.load(path))


def thin(ink: torch.Tensor) -> torch.Tensor:
    """bool[N, H, W] -> its middle lines, one pixel wide, bool[N, H, W]."""
    ink = F.pad(ink, (1, 1, 1, 1))
    while True:
        before = int(ink.sum())
        for first_pass in (True, False):
            ink = ink & ~_removable(ink, first_pass)
        if int(ink.sum()) == before:
            return ink[:, 1:-1, 1:-1]


def _removable(ink: torch.Tensor, first_pass: bool) -> torch.Tensor:
    """Zhang and Suen's four conditions for a pixel to go; p2 is the pixel above, then clockwise to p9."""
    shifts = [(1, 0), (1, -1), (0, -1), (-1, -1), (-1, 0), (-1, 1), (0, 1), (1, 1)]
    p = [torch.roll(ink, shift, dims=(1, 2)) for shift in shifts]
    count = sum(x.to(torch.uint8) for x in p)
    turns = sum((~p[k] & p[(k + 1) % 8]).to(torch.uint8) for k in range(8))
    up, right, down, left = p[0], p[2], p[4], p[6]
    free = ~(right & down & (up | left)) if first_pass else ~(up & left & (right | down))
    return ink & (count >= 2) & (count <= 6) & (turns == 1) & free
