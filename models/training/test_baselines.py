from pathlib import Path

import cv2
import numpy as np
import torch

from . import baselines


def test_the_networks_have_the_reports_weights() -> None:
    # By hand. A: 640 + 18,464 + 184,330. B: 640 + 36,928 + 73,856 + 147,584 + 295,168, batch norm 2 * (64 + 128 + 256),
    # dense 2304 * 512 + 512 and 5,130.
    def count(network: torch.nn.Module) -> int:
        return sum(p.numel() for p in network.parameters())

    assert count(baselines.network_a()) == 640 + 18_464 + 184_330
    assert count(baselines.network_b()) == 554_176 + 896 + 1_180_160 + 5_130


def test_a_light_border_is_inverted_and_a_dark_one_is_not() -> None:
    light = np.full((40, 20), 230, np.uint8)
    light[10:30, 8:12] = 10
    drawn = baselines.prepare(light)
    assert drawn.shape == (28, 28) and drawn[14, 14] > 200 and drawn[0, 0] < 60
    np.testing.assert_array_equal(baselines.prepare(255 - light), drawn)


def test_warping_moves_but_keeps_the_ink() -> None:
    torch.manual_seed(3)
    ink = torch.zeros(20, 1, 28, 28)
    ink[:, :, 8:20, 12:16] = 1
    warped = baselines.warp(ink)
    assert warped.shape == ink.shape
    mass = warped.sum(dim=(1, 2, 3)) / 48
    assert ((mass > 0.7) & (mass < 1.4)).all()
    assert not torch.allclose(warped[0], warped[1])


def test_reads_a_folder_with_labels(tmp_path: Path) -> None:
    (tmp_path / "images").mkdir()
    cv2.imwrite(str(tmp_path / "images" / "x.png"), np.zeros((16, 16), np.uint8))
    (tmp_path / "labels.csv").write_text("filename,value\nx.png,7\n")
    pictures, labels = baselines.read_folder(tmp_path)
    assert pictures.shape == (1, 28, 28) and labels.tolist() == [7]
