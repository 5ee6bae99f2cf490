"""The pictures at the gate: held out from training, drawn anew for each candidate, and read as the service reads.

Writers and pictures are those that training never sees (`material`, `number.bank`): NIST, MNIST's training part, pens,
allographs' strings, and what holds no number. Training does watch them to choose its epoch and its thresholds, the
serving model's training did the same; so at the gate each is drawn once more, under augmentation or in a field that
nobody has seen: the draw hangs on the candidate's hash. No cheque, archive page, envelope or test digit is among them.
"""

from pathlib import Path

from .gate_digits import draw_digits
from .gate_numbers import draw_numbers
from .verdict import GateSet


def draw_gate_set(task: str, sources: tuple[Path, Path], sha256: str, count: int, processes: int) -> GateSet:
    """`sources`: MNIST's folder and the one with emnist/ and pendigits/. `count` and `processes`: of number fields."""
    seed = int(sha256[:8], 16)
    return draw_digits(*sources, seed) if task == "digit" else draw_numbers(*sources, seed, count, processes)
