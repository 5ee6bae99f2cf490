import gzip
import struct
from pathlib import Path

import numpy as np
import pytest

from .sources import read_idx, read_source, split_validation


def idx(array: np.ndarray) -> bytes:
    return bytes([0, 0, 8, array.ndim]) + struct.pack(f">{array.ndim}I", *array.shape) + array.tobytes()


def write_pair(folder: Path, prefix: str, count: int, gz: bool = False) -> None:
    images = np.arange(count * 6, dtype=np.uint8).reshape(count, 2, 3)
    labels = (np.arange(count) % 10).astype(np.uint8)
    for kind, array, rank in (("images", images, 3), ("labels", labels, 1)):
        data = idx(array)
        name = f"{prefix}-{kind}-idx{rank}-ubyte" + (".gz" if gz else "")
        (folder / name).write_bytes(gzip.compress(data) if gz else data)


@pytest.mark.parametrize("gz", [False, True])
def test_reads_pictures_and_labels(tmp_path: Path, gz: bool) -> None:
    write_pair(tmp_path, "train", 4, gz)
    digits, files = read_source("mine", tmp_path, test=False)
    assert digits.images.shape == (4, 2, 3)
    assert digits.images[1].tolist() == [[6, 7, 8], [9, 10, 11]]
    assert digits.labels.tolist() == [0, 1, 2, 3]
    assert [file.count for file in files] == [4, 4]
    assert all(file.name.startswith("mine/train-") and len(file.sha256) == 64 for file in files)


def test_test_files_stay_out_of_training(tmp_path: Path) -> None:
    write_pair(tmp_path, "train", 4)
    write_pair(tmp_path, "t10k", 7)
    assert len(read_source("mine", tmp_path, test=False)[0].labels) == 4
    assert len(read_source("mine", tmp_path, test=True)[0].labels) == 7


def test_joins_all_pairs_of_a_folder(tmp_path: Path) -> None:
    write_pair(tmp_path, "a", 4)
    write_pair(tmp_path, "b", 3, gz=True)
    assert len(read_source("mine", tmp_path, test=False)[0].labels) == 7


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "nothing"),
        (b"\x89PNG\r\n", "magic"),
        (bytes([0, 0, 0x0D, 1, 0, 0, 0, 1, 0]), "magic"),  # floats
        (bytes([0, 0, 8, 3, 0, 0]), "header"),
        (idx(np.zeros((2, 2), np.uint8))[:-1], "found 3"),
        (idx(np.zeros((2, 2), np.uint8)) + b"x", "found 5"),
    ],
)
def test_broken_files_say_why(tmp_path: Path, data: bytes, says: str) -> None:
    path = tmp_path / "x-images-idx3-ubyte"
    path.write_bytes(data)
    with pytest.raises(ValueError, match=says):
        read_idx(path)


def test_an_empty_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no training"):
        read_source("mine", tmp_path, test=False)


def test_validation_is_stratified_seeded_and_apart() -> None:
    labels = np.repeat(np.arange(10), [50, 150, 100, 100, 100, 100, 100, 100, 100, 100]).astype(np.uint8)
    kept, held = split_validation(labels, 100, seed=5)
    assert np.bincount(labels[held]).tolist() == [5, 15, 10, 10, 10, 10, 10, 10, 10, 10]
    assert sorted([*kept, *held]) == list(range(1000))
    assert split_validation(labels, 100, seed=5)[1].tolist() == held.tolist()
    assert split_validation(labels, 100, seed=6)[1].tolist() != held.tolist()
