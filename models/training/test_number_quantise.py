"""What stays in single precision is found by the names that PyTorch's exporter gives: were they others, all would be in 8 bits."""

from pathlib import Path

import onnx
import pytest
import torch
from onnxruntime.quantization.shape_inference import quant_pre_process

from .number import export
from .number.network import NumberReader, Shape
from .number.quantise import kept_in_full


def small() -> NumberReader:
    torch.manual_seed(0)
    return NumberReader(Shape(channels=(4, 4, 4, 4), features=8)).eval()


def test_the_last_layer_and_the_sums_before_it_are_kept(tmp_path: Path):
    full, prepared = tmp_path / "full.onnx", tmp_path / "prepared.onnx"
    export.write_full(small(), full)
    quant_pre_process(str(full), str(prepared))
    kept = [node.op_type for node in onnx.load(prepared).graph.node if node.name in kept_in_full(prepared)]
    assert kept == ["Add", "Add", "Add", "Add", "Conv"]


def test_a_file_that_computes_something_else_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(export, "MAX_DIFFERENCE", -1.0)
    with pytest.raises(ValueError, match="differs from PyTorch"):
        export.write_full(small(), tmp_path / "full.onnx")
