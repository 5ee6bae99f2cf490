"""Ink on paper to the grey picture a scanner or a phone gives: shade of ink, blur, few pixels, noise, streaks, JPEG."""

import cv2
import numpy as np
from numpy.random import Generator

from .field import Field
from .paper import Grounds, cut
from .ranges import Ranges


def capture(rng: Generator, r: Ranges, grounds: Grounds, field: Field, paper: np.ndarray) -> np.ndarray:
    """uint8[h, w], dark ink on light paper; smaller than the field if it was reduced."""
    least, most = r.ink_shade
    shade = least + (most - least) * rng.random() ** r.ink_shade_power
    grey = paper * (1 - soak(rng, r, grounds, field.ink) * np.float32(1 - shade))
    if rng.random() < r.see_through_share:
        behind = cv2.GaussianBlur(field.ink[:, ::-1], (0, 0), 1.5).astype(np.float32)
        grey -= np.roll(behind, int(rng.integers(-9, 10)), axis=0) * np.float32(rng.uniform(0.02, 0.10) / 255)
    if rng.random() < r.shadow_share:
        grey *= shadow(rng, r, *grey.shape, field.digit)
    if rng.random() < r.blur_share:
        sigma = rng.uniform(*r.blur)
        grey = cv2.GaussianBlur(grey, (0, 0), sigma)
    if rng.random() < r.low_share:
        scale = min(1.0, rng.uniform(*r.low_height) / field.digit)
        size = (max(6, round(grey.shape[1] * scale)), max(6, round(grey.shape[0] * scale)))
        grey = cv2.resize(grey, size, interpolation=cv2.INTER_AREA if rng.random() < 0.7 else cv2.INTER_LINEAR)
    height, width = grey.shape
    if rng.random() < r.sensor_share:
        grey += cut(rng, grounds.grain, height, width) * np.float32(rng.uniform(*r.sensor))
    if rng.random() < r.streak_share:
        along = rng.normal(0, rng.uniform(0.01, 0.06), (height, 1) if rng.random() < 0.6 else (1, width))
        grey += along.astype(np.float32)
    picture = (np.clip(grey, 0, 1) * 255).astype(np.uint8)
    if rng.random() < r.jpeg_share:
        quality = int(rng.integers(*r.jpeg_quality))
        _, packed = cv2.imencode(".jpg", picture, (cv2.IMWRITE_JPEG_QUALITY, quality))
        picture = cv2.imdecode(packed, cv2.IMREAD_GRAYSCALE)
    return picture


def shadow(rng: Generator, r: Ranges, height: int, width: int, digit: float) -> np.ndarray:
    """float32[h, w], the light that is left: a straight edge through the field, at any angle."""
    angle, depth = rng.uniform(0, 2 * np.pi), rng.uniform(*r.shadow_depth)
    soft = digit * np.exp(rng.uniform(*np.log(r.shadow_soft)))
    x, y = rng.uniform(0, width), rng.uniform(0, height)  # a point of the edge
    across = (np.arange(width) - x)[None] * np.cos(angle) + (np.arange(height) - y)[:, None] * np.sin(angle)
    return (1 - depth * np.clip(across / soft + 0.5, 0, 1)).astype(np.float32)


def soak(rng: Generator, r: Ranges, grounds: Grounds, ink: np.ndarray) -> np.ndarray:
    """uint8 -> float32 0..1: ink that fades along the string, or lets the paper's grain through."""
    depth = ink.astype(np.float32) * np.float32(1 / 255)
    height, width = ink.shape
    if rng.random() < r.fade_share:
        coarse = np.clip(rng.normal(0.85, 0.25, (3, max(3, width // 12))), 0.25, 1).astype(np.float32)
        depth *= cv2.resize(coarse, (width, height))
    if rng.random() < r.grain_share:
        rough = cut(rng, grounds.grain, height, width) * np.float32(rng.uniform(0.1, 0.45))
        depth *= np.clip(1 + rough, 0.3, 1)
    return depth
