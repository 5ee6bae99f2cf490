"""Digit pictures from folders of IDX files (the format of MNIST: LeCun, Cortes, Burges), gzipped or not.

A source is a name and a folder; several may be given, so that further digits join MNIST without new code. In a
folder every `*images*idx3*` file goes with the `*labels*idx1*` file of the same prefix. Files whose name begins
with `t10k` or `test` are test data and are read by the scoring step alone.
"""

import gzip
import hashlib
import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np

TEST_PREFIXES = ("t10k", "test")


@dataclass(frozen=True)
class Digits:
    """Pictures uint8[N, H, W] (0 = paper, 255 = ink) and labels uint8[N]."""

    images: np.ndarray
    labels: np.ndarray

    def take(self, indices: np.ndarray) -> "Digits":
        return Digits(self.images[indices], self.labels[indices])


@dataclass(frozen=True)
class SourceFile:
    """What a run records of a file it read; the hash is of the bytes on disk."""

    name: str
    sha256: str
    count: int


def read_idx(path: Path) -> np.ndarray:
    """An IDX file of unsigned bytes -> uint8 array; ValueError says what was expected and what came."""
    data = path.read_bytes()
    if data[:2] == b"\x1f\x8b":
        data = gzip.decompress(data)
    if len(data) < 4 or data[:2] != b"\0\0" or data[2] != 0x08:
        raise ValueError(f"{path}: expected the IDX magic 00 00 08, found {data[:3].hex(' ') or 'nothing'}")
    start = 4 + 4 * data[3]
    if len(data) < start:
        raise ValueError(f"{path}: the header wants {start} bytes, the file has {len(data)}")
    shape = struct.unpack(f">{data[3]}I", data[4:start])
    expected = int(np.prod(shape, dtype=np.int64))
    if len(data) - start != expected:
        raise ValueError(f"{path}: {shape} wants {expected} bytes of data, found {len(data) - start}")
    return np.frombuffer(data, dtype=np.uint8, offset=start).reshape(shape)


def read_source(name: str, folder: Path, test: bool) -> tuple[Digits, list[SourceFile]]:
    """All training (or all test) digits of a folder, and the files they came from."""
    images, labels, files = [], [], []
    for image_path in sorted(folder.glob("*images*idx3*")):
        if image_path.name.startswith(TEST_PREFIXES) != test:
            continue
        label_path = image_path.with_name(image_path.name.replace("images", "labels").replace("idx3", "idx1"))
        part_images, part_labels = read_idx(image_path), read_idx(label_path)
        if part_images.ndim != 3 or len(part_images) != len(part_labels):
            raise ValueError(f"{image_path}: {part_images.shape} pictures for {part_labels.shape} labels")
        if part_labels.max() > 9:
            raise ValueError(f"{label_path}: expected labels 0 to 9, found {part_labels.max()}")
        images.append(part_images)
        labels.append(part_labels)
        for path in (image_path, label_path):
            files.append(describe_file(name, path, len(part_labels)))
    if not images:
        raise ValueError(f"{folder}: no {'test' if test else 'training'} *images*idx3* file for source {name}")
    return Digits(np.concatenate(images), np.concatenate(labels)), files


def describe_file(source: str, path: Path, count: int) -> SourceFile:
    return SourceFile(f"{source}/{path.name}", hashlib.sha256(path.read_bytes()).hexdigest(), count)


def split_validation(labels: np.ndarray, count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Indices (training, validation): `count` digits cut out, each class in its share of the whole (stratified)."""
    random = np.random.default_rng(seed)
    share = count / len(labels)
    by_class = [random.permutation(np.flatnonzero(labels == label)) for label in range(10)]
    ends = np.round(np.cumsum([len(indices) * share for indices in by_class])).astype(int)
    cuts = np.diff(ends, prepend=0)
    held = np.concatenate([indices[:cut] for indices, cut in zip(by_class, cuts)])
    kept = np.concatenate([indices[cut:] for indices, cut in zip(by_class, cuts)])
    return np.sort(kept), np.sort(held)
