"""Scores MNIST's test digits with the exported file, once a run: the result is kept in the run's folder.

A second scoring of the same run answers with the first result and reads nothing, so that no one tunes against it.
"""

import json
from pathlib import Path

import numpy as np
import torch

from .export import run_onnx, sha256_of
from .normal_form import normalise_batch
from .sources import Digits, read_source


def to_ink(digits: Digits) -> torch.Tensor:
    """Pictures as they are in the file -> their normal form float32[N, 1, 28, 28]."""
    raw = torch.from_numpy(digits.images.copy()).float() / 255
    return torch.cat([normalise_batch(part) for part in raw.split(1000)])[:, None]


def score_once(model: Path, folder: Path, run: Path) -> dict:
    """{model, right, of, accuracy, wrong: [index in the test file, …], files}."""
    kept = run / "test-score.json"
    sha256 = sha256_of(model)
    if kept.exists():
        score = json.loads(kept.read_text())
        if score["model"] != sha256:
            raise ValueError(f"{kept}: this run was scored with another model; start a new run")
        return score
    digits, files = read_source("mnist-test", folder, test=True)
    found = run_onnx(model, to_ink(digits).numpy()).argmax(axis=1)
    wrong = np.flatnonzero(found != digits.labels)
    score = {
        "model": sha256,
        "right": len(found) - len(wrong),
        "of": len(found),
        "accuracy": round(1 - len(wrong) / len(found), 6),
        "wrong": wrong.tolist(),
        "files": [vars(file) for file in files],
    }
    kept.write_text(json.dumps(score, indent=1))
    return score
