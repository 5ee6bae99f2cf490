"""Digits at the gate (`gate_pictures`): held-out pictures of every source under full augmentation, and what is no digit."""

from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import torch

from .augment import Augment
from .calibrate import softmax
from .export import run_onnx
from .fields import make_fields
from .material import HELD_DRAWN, SPLIT_SEED, VALIDATION, Part, draw_no_digits, read_nist
from .network import NO_DIGIT
from .number.glyphs import part as part_of
from .number.trajectories import read_writers, split_writers
from .ranges import Ranges
from .score import SURELY_NO_DIGIT
from .sources import read_source, split_validation
from .strokes import draw_writers
from .verdict import GateSet, Outcome, threshold_at

CACHE = Path(__file__).parent / "runs" / "fields"


def draw_digits(mnist: Path, shared: Path, seed: int) -> GateSet:
    parts = held_out_digits(mnist, shared, seed)
    labels = np.concatenate([part.labels for part in parts])
    # In mixed order: a neighbour that reaches into a picture may come from any source.
    order = torch.from_numpy(np.random.default_rng(seed).permutation(len(labels)))
    fields, augment = torch.cat([part.fields for part in parts]), Augment(replace(Ranges(), strength=1.0), seed)
    ink = torch.empty(len(labels), 1, 28, 28)
    for part in order.split(500):
        ink[part] = augment(fields[part])
    sizes = ", ".join(f"{len(part.labels)} {part.name}" for part in parts)
    read = partial(read_digits, ink.numpy(), labels)
    return GateSet(f"held-out digits under full augmentation: {sizes}", labels != NO_DIGIT, read)


def held_out_digits(mnist: Path, shared: Path, seed: int) -> list[Part]:
    digits, _ = read_source("mnist", mnist, test=False)
    held = digits.take(split_validation(digits.labels, VALIDATION, SPLIT_SEED)[1])
    parts = [Part("mnist", make_fields(held.images), held.labels)]
    for kind in ("digits", "letters"):
        found, _ = read_nist(shared / "emnist", CACHE, kind)
        indices = part_of(found.labels, True)
        parts.append(Part(found.name, found.fields[indices], found.labels[indices]))
    writers = split_writers(read_writers(shared / "pendigits"))[1]
    parts.append(Part("pens", *draw_writers(np.random.default_rng(seed), writers)))
    return parts + draw_no_digits(seed, held, HELD_DRAWN)


def read_digits(ink: np.ndarray, labels: np.ndarray, entry: dict, model: Path, rate: float) -> Outcome:
    """As lib/reading/judge.ts: what is surely no digit is rejected, else the best digit stands, accepted where sure."""
    names = entry["output"]["labels"]
    if names[:10] != list("0123456789") or names[10:] not in ([], ["?"]):
        raise ValueError(f"expected the labels 0 to 9 and perhaps ?, got {names}")
    chances = softmax(run_onnx(model, ink), entry["calibration"]["temperature"])
    digits, none = chances[:, :10], chances[:, 10:].sum(axis=1)
    confidence, refused = digits.max(axis=1), none > SURELY_NO_DIGIT
    likelier_none = none > confidence
    confidence = np.where(refused | likelier_none, 0.0, confidence)
    threshold = threshold_at(entry["accept"], rate)
    right = (digits.argmax(axis=1) == labels) & ~refused
    return Outcome(np.where(labels == NO_DIGIT, confidence < threshold, right), confidence, threshold)
