from pathlib import Path

import numpy as np
import onnx
import pytest
import torch

from . import export
from .network import DigitNet


def tiny() -> DigitNet:
    torch.manual_seed(4)
    network = DigitNet((4, 6, 8, 8))
    network(torch.rand(64, 1, 28, 28))  # gives batch norm figures of its own to fold
    return network


def test_onnx_answers_as_pytorch_for_any_batch(tmp_path: Path) -> None:
    network, path = tiny(), tmp_path / "digit.onnx"
    ink = torch.rand(30, 1, 28, 28)
    assert export.export_onnx(network, ink, path) <= export.MAX_DIFFERENCE
    expected = network.eval()(ink).detach().numpy()
    for batch in (1, 7, 30):
        np.testing.assert_allclose(export.run_onnx(path, ink.numpy(), batch), expected, atol=1e-4)
    operations = {node.op_type for node in onnx.load(path).graph.node}
    assert "Conv" in operations and "BatchNormalization" not in operations


def test_a_file_that_differs_is_not_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "digit.onnx"
    path.write_bytes(b"the one before")
    run = export.run_onnx
    monkeypatch.setattr(export, "run_onnx", lambda *given: run(*given) + 2e-4)
    with pytest.raises(ValueError, match="differs"):
        export.export_onnx(tiny(), torch.rand(4, 1, 28, 28), path)
    assert path.read_bytes() == b"the one before"
    assert list(tmp_path.iterdir()) == [path]


def test_the_self_check_input() -> None:
    ink = export.reference_ink()
    assert ink.shape == (1, 1, 28, 28) and ink.dtype == np.float32
    assert ink[0, 0, 0, 7] == pytest.approx(259 % 256 / 255)


def test_the_network_is_small_enough() -> None:
    assert 2 * sum(p.numel() for p in DigitNet().parameters()) <= 2_000_000
