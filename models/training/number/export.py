"""The network as ONNX, held against PyTorch and timed.

Input `ink` float32[N, 1, 48, W], W any multiple of 4; output `logits` float32[N, W / 2, 25].
"""

import time
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from torch import nn

from .preprocess import HEIGHT

OPSET = 17
TYPICAL_WIDTH = 144  # pixels: five to six digits
MAX_DIFFERENCE = 1e-3  # of logits, ONNX against PyTorch


def write_full(network: nn.Module, path: Path) -> float:
    """Writes the file, in single precision, and returns its largest difference of logits; ValueError where it computes something else."""
    torch.onnx.export(
        network.eval(),
        (torch.zeros(1, 1, HEIGHT, TYPICAL_WIDTH),),
        str(path),
        input_names=["ink"],
        output_names=["logits"],
        dynamic_axes={"ink": {0: "n", 3: "width"}, "logits": {0: "n", 1: "frames"}},
        opset_version=OPSET,
        dynamo=False,
    )
    difference = largest_difference(network, open_session(path))
    if not difference <= MAX_DIFFERENCE:
        raise ValueError(f"ONNX differs from PyTorch by {difference}, at most {MAX_DIFFERENCE} is allowed")
    return difference


def open_session(path: Path) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


class OnnxReader(nn.Module):
    """An exported number reader in the place of the network."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.device = nn.Parameter(torch.empty(0))  # by which the caller tells where to put the input
        self.session = open_session(path)

    def forward(self, ink: torch.Tensor) -> torch.Tensor:
        return torch.from_numpy(self.session.run(None, {"ink": ink.numpy()})[0])


def largest_difference(network: nn.Module, session: onnxruntime.InferenceSession) -> float:
    """Over widths and batch sizes that differ from the exported one."""
    random = np.random.default_rng(0)
    worst = 0.0
    for count, width in ((1, 16), (3, 100), (2, 400)):
        ink = random.uniform(-0.5, 1.5, (count, 1, HEIGHT, width)).astype(np.float32)
        with torch.no_grad():
            expected = network(torch.from_numpy(ink)).numpy()
        worst = max(worst, float(np.abs(session.run(None, {"ink": ink})[0] - expected).max()))
    return worst


def typical_ms(session: onnxruntime.InferenceSession, runs: int = 200) -> float:
    """Median of one typical string on one thread."""
    ink = np.random.default_rng(1).uniform(0, 1, (1, 1, HEIGHT, TYPICAL_WIDTH)).astype(np.float32)
    times = []
    for _ in range(runs):
        started = time.process_time()
        session.run(None, {"ink": ink})
        times.append(time.process_time() - started)
    return 1000 * float(np.median(times))
