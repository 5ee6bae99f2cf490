"""A contact sheet of synthetic fields: `python -m training.number.sheet --mnist DIR --shared DIR --cache DIR OUT.png`."""

import argparse
import time
from pathlib import Path

import cv2
import numpy as np

from .bank import load_bank
from .paper import draw_grounds
from .ranges import Ranges
from .sample import draw_sample


def tile(pictures: list[np.ndarray], captions: list[str], columns: int, cell: tuple[int, int]) -> np.ndarray:
    """uint8 pictures -> one sheet; each is fitted into its cell (width, height) with its caption below."""
    width, height = cell
    cells = []
    for picture, caption in zip(pictures, captions):
        scale = min(width / picture.shape[1], (height - 13) / picture.shape[0])
        size = (max(1, int(picture.shape[1] * scale)), max(1, int(picture.shape[0] * scale)))
        fitted = cv2.resize(picture, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
        card = np.full((height, width), 255, np.uint8)
        card[: fitted.shape[0], : fitted.shape[1]] = fitted
        ascii_caption = caption.replace("€", "E").replace("£", "L")
        cv2.putText(card, ascii_caption, (2, height - 3), cv2.FONT_HERSHEY_SIMPLEX, 0.38, 0, 1, cv2.LINE_AA)
        cells.append(card)
    while len(cells) % columns:
        cells.append(np.full((height, width), 255, np.uint8))
    return np.vstack([np.hstack(cells[i : i + columns]) for i in range(0, len(cells), columns)])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--mnist", type=Path, required=True)
    parser.add_argument("--shared", type=Path, required=True)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--count", type=int, default=108)
    parser.add_argument("--held-out", action="store_true")
    arguments = parser.parse_args()
    bank = load_bank(arguments.mnist, arguments.shared, arguments.cache, arguments.held_out)
    grounds, ranges = draw_grounds(1), Ranges()
    started = time.process_time()
    samples = [draw_sample(arguments.seed + i, ranges, bank, grounds) for i in range(arguments.count)]
    print(f"{arguments.count / (time.process_time() - started):.0f} fields a second of processor time")
    cv2.imwrite(str(arguments.out), tile([s.grey for s in samples], [s.text for s in samples], 6, (250, 84)))


if __name__ == "__main__":
    main()
