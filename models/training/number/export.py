"""A checkpoint as ONNX, held against PyTorch and timed: `python -m training.number.export CHECKPOINT OUT.onnx`.

Input `ink` float32[N, 1, 48, W], W any multiple of 4; output `logits` float32[N, W / 2, 25]. The file keeps its weights in
half precision (`half`) and computes in single. Prints size, largest difference and the time of one typical string (144
pixels wide, five to six digits) on one thread.
"""

import argparse
import time
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from torch import nn

from ..half import halve
from .preprocess import HEIGHT
from .read import load_reader

OPSET = 17
TYPICAL_WIDTH = 144
MAX_DIFFERENCE = 1e-3  # of logits, ONNX against PyTorch, before the weights are rounded
MAX_ROUNDED_DIFFERENCE = 0.05  # after; logits of a clear digit are 10 apart and more


def export(network: nn.Module, path: Path) -> float:
    """Writes the file and returns its largest difference of logits; ValueError where it computes something else."""
    write_full(network, path)
    check(largest_difference(network, open_session(path)), MAX_DIFFERENCE)
    halve(path)
    return check(largest_difference(network, open_session(path)), MAX_ROUNDED_DIFFERENCE)


def check(difference: float, most: float) -> float:
    if not difference <= most:
        raise ValueError(f"ONNX differs from PyTorch by {difference}, at most {most} is allowed")
    return difference


def write_full(network: nn.Module, path: Path) -> None:
    """In single precision throughout."""
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
    ink = np.random.default_rng(1).uniform(0, 1, (1, 1, HEIGHT, TYPICAL_WIDTH)).astype(np.float32)
    times = []
    for _ in range(runs):
        started = time.process_time()
        session.run(None, {"ink": ink})
        times.append(time.process_time() - started)
    return 1000 * float(np.median(times))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("out", type=Path)
    arguments = parser.parse_args()
    network = load_reader(arguments.checkpoint)
    difference = export(network, arguments.out)
    session = open_session(arguments.out)
    print(f"{arguments.out.stat().st_size / 1e6:.2f} MB, largest difference {difference:.1e}, {typical_ms(session):.2f} ms a string")


if __name__ == "__main__":
    main()
