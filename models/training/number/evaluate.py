"""How many numbers of a folder are read whole: `python -m training.number.evaluate CHECKPOINT FOLDER [--locate]`.

FOLDER holds `labels.csv` (filename,value) and the pictures, in it or in `images/`. Prints accuracy with a 95% interval
and the character error rate; `--errors OUT.png` writes what was misread, surest first. For looking only: no checkpoint,
threshold or range is chosen by these figures.
"""

import argparse
import csv
import math
from pathlib import Path

import cv2
import numpy as np

from .read import load_reader, read_crop, read_page
from .sheet import tile


def read_folder(folder: Path) -> list[tuple[str, np.ndarray, str]]:
    """(file name, grey uint8[h, w], value)."""
    images = folder / "images" if (folder / "images").is_dir() else folder
    rows = list(csv.DictReader((folder / "labels.csv").open()))
    return [(row["filename"], cv2.imread(str(images / row["filename"]), cv2.IMREAD_GRAYSCALE), row["value"]) for row in rows]


def wilson(right: int, count: int, z: float = 1.96) -> tuple[float, float]:
    """Wilson's score interval for a share (1927)."""
    share = right / count
    middle = (share + z * z / (2 * count)) / (1 + z * z / count)
    half = z * math.sqrt(share * (1 - share) / count + z * z / (4 * count * count)) / (1 + z * z / count)
    return middle - half, middle + half


def edits(a: str, b: str) -> int:
    """Levenshtein's distance."""
    row = list(range(len(b) + 1))
    for i, left in enumerate(a, 1):
        above, row[0] = row[0], i
        for j, right in enumerate(b, 1):
            above, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, above + (left != right))
    return row[-1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--locate", action="store_true", help="cut the number out of a page piece first")
    parser.add_argument("--errors", type=Path, help="contact sheet of misread fields")
    parser.add_argument("--list", action="store_true", help="print every misread field")
    arguments = parser.parse_args()
    network = load_reader(arguments.checkpoint)
    wrong, right, distance, characters = [], 0, 0, 0
    rows = read_folder(arguments.folder)
    for name, grey, value in rows:
        found = (read_page if arguments.locate else read_crop)(network, grey)
        read = found.value
        right += read == value
        distance += edits(read, value)
        characters += len(value)
        if read != value:
            x0, y0, x1, y1 = found.box
            wrong.append((found.confidence, name, grey[y0:y1, x0:x1], value, read, found.text))
    low, high = wilson(right, len(rows))
    print(f"{right}/{len(rows)} whole values right: {right / len(rows):.1%} ({low:.1%} to {high:.1%}), {distance / characters:.2%} of characters wrong")
    wrong.sort(key=lambda item: -item[0])
    if arguments.list:
        for confidence, name, _, value, read, text in wrong:
            print(f"{name} {value} read {read} ({text}) {confidence:.2f}")
    if arguments.errors:
        captions = [f"{value} P{read} {text if text != read else ''} {confidence:.2f}" for confidence, _, _, value, read, text in wrong]
        cv2.imwrite(str(arguments.errors), tile([item[2] for item in wrong], captions, 6, (240, 84)))


if __name__ == "__main__":
    main()
