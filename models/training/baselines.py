"""The two networks of the student report this project grew out of, rebuilt to stand beside ours in the same table:

    python -m training.baselines a|b --mnist DIR [--folder PNG_FOLDER]… [--resume]

A: Conv 3x3 64, ReLU, Conv 3x3 32, ReLU, flatten, dense 10; Adam, batch 32, 5 epochs, no augmentation.
B: two Conv 3x3 64, max-pool, batch norm, two Conv 3x3 128, max-pool, batch norm, Conv 3x3 256, max-pool, batch norm, dense
   512, dense 10, ReLU throughout; Adam, batch 128, 10 epochs, rotation, zoom, shift and shear, rate cut on a plateau.
Validation is 5,000 of the training digits, not the test set as in the report. What the report leaves open is Keras's
default (no padding in A, Adam at 0.001) or a common value (B: same padding, 10 degrees, a tenth, shear 0.1, rate halved
after two epochs without a better validation).

A folder holds `images/` and `labels.csv` (file, digit); its pictures get what a student's system does to them: grey,
inverted where the border is light, stretched to 28x28. No weights are kept in the tree.
"""

import argparse
import csv
import json
import math
import time
from pathlib import Path

import cv2
import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from .loop import predict
from .material import SPLIT_SEED, VALIDATION
from .precision import pays_in_bfloat16
from .sources import read_source, split_validation
from .train import RUNS

BATCH, EPOCHS = {"a": 32, "b": 128}, {"a": 5, "b": 10}
RATE = 0.001
TURN_DEGREES, ZOOM, SHIFT, SHEAR = 10.0, 0.1, 0.1, 0.1  # of B's augmentation, each uniform up to this
PATIENCE, CUT = 2, 0.5  # epochs without a better validation loss until the rate is cut, and to what part


def network_a() -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(1, 64, 3), nn.ReLU(), nn.Conv2d(64, 32, 3), nn.ReLU(), nn.Flatten(), nn.Linear(32 * 24 * 24, 10)
    )  # fmt: skip


def network_b() -> nn.Sequential:
    def convolve(inputs: int, outputs: int) -> list[nn.Module]:
        return [nn.Conv2d(inputs, outputs, 3, padding=1), nn.ReLU()]

    return nn.Sequential(
        *convolve(1, 64), *convolve(64, 64), nn.MaxPool2d(2), nn.BatchNorm2d(64),
        *convolve(64, 128), *convolve(128, 128), nn.MaxPool2d(2), nn.BatchNorm2d(128),
        *convolve(128, 256), nn.MaxPool2d(2), nn.BatchNorm2d(256),
        nn.Flatten(), nn.Linear(256 * 3 * 3, 512), nn.ReLU(), nn.Linear(512, 10),
    )  # fmt: skip


def warp(ink: torch.Tensor) -> torch.Tensor:
    """B's augmentation: [N, 1, 28, 28] -> the same turned, zoomed, shifted and sheared, each picture for itself."""
    n = len(ink)

    def draw(most: float) -> torch.Tensor:
        return (torch.rand(n) * 2 - 1) * most

    turn, zoom, shear = draw(math.radians(TURN_DEGREES)), 1 + draw(ZOOM), draw(SHEAR)
    cos, sin = turn.cos() * zoom, turn.sin() * zoom
    rows = torch.stack([cos, cos * shear - sin, draw(2 * SHIFT), sin, sin * shear + cos, draw(2 * SHIFT)], dim=1)
    return F.grid_sample(ink, F.affine_grid(rows.view(n, 2, 3), list(ink.shape), align_corners=False), align_corners=False)


def train(name: str, images: np.ndarray, labels: np.ndarray, run: Path, resume: bool) -> tuple[nn.Module, list[dict]]:
    """The network after all epochs, as the report took it, and each epoch's loss and validation errors."""
    torch.manual_seed(1)
    network = (network_a if name == "a" else network_b)().to(memory_format=torch.channels_last)
    optimizer = torch.optim.Adam(network.parameters(), lr=RATE)
    plateau = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, factor=CUT, patience=PATIENCE)
    kept, held = split_validation(labels, VALIDATION, SPLIT_SEED)
    ink, truth = torch.from_numpy(images).float()[:, None] / 255, torch.from_numpy(labels.astype(np.int64))
    log: list[dict] = []
    if resume and (run / "last.pt").exists():
        state = torch.load(run / "last.pt", weights_only=True)
        for part, values in zip((network, optimizer, plateau), state["parts"]):
            part.load_state_dict(values)
        log = json.loads(state["log"])
    while len(log) < EPOCHS[name]:
        started, total = time.time(), 0.0
        torch.manual_seed(1000 + len(log))
        order = torch.from_numpy(kept)[torch.randperm(len(kept))]
        network.train()
        for part in order.split(BATCH[name]):
            drawn = warp(ink[part]) if name == "b" else ink[part]
            with torch.autocast("cpu", dtype=torch.bfloat16, enabled=pays_in_bfloat16(torch.device("cpu"))):
                logits = network(drawn.contiguous(memory_format=torch.channels_last))
            loss = F.cross_entropy(logits.float(), truth[part])
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(part)
        logits = torch.from_numpy(predict(network, ink[held]))
        if name == "b":
            plateau.step(float(F.cross_entropy(logits, truth[held])))
        wrong = int((logits.argmax(1) != truth[held]).sum())
        log.append({"loss": round(total / len(kept), 5), "validationErrors": wrong, "seconds": round(time.time() - started, 1)})
        print(json.dumps(log[-1]), flush=True)
        parts = [network.state_dict(), optimizer.state_dict(), plateau.state_dict()]
        torch.save({"parts": parts, "log": json.dumps(log)}, run / "last.pt")
    return network, log


def read_folder(folder: Path) -> tuple[np.ndarray, np.ndarray]:
    """(uint8[N, 28, 28], digits) of pictures that hold one digit each."""
    with (folder / "labels.csv").open(newline="") as table:
        rows = list(csv.reader(table))[1:]
    place = folder / "images" if (folder / "images").is_dir() else folder
    pictures = np.stack([prepare(cv2.imread(str(place / name), cv2.IMREAD_GRAYSCALE)) for name, _ in rows])
    return pictures, np.array([int(value) for _, value in rows])


def prepare(grey: np.ndarray) -> np.ndarray:
    border = np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])
    light = np.median(border) > 127
    return cv2.resize(255 - grey if light else grey, (28, 28), interpolation=cv2.INTER_LINEAR)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("name", choices=("a", "b"))
    parser.add_argument("--mnist", type=Path, required=True)
    parser.add_argument("--folder", type=Path, action="append", default=[])
    parser.add_argument("--resume", action="store_true")
    options = parser.parse_args()
    torch.set_num_threads(1)
    run = RUNS / f"baseline-{options.name}"
    run.mkdir(parents=True, exist_ok=True)
    digits, _ = read_source("mnist", options.mnist, test=False)
    network, log = train(options.name, digits.images, digits.labels, run, options.resume)
    test, _ = read_source("mnist", options.mnist, test=True)
    results = {"mnist test": (test.images, test.labels)} | {str(folder): read_folder(folder) for folder in options.folder}
    scores = {
        name: [int((predict(network, torch.from_numpy(images).float()[:, None] / 255).argmax(1) == labels).sum()), len(labels)]
        for name, (images, labels) in results.items()
    }
    (run / "report.json").write_text(json.dumps({"log": log, "right": scores}, indent=1))
    print(json.dumps(scores))


if __name__ == "__main__":
    main()
