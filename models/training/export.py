"""Writes the network as ONNX, batch norm folded, weights in half precision, and refuses to when ONNX Runtime and PyTorch
disagree."""

import hashlib
import os
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from torch import nn

from .half import halve

MAX_DIFFERENCE = 1e-4  # of logits, before the weights are rounded
MAX_ROUNDED_DIFFERENCE = 0.03  # after
OPSET = 17


def export_onnx(network: nn.Module, ink: torch.Tensor, path: Path) -> float:
    """Writes `path` and returns the largest difference of logits over `ink` float32[N, 1, 28, 28].

    Raises ValueError, and leaves what was at `path`, when a difference is above its bound.
    """
    network = network.to("cpu", torch.float32, memory_format=torch.contiguous_format).eval()
    draft = path.with_suffix(".onnx.draft")
    torch.onnx.export(
        network,
        (ink[:2],),
        str(draft),
        input_names=["ink"],
        output_names=["logits"],
        dynamic_axes={"ink": {0: "batch"}, "logits": {0: "batch"}},
        opset_version=OPSET,
        dynamo=False,  # folds batch norm into the convolutions, and needs no further package
    )
    with torch.no_grad():
        expected = torch.cat([network(part) for part in ink.split(200)]).numpy()
    for most in (MAX_DIFFERENCE, MAX_ROUNDED_DIFFERENCE):
        difference = float(np.abs(run_onnx(draft, ink.numpy()) - expected).max())
        if not difference <= most:
            draft.unlink()
            raise ValueError(f"ONNX differs from PyTorch by {difference}, at most {most} is allowed")
        if most == MAX_DIFFERENCE:
            halve(draft)
    os.replace(draft, path)
    return difference


def run_onnx(path: Path, ink: np.ndarray, batch: int = 200) -> np.ndarray:
    """float32[N, 1, 28, 28] -> logits float32[N, 10], on one thread of the CPU."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    parts = [session.run(["logits"], {"ink": ink[i : i + batch]})[0] for i in range(0, len(ink), batch)]
    return np.concatenate(parts)


def reference_ink() -> np.ndarray:
    """The self check's input, float32[1, 1, 28, 28]: ink[i] = ((i * 37) % 256) / 255, row by row."""
    return ((np.arange(784) * 37 % 256) / 255).astype(np.float32).reshape(1, 1, 28, 28)


def sha256_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
