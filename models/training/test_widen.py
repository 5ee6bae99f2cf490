"""A wider network computes what the one it grew from did."""

import pytest
import torch

from .network import DigitNet, begin_with
from .number.network import NumberReader, Shape
from .train import mean_of
from .widen import widen


def grown(narrow: torch.nn.Module, wide: torch.nn.Module) -> None:
    wide.load_state_dict(widen(narrow.state_dict(), wide.state_dict()))


def shaken(network: torch.nn.Module) -> torch.nn.Module:
    """Batch norm's figures away from their beginnings, where they would hide a mistake."""
    torch.manual_seed(1)
    for name, value in network.state_dict().items():
        if value.is_floating_point():
            value.copy_(torch.rand_like(value) * (0.2 if value.dim() > 1 else 1) + (0.0 if value.dim() > 1 else 0.2))
    return network.eval()


@torch.no_grad()
def test_the_number_reader_reads_as_before():
    narrow, wide = shaken(NumberReader(Shape((4, 6, 10, 12), 14, (1, 2)))), NumberReader(Shape((5, 6, 13, 20), 31, (1, 2))).eval()
    grown(narrow, wide)
    ink = torch.rand(2, 1, 48, 40)
    expected = narrow(ink)
    assert expected.std() > 0.01
    torch.testing.assert_close(wide(ink), expected, rtol=1e-4, atol=1e-4 * float(expected.abs().max()))


@torch.no_grad()
def test_the_digit_network_too_its_dense_layer_included():
    narrow, wide = shaken(DigitNet((4, 6, 10, 12))), DigitNet((5, 9, 11, 24)).eval()
    begin_with(wide, narrow.state_dict(), renew=False)
    ink = torch.rand(3, 1, 28, 28)
    expected = narrow(ink)
    assert expected.std() > 0.01
    torch.testing.assert_close(wide(ink), expected, rtol=1e-4, atol=1e-4 * float(expected.abs().max()))


def test_a_network_cannot_shrink_nor_change_its_layers():
    small, large = NumberReader(Shape((4, 6, 10, 12), 14, (1, 2))), NumberReader(Shape((5, 7, 13, 20), 31, (1, 2)))
    with pytest.raises(ValueError, match="shrink"):
        widen(large.state_dict(), small.state_dict())
    with pytest.raises(ValueError, match="layers differ"):
        widen(small.state_dict(), NumberReader(Shape((5, 7, 13, 20), 31, (1,))).state_dict())


def test_a_run_may_begin_with_the_mean_of_several():
    first, second = shaken(DigitNet((4, 6, 10, 12))).state_dict(), DigitNet((4, 6, 10, 12)).state_dict()
    name = "head.1.bias"
    torch.testing.assert_close(mean_of([first, second, second])[name], (first[name] + 2 * second[name]) / 3)
    assert mean_of([first]) == first
