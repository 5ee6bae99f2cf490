"""Tries the published model in 8 bits and says what that costs; nothing is replaced:

    python -m training.quantise --run NAME [--model FOLDER]

Weights alone (dynamic) and weights with activations (static; ranges from held-out pictures as they are). Compared on the
run's held-out material under full augmentation, which `publish` kept; size, wrong digits, mean loss, milliseconds at batch 1.
"""

import argparse
import json
import logging
import tempfile
import time
from pathlib import Path

import numpy as np
import onnxruntime
from onnxruntime.quantization import CalibrationDataReader, QuantFormat, QuantType, quantize_dynamic, quantize_static

from .calibrate import nll
from .export import run_onnx
from .network import NO_DIGIT
from .train import RUNS

RANGES_FROM = 512  # pictures that static quantisation takes its ranges from
TIMED = 500


class Pictures(CalibrationDataReader):
    def __init__(self, ink: np.ndarray) -> None:
        self.rest = iter(ink)

    def get_next(self) -> dict | None:
        picture = next(self.rest, None)
        return None if picture is None else {"ink": picture[None]}


def measure_ms(path: Path, ink: np.ndarray) -> float:
    """Median time of one picture on one thread."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    times = []
    for picture in ink[:TIMED]:
        started = time.perf_counter()
        session.run(["logits"], {"ink": picture[None]})
        times.append(time.perf_counter() - started)
    return round(1000 * float(np.median(times)), 3)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", required=True)
    parser.add_argument("--model", type=Path, default=Path("."))
    options = parser.parse_args()
    logging.getLogger().setLevel(logging.ERROR)
    model = options.model / "digit.onnx"
    kept = np.load(RUNS / options.run / "validation.npz")
    plain, hard = (kept[f"{name}-ink"].astype(np.float32) / 255 for name in ("plain", "hard"))
    labels = kept["hard-labels"]
    order = np.random.default_rng(1).permutation(len(plain))[:RANGES_FROM]
    with tempfile.TemporaryDirectory() as folder:
        dynamic, static = Path(folder) / "dynamic.onnx", Path(folder) / "static.onnx"
        quantize_dynamic(model, dynamic, weight_type=QuantType.QUInt8)
        quantize_static(model, static, Pictures(plain[order]), QuantFormat.QDQ, per_channel=True, weight_type=QuantType.QInt8)
        for name, path in (("float32", model), ("dynamic", dynamic), ("static", static)):
            logits = run_onnx(path, hard)
            wrong = logits.argmax(axis=1) != labels
            digits = labels != NO_DIGIT
            result = {
                "bytes": path.stat().st_size,
                "wrongDigits": int((wrong & digits).sum()),
                "wrongNoDigits": int((wrong & ~digits).sum()),
                "of": len(labels),
                "nll": round(nll(logits, labels), 5),
                "ms": measure_ms(path, plain),
            }
            print(name, json.dumps(result))


if __name__ == "__main__":
    main()
