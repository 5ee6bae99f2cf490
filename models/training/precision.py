"""Where bfloat16 is worth reckoning in: a processor that only imitates it takes ten times as long as in float32."""

import torch

CAPABILITIES = ("amx_bf16", "avx512_bf16", "bf16")  # of x86 and of ARM, as PyTorch names them


def has_bfloat16(device: torch.device) -> bool:
    """True of any GPU, and of a processor with instructions for it."""
    return device.type != "cpu" or any(torch.cpu.get_capabilities().get(name, False) for name in CAPABILITIES)
