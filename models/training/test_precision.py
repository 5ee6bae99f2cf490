"""Whether a device reckons in bfloat16 by itself: PyTorch's word on the processor is a stand-in here."""

import pytest
import torch

from .precision import has_bfloat16


@pytest.mark.parametrize(
    ("capabilities", "expected"),
    [({"avx2": True}, False), ({"amx_bf16": True}, True), ({"avx512_bf16": True, "amx_bf16": False}, True), ({}, False)],
)
def test_a_processor_needs_instructions_for_it(monkeypatch, capabilities, expected):
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: capabilities)
    assert has_bfloat16(torch.device("cpu")) is expected


def test_any_other_device_has_it():
    assert has_bfloat16(torch.device("cuda"))
