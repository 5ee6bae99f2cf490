"""An ONNX file with its large weights kept in half precision, half as large; it computes in single precision as before.

Each weight becomes a float16 constant with a Cast behind it, which ONNX Runtime folds away when it opens the session.
"""

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

HALF = "_half"  # after the name of a constant that is kept so
LEAST = 1000  # values; smaller constants (biases) stay as they are


def halve(path: Path) -> None:
    """Rewrites the file; ValueError where a weight is beyond what half precision holds."""
    model = onnx.load(path)
    graph = model.graph
    kept, casts = [], []
    for value in graph.initializer:
        weights = numpy_helper.to_array(value)
        if value.data_type != TensorProto.FLOAT or weights.size < LEAST:
            kept.append(value)
            continue
        if not np.abs(weights).max() < np.finfo(np.float16).max:
            raise ValueError(f"{value.name}: weights up to {np.abs(weights).max()} do not fit half precision")
        name = value.name + HALF
        kept.append(numpy_helper.from_array(weights.astype(np.float16), name))
        casts.append(helper.make_node("Cast", [name], [value.name], to=TensorProto.FLOAT))
    nodes = [*casts, *graph.node]
    del graph.initializer[:], graph.node[:]
    graph.initializer.extend(kept)
    graph.node.extend(nodes)
    onnx.checker.check_model(model)
    onnx.save(model, path)
