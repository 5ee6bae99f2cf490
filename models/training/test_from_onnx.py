"""A published file as weights again."""

from pathlib import Path

import torch

from .export import export_onnx
from .from_onnx import unfold
from .network import DigitNet


@torch.no_grad()
def test_training_can_go_on_from_a_published_file(tmp_path: Path) -> None:
    """Of the real widths: some of its constants are kept in half precision, some are too small for that."""
    ink = torch.rand(300, 1, 28, 28, generator=torch.Generator().manual_seed(2))
    torch.manual_seed(1)
    network = DigitNet()
    network(torch.rand(64, 1, 28, 28))  # gives batch norm figures of its own to fold
    export_onnx(network, ink[:20], tmp_path / "digit.onnx")
    again = DigitNet()
    again.load_state_dict(unfold(tmp_path / "digit.onnx", ink))
    expected = network.eval()(ink[:20])
    assert expected.std() > 0.01
    torch.testing.assert_close(again.eval()(ink[:20]), expected, atol=5e-4, rtol=0)
