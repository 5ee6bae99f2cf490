"""Whether a device should reckon in bfloat16: PyTorch's word on the processor, and the clock, are stand-ins here."""

import pytest
import torch

from . import precision
from .precision import pays_in_bfloat16, seconds_a_step


@pytest.mark.parametrize(
    ("capabilities", "seconds", "expected"),
    [
        ({"avx2": True}, (0.1, 1.0), False),
        ({}, (0.1, 1.0), False),
        ({"amx_bf16": True}, (1.0, 0.1), True),
        ({"avx512_bf16": True, "amx_bf16": False}, (0.1, 0.2), True),
        ({"avx512_bf16": True, "amx_bf16": False}, (0.2, 0.1), False),
    ],
)
def test_a_processor_needs_instructions_for_it_that_are_faster(monkeypatch, capabilities, seconds, expected):
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: capabilities)
    monkeypatch.setattr(precision, "seconds_a_step", lambda in_bfloat16: seconds[0 if in_bfloat16 else 1])
    pays_in_bfloat16.cache_clear()
    assert pays_in_bfloat16(torch.device("cpu")) is expected
    pays_in_bfloat16.cache_clear()


def test_a_step_takes_time_either_way():
    assert seconds_a_step(True) > 0
    assert seconds_a_step(False) > 0


def test_any_other_device_has_it():
    assert pays_in_bfloat16(torch.device("cuda"))
