"""Everything that strings are made of, loaded once: writers' strokes, digit pictures, letters."""

from dataclasses import dataclass
from pathlib import Path

from ..sources import read_idx, read_source
from .glyphs import Glyphs, draw_printed_letters, load_digits, load_letters
from .trajectories import Writer, read_writers, split_writers

MNIST_MOST = 36_000  # pictures kept in memory; more of them brought nothing to the eye, and cost start-up time


@dataclass(frozen=True)
class Bank:
    writers: list[Writer]
    mnist: Glyphs
    nist: Glyphs
    letters: Glyphs
    printed: Glyphs


def load_bank(mnist: Path, shared: Path, cache: Path, held_out: bool) -> Bank:
    """`shared` holds `pendigits/` and `emnist/`; `held_out`: the writers and pictures that training never sees."""
    writers = split_writers(read_writers(shared / "pendigits"))[int(held_out)]
    digits, _ = read_source("mnist", mnist, test=False)
    nist_images = read_idx(shared / "emnist" / "digits-images-idx3-ubyte.gz")
    nist_labels = read_idx(shared / "emnist" / "digits-labels-idx1-ubyte.gz")
    return Bank(
        writers,
        load_digits(cache, "mnist", digits.images, digits.labels, held_out, MNIST_MOST),
        load_digits(cache, "nist", nist_images, nist_labels, held_out),
        load_letters(cache, shared / "emnist", held_out),
        draw_printed_letters(held_out),
    )
