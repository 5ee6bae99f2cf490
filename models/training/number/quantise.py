"""Is the number reader as good in 16 and in 8 bits? `python -m training.number.quantise CHECKPOINT --mnist DIR --shared DIR`

Static quantization to int8 (ONNX Runtime, QDQ, weights per channel), activations' ranges from held-out strings; then all
three models read the same other held-out strings, one view each. Prints size, milliseconds a typical string and values right. The result
is shipped only if nothing is lost; it says so in the model card.
"""

import argparse
import tempfile
from pathlib import Path

import numpy as np
from onnxruntime.quantization import CalibrationDataReader, QuantFormat, QuantType, quantize_static
from onnxruntime.quantization.shape_inference import quant_pre_process

from .alphabet import value_of
from .bank import load_bank
from .decode import best_path
from .export import export, open_session, typical_ms, write_full
from .held_out import FIRST_SEED, SEEDS_A_PART
from .paper import draw_grounds
from .preprocess import pad_batch, preprocess
from .ranges import Ranges
from .read import load_reader
from .sample import draw_sample
from .train import RUNS

PART = 4  # of the held-out seeds
RANGED_ON, JUDGED_ON = 128, 1000  # strings


class Strings(CalibrationDataReader):
    def __init__(self, inks: list[np.ndarray]) -> None:
        self.left = iter(inks)

    def get_next(self) -> dict[str, np.ndarray] | None:
        ink = next(self.left, None)
        return None if ink is None else {"ink": pad_batch([ink])}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("--mnist", type=Path, required=True)
    parser.add_argument("--shared", type=Path, required=True)
    parser.add_argument("--cache", type=Path, default=RUNS / "glyphs")
    arguments = parser.parse_args()
    bank, grounds = load_bank(arguments.mnist, arguments.shared, arguments.cache, held_out=True), draw_grounds(2)
    first = FIRST_SEED + PART * SEEDS_A_PART
    samples = [draw_sample(first + 2 * i, Ranges(), bank, grounds) for i in range(RANGED_ON + JUDGED_ON)]
    inks = [preprocess(sample.grey) for sample in samples]
    with tempfile.TemporaryDirectory() as folder:
        full, half, prepared, small = (Path(folder) / f"{name}.onnx" for name in ("full", "half", "prepared", "int8"))
        network = load_reader(arguments.checkpoint)
        write_full(network, full)
        export(network, half)
        quant_pre_process(str(full), str(prepared))
        quantize_static(
            str(prepared), str(small), Strings(inks[:RANGED_ON]), quant_format=QuantFormat.QDQ,
            per_channel=True, activation_type=QuantType.QUInt8, weight_type=QuantType.QInt8,
        )  # fmt: skip
        for name, path in (("float32", full), ("float16", half), ("int8", small)):
            session = open_session(path)
            right = sum(
                value_of(best_path(session.run(None, {"ink": pad_batch([ink])})[0][0])) == value_of(sample.text)
                for ink, sample in zip(inks[RANGED_ON:], samples[RANGED_ON:])
            )
            print(f"{name:8} {path.stat().st_size / 1e6:.2f} MB  {typical_ms(session):.2f} ms  {right}/{JUDGED_ON} values right")


if __name__ == "__main__":
    main()
