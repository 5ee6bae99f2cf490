"""The number reader in 8 bits: what `publish` writes, and a command that holds it against single precision:

    python -m training.number.quantise CHECKPOINT --mnist DIR --shared DIR

Static quantization (ONNX Runtime, QDQ; Jacob et al., CVPR 2018): weights per channel, activations' ranges from held-out
strings. Weights have seven bits, since products of eight overflow the 16-bit sums of processors without VNNI; the last
layer and the sums of the residual layers before it stay in single precision, for nearly all that is lost in 8 bits is lost
there. The command reads other held-out strings with both, one view each, and prints size, milliseconds a typical string,
values right, and which of them only one of both reads.
"""

import argparse
import tempfile
from pathlib import Path

import numpy as np
import onnx
from onnxruntime.quantization import CalibrationDataReader, QuantFormat, QuantType, quantize_static
from onnxruntime.quantization.shape_inference import quant_pre_process

from .alphabet import value_of
from .bank import load_bank
from .decode import best_path
from .export import open_session, typical_ms, write_full
from .held_out import FIRST_SEED, SEEDS_A_PART
from .paper import draw_grounds
from .preprocess import pad_batch, preprocess
from .ranges import Ranges
from .read import load_reader
from .sample import Sample, draw_sample
from .train import RUNS

PART = 4  # of the held-out seeds
RANGED_ON, JUDGED_ON = 256, 3000  # strings


class Strings(CalibrationDataReader):
    def __init__(self, inks: list[np.ndarray]) -> None:
        self.left = iter(inks)

    def get_next(self) -> dict[str, np.ndarray] | None:
        ink = next(self.left, None)
        return None if ink is None else {"ink": pad_batch([ink])}


def quantise(full: Path, small: Path, sources: tuple[Path, Path, Path]) -> None:
    """`full` in single precision -> `small` in 8 bits."""
    inks = [preprocess(sample.grey) for sample in draw(sources, 0, RANGED_ON)]
    with tempfile.TemporaryDirectory() as folder:
        prepared = Path(folder) / "prepared.onnx"
        quant_pre_process(str(full), str(prepared))
        quantize_static(
            str(prepared), str(small), Strings(inks), quant_format=QuantFormat.QDQ, per_channel=True, reduce_range=True,
            activation_type=QuantType.QUInt8, weight_type=QuantType.QInt8, nodes_to_exclude=kept_in_full(prepared),
        )  # fmt: skip


def kept_in_full(path: Path) -> list[str]:
    """The last layer, and the sums of the context's layers."""
    nodes = onnx.load(path).graph.node
    return [node.name for node in nodes if node.name.startswith("/head/") or (node.name.startswith("/context/") and node.op_type == "Add")]


def draw(sources: tuple[Path, Path, Path], start: int, count: int) -> list[Sample]:
    """Of the part's strings those from `start` on."""
    mnist, shared, cache = sources
    bank, grounds = load_bank(mnist, shared, cache, held_out=True), draw_grounds(2)
    first = FIRST_SEED + PART * SEEDS_A_PART + 2 * start
    return [draw_sample(first + 2 * i, Ranges(), bank, grounds) for i in range(count)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("--mnist", type=Path, required=True)
    parser.add_argument("--shared", type=Path, required=True)
    parser.add_argument("--cache", type=Path, default=RUNS / "glyphs")
    arguments = parser.parse_args()
    sources = (arguments.mnist, arguments.shared, arguments.cache)
    samples = draw(sources, RANGED_ON, JUDGED_ON)
    inks = [preprocess(sample.grey) for sample in samples]
    with tempfile.TemporaryDirectory() as folder:
        full, small = Path(folder) / "full.onnx", Path(folder) / "int8.onnx"
        write_full(load_reader(arguments.checkpoint), full)
        quantise(full, small, sources)
        rights = []
        for name, path in (("float32", full), ("int8", small)):
            session = open_session(path)
            values = [value_of(best_path(session.run(None, {"ink": pad_batch([ink])})[0][0])) for ink in inks]
            rights.append(np.array([value == value_of(sample.text) for value, sample in zip(values, samples)]))
            print(f"{name:8} {path.stat().st_size / 1e6:.2f} MB  {typical_ms(session):.2f} ms  {rights[-1].sum()}/{JUDGED_ON} values right")
        single, eight = rights
        print(f"right in single precision alone: {(single & ~eight).sum()}, in 8 bits alone: {(eight & ~single).sum()}")


if __name__ == "__main__":
    main()
