"""Scores MNIST's test digits with the exported file, once a run: the result is kept in the run's folder.

A second scoring of the same run answers with the first result and reads nothing, so that no one tunes against it.
"""

import json
from pathlib import Path

import numpy as np
import torch

from .calibrate import softmax
from .export import run_onnx, sha256_of
from .network import NO_DIGIT
from .normal_form import normalise_batch
from .sources import Digits, read_source

SURELY_NO_DIGIT = 0.98  # as lib/reading/judge.ts: above it a character is rejected, and no digit is guessed


def to_ink(digits: Digits) -> torch.Tensor:
    """Pictures as they are in the file -> their normal form float32[N, 1, 28, 28]."""
    raw = torch.from_numpy(digits.images.copy()).float() / 255
    return torch.cat([normalise_batch(part) for part in raw.split(1000)])[:, None]


def read_values(logits: np.ndarray, temperature: float) -> np.ndarray:
    """What the service tells of each: the best digit, or -1 where the character is surely none."""
    chances = softmax(logits, temperature)
    return np.where(chances[:, NO_DIGIT] > SURELY_NO_DIGIT, -1, chances[:, :NO_DIGIT].argmax(axis=1))


def score_once(model: Path, folder: Path, run: Path, temperature: float) -> dict:
    """{model, right, of, accuracy, wrong: [index in the test file, …], files}."""
    kept = run / "test-score.json"
    sha256 = sha256_of(model)
    if kept.exists():
        score = json.loads(kept.read_text())
        if score["model"] != sha256:
            raise ValueError(f"{kept}: this run was scored with another model; start a new run")
        return score
    digits, files = read_source("mnist-test", folder, test=True)
    found = read_values(run_onnx(model, to_ink(digits).numpy()), temperature)
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
