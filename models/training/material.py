"""All the training job reads, in one place: what is trained on, in which shares, and what is held out.

Of every source a part is held out, and the network never sees it: 5,000 of MNIST's training digits (the same ones for
every run), every twelfth NIST picture, six of the 44 pen writers. MNIST's test digits are no part of this.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from .corrections import Found
from .fields import keep_fields
from .network import NO_DIGIT
from .no_digits import draw_blots, draw_marks, draw_pairs, draw_printed
from .number.glyphs import part as part_of
from .number.trajectories import read_writers, split_writers
from .sources import Digits, SourceFile, describe_file, read_idx, read_source, split_validation
from .strokes import draw_allographs, draw_writers

VALIDATION = 5000  # digits cut from MNIST's training part
SPLIT_SEED = 1  # of that cut: one for all runs, since runs may begin with each other's weights
TRAINING_SEED, HELD_SEED = 20_001, 20_002  # of what is drawn

# Parts of the pictures seen in training. MNIST leads: its test is the field's yardstick.
SHARES = {
    "mnist": 0.66,
    "nist": 0.10,
    "pens": 0.06,
    "allographs": 0.03,
    "letters": 0.10,
    "marks": 0.02,
    "blots": 0.005,
    "printed": 0.01,
    "pairs": 0.015,
}
DRAWN = {"marks": 4000, "blots": 300, "printed": 1500, "pairs": 3000}
HELD_DRAWN = {"marks": 300, "blots": 20, "printed": 80, "pairs": 100}
ALLOGRAPHS_EACH = 60


@dataclass(frozen=True)
class Part:
    """One source: fields uint8[N, 2, H, W] as `make_fields` gives them, labels uint8[N] (10 = no digit)."""

    name: str
    fields: torch.Tensor
    labels: np.ndarray


@dataclass(frozen=True)
class Material:
    training: list[Part]
    held: list[Part]
    files: list[SourceFile]


def gather(
    mnist: Path, shared: Path | None, further: dict[str, Path], cache: Path, corrections: Found | None = None
) -> Material:
    """`shared` holds `emnist/` and `pendigits/`; without it MNIST, the allographs and what is drawn must do."""
    digits, files = read_source("mnist", mnist, test=False)
    fields = keep_fields(digits.images, cache)
    kept, validation = split_validation(digits.labels, VALIDATION, SPLIT_SEED)
    training = [Part("mnist", fields[kept], digits.labels[kept])]
    held = [Part("mnist", fields[validation], digits.labels[validation])]
    for name, folder in further.items():
        more, found = read_source(name, folder, test=False)
        training.append(Part(name, keep_fields(more.images, cache), more.labels))
        files += found
    if corrections is not None and corrections.digits:
        corrected = corrections.as_digits()
        training.append(Part("corrections", keep_fields(corrected.images, cache), corrected.labels))
    if shared is not None:
        for part, found in (read_nist(shared / "emnist", cache, "digits"), read_nist(shared / "emnist", cache, "letters")):
            for parts, is_held in ((training, False), (held, True)):
                indices = part_of(part.labels, is_held)
                parts.append(Part(part.name, part.fields[indices], part.labels[indices]))
            files += found
        for parts, seed, writers in zip(
            (training, held), (TRAINING_SEED, HELD_SEED), split_writers(read_writers(shared / "pendigits"))
        ):
            parts.append(Part("pens", *draw_writers(np.random.default_rng(seed), writers)))
        files += [describe_file("pendigits", path, 0) for path in sorted((shared / "pendigits").glob("*.unipen.gz"))]
    training.append(Part("allographs", *draw_allographs(np.random.default_rng(TRAINING_SEED), ALLOGRAPHS_EACH)))
    training += draw_no_digits(TRAINING_SEED, digits.take(kept), DRAWN)
    held += draw_no_digits(HELD_SEED, digits.take(validation), HELD_DRAWN)
    return Material(training, held, files)


def read_nist(folder: Path, cache: Path, kind: str) -> tuple[Part, list[SourceFile]]:
    """`digits` or `letters`; never `letters-eval`, which is for evaluation alone."""
    paths = [folder / f"{kind}-images-idx3-ubyte.gz"]
    images = read_idx(paths[0])
    if kind == "digits":
        paths.append(folder / "digits-labels-idx1-ubyte.gz")
        name, labels = "nist", read_idx(paths[1])
    else:
        name, labels = "letters", np.full(len(images), NO_DIGIT, np.uint8)
    return Part(name, keep_fields(images, cache), labels), [describe_file("emnist", path, len(images)) for path in paths]


def draw_no_digits(seed: int, digits: Digits, counts: dict[str, int]) -> list[Part]:
    rng = np.random.default_rng(seed)
    drawn = {
        "marks": draw_marks(rng, counts["marks"]),
        "blots": draw_blots(rng, counts["blots"]),
        "printed": draw_printed(rng, counts["printed"]),
        "pairs": draw_pairs(rng, digits, counts["pairs"]),
    }
    return [Part(name, fields, np.full(len(fields), NO_DIGIT, np.uint8)) for name, fields in drawn.items()]


def weigh(parts: list[Part]) -> torch.Tensor:
    """How often each picture is drawn, float64[N], in the order of the parts; they add up to 1.

    Each part has its share, and of its digits every class as much as another; where a part lacks classes (NIST has no
    0, 1, 7 here) the other parts show these more often, so that over all digits each class comes equally often.
    """
    shares = {part.name: SHARES.get(part.name, SHARES["nist"]) for part in parts}
    table = np.zeros((len(parts), NO_DIGIT + 1))
    for row, part in zip(table, parts):
        present = np.bincount(part.labels, minlength=NO_DIGIT + 1) > 0
        row[present] = shares[part.name] / present.sum()
    digits = table[:, :NO_DIGIT]
    digits *= digits.sum() / NO_DIGIT / np.maximum(digits.sum(axis=0), 1e-12)
    weights = [row[part.labels] / np.bincount(part.labels, minlength=NO_DIGIT + 1)[part.labels] for row, part in zip(table, parts)]
    whole = np.concatenate(weights)
    return torch.from_numpy(whole / whole.sum())
